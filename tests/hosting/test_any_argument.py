"""Every public call with every kind of odd value: a coded problem, or Terraform that holds what was meant.

Each value stands in each place, with right values around it. A value that is right nowhere is a problem; and
no value makes anything fail.
"""

from __future__ import annotations

import datetime
import enum
import functools
import inspect
import itertools
import json
import os
import random
import tempfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, cast

import attrs
import pytest
from cdktf import Fn, TerraformVariable, Token

import cdktf_aspire
from cdktf_aspire import (
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppJob,
    ContainerAppJobScaleRule,
    ContainerAppRegistryCredentials,
    ContainerAppVolume,
    ContainerAppVolumeMount,
    ContainerAppWritableSecret,
    DistributedApplication,
    EnvironmentCallbackContext,
    Event,
    Infrastructure,
    Manual,
    ReferenceExpression,
    ScaleRule,
    Schedule,
    SynthesisStopped,
    TriggerType,
    raw,
    ref_expr,
)
from cdktf_aspire.diagnostics.frozen import Frozen
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.job_publishing import Publishing
from cdktf_aspire.jobs.items import Items
from cdktf_aspire.jobs.settings import Settings
from tests.apphost import AppHost
from tests.hosting.test_wrong_arguments import calls_of
from tests.matrix import matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Hostile:
    """Fails at whatever is asked of it."""

    def fail(self, *_: object) -> NoReturn:
        raise RuntimeError("hostile")

    __getattr__ = __eq__ = __ne__ = __lt__ = __bool__ = __iter__ = __len__ = __fspath__ = fail
    __repr__ = __str__ = __format__ = __contains__ = __getitem__ = __hash__ = __index__ = fail
    __float__ = __int__ = __get__ = __enter__ = __exit__ = __reduce__ = fail


class MoreHostile(Hostile):
    """Fails when it is asked for its class, too."""

    def __getattribute__(self, name: str) -> NoReturn:
        raise RuntimeError("hostile")


class HostileText(str):
    """Text that fails at whatever is asked of it."""

    __eq__ = __iter__ = __len__ = __contains__ = __str__ = __repr__ = __hash__ = Hostile.fail
    startswith = strip = lower = replace = encode = __getitem__ = __format__ = Hostile.fail  # type: ignore[assignment]


class HostileList(list[object]):
    """A list that fails at whatever is asked of it."""

    __eq__ = __iter__ = __len__ = __contains__ = __repr__ = __getitem__ = __bool__ = Hostile.fail


class HostileDict(dict[str, object]):
    """A map that fails at whatever is asked of it."""

    __eq__ = __iter__ = __len__ = __contains__ = __repr__ = __getitem__ = __bool__ = Hostile.fail
    items = keys = values = get = copy = Hostile.fail


class Size(enum.Enum):
    SMALL = "small"


class Whole(int):
    """A number of a class of its own."""


def nested(kind: type, depth: int = 1000) -> object:
    value: object = "x"
    for _ in range(depth):
        value = [value] if kind is list else {"x": value}
    return value


def circular() -> list[object]:
    itself: list[object] = []
    itself += [itself, itself]
    return itself


def generator() -> Iterator[str]:
    while True:
        yield "x"


async def coroutine(*_: object) -> None:
    """Never run."""


def yielding(*_: object) -> Iterator[None]:
    """Never run."""
    yield


# Makes a value that is right nowhere, by its name.
WRONG: dict[str, Callable[[], object]] = {
    "object": object,
    "hostile": Hostile,
    "more-hostile": MoreHostile,
    "bytes": lambda: b"x",
    "generator": generator,
    "module": lambda: json,
    "NUL": lambda: "a\0b",
    "half-a-character": lambda: "a\ud800b",
    "list-element": lambda: "#{TfToken[TOKEN.999999]}",
    "huge": lambda: 10**400,
    "nan": lambda: float("nan"),
    "infinite": lambda: float("-inf"),
    "Decimal": lambda: Decimal("1.5"),
    "Fraction": lambda: Fraction(1, 3),
    "date": lambda: datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    "other-enum": lambda: Size.SMALL,
    "deep-list": lambda: nested(list),
    "deep-dict": lambda: nested(dict),
    "circular": circular,
    "list-of-hostile": lambda: [Hostile()],
    "dict-of-hostile": lambda: {"a": Hostile()},
    "dict-of-NUL": lambda: {"a": "\0"},
    "hostile-dict": lambda: HostileDict({"a": Hostile()}),
    "nothing-raw": lambda: raw(None),  # type: ignore[arg-type]
    "empty-raw": lambda: raw(" "),
    "wrong-expression": lambda: ref_expr("{0}"),
    "half-an-expression": lambda: ref_expr("{0:uri}", "\ud800"),
    "unknown-token": lambda: "${TfToken[TOKEN.999999]}",
}
# Makes a value that may be right somewhere: no call may fail on it.
ODD: dict[str, Callable[[], object]] = {
    "None": lambda: None,
    "True": lambda: True,
    "0": lambda: 0,
    "-1": lambda: -1,
    "1.5": lambda: 1.5,
    "empty": lambda: "",
    "mark": lambda: "\ufeff",
    "template": lambda: "${x} %{y} {z} $",
    "long": lambda: "x" * 5000,
    "lines": lambda: "\r\n$\r\t'\"\\",
    "list": lambda: ["a", 1, None],
    "tuple": lambda: ("a",),
    "dict": lambda: {"a": "b", 1: None},
    "set": lambda: {"a"},
    "class": lambda: AppHost,
    "function": lambda: circular,
    "lambda": lambda: lambda *_: None,
    "async": lambda: coroutine,
    "yielding": lambda: yielding,
    "partial": lambda: functools.partial(print, end=""),
    "hostile-text": lambda: HostileText("x"),
    "hostile-list": lambda: HostileList(["x"]),
    "whole": lambda: Whole(5),
    "path": lambda: Path("a/b"),
    "time": lambda: datetime.timedelta(seconds=-5),
    "long-time": lambda: datetime.timedelta.max,
    "expression": lambda: ref_expr("a{0}b", "c"),
    "raw": lambda: raw("var.x"),
    "conditional": lambda: ReferenceExpression.create_conditional("a", "a", "b", "c"),
}


def values_of(apphost: AppHost) -> dict[str, object]:
    """Values that belong to an application, or to the engine."""
    variable = TerraformVariable(apphost.stack, "any", type="string")
    other = cdktf_aspire.create_builder(scope=apphost.add_stack("other"))
    parameter = apphost.builder.add_parameter("given")
    return {
        "parameter": parameter,
        "secret": apphost.builder.add_parameter("hidden", secret=True),
        "text-token": variable.string_value,
        "number-token": variable.number_value,
        "list-token": variable.list_value,
        "element-of-token": variable.list_value[0],
        "map-token": Token.as_string_map(variable.value),
        "any-token": Token.as_any(variable.value),
        "merged": Fn.merge([{"a": "b"}, {"c": "d"}]),
        "joined": Fn.join(",", ["a", "b"]),
        "variable": variable,
        "stack": apphost.stack,
        "builder": apphost.builder,
        "other-builder": other,
        "other-parameter": other.add_parameter("elsewhere"),
        "other-queue": other.add_azure_storage("away").add_queue("far"),
        "output": apphost.builder.add_azure_storage("near").output("nothing"),
        "vault-secret": apphost.builder.add_azure_key_vault("locked").get_secret("s"),
        "job": ContainerAppJob(),
        "rule": ScaleRule.custom("cron", {}),
    }


_GROUP = "/subscriptions/s/resourceGroups/g/providers"
# The right value for an argument: by its name.
_GOOD: dict[str, object] = {
    "name": "good",
    "path": "P/p.csproj",
    "image": "a/b:1",
    "context_path": "src",
    "target": "/mnt",
    "url": "https://example.com",
    "uri": "https://example.com",
    "cron_expression": "0 2 * * *",
    "schedule": "0 2 * * *",
    "share": "/a/b",
    "server": "r.example.com",
    "sha256": "0" * 64,
    "workload_profile_type": "D4",
    "action_group": f"{_GROUP}/microsoft.insights/actionGroups/a",
    "resource_id": f"{_GROUP}/Microsoft.App/jobs/container",
    "subnet_id": f"{_GROUP}/Microsoft.Network/virtualNetworks/v/subnets/jobs",
    "code": "ACJ230",
    "roles": "Reader",
    "names": "earlier",
    "replicas": 2,
    "configure": lambda *_: None,
    "callback": lambda _: None,
    "filter": lambda _: True,
    "protocol": "udp",
    "transport": "http2",
}


def things(builder: DistributedApplication) -> dict[str, Any]:
    """One of everything that has public calls."""
    storage, hubs = builder.add_azure_storage("storage"), builder.add_azure_event_hubs("hubs")
    bus = builder.add_azure_service_bus("bus")
    return {
        "builder": builder,
        "project": builder.add_project("project", "p.csproj").publish_as_docker_file(),
        "container": builder.add_container("container", "a/redis:1"),
        "executable": builder.add_executable("executable", "run", "."),
        "environment": builder.add_azure_container_app_environment("env"),
        "storage": storage,
        "vault": builder.add_azure_key_vault("vault"),
        "bus": bus,
        "topic": bus.add_service_bus_topic("topic"),
        "hubs": hubs,
        "hub": hubs.add_hub("hub"),
        "registry": builder.add_azure_container_registry("registry"),
        "workspace": builder.add_azure_log_analytics_workspace("workspace"),
        "identity": builder.add_azure_user_assigned_identity("identity"),
    }


def good(method: str, name: str, everything: dict[str, Any], password: object) -> object:
    """The right value for an argument of a name."""
    resources = {
        "environment": "environment",
        "workspace": "workspace",
        "registry": "registry",
        "identity": "identity",
        "dependency": "storage",
        "source": "bus",
    }
    if (method, name) == ("with_role_assignments", "target"):
        return everything["storage"]
    if name in resources:
        return everything[resources[name]]
    if name == "flags":
        return cdktf_aspire.ReferenceEnvironmentInjectionFlags.ALL
    if name == "password" or (method, name) in {("with_build_secret", "value"), ("add_secret", "value")}:
        return password
    return _GOOD.get(name, "good")


# What is ignored, judged where it is used, kept for those who build images, or only compared.
_NOT_JUDGED = {
    *(("with_reference", "optional"), ("wait_for_completion", "exit_code")),
    ("add_project", "launch_profile_name"),
    ("with_working_directory", "working_directory"),
    ("add_parameter_from_configuration", "configuration_key"),
    *(("add_parameter_with_generated_value", "value"), ("add_parameter_with_value", "value")),
    *(("run_as_existing", "name"), ("run_as_existing", "resource_group")),
    *(("publish_as_azure_container_app", "configure"), ("with_build_arg", "value")),
    *(("with_build_arg", "name"), ("with_build_secret", "name")),
    *(("acknowledge", "code"), ("get_endpoint", "name"), ("get_secret", "secret_name"), ("output", "name")),
}
# What reads a folder, and what only finds something.
_ELSEWHERE = {"add_publish_output", "resource"}
# Values that belong to an application: see `values_of`.
_OWN = (
    *("parameter", "secret", "text-token", "number-token", "list-token", "element-of-token", "map-token"),
    *("any-token", "merged", "joined", "variable", "stack", "builder", "other-builder", "other-parameter"),
    *("other-queue", "output", "vault-secret", "job", "rule"),
)
# All together take half an hour: here a few for each place, the same ones on every run.
SHARE = float(os.environ.get("ANY_ARGUMENT_SHARE", "0.02"))
SEED = int(os.environ.get("ANY_ARGUMENT_SEED", "1"))


def outcome(
    folder: Path,
    place: object,
    value: str,
    change: Callable[[AppHost, object], object],
    *,
    is_judged: bool = True,
) -> str | None:
    """What is wrong with what comes of a value in a place, in an AppHost of its own, if anything."""
    apphost = AppHost(folder)
    makers = {**WRONG, **ODD}
    try:
        change(apphost, makers[value]() if value in makers else values_of(apphost)[value])
        for each in apphost.builder._model.resources_of(ComputeResource):
            if not Publishing.of(each).customizations:
                each.publish_as_azure_container_app_job()
        if any(problem.is_error for problem in apphost.problems()):
            return None
        apphost.app.synth()
    except SynthesisStopped:
        return None
    except Exception as error:
        return f"{place} with {value}: {type(error).__name__}: {error}"
    return f"{place} takes {value}" if is_judged and value in WRONG else None


Part: TypeAlias = "tuple[int, int]"


@pytest.fixture(params=[(0, 1), matrix((1, 10))], ids=["some", "more"])
def part(request: pytest.FixtureRequest) -> Part:
    """From which tenth of the sample to which; every run has the first one."""
    found: Part = request.param
    return found


def some(places: Sequence[Any], part: Part) -> Iterator[tuple[Any, str]]:
    chance = random.Random(SEED)
    pairs = itertools.product(places, (*WRONG, *ODD, *_OWN))
    start, end = part
    return (pair for pair in pairs if start <= chance.random() * 10 / SHARE < end)


def _calls() -> Iterator[tuple[str, str, list[inspect.Parameter]]]:
    """Every public call once, with something that has it, and its parameters."""
    seen = set()
    with tempfile.TemporaryDirectory() as folder:
        for name, thing in things(AppHost(Path(folder)).builder).items():
            for call in calls_of(thing):
                method = getattr(thing, call)
                is_ignored = (method.__doc__ or "").startswith(("Has no effect", "Warns"))
                if method.__qualname__ not in seen and call not in _ELSEWHERE and not is_ignored:
                    seen.add(method.__qualname__)
                    # The first name of a call with several.
                    yield (
                        name,
                        inspect.unwrap(method).__name__,
                        list(inspect.signature(method).parameters.values()),
                    )


CALLS = list(_calls())


# What a call takes where another one takes a resource.
_INSTEAD: dict[str, dict[str, object]] = {
    "with_bind_mount": {"bus": "data"},
    "with_data_bind_mount": {"bus": "data"},
    "with_image_registry": {"registry": "r.example.com"},
}


def call(
    builder: DistributedApplication,
    name: str,
    method: str,
    parameters: list[inspect.Parameter],
    place: str | None = None,
    value: object = None,
) -> None:
    """Calls a method with a value in one place, and right values in the others as far as they are needed."""
    everything = things(builder)
    everything |= _INSTEAD.get(method, {})
    password = builder.add_parameter("password", secret=True)
    last = next((index for index, each in enumerate(parameters) if each.name == place), -1)
    args: list[object] = []
    kwargs: dict[str, object] = {}
    for index, each in enumerate(parameters):
        given = value if each.name == place else good(method, each.name, everything, password)
        if each.kind is each.KEYWORD_ONLY:
            # A user name goes with a password, and an identity without both.
            together = method == "with_registry_credentials" and "identity" not in {place, each.name}
            kwargs |= {each.name: given} if each.name == place or together else {}
        elif index <= last or (
            each.default is each.empty and (each.kind is not each.VAR_POSITIONAL or last < 0)
        ):
            args.append(given)
    getattr(everything[name], method)(*args, **kwargs)
    if method == "run_on_deploy":
        everything[name].publish_as_azure_container_app_job()


@pytest.mark.parametrize("share", range(4))
def test_right_arguments_are_right(tmp_path: Path, share: int) -> None:
    """Or the other tests would take a mistake of theirs for the one that they look for."""
    for name, method, parameters in CALLS[share::4]:
        if method.endswith(("existing_in_subscription", "existing_in_tenant")):
            continue  # every resource here is in a resource group, so no argument is right
        apphost = AppHost(tmp_path / f"{name}-{method}")
        call(apphost.builder, name, method, parameters)
        assert [problem for problem in apphost.problems() if problem.is_error] == [], method


@pytest.mark.parametrize("share", range(4))
def test_every_argument_of_every_call(tmp_path: Path, share: int, part: Part) -> None:
    places = [(*each, parameter.name) for each in CALLS[share::4] for parameter in each[2]]
    found = []
    for index, ((name, method, parameters, place), value) in enumerate(some(places, part)):

        def change(apphost: AppHost, given: object) -> None:
            call(apphost.builder, name, method, parameters, place, given)  # noqa: B023 - called at once

        is_judged = (method, place) not in _NOT_JUDGED
        found.append(
            outcome(tmp_path / str(index), (name, method, place), value, change, is_judged=is_judged)
        )
    assert "\n".join(filter(None, found)) == ""


def full(job: ContainerAppJob) -> None:
    """One of every block of a job."""
    container = job.template.containers[0]
    job.template.init_containers.append(ContainerAppInitContainer(name="first", image="a/b:1"))
    job.template.volumes.append(ContainerAppVolume(name="v", storage_type="EmptyDir"))
    container.volume_mounts.append(ContainerAppVolumeMount(volume_name="v", mount_path="/v"))
    secret = ContainerAppWritableSecret(name="s", value=raw("var.password"))
    registry = ContainerAppRegistryCredentials(server="a.io", username="u", password_secret_ref="s")
    job.configuration.secrets.append(secret)
    job.configuration.registries.append(registry)
    container.env.append(ContainerAppEnvironmentVariable(name="A", value="b"))
    container.env.append(ContainerAppEnvironmentVariable(name="S", secret_ref="s"))
    job.configuration.trigger_type = TriggerType.EVENT
    metadata: dict[str, Any] = {"address": "a:1", "listName": "l", "listLength": "5"}
    job.configuration.event_trigger_config.scale.rules.append(
        ContainerAppJobScaleRule(name="r", job_scale_rule_type="redis", metadata=metadata)
    )


def places_of(block: Settings, path: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], str]]:
    """What can be assigned in a block and below it, each list and map also in one of its elements."""
    for field in attrs.fields(type(block)):
        value: object = block.__dict__[field.name]
        here = (*path, field.name)
        yield here, "assigned"
        if isinstance(value, Settings):
            yield from places_of(value, here)
        elif isinstance(value, Items):
            yield here, "appended"
            if value and isinstance(value[0], Settings):
                yield from places_of(value[0], (*here, 0))
        elif isinstance(value, dict):
            yield here, "under a key"


def put(job: ContainerAppJob, path: tuple[object, ...], how: str, value: object) -> None:
    block: Any = job
    for step in path[:-1]:
        block = block[step] if isinstance(step, int) else block.__dict__[step]
    target = block.__dict__[path[-1]]
    if how == "assigned":
        setattr(block, str(path[-1]), value)
    elif how == "appended":
        target.append(value)
    else:
        target["key"] = value


def test_every_attribute_of_a_job(tmp_path: Path, part: Part) -> None:
    job = ContainerAppJob()
    job.template.containers.append(ContainerAppContainer())
    full(job)
    found = []
    for index, ((path, how), value) in enumerate(some(list(places_of(job)), part)):

        def change(apphost: AppHost, given: object) -> None:
            def configure(_: Infrastructure, job: ContainerAppJob) -> None:
                full(job)
                put(job, path, how, given)  # noqa: B023 - called at once

            apphost.builder.add_parameter("password", secret=True)
            apphost.builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job(configure)

        found.append(outcome(tmp_path / str(index), (path, how), value, change))
    assert "\n".join(filter(None, found)) == ""


def test_every_attribute_of_a_trigger_and_a_scale_rule(tmp_path: Path, part: Part) -> None:
    named = [getattr(cdktf_aspire, name) for name in cdktf_aspire.__all__]
    kinds = [kind for kind in named if isinstance(kind, type) and issubclass(kind, Frozen)]
    places = [(kind, field.alias) for kind in kinds for field in attrs.fields(kind) if field.init]
    assert len(places) > 200
    found = []
    for index, ((kind, place), value) in enumerate(some(places, part)):

        def change(apphost: AppHost, given: object) -> None:
            made = kind(**{place: given})  # noqa: B023 - called at once
            trigger = made if isinstance(made, Manual | Schedule | Event) else Event(made)
            apphost.builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job(
                trigger=trigger
            )

        found.append(outcome(tmp_path / str(index), (kind.__name__, place), value, change))
    assert "\n".join(filter(None, found)) == ""


# Makes an environment variable's value of another value, or gives it in another way.
_WAYS: dict[str, Callable[[AppHost, Any], object]] = {
    "hole": lambda _, value: ref_expr("a{0}", value),
    "address": lambda _, value: ref_expr("a{0:uri}", value),
    "format": lambda _, value: ref_expr(value),
    "condition": lambda _, value: ReferenceExpression.create_conditional(value, "a", "b", "c"),
    "match": lambda _, value: ReferenceExpression.create_conditional("a", value, "b", "c"),
    "when true": lambda _, value: ReferenceExpression.create_conditional("a", "a", value, "c"),
    "raw": lambda _, value: raw(value),
    "custom type": lambda _, value: ScaleRule.custom(value, {}),
    "custom metadata": lambda _, value: ScaleRule.custom("redis", value),
    "custom secrets": lambda _, value: ScaleRule.custom("redis", {"listName": "l"}, secrets=value),
    "connection": lambda apphost, value: apphost.builder.add_connection_string("c", value),
}


def test_every_expression(tmp_path: Path, part: Part) -> None:
    found = []
    for index, (way, value) in enumerate(some([each for each in _WAYS for _ in range(5)], part)):

        def change(apphost: AppHost, given: object) -> None:
            made = _WAYS[way](apphost, given)  # noqa: B023 - called at once
            batch = apphost.builder.add_container("batch", "a/b:1")
            if isinstance(made, ScaleRule):
                batch.publish_as_azure_container_app_job(trigger=Event(made))
            else:
                batch.with_environment("MADE", cast("str", made)).publish_as_azure_container_app_job()

        found.append(outcome(tmp_path / str(index), way, value, change))
    assert "\n".join(filter(None, found)) == ""


def test_what_a_callback_of_environment_and_arguments_leaves_behind(tmp_path: Path, part: Part) -> None:
    found = []
    for index, (way, value) in enumerate(
        some(["variable", "name", "variables", "argument", "arguments"] * 5, part)
    ):

        def change(apphost: AppHost, given: object) -> None:
            def leave(context: EnvironmentCallbackContext) -> None:
                variables = cast("dict[object, object]", context.environment_variables)
                if way == "variable":  # noqa: B023 - called at once
                    variables["NAME"] = given
                elif way == "name":  # noqa: B023
                    variables[given] = "value"
                elif way == "argument":  # noqa: B023
                    context.args.append(given)
                elif way == "variables":  # noqa: B023
                    context.environment_variables = given  # type: ignore[assignment]
                else:
                    context.args = given  # type: ignore[assignment]

            batch = apphost.builder.add_container("batch", "a/b:1")
            batch = batch.with_args(leave) if way.startswith("arg") else batch.with_environment(leave)  # noqa: B023
            batch.publish_as_azure_container_app_job()

        found.append(outcome(tmp_path / str(index), way, value, change))
    assert "\n".join(filter(None, found)) == ""


@pytest.mark.parametrize("value", [*WRONG, *ODD])
def test_what_is_looked_for_is_not_found(apphost: AppHost, value: str) -> None:
    makers: dict[str, Callable[[], Any]] = {**WRONG, **ODD}
    with pytest.raises(SynthesisStopped):
        apphost.builder.resource(makers[value]())
    if value != "None":
        with pytest.raises(SynthesisStopped):
            apphost.builder.resource("batch", makers[value]())

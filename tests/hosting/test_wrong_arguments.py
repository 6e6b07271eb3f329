"""Every public call with every kind of wrong argument: a problem or a right answer, never a traceback."""

from __future__ import annotations

import contextlib
import inspect
import itertools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import SynthesisStopped
from tests.apphost import AppHost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire.hosting.builder import ApplicationBuilder

WRONG = [None, 5, "", "x", 1.5, True, [], ["a", None], {}, {"a": None}, object(), b"x", lambda: None, "${x}"]
# What ends the AppHost, what this library calls itself, and what only a callback calls, where it is caught.
NOT_CALLED = {
    *(
        "run",
        "report",
        "wrote",
        "pulls_from",
        "as_provisioning_parameter",
        "added_secret",
        "knows",
        "new_name",
    ),
}


def things(builder: ApplicationBuilder) -> Iterator[tuple[str, object]]:
    """One of everything that has public calls."""
    storage = builder.add_azure_storage("storage")
    bus = builder.add_azure_service_bus("bus")
    topic = bus.add_service_bus_topic("topic")
    hubs = builder.add_azure_event_hubs("hubs")
    yield "builder", builder
    yield "parameter", builder.add_parameter("parameter")
    yield "project", builder.add_project("project", "p.csproj")
    yield "container", builder.add_container("container", "a/b:1").with_http_endpoint()
    yield "executable", builder.add_executable("executable", "run", ".")
    yield "environment", builder.add_azure_container_app_environment("env")
    yield "storage", storage
    yield "queue", storage.add_queue("queue")
    yield "vault", builder.add_azure_key_vault("vault")
    yield "bus", bus
    yield "topic", topic
    yield "hubs", hubs
    yield "hub", hubs.add_hub("hub")
    yield "registry", builder.add_azure_container_registry("registry")
    yield "workspace", builder.add_azure_log_analytics_workspace("workspace")
    yield "identity", builder.add_azure_user_assigned_identity("identity")
    yield "connection-string", builder.add_connection_string("connection-string")
    yield "external-service", builder.add_external_service("external-service", "https://example.com")


def calls_of(thing: object) -> Iterator[str]:
    for name in dir(type(thing)):
        method = getattr(type(thing), name)
        ours = str(getattr(method, "__module__", "")).startswith("cdktf_aspire.")
        if not name.startswith("_") and inspect.isfunction(method) and ours and name not in NOT_CALLED:
            yield name


def arguments_of(method: Callable[..., object]) -> Iterator[tuple[list[object], dict[str, object]]]:
    """None at all, then each wrong value in each place, with good text in the others."""
    yield [], {}
    parameters = [
        each for each in inspect.signature(method).parameters.values() if each.kind is not each.VAR_KEYWORD
    ]
    for place, wrong in itertools.product(range(len(parameters)), WRONG):
        args: list[object] = []
        kwargs: dict[str, object] = {}
        for index, parameter in enumerate(parameters):
            value: object = wrong if index == place else "good"
            if parameter.kind is parameter.KEYWORD_ONLY:
                if index == place:
                    kwargs[parameter.name] = value
            elif index <= place or parameter.default is parameter.empty:
                args.append(value)
        yield args, kwargs


with tempfile.TemporaryDirectory() as _folder:
    CALLS: dict[str, list[str]] = {}
    for _name, _thing in things(AppHost(Path(_folder)).builder):
        for _call in calls_of(_thing):
            CALLS.setdefault(_call, []).append(_name)


@pytest.mark.parametrize("call", CALLS)
def test_a_wrong_argument_is_no_traceback(apphost: AppHost, call: str) -> None:
    """One AppHost for all that has the call: of each thing, it is the only call."""
    everything = dict(things(apphost.builder))
    for name in CALLS[call]:
        for args, kwargs in arguments_of(getattr(everything[name], call)):
            try:
                getattr(everything[name], call)(*args, **kwargs)
            except SynthesisStopped:
                continue  # all is said, and nothing could follow on a publish output that is not there
            except Exception as error:
                pytest.fail(f"{name}.{call}(*{args}, **{kwargs}): {type(error).__name__}: {error}")
    for kind in ("project", "container", "executable"):
        everything[kind].publish_as_azure_container_app_job()  # type: ignore[attr-defined]
    for problem in apphost.problems():
        assert problem.message


@pytest.mark.parametrize("call", ["check", "build", "run"])
def test_what_ends_an_apphost_takes_no_arguments(apphost: AppHost, call: str) -> None:
    apphost.builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job()

    with contextlib.suppress(SynthesisStopped):
        getattr(apphost.builder, call)(5)

    assert [(each.code, each.path) for each in apphost.builder.check()] == [("ACJ002", call)]


@pytest.mark.parametrize("call", ["check", "run"])
def test_what_ends_an_apphost_is_not_called_inside_a_callback(apphost: AppHost, call: str) -> None:
    apphost.builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job(
        lambda *_: getattr(apphost.builder, call)()
    )

    assert apphost.codes() == ["ACJ009"]


def test_more_arguments_than_the_lookup_of_a_resource_takes(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job()
    apphost.builder.resource("batch", wrong=1)  # type: ignore[call-overload]

    assert apphost.codes() == ["ACJ002"]

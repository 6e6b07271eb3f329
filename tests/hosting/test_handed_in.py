"""What users hand in that is easily taken for something else: callbacks, flags, tokens, large expressions."""

from __future__ import annotations

import contextlib
import functools
import inspect
import sys
from typing import TYPE_CHECKING, Any

import pytest
from cdktf import Fn, TerraformVariable

from cdktf_aspire import (
    ContainerAppJob,
    ContainerAppVolumeMount,
    EnvironmentCallbackContext,
    Infrastructure,
    ReferenceExpression,
    Schedule,
    SynthesisStopped,
    raw,
    ref_expr,
)
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.model import ApplicationModel
from cdktf_aspire.hosting.placement import environment_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire import Problem, Value
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


def line_of(function: Callable[..., object], offset: int) -> int:
    return inspect.getsourcelines(function)[1] + offset


def lines(problems: list[Problem], code: str) -> list[int]:
    return [each.where.line for each in problems if each.code == code and each.where is not None]


async def waits(*_: object) -> None:
    raise AssertionError("it never runs")


def yields(*_: object) -> Iterator[None]:
    raise AssertionError("it never runs")
    yield


class Waits:
    async def __call__(self, *_: object) -> None:
        raise AssertionError("it never runs")


@pytest.mark.parametrize("callback", [waits, yields, Waits(), functools.partial(waits), lambda *_: yields()])
@pytest.mark.parametrize("way", ["job", "schedule", "environment", "args", "docker file", "terraform"])
def test_a_callback_that_never_runs_is_a_problem_at_the_line_that_gave_it(
    apphost: AppHost,
    callback: Any,  # noqa: ANN401
    way: str,
) -> None:
    batch = apphost.builder.add_project("batch", "batch.csproj")
    if way == "job":
        batch.publish_as_azure_container_app_job(callback)
    elif way == "schedule":
        batch.publish_as_scheduled_azure_container_app_job("0 2 * * *", callback)
    else:
        batch.publish_as_azure_container_app_job()
    if way == "environment":
        batch.with_environment(callback)
    elif way == "args":
        batch.with_args(callback)
    elif way == "docker file":
        batch.publish_as_docker_file(callback)
    elif way == "terraform":
        batch.configure_terraform(callback)
        with pytest.raises(SynthesisStopped, match=r"ACJ003 'batch': .* its body never ran"):
            apphost.app.synth()
        return

    (problem,) = [each for each in apphost.problems() if each.is_error]
    assert (problem.code, problem.resource) == ("ACJ003", "batch")
    assert problem.message.endswith("so its body never ran")
    assert problem.where is not None
    assert problem.where.file == __file__


@pytest.mark.parametrize("way", ["job", "environment", "args", "terraform"])
def test_a_callback_that_ends_the_program_as_if_all_were_well_is_a_problem(
    apphost: AppHost, way: str
) -> None:
    def leave(*_: object) -> None:
        sys.exit(0)

    batch = apphost.builder.add_container("batch", IMAGE)
    batch.publish_as_azure_container_app_job(leave if way == "job" else None)
    if way == "environment":
        batch.with_environment(leave)
    elif way == "args":
        batch.with_args(leave)
    elif way == "terraform":
        batch.configure_terraform(leave)

    with pytest.raises(SynthesisStopped, match=r"ACJ003 'batch': .* ended the program") as stopped:
        apphost.app.synth()

    (problem,) = stopped.value.problems
    assert problem.where is not None
    assert problem.where.file == __file__


def test_a_call_inside_a_callback_is_a_problem_with_its_line(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE)

    def on_the_resource(_: Infrastructure, __: ContainerAppJob) -> None:
        batch.with_environment("LOST", "x")

    def another_job(_: Infrastructure, __: ContainerAppJob) -> None:
        batch.publish_as_azure_container_app_job(retry_limit=3)

    def another_resource(_: Infrastructure, __: ContainerAppJob) -> None:
        with contextlib.suppress(Exception):  # the problem stays, whatever the callback does about it
            apphost.builder.add_container("more", IMAGE)

    def in_the_environment(context: EnvironmentCallbackContext) -> None:
        context.environment_variables["KEPT"] = "x"
        batch.with_args("lost")

    callbacks = (on_the_resource, another_job, another_resource)
    for callback in callbacks:
        batch.publish_as_azure_container_app_job(callback)
    batch.with_environment(in_the_environment)

    for problems in (apphost.problems(), apphost.problems()):  # the same when it is checked again
        assert sorted(lines(problems, "ACJ009")) == sorted(
            [
                line_of(on_the_resource, 1),
                line_of(another_job, 1),
                line_of(another_resource, 2),
                line_of(in_the_environment, 2),
            ]
        )
    assert [each.name for each in apphost.builder.resources if each.name == "more"] == []


def test_a_call_inside_a_terraform_callback_stops_the_synth(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.configure_terraform(lambda _: batch.with_environment("LOST", "x"))

    with pytest.raises(
        SynthesisStopped, match=r"ACJ009 .*: with_environment\(\) is called inside a callback"
    ):
        apphost.app.synth()


def test_what_only_refers_to_something_may_be_called_inside_a_callback(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    vault = apphost.builder.add_azure_key_vault("kv").as_existing("kv-there")

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        job.tags["blobs"] = storage.output("blobEndpoint").as_provisioning_parameter(infra)

    batch = apphost.builder.add_container("batch", IMAGE)
    batch.with_environment(lambda context: context.environment_variables.update(S=vault.get_secret("s")))
    batch.publish_as_azure_container_app_job(configure)

    assert [each for each in apphost.problems() if each.is_error] == []


@pytest.mark.parametrize("flag", ["false", "True", 0, 1, None, [], raw("var.flag")])
def test_a_flag_is_true_or_false(apphost: AppHost, flag: Any) -> None:  # noqa: ANN401
    batch = apphost.builder.add_container("batch", IMAGE)
    batch.with_volume("/data", "data", is_read_only=flag).with_bind_mount("x", "/x", is_read_only=flag)
    batch.with_nfs_volume("a.example.com", "/s", "/n", is_read_only=flag)
    batch.with_endpoint(name="e", target_port=80, is_external=flag)
    environment = apphost.builder.add_azure_container_app_environment("env")
    environment.with_https_upgrade(flag).with_dashboard(flag)
    apphost.builder.add_parameter("p", "x", secret=flag)

    found = [(each.code, each.path) for each in apphost.problems() if "not True or False" in each.message]
    paths = ["is_read_only="] * 3 + ["upgrade=", "enable=", "secret="]
    paths += [] if flag is None else ["is_external="]  # None leaves it as it is
    assert sorted(found, key=str) == sorted((("ACJ002", path) for path in paths), key=str)


def test_tokens_of_every_form_where_text_belongs(apphost: AppHost) -> None:
    count = TerraformVariable(apphost.stack, "count", type="number")
    names = TerraformVariable(apphost.stack, "names", type="list(string)")
    batch = apphost.builder.add_container("batch", IMAGE)
    batch.with_environment("COUNT", count.number_value)  # type: ignore[arg-type]
    batch.with_environment("PART", ref_expr("{0} of {1}", count.number_value, Fn.length_of(names.list_value)))  # type: ignore[arg-type]
    batch.publish_as_azure_container_app_job()

    assert apphost.env() == {"COUNT": "${var.count}", "PART": "${var.count} of ${length(var.names)}"}


@pytest.mark.parametrize("way", ["variable", "tags", "map", "merged", "element", "unknown"])
def test_tokens_of_lists_and_maps_where_text_belongs_are_problems(apphost: AppHost, way: str) -> None:
    names = TerraformVariable(apphost.stack, "names", type="list(string)")
    batch = apphost.builder.add_container("batch", IMAGE)
    values: dict[str, Any] = {
        "variable": names.list_value,
        "element": names.list_value[0],
        "unknown": "${TfToken[TOKEN.999999]}",
    }
    tags: dict[str, Any] = {
        "tags": raw("local.tags"),
        "map": {"key": names.list_value},
        "merged": Fn.merge([{"a": "b"}, {"c": "d"}]),
    }
    if way in values:
        batch.with_environment("NAMES", values[way])
    batch.publish_as_azure_container_app_job(tags=tags.get(way))

    (problem,) = [each for each in apphost.problems() if each.is_error]
    assert problem.code == {"element": "ACJ007", "unknown": "ACJ010"}.get(way, "ACJ004")
    assert problem.where is not None
    assert problem.where.file == __file__


def test_a_parameter_is_the_name_of_any_part(apphost: AppHost) -> None:
    name: Any = apphost.builder.add_parameter("part-name")
    storage = apphost.builder.add_azure_storage("storage")
    bus = apphost.builder.add_azure_service_bus("bus")
    hub = apphost.builder.add_azure_event_hubs("hubs").add_hub("hub", name)
    topic = bus.add_service_bus_topic("topic", name)
    subscription = topic.add_service_bus_subscription("subscription", name)
    parts = {
        "azurerm_storage_queue": storage.add_queue("queue", name),
        "azurerm_storage_container": storage.add_blob_container("blobs", name),
        "azurerm_servicebus_queue": bus.add_service_bus_queue("orders", name),
        "azurerm_servicebus_topic": topic,
        "azurerm_servicebus_subscription": subscription,
        "azurerm_eventhub": hub,
        "azurerm_eventhub_consumer_group": hub.add_consumer_group("group", name),
    }
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    for part in parts.values():
        batch.with_reference(part)

    written = apphost.terraform()["resource"]
    assert {kind: written[kind][part.identifier]["name"] for kind, part in parts.items()} == dict.fromkeys(
        parts, "${var.part_name}"
    )
    path = apphost.env()["ConnectionStrings__subscription"]
    assert str(path).endswith(";EntityPath=${var.part_name}/Subscriptions/${var.part_name}")


def test_what_is_given_twice_or_deleted_is_a_problem(apphost: AppHost) -> None:
    def configure(_: Infrastructure, job: ContainerAppJob) -> None:
        del job.name
        del job.template.containers[0].image
        mount = ContainerAppVolumeMount("x", volume_name="y", mount_path="/x")  # type: ignore[misc]
        job.template.containers[0].volume_mounts.append(mount)

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    found = [(each.code, each.message) for each in apphost.problems()]
    assert ("ACJ002", "name can't be deleted") in found
    assert ("ACJ002", "image can't be deleted") in found
    assert ("ACJ002", "ContainerAppVolumeMount got 'volume_name' twice") in found


def test_an_argument_too_many_of_a_block_is_a_problem_of_its_place(apphost: AppHost) -> None:
    def configure(_: Infrastructure, job: ContainerAppJob) -> None:
        mount = ContainerAppVolumeMount("x", "/x", "y", "z")  # type: ignore[call-arg]
        job.template.containers[0].volume_mounts.append(mount)

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    [problem] = [each for each in apphost.problems() if each.code == "ACJ002"]
    assert problem.message == "ContainerAppVolumeMount takes 3 positional arguments, got 4"
    assert problem.path == "job.template.containers[0].volume_mounts[0]"


def doubled(value: Value, times: int, kind: str) -> Value:
    for _ in range(times):
        if kind == "text":
            value = ref_expr("{0}{0}", value)
        elif kind == "address":
            value = ref_expr("{0:uri}{0:uri}", value)
        else:
            value = ReferenceExpression.create_conditional(value, "a", value, value)
    return value


@pytest.mark.parametrize("kind", ["text", "address", "choice"])
def test_an_expression_that_doubles_is_a_problem_at_once(apphost: AppHost, kind: str) -> None:
    parameter = apphost.builder.add_parameter("p")
    batch = apphost.builder.add_container("batch", IMAGE)
    batch.with_environment("ALL", doubled(parameter, 60, kind)).publish_as_azure_container_app_job()

    assert "ACJ910" in apphost.codes()


@pytest.mark.parametrize("kind", ["text", "address", "choice", "condition", "connection string"])
def test_an_expression_of_any_depth_is_written_or_a_problem(apphost: AppHost, kind: str) -> None:
    value: Any = apphost.builder.add_parameter("p")
    for index in range(2000):
        if kind == "text":
            value = ref_expr("{0}.", value)
        elif kind == "address":
            value = ref_expr("{0:uri}.", value)
        elif kind == "choice":
            value = ReferenceExpression.create_conditional("x", "y", "a", value)
        elif kind == "condition":
            value = ReferenceExpression.create_conditional(value, "y", "a", "b")
        elif index < 200:
            value = apphost.builder.add_connection_string(f"c{index}", ref_expr("{0}.", value))
    batch = apphost.builder.add_container("batch", IMAGE)
    batch.with_environment("ALL", value).publish_as_azure_container_app_job()

    if [each for each in apphost.problems() if each.is_error]:
        assert "ACJ910" in apphost.codes()
    else:
        assert str(apphost.env()["ALL"]).startswith("${var.p}")


def test_a_new_resource_is_not_compared_with_all_the_others(
    apphost: AppHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = 0

    class Counted(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            nonlocal reads
            reads += len(self)
            return super().__iter__()

    apphost.builder._model.resources = Counted()
    for index in range(100):
        batch = apphost.builder.add_container(f"batch-{index}", IMAGE)
        batch.publish_as_azure_container_app_job(trigger=Schedule("0 2 * * *"))
        assert environment_of(batch) is None

    assert reads <= 300


def test_jobs_of_a_check_are_not_compared_with_one_another(
    apphost: AppHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lists of all resources are asked for a few times for a job, and none is gone through for each."""
    calls = 0
    resources_of = ApplicationModel.resources_of

    def counted(self: ApplicationModel, kind: type[Any]) -> list[Any]:
        nonlocal calls
        calls += kind is ComputeResource
        return resources_of(self, kind)

    monkeypatch.setattr(ApplicationModel, "resources_of", counted)
    before = None
    for index in range(40):
        batch = apphost.builder.add_container(f"batch-{index}", IMAGE).publish_as_azure_container_app_job()
        batch.moved_from(f"old-{index}")
        if before is not None:
            batch.wait_for(before)
        before = batch
    apphost.problems()

    assert calls < 40

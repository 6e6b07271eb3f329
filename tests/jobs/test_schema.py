"""What a settings class declares of an attribute is known to everything that walks a job."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import attrs
import pytest

from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azurerm import Reader
from cdktf_aspire.jobs.items import Items
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.probes import ContainerAppProbe, ProbeType
from cdktf_aspire.jobs.schema import Block, Blocks, Choice, Scalar, TextMap, Texts, schema_of
from cdktf_aspire.jobs.settings import Settings, blocks_of
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType
from cdktf_aspire.publish_output.job_blocks import fill
from cdktf_aspire.terraform.job_attributes import job_attributes
from tests.apphost import AppHost, Json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cdktf_aspire.jobs.schema import Setting
    from cdktf_aspire.terraform.writer import Writer

AZURERM = Path(__file__).parent.parent / "terraform" / "stand_in" / "azurerm_4_81.json"
# What azurerm has beside a job's settings: the group is the environment's.
_NOT_DECLARED = {"resource_group_name"}


@cache
def writer() -> Writer:
    return AppHost(Path(mkdtemp()) / "cdktf.out").builder._synthesis.writer


def declared(
    kind: type[Settings] = ContainerAppJob, path: str = "", required: Collection[str] = ()
) -> Iterator[tuple[type[Settings], Setting, str]]:
    """Every attribute of a job, with its class and the path of the block around it in azurerm."""
    for each in schema_of(kind):
        if isinstance(each.kind, Blocks) and each.kind.by:
            for name, member in each.kind.by[1].items():
                yield kind, attrs.evolve(each, azurerm=name), path
                for found in declared(each.kind.type, f"{path}{name}."):
                    if found[1].when is None or found[1].when[1] is member:
                        yield found
            continue
        yield kind, attrs.evolve(each, required=each.required or each.name in required), path
        if isinstance(each.kind, Block | Blocks) and each.azurerm:
            yield from declared(each.kind.type, f"{path}{each.azurerm}.")
        elif isinstance(each.kind, Block):
            yield from declared(each.kind.type, path, kind._required)


DECLARED = list(declared())
NAMES = [f"{kind.__name__}.{each.name}-{path}" for kind, each, path in DECLARED]


def filled(kind: type[Settings], trigger: ContainerAppJobTriggerType, number: int = 0) -> Settings:
    """A block with a value for everything; of two that exclude each other, the number decides."""
    block = kind()
    pairs = [(each.name, each.unless) for each in schema_of(kind) if each.unless]
    left_out = {pair[number % 2] for pair in pairs}
    for each in schema_of(kind):
        if each.name in left_out or (
            isinstance(each.kind, Block) and each.when and each.when[1] is not trigger
        ):
            continue
        block.__dict__[each.name] = a_value(each, trigger, number)
    if isinstance(block, ContainerAppProbe):
        block.probe_type = list(ProbeType)[number]
        for name in ("tcp_socket",) if number else ("http_get",):
            block.__dict__[name] = type(block.__dict__[name])()
        if block.probe_type is not ProbeType.READINESS:
            block.success_threshold = None
    return block


def a_value(setting: Setting, trigger: ContainerAppJobTriggerType, number: int) -> object:
    match setting.kind:
        case Choice(type=kind):
            return (
                trigger
                if kind is ContainerAppJobTriggerType
                else ProbeType.LIVENESS
                if kind is ProbeType
                else None
            )
        case Block(type=kind):
            return filled(kind, trigger)
        case Blocks(type=kind):
            return Items(filled(kind, trigger, each) for each in range(2))
        case Texts():
            return Items(f"{setting.name}-{each}" for each in range(2))
        case TextMap():
            return {"key": f"{setting.name}-{number}"}
        case Scalar(is_number=True):
            return 7
    return f"{setting.name}-{number}"


def state(value: object) -> object:
    """Blocks, lists and maps as plain values, for a comparison."""
    match value:
        case Settings():
            return {field.name: state(value.__dict__[field.name]) for field in attrs.fields(type(value))}
        case list():
            return [state(each) for each in value]
    return value


def written(job: ContainerAppJob) -> Json:
    return job_attributes(writer(), job, location=None, resource_group_name="rg", workload_profile_name=None)


@pytest.mark.parametrize("trigger", ContainerAppJobTriggerType)
def test_every_attribute_is_written_and_read_back(trigger: ContainerAppJobTriggerType) -> None:
    job = filled(ContainerAppJob, trigger)
    assert isinstance(job, ContainerAppJob)
    reader = Reader()

    read = reader.read(written(job))

    assert reader.problems == []
    assert state(read) == state(job)


def in_bicep(block: Settings) -> Json:
    """A block as Bicep writes it."""
    described: Json = {}
    for each in schema_of(type(block)):
        value = block.__dict__[each.name]
        is_there = each.when is None or block.__dict__[each.when[0]] is each.when[1]
        if not each.bicep or value in (None, [], {}) or not is_there:
            continue
        at = described
        for step in each.bicep[:-1]:
            at = at.setdefault(step, {})
        match value:
            case Settings():
                value = in_bicep(value)
            case ContainerAppJobTriggerType() | ProbeType():
                value = value.value
            case list():
                value = [in_bicep(item) if isinstance(item, Settings) else item for item in value]
        at[each.bicep[-1]] = value
    return described


@pytest.mark.parametrize("trigger", ContainerAppJobTriggerType)
def test_every_attribute_is_read_from_bicep(trigger: ContainerAppJobTriggerType) -> None:
    job = filled(ContainerAppJob, trigger)
    read = ContainerAppJob()

    fill(read, in_bicep(job))

    rules.check_kinds(read, "batch", "job")  # makes the member of the enum
    assert state(read) == state(job)


def azurerm() -> Json:
    resources: Json = json.loads(AZURERM.read_text(encoding="utf-8"))["resources"]
    job: Json = resources["azurerm_container_app_job"]
    return job


@pytest.mark.parametrize(("kind", "setting", "path"), DECLARED, ids=NAMES)
def test_azurerm_has_every_attribute_as_it_is_declared(kind: type, setting: Setting, path: str) -> None:
    block = azurerm()
    for step in path.split(".")[:-1]:
        block = block[step]
    if setting.azurerm:
        flags = block[setting.azurerm]
        if isinstance(flags, dict):
            assert isinstance(setting.kind, Block | Blocks)
        else:
            assert not isinstance(setting.kind, Block | Blocks)
            assert ("r" in flags) == setting.required
            assert setting.required or "s" not in flags or not setting.is_shown


def test_no_attribute_of_azurerm_is_missing() -> None:
    def settable(block: Json, path: str = "") -> Iterator[str]:
        for name, flags in block.items():
            if isinstance(flags, dict):
                yield f"{path}{name}"
                yield from settable(flags, f"{path}{name}.")
            elif set(flags) & {"r", "o"} and name not in {"", "id"}:
                yield f"{path}{name}"

    known = {f"{path}{setting.azurerm}" for _, setting, path in DECLARED}

    missing = {name for name in settable(azurerm()) if name not in known}
    assert {name for name in missing if name.rpartition(".")[0] not in missing} == _NOT_DECLARED


@pytest.mark.parametrize(("kind", "setting", "path"), DECLARED, ids=NAMES)
def test_a_value_of_a_wrong_kind_is_a_problem_at_every_attribute(
    kind: type[Settings], setting: Setting, path: str
) -> None:
    job = filled(ContainerAppJob, ContainerAppJobTriggerType.MANUAL)
    assert isinstance(job, ContainerAppJob)
    for trigger in ("schedule_trigger_config", "event_trigger_config"):
        trigger_kind = next(each.kind for each in schema_of(type(job.configuration)) if each.name == trigger)
        assert isinstance(trigger_kind, Block)
        job.configuration.__dict__[trigger] = filled(trigger_kind.type, ContainerAppJobTriggerType.MANUAL)
    block = next(each for each in blocks_of(job) if type(each) is kind)
    block._assign(setting.name, object())

    problems = rules.check_kinds(job, "batch", "job")

    assert [problem.code for problem in problems] == ["ACJ004"]
    assert problems[0].path is not None
    assert problems[0].path.endswith(setting.name)

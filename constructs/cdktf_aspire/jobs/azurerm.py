"""`azurerm_container_app_job` read back as a job: from Terraform JSON, or from the values of a plan.

The other direction is `terraform/job_attributes.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.arguments import UNKNOWN_ATTRIBUTE
from cdktf_aspire.diagnostics.problems import SourceLocation, closest, on_behalf_of
from cdktf_aspire.diagnostics.rules import ERROR, Advice, register
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.configuration import ContainerAppJobConfiguration
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.probes import ContainerAppProbe
from cdktf_aspire.jobs.schema import TEXT, Block, Blocks, Scalar, Texts, attributes_of, schema_of
from cdktf_aspire.jobs.template import ContainerAppContainer, ContainerAppInitContainer
from cdktf_aspire.values import records
from cdktf_aspire.values.value import Reference, Unknown, has_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cdktf_aspire.diagnostics.json_lines import Path
    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.jobs.schema import Kind, Setting
    from cdktf_aspire.jobs.settings import Settings

register(
    "ACJ201",
    ERROR,
    "manual_trigger_config, schedule_trigger_config, event_trigger_config",
    allowed="exactly one of the three",
    why="azurerm refuses the configuration",
    fix="Keep only the intended one",
    source="azurerm 4.55, azurerm_container_app_job",
)

RESOURCE_TYPE: Final = "azurerm_container_app_job"

TRIGGERS: Final = {
    each.azurerm: each.when[1]
    for each in schema_of(ContainerAppJobConfiguration)
    if each.azurerm and each.when
}

# Attributes that a resource block may have in addition to the job's: meta-arguments, those that azurerm
# computes, and those that the model doesn't need.
_BESIDE_A_JOB = {
    "//",
    "connection",
    "count",
    "depends_on",
    "dynamic",
    "event_stream_endpoint",
    "for_each",
    "id",
    "lifecycle",
    "outbound_ip_addresses",
    "provider",
    "provisioner",
    "resource_group_name",
    "timeouts",
}
_ELSEWHERE = {
    ContainerAppJob: _BESIDE_A_JOB,
    ContainerAppContainer: {"ephemeral_storage"},
    ContainerAppInitContainer: {"ephemeral_storage"},
    ContainerAppProbe: {"termination_grace_period_seconds"},
}


def _nowhere(_: Path) -> SourceLocation | None:
    return None


def _as_it_is(value: object) -> object:
    return value


@records.define
class Reader:
    """Reads one job.

    Attributes:
        value: turns a value of the file into a literal or a reference.
        where: the line of a path in the file.
        problems: values that don't fit azurerm's schema.
    """

    value: Callable[[object], object] = _as_it_is
    where: Callable[[Path], SourceLocation | None] = _nowhere
    problems: list[Problem] = attrs.field(factory=list)

    def read(self, attributes: Mapping[str, object]) -> ContainerAppJob:
        """The job of a resource block.

        Args:
            attributes: of the block, with azurerm's names; None means not set.
        """
        with on_behalf_of(self.where(()) or SourceLocation("", 0)):
            return self._job(attributes)

    def _job(self, attributes: Mapping[str, object]) -> ContainerAppJob:
        job = ContainerAppJob()
        block = {key: value for key, value in attributes.items() if value is not None}
        self._fill(job, block, ())
        return job

    def _trigger(self, configuration: ContainerAppJobConfiguration, block: Mapping[str, object]) -> None:
        blocks = {name: [one for one, _ in self._blocks(block, name, ())] for name in TRIGGERS}
        certain = [
            name for name, found in blocks.items() if any(not isinstance(one, _Unknown) for one in found)
        ]
        possible = [name for name, found in blocks.items() if found and name not in certain]
        if len(certain) > 1 or not (certain or possible):
            self._problem(
                "ACJ201",
                f"The job has {len(certain)} trigger blocks",
                certain[1] if certain else "",
                (certain[1],) if certain else (),
            )
        # A job has one trigger: where no other is possible, the one that may be there is.
        given = certain or (possible if len(possible) == 1 else [])
        if given:
            where = self.where((given[0],))
            configuration._assign("trigger_type", TRIGGERS[given[0]], written=given[0], where=where)
        elif possible:
            configuration._assign("trigger_type", Unknown(), written=possible[0])
        for each in schema_of(ContainerAppJobConfiguration):
            if each.azurerm in given[:1]:
                self._fill_block(configuration, each, block, ())

    def _fill(
        self,
        settings: Settings,
        block: Mapping[str, object],
        path: Path,
        *,
        around: type[Settings] | None = None,
    ) -> None:
        """Sets the settings from a block, and refuses attributes that azurerm doesn't have there.

        Args:
            settings: a new block.
            block: of Terraform.
            path: of the block.
            around: the class of the settings in whose block azurerm has these as well.
        """
        known = {*attributes_of(type(settings)), *_ELSEWHERE.get(type(settings), ()), "dynamic", "//"}
        for each in schema_of(type(settings)):
            if each.azurerm == "" and isinstance(each.kind, Block):
                inner: Settings = settings.__dict__[each.name]
                if each.selected_by and each is not self._selected(type(settings), block):
                    continue
                settings._assign(each.name, inner, written="")
                self._fill(inner, block, path, around=type(settings))
            elif each.azurerm is None or (each.when and isinstance(each.kind, Block)):
                continue
            elif each.when and settings.__dict__[each.when[0]] is not each.when[1]:
                known.discard(each.azurerm)
            elif isinstance(each.kind, Block):
                self._fill_block(settings, each, block, path)
            elif isinstance(each.kind, Blocks):
                self._fill_list(settings, each, block, path)
            else:
                is_required = each.required or (around is not None and each.name in around._required)
                self._set(settings, each, each.azurerm, block, path, is_required=is_required)
        if isinstance(settings, ContainerAppJobConfiguration):
            self._trigger(settings, block)
        if around is None:
            self._known(block, known, path)

    def _selected(self, kind: type[Settings], block: Mapping[str, object]) -> Setting:
        """The block of the model that a block's attributes select; the first one if that is unknown."""
        possible = [each for each in schema_of(kind) if each.selected_by]
        value = str(self.value(block.get(possible[0].selected_by[0]))).upper()
        return next((each for each in possible if value in each.selected_by[1:]), possible[0])

    def _fill_block(
        self, settings: Settings, setting: Setting, block: Mapping[str, object], path: Path
    ) -> None:
        name, inner = setting.azurerm or "", settings.__dict__[setting.name]
        found = list(self._blocks(block, name, path))
        if not found and setting.required:
            self._problem("ACJ006", f"{name} is missing", _dotted((*path, name)), path)
            self._fill(inner, _Unknown(), (*path, name))
        for one, at in found:
            self._fill(inner, one, at)

    def _fill_list(
        self, settings: Settings, setting: Setting, block: Mapping[str, object], path: Path
    ) -> None:
        name, items = setting.azurerm or "", settings.__dict__[setting.name]
        assert isinstance(setting.kind, Blocks)
        attribute, names = setting.kind.by or ("", {})
        for own_name, member in names.items() or [(name, None)]:
            for one, at in self._blocks(block, own_name, path):
                item: Settings = setting.kind.type()
                if member is not None:
                    is_known = not isinstance(one, _Unknown)
                    item._assign(attribute, member if is_known else Unknown(), written="")
                    item.__dict__["_written_as"] = _dotted(at[len(path) :])
                self._fill(item, one, at)
                items.append(item)
        if name != setting.name:
            settings._assign(setting.name, items, written=name)

    def _set(
        self,
        settings: Settings,
        setting: Setting,
        name: str,
        block: Mapping[str, object],
        path: Path,
        *,
        is_required: bool,
    ) -> None:
        is_list = isinstance(setting.kind, Texts)
        value: object = None if block.get(name) is None else self._value(setting.kind, block[name])
        if isinstance(block, _Unknown):
            settings.__dict__[setting.name] = setting.kind.unknown()
            if not has_secret(value):
                return
            value = [Unknown(secret=True)] if is_list else Unknown(secret=True)
        elif value is None:
            if is_required:
                self._problem("ACJ006", f"{name} is missing", _dotted((*path, name)), path)
                settings._assign(setting.name, Unknown(), written=name, where=self.where(path))
            return
        if is_list and isinstance(value, Reference):
            value = [Unknown(value.is_secret)]
        settings._assign(setting.name, value, written=name, where=self.where((*path, name)))

    def _value(self, kind: Kind[object], value: object) -> object:
        is_number = isinstance(kind, Scalar) and kind.is_number
        match value:
            case list():
                return [self._value(TEXT, each) for each in value]
            case dict():
                return self._map(value)
            case str():
                read = self.value(value)
                return _number(read) if is_number and isinstance(read, str) else read
            case bool() | int() | float() if not is_number:
                # Terraform makes text of it.
                return str(value).lower() if isinstance(value, bool) else f"{value}"
            case _:
                return self.value(value)

    def _map(self, value: Mapping[str, object]) -> dict[str, object]:
        """A map of texts; keys may be expressions as well."""
        result: dict[str, object] = {}
        for key, each in value.items():
            read = self.value(key)
            if isinstance(read, str):
                result[read] = self._value(TEXT, each)
            else:
                result["unknown"] = Unknown(has_secret([read, self._value(TEXT, each)]))
        return result

    def _blocks(
        self, block: Mapping[str, object], name: str, path: Path
    ) -> Iterator[tuple[Mapping[str, object], Path]]:
        """The blocks of a name: Terraform JSON takes one object for one block, or a list of them.

        An unknown one stands for any number: what an expression or a `dynamic` block makes.
        """
        value, here = block.get(name), (*path, name)
        unknown: list[tuple[_Unknown, Path]] = []
        found = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, each in found:
            at = here if index is None else (*here, index)
            if isinstance(each, dict):
                if isinstance(block, _Unknown):
                    unknown.append((_Unknown(each), at))
                else:
                    yield each, at
            elif self._is_expression(each):
                unknown.append((_Unknown(), at))
            elif each is not None and not isinstance(block, _Unknown):
                self._problem("ACJ004", f"{name} is a block", _dotted(at), at, _outside(each))
        for label, at in self._dynamic(block, path):
            for content, inner in _contents(label, name, at):
                unknown.append((_Unknown(content), inner))
        if isinstance(block, _Unknown) and not unknown:
            unknown.append((_Unknown(), here))
        yield from unknown

    def _is_expression(self, value: object) -> bool:
        return isinstance(value, Reference) or (
            isinstance(value, str) and isinstance(self.value(value), Reference)
        )

    @staticmethod
    def _dynamic(block: Mapping[str, object], path: Path) -> Iterator[tuple[Mapping[str, object], Path]]:
        """The blocks that Terraform makes itself, by their names: one object, or a list of them."""
        dynamic, here = block.get("dynamic"), (*path, "dynamic")
        if isinstance(dynamic, dict):
            yield dynamic, here
        elif isinstance(dynamic, list):
            yield from (
                (each, (*here, index)) for index, each in enumerate(dynamic) if isinstance(each, dict)
            )

    def _known(self, block: Mapping[str, object], names: set[str], path: Path) -> None:
        if isinstance(block, _Unknown):
            return
        for names_given, at in [(block, path), *self._dynamic(block, path)]:
            for name in names_given:
                if name not in names:
                    guess = closest(name, names)
                    self._problem(
                        UNKNOWN_ATTRIBUTE,
                        f"azurerm has no attribute {name!r} here",
                        _dotted((*at, name)),
                        (*at, name),
                        hint=f"Did you mean {guess!r}?" if guess else None,
                    )

    def _problem(
        self,
        code: str,
        message: str,
        at: str,
        path: Path,
        value: object = None,
        hint: str | None = None,
    ) -> None:
        self.problems.append(
            rules.problem(code, message, path=at, value=value, hint=hint, where=self.where(path))
        )


def in_azurerms_words(problem: Problem) -> Problem:
    """A rule's problem for a reader of Terraform: advice about an AppHost is replaced."""
    hint = problem.hint
    return attrs.evolve(problem, hint=hint.in_terraform) if isinstance(hint, Advice) else problem


def _outside(value: object) -> object:
    """The value used instead of a block, for a message; text there may be a secret of the block."""
    return None if isinstance(value, str) else value


class _Unknown(dict[str, object]):
    """A block of which only Terraform knows whether it exists, and how often.

    Of what is written in it, only secrets count.
    """


def _contents(
    dynamic: Mapping[str, object], name: str, path: Path
) -> Iterator[tuple[dict[str, object], Path]]:
    """The result of the `dynamic` blocks of a name, as written."""
    if name not in dynamic:
        return
    value, here = dynamic[name], (*path, name)
    for index, each in enumerate(value if isinstance(value, list) else [value]):
        content = each.get("content") if isinstance(each, dict) else None
        at = (*here, index, "content") if isinstance(value, list) else (*here, "content")
        yield (content if isinstance(content, dict) else {}), at


def _number(text: str) -> object:
    """Text that is a number becomes one, as in Terraform."""
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _dotted(path: Path) -> str:
    """A path as Terraform writes it: `template.container[0].image`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text

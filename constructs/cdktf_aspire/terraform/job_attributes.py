"""Writes the settings of a job as azurerm attributes, as their classes declare them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

import attrs

from cdktf_aspire.jobs.rules.containers import init_container_defaults
from cdktf_aspire.jobs.schema import Block, Blocks, Scalar, TextMap, Texts, schema_of
from cdktf_aspire.jobs.settings import Settings, is_empty
from cdktf_aspire.terraform.escaping import escape
from cdktf_aspire.terraform.rendering import expression_of
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cdktf_aspire.jobs.job import ContainerAppJob
    from cdktf_aspire.jobs.schema import Setting
    from cdktf_aspire.terraform.writer import Writer


@records.define
class AttributeWriter:
    """Writes blocks of settings.

    Attributes:
        writer: the writer of the application.
        instead: values that replace an attribute of a block, by the block's `id()` and the attribute's name.
    """

    writer: Writer
    instead: Mapping[tuple[int, str], object] = attrs.field(factory=dict)

    def attributes(self, block: Settings) -> dict[str, object]:
        """The attributes of a block under their names in azurerm; None means that one is not set.

        Args:
            block: a block that the rules have checked.
        """
        attributes: dict[str, object] = {}
        for each in schema_of(type(block)):
            if each.azurerm is None or (each.when and block.__dict__[each.when[0]] is not each.when[1]):
                continue
            if not each.azurerm:
                attributes |= self._beside(each, block.__dict__[each.name])
                continue
            attributes[each.azurerm] = self._written(block, each)
        return attributes

    def _beside(self, setting: Setting, value: Settings | list[Settings]) -> dict[str, object]:
        """The attributes for a block, or a list of blocks, that azurerm doesn't have as such."""
        if isinstance(value, Settings):
            if not setting.selected_by:
                return self.attributes(value)
            attribute, member, *_ = setting.selected_by
            return {} if is_empty(value) else {attribute: member, **self.attributes(value)}
        assert isinstance(setting.kind, Blocks)
        assert setting.kind.by is not None
        attribute, names = setting.kind.by
        split = {name: [each for each in value if each.__dict__[attribute] is names[name]] for name in names}
        return {name: [self.attributes(each) for each in blocks] for name, blocks in split.items() if blocks}

    def _written(self, block: Settings, setting: Setting) -> object:
        key = (id(block), setting.name)
        if key in self.instead:
            return self.instead[key]
        value = block.__dict__[setting.name]
        match setting.kind:
            case Block():
                inner = self.attributes(value)
                if all(each is None for each in inner.values()):
                    return None
                return [inner] if setting.is_list else inner
            case Blocks():
                return [self.attributes(each) for each in value] or None
            case Texts(is_set=True):
                return list(dict.fromkeys(map(self.writer.text, value))) or None
            case Texts():
                return self._list(value)
            case TextMap(is_joined=is_joined):
                texts = {escape(name): self._text(each, is_joined=is_joined) for name, each in value.items()}
                return texts if texts or setting.required else None
            case Scalar(is_number=is_number):
                if setting.unless and block.__dict__[setting.unless] is not None:
                    return None
                if isinstance(value, timedelta):
                    return int(value.total_seconds())
                value = setting.default if value is None else value
                return self.writer.number(value) if is_number else self.writer.text(value)
        raise TypeError(f"azurerm has no {setting.kind!r}")

    def _list(self, values: Iterable[object]) -> list[object] | None:
        """A list of texts; a token that represents a whole list is merged in at its position."""
        given = list(values)
        if not any(isinstance(value, list) for value in given):
            return [self.writer.text(value) for value in given] or None
        if len(given) == 1:
            return cast("list[object]", given[0])
        token = self.writer.engine.Token
        parts = (
            token.as_string(value) if isinstance(value, list) else f"[{expression_of(self.writer, value)}]"
            for value in given
        )
        return list(token.as_list(f"${{concat({', '.join(parts)})}}"))

    def _text(self, value: object, *, is_joined: bool) -> object:
        """A text of a map; KEDA's values are texts, so a token of a number or a list becomes text too."""
        engine = self.writer.engine
        if is_joined and isinstance(value, list | tuple):
            return engine.Token.as_string(engine.Fn.join(",", list(value)))
        if is_joined and isinstance(value, int | float):
            return engine.Token.as_string(value)
        return self.writer.text(value)


def job_attributes(
    writer: Writer,
    job: ContainerAppJob,
    *,
    location: object,
    resource_group_name: object,
    workload_profile_name: str | None,
) -> dict[str, object]:
    """The attributes of `azurerm_container_app_job`.

    Args:
        writer: the writer of the application.
        job: a job that the rules have checked.
        location: the default location.
        resource_group_name: the resource group of the job.
        workload_profile_name: the default workload profile.
    """
    tags = {escape(key): writer.text(value) for key, value in {**writer.application.tags, **job.tags}.items()}
    instead: dict[tuple[int, str], object] = {(id(job), "tags"): tags or None}
    if job.location is None:
        instead[id(job), "location"] = location
    if not job.workload_profile_name:
        instead[id(job), "workload_profile_name"] = writer.text(workload_profile_name)
    if not job.identity.type:
        has_ids = bool(job.identity.user_assigned_identities)
        instead[id(job.identity), "type"] = "UserAssigned" if has_ids else None
    # azurerm would send 0 for a value that an init container doesn't set. Azure doesn't keep the 0, so that
    # every later plan would change it again.
    cpu, memory = init_container_defaults(job.template)
    for container in job.template.init_containers:
        resources = container.resources
        if resources.cpu is None:
            instead[id(resources), "cpu"] = writer.number(cpu)
        if resources.memory is None:
            instead[id(resources), "memory"] = writer.text(memory)
    return {**AttributeWriter(writer, instead).attributes(job), "resource_group_name": resource_group_name}

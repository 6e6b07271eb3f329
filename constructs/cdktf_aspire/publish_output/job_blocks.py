"""Fills the blocks of the job model from a job in Bicep, as the settings classes declare them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from cdktf_aspire.jobs.schema import Block, Blocks, TextMap, Texts, in_camel_case, schema_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cdktf_aspire.jobs.schema import Setting
    from cdktf_aspire.jobs.settings import Settings

# A value of the publish output. The rules report a wrong type when they check the job.
Given: TypeAlias = Any


def keys_of(kind: type) -> dict[str, object]:
    """The allowed content of a block in Bicep: an object's keys, a list's items, or None for a value."""
    keys: dict[str, object] = {}
    for each in schema_of(kind):
        if not each.bicep:
            continue
        at = keys
        for step in each.bicep[:-1]:
            at = at.setdefault(step, {})  # type: ignore[assignment]
        match each.kind:
            case Block(type=inner):
                at[each.bicep[-1]] = keys_of(inner)
            case Blocks(type=inner):
                at[each.bicep[-1]] = [keys_of(inner)]
            case Texts(is_set=False):
                at[each.bicep[-1]] = [None]
            case _:
                at[each.bicep[-1]] = None
    return keys


def hints_of(kind: type[Settings]) -> dict[str, str]:
    """Advice for attributes that a job can't have, by their names in Bicep."""
    hints = {in_camel_case(name): hint for name, hint in kind._not_here.items()}
    for each in schema_of(kind):
        if isinstance(each.kind, Block | Blocks):
            hints |= hints_of(each.kind.type)
    return hints


def value_of(described: Given, setting: Setting) -> Given:
    """The value of a setting in an object; None if it is not set."""
    if not setting.bicep:
        return None
    for step in setting.bicep:
        described = described.get(step) if isinstance(described, dict) else None
    if setting.name == "identity" and described == "system":
        return "System"
    if isinstance(setting.kind, TextMap) and isinstance(described, dict):
        return {key: _as_text(value) for key, value in described.items()}
    return described


def fill(
    settings: Settings, described: Mapping[str, Given], but: Mapping[type, Collection[str]] | None = None
) -> None:
    """Sets the attributes that a block has in Bicep; values of the wrong shape have been refused before.

    Args:
        settings: the block to fill.
        described: the block in Bicep.
        but: attributes to leave unchanged, by class.
    """
    for each in schema_of(type(settings)):
        if but and each.name in but.get(type(settings), ()):
            continue
        value = value_of(described, each)
        match each.kind:
            case Block() if isinstance(value, dict):
                fill(settings.__dict__[each.name], value, but)
            case Blocks(type=kind) if isinstance(value, list):
                for item in value:
                    if isinstance(item, dict):
                        made: Settings = kind()
                        fill(made, item)
                        settings.__dict__[each.name].append(made)
            case Texts() if isinstance(value, list):
                settings._assign(each.name, list(value))
            case Block() | Blocks() | Texts():
                continue
            case _ if value is not None:
                settings._assign(each.name, value)


def _as_text(value: Given) -> Given:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def identity_type(kind: Given) -> Given:
    """The type in azurerm's spelling: with a space after the comma."""
    return "SystemAssigned, UserAssigned" if kind == "SystemAssigned,UserAssigned" else kind

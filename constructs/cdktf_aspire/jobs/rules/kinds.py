"""The kind of value that each attribute takes, and the check that it has one.

It runs before all other rules: what has the wrong kind becomes a problem, and something unknown takes its
place, so that no rule meets a value that it does not expect.
"""

from __future__ import annotations

import math
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.diagnostics.problems import text_problems, with_article
from cdktf_aspire.diagnostics.rules import AZURERM, ERROR, Rule, problem, register
from cdktf_aspire.jobs.configuration import (
    ContainerAppJobRetryLimitPolicy,
    ContainerAppRegistryCredentials,
    ContainerAppWritableSecret,
)
from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule, ContainerAppScaleRuleAuth
from cdktf_aspire.jobs.settings import Items, Settings, join_path, unknown_block
from cdktf_aspire.jobs.template import (
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppVolume,
    ContainerAppVolumeMount,
)
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType
from cdktf_aspire.values.value import (
    Template,
    Unknown,
    is_list_token,
    is_literal_number,
    is_text_token,
    is_token,
)

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.jobs.job import ContainerAppJob

register(
    Rule(
        "ACJ004",
        ERROR,
        "every attribute",
        allowed="see the attribute",
        why="Terraform would refuse the value, or take it for something else",
        fix="Use a value of the right type",
        source=AZURERM,
    )
)

_ITEMS: dict[str, type[Settings]] = {
    each.__name__: each
    for each in (
        ContainerAppContainer,
        ContainerAppEnvironmentVariable,
        ContainerAppInitContainer,
        ContainerAppJobScaleRule,
        ContainerAppRegistryCredentials,
        ContainerAppScaleRuleAuth,
        ContainerAppVolume,
        ContainerAppVolumeMount,
        ContainerAppWritableSecret,
    )
}
_ENUMS = {each.__name__: each for each in (ContainerAppJobTriggerType, ContainerAppJobRetryLimitPolicy)}
# What takes a token of a list among its texts, which is joined in.
_JOINED = frozenset({"args", "command", "metadata"})
_WORDS = {
    "Text": "text",
    "str": "text",
    "Number": "a number",
    "timedelta": "a timedelta",
    "list[Text]": "a list of texts",
    "dict[str, Text]": "a dict from text to text",
}


@lru_cache(maxsize=64)
def _fields(kind: type[Settings]) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    """Each attribute with the kinds that its annotation names, and whether it may be None."""
    return tuple(
        (
            field.name,
            tuple(part for part in str(field.type).split(" | ") if part != "None"),
            "None" in str(field.type).split(" | "),
        )
        for field in attrs.fields(kind)
    )


def check_kinds(job: ContainerAppJob, resource: str, path: str) -> list[Problem]:
    """The problems of kind in a whole job; what is wrong is taken out of the job."""
    problems: list[Problem] = []
    _check_block(job, resource, path, problems)
    return problems


def _check_block(block: Settings, resource: str, path: str, problems: list[Problem]) -> None:
    for name, kinds, optional in _fields(type(block)):
        value: object = block.__dict__[name]
        if (value is None and optional) or (isinstance(value, Unknown) and kinds[0] in _ENUMS):
            continue
        if isinstance(value, Settings) and type(value).__name__ in kinds:
            _check_block(value, resource, _join(path, block, name), problems)
        elif isinstance(value, Items) and kinds[0].startswith("list["):
            _check_items(block, name, kinds[0][5:-1], resource, path, problems)
        elif not any(_is(kind, value, name) for kind in kinds):
            converted = _converted(kinds, value)
            if converted is None:
                if not isinstance(value, Unknown):
                    problems.append(_wrong_kind(block, name, kinds, value, resource, path))
                converted = _stand_in(block, name, kinds[0])
            block.__dict__[name] = converted
        else:
            unwritable = text_problems(value, _join(path, block, name), block.note(name).where)
            if unwritable:
                problems += [attrs.evolve(each, resource=resource) for each in unwritable]
                block.__dict__[name] = _stand_in(block, name, kinds[0])


def _check_items(
    block: Settings, name: str, kind: str, resource: str, path: str, problems: list[Problem]
) -> None:
    items: Items[object] = block.__dict__[name]
    wanted = _ITEMS.get(kind)
    if wanted is None and is_token(list(items)):
        return
    for index, item in reversed(list(enumerate(items))):
        if wanted is not None and isinstance(item, Unknown):
            items[index] = unknown_block(wanted)
            continue
        if wanted is None:
            fits = isinstance(item, str) or is_text_token(item) or (name in _JOINED and is_list_token(item))
        else:
            fits = isinstance(item, wanted) or (
                # An init container and a container have the same attributes.
                issubclass(wanted, ContainerAppInitContainer) and isinstance(item, ContainerAppInitContainer)
            )
        if not fits:
            at = f"{_join(path, block, name).rstrip('=')}[{index}]"
            words = f"text for {name}" if wanted is None else f"a {kind}"
            note = block.note(name)
            problems.insert(
                0,
                problem(
                    "ACJ004",
                    f"{at} is {with_article(item)}, not {words}",
                    resource=resource,
                    path=at,
                    value=None if wanted is not None and isinstance(item, str) else _shown(block, name, item),
                    allowed=words,
                    hint=hint_for(("Text",), item) if block.may_show(name) else None,
                    where=note.where,
                ),
            )
            items[index] = Unknown() if wanted is None else unknown_block(wanted)
    for index, item in enumerate(items):
        unwritable = text_problems(item, f"{_join(path, block, name)}[{index}]", block.note(name).where)
        if unwritable:
            problems += [attrs.evolve(each, resource=resource) for each in unwritable]
            items[index] = Unknown()
        if isinstance(item, Settings):
            _check_block(item, resource, f"{_join(path, block, name)}[{index}]", problems)


def _is(kind: str, value: object, name: str = "") -> bool:
    if kind in _ENUMS:
        return isinstance(value, _ENUMS[kind])
    match kind:
        case "Text" | "str":
            return isinstance(value, str) or is_text_token(value)
        case "Number":
            return is_text_token(value) or (is_literal_number(value) and math.isfinite(value))
        case "timedelta":
            return isinstance(value, timedelta)
        case "dict[str, Text]":
            if isinstance(value, Template | Unknown):
                return True  # read from Terraform JSON, where an expression may stand for a whole map
            if not isinstance(value, dict) or is_token(value):
                return isinstance(value, dict) and name in _JOINED
            return all(
                isinstance(key, str) and (_is("Text", each) or (name in _JOINED and is_list_token(each)))
                for key, each in value.items()
            )
    return False


def _converted(kinds: tuple[str, ...], value: object) -> object | None:
    """What the value stands for without doubt: an enum's text in any case, a mapping as a dict."""
    for kind in kinds:
        if kind in _ENUMS and isinstance(value, str):
            for member in _ENUMS[kind]:
                if value.lower() in {str(member.value).lower(), member.name.lower()}:
                    return member
    return None


def _stand_in(block: Settings, name: str, kind: str) -> object:
    """What takes the place of a value of a wrong kind: one mistake is told once, not by every rule."""
    if kind.startswith("list["):
        wanted = _ITEMS.get(kind[5:-1])
        return Items([Unknown() if wanted is None else unknown_block(wanted)])
    if kind.startswith("dict["):
        return {"unknown": Unknown()}
    default: object = type(block)().__dict__[name]
    return Unknown() if default is None else default


def _wrong_kind(
    block: Settings, name: str, kinds: tuple[str, ...], value: object, resource: str, path: str
) -> Problem:
    if kinds[0] in _ENUMS:
        enum = _ENUMS[kinds[0]]
        words = " or ".join(f"{enum.__name__}.{member.name}" for member in enum)
    else:
        words = " or ".join(dict.fromkeys(_WORDS.get(kind, f"a {kind}") for kind in kinds))
    at = _join(path, block, name)
    is_part = not {*kinds} & {*_ENUMS, "Text", "str", "Number", "timedelta", "bool"}
    return problem(
        "ACJ004",
        f"{at} is {with_article(value)}, not {words}",
        resource=resource,
        path=at,
        # Text in the place of a block, a list or a map may be a secret that stands at the wrong level.
        value=None if is_part and isinstance(value, str) else _shown(block, name, value),
        allowed=words,
        hint=hint_for(kinds, value) if block.may_show(name) else None,
        where=block.note(name).where,
    )


def _shown(block: Settings, name: str, value: object) -> object:
    """What a message shows of a value; None for nothing."""
    return ("None" if value is None else value) if block.may_show(name) else None


def hint_for(kinds: tuple[str, ...], value: object) -> str | None:
    """How to write the value so that it has one of the kinds."""
    if value is None:
        return "Leave the line out"
    if "Text" in kinds and isinstance(value, bool):
        return f'Write "{str(value).lower()}" or "{value}", whichever the program reads'
    if "Text" in kinds and isinstance(value, int | float):
        return f'Write "{value}"'
    if "Number" in kinds and isinstance(value, str):
        return f"Write {value.strip()} without quotes" if value.strip().isdecimal() else None
    return None


def _join(path: str, block: Settings, name: str) -> str:
    return join_path(path, block.note(name).written)

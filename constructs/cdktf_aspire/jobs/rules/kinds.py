"""The kind of value that each attribute takes, and the check that it has one.

It runs before all other rules: a value of the wrong kind becomes a problem and is replaced with an unknown
value, so that no rule gets a value that it doesn't expect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.diagnostics.arguments import has_text_problems, text_problems
from cdktf_aspire.diagnostics.problems import with_article
from cdktf_aspire.diagnostics.rules import AZURERM, ERROR, problem, register
from cdktf_aspire.jobs.items import Items
from cdktf_aspire.jobs.schema import (
    TEXT,
    Block,
    Blocks,
    Choice,
    Scalar,
    TextMap,
    Texts,
    schema_of,
    unknown_block,
)
from cdktf_aspire.jobs.settings import Settings, join_path, path_of_item
from cdktf_aspire.jobs.template import ContainerAppInitContainer
from cdktf_aspire.values.value import Unknown, is_token

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.jobs.job import ContainerAppJob
    from cdktf_aspire.jobs.schema import Kind, Setting

register(
    "ACJ004",
    ERROR,
    "every attribute",
    allowed="see the attribute",
    why="Terraform would refuse the value, or read it as something else",
    fix="Use a value of the right type",
    source=AZURERM,
)

register(
    "ACJ006",
    ERROR,
    "every required attribute",
    allowed="a value",
    why="azurerm refuses the configuration",
    fix="Add it",
    source="azurerm 4.55, azurerm_container_app_job",
)


def check_kinds(job: ContainerAppJob, resource: str, path: str) -> list[Problem]:
    """The problems of kind in a whole job; wrong values are removed from the job."""
    problems: list[Problem] = []
    _check_block(job, resource, path, problems)
    return problems


def _check_block(block: Settings, resource: str, path: str, problems: list[Problem]) -> None:
    for each in schema_of(type(block)):
        kind, name = each.kind, each.name
        value: object = block.__dict__[name]
        if isinstance(kind, Choice) and isinstance(value, str):
            value = block.__dict__[name] = kind.member(value) or value
        if isinstance(kind, TextMap) and isinstance(value, dict):
            value = block.__dict__[name] = kind.as_texts(value)
        if (value is None and kind.is_optional) or (isinstance(value, Unknown) and isinstance(kind, Choice)):
            continue
        if isinstance(kind, Block) and isinstance(value, Settings) and type(value) is kind.type:
            _check_block(value, resource, _join(path, block, name), problems)
        elif isinstance(kind, Texts | Blocks) and isinstance(value, Items):
            _check_items(block, each, value, resource, path, problems)
        else:
            if not kind.fits(value):
                wrong = [_wrong_kind(block, each, value, path)]
            elif not has_text_problems(value):
                continue
            else:
                wrong = text_problems(value, _join(path, block, name), block._note(name).where)
            if wrong:
                block.__dict__[name] = _stand_in(kind)
            if not isinstance(value, Unknown):  # report each mistake once
                problems += [attrs.evolve(problem, resource=resource) for problem in wrong]


def _check_items(
    block: Settings,
    setting: Setting,
    items: Items[object],
    resource: str,
    path: str,
    problems: list[Problem],
) -> None:
    kind, name = setting.kind, setting.name
    if isinstance(kind, Texts) and is_token(list(items)):
        return
    for index, item in reversed(list(enumerate(items))):
        if isinstance(kind, Blocks):
            # An init container and a container have the same attributes.
            wanted = (
                ContainerAppInitContainer if issubclass(kind.type, ContainerAppInitContainer) else kind.type
            )
            fits, words = isinstance(item, wanted), f"a {kind.type.__name__}"
        elif isinstance(kind, Texts):
            fits, words = kind.takes(item), f"text for {name}"
        if fits:
            continue
        items[index] = unknown_block(kind.type) if isinstance(kind, Blocks) else Unknown()
        if not isinstance(item, Unknown):
            at = f"{_join(path, block, name).rstrip('=')}[{index}]"
            is_misplaced = isinstance(kind, Blocks) and isinstance(item, str)  # it may be a secret
            problems.insert(
                0,
                problem(
                    "ACJ004",
                    f"{at} is {with_article(item)}, not {words}",
                    resource=resource,
                    path=at,
                    value=None if is_misplaced else _shown(setting, item),
                    allowed=words,
                    hint=hint_for(TEXT, item) if setting.is_shown else None,
                    where=block._note(name).where,
                ),
            )
    for index, item in enumerate(items):
        at = path_of_item(path, block, name, index)
        if has_text_problems(item):
            unwritable = text_problems(item, at, block._note(name).where)
            problems += [attrs.evolve(each, resource=resource) for each in unwritable]
            items[index] = Unknown()
        if isinstance(item, Settings):
            _check_block(item, resource, at, problems)


def _stand_in(kind: Kind[object]) -> object:
    """The replacement for a value of the wrong kind: a mistake is reported once, not by every rule."""
    initial = kind.initial()
    return kind.unknown() if initial is None or isinstance(kind, Texts | TextMap | Blocks) else initial


def _wrong_kind(block: Settings, setting: Setting, value: object, path: str) -> Problem:
    kind, at = setting.kind, _join(path, block, setting.name)
    # Text in the place of a block, a list or a map may be a secret that stands at the wrong level.
    is_misplaced = isinstance(value, str) and not isinstance(kind, Scalar | Choice)
    return problem(
        "ACJ004",
        f"{at} is {with_article(value)}, not {kind.words}",
        path=at,
        value=None if is_misplaced else _shown(setting, value),
        allowed=kind.words,
        hint=hint_for(kind, value) if setting.is_shown else None,
        where=block._note(setting.name).where,
    )


def _shown(setting: Setting, value: object) -> object:
    """What a message shows of a value; None for nothing."""
    return ("None" if value is None else value) if setting.is_shown else None


def hint_for(kind: Kind[object], value: object) -> str | None:
    """How to write the value so that it has the kind."""
    if value is None:
        return "Remove the line"
    if kind is TEXT and isinstance(value, bool):
        return f'Write "{str(value).lower()}" or "{value}", whichever the program reads'
    if kind is TEXT and isinstance(value, int | float):
        return f'Write "{value}"'
    if isinstance(kind, Scalar) and kind.is_number and isinstance(value, str):
        return f"Write {value.strip()} without quotes" if value.strip().isdecimal() else None
    return None


def _join(path: str, block: Settings, name: str) -> str:
    return join_path(path, block._note(name).written)

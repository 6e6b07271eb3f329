"""What azurerm plans: defaults, what is known only after apply, what is replaced.

As Terraform's SDK for providers does it, which azurerm is built on: an attribute that is not set and one that
is empty are the same, so that what Azure gives back as empty is no change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgpack import ExtType
from tf.types import Unknown

if TYPE_CHECKING:
    from tests.terraform.stand_in.bindings import Block
    from tests.terraform.stand_in.table import Facts

Values = dict[str, Any]


def is_unknown(value: object) -> bool:
    """Whether Terraform does not know the value yet, or knows something of it only."""
    return value is Unknown or isinstance(value, ExtType)


def is_empty(value: object) -> bool:
    """Whether the value is what the SDK takes for not set."""
    return value is None or (not is_unknown(value) and value in ("", 0, False, [], {}))


def plan(block: Block, facts: Facts, prior: Values | None, proposed: Values) -> tuple[Values, list[str]]:
    """Plans a creation or a change.

    Args:
        block: schema of the type.
        facts: what else is known of it.
        prior: what is there; None for a creation.
        proposed: the configuration, with what is there where it sets nothing.

    Returns:
        What will be, and the attributes and blocks because of which the resource is replaced.
    """
    planned = _plan_block(block, facts, prior, proposed, "")
    if prior is None:
        return planned, []
    replaced_for = [
        name
        for name, value in planned.items()
        if facts.replaces(name)
        # Of a block only that it is there matters; what is in it has its own say.
        and (bool(value) != bool(prior[name]) if name in block.blocks else value != prior[name])
    ]
    return planned, replaced_for


def _plan_block(block: Block, facts: Facts, prior: Values | None, proposed: Values, path: str) -> Values:
    planned: Values = {}
    for name, attribute in block.attributes.items():
        value, old = proposed.get(name), None if prior is None else prior.get(name)
        inner = f"{path}{name}"
        if value is None:
            value = facts.defaults.get(inner)
        if value is None and attribute.computed:
            value = Unknown if prior is None else old
        if inner == "location" and isinstance(value, str):
            value = value.replace(" ", "").lower()
        keeps = prior is not None and is_empty(value) and is_empty(old)
        planned[name] = old if keeps else _as_terraform(attribute.type, value, old)
    for name, nested in block.blocks.items():
        value, old = proposed.get(name), None if prior is None else prior.get(name)
        if value is None or is_unknown(value) or nested.nesting == "single":
            planned[name] = value
        else:
            olds = _pair(nested.nesting, value, old or [])
            planned[name] = [
                each if is_unknown(each) else _plan_block(nested.block, facts, before, each, f"{path}{name}.")
                for each, before in zip(value, olds, strict=True)
            ]
            if nested.nesting == "set":
                planned[name] = _as_set(nested.block, planned[name], old or [])
    return planned


def _as_terraform(kind: Any, value: Any, old: Any) -> Any:  # noqa: ANN401
    """The value; a set is in the order that it has already, and unknown when one of its elements is."""
    if not (isinstance(kind, list) and kind[0] == "set" and isinstance(value, list)):
        return value
    if any(is_unknown(each) for each in value):
        return Unknown
    return old if isinstance(old, list) and _same_set(value, old) else value


def _as_set(block: Block, new: list[Values], old: list[Values]) -> list[Values]:
    """The blocks as the SDK keeps them in a set: text that is not set is empty, the order is the old one."""
    texts = [name for name, attribute in block.attributes.items() if attribute.type == "string"]
    for each in new:
        if not is_unknown(each):
            each |= {name: "" for name in texts if each[name] is None}
    return old if _same_set(new, old) else new


def _pair(nesting: str, new: list[Values], old: list[Values]) -> list[Values | None]:
    """For each new block the old one that it comes from: by place in a list, by name in a set."""
    if nesting == "list":
        return [old[index] if index < len(old) else None for index in range(len(new))]
    by_name = {each.get("name"): each for each in old}
    return [None if is_unknown(each) else by_name.get(each.get("name")) for each in new]


def _same_set(one: list[Any], other: list[Any]) -> bool:
    return (
        len(one) == len(other) and all(each in other for each in one) and all(each in one for each in other)
    )

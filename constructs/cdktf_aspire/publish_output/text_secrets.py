"""Secrets that a resource of a publish output has as text, to be replaced before anything shows them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.publish_output.resource_kinds import VAULT_SECRET
from cdktf_aspire.values import records
from cdktf_aspire.values.secret_text import is_secret_name, is_secret_pair
from cdktf_aspire.values.written_secrets import has_written_password, is_written_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.nodes import Node

    Path = tuple[str | int, ...]

_JOB: Final = "Microsoft.App/jobs"
_SECRETS: Final = re.compile(r"properties/configuration/secrets/(\d+)")


@records.frozen
class TextSecret:
    """One of them.

    Attributes:
        holder: the object or the list that has it.
        key: in the holder.
        path: in the resource.
        name: for the variable, of what has it.
        shown: its name for messages; None where nothing known names it.
    """

    holder: dict[str, BicepValue] | list[BicepValue]
    key: str | int
    path: Path
    name: str
    shown: str | None


def text_secrets(node: Node) -> list[TextSecret]:
    """The values of a vault, of a list of secrets, and what a name or the text itself shows to be a secret.

    The environment of a job is left to the rules of jobs.
    """
    return list(_found(node, node.body, ()))


def _found(node: Node, value: BicepValue, path: Path) -> Iterator[TextSecret]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _at(node, value, key, each, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _at(node, value, index, item, (*path, index))


def _at(
    node: Node,
    holder: dict[str, BicepValue] | list[BicepValue],
    key: str | int,
    value: BicepValue,
    path: Path,
) -> Iterator[TextSecret]:
    if isinstance(value, dict | list):
        if not (node.is_a(_JOB) and path == ("properties", "template")):
            yield from _found(node, value, path)
        return
    if not value or isinstance(value, bool | int | float):
        return
    listed = _SECRETS.fullmatch("/".join(map(str, path[:-1])))
    named = holder.get("name") if isinstance(holder, dict) and key == "value" else None
    if (listed and key == "value") or (node.is_a(VAULT_SECRET) and path == ("properties", "value")):
        shown = named or node.name
        name = f"{node.symbol} secret {int(listed[1]) + 1}" if listed else node.symbol
        is_secret = is_written_secret(value)
    else:
        shown = named or key
        name = f"{node.symbol} {shown if isinstance(shown, str) else ' '.join(map(str, path[-2:]))}"
        is_secret = _is_secret(shown, value)
    if is_secret:
        yield TextSecret(holder, key, path, name, shown if isinstance(shown, str) else None)


def _is_secret(name: object, value: BicepValue) -> bool:
    """Whether a value under a name is a secret, without a reference that stands for it."""
    if isinstance(name, str):
        if isinstance(value, str):
            if is_secret_pair(name, value):
                return True
        elif is_secret_name(name) and is_written_secret(value):
            return True
    return has_written_password(value)

"""The values that environment variables and arguments accept, and hints for others."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, TypeGuard

from cdktf_aspire.diagnostics.problems import with_article
from cdktf_aspire.diagnostics.rules import WARNING, register
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.schema import TEXT
from cdktf_aspire.values.value import Reference, is_text_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation

register(
    "ACJ008",
    WARNING,
    "any text of a job",
    allowed="text in Unicode normalization form C",
    why="Terraform combines a letter and the accent after it into one character, in every text",
    fix=(
        'unicodedata.normalize("NFC", text) gives the text that arrives; pass other bytes in base64 or as '
        "a file"
    ),
    source="https://developer.hashicorp.com/terraform/language/expressions/strings",
)


class WithConnectionString(Protocol):
    """A resource that others can refer to by a connection string (`IResourceWithConnectionString`)."""

    name: str

    @property
    def connection_string_expression(self) -> Reference:
        """The connection string."""

    @property
    def connection_string_environment_variable(self) -> str | None:
        """The variable's name if it isn't `ConnectionStrings__<name>`."""

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """Parts of the connection string by name, for programs that don't parse it."""


# What an environment variable or an argument takes: text (a cdktf token is text too), a reference such as a
# parameter, or a resource that stands for its connection string.
Value: TypeAlias = str | Reference | WithConnectionString


def value_of(value: object) -> object:
    """The value as text or a reference: a resource with a connection string stands for that."""
    return value.connection_string_expression if has_connection_string(value) else value


def has_connection_string(value: object) -> TypeGuard[WithConnectionString]:
    """Whether it is a resource with a connection string; its class says so, nothing is computed for it."""
    return hasattr(type(value), "connection_string_expression")


def is_value(value: object) -> bool:
    """Whether the value can be text: it is text, a reference or a token."""
    return isinstance(value, str) or has_connection_string(value) or is_text_token(value)


_ALLOWED: Final = (
    "text, a parameter, an endpoint, an output, a connection string, a Key Vault secret, ref_expr(...), "
    "a cdktf token"
)


def misfit(
    value: object, what: str, path: str, where: SourceLocation | None, *, show_value: bool = True
) -> Problem:
    """The problem of a value that can't be text.

    Args:
        value: that was given.
        what: it was given for.
        path: in the user's spelling.
        where: the user's line.
        show_value: whether it can't be a secret.
    """
    may_show = show_value and not isinstance(value, PurePath)  # which may be a text in the wrong wrapping
    return rules.problem(
        "ACJ004",
        f"{what} is {with_article(value)}, not text",
        path=path,
        value="None" if value is None and show_value else value if may_show else None,
        allowed=_ALLOWED,
        hint=_way_out(value) if show_value else None,
        where=where,
    )


def is_composed(text: str) -> bool:
    """Whether Terraform leaves the text as it is: it normalises every text to Unicode's form C."""
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def composition_problem(path: str | None, where: SourceLocation | None) -> Problem:
    """The warning about a text that Terraform changes."""
    message = "The text isn't in Unicode normalization form C, so different bytes will arrive"
    return rules.problem("ACJ008", message, path=path, where=where)


def _way_out(value: object) -> str | None:
    """What the user most likely meant; resources and constructs are recognized by their attributes."""
    if hasattr(type(value), "get_endpoint"):
        return (
            "Use one of its endpoints: get_endpoint(name); or pass on all of them: with_reference(resource)"
        )
    if "url" in getattr(value, "__dict__", ()):
        return "with_reference(service) passes on its address"
    if hasattr(type(value), "output"):
        return "Use one of its outputs: output(name)"
    if hasattr(type(value), "string_value"):
        return "Use its token: .string_value"
    if hasattr(type(value), "fqn"):
        return "Use one of its attributes, such as .id"
    if isinstance(value, list | tuple):
        return "Join it into one text"
    if value is None:
        return 'Write "" for an empty one'
    return rules.kinds.hint_for(TEXT, value)

"""Names in Azure: unique ones for new resources, and the names that Azure allows for their parts.

The limits are those that azurerm checks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records
from cdktf_aspire.values.value import is_text_token

if TYPE_CHECKING:
    from cdktf_aspire.hosting.model import Resource

NAME_IN_AZURE: Final = register(
    "ACJ950",
    ERROR,
    "names of queues, containers, hubs, secrets and similar resources",
    allowed="a name that Azure allows for the type; without another name it is the resource's own",
    why="azurerm refuses the plan",
    fix="Pass the name in Azure in the call that adds it",
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
)

# How the suffix looks where it is not known yet: it is an expression in Terraform.
UNKNOWN_SUFFIX: Final = "x" * 8

_SUFFIX: Final = len(UNKNOWN_SUFFIX)
_HASH: Final = 6


class NewName(Protocol):
    """Makes the name of a new resource."""

    def __call__(self, name: str, suffix: str, /) -> str:
        """The name in Azure, from the resource's own name and the application's suffix."""


@records.frozen
class UniqueName:
    """The naming of new resources of a kind.

    Most of these names must be globally unique in Azure, so they end in a suffix from the subscription and
    the resource group.

    Attributes:
        longest: how many characters Azure allows.
        hyphens: whether it allows hyphens; otherwise only letters and digits.
    """

    longest: int
    hyphens: bool = True

    def __call__(self, name: str, suffix: str, /) -> str:
        """The name with the suffix."""
        if self.hyphens:
            return f"{fitted(name, self.longest - 1 - _SUFFIX)}-{suffix}"
        return f"{fitted_without_hyphens(name, self.longest - _SUFFIX)}{suffix}"


def fitted(name: str, length: int) -> str:
    """The name in lower case, or as much of it as there is room for and a hash of all of it.

    With the hash, two long names that differ at the end stay two.
    """
    lower = name.lower()
    return lower if len(lower) <= length else f"{lower[: length - _HASH - 1].rstrip('-')}-{_hash(lower)}"


def fitted_without_hyphens(name: str, length: int) -> str:
    """The same for names of lower-case letters and digits."""
    squeezed = re.sub("[^a-z0-9]", "", name.lower())
    return squeezed if len(squeezed) <= length else f"{squeezed[: length - _HASH]}{_hash(name.lower())}"


def _hash(name: str) -> str:
    import hashlib  # few programs need it, and loading it takes a while

    return hashlib.sha256(name.encode()).hexdigest()[:_HASH]


@records.frozen
class PartName:
    """A rule for names.

    Attributes:
        pattern: of a whole name.
        length: maximum of a name.
        words: the rule in words.
    """

    pattern: re.Pattern[str]
    length: int
    words: str

    def takes(self, name: str) -> bool:
        """Whether the name follows the rule."""
        return len(name) <= self.length and self.pattern.fullmatch(name) is not None


def check_part_name(resource: Resource, rule: PartName, name: object, argument: str) -> None:
    """Reports a name that Azure refuses.

    Args:
        resource: whose problem it is.
        rule: for its kind.
        name: in Azure, as given or as it comes from the resource's name.
        argument: that sets it.
    """
    if is_text_token(name):
        return
    if not isinstance(name, str) or not rule.takes(name):
        resource._report(
            rules.problem(
                NAME_IN_AZURE,
                "Azure doesn't allow the name",
                path=argument,
                value=name,
                allowed=rule.words,
                where=caller(),
            )
        )


def app_identity(name: str) -> str:
    """The name in Azure of the identity that a resource gets by default, as in Aspire."""
    return f"{name.lower()}-identity"

"""Which versions of azurerm have what is written, and which of them a constraint lets in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE
from cdktf_aspire.jobs.items import Items
from cdktf_aspire.jobs.schema import schema_of
from cdktf_aspire.jobs.settings import Settings
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cdktf_aspire.hosting.prepared_job import PreparedJob

Version = tuple[int, int, int]

# All of these support everything that is written, except for `SINCE`. The bindings pin the version they were
# generated from; a range lets a team keep its own version.
OLDEST: Final[Version] = (4, 55, 0)
BELOW: Final = "< 6"
DEFAULT_PROVIDER_VERSION: Final = f">= 4.55, {BELOW}"
# It doesn't register any resource provider by default.
WITHOUT_REGISTRATION: Final[Version] = (5, 0, 0)


@records.frozen
class Since:
    """An attribute that older versions of azurerm do not have.

    Attributes:
        version: the first one that has it.
        what: the attribute in domain terms.
    """

    version: Version
    what: str


# By azurerm's type and the attribute's path in it. From azurerm's CHANGELOG and from the bindings of each
# version; nothing that is written has gone in 5.
SINCE: Final[Mapping[str, Mapping[str, Since]]] = {
    RESOURCE_TYPE: {
        "event_trigger_config.scale.rules.identity_id": Since((4, 73, 0), "identity in a scale rule"),
    },
    "azurerm_key_vault": {
        "rbac_authorization_enabled": Since((4, 42, 0), "rbac_authorization_enabled of a Key Vault"),
    },
    "azurerm_storage_queue": {
        "storage_account_id": Since((4, 46, 0), "storage_account_id of a queue"),
    },
}


@records.frozen
class Newer:
    """An attribute of a job that not every version of azurerm has.

    Attributes:
        since: which ones have it.
        block: that it is set on.
        attribute: its name there.
    """

    since: Since
    block: Settings
    attribute: str


def newer_attributes(prepared: PreparedJob) -> list[Newer]:
    """Attributes of a job that not every version of azurerm has."""
    return list(_newer(prepared.job, "", SINCE[RESOURCE_TYPE]))


def _newer(block: Settings, path: str, since: Mapping[str, Since]) -> Iterator[Newer]:
    for each in schema_of(type(block)):
        written = each.when is None or block.__dict__.get(each.when[0]) is each.when[1]
        at = f"{path}{each.azurerm}"
        if each.azurerm is None or not written:
            continue
        value: object = block.__dict__.get(each.name)
        if at in since and value is not None:
            yield Newer(since[at], block, each.name)
        inner = f"{at}." if each.azurerm else path
        if any(attribute.startswith(inner) for attribute in since):
            for item in value if isinstance(value, Items) else [value]:
                if isinstance(item, Settings):
                    yield from _newer(item, inner, since)


def text_of(version: Version) -> str:
    """A version in Terraform's format."""
    return ".".join(map(str, version))


def constraint_of(versions: Iterable[str], needed: Version, *, is_own: bool) -> str:
    """The constraint for azurerm of a stack; empty where it needs none of ours.

    Args:
        versions: constraints that the stack's applications were given.
        needed: the first version that has everything that is written.
        is_own: whether the user has azurerm in the stack.
    """
    given = ", ".join(dict.fromkeys(versions))
    if needed > OLDEST:
        return f">= {text_of(needed)}, {given or BELOW}"
    return given or ("" if is_own else DEFAULT_PROVIDER_VERSION)


def lets_in(constraint: str, version: Version) -> bool:
    """Whether a version constraint of Terraform lets an azurerm in that is as new as a version."""
    return all(_reaches(part, version) for part in constraint.split(","))


def _reaches(part: str, wanted: Version) -> bool:
    match = re.fullmatch(r"\s*(=|!=|>=?|<=?|~>)?\s*v?([0-9]+(?:\.[0-9]+)*)(?:-[\w.]+)?\s*", part)
    if match is None:
        return True  # Terraform judges it
    operator, numbers = match[1] or "=", tuple(int(number) for number in match[2].split("."))
    version = (*numbers, 0, 0)[:3]
    match operator:
        case "=" | "<=":
            return version >= wanted
        case "<":
            return version > wanted
        case "~>":
            # The last number given may grow, the others may not.
            fixed = numbers[:-1] or numbers
            return fixed >= wanted[: len(fixed)]
    return True

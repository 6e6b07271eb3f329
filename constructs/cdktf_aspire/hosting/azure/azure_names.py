"""What Azure takes for the names of queues, containers, hubs and the like; the patterns are azurerm's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.value import is_text_token

if TYPE_CHECKING:
    from cdktf_aspire.hosting.resource import Resource


@attrs.frozen
class PartName:
    """A rule for names.

    Attributes:
        pattern: of a whole name.
        length: of a name, at the most.
        words: the same for people.
    """

    pattern: re.Pattern[str]
    length: int
    words: str


STORAGE_QUEUE: Final = PartName(
    re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,}", re.ASCII),
    63,
    "3 to 63 lower-case letters, digits and single hyphens",
)
BLOB_CONTAINER: Final = attrs.evolve(
    STORAGE_QUEUE, pattern=re.compile(rf"\$root|\$web|{STORAGE_QUEUE.pattern.pattern}", re.ASCII)
)
SERVICE_BUS_ENTITY: Final = PartName(
    re.compile(r"[A-Za-z0-9](?:[\w./~-]*[A-Za-z0-9])?", re.ASCII),
    260,
    "up to 260 letters, digits and . - _ / ~, a letter or digit first and last",
)
EVENT_HUB: Final = PartName(
    re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?", re.ASCII),
    256,
    "up to 256 letters, digits and . - _, a letter or digit first and last",
)
SUBSCRIPTION: Final = attrs.evolve(
    EVENT_HUB, length=50, words="up to 50 letters, digits and . - _, a letter or digit first and last"
)
CONSUMER_GROUP: Final = SUBSCRIPTION


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
    if not isinstance(name, str) or len(name) > rule.length or rule.pattern.fullmatch(name) is None:
        resource.report(
            rules.problem(
                "ACJ950",
                "Azure does not take the name",
                path=argument,
                value=name,
                allowed=rule.words,
                where=caller(),
            )
        )

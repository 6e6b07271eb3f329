"""The rule about the region of a job, and of everything around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.rules import WARNING
from cdktf_aspire.jobs.regions import is_unknown, meant
from cdktf_aspire.jobs.rules.checks import Finding, Subject, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


def message_and_hint(location: str) -> tuple[str, str | None]:
    """The message for an unknown region, and what to do; None for the rule's own hint."""
    guess = meant(location)
    message = f"{location!r} isn't a known Azure region with Container Apps"
    return message, (
        f"Did you mean {guess!r}? Acknowledge the warning if the region is right"
    ) if guess else None


@rule(
    "ACJ959",
    WARNING,
    "job.location, create_builder(location=)",
    allowed="a region with Azure Container Apps, such as 'westeurope' or 'East US 2'",
    why="Azure refuses it in the middle of the apply: azurerm 5 doesn't check regions",
    fix="Correct the name, or acknowledge the warning if the region has Container Apps by now",
    source="https://learn.microsoft.com/azure/container-apps/faq#regions; azurerm 5.0 upgrade guide",
)
def region(subject: Subject) -> Iterator[Finding]:
    """The region of the job."""
    location = subject.job.location
    if isinstance(location, str) and is_unknown(location):
        message, hint = message_and_hint(location)
        yield Finding(subject.job, "location", message, hint)

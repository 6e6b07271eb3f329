"""Why a resource is replaced, and whether that can work."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.rules import ERROR, REGISTRY, WARNING, register
from cdktf_aspire.review.actions import Action, action_of
from cdktf_aspire.review.findings import PlanFinding
from cdktf_aspire.review.plan_values import location
from cdktf_aspire.review.surroundings import RESOURCE_GROUP, noun_of
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cdktf_aspire.review.plan import Change

register(
    "ACJ971",
    ERROR,
    "lifecycle.create_before_destroy, lifecycle.destroy",
    allowed="a new job of another name, while the old one exists",
    why="The apply fails: azurerm refuses a new job while the resource group has one of that "
    "name (already exists)",
    fix="Remove create_before_destroy, also from resources that depend on the job, "
    "or change the name of the job",
    source="azurerm 4.81, azurerm_container_app_job",
)

register(
    "ACJ972",
    WARNING,
    "import.id",
    allowed="the id of a job that the configuration describes as it is",
    why="Terraform imports the job, destroys it, and creates another one in its place",
    fix="Write the values that force the replacement as the imported job has them, or leave out the import",
    source="azurerm 4.81, azurerm_container_app_job",
)

register(
    "ACJ973",
    WARNING,
    "name, resource_group_name, location, container_app_environment_id",
    allowed="upper and lower case as in the state",
    why="Azure treats both as the same, but Terraform destroys the job because of it",
    fix="Write it as in the state, or give it lifecycle.ignore_changes",
    source="azurerm 4.81, azurerm_container_app_job",
)

_GROUP_IN_ID: Final = re.compile(r"/resourceGroups/([^/]+)", re.IGNORECASE)
# What makes two jobs two: the same name in another group is another job.
_IDENTITY: Final = ("name", "resource_group_name")


class Parents:
    """What a plan replaces, found by what other resources say of it.

    Args:
        changes: of the plan.
    """

    def __init__(self, changes: Iterable[Change]) -> None:
        self._by_reference: dict[str, Change] = {}
        for change in changes:
            if action_of(change) is not Action.REPLACED:
                continue
            identifier, name = change.before.get("id"), change.before.get("name")
            if isinstance(identifier, str) and identifier:
                self._by_reference[identifier.lower()] = change
            if change.type == RESOURCE_GROUP and isinstance(name, str):
                self._by_reference[name.lower()] = change

    def of(self, change: Change) -> dict[str, Change]:
        """The parents for which a resource is replaced, by the attribute that names them."""
        found = {}
        for path in change.replace_paths:
            value = change.before.get(path)
            parent = self._by_reference.get(value.lower()) if isinstance(value, str) else None
            if parent is not None and parent is not change:
                found[path] = parent
        return found


def in_words(parent: Change) -> str:
    """How a parent is called by its dependents: `its environment`."""
    return f"its {noun_of(parent.type)}"


def differ_in_case(path: str, old: object, new: object) -> bool:
    """Whether two values differ in upper and lower case only, or in the blanks of a location."""
    if not (isinstance(old, str) and isinstance(new, str)) or old == new:
        return False
    return old.casefold() == new.casefold() or (path == "location" and location(old) == location(new))


def differing_parts(old: str, new: str) -> tuple[str, str]:
    """The parts of two ids that differ; of two other texts all."""
    parts = list(zip(old.split("/"), new.split("/"), strict=False))
    return next(((a, b) for a, b in parts if a != b), (old, new))


def plan_findings(
    change: Change, action: Action, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[PlanFinding]:
    """Problems of the plan's action on a job, whatever is in the job."""
    if action is not Action.REPLACED:
        return
    if collides(change, before, after):
        yield _finding(
            "ACJ971",
            "The apply fails: the new job is created while the old one of the same name still exists, "
            "and azurerm refuses it (already exists)",
            "name",
        )
    if change.imported is not None:
        yield _finding("ACJ972", f"The job is imported, then destroyed{_other_group(change, after)}", None)
    for path in change.replace_paths:
        if differ_in_case(path, before.get(path), after.get(path)):
            yield _finding("ACJ973", "The job is replaced because of upper and lower case only", path)


def collides(change: Change, before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Whether the new resource is created while the old one of its name is still there."""
    if change.actions not in {("create", "delete"), ("create", "forget"), ("forget", "create")}:
        return False
    if not all(name in before for name in _IDENTITY):
        return False  # a part of something else, which may be another one then
    pairs = [(before.get(name), after.get(name)) for name in _IDENTITY]
    return all(
        isinstance(new, Unknown) or _lower(old) == _lower(new) for old, new in pairs
    ) and not isinstance(pairs[0][1], Unknown)


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _other_group(change: Change, after: Mapping[str, object]) -> str:
    found, group = _GROUP_IN_ID.search(change.imported or ""), after.get("resource_group_name")
    if found is None or not isinstance(group, str) or found[1] == group:
        return ""
    if found[1].lower() == group.lower():
        return ": its id and the configuration write the resource group in another case"
    return ": its id has another resource group than the configuration"


def _finding(code: str, message: str, attribute: str | None) -> PlanFinding:
    rule = REGISTRY[code]
    return PlanFinding(code, rule.severity.value == "error", message, attribute, rule.fix, new=True)

"""What happens to a resource, in one word, and why, in Terraform's reasons put into words."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cdktf_aspire.review.plan import Change


class Action(enum.StrEnum):
    """What happens, the most dangerous first."""

    DELETED = "deleted"
    REPLACED = "replaced"
    FORGOTTEN = "forgotten"
    UNCLEAR = "unclear"
    CHANGED = "changed"
    NEW = "new"
    IMPORTED = "imported"
    MOVED = "moved"
    DRIFTED = "drifted"
    UNCHANGED = "unchanged"

    @property
    def danger(self) -> int:
        """Its place, the most dangerous first."""
        return _ORDER[self]


_ORDER: Final = {action: index for index, action in enumerate(Action)}

_BY_ACTIONS: Final = {
    ("no-op",): Action.UNCHANGED,
    ("read",): Action.UNCHANGED,
    ("create",): Action.NEW,
    ("update",): Action.CHANGED,
    ("delete",): Action.DELETED,
    ("delete", "create"): Action.REPLACED,
    ("create", "delete"): Action.REPLACED,
    ("forget",): Action.FORGOTTEN,
    # The old object stays in Azure, and Terraform makes another one.
    ("create", "forget"): Action.REPLACED,
    ("forget", "create"): Action.REPLACED,
}

# https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
_REASONS: Final = {
    "replace_because_tainted": "it is tainted: its last creation failed, or someone marked it",
    "replace_by_request": "it was requested with -replace",
    "replace_by_triggers": "replace_triggered_by names something that changes",
    "delete_because_no_resource_config": "it is no longer in the configuration",
    "delete_because_no_module": "its module is no longer in the configuration",
    "delete_because_wrong_repetition": "its count or for_each was added or removed",
    "delete_because_count_index": "count is lower now",
    "delete_because_each_key": "its key is no longer in for_each",
    "delete_because_no_move_target": "it was moved to an address that is not in the configuration",
}


def action_of(change: Change) -> Action:
    """What happens to a resource."""
    action = _BY_ACTIONS.get(change.actions, Action.UNCLEAR)
    return without_change(change) if action is Action.UNCHANGED else action


def without_change(change: Change) -> Action:
    """What happens to a resource that Terraform writes again though nothing changes."""
    if change.imported is not None:
        return Action.IMPORTED
    return Action.MOVED if change.moved_from is not None else Action.UNCHANGED


def reason_of(change: Change) -> str | None:
    """Terraform's reason in words; None for those that the attributes tell better."""
    if change.reason is None or change.reason == "replace_because_cannot_update":
        return None
    return _REASONS.get(change.reason, change.reason.replace("_", " "))

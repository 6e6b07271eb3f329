"""The output of `terraform show -json PLANFILE`, read without trust: what is in it may be anything."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.json_input import InputError, is_log, parse_json, text_in
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Terraform promises that a change of the first number only breaks readers.
# https://developer.hashicorp.com/terraform/internals/json-format#format-version
_MAJOR: Final = "1"
_HOW: Final = "Run `terraform plan -out=tfplan` and `terraform show -json tfplan > plan.json`"


class PlanError(InputError):
    """The input is not a plan that can be read; the message says what it is and what to do."""

    def __init__(self, message: str) -> None:
        Exception.__init__(self, message)
        self.reason = message


@records.frozen
class Change:
    """What a plan does to one resource.

    Attributes:
        address: Terraform's.
        type: of the resource, for example `azurerm_container_app_job`.
        actions: Terraform's own: `no-op`, `create`, `read`, `update`, `delete`, `forget`.
        before: attributes now; empty when there are none.
        after: attributes then, without those that are known after the apply only.
        unknown: where `after` is known after the apply only, as Terraform nests it.
        before_sensitive: where `before` is sensitive.
        after_sensitive: where `after` is sensitive.
        replace_paths: attributes that force a replacement, the first step of each path.
        reason: Terraform's `action_reason`.
        moved_from: the address before.
        imported: the id that is imported.
        deposed: whether it is the old object of an earlier replacement that failed halfway.
    """

    address: str
    type: str
    actions: tuple[str, ...]
    before: Mapping[str, object]
    after: Mapping[str, object]
    unknown: object = None
    before_sensitive: object = None
    after_sensitive: object = None
    replace_paths: tuple[str, ...] = ()
    reason: str | None = None
    moved_from: str | None = None
    imported: str | None = None
    deposed: bool = False


@records.frozen
class TerraformPlan:
    """One stack's plan.

    Attributes:
        stack: its name, from the file's.
        terraform_version: that made the plan.
        changes: of managed resources, as Terraform orders them.
        drift: what changed outside of Terraform since the last apply.
        errored: whether Terraform stopped halfway, so that the plan is incomplete.
        complete: false when Terraform put some of it off to another plan.
        outputs: names of outputs that change.
        deferred: addresses of what Terraform put off to another plan, each with its reason.
        document: the whole of it.
    """

    stack: str
    terraform_version: str
    changes: tuple[Change, ...]
    drift: tuple[Change, ...]
    errored: bool
    complete: bool
    outputs: tuple[str, ...]
    deferred: tuple[tuple[str, str], ...]
    document: Mapping[str, object]


def read_plan(content: bytes, *, stack: str, source: str) -> TerraformPlan:
    """The plan in a file.

    Args:
        content: of the file.
        stack: what the stack is called.
        source: what the file is called, for messages.

    Raises:
        PlanError: it is something else, or can't be read.
    """
    document = _document(content, source)
    _refuse_what_is_no_plan(document, source)
    return TerraformPlan(
        stack=stack,
        terraform_version=text_of(document.get("terraform_version")) or "unknown",
        changes=tuple(_changes(document.get("resource_changes"), source)),
        drift=tuple(_changes(document.get("resource_drift"), source)),
        errored=document.get("errored") is True,
        complete=document.get("complete") is not False,
        outputs=tuple(_changed_outputs(document.get("output_changes"))),
        deferred=tuple(_deferred(document.get("deferred_changes"))),
        document=document,
    )


def _document(content: bytes, source: str) -> Mapping[str, object]:
    if content.startswith(b"PK\x03\x04"):
        raise PlanError(
            f"{source} is the plan file itself, which only Terraform can read. "
            "Run `terraform show -json` on it and pass its output."
        )
    try:
        text = text_in(content, source=source)
        document = parse_json(text, source=source)
    except json.JSONDecodeError as error:
        raise PlanError(_not_json(text, error, source)) from None
    except InputError as error:
        raise PlanError(f"{source} is not a plan: {error.reason}. {_HOW}.") from None
    if not isinstance(document, dict):
        raise PlanError(f"{source} is not a plan: its top level is not an object. {_HOW}.")
    return document


def _not_json(text: str, error: json.JSONDecodeError, source: str) -> str:
    first = text.lstrip()[:1]
    if not first:
        return f"{source} is empty. {_HOW}."
    if first not in "{[":
        return f"{source} is not JSON. Is it the output of `terraform plan`? {_HOW}."
    if is_log(text):
        return f"{source} is the log of `terraform plan -json`, not the plan. {_HOW}."
    if error.pos >= len(text.rstrip()) or "Unterminated string" in error.msg:
        return f"{source} ends in the middle (line {error.lineno}): it was cut off. Write it again."
    return f"{source} line {error.lineno} is not JSON: {error.msg}."


def _refuse_what_is_no_plan(document: Mapping[str, object], source: str) -> None:
    version = document.get("format_version")
    if "lineage" in document or ("serial" in document and "resources" in document):
        raise PlanError(f"{source} is a Terraform state, not a plan. {_HOW}.")
    if "provider_schemas" in document:
        raise PlanError(f"{source} has the schemas of providers, not a plan. {_HOW}.")
    if "@level" in document:
        raise PlanError(f"{source} is the log of `terraform plan -json`, not the plan. {_HOW}.")
    if "resource" in document or ("terraform" in document and version is None):
        raise PlanError(
            f"{source} is a Terraform configuration, not a plan: `cdktf-aspire check` reads it. {_HOW}."
        )
    if not isinstance(version, str):
        raise PlanError(f"{source} is not a plan: it has no format_version. {_HOW}.")
    if version.partition(".")[0] != _MAJOR:
        # Terraform writes a number here. Anything else is not repeated.
        which = (
            f"format version {version}"
            if re.fullmatch(r"[0-9][0-9.]{0,15}", version)
            else "an unknown format"
        )
        raise PlanError(
            f"{source} is a plan of {which}, and this release reads {_MAJOR}.x. "
            "Update cdktf-aspire, or plan with a Terraform that writes that version."
        )
    if "resource_changes" not in document and "planned_values" not in document:
        if "values" in document:
            raise PlanError(f"{source} is `terraform show -json` of a state, not of a plan. {_HOW}.")
        if "configuration" not in document and "variables" not in document:
            raise PlanError(f"{source} is not a plan: it has no resource_changes. {_HOW}.")


def _changes(value: object, source: str) -> Iterator[Change]:
    if value is None:
        return
    if not isinstance(value, list):
        raise PlanError(f"{source} is not a plan: resource_changes and resource_drift are lists.")
    for each in value:
        if not isinstance(each, dict) or not isinstance(each.get("change"), dict):
            raise PlanError(f"{source} is not a plan: one of its resource changes has no change.")
        if each.get("mode") != "data":
            yield _change(each, each["change"], source)


def _change(resource: Mapping[str, object], change: Mapping[str, object], source: str) -> Change:
    address, kind = text_of(resource.get("address")), text_of(resource.get("type"))
    if not address or not kind:
        raise PlanError(f"{source} is not a plan: one of its resource changes has no address or no type.")
    actions = change.get("actions")
    if not isinstance(actions, list) or not all(isinstance(each, str) for each in actions):
        raise PlanError(f"{source} is not a plan: a resource change has no list of actions.")
    first_steps = [
        path[0] for path in list_of(change.get("replace_paths")) if isinstance(path, list) and path
    ]
    importing = change.get("importing")
    return Change(
        address=address,
        type=kind,
        actions=tuple(actions),
        before=dict_of(change.get("before")),
        after=dict_of(change.get("after")),
        unknown=change.get("after_unknown"),
        before_sensitive=change.get("before_sensitive"),
        after_sensitive=change.get("after_sensitive"),
        replace_paths=tuple(dict.fromkeys(step for step in first_steps if isinstance(step, str))),
        reason=text_of(resource.get("action_reason")),
        moved_from=text_of(resource.get("previous_address")),
        imported=(text_of(importing.get("id")) or "") if isinstance(importing, dict) else None,
        deposed=isinstance(resource.get("deposed"), str),
    )


def _deferred(value: object) -> Iterator[tuple[str, str]]:
    """What Terraform can't plan yet; it is another one by the next plan, so nothing else of it counts."""
    for each in list_of(value):
        deferred = dict_of(each)
        address = text_of(dict_of(deferred.get("resource_change")).get("address"))
        if address:
            yield address, text_of(deferred.get("reason")) or "unknown"


def _changed_outputs(value: object) -> Iterator[str]:
    for name, change in dict_of(value).items():
        if isinstance(change, dict) and change.get("actions") not in (["no-op"], None):
            yield name


def list_of(value: object) -> list[object]:
    """The value when it is a list, otherwise an empty one."""
    return value if isinstance(value, list) else []


def text_of(value: object) -> str | None:
    """The value when it is text, otherwise None."""
    return value if isinstance(value, str) else None


def dict_of(value: object) -> Mapping[str, object]:
    """The value when it is an object, otherwise an empty one."""
    return value if isinstance(value, dict) else {}

"""From plans to a review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE, TRIGGERS
from cdktf_aspire.jobs.rules import EnvironmentFacts
from cdktf_aspire.review.actions import Action, action_of, reason_of, without_change
from cdktf_aspire.review.comparison import changed_attributes, differences, one_sided
from cdktf_aspire.review.cost import cost_of
from cdktf_aspire.review.deploy_runs import planned_runs
from cdktf_aspire.review.findings import findings_of
from cdktf_aspire.review.job_facts import COMPUTED, FactReader, single_container
from cdktf_aspire.review.masks import Hidden, marked
from cdktf_aspire.review.model import JobReview, ResourceReview, Review, Row, RunReview, StackReview
from cdktf_aspire.review.plan import PlanError
from cdktf_aspire.review.plan_secrets import secrets_of
from cdktf_aspire.review.plan_values import blocks, trigger_of
from cdktf_aspire.review.replacing import (
    Parents,
    collides,
    differ_in_case,
    differing_parts,
    in_words,
    plan_findings,
)
from cdktf_aspire.review.schedule import longest_run, overlap_of, schedule_of
from cdktf_aspire.review.shown import HIDDEN, ShownAs, short_id, shown
from cdktf_aspire.review.surroundings import ENVIRONMENT, loss_of, rank_of, value_rows, without_noise
from cdktf_aspire.review.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from cdktf_aspire.review.cost import Prices
    from cdktf_aspire.review.deploy_runs import PlannedRun
    from cdktf_aspire.review.findings import PlanFinding
    from cdktf_aspire.review.plan import Change, TerraformPlan
    from cdktf_aspire.review.plan_secrets import PlanSecrets

_GONE: Final = "it was deleted outside of Terraform"
# Attributes that force a replacement, in domain terms.
_LABELS: Final = {
    "container_app_environment_id": "environment",
    "resource_group_name": "resource group",
    "workload_profile_name": "workload profile",
    "outbound_ip_addresses": "outbound IP addresses",
    "sku": "SKU",
    "sku_name": "SKU",
}


def review(
    plans: Sequence[TerraformPlan],
    *,
    now: datetime,
    prices: Prices | None = None,
    ignore: frozenset[str] = frozenset(),
) -> Review:
    """What the plans do.

    Args:
        plans: one of each stack.
        now: the clock of the schedules, with a time zone.
        prices: the user's.
        ignore: codes of rules whose findings are left out.

    Raises:
        PlanError: a plan is nested more deeply than any real one.
    """
    try:
        return _Reviewer(secrets_of(plans), now, ignore).review(plans, prices)
    except RecursionError:
        raise PlanError("The plan is nested too deeply to be a plan.") from None


class _Reviewer:
    def __init__(self, secrets: PlanSecrets, now: datetime, ignore: frozenset[str]) -> None:
        self.secrets = secrets
        self.now = now
        self.ignore = ignore

    def review(self, plans: Sequence[TerraformPlan], prices: Prices | None) -> Review:
        jobs: list[JobReview] = []
        surroundings: list[ResourceReview] = []
        drift: list[ResourceReview] = []
        runs: list[RunReview] = []
        for plan in plans:
            planned = planned_runs(plan)
            running = list(self._runs(plan, planned))
            runs += running
            drifted = {change.address: change for change in plan.drift}
            environments, parents = _environments(plan), Parents(plan.changes)
            for change in plan.changes:
                if change.type == RESOURCE_TYPE:
                    drift_of_job = drifted.pop(change.address, None)
                    jobs.append(self._job(plan, change, drift_of_job, environments, parents))
                elif not (running and _is_due(change, planned)):
                    surroundings += self._resource(plan, change, parents)
            for change in drifted.values():
                if change.type == RESOURCE_TYPE:
                    jobs += self._drifted_job(plan, change)
                else:
                    drift += self._drift(plan, change)
        return Review(
            now=self.now,
            stacks=tuple(map(self._stack, plans)),
            jobs=tuple(sorted(jobs, key=_most_dangerous_first)),
            surroundings=tuple(sorted(surroundings, key=_in_order)),
            drift=tuple(sorted(drift, key=lambda each: (not each.reasons, _in_order(each)))),
            prices=prices,
            runs=tuple(runs),
        )

    def _runs(self, plan: TerraformPlan, planned: Mapping[str, PlannedRun]) -> Iterator[RunReview]:
        jobs = {
            change.address: self._job_name(change, *_sides(change))
            for change in plan.changes
            if planned and change.type == RESOURCE_TYPE
        }
        for change in plan.changes:
            run = planned[change.address] if _is_due(change, planned) else None
            if run is not None and run.job is not None:
                yield RunReview(
                    stack=plan.stack,
                    address=self._name(change.address),
                    job=jobs.get(run.job) or self._name(run.job),
                    job_address=self._name(run.job),
                    seconds=run.seconds,
                    waiting=tuple(jobs.get(each) or self._name(each) for each in run.waiting),
                    again=change.reason == "replace_because_tainted",
                )

    def _stack(self, plan: TerraformPlan) -> StackReview:
        return StackReview(
            plan.stack,
            self._name(plan.terraform_version),
            plan.errored,
            plan.complete,
            tuple(map(self._name, plan.outputs)),
            tuple((self._name(address), self._name(reason)) for address, reason in plan.deferred),
        )

    def _job(
        self,
        plan: TerraformPlan,
        change: Change,
        drift: Change | None,
        environments: Mapping[str, EnvironmentFacts],
        parents: Parents,
    ) -> JobReview:
        before, after = _sides(change)
        schedules = [schedule_of(side, self.secrets) if side else None for side in (before, after)]
        rows = self._rows(before, after)
        drift_rows = self._rows(*_sides(drift)) if drift else ()
        action = action_of(change)
        written_again = action is Action.CHANGED and not rows
        if written_again:
            action = without_change(change)
        if action is Action.UNCHANGED and drift_rows:
            action = Action.DRIFTED
        findings: tuple[PlanFinding, ...] = ()
        if after:
            found = (
                *plan_findings(change, action, before, after),
                *findings_of(before, after, change.address, self.secrets, _facts_of(after, environments)),
            )
            findings = tuple(each for each in found if each.code not in self.ignore)
        found_parents = parents.of(change)
        costs = [
            cost_of(side, schedule, _facts_of(side, environments)) if side else None
            for side, schedule in zip((before, after), schedules, strict=True)
        ]
        longest = longest_run(after) if after else None
        gone = [_GONE] if drift is not None and drift.before and not drift.after else []
        return JobReview(
            stack=plan.stack,
            address=self._name(change.address),
            name=self._job_name(change, before, after),
            action=action,
            reasons=(*gone, *self._reasons(change, before, after, found_parents)),
            consequences=tuple(map(self._name, _consequences(change, action, before, after))),
            cause=next((self._name(parent.address) for parent in found_parents.values()), None),
            moved_from=self._name(change.moved_from) if change.moved_from else None,
            imported=self._name(change.imported) if change.imported is not None else None,
            rows=rows,
            schedule_before=schedules[0],
            schedule=schedules[1],
            cost_before=costs[0],
            cost=costs[1],
            longest_run=longest,
            overlap=overlap_of(schedules[1], longest),
            findings=findings,
            drift=drift_rows,
            written_again=written_again,
        )

    def _drifted_job(self, plan: TerraformPlan, change: Change) -> Iterator[JobReview]:
        """A job of which the plan tells the drift only: it is gone, from Azure and from the code."""
        before, after = _sides(change)
        rows = self._rows(before, after)
        if rows:
            yield JobReview(
                stack=plan.stack,
                address=self._name(change.address),
                name=self._job_name(change, before, after),
                action=Action.DRIFTED,
                reasons=() if after else (_GONE,),
                drift=rows,
            )

    def _rows(self, before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Row, ...]:
        if before and after and before == after:
            return ()
        named = not all(single_container(side) for side in (before, after))
        old, new = (
            FactReader(self.secrets, self.now, named).read(side) if side else {} for side in (before, after)
        )
        if before and after:
            return differences(old, new)
        return one_sided(new or old, before=not after)

    def _reasons(
        self,
        change: Change,
        before: Mapping[str, object],
        after: Mapping[str, object],
        parents: Mapping[str, Change],
    ) -> Iterator[str]:
        reason = reason_of(change)
        if reason:
            yield self._name(reason)
        for parent in dict.fromkeys(each.address for each in parents.values()):
            words = next(in_words(each) for each in parents.values() if each.address == parent)
            yield f"{words} {self._name(parent)} is replaced in the same plan"
        paths = [path for path in change.replace_paths if path not in TRIGGERS and path not in parents]
        if any(path in TRIGGERS for path in change.replace_paths):
            old, new = trigger_of(before), trigger_of(after)
            if old and new and old != new:
                yield f"the trigger kind changes from {old} to {new}"
            else:
                yield "the trigger kind changes"
        for path in paths:
            yield self._reason(path, before.get(path), after.get(path))

    def _reason(self, path: str, old: object, new: object) -> str:
        """Why an attribute forces a replacement."""
        label = _LABELS.get(path, self._name(path).replace("_", " "))
        before, after = (shown(each, self.secrets, path) for each in (old, new))
        shows = {before.kind, after.kind} == {ShownAs.VALUE}
        if shows and differ_in_case(path, old, new):
            one, other = differing_parts(before.text, after.text)
            return f"{label} differs in upper and lower case only, from {one} to {other}"
        if old is None or new is None or isinstance(old, list | dict) or isinstance(new, list | dict):
            return f"{label} changes"
        one, other = (short_id(each).text for each in (before, after))
        if one == other and shows:
            one, other = before.text, after.text
        return f"{label} changes from {one} to {other}"

    def _resource(self, plan: TerraformPlan, change: Change, parents: Parents) -> Iterator[ResourceReview]:
        action = action_of(change)
        if action is Action.UNCHANGED:
            return
        before, after = (without_noise(change.type, side) for side in _sides(change))
        changed, unknown = changed_attributes(before, after) if before and after else ((), ())
        if action is Action.CHANGED and not changed and not unknown:
            action = without_change(change)
            if action is Action.UNCHANGED:
                return
        found_parents = parents.of(change)
        loss = loss_of(change, action)
        consequences = [loss] if loss else []
        if action is Action.REPLACED:
            unknown = ()
            if change.type.startswith("azurerm_") and collides(change, before, after):
                consequences.append("the apply fails: the old one of the same name still exists")
        named = tuple(path for path in changed if path not in {"id", *change.replace_paths})
        yield ResourceReview(
            stack=plan.stack,
            address=self._name(change.address),
            type=self._name(change.type),
            action=action,
            reasons=tuple(self._reasons(change, before, after, found_parents)),
            consequences=tuple(consequences),
            loses=loss is not None,
            cause=next((self._name(parent.address) for parent in found_parents.values()), None),
            attributes=tuple(map(self._name, changed)),
            rows=tuple(value_rows(named, before, after, self.secrets)),
            unknown=tuple(map(self._name, unknown)),
            moved_from=self._name(change.moved_from) if change.moved_from else None,
            imported=self._name(change.imported) if change.imported is not None else None,
        )

    def _drift(self, plan: TerraformPlan, change: Change) -> Iterator[ResourceReview]:
        before, after = (without_noise(change.type, side) for side in _sides(change))
        changed, _ = changed_attributes(before, after) if before and after else ((), ())
        if after and not changed:
            return  # Azure wrote an empty list for null, or the like
        yield ResourceReview(
            stack=plan.stack,
            address=self._name(change.address),
            type=self._name(change.type),
            action=Action.DRIFTED,
            reasons=() if after else (_GONE,),
            attributes=tuple(map(self._name, changed)),
            rows=tuple(value_rows(changed, before, after, self.secrets)),
        )

    def _job_name(self, change: Change, before: Mapping[str, object], after: Mapping[str, object]) -> str:
        for side in (after, before):
            name = side.get("name")
            if isinstance(name, str) and name and not self.secrets.hide_name(name):
                return name
        return self._name(change.address)

    def _name(self, text: str) -> str:
        return HIDDEN.text if self.secrets.hide_name(text) else text


def _is_due(change: Change, planned: Mapping[str, PlannedRun]) -> bool:
    """Whether it is something that runs a job and is made anew: then its provisioner runs."""
    return change.address in planned and "create" in change.actions


def _most_dangerous_first(job: JobReview) -> tuple[int, bool, bool, str, str]:
    return (
        job.action.danger,
        not any(finding.error for finding in job.findings),
        not job.findings,
        job.stack,
        job.address,
    )


def _in_order(resource: ResourceReview) -> tuple[object, ...]:
    rank = rank_of(resource.type) if resource.loses else 0
    return not resource.loses, resource.action.danger, rank, resource.stack, resource.address


def _sides(change: Change) -> tuple[dict[str, object], dict[str, object]]:
    """The attributes before and after, with their marks."""
    return (
        _marked(change, change.before, None, change.before_sensitive),
        _marked(change, change.after, change.unknown, change.after_sensitive),
    )


def _marked(
    change: Change, values: Mapping[str, object], unknown: object, sensitive: object
) -> dict[str, object]:
    if not values and not (isinstance(unknown, dict) and "create" in change.actions):
        return {}
    if change.type == RESOURCE_TYPE and isinstance(sensitive, dict):
        # azurerm marks the whole of each secret; its name is none.
        sensitive = {**sensitive, "secret": None}
    result = marked(values, unknown, sensitive)
    if not isinstance(result, dict):
        return dict.fromkeys(values, result)
    if change.type == RESOURCE_TYPE:
        secrets = result.get("secret")
        if isinstance(secrets, list | dict):
            found = secrets if isinstance(secrets, list) else [secrets]
            result["secret"] = [_secret(each) if isinstance(each, dict) else each for each in found]
    return result


def _secret(block: Mapping[str, object]) -> dict[str, object]:
    value = block.get("value")
    hidden = Hidden(value) if isinstance(value, str) and value else value
    return {**block, "value": hidden}


def _consequences(
    change: Change, action: Action, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[str]:
    match action:
        case Action.REPLACED:
            yield _order(change, before, after)
            new = [_LABELS.get(name, name.replace("_", " ")) for name in COMPUTED if name in after]
            if new:
                yield f"Known after the apply: {listed(new)}."
        case Action.DELETED if change.deposed:
            yield "An earlier replacement left it behind; the job of this name stays."
        case Action.DELETED:
            yield "The job and its execution history are gone; executions that are running are stopped."
        case Action.FORGOTTEN:
            yield "Terraform forgets it; in Azure it stays as it is and keeps running."
        case Action.UNCLEAR:
            yield f"The plan has actions that this release does not know: {', '.join(change.actions)}."


def _order(change: Change, before: Mapping[str, object], after: Mapping[str, object]) -> str:
    """What a replacement does, one thing after the other."""
    imported = (
        "The job is imported, then destroyed and created again" if change.imported is not None else None
    )
    lost = "its execution history is lost, and executions that are running are stopped"
    match change.actions, collides(change, before, after):
        case ("create", "delete"), True:
            return (
                "The apply fails: create_before_destroy creates the new job while the old one of the same "
                "name still exists, and azurerm refuses it (already exists)."
            )
        case ("create", "delete"), False:
            return f"The new job is created, then the old one is destroyed: {lost}."
        case ("create", "forget") | ("forget", "create"), True:
            return (
                "The apply fails: Terraform forgets the old job and leaves it in Azure, so that azurerm "
                "refuses the new one of the same name (already exists)."
            )
        case ("create", "forget") | ("forget", "create"), False:
            return "A new job is created; the old one stays in Azure, and Terraform forgets it."
    return f"{imported or 'The job is destroyed, then created again'}: {lost}."


def _facts_of(
    job: Mapping[str, object], environments: Mapping[str, EnvironmentFacts]
) -> EnvironmentFacts | None:
    environment = job.get("container_app_environment_id")
    return environments.get(environment) if isinstance(environment, str) else None


def _environments(plan: TerraformPlan) -> dict[str, EnvironmentFacts]:
    """What the plan tells of the environments, by their id."""
    found = {}
    for change in plan.changes:
        identifier = change.after.get("id")
        if change.type == ENVIRONMENT and isinstance(identifier, str) and change.after:
            profiles = {
                name: kind
                for each in blocks(change.after, "workload_profile")
                for name, kind in [(each.get("name"), each.get("workload_profile_type"))]
                if isinstance(name, str) and isinstance(kind, str)
            }
            if profiles:
                found[identifier] = EnvironmentFacts(workload_profiles=profiles)
    return found

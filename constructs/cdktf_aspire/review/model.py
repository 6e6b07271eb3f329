"""A review: what all formats are written from. Nothing in it is secret, and everything in it is untrusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.review.actions import Action
from cdktf_aspire.review.cost import total
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from datetime import datetime

    from cdktf_aspire.jobs.overlap import Overlap
    from cdktf_aspire.review.cost import Cost, Hours, Prices
    from cdktf_aspire.review.findings import PlanFinding
    from cdktf_aspire.review.job_facts import Label
    from cdktf_aspire.review.schedule import ScheduleReview
    from cdktf_aspire.review.shown import Shown


@records.frozen
class Row:
    """One thing that changes.

    Attributes:
        label: in domain terms; words and names in turn, the names as in the plan.
        before: None when there was nothing.
        after: None when there will be nothing.
    """

    label: Label
    before: Shown | None
    after: Shown | None

    @property
    def field(self) -> str:
        """The label as one text."""
        return "".join(self.label)


@records.frozen
class JobReview:
    """What a plan does to one job.

    Attributes:
        stack: that it belongs to.
        address: Terraform's.
        name: Azure's, or the address where the plan does not tell it.
        action: what happens.
        reasons: why a replacement or a deletion.
        consequences: what that means for the job.
        cause: the address of what is replaced in the same plan, so that the job has to be too.
        moved_from: the address before.
        imported: the id that is imported.
        rows: what changes; of a new job what it is, of a deleted one what it was.
        schedule_before: now.
        schedule: then.
        cost_before: the worst case now.
        cost: the worst case then.
        longest_run: seconds that a run may take then.
        overlap: whether runs overlap then.
        findings: of the rules, on the planned values.
        drift: what changed outside of Terraform.
        written_again: whether Terraform writes it again though nothing changes.
    """

    stack: str
    address: str
    name: str
    action: Action
    reasons: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    cause: str | None = None
    moved_from: str | None = None
    imported: str | None = None
    rows: tuple[Row, ...] = ()
    schedule_before: ScheduleReview | None = None
    schedule: ScheduleReview | None = None
    cost_before: Cost | None = None
    cost: Cost | None = None
    longest_run: float | None = None
    overlap: Overlap | None = None
    findings: tuple[PlanFinding, ...] = ()
    drift: tuple[Row, ...] = ()
    written_again: bool = False


@records.frozen
class ResourceReview:
    """What a plan does to something around the jobs.

    Attributes:
        stack: that it belongs to.
        address: Terraform's.
        type: of the resource.
        action: what happens.
        reasons: why a replacement or a deletion.
        consequences: what is lost, and whether the apply can work.
        loses: whether something is lost that nothing brings back: data, images, secrets, logs.
        cause: the address of what is replaced in the same plan, so that this has to be too.
        attributes: names of those that change.
        rows: of those that have a value to show, before and after.
        unknown: names of those that are known after the apply only.
        moved_from: the address before.
        imported: the id that is imported.
    """

    stack: str
    address: str
    type: str
    action: Action
    reasons: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    loses: bool = False
    cause: str | None = None
    attributes: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    unknown: tuple[str, ...] = ()
    moved_from: str | None = None
    imported: str | None = None


@records.frozen
class RunReview:
    """A job that the apply runs and waits for.

    Attributes:
        stack: that it belongs to.
        address: Terraform's, of what runs it.
        job: the job's name.
        job_address: Terraform's, of the job.
        seconds: that the apply waits at most; None where the plan does not say.
        waiting: what is created or changed only after the run: names of jobs, addresses of others.
        again: whether the last run failed, so that it is run again.
    """

    stack: str
    address: str
    job: str
    job_address: str
    seconds: float | None
    waiting: tuple[str, ...]
    again: bool


@records.frozen
class StackReview:
    """One plan.

    Attributes:
        name: of the stack.
        terraform_version: that made the plan.
        errored: whether Terraform stopped halfway.
        complete: false when Terraform put some of it off.
        outputs: names of outputs that change.
        deferred: addresses of what Terraform put off, each with the reason.
    """

    name: str
    terraform_version: str
    errored: bool
    complete: bool
    outputs: tuple[str, ...]
    deferred: tuple[tuple[str, str], ...] = ()


@records.frozen
class Review:
    """All plans together.

    Attributes:
        now: the clock of the schedules, in UTC.
        stacks: in the order given.
        jobs: the most dangerous first.
        surroundings: what changes around them, the most dangerous first.
        drift: what changed around them outside of Terraform.
        prices: the user's.
        runs: the jobs that the apply runs.
    """

    now: datetime
    stacks: tuple[StackReview, ...]
    jobs: tuple[JobReview, ...]
    surroundings: tuple[ResourceReview, ...]
    drift: tuple[ResourceReview, ...]
    prices: Prices | None
    runs: tuple[RunReview, ...] = ()

    @property
    def touched(self) -> list[JobReview]:
        """The jobs that something happens to."""
        return [job for job in self.jobs if job.action is not Action.UNCHANGED]

    @property
    def entries(self) -> list[tuple[JobReview, ...]]:
        """The jobs that something happens to; those with the same cause, and nothing else, together."""
        groups: dict[object, list[JobReview]] = {}
        for job in self.touched:
            together = job.cause is not None and not job.moved_from and job.imported is None and not job.drift
            key = (job.stack, job.action, job.cause, job.reasons, job.consequences, job.rows)
            groups.setdefault(key if together else id(job), []).append(job)
        return [tuple(group) for group in groups.values()]

    @property
    def lost(self) -> list[ResourceReview]:
        """What is lost around the jobs, and nothing brings back."""
        return [each for each in self.surroundings if each.loses]

    @property
    def around(self) -> list[ResourceReview]:
        """What else changes around the jobs."""
        return [each for each in self.surroundings if not each.loses]

    @property
    def written_again(self) -> list[JobReview]:
        """The jobs that Terraform writes again though nothing changes."""
        return [job for job in self.jobs if job.written_again]

    @property
    def several_stacks(self) -> bool:
        """Whether a job has to be told with its stack."""
        return len(self.stacks) > 1

    @property
    def scheduled(self) -> list[JobReview]:
        """The jobs that run by the clock after the apply."""
        return [job for job in self.jobs if job.schedule is not None and job.schedule.valid]

    @property
    def cost_before(self) -> Hours:
        """The worst case of all jobs now, as far as it is known."""
        return total(job.cost_before for job in self.jobs)

    @property
    def cost(self) -> Hours:
        """The worst case of all jobs then, as far as it is known."""
        return total(job.cost for job in self.jobs)

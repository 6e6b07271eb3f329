"""Jobs that the deployment runs: it starts them, and waits until they succeed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal, Self

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.diagnostics.rules import ERROR, WARNING, register
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.job_publishing import PublishesJobs, Publishing
from cdktf_aspire.hosting.model import Annotation
from cdktf_aspire.hosting.waiting import Waits
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.schema import SECONDS
from cdktf_aspire.values import records
from cdktf_aspire.values.value import has_secret, is_literal_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.jobs.job import ContainerAppJob
    from cdktf_aspire.values.value import Number

    When = Literal["changed", "always"]

register(
    "ACJ930",
    ERROR,
    "run_on_deploy()",
    allowed="a resource that is published as a job",
    why="The deployment has no job to start",
    fix="Publish it with publish_as_azure_container_app_job(), or remove the call",
    source="this library",
)

register(
    "ACJ934",
    WARNING,
    'run_on_deploy(when="changed"), wait_for_completion()',
    allowed="an image with a version or a digest",
    why="The plan doesn't show a new push under the same tag, so the deployment doesn't run the new image",
    fix='Give the version: image:1.4, or image@sha256:...; or use run_on_deploy(when="always")',
    source="this library",
)

_WHEN: Final = ("changed", "always")
# Seconds for Azure to find a place for the execution and to pull the image.
_START: Final = 600
# Where only the deployment knows how long an execution may take.
_USUAL: Final = 3600
# What `cdktf-aspire run --timeout` takes in seconds: 115 days.
_MOST: Final = 9_999_999


@records.frozen
class RunOnDeploy:
    """How the deployment runs a job.

    Attributes:
        timeout: seconds that it waits; None for as long as an execution may take.
        when: whether it runs in every deployment, or when what runs has changed.
        where: the user's line.
    """

    timeout: Number | timedelta | None
    when: When
    where: SourceLocation | None


@records.define(eq=False)
class DeployRun(Annotation):
    """Whether the deployment runs a job.

    Attributes:
        asked: the latest call of `run_on_deploy`; None without one.
    """

    asked: RunOnDeploy | None = None


class RunsOnDeploy(PublishesJobs):
    """A resource whose job the deployment may run."""

    @user_call
    def run_on_deploy(
        self, *, timeout: timedelta | Number | None = None, when: Literal["changed", "always"] = "changed"
    ) -> Self:
        """Makes the deployment run the job and wait until the execution has succeeded.

        It starts after the job is created or changed. If the run fails, the apply fails and says why, and the
        next apply runs it again. `other.wait_for_completion(job)` makes another resource wait for it. The
        command `cdktf-aspire` with the extra `run` must be installed where Terraform applies.

        Args:
            timeout: seconds, or a timedelta, after which the deployment stops the execution and fails. When
                not given, it is the longest time of an execution with its retries, plus ten minutes for its
                start; 70 minutes if only the deployment knows that time.
            when: `"changed"`, the default: if the job is new, or its image, command, arguments, environment
                or size have changed. Or `"always"`: in every deployment, so no plan is empty.
        """
        where = caller()
        if timeout is not None and not _is_time(timeout):
            message = "The deployment can't wait that long"
            allowed = f"a whole number of seconds from 1 to {_MOST}, or a timedelta of whole seconds"
            self._report(
                rules.problem("ACJ002", message, path="timeout=", value=timeout, allowed=allowed, where=where)
            )
            timeout = None
        if when not in _WHEN:
            message, allowed = "when has an unsupported value", '"changed" or "always"'
            self._report(
                rules.problem("ACJ002", message, path="when=", value=when, allowed=allowed, where=where)
            )
            when = "changed"
        DeployRun.of(self).asked = RunOnDeploy(timeout, when, where)
        return self


def _is_time(value: object) -> bool:
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    if is_literal_number(seconds):
        return 1 <= seconds <= _MOST and seconds == int(seconds)
    return SECONDS.fits(value) and not has_secret(value)


def runs_on_deploy(application: ApplicationModel) -> Mapping[PublishesJobs, RunOnDeploy]:
    """The jobs that the deployment runs: those with a call, and those whose completion something waits for.

    Args:
        application: whose jobs.
    """
    found: dict[PublishesJobs, RunOnDeploy] = {}
    for resource in application.resources:
        if isinstance(resource, PublishesJobs) and not resource._is_job:
            continue
        asked = DeployRun.of(resource).asked if DeployRun in resource._annotations else None
        if asked is not None and isinstance(resource, PublishesJobs):
            found[resource] = asked
        for waiting in Waits.of(resource).waits if Waits in resource._annotations else ():
            other = waiting.other
            if waiting.is_for_completion and isinstance(other, PublishesJobs) and other._is_job:
                found.setdefault(
                    other, DeployRun.of(other).asked or RunOnDeploy(None, "changed", waiting.where)
                )
    return found


def time_limit(run: RunOnDeploy, job: ContainerAppJob) -> Number:
    """Seconds that the deployment waits for a job.

    Args:
        run: how it runs.
        job: after the checks.
    """
    if isinstance(run.timeout, timedelta):
        return int(run.timeout.total_seconds())
    if run.timeout is not None:
        return run.timeout
    longest = rules.triggers.longest_run(job)
    return min(_START + (_USUAL if longest is None else int(longest)), _MOST)


def problems_of_runs(
    resource: PublishesJobs, runs: Mapping[PublishesJobs, RunOnDeploy], job: ContainerAppJob | None
) -> Iterator[Problem]:
    """What is wrong with running a job in a deployment.

    Args:
        resource: that may be a job.
        runs: those that are run.
        job: the resource's, if it is one.
    """
    asked, publishing = DeployRun.of(resource).asked, Publishing.of(resource)
    is_left_out = publishing.is_excluded or publishing.is_elsewhere
    if asked is not None and not resource._is_job and not is_left_out:
        yield rules.problem(
            "ACJ930",
            "The resource isn't published as a job, so there is nothing to run",
            resource=resource.name,
            path="run_on_deploy",
            where=asked.where,
        )
    run = runs.get(resource)
    if run is None or run.when == "always" or job is None:
        return
    for image in dict.fromkeys(rules.containers.images_without_version(job)):
        yield rules.problem(
            "ACJ934",
            f"The image {image!r} has no fixed version, so a new one doesn't run",
            resource=resource.name,
            path="run_on_deploy" if asked else "wait_for_completion",
            where=run.where,
        )

"""Azure Pipelines: jobs that wait for an agent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.keda.attributes import flag, of_kind, secret, text, texts, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import AUTH, ENV, OneOf, Scaler, SignIn
from cdktf_aspire.jobs.keda.value_kinds import ORGANIZATION_URL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktf_aspire.values.value import Number, Text


@typed_rule(
    Scaler(
        "azure-pipelines",
        choices=(
            OneOf("poolName | poolID", exclusive=False),
            OneOf("jobsToFetch | fetchUnfinishedJobsOnly", optional=True),
            OneOf("jobsToFetch | parent", optional=True),
        ),
        sign_in=SignIn(
            "personalAccessToken",
            with_identity="",
            rights="an account in the organization and the role Reader in the pool",
        ),
    )
)
class AzurePipelinesScaleRule(ScaleRule):
    """Jobs that wait for an agent of a pool: https://keda.sh/docs/latest/scalers/azure-pipelines/.

    An identity must be added to the Azure DevOps organization, with the right to read the pool.

    Attributes:
        organization_url: `https://dev.azure.com/<organization>`; `organizationURL`, which KEDA reads from a
            secret of the job, so it is written as one.
        personal_access_token: with the scope Agent Pools (read), instead of an identity;
            `personalAccessToken`.
        pool_name: of the agents; `poolName`.
        pool_id: of the agents, instead of the name; `poolID`.
        parent: an existing agent, whose jobs count; `parent`.
        demands: of the jobs that count; `demands`.
        target_pipelines_queue_length: jobs for one execution; `targetPipelinesQueueLength`, 1 when not set.
        activation_target_pipelines_queue_length: no execution up to so many;
            `activationTargetPipelinesQueueLength`, 0 when not set.
        jobs_to_fetch: newest jobs to look at; `jobsToFetch`, 250 when not set.
        fetch_unfinished_jobs_only: instead of the newest; `fetchUnfinishedJobsOnly`, False when not set.
        require_all_demands: whether a job must have all demands; `requireAllDemands`, False when not set.
        require_all_demands_and_ignore_others: whether a job must have all demands, while its other demands
            don't count; `requireAllDemandsAndIgnoreOthers`, False when not set.
        case_insensitive_demands_processing: ignores upper and lower case; `caseInsensitiveDemandsProcessing`,
            False when not set.

    Example:
        ```python
        AzurePipelinesScaleRule(
            organization_url="https://dev.azure.com/contoso", personal_access_token=password, pool_name="jobs"
        )
        ```
    """

    # KEDA's page lets the metadata have it too; its code has never read it there.
    organization_url: Text = of_kind(ORGANIZATION_URL, "organizationURL", source=ENV | AUTH)
    personal_access_token: Text | None = secret(default=None, source=ENV | AUTH)
    pool_name: Text | None = text(default=None)
    pool_id: Number | None = whole("poolID", default=None, least=1)
    parent: Text | None = text(default=None)
    demands: Sequence[Text] | Text | None = texts(default=None)
    target_pipelines_queue_length: Number | None = whole(default=1, least=1)
    activation_target_pipelines_queue_length: Number | None = whole(default=0)
    jobs_to_fetch: Number | None = whole(default=250, least=1)
    fetch_unfinished_jobs_only: bool | Text | None = flag(default=False)
    require_all_demands: bool | Text | None = flag(default=False)
    require_all_demands_and_ignore_others: bool | Text | None = flag(default=False)
    case_insensitive_demands_processing: bool | Text | None = flag(default=False)

"""GitHub runners: workflow jobs that wait for a self-hosted runner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.spelling import PublicEnum
from cdktf_aspire.jobs.keda.attributes import choice, flag, secret, text, texts, typed_rule, whole
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.jobs.keda.scaler import ENV, METADATA, Scaler, SignIn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktf_aspire.values.value import Number, Text


class RunnerScope(PublicEnum):
    """The level that the runners belong to.

    Example:
        ```python
        GitHubRunnerScaleRule(
            owner="contoso", runner_scope=RunnerScope.ORGANIZATION, personal_access_token=password
        )
        ```
    """

    ORGANIZATION = "org"
    ENTERPRISE = "ent"
    REPOSITORY = "repo"


@typed_rule(
    Scaler(
        "github-runner",
        sign_in=SignIn("personalAccessToken | applicationID installationID appKey"),
    )
)
class GitHubRunnerScaleRule(ScaleRule):
    """Workflow jobs that wait for a runner: https://keda.sh/docs/latest/scalers/github-runner/.

    Attributes:
        owner: organization or user that owns the repositories; `owner`.
        runner_scope: the level that the runners belong to; `runnerScope`.
        repos: that count; `repos`, all of the owner's when not set, which may reach GitHub's rate limit.
        labels: of the runners; `labels`.
        no_default_labels: ignores `self-hosted`, `linux` and `x64`; `noDefaultLabels`, False when not set.
        enable_etags: asks GitHub only for changes; `enableEtags`, False when not set.
        match_unlabeled_jobs_with_unlabeled_runners: as it says;
            `matchUnlabeledJobsWithUnlabeledRunners`, False when not set.
        target_workflow_queue_length: jobs for one execution; `targetWorkflowQueueLength`, 1 when not set.
        github_api_url: of a GitHub Enterprise server; `githubApiURL`, `https://api.github.com` when not set.
        personal_access_token: that can read the repositories; `personalAccessToken`.
        application_id: of a GitHub App, instead of a token; `applicationID`.
        installation_id: of the GitHub App; `installationID`.
        app_key: private key of the GitHub App; `appKey`.

    Example:
        ```python
        GitHubRunnerScaleRule(
            owner="contoso", runner_scope=RunnerScope.REPOSITORY, repos="site", personal_access_token=password
        )
        ```
    """

    owner: Text = text(source=METADATA | ENV)
    runner_scope: RunnerScope | Text = choice(RunnerScope, source=METADATA | ENV)
    repos: Sequence[Text] | Text | None = texts(default=None, source=METADATA | ENV)
    labels: Sequence[Text] | Text | None = texts(default=None, source=METADATA | ENV)
    no_default_labels: bool | Text | None = flag(default=False, source=METADATA | ENV)
    enable_etags: bool | Text | None = flag(default=False, source=METADATA | ENV)
    match_unlabeled_jobs_with_unlabeled_runners: bool | Text | None = flag(
        default=False, source=METADATA | ENV
    )
    target_workflow_queue_length: Number | None = whole(default=1, least=1, source=METADATA | ENV)
    github_api_url: Text | None = text(
        "githubApiURL", default="https://api.github.com", source=METADATA | ENV
    )
    personal_access_token: Text | None = secret(default=None)
    application_id: Number | None = whole("applicationID", default=None, least=1, source=METADATA | ENV)
    installation_id: Number | None = whole("installationID", default=None, least=1, source=METADATA | ENV)
    app_key: Text | None = secret(default=None)

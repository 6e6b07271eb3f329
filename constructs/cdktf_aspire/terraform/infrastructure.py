"""The first argument of a configure callback: the way from a job to Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure_key_vault import VaultSecret
from cdktf_aspire.hosting.expressions import parts_of, problems_of
from cdktf_aspire.hosting.values import misfit
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.problems import caller
from cdktf_aspire.jobs.values import Reference
from cdktf_aspire.terraform.expressions import token_of

if TYPE_CHECKING:
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.jobs.problems import Problem
    from cdktf_aspire.terraform.writer import Writer


class JobInfrastructure:
    """What Aspire calls `AzureResourceInfrastructure`, for one job."""

    def __init__(self, writer: Writer, prepared: PreparedJob) -> None:
        self._writer = writer
        self._prepared = prepared

    def get_provisionable_resources(self) -> list[object]:
        """Everything that the resource writes: its job."""
        return [self._prepared.job]

    def provisioning_parameter(self, reference: Reference) -> str:
        """A parameter, an output, an endpoint or an expression as a token."""
        problem = self._not_a_token(reference)
        if problem is not None:
            self._prepared.resource_problem(problem)
            return ""
        token = token_of(self._writer, reference)
        if reference.is_secret:
            self._writer.secrets.remember(token)
        return token

    def _not_a_token(self, reference: Reference) -> Problem | None:
        path = "as_provisioning_parameter"
        if not isinstance(reference, Reference):
            return misfit(reference, "The value", path, caller())
        if problems_of(reference):
            return problems_of(reference)[0]
        if any(isinstance(part, VaultSecret) for part in parts_of(reference)):
            message = "A Key Vault secret can't be a token"
            hint = "Use the secret itself as the value of an environment variable or of a secret of the job"
            return rules.problem("ACJ917", message, path=path, hint=hint)
        return None

    def is_secret(self, value: object) -> bool:
        """Whether the value has a token of something sensitive in it."""
        return self._writer.secrets.in_value(value)

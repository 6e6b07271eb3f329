"""The first argument of a configure callback: the way from a job to Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.terraform.expressions import token_of

if TYPE_CHECKING:
    from cdktf_aspire.hosting.preparation import PreparedJob
    from cdktf_aspire.jobs.values import Reference
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
        return token_of(self._writer, reference)

    def is_secret(self, text: str) -> bool:
        """Whether the token of a secret parameter is in the text."""
        return self._writer.is_secret(text)

"""The first argument of a configure callback: the way from a job to Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cdktf_aspire.hosting.parameter import Parameter
    from cdktf_aspire.hosting.preparation import PreparedJob
    from cdktf_aspire.terraform.writer import Writer


class JobInfrastructure:
    """What Aspire calls `AzureResourceInfrastructure`, for one job."""

    def __init__(self, writer: Writer, prepared: PreparedJob) -> None:
        self._writer = writer
        self._prepared = prepared

    def get_provisionable_resources(self) -> list[object]:
        """Everything that the resource writes: its job."""
        return [self._prepared.job]

    def provisioning_parameter(self, parameter: Parameter) -> str:
        """The token of the parameter's Terraform variable."""
        return self._writer.parameter_token(parameter)

    def is_secret(self, text: str) -> bool:
        """Whether the token of a secret parameter is in the text."""
        return self._writer.is_secret(text)

"""Values of the application model that only Terraform will know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.azure.azure_names import app_identity
from cdktf_aspire.hosting.unknown_names import TellsWhatItLacks
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import ModelReference

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.model import Resource

register(
    "ACJ921",
    ERROR,
    "a value of another application",
    allowed="values of the same stack's application; environments of any application",
    why="The other stack's Terraform would have to export it",
    fix="Pass it as a cdktf token or a parameter",
    source="this library",
)


@records.frozen(eq=False)
class Output(TellsWhatItLacks, ModelReference):
    """An output of a resource in Azure.

    Attributes:
        resource: whose output.
        name: which one; the resource's class says what there is.

    Example:
        ```python
        storage_id = builder.add_azure_storage("storage").id
        worker.with_environment("STORAGE_ID", storage_id)
        ```
    """

    resource: Resource | AppIdentity
    name: str

    @property
    def _report(self) -> Callable[[Problem], None]:
        """Keeps a problem until the check."""
        return self.resource._report


@records.frozen(eq=False)
class AppIdentity(TellsWhatItLacks):
    """The identity that a resource gets by default, because it needs roles: `<name>-identity`.

    Attributes:
        owner: whose identity.
    """

    owner: Resource

    @property
    def _report(self) -> Callable[[Problem], None]:
        """Keeps a problem until the check."""
        return self.owner._report

    @property
    def _name_in_azure(self) -> str:
        """As Aspire calls it."""
        return app_identity(self.owner._name_in_azure)

    @property
    def id(self) -> Output:
        """Azure's id of the identity."""
        return Output(self, "id")

    @property
    def client_id(self) -> Output:
        """The value of AZURE_CLIENT_ID for programs."""
        return Output(self, "clientId")


@records.frozen(eq=False)
class ContainerImage(TellsWhatItLacks, ModelReference):
    """The image of a project or an executable: built and pushed outside Terraform, so a variable.

    Attributes:
        resource: whose image.
    """

    resource: Resource

    @property
    def _report(self) -> Callable[[Problem], None]:
        """Keeps a problem until the check."""
        return self.resource._report


class PublishedReference(ModelReference):
    """The placeholder in a publish output for a value that only Terraform will know."""

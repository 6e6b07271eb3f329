"""An application in its stack: what it was given, what is there beside it, and what was written for it."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final, TypeGuard

from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource
from cdktf_aspire.hosting.model import Acknowledgement, ApplicationModel
from cdktf_aspire.hosting.resource_names import identifier
from cdktf_aspire.terraform.engine.batch import make
from cdktf_aspire.terraform.engine.tokens import resolve_tokens
from cdktf_aspire.terraform.provider_versions import OLDEST
from cdktf_aspire.values.value import EngineToken, Raw, is_token
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.escape_hatch import WritesTerraform
    from cdktf_aspire.hosting.model import Resource
    from cdktf_aspire.hosting.own_constructs import OwnConstruct
    from cdktf_aspire.terraform.engine.classes import (
        AzurermProvider,
        TerraformElement,
        TerraformResource,
        TerraformStack,
    )
    from cdktf_aspire.terraform.engine.engines import Engine
    from constructs import IConstruct

# The id of an application's construct when nobody gives another one.
CONSTRUCT_ID: Final = "apphost"
_VAULT_URI: Final = re.compile(r"(?<![.\w])azurerm_key_vault\.([\w-]+)\.vault_uri", re.ASCII)


class StackApplication(ApplicationModel):
    """An application in a Terraform stack.

    Attributes:
        id: of its construct in the stack, which addresses of a second application begin with.
        stack: that it is in.
        engine: of the stack.
        declared_at: the user's line that made it.
        location: as the application was given it; the same goes for the following.
        resource_group: that everything is created in.
        tags: of everything that is created.
        provider_version: constraint for azurerm.
        provider: azurerm's, of the user's, that everything goes through; the stack's usual one when None.
        register_resource_providers: whether azurerm registers what the stack needs.
        warnings_as_errors: whether a warning stops the synth.
        all_applications: those of the whole app, in the order of the code; one list, which they share.
        claims: elements that were given an address, by its last part; those of the whole app too, for a stack
            may have what another one's application needs.
        elements_beside: the user's own elements in the stack, before anything was written.
        problems_of_validation: what was found when the engine validated the stack.
        added_provider: azurerm's, where it was added to the stack for the application.
        needed: the first azurerm that has everything that is written; known after the checks.
        acknowledgements: of warnings about the application itself.
        writer: what writes the application; a `Writer`, which knows this class.
    """

    def __init__(
        self,
        construct: WritesTerraform,
        stack: TerraformStack,
        engine: Engine,
        construct_id: str,
        *,
        location: object,
        resource_group: object,
        tags: Mapping[str, object],
        provider_version: str | None,
        provider: Construct | None,
        register_resource_providers: bool,
        warnings_as_errors: bool,
        declared_at: SourceLocation | None,
    ) -> None:
        super().__init__(construct)
        self.id = construct_id
        self.stack = stack
        self.engine = engine
        self.location = location
        self.resource_group = resource_group
        self.tags = tags
        self.provider_version = provider_version
        self.provider = provider
        self.register_resource_providers = register_resource_providers
        self.warnings_as_errors = warnings_as_errors
        self.declared_at = declared_at
        self.all_applications: list[StackApplication] = [self]
        self.claims: dict[str, list[TerraformElement]] = {}
        self.elements_beside: list[TerraformElement] = []
        self.problems_of_validation: list[Problem] = []
        self.added_provider: AzurermProvider | None = None
        self.needed = OLDEST
        self.acknowledgements: list[Acknowledgement] = []
        self.writer: object = None

    def join(self, applications: list[StackApplication]) -> None:
        """Takes part in an app with other applications.

        Args:
            applications: of the app, which this one is added to.
        """
        self.claims = applications[0].claims if applications else {}
        applications.append(self)
        self.all_applications = applications

    @property
    def address_prefix(self) -> str:
        """What makes the addresses of a second application in a stack differ from the first one's."""
        return "" if self.id == CONSTRUCT_ID else f"{identifier(self.id)}_"

    def address(self, name: str) -> str:
        """An address of the application's own: prefixed unless it is the stack's usual one."""
        return f"{self.address_prefix}{name}"

    @property
    def name_suffix(self) -> str:
        """What makes the default names of a second application in a stack differ from the first one's."""
        return "" if self.id == CONSTRUCT_ID else f"-{self.id}"

    # These are kept, for each question to Node takes its time.
    @functools.cached_property
    def _stack_path(self) -> str:
        return str(self.stack.node.path)

    @functools.cached_property
    def display_name(self) -> str:
        """The stack's name: what a person calls this deployment."""
        return str(self.stack.node.id)

    @property
    def applications_of_stack(self) -> list[StackApplication]:
        """The applications of the same stack, in the order of the code."""
        together = self.all_applications
        return [each for each in together if each is self or each._stack_path == self._stack_path]

    def place(self, resource: Resource) -> None:
        """Makes a new resource a construct below the application's."""
        # A stand-in takes no id that a resource of that name would have.
        construct_id = f"own.{resource.name}" if resource._is_stand_in else resource.name
        make(resource, Construct, self.construct, construct_id)

    def creates(self, construct: OwnConstruct) -> bool:
        """Whether the deployment of this application creates a construct of the user's too."""
        return isinstance(construct, self.engine.TerraformResource) and construct.cdktf_stack is self.stack

    def new_vault_in(self, value: object) -> str | None:
        """The address of a vault of the user's whose URI is in a value, if the deployment creates it."""
        for name in _VAULT_URI.findall(self.resolved(value)):
            for each in self.stack.node.find_all():
                if self._is_vault(each) and each.friendly_unique_id == name:
                    return f"{AzureKeyVaultResource._azure_type.azurerm}.{name}"
        return None

    def resolved(self, value: object) -> str:
        """What a token or an expression will be in the Terraform JSON; empty for anything else."""
        if isinstance(value, Raw):
            return f"${{{value.expression.strip()}}}"
        value = value.value if isinstance(value, EngineToken) else value
        if not isinstance(value, str) or not is_token(value):
            return ""
        return str(resolve_tokens(value, self.stack))

    def _is_vault(self, element: IConstruct) -> TypeGuard[TerraformResource]:
        kind = AzureKeyVaultResource._azure_type.azurerm
        return isinstance(element, self.engine.TerraformResource) and element.terraform_resource_type == kind

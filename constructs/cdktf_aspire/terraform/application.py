"""An application in its stack: its arguments, the user's other elements, and the written elements."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource
from cdktf_aspire.hosting.model import Acknowledgement, ApplicationModel
from cdktf_aspire.hosting.resource_names import identifier
from cdktf_aspire.terraform.engine.batch import make
from cdktf_aspire.terraform.engine.tokens import resolve_tokens
from cdktf_aspire.terraform.provider_versions import OLDEST
from cdktf_aspire.values.value import EngineToken, Raw, is_token
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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

# The default id of an application's construct.
CONSTRUCT_ID: Final = "apphost"
_VAULT_URI: Final = re.compile(r"(?<![.\w])azurerm_key_vault\.([\w-]+)\.vault_uri", re.ASCII)
_ID: Final = re.compile(r"\$\{(azurerm_\w+)\.([\w-]+)\.id\}", re.ASCII)


class StackApplication(ApplicationModel):
    """An application in a Terraform stack.

    Attributes:
        id: the id of its construct in the stack. Addresses of a second application begin with it.
        stack: the stack that it is in.
        engine: the engine of the stack.
        declared_at: the user's line that created it.
        location: the argument as the user passed it, as are the next six.
        resource_group: the group that everything is created in.
        tags: the tags of everything that is created.
        provider_version: the version constraint for azurerm.
        provider: the user's azurerm provider for all resources; None for the default one of the stack.
        register_resource_providers: whether azurerm registers the resource providers that the stack needs.
        warnings_as_errors: whether a warning stops the synth.
        all_applications: all applications of the app, in the order of the code; they share the list.
        claims: the elements with a fixed address, by its last part, in the whole app: one stack can contain
            elements that an application in another stack needs.
        elements_beside: the user's own elements in the stack, before anything was written.
        problems_of_validation: the problems found when the engine validated the stack.
        added_provider: the azurerm provider that was added to the stack for the application, if any.
        needed: the first version of azurerm that supports everything that is written; known after the checks.
        acknowledgements: acknowledged warnings about the application itself.
        writer: writes the application; a `Writer`, which imports this class.
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
        """Joins the other applications of the app.

        Args:
            applications: the applications of the app, to which this one is added.
        """
        self.claims = applications[0].claims if applications else {}
        applications.append(self)
        self.all_applications = applications

    @property
    def address_prefix(self) -> str:
        """The prefix that distinguishes the addresses of a second application in a stack."""
        return "" if self.id == CONSTRUCT_ID else f"{identifier(self.id)}_"

    def address(self, name: str) -> str:
        """An address of the application itself, prefixed unless the application has the default id."""
        return f"{self.address_prefix}{name}"

    @property
    def name_suffix(self) -> str:
        """The suffix that distinguishes the default names of a second application in a stack."""
        return "" if self.id == CONSTRUCT_ID else f"-{self.id}"

    # Cached, because each request to Node takes time.
    @functools.cached_property
    def _stack_path(self) -> str:
        return str(self.stack.node.path)

    @functools.cached_property
    def display_name(self) -> str:
        """The stack's name, by which people know this deployment."""
        return str(self.stack.node.id)

    @property
    def applications_of_stack(self) -> list[StackApplication]:
        """The applications of the same stack, in the order of the code."""
        together = self.all_applications
        return [each for each in together if each is self or each._stack_path == self._stack_path]

    def place(self, resource: Resource) -> None:
        """Creates the construct of a new resource below the application's construct."""
        # A stand-in must not use the id that a resource with this name would have.
        construct_id = f"own.{resource.name}" if resource._is_stand_in else resource.name
        make(resource, Construct, self.construct, construct_id)

    def creates(self, construct: OwnConstruct) -> bool:
        """Whether the deployment of this application also creates one of the user's constructs."""
        return isinstance(construct, self.engine.TerraformResource) and construct.cdktf_stack is self.stack

    def new_vault_in(self, value: object) -> str | None:
        """The address of the user's vault whose URI is in a value, if the deployment creates the vault."""
        kind = AzureKeyVaultResource._azure_type.azurerm
        for name in _VAULT_URI.findall(self.resolved(value)):
            if any(each.cdktf_stack is self.stack for each in self._resources_at(kind, name)):
                return f"{kind}.{name}"
        return None

    def construct_with_id(self, value: object) -> OwnConstruct | None:
        """The user's resource whose id is a value, unless several stacks have one of this address."""
        address = _ID.fullmatch(self.resolved(value))
        found = [] if address is None else [*self._resources_at(address[1], address[2])]
        return found[0] if len(found) == 1 else None

    def resolved(self, value: object) -> str:
        """A token or an expression as text of the Terraform JSON; empty for any other value."""
        if isinstance(value, Raw):
            return f"${{{value.expression.strip()}}}"
        value = value.value if isinstance(value, EngineToken) else value
        if not isinstance(value, str) or not is_token(value):
            return ""
        return str(resolve_tokens(value, self.stack))

    def _resources_at(self, kind: str, name: str) -> Iterator[TerraformResource]:
        """The resources of an address, of all stacks."""
        for each in self.stack.node.root.node.find_all():
            if (
                isinstance(each, self.engine.TerraformResource)
                and each.terraform_resource_type == kind
                and each.friendly_unique_id == name
            ):
                yield each

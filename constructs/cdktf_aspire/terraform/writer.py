"""Writes one application: creates its elements in the right order, and converts values to Terraform."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final, cast

from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource, MaybeExisting
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.key_vault import (
    AzureKeyVaultSecretResource,
    KeyVaultSecretReference,
    KeyVaultSecretUri,
)
from cdktf_aspire.hosting.compute import jobs_of
from cdktf_aspire.hosting.connection_strings import ConnectionStringResource
from cdktf_aspire.hosting.escape_hatch import note_main_element
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.placement import environment_of
from cdktf_aspire.hosting.references import AppIdentity, ContainerImage, Output, PublishedReference
from cdktf_aspire.hosting.resource_names import identifier
from cdktf_aspire.hosting.volumes import EnvironmentStorage
from cdktf_aspire.publish_output.carried_over import CarriedOverResource
from cdktf_aspire.publish_output.published_references import CarriedProperty
from cdktf_aspire.terraform.application import StackApplication
from cdktf_aspire.terraform.engine.elements import create, local, override, variable
from cdktf_aspire.terraform.engine.tokens import resolve_tokens
from cdktf_aspire.terraform.escaping import arguments, escape, escape_beside_token
from cdktf_aspire.terraform.planned import NOT_BUILT, image_variable
from cdktf_aspire.terraform.rendering import text_of, token_of
from cdktf_aspire.terraform.resources.azure_resource import write_part, write_whole
from cdktf_aspire.terraform.resources.container_app_environment import EnvironmentResources, write_environment
from cdktf_aspire.terraform.resources.environment_storage import write_storage_of, write_volume_account
from cdktf_aspire.terraform.resources.identity import write_app_identity
from cdktf_aspire.terraform.resources.key_vault import read_vault_secret
from cdktf_aspire.terraform.resources.resource_group import ResourceGroup
from cdktf_aspire.terraform.resources.role_assignments import RoleAssignments, free_address
from cdktf_aspire.terraform.sensitive import Sensitivity
from cdktf_aspire.values.tokens import is_piece
from cdktf_aspire.values.value import Reference, is_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.azure.azure_resource import AzurePart
    from cdktf_aspire.hosting.azure.identity import Identity
    from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource, VaultSecret
    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.hosting.deploy_runs import RunOnDeploy
    from cdktf_aspire.hosting.empty_values import NeverEmpty
    from cdktf_aspire.hosting.job_publishing import PublishesJobs
    from cdktf_aspire.hosting.model import ApplicationModel, Resource
    from cdktf_aspire.hosting.prepared_job import NamedSource
    from cdktf_aspire.hosting.volumes import Mount
    from cdktf_aspire.terraform.engine.classes import (
        ContainerAppJob,
        DataAzurermClientConfig,
        TerraformElement,
        TerraformVariable,
    )
    from cdktf_aspire.terraform.engine.engines import AzurermElement, Engine
    from cdktf_aspire.terraform.resources.carried_over import CarriedWriter
    from cdktf_aspire.terraform.resources.context import Written
    from cdktf_aspire.values.value import Text


_VARIABLES: Final = re.compile(r"(?:\$\{var\.[\w-]+\})+", re.ASCII)


class Writer:
    """Creates an application's Terraform elements, each once, when it is first needed."""

    def __init__(self, application: StackApplication) -> None:
        self.application = application
        self._variables: dict[Parameter, TerraformVariable] = {}
        self._tokens: dict[TerraformVariable, str] = {}
        self._images: dict[ComputeResource, str] = {}
        self.image_variables: dict[ComputeResource, TerraformVariable] = {}
        self._environments: dict[AzureContainerAppEnvironment, EnvironmentResources] = {}
        self.jobs: dict[ComputeResource, ContainerAppJob] = {}
        # The jobs that the deployment runs; the element that runs each one; the check that they can run.
        self.deploy_runs: Mapping[PublishesJobs, RunOnDeploy] = {}
        self.runs: dict[Resource, TerraformElement] = {}
        self.run_check: TerraformElement | None = None
        # The final environment of each job, which a callback may have changed.
        self.environment_ids: dict[ComputeResource, Text | None] = {}
        self.secrets = Sensitivity(application)
        self._connection_strings: dict[ConnectionStringResource, TerraformVariable] = {}
        self._refused_empty: dict[Parameter | ConnectionStringResource, list[str]] = {}
        self._is_variables: dict[str, bool] = {}
        self._preconditions: dict[ContainerAppJob, list[dict[str, str]]] = {}
        self._azure: dict[MaybeExisting, Written] = {}
        self._identities: dict[AppIdentity, Written] = {}
        self._parts: dict[AzurePart, TerraformElement | None] = {}
        self._named_sources: dict[NamedSource, str] = {}
        self._volume_accounts: dict[AzureContainerAppEnvironment, Written] = {}
        self._storages: dict[Mount, AzurermElement] = {}
        self._vault_values: dict[tuple[AzureKeyVaultResource, str], AzurermElement] = {}
        self.role_assignments = RoleAssignments()
        self._carried: dict[CarriedOverResource, CarriedWriter] = {}

    @property
    def engine(self) -> Engine:
        """The engine that the application is written with."""
        return self.application.engine

    @cached_property
    def resource_group(self) -> ResourceGroup:
        """The resource group that everything is created in."""
        return ResourceGroup(self.application, self)

    @property
    def group_name(self) -> object:
        """The application's own resource group."""
        return self.resource_group.name

    @property
    def group_id(self) -> object:
        """The Azure id of that group."""
        return self.resource_group.id

    @property
    def place_of_new(self) -> dict[str, object]:
        """The group, region and tags of resources that the application creates."""
        group, tags = self.resource_group, self.tags
        return {"resource_group_name": group.name, "location": group.location, "tags": tags}

    @property
    def tags(self) -> dict[str, object] | None:
        """The application's tags in Terraform's format."""
        return {escape(key): self.text(value) for key, value in self.application.tags.items()} or None

    @cached_property
    def client_config(self) -> DataAzurermClientConfig:
        """Terraform's identity, tenant and subscription."""
        element = create(
            "data_azurerm_client_config",
            self.application.construct,
            "client-config",
            self.application.address("current"),
            {},
        )
        return cast("DataAzurermClientConfig", element)

    @cached_property
    def unique_suffix(self) -> str:
        """Eight characters that differ between subscriptions and resource groups, known at plan time."""
        group, Fn = self.resource_group, self.engine.Fn  # noqa: N806 - the name of the class
        digest = Fn.sha256(Fn.join("/", [self.client_config.subscription_id, group.name]))
        return str(
            local(
                self.application.construct,
                "unique-suffix",
                self.application.address("unique_suffix"),
                Fn.substr(digest, 0, 8),
            ).as_string
        )

    def environment(self, environment: AzureContainerAppEnvironment) -> EnvironmentResources:
        """The Terraform elements of an environment."""
        if environment._application is not self.application:
            return writer_of(environment._application).environment(environment)
        if environment not in self._environments:
            applications = self.application.all_applications
            written = self._environments[environment] = write_environment(self, environment, applications)
            if written.element is not None:
                note_main_element(environment, written.element)
        return self._environments[environment]

    def variable(self, parameter: Parameter) -> TerraformVariable:
        """The Terraform variable of a parameter."""
        if parameter._application is not self.application:
            return writer_of(parameter._application).variable(parameter)
        if parameter not in self._variables:
            self._variables[parameter] = variable(
                parameter,
                "variable",
                parameter.identifier,
                type=parameter._terraform_type,
                description=parameter.description or f"Parameter {parameter.name} of the AppHost.",
                default=parameter.default,
                sensitive=parameter.secret,
            )
        return self._variables[parameter]

    def parameter_token(self, parameter: Parameter) -> str:
        """The token of a parameter's variable, as text."""
        return self._token_of(self.variable(parameter))

    def image(self, resource: ComputeResource) -> str:
        """The address of the variable with the image of a project or an executable."""
        if resource not in self._images:
            name = image_variable(resource)
            description = f"Image of {resource.name}, as pushed: registry/repository:tag or @digest."
            needs = "" if resource.dockerfile is None else resource.dockerfile.needs
            # A job refuses to be deployed with this default, and reports how to build the image. Without a
            # default, Terraform asks for every image, even to destroy. azurerm doesn't accept an empty one.
            self.image_variables[resource] = variable(
                resource,
                "image",
                name,
                description=f"{description}{needs}",
                default=NOT_BUILT if resource._is_job else None,
                is_fixed=True,
            )
            self._images[resource] = f"var.{name}"
        return self._images[resource]

    def connection_string_token(self, resource: ConnectionStringResource) -> str:
        """The token of a connection string's sensitive variable, as text."""
        return self._token_of(self.connection_string(resource))

    def _token_of(self, element: TerraformVariable) -> str:
        if element not in self._tokens:  # one request to Node for all jobs that use it
            self._tokens[element] = str(element.string_value)
        return self._tokens[element]

    def connection_string(self, resource: ConnectionStringResource) -> TerraformVariable:
        """The sensitive variable of a connection string whose value the deployment sets."""
        if resource._application is not self.application:
            return writer_of(resource._application).connection_string(resource)
        if resource not in self._connection_strings:
            self._connection_strings[resource] = variable(
                resource,
                "variable",
                resource._variable_name,
                description=f"Connection string {resource.name} of the AppHost.",
                sensitive=True,
            )
        return self._connection_strings[resource]

    def refuse_empty(self, value: NeverEmpty) -> None:
        """Makes Terraform refuse an empty variable before it creates anything."""
        source, reason = value.source, value.reason
        reasons = self._refused_empty.setdefault(source, [])
        if reason in reasons:
            return
        reasons.append(reason)
        if isinstance(source, Parameter):
            element, name = self.variable(source), source.identifier
        else:
            element, name = self.connection_string(source), source._variable_name
        condition = f'${{var.{name} != ""}}'
        override(
            element,
            "validation",
            [
                {"condition": condition, "error_message": f"{source.name} can't be empty. {each}"}
                for each in reasons
            ],
        )

    def refuse(self, job: ContainerAppJob, condition: str, message: str) -> None:
        """Makes Terraform refuse to deploy a job if a condition is false.

        Args:
            job: a written job.
            condition: a Terraform expression that must be true.
            message: the error message if it is false.
        """
        preconditions = self._preconditions.setdefault(job, [])
        preconditions.append({"condition": f"${{{condition}}}", "error_message": message})
        override(job, "lifecycle.precondition", preconditions)

    def is_variables(self, text: str) -> bool:
        """Whether a text in Terraform's syntax, with or without tokens, consists only of variables."""
        if text not in self._is_variables:
            resolved = text
            if is_token(text) and not is_piece(text):  # the token of a list, which isn't text
                resolved = str(resolve_tokens(text, self.application.stack))
            self._is_variables[text] = _VARIABLES.fullmatch(resolved) is not None
        return self._is_variables[text]

    def azure(self, resource: MaybeExisting) -> Written:
        """The Terraform elements of an Azure resource."""
        if resource not in self._azure:
            written = self._azure[resource] = self._write(resource)
            note_main_element(resource, written.element)
        return self._azure[resource]

    def _write(self, resource: MaybeExisting) -> Written:
        if isinstance(resource, CarriedOverResource):
            return self.carried(resource).write()
        return write_whole(self, resource)

    def carried(self, resource: CarriedOverResource) -> CarriedWriter:
        """The writer of a resource that is carried over from a publish output."""
        if resource not in self._carried:
            from cdktf_aspire.terraform.resources.carried_over import CarriedWriter, ensure_azapi

            ensure_azapi(self.application.stack, self.engine)
            self._carried[resource] = CarriedWriter(self, resource)
        return self._carried[resource]

    def identity(self, identity: Identity) -> Written:
        """The user-assigned identity of the application, or of one of its jobs."""
        if not isinstance(identity, AppIdentity):
            return self.azure(identity)
        if identity not in self._identities:
            self._identities[identity] = write_app_identity(self, identity)
        return self._identities[identity]

    def output(self, resource: object, name: str) -> str:
        """The token of an output of an Azure resource or an identity."""
        if isinstance(resource, AppIdentity):
            return self.identity(resource).output(name)
        if isinstance(resource, AzureChildResource):
            element = self.part(resource)
            return str(self.text(resource.azure_name) if element is None else getattr(element, "name"))  # noqa: B009
        assert isinstance(resource, MaybeExisting)
        return self.azure(resource).output(name)

    def named_source_id(self, source: NamedSource) -> str:
        """The Azure id of a resource of which only the name is known."""
        if source not in self._named_sources:
            group = source.resource_group
            parts = [
                "/subscriptions",
                self.client_config.subscription_id,
                "resourceGroups",
                str(self.resource_group.name if group is None else self.text(group)),
                "providers",
                source.resource_type,
                str(self.text(source.name)),
            ]
            self._named_sources[source] = f'${{join("/", [{arguments(parts)}])}}'
        return self._named_sources[source]

    def part(self, part: AzurePart) -> TerraformElement | None:
        """The Terraform element of a part of an Azure resource; None if it comes with the resource."""
        if part not in self._parts:
            element = self._parts[part] = write_part(self, part)
            if element is not None:
                note_main_element(part, element)
        return self._parts[part]

    def vault_secret_uri(self, secret: AzureKeyVaultSecretResource) -> str:
        """The URI of a vault's secret, always of its newest version."""
        return str(getattr(self.part(secret), "versionless_id"))  # noqa: B009

    def vault_secret_value(self, secret: VaultSecret) -> str:
        """The value of a vault's secret, which Terraform wrote or reads, for use inside a longer text."""
        vault, name = secret.vault, secret.secret_name
        added = secret if isinstance(secret, AzureKeyVaultSecretResource) else vault._added_secret(name)
        if added is not None:
            return str(getattr(self.part(added), "value"))  # noqa: B009
        key = (vault, name.lower())
        if key not in self._vault_values:
            address = f"{vault.identifier}_{identifier(name)}"
            taken = {each.friendly_unique_id for each in self._vault_values.values()}
            address = free_address(address, taken)
            self._vault_values[key] = read_vault_secret(self, secret, address, jobs_of(self.application))
        return self._vault_values[key].get_string_attribute("value")

    def volume_account(self, environment: AzureContainerAppEnvironment) -> Written:
        """The storage account for the shares of an environment's jobs."""
        if environment not in self._volume_accounts:
            self._volume_accounts[environment] = write_volume_account(
                self,
                self.application.construct,
                self.application.address(f"{environment.identifier}_volumes"),
                environment,
            )
        return self._volume_accounts[environment]

    def storage_name(self, resource: ComputeResource, mount: Mount) -> str:
        """The name of the environment's storage for a mount."""
        if mount not in self._storages:
            environment = environment_of(resource)
            assert environment is not None
            self._storages[mount] = write_storage_of(
                self,
                resource,
                mount,
                environment,
                self.environment_ids[resource],
                lambda: self.volume_account(environment),
            )
        return self._storages[mount].get_string_attribute("name")

    def token(self, reference: Reference) -> str:
        """A reference to one attribute of one Terraform element."""
        match reference:
            case Parameter():
                return self.parameter_token(reference)
            case ContainerImage(resource=resource):
                return self.image(resource)  # type: ignore[arg-type]
            case Output(resource=AzureContainerAppEnvironment() as environment, name=name):
                return self.environment(environment).output(name)
            case Output(resource=resource, name=name):
                return self.output(resource, name)
            case ConnectionStringResource():
                return self.connection_string_token(reference)
            case AzureKeyVaultSecretResource() | KeyVaultSecretReference():
                return self.vault_secret_value(reference)
            case KeyVaultSecretUri(secret=AzureKeyVaultSecretResource() as secret):
                return self.vault_secret_uri(secret)
            case KeyVaultSecretUri(secret=KeyVaultSecretReference(vault=vault, secret_name=secret_name)):
                added = vault._added_secret(secret_name)
                if added is not None:
                    return self.vault_secret_uri(added)
                return f"{self.output(vault, 'vaultUri')}secrets/{escape_beside_token(secret_name)}"
            case EnvironmentStorage(resource=resource, mount=mount):
                return self.storage_name(resource, mount)  # type: ignore[arg-type]
            case CarriedProperty(resource=carried, node=node, path=path, action=action):
                return f"${{{self.carried(carried).property(node, path, action)}}}"
            case PublishedReference():
                from cdktf_aspire.terraform.published_text import published_token

                return published_token(self, reference)
        raise TypeError(f"no Terraform expression for {reference!r}")

    def text(self, value: object) -> object:
        """A value for a text attribute of azurerm: literals escaped, references as tokens."""
        return text_of(self, value)

    def number(self, value: object) -> object:
        """A value for a number attribute of azurerm."""
        if isinstance(value, Reference):
            value = token_of(self, value)
        if isinstance(value, str):
            try:
                return float(value)
            except ValueError:
                return self.engine.Token.as_number(value)
        return self.engine.Token.as_number(value) if is_token(value) else value


def writer_of(application: ApplicationModel) -> Writer:
    """The writer of an application, which may be different from the caller's."""
    assert isinstance(application, StackApplication)
    assert isinstance(application.writer, Writer)
    return application.writer

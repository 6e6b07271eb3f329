"""The resource group: created, or looked up when it exists already."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cdktf_aspire.diagnostics.frozen import Frozen
from cdktf_aspire.hosting.azure.azure_resource import RESOURCE_GROUP, Existing
from cdktf_aspire.hosting.escape_hatch import note_main_element
from cdktf_aspire.hosting.own_constructs import is_own_construct
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.jobs.regions import normalise_location
from cdktf_aspire.terraform.engine.elements import override, variable
from cdktf_aspire.terraform.escaping import escape, quote
from cdktf_aspire.terraform.resources.azure_resource import provide
from cdktf_aspire.terraform.resources.context import Written
from cdktf_aspire.values import records
from cdktf_aspire.values.value import is_literal_text, is_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.hosting.own_constructs import OwnConstruct
    from cdktf_aspire.terraform.application import StackApplication
    from cdktf_aspire.terraform.engine.classes import ContainerAppJob, TerraformVariable
    from cdktf_aspire.terraform.resources.context import Context
    from cdktf_aspire.values.value import Text
    from constructs import Construct

DEFAULT_LOCATION = "westeurope"


@records.frozen
class ExistingResourceGroup(Frozen):
    """An existing resource group that Terraform only looks up.

    Attributes:
        name: of the group: text, a parameter or a token. Or the construct of `azurerm_resource_group`, a
            resource or a data source, which is used as it is; `resource_group=construct` says the same.

    Example:
        `create_builder(name="jobs", resource_group=ExistingResourceGroup("rg-prod"))`
    """

    name: Text | Construct


def own_group(application: StackApplication) -> OwnConstruct | None:
    """The user's construct that the application is in, if it is in one."""
    wanted = application.resource_group
    wanted = wanted.name if isinstance(wanted, ExistingResourceGroup) else wanted
    return wanted if is_own_construct(wanted) else None


def planned_addresses(application: StackApplication) -> Iterator[str]:
    """The addresses of the application's own group and its variables, where it will have them."""

    def is_variable(name: str, given: object) -> bool:
        is_parameter = not application.address_prefix and any(
            each.identifier == name for each in application.resources_of(Parameter)
        )
        return not is_parameter and not (given is not None and is_token(given))

    prefix, wanted = application.address_prefix, application.resource_group
    is_existing = isinstance(wanted, ExistingResourceGroup)
    is_own = own_group(application) is not None
    if not is_own:
        yield f"{'data.' if is_existing else ''}azurerm_resource_group.{prefix}resource_group"
        name = wanted.name if isinstance(wanted, ExistingResourceGroup) else wanted
        if is_variable("resource_group_name", name):
            yield f"var.{prefix}resource_group_name"
    location = application.location
    is_the_groups = location is None and (is_existing or is_own)
    if not is_the_groups and is_variable("location", location):
        yield f"var.{prefix}location"


def given_location(application: StackApplication) -> tuple[object, str, SourceLocation | None]:
    """The region that the application was given, the attribute, and the user's line."""
    parameter, own = _parameter(application, "location"), own_group(application)
    if parameter is not None:
        return parameter.value, f"add_parameter({parameter.name!r})", parameter._declared_at
    if application.location is None and own is not None:
        return getattr(own, "location_input", None), "resource_group=", application.declared_at
    return application.location, "location=", application.declared_at


def known_group(application: StackApplication) -> str | None:
    """The name of an application's group, unless only the deployment knows it."""
    own = own_group(application)
    wanted: object = application.resource_group
    if isinstance(wanted, ExistingResourceGroup):
        wanted = wanted.name
    if own is not None:
        name: object = getattr(own, "name_input", None)
        return name if is_literal_text(name) else None
    parameter = _parameter(application, "resource_group_name")
    if parameter is not None:
        wanted = parameter.value
    elif wanted is None:
        wanted = _usual_name(application)
    return wanted if is_literal_text(wanted) else None


def _usual_name(application: StackApplication) -> str:
    # A second application of the stack has a group of its own: two can't create the same one.
    return f"rg-{application.display_name}{application.name_suffix}"


def _parameter(application: StackApplication, variable_name: str) -> Parameter | None:
    """The AppHost's own parameter of that name: the two would be one Terraform variable."""
    if application.address_prefix:
        return None
    parameters = application.resources_of(Parameter)
    return next((each for each in parameters if each.identifier == variable_name), None)


def _existing(application: StackApplication) -> Existing | None:
    """The known values of a group that is not created here."""
    own, wanted = own_group(application), application.resource_group
    if own is not None:
        return Existing(construct=own)
    return Existing(cast("Text", wanted.name)) if isinstance(wanted, ExistingResourceGroup) else None


class ResourceGroup:
    """The resource group of an application, with what is known through it."""

    def __init__(self, application: StackApplication, context: Context) -> None:
        self._application = application
        self._context = context
        self._variable: TerraformVariable | None = None
        self._expected: dict[str, dict[str, str]] = {}
        existing = _existing(application)
        element = provide(
            RESOURCE_GROUP,
            application.construct,
            "resource-group",
            application.address("resource_group"),
            existing,
            new=lambda: {
                "name": self._name(application.resource_group),
                "location": self._location(),
                "tags": context.tags,
            },
            found=lambda existing: {"name": self._name(existing.name)},
        )
        if existing is None or existing.construct is None:
            note_main_element(application.construct, element)
        group = Written(element)
        self.name, self.id = group.attribute("name"), group.attribute("id")
        # Resources can be in a different region from the group, which doesn't have one.
        self.location: object = (
            self._location()
            if existing is not None and application.location is not None
            else group.attribute("location")
        )

    def _name(self, wanted: object) -> object:
        wanted = _parameter(self._application, "resource_group_name") or wanted
        if wanted is not None and is_token(wanted):
            return self._context.text(wanted)
        default = wanted if isinstance(wanted, str) else _usual_name(self._application)
        self._variable = variable(
            self._application.construct,
            "resource-group-name",
            self._application.address("resource_group_name"),
            description="Name of the resource group.",
            default=default,
        )
        return self._variable.string_value

    def expect(self, name: str, job: ContainerAppJob) -> None:
        """Has Terraform refuse another name for the group, before it replaces an imported job.

        Args:
            name: of the group, in the case that Azure's ids have.
            job: that is imported from it.
        """
        message = (
            f"A job is imported from the resource group {escape(name)}, and would be replaced in another one."
        )
        if self._variable is None:
            self._context.refuse(job, f"{self.name} == {quote(name)}", message)
        elif name not in self._expected:
            self._expected[name] = {
                "condition": f"${{var.{self._application.address('resource_group_name')} == {quote(name)}}}",
                "error_message": message,
            }
            override(self._variable, "validation", list(self._expected.values()))

    def _location(self) -> object:
        wanted = _parameter(self._application, "location") or self._application.location
        if wanted is not None and is_token(wanted):
            return self._context.text(wanted)
        location = wanted if isinstance(wanted, str) else DEFAULT_LOCATION
        return variable(
            self._application.construct,
            "location",
            self._application.address("location"),
            description="Azure region, for example westeurope.",
            default=normalise_location(location),
        ).string_value

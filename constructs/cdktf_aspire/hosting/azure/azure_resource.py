"""Any Azure resource: its outputs and roles, and whether it exists already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final, Self, TypeVar

from cdktf_aspire.diagnostics.problems import caller, with_article
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.azure.azure_names import PartName, UniqueName
from cdktf_aspire.hosting.azure.azure_type import AzurePartType, AzureType
from cdktf_aspire.hosting.azure.existing import Existing as Existing
from cdktf_aspire.hosting.azure.existing import ExistsElsewhere, is_name
from cdktf_aspire.hosting.calls import also_named, reading_call, user_call
from cdktf_aspire.hosting.model import Resource
from cdktf_aspire.hosting.own_constructs import OwnName, described, is_own_construct
from cdktf_aspire.hosting.own_provider import provider_problem
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.hosting.resource_names import suggest
from cdktf_aspire.hosting.waiting import WaitsForOthers
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azure_ids import id_format, match_id, normalised_id
from cdktf_aspire.values.value import is_literal_text

register(
    "ACJ920",
    ERROR,
    "alert_on_failure(), import_existing()",
    allowed="the id of an Azure resource: /subscriptions/...",
    why="Azure wouldn't find it",
    fix="Pass the id attribute of the resource, or the id that the portal shows",
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
)

register(
    "ACJ924",
    ERROR,
    "resource.output(name)",
    allowed="the outputs that the resource's class names",
    why="Azure doesn't return this value",
    fix="Correct the name",
    source="this library",
)

RESOURCE_GROUP = "azurerm_resource_group"

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.own_constructs import OwnConstruct
    from cdktf_aspire.values.value import Text
    from constructs import Construct


# The class of each kind of resource, by Terraform's type, and of each kind of part.
WHOLES: Final[dict[str, type[MaybeExisting]]] = {}
PARTS: Final[dict[str, type[AzurePart]]] = {}
# For resources that Azure doesn't have as such, for example the queues of an account.
_NO_TYPE: Final = AzureType("", "", UniqueName(0))
_NO_PART: Final = AzurePartType("", "", PartName(re.compile(""), 0, ""))


class MaybeExisting(ExistsElsewhere, WaitsForOthers):
    """A resource that is created, or exists in Azure, or that the user creates.

    Attributes:
        existing: what is known of a resource that isn't created here, or None.
    """

    _azure_type: ClassVar[AzureType] = _NO_TYPE
    # Whether the applications of a stack share one stand-in for one of the user's constructs.
    _is_shared: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "_azure_type" in vars(cls):
            WHOLES[cls._azure_type.azurerm] = cls

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.existing: Existing | None = None

    @reading_call
    def output(self, name: str) -> Output:
        """Something that Azure gives back of the resource.

        Args:
            name: Aspire's name of the output, for example `blobEndpoint`.
        """
        return Output(self, name)

    get_output = also_named("get_output", output)

    @property
    def _known_outputs(self) -> tuple[str, ...]:
        """The names that `output` accepts."""
        return self._azure_type.output_names

    def _new_name(self, suffix: str) -> str:
        """The name in Azure of a new one.

        Args:
            suffix: of the application.
        """
        return self._azure_type.names(self.name, suffix)

    @property
    def id(self) -> Output:
        """Azure's id of the resource."""
        return Output(self, "id")

    @property
    def name_output_reference(self) -> Output:
        """The name of the resource in Azure (Aspire's `NameOutputReference`)."""
        return Output(self, "name")

    @property
    def name_output(self) -> Output:
        """The same as `name_output_reference`."""
        return self.name_output_reference

    @user_call
    def as_existing(
        self,
        name: Text | Construct,
        resource_group: Text | Construct | None = None,
        *,
        provider: Construct | None = None,
    ) -> Self:
        """Uses an existing resource instead of creating one (Aspire's `AsExisting`).

        Args:
            name: of the resource in Azure: text, a parameter or a token; Terraform looks it up. A registry in
                another subscription can also be given by its id, as text. Or the azurerm construct itself, a
                resource or a data source, in this stack or another one of the app; nothing is looked up then.
            resource_group: where it is: text, a parameter, a token or the construct of the group; the
                application's own group when not given. A construct of the resource knows its own.
            provider: azurerm's, a construct of yours in the same stack, for a resource of another
                subscription: the provider looks it up, and writes what is created in it, such as a secret of
                a vault. Roles on it go through the application's own, as azurerm takes their whole scope.
                When not given, it is the application's own. A construct of the resource knows its own.
        """
        self._take_existing(name, resource_group, None, caller(), provider)
        return self

    def _take_existing(
        self,
        name: Text | Construct,
        resource_group: Text | Construct | None,
        subscription: Text | None,
        where: SourceLocation | None,
        provider: Construct | None = None,
    ) -> None:
        def refuse(path: str, value: object, message: str, allowed: str | None = None) -> None:
            shown = None if is_own_construct(value) else value
            self._report(
                rules.problem("ACJ002", message, path=path, value=shown, allowed=allowed, where=where)
            )

        if is_own_construct(name):
            if name.terraform_resource_type != self._azure_type.azurerm:
                message = f"as_existing() takes {self._azure_type.azurerm} here, not {described(name)}"
                refuse("name=", name, message)
            elif resource_group is not None:
                refuse("resource_group=", resource_group, "A construct already has its resource group")
            elif provider is not None:
                refuse(
                    "provider=",
                    None,
                    "A construct already has its provider",
                    ("a name in Azure together with it"),
                )
            self.existing = Existing(construct=name)
            self._application.own_constructs.setdefault(name, []).append(self)
            return
        if provider is not None and (problem := provider_problem(provider, where)) is not None:
            self._report(problem)
            provider = None
        allowed = "text, a parameter, a token or a construct"
        if is_literal_text(name) and name.startswith("/"):
            name = normalised_id(name)
            self._check_id(name, where)
            if provider is not None:
                message = "Nothing is looked up if the id is given"
                refuse("provider=", None, message, "a name in Azure and resource_group= together with it")
                provider = None
        if not is_name(name):
            refuse("name=", name, "as_existing() takes names in Azure", allowed)
        if subscription is not None and not is_name(subscription):
            refuse(
                "subscription=",
                subscription,
                ("A subscription is identified by its id"),
                "text or a parameter",
            )
        if is_own_construct(resource_group):
            if resource_group.terraform_resource_type != RESOURCE_GROUP:
                message = f"as_existing() takes {RESOURCE_GROUP} here, not {described(resource_group)}"
                refuse("resource_group=", resource_group, message)
        elif resource_group is not None and not is_name(resource_group):
            refuse("resource_group=", resource_group, "as_existing() takes names in Azure", allowed)
        self.existing = Existing(name, resource_group, subscription, provider=provider, where=where)  # type: ignore[arg-type]

    def _check_id(self, resource_id: str, where: SourceLocation | None) -> None:
        kind = self._azure_type.name
        if not self._azure_type.found_by_id:
            message = "as_existing() takes the resource's name in Azure, not its id"
            hint = (
                "Pass the last part of the id, and resource_group=; the resource is looked up in azurerm's "
                "subscription"
            )
            problem = rules.problem(
                "ACJ002", message, path="name=", value=resource_id, allowed="a name", hint=hint, where=where
            )
        elif match_id(resource_id, kind) is None:
            message = f"Not the id of {with_article(self)}"
            allowed = id_format(kind)
            problem = rules.problem(
                "ACJ920", message, path="name=", value=resource_id, allowed=allowed, where=where
            )
        else:
            return
        self._report(problem)

    @user_call
    def publish_as_existing(
        self,
        name: Text | Construct,
        resource_group: Text | Construct | None = None,
        *,
        provider: Construct | None = None,
    ) -> Self:
        """The same as `as_existing`: there is no run mode here (Aspire's `PublishAsExisting`).

        Args:
            name: of the resource in Azure, or its construct.
            resource_group: where it is.
            provider: azurerm's, that looks it up.
        """
        return self.as_existing(name, resource_group, provider=provider)

    @user_call
    def run_as_existing(
        self,
        name: Text | Construct,
        resource_group: Text | Construct | None = None,
        *,
        provider: Construct | None = None,
    ) -> Self:
        """Has no effect: it is about Aspire's run mode, and Terraform only publishes.

        Args:
            name: ignored.
            resource_group: ignored.
            provider: ignored.
        """
        return self


R = TypeVar("R", bound=Resource)


def stand_in_for(application: ApplicationModel, construct: OwnConstruct, kind: type[R]) -> R | None:
    """The resource that stands for the user's own construct; None when it can't be of this kind."""
    known = application.own_constructs.get(construct, ())
    found = next((each for each in known if isinstance(each, kind)), None)
    if found is not None:
        return found
    if issubclass(kind, MaybeExisting) and kind._is_shared:
        # An element that comes with it, such as the registry of an environment, exists once in a stack.
        for other in application.applications_of_stack:
            for each in other.own_constructs.get(construct, ()):
                if isinstance(each, kind) and each._is_stand_in:
                    return each
    # The second one has only an id, which is enough to give a role on it, or to wait for it.
    possible = (WHOLES.get(construct.terraform_resource_type, OwnAzureResource), OwnAzureResource)
    stands_in = next((each for each in possible if issubclass(each, kind)), None)
    if stands_in is None:
        return None
    made = stands_in(application, OwnName(suggest(construct.node.id) or "own"))
    made.existing = Existing(construct=construct)
    application.own_constructs.setdefault(construct, []).append(made)
    return made if isinstance(made, kind) else None


def output_of(application: ApplicationModel, value: object, azurerm_type: str, output: str = "id") -> object:
    """An output of the user's construct instead of the construct; any other value unchanged."""
    if is_own_construct(value) and value.terraform_resource_type == azurerm_type:
        stand_in = stand_in_for(application, value, MaybeExisting)
        assert stand_in is not None, "anything can stand for a construct"
        return Output(stand_in, output)
    return value


M = TypeVar("M", bound=MaybeExisting)


def given_as(user: Resource, value: object, kind: type[M], path: str, allowed: str) -> M | None:
    """What the user named in a call: a resource of a kind, or what stands for a construct of theirs.

    Args:
        user: whose call it is; anything else is a problem of it.
        value: that was given.
        kind: class of the resource that is wanted.
        path: of the argument, in the user's spelling.
        allowed: what the call accepts.
    """
    if isinstance(value, kind):
        return value
    if is_own_construct(value):
        stand_in = stand_in_for(user._application, value, kind)
        if stand_in is not None:
            return stand_in
    user._report(
        rules.problem(
            "ACJ002",
            f"{path.rstrip('=')} can't be {described(value)}",
            path=path,
            value=None if is_own_construct(value) else value,
            allowed=f"{allowed}, or a construct of {kind._azure_type.azurerm or 'azurerm'}",
            where=caller(),
        )
    )
    return None


class AzureResource(MaybeExisting):
    """An Azure resource of the application that others refer to.

    Example:
        ```python
        storage = builder.add_azure_storage("storage")
        worker.with_environment("STORAGE", storage.output("name"))
        ```
    """

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.default_roles: tuple[str, ...] = self._azure_type.default_roles

    @user_call
    def run_as_emulator(self, configure: Callable[..., object] | None = None) -> Self:
        """Has no effect: it is about Aspire's run mode (`RunAsEmulator`).

        Args:
            configure: never called.
        """
        return self

    @user_call
    def run_as_container(self, configure: Callable[..., object] | None = None) -> Self:
        """Has no effect: it is about Aspire's run mode (`RunAsContainer`).

        Args:
            configure: never called.
        """
        return self

    @user_call
    def clear_default_role_assignments(self) -> Self:
        """Assigns no default roles to referring resources; `with_role_assignments` still works."""
        self.default_roles = ()
        return self

    @property
    def _role_target(self) -> AzureResource:
        """The resource on which its roles are assigned."""
        return self


class OwnAzureResource(AzureResource):
    """A user's construct that this library has no resource for: its id and name are known.

    Outputs: `id`, `name`.
    """


class AzurePart(WaitsForOthers):
    """A part of an Azure resource.

    Attributes:
        parent: what it is a part of.
    """

    _azure_type: ClassVar[AzurePartType] = _NO_PART

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "_azure_type" in vars(cls):
            PARTS[cls._azure_type.azurerm] = cls

    def __init__(self, application: ApplicationModel, name: str, parent: AzureResource) -> None:
        super().__init__(application, name)
        self.parent = parent
        self._is_existing = False  # in Azure already

    @property
    def _within(self) -> AzureResource | AzureChildResource:
        """The resource that directly contains it."""
        return self.parent

    @property
    def azure_name(self) -> Text:
        """The name of the part in Azure; the resource's own for what has none there."""
        return self.name

    @property
    def _azure_path(self) -> str:
        """Where it is in its parent; a name that only Terraform knows is different from all others."""
        own = self.azure_name if isinstance(self.azure_name, str) else f"<{self.name}>"
        return f"{self._within._azure_path}/{own}" if isinstance(self._within, AzureChildResource) else own

    @property
    def _role_target(self) -> AzureResource:
        """The resource on which its roles are assigned: the whole."""
        return self.parent


class AzureChildResource(AzurePart):
    """A part of an Azure resource that may already exist, such as a queue."""

    @user_call
    def as_existing(self) -> Self:
        """Uses an existing part in Azure; its parent exists then too.

        Otherwise a part of an existing resource is created, as in Aspire.
        """
        self._is_existing = True
        return self

"""What Azure resources of an application have in common: outputs, roles, and being there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import attrs

from cdktf_aspire.hosting.calls import reading_call, user_call
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.hosting.resource import Resource
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azure_ids import id_format, match_id, normalised_id
from cdktf_aspire.jobs.problems import caller, with_article
from cdktf_aspire.jobs.values import is_literal_text, is_text_token

if TYPE_CHECKING:
    from cdktf_aspire.hosting.application import ApplicationModel
    from cdktf_aspire.jobs.problems import SourceLocation
    from cdktf_aspire.jobs.values import Text


@attrs.frozen
class Existing:
    """A resource that is in Azure already.

    Attributes:
        name: in Azure: text, a parameter or a token.
        resource_group: where it is; the application's own group when None.
    """

    name: Text
    resource_group: Text | None


class MaybeExisting(Resource):
    """Something that is created, or is in Azure already and only looked up.

    Attributes:
        existing: its name and group, or None.
    """

    output_names: ClassVar[tuple[str, ...]] = ("id", "name")
    # Azure's type, where `as_existing` takes an id of it as well.
    type_by_id: ClassVar[str | None] = None

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

    @property
    def known_outputs(self) -> tuple[str, ...]:
        """The names that `output` takes."""
        return self.output_names

    @property
    def id(self) -> Output:
        """Azure's id of the resource."""
        return Output(self, "id")

    @property
    def name_output(self) -> Output:
        """The name of the resource in Azure."""
        return Output(self, "name")

    @user_call
    def as_existing(self, name: Text, resource_group: Text | None = None) -> Self:
        """Looks the resource up instead of creating it (Aspire's `AsExisting`).

        Args:
            name: of the resource in Azure: text, a parameter or a token; of a registry also its id, as text,
                where it is in another subscription.
            resource_group: where it is; the application's own group when not given.
        """
        where = caller()
        if is_literal_text(name) and name.startswith("/"):
            name = normalised_id(name)
            self._check_id(name, where)
        for path, value in (("name=", name), ("resource_group=", resource_group)):
            is_text = isinstance(value, str) and value.strip()
            if not is_text and not is_text_token(value) and (value is not None or path == "name="):
                self.report(
                    rules.problem(
                        "ACJ002",
                        "as_existing() takes names in Azure",
                        path=path,
                        value=value,
                        allowed="text, a parameter or a token",
                        where=where,
                    )
                )
        self.existing = Existing(name, resource_group)
        return self

    def _check_id(self, resource_id: str, where: SourceLocation | None) -> None:
        kind = self.type_by_id
        if kind is None:
            message = "as_existing() takes the resource's name in Azure, not its id"
            hint = (
                "Pass the last part of the id, and resource_group=; it is looked up in azurerm's subscription"
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
        self.report(problem)

    @user_call
    def publish_as_existing(self, name: Text, resource_group: Text | None = None) -> Self:
        """The same as `as_existing`: there is no run mode here (Aspire's `PublishAsExisting`).

        Args:
            name: of the resource in Azure.
            resource_group: where it is.
        """
        return self.as_existing(name, resource_group)

    @user_call
    def run_as_existing(self, name: Text, resource_group: Text | None = None) -> Self:
        """Changes nothing: it is about Aspire's run mode, and Terraform only publishes.

        Args:
            name: ignored.
            resource_group: ignored.
        """
        return self


class AzureResource(MaybeExisting):
    """An Azure resource of the application that others refer to."""

    # What a job gets that refers to the resource, as in Aspire; names of built-in roles.
    aspire_default_roles: ClassVar[tuple[str, ...]] = ()

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.default_roles: tuple[str, ...] = self.aspire_default_roles

    @user_call
    def clear_default_role_assignments(self) -> Self:
        """Gives no role to those who refer to the resource; `with_role_assignments` still does."""
        self.default_roles = ()
        return self

    @property
    def role_target(self) -> AzureResource:
        """What roles for this resource are given on."""
        return self


class AzureChildResource(Resource):
    """A part of an Azure resource, such as a queue.

    Attributes:
        parent: what it is a part of.
        is_existing: whether it is in Azure already.
    """

    def __init__(self, application: ApplicationModel, name: str, parent: AzureResource) -> None:
        super().__init__(application, name)
        self.parent = parent
        self.is_existing = False

    @property
    def azure_name(self) -> Text:
        """The name of the part in Azure; the resource's own for what has none there."""
        return self.name

    @property
    def azure_path(self) -> str:
        """Where it is in its parent; a name that only Terraform knows is not like any other."""
        return self.azure_name if isinstance(self.azure_name, str) else f"<{self.name}>"

    @user_call
    def as_existing(self) -> Self:
        """Only names the part, which is in Azure already; its parent exists then too.

        A part of an existing resource is created otherwise, as in Aspire.
        """
        self.is_existing = True
        return self

    @property
    def role_target(self) -> AzureResource:
        """What roles for this part are given on: the whole."""
        return self.parent

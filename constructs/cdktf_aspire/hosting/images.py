"""Images that are built outside Terraform, and registries that require a sign-in."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self, cast

import attrs

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.azure.azure_resource import stand_in_for
from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.calls import secret_call, user_call
from cdktf_aspire.hosting.model import Annotation, Resource
from cdktf_aspire.hosting.own_constructs import described, is_own_construct
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.hosting.values import is_value, misfit
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azure_ids import USER_ASSIGNED_IDENTITY, match_id, normalised_id
from cdktf_aspire.jobs.rules.secrets import SYSTEM
from cdktf_aspire.values import records
from cdktf_aspire.values.value import has_secret, is_literal_text, is_text_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.diagnostics.problems import SourceLocation
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.values.value import Text
    from constructs import Construct

register(
    "ACJ919",
    ERROR,
    "with_image(), with_dockerfile() and similar calls",
    allowed="text; for a registry, a user name with a password parameter, or an identity",
    why="The image couldn't be pulled",
    fix="Correct the call",
    source="Aspire.Hosting: ContainerImageAnnotation",
)


@records.frozen
class Dockerfile:
    """The sources of an image that is built outside Terraform; kept for the tools that build it.

    Attributes:
        context_path: folder of the build context.
        dockerfile_path: in that folder; `Dockerfile` when None.
        stage: of the Dockerfile to stop at.
        build_args: name -> value, as the user gave them.
        build_secrets: name -> secret parameter.
        where: the user's line; a relative context begins at the folder of its file.
    """

    context_path: str | os.PathLike[str]
    dockerfile_path: str | os.PathLike[str] | None = None
    stage: str | None = None
    build_args: Mapping[str, Text] = attrs.field(factory=dict)
    build_secrets: Mapping[str, Parameter] = attrs.field(factory=dict)
    where: SourceLocation | None = None

    @property
    def needs(self) -> str:
        """The inputs of the build, by name, for users who pass the image to Terraform."""
        given = [
            f"the {kind}{'' if len(names) == 1 else 's'} {', '.join(names)}"
            for kind, names in (("argument", self.build_args), ("secret", self.build_secrets))
            if names
        ]
        return f" Its build takes {' and '.join(given)}." if given else ""


@records.frozen
class RegistryCredentials:
    """The sign-in to a private registry.

    Attributes:
        server: host of the registry.
        username: together with a password.
        password: a secret parameter.
        identity: instead of them: one of the application's, the id of any, or `System` for the job's own.
        where: the user's line.
    """

    server: Text
    username: Text | None
    password: Parameter | None
    identity: AzureUserAssignedIdentityResource | Text | None
    where: SourceLocation | None


@records.define(eq=False)
class Registries(Annotation):
    """Private registries that a resource's image is pulled from.

    Attributes:
        registry_credentials: the sign-in to each.
    """

    registry_credentials: list[RegistryCredentials] = attrs.field(factory=list)


class HasImage(Resource):
    """A resource whose image may be built, or pulled from a private registry."""

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.dockerfile: Dockerfile | None = None

    @property
    def _is_built(self) -> bool:
        """Whether the image is built outside Terraform and pulled from the environment's registry."""
        return False

    @user_call
    def with_dockerfile(
        self,
        context_path: str | os.PathLike[str],
        dockerfile_path: str | os.PathLike[str] | None = None,
        stage: str | None = None,
    ) -> Self:
        """Builds the image from a Dockerfile, outside Terraform (Aspire's `WithDockerfile`).

        The image becomes the variable `<name>_containerimage`, and the job pulls it from the environment's
        registry.

        Args:
            context_path: folder of the build context.
            dockerfile_path: in that folder; `Dockerfile` when not given.
            stage: of the Dockerfile to stop at.
        """
        where = caller()
        for path, value in (
            ("context_path=", context_path),
            ("dockerfile_path=", dockerfile_path),
            ("stage=", stage),
        ):
            if not (isinstance(value, str | os.PathLike) and os.fspath(value)) and (
                value is not None or path == "context_path="
            ):
                message = "A Dockerfile is given by the path of a folder, and its own path inside it"
                self._report(rules.problem("ACJ919", message, path=path, value=value, where=where))
        self.dockerfile = Dockerfile(context_path, dockerfile_path, stage, where=where)
        return self

    @user_call
    def with_build_arg(self, name: str, value: Text) -> Self:
        """Declares a build argument of the image, for the tools that build it (Aspire's `WithBuildArg`).

        Args:
            name: of the Dockerfile's ARG.
            value: text or a parameter that isn't a secret, because an image keeps its arguments.
        """
        if has_secret(value):
            message = "A secret is passed as a build argument, and anyone who has the image can read it"
            hint = f"with_build_secret({name!r}, parameter)"
            self._report(rules.problem("ACJ919", message, path="value=", hint=hint, where=caller()))
        elif not is_value(value):
            self._report(misfit(value, "A build argument", "value=", caller()))
        elif self._can_build("with_build_arg", name):
            assert self.dockerfile is not None
            args = {**self.dockerfile.build_args, name: value}
            self.dockerfile = attrs.evolve(self.dockerfile, build_args=args)
        return self

    @secret_call
    def with_build_secret(self, name: str, value: Parameter) -> Self:
        """Declares a build secret of the image, for the tools that build it (Aspire's `WithBuildSecret`).

        Args:
            name: of the secret in the Dockerfile.
            value: a secret parameter.
        """
        if not isinstance(value, Parameter) or not value.secret:
            message = "A build secret is a secret parameter"
            self._report(rules.problem("ACJ919", message, path="value=", where=caller()))
        elif self._can_build("with_build_secret", name):
            assert self.dockerfile is not None
            secrets = {**self.dockerfile.build_secrets, name: value}
            self.dockerfile = attrs.evolve(self.dockerfile, build_secrets=secrets)
        return self

    def _can_build(self, method: str, name: object) -> bool:
        where = caller()
        if not isinstance(name, str) or not name:
            self._report(rules.problem("ACJ919", "It has no name", path="name=", value=name, where=where))
            return False
        if self.dockerfile is None:
            message = f"{method}() comes after with_dockerfile() or publish_as_docker_file()"
            self._report(rules.problem("ACJ919", message, path=method, value=name, where=where))
            return False
        return True

    @secret_call
    def with_registry_credentials(
        self,
        server: Text | AzureContainerRegistryResource | Construct,
        *,
        username: Text | None = None,
        password: Parameter | None = None,
        identity: AzureUserAssignedIdentityResource | Text | Construct | None = None,
    ) -> Self:
        """Signs in to a private registry; Aspire has no such call.

        Args:
            server: host of the registry, for example `ghcr.io`; or a registry of the application or a
                construct of `azurerm_container_registry`, on which an identity of the application gets
                `AcrPull`.
            username: together with a password.
            password: a secret parameter.
            identity: instead of them, for an Azure registry: what `add_azure_user_assigned_identity`
                returned, or a construct of `azurerm_user_assigned_identity`; the id of any identity, as text
                or as a token; or `"System"` for the job's own, which can't pull anything before the job
                exists.
        """
        where = caller()
        registry: object = server
        if is_own_construct(server):
            registry = stand_in_for(self._application, server, AzureContainerRegistryResource) or server
        if isinstance(registry, AzureContainerRegistryResource):
            registry = registry.login_server
        signs_in: object = identity
        if is_own_construct(identity):
            kind = AzureUserAssignedIdentityResource
            signs_in = stand_in_for(self._application, identity, kind) or identity
        if isinstance(signs_in, Output) and isinstance(signs_in.resource, AzureUserAssignedIdentityResource):
            signs_in = signs_in.resource
        if isinstance(signs_in, str):
            signs_in = normalised_id(signs_in)
        by_password = username is not None or password is not None
        message: str | None = None
        if (signs_in is None) != by_password:
            message = "A registry needs a user name with a password, or an identity"
        elif by_password and not (username and isinstance(password, Parameter) and password.secret):
            message = "A registry's password is a secret parameter, together with a user name"
        elif signs_in is not None and not _is_identity(signs_in):
            message = (
                f"The identity can't be {described(signs_in)}: pass what "
                'add_azure_user_assigned_identity(...) returned, the id of an identity, or "System"'
            )
        elif any(_is_same_host(each.server, registry) for each in Registries.of(self).registry_credentials):
            message = f"The resource already signs in to {_named(registry)}"
        if message is None:
            host = cast("Text", registry)
            holder = cast("AzureUserAssignedIdentityResource | Text | None", signs_in)
            Registries.of(self).registry_credentials.append(
                RegistryCredentials(host, username, password, holder, where)
            )
        else:
            path = "with_registry_credentials"
            self._report(rules.problem("ACJ919", message, path=path, where=where))
        return self


def _is_same_host(one: object, other: object) -> bool:
    if isinstance(one, Output) and isinstance(other, Output):
        return one.resource is other.resource and one.name == other.name
    if is_literal_text(one) and is_literal_text(other):
        return one.lower() == other.lower()
    return one == other


def _named(registry: object) -> str:
    if isinstance(registry, Output) and isinstance(registry.resource, Resource):
        return repr(registry.resource.name)
    return repr(registry)


def _is_identity(identity: object) -> bool:
    if is_literal_text(identity):
        return identity.lower() == SYSTEM.lower() or match_id(identity, USER_ASSIGNED_IDENTITY) is not None
    return isinstance(identity, AzureUserAssignedIdentityResource) or is_text_token(identity)

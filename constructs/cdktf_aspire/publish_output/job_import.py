"""A job in Bicep as calls on its resource; what no method can say goes into a callback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from cdktf_aspire.diagnostics.problems import on_behalf_of
from cdktf_aspire.hosting.azure.identity import Roles
from cdktf_aspire.hosting.azure.key_vault import KeyVaultSecretUri
from cdktf_aspire.hosting.container import ContainerResource
from cdktf_aspire.hosting.references import ContainerImage, Output
from cdktf_aspire.jobs import azure_defaults as default
from cdktf_aspire.jobs.configuration import ContainerAppJobConfiguration
from cdktf_aspire.jobs.credentials import ContainerAppRegistryCredentials, ContainerAppWritableSecret
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.probes import ContainerAppProbe
from cdktf_aspire.jobs.scale import ContainerAppJobScale
from cdktf_aspire.jobs.settings import Settings, blocks_of, set_attributes
from cdktf_aspire.jobs.template import (
    AppContainerResources,
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppJobTemplate,
    ContainerAppVolume,
    ContainerAppVolumeMount,
)
from cdktf_aspire.jobs.triggers import Event
from cdktf_aspire.jobs.workload_profiles import is_plain_consumption
from cdktf_aspire.publish_output.job_blocks import fill, identity_type
from cdktf_aspire.publish_output.job_reader import JobReader
from cdktf_aspire.publish_output.job_trigger import TRIGGERS, options_of, trigger_of
from cdktf_aspire.publish_output.published_references import ScopeText
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import Entries
from cdktf_aspire.values.value import has_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
    from cdktf_aspire.hosting.compute import ComputeResource, EnvironmentCallbackContext
    from cdktf_aspire.hosting.parameter import Infrastructure
    from cdktf_aspire.publish_output.job_blocks import Given
    from cdktf_aspire.publish_output.job_reader import Path
    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.problems import Problems

T = TypeVar("T", bound=Settings)

_CREDENTIAL: Final = "ManagedIdentityCredential"
# The attributes that methods of a resource and options of the publish call say.
_SAID: Final[Mapping[type, Collection[str]]] = {
    ContainerAppJob: {"name", "location", "environment_id", "workload_profile_name", "identity", "tags"},
    ContainerAppJobConfiguration: {
        *("trigger_type", "replica_timeout", "replica_retry_limit", "secrets", "registries"),
    },
    ContainerAppJobTemplate: {"containers", "init_containers", "volumes"},
    ContainerAppContainer: {"name", "image", "command", "args", "env", "volume_mounts", "probes"},
    AppContainerResources: {"cpu", "memory"},
}


def _said_by(trigger: object) -> dict[type, Collection[str]]:
    """The attributes that methods and options say of a job with a trigger, not those of other triggers."""
    said: dict[type, Collection[str]] = dict(_SAID)
    for kind, block, _ in TRIGGERS.values():
        if isinstance(trigger, kind):
            said[block] = options_of(kind, block)
    if isinstance(trigger, Event):
        said[ContainerAppJobScale] = options_of(Event, ContainerAppJobScale)
    return said


@records.define
class ReadVariable:
    """An environment variable of the job's own container.

    Attributes:
        name: of the variable.
        value: of the variable, or of the secret that it names.
        secret_ref: name of the secret, where it is not the one that the library would give.
        path: in the job.
    """

    name: str
    value: Given
    secret_ref: str | None
    path: Path


class JobImport(JobReader):
    """Fills one resource from its job."""

    def __init__(
        self,
        resource: ComputeResource,
        node: Node,
        values: Mapping[str, Given],
        own_container: int,
        problems: Problems,
    ) -> None:
        """Starts with the job's values.

        Args:
            resource: to fill.
            node: the job.
            values: its body, as values of the application model.
            own_container: position of the program's own container.
            problems: found so far.
        """
        super().__init__(resource, node, values, problems)
        self._own = own_container
        self._later: list[Callable[[ContainerAppJob], None]] = []
        self._secrets: dict[str, dict[str, Given]] = {}
        self._used_secrets: set[str] = set()
        self._container: dict[str, Given] = {}
        self._pulls_by_itself = False

    def fill(self, environment: AzureContainerAppEnvironment | None, *, skip_mounts: bool) -> None:
        """Calls the resource's methods, and keeps a callback for what they can't say.

        Args:
            environment: where the job runs.
            skip_mounts: whether the volumes have been mounted already.
        """
        own = self.get("properties", "template", "containers", self._own)
        if not isinstance(own, dict):
            raise self.wrong(("properties", "template", "containers"), "A job has a container")
        self._container = own
        for secret, path in self.items("properties", "configuration", "secrets"):
            name = secret.get("name")
            if not isinstance(name, str):
                raise self.wrong((*path, "name"), "A secret's name is plain text")
            self._secrets[name] = secret
        self._set_command()
        self._set_environment()
        self._set_registries(environment)
        if not skip_mounts:
            self._set_volumes()
        self._set_probes()
        self._set_other_containers()
        self._set_place(environment)
        options = self._options()
        said = _said_by(options["trigger"])
        self._set_other_secrets()
        self._set_rest(ContainerAppJob, self._values, said, lambda job: job)
        self._set_rest(ContainerAppContainer, own, said, lambda job: job.template.containers[0])
        later = self._later

        def configure(_: Infrastructure, job: ContainerAppJob) -> None:
            for change in later:
                change(job)

        with self.on_line_of(()):
            self._resource.publish_as_azure_container_app_job(configure if later else None, **options)

    def _own_path(self, *path: str | int) -> Path:
        return ("properties", "template", "containers", self._own, *path)

    def _list(self, key: str) -> list[Given]:
        value = self._container.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(self._own_path(key), "This is a list")
        return value

    def _set_command(self) -> None:
        resource, command, args = self._resource, self._list("command"), self._list("args")
        image, name = self._container.get("image"), self._container.get("name")
        is_own_image = isinstance(image, ContainerImage) and image.resource is resource
        if not is_own_image and image != resource.image:
            self._then(self._own_path("image"), lambda own: setattr(own, "image", image))
        if name != resource.name.lower():
            self._then(self._own_path("name"), lambda own: setattr(own, "name", name))
        if len(command) == 1 and isinstance(resource, ContainerResource):
            with self.on_line_of(self._own_path("command")):
                resource.with_entrypoint(command[0])
        elif command:
            self._then(self._own_path("command"), lambda own: setattr(own, "command", list(command)))
        for index, arg in enumerate(args):
            with self.on_line_of(self._own_path("args", index)):
                resource.with_args([arg])

    def _then(self, path: Path, change: Callable[[ContainerAppContainer], object]) -> None:
        """Changes the program's own container in the callback."""
        self._change(path, lambda job: change(job.template.containers[0]))

    def _change(self, path: Path, change: Callable[[ContainerAppJob], object]) -> None:
        """Changes the job in the callback; its problems name the line of a path."""
        place = self._node.place_of(*path).location

        def run(job: ContainerAppJob) -> None:
            with on_behalf_of(place):
                change(job)

        self._later.append(run)

    def _set_environment(self) -> None:
        variables = list(self._variables())
        names = [each.name for each in variables]
        seen: set[str] = set()
        for each in variables:
            if each.name in seen:
                raise self.wrong(each.path, f"The variable {each.name!r} appears twice")
            seen.add(each.name)
        defaults = list(self._resource._default_environment_variables)
        if names[: len(defaults)] != defaults:
            self._resource.with_environment(_without(defaults))
        given = self._given_by_the_library(variables)
        renamed: dict[str, ReadVariable] = {}
        for each in variables:
            if each.name in given:
                continue
            with self.on_line_of(each.path):
                self._resource.with_environment(each.name, "" if each.value is None else each.value)
            if each.secret_ref is not None:
                renamed[each.name] = each
        if renamed:
            self._name_secrets(renamed)
        missing = {name for name in ("AZURE_CLIENT_ID", "AZURE_TOKEN_CREDENTIALS") if name not in names}
        if missing:

            def forget(job: ContainerAppJob) -> None:
                """Takes away what the library tells a program with an identity, and the AppHost did not."""
                env = job.template.containers[0].env
                env[:] = [each for each in env if each.name not in missing or not _is_the_librarys(each)]

            self._change(self._own_path("env"), forget)

    def _given_by_the_library(self, variables: list[ReadVariable]) -> set[str]:
        """The variables at the end that tell a program its identity, if they are the library's own."""
        last = variables[-2:]
        if [each.name for each in last] != ["AZURE_CLIENT_ID", "AZURE_TOKEN_CREDENTIALS"]:
            return set()
        client, credentials = last
        resource = self._resource
        identity = resource.user_assigned_identity or resource.own_identity
        if (
            isinstance(client.value, Output)
            and client.value.resource is identity
            and client.value.name == "clientId"
            and credentials.value == _CREDENTIAL
            and (resource.user_assigned_identity is not None or self._has_reason_for_identity())
        ):
            return {"AZURE_CLIENT_ID", "AZURE_TOKEN_CREDENTIALS"}
        return set()

    def _has_reason_for_identity(self) -> bool:
        return any(Roles.of(self._resource).explicit_roles.values()) or any(
            "keyVaultUrl" in secret for secret in self._secrets.values()
        )

    def _variables(self) -> Iterator[ReadVariable]:
        for variable, at in self.items(*self._own_path("env")):
            name, reference = variable.get("name"), variable.get("secretRef")
            if not isinstance(name, str):
                raise self.wrong((*at, "name"), "The name of a variable is plain text")
            if reference is None:
                yield ReadVariable(name, variable.get("value"), None, at)
                continue
            if not isinstance(reference, str) or reference not in self._secrets:
                raise self.wrong((*at, "secretRef"), "There is no such secret")
            secret = self._secrets[reference]
            value = self._secret_value(secret)
            self._used_secrets.add(reference)
            expected = name.lower().replace("_", "-")
            is_as_expected = reference == expected and has_secret(value)
            yield ReadVariable(name, value, None if is_as_expected else reference, at)

    def _secret_value(self, secret: dict[str, Given]) -> Given:
        """What a secret holds: the vault's secret itself, where the job's own identity reads it."""
        address = secret.get("keyVaultUrl")
        if address is None:
            return secret.get("value")
        resource = self._resource
        identity = secret.get("identity")
        if (
            isinstance(address, KeyVaultSecretUri)
            and isinstance(identity, Output)
            and identity.resource is (resource.user_assigned_identity or resource.own_identity)
        ):
            return address.secret
        return None

    def _name_secrets(self, variables: dict[str, ReadVariable]) -> None:
        """Has variables name secrets by the publish output's own names for them."""
        self._used_secrets -= {each.secret_ref for each in variables.values() if each.secret_ref}

        def change(own: ContainerAppContainer) -> None:
            for each in own.env:
                wanted = variables.get(each.name) if isinstance(each.name, str) else None
                # Unless the user has given the variable another value since.
                if wanted is not None and (wanted.value is None or each.value is wanted.value):
                    each.value = None
                    each.secret_ref = wanted.secret_ref

        self._then(self._own_path("env"), change)

    def _set_other_secrets(self) -> None:
        """Secrets that do not come from variables: of registries, of scale rules, or by other names."""
        for index, (name, secret) in enumerate(self._secrets.items()):
            if name in self._used_secrets:
                continue
            path = ("properties", "configuration", "secrets", index)
            self._append(path, lambda job: job.configuration.secrets, ContainerAppWritableSecret, secret)

    def _append(
        self, path: Path, those: Callable[[ContainerAppJob], list[T]], kind: type[T], described: Given
    ) -> None:
        """Adds a block to a list of the job in the callback."""

        def add(job: ContainerAppJob) -> None:
            made = kind()
            fill(made, described)
            those(job).append(made)

        self._change(path, add)

    def _set_registries(self, environment: AzureContainerAppEnvironment | None) -> None:
        """Registries other than the environment's, which an image that is built brings with it."""
        found = list(self.items("properties", "configuration", "registries"))
        own = [each for each, _ in found if environment is not None and _is_registry_of(each, environment)]
        built = self._resource._is_built
        self._pulls_by_itself = built and bool(own)
        if built and not own:

            def remove(job: ContainerAppJob) -> None:
                registries, pull = job.configuration.registries, environment
                registries[:] = [each for each in registries if not _is_own_pull(each, pull)]
                ids = job.identity.user_assigned_identities
                ids[:] = [each for each in ids if not _is_output(each, pull, "pull_identity_id")]

            self._change(("properties", "configuration", "registries"), remove)
        for registry, path in found:
            if built and registry in own:
                continue
            self._append(
                path, lambda job: job.configuration.registries, ContainerAppRegistryCredentials, registry
            )

    def _set_volumes(self) -> None:
        for volume, path in self.items("properties", "template", "volumes"):
            self._append(path, lambda job: job.template.volumes, ContainerAppVolume, volume)
        for mount, path in self.items(*self._own_path("volumeMounts")):
            self._append(
                path, lambda job: job.template.containers[0].volume_mounts, ContainerAppVolumeMount, mount
            )

    def _set_probes(self) -> None:
        for probe, path in self.items(*self._own_path("probes")):
            self._append(path, lambda job: job.template.containers[0].probes, ContainerAppProbe, probe)

    def _set_other_containers(self) -> None:
        containers = list(self.items("properties", "template", "containers"))
        # Their order has no meaning in Azure; the program's own is always the first one here.
        for index, (described, path) in enumerate(containers):
            if index != self._own:
                self._append(path, lambda job: job.template.containers, ContainerAppContainer, described)
        for described, path in self.items("properties", "template", "initContainers"):
            self._append(path, lambda job: job.template.init_containers, ContainerAppInitContainer, described)

    def _set_place(self, environment: AzureContainerAppEnvironment | None) -> None:
        location = self.get("location")
        is_default = (
            isinstance(location, ScopeText) and location.name == "location" and location.group is None
        )
        name, node_name = self._resource.name.lower(), self._values.get("name")
        if location is not None and not is_default:
            self._change(("location",), lambda job: job._assign("location", location))
        if node_name is not None and node_name != name:
            self._change(("name",), lambda job: job._assign("name", node_name))
        if environment is not None:
            with self.on_line_of(("properties", "environmentId")):
                self._resource.with_compute_environment(environment)
        self._set_identity(environment)

    def _set_identity(self, environment: AzureContainerAppEnvironment | None) -> None:
        """Identities beside the program's own and the one that pulls, and the type if it is another one."""
        resource = self._resource
        identity = resource.user_assigned_identity or resource.own_identity
        ids = self.get("identity", "userAssignedIdentities")
        keys: list[Given] = [key for key, _ in ids.items] if isinstance(ids, Entries) else list(ids or ())
        more = [
            key
            for key in keys
            if not _is_output(key, identity, "id")
            and not (self._pulls_by_itself and _is_pull_identity(key, environment))
        ]
        kind = self.get("identity", "type")
        if kind not in {None, "None", "UserAssigned"}:
            self._change(("identity", "type"), lambda job: job.identity._assign("type", identity_type(kind)))
        if more:
            self._change(
                ("identity", "userAssignedIdentities"),
                lambda job: job.identity.user_assigned_identities.extend(more),
            )

    def _set_rest(
        self,
        kind: type[T],
        described: Mapping[str, Given],
        said: Mapping[type, Collection[str]],
        of: Callable[[ContainerAppJob], T],
    ) -> None:
        """What no method and no option says."""
        trial = kind()
        fill(trial, described, said)
        if not any(set_attributes(block) for block in blocks_of(trial)):
            return
        self._change((), lambda job: fill(of(job), described, said))

    def _options(self) -> dict[str, Given]:
        configuration = ("properties", "configuration")
        resources = self._container.get("resources")
        cpu, memory = (
            (resources.get("cpu"), resources.get("memory")) if isinstance(resources, dict) else (None, None)
        )
        profile = self.get("properties", "workloadProfileName")
        if isinstance(profile, str) and is_plain_consumption(profile):
            profile = None  # the environment's own, whose name the library writes as Azure gives it back
        tags = self.get("tags")
        options = {
            "trigger": trigger_of(self),
            "timeout": self.get(*configuration, "replicaTimeout"),
            "retry_limit": self.get(*configuration, "replicaRetryLimit"),
            "cpu": cpu,
            "memory": memory,
            "workload_profile_name": profile,
            "tags": tags or None,
        }
        timeout = options["timeout"]
        if timeout == default.TIMEOUT:
            options["timeout"] = None  # the default that the library writes
        return {key: value for key, value in options.items() if value is not None}


def _without(names: list[str]) -> Callable[[EnvironmentCallbackContext], object]:
    def remove(context: EnvironmentCallbackContext) -> None:
        for name in names:
            context.environment_variables.pop(name, None)

    return remove


def _is_the_librarys(variable: ContainerAppEnvironmentVariable) -> bool:
    value = variable.value
    return value == _CREDENTIAL or (isinstance(value, Output) and value.name == "clientId")


def _is_output(value: object, of: object, name: str) -> bool:
    return of is not None and isinstance(value, Output) and value.resource is of and value.name == name


def _is_registry_of(registry: dict[str, Given], environment: AzureContainerAppEnvironment) -> bool:
    """Whether credentials are those that the library writes for the environment's registry."""
    server, shared = registry.get("server"), environment.container_registry
    return _is_pull_identity(registry.get("identity"), environment) and (
        _is_output(server, environment, "registry_endpoint") or _is_output(server, shared, "loginServer")
    )


def _is_pull_identity(value: object, environment: AzureContainerAppEnvironment | None) -> bool:
    return environment is not None and (
        _is_output(value, environment, "pull_identity_id")
        or _is_output(value, environment.acr_pull_identity, "id")
    )


def _is_own_pull(
    credentials: ContainerAppRegistryCredentials, environment: AzureContainerAppEnvironment | None
) -> bool:
    return _is_output(credentials.identity, environment, "pull_identity_id")

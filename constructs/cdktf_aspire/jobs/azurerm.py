"""`azurerm_container_app_job` read back as a job: from Terraform JSON, or from the values of a plan.

The other direction is `terraform/job.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

import attrs

from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.configuration import ContainerAppRegistryCredentials, ContainerAppWritableSecret
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.problems import SourceLocation, closest, on_behalf_of
from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule, ContainerAppScaleRuleAuth
from cdktf_aspire.jobs.settings import unknown_block
from cdktf_aspire.jobs.template import (
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppVolume,
    ContainerAppVolumeMount,
)
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType
from cdktf_aspire.jobs.values import Reference, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cdktf_aspire.jobs.problems import Problem
    from cdktf_aspire.jobs.settings import Settings

C = TypeVar("C", bound=ContainerAppInitContainer)
Step: TypeAlias = "str | int"
Path: TypeAlias = "tuple[Step, ...]"

RESOURCE_TYPE: Final = "azurerm_container_app_job"

TRIGGERS: Final = {
    "manual_trigger_config": ContainerAppJobTriggerType.MANUAL,
    "schedule_trigger_config": ContainerAppJobTriggerType.SCHEDULE,
    "event_trigger_config": ContainerAppJobTriggerType.EVENT,
}

# azurerm's attribute -> the model's, per block. "!" marks what azurerm requires.
_JOB = {
    "name": "name!",
    "location": "location!",
    "container_app_environment_id": "environment_id!",
    "workload_profile_name": "workload_profile_name",
    "tags": "tags",
}
_CONFIGURATION = {
    "replica_timeout_in_seconds": "replica_timeout!",
    "replica_retry_limit": "replica_retry_limit",
}
_REPLICAS = {
    "parallelism": "parallelism",
    "replica_completion_count": "replica_completion_count",
}
_SCHEDULE = {"cron_expression": "cron_expression!", **_REPLICAS}
_SCALE = {
    "min_executions": "min_executions",
    "max_executions": "max_executions",
    "polling_interval_in_seconds": "polling_interval_in_seconds",
}
_RULE = {
    "name": "name!",
    "custom_rule_type": "job_scale_rule_type!",
    "metadata": "metadata!",
    "identity_id": "identity",
}
_AUTHENTICATION = {"secret_name": "secret_ref!", "trigger_parameter": "trigger_parameter!"}
_SECRET = {
    "name": "name!",
    "value": "value",
    "key_vault_secret_id": "key_vault_uri",
    "identity": "identity",
}
_REGISTRY = {
    "server": "server!",
    "identity": "identity",
    "username": "username",
    "password_secret_name": "password_secret_ref",
}
_IDENTITY = {"type": "type!", "identity_ids": "user_assigned_identities"}
_CONTAINER = {"name": "name!", "image": "image!", "command": "command", "args": "args"}
_RESOURCES = {"cpu": "cpu!", "memory": "memory!"}
# azurerm lets an init container go without.
_INIT_RESOURCES = {"cpu": "cpu", "memory": "memory"}
_ENV = {"name": "name!", "value": "value", "secret_name": "secret_ref"}
_MOUNT = {"name": "volume_name!", "path": "mount_path!", "sub_path": "sub_path"}
_VOLUME = {
    "name": "name!",
    "storage_type": "storage_type",
    "storage_name": "storage_name",
    "mount_options": "mount_options",
}

# What a resource block may have beside the job's own attributes: Terraform's meta-arguments, what azurerm
# computes, and what the model has no use for.
_ELSEWHERE = {
    "//",
    "connection",
    "count",
    "depends_on",
    "dynamic",
    "event_stream_endpoint",
    "for_each",
    "id",
    "lifecycle",
    "outbound_ip_addresses",
    "provider",
    "provisioner",
    "resource_group_name",
    "timeouts",
}
_PROBES = {"liveness_probe", "readiness_probe", "startup_probe", "ephemeral_storage"}
_NUMBERS = {
    "replica_timeout_in_seconds",
    "replica_retry_limit",
    "parallelism",
    "replica_completion_count",
    "min_executions",
    "max_executions",
    "polling_interval_in_seconds",
    "cpu",
}


def _nowhere(_: Path) -> SourceLocation | None:
    return None


def _as_it_is(value: object) -> object:
    return value


@attrs.define
class Reader:
    """Reads one job.

    Attributes:
        value: turns what stands in the file into a literal or a reference.
        where: the line of a path in the file.
        problems: what does not fit azurerm's schema.
    """

    value: Callable[[object], object] = _as_it_is
    where: Callable[[Path], SourceLocation | None] = _nowhere
    problems: list[Problem] = attrs.field(factory=list)

    def read(self, attributes: Mapping[str, object]) -> ContainerAppJob:
        """The job of a resource block.

        Args:
            attributes: of the block, in azurerm's names; what is None is not set.
        """
        with on_behalf_of(self.where(()) or SourceLocation("", 0)):
            return self._job(attributes)

    def _job(self, attributes: Mapping[str, object]) -> ContainerAppJob:
        job = ContainerAppJob()
        configuration = job.configuration
        job.assign("configuration", configuration, written="")
        block = {key: value for key, value in attributes.items() if value is not None}
        self._fill(job, _JOB, block, ())
        self._fill(configuration, _CONFIGURATION, block, ())
        self._trigger(job, block)
        for one, path in self._blocks(block, "identity", ()):
            self._fill(job.identity, _IDENTITY, one, path)
        for one, path in self._blocks(block, "secret", ()):
            secret = ContainerAppWritableSecret()
            self._fill(secret, _SECRET, one, path)
            configuration.secrets.append(secret)
        for one, path in self._blocks(block, "registry", ()):
            registry = ContainerAppRegistryCredentials()
            self._fill(registry, _REGISTRY, one, path)
            configuration.registries.append(registry)
        self._template(job, block)
        for attribute, written in (("secrets", "secret"), ("registries", "registry")):
            configuration.assign(attribute, getattr(configuration, attribute), written=written)
        self._known(
            block,
            {*_JOB, *_CONFIGURATION, *TRIGGERS, *_ELSEWHERE, "identity", "secret", "registry", "template"},
            (),
        )
        return job

    def _trigger(self, job: ContainerAppJob, block: Mapping[str, object]) -> None:
        configuration = job.configuration
        given = [name for name in TRIGGERS if list(self._blocks(block, name, ()))]
        if len(given) != 1 and not any(name in self._dynamic(block) for name in TRIGGERS):
            self._problem(
                "ACJ201",
                f"The job has {len(given)} trigger blocks",
                given[1] if given else "",
                (given[1],) if given else (),
            )
        if given:
            where = self.where((given[0],))
            configuration.assign("trigger_type", TRIGGERS[given[0]], written=given[0], where=where)
        manual, schedule = configuration.manual_trigger_config, configuration.schedule_trigger_config
        for name in given[:1]:
            for one, path in self._blocks(block, name, ()):
                match name:
                    case "manual_trigger_config":
                        self._fill(manual, _REPLICAS, one, path)
                    case "schedule_trigger_config":
                        self._fill(schedule, _SCHEDULE, one, path)
                    case _:
                        self._event(job, one, path)

    def _event(self, job: ContainerAppJob, block: Mapping[str, object], path: Path) -> None:
        event = job.configuration.event_trigger_config
        self._fill(event, _REPLICAS, block, path, and_blocks={"scale"})
        for scale, at in self._blocks(block, "scale", path):
            self._fill(event.scale, _SCALE, scale, at, and_blocks={"rules"})
            for one, inner in self._blocks(scale, "rules", at):
                rule = ContainerAppJobScaleRule()
                self._fill(rule, _RULE, one, inner, and_blocks={"authentication"})
                for each, innermost in self._blocks(one, "authentication", inner):
                    auth = ContainerAppScaleRuleAuth()
                    self._fill(auth, _AUTHENTICATION, each, innermost)
                    rule.auth.append(auth)
                rule.assign("auth", rule.auth, written="authentication")
                event.scale.rules.append(rule)

    def _template(self, job: ContainerAppJob, block: Mapping[str, object]) -> None:
        template = job.template
        found = list(self._blocks(block, "template", ()))
        if not found:
            self._problem("ACJ006", "template is missing", "template", ())
            template.containers.append(unknown_block(ContainerAppContainer))
        for one, path in found:
            if isinstance(one, _Unknown):
                template.containers.append(unknown_block(ContainerAppContainer))
            self._known(one, {"container", "init_container", "volume", "dynamic", "//"}, path)
            for inner, at in self._blocks(one, "container", path):
                template.containers.append(self._container(ContainerAppContainer(), inner, at, _RESOURCES))
            for inner, at in self._blocks(one, "init_container", path):
                template.init_containers.append(
                    self._container(ContainerAppInitContainer(), inner, at, _INIT_RESOURCES)
                )
            for inner, at in self._blocks(one, "volume", path):
                volume = ContainerAppVolume()
                self._fill(volume, _VOLUME, inner, at)
                template.volumes.append(volume)
        for attribute, written in (
            ("containers", "container"),
            ("init_containers", "init_container"),
            ("volumes", "volume"),
        ):
            template.assign(attribute, getattr(template, attribute), written=written)

    def _container(
        self,
        container: C,
        block: Mapping[str, object],
        path: Path,
        resources: Mapping[str, str],
    ) -> C:
        container.assign("resources", container.resources, written="")
        self._fill(
            container, _CONTAINER, block, path, and_blocks={*resources, "env", "volume_mounts", *_PROBES}
        )
        self._fill(container.resources, resources, block, path, and_blocks=set(block))
        for probe in sorted(_PROBES & set(block) - {"ephemeral_storage"}):
            if block[probe]:
                at = (*path, probe)
                self._problem("ACJ322", f"The container has a {probe}", _dotted(at), at)
        for one, at in self._blocks(block, "env", path):
            variable = ContainerAppEnvironmentVariable()
            self._fill(variable, _ENV, one, at)
            container.env.append(variable)
        for one, at in self._blocks(block, "volume_mounts", path):
            mount = ContainerAppVolumeMount()
            self._fill(mount, _MOUNT, one, at)
            container.volume_mounts.append(mount)
        return container

    def _fill(
        self,
        settings: Settings,
        names: Mapping[str, str],
        block: Mapping[str, object],
        path: Path,
        *,
        and_blocks: set[str] | None = None,
    ) -> None:
        """Sets what the block has of the names; at the top of the resource unknown names are not its own."""
        for name, target in names.items():
            attribute = target.rstrip("!")
            if block.get(name) is None:
                if target.endswith("!") and not isinstance(block, _Unknown):
                    self._problem("ACJ006", f"{name} is missing", _dotted((*path, name)), path)
                    settings.assign(attribute, Unknown(), written=name, where=self.where(path))
                elif isinstance(block, _Unknown):
                    settings.__dict__[attribute] = unknown_block(type(settings)).__dict__[attribute]
                continue
            value = self._value(name, block[name])
            settings.assign(attribute, value, written=name, where=self.where((*path, name)))
        if path:
            self._known(block, {*names, *(and_blocks or ()), "dynamic", "//"}, path)

    def _value(self, name: str, value: object) -> object:
        match value:
            case list():
                return [self._value("", each) for each in value]
            case dict():
                return {key: self._value("", each) for key, each in value.items()}
            case str():
                read = self.value(value)
                return _number(read) if name in _NUMBERS and isinstance(read, str) else read
            case bool() | int() | float() if name not in _NUMBERS:
                # Terraform makes text of it.
                return str(value).lower() if isinstance(value, bool) else f"{value}"
            case _:
                return self.value(value)

    def _blocks(
        self, block: Mapping[str, object], name: str, path: Path
    ) -> Iterator[tuple[Mapping[str, object], Path]]:
        """The blocks of a name: Terraform JSON takes one object for one block, or a list of them."""
        value = block.get(name)
        if isinstance(block, _Unknown):
            return
        if isinstance(value, dict):
            yield value, (*path, name)
        elif isinstance(value, list):
            for index, each in enumerate(value):
                if isinstance(each, dict):
                    yield each, (*path, name, index)
                elif each is not None:
                    at = (*path, name, index)
                    self._problem("ACJ004", f"{name} is a block", _dotted(at), at, each)
        elif isinstance(value, Reference) or (
            isinstance(value, str) and isinstance(self.value(value), Reference)
        ):
            yield _Unknown(), (*path, name)
        elif value is not None:
            self._problem("ACJ004", f"{name} is a block", _dotted((*path, name)), (*path, name), value)
        if name in self._dynamic(block):
            yield _Unknown(), (*path, name)

    @staticmethod
    def _dynamic(block: Mapping[str, object]) -> set[str]:
        """Names of the blocks that Terraform makes itself, of a `dynamic` block."""
        dynamic = block.get("dynamic")
        found = dynamic if isinstance(dynamic, list) else [dynamic]
        return {name for each in found if isinstance(each, dict) for name in each}

    def _known(self, block: Mapping[str, object], names: set[str], path: Path) -> None:
        for name in block:
            if name not in names and not isinstance(block, _Unknown):
                guess = closest(name, names)
                self._problem(
                    "ACJ001",
                    f"azurerm has no attribute {name!r} here",
                    _dotted((*path, name)),
                    (*path, name),
                    hint=f"Did you mean {guess!r}?" if guess else None,
                )

    def _problem(
        self,
        code: str,
        message: str,
        at: str,
        path: Path,
        value: object = None,
        hint: str | None = None,
    ) -> None:
        self.problems.append(
            rules.problem(code, message, path=at, value=value, hint=hint, where=self.where(path))
        )


# What to do, in azurerm's words, where a rule's own advice is about an AppHost.
_FIXES = {
    "ACJ101": "Change name",
    "ACJ220": "Add a rules block to event_trigger_config.scale",
    "ACJ207": "Keep the one trigger block that you mean",
    "ACJ303": "Add a registry block with server and identity",
    "ACJ321": "Add a secret block of that name",
    "ACJ330": "Add a container block to template",
    "ACJ402": "Take the value from a sensitive variable, or from a Key Vault",
    "ACJ403": "Put it in a secret block, and name that in an env block with secret_name",
    "ACJ412": "Add the identity to identity.identity_ids",
    "ACJ422": "Add a secret block of that name",
    "ACJ504": "Add a volume block of that name to template",
    "ACJ605": "Add an authentication block with secret_name and trigger_parameter",
    "ACJ619": "Add an env block of that name to the container",
}
_OF_AN_APPHOST = re.compile(
    r"\bjob\.|\bbuilder\b|\bContainerApp|\bwith_|\badd_|\bscale\.rules\b|callback|\bEvent\("
)


def in_azurerms_words(problem: Problem) -> Problem:
    """A rule's problem for a reader of Terraform: advice about an AppHost is replaced."""
    if problem.hint and _OF_AN_APPHOST.search(problem.hint):
        return attrs.evolve(problem, hint=_FIXES.get(problem.code))
    return problem


class _Unknown(dict[str, object]):
    """A block whose content only Terraform will know."""


def _number(text: str) -> object:
    """Terraform makes a number of a text that is one."""
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _dotted(path: Path) -> str:
    """A path as Terraform writes it: `template.container[0].image`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text

"""`azurerm_container_app_job` read back as a job: from Terraform JSON, or from the values of a plan.

The other direction is `terraform/job.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

import attrs

from cdktf_aspire.diagnostics.problems import SourceLocation, closest, on_behalf_of
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.configuration import ContainerAppRegistryCredentials, ContainerAppWritableSecret
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule, ContainerAppScaleRuleAuth
from cdktf_aspire.jobs.schema import unknown_block
from cdktf_aspire.jobs.template import (
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppVolume,
    ContainerAppVolumeMount,
)
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType
from cdktf_aspire.values.value import Reference, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from cdktf_aspire.diagnostics.problems import Problem
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
# Lists of texts, which may be one expression.
_LISTS = {"identity_ids", "command", "args"}
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
        self._fill(job, _JOB, block, (), and_blocks=None)
        self._fill(configuration, _CONFIGURATION, block, (), and_blocks=None)
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
        blocks = {name: [one for one, _ in self._blocks(block, name, ())] for name in TRIGGERS}
        certain = [
            name for name, found in blocks.items() if any(not isinstance(one, _Unknown) for one in found)
        ]
        possible = [name for name, found in blocks.items() if found and name not in certain]
        if len(certain) > 1 or not (certain or possible):
            self._problem(
                "ACJ201",
                f"The job has {len(certain)} trigger blocks",
                certain[1] if certain else "",
                (certain[1],) if certain else (),
            )
        # A job has one trigger: where no other is possible, the one that may be there is.
        given = certain or (possible if len(possible) == 1 else [])
        if given:
            where = self.where((given[0],))
            configuration.assign("trigger_type", TRIGGERS[given[0]], written=given[0], where=where)
        elif possible:
            configuration.assign("trigger_type", Unknown(), written=possible[0])
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
        self._fill(container.resources, resources, block, path, and_blocks=None)
        for probe in sorted(_PROBES & set(block) - {"ephemeral_storage"}):
            if block[probe] and not self._is_expression(block[probe]):
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
        and_blocks: Collection[str] | None = (),
    ) -> None:
        """Sets what the block has of the names, and refuses others unless it is told of no blocks."""
        for name, target in names.items():
            attribute = target.rstrip("!")
            value: object = None if block.get(name) is None else self._value(name, block[name])
            if isinstance(block, _Unknown):
                settings.__dict__[attribute] = unknown_block(type(settings)).__dict__[attribute]
                if not _has_secret(value):
                    continue
                value = [Unknown(secret=True)] if name in _LISTS else Unknown(secret=True)
            elif value is None:
                if target.endswith("!"):
                    self._problem("ACJ006", f"{name} is missing", _dotted((*path, name)), path)
                    settings.assign(attribute, Unknown(), written=name, where=self.where(path))
                continue
            if name in _LISTS and isinstance(value, Reference):
                value = [Unknown(value.is_secret)]
            settings.assign(attribute, value, written=name, where=self.where((*path, name)))
        if and_blocks is not None:
            self._known(block, {*names, *and_blocks, "dynamic", "//"}, path)

    def _value(self, name: str, value: object) -> object:
        match value:
            case list():
                return [self._value("", each) for each in value]
            case dict():
                return self._map(value)
            case str():
                read = self.value(value)
                return _number(read) if name in _NUMBERS and isinstance(read, str) else read
            case bool() | int() | float() if name not in _NUMBERS:
                # Terraform makes text of it.
                return str(value).lower() if isinstance(value, bool) else f"{value}"
            case _:
                return self.value(value)

    def _map(self, value: Mapping[str, object]) -> dict[str, object]:
        """A map of texts; keys may be expressions as well."""
        result: dict[str, object] = {}
        for key, each in value.items():
            read = self.value(key)
            if isinstance(read, str):
                result[read] = self._value("", each)
            else:
                result["unknown"] = Unknown(_has_secret([read, self._value("", each)]))
        return result

    def _blocks(
        self, block: Mapping[str, object], name: str, path: Path
    ) -> Iterator[tuple[Mapping[str, object], Path]]:
        """The blocks of a name: Terraform JSON takes one object for one block, or a list of them.

        An unknown one stands for any number: what an expression or a `dynamic` block makes.
        """
        value, here = block.get(name), (*path, name)
        unknown: list[tuple[_Unknown, Path]] = []
        found = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, each in found:
            at = here if index is None else (*here, index)
            if isinstance(each, dict):
                if isinstance(block, _Unknown):
                    unknown.append((_Unknown(each), at))
                else:
                    yield each, at
            elif self._is_expression(each):
                unknown.append((_Unknown(), at))
            elif each is not None and not isinstance(block, _Unknown):
                self._problem("ACJ004", f"{name} is a block", _dotted(at), at, _outside(each))
        for label, at in self._dynamic(block, path):
            for content, inner in _contents(label, name, at):
                unknown.append((_Unknown(content), inner))
        if isinstance(block, _Unknown) and not unknown:
            unknown.append((_Unknown(), here))
        yield from unknown

    def _is_expression(self, value: object) -> bool:
        return isinstance(value, Reference) or (
            isinstance(value, str) and isinstance(self.value(value), Reference)
        )

    @staticmethod
    def _dynamic(block: Mapping[str, object], path: Path) -> Iterator[tuple[Mapping[str, object], Path]]:
        """The blocks that Terraform makes itself, by their names: one object, or a list of them."""
        dynamic, here = block.get("dynamic"), (*path, "dynamic")
        if isinstance(dynamic, dict):
            yield dynamic, here
        elif isinstance(dynamic, list):
            yield from (
                (each, (*here, index)) for index, each in enumerate(dynamic) if isinstance(each, dict)
            )

    def _known(self, block: Mapping[str, object], names: set[str], path: Path) -> None:
        if isinstance(block, _Unknown):
            return
        for names_given, at in [(block, path), *self._dynamic(block, path)]:
            for name in names_given:
                if name not in names:
                    guess = closest(name, names)
                    self._problem(
                        "ACJ001",
                        f"azurerm has no attribute {name!r} here",
                        _dotted((*at, name)),
                        (*at, name),
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


def _outside(value: object) -> object:
    """What stands in the place of a block, for a message; text there may be a secret of the block's."""
    return None if isinstance(value, str) else value


class _Unknown(dict[str, object]):
    """A block of which only Terraform will know whether it is there, and how often.

    Of what is written in it, only secrets count.
    """


def _contents(
    dynamic: Mapping[str, object], name: str, path: Path
) -> Iterator[tuple[dict[str, object], Path]]:
    """What `dynamic` blocks of a name make, as it is written."""
    if name not in dynamic:
        return
    value, here = dynamic[name], (*path, name)
    for index, each in enumerate(value if isinstance(value, list) else [value]):
        content = each.get("content") if isinstance(each, dict) else None
        at = (*here, index, "content") if isinstance(value, list) else (*here, "content")
        yield (content if isinstance(content, dict) else {}), at


def _has_secret(value: object) -> bool:
    match value:
        case list():
            return any(map(_has_secret, value))
        case dict():
            return any(map(_has_secret, value.values()))
    return isinstance(value, Reference) and value.is_secret


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

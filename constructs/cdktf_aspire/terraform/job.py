"""A job as `azurerm_container_app_job`: the checked model, attribute by attribute."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource, AzureResource
from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultSecretResource
from cdktf_aspire.hosting.compute import ComputeResource
from cdktf_aspire.hosting.empty_values import never_empty_together
from cdktf_aspire.jobs import azure_defaults as default
from cdktf_aspire.jobs.rules.containers import init_container_defaults
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType
from cdktf_aspire.jobs.workload_profiles import CONSUMPTION
from cdktf_aspire.publish_output.carried_over import CarriedOverResource
from cdktf_aspire.terraform.alerts import write_alert
from cdktf_aspire.terraform.engine import azurerm
from cdktf_aspire.terraform.engine.classes import Fn, Token
from cdktf_aspire.terraform.engine.elements import create
from cdktf_aspire.terraform.escaping import escape
from cdktf_aspire.terraform.rendering import expression_of
from cdktf_aspire.terraform.roles import (
    write_identity_roles,
    write_roles,
    write_roles_of_system_identity,
)
from cdktf_aspire.values.value import Raw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.jobs.configuration import ContainerAppJobConfiguration
    from cdktf_aspire.jobs.job import ContainerAppJob
    from cdktf_aspire.jobs.template import ContainerAppInitContainer, ContainerAppJobTemplate
    from cdktf_aspire.jobs.triggers import EventTriggerConfiguration
    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from cdktf_aspire.terraform.writer import Writer


def write_job(writer: Writer, prepared: PreparedJob) -> azurerm.ContainerAppJob:
    """Creates the job below its resource."""
    assert prepared.environment is not None
    environment = writer.environment(prepared.environment)
    waits_for = [*write_roles(writer, prepared), *_waits_for(writer, prepared)]
    # Across stacks, Terraform has no order of its own: cdktf's stack dependency is what orders them.
    if (
        prepared.resource.is_built
        and prepared.environment.application in writer.application.applications_of_stack
        and environment.acr_pull is not None
    ):
        waits_for.insert(0, environment.acr_pull)
    attributes = job_attributes(
        writer,
        prepared.job,
        location=environment.location,
        resource_group_name=environment.group_of_jobs(writer),
        workload_profile_name=_default_profile(prepared),
    )
    job = create(
        azurerm.ContainerAppJob,
        prepared.resource,
        "job",
        prepared.resource.identifier,
        attributes,
        depends_on=list(dict.fromkeys(waits_for)),
    )
    writer.jobs[prepared.resource] = job
    _refuse_empty(writer, prepared, job)
    _sign_in_rules(writer, prepared.job, job)
    write_roles_of_system_identity(writer, prepared, job)
    if prepared.resource.imported_job is not None:
        job.import_from(prepared.resource.imported_job.id)
    if prepared.resource.failure_alerts:
        write_alert(writer, prepared, job.name, environment)
    return job


def _refuse_empty(writer: Writer, prepared: PreparedJob, job: azurerm.ContainerAppJob) -> None:
    """Has Terraform refuse what the deployment leaves empty, where no variable alone is to blame."""
    reasons = {
        _is_not_empty(expression_of(writer, value), may_be_null=isinstance(value, str | Raw)): reason
        for value, reason in never_empty_together(prepared, writer.is_variables)
    }
    for condition, reason in reasons.items():
        name = escape(prepared.resource.name)
        writer.refuse(job, condition, f"A value of the job {name} is empty. {reason}")


def _is_not_empty(expression: str, *, may_be_null: bool) -> str:
    is_set = f"{expression} != null && " if may_be_null else ""
    return f'{is_set}{expression} != ""'


def _default_profile(prepared: PreparedJob) -> str | None:
    """The profile of a job that names none; nothing where the environment has, or may have, no profiles."""
    profiles = prepared.facts.workload_profiles
    if profiles is None:
        return None if prepared.job.was_set("workload_profile_name") else CONSUMPTION
    return CONSUMPTION if profiles else None


def _sign_in_rules(writer: Writer, job: ContainerAppJob, written: azurerm.ContainerAppJob) -> None:
    """The identities of scale rules: azurerm has them, and the bindings do not know them yet."""
    if job.configuration.trigger_type is ContainerAppJobTriggerType.EVENT:
        for index, rule in enumerate(job.configuration.event_trigger_config.scale.rules):
            if rule.identity is not None:
                path = f"event_trigger_config.scale.0.rules.{index}.identity_id"
                written.add_override(path, writer.text(rule.identity))


def _waits_for(writer: Writer, prepared: PreparedJob) -> list[TerraformElement]:
    """What Terraform has to create first, because the user said so."""
    found: list[TerraformElement] = []
    for waiting in prepared.resource.waits:
        match waiting.other:
            case CarriedOverResource():
                written = writer.azure(waiting.other)
                found += [written.element, *written.others]
            case AzureResource():
                found.append(writer.azure(waiting.other).element)
            case AzureContainerAppEnvironment():
                environment = writer.environment(waiting.other).container_app_environment
                found += [] if environment is None else [environment]
            case AzureUserAssignedIdentityResource():
                found.append(writer.identity(waiting.other).element)
                found += write_identity_roles(writer, waiting.other)
            case AzureChildResource():
                part = writer.part(waiting.other)
                found.append(writer.azure(waiting.other.parent).element if part is None else part)
            case AzureKeyVaultSecretResource():
                found.append(writer.vault_secret(waiting.other))
            case ComputeResource() if waiting.other in writer.jobs:
                found.append(writer.jobs[waiting.other])
    return [each for each in found if _is_of_this_stack(writer, each)]


def _is_of_this_stack(writer: Writer, element: TerraformElement) -> bool:
    """Whether Terraform can order it; a construct of another stack is deployed with that one, before this."""
    stack = writer.application.stack
    if element.cdktf_stack is not stack:
        stack.add_dependency(element.cdktf_stack)
        return False
    return True


def job_attributes(
    writer: Writer,
    job: ContainerAppJob,
    *,
    location: object,
    resource_group_name: object,
    workload_profile_name: str | None,
) -> dict[str, object]:
    """The attributes of `azurerm_container_app_job`, in azurerm's names; None is left out."""
    configuration = job.configuration
    return {
        "name": writer.text(job.name),
        "location": location if job.location is None else writer.text(job.location),
        "resource_group_name": resource_group_name,
        "container_app_environment_id": writer.text(job.environment_id),
        "workload_profile_name": writer.text(job.workload_profile_name or workload_profile_name),
        "replica_timeout_in_seconds": _seconds(writer, configuration.replica_timeout, default.TIMEOUT),
        "replica_retry_limit": writer.number(_or(configuration.replica_retry_limit, default.RETRY_LIMIT)),
        **_trigger(writer, configuration),
        "identity": _identity(writer, job),
        "registry": [
            {
                "server": writer.text(registry.server),
                "identity": writer.text(registry.identity),
                "username": writer.text(registry.username),
                "password_secret_name": writer.text(registry.password_secret_ref),
            }
            for registry in configuration.registries
        ]
        or None,
        "secret": [
            {
                "name": writer.text(secret.name),
                "value": writer.text(secret.value),
                "key_vault_secret_id": writer.text(secret.key_vault_uri),
                "identity": writer.text(secret.identity),
            }
            for secret in configuration.secrets
        ]
        or None,
        "template": _template(writer, job.template),
        "tags": _texts(writer, {**writer.application.tags, **job.tags}) or None,
    }


def _seconds(writer: Writer, value: object, default: int) -> object:
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return writer.number(_or(value, default))


def _trigger(writer: Writer, configuration: ContainerAppJobConfiguration) -> dict[str, object]:
    """Exactly one trigger block, whatever else was touched."""
    match configuration.trigger_type:
        case ContainerAppJobTriggerType.SCHEDULE:
            schedule = configuration.schedule_trigger_config
            block = {"cron_expression": writer.text(schedule.cron_expression), **_replicas(writer, schedule)}
            return {"schedule_trigger_config": block}
        case ContainerAppJobTriggerType.EVENT:
            event = configuration.event_trigger_config
            return {
                "event_trigger_config": {**_replicas(writer, event), "scale": [_scale(writer, event)]},
            }
        case _:
            return {"manual_trigger_config": _replicas(writer, configuration.manual_trigger_config)}


def _replicas(writer: Writer, trigger: object) -> dict[str, object]:
    return {
        name: writer.number(_or(getattr(trigger, name), usual))
        for name, usual in (
            ("parallelism", default.PARALLELISM),
            ("replica_completion_count", default.COMPLETIONS),
        )
    }


def _scale(writer: Writer, event: EventTriggerConfiguration) -> dict[str, object]:
    scale = event.scale
    return {
        "min_executions": writer.number(_or(scale.min_executions, default.MIN_EXECUTIONS)),
        "max_executions": writer.number(_or(scale.max_executions, default.MAX_EXECUTIONS)),
        "polling_interval_in_seconds": _seconds(
            writer, scale.polling_interval_in_seconds, default.POLLING_INTERVAL
        ),
        "rules": [
            {
                "name": writer.text(rule.name),
                "custom_rule_type": writer.text(rule.job_scale_rule_type),
                "metadata": {escape(key): _kedas_text(writer, value) for key, value in rule.metadata.items()},
                "authentication": [
                    {
                        "secret_name": writer.text(auth.secret_ref),
                        "trigger_parameter": writer.text(auth.trigger_parameter),
                    }
                    for auth in rule.auth
                ]
                or None,
            }
            for rule in scale.rules
        ]
        or None,
    }


def _kedas_text(writer: Writer, value: object) -> object:
    """KEDA's values are texts: a token of a number becomes one of a text, one of a list is joined."""
    if isinstance(value, list | tuple):
        return Token.as_string(Fn.join(",", list(value)))
    return Token.as_string(value) if isinstance(value, int | float) else writer.text(value)


def _identity(writer: Writer, job: ContainerAppJob) -> dict[str, object] | None:
    ids = list(dict.fromkeys(writer.text(each) for each in job.identity.user_assigned_identities))
    kind = job.identity.type or ("UserAssigned" if ids else None)
    if kind is None:
        return None
    return {"type": writer.text(kind), "identity_ids": ids or None}


def _template(writer: Writer, template: ContainerAppJobTemplate) -> dict[str, object]:
    # azurerm would send a 0 for what an init container leaves out, which Azure does not keep: each plan after
    # that would change it back.
    init_cpu, init_memory = init_container_defaults(template)
    return {
        "container": [
            _container(writer, each, cpu=default.CPU, memory=default.MEMORY) for each in template.containers
        ],
        "init_container": [
            _container(writer, each, cpu=init_cpu, memory=init_memory) for each in template.init_containers
        ]
        or None,
        "volume": [
            {
                "name": writer.text(volume.name),
                "storage_type": writer.text(volume.storage_type),
                "storage_name": writer.text(volume.storage_name),
                "mount_options": writer.text(volume.mount_options),
            }
            for volume in template.volumes
        ]
        or None,
    }


def _container(
    writer: Writer, container: ContainerAppInitContainer, *, cpu: object, memory: object
) -> dict[str, object]:
    return {
        "name": writer.text(container.name),
        "image": writer.text(container.image),
        "cpu": writer.number(_or(container.resources.cpu, cpu)),
        "memory": writer.text(_or(container.resources.memory, memory)),
        "command": _list(writer, container.command),
        "args": _list(writer, container.args),
        "env": [
            {
                "name": writer.text(variable.name),
                "value": None if variable.secret_ref is not None else writer.text(variable.value),
                "secret_name": writer.text(variable.secret_ref),
            }
            for variable in container.env
        ]
        or None,
        "volume_mounts": [
            {
                "name": writer.text(mount.volume_name),
                "path": writer.text(mount.mount_path),
                "sub_path": writer.text(mount.sub_path),
            }
            for mount in container.volume_mounts
        ]
        or None,
    }


def _list(writer: Writer, values: Iterable[object]) -> list[object] | None:
    """A list of texts; a token that stands for a whole list is joined in where it was given."""
    given = list(values)
    if not any(isinstance(value, list) for value in given):
        return [writer.text(value) for value in given] or None
    if len(given) == 1:
        return cast("list[object]", given[0])
    parts = (
        Token.as_string(value) if isinstance(value, list) else f"[{expression_of(writer, value)}]"
        for value in given
    )
    return list(Token.as_list(f"${{concat({', '.join(parts)})}}"))


def _texts(writer: Writer, values: Mapping[str, object]) -> dict[str, object]:
    return {escape(key): writer.text(value) for key, value in values.items()}


def _or(value: object, default: object) -> object:
    return default if value is None else value

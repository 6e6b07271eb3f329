"""Blocks of a job as the job model has them, of those that Bicep has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.jobs.template import (
    AppContainerResources,
    ContainerAppEnvironmentVariable,
    ContainerAppVolumeMount,
)

if TYPE_CHECKING:
    from cdktf_aspire.jobs.template import ContainerAppInitContainer
    from cdktf_aspire.publish_output.job_reader import Given


def as_text(value: Given) -> Given:
    """A value of KEDA's metadata, which are all text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def identity_type(kind: Given) -> Given:
    """The type as azurerm writes it: with a space after the comma."""
    return "SystemAssigned, UserAssigned" if kind == "SystemAssigned,UserAssigned" else kind


def mount_of(described: dict[str, Given]) -> ContainerAppVolumeMount:
    """A mount of a volume."""
    return ContainerAppVolumeMount(
        volume_name=described.get("volumeName"),
        mount_path=described.get("mountPath"),
        sub_path=described.get("subPath"),
    )


def describe(container: ContainerAppInitContainer, described: dict[str, Given]) -> None:
    """Fills a further container of a job as Bicep describes it."""

    def each(key: str) -> list[dict[str, Given]]:
        value = described.get(key)
        return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []

    container.name = described.get("name")
    container.image = described.get("image")
    for key in ("command", "args"):
        value = described.get(key)
        if isinstance(value, list):
            setattr(container, key, list(value))
    for variable in each("env"):
        container.env.append(
            ContainerAppEnvironmentVariable(
                name=variable.get("name"),
                value=variable.get("value"),
                secret_ref=variable.get("secretRef"),
            )
        )
    resources = described.get("resources")
    if isinstance(resources, dict):
        container.resources = AppContainerResources(cpu=resources.get("cpu"), memory=resources.get("memory"))
    container.volume_mounts.extend(mount_of(each_mount) for each_mount in each("volumeMounts"))

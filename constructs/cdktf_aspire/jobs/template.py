"""The template of a job: its containers, and the volumes that they mount."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cdktf_aspire.jobs import azure_defaults
from cdktf_aspire.jobs.probes import PROBES, ContainerAppProbe
from cdktf_aspire.jobs.schema import TEXT, VCPU, Block, Blocks, Texts, setting
from cdktf_aspire.jobs.settings import Alias, Settings
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.values.value import Number, Text

_NO_INIT_CONTAINERS = (
    "A job has no init containers unless you add one; its own container is template.containers[0]"
)


@records.define(slots=False)
class ContainerAppEnvironmentVariable(Settings):
    """An environment variable of a container: a value, or a secret of the job.

    Attributes:
        name: `[A-Za-z_][A-Za-z0-9_.-]*`.
        value: plain text, or a reference.
        secret_ref: name of a secret of the job.

    Example:
        ```python
        job.template.containers[0].env.append(
            ContainerAppEnvironmentVariable(name="LOG_LEVEL", value="debug")
        )
        ```
    """

    name: Text | None = setting(TEXT, required=True)
    value: Text | None = setting(TEXT, secret=True, unless="secret_ref")
    secret_ref: Text | None = setting(TEXT, "secret_name", shown=False)

    secret_name = Alias["Text | None"]("secret_ref")


@records.define(slots=False)
class ContainerAppVolumeMount(Settings):
    """The place where a container mounts a volume.

    Attributes:
        volume_name: a volume of the job's template.
        mount_path: absolute path in the container.
        sub_path: folder of the volume, instead of its root.

    Example:
        `ContainerAppVolumeMount(volume_name="share", mount_path="/reports", sub_path="2026")`
    """

    volume_name: Text | None = setting(TEXT, "name", required=True)
    mount_path: Text | None = setting(TEXT, "path", required=True)
    sub_path: Text | None = setting(TEXT)

    name = Alias["Text | None"]("volume_name")
    path = Alias["Text | None"]("mount_path")


@records.define(slots=False)
class AppContainerResources(Settings):
    """The share of the machine that a container gets.

    Attributes:
        cpu: in vCPU, at most two decimals (`0.5`; `"0.5"` works too). When not set: 0.5; of an init
            container at most what all containers have together.
        memory: in Gi, for example `"1Gi"`. When not set: `"1Gi"`; of an init container at most what all
            containers have together.

    Example:
        `job.template.containers[0].resources = AppContainerResources(cpu=1, memory="2Gi")`
    """

    cpu: Number | str | None = setting(VCPU, default=azure_defaults.CPU)
    memory: Text | None = setting(TEXT, default=azure_defaults.MEMORY)


@records.define(slots=False)
class ContainerAppInitContainer(Settings):
    """A container that runs to its end before the job's containers start.

    Attributes:
        name: up to 46 characters.
        image: `[registry/]repository[:tag][@digest]`.
        command: replaces the image's ENTRYPOINT.
        args: replaces the image's CMD.
        env: environment variables.
        resources: cpu and memory.
        volume_mounts: volumes that it mounts.

    Example:
        ```python
        job.template.init_containers.append(
            ContainerAppInitContainer(
                name="prepare", image="mcr.microsoft.com/azure-cli:2.67.0", args=["version"]
            )
        )
        ```
    """

    name: Text | None = setting(TEXT, required=True)
    image: Text | None = setting(TEXT, required=True)
    command: list[Text] = setting(Texts(is_joined=True))
    args: list[Text] = setting(Texts(is_joined=True))
    env: list[ContainerAppEnvironmentVariable] = setting(Blocks(ContainerAppEnvironmentVariable))
    resources: AppContainerResources = setting(Block(AppContainerResources), "")
    volume_mounts: list[ContainerAppVolumeMount] = setting(Blocks(ContainerAppVolumeMount))

    _not_here: ClassVar[Mapping[str, str]] = {
        "probes": "An init container ends on its own and is never probed; remove the probes"
    }


@records.define(slots=False)
class ContainerAppContainer(ContainerAppInitContainer):
    """A container of a job; attributes as for an init container, and probes.

    Attributes:
        probes: how Azure checks its health; none unless added.

    Example:
        ```python
        container = job.template.containers[0]
        container.args = ["--once"]
        ```
    """

    probes: list[ContainerAppProbe] = setting(Blocks(ContainerAppProbe, by=("probe_type", PROBES)), "")

    _required: ClassVar[frozenset[str]] = frozenset({"cpu", "memory"})
    _not_here: ClassVar[Mapping[str, str]] = {}


@records.define(slots=False)
class ContainerAppVolume(Settings):
    """A volume of a job.

    Attributes:
        name: of the volume, which mounts refer to.
        storage_type: `AzureFile`, `NfsAzureFile`, `EmptyDir` or `Secret`; `EmptyDir` when not set.
        storage_name: a storage of the environment, for `AzureFile` and `NfsAzureFile`.
        mount_options: options of the mount, for example `dir_mode=0755`.

    Example:
        `ContainerAppVolume(name="share", storage_type="AzureFile", storage_name="reports")`
    """

    name: Text | None = setting(TEXT, required=True)
    storage_type: Text | None = setting(TEXT)
    storage_name: Text | None = setting(TEXT)
    mount_options: Text | None = setting(TEXT)

    _not_here: ClassVar[Mapping[str, str]] = {
        "secrets": "azurerm mounts every secret of the job in a volume of type Secret; it can't choose some"
    }


@records.define(slots=False)
class ContainerAppJobTemplate(Settings):
    """The containers and volumes of one replica.

    Attributes:
        containers: run side by side; the first is the resource's own.
        init_containers: run one after another before the containers; none unless added.
        volumes: that containers mount.

    Example:
        ```python
        template = job.template
        template.volumes.append(ContainerAppVolume(name="scratch", storage_type="EmptyDir"))
        template.containers[0].volume_mounts.append(
            ContainerAppVolumeMount(volume_name="scratch", mount_path="/scratch")
        )
        ```
    """

    containers: list[ContainerAppContainer] = setting(
        Blocks(ContainerAppContainer, "Add a ContainerAppContainer first"), "container"
    )
    init_containers: list[ContainerAppInitContainer] = setting(
        Blocks(ContainerAppInitContainer, _NO_INIT_CONTAINERS), "init_container"
    )
    volumes: list[ContainerAppVolume] = setting(Blocks(ContainerAppVolume), "volume")

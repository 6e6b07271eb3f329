"""One Container Apps job as Azure.Provisioning shapes it, in snake_case: what a configure callback sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cdktf_aspire.jobs.configuration import ContainerAppJobConfiguration
from cdktf_aspire.jobs.credentials import ManagedServiceIdentity
from cdktf_aspire.jobs.schema import TEXT, Block, TextMap, setting
from cdktf_aspire.jobs.settings import Alias, Settings
from cdktf_aspire.jobs.template import ContainerAppJobTemplate
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.values.value import Text


@records.define(slots=False)
class ContainerAppJob(Settings):
    """A Container Apps job (`Microsoft.App/jobs`, `azurerm_container_app_job`).

    Attributes:
        name: of the job in Azure: 1 to 32 lower case letters, digits and `-`.
        location: Azure region; the resource group's when not set.
        environment_id: of the Container Apps environment; the application's when not set.
        workload_profile_name: of the environment; `Consumption` when not set. An explicit None leaves it out
            for an existing environment of the older kind, without profiles.
        configuration: trigger, timeout, retries, secrets, registries.
        template: containers and volumes.
        identity: managed identities.
        tags: Azure tags.

    Example:
        ```python
        def nightly(infra: Infrastructure, job: ContainerAppJob) -> None:
            job.configuration.replica_retry_limit = 2
            job.template.containers[0].resources.memory = "1Gi"


        worker.publish_as_azure_container_app_job(nightly)
        ```
    """

    _not_here: ClassVar[Mapping[str, str]] = {
        "event_stream_endpoint": "It is an Azure output that azurerm doesn't have",
        "outbound_ip_addresses": (
            "It is known only after the apply; in Terraform it is "
            'raw("azurerm_container_app_job.<name>.outbound_ip_addresses")'
        ),
    }

    name: Text | None = setting(TEXT, required=True)
    location: Text | None = setting(TEXT, required=True)
    environment_id: Text | None = setting(
        TEXT, "container_app_environment_id", bicep="properties.environmentId", required=True
    )
    workload_profile_name: Text | None = setting(TEXT, bicep="properties.workloadProfileName")
    configuration: ContainerAppJobConfiguration = setting(
        Block(ContainerAppJobConfiguration), "", bicep="properties.configuration"
    )
    template: ContainerAppJobTemplate = setting(
        Block(ContainerAppJobTemplate), bicep="properties.template", required=True
    )
    identity: ManagedServiceIdentity = setting(Block(ManagedServiceIdentity), shown=False)
    tags: dict[str, Text] = setting(TextMap())

    config = Alias["ContainerAppJobConfiguration"]("configuration")

"""Container registries and their tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource
from cdktf_aspire.terraform.engine.elements import create, local
from cdktf_aspire.terraform.escaping import escape
from cdktf_aspire.terraform.resources.azure_resource import Planned, WholeEntry, provider_of
from cdktf_aspire.terraform.resources.context import Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.hosting.azure.container_registry import PurgeTask
    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.terraform.resources.context import Context


class _RegistryEntry(WholeEntry[AzureContainerRegistryResource]):
    def write(self, context: Context, resource: AzureContainerRegistryResource) -> Written:
        """Also one in another subscription, where a data source of azurerm's finds nothing."""
        registry_id = resource._id_in_azure
        if registry_id is None:
            return super().write(context, resource)
        element = local(resource, "id", f"{resource.identifier}_id", registry_id)
        known = {
            "id": str(element.as_string),
            "name": registry_id.rpartition("/")[2],
            "loginServer": resource.host or "",
        }
        return self.complete(context, resource, Written(element, known=known))

    def complete(
        self, context: Context, resource: AzureContainerRegistryResource, written: Written
    ) -> Written:
        """With the tasks that remove old images by the clock."""
        for task in resource.purge_tasks:
            _write_task(context, resource, task, written.output("id"))
        return written

    def planned(
        self, resource: AzureContainerRegistryResource, applications: Iterable[ApplicationModel]
    ) -> Iterator[Planned]:
        if resource._id_in_azure is None:
            yield from super().planned(resource, applications)
        else:
            yield Planned("local", f"{resource.identifier}_id", resource)


def _write_task(
    context: Context, registry: AzureContainerRegistryResource, task: PurgeTask, registry_id: str
) -> None:
    create(
        "azurerm_container_registry_task",
        registry,
        f"task-{task.name}",
        f"{registry.identifier}_{task.name}",
        {
            "name": task.name,
            "container_registry_id": registry_id,
            "tags": context.place_of_new["tags"],
            "platform": {"os": "Linux"},
            "encoded_step": {"task_content": escape(task.content)},
            "timer_trigger": [{"name": f"{task.name}_trigger", "schedule": task.schedule}],
        },
        provider=provider_of(registry, registry.existing),
    )


REGISTRY: Final = _RegistryEntry(AzureContainerRegistryResource, "container-registry", {"sku": "Basic"})

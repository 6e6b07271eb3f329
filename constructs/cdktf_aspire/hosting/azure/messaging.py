"""The common parts of Service Bus and Event Hubs: a namespace at one endpoint, and entities in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Final

from cdktf_aspire.hosting.azure.azure_names import PartName, UniqueName, check_part_name
from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource, AzureResource
from cdktf_aspire.hosting.azure.azure_type import AzureOutput, AzurePartType
from cdktf_aspire.hosting.reference_expressions import ReferenceExpression, ref_expr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.hosting.references import Output
    from cdktf_aspire.values.value import Reference, Text

NAMESPACE_NAME: Final = UniqueName(50)
NAMESPACE_BICEP: Final[Mapping[str, object]] = {
    "sku.name": "Standard",
    "properties.disableLocalAuth": True,
    "properties.minimumTlsVersion": "1.2",
    "properties.publicNetworkAccess": "Enabled",
}


def namespace_outputs(endpoint: str) -> tuple[AzureOutput, ...]:
    """The outputs of a namespace, beside its id and name.

    Args:
        endpoint: Aspire's name of the endpoint.
    """
    host = "{}.servicebus.windows.net"
    return (
        AzureOutput("hostName", by_name=host),
        AzureOutput(endpoint, bicep="properties.serviceBusEndpoint", by_name=f"https://{host}:443/"),
    )


def entity_name(longest: int) -> PartName:
    """The names that Azure allows for a hub or another entity."""
    words = f"up to {longest} letters, digits and . - _, with a letter or digit at both ends"
    return PartName(re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?", re.ASCII), longest, words)


class AzureMessagingNamespace(AzureResource):
    """A namespace that is reached at one endpoint.

    Outputs: `id`, `name`, `hostName`, and the endpoint under Aspire's name for it.
    """

    endpoint_output: ClassVar[str]

    @property
    def endpoint(self) -> Output:
        """Address of the namespace, `https://<name>.servicebus.windows.net:443/`."""
        return self.output(self.endpoint_output)

    @property
    def host_name(self) -> Output:
        """`<name>.servicebus.windows.net`."""
        return self.output("hostName")

    @property
    def connection_string_expression(self) -> Reference:
        """The address of the namespace."""
        return self.endpoint

    @property
    def connection_string_environment_variable(self) -> str | None:
        """The usual one."""
        return None

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """Host and address."""
        return {"Host": self.host_name, "Uri": ref_expr("sb://{0}/", self.host_name)}


class AzureMessagingEntity(AzureChildResource):
    """A queue, topic, subscription, hub or consumer group."""

    _azure_type: ClassVar[AzurePartType]
    _name_argument: ClassVar[str]
    _name_property: ClassVar[str]

    def __init__(
        self,
        application: ApplicationModel,
        name: str,
        parent: AzureMessagingNamespace,
        azure_name: Text | None,
    ) -> None:
        super().__init__(application, name, parent)
        self.namespace = parent
        self._azure_name = azure_name or self.name
        check_part_name(self, self._azure_type.names, self.azure_name, self._name_argument)

    @property
    def azure_name(self) -> Text:
        """Its name in Azure."""
        return self._azure_name

    @property
    def _path(self) -> ReferenceExpression:
        return ref_expr(";EntityPath={0}", self.azure_name)

    @property
    def _names(self) -> dict[str, object]:
        around = self._within._names if isinstance(self._within, AzureMessagingEntity) else {}
        return {**around, self._name_property: self.azure_name}

    @property
    def connection_string_expression(self) -> ReferenceExpression:
        """The address of the namespace, and what of it."""
        return ref_expr("Endpoint={0}{1}", self.namespace.endpoint, self._path)

    @property
    def connection_string_environment_variable(self) -> str | None:
        """The usual one."""
        return None

    @property
    def connection_properties(self) -> Mapping[str, object]:
        """Those of the namespace, and the names."""
        return {**self.namespace.connection_properties, **self._names}

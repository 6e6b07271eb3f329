"""Resources that this library has no construct for: taken over as they are, through the azapi provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.hosting.azure.azure_resource import AzureResource
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.hosting.model import ApplicationModel
    from cdktf_aspire.values.value import Reference


# Parts that Azure creates together with their resource: type -> names, None for any. Creating one fails,
# because it already exists.
_MADE_BY_AZURE: Final[Mapping[str, tuple[str, ...] | None]] = {
    kind.lower(): names
    for kind, names in {
        "Microsoft.CognitiveServices/accounts/defenderForAISettings": ("default",),
        "Microsoft.DBforMySQL/flexibleServers/configurations": None,
        "Microsoft.DBforPostgreSQL/flexibleServers/configurations": None,
        "Microsoft.DBforPostgreSQL/flexibleServers/databases": ("postgres",),
        "Microsoft.EventHub/namespaces/authorizationRules": ("rootmanagesharedaccesskey",),
        "Microsoft.EventHub/namespaces/eventhubs/consumergroups": ("$default",),
        "Microsoft.EventHub/namespaces/networkRuleSets": ("default",),
        "Microsoft.Security/advancedThreatProtectionSettings": ("current",),
        "Microsoft.Security/defenderForStorageSettings": ("current",),
        "Microsoft.ServiceBus/namespaces/authorizationRules": ("rootmanagesharedaccesskey",),
        "Microsoft.ServiceBus/namespaces/networkRuleSets": ("default",),
        "Microsoft.ServiceBus/namespaces/topics/subscriptions/rules": ("$default",),
        "Microsoft.Sql/servers/auditingSettings": ("default",),
        "Microsoft.Sql/servers/azureADOnlyAuthentications": ("default",),
        "Microsoft.Sql/servers/connectionPolicies": ("default",),
        "Microsoft.Sql/servers/databases/auditingSettings": ("default",),
        "Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies": ("default",),
        "Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies": ("default",),
        "Microsoft.Sql/servers/databases/securityAlertPolicies": ("default",),
        "Microsoft.Sql/servers/databases/transparentDataEncryption": ("current",),
        "Microsoft.Sql/servers/securityAlertPolicies": ("default",),
        "Microsoft.Storage/storageAccounts/blobServices": ("default",),
        "Microsoft.Storage/storageAccounts/fileServices": ("default",),
        "Microsoft.Storage/storageAccounts/queueServices": ("default",),
        "Microsoft.Storage/storageAccounts/tableServices": ("default",),
        "Microsoft.Web/sites/basicPublishingCredentialsPolicies": ("ftp", "scm"),
        "Microsoft.Web/sites/config": None,
    }.items()
}


@records.define(eq=False)
class CarriedNode:
    """One resource of Azure, as Bicep describes it.

    Attributes:
        address: its name in the Terraform address.
        type: with the API version, for example `Microsoft.Sql/servers@2023-08-01`.
        is_existing: whether it is only looked up.
        name: in Azure.
        parent_id: id of what it is in; None for the application's resource group.
        location: region; None where the type has none.
        tags: of the resource.
        identity_type: `UserAssigned`, ...
        identity_ids: ids of its identities.
        body: all the rest, as the API takes it.
        depends_on: resources that must be there before.
        ignores_changes: whether it is written once and then left alone (`@onlyIfNotExists`).
    """

    address: str
    type: str
    is_existing: bool
    name: object = None
    parent_id: object = None
    location: object = None
    tags: object = None
    identity_type: object = None
    identity_ids: list[object] = attrs.field(factory=list)
    body: dict[str, object] = attrs.field(factory=dict)
    depends_on: list[tuple[AzureResource, CarriedNode | None]] = attrs.field(factory=list)
    ignores_changes: bool = False

    @property
    def terraform_type(self) -> str:
        """Terraform's type: a thing that Azure has made itself is only changed."""
        return "azapi_update_resource" if self._is_there and not self.is_existing else "azapi_resource"

    @property
    def _is_there(self) -> bool:
        kind = self.type.partition("@")[0].lower()
        if kind not in _MADE_BY_AZURE:
            return False
        names = _MADE_BY_AZURE[kind]
        return names is None or (isinstance(self.name, str) and self.name.lower() in names)

    @property
    def terraform_address(self) -> str:
        """Its whole address in Terraform."""
        return f"{'data.' if self.is_existing else ''}{self.terraform_type}.{self.address}"


class CarriedOverResource(AzureResource):
    """A module of the publish output, carried over as `azapi_resource`.

    `output(name)` gives the module's outputs, and `id` and `name_output` those of its first resource.

    Attributes:
        nodes: what the module creates and looks up.
        module_outputs: name -> value.

    Example:
        ```python
        builder.add_publish_output("publish-output")
        sql = builder.resource("sql", CarriedOverResource)
        worker.with_environment("SQL_HOST", sql.output("sqlServerFqdn"))
        ```
    """

    def __init__(self, application: ApplicationModel, name: str) -> None:
        super().__init__(application, name)
        self.nodes: list[CarriedNode] = []
        self.module_outputs: Mapping[str, Reference | str] = {}

    @property
    def _known_outputs(self) -> tuple[str, ...]:
        """The outputs of the module, and `id` and `name`."""
        return tuple(self.module_outputs)

    @property
    def addresses(self) -> list[str]:
        """The Terraform addresses of its resources."""
        return [node.terraform_address for node in self.nodes]

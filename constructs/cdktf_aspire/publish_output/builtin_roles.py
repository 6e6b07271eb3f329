"""Built-in roles by the ids that Bicep has.

From https://learn.microsoft.com/azure/role-based-access-control/built-in-roles; those that Aspire's
integrations name. A role that is not here is carried over by its id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.role_names import built_in_roles
from cdktf_aspire.values.expressions import Call

if TYPE_CHECKING:
    from cdktf_aspire.publish_output.leaves import BicepValue

ACR_PULL: Final = "AcrPull"
_DEFINITIONS: Final = "microsoft.authorization/roledefinitions"

NAMES: Final[dict[str, str]] = {
    **{role_id: name for name, role_id in built_in_roles().items() if role_id is not None},
    "5ae67dd6-50cb-40e7-96ff-dc2bfa4b606b": "App Configuration Data Owner",
    "516239f1-63e1-4d78-a4de-a74fb236a071": "App Configuration Data Reader",
    "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd": "Cognitive Services OpenAI User",
    "a97b65f3-24c7-4388-baec-2e87135dc908": "Cognitive Services User",
    "8ebe5a00-799e-43f5-93ac-243d3dce84a7": "Search Index Data Contributor",
    "1407120a-92aa-4202-b7e9-c0e197c71c8f": "Search Index Data Reader",
    "7ca78c08-252a-4471-8644-bb5ff32d4ba0": "Search Service Contributor",
    "420fcaa2-552c-430f-98ca-3264be4806c7": "SignalR App Server",
    "12cf5a90-567b-43ae-8102-96cf46c7d9b4": "Web PubSub Service Owner",
}


def role_name(definition: BicepValue) -> str | None:
    """The name of the role that a `roleDefinitionId` is, if it is a built-in one that is known here."""
    match definition:
        case Call(function="subscriptionResourceId", args=(str() as kind, str() as role)):
            return NAMES.get(role.lower()) if kind.lower() == _DEFINITIONS else None
    return None

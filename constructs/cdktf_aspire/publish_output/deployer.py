"""What Aspire leaves empty in a publish output, for its deployer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.publish_output.leaves import Deployer, LeftOut

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.publish_output.leaves import BicepValue

# Aspire's `KnownParameters`.
DEPLOYER_PARAMETERS: Final = (
    *("principalId", "userPrincipalId", "principalName", "principalType"),
    *("keyVaultName", "logAnalyticsWorkspaceId"),
)
# What azd gives for them where it makes the environment: the identity that all programs in it share.
OF_AZDS_IDENTITY: Final[Mapping[str, BicepValue]] = {
    "principalId": LeftOut("", "MANAGED_IDENTITY_PRINCIPAL_ID"),
    "principalName": LeftOut("", "MANAGED_IDENTITY_NAME"),
    "principalType": "ServicePrincipal",
}


def deployer_value(parameter: str, owner: str = "") -> BicepValue:
    """Facts of the deploying identity; of which type they are, Azure finds out.

    Args:
        parameter: of the module.
        owner: the resource that the module belongs to: each gets a vault of its own.
    """
    if parameter == "principalType":
        return None
    return Deployer(parameter, owner if parameter == "keyVaultName" else "")

"""The regions of Azure that have Container Apps."""

from __future__ import annotations

import re
from typing import Final

from cdktf_aspire.diagnostics.problems import closest
from cdktf_aspire.values.value import is_literal_text

# Azure's documentation has no list, but the command that prints it, `az provider show --namespace
# Microsoft.App` (https://learn.microsoft.com/azure/container-apps/faq#regions). This is what it printed for
# `jobs` in February 2025 (https://github.com/Azure/azure-cli/issues/30760), and Switzerland West as in
# https://github.com/Azure/azure-cli-extensions/issues/7007. Azure tries new versions in those with `euap`.
_PUBLIC: Final = frozenset(
    {
        "australiaeast",
        "brazilsouth",
        "canadacentral",
        "canadaeast",
        "centralindia",
        "centralus",
        "centraluseuap",
        "eastasia",
        "eastus",
        "eastus2",
        "eastus2euap",
        "francecentral",
        "germanywestcentral",
        "italynorth",
        "japaneast",
        "koreacentral",
        "northcentralus",
        "northeurope",
        "norwayeast",
        "polandcentral",
        "southafricanorth",
        "southcentralus",
        "southeastasia",
        "southindia",
        "swedencentral",
        "switzerlandnorth",
        "switzerlandwest",
        "uaenorth",
        "uksouth",
        "ukwest",
        "westcentralus",
        "westeurope",
        "westus",
        "westus2",
        "westus3",
    }
)
# Azure Government and Azure in China print theirs to their own subscriptions only: each of their regions is
# taken for one.
_SOVEREIGN: Final = frozenset(
    {
        "chinaeast",
        "chinaeast2",
        "chinaeast3",
        "chinanorth",
        "chinanorth2",
        "chinanorth3",
        "usdodcentral",
        "usdodeast",
        "usgovarizona",
        "usgovtexas",
        "usgovvirginia",
    }
)
REGIONS: Final = _PUBLIC | _SOVEREIGN
# The other regions of Azure: https://learn.microsoft.com/azure/reliability/regions-list
_WITHOUT: Final = frozenset(
    {
        "australiacentral",
        "australiacentral2",
        "australiasoutheast",
        "austriaeast",
        "belgiumcentral",
        "brazilsoutheast",
        "chilecentral",
        "francesouth",
        "germanynorth",
        "indonesiacentral",
        "israelcentral",
        "japanwest",
        "jioindiacentral",
        "jioindiawest",
        "koreasouth",
        "malaysiawest",
        "mexicocentral",
        "newzealandnorth",
        "norwaywest",
        "qatarcentral",
        "southafricawest",
        "spaincentral",
        "uaecentral",
        "westindia",
    }
)
# Of those with Container Apps, the ones without availability zones:
# https://learn.microsoft.com/azure/reliability/regions-list
_WITHOUT_ZONES: Final = frozenset(
    {
        "canadaeast",
        "northcentralus",
        "southindia",
        "switzerlandwest",
        "ukwest",
        "westcentralus",
        "westus",
    }
)


def normalise_location(location: str) -> str:
    """A region in Azure's own format: `West Europe` is `westeurope`."""
    return re.sub(r"\s", "", location).lower()


def is_unknown(location: object) -> bool:
    """Whether a location is text that names no known region."""
    return is_literal_text(location) and normalise_location(location) not in REGIONS


def is_without_zones(location: object) -> bool:
    """Whether a location is text that names a region without availability zones."""
    return is_literal_text(location) and normalise_location(location) in _WITHOUT_ZONES


def meant(location: str) -> str | None:
    """The known region that an unknown one most likely stands for; None for one that Azure has."""
    name = normalise_location(location)
    return None if name in _WITHOUT else closest(name, sorted(REGIONS))

"""A stand-in for azurerm: the protocol and the schema are real, the cloud is a file.

The real azurerm validates without an account and applies with one; neither it nor an account is on every
machine. The stand-in speaks Terraform's plugin protocol, has the schema that the installed bindings were
generated from, and behaves as azurerm and Azure do for what this library writes. Terraform is the real one.
"""

from typing import Final

# Environment variables of the provider's process: the two files that it works with.
SCHEMAS: Final = "AZURERM_STAND_IN_SCHEMAS"
CLOUD: Final = "AZURERM_STAND_IN_CLOUD"

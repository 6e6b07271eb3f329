"""How Azure resources are written with azurerm, a file for each service of `hosting.azure`."""

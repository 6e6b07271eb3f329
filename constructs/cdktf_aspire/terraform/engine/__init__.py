"""The only files that name cdktf, jsii and the azurerm bindings."""

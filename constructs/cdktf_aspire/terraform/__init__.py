"""The only room that knows cdktf and azurerm: writes the application model as Terraform JSON."""

"""The only room that knows cdktf and azurerm: writes the application model as Terraform JSON."""

from cdktf_aspire.terraform import bindings

# Before anything imports the bindings, the user's own code included.
bindings.install()

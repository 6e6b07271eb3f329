"""The only room that knows cdktf and azurerm: writes the application model as Terraform JSON."""

from cdktf_aspire.terraform import bindings

# Before anything imports the bindings, the user's own code included.
if bindings.install():
    import cdktf  # noqa: F401 - the bindings want it loaded

    bindings.load_ahead()

"""The only room that knows cdktf and azurerm: writes the application model as Terraform JSON."""

from cdktf_aspire.terraform.engine import bindings, node_package
from cdktf_aspire.terraform.guard import problems_of_the_machine

with problems_of_the_machine():
    # Before anything imports the bindings, the user's own code included.
    is_lazy = bindings.install()
    node_package.load("whole_output.js", *(["lazy_exports.js"] if is_lazy else []))
    import cdktf  # noqa: F401 - the bindings want it loaded

    if is_lazy:
        bindings.load_ahead()

"""Starts the engine, so that of the bindings only what is used is loaded."""

from __future__ import annotations

from cdktf_aspire.terraform.engine import bindings, node_package


def start() -> None:
    """Loads the engine; before anything imports the bindings, the user's own code included."""
    is_lazy = bindings.install()
    runs = node_package.load("batch.js", "whole_output.js", *(["lazy_exports.js"] if is_lazy else []))
    import cdktf  # noqa: F401 - the bindings want it loaded

    if is_lazy:
        bindings.load_ahead()
    if runs:
        from cdktf_aspire.terraform.engine import batch

        batch.install()

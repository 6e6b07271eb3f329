"""Starts Node, so that of the bindings only what is used is loaded."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from cdktf_aspire.terraform.engine.ahead import assembly_of, start_node
from cdktf_aspire.terraform.engine.engines import ENGINES, preferred

if TYPE_CHECKING:
    from collections.abc import Callable

_SCRIPTS: Final = ("batch.js", "whole_output.js")


def start() -> Callable[[], None]:
    """Starts Node for the engine that is likely; before anything imports bindings, the user's code included.

    Python keeps importing while Node starts, where it does not run yet, and reads its packages. Another
    engine's are read when its first construct is made.

    Returns:
        What waits until Node has read them, except for the bindings. It comes before the first construct, and
        raises what jsii does where Node can't read one.
    """
    engine = preferred()
    first = [
        each for name in ("constructs", engine.name) if (each := assembly_of(find_spec(name))) is not None
    ]
    ahead = start_node() if len(first) == 2 else None
    if ahead is None or not ahead.is_new:
        engine.load()
        ahead, first = ahead or start_node(), []
    from cdktf_aspire.terraform.engine import bindings, node_package

    lazy = [each for each in ENGINES if bindings.install(each)]
    own = node_package.write(*_SCRIPTS, *(["lazy_exports.js"] if lazy else []))
    packages = [*first, *([own] if own else [])]
    requests = [*(each.request for each in packages), *(bindings.requests(engine) if engine in lazy else [])]
    is_ahead = ahead is not None and ahead.start(requests)
    engine.load()  # the bindings want it loaded

    def ready() -> None:
        engine.load_common_bindings()
        if ahead is not None and is_ahead:
            ahead.settle(len(packages))
            runs = own is not None and ahead.is_done(len(packages) - 1)
        else:
            runs = own is not None and node_package.load(own)
        if own is not None:
            node_package.remove(own)
        if runs:
            from cdktf_aspire.terraform.engine import batch

            batch.install()

    return ready

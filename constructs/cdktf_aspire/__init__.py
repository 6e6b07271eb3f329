""".NET Aspire resources as Azure Container Apps jobs, through CDK for Terraform."""

import lazy_loader

from cdktf_aspire.garbage import collection_paused

# The names are in __init__.pyi, for type checkers and for this: what reads a plan needs no cdktf.
_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    with collection_paused():
        loaded: object = _load(name)
    return loaded

""".NET Aspire resources as Azure Container Apps jobs, through CDK for Terraform."""

import lazy_loader

from cdktf_aspire.garbage import collection_paused

__version__ = "0.1.0"

# The names are in __init__.pyi, for type checkers and for this: what reads a plan needs no cdktf.
try:
    _load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
except (ValueError, OSError):  # in a zip, or in a copy without stubs
    from cdktf_aspire.public_names import public_names

    _load, __dir__, __all__ = lazy_loader.attach(__name__, submod_attrs=public_names(__path__))


def __getattr__(name: str) -> object:
    with collection_paused():
        loaded: object = _load(name)
    return loaded

""".NET Aspire resources as Azure Container Apps jobs, through CDK for Terraform."""

import lazy_loader

# The names are in __init__.pyi, for type checkers and for this: what reads a plan needs no cdktf.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

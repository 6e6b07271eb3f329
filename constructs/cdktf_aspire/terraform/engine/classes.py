"""What an engine gives: its constructs, functions and tokens, under the names that this room uses.

Another engine has them in modules of other names, and nothing else in this room knows where they are.
"""

from __future__ import annotations

from typing import Final

import jsii
from cdktf import (
    App,
    Aspects,
    Fn,
    IAspect,
    LocalBackend,
    TerraformBackend,
    TerraformDataSource,
    TerraformElement,
    TerraformLocal,
    TerraformOutput,
    TerraformProvider,
    TerraformResource,
    TerraformStack,
    TerraformVariable,
    Token,
)
from jsii.errors import JSIIError as EngineError

__all__ = [
    "ENGINE",
    "INFO",
    "WARNING",
    "App",
    "Aspects",
    "EngineError",
    "Fn",
    "IAspect",
    "LocalBackend",
    "TerraformBackend",
    "TerraformDataSource",
    "TerraformElement",
    "TerraformLocal",
    "TerraformOutput",
    "TerraformProvider",
    "TerraformResource",
    "TerraformStack",
    "TerraformVariable",
    "Token",
    "implements",
]

# The package that an App and its stacks are of.
ENGINE: Final = "cdktf"
# What the engine and its CLI take as a line to show (AnnotationMetadataEntryType in JavaScript).
INFO: Final = "@cdktf/info"
WARNING: Final = "@cdktf/warn"

implements = jsii.implements

"""What an engine gives: its constructs, functions and tokens, under the names that this room uses.

Another engine has them in modules of other names, and nothing else in this room knows where they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

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
from jsii._reference_map import register_reference
from jsii.errors import JSIIError as EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

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
    "make",
]

T = TypeVar("T", bound=TerraformElement)

# The package that an App and its stacks are of.
ENGINE: Final = "cdktf"
# What the engine and its CLI take as a line to show (AnnotationMetadataEntryType in JavaScript).
INFO: Final = "@cdktf/info"
WARNING: Final = "@cdktf/warn"

implements = jsii.implements


def make(kind: type[T], scope: Construct, construct_id: str, config: Mapping[str, object]) -> T:
    """Creates a construct of the bindings without their own constructor.

    That one does the same after checking each value's type in Python, which the rules of this library have
    done already and which takes half of the time.

    Args:
        kind: class of the bindings.
        scope: parent construct.
        construct_id: id below the parent.
        config: its attributes, in the names that they have in JavaScript.
    """
    element = kind.__new__(kind)
    jsii.create(kind, element, [scope, construct_id, dict(config)])
    register_reference(element)
    return element

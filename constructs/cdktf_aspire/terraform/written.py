"""What stands for an Azure resource in Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from cdktf_aspire.terraform.engine.classes import TerraformElement


@attrs.frozen
class Written:
    """What stands for a resource in Terraform.

    Attributes:
        element: the resource, or the data source.
        outputs: Aspire's name of an output -> token; read once, for each is a call to Node.
        others: role assignments and the like that must be there before the resource can be used.
    """

    element: TerraformElement
    outputs: dict[str, str]
    others: tuple[TerraformElement, ...] = ()

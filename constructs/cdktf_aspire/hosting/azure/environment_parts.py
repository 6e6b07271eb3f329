"""The parts of an environment that come from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.hosting.model import Annotation
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping

REGISTRY_ENDPOINT: Final = "registry_endpoint"
REGISTRY_ID: Final = "registry_id"
PULL_IDENTITY_ID: Final = "pull_identity_id"
WORKSPACE_ID: Final = "log_analytics_workspace_id"


@records.define(eq=False)
class FromElsewhere(Annotation):
    """What a publish output says of an environment's registry, pull identity and logs.

    Attributes:
        outputs: output of the environment -> its value, None where it has none; the environment brings what
            is not in here.
        logs_destination: where logs go if not to a workspace, in azurerm's format.
        gives_acr_pull: whether the role that lets the identity pull is given there, in another form.
    """

    outputs: Mapping[str, object] = attrs.field(factory=dict)
    logs_destination: str | None = None
    gives_acr_pull: bool = False

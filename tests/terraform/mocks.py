"""Values for `terraform test` where nobody creates anything: of the forms that azurerm insists on.

By itself, Terraform makes up eight letters for each value that a provider fills in. azurerm checks such a
value where a resource uses it: eight letters are not a scope, an id of an environment, or a principal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.terraform.stand_in import azure, flags
from tests.terraform.stand_in.table import TABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.apphost import Json
    from tests.terraform.stand_in.bindings import Block


def mock_of_azurerm(schemas: Mapping[str, Block]) -> Json:
    """A `mock_provider` of azurerm.

    Args:
        schemas: of the types that the stack has, by `azurerm_x` or `data.azurerm_x`.
    """
    mocks: Json = {}
    for kind, block in schemas.items():
        name = kind.removeprefix("data.")
        made = _found(name, block) if kind.startswith("data.") else azure.sample(kind, block)
        mocks.setdefault("mock_data" if kind.startswith("data.") else "mock_resource", {})[name] = {
            "defaults": made
        }
    return mocks


def outputs_of_others(document: Json) -> list[Json]:
    """`override_data` for the states of other stacks that a stack reads."""
    wanted = re.findall(r"\.outputs\.([\w-]+)", str(document))
    return [
        {
            "target": f"data.terraform_remote_state.{name}",
            "values": {"outputs": {output: value_of(output) for output in wanted}},
        }
        for name in document.get("data", {}).get("terraform_remote_state", {})
    ]


def value_of(output: str) -> str:
    """What another stack's output would be, by its name: cdktf writes the type and the attribute into it."""
    kinds = [kind for kind in TABLE if kind in output]
    if not kinds:
        return "westeurope"
    kind = max(kinds, key=len)
    attributes = [name for name in flags.of_type(kind) or {} if name and output.endswith(name)]
    attribute = max(attributes, key=len, default="")
    made = {"id": azure.sample_id(kind), "name": "shared", "location": "westeurope"}
    return str(made.get(attribute) or azure.made_up(kind, attribute, "string", made) or "shared")


def _found(kind: str, block: Block) -> Json:
    """What a data source finds."""
    if kind == "azurerm_client_config":
        return {name: value for name, value in azure.client_config().items() if value is not None}
    return azure.sample(kind, block)

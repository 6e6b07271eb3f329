"""Resources that are carried over: `azapi_resource`, through the engine's generic classes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from cdktf_aspire.terraform.engine.elements import generic, override
from cdktf_aspire.terraform.rendering import json_of
from cdktf_aspire.terraform.resources.context import Written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cdktf_aspire.publish_output.carried_over import CarriedNode, CarriedOverResource
    from cdktf_aspire.terraform.engine.classes import TerraformElement, TerraformResource, TerraformStack
    from cdktf_aspire.terraform.engine.engines import Engine
    from cdktf_aspire.terraform.resources.context import Context

# 2.4 brought outputs that are marked as secrets.
AZAPI_VERSION: Final = ">= 2.4, < 3"
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_KNOWN: Final[dict[tuple[str | int, ...], str]] = {("id",): "id", ("name",): "name"}


class CarriedWriter:
    """Writes one carried-over module.

    Attributes:
        elements: the Terraform element of each of its resources.
    """

    def __init__(self, context: Context, resource: CarriedOverResource) -> None:
        self._context = context
        self._resource = resource
        self.elements: dict[CarriedNode, TerraformElement] = {}
        self._exports: dict[CarriedNode, list[str]] = {}
        self._actions: dict[tuple[CarriedNode, str], str] = {}

    def write(self) -> Written:
        """The module with its outputs; creates the elements that nobody has asked for yet."""
        for node in self._resource.nodes:
            self.element(node)
        text, outputs = self._context.text, self._resource.module_outputs.items()
        created = [element for node, element in self.elements.items() if not node.is_existing]
        first, *others = created or self.elements.values()
        return Written(first, known={name: str(text(value)) for name, value in outputs}, others=tuple(others))

    def element(self, node: CarriedNode) -> TerraformElement:
        """The element of a resource."""
        if node not in self.elements:
            self.elements[node] = self._create(node)
        return self.elements[node]

    def property(self, node: CarriedNode, path: tuple[str | int, ...], action: str | None) -> str:
        """Something of a resource: what azapi knows itself, or a part of Azure's answer."""
        if action is not None:
            return f"{self._action(node, action)}.sensitive_output{_steps(path)}"
        attribute = _KNOWN.get(path)
        if attribute is not None:
            return f"{node.terraform_address}.{attribute}"
        self._export(node, path)
        return f"{node.terraform_address}.output{_steps(path)}"

    def _export(self, node: CarriedNode, path: tuple[str | int, ...]) -> None:
        """Has azapi keep a part of Azure's answer: up to the first list, whose positions are ours."""
        keys: list[str] = []
        for step in path:
            if not isinstance(step, str):
                break
            keys.append(step)
        exports = self._exports.setdefault(node, [])
        wanted = ".".join(keys)
        if wanted not in exports:
            exports.append(wanted)
            exports.sort()
            override(self.element(node), "response_export_values", list(exports))

    def _create(self, node: CarriedNode) -> TerraformElement:
        context = self._context
        kind = f"data_{node.terraform_type}" if node.is_existing else node.terraform_type
        element = generic(self._resource, f"azapi-{node.address}", node.address, kind)
        # Stored before the attributes are written: they can refer to other resources of the same module.
        self.elements[node] = element
        attributes: dict[str, object] = {
            "type": context.text(node.type),
            "name": context.text(node.name),
            "parent_id": self._parent_id(node),
        }
        if not node.is_existing:
            attributes |= {
                "body": json_of(context, node.body),
                "depends_on": self._depends_on(node),
                "lifecycle": {"ignore_changes": ["body"]} if node.ignores_changes else None,
            }
            self._resource._application.written_types.add(node.type)
        if not node.is_existing and node.terraform_type == "azapi_resource":
            attributes |= {
                "location": context.text(node.location),
                "tags": json_of(context, node.tags) or None,
                "identity": self._identity(node),
                # Aspire's API versions may be newer than the provider's schemas.
                "schema_validation_enabled": False,
            }
        _override(element, attributes)
        return element

    def _parent_id(self, node: CarriedNode) -> object:
        if node.parent_id is not None:
            return self._context.text(node.parent_id)
        return self._context.group_id

    def _identity(self, node: CarriedNode) -> object:
        if node.identity_type is None:
            return None
        ids = [self._context.text(each) for each in node.identity_ids]
        return [{"type": self._context.text(node.identity_type), "identity_ids": ids or None}]

    def _depends_on(self, node: CarriedNode) -> list[str] | None:
        found: list[str] = []
        for resource, other in node.depends_on:
            if other is not None:
                found.append(other.terraform_address)
                continue
            element = cast("TerraformResource", self._context.azure(resource).element)
            found.append(f"{element.terraform_resource_type}.{element.friendly_unique_id}")
        return list(dict.fromkeys(found)) or None

    def _action(self, node: CarriedNode, action: str) -> str:
        """The address of what `listKeys` and its like give, kept as a secret."""
        key = node, action
        if key not in self._actions:
            address = f"{node.address}_{re.sub(r'(?<!^)(?=[A-Z])', '_', action).lower()}"
            kind = "data_azapi_resource_action"
            made = generic(self._resource, f"azapi-action-{address}", address, kind)
            _override(
                made,
                {
                    "type": self._context.text(node.type),
                    "resource_id": f"${{{node.terraform_address}.id}}",
                    "action": action,
                    "method": "POST",
                    "sensitive_response_export_values": ["*"],
                },
            )
            self._actions[key] = f"data.azapi_resource_action.{address}"
        return self._actions[key]


def ensure_azapi(stack: TerraformStack, engine: Engine) -> None:
    """Names the azapi provider in the stack, unless the user has it there; it signs in as azurerm does."""
    if any(
        isinstance(each, engine.TerraformProvider) and each.terraform_resource_type == "azapi"
        for each in stack.node.find_all()
    ):
        return
    override(stack, "terraform.required_providers.azapi", {"source": "Azure/azapi", "version": AZAPI_VERSION})


def _override(element: TerraformElement, attributes: Mapping[str, object]) -> None:
    for key, value in attributes.items():
        if value is not None:
            override(element, key, value)


def _steps(path: tuple[str | int, ...]) -> str:
    """A path in a Terraform expression."""
    steps = ""
    for step in path:
        if isinstance(step, int):
            steps += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            steps += f".{step}"
        else:
            quoted = step.replace("\\", "\\\\").replace('"', '\\"')
            steps += f'["{quoted}"]'
    return steps

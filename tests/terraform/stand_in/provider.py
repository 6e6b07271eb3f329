"""The stand-in as a provider: Terraform's plugin protocol on the framework `tf`.

The framework speaks the protocol; what is here is what it has no words for: blocks as lists, requirements for
replacement on blocks, and the old type system that azurerm still declares.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import tf.gen.tfplugin_pb2 as pb
from tf import provider as framework
from tf import schema
from tf.iface import DataSource, Provider, Resource
from tf.types import TfType
from tf.utils import Diagnostics, read_dynamic_value, to_dynamic_value

from tests.terraform.stand_in import checks
from tests.terraform.stand_in.cloud import Cloud, RefusedError, import_id
from tests.terraform.stand_in.planning import is_empty, is_unknown, plan
from tests.terraform.stand_in.table import facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import grpc
    from tf.iface import (
        CreateContext,
        DeleteContext,
        ImportContext,
        ReadContext,
        ReadDataContext,
        UpdateContext,
        UpgradeContext,
    )

    from tests.terraform.stand_in.bindings import Attribute, Block, NestedBlock
    from tests.terraform.stand_in.planning import Values

_PREFIX = "azurerm_"


class AnyType(TfType):
    """A type of Terraform's, whose values stay what they are on the wire: text, numbers, lists, dicts."""

    def __init__(self, type_expression: Any) -> None:  # noqa: ANN401
        self._type_expression = type_expression

    def encode(self, value: Any) -> Any:  # noqa: ANN401
        return value

    def decode(self, value: Any) -> Any:  # noqa: ANN401
        return value

    def tf_type(self) -> bytes:
        return json.dumps(self._type_expression).encode()


class AnyNestedBlock(schema.NestedBlock):
    """A nested block of any nesting; the framework has sets only."""

    def __init__(self, name: str, nested: NestedBlock) -> None:
        super().__init__(
            name, schema.NestMode.Set, _block(nested.block), nested.minimum or None, nested.maximum or None
        )
        self._nesting = nested.nesting

    def to_pb(self) -> pb.Schema.NestedBlock:
        block = super().to_pb()
        block.nesting = pb.Schema.NestedBlock.NestingMode.Value(self._nesting.upper())
        return block

    def encode(self, value: Any) -> Any:  # noqa: ANN401
        return value

    def decode(self, value: Any) -> Any:  # noqa: ANN401
        return value

    def semantically_equal(self, a_decoded: Any, b_decoded: Any) -> bool:  # noqa: ANN401
        return bool(a_decoded == b_decoded)


def _attributes(block: Block) -> list[schema.Attribute]:
    return [_attribute(name, each) for name, each in block.attributes.items()]


def _attribute(name: str, attribute: Attribute) -> schema.Attribute:
    return schema.Attribute(
        name,
        AnyType(attribute.type),
        required=attribute.required,
        optional=attribute.optional,
        computed=attribute.computed,
        sensitive=attribute.sensitive,
    )


def _block(block: Block) -> schema.Block:
    return schema.Block(
        _attributes(block), [AnyNestedBlock(name, each) for name, each in block.blocks.items()]
    )


def _schema(block: Block) -> schema.Schema:
    return schema.Schema(
        _attributes(block), block_types=[AnyNestedBlock(name, each) for name, each in block.blocks.items()]
    )


class OfOneType:
    """What a resource and a data source have in common: the framework wants a class for each type."""

    kind: str
    block: Block

    def __init__(self, provider: AzurermStandIn) -> None:
        self._cloud = provider.cloud

    @classmethod
    def get_name(cls) -> str:
        return cls.kind.removeprefix(_PREFIX)

    @classmethod
    def get_schema(cls) -> schema.Schema:
        return _schema(cls.block)


class StandInResource(OfOneType, Resource):
    """A resource; there is a subclass for each type."""

    def validate(self, diags: Diagnostics, type_name: str, config: Values) -> None:
        for attribute, problem in checks.problems(type_name, config):
            diags.add_error(problem, path=[attribute] if attribute else None)

    def create(self, ctx: CreateContext, planned: Values) -> Values | None:
        try:
            return _kept(planned, self._cloud.create(self.kind, self.block, planned))
        except RefusedError as refused:
            ctx.diagnostics.add_error(f"creating {self.kind}: {refused}")
            return None

    def read(self, ctx: ReadContext, current: Values) -> Values | None:
        found = self._cloud.read(current["id"])
        return None if found is None else _kept(current, found)

    def update(self, ctx: UpdateContext, current: Values, planned: Values) -> Values:
        try:
            return _kept(planned, self._cloud.update(self.kind, self.block, planned))
        except RefusedError as refused:
            ctx.diagnostics.add_error(f"updating {self.kind}: {refused}")
            # As the SDK does it: the state has what was planned, and the next refresh finds what is there.
            return {name: current[name] if is_unknown(value) else value for name, value in planned.items()}

    def delete(self, ctx: DeleteContext, current: Values) -> Values | None:
        try:
            self._cloud.delete(current["id"])
        except RefusedError as refused:
            ctx.diagnostics.add_error(f"deleting {self.kind}: {refused}")
            return current
        return None

    def import_(self, ctx: ImportContext, id: str) -> Values | None:
        found = import_id(self.kind, self._cloud, id)
        if found is None:
            ctx.diagnostics.add_error(f"Cannot import non-existent remote object: {self.kind} {id}")
        return found

    def upgrade(self, ctx: UpgradeContext, version: int, old: Values) -> Values:
        return old


class StandInDataSource(OfOneType, DataSource):
    """A data source; there is a subclass for each type."""

    def validate(self, diags: Diagnostics, type_name: str, config: Values) -> None:
        for attribute, problem in checks.problems(f"data.{type_name}", config):
            diags.add_error(problem, path=[attribute] if attribute else None)

    def read(self, ctx: ReadDataContext, config: Values) -> Values | None:
        try:
            return self._cloud.look_up(self.kind, self.block, config)
        except RefusedError as refused:
            ctx.diagnostics.add_error(str(refused))
            return None


def _kept(before: Values, now: Values) -> Values:
    """What is there now; but what was not set and is empty is not set, and `timeouts` is Terraform's own."""

    def is_kept(name: str) -> bool:
        return name == "timeouts" or (name in before and is_empty(now[name]) and is_empty(before[name]))

    return {name: before[name] if is_kept(name) else value for name, value in now.items()}


class AzurermStandIn(Provider):
    """Stands in for azurerm, with the types that it was given."""

    def __init__(self, schemas: Mapping[str, Block], cloud: Cloud) -> None:
        self.cloud = cloud
        self.schemas = schemas

    def get_model_prefix(self) -> str:
        return _PREFIX

    def full_name(self) -> str:
        return "registry.terraform.io/hashicorp/azurerm"

    def get_provider_schema(self, diags: Diagnostics) -> schema.Schema:
        return _schema(self.schemas["provider"])

    def validate_config(self, diags: Diagnostics, config: Values) -> None:
        if not config.get("features"):
            diags.add_error("Insufficient features blocks: at least 1 is required")

    def configure_provider(self, diags: Diagnostics, config: Values) -> None:
        # As azurerm 5 does, which has no set of its own by default; that of azurerm 4 has no Microsoft.App.
        self.cloud.register(config.get("resource_providers_to_register") or [])

    def get_resources(self) -> list[type[Resource]]:
        return [
            type(kind, (StandInResource,), {"kind": kind, "block": block})
            for kind, block in self.schemas.items()
            if kind.startswith(_PREFIX)
        ]

    def get_data_sources(self) -> list[type[DataSource]]:
        return [
            type(kind, (StandInDataSource,), {"kind": kind.removeprefix("data."), "block": block})
            for kind, block in self.schemas.items()
            if kind.startswith("data.")
        ]


class Servicer(framework.ProviderServicer):
    """The framework's servicer, with azurerm's way of planning."""

    def __init__(self, app: AzurermStandIn) -> None:
        super().__init__(app)
        self._schemas = app.schemas

    def PlanResourceChange(  # noqa: N802
        self, request: pb.PlanResourceChange.Request, context: grpc.ServicerContext
    ) -> pb.PlanResourceChange.Response:
        prior, proposed = (
            read_dynamic_value(request.prior_state),
            read_dynamic_value(request.proposed_new_state),
        )
        if proposed is None:
            return pb.PlanResourceChange.Response(planned_state=request.proposed_new_state)
        problems = list(checks.plan_problems(request.type_name, read_dynamic_value(request.config)))
        if problems:
            error = pb.Diagnostic.Severity.ERROR
            return pb.PlanResourceChange.Response(
                diagnostics=[pb.Diagnostic(severity=error, summary=problem) for problem in problems]
            )
        block, facts = self._schemas[request.type_name], facts_of(request.type_name)
        planned, replaced_for = plan(block, facts, prior, proposed)
        return pb.PlanResourceChange.Response(
            planned_state=to_dynamic_value(planned),
            requires_replace=[
                pb.AttributePath(steps=[pb.AttributePath.Step(attribute_name=name)]) for name in replaced_for
            ],
            legacy_type_system=True,
        )

    def ApplyResourceChange(  # noqa: N802
        self, request: pb.ApplyResourceChange.Request, context: grpc.ServicerContext
    ) -> pb.ApplyResourceChange.Response:
        response: pb.ApplyResourceChange.Response = super().ApplyResourceChange(request, context)
        response.legacy_type_system = True
        return response

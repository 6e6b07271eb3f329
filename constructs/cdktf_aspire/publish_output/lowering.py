"""From what a publish output says to values of the application model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cdktf_aspire.hosting.reference_expressions import Hole, ReferenceExpression, flattened
from cdktf_aspire.publish_output.functions import FUNCTIONS, WrongArgumentError
from cdktf_aspire.publish_output.functions import call as function_call
from cdktf_aspire.publish_output.problems import Mistake, problem_at
from cdktf_aspire.publish_output.references import DeployerId, FunctionCall, Pairs, ScopeText
from cdktf_aspire.publish_output.values import (
    Binding,
    Call,
    ConnectionString,
    Deployer,
    Image,
    Joined,
    Keyed,
    LeftOut,
    ParameterValue,
    Property,
    Scope,
    ScopeProperty,
    Symbol,
    VaultSecretValue,
)

if TYPE_CHECKING:
    from cdktf_aspire.publish_output.problems import Place
    from cdktf_aspire.publish_output.values import Value


class Resources(Protocol):
    """What stands for each resource of the publish output."""

    def property_of(self, wanted: Property) -> object:
        """Something of a resource."""

    def parameter(self, name: str) -> object:
        """A parameter of the AppHost."""

    def connection_string(self, name: str) -> object:
        """A connection string of the AppHost."""

    def image(self, name: str) -> object:
        """The image of a program."""

    def binding(self, wanted: Binding) -> object:
        """Something of an endpoint."""

    def left_out(self, wanted: LeftOut) -> object:
        """An output of a resource that is left out."""

    def vault_secret(self, wanted: VaultSecretValue) -> object:
        """A secret of a vault."""

    def deployer(self, parameter: str) -> object:
        """What is known of whoever deploys, other than their id."""


def lowered(value: Value, resources: Resources, place: Place | None) -> object:
    """A value for the application model: text, numbers, lists and objects as they are, references as such.

    Args:
        value: of the publish output.
        resources: what stands for its resources.
        place: where it is needed, for messages.

    Raises:
        Mistake: the value has no meaning there.
    """
    match value:
        case list():
            return [lowered(each, resources, place) for each in value]
        case dict():
            return {key: lowered(each, resources, place) for key, each in value.items()}
        case Keyed(items=items):
            return Pairs(
                tuple(
                    (lowered(key, resources, place), lowered(each, resources, place)) for key, each in items
                )
            )
        case Joined(parts=parts):
            return _text(parts, resources, place)
        case Call(function="uriComponent", args=(text,)):
            return ReferenceExpression((Hole(lowered(text, resources, place), "uri"),))
        case Call():
            return _call(value, resources, place)
        case Symbol(node=node):
            return resources.property_of(Property(node, ("id",), None, place))
        case Property():
            return resources.property_of(value)
        case ScopeProperty(scope=Scope(kind=kind, name=group), name=name):
            return ScopeText(kind, name, lowered(group, resources, place))
        case Deployer(parameter=parameter):
            return DeployerId() if parameter != "principalName" else resources.deployer(parameter)
        case ParameterValue(name=name):
            return resources.parameter(name)
        case ConnectionString(name=name):
            return resources.connection_string(name)
        case Image(name=name):
            return resources.image(name)
        case Binding():
            return resources.binding(value)
        case VaultSecretValue():
            return resources.vault_secret(value)
        case LeftOut():
            return resources.left_out(value)
        case None | str() | int() | float():
            return value
    raise Mistake(problem_at("ACJ806", "A scope or a module is no value", place))


def _text(parts: tuple[Value, ...], resources: Resources, place: Place | None) -> object:
    pieces: list[str | Hole] = []
    for part in parts:
        piece = lowered(part, resources, place)
        match piece:
            case ReferenceExpression(parts=(Hole(format="uri") as hole,)):
                pieces.append(hole)
            case str():
                pieces.append(piece)
            case _:
                pieces.append(Hole(piece))
    flat = tuple(flattened(pieces))
    return flat[0] if len(flat) == 1 and isinstance(flat[0], str) else ReferenceExpression(flat)


def _call(call: Call, resources: Resources, place: Place | None) -> object:
    match call:
        case Call(
            function="[]",
            args=(
                Call(
                    function="split",
                    args=(
                        Call(
                            function="replace",
                            args=(
                                Property(path=("properties", "serviceBusEndpoint")) as endpoint,
                                "https://",
                                "",
                            ),
                        ),
                        ":",
                    ),
                ),
                0,
            ),
        ):
            # How Aspire writes the host of a namespace, which the constructs have an output for.
            host = resources.property_of(Property(endpoint.node, ("properties", "hostName"), None, place))
            if host is not None:
                return host
        case Call(
            function="?:",
            args=(
                Call(function="==", args=(Call(function="toLower", args=(condition,)), str() as expected)),
                when_true,
                when_false,
            ),
        ) if expected and expected == expected.lower():
            left, yes, no = (lowered(each, resources, place) for each in (condition, when_true, when_false))
            return ReferenceExpression.create_conditional(left, expected, yes, no)  # type: ignore[arg-type]
    args = [lowered(each, resources, call.place or place) for each in call.args]
    is_terraforms = call.function not in FUNCTIONS or call.function == "subscriptionResourceId"
    if not is_terraforms and all(isinstance(each, str | int | float) for each in args):
        # Known by now, such as the port of a container.
        try:
            return function_call(call.function, args, call.place)  # type: ignore[arg-type]
        except WrongArgumentError as error:
            raise Mistake(problem_at("ACJ806", str(error), call.place or place)) from None
    return FunctionCall(call.function, tuple(args))

"""From what a publish output says to values of the application model: the same tree with other leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.reference_expressions import ReferenceExpression
from cdktf_aspire.publish_output.nodes import Property
from cdktf_aspire.publish_output.problems import Mistake, SourceSpan, problem_at
from cdktf_aspire.publish_output.published_references import ScopeText
from cdktf_aspire.values.expressions import Call, Entries, Interpolation, called, interpolated
from cdktf_aspire.values.functions import WrongArgumentError
from cdktf_aspire.values.value import Reference

if TYPE_CHECKING:
    from collections.abc import Callable

    # Converts a leaf of the publish output that is needed at a place.
    Leaf = Callable[[Reference, SourceSpan | None], object]


def lowered(value: object, leaf: Leaf, place: SourceSpan | None) -> object:
    """A value for the application model: text, numbers, lists and objects as they are, references as such.

    Args:
        value: of the publish output.
        leaf: gives what stands for its resources.
        place: where it is needed, for messages.

    Raises:
        Mistake: the value has no meaning there.
    """
    match value:
        case list():
            return [lowered(each, leaf, place) for each in value]
        case dict():
            return {key: lowered(each, leaf, place) for key, each in value.items()}
        case Entries(items=items):
            return Entries(
                tuple((lowered(key, leaf, place), lowered(each, leaf, place)) for key, each in items)
            )
        case Interpolation(parts=parts):
            return interpolated(lowered(part, leaf, place) for part in parts)
        case Call():
            return _call(value, leaf, place)
        case Reference():
            return leaf(value, place)
    return value


def _call(call: Call, leaf: Leaf, place: SourceSpan | None) -> object:
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
            host = leaf(Property(endpoint.node, ("properties", "hostName"), None, place), place)
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
            left, yes, no = (lowered(each, leaf, place) for each in (condition, when_true, when_false))
            return ReferenceExpression.create_conditional(left, expected, yes, no)  # type: ignore[arg-type]
    if isinstance(call.place, SourceSpan):
        place = call.place
    args = tuple(lowered(each, leaf, place) for each in call.args)
    if call.function == "subscriptionResourceId":
        return _subscription_resource_id(*args)
    try:
        return called(call.function, args)  # known by now, such as the port of a container
    except WrongArgumentError as error:
        raise Mistake(problem_at("ACJ806", str(error), place)) from None


def _subscription_resource_id(kind: object, *names: object) -> str | Reference:
    """The id of something in the subscription, such as a role."""
    provider, *types = str(kind).split("/")
    subscription = ScopeText("subscription", "subscriptionId")
    pairs = (part for pair in zip(types, names, strict=False) for part in (f"/{pair[0]}/", pair[1]))
    return interpolated(["/subscriptions/", subscription, f"/providers/{provider}", *pairs])

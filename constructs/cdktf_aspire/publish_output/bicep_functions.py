"""Calls of Bicep's functions: worked out as far as they can be, the rest kept for Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.publish_output.leaves import Scope
from cdktf_aspire.values.expressions import Call, interpolated
from cdktf_aspire.values.functions import FUNCTIONS, Function, WrongArgumentError, literal_text
from cdktf_aspire.values.value import Reference, is_known

if TYPE_CHECKING:
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.problems import SourceSpan


def call(name: str, args: list[BicepValue], place: SourceSpan | None) -> BicepValue:
    """A call of a function, worked out as far as it can be.

    Raises:
        KeyError: there is no such function here.
        WrongArgumentError: the function does not take these arguments.
    """
    function = ALL_FUNCTIONS[name]
    function.check_count(name, len(args))
    takes_items = name == "take" and isinstance(args[0], list)  # whatever the items are
    if name in _MADE_HERE or takes_items or all(map(is_known, args)):
        result: BicepValue = function.compute(*args)  # type: ignore[assignment]
        return result
    _check_symbolic(name, args)
    return Call(name, tuple(args), place)


def _check_symbolic(name: str, args: list[BicepValue]) -> None:
    """What can be said of arguments of which some are not known."""
    for each in args:
        if each is None or isinstance(each, Scope):
            raise WrongArgumentError(f"{name}() does not take {'null' if each is None else f'{each.kind}()'}")
    if name in {"take"} and not isinstance(args[1], int):
        raise WrongArgumentError("take() takes a number as its second argument")
    if name in {"split", "join", "replace"} and any(isinstance(each, list | dict) for each in args[1:]):
        raise WrongArgumentError(f"{name}() takes text here")


def _concat(*args: BicepValue) -> BicepValue:
    if all(isinstance(each, list) for each in args):
        return [item for each in args if isinstance(each, list) for item in each]
    if any(literal_text(each) is None and not isinstance(each, Reference) for each in args):
        raise WrongArgumentError("concat() joins texts, or lists")
    return interpolated(args)  # what is unknown is text: lists of unknown length Aspire never writes


def _resource_group(name: BicepValue = None) -> BicepValue:
    if name is not None and not isinstance(name, str | Reference):
        raise WrongArgumentError("resourceGroup() takes a name")
    return Scope("resourceGroup", name)


def _subscription_resource_id(kind: BicepValue, *names: BicepValue) -> BicepValue:
    # Lowering writes it out; until then it says which role it is, for one.
    args = (kind, *names)
    _check_symbolic("subscriptionResourceId", list(args))
    return Call("subscriptionResourceId", args)


def _never(*_: str) -> str:
    raise TypeError("worked out before Terraform")


# Of these, nothing is left for Terraform to call.
_MADE_HERE: Final[dict[str, Function]] = {
    "concat": Function(1, 50, _concat, _never),
    "subscriptionResourceId": Function(2, 20, _subscription_resource_id, _never),
    "resourceGroup": Function(0, 1, _resource_group, _never),
    "subscription": Function(0, 0, lambda: Scope("subscription"), _never),
    "tenant": Function(0, 0, lambda: Scope("tenant"), _never),
}
ALL_FUNCTIONS: Final = FUNCTIONS | _MADE_HERE

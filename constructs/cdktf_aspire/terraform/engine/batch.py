"""Makes constructs in Node many at once, instead of asking for each.

Python has the object of a construct at once. Node makes it when the next request of whatever kind is sent,
before that one: so nobody can tell the difference, except for the time that each request takes.
"""

from __future__ import annotations

import itertools
import json
import threading
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, cast

import attrs
import jsii
import jsii._runtime
from jsii import implements
from jsii._kernel.types import StaticInvokeRequest
from jsii._reference_map import register_reference
from jsii.errors import JSIIError as EngineError

from cdktf_aspire.hosting.own_constructs import is_taken_id
from cdktf_aspire.terraform.engine import node_package

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from constructs import Construct

    Send = Callable[[object, type], object]

__all__ = ["EngineError", "call", "implements", "install", "make"]

C = TypeVar("C", bound="Construct")

# A key that JavaScript takes for something else: what stands there would be missing, without a word.
_DROPPED: Final = '"__proto__"'


class _Node(Protocol):
    """What is used of jsii's `_NodeProcess`."""

    send: Send


class _Reference:
    """What jsii knows a construct by; empty until Node has made it."""

    __slots__ = ("interfaces", "ref")

    def __init__(self) -> None:
        self.ref = ""
        self.interfaces: list[str] | None = None


@attrs.frozen
class _Made:
    """A construct that Node has not made yet.

    Attributes:
        construct: as Python has it.
        reference: that jsii finds in the construct.
        kind: its class, as jsii names it.
        scope: its parent.
        construct_id: below the parent.
        config: third argument of its constructor, as JSON.
        address: its name in Terraform's addresses; None for what has none.
        is_fixed: whether it keeps that address.
        depends_on: what must exist before.
        provider: that it goes through; None for what has none, or the stack's usual one.
    """

    construct: Construct
    reference: _Reference
    kind: str
    scope: Construct
    construct_id: str
    config: str
    address: str | None
    is_fixed: bool
    depends_on: Sequence[Construct]
    provider: Construct | None

    def text(self, position: Callable[[Construct], int]) -> str:
        """As `batch.js` reads it."""
        parts = [self.kind, position(self.scope), self.construct_id, self.address, self.is_fixed]
        provider = None if self.provider is None else position(self.provider)
        text = json.dumps([*parts, [position(each) for each in self.depends_on], provider])
        return f"{text[:-1]}, {self.config}]"


@attrs.frozen
class _Called:
    """A method of a construct that Node has not called yet.

    Attributes:
        construct: that has it.
        path: to it and its name, in JavaScript.
        arguments: as JSON.
    """

    construct: Construct
    path: str
    arguments: str

    def text(self, position: Callable[[Construct], int]) -> str:
        """As `batch.js` reads it."""
        return f"[{position(self.construct)}, {json.dumps(self.path)}, {self.arguments}]"


class _Batch:
    """Stands before jsii's `send`: what waits is made before anything else is asked."""

    def __init__(self, node: _Node) -> None:
        self._send = node.send
        self._waiting: list[_Made | _Called] = []
        # A thread must not refer to what another one is having made.
        self._lock = threading.RLock()
        node.send = self.send

    def send(self, request: object, response_type: type) -> object:
        """In place of jsii's `send`."""
        with self._lock:
            if self._waiting:
                self._make()
            return self._send(request, response_type)

    def add(self, waiting: _Made | _Called) -> None:
        """Has a construct made, or a method called, before the next request."""
        with self._lock:
            if isinstance(waiting, _Made):
                waiting.construct.__dict__["__jsii_ref__"] = waiting.reference
            self._waiting.append(waiting)

    def _make(self) -> None:
        waiting, self._waiting = self._waiting, []
        new = [each for each in waiting if isinstance(each, _Made)]
        positions = {id(each.construct): position for position, each in enumerate(new)}
        others: list[Construct] = []

        def position(construct: Construct) -> int:
            if id(construct) not in positions:
                others.append(construct)
                positions[id(construct)] = -len(others)
            return positions[id(construct)]

        text = f"[{', '.join(each.text(position) for each in waiting)}]"
        request = StaticInvokeRequest(node_package.BATCH, "make", [text, others])
        made = jsii._runtime.kernel.provider.sinvoke(request).result
        for each, found in zip(new, made, strict=True):
            each.reference.ref, each.reference.interfaces = found.ref, found.interfaces
            register_reference(each.construct)


_batch: _Batch | None = None


def install() -> None:
    """Makes constructs in batches from here on; a jsii that is not made as expected makes each alone."""
    global _batch
    node: _Node | None = getattr(jsii._runtime.kernel.provider, "_process", None)
    if _batch is None and node is not None and callable(getattr(node, "send", None)):
        _batch = _Batch(node)


def make(
    construct: C,
    kind: type[Construct],
    scope: Construct,
    construct_id: str,
    config: object = None,
    *,
    address: str | None = None,
    is_fixed: bool = False,
    depends_on: Sequence[Construct] = (),
    provider: Construct | None = None,
) -> C:
    """Makes a construct, under another id where the user has one of that id there.

    The arguments go to Node as they are. The constructors of Python do the same after checking each value's
    type, which the rules of this library have done already and which takes half of the time.

    Args:
        construct: without anything in it yet.
        kind: its class, or the one of jsii's that it is derived from.
        scope: parent construct.
        construct_id: id below the parent.
        config: third argument of the class's constructor.
        address: its name in Terraform's addresses; None for what has none.
        is_fixed: whether it keeps that address, whatever a callback does: it is written in other places.
        depends_on: what must exist before.
        provider: that it goes through; None for what has none, or the stack's usual one.
    """
    text = _json(config)
    if _batch is not None and text is not None:
        name: str = getattr(kind, "__jsii_type__")  # noqa: B009 - every class of jsii's has it
        _batch.add(
            _Made(
                construct,
                _Reference(),
                name,
                scope,
                construct_id,
                text,
                address,
                is_fixed,
                depends_on,
                provider,
            )
        )
        return construct
    if isinstance(config, dict):
        more = {"dependsOn": list(depends_on), "provider": provider}
        config |= {key: value for key, value in more.items() if value}
    for number in itertools.count(2):
        try:
            free_id = construct_id if number == 2 else f"{construct_id}-{number - 1}"
            jsii.create(kind, construct, [scope, free_id] if config is None else [scope, free_id, config])
            break
        except RuntimeError as error:
            if not is_taken_id(error):
                raise
    if address is not None:
        element = cast("TerraformElement", construct)
        element.override_logical_id(address)
        if is_fixed:
            str(element.friendly_unique_id)  # no other is taken once it was told
    return construct


def call(construct: Construct, path: str, *arguments: object) -> None:
    """Calls a method that gives nothing back.

    Args:
        construct: that has it.
        path: to it and its name, in JavaScript: `addOverride`, `node.addMetadata`.
        arguments: of the method.
    """
    text = _json(arguments)
    if _batch is not None and text is not None:
        _batch.add(_Called(construct, path, text))
        return
    *steps, method = path.split(".")
    target: object = construct
    for step in steps:
        target = getattr(target, step)
    jsii.invoke(target, method, list(arguments))


def _json(value: object) -> str | None:
    """The value as JSON; None when there is an object of Node's in it, or a key that only jsii refuses."""
    try:
        text = json.dumps(value)
    except TypeError:
        return None
    return None if _DROPPED in text else text

"""Creates constructs in Node in batches instead of one request for each.

Python has the object of a construct immediately. Node creates the construct before it handles the next
request of any kind. The result is the same, but there are far fewer requests, and each takes time.
"""

from __future__ import annotations

import itertools
import json
import threading
from typing import TYPE_CHECKING, Final, Protocol, TypeVar, cast

import jsii
import jsii._runtime
from jsii import implements
from jsii._kernel.types import StaticInvokeRequest
from jsii._reference_map import register_reference
from jsii.errors import JSIIError as EngineError

from cdktf_aspire.hosting.own_constructs import is_taken_id
from cdktf_aspire.terraform.engine import node_package
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cdktf_aspire.terraform.engine.classes import TerraformElement
    from constructs import Construct

    Send = Callable[[object, type], object]

__all__ = ["EngineError", "call", "implements", "install", "make"]

C = TypeVar("C", bound="Construct")

# JavaScript treats this key differently: its value would be lost without an error.
_DROPPED: Final = '"__proto__"'


class _Node(Protocol):
    """The part of jsii's `_NodeProcess` used here."""

    send: Send


class _Reference:
    """jsii's reference to a construct; empty until Node has created the construct."""

    __slots__ = ("interfaces", "ref")

    def __init__(self) -> None:
        self.ref = ""
        self.interfaces: list[str] | None = None


@records.frozen
class _Made:
    """A construct that Node has not created yet.

    Attributes:
        construct: the Python object.
        reference: jsii's reference in that object.
        kind: jsii's name of its class.
        scope: its parent.
        construct_id: the wanted id below the parent.
        config: the third argument of its constructor, as JSON.
        address: its name in Terraform's addresses; None if it has none.
        is_fixed: whether callbacks can't change that address.
        depends_on: the constructs that must exist before it.
        provider: the provider that it uses; None for the default one of the stack, or if it has none.
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
        """The JSON that `batch.js` reads."""
        parts = [self.kind, position(self.scope), self.construct_id, self.address, self.is_fixed]
        provider = None if self.provider is None else position(self.provider)
        text = json.dumps([*parts, [position(each) for each in self.depends_on], provider])
        return f"{text[:-1]}, {self.config}]"


@records.frozen
class _Called:
    """A method of a construct that Node has not called yet.

    Attributes:
        construct: the construct that has it.
        path: the path to the method in JavaScript, including its name.
        arguments: its arguments, as JSON.
    """

    construct: Construct
    path: str
    arguments: str

    def text(self, position: Callable[[Construct], int]) -> str:
        """The JSON that `batch.js` reads."""
        return f"[{position(self.construct)}, {json.dumps(self.path)}, {self.arguments}]"


class _Batch:
    """Replaces jsii's `send`: the waiting constructs are created before any other request."""

    def __init__(self, node: _Node) -> None:
        self._send = node.send
        self._waiting: list[_Made | _Called] = []
        # A thread must not refer to a construct that another thread is creating.
        self._lock = threading.RLock()
        node.send = self.send

    def send(self, request: object, response_type: type) -> object:
        """Replaces jsii's `send`."""
        with self._lock:
            if self._waiting:
                self._make()
            return self._send(request, response_type)

    def add(self, waiting: _Made | _Called) -> None:
        """Queues a construct to be created, or a method to be called, before the next request."""
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
    """Creates constructs in batches from now on; if jsii has an unexpected structure, one by one."""
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
    """Creates a construct, under another id if the user already has one with that id there.

    The arguments are sent to Node unchanged. The constructors in Python first check each value's type, which
    takes half of the time. The rules of this library have already checked them.

    Args:
        construct: the Python object, uninitialized.
        kind: its class, or the jsii class that it is derived from.
        scope: the parent construct.
        construct_id: the wanted id below the parent.
        config: the third argument of the class's constructor.
        address: its name in Terraform's addresses; None if it has none.
        is_fixed: whether callbacks can't change that address, because other elements refer to it.
        depends_on: the constructs that must exist before it.
        provider: the provider that it uses; None for the default one of the stack, or if it has none.
    """
    text = _json(config)
    if _batch is not None and text is not None:
        name: str = getattr(kind, "__jsii_type__")  # noqa: B009 - every jsii class has it
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
            str(element.friendly_unique_id)  # reading it fixes the address
    return construct


def call(construct: Construct, path: str, *arguments: object) -> None:
    """Calls a method that doesn't return a value.

    Args:
        construct: the construct that has it.
        path: the path to the method in JavaScript, including its name: `addOverride`, `node.addMetadata`.
        arguments: the arguments of the method.
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
    """The value as JSON; None if it contains a Node object, or a key that only jsii refuses."""
    try:
        text = json.dumps(value)
    except TypeError:
        return None
    return None if _DROPPED in text else text

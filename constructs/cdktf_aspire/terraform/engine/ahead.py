"""Starts Node and loads its packages while Python imports its own half of them, without a thread.

jsii writes each request to Node as a line, and waits for the answer, which is also a line. This module sends
the first requests of every synth early, and reads their answers when they are needed, at the latest before
another request. This can't deadlock:

- The write doesn't block: Node has read all earlier requests, and these fit into an empty pipe.
- Node doesn't block: it answers one request after the other, these requests never call back into Python, and
  their answers, of less than a hundred bytes each, fit into the pipe unread.
- Python waits only for Node, where jsii waits too. Python may hold locks of the import system meanwhile, but
  Node doesn't need them. Python waits for another thread only while that thread waits for Node.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Protocol

import attrs

from cdktf_aspire.terraform.engine.node_errors import NodeError, NodeErrors, is_about_node, program
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.machinery import ModuleSpec

    Send = Callable[[object, type], object]

# The smallest capacity of an empty pipe on any system.
_PIPE: Final = 4096
_LOAD = re.compile(
    r'JSIIAssembly\.load\(\s*"([^"\\]+)",\s*"([^"\\]+)",\s*__name__\[0:-6\],\s*"([^"\\]+)",?\s*\)'
)


class _Process(Protocol):
    """The parts of `subprocess.Popen` used here."""

    stdin: IO[bytes]
    stdout: IO[bytes]


class _Node(Protocol):
    """The parts of jsii's `_NodeProcess` used here."""

    _process: _Process
    sink_thread: threading.Thread
    handshake: Callable[[], None]
    send: Send
    stop: Callable[[], None]


@records.frozen
class Assembly:
    """A jsii package, as its Python half requests it.

    Attributes:
        name: the name on npm.
        version: the version of the package.
        tarball: the path of the file with its JavaScript.
    """

    name: str
    version: str
    tarball: str

    @property
    def request(self) -> Mapping[str, str]:
        """The request to load it."""
        return {"api": "load", **attrs.asdict(self)}

    def question(self, type_name: str, static_property: str) -> Mapping[str, str]:
        """A request about one of its types: the first such request makes jsii index all of them."""
        return {"api": "sget", "fqn": f"{self.name}.{type_name}", "property": static_property}


def assembly_of(spec: ModuleSpec | None) -> Assembly | None:
    """The jsii package that a Python package loads when it is imported, read without importing it."""
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "_jsii"
    try:
        found = _LOAD.search((folder / "__init__.py").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    if found is None:
        return None
    name, version, file = found.groups()
    return Assembly(name, version, os.fspath(folder / file))


def start_node() -> Ahead | None:
    """Starts Node, unless it runs already, without waiting for it.

    Returns:
        An object that sends requests early; None if jsii has an unexpected structure.

    Raises:
        NodeError: Node is missing.
    """
    import jsii._runtime
    from jsii._kernel.providers import process

    kind: Any = process._NodeProcess
    started: list[_Node] = []
    handshake = kind.handshake
    kind.handshake = lambda node: started.append(node)  # jsii would wait for Node in there
    sink = process.stderr_sink
    errors = NodeErrors(sink)
    process.stderr_sink = errors.read  # type: ignore[assignment] # jsii's is generic
    try:
        node: Any = getattr(jsii._runtime.kernel.provider, "_process", None)
    except OSError as error:
        kind.__del__ = lambda node: None  # it would stop a process that hasn't started
        if is_about_node(error):
            reason = f"Node can't be started: {error.strerror}"
            if isinstance(error, FileNotFoundError) and not os.path.dirname(program()):  # noqa: PTH120
                reason = "Node is not installed, or not on the PATH"
            raise NodeError(reason, is_there=False) from None
        raise
    finally:
        kind.handshake = handshake
        process.stderr_sink = sink
    as_expected = hasattr(node, "_process") and callable(getattr(node, "send", None))
    if as_expected and "send" not in vars(node):
        return Ahead(node, errors, is_new=node in started)
    errors.pass_on()
    if node in started:
        node.handshake()
    return None


class Ahead:
    """Sends requests early, and replaces jsii's `send` with one that first reads their answers.

    Attributes:
        is_new: whether Node has just started, and hasn't loaded a package yet.
    """

    def __init__(self, node: _Node, errors: NodeErrors, *, is_new: bool) -> None:
        self.is_new = is_new
        self._errors = errors
        self._is_greeting_read = not is_new
        self._node = node
        self._send = node.send
        self._sent: Sequence[Mapping[str, str]] = ()
        self._answers: list[bytes] = []
        # Load requests that returned before their answer, by their position among those sent.
        self._promised: dict[int, tuple[object, type]] = {}
        self._is_settled = False
        # Two threads must not read each other's answers. Reentrant, because of signal handlers.
        self._lock = threading.RLock()

    def start(self, requests: Sequence[Mapping[str, str]]) -> bool:
        """Sends the requests; returns False, and sends nothing, if they don't fit into a pipe."""
        text = b"".join(json.dumps(request).encode() + b"\n" for request in requests)
        if len(text) > _PIPE:
            self._read_answers(0)
            return False
        self._sent = requests
        self._node.send = self.send
        if hasattr(os, "register_at_fork"):
            release = self._lock.release
            os.register_at_fork(before=self._before_fork, after_in_parent=release, after_in_child=release)
        # If Node has ended, the next request reports it.
        with contextlib.suppress(OSError, ValueError):
            self._node._process.stdin.write(text)
            self._node._process.stdin.flush()
        return True

    def send(self, request: object, response_type: type) -> object:
        """Replaces jsii's `send`, in which two threads at once would read each other's answers."""
        with self._lock:
            if not self._is_settled:
                place = self._place(request)
                if place is not None and place >= len(self._answers):
                    # Node is busy with it, and Python can continue to import: jsii ignores this response.
                    self._promised[place] = (request, response_type)
                    return None
                self.settle(len(self._sent))
            return self._send(request, response_type)

    def settle(self, count: int) -> None:
        """Reads the answers to the first requests.

        Args:
            count: the number of requests.

        Raises:
            Exception: Node can't load a package; this is jsii's exception for the repeated request.
        """
        with self._lock:
            self._read_answers(count)
            if count < len(self._sent) and all(self.is_done(each) for each in self._promised if each < count):
                return
            self._read_answers(len(self._sent))
            for place, promised in sorted(self._promised.items()):
                if not self.is_done(place):
                    self._send(*promised)
            self._is_settled = True

    def is_done(self, place: int) -> bool:
        """Whether Node succeeded with the request at that position, and its answer has been read."""
        return place < len(self._answers) and self._answers[place].startswith(b'{"ok":')

    def _before_fork(self) -> None:
        """Reads all answers: both processes would wait for them, and for a lock that another thread holds."""
        self._lock.acquire()
        with contextlib.suppress(Exception):  # a wrong greeting; the next request reports it
            self._read_answers(len(self._sent))

    def _place(self, request: object) -> int | None:
        """The position of a load request among those sent; None for any other request."""
        # jsii identifies a package by name and version, not by its file.
        asked = (getattr(request, "name", None), getattr(request, "version", None))
        sent = [(each.get("name"), each.get("version")) for each in self._sent]
        return sent.index(asked) if hasattr(request, "tarball") and asked in sent else None

    def _read_answers(self, count: int) -> None:
        with self._lock:
            if not self._is_greeting_read:
                self._is_greeting_read = True
                self._read_greeting()
            while len(self._answers) < count:
                try:
                    answer = self._node._process.stdout.readline()
                except (OSError, ValueError):
                    answer = b""  # Node has ended; the next request reports it
                self._answers.append(answer)

    def _read_greeting(self) -> None:
        try:
            self._node.handshake()
        except (ValueError, AssertionError):
            # It has ended, or it isn't Node.
            with contextlib.suppress(OSError):
                self._node.stop()
            self._node.stop = lambda: None  # jsii would stop it again, and print that it can't
            raise NodeError(self._errors.reason(), is_there=True) from None
        self._errors.pass_on()

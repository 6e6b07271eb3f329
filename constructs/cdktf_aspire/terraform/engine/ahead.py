"""Has Node read the bindings while Python imports its own half of them, without a thread.

jsii writes each request to Node as a line and waits for the answer, which is a line too. The requests that
every synth makes first are written here ahead of time, and their answers are read when the next request
comes. That always ends:

- Writing them does not wait: Node has read all that came before, and both fit into an empty pipe.
- Node does not wait: it answers one request after the other, these two never call back into Python, and
  their answers, of less than a hundred bytes, fit into the pipe unread.
- Python waits for Node only, where jsii does so too. Whichever locks of the import system it holds
  meanwhile, Node needs none of them. Another thread is waited for only while that one waits for Node.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Protocol

import attrs

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.machinery import ModuleSpec

    Send = Callable[[object, type], object]

# The least that an empty pipe takes at once, on any system.
_PIPE: Final = 4096
_LOAD = re.compile(
    r'JSIIAssembly\.load\(\s*"([^"\\]+)",\s*"([^"\\]+)",\s*__name__\[0:-6\],\s*"([^"\\]+)",?\s*\)'
)


class _Process(Protocol):
    """What is used of `subprocess.Popen`."""

    stdin: IO[bytes]
    stdout: IO[bytes]


class _Node(Protocol):
    """What is used of jsii's `_NodeProcess`."""

    _process: _Process
    send: Send


@attrs.frozen
class Assembly:
    """A package of jsii as its Python half asks for it.

    Attributes:
        name: on npm.
        version: of the package.
        tarball: path of the file with its JavaScript.
    """

    name: str
    version: str
    tarball: str


def assembly_of(spec: ModuleSpec) -> Assembly | None:
    """What importing the bindings will have jsii load, read without importing them."""
    if spec.origin is None:
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


def load_ahead(assembly: Assembly, type_name: str, static_property: str) -> None:
    """Sends Node the request to load the package, and the first question about one of its types.

    Most of that is reading an archive of 40 MB, and an index of all types, which the first question makes
    jsii build. A jsii that is not made as expected is left alone.

    Args:
        assembly: of the bindings.
        type_name: of a type in it.
        static_property: of that type.
    """
    import jsii._runtime

    node: _Node | None = getattr(jsii._runtime.kernel.provider, "_process", None)
    process = getattr(node, "_process", None)
    if node is None or process is None or "send" in vars(node) or not callable(getattr(node, "send", None)):
        return
    requests = (
        {"api": "load", **attrs.asdict(assembly)},
        {"api": "sget", "fqn": f"{assembly.name}.{type_name}", "property": static_property},
    )
    lines = [json.dumps(request).encode() + b"\n" for request in requests]
    if sum(map(len, lines)) <= _PIPE:
        # Where Node is gone, the next request says so.
        with contextlib.suppress(OSError, ValueError):
            _Ahead(node, assembly).start(lines)


class _Ahead:
    """Stands before jsii's `send`, which first reads the answers to what was sent ahead."""

    def __init__(self, node: _Node, assembly: Assembly) -> None:
        self._node = node
        self._send = node.send
        self._assembly = assembly
        self._sent = 0
        self._answers: list[bytes] = []
        self._is_settled = False
        # The request to load that Python was not kept waiting for.
        self._promised: tuple[object, type] | None = None
        # Two threads must not read each other's answers. Reentrant, for handlers of signals.
        self._lock = threading.RLock()

    def start(self, requests: list[bytes]) -> None:
        """Sends the requests, of which the first loads the package."""
        self._node._process.stdin.write(b"".join(requests))
        self._sent = len(requests)
        self._node.send = self.send
        if hasattr(os, "register_at_fork"):
            release = self._lock.release
            os.register_at_fork(before=self._before_fork, after_in_parent=release, after_in_child=release)
        self._node._process.stdin.flush()

    def send(self, request: object, response_type: type) -> object:
        """In place of jsii's `send`, which two threads at once would take each other's answers in."""
        with self._lock:
            if not self._is_settled:
                if len(self._answers) < self._sent and self._is_load(request):
                    # Node is at it, and Python goes on importing: jsii does not look at the response.
                    self._promised = (request, response_type)
                    return None
                self._read_answers()
                if self._promised is not None and not self._answers[0].startswith(b'{"ok":'):
                    self._send(*self._promised)  # ends with the error that the load has, while it has one
                self._is_settled = True
            return self._send(request, response_type)

    def _before_fork(self) -> None:
        """Both processes would wait for answers that come once; and for a lock that another thread holds."""
        self._lock.acquire()
        self._read_answers()

    def _is_load(self, request: object) -> bool:
        # For jsii a package is its name and version, wherever the file is.
        asked = (getattr(request, "name", None), getattr(request, "version", None))
        return hasattr(request, "tarball") and asked == (self._assembly.name, self._assembly.version)

    def _read_answers(self) -> None:
        with self._lock:
            while len(self._answers) < self._sent:
                try:
                    answer = self._node._process.stdout.readline()
                except (OSError, ValueError):
                    answer = b""  # Node is gone; the next request to it says so
                self._answers.append(answer)

"""Stands between jsii and Node, and is late with an answer, forges one, or dies instead of giving it.

`SLOW_NODE_AT` is a part of the text of the requests that it is about; `SLOW_NODE_DOES` is how many seconds
the first answer is late (`0.5`), how many answers are errors (`2`), or `die`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ERROR = {"error": "the disk is full", "stack": "somewhere", "name": "@jsii/kernel.RuntimeError"}


def install(folder: Path, at: str, does: str) -> dict[str, str]:
    """Makes the executable; returns the environment that has jsii use it."""
    from tests.platforms import needs_posix  # not in the program that this module is

    needs_posix("a shell script in place of Node")
    program = folder / "slow-node"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {__file__} node "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return {"JSII_NODE": str(program), "SLOW_NODE_AT": at, "SLOW_NODE_DOES": does}


def main() -> None:
    node = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert node.stdin is not None
    assert node.stdout is not None
    requests: SimpleQueue[bytes] = SimpleQueue()
    requests.put(b"hello")  # the first line comes unasked
    threading.Thread(target=_pass_on, args=(node.stdin, requests), daemon=True).start()
    at, does = os.environ["SLOW_NODE_AT"].encode(), os.environ["SLOW_NODE_DOES"]
    errors = int(does) if does.isdecimal() else 0
    late = 0 if errors or does == "die" else float(does)
    for answer in node.stdout:
        if at in requests.get():
            if does == "die":
                node.kill()
                return
            time.sleep(late)
            late = 0
            if errors:
                errors -= 1
                answer = json.dumps(ERROR).encode() + b"\n"
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()


def _pass_on(to: IO[bytes], requests: SimpleQueue[bytes]) -> None:
    for request in sys.stdin.buffer:
        requests.put(request)
        to.write(request)
        to.flush()
    to.close()


if __name__ == "__main__":
    main()

"""The commands on a terminal: a line that moves, and a question before something is stopped."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.apphost import clean_environment
from tests.operations.stand_in.arm import FAILED, Run, job

if TYPE_CHECKING:
    from tests.operations.stand_in.arm import StandIn

pty = pytest.importorskip("pty", reason="no pseudo-terminals on this machine")

# Neither an engine nor Node: what has to start quickly doesn't load them.
_PROGRAM = """
import sys
from cdktf_aspire.cli import main
sys.argv[1:] = {words!r}
try:
    main()
finally:
    assert not {{"cdktf", "cdktn", "constructs", "jsii"}} & set(sys.modules)
"""


def on_a_terminal(azure: StandIn, *words: str, typed: str = "") -> tuple[int, str]:
    """Runs `cdktf-aspire` on a terminal; its exit code, and what the terminal was sent."""
    ours, theirs = pty.openpty()
    program = _PROGRAM.format(words=words)
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=clean_environment(**azure.environment, TERM="xterm", COLUMNS="200"),
    ) as running:
        os.close(theirs)
        os.write(ours, typed.encode())
        shown = b""
        # The terminal's end is an error on Linux.
        while (part := _read(ours)) != b"":
            shown += part
        code = running.wait(60)
    os.close(ours)
    return code, shown.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_a_run_shows_its_state_and_the_time(azure: StandIn) -> None:
    job_id = azure.add(job("nightly"))
    azure.next_runs("nightly", FAILED)
    code, shown = on_a_terminal(azure, "run", job_id, "--wait")
    assert code == 1
    assert "nightly-run0001  Running" in shown
    assert "0:00:0" in shown
    assert "nightly-run0001: Running (" not in shown
    assert "nightly-run0001: Failed after 42 s.\n" in shown
    # Its name alone is for programs.
    assert "\nnightly-run0001\n" not in shown


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 1)])
def test_stopping_asks_first(azure: StandIn, typed: str, code: int) -> None:
    job_id = azure.add(job("nightly"))
    azure.ran("nightly", Run(("Running",)))
    ended, shown = on_a_terminal(azure, "stop", job_id, typed=typed)
    assert ended == code, shown
    assert "Stop nightly-run0001? [y/N]:" in shown
    assert azure.executions["nightly"][0].over == (code == 0)

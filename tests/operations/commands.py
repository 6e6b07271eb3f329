"""The commands as a user types them, in this process."""

from __future__ import annotations

import attrs
from typer.testing import CliRunner

from cdktf_aspire.cli import app


@attrs.frozen
class Shown:
    """What a command did: its exit code, what it wrote to programs, and what to the user."""

    code: int
    output: str
    messages: str


def type_in(*words: str) -> Shown:
    """Runs `cdktf-aspire` with these words, without a terminal."""
    result = CliRunner().invoke(app, words)
    unexpected = result.exception
    assert unexpected is None or isinstance(unexpected, SystemExit), result.stderr
    return Shown(result.exit_code, result.stdout, result.stderr)

"""The public types, as an editor sees them; mypy checks the same file whenever it runs over the tests."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.apphost import ROOT, clean_environment


@pytest.mark.matrix
def test_pyright_agrees() -> None:
    done = subprocess.run(
        ["npx", "--yes", "pyright@1.1.414", "--pythonpath", sys.executable, "tests/typing/public_api.py"],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

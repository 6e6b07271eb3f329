"""The room itself: reading a plan needs neither Node nor cdktf."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.apphost import clean_environment
from tests.review.plans import REAL

COMMAND = str(Path(sys.executable).parent / "cdktf-aspire")
SCRIPT = """
import sys
from cdktf_aspire.cli import app
for format in ("text", "markdown", "json", "html"):
    try:
        app(["review", sys.argv[1], "--format", format], standalone_mode=False)
    except SystemExit as end:
        assert not end.code
heavy = {"jsii", "cdktf", "constructs", "cdktf_cdktf_provider_azurerm"} & set(sys.modules)
assert not heavy, heavy
"""


def test_a_review_loads_neither_jsii_nor_cdktf_nor_constructs() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(REAL / "cron-change.json")],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "1 job changes" in done.stdout


def test_the_same_words_in_any_language_of_the_machine() -> None:
    outputs = {
        subprocess.run(
            [
                COMMAND,
                "review",
                str(REAL / "cron-change.json"),
                "--now",
                "2027-01-04",
            ],
            env=clean_environment(LANG=language, LC_ALL=language, PYTHONIOENCODING=encoding),
            capture_output=True,
            check=True,
        ).stdout
        for language, encoding in (("C", "ascii"), ("de_DE.UTF-8", "utf-8"))
    }

    assert len(outputs) == 1
    assert "every 15 minutes" in outputs.pop().decode()

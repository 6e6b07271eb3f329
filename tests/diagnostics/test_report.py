"""Problems as a person reads them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.problems import Problem, Severity, SourceLocation, closest, show
from cdktf_aspire.diagnostics.report import render_json, render_text

if TYPE_CHECKING:
    from pathlib import Path


def problems(file: Path) -> list[Problem]:
    file.write_text("one\npublish(timeout=0)\n")
    return [
        Problem(
            "ACJ202",
            Severity.ERROR,
            "The timeout can't be 0",
            resource="batch",
            path="timeout=",
            value="0",
            allowed="1 or more",
            hint="Write 1 or more",
            where=SourceLocation(str(file), 2),
        ),
        Problem("ACJ302", Severity.WARNING, "The image has no fixed version", resource="batch"),
    ]


def test_a_block_per_problem_in_terraforms_shape(tmp_path: Path) -> None:
    file = tmp_path / "main.py"

    assert (
        render_text(problems(file))
        == f"""\
Error: The timeout can't be 0 [ACJ202]

  on {file} line 2, in resource 'batch':
     2: publish(timeout=0)

  Attribute: timeout
  Value:     0
  Allowed:   1 or more
  Hint:      Write 1 or more

Warning: The image has no fixed version [ACJ302]

  in resource 'batch':


1 error and 1 warning.
"""
    )


def test_colour_only_when_asked_for(tmp_path: Path) -> None:
    assert "\x1b[" not in render_text(problems(tmp_path / "a.py"))
    assert "\x1b[31mError\x1b[0m" in render_text(problems(tmp_path / "a.py"), color=True)


def test_json_for_machines(tmp_path: Path) -> None:
    document = json.loads(render_json(problems(tmp_path / "a.py")))

    assert (document["errors"], document["warnings"]) == (1, 1)
    assert document["problems"][0]["line"] == 2


def test_a_value_is_one_printable_line() -> None:
    assert show("a\nb\x1b[31m") == "'a\\nb\\x1b[31m'"
    assert len(show("x" * 10_000)) < 130


def test_the_closest_name() -> None:
    assert closest("replica_timout", ["replica_timeout", "replica_retry_limit"]) == "replica_timeout"
    assert closest("xyz", ["replica_timeout"]) is None

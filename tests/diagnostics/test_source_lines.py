"""The user's own lines in messages: to be recognised, and with nothing in them that may be a secret."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.diagnostics.problems import Problem, Severity, SourceLocation
from cdktf_aspire.diagnostics.report import render_text
from cdktf_aspire.diagnostics.source_lines import SourceLines

if TYPE_CHECKING:
    from pathlib import Path


def shown(folder: Path, text: str, *, name: str = "main.py") -> list[str]:
    """Every line of a file as a message shows it."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    sources = SourceLines()
    return [sources.shown(SourceLocation(str(file), line + 1)) for line in range(text.count("\n") + 1)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            'builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job(timeout=5)',
            'builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job(timeout=5)',
        ),
        (
            'builder.add_parameter("p", "hunter2", secret=True)',
            'builder.add_parameter("p", "***", secret=True)',
        ),
        ('builder.add_parameter("p", 12345678)', 'builder.add_parameter("p", ***)'),
        ('job.cron_expression = "0 2 * * 0"', 'job.cron_expression = "0 2 * * 0"'),
        ('job.value = "hunter2"', 'job.value = "***"'),
        ('f(cpu=0.5, memory="1GB", oops="hunter2")', 'f(cpu=0.5, memory="1GB", oops="***")'),
        ('a.add_queue("q"); b.with_args("hunter2")', 'a.add_queue("q"); b.with_args("***")'),
        ("""x = b"hunter2", f"hunter2{'hunter2'}", 'hunter2' "hunter2\"""", 'x = b"***", f"***", "***"'),
        ('f({"hunter2": ["hunter2"]})  # hunter2', 'f({"***": ["***"]})'),
        ('Secret(name="hunter2", value="hunter2")', 'Secret(name="***", value="***")'),
        (
            'f(image="user:hunter2@r.io/a", location="//u:hunter2@h")',
            'f(image="***", location="***")',
        ),
        ('ü = "ü", "hunter2", größe, "hunter2"', 'ü = "***", "***", größe, "***"'),
        ('builder.add_container("batch", *["hunter2"])', 'builder.add_container("batch", *["***"])'),
    ],
)
def test_texts_are_masked_unless_they_can_be_no_secret(tmp_path: Path, line: str, expected: str) -> None:
    assert shown(tmp_path, line) == [expected]


def test_of_a_call_over_several_lines_no_text_is_shown_on_any(tmp_path: Path) -> None:
    lines = shown(
        tmp_path,
        'builder.add_parameter(\n    "p",\n    "hunter2",\n    secret=True,  # hunter2\n)\n'
        'text = """\nhunter2 "\n\'hunter2\'""" + \\\n    "hunter2"\n',
    )

    assert "hunter2" not in "\n".join(lines)
    assert lines[:5] == ["builder.add_parameter(", '"p",', '"***",', "secret=True,", ")"]
    assert lines[7] == '"***" + \\'


@pytest.mark.parametrize("text", ['f("hunter2"', 'x = "hunter2', "hunter2 hunter2", "(" * 300 + "'hunter2'"])
def test_what_is_not_python_is_not_shown(tmp_path: Path, text: str) -> None:
    assert shown(tmp_path, text) == [""]


def test_of_json_the_keys_are_shown_and_no_value_that_may_be_a_secret(tmp_path: Path) -> None:
    text = (
        '{"image": "a/b:1", "cpu": 0.5, "args": ["--password", "hunter2"], "on": true,\n'
        ' "secret": [{"name": "pw", "value": "hunter2\\"hunter2"}], "value": 12345678, "key":\n'
        ' "hunter2", "location": "https://u:hunter2@h"}'
    )

    assert shown(tmp_path, text, name="cdk.tf.json") == [
        '{"image": "a/b:1", "cpu": 0.5, "args": ["***", "***"], "on": true,',
        '"secret": [{"name": "pw", "value": "***"}], "value": ***, "key":',
        '"***", "location": "***"}',
    ]


def test_of_bicep_all_texts_are_masked_and_comments_left_out(tmp_path: Path) -> None:
    text = """\
param p string = 'hunter2' // hunter2
resource r 'Microsoft.App/jobs@2024-03-01' = { a: 1, b: a ? 'hunter2' : 'hunter2' } /* hunter2
hunter2 */ var a = '${f('hunter2${b}')}hunter2' + '\\'hunter2'
var b = '''hunter2
 ' hunter2''' + 'hunter2'
var c = 'hunter2
var d = 7"""

    assert shown(tmp_path, text, name="main.bicep") == [
        "param p string = '***'",
        "resource r 'Microsoft.App/jobs@2024-03-01' = { a: 1, b: a ? '***' : '***' }",
        "var a = '***' + '***'",
        "var b = '***'",
        "+ '***'",
        "var c = '***'",
        "var d = 7",
    ]


def test_a_line_is_cut_and_reaches_no_terminal_as_it_is(tmp_path: Path) -> None:
    (line,) = shown(tmp_path, "x = [" + "1, " * 10_000 + "]")
    assert len(line) == 160
    assert line.endswith(" ...")
    assert shown(tmp_path, "x = 1 \x0c+ 2") == ["x = 1 \\x0c+ 2"]


@pytest.mark.parametrize("name", ["main.py", "cdk.tf.json"])
def test_a_minified_file_with_many_mistakes_is_read_once_and_never_shown_whole(
    tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    file.write_text('[{"value": "hunter2", "memory": "1GB"}' + ', {"value": "hunter2"}' * 8_000 + "]")
    problems = [
        Problem("ACJ311", Severity.ERROR, "The memory can't be '1GB'", where=SourceLocation(str(file), 1))
        for _ in range(2_000)
    ]

    start = time.process_time()
    text = render_text(problems)

    assert time.process_time() - start < 20
    assert len(text) < 2_000 * 400
    assert "hunter2" not in text


def test_nothing_in_a_message_reaches_a_terminal_as_a_command() -> None:
    problem = Problem(
        "ACJ301",
        Severity.ERROR,
        "Not an image\x1b[2J",
        path="a\x07",
        value="\x9b",
        hint="\u202ex",
        where=SourceLocation("a\x1b.py", 1),
    )

    text = render_text([problem])

    assert all(char.isprintable() for char in text.replace("\n", ""))

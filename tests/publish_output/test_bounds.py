"""A publish output of any content ends soon, with a result or with a problem that has a file and a line."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.publish_output.publication import AspirePublishOutput
from tests.apphost import clean_environment
from tests.publish_output.outputs import messages, module

if TYPE_CHECKING:
    from pathlib import Path

# Each works near its bound, so all together take minutes.
pytestmark = pytest.mark.matrix

_SECONDS = 12.0
_LARGE = "ACJ806 The value is too large"
_WORK = "ACJ845 The publish output takes more work than any that Aspire writes; reading stops here"
_CHAIN = "is at the end of a chain that is too long"


def _chain(count: int, line: str, first: str = "") -> str:
    return first + "".join(line.format(n=n, m=n - 1) for n in range(1, count))


def _read(folder: Path) -> list[str]:
    """The problems of a folder, which come soon and have a place each."""
    begin = time.thread_time()
    found = AspirePublishOutput.load(folder).problems
    assert time.thread_time() - begin < _SECONDS
    for problem in found:
        assert problem.where is not None, problem
        assert len(problem.message) < 1000
    return messages(found)


def _manifest(folder: Path, resources: dict[str, object]) -> list[str]:
    (folder / "aspire-manifest.json").write_text(json.dumps({"resources": resources}))
    return _read(folder)


_BIG = "x" * 190_000


@pytest.mark.parametrize(
    ("bicep", "message"),
    [
        (f"var a = '{_BIG}'\nvar b = replace(a, 'x', a)\n", _LARGE),
        (f"var a = '{'x' * 1000}'\nvar b = replace(a, 'x', a)\n", "The result of replace() is too long"),
        (f"var a = '{_BIG}'\nvar b = join([{chr(39) * 2}{', a' * 9000}], 'x')\n", _WORK),
        (f"var a = '{_BIG}'\nvar b = join([{', '.join(['1'] * 5000)}], a)\n", "The result of join() is too"),
        (f"param text string\nvar a = '{'${text}' * 20_000}'\n", _LARGE),
        (f"var d = '{_BIG}'\nvar a = '{'${d}' * 20_000}'\n", _WORK),
        (f"var a = {chr(39) * 400_000}\n", "ACJ804 Not Bicep"),
        (f"var a = {{\n{''.join(f'  k{n}: 1{chr(10)}' for n in range(40_000))}}}\n", _LARGE),
        (_chain(30, "var a{n} = [a{m}, a{m}]\n", "var a0 = ['x']\n"), _LARGE),
        (_chain(60, "var a{n} = text == 'x' ? a{m} : a{m}\n", "param text string\nvar a0 = text\n"), _LARGE),
        (_chain(12_000, "var v{n} = '${{v{m}}}x${{text}}'\n", "param text string\nvar v0 = text\n"), _WORK),
        (_chain(8_000, "var u{n} = toLower(a)\n", f"var a = '{_BIG}'\n"), _WORK),
        (_chain(20_000, "var v{m} = v{n}\n"), _CHAIN),
        (f"param text string\nvar a = {'text == 1 ? 1 : ' * 20_000}1\n", "ACJ804 Bicep nested deeper"),
        (f"var a = json('[{'1,' * 100_000}1]')\n", _LARGE),
        ("var a = json('[1e999]')\n", "ACJ806 json() takes a JSON document as text"),
        (f"var a = {'9' * 400_000}\n", "ACJ806 The number is too large"),
        (_chain(15_000, "var a{n} = nope{n}\n"), "ACJ845 More than 1000 problems"),
        (f"var a = [{', '.join(f'nope{n}' for n in range(40_000))}]\n", "ACJ806 Nothing is named 'nope0'"),
    ],
)
def test_what_grows_or_repeats_in_bicep_is_given_up_soon(tmp_path: Path, bicep: str, message: str) -> None:
    module(tmp_path, bicep, {"text": "{text.value}"})
    assert any(message in each for each in _read(tmp_path))


@pytest.mark.parametrize(
    "bicep",
    [
        _chain(20_000, "var v{n} = v{m}\n", "var v0 = 'a'\n") + "output o string = v19999\n",
        "".join(f"resource r{n} 'M.K/v@2020-01-01' existing = {{\n name: 'n{n}'\n}}\n" for n in range(5500)),
        _chain(
            4000,
            "resource r{n} 'M.K/v@2020-01-01' = {{\n name: 'n'\n properties: {{\n  a: r{m}.id\n }}\n}}\n",
            "resource r0 'M.K/v@2020-01-01' = {\n name: 'n'\n}\n",
        ),
    ],
)
def test_many_honest_declarations_are_read_without_a_problem(tmp_path: Path, bicep: str) -> None:
    module(tmp_path, bicep)
    assert _read(tmp_path) == []


@pytest.mark.parametrize("kind", ["value.v0", "annotated.string", "container.v0"])
def test_values_that_are_made_of_each_other_ten_times_are_measured(tmp_path: Path, kind: str) -> None:
    key = "value" if kind == "annotated.string" else "connectionString"
    entries: dict[str, object] = {
        f"v{n}": {"type": kind, key: f"{{v{n - 1}.{key}}}" * 10, "filter": "uri", "image": "x"}
        for n in range(1, 12)
    }
    start = {"type": "value.v0", "connectionString": "{secret.value}", "value": "{secret.value}"}
    secret = {"type": "parameter.v0", "value": "{secret.inputs.value}"}
    (tmp_path / "m.bicep").write_text("param p string\n")
    user = {"type": "azure.bicep.v0", "path": "m.bicep", "params": {"p": f"{{v11.{key}}}"}}
    found = _manifest(tmp_path, {"secret": secret, "v0": start, **entries, "m": user})
    assert set(found) <= {_LARGE, "ACJ807 {v0.value} is not known, so it stays as text"}


def test_two_thousand_mistakes_on_one_line_are_marked_soon(tmp_path: Path) -> None:
    found = _manifest(
        tmp_path, {f"r{n}": {"type": "project.v0", "path": n, "x": "z" * 1800} for n in range(1999)}
    )
    assert found[0] == "ACJ803 'path' is text"
    assert found[-1].startswith("ACJ845 More than 1000 problems")


@pytest.mark.parametrize(
    "line", ["var v{n} = {n}\n", "resource r{n} 'M.K/v@2020-01-01' = {{\n name: 'n{n}'\n}}\n"]
)
def test_one_module_that_is_used_thousands_of_times(tmp_path: Path, line: str) -> None:
    (tmp_path / "m.bicep").write_text("".join(line.format(n=n) for n in range(3000)))
    found = _manifest(tmp_path, {f"m{n}": {"type": "azure.bicep.v0", "path": "m.bicep"} for n in range(600)})
    assert found == [_WORK]


def test_a_small_module_that_main_bicep_uses_thousands_of_times(tmp_path: Path) -> None:
    uses = "".join(f"module m{n} 'm.bicep' = {{\n name: 'm{n}'\n}}\n" for n in range(4000))
    (tmp_path / "m.bicep").write_text("var v = 1\n")
    (tmp_path / "main.bicep").write_text(f"targetScope = 'subscription'\n{uses}")
    assert _read(tmp_path) == []


# -- circles


@pytest.mark.parametrize(
    ("bicep", "message"),
    [
        (
            "param a string = b\nparam b string = a\n",
            "ACJ806 The parameter 'a' refers to itself: a -> b -> a",
        ),
        (
            "resource a 'Microsoft.KeyVault/vaults@2024-11-01' existing = {\n  name: b.name\n}\n"
            "resource b 'Microsoft.KeyVault/vaults@2024-11-01' existing = {\n  name: a.name\n}\n",
            "ACJ806 The name of the resource 'a' refers to itself: a -> b -> a",
        ),
        (
            "resource a 'M.K/v@2024-11-01' = {\n  name: 'a'\n  parent: a\n}\n",
            "ACJ806 The name of the resource 'a' refers to itself",
        ),
        (
            "resource a 'M.K/v@2024-11-01' = {\n  name: 'a'\n  tags: {\n    x: b.id\n  }\n}\n"
            "resource b 'M.K/v@2024-11-01' = {\n  name: 'b'\n  dependsOn: [a]\n}\n",
            "ACJ806 The resources refer to each other in a circle: a -> b -> a",
        ),
    ],
)
def test_a_circle_is_named(tmp_path: Path, bicep: str, message: str) -> None:
    assert messages(module(tmp_path, bicep).problems)[0] == message


def test_modules_that_use_each_other_are_named(tmp_path: Path) -> None:
    (tmp_path / "m.bicep").write_text("param p string\noutput o string = p\noutput fixed string = 'x'\n")

    def entry(other: str, output: str) -> dict[str, object]:
        return {"type": "azure.bicep.v0", "path": "m.bicep", "params": {"p": f"{{{other}.outputs.{output}}}"}}

    assert _manifest(tmp_path, {"a": entry("b", "o"), "b": entry("a", "fixed")}) == [
        "ACJ806 The modules use each other's outputs in a circle: a -> b -> a"
    ]
    assert "ACJ806 The parameter 'p' refers to itself: a.p -> b.o -> b.p -> a.o -> a.p" in _manifest(
        tmp_path, {"a": entry("b", "o"), "b": entry("a", "o")}
    )


def test_connection_strings_that_are_made_of_each_other_are_named(tmp_path: Path) -> None:
    def entry(other: str) -> dict[str, object]:
        return {"type": "value.v0", "connectionString": f"{{{other}.connectionString}}"}

    assert _manifest(tmp_path, {"a": entry("b"), "b": entry("c"), "c": entry("a")}) == [
        "ACJ806 The connection strings refer to each other: a -> b -> c -> a"
    ]


# -- memory

_IN_A_PROCESS = """
import resource, sys
from cdktf_aspire.publish_output.publication import AspirePublishOutput
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
for folder in sys.argv[1:]:
    problems = AspirePublishOutput.load(folder).problems
    print(problems[-1].code if problems else "none")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="a limit on memory is Linux's")
def test_four_megabytes_are_read_in_one_gigabyte(tmp_path: Path) -> None:
    texts = {
        "keys": json.dumps({"resources": {f"a{n}": 1 for n in range(250_000)}}),
        "list": json.dumps({"resources": {"a": {"type": "x", "list": [[]] * 900_000}}}),
        "holes": json.dumps(
            {"resources": {"a": {"type": "value.v0", "connectionString": "{a.b.c}" * 500_000}}}
        ),
        "deep": '{"a":' * 600_000,
        "number": json.dumps({"resources": {"a": {"type": "project.v0"}}}).replace(
            '"project.v0"', "9" * 3_900_000
        ),
    }
    for name, text in texts.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "aspire-manifest.json").write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", _IN_A_PROCESS, *(str(tmp_path / name) for name in texts)],
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["ACJ803", "ACJ803", "ACJ845", "ACJ803", "ACJ803"]


# -- files and lines


def test_the_manifest_itself_is_not_a_link_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    folder.mkdir()
    (tmp_path / "private.json").write_text('{"password": hunter2}')
    (folder / "aspire-manifest.json").symlink_to(tmp_path / "private.json")
    for path in (folder, folder / "aspire-manifest.json"):
        (problem,) = AspirePublishOutput.load(path).problems
        assert problem.message == "The file is a link out of the folder of the publish output"
    (folder / "aspire-manifest.json").unlink()
    (folder / "main.bicep").symlink_to(tmp_path / "private.json")
    assert messages(AspirePublishOutput.load(folder).problems) == [
        "ACJ802 The file is a link out of the folder of the publish output"
    ]


def test_a_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "aspire-manifest.json").write_text('{"resources": {}}')
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert AspirePublishOutput.load(tmp_path / "link").problems == []


def test_no_default_of_a_secret_is_on_a_line_that_is_shown(tmp_path: Path) -> None:
    inputs = {"value": {"type": "string", "secret": True, "default": {"name": "hunter2", "value": 20252026}}}
    entry = {"type": "parameter.v0", "value": "{a.inputs.value}", "inputs": inputs}
    resources = {"a": entry, "b": {"type": "project.v0", "path": 7}}
    (tmp_path / "aspire-manifest.json").write_text(json.dumps({"resources": resources}))
    problems = AspirePublishOutput.load(tmp_path).problems
    assert [each.code for each in problems] == ["ACJ814", "ACJ803"]
    assert not any(secret in str(each) for each in problems for secret in ("hunter2", "2025"))

    bicep = "@secure() \nparam a int = 20252026 + nope\n"
    assert not any("2025" in each.message for each in module(tmp_path, bicep).problems)

"""A publish output that nobody vouches for: a clear error each, never a traceback, never a hang."""

from __future__ import annotations

import json
import os
import random
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdktf_aspire import SynthesisStopped
from cdktf_aspire.publish_output import syntax
from cdktf_aspire.publish_output.problems import Mistake
from cdktf_aspire.publish_output.publication import AspirePublishOutput
from tests.matrix import examples, matrix
from tests.platforms import posix
from tests.publish_output.outputs import copy_of, messages, module, only_module

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.apphost import AppHost


def manifest(folder: Path, text: str | dict[str, object]) -> list[str]:
    """The problems of a manifest."""
    written = text if isinstance(text, str) else json.dumps({"resources": text})
    (folder / "aspire-manifest.json").write_text(written, encoding="utf-8")
    return messages(AspirePublishOutput.load(folder).problems)


# -- paths


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("../secret.bicep", "ACJ802 The path leaves the folder of the publish output"),
        ("a/../../secret.bicep", "ACJ802 The path leaves the folder of the publish output"),
        ("/etc/passwd", "ACJ802 Not a path below the publish output"),
        ("C:\\secret.bicep", "ACJ802 Not a path below the publish output"),
        ("\\\\host\\share\\x.bicep", "ACJ802 Not a path below the publish output"),
        ("", "ACJ802 Not a path below the publish output"),
        ("a\0b", "ACJ802 Not a path below the publish output"),
        ("nowhere.bicep", "ACJ801 There is no file 'nowhere.bicep'"),
        (".", "ACJ801 There is no file"),
    ],
)
def test_a_module_is_a_file_below_the_folder(tmp_path: Path, path: str, message: str) -> None:
    folder = tmp_path / "output"
    folder.mkdir()
    (tmp_path / "secret.bicep").write_text("var secret = 1")
    found = manifest(folder, {"m": {"type": "azure.bicep.v0", "path": path}})

    assert len(found) == 1
    assert found[0].startswith(message)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    folder.mkdir()
    (tmp_path / "secret.bicep").write_text("var secret = 1")
    (folder / "m.bicep").symlink_to(tmp_path / "secret.bicep")
    (folder / "round.bicep").symlink_to(folder / "round.bicep")

    assert manifest(folder, {"m": {"type": "azure.bicep.v0", "path": "m.bicep"}}) == [
        "ACJ802 The path leaves the folder of the publish output"
    ]
    (problem,) = manifest(folder, {"m": {"type": "azure.bicep.v0", "path": "round.bicep"}})
    assert problem.startswith(("ACJ801", "ACJ802"))


def test_a_link_inside_the_folder_is_fine(tmp_path: Path) -> None:
    (tmp_path / "real.bicep").write_text("var x = 1\n")
    (tmp_path / "m.bicep").symlink_to(tmp_path / "real.bicep")
    assert manifest(tmp_path, {"m": {"type": "azure.bicep.v0", "path": "m.bicep"}}) == []


def test_main_bicep_reads_modules_below_its_folder_only(tmp_path: Path) -> None:
    folder = tmp_path / "output"
    folder.mkdir()
    (folder / "main.bicep").write_text(
        "targetScope = 'subscription'\nmodule m '../m.bicep' = {\n  name: 'm'\n}\n"
    )
    assert messages(AspirePublishOutput.load(folder).problems) == [
        "ACJ802 The path leaves the folder of the publish output"
    ]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "nowhere", "ACJ801 There is no such path"),
        (lambda folder: folder, "ACJ801 The folder has no aspire-manifest.json or main.bicep"),
        (lambda folder: folder / "file.txt", "ACJ801 Not a publish output"),
    ],
)
def test_a_path_that_is_no_publish_output(tmp_path: Path, make: Callable[[Path], Path], message: str) -> None:
    (tmp_path / "file.txt").write_text("")
    assert messages(AspirePublishOutput.load(make(tmp_path)).problems) == [message]


# -- sizes


def test_files_have_a_largest_size(tmp_path: Path) -> None:
    (tmp_path / "m.bicep").write_text("// " + "x" * 600_000)
    (problem,) = manifest(tmp_path, {"m": {"type": "azure.bicep.v0", "path": "m.bicep"}})
    assert problem == "ACJ801 The file has 600003 bytes, more than the 500000 that are read"


@pytest.mark.parametrize("depth", [100, 100_000])
def test_json_has_a_greatest_depth(tmp_path: Path, depth: int) -> None:
    (problem,) = manifest(tmp_path, '{"resources": {"a": ' + "[" * depth + "]" * depth + "}}")
    assert problem.startswith("ACJ803 JSON nested")


@pytest.mark.parametrize("depth", [200, 50_000])
def test_bicep_has_a_greatest_depth(tmp_path: Path, depth: int) -> None:
    (problem,) = messages(module(tmp_path, f"var x = {'[' * depth}{']' * depth}\n").problems)
    assert problem.startswith("ACJ804 Bicep nested deeper than 150 levels")


def test_what_is_far_from_bicep_is_given_up_soon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser would try for minutes."""
    monkeypatch.setattr(syntax, "_SECONDS", 0.2)
    chance = random.Random(1)
    words = "".join(chance.choice("abc \n") for _ in range(400_000))
    (problem,) = messages(module(tmp_path, words).problems)
    assert problem == "ACJ804 Not Bicep, starting about here"


def test_values_can_not_double_until_memory_ends(tmp_path: Path) -> None:
    doubled = "".join(f"var v{n} = '${{v{n - 1}}}${{v{n - 1}}}'\n" for n in range(1, 60))
    lists = "".join(f"var w{n} = [w{n - 1}, w{n - 1}]\n" for n in range(1, 60))
    found = messages(module(tmp_path, f"var v0 = 'xx'\n{doubled}var w0 = [1]\n{lists}").problems)
    assert set(found) == {"ACJ806 The value is too large"}


def test_a_long_chain_of_variables_ends_in_an_error_or_a_value(tmp_path: Path) -> None:
    chain = "".join(f"var v{n} = v{n + 1}\n" for n in range(1500))
    found = messages(module(tmp_path, f"{chain}var v1500 = 1\noutput o int = v0\n").problems)
    assert all(each.endswith("is at the end of a chain that is too long") for each in found)


# -- what a manifest can't be


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "ACJ803 Not JSON: Expecting value"),
        ("{", "ACJ803 Not JSON: Expecting property name enclosed in double quotes"),
        ("[]", "ACJ803 A manifest is an object with an object named 'resources'"),
        ('{"resources": []}', "ACJ803 A manifest is an object with an object named 'resources'"),
        ('{"resources": {"a": NaN}}', "ACJ803 Not JSON: NaN is not a JSON number"),
        ('{"resources": {"a": "\\ud800"}}', "ACJ803 Text with half a character in it"),
        ('{"resources": {"a": {}, "a": {}}}', "ACJ803 The key 'a' appears twice"),
        ('{"resources": {"a": 1}}', "ACJ803 The resource 'a' is not an object"),
        ('{"resources": {"a": {}}}', "ACJ803 The resource 'a' has no type"),
        (
            '{"resources": {"a": {"type": "value.v0", "connectionString": ""}, "A": {}}}',
            "ACJ803 'A' and 'a' are the same name to Aspire",
        ),
        (
            '{"resources": {"a_b": {"type": "project.v0", "path": "x"}}}',
            "ACJ803 The resource has a name that Aspire does not accept (64 letters, digits, -)",
        ),
        ('{"resources": {"a": {"type": "project.v0"}}}', "ACJ803 The resource 'a' has no 'path'"),
        ('{"resources": {"a": {"type": "project.v0", "path": 1}}}', "ACJ803 'path' is text"),
        (
            '{"resources": {"a": {"type": "project.v0", "path": "x", '
            '"bindings": {"h": {"scheme": "http", "port": 0}}}}}',
            "ACJ803 A port is a number from 1 to 65535",
        ),
        (
            '{"resources": {"a": {"type": "container.v0", "image": "x", "volumes": {}}}}',
            "ACJ803 'volumes' is a list",
        ),
        (
            '{"resources": {"a": {"type": "project.v1", "path": "x", "deployment": {"type": "else.v0"}}}}',
            "ACJ803 A deployment is a Bicep module",
        ),
    ],
)
def test_what_is_no_manifest_is_told(tmp_path: Path, text: str, message: str) -> None:
    assert manifest(tmp_path, text) == [message]


def test_the_line_of_a_mistake_in_json_is_marked(tmp_path: Path) -> None:
    text = '{\n  "resources": {\n    "job": {\n      "type": "project.v0",\n      "path": 7\n    }\n  }\n}\n'
    (tmp_path / "aspire-manifest.json").write_text(text)
    (problem,) = AspirePublishOutput.load(tmp_path).problems

    assert problem.message == "'path' is text\n    \"path\": 7\n    ^^^^^^"
    assert problem.resource == "job"
    assert problem.value == "7"
    assert problem.where is not None
    assert problem.where.line == 5


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "aspire-manifest.json").write_bytes(b"\xff\xfe{}")
    assert messages(AspirePublishOutput.load(tmp_path).problems) == ["ACJ801 The file is not UTF-8 text"]


# -- any change of a sample

SAMPLES = ("nightly", "worker", "events", "worker-folder", "shop")
_PIECES = (b"{", b"}", b'"', b"'", b"${", b"\\", b"\n", b"[", b"]", b"null", b"..", b"@", b"\xff", b"0", b".")
_WORDS = (
    b"string",
    b"object",
    b".id",
    b".name",
    b"location",
    b"properties",
    b"true",
    b"parent",
    b"scope",
    b"value",
)


def mutated(text: bytes, chance: random.Random) -> bytes:
    """A text with one small change somewhere."""
    at = chance.randrange(len(text))
    end = at + chance.randrange(1, 60)
    match chance.randrange(6):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :]
        case 2:
            return text[:at] + chance.choice(_PIECES) + text[at:]
        case 3:
            return text[:end] + text[at:]
        case 4:
            return text[:at] + text[end:]
        case _:
            return text.replace(chance.choice(_WORDS), chance.choice(_WORDS), 1)


@pytest.mark.parametrize("changes", [30, matrix(120)])
@pytest.mark.parametrize("name", SAMPLES)
def test_any_change_gives_a_result_or_a_clear_error(tmp_path: Path, name: str, changes: int) -> None:
    """A corpus of small changes, the same on every run."""
    output = copy_of(name, tmp_path)
    files = sorted(file for file in output.rglob("*") if file.is_file())
    chance = random.Random(name)
    refused = 0
    for _ in range(changes):
        file = chance.choice(files)
        before = file.read_bytes()
        file.write_bytes(mutated(before, chance))
        found = AspirePublishOutput.load(output)
        refused += any(problem.is_error for problem in found.problems)
        for problem in found.problems:
            assert problem.where is not None, problem
            assert problem.message
        file.write_bytes(before)
    assert changes / 6 < refused < changes, "the changes are neither all harmless nor all fatal"


@pytest.mark.parametrize("changes", [15, matrix(60)])
@pytest.mark.parametrize("name", ["worker", "shop"])
def test_what_is_still_a_publish_output_can_be_imported(
    tmp_path: Path,
    new_apphost: Callable[..., AppHost],
    name: str,
    changes: int,
) -> None:
    """Such changes as leave it readable, all the way to the checks of the jobs."""
    output = copy_of(name, tmp_path)
    files = sorted(file for file in output.rglob("*") if file.is_file())
    chance = random.Random(f"{name} imported")
    imported = 0
    for number in range(changes):
        file = chance.choice(files)
        before = file.read_bytes()
        file.write_bytes(mutated(before, chance))
        apphost = new_apphost(f"out{number}")
        try:
            apphost.builder.add_publish_output(output)
        except SynthesisStopped:
            pass
        else:
            imported += 1
            apphost.problems()
        file.write_bytes(before)
    assert imported > changes / 12


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("param resource var output = '${}[]():?.@\n\\/x1,"), max_size=80))
def test_any_text_as_bicep_gives_a_result_or_a_clear_error(tmp_path: Path, text: str) -> None:
    for problem in module(tmp_path, text).problems:
        assert problem.code.startswith("ACJ80")


_JSON = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.sampled_from(["{p.value}", "a"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
_TYPES = ("parameter.v0", "project.v1", "container.v1", "azure.bicep.v0", "value.v0", "x")
_FIELDS = (
    "path",
    "value",
    "image",
    "build",
    "inputs",
    "bindings",
    "volumes",
    "deployment",
    "params",
    "scope",
)
_ENTRIES = st.fixed_dictionaries(
    {"type": st.sampled_from(_TYPES)},
    optional=dict.fromkeys((*_FIELDS, "connectionString", "error"), _JSON),
)


@settings(max_examples=examples(80), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), _ENTRIES, max_size=3))
def test_any_manifest_gives_a_result_or_a_clear_error(
    tmp_path: Path, resources: dict[str, dict[str, object]]
) -> None:
    text = json.dumps({"resources": resources})
    (tmp_path / "aspire-manifest.json").write_text(text)
    for problem in AspirePublishOutput.load(tmp_path).problems:
        assert problem.code.startswith(("ACJ80", "ACJ937"))


# -- work that grows with the square of the input


_LISTS = "var a = range(0, 3000)\nvar b = range(1000, 3000)\n"


@pytest.mark.parametrize(
    ("bicep", "message"),
    [
        (f"{_LISTS}var c = length(union(a, b))\noutput o int = c\n", None),
        (f"{_LISTS}output o array = [length(intersection(a, b)), indexOf(b, 3999)]\n", None),
        (
            f"var t = '{'x' * 9000}'\nvar a = format('{'{0}' * 9000}', t)\n",
            "The result of format() is too long",
        ),
        (f"var a = length(split('{'a,' * 30_000}', ','))\n", "The result of split() is too long"),
        ("".join(f"output o{n} int = nope{n}\n" for n in range(300)), "Nothing is named 'nope0' here"),
    ],
)
def test_functions_take_time_in_proportion(tmp_path: Path, bicep: str, message: str | None) -> None:
    begin = time.thread_time()
    found = messages(module(tmp_path, bicep).problems)
    assert time.thread_time() - begin < 2
    assert found[:1] == ([] if message is None else [f"ACJ806 {message}"])


def test_a_list_has_each_item_once(tmp_path: Path) -> None:
    """`true` is not 1, and what only the deployment knows is equal to itself."""
    bicep = (
        "param text string\n"
        "output o array = union([1, text, { a: [1] }], [true, text, { a: [1] }, '${text}x'])\n"
        "output p array = intersection([1, 2, text], [text, 2, true])\n"
    )
    only = only_module(module(tmp_path, bicep, {"text": "{text.value}"}))
    values = only.output("o", None)
    assert isinstance(values, list)
    assert [values[0], *values[2:4]] == [1, {"a": [1]}, True]
    assert len(values) == 5
    assert only.output("p", None) == [2, values[1]]


def test_each_resource_may_refer_to_each_other_one(tmp_path: Path) -> None:
    """Circles of any number: none of them is a copy of all of its steps."""
    refers = "\n".join(f"  r{n}.id" for n in range(30))
    bicep = "".join(
        f"resource r{n} 'M.K/v@2020-01-01' = {{\n name: 'n{n}'\n properties: [\n{refers}\n ]\n}}\n"
        for n in range(30)
    )
    found = messages(module(tmp_path, bicep).problems)
    assert found[0] == "ACJ806 The resources refer to each other in a circle: r0 -> r0"
    assert all(each.count("->") < 9 for each in found)


def test_resources_named_after_each_other_end_in_a_problem_for_the_end_of_the_chain(tmp_path: Path) -> None:
    bicep = "".join(
        f"resource r{n} 'M.K/v@2020-01-01' = {{\n name: r{n + 1}.properties.x\n}}\n" for n in range(300)
    )
    bicep += "resource r300 'M.K/v@2020-01-01' = {\n name: 'n'\n}\n"
    begin = time.thread_time()
    found = messages(module(tmp_path, bicep).problems)
    assert time.thread_time() - begin < 3
    assert all("too long a chain" in each or "nested too deeply" in each for each in found)


def test_a_path_is_not_longer_than_a_path_can_be(tmp_path: Path) -> None:
    (problem,) = manifest(tmp_path, {"m": {"type": "azure.bicep.v0", "path": "a/" * 300_000 + "m.bicep"}})
    assert problem == "ACJ802 Not a path below the publish output"


@posix("named pipes")
@pytest.mark.parametrize("name", ["main.bicep", "aspire-manifest.json"])
def test_what_is_not_a_file_is_not_read(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert messages(AspirePublishOutput.load(tmp_path).problems) == [
        "ACJ801 The folder has no aspire-manifest.json or main.bicep"
    ]


@posix("named pipes and devices")
def test_modules_that_are_not_files_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.bicep")
    (tmp_path / "folder.bicep").mkdir()
    (tmp_path / "device.bicep").symlink_to("/dev/zero")
    names = ("pipe", "folder", "device")
    found = manifest(tmp_path, {name: {"type": "azure.bicep.v0", "path": f"{name}.bicep"} for name in names})
    assert found == [
        "ACJ801 There is no file 'pipe.bicep'",
        "ACJ801 There is no file 'folder.bicep'",
        "ACJ802 The path leaves the folder of the publish output",
    ]


# -- secrets beside mistakes

_SECRET = "hunter2"


@pytest.mark.parametrize(
    "bicep",
    [
        "@secure()\nparam p string = 'it's hunter2'\n",
        "@secure()\nparam p string = hunter2'\n",
        '@secure()\nparam p string = "hunter2"\n',
        "@secure()\nparam p string = `hunter2`\n",
        "@secure()\nparam p string = 'hunter2\n",
        "@secure()\nparam p string = '''it''''hunter2'''\n",
        "var a = ''' '''\n'\n@secure()\nparam p string = '''\nhunter2\n''' nope\n",
        "@secure() param p string = 'hunter2' nope nope\n",
        "@secure()\nparam p string = 'a\\hunter2'\n",
        "var a = 'it\\'s hunter2'.foo\n",
        "var a = { x: 'it\\'s hunter2', y: { password: 'hunter2' } }.y.z\n",
        "var a = 'x${nope}hunter2'\n",
        "var a = json('hunter2')\n",
        "@allowed(['x'])\nparam password string = 'hunter2'\n",
        "var a = nope // hunter2\n",
    ],
)
def test_no_text_of_bicep_is_shown_beside_a_mistake(tmp_path: Path, bicep: str) -> None:
    found = module(tmp_path, bicep).problems
    assert found
    assert not any(_SECRET in repr(each) for each in found)


def test_no_number_of_a_file_with_secrets_is_shown(tmp_path: Path) -> None:
    for mistake in ("20252026.foo", "[20252026][7]", "20252026 20252026", "20252026.5"):
        found = module(tmp_path, f"@secure()\nparam p string\nvar a = {mistake}\n").problems
        assert found
        assert not any("20252026" in repr(each) for each in found)


@pytest.mark.parametrize(
    "inputs",
    [
        {"value": {"secret": True, "default": "hunter2"}},
        {"value": {"secret": True, "default": {"generate": "hunter2"}}},
        {"value": {"secret": True, "default": {"value": ["hunter2"]}}},
        {"value": {"secret": "true", "default": {"value": "hunter2"}}},
        {"value": {"secret": 1, "default": {"value": "hunter2"}}},
        {"value": "hunter2"},
        "hunter2",
    ],
)
def test_no_value_of_a_parameter_is_shown_beside_a_mistake(tmp_path: Path, inputs: object) -> None:
    entry = {"type": "parameter.v0", "value": "{a.inputs.value}", "inputs": inputs}
    (tmp_path / "aspire-manifest.json").write_text(json.dumps({"resources": {"a": entry}}))
    (problem,) = AspirePublishOutput.load(tmp_path).problems
    assert problem.is_error
    assert _SECRET not in repr(problem)


@pytest.mark.parametrize(
    "fields",
    [
        {"env": "hunter2"},
        {"env": {"PASSWORD": 20252026}},
        {"args": "hunter2"},
        {"build": {"context": "x", "secrets": {"PASSWORD": "hunter2"}}},
    ],
)
def test_no_value_of_a_program_is_shown_beside_a_mistake(tmp_path: Path, fields: dict[str, object]) -> None:
    output = {"c": {"type": "container.v0", "image": "x", **fields}}
    (tmp_path / "aspire-manifest.json").write_text(json.dumps({"resources": output}))
    found = AspirePublishOutput.load(tmp_path)
    problems = list(found.problems)
    for entry in found.entries:
        for variable in getattr(entry, "variables", ()):
            with pytest.raises(Mistake) as raised:
                variable.work_out()
            problems.append(raised.value.problem)
    assert problems
    assert not any(_SECRET in repr(each) or "20252026" in repr(each) for each in problems)


@pytest.mark.parametrize("piece", ["", '"', "}", "\n", "'", "${", "'''", "\\", "("])
def test_no_change_shows_a_secret(tmp_path: Path, piece: str) -> None:
    """One sign more at each place, or one less."""
    value = {"type": "string", "secret": True, "default": {"value": _SECRET}}
    entry = {"type": "parameter.v0", "value": "{p.inputs.value}", "inputs": {"value": value}}
    document = json.dumps({"resources": {"p": entry}})
    bicep = "@secure()\nparam p string = 'hunter2'\nvar a = [p, 'hunter2']\n"
    text = document if piece in {"", '"', "}"} else bicep
    for at in range(len(text)):
        changed = text[:at] + piece + text[at + (not piece) :]
        if text is bicep:
            problems = module(tmp_path, changed).problems
        else:
            (tmp_path / "aspire-manifest.json").write_text(changed)
            problems = AspirePublishOutput.load(tmp_path).problems
        assert not any(_SECRET in repr(each) for each in problems), changed

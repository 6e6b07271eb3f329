"""Expressions of the manifest: holes, braces, and what stays text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdktf_aspire.publish_output.manifest_expressions import Hole, UnknownHole, parse
from cdktf_aspire.publish_output.publication import AspirePublishOutput
from tests.publish_output.outputs import messages

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{p.value}", [("p", "value", "", "")]),
        ("{my-db.connectionString}", [("my-db", "connectionString", "", "")]),
        ("{p.inputs.value}", [("p", "inputs", "value", "")]),
        ("{env.outputs.AZURE_ID}", [("env", "outputs", "AZURE_ID", "")]),
        ("{old.secretOutputs.key}", [("old", "secretOutputs", "key", "")]),
        ("{kv.secrets.my-key}", [("kv", "secrets", "my-key", "")]),
        ("{web.containerImage}", [("web", "containerImage", "", "")]),
        ("{web.containerPort}", [("web", "containerPort", "", "")]),
        ("{web.bindings.http.url}", [("web", "bindings", "http", "url")]),
        ("{web.bindings.my-end.targetPort}", [("web", "bindings", "my-end", "targetPort")]),
        ("{web.bindings.http.tlsEnabled}", [("web", "bindings", "http", "tlsEnabled")]),
    ],
)
def test_every_kind_of_hole(text: str, expected: list[tuple[str, ...]]) -> None:
    (hole,) = parse(text)
    assert isinstance(hole, Hole)
    assert [(hole.resource, hole.kind, hole.name, hole.part)] == expected
    assert hole.source == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("plain", ["plain"]),
        ("{{literal}}", ["{literal}"]),
        ("{{{{", ["{{"]),
        ("/{**catch-all}/x", ["/{**catch-all}/x"]),
        ("{0} {a}", ["{0} {a}"]),
        ("{", ["{"]),
        ("}", ["}"]),
        ("{a b.value}", ["{a b.value}"]),
        ("{x.nothing}", [UnknownHole("{x.nothing}")]),
        ("{x.bindings.http.color}", [UnknownHole("{x.bindings.http.color}")]),
        ("{.outputs.ID}", [Hole("", "outputs", "ID", "", "{.outputs.ID}")]),
        ("{.bindings.http.url}", [UnknownHole("{.bindings.http.url}")]),
    ],
)
def test_text_and_what_looks_like_a_hole(text: str, expected: list[object]) -> None:
    assert parse(text) == expected


_NAME = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,8}", fullmatch=True)
_HOLES = st.one_of(
    st.builds("{{{0}.value}}".format, _NAME),
    st.builds("{{{0}.outputs.{1}}}".format, _NAME, _NAME),
    st.builds("{{{0}.bindings.{1}.host}}".format, _NAME, _NAME),
)


def escaped(text: str) -> str:
    """Text as an expression that means just this text."""
    return text.replace("{", "{{").replace("}", "}}")


@given(
    st.lists(
        st.one_of(st.text(max_size=8).map(lambda text: ("text", text)), _HOLES.map(lambda h: ("hole", h)))
    )
)
def test_what_is_written_is_read(parts: list[tuple[str, str]]) -> None:
    """Any texts, with their braces doubled, and any holes between them."""
    written = "".join(escaped(each) if kind == "text" else each for kind, each in parts)
    read = [each if isinstance(each, str) else getattr(each, "source", "") for each in parse(written)]

    assert "".join(read) == "".join(each for _, each in parts)
    assert [each for each in parse(written) if isinstance(each, Hole)] == [
        parse(each)[0] for kind, each in parts if kind == "hole"
    ]


@given(st.text(st.sampled_from("{}.ab-*0 ")))
def test_every_text_is_accepted_and_nothing_is_lost(text: str) -> None:
    rebuilt = "".join(each if isinstance(each, str) else each.source for each in parse(text))
    assert rebuilt == text.replace("{{", "{").replace("}}", "}") or len(rebuilt) <= len(text)


def test_an_unknown_hole_stays_text_with_a_warning(tmp_path: Path) -> None:
    resources = {"a": {"type": "value.v0", "connectionString": "x={nobody.value};{**rest};{a.nothing}"}}
    (tmp_path / "aspire-manifest.json").write_text(json.dumps({"resources": resources}))
    output = AspirePublishOutput.load(tmp_path)
    (entry,) = output.entries

    assert entry.value() == "x={nobody.value};{**rest};{a.nothing}"  # type: ignore[union-attr]
    assert messages(output.problems) == [
        "ACJ807 {nobody.value} is not known, so it stays as text",
        "ACJ807 {a.nothing} is not known, so it stays as text",
    ]
    assert not any(problem.is_error for problem in output.problems)


def test_a_connection_string_made_of_itself_is_an_error(tmp_path: Path) -> None:
    resources = {
        "a": {"type": "container.v0", "image": "x:1", "connectionString": "{b.connectionString}"},
        "b": {"type": "container.v0", "image": "x:1", "connectionString": "{a.connectionString}"},
        "m": {"type": "azure.bicep.v0", "path": "m.bicep", "params": {"p": "{a.connectionString}"}},
    }
    (tmp_path / "m.bicep").write_text("param p string\n")
    (tmp_path / "aspire-manifest.json").write_text(json.dumps({"resources": resources}))

    assert messages(AspirePublishOutput.load(tmp_path).problems) == [
        "ACJ806 The connection string of 'a' refers to itself: a -> b -> a"
    ]

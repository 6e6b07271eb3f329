"""Bicep that is newer than the grammar: typed variables, `...`, `$'''` and types of every form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.publish_output.outputs import messages, module, only_module

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = """
param p string
var o { name: string, inner: { x: int }? } = { name: 'n', inner: { x: 1 } }
var list ('a' | 'b')[] = ['a', 'b']
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("{ ...o }", {"name": "n", "inner": {"x": 1}}),
        ("{\n  ...o\n  name: 'later'\n}", {"name": "later", "inner": {"x": 1}}),
        ("{\n  name: 'earlier'\n  ...o\n}", {"name": "n", "inner": {"x": 1}}),
        ("{ ...{ a: 1 }, ...{ b: 2 }, ...{ a: 3 } }", {"a": 3, "b": 2}),
        ("{\n  ...(empty(list) ? {} : { a: 1 })\n}", {"a": 1}),
        ("{ x: { ...o.inner } }", {"x": {"x": 1}}),
        ("[...list, 'c']", ["a", "b", "c"]),
        ("[\n  'c'\n  ...list\n  ...[first(list)]\n]", ["c", "a", "b", "a"]),
        ("[for i in [1]: { ...o, i: i }]", [{"name": "n", "inner": {"x": 1}, "i": 1}]),
        ("map(list, x => { ...o.inner, n: x })", [{"x": 1, "n": "a"}, {"x": 1, "n": "b"}]),
        ("$'''a ${o.name} ${list[0]}\n'b' $${1 + 1}'''", "a n a\n'b' $2"),
        ("$$'''\na ${o.name} $${o.name}, // ${'x'}'''", "a ${o.name} n, // ${'x'}"),
        ("$'''\r\nplain'''", "plain"),
        ("$'''${toUpper('${o.name}}')}${$'''${o.name}'''}'''", "N}n"),
        ("[\n  $'''${o.name}'''\n  $'''${1}''''\n]", ["n", "1'"]),
        ("{ a: $'''${o.name}''' == 'n' ? $'''${1}''' : '' }", {"a": "1"}),
        ("'... ${'...'}' // ...", "... ..."),
    ],
)
def test_newer_syntax_is_worked_out(tmp_path: Path, expression: str, expected: object) -> None:
    bicep = f"{BEFORE}output o any = {expression}\n"
    assert only_module(module(tmp_path, bicep, {"p": "{text.value}"})).output("o", None) == expected


@pytest.mark.parametrize(
    "kind",
    [
        "[string, int]",
        "[\n  string // first\n  int?\n]",
        "'a' | 'b'",
        "('a' | 'b')[]?",
        "string | int | null",
        "{ a: string, b: { c: [int] }? }",
        "{\n  @description('a b c')\n  a: string\n  *: int\n}",
        "resourceInput<'Microsoft.Storage/storageAccounts@2024-01-01'>",
        "resourceInput<'Microsoft.Storage/storageAccounts@2024-01-01'>.properties.sku?",
        "t[*]",
        "t[0]",
        "t.*",
    ],
)
def test_every_type_is_read(tmp_path: Path, kind: str) -> None:
    bicep = (
        f"param p {kind} = ['a']\nparam q {kind} // last\ntype u = {kind}\n"
        f"type t =\n  | 'a' // one\n  | 'b'\n"
        f"var v {kind} = p[0]\noutput o {kind} = v\noutput q string = q\noutput wrong string = nope\n"
    )
    output = module(tmp_path, bicep, {"q": "{text.value}"})

    (problem,) = output.problems
    assert problem.message.startswith("Nothing is named 'nope' here\n    output wrong string = nope\n")
    assert problem.where is not None
    assert problem.where.line == bicep.count("\n")
    assert output.modules[0].output("o", None) == "a"


@pytest.mark.parametrize(
    ("bicep", "message"),
    [
        (
            "param p object\noutput o object = { ...p }",
            "ACJ805 This library does not understand `...` of an object that only the deployment knows",
        ),
        (
            "param p array\noutput o array = [...p]",
            "ACJ805 This library does not understand `...` of a list that only the deployment knows",
        ),
        ("output o object = { ...[1] }", "ACJ806 `...` in an object takes an object"),
        ("output o array = [...{}]", "ACJ806 `...` in a list takes a list"),
        (
            "resource r 'Microsoft.Storage/storageAccounts@2024-01-01' = {\n  ...{ name: 'x' }\n}",
            "ACJ805 This library does not understand `...` here",
        ),
        ("output o string = $'''${[]}'''", "ACJ806 Only text and numbers can be part of a text"),
        ("param p string more = 'x'", "ACJ804 Not Bicep"),
        ("var v string", "ACJ804 Not Bicep"),
        ("output o string = toUpper(...['a'])", "ACJ804 Not Bicep"),
    ],
)
def test_what_newer_syntax_cannot_say_is_reported(tmp_path: Path, bicep: str, message: str) -> None:
    params: dict[str, object] = {"p": "{text.value}"} if bicep.startswith("param p ") else {}
    found = messages(module(tmp_path, bicep + "\n", params).problems)
    assert any(each.startswith(message) for each in found), found


@pytest.mark.parametrize(
    "text", ["'open", "'''open", "$'''open ${ok}", "'open ${ok", "'''\n''\n", "$$'''$${'''\n"]
)
def test_a_text_without_its_end_is_reported_where_it_begins(tmp_path: Path, text: str) -> None:
    (problem,) = module(
        tmp_path, f"var ok = 'x'\n\noutput o string = {text}\noutput p string = ok\n"
    ).problems

    assert (problem.code, problem.where and problem.where.line) == ("ACJ804", 3)
    assert problem.message.startswith("Not Bicep: the text that begins here has no closing quote")
    assert "open" not in problem.message


@pytest.mark.parametrize(
    "what", ["resourceGroup().tags", "resourceGroup().tags.owner", "tenant().displayName"]
)
def test_what_only_azure_knows_of_a_scope_is_said(tmp_path: Path, what: str) -> None:
    (problem,) = module(tmp_path, f"output o any = {what}\n").problems

    assert problem.code == "ACJ805"
    assert problem.message.startswith(f"Only Azure knows `{what.removesuffix('.owner')}`")
    assert problem.hint is not None
    assert problem.hint.startswith("Make it a parameter of the AppHost, or write the value as text")

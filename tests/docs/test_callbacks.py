"""Callbacks in the documentation have types, so that an editor completes what is typed in them."""

from __future__ import annotations

import ast
import re
import textwrap
from typing import TYPE_CHECKING

import pytest

import cdktf_aspire
from tests.apphost import ROOT
from tests.docs.pages import PAGES, blocks_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = ROOT / "constructs" / "cdktf_aspire"
# A lambda's parameter has the type that the call declares. This call declares none: any construct can come.
WITHOUT_A_TYPE = "configure_terraform"
FENCE = re.compile(r"^( *)```python\n(.*?)^\1```", re.DOTALL | re.MULTILINE)


FILES = sorted([*PAGES, *PACKAGE.rglob("*.py")])


def codes_in(file: Path) -> Iterator[tuple[str, str]]:
    """The Python of a page or of a module's docstrings, with where it is."""
    if file.suffix == ".md":
        for block in blocks_of(file):
            if block.language == "python":
                yield str(block.line), block.text
        return
    text = file.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)) if "```python" in text else ():
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            for _, code in FENCE.findall(ast.get_docstring(node) or ""):
                yield getattr(node, "name", ""), textwrap.dedent(code)


def untyped_in(code: str, known: set[str]) -> list[str]:
    """What is not typed in the functions of a piece of code, or by a name that it doesn't import."""
    tree = ast.parse(code)
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    imported |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            each = node.args
            parameters = [*each.posonlyargs, *each.args, *each.kwonlyargs, each.vararg, each.kwarg]
            annotations = {one.arg: one.annotation for one in parameters if one and one.arg != "self"}
            for name, annotation in {**annotations, "return": node.returns}.items():
                if annotation is None:
                    found.append(f"{node.name}: {name}")
                else:
                    used = {one.id for one in ast.walk(annotation) if isinstance(one, ast.Name)}
                    found += [f"{node.name}: {one} isn't imported" for one in used - imported - known]
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == WITHOUT_A_TYPE
            and any(isinstance(one, ast.Lambda) for one in node.args)
        ):
            found.append(f"{WITHOUT_A_TYPE}: a lambda")
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_function_says_its_types(file: Path) -> None:
    builtins = {"bool", "float", "int", "list", "object", "str"}
    of_docstrings = set() if file.suffix == ".md" else {*cdktf_aspire.__all__}
    found = {where: untyped_in(code, builtins | of_docstrings) for where, code in codes_in(file)}
    assert {where: untyped for where, untyped in found.items() if untyped} == {}


def test_callbacks_are_looked_for_in_pages_and_docstrings() -> None:
    assert {file.suffix for file in FILES if any(codes_in(file))} == {".md", ".py"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(job): ...", ["f: job", "f: return"]),
        ("def f(job: Job) -> None: ...", ["f: Job isn't imported"]),
        ("from x import Job\ndef f(job: Job) -> None: ...", []),
        ("class Job: ...\ndef f(job: Job) -> None: ...", []),
        ("for _ in []:\n  def f(*, job) -> None: ...", ["f: job"]),
        ("x.configure_terraform(lambda job: job)", ["configure_terraform: a lambda"]),
        ("x.with_environment(lambda context: context)", []),
    ],
)
def test_an_untyped_callback_is_found(code: str, expected: list[str]) -> None:
    assert untyped_in(code, set()) == expected

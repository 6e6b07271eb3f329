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

PACKAGE = ROOT / "constructs" / "cdktf_aspire"
# A lambda's parameter has the type that the call declares. This call declares none: any construct can come.
WITHOUT_A_TYPE = "configure_terraform"
FENCE = re.compile(r"^( *)```python\n(.*?)^\1```", re.DOTALL | re.MULTILINE)


def codes() -> Iterator[tuple[str, str]]:
    """The Python of the pages and of all docstrings, with where it is."""
    for page in PAGES:
        for block in blocks_of(page):
            if block.language == "python":
                yield f"{page.relative_to(ROOT)}:{block.line}", block.text
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                for _, text in FENCE.findall(ast.get_docstring(node) or ""):
                    where = f"{file.relative_to(PACKAGE)}:{getattr(node, 'name', '')}"
                    yield where, textwrap.dedent(text)


CODES = dict(codes())


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


@pytest.mark.parametrize("where", CODES)
def test_every_function_says_its_types(where: str) -> None:
    builtins = {"bool", "float", "int", "list", "object", "str"}
    of_docstrings = set() if ".md:" in where else {*cdktf_aspire.__all__}
    assert untyped_in(CODES[where], builtins | of_docstrings) == []


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

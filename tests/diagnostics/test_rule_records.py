"""Every code has one record, beside what reports it, and the list of all rules finds each of them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.diagnostics import rules
from cdktf_aspire.jobs.rules import CHECKS
from tests.apphost import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = ROOT / "constructs"
MODULES = {
    ".".join(file.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__"): file
    for file in (SOURCES / "cdktf_aspire").rglob("*.py")
}
RECORDS = {"register", "rule"}
# Importing the room itself loads cdktf, so its records are in the room below.
OF_TERRAFORM = "cdktf_aspire.hosting.terraform_rules"


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def codes_in_calls(module: str, *, records: bool) -> list[str]:
    """The codes that calls of a module have, to record them or to report them."""
    return [code for code, is_record in _codes_in_calls(module) if is_record is records]


@cache
def _codes_in_calls(module: str) -> list[tuple[str, bool]]:
    found = []
    has_codes = '"ACJ' in MODULES[module].read_text(encoding="utf-8")
    for node in ast.walk(tree_of(module)) if has_codes else ():
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            value = node.args[0].value
            if isinstance(value, str) and re.fullmatch(r"ACJ\d{3}", value):
                found.append((value, name in RECORDS))
    return found


def imports_at_once(statements: list[ast.stmt]) -> Iterator[str]:
    """What an import of a module imports: not for types, and not in functions."""
    for node in statements:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.With):
            yield from imports_at_once(node.body)


@cache
def loaded_by(module: str) -> frozenset[str]:
    """All modules of the package that are there after an import."""
    found: set[str] = set()
    left = [module]
    while left:
        name = left.pop()
        if name in MODULES and name not in found:
            found.add(name)
            left += [*imports_at_once(tree_of(name).body), name.rpartition(".")[0]]
    return frozenset(found)


@cache
def recorded_in() -> dict[str, str]:
    return {code: module for module in MODULES for code in codes_in_calls(module, records=True)}


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_knows_the_codes_that_it_reports(module: str) -> None:
    where = recorded_in()
    codes = set(codes_in_calls(module, records=False))

    assert {code for code in codes if where.get(code) not in loaded_by(module)} == set()


def test_a_record_is_beside_what_reports_it() -> None:
    reporting: dict[str, set[str]] = {}
    for module in MODULES:
        for code in codes_in_calls(module, records=False):
            reporting.setdefault(code, set()).add(module)

    for code, module in recorded_in().items():
        users = reporting.get(code, set())
        has_check = code in {code for code, _ in CHECKS}
        assert module == OF_TERRAFORM or has_check or module in users or len(users) != 1, (code, users)


def test_the_list_has_every_rule_and_does_not_load_cdktf() -> None:
    code = (
        "import sys; from cdktf_aspire.diagnostics.rules import every_rule; "
        "print(*every_rule()); assert 'cdktf' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split() == sorted(recorded_in())


def test_a_code_without_a_record_fails() -> None:
    with pytest.raises(KeyError):
        rules.problem("ACJ999", "No such rule")

"""`cdktf-aspire check`: the rules over Terraform JSON, whoever wrote it."""

from __future__ import annotations

import enum
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
import typer

from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE, Reader, in_azurerms_words
from cdktf_aspire.jobs.json_lines import lines_of
from cdktf_aspire.jobs.problems import Problem, Severity, SourceLocation
from cdktf_aspire.jobs.report import render_json, render_text
from cdktf_aspire.jobs.values import Template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cdktf_aspire.jobs import azurerm

# `${` and `%{` begin an expression; two or more of the sign before the brace are text with one less.
_EXPRESSION = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
_VARIABLE = re.compile(r"\bvar\.([A-Za-z0-9_-]+)")


class Format(enum.StrEnum):
    """How problems are written."""

    TEXT = "text"
    JSON = "json"


def check(
    path: Annotated[
        Path, typer.Argument(help="A cdk.tf.json or *.tf.json file, or a folder with such files.")
    ] = Path("cdktf.out"),
    *,
    output: Annotated[Format, typer.Option("--format", help="How problems are written.")] = Format.TEXT,
    ignore: Annotated[list[str] | None, typer.Option(help="A code to leave out; may be repeated.")] = None,
    warnings_as_errors: Annotated[bool, typer.Option(help="Warnings count as errors.")] = False,
) -> None:
    """Checks every azurerm_container_app_job in Terraform JSON.

    Exit code 0: no error. 1: an error. 2: nothing to check.
    """
    try:
        files = json_files(path)
        problems, jobs = check_files(files)
    except NothingToCheckError as mistake:
        sys.stderr.write(f"Error: {mistake}\n")
        raise typer.Exit(2) from None
    problems = [problem for problem in problems if problem.code not in (ignore or [])]
    if warnings_as_errors:
        problems = [attrs.evolve(problem, severity=Severity.ERROR) for problem in problems]
    if output is Format.JSON:
        sys.stdout.write(render_json(problems))
    elif problems:
        sys.stdout.write(render_text(problems, color=sys.stdout.isatty()))
    else:
        sys.stdout.write(f"{jobs} jobs in {len(files)} files, no problems.\n")
    if any(problem.is_error for problem in problems):
        raise typer.Exit(1)


class NothingToCheckError(Exception):
    """The path holds no Terraform JSON that can be read."""


def json_files(path: Path) -> list[Path]:
    """The Terraform JSON files of a path: what cdktf wrote if there is any, else every `*.tf.json`.

    Raises:
        NothingToCheckError: there is none.
    """
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise NothingToCheckError(f"{path} does not exist. Run cdktf synth first, or name a *.tf.json file.")
    found = sorted(path.rglob("cdk.tf.json")) or sorted(path.rglob("*.tf.json"))
    if not found:
        raise NothingToCheckError(f"{path} has no *.tf.json file. Run cdktf synth first.")
    return found


def check_files(files: list[Path]) -> tuple[list[Problem], int]:
    """The problems of all jobs in the files, and how many jobs there are.

    Raises:
        NothingToCheckError: a file is not Terraform JSON.
    """
    problems: list[Problem] = []
    jobs = 0
    for file in files:
        text = _read(file)
        try:
            document = json.loads(text)
        except json.JSONDecodeError as error:
            raise NothingToCheckError(
                f"{file} line {error.lineno} is not JSON: {error.msg}. Is it HCL? Only JSON is read."
            ) from None
        except RecursionError:
            raise NothingToCheckError(f"{file} is nested too deeply to be Terraform JSON.") from None
        if not isinstance(document, dict):
            raise NothingToCheckError(f"{file} is not Terraform JSON: there is no object at its top.")
        lines = lines_of(text)
        sensitive = _sensitive_variables(document)
        for name, attributes, at in _jobs(document):
            jobs += 1
            problems += _check_job(file, name, attributes, at, lines, sensitive)
    return problems, jobs


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise NothingToCheckError(f"{file} can't be read: {reason}.") from None


def _check_job(
    file: Path,
    name: str,
    attributes: Mapping[str, object],
    at: azurerm.Path,
    lines: Mapping[azurerm.Path, int],
    sensitive: set[str],
) -> list[Problem]:
    def where(path: azurerm.Path) -> SourceLocation:
        full = (*at, *path)
        while full not in lines:
            full = full[:-1]
        return SourceLocation(str(file), lines[full])

    reader = Reader(value=lambda value: terraform_value(value, sensitive), where=where)
    job = reader.read(attributes)
    address = f"{RESOURCE_TYPE}.{name}"
    own = [attrs.evolve(problem, resource=address) for problem in reader.problems]
    found = own + [in_azurerms_words(each) for each in rules.check(job, resource=address, path="")]
    return sorted(found, key=lambda problem: problem.where.line if problem.where else 0)


def _jobs(document: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object], azurerm.Path]]:
    """Each job with its name and its place; Terraform takes a list of objects for an object everywhere."""
    for resources, at in _objects(document.get("resource"), ("resource",)):
        for named, inner in _objects(resources.get(RESOURCE_TYPE), (*at, RESOURCE_TYPE)):
            for name in named:
                for attributes, place in _objects(named[name], (*inner, name)):
                    yield name, attributes, place


def _objects(value: object, at: azurerm.Path) -> Iterator[tuple[Mapping[str, object], azurerm.Path]]:
    if isinstance(value, dict):
        yield value, at
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _objects(each, (*at, index))


def _sensitive_variables(document: Mapping[str, object]) -> set[str]:
    return {
        name
        for variables, at in _objects(document.get("variable"), ("variable",))
        for name in variables
        for variable, _ in _objects(variables[name], (*at, name))
        if variable.get("sensitive") is True
    }


def terraform_value(value: object, sensitive: set[str]) -> object:
    """What a value of Terraform JSON is: a template with an expression in it, or the text that it stands for.

    Args:
        value: of the file.
        sensitive: names of the file's sensitive variables.
    """
    if not isinstance(value, str):
        return value
    if _EXPRESSION.search(value):
        return Template(value, any(name in sensitive for name in _VARIABLE.findall(value)))
    return value.replace("$${", "${").replace("%%{", "%{")

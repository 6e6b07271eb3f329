"""`cdktf-aspire check`: the rules over any Terraform JSON, also hand-written."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
import typer

from cdktf_aspire.cli.documents import json_files, read_document, refuse_other_documents
from cdktf_aspire.cli.options import OutputFormat, left_out
from cdktf_aspire.cli.writing import write
from cdktf_aspire.diagnostics.json_input import InputError
from cdktf_aspire.diagnostics.json_lines import lines_of
from cdktf_aspire.diagnostics.output import write_error
from cdktf_aspire.diagnostics.plain_text import message_text
from cdktf_aspire.diagnostics.problems import Problem, Severity, SourceLocation
from cdktf_aspire.diagnostics.report import render_json, render_text
from cdktf_aspire.diagnostics.rules import WARNING, register
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE, Reader, in_azurerms_words
from cdktf_aspire.review.words import plural
from cdktf_aspire.values.sensitive_expressions import Expressions
from cdktf_aspire.values.value import Template

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cdktf_aspire.diagnostics import json_lines

register(
    "ACJ011",
    WARNING,
    "any object of Terraform JSON",
    allowed="each key once",
    why="Terraform refuses a repeated argument and accepts a repeated block; only the last one is checked",
    fix="Remove one of them; write several blocks as a list",
    source="https://github.com/hashicorp/hcl/blob/main/json/spec.md",
)

# `${` and `%{` begin an expression; two or more of the sign before the brace are text with one less.
_EXPRESSION = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")


def check(
    path: Annotated[
        Path, typer.Argument(help="A cdk.tf.json or *.tf.json file, or a folder with such files.")
    ] = Path("cdktf.out"),
    *,
    output: Annotated[OutputFormat, typer.Option("--format", help="Output format.")] = OutputFormat.TEXT,
    ignore: Annotated[
        list[str] | None, typer.Option(help="The code of a rule to ignore; may be repeated.")
    ] = None,
    warnings_as_errors: Annotated[bool, typer.Option(help="Warnings count as errors.")] = False,
) -> None:
    """Checks every azurerm_container_app_job in Terraform JSON.

    Exit code 0: no error, also where there is no job. 1: an error. 2: no file that can be checked, or an
    option is wrong.
    """
    unwanted = left_out(ignore)
    try:
        files = json_files(path)
        problems, jobs = check_files(files)
    except InputError as mistake:
        write_error(f"Error: {message_text(str(mistake))}\n")
        raise typer.Exit(2) from None
    problems = [problem for problem in problems if problem.code not in unwanted]
    if warnings_as_errors:
        problems = [attrs.evolve(problem, severity=Severity.ERROR) for problem in problems]
    if output is OutputFormat.JSON:
        text = render_json(problems)
    elif problems:
        text = render_text(problems, color=sys.stdout.isatty())
    else:
        text = f"{plural(jobs, 'job')} in {plural(len(files), 'file')}, no problems.\n"
    write(text, None)  # where nobody reads it, the exit code still says whether there are errors
    if any(problem.is_error for problem in problems):
        raise typer.Exit(1)


def check_files(files: list[Path]) -> tuple[list[Problem], int]:
    """The problems of all jobs in the files, and how many jobs there are.

    Raises:
        InputError: a file is not Terraform JSON.
    """
    problems: list[Problem] = []
    jobs = 0
    read = {file: read_document(file) for file in files}
    modules: dict[Path, list[Mapping[str, object]]] = {}
    for file, (_, document) in read.items():
        refuse_other_documents(file, document)
        modules.setdefault(file.parent, []).append(document)
    expressions = {folder: expressions_of(documents) for folder, documents in modules.items()}
    for file, (text, document) in read.items():
        repeated: dict[json_lines.Path, int] = {}
        lines = lines_of(text, repeated=repeated)
        problems += [_repeated_key(file, at, first, lines[at]) for at, first in repeated.items()]
        for name, attributes, at in _jobs(document):
            jobs += 1
            problems += _check_job(file, name, attributes, at, lines, expressions[file.parent])
    return problems, jobs


def _repeated_key(file: Path, at: json_lines.Path, first: int, last: int) -> Problem:
    path = ".".join(str(step) for step in at if isinstance(step, str))
    message = f"An object has the key {str(at[-1])!r} more than once, and only the last one is checked"
    hint = f"The first one is on line {first}; write several blocks as a list"
    return rules.problem("ACJ011", message, path=path, hint=hint, where=SourceLocation(str(file), last))


def _check_job(
    file: Path,
    name: str,
    attributes: Mapping[str, object],
    at: json_lines.Path,
    lines: Mapping[json_lines.Path, int],
    expressions: Expressions,
) -> list[Problem]:
    def where(path: json_lines.Path) -> SourceLocation:
        full = (*at, *path)
        while full not in lines:
            full = full[:-1]
        return SourceLocation(str(file), lines[full])

    reader = Reader(value=lambda value: terraform_value(value, expressions), where=where)
    job = reader.read(attributes)
    address = f"{RESOURCE_TYPE}.{name}"
    own = [attrs.evolve(problem, resource=address) for problem in reader.problems]
    found = own + [in_azurerms_words(each) for each in rules.check(job, resource=address, path="")]
    return sorted(found, key=lambda problem: problem.where.line if problem.where else 0)


def _jobs(document: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object], json_lines.Path]]:
    """Each job with its name and its place; Terraform takes a list of objects for an object everywhere."""
    for resources, at in _objects(document.get("resource"), ("resource",)):
        for named, inner in _objects(resources.get(RESOURCE_TYPE), (*at, RESOURCE_TYPE)):
            for name in named:
                if name == "//":
                    continue  # a comment
                for attributes, place in _objects(named[name], (*inner, name)):
                    yield name, attributes, place


def _objects(value: object, at: json_lines.Path) -> Iterator[tuple[Mapping[str, object], json_lines.Path]]:
    if isinstance(value, dict):
        yield value, at
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _objects(each, (*at, index))


def expressions_of(documents: Iterable[Mapping[str, object]]) -> Expressions:
    """Judges the expressions of a module by what its files declare together."""
    variables: set[str] = set()
    local_values: dict[str, list[object]] = {}
    for document in documents:
        for declared, at in _objects(document.get("variable"), ("variable",)):
            for name in declared:
                inner = _objects(declared[name], (*at, name))
                if any(variable.get("sensitive") in (True, "true") for variable, _ in inner):
                    variables.add(name)
        for values, _ in _objects(document.get("locals"), ("locals",)):
            for name, value in values.items():
                local_values.setdefault(name, []).append(value)
    return Expressions(variables.__contains__, lambda name: local_values.get(name, ()), guesses=False)


def terraform_value(value: object, expressions: Expressions) -> object:
    """A value of Terraform JSON: a template with an expression in it, or the text that it stands for.

    Args:
        value: of the file.
        expressions: judges those of the module.
    """
    if not isinstance(value, str):
        return value
    if _EXPRESSION.search(value):
        return Template(value, expressions.has_sensitive(value))
    return value.replace("$${", "${").replace("%%{", "%{")

"""The three inputs of `jobs`, `graph` and `calendar`: a publish output, Terraform JSON, a Terraform plan."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

import typer

from cdktf_aspire.cli.documents import (
    is_aspire_manifest,
    is_plan,
    json_files,
    read_document,
    refuse_other_documents,
)
from cdktf_aspire.diagnostics.json_input import InputError
from cdktf_aspire.diagnostics.output import write_error
from cdktf_aspire.diagnostics.plain_text import page_text
from cdktf_aspire.diagnostics.report import render_text
from cdktf_aspire.overview.parts import Stack
from cdktf_aspire.overview.terraform import ConfigurationSource, PlanSource, stack_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cdktf_aspire.overview.parts import ReadSource

WHAT_IS_READ: Final = (
    "A publish output, a cdk.tf.json file or a folder with such files, or a plan from `terraform show -json`."
)
_PUBLISHED: Final = ("aspire-manifest.json", "main.bicep")


class UnreadableSourceError(Exception):
    """The path has nothing that can be read; the message says why."""


@contextlib.contextmanager
def readable() -> Iterator[None]:
    """Ends the command with exit code 2 and a message where its input can't be read or its output written."""
    try:
        yield
    except (UnreadableSourceError, InputError) as mistake:
        write_error(page_text(f"Error: {mistake}\n"))
        raise typer.Exit(2) from None


def read_sources(path: Path) -> Iterator[ReadSource]:
    """Reads a file or a folder of any of the three kinds; each source has a name of its own.

    Raises:
        UnreadableSourceError: it is a publish output with errors.
        InputError: there is no such file, it can't be read, or it is none of the three.
    """
    names: set[str] = set()
    for source in _sources_in(path):
        first, number = source.name, 1
        while source.name in names:
            number += 1
            source.name = f"{first} ({number})"
        names.add(source.name)
        yield source


def _sources_in(path: Path) -> Iterator[ReadSource]:
    if _is_publish_output(path):
        yield _published(path)
        return
    for file in json_files(path):
        if file.suffix == ".bicep":
            yield _published(file)
            continue
        _, document = read_document(file, no_object="is not an object at its top level")
        if is_plan(document):
            yield PlanSource(file.stem, document)
        elif is_aspire_manifest(document):
            yield _published(file)
        else:
            refuse_other_documents(file, document)
            yield ConfigurationSource(stack_name(document) or file.absolute().parent.name, document)


def read_stacks(path: Path) -> list[Stack]:
    """Reads the same, with all parts of each stack.

    Raises:
        UnreadableSourceError: see above.
        InputError: see above.
    """
    return [Stack(source.name, tuple(source.parts())) for source in read_sources(path)]


def _is_publish_output(path: Path) -> bool:
    if path.is_dir():
        return any((path / name).is_file() for name in _PUBLISHED)
    return path.suffix == ".bicep"


def _published(path: Path) -> ReadSource:
    # Only here: the grammar of Bicep takes a moment to load.
    from cdktf_aspire.overview.published import PublishedSource
    from cdktf_aspire.publish_output.publication import AspirePublishOutput

    found = AspirePublishOutput.load(path)
    if any(problem.is_error for problem in found.problems):
        raise UnreadableSourceError(f"{path} has errors.\n\n{render_text(found.problems)}".rstrip())
    folder = path if path.is_dir() else path.parent
    return PublishedSource(folder.absolute().name, found)

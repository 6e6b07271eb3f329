"""`cdktf-aspire images`: what must be built for a stack, as commands to copy; or builds and pushes it."""

from __future__ import annotations

import contextlib
import json
import re
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cdktf_aspire.cli.deployed import say, speaking, words
from cdktf_aspire.cli.options import OutputFormat
from cdktf_aspire.operations.errors import OperationError, UsageError
from cdktf_aspire.operations.image_builds import (
    Pushed,
    build,
    check,
    client_on_path,
    variables_in,
    write_variables,
)
from cdktf_aspire.operations.images import Tool, registry_name, stacks_with_images
from cdktf_aspire.operations.job_lookup import output_folder
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cdktf_aspire.operations.images import Image, Registry

_TAG: Final = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_HOST: Final = re.compile(r"\w[\w.-]*(?::\d+)?(?:/[\w.-]+)*", re.ASCII)
_UNKNOWN_HOST: Final = "$REGISTRY"


def images(
    path: Annotated[
        Path | None,
        typer.Argument(help="What cdktf wrote, or a stack's folder in it. Else the output of cdktf.json."),
    ] = None,
    *,
    stack: Annotated[str | None, typer.Option(help="The stack whose images are meant.")] = None,
    builds: Annotated[
        bool, typer.Option("--build", help="Build the images, push them, and hand them to Terraform.")
    ] = False,
    tag: Annotated[
        str | None, typer.Option(help="Tag of every image. Default: the time, such as 20270131-060000.")
    ] = None,
    tool: Annotated[
        Tool | None,
        typer.Option("--with", help="Builder of Dockerfiles. Default: docker, podman or buildah."),
    ] = None,
    registry: Annotated[
        str | None,
        typer.Option(
            help="Host to push to, which you are signed in to. Default: the environment's registry."
        ),
    ] = None,
    sources: Annotated[
        Path | None,
        typer.Option(help="Folder that the AppHost's paths begin at. Default: that of cdktf.json."),
    ] = None,
    output: Annotated[
        OutputFormat, typer.Option("--format", help="How the images are written.")
    ] = OutputFormat.TEXT,
) -> None:
    """Lists the commands that build and push a stack's images, or runs them.

    With --build, it writes images.auto.tfvars.json into the stack's folder, with the digest of each image,
    which the next deployment takes. Where a registry is not deployed yet, the commands have $REGISTRY.

    Exit code 0: listed, or all built. 1: not all could be built; nothing is handed to Terraform. 2: something
    is missing, or an option is wrong.
    """
    if tag is not None and not _TAG.fullmatch(tag):
        raise typer.BadParameter(f"--tag can't be {tag!r}: up to 128 letters, digits, '.', '_' and '-'.")
    if registry is not None and not _HOST.fullmatch(registry):
        raise typer.BadParameter(f"--registry can't be {registry!r}: write a host, such as ghcr.io/acme.")
    with speaking():
        folder = path or output_folder()
        found = stacks_with_images(folder, sources)
        if stack is not None:
            if found and stack not in found:
                raise UsageError(
                    f"There is no stack {stack!r} with images to build. There is: {', '.join(found)}."
                )
            found = {name: found[name] for name in found if name == stack}
        moment = tag or f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
        home = folder if path is not None and (folder / "cdk.tf.json").is_file() else None
        asked = [
            _Stack(name, home or folder / "stacks" / name, each, registry, moment, tool)
            for name, each in found.items()
        ]
        if builds:
            _build(asked, output)
        else:
            _list(asked, output)


@records.frozen
class _Stack:
    """The images of one stack, and how they are to be built."""

    name: str
    folder: Path
    images: Sequence[Image]
    given: str | None
    tag: str
    tool: Tool | None

    def hosts(self) -> Iterator[tuple[str | None, list[Image], str]]:
        """The images by the host that they are pushed to; None, and why, where it isn't known."""
        by_registry: dict[Registry | None, list[Image]] = {}
        for each in self.images:
            by_registry.setdefault(None if self.given else each.registry, []).append(each)
        for registry, images in by_registry.items():
            host, why = self.given, ""
            if registry is not None:
                try:
                    host = registry.host()
                    why = "" if host else self._not_deployed(registry)
                except OperationError as error:
                    why = str(error)
            elif host is None:
                why = "The environment brings no registry that this stack knows: give --registry."
            yield host, images, why

    def _not_deployed(self, registry: Registry) -> str:
        if registry.folder.name != self.name:
            return f"Its registry is not deployed yet: deploy the stack {registry.folder.name} first."
        alone = f" alone: `terraform -chdir={registry.folder} apply -target={registry.resource}`"
        return (
            "Its registry is in the same stack and not deployed yet. Deploy it first"
            f"{alone if registry.resource else ''}, or give it a stack of its own."
        )


def _list(stacks: Sequence[_Stack], output: OutputFormat) -> None:
    shown = client_on_path() or Tool.DOCKER
    if output is OutputFormat.JSON:
        entries = [
            _as_json(
                stack, image, host, image.commands(host or _UNKNOWN_HOST, stack.tag, stack.tool or shown)
            )
            for stack in stacks
            for host, images, _ in stack.hosts()
            for image in images
        ]
        sys.stdout.write(json.dumps({"images": entries}, indent=2) + "\n")
        return
    if not stacks:
        sys.stdout.write("No images to build.\n")
    for stack in stacks:
        for host, images, why in stack.hosts():
            _list_commands(stack, host, images, why, stack.tool or shown)


def _list_commands(stack: _Stack, host: str | None, images: Sequence[Image], why: str, tool: Tool) -> None:
    lines = [f"# The stack {stack.name}"]
    if host is None:
        lines += [f"# {line}" for line in why.splitlines()]
        lines.append("REGISTRY=  # its host")
    elif stack.given is None:
        lines.append(f"az acr login --name {registry_name(host)}")
    for image in images:
        lines += ["", f"# {image.resource}: the {image.kind} {image.source}, for TF_VAR_{image.variable}"]
        lines += image.commands(host or _UNKNOWN_HOST, stack.tag, tool)
    # As it is, for a shell; but nothing in it may act on a terminal.
    sys.stdout.write("".join(f"{_printable(line)}\n" for line in [*lines, ""]))


def _printable(line: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in line)


def _as_json(stack: _Stack, image: Image, host: str | None, commands: Sequence[str]) -> dict[str, object]:
    return {
        "stack": stack.name,
        "resource": image.resource,
        "variable": image.variable,
        "kind": image.kind.lower(),
        "source": str(image.source),
        "registry": host,
        "repository": image.repository,
        "tag": stack.tag,
        "commands": list(commands),
    }


def _build(stacks: Sequence[_Stack], output: OutputFormat) -> None:
    if len(stacks) > 1:
        names = ", ".join(f"--stack {each.name}" for each in stacks)
        raise UsageError(f"{len(stacks)} stacks have images to build. Say which one: {names}.")
    pushed: list[Pushed] = []
    for stack in stacks:
        variables_in(stack.folder)  # what can't be added to is said before anything is built
        tool = check(stack.images, stack.tool)
        hosts = list(stack.hosts())
        unknown = [why for host, _, why in hosts if host is None]
        if unknown:
            raise UsageError("\n".join(unknown))
        for host, images, _ in hosts:
            pushed += build(
                images,
                host or "",
                stack.tag,
                tool=tool,
                signs_in=stack.given is None,
                say=say,
                working=_working,
            )
        file = write_variables(stack.folder, pushed, [each.variable for each in stack.images])
        for each in pushed:
            if not each.has_digest:
                say(f"The digest of {each.image.resource} is not known: the deployment takes its tag.")
        say(f"Wrote {file}: the next deployment of {stack.name} takes the images from there.")
    if output is OutputFormat.JSON:
        entries = [{"variable": each.image.variable, "image": each.reference} for each in pushed]
        sys.stdout.write(json.dumps({"images": entries}, indent=2) + "\n")
    elif not pushed:
        sys.stdout.write("No images to build.\n")


@contextlib.contextmanager
def _working(what: str) -> Iterator[None]:
    """Progress: a spinner with the time on a terminal, a line at the beginning and the end in a pipeline."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.fields[what]}", markup=False), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            bar.add_task("", total=None, what=what)
            yield
        return
    say(f"{what} ...")
    started = time.monotonic()
    yield
    taken = timedelta(seconds=time.monotonic() - started)
    if taken.total_seconds() >= 1:
        say(f"{what}: {words(taken)}")

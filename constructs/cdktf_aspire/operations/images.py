"""The images that a stack needs: what each is built of, and the commands that build and push it."""

from __future__ import annotations

import enum
import json
import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.json_input import InputError, read_json
from cdktf_aspire.diagnostics.last_synth import SYNTHESIZE, of_last_synth
from cdktf_aspire.operations.errors import UsageError
from cdktf_aspire.operations.terraform_outputs import outputs_of
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TERRAFORM: Final = "cdk.tf.json"
_DOCKERFILE: Final = "Dockerfile"
# What Container Apps runs: https://learn.microsoft.com/azure/container-apps/containers
PLATFORM: Final = "linux/amd64"
_RESOURCE_OF: Final = re.compile(r"\$\{(azurerm_container_registry\.[\w-]+)\.")


class Tool(enum.StrEnum):
    """What builds a Dockerfile."""

    DOCKER = "docker"
    PODMAN = "podman"
    BUILDAH = "buildah"
    ACR = "acr"  # `az acr build`, in the registry itself


class ShellText(str):
    """A word of a command that is in a shell's syntax already."""

    __slots__ = ()


@records.frozen
class Registry:
    """Where a stack's deployment says which registry an environment pulls from.

    Attributes:
        folder: of that stack, in cdktf's output.
        output: a map of hosts.
        environment: its key there.
    """

    folder: Path
    output: str
    environment: str

    def host(self) -> str | None:
        """The registry's host; None where it is not deployed.

        Raises:
            OperationError: Terraform can't say it.
        """
        hosts = outputs_of(self.folder).get(self.output)
        host = hosts.get(self.environment) if isinstance(hosts, dict) else None
        return host if isinstance(host, str) and host else None

    @property
    def resource(self) -> str | None:
        """The Terraform address of the registry, where the stack itself creates it."""
        outputs = _object(_document(self.folder).get("output"))
        value = _object(_object(outputs.get(self.output)).get("value")).get(self.environment)
        found = _RESOURCE_OF.match(value) if isinstance(value, str) else None
        return None if found is None else found[1]


@records.frozen
class Argument:
    """An argument of a Dockerfile's build.

    Attributes:
        name: of its ARG.
        value: as far as it is known before the deployment.
        variable: of Terraform, that has it.
    """

    name: str
    value: str | None
    variable: str | None = None

    @property
    def word(self) -> str:
        """For a command line."""
        if self.value is not None:
            return f"{self.name}={self.value}"
        return ShellText(
            f'"{self.name}=${{TF_VAR_{self.variable}}}"' if self.variable else f"{self.name}=..."
        )


@records.frozen
class Image:
    """One image of a stack.

    Attributes:
        resource: Aspire's name.
        variable: Terraform's, that gets the image.
        project: path of the project file from here; None where a Dockerfile is built.
        context: folder that a Dockerfile's build sees, from here.
        dockerfile: in that folder.
        stage: of the Dockerfile to stop at.
        arguments: of its build.
        secrets: of its build: name -> Terraform's variable.
        registry: where to look up the host.
    """

    resource: str
    variable: str
    project: Path | None
    context: Path | None
    dockerfile: str
    stage: str | None
    arguments: tuple[Argument, ...]
    secrets: Mapping[str, str]
    registry: Registry | None

    @property
    def repository(self) -> str:
        """Its name in the registry, which is Aspire's: in lower case, as registries want it."""
        return self.resource.lower()

    @property
    def source(self) -> Path:
        """The file that it is built of."""
        return self.project or (self.context or Path()) / self.dockerfile

    @property
    def kind(self) -> str:
        """`project` or `Dockerfile`."""
        return "Dockerfile" if self.project is None else "project"

    def commands(self, host: str, tag: str, tool: Tool) -> list[str]:
        """What builds the image and pushes it, for a shell."""
        return [
            " ".join(word if isinstance(word, ShellText) else shlex.quote(word) for word in command)
            for command in self.steps(host, tag, tool)
        ]

    def steps(self, host: str, tag: str, tool: Tool) -> list[list[str]]:
        """The same, as words; a value that is only known later is `ShellText`."""
        text = ShellText if host.startswith("$") else str
        reference = text(f"{host}/{self.repository}:{tag}")
        # `ghcr.io/acme` is a host and the beginning of a repository: .NET and the Azure CLI want them apart.
        host, _, beginning = host.partition("/")
        repository = f"{beginning}/{self.repository}" if beginning else self.repository
        if self.project is not None:
            return [
                [
                    *("dotnet", "publish", str(self.project)),
                    *("--os", "linux", "--arch", "x64", "-t:PublishContainer"),
                    text(f"-p:ContainerRegistry={host}"),
                    f"-p:ContainerRepository={repository}",
                    f"-p:ContainerImageTag={tag}",
                ]
            ]
        target = ["--target", self.stage] if self.stage else []
        arguments: list[str] = []
        for each in self.arguments:
            arguments += ["--build-arg", each.word]
        if tool is Tool.ACR:
            name = text(host if host.startswith("$") else registry_name(host))
            file = ["--file", self.dockerfile] if self.dockerfile != _DOCKERFILE else []
            return [
                [
                    *("az", "acr", "build", "--registry", name, "--image", f"{repository}:{tag}"),
                    *("--platform", PLATFORM, *file, *target, *arguments, str(self.context)),
                ]
            ]
        file = ["--file", str(self.source)] if self.dockerfile != _DOCKERFILE else []
        secrets = [
            word
            for name, variable in self.secrets.items()
            for word in ("--secret", f"id={name},env=TF_VAR_{variable}")
        ]
        return [
            [
                *(tool.value, "build", "--platform", PLATFORM, "--tag", reference),
                *(*file, *target, *arguments, *secrets, str(self.context)),
            ],
            [tool.value, "push", reference],
        ]


def registry_name(host: str) -> str:
    """What the Azure CLI calls a registry."""
    return host.partition(".")[0]


def stacks_with_images(folder: Path, root: Path | None = None) -> dict[str, list[Image]]:
    """The images of each stack that needs any, as the last synth wrote them.

    Args:
        folder: what cdktf wrote, or a stack's folder in it.
        root: where the paths of the AppHosts' files begin; default: the folder with cdktf.json.

    Raises:
        UsageError: there is no stack, or it can't be read.
    """
    alone = (folder / _TERRAFORM).is_file()
    files = (
        [folder / _TERRAFORM] if alone else of_last_synth((folder / "stacks").glob(f"*/{_TERRAFORM}"), folder)
    )
    if not files:
        raise UsageError(
            f"{folder} has no stack. {SYNTHESIZE}, and run this command there; or name the output folder."
        )
    base = root or _root(files[0].parent)
    found = {file.parent.name: list(_images(file.parent, base)) for file in files}
    return {name: images for name, images in found.items() if images}


def _root(stack: Path) -> Path:
    """The folder of cdktf.json above a stack; without one, the folder that `cdktf.out` is in."""
    above = stack.resolve().parents
    found = next((each for each in above if (each / "cdktf.json").is_file()), above[min(2, len(above) - 1)])
    return Path(os.path.relpath(found))


def _images(stack: Path, root: Path) -> Iterator[Image]:
    variables = _object(_document(stack).get("variable"))
    for name, variable in variables.items():
        facts = _object(_object(_object(variable).get("//")).get("image"))
        if not facts:
            continue
        folder = root / _text(facts.get("folder"))
        registry = _object(facts.get("registry"))
        project, context = facts.get("project"), facts.get("context")
        yield Image(
            _text(facts.get("resource")) or name,
            name,
            None if project is None else _path(folder, _text(project)),
            None if context is None else _path(folder, _text(context)),
            _text(facts.get("dockerfile")) or _DOCKERFILE,
            _text(facts.get("stage")) or None,
            tuple(
                _argument(argument, value, variables)
                for argument, value in _object(facts.get("arguments")).items()
            ),
            {key: _text(each) for key, each in _object(facts.get("secrets")).items()},
            Registry(
                stack.parent / _text(registry.get("stack")),
                _text(registry.get("output")),
                _text(registry.get("environment")),
            )
            if registry
            else None,
        )


def _path(folder: Path, path: str) -> Path:
    """The path without `x/..`, as a person writes it; from here."""
    return Path(os.path.normpath(folder / path))


def _argument(name: str, given: object, variables: Mapping[str, object]) -> Argument:
    """An argument; the value of a variable is the deployment's, or its default."""
    if isinstance(given, str):
        return Argument(name, given)
    variable = _text(_object(given).get("variable"))
    if not variable:
        return Argument(name, None)
    default = _object(variables.get(variable)).get("default")
    known = default if isinstance(default, str) or default is None else json.dumps(default)
    return Argument(name, os.environ.get(f"TF_VAR_{variable}", known), variable)


def _document(stack: Path) -> Mapping[str, object]:
    try:
        return _object(read_json(stack / _TERRAFORM))
    except InputError as mistake:
        raise UsageError(str(mistake)) from None


def _object(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

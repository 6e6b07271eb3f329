"""Builds the images of a stack, pushes them, and tells Terraform which ones they are."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.json_input import InputError, read_json
from cdktf_aspire.diagnostics.plain_text import page_text
from cdktf_aspire.operations.errors import OperationError, UsageError, masked
from cdktf_aspire.operations.images import Tool
from cdktf_aspire.operations.registry_sign_in import USER, docker_config, sign_in
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cdktf_aspire.operations.images import Image
    from cdktf_aspire.operations.registry_sign_in import Login

# Terraform reads it beside cdk.tf.json, and a synth leaves it alone.
VARIABLES_FILE: Final = "images.auto.tfvars.json"
_VARIABLE_ENDING: Final = "_containerimage"
_CLIENTS: Final = (Tool.DOCKER, Tool.PODMAN, Tool.BUILDAH)
_BUILD_SECONDS: Final = 3600
_ANSWER_SECONDS: Final = 60
_MOST_CHARACTERS: Final = 20_000
_DIGEST: Final = re.compile(r"\bsha256:[0-9a-f]{64}\b")
_PUSHED: Final = re.compile(r"\bdigest: (sha256:[0-9a-f]{64})\b")


@records.frozen
class Pushed:
    """An image in the registry.

    Attributes:
        image: that was built.
        reference: with the digest; with the tag where the tool doesn't say the digest.
    """

    image: Image
    reference: str

    @property
    def has_digest(self) -> bool:
        """Whether it names one build for ever."""
        return "@" in self.reference


def client_on_path() -> Tool | None:
    """The first of docker, podman and buildah that is installed."""
    return next((each for each in _CLIENTS if shutil.which(each.value)), None)


def working_client(wanted: Tool | None) -> tuple[Tool | None, str]:
    """The first client that answers, and otherwise what is wrong with those that don't.

    Args:
        wanted: the only one in question; any when None.
    """
    reasons: list[str] = []
    for each in (wanted,) if wanted else _CLIENTS:
        if shutil.which(each.value) is None:
            continue
        ended = _run([each.value, "version"], seconds=_ANSWER_SECONDS)
        if ended.returncode == 0:
            return each, ""
        reasons.append(f"{each.value} is installed and doesn't work: {_last_line(ended.stdout)}")
    names = wanted.value if wanted else "docker, podman or buildah"
    return None, " ".join(reasons) or f"There is no {names} on the PATH."


def check(images: Sequence[Image], tool: Tool | None) -> Tool | None:
    """Checks that all of it can be built before anything is; which tool builds the Dockerfiles, if any.

    Args:
        images: to build.
        tool: that was asked for.

    Raises:
        UsageError: something is missing; the message says all of it.
    """
    missing: list[str] = []
    for each in images:
        if not each.source.exists():
            what = "no project file" if each.project is not None else "no Dockerfile"
            missing.append(f"{each.resource}: there is {what} {each.source}.")
        for argument in each.arguments:
            if argument.value is None:
                how = f"set TF_VAR_{argument.variable}" if argument.variable else "only Terraform knows it"
                missing.append(
                    f"{each.resource}: the argument {argument.name} of the build has no value: {how}."
                )
        for name, variable in each.secrets.items():
            if tool is Tool.ACR:
                missing.append(
                    f"{each.resource}: az acr build can't be given the secret {name}: use docker or podman."
                )
            elif f"TF_VAR_{variable}" not in os.environ:
                missing.append(
                    f"{each.resource}: the secret {name} of the build has no value: set TF_VAR_{variable}."
                )
    if any(each.project is not None for each in images) and shutil.which("dotnet") is None:
        projects = ", ".join(each.resource for each in images if each.project is not None)
        missing.append(f"There is no dotnet on the PATH. It builds {projects}: https://dot.net.")
    files = ", ".join(each.resource for each in images if each.project is None)
    if tool is Tool.ACR:
        if shutil.which("az") is None:
            missing.append("There is no az on the PATH.")
    elif files:
        tool, why = working_client(tool)
        if tool is None:
            missing.append(f"{why} One of them builds {files}; or have the registry do it: --with acr.")
    if missing:
        raise UsageError("\n".join(["The images can't be built.", *missing]))
    return tool if files else None


def build(
    images: Sequence[Image],
    host: str,
    tag: str,
    *,
    tool: Tool | None,
    signs_in: bool,
    say: Callable[[str], None],
    working: Callable[[str], contextlib.AbstractContextManager[object]],
) -> list[Pushed]:
    """Builds and pushes one image after the other.

    Args:
        images: that `check` has found nothing wrong with.
        host: of the registry.
        tag: of all of them.
        tool: that builds the Dockerfiles.
        signs_in: whether the registry is Azure's, and not signed in to already.
        say: is called with a line for the user.
        working: a context in which something takes its time.

    Raises:
        OperationError: one can't be built; the message has what its tool said.
    """
    login = None
    if signs_in and not (tool is Tool.ACR and all(each.project is None for each in images)):
        with working(f"Signing in to {host}"):
            login = sign_in(host, say)
            if login is not None and tool in _CLIENTS:
                _log_in(tool, login)
    pushed: list[Pushed] = []
    with docker_config(login) as signed_in:
        for each in images:
            with working(f"Building {each.resource} ({each.kind} {each.source})"):
                digest = _build_one(each, host, tag, tool or Tool.DOCKER, signed_in)
            name = f"{host}/{each.repository}"
            pushed.append(Pushed(each, f"{name}@{digest}" if digest else f"{name}:{tag}"))
            say(f"Pushed {pushed[-1].reference}")
    return pushed


def _log_in(tool: Tool, login: Login) -> None:
    words = ["login", login.host, "--username", USER, "--password-stdin"]
    ended = _run([tool.value, *words], seconds=_ANSWER_SECONDS, password=login.password)
    if ended.returncode != 0:
        raise OperationError(f"{tool.value} could not sign in to {login.host}: {_last_line(ended.stdout)}")


def _build_one(image: Image, host: str, tag: str, tool: Tool, signed_in: Mapping[str, str]) -> str | None:
    """Builds and pushes an image; its digest, if the tool says it."""
    with tempfile.TemporaryDirectory(prefix="cdktf-aspire-") as folder:
        result = Path(folder) / "digest"
        said = ""
        for command in image.steps(host, tag, tool):
            more: list[str] = []
            if command[0] == "dotnet":
                # .NET 8.0.300 and later.
                more = ["-getProperty:GeneratedContainerDigest", f"-getResultOutputFile:{result}"]
            elif command[:2] in (["podman", "push"], ["buildah", "push"]):
                more = ["--digestfile", str(result)]
            at = 2 if command[1] == "push" else len(command)
            words = [*command[:at], *more, *command[at:]]
            ended = _run(words, more=signed_in if command[0] == "dotnet" else {})
            said = ended.stdout
            if ended.returncode != 0:
                raise OperationError(
                    f"{image.resource} was not built: `{' '.join(command[:2])}` ended with "
                    f"{ended.returncode}. No image was handed to Terraform.\n{said[-_MOST_CHARACTERS:]}"
                )
        with contextlib.suppress(OSError):
            found = _DIGEST.search(result.read_text(encoding="utf-8", errors="replace"))
            return None if found is None else found[0]
    digests = _PUSHED.findall(said)
    return digests[-1] if digests else None


def _run(
    command: Sequence[str],
    *,
    seconds: int = _BUILD_SECONDS,
    password: str | None = None,
    more: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Runs a tool for a bounded time; what it said is in `stdout`, without secrets."""
    try:
        ended = subprocess.run(
            # With its path: on Windows `az` is `az.cmd`, which isn't found by its name.
            [shutil.which(command[0]) or command[0], *command[1:]],
            env={**os.environ, **(more or {})},
            # Without a password, nothing: it must not ask.
            input=password or "",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except OSError as error:
        raise OperationError(f"{command[0]} can't be run: {error.strerror}.") from None
    except subprocess.TimeoutExpired:
        raise OperationError(f"{command[0]} had not ended after {seconds} seconds, and was ended.") from None
    said = masked(ended.stdout if password is None else ended.stdout.replace(password, "***"))
    return subprocess.CompletedProcess(command, ended.returncode, page_text(said.strip()))


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "it printed nothing.")


# -- for Terraform


def variables_in(stack: Path) -> dict[str, object]:
    """The variables that the file of a stack has so far, from any author.

    Raises:
        UsageError: it is not what Terraform reads.
    """
    file = stack / VARIABLES_FILE
    if not file.exists():
        return {}
    try:
        found = read_json(file)
    except InputError:
        found = None
    if not isinstance(found, dict):
        raise UsageError(f"{file} is not an object in JSON: correct or delete it.")
    return found


def write_variables(stack: Path, pushed: Sequence[Pushed], declared: Sequence[str]) -> Path:
    """Writes the images for Terraform, in one step; variables that are not of images stay.

    Args:
        stack: its folder.
        pushed: the images.
        declared: the variables of all its images; Terraform would warn of others.

    Raises:
        OperationError: it can't be written.
    """
    file = stack / VARIABLES_FILE
    kept = {
        name: value
        for name, value in variables_in(stack).items()
        if name in declared or not name.endswith(_VARIABLE_ENDING)
    }
    written = {**kept, **{each.image.variable: each.reference for each in pushed}}
    text = json.dumps(dict(sorted(written.items())), indent=2) + "\n"
    beside = file.with_name(f".{VARIABLES_FILE}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(file)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OperationError(f"{file} can't be written: {error.strerror}.") from None
    return file

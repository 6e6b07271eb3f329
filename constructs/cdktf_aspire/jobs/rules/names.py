"""Rules about names: of the job, its containers, its environment variables and its secrets."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.rules import AZURE_CONTAINERS, AZURERM, ERROR, Advice
from cdktf_aspire.jobs.rules.checks import Finding, Subject, rule
from cdktf_aspire.values.value import is_literal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cdktf_aspire.jobs.settings import Settings
    from cdktf_aspire.jobs.template import ContainerAppInitContainer

JOB_NAME = re.compile(r"[a-z0-9](?:-?[a-z0-9])*", re.ASCII)
CONTAINER_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.ASCII)
SECRET_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", re.ASCII)
VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
JOB_NAME_LENGTH = 32
CONTAINER_NAME_LENGTH = 46
SECRET_NAME_LENGTH = 253


def all_containers(subject: Subject) -> list[ContainerAppInitContainer]:
    """The containers of a job, init containers first, as they run."""
    template = subject.job.template
    return [*template.init_containers, *template.containers]


def repeated(values: list[object]) -> set[str]:
    """The texts that come more than once."""
    return {
        text for text, count in Counter(each for each in values if isinstance(each, str)).items() if count > 1
    }


def _cut(name: str, length: int, pattern: str = r"[^a-z0-9]+") -> str | None:
    cut = re.sub(pattern, "-", name.lower()).strip("-")[:length].strip("-")
    return f"For example {cut!r}" if cut else None


@rule(
    "ACJ101",
    ERROR,
    "job.name",
    allowed="1 to 32 lower case letters, digits and single hyphens; a letter or digit at both ends",
    why="azurerm refuses the plan",
    fix=Advice("Set job.name in a configure callback, or rename the resource", "Change name"),
    source=f"{AZURERM}: name",
)
def job_name(subject: Subject) -> Iterator[Finding]:
    """The name of the job in Azure."""
    name = subject.job.name
    if name is None:
        yield Finding(subject.job, "name", "The job has no name")
    elif is_literal_text(name) and (len(name) > JOB_NAME_LENGTH or JOB_NAME.fullmatch(name) is None):
        what = (
            f"The job's name has {len(name)} characters"
            if len(name) > JOB_NAME_LENGTH
            else "Not a job's name"
        )
        better = _cut(name, JOB_NAME_LENGTH)
        hint = (
            Advice(f"Set job.name in a configure callback, or rename the resource. {better}", "Change name")
            if better
            else None
        )
        yield Finding(subject.job, "name", what, hint)


@rule(
    "ACJ102",
    ERROR,
    "job.template.containers[].name",
    allowed="1 to 46 lower case letters, digits, hyphens and dots; a letter or digit at both ends",
    why="azurerm refuses the plan",
    fix="Rename the container",
    source=f"{AZURERM}: template.container.name",
)
def container_name(subject: Subject) -> Iterator[Finding]:
    """The name of each container."""
    for container in all_containers(subject):
        name = container.name
        if name is None:
            yield Finding(container, "name", "The container has no name")
        elif is_literal_text(name) and (
            len(name) > CONTAINER_NAME_LENGTH or CONTAINER_NAME.fullmatch(name) is None
        ):
            yield Finding(
                container, "name", "Not a container's name", _cut(name, CONTAINER_NAME_LENGTH, r"[^a-z0-9.]+")
            )


@rule(
    "ACJ103",
    ERROR,
    "job.template.containers[].name",
    allowed="a unique name for each container",
    why="Azure refuses the job",
    fix="Rename one of them",
    source=AZURE_CONTAINERS,
)
def container_names_differ(subject: Subject) -> Iterator[Finding]:
    """No two containers of a job have one name."""
    template = subject.job.template
    containers = [*template.containers, *template.init_containers]
    twice = repeated([each.name for each in containers])
    yield from _twice(containers, twice, "Two containers of the job have this name")


@rule(
    "ACJ104",
    ERROR,
    "job.configuration.secrets[].name",
    allowed="1 to 253 lower case letters, digits and hyphens; a letter or digit at both ends",
    why="azurerm refuses the plan",
    fix="Rename the secret; Aspire writes _ as - and lower case",
    source=f"{AZURERM}: secret.name",
)
def secret_name(subject: Subject) -> Iterator[Finding]:
    """The name of each secret."""
    for secret in subject.job.configuration.secrets:
        name = secret.name
        if name is None:
            yield Finding(secret, "name", "The secret has no name")
        elif is_literal_text(name) and (
            len(name) > SECRET_NAME_LENGTH or SECRET_NAME.fullmatch(name) is None
        ):
            yield Finding(secret, "name", "Not a secret's name", _cut(name, SECRET_NAME_LENGTH))


@rule(
    "ACJ105",
    ERROR,
    "job.template.containers[].env[].name",
    allowed="letters, digits, _ . and -, not starting with a digit, a dot or a hyphen",
    why="Most shells and runtimes can't read such a variable, and Azure may refuse it",
    fix="Rename the variable",
    source=AZURE_CONTAINERS,
)
def variable_name(subject: Subject) -> Iterator[Finding]:
    """The name of each environment variable."""
    for container in all_containers(subject):
        for variable in container.env:
            name = variable.name
            if name is None or name == "":
                yield Finding(variable, "name", "The environment variable has no name")
            elif is_literal_text(name) and VARIABLE_NAME.fullmatch(name) is None:
                # .NET reads two underscores as the colon of a configuration key.
                better = re.sub(r"[^A-Za-z0-9_.-]", "_", name.replace(":", "__"))
                better = f"_{better}" if not re.match(r"[A-Za-z_]", better) else better
                hint = f"For example {better!r}" if re.search(r"[A-Za-z0-9]", better) else None
                yield Finding(variable, "name", "Not an environment variable's name", hint)


@rule(
    "ACJ106",
    ERROR,
    "job.template.containers[].env[].name",
    allowed="each name once in a container",
    why="Azure uses the last one, or refuses the job",
    fix="Remove one of them",
    source=AZURE_CONTAINERS,
)
def variable_names_differ(subject: Subject) -> Iterator[Finding]:
    """No two environment variables of a container have one name."""
    for container in all_containers(subject):
        twice = repeated([each.name for each in container.env])
        yield from _twice(container.env, twice, "The container already has this environment variable")


@rule(
    "ACJ107",
    ERROR,
    "job.configuration.secrets[].name",
    allowed="each name once",
    why="Azure keeps one of the two values",
    fix="Rename one of them",
    source=AZURERM,
)
def secret_names_differ(subject: Subject) -> Iterator[Finding]:
    """No two secrets of a job have one name."""
    secrets = subject.job.configuration.secrets
    twice = repeated([each.name for each in secrets])
    yield from _twice(secrets, twice, "The job already has a secret of this name")


def _twice(blocks: Sequence[Settings], twice: set[str], message: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for block in blocks:
        name: object = block.__dict__["name"]
        if isinstance(name, str):
            if name in twice and name in seen:
                yield Finding(block, "name", message)
            seen.add(name)


@rule(
    "ACJ108",
    ERROR,
    "job.tags",
    allowed="up to 50 tags; names up to 512 characters without < > % & \\ ? /, values up to 256",
    why="Azure refuses the job in the middle of the apply",
    fix="Shorten or rename the tag",
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
)
def tags(subject: Subject) -> Iterator[Finding]:
    """Azure's limits on tags."""
    tags: object = subject.job.tags
    if isinstance(tags, dict):  # else a reference to a map
        for message in tag_mistakes(tags):
            yield Finding(subject.job, "tags", message, show_value=False)


def tag_mistakes(tags: Mapping[str, object]) -> Iterator[str]:
    """What Azure does not take of the tags of one resource."""
    literal = {key: value for key, value in tags.items() if is_literal_text(key)}
    if len(literal) > 50:
        yield f"There are {len(literal)} tags"
    first: dict[str, str] = {}
    for key, value in literal.items():
        other = first.setdefault(key.lower(), key)
        if other != key:
            yield f"The tags {other[:60]!r} and {key[:60]!r} are the same to Azure, which ignores their case"
        if len(key) > 512:
            yield f"The name of the tag {key[:60]!r} has {len(key)} characters"
        elif not key or re.search(r"[<>%&\\?/]", key):
            yield f"Azure doesn't allow the tag {key[:60]!r}"
        if is_literal_text(value) and len(value) > 256:
            yield f"The value of the tag {key[:60]!r} has {len(value)} characters"

"""Rules about what runs: images, cpu and memory, commands and environment variables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeGuard

from cdktf_aspire.diagnostics.problems import closest
from cdktf_aspire.diagnostics.rules import (
    AZURE_CONTAINERS,
    AZURE_IDENTITY,
    AZURE_PROFILES,
    AZURERM,
    ERROR,
    WARNING,
    Advice,
)
from cdktf_aspire.jobs import azure_defaults as default
from cdktf_aspire.jobs.rules.checks import EnvironmentFacts, Finding, Subject, rule
from cdktf_aspire.jobs.rules.names import all_containers
from cdktf_aspire.jobs.settings import set_attributes
from cdktf_aspire.jobs.workload_profiles import NODES, is_plain_consumption, kind_of
from cdktf_aspire.values.value import is_literal_number, is_literal_text, is_set, is_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.jobs.job import ContainerAppJob
    from cdktf_aspire.jobs.settings import Settings
    from cdktf_aspire.jobs.template import AppContainerResources, ContainerAppJobTemplate

# The grammar of an image reference (distribution/reference): host[:port]/path[:tag][@digest].
_IMAGE = re.compile(
    r"""
    (?:(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)/)?
    (?P<path>[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*)
    (?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?
    (?:@(?P<digest>sha256:[0-9a-f]{64}))?
    """,
    re.VERBOSE | re.ASCII,
)
_MEMORY = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]{1,2})?)Gi", re.ASCII)
_CONSUMPTION_CPU = 4.0
_LEGACY_CPU = 2.0
_STEP = 0.25
_ROUNDING = 1e-6
_LEAST_CPU, _GREATEST_CPU = 0.1, 96


@rule(
    "ACJ301",
    ERROR,
    "job.template.containers[].image",
    allowed="[registry/]repository[:tag][@sha256:digest], without a scheme",
    why="Azure refuses the job in the middle of the apply",
    fix="For example myregistry.azurecr.io/batch:1.4",
    source=AZURE_CONTAINERS,
)
def image(subject: Subject) -> Iterator[Finding]:
    """An image that can be pulled."""
    for container in all_containers(subject):
        name = container.image
        if name is None or name == "":
            yield Finding(container, "image", "The container has no image")
        elif is_literal_text(name) and _IMAGE.fullmatch(name) is None:
            yield Finding(container, "image", "Not an image reference", _better_image(name))


def _better_image(name: str) -> str | None:
    if "://" in name:
        return f"Remove the scheme: {name.partition('://')[2]!r}"
    if name != name.strip() or " " in name:
        return "Remove the spaces"
    lowered = name.lower()
    if lowered != name and _IMAGE.fullmatch(lowered):
        return f"A repository's name is in lower case: {lowered!r}"
    return None


@rule(
    "ACJ302",
    WARNING,
    "job.template.containers[].image",
    allowed="a tag that names a version, or a digest",
    why="The plan doesn't show a new push, and two runs may use different images",
    fix="Give the version: image:1.4, or image@sha256:...",
    source=AZURE_CONTAINERS,
)
def latest(subject: Subject) -> Iterator[Finding]:
    """An image that changes under its name."""
    for container in all_containers(subject):
        if _has_no_version(container.image):
            yield Finding(container, "image", "The image has no fixed version")


def images_without_version(job: ContainerAppJob) -> list[str]:
    """The images of a job that change under their name, in the order in which they run."""
    images = [each.image for each in all_containers(Subject(job, EnvironmentFacts()))]
    return [each for each in images if _has_no_version(each)]


def _has_no_version(image: object) -> TypeGuard[str]:
    match = _IMAGE.fullmatch(image) if is_literal_text(image) else None
    return match is not None and match["digest"] is None and match["tag"] in {None, "latest"}


@rule(
    "ACJ303",
    WARNING,
    "job.configuration.registries",
    allowed="an entry for the registry, with an identity or with a user name and password",
    why="Azure can't pull from a private registry without credentials; the first execution fails",
    fix=Advice(
        "Call with_registry_credentials(registry, identity=...)",
        "Add a registry block with server and identity",
    ),
    source=AZURE_IDENTITY,
)
def private_registry(subject: Subject) -> Iterator[Finding]:
    """An image in an Azure registry, and nothing to sign in with."""
    registries = subject.job.configuration.registries
    servers = {each.server.lower() for each in registries if is_literal_text(each.server)}
    if any(is_token(each.server) for each in registries):
        return
    for container in all_containers(subject):
        name = container.image
        match = _IMAGE.fullmatch(name) if is_literal_text(name) else None
        host = (match["host"] or "").lower() if match else ""
        if host.endswith(".azurecr.io") and host not in servers:
            yield Finding(container, "image", f"{host} requires a sign-in, and the job doesn't have one")


def _numbers(resources: AppContainerResources) -> tuple[float | None, float | None]:
    """Cpu and memory as numbers; None for what is a reference or not well formed."""
    cpu: object = default.CPU if resources.cpu is None else resources.cpu
    if isinstance(cpu, str) and re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", cpu, re.ASCII):
        cpu = float(cpu)
    memory: object = default.MEMORY if resources.memory is None else resources.memory
    match = _MEMORY.fullmatch(memory) if is_literal_text(memory) else None
    gibibytes = float(match["number"]) if match else None
    return float(cpu) if is_literal_number(cpu) else None, gibibytes


def _is_cpu(number: float) -> bool:
    """The range that azurerm accepts and Azure machines have (NC96-A100 is the largest)."""
    return _LEAST_CPU <= number <= _GREATEST_CPU and round(number, 2) == number


@rule(
    "ACJ310",
    ERROR,
    "job.template.containers[].resources.cpu",
    allowed="0.1 to 96 vCPU with at most two decimals, for example 0.5",
    why="azurerm or Azure refuses the job",
    fix="For example 0.5",
    source=f"{AZURERM}: template.container.cpu",
)
def cpu(subject: Subject) -> Iterator[Finding]:
    """A number of vCPUs."""
    for container in all_containers(subject):
        resources = container.resources
        value = resources.cpu
        if value is None or is_token(value):
            continue
        number, _ = _numbers(resources)
        if number is None:
            hint = None
            if isinstance(value, str):
                millis = re.fullmatch(r"([0-9]+)m", value, re.ASCII)
                hint = (
                    (f"Azure doesn't use Kubernetes' millicores: write {int(millis[1]) / 1000:g}")
                    if millis
                    else None
                )
            yield Finding(resources, "cpu", "The cpu is not a number", hint)
        elif not _is_cpu(number):
            hint = f"Azure doesn't use millicores: write {number / 1000:g}" if number >= 100 else None
            yield Finding(resources, "cpu", f"The cpu can't be {value}", hint)


@rule(
    "ACJ311",
    ERROR,
    "job.template.containers[].resources.memory",
    allowed='a number with at most two decimals and Gi, for example "1Gi"',
    why="azurerm or Azure refuses the job",
    fix='For example "1Gi"',
    source=f"{AZURERM}: template.container.memory",
)
def memory(subject: Subject) -> Iterator[Finding]:
    """An amount of memory."""
    for container in all_containers(subject):
        value = container.resources.memory
        if is_literal_text(value):
            match = _MEMORY.fullmatch(value)
            if match is None or float(match["number"]) == 0:
                yield Finding(container.resources, "memory", f"The memory can't be {value!r}", _in_gi(value))


def _in_gi(text: str) -> str | None:
    """The same amount in Azure's format, for common units."""
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)\s*", text, re.ASCII)
    if match is None or float(match[1]) == 0:
        return None
    factors = {
        "": 1,
        "g": 1,
        "gb": 1,
        "gib": 1,
        "gi": 1,
        "m": 1 / 1024,
        "mb": 1 / 1024,
        "mi": 1 / 1024,
        "mib": 1 / 1024,
    }
    factor = factors.get(match[2].lower())
    return f'Write "{round(float(match[1]) * factor, 2):g}Gi"' if factor else None


@rule(
    "ACJ312",
    ERROR,
    "job.template.containers[].resources",
    allowed=(
        "on Consumption, for all containers together: 0.25 to 4 vCPU in steps of 0.25, and twice that "
        "number in Gi"
    ),
    why="Azure refuses the job in the middle of the apply",
    fix="Use a pair such as 0.5 and 1Gi, or 1 and 2Gi; or use a dedicated workload profile",
    source=f"{AZURE_CONTAINERS}#allocations",
)
def consumption_pairs(subject: Subject) -> Iterator[Finding]:
    """The pairs of cpu and memory that the Consumption profile has."""
    containers = subject.job.template.containers
    totals = _totals(subject)
    if totals is None or not containers or not _on_plain_consumption(subject):
        return
    total_cpu, total_memory = totals
    steps = total_cpu / _STEP
    if (
        0 < total_cpu <= _CONSUMPTION_CPU
        and abs(steps - round(steps)) < 1e-6
        and abs(total_memory - 2 * total_cpu) < 1e-6
    ):
        return
    resources = next(
        (
            each.resources
            for each in containers
            if set_attributes(each.resources) or each.resources.cpu is not None
        ),
        containers[0].resources,
    )
    attribute = "cpu" if resources.cpu is not None else "memory"
    together = "Together the containers have" if len(containers) > 1 else "The container has"
    yield Finding(
        resources,
        attribute,
        f"{together} {total_cpu:g} vCPU and {total_memory:g}Gi, which Consumption doesn't offer",
        _nearest_pairs(total_cpu, total_memory),
        show_value=False,
    )


def _totals(subject: Subject) -> tuple[float, float] | None:
    """Cpu and memory of a replica; None when a part of it is not known or not well formed."""
    numbers = [_numbers(each.resources) for each in subject.job.template.containers]
    if any(cpu_ is None or not _is_cpu(cpu_) or not memory_ for cpu_, memory_ in numbers):
        return None
    return sum(cpu_ or 0 for cpu_, _ in numbers), sum(memory_ or 0 for _, memory_ in numbers)


def _on_plain_consumption(subject: Subject) -> bool:
    """Whether the job certainly runs on the profile with the few pairs."""
    profile = subject.job.workload_profile_name
    if profile is None or not is_literal_text(profile):
        return profile is None
    return is_plain_consumption(kind_of(profile, subject.facts.workload_profiles))


def _nearest_pairs(total_cpu: float, total_memory: float) -> str:
    def pair(wanted: float) -> str:
        step = min(max(round(wanted / _STEP) * _STEP, _STEP), _CONSUMPTION_CPU)
        return f'{step:g} and "{2 * step:g}Gi"'

    pairs = list(dict.fromkeys((pair(total_cpu), pair(total_memory / 2))))
    return f"Nearest: {', or '.join(pairs)}; any ratio runs on a dedicated workload profile"


@rule(
    "ACJ314",
    ERROR,
    "job.template.containers[].resources",
    allowed="for all containers together: at most the size of a node of the workload profile",
    why="The replica doesn't fit on any node, and the execution never starts",
    fix="Lower cpu or memory, or use a larger profile",
    source=AZURE_PROFILES,
)
def fits_the_node(subject: Subject) -> Iterator[Finding]:
    """What a dedicated workload profile can take."""
    totals = _totals(subject)
    profile = subject.job.workload_profile_name
    if totals is None or not is_literal_text(profile):
        return
    kind = kind_of(profile, subject.facts.workload_profiles)
    if kind in NODES and (totals[0] > NODES[kind][0] or totals[1] > NODES[kind][1]):
        resources = subject.job.template.containers[0].resources
        message = (
            f"The replica has {totals[0]:g} vCPU and {totals[1]:g}Gi, "
            f"and a node of {profile!r} ({kind}) has {NODES[kind][0]} and {NODES[kind][1]}Gi"
        )
        yield Finding(resources, "cpu", message, show_value=False)


@rule(
    "ACJ315",
    ERROR,
    "job.template.init_containers[].resources",
    allowed="at most the sum of the job's containers",
    why="Azure refuses the job in the middle of the apply",
    fix="Lower the init container's cpu and memory, or leave them out",
    source=AZURE_CONTAINERS,
)
def init_container_fits(subject: Subject) -> Iterator[Finding]:
    """An init container runs in what the containers have afterwards."""
    totals = _totals(subject)
    if totals is None:
        return
    for container in subject.job.template.init_containers:
        resources = container.resources
        cpu_, memory_ = _numbers(resources)
        if resources.cpu is not None and cpu_ is not None and _is_cpu(cpu_) and cpu_ > totals[0] + _ROUNDING:
            message = f"The init container has {cpu_:g} vCPU, and the containers have {totals[0]:g}"
            yield Finding(resources, "cpu", message)
        if resources.memory is not None and memory_ is not None and memory_ > totals[1] + _ROUNDING:
            message = f"The init container has {memory_:g}Gi, and the containers have {totals[1]:g}Gi"
            yield Finding(resources, "memory", message)


def init_container_defaults(template: ContainerAppJobTemplate) -> tuple[object, object]:
    """Cpu and memory of an init container without its own: Azure's defaults, at most the containers'."""
    resources = [each.resources for each in template.containers]
    numbers = [_numbers(each) for each in resources]
    # A container's value that only Terraform knows is used as it is: it is at most the total of all.
    cpu_: object = next((each.cpu for each in resources if is_token(each.cpu)), None)
    memory_: object = next((each.memory for each in resources if is_token(each.memory)), None)
    if cpu_ is None:
        cpu_ = min(default.CPU, round(sum(each or default.CPU for each, _ in numbers), 2))
    if memory_ is None:
        memory_ = f"{min(default.GIBIBYTES, sum(each or default.GIBIBYTES for _, each in numbers)):g}Gi"
    return cpu_, memory_


@rule(
    "ACJ313",
    WARNING,
    "job.template.containers[].resources",
    allowed="up to 2 vCPU and 4Gi, if the kind of environment isn't known",
    why="An environment without workload profiles (the older kind) allows at most 2 vCPU",
    fix="Make sure that the environment has workload profiles",
    source=f"{AZURE_CONTAINERS}#allocations",
)
def legacy_limit(subject: Subject) -> Iterator[Finding]:
    """More than an older environment gives."""
    totals = _totals(subject)
    if totals is None or not _on_plain_consumption(subject) or subject.facts.workload_profiles:
        return
    if _LEGACY_CPU < totals[0] <= _CONSUMPTION_CPU:
        resources = subject.job.template.containers[0].resources
        yield Finding(resources, "cpu", f"The replica has {totals[0]:g} vCPU", show_value=False)


@rule(
    "ACJ320",
    ERROR,
    "job.template.containers[].env[]",
    allowed="a value or a secret_ref",
    why="Azure refuses the job in the middle of the apply",
    fix="Keep one of the two",
    source=f"{AZURERM}: template.container.env",
)
def variable_value(subject: Subject) -> Iterator[Finding]:
    """Each environment variable has a value or a secret."""
    for container in all_containers(subject):
        for variable in container.env:
            if is_set(variable.value) and is_set(variable.secret_ref):
                yield Finding(variable, "secret_ref", "The variable has both a value and a secret")
            elif variable.value is None and variable.secret_ref is None:
                yield Finding(
                    variable,
                    "value",
                    ("The variable has neither a value nor a secret"),
                    'Write "" for an empty one',
                )


@rule(
    "ACJ321",
    ERROR,
    "job.template.containers[].env[].secret_ref",
    allowed="a secret of the job",
    why="Azure refuses the job in the middle of the apply",
    fix=Advice(
        "Add a ContainerAppWritableSecret to job.configuration.secrets", "Add a secret block of that name"
    ),
    source=AZURE_CONTAINERS,
)
def variable_secret(subject: Subject) -> Iterator[Finding]:
    """The secret of an environment variable is there."""
    for container in all_containers(subject):
        for variable in container.env:
            yield from missing_secret(subject, variable, "secret_ref", variable.secret_ref)


def missing_secret(subject: Subject, block: Settings, attribute: str, name: object) -> Iterator[Finding]:
    """A finding when the job has no secret of the name; unknown while a secret's name is a reference."""
    secrets = subject.job.configuration.secrets
    if not is_literal_text(name) or any(is_token(each.name) for each in secrets):
        return
    names = [each.name for each in secrets if is_literal_text(each.name)]
    if name not in names:
        guess = closest(name, names)
        hint = f"Did you mean {guess!r}?" if guess else None
        # What comes near none of the names may be the secret itself.
        message = f"The job has no secret {name!r}" if guess else "The job has no secret of this name"
        yield Finding(block, attribute, message, hint, show_value=guess is not None)


@rule(
    "ACJ331",
    ERROR,
    "job.template.containers[].args, command",
    allowed="text that is not empty",
    why="azurerm crashes on an empty one in the middle of the apply: interface {} is nil, not string",
    fix="Leave it out, or pass the value in an environment variable, which may be empty",
    source=f"{AZURERM}: template.container.args, template.container.command",
)
def empty_argument(subject: Subject) -> Iterator[Finding]:
    """Arguments and entrypoints that are not empty."""
    for container in all_containers(subject):
        for attribute, values in (("command", container.command), ("args", container.args)):
            for index, value in enumerate(values):
                if value == "":
                    what = "An argument" if attribute == "args" else "The entrypoint"
                    yield Finding(container, attribute, f"{what} is empty", index=index)


@rule(
    "ACJ330",
    ERROR,
    "job.template.containers",
    allowed="at least one container",
    why="azurerm refuses the plan",
    fix=Advice(
        "Keep the resource's own container in job.template.containers", "Add a container block to template"
    ),
    source=f"{AZURERM}: template.container",
)
def some_container(subject: Subject) -> Iterator[Finding]:
    """A job runs something."""
    if not subject.job.template.containers:
        yield Finding(subject.job.template, "containers", "The job has no container")

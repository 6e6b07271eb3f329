"""Rules about volumes, mounts and workload profiles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.problems import closest
from cdktf_aspire.diagnostics.rules import AZURE_PROFILES, AZURE_STORAGE, AZURERM, ERROR, Advice
from cdktf_aspire.jobs.rules.checks import Finding, Subject, rule
from cdktf_aspire.jobs.rules.names import all_containers, repeated
from cdktf_aspire.values.value import is_literal_text, is_set, is_token

if TYPE_CHECKING:
    from collections.abc import Iterator

_STORAGE_TYPES = ("AzureFile", "NfsAzureFile", "EmptyDir", "Secret")
_SHARED = {"AzureFile", "NfsAzureFile"}
_VOLUME_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_STORAGE_NAME = re.compile(r"[a-z](?:-?[a-z0-9])*", re.ASCII)


@rule(
    "ACJ501",
    ERROR,
    "job.template.volumes[].storage_type",
    allowed="AzureFile, NfsAzureFile, EmptyDir or Secret; EmptyDir if not set",
    why="azurerm refuses the plan",
    fix="Use one of the four",
    source=f"{AZURERM}: template.volume.storage_type",
)
def storage_type(subject: Subject) -> Iterator[Finding]:
    """The kinds of volume that Azure has."""
    for volume in subject.job.template.volumes:
        kind = volume.storage_type
        if is_literal_text(kind) and kind not in _STORAGE_TYPES:
            guess = closest(kind, _STORAGE_TYPES)
            yield Finding(
                volume, "storage_type", "Not a type of volume", f"Did you mean {guess!r}?" if guess else None
            )


@rule(
    "ACJ502",
    ERROR,
    "job.template.volumes[].storage_name",
    allowed="a storage of the environment, for AzureFile and NfsAzureFile only",
    why="Azure refuses the job in the middle of the apply",
    fix="Name the storage, or use EmptyDir",
    source=AZURE_STORAGE,
)
def storage(subject: Subject) -> Iterator[Finding]:
    """Shared volumes name a storage, the others none."""
    for volume in subject.job.template.volumes:
        kind, name = volume.storage_type, volume.storage_name
        if is_token(kind):
            continue
        if kind in _SHARED and name is None:
            yield Finding(volume, "storage_type", f"A volume of type {kind} needs storage_name")
        elif kind not in _SHARED and kind in {None, *_STORAGE_TYPES} and is_set(name):
            yield Finding(
                volume, "storage_name", f"A volume of type {kind or 'EmptyDir'} has no storage", "Remove it"
            )
        elif is_literal_text(name) and (len(name) > 32 or _STORAGE_NAME.fullmatch(name) is None):
            rule_of_azure = (
                "Use up to 32 lower case letters, digits and single hyphens, starting with a letter"
            )
            yield Finding(volume, "storage_name", "Not the name of an environment's storage", rule_of_azure)
        elif (
            is_literal_text(name)
            and subject.facts.storages is not None
            and name not in subject.facts.storages
        ):
            guess = closest(name, subject.facts.storages)
            hint = f"Did you mean {guess!r}?" if guess else None
            yield Finding(volume, "storage_name", "The environment doesn't have this storage", hint)


@rule(
    "ACJ503",
    ERROR,
    "job.template.volumes[].name",
    allowed="1 to 63 lower case letters, digits and hyphens, each name once",
    why="Azure refuses the job in the middle of the apply",
    fix="Rename the volume",
    source=AZURE_STORAGE,
)
def volume_name(subject: Subject) -> Iterator[Finding]:
    """The name of each volume."""
    volumes = subject.job.template.volumes
    twice, seen = repeated([each.name for each in volumes]), set[str]()
    for volume in volumes:
        name = volume.name
        if name is None:
            yield Finding(volume, "name", "The volume has no name")
        elif is_literal_text(name):
            if _VOLUME_NAME.fullmatch(name) is None:
                yield Finding(volume, "name", "Not a volume's name")
            elif name in twice and name in seen:
                yield Finding(volume, "name", "The job already has a volume of this name")
            seen.add(name)


@rule(
    "ACJ504",
    ERROR,
    "job.template.containers[].volume_mounts[].volume_name",
    allowed="a volume of the job",
    why="Azure refuses the job in the middle of the apply",
    fix=Advice(
        "Add a ContainerAppVolume to job.template.volumes", "Add a volume block of that name to template"
    ),
    source=f"{AZURERM}: template.container.volume_mounts",
)
def mounted_volume(subject: Subject) -> Iterator[Finding]:
    """Each mount names a volume that is there."""
    volumes = subject.job.template.volumes
    names = [each.name for each in volumes if is_literal_text(each.name)]
    unknown = any(is_token(each.name) for each in volumes)
    for container in all_containers(subject):
        for mount in container.volume_mounts:
            wanted = mount.volume_name
            if wanted is None:
                yield Finding(mount, "volume_name", "The mount doesn't name a volume")
            elif is_literal_text(wanted) and wanted not in names and not unknown:
                guess = closest(wanted, names)
                hint = f"Did you mean {guess!r}?" if guess else None
                yield Finding(mount, "volume_name", "The job doesn't have this volume", hint)


@rule(
    "ACJ505",
    ERROR,
    "job.template.containers[].volume_mounts[].mount_path",
    allowed="an absolute path without a colon, each path once in a container",
    why="Azure refuses the job in the middle of the apply",
    fix="For example /data",
    source=AZURE_STORAGE,
)
def mount_path(subject: Subject) -> Iterator[Finding]:
    """Where a volume appears."""
    for container in all_containers(subject):
        seen: set[str] = set()
        for mount in container.volume_mounts:
            path: object = mount.mount_path
            if path is None:
                yield Finding(mount, "mount_path", "The mount has no path")
            elif is_literal_text(path):
                if not path.startswith("/") or ":" in path:
                    hint = f"Write {'/' + path!r}" if path and ":" not in path else None
                    yield Finding(mount, "mount_path", "Not an absolute path in the container", hint)
                elif path.rstrip("/") in seen:
                    yield Finding(mount, "mount_path", "Something is already mounted there")
                seen.add(path.rstrip("/"))


@rule(
    "ACJ506",
    ERROR,
    "job.workload_profile_name",
    allowed="a workload profile of the environment",
    why="Azure refuses the job in the middle of the apply",
    fix="Leave it out for Consumption",
    source=AZURE_PROFILES,
)
def workload_profile(subject: Subject) -> Iterator[Finding]:
    """The profile that the job runs on is there."""
    name, profiles = subject.job.workload_profile_name, subject.facts.workload_profiles
    if name == "":
        yield Finding(subject.job, "workload_profile_name", "The workload profile has no name")
    elif (
        is_literal_text(name)
        and profiles is not None
        and name not in profiles
        and not any(map(is_token, profiles))
    ):
        guess = closest(name, profiles)
        hint = f"Did you mean {guess!r}?" if guess else None
        yield Finding(
            subject.job, "workload_profile_name", "The environment doesn't have this workload profile", hint
        )

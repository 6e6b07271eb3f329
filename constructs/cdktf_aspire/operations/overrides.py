"""What one execution does differently from its job, put into the job's whole template.

Azure starts an execution either as the job is, or with a template that replaces the job's: a start that sends
only an image loses the environment (https://github.com/Azure/azure-cli/issues/27521). So all of it is sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from cdktf_aspire.operations.errors import UsageError
from cdktf_aspire.values import records
from cdktf_aspire.values.secret_text import secret_in, secrets_in_command

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Azure's JobExecutionContainer has no more: volumes and mounts are the job's own.
_FIELDS: Final = ("image", "name", "command", "args", "env")
_SIZES: Final = ("cpu", "memory", "gpu")
_REFERENCE: Final = "secretref:"
_NAME: Final = re.compile(r"[A-Za-z_.-][A-Za-z0-9_.-]*")
_MEMORY: Final = re.compile(r"[0-9]+(?:\.[0-9]{1,2})?Gi", re.ASCII)


@records.frozen
class Overrides:
    """What is different in one execution; None leaves it as in the job.

    Attributes:
        env: variables by name. `secretref:NAME` refers to a secret of the job.
        args: instead of all the job's arguments.
        image: of the container.
        cpu: in vCPU.
        memory: with its unit, such as `1Gi`.
        container: which one is meant, of several.
    """

    env: Mapping[str, str] = attrs.field(factory=dict)
    args: Sequence[str] | None = None
    image: str | None = None
    cpu: float | None = None
    memory: str | None = None
    container: str | None = None

    @property
    def any(self) -> bool:
        """Whether something is different."""
        return bool(self.env) or any(
            each is not None for each in (self.args, self.image, self.cpu, self.memory)
        )

    def check(self) -> None:
        """Checks what can be checked without the job.

        Raises:
            UsageError: a value is not one, or looks like a secret.
        """
        if self.image is not None and (not self.image or re.search(r"\s", self.image)):
            raise UsageError(f"--image can't be {self.image!r}: write an image such as registry/name:tag.")
        if self.cpu is not None and not 0 < self.cpu < float("inf"):
            raise UsageError(f"--cpu can't be {self.cpu:g}: write a number of vCPU above 0, such as 0.5.")
        if self.memory is not None and not _MEMORY.fullmatch(self.memory):
            raise UsageError(f'--memory can\'t be {self.memory!r}: write a number and Gi, such as "1Gi".')
        for name, value in self.env.items():
            if not _NAME.fullmatch(name):
                raise UsageError(f"--env can't set {name!r}: that is not the name of a variable.")
            why = None if value.startswith(_REFERENCE) else secret_in(name, value)
            if why is not None:
                raise UsageError(
                    f"--env {name} looks like a secret ({why}), and its value would be stored in the "
                    "execution, where everyone who can read the job sees it. Add it to the job's secrets "
                    "and write "
                    f"--env {name}={_REFERENCE}NAME."
                )
        for _, why in secrets_in_command(self.args or ()):
            raise UsageError(
                f"An --arg looks like a secret ({why}), and would be stored in the execution, where everyone "
                f"who can read the job sees it. Add it to the job's secrets and pass it "
                f"with --env NAME={_REFERENCE}SECRET."
            )


def parse_env(pairs: Iterable[str]) -> dict[str, str]:
    """The variables of `--env K=V`, in their order.

    Raises:
        UsageError: one has no name or no `=`, or is there twice. The value isn't repeated.
    """
    found: dict[str, str] = {}
    for number, pair in enumerate(pairs, start=1):
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise UsageError(f"--env takes NAME=VALUE, and number {number} isn't in that form.")
        if name in found:
            raise UsageError(f"--env sets {name} twice.")
        found[name] = value
    return found


def merged(
    template: Mapping[str, Any], overrides: Overrides, secrets: Iterable[str] | None = None
) -> dict[str, Any]:
    """The template that an execution is started with.

    Args:
        template: the job's, as Resource Manager gives it.
        overrides: what is different.
        secrets: the names of the job's secrets; None where they aren't known.

    Returns:
        All containers and init containers of the job, with the one that is meant changed.

    Raises:
        UsageError: it isn't clear which container is meant; a variable is a secret of the job; there is no
            such secret.
    """
    found = of_execution(template)
    containers = found["containers"]
    index = _meant([str(each.get("name")) for each in containers], overrides.container)
    containers[index] = _changed(containers[index], overrides, secrets)
    return found


def of_execution(template: Mapping[str, Any]) -> dict[str, Any]:
    """A job's template as one of an execution, which has no volumes."""
    found: dict[str, Any] = {"containers": [_started(each) for each in template.get("containers") or ()]}
    if init := [_started(each) for each in template.get("initContainers") or ()]:
        found["initContainers"] = init
    return found


def _started(container: Mapping[str, Any]) -> dict[str, Any]:
    """A container of a job as one of an execution."""
    found = {name: container[name] for name in _FIELDS if container.get(name) is not None}
    if "env" in found:
        found["env"] = [
            {name: value for name, value in each.items() if value is not None} for each in found["env"]
        ]
    resources = container.get("resources") or {}
    if sizes := {name: resources[name] for name in _SIZES if resources.get(name) is not None}:
        found["resources"] = sizes
    return found


def _meant(names: Sequence[str], wanted: str | None) -> int:
    listed = ", ".join(names)
    if wanted is not None:
        if wanted not in names:
            raise UsageError(f"--container can't be {wanted!r}: the job has {listed or 'no container'}.")
        return names.index(wanted)
    if len(names) != 1:
        raise UsageError(
            f"The job has {len(names)} containers. Say which one to change with --container: {listed}."
        )
    return 0


def _changed(
    container: dict[str, Any], overrides: Overrides, secrets: Iterable[str] | None
) -> dict[str, Any]:
    changed = dict(container)
    if overrides.image is not None:
        changed["image"] = overrides.image
    if overrides.args is not None:
        changed["args"] = list(overrides.args)
    if overrides.cpu is not None or overrides.memory is not None:
        wanted = {"cpu": overrides.cpu, "memory": overrides.memory}
        changed["resources"] = {
            **container.get("resources", {}),
            **{name: value for name, value in wanted.items() if value is not None},
        }
    if overrides.env:
        variables = {str(each.get("name")): each for each in container.get("env", ())}
        for name, value in overrides.env.items():
            variables[name] = _variable(name, value, variables.get(name, {}), secrets)
        changed["env"] = list(variables.values())
    return changed


def _variable(name: str, value: str, old: Mapping[str, Any], secrets: Iterable[str] | None) -> dict[str, str]:
    if value.startswith(_REFERENCE):
        secret = value.removeprefix(_REFERENCE)
        known = None if secrets is None else sorted(secrets)
        if known is not None and secret not in known:
            raise UsageError(
                f"--env {name} refers to the secret {secret!r}, but the job has {', '.join(known) or 'none'}."
            )
        return {"name": name, "secretRef": secret}
    if old.get("secretRef"):
        raise UsageError(
            f"--env can't set {name}: in the job it is the secret {old['secretRef']!r}, and a value from the "
            "command line would be stored in the execution, where everyone who can read the job sees it. "
            f"Change the secret, or name another one: --env {name}={_REFERENCE}NAME."
        )
    return {"name": name, "value": value}


def differences(template: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """In what the second template differs from the first, in words without any value but images and sizes."""
    found: list[str] = []
    for kind in ("containers", "initContainers"):
        wanted = {str(each.get("name")): _started(each) for each in template.get(kind) or ()}
        used = {str(each.get("name")): _started(each) for each in other.get(kind) or ()}
        found += [
            f"container {name} {'added' if name in used else 'missing'}"
            for name in sorted(wanted.keys() ^ used.keys())
        ]
        for name in sorted(wanted.keys() & used.keys()):
            found += _differences(name, wanted[name], used[name])
    return found


def _differences(name: str, wanted: Mapping[str, Any], used: Mapping[str, Any]) -> list[str]:
    found = []
    if wanted.get("image") != used.get("image"):
        found.append(f"image {used.get('image')} instead of {wanted.get('image')}")
    found += [
        f"a different {word} of {name}"
        for word, key in (("command", "command"), ("list of arguments", "args"))
        if (wanted.get(key) or []) != (used.get(key) or [])
    ]
    variables = [{each.get("name"): each for each in one.get("env") or ()} for one in (wanted, used)]
    changed = sorted(
        str(key)
        for key in variables[0].keys() | variables[1].keys()
        if variables[0].get(key) != variables[1].get(key)
    )
    if changed:
        found.append(f"different values of {', '.join(changed)}")
    for key in _SIZES:
        before, after = ((one.get("resources") or {}).get(key) for one in (wanted, used))
        if before != after and None not in (before, after):
            found.append(f"{key} {after} instead of {before}")
    return found

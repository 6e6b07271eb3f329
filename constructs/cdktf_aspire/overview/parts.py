"""The parts of an application before any folding, and which part refers to which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import attrs

from cdktf_aspire.overview.jobs import resource_of
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cdktf_aspire.overview.jobs import Job

# The stack, and the address in it.
Key = tuple[str, str]

VARIABLE: Final = "variable"
LOCAL: Final = "local"
OUTPUT: Final = "output"
MODULE: Final = "module"
REMOTE_STATE: Final = "terraform_remote_state"
# What cdktf calls the state of another stack that it reads.
OF_STACK: Final = "cross-stack-reference-input-"
STARTED_JOB: Final = "terraform_data"

# How a part refers to another one.
RUNS_IN: Final = "runs in"
AFTER: Final = "waits for it"
AFTER_RUN: Final = "waits for its run"
ENVIRONMENT: Final = "env"
SECRET: Final = "secret"
RULE: Final = "scale rule"
IDENTITY: Final = "identity"
IMAGE: Final = "image"
ROLE: Final = "role"
INSIDE: Final = "in"
LOGS: Final = "logs"

# Settings by their names in azurerm and in Bicep; the outermost of a path counts.
_HOW: Final[dict[str, str]] = {
    "container_app_environment_id": RUNS_IN,
    "environmentId": RUNS_IN,
    "managedEnvironmentId": RUNS_IN,
    "env": ENVIRONMENT,
    "secret": SECRET,
    "secrets": SECRET,
    "rules": RULE,
    "custom_scale_rule": RULE,
    "identity": IDENTITY,
    "registry": IMAGE,
    "registries": IMAGE,
    "image": IMAGE,
    "args": "args",
    "command": "command",
    "volume": "volume",
    "volumes": "volume",
    "log_analytics_workspace_id": LOGS,
    "appLogsConfiguration": LOGS,
    "scopes": "watches",
    "eventhub_name": INSIDE,
    "key_vault_id": INSIDE,
    "namespace_id": INSIDE,
    "namespace_name": INSIDE,
    "server_id": INSIDE,
    "storage_account_id": INSIDE,
    "storage_account_name": INSIDE,
    "topic_id": INSIDE,
    "virtual_network_name": INSIDE,
}
# Their blocks have a name of their own, which says which one it is.
_NAMED: Final = frozenset({ENVIRONMENT, SECRET, RULE, "volume"})
# About how the resource is deployed, not about what it uses; order is read from `depends_on` apart.
_NOT_REFERENCES: Final = frozenset(
    {
        *("//", "connection", "depends_on", "lifecycle", "location", "name", "provider", "provisioner"),
        *("provisioners", "resourceGroup", "resource_group_name", "tags", "timeouts"),
    }
)
WORDS: Final = frozenset(_HOW.values())
# Blocks that only hold others.
_FRAMES: Final = frozenset({"body", "configuration", "container", "containers", "properties", "template"})
_DEEPEST: Final = 60


@records.frozen
class Link:
    """A reference.

    Attributes:
        target: what it refers to, which may not be there.
        how: through which kind of setting.
        name: of the environment variable, the secret, the scale rule or the role.
    """

    target: Key
    how: str
    name: str = ""


@records.define
class Part:
    """A resource, a variable, or what stands between resources.

    Attributes:
        key: by which others refer to it.
        kind: azurerm's type, or one of the kinds above.
        name: in its address.
        path: of the construct that wrote it, without its own id; empty where it isn't known.
        links: what it refers to.
        is_lookup: whether it is only looked up.
        is_secret: whether it is a parameter with a secret value.
        job: where it is one.
        runs: key of the job that it starts in a deployment.
    """

    key: Key
    kind: str
    name: str
    path: tuple[str, ...] = ()
    links: list[Link] = attrs.field(factory=list)
    is_lookup: bool = False
    is_secret: bool = False
    job: Job | None = None
    runs: Key | None = None

    @property
    def construct(self) -> tuple[str, ...] | None:
        """The path of the AppHost's resource that it belongs to; None where it belongs to none."""
        return self.path if resource_of(self.path) is not None else None

    @property
    def title(self) -> str:
        """Aspire's name, or the one in its address."""
        return resource_of(self.path) or (self.name if self.job is None else self.job.name)


@records.frozen
class Stack:
    """The parts of one stack.

    Attributes:
        name: of it, different from those of other stacks.
        parts: in the order of the file.
    """

    name: str
    parts: tuple[Part, ...]


class ReadSource(Protocol):
    """A file or a publish output that was read.

    Attributes:
        name: of the stack.
    """

    name: str

    def jobs(self) -> Iterator[Job]:
        """Its jobs."""

    def parts(self) -> Iterator[Part]:
        """Its parts."""


def links_in(
    value: object,
    targets: Callable[[object], Iterable[Key] | None],
    text: Callable[[object], str],
) -> Iterator[Link]:
    """The references in the settings of a part.

    Args:
        value: the settings, nested as they are written.
        targets: what a value refers to; None where the values in it have to be asked.
        text: a value as text, for names of blocks.
    """
    yield from _links(value, targets, text, "", "", 0)


def _links(
    value: object,
    targets: Callable[[object], Iterable[Key] | None],
    text: Callable[[object], str],
    how: str,
    name: str,
    depth: int,
) -> Iterator[Link]:
    found = targets(value)
    if found is not None:
        yield from (Link(target, how, name) for target in found)
    elif depth > _DEEPEST:
        return
    elif isinstance(value, dict):
        if how in _NAMED and not name:
            name = text(value.get("name"))
        for key, each in value.items():
            if not how and key in _NOT_REFERENCES:
                continue
            # Where no setting on the way has words, its own name is used.
            inner = how if how in WORDS else _HOW.get(key, how or ("" if key in _FRAMES else key))
            yield from _links(each, targets, text, inner, name, depth + 1)
    elif isinstance(value, list):
        for each in value:
            yield from _links(each, targets, text, how, name, depth + 1)

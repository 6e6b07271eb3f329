"""Random jobs for property tests: mostly plausible ones, and ones with anything anywhere."""

from __future__ import annotations

import string
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import attrs
from hypothesis import strategies as st

from cdktf_aspire.jobs.credentials import ContainerAppRegistryCredentials, ContainerAppWritableSecret
from cdktf_aspire.jobs.items import Items
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule, ContainerAppScaleRuleAuth
from cdktf_aspire.jobs.settings import walk
from cdktf_aspire.jobs.template import (
    AppContainerResources,
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppVolume,
    ContainerAppVolumeMount,
)
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType
from cdktf_aspire.values.value import Raw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire.jobs.settings import Settings

    Size = tuple[float | str | None, str | None]

T = TypeVar("T")
C = TypeVar("C", bound=ContainerAppInitContainer)

IDENTITIES = [
    f"/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"
    for name in ("one", "two")
]
SECRET_NAMES = ["connection", "password", "api-key"]

# Without NUL, which no process can be given.
_characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_texts = st.text(_characters, max_size=12)
_arguments = st.text(_characters, min_size=1, max_size=12)
_tags = st.text(string.ascii_lowercase, min_size=1, max_size=12)
_small = st.integers(1, 6)


@st.composite
def jobs(draw: st.DrawFn, legal: bool = False) -> ContainerAppJob:
    """A job that a user might write: right or wrong, or only right ones."""

    def choose(right: st.SearchStrategy[T], wrong: st.SearchStrategy[T]) -> T:
        return draw(right if legal else right | wrong)

    def some(what: Callable[[int], T], most: int) -> list[T]:
        return [what(index) for index in range(draw(st.integers(0, most)))]

    def name(right: str) -> str:
        return choose(st.just(right), st.text(string.ascii_lowercase + "-_", max_size=34))

    def secret_ref() -> str:
        return choose(st.sampled_from(SECRET_NAMES), st.just("none"))

    def variable(index: int) -> ContainerAppEnvironmentVariable:
        value, secret = draw(st.tuples(_texts, st.none()) | st.tuples(st.none(), st.just(secret_ref())))
        both = not legal and draw(st.booleans())
        return ContainerAppEnvironmentVariable(
            name=name(f"KEY_{index}"), value=value, secret_ref="none" if both else secret
        )

    def mount(index: int) -> ContainerAppVolumeMount:
        path = choose(st.just(f"/mnt/{index}"), st.sampled_from(["data", "/mnt/0", None]))
        volume = choose(st.sampled_from(["data", "work"]), st.sampled_from(["none", None]))
        return ContainerAppVolumeMount(
            volume_name=volume, mount_path=path, sub_path=draw(st.none() | st.just("in"))
        )

    def fill(container: C, right_name: str) -> C:
        container.name = name(right_name)
        container.image = choose(
            st.sampled_from(["r.io/batch:1", "mcr.microsoft.com/a/b", "a@sha256:" + "0" * 64]),
            st.sampled_from(["https://r.io/a", "A/b:1", ""]),
        )
        container.command = choose(st.lists(_arguments, max_size=1), st.just([""]))
        container.args = choose(st.lists(_arguments, max_size=3), st.lists(_texts, max_size=3))
        container.env = some(variable, 3)
        legal_sizes: list[Size] = [(None, None), (0.25, "0.5Gi"), ("1.5", "3Gi"), (1, "2Gi")]
        if right_name != "main":  # an init container has at most what the containers have
            legal_sizes = legal_sizes[:2]
        other_sizes: list[Size] = [(0, "1GB"), (1, "4Gi"), ("half", "1Gi")]
        sizes = choose(st.sampled_from(legal_sizes), st.sampled_from(other_sizes))
        container.resources = AppContainerResources(cpu=sizes[0], memory=sizes[1])
        container.volume_mounts = some(mount, 2)
        return container

    def rule(index: int) -> ContainerAppJobScaleRule:
        return ContainerAppJobScaleRule(
            name=name(f"rule-{index}"),
            job_scale_rule_type=choose(
                st.sampled_from(["redis-streams", "stan"]), st.sampled_from(["http", "nothing"])
            ),
            metadata={"stream": draw(_texts), "address": "redis:6379"},
            auth=some(
                lambda _: ContainerAppScaleRuleAuth(secret_ref=secret_ref(), trigger_parameter="password"),
                2,
            ),
        )

    job = ContainerAppJob()
    job.name = name("batch")
    configuration = job.configuration
    configuration.trigger_type = draw(st.sampled_from(ContainerAppJobTriggerType))
    configuration.replica_timeout = choose(
        st.none() | st.integers(1, 5000) | st.integers(1, 9).map(lambda hours: timedelta(hours=hours)),
        st.integers(-5, 0) | st.timedeltas(),
    )
    configuration.replica_retry_limit = choose(st.none() | st.integers(0, 5), st.just(-1))
    for trigger in (
        configuration.manual_trigger_config,
        configuration.schedule_trigger_config,
        configuration.event_trigger_config,
    ):
        if draw(st.booleans()):
            trigger.parallelism = choose(_small, st.integers(-1, 0))
            trigger.replica_completion_count = choose(_small, st.integers(-1, 0))
    configuration.schedule_trigger_config.cron_expression = choose(
        st.sampled_from(["0 0 * * *", "*/5 * * * *", "0 2 * * 0", "0 0 31 2 *"]),
        st.sampled_from(["0 0 0 * * *", "61 * * * *", ""]),
    )
    scale = configuration.event_trigger_config.scale
    if draw(st.booleans()):
        scale.min_executions = choose(st.integers(0, 2), st.just(-1))
        scale.max_executions = choose(st.integers(2, 9), st.integers(-1, 1))
        scale.polling_interval_in_seconds = choose(_small, st.just(0))
    scale.rules = some(rule, 2)
    configuration.secrets = [
        ContainerAppWritableSecret(name=each, value=Raw(f"var.{each}"))
        for each in SECRET_NAMES
        if legal or draw(st.booleans())
    ]
    job.identity.user_assigned_identities = [each for each in IDENTITIES if legal or draw(st.booleans())]
    by_identity = draw(st.booleans())
    configuration.registries = some(
        lambda _: ContainerAppRegistryCredentials(
            server=choose(st.sampled_from(["r.io", "mine.azurecr.io"]), st.just("https://r.io")),
            identity=draw(st.sampled_from(IDENTITIES)) if by_identity else None,
            username=None if by_identity else "me",
            password_secret_ref=None if by_identity and legal else secret_ref(),
        ),
        1,
    )
    job.template.containers = [fill(ContainerAppContainer(), "main")]
    job.template.init_containers = some(lambda index: fill(ContainerAppInitContainer(), f"init{index}"), 1)
    job.template.volumes = [
        ContainerAppVolume(name="data", storage_type="AzureFile", storage_name="share"),
        ContainerAppVolume(name=name("work")),
    ]
    job.tags = choose(st.dictionaries(_tags, _texts, max_size=2), st.dictionaries(_texts, _texts, max_size=2))
    return job


anything: st.SearchStrategy[object] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.binary(max_size=4)
    | st.timedeltas()
    | st.sampled_from(ContainerAppJobTriggerType)
    | st.just(Raw("var.x"))
    | st.builds(object)
    | st.builds(ContainerAppContainer)
    | st.builds(ContainerAppEnvironmentVariable, name=st.none()),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3)
        | st.tuples(inner)
    ),
    max_leaves=5,
)


def blocks(job: ContainerAppJob) -> Iterator[Settings]:
    """Every block of a job, the job first."""
    return (block for _, block in walk(job))


@st.composite
def spoiled_jobs(draw: st.DrawFn) -> ContainerAppJob:
    """A job with anything at all in some of its places."""
    job = draw(jobs())
    for _ in range(draw(st.integers(1, 4))):
        block = draw(st.sampled_from(list(blocks(job))))
        attribute = draw(st.sampled_from([field.name for field in attrs.fields(type(block))]))
        current: object = getattr(block, attribute)
        if isinstance(current, Items) and draw(st.booleans()):
            current.append(draw(anything))
        else:
            setattr(block, attribute, draw(anything))
    return job

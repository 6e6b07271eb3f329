"""A job on its way from its resource to Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

import attrs

from cdktf_aspire.hosting.references import AppIdentity
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.items import Items
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.schema import Blocks, TextMap, Texts, schema_of
from cdktf_aspire.jobs.settings import Settings, blocks_of, join_path, walk
from cdktf_aspire.values import records
from cdktf_aspire.values.resolution import resolve
from cdktf_aspire.values.value import is_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.azure.azure_resource import AzureResource
    from cdktf_aspire.hosting.azure.container_app_environment import AzureContainerAppEnvironment
    from cdktf_aspire.hosting.azure.identity import Identity
    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.values.resolution import Resolution
    from cdktf_aspire.values.value import Text


@records.frozen
class NamedSource:
    """A resource in Azure that the application only knows by name.

    Attributes:
        name: in Azure.
        resource_group: where it is; the application's own group when None.
        resource_type: Azure's name of the type.
        identifier: what stands for it in an address.
    """

    name: Text
    resource_group: Text | None
    resource_type: str
    identifier: str = attrs.field(eq=False)


@records.frozen
class SourceRole:
    """A role that a job's identity needs on what a scale rule watches, or on what its image is pulled from.

    Attributes:
        holder: the identity that gets it; None is the job's own, which exists only after the job.
        target: what it is given on.
        role: a built-in role of Azure.
    """

    holder: Identity | None
    target: AzureResource | NamedSource
    role: str


@records.define
class PreparedJob:
    """A job that is ready to be checked and written.

    Attributes:
        resource: whose job it is.
        environment: where it runs; None when the user has to choose.
        job: the model with everything set.
        identity: that the job's program signs in with; None when it needs none.
        roles: of that identity, by target.
        referring: the places of the job that refer to something.
        source_roles: that the scale rules need on what they watch, and the registries' sign-ins.
        needs_identity: whether a scale rule signs in with the identity of the job's program.
        signs_in_as_itself: whether a scale rule signs in with the identity that Azure gives the job.
        problems: what went wrong on the way.
    """

    resource: ComputeResource
    environment: AzureContainerAppEnvironment | None
    job: ContainerAppJob = attrs.field(factory=ContainerAppJob)
    identity: Identity | None = None
    roles: dict[AzureResource, tuple[Text, ...]] = attrs.field(factory=dict)
    source_roles: list[SourceRole] = attrs.field(factory=list)
    referring: list[Referring] = attrs.field(factory=list)
    needs_identity: bool = False
    signs_in_as_itself: bool = False
    problems: list[Problem] = attrs.field(factory=list)

    @property
    def has_own_identity(self) -> bool:
        """Whether it needs its own identity."""
        return isinstance(self.identity, AppIdentity)

    @property
    def facts(self) -> rules.EnvironmentFacts:
        """What the rules may know of the environment."""
        return self.environment._facts if self.environment else rules.EnvironmentFacts()

    def resource_problem(self, problem: Problem) -> None:
        """Adds a problem under the resource's name, unless it is already there."""
        problem = attrs.evolve(problem, resource=self.resource.name)
        if problem not in self.problems:
            self.problems.append(problem)


@records.frozen
class Place:
    """Where a job has a value: an attribute of one of its blocks, or an element of a list or a map there.

    Attributes:
        job: that it is in.
        block: part of the job.
        attribute: its attribute.
        key: position in a list or key in a map, when the attribute is one.
    """

    job: ContainerAppJob
    block: Settings
    attribute: str
    key: int | str | None

    @property
    def value(self) -> object:
        """What is there."""
        value: object = self.block.__dict__[self.attribute]
        return value[self.key] if _is_indexed(value) and self.key is not None else value

    def replace(self, value: object) -> None:
        """Sets another value there, as if the user had given it."""
        values: object = self.block.__dict__[self.attribute]
        if _is_indexed(values) and self.key is not None:
            values[self.key] = value
        else:
            self.block.__dict__[self.attribute] = value

    @property
    def path(self) -> str:
        """The place, in the user's spelling."""
        at = next(path for path, block in walk(self.job, "job") if block is self.block)
        path = join_path(at, self.block._note(self.attribute).written)
        return path if self.key is None else f"{path.rstrip('=')}[{self.key!r}]"

    @property
    def where(self) -> SourceLocation | None:
        """The user's line that set it."""
        return self.block._note(self.attribute).where


def _is_indexed(value: object) -> TypeGuard[dict[object, object]]:
    return isinstance(value, list | dict)


def places(job: ContainerAppJob, holds: Callable[[object], bool] = lambda _: True) -> Iterator[Place]:
    """The places of a job that have a value of their own, in the order of the job.

    Args:
        job: to look at.
        holds: which values count; all when not given.
    """
    for block in blocks_of(job):
        for each in schema_of(type(block)):
            value: object = block.__dict__[each.name]
            if value is None or isinstance(value, Settings):
                continue
            values: list[tuple[int | str | None, object]] = [(None, value)]
            if isinstance(value, Items) and isinstance(each.kind, Texts | Blocks):
                values = [(key, item) for key, item in enumerate(value) if not isinstance(item, Settings)]
            elif isinstance(value, dict) and isinstance(each.kind, TextMap):
                values = list(value.items())
            for key, item in values:
                if holds(item):
                    yield Place(job, block, each.name, key)


@records.frozen
class Referring:
    """A place of a job that has more than a literal.

    Attributes:
        place: where it is.
        value: what is known of the value there.
    """

    place: Place
    value: Resolution


def referring_in(job: ContainerAppJob) -> list[Referring]:
    """The places of a job that refer to something."""
    return [Referring(place, resolve(place.value)) for place in places(job, is_token)]


def scale_rules_of(job: ContainerAppJob) -> Items[object]:
    """The rules of a job; none if a callback replaced them with something else."""
    found: object = job
    for attribute in ("configuration", "event_trigger_config", "scale", "rules"):
        found = found.__dict__.get(attribute) if isinstance(found, Settings) else None
    return found if isinstance(found, Items) else Items()

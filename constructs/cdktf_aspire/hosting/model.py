"""The application model: the resources of an AppHost, which don't know what builds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar, cast

import attrs

from cdktf_aspire.diagnostics.problems import caller, with_article
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.calls import user_call
from cdktf_aspire.hosting.own_constructs import OwnName
from cdktf_aspire.hosting.resource_names import identifier, is_resource_name, suggest
from cdktf_aspire.hosting.run_mode import RunModeCalls
from cdktf_aspire.jobs import rules
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.escape_hatch import WritesTerraform
    from cdktf_aspire.hosting.own_constructs import OwnConstruct


@records.frozen
class Acknowledgement:
    """A warning that the user has read and accepts.

    Attributes:
        code: of the warning.
        reason: why it is fine here.
        where: the user's line.
    """

    code: str
    reason: str
    where: SourceLocation | None


def accepted(code: str, reason: str, report: Callable[[Problem], None]) -> list[Acknowledgement]:
    """Accepts a warning; empty if the reason isn't valid, which is reported."""
    if isinstance(reason, str):
        return [Acknowledgement(code, reason, caller())]
    if reason is not None:  # a missing one is a problem already
        message = f"The reason is {with_article(reason)}, not text"
        report(rules.problem("ACJ002", message, path="reason=", allowed="text", where=caller()))
    return []


class Resource(RunModeCalls):
    """A named part of a distributed application."""

    def __init__(self, application: ApplicationModel, name: str) -> None:
        self._application = application
        self._declared_at = caller()
        self._problems: list[Problem] = []
        self._acknowledgements: list[Acknowledgement] = []
        self._annotations: dict[type, Annotation] = {}
        self.name = application.register(self, name)
        application.place(self)

    @property
    def identifier(self) -> str:
        """The name as Terraform addresses have it: `-` is `_`."""
        return identifier(self.name)

    @property
    def _is_stand_in(self) -> bool:
        """Whether it stands for the user's own construct, passed instead of a resource."""
        return isinstance(self.name, OwnName)

    @property
    def _name_in_azure(self) -> str:
        """The base of names in Azure: the resource's name in lower case."""
        return self.name.lower()

    def _report(self, problem: Problem) -> None:
        """Keeps a problem with this resource until the check."""
        self._problems.append(attrs.evolve(problem, resource=self.name))

    @user_call
    def acknowledge(self, code: str, reason: str) -> Self:
        """Accepts a warning on this resource: it isn't shown any more.

        Args:
            code: of the warning, for example `"ACJ230"`.
            reason: why it is fine here, for readers of the code.
        """
        self._acknowledgements += accepted(code, reason, self._report)
        return self


register(
    "ACJ901",
    ERROR,
    "name=",
    allowed="names that differ by more than upper and lower case",
    why="Both would be the same resource in Terraform and in Azure",
    fix="Rename one of them",
    source="Aspire.Hosting: DistributedApplicationException on duplicate names",
)

register(
    "ACJ902",
    ERROR,
    "name=",
    allowed=(
        "1 to 64 ASCII letters, digits and single hyphens, starting with a letter, not ending with a hyphen"
    ),
    why="Aspire refuses the resource",
    fix="Rename it",
    source="Aspire.Hosting: ModelName.ValidateName",
)

register(
    "ACJ909",
    ERROR,
    "add_...()",
    allowed="resources that are added before the synth",
    why="The Terraform was already written, without the resource",
    fix="Add it before app.synth() or run()",
    source="this library",
)


@records.define(eq=False)
class Annotation:
    """What is known of a resource besides its public part, as in Aspire."""

    @classmethod
    def of(cls, resource: Resource) -> Self:
        """The resource's own, which is made when it is first asked for."""
        found = resource._annotations.get(cls)
        if found is None:
            found = resource._annotations[cls] = cls()
        return cast("Self", found)


R = TypeVar("R", bound=Resource)


class ApplicationModel:
    """Aspire's application model: the resources of one AppHost, in the order of the code.

    Attributes:
        construct: of the application, which its resources are below.
    """

    def __init__(self, construct: WritesTerraform) -> None:
        self.construct = construct
        self.is_written = False
        self.problems: list[Problem] = []
        self.resources: list[Resource] = []
        # A cache for resources_of(): each job asks for the environments.
        self._of_kind: dict[type[Resource], list[Resource]] = {}
        self._by_name: dict[str, Resource] = {}
        # Types of what was created for it, as Terraform or Azure names them.
        self.written_types: set[str] = set()
        # The user's constructs that are resources here, each with what stands for it.
        self.own_constructs: dict[OwnConstruct, list[Resource]] = {}

    @property
    def applications_of_stack(self) -> Sequence[ApplicationModel]:
        """The applications whose Terraform is one, this one among them."""
        return [self]

    def creates(self, construct: OwnConstruct) -> bool:
        """Whether the deployment of this application also creates the user's construct.

        Args:
            construct: a resource or a data source.
        """
        return False

    def new_vault_in(self, value: object) -> str | None:
        """The address of the user's vault whose URI is in a value, if the deployment creates it.

        Args:
            value: with tokens in it, or `raw`.
        """
        return None

    def construct_with_id(self, value: object) -> OwnConstruct | None:
        """The user's resource whose id is a value, if it is known.

        Args:
            value: a token of the id, such as `subnet.id`, or `raw`.
        """
        return None

    def resources_of(self, kind: type[R]) -> list[R]:
        """The resources of a class, in the order of the code."""
        found = self._of_kind.get(kind)
        if found is None:
            found = [resource for resource in self.resources if isinstance(resource, kind)]
            self._of_kind[kind] = found
        return cast("list[R]", list(found))

    def named(self, name: str) -> Resource | None:
        """The resource of a name, upper and lower case alike; the first one where a mistake made it two."""
        return self._by_name.get(name.lower())

    def construct_of(self, problem: Problem) -> WritesTerraform:
        """The resource that a problem is of, or the application."""
        resource = None if problem.resource is None else self.named(problem.resource)
        return self.construct if resource is None or resource.name != problem.resource else resource

    def register(self, resource: Resource, name: object) -> str:
        """Takes a new resource in and returns its name; a bad or taken name becomes a problem."""
        text = name if isinstance(name, str) and name else f"unnamed-{len(self.resources) + 1}"
        if isinstance(name, OwnName):
            pass
        elif not is_resource_name(name):
            better = suggest(name) if isinstance(name, str) else None
            self._refuse_name(
                "ACJ902",
                text,
                "The resource has a name that Aspire doesn't allow",
                name,
                f"For example {better!r}" if better else None,
                resource,
            )
        else:
            twin = self._by_name.get(text.lower())
            if twin is not None:
                other = f"The other one is at {twin._declared_at}"
                self._refuse_name(
                    "ACJ901",
                    text,
                    f"Two resources are named {text!r}",
                    name,
                    f"{other}; names must differ by more than upper and lower case",
                    resource,
                )
        if self.is_written:
            resource._problems.append(
                rules.problem(
                    "ACJ909",
                    f"{text!r} is added after the synth",
                    resource=text,
                    where=resource._declared_at,
                )
            )
        self.resources.append(resource)
        if not isinstance(name, OwnName):
            self._by_name.setdefault(text.lower(), resource)
        for kind, found in self._of_kind.items():
            if isinstance(resource, kind):
                found.append(resource)
        return text

    def place(self, resource: Resource) -> None:
        """Makes a new resource a construct below the application's."""
        raise NotImplementedError

    def remove(self, resource: Resource) -> None:
        """Takes a resource out again, as if it had never been added."""
        self.resources.remove(resource)
        if self._by_name.get(resource.name.lower()) is resource:
            del self._by_name[resource.name.lower()]
        self._of_kind.clear()
        self.construct.node.try_remove_child(resource.node.id)

    def _refuse_name(
        self, code: str, resource_name: str, message: str, value: object, hint: str | None, resource: Resource
    ) -> None:
        problem = rules.problem(
            code, message, path="name=", value=value, hint=hint, where=resource._declared_at
        )
        resource._problems.append(attrs.evolve(problem, resource=resource_name))

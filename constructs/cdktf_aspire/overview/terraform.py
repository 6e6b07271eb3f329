"""The parts of Terraform JSON and of a Terraform plan."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE
from cdktf_aspire.overview.jobs import construct_path, objects, planned_jobs, written_jobs
from cdktf_aspire.overview.parts import (
    AFTER,
    LOCAL,
    MODULE,
    OF_STACK,
    OUTPUT,
    REMOTE_STATE,
    VARIABLE,
    WORDS,
    Key,
    Link,
    Part,
    links_in,
)
from cdktf_aspire.review.deploy_runs import planned_runs
from cdktf_aspire.review.plan import TerraformPlan, dict_of, list_of, text_of
from cdktf_aspire.review.plan_secrets import PlanSecrets, secrets_of
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cdktf_aspire.overview.jobs import Job

# `$${` is text.
_OPENING: Final = re.compile(r"(?<!\$)\$\{")
# Also a name alone, so that long text without a dot is read once.
_TRAVERSAL: Final = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*", re.ASCII)
# Right after a name: elsewhere it is a list.
_INDEX: Final = re.compile(r'(?<=\w)\[(?:"(?:[^"\\]|\\.)*"|[^\[\]"]*)\]')
_NO_RESOURCES: Final = frozenset({VARIABLE, LOCAL, OUTPUT})
_DEEPEST: Final = 20
_COMMAND: Final = ["cdktf-aspire", "run"]


@records.define(slots=False)
class ConfigurationSource:
    """Terraform JSON.

    Attributes:
        name: of the stack.
        document: what is in it.
    """

    name: str
    document: Mapping[str, object]

    def jobs(self) -> Iterator[Job]:
        """Its jobs."""
        return written_jobs(self.document)

    def parts(self) -> Iterator[Part]:
        """Its parts."""
        jobs = {job.address: job for job in self.jobs()}
        for name, value in _named(self.document.get("variable")):
            yield Part((self.name, f"var.{name}"), VARIABLE, name, is_secret=value.get("sensitive") is True)
        for values in objects(self.document.get("locals")):
            for name in values:
                links = [*self._links({name: values[name]})]
                yield Part((self.name, f"local.{name}"), LOCAL, name, links=links)
        for name, value in _named(self.document.get("output")):
            links = [*self._links({"value": value.get("value")})]
            yield Part((self.name, f"output.{name}"), OUTPUT, name, links=links)
        for name, value in _named(self.document.get("module")):
            yield Part((self.name, f"module.{name}"), MODULE, name, links=[*self._links(value)])
        for section, prefix in (("data", "data."), ("resource", "")):
            for kinds in objects(self.document.get(section)):
                for kind in kinds:
                    for name, value in _named(kinds[kind]):
                        address = f"{prefix}{kind}.{name}"
                        yield self._resource(address, kind, name, value, jobs.get(address))

    def _resource(
        self, address: str, kind: str, name: str, value: Mapping[str, object], job: Job | None
    ) -> Part:
        role = text_of(value.get("role_definition_name")) or ""
        order = value.get("depends_on")
        return Part(
            (self.name, address),
            kind,
            name,
            construct_path(value),
            [
                *(
                    attrs.evolve(link, name=role) if link.how == "scope" else link
                    for link in self._links(value)
                ),
                *(
                    Link(target, AFTER)
                    for each in (order if isinstance(order, list) else [])
                    if isinstance(each, str)
                    for target in _targets(self.name, each)
                ),
            ],
            is_lookup=address.startswith("data."),
            job=job,
            runs=self._started_by(value),
        )

    def _started_by(self, value: Mapping[str, object]) -> Key | None:
        """The job that `terraform_data` starts in a deployment."""
        for provisioner in objects(value.get("provisioner")):
            for each in objects(provisioner.get("local-exec")):
                if list_of(each.get("interpreter"))[: len(_COMMAND)] == _COMMAND:
                    return next(iter(self._in_text(each.get("command"))), None)
        return None

    def _links(self, value: object) -> Iterator[Link]:
        def targets(value: object) -> list[Key] | None:
            return None if isinstance(value, dict | list) else self._in_text(value)

        return links_in(value, targets, lambda value: text_of(value) or "")

    def _in_text(self, value: object) -> list[Key]:
        if not isinstance(value, str) or "${" not in value:
            return []
        return [key for each in _expressions(value) for key in _targets(self.name, each)]


@records.define(slots=False)
class PlanSource:
    """A Terraform plan in JSON: the resources after it is applied.

    Attributes:
        name: of the file.
        document: what is in it.
    """

    name: str
    document: Mapping[str, object]

    @cached_property
    def _plan(self) -> TerraformPlan:
        return TerraformPlan("", "", (), (), False, True, (), (), self.document)

    @cached_property
    def _secrets(self) -> PlanSecrets:
        return secrets_of([self._plan])

    def jobs(self) -> Iterator[Job]:
        """Its jobs."""
        return planned_jobs(self.document, self._secrets)

    def parts(self) -> Iterator[Part]:
        """Its parts: one for each job, and one for each of the other resources of the configuration."""
        jobs: dict[str, list[Job]] = {}
        for job in self.jobs():
            jobs.setdefault(_INDEX.sub("", job.address), []).append(job)
        values = dict_of(dict_of(self.document.get("planned_values")).get("root_module"))
        planned = {_INDEX.sub("", address) for address in _planned_addresses(values)}
        runs = {address: run.job for address, run in planned_runs(self._plan).items()}
        root = dict_of(dict_of(self.document.get("configuration")).get("root_module"))
        for part in self._of_module(root, "", 0):
            address = part.key[1]
            started = runs.get(address)
            part.runs = (self.name, started) if started else None
            if part.kind == RESOURCE_TYPE:
                for number, job in enumerate(jobs.pop(address, ())):
                    yield attrs.evolve(
                        part,
                        key=(self.name, job.address) if number else part.key,
                        name=job.name,
                        job=job,
                    )
            elif part.is_lookup or part.kind in _NO_RESOURCES or address in planned:
                yield part
        for left in jobs.values():
            for job in left:
                yield Part((self.name, job.address), RESOURCE_TYPE, job.name, job=job)

    def _of_module(self, module: Mapping[str, object], prefix: str, depth: int) -> Iterator[Part]:
        for name, variable in dict_of(module.get("variables")).items():
            if not prefix:
                is_secret = dict_of(variable).get("sensitive") is True
                yield Part((self.name, f"var.{name}"), VARIABLE, self._shown(name), is_secret=is_secret)
        for each in list_of(module.get("resources")):
            resource = dict_of(each)
            kind, address = text_of(resource.get("type")), text_of(resource.get("address"))
            if kind and address:
                yield self._resource(resource, kind, address, prefix)
        for name, output in dict_of(module.get("outputs")).items() if prefix else ():
            links = [*self._links({"value": dict_of(output).get("expression")}, prefix)]
            yield Part((self.name, f"{prefix}output.{name}"), OUTPUT, name, links=links)
        for name, each in dict_of(module.get("module_calls")).items():
            called, inner = dict_of(each), f"{prefix}module.{name}."
            for argument, value in dict_of(called.get("expressions")).items():
                # An argument of a module is between its resources and those outside.
                links = [*self._links({argument: value}, prefix)]
                yield Part((self.name, f"{inner}var.{argument}"), LOCAL, argument, links=links)
            if depth < _DEEPEST:
                yield from self._of_module(dict_of(called.get("module")), inner, depth + 1)

    def _resource(self, resource: Mapping[str, object], kind: str, address: str, prefix: str) -> Part:
        expressions = dict_of(resource.get("expressions"))
        role = self._shown(
            text_of(dict_of(expressions.get("role_definition_name")).get("constant_value")) or ""
        )
        return Part(
            (self.name, f"{prefix}{address}"),
            kind,
            self._shown(text_of(resource.get("name")) or address),
            links=[
                *(
                    attrs.evolve(link, name=role) if link.how == "scope" else link
                    for link in self._links(expressions, prefix)
                ),
                *(
                    Link(target, AFTER)
                    for each in list_of(resource.get("depends_on"))
                    if isinstance(each, str)
                    for target in _targets(self.name, each, prefix)
                ),
            ],
            is_lookup=resource.get("mode") == "data",
        )

    def _links(self, value: object, prefix: str) -> Iterator[Link]:
        def targets(value: object) -> list[Key] | None:
            if isinstance(value, list):
                return None
            if not isinstance(value, dict):
                return []
            # Of JSON, Terraform writes an expression as a constant, too.
            references = value.get("references")
            if not isinstance(references, list):
                return [] if "constant_value" in value else None
            return [
                target
                for each in references
                if isinstance(each, str)
                for target in _targets(self.name, each, prefix)
            ]

        def text(value: object) -> str:
            return self._shown(text_of(dict_of(value).get("constant_value")) or "")

        for link in links_in(value, targets, text):
            # Where it isn't a word of ours, it is a name in the plan.
            yield link if link.how in WORDS else attrs.evolve(link, how=self._shown(link.how))

    def _shown(self, name: str) -> str:
        return "(sensitive)" if self._secrets.hide_name(name) else name


def stack_name(document: Mapping[str, object]) -> str | None:
    """The stack's name, as cdktf writes it."""
    return text_of(dict_of(dict_of(document.get("//")).get("metadata")).get("stackName"))


def _named(value: object) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The blocks with a label, by it."""
    for each in objects(value):
        for name, inner in each.items():
            for block in objects(inner):
                yield name, block


def _planned_addresses(module: Mapping[str, object]) -> Iterator[str]:
    left = [module]
    while left:
        each = left.pop()
        for resource in list_of(each.get("resources")):
            yield text_of(dict_of(resource).get("address")) or ""
        left += map(dict_of, list_of(each.get("child_modules")))


def _expressions(text: str) -> Iterator[str]:
    """What is between `${` and its `}`."""
    end = 0
    for match in _OPENING.finditer(text):
        if match.end() <= end:  # inside of the one before
            continue
        depth, end = 1, match.end()
        while end < len(text) and depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        yield text[match.end() : end]


def _targets(stack: str, expression: str, prefix: str = "") -> Iterator[Key]:
    """What an expression may refer to: everything in it that looks like an address."""
    for match in _TRAVERSAL.finditer(_INDEX.sub("", expression)):
        steps = match[0].split(".")
        if len(steps) == 1:
            continue
        if steps[:2] == ["data", REMOTE_STATE] and len(steps) > 2:
            if steps[2].startswith(OF_STACK) and steps[3:4] == ["outputs"] and len(steps) > 4:
                yield steps[2].removeprefix(OF_STACK), f"output.{steps[4]}"
            yield stack, ".".join(steps[:3])
        elif steps[0] == MODULE and len(steps) > 2:
            yield stack, f"{prefix}module.{steps[1]}.output.{steps[2]}"
            yield stack, f"{prefix}module.{steps[1]}"
        else:
            yield stack, prefix + ".".join(steps[: 3 if steps[0] == "data" else 2])

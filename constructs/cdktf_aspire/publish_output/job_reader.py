"""Reading a job of Bicep: values by their paths, and what azurerm has no attribute for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.problems import on_behalf_of
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.publish_output.job_blocks import Given, hints_of, keys_of
from cdktf_aspire.publish_output.paths import value_at
from cdktf_aspire.publish_output.problems import Mistake, problem_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager

    from cdktf_aspire.hosting.compute import ComputeResource
    from cdktf_aspire.publish_output.nodes import Node
    from cdktf_aspire.publish_output.problems import Problems

register(
    "ACJ810",
    ERROR,
    "a setting of a job in Bicep",
    allowed="the attributes of azurerm_container_app_job",
    why="azurerm can't write it",
    fix="Remove it from the AppHost's callback",
    source="azurerm 4.55, azurerm_container_app_job",
)

Path = tuple[str | int, ...]
# The attributes of a job that azurerm supports, under their names in Bicep.
_JOB: Final = keys_of(ContainerAppJob)
# What has no attribute in azurerm, and what to do about it.
_HINTS: Final = {
    **hints_of(ContainerAppJob),
    "ephemeralStorage": "Azure derives it from cpu; remove it from the callback",
}


class JobReader:
    """The values of one job."""

    def __init__(
        self, resource: ComputeResource, node: Node, values: Mapping[str, Given], problems: Problems
    ) -> None:
        """Starts with the job's values.

        Args:
            resource: whose job it is.
            node: the job.
            values: its body, as values of the application model.
            problems: found so far.
        """
        self._resource = resource
        self._node = node
        self._values = values
        self._problems = problems

    def get(self, *path: str | int) -> Given:
        """What the job says at a path; None where it is not set."""
        return value_at(self._values, path)

    def items(self, *path: str | int) -> Iterator[tuple[dict[str, Given], Path]]:
        """The objects of a list, each with its path."""
        value = self.get(*path)
        if value is None:
            return
        if not isinstance(value, list):
            raise self.wrong(path, "This is a list")
        for index, each in enumerate(value):
            if not isinstance(each, dict):
                raise self.wrong((*path, index), "This is an object")
            yield each, (*path, index)

    def wrong(self, path: Path, message: str, hint: str | None = None) -> Mistake:
        """The mistake of a job that says what azurerm can't write."""
        return Mistake(
            problem_at(
                "ACJ810",
                message,
                self._node.place_of(*path),
                resource=self._resource.name,
                path=".".join(str(step) for step in path),
                hint=hint,
            )
        )

    def on_line_of(self, path: Path) -> AbstractContextManager[None]:
        """Inside, what is made belongs to the line of a path."""
        return on_behalf_of(self._node.place_of(*path).location)

    def check(self) -> None:
        """Refuses what azurerm has no attribute for."""
        self._check(self._values, _JOB, ())
        if not isinstance(self.get("properties", "template", "containers"), list):
            raise self.wrong(("properties", "template", "containers"), "A job has a list of containers")

    def _check(self, value: object, known: object, path: Path) -> None:
        if isinstance(known, dict) and isinstance(value, dict):
            for key, each in value.items():
                if key not in known:
                    self._problems.add(
                        self.wrong(
                            (*path, key), f"azurerm can't write {key!r} of a job", _HINTS.get(key)
                        ).problem
                    )
                else:
                    self._check(each, known[key], (*path, key))
        elif isinstance(known, list) and known and isinstance(value, list):
            for index, each in enumerate(value):
                self._check(each, known[0], (*path, index))
        elif (isinstance(known, dict) or (isinstance(known, list) and known)) and value is not None:
            what = "an object" if isinstance(known, dict) else "a list"
            self._problems.add(self.wrong(path, f"This is {what}").problem)

"""A publish output as a whole, read and worked out: `AspirePublishOutput.load(path)`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

import attrs

from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.publish_output import bicep_folder, manifest
from cdktf_aspire.publish_output.bicep_folder import BicepFolder
from cdktf_aspire.publish_output.circles import in_order, shown
from cdktf_aspire.publish_output.entries import ConnectionStringEntry, modules_of
from cdktf_aspire.publish_output.files import Folder
from cdktf_aspire.publish_output.leaves import ConnectionString
from cdktf_aspire.publish_output.manifest import Manifest
from cdktf_aspire.publish_output.nodes import Node, Property, Symbol, find_the_same
from cdktf_aspire.publish_output.problems import Mistake, Problems, SourceSpan, problem_at
from cdktf_aspire.values import records
from cdktf_aspire.values.value import walk

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.publish_output.entries import Entry
    from cdktf_aspire.publish_output.modules import Module


@records.define
class AspirePublishOutput:
    """What `aspire publish`, or the manifest publisher, wrote for an AppHost.

    Attributes:
        path: of the manifest or of `main.bicep`.
        entries: its parameters, programs, connection strings and modules.
        problems: what is wrong with it; with an error among them it can't be used. What is worked out later
            may add to it.
        names: of its resources, those that are left out among them; None when it can't be read at all.
        files: every file that it consists of.

    Example:
        ```python
        output = AspirePublishOutput.load("publish-output")
        print([problem.message for problem in output.problems])
        ```
    """

    path: Path
    entries: list[Entry]
    problems: list[Problem]
    names: Collection[str] | None = None
    files: Collection[Path] = ()

    @classmethod
    def load(cls, path: str | os.PathLike[str], *, leave_out: Collection[str] = ()) -> Self:
        """Reads a publish output; its problems are in `problems`.

        Args:
            path: of the folder, of `aspire-manifest.json` or of `main.bicep`.
            leave_out: names of resources whose outputs are given from outside.
        """
        problems = Problems()
        if not isinstance(path, str | os.PathLike):
            problem = problem_at("ACJ801", "A path is text", None, path="path=", value=path)
            return cls(Path(), [], [attrs.evolve(problem, where=caller())])
        file = Path(os.fspath(path))
        reader: Manifest | BicepFolder | None = None
        try:
            with problems.until_given_up():
                file = _entry_file(file)
                folder = Folder(file.parent)
                if file.suffix == ".json":
                    reader = Manifest(folder, problems, frozenset(leave_out))
                else:
                    reader = BicepFolder(folder, problems, frozenset(leave_out))
                reader.read(file)
                _work_out(reader.entries, problems)
                if isinstance(reader, BicepFolder):
                    reader.main.work_out(problems)
        except RecursionError:
            problems.add(problem_at("ACJ806", "The publish output is nested too deeply", SourceSpan(file, 1)))
        if reader is None:
            return cls(file, [], problems.found)
        problems.offer_to_leave_out(reader.owners)
        return cls(file, reader.entries, problems.found, reader.names, folder.files)

    @property
    def modules(self) -> list[Module]:
        """The Bicep modules, in the order of the entries."""
        return modules_of(self.entries)

    def connection_strings(self) -> tuple[list[ConnectionStringEntry], list[list[ConnectionStringEntry]]]:
        """The connection strings after those that they are made of, and the circles among them."""
        return _ordered(self.entries, Problems())

    @property
    def nodes(self) -> list[Node]:
        """The resources of all modules."""
        return [node for module in self.modules for node in module.nodes]

    @property
    def jobs(self) -> list[Node]:
        """The resources that are Container Apps jobs."""
        return [node for node in self.nodes if node.is_a("Microsoft.App/jobs") and not node.is_existing]


def _ordered(
    entries: list[Entry], problems: Problems
) -> tuple[list[ConnectionStringEntry], list[list[ConnectionStringEntry]]]:
    by_name = {each.name: each for each in entries if isinstance(each, ConnectionStringEntry)}

    def needs(entry: ConnectionStringEntry) -> list[ConnectionStringEntry]:
        with problems.kept():
            inside = (each.name for each in walk(entry.value()) if isinstance(each, ConnectionString))
            return [by_name[name] for name in inside if name in by_name]
        return []

    return in_order(by_name.values(), needs)


def _work_out(entries: list[Entry], problems: Problems) -> None:
    modules = modules_of(entries)
    for module in modules:
        module.declare(problems)
    for module in modules:
        module.check_scope(problems)
        module.work_out(problems)
    for circle in _ordered(entries, problems)[1]:
        message = f"The connection strings refer to each other: {shown([each.name for each in circle])}"
        problems.add(problem_at("ACJ806", message, circle[0].place, resource=circle[0].name))
    for problem in _circles_of(modules):
        problems.add(problem)
    find_the_same([node for module in modules for node in module.nodes])


def _entry_file(path: Path) -> Path:
    """The file that a publish output begins with."""
    try:
        if path.is_dir():
            for name in (manifest.NAME, bicep_folder.NAME):
                if (path / name).is_file():
                    return path / name
            raise Mistake(_nothing(f"The folder has no {manifest.NAME} or {bicep_folder.NAME}", path))
        if path.is_file() and path.suffix in {".json", ".bicep"}:
            return path
        exists = path.exists()
    except (OSError, ValueError):
        raise Mistake(_nothing("The path can't be read", path)) from None
    raise Mistake(_nothing("Not a publish output" if exists else "There is no such path", path))


def _nothing(message: str, path: Path) -> Problem:
    found = problem_at("ACJ801", message, None, value=str(path))
    return attrs.evolve(found, where=caller())


def _circles_of(modules: list[Module]) -> Iterator[Problem]:
    """The circles among modules and among their resources."""
    _, found = in_order(modules, lambda module: module.uses)
    for circle in found:
        names = shown([module.name for module in circle])
        message = f"The modules use each other's outputs in a circle: {names}"
        yield problem_at("ACJ806", message, circle[0].uses[circle[1]], resource=circle[0].name)
    _, circles = in_order((node for module in modules for node in module.nodes), _needs)
    for nodes in circles:
        names = shown([node.symbol for node in nodes])
        message = f"The resources refer to each other in a circle: {names}"
        yield problem_at("ACJ806", message, nodes[0].place, resource=nodes[0].module.name)


def _needs(node: Node) -> Iterator[Node]:
    yield from node.depends_on
    for value in (node.name, node.parent, node.scope, node.body):
        for each in (value,) if isinstance(value, Node) else walk(value):
            if isinstance(each, Property | Symbol):
                yield each.node
            elif isinstance(each, Node):
                yield each

"""Brings a publish output into an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.diagnostics.problems import caller, closest
from cdktf_aspire.jobs import rules
from cdktf_aspire.publish_output.entries import ModuleEntry
from cdktf_aspire.publish_output.import_plan import make_plan
from cdktf_aspire.publish_output.importer import ImportChoice, Importer
from cdktf_aspire.publish_output.problems import Problems
from cdktf_aspire.publish_output.publication import AspirePublishOutput
from cdktf_aspire.publish_output.resource_kinds import VAULT_SECRET
from cdktf_aspire.terraform.writer import writer_of

if TYPE_CHECKING:
    import os
    from collections.abc import Collection

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.builder import ApplicationBuilder
    from cdktf_aspire.publish_output.plan_model import ImportPlan
    from cdktf_aspire.terraform.application import StackApplication


def import_publish_output(
    builder: ApplicationBuilder,
    application: StackApplication,
    path: str | os.PathLike[str],
    leave_out: bool | Collection[str],
) -> tuple[list[Problem], list[ImportChoice]]:
    """Reads a publish output and makes the application's constructs of it.

    Args:
        builder: that makes them.
        application: that gets them.
        path: of the folder, the manifest or `main.bicep`.
        leave_out: names of what is not to be created; True for all that has no construct.

    Returns:
        What is wrong, and what became of each resource. With an error among the first, nothing was made.
    """
    names = _names(leave_out)
    found = AspirePublishOutput.load(path, leave_out=[str(name) for name in names])
    problems = Problems(found.problems)
    for problem in _unknown_names(found, names):
        problems.add(problem)
    if problems.any_error:
        return problems.found, []
    plan = make_plan(found)
    if leave_out is True:
        left_out = _without_construct(found, plan)
        names, found = tuple(left_out), AspirePublishOutput.load(path, leave_out=left_out)
        problems = Problems(found.problems)
        if problems.any_error:
            return problems.found, []
        plan = make_plan(found, drop_what_has_no_construct=True)
    importer = Importer(
        builder, application, found, plan, problems, writer_of(application).text, leaves_out=bool(names)
    )
    with problems.until_given_up():
        importer.run()
    told = [ImportChoice(builder, f"{name}: left out, its outputs are variables") for name in names]
    told += [
        ImportChoice(builder, f"{node.symbol} of {node.module.name}: left out")
        for node in found.nodes
        if node in plan.dropped and not node.is_existing
    ]
    return list(problems.found), [*importer.choices(), *told]


def _names(leave_out: object) -> tuple[object, ...]:
    """What is to be left out, by name; a single name too."""
    if isinstance(leave_out, bool) or leave_out is None:
        return ()
    if isinstance(leave_out, list | tuple | set | frozenset):
        return tuple(leave_out)
    return (leave_out,)


def _unknown_names(found: AspirePublishOutput, names: Collection[object]) -> list[Problem]:
    if found.names is None:
        return []
    problems: list[Problem] = []
    for name in names:
        if name not in found.names:
            guess = closest(str(name), found.names)
            problems.append(
                rules.problem(
                    "ACJ813",
                    f"The publish output has no resource {name!r}",
                    path="leave_out=",
                    value=name,
                    hint=f"Did you mean {guess!r}?" if guess else None,
                    where=caller(),
                )
            )
    return problems


def _without_construct(found: AspirePublishOutput, plan: ImportPlan) -> list[str]:
    """The resources of which nothing but the carrying over would be left."""
    names: list[str] = []
    for entry in found.entries:
        module = entry.module if isinstance(entry, ModuleEntry) else getattr(entry, "deployment", None)
        if module is None:
            continue
        created = [node for node in plan.carried(module) if not node.is_existing]
        # A secret in another module's vault isn't a reason to keep the resource that it belongs to.
        has_construct = any(
            node in plan.native and node.same_as is None and not node.is_a(VAULT_SECRET)
            for node in module.nodes
        )
        if created and not has_construct:
            names.append(entry.name)
    return names

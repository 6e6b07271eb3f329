"""A review for a terminal: rich's styles when it is one, plain text when it is a file or a log."""

from __future__ import annotations

import io
import sys
import textwrap
from typing import TYPE_CHECKING, Final

import attrs
from rich.console import Console
from rich.text import Text

from cdktf_aspire.diagnostics.plain_text import line_text, visible
from cdktf_aspire.review.actions import Action
from cdktf_aspire.review.presenting import (
    WORDS,
    action_words,
    basis_words,
    before_and_after,
    clipped,
    cost_changes,
    cost_words,
    deploy_run_words,
    findings_with_jobs,
    findings_words,
    gathered,
    of_each,
    own_findings,
    resource_words,
    sentence,
    shared_findings,
    stack_notes,
    total_words,
    written_again_words,
)
from cdktf_aspire.review.schedule import day_in_words, overlap_in_words
from cdktf_aspire.review.shown import Shown, ShownAs
from cdktf_aspire.review.timeline import DAY, WEEK, cells, timeline
from cdktf_aspire.review.verdict import verdict
from cdktf_aspire.review.words import listed, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cdktf_aspire.review.findings import PlanFinding
    from cdktf_aspire.review.model import JobReview, ResourceReview, Review, Row
    from cdktf_aspire.review.timeline import Timeline

_WIDTH: Final = 100
_LABEL: Final = 22
_LONG: Final = 200
_NAME: Final = 24
_ARROW: Final = "\N{RIGHTWARDS ARROW}"
_JOBS_IN_TIMELINE: Final = 20
_CELLS: Final = {
    "start": "\N{FULL BLOCK}",
    "short": "\N{LEFT ONE QUARTER BLOCK}",
    "run": "\N{MEDIUM SHADE}",
    "": "\N{MIDDLE DOT}",
}

_STYLES: Final = {
    Action.DELETED: "bold red",
    Action.REPLACED: "bold red",
    Action.FORGOTTEN: "yellow",
    Action.UNCLEAR: "yellow",
    Action.CHANGED: "yellow",
    Action.NEW: "green",
    Action.IMPORTED: "cyan",
    Action.MOVED: "cyan",
    Action.DRIFTED: "cyan",
    Action.UNCHANGED: "dim",
}
# Terraform's own signs where it has one.
_SIGNS: Final = {
    Action.DELETED: "-",
    Action.REPLACED: "-/+",
    Action.FORGOTTEN: ".",
    Action.UNCLEAR: "?",
    Action.CHANGED: "~",
    Action.NEW: "+",
    Action.IMPORTED: "<-",
    Action.MOVED: ">",
    Action.DRIFTED: "!",
    Action.UNCHANGED: "",
}


def plain_text(review: Review) -> str:
    """The review without styles, the same wherever it is written."""
    return "".join(f"{line_text(line.plain).rstrip()}\n" for line in _lines(review, _WIDTH))


def print_text(review: Review) -> None:
    """Prints the review to the terminal."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    console = Console(highlight=False, markup=False, emoji=False)
    for line in _lines(review, console.width):
        safe = line_text(line.plain)
        console.print(line if safe == line.plain else Text(safe), soft_wrap=True)


def _lines(review: Review, width: int) -> Iterator[Text]:
    touched = review.touched
    worst = touched[0].action if touched else Action.UNCHANGED
    yield Text(visible(verdict(review)), style="bold red" if worst is Action.DELETED else "bold")
    for is_error, note in stack_notes(review):
        yield from _wrapped(note, width, style="bold red" if is_error else "", indent="")
    if review.lost:
        yield Text()
        yield from _resources(review, review.lost)
    own = own_findings(review)
    for entry in review.entries:
        yield Text()
        if len(entry) > 1:
            yield from _group(review, entry, width)
        else:
            yield from _job(review, entry[0], own.get(id(entry[0]), []), width)
    for group in review.entries:
        for job in group if len(group) > 1 else ():
            for finding in own.get(id(job), []):
                yield from _finding(finding, width, of=job.name)
    shared = shared_findings(review)
    if shared:
        yield Text()
        yield Text("Findings of several jobs:", style="bold")
        for each in shared:
            names = listed([*each.names(most=3)], most=5)
            of = f"{len(each.jobs):,} jobs ({names})"
            yield from _finding(attrs.evolve(each.finding, attribute=each.attribute), width, of=of)
    total = total_words(review)
    if total:
        yield Text()
        yield Text.assemble(("Worst case a month, all jobs: ", "bold"), total)
    if review.runs:
        yield Text()
        yield Text("In the apply:", style="bold")
        for run in review.runs:
            stack = f" in {visible(run.stack)}" if review.several_stacks else ""
            address = (f"  {visible(clipped(run.address, _LONG))}", "dim")
            yield Text.assemble(f"  > {visible(deploy_run_words(run))}", stack, address)
    for title, resources in (
        ("Around the jobs", review.around),
        ("Drift, changed outside of Terraform since the last apply", review.drift),
    ):
        if resources:
            yield Text()
            yield Text(f"{title}:", style="bold")
            yield from _resources(review, resources)
    again = written_again_words(review)
    if again:
        yield Text()
        yield from _wrapped(f"{again}.", width, indent="")
    yield from _standing_findings(review, width)
    for window in (DAY, WEEK):
        one = timeline(review, window, most=_JOBS_IN_TIMELINE)
        if one:
            yield Text()
            yield from _timeline(one)


def _group(review: Review, jobs: Sequence[JobReview], width: int) -> Iterator[Text]:
    """Jobs with the same cause: their consequences are shown once."""
    first = jobs[0]
    style = _STYLES[first.action]
    stack = f" in {visible(first.stack)}" if review.several_stacks else ""
    yield Text.assemble(
        (f"{_SIGNS[first.action]:>3} ", style),
        (f"{len(jobs):,} jobs", "bold"),
        stack,
        "  ",
        (action_words(first), style),
    )
    yield from _why(first, width, of_each)
    for row in first.rows:
        yield from _row(row, width)
    for job in jobs:
        yield Text.assemble(
            "      - ",
            visible(clipped(job.name, 2 * _NAME)),
            "  ",
            (visible(clipped(job.address, _LONG)), "dim"),
        )


def _job(review: Review, job: JobReview, findings: Sequence[PlanFinding], width: int) -> Iterator[Text]:
    style = _STYLES[job.action]
    stack = f" in {visible(job.stack)}" if review.several_stacks else ""
    yield Text.assemble(
        (f"{_SIGNS[job.action]:>3} ", style),
        (visible(clipped(job.name, 2 * _NAME)), "bold"),
        stack,
        "  ",
        (action_words(job), style),
        "  ",
        (visible(clipped(job.address, _LONG)), "dim"),
    )
    yield from _why(job, width)
    if job.moved_from is not None:
        yield from _wrapped(f"moved from {job.moved_from}", width)
    if job.imported is not None:
        yield from _wrapped(f"imported from {job.imported}", width)
    for row in job.rows:
        yield from _row(row, width)
    yield from _cost(review, job)
    if job.overlap is not None:
        yield from _wrapped(f"Runs may overlap: it {overlap_in_words(job.overlap)}.", width, style="yellow")
    for finding in findings:
        yield from _finding(finding, width)
    if job.drift:
        yield from _wrapped(
            "changed outside of Terraform since the last apply, in the state and in Azure:", width
        )
        for row in job.drift:
            yield from _row(row, width)


def _why(job: JobReview, width: int, say: Callable[[str], str] = str) -> Iterator[Text]:
    if job.reasons:
        yield from _wrapped(f"because {'; '.join(map(say, job.reasons))}", width, style=_STYLES[job.action])
    for each in job.consequences:
        yield from _wrapped(say(each), width)


def _cost(review: Review, job: JobReview) -> Iterator[Text]:
    if not cost_changes(job):
        return
    before, after = (cost_words(cost, review.prices) for cost in (job.cost_before, job.cost))
    label = f"      {'worst case a month':<{_LABEL}} "
    if job.cost_before is None or before == after:
        yield Text.assemble((label, "dim"), after, ("" if job.cost_before is None else ", as before", "dim"))
    else:
        yield Text.assemble((label, "dim"), f"{before} {_ARROW} {after}")
    cost = job.cost or job.cost_before
    if cost is not None:
        yield Text(f"      {'':<{_LABEL}} ({basis_words(cost)})", style="dim")


def _finding(finding: PlanFinding, width: int, *, of: str = "") -> Iterator[Text]:
    old = "" if finding.new else ", there before"
    place = f" ({finding.attribute})" if finding.attribute else ""
    word = "Error" if finding.error else "Warning"
    text = f"{word} {finding.code}{old}{f', {of}' if of else ''}: {finding.message}{place}."
    if finding.hint:
        text += f" {sentence(finding.hint)}"
    yield from _wrapped(text, width, style="red" if finding.error else "yellow")


def _row(row: Row, width: int) -> Iterator[Text]:
    label = visible(clipped(row.field, 60))
    old, new = before_and_after(row, _LONG)
    head = (f"      {label:<{_LABEL}} ", "dim")
    before, after = _value(row.before, old), _value(row.after, new)
    if row.before is None:
        yield Text.assemble(head, after)
    elif row.after is None:
        yield Text.assemble(head, before, (f" {_ARROW} none", "dim"))
    elif 8 + max(_LABEL, len(label)) + len(before) + len(after) <= width:
        yield Text.assemble(head, before, (f" {_ARROW} ", "dim"), after)
    else:
        yield Text.assemble(head, before)
        yield Text.assemble(f"      {'':<{_LABEL - 2}} {_ARROW} ", after)


def _value(value: Shown | None, text: str) -> Text:
    if value is None:
        return Text()
    style = {ShownAs.VALUE: "", ShownAs.WORDS: ""}.get(value.kind, "italic")
    result = Text.assemble(f"{value.prefix} " if value.prefix else "", (visible(text), style))
    if value.meaning:
        result.append(f"  {visible(value.meaning)}", style="dim")
    return result


def _resources(review: Review, resources: Sequence[ResourceReview]) -> Iterator[Text]:
    for each in resources:
        stack = f" in {visible(each.stack)}" if review.several_stacks else ""
        words = resource_words(each)
        yield Text.assemble(
            (f"{_SIGNS[each.action]:>3} ", _STYLES[each.action]),
            visible(clipped(each.address, _LONG)),
            stack,
            "" if each.action is Action.DRIFTED else (f"  {WORDS[each.action]}", _STYLES[each.action]),
            f": {visible(clipped(words, 2 * _LONG))}" if words else "",
        )


def _standing_findings(review: Review, width: int) -> Iterator[Text]:
    """Those of jobs that nothing happens to."""
    others = [job for job in review.jobs if job.action is Action.UNCHANGED and job.findings]
    if others:
        yield Text()
        yield Text(f"In jobs that do not change: {findings_words(others)}", style="bold")
        for each in gathered(findings_with_jobs(others)):
            of = listed(each.names(), most=5)
            if len(each.jobs) > 1:
                of = f"{len(each.jobs):,} jobs ({of})"
            yield from _finding(attrs.evolve(each.finding, attribute=each.attribute), width, of=of)


def _timeline(one: Timeline) -> Iterator[Text]:
    is_day = one.window is DAY
    count, step = (48, 12) if is_day else (56, 8)
    scale = "a character is 30 minutes" if is_day else "a character is 3 hours"
    short = any("short" in cells(line, one, count) for line in one.lines)
    legend = f"{scale}, {_CELLS['short']} is a shorter run" if short else scale
    yield Text.assemble(
        (one.window.title, "bold"), (f" from {one.start:%Y-%m-%d %H:%M} UTC; {legend}", "dim")
    )
    ticks = ""
    for index in range(0, count, step):
        time = one.start + one.window.length * index / count
        tick = f"{time:%H:%M}" if is_day else day_in_words(time, one.start)[:6]
        ticks += f"{tick:<{step}}"
    yield Text(f"    {'':<{_NAME}} {ticks}", style="dim")
    for line in one.lines:
        drawn = "".join(_CELLS[each] for each in cells(line, one, count))
        name = visible(clipped(one.name(line), _NAME - 1))
        style = _STYLES[line.job.action] if line.changes else ""
        yield Text.assemble(f"    {name:<{_NAME}} ", (drawn, style), (f"  {line.schedule_in_words}", "dim"))
    if one.left_out:
        yield Text(f"    and {plural(one.left_out, 'more job')}", style="dim")


def _wrapped(text: str, width: int, *, style: str = "", indent: str = "      ") -> Iterator[Text]:
    for line in textwrap.wrap(
        visible(text), max(40, width - len(indent)), break_long_words=False, break_on_hyphens=False
    ):
        yield Text(f"{indent}{line}", style=style)

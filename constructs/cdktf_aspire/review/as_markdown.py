"""A review as Markdown, for a comment of GitHub or Azure DevOps."""

from __future__ import annotations

import html
import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from cdktf_aspire.review.actions import Action
from cdktf_aspire.review.escaping import html_text, markdown_code, markdown_text, mermaid_text
from cdktf_aspire.review.folding import Piece, fold, left_out, size
from cdktf_aspire.review.presenting import (
    DANGEROUS,
    ICONS,
    WORDS,
    action_words,
    basis_words,
    before_and_after,
    clipped,
    cost_changes,
    cost_words,
    count_words,
    deploy_run_words,
    gathered,
    headline,
    month_change,
    of_each,
    one_sided,
    resource_words,
    run_words,
    sentence,
    stack_notes,
    total_words,
    written_again_words,
)
from cdktf_aspire.review.schedule import overlap_in_words
from cdktf_aspire.review.shown import Shown, ShownAs
from cdktf_aspire.review.timeline import DAY, WEEK, timeline
from cdktf_aspire.review.verdict import verdict
from cdktf_aspire.review.words import listed, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cdktf_aspire.review.findings import PlanFinding
    from cdktf_aspire.review.job_facts import Label
    from cdktf_aspire.review.model import JobReview, ResourceReview, Review, Row
    from cdktf_aspire.review.timeline import Timeline

# What GitHub takes in a comment. https://docs.github.com/rest/issues/comments
GITHUB_LIMIT: Final = 65_536
LEAST_LIMIT: Final = 2_000
_NOTICE: Final = 700
_LONG: Final = 160
_LONG_NAME: Final = 80
_SIGN: Final = "\N{WARNING SIGN}"
_ARROW: Final = "\N{RIGHTWARDS ARROW}"
_JOBS_IN_TIMELINE: Final = 12
# Up to so many jobs a reader need not click to see what happens to them.
_OPEN: Final = 3

# Jobs of a finding, or of a cause, that are named.
_NAMED: Final = 3
# The colours of the page, and the four looks of a task that Mermaid has. The rest keeps GitHub's style.
_STATES: Final = {Action.REPLACED: "crit, ", Action.CHANGED: "active, ", Action.NEW: "done, "}
_COLORS: Final = "%%{{init: {}}}%%".format(
    json.dumps(
        {
            # Runs that don't overlap share a row.
            "gantt": {"displayMode": "compact"},
            "themeVariables": {
                f"{kind}{part}": color
                for kind, fill, border in (
                    ("task", "#8fb4e3", "#1b58a8"),
                    ("crit", "#eda59e", "#b42318"),
                    ("activeTask", "#efc879", "#8a5300"),
                    ("doneTask", "#9fd3b2", "#17663a"),
                )
                for part, color in (("BkgColor", fill), ("BorderColor", border))
            }
            # The last one is beside bars too: it can be read on white, on black and on amber.
            | {"taskTextColor": "#1c2430", "taskTextLightColor": "#1c2430", "taskTextDarkColor": "#6e6e6e"},
        }
    )
)
# A bar of a window that is this many times as long can hardly be seen.
_THINNEST: Final = 150
# The order in which detail is folded away, see docs/plan-review.md.
_WEEK, _DAY, _OLD_FINDINGS, _DRIFT, _SURROUNDINGS, _DETAIL, _FINDINGS, _DANGERS, _SUMMARY = range(9)


def markdown(review: Review, *, marker: str = "", limit: int = GITHUB_LIMIT) -> str:
    """The review.

    Args:
        review: of the plans.
        marker: a name for the comment, in an HTML comment that a workflow finds it by; none when empty.
        limit: bytes that it may have.
    """
    end = f"\n<!-- {marker} -->\n" if marker else ""
    pieces = list(_pieces(review))
    folded = fold(pieces, limit - size(end) - _NOTICE)
    text = "".join(piece.text for piece in pieces)
    notice = left_out(folded)
    if notice:
        text += f"\n> Shortened to fit into a comment, without {notice}. All of it: `--format html`.\n"
    return text + end


def _pieces(review: Review) -> Iterator[Piece]:
    touched = review.touched
    yield Piece(f"### {markdown_text(verdict(review))}\n")
    yield from _notes(review)
    yield from _losses(review)
    yield from _summary(review)
    total = total_words(review)
    if total:
        yield Piece(f"\n**Worst case a month**, all jobs: {markdown_text(total)}.\n")
    yield from _runs(review)
    yield from _dangerous_surroundings(review)
    yield from _findings(review, touched)
    entries = review.entries
    for entry in entries:
        detail = _detail(review, entry, is_open=len(entries) <= _OPEN)
        yield Piece(detail, "", _DETAIL, ("detail of a job", "details of jobs"))
    again = written_again_words(review)
    if again:
        yield Piece(f"\n{markdown_text(again)}.\n", "", _SURROUNDINGS)
    yield from _surroundings(review)
    yield from _drift(review)
    for window, turn in ((DAY, _DAY), (WEEK, _WEEK)):
        line = timeline(review, window, most=_JOBS_IN_TIMELINE)
        if line:
            name = window.title.lower()
            yield Piece(_folded(window.title, _gantt(line)), "", turn, (f"the {name}", f"the {name}"))
    yield Piece(_footer(review))


def _notes(review: Review) -> Iterator[Piece]:
    for is_error, note in stack_notes(review):
        yield Piece(f"\n> {f'{_SIGN} ' if is_error else ''}{markdown_text(note)}\n")


def _losses(review: Review) -> Iterator[Piece]:
    """Losses around the jobs are worse than anything that happens to a job."""
    if review.lost:
        lines = "".join(_resource(review, each) for each in review.lost)
        short = f"\n**Lost around the jobs**: {_by_action(review.lost)}.\n"
        yield Piece(f"\n{lines}", short, _DANGERS, ("what is lost around the jobs",) * 2)


def _summary(review: Review) -> Iterator[Piece]:
    if not review.touched:
        return
    stack = "| Stack " if review.several_stacks else ""
    line = f"|---|---{'|---' if stack else ''}|---|---|"
    yield Piece(f"\n| | Job {stack}| What changes | Worst case a month |\n{line}\n")
    for entry in review.entries:
        yield Piece(_summary_row(review, entry), "", _SUMMARY, ("job in the table", "jobs in the table"))
    unchanged = len(review.jobs) - len(review.touched)
    if unchanged:
        yield Piece(f"\n{plural(unchanged, 'other job')} unchanged.\n")


def _summary_row(review: Review, jobs: Sequence[JobReview]) -> str:
    job = jobs[0]
    cells = [
        f"{ICONS[job.action]} {_bold_if(job.action in DANGEROUS, action_words(job))}",
        _name(job.name) if len(jobs) == 1 else f"{len(jobs):,} jobs: {_listed(jobs)}",
        *([markdown_code(clipped(job.stack, _LONG_NAME))] if review.several_stacks else []),
        _headline(job, str if len(jobs) == 1 else of_each),
        markdown_text(month_change(job, review.prices)) if len(jobs) == 1 else "",
    ]
    return f"| {' | '.join(cells)} |\n"


def _listed(jobs: Sequence[JobReview]) -> str:
    """The names of some jobs, as code; with more than a few, how many there are besides."""
    names = [_name(job.name) for job in jobs]
    return listed(names if len(names) <= _NAMED + 1 else [*names[:_NAMED], f"{len(names) - _NAMED:,} more"])


def _bold_if(dangerous: bool, text: str) -> str:
    return f"**{text}**" if dangerous else text


def _headline(job: JobReview, say: Callable[[str], str]) -> str:
    if job.action is Action.MOVED and job.moved_from is not None:
        return f"from {_name(job.moved_from)}"
    line = headline(job)
    parts = [markdown_text(clipped(say(reason), _LONG)) for reason in line.reasons]
    for row in line.rows:
        before, after = _both(row, limit=60, meaning=row.before is None or row.after is None)
        values = [each for each in (before, after) if each is not None]
        parts.append(f"{_label(row.label)}: {f' {_ARROW} '.join(values)}")
    if line.more:
        parts.append(f"and {line.more} more")
    if job.overlap is not None:
        parts.append(f"{_SIGN} runs may overlap")
    if not parts and job.action is Action.CHANGED:
        return "no visible change"
    return "; ".join(parts)


def _findings(review: Review, touched: Sequence[JobReview]) -> Iterator[Piece]:
    new = [
        (job, each)
        for job in touched
        for each in job.findings
        if each.new and job.action is not Action.DRIFTED
    ]
    known = set(map(id, (each for _, each in new)))
    old = [(job, each) for job in review.jobs for each in job.findings if id(each) not in known]
    if new:
        title = f"\n**Findings** of the rules on the planned values: {_count(new)}\n\n"
        yield Piece(
            title + _finding_list(review, new), title, _FINDINGS, ("the new findings", "the new findings")
        )
    if old:
        summary = f"Findings that were there before: {_count(old)}"
        yield Piece(
            _folded(summary, _finding_list(review, old)),
            f"\n{summary}\n",
            _OLD_FINDINGS,
            ("the findings that were there before", "the findings that were there before"),
        )


def _count(found: Sequence[tuple[JobReview, PlanFinding]]) -> str:
    return count_words([each for _, each in found]) or ""


def _finding_list(review: Review, found: Sequence[tuple[JobReview, PlanFinding]]) -> str:
    """The same finding once: a table of messages and hints is wider than a comment."""
    lines = []
    for one in gathered(found):
        each, jobs = one.finding, one.jobs
        icon = ICONS[Action.DELETED if each.error else Action.CHANGED]
        where = f" {markdown_code(clipped(one.attribute, _LONG_NAME))}" if one.attribute else ""
        stack = f" in {markdown_code(jobs[0].stack)}" if review.several_stacks and len(jobs) == 1 else ""
        of = f"{_name(jobs[0].name)}{stack}" if len(jobs) == 1 else f"{len(jobs):,} jobs ({_listed(jobs)})"
        hint = f"<br>{markdown_text(sentence(each.hint))}" if each.hint else ""
        lines.append(
            f"- {icon} **{'error' if each.error else 'warning'} {each.code}** {of}: "
            f"{markdown_text(sentence(clipped(each.message, 2 * _LONG)))}{where}{hint}\n"
        )
    return "".join(lines)


def _detail(review: Review, jobs: Sequence[JobReview], *, is_open: bool) -> str:
    job = jobs[0]
    stack = f" in {_html_code(job.stack)}" if review.several_stacks else ""
    of = _html_code(job.name) if len(jobs) == 1 else f"{len(jobs):,} jobs"
    summary = f"{ICONS[job.action]} {action_words(job)} <b>{of}</b>{stack}"
    body = _body(review, job) if len(jobs) == 1 else _body_of_several(jobs)
    return _folded(summary, "\n".join(body), is_open=is_open, as_html=True)


def _body_of_several(jobs: Sequence[JobReview]) -> Iterator[str]:
    """Jobs with the same cause: their consequences are shown once."""
    yield "<br>\n".join(_why(jobs[0], of_each))
    yield ""
    if jobs[0].rows:
        yield "| | Before | After |\n|---|---|---|"
        yield from map(_row, jobs[0].rows)
        yield ""
    for job in jobs:
        yield f"- {_name(job.name)} {markdown_code(clipped(job.address, 2 * _LONG))}"


def _why(job: JobReview, say: Callable[[str], str] = str) -> list[str]:
    lines = []
    if job.reasons:
        what = "Replaced" if job.action is Action.REPLACED else WORDS[job.action].capitalize()
        lines.append(f"**{what} because** {markdown_text('; '.join(map(say, job.reasons)))}.")
    return lines + [markdown_text(say(each)) for each in job.consequences]


def _body(review: Review, job: JobReview) -> Iterator[str]:
    address = markdown_code(clipped(job.address, 2 * _LONG))
    lines = [address, *_why(job)]
    if job.moved_from is not None:
        lines.append(f"Moved from {_name(job.moved_from)}.")
    if job.imported is not None:
        lines.append(f"Imported from {markdown_code(clipped(job.imported, 2 * _LONG))}.")
    yield "<br>\n".join(lines)
    yield ""
    if cost_changes(job):
        yield from _table(review, job)
    if job.overlap is not None:
        yield f"{_SIGN} **Runs may overlap**: it {markdown_text(overlap_in_words(job.overlap))}."
        yield ""
    if job.drift:
        yield "Changed outside of Terraform since the last apply:"
        yield ""
        yield "| | In the state | In Azure |\n|---|---|---|"
        for row in job.drift:
            yield _row(row)
        yield ""


def _table(review: Review, job: JobReview) -> Iterator[str]:
    costs = [
        markdown_text(cost_words(cost, review.prices)) if cost else "none"
        for cost in (job.cost_before, job.cost)
    ]
    if one_sided(job):
        cost = job.cost or job.cost_before
        yield f"| | {'After' if job.cost else 'Before'} |\n|---|---|"
        for row in job.rows:
            before, after = _both(row)
            yield f"| {_label(row.label)} | {after or before or ''} |"
        yield f"| worst case a month | {costs[1] if job.cost else costs[0]} |"
    else:
        cost = job.cost
        yield "| | Before | After |\n|---|---|---|"
        for row in job.rows:
            yield _row(row)
        yield f"| worst case a month | {costs[0]} | {'the same' if costs[0] == costs[1] else costs[1]} |"
    if cost is not None:
        yield ""
        yield f"<sub>Worst case: {markdown_text(basis_words(cost))}.</sub>"
    yield ""


def _row(row: Row) -> str:
    before, after = _both(row)
    return f"| {_label(row.label)} | {before or '*none*'} | {after or '*none*'} |"


def _both(row: Row, *, limit: int = _LONG, meaning: bool = True) -> tuple[str | None, str | None]:
    """Before and after, shortened where they are long, so that what differs is seen."""
    old, new = before_and_after(row, limit)
    return (
        _shown(row.before, old, meaning) if row.before else None,
        _shown(row.after, new, meaning) if row.after else None,
    )


def _shown(value: Shown, text: str, meaning: bool) -> str:
    match value.kind:
        case ShownAs.VALUE:
            result = markdown_code(text)
        case ShownAs.WORDS:
            result = markdown_text(text)
        case _:
            result = f"*{markdown_text(text)}*"
    parts = [value.prefix, result, markdown_text(value.meaning) if meaning else ""]
    return " ".join(part for part in parts if part)


def _label(label: Label) -> str:
    """Words as they are, names as code."""
    return "".join(
        markdown_code(clipped(part, _LONG_NAME)) if index % 2 else part for index, part in enumerate(label)
    )


def _name(text: str) -> str:
    return markdown_code(clipped(text, _LONG_NAME))


def _runs(review: Review) -> Iterator[Piece]:
    """What the apply runs and waits for: a reader has to know before the merge."""
    if review.runs:
        title = "\n**In the apply**:\n\n"
        lines = "".join(
            f"- {markdown_text(deploy_run_words(each))}"
            f"{f' in {markdown_code(each.stack)}' if review.several_stacks else ''} "
            f"({markdown_code(clipped(each.address, _LONG))})\n"
            for each in review.runs
        )
        short = f"\n**In the apply**: {plural(len(review.runs), 'job runs', 'jobs run')}.\n"
        yield Piece(title + lines, short, _DANGERS, ("what the apply runs",) * 2)


def _dangerous_surroundings(review: Review) -> Iterator[Piece]:
    found = [each for each in review.around if each.action in DANGEROUS]
    if found:
        lines = "".join(_resource(review, each) for each in found)
        summary = f"\n**Around the jobs**, {_by_action(found)}:\n\n"
        short = f"\n**Around the jobs**, {_by_action(found)}.\n"
        name = ("what is deleted or replaced around the jobs",) * 2
        yield Piece(f"{summary}{lines}", short, _DANGERS, name)


def _surroundings(review: Review) -> Iterator[Piece]:
    found = [each for each in review.surroundings if each.action not in DANGEROUS]
    if found:
        summary = f"Around the jobs: {_by_action(found)}"
        lines = "".join(_resource(review, each) for each in found)
        yield Piece(
            _folded(summary, lines), f"\n{summary}\n", _SURROUNDINGS, ("what surrounds the jobs",) * 2
        )


def _drift(review: Review) -> Iterator[Piece]:
    if review.drift:
        count = plural(len(review.drift), "resource")
        summary = f"Drift: {count} changed outside of Terraform since the last apply"
        lines = "".join(_resource(review, each) for each in review.drift)
        yield Piece(_folded(summary, lines), f"\n{summary}\n", _DRIFT, ("the drift",) * 2)


def _resource(review: Review, resource: ResourceReview) -> str:
    stack = f" in {markdown_code(resource.stack)}" if review.several_stacks else ""
    words = resource_words(resource)
    drifted = resource.action is Action.DRIFTED
    action = "" if drifted else f"{_bold_if(resource.action in DANGEROUS, WORDS[resource.action])} "
    more = f": {markdown_text(clipped(words, 3 * _LONG))}" if words else ""
    address = markdown_code(clipped(resource.address, _LONG))
    return f"- {ICONS[resource.action]} {action}{address}{stack}{more}\n"


def _by_action(resources: Sequence[ResourceReview]) -> str:
    counts = Counter(each.action for each in resources)
    return ", ".join(f"{counts[action]:,} {WORDS[action]}" for action in Action if counts[action])


def _gantt(line: Timeline) -> str:
    """A diagram that GitHub draws: a bar is a run, exactly as long as it may take."""
    is_day = line.window is DAY
    seconds = line.window.length.total_seconds()
    head = [
        "```mermaid",
        _COLORS,
        "gantt",
        f"    title {line.window.title} from {line.start:%Y-%m-%d %H.%M} UTC",
        "    dateFormat YYYY-MM-DDTHH:mm",
        f"    axisFormat {'%H:%M' if is_day else '%a %d'}",
        f"    tickInterval {'3hour' if is_day else '1day'}",
    ]
    lines, short = [], False
    for each in line.lines:
        if each.runs == ():
            continue
        lines.append(f"    section {mermaid_text(line.name(each), 32)}")
        state = _STATES.get(each.job.action, "")
        if each.runs is None:
            name = mermaid_text(each.schedule_in_words)
            lines.append(f"    {name} :{state}{line.start:%Y-%m-%dT%H:%M}, {int(seconds // 3600)}h")
            continue
        minutes = max(1, round(each.length / 60))
        if minutes * 60 < seconds / _THINNEST:
            # Mermaid draws a diamond of a fixed size, and none of the bars looks longer than it is.
            state, short = f"{state}milestone, ", True
        name = run_words(each.length) or "run"
        lines += [f"    {name} :{state}{run:%Y-%m-%dT%H:%M}, {minutes}m" for run in each.runs]
    if not lines:
        return "No job runs in this time."
    legend = "A bar is as long as the run may take"
    if short:
        legend += "; a diamond is a run that is too short for a bar"
    legend += ". Red: replaced by this plan; amber: changed; green: new; blue: as it is."
    if line.left_out:
        legend += f" {plural(line.left_out, 'more job')} not drawn."
    return "\n".join([*head, *lines, "```", "", f"<sub>{legend}</sub>"])


def _folded(summary: str, body: str, *, is_open: bool = False, as_html: bool = False) -> str:
    head = summary if as_html else html.escape(summary)
    return (
        f"\n<details{' open' if is_open else ''}><summary>{head}</summary>\n\n{body.strip()}\n\n</details>\n"
    )


def _html_code(text: str) -> str:
    return f"<code>{html_text(clipped(text, _LONG_NAME))}</code>"


def _footer(review: Review) -> str:
    versions = sorted({stack.terraform_version for stack in review.stacks})
    outputs = [name for stack in review.stacks for name in stack.outputs]
    text = f"Terraform {', '.join(markdown_text(clipped(each, 20)) for each in versions[:3])}."
    if outputs:
        text += f" {plural(len(outputs), 'output')} {'changes' if len(outputs) == 1 else 'change'}."
    text += f" Times in UTC, seen from {review.now:%Y-%m-%d %H:%M}."
    return f"\n<sub>{text}</sub>\n"

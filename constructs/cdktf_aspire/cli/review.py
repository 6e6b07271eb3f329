"""`cdktf-aspire review`: what a Terraform plan does to the jobs, for its reviewer."""

from __future__ import annotations

import enum
import math
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cdktf_aspire.cli.options import clock, left_out
from cdktf_aspire.cli.writing import write
from cdktf_aspire.diagnostics.json_input import InputError, read_file, read_stream
from cdktf_aspire.diagnostics.output import write_error
from cdktf_aspire.diagnostics.plain_text import message_text
from cdktf_aspire.review.as_markdown import GITHUB_LIMIT, LEAST_LIMIT
from cdktf_aspire.review.cost import Prices
from cdktf_aspire.review.plan import PlanError, read_plan
from cdktf_aspire.review.reviewing import review as review_plans
from cdktf_aspire.review.verdict import Danger, dangers

if TYPE_CHECKING:
    from cdktf_aspire.review.model import Review
    from cdktf_aspire.review.plan import TerraformPlan

STDIN = "-"
# Names that don't identify a stack; the folder's name is used instead.
_PLAIN_NAMES = frozenset({"plan", "tfplan", "terraform", "plan.tfplan", "show", "output"})
# It is written into an HTML comment, which ends at two hyphens.
_MARKER = re.compile(r"[A-Za-z0-9](?:-?[A-Za-z0-9_.:/]+)*")


class ReviewFormat(enum.StrEnum):
    """How a review is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


def review(
    plans: Annotated[
        list[str],
        typer.Argument(
            metavar="PLAN.json...",
            help="Output of `terraform show -json`, one file per stack; `-` reads standard input.",
        ),
    ],
    *,
    output: Annotated[ReviewFormat, typer.Option("--format", help="Output format.")] = ReviewFormat.TEXT,
    out: Annotated[Path | None, typer.Option(help="Write the review to this file.")] = None,
    fail_on: Annotated[
        list[Danger] | None,
        typer.Option(help="Exit with code 2 if the plans contain this; may be repeated."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(help="The code of a rule to ignore; may be repeated.")
    ] = None,
    now: Annotated[
        str | None,
        typer.Option(
            help="The time from which schedules are shown, such as 2027-01-31T06:00Z. Default: now."
        ),
    ] = None,
    marker: Annotated[
        str, typer.Option(help="Name in a comment at the end of Markdown, to find it again; '' for none.")
    ] = "cdktf-aspire-review",
    max_length: Annotated[
        int, typer.Option(help="Most bytes of the Markdown; details are left out to fit.", min=LEAST_LIMIT)
    ] = GITHUB_LIMIT,
    vcpu_hour: Annotated[
        float | None, typer.Option(help="Price of a vCPU for an hour, to price the worst case.", min=0)
    ] = None,
    gib_hour: Annotated[
        float | None,
        typer.Option(help="Price of a GiB of memory for an hour, to price the worst case.", min=0),
    ] = None,
    currency: Annotated[str, typer.Option(help="Currency of the prices.")] = "USD",
) -> None:
    """Reviews Terraform plans: what happens to the jobs, why, what it costs in the worst case.

    Exit code 0: reviewed. 1: a plan can't be read. 2: --fail-on is met, or an option is wrong.
    """
    moment, prices = clock(now), _prices(vcpu_hour, gib_hour, currency)
    unwanted = left_out(ignore)
    if not (marker == "" or (_MARKER.fullmatch(marker) and len(marker) <= 100)):
        raise typer.BadParameter("--marker takes letters, digits, _ . : / and single hyphens, at most 100.")
    if plans.count(STDIN) > 1:
        raise typer.BadParameter("Standard input can only be read once; name the other plans' files.")
    try:
        result = review_plans(_read(plans), now=moment, prices=prices, ignore=unwanted)
        if out is None and output is ReviewFormat.TEXT and sys.stdout.isatty():
            from cdktf_aspire.review.as_text import print_text

            print_text(result)
        else:
            write(_rendered(result, output, marker, max_length), out)
    except InputError as mistake:
        write_error(f"Error: {message_text(str(mistake))}\n")
        raise typer.Exit(1) from None
    met = dangers(result) & set(fail_on or [])
    if met:
        words = ", ".join(danger.value for danger in Danger if danger in met)
        write_error(f"--fail-on is met: {words}.\n")
        raise typer.Exit(2)


def _rendered(result: Review, output: ReviewFormat, marker: str, max_length: int) -> str:
    match output:
        case ReviewFormat.MARKDOWN:
            from cdktf_aspire.review.as_markdown import markdown

            return markdown(result, marker=marker, limit=max_length)
        case ReviewFormat.JSON:
            from cdktf_aspire.review.as_json import json_text

            return json_text(result)
        case ReviewFormat.HTML:
            from cdktf_aspire.review.as_html import html_page

            return html_page(result)
    from cdktf_aspire.review.as_text import plain_text

    return plain_text(result)


def _read(names: list[str]) -> list[TerraformPlan]:
    plans: list[TerraformPlan] = []
    for name in names:
        content, source = _content(name)
        stack = _stack_of(name)
        taken = {plan.stack for plan in plans}
        number = 2
        while stack in taken:
            stack = f"{_stack_of(name)} ({number})"
            number += 1
        plans.append(read_plan(content, stack=stack, source=source))
    return plans


def _content(name: str) -> tuple[bytes, str]:
    if name == STDIN:
        source = "Standard input"
        return read_stream(sys.stdin.buffer, source=source), source
    if Path(name).is_dir():
        raise PlanError(f"{name} is a folder. Name the plans in it.")
    return read_file(Path(name)), name


def _stack_of(name: str) -> str:
    """The stack's name: the file's, or its folder's where the file has a general name."""
    if name == STDIN:
        return "stdin"
    path = Path(name)
    stem = path.name.removesuffix(".json").removesuffix(".tfplan")
    return path.absolute().parent.name or stem if stem.lower() in _PLAIN_NAMES else stem


def _prices(vcpu_hour: float | None, gib_hour: float | None, currency: str) -> Prices | None:
    if vcpu_hour is None and gib_hour is None:
        return None
    if vcpu_hour is None or gib_hour is None:
        raise typer.BadParameter("--vcpu-hour and --gib-hour go together: Azure bills both.")
    if not (math.isfinite(vcpu_hour) and math.isfinite(gib_hour)):
        raise typer.BadParameter("--vcpu-hour and --gib-hour must be amounts of money.")
    if not re.fullmatch(r"\S{1,8}", currency) or not currency.isprintable():
        raise typer.BadParameter("--currency takes a code or a sign, for example EUR.")
    return Prices(vcpu_hour, gib_hour, currency)

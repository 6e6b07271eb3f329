"""Short ways from a plan to its review, for the tests."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cdktf_aspire.review.as_html import html_page
from cdktf_aspire.review.as_json import json_text
from cdktf_aspire.review.as_markdown import markdown
from cdktf_aspire.review.as_text import plain_text
from cdktf_aspire.review.plan import read_plan
from cdktf_aspire.review.reviewing import review

if TYPE_CHECKING:
    from cdktf_aspire.review.cost import Prices
    from cdktf_aspire.review.model import JobReview, Review
    from tests.review.plans import Json

# A Monday.
NOW = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)


def review_of(*plans: Json, prices: Prices | None = None) -> Review:
    """The review of plans, as stacks `one`, `two`, ..."""
    names = ("one", "two", "three")
    read = [
        read_plan(json.dumps(plan).encode(), stack=name, source=f"{name}.json")
        for name, plan in zip(names, plans, strict=False)
    ]
    return review(read, now=NOW, prices=prices)


def job_of(plan: Json) -> JobReview:
    """The only job of a plan."""
    (job,) = review_of(plan).jobs
    return job


def rows_of(job: JobReview) -> dict[str, tuple[str | None, str | None]]:
    """What changes, as text."""
    return {row.field: (_text(row.before), _text(row.after)) for row in job.rows}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def in_every_format(result: Review) -> dict[str, str]:
    """The review as it is written."""
    return {
        "text": plain_text(result),
        "markdown": markdown(result, marker="marker"),
        "json": json_text(result),
        "html": html_page(result),
    }

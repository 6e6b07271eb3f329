"""A review as a comment: what it looks like, that it is escaped, that it fits."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cdktf_aspire.diagnostics.plain_text import visible
from cdktf_aspire.review.as_markdown import GITHUB_LIMIT, LEAST_LIMIT, markdown
from cdktf_aspire.review.escaping import markdown_code, markdown_text
from tests.review.plans import Json, a_change, a_job, a_plan, changed, env, many_jobs, real
from tests.review.reading import review_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

    from cdktf_aspire.review.model import Review

GFM = MarkdownIt("commonmark", {"html": True}).enable("table")


def written(plan: Json, limit: int = GITHUB_LIMIT) -> str:
    return markdown(review_of(plan), limit=limit)


def test_a_comment_as_a_reviewer_reads_it() -> None:
    assert (
        written(real("trigger-switch"))
        == """\
### 1 job is replaced

| | Job | What changes | Worst case a month |
|---|---|---|---|
| 🔴 **replaced** | `job-demo` | the trigger kind changes from schedule to manual \
| 243 vCPU-h → per run only |

**Worst case a month**, all jobs: 243 → 0 vCPU-hours, 487 → 0 GiB-hours (without 1 manual job).

<details><summary>Findings that were there before: 1 warning</summary>

- 🟡 **warning ACJ302** `job-demo`: The image has no fixed version. `template.container[0].image`<br>\
Give the version: image:1.4, or image@\N{WORD JOINER}sha256:...

</details>

<details open><summary>🔴 replaced <b><code>job-demo</code></b></summary>

`azurerm_container_app_job.job`<br>
**Replaced because** the trigger kind changes from schedule to manual.<br>
The job is destroyed, then created again: its execution history is lost, \
and executions that are running are stopped.<br>
Known after the apply: id, event stream endpoint and outbound IP addresses.

| | Before | After |
|---|---|---|
| trigger | schedule | manual |
| schedule | `*/15 * * * *` every 15 minutes (UTC) | *none* |
| runs per day | 96 | *none* |
| next runs | Mon 4 Jan 08:15, 08:30, 08:45 UTC | *none* |
| worst case a month | 243 vCPU-hours and 487 GiB-hours | 0.0833 vCPU-hours and 0.167 GiB-hours a run |

<sub>Worst case: started by hand, so there is no number for a month.</sub>

</details>

<sub>Terraform 1.11.4. 1 output changes. Times in UTC, seen from 2027-01-04 08:00.</sub>
"""
    )


def test_the_verdict_is_the_first_line_and_the_marker_the_last() -> None:
    lines = markdown(review_of(real("cron-change")), marker="my-marker").splitlines()

    assert lines[0] == "### 1 job changes"
    assert lines[-1] == "<!-- my-marker -->"


def test_a_plan_that_changes_nothing_is_short() -> None:
    text = written(real("nochange"))

    assert text.startswith("### Nothing changes\n")
    assert "| | Job |" not in text.partition("<details>")[0]


def test_the_timeline_is_a_diagram_of_mermaid() -> None:
    text = written(real("cron-change"))
    day, week = re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL)

    assert "    section job-demo\n    10m :active, 2027-01-05T03:00, 10m\n" in day
    assert week.count(":active, milestone, ") == 7


@pytest.mark.parametrize(("minutes", "kind"), [(20, "milestone, "), (120, "")])
def test_a_bar_is_as_long_as_the_run(minutes: int, kind: str) -> None:
    job = a_job(replica_timeout_in_seconds=minutes * 60, replica_retry_limit=0)
    day, week = re.findall(r"```mermaid\n(.*?)```", written(a_plan(a_change(job, job))), re.DOTALL)

    assert re.findall(r":(.*)2027-\d\d-\d\dT\d\d:\d\d, (\d+)m", week) == [(kind, str(minutes))] * 7
    assert re.findall(r":(.*)2027-\d\d-\d\dT\d\d:\d\d, (\d+)m", day) == [("", str(minutes))]


@pytest.mark.parametrize(
    ("change", "look"),
    [
        (a_change(a_job(), a_job()), ""),
        (a_change(a_job(), a_job(), previous_address="x.y"), ""),
        (a_change(a_job(), a_job(replica_retry_limit=2)), "active, "),
        (a_change(None, a_job()), "done, "),
        (a_change(a_job(), a_job(location="b"), replace=["location"]), "crit, "),
    ],
)
def test_the_colours_are_those_of_the_page(change: Json, look: str) -> None:
    assert f" :{look}milestone, 2027-01-05T03:00" in written(a_plan(change))


def test_the_state_is_first_in_each_row_and_each_line() -> None:
    vault = a_change({"name": "kv"}, None, name="kv", type="azurerm_key_vault")
    lines = written(a_plan(a_change(a_job(), None), vault)).splitlines()

    assert [line for line in lines if line.startswith("- 🔴 **deleted** `azurerm_key_vault.kv`")]
    assert [line for line in lines if line.startswith("| 🔴 **deleted** | `batch` |")]


HOSTILE = [
    "a|b",
    "a\\|b",
    "a\\\\|b",
    "`",
    "``a`b",
    "a\nb\n\n# heading",
    "*bold* _it_ ~~no~~",
    "[link](https://evil.example)",
    "![image](https://evil.example/x.png)",
    "https://evil.example www.evil.example",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</details>",
    "</code></b></summary>",
    "<!-- cdktf-aspire-review -->",
    "@everyone @org/team #123 owner/repo#7 GH-1",
    "&lt;b&gt; &#64;",
    "\x1b[31mred\x1b[0m \x07 \x9b31m",
    "\u202eright to left\u202c \u2066x\u2069 \u200b\u200f",
    "```\ncode",
    "$x$ $$y$$",
    "| --- | --- |",
    " leading and trailing ",
    "-->",
    "\ud800",
]


def hostile_plan(text: str) -> Json:
    """A plan in which everything that has a name has this one."""
    job = a_job(
        text,
        container={"name": text, "image": text, "args": [text], "env": env(**{text: text})},
        tags={text: text},
        secret=[{"name": text, "value": "", "key_vault_secret_id": text, "identity": text}],
        identity=[{"type": text, "identity_ids": [text]}],
        registry=[{"server": text, "username": text, "password_secret_name": text}],
        workload_profile_name=text,
    )
    after = changed(job, location=text, container={"image": f"{text}2"}, odd={text: text})
    address = f'azurerm_container_app_job.batch["{text}"]'
    vault = {"name": text}
    return a_plan(
        a_change(
            job, after, replace=["location", text], address=address, previous_address=text, importing=text
        ),
        a_change(None, job, name="b"),
        a_change(
            vault, {text: text}, type=text or "x", address=text or "x", action_reason=text, actions=[text]
        ),
        drift=[a_change(job, after, name="b"), a_change(vault, {text: text}, type=text or "x", address="y")],
        terraform_version=text,
        output_changes={text: {"actions": ["create"]}},
    )


def tokens_of(text: str) -> list[Token]:
    """All tokens, those inside lines too."""
    return [each for token in GFM.parse(text) for each in (token, *(token.children or []))]


def texts_outside_of_code(text: str) -> Iterator[str]:
    """Where GitHub looks for mentions, references and addresses."""
    in_code = False
    for token in tokens_of(text):
        if token.type == "html_inline":
            in_code = token.content == "<code>" or (in_code and token.content != "</code>")
        elif token.type == "html_block":
            yield html.unescape(re.sub(r"<code>.*?</code>|<[^>]+>", "", token.content))
        elif token.type == "text" and not in_code:
            yield token.content


SKELETON = re.compile(r"</?(?:details|summary|sub|b|code)>|<details open>|<br>|<!-- [a-z-]+ -->")


def assert_harmless(text: str) -> None:
    """Nothing but what the review writes itself: its tables, its folds, its code."""
    for token in tokens_of(text):
        assert token.type not in {"link_open", "image"}, token
        if token.type in {"html_inline", "html_block"}:
            rest = SKELETON.sub("", token.content)
            assert "<" not in rest, token.content
            assert ">" not in rest, token.content
    assert all(char.isprintable() or char in "\n\N{WORD JOINER}" for char in text)
    assert text.count("<details") == text.count("</details>")


def assert_tables_are_whole(text: str) -> None:
    """Each row of each table has as many cells as its head."""
    width = 0
    for token in GFM.parse(text):
        if token.type == "tr_open":
            cells = 0
        elif token.type in {"th_open", "td_open"}:
            cells += 1
        elif token.type == "thead_close":
            width = cells
        elif token.type == "tr_close":
            assert not width or cells == width
        elif token.type == "table_close":
            width = 0
        elif token.type == "inline":
            assert not re.search(r"^\|.*\|$", token.content, re.MULTILINE), "a table was cut"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_is_text(text: str) -> None:
    comment = written(hostile_plan(text))

    assert_harmless(comment)
    assert_tables_are_whole(comment)
    for bare in texts_outside_of_code(comment):
        assert not re.search(r"@[A-Za-z]|#\d|(?<!\w)GH-\d|https?://|www\.", bare)


@given(st.text(max_size=20))
def test_any_name_is_text(text: str) -> None:
    comment = written(hostile_plan(text))

    assert_harmless(comment)
    assert_tables_are_whole(comment)


def rendered(markup: str) -> str:
    """What a reader sees of a cell."""
    table = GFM.render(f"| a |\n|---|\n| {markup} |\n")
    cell = re.search(r"<td>(.*)</td>", table, re.DOTALL)
    assert cell, table
    return html.unescape(re.sub(r"<[^>]+>", "", cell[1]))


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_what_is_escaped_reads_as_it_was(text: str) -> None:
    expected = visible(text)

    assert rendered(f"x{markdown_text(text)}x").replace("\N{WORD JOINER}", "") == f"x{expected}x"
    assert rendered(markdown_code(text)).replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.fixture(scope="module")
def thousand() -> Review:
    return review_of(many_jobs(1_000, variables_each=0))


@pytest.mark.parametrize("count", [1_000, 10_000])
def test_many_jobs_fit_into_a_comment(thousand: Review, count: int) -> None:
    jobs = sorted(thousand.jobs * (count // 1_000), key=lambda job: job.action.danger)
    comment = markdown(attrs.evolve(thousand, jobs=tuple(jobs)), marker="marker")

    assert len(comment.encode()) <= GITHUB_LIMIT
    assert len(comment) > GITHUB_LIMIT * 0.8
    assert comment.endswith("\n<!-- marker -->\n")
    assert "> Shortened to fit into a comment, without the next 7 days, the next 24 hours, " in comment
    assert_harmless(comment)
    assert_tables_are_whole(comment)
    # The most dangerous jobs are those that are left.
    assert comment.count("**deleted**") > 90


@pytest.mark.parametrize("limit", [LEAST_LIMIT, 3_000, 5_000, 8_000, 12_000, 20_000, 40_000])
def test_any_limit_is_kept_and_folds_in_the_same_order(limit: int) -> None:
    comment = written(many_jobs(40), limit=limit)

    assert len(comment.encode()) <= limit
    assert comment.startswith("### ")
    assert_harmless(comment)
    assert_tables_are_whole(comment)
    gone = ["```mermaid" not in comment, "</b>" not in comment]
    assert gone == sorted(gone, reverse=True)


def test_long_values_are_shortened_around_what_differs() -> None:
    before = a_job(container={"args": ["x" * 500 + "old" + "y" * 500]})
    after = changed(before, container={"args": ["x" * 500 + "new" + "y" * 500]})
    comment = written(a_plan(a_change(before, after)))

    assert "xxold" in comment
    assert "xxnew" in comment
    assert "x" * 300 not in comment

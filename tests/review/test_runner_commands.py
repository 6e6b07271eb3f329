"""A review goes through the log of a pipeline: no runner finds a command in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.matrix import examples
from tests.review.plans import a_change, a_job, a_plan, a_rule, an_event, changed, env
from tests.review.reading import in_every_format, review_of
from tests.review.test_markdown import hostile_plan

# GitHub trims blanks before `::`; it and Azure DevOps look for `##[` and `##vso[` anywhere in a line.
COMMANDS = [
    "::error::x",
    "  ::add-mask::x",
    "\n::error file=a::x",
    "\r\n::stop-commands::x",
    "::",
    "##[error]x",
    "a ##[group]x",
    "###[endgroup]",
    "##vso[task.setvariable variable=a]x",
    "####vso[x]",
    "::set-output name=a::" + "word " * 60 + "::error::x ##[error]",
]


def assert_no_command(written: dict[str, str]) -> None:
    for name, text in written.items():
        assert not re.search(r"##\w*\[", text), name
        assert not re.search(r"^\s*::", text, re.MULTILINE), name
        assert "\x1b" not in text, name


@pytest.mark.parametrize("text", COMMANDS)
def test_in_a_plan_in_which_everything_has_that_name(text: str) -> None:
    assert_no_command(in_every_format(review_of(hostile_plan(text))))


@pytest.mark.parametrize("text", COMMANDS)
def test_in_attributes_schedules_rules_findings_and_notes(text: str) -> None:
    job = a_job(text, cron=text, container={"env": env(**{text: text}), "image": f"a:latest{text}"})
    rule = a_rule(text, text, **{text: text}) | {
        "authentication": [{"secret_name": text, "trigger_parameter": text}]
    }
    plan = a_plan(
        a_change(job, {**job, text: text, "odd": {text: [text]}}),
        a_change(job, job, name="same"),
        a_change(None, a_job(text, cron=None, **an_event(rule)), name="event", action_reason=text),
        a_change(job, changed(job, replica_retry_limit=4), name="b", replace=[text], actions=[text, text]),
        drift=[a_change(job, {**job, text: text}, name="same")],
        deferred_changes=[{"reason": text, "resource_change": {"address": text}}],
        complete=False,
        errored=True,
    )

    assert_no_command(in_every_format(review_of(plan, plan)))


@settings(max_examples=examples(50))
@given(st.text(alphabet=":#[ \n\r\x1b\u202eavso]", max_size=12))
def test_in_any_name(text: str) -> None:
    assert_no_command(in_every_format(review_of(hostile_plan(text))))

"""Properties of the rules over random jobs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdktf_aspire.cli.check import expressions_of, terraform_value
from cdktf_aspire.diagnostics.report import render_json, render_text
from cdktf_aspire.jobs import cron, rules
from cdktf_aspire.jobs.azurerm import Reader
from cdktf_aspire.terraform.job_attributes import job_attributes
from tests.apphost import AppHost, Json
from tests.jobs.random_jobs import jobs, spoiled_jobs

if TYPE_CHECKING:
    from cdktf_aspire.jobs.job import ContainerAppJob
    from cdktf_aspire.terraform.writer import Writer

_SLOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@cache
def writer() -> Writer:
    return AppHost(Path(mkdtemp()) / "cdktf.out").builder._synthesis.writer


def attributes(job: ContainerAppJob) -> Json:
    """The attributes of azurerm_container_app_job that are written for a job, without those not set."""
    written = job_attributes(
        writer(), job, location="westeurope", resource_group_name="rg", workload_profile_name="Consumption"
    )
    written["container_app_environment_id"] = "/environment"

    def bare(value: object) -> object:
        if isinstance(value, dict):
            return {key: bare(item) for key, item in value.items() if item is not None}
        return [bare(item) for item in value] if isinstance(value, list) else value

    result = bare(written)
    assert isinstance(result, dict)
    return result


@_SLOW
@given(spoiled_jobs())
def test_no_input_makes_a_rule_crash(job: ContainerAppJob) -> None:
    problems = rules.check(job, resource="batch")

    assert render_text(problems)
    assert render_json(problems)


@_SLOW
@given(spoiled_jobs())
def test_a_second_check_finds_no_more(job: ContainerAppJob) -> None:
    first = {problem.code for problem in rules.check(job, resource="batch")}

    assert {problem.code for problem in rules.check(job, resource="batch")} <= first


@_SLOW
@given(jobs(legal=True))
def test_what_the_rules_accept_has_the_shape_that_azurerm_accepts(job: ContainerAppJob) -> None:
    """azurerm's own checks, written down a second time from its documentation."""
    assert not any(problem.is_error for problem in rules.check(job, resource="batch"))
    written = attributes(job)

    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?", written["name"])
    assert "--" not in written["name"]
    assert len(written["name"]) <= 32
    assert isinstance(written["replica_timeout_in_seconds"], int)
    assert written["replica_timeout_in_seconds"] >= 1
    assert written["replica_retry_limit"] >= 0
    (trigger,) = (key for key in written if key.endswith("_trigger_config"))
    assert written[trigger]["parallelism"] >= 1
    assert written[trigger]["replica_completion_count"] >= 1
    if trigger == "schedule_trigger_config":
        assert len(written[trigger]["cron_expression"].split()) == 5
    if trigger == "event_trigger_config":
        (scale,) = written[trigger]["scale"]
        assert 0 <= scale["min_executions"] <= scale["max_executions"]
        assert scale["max_executions"] >= 1
        assert scale["polling_interval_in_seconds"] >= 1
        for rule in scale.get("rules", []):
            assert rule["name"]
            assert rule["metadata"]
            for auth in rule.get("authentication", []):
                assert set(auth) == {"secret_name", "trigger_parameter"}
    secrets = {secret["name"] for secret in written.get("secret", [])}
    volumes = {volume["name"] for volume in written["template"].get("volume", [])}
    containers = written["template"]["container"]
    for container in [*containers, *written["template"].get("init_container", [])]:
        assert re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", container["name"])
        assert len(container["name"]) <= 46
        assert container["image"]
        for variable in container.get("env", []):
            assert ("value" in variable) != ("secret_name" in variable)
            assert variable.get("secret_name", next(iter(secrets), None)) in {*secrets, None}
        for mount in container.get("volume_mounts", []):
            assert mount["name"] in volumes
            assert mount["path"].startswith("/")
    for container in containers:
        assert container["cpu"] >= 0.1
        assert re.fullmatch(r"\d+(\.\d{1,2})?Gi", container["memory"])
    for registry in written.get("registry", []):
        assert ("identity" in registry) != ("username" in registry and "password_secret_name" in registry)


@_SLOW
@given(jobs(legal=True))
def test_what_is_written_reads_back_as_the_same_job(job: ContainerAppJob) -> None:
    assert not any(problem.is_error for problem in rules.check(job, resource="batch"))
    written = attributes(job)
    reader = Reader(value=lambda value: terraform_value(value, expressions_of([])))

    read = reader.read(written)
    assert reader.problems == []
    codes = {problem.code for problem in rules.check(read, resource="batch") if problem.is_error}
    assert codes == set()
    again = attributes(read)
    # References come back as templates, whose text is the expression.
    assert str(_texts(again)) == str(_texts(written))


def _texts(value: object) -> object:
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in sorted(value.items())}
    return [_texts(item) for item in value] if isinstance(value, list) else value


_FIELD = st.from_regex(r"(\*|[0-9]{1,2}(-[0-9]{1,2})?)(/[0-9]{1,2})?", fullmatch=True)


@given(st.lists(_FIELD, min_size=5, max_size=5).map(" ".join))
def test_a_cron_expression_is_an_error_or_has_words_and_runs(expression: str) -> None:
    error = cron.error_in(expression)
    if error is not None:
        assert expression in error.marked
        return
    assert cron.describe(expression).endswith("(UTC)")
    assert (
        cron.never_fires(expression) == (cron.runs_per_day(expression) == 0)
        or cron.runs_per_day(expression) >= 0
    )
    interval = cron.shortest_interval(expression)
    assert interval is None or interval.total_seconds() >= 60


@given(st.text(max_size=30))
def test_no_text_makes_the_cron_parser_crash(text: str) -> None:
    error = cron.error_in(text)

    assert error is None or error.message

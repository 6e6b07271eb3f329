"""Warnings: acknowledged where they are raised, with a reason, and only as long as they apply."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import SynthesisStopped

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apphost import AppHost


def test_an_acknowledged_warning_is_gone(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", "a/b").publish_as_azure_container_app_job()
    assert apphost.codes() == ["ACJ302"]
    batch.acknowledge("ACJ302", "always the newest")
    assert apphost.codes() == []


def test_it_counts_for_its_resource_only(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", "a/b").publish_as_azure_container_app_job().acknowledge(
        "ACJ302", "always the newest"
    )
    apphost.builder.add_container("other", "a/b").publish_as_azure_container_app_job()

    assert [(problem.code, problem.resource) for problem in apphost.problems()] == [("ACJ302", "other")]


def test_one_that_does_not_apply_any_more_is_a_warning_itself(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job().acknowledge(
        "ACJ302", "always the newest"
    )

    (problem,) = apphost.problems()
    assert problem.code == "ACJ005"
    assert problem.message == "ACJ302 is acknowledged, but isn't reported any more"


def test_an_error_can_not_be_acknowledged(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job(cpu=0).acknowledge(
        "ACJ310", "I like it so"
    )

    assert set(apphost.codes()) == {"ACJ310", "ACJ005"}


def test_an_acknowledged_warning_is_no_error_where_warnings_are(
    new_apphost: Callable[..., AppHost],
) -> None:
    apphost = new_apphost(warnings_as_errors=True)
    apphost.builder.add_container("batch", "a/b").publish_as_azure_container_app_job().acknowledge(
        "ACJ302", "always the newest"
    )

    assert apphost.job()["name"] == "batch"


def test_all_problems_of_all_jobs_come_out_in_the_order_of_the_code(
    apphost: AppHost,
) -> None:
    apphost.builder.add_container("first", "a/b:1").publish_as_azure_container_app_job(timeout=0, cpu="x")  # type: ignore[arg-type]
    apphost.builder.add_container("second", "https://a").publish_as_azure_container_app_job(retry_limit=-1)

    with pytest.raises(SynthesisStopped) as stopped:
        apphost.app.synth()
    printed = stopped.value.code
    codes = [line.rsplit("[", 1)[1].rstrip("]") for line in printed.splitlines() if line.startswith("Error")]
    assert codes == ["ACJ202", "ACJ310", "ACJ203", "ACJ301"]
    assert printed.endswith("\n4 errors.")
    assert "\x1b" not in printed
    assert "Traceback" not in printed


def test_a_warning_says_where_it_is(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", "a/b").publish_as_azure_container_app_job()
    apphost.terraform()

    manifest = json.loads((apphost.folder / "manifest.json").read_text())
    (annotation,) = manifest["stacks"]["stack"]["annotations"]
    assert "At tests/hosting/test_warnings.py:" in annotation["message"]

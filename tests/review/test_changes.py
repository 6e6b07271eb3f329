"""What a plan does to a job, in the field's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cdktf_aspire.review.verdict import Danger, dangers, verdict
from tests.review.plans import (
    a_change,
    a_job,
    a_plan,
    a_rule,
    a_secret,
    an_event,
    changed,
    env,
    identity_id,
    real,
)
from tests.review.reading import job_of, review_of, rows_of

if TYPE_CHECKING:
    from tests.review.plans import Json


def rows(before: Json, after: Json, **change: Any) -> dict[str, tuple[str | None, str | None]]:  # noqa: ANN401
    return rows_of(job_of(a_plan(a_change(before, after, **change))))


DESTROYED = (
    "1 resource group, 1 environment, 1 Log Analytics workspace and 1 identity are deleted; "
    "1 job is deleted; 1 other resource changes (1 deleted)"
)


@pytest.mark.parametrize(
    ("plan", "words", "met"),
    [
        ("create", "1 job is new; 5 other resources change", {Danger.WARNING}),
        ("cron-change", "1 job changes", {Danger.WARNING}),
        ("image-change", "1 job changes", set()),
        ("secret-change", "1 job changes", {Danger.WARNING}),
        ("timeout-change", "1 job changes", {Danger.WARNING}),
        ("trigger-switch", "1 job is replaced", {Danger.REPLACE, Danger.WARNING}),
        ("destroy", DESTROYED, {Danger.DELETE}),
        ("nochange", "Nothing changes", {Danger.WARNING}),
    ],
)
def test_real_plans(plan: str, words: str, met: set[Danger]) -> None:
    result = review_of(real(plan))

    assert verdict(result) == words
    assert dangers(result) == met


def test_the_verdict_counts_what_happens() -> None:
    job = a_job()
    after = changed(job, replica_retry_limit=3)
    plan = a_plan(
        a_change(job, after, name="a"),
        a_change(job, after, name="b"),
        a_change(job, changed(job, location="northeurope"), name="c", replace=["location"]),
        a_change(None, job, name="d"),
        a_change(job, job, name="e"),
    )

    assert verdict(review_of(plan)) == "1 job is replaced, 2 change, 1 new"


def test_the_most_dangerous_job_comes_first() -> None:
    job = a_job()
    plan = a_plan(
        a_change(job, job, name="same"),
        a_change(None, job, name="new"),
        a_change(job, changed(job, replica_retry_limit=3), name="changed"),
        a_change(job, changed(job, name="other"), name="replaced", replace=["name"]),
        a_change(job, None, name="deleted"),
        a_change(job, job, name="moved", previous_address="azurerm_container_app_job.old"),
    )

    order = [one.action.value for one in review_of(plan).jobs]
    assert order == ["deleted", "replaced", "changed", "new", "moved", "unchanged"]


def test_a_real_change_of_the_schedule() -> None:
    assert rows_of(job_of(real("cron-change"))) == {
        "schedule": ("*/15 * * * * (every 15 minutes (UTC))", "0 3 * * * (at 03:00 (UTC))"),
        "runs per day": ("96", "1"),
        "next runs": (
            "Mon 4 Jan 08:15, 08:30, 08:45 UTC",
            "Tue 5 Jan 03:00, Wed 6 Jan 03:00, Thu 7 Jan 03:00 UTC",
        ),
    }


def test_a_changed_trigger_kind_replaces_the_job_and_says_so() -> None:
    job = job_of(real("trigger-switch"))

    assert job.reasons == ("the trigger kind changes from schedule to manual",)
    assert "execution history is lost" in job.consequences[0]
    assert job.consequences[1] == (
        "Known after the apply: id, event stream endpoint and outbound IP addresses."
    )
    assert rows_of(job)["trigger"] == ("schedule", "manual")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"location": "northeurope"}, "location changes from westeurope to northeurope"),
        ({"name": "other"}, "name changes from batch to other"),
        ({"resource_group_name": "rg-2"}, "resource group changes from rg-demo to rg-2"),
        (
            {"container_app_environment_id": "/subscriptions/x/managedEnvironments/cae-2"},
            "environment changes from cae-demo to cae-2",
        ),
    ],
)
def test_why_a_job_is_replaced(changes: dict[str, str], reason: str) -> None:
    job = a_job()
    (attribute,) = changes
    plan = a_plan(a_change(job, changed(job, **changes), replace=[attribute]))

    assert job_of(plan).reasons == (reason,)


def test_an_environment_that_is_replaced_itself_is_known_after_the_apply() -> None:
    job = a_job()
    after = changed(job)
    del after["container_app_environment_id"]
    change = a_change(
        job,
        after,
        replace=["container_app_environment_id"],
        unknown={"container_app_environment_id": True},
    )

    assert job_of(a_plan(change)).reasons == ("environment changes from cae-demo to known after the apply",)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("replace_because_tainted", "it is tainted: its last creation failed, or someone marked it"),
        ("replace_by_request", "it was requested with -replace"),
        ("replace_by_triggers", "replace_triggered_by names something that changes"),
        ("a_reason_of_next_year", "a reason of next year"),
    ],
)
def test_terraforms_own_reasons(reason: str, words: str) -> None:
    job = a_job()
    change = a_change(job, job, actions=["create", "delete"], action_reason=reason)

    assert job_of(a_plan(change)).reasons == (words,)


JOB = a_job(
    container={"env": env(MODE="demo", KEY="secret:api-key"), "command": ["run"], "args": ["--all"]},
    secret=[a_secret("api-key", "hunter2-hunter2")],
    tags={"team": "a"},
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"replica_timeout_in_seconds": 5400}, {"timeout": ("10 minutes", "1 hour 30 minutes")}),
        ({"replica_retry_limit": 0}, {"retries": ("1", "0")}),
        ({"schedule": {"parallelism": 4}}, {"parallelism": ("1", "4")}),
        ({"schedule": {"replica_completion_count": 4}}, {"completions": ("1", "4")}),
        (
            {"container": {"cpu": 1, "memory": "2Gi"}},
            {"cpu": ("0.5 vCPU", "1 vCPU"), "memory": ("1Gi", "2Gi")},
        ),
        ({"container": {"image": "registry.example.com/batch:1.5"}}, {"image tag": ("1.4", "1.5")}),
        (
            {"container": {"image": "registry.example.com/batch@sha256:12"}},
            {"image": (":1.4", "@sha256:12")},
        ),
        (
            {"container": {"image": "other/batch:1.4"}},
            {"image": ("registry.example.com/batch:1.4", "other/batch:1.4")},
        ),
        ({"container": {"command": ["sh", "-c", "a b"]}}, {"command": ("run", "sh -c 'a b'")}),
        ({"container": {"args": []}}, {"args": ("--all", None)}),
        (
            {"container": {"env": env(MODE="demo", KEY="secret:other", NEW="")}},
            {
                "environment variable KEY": ("secret api-key", "secret other"),
                "environment variable NEW": (None, "empty"),
            },
        ),
        (
            {"container": {"env": env(MODE="secret:api-key", KEY="secret:api-key")}},
            {"environment variable MODE": ("demo", "secret api-key")},
        ),
        (
            {"secret": [a_secret("api-key", "changed-hunter2")]},
            {"secret api-key": ("a value", "another value")},
        ),
        (
            {"secret": [a_secret("api-key", key_vault_secret_id="https://v/secrets/a", identity="System")]},
            {"secret api-key": ("a value", "from a Key Vault")},
        ),
        (
            {"secret": [a_secret("api-key", "hunter2-hunter2"), a_secret("b", "hunter3-hunter3")]},
            {"secret b": (None, "a value")},
        ),
        ({"tags": {"team": "b"}}, {"tag team": ("a", "b")}),
        ({"tags": None}, {"tag team": ("a", None)}),
        ({"workload_profile_name": "big"}, {"workload profile": (None, "big")}),
        (
            {"identity": [{"type": "UserAssigned", "identity_ids": [identity_id("mi")]}]},
            {"identity type": (None, "UserAssigned"), "identity mi": (None, "assigned")},
        ),
        (
            {"registry": [{"server": "r.io", "identity": identity_id("mi"), "username": ""}]},
            {"registry r.io": (None, "identity mi")},
        ),
        (
            {"registry": [{"server": "r.io", "username": "u", "password_secret_name": "api-key"}]},
            {"registry r.io": (None, "user u (password in secret api-key)")},
        ),
        (
            {"container": {"volume_mounts": [{"name": "data", "path": "/mnt", "sub_path": "a"}]}},
            {"volume data at": (None, "/mnt (folder a of the volume)")},
        ),
        ({"a_new_attribute": "x"}, {"a_new_attribute": (None, "x")}),
    ],
)
def test_what_changes_in_place(
    changes: dict[str, Any], expected: dict[str, tuple[str | None, str | None]]
) -> None:
    assert rows(JOB, changed(JOB, **changes)) == expected


def test_only_the_digest_of_an_image() -> None:
    old, new = f"r.io/a@sha256:{'1' * 64}", f"r.io/a@sha256:{'2' * 64}"
    before = a_job(container={"image": old})

    assert rows(before, changed(before, container={"image": new})) == {
        "image digest": (f"sha256:{'1' * 64}", f"sha256:{'2' * 64}")
    }


def test_volumes_of_the_template() -> None:
    before, after = a_job(), a_job()
    volume = {"name": "data", "storage_type": "AzureFile", "storage_name": "share", "mount_options": ""}
    after["template"][0]["volume"] = [volume]

    assert rows(before, after) == {"volume data": (None, "AzureFile (storage share)")}


def test_scale_rules_of_an_event_job() -> None:
    rule = a_rule(queueName="orders", queueLength="5")
    other = a_rule(queueName="orders", queueLength="10") | {
        "authentication": [{"secret_name": "bus", "trigger_parameter": "connection"}]
    }
    before = a_job(cron=None, **an_event(rule))
    after = a_job(cron=None, **an_event(other, a_rule("second", "cron"), max_executions=5))

    assert rows(before, after) == {
        "most executions per polling interval": ("100", "5"),
        "scale rule queue: connection": (None, "secret bus"),
        "scale rule queue: queueLength": ("5", "10"),
        "scale rule second": (None, "cron"),
    }


def test_containers_are_named_when_there_are_several() -> None:
    before, after = a_job(), a_job()
    sidecar = {**before["template"][0]["container"][0], "name": "sidecar"}
    after["template"][0]["container"].append(sidecar)
    changed_rows = rows(before, after)

    assert changed_rows["container sidecar: cpu"] == (None, "0.5 vCPU")
    assert "container main: cpu" not in changed_rows


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"tags": None}, {"tags": {}}),
        ({"workload_profile_name": ""}, {"workload_profile_name": None}),
        ({"location": "West Europe"}, {"location": "westeurope"}),
        ({"replica_retry_limit": None}, {"replica_retry_limit": 0}),
        ({"container": {"args": None, "command": []}}, {"container": {"args": [], "command": None}}),
        ({"container": {"cpu": 1}}, {"container": {"cpu": 1.0}}),
    ],
)
def test_what_is_the_same_for_azure_is_no_change(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert rows(changed(a_job(), **before), changed(a_job(), **after), actions=["update"]) == {}


def test_what_is_known_after_the_apply_is_marked() -> None:
    before, after = a_job(), a_job()
    del after["template"][0]["container"][0]["image"]
    unknown = {"template": [{"container": [{"image": True}]}]}

    assert rows(before, after, unknown=unknown, actions=["update"]) == {
        "image": ("registry.example.com/batch:1.4", "known after the apply")
    }


def test_a_trigger_that_is_known_after_the_apply() -> None:
    after = a_job()
    del after["schedule_trigger_config"]
    job = job_of(a_plan(a_change(None, after, unknown={"schedule_trigger_config": True})))

    assert rows_of(job)["trigger"] == (None, "known after the apply")
    assert (job.schedule, job.cost and job.cost.month) == (None, None)


def test_moved_imported_and_changed_at_once() -> None:
    job = a_job()
    change = a_change(
        job,
        changed(job, replica_retry_limit=2),
        previous_address="azurerm_container_app_job.old",
        importing="/subscriptions/x/jobs/batch",
    )
    result = job_of(a_plan(change))

    assert result.action.value == "changed"
    assert result.moved_from == "azurerm_container_app_job.old"
    assert result.imported == "/subscriptions/x/jobs/batch"


def test_only_moved_only_imported_and_forgotten() -> None:
    job = a_job()
    plan = a_plan(
        a_change(job, job, name="a", previous_address="azurerm_container_app_job.old"),
        a_change(job, job, name="b", importing="id"),
        a_change(job, None, name="c", actions=["forget"]),
    )
    result = review_of(plan)

    assert verdict(result) == "1 job is no longer managed, 1 imported, 1 moved"
    assert "keeps running" in result.jobs[0].consequences[0]


def test_actions_of_a_later_terraform_are_told_as_unclear() -> None:
    job = job_of(a_plan(a_change(a_job(), a_job(), actions=["teleport"])))

    assert job.action.value == "unclear"
    assert "teleport" in job.consequences[0]


def test_what_an_earlier_replacement_left_behind() -> None:
    job = job_of(a_plan(a_change(a_job(), None, deposed="0123abcd")))

    assert job.consequences == ("An earlier replacement left it behind; the job of this name stays.",)


def test_drift_is_told_apart_from_what_the_plan_does() -> None:
    state, azure = a_job(), a_job(container={"cpu": 2})
    plan = a_plan(a_change(state, state), drift=[a_change(state, azure)])
    job = job_of(plan)

    assert (job.action.value, job.rows) == ("drifted", ())
    assert [(row.field, str(row.before), str(row.after)) for row in job.drift] == [
        ("cpu", "0.5 vCPU", "2 vCPU")
    ]
    assert verdict(review_of(plan)) == "1 job has only drifted"


def test_azures_way_of_writing_nothing_is_no_drift() -> None:
    assert review_of(real("nochange")).drift == ()


def test_what_surrounds_the_jobs() -> None:
    vault = {"name": "kv", "sku_name": "standard"}
    plan = a_plan(
        a_change(
            vault,
            {**vault, "sku_name": "premium"},
            name="kv",
            type="azurerm_key_vault",
            unknown={"vault_uri": True},
        ),
        a_change(vault, None, name="old", type="azurerm_role_assignment"),
        a_change(vault, vault, name="same", type="azurerm_role_assignment"),
        a_change(vault, vault, name="read", type="azurerm_client_config", mode="data", actions=["read"]),
    )
    result = review_of(plan)

    assert verdict(result) == "No jobs in this plan; 2 resources change (1 deleted)"
    assert [(each.address, each.action.value) for each in result.surroundings] == [
        ("azurerm_role_assignment.old", "deleted"),
        ("azurerm_key_vault.kv", "changed"),
    ]
    assert result.surroundings[1].attributes == ("sku_name",)
    assert result.surroundings[1].unknown == ("vault_uri",)
    assert dangers(result) == {Danger.DELETE}


def test_what_exists_in_the_state_only_is_not_dangerous() -> None:
    note = {"input": "a"}
    plan = a_plan(
        a_change(note, {"input": "b"}, name="x", type="terraform_data", replace=["triggers_replace"])
    )

    assert dangers(review_of(plan)) == set()


def test_several_stacks_at_once() -> None:
    result = review_of(real("cron-change"), real("trigger-switch"))

    assert verdict(result) == "1 job is replaced, 1 changes"
    assert [job.stack for job in result.jobs] == ["two", "one"]


def test_a_plan_that_stopped_halfway_is_an_error() -> None:
    result = review_of(a_plan(a_change(None, a_job()), errored=True))

    assert verdict(result) == "Incomplete plan, Terraform stopped with an error: 1 job is new"
    assert Danger.ERROR in dangers(result)


def test_the_rules_look_at_planned_values() -> None:
    before = a_job()
    after = changed(before, container={"image": "registry.example.com/batch:latest", "cpu": 7})
    findings = {each.code: each for each in job_of(a_plan(a_change(before, after))).findings}

    assert findings["ACJ302"].new
    assert findings["ACJ302"].attribute == "template.container[0].image"
    assert not findings["ACJ302"].error


def test_a_finding_that_was_there_before_is_not_new() -> None:
    before = a_job(container={"image": "registry.example.com/batch:latest"})
    (finding,) = job_of(a_plan(a_change(before, changed(before, replica_retry_limit=0)))).findings

    assert (finding.code, finding.new) == ("ACJ302", False)


def test_values_of_a_sensitive_variable_are_no_finding_where_they_belong() -> None:
    job = a_job(container={"env": env(KEY="secret:api-key")}, secret=[a_secret("api-key", "hunter2-hunter2")])

    assert job_of(a_plan(a_change(None, job))).findings == ()


def test_a_secret_in_an_environment_variable_is_a_finding() -> None:
    job = a_job(
        container={"env": env(KEY="hunter2-hunter2")}, secret=[a_secret("api-key", "hunter2-hunter2")]
    )
    (finding,) = job_of(a_plan(a_change(None, job))).findings

    assert (finding.code, finding.error) == ("ACJ403", True)


def test_the_environments_profiles_are_known_from_the_plan() -> None:
    job = a_job(workload_profile_name="missing")
    environment = {
        "id": job["container_app_environment_id"],
        "workload_profile": [{"name": "big", "workload_profile_type": "D4"}],
    }
    plan = a_plan(
        a_change(environment, environment, name="env", type="azurerm_container_app_environment"),
        a_change(job, job),
    )

    assert job_of(plan).findings

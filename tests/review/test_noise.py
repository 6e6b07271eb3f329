"""What Terraform writes again, or Azure writes in another way, is no change; what differs is one."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from cdktf_aspire.review.verdict import verdict
from tests.review.corpus import a_full_job
from tests.review.plans import a_change, a_job, a_plan, a_rule, an_event, changed, env, identity_id
from tests.review.reading import in_every_format, job_of, review_of

if TYPE_CHECKING:
    from tests.review.plans import Json

FULL = a_full_job(
    secret=[{"name": name, "value": f"value-of-{name}"} for name in "ab"],
    registry=[{"server": f"{name}.azurecr.io", "identity": identity_id("mi")} for name in "ab"],
    identity=[{"type": "SystemAssigned, UserAssigned", "identity_ids": [identity_id("a"), identity_id("b")]}],
)
FULL["template"][0]["volume"].append({"name": "tmp", "storage_type": "EmptyDir"})
FULL["template"][0]["container"][0] |= {
    "volume_mounts": [{"name": name, "path": f"/{name}"} for name in ("data", "tmp")],
    "liveness_probe": [{"port": 80, "transport": "HTTP", "header": [], "initial_delay": 0}],
}


def reordered(value: Any) -> Any:  # noqa: ANN401
    """The same with every list of blocks, and every object, the other way round."""
    if isinstance(value, dict):
        return {
            key: each if key in {"args", "command", "init_container"} else reordered(each)
            for key, each in reversed(value.items())
        }
    return [reordered(each) for each in reversed(value)] if isinstance(value, list) else value


def other_nothing(value: Any) -> Any:  # noqa: ANN401
    """The same with null for an empty text, an empty list and an empty map."""
    if isinstance(value, dict):
        return {key: other_nothing(each) for key, each in value.items()}
    if isinstance(value, list) and value:
        return [other_nothing(each) for each in value]
    return None if value in ("", [], {}) else value


def in_container(**changes: Any) -> Json:  # noqa: ANN401
    return {"container": changes}


SAME: dict[str, tuple[Json, Json]] = {
    "order of everything": (FULL, reordered(FULL)),
    "null for nothing": (FULL, other_nothing(FULL)),
    "nothing for null": (other_nothing(FULL), FULL),
    "Consumption": (a_job(workload_profile_name=None), a_job(workload_profile_name="Consumption")),
    "no Consumption": (a_job(workload_profile_name="Consumption"), a_job(workload_profile_name="")),
    "retries that are the default": (a_job(replica_retry_limit=None), a_job(replica_retry_limit=0)),
    "replicas that are the default": (
        a_job(replicas={"parallelism": None, "replica_completion_count": None}),
        a_job(),
    ),
    "scale that is the default": (
        a_job(cron=None, **an_event(a_rule(queueName="q"))),
        a_job(
            cron=None,
            **an_event(
                a_rule(queueName="q"),
                min_executions=None,
                max_executions=None,
                polling_interval_in_seconds=None,
            ),
        ),
    ),
    "no scale block": (
        a_job(cron=None, **an_event()),
        a_job(cron=None, manual_trigger_config=[], event_trigger_config=[{"parallelism": 1, "scale": []}]),
    ),
    "a number as text": (a_job(replica_retry_limit="1", container={"cpu": "0.50"}), a_job()),
    "memory": (a_job(container={"memory": "1.0Gi"}), a_job(container={"memory": "1024Mi"})),
    "location": (a_job(location="West Europe"), a_job(location="westeurope")),
    "an empty block": (a_job(identity=[]), a_job(identity=[{"type": "", "identity_ids": []}])),
    "an empty registry": (a_job(registry=[]), a_job(registry=[{"server": "", "identity": ""}])),
    "ids in another case": (
        a_job(container_app_environment_id="/subscriptions/x/resourceGroups/RG/providers/y/cae"),
        a_job(container_app_environment_id="/subscriptions/x/resourcegroups/rg/providers/y/cae"),
    ),
    "identities and registries in another case": (
        a_job(
            identity=[{"type": "UserAssigned", "identity_ids": [identity_id("Mi")]}],
            registry=[{"server": "Acr.azurecr.io", "identity": identity_id("Mi")}],
        ),
        a_job(
            identity=[{"type": "UserAssigned", "identity_ids": [identity_id("mi")]}],
            registry=[{"server": "acr.azurecr.io", "identity": identity_id("mi")}],
        ),
    ),
    "blanks in a schedule": (a_job(cron="0 3 * * *"), a_job(cron="0  3 * *  *")),
    "tags": (a_job(tags={}), a_job(tags=None)),
    "a tag of another type": (a_job(tags={"a": 1}), a_job(tags={"a": "1"})),
    "what azurerm computes": (a_job(outbound_ip_addresses=["1.2.3.4"]), a_job(outbound_ip_addresses=[])),
    "identity of two kinds": (
        a_job(identity=[{"type": "SystemAssigned, UserAssigned"}]),
        a_job(identity=[{"type": "UserAssigned,SystemAssigned"}]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_no_change(name: str) -> None:
    before, after = copy.deepcopy(SAME[name])
    result = review_of(a_plan(a_change(before, after, actions=["update"])))
    (job,) = result.jobs

    assert (job.action.value, job.rows, job.written_again) == ("unchanged", (), True)
    assert verdict(result) == "Nothing changes"
    for text in in_every_format(result).values():
        assert "changed in place" not in text
    assert "Terraform rewrites 1 job and nothing changes" in in_every_format(result)["text"]


@pytest.mark.parametrize("name", SAME)
def test_no_drift(name: str) -> None:
    before, after = copy.deepcopy(SAME[name])
    plan = a_plan(a_change(before, before), drift=[a_change(before, after, actions=["update"])])

    assert verdict(review_of(plan)) == "Nothing changes"


def with_init_containers(*names: str) -> Json:
    job = a_job()
    job["template"][0]["init_container"] = [
        {"name": name, "image": f"r.io/{name}:1", "cpu": 0.5, "memory": "1Gi"} for name in names
    ]
    return job


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        (a_job(container={"args": ["a", "b"]}), a_job(container={"args": ["b", "a"]}), "args"),
        (with_init_containers("a", "b"), with_init_containers("b", "a"), "order of init containers"),
        (a_job(container={"env": env(A="")}), a_job(container={"env": []}), "environment variable A"),
        (a_job(tags={"a": ""}), a_job(tags={}), "tag a"),
        (a_job(replica_retry_limit=None), a_job(replica_retry_limit=1), "retries"),
        (
            a_job(cron=None, **an_event(a_rule(queueName="q"), max_executions=None)),
            a_job(cron=None, **an_event(a_rule(queueName="q"), max_executions=0)),
            "most executions per polling interval",
        ),
        (
            a_job(container={"env": [{"name": "A", "value": "1", "new": "x"}]}),
            a_job(container={"env": [{"name": "A", "value": "1", "new": "y"}]}),
            "environment variable A: new",
        ),
        (
            a_job(secret=[{"name": "a", "value": "secret-1", "new": "x"}]),
            a_job(secret=[{"name": "a", "value": "secret-1", "new": "y"}]),
            "secret a: new",
        ),
        (
            a_job(registry=[{"server": "a", "new": "x"}]),
            a_job(registry=[{"server": "a", "new": "y"}]),
            "registry a: new",
        ),
        (a_job(replicas={"new": "x"}), a_job(replicas={"new": "y"}), "trigger: new"),
    ],
)
def test_what_is_a_change(before: Json, after: Json, field: str) -> None:
    job = job_of(a_plan(a_change(before, after)))

    assert job.action.value == "changed"
    assert [row.field for row in job.rows] == [field]


def test_moved_and_written_again() -> None:
    change = a_change(
        a_job(tags={}),
        a_job(tags=None),
        actions=["update"],
        previous_address="azurerm_container_app_job.old",
    )

    assert verdict(review_of(a_plan(change))) == "1 job is moved"


CONSUMPTION = {
    "name": "Consumption",
    "workload_profile_type": "Consumption",
    "minimum_count": 0,
    "maximum_count": 0,
}
BIG = {"name": "big", "workload_profile_type": "D4", "minimum_count": 1, "maximum_count": 3}


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ([], [CONSUMPTION], False),
        ([CONSUMPTION], None, False),
        ([BIG], [CONSUMPTION, BIG], False),
        ([BIG], [CONSUMPTION], True),
        ([BIG], [{**BIG, "maximum_count": 5}], True),
    ],
)
def test_the_profile_that_every_environment_has(before: object, after: object, changes: bool) -> None:
    kind = "azurerm_container_app_environment"
    old, new = (
        {"id": "/e", "name": "cae", "location": place, "workload_profile": profiles}
        for place, profiles in (("westeurope", before), ("West Europe", after))
    )
    change = a_change(old, new, name="env", type=kind, actions=["update"])
    drifted = review_of(a_plan(drift=[change]))
    updated = review_of(a_plan(change))

    assert len(drifted.drift) == len(updated.surroundings) == changes


def test_only_the_secrets_that_change_are_told_as_another_one() -> None:
    def reads(**changes: str) -> Json:
        given = {"key_vault_secret_id": "https://kv.vault.azure.net/secrets/a", "identity": "System"}
        return a_job(secret=[{"name": "a", "value": "", **given, **changes}])

    unknown = {"secret": [{"key_vault_secret_id": True}]}
    known_later = reads()
    del known_later["secret"][0]["key_vault_secret_id"]
    words = []
    for after, mark in (
        (reads(key_vault_secret_id="https://kv.vault.azure.net/secrets/b"), None),
        (reads(identity=identity_id("mi")), None),
        (known_later, unknown),
    ):
        (row,) = job_of(a_plan(a_change(reads(), after, unknown=mark, actions=["update"]))).rows
        words.append(row.after and row.after.text)

    assert words == [
        "from a Key Vault, another one",
        "from a Key Vault, another identity",
        "from a Key Vault, known after the apply",
    ]


def test_changed_is_still_changed() -> None:
    assert job_of(a_plan(a_change(FULL, changed(FULL, tags={"team": "b"})))).action.value == "changed"


def test_a_probe_is_told_attribute_by_attribute() -> None:
    probe = {"transport": "HTTP", "port": 8080, "path": "/health", "initial_delay": 5, "interval_seconds": 5}
    probe |= {"timeout": 1, "failure_count_threshold": 3, "header": [{"name": "X", "value": "1"}], "host": ""}
    before = a_job(container={"liveness_probe": [probe]})
    other = {**probe, "port": 8081, "interval_seconds": 10, "header": [{"name": "X", "value": "2"}]}
    after = a_job(container={"liveness_probe": [other]})

    job = job_of(a_plan(a_change(before, after)))

    assert [(row.field, str(row.before), str(row.after)) for row in job.rows] == [
        ("liveness probe", "HTTP :8080/health", "HTTP :8081/health"),
        ("liveness probe: interval", "5 seconds", "10 seconds"),
        ("liveness probe: header X", "1", "2"),
    ]


def test_azures_ways_to_say_a_probe_are_no_change() -> None:
    before = a_job(container={"liveness_probe": [{"transport": "HTTP", "port": 80, "path": "/", "host": ""}]})
    after = a_job(container={"liveness_probe": [{"transport": "HTTP", "port": 80, "path": None}]})

    assert job_of(a_plan(a_change(before, after))).rows == ()

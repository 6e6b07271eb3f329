"""The most dangerous comes first, with its cause, and what is the same for many jobs is told once."""

from __future__ import annotations

import re

import pytest

from cdktf_aspire.review.verdict import Danger, dangers, verdict
from tests.review.plans import ENVIRONMENT_ID, Json, a_change, a_job, a_plan, changed
from tests.review.reading import in_every_format, job_of, review_of, rows_of

ENVIRONMENT = "azurerm_container_app_environment"
GROUP = "/subscriptions/x/resourceGroups/%s/providers/Microsoft.App/jobs/batch"


def created_first(before: Json, after: Json, actions: tuple[str, ...] = ("create", "delete")) -> Json:
    return a_plan(a_change(before, after, actions=list(actions), replace=["trigger"]))


MANUAL = changed(
    a_job(),
    schedule_trigger_config=[],
    manual_trigger_config=[{"parallelism": 1, "replica_completion_count": 1}],
)


@pytest.mark.parametrize("actions", [("create", "delete"), ("create", "forget"), ("forget", "create")])
def test_a_new_job_of_the_same_name_fails_while_the_old_one_is_there(actions: tuple[str, ...]) -> None:
    plan = created_first(a_job(), MANUAL, actions)
    job = job_of(plan)

    assert "ACJ971" in {finding.code for finding in job.findings if finding.error}
    assert job.consequences[0].startswith("The apply fails: ")
    assert Danger.ERROR in dangers(review_of(plan))
    for text in in_every_format(review_of(plan)).values():
        assert "created, then the old one is destroyed" not in text


@pytest.mark.parametrize(
    ("after", "actions"),
    [
        ({**MANUAL, "name": "other"}, ("create", "delete")),
        ({**MANUAL, "resource_group_name": "rg-other"}, ("create", "delete")),
        (MANUAL, ("delete", "create")),
    ],
)
def test_a_replacement_that_works(after: Json, actions: tuple[str, ...]) -> None:
    job = job_of(created_first(a_job(), after, actions))

    assert "ACJ971" not in {finding.code for finding in job.findings}
    assert "execution history is lost" in job.consequences[0]


def test_a_name_that_is_known_after_the_apply_may_be_another() -> None:
    after = {name: value for name, value in MANUAL.items() if name != "name"}
    change = a_change(a_job(), after, actions=["create", "delete"], replace=["name"], unknown={"name": True})

    assert "ACJ971" not in {finding.code for finding in job_of(a_plan(change)).findings}


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("rg-other", "its id has another resource group than the configuration"),
        ("RG-Demo", "write the resource group in another case"),
    ],
)
def test_an_import_that_destroys(group: str, words: str) -> None:
    before = a_job(resource_group_name=group)
    job = job_of(a_plan(a_change(before, a_job(), replace=["resource_group_name"], importing=GROUP % group)))
    found = {finding.code: finding for finding in job.findings}

    assert words in found["ACJ972"].message
    assert job.consequences[0].startswith("The job is imported, then destroyed and created again")


def test_an_import_of_what_is_there_says_nothing() -> None:
    job = job_of(a_plan(a_change(a_job(), a_job(), importing=GROUP % "rg-demo")))

    assert (job.action.value, job.findings) == ("imported", ())


@pytest.mark.parametrize(
    ("attribute", "old", "new", "words"),
    [
        ("resource_group_name", "RG-App", "rg-app",
         "resource group differs in upper and lower case only, from RG-App to rg-app"),
        ("name", "Batch", "batch", "name differs in upper and lower case only, from Batch to batch"),
        ("location", "West Europe", "westeurope", "location differs in upper and lower case only, from "
         "West Europe to westeurope"),
        ("container_app_environment_id", "/subscriptions/x/resourceGroups/RG/providers/y/cae",
         "/subscriptions/x/resourceGroups/rg/providers/y/cae", "environment differs in upper and lower case "
         "only, from RG to rg"),
    ],
)  # fmt: skip
def test_a_replacement_for_upper_and_lower_case_only(attribute: str, old: str, new: str, words: str) -> None:
    before, after = a_job(**{attribute: old}), a_job(**{attribute: new})
    job = job_of(a_plan(a_change(before, after, replace=[attribute])))

    assert job.reasons == (words,)
    assert "ACJ973" in {finding.code for finding in job.findings}


def an_environment(action: list[str], **changes: object) -> Json:
    before = {"id": ENVIRONMENT_ID, "name": "cae-demo", "location": "westeurope"}
    after = None if action == ["delete"] else {"name": "cae-demo", "location": "westeurope", **changes}
    replace = list(changes) if after else None
    return a_change(before, after, name="main", type=ENVIRONMENT, actions=action, replace=replace)


def in_a_new_environment(name: str) -> Json:
    before = a_job(name)
    after = {key: value for key, value in before.items() if key != "container_app_environment_id"}
    return a_change(
        before,
        after,
        name=name,
        replace=["container_app_environment_id"],
        unknown={"container_app_environment_id": True, "id": True},
    )


def test_jobs_that_go_with_their_environment_are_told_once() -> None:
    names = [f"job-{number}" for number in range(6)]
    plan = a_plan(
        *map(in_a_new_environment, names),
        an_environment(["delete", "create"], location="northeurope"),
    )
    result = review_of(plan)
    because = f"its environment {ENVIRONMENT}.main is replaced in the same plan"

    assert {job.reasons for job in result.jobs} == {(because,)}
    assert {job.cause for job in result.jobs} == {f"{ENVIRONMENT}.main"}
    assert [len(entry) for entry in result.entries] == [6]
    written = in_every_format(result)
    for name in ("text", "html"):
        words = re.sub(r"\s+", " ", written[name])
        assert words.count("is replaced in the same plan") == (1 if name == "text" else 2), name
        assert "Each job is destroyed, then created again" in words, name
    assert all(name in written["markdown"] for name in names)
    assert verdict(result) == "1 environment is replaced; 6 jobs are replaced"


def test_a_job_that_changes_itself_too_stands_alone() -> None:
    other = in_a_new_environment("other")
    other["change"]["after"]["replica_retry_limit"] = 5
    plan = a_plan(
        in_a_new_environment("a"),
        in_a_new_environment("b"),
        other,
        an_environment(["delete", "create"], name="c"),
    )

    assert [[job.name for job in entry] for entry in review_of(plan).entries] == [["a", "b"], ["other"]]


@pytest.mark.parametrize(
    ("vaults", "fails"), [(("/a", "/b"), False), (("/a", "/a"), False), ((None, None), True)]
)
def test_what_else_fails_because_its_name_is_taken(
    vaults: tuple[str | None, str | None], fails: bool
) -> None:
    """A secret of the same name may be in another vault; an account of the same name and group may not."""
    before, after = (
        {"name": "a", "key_vault_id": vault}
        if vault
        else {"name": "a", "resource_group_name": "rg", "sku": sku}
        for vault, sku in zip(vaults, "xy", strict=True)
    )
    change = a_change(before, after, type="azurerm_x", actions=["create", "delete"], replace=["sku"])
    (resource,) = review_of(a_plan(change)).surroundings

    assert bool([words for words in resource.consequences if "fails" in words]) is fails


def test_a_job_that_somebody_deleted_comes_back() -> None:
    gone = a_change(a_job(), None)
    plan = a_plan(a_change(None, a_job()), drift=[gone])
    job = job_of(plan)

    assert (job.action.value, job.reasons) == ("new", ("it was deleted outside of Terraform",))
    assert job_of(a_plan(drift=[gone])).reasons == ("it was deleted outside of Terraform",)


def test_what_goes_with_its_resource_group() -> None:
    group = a_change(
        {"id": "/subscriptions/x/resourceGroups/rg-demo", "name": "rg-demo", "location": "westeurope"},
        {"name": "rg-demo", "location": "northeurope"},
        name="main",
        type="azurerm_resource_group",
        replace=["location"],
    )
    after = {key: value for key, value in a_job().items() if key != "resource_group_name"}
    job = a_change(a_job(), after, replace=["resource_group_name"], unknown={"resource_group_name": True})
    result = review_of(a_plan(job, group))

    assert result.jobs[0].reasons == (
        "its resource group azurerm_resource_group.main is replaced in the same plan",
    )
    assert result.surroundings[0].reasons == ("location changes from westeurope to northeurope",)


def test_what_goes_with_its_environment() -> None:
    """Azure can't move an environment into another subnet, so all that is in it is created again."""
    environment = a_change(
        {"id": ENVIRONMENT_ID, "name": "cae-demo", "infrastructure_subnet_id": "/subnets/old"},
        {"name": "cae-demo", "infrastructure_subnet_id": "/subnets/new"},
        name="env",
        type=ENVIRONMENT,
        replace=["infrastructure_subnet_id"],
        unknown={"id": True},
    )
    names = ("nightly", "weekly")
    jobs = []
    for name in names:
        before = changed(a_job(), name=name)
        after = {key: value for key, value in before.items() if key != "container_app_environment_id"}
        unknown = {"container_app_environment_id": True}
        jobs.append(
            a_change(before, after, name=name, replace=["container_app_environment_id"], unknown=unknown)
        )
    result = review_of(a_plan(*jobs, environment))

    assert verdict(result) == "1 environment is replaced; 2 jobs are replaced"
    assert dangers(result) == {Danger.REPLACE}
    for name, text in in_every_format(result).items():
        plain = text.replace("\\_", "_")
        assert "every job and app in it is lost, with their history" in plain, name
        assert f"environment {ENVIRONMENT}.env is replaced in the same plan" in plain, name
        assert "its execution history is lost" in plain, name
        for each in names:
            assert f"azurerm_container_app_job.{each}" in plain, name
        assert name == "json" or f"its environment {ENVIRONMENT}" not in plain.replace("</span>", ""), name


LOST = {
    "azurerm_storage_account": ("storage account", "blobs, files, queues and tables"),
    "azurerm_container_registry": ("container registry", "all its images"),
    "azurerm_key_vault": ("Key Vault", "secrets, keys and certificates"),
    ENVIRONMENT: ("environment", "every job and app in it"),
    "azurerm_log_analytics_workspace": ("Log Analytics workspace", "its logs"),
    "azurerm_servicebus_namespace": ("Service Bus namespace", "messages"),
    "azurerm_postgresql_flexible_server": ("PostgreSQL server", "databases"),
    "azurerm_user_assigned_identity": ("identity", "another principal"),
}


@pytest.mark.parametrize("kind", LOST)
def test_what_is_lost_stands_above_the_jobs(kind: str) -> None:
    noun, words = LOST[kind]
    job = a_job()
    plan = a_plan(
        a_change(job, changed(job, replica_retry_limit=3)),
        a_change({"name": "x"}, None, name="a_role", type="azurerm_role_assignment"),
        a_change({"name": "x"}, None, name="lost", type=kind),
    )
    result = review_of(plan)

    assert verdict(result) == f"1 {noun} is deleted; 1 job changes; 1 other resource changes (1 deleted)"
    assert result.surroundings[0].loses
    for name, text in in_every_format(result).items():
        assert words in text, name
        if name != "json":
            assert text.index(f"{kind}.lost") < text.index("azurerm_container_app_job.batch"), name


def test_what_is_only_forgotten_is_not_lost() -> None:
    plan = a_plan(a_change({"name": "x"}, None, name="a", type="azurerm_key_vault", actions=["forget"]))

    assert not review_of(plan).surroundings[0].loses


def test_several_lost_things_in_the_heading() -> None:
    changes = [
        a_change({"name": name}, None, name=name, type=kind)
        for name, kind in (
            ("a", "azurerm_storage_account"),
            ("b", "azurerm_storage_account"),
            ("c", "azurerm_container_registry"),
        )
    ]

    assert verdict(review_of(a_plan(*changes))) == (
        "2 storage accounts and 1 container registry are deleted; no jobs in this plan"
    )


def test_values_around_the_jobs_show_before_and_after() -> None:
    registry = {
        "name": "acr",
        "sku": "Basic",
        "location": "westeurope",
        "tags": {"team": "a"},
        "network": [{}],
    }
    then = {**registry, "sku": "Premium", "tags": {"team": "b"}, "network": [{"a": 1}]}
    plan = a_plan(
        a_change(registry, then, name="acr", type="azurerm_container_registry"),
        a_change(
            registry,
            {**registry, "location": "northeurope"},
            name="old",
            type="azurerm_container_registry",
            replace=["location"],
        ),
    )
    text = in_every_format(review_of(plan))["text"]

    assert "sku: Basic → Premium; tags.team: a → b; network" in text
    assert "location changes from westeurope to northeurope" in text


def test_the_same_finding_on_many_jobs_is_one_entry_with_a_count() -> None:
    names = [f"job-{number:02}" for number in range(25)]
    latest = [a_change(None, a_job(name, container={"image": "r.io/a:latest"}), name=name) for name in names]
    result = review_of(a_plan(*latest))
    written = in_every_format(result)

    for name in ("text", "markdown", "html"):
        assert written[name].count("ACJ302") == 1, name
        assert "25 jobs" in written[name], name
    assert '"count": 25' in written["json"]
    assert "job-00, job-01, job-02 and 22 more" in re.sub(r"\s+", " ", written["text"])


def test_the_rows_of_a_group_are_told() -> None:
    plan = a_plan(in_a_new_environment("a"), an_environment(["delete", "create"], location="northeurope"))

    assert rows_of(job_of(plan)) == {"environment": ("cae-demo", "known after the apply")}

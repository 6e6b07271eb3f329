"""Each rule over one job: what breaks it, and its nearest legal neighbour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.diagnostics.problems import SourceLocation
from cdktf_aspire.diagnostics.rules import every_rule
from cdktf_aspire.diagnostics.rules_page import markdown
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.credentials import ContainerAppRegistryCredentials, ContainerAppWritableSecret
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.probes import ContainerAppProbe, ProbeType
from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule, ContainerAppScaleRuleAuth
from cdktf_aspire.jobs.template import (
    ContainerAppContainer,
    ContainerAppEnvironmentVariable,
    ContainerAppInitContainer,
    ContainerAppVolume,
    ContainerAppVolumeMount,
)
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType
from cdktf_aspire.values.expressions import SecretText
from cdktf_aspire.values.value import Raw
from tests.apphost import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cdktf_aspire.values.value import Text

    Change = Callable[[ContainerAppJob], object]

IDENTITY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
VAULT = "https://vault.vault.azure.net/secrets/a"
SECRET = Raw("var.password")
KAFKA: dict[str, Text] = {"bootstrapServers": "kafka:9092", "consumerGroup": "orders", "topic": "orders"}
FACTS = rules.EnvironmentFacts(
    workload_profiles={"Consumption": "Consumption", "big": "D4"}, storages=frozenset({"share"})
)


def a_job() -> ContainerAppJob:
    """A job that no rule has anything against."""
    job = ContainerAppJob()
    job.name = "batch"
    job.template.containers.append(ContainerAppContainer(name="batch", image="r.io/batch:1"))
    return job


def a_rule() -> ContainerAppJobScaleRule:
    return ContainerAppJobScaleRule(name="orders", job_scale_rule_type="kafka", metadata=dict(KAFKA))


def codes(change: Change, facts: rules.EnvironmentFacts = FACTS) -> set[str]:
    job = a_job()
    change(job)
    return {problem.code for problem in rules.check(job, resource="batch", facts=facts)}


def name(value: str | None) -> Change:
    return lambda job: setattr(job, "name", value)


def location(value: str) -> Change:
    return lambda job: setattr(job, "location", value)


def container(**settings: object) -> Change:
    def change(job: ContainerAppJob) -> None:
        for key, value in settings.items():
            setattr(job.template.containers[0], key, value)

    return change


def resources(cpu: object = None, memory: object = None, profile: str | None = None) -> Change:
    def change(job: ContainerAppJob) -> None:
        job.workload_profile_name = profile
        job.template.containers[0].resources.cpu = cpu  # type: ignore[assignment]
        job.template.containers[0].resources.memory = memory  # type: ignore[assignment]

    return change


def containers(*more: ContainerAppContainer | ContainerAppInitContainer) -> Change:
    def change(job: ContainerAppJob) -> None:
        for each in more:
            if isinstance(each, ContainerAppContainer):
                job.template.containers.append(each)
            else:
                job.template.init_containers.append(each)

    return change


def a_probe(settings: Mapping[str, object]) -> ContainerAppProbe:
    probe = ContainerAppProbe(probe_type=ProbeType.LIVENESS)
    for key, value in {"port": 80, **settings}.items():
        setattr(probe.http_get if key in {"port", "path", "scheme"} else probe, key, value)
    return probe


def probes(*settings: Mapping[str, object]) -> Change:
    return lambda job: job.template.containers[0].probes.extend(map(a_probe, settings))


def a_probed_container() -> ContainerAppContainer:
    return ContainerAppContainer(name="other", image="r.io/init:1", probes=[a_probe(LIVE)])


LIVE = {"type": ProbeType.LIVENESS}
READY = {"type": ProbeType.READINESS}


def init(
    name: str = "init", cpu: float | None = None, memory: str | None = None
) -> ContainerAppInitContainer:
    container = ContainerAppInitContainer(name=name, image="r.io/init:1")
    container.resources.cpu = cpu
    container.resources.memory = memory
    return container


def variables(*env: ContainerAppEnvironmentVariable, secret: str | None = None) -> Change:
    def change(job: ContainerAppJob) -> None:
        job.template.containers[0].env.extend(env)
        if secret:
            job.configuration.secrets.append(ContainerAppWritableSecret(name=secret, value=SECRET))

    return change


def variable(name: str, value: str = "1") -> ContainerAppEnvironmentVariable:
    return ContainerAppEnvironmentVariable(name=name, value=value)


def secrets(*secrets: ContainerAppWritableSecret, identity: str | None = None) -> Change:
    def change(job: ContainerAppJob) -> None:
        job.configuration.secrets.extend(secrets)
        if identity:
            job.identity.user_assigned_identities.append(identity)

    return change


def registry(
    server: str | None = "r.io", *, secret: str | None = None, own: str | None = None, **settings: str
) -> Change:
    def change(job: ContainerAppJob) -> None:
        job.configuration.registries.append(ContainerAppRegistryCredentials(server=server, **settings))
        if secret:
            job.configuration.secrets.append(ContainerAppWritableSecret(name=secret, value=SECRET))
        if own == "System":
            job.identity.type = "SystemAssigned"
        elif own:
            job.identity.user_assigned_identities.append(own)

    return change


def identity(type: str | None = None, *ids: str) -> Change:
    def change(job: ContainerAppJob) -> None:
        job.identity.type = type
        job.identity.user_assigned_identities.extend(ids)

    return change


def manual(**settings: object) -> Change:
    def change(job: ContainerAppJob) -> None:
        for key, value in settings.items():
            setattr(job.configuration.manual_trigger_config, key, value)

    return change


def run(timeout: object = None, retry_limit: object = None) -> Change:
    def change(job: ContainerAppJob) -> None:
        job.configuration.replica_timeout = timeout  # type: ignore[assignment]
        job.configuration.replica_retry_limit = retry_limit  # type: ignore[assignment]

    return change


def schedule(expression: str | None, timeout: int = 60) -> Change:
    def change(job: ContainerAppJob) -> None:
        job.configuration.replica_timeout = timeout
        job.configuration.trigger_type = ContainerAppJobTriggerType.SCHEDULE
        job.configuration.schedule_trigger_config.cron_expression = expression

    return change


def event(*rules: ContainerAppJobScaleRule, secret: str | None = None, **scale: object) -> Change:
    def change(job: ContainerAppJob) -> None:
        job.configuration.trigger_type = ContainerAppJobTriggerType.EVENT
        job.configuration.event_trigger_config.scale.rules.extend(rules)
        for key, value in scale.items():
            setattr(job.configuration.event_trigger_config.scale, key, value)
        if secret:
            job.configuration.secrets.append(ContainerAppWritableSecret(name=secret, value=SECRET))

    return change


def scaled(**settings: object) -> Change:
    rule = a_rule()
    for key, value in settings.items():
        setattr(rule, key, value)
    return event(rule, secret="connection")


def queue(
    *, without: str = "", secret: str | None = "connection", identity: str | None = None, **metadata: Text
) -> Change:
    """A rule for a storage queue, which signs in with a secret."""
    rule = ContainerAppJobScaleRule(
        name="orders",
        job_scale_rule_type="azure-queue",
        metadata={"queueName": "orders", "accountName": "storage", **metadata},
        identity=identity,
    )
    if secret:
        rule.auth.append(ContainerAppScaleRuleAuth(secret_ref=secret, trigger_parameter="connection"))
    return of_scaler(rule, without, secret, identity)


def kafka(*, without: str = "", identity: str | None = None, **metadata: Text) -> Change:
    """A rule for Kafka, which does not sign in."""
    rule = a_rule()
    rule.metadata.update(metadata)
    rule.identity = identity
    return of_scaler(rule, without, None, identity)


def hub(**metadata: Text) -> Change:
    """A rule for Event Hubs, whose checkpoints are in a container."""
    names = {"eventHubName": "a", "eventHubNamespace": "b", "storageAccountName": "c", "blobContainer": "d"}
    rule = ContainerAppJobScaleRule(
        name="hub", job_scale_rule_type="azure-eventhub", metadata={**names, **metadata}, identity=IDENTITY
    )
    return of_scaler(rule, "", None, IDENTITY)


def workload(**metadata: Text) -> Change:
    """A rule that counts pods."""
    keys = {"podSelector": "app=a", "value": "2", **metadata}
    return event(
        ContainerAppJobScaleRule(name="pods", job_scale_rule_type="kubernetes-workload", metadata=keys)
    )


def agent(url: str, **metadata: Text) -> Change:
    """A rule for Azure Pipelines that takes the organization from a variable."""
    keys: dict[str, Text] = {"organizationURLFromEnv": "AZP_URL", "poolName": "p", **metadata}
    rule = ContainerAppJobScaleRule(
        name="agent", job_scale_rule_type="azure-pipelines", metadata=keys, identity=IDENTITY
    )

    def change(job: ContainerAppJob) -> None:
        of_scaler(rule, "", None, IDENTITY)(job)
        variables(variable("AZP_URL", url))(job)

    return change


def of_scaler(
    rule: ContainerAppJobScaleRule, without: str, secret: str | None, identity: str | None
) -> Change:
    rule.metadata.pop(without, None)

    def change(job: ContainerAppJob) -> None:
        event(rule, secret=secret)(job)
        if identity:
            job.identity.user_assigned_identities.append(identity)

    return change


def volumes(*volumes: ContainerAppVolume, mounts: tuple[ContainerAppVolumeMount, ...] = ()) -> Change:
    def change(job: ContainerAppJob) -> None:
        job.template.volumes.extend(volumes)
        job.template.containers[0].volume_mounts.extend(mounts)

    return change


def mount(path: str | None, volume: str = "data") -> ContainerAppVolumeMount:
    return ContainerAppVolumeMount(volume_name=volume, mount_path=path)


DATA = ContainerAppVolume(name="data")

# code -> (what breaks it, its nearest legal neighbour)
BROKEN_AND_LEGAL: dict[str, tuple[Change, Change]] = {
    "ACJ101": (name("a" * 33), name("a" * 32)),
    "ACJ102": (container(name="a" * 47), container(name="a" * 46)),
    "ACJ103": (
        containers(ContainerAppContainer(name="batch", image="r.io/side:1")),
        containers(ContainerAppContainer(name="batch2", image="r.io/side:1")),
    ),
    "ACJ104": (
        secrets(ContainerAppWritableSecret(name="a_b", value=SECRET)),
        secrets(ContainerAppWritableSecret(name="a-b", value=SECRET)),
    ),
    "ACJ105": (variables(variable("1A")), variables(variable("A1"))),
    "ACJ106": (
        variables(variable("A"), variable("A", "2")),
        variables(variable("A"), variable("a", "2")),
    ),
    "ACJ107": (
        secrets(
            ContainerAppWritableSecret(name="a", value=SECRET),
            ContainerAppWritableSecret(name="a", value=SECRET),
        ),
        secrets(
            ContainerAppWritableSecret(name="a", value=SECRET),
            ContainerAppWritableSecret(name="b", value=SECRET),
        ),
    ),
    "ACJ108": (
        lambda job: job.tags.update({f"t{index}": "x" for index in range(51)}),
        lambda job: job.tags.update({f"t{index}": "x" for index in range(50)}),
    ),
    "ACJ202": (run(timeout=0), run(timeout=1)),
    "ACJ203": (run(retry_limit=-1), run(retry_limit=0)),
    "ACJ204": (manual(parallelism=0), manual(parallelism=1)),
    "ACJ205": (manual(replica_completion_count=0), manual(replica_completion_count=1)),
    "ACJ206": (
        manual(parallelism=3, replica_completion_count=2),
        manual(parallelism=2, replica_completion_count=2),
    ),
    "ACJ207": (
        lambda job: setattr(job.configuration.schedule_trigger_config, "parallelism", 2),
        lambda job: setattr(job.configuration.manual_trigger_config, "parallelism", 1),
    ),
    "ACJ210": (schedule("60 * * * *"), schedule("59 * * * *")),
    "ACJ211": (schedule("0 0 30 2 *"), schedule("0 0 29 2 *")),
    "ACJ212": (schedule("*/5 * * * *", timeout=301), schedule("*/5 * * * *", timeout=300)),
    "ACJ213": (schedule("0 0 * * SUN"), schedule("0 0 * * 0")),
    "ACJ220": (event(), event(a_rule())),
    "ACJ221": (event(a_rule(), max_executions=0), event(a_rule(), max_executions=1)),
    "ACJ222": (
        event(a_rule(), min_executions=3, max_executions=2),
        event(a_rule(), min_executions=2, max_executions=2),
    ),
    "ACJ301": (container(image="https://r.io/batch:1"), container(image="r.io:5000/batch:1")),
    "ACJ302": (container(image="r.io/batch"), container(image="r.io/batch:1")),
    "ACJ303": (
        container(image="mine.azurecr.io/batch:1"),
        container(image="mine.example.com/batch:1"),
    ),
    "ACJ310": (resources(cpu=0.255, memory="0.5Gi"), resources(cpu="0.25", memory="0.5Gi")),
    "ACJ311": (resources(cpu=0.5, memory="1GiB"), resources(cpu=0.5, memory="1.0Gi")),
    "ACJ312": (resources(cpu=1, memory="3Gi"), resources(cpu=1.5, memory="3Gi")),
    "ACJ314": (
        resources(cpu=4, memory="17Gi", profile="big"),
        resources(cpu=4, memory="16Gi", profile="big"),
    ),
    "ACJ315": (
        containers(init(cpu=0.75, memory="1.5Gi")),
        containers(init(cpu=0.5, memory="1Gi"), init("second")),
    ),
    "ACJ320": (
        variables(ContainerAppEnvironmentVariable(name="A")),
        variables(ContainerAppEnvironmentVariable(name="A", value="")),
    ),
    "ACJ321": (
        variables(ContainerAppEnvironmentVariable(name="A", secret_ref="a"), secret="b"),
        variables(ContainerAppEnvironmentVariable(name="A", secret_ref="a"), secret="a"),
    ),
    "ACJ331": (
        containers(ContainerAppInitContainer(name="init", image="r.io/init:1", args=["--name", ""])),
        containers(ContainerAppInitContainer(name="init", image="r.io/init:1", args=["--name", " "])),
    ),
    "ACJ322": (probes(READY), probes(LIVE)),
    "ACJ350": (probes({"type": None}), probes(LIVE)),
    "ACJ351": (probes(LIVE, LIVE), probes(LIVE, {"type": ProbeType.STARTUP})),
    "ACJ352": (probes({"port": None}), probes(LIVE)),
    "ACJ353": (probes({"port": 65536}), probes({"port": 65535})),
    "ACJ354": (probes({"scheme": "TCP"}), probes({"scheme": "https"})),
    "ACJ355": (
        probes({"type": ProbeType.LIVENESS, "failure_threshold": 31}),
        probes({"type": ProbeType.STARTUP, "failure_threshold": 31}),
    ),
    "ACJ356": (probes({"success_threshold": 2}), probes({**READY, "success_threshold": 2})),
    "ACJ357": (
        lambda job: job.template.init_containers.append(a_probed_container()),
        lambda job: job.template.containers.append(a_probed_container()),
    ),
    "ACJ359": (probes({"path": ""}), probes({"path": None})),
    "ACJ330": (lambda job: job.template.containers.clear(), lambda job: None),
    "ACJ401": (
        secrets(ContainerAppWritableSecret(name="a", key_vault_uri=VAULT), identity=IDENTITY),
        secrets(
            ContainerAppWritableSecret(name="a", key_vault_uri=VAULT, identity=IDENTITY), identity=IDENTITY
        ),
    ),
    "ACJ402": (
        secrets(ContainerAppWritableSecret(name="a", value="hunter2")),
        secrets(ContainerAppWritableSecret(name="a", value=SECRET)),
    ),
    "ACJ403": (
        lambda job: job.template.containers[0].args.append(SecretText("x")),
        lambda job: job.template.containers[0].args.append(SECRET),
    ),
    "ACJ404": (
        secrets(
            ContainerAppWritableSecret(
                name="a", key_vault_uri="https://vault.vault.azure.net/a", identity=IDENTITY
            ),
            identity=IDENTITY,
        ),
        secrets(
            ContainerAppWritableSecret(name="a", key_vault_uri=f"{VAULT}/v1", identity=IDENTITY),
            identity=IDENTITY,
        ),
    ),
    "ACJ410": (identity("UserAssigned"), identity("UserAssigned", IDENTITY)),
    "ACJ411": (identity(None, "00000000-0000"), identity(None, IDENTITY.lower())),
    "ACJ412": (registry(identity=IDENTITY, own=f"{IDENTITY}2"), registry(identity=IDENTITY, own=IDENTITY)),
    "ACJ420": (
        registry(identity=IDENTITY, own=IDENTITY, username="me", password_secret_ref="a", secret="a"),
        registry(username="me", password_secret_ref="a", secret="a"),
    ),
    "ACJ421": (
        registry("r.io/a", identity=IDENTITY, own=IDENTITY),
        registry(identity=IDENTITY, own=IDENTITY),
    ),
    "ACJ422": (
        registry(username="me", password_secret_ref="a", secret="b"),
        registry(username="me", password_secret_ref="a", secret="a"),
    ),
    "ACJ423": (registry(identity="System", own="System"), registry(identity=IDENTITY, own=IDENTITY)),
    "ACJ501": (
        volumes(ContainerAppVolume(name="data", storage_type="emptydir")),
        volumes(ContainerAppVolume(name="data", storage_type="EmptyDir")),
    ),
    "ACJ502": (
        volumes(ContainerAppVolume(name="data", storage_type="AzureFile", storage_name="shares")),
        volumes(ContainerAppVolume(name="data", storage_type="AzureFile", storage_name="share")),
    ),
    "ACJ503": (volumes(ContainerAppVolume(name="a" * 64)), volumes(ContainerAppVolume(name="a" * 63))),
    "ACJ504": (volumes(DATA, mounts=(mount("/d", "date"),)), volumes(DATA, mounts=(mount("/d"),))),
    "ACJ505": (
        volumes(DATA, mounts=(mount("/d"), mount("/d/"))),
        volumes(DATA, mounts=(mount("/d"), mount("/d/e"))),
    ),
    "ACJ506": (resources(profile="bigger"), resources(profile="big")),
    "ACJ601": (scaled(name="My rule"), scaled(name="my-rule")),
    "ACJ602": (scaled(job_scale_rule_type="kafkas"), scaled(job_scale_rule_type="kafka")),
    "ACJ603": (
        scaled(job_scale_rule_type="http", metadata={"concurrentRequests": "5"}),
        scaled(),
    ),
    "ACJ604": (
        scaled(job_scale_rule_type="stan", metadata={}),
        scaled(job_scale_rule_type="stan", metadata={"subject": "a"}),
    ),
    "ACJ605": (
        scaled(auth=[ContainerAppScaleRuleAuth(secret_ref="none", trigger_parameter="ca")]),
        scaled(auth=[ContainerAppScaleRuleAuth(secret_ref="connection", trigger_parameter="ca")]),
    ),
    "ACJ610": (queue(without="queueName"), queue()),
    "ACJ611": (queue(queueLenght="5"), queue(queueLength="5")),
    "ACJ612": (queue(queueLength="five"), queue(queueLength="5")),
    "ACJ613": (queue(queueLength="0"), queue(queueLength="1")),
    "ACJ614": (
        kafka(limitToPartitionsWithLag="true", without="topic"),
        kafka(limitToPartitionsWithLag="true"),
    ),
    "ACJ615": (queue(secret=None), queue()),
    "ACJ616": (kafka(identity=IDENTITY), queue(secret=None, identity=IDENTITY)),
    "ACJ617": (queue(secret=None, connection="AccountName=a;AccountKey=b"), queue()),
    "ACJ618": (queue(identity=IDENTITY), queue(secret=None, identity=IDENTITY)),
    "ACJ620": (queue(zzz="5"), queue()),
    "ACJ406": (
        variables(variable("DB_PASSWORD", "correct-horse-7")),
        variables(variable("DB_PASSWORD_FILE", "/run/secrets/db"), variable("MAX_TOKENS", "4096")),
    ),
    "ACJ214": (schedule("0 0 13 * 5"), schedule("0 0 13 * *")),
    "ACJ621": (hub(), hub(checkpointStrategy="blobMetadata")),
    "ACJ622": (workload(groupByNode="true"), workload()),
    "ACJ623": (agent("https://dev.azure.com/octo/"), agent("https://dev.azure.com/octo")),
    "ACJ624": (
        agent("https://dev.azure.com/octo", organizationURL="https://dev.azure.com/octo"),
        agent("https://dev.azure.com/octo"),
    ),
    "ACJ959": (location("West Europe 2"), location("West US 2")),
    "ACJ619": (kafka(topicFromEnv="TOPIC", without="topic"), kafka(topic="orders")),
}
# These need an environment that nothing is known of.
WITHOUT_FACTS = {"ACJ313": (resources(cpu=2.25, memory="4.5Gi"), resources(cpu=2, memory="4Gi"))}


def test_every_rule_over_a_job_has_its_two_cases() -> None:
    over_a_job = {code for code, _ in rules.CHECKS}

    assert {*BROKEN_AND_LEGAL, *WITHOUT_FACTS} == over_a_job


@pytest.mark.parametrize("code", sorted(BROKEN_AND_LEGAL))
def test_what_breaks_a_rule_and_its_nearest_legal_neighbour(code: str) -> None:
    broken, legal = BROKEN_AND_LEGAL[code]

    assert codes(broken) == {code}
    assert code not in codes(legal)


@pytest.mark.parametrize("code", sorted(WITHOUT_FACTS))
def test_rules_for_environments_that_nothing_is_known_of(code: str) -> None:
    broken, legal = WITHOUT_FACTS[code]

    assert codes(broken, rules.EnvironmentFacts()) == {code}
    assert codes(legal, rules.EnvironmentFacts()) == set()


def test_a_good_job_has_no_problem() -> None:
    assert codes(lambda _: None) == set()


def test_every_code_is_well_formed_and_says_what_why_and_how() -> None:
    for code, rule in every_rule().items():
        assert rule.code == code
        assert len(code) == len("ACJ101")
        assert all((rule.attribute, rule.allowed, rule.why, rule.fix, rule.source))


def test_the_reference_page_is_current() -> None:
    """`uv run cdktf-aspire rules --write docs/rules.md` makes it so."""
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == markdown()


def test_the_overlap_is_told_with_its_numbers() -> None:
    job = a_job()
    schedule("*/10 * * * *", timeout=1800)(job)

    (problem,) = rules.check(job, resource="batch")
    assert problem.message == (
        "The job starts every 600 seconds (every 10 minutes (UTC)), but may run for 1800"
    )


def test_problems_of_one_file_stay_together() -> None:
    job = a_job()
    for attribute, file, line in (
        ("replica_timeout", "b.py", 1),
        ("replica_retry_limit", "a.py", 2),
        ("retry_limit_policy", "a.py", 9),
    ):
        job.configuration._assign(attribute, -1, where=SourceLocation(file, line))

    problems = rules.check(job, resource="batch")
    assert [str(each.where) for each in problems] == ["a.py:2", "a.py:9", "b.py:1"]


@pytest.mark.parametrize(
    ("replicas", "retries", "words"),
    [
        ({}, 3, "7200: 4 attempts of 1800 seconds"),
        (
            {"parallelism": 2, "replica_completion_count": 6},
            0,
            "5400: 1800 seconds for each of 3 waves of replicas",
        ),
        (
            {"parallelism": 2, "replica_completion_count": 3},
            1,
            "7200: 2 attempts of 1800 seconds for each of 2 waves of replicas",
        ),
    ],
)
def test_retries_and_waves_of_replicas_make_runs_overlap(
    replicas: dict[str, int], retries: int, words: str
) -> None:
    job = a_job()
    schedule("0 * * * *", timeout=1800)(job)
    job.configuration.replica_retry_limit = retries
    for name, count in replicas.items():
        setattr(job.configuration.schedule_trigger_config, name, count)

    (problem,) = rules.check(job, resource="batch")
    assert problem.code == "ACJ212"
    assert problem.message == f"The job starts every 3600 seconds (every hour (UTC)), but may run for {words}"


def test_retries_that_only_terraform_knows_are_not_counted() -> None:
    job = a_job()
    schedule("0 * * * *", timeout=1800)(job)
    job.configuration.replica_retry_limit = Raw("var.retries")
    job.configuration.schedule_trigger_config.replica_completion_count = Raw("var.replicas")

    assert rules.check(job, resource="batch") == []


def test_a_bad_cron_field_is_marked_in_the_expression() -> None:
    job = a_job()
    schedule("0 25 * * 0")(job)

    (problem,) = rules.check(job, resource="batch")
    assert problem.message.splitlines()[1:] == ["    0 25 * * 0", "      ^^"]
    assert problem.hint == "The hour goes from 0 to 23; lists 1,2, ranges 1-5 and steps */5 work"


def test_a_wrong_size_is_told_with_the_nearest_pairs() -> None:
    job = a_job()
    resources(cpu=1, memory="4Gi")(job)

    (problem,) = rules.check(job, resource="batch", facts=FACTS)
    assert problem.hint == (
        'Nearest: 1 and "2Gi", or 2 and "4Gi"; any ratio runs on a dedicated workload profile'
    )


def test_a_reference_is_not_checked_and_everything_around_it_is() -> None:
    job = a_job()
    job.name = Raw("var.name")
    job.configuration.replica_timeout = Raw("var.timeout")
    job.configuration.replica_retry_limit = -1
    job.template.containers[0].image = Raw("var.image")
    job.template.containers[0].resources.cpu = Raw("var.cpu")
    job.template.containers[0].resources.memory = "1GB"

    assert [problem.code for problem in rules.check(job, resource="batch")] == ["ACJ203", "ACJ311"]


def test_the_path_is_what_the_user_wrote() -> None:
    job = a_job()
    job.configuration.timeout_in_seconds = 0
    job.configuration.retry_policy.retry_limit = -1

    problems = rules.check(job, resource="batch")
    assert [problem.path for problem in problems] == [
        "job.configuration.timeout_in_seconds",
        "job.configuration.retry_policy.retry_limit",
    ]


def test_a_timedelta_is_judged_by_its_seconds() -> None:
    assert codes(run(timeout=timedelta(minutes=30))) == set()
    assert codes(run(timeout=timedelta(seconds=0.5))) == {"ACJ202"}


@pytest.mark.parametrize(("cpu", "codes_"), [(0.8, set()), (0.9, {"ACJ315"})])
def test_what_the_containers_have_together_is_what_an_init_container_may_have(
    cpu: float, codes_: set[str]
) -> None:
    def change(job: ContainerAppJob) -> None:
        job.workload_profile_name = "big"
        job.template.containers[0].resources.cpu = 0.7
        proxy = ContainerAppContainer(name="proxy", image="r.io/proxy:1")
        proxy.resources.cpu = 0.1
        job.template.containers.append(proxy)
        job.template.init_containers.append(init(cpu=cpu))

    assert codes(change) == codes_

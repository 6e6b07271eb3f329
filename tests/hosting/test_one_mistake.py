"""One mistake gives one error, and each of several gives its own, with the path as the user wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import (
    ContainerAppJobScaleRule,
    ContainerAppWritableSecret,
    Event,
    Manual,
    Schedule,
    ServiceBusScaleRule,
    StorageQueueScaleRule,
    TriggerType,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apphost import AppHost

# Calls that mypy refuses are the point here.
Wrong = object


def publish(apphost: AppHost, *args: object, **options: object) -> list[tuple[str, str | None, str | None]]:
    """Code, path and hint of each problem of a job."""
    container = apphost.builder.add_container("batch", "r.io/batch:1")
    container.publish_as_azure_container_app_job(*args, **options)  # type: ignore[arg-type]
    return [(each.code, each.path, each.hint) for each in apphost.problems()]


def only(apphost: AppHost, **options: object) -> tuple[str, str | None, str | None]:
    (problem,) = publish(apphost, **options)
    return problem


RULES: list[Callable[[], Wrong]] = [
    lambda: StorageQueueScaleRule("orders"),  # type: ignore[call-arg]
    lambda: StorageQueueScaleRule(queueName="orders", account_name="st"),  # type: ignore[call-arg]
    lambda: StorageQueueScaleRule(queue_name="orders", acount_name="st"),  # type: ignore[call-arg]
    lambda: ServiceBusScaleRule("orders", "bus"),  # type: ignore[call-arg]
    lambda: ServiceBusScaleRule(topic_name="a", subscripton_name="b", namespace="bus"),  # type: ignore[call-arg]
]


@pytest.mark.parametrize("rule", RULES)
def test_an_argument_of_a_scale_rule_that_does_not_fit_is_one_error(
    rule: Callable[[], Wrong], apphost: AppHost
) -> None:
    code, _, _ = only(apphost, trigger=Event(rule()))  # type: ignore[arg-type]
    assert code == "ACJ002"


@pytest.mark.parametrize(
    ("trigger", "hint"),
    [
        ("0 2 * * *", "Write trigger=Schedule('0 2 * * *')"),
        ("manual", "Write trigger=Manual()"),
        (TriggerType.SCHEDULE, 'Write trigger=Schedule("0 2 * * *")'),
        (Schedule, 'Write trigger=Schedule("0 2 * * *")'),
        (StorageQueueScaleRule(queue_name="a"), "Write trigger=Event(StorageQueueScaleRule(...))"),
        (ContainerAppJobScaleRule(), "Write trigger=Event(ContainerAppJobScaleRule(...))"),
        ([StorageQueueScaleRule(queue_name="a")], "Write trigger=Event([...])"),
    ],
)
def test_what_is_given_for_a_trigger_says_which_trigger_to_write(
    trigger: Wrong, hint: str, apphost: AppHost
) -> None:
    assert only(apphost, trigger=trigger) == ("ACJ002", "trigger=", hint)


def test_a_source_in_the_place_of_a_rule_names_the_rule_to_use(apphost: AppHost) -> None:
    queue = apphost.builder.add_azure_storage("st").add_queue("orders")
    topic = apphost.builder.add_azure_service_bus("bus").add_service_bus_topic("news")

    problems = publish(apphost, trigger=Event([queue, topic]))  # type: ignore[list-item]

    assert [(code, path, hint) for code, path, hint in problems if code != "ACJ905"] == [
        ("ACJ004", "rules[0]", "Write StorageQueueScaleRule(queue_name=orders)"),
        ("ACJ004", "rules[1]", "Write ServiceBusScaleRule(topic_name=news)"),
    ]


def test_one_source_alone_is_the_same(apphost: AppHost) -> None:
    queue = apphost.builder.add_azure_storage("st").add_queue("orders")

    assert only(apphost, trigger=Event(queue))[2] == "Write StorageQueueScaleRule(queue_name=orders)"  # type: ignore[arg-type]


def test_rules_side_by_side_are_one_mistake(apphost: AppHost) -> None:
    queue = apphost.builder.add_azure_storage("storage").add_queue("orders")

    assert only(apphost, trigger=Event(queue, queue))[2] == "Pass them as one list"  # type: ignore[arg-type, call-arg]


@pytest.mark.parametrize(
    ("keyword", "value", "hint"),
    [
        ("cron", "0 2 * * *", "Write trigger=Schedule('0 2 * * *')"),
        ("schedule", "0 2 * * *", "Write trigger=Schedule('0 2 * * *')"),
        ("schedule", "every night", "Write trigger=Schedule(...)"),
        ("timezone", "Europe/Berlin", 'Write trigger=Schedule("0 8 * * *", timezone=...)'),
        ("rules", [], "Write trigger=Event(...)"),
        ("parallelism", 3, "Write trigger=Manual(parallelism=...)"),
        ("retry_limt", 3, "Did you mean 'retry_limit'?"),
        ("retries", 3, "Did you mean 'retry_limit'?"),
        ("workload_profile", "big", "Did you mean 'workload_profile_name'?"),
    ],
)
def test_a_keyword_that_is_none_says_what_to_write(
    keyword: str, value: Wrong, hint: str, apphost: AppHost
) -> None:
    assert only(apphost, **{keyword: value}) == ("ACJ002", f"{keyword}=", hint)


def test_the_beginning_of_an_arguments_name_is_understood(apphost: AppHost) -> None:
    trigger = Schedule(cron="0 2 * * *")  # type: ignore[call-arg]

    assert only(apphost, trigger=trigger) == ("ACJ002", "cron=", "Did you mean 'cron_expression'?")
    assert Manual()._problems == ()


def test_a_callback_goes_on_after_what_is_not_there(apphost: AppHost) -> None:
    def configure(infra, job):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        job.configuration.trigger_type = TriggerType.SCHEDULE
        job.configuration.schedule_triger_config.cron_expression = "0 2 * * *"
        job.templat.containers[0].imag = "r.io/other:1"
        job.template.containers[1].image = "r.io/side:1"
        job.settings.deep[0].er(5).still += 1
        job.configuration.retry_policy.retry_limt.x = 3
        job.tag = {"a": "b"}

    problems = publish(apphost, configure)

    assert sorted(path or "" for _, path, _ in problems) == [
        "job.configuration.retry_policy.retry_limt",
        "job.configuration.schedule_triger_config",
        "job.settings",
        "job.tag",
        "job.templat.containers[0].imag",
        "job.template.containers[1]",
    ]


def test_a_value_that_is_not_there_is_no_second_error_where_it_goes(apphost: AppHost) -> None:
    def configure(infra, job):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        job.template.containers[0].image = job.imag
        job.template.containers[0].args = job.argumets
        job.configuration.replica_timeout = job.timeot * 60
        job.configuration.trigger_type = job.triger

    assert {(code, path) for code, path, _ in publish(apphost, configure)} == {
        ("ACJ001", "job.imag"),
        ("ACJ001", "job.argumets"),
        ("ACJ001", "job.timeot"),
        ("ACJ001", "job.triger"),
    }


def test_code_that_asks_whether_something_is_there_gets_its_answer(apphost: AppHost) -> None:
    seen: list[object] = []

    def configure(infra, job):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        seen.append(hasattr(job, "settings"))
        seen.append(getattr(job, "settings", None))
        try:
            seen.append(job.template.init_containers[0])
        except IndexError:
            seen.append("none")
        try:
            seen.append(job.settings)
        except AttributeError:
            seen.append("none")

    assert publish(apphost, configure) == []
    assert seen == [False, None, "none", "none"]


def test_a_misspelt_argument_of_a_block_is_one_error(apphost: AppHost) -> None:
    def configure(infra, job):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202
        job.configuration.secrets.append(ContainerAppWritableSecret(name="a", valeu=job.name))  # type: ignore[call-arg]

    (problem,) = publish(apphost, configure)
    assert problem[:2] == ("ACJ001", "job.configuration.secrets[0].valeu")

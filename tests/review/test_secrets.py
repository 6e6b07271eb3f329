"""No secret is shown, wherever a plan holds it in clear."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from cdktf_aspire.review.as_json import json_text
from cdktf_aspire.review.plan import PlanError
from tests.matrix import matrix
from tests.review.mutation import mutated, places
from tests.review.plans import Json, a_change, a_job, a_plan, a_rule, a_secret, an_event, changed, env, real
from tests.review.reading import in_every_format, job_of, review_of, rows_of

if TYPE_CHECKING:
    from cdktf_aspire.review.model import Review

SECRET = "p@ss|w`rd<b>-hunter2"
WITH_SECRET = a_job(secret=[a_secret("api-key", SECRET)])


def assert_hidden(result: Review, *secrets: str) -> None:
    for name, text in in_every_format(result).items():
        for secret in secrets:
            assert secret not in text, name
            assert secret.replace("<", "&lt;").replace(">", "&gt;") not in text, name


BASIC = base64.b64encode(f"user:{SECRET}".encode()).decode()
IN_JSON = "".join(f"\\u{ord(char):04X}" if index % 2 else char for index, char in enumerate(SECRET))


@pytest.mark.parametrize(
    "text",
    [
        BASIC,
        f"Basic {BASIC}",
        BASIC.rstrip("="),
        base64.b64encode(f"a:{SECRET}".encode()).decode().rstrip("="),
        base64.b64encode(f"ab{SECRET}\n".encode()).decode(),
        base64.urlsafe_b64encode(f"{SECRET}\xff\xfe>?".encode()).decode(),
        base64.b64encode(SECRET.encode("utf-16-le")).decode(),
        SECRET.encode().hex(),
        f"0x{SECRET.encode().hex().upper()}",
        quote(SECRET, safe=""),
        quote(SECRET, safe="").lower(),
        "".join(f"%{byte:02x}" for byte in SECRET.encode()),
        quote(quote(SECRET, safe=""), safe=""),
        quote(BASIC, safe=""),
        json.dumps({"key": SECRET}),
        f'{{"key": "{IN_JSON}"}}',
        f'{{"key": "{IN_JSON.lower()}"}}',
        json.dumps(json.dumps({"key": f"é{SECRET}"})),
        SECRET.replace("<", "&lt;").replace(">", "&#62;"),
    ],
)
def test_the_same_value_encoded(text: str) -> None:
    after = changed(WITH_SECRET, container={"env": env(VALUE=text), "args": [text]}, tags={"a": text})

    assert_hidden(review_of(a_plan(a_change(WITH_SECRET, after))), text)
    assert_hidden(review_of(a_plan(a_change(None, after))), text)


@pytest.mark.matrix
def test_many_secrets_that_begin_alike_take_no_time() -> None:
    """Quadratic in the secrets it would be minutes."""
    prefix = "postgres://user@host/database?password="
    secrets = [a_secret(f"s{number}", f"{prefix}{number:08}") for number in range(20_000)]
    job = a_job(secret=secrets, container={"args": [f"{prefix}{number}x" for number in range(2_000)]})
    started = time.process_time()
    text = json_text(review_of(a_plan(a_change(None, job))))

    assert time.process_time() - started < 30
    assert f"{prefix}00000001" not in text


GUESSED = {
    "password": {"container": {"env": env(DB_PASSWORD="hunter2-hunter2")}},
    "token": {"container": {"env": env(GITHUB_TOKEN="hunter2-hunter2")}},
    "key of an api": {"container": {"env": env(APIKEY="hunter2-hunter2")}},
    "connection string": {"container": {"env": env(CONNECTIONSTRING="hunter2-hunter2")}},
    "in a value": {"container": {"env": env(BUS="Endpoint=sb://a/;SharedAccessKey=hunter2-hunter2")}},
    "in an argument": {"container": {"args": ["--password", "hunter2-hunter2", "--all"]}},
    "in a command": {"container": {"command": ["sh", "-c", "DB_PASSWORD=hunter2-hunter2 run"]}},
    "in a tag": {"tags": {"note": "AccountKey=hunter2-hunter2;"}},
    "in a probe": {
        "container": {"liveness_probe": [{"header": [{"name": "Authorization", "value": "hunter2-hunter2"}]}]}
    },
    "in an unknown attribute": {"a_new_attribute": {"client_secret": "hunter2-hunter2"}},
    "there and elsewhere": {
        "container": {"env": env(DB_PASSWORD="hunter2-hunter2"), "args": ["x", "hunter2-hunter2"]},
        "tags": {"x": "a hunter2-hunter2 b"},
    },
}


@pytest.mark.parametrize("changes", GUESSED.values(), ids=GUESSED)
def test_what_looks_like_a_secret_is_masked_though_nothing_marks_it(changes: Json) -> None:
    before, after = a_job(), changed(a_job(), **changes)

    assert_hidden(review_of(a_plan(a_change(before, after))), "hunter2-hunter2")
    assert_hidden(review_of(a_plan(a_change(None, after))), "hunter2-hunter2")
    assert_hidden(review_of(a_plan(a_change(after, before))), "hunter2-hunter2")
    assert_hidden(review_of(a_plan(a_change(before, before), drift=[a_change(before, after)])), "hunter2-hun")


def test_in_metadata_of_a_rule_and_around_the_jobs() -> None:
    job = a_job(cron=None, **an_event(a_rule(queueName="q", connection="AccountKey=hunter2-hunter2")))
    server = {"name": "sql", "administrator_login_password": "hunter2-hunter2", "sku": "a"}
    plan = a_plan(
        a_change(None, job),
        a_change(
            server,
            {**server, "administrator_login_password": "hunter3-hunter3", "sku": "b"},
            name="sql",
            type="azurerm_mssql_server",
        ),
    )
    result = review_of(plan)

    assert_hidden(result, "hunter2-hunter2", "hunter3-hunter3")
    assert [row.field for row in result.surroundings[0].rows] == ["administrator_login_password", "sku"]


def test_an_ordinary_value_with_the_word_in_its_name_is_shown() -> None:
    job = a_job(container={"env": env(PASSWORD_FILE="/run/secrets/x", MAX_TOKENS="4096", PASSWORD="")})
    shown = rows_of(job_of(a_plan(a_change(None, job))))

    assert shown["environment variable PASSWORD_FILE"] == (None, "/run/secrets/x")
    assert shown["environment variable MAX_TOKENS"] == (None, "4096")
    assert shown["environment variable PASSWORD"] == (None, "empty")


@pytest.mark.parametrize(
    ("changes", "mask"),
    [
        (
            {"schedule": {"cron_expression": "7 3 * * *"}},
            {"schedule_trigger_config": [{"cron_expression": True}]},
        ),
        ({"schedule": {"cron_expression": "7 3 * * *"}}, {"schedule_trigger_config": True}),
        ({"container": {"image": "7 3 * * *"}}, {"template": True}),
        ({"container": {"image": "7 3 * * *"}}, {"template": [{"container": True}]}),
        ({"container": {"args": ["7 3 * * *"]}}, {"template": [{"container": [{"args": [True]}]}]}),
        ({"tags": {"a": "7 3 * * *"}}, True),
        ({"name": "7 3 * * *"}, True),
    ],
)
def test_any_form_of_mark(changes: Json, mask: object) -> None:
    job = changed(a_job(), **changes)
    for before, after in ((None, job), (job, None), (a_job(), job)):
        change = a_change(before, after, before_sensitive=mask, after_sensitive=mask)
        assert_hidden(review_of(a_plan(change)), "7 3 * * *")


def test_the_type_of_a_scale_rule_that_is_sensitive() -> None:
    job = a_job(cron=None, **an_event(a_rule("queue", "marked-type", queueName="q")))
    mask = {"event_trigger_config": [{"scale": [{"rules": [{"custom_rule_type": True}]}]}]}

    assert_hidden(review_of(a_plan(a_change(None, job, after_sensitive=mask))), "marked-type")


@pytest.mark.parametrize("plan", ["create", "secret-change", "destroy", "nochange", "trigger-switch"])
def test_real_plans_hold_secrets_in_clear(plan: str) -> None:
    assert "not-a-real-secret" in str(real(plan))
    assert_hidden(review_of(real(plan)), "not-a-real-secret", "rotated")


@pytest.mark.parametrize(
    "changes",
    [
        {"container": {"env": env(KEY=SECRET)}},
        {"container": {"env": env(URL=f"https://user:{quote(SECRET, safe='')}@host/")}},
        {"container": {"env": env(BASIC=base64.b64encode(SECRET.encode()).decode())}},
        {"container": {"args": ["--password", SECRET]}},
        {"container": {"args": [f"--password={SECRET}"]}},
        {"container": {"command": ["sh", "-c", f"login {SECRET} && run"]}},
        {"container": {"image": f"r.io/a:{SECRET}"}},
        {"container": {"name": SECRET}},
        {"container": {"liveness_probe": [{"header": [{"name": "Authorization", "value": SECRET}]}]}},
        {"tags": {"key": SECRET}},
        {"tags": {SECRET: "value"}},
        {"name": SECRET},
        {"schedule": {"cron_expression": SECRET}},
        {"replica_timeout_in_seconds": SECRET},
        {"workload_profile_name": SECRET},
        {"registry": [{"server": SECRET, "username": SECRET, "password_secret_name": SECRET}]},
        {"a_new_attribute": {"nested": [SECRET]}},
        {"identity": [{"type": SECRET, "identity_ids": [SECRET]}]},
        {"schedule_trigger_config": SECRET},
        {"template": SECRET},
    ],
)
def test_the_same_value_anywhere_else(changes: Json) -> None:
    after = changed(WITH_SECRET, **changes)

    assert_hidden(review_of(a_plan(a_change(WITH_SECRET, after, replace=list(changes)))), SECRET)
    assert_hidden(review_of(a_plan(a_change(None, after))), SECRET)
    assert_hidden(review_of(a_plan(a_change(after, None))), SECRET)
    assert_hidden(review_of(a_plan(a_change(after, after), drift=[a_change(WITH_SECRET, after)])), SECRET)


def test_in_the_metadata_of_a_scale_rule() -> None:
    job = a_job(
        cron=None,
        secret=[a_secret("api-key", SECRET)],
        **an_event(a_rule(connection=SECRET, queueLength="5")),
    )

    assert_hidden(review_of(a_plan(a_change(None, job))), SECRET)


def test_what_terraform_marks_as_sensitive() -> None:
    before = a_job(container={"env": env(KEY="unmarked", OTHER="marked-value-1")})
    after = a_job(container={"env": env(KEY="unmarked", OTHER="marked-value-2")})
    mask = {"template": [{"container": [{"env": [{}, {"value": True}]}]}]}
    plan = a_plan(a_change(before, after, before_sensitive=mask, after_sensitive=mask))

    assert_hidden(review_of(plan), "marked-value")
    assert rows_of(job_of(plan)) == {"environment variable OTHER": ("hidden", "hidden, another one")}


def test_a_value_that_becomes_sensitive_is_no_change_and_is_hidden() -> None:
    job = a_job(container={"env": env(KEY="marked-value")})
    mask = {"template": [{"container": [{"env": [{"value": True}]}]}]}
    plan = a_plan(a_change(job, job, actions=["update"], before_sensitive={}, after_sensitive=mask))

    assert_hidden(review_of(plan), "marked-value")
    assert rows_of(job_of(plan)) == {}


@pytest.mark.parametrize("attribute", ["tags", "template", "schedule_trigger_config", "secret", "name"])
def test_an_attribute_that_is_sensitive_as_a_whole(attribute: str) -> None:
    job = a_job(
        tags={"tag-of-mine": "marked-value"},
        name="marked-value",
        container={"env": env(KEY="marked-value")},
        secret=[a_secret("api-key", "marked-value")],
    )
    plan = a_plan(a_change(None, job, after_sensitive={attribute: True, "name": True}))

    assert_hidden(review_of(plan), "marked-value")


def test_a_sensitive_variable() -> None:
    job = a_job(container={"args": ["--token", "value-of-the-variable"]})
    plan = a_plan(
        a_change(None, job),
        variables={"token": {"value": "value-of-the-variable"}},
        configuration={"root_module": {"variables": {"token": {"sensitive": True}}}},
    )

    assert_hidden(review_of(plan), "value-of-the-variable")


def test_secrets_of_other_resources_modules_outputs_and_the_state() -> None:
    secrets = [f"secret-number-{number}" for number in range(7)]
    job = a_job(container={"args": secrets})
    account = {"primary_access_key": secrets[0], "blocks": [{"key": secrets[1]}]}
    masks = {"primary_access_key": True, "blocks": [{"key": True}]}
    module = {
        "child_modules": [
            {
                "resources": [
                    {
                        "type": "azurerm_storage_account",
                        "values": {"key": secrets[2]},
                        "sensitive_values": {"key": True},
                    },
                    {"type": "azurerm_container_app", "values": {"secret": [{"value": secrets[3]}]}},
                ]
            }
        ]
    }
    plan = a_plan(
        a_change(
            account,
            account,
            name="a",
            type="azurerm_storage_account",
            before_sensitive=masks,
            after_sensitive=masks,
        ),
        a_change(None, job),
        planned_values={"root_module": module, "outputs": {"o": {"sensitive": True, "value": secrets[4]}}},
        prior_state={
            "values": {
                "root_module": {},
                "outputs": {"p": {"sensitive": True, "value": {"nested": [secrets[5]]}}},
            }
        },
        output_changes={
            "q": {
                "actions": ["create"],
                "after": secrets[6],
                "before_sensitive": False,
                "after_sensitive": True,
            }
        },
    )

    assert_hidden(review_of(plan), *secrets)


def test_a_secret_of_one_stack_is_hidden_in_all() -> None:
    other = a_plan(a_change(None, a_job(container={"args": [SECRET]})))

    assert_hidden(review_of(a_plan(a_change(None, WITH_SECRET)), other), SECRET)


def test_a_line_of_a_secret_with_many_lines() -> None:
    key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqh\nAoGBAKj34GkxFhD90\n-----END KEY-----"
    job = a_job(secret=[a_secret("key", key)], container={"args": ["AoGBAKj34GkxFhD90"]})

    assert_hidden(review_of(a_plan(a_change(None, job))), "AoGBAKj34GkxFhD90", "MIIEvQIBADANBgkqh")


def test_a_short_secret_hides_its_equals_and_leaves_words_alone() -> None:
    job = a_job(secret=[a_secret("mode", "dev")], container={"env": env(A="dev", B="developer")})
    shown = rows_of(job_of(a_plan(a_change(None, job))))

    assert shown["environment variable A"] == (None, "hidden")
    assert shown["environment variable B"] == (None, "developer")


def test_names_of_secrets_are_shown() -> None:
    shown = rows_of(job_of(real("create")))

    assert shown["secret api-key"] == (None, "a value")
    assert shown["environment variable API_KEY"] == (None, "secret api-key")


def every_place() -> list[Json]:
    """A plan with a secret in it, and the same secret in one other place each time."""
    job = a_job(
        secret=[a_secret("api-key", PLANTED)],
        tags={"a": "b"},
        container={"env": env(A="x"), "args": ["--all"]},
    )
    vault = {"name": "kv"}
    plan = a_plan(
        a_change(
            job,
            changed(job, location="northeurope"),
            replace=["location"],
            previous_address="azurerm_container_app_job.old",
            importing="id",
        ),
        a_change(vault, {"name": "b"}, type="azurerm_key_vault", replace=["name"]),
        a_change(job, job, name="same"),
        drift=[
            a_change(job, changed(job, location="northeurope"), name="same"),
            a_change(vault, {"name": "b"}, name="other", type="azurerm_key_vault"),
        ],
        output_changes={"o": {"actions": ["create"]}},
        prior_state={"values": {"root_module": {"resources": [{"type": JOB, "values": job}]}}},
    )
    new = [PLANTED, f"a {PLANTED} b", {PLANTED: PLANTED}, [PLANTED]]
    return [mutated(plan, at, new[at % len(new)]) for at in range(1, places(plan))]


PLANTED = "planted-S3cret-value"
JOB = "azurerm_container_app_job"


@pytest.mark.parametrize("third", [0, matrix(1), matrix(2)])
def test_in_every_place_of_a_plan(third: int) -> None:
    for plan in every_place()[third::3]:
        try:
            text = json_text(review_of(plan))  # it has everything that the other formats have
        except PlanError as mistake:
            text = str(mistake)
        assert PLANTED not in text, [line for line in text.splitlines() if PLANTED in line][:3]

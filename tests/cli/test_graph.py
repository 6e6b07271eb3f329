"""`cdktf-aspire graph`: the AppHost as a picture."""

from __future__ import annotations

import html
import json
import re
import stat
import time
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from cdktf_aspire import Event, Schedule, StorageQueueScaleRule
from cdktf_aspire.cli import app
from tests.apphost import PROJECT
from tests.platforms import posix
from tests.publish_output.outputs import changed
from tests.publish_output.samples import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost

NOW = "2027-01-04T08:00Z"
_ENTITY = re.compile(r"#(\d+);")


def graph(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["graph", *(str(each) for each in arguments)])


def drawn(*arguments: object) -> str:
    done = graph(*arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def boxes(text: str) -> dict[str, list[str]]:
    """The boxes of a picture in Mermaid: title to lines."""
    found = re.findall(r'^ +r_\w*[\[({/]+"(.*)"[\])}/]+:::\w+$', text, re.MULTILINE)
    labels = [[read(line) for line in label.split("<br>")] for label in found]
    return {title: lines for title, *lines in labels}


def arrows(text: str) -> dict[tuple[str, str], list[str]]:
    """The arrows of a picture in Mermaid, by the titles of their boxes; `...` where one is dotted."""
    pattern = r'^ +(r_\w*)[\[({/]+"(.*?)(?:<br>.*)?"[\])}/]+:::\w+$'
    titles = {name: read(title) for name, title in re.findall(pattern, text, re.MULTILINE)}
    lines = re.findall(r'^ +(r_\w*) (-\.?->)(?:\|"(.*)"\|)? (r_\w*)$', text, re.MULTILINE)
    return {
        (titles[source], titles[target]): [
            *(["..."] if "." in line else []),
            *(read(each) for each in label.split("<br>") if each),
        ]
        for source, line, label, target in lines
    }


def read(label: str) -> str:
    return _ENTITY.sub(lambda match: chr(int(match[1])), label)


def test_jobs_show_what_starts_them(apphost: AppHost) -> None:
    orders = apphost.builder.add_azure_storage("storage").add_queue("orders")
    for name, trigger in (
        ("by-hand", None),
        ("nightly", Schedule("0 2 * * 0")),
        ("importer", Event(StorageQueueScaleRule(queue_name=orders))),
        ("never", Event([])),
    ):
        apphost.builder.add_container(name, "a/b:1").publish_as_azure_container_app_job(trigger=trigger)
    apphost.terraform()

    assert boxes(drawn(apphost.folder)) == {
        "by-hand": ["started by hand"],
        "nightly": ["at 02:00, only on Sunday (UTC)"],
        "importer": ["on events: azure-queue"],
        "never": ["on events: no scale rule, so it never runs"],
        "env": ["environment", "with container registry and Log Analytics workspace"],
        "storage": ["storage account"],
        "orders": ["storage queue"],
    }


def test_arrows_say_how_one_resource_uses_another(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("storage")
    orders = storage.add_queue("orders")
    key = apphost.builder.add_parameter("api-key", secret=True)
    batch = apphost.builder.add_container("batch", "a/b:1").with_reference(orders)
    batch.with_environment("API_KEY", key)
    batch.with_role_assignments(storage, "Storage Queue Data Reader")
    batch.publish_as_azure_container_app_job(trigger=Schedule("0 2 * * *"))
    apphost.terraform()

    text = drawn(apphost.folder)
    assert boxes(text)["api_key"] == ["secret parameter"]
    assert arrows(text) == {
        ("batch", "env"): ["..."],
        ("batch", "api_key"): ["secret api-key"],
        ("batch", "storage"): [
            "env ConnectionStrings__orders and ORDERS_URI",
            "role Storage Queue Data Reader",
        ],
        ("orders", "storage"): ["in"],
    }


def test_what_waits_for_the_run_of_a_job(apphost: AppHost) -> None:
    migrate = apphost.builder.add_container("migrate", "a/b:1")
    migrate.publish_as_azure_container_app_job().run_on_deploy()
    report = apphost.builder.add_container("report", "a/b:1").wait_for_completion(migrate)
    report.publish_as_azure_container_app_job(trigger=Schedule("0 2 * * *"))
    apphost.terraform()

    text = drawn(apphost.folder)
    assert boxes(text)["migrate"] == ["started by hand", "and in a deployment"]
    assert arrows(text)["report", "migrate"] == ["waits for its run"]


def test_an_image_of_a_project_is_no_box(apphost: AppHost) -> None:
    apphost.builder.add_project("report", PROJECT).publish_as_azure_container_app_job()
    apphost.terraform()
    text = drawn(apphost.folder)
    assert set(boxes(text)) == {"report", "env"}
    assert arrows(text) == {("report", "env"): ["..."]}


def test_an_existing_resource_is_a_box_although_terraform_only_looks_it_up(apphost: AppHost) -> None:
    vault = apphost.builder.add_azure_key_vault("vault").as_existing("acme-vault", "acme")
    batch = apphost.builder.add_container("batch", "a/b:1").with_reference(vault)
    batch.publish_as_azure_container_app_job()
    apphost.terraform()
    text = drawn(apphost.folder)
    assert boxes(text)["vault"] == ["existing Key Vault"]
    assert ("batch", "vault") in arrows(text)


def test_stacks_are_frames_and_an_arrow_leads_into_the_other_one(apphost: AppHost) -> None:
    from cdktf_aspire import create_builder

    environment = apphost.builder.add_azure_container_app_environment("env")
    jobs = create_builder(scope=apphost.add_stack("jobs"))
    batch = jobs.add_container("batch", "a/b:1").with_compute_environment(environment)
    batch.publish_as_azure_container_app_job()
    apphost.terraform()

    text = drawn(apphost.folder)
    assert re.findall(r'subgraph \w+ \["(.*)"\]', text) == ["jobs", "stack"]
    assert arrows(text) == {("batch", "env"): ["..."]}
    # One stack alone names the other one.
    alone = drawn(apphost.folder / "stacks" / "jobs")
    assert boxes(alone)["stack"] == ["another stack"]
    assert arrows(alone) == {("batch", "stack"): ["..."]}


def test_a_publish_output() -> None:
    text = drawn(SAMPLES / "events")
    assert boxes(text) == {
        "Cleanup": ["every 30 minutes (UTC)"],
        "importer": ["on events: azure-queue"],
        "env": ["environment", "with storage account and Log Analytics workspace"],
        "bus": ["Service Bus namespace"],
        "orders": ["Service Bus queue"],
        "queue-key": ["secret parameter"],
        "identity": ["identity"],
        "env-acr": ["container registry"],
    }
    assert arrows(text) == {
        ("Cleanup", "env"): ["..."],
        ("importer", "env"): ["...", "volume v0 and 2 more"],
        ("importer", "env-acr"): ["pulls its image"],
        ("importer", "queue-key"): ["secret queue-key"],
        ("importer", "bus"): ["env ConnectionStrings__orders"],
        ("importer", "identity"): ["signs in as"],
        ("identity", "bus"): ["role Azure Service Bus Data Receiver"],
        ("orders", "bus"): ["in"],
        ("env", "env-acr"): ["role AcrPull"],
    }


def resource(kind: str, name: str, **more: object) -> dict[str, object]:
    address = f"{kind}.{name}"
    return {"address": address, "mode": "managed", "type": kind, "name": name, **more}


def plan_of(*resources: dict[str, object], values: dict[str, object], **more: object) -> dict[str, object]:
    """A plan as `terraform show -json` writes it, with what the configuration says."""
    planned = [
        {**each, "values": values if each["name"] == "batch" else {}, "sensitive_values": {}}
        for each in resources
    ]
    return {
        "format_version": "1.2",
        "planned_values": {"root_module": {"resources": planned}},
        "configuration": {"root_module": {"resources": [*resources], **more}},
    }


def test_a_plan_by_its_configuration(tmp_path: Path) -> None:
    # Of a configuration in JSON, Terraform repeats an expression as a constant.
    value = {"constant_value": "${var.api_key}", "references": ["var.api_key"]}
    env = {"name": {"constant_value": "API_KEY"}, "value": value}
    file = tmp_path / "plan.json"
    job = resource(
        "azurerm_container_app_job",
        "batch",
        expressions={
            "container_app_environment_id": {
                "references": [
                    "azurerm_container_app_environment.env.id",
                    "azurerm_container_app_environment.env",
                ]
            },
            "identity": [
                {"identity_ids": {"references": ["azurerm_user_assigned_identity.batch_identity.id"]}}
            ],
            "template": [{"container": [{"env": [env]}]}],
        },
        depends_on=["azurerm_role_assignment.batch_roles"],
    )
    role = resource(
        "azurerm_role_assignment",
        "batch_roles",
        expressions={
            "principal_id": {"references": ["azurerm_user_assigned_identity.batch_identity.principal_id"]},
            "scope": {"references": ["azurerm_storage_account.storage.id"]},
            "role_definition_name": {"constant_value": "Storage Blob Data Reader"},
        },
    )
    written = plan_of(
        job,
        role,
        resource("azurerm_container_app_environment", "env"),
        resource("azurerm_log_analytics_workspace", "env_law"),
        resource("azurerm_user_assigned_identity", "batch_identity"),
        resource("azurerm_storage_account", "storage"),
        values={"schedule_trigger_config": [{"cron_expression": "*/15 * * * *"}]},
        variables={"api_key": {"sensitive": True}},
    )
    file.write_text(json.dumps(written))

    text = drawn(file)
    assert boxes(text) == {
        "batch": ["every 15 minutes (UTC)"],
        "env": ["environment", "with Log Analytics workspace"],
        "storage": ["storage account"],
        "api_key": ["secret parameter"],
    }
    assert arrows(text) == {
        ("batch", "env"): ["..."],
        ("batch", "api_key"): ["env API_KEY"],
        ("batch", "storage"): ["role Storage Blob Data Reader"],
    }


def test_a_plan_through_its_modules(tmp_path: Path) -> None:
    """What a module gets and gives stands between its resources and those outside."""
    job = resource(
        "azurerm_container_app_job",
        "batch",
        expressions={"template": [{"container": [{"args": {"references": ["var.queue"]}}]}]},
    )
    queue = resource("azurerm_storage_queue", "orders")
    address = 'module.jobs["a"].azurerm_container_app_job.batch'
    planned = {**job, "address": address, "values": {"manual_trigger_config": [{}]}, "sensitive_values": {}}
    calls = {
        "jobs": {"module": {"resources": [job]}, "expressions": {"queue": {"references": [queue["address"]]}}}
    }
    written = {
        "format_version": "1.2",
        "planned_values": {
            "root_module": {
                "resources": [{**queue, "values": {}}],
                "child_modules": [{"address": 'module.jobs["a"]', "resources": [planned]}],
            }
        },
        "configuration": {"root_module": {"resources": [queue], "module_calls": calls}},
    }
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(written))
    text = drawn(file)
    assert arrows(text) == {(address, "orders"): ["args"]}


def test_no_resources(tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").write_text("{}")
    assert drawn(tmp_path) == 'flowchart LR\n  none["no resources"]\n'


def test_no_secret_is_in_a_picture(tmp_path: Path) -> None:
    secret = "S3cr3t-value-of-the-key"
    job = resource("azurerm_container_app_job", "batch", expressions={"args": {"constant_value": secret}})
    values: dict[str, object] = {
        "name": secret,
        "secret": [{"name": "key", "value": secret}],
        "schedule_trigger_config": [{"cron_expression": secret}],
    }
    written = plan_of(job, resource("azurerm_storage_account", secret), values=values)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(written))
    for form in ("mermaid", "svg", "html"):
        text = drawn(file, "--format", form)
        assert secret not in text
        assert "batch" in text
    calendar = CliRunner().invoke(app, ["calendar", str(file)]).stdout
    assert secret not in calendar
    assert "batch: (sensitive)" in calendar


def test_no_name_in_a_plan_that_is_a_secret_is_in_a_picture(tmp_path: Path) -> None:
    secret = "S3cr3t-value-of-the-key"
    queue = {"references": ["azurerm_storage_queue.orders"]}
    written = plan_of(
        resource("azurerm_container_app_job", "batch", expressions={secret: queue}),
        resource("azurerm_storage_queue", "orders"),
        resource(
            "azurerm_role_assignment",
            "role",
            expressions={
                "principal_id": {"references": ["azurerm_container_app_job.batch"]},
                "role_definition_name": {"constant_value": secret},
                "scope": queue,
            },
        ),
        values={"secret": [{"name": "key", "value": secret}]},
    )
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(written))

    assert arrows(drawn(file)) == {("batch", "orders"): ["role (sensitive)", "(sensitive)"]}


# -- the image and the page


def big(count: int, *, own_queue: bool = False) -> dict[str, object]:
    """Terraform JSON with many scheduled jobs in one environment."""
    crons = ["*/5 * * * *", "0 2 * * 0", "30 6 * * 1-5", "* * * * *", "0 */6 * * *"]

    def note(path: str) -> dict[str, object]:
        return {"metadata": {"path": f"big/apphost/{path}"}}

    jobs = {
        f"job_{number}": {
            "//": note(f"job-{number}/job"),
            "name": f"job-{number}",
            "container_app_environment_id": "${azurerm_container_app_environment.env.id}",
            "replica_timeout_in_seconds": 60 * (number % 7 + 1),
            "schedule_trigger_config": {"cron_expression": crons[number % len(crons)]},
            "template": {"container": [{"args": [f"${{azurerm_storage_queue.q{number}.id}}"]}]},
        }
        for number in range(count)
    }
    queues = {f"q{number}": {"//": note(f"q{number}/queue")} for number in range(count if own_queue else 0)}
    environment = {"env": {"//": note("env/environment"), "name": "env"}}
    return {
        "resource": {
            "azurerm_container_app_environment": environment,
            "azurerm_container_app_job": jobs,
            "azurerm_storage_queue": queues,
        }
    }


@pytest.mark.parametrize("own_queue", [False, True])
def test_a_thousand_jobs_are_drawn_in_seconds_and_stay_within_what_mermaid_takes(
    tmp_path: Path, own_queue: bool
) -> None:
    file = tmp_path / "cdk.tf.json"
    file.write_text(json.dumps(big(1000, own_queue=own_queue)))
    started = time.process_time()
    text = drawn(file)
    image = drawn(file, "--format", "svg", "--now", NOW)
    drawn(file, "--format", "html", "--now", NOW)
    assert time.process_time() - started < 20
    assert text.count("-->") + text.count("-.->") <= 500
    assert len(text) < 50_000
    if own_queue:
        assert re.search(r'more\["and 1,\d\d\d more resources"\]', text)
        assert re.search(r"and 1,\d\d\d more resources", image)
    else:
        assert boxes(text)["1,000 jobs"] == [
            "on 5 schedules",
            "job-0, job-1, job-2 and 997 more",
        ]


def test_mermaid_gets_no_more_arrows_than_it_takes(tmp_path: Path) -> None:
    args = [f"${{azurerm_storage_queue.q{number}.id}}" for number in range(30)]
    jobs = {f"job{number}": {"template": {"container": [{"args": args}]}} for number in range(30)}
    queues: dict[str, object] = {f"q{number}": {} for number in range(30)}
    document = {"resource": {"azurerm_container_app_job": jobs, "azurerm_storage_queue": queues}}
    (tmp_path / "cdk.tf.json").write_text(json.dumps(document))
    text = drawn(tmp_path)
    assert text.count("-->") == 390  # 13 jobs with all that they use
    assert 'more["and 17 more resources"]' in text


def test_an_arrow_leads_through_more_locals_than_pythons_stack_has_room_for(tmp_path: Path) -> None:
    count = 3000
    # Each also leads to the next but one, so there are more ways than anyone can follow one by one.
    values = {f"l{n}": f"${{local.l{n + 1}}}${{local.l{n + 2}}}" for n in range(count)}
    values[f"l{count}"] = "${azurerm_storage_queue.orders.id}"
    resources = {
        "azurerm_container_app_job": {"worker": {"workload_profile_name": "${local.l0}"}},
        "azurerm_storage_queue": {"orders": {}},
    }
    (tmp_path / "cdk.tf.json").write_text(json.dumps({"locals": values, "resource": resources}))

    assert arrows(drawn(tmp_path)) == {("worker", "orders"): ["workload profile name"]}


@pytest.mark.parametrize("text", ["a" * 200_000, "a[" * 100_000, 'a["' * 100_000, "a-" * 100_000])
def test_a_long_expression_is_read_in_seconds(tmp_path: Path, text: str) -> None:
    args = [f'${{base64decode("{text}")}}', "${azurerm_storage_queue.orders.id}"]
    resources = {
        "azurerm_container_app_job": {"worker": {"template": {"container": [{"args": args}]}}},
        "azurerm_storage_queue": {"orders": {}},
    }
    (tmp_path / "cdk.tf.json").write_text(json.dumps({"resource": resources}))

    started = time.process_time()
    assert arrows(drawn(tmp_path)) == {("worker", "orders"): ["args"]}
    assert time.process_time() - started < 5


def test_an_index_is_no_part_of_an_address_whatever_is_in_it(tmp_path: Path) -> None:
    args = [
        "${azurerm_storage_queue.first[local.names[0]].id}",
        '${azurerm_storage_queue.second["a]\\"b.c"].id}',
        "${3-azurerm_storage_queue.third.id}",
    ]
    resources = {
        "azurerm_container_app_job": {"worker": {"template": {"container": [{"args": args}]}}},
        "azurerm_storage_queue": {"first": {}, "second": {}, "third": {}, "fourth": {}},
    }
    values = {"names": ["${azurerm_storage_queue.fourth.name}"]}
    (tmp_path / "cdk.tf.json").write_text(json.dumps({"locals": values, "resource": resources}))

    assert {target for _, target in arrows(drawn(tmp_path))} == {"first", "second", "third", "fourth"}


def test_long_arrows_are_laid_out_in_seconds(tmp_path: Path) -> None:
    """An arrow has a place in each column that it passes: here there are 60,000."""
    queues = {
        f"q{n}": {
            "x": [f"${{azurerm_storage_queue.q{n + 1}.id}}", f"${{azurerm_storage_queue.q{n + 100}.id}}"]
        }
        for n in range(400)
    }
    (tmp_path / "cdk.tf.json").write_text(json.dumps({"resource": {"azurerm_storage_queue": queues}}))

    started = time.process_time()
    assert not overlapping(drawn(tmp_path, "--format", "svg", "--now", NOW))
    assert time.process_time() - started < 10


def test_thousands_of_arrows_are_left_out_in_seconds(tmp_path: Path) -> None:
    jobs = {
        f"job{n}": {
            "template": {"container": [{"args": [f"${{azurerm_storage_queue.q{n * 7 % 3000}.id}}"] * 2}]}
        }
        | {f"x{k}": f"${{azurerm_storage_queue.q{(n + k) % 3000}.id}}" for k in range(5)}
        for n in range(3000)
    }
    queues: dict[str, object] = {f"q{n}": {} for n in range(3000)}
    document = {"resource": {"azurerm_container_app_job": jobs, "azurerm_storage_queue": queues}}
    (tmp_path / "cdk.tf.json").write_text(json.dumps(document))

    started = time.process_time()
    assert "more resources" in drawn(tmp_path)
    assert time.process_time() - started < 10


def test_a_stack_with_a_long_name_leaves_room_for_its_boxes(tmp_path: Path) -> None:
    for name in ("\N{GRINNING FACE}" * 10_000, "jobs"):
        file = tmp_path / name[:4] / "cdk.tf.json"
        file.parent.mkdir()
        document = {
            "//": {"metadata": {"stackName": name}},
            "resource": {"azurerm_container_app_job": {"batch": {}}},
        }
        file.write_text(json.dumps(document))

    assert drawn(tmp_path).count("batch<br>") == 2
    assert "\N{GRINNING FACE}" * 72 not in drawn(tmp_path, "--format", "svg", "--now", NOW).partition("<g")[2]


def overlapping(image: str) -> list[tuple[str, str]]:
    """Boxes of an image of which one covers a part of the other."""
    places = []
    for each in ElementTree.fromstring(image).iter("{http://www.w3.org/2000/svg}rect"):
        if each.get("class", "").startswith("box"):
            x, y, width, height = (float(each.get(name, "")) for name in ("x", "y", "width", "height"))
            places.append((x, y, x + width, y + height))
    return [
        (f"{one}", f"{other}")
        for index, one in enumerate(places)
        for other in places[:index]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]


def test_the_image_is_xml_in_which_no_box_covers_another() -> None:
    image = drawn(SAMPLES / "shop", "--format", "svg", "--now", NOW)
    texts = "".join(ElementTree.fromstring(image).itertext())
    assert "report" in texts
    assert "at 06:00, Monday through Friday" in texts
    assert "role Storage Blob Data Reader" in texts
    assert "Mon 4 Jan" in texts
    assert overlapping(image) == []


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = drawn(SAMPLES / "shop", "--format", "html", "--now", NOW)
    assert "default-src 'none'" in page
    assert re.findall(r"<(?:script|link|img|iframe|object|embed|image|use)\b", page) == []
    assert set(re.findall(r"https?://[^\"' <]*", page)) == {"http://www.w3.org/2000/svg"}
    assert "<th>Overlaps itself</th>" in page
    assert "<td>Mon to Fri</td>" in page


def test_the_same_input_gives_the_same_picture(apphost: AppHost, tmp_path: Path) -> None:
    apphost.builder.add_publish_output(SAMPLES / "shop")
    apphost.terraform()
    document = json.loads((apphost.folder / "stacks" / "stack" / "cdk.tf.json").read_text())
    copy = tmp_path / "elsewhere" / "copy.tf.json"
    copy.parent.mkdir()
    copy.write_text(json.dumps(document))
    for form in ("mermaid", "svg", "html"):
        options = ("--format", form, "--now", NOW)
        assert drawn(apphost.folder, *options) == drawn(copy, *options)


@pytest.mark.parametrize("form", ["svg", "html"])
def test_names_are_text_in_the_image_and_on_the_page(tmp_path: Path, form: str) -> None:
    name = "</title><script>alert(1)</script>&\x1b\u202e"
    document: dict[str, object] = {
        "resource": {"azurerm_container_app_job": {name: {"manual_trigger_config": {}}}}
    }
    (tmp_path / "cdk.tf.json").write_text(json.dumps(document))
    text = drawn(tmp_path, "--format", form)
    assert "<script" not in text
    assert html.escape("</title><script>") in text
    assert "\x1b" not in text
    assert "\u202e" not in text


# -- what goes wrong


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "it is not JSON"),
        ("[]", "is not an object at its top level"),
        ('{"version": 4, "serial": 1, "resources": []}', "is a Terraform state"),
        ('{"resources": {"a": 1}}', "The resource 'a' is not an object [ACJ803]"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_can_not_be_read_is_an_error_and_nothing_is_written(
    tmp_path: Path, text: str, message: str
) -> None:
    file, out = tmp_path / "x.json", tmp_path / "out.svg"
    file.write_text(text)
    out.write_text("the last one")
    done = graph(file, "--format", "svg", "--output", out)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert out.read_text() == "the last one"


@pytest.mark.parametrize(
    "resources",
    [
        {"azurerm_container_app_job": {"a": []}},
        {
            "azurerm_container_app_job": {
                "a": {"//": 1, "depends_on": 1, "template": "x", "secret": [1, None]}
            }
        },
        {"azurerm_container_app_job": {"a": {"schedule_trigger_config": {"cron_expression": 1}}}},
        {"azurerm_container_app_job": {"a": {"//": {"metadata": {"path": "///"}}}}},
        {
            "azurerm_role_assignment": {
                "a": {"principal_id": "${", "scope": "${azurerm_role_assignment.a.id}"}
            }
        },
        {
            "terraform_data": {
                "a": {"input": "${terraform_data.b.id}"},
                "b": {"input": "${terraform_data.a.id}"},
            }
        },
        {"a_b": {"a": {"x": "${a_b.c.id}"}, "c": {"x": "${a_b.a.id}"}}},
    ],
)
@pytest.mark.parametrize("form", ["mermaid", "svg", "html"])
def test_odd_terraform_json_is_drawn_as_far_as_it_goes(tmp_path: Path, resources: object, form: str) -> None:
    (tmp_path / "cdk.tf.json").write_text(json.dumps({"resource": resources, "locals": 1, "variable": [1]}))
    drawn(tmp_path, "--format", form)


def test_a_publish_output_with_errors(tmp_path: Path) -> None:
    file = "batch-containerapp.module.bicep"
    output = changed("nightly", tmp_path, file, "name: 'batch'\n  location", "name: nope\n  location")
    done = graph(output)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Nothing is named 'nope' here [ACJ806]" in done.stderr


def test_the_output_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").write_text("{}")
    out = tmp_path / "graph.mmd"
    assert drawn(tmp_path, "--output", out) == ""
    assert out.read_text().startswith("flowchart LR\n")
    assert stat.S_IMODE(out.stat().st_mode) & 0o600 == 0o600


def test_an_output_that_can_not_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").write_text("{}")
    for out in (tmp_path, tmp_path / "nowhere" / "graph.svg"):
        done = graph(tmp_path, "--output", out)
        assert done.exit_code == 2
        assert re.fullmatch(r"Error: .* can't be written: .*\.\n", done.stderr)


@posix("/dev/null")
def test_a_device_stays_a_device(tmp_path: Path) -> None:
    (tmp_path / "cdk.tf.json").write_text("{}")
    drawn(tmp_path, "--output", "/dev/null")
    with open("/dev/null", "rb") as device:  # noqa: PTH123
        assert stat.S_ISCHR(__import__("os").fstat(device.fileno()).st_mode)


@posix("named pipes")
def test_a_pipe_that_nobody_reads_is_an_error(tmp_path: Path) -> None:
    import os

    (tmp_path / "cdk.tf.json").write_text("{}")
    os.mkfifo(tmp_path / "pipe")
    assert graph(tmp_path, "--output", tmp_path / "pipe").exit_code == 2

"""`cdktf-aspire check`: the rules over Terraform JSON, whoever wrote it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from cdktf_aspire.cli import app
from cdktf_aspire.cli.check import expressions_of, terraform_value
from cdktf_aspire.diagnostics.json_lines import lines_of
from cdktf_aspire.terraform.escaping import escape
from cdktf_aspire.values.value import Template

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost, Json


def a_job(**changes: object) -> Json:
    """A job in Terraform JSON that no rule has anything against; None takes an attribute out."""
    job = {
        "name": "batch",
        "location": "westeurope",
        "resource_group_name": "rg",
        "container_app_environment_id": "${azurerm_container_app_environment.env.id}",
        "replica_timeout_in_seconds": 1800,
        "manual_trigger_config": {"parallelism": 1},
        "template": {"container": [{"name": "batch", "image": "r.io/a:1", "cpu": 0.5, "memory": "1Gi"}]},
    }
    return {key: value for key, value in {**job, **changes}.items() if value is not None}


def an_agent(url: str | None, **metadata: str) -> Json:
    """What makes `a_job` an agent of Azure Pipelines, with the organization in a secret."""
    secrets = {"personalAccessToken": "${var.token}"} | ({"organizationURL": url} if url else {})
    names = {parameter: parameter.lower() for parameter in secrets}
    rule = {
        "name": "agent",
        "custom_rule_type": "azure-pipelines",
        "metadata": {"poolName": "agents", **metadata},
        "authentication": [
            {"trigger_parameter": parameter, "secret_name": name} for parameter, name in names.items()
        ],
    }
    return {
        "manual_trigger_config": None,
        "event_trigger_config": [{"scale": [{"rules": [rule]}]}],
        "secret": [{"name": names[parameter], "value": value} for parameter, value in secrets.items()],
    }


def check(folder: Path, job: object, *options: str, **document: object) -> Result:
    file = folder / "cdk.tf.json"
    text = {"resource": {"azurerm_container_app_job": {"batch": job}}, **document}
    file.write_text(json.dumps(text, indent=2), encoding="utf-8")
    return CliRunner().invoke(app, ["check", str(file), *options])


def codes(folder: Path, job: object, **document: object) -> list[str]:
    result = check(folder, job, "--format", "json", **document)
    assert result.exit_code in {0, 1}, result.output
    return [problem["code"] for problem in json.loads(result.stdout)["problems"]]


def test_a_good_job_has_no_problem(tmp_path: Path) -> None:
    result = check(tmp_path, a_job())

    assert result.exit_code == 0
    assert result.stdout == "1 job in 1 file, no problems.\n"


def test_a_problem_is_told_with_its_line_and_in_terraforms_names(tmp_path: Path) -> None:
    container = {"name": "batch", "image": "https://r.io/a:1", "cpu": 0.5, "memory": "1Gi"}
    result = check(tmp_path, a_job(template={"container": [container]}))

    assert result.exit_code == 1
    assert "Error: Not an image reference [ACJ301]" in result.stdout
    assert "cdk.tf.json line 17, in resource 'azurerm_container_app_job.batch':" in result.stdout
    assert '17: "image": "https://r.io/a:1",' in result.stdout
    assert "Attribute: template.container[0].image" in result.stdout


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": "Batch"}, ["ACJ101"]),
        ({"name": None}, ["ACJ006"]),
        ({"nmae": "x"}, ["ACJ001"]),
        ({"template": None}, ["ACJ006"]),
        ({"template": {"container": []}}, ["ACJ330"]),
        ({"template": {"container": [{"name": "a", "image": "a:1"}]}}, ["ACJ006", "ACJ006"]),
        (
            {
                "template": {
                    "container": [{"name": "a", "image": "a:1", "cpu": 0.5, "memory": "1Gi", "args": [""]}]
                }
            },
            ["ACJ331"],
        ),
        ({"template": "x"}, ["ACJ006", "ACJ004"]),
        ({"template": "${local.template}"}, []),
        ({"manual_trigger_config": None}, ["ACJ201"]),
        ({"schedule_trigger_config": {"cron_expression": "0 0 * * *"}}, ["ACJ201"]),
        ({"manual_trigger_config": {"parallelism": 0}}, ["ACJ204"]),
        ({"manual_trigger_config": [{"parallelism": "2", "replica_completion_count": 2}]}, []),
        ({"manual_trigger_config": {"paralelism": 2}}, ["ACJ001"]),
        ({"manual_trigger_config": {}}, []),
        (
            {"manual_trigger_config": None, "schedule_trigger_config": [{"cron_expression": "0 0 0 * * *"}]},
            ["ACJ210"],
        ),
        ({"manual_trigger_config": None, "schedule_trigger_config": {}}, ["ACJ006"]),
        ({"manual_trigger_config": None, "event_trigger_config": {"scale": {"rules": []}}}, ["ACJ220"]),
        ({"replica_timeout_in_seconds": "600"}, []),
        ({"replica_timeout_in_seconds": "${var.timeout}"}, []),
        ({"replica_timeout_in_seconds": "ten"}, ["ACJ004"]),
        ({"replica_retry_limit": -1}, ["ACJ203"]),
        ({"secret": [{"name": "a", "value": "hunter2"}]}, ["ACJ402"]),
        (an_agent("https://dev.azure.com/octo"), []),
        (an_agent("https://dev.azure.com/octo/"), ["ACJ612"]),
        (an_agent("https://user:hunter2@dev.azure.com/octo"), ["ACJ402"]),
        (an_agent("https://dev.azure.com/octo", organizationURL="https://dev.azure.com/octo"), []),
        (an_agent(None, organizationURL="https://dev.azure.com/octo"), ["ACJ624"]),
        ({"secret": [{"name": "a", "value": "${var.password}"}]}, []),
        ({"tags": {"a": 1}}, []),
        ({"count": 2, "depends_on": ["x.y"], "lifecycle": {"ignore_changes": ["tags"]}}, []),
        ({"dynamic": {"secret": {"for_each": "${var.s}", "content": {"name": "${secret.key}"}}}}, []),
    ],
    ids=str,
)
def test_jobs_as_people_write_them(tmp_path: Path, changes: Json, expected: list[str]) -> None:
    assert codes(tmp_path, a_job(**changes)) == expected


@pytest.mark.parametrize(
    ("probes", "expected"),
    [
        ({"liveness_probe": []}, []),
        ({"liveness_probe": [{"port": 80, "transport": "http", "path": "/"}]}, []),
        ({"startup_probe": {"port": "${var.port}", "transport": "${var.how}"}}, []),
        ({"liveness_probe": "${var.probes}"}, []),
        ({"liveness_probe": [{"port": 80}]}, ["ACJ006"]),
        ({"liveness_probe": [{"transport": "TCP"}]}, ["ACJ006"]),
        ({"liveness_probe": [{"port": 80, "transport": "GRPC"}]}, ["ACJ354"]),
        ({"liveness_probe": [{"port": 0, "transport": "TCP"}]}, ["ACJ353"]),
        ({"liveness_probe": [{"port": 80, "transport": "TCP", "path": "/"}]}, []),
        ({"startup_probe": [{"port": 80, "transport": "TCP", "success_count_threshold": 1}]}, ["ACJ001"]),
        ({"readiness_probe": [{"port": 80, "transport": "TCP", "success_count_threshold": 2}]}, ["ACJ322"]),
        ({"liveness_probe": [{"port": 80, "transport": "TCP"}] * 2}, ["ACJ351"]),
        ({"liveness_probe": [{"port": 80, "transport": "TCP", "initial_dely": 2}]}, ["ACJ001"]),
    ],
    ids=str,
)
def test_probes_of_a_container(tmp_path: Path, probes: Json, expected: list[str]) -> None:
    container = {"name": "batch", "image": "r.io/a:1", "cpu": 0.5, "memory": "1Gi"}

    assert codes(tmp_path, a_job(template={"container": [{**container, **probes}]})) == expected


def test_a_secret_of_a_dynamic_block_may_be_any(tmp_path: Path) -> None:
    container = {"name": "batch", "image": "r.io/a:1", "cpu": 0.5, "memory": "1Gi"}
    container |= {"env": [{"name": "A", "secret_name": "a"}]}
    job = a_job(template={"container": [container]})

    assert codes(tmp_path, job) == ["ACJ321"]
    assert codes(tmp_path, {**job, "dynamic": {"secret": {"for_each": [], "content": {}}}}) == []


def test_a_sensitive_variable_in_clear_is_an_error(tmp_path: Path) -> None:
    container = {"name": "batch", "image": "r.io/a:1", "cpu": 0.5, "memory": "1Gi"}
    variables = {"password": {"sensitive": True}}
    for inner in ({"args": ["--p=${var.password}"]}, {"env": [{"name": "P", "value": "${var.password}"}]}):
        job = a_job(template={"container": [{**container, **inner}]})
        assert codes(tmp_path, job, variable=variables) == ["ACJ403"]
        assert codes(tmp_path, job, variable={"password": {}}) == []


def test_a_list_of_objects_is_read_like_an_object(tmp_path: Path) -> None:
    file = tmp_path / "main.tf.json"
    file.write_text(
        json.dumps({"resource": [{"azurerm_container_app_job": [{"batch": [a_job(name="Bad")]}]}]})
    )
    result = CliRunner().invoke(app, ["check", str(tmp_path)])

    assert result.exit_code == 1
    assert "[ACJ101]" in result.stdout


def test_what_this_library_writes_has_no_problem_again(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    apphost.builder.add_project("api", "a.csproj").with_environment("P", password).with_args(
        "echo ${HOME} %{x}"
    ).publish_as_scheduled_azure_container_app_job("0 0 * * *")
    apphost.terraform()
    result = CliRunner().invoke(app, ["check", str(apphost.folder)])

    assert result.stdout == "1 job in 1 file, no problems.\n"


def test_ignored_codes_and_warnings_as_errors(tmp_path: Path) -> None:
    container = {"name": "batch", "image": "r.io/a", "cpu": 0.5, "memory": "1Gi"}
    job = a_job(template={"container": [container]})

    assert check(tmp_path, job).exit_code == 0
    assert check(tmp_path, job, "--warnings-as-errors").exit_code == 1
    assert check(tmp_path, job, "--warnings-as-errors", "--ignore", "ACJ302").exit_code == 0
    assert check(tmp_path, job, "--warnings-as-errors", "--ignore", "acj302").exit_code == 0


@pytest.mark.parametrize(
    ("code", "hint"),
    [("302", "Did you mean ACJ302?"), ("ACJ999999", "Did you mean ACJ"), ("XYZ", "no such rule.")],
)
def test_a_code_to_ignore_that_no_rule_has_is_a_wrong_option(tmp_path: Path, code: str, hint: str) -> None:
    result = check(tmp_path, a_job(), "--ignore", code)

    assert result.exit_code == 2
    message = " ".join(result.stderr.split())
    assert f"--ignore can't be '{code}'" in message
    assert hint in message
    assert "`cdktf-aspire rules` lists them." in message


def test_a_file_without_a_job_is_checked(tmp_path: Path) -> None:
    file = tmp_path / "cdk.tf.json"
    file.write_text('{"locals": {"a": 1}}', encoding="utf-8")
    for command in ("check", "jobs"):
        assert CliRunner().invoke(app, [command, str(tmp_path)]).exit_code == 0
        assert CliRunner().invoke(app, [command, str(tmp_path / "nowhere")]).exit_code == 2
    assert CliRunner().invoke(app, ["check", str(tmp_path)]).stdout == "0 jobs in 1 file, no problems.\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'resource "azurerm_container_app_job" "batch" {}', "is not JSON"),
        (b'{"resource": {', "is not JSON"),
        (b"[]", "its top level is not an object"),
        (b"\xff\xfe\x00", "isn't UTF-8 text"),
        (b"", "it is empty"),
        (b" \r\n", "it is empty"),
        (b"\x1f\x8b\x08\x00\xff", "it is compressed"),
        (b'{"@level":"info"}\n{"@level":"info"}', "is the log of a run of Terraform"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_not_terraform_json(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "cdk.tf.json").write_bytes(content)
    result = CliRunner().invoke(app, ["check", str(tmp_path)])

    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_tags_that_are_one_reference(tmp_path: Path) -> None:
    assert codes(tmp_path, a_job(tags="${var.tags}")) == []


def test_a_path_with_nothing_to_check(tmp_path: Path) -> None:
    missing = CliRunner().invoke(app, ["check", str(tmp_path / "none")])
    empty = CliRunner().invoke(app, ["check", str(tmp_path)])

    assert (missing.exit_code, empty.exit_code) == (2, 2)
    assert "does not exist. Synthesize first (`uv run python main.py`, " in missing.stderr
    assert "has no *.tf.json file" in empty.stderr


def test_what_an_ended_synth_left_behind_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".cdktf-aspire-123" / "stacks" / "a").mkdir(parents=True)
    (tmp_path / ".cdktf-aspire-123" / "stacks" / "a" / "cdk.tf.json").write_text('{"half')
    (tmp_path / "cdk.tf.json").write_text(json.dumps({"resource": {}}))

    for command in ("check", "jobs"):
        assert CliRunner().invoke(app, [command, str(tmp_path)]).exit_code == 0


@pytest.mark.parametrize(
    "resource",
    [None, 5, [], "x", {"azurerm_container_app_job": 5}, {"azurerm_container_app_job": {"a": [1, None]}}],
)
def test_odd_documents_are_no_traceback(tmp_path: Path, resource: object) -> None:
    (tmp_path / "cdk.tf.json").write_text(json.dumps({"resource": resource}))

    assert CliRunner().invoke(app, ["check", str(tmp_path)]).exit_code == 0


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
_attributes = st.sampled_from(
    ["name", "template", "secret", "identity", "manual_trigger_config", "event_trigger_config", "registry"]
)


@given(st.dictionaries(_attributes, _json, max_size=3))
def test_no_job_makes_the_check_crash(changes: dict[str, object]) -> None:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        result = check(Path(folder), a_job(**changes))

    assert result.exit_code in {0, 1}, result.exception


@given(_json)
def test_every_key_and_position_has_its_line(document: object) -> None:
    text = json.dumps(document, indent=1)
    lines = lines_of(text)
    source = text.splitlines()

    def visit(value: object, path: tuple[str | int, ...]) -> None:
        if isinstance(value, dict):
            for key, each in value.items():
                assert source[lines[(*path, key)] - 1].strip().startswith(f"{json.dumps(key)}:")
                visit(each, (*path, key))
        elif isinstance(value, list):
            for index, each in enumerate(value):
                assert (*path, index) in lines
                visit(each, (*path, index))

    visit(document, ())


@given(st.text("${}%a\\", max_size=12))
def test_escaped_text_reads_back(text: str) -> None:
    assert terraform_value(escape(text), expressions_of([])) == text


@pytest.mark.parametrize("text", ["${a}", "x${a}", "%{if x}", "a $${b} ${c}"])
def test_a_template_is_known_as_one(text: str) -> None:
    assert isinstance(terraform_value(text, expressions_of([])), Template)


def test_rules_lists_and_shows() -> None:
    listed = CliRunner().invoke(app, ["rules"])
    shown = CliRunner().invoke(app, ["rules", "acj210"])
    unknown = CliRunner().invoke(app, ["rules", "ACJ999"])

    assert "ACJ210" in listed.stdout
    assert shown.stdout.startswith("Code:      ACJ210\nSeverity:  error\n")
    assert (unknown.exit_code, "there is no rule" in unknown.stderr) == (2, True)

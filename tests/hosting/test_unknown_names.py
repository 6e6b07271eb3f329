"""What is not here says so, with file and line and what to write; other mistakes are told with it."""

from __future__ import annotations

import contextlib
import copy
import inspect
import pickle
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from cdktf_aspire import (
    ContainerAppJobTriggerType,
    EndpointProperty,
    Event,
    ReferenceEnvironmentInjectionFlags,
    ScaleRule,
    Schedule,
)
from cdktf_aspire.diagnostics.missing import Missing
from cdktf_aspire.diagnostics.spelling import EitherSpelling
from tests.apphost import AppHost, clean_environment

if TYPE_CHECKING:
    from pathlib import Path

    from cdktf_aspire import Problem


def run_main(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs the AppHost `main.py` of a folder as a program of its own."""
    return subprocess.run(
        [sys.executable, "main.py"],
        cwd=folder,
        env=clean_environment(NO_COLOR="1"),
        capture_output=True,
        text=True,
        check=False,
    )


def program(line: str) -> str:
    """A program that ends at its third line."""
    return f"from cdktf_aspire import *\nbuilder = create_builder(name='app')\n{line}\n"


MISSING = {
    "ref_expr('a{0}', 'b').value_expression": "remove it",
    "ReferenceExpression.Create('a')": "ref_expr(format, *values)",
    "ReferenceExpression.create_conditional('a', 'b', 'c', 'd').Value": "remove it",
    "Schedule('0 3 * * *').cron": "Did you mean 'cron_expression'?",
    "Event.rule": "Did you mean 'rules'?",
    "DistributedApplication.CreateBuilder([])": "import create_builder",
}
WRONG_CALLS = {
    "ref_expr()": "ref_expr()",
    "ReferenceExpression.create_conditional('a')": "create_conditional()",
    "builder.add_container('web', 'a/b:1').get_endpoint('http').property()": "property()",
    "raw('a', 'b')": "raw()",
}
CHANGES = {
    "Schedule('0 3 * * *')": "cron_expression",
    "StorageQueueScaleRule(queue_name='orders')": "queue_name",
    "ref_expr('a')": "parts",
}
OWN_MISTAKES = ["object().foo", "ref_expr = lambda a: a\nref_expr()", "int(1, 2, 3)"]
OUTSIDE = (
    "from cdktf_aspire import *\np = create_builder().add_parameter('p')\np.as_provisioning_parameter(p)"
)


def changing(value: str, name: str) -> str:
    return f"from cdktf_aspire import *\nvalue = {value}\nvalue.{name} = 'x'\n"


def reporting(block: str) -> str:
    """A program with two mistakes in a block, of which the second one needs the first one's result."""
    end = "finally:\n  pass\n" if block == "try:" else ""
    lines = [
        *("from cdktf_aspire import *", "builder = create_builder(name='app')", block),
        *("  pg = builder.add_postgres('pg')", "  builder.add_container('a', 'b').with_foo(pg)", end),
    ]
    return "\n".join([*lines, "builder.run()"])


PROGRAMS = [
    *map(program, (*MISSING, *WRONG_CALLS, *OWN_MISTAKES)),
    *(changing(value, name) for value, name in CHANGES.items()),
    *map(reporting, ("if True:", "try:")),
    OUTSIDE,
]
# Runs each program as Python runs it, up to its last words.
RUN_ALL = """
import runpy, sys
for number in range(int(sys.argv[1])):
    try:
        runpy.run_path(f"{number}/main.py", run_name="__main__")
    except SystemExit as end:
        print("exit code", end.code, file=sys.stderr)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    print("---", file=sys.stderr)
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the programs write to standard error; all run in one process."""
    folder = tmp_path_factory.mktemp("programs")
    for number, text in enumerate(PROGRAMS):
        (folder / str(number)).mkdir()
        (folder / str(number) / "main.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL, str(len(PROGRAMS))],
        cwd=folder,
        env=clean_environment(NO_COLOR="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    *errors, _ = done.stderr.split("---\n")
    return dict(zip(PROGRAMS, errors, strict=True))


def only(apphost: AppHost) -> Problem:
    (problem,) = apphost.problems()
    return problem


def untyped(thing: object) -> Any:  # noqa: ANN401
    """The thing as a user without a type checker has it."""
    return thing


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("add_postgres", "builder.add_connection_string(name)"),
        ("add_redis", "builder.add_connection_string(name)"),
        ("add_rabbit_mq", "builder.add_connection_string(name)"),
        ("add_azure_cosmos_db", "azurerm construct in the same stack"),
        ("add_azure_app_config", "azurerm construct in the same stack"),
        ("add_azure_sql_server", "azurerm construct in the same stack"),
        ("add_npm_app", "builder.add_dockerfile(name, context_path)"),
        ("add_python_app", "builder.add_dockerfile(name, context_path)"),
        ("add_bicep_template", "azurerm or azapi construct"),
        ("add_kubernetes_environment", "add_azure_container_app_environment"),
        ("add_contaner", "Did you mean 'add_container'?"),
        ("AddContainer", "snake_case here: add_container"),
        ("Configuration.GetValue", "builder.add_parameter(name)"),
        ("execution_context.get", "Terraform only publishes"),
        ("Services.AddHealthChecks", "remove it"),
        ("addContainer", "snake_case here: add_container"),
        ("AddPostgres", "builder.add_connection_string(name)"),
        ("AddAzureContainerAppEnvironment", "snake_case here: add_azure_container_app_environment"),
    ],
)
def test_a_call_of_the_builder_that_is_not_here_says_what_to_write(
    apphost: AppHost, name: str, hint: str
) -> None:
    exec(f"builder.{name}('x', 'a/b:1')", {"builder": apphost.builder})
    problem = apphost.problems()[0]
    assert (problem.code, problem.path) == ("ACJ013", name.partition(".")[0])
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("with_enviroment", "Did you mean 'with_environment'?"),
        ("WithEnvironment", "snake_case here: with_environment"),
        ("publish_as_azure_container_app_jobs", "Did you mean 'publish_as_azure_container_app_job'?"),
        ("configure_infrastructure", "configure_terraform(configure)"),
        ("with_pg_admin", "remove it"),
        ("with_persistence", 'with_args("--save", "60", "1")'),
        ("publish_as_static_website", "A job has no ingress"),
        ("args('a')", "Did you mean 'with_args'?"),
        ("environment_variables['A'] = '1'", "Did you mean 'with_env'?"),
        ("Value", "Python doesn't need .Value here"),
        ("Resource", "Python doesn't need .Resource here"),
    ],
)
def test_a_call_of_a_resource_that_is_not_here_says_what_to_write(
    apphost: AppHost, name: str, hint: str
) -> None:
    batch = apphost.builder.add_container("batch", "a/b:1").exclude_from_manifest()
    exec(f"batch.{name}", {"batch": batch})
    problem = only(apphost)
    path = re.split(r"\W", name)[0]
    assert (problem.code, problem.resource, problem.path) == ("ACJ013", "batch", path)
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("exclude_from_manifest()", "Remove the call that adds it"),
        ("id_output_reference", "Did you mean 'id'?"),
        ("IdOutputReference", "Did you mean 'id'?"),
        ("BlobEndpoint", "snake_case here: blob_endpoint"),
        ("add_queue('orders').Parent", "snake_case here: parent"),
        ("add_queue('orders').Parent.name_output_reference", "snake_case here: parent"),
    ],
)
def test_what_an_azure_resource_does_not_have(apphost: AppHost, name: str, hint: str) -> None:
    exec(f"storage.{name}", {"storage": apphost.builder.add_azure_storage("storage")})
    assert hint in (only(apphost).hint or "")


def test_a_call_without_what_it_needs_is_one_mistake(apphost: AppHost) -> None:
    batch = untyped(apphost.builder.add_container("batch", "a/b:1"))
    batch.with_environment(A="1").publish_as_azure_container_app_job()
    batch.with_environment({"A": "1"}).with_volume()
    assert [(each.code, each.path) for each in apphost.problems()] == [
        ("ACJ002", "A="),
        ("ACJ002", "name="),
        ("ACJ002", "name="),
        ("ACJ002", "target="),
    ]


def test_what_comes_of_it_causes_no_other_mistakes(apphost: AppHost) -> None:
    builder = untyped(apphost.builder)
    database = builder.add_postgres("pg").with_pg_admin().add_database("db")
    batch = builder.add_container("batch", "a/b:1").with_reference(database).wait_for(database)
    batch.with_environment("DB", database).with_args("--db", database.get_endpoint("tcp"))
    batch.with_nothing_like_it("x").publish_as_azure_container_app_job(
        trigger=Schedule("0 3 * * *"), configure=None, timeout=-1
    )
    found = apphost.problems()
    assert [(each.code, each.path) for each in found] == [
        ("ACJ013", "add_postgres"),
        ("ACJ013", "with_nothing_like_it"),
        ("ACJ202", "timeout="),
    ]
    assert all(each.where and each.where.file == __file__ for each in found)


def test_only_the_spelling_of_csharp_is_wrong_so_the_call_counts(apphost: AppHost) -> None:
    batch = untyped(apphost.builder).AddContainer("batch", "a/b:1").WithEnvironment("A", "1")
    batch.PublishAsAzureContainerAppJob(retries=3)
    assert [(each.code, each.path) for each in apphost.problems()] == [
        ("ACJ013", "AddContainer"),
        ("ACJ013", "WithEnvironment"),
        ("ACJ013", "PublishAsAzureContainerAppJob"),
        ("ACJ002", "retries="),
    ]


def test_those_who_ask_get_pythons_answer(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", "a/b:1")
    for thing in (untyped(apphost.builder), untyped(batch)):
        assert not hasattr(thing, "with_nothing_like_it")
        assert getattr(thing, "with_nothing_like_it", 5) == 5
        with pytest.raises(AttributeError, match="with_nothing_like_it"):
            thing.with_nothing_like_it()
        with contextlib.suppress(AttributeError):
            pytest.fail(thing.with_nothing_like_it())
        for name in ("__deepcopy__", "_repr_html_", "__wrapped__"):
            with pytest.raises(AttributeError):
                getattr(thing, name)
        inspect.getmembers(type(thing))
        assert inspect.unwrap(thing) is thing
    assert "ACJ013" not in apphost.codes()


def test_a_copy_of_an_enum_is_the_enum() -> None:
    for member in ContainerAppJobTriggerType:
        assert copy.copy(member) is copy.deepcopy(member) is pickle.loads(pickle.dumps(member)) is member


def test_inside_a_callback_it_is_the_callbacks_mistake(apphost: AppHost) -> None:
    builder = untyped(apphost.builder)
    batch = builder.add_container("batch", "a/b:1")
    batch.publish_as_azure_container_app_job(lambda infra, job: builder.add_postgres("pg"))
    assert only(apphost).code in {"ACJ009", "ACJ013"}


def test_a_program_ends_with_a_report(tmp_path: Path) -> None:
    text = reporting("with create_builder(name='app') as builder:")
    (tmp_path / "main.py").write_text(text, encoding="utf-8")
    ended = run_main(tmp_path)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "This library doesn't have Aspire's add_postgres() [ACJ013]" in ended.stderr
    assert "main.py line 4" in ended.stderr
    assert "with_foo" in ended.stderr


@pytest.mark.parametrize("block", ["if True:", "try:"])
def test_in_any_block_a_program_ends_with_a_report(said: dict[str, str], block: str) -> None:
    errors = said[reporting(block)]
    assert "Traceback" not in errors
    assert "This library doesn't have Aspire's add_postgres() [ACJ013]" in errors
    assert "main.py line 4" in errors
    assert ("with_foo" in errors) == (block != "try:")


def test_a_wrong_member_ends_the_program_with_a_report(tmp_path: Path) -> None:
    text = "from cdktf_aspire import *\nprint(TriggerType.Scheduled)\n"
    (tmp_path / "main.py").write_text(text, encoding="utf-8")
    ended = run_main(tmp_path)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "Did you mean ContainerAppJobTriggerType.SCHEDULE?" in ended.stderr


def enums() -> list[Any]:
    import cdktf_aspire

    public = (getattr(cdktf_aspire, name) for name in cdktf_aspire.__all__)
    return [each for each in public if isinstance(each, EitherSpelling)]


@pytest.mark.parametrize("kind", enums())
def test_every_member_has_the_spelling_of_csharp_too(kind: Any) -> None:  # noqa: ANN401
    for name, member in kind.__members__.items():
        assert getattr(kind, name.title().replace("_", "")) is member
    assert not hasattr(kind, "NothingLikeIt")


def test_public_enums_take_both_spellings() -> None:
    import enum

    import cdktf_aspire

    public = (getattr(cdktf_aspire, name) for name in cdktf_aspire.__all__)
    others = [each for each in public if isinstance(each, enum.EnumMeta) and each not in enums()]
    assert [each.__name__ for each in others] == ["Severity"]  # of problems, which nobody ports


def test_members_in_the_spelling_of_csharp_count(apphost: AppHost) -> None:
    def configure(infra: object, job: Any) -> None:  # noqa: ANN401
        job.configuration.trigger_type = untyped(ContainerAppJobTriggerType).Schedule
        job.configuration.schedule_trigger_config.cron_expression = "0 3 * * *"

    web = apphost.builder.add_container("web", "a/b:1").with_http_endpoint()
    batch = apphost.builder.add_container("batch", "a/b:1")
    batch.with_environment("SCHEME", web.get_endpoint("http").property(untyped(EndpointProperty).Scheme))
    batch.with_reference_environment(untyped(ReferenceEnvironmentInjectionFlags).ConnectionString)
    batch.publish_as_azure_container_app_job(configure)
    assert apphost.job()["schedule_trigger_config"]["cron_expression"] == "0 3 * * *"
    assert apphost.env()["SCHEME"] in {"http", "https"}


CSHARP = {
    "job.Identity": ("job.Identity", "'identity'"),
    "job.Configuration.ReplicaTimeout = 5": (
        "job.Configuration.ReplicaTimeout",
        "snake_case here: job.configuration.replica_timeout",
    ),
    "job.Configuration.ScheduleTriggerConfig.CronExpression = ''": (
        "job.Configuration.ScheduleTriggerConfig.CronExpression",
        "snake_case here: job.configuration.schedule_trigger_config.cron_expression",
    ),
    "job.Template.Containers[0].Resources.Cpu = 1": (
        "job.Template.Containers[0].Resources.Cpu",
        "snake_case here: job.template.containers[0].resources.cpu",
    ),
    "job.Template.Value.Containers[0].Value.Image = 'a'": (
        "job.Template.Value.Containers[0].Value.Image",
        "snake_case here: job.template.containers[0].image",
    ),
    "for each in job.template.containers * 2: each.Image = 'a'": (
        "job.template.containers[0].Image",
        "'image'",
    ),
    "job.confguration.replica_timout = 5": (
        "job.confguration.replica_timout",
        "Did you mean job.configuration.replica_timeout?",
    ),
    "job.Configuration.Zork.Name = 5": ("job.Configuration.Zork", "here: job.configuration"),
    "job.Template.Containers[5].Image = 'a'": (
        "job.Template.Containers[5]",
        "job.template.containers. Add a",
    ),
    "job.Template.Containers[0].Env.Add(None)": (
        "job.Template.Containers[0].Env.Add",
        "job.template.containers[0].env. Write append",
    ),
    "job.template.containers[0].env.add('A', '1')": (
        "job.template.containers[0].env.add",
        "append(ContainerAppEnvironmentVariable(name=..., value=...))",
    ),
    "job.configuration.secrets.append('a', 'b')": (
        "job.configuration.secrets.append",
        "append(ContainerAppWritableSecret(name=..., value=...))",
    ),
    "job.template.containers[0].args.append()": ("job.template.containers[0].args.append", "one item"),
    "job.template.containers[0].env['A'] = '1'": ("job.template.containers[0].env['A']", "are at [0]"),
    "job.template.containers[0].env['A'].name = 'B'": ("job.template.containers[0].env['A']", "are at [0]"),
    "job.template.containers[0].value.image = 'a:1'": ("job.template.containers[0].value", "need .value"),
    "job.template.containers[0].Value.image = 'a:1'": ("job.template.containers[0].Value", "need .Value"),
    "job.template.volumes[0].value.mount_options = 'a'": ("job.template.volumes[0].value", "need .value"),
    "job.template.Containers.Single().image = 'a'": (
        "job.template.Containers.Single",
        "snake_case here: job.template.containers. Write [0]",
    ),
    "job.template.containers.Single().image = 'a'": ("job.template.containers.Single", "Write [0]"),
    "job.template.containers.Add(None)": ("job.template.containers.Add", "append"),
    "job.configuration.value.replica_timeout = 5": ("job.configuration.value", "need .value"),
    "job.configuration.replica_timeout.value": ("configure=", "need .value"),
}


def test_code_that_ran_before_is_told_the_same(apphost: AppHost) -> None:
    """Python remembers what code of its own did that runs many times, and stands elsewhere in it."""

    def configure(infra: object, job: Any) -> None:  # noqa: ANN401
        job.template.containers[0].env["A"] = "1"

    for number in range(20):
        batch = apphost.builder.add_container(f"batch-{number}", "a/b:1")
        batch.publish_as_azure_container_app_job(configure, timeout=60)

    assert {each.path for each in apphost.problems()} == {"job.template.containers[0].env['A']"}


@pytest.mark.parametrize("line", CSHARP)
def test_csharp_in_a_callback_says_what_to_write(apphost: AppHost, line: str) -> None:
    def configure(infra: object, job: object) -> None:
        exec(compile(line, __file__, "exec"), {"job": job})

    batch = apphost.builder.add_container("batch", "a/b:1").with_volume("/data", "data")
    batch.publish_as_azure_container_app_job(configure, timeout=60)
    path, hint = CSHARP[line]
    problem = only(apphost)
    assert problem.path == path
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("value", "text"), [(1, "1"), (0, "0"), (2.5, "2.5"), (3.0, "3"), (True, "true"), (False, "false")]
)
def test_a_number_in_metadata_is_taken_as_text(apphost: AppHost, value: object, text: str) -> None:
    def configure(infra: object, job: Any) -> None:  # noqa: ANN401
        job.configuration.event_trigger_config.scale.rules[0].metadata["size"] = value

    rule = ScaleRule.custom("external", {"scalerAddress": "x:80", "more": value}, name="rule")  # type: ignore[dict-item]
    batch = apphost.builder.add_container("batch", "a/b:1")
    batch.publish_as_azure_container_app_job(configure, trigger=Event(rule))
    written = apphost.job()["event_trigger_config"]["scale"][0]["rules"][0]["metadata"]
    assert written == {"scalerAddress": "x:80", "more": text, "size": text}


def test_a_key_of_dotnet_configuration_has_two_underscores(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", "a/b:1").with_environment("ConnectionStrings:pg", "x")
    batch.publish_as_azure_container_app_job()
    assert "'ConnectionStrings__pg'" in (only(apphost).hint or "")


def test_what_is_missing_takes_whatever_is_done_with_it(apphost: AppHost) -> None:
    database = untyped(apphost.builder).add_postgres("pg")
    assert isinstance(database, Missing)
    assert isinstance(database.add_database("db").connection_string_expression, Missing)


VALUES = {
    "builder.add_azure_storage('st').output('name')": "Output",
    "builder.add_container('web', 'a/b:1').get_endpoint('http')": "EndpointReference",
    "builder.add_container('w', 'a/b:1').get_endpoint('h').property('host')": "EndpointPropertyReference",
    "builder.add_azure_key_vault('kv').get_secret('pw')": "KeyVaultSecretReference",
    "builder.add_parameter('size')": "Parameter",
    "builder.add_project('web', 'p.csproj').image": "ContainerImage",
}


@pytest.mark.parametrize("value", VALUES)
def test_what_a_value_does_not_have_is_a_problem_of_its_resource(apphost: AppHost, value: str) -> None:
    read = compile(f"({value}).Value", __file__, "eval")
    missing = eval(read, {"builder": apphost.builder})
    batch = apphost.builder.add_container("batch", "a/b:1").with_environment("A", missing)
    batch.with_args(missing).publish_as_azure_container_app_job()
    (problem,) = [each for each in apphost.problems() if each.code not in {"ACJ905", "ACJ943"}]
    assert (problem.code, problem.path) == ("ACJ013", "Value")
    assert problem.message == f"{VALUES[value]} has no 'Value'"
    assert problem.hint == "Python doesn't need .Value here: remove it"


@pytest.mark.parametrize(
    "name", ["url", "Host", "port", "Scheme", "TargetPort", "host_and_port", "tls_enabled"]
)
def test_what_an_endpoint_is_asked_for_is_a_property(apphost: AppHost, name: str) -> None:
    endpoint = apphost.builder.add_container("web", "a/b:1").exclude_from_manifest().get_endpoint("http")
    exec(f"endpoint.{name}", {"endpoint": endpoint})
    hint = only(apphost).hint or ""
    taken = eval(hint, {"property": endpoint.property, "EndpointProperty": EndpointProperty})
    assert taken.endpoint_property.value.lower() == name.replace("_", "").lower()


@pytest.mark.parametrize("line", MISSING)
def test_a_program_that_ends_by_it_prints_no_traceback(said: dict[str, str], line: str) -> None:
    errors = said[program(line)]
    assert "Traceback" not in errors
    assert "[ACJ013]" in errors
    assert "main.py line 3" in errors
    assert MISSING[line] in errors


@pytest.mark.parametrize("line", WRONG_CALLS)
def test_a_program_that_ends_by_a_wrong_call_prints_no_traceback(said: dict[str, str], line: str) -> None:
    errors = said[program(line)]
    assert "Traceback" not in errors
    assert "[ACJ002]" in errors
    assert "main.py line 3" in errors
    assert WRONG_CALLS[line] in errors


@pytest.mark.parametrize("mine", OWN_MISTAKES)
def test_mistakes_of_the_users_own_classes_keep_their_traceback(said: dict[str, str], mine: str) -> None:
    assert "Traceback" in said[program(mine)]


def test_values_answer_those_who_ask_and_those_who_copy(apphost: AppHost) -> None:
    for value in VALUES:
        thing = eval(value.replace("'web'", f"'web{len(value)}'"), {"builder": apphost.builder})
        assert not hasattr(thing, "nothing_like_it")
        assert getattr(thing, "nothing_like_it", 5) == 5
        assert inspect.unwrap(thing) is thing
        assert type(copy.copy(thing)) is type(thing)
    assert "ACJ013" not in apphost.codes()


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("batch.image = 'a/b:2'", "with_image(...)"),
        ("batch.Image = 'a/b:2'", "with_image(...)"),
        ("batch.command = ['run']", "with_entrypoint(...)"),
        ("batch.EnvironmentVariables = {}", "with_env(...)"),
        ("batch.timeout = 60", "Remove the line"),
        ("builder.name = 'other'", "Remove the line"),
    ],
)
def test_setting_what_is_not_there_changes_nothing_and_says_so(
    apphost: AppHost, line: str, hint: str
) -> None:
    batch = apphost.builder.add_container("batch", "a/b:1")
    batch.publish_as_azure_container_app_job()
    exec(compile(line, __file__, "exec"), {"batch": batch, "builder": apphost.builder})
    problem = only(apphost)
    assert problem.code == "ACJ013"
    assert (problem.hint or "").startswith(hint)


@pytest.mark.parametrize("value", [each for each in VALUES if "parameter" not in each])
@pytest.mark.parametrize("change", ["value.name = 'x'", "value.Value = 'x'", "del value.name"])
def test_changing_a_value_is_a_problem_of_its_resource(apphost: AppHost, value: str, change: str) -> None:
    given = eval(value, {"builder": apphost.builder})
    exec(compile(change, __file__, "exec"), {"value": given})
    (problem,) = [each for each in apphost.problems() if each.code not in {"ACJ905", "ACJ943"}]
    assert (problem.code, problem.path) == ("ACJ017", change.split(" = ")[0].rpartition(".")[2])
    assert problem.hint == "Create a new one, and use that"
    with pytest.raises(AttributeError, match="can't be changed"):
        setattr(given, "name", "x")  # noqa: B010 - by somebody who waits for the error


def test_changing_a_value_in_a_callback_is_told_too(apphost: AppHost) -> None:
    name = untyped(apphost.builder.add_azure_storage("st").output("name"))
    batch = apphost.builder.add_container("batch", "a/b:1")
    batch.publish_as_azure_container_app_job(lambda infra, job: setattr(name, "name", "id"))
    assert (only(apphost).code, only(apphost).path) == ("ACJ017", "name")


@pytest.mark.parametrize("value", CHANGES)
def test_a_program_that_ends_by_changing_a_value_prints_no_traceback(
    said: dict[str, str], value: str
) -> None:
    errors = said[changing(value, CHANGES[value])]
    assert "Traceback" not in errors
    assert "[ACJ017]" in errors
    assert "main.py line 3" in errors


def test_a_token_is_made_by_the_first_argument_of_a_callback(apphost: AppHost) -> None:
    name = untyped(apphost.builder.add_azure_storage("st").output("name"))
    batch = apphost.builder.add_container("batch", "a/b:1")
    batch.publish_as_azure_container_app_job(lambda infra, job: name.as_provisioning_parameter(job))
    problem = only(apphost)
    assert (problem.code, problem.path) == ("ACJ002", "as_provisioning_parameter(infra)")
    assert problem.where
    assert problem.where.file == __file__


def test_outside_of_callbacks_there_is_nothing_to_make_a_token(said: dict[str, str]) -> None:
    assert "Traceback" not in said[OUTSIDE]
    assert "Elsewhere, pass the reference itself" in said[OUTSIDE]


@pytest.mark.parametrize("value", [Schedule("0 3 * * *"), Event(ScaleRule.custom("cpu", {}, name="rule"))])
def test_completion_shows_what_users_set(value: object) -> None:
    shown = {each for each in dir(value) if not each.startswith("_")}
    assert not shown & {"problems", "takes_list"}


def test_what_is_there_and_what_others_set_is_set(apphost: AppHost) -> None:
    size = apphost.builder.add_parameter("size")
    size.description = "How many"
    setattr(size, "of_mine", 1)  # noqa: B010 - by somebody who knows what they do
    assert not apphost.problems()
    assert vars(size)["of_mine"] == 1


@pytest.mark.parametrize(
    ("line", "path", "hint"),
    [
        ("context.EnvironmentVariables['A'] = '1'", "EnvironmentVariables", "here: environment_variables"),
        ("context.environment_variables.set('A', '1')", "with_environment, with_args", "[name] = value"),
        ("context.environment_variables.Add('A', '1')", "with_environment, with_args", "[name] = value"),
        ("context.Args.append('a')", "Args", "here: args"),
        ("context.args.Add('a')", "with_environment, with_args", "append(value)"),
    ],
)
def test_other_languages_in_a_callback_of_variables(
    apphost: AppHost, line: str, path: str, hint: str
) -> None:
    def change(context: object) -> None:
        exec(compile(line, __file__, "exec"), {"context": context})

    batch = apphost.builder.add_container("batch", "a/b:1").with_environment(change)
    batch.publish_as_azure_container_app_job()
    problem = only(apphost)
    assert problem.path == path
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("line", "code", "hint"),
    [
        ("endpoint.Port = 80", "ACJ013", "snake_case here: port"),
        ("endpoint.IsExternal", "ACJ013", "snake_case here: is_external"),
        ("endpoint.prot = 80", "ACJ013", "Did you mean"),
    ],
)
def test_other_languages_in_a_callback_of_an_endpoint(
    apphost: AppHost, line: str, code: str, hint: str
) -> None:
    def change(endpoint: object) -> None:
        exec(compile(line, __file__, "exec"), {"endpoint": endpoint})

    apphost.builder.add_container("web", "a/b:1").exclude_from_manifest().with_endpoint("http", change)
    problem = only(apphost)
    assert problem.code == code
    assert hint in (problem.hint or "")


@pytest.mark.parametrize("callback", [None, 5, "x"])
def test_a_callback_of_an_endpoint_is_a_function(apphost: AppHost, callback: Any) -> None:  # noqa: ANN401
    web = apphost.builder.add_container("web", "a/b:1").exclude_from_manifest()
    web.with_http_endpoint_callback(callback)
    assert (only(apphost).code, only(apphost).path) == ("ACJ002", "callback=")


def test_a_filter_of_endpoints_that_fails_is_named(apphost: AppHost) -> None:
    batch = apphost.builder.add_project("batch", "p.csproj").with_http_endpoint()
    untyped(batch).with_endpoints_in_environment(lambda endpoint: endpoint.UriScheme)
    batch.publish_as_azure_container_app_job()
    (problem,) = [each for each in apphost.problems() if each.is_error]
    assert (problem.code, problem.path) == ("ACJ013", "UriScheme")


def test_what_a_value_lacks_in_a_callback_is_not_an_attribute_of_the_job(apphost: AppHost) -> None:
    name = untyped(apphost.builder.add_azure_storage("st").output("name"))
    batch = apphost.builder.add_container("batch", "a/b:1")
    batch.publish_as_azure_container_app_job(lambda infra, job: name.Value)
    assert (only(apphost).code, only(apphost).path) == ("ACJ013", "Value")


def test_an_external_service_has_a_health_check(apphost: AppHost) -> None:
    apphost.builder.add_external_service("shop", "https://shop.example").with_http_health_check("/health")
    assert apphost.problems() == []


def test_replicas_are_of_container_apps(apphost: AppHost) -> None:
    untyped(apphost.builder.add_container("web", "a/b:1").exclude_from_manifest()).with_replicas(2)
    assert "A job has no ingress and no replicas" in (only(apphost).hint or "")

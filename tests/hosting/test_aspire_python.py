"""The page about Aspire's own Python AppHosts: each row of its tables is run, and the tables are complete."""

from __future__ import annotations

import functools
import itertools
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import cdktf_aspire
from cdktf_aspire import ReferenceEnvironmentInjectionFlags
from cdktf_aspire.hosting.run_mode import RunModeCalls, RunModeProgramCalls
from tests.apphost import PROJECT, ROOT, AppHost, Json

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = (ROOT / "docs" / "aspire-python.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, less its head."""
    table = PAGE.split(f"\n{heading}\n")[1].partition("\n|")[2].partition("\n\n")[0]
    return [re.split(r" \| ", row.strip("| ")) for row in table.split("\n")[2:]]


NAMES = [(there.strip("`"), here.strip("`")) for there, here in rows("## Names there and here")]
CALLS = [(re.findall(r"`([^`]+)`", calls), on) for calls, on, _ in rows("## Run-mode calls")]
ON = {
    "any": ("api", "storage", "region", "pg", "queue"),
    "program": ("api", "web", "run"),
    "program, external service": ("api", "web", "run", "shop"),
    "project": ("web",),
    "executable": ("run",),
    "Azure": ("storage", "vault", "bus", "hubs"),
}


def never(*args: object) -> None:
    raise AssertionError("a callback of the run mode is never called")


ADDED: dict[str, Callable[[Any], Any]] = {
    "env": lambda builder: builder.add_azure_container_app_environment("env"),
    "region": lambda builder: builder.add_parameter("region"),
    "storage": lambda builder: builder.add_azure_storage("storage"),
    "queue": lambda builder: builder.add_azure_storage("queues").add_queue("queue"),
    "vault": lambda builder: builder.add_azure_key_vault("vault"),
    "bus": lambda builder: builder.add_azure_service_bus("bus"),
    "hubs": lambda builder: builder.add_azure_event_hubs("hubs"),
    "registry": lambda builder: builder.add_azure_container_registry("registry"),
    "pg": lambda builder: builder.add_connection_string("pg2"),
    "shop": lambda builder: builder.add_external_service("shop", "https://shop.example"),
    "web": lambda builder: builder.add_project("web", "web.csproj").with_http_endpoint(),
    "api": lambda builder: builder.add_container("api", "a/b:1").publish_as_azure_container_app_job(),
    "run": lambda builder: builder.add_executable("run", "run", ".").publish_as_azure_container_app_job(),
    "tool": lambda builder: builder.add_container("job", "a/b:1"),
}
OTHERS = {
    **{name: getattr(cdktf_aspire, name) for name in cdktf_aspire.__all__},
    "Flags": ReferenceEnvironmentInjectionFlags,
    "configure": lambda infra, job: job.tags.update(a="1"),
    "callback": never,
    "url": "https://docs.example",
}


def things(builder: object, text: str) -> dict[str, Any]:
    """What a text names, added in the order above."""
    return {name: add(builder) for name, add in ADDED.items() if re.search(rf"\b{name}\b", text)}


def terraform(apphost: AppHost, *lines: str) -> Json:
    """The Terraform JSON of an AppHost with these lines."""
    names = {**OTHERS, "builder": apphost.builder}
    names |= things(apphost.builder, " ".join(("api", *lines)))
    for line in lines:
        eval(line, names)
    problems = apphost.problems()
    assert [each for each in problems if each.is_error] == []
    return {**apphost.terraform(), "warnings": [each.message for each in problems if each.code != "ACJ965"]}


@pytest.mark.parametrize(("there", "here"), NAMES)
def test_both_names_do_the_same(tmp_path: Path, there: str, here: str) -> None:
    added = [name for name in ADDED if re.search(rf"\b{name}\b", f"{there} {here}")]  # in both of them
    written = [
        terraform(AppHost(tmp_path / str(index)), line, *added) for index, line in enumerate((there, here))
    ]
    assert written[0] == written[1]
    if "with_compute_env" not in there:  # the container is in the only environment by itself
        assert written[0] != without_the_call(*added)


@functools.cache
def without_the_call(*added: str) -> Json:
    with tempfile.TemporaryDirectory() as folder:
        return terraform(AppHost(Path(folder) / "nothing"), *added)


def test_calls_of_the_run_mode_change_nothing(tmp_path: Path) -> None:
    everything = " ".join(ADDED)
    lines = [f"{name}.{call}" for calls, on in CALLS for call in calls for name in ON[on]]
    # Each gives back what it is called on.
    chained = [f"(lambda: {line} is {line.partition('.')[0]} or 1 / 0)()" for line in lines]
    with_calls = terraform(AppHost(tmp_path / "with"), *chained, f"[{everything.replace(' ', ', ')}]")
    assert with_calls == terraform(AppHost(tmp_path / "without"), f"[{everything.replace(' ', ', ')}]")


def test_the_table_has_every_call_of_the_run_mode() -> None:
    documented = {call.partition("(")[0] for calls, _ in CALLS for call in calls}
    here = {name for kind in (RunModeCalls, RunModeProgramCalls) for name in vars(kind) if name[0] != "_"}
    assert here - documented == set()


@pytest.mark.parametrize("call", ["api.with_url", "web.with_lifetime", "storage.run_as_emulator"])
def test_arguments_that_do_not_fit_are_told(apphost: AppHost, call: str) -> None:
    eval(f"{call}('a', nothing_like_it=1)", things(apphost.builder, call))
    assert {each.path for each in apphost.problems() if each.code == "ACJ002"} == {"nothing_like_it="}


def test_what_has_an_effect_in_publishing_has_it(apphost: AppHost) -> None:
    builder = apphost.builder
    cache = builder.add_container("cache", "docker.io/library/redis:8.6").with_endpoint(target_port=6379)
    cache.with_host_port(7000).acknowledge("ACJ905", "an app")
    database = builder.add_connection_string("db").with_connection_property("Host", "db.example")
    job = builder.add_container("batch", "ghcr.io/acme/postgres:17").with_data_volume("data")
    job.with_reference(database).with_environment("PORT", cache.get_endpoint("tcp").property("port"))
    job.publish_as_azure_container_app_job()
    assert apphost.env()["DB_HOST"] == "db.example"
    assert apphost.env()["PORT"] == "7000"
    assert apphost.container()["volume_mounts"] == [{"name": "v0", "path": "/var/lib/postgresql/data"}]


@pytest.mark.parametrize(
    ("image", "folder"),
    [
        ("redis", "/data"),
        ("valkey/valkey:9.1", "/data"),
        ("postgres:18.3", "/var/lib/postgresql"),
        ("docker.io/library/postgres:17", "/var/lib/postgresql/data"),
        ("localhost:5000/postgres:16.2-alpine", "/var/lib/postgresql/data"),
        ("mcr.microsoft.com/mssql/server:2022-latest", "/var/opt/mssql"),
        ("ghcr.io/acme/mongo@sha256:" + "0" * 64, "/data/db"),
    ],
)
def test_a_data_volume_is_where_the_image_keeps_its_data(apphost: AppHost, image: str, folder: str) -> None:
    apphost.builder.add_container("batch", image).with_data_volume().publish_as_azure_container_app_job()
    assert apphost.container()["volume_mounts"][0]["path"] == folder


def test_of_other_images_nobody_knows_where_their_data_is(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", "ghcr.io/acme/postgrest:1").with_data_volume()
    batch.publish_as_azure_container_app_job()
    (problem,) = apphost.problems()
    assert (problem.code, problem.hint) == ("ACJ912", "Name the folder: with_volume(target, name)")


def test_what_would_be_lost_warns(apphost: AppHost) -> None:
    web = apphost.builder.add_project("batch", PROJECT).with_replicas(3)
    web.with_container_files("/app", "./files").publish_with_container_files(web, "/static")
    web.publish_as_azure_container_app_job()
    assert sorted(apphost.codes()) == ["ACJ014", "ACJ014", "ACJ015"]


KEYWORDS = {
    'env=("A", "1")': 'with_environment("A", "1")',
    'env={"name": "A", "value": "1"}': 'with_environment("A", "1")',
    'environment=("A", "1")': 'with_environment("A", "1")',
    'args=["a", "b"]': 'with_args("a", "b")',
    'volume=("/data", "data")': 'with_volume("/data", "data")',
    'volume={"target": "/d", "name": "d", "is_read_only": True}': 'with_volume("/d", "d", is_read_only=True)',
    'entrypoint="run"': 'with_entrypoint("run")',
    "exclude_from_mcp=True": "with_hidden()",
    "dockerfile='./app'": "with_dockerfile('./app')",
    'reference_env={"Endpoints": True}': "with_reference_environment(Flags.ENDPOINTS)",
    "reference=pg": "with_reference(pg)",
}


@pytest.mark.parametrize("keyword", KEYWORDS)
def test_a_keyword_of_an_add_call_is_a_call(tmp_path: Path, keyword: str) -> None:
    publish = "with_compute_env(env){}.publish_as_azure_container_app_job()"
    add = f'builder.add_container("more", "a/b:1"{{}}).{publish}'
    written = [
        terraform(AppHost(tmp_path / "keyword"), add.format(f", {keyword}", "")),
        terraform(AppHost(tmp_path / "call"), add.format("", f".{KEYWORDS[keyword]}")),
    ]
    assert written[0] == written[1]


def test_a_keyword_that_is_no_call_is_a_mistake(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", "a/b:1", enw=("A", "1"))  # type: ignore[call-arg]
    problem = apphost.problems()[0]
    assert (problem.code, problem.path) == ("ACJ002", "enw=")


def test_short_and_long_names_are_of_one_call(tmp_path: Path) -> None:
    """Whatever Aspire's generator shortens, in any call."""
    words = {"environment": "env", "configuration": "config", "variable": "var", "directory": "dir"}
    for thing in things(AppHost(tmp_path).builder, " ".join(ADDED)).values():
        for name, (long, short) in itertools.product(dir(type(thing)), words.items()):
            if long in name.split("_") and not name.startswith("_") and callable(getattr(type(thing), name)):
                assert callable(getattr(thing, name.replace(long, short)))

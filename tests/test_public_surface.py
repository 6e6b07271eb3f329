"""What an editor shows of an AppHost's objects: names for its author, and a line on each argument."""

from __future__ import annotations

import enum
import inspect
import re
from typing import TYPE_CHECKING

import attrs
import pytest

import cdktf_aspire
from cdktf_aspire.jobs.settings import Settings
from constructs import Construct
from tests.apphost import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cdktf_aspire import ContainerAppJob, DistributedApplication, Infrastructure
    from tests.apphost import AppHost

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "stacks").rglob("*.py"))]
# Blocks, and words in backticks.
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.DOTALL | re.MULTILINE)
# For users too, as Aspire has it, and named on no page.
AS_IN_ASPIRE = {
    *("add_external_service", "exclude_from_manifest", "get_endpoint", "publish_as_docker_file"),
    *("publish_as_existing", "run_as_existing", "with_build_arg", "with_build_secret", "with_https_upgrade"),
    *("with_external_http_endpoints", "with_reference_environment"),
    *(f"publish_as_existing_in_{where}" for where in ("resource_group", "subscription", "tenant")),
    *(f"run_as_existing_in_{where}" for where in ("resource_group", "subscription", "tenant")),
    *("connection_properties", "connection_string_expression", "connection_string_environment_variable"),
    *("blob_endpoint", "queue_endpoint", "table_endpoint", "host_name", "endpoint_output", "name_output"),
    "as_http2_service",
    *("registry_endpoint", "registry_id", "pull_identity_id", "log_analytics_workspace_id", "client_id"),
}
# What was set, for those who read it; each has a call that sets it, or is an argument of `add_...`.
READ = {
    *("azure_name", "blob_container_name", "hub", "namespace", "parent", "queue_name", "topic"),
    "acr_pull_identity",
    *(
        "delegated_subnet",
        "dockerfile",
        "entrypoint",
        "https_upgrade",
        "identifier",
        "is_secret",
        "naming",
        "own_identity",
    ),
    *("log_analytics_workspace", "purge_tasks", "working_directory", "workload_profiles", "default_roles"),
}
BUILDERS: dict[str, Callable[[DistributedApplication], object]] = {
    "builder": lambda builder: builder,
    "project": lambda builder: builder.add_project("a", "a.csproj"),
    "container": lambda builder: builder.add_container("a", "a/b:1"),
    "executable": lambda builder: builder.add_executable("a", "run", "."),
    "parameter": lambda builder: builder.add_parameter("a"),
    "environment": lambda builder: builder.add_azure_container_app_environment("env"),
    "connection string": lambda builder: builder.add_connection_string("a"),
    "external service": lambda builder: builder.add_external_service("a", "https://a.example"),
    "identity": lambda builder: builder.add_azure_user_assigned_identity("a"),
    "storage": lambda builder: builder.add_azure_storage("a"),
    "vault": lambda builder: builder.add_azure_key_vault("a"),
    "service bus": lambda builder: builder.add_azure_service_bus("a"),
    "event hubs": lambda builder: builder.add_azure_event_hubs("a"),
    "vault secret": lambda builder: builder.add_azure_key_vault("a").add_secret(
        "b", builder.add_parameter("c", secret=True)
    ),
    "blobs": lambda builder: builder.add_azure_storage("a").add_blobs("b"),
    "blob container": lambda builder: builder.add_azure_storage("a").add_blob_container("b"),
    "storage queue": lambda builder: builder.add_azure_storage("a").add_queue("b"),
    "queue": lambda builder: builder.add_azure_service_bus("a").add_service_bus_queue("b"),
    "subscription": lambda builder: (
        builder.add_azure_service_bus("a").add_service_bus_topic("b").add_service_bus_subscription("c")
    ),
    "consumer group": lambda builder: builder.add_azure_event_hubs("a").add_hub("b").add_consumer_group("c"),
    "registry": lambda builder: builder.add_azure_container_registry("a"),
    "workspace": lambda builder: builder.add_azure_log_analytics_workspace("a"),
}


def shown(thing: object) -> set[str]:
    """What completion offers, less what every construct has."""
    return {name for name in dir(thing) if not name.startswith("_")} - set(dir(Construct))


@pytest.fixture(scope="module")
def documented() -> set[str]:
    """The words of the code in the documentation, and of the stacks."""
    texts = {page: page.read_text(encoding="utf-8") for page in PAGES}
    code = [text if page.suffix == ".py" else " ".join(CODE.findall(text)) for page, text in texts.items()]
    return {word for each in code for word in re.findall(r"\w+", each)}


def test_the_builder_shows_nothing_of_its_inside(apphost: AppHost) -> None:
    assert {each for each in shown(apphost.builder) if not each.startswith("add_")} == {
        *("acknowledge", "build", "check", "configure_terraform", "resource", "resources", "run", "stack"),
        *("terraform_elements", "location", "provider", "provider_version", "register_resource_providers"),
        *("resource_group", "tags", "warnings_as_errors"),
    }


@pytest.mark.parametrize("kind", BUILDERS)
def test_completion_shows_what_is_meant_for_users(apphost: AppHost, documented: set[str], kind: str) -> None:
    thing = BUILDERS[kind](apphost.builder)
    assert shown(thing) - documented - AS_IN_ASPIRE - READ == set()


@pytest.mark.parametrize("kind", Settings.__subclasses__())
def test_a_block_of_a_job_shows_its_attributes(kind: type[Settings]) -> None:
    fields = {field.name for field in attrs.fields(kind) if not field.name.startswith("_")}
    other_names = {*kind._aliases, "retry_policy"}
    assert shown(kind()) - fields - other_names == set()


def test_a_callback_is_shown_what_is_meant_for_it(apphost: AppHost) -> None:
    seen: list[set[str]] = []

    def look(infra: Infrastructure, job: ContainerAppJob) -> None:
        given = (infra, job.template.containers, job.configuration.retry_policy)
        seen.extend(shown(each) - set(dir(list)) for each in given)

    apphost.builder.add_container("a", "a/b:1").publish_as_azure_container_app_job(look)
    apphost.builder.check()

    assert seen[:3] == [
        {"get_provisionable_resources", "provisioning_parameter"},
        {"add"},
        {"retry_limit", "retry_limit_policy"},
    ]


# An argument's line: its name, perhaps a type, and its text, which may go on in deeper lines.
ARGUMENT = re.compile(r"^ {4}\**(\w+)(?: \([^)]*\))?:((?:.*\n)(?: {5,}.*\n)*)", re.MULTILINE)
SECTION = re.compile(r"^(?:Args|Attributes):\n((?: {4}.*\n|\n)+)", re.MULTILINE)
POINTER = re.compile(r"\bsee (?:there|above|`)|\bas (?:there|above|for `)|^(?:the same|like)\b|, like the ")


def arguments_in(docstring: str | None) -> dict[str, str]:
    """The arguments and attributes that a docstring describes, with their text."""
    sections = SECTION.findall(f"{inspect.cleandoc(docstring or '')}\n")
    return {name: " ".join(text.split()) for each in sections for name, text in ARGUMENT.findall(each)}


def callables() -> Iterator[tuple[str, object, dict[str, str]]]:
    """What users call: its name, the function, and what its docstring says of the arguments."""
    for name in cdktf_aspire.__all__:
        public = getattr(cdktf_aspire, name)
        if inspect.isfunction(public):
            yield name, public, arguments_in(public.__doc__)
        elif isinstance(public, type):
            ours = [each for each in public.__mro__ if each.__module__.startswith("cdktf_aspire.")]
            of_class = {
                key: text for each in reversed(ours) for key, text in arguments_in(each.__doc__).items()
            }
            init = public.__init__  # type: ignore[misc]
            made_by_the_builder = "application" in inspect.signature(init).parameters
            if not issubclass(public, enum.Enum) and not made_by_the_builder:
                of_init = arguments_in(init.__doc__)
                private = {
                    field.alias
                    for field in (attrs.fields(public) if attrs.has(public) else ())
                    if field.name.startswith("_")
                }
                yield name, init, of_class | of_init | dict.fromkeys(private, "private")
            for each in ours:
                for method, value in vars(each).items():
                    function = inspect.unwrap(getattr(value, "__func__", value))
                    if not method.startswith("_") and inspect.isfunction(function):
                        yield f"{each.__name__}.{method}", function, arguments_in(value.__doc__)


CALLABLES = {name: (function, said) for name, function, said in callables()}


@pytest.mark.parametrize("name", CALLABLES)
def test_every_argument_is_described_where_it_is_hovered(name: str) -> None:
    function, said = CALLABLES[name]
    assert callable(function)
    if (function.__doc__ or "").startswith("Has no effect"):
        return
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    missing = [
        each.name
        for each in inspect.signature(function).parameters.values()
        if each.kind not in kinds and each.name not in ("self", "cls") and each.name not in said
    ]
    assert missing == []
    assert {each: text for each, text in said.items() if POINTER.search(text)} == {}


def test_a_pointer_is_not_a_description() -> None:
    said = arguments_in(
        "Text.\n\n    Args:\n        cpu: see there.\n        tags: of the job,\n            or None.\n    "
    )
    assert said == {"cpu": "see there.", "tags": "of the job, or None."}
    assert POINTER.search(said["cpu"])

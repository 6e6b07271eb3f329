"""What completion shows of the objects that an AppHost has in hand: what is meant for its author."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs
import pytest

from cdktf_aspire.jobs.settings import Settings
from constructs import Construct
from tests.apphost import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire import DistributedApplication
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

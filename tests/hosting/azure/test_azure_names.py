"""Names in Azure: legal whatever the Aspire name, different for different ones, the same on every run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdktf_aspire.hosting.azure.azure_names import app_identity
from cdktf_aspire.hosting.azure.container_registry import AzureContainerRegistryResource
from cdktf_aspire.hosting.azure.environment_names import (
    Naming,
    environment_part,
    environment_storage,
    volumes_account,
)
from cdktf_aspire.hosting.azure.identity import AzureUserAssignedIdentityResource
from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource
from cdktf_aspire.hosting.azure.log_analytics_workspace import AzureLogAnalyticsWorkspaceResource
from cdktf_aspire.hosting.azure.service_bus import AzureServiceBusResource
from cdktf_aspire.hosting.azure.storage import AzureStorageResource
from cdktf_aspire.hosting.resource_names import is_resource_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire import ContainerAppJob, Infrastructure
    from cdktf_aspire.hosting.azure.azure_resource import MaybeExisting
    from tests.apphost import AppHost

SUFFIX = "0a1b2c3d"

# azurerm 4.55's own checks, and what Azure adds to them.
NAMESPACE = r"(?!.*(-sb|-mgmt)$)[a-zA-Z][-a-zA-Z0-9]{4,48}[a-zA-Z0-9]"
IDENTITY = r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}"
WORKSPACE = r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]"
REGISTRY = r"[a-zA-Z0-9]{5,50}"
STORAGE_ACCOUNT = r"[a-z0-9]{3,24}"


def new(kind: type[MaybeExisting]) -> Callable[[str], str]:
    return lambda name: kind._azure_type.names(name, SUFFIX)


def part(kind: str, naming: Naming = Naming.DEFAULT) -> Callable[[str], str]:
    return lambda name: environment_part(kind, name, naming, SUFFIX)


KINDS: dict[str, tuple[Callable[[str], str], str]] = {
    "storage account": (new(AzureStorageResource), STORAGE_ACCOUNT),
    "volumes' account": (lambda name: volumes_account(name, Naming.DEFAULT, SUFFIX), STORAGE_ACCOUNT),
    "key vault": (
        new(AzureKeyVaultResource),
        r"(?!.*--)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]",
    ),
    "namespace": (new(AzureServiceBusResource), NAMESPACE),
    "registry": (new(AzureContainerRegistryResource), REGISTRY),
    "workspace": (new(AzureLogAnalyticsWorkspaceResource), WORKSPACE),
    "identity": (new(AzureUserAssignedIdentityResource), IDENTITY),
    "job's identity": (app_identity, IDENTITY),
    "environment": (part("cae"), r"(?!.*-$)[a-zA-Z][a-zA-Z0-9-]{0,58}[a-z]?"),
    "environment's workspace": (part("law"), WORKSPACE),
    "environment's registry": (part("acr"), REGISTRY),
    "environment's identity": (part("mi"), IDENTITY),
    "environment's storage": (
        lambda name: environment_storage(name, "v0"),
        r"(?!.*(-$|--))[a-z][a-z0-9-]{0,30}[a-z]?",
    ),
    "shared environment's storage": (
        lambda name: environment_storage(name, "bm12", SUFFIX),
        r"(?!.*(-$|--))[a-z][a-z0-9-]{0,30}[a-z]?",
    ),
}

words = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789", min_size=1, max_size=64)
aspire_names = (
    st.lists(words, min_size=1, max_size=6).map("-".join).map(lambda name: name[:64]).filter(is_resource_name)
)


@pytest.mark.parametrize("kind", KINDS)
@given(name=aspire_names)
def test_every_name_fits_azures_pattern_and_length(kind: str, name: str) -> None:
    make, pattern = KINDS[kind]

    assert re.fullmatch(pattern, make(name), re.ASCII), make(name)


@pytest.mark.parametrize("kind", KINDS)
@given(name=st.text("abcxyz0123456789-", min_size=62, max_size=62).map(lambda name: f"a{name}"))
def test_long_names_that_differ_at_the_end_stay_two_names(kind: str, name: str) -> None:
    make, _ = KINDS[kind]

    assert make(f"{name}1") != make(f"{name}2")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("data", "data0a1b2c3d"),
        ("Data-Store", "datastore0a1b2c3d"),
        ("sixteen-characters", "sixteencha2273680a1b2c3d"),
        ("abcdefghijklmnop", "abcdefghijklmnop0a1b2c3d"),
    ],
)
def test_a_name_that_fits_is_left_alone_and_the_suffix_stays_whole(name: str, expected: str) -> None:
    assert new(AzureStorageResource)(name) == expected


def test_a_name_that_is_cut_gets_the_same_hash_on_every_run() -> None:
    long = "the-monthly-report-of-the-finance-department-in-all-its-detail"

    assert new(AzureKeyVaultResource)(long) == "the-mont-e53639-0a1b2c3d"
    assert environment_storage(long, "v0") == "the-monthly-report-of-th-5d5a79"
    assert new(AzureContainerRegistryResource)(long) == "themonthlyreportofthefinancedepartmee536390a1b2c3d"


def test_two_resources_that_would_have_one_name_in_azure_are_an_error(apphost: AppHost) -> None:
    apphost.builder.add_azure_storage("a-b")
    apphost.builder.add_azure_storage("ab")

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource) == ("ACJ951", "ab")
    assert problem.message == (
        "'ab<suffix>' would be the name of 'a-b' in Azure too (azurerm_storage_account)"
    )


def test_two_jobs_with_one_name_in_azure_are_an_error_at_the_second_name(apphost: AppHost) -> None:
    def nightly(_: Infrastructure, job: ContainerAppJob) -> None:
        job.name = "nightly"

    for name in ("first", "second", "nightly"):
        apphost.builder.add_container(name, "acme/batch:1.0").publish_as_azure_container_app_job(
            None if name == "nightly" else nightly
        )

    second, third = apphost.problems()

    assert [(each.code, each.resource, each.value) for each in (second, third)] == [
        ("ACJ951", "second", "'nightly'"),
        ("ACJ951", "nightly", "'nightly'"),
    ]
    assert second.message == "'nightly' is the name of the job 'first' in Azure too"
    assert second.where is not None
    assert second.where.line == nightly.__code__.co_firstlineno + 1


def test_a_registry_named_as_the_environments_own_would_be_is_an_error(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env")
    apphost.builder.add_azure_container_registry("envacr")

    assert apphost.codes() == ["ACJ951"]


def test_an_identity_with_the_address_of_the_environments_own_is_an_error(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env")
    apphost.builder.add_azure_user_assigned_identity("env-mi")

    (problem,) = apphost.problems()
    assert problem.code == "ACJ906"
    assert "azurerm_user_assigned_identity.env_mi" in problem.message


def test_an_identity_named_as_a_jobs_own_is_an_error_only_when_the_job_has_one(apphost: AppHost) -> None:
    identity = apphost.builder.add_azure_user_assigned_identity("batch-identity")
    batch = apphost.builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job()
    assert apphost.codes() == []

    batch.with_environment("URL", apphost.builder.add_azure_storage("data").blob_endpoint)
    assert apphost.codes() == ["ACJ906"]

    batch.with_azure_user_assigned_identity(identity)
    assert apphost.codes() == []


def test_a_construct_of_the_users_at_the_same_address_is_an_error(apphost: AppHost) -> None:
    from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity

    UserAssignedIdentity(apphost.stack, "worker", name="worker", resource_group_name="rg", location="x")
    apphost.builder.add_azure_user_assigned_identity("worker")

    (problem,) = apphost.problems()
    assert problem.code == "ACJ906"
    assert "the construct 'stack/worker'" in problem.message


def test_two_environments_with_azd_naming_are_an_error(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("one").with_azd_resource_naming()
    apphost.builder.add_azure_container_app_environment("two").with_azd_resource_naming()

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource) == ("ACJ951", "two")


def test_a_second_application_of_the_stack_has_a_resource_group_of_its_own(apphost: AppHost) -> None:
    from cdktf_aspire import create_builder

    apphost.builder.add_container("a", "a/b:1").publish_as_azure_container_app_job()
    other = create_builder(scope=apphost.stack, name="more")
    other.add_azure_container_app_environment("env2")
    other.add_container("b", "a/b:1").publish_as_azure_container_app_job()

    variables = apphost.terraform()["variable"]
    assert variables["resource_group_name"]["default"] == "rg-stack"
    assert variables["more_resource_group_name"]["default"] == "rg-stack-more"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("location", "Pass yours, create_builder(location=variable.string_value), or rename it"),
        (
            "resource_group_name",
            "Pass yours, create_builder(resource_group=variable.string_value), or rename it",
        ),
    ],
)
def test_a_variable_of_the_users_named_as_one_of_ours_is_an_error(
    apphost: AppHost, name: str, hint: str
) -> None:
    from cdktf import TerraformVariable

    TerraformVariable(apphost.stack, name, type="string")
    apphost.builder.add_azure_storage("data")

    (problem,) = [each for each in apphost.problems() if each.code == "ACJ906"]
    assert problem.message == f"var.{name} is already the address of the construct 'stack/{name}'"
    assert problem.hint == hint


def test_a_variable_of_the_users_that_is_passed_takes_the_place_of_ours(apphost: AppHost) -> None:
    from cdktf import TerraformVariable

    from cdktf_aspire import create_builder

    stack = apphost.add_stack("other")
    location = TerraformVariable(stack, "location", type="string")
    other = create_builder(scope=stack, location=location.string_value)
    other.add_azure_service_bus("bus")

    assert other.check() == []
    group = apphost.terraform("other")["resource"]["azurerm_resource_group"]["resource_group"]
    assert group["location"] == "${var.location}"


def test_parts_of_one_name_in_one_place_are_an_error(apphost: AppHost) -> None:
    storage = apphost.builder.add_azure_storage("data")
    storage.add_queue("one", "work")
    storage.add_queue("two", "work")
    storage.add_blob_container("docs", "work")
    bus = apphost.builder.add_azure_service_bus("bus")
    bus.add_service_bus_queue("orders", "Work")
    bus.add_service_bus_topic("news", "work")
    bus.add_service_bus_topic("more-news", "work").as_existing()

    assert [(each.code, each.resource) for each in apphost.problems()] == [
        ("ACJ951", "two"),
        ("ACJ951", "news"),
    ]


def test_parts_of_one_name_in_different_places_are_fine(apphost: AppHost) -> None:
    bus = apphost.builder.add_azure_service_bus("bus")
    hubs = apphost.builder.add_azure_event_hubs("hubs")
    for number in (1, 2):
        bus.add_service_bus_topic(f"topic-{number}").add_service_bus_subscription(f"sub-{number}", "mine")
        hubs.add_hub(f"hub-{number}").add_consumer_group(f"group-{number}", "mine")
        apphost.builder.add_azure_storage(f"data{number}").add_queue(f"queue-{number}", "work")

    assert apphost.problems() == []

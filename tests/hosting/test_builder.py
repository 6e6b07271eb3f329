"""The builder: where an AppHost lives, and when it is written."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import cdktf
import pytest
from cdktf import (
    App,
    AzurermBackend,
    LocalBackend,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
)
from cdktf_cdktf_provider_azurerm.search_service import SearchService

from cdktf_aspire import (
    DistributedApplication,
    ExistingResourceGroup,
    Schedule,
    SynthesisStopped,
    create_builder,
)
from constructs import Construct
from tests.apphost import PROJECT, AppHost, clean_environment, without_notes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"


def test_without_a_scope_run_writes_one_stack_named_apphost(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "from cdktf_aspire import create_builder\n"
        "builder = create_builder()\n"
        f"builder.add_container('batch', {IMAGE!r}).publish_as_azure_container_app_job()\n"
        "builder.build().run()\n"
    )
    subprocess.run([sys.executable, "main.py"], cwd=tmp_path, check=True, env=clean_environment())

    written = json.loads((tmp_path / "cdktf.out" / "stacks" / "apphost" / "cdk.tf.json").read_text())
    assert "batch" in written["resource"]["azurerm_container_app_job"]
    assert str(tmp_path) not in json.dumps(written), "no path of a machine"
    assert written["terraform"]["backend"] == {"local": {"path": "../../../terraform.apphost.tfstate"}}


def test_build_returns_the_application_and_may_be_called_again(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    application = apphost.builder.build()
    assert application.build() is application
    assert isinstance(application, DistributedApplication)
    application.run()
    assert apphost.job()["name"] == "batch"


def test_in_a_users_stack_app_synth_is_enough_and_the_users_resources_stay(apphost: AppHost) -> None:
    TerraformOutput(apphost.stack, "mine", value="1")
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    terraform = apphost.terraform()
    assert terraform["output"]["mine"] == {"value": "1"}
    assert "batch" in terraform["resource"]["azurerm_container_app_job"]


def test_a_token_of_the_users_own_is_a_value_anywhere(apphost: AppHost) -> None:
    zone = TerraformVariable(apphost.stack, "zone", type="string")
    hours = TerraformVariable(apphost.stack, "hours", type="number")
    words = TerraformVariable(apphost.stack, "words", type="list(string)")
    apphost.builder.add_container("batch", f"r.io/{zone.string_value}:1").with_environment(
        "ZONE", f"in ${{literal}} {zone.string_value}"
    ).with_args("--first", words.list_value, "last").publish_as_azure_container_app_job(
        trigger=Schedule(zone.string_value), timeout=hours.number_value, memory=zone.string_value
    )

    job, container = apphost.job(), apphost.container()
    assert container["image"] == "r.io/${var.zone}:1"
    assert apphost.env() == {"ZONE": 'in ${"$"}{literal} ${var.zone}'}
    assert container["args"] == '${concat(["--first"], var.words, ["last"])}'
    assert container["memory"] == "${var.zone}"
    assert job["schedule_trigger_config"]["cron_expression"] == "${var.zone}"
    assert job["replica_timeout_in_seconds"] == "${var.hours}"


def test_a_list_token_is_all_arguments(apphost: AppHost) -> None:
    words = TerraformVariable(apphost.stack, "words", type="list(string)")
    apphost.builder.add_container("batch", IMAGE).with_args(
        words.list_value
    ).publish_as_azure_container_app_job()

    assert apphost.container()["args"] == "${var.words}"


def test_testing_synth_writes_the_application_too() -> None:
    stack = TerraformStack(cdktf.Testing.app(), "stack")
    create_builder(scope=stack).add_container("batch", IMAGE).publish_as_azure_container_app_job()

    terraform = without_notes(json.loads(cdktf.Testing.synth(stack)))
    assert terraform["resource"]["azurerm_container_app_job"]["batch"]["name"] == "batch"


def test_two_applications_in_one_stack_have_addresses_of_their_own(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    other = create_builder(scope=apphost.stack, name="other")
    other.add_azure_container_app_environment("other-env")
    other.add_container("nightly", IMAGE).publish_as_azure_container_app_job()

    terraform = apphost.terraform()
    assert list(terraform["resource"]["azurerm_container_app_job"]) == ["batch", "nightly"]
    assert list(terraform["resource"]["azurerm_resource_group"]) == ["other_resource_group", "resource_group"]


def test_an_address_that_is_taken_is_an_error(apphost: AppHost) -> None:
    TerraformVariable(apphost.stack, "api_containerimage", type="string")
    apphost.builder.add_project("api", PROJECT).publish_as_azure_container_app_job()
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    other = create_builder(scope=apphost.stack, name="other")
    other.add_azure_container_app_environment("other-env")
    other.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    assert apphost.codes() == ["ACJ906"]
    assert [problem.code for problem in other.check()] == ["ACJ906"]


def test_nothing_is_written_when_there_is_an_error(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(cpu=3.3)

    with pytest.raises(SynthesisStopped):
        apphost.app.synth()
    assert not list(apphost.folder.rglob("cdk.tf.json"))


def test_an_error_in_one_stack_leaves_the_others_unwritten(apphost: AppHost) -> None:
    apphost.builder.add_container("good", IMAGE).publish_as_azure_container_app_job()
    bad = create_builder(scope=apphost.add_stack("bad"))
    bad.add_container("bad", IMAGE).publish_as_azure_container_app_job(cpu=3.3)

    with pytest.raises(SynthesisStopped):
        apphost.app.synth()
    assert not list(apphost.folder.rglob("cdk.tf.json"))


def test_after_an_error_is_mended_the_synth_works(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(cpu=3.3)
    with pytest.raises(SynthesisStopped):
        apphost.app.synth()
    batch.publish_as_azure_container_app_job(cpu=0.5)

    assert apphost.container()["cpu"] == 0.5


def test_a_resource_added_after_the_synth_is_an_error_at_the_next_one(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    apphost.app.synth()
    apphost.app.synth()
    apphost.builder.add_container("late", IMAGE).publish_as_azure_container_app_job()

    with pytest.raises(SynthesisStopped):
        apphost.app.synth()


def test_warnings_are_annotations_and_can_be_errors(new_apphost: Callable[..., AppHost]) -> None:
    def declare(apphost: AppHost) -> None:
        apphost.builder.add_container("batch", "a/b").publish_as_azure_container_app_job()

    lenient = new_apphost()
    declare(lenient)
    lenient.terraform()
    manifest = json.loads((lenient.folder / "manifest.json").read_text())
    (annotation,) = manifest["stacks"]["stack"]["annotations"]
    assert annotation["level"] == "@cdktf/warn"
    assert annotation["message"].startswith("[ACJ302] ")
    assert annotation["constructPath"] == "stack/apphost/batch"

    strict = new_apphost("strict", warnings_as_errors=True)
    declare(strict)
    with pytest.raises(SynthesisStopped):
        strict.terraform()


def test_the_provider_is_a_range_that_can_be_set(new_apphost: Callable[..., AppHost]) -> None:
    def version(apphost: AppHost) -> object:
        apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
        return apphost.terraform()["terraform"]["required_providers"]["azurerm"]["version"]

    assert version(new_apphost()) == ">= 4.55, < 6"
    assert version(new_apphost("other", provider_version="~> 4.60")) == "~> 4.60"


def test_the_users_own_provider_is_kept(apphost: AppHost) -> None:
    from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures

    AzurermProvider(apphost.stack, "azurerm", features=[AzurermProviderFeatures()], subscription_id="mine")
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    assert apphost.terraform()["provider"]["azurerm"] == [{"features": [{}], "subscription_id": "mine"}]
    assert "batch" in apphost.terraform()["resource"]["azurerm_container_app_job"]


def test_the_users_backend_is_kept(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    stack = TerraformStack(app, "stack")
    AzurermBackend(
        stack, resource_group_name="rg", storage_account_name="st", container_name="tf", key="jobs.tfstate"
    )
    create_builder(scope=stack).add_container("batch", IMAGE).publish_as_azure_container_app_job()
    app.synth()

    written = json.loads((tmp_path / "stacks" / "stack" / "cdk.tf.json").read_text())
    assert list(written["terraform"]["backend"]) == ["azurerm"]


def test_the_same_apphost_gives_the_same_bytes_in_any_folder(tmp_path: Path) -> None:
    def bytes_of(folder: Path) -> bytes:
        folder.mkdir(parents=True)
        app = App(outdir=str(folder))
        stack = TerraformStack(app, "stack")
        LocalBackend(stack, path="terraform.tfstate")
        builder = create_builder(scope=stack)
        builder.add_project("api", "a.csproj").publish_as_azure_container_app_job()
        app.synth()
        return (folder / "stacks" / "stack" / "cdk.tf.json").read_bytes()

    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "elsewhere" / "b")


class TestResourceGroup:
    def test_it_is_created_from_variables_with_defaults(self, apphost: AppHost) -> None:
        apphost.builder.add_azure_container_app_environment("env")

        terraform = apphost.terraform()
        assert terraform["resource"]["azurerm_resource_group"]["resource_group"] == {
            "name": "${var.resource_group_name}",
            "location": "${var.location}",
        }
        assert terraform["variable"]["location"]["default"] == "westeurope"
        assert terraform["variable"]["resource_group_name"]["default"] == "rg-stack"

    def test_name_and_location_are_normalised_defaults(self, new_apphost: Callable[..., AppHost]) -> None:
        apphost = new_apphost(location="West US 2", resource_group="rg-mine")
        apphost.builder.add_azure_container_app_environment("env")

        assert apphost.terraform()["variable"]["location"]["default"] == "westus2"
        assert apphost.terraform()["variable"]["resource_group_name"]["default"] == "rg-mine"

    def test_an_existing_one_is_looked_up(self, new_apphost: Callable[..., AppHost]) -> None:
        apphost = new_apphost(resource_group=ExistingResourceGroup("rg-there"))
        apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

        terraform = apphost.terraform()
        assert "azurerm_resource_group" not in terraform["resource"]
        assert terraform["variable"]["resource_group_name"]["default"] == "rg-there"
        assert apphost.job()["location"] == "${data.azurerm_resource_group.resource_group.location}"

    def test_the_apphosts_own_location_parameter_is_the_region(self, apphost: AppHost) -> None:
        apphost.builder.add_parameter("location", "northeurope")
        apphost.builder.add_azure_container_app_environment("env")

        assert apphost.terraform()["variable"]["location"]["default"] == "northeurope"
        group = apphost.resource("azurerm_resource_group", "resource_group")
        assert group["location"] == "${var.location}"


@pytest.mark.parametrize(
    ("declare", "namespaces"),
    [
        (lambda builder: builder.add_azure_storage("data"), ["Microsoft.Storage"]),
        (lambda builder: builder.add_azure_service_bus("bus"), ["Microsoft.ServiceBus"]),
        (lambda builder: builder.add_azure_event_hubs("hubs"), ["Microsoft.EventHub"]),
        (lambda builder: builder.add_azure_key_vault("vault"), ["Microsoft.KeyVault"]),
        (lambda builder: builder.add_azure_container_registry("images"), ["Microsoft.ContainerRegistry"]),
        (
            lambda builder: builder.add_azure_log_analytics_workspace("logs"),
            ["Microsoft.OperationalInsights"],
        ),
        (lambda builder: builder.add_azure_user_assigned_identity("id"), ["Microsoft.ManagedIdentity"]),
        (lambda builder: builder.add_azure_storage("data").as_existing("theirs"), []),
    ],
)
def test_azurerm_registers_the_resource_providers_of_what_is_created(
    apphost: AppHost, declare: Callable[[DistributedApplication], object], namespaces: list[str]
) -> None:
    declare(apphost.builder)

    assert registered(apphost) == namespaces


def test_a_job_and_its_alert_have_the_resource_providers_that_they_need(apphost: AppHost) -> None:
    group = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Insights/actionGroups/oncall"
    apphost.builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job().alert_on_failure(
        group
    )

    assert registered(apphost) == [
        "Microsoft.App",
        "Microsoft.ContainerRegistry",
        "microsoft.insights",  # azurerm compares the case of the letters, and so Azure lists it
        "Microsoft.ManagedIdentity",
        "Microsoft.OperationalInsights",
    ]


def test_another_application_and_the_users_own_resources_count_too(apphost: AppHost) -> None:
    from cdktf_cdktf_provider_azurerm.redis_cache import RedisCache

    RedisCache(
        Construct(apphost.stack, "deeper"),
        "cache",
        name="cache",
        resource_group_name="rg",
        location="westeurope",
        capacity=0,
        family="C",
        sku_name="Basic",
    )
    apphost.builder.add_azure_service_bus("bus")
    create_builder(scope=apphost.stack, name="other").add_azure_key_vault("vault")

    assert registered(apphost) == ["Microsoft.Cache", "Microsoft.KeyVault", "Microsoft.ServiceBus"]


def test_a_deployer_without_the_right_has_nothing_registered(tmp_path: Path) -> None:
    apphost = AppHost(tmp_path, register_resource_providers=False)
    apphost.builder.add_azure_service_bus("bus")

    assert apphost.terraform()["provider"]["azurerm"] == [
        {"features": [{}], "resource_provider_registrations": "none"}
    ]


def test_one_application_of_a_stack_that_registers_nothing_is_enough(apphost: AppHost) -> None:
    apphost.builder.add_azure_service_bus("bus")
    create_builder(scope=apphost.stack, name="other", register_resource_providers=False)

    (provider,) = apphost.terraform()["provider"]["azurerm"]
    assert provider == {"features": [{}], "resource_provider_registrations": "none"}


def test_what_a_callback_adds_to_the_stack_is_registered_too(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.configure_terraform(
        lambda job: SearchService(
            apphost.stack, "search", name="s", location="x", resource_group_name="rg", sku="basic"
        )
    )

    assert "Microsoft.Search" in registered(apphost)


def registered(apphost: AppHost) -> list[str]:
    (provider,) = apphost.terraform()["provider"]["azurerm"]
    namespaces: list[str] = provider.get("resource_providers_to_register", [])
    return namespaces


@pytest.mark.parametrize(
    "tags",
    [
        {f"t{index}": "x" for index in range(51)},
        {"a" * 513: "x"},
        {"a": "x" * 257},
        {"a/b": "x"},
        {"A": "", "a": ""},
    ],
)
def test_tags_that_azure_does_not_take_are_an_error(tmp_path: Path, tags: dict[str, str]) -> None:
    assert AppHost(tmp_path, tags=tags).codes() == ["ACJ108"]


@pytest.mark.parametrize(
    ("of_all", "of_the_job", "codes"),
    [
        ({f"t{index}": "x" for index in range(30)}, {f"j{index}": "x" for index in range(21)}, ["ACJ108"]),
        ({f"t{index}": "x" for index in range(30)}, {f"t{index}": "y" for index in range(30)}, []),
        ({"Team": "x"}, {"team": "y"}, ["ACJ108"]),
    ],
)
def test_a_job_has_its_own_tags_and_those_of_the_application(
    tmp_path: Path, of_all: dict[str, str], of_the_job: dict[str, str], codes: list[str]
) -> None:
    apphost = AppHost(tmp_path, tags=of_all)
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(tags=of_the_job)

    assert apphost.codes() == codes

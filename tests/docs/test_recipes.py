"""What the recipes say that their Terraform is, beyond the parts that they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.terraform import examples

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import Json


def written_by(recipe: str, folder: Path, of_run: Path) -> list[Json]:
    """The Terraform of each AppHost of a page, in order."""
    return examples.documents_in(examples.of_run_in(of_run, f"docs/recipes/{recipe}", folder)[0])


def test_where_everything_exists_only_the_job_is_created(tmp_path: Path, of_run: Path) -> None:
    (intake,) = written_by("existing-everything.md", tmp_path, of_run)

    assert {kind: list(each) for kind, each in intake["resource"].items()} == {
        "azurerm_container_app_job": ["intake"]
    }
    assert {kind: list(each) for kind, each in intake["data"].items()} == {
        "azurerm_container_app_environment": ["env"],
        "azurerm_container_registry": ["images"],
        "azurerm_key_vault": ["vault"],
        "azurerm_log_analytics_workspace": ["logs"],
        "azurerm_resource_group": ["resource_group"],
        "azurerm_storage_account": ["storage"],
        "azurerm_user_assigned_identity": ["identity"],
    }
    (provider,) = intake["provider"]["azurerm"]
    assert provider["resource_providers_to_register"] == ["Microsoft.App"]


def test_the_private_network_lets_nobody_in(tmp_path: Path, of_run: Path) -> None:
    resources = [each["resource"] for each in written_by("private-network.md", tmp_path, of_run)]

    for each in resources:
        for environment in each["azurerm_container_app_environment"].values():
            assert environment["internal_load_balancer_enabled"] is True
    ledger = resources[0]
    assert ledger["azurerm_container_registry"]["registry"]["public_network_access_enabled"] is False
    assert ledger["azurerm_key_vault"]["vault"]["public_network_access_enabled"] is False
    assert {"azurerm_private_endpoint.registry-endpoint", "azurerm_private_endpoint.vault-endpoint"} <= set(
        ledger["azurerm_container_app_job"]["close"]["depends_on"]
    )


def test_each_environment_has_its_own_group_state_and_schedule(tmp_path: Path, of_run: Path) -> None:
    *stacks, _ = written_by("several-environments.md", tmp_path, of_run)

    jobs = [each["resource"]["azurerm_container_app_job"]["report"] for each in stacks]
    assert sorted(
        (
            each["variable"]["resource_group_name"]["default"],
            each["terraform"]["backend"]["azurerm"]["storage_account_name"],
            job["schedule_trigger_config"]["cron_expression"],
        )
        for each, job in zip(stacks, jobs, strict=True)
    ) == [
        ("rg-reports-dev", "stterraformdev", "0 6 * * 1-5"),
        ("rg-reports-prod", "stterraformprod", "0 2 * * *"),
        ("rg-reports-test", "stterraformtest", "0 4 * * 1-5"),
    ]

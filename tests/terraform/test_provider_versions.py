"""azurerm from 4.55 to 5: what is written is in all of them, or the constraint says from which one on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures

from cdktf_aspire import Event, StorageQueueScaleRule, TriggerType
from cdktf_aspire.terraform.provider_versions import DEFAULT_PROVIDER_VERSION, lets_in
from tests.hosting.test_azurerm_schema import everything
from tests.terraform import known_attributes
from tests.terraform.known_attributes import NEWER

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire import ContainerAppJob, Infrastructure
    from tests.apphost import AppHost


def publish(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job()


def version(apphost: AppHost) -> str | None:
    found: str | None = apphost.terraform()["terraform"]["required_providers"]["azurerm"].get("version")
    return found


@pytest.mark.parametrize(("engine", "unknown"), [("cdktf", NEWER), ("cdktn", set())])
def test_everything_that_is_written_is_in_azurerm_4_55_and_in_5(
    apphost: AppHost, engine: str, unknown: set[str]
) -> None:
    everything(apphost)
    apphost.builder.add_container("watcher", "a/b:1").publish_as_azure_container_app_job(
        trigger=Event(StorageQueueScaleRule(queue_name="orders", account_name="storders"))
    )

    document = apphost.terraform()
    assert len(document["resource"]) > 20
    assert known_attributes.unknown(document, json.dumps(document), engine) == unknown


def test_the_default_lets_both_in() -> None:
    assert DEFAULT_PROVIDER_VERSION == ">= 4.55, < 6"
    assert lets_in(DEFAULT_PROVIDER_VERSION, (5, 10, 0))
    assert not lets_in(DEFAULT_PROVIDER_VERSION, (6, 0, 0))


@pytest.mark.parametrize(
    ("constraint", "is_in"),
    [
        (">= 4.55, < 6", True),
        ("~> 5.0", True),
        (">= 4.55", True),
        ("5.10.0", True),
        ("~> 4.60", False),
        (">= 4.55, < 5", False),
        ("< 5.0.0", False),
        ("4.81.0", False),
    ],
)
def test_which_constraints_let_azurerm_5_in(constraint: str, is_in: bool) -> None:
    assert lets_in(constraint, (5, 0, 0)) is is_in


def test_an_attribute_that_no_version_of_the_constraint_has_is_an_error_that_names_the_first_one(
    new_apphost: Callable[..., AppHost],
) -> None:
    apphost = new_apphost(provider_version="~> 4.40.0")
    apphost.builder.add_azure_storage("data").add_queue("orders")
    apphost.builder.add_azure_key_vault("vault")

    assert {(each.code, each.resource, each.message, each.allowed) for each in apphost.problems()} == {
        (
            "ACJ630",
            "orders",
            "azurerm ~> 4.40.0 doesn't have storage_account_id of a queue",
            "azurerm 4.46.0 or newer",
        ),
        (
            "ACJ630",
            "vault",
            "azurerm ~> 4.40.0 doesn't have rbac_authorization_enabled of a Key Vault",
            "azurerm 4.42.0 or newer",
        ),
    }


def test_what_is_only_looked_up_needs_no_newer_version(new_apphost: Callable[..., AppHost]) -> None:
    apphost = new_apphost(provider_version="~> 4.40.0")
    apphost.builder.add_azure_key_vault("vault").as_existing("theirs")

    assert apphost.codes() == []


def test_an_identity_that_is_not_written_needs_no_newer_version(
    new_apphost: Callable[..., AppHost],
) -> None:
    def by_hand(_: Infrastructure, job: ContainerAppJob) -> None:
        job.configuration.trigger_type = TriggerType.MANUAL

    event = Event(StorageQueueScaleRule(queue_name="orders", account_name="storders"))
    apphosts = [new_apphost(str(index), provider_version="~> 4.60.0") for index in range(2)]
    for apphost, configure in zip(apphosts, [None, by_hand], strict=True):
        worker = apphost.builder.add_container("worker", "a/b:1")
        worker.publish_as_azure_container_app_job(configure, trigger=event)

    assert ["ACJ630" in apphost.codes() for apphost in apphosts] == [True, False]


class TestOwnProvider:
    """A provider of the user's own stays as it is."""

    def own(self, apphost: AppHost, **more: object) -> None:
        AzurermProvider(apphost.stack, "azurerm", features=[AzurermProviderFeatures()], **more)  # type: ignore[arg-type]

    def test_the_bindings_pin_its_version_unless_a_constraint_is_given(
        self, new_apphost: Callable[..., AppHost]
    ) -> None:
        pinned, given = new_apphost("pinned"), new_apphost("given", provider_version="~> 5.0")
        for apphost in (pinned, given):
            self.own(apphost, resource_providers_to_register=["Microsoft.App"])
            publish(apphost)

        assert (version(pinned), version(given)) == ("4.55.0", "~> 5.0")

    def test_with_azurerm_5_it_registers_nothing_by_itself(self, new_apphost: Callable[..., AppHost]) -> None:
        apphost = new_apphost(provider_version=">= 4.55, < 6")
        self.own(apphost, resource_providers_to_register=["Microsoft.Storage"])
        publish(apphost)

        (problem,) = apphost.problems()
        assert (problem.code, problem.is_error) == ("ACJ987", False)
        assert problem.message == "From azurerm 5 on, your own provider does not register Microsoft.App"

    @pytest.mark.parametrize(
        ("options", "provider"),
        [
            ({"provider_version": "~> 4.60"}, {}),
            ({}, {}),
            ({"provider_version": "~> 5.0"}, {"resource_providers_to_register": ["microsoft.app"]}),
            ({"provider_version": "~> 5.0"}, {"resource_provider_registrations": "none"}),
            ({"provider_version": "~> 5.0", "register_resource_providers": False}, {}),
            ({"provider_version": "~> 5.0"}, {"alias": "other"}),
        ],
    )
    def test_nothing_is_said_where_it_does_or_somebody_has_decided(
        self, new_apphost: Callable[..., AppHost], options: dict[str, object], provider: dict[str, object]
    ) -> None:
        apphost = new_apphost(**options)
        self.own(apphost, **provider)
        publish(apphost)

        assert apphost.codes() == []

    def test_it_is_acknowledged_on_the_application(self, new_apphost: Callable[..., AppHost]) -> None:
        apphost = new_apphost(provider_version="~> 5.0")
        self.own(apphost)
        publish(apphost)
        apphost.builder.acknowledge("ACJ987", "The platform team registers them.")

        assert apphost.codes() == []

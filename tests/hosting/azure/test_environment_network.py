"""The network of an environment: what is written, and what doesn't go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from cdktf import TerraformStack, TerraformVariable
from cdktf_cdktf_provider_azurerm.data_azurerm_subnet import DataAzurermSubnet
from cdktf_cdktf_provider_azurerm.subnet import (
    Subnet,
    SubnetDelegation,
    SubnetDelegationServiceDelegation,
)

from cdktf_aspire import raw

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf import App

    from cdktf_aspire import AzureContainerAppEnvironment
    from tests.apphost import AppHost

SUBNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s"


def environment(apphost: AppHost, name: Any = "env", **network: Any) -> AzureContainerAppEnvironment:  # noqa: ANN401
    return apphost.builder.add_azure_container_app_environment(name, **network)


def subnet_of(
    apphost: AppHost, *prefixes: str, delegated_to: str | None = "Microsoft.App/environments"
) -> Subnet:
    delegations = [
        SubnetDelegation(name="jobs", service_delegation=SubnetDelegationServiceDelegation(name=each))
        for each in [delegated_to]
        if each is not None
    ]
    return Subnet(
        apphost.stack,
        "jobs",
        name="snet-jobs",
        resource_group_name="rg-network",
        virtual_network_name="vnet",
        address_prefixes=list(prefixes),
        delegation=delegations or None,
    )


def test_a_private_network(apphost: AppHost) -> None:
    environment(
        apphost,
        infrastructure_subnet_id=subnet_of(apphost, "10.0.0.0/27"),
        internal_load_balancer_enabled=True,
        zone_redundancy_enabled=True,
        infrastructure_resource_group_name="rg-jobs-infrastructure",
        public_network_access="Disabled",
        mutual_tls_enabled=True,
    )

    written = apphost.resource("azurerm_container_app_environment", "env")
    assert written["infrastructure_subnet_id"] == "${azurerm_subnet.jobs.id}"
    assert written["internal_load_balancer_enabled"] is True
    assert written["zone_redundancy_enabled"] is True
    assert written["public_network_access"] == "Disabled"
    assert written["mutual_tls_enabled"] is True
    assert written["infrastructure_resource_group_name"] == "rg-jobs-infrastructure"
    # It is the user's own name: a change of it must show in the plan.
    assert "lifecycle" not in written


def test_the_method_has_the_same_settings_and_the_last_call_counts(apphost: AppHost) -> None:
    env = environment(apphost, zone_redundancy_enabled=True).with_network(
        infrastructure_subnet_id=SUBNET, internal_load_balancer_enabled=True
    )
    env.with_network(internal_load_balancer_enabled=False)

    written = apphost.resource("azurerm_container_app_environment", "env")
    assert written["infrastructure_subnet_id"] == SUBNET
    assert written["zone_redundancy_enabled"] is True
    assert written["internal_load_balancer_enabled"] is False
    assert written["lifecycle"] == {"ignore_changes": ["infrastructure_resource_group_name"]}


def test_parameters_and_tokens_are_settings_too(apphost: AppHost) -> None:
    builder = apphost.builder
    environment(
        apphost,
        infrastructure_subnet_id=builder.add_parameter("subnet"),
        internal_load_balancer_enabled=builder.add_parameter("internal", True),
        zone_redundancy_enabled=TerraformVariable(apphost.stack, "zones", type="bool").boolean_value,
        infrastructure_resource_group_name=builder.add_parameter("group"),
        public_network_access=builder.add_parameter("access"),
    )

    written = apphost.resource("azurerm_container_app_environment", "env")
    assert written["infrastructure_subnet_id"] == "${var.subnet}"
    assert written["internal_load_balancer_enabled"] == "${var.internal}"
    assert written["zone_redundancy_enabled"] == "${var.zones}"
    assert written["infrastructure_resource_group_name"] == "${var.group}"
    assert written["public_network_access"] == "${var.access}"


@pytest.mark.parametrize("setting", ["internal_load_balancer_enabled", "zone_redundancy_enabled"])
def test_what_needs_a_subnet_is_an_error_without_one(apphost: AppHost, setting: str) -> None:
    environment(apphost, **{setting: True})
    environment(apphost, "other", **{setting: apphost.builder.add_parameter("enabled")})
    environment(apphost, "neighbour", **{setting: True}).with_delegated_subnet(SUBNET)

    assert [(each.code, each.resource, each.path) for each in apphost.problems()] == [
        ("ACJ846", "env", f"{setting}="),
        ("ACJ846", "other", f"{setting}="),
    ]


@pytest.mark.parametrize("setting", ["internal_load_balancer_enabled", "zone_redundancy_enabled"])
def test_without_a_subnet_false_is_not_written(apphost: AppHost, setting: str) -> None:
    """azurerm refuses it together with no subnet, and it is what Azure does anyway."""
    environment(apphost, **{setting: False})

    assert setting not in apphost.resource("azurerm_container_app_environment", "env")


def test_a_group_for_the_infrastructure_needs_workload_profiles(apphost: AppHost) -> None:
    env = environment(apphost, infrastructure_resource_group_name="rg-infrastructure")
    assert apphost.codes() == []
    env.without_workload_profiles()

    assert [(each.code, each.path) for each in apphost.problems()] == [
        ("ACJ847", "infrastructure_resource_group_name=")
    ]


def test_an_internal_environment_has_no_public_access(apphost: AppHost) -> None:
    internal = {"infrastructure_subnet_id": SUBNET, "internal_load_balancer_enabled": True}
    env = environment(apphost, **internal, public_network_access="Disabled")
    assert apphost.codes() == []
    env.with_network(public_network_access="Enabled")

    assert [(each.code, each.path) for each in apphost.problems()] == [("ACJ848", "public_network_access=")]


@pytest.mark.parametrize(
    ("prefix", "has_profiles", "needed"),
    [
        ("10.0.0.0/27", True, None),
        ("10.0.0.0/28", True, "/27"),
        ("10.0.0.0/23", False, None),
        ("10.0.0.0/24", False, "/23"),
    ],
)
def test_a_subnet_has_room_for_the_environment(
    apphost: AppHost, prefix: str, has_profiles: bool, needed: str | None
) -> None:
    env = environment(apphost, infrastructure_subnet_id=subnet_of(apphost, prefix))
    if not has_profiles:
        env.without_workload_profiles()

    size = prefix.partition("/")[2]
    message = f"The subnet's size is /{size}, and the environment needs {needed} or larger"
    assert [(each.code, each.message) for each in apphost.problems()] == (
        [("ACJ849", message)] if needed else []
    )


@pytest.mark.parametrize(
    ("prefixes", "codes"),
    [
        (["10.0.0.5/28"], ["ACJ849"]),
        (["10.0.0.0/28", "10.1.0.0/28"], ["ACJ849"]),
        (["10.0.0.0/28", "10.1.0.0/27"], []),
        (["fd00::/64", "10.0.0.0/28"], ["ACJ849"]),
        (["fd00::/64", "10.0.0.0/27"], []),
        (["${var.prefix}", "10.0.0.0/28"], []),
    ],
)
def test_the_size_of_a_subnet_with_several_prefixes(
    apphost: AppHost, prefixes: list[str], codes: list[str]
) -> None:
    environment(apphost, infrastructure_subnet_id=subnet_of(apphost, *prefixes))

    assert apphost.codes() == codes


# A subnet is given as a construct, as its id, or as an expression.
GIVEN: list[Callable[[Subnet], Any]] = [
    lambda subnet: subnet,
    lambda subnet: subnet.id,
    lambda subnet: raw("azurerm_subnet.jobs.id"),
]


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("delegated_to", [None, "Microsoft.Web/serverFarms"])
def test_a_subnet_is_delegated_to_environments(
    apphost: AppHost, delegated_to: str | None, given: Callable[[Subnet], Any]
) -> None:
    subnet = subnet_of(apphost, "10.0.0.0/27", delegated_to=delegated_to)
    environment(apphost).with_delegated_subnet(given(subnet))

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ849", "subnet_id=")
    assert problem.message == "The subnet isn't delegated to Microsoft.App/environments"


def test_what_an_override_says_of_a_subnet_counts(apphost: AppHost) -> None:
    subnet = subnet_of(apphost, "10.0.0.0/28", delegated_to=None)
    service = {"name": "Microsoft.App/environments"}
    subnet.add_override("delegation", [{"name": "jobs", "service_delegation": [service]}])
    subnet.add_override("address_prefixes", ["10.0.0.0/26"])
    environment(apphost, infrastructure_subnet_id=subnet)

    assert apphost.codes() == []


def test_of_a_subnet_that_is_looked_up_nothing_is_known(apphost: AppHost) -> None:
    subnet = DataAzurermSubnet(
        apphost.stack, "jobs", name="snet", resource_group_name="rg", virtual_network_name="vnet"
    )
    environment(apphost, infrastructure_subnet_id=subnet)

    written = apphost.resource("azurerm_container_app_environment", "env")
    assert written["infrastructure_subnet_id"] == "${data.azurerm_subnet.jobs.id}"


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("first", GIVEN)
def test_a_subnet_is_one_however_it_is_given(
    apphost: AppHost, first: Callable[[Subnet], Any], given: Callable[[Subnet], Any]
) -> None:
    shared = subnet_of(apphost, "10.0.0.0/27")
    environment(apphost, "one", infrastructure_subnet_id=first(shared))
    environment(apphost, "two", infrastructure_subnet_id=given(shared))

    assert apphost.codes() == ["ACJ855"]


def test_of_two_subnets_with_one_address_it_is_not_known_which_one_is_meant(apphost: AppHost) -> None:
    """A token of another stack's subnet is resolved to the address that it has there."""
    subnet_of(apphost, "10.0.0.0/28", delegated_to=None)
    other = TerraformStack(cast("App", apphost.stack.node.root), "other")
    theirs = Subnet(
        other,
        "jobs",
        name="snet-jobs",
        resource_group_name="rg-network",
        virtual_network_name="vnet",
        address_prefixes=["10.1.0.0/24"],
    )
    environment(apphost, infrastructure_subnet_id=theirs.id)

    assert apphost.codes() == []


def test_a_subnet_for_each_environment(apphost: AppHost) -> None:
    shared = subnet_of(apphost, "10.0.0.0/27")
    environment(apphost, "one", infrastructure_subnet_id=SUBNET)
    environment(apphost, "two").with_delegated_subnet(shared)
    assert apphost.codes() == []
    environment(apphost, "three", infrastructure_subnet_id=SUBNET.upper())
    environment(apphost, "four", infrastructure_subnet_id=shared)

    assert [(each.code, each.resource, each.message) for each in apphost.problems()] == [
        ("ACJ855", "three", "The environment 'one' is in this subnet already"),
        ("ACJ855", "four", "The environment 'two' is in this subnet already"),
    ]


@pytest.mark.parametrize(
    ("region", "codes"), [("West US", ["ACJ856"]), ("westus2", []), ("canadaeast", ["ACJ856"])]
)
def test_zones_in_a_region_without_them_are_a_warning(
    apphost: AppHost, region: str, codes: list[str]
) -> None:
    apphost.builder.location = region
    env = environment(apphost, infrastructure_subnet_id=SUBNET, zone_redundancy_enabled=False)
    assert apphost.codes() == []
    env.with_network(zone_redundancy_enabled=True)

    assert apphost.codes() == codes


def test_all_settings_of_an_existing_environment_are_a_warning_each(apphost: AppHost) -> None:
    environment(apphost, infrastructure_subnet_id=SUBNET, internal_load_balancer_enabled=True).as_existing(
        "cae-shared", "rg-platform"
    )

    assert [(each.code, each.message) for each in apphost.problems()] == [
        ("ACJ955", "The environment already exists, so infrastructure_subnet_id has no effect"),
        ("ACJ955", "The environment already exists, so internal_load_balancer_enabled has no effect"),
    ]


@pytest.mark.parametrize(
    ("setting", "value", "allowed"),
    [
        ("infrastructure_subnet_id", "snet", "the id of a subnet"),
        ("internal_load_balancer_enabled", "true", "True or False"),
        ("zone_redundancy_enabled", 1, "True or False"),
        ("mutual_tls_enabled", [True], "True or False"),
        ("infrastructure_resource_group_name", "rg.", "without a dot at the end"),
        ("infrastructure_resource_group_name", 5, "1 to 90"),
        ("public_network_access", "enabled", "'Disabled' or 'Enabled'"),
        ("public_network_access", False, "'Disabled' or 'Enabled'"),
    ],
)
def test_a_wrong_value_is_an_error_that_says_what_is_allowed(
    apphost: AppHost, setting: str, value: object, allowed: str
) -> None:
    environment(apphost, **{setting: value})

    (problem,) = apphost.problems()
    assert (problem.code, problem.path) == ("ACJ002", f"{setting}=")
    assert allowed in (problem.allowed or "")
    assert problem.where is not None
    assert problem.where.file == __file__

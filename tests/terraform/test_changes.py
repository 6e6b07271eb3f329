"""What a plan does when an AppHost changes: in place, by replacement, or nothing at all."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from cdktf_cdktf_provider_azurerm.subnet import (
    Subnet,
    SubnetDelegation,
    SubnetDelegationServiceDelegation,
)
from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork

from cdktf_aspire import (
    ContainerAppJobScaleRule,
    ContainerAppScaleRuleAuth,
    ContainerResource,
    DistributedApplication,
    Event,
    Manual,
    Schedule,
)
from cdktf_aspire.hosting.parameter import Parameter

if TYPE_CHECKING:
    from cdktf import TerraformStack

    from cdktf_aspire import ContainerAppJob, Infrastructure
    from tests.terraform.conftest import Deployment

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs"
JOB = "azurerm_container_app_job.batch"


def batch(
    builder: DistributedApplication,
    tag: str = "1.0",
    name: str = "batch",
    **options: Any,  # noqa: ANN401
) -> ContainerResource:
    return builder.add_container(name, IMAGE, tag).publish_as_azure_container_app_job(**options)


def queue_rule(length: str = "5") -> ContainerAppJobScaleRule:
    return ContainerAppJobScaleRule(
        name="queue",
        job_scale_rule_type="azure-queue",
        metadata={"queueName": "work", "accountName": "stwork", "queueLength": length},
        auth=[ContainerAppScaleRuleAuth(secret_ref="connection", trigger_parameter="connection")],
    )


def with_secret(builder: DistributedApplication, **options: Any) -> ContainerResource:  # noqa: ANN401
    there = next((each for each in builder.resources if isinstance(each, Parameter)), None)
    secret = there or builder.add_parameter("connection", secret=True)
    return batch(builder, **options).with_environment("CONNECTION", secret)


def named(name: str) -> Callable[[Infrastructure, ContainerAppJob], None]:
    def configure(_: Infrastructure, job: ContainerAppJob) -> None:
        job.name = name

    return configure


Version = Callable[..., ContainerResource]
# What is deployed first, and for each change of it the next version; each of a job with the name `name`.
IN_PLACE: dict[str, dict[str, Version]] = {
    "manual": {
        "deployed": functools.partial(batch, trigger=Manual()),
        "parallelism": functools.partial(batch, trigger=Manual(parallelism=2, replica_completion_count=2)),
        "timeout": functools.partial(batch, timeout=timedelta(minutes=5)),
        "retry limit": functools.partial(batch, retry_limit=2),
        "image": functools.partial(batch, tag="1.1"),
        "cpu and memory": functools.partial(batch, cpu=1, memory="2Gi"),
        "tags": functools.partial(batch, tags={"team": "data"}),
        "environment variable": lambda builder, name: batch(builder, name=name).with_environment(
            "MODE", "full"
        ),
        "arguments": lambda builder, name: batch(builder, name=name).with_args("--full"),
        "a secret": with_secret,
    },
    "schedule": {
        "deployed": functools.partial(batch, trigger=Schedule("0 2 * * *")),
        "cron": functools.partial(batch, trigger=Schedule("0 3 * * *")),
        "completion count": functools.partial(
            batch, trigger=Schedule("0 2 * * *", parallelism=2, replica_completion_count=2)
        ),
    },
    "event": {
        "deployed": functools.partial(with_secret, trigger=Event([queue_rule()])),
        "scale rule": functools.partial(with_secret, trigger=Event([queue_rule("10")])),
        "executions": functools.partial(with_secret, trigger=Event([queue_rule()], max_executions=5)),
    },
}


def test_a_job_changes_in_place(deployment: Deployment) -> None:
    """One job for each change, and one that stays."""
    changes = {
        f"{trigger}-{change}".replace(" ", "-"): (versions["deployed"], version)
        for trigger, versions in IN_PLACE.items()
        for change, version in versions.items()
    }

    def declare(builder: DistributedApplication, *, is_changed: bool) -> None:
        for name, versions in changes.items():
            versions[is_changed](builder, name=name)

    deployment.deploy(functools.partial(declare, is_changed=False))
    assert deployment.plan(functools.partial(declare, is_changed=False)) == {}
    assert deployment.plan(functools.partial(declare, is_changed=True)) == {
        f"azurerm_container_app_job.{name.replace('-', '_')}": "update"
        for name in changes
        if not name.endswith("-deployed")
    }


def test_an_identity_is_added_in_place(deployment: Deployment) -> None:
    deployment.deploy(batch)
    assert deployment.plan(
        lambda builder: batch(builder).with_azure_user_assigned_identity(
            builder.add_azure_user_assigned_identity("reader")
        )
    ) == {JOB: "update", "azurerm_user_assigned_identity.reader": "create"}


REPLACED: dict[str, Version] = {
    "to-a-schedule": functools.partial(batch, trigger=Schedule("0 2 * * *")),
    "to-events": functools.partial(batch, trigger=Event([])),
    "renamed": functools.partial(batch, configure=named("other")),
}


def test_a_change_of_trigger_kind_or_name_replaces_the_job_and_nothing_else(deployment: Deployment) -> None:
    def declare(builder: DistributedApplication, *, is_changed: bool) -> None:
        for name, version in REPLACED.items():
            (version if is_changed else batch)(builder, name=name)

    deployment.deploy(functools.partial(declare, is_changed=False))
    assert deployment.plan(functools.partial(declare, is_changed=True)) == {
        f"azurerm_container_app_job.{name.replace('-', '_')}": "replace" for name in REPLACED
    }
    deployment.terraform.apply()
    deployment.terraform.assert_unchanged()


def test_another_environment_replaces_the_job_and_nothing_else(deployment: Deployment) -> None:
    def version(builder: DistributedApplication, environment: str) -> None:
        environments = {name: builder.add_azure_container_app_environment(name) for name in ("blue", "green")}
        batch(builder).with_compute_environment(environments[environment])

    deployment.deploy(lambda builder: version(builder, "blue"))
    assert deployment.plan(lambda builder: version(builder, "green")) == {JOB: "replace"}


def test_a_profile_that_is_taken_out_goes(deployment: Deployment) -> None:
    def version(builder: DistributedApplication, *, with_profile: bool) -> None:
        environment = builder.add_azure_container_app_environment("env")
        if with_profile:
            environment.with_workload_profile("big", "D8", minimum_count=1)
        batch(builder)

    deployment.deploy(lambda builder: version(builder, with_profile=True))
    without = deployment.plan(lambda builder: version(builder, with_profile=False))
    assert without == {"azurerm_container_app_environment.env": "update"}
    deployment.terraform.apply()
    deployment.terraform.assert_unchanged()
    (environment,) = (
        each
        for each in deployment.cloud.resources.values()
        if each["type"] == "azurerm_container_app_environment"
    )
    assert [each["name"] for each in environment["workload_profile"]] == ["Consumption"]


def test_another_location_replaces_everything_in_it(deployment: Deployment) -> None:
    deployment.deploy(batch, location="westeurope")
    assert deployment.plan(batch, location="West Europe") == {}, "the same in other words"
    planned = deployment.plan(batch, location="northeurope")
    assert set(planned) == set(deployment.terraform.state()) - {"data.azurerm_client_config.current"}
    assert set(planned.values()) == {"replace"}


def test_removing_a_job_touches_nothing_else(deployment: Deployment) -> None:
    def both(builder: DistributedApplication) -> None:
        batch(builder)
        storage = builder.add_azure_storage("data")
        builder.add_project("report", "Report.csproj").with_reference(
            storage.add_blobs("blobs")
        ).publish_as_azure_container_app_job()

    def one(builder: DistributedApplication) -> None:
        batch(builder)
        builder.add_azure_storage("data").add_blobs("blobs")

    deployment.deploy(both)
    planned = deployment.plan(one)
    assert set(planned.values()) == {"delete"}
    assert "azurerm_container_app_job.report" in planned
    assert all(".report" in address for address in planned), planned


def test_a_renamed_job_is_moved_and_nothing_is_destroyed(deployment: Deployment) -> None:
    def version(builder: DistributedApplication, name: str, *earlier: str) -> None:
        storage = builder.add_azure_storage("data")
        job = builder.add_container(name, IMAGE, "1.0").with_reference(storage.add_blobs("blobs"))
        job.with_volume("/cache", "cache").publish_as_azure_container_app_job()
        if earlier:
            job.moved_from(*earlier)

    deployment.deploy(lambda builder: version(builder, "report"))
    assert deployment.plan(lambda builder: version(builder, "nightly", "report")) == {}
    assert "azurerm_container_app_job.report has moved to" in deployment.terraform.said

    # A state from before both renames is taken along too.
    assert deployment.plan(lambda builder: version(builder, "night-report", "nightly", "report")) == {}
    deployment.terraform.apply()
    deployment.terraform.assert_unchanged()
    assert not any(call.startswith("delete") for call in deployment.cloud.calls)
    assert "azurerm_container_app_job.night_report" in deployment.terraform.state()


def test_renamed_without_moved_from_the_job_is_destroyed_and_created(deployment: Deployment) -> None:
    deployment.deploy(batch)
    assert deployment.plan(
        lambda builder: builder.add_container("other", IMAGE, "1.0").publish_as_azure_container_app_job()
    ) == {JOB: "delete", "azurerm_container_app_job.other": "create"}


def subnets(stack: TerraformStack, *names: str) -> dict[str, Subnet]:
    """Subnets for environments, in a virtual network."""
    group = ResourceGroup(stack, "network", name="rg-network", location="westeurope")
    network = VirtualNetwork(
        stack,
        "vnet",
        name="vnet",
        location=group.location,
        resource_group_name=group.name,
        address_space=["10.0.0.0/16"],
    )
    service = SubnetDelegationServiceDelegation(name="Microsoft.App/environments")
    return {
        name: Subnet(
            stack,
            name,
            name=name,
            resource_group_name=group.name,
            virtual_network_name=network.name,
            address_prefixes=[f"10.0.{number}.0/27"],
            delegation=[SubnetDelegation(name="jobs", service_delegation=service)],
        )
        for number, name in enumerate(names)
    }


NETWORK: list[tuple[dict[str, Any], str | None]] = [
    ({"infrastructure_subnet_id": "other"}, "replace"),
    ({"internal_load_balancer_enabled": False}, "replace"),
    ({"zone_redundancy_enabled": False}, "replace"),
    ({"infrastructure_resource_group_name": "rg-other"}, "replace"),
    ({"public_network_access": "Disabled"}, "update"),
    ({"mutual_tls_enabled": True}, "update"),
    ({}, None),
]


def test_which_change_of_the_network_replaces_an_environment_and_its_jobs(deployment: Deployment) -> None:
    """An environment with a job for each change."""

    def declare(builder: DistributedApplication, *, is_changed: bool) -> None:
        own = [f"jobs{number}" for number in range(len(NETWORK))]
        found = subnets(builder.stack, "other", *own)
        for number, (change, _) in enumerate(NETWORK):
            network: dict[str, Any] = {
                "infrastructure_subnet_id": own[number],
                "internal_load_balancer_enabled": True,
                "zone_redundancy_enabled": True,
                "infrastructure_resource_group_name": f"rg-infrastructure-{number}",
            } | (change if is_changed else {})
            subnet = found[network.pop("infrastructure_subnet_id")]
            environment = builder.add_azure_container_app_environment(
                f"env{number}", infrastructure_subnet_id=subnet, **network
            )
            batch(builder, name=f"batch{number}").with_compute_environment(environment)

    deployment.deploy(functools.partial(declare, is_changed=False))
    planned = deployment.plan(functools.partial(declare, is_changed=True))
    for number, (change, expected) in enumerate(NETWORK):
        assert planned.get(f"azurerm_container_app_environment.env{number}") == expected, change
        job = planned.get(f"azurerm_container_app_job.batch{number}")
        assert job == ("replace" if expected == "replace" else None), change

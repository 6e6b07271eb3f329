"""The region of what is created: a wrong one fails in the middle of the apply, so it is said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup

from cdktf_aspire import ContainerAppJob, Infrastructure, create_builder, raw
from cdktf_aspire.jobs.regions import REGIONS, normalise_location

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire import Problem
    from tests.apphost import AppHost


def publish(apphost: AppHost, location: str | None = None) -> None:
    def configure(_: Infrastructure, job: ContainerAppJob) -> None:
        job.location = location

    apphost.builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job(configure)


def the_problem(apphost: AppHost) -> Problem:
    (problem,) = apphost.problems()
    assert problem.code == "ACJ959"
    return problem


def test_a_region_that_azure_does_not_have_is_a_warning_that_knows_which_one_was_meant(
    new_apphost: Callable[..., AppHost],
) -> None:
    apphost = new_apphost(location="Western Europe")
    publish(apphost)

    problem = the_problem(apphost)
    assert not problem.is_error
    assert problem.message == "'Western Europe' isn't a known Azure region with Container Apps"
    assert (problem.path, problem.value) == ("location=", "'Western Europe'")
    assert problem.hint == "Did you mean 'westeurope'? Acknowledge the warning if the region is right"
    assert problem.where is not None


def test_the_region_of_a_job_is_looked_at_too(apphost: AppHost) -> None:
    publish(apphost, location="eastus3")

    problem = the_problem(apphost)
    assert (problem.resource, problem.path) == ("batch", "job.location")
    assert problem.hint is not None
    assert "eastus" in problem.hint


@pytest.mark.parametrize("location", ["moonbase", "Norway West"])
def test_a_region_like_no_other_or_a_real_one_without_container_apps_gets_the_rules_own_advice(
    apphost: AppHost, location: str
) -> None:
    publish(apphost, location=location)

    assert (
        the_problem(apphost).hint
        == "Correct the name, or acknowledge the warning if the region has Container Apps by now"
    )


def test_the_region_of_the_users_own_group_is_where_things_are_created(apphost: AppHost) -> None:
    group = ResourceGroup(apphost.stack, "group", name="rg", location="westerneurope")
    builder = create_builder(scope=apphost.stack, name="mine", resource_group=group)
    builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job()

    (problem,) = builder.check()
    assert (problem.code, problem.path) == ("ACJ959", "resource_group=")


def test_a_parameter_that_names_the_region_is_looked_at(apphost: AppHost) -> None:
    apphost.builder.add_parameter("location", "westerneurope")
    publish(apphost)

    assert the_problem(apphost).path == "add_parameter('location')"


@pytest.mark.parametrize(
    "location", ["West Europe", "westeurope", "East US 2", "USGov Virginia", "China North 3", "eastus2euap"]
)
def test_a_region_in_words_or_of_another_cloud_is_known(
    new_apphost: Callable[..., AppHost], location: str
) -> None:
    apphost = new_apphost(location=location)
    publish(apphost, location=location)

    assert apphost.codes() == []


def test_what_only_the_deployment_knows_is_not_judged(new_apphost: Callable[..., AppHost]) -> None:
    apphost = new_apphost(location=raw("var.region"))
    publish(apphost, location=raw("var.region"))  # type: ignore[arg-type]

    assert apphost.codes() == []


def test_without_a_job_no_region_is_asked_for(new_apphost: Callable[..., AppHost]) -> None:
    apphost = new_apphost(location="moonbase")
    apphost.builder.add_azure_service_bus("bus")

    assert apphost.codes() == []


def test_a_new_region_is_acknowledged_where_it_is_named(new_apphost: Callable[..., AppHost]) -> None:
    apphost = new_apphost(location="moonbase", warnings_as_errors=True)
    publish(apphost, location="marsbase")
    assert [problem.is_error for problem in apphost.problems()] == [True, True]

    apphost.builder.acknowledge("ACJ959", "It opened last week.")
    assert [problem.resource for problem in apphost.problems()] == ["batch"]

    apphost.builder.resource("batch").acknowledge("ACJ959", "It opened yesterday.")
    assert apphost.codes() == []


def test_a_region_is_known_by_the_name_that_azure_gives_back() -> None:
    assert {normalise_location(each) for each in REGIONS} == REGIONS

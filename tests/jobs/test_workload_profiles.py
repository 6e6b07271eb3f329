"""Serverless GPU profiles: Azure has them, azurerm can't create them, jobs may use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.template import ContainerAppContainer
from cdktf_aspire.jobs.workload_profiles import SERVERLESS_GPU

if TYPE_CHECKING:
    from tests.apphost import AppHost


@pytest.mark.parametrize("kind", SERVERLESS_GPU)
def test_azurerm_can_not_create_one_and_the_message_says_what_to_do(kind: str, apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_workload_profile("gpu", kind)

    (problem,) = apphost.problems()
    assert problem.code == "ACJ507"
    assert problem.message.startswith("azurerm can't create a serverless GPU profile")
    assert "as_existing(...)" in str(problem.hint)


def test_a_misspelt_one_is_recognized(apphost: AppHost) -> None:
    apphost.builder.add_azure_container_app_environment("env").with_workload_profile(
        "gpu", "consumption-gpu-nc8as-t4"
    )

    (problem,) = apphost.problems()
    assert problem.hint == "Did you mean 'Consumption-GPU-NC8as-T4'?"


def test_a_job_on_one_has_other_sizes_than_on_consumption() -> None:
    def codes(cpu: float, memory: str) -> set[str]:
        job = ContainerAppJob(name="train", workload_profile_name="gpu")
        container = ContainerAppContainer(name="train", image="r.io/train:1")
        container.resources.cpu, container.resources.memory = cpu, memory
        job.template.containers.append(container)
        facts = rules.EnvironmentFacts(workload_profiles={"gpu": "Consumption-GPU-NC8as-T4"})
        return {each.code for each in rules.check(job, resource="train", facts=facts)}

    assert codes(8, "56Gi") == set()
    assert codes(8, "57Gi") == {"ACJ314"}

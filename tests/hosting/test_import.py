"""A job that is in Azure already is taken over, not created again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
ID = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.App/jobs/batch"


def test_an_existing_job_gets_an_import_block(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job().import_existing(ID)

    assert apphost.terraform()["import"] == [{"to": "azurerm_container_app_job.batch", "id": ID}]


@pytest.mark.parametrize("written", [ID.lower(), ID.upper(), ID.replace("Microsoft.App", "microsoft.app")])
def test_the_id_is_written_in_the_case_that_azurerm_reads(apphost: AppHost, written: str) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    batch.import_existing(written)

    (block,) = apphost.terraform()["import"]
    assert "/providers/Microsoft.App/jobs/batch" in block["id"]
    assert "/resourceGroups/" in block["id"]


def test_a_job_of_another_name_would_be_replaced_so_it_is_an_error(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("nightly", IMAGE).publish_as_azure_container_app_job()
    batch.import_existing(ID)

    (problem,) = apphost.problems()
    assert (problem.code, problem.resource) == ("ACJ932", "nightly")


def test_the_callback_can_give_the_job_the_name_that_it_has(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("nightly", IMAGE)
    batch.publish_as_azure_container_app_job(lambda _, job: setattr(job, "name", "batch"))
    batch.import_existing(ID)

    assert apphost.terraform()["import"] == [{"to": "azurerm_container_app_job.nightly", "id": ID}]

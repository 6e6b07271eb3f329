"""Rules about what a Terraform plan does to a job; the review of the plan reports offences."""

from __future__ import annotations

from cdktf_aspire.diagnostics.rules import ERROR, WARNING, Rule, register

_AZURERM = "azurerm 4.81, azurerm_container_app_job"

for _rule in (
    Rule(
        "ACJ971",
        ERROR,
        "lifecycle.create_before_destroy, lifecycle.destroy",
        allowed="a new job of another name, while the old one exists",
        why="The apply fails: azurerm creates no job of a name that the resource group has, "
        "and answers that it already exists",
        fix="Remove create_before_destroy, also from what depends on the job, or change the name of the job",
        source=_AZURERM,
    ),
    Rule(
        "ACJ972",
        WARNING,
        "import.id",
        allowed="the id of a job that the configuration describes as it is",
        why="Terraform imports the job, destroys it, and creates another one in its place",
        fix="Write what forces the replacement as the imported job has it, or leave the import out",
        source=_AZURERM,
    ),
    Rule(
        "ACJ973",
        WARNING,
        "name, resource_group_name, location, container_app_environment_id",
        allowed="upper and lower case as in the state",
        why="Azure takes both for the same, and Terraform destroys the job for it",
        fix="Write it as the state has it, or give it lifecycle.ignore_changes",
        source=_AZURERM,
    ),
):
    register(_rule)

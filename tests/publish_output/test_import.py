"""A whole publish output in an application: what is native, what is carried over, and going on in Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import (
    AzureStorageResource,
    CarriedOverResource,
    ContainerAppJob,
    Infrastructure,
    Schedule,
    SynthesisStopped,
)
from tests.publish_output.outputs import changed, copy_of, messages
from tests.publish_output.samples import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.apphost import AppHost, Json

AZAPI = "azapi_resource"


@pytest.fixture
def shop(apphost: AppHost) -> AppHost:
    apphost.builder.add_publish_output(SAMPLES / "shop")
    return apphost


def told(apphost: AppHost) -> list[str]:
    """What the synth tells of each resource."""
    nodes = [apphost.builder, *apphost.builder.resources]
    return [
        entry.data.removeprefix("Publish output: ")
        for each in nodes
        for entry in each.node.metadata
        if entry.type == "@cdktf/info"
    ]


# -- what there is


def test_the_job_is_native_and_the_apps_are_carried_over_whole(shop: AppHost) -> None:
    assert list(shop.terraform()["resource"]["azurerm_container_app_job"]) == ["report"]
    web = shop.resource(AZAPI, "web")

    assert web["type"] == "Microsoft.App/containerApps@2025-02-02-preview"
    assert web["parent_id"] == "${azurerm_resource_group.resource_group.id}"
    assert web["identity"] == [
        {"type": "UserAssigned", "identity_ids": ["${azurerm_user_assigned_identity.infra_mi.id}"]}
    ]
    configuration = web["body"]["properties"]["configuration"]
    assert configuration["ingress"]["targetPort"] == 8080
    assert configuration["ingress"]["customDomains"] == [
        {
            "name": "${var.customDomain}",
            "bindingType": '${((var.certificateName != "") ? "SniEnabled" : "Disabled")}',
            "certificateId": '${((var.certificateName != "") ? join("", '
            "[azurerm_container_app_environment.infra.id, "
            '"/managedCertificates/", var.certificateName]) : null)}',
        }
    ]
    assert configuration["secrets"][1]["value"] == (
        'redis://:${replace(urlencode(var.cache_password), "+", "%20")}@cache:6379'
    )


def test_the_azapi_provider_is_named(shop: AppHost) -> None:
    providers = shop.terraform()["terraform"]["required_providers"]
    assert providers["azapi"] == {"source": "Azure/azapi", "version": ">= 2.4, < 3"}


def test_what_others_ask_of_a_carried_resource_is_exported(shop: AppHost) -> None:
    cosmos = shop.resource(AZAPI, "cosmos")
    assert cosmos["response_export_values"] == ["properties.documentEndpoint"]
    assert shop.env("report")["ConnectionStrings__orders"] == (
        "${azapi_resource.cosmos.output.properties.documentEndpoint};Database=orders"
    )


def test_keys_are_asked_for_as_secrets(shop: AppHost) -> None:
    terraform = shop.terraform()
    assert terraform["data"]["azapi_resource_action"]["cosmos_list_keys"] == {
        "type": "Microsoft.DocumentDB/databaseAccounts@2024-08-15",
        "resource_id": "${azapi_resource.cosmos.id}",
        "action": "listKeys",
        "method": "POST",
        "sensitive_response_export_values": ["*"],
    }
    secret = shop.resource("azurerm_key_vault_secret", "connectionstrings_cosmos")
    assert secret["name"] == "connectionstrings--cosmos"
    assert secret["value"].endswith(
        "AccountKey=${data.azapi_resource_action.cosmos_list_keys.sensitive_output.primaryMasterKey}"
    )


def test_names_made_up_by_aspire_are_known_at_the_plan(shop: AppHost) -> None:
    group = (
        'join("", ["/subscriptions/", data.azurerm_client_config.current.subscription_id, '
        '"/resourceGroups/", azurerm_resource_group.resource_group.name])'
    )
    assert shop.resource(AZAPI, "sql")["name"] == (
        f'${{substr(join("", ["sql-", substr(sha256({group}), 0, 13)]), 0, 63)}}'
    )


def test_dependencies_and_who_deploys(shop: AppHost) -> None:
    assert shop.resource(AZAPI, "sql_catalog")["depends_on"] == [
        "azapi_resource.sql_sqlFirewallRule_AllowAllAzureIps"
    ]
    administrators = shop.resource(AZAPI, "sql")["body"]["properties"]["administrators"]
    assert administrators["sid"] == "${data.azurerm_client_config.current.object_id}"
    assert administrators["login"] == "${var.principal_name}"
    assert administrators["tenantId"] == "${data.azurerm_client_config.current.tenant_id}"


def test_the_job_waits_for_its_roles_whichever_way_they_are_written(shop: AppHost) -> None:
    assert shop.job("report")["depends_on"] == [
        "azurerm_role_assignment.infra_mi_acr_pull",
        "azurerm_role_assignment.report_roles_cosmos_kv_key_vault_secrets_user",
        "azurerm_role_assignment.report_roles_shared_storage_storage_blob_data_reader",
        "azapi_resource.report_roles_cosmos_cosmos_roleAssignment",
    ]


def test_what_exists_already_is_looked_up_in_its_group(shop: AppHost) -> None:
    assert shop.terraform()["data"]["azurerm_storage_account"] == {
        "shared_storage": {"name": "acmeshared", "resource_group_name": "${var.sharedRg}"}
    }


def test_the_environment_is_native_with_its_profiles_and_names(shop: AppHost) -> None:
    environment = shop.resource("azurerm_container_app_environment", "infra")
    assert environment["name"] == "cae-${local.unique_suffix}"
    assert [each["name"] for each in environment["workload_profile"]] == ["Consumption", "big"]
    # azurerm takes it together with a subnet only, and it is Azure's own choice anyway.
    assert "zone_redundancy_enabled" not in environment
    assert shop.job("report")["workload_profile_name"] == "big"
    assert shop.resource(AZAPI, "infra_aspireDashboard")["parent_id"] == (
        "${azurerm_container_app_environment.infra.id}"
    )


def test_parameters_are_variables(shop: AppHost) -> None:
    variables = shop.terraform()["variable"]
    assert variables["cache_password"]["sensitive"] is True
    assert "22 characters or more, without special characters" in variables["cache_password"]["description"]
    assert variables["certificateName"]["default"] == ""
    assert "default" not in variables["mode"]


def test_a_choice_by_a_parameter_is_terraforms(shop: AppHost) -> None:
    assert shop.env("report")["TLS"] == '${(lower(var.mode) == "secure" ? ",ssl=true" : "")}'


def test_the_synth_tells_what_became_of_each_resource(shop: AppHost) -> None:
    assert told(shop) == [
        "assets is only built, for others to use.",
        "infra is native, as azurerm_container_app_environment.infra.",
        "infra-azapi is carried over, as azapi_resource.infra_aspireDashboard, "
        "azapi_resource.infra_infra_storageVolume, azapi_update_resource.infra_storageVolumeFileService, "
        "azapi_resource.infra_shares_volumes_cache_0, azapi_resource.infra_managedStorage_volumes_cache_0 "
        "(Microsoft.App/managedEnvironments/dotNetComponents, Microsoft.Storage/storageAccounts, "
        "Microsoft.Storage/storageAccounts/fileServices, "
        "Microsoft.Storage/storageAccounts/fileServices/shares, Microsoft.App/managedEnvironments/storages).",
        "cache-containerapp is carried over, as azapi_resource.cache (Microsoft.App/containerApps).",
        "cosmos is carried over, as azapi_resource.cosmos, azapi_resource.cosmos_orders_db "
        "(Microsoft.DocumentDB/databaseAccounts, Microsoft.DocumentDB/databaseAccounts/sqlDatabases).",
        "cosmos-kv is native, as azurerm_key_vault.cosmos_kv.",
        "sql is carried over, as azapi_resource.sql, azapi_resource.sql_sqlFirewallRule_AllowAllAzureIps, "
        "azapi_resource.sql_catalog (Microsoft.Sql/servers, Microsoft.Sql/servers/firewallRules, "
        "Microsoft.Sql/servers/databases).",
        "shared-storage is native, as data.azurerm_storage_account.shared_storage.",
        "web-containerapp is carried over, as azapi_resource.web (Microsoft.App/containerApps).",
        "report is native, as azurerm_container_app_job.report.",
        "report-roles-cosmos is carried over, as "
        "data.azapi_resource.report_roles_cosmos_cosmos_roleDefinition, "
        "azapi_resource.report_roles_cosmos_cosmos_roleAssignment "
        "(Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions, "
        "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments).",
    ]


def test_what_is_not_deployed_is_a_warning(shop: AppHost) -> None:
    problems = shop.problems()
    assert not any(problem.is_error for problem in problems)
    assert {f"{each.code} {each.resource}" for each in problems} == {
        "ACJ807 None",  # {unknown.thing}
        "ACJ808 pubsub",
        "ACJ808 broken",
        "ACJ905 postgres",
        "ACJ905 frontend",
        "ACJ905 admin",
        "ACJ905 seed",
    }


def test_twice_gives_the_same_bytes(new_apphost: Callable[..., AppHost]) -> None:
    texts = []
    for folder in ("one", "two"):
        apphost = new_apphost(folder)
        apphost.builder.add_publish_output(SAMPLES / "shop")
        texts.append(json.dumps(apphost.terraform()))
    assert texts[0] == texts[1]


# -- other shapes of publish outputs


def with_entry(name: str, folder: Path, entry: str, described: Json, **files: str) -> Path:
    """A sample with one more resource in its manifest."""
    output = copy_of(name, folder)
    manifest = output / "aspire-manifest.json"
    document = json.loads(manifest.read_text())
    document["resources"][entry] = described
    manifest.write_text(json.dumps(document, indent=2))
    for file, text in files.items():
        (output / f"{file}.bicep").write_text(text)
    return output


ROLES = """var reader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
param s_name string
param principalId string
param principalType string
resource s 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: s_name
}
resource role 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(s.id, principalId)
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', reader)
  }
  scope: s
}
"""


def test_a_role_of_whoever_deploys(apphost: AppHost, tmp_path: Path) -> None:
    """Aspire leaves the principal empty for the deployer to fill in."""
    params = {"s_name": "{storage.outputs.name}", "principalId": "", "principalType": ""}
    described = {"type": "azure.bicep.v0", "path": "roles.bicep", "params": params}
    apphost.builder.add_publish_output(
        with_entry("worker", tmp_path, "storage-roles", described, roles=ROLES)
    )

    role = apphost.resource(AZAPI, "storage_roles")
    assert role["parent_id"] == "${azurerm_storage_account.storage.id}"
    assert role["body"]["properties"]["principalId"] == "${data.azurerm_client_config.current.object_id}"
    assert "principalType" not in role["body"]["properties"]


JOB_ALONE = """param env_id string
resource alone 'Microsoft.App/jobs@2025-01-01' = {
  name: 'alone'
  location: resourceGroup().location
  properties: {
    environmentId: env_id
    configuration: {
      triggerType: 'Manual'
      replicaTimeout: 60
    }
    template: {
      containers: [
        {
          name: 'main'
          image: 'docker.io/library/alpine:3.20'
        }
      ]
    }
  }
}
"""


def test_a_job_in_a_module_of_its_own(apphost: AppHost, tmp_path: Path) -> None:
    """What `AddBicepTemplate` brings: no program in the manifest, and a job all the same."""
    params = {"env_id": "{env.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_ID}"}
    described = {"type": "azure.bicep.v0", "path": "alone.bicep", "params": params}
    output = with_entry("nightly", tmp_path, "alone", described, alone=JOB_ALONE)
    apphost.builder.add_publish_output(output).resource("alone").with_args("x")

    assert apphost.job("alone")["replica_timeout_in_seconds"] == 60
    assert apphost.container("alone") == {
        "name": "main",
        "image": "docker.io/library/alpine:3.20",
        "args": ["x"],
        "cpu": 0.5,
        "memory": "1Gi",
    }


def test_an_environment_that_exists_already(apphost: AppHost, tmp_path: Path) -> None:
    bicep = (
        "resource env 'Microsoft.App/managedEnvironments@2025-01-01' existing = {\n  name: 'shared'\n"
        "  scope: resourceGroup('rg-shared')\n}\n"
        "output AZURE_CONTAINER_APPS_ENVIRONMENT_ID string = env.id\n"
        "output AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN string = env.properties.defaultDomain\n"
    )
    output = copy_of("nightly", tmp_path)
    (output / "env.module.bicep").write_text(bicep)
    text = (output / "aspire-manifest.json").read_text()
    (output / "aspire-manifest.json").write_text(
        text.replace('"env_acr_outputs_name": "{env-acr.outputs.name}",', "").replace(
            '"userPrincipalId": ""', ""
        )
    )
    apphost.builder.add_publish_output(output)

    assert apphost.terraform()["data"]["azurerm_container_app_environment"]["env"] == {
        "name": "shared",
        "resource_group_name": "rg-shared",
    }
    assert apphost.job()["container_app_environment_id"] == (
        "${data.azurerm_container_app_environment.env.id}"
    )


SUBNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s"


@pytest.mark.parametrize("setting", ["zoneRedundant", "internal"])
@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("in_subnet", [True, False])
def test_what_azurerm_takes_of_an_environment_in_a_subnet_only(
    apphost: AppHost, tmp_path: Path, setting: str, wanted: bool, in_subnet: bool
) -> None:
    attribute = {"zoneRedundant": "zone_redundancy_enabled", "internal": "internal_load_balancer_enabled"}[
        setting
    ]
    path = {"zoneRedundant": "zoneRedundant", "internal": "vnetConfiguration.internal"}[setting]
    value = str(wanted).lower()
    network = f"      infrastructureSubnetId: '{SUBNET}'\n" if in_subnet else ""
    network += f"      internal: {value}\n" if setting == "internal" else ""
    more = f"    vnetConfiguration: {{\n{network}    }}\n" if network else ""
    more += f"    zoneRedundant: {value}\n" if setting == "zoneRedundant" else ""
    new = "    workloadProfiles: [\n      {\n        name: 'consumption'"
    apphost.builder.add_publish_output(changed("nightly", tmp_path, "env.module.bicep", new, more + new))

    told = f"ACJ811 azurerm takes 'properties.{path}' only of an environment in a subnet"
    assert (told in messages(apphost.problems())) == (wanted and not in_subnet)
    environment = apphost.resource("azurerm_container_app_environment", "env")
    assert environment.get(attribute) == (wanted if in_subnet else None)


def test_a_setting_of_an_environment_that_azurerm_does_not_have_is_a_warning(
    apphost: AppHost, tmp_path: Path
) -> None:
    new = "    workloadProfiles: [\n      {\n        name: 'consumption'"
    more = f"    kedaConfiguration: {{\n      version: '2'\n    }}\n{new}"
    apphost.builder.add_publish_output(changed("nightly", tmp_path, "env.module.bicep", new, more))
    assert "ACJ811 azurerm can't write 'properties.kedaConfiguration.version' of an environment" in messages(
        apphost.problems()
    )


def test_what_is_no_path_or_name_is_told(apphost: AppHost) -> None:
    with pytest.raises(SynthesisStopped) as stopped:
        apphost.builder.add_publish_output(7)  # type: ignore[arg-type]
    assert messages(stopped.value.problems) == ["ACJ801 A path is text"]
    with pytest.raises(SynthesisStopped) as stopped:
        apphost.builder.add_publish_output(SAMPLES / "nightly", leave_out=3)  # type: ignore[arg-type]
    assert messages(stopped.value.problems) == ["ACJ813 The publish output has no resource 3"]


# -- what is left out


def test_a_resource_that_is_left_out_has_variables_for_outputs(apphost: AppHost) -> None:
    apphost.builder.add_publish_output(SAMPLES / "shop", leave_out=["sql"])
    terraform = apphost.terraform()

    assert "sql" not in terraform["resource"][AZAPI]
    assert apphost.env("report")["ConnectionStrings__sql"] == (
        "Server=tcp:${var.sql_outputs_sqlserverfqdn},1433;Encrypt=True;"
        'Authentication="Active Directory Default"'
    )
    assert terraform["variable"]["sql_outputs_sqlserverfqdn"]["description"] == (
        "Output sqlServerFqdn of sql, which is not in this Terraform."
    )
    assert "sql: left out, its outputs are variables." in told(apphost)


def test_everything_that_has_no_construct_can_be_left_out(apphost: AppHost) -> None:
    apphost.builder.add_publish_output(SAMPLES / "shop", leave_out=True)
    terraform = apphost.terraform()

    assert AZAPI not in terraform["resource"]
    assert "azapi" not in terraform["terraform"]["required_providers"]
    assert list(terraform["resource"]["azurerm_container_app_job"]) == ["report"]
    assert {
        "web: left out, its outputs are variables.",
        "sql: left out, its outputs are variables.",
        "aspireDashboard of infra: left out.",
    } <= set(told(apphost))


def test_a_native_resource_that_is_left_out_is_looked_up(apphost: AppHost) -> None:
    apphost.builder.add_publish_output(SAMPLES / "worker", leave_out=["storage"])
    terraform = apphost.terraform()

    assert "azurerm_storage_account" not in terraform["resource"]
    assert terraform["data"]["azurerm_storage_account"]["storage"]["name"] == "${var.storage_outputs_name}"
    assert apphost.env("worker")["ConnectionStrings__blobs"] == "${var.storage_outputs_blobendpoint}"


def test_leaving_out_what_is_not_there_is_an_error(apphost: AppHost) -> None:
    with pytest.raises(SynthesisStopped) as stopped:
        apphost.builder.add_publish_output(SAMPLES / "shop", leave_out=["sqll"])
    assert "Did you mean 'sql'?" in stopped.value.code


# -- going on in Python


def test_the_user_goes_on_with_a_job(apphost: AppHost) -> None:
    builder = apphost.builder.add_publish_output(SAMPLES / "worker")
    job = builder.resource("worker")
    job.with_environment("REGION", "us").with_environment("MORE", "1")
    job.publish_as_azure_container_app_job(trigger=Schedule("0 1 * * *"), timeout=60)

    written = apphost.job("worker")
    assert written["schedule_trigger_config"]["cron_expression"] == "0 1 * * *"
    assert (written["replica_timeout_in_seconds"], written["replica_retry_limit"]) == (60, 2)
    assert apphost.env("worker")["REGION"] == "us"
    assert apphost.env("worker")["MORE"] == "1"


def test_a_callback_comes_after_what_the_publish_output_says(apphost: AppHost) -> None:
    def configure(_: Infrastructure, job: ContainerAppJob) -> None:
        assert job.configuration.replica_timeout == 600
        job.tags["more"] = "yes"

    apphost.builder.add_publish_output(SAMPLES / "worker")
    apphost.builder.resource("worker").publish_as_azure_container_app_job(configure)

    assert apphost.job("worker")["tags"] == {"team": "data", "more": "yes"}


def test_new_resources_refer_to_published_ones(apphost: AppHost) -> None:
    builder = apphost.builder.add_publish_output(SAMPLES / "shop")
    sql = builder.resource("sql", CarriedOverResource)
    batch = builder.add_container("batch", "a/b", "1").with_reference(builder.resource("web"))
    batch.with_environment("SQL", sql.output("sqlServerFqdn"))
    batch.publish_as_azure_container_app_job()

    env = apphost.env("batch")
    assert (
        env["WEB_HTTPS"] == "https://web.internal.${azurerm_container_app_environment.infra.default_domain}"
    )
    assert env["SQL"] == "${azapi_resource.sql.output.properties.fullyQualifiedDomainName}"


def test_published_azure_resources_have_their_class(apphost: AppHost) -> None:
    storage = apphost.builder.add_publish_output(SAMPLES / "worker").resource("storage", AzureStorageResource)
    storage.add_queue("more")

    assert sorted(apphost.terraform()["resource"]["azurerm_storage_queue"]) == ["more", "tasks"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("reprot", "Did you mean 'report'?"),
        ("sql", "'sql' is of class CarriedOverResource, not ComputeResource"),
    ],
)
def test_a_wrong_name_stops_with_a_hint(apphost: AppHost, name: str, message: str) -> None:
    apphost.builder.add_publish_output(SAMPLES / "shop")
    with pytest.raises(SynthesisStopped) as stopped:
        apphost.builder.resource(name)
    assert message in stopped.value.code


def test_an_app_can_not_be_a_job_too(apphost: AppHost) -> None:
    builder = apphost.builder.add_publish_output(SAMPLES / "shop")
    builder.resource("web").publish_as_azure_container_app_job()
    assert [each.hint for each in apphost.problems() if each.code == "ACJ903"] == [
        'Leave the app out: leave_out=["web"]'
    ]


# -- details of jobs

JOB = "worker-containerapp.module.bicep"


def worker(apphost: AppHost, tmp_path: Path, old: str, new: str, file: str = JOB) -> Json:
    """The worker's job with something changed in its module."""
    apphost.builder.add_publish_output(changed("worker", tmp_path, file, old, new))
    return apphost.job("worker")


def test_a_secret_keeps_a_name_of_its_own(apphost: AppHost, tmp_path: Path) -> None:
    job = worker(apphost, tmp_path, "'api-key'", "'other-name'")
    assert {"name": "other-name", "value": "${var.api_key}"} in job["secret"]
    assert apphost.env("worker")["API_KEY"] == "secret:other-name"


def test_further_containers_stay(apphost: AppHost, tmp_path: Path) -> None:
    more = (
        "      initContainers: [\n        {\n          image: 'a/init:1'\n          name: 'init'\n"
        "          env: [\n            {\n              name: 'A'\n              value: region_value\n"
        "            }\n          ]\n        }\n      ]\n      containers: [\n"
    )
    job = worker(apphost, tmp_path, "      containers: [\n", more)
    (init,) = job["template"]["init_container"]
    assert (init["name"], init["image"], init["env"]) == (
        "init",
        "a/init:1",
        [{"name": "A", "value": "${var.region}"}],
    )


VOLUMES = """      volumes: [
        {
          name: 'scratch'
          storageType: 'EmptyDir'
        }
      ]
"""
MOUNTS = """          volumeMounts: [
            {
              volumeName: 'scratch'
              mountPath: '/tmp'
              subPath: 'a'
            }
          ]
"""


def test_other_volumes_stay(apphost: AppHost, tmp_path: Path) -> None:
    output = changed("worker", tmp_path, JOB, "          args: [\n", f"{MOUNTS}          args: [\n")
    text = (output / JOB).read_text()
    (output / JOB).write_text(text.replace("    template: {\n", f"    template: {{\n{VOLUMES}"))
    apphost.builder.add_publish_output(output)

    assert apphost.job("worker")["template"]["volume"] == [{"name": "scratch", "storage_type": "EmptyDir"}]
    assert apphost.container("worker")["volume_mounts"] == [
        {"name": "scratch", "path": "/tmp", "sub_path": "a"}
    ]


def test_a_registry_with_a_password_stays(apphost: AppHost, tmp_path: Path) -> None:
    more = (
        "      registries: [\n        {\n          server: 'ghcr.io'\n          username: 'me'\n"
        "          passwordSecretRef: 'api-key'\n        }\n"
    )
    job = worker(apphost, tmp_path, "      registries: [\n", more)
    assert {"server": "ghcr.io", "username": "me", "password_secret_name": "api-key"} in job["registry"]


def test_probes_that_a_callback_gave_a_container(apphost: AppHost, tmp_path: Path) -> None:
    probes = """          probes: [
            {
              type: 'Liveness'
              httpGet: {
                path: '/health'
                port: 8080
                httpHeaders: [
                  {
                    name: 'X-Probe'
                    value: 'yes'
                  }
                ]
              }
              periodSeconds: 7
            }
            {
              type: 'Startup'
              tcpSocket: {
                port: 9090
              }
              failureThreshold: 30
            }
          ]
"""
    worker(apphost, tmp_path, "          name: 'worker'\n", f"          name: 'worker'\n{probes}")

    azures = {"initial_delay": 0, "interval_seconds": 10, "timeout": 1, "failure_count_threshold": 3}
    container = apphost.container("worker")
    assert container["liveness_probe"] == [
        {
            "transport": "HTTP",
            "port": 8080,
            "path": "/health",
            **azures,
            "interval_seconds": 7,
            "header": [{"name": "X-Probe", "value": "yes"}],
        }
    ]
    assert container["startup_probe"] == [
        {"transport": "TCP", "port": 9090, **azures, "failure_count_threshold": 30}
    ]


def test_older_versions_without_the_credentials_variable(apphost: AppHost, tmp_path: Path) -> None:
    """Aspire 9.5 writes AZURE_CLIENT_ID alone; so does the Terraform."""
    old = (
        "            {\n              name: 'AZURE_TOKEN_CREDENTIALS'\n"
        "              value: 'ManagedIdentityCredential'\n            }\n"
    )
    worker(apphost, tmp_path, old, "")
    assert "AZURE_TOKEN_CREDENTIALS" not in apphost.env("worker")
    assert "AZURE_CLIENT_ID" in apphost.env("worker")


def test_a_name_that_somebody_chose_stays(apphost: AppHost, tmp_path: Path) -> None:
    worker(
        apphost,
        tmp_path,
        "take('storage${uniqueString(resourceGroup().id)}', 24)",
        "'acmestorage'",
        "storage.module.bicep",
    )
    assert apphost.resource("azurerm_storage_account", "storage")["name"] == "acmestorage"


def test_a_setting_that_the_construct_does_not_write_has_the_resource_carried_over(
    apphost: AppHost, tmp_path: Path
) -> None:
    job = worker(apphost, tmp_path, "accessTier: 'Hot'", "accessTier: 'Cool'", "storage.module.bicep")

    assert "azurerm_storage_account" not in apphost.terraform()["resource"]
    account = apphost.resource(AZAPI, "storage")
    assert account["body"]["properties"]["accessTier"] == "Cool"
    # The role is native still, on the account that is carried over.
    role = apphost.resource("azurerm_role_assignment", "worker_roles_storage_storage_blob_data_contributor")
    assert role["scope"] == "${azapi_resource.storage.id}"
    assert any("worker_roles_storage" in each for each in job["depends_on"])


def test_an_unknown_role_is_carried_over_by_its_id(apphost: AppHost, tmp_path: Path) -> None:
    job = worker(
        apphost,
        tmp_path,
        "4633458b-17de-408a-b874-0445c86b69e6",
        "00000000-0000-0000-0000-00000000000a",
        "worker-roles-vault.module.bicep",
    )
    assert "azapi_resource.worker_roles_vault" in job["depends_on"]
    role = apphost.resource(AZAPI, "worker_roles_vault")
    assert role["parent_id"] == "${azurerm_key_vault.vault.id}"
    assert role["body"]["properties"]["roleDefinitionId"] == (
        "/subscriptions/${data.azurerm_client_config.current.subscription_id}/providers"
        "/Microsoft.Authorization/roleDefinitions/00000000-0000-0000-0000-00000000000a"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "replicaTimeout: 600",
            "replicaTimeout: 600\n      ingress: {\n        external: true\n      }",
            "ACJ810 azurerm can't write 'ingress' of a job",
        ),
        ("triggerType: 'Manual'", "triggerType: 'Never'", "ACJ810 A trigger is Manual, Schedule or Event"),
        (
            "          name: 'worker'\n",
            "          name: 'worker'\n          probes: [\n{ type: 'Liveness', exec: {} }\n]\n",
            "ACJ810 azurerm can't write 'exec' of a job",
        ),
        ("secretRef: 'api-key'", "secretRef: 'nope'", "ACJ810 There is no such secret"),
        ("name: 'REGION'", "name: 'BATCH_SIZE'", "ACJ810 The variable 'BATCH_SIZE' appears twice"),
        (
            "environmentId: env_outputs_azure_container_apps_environment_id",
            "environmentId: 'elsewhere'",
            "ACJ810 The job's environment is not in the publish output",
        ),
    ],
)
def test_what_a_job_can_not_have_is_told_with_its_line(
    apphost: AppHost, tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(SynthesisStopped) as stopped:
        worker(apphost, tmp_path, old, new)
    assert message in messages(stopped.value.problems)
    (problem,) = [each for each in stopped.value.problems if message.endswith(each.message.split("\n")[0])]
    assert problem.where is not None
    assert problem.where.file.endswith(JOB)


def test_settings_of_another_trigger_are_told(apphost: AppHost, tmp_path: Path) -> None:
    trigger = "triggerType: 'Manual'"
    worker(
        apphost,
        tmp_path,
        trigger,
        f"{trigger}\n      scheduleTriggerConfig: {{ cronExpression: '0 2 * * *', parallelism: 3 }}\n"
        "      eventTriggerConfig: { scale: { maxExecutions: 5, rules: [] } }",
    )

    assert [(each.code, each.path) for each in apphost.problems() if each.code == "ACJ207"] == [
        ("ACJ207", f"properties.configuration.{block}")
        for block in (
            "scheduleTriggerConfig.cronExpression",
            "scheduleTriggerConfig.parallelism",
            "eventTriggerConfig.scale.maxExecutions",
        )
    ]


def test_a_secret_that_is_text_becomes_a_variable_and_is_never_shown(
    apphost: AppHost, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = changed("worker", tmp_path, JOB, "value: api_key_value", "value: 'hunter2-in-clear'")
    apphost.builder.add_publish_output(output)
    terraform = apphost.terraform()

    assert terraform["variable"]["worker_containerapp_worker_secret_1"]["sensitive"] is True
    assert [each.code for each in apphost.problems()] == ["ACJ814", "ACJ943"]
    assert "hunter2" not in capsys.readouterr().err.replace("value: 'hunter2-in-clear'", "")
    assert "hunter2" not in json.dumps(terraform)


def test_the_rules_judge_what_is_published(apphost: AppHost, tmp_path: Path) -> None:
    """A wrong value is found like one that was written in Python, with the line of the Bicep file."""
    output = changed("nightly", tmp_path, "batch-containerapp.module.bicep", "'0 2 * * 0'", "'0 0 2 * * 0'")
    apphost.builder.add_publish_output(output)
    (problem,) = [each for each in apphost.problems() if each.is_error]

    assert problem.code == "ACJ210"
    assert problem.where is not None
    assert problem.where.file.endswith("batch-containerapp.module.bicep")

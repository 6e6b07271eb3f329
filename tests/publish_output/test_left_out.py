"""What a publish output lacks, or what is left out of it: neither read nor checked; outputs are variables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.publish_output.publication import AspirePublishOutput
from tests.publish_output.outputs import messages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.apphost import AppHost, Json

NOT_READ = "this is not Bicep"
JOB = """param location string = resourceGroup().location
param environmentId string
param label string
param extra string = ''

resource job 'Microsoft.App/jobs@2025-01-01' = {{
  name: {name}
  location: location
  properties: {{
    environmentId: environmentId
    configuration: {{ triggerType: 'Manual', replicaTimeout: 60 }}
    template: {{ containers: [ {{ name: 'main', image: 'acme/job:1', args: [ label ], env: [
      {{ name: 'X', value: extra }}
    ] }} ] }}
  }}
}}
{more}
"""
IDENTITY = """resource mi 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'mi-${label}'
  location: location
}
"""
OF_AZD = "{.outputs.AZURE_CONTAINER_APPS_ENVIRONMENT_ID}"
LOOKED_UP = {
    "name": '${split("/", var.outputs_azure_container_apps_environment_id)[8]}',
    "resource_group_name": '${split("/", var.outputs_azure_container_apps_environment_id)[4]}',
}


def manifest(folder: Path, resources: Json, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.module.bicep").write_text(text, encoding="utf-8")
    (folder / "aspire-manifest.json").write_text(json.dumps({"resources": resources}, indent=2))
    return folder


def folder_of(folder: Path, uses: dict[str, tuple[str, str]], **files: str) -> Path:
    """A `main.bicep` with uses of modules: symbol -> path and parameters."""
    lines = ["targetScope = 'subscription'", "param given string"]
    for symbol, (path, params) in uses.items():
        lines += [f"module {symbol} '{path}' = {{", f"  name: '{symbol}'", f"  params: {{ {params} }}", "}"]
    (folder / "main.bicep").write_text("\n".join(lines), encoding="utf-8")
    for name, text in files.items():
        file = folder / f"{name.replace('__', '/')}.bicep"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def job_entry(**params: str) -> Json:
    given = {"environmentId": OF_AZD, "label": "a", **params}
    deployment = {"type": "azure.bicep.v0", "path": "job.module.bicep", "params": given}
    return {"type": "container.v1", "image": "acme/job:1", "deployment": deployment}


# -- leave_out


@pytest.mark.parametrize(
    ("entry", "hole"),
    [
        ({"type": "azure.bicep.v0", "path": "broken.module.bicep"}, "{it.outputs.name}"),
        ({"type": "azure.bicep.v0", "path": "missing.module.bicep"}, "{it.outputs.name}"),
        ({"type": "azure.bicep.v0"}, "{it.outputs.name}"),
        ({"type": "azure.bicep.v1", "path": "/etc/passwd"}, "{it.outputs.name}"),
        ({"type": "dapr.v0"}, "{it.outputs.name}"),
        ({"type": "aws.cloudformation.stack.v0", "stack-name": 1}, "{it.outputs.name}"),
        ({"error": "no"}, "{it.outputs.name}"),
        ({}, "{it.outputs.name}"),
        (7, "{it.outputs.name}"),
        ({"type": "value.v0", "connectionString": "x={nobody.value}"}, "{it.connectionString}"),
        ({"type": "parameter.v0", "inputs": 7}, "{it.value}"),
        ({"type": "annotated.string"}, "{it.value}"),
        ({"type": "new.v7"}, "{it.secretOutputs.key}"),
        ({"type": "container.v0"}, "{it.outputs.name}"),
    ],
)
def test_entries_of_every_kind_can_be_left_out(
    apphost: AppHost, tmp_path: Path, entry: object, hole: str
) -> None:
    output = manifest(
        tmp_path,
        {"it": entry, "job": job_entry(extra=hole)},
        broken=NOT_READ,
        job=JOB.format(name="'job'", more=""),
    )
    apphost.builder.add_publish_output(output, leave_out=["it"])

    (name,) = [each for each in apphost.terraform()["variable"] if each.startswith("it_")]
    is_secret = "outputs" not in hole
    assert apphost.terraform()["variable"][name].get("sensitive", False) is is_secret
    written = apphost.job("job")["secret"][0]["value"] if is_secret else apphost.env("job")["X"]
    assert written == f"${{var.{name}}}"
    assert apphost.codes() == []


def test_a_module_of_a_folder_is_left_out_by_its_name_or_its_symbol(
    new_apphost: Callable[..., AppHost], tmp_path: Path
) -> None:
    params = "environmentId: env.outputs.id, label: 'a', extra: red_cache.outputs.host"
    uses = {
        "red_cache": ("red-cache/red-cache.bicep", ""),
        "env": ("gone/gone.bicep", ""),
        "job": ("job.bicep", params),
    }
    output = folder_of(
        tmp_path, uses, **{"red-cache__red-cache": NOT_READ, "job": JOB.format(name="'job'", more="")}
    )
    for index, name in enumerate(("red-cache", "red_cache")):
        apphost = new_apphost(f"out-{index}")
        apphost.builder.add_publish_output(output, leave_out=[name, "env"])
        assert apphost.env("job")["X"] == "${var.red_cache_outputs_host}"
        environment = apphost.job("job")["container_app_environment_id"]
        assert environment == "${data.azurerm_container_app_environment.gone.id}"
        assert apphost.codes() == []


def test_outputs_of_a_loop_of_modules_that_is_left_out_are_variables(
    apphost: AppHost, tmp_path: Path
) -> None:
    extra = "'${stores[0].outputs.host};${stores[1].outputs.host}'"
    params = f"environmentId: env.outputs.id, label: 'a', extra: {extra}"
    uses = {"env": ("gone.bicep", ""), "job": ("job.bicep", params)}
    output = folder_of(tmp_path, uses, job=JOB.format(name="'job'", more=""))
    with (output / "main.bicep").open("a", encoding="utf-8") as main:
        main.write("module stores 'store.bicep' = [for each in range(0, 2): { name: 'store-${each}' }]\n")
    apphost.builder.add_publish_output(output, leave_out=["env", "stores"])

    hosts = "${var.store_0_outputs_host};${var.store_1_outputs_host}"
    assert (apphost.env("job")["X"], apphost.codes()) == (hosts, [])


def test_one_module_of_a_loop_is_left_out(apphost: AppHost, tmp_path: Path) -> None:
    params = "environmentId: env.outputs.id, label: 'a', extra: stores[1].outputs.host"
    uses = {"env": ("gone.bicep", ""), "job": ("job.bicep", params)}
    store = f"param label string = 'x'\nparam location string = resourceGroup().location\n{IDENTITY}"
    output = folder_of(tmp_path, uses, job=JOB.format(name="'job'", more=""), store=store)
    with (output / "main.bicep").open("a", encoding="utf-8") as main:
        main.write(
            "module stores 'store.bicep' = [for each in range(0, 2): { params: { label: '${each}' } }]\n"
        )
    apphost.builder.add_publish_output(output, leave_out=["env", "store-1"])

    assert apphost.env("job")["X"] == "${var.store_1_outputs_host}"
    identities = apphost.terraform()["resource"]["azurerm_user_assigned_identity"].values()
    assert [each["name"] for each in identities] == ["mi-0"]


def test_nobody_has_to_publish_a_program_that_is_left_out(
    new_apphost: Callable[..., AppHost], tmp_path: Path
) -> None:
    program = {"type": "container.v0", "image": "acme/tool:1", "env": {"A": "b"}}
    output = manifest(tmp_path, {"old": program, "new": program})
    read = new_apphost("read")
    read.builder.add_publish_output(output, leave_out=["new"])
    (problem,) = read.problems()
    assert (problem.resource, problem.hint) == ("old", 'Publish it as a job, or pass leave_out=["old"]')

    apphost = new_apphost("left-out")
    apphost.builder.add_publish_output(output, leave_out=["old", "new"])
    apphost.builder.resource("new").publish_as_azure_container_app_job()
    assert list(apphost.terraform()["resource"]["azurerm_container_app_job"]) == ["new"]
    assert (apphost.env("new"), apphost.codes()) == ({"A": "b"}, [])


@pytest.mark.parametrize("is_folder", [True, False])
def test_what_needs_a_module_that_cannot_be_read_is_no_mistake_of_its_own(
    tmp_path: Path, is_folder: bool
) -> None:
    job, extra = JOB.format(name="'job'", more=""), "{it.outputs.host}"
    if is_folder:
        params = "environmentId: given, label: 'a', extra: it.outputs.host"
        uses = {
            "it": ("it.bicep", ""),
            "gone": ("gone.bicep", "x: it.outputs.host"),
            "job": ("job.bicep", params),
        }
        output = folder_of(tmp_path, uses, job=job, it=NOT_READ)
    else:
        module = {"type": "azure.bicep.v0", "path": "it.module.bicep"}
        resources = {"it": module, "gone": {**module, "path": "gone"}, "job": job_entry(extra=extra)}
        output = manifest(tmp_path, resources, job=job, it=NOT_READ)

    found = {each.code for each in AspirePublishOutput.load(output).problems}
    assert found == {"ACJ801", "ACJ804"}


def test_a_program_of_a_folder_that_is_left_out_is_not_read(apphost: AppHost, tmp_path: Path) -> None:
    output = folder_of(tmp_path, {}, **{"web-containerapp__web-containerapp": NOT_READ})
    apphost.builder.add_publish_output(output, leave_out=["web"])
    assert apphost.codes() == []


@pytest.mark.parametrize("name", ["red", "note"])
def test_a_hint_to_leave_something_out_is_true(tmp_path: Path, name: str) -> None:
    union = "func double(text string) string => '${text}${text}'\n"
    entries = {
        "red": {"type": "azure.bicep.v0", "path": "red.module.bicep"},
        "note": {"type": "dapr.v0"},
    }
    output = manifest(tmp_path, entries, red=union)
    hints = " ".join(str(each.hint) for each in AspirePublishOutput.load(output).problems)
    assert f'leave_out=["{name}"]' in hints
    left = AspirePublishOutput.load(output, leave_out=[name]).problems
    assert f'leave_out=["{name}"]' not in " ".join(str(each.hint) for each in left)


# -- what azd owns


def test_a_job_in_the_environment_that_azd_makes(apphost: AppHost, tmp_path: Path) -> None:
    output = manifest(tmp_path, {"job": job_entry()}, job=JOB.format(name="'job'", more=""))
    apphost.builder.add_publish_output(output)
    terraform = apphost.terraform()

    assert terraform["data"]["azurerm_container_app_environment"] == {"env": LOOKED_UP}
    assert "azurerm_container_app_environment" not in terraform["resource"]
    variable = terraform["variable"]["outputs_azure_container_apps_environment_id"]
    assert variable["description"] == (
        "Output AZURE_CONTAINER_APPS_ENVIRONMENT_ID of the environment that azd makes, which is not in this "
        "Terraform."
    )


def test_an_image_is_pulled_from_the_registry_that_azd_makes(apphost: AppHost, tmp_path: Path) -> None:
    pulled = JOB.format(name="'job'", more="param server string\nparam puller string").replace(
        "replicaTimeout: 60", "replicaTimeout: 60, registries: [ { server: server, identity: puller } ]"
    )
    identity = "identity: { type: 'UserAssigned', userAssignedIdentities: { '${puller}': {} } }"
    pulled = pulled.replace("  location: location\n", f"  location: location\n  {identity}\n")
    entry = job_entry(
        server="{.outputs.AZURE_CONTAINER_REGISTRY_ENDPOINT}",
        puller="{.outputs.AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID}",
    )
    project = {**entry, "type": "project.v1", "path": "a.csproj"}
    project.pop("image")
    apphost.builder.add_publish_output(manifest(tmp_path, {"job": project}, job=pulled))

    assert "azurerm_container_registry" not in apphost.terraform()["resource"]
    assert apphost.job("job")["registry"] == [
        {
            "server": "${var.outputs_azure_container_registry_endpoint}",
            "identity": "${var.outputs_azure_container_registry_managed_identity_id}",
        }
    ]


@pytest.mark.parametrize("scheme", ["http", "tcp"])
def test_a_program_gets_the_address_of_another_one_in_azds_environment(
    apphost: AppHost, tmp_path: Path, scheme: str
) -> None:
    binding = {"scheme": scheme, "protocol": "tcp", "transport": scheme, "targetPort": 5000}
    api = {"type": "project.v0", "path": "a.csproj", "bindings": {"it": binding}}
    front = """param url string
resource front 'Microsoft.App/containerApps@2024-03-01' = {
  name: 'front'
  properties: { template: { containers: [ { name: 'front', env: [ { name: 'API', value: url } ] } ] } }
}
"""
    params = {"url": "{api.bindings.it.url}"}
    deployment = {"type": "azure.bicep.v0", "path": "front.module.bicep", "params": params}
    entry = {"type": "container.v1", "image": "a:1", "deployment": deployment}
    apphost.builder.add_publish_output(manifest(tmp_path, {"api": api, "front": entry}, front=front))

    body = apphost.resource("azapi_resource", "front")["body"]
    (variable,) = body["properties"]["template"]["containers"][0]["env"]
    domain = "${data.azurerm_container_app_environment.env.default_domain}"
    expected = f"https://api.internal.{domain}" if scheme == "http" else "tcp://api:5000"
    assert variable["value"] == expected
    assert apphost.terraform()["data"]["azurerm_container_app_environment"] == {"env": LOOKED_UP}


# -- one job for each use


@pytest.mark.parametrize("order", [("alpha", "beta"), ("beta", "alpha")])
@pytest.mark.parametrize("more", ["", IDENTITY])
@pytest.mark.parametrize("paths", [("jobs/a.bicep", "jobs/b.bicep"), ("jobs/a.bicep", "jobs/a.bicep")])
def test_each_use_of_a_module_is_a_job_of_its_own(
    apphost: AppHost, tmp_path: Path, order: tuple[str, str], more: str, paths: tuple[str, str]
) -> None:
    path = dict(zip(("alpha", "beta"), paths, strict=True))
    params = "environmentId: env.outputs.id, label: '{0}'"
    uses = {"env": ("env.bicep", ""), **{name: (path[name], params.format(name)) for name in order}}
    text = JOB.format(name="'job-${label}'", more=more)
    files = {each.removesuffix(".bicep").replace("/", "__"): text for each in paths}
    output = folder_of(tmp_path, uses, **files)
    apphost.builder.add_publish_output(output, leave_out=["env"])

    jobs = apphost.terraform()["resource"]["azurerm_container_app_job"]
    assert {name: (job["name"], job["template"]["container"][0]["args"]) for name, job in jobs.items()} == {
        "alpha": ("job-alpha", ["alpha"]),
        "beta": ("job-beta", ["beta"]),
    }
    identities = apphost.terraform()["resource"].get("azurerm_user_assigned_identity", {})
    assert sorted(each["name"] for each in identities.values()) == (["mi-alpha", "mi-beta"] if more else [])


# -- azd's templates


def test_programs_in_azds_templates_are_named(tmp_path: Path) -> None:
    output = folder_of(tmp_path, {})
    (output / "infra").mkdir()
    for file in ("api.tmpl.yaml", "infra/worker.tmpl.yaml"):
        (output / file).write_text("location: {{ .Env.AZURE_LOCATION }}\n")
    found = AspirePublishOutput.load(output).problems
    assert messages(found) == [
        f"ACJ816 azd's templates are not read, so the program '{name}' is not in the Terraform"
        for name in ("api", "worker")
    ]
    assert [each.where.file.rpartition("/")[2] for each in found if each.where] == [
        "api.tmpl.yaml",
        "worker.tmpl.yaml",
    ]
    assert AspirePublishOutput.load(output, leave_out=["api", "worker"]).problems == []


# -- what is asked for


def test_what_only_something_left_out_has_needed_is_not_asked_for(apphost: AppHost, tmp_path: Path) -> None:
    secret = {"value": {"type": "string", "secret": True}}
    parameter = {"type": "parameter.v0", "value": "{pw.inputs.value}", "inputs": secret}
    vault = {"type": "azure.bicep.v0", "path": "kv.module.bicep", "params": {"pw": "{pw.value}"}}
    output = manifest(
        tmp_path,
        {
            "pw": parameter,
            "kv": vault,
            "used": {**parameter, "value": "{used.inputs.value}"},
            "job": job_entry(label="a", extra="{used.value}"),
        },
        kv="@secure()\nparam pw string\n",
        job=JOB.format(name="'job'", more=""),
    )
    apphost.builder.add_publish_output(output, leave_out=["kv"])

    variables = apphost.terraform()["variable"]
    assert "pw" not in variables
    assert "used" in variables


def test_what_a_resource_asks_for_by_itself_is_a_variable_once_it_is_used(
    apphost: AppHost, tmp_path: Path
) -> None:
    """Aspire 8: a database has a password among its own inputs."""
    made_up = {"type": "string", "secret": True, "default": {"generate": {"minLength": 10}}}
    database = {
        "type": "container.v0",
        "image": "docker.io/library/postgres:16",
        "connectionString": "Host=pg;Password={pg.inputs.password}",
        "inputs": {"password": made_up, "unused": {"type": "string"}},
    }
    entries = {"pg": database, "job": job_entry(label="a", extra="{pg.connectionString}")}
    apphost.builder.add_publish_output(manifest(tmp_path, entries, job=JOB.format(name="'job'", more="")))

    assert apphost.job("job")["secret"] == [{"name": "x", "value": "Host=pg;Password=${var.pg_password}"}]
    assert apphost.terraform()["variable"]["pg_password"]["sensitive"] is True
    assert "pg_unused" not in apphost.terraform()["variable"]


def test_a_role_whose_name_somebody_chose_keeps_it(apphost: AppHost, tmp_path: Path) -> None:
    name = "11112222-3333-4444-5555-666677778888"
    role = f"""resource mi 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {{
  name: 'id-mi'
  location: resourceGroup().location
}}
resource store 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {{
  name: 'acme'
}}
resource read 'Microsoft.Authorization/roleAssignments@2022-04-01' = {{
  name: '{name}'
  scope: store
  properties: {{
    principalId: mi.properties.principalId
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')
  }}
}}
"""
    output = manifest(tmp_path, {"m": {"type": "azure.bicep.v0", "path": "m.module.bicep"}}, m=role)
    apphost.builder.add_publish_output(output)
    (written,) = apphost.terraform()["resource"]["azapi_resource"].values()
    assert written["name"] == name


def test_no_registry_is_made_up_for_a_job_that_is_built_where_the_environment_is_left_out(
    apphost: AppHost, tmp_path: Path
) -> None:
    pulled = (
        JOB.format(name="'job'", more="param env_outputs_azure_container_registry_endpoint string")
        .replace("'acme/job:1'", "job_containerimage")
        .replace("param environmentId", "param env_outputs_azure_container_apps_environment_id")
        .replace(
            "environmentId: environmentId", "environmentId: env_outputs_azure_container_apps_environment_id"
        )
        + "param job_containerimage string\n"
    )
    output = folder_of(tmp_path, {"env": ("env/env.bicep", "")}, job__job=pulled)
    apphost.builder.add_publish_output(output, leave_out=["env"])

    resources = apphost.terraform()["resource"]
    assert "azurerm_container_registry" not in resources
    assert apphost.container("job")["image"] == "${var.job_containerimage}"

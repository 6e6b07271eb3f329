"""The Terraform of a job and what is around it, as a person reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.apphost import Json


@attrs.frozen(kw_only=True)
class Job:
    """A job: of references, what is between `${` and `}`.

    Attributes:
        trigger: kind and settings.
        secrets: name -> value, or where the vault has it and which identity reads it.
        mounts: path -> storage of the environment.
        registries: server -> identity that pulls.
        probes: kind of probe -> path.
    """

    environment: str
    trigger: tuple[str, Mapping[str, object]]
    image: str
    timeout: int = 1800
    retries: int = 0
    command: list[str] = attrs.field(factory=list)
    args: list[str] = attrs.field(factory=list)
    env: Mapping[str, str] = attrs.field(factory=dict)
    secrets: Mapping[str, str | tuple[str, str]] = attrs.field(factory=dict)
    mounts: Mapping[str, str] = attrs.field(factory=dict)
    registries: Mapping[str, str] = attrs.field(factory=dict)
    identities: list[str] = attrs.field(factory=list)
    resources: tuple[float, str] = (0.5, "1Gi")
    probes: Mapping[str, str] = attrs.field(factory=dict)
    profile: str = "Consumption"
    tags: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Version:
    """All that comes out, by address; what Terraform itself needs is left away.

    Attributes:
        environments: where an environment's logs go.
        bodies: what resources that are carried over say, and their tags.
        vault_secrets: address -> value.
        roles: role, who has it, and on what.
        existing: data source -> name and group.
        others: the addresses of all other resources.
    """

    jobs: Mapping[str, Job]
    environments: Mapping[str, str] = attrs.field(factory=dict)
    bodies: Mapping[str, Mapping[str, object]] = attrs.field(factory=dict)
    vault_secrets: Mapping[str, str] = attrs.field(factory=dict)
    roles: set[tuple[str, str, str]] = attrs.field(factory=set)
    existing: Mapping[str, tuple[str, str]] = attrs.field(factory=dict)
    others: set[str] = attrs.field(factory=set)
    codes: list[str] = attrs.field(factory=list)


def plain(value: object) -> str:
    """A reference without `${` and `}`; text as it is."""
    text = str(value)
    is_reference = text.startswith("${") and text.endswith("}") and text.count("${") == 1
    return text[2:-1] if is_reference else text


def read_job(job: Json) -> Job:
    (container,) = job["template"]["container"]
    storages = {each["name"]: plain(each["storage_name"]) for each in job["template"].get("volume", [])}
    probes = ("liveness_probe", "readiness_probe", "startup_probe")
    return Job(
        environment=plain(job["container_app_environment_id"]),
        trigger=read_trigger(job),
        image=plain(container["image"]),
        timeout=job["replica_timeout_in_seconds"],
        retries=job["replica_retry_limit"],
        command=container.get("command", []),
        args=[plain(each) for each in container.get("args", [])],
        env={
            each["name"]: plain(each["value"]) if "value" in each else f"secret {each['secret_name']}"
            for each in container.get("env", [])
        },
        secrets={each["name"]: read_secret(each) for each in job.get("secret", [])},
        mounts={each["path"]: storages[each["name"]] for each in container.get("volume_mounts", [])},
        registries={plain(each["server"]): plain(each["identity"]) for each in job.get("registry", [])},
        identities=[plain(each) for each in job.get("identity", {}).get("identity_ids", [])],
        resources=(container["cpu"], container["memory"]),
        probes={kind: container[kind][0]["path"] for kind in probes if kind in container},
        profile=job["workload_profile_name"],
        tags=job.get("tags", {}),
    )


def read_secret(secret: Json) -> str | tuple[str, str]:
    if "value" in secret:
        return plain(secret["value"])
    return plain(secret["key_vault_secret_id"]), plain(secret["identity"])


def read_trigger(job: Json) -> tuple[str, Json]:
    (key,) = [each for each in job if each.endswith("_trigger_config")]
    said = dict(job[key])
    for scale in said.pop("scale", []):
        for rule in scale.pop("rules"):
            said[f"{rule['name']} {rule['custom_rule_type']}"] = rule["metadata"]
            said[f"{rule['name']} identity"] = plain(rule["identity_id"])
        said |= scale
    return key.removesuffix("_trigger_config"), said


def read_environments(terraform: Json) -> dict[str, str]:
    environments = terraform["resource"].get("azurerm_container_app_environment", {})
    assert all(each["logs_destination"] == "log-analytics" for each in environments.values())
    return {name: plain(each["log_analytics_workspace_id"]) for name, each in environments.items()}


def read_bodies(terraform: Json, wanted: Mapping[str, Mapping[str, object]]) -> Json:
    """The bodies and tags of these, and the names of which something is expected."""
    found = {}
    for address, expected in wanted.items():
        kind, _, name = address.partition(".")
        said = terraform["resource"][kind][name]
        keys = {"tags", "name"} if "name" in expected else {"tags"}
        found[address] = {**said.get("body", {}), **{key: said[key] for key in keys & said.keys()}}
    return found


def read_vault_secrets(terraform: Json) -> dict[str, str]:
    secrets = terraform["resource"].get("azurerm_key_vault_secret", {})
    return {name: plain(each["value"]) for name, each in secrets.items()}


def read_roles(terraform: Json) -> set[tuple[str, str, str]]:
    """But for the role by which whoever deploys writes the secrets of a vault."""
    resources, here = terraform["resource"], terraform.get("locals", {})
    found = {
        (each["role_definition_name"], plain(each["principal_id"]), plain(each["scope"]))
        for each in resources.get("azurerm_role_assignment", {}).values()
        if each["role_definition_name"] != "Key Vault Secrets Officer"
    }
    for each in resources.get("azapi_resource", {}).values():
        if each["type"].startswith("Microsoft.Authorization/roleAssignments@"):
            said = each["body"]["properties"]
            role = said["roleDefinitionId"].rpartition("/")[2]
            found.add((role, plain(said["principalId"]), plain(each["parent_id"])))
    return {
        (role, who, str(here.get(on.removeprefix("local."), on) if on.startswith("local.") else on))
        for role, who, on in found
    }


def read_existing(terraform: Json) -> dict[str, tuple[str, str]]:
    return {
        f"{kind}.{name}": (plain(each["name"]), plain(each["resource_group_name"]))
        for kind, named in terraform["data"].items()
        if kind.startswith("azurerm_") and kind != "azurerm_client_config"
        for name, each in named.items()
    }


def addresses(terraform: Json) -> set[str]:
    """All resources but roles and the group."""
    found = set()
    for kind, named in terraform["resource"].items():
        for name, each in named.items():
            is_role = "roleAssignments" in each.get("type", "") or kind == "azurerm_role_assignment"
            if not is_role and kind != "azurerm_resource_group":
                found.add(f"{kind}.{name}")
    return found

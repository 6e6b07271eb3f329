"""Plans in the exact format of `terraform show -json`, as small as a test needs them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

REAL = Path(__file__).parent / "plans"
Json = dict[str, Any]

_GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-demo/providers"
ENVIRONMENT_ID = f"{_GROUP}/Microsoft.App/managedEnvironments/cae-demo"


def identity_id(name: str) -> str:
    return f"{_GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/{name}"


def real(name: str) -> Json:
    """A plan that terraform 1.11 and azurerm 4.55 made."""
    plan: Json = json.loads((REAL / f"{name}.json").read_text(encoding="utf-8"))
    return plan


def a_job(name: str = "batch", *, cron: str | None = "0 3 * * *", **changes: Any) -> Json:  # noqa: ANN401
    """A job as azurerm has it in a plan; attributes in `container` and `schedule` go into those blocks."""
    container = {
        "args": [],
        "command": [],
        "cpu": 0.5,
        "env": [],
        "ephemeral_storage": "2Gi",
        "image": "registry.example.com/batch:1.4",
        "liveness_probe": [],
        "memory": "1Gi",
        "name": "main",
        "readiness_probe": [],
        "startup_probe": [],
        "volume_mounts": [],
        **changes.pop("container", {}),
    }
    replicas = {"parallelism": 1, "replica_completion_count": 1, **changes.pop("replicas", {})}
    job = {
        "container_app_environment_id": ENVIRONMENT_ID,
        "event_stream_endpoint": "",
        "event_trigger_config": [],
        "id": f"{_GROUP}/Microsoft.App/jobs/{name}",
        "identity": [],
        "location": "westeurope",
        "manual_trigger_config": [] if cron else [replicas],
        "name": name,
        "outbound_ip_addresses": [],
        "registry": [],
        "replica_retry_limit": 1,
        "replica_timeout_in_seconds": 600,
        "resource_group_name": "rg-demo",
        "schedule_trigger_config": [{"cron_expression": cron, **replicas}] if cron else [],
        "secret": [],
        "tags": {},
        "template": [{"container": [container], "init_container": [], "volume": []}],
        "timeouts": None,
        "workload_profile_name": "",
    }
    return {**job, **changes}


def an_event(*rules: Json, parallelism: int = 1, **scale: Any) -> Json:  # noqa: ANN401
    """What makes `a_job` an event job: `a_job(cron=None, **an_event(...))`."""
    defaults = {"min_executions": 0, "max_executions": 100, "polling_interval_in_seconds": 30}
    trigger = {
        "parallelism": parallelism,
        "replica_completion_count": 1,
        "scale": [{**defaults, **scale, "rules": list(rules)}],
    }
    return {"manual_trigger_config": [], "event_trigger_config": [trigger]}


def a_rule(name: str = "queue", kind: str = "azure-queue", **metadata: str) -> Json:
    return {"name": name, "custom_rule_type": kind, "metadata": metadata, "authentication": []}


def env(**variables: str) -> list[Json]:
    """Environment variables; a value that begins with `secret:` names a secret."""
    return [
        {"name": name, "value": "", "secret_name": value[7:]}
        if value.startswith("secret:")
        else {"name": name, "value": value, "secret_name": ""}
        for name, value in variables.items()
    ]


def a_secret(name: str, value: str = "", **changes: str) -> Json:
    return {"name": name, "value": value, "key_vault_secret_id": "", "identity": "", **changes}


def a_change(
    before: Json | None,
    after: Json | None,
    *,
    name: str = "batch",
    type: str = "azurerm_container_app_job",
    actions: list[str] | None = None,
    unknown: Json | None = None,
    replace: list[str] | None = None,
    before_sensitive: object = None,
    after_sensitive: object = None,
    importing: str | None = None,
    **resource: Any,  # noqa: ANN401
) -> Json:
    """One resource change; the actions follow from what there is before and after."""
    if actions is None:
        if before is None:
            actions = ["create"]
        elif after is None:
            actions = ["delete"]
        elif replace:
            actions = ["delete", "create"]
        else:
            actions = ["no-op"] if before == after else ["update"]
    change: Json = {
        "actions": actions,
        "before": before,
        "after": after,
        "after_unknown": unknown or {},
        "before_sensitive": {"secret": True} if before_sensitive is None else before_sensitive,
        "after_sensitive": {"secret": True} if after_sensitive is None else after_sensitive,
    }
    if replace:
        change["replace_paths"] = [[path] for path in replace]
        resource.setdefault("action_reason", "replace_because_cannot_update")
    if importing:
        change["importing"] = {"id": importing}
    return {
        "address": f"{type}.{name}",
        "mode": "managed",
        "type": type,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/azurerm",
        **resource,
        "change": change,
    }


def a_plan(*changes: Json, drift: list[Json] | None = None, **document: Any) -> Json:  # noqa: ANN401
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {}},
        **({"resource_drift": drift} if drift else {}),
        "resource_changes": list(changes),
        "configuration": {"root_module": {}},
        "timestamp": "2027-01-01T00:00:00Z",
        "applyable": True,
        "complete": True,
        "errored": False,
        **document,
    }


def changed(job: Json, **changes: Any) -> Json:  # noqa: ANN401
    """A copy of a job with other attributes; `container` and `schedule` change those in their blocks."""
    job = copy.deepcopy(job)
    job["template"][0]["container"][0] |= changes.pop("container", {})
    if "schedule" in changes:
        job["schedule_trigger_config"][0] |= changes.pop("schedule")
    return {**job, **changes}


def many_jobs(count: int, *, variables_each: int = 8) -> Json:
    """A plan with every kind of change in it, each job with a schedule and variables of its own."""
    changes = []
    for index in range(count):
        name = f"job-{index:05}"
        variables = env(
            **{f"KEY_{n}": f"{index}-{n}" for n in range(variables_each)}, API_KEY="secret:api-key"
        )
        before = a_job(
            name,
            cron=f"{index % 60} {index // 60 % 24} * * *",
            container={"env": variables},
            secret=[a_secret("api-key", f"planted-secret-{index}")],
        )
        match index % 10:
            case 0:
                after = changed(
                    before,
                    schedule_trigger_config=[],
                    manual_trigger_config=[{"parallelism": 1, "replica_completion_count": 1}],
                )
                change = a_change(
                    before, after, name=name, replace=["schedule_trigger_config", "manual_trigger_config"]
                )
            case 1:
                change = a_change(None, before, name=name)
            case 2:
                change = a_change(before, None, name=name)
            case 3:
                change = a_change(before, before, name=name)
            case _:
                after = changed(
                    before,
                    schedule={"cron_expression": f"{index % 60} */6 * * *"},
                    container={"image": "registry.example.com/batch:1.5", "env": variables[1:]},
                )
                change = a_change(before, after, name=name)
        changes.append(change)
    return a_plan(*changes)

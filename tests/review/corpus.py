"""Plans in the shapes that public modules and each release of Terraform and OpenTofu give them."""

from __future__ import annotations

import copy
import json
from typing import Any

from tests.review.plans import (
    Json,
    a_change,
    a_job,
    a_plan,
    a_rule,
    a_secret,
    an_event,
    changed,
    env,
    identity_id,
)

# Terraform's releases, and the release that OpenTofu's name: what `terraform_version` and the format say.
RELEASES = {
    "terraform-1.9": {"format_version": "1.2", "terraform_version": "1.9.8"},
    "terraform-1.10": {"format_version": "1.2", "terraform_version": "1.10.5"},
    "terraform-1.11": {"format_version": "1.2", "terraform_version": "1.11.4"},
    "terraform-1.12": {"format_version": "1.2", "terraform_version": "1.12.2"},
    "terraform-1.13": {"format_version": "1.2", "terraform_version": "1.13.5"},
    "terraform-1.14": {"format_version": "1.2", "terraform_version": "1.14.0"},
    "opentofu-1.8": {"format_version": "1.2", "terraform_version": "1.8.9"},
    "opentofu-1.9": {
        "format_version": "1.2",
        "terraform_version": "1.9.4",
        "timestamp": "2026-01-01T00:00:00Z",
    },
    "opentofu-1.10": {"format_version": "1.2", "terraform_version": "1.10.6"},
    "opentofu-1.11": {"format_version": "1.2", "terraform_version": "1.11.2"},
}
COMPUTED = {"id": True, "event_stream_endpoint": True, "outbound_ip_addresses": True}


def a_full_job(name: str = "sync", **changes: Any) -> Json:  # noqa: ANN401
    """A job with something in every block that azurerm has."""
    mount = {"name": "data", "path": "/mnt", "sub_path": "a"}
    rule = a_rule(queueName="orders", queueLength="5", accountName="stdemo") | {
        "authentication": [{"secret_name": "api-key", "trigger_parameter": "connection"}]
    }
    container = {
        "image": "ghcr.io/acme/sync:1.0",
        "command": ["run"],
        "args": ["--all"],
        "env": env(MODE="a", API_KEY="secret:api-key"),
        "volume_mounts": [mount],
    }
    job = a_job(
        name,
        cron=None,
        container=container,
        identity=[
            {
                "type": "UserAssigned",
                "identity_ids": [identity_id("mi")],
                "principal_id": "",
                "tenant_id": "",
            }
        ],
        registry=[
            {
                "server": "acme.azurecr.io",
                "identity": identity_id("mi"),
                "username": "",
                "password_secret_name": "",
            }
        ],
        secret=[
            a_secret("api-key", "planted-S3cret"),
            a_secret(
                "vault",
                key_vault_secret_id="https://kv.vault.azure.net/secrets/a",
                identity=identity_id("mi"),
            ),
        ],
        tags={"team": "orders"},
        workload_profile_name="Consumption",
        **an_event(rule),
    )
    template = job["template"][0]
    template["volume"] = [
        {"name": "data", "storage_type": "AzureFile", "storage_name": "share", "mount_options": ""}
    ]
    without_probes = {key: each for key, each in template["container"][0].items() if "_probe" not in key}
    template["init_container"] = [{**without_probes, "name": "init"}]
    alone: Json = json.loads(json.dumps({**job, **changes}))  # nothing in it is shared
    return alone


def places_in(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of each value in a job."""
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [place for key, each in inner for place in ((*at, key), *places_in(each, (*at, key)))]


def unknown_at(job: Json, place: tuple[str | int, ...]) -> tuple[Json, Any]:
    """A job without a value, and Terraform's mark that it is known after the apply."""
    after = copy.deepcopy(job)
    inner: Any = after
    for step in place[:-1]:
        inner = inner[step]
    if isinstance(inner, dict):
        del inner[place[-1]]
    else:
        inner[place[-1]] = None
    return after, _mask(job, place)


def _mask(value: Any, place: tuple[str | int, ...]) -> Any:  # noqa: ANN401
    if not place:
        return True
    if isinstance(value, dict):
        return {place[0]: _mask(value[place[0]], place[1:])}
    return [
        _mask(each, place[1:]) if index == place[0] else ({} if isinstance(each, dict) else False)
        for index, each in enumerate(value)
    ]


def for_each_over_a_map() -> Json:
    """A module that makes a job for each entry of a map, with an environment of another module."""
    changes = []
    for key in ("daily", "hourly", 'odd "key"'):
        after = a_full_job("job-" + key.split()[0])
        for name in ("container_app_environment_id", "id"):
            del after[name]
        changes.append(
            a_change(
                None,
                after,
                unknown={**COMPUTED, "container_app_environment_id": True},
                address=f"module.jobs.azurerm_container_app_job.this[{json.dumps(key)}]",
                module_address="module.jobs",
                index=key,
            )
        )
    environment = a_change(
        None,
        {"name": "cae-demo", "location": "westeurope", "workload_profile": []},
        name="this",
        type="azurerm_container_app_environment",
        unknown={"id": True, "default_domain": True},
    )
    return a_plan(*changes, environment)


def everything_is_known_after_the_apply() -> Json:
    """A job of which a module's outputs tell nothing yet."""
    marks: Json = dict.fromkeys(a_full_job(), True)
    return a_plan(a_change(None, {"name": "sync"}, unknown={**marks, "name": False}))


def outputs_of_modules_as_ids() -> Json:
    """Identities, registries and secrets of resources that the same plan makes."""
    after = a_full_job()
    after["identity"][0]["identity_ids"] = None
    del after["registry"][0]["identity"], after["secret"][1]["key_vault_secret_id"]
    unknown = {
        **COMPUTED,
        "identity": [{"identity_ids": True, "principal_id": True, "tenant_id": True}],
        "registry": [{"identity": True}],
        "secret": [{}, {"key_vault_secret_id": True, "identity": True}],
    }
    return a_plan(a_change(None, after, unknown=unknown))


def provider_aliases() -> Json:
    """The same job in two subscriptions."""
    changes = [
        a_change(
            a_job(), changed(a_job(), replica_retry_limit=2), name=f"batch_{alias}", provider_config_key=alias
        )
        for alias in ("azurerm.hub", "azurerm.spoke")
    ]
    return a_plan(*changes)


def moved_into_a_module() -> Json:
    job = a_job()
    return a_plan(
        a_change(
            job,
            job,
            address="module.jobs.azurerm_container_app_job.this[0]",
            previous_address="azurerm_container_app_job.batch",
        )
    )


def imported_by_id_and_by_identity() -> Json:
    """`import` blocks; from Terraform 1.12 also by an identity, and an id may be unknown yet."""
    job = a_job()
    by_identity = a_change(job, job, name="b")
    by_identity["change"]["importing"] = {"identity": {"subscription_id": "x", "name": "batch"}}
    later = a_change(None, a_job(), name="c", unknown=COMPUTED)
    later["change"]["importing"] = {"unknown": True}
    return a_plan(a_change(job, job, name="a", importing=job["id"]), by_identity, later)


def with_target() -> Json:
    """`-target` leaves resources out, and says so with `complete` alone."""
    return a_plan(a_change(a_job(), changed(a_job(), replica_retry_limit=2)), complete=False)


def deferred() -> Json:
    """Terraform 1.9 and later put off what they can't plan yet."""
    put_off = a_change(None, None, name="later", actions=["create"], unknown={"id": True})
    return a_plan(
        a_change(None, a_job(), unknown=COMPUTED),
        deferred_changes=[{"reason": "instance_count_unknown", "resource_change": put_off}],
        complete=False,
    )


def actions_of_1_14() -> Json:
    """Actions run before or after a change; a plan lists them beside the resources."""
    invocation = {
        "address": "action.azurerm_container_app_job_start.run",
        "type": "azurerm_container_app_job_start",
        "name": "run",
        "config_values": {"token": "x"},
        "provider_name": "registry.terraform.io/hashicorp/azurerm",
        "lifecycle_action_trigger": {"triggering_resource_address": "azurerm_container_app_job.batch"},
    }
    return a_plan(
        a_change(a_job(), changed(a_job(), replica_retry_limit=2)),
        action_invocations=[invocation],
        deferred_action_invocations=[{"reason": "deferred_prereq", "action_invocation": invocation}],
    )


def what_else_a_plan_has() -> Json:
    """Checks, ephemeral resources, generated configuration, data sources that are read in the apply."""
    data = a_change(None, {"name": "kv"}, name="kv", type="azurerm_key_vault", mode="data", actions=["read"])
    generated = a_change(a_job(), a_job(), name="generated", importing="/subscriptions/x/jobs/batch")
    generated["change"]["generated_config"] = 'resource "azurerm_container_app_job" "generated" {}'
    return a_plan(
        data,
        generated,
        checks=[{"address": {"kind": "resource"}, "status": "unknown", "instances": []}],
        relevant_attributes=[{"resource": "azurerm_container_app_job.batch", "attribute": ["id"]}],
        output_changes={"id": {"actions": ["create"], "before": None, "after_unknown": True}},
        variables={"image": {"value": "x"}, "none": {}},
        prior_state={"format_version": "1.0", "values": {"root_module": {"resources": []}}},
        timestamp=None,
    )


def removed_without_destroying() -> Json:
    """`removed` blocks with `destroy = false`."""
    return a_plan(a_change(a_job(), None, actions=["forget"]))


CORPUS = {
    "for_each": (for_each_over_a_map(), "3 jobs are new; 1 other resource changes"),
    "unknown": (everything_is_known_after_the_apply(), "1 job is new"),
    "outputs": (outputs_of_modules_as_ids(), "1 job is new"),
    "aliases": (provider_aliases(), "2 jobs change"),
    "moved": (moved_into_a_module(), "1 job is moved"),
    "imported": (imported_by_id_and_by_identity(), "1 job is new, 2 imported"),
    "target": (with_target(), "1 job changes"),
    "deferred": (deferred(), "1 job is new"),
    "actions": (actions_of_1_14(), "1 job changes"),
    "others": (what_else_a_plan_has(), "1 job is imported"),
    "removed": (removed_without_destroying(), "1 job is no longer managed"),
}

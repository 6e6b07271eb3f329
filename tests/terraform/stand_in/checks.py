"""What azurerm itself refuses in a configuration, before it asks Azure: what `terraform validate` shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tests.terraform.stand_in.planning import is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.terraform.stand_in.planning import Values

_TRIGGERS: Final = ("event_trigger_config", "manual_trigger_config", "schedule_trigger_config")
_JOB_NAME: Final = re.compile(r"(?!.*--)[a-z0-9][a-z0-9-]{0,30}[a-z0-9]|[a-z0-9]")
_SECRET_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,251}[a-z0-9])?")
_CONTAINER_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,44}[a-z0-9])?")
_ENVIRONMENT_NAME: Final = re.compile(r"[A-Za-z]([A-Za-z0-9-]{0,58}[A-Za-z0-9])?")
_STORAGE_NAME: Final = re.compile(r"(?!.*--)[a-z][a-z0-9-]{0,31}")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_NAMES: Final = {
    "azurerm_container_app_job": _JOB_NAME,
    "azurerm_container_app_environment": _ENVIRONMENT_NAME,
    "azurerm_container_app_environment_storage": _STORAGE_NAME,
    "azurerm_container_registry": re.compile(r"[A-Za-z0-9]{5,50}"),
    "azurerm_key_vault": re.compile(r"(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]"),
    "azurerm_log_analytics_workspace": re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]"),
    "azurerm_resource_group": re.compile(r"[\w.()-]{0,89}[\w()-]"),
    "azurerm_role_assignment": _UUID,
    "azurerm_storage_account": re.compile(r"[a-z0-9]{3,24}"),
    "azurerm_user_assigned_identity": re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,127}"),
}


def problems(kind: str, config: Values) -> Iterator[tuple[str, str]]:
    """The attribute and what is wrong with it; what is not known yet is not looked at."""
    pattern = _NAMES.get(kind)
    if pattern is not None and _is_wrong(config.get("name"), pattern):
        yield "name", f"invalid value for name: {config['name']!r}"
    if kind == "azurerm_container_app_job":
        yield from _job(config)
    if kind == "azurerm_role_assignment":
        roles = [config.get("role_definition_id"), config.get("role_definition_name")]
        if sum(role is not None for role in roles) != 1:
            yield "role_definition_name", "one of `role_definition_id,role_definition_name` must be specified"


def _job(config: Values) -> Iterator[tuple[str, str]]:
    given = [name for name in _TRIGGERS if config.get(name)]
    if len(given) != 1:
        names = ",".join(_TRIGGERS)
        yield given[0] if given else "", f"exactly one of `{names}` must be specified, got {given or 'none'}"
    for trigger in given:
        for block in _blocks(config, trigger):
            yield from _at_least_one(trigger, block, "parallelism", "replica_completion_count")
    for name, least in (("replica_timeout_in_seconds", 1), ("replica_retry_limit", 0)):
        value = config.get(name)
        if isinstance(value, int | float) and value < least:
            yield name, f"expected {name} to be at least ({least}), got {value}"
    for secret in _blocks(config, "secret"):
        if _is_wrong(secret.get("name"), _SECRET_NAME):
            yield "secret", f"invalid secret name {secret['name']!r}"
    for template in _blocks(config, "template"):
        for container in (*_blocks(template, "container"), *_blocks(template, "init_container")):
            if _is_wrong(container.get("name"), _CONTAINER_NAME):
                yield "template", f"invalid container name {container['name']!r}"
            cpu = container.get("cpu")
            if isinstance(cpu, int | float) and cpu < 0.1:
                yield "template", f"expected cpu to be at least (0.1), got {cpu}"
            memory = container.get("memory")
            if isinstance(memory, str) and not re.fullmatch(r"\d+(\.\d{1,2})?Gi", memory):
                yield "template", f"memory {memory!r} should be a number with at most two decimals and Gi"
    for identity in _blocks(config, "identity"):
        kind, ids = identity.get("type"), identity.get("identity_ids")
        if isinstance(kind, str) and ("UserAssigned" in kind) != bool(ids):
            yield "identity", "`identity_ids` must be specified exactly when `type` includes `UserAssigned`"


def _blocks(config: Values, name: str) -> list[Values]:
    value = config.get(name)
    if not isinstance(value, list):
        return []
    return [each for each in value if isinstance(each, dict)]


def _at_least_one(trigger: str, block: Values, *names: str) -> Iterator[tuple[str, str]]:
    for name in names:
        value = block.get(name)
        if isinstance(value, int | float) and value < 1:
            yield trigger, f"expected {name} to be at least (1), got {value}"


def _is_wrong(value: object, pattern: re.Pattern[str]) -> bool:
    return isinstance(value, str) and not is_unknown(value) and not pattern.fullmatch(value)

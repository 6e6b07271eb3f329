"""How Azure behaves: ids, values that it makes up, what it needs before it creates something."""

from __future__ import annotations

import base64
import re
import string
import uuid
from typing import TYPE_CHECKING, Any, Final

from tests.terraform.stand_in.table import facts_of, whole_id

if TYPE_CHECKING:
    from tests.terraform.stand_in.bindings import Block
    from tests.terraform.stand_in.planning import Values

SUBSCRIPTION: Final = "00000000-0000-0000-0000-000000000000"
TENANT: Final = "aaaaaaaa-0000-4000-8000-000000000001"
_DEPLOYER: Final = "bbbbbbbb-0000-4000-8000-000000000002"
_ENDINGS: Final = {
    "key_vault": ".vault.azure.net",
    "container_registry": ".azurecr.io",
    "servicebus_namespace": ".servicebus.windows.net",
    "eventhub_namespace": ".servicebus.windows.net",
}
# Limits of Azure's that azurerm does not check.
_SHORTEST_NAMES: Final = {"azurerm_container_app_environment": 2, "azurerm_user_assigned_identity": 3}
_SEGMENTS: Final = {"namespace_name": "namespaces", "resource_group_name": "resourceGroups"}
_ROLES_OF_DEPLOYER: Final = {"Key Vault Secrets Officer", "Key Vault Administrator"}


def client_config() -> Values:
    """Who Terraform is signed in as."""
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{TENANT}/{_DEPLOYER}")),
        "client_id": str(uuid.uuid5(uuid.NAMESPACE_URL, _DEPLOYER)),
        "object_id": _DEPLOYER,
        "subscription_id": SUBSCRIPTION,
        "tenant_id": TENANT,
        "timeouts": None,
    }


def words(kind: str) -> str:
    """A type as its name reads: `azurerm_key_vault` is `Key Vault`."""
    return kind.removeprefix("azurerm_").replace("_", " ").title()


def named(kind: str, values: Values) -> Values:
    """The values with a name where Azure makes one up."""
    if kind == "azurerm_role_assignment" and not isinstance(values.get("name"), str):
        wanted = "|".join(str(values.get(each)) for each in ("scope", "principal_id", "role_definition_name"))
        return {**values, "name": str(uuid.uuid5(uuid.NAMESPACE_URL, wanted))}
    return values


def id_of(kind: str, values: Values) -> str:
    """Azure's id of a resource."""
    pattern = facts_of(kind).id or _usual_id(kind, values)
    fields = {each[1] for each in string.Formatter().parse(pattern) if each[1]}
    made_up = {
        "subscription": SUBSCRIPTION,
        "vault": str(values.get("key_vault_id") or "").rpartition("/")[2],
        "version": uuid.uuid5(uuid.NAMESPACE_URL, str(values.get("value"))).hex,
    }
    return pattern.format(**{field: made_up.get(field) or values[field] for field in fields})


# Letters as azurerm compares them: with their case. Azure's ids have Microsoft.Insights.
_SPELLED_OTHERWISE: Final = {"Microsoft.Insights": "microsoft.insights"}
_ALWAYS_REGISTERED: Final = frozenset({"Microsoft.Authorization", "Microsoft.Resources", "Microsoft.StandIn"})


def is_registered(resource_id: str, registered: list[str] | None) -> bool:
    """Whether the subscription has the resource provider of something; None is every one."""
    namespace = _namespace(resource_id)
    return registered is None or namespace is None or namespace in {*registered, *_ALWAYS_REGISTERED}


def missing_registration(resource_id: str) -> str:
    """Azure's answer when it has not."""
    return (
        "unexpected status 409 (409 Conflict) with error: MissingSubscriptionRegistration: "
        f"The subscription is not registered to use namespace '{_namespace(resource_id)}'."
    )


def _namespace(resource_id: str) -> str | None:
    found = re.findall(r"^/.*/providers/([^/]+)/", resource_id)
    return _SPELLED_OTHERWISE.get(found[0], found[0]) if found else None


def sample_id(kind: str, block: Block | None = None) -> str:
    """An id of the form that a type's ids have."""
    known = {"subscription": SUBSCRIPTION, "resource_group_name": "rg", "version": uuid.UUID(int=1).hex}
    names = list(block.attributes) if block is not None else []
    pattern = whole_id(kind) or _usual_id(kind, dict.fromkeys(names, ""))
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], "shared"), pattern)


def sample(kind: str, block: Block, parent_id: str = "") -> Values:
    """What Azure fills in, of a resource or in a block of it, in the form that azurerm wants elsewhere."""
    made: Values = {"name": "shared", "id": parent_id or sample_id(kind, block)}
    for name, attribute in block.attributes.items():
        if attribute.computed and attribute.type == "string" and name not in ("id", "name"):
            made[name] = made_up(kind, name, attribute.type, made)
    for name, nested in block.blocks.items():
        inside = sample(kind, nested.block, made["id"])
        if inside:
            made[name] = inside
    return {
        name: value
        for name, value in made.items()
        if value and (name in block.blocks or (name in block.attributes and block.attributes[name].computed))
    }


def _usual_id(kind: str, values: Values) -> str:
    """The id of a type that the table does not know: below its parent, or in its resource group."""
    name = kind.removeprefix("azurerm_")
    if "resource_group_name" in values:
        return (
            "/subscriptions/{subscription}/resourceGroups/{resource_group_name}"
            f"/providers/Microsoft.StandIn/{name}/{{name}}"
        )
    parents = [key for key, value in values.items() if key.endswith("_id") and str(value).startswith("/")]
    return f"{{{parents[0]}}}/{name}/{{name}}" if parents else f"/providers/Microsoft.StandIn/{name}/{{name}}"


def filled_in(kind: str, block: Block, values: Values, others: dict[str, Values]) -> Values:
    """The values as Azure has them after a request: everything known, and its own additions."""
    full = _fill(kind, block, values)
    if kind == "azurerm_container_app_job":
        environment = others.get(str(values.get("container_app_environment_id")).lower(), {})
        if environment.get("workload_profile") and not full["workload_profile_name"]:
            full["workload_profile_name"] = "Consumption"
        for container in (full["template"] or [{}])[0].get("container", []):
            container["ephemeral_storage"] = _ephemeral_storage(float(container["cpu"]))
        for container in (full["template"] or [{}])[0].get("init_container", []):
            # azurerm sends a 0 for what is not set, which Azure does not keep.
            container["cpu"] = container["cpu"] or 0.5
            container["memory"] = container["memory"] or "1Gi"
    if kind == "azurerm_container_app_environment" and full.get("workload_profile"):
        group = f"ME_{values['name']}_{values['resource_group_name']}_{values['location']}"
        full["infrastructure_resource_group_name"] = full["infrastructure_resource_group_name"] or group
    return full


def _ephemeral_storage(cpu: float) -> str:
    """Azure's own table: 1Gi up to a quarter of a vCPU, then 2Gi, 4Gi, 8Gi."""
    steps = ((0.25, "1Gi"), (0.5, "2Gi"), (1.0, "4Gi"))
    return next((size for most, size in steps if cpu <= most), "8Gi")


def _fill(kind: str, block: Block, values: Values) -> Values:
    full: Values = {}
    for name, attribute in block.attributes.items():
        value = values.get(name)
        unknown = value is None or not isinstance(value, str | int | float | bool | list | dict)
        full[name] = made_up(kind, name, attribute.type, values) if unknown and attribute.computed else value
    for name, nested in block.blocks.items():
        inner = values.get(name)
        if isinstance(inner, list):
            full[name] = [_fill(kind, nested.block, {"id": values.get("id"), **each}) for each in inner]
        else:
            full[name] = inner if nested.nesting == "single" else []
    return full


def made_up(kind: str, attribute: str, attribute_type: Any, values: Values) -> Any:  # noqa: ANN401
    """A value of the form that Azure's have, the same whenever it is asked for."""
    if attribute_type == "number":
        return 0
    if attribute_type == "bool":
        return False
    if attribute_type != "string":
        return {} if attribute_type[0] == "map" else []
    seed, name = f"{values.get('id')}/{attribute}", str(values.get("name"))
    base = kind.removeprefix("azurerm_")
    host = f"{name}{_ENDINGS.get(base, '.example.invalid')}".lower()
    if attribute == "principal_type":
        return "ServicePrincipal"
    if attribute == "role_definition_id":
        role = uuid.uuid5(uuid.NAMESPACE_URL, str(values.get("role_definition_name")))
        return f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{role}"
    if attribute in ("namespace_name", "resource_group_name"):
        # Of an event hub, which may be given the id of its namespace instead.
        parts = str(values.get("namespace_id")).split("/")
        return dict(zip(parts[1::2], parts[2::2], strict=False)).get(_SEGMENTS[attribute], "")
    if attribute == "tenant_id":
        return TENANT
    if attribute == "location":
        return "westeurope"
    if attribute == "login_server":
        return host
    if attribute == "vault_uri":
        return f"https://{host}/"
    if attribute in {"versionless_id", "resource_versionless_id"}:
        return str(values.get("id")).rpartition("/")[0]
    if attribute == "default_domain":
        return f"stand-in-{uuid.uuid5(uuid.NAMESPACE_URL, seed).hex[:8]}.westeurope.azurecontainerapps.io"
    if attribute == "static_ip_address":
        return "203.0.113.10"
    if storage := re.fullmatch(r"primary_(blob|queue|table|file)_endpoint", attribute):
        return f"https://{name}.{storage[1]}.core.windows.net/"
    if attribute.endswith("_endpoint"):
        return f"https://{host}/"
    if attribute.endswith(("principal_id", "client_id", "object_id", "workspace_id")):
        return str(uuid.uuid5(uuid.NAMESPACE_URL, seed))
    if attribute.endswith("_key"):
        return base64.b64encode(f"stand-in {seed}".encode()).decode()
    return ""


def refusal(kind: str, values: Values, others: dict[str, Values], *, assumed: bool) -> str | None:
    """Why Azure does not create or change a resource; None when it does.

    Args:
        kind: Terraform's type.
        values: as they would be.
        others: what exists, by id in lower case.
        assumed: whether what is missing exists all the same, because somebody else made it.
    """
    for attribute, value in values.items():
        is_parent = attribute == "scope" or (attribute.endswith("_id") and attribute != "role_definition_id")
        parent = str(value).lower()
        if is_parent and parent.startswith("/subscriptions/") and parent not in others and not assumed:
            return f"{attribute}: {value} was not found"
    group = values.get("resource_group_name")
    group_id = f"/subscriptions/{SUBSCRIPTION}/resourcegroups/{group}".lower()
    if isinstance(group, str) and group_id not in others and not assumed:
        return f"Resource group '{group}' could not be found."
    shortest = _SHORTEST_NAMES.get(kind, 0)
    if len(str(values.get("name"))) < shortest:
        return f"the name {values['name']!r} has fewer than {shortest} characters"
    if kind == "azurerm_container_app_job":
        return _job_refusal(values, others)
    if kind == "azurerm_key_vault_secret":
        vault = str(values["key_vault_id"])
        if vault.lower() in others and not _may(others, _DEPLOYER, vault, _ROLES_OF_DEPLOYER):
            return "The caller is not authorized to write secrets of the vault: ForbiddenByRbac"
    return None


def _job_refusal(values: Values, others: dict[str, Values]) -> str | None:
    identities = {
        str(each).lower() for block in values["identity"] or [] for each in block["identity_ids"] or []
    }
    secrets = {each["name"] for each in values["secret"] or []}
    if any(not each.get("value") and not each.get("key_vault_secret_id") for each in values["secret"] or []):
        return "ContainerAppSecretInvalid: a secret has no value"
    if any("" in (each[name] or []) for each in _containers(values) for name in ("args", "command")):
        return "interface conversion: interface {} is nil, not string"
    for registry in values["registry"] or []:
        given = [bool(registry.get(each)) for each in ("identity", "username", "password_secret_name")]
        if given not in ([True, False, False], [False, True, True]):
            return "must supply either identity or username/password_secret_name of a registry"
        identity = str(registry.get("identity") or "").lower()
        if not identity:
            continue
        if identity not in identities:
            return f"the identity {registry['identity']} of a registry is not among the job's"
        acr = next(
            (key for key, each in others.items() if each.get("login_server") == registry["server"]), None
        )
        principal = others.get(identity, {}).get("principal_id")
        if acr is not None and not _may(others, principal, acr, {"AcrPull"}):
            return f"unable to pull image from {registry['server']}: UNAUTHORIZED"
    for rule in _rules(values):
        if rule.get("identity_id") and str(rule["identity_id"]).lower() not in identities:
            return f"the identity {rule['identity_id']} of a scale rule is not among the job's"
    for names in _secret_names(values):
        if names not in secrets:
            return f"{names!r} is no secret of the job"
    return None


def _secret_names(values: Values) -> list[str]:
    used = [registry.get("password_secret_name") for registry in values["registry"] or []]
    used += [
        variable.get("secret_name") for each in _containers(values) for variable in each.get("env") or []
    ]
    used += [auth["secret_name"] for rule in _rules(values) for auth in rule["authentication"] or []]
    return [each for each in used if each]


def _containers(values: Values) -> list[Values]:
    template = (values["template"] or [{}])[0]
    return [*(template.get("container") or []), *(template.get("init_container") or [])]


def _rules(values: Values) -> list[Values]:
    scales = [scale for event in values["event_trigger_config"] or [] for scale in event["scale"] or []]
    return [rule for scale in scales for rule in scale["rules"] or []]


def _may(others: dict[str, Values], principal: str | None, scope: str, roles: set[str]) -> bool:
    """Whether somebody has one of the roles on something."""
    return any(
        each["type"] == "azurerm_role_assignment"
        and each["principal_id"] == principal
        and str(each["scope"]).lower() == scope.lower()
        and each["role_definition_name"] in roles
        for each in others.values()
    )

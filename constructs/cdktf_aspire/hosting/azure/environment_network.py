"""The network that an environment is created in, and what azurerm and Azure require together."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.problems import closest, with_article
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.hosting.azure.azure_resource import MaybeExisting
from cdktf_aspire.hosting.references import Output
from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.azure_ids import GROUP_NAME, GROUP_NAME_IN_WORDS
from cdktf_aspire.values import records
from cdktf_aspire.values.value import is_literal_text, is_text_token

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cdktf_aspire.diagnostics.problems import Problem, SourceLocation
    from cdktf_aspire.hosting.own_constructs import OwnConstruct

register(
    "ACJ846",
    ERROR,
    "internal_load_balancer_enabled=, zone_redundancy_enabled= of an environment",
    allowed="an environment in a subnet",
    why="azurerm refuses the plan: Azure builds both in your own network only",
    fix="Pass infrastructure_subnet_id= too, or remove the setting",
    source="azurerm 4.55, azurerm_container_app_environment",
)

register(
    "ACJ847",
    ERROR,
    "infrastructure_resource_group_name= of an environment",
    allowed="an environment with workload profiles",
    why="azurerm refuses the plan",
    fix="Remove the name, or without_workload_profiles()",
    source="azurerm 4.55, azurerm_container_app_environment",
)

register(
    "ACJ848",
    ERROR,
    "public_network_access= of an environment",
    allowed="'Disabled' together with internal_load_balancer_enabled=True",
    why="An environment with an internal load balancer has no public address, so Azure refuses it",
    fix="Remove public_network_access=, or the internal load balancer",
    source="https://learn.microsoft.com/azure/container-apps/networking",
)

register(
    "ACJ849",
    ERROR,
    "infrastructure_subnet_id=, with_delegated_subnet()",
    allowed=(
        "a subnet of size /27 or larger that is delegated to Microsoft.App/environments; "
        "of size /23 or larger if the environment has no workload profiles"
    ),
    why="Azure refuses the environment in the middle of the apply",
    fix="Change the subnet; its size can't change once the environment is in it",
    source="https://learn.microsoft.com/azure/container-apps/custom-virtual-networks",
)

register(
    "ACJ855",
    ERROR,
    "infrastructure_subnet_id=, with_delegated_subnet()",
    allowed="a subnet that nothing else uses",
    why="Azure refuses the second environment in the middle of the apply",
    fix="Give each environment its own subnet",
    source="https://learn.microsoft.com/azure/container-apps/custom-virtual-networks",
)

SUBNET_ID: Final = "infrastructure_subnet_id"
GROUP: Final = "infrastructure_resource_group_name"
_INTERNAL: Final = "internal_load_balancer_enabled"
ZONES: Final = "zone_redundancy_enabled"
_ACCESS: Final = "public_network_access"
# azurerm accepts them only together with a subnet, even if they are False, which is Azure's default.
_WITH_SUBNET: Final = (_INTERNAL, ZONES)
_ACCESSES: Final = ("Disabled", "Enabled")
_DELEGATION: Final = "Microsoft.App/environments"
_SMALLEST: Final = 27
_SMALLEST_WITHOUT_PROFILES: Final = 23


@records.frozen
class NetworkSetting:
    """One setting of the network.

    Attributes:
        value: as given.
        path: of the argument, in the user's spelling.
        where: the user's line.
    """

    value: object
    path: str
    where: SourceLocation | None


def setting_problem(name: str, value: object, where: SourceLocation | None) -> Problem | None:
    """The problem of one setting, if its value is wrong; the subnet has its own check.

    Args:
        name: of azurerm's attribute.
        value: that it was given.
        where: the user's line.
    """
    hint = None
    if is_text_token(value):
        return None
    if name == GROUP:
        allowed = GROUP_NAME_IN_WORDS
        is_right = is_literal_text(value) and GROUP_NAME.fullmatch(value) is not None
    elif name == _ACCESS:
        allowed = " or ".join(map(repr, _ACCESSES))
        is_right = isinstance(value, str) and value in _ACCESSES
        guess = closest(str(value).capitalize(), _ACCESSES)
        hint = f"Did you mean {guess!r}?" if guess else None
    else:
        allowed = "True or False"
        is_right = isinstance(value, bool)
    if is_right:
        return None
    shown = repr(value) if isinstance(value, str) else with_article(value)
    return rules.problem(
        "ACJ002",
        f"{name} can't be {shown}",
        path=f"{name}=",
        value=value,
        allowed=f"{allowed}, a parameter or a token",
        hint=hint,
        where=where,
    )


def written_settings(settings: Mapping[str, NetworkSetting], subnet: object) -> dict[str, object]:
    """The settings to write, except the subnet.

    Args:
        settings: of an environment, by azurerm's attribute.
        subnet: that it is in, or None.
    """
    return {
        name: setting.value
        for name, setting in settings.items()
        if name != SUBNET_ID and not (subnet is None and name in _WITH_SUBNET and setting.value is False)
    }


def network_problems(
    name: str,
    settings: Mapping[str, NetworkSetting],
    subnet: object,
    construct: OwnConstruct | None,
    *,
    has_profiles: bool,
) -> Iterator[Problem]:
    """What doesn't go together.

    Args:
        name: of the environment.
        settings: of it, by azurerm's attribute.
        subnet: that it is in, or None.
        construct: the user's own construct of the subnet, if it is known.
        has_profiles: whether it has workload profiles.
    """

    def problem(code: str, attribute: str, message: str, *, show: bool = True) -> Problem:
        setting = settings[attribute]
        shown = setting.value if show else None
        return rules.problem(
            code, message, resource=name, path=setting.path, value=shown, where=setting.where
        )

    given = written_settings(settings, subnet)
    for attribute in _WITH_SUBNET:
        if subnet is None and attribute in given:
            yield problem("ACJ846", attribute, f"{attribute} needs an environment in a subnet")
    if GROUP in given and not has_profiles:
        yield problem("ACJ847", GROUP, f"{GROUP} needs an environment with workload profiles")
    if given.get(_INTERNAL) is True and given.get(_ACCESS) == "Enabled":
        yield problem("ACJ848", _ACCESS, "An internal load balancer can't be reached from the internet")
    for message in _subnet_misfits(construct, has_profiles=has_profiles):
        yield problem("ACJ849", SUBNET_ID, message, show=False)


def shared_subnet_problem(name: str, settings: Mapping[str, NetworkSetting], other: str) -> Problem:
    """The problem of an environment in the subnet of another one.

    Args:
        name: of the environment.
        settings: of it, by azurerm's attribute.
        other: name of the other environment.
    """
    setting, message = settings[SUBNET_ID], f"The environment {other!r} is in this subnet already"
    return rules.problem("ACJ855", message, resource=name, path=setting.path, where=setting.where)


def is_same_subnet(one: object, other: object) -> bool:
    """Whether two environments are in one subnet, as far as the values tell."""
    if isinstance(one, str) and isinstance(other, str):
        return one.lower() == other.lower()
    return one == other


def construct_in(subnet: object) -> OwnConstruct | None:
    """The user's own construct of the subnet, if that is what was given."""
    resource = subnet.resource if isinstance(subnet, Output) else None
    existing = resource.existing if isinstance(resource, MaybeExisting) else None
    return None if existing is None else existing.construct


def _subnet_misfits(construct: OwnConstruct | None, *, has_profiles: bool) -> Iterator[str]:
    """What Azure refuses of a subnet, as far as its construct tells: a data source tells nothing."""
    if not hasattr(type(construct), "address_prefixes_input"):
        return
    # Only here is what `add_override` has set.
    written: dict[str, dict[str, dict[str, dict[str, object]]]] = getattr(construct, "to_terraform")()  # noqa: B009
    (attributes,) = written["resource"]["azurerm_subnet"].values()
    smallest = _SMALLEST if has_profiles else _SMALLEST_WITHOUT_PROFILES
    prefixes = attributes.get("address_prefixes")
    networks = [_network(each) for each in prefixes] if isinstance(prefixes, list) else []
    # The environment takes its addresses from the IPv4 prefixes.
    sizes = [each.prefixlen for each in networks if each is not None and each.version == 4]
    if sizes and None not in networks and min(sizes) > smallest:
        yield f"The subnet's size is /{min(sizes)}, and the environment needs /{smallest} or larger"
    if has_profiles and "dynamic" not in attributes and not _is_delegated(attributes.get("delegation")):
        yield f"The subnet isn't delegated to {_DELEGATION}"


def _network(prefix: object) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """The network of a prefix; None where that isn't known here."""
    try:
        return ipaddress.ip_network(str(prefix), strict=False)
    except ValueError:
        return None


def _is_delegated(delegations: object) -> bool:
    """Whether one of them is the environments', or may be."""
    found = delegations if isinstance(delegations, list) else [delegations] if delegations else []
    names: list[object] = []
    for each in found:
        service = each.get("service_delegation") if isinstance(each, dict) else None
        service = service[0] if isinstance(service, list) and service else service
        names.append(service.get("name") if isinstance(service, dict) else None)
    return any(not is_literal_text(each) or each.lower() == _DELEGATION.lower() for each in names)

"""Azure resources that the library has constructs for: what their Bicep may say, and what they answer.

A construct stands for a resource when it writes all that the Bicep says, and gives all that others ask of
it. Where either is not so, the resource is carried over as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.hosting.azure.all_types import parts, wholes
from cdktf_aspire.hosting.azure.azure_resource import AzureChildResource
from cdktf_aspire.hosting.azure.azure_type import OfDeployment
from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultResource, AzureKeyVaultSecretResource
from cdktf_aspire.hosting.azure.log_analytics_workspace import AzureLogAnalyticsWorkspaceResource
from cdktf_aspire.jobs.azure_ids import (
    CONTAINER_REGISTRY,
    ENVIRONMENT,
    STORAGE_ACCOUNT,
    USER_ASSIGNED_IDENTITY,
)
from cdktf_aspire.publish_output.leaves import Scope, ScopeProperty
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import Call, Interpolation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cdktf_aspire.hosting.azure.azure_resource import MaybeExisting
    from cdktf_aspire.publish_output.leaves import BicepValue
    from cdktf_aspire.publish_output.nodes import Node

Path = tuple[str | int, ...]
ASPIRE_TAG: Final = "aspire-resource-name"
_OF_GROUP: Final = (ScopeProperty(Scope("resourceGroup"), "id"),)
# What the Azure Developer CLI puts before the unique part of a name.
_AZD_PREFIXES: Final[dict[str, tuple[str, ...]]] = {
    kind.lower(): prefixes
    for kind, prefixes in {
        ENVIRONMENT: ("cae-",),
        CONTAINER_REGISTRY: ("acr",),
        USER_ASSIGNED_IDENTITY: ("mi-",),
        AzureLogAnalyticsWorkspaceResource._azure_type.name: ("law-",),
        STORAGE_ACCOUNT: ("vol",),
    }.items()
}
ROLE_ASSIGNMENT: Final = "Microsoft.Authorization/roleAssignments"
VAULT: Final = AzureKeyVaultResource._azure_type.name
VAULT_SECRET: Final = AzureKeyVaultSecretResource._azure_type.name
_IN_BICEP: Final = {
    OfDeployment.TENANT_ID: (
        ScopeProperty(Scope("tenant"), "tenantId"),
        ScopeProperty(Scope("subscription"), "tenantId"),
    )
}


@records.frozen
class Answer:
    """How a construct gives an Azure value.

    Attributes:
        output: Aspire's name of an output, or None.
        attribute: azurerm's attribute, where there is no such output.
        secret: whether it is one.
    """

    output: str | None = None
    attribute: str | None = None
    secret: bool = False


@records.frozen
class NativeKind:
    """A type of resource that has a construct.

    Attributes:
        resource: the construct's class.
        answers: action (or "") and path -> how the construct gives it.
        says: path -> what the construct writes on its own.
    """

    resource: type[MaybeExisting]
    answers: Mapping[Path, Answer]
    says: Mapping[Path, tuple[object, ...]]


@records.frozen
class NativePart:
    """A type of resource that is a part of another one.

    Attributes:
        resource: the construct's class, made of the application, a name, what it is a part of and the name
            in Azure; None when the whole brings it.
        says: path -> what the construct writes on its own.
    """

    resource: Callable[..., AzureChildResource] | None
    says: Mapping[Path, tuple[object, ...]]


def answers_of(kind: type[MaybeExisting], given: Mapping[str, str] | None = None) -> dict[Path, Answer]:
    """How a construct gives what others ask of a resource.

    Args:
        kind: class of the resource.
        given: where an environment brings the resource: Bicep's path -> output of the environment.
    """
    answers: dict[Path, Answer] = {}
    for each in kind._azure_type.outputs:
        if each.bicep is None:
            continue
        call, _, path = each.bicep.rpartition("().")
        output = each.name if given is None else given.get(each.bicep)
        attribute = each.attribute if output is None else None
        answers[call, *_path(path)] = Answer(output, attribute, each.secret)
    return answers


def _path(text: str) -> Path:
    return tuple(int(step) if step.isdigit() else step for step in text.split("."))


def _says(bicep: Mapping[str, object]) -> dict[Path, tuple[object, ...]]:
    return {
        _path(path): _IN_BICEP[value] if isinstance(value, OfDeployment) else (value,)
        for path, value in bicep.items()
    }


KINDS: Final[dict[str, NativeKind]] = {
    each._azure_type.name.lower(): NativeKind(each, answers_of(each), _says(each._azure_type.bicep))
    for each in wholes()
}
PARTS: Final[dict[str, NativePart]] = {
    **{brought.lower(): NativePart(None, {}) for each in wholes() for brought in each._azure_type.brought},
    **{
        each._azure_type.name.lower(): NativePart(each, _says(each._azure_type.bicep))
        for each in parts()
        if issubclass(each, AzureChildResource)
    },
}


def leaves(value: BicepValue, path: Path = ()) -> Iterator[tuple[Path, BicepValue]]:
    """Everything that a body says, by its path; empty objects don't count."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    elif value is not None:
        yield path, value


def is_written_whole(node: Node, says: Mapping[Path, tuple[object, ...]]) -> bool:
    """Whether a construct writes all that the Bicep says."""
    for path, value in leaves(node.body):
        if path == ("location",):
            if value != ScopeProperty(Scope("resourceGroup"), "location"):
                return False
        elif path[0] == "tags":
            if path != ("tags", ASPIRE_TAG):
                return False
        elif not any(value == each and type(value) is type(each) for each in says.get(path, ())):
            return False
    return True


def is_made_up(node: Node) -> bool:
    """Whether Aspire has made the name up after the resource's own, so that it is unique: nobody chose it."""
    prefix = _before_unique_part(node.name)
    if prefix is None:
        return False
    own, made = (re.sub("[^a-z0-9]", "", each.lower()) for each in (node.symbol, prefix))
    # Some kinds of names lose their digits.
    return made == own or made == re.sub("[0-9]", "", own)


def is_azd_name(node: Node) -> bool:
    """Whether a name is as the Azure Developer CLI makes them: `cae-<unique>`."""
    return _before_unique_part(node.name) in _AZD_PREFIXES.get(node.type.lower(), ())


def has_unique_name(node: Node) -> bool:
    """Whether an environment's name is as `WithUniqueResourceNaming` makes it: `env-<unique>`."""
    return is_made_up(node) and str(_before_unique_part(node.name)).endswith("-")


def _before_unique_part(name: BicepValue) -> str | None:
    """What stands before the unique part of a name; None where the name is of another form."""
    match name:
        case Call(function="take" | "toLower", args=(Call() | Interpolation() as inner, *_)):
            return _before_unique_part(inner)
        case Call(function="replace", args=(Call() | Interpolation() as inner, "-", "")):
            prefix = _before_unique_part(inner)
            return None if prefix is None else prefix.replace("-", "")
        case Interpolation(parts=(str() as prefix, Call(function="uniqueString", args=args))):
            return prefix if args == _OF_GROUP else None
    return None

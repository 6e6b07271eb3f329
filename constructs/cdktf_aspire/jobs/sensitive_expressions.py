"""Whether an expression of Terraform is sensitive: what providers, variables and `sensitive()` mark as such.

Without Terraform only what is written can be seen: attributes of resources that azurerm and its neighbours
mark, sensitive variables, and locals made of them. What a module gives back is not known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# What attributes are called that azurerm marks as sensitive, whatever the resource.
_ATTRIBUTE: Final = re.compile(
    r"(?:.*_)?(?:access_key|shared_key|primary_key|secondary_key|account_key|connection_string|connection_strings|"
    r"connection_string_alias|password|client_secret|access_token|refresh_token|api_key|sas|instrumentation_key|"
    r"plain_text_value|kube_config_raw)"
)
# Attributes with an ordinary name -> the resources that have secrets in them.
_OF_RESOURCES: Final = {
    "azurerm_key_vault_secret": re.compile("value"),
    "azurerm_key_vault_certificate_data": re.compile("key|pem"),
    "azurerm_container_registry_token_password": re.compile(r"password[12].*"),
    "azuread_application_password": re.compile("value"),
    "azuread_service_principal_password": re.compile("value"),
    "random_password": re.compile("result|bcrypt_hash"),
    "tls_private_key": re.compile("private_key_.*"),
}
# The beginnings of references that are no resources.
_NO_RESOURCE: Final = frozenset({"module", "each", "count", "self", "path", "terraform", "provider"})
_REFERENCE: Final = re.compile(r"(?<![\w.\]])[A-Za-z_][\w-]*(?:\.(?:[A-Za-z_][\w-]*|\d+|\*)|\[[^\[\]]*\])+")
_STEP: Final = re.compile(r"\.?([A-Za-z_][\w-]*|\d+|\*)|\[\s*(?:\"([^\"]*)\"|(\d+))?[^\]]*\]")
_TEXT: Final = re.compile(r'"(?:[^"\\$%]|\\.)*"')


@attrs.frozen
class Names:
    """What a module declares.

    Attributes:
        variables: names of its sensitive variables.
        local_values: its locals.
    """

    variables: frozenset[str] = frozenset()
    local_values: Mapping[str, object] = attrs.field(factory=dict)
    _known: dict[tuple[str, ...], bool] = attrs.field(init=False, factory=dict, eq=False, repr=False)


def is_sensitive_text(text: str, names: Names) -> bool:
    """Whether a text of Terraform JSON has an expression in it that is sensitive.

    Args:
        text: with `${...}` or `%{...}` in it.
        names: what the module declares.
    """
    return any(_is_sensitive(expression, names) for expression in expressions_in(text))


def expressions_in(text: str) -> Iterator[str]:
    """What stands in each `${...}` and `%{...}` of a text."""
    for start in re.finditer(r"(?<!\$)\$\{|(?<!%)%\{", text):
        level, at = 1, start.end()
        while at < len(text) and level:
            level += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        yield text[start.end() : at - 1 if level == 0 else at]


def _is_sensitive(expression: str, names: Names) -> bool:
    expression = _without(expression, "nonsensitive")
    if re.search(r"(?<![\w.])sensitive\s*\(", expression):
        return True
    # Text in an expression is no reference; a key in brackets belongs to one.
    bare = _TEXT.sub(
        lambda match: match[0] if expression[: match.start()].endswith("[") else '""', expression
    )
    return any(_is_sensitive_reference(match[0], names) for match in _REFERENCE.finditer(bare))


def _is_sensitive_reference(reference: str, names: Names) -> bool:
    steps = [next(filter(None, match.groups()), "*") for match in _STEP.finditer(reference)]
    kind, *rest = steps
    if kind == "var":
        return bool(rest) and rest[0] in names.variables
    if kind == "local":
        return bool(rest) and _is_sensitive_local(tuple(rest), names)
    if kind == "data":
        kind, *rest = rest or [""]
    # `env_vars.value.password` is what a dynamic block goes through.
    if kind in _NO_RESOURCE or "_" not in kind or rest[:1] in (["value"], ["key"]):
        return False
    attributes = [step for step in rest[1:] if not step.isdigit() and step != "*"]
    own = _OF_RESOURCES.get(kind)
    return any(_ATTRIBUTE.fullmatch(step) or (own is not None and own.fullmatch(step)) for step in attributes)


def _is_sensitive_local(steps: tuple[str, ...], names: Names) -> bool:
    known = names._known.get(steps)
    if known is not None:
        return known
    names._known[steps] = False  # for locals in a circle, which Terraform refuses
    value: object = names.local_values.get(steps[0])
    for step in steps[1:]:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            break
    names._known[steps] = any(is_sensitive_text(text, names) for text in _texts(value))
    return names._known[steps]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(inner)


def _without(expression: str, function: str) -> str:
    """The expression without what is in the calls of a function."""
    for match in reversed(list(re.finditer(rf"(?<![\w.]){function}\s*\(", expression))):
        level, at = 1, match.end()
        while at < len(expression) and level:
            level += {"(": 1, ")": -1}.get(expression[at], 0)
            at += 1
        expression = f"{expression[: match.start()]}null{expression[at:]}"
    return expression

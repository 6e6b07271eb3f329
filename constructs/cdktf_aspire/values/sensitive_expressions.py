"""Whether an expression of Terraform is sensitive: what it reads, and what providers mark of that.

Most attributes say so by their name, whatever has them. The others are listed: from the schema of azurerm
4.81 (the services around jobs), and from the documentation of the providers that are used beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import attrs

from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# The name of an attribute. A public or a partition key is none, and neither is the name of a secret.
_BY_NAME: Final = re.compile(
    r"(?!read_)(?:\w+_)?(?:"
    r"(?:access|account|admin|api|auth|client|function|instrumentation|license|master|query|secret|shared|signing)_keys?"
    r"|(?:primary|secondary)_(?:\w+_)?(?:key|sas|token)"
    r"|private_keys?(?:_pem|_openssh|_pem_pkcs8|_pkcs8|_base64)?|connection_strings?(?:_alias)?"
    r"|passwords?|passphrase|secrets?|token|sas(?:_url)?|bcrypt_hash|shared_access_signature"
    r")"
)
# The same for what is around an attribute.
_AROUND: Final = re.compile(r"kube_(?:admin_)?config(?:_raw)?|sensitive_\w+|secrets|passwords")
# Type of a resource -> the paths of what no name says.
_LISTED: Final = {
    "azurerm_container_app": "custom_domain_verification_id secret.value",
    "azurerm_container_app_environment_dapr_component": "secret.value",
    "azurerm_container_app_job": "secret.value",
    "azurerm_container_registry_task": "base_image_trigger.update_trigger_endpoint"
    " docker_step.secret_arguments encoded_step.secret_values file_step.secret_values",
    "azurerm_container_registry_token_password": "password1.value password2.value",
    "azurerm_function_app": "site_credential.password custom_domain_verification_id",
    "azurerm_key_vault_certificate": "certificate.contents",
    "azurerm_key_vault_secret": "value",
    "azurerm_linux_function_app": "site_credential.password custom_domain_verification_id",
    "azurerm_linux_web_app": "site_credential.password custom_domain_verification_id",
    "azurerm_resource_deployment_script_azure_cli": "environment_variable.secure_value storage_account.key",
    "azurerm_resource_deployment_script_azure_power_shell": "environment_variable.secure_value"
    " storage_account.key",
    "azurerm_storage_account_local_user": "sid",
    "azurerm_windows_function_app": "site_credential.password custom_domain_verification_id",
    "azurerm_windows_web_app": "site_credential.password custom_domain_verification_id",
    "data.azurerm_container_app": "custom_domain_verification_id secret",
    "data.azurerm_function_app_host_keys": "event_grid_extension_config_key blobs_extension_key"
    " durabletask_extension_key signalr_extension_key webpubsub_extension_key",
    "data.azurerm_key_vault_certificate_data": "key",
    "data.azurerm_key_vault_encrypted_value": "decoded_plain_text_value encrypted_data plain_text_value",
    "data.azurerm_key_vault_secret": "value",
    # the providers beside it
    "acme_certificate": "certificate_p12",
    "aws_secretsmanager_secret_version": "secret_string secret_binary",
    "aws_ssm_parameter": "value",
    "azuread_application_certificate": "value",
    "azuread_application_password": "value",
    "azuread_service_principal_certificate": "value",
    "azuread_service_principal_password": "value",
    "cloudflare_api_token": "value",
    "data.aws_secretsmanager_secret_version": "secret_string secret_binary",
    "data.aws_ssm_parameter": "value",
    "data.kubernetes_secret": "data binary_data",
    "data.kubernetes_secret_v1": "data binary_data",
    "data.local_sensitive_file": "content content_base64",
    "data.tfe_outputs": "values",
    "data.vault_generic_secret": "data data_json",
    "data.vault_kv_secret": "data data_json",
    "data.vault_kv_secret_v2": "data data_json",
    "kubernetes_secret": "data binary_data",
    "kubernetes_secret_v1": "data binary_data",
    "local_sensitive_file": "content content_base64",
    "random_bytes": "base64 hex",
    "random_password": "result bcrypt_hash",
    "vault_generic_secret": "data data_json",
}
# Types with such an attribute: `jsonencode(azurerm_storage_account.main)` is sensitive, too.
_HAVE_SOME: Final = re.compile(
    r"(?:data\.)?azurerm_(?:app_configuration|application_insights(?:_api_key)?|automation_account|batch_account"
    r"|cognitive_account|communication_service|container_app(?:_job)?|container_registry(?:_task|_token_password)?"
    r"|cosmosdb_account|event(?:grid_(?:domain|topic)|hub_(?:namespace|sas))|iothub(?:_dps)?|kubernetes_cluster"
    r"|key_vault_(?:certificate(?:_data|_issuer)?|encrypted_value|secret)"
    r"|(?:linux|windows)_(?:function|web)_app(?:_slot)?|log_analytics_workspace|maps_account"
    r"|(?:ms|my)sql_(?:flexible_)?server|postgresql_(?:flexible_)?server|redis_(?:cache|enterprise_database)"
    r"|managed_redis|relay_namespace|search_service|servicebus_namespace(?:_disaster_recovery_config)?"
    r"|signalr_service|storage_account(?:_blob_container_sas|_local_user|_sas)?|web_pubsub|\w+_authorization_rule)"
    r"|azurerm_container_app_environment(?:_certificate|_custom_domain|_dapr_component|_storage)?"
    r"|azurerm_(?:log_analytics_storage_insights|resource_deployment_script_azure_(?:cli|power_shell))"
    r"|tls_private_key"
)


@records.frozen
class AttributeReference:
    """Something that an expression reads.

    Attributes:
        root: type of a resource with `data.` before a data source's, or `var`, `local`, `module`, ...
        name: of the resource, the variable, ...
        path: the attribute in it, without positions and keys.
        steps: the same with them.
    """

    root: str
    name: str
    path: tuple[str, ...]
    steps: tuple[str, ...] = ()

    @property
    def is_resource(self) -> bool:
        """Whether it is of a resource or a data source, by the look of it.

        `env.value.password` and `each.value.password` are what a loop goes through.
        """
        return "_" in self.root and self.name not in {"key", "value"}

    @property
    def is_sensitive(self) -> bool:
        """Whether the provider marks it, or something in it."""
        if not self.path:
            return self.root in _LISTED or _HAVE_SOME.fullmatch(self.root) is not None
        if "tags" in self.path:
            return False
        if _BY_NAME.fullmatch(self.path[-1]) or any(map(_AROUND.fullmatch, self.path)):
            return True
        return any(
            all(one == other for one, other in zip(listed.split("."), self.path, strict=False))
            for listed in _LISTED.get(self.root, "").split()
        )


@lru_cache(maxsize=4096)
def references_of(template: str) -> tuple[bool, tuple[AttributeReference, ...]]:
    """Whether a template marks something as sensitive itself, and what its expressions read.

    What is inside of `nonsensitive(...)` does not count.

    Args:
        template: text with `${ }`, as in Terraform JSON.
    """
    code = _without_nonsensitive(_code_of(template))
    return _MARKS.search(code) is not None, tuple(dict.fromkeys(_references(code)))


def read_of(template: str) -> tuple[list[str], list[AttributeReference]]:
    """The texts in a template that its value may be made of, and what its expressions read.

    The condition of a choice is neither. Values that only Terraform can compute, as from a file, are read.

    Args:
        template: text with `${ }`, as in Terraform JSON.
    """
    texts: list[str] = []
    code = ""
    for kind, piece in _pieces_of(template):
        if kind in {"text", "word"}:
            code += f" \0{len(texts)}\0 "
            texts.append(piece.strip('"') if kind == "word" else piece)
        else:
            code += piece if kind == "code" else " ( " if kind == "open" else " ) "
    code = _without_conditions(code)
    kept = [texts[int(number)] for number in _PLACE.findall(code)]
    pairs = [f'"{name}": "{value}"' for name, value in _PAIR.findall(template)]
    computed = [AttributeReference(name, "", ()) for name in _COMPUTED.findall(code)]
    return [each for each in kept if each] + pairs, [*_references(_PLACE.sub(" ", code)), *computed]


@records.frozen
class Expressions:
    """Judges the expressions of a module, by what it declares.

    Attributes:
        is_sensitive_variable: whether the variable of a name is.
        values_of_local: what the local of a name is.
        guesses: whether `module.db.password` and `var.db.password` are sensitive because of their names.
    """

    is_sensitive_variable: Callable[[str], bool]
    values_of_local: Callable[[str], Iterable[object]]
    guesses: bool
    _known: dict[tuple[str, ...], bool] = attrs.field(init=False, factory=dict, eq=False, repr=False)

    def has_sensitive(self, template: str) -> bool:
        """Whether a text with `${...}` or `%{...}` in it has an expression that is sensitive."""
        marks, references = references_of(template)
        return marks or any(map(self._is_sensitive, references))

    def _is_sensitive(self, reference: AttributeReference) -> bool:
        if reference.is_sensitive and (self.guesses or reference.is_resource):
            return True
        match reference.root:
            case "var":
                return self.is_sensitive_variable(reference.name)
            case "local":
                return self._is_sensitive_local((reference.name, *reference.steps))
        return False

    def _is_sensitive_local(self, steps: tuple[str, ...]) -> bool:
        """Whether something in a local is sensitive, or in the part of it that is read."""
        if steps not in self._known:
            self._known[steps] = False  # while it is looked at: Terraform refuses locals that go round
            values = self.values_of_local(steps[0])
            parts = [part for value in values for part in _parts(value, steps[1:])]
            self._known[steps] = any(self.has_sensitive(text) for part in parts for text in texts_of(part))
        return self._known[steps]


def _parts(value: object, steps: tuple[str, ...]) -> Iterator[object]:
    """What is at the end of the steps, or as far as they can be gone; `*` is every one."""
    if steps and steps[0] == "*" and isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _parts(each, steps[1:])
    elif steps and isinstance(value, Mapping) and steps[0] in value:
        yield from _parts(value[steps[0]], steps[1:])
    elif steps and isinstance(value, list) and steps[0].isdecimal() and int(steps[0]) < len(value):
        yield from _parts(value[int(steps[0])], steps[1:])
    else:
        yield value


def texts_of(value: object) -> Iterator[str]:
    """The texts in a value of Terraform JSON."""
    if isinstance(value, str):
        yield value
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for each in inner:
        yield from texts_of(each)


_PLACE: Final = re.compile(r"\0([0-9]+)\0")
_PAIR: Final = re.compile(r'(?<![\w.-])([A-Za-z][\w.-]*)"?\s?[=:]\s?"([^"]+)"')
_COMPUTED: Final = re.compile(r"(?<![\w.])(file\w*|templatefile|uuid|timestamp|plantimestamp)\(")
_MARKS: Final = re.compile(r"(?<![\w.])sensitive\s*\(")
_PIECE: Final = re.compile(r'\$\$\{|%%\{|[$%]\{~?|\\.|"[A-Za-z_][\w-]*"|["{}]|[^$%\\"{}]+|.', re.DOTALL)
_KEY: Final = re.compile(r'\[\s*"([\w-]+)"\s*\]')
_LOOKUP: Final = re.compile(r'(?<![\w.])lookup\(\s*([\w.-]+)\s*,\s*"([\w-]+)"')
_POSITION: Final = re.compile(r"(?<=[\w*\])\"])\[\s*([0-9]{1,9})\s*\]")
# Nobody writes so many lists in each other, or so many loops.
_DEEPEST: Final = 50
_INDEX: Final = re.compile(r"\[([^\[\]]*)\]")
_REFERENCE: Final = re.compile(
    r"(?<![\w.\"-])(?:ephemeral\.)?(data\.)?([A-Za-z_][\w-]*)((?:\s*\.\s*(?:[A-Za-z_][\w-]*|\"[\w-]+\"|\*|[0-9]+))+)"
)
_ANY_LOOP: Final = re.compile(r"\bfor\s+([\w-]+)(?:\s*,\s*([\w-]+))?\s+in\b")
# What goes through resources, and what only counts them.
_LOOP: Final = re.compile(r"(?<![\w.])for\s+(?:\w+\s*,\s*)?(\w+)\s+in\s+([\w.-]+)\s*:")
_RESOURCE: Final = r"(?<![\w.-])(?:data\.)?[a-z]+_\w+\.[\w-]+"
_COUNT: Final = re.compile(rf"(?<![\w.])(?:keys|length)\(\s*{_RESOURCE}\s*\)|{_RESOURCE}\s*[!=]=\s*null\b")
_STEP: Final = re.compile(r"\.\s*([A-Za-z_][\w-]*|\"[\w-]+\"|[0-9]+|\*)")
_NONSENSITIVE: Final = re.compile(r"(?<![\w.])nonsensitive\s*\(|[()]")


def _code_of(template: str) -> str:
    """The expressions of a template, without the texts in them that are more than one word."""
    return "".join(piece if kind in {"code", "word"} else " " for kind, piece in _pieces_of(template))


def _pieces_of(template: str) -> Iterator[tuple[str, str]]:
    """The parts of a template: `text`, a `word` in quotes, `code`, and what begins and ends code."""
    # What is open: -1 is text, anything else an expression with so many braces open.
    inside = [-1]
    text = ""
    for match in _PIECE.finditer(template):
        piece = match.group()
        if inside[-1] < 0:
            if piece[0] in "$%" and piece[1:2] == "{":
                yield "text", text
                inside.append(0)
                yield "open", piece
            elif piece[0] == '"' and len(inside) > 1:
                yield "text", text
                if piece == '"':
                    inside.pop()
                else:  # the end of a text and the beginning of another one
                    yield "code", " "
            else:
                text += piece
                continue
            text = ""
        elif piece == '"':
            inside.append(-1)
        elif piece[0] == '"':
            yield "word", piece
        elif piece == "}" and not inside[-1]:
            inside.pop()
            yield "close", piece
        else:
            inside[-1] += {"{": 1, "}": -1}.get(piece, 0)
            yield "code", " " if piece in "{}" else piece
    yield "text", text


def _without_conditions(code: str) -> str:
    """The code without what stands before a `?`, up to the parenthesis or comma before it."""
    while (end := code.find("?")) >= 0:
        start, depth = end, 0
        while start and (depth or code[start - 1] not in "([,:"):
            depth += {")": 1, "]": 1, "(": -1, "[": -1}.get(code[start - 1], 0)
            start -= 1
        code = f"{code[:start]} {code[end + 1 :]}"
    return code


def _without_nonsensitive(code: str) -> str:
    kept: list[str] = []
    end = depth = 0
    for match in _NONSENSITIVE.finditer(code):
        if depth == 0 and match.group() in "()":
            continue
        if depth == 0:
            kept.append(code[end : match.start()])
        depth += -1 if match.group() == ")" else 1
        end = match.end()
    return "".join([*kept, code[end:] if depth == 0 else ""])


def _references(code: str) -> Iterator[AttributeReference]:
    for _ in range(_DEEPEST):
        loop = _LOOP.search(code)
        if loop is None:
            break
        variable, source = loop.groups()
        rest = re.sub(rf"(?<![\w.-]){variable}(?![\w-])", f"{source}.*", code[loop.end() :])
        code = f"{code[: loop.start()]} {rest}"
    code = _POSITION.sub(r".\1", _KEY.sub(r'."\1"', _LOOKUP.sub(r'\1."\2"', _COUNT.sub(" ", code))))
    of_loops = {name for names in _ANY_LOOP.findall(code) for name in names}
    indexes = [code]
    for _ in range(_DEEPEST):  # what is in an index, or in a list, is code of its own
        inner = _INDEX.findall(code)
        if not inner:
            break
        indexes += inner
        code = _INDEX.sub(_any_one, code)
    indexes[0] = code
    for each in indexes:
        for data, root, written in _REFERENCE.findall(each):
            name, *steps = _STEP.findall(written)
            path = [step for step in steps if step != "*" and not step.isdecimal()]
            if path and path[0].startswith('"') and len(path) > 1:
                path = path[1:]  # the key of one of several
            if root not in of_loops:
                yield AttributeReference(f"{data}{root}", name, _plain(path), _plain(steps))


def _any_one(index: re.Match[str]) -> str:
    """What an index stands for that nobody knows; nothing for a list."""
    return ".*" if re.match(r'[\w*\])"]', index.string[index.start() - 1 : index.start()]) else ""


def _plain(steps: Iterable[str]) -> tuple[str, ...]:
    return tuple(step.strip('"') for step in steps)

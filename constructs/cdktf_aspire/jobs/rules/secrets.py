"""Rules about secrets, identities and registries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.rules import (
    AZURE_IDENTITY,
    AZURE_SECRETS,
    AZURERM,
    ERROR,
    WARNING,
    Advice,
)
from cdktf_aspire.jobs.azure_ids import USER_ASSIGNED_IDENTITY, id_format, match_id
from cdktf_aspire.jobs.credentials import ContainerAppWritableSecret
from cdktf_aspire.jobs.keda import catalogue
from cdktf_aspire.jobs.rules.checks import Finding, Subject, rule
from cdktf_aspire.jobs.rules.containers import missing_secret
from cdktf_aspire.jobs.rules.names import all_containers
from cdktf_aspire.jobs.settings import blocks_of
from cdktf_aspire.values.lazy_pattern import LazyPattern
from cdktf_aspire.values.secret_hint import HINT
from cdktf_aspire.values.value import (
    Reference,
    Template,
    Unknown,
    has_secret,
    is_literal_text,
    is_set,
    is_token,
)
from cdktf_aspire.values.written_secrets import (
    UNKNOWN,
    has_written_password,
    is_written_secret,
    written_texts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.jobs.settings import Settings

SYSTEM = "System"
_IDENTITY_TYPES = {
    "systemassigned": "SystemAssigned",
    "userassigned": "UserAssigned",
    "systemassigned,userassigned": "SystemAssigned, UserAssigned",
}


@rule(
    "ACJ401",
    ERROR,
    "job.configuration.secrets[]",
    allowed="a value, or key_vault_uri together with identity",
    why="Azure refuses the job in the middle of the apply",
    fix="Keep one of the two",
    source=f"{AZURERM}: secret",
)
def secret_source(subject: Subject) -> Iterator[Finding]:
    """Each secret has one source."""
    for secret in subject.job.configuration.secrets:
        if is_set(secret.value) and is_set(secret.key_vault_uri):
            yield Finding(secret, "key_vault_uri", "The secret has both a value and a Key Vault")
        elif secret.value is None and secret.key_vault_uri is None:
            yield Finding(
                secret,
                "value",
                ("The secret has neither a value nor a Key Vault"),
                "Set value or key_vault_uri",
            )
        elif is_set(secret.key_vault_uri) and secret.identity is None:
            hint = 'Set identity to the id of an identity of the job, or to "System"'
            yield Finding(
                secret, "key_vault_uri", ("The Key Vault secret has no identity to read it with"), hint
            )
        elif is_set(secret.value) and secret.key_vault_uri is None and is_set(secret.identity):
            yield Finding(
                secret, "identity", "The secret has a value, so the identity isn't used", "Remove it"
            )


@rule(
    "ACJ402",
    ERROR,
    "job.configuration.secrets[].value",
    allowed="a secret parameter or another reference",
    why="The value would be stored in the Terraform JSON in plain text",
    fix=Advice(
        "builder.add_parameter(name, secret=True), and with_environment(name, parameter)",
        "Take the value from a sensitive variable or a Key Vault",
    ),
    source="this library: no secret in the synthesized JSON",
)
def literal_secret(subject: Subject) -> Iterator[Finding]:
    """No secret is written down in the code: not in an expression either, nor as a parameter's default."""
    public = _only_called_secrets(subject)
    for secret in subject.job.configuration.secrets:
        if is_written_secret(secret.value) and (
            secret.name not in public or has_written_password(secret.value)
        ):
            yield Finding(secret, "value", "The secret's value is written in the code", show_value=False)


def _only_called_secrets(subject: Subject) -> set[object]:
    """Secrets that hold what KEDA reads from nowhere else, such as an organization's address."""
    is_public: dict[object, bool] = {}
    for each in subject.job.configuration.event_trigger_config.scale.rules:
        kind = each.job_scale_rule_type
        scaler = catalogue.scaler(kind) if is_literal_text(kind) else None
        for auth in each.auth:
            key = scaler.keys.get(str(auth.trigger_parameter)) if scaler else None
            is_public[auth.secret_ref] = is_public.get(auth.secret_ref, True) and bool(key and not key.secret)
    return {name for name, public in is_public.items() if public and is_literal_text(name)}


@rule(
    "ACJ403",
    ERROR,
    "every attribute except the value of a secret",
    allowed="values that anyone may read",
    why="The attribute is stored in plain text in the job, in the plan and in the portal",
    fix=Advice(
        "Pass it as an environment variable: with_environment(name, parameter) makes it a secret",
        "Put it in a secret block, and refer to the block in an env block with secret_name",
    ),
    source="Aspire writes such values in plain text",
)
def secret_in_clear(subject: Subject) -> Iterator[Finding]:
    """No secret in a command line, a tag, a scale rule, ..."""
    for block in blocks_of(subject.job):
        for name, value in block.__dict__.items():
            message = f"A secret is in {name}, which anyone can read"
            if isinstance(value, list):
                for index, item in enumerate(value):
                    if has_secret(item):
                        yield Finding(block, name, message, show_value=False, index=index)
            elif has_secret(value) and not (
                isinstance(block, ContainerAppWritableSecret) and name == "value"
            ):
                yield Finding(block, name, message, show_value=False)


@rule(
    "ACJ406",
    WARNING,
    "job.template.containers[].env[].value, command, args; scale.rules[].metadata",
    allowed="text that anyone may read",
    why="The text is stored in plain text in the Terraform JSON, in the plan and in the portal",
    fix=(
        "Make it a secret parameter, or take it from a Key Vault; acknowledge the warning if it isn't a "
        "secret"
    ),
    source="this library: no secret in the synthesized JSON",
)
def text_like_a_secret(subject: Subject) -> Iterator[Finding]:
    """Passwords, keys and tokens that are written down."""
    for container in all_containers(subject):
        for variable in container.env:
            name, value = variable.name, variable.value
            if words := _like_a_secret(name, value):
                message = f"The value of {_shown_name(name, 'a variable')} looks like a secret: {words}"
                yield Finding(variable, "value", message, show_value=False)
        for attribute, items in (("command", container.command), ("args", container.args)):
            for index, words in _secrets_in_command(items).items():
                message = f"An item of {attribute} looks like a secret: {words}"
                yield Finding(container, attribute, message, show_value=False, index=index)
    for each in subject.job.configuration.event_trigger_config.scale.rules:
        scaler = (
            catalogue.scaler(each.job_scale_rule_type) if is_literal_text(each.job_scale_rule_type) else None
        )
        for key, value in each.metadata.items() if isinstance(each.metadata, dict) else ():
            is_reported = scaler is not None and key in scaler.keys  # by the rule of the scaler's own keys
            if not is_reported and (words := _like_a_secret(key, value)):
                message = f"The value of {_shown_name(key, 'a key')} looks like a secret: {words}"
                yield Finding(each, "metadata", message, show_value=False, key=key)


def _shown_name(name: object, otherwise: str) -> str:
    """A name for a message; a text that can't be a name may be the secret itself, as in `PASSWORD=x`."""
    is_name = is_literal_text(name) and re.fullmatch(r"[\w.:-]{1,200}", name) is not None
    return str(name) if is_name else otherwise


def _texts(value: object) -> tuple[str, ...]:
    """What of a value anyone could read: text in the code, also inside of an expression."""
    is_read = isinstance(value, str | Reference) and not has_secret(value)
    return written_texts(value) if is_read else ()


def _like_a_secret(name: object, value: object) -> str | None:
    known = name if is_literal_text(name) else ""
    for text in _texts(value):
        if HINT.search(known) or HINT.search(text):
            # Many patterns, which most AppHosts don't need.
            from cdktf_aspire.values.secret_text import secret_in, secret_in_text

            words = secret_in_text(text) if UNKNOWN in text else secret_in(known, text)
            if words is not None:
                return words
    return None


def _secrets_in_command(items: Iterable[object]) -> dict[int, str]:
    """Why items of a command line look like secrets, by their places."""
    texts = [_texts(item) or ("",) for item in items]
    found: dict[int, str] = {}
    if any(HINT.search(text) for each in texts for text in each):
        from cdktf_aspire.values.secret_text import secrets_in_command

        # Each choice of each item once, beside the others' first one.
        for number in range(max(map(len, texts))):
            found |= secrets_in_command([each[min(number, len(each) - 1)] for each in texts])
    return found


@rule(
    "ACJ404",
    ERROR,
    "job.configuration.secrets[].key_vault_uri",
    allowed="https://<vault>.vault.azure.net/secrets/<name>[/<version>]",
    why="Azure refuses the job in the middle of the apply",
    fix="Use the secret's identifier that the vault shows",
    source=AZURE_SECRETS,
)
def vault_uri(subject: Subject) -> Iterator[Finding]:
    """The address of a vault's secret."""
    for secret in subject.job.configuration.secrets:
        uri = secret.key_vault_uri
        if is_literal_text(uri) and not re.fullmatch(
            r"https://[^/\s]+/secrets/[0-9A-Za-z-]+(?:/[^/\s]+)?", uri
        ):
            message = "Not the address of a Key Vault secret"
            yield Finding(secret, "key_vault_uri", message, show_value=uri.startswith("https://"))


@rule(
    "ACJ410",
    ERROR,
    "job.identity",
    allowed="SystemAssigned; or UserAssigned, or both, with the ids of identities",
    why="azurerm refuses the plan",
    fix="Leave type out: it follows from the ids",
    source=f"{AZURERM}: identity",
)
def identity_type(subject: Subject) -> Iterator[Finding]:
    """The kind of identity and the ids agree."""
    identity = subject.job.identity
    ids = identity.user_assigned_identities
    if not is_literal_text(identity.type):
        return
    kind = _IDENTITY_TYPES.get(identity.type.replace(" ", "").lower())
    if kind is None:
        yield Finding(identity, "type", "Not a type of identity")
    elif "UserAssigned" in kind and not ids:
        yield Finding(
            identity, "type", f"{kind} needs the id of an identity", "Add it to user_assigned_identities"
        )
    elif kind == "SystemAssigned" and any(not isinstance(each, Unknown) for each in ids):
        hint = 'Write "SystemAssigned, UserAssigned", or leave type out'
        yield Finding(identity, "type", "The job also has user-assigned identities", hint)


@rule(
    "ACJ411",
    ERROR,
    "job.identity.user_assigned_identities",
    allowed=id_format(USER_ASSIGNED_IDENTITY),
    why="azurerm refuses the plan",
    fix="Use the id attribute of an azurerm_user_assigned_identity, not its client or principal id",
    source=f"{AZURERM}: identity.identity_ids",
)
def identity_ids(subject: Subject) -> Iterator[Finding]:
    """Ids that are ids of identities."""
    identity = subject.job.identity
    for index, value in enumerate(identity.user_assigned_identities):
        if is_literal_text(value) and match_id(value, USER_ASSIGNED_IDENTITY) is None:
            yield Finding(identity, "user_assigned_identities", "Not the id of an identity", index=index)


def _users(subject: Subject) -> Iterator[tuple[Settings, str, object]]:
    """Whatever of a job signs in with an identity."""
    configuration = subject.job.configuration
    for secret in configuration.secrets:
        yield secret, "identity", secret.identity
    for registry in configuration.registries:
        yield registry, "identity", registry.identity
    for rule_ in configuration.event_trigger_config.scale.rules:
        yield rule_, "identity", rule_.identity


# An identity that the configuration itself creates: two of different names are two.
_CREATED: Final = LazyPattern(
    r"""\$\{azurerm_user_assigned_identity\.([\w-]+)(?:\[([0-9]+|"[^"$%]*")\])?\.id\}""", re.ASCII
)


def _may_be_same(one: object, other: object) -> bool:
    """Whether two mentions can stand for one identity: by way of a local, a module, a data source, ..."""
    if is_literal_text(one) and is_literal_text(other):
        return one.lower() == other.lower()
    if isinstance(one, Template) and isinstance(other, Template):
        first, second = _CREATED.fullmatch(one.text), _CREATED.fullmatch(other.text)
        if first is None or second is None:
            return True
        return first[1] == second[1] and (first[2] == second[2] or None in {first[2], second[2]})
    # Resources of an application; one that exists already can have any other's id.
    first_resource, second_resource = getattr(one, "resource", None), getattr(other, "resource", None)
    if first_resource is None or second_resource is None:
        return True
    exists = any(getattr(each, "existing", None) is not None for each in (first_resource, second_resource))
    return first_resource is second_resource or exists


@rule(
    "ACJ412",
    ERROR,
    "identity of a secret, a registry or a scale rule",
    allowed='an identity of the job, or "System" if the job has its own identity',
    why="Azure refuses the job in the middle of the apply",
    fix=Advice(
        "Add the identity to job.identity.user_assigned_identities",
        "Add the identity to identity.identity_ids",
    ),
    source=AZURE_IDENTITY,
)
def identity_is_on_the_job(subject: Subject) -> Iterator[Finding]:
    """Identities that are used are the job's."""
    identity = subject.job.identity
    own = identity.user_assigned_identities
    kind = identity.type
    has_system = is_token(kind) or (isinstance(kind, str) and "systemassigned" in kind.lower())
    for block, attribute, used in _users(subject):
        if not is_set(used):
            continue
        if isinstance(used, str) and used.lower() == SYSTEM.lower():
            if not has_system:
                hint = Advice(
                    'Set job.identity.type = "SystemAssigned" (with ids: "SystemAssigned, UserAssigned")',
                    "Add the identity to identity.identity_ids",
                )
                yield Finding(
                    block, attribute, ("The job doesn't have its own (system-assigned) identity"), hint
                )
        elif not any(_may_be_same(used, each) for each in own):
            yield Finding(
                block, attribute, "The identity is not one of the job's", show_value=not is_token(used)
            )


@rule(
    "ACJ420",
    ERROR,
    "job.configuration.registries[]",
    allowed="an identity, or username with password_secret_ref",
    why="azurerm or Azure refuses the job",
    fix="Keep one way to sign in",
    source=f"{AZURERM}: registry",
)
def registry_credentials(subject: Subject) -> Iterator[Finding]:
    """One way to sign in to each registry."""
    for registry in subject.job.configuration.registries:
        by_password = is_set(registry.username) or is_set(registry.password_secret_ref)
        no_password = registry.username is None and registry.password_secret_ref is None
        if is_set(registry.identity) and by_password:
            attribute = "username" if is_set(registry.username) else "password_secret_ref"
            yield Finding(registry, attribute, "The registry has both an identity and a password")
        elif registry.identity is None and no_password:
            yield Finding(
                registry, "server", ("The registry has neither an identity nor a password"), "Set identity"
            )
        elif by_password and registry.username is None:
            yield Finding(
                registry,
                "password_secret_ref",
                "The registry has a password, but no user name",
                "Set username",
            )
        elif by_password and registry.password_secret_ref is None:
            hint = "Set password_secret_ref to the name of a secret of the job"
            yield Finding(registry, "username", "The registry has a user name, but no password", hint)


@rule(
    "ACJ421",
    ERROR,
    "job.configuration.registries[].server",
    allowed="a host, without a scheme and a path: myregistry.azurecr.io",
    why="Azure refuses the job in the middle of the apply",
    fix="Write only the host",
    source=f"{AZURERM}: registry.server",
)
def registry_server(subject: Subject) -> Iterator[Finding]:
    """The host of a registry."""
    for registry in subject.job.configuration.registries:
        server = registry.server
        if server is None:
            yield Finding(registry, "server", "The registry has no server")
        elif is_literal_text(server) and not re.fullmatch(
            r"[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?", server
        ):
            host = re.sub("^[^/]*://", "", server).partition("/")[0].rpartition("@")[2]
            yield Finding(
                registry, "server", "Not the host of a registry", f"Write {host!r}" if host else None
            )


@rule(
    "ACJ422",
    ERROR,
    "job.configuration.registries[].password_secret_ref",
    allowed="a secret of the job",
    why="Azure refuses the job in the middle of the apply",
    fix=Advice(
        "Add a ContainerAppWritableSecret to job.configuration.secrets", "Add a secret block of that name"
    ),
    source=AZURE_SECRETS,
)
def registry_secret(subject: Subject) -> Iterator[Finding]:
    """The secret of a registry's password is there."""
    for registry in subject.job.configuration.registries:
        yield from missing_secret(subject, registry, "password_secret_ref", registry.password_secret_ref)


@rule(
    "ACJ423",
    WARNING,
    "job.configuration.registries[].identity",
    allowed="a user-assigned identity with AcrPull",
    why="A system-assigned identity can't have AcrPull before the job exists, so creating the job fails",
    fix="Use a user-assigned identity",
    source=AZURE_IDENTITY,
)
def registry_with_system_identity(subject: Subject) -> Iterator[Finding]:
    """Pulling with an identity that does not exist before the job."""
    for registry in subject.job.configuration.registries:
        if isinstance(registry.identity, str) and registry.identity.lower() == SYSTEM.lower():
            message = "The job's own identity pulls the image, but can't have AcrPull before the job exists"
            yield Finding(registry, "identity", message)

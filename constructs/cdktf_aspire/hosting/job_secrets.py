"""Secrets of a job: secret values of environment variables, which would be in plain text, become secrets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.key_vault import KeyVaultSecretUri, VaultSecret
from cdktf_aspire.jobs.credentials import ContainerAppWritableSecret
from cdktf_aspire.jobs.rules.names import SECRET_NAME_LENGTH
from cdktf_aspire.values.expressions import unfolded
from cdktf_aspire.values.value import Reference, has_secret

if TYPE_CHECKING:
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.values.value import Text


def hide_secrets(prepared: PreparedJob) -> None:
    """Turns secret values that would be in plain text in an environment variable into secrets of the job.

    A secret anywhere else stays for the rules to refuse.
    """
    job = prepared.job
    for secret in job.configuration.secrets:
        source = unfolded(secret.value if secret.key_vault_uri is None else secret.key_vault_uri)
        if isinstance(source, VaultSecret):
            _read_from_vault(prepared, secret, source)
    for container in (*job.template.init_containers, *job.template.containers):
        for variable in container.env:
            value = variable.value
            if value is not None and has_secret(value):
                secret_name = add_secret(prepared, str(variable.name), value)
                variable.__dict__.update(value=None, secret_ref=secret_name)


def add_secret(prepared: PreparedJob, key: str, value: Text, written: str = "value") -> str:
    """Makes a value a secret of the job, named after the environment variable that needs it.

    The name is Aspire's: lower case, `_` as `-`. Aspire lets two keys that end in the same name share the
    first one's value; here the second gets its own name. Characters that Azure doesn't allow in a secret's
    name become `-` as well, but not at the ends.
    """
    secrets = prepared.job.configuration.secrets
    secret = ContainerAppWritableSecret()
    source = unfolded(value)
    if isinstance(source, VaultSecret) and prepared.identity is not None:
        _read_from_vault(prepared, secret, source)
    else:  # a vault's secret is read once the job has an identity
        secret._assign("value", value, written=written)
    wanted = base = _secret_name(key)
    number = 2
    taken = {each.name: _source(each) for each in secrets}
    while wanted in taken and taken[wanted] != _source(secret):
        wanted, number = f"{base}-{number}", number + 1
    if wanted not in taken:
        secret.name = wanted
        secrets.append(secret)
    return wanted


def _secret_name(key: str) -> str:
    # Four characters are left for a number.
    name = re.sub(r"[^a-z0-9-]", "-", key.lower()).strip("-")[: SECRET_NAME_LENGTH - 4].rstrip("-")
    return name or "secret"


def _read_from_vault(prepared: PreparedJob, secret: ContainerAppWritableSecret, source: VaultSecret) -> None:
    assert prepared.identity is not None, "a job that reads a vault has one"
    secret.__dict__.update(value=None, key_vault_uri=KeyVaultSecretUri(source))
    if secret.identity is None:
        secret.__dict__.update(identity=prepared.identity.id)


def _source(secret: ContainerAppWritableSecret) -> object:
    """The common key of two secrets with the same value."""
    uri = secret.key_vault_uri
    if isinstance(uri, KeyVaultSecretUri):
        return uri.secret.vault, uri.secret.secret_name
    return id(secret.value) if isinstance(secret.value, Reference) else secret.value

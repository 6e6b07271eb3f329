"""Secrets that are text in the code, although they were given as tokens or expressions of Terraform."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktf_aspire.hosting.azure.key_vault import AzureKeyVaultSecretResource
from cdktf_aspire.jobs import rules
from cdktf_aspire.values.written_secrets import is_written_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.model import Resource
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.terraform.sensitive import Sensitivity

_MESSAGE = "The secret's value is text in the code"


def vault_problems(resource: Resource, secrets: Sensitivity) -> Iterator[Problem]:
    """A secret of a vault whose expression says it all.

    Args:
        resource: any one.
        secrets: what tokens stand for.
    """
    if isinstance(resource, AzureKeyVaultSecretResource) and _is_written(resource.value, secrets):
        yield rules.problem("ACJ402", _MESSAGE, path="value=", where=resource._declared_at)


def job_problems(prepared: PreparedJob, secrets: Sensitivity) -> Iterator[Problem]:
    """The same of a job's secrets.

    Args:
        prepared: the job.
        secrets: what tokens stand for.
    """
    for secret in prepared.job.configuration.secrets:
        if _is_written(secret.value, secrets):
            note = secret._note("value")
            name, path, where = prepared.resource.name, note.written, note.where
            yield rules.problem("ACJ402", _MESSAGE, resource=name, path=path, where=where)


def _is_written(value: object, secrets: Sensitivity) -> bool:
    """Whether it is known as soon as tokens are looked through, and was not before."""
    return not is_written_secret(value) and is_written_secret(value, secrets.known_text)

"""The first argument of a configure callback: the way from a job to Terraform."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from cdktf_aspire.diagnostics.foreign import harmless
from cdktf_aspire.diagnostics.problems import caller
from cdktf_aspire.hosting.azure.key_vault import VaultSecret
from cdktf_aspire.hosting.reference_expressions import problems_of
from cdktf_aspire.hosting.values import misfit
from cdktf_aspire.jobs import rules
from cdktf_aspire.terraform.engine.tokens import unknown_token
from cdktf_aspire.terraform.rendering import token_of
from cdktf_aspire.values.expressions import classified, interpolated
from cdktf_aspire.values.resolution import resolve
from cdktf_aspire.values.tokens import STRING_TOKEN
from cdktf_aspire.values.value import Reference, known_text

if TYPE_CHECKING:
    from cdktf_aspire.diagnostics.problems import Problem
    from cdktf_aspire.hosting.prepared_job import PreparedJob
    from cdktf_aspire.terraform.writer import Writer
    from cdktf_aspire.values.resolution import Resolution


class JobInfrastructure:
    """What Aspire calls `AzureResourceInfrastructure`, for one job."""

    def __init__(self, writer: Writer, prepared: PreparedJob) -> None:
        self._writer = writer
        self._prepared = prepared
        self._given_out: dict[str, Reference] = {}
        self._tokens: dict[str, Reference] = {}

    def get_provisionable_resources(self) -> list[object]:
        """Everything that the resource writes: its job."""
        return [self._prepared.job]

    def provisioning_parameter(self, reference: Reference) -> str:
        """A parameter, an output, an endpoint or an expression as a token."""
        reference = cast("Reference", harmless(reference))
        problem = self._not_a_token(reference)
        if problem is not None:
            self._prepared.resource_problem(problem)
            return _NOTHING
        known = known_text(reference)
        if known is not None:
            return known
        text = token_of(self._writer, reference)
        if STRING_TOKEN.fullmatch(text) is None:
            self._given_out[text] = reference
        else:
            self._tokens[text] = reference
        return text

    def _restored(self, value: object) -> object:
        """A value of the job in which the text of an expression is the expression again.

        Such text is a template of Terraform's already, and would be taken for literal text.
        """
        if not isinstance(value, str):
            return value
        if value in self._tokens:
            return self._tokens[value]
        if not self._given_out:
            return value
        # Longest first; the text between them can contain tokens of its own.
        given_out = sorted(self._given_out, key=len, reverse=True)
        pieces = re.split(f"({'|'.join(map(re.escape, given_out))})", value)
        if len(pieces) == 1:
            return value
        return interpolated(self._given_out.get(piece, classified(piece)) for piece in pieces)

    def _unknown_token(self, value: Resolution) -> str | None:
        """A text in the value that looks like a token, and is none."""
        return next(filter(None, map(unknown_token, value.parts)), None)

    def _not_a_token(self, reference: Reference) -> Problem | None:
        path = "as_provisioning_parameter"
        if not isinstance(reference, Reference):
            return misfit(reference, "The value", path, caller())
        value = resolve(reference)
        if problems := problems_of(value):
            return problems[0]
        if any(isinstance(part, VaultSecret) for part in value.parts):
            message = "A Key Vault secret can't be a token"
            hint = "Use the secret itself as the value of an environment variable or of a secret of the job"
            return rules.problem("ACJ917", message, path=path, hint=hint)
        return None

    def _is_secret(self, value: Resolution) -> bool:
        """Whether the value has a token of something sensitive in it."""
        return self._writer.secrets.in_value(value)


# In the place of a value that has a problem: text that no rule has anything against.
_NOTHING = "x"

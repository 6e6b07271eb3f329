"""The list of all rules: one code, one meaning, for ever.

A rule is recorded in the file that reports it.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.problems import Problem, Severity, SourceLocation, caller, hides, show
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Mapping

ERROR: Final = Severity.ERROR
WARNING: Final = Severity.WARNING


class Advice(str):
    """What to do in an AppHost, and what a reader of Terraform does instead."""

    in_terraform: str

    def __new__(cls, in_apphost: str, in_terraform: str) -> Advice:
        """Both, of which it is the former."""
        made = super().__new__(cls, in_apphost)
        made.in_terraform = in_terraform
        return made


@records.frozen
class Rule:
    """One thing that Azure, azurerm or Aspire wants.

    Attributes:
        code: `ACJ` and three digits, never used for another meaning.
        severity: error or warning.
        attribute: what it looks at, in the model's names.
        allowed: what is allowed.
        why: what happens otherwise.
        fix: what to do.
        source: where the rule comes from.
    """

    code: str
    severity: Severity
    attribute: str
    allowed: str
    why: str
    fix: str
    source: str


# Of the modules that are imported.
REGISTRY: Final[dict[str, Rule]] = {}
# The packages and modules with rules. Not `terraform`: importing it loads cdktf.
_ROOMS: Final = ("diagnostics", "jobs", "hosting", "publish_output", "review", "cli.check")

AZURERM: Final = "azurerm 4.55, azurerm_container_app_job"
AZURE_JOBS: Final = "https://learn.microsoft.com/azure/container-apps/jobs"
AZURE_CONTAINERS: Final = "https://learn.microsoft.com/azure/container-apps/containers"
AZURE_SECRETS: Final = "https://learn.microsoft.com/azure/container-apps/manage-secrets"
AZURE_IDENTITY: Final = "https://learn.microsoft.com/azure/container-apps/managed-identity"
AZURE_STORAGE: Final = "https://learn.microsoft.com/azure/container-apps/storage-mounts"
AZURE_PROFILES: Final = "https://learn.microsoft.com/azure/container-apps/workload-profiles-overview"
AZURE_PROBES: Final = "https://learn.microsoft.com/azure/container-apps/health-probes"
KEDA: Final = "https://keda.sh/docs/latest/scalers/"


def register(
    code: str,
    severity: Severity,
    attribute: str,
    *,
    allowed: str,
    why: str,
    fix: str,
    source: str,
) -> str:
    """Records a rule, and gives back its code."""
    assert code not in REGISTRY, f"{code} is taken"
    REGISTRY[code] = Rule(code, severity, attribute, allowed, why, fix, source)
    return code


def every_rule() -> Mapping[str, Rule]:
    """All rules by their code, sorted; imports what has not been imported yet, as far as it is installed."""
    for room in _ROOMS:
        package = importlib.import_module(f"cdktf_aspire.{room}")
        for module in pkgutil.walk_packages(getattr(package, "__path__", ()), f"{package.__name__}."):
            try:
                importlib.import_module(module.name)
            except ModuleNotFoundError as missing:
                # A review runs where only its own dependencies are; there the other rooms find nothing.
                if missing.name is None or missing.name.startswith("cdktf_aspire"):
                    raise
    return dict(sorted(REGISTRY.items()))


def problem(
    code: str,
    message: str,
    *,
    resource: str | None = None,
    path: str | None = None,
    value: object = None,
    hint: str | None = None,
    allowed: str | None = None,
    where: SourceLocation | None = None,
) -> Problem:
    """A problem of a registered code; severity, what is allowed and the hint come from the rule.

    Args:
        code: of the rule.
        message: what is wrong.
        resource: Aspire's name.
        path: in the user's spelling.
        value: the offending value; left out when None. Never a secret.
        hint: instead of the rule's own.
        allowed: instead of the rule's own.
        where: the user's line; the caller's when None.
    """
    known = REGISTRY[code]
    return Problem(
        code,
        known.severity,
        message,
        resource=resource,
        path=path,
        value=None if value is None else show(value),
        allowed=allowed or known.allowed,
        hint=known.fix if hides(value) else hint or known.fix,
        where=where or caller(),
    )

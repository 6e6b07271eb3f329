"""Every limit of Azure, azurerm and Aspire as a rule with a code."""

from cdktf_aspire.diagnostics.rules import REGISTRY, problem
from cdktf_aspire.jobs.rules import (
    containers,
    keda_keys,
    keda_sign_in,
    kinds,
    names,
    probes,
    regions,
    scale_rules,
    secrets,
    triggers,
    volumes,
)
from cdktf_aspire.jobs.rules.checks import CHECKS, EnvironmentFacts
from cdktf_aspire.jobs.rules.engine import Acknowledged, apply_acknowledgements, check, one_line
from cdktf_aspire.jobs.rules.kinds import check_kinds

__all__ = [
    "CHECKS",
    "REGISTRY",
    "Acknowledged",
    "EnvironmentFacts",
    "apply_acknowledgements",
    "check",
    "check_kinds",
    "containers",
    "keda_keys",
    "keda_sign_in",
    "kinds",
    "names",
    "one_line",
    "probes",
    "problem",
    "regions",
    "scale_rules",
    "secrets",
    "triggers",
    "volumes",
]

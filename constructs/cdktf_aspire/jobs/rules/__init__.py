"""Every limit of Azure, azurerm and Aspire as a rule with a code."""

from cdktf_aspire.diagnostics.rules import REGISTRY, EnvironmentFacts, Rule, problem
from cdktf_aspire.jobs.rules import (
    application,
    containers,
    keda_keys,
    keda_sign_in,
    kinds,
    names,
    plans,
    publish_output,
    scale_rules,
    secrets,
    triggers,
    volumes,
)
from cdktf_aspire.jobs.rules.engine import Acknowledged, apply_acknowledgements, check, one_line
from cdktf_aspire.jobs.rules.kinds import check_kinds

__all__ = [
    "REGISTRY",
    "Acknowledged",
    "EnvironmentFacts",
    "Rule",
    "application",
    "apply_acknowledgements",
    "check",
    "check_kinds",
    "containers",
    "keda_keys",
    "keda_sign_in",
    "kinds",
    "names",
    "one_line",
    "plans",
    "problem",
    "publish_output",
    "scale_rules",
    "secrets",
    "triggers",
    "volumes",
]

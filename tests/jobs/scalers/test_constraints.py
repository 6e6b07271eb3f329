"""Every scaler: a legal rule passes, and each of its constraints, broken, has its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import pytest

from cdktf_aspire.jobs import rules
from cdktf_aspire.jobs.credentials import ContainerAppWritableSecret
from cdktf_aspire.jobs.job import ContainerAppJob
from cdktf_aspire.jobs.keda import catalogue
from cdktf_aspire.jobs.keda.scaler import Source
from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule, ContainerAppScaleRuleAuth
from cdktf_aspire.jobs.template import ContainerAppContainer, ContainerAppEnvironmentVariable
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType
from cdktf_aspire.values.value import Raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.jobs.keda.scaler import Key, Scaler

IDENTITY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
KNOWN = [scaler.type for scaler in catalogue.all_scalers()]
# Scalers that no job can use, whatever their keys.
NO_SENSE = {"ACJ603"}


@attrs.define
class Draft:
    """A rule of a scaler in the making.

    Attributes:
        scaler: of the rule.
        metadata: KEDA's keys and values.
        secrets: trigger parameters that get a secret.
        identity: whether an identity signs in.
    """

    scaler: Scaler
    metadata: dict[str, str] = attrs.field(factory=dict)
    secrets: set[str] = attrs.field(factory=set)
    identity: bool = False

    def give(self, *names: str) -> Draft:
        for name in names:
            key = self.scaler.keys[name]
            if key.secret or Source.METADATA not in key.source:
                self.secrets.add(name)
            else:
                self.metadata[name] = key.kind.example
        return self

    def take(self, *names: str) -> Draft:
        for name in names:
            self.metadata.pop(name, None)
            self.secrets.discard(name)
        return self

    def codes(self, *variables: str) -> set[str]:
        job = ContainerAppJob(name="batch")
        job.template.containers.append(ContainerAppContainer(name="batch", image="r.io/batch:1"))
        job.template.containers[0].env.extend(
            ContainerAppEnvironmentVariable(name=name, value="x") for name in variables
        )
        job.configuration.secrets.append(ContainerAppWritableSecret(name="s", value=Raw("var.s")))
        job.configuration.trigger_type = ContainerAppJobTriggerType.EVENT
        rule = ContainerAppJobScaleRule(
            name="rule",
            job_scale_rule_type=self.scaler.type,
            metadata=dict(self.metadata),
            auth=[ContainerAppScaleRuleAuth(secret_ref="s", trigger_parameter=name) for name in self.secrets],
        )
        if self.identity:
            rule.identity = IDENTITY
            job.identity.user_assigned_identities.append(IDENTITY)
        job.configuration.event_trigger_config.scale.rules.append(rule)
        return {problem.code for problem in rules.check(job, resource="batch")} - NO_SENSE


def legal(scaler: Scaler) -> Draft:
    """The smallest rule that a scaler takes: the first of its alternatives, a secret before an identity."""
    draft = Draft(scaler)
    draft.give(*(key.name for key in scaler.keys.values() if key.required))
    for one_of in scaler.choices:
        if not one_of.optional:
            draft.give(*one_of.groups[0])
    if not scaler.sign_in.optional:
        if scaler.sign_in.ways:
            draft.give(*scaler.sign_in.ways[0])
        else:
            draft.identity = True
    if not draft.metadata:  # which azurerm requires
        draft.give(next(key.name for key in scaler.keys.values() if Source.METADATA in key.source))
    return draft


def scaler_of(kind: str) -> Scaler:
    scaler = catalogue.scaler(kind)
    assert scaler is not None
    return scaler


@pytest.mark.parametrize("kind", KNOWN)
def test_a_legal_rule_passes(kind: str) -> None:
    scaler = scaler_of(kind)
    assert legal(scaler).codes() == set()
    for way in scaler.sign_in.ways:
        assert legal(scaler).take(*scaler.sign_in.ways[0]).give(*way).codes() == set()
    for one_of in scaler.choices:
        for group in one_of.groups:
            draft = legal(scaler).take(*(key for other in one_of.groups for key in other))
            assert draft.give(*group).codes() == set(), group
    if scaler.takes_identity:
        draft = legal(scaler).take(*(key for way in scaler.sign_in.ways for key in way))
        draft.give(*scaler.sign_in.with_identity or ()).give(
            *(key.name for key in scaler.keys.values() if key.required)
        )
        draft.identity = True
        assert draft.codes() == set()


@pytest.mark.parametrize("kind", KNOWN)
def test_each_constraint_broken_has_its_code(kind: str) -> None:
    wrong = [(what, code, codes) for what, code, codes in broken(scaler_of(kind)) if code not in codes]
    assert wrong == []


def broken(scaler: Scaler) -> Iterator[tuple[str, str, set[str]]]:
    """What is broken, the code that it must have, and the codes that it has."""
    for key in scaler.keys.values():
        if key.required:
            yield f"without {key.name}", "ACJ610", legal(scaler).take(key.name).codes()
        yield from broken_values(scaler, key)
    for one_of in scaler.choices:
        every = {key for group in one_of.groups for key in group}
        if not one_of.optional:
            yield f"without {one_of.groups}", "ACJ614", legal(scaler).take(*every).codes()
        if one_of.exclusive and len(one_of.groups) > 1:
            yield f"with all of {one_of.groups}", "ACJ614", legal(scaler).give(*every).codes()
        for group in one_of.groups:
            if len(group) > 1:
                draft = legal(scaler).take(*every).give(*group[:-1])
                yield f"without {group[-1]}", "ACJ614", draft.codes()
    for needs in scaler.needs:
        for value in needs.values or (scaler.keys[needs.key].kind.example,):
            draft = legal(scaler).take(*needs.keys)
            draft.metadata[needs.key] = value
            yield f"{needs.key} without {needs.keys}", "ACJ614", draft.codes()
    yield from broken_sign_in(scaler)
    if not scaler.is_open:
        typo = legal(scaler)
        typo.metadata[f"{next(iter(scaler.keys))}s"] = "x"
        yield "a misspelt key", "ACJ611", typo.codes()
        stranger = legal(scaler)
        stranger.metadata["zzz"] = "x"
        yield "an unknown key", "ACJ620", stranger.codes()
    stranger = legal(scaler)
    stranger.secrets.add("zzz")
    yield "an unknown parameter", "ACJ620", stranger.codes()


def broken_values(scaler: Scaler, key: Key) -> Iterator[tuple[str, str, set[str]]]:
    def with_value(value: str) -> set[str]:
        draft = legal(scaler)
        draft.secrets.discard(key.name)
        draft.metadata[key.name] = value
        return draft.codes()

    if key.kind.decode("?, !") is None:
        yield f"{key.name} of another kind", "ACJ612", with_value("?, !")
    if key.least is not None:
        yield f"{key.name} below {key.least}", "ACJ613", with_value(f"{key.least - 1:g}")
    if key.greatest is not None:
        yield f"{key.name} above {key.greatest}", "ACJ613", with_value(f"{key.greatest + 1:g}")
    if key.secret:
        yield f"{key.name} in clear", "ACJ617", with_value("hunter2")
    if Source.ENVIRONMENT in key.source:
        draft = legal(scaler).take(key.name)
        draft.metadata[f"{key.name}FromEnv"] = "VARIABLE"
        yield f"{key.name} from a variable that is not set", "ACJ619", draft.codes()
        assert "ACJ619" not in draft.codes("VARIABLE")
    elif not scaler.is_open:
        draft = legal(scaler)
        draft.metadata[f"{key.name}FromEnv"] = "VARIABLE"
        yield f"{key.name} from no variable", "ACJ611", draft.codes("VARIABLE")


def broken_sign_in(scaler: Scaler) -> Iterator[tuple[str, str, set[str]]]:
    way = scaler.sign_in
    if not way.optional:
        draft = legal(scaler).take(*(key for each in way.ways for key in each))
        draft.identity = False
        yield "without signing in", "ACJ615", draft.codes()
    draft = legal(scaler)
    draft.identity = True
    if not scaler.takes_identity:
        yield "with an identity", "ACJ616", draft.codes()
    elif way.ways:
        yield "with an identity and a secret", "ACJ618", draft.codes()
    for key in way.with_identity or ():
        draft = legal(scaler).take(*(each for one in way.ways for each in one)).take(key)
        draft.identity = True
        yield f"with an identity and without {key}", "ACJ615", draft.codes()

"""Rules about what a scaler wants: its keys, their values, and how it signs in.

They look at the rule as Azure gets it, so that a typed rule, a custom one and a hand-written one are judged
alike; each finding is reported at the attribute or the key that the user wrote.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.problems import closest
from cdktf_aspire.diagnostics.rules import ERROR, KEDA, WARNING, Advice
from cdktf_aspire.jobs.keda import catalogue
from cdktf_aspire.jobs.keda.scaler import FROM_ENVIRONMENT, KEDA_OF_CONTAINER_APPS, Scaler, Source
from cdktf_aspire.jobs.keda.value_kinds import NUMBER
from cdktf_aspire.jobs.rules.checks import Finding, Subject, rule
from cdktf_aspire.jobs.triggers import ContainerAppJobTriggerType
from cdktf_aspire.values import records
from cdktf_aspire.values.expressions import Quoted
from cdktf_aspire.values.value import Unknown, is_literal_text, is_set, is_token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cdktf_aspire.jobs.configuration import ContainerAppJobConfiguration
    from cdktf_aspire.jobs.keda.scaler import Key, OneOf
    from cdktf_aspire.jobs.scale import ContainerAppJobScaleRule

NEVER: Final = "Azure accepts the rule, but it never starts the job: KEDA refuses it"
ANY_RULE: Final = "job.configuration.event_trigger_config.scale.rules[]"


@records.frozen
class KnownRule:
    """A rule of a scaler that is known, with keys that can be read.

    Attributes:
        rule: the rule.
        scaler: what is known of its scaler.
        given: the scaler's keys that have a value or may have one, wherever it comes from.
        certain: those of them that have a value whatever Terraform makes of it.
        is_open: whether there may be more keys than can be seen.
    """

    rule: ContainerAppJobScaleRule
    scaler: Scaler
    given: frozenset[str]
    certain: frozenset[str]
    is_open: bool

    def has(self, keys: Iterable[str]) -> bool:
        """Whether the keys are there for certain."""
        return all(key in self.certain for key in keys)

    def may_have(self, keys: Iterable[str]) -> bool:
        """Whether the keys are there, or may be."""
        return self.is_open or all(key in self.given for key in keys)

    def finding(
        self,
        message: str,
        hint: str | None = None,
        *,
        key: str | None,
        allowed: str | None = None,
        show_value: bool = True,
    ) -> Finding:
        """What is wrong with a key of the metadata."""
        return Finding(self.rule, "metadata", message, hint, show_value, key=key, allowed=allowed)

    def better(self, key: Key, text: str) -> str:
        """What to do about a text that KEDA can't read."""
        guess = key.kind.better(text) or closest(text, key.kind.choices)
        return f"Did you mean {guess!r}?" if guess else f"See {self.scaler.url}"

    @property
    def metadata(self) -> Iterator[tuple[str, Key, str]]:
        """The literal values, each with its key."""
        for name, value in self.rule.metadata.items():
            key = self.scaler.keys.get(name)
            if key is not None and is_literal_text(value):
                yield name, key, value


@lru_cache(maxsize=1)
def known_rules(subject: Subject) -> list[KnownRule]:
    """The scale rules of a job whose scaler is known; every rule about KEDA asks for them."""
    return list(_known_rules(subject.job.configuration))


def _known_rules(configuration: ContainerAppJobConfiguration) -> Iterator[KnownRule]:
    if configuration.trigger_type is not ContainerAppJobTriggerType.EVENT:
        return
    for each in configuration.event_trigger_config.scale.rules:
        kind, metadata = each.job_scale_rule_type, each.metadata
        scaler = catalogue.scaler(kind) if is_literal_text(kind) else None
        if scaler is None or is_token(metadata):
            continue
        parameters = {auth.trigger_parameter for auth in each.auth if auth.trigger_parameter is not None}
        is_open = any(map(is_token, (*metadata, *parameters))) or isinstance(metadata.get("unknown"), Unknown)
        secrets = {name for name in parameters if is_literal_text(name)}
        keys = {name: key.name for name in metadata if (key := scaler.key_of(name)) is not None}
        certain = {key for name, key in keys.items() if is_set(metadata[name])}
        yield KnownRule(
            each, scaler, frozenset(secrets.union(keys.values())), frozenset(secrets | certain), is_open
        )


@rule(
    "ACJ610",
    ERROR,
    f"{ANY_RULE}.metadata",
    allowed="all keys that the scaler requires",
    why=NEVER,
    fix="See the scaler's page",
    source=KEDA,
)
def required_keys(subject: Subject) -> Iterator[Finding]:
    """Keys that a scaler requires."""
    for known in known_rules(subject):
        for key in known.scaler.keys.values():
            if key.required and not known.may_have((key.name,)):
                hint = f"Its value is {key.kind.words}; see {known.scaler.url}"
                yield known.finding(f"{known.scaler.type} needs {key.name}", hint, key=key.name)


@rule(
    "ACJ611",
    ERROR,
    f"{ANY_RULE}.metadata, {ANY_RULE}.auth[].trigger_parameter",
    allowed="the scaler's own keys",
    why="KEDA ignores it",
    fix="Correct the key",
    source=KEDA,
)
def misspelt_keys(subject: Subject) -> Iterator[Finding]:
    """Keys that come near one of the scaler's."""
    return (finding for finding in _unknown_keys(subject) if finding.hint is not None)


@rule(
    "ACJ620",
    WARNING,
    f"{ANY_RULE}.metadata, {ANY_RULE}.auth[].trigger_parameter",
    allowed="the scaler's keys in KEDA 2.20",
    why="KEDA ignores it, unless Azure's version is newer than this library knows",
    fix="Remove the key, or acknowledge the warning if the scaler's page lists it",
    source=KEDA,
)
def unknown_keys(subject: Subject) -> Iterator[Finding]:
    """Keys that come near none of the scaler's."""
    return (finding for finding in _unknown_keys(subject) if finding.hint is None)


def _unknown_keys(subject: Subject) -> Iterator[Finding]:
    for known in known_rules(subject):
        scaler = known.scaler
        allowed = ", ".join(scaler.keys)
        for name, value in known.rule.metadata.items():
            if scaler.key_of(name) is None and not (
                scaler.is_open or is_token(name) or isinstance(value, Unknown)
            ):
                message, hint = f"{scaler.type} has no key {name!r}", _did_you_mean(name, scaler)
                yield known.finding(message, hint, key=name, allowed=allowed, show_value=False)
        for auth in known.rule.auth:
            parameter = auth.trigger_parameter
            if is_literal_text(parameter) and parameter and parameter not in scaler.keys:
                message = f"{scaler.type} has no parameter {parameter!r}"
                hint = _did_you_mean(parameter, scaler)
                yield Finding(auth, "trigger_parameter", message, hint, allowed=allowed)


def _did_you_mean(name: str, scaler: Scaler) -> str | None:
    guess = closest(name.removesuffix(FROM_ENVIRONMENT), scaler.keys)
    if guess is None:
        return None
    if guess == name.removesuffix(FROM_ENVIRONMENT):
        return f"KEDA doesn't read {guess!r} from an environment variable"
    return f"Did you mean {guess!r}?"


@rule(
    "ACJ612",
    ERROR,
    f"{ANY_RULE}.metadata, {ANY_RULE}.auth[].secret_ref",
    allowed="a value that KEDA can read",
    why=NEVER,
    fix="See the scaler's page",
    source=KEDA,
)
def readable_values(subject: Subject) -> Iterator[Finding]:
    """Numbers that are numbers, flags that are flags, and one of the values where there are but a few."""
    secrets = _texts_of_secrets(subject)
    for known in known_rules(subject):
        for name, key, value in known.metadata:
            if key.kind.decode(value) is None:
                words, hint = key.kind.words, known.better(key, value)
                message = f"{name} of {known.scaler.type} is not {words}"
                yield known.finding(message, hint, key=name, allowed=words, show_value=not key.secret)
        for auth in known.rule.auth:
            parameter, secret = auth.trigger_parameter, secrets.get(auth.secret_ref)
            of = known.scaler.keys.get(parameter) if is_literal_text(parameter) else None
            if of is None or of.secret or secret is None or of.kind.decode(secret) is not None:
                continue
            message = f"{of.name} of {known.scaler.type} is not {of.kind.words}"
            yield Finding(auth, "secret_ref", message, known.better(of, secret), False, allowed=of.kind.words)


def _texts_of_secrets(subject: Subject) -> Mapping[object, str]:
    """The secrets whose text is in the configuration, by name."""
    values = {secret.name: secret.value for secret in subject.job.configuration.secrets}
    texts = {name: value.text if isinstance(value, Quoted) else value for name, value in values.items()}
    return {name: text for name, text in texts.items() if is_literal_text(text) and text}


@rule(
    "ACJ624",
    WARNING,
    f"{ANY_RULE}.metadata",
    allowed="keys that KEDA reads from the metadata",
    why="KEDA ignores it there, so the rule lacks it",
    fix="Store it in a secret of the job, and name the secret in the rule's authentication",
    source=KEDA,
)
def keys_from_elsewhere(subject: Subject) -> Iterator[Finding]:
    """Keys in the metadata that KEDA takes from a secret or from a variable of the container only."""
    for known in known_rules(subject):
        parameters = {auth.trigger_parameter for auth in known.rule.auth}
        for name in known.rule.metadata:
            key = known.scaler.keys.get(name) if is_literal_text(name) else None
            if key is None or key.secret or Source.METADATA in key.source or name in parameters:
                continue
            message = f"KEDA doesn't read {name} of {known.scaler.type} from the metadata"
            hint = f"Pass it as a secret in the authentication, with trigger_parameter {name!r}"
            if Source.ENVIRONMENT in key.source:
                hint += (
                    f"; or as an environment variable of the container, with {name}{FROM_ENVIRONMENT} in "
                    "the metadata"
                )
            yield known.finding(message, hint, key=name)


@rule(
    "ACJ623",
    ERROR,
    "job.template.containers[].env[].value",
    allowed="a value that KEDA can read, if a scale rule takes it from the variable",
    why=NEVER,
    fix="See the scaler's page",
    source=KEDA,
)
def readable_variables(subject: Subject) -> Iterator[Finding]:
    """The same for what a `...FromEnv` key takes from a variable of the container."""
    variables = {
        variable.name: variable
        for container in subject.job.template.containers
        for variable in container.env
        if is_literal_text(variable.name)
    }
    for known in known_rules(subject):
        for name, of in known.rule.metadata.items():
            key = known.scaler.key_of(name)
            variable = variables.get(of) if is_literal_text(of) else None
            if key is None or key.name == name or variable is None or not is_literal_text(variable.value):
                continue
            if key.kind.decode(variable.value) is None:
                hint = f"See {known.scaler.url}" if key.secret else known.better(key, variable.value)
                what = f"{variable.name}, from which {known.scaler.type} takes {key.name},"
                message = f"{what} is not {key.kind.words}"
                yield Finding(variable, "value", message, hint, not key.secret, allowed=key.kind.words)


@rule(
    "ACJ613",
    ERROR,
    f"{ANY_RULE}.metadata",
    allowed="a number in the scaler's range",
    why="Azure accepts the rule, but it starts the job never, or always",
    fix="Leave it out for KEDA's default",
    source=KEDA,
)
def values_in_range(subject: Subject) -> Iterator[Finding]:
    """Numbers and times within the limits."""
    for known in known_rules(subject):
        for name, key, value in known.metadata:
            # KEDA also has times as numbers, in seconds or milliseconds.
            amount = NUMBER.decode(value)
            if not isinstance(amount, int | float):
                continue
            allowed = None
            if key.least is not None and amount < key.least:
                allowed = f"{key.least:g} or more"
            elif key.greatest is not None and amount > key.greatest:
                allowed = f"{key.greatest:g} or less"
            if allowed is not None:
                message = f"{name} of {known.scaler.type} can't be {value}"
                hint = f"Write {allowed}" + (f"; KEDA's default is {key.default}" if key.default else "")
                yield known.finding(message, hint, key=name, allowed=allowed)


@rule(
    "ACJ614",
    ERROR,
    f"{ANY_RULE}.metadata",
    allowed="one of the alternative keys or groups of keys",
    why=NEVER,
    fix="See the scaler's page",
    source=KEDA,
)
def alternatives(subject: Subject) -> Iterator[Finding]:
    """A queue, or a topic with its subscription: one of them, and whole."""
    for known in known_rules(subject):
        for one_of in known.scaler.choices:
            yield from _alternative(known, one_of)
        for needs in known.scaler.needs:
            value = known.rule.metadata.get(needs.key)
            if needs.key in known.certain and (not needs.values or value in needs.values):
                for missing in (key for key in needs.keys if not known.may_have((key,))):
                    what = f"{needs.key} of {known.scaler.type}" + (f" = {value!r}" if needs.values else "")
                    hint = f"Add {missing}"
                    message = f"{what} needs {missing}"
                    yield known.finding(message, hint, key=missing)


def _alternative(known: KnownRule, one_of: OneOf) -> Iterator[Finding]:
    whole = [group for group in one_of.groups if known.has(group)]
    words = words_of(one_of.groups)
    if len(whole) > 1 and one_of.exclusive:
        message = f"{known.scaler.type} accepts only one of {words}, but has {words_of(whole, ' and ')}"
        yield known.finding(message, key=whole[-1][-1], allowed=words)
        return
    if any(known.may_have(group) for group in one_of.groups):
        return
    begun = next((group for group in one_of.groups if known.given.intersection(group)), None)
    if begun is not None:
        (missing, *_) = (key for key in begun if key not in known.given)
        present = next(key for key in begun if key in known.given)
        message = f"{present} of {known.scaler.type} needs {missing}"
        yield known.finding(message, f"Add {missing}", key=missing, allowed=words)
    elif not one_of.optional:
        message = f"{known.scaler.type} needs {words}"
        hint = f"Add {one_of.groups[0][0]}; see {known.scaler.url}"
        yield known.finding(message, hint, key=one_of.groups[0][0], allowed=words)


def words_of(groups: Iterable[tuple[str, ...]], separator: str = ", or ") -> str:
    """Groups of keys, for a message."""
    return separator.join(" with ".join(group) for group in groups)


@rule(
    "ACJ621",
    WARNING,
    f"{ANY_RULE}.metadata",
    allowed="checkpointStrategy together with blobContainer",
    why="KEDA looks for checkpoints in the format of old SDKs, finds none, and keeps starting the job",
    fix="Add checkpointStrategy = blobMetadata: current SDKs store their checkpoints there",
    source=f"{KEDA}azure-event-hub/",
)
def checkpoint_strategy(subject: Subject) -> Iterator[Finding]:
    """Event Hubs with a container of checkpoints, and nothing that says how they are written."""
    for known in known_rules(subject):
        for needs in known.scaler.advised:
            for missing in needs.keys:
                if known.has((needs.key,)) and not known.may_have((missing,)):
                    message = f"{known.scaler.type} has a {needs.key}, but no {missing}"
                    yield known.finding(message, key=missing)


@rule(
    "ACJ622",
    WARNING,
    f"{ANY_RULE}.metadata, {ANY_RULE}.auth[].trigger_parameter",
    allowed=f"keys that KEDA {KEDA_OF_CONTAINER_APPS} knows",
    why=f"Container Apps runs KEDA {KEDA_OF_CONTAINER_APPS}, which ignores it",
    fix="Remove the key, or acknowledge the warning if Azure's KEDA is newer by now",
    source="https://learn.microsoft.com/azure/container-apps/scale-app",
)
def keys_too_new(subject: Subject) -> Iterator[Finding]:
    """Keys of a KEDA that is newer than Azure's."""
    for known in known_rules(subject):
        words = f"is newer than KEDA {KEDA_OF_CONTAINER_APPS}"
        for name in known.rule.metadata:
            key = known.scaler.key_of(name)
            if key is not None and key.too_new:
                yield known.finding(f"{name} of {known.scaler.type} {words}", key=name)
        for auth in known.rule.auth:
            key = known.scaler.keys.get(str(auth.trigger_parameter))
            if key is not None and key.too_new:
                message = f"{key.name} of {known.scaler.type} {words}"
                yield Finding(auth, "trigger_parameter", message)


@rule(
    "ACJ619",
    ERROR,
    f"{ANY_RULE}.metadata",
    allowed="an environment variable of the job's container",
    why=NEVER,
    fix=Advice(
        "Set the variable with with_environment(), or pass the value itself",
        "Add an env block of that name to the container",
    ),
    source=KEDA,
)
def variables_are_set(subject: Subject) -> Iterator[Finding]:
    """Variables that a `...FromEnv` key names."""
    variables = [variable.name for container in subject.job.template.containers for variable in container.env]
    if any(is_token(name) for name in variables):
        return
    for known in known_rules(subject):
        for name, value in known.rule.metadata.items():
            key = known.scaler.key_of(name)
            if (
                key is not None
                and key.name != name
                and Source.ENVIRONMENT in key.source
                and is_literal_text(value)
                and value not in variables
            ):
                guess = closest(value, [str(each) for each in variables])
                hint = f"Did you mean {guess!r}?" if guess else None
                message = f"The job's container has no environment variable {value!r}"
                yield known.finding(message, hint, key=name)

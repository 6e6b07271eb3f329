"""Rules about how a scaler signs in: a secret or an identity, and no secret where anyone can read it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.rules import AZURE_IDENTITY, AZURE_SECRETS, ERROR, KEDA
from cdktf_aspire.jobs.rules.checks import Finding, Subject, rule
from cdktf_aspire.jobs.rules.keda_keys import ANY_RULE, NEVER, known_rules, words_of
from cdktf_aspire.values.value import is_set, is_token

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cdktf_aspire.jobs.keda.scaler import Scaler

_CREDENTIALS: Final = re.compile(
    r"(?:AccountKey|SharedAccessKey|Password|Pwd)\s*=\s*[^;\s]|://[^/\s:@]*:[^/\s@]+@", re.IGNORECASE
)


@rule(
    "ACJ615",
    ERROR,
    ANY_RULE,
    allowed="one of the ways to sign in that the scaler has",
    why=NEVER,
    fix="Give the rule a secret of the job, or an identity if the scaler takes one",
    source=KEDA,
)
def sign_in(subject: Subject) -> Iterator[Finding]:
    """A secret or an identity where the source is not open to everybody."""
    for known in known_rules(subject):
        way, scaler = known.scaler.sign_in, known.scaler
        if known.rule.identity is not None:
            for key in (way.with_identity or ()) if is_set(known.rule.identity) else ():
                if not known.may_have((key,)):
                    message = f"{scaler.type} needs {key} to sign in with an identity"
                    yield known.finding(message, f"Add {key}", key=key)
        elif not way.optional and not any(known.may_have(group) for group in way.ways):
            words = words_of(way.ways)
            if scaler.takes_identity:
                words = f"{words}, or an identity" if words else "an identity"
            message = f"The scale rule doesn't sign in: {scaler.type} needs {words}"
            first = way.ways[0] if way.ways else ()
            missing = next((key for key in first if key not in known.given), None)
            is_attribute = missing is not None and known.rule._has_attribute_of(missing)
            at = "metadata" if is_attribute else "auth" if missing else "identity"
            hint, named = _how_to_sign_in(scaler, first), missing if is_attribute else None
            yield Finding(known.rule, at, message, hint, key=named, allowed=words)


def _how_to_sign_in(scaler: Scaler, way: Sequence[str]) -> str:
    secrets = [key for key in way if key in scaler.keys and scaler.keys[key].secret]
    ways = (
        [f"Give it {' and '.join(secrets)} from a secret of the job, not in the metadata"] if secrets else []
    )
    if scaler.takes_identity:
        ways.append(f"{'Or set' if ways else 'Set'} the rule's identity, which needs {scaler.rights}")
    return ". ".join(ways) or f"See {scaler.url}"


@rule(
    "ACJ616",
    ERROR,
    f"{ANY_RULE}.identity",
    allowed="an identity, if the scaler supports it",
    why=NEVER,
    fix="Sign in with a secret",
    source=f"{KEDA}; {AZURE_IDENTITY}#scale-rules",
)
def identity_is_taken(subject: Subject) -> Iterator[Finding]:
    """A managed identity for a scaler that knows none."""
    for known in known_rules(subject):
        if is_set(known.rule.identity) and not known.scaler.takes_identity:
            ways = words_of(known.scaler.sign_in.ways)
            message = f"{known.scaler.type} can't sign in with a managed identity"
            hint = f"Give it {ways}" if ways else f"See {known.scaler.url}"
            show = not is_token(known.rule.identity)
            yield Finding(known.rule, "identity", message, hint, show, allowed=ways or None)


@rule(
    "ACJ617",
    ERROR,
    f"{ANY_RULE}.metadata",
    allowed="values that anyone may read",
    why="The metadata is stored in plain text in the job, in the plan and in the portal",
    fix=(
        "Store it in a secret of the job, and name the secret in the rule's authentication; a typed rule "
        "does this"
    ),
    source=AZURE_SECRETS,
)
def secret_in_metadata(subject: Subject) -> Iterator[Finding]:
    """Passwords and connection strings in the metadata."""
    for known in known_rules(subject):
        for name, key, value in known.metadata:
            if value and (key.secret or _CREDENTIALS.search(value)):
                message = f"{name} of {known.scaler.type} is a secret in the metadata, which anyone can read"
                yield known.finding(message, show_value=False, key=name)


@rule(
    "ACJ618",
    ERROR,
    f"{ANY_RULE}.identity",
    allowed="an identity, or a secret",
    why="KEDA signs in with only one of them",
    fix="Keep one way to sign in",
    source=KEDA,
)
def one_way_to_sign_in(subject: Subject) -> Iterator[Finding]:
    """An identity beside the secret that it stands for."""
    for known in known_rules(subject):
        ways = known.scaler.sign_in.ways
        if is_set(known.rule.identity) and known.scaler.takes_identity and ways and known.has(ways[0]):
            message = f"The scale rule has both an identity and {words_of(ways[:1])}"
            yield Finding(known.rule, "identity", message, show_value=not is_token(known.rule.identity))

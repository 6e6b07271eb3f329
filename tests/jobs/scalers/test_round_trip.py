"""A typed rule, written for KEDA and read back, is the same rule."""

from __future__ import annotations

import enum
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdktf_aspire.jobs.keda import catalogue
from cdktf_aspire.jobs.keda import value_kinds as kinds
from cdktf_aspire.jobs.keda.attributes import keys_of
from cdktf_aspire.jobs.keda.scale_rule import ScaleRule
from cdktf_aspire.values.expressions import Joined
from cdktf_aspire.values.value import Raw, is_token, raw

if TYPE_CHECKING:
    from cdktf_aspire.jobs.keda.value_kinds import ValueKind

# Without NUL, which no text can have.
_characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_words = (
    st.text(_characters, min_size=1, max_size=8).map(str.strip).filter(lambda text: text and "," not in text)
)
_short = st.integers(0, 10**9)
_VALUES: dict[str, st.SearchStrategy[object]] = {
    kinds.TEXT.words: st.text(_characters, max_size=20).filter(lambda text: not is_token(text)),
    kinds.AZURE_NAME.words: st.from_regex(r"[A-Za-z0-9-]{1,9}", fullmatch=True),
    kinds.WHOLE.words: st.integers(-(10**17), 10**17),
    kinds.NUMBER.words: st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    kinds.FLAG.words: st.booleans(),
    kinds.SWITCH.words: st.booleans(),
    kinds.SECONDS.words: _short.map(lambda count: timedelta(seconds=count)),
    kinds.MILLISECONDS.words: _short.map(lambda count: timedelta(milliseconds=count)),
    kinds.GO_DURATION.words: _short.map(lambda count: timedelta(microseconds=count)),
    kinds.CLOCK.words: _short.map(lambda count: timedelta(seconds=count)),
    kinds.TEXTS.words: st.lists(_words | st.just(Raw("var.y")), min_size=1, max_size=3),
    kinds.CRON.words: st.sampled_from(["0 8 * * *", "*/5 1-3 * * 1,2"]),
    kinds.ORGANIZATION_URL.words: st.sampled_from(
        ["https://dev.azure.com/octo", "https://octo.visualstudio.com"]
    ),
    kinds.ZONE.words: st.sampled_from(["Etc/UTC", "Europe/Berlin"]),
}


def values(kind: ValueKind) -> st.SearchStrategy[object]:
    found = _VALUES.get(kind.words)
    if found is None:
        members = [kind.decode(text) for text in kind.choices or (kind.example,)]
        found = st.sampled_from(members)
        if all(isinstance(member, enum.Enum) for member in members):
            found |= st.sampled_from(
                [str(member.value) for member in members if isinstance(member, enum.Enum)]
            )
    return found | st.just(Raw("var.x"))


RULES: list[type[ScaleRule]] = [scaler.rule_class for scaler in catalogue.all_scalers() if scaler.rule_class]


@st.composite
def typed_rules(draw: st.DrawFn) -> ScaleRule:
    kind = draw(st.sampled_from(RULES))
    attributes = {
        name: draw(values(key.kind)) for name, key in keys_of(kind) if key.required or draw(st.booleans())
    }
    if kind.scaler.is_open:
        attributes["options"] = draw(st.dictionaries(st.from_regex(r"own[A-Z]{1,3}", fullmatch=True), _words))
    return kind(name=draw(st.none() | st.just("rule")), **attributes)  # type: ignore[arg-type]


@given(typed_rules())
def test_a_typed_rule_reads_back_as_itself(rule: ScaleRule) -> None:
    assert not rule._problems
    assert list(rule.wrong_values()) == []

    read = ScaleRule.read(str(rule.type), rule.metadata, secrets=rule.secrets, name=rule.name)

    assert read == rule
    assert type(read) is type(rule)
    assert (read.metadata, read.secrets) == (rule.metadata, rule.secrets)


@given(typed_rules())
def test_metadata_is_text_and_never_a_secret(rule: ScaleRule) -> None:
    keys = rule.scaler.keys
    for name, value in rule.metadata.items():
        assert isinstance(value, str | Raw | Joined)
        assert name not in keys or not keys[name].secret


@given(st.text(max_size=20))
def test_no_text_makes_a_kind_crash(text: str) -> None:
    for kind in (kinds.WHOLE, kinds.NUMBER, kinds.SECONDS, kinds.GO_DURATION, kinds.CLOCK, kinds.TEXTS):
        decoded = kind.decode(text)
        assert decoded is None or kind.encode(decoded) is not None


def test_a_rule_without_a_type_of_its_own_reads_back_as_a_custom_one() -> None:
    metadata = {"podSelector": "app=api", "value": "2"}

    read = ScaleRule.read("kubernetes-workload", metadata)

    assert read == ScaleRule.custom("kubernetes-workload", metadata)
    assert read.metadata == metadata


def test_keys_that_a_typed_rule_does_not_have_read_back_as_a_custom_one() -> None:
    metadata = {"queueName": "orders", "connectionFromEnv": "QUEUE"}

    assert ScaleRule.read("azure-queue", metadata) == ScaleRule.custom("azure-queue", metadata)


@pytest.mark.parametrize("kind", [5, None, ["kafka"], raw("var.kind")], ids=repr)
def test_a_type_that_is_no_text_is_left_to_the_rules(kind: str) -> None:
    assert ScaleRule.read(kind, {"a": "b"}) == ScaleRule.custom(kind, {"a": "b"})

"""The expression tree: what is known of it, what is in it, and that looking at it stays quick."""

from __future__ import annotations

from cdktf_aspire.values.expressions import (
    Call,
    ConditionalExpression,
    Entries,
    Interpolation,
    SecretText,
    classified,
    interpolated,
)
from cdktf_aspire.values.resolution import resolve
from cdktf_aspire.values.value import EngineToken, Raw, Reference, has_secret, known_text, walk
from cdktf_aspire.values.written_secrets import has_written_password

TOKEN = "${TfToken[TOKEN.1]}"


class Leaf(Reference):
    """A reference that counts how often somebody asks whether it is a secret."""

    asked = 0

    @property
    def is_secret(self) -> bool:
        self.asked += 1
        return False


def test_a_text_is_told_from_the_tokens_in_it() -> None:
    assert classified("a ${b} c") == "a ${b} c"
    assert classified(TOKEN) == EngineToken(TOKEN)
    assert classified(f"a{TOKEN}b") == Interpolation(("a", EngineToken(TOKEN), "b"))
    assert classified(["#{TfToken[TOKEN.2]}"]) == EngineToken(["#{TfToken[TOKEN.2]}"])
    assert classified(["a"]) == ["a"]


def test_texts_that_meet_are_one_text_and_a_single_value_is_itself() -> None:
    leaf = Leaf()
    assert interpolated(["a", 1, True, ""]) == "a1True"
    assert interpolated(["", leaf]) is leaf
    assert interpolated(["a", interpolated(["b", leaf, "c"]), "d"]) == Interpolation(("ab", leaf, "cd"))


def test_a_secret_is_found_wherever_it_is() -> None:
    secret = SecretText("x")
    for value in (
        Interpolation(("a", secret)),
        Call("toLower", (Call("join", ([secret, "b"], ",")),)),
        Entries(((secret, "a"),)),
        {"a": [Interpolation(("a", secret))]},
        ConditionalExpression(Leaf(), "x", "a", secret),
        ConditionalExpression(secret, "x", "a", "b"),
    ):
        assert has_secret(value), value
    assert not has_secret(ConditionalExpression("x", "X", "a", secret))


def test_a_password_that_is_only_encoded_is_still_text_in_the_code() -> None:
    choice = ConditionalExpression(Leaf(), "x", "hunter2", "hunter3")
    address = Interpolation(("postgres://user:", Call("uriComponent", (choice,)), "@host"))
    assert has_written_password(address)
    assert not has_written_password(Interpolation(("postgres://user:", Leaf(), "@host")))


def test_what_is_known_is_computed() -> None:
    choice = ConditionalExpression("x", "X", "p@ss w", Leaf())
    assert known_text(choice) == "p@ss w"
    assert known_text(Call("uriComponent", (choice,))) == "p%40ss%20w"
    assert known_text(Interpolation(("a", Call("toUpper", (choice,))))) == "aP@SS W"
    assert known_text(Call("uriComponent", (Leaf(),))) is None
    assert known_text(Call("int", (choice,))) is None


def test_what_is_used_in_many_places_is_looked_at_once() -> None:
    leaf = Leaf()
    value: Reference = Interpolation(("a", leaf))
    for step in range(40):
        value = ConditionalExpression(value, f"{step}", value, value)
    assert len(list(walk(value))) == 42  # every choice, the text and the leaf; written out it is 3 ** 40
    assert not value.is_secret
    assert leaf.asked == 1


def test_only_the_engine_knows_its_tokens_and_raw_expressions() -> None:
    assert resolve(f"a{TOKEN}").is_opaque
    assert resolve(SecretText(TOKEN)).is_opaque
    assert resolve(Interpolation(("a", Raw("var.x")))).is_opaque
    assert not resolve(Interpolation(("a", Leaf()))).is_opaque
    assert [each for each in resolve(f"a{TOKEN}").parts if isinstance(each, EngineToken)] == [
        EngineToken(TOKEN)
    ]

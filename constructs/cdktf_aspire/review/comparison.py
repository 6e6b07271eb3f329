"""Two sets of facts, or two sets of attributes, and what differs between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from cdktf_aspire.review.image_names import image_of
from cdktf_aspire.review.masks import Hidden
from cdktf_aspire.review.model import Row
from cdktf_aspire.review.plan_values import as_text, comparable, is_set, location, nothing_in
from cdktf_aspire.review.shown import Shown, ShownAs
from cdktf_aspire.values.value import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cdktf_aspire.review.job_facts import Fact, Key, Label


def differences(before: Mapping[Key, Fact], after: Mapping[Key, Fact]) -> tuple[Row, ...]:
    """The differences, in the order of the facts."""
    return tuple(_rows(before, after))


def one_sided(facts: Mapping[Key, Fact], *, before: bool) -> tuple[Row, ...]:
    """All facts of a job that is there on one side only."""
    rows = []
    for key in sorted(facts):
        text = facts[key].short or facts[key].shown
        rows.append(Row(facts[key].label, text if before else None, None if before else text))
    return tuple(rows)


def _rows(before: Mapping[Key, Fact], after: Mapping[Key, Fact]) -> Iterator[Row]:
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            if old is not None:
                yield Row(old.label, old.short or old.shown, None)
            elif new is not None:
                yield Row(new.label, None, new.short or new.shown)
        elif not same(old.value, new.value):
            yield _row(old, new)


def same(old: object, new: object) -> bool:
    """Whether two values are the same; what is only known after the apply may be another."""
    if type(old) is type(new) is str:
        return old == new
    if isinstance(old, Unknown) or isinstance(new, Unknown):
        return False
    if isinstance(old, tuple) and isinstance(new, tuple):
        return all(same(a, b) for a, b in zip(old, new, strict=True))
    if isinstance(old, Hidden) or isinstance(new, Hidden):
        # A value stays the same when it becomes sensitive, or stops being sensitive.
        return _bare(old) == _bare(new)
    return (old == new and type(old) is type(new)) or (not is_set(old) and not is_set(new))


def _bare(value: object) -> object:
    return value.value if isinstance(value, Hidden) else value


def _row(old: Fact, new: Fact) -> Row:
    label = new.label
    before, after = old.shown, new.shown
    if label[-1].endswith("image") and len(label) % 2 and before.kind is after.kind is ShownAs.VALUE:
        return _image_row(label, before, after)
    if (old.short or before) != (new.short or after):
        before, after = old.short or before, new.short or after
    if before == after:
        # Two values that may not be shown, or that look alike: say so.
        after = attrs.evolve(after, text=_another(old, new, after.text))
    return Row(label, before, after)


def _another(old: Fact, new: Fact, text: str) -> str:
    """What differs between two values that look alike."""
    if text == "a value":
        return "another value"
    which = "one"
    if new.parts and isinstance(old.value, tuple) and isinstance(new.value, tuple):
        pairs = zip(new.parts, old.value, new.value, strict=True)
        which, part = next((name, b) for name, a, b in pairs if not same(a, b))
        if isinstance(part, Unknown):
            return f"{text}, known after the apply" if which == "one" else f"{text}, {which} unknown"
    return f"{text}, another {which}"


def _image_row(label: Label, before: Shown, after: Shown) -> Row:
    """Only the tag or the digest, when the rest is the same."""
    old, new = image_of(before.text), image_of(after.text)
    if old.repository != new.repository:
        return Row(label, before, after)
    if old.digest == new.digest and old.tag and new.tag:
        return Row(
            (*label[:-1], f"{label[-1]} tag"), Shown(ShownAs.VALUE, old.tag), Shown(ShownAs.VALUE, new.tag)
        )
    if old.tag == new.tag and old.digest and new.digest:
        return Row(
            (*label[:-1], f"{label[-1]} digest"),
            Shown(ShownAs.VALUE, old.digest),
            Shown(ShownAs.VALUE, new.digest),
        )
    return Row(
        label,
        Shown(ShownAs.VALUE, before.text.removeprefix(old.repository) or "without a tag"),
        Shown(ShownAs.VALUE, after.text.removeprefix(new.repository) or "without a tag"),
    )


def changed_attributes(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the attributes that change, and of those that are known after the apply only."""
    changed, unknown = [], []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if name == "location":
            old, new = location(old), location(new)
        if has_unknown(new):
            unknown.append(name)
        elif not alike(old, new):
            changed.append(name)
    return tuple(changed), tuple(unknown)


def has_unknown(value: object) -> bool:
    """Whether any of it is known after the apply only."""
    match value:
        case Unknown():
            return True
        case dict():
            return any(has_unknown(each) for each in value.values())
        case list():
            return any(has_unknown(each) for each in value)
    return False


def alike(old: object, new: object) -> bool:
    """Whether two values are the same for Azure, as far as that shows without knowing the attribute.

    Null, an empty text, an empty list, a block in which nothing is set, and zero are the same. A number
    equals its text, and an id is the same in upper and lower case.
    """
    if nothing_in(old) and nothing_in(new):
        return True
    match old, new:
        case dict(), dict():
            return all(alike(old.get(name), new.get(name)) for name in old.keys() | new.keys())
        case list(), list():
            return len(old) == len(new) and all(alike(a, b) for a, b in zip(old, new, strict=True))
    if not has_unknown(old) and not has_unknown(new):
        old, new = (None if _is_zero(each) else comparable(as_text(_bare(each))) for each in (old, new))
        if nothing_in(old) and nothing_in(new):
            return True
    return same(old, new)


def _is_zero(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == 0

"""Every secret that a plan holds in clear, so that none of them is shown, wherever else it stands.

A plan is full of them: Terraform marks sensitive values and writes them in clear beside the marks, and the
same value may stand unmarked in a variable, a command line or a tag.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import attrs

from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE
from cdktf_aspire.review.plan import dict_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.review.plan import Change, Plan

# Their `secret` blocks are sensitive as a whole, and only the value in them is a secret.
_WITH_SECRET_BLOCKS: Final = (RESOURCE_TYPE, "azurerm_container_app")
# Found inside other text from this length on; shorter ones are words like "dev", and only hide their equals.
_WINDOW: Final = 6
# A name is hidden only for a secret that is no word: Terraform never takes names from sensitive values.
_LONG: Final = 12
_NO_SECRETS: Final = frozenset({"", "true", "false", "null", "none"})


@attrs.define
class Secrets:
    """The values that must not be shown.

    Attributes:
        values: in clear.
    """

    values: frozenset[str] = attrs.field(repr=False)
    _by_start: dict[str, list[str]] = attrs.field(init=False, repr=False, factory=dict)
    _known: dict[str, int] = attrs.field(init=False, repr=False, factory=dict)

    def __attrs_post_init__(self) -> None:
        for value in sorted(self.values):
            if len(value) >= _WINDOW:
                for form in _forms(value):
                    self._by_start.setdefault(form[:_WINDOW], []).append(form)

    def are_in(self, text: str) -> bool:
        """Whether a text is a secret or has one in it, as it is, in base64 or percent-encoded."""
        return bool(self.values) and (text in self.values or self._longest_in(text) > 0)

    def are_in_name(self, text: str) -> bool:
        """The same for a name, in which a secret that is a plain word does not count."""
        return bool(self.values) and self._longest_in(text) >= _LONG

    def _longest_in(self, text: str) -> int:
        known = self._known.get(text)
        if known is None:
            known = max(
                (
                    len(form)
                    for start in range(len(text) - _WINDOW + 1)
                    for form in self._by_start.get(text[start : start + _WINDOW], ())
                    if text.startswith(form, start)
                ),
                default=0,
            )
            self._known[text] = known
        return known


def _forms(value: str) -> set[str]:
    """A secret as it is, and as a connection string or a header has it."""
    in_base64 = base64.b64encode(value.encode(errors="replace")).decode()
    return {value, quote(value, safe="", errors="replace"), in_base64}


def secrets_of(plans: Iterable[Plan]) -> Secrets:
    """The secrets of all plans: a value that is secret in one stack is shown in no other."""
    found = {text for plan in plans for value in _values(plan) for text in _texts(value)}
    return Secrets(frozenset(found - _NO_SECRETS))


def _values(plan: Plan) -> Iterator[object]:
    for change in (*plan.changes, *plan.drift):
        yield from _of_change(change)
    document = plan.document
    yield from _of_module(dict_of(document.get("planned_values")).get("root_module"))
    yield from _of_outputs(dict_of(document.get("planned_values")).get("outputs"))
    state = dict_of(dict_of(document.get("prior_state")).get("values"))
    yield from _of_module(state.get("root_module"))
    yield from _of_outputs(state.get("outputs"))
    for each in dict_of(document.get("output_changes")).values():
        output = dict_of(each)
        yield from _sensitive(output.get("before"), output.get("before_sensitive"))
        yield from _sensitive(output.get("after"), output.get("after_sensitive"))
    declared = dict_of(dict_of(dict_of(document.get("configuration")).get("root_module")).get("variables"))
    given = dict_of(document.get("variables"))
    for name, variable in declared.items():
        if dict_of(variable).get("sensitive") is True:
            yield dict_of(given.get(name)).get("value")
            yield dict_of(variable).get("default")


def _of_change(change: Change) -> Iterator[object]:
    yield from _of_resource(change.type, change.before, change.before_sensitive)
    yield from _of_resource(change.type, change.after, change.after_sensitive)


def _of_module(module: object) -> Iterator[object]:
    found = dict_of(module)
    for each in _list(found.get("resources")):
        resource = dict_of(each)
        yield from _of_resource(
            resource.get("type"), resource.get("values"), resource.get("sensitive_values")
        )
    for child in _list(found.get("child_modules")):
        yield from _of_module(child)


def _of_resource(kind: object, values: object, mask: object) -> Iterator[object]:
    if kind in _WITH_SECRET_BLOCKS and isinstance(values, dict):
        yield from (dict_of(each).get("value") for each in _list(values.get("secret")))
        values = {name: value for name, value in values.items() if name != "secret"}
    yield from _sensitive(values, mask)


def _of_outputs(outputs: object) -> Iterator[object]:
    for output in dict_of(outputs).values():
        if dict_of(output).get("sensitive") is True:
            yield dict_of(output).get("value")


def _sensitive(value: object, mask: object) -> Iterator[object]:
    if mask is True:
        yield value
    elif isinstance(mask, dict) and isinstance(value, dict):
        for name, inner in mask.items():
            yield from _sensitive(value.get(name), inner)
    elif isinstance(mask, list) and isinstance(value, list):
        for each, inner in zip(value, mask, strict=False):
            yield from _sensitive(each, inner)


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
            # A value of many lines is often shown or used line by line.
            if "\n" in value:
                yield from (line for line in map(str.strip, value.splitlines()) if len(line) >= _LONG)
        case bool():
            pass
        case int() | float():
            yield f"{value}"
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []

"""Every secret that a plan holds in plain text, so that none of them is shown, wherever else it appears.

A plan is full of them: Terraform marks sensitive values and writes them in plain text beside the marks. The
same value may be unmarked in a variable, a command line or a tag.
"""

from __future__ import annotations

import base64
import html
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import attrs

from cdktf_aspire.jobs.azurerm import RESOURCE_TYPE
from cdktf_aspire.review.plan import dict_of
from cdktf_aspire.values import records
from cdktf_aspire.values.secret_text import is_secret_pair, secret_in_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cdktf_aspire.review.plan import Change, TerraformPlan

# Their `secret` blocks are sensitive as a whole, and only the value in them is a secret.
_WITH_SECRET_BLOCKS: Final = (RESOURCE_TYPE, "azurerm_container_app")
# Found inside other text from this length on; shorter ones are words like "dev", and only hide their equals.
_WINDOW: Final = 6
# A name is hidden only for a secret that isn't a word: Terraform doesn't allow sensitive values in names.
_LONG: Final = 12
# A secret is recognized by its beginning: this many characters don't match by chance.
_HEAD: Final = 96
# Encoded in what is encoded: `%255C` is `%5C` is a backslash.
_LAYERS: Final = 3
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_URL_SAFE: Final = str.maketrans("+/", "-_")
_NO_SECRETS: Final = frozenset({"", "true", "false", "null", "none"})


@records.define
class PlanSecrets:
    """The values that must not be shown.

    Attributes:
        values: in plain text, as the plan marks them.
        guessed: in plain text, of settings that look like secrets.
    """

    values: frozenset[str] = attrs.field(repr=False)
    guessed: frozenset[str] = attrs.field(repr=False, default=frozenset())
    _known: Needles = attrs.field(init=False, repr=False)
    _long: Needles = attrs.field(init=False, repr=False)
    _guessed: Needles = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._known = Needles.of(self.values, least=_WINDOW)
        self._long = Needles.of(self.values, least=_LONG)
        self._guessed = Needles.of(self.guessed, least=_WINDOW)

    def are_in(self, text: str) -> bool:
        """Whether a text is a secret of the plan or has one in it, as it is or encoded."""
        return text in self.values or self._known.are_in(text)

    def hide(self, text: str) -> bool:
        """Whether a text must not be shown: a secret is in it, or what looks like one."""
        return self.are_in(text) or self._guessed.are_in(text) or secret_in_text(text) is not None

    def hide_name(self, text: str) -> bool:
        """The same for a name, in which a secret that is a plain word does not count."""
        return self._long.are_in(text) or self._guessed.are_in(text) or secret_in_text(text) is not None


@records.define
class Needles:
    """Texts that are looked for in other texts, in the time that reading those takes.

    Only the beginnings of the texts, of which none begins with another one: so at each place of a text there
    is one candidate at most, and it is the last one that is not greater than the text from there on.
    """

    starts: frozenset[str] = attrs.field(repr=False)
    ordered: tuple[str, ...] = attrs.field(repr=False)
    _seen: dict[str, bool] = attrs.field(init=False, repr=False, factory=dict)

    @classmethod
    def of(cls, values: Iterable[str], *, least: int) -> Needles:
        """The values of at least so many characters, in every form."""
        ordered: list[str] = []
        for form in sorted({form for value in values if len(value) >= least for form in _forms(value)}):
            if not ordered or not form.startswith(ordered[-1]):
                ordered.append(form)
        return cls(frozenset(form[:_WINDOW] for form in ordered), tuple(ordered))

    def are_in(self, text: str) -> bool:
        """Whether one of them is in a text, or in what the text stands for."""
        if not self.ordered or len(text) < _WINDOW:
            return False
        seen = self._seen.get(text)
        if seen is None:
            seen = self._seen[text] = any(map(self._is_in, _readings(text)))
        return seen

    def _is_in(self, text: str) -> bool:
        for start in range(len(text) - _WINDOW + 1):
            if text[start : start + _WINDOW] in self.starts:
                here = text[start : start + _HEAD]
                at = bisect_right(self.ordered, here) - 1
                if at >= 0 and here.startswith(self.ordered[at]):
                    return True
        return False


def _forms(value: str) -> Iterator[str]:
    """The beginning of a secret as it is, in base64 and in hexadecimal digits.

    What else an encoding writes around it does not count: `user:secret` and a padding of base64 have the
    secret's own characters between those that its neighbours share.
    """
    value = value[:_HEAD]
    yield value
    for encoding in ("utf-8", "utf-16-le"):
        content = value.encode(encoding, errors="replace")[:_HEAD]
        for before in range(3):
            text = base64.b64encode(bytes(before) + content).decode()
            own = text[-(-before * 8 // 6) : (before + len(content)) * 8 // 6][:_HEAD]
            yield own
            if "+" in own or "/" in own:
                yield own.translate(_URL_SAFE)
        yield content.hex()[:_HEAD]
        yield content.hex()[:_HEAD].upper()


def _readings(text: str) -> Iterator[str]:
    """A text, and what it stands for when it is percent-encoded, JSON or HTML: also one in the other."""
    yield text
    for _ in range(_LAYERS):
        plain = text
        if "\\" in plain:
            plain = _ESCAPE.sub(_unescaped, plain)
        if "%" in plain:
            plain = unquote(plain, errors="replace")
        if "&" in plain:
            plain = html.unescape(plain)
        if plain == text:
            return
        text = plain
        yield text
        if "+" in text:
            yield text.replace("+", " ")


def _unescaped(match: re.Match[str]) -> str:
    if match[1] or match[2]:
        return chr(int(match[1] or match[2], 16))
    return {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}.get(match[3], match[3])


def secrets_of(plans: Iterable[TerraformPlan]) -> PlanSecrets:
    """The secrets of all plans: a value that is secret in one stack is shown in no other."""
    plans = list(plans)
    found = {text for plan in plans for value in _values(plan) for text in _texts(value)}
    guessed = {text for plan in plans for text in _guesses(plan) if _is_no_word(text)}
    return PlanSecrets(frozenset(found - _NO_SECRETS), frozenset(guessed - found))


def _guesses(plan: TerraformPlan) -> Iterator[str]:
    """Values of settings whose name is a secret's: nothing marks them, and they may stand elsewhere too."""
    for change in (*plan.changes, *plan.drift):
        if change.type in _WITH_SECRET_BLOCKS:
            yield from _of_settings(change.before)
            if change.after != change.before:
                yield from _of_settings(change.after)


def _of_settings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        name, text = value.get("name"), value.get("value")
        if isinstance(name, str) and isinstance(text, str):
            if is_secret_pair(name, text):
                yield text
            return
        for name, each in value.items():
            if isinstance(each, str):
                if each and is_secret_pair(name, each):
                    yield each
            elif each and name != "secret":
                yield from _of_settings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _of_settings(each)


def _is_no_word(text: str) -> bool:
    """Whether a guessed secret is odd enough to be looked for in other texts: `postgres` is not."""
    return len(text) >= 2 * _WINDOW and not text.isalpha()


def _values(plan: TerraformPlan) -> Iterator[object]:
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

"""Keywords as Aspire's own Python AppHosts write them: shorter words, and `with_x` as an argument `x`."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Final

from cdktf_aspire.values.value import is_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cdktf_aspire.diagnostics.arguments import Signature

# Aspire's generator of Python shortens these words in the names of methods and arguments.
SHORT_WORDS: Final = {
    "environment": "env",
    "configuration": "config",
    "application": "app",
    "variable": "var",
    "directory": "dir",
}
# Other names of an argument there -> the name here.
_OTHER_NAMES: Final = {"project_path": "path"}
# What a keyword of `add_x(...)` may stand for beside `with_<keyword>`.
_CALLS: Final = ("publish_", "exclude_", "as_existing", "run_as_", "wait_for", "disable_", "clear_")


def shortened(name: str) -> str:
    """A name as Aspire's generator of Python writes it."""
    return "_".join(SHORT_WORDS.get(word, word) for word in name.split("_"))


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Other names of arguments in Aspire's own Python AppHosts -> their names here."""
    named = set(names)
    found = {shortened(name): name for name in named} | {f"{name}_": name for name in named}
    found |= {other: name for other, name in _OTHER_NAMES.items() if name in named}
    return {other: name for other, name in found.items() if other not in named}


def sorted_out(
    signature: Signature, made: type | None, args: Sequence[object], kwargs: Mapping[str, object]
) -> tuple[Sequence[object], Mapping[str, object], Mapping[str, object]]:
    """The arguments of a call by their names here, and the settings for the object that the call creates.

    Args:
        signature: of the call.
        made: the class of the object that it creates, if there is one.
        args: of the call.
        kwargs: of the call.
    """
    if not kwargs:
        return args, kwargs, {}
    named: dict[str, object] = {}
    settings: dict[str, object] = {}
    for keyword, value in kwargs.items():
        name = signature.aliases.get(keyword, keyword)
        if name in named or (name in kwargs and name != keyword):
            name = keyword  # given twice, which is a problem
        if name not in signature.names and keyword != signature.more and _setter(made, keyword) is not None:
            settings[keyword] = value
        else:
            named[name] = value
    more = signature.more
    if more in named and len(args) <= len(signature.positional):
        # Python has no keyword for further arguments: those before them are given by position then.
        before = signature.positional[len(args) :]
        if all(name in named for name in before):
            args = (*args, *(named.pop(name) for name in before), named.pop(more))
    return args, named, settings


def _setter(made: object, keyword: str) -> Callable[..., object] | None:
    """The method that a keyword stands for; `made` is the class, or the object."""
    names = [f"with_{keyword}"] + ([keyword] if keyword.startswith(_CALLS) else [])
    found = (getattr(made, name, None) for name in names)
    return next((each for each in found if callable(each)), None)


def set_by_keyword(made: object, keyword: str, value: object) -> None:
    """Calls the method that a keyword of `add_x(...)` stands for.

    Args:
        made: what was added.
        keyword: of the call: a method's name, or what follows its `with_`.
        value: a tuple of the method's arguments; a dict of them by name; True for none; or the only one.
    """
    setter = _setter(made, keyword)
    assert setter is not None, "it was found in the class"
    if value is True:
        setter()
        return
    parameters = inspect.signature(setter).parameters
    names = list(parameters)
    if isinstance(value, dict) and all(short_names(names).get(key, key) in names for key in value):
        setter(**value)
    elif not isinstance(value, tuple):
        setter(value)
    elif any(each.kind is each.VAR_POSITIONAL for each in parameters.values()) or len(value) > len(names):
        setter(*value)
    else:
        setter(**dict(zip(names, value, strict=False)))


def flatten(args: tuple[object, ...]) -> list[object]:
    """Arguments given one by one, or as one list, as Aspire's own Python AppHosts pass them."""
    if len(args) == 1 and isinstance(args[0], list | tuple) and not is_token(args[0]):
        return list(args[0])
    return list(args)

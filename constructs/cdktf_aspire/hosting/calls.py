"""User calls that never raise for a user's mistake: wrong arguments become problems of the application."""

from __future__ import annotations

import functools
import inspect
import os
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, Protocol, TypeVar, cast

import attrs

from cdktf_aspire.jobs.problems import Problem, Severity, SourceLocation, caller, closest, show
from cdktf_aspire.jobs.settings import WRONG_ARGUMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Reporting(Protocol):
    """An object of the application model that a problem can be reported on."""

    def report(self, problem: Problem) -> None:
        """Keeps the problem until the check."""


S = TypeVar("S", bound=Reporting)
P = ParamSpec("P")
R = TypeVar("R")


def user_call(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Turns arguments that do not fit the method's signature into problems, and calls it with the rest."""
    return _user_call(method, shows_values=True)


def secret_call(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """The same for a method that secrets are near of: the problems show no argument."""
    return _user_call(method, shows_values=False)


def _user_call(
    method: Callable[Concatenate[S, P], R], *, shows_values: bool
) -> Callable[Concatenate[S, P], R]:
    signature = inspect.signature(method)
    parameters = list(signature.parameters.values())[1:]

    @functools.wraps(method)
    def call(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            signature.bind(self, *args, **kwargs)
        except TypeError:
            for problem in _misfits(method.__name__, parameters, args, kwargs):
                self.report(problem if shows_values else attrs.evolve(problem, value=None))
            fitting_args, fitting_kwargs = _fitting(parameters, args, kwargs)
            return method(self, *fitting_args, **fitting_kwargs)  # type: ignore[arg-type]
        return method(self, *args, **kwargs)

    return cast("Callable[Concatenate[S, P], R]", call)


# What other tools call an argument -> its name here.
_OTHER_NAMES: Final = {
    "retries": "retry_limit",
    "max_retries": "retry_limit",
    "backoff_limit": "retry_limit",
    "active_deadline_seconds": "timeout",
    "callback": "configure",
}
# What is an argument of the trigger, not of the call.
_IN_A_TRIGGER: Final = {
    "cron": "Schedule({})",
    "cron_expression": "Schedule({})",
    "schedule": "Schedule({})",
    "rule": "Event({})",
    "rules": "Event({})",
    "event": "Event({})",
    "scale": "Event({})",
    "parallelism": "Manual(parallelism={})",
    "completions": "Manual(replica_completion_count={})",
    "replica_completion_count": "Manual(replica_completion_count={})",
    "timezone": 'Schedule("0 8 * * *", timezone={})',
}


def _positional(parameters: list[inspect.Parameter]) -> list[inspect.Parameter]:
    return [parameter for parameter in parameters if parameter.kind is parameter.POSITIONAL_OR_KEYWORD]


def _misfits(
    name: str, parameters: list[inspect.Parameter], args: tuple[object, ...], kwargs: dict[str, object]
) -> Iterator[Problem]:
    where = caller()
    names = [parameter.name for parameter in parameters]
    positional = _positional(parameters)

    def problem(message: str, path: str, value: object = None, hint: str | None = None) -> Problem:
        return Problem(
            WRONG_ARGUMENT,
            Severity.ERROR,
            message,
            path=path,
            value=None if value is None else show(value),
            allowed=f"{name}({', '.join(names)})",
            hint=hint,
            where=where,
        )

    for keyword, value in kwargs.items():
        if keyword not in names:
            hint = _instead_of(keyword, value, names)
            yield problem(f"{name}() has no argument {keyword!r}", f"{keyword}=", value, hint)
    for parameter in positional[: len(args)]:
        if parameter.name in kwargs:
            yield problem(f"{name}() got {parameter.name!r} twice", f"{parameter.name}=")
    takes_more = any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters)
    if len(args) > len(positional) and not takes_more:
        extra = args[len(positional)]
        keyword_only = [
            parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY
        ]
        hint = f"Name it: {', '.join(f'{each}=...' for each in keyword_only)}" if keyword_only else None
        yield problem(f"{name}() takes {len(positional)} positional arguments", name, extra, hint)
    for parameter in positional[len(args) :]:
        meant = [_meant(keyword, names) for keyword in kwargs]
        if parameter.default is parameter.empty and parameter.name not in meant:
            yield problem(f"{name}() needs {parameter.name!r}", f"{parameter.name}=")


def _meant(keyword: str, names: list[str]) -> str | None:
    """The argument that a keyword stands for, misspelt or under another name."""
    if keyword in names:
        return keyword
    other = _OTHER_NAMES.get(keyword)
    return other if other in names else closest(keyword, names)


def _instead_of(keyword: str, value: object, names: list[str]) -> str | None:
    meant = _meant(keyword, names)
    if meant is not None:
        return f"Did you mean {meant!r}?"
    if "trigger" in names and keyword in _IN_A_TRIGGER:
        given = show(value) if isinstance(value, str) else "..."
        return f"Write trigger={_IN_A_TRIGGER[keyword].format(given)}"
    return None


def _fitting(
    parameters: list[inspect.Parameter], args: tuple[object, ...], kwargs: dict[str, object]
) -> tuple[list[object], dict[str, object]]:
    """What of the arguments fits, or was meant to; None stands where a required one is missing."""
    positional = _positional(parameters)
    names = [parameter.name for parameter in parameters]
    # What a required argument was meant to be is not missing.
    required = {each.name for each in positional if each.default is each.empty}
    meant = {str(_meant(keyword, names)): value for keyword, value in kwargs.items() if keyword not in names}
    kwargs = {**{key: value for key, value in meant.items() if key in required}, **kwargs}
    fitting = list(args[: len(positional)])
    for parameter in positional[len(fitting) :]:
        default = None if parameter.default is parameter.empty else parameter.default
        fitting.append(kwargs.get(parameter.name, default))
    keyword_only = {parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY}
    return fitting, {key: value for key, value in kwargs.items() if key in keyword_only}


def where_raised(error: BaseException) -> SourceLocation | None:
    """The user's innermost line in a traceback: below it there is only code that they called."""
    package = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
    traceback, found = error.__traceback__, None
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if not file.startswith((package, "<")):
            found = SourceLocation(file, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found

"""User calls that never raise for a user's mistake: wrong arguments become problems of the application."""

from __future__ import annotations

import dis
import enum
import functools
import inspect
import os
import types
from contextvars import ContextVar
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec, Protocol, TypeVar, cast

import attrs

from cdktf_aspire.diagnostics.arguments import WRONG_ARGUMENT, text_problems
from cdktf_aspire.diagnostics.foreign import harmless, writable
from cdktf_aspire.diagnostics.problems import (
    Problem,
    Severity,
    SourceLocation,
    caller,
    closest,
    kind_of,
    on_behalf_of,
    show,
    with_article,
)
from cdktf_aspire.diagnostics.rules import ERROR, register
from cdktf_aspire.jobs import cron, rules
from cdktf_aspire.jobs.items import MissingItemError
from cdktf_aspire.jobs.settings import UnknownAttributeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

register(
    "ACJ003",
    ERROR,
    "configure=",
    allowed="a function configure(infra, job) that returns",
    why="The job would be half configured",
    fix="Mend the callback",
    source="Python",
)

register(
    "ACJ009",
    ERROR,
    "add_...(), with_...(), publish_as_...() inside a callback",
    allowed="what the callback's own arguments offer",
    why="Callbacks run at the synth, when the AppHost has been read: the call would change nothing",
    fix="Move the call out of the callback",
    source="this library",
)


class Reporting(Protocol):
    """An object of the application model that a problem can be reported on."""

    def report(self, problem: Problem) -> None:
        """Keeps the problem until the check."""


S = TypeVar("S", bound=Reporting)
P = ParamSpec("P")
R = TypeVar("R")

# What a call of an unfinished function gives: nothing of it has run yet.
_UNFINISHED: Final = (types.CoroutineType, types.GeneratorType, types.AsyncGeneratorType)
# The calls made while a callback of the user's runs; None while none does.
_calls_inside: ContextVar[list[Problem] | None] = ContextVar("_calls_inside", default=None)


class CallbackError(Exception):
    """What is wrong with a callback itself; carries the problem to report."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


def user_call(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Turns arguments that do not fit the method's signature into problems, and calls it with the rest."""
    return _user_call(method, shows_values=True)


def reading_call(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """The same for a method that changes nothing, so that callbacks may call it too."""
    return _user_call(method, shows_values=True, changes=False)


def secret_call(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """The same for a method that secrets are near of: the problems show no argument."""
    return _user_call(method, shows_values=False)


def _user_call(
    method: Callable[Concatenate[S, P], R], *, shows_values: bool, changes: bool = True
) -> Callable[Concatenate[S, P], R]:
    signature = inspect.signature(method)
    parameters = list(signature.parameters.values())[1:]
    flags = {parameter.name: parameter for parameter in parameters if parameter.annotation == "bool"}
    positional = [parameter.name for parameter in _positional(parameters)]
    several = (parameter.name for parameter in parameters if parameter.kind is parameter.VAR_POSITIONAL)
    more = next(several, method.__name__)

    def accept(self: S, name: str, value: object) -> object:
        """The argument as nothing can fail on it; a text that can't arrive and a flag that is none told."""
        value = harmless(value)
        if name in flags and not isinstance(value, bool):
            self.report(_not_a_flag(name, value if shows_values else None, with_article(value)))
            default: object = flags[name].default
            return default if shows_values else True  # the careful answer where secrets are near
        problems = text_problems(value, f"{name}=")
        for problem in problems:
            self.report(problem)
        return writable(value) if problems else value

    @functools.wraps(method)
    def call(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        inside = _calls_inside.get()
        if inside is not None and changes:
            problem = _inside_a_callback(method.__name__)
            inside.append(problem)
            raise CallbackError(problem)
        rest = [more] * (len(args) - len(positional))
        args = tuple(  # type: ignore[assignment]
            accept(self, name, value) for name, value in zip([*positional, *rest], args, strict=False)
        )
        kwargs = {name: accept(self, name, value) for name, value in kwargs.items()}  # type: ignore[assignment]
        try:
            signature.bind(self, *args, **kwargs)
        except TypeError:
            for problem in _misfits(method.__name__, parameters, args, kwargs):
                self.report(problem if shows_values else attrs.evolve(problem, value=None))
            fitting_args, fitting_kwargs = _fitting(parameters, args, kwargs)
            return method(self, *fitting_args, **fitting_kwargs)  # type: ignore[arg-type]
        return method(self, *args, **kwargs)

    return cast("Callable[Concatenate[S, P], R]", call)


def reporting_call(function: Callable[P, S]) -> Callable[P, S]:
    """The same for a function that makes the object which the problems are reported on."""
    parameters = list(inspect.signature(function).parameters.values())

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> S:
        args = tuple(harmless(value) for value in args)  # type: ignore[assignment]
        kwargs = {name: harmless(value) for name, value in kwargs.items()}  # type: ignore[assignment]
        try:
            inspect.signature(function).bind(*args, **kwargs)
        except TypeError:
            problems = list(_misfits(function.__name__, parameters, args, kwargs))
            fitting_args, fitting_kwargs = _fitting(parameters, args, kwargs)
            made = function(*fitting_args, **fitting_kwargs)  # type: ignore[arg-type]
            for problem in problems:
                made.report(problem)
            return made
        return function(*args, **kwargs)

    return call


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


def _not_a_flag(name: str, value: object, kind: str) -> Problem:
    return rules.problem(
        WRONG_ARGUMENT,
        f"{name} is {kind}, not True or False",
        path=f"{name}=",
        value=value,
        allowed="True or False",
        where=caller(),
    )


def _inside_a_callback(name: str) -> Problem:
    message = f"{name}() is called inside a callback, where it would be lost"
    return rules.problem("ACJ009", message, path=name, where=caller())


def call_back(function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Calls a function of the user's at the synth.

    Raises:
        CallbackError: it did nothing, or made a call that would be lost.
    """
    inside: list[Problem] = []
    token = _calls_inside.set(inside)
    try:
        with on_behalf_of(None):  # the lines of the callback itself are what counts
            result = function(*args, **kwargs)
    finally:
        _calls_inside.reset(token)
    if inside:  # even where the function caught what the call raised
        raise CallbackError(inside[0])
    check_finished(result)


def check_finished(result: object) -> None:
    """Refuses what an `async def` or a generator function returns when it is called.

    Raises:
        CallbackError: the function has not run.
    """
    kind = type(result)
    if issubclass(kind, _UNFINISHED) or hasattr(kind, "__await__"):
        if isinstance(result, types.CoroutineType):
            result.close()  # or Python warns that nobody has awaited it
        what = "a generator" if kind is types.GeneratorType else "a coroutine"
        problem = rules.problem(
            "ACJ003",
            f"The callback returned {what}, so nothing of it has run",
            allowed="a plain function, without async and yield",
            hint="Write it with def, and without yield",
        )
        raise CallbackError(attrs.evolve(problem, where=None))  # where it was given is known there


def callback_problem(
    error: Exception, message: str, path: str, where: SourceLocation | None, *, allowed: str | None = None
) -> Problem:
    """The problem of a callback that failed.

    Args:
        error: that it raised.
        message: what failed.
        path: through what the user gave the callback.
        where: the user's line that did.
        allowed: what it is to be; a function of a job when not given.
    """
    if isinstance(error, UnknownAttributeError | MissingItemError):
        return error.problem
    if isinstance(error, CallbackError):
        problem = error.problem
        return attrs.evolve(problem, path=problem.path or path, where=problem.where or where)
    if isinstance(error, AttributeError) and isinstance(error.obj, enum.EnumMeta):
        kind, names = error.obj.__name__, list(error.obj.__members__)
        guess = closest(error.name or "", names)  # only one of ours is shown: the name may be anything
        return rules.problem(
            "ACJ003",
            f"{message}: {kind} has no such member",
            path=path,
            allowed=", ".join(f"{kind}.{name}" for name in names),
            hint=f"Did you mean {kind}.{guess}?" if guess else None,
            where=where_raised(error) or where,
        )
    return rules.problem(
        "ACJ003",
        f"{message}: {what_failed(error)}",
        path=path,
        allowed=allowed,
        where=where_raised(error) or where,
    )


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
            # What was meant is not known, so it may have been a secret.
            value=None if value is None else kind_of(value),
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
    if _is_of_a_trigger(keyword, names):
        return None
    other = _OTHER_NAMES.get(keyword)
    return other if other in names else closest(keyword, names)


def _instead_of(keyword: str, value: object, names: list[str]) -> str | None:
    if _is_of_a_trigger(keyword, names):
        # Of an argument that nobody knows, only what is certainly no secret is shown.
        is_cron = isinstance(value, str) and cron.error_in(value) is None
        given = show(value) if is_cron else "..."
        return f"Write trigger={_IN_A_TRIGGER[keyword].format(given)}"
    meant = _meant(keyword, names)
    return f"Did you mean {meant!r}?" if meant is not None else None


def _is_of_a_trigger(keyword: str, names: list[str]) -> bool:
    takes_one = not {"trigger", "cron_expression"}.isdisjoint(names)
    return takes_one and keyword in _IN_A_TRIGGER and keyword not in names


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


# Exceptions whose text has no value in it when Python itself raises them.
_WITHOUT_VALUES: Final = (
    AttributeError,
    ImportError,
    IndexError,
    ModuleNotFoundError,
    NameError,
    RecursionError,
    TypeError,
    UnboundLocalError,
    ZeroDivisionError,
)


def what_failed(error: BaseException) -> str:
    """The exception of a callback for a message: its type, and its text where that can't be a secret."""
    kind = type(error).__name__
    return f"{kind}: {error}" if _can_be_told(error) else kind


def _can_be_told(error: BaseException) -> bool:
    innermost = error.__traceback__
    if innermost is None or type(error) not in _WITHOUT_VALUES:
        return False
    while innermost.tb_next is not None:
        innermost = innermost.tb_next
    code = innermost.tb_frame.f_code
    if code.co_filename == "<string>":
        return False  # code that was a text, which may be the secret
    if dis.opname[code.co_code[innermost.tb_lasti]] == "RAISE_VARARGS":
        return False  # the text is somebody's own
    # A name may come from a value, as in getattr(job, name).
    name = getattr(error, "name", None)
    return name is None or name in {*code.co_names, *code.co_varnames, *code.co_freevars, *code.co_cellvars}


def where_raised(error: BaseException) -> SourceLocation | None:
    """The user's innermost line in a traceback: below it there is only code that they called."""
    import sysconfig  # only a mistake needs it

    package = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
    installed = (sysconfig.get_path(each) for each in ("stdlib", "purelib", "platlib"))
    not_the_users = (package, "<", *(os.path.join(each, "") for each in installed))  # noqa: PTH118
    traceback, found = error.__traceback__, None
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if not file.startswith(not_the_users):
            found = SourceLocation(file, traceback.tb_lineno)
        traceback = traceback.tb_next
    return found

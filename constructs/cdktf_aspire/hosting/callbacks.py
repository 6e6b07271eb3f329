"""Calls of the user's functions during the synth: their exceptions and mistakes become problems."""

from __future__ import annotations

import dis
import enum
import os
import re
import types
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, ParamSpec

import attrs

from cdktf_aspire.diagnostics.arguments import WRONG_ARGUMENT
from cdktf_aspire.diagnostics.missing import UnknownAttributeError
from cdktf_aspire.diagnostics.problems import SourceLocation, closest, on_behalf_of
from cdktf_aspire.diagnostics.rules import ERROR, problem, register
from cdktf_aspire.diagnostics.uncaught import tell_as
from cdktf_aspire.hosting.unknown_names import is_ours, lacking
from cdktf_aspire.jobs.items import MissingItemError
from cdktf_aspire.values.expressions import NoTokenSourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire.diagnostics.problems import Problem

register(
    "ACJ003",
    ERROR,
    "configure=",
    allowed="a function configure(infra, job) that doesn't raise",
    why="The job would be only partly configured",
    fix="Fix the callback",
    source="Python",
)

register(
    "ACJ009",
    ERROR,
    "add_...(), with_...(), publish_as_...() inside a callback",
    allowed="calls on the callback's own arguments",
    why="Callbacks run during the synth, after the AppHost has run: the call would have no effect",
    fix="Move the call out of the callback",
    source="this library",
)


P = ParamSpec("P")

# What a call of an unfinished function gives: nothing of it has run yet.
_UNFINISHED: Final = (types.CoroutineType, types.GeneratorType, types.AsyncGeneratorType)
# The calls made while a callback of the user's runs; None while none does.
_calls_inside: ContextVar[list[Problem] | None] = ContextVar("_calls_inside", default=None)


class CallbackError(Exception):
    """What is wrong with a callback itself; carries the problem to report."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


def refuse_inside_a_callback(name: str) -> None:
    """Refuses a call that would be lost while a user's callback runs.

    Raises:
        CallbackError: one runs.
    """
    inside = _calls_inside.get()
    if inside is not None:
        message = f"{name}() is called inside a callback, where it has no effect"
        inside.append(problem("ACJ009", message, path=name))
        raise CallbackError(inside[-1])


def call_back(function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Calls a user's function at the synth.

    Raises:
        CallbackError: it did nothing, or made a call that would be lost.
    """
    inside: list[Problem] = []
    token = _calls_inside.set(inside)
    try:
        with on_behalf_of(None):  # the lines of the callback itself are what counts
            result = function(*args, **kwargs)
    except SystemExit as error:
        if error.code:
            raise
        # With exit code 0, cdktf's CLI would deploy the output of the last synth.
        ended = problem(
            "ACJ003",
            "The callback ended the program",
            allowed="a function that returns",
            hint="Use return, or sys.exit() with a message",
        )
        raise CallbackError(attrs.evolve(ended, where=None)) from None
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
        unfinished = problem(
            "ACJ003",
            f"The callback returned {what}, so its body never ran",
            allowed="a plain function, without async and yield",
            hint="Define it with def, and without yield",
        )
        raise CallbackError(attrs.evolve(unfinished, where=None))  # where it was given is known there


def callback_problem(
    error: Exception,
    message: str,
    path: str,
    where: SourceLocation | None,
    *,
    allowed: str | None = None,
    given: object = None,
) -> Problem:
    """The problem of a callback that failed.

    Args:
        error: that it raised.
        message: what failed.
        path: through what the user gave the callback.
        where: the user's line that did.
        allowed: what it is to be; a function of a job when not given.
        given: what the callback was called with.
    """
    if isinstance(error, UnknownAttributeError | MissingItemError):
        return error.problem
    no_source = _no_token_source(error)
    if no_source is not None:
        return no_source
    if isinstance(error, CallbackError):
        found = error.problem
        return attrs.evolve(found, path=found.path or path, where=found.where or where)
    if isinstance(error, AttributeError) and isinstance(error.obj, enum.EnumMeta):
        kind, names = error.obj.__name__, list(error.obj.__members__)
        guess = closest(error.name or "", names)  # only one of ours is shown: the name may be anything
        return problem(
            "ACJ003",
            f"{message}: {kind} doesn't have this member",
            path=path,
            allowed=", ".join(f"{kind}.{name}" for name in names),
            hint=f"Did you mean {kind}.{guess}?" if guess else None,
            where=where_raised(error) or where,
        )
    thing, name = _lacked(error, given)
    if name is not None and is_ours(thing) and _may_be_shown(error):
        return attrs.evolve(lacking(thing, name), where=where_raised(error) or where)
    return problem(
        "ACJ003",
        f"{message}: {describe_error(error)}",
        path=path,
        allowed=allowed,
        hint=_hint_for(thing, name),
        where=where_raised(error) or where,
    )


@tell_as
def _no_token_source(error: BaseException) -> Problem | None:
    """The problem of `as_provisioning_parameter` without a callback's first argument."""
    if not isinstance(error, NoTokenSourceError):
        return None
    return problem(
        WRONG_ARGUMENT,
        "as_provisioning_parameter() takes the first argument of a configure callback",
        path="as_provisioning_parameter(infra)",
        allowed="infra, of configure(infra, job)",
        hint="Elsewhere, pass the reference itself",
        where=where_raised(error),
    )


# Python says of an attribute that can't be set only in words what has not got it.
_NOT_SET: Final = re.compile(r"'(?P<kind>\w+)' object has no attribute '(?P<name>\w+)'")


def _lacked(error: Exception, given: object) -> tuple[object, str | None]:
    """What has which attribute not."""
    if not isinstance(error, AttributeError):
        return None, None
    match = _NOT_SET.fullmatch(str(error)) if error.name is None else None
    if match is not None and match["kind"] == type(given).__name__:
        return given, match["name"]
    return error.obj, error.name


def _hint_for(thing: object, name: str | None) -> str | None:
    """The Python form of members that values and collections have in C# and other languages' AppHosts."""
    if name in {"value", "Value"}:
        return f"Python doesn't need .{name} here: remove it"
    if name is not None and isinstance(thing, dict):
        return "It is a dict: [name] = value sets one, and pop(name, None) removes it"
    if name is not None and isinstance(thing, list):
        return "It is a list: append(value) adds one, and [0] is the first"
    return None


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


def describe_error(error: BaseException) -> str:
    """The exception of a callback for a message: its type, and its text where that can't be a secret."""
    kind = type(error).__name__
    return f"{kind}: {error}" if _may_be_shown(error) else kind


def _may_be_shown(error: BaseException) -> bool:
    innermost = error.__traceback__
    if innermost is None or type(error) not in _WITHOUT_VALUES:
        return False
    caller = None
    while innermost.tb_next is not None:
        caller, innermost = innermost, innermost.tb_next
    code = innermost.tb_frame.f_code
    if code.co_filename == "<string>":
        return False  # code that was a text, which may be the secret
    if dis.opname[code.co_code[innermost.tb_lasti]] == "RAISE_VARARGS":
        return False  # the text is somebody's own
    # A name may come from a value, as in getattr(job, name).
    name = getattr(error, "name", None)
    if caller is not None and innermost.tb_frame.f_globals.get("__name__") == "attr._make":
        code = caller.tb_frame.f_code  # Python 3.13 names what attrs can't set; attrs has it in a variable
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

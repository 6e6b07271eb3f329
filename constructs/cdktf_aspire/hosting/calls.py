"""User calls that never raise for a user's mistake: wrong arguments become problems of the application."""

from __future__ import annotations

import functools
import inspect
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec, TypeVar, cast

import attrs

from cdktf_aspire.diagnostics.arguments import Fit, Signature, accept, not_a_flag
from cdktf_aspire.diagnostics.foreign import harmless
from cdktf_aspire.diagnostics.missing import Missing
from cdktf_aspire.diagnostics.problems import show
from cdktf_aspire.hosting.callbacks import refuse_inside_a_callback
from cdktf_aspire.hosting.keywords import set_by_keyword, short_names, sorted_out
from cdktf_aspire.hosting.reporting import Reporting
from cdktf_aspire.jobs import cron
from cdktf_aspire.values import records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cdktf_aspire.diagnostics.problems import Problem


S = TypeVar("S", bound=Reporting)
P = ParamSpec("P")
R = TypeVar("R")


def user_call(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Turns arguments that do not fit the method's signature into problems, and calls it with the rest."""
    return _user_call(_Kind(), method)


def reading_call(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """The same for a method that only reads, so callbacks may call it too."""
    return _user_call(_Kind(changes=False), method)


def secret_call(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """The same for a method whose arguments may be secrets: problems don't show them."""
    return _user_call(_Kind(shows_values=False), method)


def also_named(name: str, call: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """A user's call under a second name, which its messages then use.

    Args:
        name: the second one.
        call: that `user_call` or its like has made.
    """
    kind, method = _METHODS[call]
    return _user_call(kind, method, name)


@records.frozen
class _Kind:
    """The kind of a call.

    Attributes:
        shows_values: whether problems may show arguments.
        changes: whether it changes the AppHost, which is lost in a callback.
    """

    shows_values: bool = True
    changes: bool = True


# What also_named() makes another call of.
_METHODS: dict[Callable[..., object], tuple[_Kind, Callable[..., Any]]] = {}


def _user_call(
    kind: _Kind, method: Callable[Concatenate[S, P], R], name: str | None = None
) -> Callable[Concatenate[S, P], R]:
    called = name or method.__name__
    gives = str(method.__annotations__.get("return"))

    @functools.cache
    def described() -> tuple[Signature, dict[str, inspect.Parameter]]:
        """The signature and its flags: read at the first call, because most methods are never called."""
        parameters = list(inspect.signature(method).parameters.values())[1:]
        flags = {parameter.name: parameter for parameter in parameters if parameter.annotation == "bool"}
        return _signature(called, parameters), flags

    def checked(self: S, name: str, value: object, flags: Mapping[str, inspect.Parameter]) -> object:
        """The accepted argument; its problems are reported."""
        value, problems = accept(value, f"{name}=")
        if name in flags and not isinstance(value, bool):
            self._report(not_a_flag(name, value, shows_value=kind.shows_values))
            default: object = flags[name].default
            return default if kind.shows_values else True  # the careful answer where secrets are near
        for problem in problems:
            self._report(problem)
        return value

    @functools.wraps(method)
    def call(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
        if kind.changes:
            refuse_inside_a_callback(called)
        if gives == "Self" and _is_about_nothing(called, args, kwargs):
            return self  # type: ignore[return-value]
        signature, flags = described()
        made_here = method.__globals__.get(gives) if called.startswith("add_") else None
        args, kwargs, settings = sorted_out(signature, made_here, args, kwargs)  # type: ignore[assignment]
        given = [checked(self, signature.name_at(index), value, flags) for index, value in enumerate(args)]
        named = {name: checked(self, name, value, flags) for name, value in kwargs.items()}
        if signature.takes(given, named):
            made = method(self, *given, **named)  # type: ignore[arg-type]
        else:
            fit = signature.fit(given, named)
            for problem in _problems(signature, fit):
                self._report(problem if kind.shows_values else attrs.evolve(problem, value=None))
            if fit.missing and gives == "Self" and not called.startswith("publish_as_"):
                return self  # type: ignore[return-value] # what it is about is not known
            made = method(self, **_by_name(signature, fit))  # type: ignore[arg-type, call-arg]
        for setting, value in settings.items():
            set_by_keyword(made, setting, harmless(value))
        return made

    _METHODS[call] = kind, method
    return cast("Callable[Concatenate[S, P], R]", call)


def _is_about_nothing(called: str, args: Sequence[object], kwargs: Mapping[str, object]) -> bool:
    """Whether a call has what came of a call that this library doesn't have; that is a problem already."""
    given = (*args, *kwargs.values())
    return any(type(each) is Missing for each in given) and not called.startswith("publish_as_")


def reporting_call(function: Callable[P, S]) -> Callable[P, S]:
    """The same for a function that makes the object which the problems are reported on."""
    signature = _signature(function.__name__, list(inspect.signature(function).parameters.values()))

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> S:
        named = {name: harmless(value) for name, value in kwargs.items()}
        fit = signature.fit([harmless(value) for value in args], named)
        problems = list(_problems(signature, fit))
        made = function(**_by_name(signature, fit))  # type: ignore[arg-type, call-arg]
        for problem in problems:
            made._report(problem)
        return made

    return call


def _signature(name: str, parameters: list[inspect.Parameter]) -> Signature:
    signature = Signature.of(f"{name}()", parameters)
    takes_trigger = not {"trigger", "cron_expression"}.isdisjoint(signature.names)
    return attrs.evolve(
        signature,
        aliases=short_names(signature.names),
        other_names=_OTHER_NAMES,
        elsewhere=_in_a_trigger if takes_trigger else signature.elsewhere,
    )


def _problems(signature: Signature, fit: Fit) -> Iterator[Problem]:
    yield from signature.problems(fit)
    for name in fit.missing:
        yield signature.problem(f"needs {name!r}", f"{name}=")


def _by_name(signature: Signature, fit: Fit) -> dict[str, object]:
    """The arguments for a method; a missing required one is the intended value, or None."""
    meant = {name: value for name, value in fit.meant.items() if name in signature.required}
    return {**dict.fromkeys(fit.missing), **meant, **fit.given}


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


def _in_a_trigger(keyword: str, value: object) -> str | None:
    if keyword not in _IN_A_TRIGGER:
        return None
    # Of an argument that nobody knows, only what is certainly no secret is shown.
    is_cron = isinstance(value, str) and cron.error_in(value) is None
    return f"Write trigger={_IN_A_TRIGGER[keyword].format(show(value) if is_cron else '...')}"

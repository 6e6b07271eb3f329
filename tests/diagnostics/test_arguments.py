"""Wrong arguments: what is said of them, and what a call goes on with."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import Schedule
from cdktf_aspire.diagnostics.arguments import Signature
from cdktf_aspire.jobs.configuration import ContainerAppJobConfiguration
from cdktf_aspire.jobs.template import ContainerAppEnvironmentVariable

if TYPE_CHECKING:
    from tests.apphost import AppHost


def call(name: str, *roles: str, size: int = 1, dry: bool = False) -> None:
    """A call to describe."""


SIGNATURE = Signature.of("call()", list(inspect.signature(call).parameters.values()))


def messages(*args: object, **kwargs: object) -> list[tuple[str, str | None]]:
    return [(each.message, each.hint) for each in SIGNATURE.problems(SIGNATURE.fit(args, kwargs))]


def test_what_fits_is_no_problem() -> None:
    fit = SIGNATURE.fit(["a", "b", "c"], {"size": 2})

    assert list(SIGNATURE.problems(fit)) == []
    assert (fit.given, fit.missing) == ({"name": "a", "size": 2}, ())


def test_the_name_of_further_positional_arguments_is_not_a_keyword() -> None:
    assert messages("a", roles="b") == [("call() has no argument 'roles'", None)]


def test_a_misspelt_argument_is_meant_for_the_one_that_is_missing() -> None:
    fit = SIGNATURE.fit([], {"nam": "a"})

    assert (fit.meant, fit.missing) == ({"name": "a"}, ())
    assert messages(nam="a") == [("call() has no argument 'nam'", "Did you mean 'name'?")]


def test_a_problem_shows_only_the_type_of_an_unknown_argument() -> None:
    (problem,) = SIGNATURE.problems(SIGNATURE.fit(["a"], {"password": "hunter2"}))

    assert problem.value == "<str>"
    assert problem.allowed == "call(name, size, dry, roles)"


@pytest.mark.parametrize(
    ("made", "what"),
    [
        (lambda: Schedule("0 2 * * *", cron_expression="0 3 * * *"), "Schedule got 'cron_expression'"),  # type: ignore[misc]
        (
            lambda: ContainerAppEnvironmentVariable("A", name="B"),  # type: ignore[misc]
            "ContainerAppEnvironmentVariable got 'name'",
        ),
        (
            lambda: ContainerAppJobConfiguration(timeout_in_seconds=1, replica_timeout_in_seconds=2),  # type: ignore[call-arg]
            "ContainerAppJobConfiguration got 'replica_timeout'",
        ),
    ],
)
def test_values_and_blocks_say_the_same_of_what_is_given_twice(made: object, what: str) -> None:
    value = made()  # type: ignore[operator]
    (problem,) = value._problems

    assert (problem.message, problem.hint) == (f"{what} twice", "Keep one of the two")


def test_a_method_says_the_same(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", "a/b:1", name="other").publish_as_azure_container_app_job()  # type: ignore[misc]

    (problem,) = apphost.problems()
    assert problem.message == "add_container() got 'name' twice"
    assert problem.hint == "Keep one of the two"

"""What `create_builder` is given: right, or a problem; never a traceback, never something else silently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cdktf import Fn, TerraformVariable

from cdktf_aspire import (
    DistributedApplication,
    ExistingResourceGroup,
    SynthesisStopped,
    create_builder,
    raw,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.apphost import AppHost

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"

WRONG: list[tuple[str, object]] = [
    ("location", 5),
    ("location", ""),
    ("location", "  "),
    ("location", "west-europe"),
    ("location", ["westeurope"]),
    ("resource_group", 5),
    ("resource_group", ""),
    ("resource_group", "rg/x"),
    ("resource_group", "rg-x."),
    ("resource_group", "x" * 91),
    ("resource_group", b"rg-x"),
    ("resource_group", ExistingResourceGroup(5)),  # type: ignore[arg-type]
    ("resource_group", ExistingResourceGroup("")),
    ("resource_group", ExistingResourceGroup(None)),  # type: ignore[arg-type]
    ("resource_group", ExistingResourceGroup(ExistingResourceGroup("x"))),  # type: ignore[arg-type]
    ("resource_group", ExistingResourceGroup()),  # type: ignore[call-arg]
    ("register_resource_providers", "no"),
    ("register_resource_providers", None),
    ("tags", "x"),
    ("tags", 5),
    ("tags", ["x"]),
    ("tags", raw("var.tags")),
    ("tags", {5: "x"}),
    ("tags", {"": "x"}),
    ("tags", {"x": None}),
    ("tags", {"x": 5}),
    ("tags", {"x": {}}),
    ("provider_version", 4),
    ("provider_version", ""),
    ("provider_version", "latest"),
    ("provider_version", "~> 4.60,"),
    ("provider_version", raw("var.version")),
    ("warnings_as_errors", "no"),
    ("warnings_as_errors", None),
    ("warnings_as_errors", 1),
]


@pytest.mark.parametrize(("argument", "value"), WRONG, ids=repr)
@pytest.mark.parametrize("create", [create_builder, DistributedApplication])
def test_a_wrong_argument_is_a_problem(
    apphost: AppHost, create: Callable[..., DistributedApplication], argument: str, value: object
) -> None:
    if create is create_builder:
        builder = create_builder(scope=apphost.stack, name="second", **{argument: value})  # type: ignore[arg-type]
    else:
        builder = DistributedApplication(apphost.stack, "second", **{argument: value})  # type: ignore[arg-type]
    builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    (problem,) = builder.check()
    assert problem.code == "ACJ002"
    assert str(problem.path).startswith(f"{argument}=")
    assert str(problem.where).startswith("tests/hosting/test_builder_arguments.py")
    with pytest.raises(SynthesisStopped):
        apphost.app.synth()


def test_a_map_that_only_terraform_knows_is_a_problem_too(apphost: AppHost) -> None:
    builder = create_builder(scope=apphost.stack, name="second", tags=Fn.merge([{"a": "b"}]))
    assert [each.path for each in builder.check()] == ["tags="]


def test_all_wrong_arguments_are_told_at_once(apphost: AppHost) -> None:
    wrong: dict[str, Any] = {"location": 5, "resource_group": 5, "tags": 5, "provider_version": 5}
    builder = create_builder(scope=apphost.stack, name="a b", warnings_as_errors=5, **wrong)  # type: ignore[arg-type]
    assert {each.path for each in builder.check()} == {
        *("name=", "location=", "resource_group=", "tags=", "provider_version=", "warnings_as_errors="),
    }


RIGHT: dict[str, dict[str, Any]] = {
    "region in words": {"location": "East US 2"},
    "no tags": {"tags": {}},
    "a tag without a value": {"tags": {"team": ""}},
    "a tag that only Terraform knows": {"tags": {"team": raw("var.team")}},
    "group with every character": {"resource_group": "RG_(x).y-1"},
    "group of digits": {"resource_group": "1"},
    "an exact version": {"provider_version": "4.60.0"},
    "a range": {"provider_version": ">= 4.60, != 4.61.0, < 5"},
    "a version before its release": {"provider_version": "5.0.0-beta1"},
}


@pytest.mark.parametrize("case", RIGHT)
def test_a_right_argument_is_none(new_apphost: Callable[..., AppHost], case: str) -> None:
    apphost = new_apphost(**RIGHT[case])
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    assert apphost.codes() == []


def test_tokens_and_parameters_are_taken_everywhere(apphost: AppHost) -> None:
    word = TerraformVariable(apphost.stack, "word", type="string")
    builder = create_builder(
        scope=apphost.stack,
        name="second",
        location=word.string_value,
        resource_group=ExistingResourceGroup(word.string_value),
        tags={"team": word.string_value},
    )
    builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    assert builder.check() == []


NOT_NAMES = [
    None,
    5,
    "",
    " ",
    "a b",
    "a/b",
    "a\\b",
    "..",
    ".hidden",
    "a\tb",
    "x" * 101,
    "${TfToken[TOKEN.1]}",
]


@pytest.mark.parametrize("name", NOT_NAMES)
def test_a_name_that_is_no_folder_is_a_problem(
    apphost: AppHost, name: object, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("CDKTF_OUTDIR", str(tmp_path))
    stack = create_builder(name=name)  # type: ignore[arg-type]
    application = create_builder(scope=apphost.add_stack("other"), name=name)  # type: ignore[arg-type]
    for builder in (stack, application):
        (problem,) = builder.check()
        assert (problem.code, problem.path) == ("ACJ946", "name=")


@pytest.mark.parametrize("name", ["2024-reports", "reports.dev", "Reports_v2"])
def test_names_that_a_stack_can_have(name: str) -> None:
    assert create_builder(name=name).check() == []


def test_addresses_do_not_begin_with_a_digit(apphost: AppHost) -> None:
    assert [each.code for each in create_builder(scope=apphost.stack, name="2nd").check()] == ["ACJ946"]


def test_a_second_application_of_the_same_name_is_a_problem(apphost: AppHost) -> None:
    (problem,) = create_builder(scope=apphost.stack).check()
    assert (problem.code, problem.message) == ("ACJ946", "Something there is already named 'apphost'")


def test_a_group_that_is_named_after_the_stack_in_a_way_that_azure_refuses() -> None:
    builder = create_builder(name="jobs@home")
    builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
    assert [(each.code, each.path) for each in builder.check()] == [("ACJ946", "resource_group=")]


def test_an_argument_that_does_not_exist_is_a_problem(apphost: AppHost) -> None:
    builder = create_builder(scope=apphost.stack, name="second", loaction="westeurope")  # type: ignore[call-arg]
    (problem,) = builder.check()
    assert (problem.code, problem.path) == ("ACJ002", "loaction=")
    assert problem.hint == "Did you mean 'location'?"


@pytest.mark.parametrize(
    ("group", "path"),
    [
        (lambda: ExistingResourceGroup("a", "b"), "ExistingResourceGroup"),  # type: ignore[call-arg]
        (lambda: ExistingResourceGroup(nmae="a"), "nmae="),  # type: ignore[call-arg]
        (lambda: ExistingResourceGroup("a", name="b"), "name="),  # type: ignore[misc]
    ],
)
def test_wrong_arguments_of_a_group_are_problems(
    new_apphost: Callable[..., AppHost], group: Callable[[], ExistingResourceGroup], path: str
) -> None:
    apphost = new_apphost(resource_group=group())
    assert [(each.code, each.path) for each in apphost.problems()] == [("ACJ002", path)]


@pytest.mark.parametrize("argument", ["location", "resource_group", "tags", "provider_version"])
def test_an_argument_that_is_set_afterwards_is_checked_too(apphost: AppHost, argument: str) -> None:
    setattr(apphost.builder, argument, 5)
    for _ in range(2):
        assert [(each.code, each.path) for each in apphost.problems()] == [("ACJ002", f"{argument}=")]


def test_an_argument_can_be_set_until_the_synth(apphost: AppHost) -> None:
    apphost.builder.location = "northeurope"
    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()

    assert apphost.terraform()["variable"]["location"]["default"] == "northeurope"

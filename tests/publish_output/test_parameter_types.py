"""Parameters of `main.bicep` become variables of their own type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire.publish_output.publication import AspirePublishOutput
from tests.publish_output.outputs import folder_of, messages

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost

INNER = """
param given any
resource r 'Microsoft.Other/things@2024-01-01' = {
  name: 'x'
  properties: { whole: given }
}
"""


def main(parameter: str) -> str:
    """A `main.bicep` with one parameter `given`, which a module has."""
    return f"{parameter}\nmodule m 'm/m.bicep' = {{\n  name: 'm'\n  params: {{ given: given }}\n}}\n"


def variable(apphost: AppHost, folder: Path, parameter: str) -> tuple[object, ...]:
    """Type, default and sensitivity of the variable of a parameter."""
    apphost.builder.add_publish_output(folder_of(folder, {"main.bicep": main(parameter), "m/m.bicep": INNER}))
    made = apphost.terraform()["variable"]["given"]
    return made["type"], made.get("default"), made.get("sensitive", False)


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ("param given object", ("any", None, False)),
        ("param given array", ("any", None, False)),
        ("param given string[]", ("any", None, False)),
        ("param given [string, int]", ("any", None, False)),
        ("param given { a: string, b: int? }", ("any", None, False)),
        ("param given resourceInput<'Microsoft.Storage/storageAccounts@2024-01-01'>", ("any", None, False)),
        ("type t = { a: string }\nparam given t", ("any", None, False)),
        ("type t = { a: string }\nparam given t[]?", ("any", None, False)),
        ("param given string | object", ("any", None, False)),
        ("param given string", ("string", None, False)),
        ("param given string?", ("string", None, False)),
        ("param given 'a|b' | 'c'", ("string", None, False)),
        ("type t =\n  | 'a'\n  | 'b'\nparam given t?", ("string", None, False)),
        ("param given (1 | 2)", ("number", None, False)),
        ("param given int", ("number", None, False)),
        ("param given bool", ("bool", None, False)),
        ("param given object = {}", ("any", {}, False)),
        ("param given object = { a: [1, true], b: '${1}$' }", ("any", {"a": [1, True], "b": "1$"}, False)),
        ("param given array = ['a']", ("any", ["a"], False)),
        ("param given any = 'a'", ("string", "a", False)),
        ("@secure()\nparam given object", ("any", None, True)),
        ("param given {\n  @secure()\n  key: string\n}", ("any", None, True)),
        ("@secure()\ntype t = string\ntype u = { key: t }\nparam given u", ("any", None, True)),
    ],
)
def test_a_variable_has_the_type_of_its_parameter(
    apphost: AppHost, tmp_path: Path, parameter: str, expected: tuple[object, ...]
) -> None:
    assert variable(apphost, tmp_path, parameter) == expected


def test_parts_of_a_parameter_are_parts_of_its_variable(apphost: AppHost, tmp_path: Path) -> None:
    inner = INNER.replace("whole: given", "whole: given, one: given.list[0].name")
    files = {"main.bicep": main("param given object"), "m/m.bicep": inner}
    apphost.builder.add_publish_output(folder_of(tmp_path, files))

    assert apphost.resource("azapi_resource", "m")["body"]["properties"] == {
        "whole": "${var.given}",
        "one": '${var.given["list"][0]["name"]}',
    }


@pytest.mark.parametrize(
    "default", ["{ password: 'Pa55w0rd' }", "[{ url: 'https://me:Pa55w0rd@host' }]", "{ a: null }"]
)
def test_a_default_that_may_be_a_secret_is_not_written(
    apphost: AppHost, tmp_path: Path, default: str
) -> None:
    assert variable(apphost, tmp_path, f"param given any = {default}") == ("any", None, False)
    assert messages(AspirePublishOutput.load(tmp_path).problems) == [
        "ACJ937 The default of the parameter 'given' isn't used"
    ]

"""Bicep as Aspire writes it: what each construct means, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdktf_aspire.diagnostics.report import render_text
from cdktf_aspire.publish_output.description import describe
from cdktf_aspire.publish_output.leaves import ParameterReference, Scope, ScopeProperty
from cdktf_aspire.publish_output.nodes import Property
from cdktf_aspire.publish_output.publication import AspirePublishOutput
from cdktf_aspire.values.expressions import Call, Interpolation
from cdktf_aspire.values.functions import guid, unique_string
from tests.matrix import examples
from tests.publish_output.outputs import folder_of, messages, module, only_module

if TYPE_CHECKING:
    from pathlib import Path

    from cdktf_aspire.publish_output.leaves import BicepValue


def value(
    folder: Path, expression: str, before: str = "", params: dict[str, object] | None = None
) -> BicepValue:
    """What an expression comes to, as the output of a module."""
    found = only_module(module(folder, f"{before}\noutput o string = {expression}\n", params))
    return found.output("o", None)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("'text'", "text"),
        (r"'a\'b\\c\nd\te\rf\u{1F600}'", "a'b\\c\nd\te\rf\U0001f600"),
        (r"'\${x} \$5 {y} $z'", "${x} $5 {y} $z"),
        ("'''raw ${x} \\n'''", "raw ${x} \\n"),
        ("42", 42),
        ("-1", -1),
        ("true", True),
        ("null", None),
        ("[]", []),
        ("['a', 'b']", ["a", "b"]),
        ("[\n  'a'\n  // of two\n  'b' // here\n]", ["a", "b"]),
        ("{ }", {}),
        ("{\n  a: 1\n  'b-c': 'd'\n  /* why */\n  '${1}x': true\n}", {"a": 1, "b-c": "d", "1x": True}),
        ("{ a: { b: [1, 2] } }.a.b[1]", 2),
        ("{ a: 1 }['a']", 1),
        ("(1)", 1),
        ("'a' == 'a' ? 'yes' : 'no'", "yes"),
        ("'a' != 'A'", True),
        ("1 == '1'", False),
        ("true ? 'a' : 'b'", "a"),
        ("'x${1}${'y'}${true}'", "x1yTrue"),
        ("toLower('ABC')", "abc"),
        ("toUpper('abc')", "ABC"),
        ("take('abcdef', 3)", "abc"),
        ("take(['a', 'b'], 1)", ["a"]),
        ("take('ab', 30)", "ab"),
        ("int('8080')", 8080),
        ("string(5)", "5"),
        ("json('0.25')", 0.25),
        ("uriComponent('a b+c/~')", "a%20b%2Bc%2F~"),
        ("replace('a-b-c', '-', '')", "abc"),
        ("split('a:b', ':')[0]", "a"),
        ("join(['a', 'b'], '-')", "a-b"),
        ("concat('a', 'b')", "ab"),
        ("concat(['a'], ['b'])", ["a", "b"]),
        ("base64('a')", "YQ=="),
        ("uniqueString('a', 'b')", unique_string("a", "b")),
        ("guid('a', 'b')", guid("a", "b")),
    ],
)
def test_what_is_known_is_worked_out(tmp_path: Path, expression: str, expected: object) -> None:
    assert value(tmp_path, expression) == expected


def test_unique_string_and_guid_are_stable() -> None:
    """Names in Azure hang on them: another value would replace what is deployed."""
    assert unique_string("/subscriptions/1/resourceGroups/rg") == "3a904f411844d"
    assert guid("a", "b") == "b71d8a79-810f-58ea-87c8-1b9ca5c11f0d"


def test_what_is_not_known_is_kept(tmp_path: Path) -> None:
    def of(expression: str) -> BicepValue:
        return value(tmp_path, expression, "param p string", {"p": "{text.value}"})

    text = ParameterReference("text")
    assert of("p") == text
    assert of("'${p}'") == text
    assert of("'a${p}b'") == Interpolation(("a", text, "b"))
    assert of("toLower(p)") == Call("toLower", (text,))
    assert of("p == 'x' ? 1 : 2") == Call("?:", (Call("==", (text, "x")), 1, 2))
    assert of("split(p, ':')[0]") == Call("[]", (Call("split", (text, ":")), 0))
    assert of("concat('a', p)") == Interpolation(("a", text))
    assert of("take([p, 'b', 'c'], 2)") == [text, "b"]
    assert of("resourceGroup().location") == ScopeProperty(Scope("resourceGroup"), "location")
    assert of("subscription().tenantId") == ScopeProperty(Scope("subscription"), "tenantId")
    assert of("tenant().tenantId") == ScopeProperty(Scope("tenant"), "tenantId")


def test_a_default_that_no_variable_can_have_is_told(tmp_path: Path) -> None:
    main = (
        "param region string = 'eu'\nparam place string = '${region}-1'\nparam tags object = { at: place }\n"
        "@secure()\nparam password string = 'Pa55w0rd'\n"
    )

    output = AspirePublishOutput.load(folder_of(tmp_path, {"main.bicep": main}))

    assert [(each.code, each.message, each.where and each.where.line) for each in output.problems] == [
        ("ACJ937", "The default of the parameter 'place' isn't used", 2),
        ("ACJ937", "The default of the parameter 'tags' isn't used", 3),
        ("ACJ814", "The default of the secret parameter 'password' is text, so the variable has none", 5),
    ]


def test_a_parameter_whose_value_is_not_its_own_input_is_told(tmp_path: Path) -> None:
    resources: dict[str, object] = {
        "fixed": {"type": "parameter.v0", "value": "eu", "inputs": {"value": {"type": "string"}}},
        "pw": {
            "type": "parameter.v0",
            "value": "{pw.inputs.value}",
            "inputs": {"value": {"type": "string", "secret": True, "default": {"value": "Pa55w0rd"}}},
        },
    }

    assert messages(AspirePublishOutput.load(folder_of(tmp_path, {}, resources)).problems) == [
        "ACJ937 The value of the parameter 'fixed' isn't used",
        "ACJ814 The default of the secret parameter 'pw' is text, so the variable has none",
    ]


def test_parameters_have_values_defaults_and_decorators(tmp_path: Path) -> None:
    bicep = (
        "@description('which')\n@allowed([\n  'a'\n  'b'\n])\nparam p string\n"
        "@secure()\nparam s string = ''\nparam tags object = { }\nvar both = '${p}${s}'\n"
        "output o string = both\noutput t object = tags\n"
    )
    found = only_module(module(tmp_path, bicep, {"p": "a"}))

    assert found.output("o", None) == "a"
    assert found.output("t", None) == {}
    assert found.is_secure("s")
    assert messages(module(tmp_path, bicep, {"p": "c"}).problems) == ["ACJ806 The parameter 'p' can't be 'c'"]


def test_parameters_take_every_kind_of_value(tmp_path: Path) -> None:
    bicep = "param n int\nparam b bool\nparam l array\nparam o object\noutput all array = [n, b, l, o.a]\n"
    params: dict[str, object] = {"n": 5, "b": True, "l": ["{text.value}"], "o": {"a": "x{text.value}"}}
    text = ParameterReference("text")
    assert only_module(module(tmp_path, bicep, params)).output("all", None) == [
        5,
        True,
        [text],
        Interpolation(("x", text)),
    ]


def test_a_secret_parameter_that_is_text_is_a_warning(tmp_path: Path) -> None:
    (problem,) = module(tmp_path, "@secure()\nparam s string\n", {"s": "hunter2"}).problems
    assert (problem.code, problem.is_error) == ("ACJ814", False)
    assert "hunter2" not in str(problem)


@pytest.mark.parametrize(
    "bicep",
    [
        "@secure()\n@allowed(['hunter2', 'b'])\nparam s string = 'hunter2-x'\n",
        "@allowed(['a']) /* hunter2 */\n@secure() // hunter2\nparam s string\n",
        "var a = { b: 'hunter2' }\noutput o string = newGuid('hunter2{0}', a.c)\n",
        "output o string = { b: 'hunter2' }.c\n",
        "var a = 'hunter2${newGuid('hunter2')}hunter2'\noutput o string = a\n",
        "var a = '''\nhunter2 '''' output o string = newGuid('hunter2')\n",
        "param s string = 'hunter2' 'hunter2'\n",
    ],
)
def test_no_text_of_bicep_is_told_for_it_may_be_a_secret(tmp_path: Path, bicep: str) -> None:
    problems = module(tmp_path, bicep, {"s": "hunter2"} if "param s" in bicep else {}).problems

    assert problems
    assert "hunter2" not in f"{problems}{render_text(problems)}"


def test_resources_refer_to_each_other(tmp_path: Path) -> None:
    found = only_module(
        module(
            tmp_path,
            "resource kv 'Microsoft.KeyVault/vaults@2024-11-01' existing = {\n"
            "  name: 'v'\n  scope: resourceGroup('g')\n}\n"
            "resource kv_secret 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = {\n"
            "  name: 'n'\n  parent: kv\n}\n"
            "output uri string = kv_secret.properties.secretUri\noutput name string = kv.name\n",
        )
    )
    vault, secret = found.nodes

    assert (vault.name, vault.scope, vault.is_existing) == ("v", Scope("resourceGroup", "g"), True)
    assert secret.parent is vault
    assert found.output("uri", None) == Property(secret, ("properties", "secretUri"))
    assert found.output("name", None) == "v"


def test_keys_of_a_resource_are_asked_for_by_method(tmp_path: Path) -> None:
    found = only_module(
        module(
            tmp_path,
            "resource s 'Microsoft.Storage/storageAccounts@2024-01-01' = {\n  name: 'x'\n}\n"
            "output key string = s.listKeys().keys[0].value\n",
        )
    )
    assert found.output("key", None) == Property(found.nodes[0], ("keys", 0, "value"), "listKeys")


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    assert value(tmp_path, "'a'", "\ufeff// first\r\nvar x = 1\r\n") == "a"


RESOURCE = "resource r 'Microsoft.Storage/storageAccounts@2024-01-01'"


@pytest.mark.parametrize(
    ("bicep", "message"),
    [
        (
            f"param p string\n{RESOURCE} = if (p == 'x') {{\n  name: 'x'\n}}",
            "ACJ805 This library does not understand a condition that only the deployment knows",
        ),
        (
            f"param p string\n{RESOURCE} = [for i in split(p, ','): {{\n  name: i\n}}]",
            "ACJ805 This library does not understand a loop over what only the deployment knows",
        ),
        ("output o bool = 1 && false", "ACJ806 && takes true or false"),
        ("output o bool = !'a'", "ACJ806 ! takes true or false"),
        ("output o int = 1 / 0", "ACJ806 Division by 0"),
        ("output o int = 'a' + 'b'", "ACJ806 + takes a number"),
        (
            "param p string\noutput o int = int(p) / 2",
            "ACJ806 Terraform has no / for values that",
        ),
        ("output o string = newGuid()", "ACJ805 This library does not understand the function newGuid()"),
        ("func f(a string) string => a", "ACJ805 This library does not understand `func`"),
        (
            "targetScope = 'subscription'",
            "ACJ805 This library does not understand a module for the scope 'subscription'",
        ),
        ("import 'x' as y", "ACJ805 This library does not understand `import`"),
        ("@nobodys()\nvar x = 1", "ACJ805 This library does not understand the decorator @nobodys()"),
        (
            "resource r 'nonsense' = {\n  name: 'x'\n}",
            "ACJ805 This library does not understand the type 'nonsense'",
        ),
        ("output o string = nope", "ACJ806 Nothing is named 'nope' here"),
        ("var a = b\nvar b = a", "ACJ806 The variable 'a' refers to itself: a -> b -> a"),
        ("var a = 1\nvar a = 2", "ACJ806 'a' is declared twice"),
        ("output o string = take('a')", "ACJ806 take() takes 2 arguments, not 1"),
        ("output o string = int('x')", "ACJ806 int() takes a whole number, or text that contains one"),
        ("output o object = { a: 1, a: 2 }", "ACJ806 a appears twice"),
        (f"{RESOURCE} = {{\n  kind: 'x'\n}}", "ACJ806 The resource 'r' has no name"),
        ("output o string = [1][3]", "ACJ806 There is no 3 in `[1][3]`"),
        (r"output o string = 'a\qb'", r"ACJ806 Bicep has no escape \q"),
        ("param p string\noutput o string = p", "ACJ809 The parameter 'p' of the module 'm' has no value"),
        ("output o string = 'open", "ACJ804 Not Bicep"),
        ("resource = = {", "ACJ804 Not Bicep: 'resource = = {' is not expected here"),
    ],
)
def test_what_is_not_understood_is_told(tmp_path: Path, bicep: str, message: str) -> None:
    params: dict[str, object] = (
        {"p": "{text.value}"} if "param p" in bicep and "output o string = p" not in bicep else {}
    )
    found = messages(module(tmp_path, bicep + "\n", params).problems)
    assert any(each.startswith(message) for each in found), found


def test_a_module_for_a_resource_group_may_say_so(tmp_path: Path) -> None:
    assert module(tmp_path, "targetScope = 'resourceGroup'\n").problems == []


def test_a_module_for_a_subscription_can_be_left_out(tmp_path: Path) -> None:
    (problem,) = module(tmp_path, "targetScope = 'subscription'\n").problems

    assert problem.hint == 'Name it in leave_out=["m"], and write its resources in Python'
    assert AspirePublishOutput.load(tmp_path, leave_out=["m"]).problems == []


def test_the_line_is_marked(tmp_path: Path) -> None:
    (problem,) = module(tmp_path, "var ok = 1\n\noutput o string = newGuid(ok)\n").problems

    assert problem.message == (
        "This library does not understand the function newGuid()\n"
        "    output o string = newGuid(ok)\n"
        "                      ^^^^^^^"
    )
    assert problem.where is not None
    assert (problem.where.file, problem.where.line) == (str(tmp_path / "m.module.bicep"), 3)
    assert problem.hint


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    bicep = "output a string = nope\noutput b string = newGuid()\noutput c string = int('y')\n"
    assert [each.code for each in module(tmp_path, bicep).problems] == ["ACJ806", "ACJ805", "ACJ806"]


_TEXTS = st.text(
    st.one_of(st.sampled_from("$'\\{}\n\r\t"), st.characters(codec="utf-8", exclude_characters="\0"))
)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_TEXTS, min_size=1, max_size=4))
def test_every_text_survives_its_escapes(tmp_path: Path, texts: list[str]) -> None:
    """Texts with holes between them, written as the compiler takes them, come back as they were."""

    def escaped(text: str) -> str:
        for sign, escape in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
            text = text.replace(sign, escape)
        return text.replace("${", "\\${")

    literal = "${p}".join(escaped(text) for text in texts)
    found = value(tmp_path, f"'{literal}'", "param p string", {"p": "{text.value}"})

    pieces = found.parts if isinstance(found, Interpolation) else (found,)
    assert "".join(str(describe(piece)) for piece in pieces) == "{text.value}".join(texts)

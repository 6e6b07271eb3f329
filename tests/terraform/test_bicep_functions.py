"""Bicep's functions, here and in the real terraform binary: both give the same."""

from __future__ import annotations

import base64
import json
import tempfile
import unicodedata
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING

from cdktf import App, TerraformOutput, TerraformStack
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdktf_aspire import create_builder, ref_expr
from cdktf_aspire.publish_output.bicep_functions import call
from cdktf_aspire.values.expressions import Call
from cdktf_aspire.values.functions import uri_component
from tests.terraform.evaluation import evaluate as terraform_makes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktf_aspire.publish_output.leaves import BicepValue

Case = tuple[str, list["BicepValue"]]

# Letters, and what means something to Terraform, to addresses or to patterns.
_TEXT = st.text(
    st.one_of(st.sampled_from("${}%\"\\~/ +&='()[].*-_:?!^|\n\tabcXYZ019"), st.sampled_from("éÜßσ語")),
    max_size=12,
)
_PIECE = st.text(st.sampled_from("/.*a-${"), min_size=1, max_size=3)
_CASES: st.SearchStrategy[Case] = st.one_of(
    st.tuples(
        st.sampled_from(["toLower", "toUpper", "uriComponent", "base64", "string"]),
        st.tuples(_TEXT).map(list),
    ),
    st.tuples(st.sampled_from(["trim", "length", "empty"]), st.tuples(_TEXT).map(list)),
    st.tuples(st.sampled_from(["contains", "startsWith", "endsWith"]), st.tuples(_TEXT, _PIECE).map(list)),
    st.tuples(st.just("skip"), st.tuples(_TEXT, st.integers(0, 15)).map(list)),
    st.tuples(st.just("base64ToString"), _TEXT.map(lambda text: [base64.b64encode(text.encode()).decode()])),
    st.tuples(st.just("bool"), st.sampled_from(["true", "false"]).map(lambda each: [each])),
    st.tuples(st.just("take"), st.tuples(_TEXT, st.integers(0, 15)).map(list)),
    st.tuples(st.just("replace"), st.tuples(_TEXT, _PIECE, _TEXT).map(list)),
    st.tuples(st.just("split"), st.tuples(_TEXT, _PIECE).map(list)),
    st.tuples(st.just("int"), st.integers(-(10**12), 10**12).map(lambda number: [str(number)])),
    st.tuples(
        st.just("json"),
        st.one_of(_TEXT, st.integers(0, 99), st.booleans()).map(lambda each: [json.dumps(each)]),
    ),
    st.tuples(st.sampled_from(["uniqueString", "guid"]), st.lists(_TEXT, min_size=1, max_size=3)),
)


def evaluate(values: Sequence[object], parameters: Sequence[str] = ()) -> list[object]:
    """What Terraform makes of values of an AppHost: an apply of outputs only, which needs no provider.

    `{"parameter": n}` in a value stands for a parameter of the AppHost with the n-th text.
    """
    with tempfile.TemporaryDirectory() as folder:
        app = App(outdir=folder)
        stack = TerraformStack(app, "stack")
        builder = create_builder(scope=stack)
        made = [builder.add_parameter(f"p{index}") for index in range(len(parameters))]

        def filled(value: object) -> object:
            match value:
                case {"parameter": int() as index}:
                    return made[index]
                case Call(function=function, args=args):
                    return Call(function, tuple(filled(each) for each in args))
            return value

        for index, value in enumerate(values):
            output = TerraformOutput(stack, f"o{index}", value="")
            output.add_override("value", builder._synthesis.writer.text(filled(value)))
        app.synth()
        written = json.loads((Path(folder) / "stacks" / "stack" / "cdk.tf.json").read_text())
        outputs = [written["output"][f"o{index}"]["value"] for index in range(len(values))]
        texts = dict.fromkeys(written.get("variable", {}), "")
        texts |= {f"p{index}": text for index, text in enumerate(parameters)}
        variables = {name: {"type": "string", "default": text} for name, text in texts.items()}
        return terraform_makes_of(outputs, {"variable": variables})


def normalised(value: object) -> object:
    """As Terraform has all text: NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    return [normalised(each) for each in value] if isinstance(value, list) else value


@settings(max_examples=4)
@given(st.lists(_CASES, min_size=30, max_size=60))
@example(
    [
        ("replace", ["a/x/b", "/x/", "-"]),
        ("replace", ["https://acme.servicebus.windows.net:443/", "https://", ""]),
        ("split", ["acme.servicebus.windows.net:443/", ":"]),
        ("take", ["envacr1234567890", 6]),
        ("take", ["short", 50]),
        ("uriComponent", ["p@ss w0rd+/?#~!*'()"]),
        ("int", ["8080"]),
        ("json", ["0.25"]),
        ("uniqueString", ["/subscriptions/1/resourceGroups/rg"]),
        ("guid", ["a", "b", "c"]),
        ("base64", [""]),
        ("trim", ["\u00a0 a\t"]),
        ("startsWith", ["ÄB", "äb"]),
        ("substring", ["abcdef", 2, 3]),
        ("substring", ["abcdef", 6]),
        ("skip", ["abc", 9]),
        ("toLower", ["ABC ÄÖ"]),
    ]
)
def test_terraform_works_out_what_python_works_out(cases: list[Case]) -> None:
    """Each function over literals in Python, and over parameters with the same texts in Terraform."""
    texts: list[str] = []
    calls: list[object] = []
    for name, args in cases:
        given: list[object] = []
        for each in args:
            # A first text as a parameter, as it is in Aspire's Bicep; the others are literals there.
            if isinstance(each, str) and not given:
                texts.append(each)
                given.append({"parameter": len(texts) - 1})
            else:
                given.append(each)
        calls.append(Call(name, tuple(given)))

    assert evaluate(calls, texts) == [normalised(call(name, args, None)) for name, args in cases]


@settings(max_examples=4)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=20, max_size=40))
@example(["".join(chr(code) for code in range(1, 128)), "ünïcode ☃ 💥 +", ""])
def test_uri_component_is_exact(texts: list[str]) -> None:
    """Everything but RFC 3986's unreserved characters is encoded, a space as %20."""
    texts = [unicodedata.normalize("NFC", text).replace("\0", "") for text in texts]
    expected = [urllib.parse.quote(text.encode(), safe="-_.~") for text in texts]

    assert [uri_component(text) for text in texts] == expected
    alone = [Call("uriComponent", ({"parameter": index},)) for index in range(len(texts))]
    assert evaluate(alone, texts) == expected


def test_operators_and_nested_texts() -> None:
    values = [
        Call("==", (Call("?:", (Call("!=", ({"parameter": 0}, "")), "set", None)), None)),
        Call("?:", (Call("==", ({"parameter": 1}, "a")), "yes", "no")),
        Call("[]", (Call("split", ({"parameter": 2}, ":")), 0)),
        Call("take", (Call("toLower", ({"parameter": 3},)), 4)),
        Call("guid", (ref_expr('x"{0}"\\', "${literal}"), {"parameter": 1})),
        Call("??", (Call("?:", (Call("!=", ({"parameter": 0}, "")), "set", None)), "none")),
        Call("??", ({"parameter": 0}, "none")),
        Call("&&", (Call("==", ({"parameter": 1}, "a")), Call("!", (Call("empty", ({"parameter": 2},)),)))),
        Call("||", (Call("==", ({"parameter": 1}, "b")), Call("contains", ({"parameter": 2}, ":4")))),
        Call("=~", ({"parameter": 3}, "abcdef")),
        Call("!~", ({"parameter": 3}, "abcdef")),
        Call("<", (Call("int", ({"parameter": 4},)), 8)),
        Call(">=", (Call("int", ({"parameter": 4},)), 8)),
        Call(
            "+", (Call("*", (Call("int", ({"parameter": 4},)), 2)), Call("0-", (Call("length", ("abc",)),)))
        ),
        Call("-", (Call("int", ({"parameter": 4},)), Call("-", (Call("int", ({"parameter": 4},)), 1)))),
    ]

    assert evaluate(values, ["", "a", "host:443", "ABCDEF", "7"]) == [
        True,
        "yes",
        "host",
        "abcd",
        call("guid", ['x"${literal}"\\', "a"], None),
        "none",
        "",
        True,
        True,
        True,
        False,
        True,
        False,
        11,
        1,
    ]

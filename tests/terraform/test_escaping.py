"""Literal text through the real terraform binary: what goes in comes out, character by character."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdktf_aspire.terraform.escaping import escape, escape_beside_token, expression_of_text
from tests.terraform.evaluation import evaluate, nfc

if TYPE_CHECKING:
    from tests.apphost import Json

# Letters, and everything that means something to Terraform or JSON.
_TEXT = st.text(
    st.one_of(st.sampled_from('${}%"\\~\n\t \'"[]().'), st.characters(codec="utf-8")),
    max_size=20,
)


@settings(max_examples=8)
@given(st.lists(_TEXT, min_size=30, max_size=60))
@example(
    [
        "echo ${HOME} 100%{x}",
        "$${a} %%{b}",
        "$$${a}",
        "${",
        "%{",
        "$",
        "$$",
        "%",
        "${TfToken[",
        '${"${x}"}',
        "%{if true}x%{endif}",
        "%{~ x ~}",
        "\\${x}",
        '"quoted"',
        "{{.Go}} {0} {a}",
        "",
        "ünïcode ☃ 💥",
    ]
)
def test_terraform_gives_back_what_went_in(texts: list[str]) -> None:
    assert evaluate([escape(text) for text in texts]) == [nfc(text) for text in texts]


@given(_TEXT, _TEXT)
def test_a_token_in_the_text_stays(before: str, after: str) -> None:
    token = "${TfToken[TOKEN.12]}"

    assert token in escape(f"{before}{token}{after}")


_PIECES = st.lists(
    st.one_of(
        _TEXT.map(escape),
        st.sampled_from(
            [
                "${var.a}",
                '${upper("x}${var.a}{")}',
                '${{a = "}"}["a"]}',
                '${true ? "\\"${"\\\\"}" : "no"}',
                "${local.b[0]}",
            ]
        ),
    ),
    max_size=4,
)


@settings(max_examples=4)
@given(st.lists(_PIECES.map("".join).filter(lambda each: "\r" not in each), min_size=10, max_size=30))
def test_a_text_as_an_expression_is_the_same_text(texts: list[str]) -> None:
    """As an argument, as an operand, and as it stands in the file.

    But for carriage returns: in a file, Terraform evaluates nothing after a lone one.
    """
    arguments = [f"${{lower({expression_of_text(each, is_argument=True)})}}" for each in texts]
    operands = [f"${{lower({expression_of_text(each)})}}" for each in texts]
    locals_ = {"b": ["%%{y"], **{f"t{index}": each for index, each in enumerate(texts)}}
    wanted = [f"${{lower(local.t{index})}}" for index in range(len(texts))]
    more: Json = {"variable": {"a": {"default": "$${x"}}, "locals": locals_}
    found = evaluate([*wanted, *arguments, *operands], more)
    count = len(texts)

    assert found[:count] == found[count : 2 * count] == found[2 * count :]


@given(_TEXT, _TEXT)
def test_a_token_stays_a_token_in_an_expression(before: str, after: str) -> None:
    token = "${TfToken[TOKEN.12]}"
    text = f"{escape_beside_token(before)}{token}{escape_beside_token(after)}"

    assert token in expression_of_text(text)
    assert "$${" not in expression_of_text(text)

"""Literal text through the real terraform binary: what goes in comes out, character by character."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdktf_aspire.terraform.escaping import escape
from tests.terraform.evaluation import evaluate, nfc

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

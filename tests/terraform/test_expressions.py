"""Expressions through the real terraform binary: what they are made of comes out, character by character."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

from cdktf import TerraformVariable
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdktf_aspire import ReferenceExpression, ref_expr
from tests.apphost import AppHost
from tests.terraform.evaluation import evaluate, nfc

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
_TEXT = st.text(
    st.one_of(
        st.sampled_from('${}%"\\~\n\r\t \'"[]().:;#&+*!-_/'),
        st.characters(codec="utf-8", exclude_characters="\0"),
    ),
    max_size=12,
)


@settings(max_examples=3)
@given(st.lists(_TEXT.filter(bool), min_size=4, max_size=12))  # azurerm breaks off at an empty argument
@example(['say "hi"', "${HOME}", "a\\b", "}", "\r$"])
def test_arguments_beside_a_list_that_terraform_knows(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        apphost = AppHost(Path(folder))
        words = TerraformVariable(apphost.stack, "words", type="list(string)", default=["w1", "w2"])
        parameter = apphost.builder.add_parameter("part", "p")
        apphost.builder.add_container("batch", IMAGE).with_args(
            *texts, words.list_value, ref_expr("x{0}", parameter), *texts
        ).publish_as_azure_container_app_job()
        document = apphost.terraform()

    container = document["resource"]["azurerm_container_app_job"]["batch"]["template"]["container"][0]
    (arrived,) = evaluate([container["args"]], {"variable": document["variable"]})
    literal = [nfc(text) for text in texts]
    assert arrived == [*literal, "w1", "w2", "xp", *literal]


@settings(max_examples=6)
@given(st.lists(st.tuples(_TEXT, _TEXT, _TEXT), min_size=6, max_size=12))
@example([('"', "}", "${"), ("$", "%{", "a\\b"), ("\r", "a b+c", "~!*'()"), ("ünï", "é", "${x}")])
def test_choices_and_encoded_parts_are_made_of_their_texts(texts: list[tuple[str, str, str]]) -> None:
    value = '${v} "x"+y'
    with tempfile.TemporaryDirectory() as folder:
        apphost = AppHost(Path(folder))
        parameter = apphost.builder.add_parameter("part", value)
        batch = apphost.builder.add_container("batch", IMAGE)
        expected: list[str] = []
        for a, b, c in texts:
            literal = ref_expr("{0}{1}{2}", a, parameter, b)
            encoded = ref_expr("{0}?{1:uri}&{2}", a, literal, c)
            other = ReferenceExpression.create_conditional(parameter, f"x{a}", b, literal)
            chosen = ReferenceExpression.create_conditional(parameter, value.upper(), other, a)
            around = ref_expr("{0}{1}{2}", b, chosen, c)
            text = f"{a}{value}{b}"
            for each, comes_to in (
                (literal, text),
                (encoded, f"{a}?{quote(nfc(text), safe='-._~')}&{c}"),
                (chosen, text),
                (around, f"{b}{text}{c}"),
            ):
                batch.with_environment(f"E{len(expected)}", each)
                expected.append(comes_to)
        batch.publish_as_azure_container_app_job()
        document = apphost.terraform()

    container = document["resource"]["azurerm_container_app_job"]["batch"]["template"]["container"][0]
    (arrived,) = evaluate(
        [[each["value"] for each in container["env"]]],
        {"variable": {"part": document["variable"]["part"]}},
    )
    assert arrived == [nfc(text) for text in expected]

"""Literal text from an AppHost to what Terraform passes to Azure: character by character."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdktf_aspire import ContainerAppJob, Infrastructure, ref_expr
from tests.apphost import AppHost
from tests.terraform.evaluation import evaluate, nfc

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
# Letters, and everything that means something to Terraform, to Aspire's expressions or to JSON.
_TEXT = st.text(
    st.one_of(
        st.sampled_from("${}%\"\\~\n\t '[]().:;#&"), st.characters(codec="utf-8", exclude_characters="\0")
    ),
    max_size=20,
)


def braced(text: str) -> str:
    """The text as the literal part of an expression."""
    return text.replace("{", "{{").replace("}", "}}")


@settings(max_examples=6)
@given(st.lists(_TEXT, min_size=12, max_size=24))
@example(
    [
        "echo ${HOME} 100%{x}",
        "$${a} %%{b}",
        "${TfToken[",
        "{{.Go}} {0} {a}",
        "%{if true}x%{endif}",
        "\\${x}",
        '"',
        "",
        "${var.zone}",
        "ünïcode ☃ 💥",
        "line\nline\r\n",
        "return\ralone",
        "${",
        "costs $",
        "}",
    ]
)
def test_text_arrives_as_it_was_given_as_value_argument_tag_and_part(texts: list[str]) -> None:
    of_app = {f"app-{index}-${{x}}": text for index, text in enumerate(texts)}
    with tempfile.TemporaryDirectory() as folder:
        apphost = AppHost(Path(folder), tags=of_app)
        parameter = apphost.builder.add_parameter("part", "${p}", description="A ${description}.")
        batch = apphost.builder.add_container("batch", IMAGE).with_args(*filter(None, texts))
        for index, text in enumerate(texts):
            batch.with_environment(f"TEXT{index}", text)
            batch.with_environment(
                f"PART{index}", ref_expr(f"{braced(text)}|{{0}}|{braced(text)}", parameter)
            )
            batch.with_environment(f"URI{index}", ref_expr("{0:uri}", text))

        def configure(_: Infrastructure, job: ContainerAppJob) -> None:
            for index, text in enumerate(texts):
                job.tags[f"tag-{index}-${{x}}"] = text

        batch.publish_as_azure_container_app_job(configure)
        document = apphost.terraform()

    container = document["resource"]["azurerm_container_app_job"]["batch"]["template"]["container"][0]
    tags = document["resource"]["azurerm_container_app_job"]["batch"]["tags"]
    group_tags = document["resource"]["azurerm_resource_group"]["resource_group"]["tags"]
    names = [each["name"] for each in container["env"]]
    arrived = evaluate(
        [[each["value"] for each in container["env"]], container.get("args", []), tags, group_tags],
        {"variable": {"part": document["variable"]["part"]}},
    )

    expected = {
        name: value
        for index, text in enumerate(texts)
        for name, value in (
            (f"TEXT{index}", text),
            (f"PART{index}", f"{text}|${{p}}|{text}"),
            (f"URI{index}", uri_component(text)),
        )
    }
    of_job = {f"tag-{index}-${{x}}": text for index, text in enumerate(texts)}
    assert arrived == [
        [nfc(expected[name]) for name in names],
        [nfc(text) for text in texts if text],  # azurerm breaks off at an empty argument
        {key: nfc(text) for key, text in {**of_app, **of_job}.items()},
        {key: nfc(text) for key, text in of_app.items()},
    ]


def uri_component(text: str) -> str:
    """RFC 3986: what Aspire's `uri` format is, .NET's Uri.EscapeDataString."""
    return quote(text, safe="-._~")

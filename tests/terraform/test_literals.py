"""Literal text from an AppHost to what Terraform passes to Azure: character by character."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdktf_aspire import ContainerAppJob, ContainerAppWritableSecret, Infrastructure, raw, ref_expr
from tests.apphost import AppHost
from tests.terraform.evaluation import evaluate, nfc

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
# Letters, and everything that means something to Terraform, to Aspire's expressions or to JSON.
_TEXT = st.text(
    st.one_of(
        st.sampled_from("${}%\"\\~\n\r\t\ufeff '[]().:;#&"),
        st.characters(codec="utf-8", exclude_characters="\0"),
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
        "$\r",
        "$$\r\n$\r{",
        "\ufeffmark first",
        "\ufeff",
        "\ufeff\ufeff${x}\r",
        "${TfToken[not a token]}",
        "${TfToken[]}",
        "e\u0301",
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


@settings(max_examples=4)
@given(
    st.lists(
        st.one_of(
            st.integers(-(2**512), 2**512),
            st.sampled_from([2**53, 2**53 + 1, -(2**53) - 1, 10**22, 10**150]),
            st.floats(allow_nan=False, allow_infinity=False, width=32),
        ),
        min_size=10,
        max_size=20,
    )
)
@example([9007199254740993, 0.1, 1e300, -0.0, 5e-324])
def test_a_number_arrives_as_it_was_given_as_the_default_of_a_parameter(numbers: list[float]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        apphost = AppHost(Path(folder))
        for index, number in enumerate(numbers):
            apphost.builder.add_parameter(f"number-{index}", number)
        assert [problem for problem in apphost.problems() if problem.is_error] == []
        variables = apphost.terraform()["variable"]

    names = [f"number_{index}" for index in range(len(numbers))]
    shown = evaluate([f"${{tostring(var.{name})}}" for name in names], {"variable": variables})

    for number, text in zip(numbers, shown, strict=True):
        assert isinstance(text, str)
        # Terraform shows the digits of a whole number, and of a fraction as many as the text had.
        assert (int(text) if isinstance(number, int) else float(text)) == number


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x\udfff", "#{TfToken[TOKEN.0]}"])
def test_text_that_can_not_arrive_is_refused_wherever_it_stands(apphost: AppHost, text: str) -> None:
    apphost.builder.add_parameter("default", text)
    apphost.builder.add_parameter("description", "x", description=text)
    storage = apphost.builder.add_azure_storage("storage")
    storage.add_queue("queue", text)
    batch = apphost.builder.add_container("batch", IMAGE).with_args("a", text).with_environment(text, "value")
    batch.with_environment("TEXT", text).with_environment("PART", ref_expr("a{0}", text))
    batch.with_environment("FORMAT", ref_expr(braced(text))).with_environment(
        "URI", ref_expr("{0:uri}", text)
    )
    batch.with_environment(lambda context: context.environment_variables.update(CALLBACK=text))

    def configure(_: Infrastructure, job: ContainerAppJob) -> None:
        job.tags["key"] = job.tags[text] = text
        job.template.containers[0].args.append(text)
        job.configuration.secrets.append(ContainerAppWritableSecret(name=text, value=raw("var.default")))

    batch.publish_as_azure_container_app_job(configure, tags={"option": text})

    places = {problem.path for problem in apphost.problems() if problem.code == "ACJ007"}
    assert places == {
        "value=",
        "description=",
        "queue_name=",
        "args=",
        "name=",
        "ref_expr(...)",
        "with_environment('CALLBACK', ...)",
        "tags=",
        "args=[2]",
        "job.configuration.secrets[0].name",
    }


def test_text_that_terraform_composes_is_warned_of(apphost: AppHost) -> None:
    batch = apphost.builder.add_container("batch", IMAGE).with_environment("ACCENT", "e\u0301")
    batch.with_environment("IN_TEXT", ref_expr("e\u0301{0}", apphost.builder.add_parameter("part")))
    batch.publish_as_azure_container_app_job()

    assert [(problem.code, problem.path) for problem in apphost.problems()] == [
        ("ACJ008", "with_environment('ACCENT', ...)"),
        ("ACJ008", "with_environment('IN_TEXT', ...)"),
    ]


def uri_component(text: str) -> str:
    """RFC 3986: what Aspire's `uri` format is, .NET's Uri.EscapeDataString."""
    return quote(text, safe="-._~")

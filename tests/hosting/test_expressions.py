"""Text with values in it, and choices: what Terraform makes of them, by the real binary."""

from __future__ import annotations

import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from cdktf import TerraformVariable
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdktf_aspire import (
    ContainerAppEnvironmentVariable,
    ContainerAppJob,
    Infrastructure,
    ReferenceExpression,
    create_builder,
    raw,
    ref_expr,
)
from cdktf_aspire.terraform.rendering import token_of
from cdktf_aspire.values.expressions import flattened
from cdktf_aspire.values.value import known_text
from tests.apphost import AppHost
from tests.terraform.evaluation import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable

    from cdktf_aspire import ConditionalExpression, EndpointProperty

IMAGE = "mcr.microsoft.com/k8se/quickstart-jobs:1.0"
conditional = ReferenceExpression.create_conditional


def evaluated(apphost: AppHost, **values: str) -> dict[str, object]:
    """The environment variables of the job as Terraform passes them, with these values of its variables."""
    variables = {
        name: {**variable, "default": values.get(name, "")}
        for name, variable in apphost.terraform()["variable"].items()
    }
    secrets = {each["name"]: each["value"] for each in apphost.job().get("secret", [])}
    env = {
        each["name"]: each["value"] if "value" in each else secrets[each["secret_name"]]
        for each in apphost.container().get("env", [])
    }
    return dict(zip(env, evaluate(list(env.values()), {"variable": variables}), strict=True))


# ---- text with holes


def test_a_lone_hole_passes_its_value_through(apphost: AppHost) -> None:
    zone = apphost.builder.add_parameter("zone")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", ref_expr("{0}", zone)
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"A": "${var.zone}"}


def test_holes_may_come_in_any_order_and_more_than_once(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", ref_expr("{1}-{0}-{1}", "a", "b")
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"A": "b-a-b"}


def test_doubled_braces_are_braces(apphost: AppHost) -> None:
    zone = apphost.builder.add_parameter("zone")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", ref_expr('{{"zone": "{0}", "empty": {{}}}}', zone)
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"A": '{"zone": "${var.zone}", "empty": {}}'}


def test_nested_expressions_flatten_to_one_text(apphost: AppHost) -> None:
    zone = apphost.builder.add_parameter("zone")
    inner = ref_expr("b{0}c{{", zone)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", ref_expr("a{0}d{1}", inner, inner)
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"A": "ab${var.zone}c{db${var.zone}c{"}
    assert len(ref_expr("a{0}d", inner).parts) == 3


def test_a_token_of_the_users_own_may_stand_in_the_format_and_among_the_values(apphost: AppHost) -> None:
    zone = TerraformVariable(apphost.stack, "zone", type="string")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", ref_expr(f"{zone.string_value}|{{0}}|{{1}}", zone.string_value, raw("var.zone"))
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"A": "${var.zone}|${var.zone}|${var.zone}"}


def test_a_literal_in_an_expression_is_literal(apphost: AppHost) -> None:
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", ref_expr("${{x}} {0} {1}", "%{y}", "{0}")
    ).publish_as_azure_container_app_job()

    assert evaluated(apphost) == {"A": "${x} %{y} {0}"}


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8), max_size=6))
def test_any_text_in_holes_and_between_them_stays_what_it_is(texts: list[str]) -> None:
    between = "|".join(f"{text.replace('{', '{{').replace('}', '}}')}{{{i}}}" for i, text in enumerate(texts))
    expression = ref_expr(between, *texts)

    assert expression._problems == ()
    assert known_text(expression) == "|".join(text + text for text in texts)
    assert list(flattened(list(expression.parts))) == list(expression.parts)


@given(st.text(alphabet="{}01:uri ", max_size=12))
def test_any_format_is_an_expression_or_an_error_and_never_an_exception(format: str) -> None:
    expression = ref_expr(format, "a", "b")

    assert expression._problems or known_text(expression) is not None or "uri" in format


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ref_expr("a { b"), "A single '{' at position 2"),
        (lambda: ref_expr("a } b"), "A single '}' at position 2"),
        (lambda: ref_expr("{0}{1}", "a"), "There is no value for {1}"),
        (lambda: ref_expr("{0:base64}", "a"), "There is no format 'base64'"),
        (lambda: ref_expr("a", "b"), "The value {0} isn't used"),
        (lambda: ref_expr(None), "The format of an expression is text"),  # type: ignore[arg-type]
        (lambda: ref_expr("{0}", 5), "The value {0} is an int, not text"),  # type: ignore[arg-type]
        (lambda: ref_expr("{0}", None), "The value {0} is None, not text"),  # type: ignore[arg-type]
        (lambda: conditional("a", "", "b", "c"), "a text that isn't empty"),
        (lambda: conditional("a", None, "b", "c"), "a text that isn't empty"),  # type: ignore[arg-type]
        (lambda: conditional(None, "a", "b", "c"), "condition is None, not text"),  # type: ignore[arg-type]
        (lambda: conditional("a", "a", 5, "c"), "when_true is an int, not text"),  # type: ignore[arg-type]
        (lambda: conditional("a", "a", "b", ["c"]), "when_false is a list, not text"),  # type: ignore[arg-type]
        (lambda: ref_expr("x{0}", ref_expr("{1}", "a")), "There is no value for {1}"),
        (lambda: ref_expr("x{0}", conditional("a", "", "b", "c")), "a text that isn't empty"),
    ],
)
def test_a_wrong_expression_is_an_error_of_the_resource_that_uses_it(
    apphost: AppHost, make: Callable[[], ReferenceExpression | ConditionalExpression], message: str
) -> None:
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", make()
    ).publish_as_azure_container_app_job()

    (problem,) = apphost.problems()
    assert message in problem.message
    assert problem.resource == "batch"
    assert problem.where is not None
    assert problem.where.file == __file__


# ---- the uri format

_URI_TEXT = st.text(
    st.one_of(
        st.sampled_from("~-_. +/?#[]@!$&'()*,;=:%\"\\<>{}^`|\n\t"),
        st.characters(codec="utf-8", exclude_characters="\0"),
    ),
    max_size=12,
)


def test_the_uri_format_of_a_parameter_is_made_by_terraform(apphost: AppHost) -> None:
    password = apphost.builder.add_parameter("password", secret=True)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", ref_expr("redis://:{0:uri}@cache", password)
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"A": "secret:a"}
    assert apphost.job()["secret"] == [
        {"name": "a", "value": 'redis://:${replace(urlencode(var.password), "+", "%20")}@cache'}
    ]
    assert evaluated(apphost, password="a b+c/d~ü!") == {"A": "redis://:a%20b%2Bc%2Fd~%C3%BC%21@cache"}


@settings(max_examples=6)
@given(st.lists(_URI_TEXT, min_size=15, max_size=30))
@example(["a b", "+", "~-_.", "!'()*", "ü☃💥", "%20", "", "${x}", '"\\', "%{x}", "a&b=c?d#e/f:g@h", "\n"])
def test_the_uri_format_is_uri_component_for_literals_and_values_alike(texts: list[str]) -> None:
    # Aspire's uriComponent is .NET's Uri.EscapeDataString: all but RFC 3986's unreserved characters.
    wanted = [quote(text, safe="-._~") for text in texts]
    encoder = 'replace(urlencode(var.t{0}), "+", "%20")'
    variables = {f"t{index}": {"type": "string", "default": text} for index, text in enumerate(texts)}

    assert [known(ref_expr("{0:uri}", text)) for text in texts] == wanted
    assert evaluate(
        [f"${{{encoder.format(index)}}}" for index in range(len(texts))], {"variable": variables}
    ) == [quote(_nfc(text), safe="-._~") for text in texts]


def known(expression: ReferenceExpression) -> str:
    """What stands in the Terraform JSON for an expression without references."""
    return token_of(None, expression)  # type: ignore[arg-type]


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def test_the_uri_format_of_an_expression_encodes_all_of_it(apphost: AppHost) -> None:
    zone = apphost.builder.add_parameter("zone")
    inner = ref_expr('a "b"\\${{c}} {0}', zone)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", ref_expr("{0:uri}", inner)
    ).publish_as_azure_container_app_job()

    assert evaluated(apphost, zone="x/y") == {"A": "a%20%22b%22%5C%24%7Bc%7D%20x%2Fy"}


def test_the_uri_format_of_a_choice_and_of_an_address(apphost: AppHost) -> None:
    mode = apphost.builder.add_parameter("mode")
    choice = conditional(mode, "a", "x y", ref_expr("{0}/z", mode))
    cache = apphost.builder.add_container("cache", "redis:7").with_endpoint(scheme="tcp", target_port=6379)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", ref_expr("?q={0:uri}", choice)
    ).with_environment(
        "B", ref_expr("?u={0:uri}", cache.get_endpoint("tcp"))
    ).publish_as_azure_container_app_job()

    assert evaluated(apphost, mode="A") == {"A": "?q=x%20y", "B": "?u=tcp%3A%2F%2Fcache%3A6379"}
    assert evaluated(apphost, mode="b") == {"A": "?q=b%2Fz", "B": "?u=tcp%3A%2F%2Fcache%3A6379"}


def test_an_expression_as_a_token_in_a_callback_is_what_it_is_elsewhere(apphost: AppHost) -> None:
    zone = apphost.builder.add_parameter("zone")
    expressions = {
        "TEXT": ref_expr("${{x}} %{{y}} {0}", zone),
        "URI": ref_expr("{0:uri}", zone),
        "CHOICE": conditional(zone, "a b", ref_expr('"{0}"', zone), "other"),
        "KNOWN": ref_expr("${{x}}"),
        "LONE": ref_expr("{0}", zone),
    }

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        env = job.template.containers[0].env
        for name, expression in expressions.items():
            token = expression.as_provisioning_parameter(infra)
            env.append(ContainerAppEnvironmentVariable(name=name, value=token))
            text = f"${{z}} {token}{token} {expressions['LONE'].as_provisioning_parameter(infra)}"
            env.append(ContainerAppEnvironmentVariable(name=f"{name}_IN_TEXT", value=text))

    apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job(configure)

    wanted = {
        "TEXT": "${x} %{y} a b",
        "URI": "a%20b",
        "CHOICE": '"a b"',
        "KNOWN": "${x}",
        "LONE": "a b",
    }
    in_text = {f"{name}_IN_TEXT": f"${{z}} {text}{text} a b" for name, text in wanted.items()}
    assert evaluated(apphost, zone="a b") == wanted | in_text


# ---- choices


@pytest.mark.parametrize(
    ("condition", "match", "taken"),
    [("True", "true", "yes"), ("true", "TRUE", "yes"), ("False", "true", "no"), ("", "x", "no")],
)
def test_a_choice_by_what_is_known_is_made_here(
    apphost: AppHost, condition: str, match: str, taken: str
) -> None:
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", conditional(condition, match, "yes", "no")
    ).publish_as_azure_container_app_job()

    assert apphost.env() == {"A": taken}


def test_a_choice_by_tls_of_an_endpoint_is_made_here(apphost: AppHost) -> None:
    cache = apphost.builder.add_container("cache", "redis").with_endpoint(
        name="tcp", scheme="tcp", target_port=6379
    )
    web = apphost.builder.add_container("web", "myimage").with_https_endpoint()

    def text(endpoint_property: EndpointProperty | str = "tlsEnabled") -> list[ReferenceExpression]:
        return [
            ref_expr(
                "{0}{1}",
                each.property("hostAndPort"),
                conditional(each.property(endpoint_property), "True", ",ssl=true", ""),
            )
            for each in (cache.get_endpoint("tcp"), web.get_endpoint("https"))
        ]

    plain, tls = text()
    apphost.builder.add_container("batch", IMAGE).with_environment("PLAIN", plain).with_environment(
        "TLS", tls
    ).publish_as_azure_container_app_job()

    domain = "${azurerm_container_app_environment.env.default_domain}"
    assert apphost.env() == {"PLAIN": "cache:6379", "TLS": f"web.internal.{domain}:443,ssl=true"}


def test_a_choice_by_a_parameter_is_made_by_terraform_upper_and_lower_case_alike(apphost: AppHost) -> None:
    mode = apphost.builder.add_parameter("mode")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", conditional(mode, "Fast", "on", "off")
    ).publish_as_azure_container_app_job()

    assert "lower(var.mode)" in str(apphost.env()["A"])
    assert evaluated(apphost, mode="FAST") == {"A": "on"}
    assert evaluated(apphost, mode="slow") == {"A": "off"}


def test_branches_may_be_parameters_and_choices_may_nest(apphost: AppHost) -> None:
    builder = apphost.builder
    mode, tier = builder.add_parameter("mode"), builder.add_parameter("tier")
    suffix = builder.add_parameter("suffix")
    inner = conditional(tier, "gold", ref_expr(",gold={0}", suffix), ",none")
    builder.add_container("batch", IMAGE).with_environment(
        "A", ref_expr("host{0}!", conditional(mode, "fast", inner, suffix))
    ).publish_as_azure_container_app_job()

    assert evaluated(apphost, mode="Fast", tier="GOLD", suffix="s") == {"A": "host,gold=s!"}
    assert evaluated(apphost, mode="fast", tier="tin", suffix="s") == {"A": "host,none!"}
    assert evaluated(apphost, mode="slow", tier="gold", suffix="s") == {"A": "hosts!"}


def test_one_that_is_known_inside_one_that_is_not_is_folded(apphost: AppHost) -> None:
    mode = apphost.builder.add_parameter("mode")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", conditional(mode, "x", conditional("1", "1", "one", "two"), "three")
    ).publish_as_azure_container_app_job()

    assert "two" not in str(apphost.env()["A"])
    assert evaluated(apphost, mode="X") == {"A": "one"}


def test_a_bool_parameter_is_compared_as_text(apphost: AppHost) -> None:
    debug = apphost.builder.add_parameter("debug", True)
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", conditional(debug, "True", "on", "off")
    ).publish_as_azure_container_app_job()

    assert evaluate([apphost.env()["A"]], {"variable": apphost.terraform()["variable"]}) == ["on"]


@settings(max_examples=6)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8),
        min_size=9,
        max_size=12,
    )
)
@example(["${x}", "%{x}", '"', "\\", "\\n", "\n", "$${x}", "%%{x}", '\\"', "${", "a{b}", "☃", "\r"])
def test_literals_in_choices_arrive_as_they_are(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        apphost = AppHost(Path(folder))
        pick = apphost.builder.add_parameter("pick")
        batch = apphost.builder.add_container("batch", IMAGE).publish_as_azure_container_app_job()
        for index, text in enumerate(texts):
            safe = text.replace("{", "{{").replace("}", "}}")
            batch.with_environment(f"YES{index}", conditional(pick, "on", text, "no"))
            batch.with_environment(
                f"NO{index}", conditional(pick, "off", "no", ref_expr(f"{safe}{{0}}{safe}", pick))
            )
            batch.with_environment(f"SAME{index}", conditional(pick, f"on{text}", "no", "yes"))

        found = evaluated(apphost, pick="on")
    wanted = {f"YES{index}": text for index, text in enumerate(texts)}
    wanted |= {f"NO{index}": f"{text}on{text}" for index, text in enumerate(texts)}
    wanted |= {f"SAME{index}": "yes" for index, _ in enumerate(texts)}
    assert found == {name: _nfc(text) for name, text in wanted.items()}


def test_a_choice_outside_of_ascii_is_folded_by_terraform_on_both_sides(apphost: AppHost) -> None:
    city = apphost.builder.add_parameter("city")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", conditional(city, "İZMİR", "same", "other")
    ).publish_as_azure_container_app_job()

    assert evaluated(apphost, city="İzmİr") == {"A": "same"}


def test_a_choice_may_compare_with_a_token(apphost: AppHost) -> None:
    zone = TerraformVariable(apphost.stack, "zone", type="string")
    mode = apphost.builder.add_parameter("mode")
    apphost.builder.add_container("batch", IMAGE).with_environment(
        "A", conditional(mode, zone.string_value, "same", "other")
    ).publish_as_azure_container_app_job()

    assert evaluated(apphost, mode="Eu", zone="eU") == {"A": "same"}
    assert evaluated(apphost, mode="us", zone="eu") == {"A": "other"}


def test_the_same_expression_in_two_applications_is_two_texts(tmp_path: Path) -> None:
    apphost = AppHost(tmp_path)
    other = create_builder(scope=apphost.add_stack("other"))
    for builder in (apphost.builder, other):
        builder.add_container("batch", IMAGE).with_environment(
            "A", ref_expr("{0}!", builder.add_parameter("zone"))
        ).publish_as_azure_container_app_job()

    assert apphost.env() == {"A": "${var.zone}!"}
    jobs = apphost.read("other")["resource"]["azurerm_container_app_job"]
    assert jobs["batch"]["template"]["container"][0]["env"] == [{"name": "A", "value": "${var.zone}!"}]

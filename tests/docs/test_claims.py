"""The versions and programs that the documentation names as tested are those that the tests use."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.apphost import ROOT
from tests.publish_output.test_corpus import VERSIONS
from tests.review.corpus import RELEASES
from tests.terraform.stand_in import bindings
from tests.terraform.stand_in.table import later_versions
from tests.terraform.test_bindings_matrix import SETS

HOME = "docs/stability.md"


def table_after(heading: str, page: str) -> dict[str, str]:
    """The rows of the first table after a heading: the first cell -> the others."""
    text = (ROOT / page).read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2]
    rows = [line.strip("| ").split(" | ", 1) for line in text.splitlines() if line.startswith("|")]
    return {row[0]: row[1] for row in rows if len(row) == 2}


def numbers_in(text: str) -> list[str]:
    return re.findall(r"\b\d+\.\d+\b", text)


CLAIMS = table_after("Tested against", HOME)


def test_the_versions_of_python_and_the_systems_are_those_of_ci() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))["jobs"]
    runs = jobs["tests"]["strategy"]["matrix"]["include"]
    required = ["3.11", *(each["python"] for each in runs if not each.get("may-fail"))]
    real, _, otherwise = CLAIMS["Python on Linux"].partition(" | ")
    assert numbers_in(real) == required
    optional = [each for each in runs if each.get("may-fail")]
    assert numbers_in(otherwise) == [each["python"] for each in optional if each["python"] not in required]
    names = {"macos": "macOS", "windows": "Windows"}
    systems = {each["os"].partition("-")[0] for each in optional} - {"ubuntu"}
    assert {each for each in names.values() if each in otherwise} == {names[each] for each in systems}


def test_the_versions_of_azurerm_are_those_of_the_stand_in() -> None:
    versions = {*later_versions(), *map(bindings.provider_version, bindings.PACKAGES)}
    expected = [each.removesuffix(".0") for each in sorted(versions, key=bindings.in_order)]
    assert numbers_in(CLAIMS["azurerm"]) == expected
    assert (ROOT / "tests" / "terraform" / "stand_in" / "azurerm_4_81.json").exists()
    assert (ROOT / "tests" / "terraform" / "azurerm_4_55.json").exists()


def test_the_engines_and_bindings_are_those_that_are_installed() -> None:
    rows = table_after("Versions", "docs/engines.md")
    said = {
        (engine, version)
        for engine, bindings_of in rows.items()
        for version in re.findall(r"\b\d+\.\d+\.\d+\b", bindings_of)
    }
    pyproject = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (own,) = re.findall(r'"cdktf-cdktf-provider-azurerm==([\d.]+)"', pyproject)
    assert said == {("cdktf 0.21", own)} | {
        (re.sub(r"==(\d+\.\d+)\.\d+", r" \1", engine), provider.partition("==")[2])
        for engine, provider in SETS
    }


def test_the_publish_outputs_are_those_of_the_corpus() -> None:
    claim = CLAIMS["publish output"]
    assert numbers_in(claim) == sorted(
        (each for each in VERSIONS if not each.startswith("azd")), key=bindings.in_order
    )
    assert re.findall(r"azd for Aspire (\d+) and (\d+)", claim) == [("8", "9")]
    assert {"azd-8", "azd-9"} == {each for each in VERSIONS if each.startswith("azd")}
    page = table_after("What is read", "docs/publish-output.md")
    assert numbers_in(" ".join(each for each in page if each.startswith("Aspire"))) == numbers_in(claim)


def test_the_plans_that_are_read_are_those_of_the_corpus() -> None:
    for tool in ("Terraform", "OpenTofu"):
        (first, last), *_ = re.findall(rf"{tool} (\d\.\d+) to (\d\.\d+)", CLAIMS["Terraform"])
        releases = [each.partition("-")[2] for each in RELEASES if each.startswith(tool.lower())]
        assert releases == [f"1.{each}" for each in range(int(first[2:]), int(last[2:]) + 1)]


@pytest.mark.parametrize("page", ["docs/deploying.md", "docs/engines.md", "docs/publish-output.md"])
def test_other_pages_link_to_the_table(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert "stability.md#tested-against" in text


def test_the_readme_names_the_site() -> None:
    site = yaml.safe_load((ROOT / ".github" / "workflows" / "site.yml").read_text(encoding="utf-8"))
    address = re.findall(
        r"^site_url: (\S+)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE
    )
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"<(https://\S+)>\. A workflow builds it from `main`\.", readme) == address
    assert site[True]["push"]["branches"] == ["main"]  # YAML 1.1 reads `on` as a boolean

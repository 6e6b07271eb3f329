"""The documentation and the texts of the package are in plain English."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.apphost import ROOT
from tests.english import MODULES, PAGES, long_sentences_of, phrases_in, problems_of


def test_the_documentation_has_no_phrase_that_reads_as_if_translated() -> None:
    assert [problem for page in PAGES for problem in problems_of(page)] == []


def test_the_texts_of_the_package_have_no_phrase_that_reads_as_if_translated() -> None:
    assert [problem for module in MODULES for problem in problems_of(module)] == []


def test_the_sentences_of_the_documentation_are_short() -> None:
    assert [sentence for page in PAGES for sentence in long_sentences_of(page)] == []


def test_the_documentation_and_the_package_have_no_misspelling() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "codespell_lib",
            "constructs",
            "docs",
            *(page.name for page in ROOT.glob("*.md")),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("avoided", "plain"),
    [
        ("The secret stands in clear.", "The secret is stored in plain text."),
        ("The resource is no job.", "The resource isn't a job; there is no job."),
        ("Keep it safe, for anyone may read it.", "Keep it safe: anyone can read it, for example a user."),
        (
            "It needs that, for a deployment has roles.",
            "It is fine, for a job that has roles and for the others.",
        ),
        ("Whoever deploys needs the role.", "The deploying identity needs the role."),
        ("Mend the callback.", "Fix the callback."),
        ("It works as ever.", "It works as usual."),
        ("It costs 20 euros at the most.", "It costs at most 20 euros, the least dangerous first."),
        ("The two are told apart.", "The two are shown separately."),
        ("There is nothing to tell.", "There is no address to pass on."),
        ("That is no concern of Terraform's.", "Terraform doesn't control it."),
        ("All less `terraform_data`.", "All except `terraform_data`, no less than that."),
        ("It is in the field's words.", "It is described in domain terms."),
        ("It uses what exists already.", "It uses existing resources."),
        ("What Terraform knows is in its state.", "What is tested; what a job needs around it."),
        ("It is an error, and so is this.", "This is an error too, so is not allowed."),
        ("A construct of azurerm's is passed.", "A construct of azurerm's provider is passed."),
        ("It takes no argument.", "It doesn't take an argument."),
        ("The job\nis no\nservice.", "The job isn't a service."),
    ],
)
def test_a_phrase_to_avoid_is_found_and_the_plain_one_is_not(avoided: str, plain: str) -> None:
    assert list(phrases_in(avoided))
    assert list(phrases_in(plain)) == []

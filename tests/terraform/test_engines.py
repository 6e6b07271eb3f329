"""Two engines, cdktf and cdktn: the one of the user's stack writes, and both write the same."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import SynthesisStopped, create_builder
from tests.apphost import ROOT, clean_environment, run_program, without_notes
from tests.engines import in_engine
from tests.matrix import matrix
from tests.terraform import examples, known_attributes
from tests.terraform.known_attributes import NEWER

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import Json

ENGINES = ["cdktf", "cdktn"]
JOB = 'builder.add_project("api", "a.csproj").publish_as_azure_container_app_job()\n'
IN_A_STACK = f"""
from cdktf_aspire import create_builder
from cdktf import App, LocalBackend, TerraformStack
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
app = App()
stack = TerraformStack(app, "jobs")
LocalBackend(stack, path="terraform.tfstate")
group = ResourceGroup(stack, "group", name="rg", location="westeurope")
builder = create_builder(scope=stack, resource_group=group)
builder.add_azure_key_vault("vault")
{JOB}app.synth()
"""
ALONE = f"""
from cdktf_aspire import create_builder
builder = create_builder(name="jobs")
{JOB}builder.build().run()
"""


def written(folder: Path, code: str, **environment: str) -> Json:
    done = run_program(folder, code, **environment)
    assert (done.returncode, "Error" in done.stderr) == (0, False), done.stderr
    document: Json = json.loads((folder / "cdktf.out" / "stacks" / "jobs" / "cdk.tf.json").read_text())
    return document


def engine_in(document: Json) -> str:
    """By the engine's own note of its version."""
    return {"0.21": "cdktf", "0.24": "cdktn"}[document["//"]["metadata"]["version"].rpartition(".")[0]]


@pytest.mark.matrix
def test_the_engine_of_the_stack_writes(tmp_path: Path) -> None:
    documents = {each: written(tmp_path, in_engine(IN_A_STACK, each)) for each in ENGINES}

    assert {each: engine_in(document) for each, document in documents.items()} == {
        "cdktf": "cdktf",
        "cdktn": "cdktn",
    }
    assert without_notes(documents["cdktn"]) == without_notes(documents["cdktf"])


@pytest.mark.parametrize(
    ("first", "environment", "engine"),
    [
        matrix("", {}, "cdktf"),  # as in nearly all other tests
        ("import cdktn", {}, "cdktn"),
        matrix("import cdktf", {}, "cdktf"),
        matrix("import cdktf, cdktn", {}, "cdktf"),
        matrix("", {"CDKTF_ASPIRE_ENGINE": "cdktn"}, "cdktn"),
        ("import cdktn", {"CDKTF_ASPIRE_ENGINE": "cdktf"}, "cdktf"),
    ],
)
def test_without_a_stack_it_is_the_one_that_is_imported_or_named(
    tmp_path: Path, first: str, environment: dict[str, str], engine: str
) -> None:
    assert engine_in(written(tmp_path, first + ALONE, **environment)) == engine


@pytest.mark.matrix
def test_an_engine_may_be_imported_after_the_library(tmp_path: Path) -> None:
    late = ALONE.replace("import create_builder", "import create_builder\nimport cdktn")

    assert engine_in(written(tmp_path, late)) == "cdktn"


def test_an_unknown_engine_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDKTF_ASPIRE_ENGINE", "cdk8s")
    with pytest.raises(SynthesisStopped) as stopped:
        create_builder(name="jobs")

    errors = stopped.value.code
    assert errors.startswith("Error: 'cdk8s' is not an engine [ACJ985]\n")
    assert "cdktf, cdktn" in errors


def test_two_engines_in_one_program(tmp_path: Path) -> None:
    both = "".join(
        in_engine(IN_A_STACK, each).replace("App()", f'App(outdir="{each}")') for each in reversed(ENGINES)
    )
    done = run_program(tmp_path, both)

    assert (done.returncode, "Error" in done.stderr) == (0, False), done.stderr
    documents = [
        json.loads((tmp_path / each / "stacks" / "jobs" / "cdk.tf.json").read_text()) for each in ENGINES
    ]
    assert [engine_in(each) for each in documents] == ENGINES
    assert "azurerm_container_app_job" in documents[1]["resource"]
    assert without_notes(documents[0]) == without_notes(documents[1])


MIXED = {
    "an App": (
        'app = cdktf.App()\nstack = cdktn.TerraformStack(app, "jobs")\n',
        "The stack belongs to cdktn, but its App to cdktf",
    ),
    "a stack": (
        'app = cdktn.App()\nstack = cdktf.TerraformStack(app, "jobs")\n',
        "The stack belongs to cdktf, but its App to cdktn",
    ),
    "a construct in the stack": (
        'app = cdktn.App()\nstack = cdktn.TerraformStack(app, "jobs")\n'
        'ResourceGroup(stack, "group", name="rg", location="westeurope")\n',
        "'jobs/group' belongs to cdktf, but its stack to cdktn",
    ),
    "a construct as a value": (
        'app = cdktn.App()\nstack = cdktn.TerraformStack(app, "jobs")\n'
        'group = ResourceGroup(Construct(stack, "c"), "group", name="rg", location="westeurope")\n',
        "azurerm_resource_group 'jobs/c/group' belongs to cdktf, but the stack to cdktn",
    ),
}


@pytest.mark.parametrize("kind", MIXED)
def test_mixed_engines_are_a_problem_that_names_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, message = MIXED[kind]
    imports = (
        "import cdktf, cdktn\nfrom cdktf_aspire import create_builder\nfrom constructs import Construct\n"
        "from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup\ngroup = None\n"
    )
    builder = "builder = create_builder(scope=stack, resource_group=group)\n"
    with pytest.raises(SynthesisStopped) as stopped:
        exec(f"{imports}{code}{builder}{JOB}app.synth()\n", {})

    assert f"Error: {message} [ACJ984]\n" in stopped.value.code
    assert not (tmp_path / "cdktf.out" / "stacks" / "jobs" / "cdk.tf.json").exists()


# Tests of the JSON, its plan and its apply, which make their AppHosts in the process of the test.
ON_BOTH = ["apply", "changes", "environments", "escaping", "literals", "publish_output"]


@pytest.mark.matrix(is_long=True)
def test_the_tests_with_terraform_run_on_cdktn_too() -> None:
    files = [f"tests/terraform/test_{name}.py" for name in ON_BOTH]
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.on_cdktn",
            "-n0",
            "-q",
            "-p",
            "no:cacheprovider",
            *files,
        ],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    assert "with the stand-in for azurerm 4.55.0 to 5.10.0" in done.stdout


# Has constructs of its own whose arguments are others in azurerm 5, which cdktn's bindings are made for.
OF_AZURERM_4 = {"docs/recipes/private-network.md"}


@pytest.mark.matrix
@pytest.mark.parametrize("name", [name for name in examples.NAMES if name not in OF_AZURERM_4])
def test_each_example_is_the_same_on_both_and_each_version_of_azurerm_has_it(
    tmp_path: Path, of_run: Path, name: str
) -> None:
    outputs: list[list[Json]] = []
    for engine in ENGINES:
        folder = tmp_path / engine
        folder.mkdir()
        is_own = engine == examples.engine_of(name)
        folders = (
            examples.of_run_in(of_run, name, folder)[0]
            if is_own
            else examples.synthesize(name, folder, engine)
        )
        files = [file for each in folders for file in sorted(each.rglob("cdk.tf.json"))]
        assert files
        texts = [file.read_text(encoding="utf-8").replace(str(folder), "") for file in files]
        outputs.append([_less_the_pin(without_notes(json.loads(text))) for text in texts])

    assert outputs[0] == outputs[1]
    for document in outputs[0]:
        for engine, newer in (("cdktf", NEWER), ("cdktn", set())):
            assert known_attributes.unknown(document, json.dumps(document), engine) <= newer


def _less_the_pin(document: Json) -> Json:
    """Without the version of azurerm where the bindings give it: for a provider of the user's own."""
    azurerm = document["terraform"]["required_providers"]["azurerm"]
    if azurerm["version"] in {"4.55.0", "5.10.0"}:
        del azurerm["version"]
    return document

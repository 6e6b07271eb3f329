"""The example in the docstring of every public name, run: what it declares has no problem.

It may name, besides the public names:

- `builder`, and `worker`, a container of it; `password`, a secret parameter;
- `job`, as in a configure callback: an example that uses it runs in one, of `worker`'s job;
- `publish-output`, a folder that `aspire publish` wrote;
- `App` and `TerraformStack` of cdktf.

A scale rule that it ends with starts `worker`'s job.
"""

from __future__ import annotations

import ast
import inspect
import re
import shutil
import textwrap
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from cdktf import App, TerraformStack

import cdktf_aspire
from cdktf_aspire import ContainerAppJob, Event, Infrastructure, ScaleRule
from tests.apphost import ROOT, AppHost

if TYPE_CHECKING:
    from pathlib import Path

PUBLISH_OUTPUT = ROOT / "tests" / "publish_output" / "samples" / "shop"
# A type alias, which has no docstring.
WITHOUT = {"Value"}
EXAMPLE = re.compile(r"^Example:\n((?:    .*\n|\n)+)", re.MULTILINE)
FENCE = re.compile(r"^```python\n(.*?)^```$|^`([^`\n]+)`$", re.DOTALL | re.MULTILINE)


def example_of(name: str) -> str:
    """The code of a public name's example; empty when it has none."""
    found = EXAMPLE.search(f"{inspect.getdoc(getattr(cdktf_aspire, name))}\n")
    block = FENCE.fullmatch(textwrap.dedent(found[1]).strip()) if found else None
    return (block[1] or block[2]) if block else ""


@pytest.mark.parametrize("name", sorted({*cdktf_aspire.__all__} - WITHOUT))
def test_the_example_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = example_of(name)
    assert example
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PUBLISH_OUTPUT, "publish-output")
    builder = AppHost(tmp_path / "cdktf.out").builder
    worker = builder.add_container("worker", "mcr.microsoft.com/dotnet/samples:dotnetapp")
    names = {each: getattr(cdktf_aspire, each) for each in cdktf_aspire.__all__} | {
        "App": App,
        "TerraformStack": TerraformStack,
        "builder": builder,
        "password": builder.add_parameter("password", secret=True),
        "timedelta": timedelta,
        "worker": worker,
    }

    def configure(infra: Infrastructure, job: ContainerAppJob) -> None:
        names.update(infra=infra, job=job)
        value_of(example, names)

    if re.search(r"\bjob\.", example) and "def " not in example:
        worker.publish_as_azure_container_app_job(configure)
    else:
        value = value_of(example, names)
        trigger = Event(value) if isinstance(value, ScaleRule) else None
        if "worker.publish_as_" not in example:
            worker.publish_as_azure_container_app_job(trigger=trigger)
    problems = builder.check()
    if "publish-output" in example:  # one with warnings of its own
        problems = [each for each in problems if each.is_error]
    assert [f"{each.code} {each.message}" for each in problems] == []

    shown = getattr(cdktf_aspire, name)
    assert re.search(rf"\b({name}|{shown.__name__})\b", example) or any(
        isinstance(each, shown) for each in [*names.values(), *builder.resources]
    ), f"the example shows no {name}"


def value_of(code: str, names: dict[str, object]) -> object:
    """Runs the code; the value of its last line, when that is an expression."""
    body = ast.parse(code).body
    last = body[-1]
    if not isinstance(last, ast.Expr):
        exec(compile(code, "example.py", "exec"), names)
        return None
    exec(compile(ast.Module(body[:-1], []), "example.py", "exec"), names)
    return eval(compile(ast.Expression(last.value), "example.py", "eval"), names)

"""Publish outputs for one test each: a sample with something changed, or a module alone."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from cdktf_aspire.publish_output.publication import AspirePublishOutput
from tests.publish_output.samples import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from cdktf_aspire import Problem
    from cdktf_aspire.publish_output.modules import Module


def copy_of(name: str, folder: Path) -> Path:
    """A sample of its own."""
    ignored = shutil.ignore_patterns("__init__.py", "__pycache__")
    return shutil.copytree(SAMPLES / name, folder / name, ignore=ignored, dirs_exist_ok=True)


def changed(name: str, folder: Path, file: str, old: str, new: str) -> Path:
    """A sample with one text replaced in one file."""
    output = copy_of(name, folder)
    text = (output / file).read_text(encoding="utf-8")
    assert old in text
    (output / file).write_text(text.replace(old, new), encoding="utf-8")
    return output


def module(folder: Path, bicep: str, params: dict[str, object] | None = None) -> AspirePublishOutput:
    """A publish output with one module `m`, and the parameters `text` and `secret`."""
    entry = {"type": "azure.bicep.v0", "path": "m.module.bicep", "params": params or {}}
    inputs = {"value": {"type": "string"}}
    resources = {
        "m": entry,
        "text": {"type": "parameter.v0", "value": "{text.inputs.value}", "inputs": inputs},
    }
    (folder / "m.module.bicep").write_text(bicep, encoding="utf-8")
    (folder / "aspire-manifest.json").write_text(json.dumps({"resources": resources}, indent=2))
    return AspirePublishOutput.load(folder)


def only_module(output: AspirePublishOutput) -> Module:
    """Its module, which has no mistakes."""
    assert output.problems == []
    (found,) = output.modules
    return found


def messages(problems: list[Problem]) -> list[str]:
    """Code and first line of each problem."""
    return [f"{each.code} {each.message.splitlines()[0]}" for each in problems]


def folder_of(folder: Path, files: dict[str, str], resources: dict[str, object] | None = None) -> Path:
    """A folder with files, and a manifest of these resources if there are any."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    if resources is not None:
        (folder / "aspire-manifest.json").write_text(json.dumps({"resources": resources}, indent=2))
    return folder


def bicep_module(path: str, **params: object) -> dict[str, object]:
    """The entry of a module in the manifest."""
    return {"type": "azure.bicep.v0", "path": path, "params": params}

"""The engines and bindings that users have: each set, installed alone, writes the same as the tests' own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.apphost import clean_environment, without_notes
from tests.platforms import PROGRAMS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import Json

pytestmark = pytest.mark.matrix

APPHOST = """
from datetime import timedelta
from cdktf_aspire import Event, Schedule, StorageQueueScaleRule, create_builder

builder = create_builder(name="jobs")
password = builder.add_parameter("password", secret=True)
db = builder.add_azure_key_vault("vault").add_secret("db", password)
orders = builder.add_azure_storage("storage").add_queue("orders")
nightly = builder.add_project("nightly", "nightly.csproj").with_environment("DB", db)
nightly.with_volume("/data", "data").publish_as_azure_container_app_job(
    trigger=Schedule("0 2 * * *"), timeout=timedelta(minutes=30)
)
builder.add_container("worker", "a/b:1").with_reference(orders).publish_as_azure_container_app_job(
    trigger=Event(StorageQueueScaleRule(queue_name=orders, queue_length=5))
)
builder.build().run()
"""
PACKAGES = {"cdktf", "cdktf-cdktf-provider-azurerm", "cdktn", "cdktn-provider-azurerm"}
SETS = [
    # The oldest: their azurerm has neither identities in scale rules nor two attributes of vaults and queues.
    ("cdktf==0.20.12", "cdktf-cdktf-provider-azurerm==13.20.0"),
    ("cdktf==0.21.0", "cdktf-cdktf-provider-azurerm==14.0.0"),
    # cdktn's first bindings, which were made for cdktf.
    ("cdktf==0.21.0", "cdktn-provider-azurerm==14.25.0"),
    ("cdktn==0.22.0", "cdktn-provider-azurerm==15.11.0"),
    ("cdktn==0.23.0", "cdktn-provider-azurerm==16.9.0"),
    ("cdktn==0.24.0", "cdktn-provider-azurerm==17.0.0"),
    ("cdktn==0.24.0", "cdktn-provider-azurerm==18.9.0"),
]


def run(folder: Path, *command: str, **environment: str) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def written(folder: Path, python: str, **environment: str) -> Json:
    (folder / "main.py").write_text(APPHOST, encoding="utf-8")
    run(folder, python, "main.py", **environment)
    text = (folder / "cdktf.out" / "stacks" / "jobs" / "cdk.tf.json").read_text(encoding="utf-8")
    return json.loads(text)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Json:
    """What the engine and the bindings of the other tests write."""
    document: Json = without_notes(
        written(tmp_path_factory.mktemp("expected"), sys.executable, CDKTF_ASPIRE_ENGINE="cdktf")
    )
    return document


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Python of an environment, in which each test replaces what differs from its own set."""
    folder = tmp_path_factory.mktemp("environment")
    run(folder, "uv", "venv", "--quiet", "--python", sys.executable, "environment")
    return str(folder / "environment" / PROGRAMS / "python")


@pytest.mark.parametrize(("engine", "bindings"), SETS, ids=[" ".join(each) for each in SETS])
def test_each_set_writes_the_same(
    tmp_path: Path, wheel: Path, expected: Json, python: str, engine: str, bindings: str
) -> None:
    wanted, resolved = tmp_path / "wanted.txt", tmp_path / "resolved.txt"
    wanted.write_text(f"cdktf-aspire @ {wheel.as_uri()}\n{engine}\n{bindings}\n", encoding="utf-8")
    in_it = ("--quiet", "--python", python)
    run(tmp_path, "uv", "pip", "compile", *in_it, "--no-annotate", str(wanted), "-o", str(resolved))
    others = PACKAGES - {each.partition("==")[0] for each in (engine, bindings)}
    alone = [line for line in resolved.read_text().splitlines() if line.partition("==")[0] not in others]
    resolved.write_text("\n".join(alone), encoding="utf-8")
    run(tmp_path, "uv", "pip", "sync", *in_it, str(resolved))

    document = written(tmp_path, python)

    assert document["//"]["metadata"]["version"] == engine.partition("==")[2]
    assert without_notes(document) == expected

"""The lazily loaded bindings: the same Terraform as with the plain import, and the user's imports as ever.

Each test is a process of its own, for a process imports the bindings once.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.apphost import ROOT, clean_environment
from tests.matrix import matrix
from tests.terraform import slow_node

if TYPE_CHECKING:
    from pathlib import Path

PROBE = """
import sys
plain = sum(name.startswith("cdktf_cdktf_provider_azurerm.") and name.count(".") == 1 for name in sys.modules)
print("submodules", plain)
"""


def run(folder: Path, code: str, **environment: str) -> str:
    (folder / "probe.py").write_text(code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "probe.py"],
        cwd=folder,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


APPHOST = """
from cdktf import App, LocalBackend, TerraformStack
from cdktf_aspire import create_builder
app = App(outdir="out")
stack = TerraformStack(app, "stack")
LocalBackend(stack, path="terraform.tfstate")
builder = create_builder(scope=stack)
secret = builder.add_parameter("password", secret=True)
builder.add_project("api", "a.csproj").with_environment("P", secret).publish_as_azure_container_app_job()
app.synth()
"""


@pytest.mark.matrix(is_long=True)
def test_both_ways_write_the_same_bytes(tmp_path: Path) -> None:
    for name in ("lazy", "plain"):
        (tmp_path / name).mkdir()
    lazy = run(tmp_path / "lazy", APPHOST + PROBE)
    # A plain import before the library stays a plain import.
    plain = run(
        tmp_path / "plain",
        "from cdktf_cdktf_provider_azurerm.provider import AzurermProvider" + APPHOST + PROBE,
    )

    assert int(lazy.split()[-1]) < 30
    assert int(plain.split()[-1]) > 1000
    written = [tmp_path / name / "out" / "stacks" / "stack" / "cdk.tf.json" for name in ("lazy", "plain")]
    assert written[0].read_bytes() == written[1].read_bytes()


COUNT_MODULES = """
const fs = require("fs");
process.on("exit", () => {
  const loaded = Object.keys(require.cache).filter((name) => name.includes("provider-azurerm"));
  if (loaded.length > 0) fs.writeFileSync("loaded.txt", String(loaded.length));
});
"""


@pytest.mark.parametrize("first", [matrix("import cdktf"), matrix("import constructs"), "import cdktn", ""])
def test_node_loads_only_what_is_used_whatever_is_imported_first(tmp_path: Path, first: str) -> None:
    (tmp_path / "count.js").write_text(COUNT_MODULES, encoding="utf-8")
    apphost = """
from cdktf_aspire import create_builder
builder = create_builder()
builder.add_container("batch", "a/b:1").publish_as_azure_container_app_job()
builder.build().run()
"""
    run(tmp_path, first + apphost, NODE_OPTIONS=f"--require {tmp_path / 'count.js'}")

    assert int((tmp_path / "loaded.txt").read_text()) < 50


def test_the_users_own_imports_work_before_and_after(tmp_path: Path) -> None:
    before_and_after = """
import os
variables = dict(os.environ)
from cdktf_aspire import create_builder
from cdktf_cdktf_provider_azurerm.storage_account import StorageAccount
from cdktf_cdktf_provider_azurerm import key_vault
import cdktf_cdktf_provider_azurerm as azurerm
from cdktf import App, LocalBackend, TerraformStack
app = App(outdir="out")
stack = TerraformStack(app, "stack")
LocalBackend(stack, path="terraform.tfstate")
place = dict(resource_group_name="rg", location="westeurope")
tier = dict(account_tier="Standard", account_replication_type="LRS")
StorageAccount(stack, "before", name="before", **tier, **place)
create_builder(scope=stack).add_container("batch", "a/b:1").publish_as_azure_container_app_job()
app.synth()
azurerm.storage_queue.StorageQueue(stack, "queue", name="q", storage_account_name="before")
key_vault.KeyVault(stack, "kv", name="kv", tenant_id="t", sku_name="standard", **place)
from cdktf_cdktf_provider_azurerm.data_azurerm_subscription import DataAzurermSubscription
DataAzurermSubscription(stack, "subscription")
app.synth()
assert "container_app_job" in dir(azurerm) and "container_app_job" in azurerm.__all__
try:
    azurerm.no_such_thing
except AttributeError as error:
    print(error)
try:
    import cdktf_cdktf_provider_azurerm.no_such_thing
except ModuleNotFoundError as error:
    print(error)
assert dict(os.environ) == variables, "no import changes an environment variable"
"""
    output = run(tmp_path, before_and_after + PROBE)

    written = "Wrote the stack stack to out."
    assert output.splitlines()[:4] == [
        *[written, written],
        "module 'cdktf_cdktf_provider_azurerm' has no attribute 'no_such_thing'",
        "No module named 'cdktf_cdktf_provider_azurerm.no_such_thing'",
    ]
    assert int(output.split()[-1]) < 30
    text = (tmp_path / "out" / "stacks" / "stack" / "cdk.tf.json").read_text()
    for kind in (
        "azurerm_storage_account",
        "azurerm_storage_queue",
        "azurerm_key_vault",
        "azurerm_subscription",
    ):
        assert f'"{kind}"' in text


def test_an_environment_variable_asks_for_the_plain_import(tmp_path: Path) -> None:
    engine = "from cdktf_aspire.terraform.engine import bindings\nimport sys\n"
    code = f"{engine}print('cdktf_cdktf_provider_azurerm' in sys.modules)"

    assert run(tmp_path, code).strip() == "True"
    assert run(tmp_path, code, CDKTF_ASPIRE_PLAIN_BINDINGS="1").strip() == "False"


def test_what_is_unexpected_falls_back_to_the_plain_import(tmp_path: Path) -> None:
    """A bindings package of another shape is left alone; it is a stand-in with nothing in it."""
    package = tmp_path / "cdktf_cdktf_provider_azurerm"
    (package / "_jsii").mkdir(parents=True)
    (package / "_jsii" / "__init__.py").touch()
    (package / "__init__.py").write_text("SOMETHING_ELSE = 1\npublication.publish()\n")
    output = run(
        tmp_path,
        "from cdktf_aspire.terraform.engine import bindings\nimport sys\n"
        "from cdktf_aspire.terraform.engine.engines import ENGINES\n"
        "print(bindings.install(ENGINES[0]), 'cdktf_cdktf_provider_azurerm' in sys.modules)",
        PYTHONPATH=f"{tmp_path}:{ROOT / 'constructs'}",
    )

    assert output.split() == ["False", "False"]


@pytest.mark.parametrize("first", [matrix("import cdktf\n"), ""])
def test_a_kernel_that_does_not_take_the_package_still_writes(tmp_path: Path, first: str) -> None:
    """The JavaScript half is loaded as ever when jsii refuses; the refusal is simulated."""
    run(tmp_path, first + APPHOST, **slow_node.install(tmp_path, '"name": "cdktf-aspire"', "1"))

    assert (tmp_path / "out" / "stacks" / "stack" / "cdk.tf.json").exists()


@pytest.mark.parametrize("module", ["cdktf_aspire.jobs.rules", "cdktf_aspire.jobs.cron"])
def test_the_job_model_loads_without_cdktf_and_jsii(tmp_path: Path, module: str) -> None:
    """cdktf and constructs are found, and would be imported, if something asked for them."""
    code = f"""
import sys, types
package = types.ModuleType("cdktf_aspire")
package.__path__ = [{str(ROOT / "constructs" / "cdktf_aspire")!r}]
sys.modules["cdktf_aspire"] = package
import {module}
print(sorted(name for name in ("cdktf", "constructs", "jsii") if name in sys.modules))
"""
    assert run(tmp_path, code).strip() == "[]"


def test_a_program_that_asks_node_for_nothing_ends_quietly(tmp_path: Path) -> None:
    assert run(tmp_path, "from cdktf_aspire import create_builder\nprint('end')") == "end\n"

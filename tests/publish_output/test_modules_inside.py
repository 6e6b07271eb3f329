"""Modules that a module uses: each use is a resource, in the group of its module, with its own values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import SynthesisStopped
from cdktf_aspire.publish_output.publication import AspirePublishOutput
from tests.publish_output.outputs import bicep_module, folder_of, messages

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost

ENVIRONMENT = """resource home 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: 'cae-home'
  location: resourceGroup().location
  properties: {}
}
output id string = home.id
"""
ONE = """param environment string
param colour string
resource job 'Microsoft.App/jobs@2025-01-01' = {
  name: 'paint-${colour}'
  location: resourceGroup().location
  properties: {
    environmentId: environment
    configuration: { triggerType: 'Manual', replicaTimeout: 60 }
    template: { containers: [ { name: 'paint', image: 'acme/paint:1', args: [ colour ] } ] }
  }
}
output name string = 'paint-${colour}'
"""
WORK = """param environment string
param colours array = [ 'red', 'blue' ]
module all 'one.bicep' = [for each in colours: {
  name: each
  params: { environment: environment, colour: each }
}]
module late 'one.bicep' = if (length(colours) > 1) {
  name: 'late'
  scope: resourceGroup('rg-late')
  params: { environment: environment, colour: first.outputs.name }
}
module first 'one.bicep' = {
  name: 'first'
  params: { environment: environment, colour: 'first' }
}
module never 'one.bicep' = if (length(colours) > 2) {
  name: 'never'
  params: { environment: environment, colour: 'none' }
}
"""
MAIN = """targetScope = 'subscription'
module work 'work/work.bicep' = {
  name: 'work'
  params: { environment: home.outputs.id }
}
module home 'home.bicep' = {
  name: 'home'
}
"""
FILES = {"main.bicep": MAIN, "home.bicep": ENVIRONMENT, "work/work.bicep": WORK, "work/one.bicep": ONE}
NAMES = {
    "work_all_0": "paint-red",
    "work_all_1": "paint-blue",
    "work_first": "paint-first",
    "work_late": "paint-paint-first",
}


def names(apphost: AppHost) -> dict[str, str]:
    jobs = apphost.terraform()["resource"].get("azurerm_container_app_job", {})
    return {address: job["name"] for address, job in jobs.items()}


def test_each_use_of_a_module_in_a_folder(apphost: AppHost, tmp_path: Path) -> None:
    apphost.builder.add_publish_output(folder_of(tmp_path, FILES))

    assert apphost.codes() == []
    assert names(apphost) == NAMES


def test_each_use_of_a_module_of_the_manifest(apphost: AppHost, tmp_path: Path) -> None:
    entries: dict[str, object] = {
        "work": bicep_module("work/work.bicep", environment="{home.outputs.id}"),
        "home": bicep_module("home.bicep"),
    }
    apphost.builder.add_publish_output(folder_of(tmp_path, FILES, entries))

    assert apphost.codes() == []
    assert names(apphost) == NAMES


def test_the_module_of_a_program_uses_one(apphost: AppHost, tmp_path: Path) -> None:
    part = "param colour string\noutput twice string = '${colour}-${colour}'\n"
    job = ONE.replace("args: [ colour ]", "args: [ part.outputs.twice ]").replace("param colour string\n", "")
    job = job.replace("'paint-${colour}'", "'paint'").replace("environment string", "home_outputs_id string")
    job = job.replace("environmentId: environment", "environmentId: home_outputs_id")
    job += "module part 'a-part.bicep' = {\n  name: 'part'\n  params: { colour: 'red' }\n}\n"
    main = "module home 'home.bicep' = {\n  name: 'home'\n}\n"
    files = {"main.bicep": main, "home.bicep": ENVIRONMENT, "paint/paint.bicep": job}
    apphost.builder.add_publish_output(folder_of(tmp_path, {**files, "paint/a-part.bicep": part}))

    assert apphost.codes() == []
    assert apphost.container("paint")["args"] == ["red-red"]


def test_a_job_is_in_the_group_of_its_module(apphost: AppHost, tmp_path: Path) -> None:
    apphost.builder.add_publish_output(folder_of(tmp_path, FILES))

    assert apphost.job("work_late")["resource_group_name"] == "rg-late"
    own = "${azurerm_resource_group.resource_group.name}"
    assert apphost.job("work_all_0")["resource_group_name"] == own


def test_a_module_inside_has_the_group_of_the_module_around_it(apphost: AppHost, tmp_path: Path) -> None:
    main = MAIN.replace("  name: 'work'\n", "  name: 'work'\n  scope: resourceGroup('rg-work')\n")
    apphost.builder.add_publish_output(folder_of(tmp_path, {**FILES, "main.bicep": main}))

    groups = {name: apphost.job(name)["resource_group_name"] for name in NAMES}
    assert groups == {**dict.fromkeys(NAMES, "rg-work"), "work_late": "rg-late"}


def test_a_module_inside_can_be_left_out(apphost: AppHost, tmp_path: Path) -> None:
    apphost.builder.add_publish_output(folder_of(tmp_path, FILES), leave_out=["work-all", "work-first"])

    assert apphost.codes() == []
    assert apphost.job("work_late")["name"] == "paint-${var.work_first_outputs_name}"
    assert list(names(apphost)) == ["work_late"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("work.bicep", "ACJ806 The module 'all' uses itself"),
        ("gone.bicep", "ACJ801 There is no file 'gone.bicep'"),
        ("../../x.bicep", "ACJ802 The path leaves the folder of the publish output"),
        ("br/public:avm/res/app/job:0.1", "ACJ802 Not a path below the publish output"),
    ],
)
def test_what_can_not_be_read_is_a_problem_of_its_line(tmp_path: Path, path: str, expected: str) -> None:
    work = WORK.replace("module all 'one.bicep'", f"module all '{path}'")
    found = AspirePublishOutput.load(folder_of(tmp_path, {**FILES, "work/work.bicep": work})).problems

    assert messages(found) == [expected]
    assert found[0].where is not None
    assert (found[0].where.file.rpartition("/")[2], found[0].where.line) == ("work.bicep", 3)


def test_two_modules_that_use_each_other(apphost: AppHost, tmp_path: Path) -> None:
    files = {
        "main.bicep": "module a 'a.bicep' = {\n  name: 'a'\n}\n",
        "a.bicep": "module b 'b.bicep' = {\n  name: 'b'\n}\n",
        "b.bicep": "module a 'a.bicep' = {\n  name: 'a'\n}\n",
    }
    with pytest.raises(SynthesisStopped) as stopped:
        apphost.builder.add_publish_output(folder_of(tmp_path, files))
    assert messages(list(stopped.value.problems)) == ["ACJ806 The module 'a' uses itself"]


def test_modules_that_double_at_each_level_end_in_a_problem(tmp_path: Path) -> None:
    def use(level: int) -> str:
        file = f"m{level}.bicep"
        return "".join(f"module {name} '{file}' = {{\n  name: '{name}'\n}}\n" for name in "abcdefgh")

    files = {f"m{level}.bicep": use(level + 1) for level in range(30)}
    found = AspirePublishOutput.load(
        folder_of(tmp_path, {**files, "main.bicep": use(0), "m30.bicep": ""})
    ).problems
    assert [each.code for each in found] == ["ACJ845"]

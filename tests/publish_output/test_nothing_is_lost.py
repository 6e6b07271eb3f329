"""Everything that a publish output says is in the Terraform, or a message names it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.publish_output.comparison import identities_in_bicep, lost, said_by_bicep, said_by_manifest
from tests.publish_output.corpus import CORPUS
from tests.publish_output.samples import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.apphost import AppHost

OUTPUTS = {
    f"{place.name}/{folder.name}": folder
    for place in (SAMPLES, CORPUS)
    for folder in sorted(place.iterdir())
    if folder.is_dir() and not folder.name.startswith("_")
}
# A module that Aspire before 9.1 fills a vault with, whose name nobody gives.
LEFT_OUT = {"corpus/9.0": ["ledger"]}
IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities"
PROGRAMS = ("project.", "container.", "dockerfile.", "executable.")


def told(apphost: AppHost) -> list[str]:
    return [
        str(entry.data)
        for each in [apphost.builder, *apphost.builder.resources]
        for entry in each.node.metadata
        if entry.type in {"@cdktf/info", "@cdktf/warn"}
    ]


@pytest.mark.parametrize("name", OUTPUTS)
def test_what_the_modules_say(apphost: AppHost, name: str) -> None:
    left_out = LEFT_OUT.get(name, [])
    apphost.builder.add_publish_output(OUTPUTS[name], leave_out=left_out)
    terraform = apphost.terraform()

    said = [each for each in said_by_bicep(OUTPUTS[name]) if not any(one in each.what for one in left_out)]
    assert said
    assert lost(iter(said), terraform, told(apphost)) == []
    created = terraform["resource"]
    carried = [each["type"].partition("@")[0] for each in created.get("azapi_resource", {}).values()]
    identities = [*created.get("azurerm_user_assigned_identity", ()), *filter(IDENTITY.__eq__, carried)]
    assert len(identities) == identities_in_bicep(OUTPUTS[name])


def with_programs() -> list[tuple[str, str]]:
    """The programs of all manifests."""
    found = []
    for name, folder in OUTPUTS.items():
        file = folder / "aspire-manifest.json"
        if file.exists():
            resources = json.loads(file.read_text(encoding="utf-8"))["resources"]
            found += [
                (name, program)
                for program, entry in resources.items()
                if entry.get("type", "").startswith(PROGRAMS)
            ]
    return found


@pytest.mark.parametrize(("name", "program"), with_programs())
def test_what_the_manifest_says_of_a_program_that_is_published_in_python(
    apphost: AppHost, name: str, program: str
) -> None:
    folder = OUTPUTS[name]
    resources = json.loads((folder / "aspire-manifest.json").read_text(encoding="utf-8"))["resources"]
    # Everything else is left out too: what is looked at is this program alone.
    modules = [each for each, entry in resources.items() if entry.get("type", "").startswith("azure.bicep")]
    deployed = [each for each, entry in resources.items() if "deployment" in entry]
    apphost.builder.add_publish_output(folder, leave_out=[*modules, *deployed])
    apphost.builder.resource(program).publish_as_azure_container_app_job()
    terraform = apphost.terraform()

    job = apphost.job(apphost.builder.resource(program).identifier)
    image = {key: value for key, value in terraform["variable"].items() if key.endswith("_containerimage")}
    assert lost(said_by_manifest(resources[program]), [job, image], told(apphost)) == []


def test_the_comparison_finds_what_is_lost(tmp_path: Path) -> None:
    (tmp_path / "a.bicep").write_text(
        "resource a 'Microsoft.App/jobs@2025-01-01' = {\n  env: [\n    {\n      name: 'A'\n    }\n  ]\n"
        "  args: [\n    '--once'\n  ]\n  x: {\n    mountPath: '/data'\n  }\n}\n"
    )
    said = list(said_by_bicep(tmp_path))
    assert [each.signs[0] for each in said] == ['"A"', '"--once"', '"/data"']
    assert lost(iter(said), {"name": "A", "args": ["--once"]}, []) == said[2:]

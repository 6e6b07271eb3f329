"""What rules find in a publish output: at its own line, with advice for an AppHost that is not in Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.publish_output.outputs import bicep_module, changed, folder_of

if TYPE_CHECKING:
    from pathlib import Path

    from cdktf_aspire import Problem
    from tests.apphost import AppHost

JOB = "worker-containerapp.module.bicep"
# A call or an option of Python.
PYTHON = re.compile(r"\w\(|\bwith_|\badd_|builder|callback|\w=$|=\.\.\.")


def found(apphost: AppHost, output: Path) -> list[Problem]:
    apphost.builder.add_publish_output(output)
    return apphost.problems()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("type: 'UserAssigned'", "type: 'Nonsense'", "ACJ410"),
        ("type: 'UserAssigned'", "type: 'SystemAssigned'", "ACJ410"),
        ("replicaTimeout: 600", "replicaTimeout: -1", None),
        ("replicaTimeout: 600", "replicaTimeout: 'long'", None),
        ("replicaCompletionCount: 20", "replicaCompletionCount: 0", None),
        ("  location: location", "  location: 5", None),
        ("  name: 'worker'\n", "  name: 'Worker_1'\n", "ACJ101"),
        ("  tags: {\n", "  tags: {\n    'a/b': 'c'\n", None),
        ("          name: 'worker'\n", "          name: 'No_Name'\n", None),
    ],
)
def test_a_rule_points_at_the_bicep_line(
    apphost: AppHost, tmp_path: Path, old: str, new: str, code: str | None
) -> None:
    problems = found(apphost, changed("worker", tmp_path, JOB, old, new))
    ours = [each for each in problems if each.code != "ACJ943"]

    assert code is None or code in [each.code for each in ours]
    for each in problems:
        assert each.where is not None, each
        assert each.where.file.endswith((".bicep", ".json")), each
        assert not PYTHON.search(each.hint or ""), each
        assert not (each.path or "").endswith("="), each


WRONG_JOB = """
resource env 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'env'
  location: resourceGroup().location
}
resource job 'Microsoft.App/jobs@2024-03-01' = {
  name: 'job'
  location: resourceGroup().location
  properties: {
    environmentId: env.id
    configuration: {
      triggerType: 'Event'
      replicaTimeout: 'x'
      eventTriggerConfig: {
        scale: { rules: [{ name: 'q', type: 'azure-queue', metadata: { queueName: ['a'] } }] }
      }
    }
    template: {
      containers: [
        {
          name: 'job'
          image: 'acme/job:1.0'
          env: [{ name: 'A', value: ['x'] }]
          args: [1]
          resources: { cpu: '1', memory: [] }
          probes: [{ type: 1, tcpSocket: { port: 80 } }]
        }
      ]
    }
  }
}
"""


def test_an_attribute_has_the_path_that_it_has_in_bicep(apphost: AppHost, tmp_path: Path) -> None:
    resources: dict[str, object] = {"job": bicep_module("job.bicep")}
    apphost.builder.add_publish_output(folder_of(tmp_path, {"job.bicep": WRONG_JOB}, resources))
    problems = apphost.problems()

    scale = "properties.configuration.eventTriggerConfig.scale"
    paths = {
        "args[0]",
        "env['A']",
        "properties.configuration.replicaTimeout",
        f"{scale}.rules[0].metadata",
        "resources.memory",
        "properties.template.containers[0].probes[0].type",
    }
    assert paths <= {each.path for each in problems}
    assert paths <= {each.message.partition(" ")[0] for each in problems}

"""What rules find in a publish output: at its own line, with advice for an AppHost that is not in Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.publish_output.outputs import changed

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

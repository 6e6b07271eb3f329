"""Wrong AppHosts, each with the codes that it must get: no more, no fewer, each at the user's own line."""

from __future__ import annotations

import itertools
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pytest

import cdktf_aspire
from cdktf_aspire.jobs import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cdktf_aspire.values.value import Text
    from tests.apphost import AppHost

CORPUS = Path(__file__).parent / "bad_apphosts.py.txt"
IDENTITY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"
SUBNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/s"


@attrs.frozen
class Case:
    """A wrong AppHost.

    Attributes:
        line: of its heading in the corpus.
        codes: that it must get.
        code: Python.
    """

    line: int
    codes: frozenset[str]
    code: str


def cases() -> Iterator[Case]:
    """Blocks that begin with `#: <codes>`."""
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    starts = [index for index, line in enumerate(lines) if line.startswith("#:")]
    for start, end in itertools.pairwise([*starts, len(lines)]):
        code = "\n".join(line for line in lines[start + 1 : end] if not line.startswith("#"))
        yield Case(start + 1, frozenset(lines[start][2:].split()), code.rstrip() + "\n")


def names_for(apphost: AppHost) -> dict[str, object]:
    """What a wrong AppHost of the corpus can use."""
    builder = apphost.builder
    batch = builder.add_container("batch", "mcr.microsoft.com/k8se/quickstart-jobs:1.0")
    queue: dict[str, Text] = {"queueName": "orders", "accountName": "storage"}
    kafka: dict[str, Text] = {"bootstrapServers": "kafka:9092", "consumerGroup": "orders"}
    return {
        **{name: getattr(cdktf_aspire, name) for name in cdktf_aspire.__all__},
        "timedelta": timedelta,
        "builder": builder,
        "batch": batch,
        "publish": batch.publish_as_azure_container_app_job,
        "secret": builder.add_parameter("secret", secret=True),
        "IMAGE": "mcr.microsoft.com/k8se/quickstart-jobs:1.0",
        "IDENTITY": IDENTITY,
        "VAULT": "https://vault.vault.azure.net/secrets/a",
        "SUBNET": SUBNET,
        "QUEUE": queue,
        "KAFKA": kafka,
        "RULE": cdktf_aspire.ContainerAppJobScaleRule(
            name="orders", job_scale_rule_type="kafka", metadata=kafka
        ),
    }


CASES = list(cases())


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 150


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.line}-{'-'.join(sorted(case.codes))}")
def test_a_wrong_apphost_gets_its_codes(case: Case, apphost: AppHost) -> None:
    names = names_for(apphost)
    exec(compile(case.code, "apphost.py", "exec"), names)
    problems = [
        each for each in apphost.problems() if (each.code, each.resource) != ("ACJ905", "batch")
    ]  # not every case publishes the one that is there

    assert {problem.code for problem in problems} == case.codes
    for problem in problems:
        assert problem.code in rules.REGISTRY
        assert problem.message
        assert not problem.message.endswith(".")
        assert problem.hint or problem.allowed, "a way out"
        assert problem.where is not None
        assert problem.where.file == "apphost.py" or "RULE" in case.code
        assert "hunter2" not in repr(problem), "a secret is never shown"

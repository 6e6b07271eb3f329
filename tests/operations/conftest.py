from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.operations.stand_in.arm import StandIn

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a machine may have set, which would sign in elsewhere.
_OTHERS = (
    *("ARM_ENVIRONMENT", "ARM_USE_OIDC", "ARM_USE_MSI", "ARM_OIDC_TOKEN", "ARM_OIDC_TOKEN_FILE_PATH"),
    *("ARM_CLIENT_CERTIFICATE_PATH", "HTTPS_PROXY", "https_proxy", "SSL_CERT_FILE"),
)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the commands of this process wanted to sleep; they sleep hardly at all."""
    found: list[float] = []
    sleep = time.sleep

    def short(seconds: float) -> None:
        found.append(seconds)
        sleep(min(seconds, 0.01))

    monkeypatch.setattr(time, "sleep", short)
    return found


@pytest.fixture
def azure(
    slept: list[float], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StandIn]:
    """A stand-in for Azure that the commands of this process find and sign in to."""
    del slept  # nothing in these tests waits for long
    found = StandIn(tmp_path_factory.mktemp("azure"))
    for name in _OTHERS:
        monkeypatch.delenv(name, raising=False)
    for name, value in found.environment.items():
        monkeypatch.setenv(name, value)
    yield found
    found.close()

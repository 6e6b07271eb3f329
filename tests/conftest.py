"""What the tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import is_hypothesis_test, settings

from tests import matrix
from tests.apphost import ROOT, AppHost
from tests.once import made_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from _pytest.terminal import TerminalReporter

# Some machines have Python compile every module anew in every process, and a run starts hundreds of them.
# Here before the workers start, who hand it on to what they start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
# Terraform runs a thousand times, for less than a second each: it need not look often for memory to free.
os.environ.setdefault("GOGC", "400")

pytest_plugins = ["tests.terraform.provider_plugin"]

# Not the default 200 ms: a slow machine is no finding. Not random in CI: a red run can be repeated.
settings.register_profile("full", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.register_profile("default", settings.get_profile("full"), max_examples=matrix.examples(100))


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("full" if _is_matrix(config) else "default")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests wait for what they start."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """A property is tried with a few examples in every run, and with all in a run of the matrix."""
    for item in items if _is_matrix(config) else ():
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.matrix)
    yield
    if _is_matrix(config):
        items[:] = matrix.longest_first(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def _is_matrix(config: pytest.Config) -> bool:
    return bool(config.getoption("markexpr") == "matrix")


@pytest.fixture(scope="session")
def wheel(of_run: Path) -> Path:
    """What is released of this project, alone in its folder."""

    def make(folder: Path) -> None:
        subprocess.run(["uv", "build", "--wheel", "--quiet", "--out-dir", str(folder)], cwd=ROOT, check=True)

    (found,) = made_once(of_run / "wheel", make).glob("*.whl")
    return found


@pytest.fixture
def apphost(tmp_path: Path) -> AppHost:
    """An AppHost without options."""
    return AppHost(tmp_path / "cdktf.out")


@pytest.fixture
def new_apphost(tmp_path: Path) -> Callable[..., AppHost]:
    """Makes an AppHost with the options of `create_builder`."""

    def make(folder: str = "cdktf.out", **options: Any) -> AppHost:  # noqa: ANN401
        return AppHost(tmp_path / folder, **options)

    return make


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Says what was not run, and why: a green run that left something out must not look like a whole one."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    )
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"NOT RUN: {count} tests, {reason}", yellow=True)

"""A pytest plugin: the provider that tests with the real terraform have, and what a run says about it."""

from __future__ import annotations

import functools
import os
import shutil
import sys
from typing import TYPE_CHECKING, Final

import attrs
import pytest

from tests.terraform.azurerm import install_once
from tests.terraform.installation import StandIn
from tests.terraform.runner import Terraform, constraint_in, types_in
from tests.terraform.stand_in.cloud import Cloud

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from xdist.workermanage import WorkerController

    from tests.terraform.azurerm import RealAzurerm


@attrs.define
class Runs:
    """How many tests ran with which provider.

    Attributes:
        stand_in: with the stand-in.
        real: with the real azurerm.
        without_account: those that take the real azurerm where it is.
        missing: why the real azurerm is not there.
        skipped: why no test ran at all.
        left_out: stacks that need a provider for which nothing stands in.
    """

    version: str = ""
    stand_in: int = 0
    real: int = 0
    without_account: int = 0
    missing: str = ""
    skipped: str = ""
    left_out: list[str] = attrs.field(factory=list)

    def add(self, other: Runs) -> None:
        """Counts what another process has run."""
        self.stand_in += other.stand_in
        self.real += other.real
        self.without_account += other.without_account
        self.version = self.version or other.version
        self.missing = self.missing or other.missing
        self.skipped = self.skipped or other.skipped
        self.left_out += other.left_out

    def summary(self) -> Iterator[str]:
        """What a test run says about them."""
        if self.skipped:
            yield f"terraform: the tests with it did not run: {self.skipped}"
        if self.stand_in or self.real:
            yield (
                f"terraform: {self.stand_in} tests with the stand-in for azurerm {self.version}, "
                f"{self.real} with the real azurerm"
            )
        if self.missing and self.without_account:
            yield (
                f"terraform: {self.without_account} of them would run with the real azurerm, "
                f"which is not here: {self.missing}"
            )
        if self.left_out:
            yield f"terraform: not planned, for azapi has no stand-in: {', '.join(sorted({*self.left_out}))}"


# What most stacks have, known from the start: a server that has to know one more type starts anew.
_USUAL: Final = (
    *("data.azurerm_client_config", "azurerm_resource_group", "azurerm_log_analytics_workspace"),
    *("azurerm_container_app_environment", "azurerm_container_app_job", "azurerm_container_registry"),
    *("azurerm_user_assigned_identity", "azurerm_role_assignment", "azurerm_storage_account"),
    *("azurerm_storage_container", "azurerm_storage_queue", "azurerm_key_vault", "azurerm_key_vault_secret"),
)

_RUNS: Final = pytest.StashKey[Runs]()
_HANDED_OVER: Final = "terraform_runs"


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_RUNS] = Runs()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hands the counts of a worker of pytest-xdist over to the process that writes the summary."""
    handed_over: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if handed_over is not None:
        handed_over[_HANDED_OVER] = attrs.asdict(session.config.stash[_RUNS])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    """Takes the counts of a worker."""
    # A worker that has crashed has none.
    counts = getattr(node, "workeroutput", {}).get(_HANDED_OVER)
    if counts is not None:
        node.config.stash[_RUNS].add(Runs(**counts))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says which provider the tests ran with, and which of them did not run with the real one."""
    for line in config.stash[_RUNS].summary():
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def runs(pytestconfig: pytest.Config) -> Runs:
    """What the summary is made of."""
    return pytestconfig.stash[_RUNS]


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory, runs: Runs) -> Iterator[StandIn]:
    """The stand-in for azurerm, as Terraform finds it."""
    if sys.platform == "win32":
        # A provider there is an .exe, and the framework of the stand-in talks over a Unix socket.
        runs.skipped = "the stand-in for azurerm does not run on Windows"
        pytest.skip(runs.skipped)
    if shutil.which("terraform") is None:
        runs.skipped = "terraform is not on the PATH"
        if os.environ.get("CI"):
            pytest.fail(runs.skipped)
        pytest.skip(runs.skipped)
    installed = StandIn(tmp_path_factory.mktemp("stand_in"))
    runs.version = installed.versions
    installed.learn(_USUAL)
    yield installed
    installed.stop()


@pytest.fixture(scope="session")
def of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a run share, and no other run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def real_azurerm(stand_in: StandIn, of_run: Path, pytestconfig: pytest.Config, runs: Runs) -> RealAzurerm:
    """The real azurerm, where it can be had."""
    # Without the plugin `cacheprovider` there is no such attribute.
    cache: pytest.Cache | None = getattr(pytestconfig, "cache", None)
    kept = cache.mkdir("terraform-plugins") if cache is not None else of_run / "terraform-plugins"
    installed = install_once(stand_in.version, of_run, kept)
    runs.missing = installed.missing
    return installed


@pytest.fixture(autouse=True)
def _count(request: pytest.FixtureRequest, runs: Runs) -> Iterator[None]:
    """Counts the test for the summary, unless it is skipped."""
    yield
    if "without_account" in request.fixturenames:
        runs.without_account += 1
        if not runs.missing:
            runs.real += 1
            return
    if "stand_in" in request.fixturenames:
        runs.stand_in += 1


@pytest.fixture
def without_account(stand_in: StandIn, real_azurerm: RealAzurerm) -> Callable[[Path], Terraform]:
    """Makes a Terraform for what needs no account: with the real azurerm, or else with the stand-in."""

    def make(folder: Path) -> Terraform:
        if not real_azurerm.missing:
            return Terraform(folder, lambda: real_azurerm.environment)
        return _with_stand_in(stand_in, folder)

    return make


@pytest.fixture
def cloud(stand_in: StandIn) -> Cloud:
    """An empty cloud, in which the stand-in's server works from now on."""
    stand_in.cloud_of_server.unlink(missing_ok=True)
    return Cloud(stand_in.cloud_of_server)


@pytest.fixture
def terraform_in(stand_in: StandIn, cloud: Cloud) -> Callable[[Path], Terraform]:
    """Makes a Terraform for a folder with `cdk.tf.json`, over the test's cloud."""

    return functools.partial(_with_stand_in, stand_in)


def _with_stand_in(stand_in: StandIn, folder: Path) -> Terraform:
    stand_in.learn(types_in(folder))
    return Terraform(folder, lambda: stand_in.environment_with_server(constraint_in(folder)))

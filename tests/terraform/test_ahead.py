"""A synth ends, whoever is late: Node with an answer, or Python with an import or a request.

Each test is a process of its own with a bound on its time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.apphost import run_program
from tests.platforms import posix
from tests.terraform import slow_node

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

pytestmark = pytest.mark.matrix

BINDINGS = "cdktf_cdktf_provider_azurerm"

APPHOST = """
from cdktf_aspire import Schedule, create_builder
def synthesize(name, scope=None):
    builder = create_builder(name=name) if scope is None else create_builder(scope=scope)
    builder.add_container("sync", "a/b:1").publish_as_azure_container_app_job(trigger=Schedule("0 2 * * *"))
    builder.build().run()
    print("synthesized", name)
"""

# Every thread that is started is late, in addition.
LATE_THREADS = """
import threading, time
run = threading.Thread.run
def late(self):
    if self.name != "process.stderr_sink":
        time.sleep(0.3)
    run(self)
threading.Thread.run = late
"""

LATE_IMPORT = """
import sys, time
class Late:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            time.sleep({seconds})
sys.meta_path.insert(0, Late())
"""

LATE_REQUEST = """
import time
import jsii._kernel.providers.process as process
send, count = process._NodeProcess.send, 0
def late(self, request, response_type):
    global count
    count += 1
    if count == {number}:
        time.sleep({seconds})
    return send(self, request, response_type)
process._NodeProcess.send = late
"""


def synthesized(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.returncode == 0, done.stderr
    return re.findall(r"^synthesized (.*)", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("request_text", "seconds"),
    [
        ("hello", 0.5),
        ('"constructs"', 0.5),
        ('"cdktf"', 2.0),
        ("cdktf-aspire", 0.5),
        ("@cdktf/provider-azurerm", 0.2),
        ("@cdktf/provider-azurerm", 2.0),
        ('"sget"', 0.5),
        ('"sget"', 2.0),
        ('"cdktf.App"', 0.5),
        ("synth", 0.5),
    ],
)
def test_node_may_be_late_with_any_answer(tmp_path: Path, request_text: str, seconds: float) -> None:
    slow = slow_node.install(tmp_path, request_text, str(seconds))

    assert synthesized(run_program(tmp_path, LATE_THREADS + APPHOST + "synthesize('a')", **slow)) == ["a"]


@pytest.mark.parametrize(
    ("module", "seconds"),
    [
        ("cdktf", 0.5),
        ("cdktf_aspire.terraform.builder", 2.0),
        ("cdktf_aspire.terraform.engine.engines", 0.5),
        (f"{BINDINGS}._jsii", 0.2),
        (f"{BINDINGS}._jsii", 2.0),
        (f"{BINDINGS}.provider", 0.2),
        (f"{BINDINGS}.provider", 2.0),
        (f"{BINDINGS}.container_app_job", 0.5),
    ],
)
def test_python_may_be_late_with_any_import(tmp_path: Path, module: str, seconds: float) -> None:
    late = LATE_IMPORT.format(module=module, seconds=seconds)

    assert synthesized(run_program(tmp_path, LATE_THREADS + late + APPHOST + "synthesize('a')")) == ["a"]


@pytest.mark.parametrize(("number", "seconds"), [(2, 0.5), (3, 0.2), (4, 2.0), (5, 0.5), (6, 0.5)])
def test_python_may_be_late_with_any_request(tmp_path: Path, number: int, seconds: float) -> None:
    late = LATE_REQUEST.format(number=number, seconds=seconds)

    assert synthesized(run_program(tmp_path, LATE_THREADS + late + APPHOST + "synthesize('a')")) == ["a"]


def test_importing_everything_starts_no_thread_and_waits_for_nothing(tmp_path: Path) -> None:
    """Only jsii's own thread is there, and the answers to what was sent ahead are still to be read."""
    code = """
import threading
from cdktf_aspire import create_builder
import jsii._runtime
ahead = jsii._runtime.kernel.provider._process.send.__self__._send.__self__
print([thread.name for thread in threading.enumerate()], ahead._is_settled)
create_builder()
print(ahead._is_settled)
"""
    slow = slow_node.install(tmp_path, "@cdktf/provider-azurerm", "1.0")
    done = run_program(tmp_path, code, **slow)

    assert done.stdout.splitlines() == ["['MainThread', 'process.stderr_sink'] False", "True"]


@pytest.mark.parametrize("engine", ["cdktf", "cdktn"])
def test_node_finds_every_class_that_it_is_asked_for(tmp_path: Path, engine: str) -> None:
    code = """
from cdktf_aspire import create_builder
create_builder()
import jsii._runtime
ahead = jsii._runtime.kernel.provider._process.send.__self__._send.__self__
for request, answer in zip(ahead._sent, ahead._answers, strict=True):
    print(request.get("fqn", request.get("name")), answer.startswith(b'{"ok"'))
"""
    done = run_program(tmp_path, code, CDKTF_ASPIRE_ENGINE=engine)

    assert f"@{engine}/provider-azurerm.containerAppJob.ContainerAppJob True" in done.stdout.splitlines()
    assert "False" not in done.stdout


def test_an_apphost_may_run_in_a_thread_of_the_users(tmp_path: Path) -> None:
    in_threads = """
import threading
from cdktf import App, TerraformStack
for name in "ab":
    thread = threading.Thread(target=synthesize, args=(name, TerraformStack(App(outdir=name), name)))
    thread.start()
    thread.join()
"""
    assert synthesized(run_program(tmp_path, APPHOST + in_threads)) == ["a", "b"]


def test_two_threads_may_import_at_the_same_time(tmp_path: Path) -> None:
    """One of them imports the bindings while the other one waits for Node."""
    at_once = """
import importlib, threading
importing = threading.Thread(target=importlib.import_module, args=("{BINDINGS}.key_vault",))
importing.start()
from cdktf import App
App(outdir="other")
importing.join()
"""
    late = LATE_IMPORT.format(module=f"{BINDINGS}._jsii", seconds=0.5)
    start = "import cdktf_aspire.terraform\n" + at_once.replace("{BINDINGS}", BINDINGS)
    done = run_program(tmp_path, late + start + APPHOST + "synthesize('a')")

    assert synthesized(done) == ["a"]


@posix("fork")
def test_a_process_may_fork_after_the_import(tmp_path: Path) -> None:
    """Each child asks Node, one after the other, and then the parent."""
    forking = """
import os, sys
for name in "ab":
    child = os.fork()
    if child == 0:
        synthesize(name)
        sys.stdout.flush()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
synthesize("c")
"""
    slow = slow_node.install(tmp_path, "@cdktf/provider-azurerm", "0.5")

    assert synthesized(run_program(tmp_path, APPHOST + forking, **slow)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "request_text",
    ["hello", '"constructs"', "cdktf-aspire", "@cdktf/provider-azurerm", '"sget"', '"cdktf.App"'],
)
def test_a_node_that_dies_ends_the_program(tmp_path: Path, request_text: str) -> None:
    dying = slow_node.install(tmp_path, request_text, "die")
    done = run_program(tmp_path, APPHOST + "synthesize('a')", **dying)

    assert done.returncode == 1
    assert ("ACJ994" if request_text == "hello" else "Traceback") in done.stderr
    assert not done.stdout


@pytest.mark.parametrize("package", ["constructs", "cdktf", "cdktf-aspire", "@cdktf/provider-azurerm"])
def test_what_node_refuses_ahead_is_asked_again(tmp_path: Path, package: str) -> None:
    once = slow_node.install(tmp_path, f'"load", "name": "{package}"', "1")

    assert synthesized(run_program(tmp_path, APPHOST + "synthesize('a')", **once)) == ["a"]


@pytest.mark.parametrize("package", ["constructs", "@cdktf/provider-azurerm"])
def test_what_node_refuses_again_is_the_error_that_it_always_was(tmp_path: Path, package: str) -> None:
    twice = slow_node.install(tmp_path, f'"name": "{package}"', "9")
    done = run_program(tmp_path, APPHOST + "synthesize('a')", **twice)

    assert done.returncode == 1
    assert "RuntimeError: the disk is full" in done.stderr


@pytest.mark.parametrize("request_text", ["@cdktf/provider-azurerm", '"sget"'])
def test_a_program_may_end_before_node_has_answered(tmp_path: Path, request_text: str) -> None:
    slow = slow_node.install(tmp_path, request_text, "2.0")
    done = run_program(tmp_path, "from cdktf_aspire import create_builder\nprint('end')", **slow)

    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")

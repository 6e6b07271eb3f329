"""Synthesizes many times on a busy machine, with delays, and counts the hangs.

`uv run python -m benchmarks.endurance --runs 500 --parallel 4`: half of the runs have no delay. In the
others, one import in Python or one answer from Node is 0.2 to 2 seconds late. A run hangs if none of its
processes uses the processor for a while: on a busy machine, the duration of a run doesn't show a hang. The
exit code is 1 if a run has hung, or its output is wrong.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import random
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from tests.apphost import clean_environment
from tests.terraform import slow_node
from tests.terraform.test_ahead import APPHOST, BINDINGS, LATE_IMPORT, LATE_THREADS

ANSWERS = ("hello", "cdktf-aspire", "@cdktf/provider-azurerm", '"sget"', '"cdktf.App"')
IMPORTS = (
    "cdktf_aspire.terraform.builder",
    "cdktf_aspire.terraform.engine.engines",
    f"{BINDINGS}._jsii",
    f"{BINDINGS}.provider",
    f"{BINDINGS}.container_app_job",
)


def one_run(number: int, bound: float) -> tuple[str, float]:
    """The result of a run, and its duration in seconds."""
    chance = random.Random(number)
    seconds = round(chance.uniform(0.2, 2), 2)
    code, environment = "from cdktf_aspire import *\n" + APPHOST + "synthesize('a')", clean_environment()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        if number % 4 == 1:
            environment |= slow_node.install(folder, chance.choice(ANSWERS), str(seconds))
        elif number % 4 == 3:
            code = LATE_THREADS + LATE_IMPORT.format(module=chance.choice(IMPORTS), seconds=seconds) + code
        (folder / "main.py").write_text(code, encoding="utf-8")
        started = time.perf_counter()
        errors = folder / "errors"
        with errors.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "main.py"], cwd=folder, env=environment, stdout=file, stderr=file
            )
        if not _ends(process, bound):
            return "hung", time.perf_counter() - started
        good = process.returncode == 0 and (folder / "cdktf.out" / "stacks" / "a" / "cdk.tf.json").exists()
        told = "synthesized" if good else f"failed: {errors.read_text(errors='replace')[-300:]}"
    return told, time.perf_counter() - started


def _ends(process: subprocess.Popen[bytes], bound: float) -> bool:
    """Waits while the process or one of its children uses the processor; kills them otherwise."""
    used, since = 0.0, time.perf_counter()
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1)
            return True
        tree: list[psutil.Process] = []
        now = 0.0
        with contextlib.suppress(psutil.Error):
            root = psutil.Process(process.pid)
            tree = [root, *root.children(recursive=True)]
            now = sum(sum(each.cpu_times()[:2]) for each in tree)
        if now != used:
            used, since = now, time.perf_counter()
        elif time.perf_counter() - since > bound:
            for each in tree:
                with contextlib.suppress(psutil.Error):
                    each.kill()
            process.wait()
            return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--parallel", type=int, default=4, help="runs at the same time")
    parser.add_argument("--bound", type=float, default=60, help="seconds without any work that count as hung")
    options = parser.parse_args()
    ended = []
    with ThreadPoolExecutor(options.parallel) as pool:
        for number, each in enumerate(pool.map(one_run, range(options.runs), [options.bound] * options.runs)):
            ended.append(each)
            if each[0] != "synthesized" or number % 20 == 19:
                print(f"run {number + 1}: {each[0]}", flush=True)
    for outcome, count in collections.Counter(outcome for outcome, _ in ended).items():
        print(f"{count} {outcome}")
    times = sorted(seconds for _, seconds in ended)
    print(f"{times[len(times) // 2]:.1f} s in the middle, {times[-1]:.1f} s at most")
    raise SystemExit(any(outcome != "synthesized" for outcome, _ in ended))


if __name__ == "__main__":
    main()

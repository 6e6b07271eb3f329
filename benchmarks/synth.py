"""Measures whole processes: an AppHost against the same Terraform written by hand, and an empty app.

`uv run python -m benchmarks.synth` takes a few minutes; with `--smoke` it runs once with few jobs and only
checks that both write the same.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

import attrs
import psutil

HERE = Path(__file__).parent
INTERVAL = 0.05


@attrs.frozen
class Measurement:
    """One run of a process with its children.

    Attributes:
        seconds: from start to end.
        megabytes: the greatest sum of their memory (PSS: shared pages count once), read every 50 ms.
    """

    seconds: float
    megabytes: float


def measure(*command: str) -> Measurement:
    started = time.perf_counter()
    # Byte code is kept between the runs, as on anyone's machine.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, env=environment)
    peak = 0
    ended = threading.Event()

    def watch() -> None:
        nonlocal peak
        root = psutil.Process(process.pid)
        while not ended.is_set():
            total = 0
            try:
                for each in (root, *root.children(recursive=True)):
                    total += each.memory_full_info().pss
            except psutil.Error:
                pass
            peak = max(peak, total)
            ended.wait(INTERVAL)

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - started
    ended.set()
    watcher.join()
    if code:
        raise SystemExit(f"{command[0]} ended with {code}")
    return Measurement(seconds, peak / 1e6)


def best_of(runs: int, *command: str) -> Measurement:
    """The median time and the median peak of several runs, after one that fills the caches."""
    if runs > 1:
        measure(*command)
    measured = [measure(*command) for _ in range(runs)]
    return Measurement(median(m.seconds for m in measured), median(m.megabytes for m in measured))


def terraform(folder: Path) -> object:
    """The Terraform JSON without cdktf's own notes, in which the construct paths differ."""
    document = json.loads((folder / "stacks" / "bench" / "cdk.tf.json").read_text(encoding="utf-8"))

    def bare(value: object) -> object:
        if isinstance(value, dict):
            return {key: bare(item) for key, item in value.items() if key != "//"}
        return [bare(item) for item in value] if isinstance(value, list) else value

    return bare(document)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="once, and few jobs")
    parser.add_argument("--jobs", type=int, default=1000, help="size of the large run")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median counts")
    options = parser.parse_args()
    runs, large = (1, 5) if options.smoke else (options.runs, options.jobs)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        empty = best_of(runs, str(HERE / "empty_app.py"), str(folder / "empty"))
        print(f"{'':28}{'seconds':>9}{'MB':>7}")
        print(f"{'empty cdktf app':28}{empty.seconds:9.2f}{empty.megabytes:7.0f}")
        for jobs in (1, large):
            ours = best_of(runs, str(HERE / "apphost.py"), str(folder / "ours"), str(jobs))
            plain = best_of(runs, str(HERE / "hand_written.py"), str(folder / "plain"), str(jobs))
            if terraform(folder / "ours") != terraform(folder / "plain"):
                raise SystemExit(f"{jobs} jobs: the two do not write the same Terraform")
            print(f"{f'{jobs} jobs, AppHost':28}{ours.seconds:9.2f}{ours.megabytes:7.0f}")
            print(f"{f'{jobs} jobs, by hand':28}{plain.seconds:9.2f}{plain.megabytes:7.0f}")
            print(
                f"  {plain.seconds / ours.seconds:.1f} times as fast as by hand, "
                f"{ours.megabytes / plain.megabytes:.0%} of its memory, "
                f"{ours.seconds / empty.seconds:.1f} times an empty app"
            )


if __name__ == "__main__":
    main()

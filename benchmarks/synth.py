"""Measures whole processes: an AppHost against the same Terraform written by hand, and an empty app.

It measures each engine; the programs are written for cdktf, and their names are replaced for cdktn.
`uv run python -m benchmarks.synth` takes a few minutes. With `--smoke`, it runs each program once with few
jobs and only checks that both write the same; the bindings load lazily in both. With `--growth`, it also
measures the AppHost alone with ten times the jobs, up to 10,000: how much do its time and its memory grow?
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import attrs
import psutil

from tests.engines import in_engine

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
ENGINES = ("cdktf", "cdktn")
INTERVAL = 0.05


@attrs.frozen
class Measurement:
    """The time and memory of a process with its children.

    Attributes:
        seconds: from start to end.
        megabytes: the greatest sum of their memory (PSS: shared pages count once), read every 50 ms.
    """

    seconds: float
    megabytes: float


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    # Byte code is kept between the runs, as on any machine.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, env=environment)


def seconds(command: Sequence[str]) -> float:
    started = time.perf_counter()
    if start(command).wait():
        raise SystemExit(f"{command[0]} failed")
    return time.perf_counter() - started


def with_memory(command: Sequence[str]) -> Measurement:
    """Measures memory in a separate run, because it slows the process down."""
    started, process, peak = time.perf_counter(), start(command), 0
    root = psutil.Process(process.pid)
    while process.poll() is None:
        with contextlib.suppress(psutil.Error):
            peak = max(
                peak, sum(each.memory_full_info().pss for each in (root, *root.children(recursive=True)))
            )
        time.sleep(INTERVAL)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed")
    return Measurement(time.perf_counter() - started, peak / 1e6)


def measure(runs: int, *commands: Sequence[str]) -> list[Measurement]:
    """Runs the commands in turn, several times, so that other load affects all of them equally.

    With no `runs`, their time is that of the run that reads the memory.
    """
    first = [with_memory(command) for command in commands]  # this also fills the caches
    times = [[seconds(command) for command in commands] for _ in range(runs)]
    if not times:
        return first
    medians = map(median, zip(*times, strict=True))
    return [Measurement(each, one.megabytes) for each, one in zip(medians, first, strict=True)]


def terraform(folder: Path) -> object:
    """The Terraform JSON without cdktf's metadata, in which the construct paths differ."""
    document = json.loads((folder / "stacks" / "bench" / "cdk.tf.json").read_text(encoding="utf-8"))

    def bare(value: object) -> object:
        if isinstance(value, dict):
            return {key: bare(item) for key, item in value.items() if key != "//"}
        return [bare(item) for item in value] if isinstance(value, list) else value

    return bare(document)


def programs(folder: Path, engine: str, first: str) -> Path:
    """The programs for an engine, and their folder; each begins with a line of its own, `first`."""
    place = folder / engine
    place.mkdir()
    for name in ("empty_app.py", "apphost.py", "hand_written.py"):
        text = in_engine((HERE / name).read_text(encoding="utf-8"), engine)
        (place / name).write_text(first + text, encoding="utf-8")
    return place


def compare(engine: str, folder: Path, runs: int, large: int) -> Measurement:
    """Measures one job and many jobs; returns the AppHost's time for many."""
    # A plain import of the bindings takes 11 to 20 seconds, which matter only where they are measured.
    place = programs(folder, engine, "" if runs else "import cdktf_aspire.terraform\n")
    for jobs in (1, large):
        empty, ours, plain = measure(
            runs,
            (str(place / "empty_app.py"), str(folder / "empty")),
            (str(place / "apphost.py"), str(folder / "ours"), str(jobs)),
            (str(place / "hand_written.py"), str(folder / "plain"), str(jobs)),
        )
        if terraform(folder / "ours") != terraform(folder / "plain"):
            raise SystemExit(f"{jobs} jobs: the two do not write the same Terraform")
        for label, measured in (
            (f"empty {engine} app", empty),
            (f"{jobs} jobs, AppHost", ours),
            (f"{jobs} jobs, by hand", plain),
        ):
            print(f"{label:28}{measured.seconds:9.2f}{measured.megabytes:7.0f}")
        print(
            f"  {plain.seconds / ours.seconds:.1f} times as fast as by hand, "
            f"{ours.megabytes / plain.megabytes:.0%} of its memory, "
            f"{ours.seconds / empty.seconds:.2f} times an empty app"
        )
    return ours


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="once, and few jobs")
    parser.add_argument("--jobs", type=int, default=1000, help="size of the large run")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median counts")
    parser.add_argument("--growth", action="store_true", help="ten times the jobs as well")
    options = parser.parse_args()
    runs, large = (0, 5) if options.smoke else (options.runs, options.jobs)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        print(f"{'':28}{'seconds':>9}{'MB':>7}")
        for engine in ENGINES:
            ours = compare(engine, folder, runs, large)
            if options.growth:
                command = (str(folder / engine / "apphost.py"), str(folder / "more"), str(10 * large))
                (more,) = measure(runs, command)
                print(f"{f'{10 * large} jobs, AppHost':28}{more.seconds:9.2f}{more.megabytes:7.0f}")
                print(
                    f"  {more.seconds / ours.seconds:.1f} times the time of {large} jobs, "
                    f"{more.megabytes / ours.megabytes:.1f} times the memory"
                )


if __name__ == "__main__":
    main()

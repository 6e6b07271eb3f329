"""A change anywhere in a publish output gives Terraform with all that it says, or a problem at its line."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

import pytest

from cdktf_aspire import SynthesisStopped
from tests.publish_output.comparison import lost, said_by_bicep
from tests.publish_output.test_nothing_is_lost import LEFT_OUT, OUTPUTS, told
from tests.publish_output.test_untrusted import mutated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.apphost import AppHost


def import_changes(folder: Path, new_apphost: Callable[..., AppHost], name: str, changes: range) -> list[str]:
    """Changes a file in a copy of a publish output, and imports the copy.

    Returns:
        What is wrong with what came of it.
    """
    copy = folder / "copy"
    found = []
    for number in changes:
        shutil.copytree(OUTPUTS[name], copy, ignore=shutil.ignore_patterns("__pycache__"))
        chance = random.Random(f"{name} {number}")
        file = chance.choice(sorted(each for each in copy.rglob("*") if each.is_file()))
        file.write_bytes(mutated(file.read_bytes(), chance))
        apphost = new_apphost(f"out{number}")
        change = f"{name}, change {number} in {file.name}"
        try:
            apphost.builder.add_publish_output(copy, leave_out=LEFT_OUT.get(name, []))
            problems = [each for each in apphost.problems() if each.is_error]
            found += [f"{change}: {each.code} without a line" for each in problems if each.where is None]
            if not problems:
                # What a change made unreadable for the simple reader of the tests, it does not ask for.
                missing = lost(said_by_bicep(copy), apphost.terraform(), told(apphost))
                found += [f"{change}: lost {each}" for each in missing]
        except SynthesisStopped:
            pass
        except Exception as error:
            found.append(f"{change}: {type(error).__name__}: {error}")
        shutil.rmtree(copy)
    return found


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_change_anywhere(tmp_path: Path, new_apphost: Callable[..., AppHost], name: str) -> None:
    assert import_changes(tmp_path, new_apphost, name, range(3)) == []


@pytest.mark.matrix
@pytest.mark.parametrize("name", OUTPUTS)
def test_many_changes(tmp_path: Path, new_apphost: Callable[..., AppHost], name: str) -> None:
    assert import_changes(tmp_path, new_apphost, name, range(3, 30)) == []

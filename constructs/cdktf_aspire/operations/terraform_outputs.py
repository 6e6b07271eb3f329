"""The outputs of a stack's deployment, as Terraform reads them from the state."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.json_input import InputError, parse_json
from cdktf_aspire.diagnostics.output import write_error
from cdktf_aspire.diagnostics.plain_text import message_text, page_text
from cdktf_aspire.operations.errors import OperationError
from cdktf_aspire.operations.hiding import without_secrets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_QUIET_SECONDS: Final = 2
_MOST_SECONDS: Final = 120
_MOST_LINES: Final = 20
_NOT_INITIALISED: Final = re.compile(r"initialization required|terraform init|tofu init", re.IGNORECASE)


class NoTerraformError(OperationError):
    """No program that can read a state is installed."""


def outputs_of(folder: Path) -> Mapping[str, object]:
    """The values of a stack's outputs, from a state on disk or in any other backend.

    Args:
        folder: of the stack, in cdktf's output.

    Raises:
        OperationError: they can't be read; the message is for the user.
    """
    # cdktf's own setting goes first: it says which one the stack is deployed with.
    wanted = [os.environ.get("TERRAFORM_BINARY_NAME"), "terraform", "tofu"]
    program = next((path for name in wanted if name and (path := shutil.which(name))), None)
    if program is None:
        raise NoTerraformError(
            "Neither terraform nor tofu is on the PATH; one of them is needed to read the stack's outputs."
        )
    what = f"`terraform output` in {folder}"
    ended = read_from([program, "output", "-json", "-no-color"], folder, what)
    if ended.returncode != 0:
        said = page_text(without_secrets("\n".join(ended.stderr.strip().splitlines()[-_MOST_LINES:])))
        if _NOT_INITIALISED.search(said):
            raise OperationError(
                message_text(
                    f"Terraform is not initialized for the stack {folder.name} on this machine: run "
                    f"`terraform -chdir={folder} init`, or deploy the stack from here."
                )
            )
        raise OperationError(f"{what} failed:\n{said}")
    try:
        document = parse_json(ended.stdout, source=what)
    except (InputError, json.JSONDecodeError):
        document = None
    if not isinstance(document, dict):
        raise OperationError(f"{what} printed something other than JSON.")
    return {str(name): each.get("value") for name, each in document.items() if isinstance(each, dict)}


def read_from(command: Sequence[str], folder: Path | None, what: str) -> subprocess.CompletedProcess[str]:
    """Runs a program that reads, for a bounded time, and says so when it takes longer than a moment.

    Args:
        command: program and arguments.
        folder: where it runs.
        what: it is, for messages.

    Raises:
        OperationError: it can't be run, or does not finish in time.
    """
    try:
        running = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "TF_IN_AUTOMATION": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise OperationError(message_text(f"{command[0]} can't be run: {error.strerror}.")) from None
    with running:
        try:
            for seconds in (_QUIET_SECONDS, _MOST_SECONDS):
                try:
                    output, errors = running.communicate(timeout=seconds)
                except subprocess.TimeoutExpired:
                    if seconds == _QUIET_SECONDS:
                        write_error(f"Waiting for {what} ...\n")
                else:
                    return subprocess.CompletedProcess(command, running.returncode, output, errors)
        finally:
            if running.poll() is None:
                running.kill()
    raise OperationError(f"{what} did not finish within {_MOST_SECONDS} seconds.")

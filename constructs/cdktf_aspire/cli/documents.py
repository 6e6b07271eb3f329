"""The JSON files that commands read, and messages for files that belong to another command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cdktf_aspire.diagnostics.json_input import InputError, is_log, parse_json, read_file, text_in
from cdktf_aspire.diagnostics.last_synth import SYNTHESIZE, of_last_synth

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The top-level blocks of a Terraform configuration.
_BLOCKS: Final = frozenset(
    {
        *("//", "check", "data", "ephemeral", "import", "locals", "module", "moved", "output", "provider"),
        *("removed", "resource", "terraform", "variable"),
    }
)
_ZIP: Final = b"PK\x03\x04"


class WrongInputError(InputError):
    """The command doesn't read such a file; the message says what it is and which command reads it."""

    def __init__(self, message: str) -> None:
        Exception.__init__(self, message)
        self.reason = message


def json_files(path: Path) -> list[Path]:
    """The Terraform JSON files of a path: cdktf's output if there is any, otherwise every `*.tf.json`.

    Raises:
        WrongInputError: there is none.
    """
    if path.is_dir():
        found = _written(path, "cdk.tf.json") or _written(path, "*.tf.json")
        if not found:
            hcl = " It has HCL, and only Terraform JSON is read." if any(path.glob("*.tf")) else ""
            raise WrongInputError(f"{path} has no *.tf.json file.{hcl} {SYNTHESIZE}.")
        return found
    if not path.exists():
        raise WrongInputError(f"{path} does not exist. {SYNTHESIZE}, or name a *.tf.json file.")
    return [path]


def _written(folder: Path, pattern: str) -> list[Path]:
    """Without those of a synth that has not ended, or was ended: see `whole_output.js`."""
    files = of_last_synth(folder.rglob(pattern), folder)
    return [file for file in files if not any(part.startswith(".cdktf-aspire-") for part in file.parts)]


def read_document(
    file: Path, *, no_object: str = "is not Terraform JSON: its top level is not an object"
) -> tuple[str, Mapping[str, object]]:
    """The text of a file, and the object in it.

    Args:
        file: to read.
        no_object: the message about other JSON.

    Raises:
        InputError: it can't be read, or is not JSON.
    """
    content = read_file(file)
    if content.startswith(_ZIP):
        raise WrongInputError(
            f"{file} is the plan file itself, which only Terraform can read. "
            "Run `terraform show -json` on it and give the output to `cdktf-aspire review`."
        )
    try:
        text = text_in(content, source=str(file))
    except InputError as error:
        reason = error.reason.replace("isn't text", "isn't UTF-8 text")
        raise WrongInputError(f"{file} can't be read: {reason}.") from None
    try:
        document = parse_json(text, source=str(file))
    except json.JSONDecodeError as error:
        if not text.strip():
            raise WrongInputError(f"{file} can't be read: it is empty.") from None
        if is_log(text):
            raise WrongInputError(f"{file} is the log of a run of Terraform, not a configuration.") from None
        if file.suffix in {".tf", ".tfvars", ".hcl"}:
            raise WrongInputError(
                f"{file} can't be read: it is not JSON but HCL, and only Terraform JSON is read."
            ) from None
        raise WrongInputError(
            f"{file} can't be read: it is not JSON. Line {error.lineno}: {error.msg}. "
            "Is it HCL? Only JSON is read."
        ) from None
    if not isinstance(document, dict):
        raise WrongInputError(f"{file} {no_object}.")
    return text, document


def is_plan(document: Mapping[str, object]) -> bool:
    """Whether it is the output of `terraform show -json` for a plan."""
    return "format_version" in document and ("planned_values" in document or "resource_changes" in document)


def is_aspire_manifest(document: Mapping[str, object]) -> bool:
    """Whether it is what Aspire publishes."""
    return isinstance(document.get("resources"), dict) and not _is_state(document)


def _is_state(document: Mapping[str, object]) -> bool:
    is_shown = "format_version" in document and "values" in document
    return "lineage" in document or ("serial" in document and "resources" in document) or is_shown


def refuse_other_documents(file: Path, document: Mapping[str, object]) -> None:
    """Refuses what is not a Terraform configuration.

    Raises:
        WrongInputError: the message says what it is, and which command reads it.
    """
    if is_plan(document):
        raise WrongInputError(
            f"{file} is a plan, not a configuration: `cdktf-aspire review` reads it, "
            "and `cdktf-aspire jobs` lists its jobs."
        )
    if _is_state(document):
        raise WrongInputError(
            f"{file} is a Terraform state, which no command reads. "
            "`cdktf-aspire check` and `cdktf-aspire jobs` read the configuration, such as cdk.tf.json."
        )
    if "stacks" in document and "version" in document:
        raise WrongInputError(
            f"{file} is cdktf's list of stacks. Name the folder that it is in: {file.parent}."
        )
    if is_aspire_manifest(document):
        raise WrongInputError(
            f"{file} is an Aspire manifest: `cdktf-aspire jobs` lists its jobs, "
            "and builder.add_publish_output(...) turns it into Terraform."
        )
    if "provider_schemas" in document or "@level" in document:
        raise WrongInputError(f"{file} is output of Terraform, not a configuration.")
    if document and not _BLOCKS.intersection(document):
        raise WrongInputError(f"{file} is not Terraform JSON: it has no resource, module or other block.")

"""What the real terraform binary makes of expressions: an apply of outputs only, which needs no provider."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.apphost import Json


def evaluate(expressions: Sequence[object], more: Json | None = None) -> list[object]:
    """Values of Terraform JSON, evaluated.

    Args:
        expressions: values as they stand in Terraform JSON: text with templates, lists, maps.
        more: what they refer to, for example `variable` and `locals`.
    """
    with tempfile.TemporaryDirectory() as folder:
        outputs = {
            f"o{index}": {"value": value, "sensitive": True} for index, value in enumerate(expressions)
        }
        document = {**(more or {}), "output": outputs}
        (Path(folder) / "main.tf.json").write_text(json.dumps(document), encoding="utf-8")
        environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
        # Without a provider there is nothing to initialize, and the state has the outputs.
        done = subprocess.run(
            ["terraform", "apply", "-auto-approve", "-input=false"],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        written = json.loads((Path(folder) / "terraform.tfstate").read_text(encoding="utf-8"))["outputs"]
        return [written[f"o{index}"]["value"] for index in range(len(expressions))]


def nfc(text: str) -> str:
    """Terraform normalises all text so, which no configuration can prevent."""
    return unicodedata.normalize("NFC", text)

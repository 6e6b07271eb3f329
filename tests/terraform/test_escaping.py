"""Literal text through the real terraform binary: what goes in comes out, character by character."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import unicodedata
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from cdktf_aspire.jobs.scalers.rule import as_reference
from cdktf_aspire.terraform.escaping import escape

# Letters, and everything that means something to Terraform or JSON.
_TEXT = st.text(
    st.one_of(st.sampled_from('${}%"\\~\n\t \'"[]().'), st.characters(codec="utf-8")),
    max_size=20,
)


def evaluate(texts: list[str]) -> list[str]:
    """What Terraform makes of the texts: an apply of outputs only, which needs no provider."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = {f"o{index}": {"value": text} for index, text in enumerate(texts)}
        (Path(folder) / "main.tf.json").write_text(json.dumps({"output": outputs}), encoding="utf-8")
        environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}

        def terraform(*arguments: str) -> str:
            done = subprocess.run(
                ["terraform", *arguments],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        terraform("init", "-input=false")
        terraform("apply", "-auto-approve", "-input=false")
        written = json.loads(terraform("output", "-json"))
        return [written[f"o{index}"]["value"] for index in range(len(texts))]


@settings(max_examples=8)
@given(st.lists(_TEXT, min_size=30, max_size=60))
@example(
    [
        "echo ${HOME} 100%{x}",
        "$${a} %%{b}",
        "$$${a}",
        "${",
        "%{",
        "$",
        "$$",
        "%",
        "${TfToken[",
        '${"${x}"}',
        "%{if true}x%{endif}",
        "%{~ x ~}",
        "\\${x}",
        '"quoted"',
        "{{.Go}} {0} {a}",
        "",
        "ünïcode ☃ 💥",
    ]
)
def test_terraform_gives_back_what_went_in(texts: list[str]) -> None:
    # Terraform normalises all text to NFC, which no configuration can prevent.
    expected = [unicodedata.normalize("NFC", text) for text in texts]
    assert evaluate([escape(text) for text in texts]) == expected


@settings(max_examples=4)
@given(st.lists(_TEXT, min_size=30, max_size=60))
@example(["me", "${x} %{y} $${z}", '"\\\n\r\t', "\x00\x1f\x7f\u2028 ☃ 💥"])
def test_text_as_an_expression_is_the_text(texts: list[str]) -> None:
    """What a scaler takes from a secret only, and is none: `${"me"}`."""
    expected = [unicodedata.normalize("NFC", text) for text in texts]
    assert evaluate([f"${{{as_reference(text).expression}}}" for text in texts]) == expected


@given(_TEXT, _TEXT)
def test_a_token_in_the_text_stays(before: str, after: str) -> None:
    token = "${TfToken[TOKEN.12]}"

    assert token in escape(f"{before}{token}{after}")

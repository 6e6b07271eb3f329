"""Stand-ins for `dotnet`, `docker`, `podman`, `az` and `terraform` on the PATH, which note their calls.

They build nothing. What they answer is what the real ones print where the command reads it.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Final

import attrs

from tests.platforms import needs_posix

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

HOST: Final = "crjobs.azurecr.io"
TOKEN: Final = "token-of-the-registry-of-the-stand-in"
DIGEST: Final = f"sha256:{'a1' * 32}"

_PROGRAM: Final = f"""#!{sys.executable}
# A stand-in: see tests/operations/stand_in/build_tools.py
import json, os, sys
name, words = os.path.basename(sys.argv[0]), sys.argv[1:]
folder = os.path.dirname(sys.argv[0])
given = "" if sys.stdin.isatty() else sys.stdin.read()
config = os.path.join(os.environ.get("DOCKER_CONFIG", "/nowhere"), "config.json")
note = {{"tool": name, "words": words, "stdin": given}}
if name == "dotnet" and os.path.exists(config):
    note["config"] = json.load(open(config))
with open(os.path.join(folder, "calls.jsonl"), "a") as calls:
    calls.write(json.dumps(note) + "\\n")
settings = json.load(open(os.path.join(folder, "settings.json")))
failing = settings["fails"]
if failing and failing in " ".join([name, *words]):
    print("error : something is wrong with", failing)
    print("secret said by a tool:", os.environ.get("TF_VAR_token", ""))
    sys.exit(17)
if name == "terraform":
    print(json.dumps(settings["outputs"]))
elif words[:2] == ["account", "get-access-token"]:
    print(json.dumps({{"accessToken": settings["token"], "expiresOn": "2099-01-01 00:00:00.000000"}}))
elif name == "az":
    print(settings["token"])
elif name == "dotnet":
    for word in words:
        option, _, path = word.partition(":")
        if option == "-getResultOutputFile":
            open(path, "w").write(settings["digest"] + "\\n")
elif words[:1] == ["push"]:
    if "--digestfile" in words:
        open(words[words.index("--digestfile") + 1], "w").write(settings["digest"])
    elif settings["digest"]:
        print("1.0: digest: " + settings["digest"] + " size: 528")
"""


@attrs.define
class BuildTools:
    """The programs of a folder that is the whole PATH."""

    folder: Path
    settings: dict[str, Any] = attrs.Factory(
        lambda: {
            "outputs": {"registry_endpoints": {"value": {"env": HOST}}},
            "token": TOKEN,
            "digest": DIGEST,
            "fails": "",
        }
    )

    def install(self, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
        """Makes these the only programs that there are."""
        self.write(*names)
        monkeypatch.setenv("PATH", str(self.folder))

    def write(self, *names: str) -> None:
        """Writes these programs."""
        needs_posix("scripts in place of programs")
        self.folder.mkdir(exist_ok=True)
        for name in names:
            program = self.folder / name
            program.write_text(_PROGRAM, encoding="utf-8")
            program.chmod(0o755)
        self.set()

    def set(self, **settings: object) -> None:
        """Says what the programs answer from now on."""
        self.settings |= settings
        (self.folder / "settings.json").write_text(json.dumps(self.settings), encoding="utf-8")

    @property
    def calls(self) -> list[dict[str, Any]]:
        """How the programs were called, in this order."""
        file = self.folder / "calls.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def commands(self, *tools: str) -> list[str]:
        """The command lines of some of them."""
        return [" ".join([each["tool"], *each["words"]]) for each in self.calls if each["tool"] in tools]

"""A reader of publish outputs that shares nothing with the package: what one says, and whether it arrived.

It looks for pieces of text, not for meaning. What it can't find in the Terraform, a message has to name.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RESOURCE = re.compile(r"^resource (\w+) '([\w./]+)@[^']*'( existing)? = ", re.MULTILINE)
_NAME = re.compile(r"^\s*name: '([^'$]+)'", re.MULTILINE)
_TEXT = re.compile(r"'((?:[^'\\]|\\.)*)'")
_ROLE = re.compile(r"'([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})'")
_LISTS = {"env": "environment variable", "secrets": "secret", "volumes": "volume"}
# A few roles by name, as azurerm writes them.
_ROLE_NAMES = {
    "7f951dda-4ed3-4680-a7ca-43fe172d538d": "AcrPull",
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": "Storage Blob Data Reader",
    "ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
    "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3": "Storage Table Data Contributor",
    "974c5e8b-45b9-4653-ba55-5f855dd0fb88": "Storage Queue Data Contributor",
    "17d1049b-9a84-46fb-8f53-869881c3d3ab": "Storage Account Contributor",
    "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
    "090c5cfd-751d-490a-894a-3ce6f1109419": "Azure Service Bus Data Owner",
    "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0": "Azure Service Bus Data Receiver",
    "b86a8fe4-44ce-4948-aee5-eccb2c155cd7": "Key Vault Secrets Officer",
    "f526a384-b230-433a-b45c-95f59c4a2dec": "Azure Event Hubs Data Owner",
}


class Said:
    """One thing that the input says.

    Attributes:
        what: in words, for the message of a failure.
        signs: texts of which one has to be in the Terraform or in a message.
    """

    def __init__(self, what: str, *signs: str) -> None:
        self.what = what
        self.signs = signs

    def __repr__(self) -> str:
        return f"{self.what}: {self.signs[0]}"


def said_by_bicep(folder: Path) -> Iterator[Said]:
    """What the programs and role assignments of all Bicep files say."""
    for file in sorted(folder.rglob("*.bicep")):
        text = re.sub(r"//[^\n]*", "", file.read_text(encoding="utf-8-sig", errors="replace"))
        for symbol, kind, existing, body in _resources(text):
            if existing:
                continue
            if kind.endswith(("/jobs", "/containerApps")):
                yield from _said_by_program(body, file.name)
            elif kind.endswith("/roleAssignments"):
                for role in _ROLE.findall(body.partition("roleDefinitionId")[2])[:1]:
                    yield Said(f"role {symbol} of {file.name}", role, _ROLE_NAMES.get(role, role))


def identities_in_bicep(folder: Path) -> int:
    """How many identities the Bicep files create."""
    kinds = [
        (kind, existing)
        for file in folder.rglob("*.bicep")
        for _, kind, existing, _ in _resources(file.read_text(encoding="utf-8-sig"))
    ]
    return sum(kind.endswith("/userAssignedIdentities") and not existing for kind, existing in kinds)


def said_by_manifest(entry: dict[str, object]) -> Iterator[Said]:
    """What the entry of a program says."""
    env = entry.get("env")
    for name in env if isinstance(env, dict) else ():
        yield Said("environment variable", json.dumps(name))
    args = entry.get("args")
    for arg in args if isinstance(args, list) else ():
        if "{" not in arg:
            yield Said("argument", json.dumps(arg))
    for key in ("volumes", "bindMounts"):
        mounts = entry.get(key)
        for mount in mounts if isinstance(mounts, list) else ():
            yield Said("mount", json.dumps(mount["target"]))
    if "entrypoint" in entry:
        yield Said("entrypoint", json.dumps(entry["entrypoint"]))
    build = entry.get("build")
    for key in ("args", "secrets"):
        for name in (build.get(key) or ()) if isinstance(build, dict) else ():
            yield Said(f"build {key}", name)


def lost(said: Iterator[Said], terraform: object, messages: list[str]) -> list[Said]:
    """What is neither in the Terraform nor in a message."""
    text = "\n".join([json.dumps(terraform, ensure_ascii=False), *messages])
    return [each for each in said if not any(sign in text for sign in each.signs)]


def _said_by_program(body: str, file: str) -> Iterator[Said]:
    for key, what in _LISTS.items():
        for block in _blocks(body, key):
            for name in _NAME.findall(block):
                yield Said(f"{what} of {file}", json.dumps(name))
    for block in _blocks(body, "args"):
        for arg in _TEXT.findall(block):
            if "$" not in arg and "\\" not in arg:
                yield Said(f"argument of {file}", json.dumps(arg))
    for path in re.findall(r"mountPath: '([^'$]+)'", body):
        yield Said(f"mount of {file}", json.dumps(path))


def _resources(text: str) -> Iterator[tuple[str, str, bool, str]]:
    found = list(_RESOURCE.finditer(text))
    for match, end in zip(found, [*(each.start() for each in found[1:]), len(text)], strict=True):
        yield match[1], match[2], bool(match[3]), text[match.end() : end]


def _blocks(body: str, key: str) -> Iterator[str]:
    """The lists of a key, by counting brackets."""
    for match in re.finditer(rf"^\s*{key}: \[", body, re.MULTILINE):
        depth, end = 1, match.end()
        while depth and end < len(body):
            depth += {"[": 1, "]": -1}.get(body[end], 0)
            end += 1
        yield body[match.end() : end]

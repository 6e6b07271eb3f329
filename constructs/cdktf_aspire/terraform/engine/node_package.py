"""Loads this library's JavaScript into jsii's kernel, as a small package in jsii's format."""

from __future__ import annotations

import atexit
import gzip
import importlib.resources
import io
import json
import os
import shutil
import tarfile
import tempfile
from pathlib import Path
from typing import Final

from cdktf_aspire.terraform.engine.ahead import Assembly

NAME: Final = "cdktf-aspire"
VERSION: Final = "0.0.0"
BATCH: Final = f"{NAME}.Batch"
# Describes batch.js as a class in a jsii assembly.
_ANY: Final = {"primitive": "any"}
_LIST: Final = {"collection": {"elementtype": _ANY, "kind": "array"}}
_TYPES: Final = {
    BATCH: {
        "assembly": NAME,
        "fqn": BATCH,
        "kind": "class",
        "name": "Batch",
        "methods": [
            {
                "name": "make",
                "static": True,
                "parameters": [
                    {"name": "text", "type": {"primitive": "string"}},
                    {"name": "others", "type": _LIST},
                ],
                "returns": {"type": _LIST},
            }
        ],
    }
}


def write(*scripts: str) -> Assembly | None:
    """Writes scripts of this folder as a package; jsii's kernel runs them when it loads the package.

    The scripts are optional: cdktf and the bindings give the same result without them. If a script is
    missing, or jsii doesn't accept the package, the synth runs without it.
    """
    try:
        archive = _package({name: _read(name) for name in scripts})
        file = Path(tempfile.mkdtemp()) / "cdktf-aspire.tgz"
        package = Assembly(NAME, VERSION, os.fspath(file))
        atexit.register(remove, package)
        file.write_bytes(archive)
    except OSError:
        return None
    return package


def remove(package: Assembly) -> None:
    """Removes the package's file, which Node has read, and its folder."""
    atexit.unregister(remove)
    shutil.rmtree(Path(package.tarball).parent, ignore_errors=True)


def load(package: Assembly) -> bool:
    """Loads the package into jsii's kernel; returns whether that worked."""
    import jsii._runtime

    try:
        jsii._runtime.kernel.load(package.name, package.version, package.tarball)
    except Exception:
        return False
    return True


def _read(script: str) -> str:
    return importlib.resources.files(__package__).joinpath(script).read_text(encoding="utf-8")


def _package(scripts: dict[str, str]) -> bytes:
    """The package in jsii's format: a tarball with a manifest, an assembly with one type, and the code.

    It is byte-identical in every run, so that jsii's cache of unpacked packages contains it only once.
    """
    assembly = {
        "schema": "jsii/0.10.0",
        "name": NAME,
        "version": VERSION,
        "fingerprint": "*",
        "jsiiVersion": "1.142.0",
        "description": "Makes constructs in batches, the exports of the bindings lazy, and the output whole.",
        "license": "MIT",
        "author": {"name": "cdktf-aspire", "roles": ["author"]},
        "repository": {"type": "git", "url": "https://example.invalid/"},
        "homepage": "https://example.invalid/",
        "types": _TYPES,
    }
    files = {
        "package.json": json.dumps({"name": NAME, "version": VERSION, "main": "index.js"}),
        ".jsii": json.dumps(assembly),
        "index.js": "".join(f'Object.assign(exports, require("./{name}"));\n' for name in scripts),
        **scripts,
    }
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, text in files.items():
            content = text.encode()
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(buffer.getvalue(), mtime=0)

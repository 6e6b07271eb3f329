"""JavaScript of this library in jsii's kernel: a small package that jsii loads like any other."""

from __future__ import annotations

import gzip
import importlib.resources
import io
import json
import os
import tarfile
import tempfile
from pathlib import Path
from typing import Final

NAME: Final = "cdktf-aspire"


def load(*scripts: str) -> None:
    """Has jsii's kernel, which may be running already, run scripts of this folder.

    Without them cdktf and the bindings do the same in the end: where a script is missing, or a jsii does not
    take the package, it goes on without.
    """
    import jsii._runtime

    try:
        archive = _package({name: _read(name) for name in scripts})
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "cdktf-aspire.tgz"
            file.write_bytes(archive)
            jsii._runtime.kernel.load(NAME, "0.0.0", os.fspath(file))
    except Exception:
        return


def _read(script: str) -> str:
    return importlib.resources.files(__package__).joinpath(script).read_text(encoding="utf-8")


def _package(scripts: dict[str, str]) -> bytes:
    """The package as jsii wants it: a tarball with a manifest, an assembly without types, and the code.

    It is byte-identical on every run, so that jsii's cache of unpacked packages holds it once.
    """
    assembly = {
        "schema": "jsii/0.10.0",
        "name": NAME,
        "version": "0.0.0",
        "fingerprint": "*",
        "jsiiVersion": "1.142.0",
        "description": "Makes the exports of the azurerm bindings lazy, and the output of a synth whole.",
        "license": "MIT",
        "author": {"name": "cdktf-aspire", "roles": ["author"]},
        "repository": {"type": "git", "url": "https://example.invalid/"},
        "homepage": "https://example.invalid/",
        "types": {},
    }
    files = {
        "package.json": json.dumps({"name": NAME, "version": "0.0.0", "main": "index.js"}),
        ".jsii": json.dumps(assembly),
        "index.js": "".join(f'require("./{name}");\n' for name in scripts),
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

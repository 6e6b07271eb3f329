"""Programs for one engine as those for another."""

from __future__ import annotations

import re

_IMPORT = re.compile(r"^(\s*)import cdktf$", re.MULTILINE)
_NAME = re.compile(r"\bcdktf(?= import\b)|\bcdktf_cdktf(?=_provider_)")


def in_engine(code: str, engine: str) -> str:
    """A program of cdktf's as it is written for an engine: with the names of other packages."""
    if engine == "cdktf":
        return code
    return _NAME.sub(engine, _IMPORT.sub(rf"\1import {engine} as cdktf", code))

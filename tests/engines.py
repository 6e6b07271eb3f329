"""Programs for one engine as those for another."""

from __future__ import annotations

import re

_IMPORT = re.compile(r"^(\s*)import cdkt[fn](?: as cdktf)?$", re.MULTILINE)
_NAME = re.compile(r"\bcdkt[fn](?= import\b)")
_BINDINGS = re.compile(r"\b(?:cdktf_cdktf|cdktn)(?=_provider_azurerm)")


def engine_in(code: str) -> str:
    """The engine that a program imports; cdktf where it imports none."""
    return "cdktn" if re.search(r"^(?:from|import) cdktn\b", code, re.MULTILINE) else "cdktf"


def in_engine(code: str, engine: str) -> str:
    """A program as it is written for an engine: with the names of its packages."""
    code = _IMPORT.sub(r"\1import cdktf" if engine == "cdktf" else rf"\1import {engine} as cdktf", code)
    return _NAME.sub(engine, _BINDINGS.sub("cdktf_cdktf" if engine == "cdktf" else engine, code))

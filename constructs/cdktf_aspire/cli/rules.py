"""`cdktf-aspire rules`: every rule by its code, and the reference page that is made of them."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - typer reads the annotations at run time
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cdktf_aspire.diagnostics.output import write_error
from cdktf_aspire.diagnostics.plain_text import page_text
from cdktf_aspire.diagnostics.rules import every_rule
from cdktf_aspire.diagnostics.rules_page import markdown


def rules(
    code: Annotated[str | None, typer.Argument(help="Show one rule in full, for example ACJ210.")] = None,
    *,
    write: Annotated[Path | None, typer.Option(help="Write the reference page here.")] = None,
) -> None:
    """Lists what is checked."""
    if write is not None:
        try:
            write.write_text(markdown(), encoding="utf-8", newline="\n")
        except OSError as error:
            write_error(page_text(f"Error: {write} can't be written: {error.strerror}.\n"))
            raise typer.Exit(1) from None
    elif code is None:
        table = Table("Code", "Severity", "Attribute", "Allowed", box=None)
        for rule in every_rule().values():
            cells = (rule.code, rule.severity.value, rule.attribute, rule.allowed)
            table.add_row(*(Text(cell) for cell in cells))
        Console().print(table)
    elif (rule_ := every_rule().get(code.upper())) is not None:
        for label, text in (
            ("Code", rule_.code),
            ("Severity", rule_.severity.value),
            ("Attribute", rule_.attribute),
            ("Allowed", rule_.allowed),
            ("Why", rule_.why),
            ("Fix", rule_.fix),
            ("Source", rule_.source),
        ):
            sys.stdout.write(f"{label + ':':<11}{text}\n")
    else:
        write_error(f"Error: there is no rule {code!r}. `cdktf-aspire rules` lists them.\n")
        raise typer.Exit(2)

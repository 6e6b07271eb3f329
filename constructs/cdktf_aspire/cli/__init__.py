"""The command `cdktf-aspire`: one module per command."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import Annotated, Final, NoReturn

import typer

from cdktf_aspire import __version__
from cdktf_aspire.cli import (
    calendar,
    check,
    executions,
    graph,
    images,
    jobs,
    logs,
    new,
    review,
    rules,
    run,
    stop,
)
from cdktf_aspire.diagnostics.output import write_error

# A disk or a quota that is full, and a device that takes no more; EDQUOT isn't everywhere.
_FULL: Final = {errno.ENOSPC, errno.EFBIG, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}

app = typer.Typer(
    name="cdktf-aspire",
    help="Azure Container Apps jobs of .NET Aspire, in Terraform.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("calendar")(calendar.calendar)
app.command("check")(check.check)
app.command("executions")(executions.executions)
app.command("graph")(graph.graph)
app.command("images")(images.images)
app.command("jobs")(jobs.jobs)
app.command("logs")(logs.logs)
app.command("new")(new.new)
app.command("review")(review.review)
app.command("rules")(rules.rules)
app.command("run")(run.run)
app.command("stop")(stop.stop)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cdktf-aspire {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Options of the program itself."""


def main() -> None:
    """Runs the command line."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the shell, or a program without a console on Windows
            nowhere = open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8")  # noqa: PTH123, SIM115
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A pipe or a terminal may have another encoding than UTF-8; the text still has to come out.
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except SystemExit as end:
        # Of the two outputs, only writing to the standard one raises. Typer and Rich end with 1 then.
        if not isinstance(end.__context__, BrokenPipeError):
            raise
        _discard_output()
    except FileNotFoundError as error:
        # On Windows the error doesn't say which program is missing.
        if error.filename in (os.environ.get("JSII_NODE", "node"), None):
            import cdktf_aspire.terraform  # noqa: F401 - it says that there is no Node, and ends the program
        raise
    except OSError as error:
        if error.errno not in _FULL or error.filename is not None:
            raise
        _end_without_output(error)
    finally:
        _finish_output()


def _finish_output() -> None:
    """Writes what is left, unless the reader has gone, as `head` does: that is not worth a traceback."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
    except OSError as error:
        _end_without_output(error)


def _end_without_output(error: OSError) -> NoReturn:
    """Exit code 2, so that half an output isn't taken for all of it."""
    _discard_output()
    write_error(f"Error: the output can't be written: {error.strerror}.\n")
    sys.exit(2)


def _discard_output() -> None:
    """Python writes what is left when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

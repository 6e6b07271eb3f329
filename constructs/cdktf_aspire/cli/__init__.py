"""The command `cdktf-aspire`: one module per command."""

from __future__ import annotations

import typer

from cdktf_aspire.cli import check, jobs, new, review, rules

app = typer.Typer(
    name="cdktf-aspire",
    help="Azure Container Apps jobs of .NET Aspire, in Terraform.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("check")(check.check)
app.command("jobs")(jobs.jobs)
app.command("new")(new.new)
app.command("review")(review.review)
app.command("rules")(rules.rules)


@app.callback()
def _several_commands() -> None:
    """Keeps typer from taking a single command for the whole program."""


def main() -> None:
    """Runs the command line."""
    app()

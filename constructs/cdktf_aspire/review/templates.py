"""The templates of HTML pages: everything in them is escaped, and nothing is undefined."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cdktf_aspire.review.escaping import html_text


def templates_of(package: str) -> Environment:
    """The templates next to a package's modules."""
    return Environment(
        loader=PackageLoader(package, ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )


def _printable(value: object) -> object:
    """Every text that is written, with control characters and the like as escapes."""
    return Markup(html_text(value)) if isinstance(value, str) and not isinstance(value, Markup) else value

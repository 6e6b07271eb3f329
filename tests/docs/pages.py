"""Pages of the documentation, read from top to bottom: each Python block runs after those before it."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import linecache
from pathlib import Path
from typing import Any
from unittest import mock

import attrs
import cdktf
from markdown_it import MarkdownIt

import cdktf_aspire.terraform.stack
from tests.apphost import ROOT, Json, without_notes

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("**/*.md"))]


@attrs.frozen
class Block:
    """A fenced block.

    Attributes:
        language: the first word after the fence.
        title: the file that it is in the reader's folder: ```python title="main.py".
        text: what is in it.
        line: its first line in the page.
    """

    language: str
    title: str
    text: str
    line: int


def blocks_of(page: Path) -> list[Block]:
    return [
        Block(*_language_and_title(token.info), token.content, token.map[0] + 2)
        for token in MarkdownIt().parse(page.read_text(encoding="utf-8"))
        if token.type == "fence" and token.map
    ]


def _language_and_title(info: str) -> tuple[str, str]:
    language, _, title = info.strip().partition(" title=")
    return language, title.strip('"')


class Page:
    """A page being read from top to bottom."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.namespace: dict[str, object] = {}
        self.printed = ""
        self.apps: list[cdktf.App] = []

    @functools.cached_property
    def app_class(self) -> type[cdktf.App]:
        """An `App` of this page's: each in a folder of its own, for state lies beside `cdktf.out`."""
        page = self

        class PageApp(cdktf.App):
            def __init__(self, **options: Any) -> None:  # noqa: ANN401
                outdir = page.folder / f"app{len(page.apps)}" / "cdktf.out"
                outdir.parent.mkdir(parents=True)
                super().__init__(**{"outdir": str(outdir), **options})
                page.apps.append(self)

        return PageApp

    def python(self, block: Block, expects_output: bool) -> None:
        """Runs a block after those before it."""
        linecache.cache["main.py"] = (len(block.text), None, block.text.splitlines(True), "main.py")
        output, errors = io.StringIO(), io.StringIO()
        with (
            mock.patch.object(cdktf, "App", self.app_class),
            mock.patch.object(cdktf_aspire.terraform.stack, "App", self.app_class),
            contextlib.redirect_stdout(output),
            contextlib.redirect_stderr(errors),
        ):
            try:
                exec(compile(block.text, "main.py", "exec"), self.namespace)
            except SystemExit:
                assert expects_output, errors.getvalue()
                self.apps.pop()  # the page shows what its errors look like
        self.printed = output.getvalue() + errors.getvalue()

    def synth(self) -> list[Path]:
        """Writes what the whole page declares; the `cdktf.out` of each app."""
        for app in self.apps:
            app.synth()
        return [Path(app.outdir) for app in self.apps]

    def terraform(self) -> list[Json]:
        """The Terraform JSON of what the whole page declares."""
        return [
            without_notes(json.loads(file.read_text()))
            for folder in self.synth()
            for file in sorted(folder.rglob("cdk.tf.json"))
        ]

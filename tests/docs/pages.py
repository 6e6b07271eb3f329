"""Pages of the documentation, read from top to bottom: each Python block runs after those before it."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import linecache
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import attrs
from markdown_it import MarkdownIt

from cdktf_aspire.terraform.engine.engines import VARIABLE, engine_named
from tests.apphost import ROOT
from tests.engines import in_engine

if TYPE_CHECKING:
    import cdktf

PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "stacks/README.md")),
    *sorted((ROOT / "docs").glob("**/*.md")),
]
# Pages whose blocks are the files of a project, each with the test that runs it.
PROJECTS = {
    "adopting.md": "tests/terraform/test_adopting_page.py",
    "testing.md": "tests/docs/test_testing_page.py",
}


@attrs.frozen
class Block:
    """A block of code.

    Attributes:
        language: the first word after the fence; empty for an indented block, and for one in HTML.
        title: the file that it is in the reader's folder: ```python title="main.py".
        text: what is in it.
        line: its first line in the page.
    """

    language: str
    title: str
    text: str
    line: int


@functools.cache
def blocks_of(page: Path) -> list[Block]:
    return blocks_in(page.read_text(encoding="utf-8"))


def blocks_in(text: str) -> list[Block]:
    """The blocks of code of a Markdown text, also those in lists and quotes."""
    return [
        Block(*_language_and_title(token.info), token.content, token.map[0] + (2 if token.markup else 1))
        for token in MarkdownIt().parse(text)
        if token.map
        and (
            token.type in ("fence", "code_block")
            or (token.type == "html_block" and re.search(r"<(pre|code)\b", token.content))
        )
    ]


def _language_and_title(info: str) -> tuple[str, str]:
    language, _, title = info.strip().partition(" title=")
    return language, title.strip('"')


class Page:
    """A page being read from top to bottom, by a reader who has one of the engines."""

    def __init__(self, folder: Path, name: str, engine: str = "cdktf") -> None:
        self.folder = folder
        self.name = name
        found = engine_named(engine)
        assert found is not None
        self.engine = found
        self.namespace: dict[str, object] = {"__name__": "__main__"}
        self.printed = ""
        self.apps: list[cdktf.App] = []

    @functools.cached_property
    def app_class(self) -> type[cdktf.App]:
        """An `App` of this page's: each in a folder of its own, for state lies beside `cdktf.out`."""
        page = self

        class PageApp(self.engine.App):  # type: ignore[misc,name-defined]
            def __init__(self, **options: Any) -> None:  # noqa: ANN401
                outdir = page.folder / f"app{len(page.apps)}" / "cdktf.out"
                outdir.parent.mkdir(parents=True)
                super().__init__(**{"outdir": str(outdir), **options})
                page.apps.append(self)

        return PageApp

    def python(self, block: Block, expects_output: bool) -> None:
        """Runs a block after those before it."""
        text = in_engine(block.text, self.engine.name)
        linecache.cache["main.py"] = (len(text), None, text.splitlines(True), "main.py")
        output, errors = io.StringIO(), io.StringIO()
        with (
            mock.patch.object(self.engine.load(), "App", self.app_class),
            mock.patch.object(self.engine, "App", self.app_class),
            mock.patch.dict(os.environ, {VARIABLE: self.engine.name}),
            contextlib.redirect_stdout(output),
            contextlib.redirect_stderr(errors),
        ):
            try:
                exec(compile(text, "main.py", "exec"), self.namespace)
            except SystemExit as end:
                print(end.code, file=errors)  # as Python does
                assert expects_output, errors.getvalue()
                self.apps.pop()  # the page shows what its errors look like
        self.printed = output.getvalue() + errors.getvalue()

    def synth(self) -> list[Path]:
        """Writes what the whole page declares; the `cdktf.out` of each app."""
        for app in self.apps:
            app.synth()
        apps = [Path(app.outdir) for app in self.apps]
        for cdktf_out in apps:
            _keep_state_beside(cdktf_out)
        return apps


def _keep_state_beside(cdktf_out: Path) -> None:
    """By default the engine keeps the state in the folder that its Node was started in: whichever test needed
    an engine first says which."""
    files = list(cdktf_out.rglob("cdk.tf.json"))
    for stack in files:
        backend = json.loads(stack.read_text(encoding="utf-8"))["terraform"].get("backend", {})
        there = Path(backend.get("local", {}).get("path", ""))
        if there.is_absolute():
            for file in files:  # other stacks read the state
                text = file.read_text(encoding="utf-8")
                old, new = (json.dumps(str(each))[1:-1] for each in (there, cdktf_out.parent / there.name))
                file.write_text(text.replace(old, new), encoding="utf-8")

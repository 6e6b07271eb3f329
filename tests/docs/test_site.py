"""The documentation as a site: every page and every public name is in it, and no link leads nowhere."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

import cdktf_aspire
from docs import hooks
from tests.apphost import ROOT, clean_environment

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = {name: text for pages in hooks.reference_pages().values() for name, text in pages.items()}
ENTRIES = [
    entry for text in REFERENCE.values() for entry in re.findall(r"^::: cdktf_aspire\.(\S+)", text, re.M)
]
NAV = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2].partition("\ntheme:\n")[0]


def test_the_site_has_every_page_of_the_documentation() -> None:
    """A new page belongs in the `nav` of mkdocs.yml."""
    folder = ROOT / "docs"
    pages = {page.relative_to(folder).as_posix() for page in folder.rglob("*.md")} | hooks.PAGES.keys()
    named = re.findall(r"[\w/-]+\.md", NAV)
    assert sorted(named) == sorted(pages)


def test_the_reference_has_every_public_name_once() -> None:
    assert sorted(each for each in ENTRIES if "." not in each) == sorted(cdktf_aspire.__all__)


def test_a_page_of_the_reference_has_a_title_and_says_what_it_is_about() -> None:
    assert len(REFERENCE) == sum(map(len, hooks.reference_pages().values()))
    for text in REFERENCE.values():
        title, _, about, *_ = text.splitlines()
        assert re.fullmatch(r"# [A-Z].{3,60}", title)
        assert "`" not in title
        assert re.fullmatch(r"[A-Z].+\.", about)


def test_the_index_of_the_reference_has_a_line_on_every_public_name() -> None:
    rows = re.findall(r"^\| \[`(\w+)`\]\[cdktf_aspire\.(\w+)\] \| (.*) \|$", hooks.reference_index(), re.M)
    assert sorted(name for name, _, _ in rows) == sorted(cdktf_aspire.__all__)
    assert [row for row in rows if row[0] != row[1] or not re.fullmatch(r"[A-Z].+\.", row[2])] == []


def test_the_reference_has_what_public_classes_inherit() -> None:
    """A class that public ones take public names from belongs in `SHARED` of docs/hooks.py."""
    bases = {
        base
        for name in cdktf_aspire.__all__
        if isinstance(kind := getattr(cdktf_aspire, name), type)
        for base in kind.__mro__
        if base.__module__.startswith("cdktf_aspire.")
        and any(not each.startswith("_") for each in vars(base))
    }
    paths = {f"{base.__module__.removeprefix('cdktf_aspire.')}.{base.__qualname__}" for base in bases}
    public = {f"{module}.{name}" for module, names in hooks.public_modules().items() for name in names}
    inside = {"diagnostics.frozen.Frozen", "values.expressions.Interpolation"}
    assert paths - public - set(ENTRIES) - inside == set()


@pytest.mark.parametrize(
    ("source", "target", "link", "expected"),
    [
        ("docs/deploying.md", "deploying.md", "../stacks/", "REPO/stacks"),
        ("docs/deploying.md", "deploying.md", "rules.md#acj971", "rules.md#acj971"),
        ("docs/event-jobs/README.md", "event-jobs/README.md", "../rules.md", "../rules.md"),
        ("docs/event-jobs/README.md", "event-jobs/README.md", "../../README.md", "../index.md"),
        ("README.md", "index.md", "docs/rules.md#acj971", "rules.md#acj971"),
        ("README.md", "index.md", "LICENSE", "REPO/LICENSE"),
        ("README.md", "index.md", "https://cdktn.io", "https://cdktn.io"),
        ("README.md", "index.md", "#in-a-clone", "#in-a-clone"),
    ],
)
def test_a_link_out_of_the_folder_leads_to_the_repository(
    source: str, target: str, link: str, expected: str
) -> None:
    text = f"[x]({link})\n\n```text\n[x]({link})\n```\n"
    written = hooks.with_links_of_the_site(text, source, target, "REPO")
    assert written == f"[x]({expected})\n\n```text\n[x]({link})\n```\n"


@pytest.mark.matrix(is_long=True)
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *("uv", "run", "--isolated", "--only-group", "docs"),
            *("mkdocs", "build", "--strict", "-d", tmp_path),
        ],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    built = "".join(page.read_text(encoding="utf-8") for page in tmp_path.glob("reference/*/index.html"))
    assert [name for name in cdktf_aspire.__all__ if f'id="cdktf_aspire.{name}"' not in built] == []
    index = (tmp_path / "reference" / "index.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="[\w-]+/#cdktf_aspire\.(\w+)"', index))
    assert links == set(cdktf_aspire.__all__)
    listed = (tmp_path / "llms.txt").read_text(encoding="utf-8")
    assert re.search(r"^- \[Porting an AppHost\]\(https://\S+/porting\.md\): \w", listed, re.M)
    assert (tmp_path / "porting.md").is_file()

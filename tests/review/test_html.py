"""A review as one page: nothing is loaded, everything is escaped, and a real browser shows it well."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdktf_aspire.review.as_html import html_page
from tests.matrix import examples
from tests.review.chromium import PROGRAM, Page, chromium
from tests.review.example import example
from tests.review.plans import a_change, a_job, a_plan, many_jobs, real
from tests.review.reading import review_of
from tests.review.test_markdown import HOSTILE, hostile_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# fmt: off
TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section", "details",
    "summary", "div", "span", "p", "b", "i", "a", "h1", "h2", "h3", "code", "ul", "li", "svg", "rect",
    "path",
}
ATTRIBUTES = {
    "lang", "charset", "name", "content", "http-equiv", "class", "id", "href", "open", "role",
    "data-label", "aria-hidden", "aria-label", "style", "viewbox", "preserveaspectratio", "d", "x", "y",
    "width", "height",
}
# fmt: on


class Reader(HTMLParser):
    """Takes a page apart."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.stack: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses |= {value or "" for name, value in attrs if name in {"href", "src", "action"}}
        if tag != "meta":
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self.stack[-1:] != ["style"]:
            self.text += data


def assert_harmless(page: str) -> None:
    reader = Reader(page)
    assert reader.stack == []
    assert reader.tags <= TAGS
    assert reader.attributes <= ATTRIBUTES
    assert all(re.fullmatch(r"#job-\d+", address) for address in reader.addresses)
    assert all(char.isprintable() or char == "\n" for char in page)


def test_the_page_says_what_the_comment_says() -> None:
    text = Reader(html_page(review_of(example()))).text

    assert "1 job is deleted, 1 is replaced, 2 change, 1 new, 1 moved, 1 only drifted" in text
    assert "the trigger kind changes from schedule to manual" in text
    assert "starts every 10 minutes and may run for 45 minutes: up to 5 runs at a time" in text


def test_nothing_is_loaded_and_nothing_runs() -> None:
    page = html_page(review_of(example()))

    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert "script" not in page
    assert "url(" not in page
    assert_harmless(page)


@pytest.mark.parametrize(("minutes", "short"), [(20, True), (240, False)])
def test_a_bar_is_as_long_as_the_run(minutes: int, short: bool) -> None:
    job = a_job(replica_timeout_in_seconds=minutes * 60, replica_retry_limit=0)
    page = html_page(review_of(a_plan(a_change(job, job))))
    week = page[page.index("Next 7 days") :]

    assert week.count('<path class="mark unchanged"') == (7 if short else 0)
    assert week.count(f'width="{minutes}" height="8"') == (0 if short else 7)
    assert ("a line is a run that is too short for a bar" in week) is short


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_is_text(text: str) -> None:
    assert_harmless(html_page(review_of(hostile_plan(text))))


@settings(max_examples=examples(30))
@given(st.text(max_size=20))
def test_any_name_is_text(text: str) -> None:
    assert_harmless(html_page(review_of(hostile_plan(text))))


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    if PROGRAM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with chromium() as page:
        yield page


PLANS = {
    "example": example(),
    "nothing": real("nochange"),
    "create": real("create"),
    "hostile": hostile_plan("<b>\u202e`|" + "long" * 200),
    "many": many_jobs(60),
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("plan", PLANS)
def test_a_browser_shows_it(browser: Page, tmp_path: Path, plan: str, width: int, dark: bool) -> None:
    file = tmp_path / "review.html"
    file.write_text(html_page(review_of(PLANS[plan])), encoding="utf-8")
    browser.messages.clear()
    browser.requests.clear()
    browser.open(file, width=width, dark=dark)

    assert browser.messages == []
    assert browser.requests == [file.as_uri()]
    assert browser.evaluate("document.querySelector('h1').getBoundingClientRect().height") > 20
    assert browser.evaluate("document.documentElement.scrollWidth") == width, "it scrolls sideways"
    assert contrast(browser, "h1") > 7
    for what in (".meaning", ".pill", ".finding b", ".field"):
        if browser.evaluate(f"document.querySelectorAll('{what}').length"):
            assert contrast(browser, what) >= 4.5, what
    brightness = luminance(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert (brightness < 0.1) is dark


def contrast(browser: Page, selector: str) -> float:
    """The lowest contrast of text of a kind against what is behind it, as WCAG counts it."""
    pairs = browser.evaluate(
        f"[...document.querySelectorAll('{selector}')].map(e => {{ let b = e; while (b && "
        "getComputedStyle(b).backgroundColor === 'rgba(0, 0, 0, 0)') b = b.parentElement;"
        "return [getComputedStyle(e).color, getComputedStyle(b || document.body).backgroundColor]; })"
    )
    return min((max(a, b) + 0.05) / (min(a, b) + 0.05) for a, b in (map(luminance, pair) for pair in pairs))


def luminance(color: str) -> float:
    """Of `rgb(r, g, b)`."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

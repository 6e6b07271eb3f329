"""The pictures of the documentation: `uv run python -m tests.review.screenshots`, with a Chromium."""

from __future__ import annotations

import tempfile
from pathlib import Path

from cdktf_aspire.review.as_html import html_page
from tests.review.chromium import chromium
from tests.review.example import FILE, example
from tests.review.reading import review_of


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        file = Path(folder) / "review.html"
        file.write_text(html_page(review_of(example())), encoding="utf-8")
        for name, width, height, dark in (
            ("desktop", 1000, 1180, False),
            ("desktop-dark", 1000, 1180, True),
            ("phone", 390, 1100, False),
            ("phone-dark", 390, 1100, True),
        ):
            browser.open(file, width=width, dark=dark)
            (FILE.parent / f"{name}.png").write_bytes(browser.screenshot(height=height))


if __name__ == "__main__":
    main()

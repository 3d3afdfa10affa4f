"""Debian's Chromium for tests: find it, open a page in it, and ask axe about the page."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open Chromium, or skip the test that asks for it where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright är inte installerat")
    if not CHROMIUM.exists():
        pytest.skip(f"webbläsaren {CHROMIUM} finns inte (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def axe_violations(browser: Browser, html_path: Path, width: int = 1280) -> list[str]:
    """Return what breaks WCAG 2.1 A and AA in a page, one line for each rule and place; empty is good.

    Everything that a reader can open is opened first, since axe doesn't look at what is closed.
    """
    # Only where there is a browser.
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # noqa: PLC0415

    page = browser.new_page(viewport={"width": width, "height": 900})
    try:
        page.goto(html_path.resolve().as_uri())
        page.eval_on_selector_all("details", "all => all.forEach(details => details.open = true)")
        results = Axe().run(page, options={"runOnly": WCAG_TAGS}).response
    finally:
        page.close()
    return [f"{rule['id']}: {node['html']}" for rule in results["violations"] for node in rule["nodes"]]

"""The page in a real browser: accessible by axe, alone on the net, readable on a phone, alive without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browser import axe_violations, chromium
from sample import document, text
from test_html import PROVENANCE

from ifo_analysis.blocks import Section
from ifo_analysis.report.html import render_html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

LONG_WORD = "Individomsorgsförvaltningskontorets"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def html_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sample = document("Syntetiska data – inte Kolada")
    wide = PROVENANCE.model_copy(update={"title": text(f"{LONG_WORD} tal")})
    section = Section(id="provenance", title=f"{LONG_WORD} siffror", role="appendix", shows=(), blocks=(wide,))
    path = tmp_path_factory.mktemp("page") / "rapport.html"
    path.write_text(render_html(sample.model_copy(update={"sections": (*sample.sections, section)})), encoding="utf-8")
    return path


@pytest.fixture
def phone(browser: Browser, html_path: Path) -> Iterator[Page]:
    """The page on the narrowest phone, where scripts are turned off."""
    with browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}) as context:
        page = context.new_page()
        page.goto(html_path.as_uri())
        yield page


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_no_violation(browser: Browser, html_path: Path, width: int) -> None:
    assert axe_violations(browser, html_path, width) == []


def test_axe_would_have_found_a_violation(browser: Browser, html_path: Path, tmp_path: Path) -> None:
    worse = tmp_path / "worse.html"
    html = html_path.read_text(encoding="utf-8")
    worse.write_text(html.replace('lang="sv"', "", 1).replace("--ink2: #45525F", "--ink2: #B0B0B0"), encoding="utf-8")
    rules = {violation.split(":")[0] for violation in axe_violations(browser, worse)}
    assert rules == {"html-has-lang", "color-contrast"}


def test_no_request_leaves_the_page(browser: Browser, html_path: Path) -> None:
    page = browser.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(html_path.as_uri(), wait_until="networkidle")
    assert page.evaluate("document.fonts.check('700 1rem \"Source Sans 3\"')")
    loaded = page.evaluate("[...document.fonts].filter(face => face.status == 'loaded').map(face => face.family)")
    page.close()
    assert {family.strip('"') for family in loaded} == {"Source Sans 3", "Source Serif 4"}
    assert [url for url in requests if not url.startswith("data:")] == [html_path.as_uri()]


@pytest.mark.parametrize("width", [320, 360, 700, 1280])
def test_the_page_never_scrolls_sideways(browser: Browser, html_path: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.goto(html_path.as_uri())
    page.eval_on_selector_all("main details", "all => all.forEach(details => details.open = true)")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.close()
    assert overflow == 0


def test_tables_scroll_inside_their_own_region(browser: Browser, html_path: Path) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(html_path.as_uri())
    region = page.get_by_role("region", name="Tabell 1")
    assert region.evaluate("region => region.scrollWidth > region.clientWidth")
    region.focus()
    assert region.evaluate("region => region === document.activeElement")
    page.close()


def test_the_drawing_fits_the_screen(browser: Browser, html_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(html_path.as_uri())
    shown = [page.locator(f"figure svg.{name}").is_visible() for name in ("wide", "narrow")]
    page.set_viewport_size({"width": 360, "height": 700})
    shown += [page.locator(f"figure svg.{name}").is_visible() for name in ("wide", "narrow")]
    page.emulate_media(media="print")
    shown += [page.locator(f"figure svg.{name}").is_visible() for name in ("wide", "narrow")]
    assert shown == [True, False, False, True, True, False]
    assert not page.locator("nav").is_visible()
    assert not page.locator(".toolbar").is_visible()
    page.close()


def test_everything_opens_without_scripts(phone: Page) -> None:
    table = phone.get_by_role("region", name="Tabell till figur 1")
    assert not table.is_visible()
    phone.locator("summary", has_text="Tabell").click()
    assert table.is_visible()
    phone.locator("summary", has_text="Härkomst").click()
    assert phone.locator("dl.origin").is_visible()
    contents = phone.get_by_role("link", name="Åtgärder och deras effekt")
    assert not contents.is_visible()
    phone.locator("nav summary").click()
    contents.click()
    assert phone.url.endswith("#avsnitt-measures")


def test_the_list_of_contents_is_open_on_a_wide_screen(browser: Browser, html_path: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(html_path.as_uri())
    link = page.get_by_role("navigation", name="Innehåll").get_by_role("link", name="Åtgärder och deras effekt")
    assert link.is_visible()
    link.focus()
    assert link.evaluate("link => link === document.activeElement")
    page.close()


def test_the_first_stop_of_the_keyboard_skips_to_the_text(browser: Browser, html_path: Path) -> None:
    page = browser.new_page()
    page.goto(html_path.as_uri())
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Till innehållet")
    assert skip.evaluate("link => link === document.activeElement && link.getBoundingClientRect().left >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"
    page.close()

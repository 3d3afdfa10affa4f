"""The two reports that the README's first command makes, as a committee and a reviewer get them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from browser import axe_violations, chromium
from playwright.sync_api import Browser
from pypdf import PdfReader
from test_pdf import failures

FOLDERS = {"Höör": "1267-hoor/2024/genomlysning", "Tyresö": "0138-tyreso/2019/genomlysning"}
IFO = [sys.executable, "-m", "ifo_analysis"]
HEADINGS = [
    "Sammanfattning",
    "Nettokostnadsavvikelsen",
    "Jämförelse med liknande kommuner",
    "Åtgärder och deras effekt",
    "Vad vi inte vet",
    "Metod",
    "Siffrornas härkomst",
]


def made(folder: Path) -> dict[str, Path]:
    done = subprocess.run(
        [*IFO, "report", "--offline", "--reports", "reports"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split("  ")[0] for line in done.stdout.splitlines()[::3]] == ["Höör 2024", "Tyresö 2019"]
    return {name: folder / "reports" / place for name, place in FOLDERS.items()}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return made(tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


def test_a_second_run_gives_the_same_bytes(reports: dict[str, Path], tmp_path: Path) -> None:
    again = made(tmp_path)
    for name, folder in reports.items():
        first = {path.name: path.read_bytes() for path in folder.iterdir()}
        assert sorted(first) == ["genomlysning.html", "genomlysning.ipynb", "genomlysning.pdf", "manifest.json"]
        assert first == {path.name: path.read_bytes() for path in again[name].iterdir()}


@pytest.mark.parametrize("profile", ["ua1", "2a"])
@pytest.mark.parametrize("name", list(FOLDERS))
def test_the_pdf_is_accessible_and_archivable(
    reports: dict[str, Path], name: str, profile: str, tmp_path: Path
) -> None:
    pdf = (reports[name] / "genomlysning.pdf").read_bytes()
    assert failures(pdf, tmp_path / "report.pdf", profile) == []


@pytest.mark.parametrize("name", list(FOLDERS))
def test_the_pdf_has_its_words_in_reading_order(reports: dict[str, Path], name: str) -> None:
    pages = PdfReader(BytesIO((reports[name] / "genomlysning.pdf").read_bytes())).pages
    text = " ".join(" ".join(page.extract_text() for page in pages[1:]).split())
    # The headings stand in the list of contents first, and then where their sections begin.
    places = [text.index(f" {heading} ", text.index(f" {heading} ") + 1) for heading in HEADINGS[1:]]
    assert places == sorted(places)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", list(FOLDERS))
def test_axe_finds_no_violation_in_the_page(reports: dict[str, Path], browser: Browser, name: str, width: int) -> None:
    assert axe_violations(browser, reports[name] / "genomlysning.html", width) == []


@pytest.mark.parametrize("name", list(FOLDERS))
def test_the_page_asks_nobody_for_anything(reports: dict[str, Path], browser: Browser, name: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = (reports[name] / "genomlysning.html").as_uri()
    page.goto(address)
    page.close()
    assert [url for url in asked if not url.startswith("data:")] == [address]


@pytest.mark.parametrize("name", list(FOLDERS))
def test_nothing_of_the_machine_gets_into_a_report(reports: dict[str, Path], name: str) -> None:
    telling = [str(Path.cwd()), str(reports[name].parents[3]), sys.prefix]
    for path in reports[name].iterdir():
        body = path.read_bytes()
        assert [word for word in telling if word.encode() in body] == []


def test_every_claim_of_the_manifest_says_where_it_comes_from(reports: dict[str, Path]) -> None:
    for folder in reports.values():
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert len(manifest["claims"]) > 10
        for claim in manifest["claims"]:
            assert claim["source"].startswith("Egen bearbetning" if claim["is_own"] else "Källa: ")
            assert bool(claim["formula"]) == claim["is_own"]


def test_the_sparse_report_says_what_it_cannot_show(reports: dict[str, Path]) -> None:
    page = (reports["Tyresö"] / "genomlysning.html").read_text(encoding="utf-8")
    assert "Avvikelsen i miljoner kronor är inte publicerad för Tyresö 2019." in page
    assert "Ingen jämförelse visas: uppgift för 2019 saknas för de liknande kommunerna" in page

"""The report as one HTML page that asks nobody for anything: fonts and drawings inside, no scripts."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pydantic import BaseModel

from ifo_analysis.blocks import Reference
from ifo_analysis.errors import ReportError
from ifo_analysis.fragments import anchor, block_html, blocks_css, provenance_claims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ifo_analysis.blocks import Document, Head

FONTS = Path(__file__).parent / "fonts"
TEMPLATE = Path(__file__).parent / "template"
_FACES = (
    ("Source Sans 3", 400, "normal", "SourceSans3-Regular"),
    ("Source Sans 3", 400, "italic", "SourceSans3-It"),
    ("Source Sans 3", 600, "normal", "SourceSans3-Semibold"),
    ("Source Sans 3", 700, "normal", "SourceSans3-Bold"),
    ("Source Serif 4", 400, "normal", "SourceSerif4-Regular"),
    ("Source Serif 4", 600, "normal", "SourceSerif4-Semibold"),
)


@dataclass(frozen=True)
class HtmlContents:
    """What a finished page holds: its figures with their text alternatives, and its numbered tables, in order."""

    figures: tuple[tuple[str, str], ...]
    tables: tuple[str, ...]


@dataclass(frozen=True)
class _SectionView:
    anchor: str
    title: str
    role: str
    blocks: tuple[Markup, ...]


def render_html(document: Document) -> str:
    """Return the document as a self-contained page.

    Raises
    ------
    ReportError
        A reference leads to a figure or table that isn't there, a drawing holds something else than shapes and text,
        or a table's rows don't fit its columns.
    """
    numbers = document.numbered()
    lost = sorted(set(_references(document)) - numbers.keys())
    if lost:
        raise ReportError.of("Rapporten hänvisar till figurer eller tabeller som inte finns", lost)
    claims = provenance_claims(block for section in document.sections for block in section.blocks)
    sections = [
        _SectionView(
            anchor("avsnitt", section.id),
            section.title,
            section.role,
            tuple(Markup(block_html(block, numbers, claims)) for block in section.printed()),  # noqa: S704
        )
        for section in document.sections
    ]
    title = title_line(document.head)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            title=title,
            head=document.head,
            sections=sections,
            css=_css(),
        )
    )


def title_line(head: Head) -> str:
    """Return the document's title in one line, for the window and the heading.

    Examples
    --------
    >>> from ifo_analysis.blocks import Head
    >>> title_line(Head(title="Genomlysning", municipality_code="9901", municipality="Ekhult", data_date="2026-08-16",
    ...                 municipality_long="Ekhults kommun", report_year=2024, committee="socialnämnden"))
    'Genomlysning, Ekhults kommun 2024'
    """
    return f"{head.title}, {head.municipality_long} {head.report_year}"


def html_contents(html: str) -> HtmlContents:
    """Return what a finished page holds, so that a caller can prove that no figure or table was lost on the way.

    A figure counts when it has a drawing, and a table when it has a cell with content.

    Examples
    --------
    >>> html_contents('<figure data-figure="f"><svg role="img" aria-label="Tre staplar"></svg></figure>')
    HtmlContents(figures=(('f', 'Tre staplar'),), tables=())
    """
    reader = _ContentsReader()
    reader.feed(html)
    reader.close()
    return HtmlContents(tuple(reader.figures.items()), tuple(reader.tables))


class _ContentsReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.figures: dict[str, str] = {}
        self.tables: dict[str, None] = {}
        self._figure = self._table = ""
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "figure":
            self._figure = values.get("data-figure") or ""
        elif tag == "svg" and self._figure and values.get("role") == "img":
            self.figures.setdefault(self._figure, values.get("aria-label") or "")
        elif tag == "table":
            self._table = values.get("data-table") or ""
        self._in_cell = tag == "td" or (self._in_cell and tag != "tr")

    def handle_data(self, data: str) -> None:
        if self._table and self._in_cell and data.strip():
            self.tables[self._table] = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "figure":
            self._figure = ""
        elif tag == "table":
            self._table = ""
        elif tag == "td":
            self._in_cell = False


def _references(node: object) -> Iterator[str]:
    """Return what running text refers to, wherever in the document it stands."""
    if isinstance(node, Reference):
        yield node.target
    elif isinstance(node, BaseModel):
        for _, value in node:
            yield from _references(value)
    elif isinstance(node, tuple):
        for part in node:
            yield from _references(part)


@lru_cache(maxsize=1)
def _css() -> Markup:
    page = (TEMPLATE / "report.css").read_text(encoding="utf-8")
    faces = "\n".join(_font_face(*face) for face in _FACES)
    return Markup("\n").join([Markup(faces), blocks_css(), Markup(page)])  # noqa: S704  our own files


def _font_face(family: str, weight: int, style: str, file: str) -> str:
    data = base64.b64encode((FONTS / f"{file}.ttf.woff2").read_bytes()).decode("ascii")
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}'
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

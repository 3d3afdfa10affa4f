"""A document as PDF and HTML, and the proof that no figure or table was lost on the way."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ifo_analysis.blocks import Figure, Table
from ifo_analysis.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ifo_analysis.blocks import Document
    from ifo_analysis.report.html import HtmlContents
    from ifo_analysis.report.pdf import PdfContents


def render(document: Document, tell: Callable[[str], None]) -> tuple[bytes, bytes]:
    """Return the document as PDF and as HTML, once everything in it is found again in both.

    Raises
    ------
    ReportError
        If the document can't be rendered, or a figure or table is missing in a finished file.
    """
    from ifo_analysis.report import html, pdf  # noqa: PLC0415 - the engines are slow to import

    tell("html")
    page = html.render_html(document)
    tell("pdf")
    paper = pdf.render_pdf(document)
    tell("kontroll")
    lost = [*_lost_in_html(document, html.html_contents(page)), *_lost_in_pdf(document, pdf.pdf_contents(paper))]
    if lost:
        raise ReportError.of("Rapporten är inte hel efter exporten", lost)
    return paper, page.encode()


def _lost_in_html(document: Document, contents: HtmlContents) -> Iterable[str]:
    figures, tables = _shown(document)
    for figure in figures:
        if (figure.id, figure.alt) not in contents.figures:
            yield f"HTML-sidan: figuren {figure.id} saknas, eller har fel textalternativ"
    for table in tables:
        if table.id not in contents.tables:
            yield f"HTML-sidan: tabellen {table.id} saknas"


def _lost_in_pdf(document: Document, contents: PdfContents) -> Iterable[str]:
    figures, tables = _shown(document)
    missing = Counter(figure.alt for figure in figures) - Counter(contents.alts)
    for figure in figures:
        if figure.alt in missing:
            yield f"PDF-filen: figuren {figure.id} saknas, eller har fel textalternativ"
    if contents.tables != len(tables):
        yield f"PDF-filen: har {contents.tables} tabeller, men rapporten {len(tables)}"


def _shown(document: Document) -> tuple[list[Figure], list[Table]]:
    blocks = [block for section in document.sections for block in section.blocks]
    return [b for b in blocks if isinstance(b, Figure)], [b for b in blocks if isinstance(b, Table)]

"""The report as an accessible PDF: a document of blocks goes as data to one fixed Typst template.

No text ever becomes markup, and whatever Typst merely warns about stops the export.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ifo_analysis.blocks import Document, Figure, Finding, Paragraph, SummaryRow, Table
from ifo_analysis.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typst

    from ifo_analysis.blocks import Block, Row, Section

_B = TypeVar("_B", Figure, SummaryRow, Table)

PROVENANCE = "provenance"  # the appendix table in which each claim has its row

_HERE = Path(__file__).parent
_TEMPLATE = _HERE / "template" / "report.typ"
_FAMILIES = {"Source Sans 3", "Source Serif 4"}
_SVG_FAMILY = re.compile(r"font-family\s*[:=]\s*[\"']?([^\"';,>]+)|font\s*:[^;\">]*?'([^']+)")
_GLYPH_PROBE = b'#set document(title: "x")\n#set text(font: "Source Sans 3", fallback: false)\n#sys.inputs.document'
_LONGEST_BESIDE = 1500  # characters; longer text may break over pages, and takes no side column
_LONGEST_UNBROKEN = 18  # rows; a longer table may break over pages
_LINE = 96  # characters in a full line of table text
_WIDEST_TEXT = 30  # characters; longer cells wrap instead of widening their column


@dataclass(frozen=True)
class PdfContents:
    """What a finished PDF holds, read from its tags.

    `alts` are the alternative texts of the figures in reading order; `tables` and `pages` are counts.
    """

    alts: tuple[str, ...]
    tables: int
    pages: int


def render_pdf(document: Document) -> bytes:
    """Return `document` as PDF/UA-1 and PDF/A-2a; the same document gives the same bytes.

    Raises
    ------
    ReportError
        If a reference has no target, a drawing uses a font or a character that we don't ship, a table row has too many
        or too few cells, or Typst refuses the document or warns about it.
    """
    data = _data(document)
    if faults := [*_lost_references(data), *_foreign_fonts(document), *_ragged_rows(document)]:
        raise ReportError.of("PDF-filen kan inte skapas", faults)
    _compile(_GLYPH_PROBE, _drawn_characters(document), document.head.data_date)
    return _compile(_TEMPLATE.read_bytes(), json.dumps(data, ensure_ascii=False), document.head.data_date)


def pdf_contents(pdf: bytes) -> PdfContents:
    """Return what `pdf` holds according to its structure tree, to prove that no figure or table was lost.

    Rules and status signs are artifacts, outside the tree, so they don't count.
    """
    from pypdf import PdfReader  # noqa: PLC0415 (slow to import)

    reader = PdfReader(BytesIO(pdf))
    tags = list(_tags(reader.root_object.get("/StructTreeRoot")))
    return PdfContents(
        alts=tuple(str(tag.get("/Alt", "")) for tag in tags if tag.get("/S") == "/Figure"),
        tables=sum(tag.get("/S") == "/Table" for tag in tags),
        pages=len(reader.pages),
    )


def _tags(node: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (pypdf's objects are untyped)
    """Yield the structure elements under `node` in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        yield from _tags(node.get("/K"))


def _compile(source: bytes, text: str, data_date: str) -> bytes:
    """Compile `source` with `text` as its only input."""
    import typst  # noqa: PLC0415 (only those who make a PDF need the engine)

    compiler = typst.Compiler(source, font_paths=_fonts(), ignore_system_fonts=True)
    try:
        pdf, warnings = compiler.compile_with_warnings(
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            sys_inputs={"document": text},
            timestamp=datetime.fromisoformat(data_date).replace(tzinfo=UTC),
        )
    except typst.TypstError as error:
        raise ReportError.of("PDF-filen kan inte skapas, Typst stoppade", [error.message]) from error
    if warnings or not isinstance(pdf, bytes):
        raise ReportError.of("PDF-filen kan inte skapas, Typst varnade", [warning.message for warning in warnings])
    return pdf


@cache
def _fonts() -> typst.Fonts:
    """Return our own fonts and no others, so that every machine sets the same pages."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_HERE / "fonts")])


def _each(kind: type[_B], document: Document) -> Iterator[_B]:
    for section in document.sections:
        yield from (block for block in section.blocks if isinstance(block, kind))


def _drawings(document: Document) -> Iterator[tuple[str, str]]:
    """Return the name and the SVG of each drawing that the pages show."""
    yield from ((figure.id, figure.svg) for figure in _each(Figure, document))
    yield from ((row.finding, row.chart) for row in _each(SummaryRow, document) if row.chart)


def _foreign_fonts(document: Document) -> Iterator[str]:
    """Name the drawings that ask for other fonts than ours: Typst would replace those without a word."""
    for name, svg in _drawings(document):
        asked = {(first or second).strip() for first, second in _SVG_FAMILY.findall(svg)}
        for family in sorted(asked - _FAMILIES):
            yield f"figuren '{name}' använder typsnittet '{family}': rita med 'Source Sans 3'"


def _drawn_characters(document: Document) -> str:
    """Return the characters in all drawings: Typst reports a missing glyph in text but not in a drawing."""
    words = (html.unescape(re.sub(r"<[^>]*>", " ", svg)) for _, svg in _drawings(document))
    return "".join(sorted(set().union(*words)))


def _lost_references(data: dict[str, Any]) -> Iterator[str]:
    """Name the references whose figure or table isn't in the document."""
    for node in _nodes(data["sections"]):
        if node.get("kind") == "reference" and node["target"] not in data["names"]:
            yield f"hänvisningen till '{node['target']}' saknar mål: ta bort den eller visa figuren eller tabellen"


def _ragged_rows(document: Document) -> Iterator[str]:
    """Name the rows whose cells don't fill the columns: the cells after them would move to other columns."""
    for table in _each(Table, document):
        for number, (row, columns) in enumerate(_placed(table), start=1):
            if len(row.cells) != len(columns):
                yield f"tabellen '{table.id}', rad {number}: har {len(row.cells)} celler men ska ha {len(columns)}"


def _nodes(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (any JSON)
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for child in value:
            yield from _nodes(child)


def _data(document: Document) -> dict[str, Any]:
    """Return what the template prints: the document without its evidence, and the names and link targets in it."""
    anchors = _anchors(document)
    return {
        "head": document.head.model_dump(mode="json"),
        "names": {target: name.replace(" ", "\u00a0") for target, name in document.numbered().items()},
        "anchors": dict.fromkeys(anchors, True),
        "sections": [
            {"title": section.title, "role": section.role, "blocks": _blocks(section, anchors)}
            for section in document.sections
        ],
    }


def _anchors(document: Document) -> dict[str, tuple[int, int]]:
    """Return the row and cell where each claim first stands in the table of provenance (*siffrornas härkomst*)."""
    rows = (row for table in _each(Table, document) if table.id == PROVENANCE for row in table.rows)
    places: dict[str, tuple[int, int]] = {}
    for y, row in enumerate(rows):
        for x, cell in enumerate(row.cells):
            if cell.claim and cell.text and row.role != "group":
                places.setdefault(cell.claim, (y, x))
    return places


def _blocks(section: Section, anchors: dict[str, tuple[int, int]]) -> list[dict[str, Any]]:
    """Return the section's blocks as data; reading instructions move beside the text that comes before a figure."""
    printed = section.printed()
    blocks = [_block(block, anchors) for block in printed]
    for (before, block), (after, figure) in pairwise(zip(printed, blocks, strict=True)):
        if isinstance(after, Figure) and "aside" in block and _length(block) < _LONGEST_BESIDE:
            block["aside"], figure["reading"] = figure["reading"], ""
        if isinstance(before, SummaryRow):
            block["is_last"] = not isinstance(after, SummaryRow)
    has_charts = any(isinstance(block, SummaryRow) and block.chart for block in printed)
    for block in blocks:
        if "has_charts" in block:
            block["has_charts"] = has_charts
    return blocks


def _block(block: Block, anchors: dict[str, tuple[int, int]]) -> dict[str, Any]:
    data = block.model_dump(mode="json", exclude={"svg_narrow", "data", "claims"})
    match block:
        case Finding(role="lead") | Paragraph(role="body"):
            data["aside"] = ""
        case SummaryRow():
            data |= {"is_last": True, "has_charts": False}
        case Table():
            data |= _table(block, anchors if block.id == PROVENANCE else {})
    return data


def _length(block: dict[str, Any]) -> int:
    return sum(len(node.get("text", "")) for node in _nodes(block))


def _table(table: Table, anchors: dict[str, tuple[int, int]]) -> dict[str, Any]:
    places = {place: claim for claim, place in anchors.items()}
    rows = [row.model_dump(mode="json") for row in table.rows]
    for y, row in enumerate(rows):
        for x, cell in enumerate(row["cells"]):
            cell |= {"anchor": places.get((y, x), ""), "col_span": 1}
        if row["role"] == "total":
            row["cells"] = _spanned(row["cells"], "text")
    heads = [{"header": column.header, "unit": column.unit, "col_span": 1} for column in table.columns]
    return {
        "rows": rows,
        "heads": _spanned(heads, "header"),
        "is_long": len(rows) > _LONGEST_UNBROKEN,
        **_widths(table),
    }


def _spanned(cells: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """Let the first cell cover the empty ones after it, and every header cell its nameless neighbours."""
    kept = cells[:1]
    for cell in cells[1:]:
        if cell[key]:
            kept.append(cell)
        else:
            kept[-1]["col_span"] += 1
    return kept


def _widths(table: Table) -> dict[str, Any]:
    """Return each column's share; automatic columns divide what is left by their longest text.

    A table with little in it is as narrow as the text, so that the eye can follow its rows. In a tight table some
    word is wider than its column.
    """
    texts = [_column_texts(table, index) for index in range(len(table.columns))]
    words = [max(len(word) for text in column for word in text.split(" ")) for column in texts]
    given = [column.width for column in table.columns]
    needs = [
        0.0 if width else max(word, min(max(map(len, column)), _WIDEST_TEXT)) + 2.0
        for width, word, column in zip(given, words, texts, strict=True)
    ]
    left = max(1 - sum(given), 0.1)
    widths = [width or left * need / sum(needs) for width, need in zip(given, needs, strict=True)]
    return {
        "widths": widths,
        "is_narrow": not any(given) and sum(needs) < _LINE / 2,
        "is_tight": any(word + 2 > width * _LINE for word, width in zip(words, widths, strict=True)),
    }


def _column_texts(table: Table, index: int) -> list[str]:
    cells = [
        row.cells[columns.index(index)].text
        for row, columns in _placed(table)
        if row.role in {"body", "own"} and index in columns[: len(row.cells)]
    ]
    return [table.columns[index].header, table.columns[index].unit, *cells]


def _placed(table: Table) -> Iterator[tuple[Row, list[int]]]:
    """Yield each row with the columns in which its cells stand; those under a spanning cell are taken."""
    covered = [0] * len(table.columns)
    for row in table.rows:
        free = [0] if row.role == "group" else [x for x, rows in enumerate(covered) if rows == 0]
        yield row, free
        covered = [max(rows - 1, 0) for rows in covered]
        for x, cell in zip(free, row.cells, strict=False):
            covered[x] = cell.row_span - 1

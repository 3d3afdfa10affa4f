"""Blocks as HTML: the same fragments in the page for reviewers and in JupyterLab.

Everything goes through an autoescaping template, so no value from a file can become markup. Only drawings are let
through as markup, after `drawing` has taken them apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ifo_analysis.blocks import Document, Figure, Finding, Head, SummaryRow, Table
from ifo_analysis.drawing import inline_drawing, standalone_drawing
from ifo_analysis.sheet import MARK_WORDS, placed_rows, sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ifo_analysis.blocks import Block, Cell, Column, Row, Section

TEMPLATES = Path(__file__).parent / "templates"
PROVENANCE = "provenance"
HIDDEN = "uppgift visas inte"
_FIGURE_REM, _PAGE_MM = 46, 166
_UNSAFE_IN_ID = re.compile(r"[^\w.-]")
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})")
_PILLED = re.compile(r"\b(preliminärt?|preliminära)\b")


@dataclass(frozen=True)
class PlacedCell:
    """A cell where it stands: its column, how far it reaches, and the anchor that claims link to."""

    cell: Cell
    column: Column
    is_header: bool
    span: int
    anchor: str


@dataclass(frozen=True)
class PlacedRow:
    """A row with its placed cells. `is_within` says that its first column is covered by a cell above."""

    row: Row
    cells: tuple[PlacedCell, ...]
    is_within: bool


def block_html(block: Block, numbers: Mapping[str, str], claims: frozenset[str]) -> str:
    """Return one block as an HTML fragment.

    Parameters
    ----------
    block
        What to show.
    numbers
        The printed name of each figure and table, by id, as `Document.numbered` gives it.
    claims
        The claims that have a row to link to in the table of provenance (*siffrornas härkomst*).

    Raises
    ------
    ReportError
        A drawing holds something else than shapes and text, or a table's rows don't fit its columns.

    Examples
    --------
    >>> from ifo_analysis.blocks import Subheading
    >>> block_html(Subheading(text="Pris & volym"), {}, frozenset())
    '<h3>Pris &amp; volym</h3>'
    """
    return _render(block, numbers, claims, in_notebook=False)


def section_html(section: Section) -> str:
    """Return a section as a fragment that stands by itself in JupyterLab, with its style and numbered from 1.

    Raises
    ------
    ReportError
        A drawing holds something else than shapes and text, or a table's rows don't fit its columns.
    """
    numbers = Document(head=_NO_HEAD, sections=(section,)).numbered()
    claims = provenance_claims(section.blocks)
    blocks = [Markup(_render(block, numbers, claims, in_notebook=True)) for block in section.printed()]  # noqa: S704
    return _environment().get_template("section.html.j2").render(section=section, blocks=blocks, css=blocks_css())


def provenance_claims(blocks: Iterable[Block]) -> frozenset[str]:
    """Return the claims that have a cell in the table of provenance (*siffrornas härkomst*), if there is one."""
    tables = [block for block in blocks if isinstance(block, Table) and block.id == PROVENANCE]
    return frozenset(cell.claim for table in tables for row in table.rows for cell in row.cells if cell.claim)


def blocks_css() -> Markup:
    """Return the style of blocks, scoped under the class ``ifo``."""
    return Markup((TEMPLATES / "blocks.css").read_text(encoding="utf-8"))  # noqa: S704  our own file


def anchor(kind: str, name: str) -> str:
    """Return the id of a thing in the page.

    Examples
    --------
    >>> anchor("claim", "cost_level.pct"), anchor("figur", 'a "b"')
    ('claim-cost_level.pct', 'figur-a_20__22_b_22_')
    """
    return f"{kind}-" + _UNSAFE_IN_ID.sub(lambda match: f"_{ord(match.group()):x}_", name)


def evidence(finding: Finding) -> str:
    """Return the small grey line under a finding in JupyterLab: indicators, years and status of its numbers."""
    indicators = sorted({name for claim in finding.claims for name in claim.indicators})
    years = sorted({year for claim in finding.claims for year in claim.years})
    span = [f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])] if years else []
    own = ["egen bearbetning"] if any(claim.is_own for claim in finding.claims) else []
    return " · ".join([*indicators, *span, *own])


def _render(block: Block, numbers: Mapping[str, str], claims: frozenset[str], *, in_notebook: bool) -> str:
    template = _environment().get_template("block.html.j2")
    return template.render(b=block, numbers=numbers, claims=claims, in_notebook=in_notebook).strip()


def _row_groups(table: Table) -> list[list[PlacedRow]]:
    """Return the rows in groups, each opened by its band, so that a band heads just its own rows and no sum."""
    anchored: set[str] = set()
    groups: list[list[PlacedRow]] = [[]]
    for row, cells in placed_rows(table):
        if row.role in {"group", "total"} and groups[-1]:
            groups.append([])
        is_within = row.role != "group" and (not cells or cells[0][0] > 0)
        placed = tuple(_placed_cell(table, row, place, cell, anchored) for place, cell in cells)
        groups[-1].append(PlacedRow(row, placed, is_within))
    return groups


def _placed_cell(table: Table, row: Row, place: int, cell: Cell, anchored: set[str]) -> PlacedCell:
    is_target = table.id == PROVENANCE and bool(cell.claim) and cell.claim not in anchored
    if is_target:
        anchored.add(cell.claim)
    span = len(table.columns) if row.role == "group" else 1
    return PlacedCell(cell, table.columns[place], place == 0, span, anchor("claim", cell.claim) if is_target else "")


def _drawings(figure: Figure) -> Markup:
    """Return the wide and the narrow drawing, of which the page shows one."""
    name = anchor("figur", figure.id)
    wide = inline_drawing(figure.svg, f"{name}-w", figure.alt, "wide")
    narrow = inline_drawing(figure.svg_narrow, f"{name}-n", figure.alt, "narrow")
    return Markup(wide + narrow)  # noqa: S704  taken apart and rebuilt by `drawing`


def _tiny(row: SummaryRow) -> Markup:
    """Return the tiny drawing of a summary row: decoration, so it says nothing aloud."""
    return Markup(inline_drawing(row.chart, f"{anchor('rad', row.finding)}-t", "", "tiny"))  # noqa: S704  as in `_drawings`


def _figure_width(figure: Figure) -> str:
    return f"{_FIGURE_REM * min(1.0, figure.width_mm / _PAGE_MM):.4g}rem"


def _data_link(media_type: str, content: str) -> str:
    return f"data:{media_type};charset=utf-8,{quote(content, safe='')}"


def _csv_link(figure: Figure) -> str:
    return _data_link("text/csv", sheet(figure.data))


def _svg_link(figure: Figure) -> str:
    return _data_link("image/svg+xml", standalone_drawing(figure.svg, figure.id))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions: dict[str, Any] = {
        "anchor": anchor,
        "csv_link": _csv_link,
        "drawings": _drawings,
        "evidence": evidence,
        "figure_width": _figure_width,
        "row_groups": _row_groups,
        "split_dates": _DATED.split,
        "split_pills": _PILLED.split,
        "svg_link": _svg_link,
        "tiny": _tiny,
    }
    environment.globals |= functions | {"HIDDEN": HIDDEN, "MARK_WORDS": MARK_WORDS}
    return environment


_NO_HEAD = Head(
    title="",
    municipality_code="",
    municipality="",
    municipality_long="",
    report_year=0,
    committee="",
    data_date="",
)

"""Figures of several measures at once: own bar beside the peers' range and median, and the country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifo_analysis.blocks import Cell, Column, Figure, Row, Table
from ifo_analysis.figures import captions
from ifo_analysis.figures.beside import (
    EXPLAINED_DASH,
    cell,
    group_words,
    indicator_rows,
    missing_by_area,
    notes,
    range_cell,
    source_lines,
)
from ifo_analysis.figures.captions import words
from ifo_analysis.figures.range_drawing import Ranges, Span, draw_ranges
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.language import EN_DASH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.definitions.areas import Area
    from ifo_analysis.facts import Facts


@dataclass(frozen=True)
class RangeWords:
    """The words around a figure: its id, its finding, what the numbers are and how they are ordered, and notes."""

    id: str
    title: str
    alt: str
    measure: str
    row_header: str
    unit: str
    difference_unit: str
    notes: tuple[str, ...] = ()


def range_figure(
    facts: Facts,
    told: RangeWords,
    spans: Sequence[Span],
    areas: Sequence[Area],
    peers: Sequence[str],
) -> Figure:
    """Return the figure of measures from the top, with the table behind it.

    Parameters
    ----------
    facts : Facts
        For names, sources, the edition of the group and the report year.
    told : RangeWords
        The words around it.
    spans : sequence of Span
        What is drawn, from the top.
    areas : sequence of Area
        The areas behind the spans.
    peers : sequence of str
        The peers' codes.
    """
    rows = indicator_rows(facts, [area.id for area in areas], peers, [facts.parameters.report_year])
    decimals = 1 if "procent" in told.unit or told.unit == "%" else 0
    content = Ranges(facts.municipality.name, tuple(spans), decimals, bool(rows["is_preliminary"].any()))
    wide, narrow = draw_ranges(content, WIDE), draw_ranges(content, NARROW)
    measure = f"{told.measure} {group_words(facts, len(peers), captions.edition(facts))}."
    missing = missing_by_area(facts, areas, peers)
    lines = notes(*told.notes, missing, rows=rows)
    sources = source_lines(facts, rows, "Median och skillnad")
    return Figure(
        id=told.id,
        title=words(told.title),
        measure=measure,
        alt=captions.alt_text(f"{told.title}.", told.alt, missing),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading=(
            f"Stapel: {content.own_name}. Tunn linje: från det lägsta till det högsta värdet bland de liknande kommunerna. "
            "Streckat märke: deras median. Prickat märke: riket. Skillnad: eget värde minus medianen."
        ),
        notes=lines,
        sources=sources,
        data=_data(content, told, measure, lines, sources),
    )


def _data(content: Ranges, told: RangeWords, measure: str, lines: tuple[str, ...], sources: tuple[str, ...]) -> Table:
    rows = tuple(Row(cells=(Cell(text=row.name), *span_cells(row, content))) for row in content.rows)
    has_gaps = any(cell.text == EN_DASH for row in rows for cell in row.cells)
    return Table(
        id=f"{told.id}_data",
        title=words(told.title),
        measure=measure,
        columns=range_columns(told.row_header, content.own_name, told.unit, told.difference_unit),
        rows=rows,
        notes=(*lines, *([EXPLAINED_DASH] if has_gaps else [])),
        sources=sources,
    )


def range_columns(row_header: str, own_name: str, unit: str, difference_unit: str) -> tuple[Column, ...]:
    """Return the columns of a table of spans."""
    return (
        Column(header=row_header, align="left"),
        Column(header=own_name, unit=unit),
        Column(header="Median", unit=unit),
        Column(header="Lägst–högst", unit=unit),
        Column(header="Riket", unit=unit),
        Column(header="Skillnad", unit=difference_unit),
    )


def span_cells(row: Span, content: Ranges) -> tuple[Cell, ...]:
    """Return the numbers of a span as table cells."""
    places, early = content.decimals, content.is_preliminary
    return (
        cell(row.own, places, is_preliminary=early),
        cell(row.median, places, is_preliminary=early),
        range_cell(row.low if row.median is not None else None, row.high, places),
        cell(row.country, places, is_preliminary=early),
        cell(row.gap, places, is_signed=True, is_preliminary=early),
    )

"""Figures of one measure over the years: own line, the peers' median and the country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.blocks import Cell, Column, Figure, Row, Table
from ifo_analysis.figures import captions
from ifo_analysis.figures.beside import EXPLAINED_DASH, cell, group_words, indicator_rows, notes, source_lines
from ifo_analysis.figures.captions import words
from ifo_analysis.figures.series_drawing import Lines, Series, draw_series
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.language import EN_DASH, NBSP, listed, number, rounded, year_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.facts import Facts

MIN_YEARS, SPAN_YEARS = 4, 10


@dataclass(frozen=True)
class SeriesWords:
    """The words around a figure: its id, what is measured, and how its numbers are printed."""

    id: str
    what: str
    measure: str
    unit: str
    in_prose: str
    decimals: int


def series_figure(facts: Facts, told: SeriesWords, indicator: str, trend: pd.DataFrame, peers: Sequence[str]) -> Figure:
    """Return the figure of an indicator over the years up to the report year, with the table behind it.

    Parameters
    ----------
    facts : Facts
        For names, sources, the edition of the group and the report year.
    told : SeriesWords
        The words around it.
    indicator : str
        The indicator's id.
    trend : DataFrame
        As from `comparison.through_years`; one own value at least.
    peers : sequence of str
        The peers' codes.
    """
    rows = indicator_rows(facts, [indicator], peers, list(trend["year"]))
    content = Lines(
        own_name=facts.municipality.name,
        years=tuple(int(year) for year in trend["year"]),
        own=_series(trend["own"]),
        median=_series(trend["median"]),
        country=_series(trend["country"]),
        decimals=told.decimals,
        preliminary=tuple(int(year) for year in trend.loc[trend["is_preliminary"], "year"]),
    )
    wide, narrow = draw_series(content, WIDE), draw_series(content, NARROW)
    title = _title(content, told)
    span = year_span(content.years[0], content.years[-1])
    measure = f"{told.measure}, {span}. {group_words(facts, len(peers), captions.edition(facts))}."
    gaps = [year for year, value in zip(content.years, content.own, strict=True) if value is None]
    missing = f"Uppgift för {content.own_name} saknas för {listed([str(year) for year in gaps])}." if gaps else ""
    lines = notes(missing, "Axeln börjar vid noll.", rows=rows)
    sources = source_lines(facts, rows, "Median")
    return Figure(
        id=told.id,
        title=words(title),
        measure=measure,
        alt=captions.alt_text(f"{title}.", _ends(content, told, span), missing),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading=f"Tjock linje: {content.own_name}. Streckad linje: de liknande kommunernas median. Prickad linje: riket.",
        notes=lines,
        sources=sources,
        data=_data(content, told, title, measure, lines, sources),
    )


def _series(values: pd.Series[float]) -> Series:
    return tuple(None if pd.isna(value) else float(value) for value in values)


def _known(content: Lines) -> list[tuple[int, float]]:
    return [(year, value) for year, value in zip(content.years, content.own, strict=True) if value is not None]


def _title(content: Lines, told: SeriesWords) -> str:
    """Return the ends of the own line: what it was and what it is, without a word of cause or trend."""
    (first, start), (last, end) = _known(content)[0], _known(content)[-1]
    shown = [rounded(value, told.decimals) for value in (start, end)]
    ends = number(start, told.decimals), number(end, told.decimals)
    if shown[0] == shown[1]:
        return f"{told.what}: {ends[1]}{NBSP}{told.in_prose} både {first} och {last}"
    return f"{told.what}: från {ends[0]} till {ends[1]}{NBSP}{told.in_prose} mellan {first} och {last}"


def _ends(content: Lines, told: SeriesWords, span: str) -> str:
    parts = []
    for name, series in ((content.own_name, content.own), ("medianen", content.median), ("riket", content.country)):
        known = [value for value in series if value is not None]
        if known:
            parts.append(f"{name} från {number(known[0], told.decimals)} till {number(known[-1], told.decimals)}")
    return f"Linjediagram {span}, {told.in_prose}: {', '.join(parts)}."


def _data(
    content: Lines, told: SeriesWords, title: str, measure: str, lines: tuple[str, ...], sources: tuple[str, ...]
) -> Table:
    rows = []
    for year, *values in zip(content.years, content.own, content.median, content.country, strict=True):
        early = year in content.preliminary
        decimals = max(told.decimals, 1)
        rows.append(
            Row(
                cells=(
                    Cell(text=str(year), value=year),
                    *(cell(value, decimals, is_preliminary=early) for value in values),
                )
            )
        )
    has_gaps = any(found.text == EN_DASH for row in rows for found in row.cells)
    return Table(
        id=f"{told.id}_data",
        title=words(title),
        measure=measure,
        columns=(
            Column(header="År", align="left"),
            Column(header=content.own_name, unit=told.unit),
            Column(header="Median", unit=told.unit),
            Column(header="Riket", unit=told.unit),
        ),
        rows=tuple(rows),
        notes=(*lines, *([EXPLAINED_DASH] if has_gaps else [])),
        sources=sources,
    )

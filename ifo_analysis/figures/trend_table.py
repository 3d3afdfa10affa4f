"""The table behind the trend: every value that is drawn, one row per year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ifo_analysis.blocks import Cell, Column, Row, Table
from ifo_analysis.figures import captions
from ifo_analysis.figures.captions import once, value_cell, words
from ifo_analysis.language import NBSP, number, swedish_key

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.facts import Facts
    from ifo_analysis.figures.trend_plan import Point, Trend


def trend_table(
    facts: Facts,
    trend: Trend,
    others: pd.DataFrame,
    peers: Sequence[str],
    measure: str,
    notes: Sequence[str],
    sources: tuple[str, ...],
) -> Table:
    """Return own value, median, normal variation and each peer's value, year by year; missing is a dash.

    Parameters
    ----------
    others : DataFrame
        The peers' rows that are drawn: ``municipality``, ``year``, ``net_cost_deviation_pct``, ``is_preliminary``.
    peers : sequence of str
        Codes of all peers; those without any value get no column.
    """
    known = set(others["municipality"])
    shown = sorted((code for code in peers if code in known), key=lambda code: swedish_key(str(facts.names.get(code))))
    values = {
        (code, int(year)): value_cell(float(pct), is_preliminary=bool(early))
        for code, year, pct, early in zip(
            others["municipality"],
            others["year"],
            others["net_cost_deviation_pct"],
            others["is_preliminary"],
            strict=True,
        )
    }
    own, medians = ({point.year: point for point in series} for series in (trend.own, trend.medians))
    rows = []
    for year in trend.years:
        cells = [_year(year, trend), _cell(own.get(year))]
        if trend.medians:
            cells.append(_cell(medians.get(year)))
        if trend.half_pp is not None:
            cells.append(_band(year, trend.half_pp, trend.band_year))
        cells += [values.get((code, year), value_cell(None)) for code in shown]
        rows.append(Row(cells=tuple(cells)))
    has_gap = any(cell.value is None for row in rows for cell in row.cells)
    return Table(
        id="deviation_trend_data",
        title=words(f"{captions.MEASURE} år för år"),
        measure=measure,
        columns=_columns(trend, [facts.names.get(code, code) for code in shown]),
        rows=tuple(rows),
        notes=once(*notes, captions.MISSING_NOTE if has_gap else ""),
        sources=sources,
    )


def _columns(trend: Trend, peers: Sequence[str]) -> tuple[Column, ...]:
    columns = [Column(header="År", align="left"), Column(header=trend.name, unit="%")]
    if trend.medians:
        columns.append(Column(header="Median", unit="%"))
    if trend.half_pp is not None:
        columns.append(Column(header="Normal variation", unit=f"±{NBSP}procentenheter"))
    return (*columns, *(Column(header=name, unit="%") for name in peers))


def _year(year: int, trend: Trend) -> Cell:
    is_older = year < max(trend.breaks, default=0)
    return Cell(text=str(year), value=year, mark="break" if is_older else "")


def _cell(point: Point | None) -> Cell:
    return value_cell(None) if point is None else value_cell(point.pct, is_preliminary=point.is_preliminary)


def _band(year: int, half_pp: float, band_year: int) -> Cell:
    return Cell(text=number(half_pp, 1), value=half_pp) if year >= band_year else value_cell(None)

"""Tiny drawings beside the rows of the summary: they repeat what the row says, and the sections hold the whole figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import latest_population
from ifo_analysis.analysis.peers import position
from ifo_analysis.figures import style
from ifo_analysis.figures.placement import Box
from ifo_analysis.figures.style import MM, Canvas, Variant, house_style, text_width
from ifo_analysis.language import number, swedish_key

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.facts import Facts

TINY = Variant(46, 9.5)
HEIGHT = 23 * MM
EDGE, LABEL_ROOM = 6.0, 14.0


def tiny_trend(facts: Facts, deviation: pd.DataFrame, volatility: Volatility | None) -> str:
    """Return the own deviation of the current model up to the report year, over the band of normal variation, as SVG."""
    last = deviation.loc[deviation["year"] == facts.parameters.report_year].iloc[0]
    own = deviation.loc[(deviation["model"] == last["model"]) & ~deviation["is_after_report_year"]]
    years, values = [int(year) for year in own["year"]], [float(pct) for pct in own["net_cost_deviation_pct"]]
    people = latest_population(facts.population, facts.parameters.municipality)
    half = volatility.level_interval(0.0, people[0])[1] if volatility and people else 0.0
    low, high = min(-half, 0.0, *values), max(half, 0.0, *values)
    span = (high - low) or 1.0

    def y(value: float) -> float:
        return LABEL_ROOM + EDGE + (value - low) / span * (HEIGHT - LABEL_ROOM - 2 * EDGE)

    def x(year: int) -> float:
        first, end = years[0], years[-1]
        middle = TINY.width / 2
        return middle if first == end else 2 * EDGE + (year - first) / (end - first) * (TINY.width - 4 * EDGE)

    with house_style():
        canvas = Canvas(TINY, HEIGHT)
        if half:
            canvas.rectangle(Box(0, y(-half), TINY.width, y(half)), style.BAND)
        canvas.line([0, TINY.width], [y(0), y(0)], style.INK, 0.9)
        for start, end in zip(range(len(years)), range(1, len(years)), strict=False):
            if years[end] - years[start] == 1:
                canvas.line([x(years[start]), x(years[end])], [y(values[start]), y(values[end])], style.OWN, 2.2)
        canvas.marks(
            [x(year) for year in years], [y(value) for value in values], "o", 4.6, face=style.OWN, edge=style.PAPER,
            width=0.8,
        )  # fmt: skip
        canvas.text(x(years[-1]), 3, str(years[-1]), side="center")
        if len(years) > 1:
            canvas.text(x(years[0]), 3, str(years[0]), side="center")
    return canvas.svg()


def tiny_strip(facts: Facts, comparison: pd.DataFrame) -> str:
    """Return own and peers' values on one line with the median, as SVG; empty when nothing is compared."""
    where = position(comparison)
    if where.median_pct is None:
        return ""
    values = comparison["net_cost_deviation_pct"]
    low, high = float(min(values.min(), where.median_pct)), float(max(values.max(), where.median_pct))
    span = (high - low) or 1.0

    def x(value: float) -> float:
        return EDGE + (value - low) / span * (TINY.width - 2 * EDGE)

    axis = HEIGHT / 2
    with house_style():
        canvas = Canvas(TINY, HEIGHT)
        canvas.line([0, TINY.width], [axis, axis], style.INK3, 0.8)
        for value in values[~comparison["is_own"]]:
            canvas.line([x(value)] * 2, [axis - 6, axis + 6], style.PEER_EDGE, 1.6)
        canvas.line([x(where.median_pct)] * 2, [axis - 9, axis + 12], style.MEDIAN, 1.4, style.DASHED)
        canvas.marks([x(where.own_pct)], [axis], "o", 6.4, face=style.OWN, edge=style.PAPER, width=0.8)
        _labels(
            canvas,
            facts,
            x(where.own_pct),
            x(where.median_pct),
            f"median {number(where.median_pct, 1, is_signed=True)}",
        )
        ends = [
            min((facts.names[code] for code in comparison.loc[values == end, "municipality"]), key=swedish_key)
            for end in (values.min(), values.max())
        ]
        canvas.text(0, 3, ends[0])
        if text_width(ends[0], TINY.size) + text_width(ends[1], TINY.size) + EDGE < TINY.width:
            canvas.text(TINY.width, 3, ends[1], side="right")
    return canvas.svg()


def _labels(canvas: Canvas, facts: Facts, own_x: float, median_x: float, median: str) -> None:
    """Write name and median above the line, the name on its own side and the median only where both have room."""
    name, top = facts.municipality.name, HEIGHT - 11
    widths = text_width(name, TINY.size, is_bold=True), text_width(median, TINY.size)
    is_left = own_x <= median_x
    own_left = min(max(0.0, own_x - widths[0] / 2), TINY.width - widths[0])
    median_left = min(max(0.0, median_x - widths[1] / 2), TINY.width - widths[1])
    if is_left:
        median_left = max(median_left, own_left + widths[0] + EDGE)
    else:
        own_left = max(own_left, median_left + widths[1] + EDGE)
    overflow = max(median_left + widths[1], own_left + widths[0]) - TINY.width
    if overflow > 0:
        own_left, median_left = (
            (own_left - overflow, median_left) if not is_left else (own_left, median_left - overflow)
        )
        is_apart = own_left + widths[0] < median_left if is_left else median_left + widths[1] < own_left
        if not is_apart or min(own_left, median_left) < 0:
            canvas.text(
                min(max(0.0, own_x - widths[0] / 2), TINY.width - widths[0]), top, name, colour=style.OWN, is_bold=True
            )
            return
    canvas.text(own_left, top, name, colour=style.OWN, is_bold=True)
    canvas.text(median_left, top, median)

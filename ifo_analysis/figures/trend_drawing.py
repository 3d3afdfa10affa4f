"""The drawing of the trend: own line, peers' strokes, median, band, zero line, break and preliminary values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.figures import style
from ifo_analysis.figures.keys import Key, draw_keys, key_rows
from ifo_analysis.figures.placement import Box
from ifo_analysis.figures.style import Canvas, Variant, house_style, text_width
from ifo_analysis.figures.trend_labels import draw_names, draw_values
from ifo_analysis.figures.trend_plan import PlacedRemark, Plane, Point, Trend, alone, placed_remarks, steps
from ifo_analysis.language import number

if TYPE_CHECKING:
    from collections.abc import Sequence

PLOT_HEIGHT_WIDE, PLOT_HEIGHT_NARROW = 62 * style.MM, 58 * style.MM
WIDEST_YEAR = 26 * style.MM
TICK_GAP = 5.0


@house_style()
def draw_trend(trend: Trend, variant: Variant) -> Canvas:
    """Return the drawing in one format."""
    keys = _keys(trend, variant)
    rows = key_rows([key for key, _ in keys], variant) if variant.is_narrow else []
    left = max(text_width(number(tick, is_signed=True), variant.size) for tick in trend.ticks()) + TICK_GAP
    right = 0.0 if variant.is_narrow else max(key.width(variant) for key, _ in keys) + 8
    slot = min((variant.width - left - right) / len(trend.years), WIDEST_YEAR)
    remarks = placed_remarks(trend, variant, left, slot)
    below = (1 + max((remark.row for remark in remarks), default=0) + len(rows)) * variant.line + (12 if rows else 6)
    above = variant.line + 5 if trend.breaks else 1.0
    height = below + above + (PLOT_HEIGHT_NARROW if variant.is_narrow else PLOT_HEIGHT_WIDE)
    area = Box(left, below, left + slot * len(trend.years), height - above)
    plane = Plane(area, trend.years[0], slot, *trend.span())
    canvas = Canvas(variant, height)
    ticks = _draw_ground(canvas, trend, plane)
    _draw_years(canvas, trend, plane, remarks)
    _draw_others(canvas, trend, plane)
    _draw_own(canvas, trend, plane)
    draw_values(canvas, trend, plane, ticks)
    if variant.is_narrow:
        draw_keys(canvas, rows, (len(rows) - 1) * variant.line + style.DESCENT * variant.size + 1)
    else:
        draw_names(canvas, plane, keys)
    return canvas


def _keys(trend: Trend, variant: Variant) -> list[tuple[Key, float | None]]:
    """Return the names of what is drawn, and the value that each belongs to; None for the top."""
    keys: list[tuple[Key, float | None]] = [
        (Key(trend.name, "own" if steps(trend.own) else "own_dot", style.OWN, is_bold=True), trend.own[-1].pct),
        (Key("0 = referenskostnaden", "zero", style.INK, is_bold=True), 0.0),
    ]
    if trend.medians:
        keys.append((Key(trend.median_name, "median"), trend.medians[-1].pct))
    if trend.half_pp is not None:
        keys.append((Key(f"normal variation ±{number(trend.half_pp, 1)}", "band"), trend.half_pp))
    if not variant.is_narrow:
        keys = [(Key(key.words, "", key.colour, key.is_bold), pct) for key, pct in keys]
    if trend.peers:
        keys.append((Key("en liknande kommun", "peer"), None))
    return keys


def _draw_ground(canvas: Canvas, trend: Trend, plane: Plane) -> list[Box]:
    """Draw band, ticks, zero line and breaks; return what the ticks' numbers cover."""
    area = plane.area
    if trend.half_pp is not None:
        start = plane.x(max(trend.band_year, plane.first_year) - 0.5)
        bottom, top = plane.y(-trend.half_pp), plane.y(trend.half_pp)
        canvas.rectangle(Box(start, bottom, area.right, top), style.BAND)
    numbers = []
    for tick in trend.ticks():
        if tick:
            canvas.line([area.left, area.right], [plane.y(tick)] * 2, style.RULE, 0.5)
        baseline = plane.y(tick) - style.MIDDLE * canvas.variant.size
        numbers.append(canvas.text(area.left - TICK_GAP, baseline, number(tick, is_signed=True), side="right"))
    if trend.half_pp is not None:
        for edge in (bottom, top):
            canvas.line([start, area.right], [edge, edge], style.BAND_EDGE, 0.6, style.FINE)
    canvas.line([area.left, area.right], [plane.y(0)] * 2, style.INK, 0.9)
    for year in trend.breaks:
        canvas.line([plane.x(year - 0.5)] * 2, [area.bottom, area.top + 3], style.INK2, 0.9, style.DASHED)
    return numbers


def _draw_years(canvas: Canvas, trend: Trend, plane: Plane, remarks: Sequence[PlacedRemark]) -> None:
    variant = canvas.variant
    base = plane.area.bottom - style.ASCENT * variant.size - 3
    is_whole = all(text_width(str(year), variant.size) + 4 <= plane.slot for year in trend.years)
    for year in trend.years:
        canvas.text(plane.x(year), base, str(year) if is_whole else f"’{year % 100:02}", side="center")
    for remark in remarks:
        y = base - remark.row * variant.line
        if remark.bracket:
            canvas.line(remark.bracket, [y + style.ASCENT * variant.size] * 2, style.INK3, 0.6)
            y -= 2
        canvas.text(remark.middle, y, remark.words, side="center")
    if trend.breaks:
        words = f"Metodbrott {trend.breaks[-1]}" + ("" if variant.is_narrow else ": ny referensmodell")
        widest = variant.width - text_width(words, variant.size, is_bold=True)
        x = min(plane.x(trend.breaks[-1] - 0.5), widest)
        canvas.text(x, plane.area.top + 6, words, colour=style.INK, is_bold=True)


def _draw_others(canvas: Canvas, trend: Trend, plane: Plane) -> None:
    final = [point for point in trend.peers if not point.is_preliminary]
    early = [point for point in trend.peers if point.is_preliminary]
    if final:
        canvas.marks(*plane.at(*final), "_", 8, face=style.PEER_EDGE, edge=style.PEER_EDGE)
    if early:
        canvas.marks(*plane.at(*early), "o", 3.8, face=style.PAPER, edge=style.PEER_EDGE, width=0.9)
    for step in steps(trend.medians):
        dash = style.DOTTED if _is_early(step) else style.DASHED
        canvas.line(*plane.at(*step), style.MEDIAN, 1.4, dash)
    for point in alone(trend.medians):
        x, y = plane.x(point.year), plane.y(point.pct)
        canvas.line([x - 9, x + 9], [y, y], style.MEDIAN, 1.4, style.DOTTED if point.is_preliminary else style.DASHED)


def _draw_own(canvas: Canvas, trend: Trend, plane: Plane) -> None:
    for step in steps(trend.own):
        width = 1.6 if step[1].year > trend.report_year else 2.6
        canvas.line(*plane.at(*step), style.OWN, width, (2.6, 2.2) if _is_early(step) else None)
    for point in trend.own:
        if point.is_preliminary:
            canvas.marks(*plane.at(point), "o", 6.2, face=style.PAPER, edge=style.OWN, width=1.9)
        else:
            canvas.marks(*plane.at(point), "o", 7, face=style.OWN, edge=style.PAPER, width=0.9)


def _is_early(step: tuple[Point, Point]) -> bool:
    return any(point.is_preliminary for point in step)

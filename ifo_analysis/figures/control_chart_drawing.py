"""The drawing of the control chart: own line, centre dashed, limits dotted, and a ring and a word for years outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifo_analysis.figures import style
from ifo_analysis.figures.captions import signed
from ifo_analysis.figures.keys import Key, draw_keys, key_rows
from ifo_analysis.figures.placement import Box
from ifo_analysis.figures.style import MM, Canvas, Variant, house_style, text_width
from ifo_analysis.figures.trend_labels import draw_names, draw_values
from ifo_analysis.figures.trend_plan import Plane, Point, Remark, Trend, placed_remarks, steps
from ifo_analysis.language import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.analysis.control_chart import ControlChart

PLOT_HEIGHT = 52 * MM
NAMES_GAP, WIDEST_YEAR = 8.0, 26 * MM


@dataclass(frozen=True)
class ChartTrend(Trend):
    """The own values as a trend, with centre and limits; those stand as median and peers, for labels to keep clear of."""

    chart: ControlChart

    def span(self) -> tuple[float, float]:
        """Return the lowest and the highest value to make room for; zero and the limits are always seen."""
        values = [point.pct for point in self.own]
        low, high = min(*values, self.chart.lower, 0.0), max(*values, self.chart.upper, 0.0)
        return (low, high) if high > low else (low - 1.0, high + 1.0)

    def remarks(self) -> list[Remark]:
        """Return what is said under the years."""
        return [*super().remarks(), *(Remark("utanför", year, year) for year in self.chart.outside)]

    def names(self) -> list[tuple[Key, float]]:
        """Return the names of the lines but the limits, and the value that each belongs to."""
        return [
            (Key(self.name, "own", style.OWN, is_bold=True), self.own[-1].pct),
            (Key("0 = referenskostnaden", "zero", style.INK), 0.0),
            (Key(f"medelvärde {signed(self.chart.centre)}", "median", style.MEDIAN), self.chart.centre),
        ]

    def limit_names(self) -> list[tuple[Key, float]]:
        """Return the names of the limits, and the value that each belongs to."""
        word = "preliminär gräns" if self.chart.has_preliminary_limits else "gräns"
        ends = (("övre", self.chart.upper), ("undre", self.chart.lower))
        return [(Key(f"{end} {word} {signed(limit)}"), limit) for end, limit in ends]

    def limits_key(self) -> Key:
        """Return both limits as one name, for where there is no room beside them."""
        word = "preliminära gränser" if self.chart.has_preliminary_limits else "gränser"
        return Key(f"prickat: {word} {signed(self.chart.lower)} och {signed(self.chart.upper)}")


@house_style()
def draw_control_chart(content: ChartTrend, variant: Variant) -> Canvas:
    """Return the drawing in one format; on phones the names stand under it."""
    names = [*content.names(), *content.limit_names()]
    below_it = [*(key for key, _ in content.names()), content.limits_key()]
    rows = key_rows(below_it, variant) if variant.is_narrow else []
    left = max(text_width(number(tick, is_signed=True), variant.size) for tick in content.ticks()) + 5
    right = 0.0 if rows else NAMES_GAP + max(Key(key.words, "", "", key.is_bold).width(variant) for key, _ in names)
    slot = min((variant.width - left - right) / len(content.years), WIDEST_YEAR)
    remarks = placed_remarks(content, variant, left, slot)
    below = (1 + max((remark.row for remark in remarks), default=0) + len(rows)) * variant.line + (12 if rows else 6)
    canvas = Canvas(variant, below + PLOT_HEIGHT + 1)
    plane = Plane(
        Box(left, below, left + slot * len(content.years), below + PLOT_HEIGHT),
        content.years[0],
        slot,
        *content.span(),
    )
    ticks = _draw_ground(canvas, content, plane)
    base = plane.area.bottom - style.ASCENT * variant.size - 3
    is_whole = text_width("2024", variant.size) + 4 <= slot
    for year in content.years:
        canvas.text(plane.x(year), base, str(year) if is_whole else f"’{year % 100:02}", side="center")
    for remark in remarks:
        canvas.text(remark.middle, base - remark.row * variant.line, remark.words, side="center")
    _draw_own(canvas, content, plane)
    draw_values(canvas, content, plane, ticks)
    if rows:
        draw_keys(canvas, rows, (len(rows) - 1) * variant.line + style.DESCENT * variant.size + 1)
    else:
        draw_names(canvas, plane, [(Key(key.words, "", key.colour, key.is_bold), pct) for key, pct in names])
    return canvas


def _draw_ground(canvas: Canvas, content: ChartTrend, plane: Plane) -> list[Box]:
    """Draw ticks, zero, centre and limits; return what the ticks' numbers cover."""
    area, chart = plane.area, content.chart
    across = [area.left, area.right]
    numbers = []
    for tick in content.ticks():
        if tick:
            canvas.line(across, [plane.y(tick)] * 2, style.RULE, 0.5)
        baseline = plane.y(tick) - style.MIDDLE * canvas.variant.size
        numbers.append(canvas.text(area.left - 5, baseline, number(tick, is_signed=True), side="right"))
    canvas.line(across, [plane.y(0)] * 2, style.INK, 0.9)
    canvas.line(across, [plane.y(chart.centre)] * 2, style.MEDIAN, 1.4, style.DASHED)
    for limit in (chart.lower, chart.upper):
        canvas.line(across, [plane.y(limit)] * 2, style.INK2, 1.1, style.DOTTED)
    return numbers


def _draw_own(canvas: Canvas, content: ChartTrend, plane: Plane) -> None:
    for step in steps(content.own):
        is_early = any(point.is_preliminary for point in step)
        width = 1.6 if step[1].year > content.report_year else 2.6
        canvas.line(*plane.at(*step), style.OWN, width, (2.6, 2.2) if is_early else None)
    for point in content.own:
        if point.is_preliminary:
            canvas.marks(*plane.at(point), "o", 6.2, face=style.PAPER, edge=style.OWN, width=1.9)
        else:
            canvas.marks(*plane.at(point), "o", 7, face=style.OWN, edge=style.PAPER, width=0.9)
    _ring(canvas, [point for point in content.own if point.year in content.chart.outside], plane)


def _ring(canvas: Canvas, points: Sequence[Point], plane: Plane) -> None:
    """Draw a ring round each point beyond a limit; the word stands under its year."""
    for point in points:
        xs, ys = plane.at(point)
        canvas.marks(xs, ys, "o", 10.4, face="none", edge=style.OWN, width=0.9)

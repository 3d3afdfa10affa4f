"""The words inside the trend: the value at each own dot, and the names at the right edge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ifo_analysis.figures import style
from ifo_analysis.figures.captions import signed
from ifo_analysis.figures.keys import Key
from ifo_analysis.figures.placement import Box, Obstacle, best_place, kept_apart
from ifo_analysis.figures.style import Canvas, Variant
from ifo_analysis.figures.trend_plan import Plane, Point, Trend, alone, steps

if TYPE_CHECKING:
    from collections.abc import Sequence

DOT = 4.5
_OWN_COST, _PEER_COST, _MEDIAN_COST, _ZERO_COST, _EDGE_COST, _BREAK_COST = 3.0, 1.2, 0.7, 0.6, 0.4, 4.0
_STEP, _RELUCTANCE, _CROSSED = 3.0, 0.4, 0.6
_FOOT, _HEAD = 0.14, 0.72  # em: figures reach less far than letters


def draw_values(canvas: Canvas, trend: Trend, plane: Plane, taken: Sequence[Box]) -> None:
    """Print the value at each own dot; where words would cover each other, a year in the middle goes without.

    `taken` is what is written already.
    """
    variant = canvas.variant
    dots = [Box(x, y, x, y).grown(DOT) for x, y in zip(*plane.at(*trend.own), strict=True)]
    obstacles = list(_obstacles(trend, plane))
    blocked = [*dots, *taken]
    page = Box(0, plane.area.bottom, variant.width if variant.is_narrow else plane.area.right + 7, plane.area.top)
    for point in _in_order(trend):
        candidates = [box for box in _around(point, trend, plane, variant) if box.lies_in(page)]
        found = best_place(candidates, blocked, obstacles, _RELUCTANCE)
        if found is None:
            continue
        box = candidates[found[0]]
        blocked.append(box.grown(1.5))
        if found[1] >= _CROSSED:
            canvas.rectangle(box.grown(0.8), _ground(box, trend, plane))
        baseline = box.bottom + _FOOT * variant.size
        canvas.text(box.left, baseline, signed(point.pct), colour=style.OWN, is_bold=point.year <= trend.report_year)


def _in_order(trend: Trend) -> list[Point]:
    """Return the points, those that must have their value first."""
    counted = [point for point in trend.own if point.year <= trend.report_year]
    ends = [point for point in counted if point.year == trend.report_year] + [trend.own[-1], trend.own[0]]
    extremes = [choose(trend.own, key=lambda point: point.pct) for choose in (min, max)]
    firsts = [point for point in trend.own if point.year in trend.breaks]
    return list(dict.fromkeys([*ends, *firsts, *extremes, *counted, *trend.own]))


def _around(point: Point, trend: Trend, plane: Plane, variant: Variant) -> Iterator[Box]:
    """Yield the places for a value: on the outer side of the line, on the inner, farther away, and beside the dot."""
    (x,), (y,) = plane.at(point)
    is_bold = point.year <= trend.report_year
    width = style.text_width(signed(point.pct), variant.size, is_bold=is_bold)
    above, below = y + DOT + 0.5 + _FOOT * variant.size, y - DOT - 0.5 - _HEAD * variant.size
    first, second = (above, below) if _is_peak(point, trend) else (below, above)
    turns = {above: 1, below: -1}
    places = [
        *((x + shift * width, height) for height in (first, second) for shift in (0, 0.25, -0.25)),
        *((x + turn * (width / 2 + DOT + 2), y - style.MIDDLE * variant.size) for turn in (1, -1)),
        *((x, height + turns[height] * away * variant.size) for away in (0.6, 1.2) for height in (first, second)),
    ]
    for middle, baseline in places:
        bottom, top = baseline - _FOOT * variant.size, baseline + _HEAD * variant.size
        yield Box(middle - width / 2, bottom, middle + width / 2, top)


def _is_peak(point: Point, trend: Trend) -> bool:
    """Say whether the line lies under the point, so that its value is best above."""
    beside = [other.pct for step in steps(trend.own) if point in step for other in step if other != point]
    return point.pct >= sum(beside) / len(beside) if beside else point.pct >= 0


def _obstacles(trend: Trend, plane: Plane) -> Iterator[Obstacle]:
    for series, cost in ((trend.own, _OWN_COST), (trend.medians, _MEDIAN_COST)):
        for step in steps(series):
            yield from _along(*plane.at(*step), cost)
    for point in alone(trend.medians):
        (x,), (y,) = plane.at(point)
        yield from _along([x - 9, x + 9], [y, y], _PEER_COST)
    for x, y in zip(*plane.at(*trend.peers), strict=True):
        yield from (Obstacle(x + shift, y, _PEER_COST) for shift in (-4, 0, 4))
    half = trend.half_pp or 0.0
    across = [plane.area.left, plane.area.right]
    for height, cost in ((0.0, _ZERO_COST), (half, _EDGE_COST), (-half, _EDGE_COST)):
        yield from _along(across, [plane.y(height)] * 2, cost)
    for year in trend.breaks:
        yield from _along([plane.x(year - 0.5)] * 2, [plane.area.bottom, plane.area.top], _BREAK_COST)


def _along(xs: Sequence[float], ys: Sequence[float], cost: float) -> Iterator[Obstacle]:
    count = max(int((abs(xs[1] - xs[0]) + abs(ys[1] - ys[0])) / _STEP), 1)
    for index in range(count + 1):
        part = index / count
        yield Obstacle(xs[0] + part * (xs[1] - xs[0]), ys[0] + part * (ys[1] - ys[0]), cost)


def _ground(box: Box, trend: Trend, plane: Plane) -> str:
    """Return the colour behind a label."""
    middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    if trend.half_pp is None:
        return style.PAPER
    band = Box(plane.x(trend.band_year - 0.5), plane.y(-trend.half_pp), plane.area.right, plane.y(trend.half_pp))
    return style.BAND if band.covers(*middle) else style.PAPER


def draw_names(canvas: Canvas, plane: Plane, keys: Sequence[tuple[Key, float | None]]) -> None:
    """Write each name at the right edge, as near the height of what it names as the others let it."""
    size = canvas.variant.size
    wanted = [plane.area.top - size / 2 if pct is None else plane.y(pct) for _, pct in keys]
    order = sorted(range(len(keys)), key=lambda index: (wanted[index], index))
    heights = kept_apart(
        [wanted[index] for index in order], canvas.variant.line, plane.area.bottom, plane.area.top - size / 2
    )
    for index, height in zip(order, heights, strict=True):
        key, pct = keys[index]
        x = plane.area.right + 8
        if pct is not None and abs(height - wanted[index]) > size / 2:
            canvas.line([x - 7, x - 2], [wanted[index], height], style.INK3, 0.5)
        key.draw(canvas, x, height - style.MIDDLE * size)

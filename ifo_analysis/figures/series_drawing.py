"""The drawing of one measure over the years: own line with printed values, the peers' median dashed, the country dotted."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifo_analysis.figures import style
from ifo_analysis.figures.placement import Box, Obstacle, best_place, kept_apart
from ifo_analysis.figures.style import MM, Canvas, Variant, house_style, text_box, text_width
from ifo_analysis.language import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HEIGHT = 52 * MM
EDGE, GAP = 10.0, 7.0
DOTTED = (1.0, 1.6)
STEPS = 12

Series = tuple[float | None, ...]


@dataclass(frozen=True)
class Lines:
    """What the figure shows: years in rising order, the values of each line, and which years are preliminary."""

    own_name: str
    years: tuple[int, ...]
    own: Series
    median: Series
    country: Series
    decimals: int
    preliminary: tuple[int, ...] = ()

    @property
    def all_values(self) -> list[float]:
        """Return every value that is drawn."""
        return [value for value in (*self.own, *self.median, *self.country) if value is not None]


@dataclass(frozen=True)
class _Plot:
    left: float
    right: float
    bottom: float
    top: float
    years: tuple[int, int]
    highest: float

    def x(self, year: int) -> float:
        first, last = self.years
        return self.left + (year - first) / ((last - first) or 1) * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom + value / self.highest * (self.top - self.bottom)


@house_style()
def draw_series(content: Lines, variant: Variant) -> Canvas:
    """Return the drawing in one format. The axis starts at zero; a missing year breaks a line."""
    canvas = Canvas(variant, HEIGHT + (2 * variant.line if content.preliminary else variant.line))
    plot = _plot(content, variant, canvas.height)
    canvas.line([0, plot.right + EDGE], [plot.bottom] * 2, style.INK, 0.9)
    canvas.text(0, plot.bottom + 3, "0")
    _write_years(canvas, content, plot)
    named: Mapping[str, Series] = {"riket": content.country, "median": content.median, content.own_name: content.own}
    for name, series in named.items():
        _draw_line(canvas, content, plot, name, series)
    _write_names(canvas, content, plot, named)
    _write_values(canvas, content, plot)
    return canvas


def _plot(content: Lines, variant: Variant, height: float) -> _Plot:
    told = (
        content.own_name,
        _end_words(content, "median", content.median),
        _end_words(content, "riket", content.country),
    )
    names = max(text_width(words, variant.size, is_bold=True) for words in told)
    foot = (2 if content.preliminary else 1) * variant.line + 4
    return _Plot(
        left=2 * EDGE + text_width("0", variant.size),
        right=variant.width - names - GAP - EDGE,
        bottom=foot,
        top=height - 8 - style.ASCENT * variant.size,
        years=(content.years[0], content.years[-1]),
        highest=max(content.all_values, default=0.0) or 1.0,
    )


def _points(content: Lines, plot: _Plot, series: Series) -> list[tuple[int, float, float]]:
    return [
        (year, plot.x(year), plot.y(value))
        for year, value in zip(content.years, series, strict=True)
        if value is not None
    ]


def _draw_line(canvas: Canvas, content: Lines, plot: _Plot, name: str, series: Series) -> None:
    points = _points(content, plot, series)
    colour, width, dash = {
        "riket": (style.INK, 1.1, DOTTED),
        "median": (style.MEDIAN, 1.4, style.DASHED),
    }.get(name, (style.OWN, 2.6, None))
    for (year, x0, y0), (after, x1, y1) in itertools.pairwise(points):
        if after - year == 1:
            is_early = after in content.preliminary or year in content.preliminary
            canvas.line([x0, x1], [y0, y1], colour, width, style.DOTTED if is_early and dash is None else dash)
    alone = [(x, y) for year, x, y in points if not {year - 1, year + 1} & {other for other, _, _ in points}]
    if name == content.own_name:
        for is_early, face in ((False, style.OWN), (True, style.PAPER)):
            shown = [(x, y) for year, x, y in points if (year in content.preliminary) is is_early]
            canvas.marks([x for x, _ in shown], [y for _, y in shown], "o", 6.5, face=face,
                         edge=style.OWN if is_early else style.PAPER, width=1.2 if is_early else 0.9)  # fmt: skip
    elif alone:
        canvas.marks([x for x, _ in alone], [y for _, y in alone], "_", 8, face=colour, edge=colour)


def _write_years(canvas: Canvas, content: Lines, plot: _Plot) -> None:
    variant = canvas.variant
    width = text_width("2024", variant.size)
    room = (plot.right - plot.left) / max(content.years[-1] - content.years[0], 1)
    step = next(step for step in itertools.count(1) if step * room >= width + 4)
    baseline = plot.bottom - 2 - style.ASCENT * variant.size
    for year in range(content.years[-1], content.years[0] - 1, -step):
        canvas.text(plot.x(year), baseline, str(year), side="center")
        if year in content.preliminary:
            words = "preliminär"
            half = text_width(words, variant.size) / 2
            canvas.text(min(plot.x(year), variant.width - half), baseline - variant.line, words, side="center")


def _end_words(content: Lines, name: str, series: Series) -> str:
    """Return a line's name, and its last value where no dot carries it."""
    last = next((value for value in reversed(series) if value is not None), None)
    return name if last is None or name == content.own_name else f"{name} {number(last, content.decimals)}"


def _write_names(canvas: Canvas, content: Lines, plot: _Plot, named: Mapping[str, Series]) -> None:
    ends = sorted((points[-1][2], name) for name, series in named.items() if (points := _points(content, plot, series)))
    variant = canvas.variant
    wanted = [y - style.MIDDLE * variant.size for y, _ in ends]
    for baseline, (_, name) in zip(kept_apart(wanted, variant.line, plot.bottom + 2, plot.top), ends, strict=True):
        is_own = name == content.own_name
        colour = style.OWN if is_own else style.MEDIAN if name == "median" else style.INK2
        words = _end_words(content, name, named[name])
        canvas.text(plot.right + EDGE + GAP, baseline, words, colour=colour, is_bold=is_own)


def _write_values(canvas: Canvas, content: Lines, plot: _Plot) -> None:
    """Print own values over or under their dots, the last and the ends first; one that has no room is left out."""
    points = _points(content, plot, content.own)
    values = [value for value in content.own if value is not None]
    taken: list[Box] = []
    dots = [Box(x - 3.6, y - 3.6, x + 3.6, y + 3.6) for _, x, y in points]
    marks = list(_obstacles(content, plot))
    for place in _order(values):
        _, x, y = points[place]
        words = number(values[place], content.decimals)
        boxes = [
            text_box(x, baseline, words, canvas.variant, side="center", is_bold=True)
            for baseline in _baselines(y, canvas.variant, plot)
        ]
        others = [dot for index, dot in enumerate(dots) if index != place]
        found = best_place(boxes, [*taken, *others], marks)
        if found is not None:
            box = boxes[found[0]]
            taken.append(box.grown(1.5))
            baseline = box.bottom + style.DESCENT * canvas.variant.size
            if found[1]:
                inner = Box(box.left, baseline - 1, box.right, box.top - 1.5)
                canvas.rectangle(inner, style.PAPER)
            canvas.text(x, baseline, words, side="center", colour=style.OWN, is_bold=True)


def _baselines(y: float, variant: Variant, plot: _Plot) -> list[float]:
    above, below = y + 6, y - 5 - style.ASCENT * variant.size
    return [above, below] if below > plot.bottom + 1 else [above]


def _order(values: Sequence[float]) -> list[int]:
    first = [len(values) - 1, 0, values.index(max(values)), values.index(min(values))]
    return list(dict.fromkeys([*first, *range(len(values))]))


def _obstacles(content: Lines, plot: _Plot) -> Iterator[Obstacle]:
    for series, cost in ((content.own, 2.0), (content.median, 1.0), (content.country, 1.0)):
        for (year, x0, y0), (after, x1, y1) in itertools.pairwise(_points(content, plot, series)):
            if after - year == 1:
                for step in range(STEPS + 1):
                    share = step / STEPS
                    yield Obstacle(x0 + share * (x1 - x0), y0 + share * (y1 - y0), cost)

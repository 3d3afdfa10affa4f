"""The drawing of two costs side by side (*punktdiagram*): a named dot per municipality, and the peers' medians.

No line is fitted through the dots: the figure shows where municipalities are, not that one cost follows the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import TYPE_CHECKING

from ifo_analysis.figures import style
from ifo_analysis.figures.placement import Box, Obstacle, best_place
from ifo_analysis.figures.style import MM, Canvas, Side, Variant, house_style, text_box, text_width
from ifo_analysis.language import number

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDE_HEIGHT, NARROW_HEIGHT = 84 * MM, 96 * MM
MAX_TICKS = 5
GAP = 6.0


@dataclass(frozen=True)
class Pairs:
    """What the figure shows: names, two values each, which of them is the own, and the peers' medians."""

    names: tuple[str, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    own: int
    medians: tuple[float, float]
    x_words: str
    y_words: str
    is_preliminary: bool


@dataclass(frozen=True)
class _Plot:
    area: Box
    x_end: float
    y_end: float

    def x(self, value: float) -> float:
        return self.area.left + value / self.x_end * self.area.width

    def y(self, value: float) -> float:
        return self.area.bottom + value / self.y_end * self.area.height


@house_style()
def draw_pairs(content: Pairs, variant: Variant) -> Canvas:
    """Return the drawing in one format. Both axes start at zero."""
    canvas = Canvas(variant, NARROW_HEIGHT if variant.is_narrow else WIDE_HEIGHT)
    plot = _plot(content, variant, canvas.height)
    _draw_axes(canvas, content, plot)
    taken = [_draw_medians(canvas, content, plot)]
    for is_own in (False, True):
        for index, (x, y) in enumerate(zip(content.xs, content.ys, strict=True)):
            if (index == content.own) is is_own:
                _draw_dot(canvas, plot.x(x), plot.y(y), is_own=is_own, is_hollow=content.is_preliminary)
    _write_names(canvas, content, plot, taken)
    return canvas


def ticks(highest: float) -> list[float]:
    """Return round values from zero to just above the highest, at most six.

    Examples
    --------
    >>> ticks(10_400), ticks(880)
    ([0.0, 2500.0, 5000.0, 7500.0, 10000.0, 12500.0], [0.0, 200.0, 400.0, 600.0, 800.0, 1000.0])
    """
    size = 10 ** floor(log10(highest or 1.0))
    step = next(step for step in (0.2 * size, 0.25 * size, 0.5 * size, size, 2 * size, 2.5 * size)
                if highest <= MAX_TICKS * step)  # fmt: skip
    count = -int(-highest // step)
    return [float(index * step) for index in range(max(count, 1) + 1)]


def _plot(content: Pairs, variant: Variant, height: float) -> _Plot:
    xs, ys = ticks(max(content.xs)), ticks(max(content.ys))
    left = max(text_width(number(value), variant.size) for value in ys) + GAP
    foot = (3 if content.is_preliminary else 2) * variant.line + 6
    area = Box(left, foot, variant.width - text_width(number(xs[-1]), variant.size) / 2, height - 2 * variant.line - 6)
    return _Plot(area, xs[-1], ys[-1])


def _draw_axes(canvas: Canvas, content: Pairs, plot: _Plot) -> None:
    variant, area = canvas.variant, plot.area
    for value in ticks(max(content.ys)):
        y = plot.y(value)
        is_zero = value == 0
        canvas.line([area.left, area.right], [y, y], style.INK if is_zero else style.RULE, 0.9 if is_zero else 0.5)
        canvas.text(area.left - GAP, y - style.MIDDLE * variant.size, number(value), side="right")
    for value in ticks(max(content.xs)):
        x = plot.x(value)
        canvas.line([x, x], [area.bottom, area.bottom - 3], style.INK, 0.9)
        if value:
            canvas.text(x, area.bottom - 4 - style.ASCENT * variant.size, number(value), side="center")
    foot = area.bottom - 6 - style.ASCENT * variant.size - variant.line
    canvas.text(variant.width, foot, content.x_words, side="right")
    if content.is_preliminary:
        canvas.text(0, foot - variant.line, "preliminära uppgifter")
    canvas.text(0, canvas.height - style.ASCENT * variant.size - 2, content.y_words)


def _draw_medians(canvas: Canvas, content: Pairs, plot: _Plot) -> Box:
    """Draw the medians and their names: one over the area, one in it at the right edge."""
    variant, area = canvas.variant, plot.area
    x, y = plot.x(content.medians[0]), plot.y(content.medians[1])
    canvas.line([x, x], [area.bottom, area.top + 4], style.MEDIAN, 1.4, style.DASHED)
    canvas.line([area.left, area.right], [y, y], style.MEDIAN, 1.4, style.DASHED)
    words = [f"median {number(value)}" for value in content.medians]
    half = text_width(words[0], variant.size) / 2
    middle = min(max(x, half), variant.width - half)
    canvas.text(middle, area.top + 7, words[0], side="center", colour=style.MEDIAN)
    box = text_box(area.right, y + 4, words[1], variant, side="right")
    dots = list(_dots(content, plot))
    if any(box.grown(4).covers(dot.x, dot.y) for dot in dots):
        box = text_box(area.right, y - 3 - style.ASCENT * variant.size, words[1], variant, side="right")
    canvas.text(area.right, box.bottom + style.DESCENT * variant.size, words[1], side="right", colour=style.MEDIAN)
    return box


def _dots(content: Pairs, plot: _Plot) -> Iterator[Obstacle]:
    for x, y in zip(content.xs, content.ys, strict=True):
        yield Obstacle(plot.x(x), plot.y(y), 8.0)


def _draw_dot(canvas: Canvas, x: float, y: float, *, is_own: bool, is_hollow: bool) -> None:
    if is_own:
        canvas.marks([x], [y], "o", 9, face=style.PAPER if is_hollow else style.OWN, edge=style.OWN, width=1.2)
    else:
        face = style.PAPER if is_hollow else style.PEER_FILL
        canvas.marks([x], [y], "o", 6.6, face=face, edge=style.PEER_EDGE, width=1)


def _write_names(canvas: Canvas, content: Pairs, plot: _Plot, taken: list[Box]) -> None:
    """Write each name beside its dot, the own first, where it covers neither dots nor other names."""
    variant = canvas.variant
    page = Box(plot.area.left + 1, plot.area.bottom + 1, variant.width, plot.area.top + variant.size)
    marks = [*_dots(content, plot), *_median_points(content, plot)]
    dots = [Box(dot.x, dot.y, dot.x, dot.y).grown(4) for dot in _dots(content, plot)]
    order = sorted(range(len(content.names)), key=lambda index: (index != content.own, content.names[index]))
    for index in order:
        x, y = plot.x(content.xs[index]), plot.y(content.ys[index])
        is_own, name = index == content.own, content.names[index]
        places = [place for place in _places(x, y, variant)
                  if text_box(*place[:2], name, variant, side=place[2], is_bold=is_own).lies_in(page)]  # fmt: skip
        boxes = [text_box(at, base, name, variant, side=side, is_bold=is_own) for at, base, side in places]
        others = [dot for place, dot in enumerate(dots) if place != index]
        # A name may stand on a dot rather than not at all, but never on another name.
        found = best_place(boxes, [*taken, *others], marks) or best_place(boxes, taken, marks)
        if found is not None:
            at, base, side = places[found[0]]
            taken.append(box := boxes[found[0]])
            if found[1]:
                canvas.rectangle(Box(box.left, base - 1, box.right, box.top - 1.5), style.PAPER)
            canvas.text(at, base, name, side=side, colour=style.OWN if is_own else style.INK2, is_bold=is_own)


def _places(x: float, y: float, variant: Variant) -> list[tuple[float, float, Side]]:
    level, over, under = y - style.MIDDLE * variant.size, y + 7, y - 7 - style.ASCENT * variant.size
    beside: list[tuple[float, float, Side]] = [(x + 8, level, "left"), (x - 8, level, "right")]
    return [
        *beside,
        *((x, base, "center") for base in (over, under)),
        *((x + 5, base, "left") for base in (over, under)),
        *((x - 5, base, "right") for base in (over, under)),
        *((x, base, "center") for base in (over + variant.line, under - variant.line)),
    ]


def _median_points(content: Pairs, plot: _Plot) -> Iterator[Obstacle]:
    x, y = plot.x(content.medians[0]), plot.y(content.medians[1])
    for step in range(121):
        share = step / 120
        yield Obstacle(x, plot.area.bottom + share * plot.area.height, 1.0)
        yield Obstacle(plot.area.left + share * plot.area.width, y, 1.0)

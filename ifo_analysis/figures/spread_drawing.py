"""The drawing of the spread: dots stacked in classes, the own on top of its stack with its value beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

from ifo_analysis.figures import style
from ifo_analysis.figures.captions import signed
from ifo_analysis.figures.keys import Key, draw_keys, key_rows
from ifo_analysis.figures.placement import Box
from ifo_analysis.figures.style import MM, Canvas, Side, Variant, house_style, text_box, text_width
from ifo_analysis.language import number

CLASS_PP = 4
LEAST_SPAN_PP = 40
PITCH, HIGHEST = 6.6, 62 * MM
SIDE_ROOM, LEAST_OWN_DOT = 6.0, 5.0
CLEARANCE, ACROSS_ZERO = 3.0, 40.0
_FROM_THE_BASE = ("peer", "other", "own")


@dataclass(frozen=True)
class Spread:
    """What the figure shows: the value and the group (own, peer or other) of each municipality."""

    name: str
    pcts: tuple[float, ...]
    groups: tuple[str, ...]
    is_preliminary: bool

    @property
    def own(self) -> float:
        """Return the own value."""
        return self.pcts[self.groups.index("own")]

    def stacks(self) -> dict[int, list[str]]:
        """Return the groups in each class from the base, by where the class starts."""
        found: dict[int, list[str]] = {}
        for value, group in sorted(zip(self.pcts, self.groups, strict=True)):
            found.setdefault(class_start(value), []).append(group)
        return {start: sorted(groups, key=_FROM_THE_BASE.index) for start, groups in sorted(found.items())}


def class_start(pct: float) -> int:
    """Return where the class of a value starts.

    >>> class_start(-20.8), class_start(3.9), class_start(4)
    (-24, 0, 4)
    """
    return CLASS_PP * math.floor(pct / CLASS_PP)


@dataclass(frozen=True)
class Grid:
    """Where classes and rows of dots lie on the page, in points from the left edge and from the base line."""

    low: int
    high: int
    room: float
    pitch: float
    dot: float

    @property
    def own_dot(self) -> float:
        """Return the size of the own dot, which is seen however many the others are."""
        return max(1.2 * self.dot, LEAST_OWN_DOT)

    def x(self, pct: float) -> float:
        """Return the place of a value."""
        return SIDE_ROOM + (pct - self.low) / (self.high - self.low) * (self.room - 2 * SIDE_ROOM)

    def middle(self, start: int) -> float:
        """Return the middle of a class."""
        return self.x(start + CLASS_PP / 2)

    def y(self, row: float) -> float:
        """Return the middle of a row of dots, the first being 0."""
        return (row + 0.5) * self.pitch + 1.5


@house_style()
def draw_spread(content: Spread, variant: Variant) -> Canvas:
    """Return the drawing in one format."""
    stacks = content.stacks()
    grid = _grid(stacks, variant)
    rows = key_rows(_keys(content), variant)
    label, side = _own_label(content, stacks, grid, variant)
    plot = max(label.top, grid.y(max(map(len, stacks.values()))))
    below = variant.line + 6
    zero_line = variant.line + 3
    canvas = Canvas(variant, below + plot + zero_line + len(rows) * variant.line + 4)
    draw_keys(canvas, rows, canvas.height - style.ASCENT * variant.size - 1)
    _draw_scale(canvas, grid, below, below + plot)
    _draw_dots(canvas, stacks, grid, below)
    _draw_own(canvas, content, stacks, grid, below, label, side)
    return canvas


def _keys(content: Spread) -> list[Key]:
    keys = [Key(content.name, "own_dot", style.OWN, is_bold=True)]
    if "peer" in content.groups:
        keys.append(Key("liknande kommun", "peer_diamond"))
    if "other" in content.groups:
        keys.append(Key("annan kommun" if "peer" not in content.groups else "annan", "other_dot"))
    if content.is_preliminary:
        keys.append(Key("preliminära uppgifter"))
    return keys


def _grid(stacks: dict[int, list[str]], variant: Variant) -> Grid:
    low, high = min(0, *stacks), max(0, *(start + CLASS_PP for start in stacks))
    missing = max(LEAST_SPAN_PP - (high - low), 0)
    low, high = low - missing // 2, high + missing - missing // 2
    width = (variant.width - 2 * SIDE_ROOM) * CLASS_PP / (high - low)
    pitch = min(PITCH, HIGHEST / max(map(len, stacks.values())))
    return Grid(low, high, variant.width, pitch, min(0.8 * pitch, 0.85 * width))


def _own_label(content: Spread, stacks: dict[int, list[str]], grid: Grid, variant: Variant) -> tuple[Box, Side]:
    """Return the lowest place above all dots for the own label, from the base line; it stands over its own stack.

    It begins or ends beside the zero line rather than across it, unless it would then be lifted much higher.
    """
    words, x, zero = _own_words(content), grid.middle(class_start(content.own)), grid.x(0)
    starts = zero + CLEARANCE if x > zero > x - grid.dot - CLEARANCE else x - grid.dot
    ends = zero - CLEARANCE if x < zero < x + grid.dot + CLEARANCE else x + grid.dot
    places: tuple[tuple[Side, float], ...] = (("center", x), ("right", ends), ("left", starts))
    options: list[tuple[float, int, Box, Side]] = []
    for order, (side, at) in enumerate(places):
        box = text_box(at, 0, words, variant, side=side, is_bold=True)
        if box.left < 0 or box.right > variant.width:
            continue
        under = (len(groups) for start, groups in stacks.items() if _is_under(box, grid, start))
        height = grid.y(max(under) - 1) + 0.5 * grid.own_dot + 3
        cost = height + (ACROSS_ZERO if box.left - 2 < zero < box.right + 2 else 0)
        options.append((cost, order, Box(box.left, height, box.right, height + box.height), side))
    _, _, best, chosen = min(options, key=lambda option: option[:2])
    return best, chosen


def _is_under(box: Box, grid: Grid, start: int) -> bool:
    return box.left < grid.middle(start) + grid.dot and grid.middle(start) - grid.dot < box.right


def _own_words(content: Spread) -> str:
    return f"{content.name} {signed(content.own)}"


def _draw_scale(canvas: Canvas, grid: Grid, base: float, top: float) -> None:
    variant = canvas.variant
    canvas.line([0, variant.width], [base, base], style.INK2, 0.9)
    zero = grid.x(0)
    canvas.line([zero, zero], [base - 3, top + 3], style.INK, 0.9)
    words = "0 = referenskostnaden"
    half = text_width(words, variant.size) / 2
    middle = min(max(zero, half), variant.width - half)
    canvas.text(middle, top + 6, words, side="center", colour=style.INK)
    for tick in MaxNLocator(nbins=6 if variant.is_narrow else 9, steps=[1, 2, 4, 5, 10], integer=True).tick_values(
        grid.low, grid.high
    ):
        if grid.low <= tick <= grid.high:
            at = text_width(number(tick, is_signed=True), variant.size) / 2
            x = min(max(grid.x(tick), at), variant.width - at)
            canvas.line([grid.x(tick)] * 2, [base, base - 3], style.INK2, 0.6)
            canvas.text(x, base - 4 - style.ASCENT * variant.size, number(tick, is_signed=True), side="center")


def _draw_dots(canvas: Canvas, stacks: dict[int, list[str]], grid: Grid, base: float) -> None:
    places = {
        group: [
            (grid.middle(start), base + grid.y(row))
            for start, groups in stacks.items()
            for row, found in enumerate(groups)
            if found == group
        ]
        for group in ("other", "peer")
    }
    if places["other"]:
        xs, ys = zip(*places["other"], strict=True)
        canvas.marks(xs, ys, "o", grid.dot, face=style.PAPER, edge=style.PEER_EDGE, width=min(1, grid.dot / 4))
    if places["peer"]:
        xs, ys = zip(*places["peer"], strict=True)
        canvas.marks(xs, ys, "D", 0.86 * grid.dot, face=style.MEDIAN, edge=style.MEDIAN, width=0.4)


def _draw_own(
    canvas: Canvas, content: Spread, stacks: dict[int, list[str]], grid: Grid, base: float, label: Box, side: Side
) -> None:
    start = class_start(content.own)
    x, y = grid.middle(start), base + grid.y(len(stacks[start]) - 1)
    if label.bottom + base > y + grid.own_dot + 4:
        canvas.line([x, x], [y, base + label.bottom], style.OWN, 0.8)
    canvas.marks([x], [y], "o", grid.own_dot, face=style.OWN, edge=style.OWN, width=0.4)
    at = {"left": label.left, "center": (label.left + label.right) / 2, "right": label.right}[side]
    baseline = base + label.bottom + style.DESCENT * canvas.variant.size
    canvas.text(at, baseline, _own_words(content), side=side, colour=style.OWN, is_bold=True)

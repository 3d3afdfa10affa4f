"""The drawing of the gap for each choice of peers: a dot on a scale with zero, and a line for the report's own group."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

from ifo_analysis.figures import style
from ifo_analysis.figures.captions import signed
from ifo_analysis.figures.style import MM, Canvas, Variant, house_style, text_width
from ifo_analysis.language import EN_DASH

ROW = 6.4 * MM
GAP, COLUMN_GAP, DOT_ROOM = 6.0, 12.0, 6.0
HEADS = ("kommuner", "skillnad")
ZERO = "0 = gruppens median"
DIRECTIONS = (("← lägre än medianen", "högre än medianen →"), ("← lägre", "högre →"))


@dataclass(frozen=True)
class Choice:
    """One row: the group's name, how many have a value, the gap (NaN without median), and its range if it has one."""

    name: str
    count: str
    gap: float
    low: float
    high: float
    is_used: bool

    @property
    def values(self) -> list[float]:
        """Return what is drawn."""
        return [value for value in (self.gap, self.low, self.high) if not isnan(value)]

    @property
    def shown(self) -> str:
        """Return the gap as it is printed."""
        return EN_DASH if isnan(self.gap) else signed(self.gap)


@dataclass(frozen=True)
class Choices:
    """What the figure shows: the rows from the top, and whether any value is preliminary."""

    rows: tuple[Choice, ...]
    is_preliminary: bool


@dataclass(frozen=True)
class _Plot:
    left: float
    right: float
    low: float
    high: float
    columns: tuple[float, ...]

    def x(self, value: float) -> float:
        inner = self.right - self.left - 2 * DOT_ROOM
        return self.left + DOT_ROOM + (value - self.low) / ((self.high - self.low) or 1.0) * inner


@house_style()
def draw_choices(content: Choices, variant: Variant) -> Canvas:
    """Return the drawing in one format: on phones the name stands over its row."""
    row = ROW + (variant.line if variant.is_narrow else 0.0)
    head = variant.line + 6
    foot = (2 if content.is_preliminary else 1) * variant.line + 7
    canvas = Canvas(variant, head + row * len(content.rows) + foot)
    plot, top = _plot(content, variant), canvas.height - head
    bottom = top - row * len(content.rows)
    _write_heads(canvas, plot, top + 5)
    for index in range(len(content.rows)):
        edge = top - index * row
        canvas.line([0, variant.width], [edge, edge], style.RULE, 0.5)
        # The zero line keeps clear of the names that stand over their rows.
        canvas.line([plot.x(0)] * 2, [edge - row, edge - (row - ROW + 3 if variant.is_narrow else 0)], style.INK, 0.9)
    canvas.line([plot.x(0)] * 2, [bottom - 3, bottom], style.INK, 0.9)
    for index, choice in enumerate(content.rows):
        _draw_row(canvas, choice, plot, top - index * row, is_preliminary=content.is_preliminary)
    _write_zero(canvas, plot, bottom - 4 - style.ASCENT * variant.size)
    if content.is_preliminary:
        canvas.text(0, style.DESCENT * variant.size + 1, "preliminära uppgifter")
    return canvas


def _plot(content: Choices, variant: Variant) -> _Plot:
    values = [0.0, *(value for row in content.rows for value in row.values)]
    gaps = max(text_width(row.shown, variant.size, is_bold=True) for row in content.rows)
    if variant.is_narrow:
        return _Plot(0.0, variant.width - gaps - GAP, min(values), max(values), (variant.width,))
    names = max(text_width(row.name, variant.size, is_bold=row.is_used) for row in content.rows)
    gaps = max(gaps, text_width(HEADS[1], variant.size))
    counts = max(text_width(text, variant.size) for text in (HEADS[0], *(row.count for row in content.rows)))
    edge = variant.width - gaps - COLUMN_GAP
    return _Plot(names + GAP, edge - counts - COLUMN_GAP, min(values), max(values), (edge, variant.width))


def _write_heads(canvas: Canvas, plot: _Plot, baseline: float) -> None:
    """Write the direction over each half that has values, and the heads of the columns."""
    variant, zero = canvas.variant, plot.x(0)
    halves = [half for half, has_values in enumerate((plot.low < 0, plot.high > 0)) if has_values]
    rooms = zero - GAP, plot.right - zero - GAP
    is_short = any(text_width(DIRECTIONS[0][half], variant.size) > rooms[half] for half in halves)
    for half in halves:
        words = DIRECTIONS[is_short][half]
        # Where even the short word has no room, the sign of the printed gap says the same.
        if text_width(words, variant.size) <= rooms[half]:
            canvas.text(plot.right if half else zero - GAP, baseline, words, side="right")
    if not variant.is_narrow:
        for head, edge in zip(HEADS, plot.columns, strict=True):
            canvas.text(edge, baseline, head, side="right")


def _write_zero(canvas: Canvas, plot: _Plot, baseline: float) -> None:
    half = text_width(ZERO, canvas.variant.size) / 2
    middle = min(max(plot.x(0), half), canvas.variant.width - half)
    canvas.text(middle, baseline, ZERO, side="center", colour=style.INK)


def _draw_row(canvas: Canvas, choice: Choice, plot: _Plot, top: float, *, is_preliminary: bool) -> None:
    variant = canvas.variant
    colour = style.OWN if choice.is_used else style.INK
    if variant.is_narrow:
        top -= variant.line
        canvas.text(0, top + 1, f"{choice.name} ({choice.count})", colour=colour, is_bold=choice.is_used)
    middle = top - ROW / 2
    baseline = middle - style.MIDDLE * variant.size
    if not variant.is_narrow:
        canvas.text(0, baseline, choice.name, colour=colour, is_bold=choice.is_used)
        canvas.text(plot.columns[0], baseline, choice.count, side="right")
    canvas.text(plot.columns[-1], baseline, choice.shown, side="right", colour=colour, is_bold=choice.is_used)
    if not isnan(choice.gap):
        _draw_gap(canvas, choice, plot, middle, is_preliminary=is_preliminary)


def _draw_gap(canvas: Canvas, choice: Choice, plot: _Plot, middle: float, *, is_preliminary: bool) -> None:
    if not isnan(choice.low):
        ends = [plot.x(choice.low), plot.x(choice.high)]
        canvas.line(ends, [middle, middle], style.OWN, 1.6)
        for end in ends:
            canvas.line([end, end], [middle - 3.5, middle + 3.5], style.OWN, 1.6)
    edge, fill, size = (style.OWN, style.OWN, 8) if choice.is_used else (style.PEER_EDGE, style.PEER_FILL, 6.5)
    face = style.PAPER if is_preliminary else fill
    canvas.marks([plot.x(choice.gap)], [middle], "o", size, face=face, edge=edge, width=1.2)

"""The drawing of pace: each row's result per month so far beside what its forecast assumes for the rest of the year."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from ifo_analysis.figures import style
from ifo_analysis.figures.style import Canvas, Variant, house_style, text_width
from ifo_analysis.language import number

if TYPE_CHECKING:
    from collections.abc import Sequence

DOT, PAD, GAP, COLUMN_GAP = 6.5, 3.2, 5.0, 12.0
NAME_SHARE = 0.34  # of the width, at most
UNIT = "tkr per månad"
HEADS = ("hittills", "resten av året")


@dataclass(frozen=True)
class PaceRow:
    """One row: section, name, result per month so far and in the forecast, and a word for its flag."""

    section: str
    name: str
    pace: float
    implied: float
    mark: str

    @property
    def numbers(self) -> tuple[str, str]:
        """Return both values as they are printed."""
        return number(self.pace), number(self.implied)


@dataclass(frozen=True)
class _Plot:
    """Where things are: names left of `left`, and columns with their right edges at `columns`, none on phones."""

    left: float
    right: float
    low: float
    high: float
    columns: tuple[float, ...]

    def x(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


@house_style()
def draw_paces(rows: Sequence[PaceRow], variant: Variant) -> Canvas:
    """Return the drawing in one format: on phones the name stands over its row and the numbers under it."""
    sections = [(name, list(found)) for name, found in groupby(rows, lambda row: row.section)]
    has_names = len(sections) > 1
    limit = variant.width if variant.is_narrow else NAME_SHARE * variant.width
    names = [wrapped(row.name, limit, variant) for row in rows]
    heights = [_row_height(len(lines), variant) for lines in names]
    band = variant.line + 2 * PAD
    head, foot = variant.line + 6, variant.line + 4
    canvas = Canvas(variant, head + sum(heights) + has_names * len(sections) * band + foot)
    plot = _plot(rows, names, variant)
    _write_heads(canvas, plot, canvas.height - style.ASCENT * variant.size - 2)
    top, left = canvas.height - head, iter(zip(names, heights, strict=True))
    for section, members in sections:
        if has_names:
            canvas.line([0, variant.width], [top, top], style.RULE, 0.5)
            canvas.text(0, top - PAD - style.ASCENT * variant.size, section, colour=style.INK, is_bold=True)
            top -= band
        for row, (lines, height) in zip(members, left, strict=False):
            canvas.line([0, variant.width], [top, top], style.RULE, 0.5)
            _draw_row(canvas, row, lines, plot, top, height)
            top -= height
    _write_foot(canvas, rows, plot, top)
    return canvas


def wrapped(name: str, limit: float, variant: Variant) -> tuple[str, ...]:
    """Return a name in as few lines as fit in `limit` points; a word alone may be wider."""
    lines: list[str] = []
    for word in name.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, variant.size) <= limit:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _row_height(n_lines: int, variant: Variant) -> float:
    if variant.is_narrow:
        return (n_lines + 2) * variant.line + 2 * PAD
    return n_lines * variant.line + 2 * PAD


def _plot(rows: Sequence[PaceRow], names: Sequence[Sequence[str]], variant: Variant) -> _Plot:
    values = [0.0, *(row.pace for row in rows), *(row.implied for row in rows)]
    low, high = min(values), max(values)
    high = high if high > low else low + 1.0
    if variant.is_narrow:
        return _Plot(DOT, variant.width - DOT, low, high, ())
    marks = max((text_width(row.mark, variant.size, is_bold=True) for row in rows if row.mark), default=0.0)
    edge = variant.width - (marks + COLUMN_GAP if marks else 0.0)
    columns: list[float] = []
    for place in (1, 0):
        columns.insert(0, edge)
        widest = max(text_width(text, variant.size) for text in (*(row.numbers[place] for row in rows), HEADS[place]))
        edge -= widest + DOT + GAP + COLUMN_GAP
    left = max(text_width(line, variant.size) for lines in names for line in lines) + COLUMN_GAP + DOT / 2
    return _Plot(left, edge - DOT / 2, low, high, tuple(columns))


def _write_heads(canvas: Canvas, plot: _Plot, baseline: float) -> None:
    """Write the unit, and name both kinds of dots over their columns; on phones beside the unit."""
    unit = canvas.text(0, baseline, UNIT)
    edges = plot.columns or _narrow_edges(unit.right, canvas.variant)
    for place, edge in enumerate(edges):
        box = canvas.text(edge, baseline, HEADS[place], side="right", colour=style.OWN if place else style.INK2)
        _dot(canvas, box.left - GAP - DOT / 2, baseline + style.MIDDLE * canvas.variant.size, is_forecast=place == 1)


def _narrow_edges(start: float, variant: Variant) -> tuple[float, ...]:
    edges: list[float] = []
    for word in HEADS:
        start += COLUMN_GAP + DOT + GAP + text_width(word, variant.size)
        edges.append(start)
    return tuple(edges)


def _dot(canvas: Canvas, x: float, y: float, *, is_forecast: bool) -> None:
    face, edge = (style.OWN, style.OWN) if is_forecast else (style.PAPER, style.INK2)
    canvas.marks([x], [y], "o", DOT, face=face, edge=edge, width=1.4)


def _draw_row(canvas: Canvas, row: PaceRow, names: Sequence[str], plot: _Plot, top: float, height: float) -> None:
    variant = canvas.variant
    first = top - PAD - style.ASCENT * variant.size
    for index, line in enumerate(names):
        canvas.text(0, first - index * variant.line, line, colour=style.INK)
    middle = top - height / 2
    numbers = first - len(names) * variant.line
    if variant.is_narrow:
        middle, numbers = numbers + style.MIDDLE * variant.size, numbers - variant.line
    _draw_dots(canvas, row, plot, middle, top, height)
    if variant.is_narrow:
        words = f"{HEADS[0]} {row.numbers[0]}, resten {row.numbers[1]}"
        box = canvas.text(0, numbers, words)
        if row.mark:
            canvas.text(box.right + 2 * GAP, numbers, row.mark, colour=style.INK, is_bold=True)
        return
    baseline = middle - style.MIDDLE * variant.size
    for text, edge in zip(row.numbers, plot.columns, strict=True):
        canvas.text(edge, baseline, text, side="right")
    if row.mark:
        canvas.text(variant.width, baseline, row.mark, side="right", colour=style.INK, is_bold=True)


def _draw_dots(canvas: Canvas, row: PaceRow, plot: _Plot, middle: float, top: float, height: float) -> None:
    """Draw the zero line beside the row, the two dots and what joins them."""
    zero, half = plot.x(0.0), canvas.variant.line / 2
    ends = (middle - half, middle + half) if canvas.variant.is_narrow else (top - height, top)
    canvas.line([zero, zero], ends, style.INK, 0.9)
    canvas.line([plot.x(row.pace), plot.x(row.implied)], [middle, middle], style.PEER_EDGE, 2.0)
    _dot(canvas, plot.x(row.pace), middle, is_forecast=False)
    _dot(canvas, plot.x(row.implied), middle, is_forecast=True)


def _write_foot(canvas: Canvas, rows: Sequence[PaceRow], plot: _Plot, bottom: float) -> None:
    """Write zero under its line, and which side of it is deficit and surplus, where there is any and room for it."""
    variant, zero = canvas.variant, plot.x(0.0)
    baseline = bottom - 2 - style.ASCENT * variant.size
    canvas.line([0, variant.width], [bottom, bottom], style.RULE, 0.5)
    box = canvas.text(zero, baseline, "0", side="center", colour=style.INK)
    if plot.low < 0:
        canvas.text(box.left - GAP, baseline, "← underskott", side="right")
    if any(value > 0 for row in rows for value in (row.pace, row.implied)):
        words = "överskott →"
        if box.right + GAP + text_width(words, variant.size) <= variant.width:
            canvas.text(box.right + GAP, baseline, words)

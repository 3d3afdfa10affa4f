"""The drawing of statuses: one box for each thing that is followed up, filled by its status, with the words below.

A status is told by how its box is filled and by its word and count, never by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ifo_analysis.figures import style
from ifo_analysis.figures.placement import Box
from ifo_analysis.figures.style import Canvas, Variant, house_style, text_width

if TYPE_CHECKING:
    from collections.abc import Iterator

Fill = Literal["full", "half", "empty", "crossed", "dashed"]
BOX, BETWEEN, SIGN_GAP, WORD_GAP = 11.0, 2.5, 4.0, 14.0
SIGN = 0.72  # of the text's size
PAD, NAME_GAP = 7.0, 16.0


@dataclass(frozen=True)
class Part:
    """How many have one status: the words after the count, and how their boxes are filled."""

    words: str
    count: int
    fill: Fill

    @property
    def text(self) -> str:
        """Return the words with the count."""
        return f"{self.count} {self.words}"


@dataclass(frozen=True)
class StatusRow:
    """What is followed up together, by status."""

    name: str
    parts: tuple[Part, ...]

    @property
    def count(self) -> int:
        """Return how many things are followed up."""
        return sum(part.count for part in self.parts)


@house_style()
def draw_statuses(rows: tuple[StatusRow, ...], variant: Variant) -> Canvas:
    """Return the drawing in one format: on phones the name stands over its boxes."""
    names = max(text_width(row.name, variant.size, is_bold=True) for row in rows)
    left = 0.0 if variant.is_narrow else names + NAME_GAP
    lines = {row.name: list(_lines(row, variant, variant.width - left)) for row in rows}
    heights = [_height(row, lines[row.name], variant, variant.width - left) for row in rows]
    canvas = Canvas(variant, sum(heights) + 1)
    top = canvas.height - 0.5
    for row, height in zip(rows, heights, strict=True):
        canvas.line([0, variant.width], [top, top], style.RULE, 0.5)
        _draw_row(canvas, row, lines[row.name], left, top - PAD)
        top -= height
    canvas.line([0, variant.width], [top, top], style.RULE, 0.5)
    return canvas


def _per_line(room: float) -> int:
    return int((room + BETWEEN) // (BOX + BETWEEN))


def _height(row: StatusRow, lines: list[list[Part]], variant: Variant, room: float) -> float:
    boxes = -(-row.count // _per_line(room)) * (BOX + BETWEEN)
    name = variant.line if variant.is_narrow else 0.0
    return 2 * PAD + name + boxes + variant.line * len(lines) + 1.5


def _lines(row: StatusRow, variant: Variant, room: float) -> Iterator[list[Part]]:
    """Yield the statuses that stand on each line below the boxes."""
    line: list[Part] = []
    used = 0.0
    for part in row.parts:
        width = SIGN * variant.size + SIGN_GAP + text_width(part.text, variant.size)
        if line and used + WORD_GAP + width > room:
            yield line
            line, used = [], 0.0
        used += width + (WORD_GAP if line else 0.0)
        line.append(part)
    yield line


def _draw_row(canvas: Canvas, row: StatusRow, lines: list[list[Part]], left: float, top: float) -> None:
    variant = canvas.variant
    if variant.is_narrow:
        canvas.text(0, top - style.ASCENT * variant.size, row.name, colour=style.INK, is_bold=True)
        top -= variant.line
    else:
        canvas.text(0, top - style.ASCENT * variant.size, row.name, colour=style.INK, is_bold=True)
    fills = [part.fill for part in row.parts for _ in range(part.count)]
    width = _per_line(variant.width - left)
    for at, fill in enumerate(fills):
        x, y = left + at % width * (BOX + BETWEEN), top - at // width * (BOX + BETWEEN)
        _box(canvas, Box(x, y - BOX, x + BOX, y), fill)
    base = top - -(-len(fills) // width) * (BOX + BETWEEN) - 1.5 - style.ASCENT * variant.size
    for number, line in enumerate(lines):
        _write(canvas, line, left, base - number * variant.line)


def _write(canvas: Canvas, line: list[Part], left: float, baseline: float) -> None:
    side = SIGN * canvas.variant.size
    for part in line:
        _box(canvas, Box(left, baseline, left + side, baseline + side), part.fill)
        left = canvas.text(left + side + SIGN_GAP, baseline, part.text).right + WORD_GAP


def _box(canvas: Canvas, box: Box, fill: Fill) -> None:
    """Draw one box. The edge lies inside, so that all boxes have the same size."""
    inner = Box(box.left + 0.5, box.bottom + 0.5, box.right - 0.5, box.top - 0.5)
    edge = style.OWN if fill in {"full", "half"} else style.INK3
    canvas.rectangle(
        inner, style.OWN if fill == "full" else style.PAPER, edge, 1.0, (2.0, 1.6) if fill == "dashed" else None
    )
    if fill == "half":
        middle = (inner.left + inner.right) / 2
        canvas.rectangle(Box(inner.left, inner.bottom, middle, inner.top), style.OWN)
    if fill == "crossed":
        reach = 0.22 * inner.width
        left, right, low, high = inner.left + reach, inner.right - reach, inner.bottom + reach, inner.top - reach
        stroke = 0.12 * inner.width
        canvas.line([left, right], [low, high], style.INK, stroke)
        canvas.line([left, right], [high, low], style.INK, stroke)

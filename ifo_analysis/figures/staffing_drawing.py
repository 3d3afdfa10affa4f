"""The drawing of one measure of several municipalities: a bar each, sorted, values printed, the median dashed."""

from __future__ import annotations

from dataclasses import dataclass

from ifo_analysis.figures import style
from ifo_analysis.figures.placement import Box
from ifo_analysis.figures.style import MM, Canvas, Variant, house_style, text_box, text_width
from ifo_analysis.language import number

ROW_WIDE, ROW_NARROW, BAR = 5.7 * MM, 6.3 * MM, 0.64
GAP = 5.0


@dataclass(frozen=True)
class Bars:
    """What the figure shows: names and numbers from the highest, which of them is the own, the median, and the unit."""

    names: tuple[str, ...]
    numbers: tuple[float, ...]
    own: int
    median: float
    unit: str
    decimals: int
    is_preliminary: bool = False


@house_style()
def draw_bars(content: Bars, variant: Variant) -> Canvas:
    """Return the drawing in one format. The bars begin at zero."""
    row = ROW_NARROW if variant.is_narrow else ROW_WIDE
    head, foot = variant.line + 6, (2 if content.is_preliminary else 1) * variant.line + 5
    canvas = Canvas(variant, head + row * len(content.names) + foot)
    top = canvas.height - head
    canvas.text(0, top + 7, content.unit)
    left = max(text_width(name, variant.size, is_bold=True) for name in content.names) + 2 * GAP
    room = GAP + max(
        text_width(number(value, content.decimals), variant.size, is_bold=True) for value in content.numbers
    )
    unit = (variant.width - left - room) / (max(*content.numbers, content.median) or 1.0)
    for index in range(len(content.names)):
        middle = top - (index + 0.5) * row
        canvas.line([0, variant.width], [middle + row / 2] * 2, style.RULE, 0.5)
        _draw_bar(canvas, content, index, Box(left, middle, left + content.numbers[index] * unit, middle), BAR * row)
    median = left + content.median * unit
    canvas.line([left, left], [foot, top], style.INK, 0.9)
    canvas.line([median, median], [foot - 3, top], style.MEDIAN, 1.4, style.DASHED)
    for index, value in enumerate(content.numbers):
        _write_row(canvas, content, index, (left + value * unit, median), top - (index + 0.5) * row)
    _write_foot(canvas, content, median, foot)
    return canvas


def _draw_bar(canvas: Canvas, content: Bars, index: int, reach: Box, thickness: float) -> None:
    box = Box(reach.left, reach.bottom - thickness / 2, reach.right, reach.top + thickness / 2)
    is_own = index == content.own
    edge = style.OWN if is_own else style.PEER_EDGE
    if content.is_preliminary:
        canvas.rectangle(box, style.PAPER, edge, 1.2 if is_own else 0.8, (2.4, 1.6))
    else:
        canvas.rectangle(box, style.OWN if is_own else style.PEER_FILL, edge, 0.8)


def _write_row(canvas: Canvas, content: Bars, index: int, at: tuple[float, float], middle: float) -> None:
    """Write a name, and its value after the bar, on paper where the median would cross it."""
    end, median = at
    baseline, is_own = middle - style.MIDDLE * canvas.variant.size, index == content.own
    colour = style.OWN if is_own else style.INK
    canvas.text(0, baseline, content.names[index], colour=colour, is_bold=is_own)
    words = number(content.numbers[index], content.decimals)
    box = text_box(end + GAP, baseline, words, canvas.variant, is_bold=is_own)
    if box.grown(1).covers(median, middle):
        canvas.rectangle(Box(box.left - 1, box.bottom + 0.5, box.right + 1, box.top - 0.5), style.PAPER)
    canvas.text(end + GAP, baseline, words, colour=colour, is_bold=is_own)


def _write_foot(canvas: Canvas, content: Bars, median: float, bottom: float) -> None:
    variant = canvas.variant
    words = f"gruppens median: {number(content.median, content.decimals)}"
    half = text_width(words, variant.size) / 2
    baseline = bottom - 4 - style.ASCENT * variant.size
    canvas.text(min(max(median, half), variant.width - half), baseline, words, side="center", colour=style.MEDIAN)
    if content.is_preliminary:
        canvas.text(0, baseline - variant.line, "preliminära uppgifter")

"""The drawing of the comparison: one bar per municipality, sorted, with the value printed and the median dashed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ifo_analysis.figures import style
from ifo_analysis.figures.captions import signed
from ifo_analysis.figures.placement import Box
from ifo_analysis.figures.style import MM, Canvas, Side, Variant, house_style, text_box, text_width

ROW_WIDE, ROW_NARROW = 5.7 * MM, 6.3 * MM
BAR = 0.64
GAP = 5.0
DIRECTIONS = (("← lägre än referenskostnaden", "högre än referenskostnaden →"), ("← lägre", "högre →"))


@dataclass(frozen=True)
class Comparison:
    """What the figure shows: names and values from the lowest, which of them is the own, and the peers' median."""

    names: tuple[str, ...]
    pcts: tuple[float, ...]
    own: int
    median: float
    median_name: str
    is_preliminary: bool


@house_style()
def draw_comparison(content: Comparison, variant: Variant) -> Canvas:
    """Return the drawing in one format."""
    row = ROW_NARROW if variant.is_narrow else ROW_WIDE
    head, foot = variant.line + 4, (2 if content.is_preliminary else 1) * variant.line + 5
    canvas = Canvas(variant, head + row * len(content.names) + foot)
    bottom, top = foot, canvas.height - head
    x = _scale(content, variant)
    middles = [top - (index + 0.5) * row for index in range(len(content.names))]
    for middle in middles[1:]:
        canvas.line([0, variant.width], [middle + row / 2] * 2, style.RULE, 0.5)
    for index, middle in enumerate(middles):
        _draw_bar(canvas, content, index, Box(x(0), middle, x(content.pcts[index]), middle), BAR * row)
    canvas.line([x(0), x(0)], [bottom, top], style.INK, 0.9)
    canvas.line([x(content.median)] * 2, [bottom - 3, top], style.MEDIAN, 1.4, style.DASHED)
    for index, middle in enumerate(middles):
        _write_row(canvas, content, index, x, middle - style.MIDDLE * variant.size)
    _write_directions(canvas, content, x(0), top + 5)
    _write_foot(canvas, content, x(content.median), bottom)
    return canvas


def _scale(content: Comparison, variant: Variant) -> Callable[[float], float]:
    """Return where a value lies: between the names and the right edge, with room for the printed values."""
    names = max(text_width(name, variant.size, is_bold=True) for name in content.names)
    values = [0.0, content.median, *content.pcts]
    low, high = min(values), max(values)
    room = GAP + max(text_width(signed(value), variant.size, is_bold=True) for value in content.pcts)
    left = names + 2 * GAP + (room if min(content.pcts) < 0 else 0)
    right = variant.width - (room if max(content.pcts) >= 0 else GAP)
    unit = (right - left) / ((high - low) or 1.0)
    return lambda value: left + (value - low) * unit


def _draw_bar(canvas: Canvas, content: Comparison, index: int, reach: Box, thickness: float) -> None:
    box = Box(
        min(reach.left, reach.right),
        reach.bottom - thickness / 2,
        max(reach.left, reach.right),
        reach.top + thickness / 2,
    )
    is_own = index == content.own
    edge = style.OWN if is_own else style.PEER_EDGE
    if content.is_preliminary:
        canvas.rectangle(box, style.PAPER, edge, 1.2 if is_own else 0.8, (2.4, 1.6))
    else:
        canvas.rectangle(box, style.OWN if is_own else style.PEER_FILL, edge, 0.8)


def _write_row(canvas: Canvas, content: Comparison, index: int, x: Callable[[float], float], baseline: float) -> None:
    value, variant = content.pcts[index], canvas.variant
    is_own = index == content.own
    colour = style.OWN if is_own else style.INK
    canvas.text(0, baseline, content.names[index], colour=colour, is_bold=is_own)
    side: Side = "right" if value < 0 else "left"
    at = x(value) + (GAP if value >= 0 else -GAP)
    box = text_box(at, baseline, signed(value), variant, side=side, is_bold=is_own)
    if box.grown(1).covers(x(content.median), baseline):
        canvas.rectangle(Box(box.left - 1, box.bottom + 0.5, box.right + 1, box.top - 0.5), style.PAPER)
    canvas.text(at, baseline, signed(value), side=side, colour=colour, is_bold=is_own)


def _write_directions(canvas: Canvas, content: Comparison, zero: float, baseline: float) -> None:
    """Write the direction over each half that has bars, in short if either has too little room for the whole."""
    halves = [half for half, has_bars in enumerate((min(content.pcts) < 0, max(content.pcts) >= 0)) if has_bars]
    rooms = zero - GAP, canvas.variant.width - zero - GAP
    is_short = any(text_width(DIRECTIONS[0][half], canvas.variant.size) > rooms[half] for half in halves)
    for half in halves:
        at = (zero - GAP, canvas.variant.width)[half]
        canvas.text(at, baseline, DIRECTIONS[is_short][half], side="right")


def _write_foot(canvas: Canvas, content: Comparison, median: float, bottom: float) -> None:
    variant = canvas.variant
    words = f"{content.median_name}: {signed(content.median)}"
    half = text_width(words, variant.size) / 2
    baseline = bottom - 4 - style.ASCENT * variant.size
    canvas.text(min(max(median, half), variant.width - half), baseline, words, side="center", colour=style.MEDIAN)
    if content.is_preliminary:
        canvas.text(0, baseline - variant.line, "preliminära uppgifter")

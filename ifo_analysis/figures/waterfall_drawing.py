"""The drawing of a waterfall: how one amount becomes another, step by step, each step with its signed value beside it.

Cost is no grade: steps up and down differ by sign, place and tone of grey, never by a colour that praises or blames.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isclose, isfinite
from typing import TYPE_CHECKING, Literal

from ifo_analysis.figures import style
from ifo_analysis.figures.placement import Box
from ifo_analysis.figures.style import MM, NARROW, WIDE, Canvas, Variant, house_style, text_box, text_width
from ifo_analysis.language import number

if TYPE_CHECKING:
    from collections.abc import Sequence

BAR, PAD = 4.6 * MM, 5.0
GAP, COLUMN_GAP, TICK = 5.0, 12.0, 4.0
NAME_SHARE = 0.36  # of the width, at most
LEAST_SHARE = 0.35  # changes that span less of the way from zero would be too small to read: the axis then starts later


@dataclass(frozen=True)
class Step:
    """A step: its name, its value, and whether it is a level (`total`) or what is added to the level before it.

    The value of a change has its own sign: plus is up. Totals after the first are the sum of what stands above them.
    """

    name: str
    value: float
    kind: Literal["total", "change"]


@dataclass(frozen=True)
class _Bar:
    """A step with the levels that it goes from and to; a total goes from zero."""

    step: Step
    start: float
    end: float


@dataclass(frozen=True)
class _Plot:
    """Where things are: names in `lines`, one tuple for each bar, to the left of `left` or over each bar."""

    left: float
    right: float
    low: float
    high: float
    lines: tuple[tuple[str, ...], ...]

    @property
    def has_zero(self) -> bool:
        return self.low <= 0 <= self.high

    def x(self, level: float) -> float:
        return self.left + (level - self.low) / (self.high - self.low) * (self.right - self.left)


def draw_waterfall(steps: Sequence[Step], unit: str, decimals: int) -> tuple[str, str, float, float]:
    """Return the waterfall as SVG for print and for phones, and the size of the first in millimetres.

    Parameters
    ----------
    steps : sequence of Step
        From the top, two to eight of them. Without a total first, the changes start at zero.
    unit : str
        What the values are in, as a figure prints it.
    decimals : int
        Printed decimals.

    Raises
    ------
    ValueError
        If a value isn't a finite number, or a later total isn't the sum of what stands above it.
    """
    wide, narrow = (waterfall(steps, unit, decimals, variant) for variant in (WIDE, NARROW))
    return wide.svg(), narrow.svg(), WIDE.width_mm, round(wide.height / MM, 2)


@house_style()
def waterfall(steps: Sequence[Step], unit: str, decimals: int, variant: Variant) -> Canvas:
    """Return the drawing in one format: on phones each name stands over its bar."""
    bars = _bars(steps)
    plot = _plot(bars, decimals, variant)
    n_lines = max(len(lines) for lines in plot.lines)
    name_room = n_lines * variant.line if variant.is_narrow else 0.0
    row = max(name_room + BAR, n_lines * variant.line) + PAD * (2 if variant.is_narrow else 1)
    foot = variant.line + 3 if plot.has_zero else 2.0
    head = variant.line + 6
    canvas = Canvas(variant, head + row * len(bars) + foot)
    middles = [canvas.height - head - index * row - name_room - (row - name_room) / 2 for index in range(len(bars))]
    _draw_scale(canvas, plot, unit, middles)
    for upper, lower, bar in zip(middles, middles[1:], bars, strict=False):
        canvas.line([plot.x(bar.end)] * 2, [upper - BAR / 2, lower + BAR / 2], style.INK3, 0.8, style.FINE)
    for bar, lines, middle in zip(bars, plot.lines, middles, strict=True):
        _write_name(canvas, bar, lines, middle)
        _draw_bar(canvas, bar, plot, middle)
        _write_value(canvas, bar, plot, decimals, middle)
    return canvas


def _bars(steps: Sequence[Step]) -> list[_Bar]:
    bars: list[_Bar] = []
    level = 0.0
    largest = max((abs(step.value) for step in steps), default=0.0)
    for index, step in enumerate(steps):
        if not isfinite(step.value):
            raise ValueError(f"steget ”{step.name}” har inget ändligt värde och kan inte ritas")
        if step.kind == "change":
            bars.append(_Bar(step, level, level + step.value))
        elif index and not isclose(step.value, level, rel_tol=1e-6, abs_tol=1e-6 * largest):
            raise ValueError(f"”{step.name}” är {step.value}, men stegen ovanför ger {level}")
        else:
            bars.append(_Bar(step, 0.0, step.value))
        level = bars[-1].end
    return bars


def _is_bar(bar: _Bar, plot: _Plot) -> bool:
    """Say whether a step is drawn as a bar: a total without the zero line would be a bar of the wrong length."""
    return bar.step.kind == "change" or plot.has_zero


def _label(step: Step, decimals: int) -> str:
    return number(step.value, decimals, is_signed=step.kind == "change")


def _plot(bars: Sequence[_Bar], decimals: int, variant: Variant) -> _Plot:
    room = TICK / 2 + GAP + max(text_width(_label(bar.step, decimals), variant.size, is_bold=True) for bar in bars)
    limit = variant.width if variant.is_narrow else NAME_SHARE * variant.width
    lines = tuple(_wrapped(bar.step, limit, variant) for bar in bars)
    widest = max(_name_width(line, bar.step, variant) for bar, found in zip(bars, lines, strict=True) for line in found)
    left = TICK if variant.is_narrow else widest + COLUMN_GAP
    low, high = _span(bars)
    return _Plot(left, variant.width - room, low, high, lines)


def _span(bars: Sequence[_Bar]) -> tuple[float, float]:
    """Return the lowest and highest level that is drawn; zero is one of them unless the changes would be tiny."""
    levels = [bar.end for bar in bars] + [bar.start for bar in bars if bar.step.kind == "change"]
    low, high = min(levels), max(levels)
    farthest = max(abs(low), abs(high))
    if low <= 0 <= high or high - low >= LEAST_SHARE * farthest or high == low:
        low, high = min(low, 0.0), max(high, 0.0)
        return (low, high) if high > low else (0.0, 1.0)
    margin = 0.15 * (high - low)
    return low - margin, high


def _name_width(line: str, step: Step, variant: Variant) -> float:
    return text_width(line, variant.size, is_bold=step.kind == "total")


def _wrapped(step: Step, limit: float, variant: Variant) -> tuple[str, ...]:
    """Return the name in as few lines as fit in `limit` points; a word alone may be wider."""
    lines: list[str] = []
    for word in step.name.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _name_width(longer, step, variant) <= limit:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _draw_scale(canvas: Canvas, plot: _Plot, unit: str, middles: Sequence[float]) -> None:
    """Write the unit, and draw the zero line: on phones beside the bars alone, where it crosses no name."""
    variant = canvas.variant
    baseline = canvas.height - style.ASCENT * variant.size - 1
    words = unit if plot.has_zero else f"{unit} (axeln börjar inte vid 0)"
    start = 0.0 if variant.is_narrow else plot.left
    canvas.text(start, baseline, words)
    if plot.has_zero:
        zero, beyond = plot.x(0.0), BAR / 2 + PAD / 2
        spans = [(middle, middle) for middle in middles] if variant.is_narrow else [(middles[-1], middles[0])]
        for lowest, highest in spans:
            canvas.line([zero, zero], [lowest - beyond, highest + beyond], style.INK, 0.9)
        below = middles[-1] - beyond - 2 - style.ASCENT * variant.size
        canvas.text(zero, below, "0", side="center", colour=style.INK)


def _write_name(canvas: Canvas, bar: _Bar, lines: tuple[str, ...], middle: float) -> None:
    variant, is_bold = canvas.variant, bar.step.kind == "total"
    top = middle + (len(lines) - 1) / 2 * variant.line - style.MIDDLE * variant.size
    if variant.is_narrow:
        top = middle + BAR / 2 + 4.5 + (len(lines) - 1) * variant.line
    for index, line in enumerate(lines):
        baseline = top - index * variant.line
        if variant.is_narrow:  # a connector behind the name is broken, so that no line runs through words
            canvas.rectangle(text_box(0, baseline, line, variant, is_bold=is_bold).grown(1), style.PAPER)
        canvas.text(0, baseline, line, colour=_colour(bar.step), is_bold=is_bold)


def _write_value(canvas: Canvas, bar: _Bar, plot: _Plot, decimals: int, middle: float) -> None:
    variant, words = canvas.variant, _label(bar.step, decimals)
    edge = max(plot.x(bar.start), plot.x(bar.end)) if _is_bar(bar, plot) else plot.x(bar.end) + TICK / 2
    baseline = middle - style.MIDDLE * variant.size
    canvas.rectangle(text_box(edge + GAP, baseline, words, variant, is_bold=True), style.PAPER)  # over the zero line
    canvas.text(edge + GAP, baseline, words, colour=_colour(bar.step), is_bold=True)


def _colour(step: Step) -> str:
    return style.OWN if step.kind == "total" else style.INK


def _draw_bar(canvas: Canvas, bar: _Bar, plot: _Plot, middle: float) -> None:
    low, high = plot.x(min(bar.start, bar.end)), plot.x(max(bar.start, bar.end))
    bottom, top = middle - BAR / 2, middle + BAR / 2
    if not _is_bar(bar, plot):
        end = plot.x(bar.end)
        canvas.rectangle(Box(end - TICK / 2, bottom - 1.5, end + TICK / 2, top + 1.5), style.OWN)
    elif bar.step.kind == "total":
        canvas.rectangle(Box(low, bottom, high, top), style.OWN, style.OWN, 0.8)
    elif bar.end >= bar.start:
        canvas.rectangle(Box(low, bottom, high, top), style.PEER_EDGE, style.INK3, 0.8)
    else:
        canvas.rectangle(Box(low, bottom, high, top), style.BAND, style.INK3, 0.8)

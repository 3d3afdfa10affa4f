"""The drawing of a deviation before and after: a dot, intervals under it, and the band of normal variation behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator

from ifo_analysis.figures import style
from ifo_analysis.figures.captions import signed
from ifo_analysis.figures.placement import Box
from ifo_analysis.figures.style import MM, Canvas, Variant, house_style, text_width
from ifo_analysis.language import number

ROW, GAP, EDGE = 7.6 * MM, 4.0, 14.0
BAND_WORDS = "normal variation mellan två år"
UNIT_WORDS = "procent av referenskostnaden"


@dataclass(frozen=True)
class Before:
    """The reported deviation of a year, in per cent, and the band of normal variation around it."""

    year: int
    pct: float
    band: tuple[float, float] | None


@dataclass(frozen=True)
class Outcome:
    """Where the deviation would be: 5th percentile, median and 95th, in per cent."""

    name: str
    low: float
    middle: float
    high: float

    @property
    def words(self) -> str:
        """Return the interval as it is printed: one number when both ends are shown alike."""
        low, high = signed(self.low), signed(self.high)
        return low if low == high else f"{low} till {high}"


@dataclass(frozen=True)
class Outcomes:
    """What the figure shows: the reported value, and the outcomes under it."""

    before: Before
    rows: tuple[Outcome, ...]

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return name and printed value of each row from the top."""
        first = (f"Redovisat {self.before.year}", signed(self.before.pct))
        return (first, *((row.name, row.words) for row in self.rows))

    @property
    def ends(self) -> tuple[float, float]:
        """Return the lowest and the highest value of the scale; zero is on it unless it is far off."""
        values = [self.before.pct, *(self.before.band or ())]
        values += [end for row in self.rows for end in (row.low, row.high)]
        low, high = min(values), max(values)
        reach = (high - low) or 1.0
        return (min(low, 0.0) if low < reach else low), (max(high, 0.0) if high > -reach else high)


@house_style()
def draw_outcomes(content: Outcomes, variant: Variant) -> Canvas:
    """Return the drawing in one format: on phones the name and the value stand over their row."""
    row = ROW + (variant.line if variant.is_narrow else 0.0)
    head = variant.line + 5 if content.before.band else 4.0
    canvas = Canvas(variant, head + row * len(content.lines) + 2 * variant.line + 8)
    top = canvas.height - head
    bottom = top - row * len(content.lines)
    x = _scale(content, variant)
    _draw_band(canvas, content, x, bottom, top)
    _draw_axis(canvas, content, x, bottom)
    for index, (name, value) in enumerate(content.lines):
        edge = top - index * row
        if index:
            canvas.line([0, variant.width], [edge, edge], style.RULE, 0.5)
        middle = edge - row + ROW / 2
        _write_row(canvas, name, value, edge, middle, is_own=index == 0)
        _draw_mark(canvas, content, index, x, middle)
    return canvas


def _scale(content: Outcomes, variant: Variant) -> Callable[[float], float]:
    low, high = content.ends
    left = right = EDGE
    if not variant.is_narrow:
        left += max(text_width(name, variant.size, is_bold=True) for name, _ in content.lines) + GAP
        right += max(text_width(value, variant.size, is_bold=True) for _, value in content.lines) + GAP
    unit = (variant.width - left - right) / ((high - low) or 1.0)
    return lambda value: left + (value - low) * unit


def _draw_band(canvas: Canvas, content: Outcomes, x: Callable[[float], float], bottom: float, top: float) -> None:
    if content.before.band is None:
        return
    left, right = (x(end) for end in content.before.band)
    canvas.rectangle(Box(left, bottom, right, top), style.BAND)
    for edge in (left, right):
        canvas.line([edge, edge], [bottom, top], style.BAND_EDGE, 0.6, style.FINE)
    half = text_width(BAND_WORDS, canvas.variant.size) / 2
    middle = min(max((left + right) / 2, half), canvas.variant.width - half)
    canvas.text(middle, top + 4, BAND_WORDS, side="center")


def _draw_axis(canvas: Canvas, content: Outcomes, x: Callable[[float], float], bottom: float) -> None:
    variant, (low, high) = canvas.variant, content.ends
    canvas.line([x(low) - EDGE, x(high) + EDGE], [bottom, bottom], style.INK2, 0.9)
    baseline = bottom - 4 - style.ASCENT * variant.size
    locator = MaxNLocator(nbins=5 if variant.is_narrow else 8, steps=[1, 2, 4, 5, 10])
    for tick in locator.tick_values(low, high):
        if low <= tick <= high:
            decimals = 0 if float(tick).is_integer() else 1
            words = number(tick, decimals, is_signed=True)
            canvas.line([x(tick)] * 2, [bottom, bottom - 3], style.INK2, 0.9)
            half = text_width(words, variant.size) / 2
            canvas.text(min(max(x(tick), half), variant.width - half), baseline, words, side="center")
    canvas.text(variant.width, baseline - variant.line, UNIT_WORDS, side="right")


def _write_row(canvas: Canvas, name: str, value: str, edge: float, middle: float, *, is_own: bool) -> None:
    variant = canvas.variant
    baseline = edge - variant.line if variant.is_narrow else middle - style.MIDDLE * variant.size
    colour = style.OWN if is_own else style.INK
    start, end = (4.0, variant.width - 4.0) if variant.is_narrow else (0.0, variant.width)
    canvas.text(start, baseline, name, colour=colour, is_bold=is_own)
    canvas.text(end, baseline, value, side="right", colour=style.OWN, is_bold=True)


def _draw_mark(canvas: Canvas, content: Outcomes, index: int, x: Callable[[float], float], y: float) -> None:
    low, high = content.ends
    if low <= 0 <= high:
        canvas.line([x(0), x(0)], [y - ROW / 2, y + ROW / 2], style.INK, 0.9)
    if index == 0:
        canvas.marks([x(content.before.pct)], [y], "o", 8.5, face=style.OWN, edge=style.OWN)
        return
    row = content.rows[index - 1]
    canvas.line([x(row.low), x(row.high)], [y, y], style.OWN, 2.6)
    for end in (row.low, row.high):
        canvas.line([x(end)] * 2, [y - 3.5, y + 3.5], style.OWN, 1.4)
    canvas.marks([x(row.middle)], [y], "o", 6.5, face=style.PAPER, edge=style.OWN, width=1.4)

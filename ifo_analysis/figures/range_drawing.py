"""The drawing of several measures at once: own bar, the peers' range with their median, and the country, row by row."""

from __future__ import annotations

from dataclasses import dataclass

from ifo_analysis.figures import style
from ifo_analysis.figures.placement import Box
from ifo_analysis.figures.style import MM, Canvas, Variant, house_style, text_width
from ifo_analysis.language import EN_DASH, number

BAR, LANE = 3.7 * MM, 5.2 * MM
GAP, COLUMN_GAP, PAD = 5.0, 12.0, 5.0
DOTTED = (1.0, 1.6)
HEADS = ("median", "riket", "skillnad")


@dataclass(frozen=True)
class Span:
    """One row: its name, and the values of own, median, lowest, highest and country; None where a value is missing."""

    name: str
    own: float | None
    median: float | None
    low: float | None
    high: float | None
    country: float | None
    gap: float | None

    @property
    def values(self) -> tuple[float, ...]:
        """Return the values that are drawn."""
        return tuple(v for v in (self.own, self.median, self.low, self.high, self.country) if v is not None)


@dataclass(frozen=True)
class Ranges:
    """What the figure shows: the rows from the top, whose bar it is, and how many decimals are printed."""

    own_name: str
    rows: tuple[Span, ...]
    decimals: int
    is_preliminary: bool


@dataclass(frozen=True)
class _Plot:
    """Where things are: names to the left of `left`, columns of numbers with their right edges at `columns`."""

    left: float
    right: float
    highest: float
    columns: tuple[float, ...]

    def x(self, value: float) -> float:
        return self.left + value / self.highest * (self.right - self.left)


@house_style()
def draw_ranges(content: Ranges, variant: Variant) -> Canvas:
    """Return the drawing in one format: on phones the name stands over its row and the numbers under it."""
    lines = 3 if variant.is_narrow else 1
    row = BAR + LANE + 2 * PAD + (lines - 1) * variant.line
    foot = variant.line + 4 if content.is_preliminary else 2.0
    canvas = Canvas(variant, variant.line + 6 + row * len(content.rows) + foot)
    plot = _plot(content, variant)
    top = canvas.height - variant.line - 6
    _write_heads(canvas, content, plot, top + 6)
    for index, span in enumerate(content.rows):
        edge = top - index * row
        canvas.line([0, variant.width], [edge, edge], style.RULE, 0.5)
        _draw_row(canvas, content, span, plot, edge - PAD)
    bottom = top - row * len(content.rows)
    if not variant.is_narrow:
        canvas.line([plot.left] * 2, [bottom, top], style.INK, 0.9)
    if content.is_preliminary:
        canvas.text(0, bottom - variant.line, "preliminära uppgifter")
    return canvas


def _plot(content: Ranges, variant: Variant) -> _Plot:
    highest = max((value for span in content.rows for value in span.values), default=0.0) or 1.0
    room = GAP + max(text_width(_shown(span.own, content), variant.size, is_bold=True) for span in content.rows)
    if variant.is_narrow:
        return _Plot(0.0, variant.width - room, highest, ())
    left = max(text_width(line, variant.size) for span in content.rows for line in _name_lines(span.name)) + COLUMN_GAP
    columns: list[float] = []
    edge = variant.width
    for place in reversed(range(len(HEADS))):
        texts = (HEADS[place], *(_numbers(span, content)[place] for span in content.rows))
        columns.insert(0, edge)
        key = 12.0 if place < 2 else 0.0  # noqa: PLR2004 - median and country have their mark in the head
        edge -= max(text_width(text, variant.size) for text in texts) + key + COLUMN_GAP
    return _Plot(left, edge - room, highest, tuple(columns))


def _name_lines(name: str) -> list[str]:
    """Return a name in at most two lines, broken at the space nearest its middle when it is long."""
    spaces = [place for place, sign in enumerate(name) if sign == " "]
    if len(name) <= 24 or not spaces:  # noqa: PLR2004 - letters
        return [name]
    at = min(spaces, key=lambda place: abs(place - len(name) / 2))
    return [name[:at], name[at + 1 :]]


def _shown(value: float | None, content: Ranges, *, is_signed: bool = False) -> str:
    return EN_DASH if value is None else number(value, content.decimals, is_signed=is_signed)


def _numbers(span: Span, content: Ranges) -> tuple[str, str, str]:
    return (
        _shown(span.median, content),
        _shown(span.country, content),
        _shown(span.gap, content, is_signed=True),
    )


def _write_heads(canvas: Canvas, content: Ranges, plot: _Plot, baseline: float) -> None:
    own = canvas.text(plot.left, baseline, content.own_name, colour=style.OWN, is_bold=True)
    middle = baseline + style.MIDDLE * canvas.variant.size
    if canvas.variant.is_narrow:
        plot = _Plot(plot.left, plot.right, plot.highest, _narrow_heads(canvas, own.right))
    for place, (head, edge) in enumerate(zip(HEADS, plot.columns, strict=False)):
        box = canvas.text(edge, baseline, head, side="right", colour=style.MEDIAN if place == 0 else style.INK2)
        if place < 2:  # noqa: PLR2004 - median and country
            _tick(canvas, box.left - 6, middle, is_median=place == 0)


def _narrow_heads(canvas: Canvas, start: float) -> tuple[float, ...]:
    edges = []
    for head in HEADS[:2]:
        start += COLUMN_GAP + 10 + text_width(head, canvas.variant.size)
        edges.append(start)
    return tuple(edges)


def _tick(canvas: Canvas, x: float, middle: float, *, is_median: bool) -> None:
    half = 0.42 * LANE
    if is_median:
        canvas.line([x, x], [middle - half, middle + half], style.MEDIAN, 1.8, (3.0, 1.2))
    else:
        canvas.line([x, x], [middle - half, middle + half], style.INK, 1.4, DOTTED)


def _draw_row(canvas: Canvas, content: Ranges, span: Span, plot: _Plot, top: float) -> None:
    variant = canvas.variant
    if variant.is_narrow:
        top -= variant.line
        canvas.text(0, top + 3, span.name, colour=style.INK)
    bar, lane = top - BAR / 2, top - BAR - 0.58 * LANE
    _draw_own(canvas, content, span, plot, bar)
    if span.low is not None and span.high is not None and span.median is not None:
        canvas.line([plot.x(span.low), plot.x(span.high)], [lane, lane], style.PEER_EDGE, 1.2)
        for end in (span.low, span.high):
            canvas.line([plot.x(end)] * 2, [lane - 2.5, lane + 2.5], style.PEER_EDGE, 1.2)
        _tick(canvas, plot.x(span.median), lane, is_median=True)
    if span.country is not None:
        _tick(canvas, plot.x(span.country), lane, is_median=False)
    numbers = _numbers(span, content)
    if variant.is_narrow:
        words = f"median {numbers[0]}, riket {numbers[1]}, skillnad {numbers[2]}"
        canvas.text(0, top - BAR - LANE - variant.line + 2, words)
        return
    middle = top - (BAR + LANE) / 2
    names = _name_lines(span.name)
    for index, line in enumerate(names):
        shift = (len(names) - 1) / 2 - index
        canvas.text(0, middle - style.MIDDLE * variant.size + shift * variant.line, line, colour=style.INK)
    for text, edge in zip(numbers, plot.columns, strict=True):
        canvas.text(edge, middle - style.MIDDLE * variant.size, text, side="right")


def _draw_own(canvas: Canvas, content: Ranges, span: Span, plot: _Plot, middle: float) -> None:
    baseline = middle - style.MIDDLE * canvas.variant.size
    if span.own is None:
        canvas.text(plot.left + GAP, baseline, "uppgift saknas")
        return
    box = Box(plot.left, middle - BAR / 2, plot.x(span.own), middle + BAR / 2)
    if content.is_preliminary:
        canvas.rectangle(box, style.PAPER, style.OWN, 1.2, (2.4, 1.6))
    else:
        canvas.rectangle(box, style.OWN, style.OWN, 0.8)
    canvas.text(box.right + GAP, baseline, _shown(span.own, content), colour=style.OWN, is_bold=True)

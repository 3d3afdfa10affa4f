"""The drawing of the flow of cases: for each stage a filled bar for the period and a hollow one for its base."""

from __future__ import annotations

from dataclasses import dataclass

from ifo_analysis.figures import style
from ifo_analysis.figures.placement import Box
from ifo_analysis.figures.style import MM, Canvas, Variant, house_style, text_width
from ifo_analysis.language import EN_DASH, number

BAR, PAD, GAP, COLUMN_GAP, SWATCH = 3.5 * MM, 4.0, 5.0, 12.0, 12.0


@dataclass(frozen=True)
class StageBars:
    """A stage: its name, its count, and the base's count if it has one."""

    name: str
    now: int
    before: int | None


@dataclass(frozen=True)
class FlowBars:
    """What the figure shows: the names of the two periods, and the stages of each group, from the top."""

    period: str
    base: str
    groups: tuple[tuple[str, tuple[StageBars, ...]], ...]

    @property
    def highest(self) -> int:
        """Return the highest count."""
        return max(max(bars.now, bars.before or 0) for _, stages in self.groups for bars in stages) or 1


@dataclass(frozen=True)
class _Plot:
    left: float
    unit: float
    right: float


@house_style()
def draw_flow(content: FlowBars, variant: Variant) -> Canvas:
    """Return the drawing in one format: on phones a stage's name stands over its bars."""
    n_bars = 2 if content.base else 1
    row = n_bars * BAR + 2 * PAD + (variant.line if variant.is_narrow else 0)
    n_heads = 2 if variant.is_narrow and content.base else 1
    head = n_heads * variant.line + 4
    band = variant.line + 9
    groups = len(content.groups) * band
    canvas = Canvas(variant, head + groups + row * sum(len(stages) for _, stages in content.groups) + 2)
    plot = _plot(content, variant)
    _write_heads(canvas, content, plot)
    at = canvas.height - head
    for name, stages in content.groups:
        at -= band
        canvas.text(0, at + 5, name, colour=style.INK, is_bold=True)
        for bars in stages:
            canvas.line([0, variant.width], [at, at], style.RULE, 0.5)
            _draw_stage(canvas, bars, plot, at - PAD, n_bars)
            at -= row
    return canvas


def _plot(content: FlowBars, variant: Variant) -> _Plot:
    stages = [bars for _, group in content.groups for bars in group]
    changes = max(text_width(text, variant.size) for text in ("skillnad", *map(_change, stages))) if content.base else 0
    right = variant.width - (changes + COLUMN_GAP if content.base else 0)
    names = 0.0 if variant.is_narrow else max(text_width(bars.name, variant.size) for bars in stages) + COLUMN_GAP
    room = GAP + text_width(number(content.highest), variant.size, is_bold=True)
    return _Plot(names, (right - room - names) / content.highest, right)


def _change(bars: StageBars) -> str:
    return EN_DASH if bars.before is None else number(bars.now - bars.before, is_signed=True)


def _write_heads(canvas: Canvas, content: FlowBars, plot: _Plot) -> None:
    """Write the periods beside their marks: on one line, or on phones under each other."""
    variant = canvas.variant
    baseline, x = canvas.height - variant.line + 2, 0.0 if variant.is_narrow else plot.left
    for words, face in ((content.period, style.OWN), (content.base, style.PAPER)):
        if not words:
            continue
        canvas.rectangle(Box(x, baseline - 0.5, x + SWATCH, baseline + 7), face, style.OWN, 1.0)
        end = canvas.text(x + SWATCH + 4, baseline, words, colour=style.OWN, is_bold=face == style.OWN).right
        if variant.is_narrow:
            baseline -= variant.line
        else:
            x = end + COLUMN_GAP
    if content.base:
        canvas.text(variant.width, canvas.height - variant.line + 2, "skillnad", side="right")


def _draw_stage(canvas: Canvas, bars: StageBars, plot: _Plot, top: float, n_bars: int) -> None:
    size, variant = canvas.variant.size, canvas.variant
    if variant.is_narrow:
        canvas.text(0, top - variant.line + 4, bars.name, colour=style.INK)
        top -= variant.line
    centre = top - n_bars * BAR / 2 - style.MIDDLE * size
    if not variant.is_narrow:
        canvas.text(0, centre, bars.name, colour=style.INK)
    for index, value in enumerate((bars.now, bars.before)[:n_bars]):
        middle = top - (index + 0.5) * BAR
        baseline, is_now = middle - style.MIDDLE * size, index == 0
        if value is None:
            canvas.text(plot.left + GAP, baseline, "uppgift saknas")
            continue
        box = Box(plot.left, middle - 0.42 * BAR, plot.left + value * plot.unit, middle + 0.42 * BAR)
        canvas.rectangle(box, style.OWN if is_now else style.PAPER, style.OWN, 1.0)
        canvas.text(box.right + GAP, baseline, number(value), colour=style.OWN, is_bold=is_now)
    if n_bars > 1:
        canvas.text(variant.width, centre, _change(bars), side="right")

"""The drawing of bought care: a bar for each year, of parts by who sells, with the whole share printed at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifo_analysis.figures import style
from ifo_analysis.figures.placement import Box, in_rows
from ifo_analysis.figures.style import MM, Canvas, Variant, house_style, text_width
from ifo_analysis.language import number

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW, BAR = 8.4 * MM, 5.4 * MM
GAP, KEY_GAP, SWATCH = 6.0, 14.0, 10.0
# From dark to light in a fixed order, each with the colour of what is printed on it; the edge holds light parts together.
FILLS = ("#206583", "#5C9BB6", "#88B6CA", "#B4D2DF", "#DCEAF0", "#FFFFFF")
LIGHT_ON = 1


@dataclass(frozen=True)
class BoughtYear:
    """A year's parts in per cent, in the order of the names; None where the year is missing."""

    year: int
    parts: tuple[float, ...] | None
    is_preliminary: bool = False

    @property
    def whole(self) -> float:
        """Return the whole share that is bought."""
        return sum(self.parts or ())


@dataclass(frozen=True)
class BoughtYears:
    """What the figure shows: what the parts are per cent of, the sellers' names, and the years from the top."""

    unit: str
    names: tuple[str, ...]
    years: tuple[BoughtYear, ...]


@house_style()
def draw_bought_years(content: BoughtYears, variant: Variant) -> Canvas:
    """Return the drawing in one format."""
    keys = _key_rows(content.names, variant)
    head = (len(keys) + 1) * variant.line + 8
    canvas = Canvas(variant, head + ROW * len(content.years) + 2)
    for index, row in enumerate(keys):
        _draw_keys(canvas, content.names, row, canvas.height - (index + 1) * variant.line + 2)
    top = canvas.height - head
    canvas.text(0, top + 6, content.unit)
    left = max(text_width(_label(year), variant.size) for year in content.years) + 2 * GAP
    ends = [text_width(number(year.whole, 1), variant.size, is_bold=True) for year in content.years]
    unit = (variant.width - left - GAP - max(ends)) / (max(year.whole for year in content.years) or 1.0)
    for index, year in enumerate(content.years):
        middle = top - (index + 0.5) * ROW
        canvas.line([0, variant.width], [middle + ROW / 2] * 2, style.RULE, 0.5)
        canvas.text(0, middle - style.MIDDLE * variant.size, _label(year), colour=style.INK)
        _draw_year(canvas, year, left, middle, unit)
    canvas.line([left, left], [2, top], style.INK, 0.9)
    return canvas


def _label(year: BoughtYear) -> str:
    return f"{year.year} preliminär" if year.is_preliminary else str(year.year)


def _key_rows(names: Sequence[str], variant: Variant) -> list[list[int]]:
    return in_rows([SWATCH + 4 + text_width(name, variant.size) for name in names], variant.width, KEY_GAP)


def _draw_keys(canvas: Canvas, names: Sequence[str], row: Sequence[int], baseline: float) -> None:
    x = 0.0
    for index in row:
        canvas.rectangle(Box(x, baseline - 1, x + SWATCH, baseline + 7), FILLS[index], style.OWN, 0.6)
        x = canvas.text(x + SWATCH + 4, baseline, names[index]).right + KEY_GAP


def _draw_year(canvas: Canvas, year: BoughtYear, left: float, middle: float, unit: float) -> None:
    """Draw a year's parts, each with its share where it has room, and the whole after them."""
    size, baseline = canvas.variant.size, middle - style.MIDDLE * canvas.variant.size
    if year.parts is None:
        canvas.text(left + GAP, baseline, "uppgift saknas")
        return
    at = left
    for index, part in enumerate(year.parts):
        if part <= 0:
            continue
        box = Box(at, middle - BAR / 2, at + part * unit, middle + BAR / 2)
        canvas.rectangle(box, FILLS[index], style.OWN, 0.6)
        words = number(part, 1)
        if text_width(words, size) + 4 < box.width:
            colour = style.PAPER if index < LIGHT_ON else style.INK
            canvas.text((box.left + box.right) / 2, baseline, words, side="center", colour=colour)
        at = box.right
    canvas.text(at + GAP, baseline, number(year.whole, 1), colour=style.OWN, is_bold=True)

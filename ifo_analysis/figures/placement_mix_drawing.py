"""The drawing of bars by name in one panel or several: own bars, and where there is a comparison a grey bar under each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifo_analysis.figures import style
from ifo_analysis.figures.placement import Box, in_rows
from ifo_analysis.figures.style import MM, Canvas, Variant, house_style, text_width
from ifo_analysis.language import EN_DASH, number

if TYPE_CHECKING:
    from collections.abc import Sequence

BAR, LANE_GAP, PAD = 3.6 * MM, 1.6, 5.0
GAP, COLUMN_GAP, SWATCH, KEY_GAP = 4.0, 14.0, 8.0, 14.0
NAME_SHARE = 0.30  # of the width, at most

Values = tuple[float | None, ...]


@dataclass(frozen=True)
class Panel:
    """Bars of one measure: its title with the unit, own values from the top, the other side's, and printed decimals."""

    title: str
    own: Values
    other: Values = ()
    decimals: int = 0

    @property
    def highest(self) -> float:
        """Return the highest value that is drawn."""
        return max((value for value in (*self.own, *self.other) if value is not None), default=0.0) or 1.0


@dataclass(frozen=True)
class Bars:
    """What the figure shows: a name for each row, and panels beside each other. `other_name` is empty without one."""

    own_name: str
    other_name: str
    names: tuple[str, ...]
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class _Place:
    """Where a panel lies: bars from `left` to `right`, and room for values after them."""

    panel: Panel
    left: float
    right: float
    edge: float

    def x(self, value: float) -> float:
        return self.left + value / self.panel.highest * (self.right - self.left)


@house_style()
def draw_bars(content: Bars, variant: Variant) -> Canvas:
    """Return the drawing in one format: on phones each name stands over its bars."""
    n_lanes = 2 if content.other_name else 1
    lanes = n_lanes * max(BAR, variant.size) + (n_lanes - 1) * LANE_GAP
    limit = variant.width if variant.is_narrow else NAME_SHARE * variant.width
    names = [_wrapped(name, limit, variant) for name in content.names]
    places = _places(content, names, variant)
    titles = [_wrapped(place.panel.title, place.edge - place.left, variant) for place in places]
    keys = in_rows([_key_width(name, variant) for name in _keys(content)], variant.width, KEY_GAP)
    head = (len(keys) + max(map(len, titles))) * variant.line + 6
    n_lines = max(map(len, names))
    row = PAD * 2 + (n_lines * variant.line + lanes if variant.is_narrow else max(lanes, n_lines * variant.line))
    canvas = Canvas(variant, head + row * len(names) + 2)
    _write_head(canvas, content, keys, places, titles)
    for index, name in enumerate(names):
        top = canvas.height - head - index * row
        canvas.line([0, variant.width], [top, top], style.RULE, 0.5)
        middle = top - row / 2 - (n_lines * variant.line / 2 if variant.is_narrow else 0.0)
        _write_name(canvas, name, top - PAD + 2.5 if variant.is_narrow else middle + len(name) * variant.line / 2)
        for place in places:
            _draw_lanes(canvas, place, index, middle, has_other=bool(content.other_name))
    return canvas


def _places(content: Bars, names: Sequence[Sequence[str]], variant: Variant) -> list[_Place]:
    widest = max(text_width(line, variant.size) for name in names for line in name)
    start = 0.0 if variant.is_narrow else widest + COLUMN_GAP
    n = len(content.panels)
    width = (variant.width - start - (n - 1) * COLUMN_GAP) / n
    places = []
    for at, panel in enumerate(content.panels):
        left = start + at * (width + COLUMN_GAP)
        shown = [_shown(value, panel) for value in (*panel.own, *panel.other)]
        room = GAP + max(text_width(text, variant.size, is_bold=True) for text in shown)
        places.append(_Place(panel, left, left + width - room, left + width))
    return places


def _shown(value: float | None, panel: Panel) -> str:
    return EN_DASH if value is None else number(value, panel.decimals)


def _wrapped(text: str, limit: float, variant: Variant) -> list[str]:
    """Return a text in as few lines as fit in `limit` points; a word alone may be wider."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, variant.size) <= limit:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _keys(content: Bars) -> list[str]:
    return [content.own_name, content.other_name] if content.other_name else [content.own_name]


def _key_width(name: str, variant: Variant) -> float:
    return SWATCH + GAP + text_width(name, variant.size, is_bold=True)


def _write_head(
    canvas: Canvas, content: Bars, keys: list[list[int]], places: list[_Place], titles: list[list[str]]
) -> None:
    variant = canvas.variant
    baseline = canvas.height - style.ASCENT * variant.size - 1
    for at, key_row in enumerate(keys):
        x = 0.0
        for index in key_row:
            name, y = _keys(content)[index], baseline - at * variant.line
            middle = y + style.MIDDLE * variant.size
            _fill(canvas, Box(x, middle - SWATCH / 2, x + SWATCH, middle + SWATCH / 2), is_own=index == 0)
            colour = style.OWN if index == 0 else style.INK2
            canvas.text(x + SWATCH + GAP, y, name, colour=colour, is_bold=index == 0)
            x += _key_width(name, variant) + KEY_GAP
    deepest = max(map(len, titles))
    for place, title in zip(places, titles, strict=True):
        for at, line in enumerate(title):
            below = len(keys) + deepest - len(title) + at
            canvas.text(place.left, baseline - below * variant.line, line)


def _write_name(canvas: Canvas, name: Sequence[str], top: float) -> None:
    for at, line in enumerate(name):
        y = top - (at + 0.5) * canvas.variant.line - style.MIDDLE * canvas.variant.size
        canvas.text(0, y, line, colour=style.INK)


def _draw_lanes(canvas: Canvas, place: _Place, index: int, middle: float, *, has_other: bool) -> None:
    step = max(BAR, canvas.variant.size) + LANE_GAP
    _draw_value(canvas, place, place.panel.own[index], middle + (step / 2 if has_other else 0.0), is_own=True)
    if has_other and place.panel.other:
        _draw_value(canvas, place, place.panel.other[index], middle - step / 2, is_own=False)


def _draw_value(canvas: Canvas, place: _Place, value: float | None, middle: float, *, is_own: bool) -> None:
    if value is not None:
        _fill(canvas, Box(place.left, middle - BAR / 2, place.x(value), middle + BAR / 2), is_own=is_own)
    baseline = middle - style.MIDDLE * canvas.variant.size
    start = place.left if value is None else place.x(value) + GAP
    words = _shown(value, place.panel)
    canvas.text(start, baseline, words, colour=style.OWN if is_own else style.INK2, is_bold=is_own)


def _fill(canvas: Canvas, box: Box, *, is_own: bool) -> None:
    if is_own:
        canvas.rectangle(box, style.OWN, style.OWN, 0.8)
    else:
        canvas.rectangle(box, style.PEER_FILL, style.PEER_EDGE, 0.8)

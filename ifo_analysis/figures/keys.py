"""Names beside their marks, set in rows: what stands in place of a legend where there is no room for direct labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ifo_analysis.figures import style
from ifo_analysis.figures.placement import Box, in_rows
from ifo_analysis.figures.style import Canvas, Variant, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

Mark = Literal["", "own", "own_dot", "zero", "median", "band", "peer", "peer_diamond", "other_dot"]

MARK_GAP, KEY_GAP = 4.0, 14.0
_MARK_WIDTH: dict[Mark, float] = {"": 0, "own_dot": 7, "peer_diamond": 7, "other_dot": 6, "peer": 8}
_LONG_MARK = 18.0


@dataclass(frozen=True)
class Key:
    """Words beside a mark; without a mark the words alone."""

    words: str
    mark: Mark = ""
    colour: str = style.INK2
    is_bold: bool = False

    @property
    def mark_width(self) -> float:
        """Return how wide the mark is, in points."""
        return _MARK_WIDTH.get(self.mark, _LONG_MARK)

    def width(self, variant: Variant) -> float:
        """Return how wide mark and words are together, in points."""
        words = text_width(self.words, variant.size, is_bold=self.is_bold)
        return words + (self.mark_width + MARK_GAP if self.mark else 0)

    def draw(self, canvas: Canvas, x: float, baseline: float) -> None:
        """Draw mark and words from `x`."""
        middle = baseline + style.MIDDLE * canvas.variant.size
        _draw_mark(canvas, self.mark, x, x + self.mark_width, middle)
        start = x + self.mark_width + MARK_GAP if self.mark else x
        canvas.text(start, baseline, self.words, colour=self.colour, is_bold=self.is_bold)


def _draw_mark(canvas: Canvas, mark: Mark, left: float, right: float, y: float) -> None:
    middle = (left + right) / 2
    if mark == "own":
        canvas.line([left, right], [y, y], style.OWN, 2.6)
        canvas.marks([middle], [y], "o", 6.5, face=style.OWN, edge=style.PAPER, width=0.9)
    elif mark == "zero":
        canvas.line([left, right], [y, y], style.INK, 0.9)
    elif mark == "median":
        canvas.line([left, right], [y, y], style.MEDIAN, 1.4, style.DASHED)
    elif mark == "band":
        canvas.rectangle(Box(left, y - 4, right, y + 4), style.BAND)
        for edge in (y - 4, y + 4):
            canvas.line([left, right], [edge, edge], style.BAND_EDGE, 0.6, style.FINE)
    elif mark == "peer":
        canvas.marks([middle], [y], "_", 8, face=style.PEER_EDGE, edge=style.PEER_EDGE)
    elif mark == "own_dot":
        canvas.marks([middle], [y], "o", 6.6, face=style.OWN, edge=style.OWN, width=0.6)
    elif mark == "peer_diamond":
        canvas.marks([middle], [y], "D", 4.8, face=style.MEDIAN, edge=style.MEDIAN, width=0.6)
    elif mark == "other_dot":
        canvas.marks([middle], [y], "o", 5, face=style.PAPER, edge=style.PEER_EDGE, width=1)


def key_rows(keys: Sequence[Key], variant: Variant) -> list[list[Key]]:
    """Return the keys in as many rows as they need."""
    rows = in_rows([key.width(variant) for key in keys], variant.width, KEY_GAP)
    return [[keys[index] for index in row] for row in rows]


def draw_keys(canvas: Canvas, rows: Sequence[Sequence[Key]], baseline: float) -> None:
    """Draw rows of keys, the first at `baseline` and the others under it."""
    for index, row in enumerate(rows):
        x = 0.0
        for key in row:
            key.draw(canvas, x, baseline - index * canvas.variant.line)
            x += key.width(canvas.variant) + KEY_GAP

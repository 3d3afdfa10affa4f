"""The house style of the figures: colours, type, and a canvas on which everything is placed in points.

Figures are printed 1:1, so a length here is the length on paper. Everything on a canvas is placed in points from its
lower left corner, without matplotlib's axes, so that nothing is laid out by guessing. No global state of matplotlib is
read or changed, so that a figure is the same bytes in a notebook, a run and a test.
"""

from __future__ import annotations

import io
import re
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import IdentityTransform

from ifo_analysis.figures.placement import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.artist import Artist

INK, INK2, INK3 = "#16202A", "#45525F", "#5C6975"
OWN = "#0A4D68"
PEER_EDGE, PEER_FILL = "#818C96", "#A9B2BA"
MEDIAN = "#2F3A45"
BAND, BAND_EDGE = "#E4E9ED", "#7F8A94"
RULE = "#C9D0D6"
PAPER = "#FFFFFF"
TOKENS = frozenset({INK, INK2, INK3, OWN, PEER_EDGE, PEER_FILL, MEDIAN, BAND, BAND_EDGE, RULE, PAPER})

MM = 72 / 25.4
FAMILY = "Source Sans 3"
DASHED, DOTTED, FINE = (4.0, 2.2), (1.2, 2.2), (1.0, 2.0)

# In em of the font: a line of text from the baseline, with room for å and g, and the middle of a digit.
ASCENT, DESCENT, MIDDLE = 0.80, 0.22, 0.33

_OF_THE_MACHINE = frozenset({"backend", "backend_fallback", "interactive", "toolbar", "timezone"})
_RC = {
    "svg.fonttype": "none",
    "svg.hashsalt": "ifo",
    "text.parse_math": False,
    "path.simplify": False,
}
_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_PROLOGUE = re.compile(r"<\?xml.*?\?>\s*|<!DOCTYPE.*?>\s*|<metadata>.*?</metadata>\s*", re.DOTALL)
_NO_TURN = re.compile(r' transform="rotate\(-0 [^"]*\)"')

Side = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Variant:
    """A format of a figure: its width, and the size of all text in it (points)."""

    width_mm: float
    size: float
    is_narrow: bool = False

    @property
    def width(self) -> float:
        """Return the width in points."""
        return self.width_mm * MM

    @property
    def line(self) -> float:
        """Return the distance between two lines of text, in points."""
        return 1.25 * self.size


WIDE = Variant(166, 9.5)
NARROW = Variant(86, 11, is_narrow=True)


@contextmanager
def house_style() -> Iterator[None]:
    """Draw with our settings alone, whatever the notebook or the user's own matplotlib file says."""
    own: dict[Any, Any] = {name: value for name, value in mpl.rcParamsDefault.items() if name not in _OF_THE_MACHINE}
    with mpl.rc_context(own | _RC):
        yield


@cache
def _font(size: float, *, is_bold: bool) -> FontProperties:
    """Return our own font file under its family name, so that a font of the machine never takes its place."""
    weight = "Bold" if is_bold else "Regular"
    path = files("ifo_analysis") / "report" / "fonts" / f"SourceSans3-{weight}.ttf"
    return FontProperties(family=FAMILY, weight=700 if is_bold else 400, size=size, fname=str(path))


@cache
def text_width(text: str, size: float, *, is_bold: bool = False) -> float:
    """Return how wide a text is printed, in points.

    Examples
    --------
    >>> text_width("Höör", 9.5) < text_width("Höör", 9.5, is_bold=True) < text_width("Upplands Väsby", 9.5)
    True
    """
    width, _, _ = text_to_path.get_text_width_height_descent(text, _font(size, is_bold=is_bold), ismath=False)
    return float(width)


class Canvas:
    """A drawing of a given size. What is drawn later lies above what was drawn before."""

    def __init__(self, variant: Variant, height: float) -> None:
        """Open an empty canvas, `height` points high."""
        self.variant, self.height = variant, height
        self.drawing = Drawing(figsize=(variant.width / 72, height / 72), dpi=72, frameon=False)
        FigureCanvasSVG(self.drawing)
        self._drawn = 0

    def _add(self, artist: Artist) -> None:
        self._drawn += 1
        artist.set_zorder(self._drawn)
        artist.set_transform(IdentityTransform())
        self.drawing.add_artist(artist)

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        colour: str,
        width: float,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """Draw a line through points; `dash` is the length of stroke and gap in points."""
        line = Line2D(xs, ys, color=colour, linewidth=width, solid_capstyle="butt", dash_capstyle="butt")
        if dash:
            line.set_linestyle((0, tuple(part / width for part in dash)))
        self._add(line)

    def marks(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        form: Literal["o", "D", "_"],
        size: float,
        *,
        face: str,
        edge: str,
        width: float = 1.2,
    ) -> None:
        """Draw one kind of mark at each point: a dot, a diamond or a short stroke."""
        marks = Line2D(xs, ys, linestyle="none", marker=form, markersize=size, markeredgewidth=width)
        marks.set(markerfacecolor=face, markeredgecolor=edge)
        self._add(marks)

    def rectangle(
        self, box: Box, face: str, edge: str = "", width: float = 0.8, dash: tuple[float, float] | None = None
    ) -> None:
        """Draw a filled rectangle, with an edge if it has a colour."""
        patch = Rectangle(
            (box.left, box.bottom), box.width, box.height, facecolor=face, edgecolor=edge or "none", linewidth=width
        )
        if dash:
            patch.set_linestyle((0, tuple(part / width for part in dash)))
        self._add(patch)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        side: Side = "left",
        colour: str = INK2,
        is_bold: bool = False,
    ) -> Box:
        """Write words with their baseline at `y`; `side` says which end of them is at `x`. Return what they cover."""
        font = _font(self.variant.size, is_bold=is_bold)
        self._add(Text(x, y, words, color=colour, fontproperties=font, ha=side, va="baseline"))
        return text_box(x, y, words, self.variant, side=side, is_bold=is_bold)

    def svg(self) -> str:
        """Return the drawing as SVG: text as text, no metadata, the same bytes every time."""
        body = io.StringIO()
        with house_style():
            self.drawing.savefig(body, format="svg", metadata=_NO_METADATA, transparent=True)
        return _NO_TURN.sub("", _PROLOGUE.sub("", body.getvalue()))


def text_box(x: float, y: float, words: str, variant: Variant, *, side: Side = "left", is_bold: bool = False) -> Box:
    """Return what words would cover, written as by `Canvas.text`."""
    width = text_width(words, variant.size, is_bold=is_bold)
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[side] * width
    return Box(left, y - DESCENT * variant.size, left + width, y + ASCENT * variant.size)

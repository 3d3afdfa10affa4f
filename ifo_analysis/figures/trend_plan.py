"""What the trend shows, and where years and values lie on the page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from ifo_analysis.figures import style
from ifo_analysis.figures.placement import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_SPAN_PP = 10.0
ROOM_FOR_LABEL = 16.0
_TICK_MARGIN = 0.07


@dataclass(frozen=True)
class Point:
    """A value of one year, in per cent of the reference cost, under one reference model."""

    year: int
    pct: float
    is_preliminary: bool
    model: int


@dataclass(frozen=True)
class Remark:
    """Words under one or several years."""

    words: str
    first_year: int
    last_year: int


@dataclass(frozen=True)
class Trend:
    """What the figure shows. `half_pp` is half the band, drawn from `band_year`; None if there is no band."""

    name: str
    report_year: int
    own: tuple[Point, ...]
    peers: tuple[Point, ...]
    medians: tuple[Point, ...]
    median_name: str
    half_pp: float | None
    band_year: int

    @property
    def years(self) -> range:
        """Return all years from the first to the last, missing ones too."""
        return range(self.own[0].year, self.own[-1].year + 1)

    @property
    def breaks(self) -> list[int]:
        """Return the first years of new models among the years shown."""
        models = sorted({point.model for point in self.own})
        return models[1:]

    def remarks(self) -> list[Remark]:
        """Return what is said under the years."""
        own = {point.year: point for point in self.own}
        said = [
            ("äldre modell", [year for year, point in own.items() if point.model < self.own[-1].model]),
            ("preliminär", [year for year, point in own.items() if point.is_preliminary]),
            *(("saknas", gap) for gap in self._gaps()),
        ]
        after = [year for year in own if year > self.report_year]
        if any(not own[year].is_preliminary for year in after):
            said.append(("efter rapportåret", after))
        return [Remark(words, years[0], years[-1]) for words, years in said if years]

    def _gaps(self) -> list[list[int]]:
        """Return the missing years, those in a row together."""
        known = [point.year for point in self.own]
        return [list(range(before + 1, after)) for before, after in pairwise(known) if after - before > 1]

    def span(self) -> tuple[float, float]:
        """Return the lowest and the highest value to make room for; zero and the band are always seen."""
        half = self.half_pp or 0.0
        values = [point.pct for series in (self.own, self.peers, self.medians) for point in series]
        low, high = min(*values, -half, 0.0), max(*values, half, 0.0)
        missing = max(LEAST_SPAN_PP - (high - low), 0.0) / 2
        return low - missing, high + missing

    def ticks(self) -> list[float]:
        """Return the round values to name, zero among them; one may lie a little beyond the values."""
        low, high = self.span()
        margin = _TICK_MARGIN * (high - low)
        ticks = MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=True).tick_values(low, high)
        return [float(tick) for tick in ticks if low - margin <= tick <= high + margin]


def steps(series: Sequence[Point]) -> list[tuple[Point, Point]]:
    """Return the pairs that a line may join: neighbouring years of one model."""
    return [
        (before, after)
        for before, after in pairwise(series)
        if after.year - before.year == 1 and after.model == before.model
    ]


def alone(series: Sequence[Point]) -> list[Point]:
    """Return the points that no line reaches."""
    joined = {point for step in steps(series) for point in step}
    return [point for point in series if point not in joined]


@dataclass(frozen=True)
class Plane:
    """Where years and values lie on the page."""

    area: Box
    first_year: int
    slot: float
    low: float
    high: float

    def x(self, year: float) -> float:
        """Return the middle of a year."""
        return self.area.left + (year - self.first_year + 0.5) * self.slot

    def y(self, pct: float) -> float:
        """Return the height of a value; beyond the lowest and the highest there is room for a label."""
        bottom, top = self.area.bottom + ROOM_FOR_LABEL, self.area.top - ROOM_FOR_LABEL
        return bottom + (pct - self.low) / (self.high - self.low) * (top - bottom)

    def at(self, *points: Point) -> tuple[list[float], list[float]]:
        """Return the places of points, all x and all y."""
        return [self.x(point.year) for point in points], [self.y(point.pct) for point in points]


@dataclass(frozen=True)
class PlacedRemark:
    """A remark's middle, its row under the years, and the ends of a bracket if it is about several years."""

    words: str
    middle: float
    row: int
    bracket: tuple[float, float] | None


def placed_remarks(trend: Trend, variant: style.Variant, left: float, slot: float) -> list[PlacedRemark]:
    """Return the remarks, each in the first row where it covers no other."""
    placed: list[PlacedRemark] = []
    taken: list[tuple[int, float, float]] = []
    for remark in trend.remarks():
        start, stop = (left + (year - trend.years[0]) * slot for year in (remark.first_year, remark.last_year + 1))
        half = style.text_width(remark.words, variant.size) / 2
        middle = min(max((start + stop) / 2, half), variant.width - half)
        is_bracket = remark.last_year > remark.first_year
        low = min(middle - half, start if is_bracket else middle)
        high = max(middle + half, stop if is_bracket else middle)
        row = 1
        while any(at == row and low < other_high + 3 and other_low < high + 3 for at, other_low, other_high in taken):
            row += 1
        taken.append((row, low, high))
        placed.append(PlacedRemark(remark.words, middle, row, (start + 3, stop - 3) if is_bracket else None))
    return placed

"""How a block of values is asked for in as few answers as Kolada's limits allow (*uppdelning i frågor*).

A question names indicators, municipalities and years, at most 25 of each, and is answered with 5 000 rows a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

_Item = TypeVar("_Item")
IDS_PER_PART = 25
ROWS_PER_PAGE = 5000


@dataclass(frozen=True)
class Box:
    """One question: every value of some indicators, for some municipalities and years."""

    indicators: tuple[str, ...]
    municipalities: tuple[str, ...]
    years: tuple[int, ...]

    @property
    def row_count(self) -> int:
        """Return how many rows the answer has at most."""
        return len(self.indicators) * len(self.municipalities) * len(self.years)

    @property
    def page_count(self) -> int:
        """Return how many pages the answer has at most."""
        return ceil(self.row_count / ROWS_PER_PAGE)

    @property
    def path(self) -> str:
        """Return the question's path.

        Examples
        --------
        >>> Box(("N30001", "N30026"), ("0138",), (2023, 2024)).path
        '/data/kpi/N30001,N30026/municipality/0138/year/2023,2024'
        """
        years = ",".join(str(year) for year in self.years)
        return f"/data/kpi/{','.join(self.indicators)}/municipality/{','.join(self.municipalities)}/year/{years}"

    def __str__(self) -> str:
        """Return the question in short, as messages name it.

        Examples
        --------
        >>> str(Box(("N30001", "N30026"), ("0138",), (2023, 2024)))
        'värden för N30001 och N30026, 0138, 2023–2024'
        """
        years = f"{self.years[0]}–{self.years[-1]}" if len(self.years) > 1 else str(self.years[0])
        indicators = in_short(self.indicators, "nyckeltal")
        return f"värden för {indicators}, {in_short(self.municipalities, 'kommuner')}, {years}"


def boxes(indicators: Sequence[str], municipalities: Sequence[str], years: Sequence[int]) -> tuple[Box, ...]:
    """Return questions that together ask for every value once, in as few pages as this division finds.

    Notes
    -----
    No division can need fewer pages than rows / 5 000, nor than the product of each side's share of 25. Between those
    lie many: a question of 25 × 25 × 15 values is two pages of which the second isn't full, one of 22 × 15 × 15 is one
    page that is. So the municipalities are cut into pieces; each piece's indicators are cut in the way that is best
    for it; and each of those pieces' years likewise. Dynamic programming finds the best cuts of that shape.

    For 104 indicators, 290 municipalities and the country, and 15 years (453 960 values) that gives 93 pages; 91 full
    pages would be the least. Halving a year or an indicator first gives 95, and plain pieces of 25 give 108.

    Known drawbacks: it counts a row for every value, so an answer with gaps may need fewer pages than planned.

    Examples
    --------
    >>> ids, codes = [f"N{number:05}" for number in range(104)], [f"{number:04}" for number in range(291)]
    >>> sum(box.page_count for box in boxes(ids, codes, range(2011, 2026)))
    93
    """
    if not (indicators and municipalities and years):
        return ()
    sizes = np.arange(1, IDS_PER_PART + 1)
    rows = np.multiply.outer(sizes, sizes)  # municipalities × indicators
    by_years = _least(len(years), [_pages(rows * size) for size in sizes])
    by_indicators = _least(len(indicators), list(by_years.cost.T))
    by_municipalities = _least(len(municipalities), list(by_indicators.cost))
    return tuple(
        Box(tuple(few), tuple(some), tuple(span))
        for some in _cut(municipalities, by_municipalities.pieces())
        for few in _cut(indicators, by_indicators.pieces(len(some) - 1))
        for span in _cut(years, by_years.pieces(len(some) - 1, len(few) - 1))
    )


def parts(ids: Sequence[str]) -> list[tuple[str, ...]]:
    """Return ids in pieces that each fit in one part of a path."""
    return [tuple(ids[start : start + IDS_PER_PART]) for start in range(0, len(ids), IDS_PER_PART)]


@dataclass(frozen=True)
class _Division:
    """The best way to cut a side: its cost, and for each length the size of the last piece, by the other sides."""

    cost: Counts
    last: list[Counts]

    def pieces(self, *other: int) -> list[int]:
        """Return the sizes of the pieces, largest first."""
        left, sizes = len(self.last), []
        while left:
            sizes.append(int(self.last[left - 1][other]))
            left -= sizes[-1]
        return sorted(sizes, reverse=True)


def _least(length: int, cost_of_size: list[Counts]) -> _Division:
    """Return the cheapest cut of a side, given what a piece of each size costs."""
    best: list[Counts] = [np.zeros_like(np.asarray(cost_of_size[0]))]
    last: list[Counts] = []
    for total in range(1, length + 1):
        ways = [best[total - size] + cost_of_size[size - 1] for size in range(1, min(IDS_PER_PART, total) + 1)]
        stacked = np.stack(ways)
        best.append(stacked.min(axis=0))
        last.append(stacked.argmin(axis=0) + 1)
    return _Division(best[length], last)


def _pages(rows: Counts) -> Counts:
    return -(-rows // ROWS_PER_PAGE)


def _cut(items: Sequence[_Item], sizes: list[int]) -> list[Sequence[_Item]]:
    ends = np.cumsum(sizes).tolist()
    return [items[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def in_short(ids: Sequence[str], noun: str) -> str:
    """Return ids as a message names them: one or two, or the first, the last and how many."""
    if len(ids) <= 2:  # noqa: PLR2004 - one or two are named
        return " och ".join(ids)
    return f"{ids[0]}–{ids[-1]} ({len(ids)} {noun})"

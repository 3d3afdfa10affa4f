"""The lines of budget follow-ups as plain rows: which are parts of a whole, and what they sum to (*rader och summor*).

A missing amount is never zero: a sum with a missing term is missing.
"""

from __future__ import annotations

from itertools import compress
from math import fsum
from typing import TYPE_CHECKING, NamedTuple

from ifo_analysis.analysis.rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from typing import TypeVar

    import pandas as pd

    Key = TypeVar("Key", bound=Hashable)

AMOUNTS = ["revenue_tkr", "cost_tkr", "result_tkr", "forecast_tkr"]
ROW, SECTION_TOTAL, GRAND_TOTAL, OF_WHICH = "row", "section_total", "grand_total", "of_which"

Report = tuple[str, int, int]
"""Municipality, year and months."""
Amounts = tuple[float, ...]
"""In the order of `AMOUNTS`, tkr; NaN where missing."""
Total = tuple[str, Report, str]
"""Level, report, and the section that a section's total is of."""


class Line(NamedTuple):
    """A line of a report (*rad*): the columns that are counted on."""

    municipality: str
    year: int
    months: int
    section: str
    row: str
    level: str
    target_group: str
    is_refugee: bool
    revenue_tkr: float
    cost_tkr: float
    result_tkr: float
    forecast_tkr: float

    @property
    def report(self) -> Report:
        """Return which report the line stands in."""
        return self.municipality, self.year, self.months

    @property
    def amounts(self) -> Amounts:
        """Return its amounts."""
        return self.revenue_tkr, self.cost_tkr, self.result_tkr, self.forecast_tkr

    @property
    def total(self) -> Total | None:
        """Return which sum the line is the total of, if it is one."""
        if self.level == ROW or (self.level == OF_WHICH and not self.is_refugee):
            return None
        return self.level, self.report, self.section if self.level == SECTION_TOTAL else ""


def lines_of(budget: pd.DataFrame) -> list[Line]:
    """Return the lines of a frame (`frames.local.BUDGET`), in its order."""
    return [Line(*row) for row in rows_of(budget, *Line._fields)]


def are_parts(lines: Sequence[Line]) -> list[bool]:
    """Return which lines make up their whole reports: totals of sections, and the rows of a section without one."""
    with_total = {(line.report, line.section) for line in lines if line.level == SECTION_TOTAL}
    return [
        line.level == SECTION_TOTAL or (line.level == ROW and (line.report, line.section) not in with_total)
        for line in lines
    ]


def parts_of(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that make up their whole reports."""
    return list(compress(lines, are_parts(lines)))


def sums_of(terms: Iterable[tuple[Key, Line]]) -> dict[Key, tuple[Amounts, int]]:
    """Return the sums of the amounts by key, and how many terms there are."""
    found: dict[Key, list[Amounts]] = {}
    for key, line in terms:
        found.setdefault(key, []).append(line.amounts)
    return {key: (tuple(map(fsum, zip(*amounts, strict=True))), len(amounts)) for key, amounts in found.items()}


def totals_of(lines: Sequence[Line]) -> dict[Report, tuple[bool, Amounts]]:
    """Return the whole of each report: whether it had to be computed, and its amounts."""
    sums = sums_of((line.report, line) for line in parts_of(lines))
    printed = {line.report: (False, line.amounts) for line in reversed(lines) if line.level == GRAND_TOTAL}
    return {report: (True, amounts) for report, (amounts, _) in sums.items()} | printed


def refugees_of(lines: Sequence[Line]) -> dict[Report, Amounts]:
    """Return the refugee reception of each report that has any: the printed "of which" line, or the sum of its parts."""
    sums = sums_of((line.report, line) for line in parts_of(lines) if line.is_refugee)
    printed = {line.report: line.amounts for line in reversed(lines) if line.level == OF_WHICH and line.is_refugee}
    return {report: amounts for report, (amounts, _) in sums.items()} | printed

"""Which months does the report tell of, and which same months of another year can they be compared with?

A count of a period is the row that tells it, or the sum of shorter periods that fill it without gap or overlap. Only
stages that count what begins or ends are added in that way: a person in care is there in several months.

Known drawbacks: where a municipality corrects a month later, the sum of its months isn't the year's own figure. A
period without all its months has no count at all, even if most of them are there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ifo_analysis.analysis.rows import rows_of
from ifo_analysis.definitions.caseload import stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

Span = tuple[int, int]
Counted = tuple[str, str, str]
"""What a row counts: stage, group and age group."""
Row = tuple[Span, int, Counted]
"""The months of a row, its place in the frame, and what it counts."""
KEYS = ["stage", "group", "age_group"]
SPAN = ["first_month", "last_month"]


@dataclass(frozen=True, order=True)
class Period:
    """Some months of a year (*period*), both ends included."""

    year: int
    first_month: int
    last_month: int

    @property
    def months(self) -> tuple[int, int]:
        """Return the first and the last month: two periods can be compared when these are the same."""
        return self.first_month, self.last_month

    @property
    def n_months(self) -> int:
        """Return how many months the period has."""
        return self.last_month - self.first_month + 1


def period_rows(caseload: pd.DataFrame, municipality: str, period: Period) -> pd.DataFrame:
    """Return the rows that the counts of a period are made of, told for it or for shorter periods that fill it.

    Parameters
    ----------
    caseload : DataFrame
        As in `frames.local.CASELOAD`.
    """
    return caseload.take(places_of(rows_by_year(caseload, municipality), period))


def rows_by_year(caseload: pd.DataFrame, municipality: str) -> dict[int, list[Row]]:
    """Return a municipality's rows by year, those of a year by month."""
    found: dict[int, list[Row]] = {}
    for place, (code, year, first, last, *counted) in enumerate(
        rows_of(caseload, "municipality", "year", *SPAN, *KEYS)
    ):
        if code == municipality:
            found.setdefault(year, []).append(((first, last), place, tuple(counted)))
    return {year: sorted(rows) for year, rows in found.items()}


def places_of(by_year: Mapping[int, Sequence[Row]], period: Period) -> list[int]:
    """Return the places of the rows that the counts of a period are made of, by month."""
    months = first, last = period.months
    within = [row for row in by_year.get(period.year, []) if first <= row[0][0] and row[0][1] <= last]
    filled = {counted for counted, run in _runs(within).items() if run == months}
    # Months beside a row that tells the whole period overlap with it, and so never fill it.
    return [place for span, place, counted in within if span == months or counted in filled]


def _runs(rows: Iterable[Row]) -> dict[Counted, Span]:
    """Return the months of what may be added, where each row of it, sorted by month, begins where the one before ends."""
    spans: dict[Counted, list[Span]] = {}
    for span, _, counted in rows:
        if stages()[counted[0]].is_added:
            spans.setdefault(counted, []).append(span)
    return {counted: (found[0][0], found[-1][1]) for counted, found in spans.items() if _is_unbroken(found)}


def _is_unbroken(spans: Sequence[Span]) -> bool:
    return all(after[0] == before[1] + 1 for before, after in pairwise(spans))


def report_period(caseload: pd.DataFrame, municipality: str, year: int) -> Period | None:
    """Return the period of a year to report: the one with most counts, then the longest, then the latest.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"municipality": "9901", "year": 2024, "stage": "reports", "group": "children", "age_group": "",
    ...     "first_month": [1, 2, 3], "last_month": [1, 2, 3], "count": [9, 7, 8]})
    >>> report_period(rows, "9901", 2024)
    Period(year=2024, first_month=1, last_month=3)
    """
    return period_of(rows_by_year(caseload, municipality), year)


def period_of(by_year: Mapping[int, Sequence[Row]], year: int) -> Period | None:
    """Return the period of a year to report, as `report_period`."""
    rows = by_year.get(year, [])
    told = {(*counted[:2], span) for span, _, counted in rows}
    sizes = Counter(span for *_, span in told | {(*counted[:2], span) for counted, span in _runs(rows).items()})
    found = {Period(year, *span): n for span, n in sizes.items()}
    return max(found, key=lambda period: (found[period], period.n_months, period), default=None)


def base_period(caseload: pd.DataFrame, municipality: str, period: Period) -> Period | None:
    """Return the nearest earlier year's same months (*jämförelseperiod*); None if there is none."""
    return base_of(rows_by_year(caseload, municipality), period)


def base_of(by_year: Mapping[int, Sequence[Row]], period: Period) -> Period | None:
    """Return the nearest earlier year's same months, as `base_period`."""
    earlier = (Period(year, *period.months) for year in sorted(by_year, reverse=True) if year < period.year)
    return next((base for base in earlier if places_of(by_year, base)), None)

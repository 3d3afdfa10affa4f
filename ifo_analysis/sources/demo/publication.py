"""When the world's figures are published: the catalogue, each indicator's last year, and what is preliminary."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import asdict, dataclass
from functools import cache

from ifo_analysis.sources.catalogue import asked_indicators, preliminary_period

# The day that the world is read, unless another is asked for: the accounts of 2025 are preliminary, and figures that
# come in the autumn have no value for 2025 yet.
RETRIEVED = "2026-08-16"
DORMANT_LAST_YEAR = 2024
FIRST_YEARS = {
    "N33822": 2015, "N33823": 2015, "N35806": 2016, "N35807": 2016, "U35537": 2018, "U30750": 2020, "U30751": 2020,
}  # fmt: skip


@dataclass(frozen=True)
class CatalogueRow:
    """An indicator (*nyckeltal*) of the catalogue; the dates are ISO text, empty where none is announced."""

    id: str
    title: str
    unit: str
    area: str
    preliminary_date: str
    final_date: str
    publication_period: str
    is_closed: bool

    @property
    def first_year(self) -> int:
        """Return the first year of the series; 0 where it is older than any world."""
        return FIRST_YEARS.get(self.id, 0)

    def last_year(self, today: str) -> int:
        """Return the last year with values on a day (ISO text).

        Examples
        --------
        >>> [{row.id: row for row in catalogue()}["N33812"].last_year(day) for day in ("2026-09-22", "2026-09-23")]
        [2024, 2025]
        """
        if not self.publication_period:
            ended = re.search(r"\(-\s*(\d{4})\)", self.title)
            return int(ended[1]) if ended else DORMANT_LAST_YEAR
        released = self.preliminary_date or self.final_date
        return int(self.publication_period) - (today < released)

    def preliminary_year(self, today: str) -> int | None:
        """Return the year whose values were preliminary on a day (ISO text), or none."""
        return preliminary_period(asdict(self), dt.date.fromisoformat(today))


@cache
def catalogue() -> tuple[CatalogueRow, ...]:
    """Return the indicators that a world has, ordered by id.

    Examples
    --------
    >>> len(catalogue()), catalogue()[1].title
    (104, 'Invånare totalt, antal')
    """
    return tuple(
        CatalogueRow(
            **{str(name): row[name] for name in row if name != "is_closed"}, is_closed=row["is_closed"] == "true"
        )
        for row in asked_indicators().to_dict("records")
    )

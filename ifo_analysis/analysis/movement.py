"""How has the net cost deviation moved, and is a change more than normal variation?

A change is told in percentage points *and* per cent (*procentenheter och procent*), with both values. Nothing crosses a
new reference model: no change, no count of years, no trend. A missing year ends a count; it is never bridged.

Known drawbacks: a change within normal variation may be real, and one beyond it need not have a single cause. The
measure doesn't show any cause. Years in a row say nothing of how large the deviations were.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ifo_analysis.analysis.cost_deviation import Direction, displayed, shown_direction
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.volatility import Volatility

MIN_TREND_YEARS = 4
MIN_BASE_PCT = 5.0


@dataclass(frozen=True)
class Change:
    """A change of the deviation between two years.

    `change_pp` is in percentage points. `change_pct` is the relative change of the distance to the reference cost, in
    per cent: negative when the distance shrank (None if the signs differ or the base is below 5 per cent).
    `is_across_break` forbids every conclusion; `limit_pp` is then None.
    """

    from_year: int
    to_year: int
    from_pct: float
    to_pct: float
    change_pp: float
    change_pct: float | None
    is_across_break: bool
    limit_pp: float | None = None

    @property
    def is_beyond(self) -> bool:
        """Return whether the change is larger than normal variation."""
        return self.limit_pp is not None and abs(self.change_pp) > self.limit_pp


def change(
    deviation: pd.DataFrame, from_year: int, to_year: int, volatility: Volatility | None, residents: float | None
) -> Change:
    """Return the change between two years, in percentage points *and* per cent (*procentenheter och procent*).

    Parameters
    ----------
    deviation : DataFrame
        As from `cost_deviation`.
    from_year, to_year : int
        Both must have a value.
    volatility, residents
        Normal variation and the population that it is scaled to; without them no limit is given.

    Raises
    ------
    DataError
        If a year has no value.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"year": [2018, 2019], "net_cost_deviation_pct": [20.1, 14.4], "model": [0, 2019]})
    >>> found = change(frame, 2018, 2019, None, None)
    >>> round(found.change_pp, 1), round(found.change_pct, 2), found.is_across_break
    (-5.7, -28.36, True)
    """
    rows = {int(row["year"]): row for _, row in deviation.iterrows()}
    if missing := [str(year) for year in (from_year, to_year) if year not in rows]:
        raise DataError(f"Nettokostnadsavvikelse saknas för {' och '.join(missing)}.")
    v0, v1 = (float(rows[year]["net_cost_deviation_pct"]) for year in (from_year, to_year))
    is_across = int(rows[from_year]["model"]) != int(rows[to_year]["model"])
    has_base = np.sign(v0) == np.sign(v1) and abs(v0) >= MIN_BASE_PCT
    has_limit = volatility is not None and residents is not None and not is_across
    return Change(
        from_year=from_year,
        to_year=to_year,
        from_pct=v0,
        to_pct=v1,
        change_pp=v1 - v0,
        change_pct=100 * (v1 / v0 - 1) if has_base else None,
        is_across_break=is_across,
        limit_pp=volatility.change_limit_pp(residents, abs(to_year - from_year))
        if has_limit and volatility and residents
        else None,
    )


def cost_change_at_unchanged_reference(from_pct: float, to_pct: float) -> float:
    """Return the change of net cost in per cent that a change of the deviation would be, had the reference stood still.

    Examples
    --------
    >>> round(cost_change_at_unchanged_reference(20.1, 14.4), 3)
    -4.746
    """
    return 100 * ((100 + to_pct) / (100 + from_pct) - 1)


@dataclass(frozen=True)
class Run:
    """Years in a row (*år i rad*) with the same direction, ending in the report year; `n` is 0 if it was shown equal.

    `before_year` is the year before the run if it has a value of the same model, else None.
    """

    direction: Direction
    first_year: int
    last_year: int
    n: int
    before_year: int | None


def years_in_a_row(deviation: pd.DataFrame, report_year: int) -> Run:
    """Return how many years in a row, up to the report year, the deviation has had the same direction.

    A missing year, a year shown as 0,0 and a new model end the count.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"year": [2021, 2022, 2023], "net_cost_deviation_pct": [3.0, -1.0, -2.0], "model": 2019})
    >>> years_in_a_row(frame, 2023)
    Run(direction='lower', first_year=2022, last_year=2023, n=2, before_year=2021)
    """
    rows = {int(row["year"]): row for _, row in deviation.iterrows() if row["year"] <= report_year}
    last = rows[report_year]
    wanted = shown_direction(float(last["net_cost_deviation_pct"]))
    year = report_year
    while wanted != "equal" and year in rows and rows[year]["model"] == last["model"]:
        if shown_direction(float(rows[year]["net_cost_deviation_pct"])) != wanted:
            break
        year -= 1
    n = report_year - year
    has_before = year in rows and rows[year]["model"] == last["model"]
    first = year + 1 if n else report_year
    return Run(wanted, first, report_year, n, year if has_before and year != report_year else None)


@dataclass(frozen=True)
class Trend:
    """How the deviation has moved within one model, over unbroken years up to the report year."""

    direction: Literal["rising", "falling", "none"]
    first_year: int
    last_year: int
    first_pct: float
    last_pct: float
    lowest_pct: float
    lowest_year: int
    highest_pct: float
    highest_year: int
    limit_pp: float | None

    @property
    def is_beyond(self) -> bool:
        """Return whether the total change is larger than normal variation over that horizon."""
        return self.limit_pp is not None and abs(self.last_pct - self.first_pct) > self.limit_pp


def trend(
    deviation: pd.DataFrame, report_year: int, volatility: Volatility | None, residents: float | None
) -> Trend | None:
    """Return the trend (*utveckling*) within the model of the report year, or None with fewer than four years.

    Rising or falling means strictly so in every displayed value.
    """
    last = deviation.loc[deviation["year"] == report_year].iloc[0]
    own = deviation.loc[(deviation["model"] == last["model"]) & (deviation["year"] <= report_year)].sort_values("year")
    gaps = own["year"].diff().fillna(1) != 1
    own = own.loc[gaps[::-1].cumsum()[::-1].shift(-1, fill_value=0) == 0]
    if len(own) < MIN_TREND_YEARS:
        return None
    shown = [displayed(float(value)) for value in own["net_cost_deviation_pct"]]
    steps = [after - before for before, after in itertools.pairwise(shown)]
    direction: Literal["rising", "falling", "none"] = (
        "rising" if min(steps) > 0 else "falling" if max(steps) < 0 else "none"
    )
    pct, years = own["net_cost_deviation_pct"], own["year"]
    horizon = len(own) - 1
    known = volatility is not None and residents is not None and horizon <= len(volatility.laws)
    return Trend(
        direction=direction,
        first_year=int(years.iloc[0]),
        last_year=report_year,
        first_pct=float(pct.iloc[0]),
        last_pct=float(pct.iloc[-1]),
        lowest_pct=float(pct.min()),
        lowest_year=int(years.loc[pct.idxmin()]),
        highest_pct=float(pct.max()),
        highest_year=int(years.loc[pct.idxmax()]),
        limit_pp=volatility.change_limit_pp(residents, horizon) if known and volatility and residents else None,
    )

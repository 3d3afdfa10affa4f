"""Does any year stand out from how the municipality's own deviation usually moves? (*styrdiagram*).

A process-behaviour chart for individual values (XmR) knows one municipality only, unlike normal variation, which is
learnt from many:

    centre            = mean of the years
    mean moving range = mean of the sizes of the changes from one year to the next
    limits            = centre ± 2.66 · mean moving range

The factor is 3 / 1.128: three standard deviations, where 1.128 turns the mean range of two normal values into one.
Only unbroken years of one reference model count, up to the report year.

Known drawbacks: it is a presentation, not a test. With few years the limits are unsure, and are called preliminary
(*preliminära gränser*). A value outside them has no cause in the chart, and one inside may have several. Years that
follow each other make the moving ranges small, and so the limits too narrow. Model error, accounting and breaks are
not in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import numpy as np

from ifo_analysis.analysis.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

MOVING_RANGE_FACTOR = 2.66
MIN_YEARS, MIN_YEARS_FOR_LIMITS = 4, 8


@dataclass(frozen=True)
class ControlChart:
    """Centre and limits of one municipality's deviation (*styrdiagram*), in per cent of the reference cost.

    `years` and `pcts` are those that centre and limits are made of. `outside` names the years among them beyond a
    limit. `has_preliminary_limits` says that there are fewer than eight.
    """

    years: tuple[int, ...]
    pcts: tuple[float, ...]
    centre: float
    mean_moving_range: float
    lower: float
    upper: float

    @property
    def outside(self) -> tuple[int, ...]:
        """Return the years whose values lie beyond a limit."""
        pairs = zip(self.years, self.pcts, strict=True)
        return tuple(year for year, value in pairs if not self.lower <= value <= self.upper)

    @property
    def has_preliminary_limits(self) -> bool:
        """Return whether the years are fewer than eight."""
        return len(self.years) < MIN_YEARS_FOR_LIMITS


def unbroken_years(deviation: pd.DataFrame, report_year: int) -> pd.DataFrame:
    """Return the years in a row, of one reference model, that end in the report year (*sammanhängande år*).

    Parameters
    ----------
    deviation : DataFrame
        As from `cost_deviation.cost_deviation`: ``year``, ``net_cost_deviation_pct``, ``model``.
    report_year : int
        The last year; later ones are left out.

    Returns
    -------
    DataFrame
        The same columns, oldest year first; empty if the report year has no value. A missing year ends it.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"year": [2018, 2019, 2021, 2022, 2023], "net_cost_deviation_pct": 1.0,
    ...     "model": [0, 2019, 2019, 2019, 2019]})
    >>> unbroken_years(frame, 2022)["year"].tolist()
    [2021, 2022]
    """
    places = [place for place, _, _ in unbroken_values(deviation, report_year)]
    return deviation.take(places).reset_index(drop=True)


def unbroken_values(deviation: pd.DataFrame, report_year: int) -> list[tuple[int, int, float]]:
    """Return place in the frame, year and value of the rows of `unbroken_years`."""
    rows = rows_of(deviation, "year", "net_cost_deviation_pct", "model")
    known = {year: (place, pct, model) for place, (year, pct, model) in enumerate(rows) if not isnan(pct)}
    found, year = [], report_year
    while year in known and known[year][2] == known[report_year][2]:
        found.append((known[year][0], year, known[year][1]))
        year -= 1
    return found[::-1]


def control_chart(deviation: pd.DataFrame, report_year: int) -> ControlChart | None:
    """Return centre and limits of the own deviation (*styrdiagram*); None with fewer than four years in a row.

    Parameters
    ----------
    deviation : DataFrame
        As from `cost_deviation.cost_deviation`, in per cent of the reference cost; positive costs more.
    report_year : int
        The last year that counts.

    Notes
    -----
    Source: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 (individuals control charts).

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"year": range(2019, 2025), "net_cost_deviation_pct": [12, 15, 9, 14, 11, 13],
    ...     "model": 2019})
    >>> chart = control_chart(frame, 2024)
    >>> round(chart.centre, 3), round(chart.mean_moving_range, 3), round(chart.lower, 3), round(chart.upper, 3)
    (12.333, 3.8, 2.225, 22.441)
    """
    own = unbroken_values(deviation, report_year)
    if len(own) < MIN_YEARS:
        return None
    values = np.array([pct for _, _, pct in own], dtype=float)
    centre, moving = float(values.mean()), float(np.abs(np.diff(values)).mean())
    return ControlChart(
        years=tuple(year for _, year, _ in own),
        pcts=tuple(values.tolist()),
        centre=centre,
        mean_moving_range=moving,
        lower=centre - MOVING_RANGE_FACTOR * moving,
        upper=centre + MOVING_RANGE_FACTOR * moving,
    )

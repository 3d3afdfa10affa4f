"""How does any indicator of the municipality stand beside its peers' and the country's, in a year and over the years?

The peers' middle is their unweighted median, shown from four values on. The country (*riket*) is published by the
source, usually weighted by those whom the indicator is about. A municipality without a value is left out of the
median; it is never counted as zero. Whether the sign of a gap depends on the choice of peers is tried by leaving each
of them out in turn.

Known drawbacks: a median of parts isn't part of a median. The parts' gaps to their medians don't add up to the gap of
the whole, unlike the gaps to one and the same municipality or to the country. A peer may book the same care under
another part, so that two parts differ while the whole does not.
"""

from __future__ import annotations

from math import isnan, nan
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ifo_analysis.analysis.peers import MIN_PEERS
from ifo_analysis.analysis.rows import frame_of, rows_of
from ifo_analysis.definitions import COUNTRY
from ifo_analysis.language import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Told = tuple[float, bool]
"""A municipality's value, and whether it is preliminary."""
BESIDE = (
    *("indicator", "own", "median", "low", "high", "n_peers", "country"),
    *("gap", "gap_low", "gap_high", "country_gap", "is_preliminary"),
)


def beside_peers(
    values: pd.DataFrame, indicators: Sequence[str], municipality: str, peers: Sequence[str], year: int
) -> pd.DataFrame:
    """Return indicators of one year: own value, the peers' median and range, and the country (*riket*).

    Parameters
    ----------
    values : DataFrame
        One row per municipality, year and indicator (`frames.INDICATOR_VALUES`); a missing value is an absent row.
    indicators : sequence of str
        Ids; the answer has them in this order.
    municipality : str
        Own code.
    peers : sequence of str
        The peers' codes.
    year : int
        The year to compare.

    Returns
    -------
    DataFrame
        One row per indicator, in its own unit: ``indicator``, ``own``, ``median`` (NaN with fewer than four peers that
        have a value), ``low``, ``high``, ``n_peers``, ``country``, ``gap`` (own - median), ``gap_low`` and ``gap_high``
        (the gap with one peer at a time left out), ``country_gap`` (own - country) and ``is_preliminary`` (any of the
        values). NaN where a value is missing. Positive gap: own is higher.

    Examples
    --------
    >>> values = pd.DataFrame({"municipality": [*"ABCDE", "0000"], "year": 2024, "indicator": "N30101",
    ...     "value": [6400.0, 5200, 5400, 5700, 5900, 6000], "is_preliminary": False})
    >>> beside_peers(values, ["N30101"], "A", [*"BCDE"], 2024)[["own", "median", "gap", "country_gap"]].values.tolist()
    [[6400.0, 5550.0, 850.0, 400.0]]
    """
    is_asked = (values["year"] == year) & values["indicator"].isin(indicators)
    known = _told(values, is_asked, "indicator", {municipality, COUNTRY, *peers})
    rows = [(name, *_beside(known.get(name, {}), municipality, peers)) for name in indicators]
    return pd.DataFrame(rows, columns=list(BESIDE))


def _told(values: pd.DataFrame, where: pd.Series[bool], by: str, codes: set[str]) -> dict[Any, dict[str, Told]]:
    """Return what some municipalities have, by indicator or by year."""
    found: dict[Any, dict[str, Told]] = {}
    for key, code, value, is_preliminary in rows_of(values, by, "municipality", "value", "is_preliminary", where=where):
        if code in codes:
            found.setdefault(key, {})[code] = value, is_preliminary
    return found


def _beside(told: Mapping[str, Told], municipality: str, peers: Sequence[str]) -> tuple[float, ...]:
    known = {code: value for code, (value, _) in told.items() if not isnan(value)}
    among = sorted(known[code] for code in set(peers) if code in known)
    own, country = known.get(municipality, nan), known.get(COUNTRY, nan)
    has_median = len(among) >= MIN_PEERS
    middle = median(among) if has_median else nan
    without = [own - median(among[:at] + among[at + 1 :]) for at in range(len(among))] if has_median else [nan]
    return (
        *(own, middle, min(among, default=nan), max(among, default=nan), len(among), country),
        *(own - middle, min(without), max(without), own - country, any(early for _, early in told.values())),
    )


def is_robust(gap_low: float, gap_high: float, decimals: int = 0) -> bool:
    """Say whether a gap, as it is shown, has the same sign whichever peer is left out (*känslighet*).

    Examples
    --------
    >>> is_robust(275, 445), is_robust(-240, 60), is_robust(0.2, 0.4)
    (True, False, True)
    """
    ends = [rounded(end, decimals) for end in (gap_low, gap_high)]
    return len({(end > 0) - (end < 0) for end in ends}) == 1


def through_years(
    values: pd.DataFrame, indicator: str, municipality: str, peers: Sequence[str], first_year: int, last_year: int
) -> pd.DataFrame:
    """Return one indicator year by year: own value, the peers' median and the country (*riket*).

    Parameters
    ----------
    values, indicator, municipality, peers
        As for `beside_peers`; one and the same peers for all years.
    first_year, last_year : int
        The span of years, both included.

    Returns
    -------
    DataFrame
        One row per year in which the own municipality, the median or the country has a value: ``year``, ``own``,
        ``median``, ``country`` (NaN where missing) and ``is_preliminary``.

    Examples
    --------
    >>> values = pd.DataFrame({"municipality": "A", "year": [2022, 2024], "indicator": "N04159", "value": [20.0, 23.0],
    ...     "is_preliminary": False})
    >>> through_years(values, "N04159", "A", [], 2020, 2024)[["year", "own"]].values.tolist()
    [[2022.0, 20.0], [2024.0, 23.0]]
    """
    known = _told(values, values["indicator"] == indicator, "year", {municipality, COUNTRY, *peers})
    rows = []
    for year in range(first_year, last_year + 1):
        own, middle, _, _, _, country, *_, is_preliminary = _beside(known.get(year, {}), municipality, peers)
        if not (isnan(own) and isnan(middle) and isnan(country)):
            rows.append((year, own, middle, country, is_preliminary))
    numbers = dict.fromkeys(["own", "median", "country"], "float64")
    return frame_of(rows, {"year": "int64", **numbers, "is_preliminary": "bool"})


def side_by_side(
    values: pd.DataFrame, indicators: Sequence[str], municipality: str, peers: Sequence[str], year: int
) -> pd.DataFrame:
    """Return several indicators of each municipality in a year, for those that have all of them (*punktdiagram*).

    Returns
    -------
    DataFrame
        One row per municipality, own first and then by code: ``municipality``, ``is_own``, and one column per
        indicator, named by its id.
    """
    is_asked = (values["year"] == year) & values["indicator"].isin(indicators)
    known = _told(values, is_asked, "indicator", {municipality, *peers})
    told = [
        {code: value for code, (value, _) in known.get(name, {}).items() if not isnan(value)} for name in indicators
    ]
    codes = [code for code in (municipality, *sorted(peers)) if all(code in of for of in told)]
    columns = {
        name: np.array([of[code] for code in codes], dtype=float) for name, of in zip(indicators, told, strict=True)
    }
    return pd.DataFrame(
        {
            "municipality": pd.array(codes, dtype="str"),
            "is_own": np.array([code == municipality for code in codes], dtype=bool),
            **columns,
        }
    )


def without_value(values: pd.DataFrame, indicators: Sequence[str], codes: Sequence[str], year: int) -> tuple[str, ...]:
    """Return the codes that lack a value of any of the indicators in a year, in order of code: missing is not zero."""
    is_asked = (values["year"] == year) & values["indicator"].isin(indicators)
    told = rows_of(values, "municipality", "indicator", "value", where=is_asked)
    known = {(code, name) for code, name, value in told if not isnan(value)}
    return tuple(code for code in sorted(codes) if any((code, name) not in known for name in indicators))

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

from math import nan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.peers import MIN_PEERS
from ifo_analysis.definitions import COUNTRY
from ifo_analysis.language import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    of_year = values.loc[values["year"] == year]
    return pd.DataFrame(
        [_beside(of_year, indicator, municipality, sorted(peers)) for indicator in indicators], columns=list(BESIDE)
    )


def _beside(of_year: pd.DataFrame, indicator: str, municipality: str, peers: Sequence[str]) -> tuple[object, ...]:
    rows = of_year.loc[of_year["indicator"] == indicator].set_index("municipality")
    shown = rows.loc[rows.index.isin([municipality, COUNTRY, *peers])]
    among = rows.loc[rows.index.isin(peers), "value"].dropna()
    own, country = _value(rows, municipality), _value(rows, COUNTRY)
    median = float(among.median()) if len(among) >= MIN_PEERS else nan
    without = [own - float(among.drop(code).median()) for code in among.index] if len(among) >= MIN_PEERS else [nan]
    return (
        *(indicator, own, median, float(among.min()), float(among.max()), len(among), country),
        *(own - median, min(without), max(without), own - country, bool(shown["is_preliminary"].any())),
    )


def _value(rows: pd.DataFrame, code: str) -> float:
    return float(rows.loc[code, "value"]) if code in rows.index else nan  # type: ignore[arg-type]


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
    years = range(first_year, last_year + 1)
    rows = [
        (year, *_beside(values.loc[values["year"] == year], indicator, municipality, sorted(peers))) for year in years
    ]
    frame = pd.DataFrame(rows, columns=["year", *BESIDE])[["year", "own", "median", "country", "is_preliminary"]]
    return frame.dropna(subset=["own", "median", "country"], how="all").reset_index(drop=True)


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
    codes = [municipality, *sorted(peers)]
    chosen = values["indicator"].isin(indicators) & values["municipality"].isin(codes) & (values["year"] == year)
    wide = values.loc[chosen].pivot_table(index="municipality", columns="indicator", values="value")
    wide = wide.reindex(index=codes, columns=list(indicators)).dropna()
    wide = wide.rename_axis(columns=None).reset_index()
    wide.insert(1, "is_own", wide["municipality"] == municipality)
    return wide


def without_value(values: pd.DataFrame, indicators: Sequence[str], codes: Sequence[str], year: int) -> tuple[str, ...]:
    """Return the codes that lack a value of any of the indicators in a year, in order of code: missing is not zero."""
    chosen = values.loc[values["indicator"].isin(indicators) & (values["year"] == year)].dropna(subset=["value"])
    counts = chosen.groupby("municipality")["indicator"].nunique()
    return tuple(code for code in sorted(codes) if counts.get(code, 0) < len(set(indicators)))

"""How sure is the place among the peers, when single years swing as they usually do? (*platsens intervall*).

Each municipality's value is drawn 20 000 times around the published one, with the standard deviation that normal
variation gives for a year in a municipality of its size. Each draw has its own order; the interval holds the places
of 95 per cent of the draws. The same draws come back every time, since the seed is fixed and the municipalities are
drawn in order of code.

Known drawbacks: yearly noise is drawn as independent and normal, and its size is itself an estimate. Model error,
accounting and breaks are not in it. That two municipalities can't be told apart doesn't mean that they are equal.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ifo_analysis.analysis.rows import frame_of, rows_of
from ifo_analysis.analysis.volatility import Z_95

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ifo_analysis.analysis.volatility import Volatility

PLACES = {
    "municipality": "str",
    "is_own": "bool",
    "net_cost_deviation_pct": "float64",
    "place_first": "int64",
    "place_last": "int64",
}
INTERVALS = {"sd_pp": "float64", "place_low": "int64", "place_high": "int64", "is_alike": "bool"}
DRAWS, SEED = 20_000, 20_190_101
TAIL = 0.025


def level_sds(population: pd.DataFrame, codes: Sequence[str], volatility: Volatility) -> pd.Series[float]:
    """Return the standard deviation of a single year's level for each municipality (*standardavvikelse*).

    Parameters
    ----------
    population : DataFrame
        One row per municipality and year (`frames.POPULATION`); the latest known one is used.
    codes : sequence of str
        The municipalities.
    volatility : Volatility
        Normal variation.

    Returns
    -------
    Series
        In percentage points, by code in the order of `codes`; NaN where no population is known.

    Examples
    --------
    >>> from ifo_analysis.analysis.volatility import NoiseLaw, Volatility
    >>> law = Volatility((NoiseLaw(1, 0.0, 20_000.0, 300),), 60, 2019, 2025, 2019, False, 0.05, 0.0, 0.0)
    >>> people = pd.DataFrame({"municipality": ["A", "A"], "year": [2021, 2019], "residents": [10_000, 9_000]})
    >>> level_sds(people, ["A", "B"], law).round(6).to_dict()
    {'A': 1.0, 'B': nan}
    """
    latest: dict[str, tuple[int, float]] = {}
    for code, year, residents in rows_of(population, "municipality", "year", "residents"):
        latest[code] = max(latest.get(code, (year, residents)), (year, residents))
    sds = [volatility.level_sd_pp(latest[code][1]) if code in latest else np.nan for code in codes]
    return pd.Series(sds, index=pd.Index(codes, name="municipality"), name="residents", dtype="float64")


def rank_intervals(
    comparison: pd.DataFrame,
    population: pd.DataFrame,
    volatility: Volatility | None,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame | None:
    """Return each municipality's place with its 95 % interval (*plats med intervall*), counted from the lowest.

    Parameters
    ----------
    comparison : DataFrame
        As from `peers.compare`.
    population : DataFrame
        One row per municipality and year (`frames.POPULATION`).
    volatility : Volatility or None
        Normal variation.
    draws, seed : int
        How many times the values are drawn, and what from.

    Returns
    -------
    DataFrame or None
        One row per municipality, lowest first: ``municipality``, ``is_own``, ``net_cost_deviation_pct``,
        ``place_first`` and ``place_last`` (those that look equal share a place), ``sd_pp``, ``place_low`` and
        ``place_high`` (the interval), and ``is_alike`` (can't be told from the own municipality). None without normal
        variation, or if the population of any of them is unknown: a place among some says nothing of all.

    Examples
    --------
    >>> from ifo_analysis.analysis.volatility import NoiseLaw, Volatility
    >>> law = Volatility((NoiseLaw(1, 2.0, 0.0, 300),), 60, 2019, 2025, 2019, False, 0.05, 0.0, 0.0)
    >>> people = pd.DataFrame({"municipality": list("ABC"), "year": 2024, "residents": 10_000})
    >>> frame = pd.DataFrame({"municipality": list("BAC"), "is_own": [False, True, False],
    ...     "net_cost_deviation_pct": [1.0, 9.0, 9.5], "place_first": [1, 2, 3], "place_last": [1, 2, 3]})
    >>> rank_intervals(frame, people, law)[["municipality", "place_low", "place_high", "is_alike"]].values.tolist()
    [['B', 1, 1, False], ['A', 2, 3, False], ['C', 2, 3, True]]
    """
    if volatility is None:
        return None
    rows = sorted(rows_of(comparison, *PLACES))
    codes, owns, pcts, *_ = zip(*rows, strict=True)
    sds = level_sds(population, codes, volatility).to_numpy(dtype=float)
    if np.isnan(sds).any():
        return None
    values = np.array(pcts, dtype=float)
    drawn = np.random.default_rng(seed).standard_normal((len(rows), draws))
    drawn *= sds[:, None]
    drawn += values[:, None]
    low, high = _place_intervals(drawn)
    alike = alike_pairs(values, sds)[np.array(owns)].any(axis=0)
    found = zip(sds.tolist(), low.tolist(), high.tolist(), alike.tolist(), strict=True)
    told = [(*row, *more) for row, more in zip(rows, found, strict=True)]
    place_first, municipality = list(PLACES).index("place_first"), list(PLACES).index("municipality")
    return frame_of(sorted(told, key=lambda row: (row[place_first], row[municipality])), {**PLACES, **INTERVALS})


def _place_intervals(drawn: NDArray[np.float64]) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Return the ends of the places that hold 95 per cent of the draws; rows are municipalities, columns draws.

    In a draw, equal values share the places that they take together.
    """
    first = np.array([(drawn < own).sum(axis=0, dtype=np.int16) for own in drawn]) + 1
    last = len(drawn) - np.array([(drawn > own).sum(axis=0, dtype=np.int16) for own in drawn])
    return _place_at(first, TAIL), _place_at(last, 1 - TAIL)


def _place_at(places: NDArray[np.int16], share: float) -> NDArray[np.int16]:
    """Return the lowest place, row by row, such that at least this share of the draws lies at it or below."""
    # Counted in whole draws, so that no rounding decides.
    enough = ceil(share * places.shape[1] - 1e-9)
    return np.asarray(np.sort(places, axis=1)[:, enough - 1])


def alike_pairs(values: NDArray[np.floating], sds: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Return which pairs can't be told apart (*statistiskt lika*): less than 1.96 standard deviations of the difference.

    Nobody is counted as alike to itself.

    Examples
    --------
    >>> alike_pairs(np.array([18.0, 6.0]), 986 / np.sqrt([20_000, 50_000])).tolist()
    [[False, True], [True, False]]
    """
    limits = Z_95 * np.hypot(sds[:, None], sds[None, :])
    found: NDArray[np.bool_] = np.abs(values[:, None] - values[None, :]) < limits
    np.fill_diagonal(found, val=False)
    return found

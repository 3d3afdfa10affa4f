r"""How much does the net cost deviation usually move, when nothing particular has happened? (*normal variation*).

The yearly change of a municipality's deviation has a standard deviation that falls with its size:

    SD(change over l years) = sqrt(a_l + b_l / residents)

The law is estimated from the panel at hand, with no constant written down here. A single year's level is uncertain by
SD(change over one year) / sqrt(2), if yearly noise is independent. Slow swings are part of the longest horizons, so the
question whether a level lasts uses the largest horizon instead.

Known drawbacks: the panel is the municipalities that happen to be known, not a random sample. Changes follow each
other over the years, so the one-year figure is a lower one for the question whether a level lasts. The law may be too
narrow for large municipalities. It does not contain model error, differences in accounting, or breaks in the series.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ifo_analysis.analysis.rows import by_key, rows_of
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

Z_95 = 1.959963984540054
HORIZONS = 6
MIN_MUNICIPALITIES = 5


@dataclass(frozen=True)
class NoiseLaw:
    """The law of one horizon: variance of the change over `horizon` years is ``a + b / residents`` (pp²)."""

    horizon: int
    a: float
    b: float
    n_changes: int

    @property
    def c(self) -> float:
        """Return the constant c in SD ≈ c / sqrt(residents), exact where `a` is 0."""
        return float(np.sqrt(self.b))

    def sd_pp(self, residents: float) -> float:
        """Return the standard deviation of the change, in percentage points."""
        return float(np.sqrt(self.a + self.b / residents))


@dataclass(frozen=True)
class Volatility:
    """Normal variation (*normal variation*) as estimated from one panel.

    `laws` holds one law per horizon in years, from 1. `c_low` and `c_high` are the 95 % bootstrap interval of the
    one-year constant, drawn over municipalities. `share_beyond` is the share of yearly changes beyond two standard
    deviations, which says how well the law fits.
    """

    laws: tuple[NoiseLaw, ...]
    n_municipalities: int
    first_year: int
    last_year: int
    population_year: int
    has_preliminary: bool
    share_beyond: float
    c_low: float
    c_high: float

    def change_limit_pp(self, residents: float, horizon: int = 1) -> float:
        """Return two standard deviations of the change over `horizon` years, in percentage points.

        Raises
        ------
        DataError
            If the panel is too short for that horizon.
        """
        laws = {law.horizon: law for law in self.laws}
        if horizon not in laws:
            raise DataError(f"Normal variation är skattad för 1–{max(laws)} år, inte för {horizon} år.")
        return 2 * laws[horizon].sd_pp(residents)

    def level_sd_pp(self, residents: float, *, is_lasting: bool = False) -> float:
        """Return the standard deviation of a level, in percentage points.

        For a single year, or with `is_lasting` for the question whether the level lasts, slow swings included.
        """
        law = max(self.laws, key=lambda item: item.sd_pp(residents)) if is_lasting else self.laws[0]
        return law.sd_pp(residents) / float(np.sqrt(2))

    def level_interval(self, pct: float, residents: float, *, is_lasting: bool = False) -> tuple[float, float]:
        """Return the 95 % interval of a level, in per cent of the reference cost."""
        half = Z_95 * self.level_sd_pp(residents, is_lasting=is_lasting)
        return pct - half, pct + half

    def are_alike(self, pct: float, residents: float, other_pct: float, other_residents: float) -> bool:
        """Return whether two levels can't be told apart, since they differ by less than normal variation."""
        limit = Z_95 * float(np.hypot(self.level_sd_pp(residents), self.level_sd_pp(other_residents)))
        return abs(pct - other_pct) < limit


def estimate_volatility(
    panel: pd.DataFrame,
    population: pd.DataFrame,
    *,
    first_year: int,
    population_year: int,
    draws: int = 1_000,
    seed: int = 20_190_101,
) -> Volatility | None:
    """Estimate normal variation (*normal variation*) of the net cost deviation from a panel.

    Changes are taken minus that year's median change, then the mean square of each municipality is fitted by least
    squares to ``a + b / residents`` with a, b ≥ 0. If the yearly changes need no a, longer horizons, which have fewer
    and overlapping changes, are fitted without it too.

    Parameters
    ----------
    panel : DataFrame
        One row per municipality and year: ``municipality``, ``year``, ``net_cost_deviation_pct``, ``is_preliminary``.
    population : DataFrame
        One row per municipality and year (`frames.POPULATION`).
    first_year : int
        The first year of the model: no change may cross a break.
    population_year : int
        The year whose population the law is fitted on.
    draws, seed : int
        Bootstrap draws over municipalities, and their seed.

    Returns
    -------
    Volatility or None
        None if fewer than five municipalities have both changes and a population: a law is not made of that.

    Notes
    -----
    Source: own method; no official standard error of the deviation was found.

    Examples
    --------
    >>> import pandas as pd
    >>> years = range(2019, 2023)
    >>> rows = [(code, year, step * (-1) ** year) for code, step in zip("ABCDEF", (4, -4, 4, -4, 4, -4)) for year in years]
    >>> panel = pd.DataFrame(rows, columns=["municipality", "year", "net_cost_deviation_pct"]).assign(
    ...     is_preliminary=False)
    >>> people = pd.DataFrame({"municipality": list("ABCDEF"), "year": 2019, "residents": 10_000})
    >>> estimate_volatility(panel, people, first_year=2019, population_year=2019).laws[0].sd_pp(10_000)
    8.0
    """
    is_known = (panel["year"] >= first_year) & panel["net_cost_deviation_pct"].notna()
    rows = list(rows_of(panel, "municipality", "year", "net_cost_deviation_pct", "is_preliminary", where=is_known))
    residents = by_key(population, ["municipality"], "residents", where=population["year"] == population_year)
    years = sorted({year for _, year, *_ in rows})
    wide, size = _wide(rows, residents, years)
    if len(size) < MIN_MUNICIPALITIES:
        return None
    changes = {step: _changes(wide, years, step) for step in range(1, HORIZONS + 1)}
    yearly = changes[1]
    n_municipalities = int(np.isfinite(yearly).any(axis=1).sum())
    if n_municipalities < MIN_MUNICIPALITIES:
        return None
    has_floor = _law(1, yearly, size, has_floor=True).a > 0
    laws = tuple(
        _law(step, found, size, has_floor=has_floor) for step, found in changes.items() if np.isfinite(found).any()
    )
    limit = 2 * np.sqrt(laws[0].a + laws[0].b / size)[:, None]
    low, high = _bootstrap(yearly, size, draws, seed, has_floor=has_floor)
    return Volatility(
        laws=laws,
        n_municipalities=n_municipalities,
        first_year=years[0],
        last_year=years[-1],
        population_year=population_year,
        has_preliminary=any(is_preliminary for *_, is_preliminary in rows),
        share_beyond=float((np.abs(yearly) > limit).sum() / np.isfinite(yearly).sum()),
        c_low=low,
        c_high=high,
    )


def _wide(
    rows: Sequence[tuple[Any, ...]], residents: Mapping[str, float], years: Sequence[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return deviations, a row for each municipality with a population and a column for each year, and populations."""
    codes = sorted({code for code, *_ in rows if code in residents})
    at_code, at_year = ({key: at for at, key in enumerate(keys)} for keys in (codes, years))
    wide = np.full((len(codes), len(years)), np.nan)
    for code, year, pct, _ in rows:
        if code in at_code:
            wide[at_code[code], at_year[year]] = pct
    return wide, np.array([residents[code] for code in codes], dtype=float)


def _changes(wide: NDArray[np.float64], years: Sequence[int], step: int) -> NDArray[np.float64]:
    """Return changes over `step` years minus each year's median; rows are municipalities, NaN where a year is missing."""
    pairs = [(years.index(year - step), at) for at, year in enumerate(years) if year - step in years]
    earlier, later = np.array(pairs, dtype=int).reshape(-1, 2).T
    change = wide[:, later] - wide[:, earlier]
    # Missing values are sorted last, so the middle of the known ones is counted from the first.
    ordered, n = np.sort(change, axis=0), np.isfinite(change).sum(axis=0)
    columns = np.arange(len(pairs))
    middle = (ordered[(n - 1) // 2, columns] + ordered[n // 2, columns]) / 2
    return np.asarray(change - middle, dtype=float)


def _mean_squares(changes: NDArray[np.float64]) -> NDArray[np.float64]:
    count = np.isfinite(changes).sum(axis=1)
    total = np.nansum(changes**2, axis=1)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan), dtype=float)


def _law(horizon: int, changes: NDArray[np.float64], size: NDArray[np.float64], *, has_floor: bool) -> NoiseLaw:
    squares = _mean_squares(changes)
    known = np.isfinite(squares)
    a, b = _fit(squares[known][None, :], 1 / size[known][None, :], has_floor=has_floor)
    return NoiseLaw(horizon, float(a[0]), float(b[0]), int(np.isfinite(changes).sum()))


def _fit(
    y: NDArray[np.float64], x: NDArray[np.float64], *, has_floor: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a, b ≥ 0 of the least squares y ≈ a + b·x, row by row; without a floor, a is 0.

    With two unknowns the constrained answer is the free one if it is allowed, else the better of the two edges.
    """
    b_edge = (x * y).sum(axis=1) / (x**2).sum(axis=1)
    if not has_floor:
        return np.zeros_like(b_edge), b_edge
    mean_x, mean_y = x.mean(axis=1, keepdims=True), y.mean(axis=1, keepdims=True)
    centred = x - mean_x
    spread, cross = (centred**2).sum(axis=1), (centred * y).sum(axis=1)
    b_free = np.divide(cross, spread, out=np.zeros_like(cross), where=spread > 0)
    a_free, a_edge = mean_y[:, 0] - b_free * mean_x[:, 0], mean_y[:, 0]
    is_free = (a_free >= 0) & (b_free >= 0) & (spread > 0)
    loss_b = ((y - b_edge[:, None] * x) ** 2).sum(axis=1)
    loss_a = ((y - mean_y) ** 2).sum(axis=1)
    is_b = loss_b <= loss_a
    a = np.where(is_free, a_free, np.where(is_b, 0.0, a_edge))
    b = np.where(is_free, b_free, np.where(is_b, b_edge, 0.0))
    return a, b


def _bootstrap(
    changes: NDArray[np.float64], size: NDArray[np.float64], draws: int, seed: int, *, has_floor: bool
) -> tuple[float, float]:
    squares = _mean_squares(changes)
    known = np.isfinite(squares)
    y, x = squares[known], 1 / size[known]
    chosen = np.random.default_rng(seed).integers(0, len(y), size=(draws, len(y)))
    _, b = _fit(y[chosen], x[chosen], has_floor=has_floor)
    low, high = np.percentile(np.sqrt(b), [2.5, 97.5])
    return float(low), float(high)

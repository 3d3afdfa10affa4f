r"""What would the deviation be if the plan had its calculated effect, and would that be seen? (*scenario*).

The effect is drawn many times from what the plan says of volume and price (Monte Carlo):

    volume ~ uniform(lowest, highest)
    price  ~ triangular(lowest, likeliest, highest), or fixed where the plan gives one price
    effect = Σ over goals of (price - price of the alternative) · volume, per full year

    deviation after = (deviation in mnkr - effect) / reference cost in mnkr

Goals are independent of each other, or, as the alternative, rise and fall together (full dependence). The next year's
deviation also moves by itself: the change is effect plus normal variation, and is seen only if it is larger than two
standard deviations of a yearly change (`volatility`).

Known drawbacks: it is arithmetic on the plan's own figures, neither a forecast nor a target. Goals without a price
aren't in it, effects are gross where the alternative's price is unknown, and one-off costs are left out. Effects that
were already taken may already be in the deviation. All else is taken to be unchanged, the reference cost too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from ifo_analysis.analysis.cost_deviation import latest_population
from ifo_analysis.analysis.measures import CALCULATED, DAYS_PER_YEAR, MSEK_PER_FULL_YEAR, UNPRICED
from ifo_analysis.analysis.rows import rows_of
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from ifo_analysis.analysis.volatility import Volatility

Dependence = Literal["independent", "full"]

SEED, DRAWS, MIN_DRAWS = 20_190_924, 20_000, 10_000
TKR_PER_MSEK = 1_000


@dataclass(frozen=True)
class Baseline:
    """The deviation that the plan is set against: per cent and mnkr of one year, and its reference cost in mnkr.

    `limit_pp` is the limit of normal variation between two years, two standard deviations, for the population of
    `population_year`. None where something isn't published or can't be computed.
    """

    year: int
    pct: float
    msek: float | None = None
    reference_msek: float | None = None
    limit_pp: float | None = None
    residents: int | None = None
    population_year: int | None = None


def baseline(
    deviation: pd.DataFrame, report_year: int, volatility: Volatility | None, population: pd.DataFrame
) -> Baseline:
    """Return the deviation of the report year (*nettokostnadsavvikelse*) as a scenario starts from it.

    Parameters
    ----------
    deviation : DataFrame
        As from `cost_deviation.cost_deviation`.
    report_year : int
        The year of the report.
    volatility : Volatility or None
        Normal variation, if it could be estimated.
    population : DataFrame
        One row per municipality and year (`frames.POPULATION`): the latest known population scales the variation.
    """
    columns = ("municipality", "net_cost_deviation_pct", "net_cost_deviation_msek", "reference_cost_msek")
    code, pct, msek, reference = next(rows_of(deviation, *columns, where=deviation["year"] == report_year))
    people = latest_population(population, code)
    residents, at = people or (None, None)
    return Baseline(
        year=report_year,
        pct=pct,
        msek=None if math.isnan(msek) else msek,
        reference_msek=None if math.isnan(reference) else reference,
        limit_pp=volatility.change_limit_pp(residents) if volatility and residents else None,
        residents=residents,
        population_year=at,
    )


@dataclass(frozen=True)
class Percentiles:
    """The 5th, 50th and 95th percentile: nine draws of ten lie between the outer two."""

    p5: float
    p50: float
    p95: float

    def times(self, factor: float, shift: float = 0.0) -> Percentiles:
        """Return the percentiles of ``shift + factor · x``; a negative factor turns their order."""
        ends = [shift + factor * end for end in (self.p5, self.p50, self.p95)]
        return Percentiles(*(ends if factor >= 0 else ends[::-1]))


@dataclass(frozen=True)
class Scenario:
    """What the deviation would be after the measures (*efter åtgärderna*), if the calculated effect came about.

    `effect_tkr` is the effect per full year, `mean_tkr` and `sd_tkr` its mean and standard deviation. `pct_after` and
    `msek_after` are the deviation after it, `coverage_pct` the effect as a share of a deviation above zero. The change
    `effect_pp` is in percentage points of the reference cost. `is_beyond` says how large a share of the draws is larger
    than normal variation by itself; `chance_seen` is the probability that the change a year later, with normal
    variation in it, is a fall larger than normal variation.
    """

    baseline: Baseline
    effect_tkr: Percentiles
    mean_tkr: float
    sd_tkr: float
    msek_after: Percentiles | None
    pct_after: Percentiles | None
    coverage_pct: Percentiles | None
    effect_pp: Percentiles | None
    is_beyond: float | None
    chance_seen: float | None
    n_goals: int
    n_calculated: int
    n_unpriced: int
    dependence: Dependence
    draws: int
    seed: int


def scenario(
    effects: pd.DataFrame,
    start: Baseline,
    dependence: Dependence = "independent",
    *,
    days: int = DAYS_PER_YEAR,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Scenario | None:
    """Return the deviation after the measures, drawn from what the plan says of volume and price.

    Parameters
    ----------
    effects : DataFrame
        One row per goal, as from `measures.goal_effects`; only calculated goals are drawn.
    start : Baseline
        The deviation before, as from `baseline`.
    dependence : {"independent", "full"}
        Whether volumes and prices of all goals are independent, or all rise and fall together.
    days : int
        Care days of a full year.
    draws, seed : int
        At least 10 000 draws, and where they start. Neither the order of goals nor other goals' states matter.

    Returns
    -------
    Scenario or None
        None if no goal is calculated.

    Raises
    ------
    DataError
        If there are fewer than 10 000 draws, or a goal stands on more than one row.
    """
    if draws < MIN_DRAWS:
        raise DataError("Scenariot behöver minst 10\u00a0000 dragningar.")
    goals = list(rows_of(effects, "area", "goal_no", "effect_status"))
    if len({goal[:2] for goal in goals}) < len(goals):
        raise DataError("Ett mål står på flera rader: effekten hör till målet och får bara räknas en gång.")
    places = sorted((goal, at) for at, goal in enumerate(goals) if goal[2] == CALCULATED)
    if not places:
        return None
    calculated = effects.take([at for _, at in places])
    total = drawn_effects(calculated, dependence, days=days, draws=draws, seed=seed)
    spread = Percentiles(*(float(end) for end in np.percentile(total, [5, 50, 95])))
    msek, reference, limit = start.msek, start.reference_msek, start.limit_pp
    pp = None if reference is None else total / (10 * reference)
    per_msek = 1 / TKR_PER_MSEK
    return Scenario(
        baseline=start,
        effect_tkr=spread,
        mean_tkr=float(total.mean()),
        sd_tkr=float(total.std(ddof=1)),
        msek_after=None if msek is None else spread.times(-per_msek, msek),
        pct_after=None if reference is None else spread.times(-0.1 / reference, start.pct),
        coverage_pct=spread.times(100 * per_msek / msek) if msek is not None and msek > 0 else None,
        effect_pp=None if reference is None else spread.times(0.1 / reference),
        is_beyond=None if pp is None or limit is None else float((pp > limit).mean()),
        chance_seen=None if pp is None or limit is None else chance_seen(pp, limit),
        n_goals=len(effects),
        n_calculated=len(calculated),
        n_unpriced=sum(status in UNPRICED for *_, status in goals),
        dependence=dependence,
        draws=draws,
        seed=seed,
    )


def drawn_effects(
    calculated: pd.DataFrame, dependence: Dependence, *, days: int, draws: int, seed: int
) -> NDArray[np.float64]:
    """Return the drawn effects of all calculated goals together, tkr per full year, one per draw."""
    rng = np.random.default_rng(seed)
    n = len(calculated)
    chances = rng.random((n, 2, draws)) if dependence == "independent" else rng.random(draws) * np.ones((n, 2, 1))
    low, mode, high, least, most, less = (
        calculated[name].to_numpy(dtype="float64")[:, None]
        for name in ("price_low", "price", "price_high", "volume_low", "volume_high", "alternative_price")
    )
    low, high = np.where(np.isnan(low), mode, low), np.where(np.isnan(high), mode, high)
    is_msek = (calculated["price_unit"] == MSEK_PER_FULL_YEAR).to_numpy()[:, None]
    price = _triangular(chances[:, 1], low, mode, high) - np.nan_to_num(less)
    volume = least + chances[:, 0] * (most - least)
    return np.asarray((price * volume * np.where(is_msek, 1_000, days / 1_000)).sum(axis=0), dtype=np.float64)


def _triangular(
    chances: NDArray[np.float64], low: NDArray[np.float64], mode: NDArray[np.float64], high: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return triangular quantities by inversion; lowest, likeliest and highest may be one and the same."""
    width = high - low
    rising = low + np.sqrt(chances * width * (mode - low))
    falling = high - np.sqrt((1 - chances) * width * (high - mode))
    return np.where(chances * width < mode - low, rising, falling)


def chance_seen(effect_pp: NDArray[np.float64], limit_pp: float) -> float:
    """Return the probability that a fall of the deviation a year later is larger than normal variation.

    The fall is the effect plus normal variation with a standard deviation of half the limit.

    Examples
    --------
    >>> [round(chance_seen(np.array([pp]), 10.0), 3) for pp in (0.0, 10.0, 20.0)]
    [0.023, 0.5, 0.977]
    """
    distance = (limit_pp - effect_pp) / (limit_pp / 2) / math.sqrt(2)
    return sum(map(math.erfc, distance.tolist())) / len(distance) / 2

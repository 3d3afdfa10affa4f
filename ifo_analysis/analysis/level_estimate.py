"""What is the lasting level of the deviation, when single years swing and municipalities differ? (*varaktig nivå*).

The mean of up to three years in a row is weighed together with how levels differ between municipalities:

    B        = τ² / (τ² + σ² / n)
    estimate = μ + B · (mean - μ)
    SD       = sqrt(B · σ² / n)
    P(level > 0) = Φ(estimate / SD)

σ is normal variation of a single year's level in a municipality of this size, μ and τ the mean and the standard
deviation of lasting levels between municipalities. Both are estimated from the panel at hand, over the same years:
μ is the mean of the municipalities' means, τ² the variance of those means less the mean of their σ² / n.

Known drawbacks: several years count as independent, but they follow each other, so with n > 1 the interval is too
narrow and the probability too sure (optimistic). Levels are taken to be normally distributed, and the panel is the
municipalities that happen to be known. Model error, differences in accounting, and breaks are not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, isnan, sqrt
from statistics import fmean
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.control_chart import unbroken_values
from ifo_analysis.analysis.cost_deviation import latest_population
from ifo_analysis.analysis.rank_interval import level_sds
from ifo_analysis.analysis.rows import rows_of
from ifo_analysis.analysis.volatility import Z_95
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from ifo_analysis.analysis.volatility import Volatility

YEARS = 3
MIN_MUNICIPALITIES = 10


@dataclass(frozen=True)
class LevelEstimate:
    """The lasting level (*varaktig nivå*) of one municipality, in per cent of the reference cost.

    `mean_pct` is the mean of `n` years; `estimate_pct` is that weighed with the other municipalities, by `weight`
    (B, 0–1). `sd_pp` is its standard deviation and `p_higher` the probability that the lasting level is above the
    reference cost. `lasting_sigma_pp` is the standard deviation of a level with slow swings included, which no mean over
    a few years makes smaller. `n_municipalities` says how many `mu_pct` and `tau_pp` come from.
    """

    first_year: int
    last_year: int
    n: int
    mean_pct: float
    sigma_pp: float
    lasting_sigma_pp: float
    mu_pct: float
    tau_pp: float
    n_municipalities: int
    weight: float
    estimate_pct: float
    sd_pp: float
    p_higher: float

    @property
    def interval_pct(self) -> tuple[float, float]:
        """Return the 95 % interval of the lasting level."""
        return self.estimate_pct - Z_95 * self.sd_pp, self.estimate_pct + Z_95 * self.sd_pp

    @property
    def is_clear(self) -> bool:
        """Return whether the interval excludes zero."""
        low, high = self.interval_pct
        return low > 0 or high < 0

    @property
    def is_lasting(self) -> bool:
        """Return whether the mean differs from zero also with slow swings included."""
        return abs(self.mean_pct) > Z_95 * self.lasting_sigma_pp

    @property
    def is_optimistic(self) -> bool:
        """Return whether several years were counted as independent, which makes the interval too narrow."""
        return self.n > 1


def shrink(mean_pct: float, sigma_pp: float, n: int, mu_pct: float, tau_pp: float) -> tuple[float, float, float, float]:
    """Return weight B, estimate, its standard deviation, and the probability that the level is above zero.

    Parameters
    ----------
    mean_pct : float
        The mean of `n` years.
    sigma_pp : float
        The standard deviation of a single year's level; above 0.
    n : int
        How many years; from 1.
    mu_pct, tau_pp : float
        Mean and standard deviation of levels between municipalities; with 0 between them, all have the mean.

    Raises
    ------
    DataError
        If there is no year, or no variation within years.

    Examples
    --------
    >>> sigma = 986 / 20_000**0.5
    >>> [round(part, 4) for part in shrink(18.0, sigma, 1, 0.0, 20.0)]
    [0.8916, 16.0496, 6.5835, 0.9926]
    >>> [round(part, 4) for part in shrink(18.0, sigma, 3, 0.0, 20.0)[:3]]
    [0.9611, 17.2992, 3.9462]
    """
    if n < 1 or sigma_pp <= 0 or tau_pp < 0:
        raise DataError("Den varaktiga nivån kan inte skattas: minst ett år och en normal variation över noll behövs.")
    noise = sigma_pp**2 / n
    weight = tau_pp**2 / (tau_pp**2 + noise)
    estimate, sd = mu_pct + weight * (mean_pct - mu_pct), sqrt(weight * noise)
    if sd == 0:
        return weight, estimate, sd, float((estimate > 0) + 0.5 * (estimate == 0))
    return weight, estimate, sd, 0.5 * (1 + erf(estimate / sd / sqrt(2)))


def level_estimate(
    deviation: pd.DataFrame,
    panel: pd.DataFrame,
    population: pd.DataFrame,
    report_year: int,
    volatility: Volatility | None,
) -> LevelEstimate | None:
    """Return the lasting level of the own municipality (*varaktig nivå*), from up to three years of one model.

    Parameters
    ----------
    deviation : DataFrame
        As from `cost_deviation.cost_deviation`: the own municipality.
    panel : DataFrame
        As from `cost_deviation.deviation_panel`: all municipalities, for μ and τ.
    population : DataFrame
        One row per municipality and year (`frames.POPULATION`).
    report_year : int
        The last year that counts. A missing year, or a new model, ends the years.
    volatility : Volatility or None
        Normal variation.

    Returns
    -------
    LevelEstimate or None
        None without a value for the report year, normal variation or an own population, or if fewer than ten
        municipalities have values for the same years.
    """
    own = unbroken_values(deviation, report_year)[-YEARS:]
    if volatility is None or not own:
        return None
    years, code = [year for _, year, _ in own], str(deviation["municipality"].iloc[own[0][0]])
    means = _means(panel, years)
    sds = level_sds(population, means.index.tolist(), volatility).dropna()
    people = latest_population(population, code)
    if people is None or len(sds) < MIN_MUNICIPALITIES:
        return None
    mu, tau = between_municipalities(means.loc[sds.index], sds, len(years))
    mean, sigma = fmean(pct for _, _, pct in own), float(sds[code])
    weight, estimate, sd, p_higher = shrink(mean, sigma, len(years), mu, tau)
    return LevelEstimate(
        first_year=years[0],
        last_year=years[-1],
        n=len(years),
        mean_pct=mean,
        sigma_pp=sigma,
        lasting_sigma_pp=volatility.level_sd_pp(people[0], is_lasting=True),
        mu_pct=mu,
        tau_pp=tau,
        n_municipalities=len(sds),
        weight=weight,
        estimate_pct=estimate,
        sd_pp=sd,
        p_higher=p_higher,
    )


def _means(panel: pd.DataFrame, years: list[int]) -> pd.Series[float]:
    """Return the mean of each municipality that has a value for all the years, by code."""
    known: dict[str, list[float]] = {}
    rows = rows_of(panel, "municipality", "net_cost_deviation_pct", where=panel["year"].isin(years))
    for code, pct in sorted(row for row in rows if not isnan(row[1])):
        known.setdefault(code, []).append(pct)
    means = {code: fmean(pcts) for code, pcts in known.items() if len(pcts) == len(years)}
    return pd.Series(means, dtype="float64")


def between_municipalities(means: pd.Series[float], sds: pd.Series[float], n: int) -> tuple[float, float]:
    """Return mean μ and standard deviation τ of lasting levels between municipalities.

    Parameters
    ----------
    means, sds : Series
        The mean of `n` years and the standard deviation of a single year, by municipality.
    n : int
        How many years each mean is made of.

    Returns
    -------
    tuple of float
        τ is 0 when the means differ no more than noise alone would make them.

    Examples
    --------
    >>> means, sds = pd.Series([-10.0, 0.0, 10.0]), pd.Series([6.0, 6.0, 6.0])
    >>> between_municipalities(means, sds, 1), between_municipalities(means, 2 * sds, 1)
    ((0.0, 8.0), (0.0, 0.0))
    """
    levels, noise = means.to_numpy(), float((sds.to_numpy() ** 2).mean()) / n
    return float(levels.mean()), sqrt(max(0.0, float(levels.var(ddof=1)) - noise))

"""Which municipalities resemble this one most in size and reference cost? (*närmaste kommuner*).

An own alternative to the official groups (*liknande kommuner*), whose variables and weights aren't published:

    distance = sqrt( ((ln P - ln P') / s_lnP)² + ((R - R') / s_R)² )

P is the population on 31 December and R the reference cost in kr per resident; s is the sample standard deviation
over all municipalities of the same year that have both. Ties go by code. The reference cost is the published one, or
else the one that the two published deviations imply, which is unknown where the deviation is within 1 per cent of
zero.

Known drawbacks: two variables don't make municipalities alike in need. The reference cost is itself a model, and its
errors are shared by those that it sets close. Who has no reference cost can't be anybody's neighbour, and with few
municipalities known the nearest may be far away.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING

import numpy as np

from ifo_analysis.analysis.cost_deviation import KEY, implied_reference_cost_msek
from ifo_analysis.analysis.rows import by_key, frame_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

SIZES = (5, 7, 10)
MIN_OTHERS = 2 * max(SIZES)
REFERENCE_COST = "N30007"
RANKED = {"municipality": "str", "residents": "int64", "reference_cost_sek_per_resident": "float64"}
STRUCTURE = {"municipality": "str", "year": "int64", **RANKED}


@dataclass(frozen=True)
class Neighbours:
    """All other municipalities from the nearest (*närmaste kommuner*), as of one year.

    `ranked` has one row per other municipality: ``municipality``, ``residents``, ``reference_cost_sek_per_resident``,
    ``distance``.
    """

    year: int
    ranked: pd.DataFrame

    @property
    def n_municipalities(self) -> int:
        """Return how many municipalities the distances are scaled to, the own among them."""
        return len(self.ranked) + 1

    def codes(self, size: int) -> tuple[str, ...]:
        """Return the codes of the nearest ones, nearest first."""
        return tuple(self.ranked["municipality"].head(size))


def structure(panel: pd.DataFrame, values: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Return population and reference cost of each municipality and year in which both are known (*struktur*).

    Parameters
    ----------
    panel : DataFrame
        As from `cost_deviation.deviation_panel`: what the reference cost is implied by.
    values : DataFrame
        One row per municipality, year and indicator (`frames.INDICATOR_VALUES`), N30007 among them where published.
    population : DataFrame
        One row per municipality and year (`frames.POPULATION`).

    Returns
    -------
    DataFrame
        ``municipality``, ``year``, ``residents``, ``reference_cost_sek_per_resident`` (N30007 where it is published,
        else implied), by year and code.
    """
    return frame_of(_structure(panel, values, population), STRUCTURE)


def _structure(
    panel: pd.DataFrame, values: pd.DataFrame, population: pd.DataFrame, first: int = 0, last: int = 9999
) -> list[tuple[str, int, int, float]]:
    """Return the rows of `structure` from a first to a last year."""
    published = by_key(values, KEY, "value", where=values["indicator"] == REFERENCE_COST)
    implied = implied_reference_cost_msek(panel["net_cost_deviation_pct"], panel["net_cost_deviation_msek"])
    implied_msek = dict(zip(rows_of(panel, *KEY), implied.tolist(), strict=True))
    found = []
    for code, year, residents in rows_of(population, *KEY, "residents"):
        if first <= year <= last and residents > 0:
            known = published.get((code, year), nan)
            reference = 1e6 * implied_msek.get((code, year), nan) / residents if isnan(known) else known
            if not isnan(reference):
                found.append((code, year, residents, reference))
    return sorted(found, key=lambda row: (row[1], row[0]))


def nearest(of_year: pd.DataFrame, municipality: str) -> pd.DataFrame:
    """Return all other municipalities from the nearest (*närmast i folkmängd och referenskostnad*).

    Parameters
    ----------
    of_year : DataFrame
        As from `structure`, one year; the own municipality among them.
    municipality : str
        Own code.

    Returns
    -------
    DataFrame
        One row per other municipality: ``municipality``, ``residents``, ``reference_cost_sek_per_resident``,
        ``distance`` (no unit); ties by code. A variable in which nobody differs adds no distance.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"municipality": list("ABCDEF"), "residents": [25_000, 24_000, 60_000, 27_000, 9_000, 120_000],
    ...     "reference_cost_sek_per_resident": [5_600.0, 5_650, 5_500, 6_900, 5_400, 6_800]})
    >>> nearest(frame, "A")[["municipality", "distance"]].round(4).values.tolist()
    [['B', 0.0864], ['C', 0.999], ['E', 1.1898], ['D', 1.9028], ['F', 2.4928]]
    """
    # The sums must not depend on the order in which the rows came.
    return _nearest(sorted(rows_of(of_year, *RANKED)), municipality)


def _nearest(rows: Sequence[tuple[str, int, float]], municipality: str) -> pd.DataFrame:
    places = np.array([(residents, reference) for _, residents, reference in rows], dtype=float)
    places[:, 0] = np.log(places[:, 0])
    scale = places.std(axis=0, ddof=1)
    own = next(at for at, row in enumerate(rows) if row[0] == municipality)
    steps = np.divide(places - places[own], scale, out=np.zeros_like(places), where=scale > 0)
    distance = np.hypot(steps[:, 0], steps[:, 1])
    ranked = [(*rows[at], distance[at]) for at in np.argsort(distance, kind="stable") if at != own]
    return frame_of(ranked, {**RANKED, "distance": "float64"})


def own_neighbours(
    panel: pd.DataFrame,
    values: pd.DataFrame,
    population: pd.DataFrame,
    municipality: str,
    report_year: int,
    breaks: Sequence[int],
) -> Neighbours | None:
    """Return the municipalities nearest in population and reference cost (*närmaste kommuner*), or None.

    Parameters
    ----------
    panel, values, population
        As for `structure`.
    municipality : str
        Own code.
    report_year : int
        The structure is that of the latest year not later than this, of the same reference model, in which both
        figures are known for the own municipality and for twenty others at least.
    breaks : sequence of int
        The first years of new reference models.

    Returns
    -------
    Neighbours or None
        None if there is no such year.
    """
    first = max((year for year in breaks if year <= report_year), default=0)
    by_year: dict[int, list[tuple[str, int, float]]] = {}
    for code, year, residents, reference in _structure(panel, values, population, first, report_year):
        by_year.setdefault(year, []).append((code, residents, reference))
    for year, rows in sorted(by_year.items(), reverse=True):
        if len(rows) > MIN_OTHERS and municipality in {code for code, *_ in rows}:
            return Neighbours(year, _nearest(rows, municipality))
    return None

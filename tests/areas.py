"""Facts of an invented municipality with any indicators: own value, the peers' and the country's, of one year or more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
from invented import EKHULT, PEERS, facts_of

from ifo_analysis.analysis.comparison import beside_peers
from ifo_analysis.definitions import COUNTRY
from ifo_analysis.frames import INDICATOR_VALUES, checked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ifo_analysis.facts import Facts

Sides = tuple[float | None, "Sequence[float | None]", float | None]
"""Own value, the peers' values in order of code, and the country's; None where a value is missing."""

COSTS: Mapping[str, Sides] = {
    "N30101": (6_400, (5_200, 5_400, 5_450, 5_700, 5_900, 6_100, 6_600), 5_800),
    "N33001": (3_100, (2_600, 2_650, 2_700, 2_800, 2_900, 3_000, 3_200), 2_850),
    "N35001": (1_200, (1_000, 1_050, 1_050, 1_100, 1_150, 1_200, 1_300), 1_100),
    "N37001": (450, (300, 320, 340, 360, 380, 400, 420), 370),
    "N31001": (1_500, (1_200, 1_250, 1_300, 1_350, 1_380, 1_400, 1_550), 1_360),
    "N37002": (150, (100, 110, 115, 120, 125, 130, 140), 120),
}
SHARES: Mapping[str, Sides] = {
    "N33023": (34.0, (20.0, 22.0, 25.0, 27.0, 28.0, 30.0, 31.0), 29.5),
    "N35030": (22.0, (21.0, 24.0, 26.0, 27.0, 29.0, 35.0, 40.0), 31.0),
    "N30020": (6.0, (4.0, 4.5, 5.0, 6.0, 7.0, 8.0, 9.0), 7.0),
    "N04159": (25.0, (18.0, 19.0, 20.0, 21.0, 22.0, 23.0, 24.0), 24.5),
}
PLACED: Mapping[str, Sides] = {
    "N33818": (7.4, (4.9, 5.0, 5.8, 6.1, 6.3, 6.6, 8.0), 7.0),
    "N33816": (2.8, (1.9, 2.0, 2.2, 2.4, 2.5, 2.6, 3.0), 2.7),
    "N33817": (5.0, (3.1, 3.5, 3.8, 4.0, 4.1, 4.4, 5.2), 4.6),
    "N33021": (1_150, (900, 950, 1_000, 1_060, 1_080, 1_100, 1_200), 1_090),
    "N33022": (2_640, (2_000, 2_100, 2_200, 2_330, 2_400, 2_500, 2_600), 2_450),
}


def facts_with(
    *years: Mapping[str, Sides], year: int = 2024, preliminary: bool = False, residents: int | None = None
) -> Facts:
    """Return the facts of Ekhult with these indicators, and no others but the deviation.

    `years` are the report year and the years before it, newest first. `residents` replaces the own population.
    """
    facts = facts_of(EKHULT, year)
    example = facts.indicator_values.iloc[0].to_dict() | {"unit": "kr/inv", "is_preliminary": preliminary}
    rows = [
        example | {"indicator": name, "municipality": code, "year": year - back, "value": float(value)}
        for back, sides in enumerate(years)
        for name, (own, peers, country) in sides.items()
        for code, value in ((EKHULT, own), *zip(PEERS, peers, strict=False), (COUNTRY, country))
        if value is not None
    ]
    old = facts.indicator_values
    names = {name for sides in years for name in sides}
    values = pd.concat([old.loc[~old["indicator"].isin(names)], pd.DataFrame(rows)], ignore_index=True)
    people = facts.population
    if residents is not None:
        is_own = (people["municipality"] == EKHULT) & (people["year"] == year)
        own = people.loc[people["municipality"] == EKHULT].iloc[[0]].assign(year=year, residents=residents)
        people = pd.concat([people.loc[~is_own], own], ignore_index=True)
    return replace(facts, indicator_values=checked(INDICATOR_VALUES, values), population=people)


def without_residents(facts: Facts) -> Facts:
    """Return the facts without the own population of the report year."""
    people = facts.population
    is_own = (people["municipality"] == EKHULT) & (people["year"] == facts.parameters.report_year)
    return replace(facts, population=people.loc[~is_own])


def changed(sides: Mapping[str, Sides], **own: float | None) -> dict[str, Sides]:
    """Return the same indicators with other own values; None takes a value away."""
    return {name: (own.get(name, value), peers, country) for name, (value, peers, country) in sides.items()}


def beside(facts: Facts, ids: Sequence[str], peers: Sequence[str] = PEERS) -> pd.DataFrame:
    """Return what the notebook computes: the indicators of the report year beside the peers."""
    return beside_peers(facts.indicator_values, ids, EKHULT, peers, facts.parameters.report_year)

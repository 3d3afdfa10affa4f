"""The cost model behind the reference cost (*utjämningsmodellen*), by the year that it is valid for.

An unknown year is an error: the model, mean cost or index of another year never takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from ifo_analysis.errors import DataError

YEARS_TO_EQUALISATION = 2
"""The reference cost of a year has the structure that the equalisation uses two years later."""


@dataclass(frozen=True)
class Factor:
    """A structural factor (*strukturfaktor*): its column, its weight, and how it is named and counted in print.

    `is_root` says that the square root is what has the weight. `step` is the increase whose effect is told, in the
    column's own unit; shares are fractions, so 0.01 is one percentage point.
    """

    column: str
    coefficient: float
    name: str
    definite: str
    unit: Literal["procent", "invånare", "dagar", "enhet"]
    step: float
    step_words: str
    definition: str
    is_root: bool = False


@dataclass(frozen=True)
class MeanCost:
    """The mean standard cost (*genomsnittlig standardkostnad*) in kr per resident, and the year of its prices."""

    sek_per_resident: float
    price_year: int
    confidence: str


@dataclass(frozen=True)
class CostModel:
    """A regime of the model: the years of equalisation that it holds for, its weights, and where they stand.

    `read_years` are the years whose text was read; in the others the same weights are taken to hold, unverified.
    """

    name: str
    first_year: int
    last_year: int
    read_years: tuple[int, ...]
    source: str
    intercept: float
    wage_share: float
    factors: tuple[Factor, ...]
    border: Factor

    def used(self, *, with_border: bool = False) -> tuple[Factor, ...]:
        """Return the factors that a calculation uses: the commuting over the border only when it is asked for."""
        return (*self.factors, self.border) if with_border else self.factors


def cost_model(equalisation_year: int) -> CostModel:
    """Return the model of a year of equalisation (*utjämningsår*).

    Raises
    ------
    DataError
        If no regime is known for the year.

    Examples
    --------
    >>> cost_model(2026).name, cost_model(2026).factors[0].coefficient
    ('ifo-2020', 11523.54)
    """
    regimes = cost_models()
    for regime in regimes:
        if regime.first_year <= equalisation_year <= regime.last_year:
            return regime
    known = ", ".join(f"{regime.first_year}–{regime.last_year}" for regime in regimes)
    raise DataError(
        f"Utjämningsmodellen för utjämningsår {equalisation_year} är inte känd (kända år: {known}). En annan modell "
        "används inte i stället: lägg till året i definitions/cost_model.yml, med källa."
    )


@cache
def cost_models() -> tuple[CostModel, ...]:
    """Return the known regimes, oldest first."""
    found = []
    for row in _definitions()["regimes"]:
        factors = tuple(Factor(**factor) for factor in row["factors"])
        parts = {"factors": factors, "border": Factor(**row["border"]), "read_years": tuple(row["read_years"])}
        found.append(CostModel(**{**row, **parts}))
    return tuple(found)


def mean_cost(equalisation_year: int) -> MeanCost:
    """Return the mean standard cost of IFO in a year of equalisation, before it is indexed.

    Raises
    ------
    DataError
        If it isn't known for the year.

    Examples
    --------
    >>> mean_cost(2026).sek_per_resident, mean_cost(2026).price_year
    (5600, 2024)
    """
    known = _definitions()["mean_costs"]
    if equalisation_year not in known:
        raise DataError(
            f"Den genomsnittliga standardkostnaden för utjämningsår {equalisation_year} är inte känd (kända år: "
            f"{', '.join(map(str, sorted(known)))}). Ett annat års värde används inte i stället."
        )
    return MeanCost(**known[equalisation_year])


def price_index(equalisation_year: int) -> float:
    """Return what a standard cost is multiplied by to have the prices of the year of equalisation (*KPIF*).

    Raises
    ------
    DataError
        If the change of prices isn't known for that year or the year before.

    Examples
    --------
    >>> round(5_600 * price_index(2026), 2)
    5825.97
    """
    changes = _definitions()["price_changes_pct"]
    years = (equalisation_year - 1, equalisation_year)
    if missing := [str(year) for year in years if year not in changes]:
        raise DataError(
            f"Förändringen av KPIF är inte känd för {' och '.join(missing)}. Ett annat års värde används inte i stället."
        )
    before, at = (changes[year] for year in years)
    return float((1 + before / 100) * (1 + at / 100))


def has_cost_model(equalisation_year: int) -> bool:
    """Say whether a regime is known for a year of equalisation.

    >>> has_cost_model(2026), has_cost_model(2027)
    (True, False)
    """
    return any(regime.first_year <= equalisation_year <= regime.last_year for regime in cost_models())


def has_mean_cost(equalisation_year: int) -> bool:
    """Say whether the mean standard cost of a year is known.

    >>> has_mean_cost(2026), has_mean_cost(2025)
    (True, False)
    """
    return equalisation_year in _definitions()["mean_costs"]


def missing_part(name: str) -> str:
    """Return what a report calls a part that a calculation lacks.

    >>> missing_part("wage_index")
    'löneindex för alla kommuner'
    """
    return str(_definitions()["missing_parts"][name])


@cache
def _definitions() -> Any:  # noqa: ANN401 - as in the package's own loader: the dataclass checks what the file holds
    return yaml.safe_load((files(__package__) / "cost_model.yml").read_text(encoding="utf-8"))

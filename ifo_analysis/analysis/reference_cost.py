"""Which parts of a municipality's structure make its expected cost higher or lower than that of others?

The reference cost (*referenskostnad*) comes from the model of the municipal cost equalisation, which is linear in a few
structural factors (*strukturfaktorer*), one of them as a square root:

    M = intercept + sum of coefficient · z,  z the factor or its root     model value (*modellberäknat värde*)
    K = mean cost / population-weighted mean of M                         correction factor (*korrigeringsfaktor*)
    A = K · M                                                             the municipality's share of the mean cost
    T = max(0, wage index - 100) / 100 · wage share · A                   wage supplement, paid by the same amount for all
    contribution of a factor = K · coefficient · (z own - mean z of the others)

The contributions add up to the whole difference of A, exactly. The published reference cost (N30007) stays the
reference everywhere: the model tells differences apart, and what it doesn't give back of N30007 is the model rest
(*modellrest*), always returned. What isn't published is named, never guessed: without all municipalities there is no
K, and contributions are then those before it.

Known drawbacks: a contribution is the factor's statistical weight in the model, not a cause. The model has no variable
for addiction, crime or violence. Urban population is renewed every fifth year, and low income lags. A row for the
country can't stand for its municipalities, since the mean of roots isn't the root of a mean; it is left out. The wage
index and how common costs are shared out are missing, so the model rest is large before K, and seldom zero after it.
"""

from __future__ import annotations

from itertools import compress
from math import sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from ifo_analysis.analysis.rows import rows_of
from ifo_analysis.definitions import COUNTRY
from ifo_analysis.definitions.cost_model import YEARS_TO_EQUALISATION
from ifo_analysis.errors import DataError
from ifo_analysis.language import listed, rounded

if TYPE_CHECKING:
    from ifo_analysis.definitions.cost_model import CostModel

Numbers = np.ndarray[Any, np.dtype[np.float64]]
KEY = ["municipality", "year"]
INTERCEPT = "intercept"


def model_terms(structure: pd.DataFrame, model: CostModel, *, with_border: bool = False) -> pd.DataFrame:
    """Return what each factor adds to the model value (*modellberäknat värde*), before the correction factor.

    Parameters
    ----------
    structure : DataFrame
        One row per municipality and year (`frames.local.STRUCTURE`); shares are fractions. Rows of the country are
        left out.
    model : CostModel
        The regime; every year's year of equalisation must belong to it.
    with_border : bool
        Use the commuting over the border, whose unit isn't known.

    Returns
    -------
    DataFrame
        One row per municipality, year and factor, the intercept first: ``municipality``, ``year``, ``factor``,
        ``value`` (the factor's own unit), ``z`` (the value or its root), ``coefficient`` and ``term_sek`` (kr per
        resident).

    Raises
    ------
    DataError
        If a year belongs to another regime, or a factor has no value.

    Examples
    --------
    >>> structure = pd.DataFrame({"municipality": ["A"], "year": 2024, "low_income_share": 0.08,
    ...     "low_education_share": 0.02, "urban_residents": 20_000.0, "flats_1965_75_share": 0.10,
    ...     "sickness_days": 25.0})
    >>> from ifo_analysis.definitions.cost_model import cost_model
    >>> round(float(model_terms(structure, cost_model(2026))["term_sek"].sum()), 4)
    3022.4615
    """
    found = model_matrix(structure, model, with_border=with_border)
    n = len(found.factors)
    return pd.DataFrame(
        {
            "municipality": pd.array(found.municipalities, dtype="str").repeat(n),
            "year": np.repeat(np.array(found.years, dtype="int64"), n),
            "factor": pd.array(found.factors * len(found.years), dtype="str"),
            "value": found.factor_values.ravel(),
            "z": found.z.ravel(),
            "coefficient": np.tile(found.coefficients, len(found.years)),
            "term_sek": found.terms.ravel(),
        }
    )


class ModelMatrix(NamedTuple):
    """What `model_terms` tells, with a row per municipality and year and a column per factor, the intercept first."""

    municipalities: list[str]
    years: list[int]
    factors: list[str]
    factor_values: Numbers
    z: Numbers
    coefficients: Numbers

    @property
    def terms(self) -> Numbers:
        """Return what each factor adds to the model value, kr per resident."""
        return self.z * self.coefficients


def model_matrix(structure: pd.DataFrame, model: CostModel, *, with_border: bool = False) -> ModelMatrix:
    """Return the terms of the model value (*modellberäknat värde*) side by side; all else as for `model_terms`."""
    factors = model.used(with_border=with_border)
    columns = [factor.column for factor in factors]
    keys = list(rows_of(structure, *KEY))
    order = sorted((at for at, (code, _) in enumerate(keys) if code != COUNTRY), key=keys.__getitem__)
    rows = structure.reindex(columns=columns).to_numpy(dtype="float64")[order]
    codes, years = ([keys[at][part] for at in order] for part in (0, 1))
    _check(codes, years, rows, model, columns)
    values = np.column_stack([np.ones(len(rows)), rows])
    is_root = np.array([False, *(factor.is_root for factor in factors)])
    z = np.where(is_root, np.sqrt(np.where(is_root, values, 0.0)), values)
    coefficients = np.array([model.intercept, *(factor.coefficient for factor in factors)])
    return ModelMatrix(codes, years, [INTERCEPT, *columns], values, z, coefficients)


def _check(codes: list[str], years: list[int], rows: Numbers, model: CostModel, columns: list[str]) -> None:
    allowed = range(model.first_year, model.last_year + 1)
    wrong = [str(at) for at in sorted(set(years)) if at + YEARS_TO_EQUALISATION not in allowed]
    faults = [f"året {year} hör inte till modellen {model.name}" for year in wrong]
    for column, is_missing in zip(columns, np.isnan(rows).T, strict=True):
        faults += [f"{column} saknas för {code}" for code in sorted(set(compress(codes, is_missing)))]
    if faults:
        raise DataError.of("Strukturfaktorerna räcker inte till utjämningsmodellen", faults)


def model_values(terms: pd.DataFrame) -> pd.DataFrame:
    """Return the model value (*modellberäknat värde*) of each municipality and year: ``model_sek``, kr per resident."""
    return terms.groupby(KEY)["term_sek"].sum().rename("model_sek").reset_index()


def correction_factor(values: pd.DataFrame, population: pd.DataFrame, mean_cost_sek: float) -> float:
    """Return the correction factor K (*korrigeringsfaktor*) of one year; `values` must be all of the country.

    Parameters
    ----------
    values : DataFrame
        As from `model_values`, one year.
    population : DataFrame
        One row per municipality and year: ``residents`` on 31 December, two years before the year of equalisation.
    mean_cost_sek : float
        The mean standard cost of the country, kr per resident.

    Raises
    ------
    DataError
        If the residents of a municipality are unknown, or the mean model value isn't above zero.
    """
    mean = float(np.average(values["model_sek"], weights=_residents(values, population)))
    if mean <= 0:
        raise DataError("Korrigeringsfaktorn kan inte beräknas: modellens medelvärde ska vara större än noll.")
    return mean_cost_sek / mean


def _residents(values: pd.DataFrame, population: pd.DataFrame) -> np.ndarray:
    found = values[KEY].merge(population[[*KEY, "residents"]], on=KEY, how="left", validate="1:1")
    if missing := sorted(found.loc[found["residents"].isna(), "municipality"]):
        raise DataError(f"Folkmängd saknas för {listed(missing)}: alla kommuners folkmängd behövs som vikter.")
    return found["residents"].to_numpy(dtype="float64")


def standard_costs(
    values: pd.DataFrame,
    population: pd.DataFrame,
    wage_index: pd.DataFrame,
    model: CostModel,
    mean_cost_sek: float,
    index: float,
) -> pd.DataFrame:
    """Return the standard cost (*standardkostnad*) of all municipalities of a country in one year, step by step.

    Parameters
    ----------
    values, population, mean_cost_sek
        As for `correction_factor`.
    wage_index : DataFrame
        One row per municipality and year: ``wage_index``, the country = 100.
    model : CostModel
        For its wage share.
    index : float
        From the prices of the mean cost to those of the year of equalisation (`definitions.cost_model.price_index`).

    Returns
    -------
    DataFrame
        One row per municipality and year, kr per resident: ``model_sek``, ``adjusted_sek`` (A), ``supplement_sek``
        (T), ``deduction_sek`` (the same for all; it takes back all supplements), ``before_index_sek``,
        ``standard_cost_sek`` (whole kronor, half away from zero).

    Raises
    ------
    DataError
        If the residents or the wage index of a municipality are unknown.
    """
    residents = _residents(values, population)
    found = values.merge(wage_index[[*KEY, "wage_index"]], on=KEY, how="left", validate="1:1")
    if missing := sorted(found.loc[found["wage_index"].isna(), "municipality"]):
        raise DataError(f"Löneindex saknas för {listed(missing)}: tillägg och avdrag kräver alla kommuners löneindex.")
    adjusted = correction_factor(values, population, mean_cost_sek) * found["model_sek"]
    supplement = (found["wage_index"] - 100).clip(lower=0) / 100 * model.wage_share * adjusted
    deduction = float(np.average(supplement, weights=residents))
    before = adjusted + supplement - deduction
    return found[[*KEY, "model_sek"]].assign(
        adjusted_sek=adjusted,
        supplement_sek=supplement,
        deduction_sek=deduction,
        before_index_sek=before,
        standard_cost_sek=[int(rounded(float(value) * index)) for value in before],
    )


def contributions(terms: pd.DataFrame, weights: pd.DataFrame, *, correction: float = 1.0) -> pd.DataFrame:
    """Return what each factor adds to the difference from a weighted mean of municipalities, exactly.

    Parameters
    ----------
    terms : DataFrame
        As from `model_terms`.
    weights : DataFrame
        Whom to compare with: ``municipality``, ``year`` and ``weight``; equal weights for peers, residents for the
        country. Only those that have terms count.
    correction : float
        The correction factor; 1 gives contributions before it.

    Returns
    -------
    DataFrame
        `terms` with ``mean_z`` and ``contribution_sek``, kr per resident. Positive: the factor makes the expected cost
        higher than the others'. NaN in years without anybody to compare with.
    """
    by = ["year", "factor"]
    weighed = terms[[*KEY, "factor", "z"]].merge(weights[[*KEY, "weight"]], on=KEY, validate="m:1")
    sums = weighed.assign(z=weighed["z"] * weighed["weight"]).groupby(by)[["z", "weight"]].sum()
    means = (sums["z"] / sums["weight"]).rename("mean_z")
    found = terms.join(means, on=by)
    return found.assign(contribution_sek=correction * found["coefficient"] * (found["z"] - found["mean_z"]))


def marginal_effects(model: CostModel, urban_residents: float, *, correction: float = 1.0) -> dict[str, float]:
    """Return how much the model value changes with one step more of each factor (*marginaleffekt*), kr per resident.

    A step is one percentage point, a day, or 1 000 residents in addition to `urban_residents`.

    Examples
    --------
    >>> from ifo_analysis.definitions.cost_model import cost_model
    >>> effects = marginal_effects(cost_model(2026), 20_000)
    >>> {name: round(effect, 2) for name, effect in effects.items()}["urban_residents"]
    9.08
    """
    return {
        factor.column: correction
        * factor.coefficient
        * (sqrt(urban_residents + factor.step) - sqrt(urban_residents) if factor.is_root else factor.step)
        for factor in model.factors
    }

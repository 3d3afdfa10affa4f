"""What in the structure sets the municipality's reference cost apart from its peers'?

The contributions of `reference_cost` for one municipality and year, against the unweighted mean of its peers, with what
the calculation lacks. With figures for every municipality of the country they are in kronor of the mean cost, after the
correction factor; else they are the model's own, before it. Leaving out one peer at a time shows how much a
contribution depends on the choice of them.

Known drawbacks: those of `reference_cost`. The mean of few peers moves with each of them. Only Sweden's 290
municipalities count as the whole country, so an invented one never gets a correction factor.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import isnan, nan
from statistics import fmean
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from ifo_analysis.analysis.peers import MIN_PEERS
from ifo_analysis.analysis.reference_cost import (
    correction_factor,
    marginal_effects,
    model_matrix,
    standard_costs,
)
from ifo_analysis.analysis.rows import by_key, frame_of, rows_of
from ifo_analysis.definitions import COUNTRY, municipalities
from ifo_analysis.definitions.cost_model import (
    YEARS_TO_EQUALISATION,
    cost_model,
    has_cost_model,
    has_mean_cost,
    mean_cost,
)
from ifo_analysis.definitions.net_costs import whole_and_reference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ifo_analysis.analysis.reference_cost import ModelMatrix
    from ifo_analysis.definitions.cost_model import CostModel

Lack = Literal["", "own", "model", "peers"]
COLUMNS = ("factor", "own", "peers", "contribution_sek", "low_sek", "high_sek", "marginal_sek")


@dataclass(frozen=True)
class ReferenceDrivers:
    """What sets the reference cost apart (*vad som driver referenskostnaden*), in kr per resident.

    `factors` has a row per factor, those with the largest contribution first: ``factor``, ``own`` and ``peers`` (in the
    factor's unit; for a root the number whose root is the peers' mean), ``contribution_sek``, ``low_sek`` and
    ``high_sek`` (with one peer at a time left out) and ``marginal_sek``. Positive: a higher reference cost than the
    peers'. `correction` is NaN where it can't be had; model values are then before it. `wage_sek` is what wages add or
    take, own and the peers' mean (NaN if unknown). `reference_sek` is the published reference cost, own and the mean
    of the same peers (NaN if any is missing). `missing_parts` names what the calculation lacks
    (`definitions.cost_model.missing_part`), and `lack` why there is no comparison at all; `factors` is then empty.
    """

    year: int
    lack: Lack = ""
    peers: tuple[str, ...] = ()
    missing_peers: tuple[str, ...] = ()
    factors: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COLUMNS)))
    correction: float = nan
    model_sek: float = nan
    peers_model_sek: float = nan
    wage_sek: float = nan
    peers_wage_sek: float = nan
    reference_sek: float = nan
    peers_reference_sek: float = nan
    missing_parts: tuple[str, ...] = ()

    @property
    def equalisation_year(self) -> int:
        """Return the year of equalisation (*utjämningsår*) whose model is used."""
        return self.year + YEARS_TO_EQUALISATION

    @property
    def is_corrected(self) -> bool:
        """Say whether the correction factor is in the amounts."""
        return not np.isnan(self.correction)

    @property
    def model_rest_sek(self) -> float:
        """Return what the model doesn't give back of the published reference cost (*modellrest*)."""
        return self.reference_sek - self.model_sek - float(np.nan_to_num(self.wage_sek))

    @property
    def peers_model_rest_sek(self) -> float:
        """Return the same for the peers' means."""
        return self.peers_reference_sek - self.peers_model_sek - float(np.nan_to_num(self.peers_wage_sek))


def reference_drivers(
    structure: pd.DataFrame,
    values: pd.DataFrame,
    population: pd.DataFrame,
    municipality: str,
    peers: Sequence[str],
    year: int,
    *,
    with_border: bool = False,
) -> ReferenceDrivers:
    """Return which factors make the reference cost differ from the peers', and by how much.

    Parameters
    ----------
    structure : DataFrame
        One row per municipality and year (`frames.local.STRUCTURE`), by the year of the reference cost.
    values : DataFrame
        For the published reference cost (`frames.INDICATOR_VALUES`).
    population : DataFrame
        One row per municipality and year (`frames.POPULATION`).
    municipality, peers, year
        Whom to compare, with whom, and when.
    with_border : bool
        Use the commuting over the border, whose unit isn't known.
    """
    is_used = (structure["year"] == year) & (structure["municipality"] != COUNTRY)
    known = {code for (code,) in rows_of(structure, "municipality", where=is_used)}
    used, missing = (tuple(sorted(code for code in peers if (code in known) is is_in)) for is_in in (True, False))
    found = ReferenceDrivers(year, _lack(known, municipality, used, year), used, missing)
    if found.lack:
        return found
    model, of_year = cost_model(found.equalisation_year), structure.loc[is_used]
    matrix = model_matrix(of_year, model, with_border=with_border)
    model_sek = dict(zip(matrix.municipalities, matrix.terms.sum(axis=1).tolist(), strict=True))
    correction, wages, parts = _whole_country(of_year, model_sek, population, model, year)
    scale = 1.0 if isnan(correction) else correction
    is_reference = (values["year"] == year) & (values["indicator"] == whole_and_reference()[1])
    reference = by_key(values, ["municipality"], "value", where=is_reference)
    return replace(
        found,
        factors=_factors(matrix, municipality, used, model, scale),
        correction=correction,
        model_sek=scale * model_sek[municipality],
        peers_model_sek=scale * fmean(model_sek[code] for code in used),
        wage_sek=wages.get(municipality, nan),
        peers_wage_sek=fmean(wages.get(code, nan) for code in used),
        reference_sek=reference.get(municipality, nan),
        peers_reference_sek=fmean(reference.get(code, nan) for code in used),
        missing_parts=parts if with_border else (*parts, "border"),
    )


def _lack(known: set[str], municipality: str, used: Sequence[str], year: int) -> Lack:
    """Return why there is nothing to compare, or nothing."""
    if municipality not in known:
        return "own"
    if not has_cost_model(year + YEARS_TO_EQUALISATION):
        return "model"
    return "peers" if len(used) < MIN_PEERS else ""


def _factors(
    matrix: ModelMatrix, municipality: str, peers: Sequence[str], model: CostModel, scale: float
) -> pd.DataFrame:
    """Return the factors of one municipality beside its peers, the largest contribution first."""
    factors, coefficients = matrix.factors[1:], matrix.coefficients[1:]
    at = {code: place for place, code in enumerate(matrix.municipalities)}
    own, own_z = (numbers[at[municipality], 1:] for numbers in (matrix.factor_values, matrix.z))
    z = matrix.z[[at[code] for code in peers], 1:]
    without = (z.sum(axis=0) - z) / (len(peers) - 1)
    left_out = scale * coefficients * (own_z - without)
    is_root = np.array([factor.is_root for factor in model.used(with_border=len(factors) > len(model.factors))])
    marginal = marginal_effects(model, float(own[is_root][0]), correction=scale)
    mean_z = z.mean(axis=0)
    contribution = scale * coefficients * (own_z - mean_z)
    columns = {
        "own": own,
        "peers": np.where(is_root, mean_z**2, mean_z),
        "contribution_sek": contribution,
        "low_sek": left_out.min(axis=0),
        "high_sek": left_out.max(axis=0),
        "marginal_sek": np.array([marginal.get(factor, nan) for factor in factors]),
    }
    order = np.argsort(-np.abs(contribution), kind="stable")
    names = pd.array([factors[place] for place in order], dtype="str")
    return pd.DataFrame({"factor": names, **{name: numbers[order] for name, numbers in columns.items()}})


def _whole_country(
    structure: pd.DataFrame, model_sek: Mapping[str, float], population: pd.DataFrame, model: CostModel, year: int
) -> tuple[float, Mapping[str, float], tuple[str, ...]]:
    """Return the correction factor, what wages add, and the names of what is missing for them."""
    codes = {item.code for item in municipalities()}
    whole = codes <= model_sek.keys() & {
        code for (code,) in rows_of(population, "municipality", where=population["year"] == year)
    }
    has_mean = has_mean_cost(year + YEARS_TO_EQUALISATION)
    has_wages = whole and bool(structure["wage_index"].notna().all())
    named = {"whole_country": whole, "mean_cost": has_mean, "wage_index": has_wages, "overhead": False}
    missing = tuple(name for name, is_there in named.items() if not is_there)
    if not (whole and has_mean):
        return nan, {}, missing
    rows = [(code, year, value) for code, value in model_sek.items() if code in codes]
    values = frame_of(rows, {"municipality": "str", "year": "int64", "model_sek": "float64"})
    people, mean = population.loc[population["year"] == year], mean_cost(year + YEARS_TO_EQUALISATION)
    correction = correction_factor(values, people, mean.sek_per_resident)
    if not has_wages:
        return correction, {}, missing
    costs = standard_costs(values, people, structure, model, mean.sek_per_resident, 1.0).set_index("municipality")
    wages = costs["supplement_sek"] - costs["deduction_sek"]
    return correction, dict(zip(costs.index, wages.tolist(), strict=True)), missing

"""Invented structural factors of the cost model, and facts that hold them beside an invented reference cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from areas import facts_with
from invented import EKHULT, PEERS
from local_rows import local_rows, with_local

from ifo_analysis.analysis.reference_drivers import ReferenceDrivers, reference_drivers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ifo_analysis.facts import Facts

NAMES = ("low_income_share", "low_education_share", "urban_residents", "flats_1965_75_share", "sickness_days")
OWN = (0.08, 0.02, 20_000, 0.10, 25)
ALIKE = (
    *((0.05, 0.015, 4_000, 0.04, 22), (0.06, 0.018, 9_000, 0.05, 23), (0.07, 0.020, 16_000, 0.06, 24)),
    *((0.05, 0.016, 12_100, 0.08, 26), (0.04, 0.017, 8_100, 0.07, 21), (0.06, 0.021, 10_000, 0.03, 22)),
    (0.055, 0.019, 6_400, 0.06, 24),
)
REFERENCE = {"N30007": (5_115, (5_000, 5_050, 5_100, 5_150, 5_200, 5_250, 5_300), 5_600)}


def structure(own: Sequence[float] = OWN, peers: Sequence[Sequence[float]] = ALIKE, year: int = 2024) -> pd.DataFrame:
    """Return the factors of Ekhult and its first peers, one row each."""
    codes = [EKHULT, *PEERS[: len(peers)]]
    rows = [dict(zip(NAMES, map(float, values), strict=True)) for values in (own, *peers)]
    return local_rows(
        "structure", *({"municipality": code, "year": year, **row} for code, row in zip(codes, rows, strict=True))
    )


def facts_of_structure(
    own: Sequence[float] = OWN,
    peers: Sequence[Sequence[float]] = ALIKE,
    year: int = 2024,
    reference: Mapping[str, tuple[float | None, Sequence[float | None], float | None]] | None = None,
) -> Facts:
    """Return the facts of Ekhult with these factors, and this published reference cost."""
    return with_local(
        facts_with(REFERENCE if reference is None else reference, year=year), structure=structure(own, peers, year)
    )


def drivers_of(facts: Facts) -> ReferenceDrivers:
    """Return what the notebook computes."""
    year = facts.parameters.report_year
    return reference_drivers(facts.local.structure, facts.indicator_values, facts.population, EKHULT, PEERS, year)

"""Who lives there: residents by age, and the structural factors (*strukturfaktorer*) behind the reference cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ifo_analysis.sources.demo.names import COUNTRY
from ifo_analysis.sources.demo.panels import stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ifo_analysis.sources.demo.local.place import Place, Record
    from ifo_analysis.sources.demo.panels import Panel

AGES = ("0–12", "13–17", "18–20", "21–64", "65+")
YOUNG = 0.7  # of those 0–17 years, those 0–12
# The weights of förordning (2004:881), so that the factors give the world's own reference costs, more or less.
CONSTANT, LOW_INCOME, LOW_EDUCATION, ROOT_URBAN, FLATS, SICKNESS = 488.71, 11_523.54, 26_610.39, 2.60, 2_797.15, 17.29
MEAN = 3_300.0  # kr per resident that the factors give a municipality of mean reference cost


def residents_by_age(place: Place) -> Iterator[Record]:
    """Yield residents of the municipality and its peers by age, two years; the ages add up to all residents."""
    for code in (place.municipality, *place.peers):
        there = place.at(code)
        for year in (place.year - 1, place.year):
            everyone = round(there.figure("N01951", year))
            children, young, working = (round(everyone * there.age_share(group)) for group in ("0-17", "0-20", "21-64"))
            youngest = round(YOUNG * children)
            counts = (youngest, children - youngest, young - children, working, everyone - young - working)
            for age, count in zip(AGES, counts, strict=True):
                yield {"municipality": code, "year": year, "age_group": age, "residents": count}


def structure(place: Place) -> Iterator[Record]:
    """Yield the structural factors of all municipalities and of the country, for the report year."""
    world, year = place.world, place.world.years.index(place.year)
    residents = world.structure.residents[:, year]
    columns = _factors(world.seed, residents, world.structure.reference_sek[:, year])
    codes = [code for code, _ in world.municipalities]
    whole = {name: float((values * residents).sum() / residents.sum()) for name, values in columns.items()}
    whole["urban_residents"] = float(columns["urban_residents"].sum())
    for at, code in enumerate(codes):
        yield {"municipality": code, **_printed({name: float(values[at]) for name, values in columns.items()})}
    yield {"municipality": COUNTRY[0], **_printed(whole)}


def _factors(seed: int, residents: Panel, reference: Panel) -> dict[str, Panel]:
    """Return the factors by municipality: poverty is what is left to explain the reference cost, within bounds."""
    rng = stream(seed, "own structure")
    noise = rng.standard_normal((4, len(residents)))
    level = reference / ((reference * residents).sum() / residents.sum())
    urban = residents * np.clip(0.8 + 0.08 * noise[0], 0.4, 0.98)
    education = np.clip(0.024 * level * np.exp(0.15 * noise[1]), 0.008, 0.08)
    flats = np.clip(0.10 * level * np.exp(0.5 * noise[2]), 0.005, 0.4)
    sickness = np.clip(25 + 4 * noise[3], 14, 42)
    known = CONSTANT + LOW_EDUCATION * education + ROOT_URBAN * np.sqrt(urban) + FLATS * flats + SICKNESS * sickness
    return {
        "low_income_share": np.clip((MEAN * level - known) / LOW_INCOME, 0.02, 0.4),
        "low_education_share": education,
        "urban_residents": urban,
        "flats_1965_75_share": flats,
        "sickness_days": sickness,
        "border": np.zeros(len(residents)),
        "wage_index": np.clip(
            98.5 + 1.2 * np.log(residents / 15_000) + 0.5 * rng.standard_normal(len(residents)), 96, 108
        ),
    }


def _printed(values: dict[str, float]) -> Record:
    places = {"urban_residents": 0, "sickness_days": 1, "wage_index": 1}
    return {name: round(value, places.get(name, 4)) for name, value in values.items()}

"""Invented placements of Ekhult and two municipalities beside it, and the review of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from invented import facts_of
from local_rows import local_rows, with_local

from ifo_analysis.analysis.placement_review import PlacementReview, placement_review, residents_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from ifo_analysis.facts import Facts

Form = tuple[str, str, float, float, int]
NOTHING = float("nan")
CHILDREN: tuple[Form, ...] = (
    ("familjehem", "own", 9_000, 9_900_000, 30),
    ("konsulentstott_familjehem", "purchased", 2_600, 5_720_000, 9),
    ("stodboende", "own", 700, 910_000, 4),
    ("hvb", "purchased", 2_500, 16_250_000, 14),
    ("sis", "purchased", 300, 3_300_000, 3),
)
LAST_YEAR: tuple[Form, ...] = (
    ("familjehem", "own", 9_200, 9_500_000, 31),
    ("konsulentstott_familjehem", "purchased", 2_000, 4_200_000, 7),
    ("hvb", "purchased", 2_100, 13_000_000, 11),
)
BERGSALA: tuple[Form, ...] = (
    ("familjehem", "own", 8_000, 8_400_000, 28),
    ("jourhem", "own", 600, 900_000, 6),
    ("hvb", "purchased", 1_400, 8_600_000, 9),
)
NORRVIKEN: tuple[Form, ...] = (
    ("familjehem", "own", 6_000, 6_600_000, 20),
    ("stodboende", "own", 900, 1_000_000, 6),
    ("hvb", "purchased", 900, 5_500_000, 6),
)
TARGET: tuple[Form, ...] = (("familjehem", "own", 9_500, 10_000_000, 0), ("hvb", "purchased", 1_500, 9_500_000, 0))
ADULTS: tuple[Form, ...] = (
    ("familjehem", "own", 400, 500_000, 2),
    ("hvb", "purchased", 1_500, 4_500_000, 12),
    ("stodboende_vuxna", "own", 4_000, 3_000_000, 15),
)
ADULTS_LAST_YEAR: tuple[Form, ...] = (
    ("hvb", "purchased", 1_200, 3_500_000, 10),
    ("stodboende_vuxna", "own", 3_900, 2_900_000, 14),
)


def rows(
    forms: Iterable[Form], municipality: str = "9901", year: int = 2024, basis: str = "outcome", group: str = "children"
) -> list[dict[str, object]]:
    """Return placements as records: form, provider, days, cost and persons."""
    return [
        {
            "municipality": municipality, "year": year, "basis": basis, "target_group": group, "placement_type": form,
            "provider": provider, "care_days": days, "cost_sek": cost, "persons": persons, "placements": persons + 1,
        }
        for form, provider, days, cost, persons in forms
    ]  # fmt: skip


EVERYTHING = (
    *rows(CHILDREN),
    *rows(LAST_YEAR, year=2023),
    *rows(BERGSALA, "9911"),
    *rows(NORRVIKEN, "9912"),
    *rows(TARGET, basis="target"),
    *rows(ADULTS, group="adults"),
    *rows(ADULTS_LAST_YEAR, year=2023, group="adults"),
)


def persons(**counts: int) -> pd.DataFrame:
    """Return the persons placed, each counted once: ``children_2024=52`` are the own, ``children_9911=40`` a peer's."""
    records = []
    for name, n in counts.items():
        group, _, which = name.partition("_")
        is_year = which.startswith("20")
        records.append({
            "municipality": "9901" if is_year else which, "year": int(which) if is_year else 2024, "target_group": group,
            "persons": n, "placements": n + 4,
        })  # fmt: skip
    return local_rows("placed_persons", *records)


@cache
def usual_frames() -> dict[str, pd.DataFrame]:
    """Return persons, residents and costs that go with the usual placements."""
    residents = [
        {"municipality": code, "year": year, "age_group": ages, "residents": n * times}
        for code, n in (("9901", 7_400), ("9911", 7_000), ("9912", 6_100))
        for year in (2023, 2024)
        for ages, times in (("0–20", 1), ("21+", 3))
    ]
    return {
        "placed_persons": persons(
            children_2024=52, children_2023=45, children_9911=40, children_9912=40, adults_2024=27
        ),
        "costliest": local_rows("costliest", {"target_group": "children", "persons": 5, "cost_sek": 9e6}),
        "booked_costs": local_rows("booked_costs", {"target_group": "children", "cost_sek": 37e6}),
        "residents_by_age": local_rows("residents_by_age", *residents),
    }


def facts_with(placements: Iterable[dict[str, object]] = EVERYTHING, **frames: pd.DataFrame) -> Facts:
    """Return Ekhult's facts with these placements, and with the usual frames beside them, or others."""
    chosen = {**usual_frames(), **frames}
    return with_local(facts_of(), is_internal=True, placements=local_rows("placements", *placements), **chosen)


def review_of(facts: Facts, target_group: str = "children") -> PlacementReview:
    """Return the review that the notebook makes of the facts."""
    local, code, year = facts.local, facts.parameters.municipality, facts.parameters.report_year
    return placement_review(
        local.placements,
        residents_of(local.residents_by_age, facts.population, code, year),
        local.placed_persons,
        local.costliest,
        local.booked_costs,
        municipality=code,
        year=year,
        target_group=target_group,
    )

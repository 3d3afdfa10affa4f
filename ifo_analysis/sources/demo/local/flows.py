"""The flow of cases (*ärendeflödet*), the staff that meets it, and days that the state reimburses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from ifo_analysis.sources.demo.local.place import Place, Record

MONTHS, NAN = 12, float("nan")
HIDDEN_DAYS = 92  # of reimbursed days: with no more, the municipality hides their cost
# Cases a year per resident of the ages that the group is about, and how much more there are in each month.
REPORTS = {"children": ("0-20", 0.16), "adults": ("21-64", 0.016), "substance_use": ("21-64", 0.006),
           "violence": ("18+", 0.005)}  # fmt: skip
SEASON = np.array([1.05, 1.02, 1.1, 1.0, 1.08, 0.95, 0.6, 0.85, 1.1, 1.12, 1.15, 0.98])
# Each stage is a part of the one before it: those who go on.
GOES_ON = {"children": (0.37, 0.42, 0.14), "adults": (0.5, 0.5, 0.12), "substance_use": (0.6, 0.6, 0.25),
           "violence": (0.55, 0.5, 0.0)}  # fmt: skip
CLOSED, OPEN_CARE = 0.93, 0.8  # parts of the investigations and of the interventions
GROWTH = 0.04
UNITS = (("Barn och unga", 0.45), ("Vuxna", 0.3), ("Ekonomiskt bistånd", 0.25))
ANSWERS = ("Skulle rekommendera", "Neutral", "Skulle inte rekommendera")
SICK_LEAVE_TARGET, HIRED_RATIO, SALARY_TKR = 5.5, 1.8, 690.0
# age, whether with a permit, whether under LVU, days a half-year per 10 000 residents, kr a day
REIMBURSED = (
    (14, "asylum", False, 24.0, 1_450.0),
    (15, "permit", False, 40.0, 1_350.0),
    (16, "permit", False, 62.0, 1_250.0),
    (16, "permit", True, 30.0, 5_200.0),
    (17, "asylum", False, 36.0, 1_300.0),
    (17, "permit", False, 70.0, 1_200.0),
    (18, "permit", False, 52.0, 900.0),
    (19, "permit", False, 40.0, 850.0),
    (20, "permit", False, 14.0, 850.0),
)


def caseload(place: Place, register: pd.DataFrame) -> Iterator[Record]:
    """Yield the flow by month of two years: reports, investigations, interventions and placements, and a few more.

    No stage has more cases than the one that it comes from.
    """
    for year in (place.year - 1, place.year):
        for group, (ages, rate) in REPORTS.items():
            rng = place.stream(f"flow {group}", year)
            grown = (1 + GROWTH) ** (year - place.year)
            level = rate * place.age_share(ages) * place.figure("N01951", year) / MONTHS * grown
            reports = rng.poisson(level * np.exp(0.15 * place.stream(f"level {group}", 1).standard_normal()) * SEASON)
            stages = _stages(rng, group, reports)
            for stage, counts in stages.items():
                for month, count in enumerate(counts.tolist(), start=1):
                    yield _cases(year, (month, month), stage, group, count)
        yield from _by_law(place, register, year)


def _stages(rng: np.random.Generator, group: str, reports: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Record:
    """Return counts by month for each stage of a group's flow."""
    investigated, helped, placed = GOES_ON[group]
    investigations = rng.binomial(reports, investigated)
    interventions = rng.binomial(investigations, helped)
    found = {"reports": reports, "investigations": investigations, "interventions": interventions}
    if group in {"children", "adults"}:
        found["open_care"] = rng.binomial(interventions, OPEN_CARE)
        found["placements"] = np.minimum(rng.binomial(interventions, placed), interventions - found["open_care"])
        found["closed"] = rng.binomial(investigations, CLOSED)
    return found


def _by_law(place: Place, register: pd.DataFrame, year: int) -> Iterator[Record]:
    """Yield what is counted once a year: persons in compulsory care and in protected housing."""
    began = register.loc[register["start"].dt.year == year].drop_duplicates("stay")
    rng = place.stream("law", year)
    for stage, group, forms in (
        ("lvu", "children", ("sis", "hvb")),
        ("lvm", "adults", ("lvm_hem",)),
        ("protected_housing", "adults", ("skyddat_boende",)),
    ):
        persons = began.loc[began["placement_type"].isin(forms) & (began["target_group"] == group), "person"].nunique()
        count = int(rng.binomial(persons, 0.5)) if stage == "lvu" else int(persons)
        yield _cases(year, (1, MONTHS), stage, group, count)


def _cases(year: int, months: tuple[int, int], stage: str, group: str, count: int) -> Record:
    first, last = months
    told = {"year": year, "first_month": first, "last_month": last}
    return {**told, "stage": stage, "group": group, "age_group": "", "count": int(count)}


def staff(place: Place) -> Iterator[Record]:
    """Yield what is told of the staff in two years, and the full-time equivalents of the peers."""
    for peer in place.peers:
        equivalents = float(round(place.figure("N30012", municipality=peer)))
        yield {"municipality": peer, "measure": "full_time_equivalents", "value": equivalents}
    for year in (place.year - 1, place.year):
        for measure, unit, category, value in _staff(place, year):
            yield {"year": year, "unit_name": unit, "measure": measure, "category": category, "value": float(value)}


def _staff(place: Place, year: int) -> Iterator[tuple[str, str, str, float]]:
    """Yield measure, unit, category and value of one year."""
    rng = place.stream("staff", year)
    whole = round(place.figure("N30012", year))
    shares = np.array([share for _, share in UNITS]) * np.exp(0.05 * rng.standard_normal(len(UNITS)))
    by_unit = np.round(whole * shares / shares.sum(), 1)
    for (unit, _), equivalents in zip(UNITS, by_unit, strict=True):
        caseworkers = max(1, round(equivalents * 0.62))
        yield "full_time_equivalents", unit, "", equivalents
        yield "caseworkers", unit, "", caseworkers
        yield "sick_leave_pct", unit, "", round(float(rng.uniform(4.2, 8.8)), 2)
    yield "full_time_equivalents", "", "", round(float(by_unit.sum()), 1)
    needed = max(2, round(0.14 * whole))
    yield "positions_needed", "", "", needed
    yield "recruited", "", "", round(needed * rng.uniform(0.5, 0.95))
    yield "sick_leave_pct", "", "", round(float(rng.uniform(5.0, 7.5)), 2)
    yield "sick_leave_target_pct", "", "", SICK_LEAVE_TARGET
    cost = place.price(SALARY_TKR, year) * whole
    yield "staff_cost_tkr", "", "", round(cost)
    yield "hired_cost_tkr", "", "", round(cost * rng.uniform(0.02, 0.09))
    yield "hired_cost_ratio", "", "", HIRED_RATIO
    yes = round(rng.uniform(48, 66))
    no = round(rng.uniform(9, 18))
    for answer, share in zip(ANSWERS, (yes, 100 - yes - no, no), strict=True):
        yield "survey_pct", "", answer, share


def reimbursed_days(place: Place) -> Iterator[Record]:
    """Yield days of children and young people who came alone, by half-year of the report year."""
    rng = place.stream("reimbursed")
    residents = place.figure("N01951") / 10_000
    for first, last in ((f"{place.year}-01-01", f"{place.year}-06-30"), (f"{place.year}-07-01", f"{place.year}-12-31")):
        for age, status, is_lvu, days, price in REIMBURSED:
            care_days = round(days * residents * rng.uniform(0.7, 1.3))
            if care_days:
                cost = float(round(care_days * place.price(price) * rng.uniform(0.9, 1.1)))
                is_hidden = care_days <= HIDDEN_DAYS and not is_lvu
                yield {"first_day": first, "last_day": last, "age": age, "status": status, "is_lvu": is_lvu,
                       "care_days": float(care_days), "cost_sek": NAN if is_hidden else cost}  # fmt: skip

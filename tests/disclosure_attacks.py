"""Registers drawn at random, and a reader who tries to work out what a protected report hides of them.

The reader knows more than a real one would: which hidden forms and counts are zero, that every hidden one is at least
one, that a placement has a person and a year 366 days, and everything that an earlier report showed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from local_rows import NOTHING, OWN_PROVENANCE
from scipy.optimize import Bounds, LinearConstraint, milp

from ifo_analysis.frames import DTYPES, LOCAL_CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ifo_analysis.analysis.disclosure import Protected

OWN = "9901"
FORMS = ("familjehem", "hvb", "jourhem", "sis", "stodboende", "natverkshem")
MEASURES = ("persons", "placements", "care_days", "cost_sek")
COUNT = ["year", "first_month", "last_month", "age_group", "count"]
Side = tuple[int, str]


def register(rng: np.random.Generator, years: Iterable[int], persons: int) -> pd.DataFrame:
    """Return stays: person, year, form, provider, days and cost. Some forms have many, some have few."""
    popular = rng.dirichlet(np.full(len(FORMS), 0.5))
    stays = []
    for year in years:
        for person in range(persons):
            left = 366
            for _ in range(int(rng.integers(0, 3)) or int(rng.random() < 0.7)):
                days = int(rng.integers(1, left + 1)) if rng.random() < 0.8 else left
                left -= days
                form = str(rng.choice(FORMS, p=popular))
                provider = str(rng.choice(["own", "purchased"], p=[0.8, 0.2]))
                stays.append((person, year, form, provider, days, days * int(rng.integers(500, 9_000))))
                if not left:
                    break
    return pd.DataFrame(stays, columns=["person", "year", "placement_type", "provider", "care_days", "cost_sek"])


def frames_of(stays: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return what leaves a register: sums by form and provider, persons, and the persons with the highest costs."""
    told: dict[str, list[dict[str, object]]] = {"placements": [], "placed_persons": [], "costliest": []}
    for (year, form, provider), part in stays.groupby(["year", "placement_type", "provider"]):
        told["placements"].append({
            "year": year, "placement_type": form, "provider": provider, "care_days": part["care_days"].sum(),
            "cost_sek": part["cost_sek"].sum(), "persons": part["person"].nunique(), "placements": len(part),
            "top_two_cost_sek": part.groupby("person")["cost_sek"].sum().nlargest(2).sum(),
        })  # fmt: skip
    for year, part in stays.groupby("year"):
        costs = part.groupby("person")["cost_sek"].sum().sort_values(ascending=False)
        told["placed_persons"].append({"year": year, "persons": len(costs), "placements": len(part)})
        told["costliest"] += [
            {"year": year, "persons": n, "cost_sek": costs.iloc[:n].sum()}
            for n in sorted({5, 10, len(costs) // 3})
            if 5 <= n <= len(costs)
        ]
    return {name: unchecked(name, records) for name, records in told.items()}


def unchecked(name: str, records: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Return a frame of the municipality's own, unpublished figures, without checking it: drawn a thousand times."""
    usual = {
        "municipality": OWN,
        "basis": "outcome",
        "target_group": "children",
        **OWN_PROVENANCE,
        "is_published": False,
    }
    return pd.DataFrame({
        column: pd.Series(
            [record.get(column, usual.get(column, NOTHING[item.kind])) for record in records], dtype=DTYPES[item.kind]
        )
        for column, item in LOCAL_CONTRACTS[name].columns.items()
    })  # fmt: skip


def small_forms(rows: pd.DataFrame, threshold: int) -> dict[str, int]:
    """Return the forms that aren't surely of enough persons, with how many there are at least."""
    least = rows.groupby("placement_type")["persons"].max()
    return {str(form): max(int(n), 1) for form, n in least.items() if n < threshold}


@dataclass(frozen=True)
class Reader:
    """What a reader knows of one side: its forms, and what reports tell of the sums by form and measure.

    The variables are persons, then placements, days and cost of each form.
    """

    forms: tuple[str, ...]
    least: np.ndarray
    rules: list[LinearConstraint]

    def interval(self, form: str, measure: str) -> tuple[float, float]:
        """Return the least and the greatest value of a form's measure that agree with all that is known."""
        n = len(self.forms)
        return bounds_of([MEASURES.index(measure) * n + self.forms.index(form)], self.rules, self.least, whole=2 * n)


def reader_of(placements: pd.DataFrame, side: Side, reports: Sequence[Protected]) -> Reader:
    """Return the reader of some reports about a side; the true placements say which forms there are."""
    rows = placements.loc[(placements["year"] == side[0]) & (placements["basis"] == side[1])]
    truth = rows.groupby("placement_type")[list(MEASURES)].sum()
    n = len(truth)
    one = np.eye(n)
    nothing = np.zeros((n, n))
    logic = np.block([[-one, one, nothing, nothing], [366 * one, nothing, -one, nothing]])
    places = {(form, name): MEASURES.index(name) * n + at for at, form in enumerate(truth.index) for name in MEASURES}
    told = [found for report in reports for found in _told(report, side, places)]
    rules = [LinearConstraint(logic, 0, np.inf)]
    rules += [LinearConstraint(coefficients, value, value) for coefficients, value in told]
    return Reader(tuple(truth.index), np.where(np.arange(4 * n) < 2 * n, 1, 0), rules)


def _told(report: Protected, side: Side, places: Mapping[tuple[str, str], int]) -> Iterable[tuple[np.ndarray, float]]:
    """Yield each sum that a report tells of a side, as coefficients and value."""
    year, basis = side
    shown = report.frames["placements"]
    shown = shown.loc[(shown["year"] == year) & (shown["basis"] == basis)]
    hidden = report.hidden.loc[(report.hidden["frame"] == "placements") & (report.hidden["year"] == year)]
    secret = set(hidden.loc[~hidden["cell"].str.endswith("/provider"), "part"])
    names = {name for name, _ in places}
    for form, rows in shown.groupby("placement_type"):
        inside = ((secret & names) or names) if form == "combined" else {form}
        for measure in MEASURES:
            coefficients = np.zeros(len(places))
            coefficients[[places[name, measure] for name in inside]] = 1
            yield coefficients, float(rows[measure].sum())


def bounds_of(goal: list[int], rules: list[LinearConstraint], least: np.ndarray, whole: int) -> tuple[float, float]:
    """Return the least and the greatest sum of some variables; the first `whole` are whole numbers."""
    objective = np.zeros(len(least))
    objective[goal] = 1
    is_whole = np.arange(len(least)) < whole
    found = []
    for sign in (1, -1):
        answer = milp(sign * objective, constraints=rules, bounds=Bounds(least, np.inf), integrality=is_whole)
        assert answer.status in {0, 3, 4}, answer.message  # an optimum, or no bound
        found.append(sign * answer.fun if answer.status == 0 else sign * -np.inf)
    return found[0], found[1]


def count_tables(rng: np.random.Generator) -> pd.DataFrame:
    """Return a caseload of two years: by months, by ages, by both with all sums, or from January on."""
    ages, quarters = ("0–12", "13–17", "18–20"), ((1, 3), (4, 6), (7, 9), (10, 12))
    cells = rng.poisson(rng.choice([1.5, 4, 8]), (2, 4, 3))
    kind, records = rng.integers(4), []
    for at, year in enumerate((2023, 2024)):
        spans = {(1, 12): cells[at].sum(axis=0)}
        if kind in {0, 2}:
            spans |= dict(zip(quarters, cells[at], strict=True))
        if kind == 3:
            spans |= {(1, 3 * n): cells[at, :n].sum(axis=0) for n in (1, 2, 3)}
        for (first, last), counts in spans.items():
            by_age = {"": int(counts.sum())} | (dict(zip(ages, counts.tolist(), strict=True)) if kind in {1, 2} else {})
            records += [
                {"year": year, "first_month": first, "last_month": last, "stage": "reports", "group": "children",
                 "age_group": age, "count": n}
                for age, n in by_age.items()
            ]  # fmt: skip
    return unchecked("caseload", records)


def small_counts(counts: pd.DataFrame, shown: pd.DataFrame, threshold: int) -> list[tuple[float, float, float]]:
    """Return of each small count the interval of a reader of the shown ones, and its least if nothing is shown."""
    spans = sorted({*counts["first_month"], *(counts["last_month"] + 1)})
    ages = sorted(set(counts["age_group"]) - {""}) or [""]
    atoms = [(year, *span, age) for year in (2023, 2024) for span in pairwise(spans) for age in ages]
    told = list(counts[COUNT].itertuples(index=False, name=None))
    inside = [
        [at for at, (when, begin, after, of) in enumerate(atoms)
         if when == year and first <= begin and after <= last + 1 and age in {"", of}]
        for year, first, last, age, _ in told
    ]  # fmt: skip
    matrix = np.array([[float(at in places) for at in range(len(atoms))] for places in inside])
    values, nothing = counts["count"].to_numpy(), np.zeros(len(atoms))
    public = set(shown[COUNT].itertuples(index=False, name=None))
    is_shown = np.array([row in public for row in told]) | (values == 0)
    low, high = np.where(is_shown, values, 1), np.where(is_shown, values, np.inf)
    some = LinearConstraint(matrix, low, high)
    none = LinearConstraint(matrix, np.minimum(values, 1), np.where(values == 0, 0, np.inf))
    return [
        (*bounds_of(places, [some], nothing, len(atoms)), bounds_of(places, [none], nothing, len(atoms))[0])
        for places, n in zip(inside, values, strict=True)
        if 0 < n < threshold
    ]

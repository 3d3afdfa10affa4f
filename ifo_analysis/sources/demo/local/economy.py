"""What a municipality spends by its own accounts: budget follow-ups, their explanations, and what is bought of whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ifo_analysis.sources.demo.local.place import Place, Record

NAN = float("nan")
AUTHORITY, OWN_UNITS, REFUGEES, WHOLE = "IFO myndighet", "IFO kommunal regi", "Flyktingmottagande", "IFO totalt"
MONTHS = 12
# How far a year ends from its budget, part of the cost; and how far a part of a year may be from an even pace.
DRIFT, BUMP = 0.05, 0.012
HOPE = 0.6  # of the pace so far, what the forecast counts on for the rest of the year
REFUGEE_SHARE = 0.07


@dataclass(frozen=True)
class BudgetRow:
    """A row of the budget: where it stands, whom it is about, and the parts of published costs that it holds."""

    section: str
    row: str
    target_group: str
    costs: tuple[tuple[str, float], ...]
    drift: float = 0.0


ROWS = (
    BudgetRow(AUTHORITY, "Gemensamt/administration", "common", (("N30101", 0.11),)),
    BudgetRow(AUTHORITY, "Institutionsvård barn och unga", "children", (("N33007", 0.95),), 0.06),
    BudgetRow(AUTHORITY, "Familjehem barn och unga", "children", (("N33008", 0.72),), 0.01),
    BudgetRow(AUTHORITY, "Jourhem barn och unga", "children", (("N33008", 0.18),), 0.05),
    BudgetRow(AUTHORITY, "Öppna insatser barn och unga", "children", (("N33009", 0.5),), 0.02),
    BudgetRow(AUTHORITY, "Institutionsvård vuxna", "adults", (("N35009", 0.95),), 0.04),
    BudgetRow(AUTHORITY, "Familjehem vuxna", "adults", (("N35010", 0.95),)),
    BudgetRow(AUTHORITY, "Öppna insatser vuxna", "adults", (("N35011", 0.45), ("N37001", 0.6))),
    BudgetRow(AUTHORITY, "Ekonomiskt bistånd", "economic_support", (("N31001", 0.92),), 0.01),
    BudgetRow(AUTHORITY, "Familjerätt och familjerådgivning", "family_law", (("N37002", 0.95),)),
    BudgetRow(OWN_UNITS, "Öppna insatser barn och unga", "children", (("N33009", 0.42),), -0.02),
    BudgetRow(OWN_UNITS, "Öppna insatser vuxna", "adults", (("N35011", 0.45),), -0.01),
    BudgetRow(REFUGEES, "Mottagande av ensamkommande barn", "", (("N30101", 0.6 * REFUGEE_SHARE),), 0.08),
    BudgetRow(REFUGEES, "Etablering av nyanlända", "", (("N30101", 0.4 * REFUGEE_SHARE),)),
)
REPORTS = ((-1, 8), (-1, 12), (0, 4), (0, 8))  # years from the report year, months
CAUSES = (
    ("Institutionsvård barn och unga", "Fler dygn på HVB och SiS än budgeterat", 0.55),
    ("Jourhem barn och unga", "Brist på egna jourhem", 0.15),
    ("Öppna insatser barn och unga", "Inhyrda socialsekreterare under våren", 0.12),
)
ONE_OFFS = (("Gemensamt/administration", "Byte av verksamhetssystem", 0.06),)
SELLERS = ("companies", "associations", "municipalities")
# area, its cost, and its share bought in all
BOUGHT = (
    ("Barn- och ungdomsvård", ("N33001",), "N33023"),
    ("Missbruks- och beroendevård", ("N35001",), "N35030"),
    ("Övrig individ- och familjeomsorg", ("N31001", "N37001", "N37002"), "N30020"),
)
PURCHASE_YEARS, NEXT_BUDGET = 3, 0.97


def budget(place: Place) -> list[Record]:
    """Return the follow-ups of two years: rows, sums and totals, whole tkr; minus is a cost or a deficit.

    Every amount is rounded by itself, so that sums may differ from their rows as printed ones do.
    """
    return [row for back, months in REPORTS for row in _report(place, place.year + back, months)]


def _report(place: Place, year: int, months: int) -> Iterator[Record]:
    """Yield one follow-up; the last one of a year is its accounts, without a forecast."""
    exact = [_exact(place, row, year, months) for row in ROWS]
    at = {"year": year, "months": months}
    for section in (AUTHORITY, OWN_UNITS, REFUGEES):
        inside = [(row, amounts) for row, amounts in zip(ROWS, exact, strict=True) if row.section == section]
        told = {**at, "section": section, "is_refugee": section == REFUGEES}
        for row, amounts in inside:
            yield {**told, "row": row.row, "level": "row", "target_group": row.target_group, **_rounded(amounts)}
        total = np.sum([amounts for _, amounts in inside], axis=0)
        yield {**told, "row": f"Summa {section}", "level": "section_total", **_rounded(total)}
    refugees = [amounts for row, amounts in zip(ROWS, exact, strict=True) if row.section == REFUGEES]
    told = {**at, "section": WHOLE}
    yield {**told, "row": "Nettoresultat individ- och familjeomsorgen", "level": "grand_total",
           **_rounded(np.sum(exact, axis=0))}  # fmt: skip
    yield {**told, "row": "varav flyktingmottagande", "level": "of_which", "is_refugee": True,
           **_rounded(np.sum(refugees, axis=0))}  # fmt: skip


def _exact(place: Place, row: BudgetRow, year: int, months: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return revenue, cost, result and forecast, unrounded tkr. The year's drift is the same in all its reports."""
    cost = sum(place.cost_sek(indicator, year) * share for indicator, share in row.costs) / 1_000
    rng = place.stream(f"budget {row.section} {row.row}", year)
    drift = row.drift + DRIFT * 0.4 * rng.standard_normal()
    bumps = dict(zip((4, 8), BUMP * rng.standard_normal(2), strict=True))
    spent = cost * (months / MONTHS + bumps.get(months, 0.0))
    granted = cost / (1 + drift) * months / MONTHS
    result = granted - spent
    forecast = result + HOPE * result / months * (MONTHS - months) if months < MONTHS else NAN
    return np.array([granted, -spent, result, np.round(forecast, -2)])


def _rounded(amounts: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Record:
    names = ("revenue_tkr", "cost_tkr", "result_tkr", "forecast_tkr")
    return {name: float(np.round(amount)) + 0.0 for name, amount in zip(names, amounts, strict=True)}


def budget_notes(place: Place, rows: list[Record]) -> Iterator[Record]:
    """Yield causes and one-off items with amounts; together they explain most of the deficit, not all of it."""
    totals = [row for row in rows if row["level"] == "grand_total" and row["year"] == place.year]
    for total in totals:
        for kind, notes in (("cause", CAUSES), ("one_off", ONE_OFFS)):
            for section, text, share in notes:
                amount = -abs(total["result_tkr"]) * share
                yield {"months": total["months"], "section": section, "kind": kind, "text": text,
                       "amount_tkr": float(np.round(amount, -1))}  # fmt: skip


def purchases(place: Place) -> Iterator[Record]:
    """Yield what is done by the municipality itself and what is bought of whom, three years, and a budget (tkr)."""
    for back in range(PURCHASE_YEARS - 1, -1, -1):
        year = max(place.year - back, place.world.years[0])
        for area, costs, first in BOUGHT:
            cost = sum(place.cost_sek(cost, year) for cost in costs) / 1_000
            number = int(first[-1])
            parts = {
                seller: cost * place.figure(f"{first[:-1]}{number + step}", year) / 100
                for step, seller in enumerate(SELLERS, start=1)
            }
            amounts = {"own": cost - sum(parts.values()), **parts}
            for counterpart, amount in amounts.items():
                yield {"year": year, "area": area, "counterpart": counterpart, "cost_tkr": float(round(amount))}
                if not back:
                    planned = float(np.round(NEXT_BUDGET * amount, -2))
                    yield {"area": area, "basis": "budget", "counterpart": counterpart, "cost_tkr": planned}

"""Budget follow-ups written as lines, for the tests of analysis, findings, figures and tables. Figures are invented."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from invented import EKHULT, facts_of
from local_rows import local_rows, with_local

from ifo_analysis.analysis.follow_up import FollowUp, budget_follow_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.facts import Facts

NAN = float("nan")


def line(section: str, row: str, level: str, amounts: Sequence[float], **more: object) -> dict[str, Any]:
    """Return a line: revenue, cost, result and forecast (NaN: missing), of the report of eight months."""
    names = ("revenue_tkr", "cost_tkr", "result_tkr", "forecast_tkr")
    return {
        "months": 8,
        "section": section,
        "row": row,
        "level": level,
        **dict(zip(names, amounts, strict=True)),
        **more,
    }


def whole(result: float, forecast: float = NAN, months: int = 8, year: int = 2024, **more: object) -> dict[str, Any]:
    """Return a line that is the whole report: its result and forecast."""
    return line("Totalt", "Totalt", "grand_total", (NAN, NAN, result, forecast), months=months, year=year, **more)


def row(name: str, result: float, forecast: float, **more: object) -> dict[str, Any]:
    """Return a row of the section IFO: only its result and forecast."""
    return line("IFO", name, "row", (NAN, NAN, result, forecast), **more)


def note(text: str, amount: float = NAN, kind: str = "cause", **more: object) -> dict[str, Any]:
    """Return a note to the report of eight months: a cause or a one-off item, with its amount if it has one."""
    return {"months": 8, "kind": kind, "text": text, "amount_tkr": amount, **more}


def budget(*lines: dict[str, Any]) -> pd.DataFrame:
    """Return lines as a checked frame."""
    return local_rows("budget", *lines)


def notes(*found: dict[str, Any]) -> pd.DataFrame:
    """Return notes as a checked frame."""
    return local_rows("budget_notes", *found)


def facts_with(lines: pd.DataFrame, told: pd.DataFrame | None = None) -> Facts:
    """Return Ekhult's facts of 2024 with this budget follow-up."""
    return with_local(facts_of(EKHULT), budget=lines, budget_notes=notes() if told is None else told)


def followed(facts: Facts) -> FollowUp:
    """Return what the notebook computes."""
    asked = facts.parameters
    return budget_follow_up(facts.local.budget, facts.local.budget_notes, asked.municipality, asked.report_year)


REPORT = (
    line("Myndighet", "Placeringar", "row", (10_000, -13_000, -3_000, -4_800), target_group="children"),
    line("Myndighet", "Öppenvård", "row", (8_000, -7_000, 1_001, 600), target_group="children"),
    line("Myndighet", "Bistånd", "row", (4_000, -4_400, -400, -1_300), target_group="economic_support"),
    line("Myndighet", "Summa myndighet", "section_total", (22_000, -24_400, -2_400, -5_500)),
    line("Mottagande", "Boende", "row", (5_000, -5_800, -800, NAN), is_refugee=True),
    line("Mottagande", "Summa mottagande", "section_total", (5_000, -5_800, -800, -900), is_refugee=True),
    line("Totalt", "Totalt", "grand_total", (27_000, -30_200, -3_200, -6_400)),
    line("Totalt", "varav mottagande", "of_which", (NAN, NAN, -800, -900), is_refugee=True),
)
"""A report that adds up within rounding: two sections, one of them refugee reception, and a row without forecast."""

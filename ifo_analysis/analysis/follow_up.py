"""The budget follow-up of one municipality and year (*budgetuppföljning*): its newest report, with all that it shows."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ifo_analysis.analysis.budget import (
    budget_checks,
    checked_sums,
    cost_shares,
    group_sums,
    refugee_split,
    report_totals,
)
from ifo_analysis.analysis.forecast import (
    BRIDGED,
    LIMITS,
    Bridged,
    FlagLimits,
    StatedCauses,
    bridge_between,
    forecast_accuracy,
    stated_causes,
    with_pace,
    without_one_offs,
)
from ifo_analysis.analysis.rows import rows_of, selected


@dataclass(frozen=True)
class FollowUp:
    """What the newest report of a year shows (*uppföljning*), and what the reports before it add; tkr, minus is a deficit.

    `lines` are the report's lines with pace, `total` the whole in one row, with one-off items. `bridge` and
    `total_bridge` go from the report before it in the same year. `accuracy` is about whole reports of all years. Frames
    are empty where there is nothing to show.
    """

    lines: pd.DataFrame
    total: pd.DataFrame
    checks: pd.DataFrame
    shares: pd.DataFrame
    groups: pd.DataFrame
    refugees: pd.DataFrame
    bridge: pd.DataFrame
    total_bridge: pd.DataFrame
    accuracy: pd.DataFrame
    notes: pd.DataFrame
    causes: StatedCauses
    limits: FlagLimits

    @property
    def months(self) -> int:
        """Return how many months the newest report covers, 0 if there is none."""
        return int(self.lines["months"].max()) if len(self.lines) else 0

    @property
    def result_tkr(self) -> float:
        """Return the result of the whole so far, NaN if it is missing."""
        return _only(self.total, "result_tkr")

    @property
    def forecast_tkr(self) -> float:
        """Return the forecast of the whole for the year, NaN if it is missing."""
        return _only(self.total, "forecast_tkr")

    def __repr__(self) -> str:
        """Return a line that an analyst can read."""
        year = int(self.lines["year"].max()) if len(self.lines) else 0
        told = f"{year}, {self.months} månader: resultat {self.result_tkr:.0f} tkr, prognos {self.forecast_tkr:.0f} tkr"
        return f"FollowUp({told if self.months else 'ingen uppföljning'})"


def budget_follow_up(
    budget: pd.DataFrame,
    notes: pd.DataFrame,
    municipality: str,
    year: int,
    *,
    limits: FlagLimits = LIMITS,
    unit_tkr: float = 1.0,
) -> FollowUp:
    """Return the budget follow-up of a municipality and year (*budgetuppföljning*).

    Parameters
    ----------
    budget, notes : DataFrame
        `frames.local.BUDGET` and `frames.local.BUDGET_NOTES`, any number of reports, years and municipalities.
    municipality : str
        Own code.
    year : int
        The year to follow up; earlier years only tell how good forecasts were.
    limits : FlagLimits
        When a change of pace asks for an explanation.
    unit_tkr : float
        What the amounts are rounded to.

    Raises
    ------
    DataError
        If any of the municipality's reports doesn't add up (`budget.checked_sums`).
    """
    own = selected(budget, (budget["municipality"] == municipality) & (budget["year"] <= year))
    checks = budget_checks(own, unit_tkr)
    totals = report_totals(checked_sums(own, checks))
    covered = {months for at, months in rows_of(own, "year", "months") if at == year}
    months, months_before = [*sorted(covered, reverse=True), 0, 0][:2]
    report, whole = _of(own, year, months), _of(totals, year, months)
    told = _of(notes, year, months, municipality)
    bridge = _bridge(own, totals, year, months_before, months)
    n_totals = int((bridge["section"] == "").sum())  # sorted by section, so the whole stands first
    total = without_one_offs(whole, told, limits)
    return FollowUp(
        lines=with_pace(report, limits),
        total=total,
        checks=_of(checks, year, months),
        shares=cost_shares(report),
        groups=with_pace(group_sums(report), limits),
        refugees=with_pace(refugee_split(report), limits),
        bridge=bridge.iloc[n_totals:],
        total_bridge=bridge.iloc[:n_totals],
        accuracy=forecast_accuracy(totals),
        notes=told,
        causes=stated_causes(_only(total, "result_tkr"), told),
        limits=limits,
    )


def _of(frame: pd.DataFrame, year: int, months: int, municipality: str = "") -> pd.DataFrame:
    """Return the rows of one report, if need be of one municipality; of none if it covers no month."""
    is_of = (frame["year"].to_numpy() == year) & (frame["months"].to_numpy() == months)
    if municipality:
        is_of &= (frame["municipality"] == municipality).to_numpy()
    return selected(frame, is_of)


def _bridge(own: pd.DataFrame, totals: pd.DataFrame, year: int, before: int, months: int) -> pd.DataFrame:
    """Return the bridge of lines and whole between two reports of a year; empty if there is none before."""
    reports: dict[int, Bridged] = {}
    for year_of_line, *row in (found for lines in (own, totals) for found in rows_of(lines, "year", *BRIDGED)):
        if year_of_line == year:
            reports.setdefault(row[3], {})[tuple(row[:3])] = tuple(row[3:])
    return bridge_between(reports.get(before, {}), reports[months] if before else {})


def _only(total: pd.DataFrame, name: str) -> float:
    return float(total[name].iloc[0]) if len(total) else float("nan")

"""Does the budget follow-up (*budgetuppföljning*) add up, and what does it show by target group?

Revenue is plus and holds the municipal grant (*kommunbidrag*), cost is minus. So the result is the deviation from the
budget, and minus is a deficit (*underskott*):

    result = revenue + cost
    rows of a section → the section's total → the grand total
    "of which" refugee reception = the totals of the refugee sections

Reports print rounded amounts. A printed sum of n printed terms may therefore differ from what the terms give:

    tolerance = 0.5 · (n + 1) · the printed unit

Inside it the difference is rounding, outside it a fault. What lacks a term is not tried, and a missing amount is never
zero: a sum with a missing term is missing.

Known drawbacks: two faults may cancel each other inside a sum. A refugee section is told by its flag, so a section that
holds both refugee reception and other care can't be divided.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from ifo_analysis.analysis.budget_lines import (
    AMOUNTS,
    GRAND_TOTAL,
    OF_WHICH,
    ROW,
    SECTION_TOTAL,
    Line,
    are_parts,
    lines_of,
    parts_of,
    refugees_of,
    sums_of,
    totals_of,
)
from ifo_analysis.analysis.rows import frame_of, rows_of
from ifo_analysis.errors import DataError
from ifo_analysis.language import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = [
    "AMOUNTS",
    "EXACT",
    "FAULT",
    "GRAND_TOTAL",
    "OF_WHICH",
    "REPORT",
    "REPORT_TYPES",
    "ROUNDING",
    "ROW",
    "SECTION_TOTAL",
    "UNTRIED",
    "SumCheck",
    "budget_checks",
    "checked_sums",
    "column_checks",
    "cost_shares",
    "group_sums",
    "refugee_split",
    "report_parts",
    "report_totals",
    "rounding_tolerance",
    "row_checks",
    "sum_check",
]

REPORT = ["municipality", "year", "months"]
COLUMN_WORDS = {"revenue_tkr": "intäkt", "cost_tkr": "kostnad", "result_tkr": "resultat", "forecast_tkr": "prognos"}
EXACT, ROUNDING, FAULT, UNTRIED = "exact", "rounding", "fault", "untried"
MICRO = 6
"""Decimals of a tkr below which a difference is only how a computer stores numbers."""

REPORT_TYPES = {"municipality": "str", "year": "int64", "months": "int64"}
AMOUNT_TYPES = dict.fromkeys(AMOUNTS, "float64")
CHECK_TYPES = {
    **REPORT_TYPES,
    **dict.fromkeys(["section", "row", "level", "check", "column"], "str"),
    **dict.fromkeys(["computed_tkr", "printed_tkr", "difference_tkr"], "float64"),
    "n_terms": "int64",
    "tolerance_tkr": "float64",
    "verdict": "str",
}

Count = TypeVar("Count", float, "pd.Series[float]")
Check = tuple[Any, ...]
"""A row of checks, in the order of `CHECK_TYPES`."""


def rounding_tolerance(n_terms: Count, unit: float = 1.0) -> Count:
    """Return how far a printed sum may lie from the sum of its printed terms (*avrundning*), for one sum or for many.

    Examples
    --------
    >>> rounding_tolerance(2), rounding_tolerance(10)
    (1.5, 5.5)
    """
    return 0.5 * unit * (n_terms + 1)


@dataclass(frozen=True)
class SumCheck:
    """How a printed total stands beside the sum of its printed parts (*kontrollsumma*)."""

    computed: float
    printed: float
    difference: float
    tolerance: float
    verdict: str


def sum_check(parts: Sequence[float], printed: float, unit: float = 1.0) -> SumCheck:
    """Return whether printed parts give their printed total, within rounding (*delarna summerar till totalen*).

    Parameters
    ----------
    parts : sequence of float
        The parts, all in the total's unit.
    printed : float
        The total as it is printed.
    unit : float
        What the amounts are rounded to.

    Examples
    --------
    >>> sum_check([399, 235], 635)
    SumCheck(computed=634, printed=635, difference=-1, tolerance=1.5, verdict='rounding')
    """
    computed, tolerance = sum(parts), rounding_tolerance(len(parts), unit)
    difference = round(computed - printed, MICRO)
    return SumCheck(computed, printed, difference, tolerance, _verdict(difference, tolerance))


def _verdict(difference: float, tolerance: float) -> str:
    if isnan(difference):
        return UNTRIED
    return FAULT if abs(difference) > tolerance else ROUNDING if difference else EXACT


def row_checks(budget: pd.DataFrame, unit_tkr: float = 1.0) -> pd.DataFrame:
    """Return whether revenue plus cost gives the result of each row (*radkontroll*).

    Parameters
    ----------
    budget : DataFrame
        One row per report and line (`frames.local.BUDGET`), tkr; any number of reports.
    unit_tkr : float
        What the amounts are rounded to; 100 for a report in mnkr with one decimal.

    Returns
    -------
    DataFrame
        One row per line, in the same order: report, ``section``, ``row``, ``level``, ``check`` (``row``), ``column``,
        ``computed_tkr``, ``printed_tkr``, ``difference_tkr`` (computed - printed), ``n_terms``, ``tolerance_tkr`` and
        ``verdict``: ``exact``, ``rounding``, ``fault``, or ``untried`` where an amount is missing.
    """
    return frame_of(_row_checks(lines_of(budget), unit_tkr), CHECK_TYPES)


def _row_checks(lines: Iterable[Line], unit_tkr: float) -> list[Check]:
    return [_judged(line, "row", "result_tkr", line.revenue_tkr + line.cost_tkr, 2, unit_tkr) for line in lines]


def column_checks(budget: pd.DataFrame, unit_tkr: float = 1.0) -> pd.DataFrame:
    """Return whether the lines of each column give its totals (*kolumnkontroll*): section, whole and of which refugees.

    Parameters
    ----------
    budget, unit_tkr
        As for `row_checks`.

    Returns
    -------
    DataFrame
        One row per total and column, as from `row_checks`, with ``check`` ``column``.
    """
    return frame_of(_column_checks(lines_of(budget), unit_tkr), CHECK_TYPES)


def _column_checks(lines: Sequence[Line], unit_tkr: float) -> list[Check]:
    parts = parts_of(lines)
    sums = sums_of([
        *(((SECTION_TOTAL, line.report, line.section), line) for line in lines if line.level == ROW),
        *(((GRAND_TOTAL, line.report, ""), line) for line in parts),
        *(((OF_WHICH, line.report, ""), line) for line in parts if line.is_refugee),
    ])  # fmt: skip
    unknown = ((nan,) * len(AMOUNTS), 0)
    totals = [(line, *sums.get(line.total, unknown)) for line in lines if line.total]
    return [
        _judged(line, "column", name, computed[at], n_terms, unit_tkr)
        for at, name in enumerate(AMOUNTS)
        for line, computed, n_terms in totals
    ]


def budget_checks(budget: pd.DataFrame, unit_tkr: float = 1.0) -> pd.DataFrame:
    """Return all checks of a budget follow-up (*rad- och kolumnkontroller*): `row_checks`, then `column_checks`."""
    lines = lines_of(budget)
    return frame_of([*_row_checks(lines, unit_tkr), *_column_checks(lines, unit_tkr)], CHECK_TYPES)


def _judged(line: Line, check: str, column: str, computed: float, n_terms: int, unit_tkr: float) -> Check:
    printed = line.amounts[AMOUNTS.index(column)]
    difference, tolerance = round(computed - printed, MICRO), rounding_tolerance(n_terms, unit_tkr)
    told = (check, column, computed, printed, difference, n_terms, tolerance, _verdict(difference, tolerance))
    return (*line.report, line.section, line.row, line.level, *told)


def checked_sums(budget: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Return the budget follow-up if it adds up.

    Parameters
    ----------
    budget : DataFrame
        As for `row_checks`.
    checks : DataFrame
        As from `budget_checks`.

    Raises
    ------
    DataError
        With every line and total that differs more than rounding can explain, and every total that stands twice.
    """
    wrong = rows_of(checks, *CHECK_TYPES, where=checks["verdict"] == FAULT)
    faults = [_fault(dict(zip(CHECK_TYPES, check, strict=True))) for check in wrong]
    faults += [f"{_where(*line[1:5])}: samma summa står på flera rader" for line in _again(lines_of(budget))]
    if faults:
        raise DataError.of("Budgetuppföljningen går inte ihop. Rätta beloppen i filen", faults)
    return budget


def _again(lines: Sequence[Line]) -> Iterator[Line]:
    """Return the lines that are the total of what an earlier line is the total of, level by level."""
    known = set()
    for level in (SECTION_TOTAL, GRAND_TOTAL, OF_WHICH):
        for line in lines:
            if line.level == level and line.total:
                if line.total in known:
                    yield line
                known.add(line.total)


def _where(year: int, months: int, section: str, row: str) -> str:
    return f"{year}, {months} månader, {section}, {row}"


def _fault(check: Mapping[str, Any]) -> str:
    computed, printed, tolerance = (
        number(check[name], places) for name, places in (("computed_tkr", 0), ("printed_tkr", 0), ("tolerance_tkr", 1))
    )
    of_row = check["check"] == "row"
    what = "intäkt plus kostnad" if of_row else f"raderna i kolumnen {COLUMN_WORDS[check['column']]}"
    where = _where(*(check[name] for name in ("year", "months", "section", "row")))
    return (
        f"{where}: {what} blir {computed} tkr, men i tabellen står {printed} (avrundning förklarar högst {tolerance})"
    )


def report_parts(budget: pd.DataFrame) -> pd.DataFrame:
    """Return the lines that make up each whole report: the totals of the sections, and the rows where there is none."""
    return budget.loc[np.array(are_parts(lines_of(budget)), dtype=bool)]


def report_totals(budget: pd.DataFrame) -> pd.DataFrame:
    """Return one line for the whole of each report (*totalt*): the printed grand total, or the sum of its parts.

    Returns
    -------
    DataFrame
        By report: ``section`` (empty), ``row`` (*Totalt*), ``level``, ``is_computed`` and the amounts (tkr; NaN where
        missing in the printed total, or in any part of a computed one).
    """
    whole = {"section": "", "row": "Totalt", "level": GRAND_TOTAL}
    found = sorted(totals_of(lines_of(budget)).items())
    rows = [(*report, *whole.values(), is_computed, *amounts) for report, (is_computed, amounts) in found]
    dtypes = {**REPORT_TYPES, **dict.fromkeys(whole, "str"), "is_computed": "bool", **AMOUNT_TYPES}
    return frame_of(rows, dtypes)


def group_sums(budget: pd.DataFrame) -> pd.DataFrame:
    """Return the amounts by section and target group (*per målgrupp*), tkr.

    Returns
    -------
    DataFrame
        One row per report, ``section`` and ``target_group``: the amounts (NaN if any row lacks one) and ``n_terms``.
    """
    lines = [line for line in lines_of(budget) if line.level == ROW]
    sums = sums_of(((*line.report, line.section, line.target_group), line) for line in lines)
    dtypes = {**REPORT_TYPES, "section": "str", "target_group": "str", **AMOUNT_TYPES, "n_terms": "int64"}
    return frame_of([(*of, *amounts, n_terms) for of, (amounts, n_terms) in sorted(sums.items())], dtypes)


def cost_shares(budget: pd.DataFrame) -> pd.DataFrame:
    """Return each row's share of the cost of its section and target group (*andel av kostnaden*), per cent.

    Returns
    -------
    DataFrame
        The rows, with ``cost_share_pct`` (0-100, NaN where a cost of the group is missing).
    """
    lines = lines_of(budget)
    rows = budget.loc[np.array([line.level == ROW for line in lines], dtype=bool)]
    lines = [line for line in lines if line.level == ROW]
    groups = [(*line.report, line.section, line.target_group) for line in lines]
    sums = sums_of(zip(groups, lines, strict=True))
    whole = np.array([sums[group][0][AMOUNTS.index("cost_tkr")] for group in groups], dtype=float)
    return rows.assign(cost_share_pct=100 * rows["cost_tkr"].to_numpy() / whole)


def refugee_split(budget: pd.DataFrame) -> pd.DataFrame:
    """Return each report with and without refugee reception (*med och utan flyktingmottagande*).

    Returns
    -------
    DataFrame
        Three rows per report that has refugee reception: ``scope`` (``all``, ``refugee``, ``other``) and the amounts,
        tkr. Refugee reception is the printed "of which" line, or the sum of its parts; the rest is the whole minus it.
    """
    lines = lines_of(budget)
    wholes, rows = totals_of(lines), []
    for report, refugee in sorted(refugees_of(lines).items()):
        scopes = {"refugee": refugee}
        if report in wholes:
            _, whole = wholes[report]
            other = tuple(one - less for one, less in zip(whole, refugee, strict=True))
            scopes = {"all": whole, "refugee": refugee, "other": other}
        rows += [(*report, *amounts, scope) for scope, amounts in scopes.items()]
    return frame_of(rows, {**REPORT_TYPES, **AMOUNT_TYPES, "scope": "str"})

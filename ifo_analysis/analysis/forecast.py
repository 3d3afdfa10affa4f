"""What does the forecast for the year assume, and what has changed since the last follow-up?

    pace = result / months                           straight line = result · 12 / months
    rest = forecast - result                         implied pace = rest / (12 - months)
    change of pace, per cent = 100 · (implied pace / pace - 1)

Minus is a deficit. A flag asks for an explanation; it doesn't say that the forecast is wrong:

    sign_change     pace and implied pace have different signs
    pace_halved     the deficit per month shrinks to at most 0.6 of the pace so far (or to nothing)
    pace_doubled    result per month grows to at least twice the pace so far, deficit or surplus

The bridge between an earlier report (1) and a later one (2) is exact:

    forecast 2 - forecast 1 = [result 2 - result 1 - implied 1 · (months 2 - months 1)]     outcome
                            + [rest 2 - implied 1 · (12 - months 2)]                        changed assumption

Known drawbacks: a pace spreads the result evenly over the months, so season, accruals and one-off items disturb it;
known one-off items can be taken out. Stated causes are the municipality's own, and may overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, isnan, nan
from typing import Any

import numpy as np
import pandas as pd

from ifo_analysis.analysis.budget import REPORT, REPORT_TYPES, ROW
from ifo_analysis.analysis.rows import frame_of, rows_of, with_columns

MONTHS_PER_YEAR = 12
SIGN_CHANGE, PACE_HALVED, PACE_DOUBLED = "sign_change", "pace_halved", "pace_doubled"
LINE = ["section", "row"]
BRIDGED = (*LINE, "level", "months", "result_tkr", "forecast_tkr")
Numbers = np.ndarray[Any, np.dtype[np.float64]]
Bridged = dict[tuple[Any, ...], tuple[float, ...]]
NOISE = 9
"""Decimals of a ratio below which a difference is only how a computer stores numbers."""


@dataclass(frozen=True)
class FlagLimits:
    """When a change of pace asks for an explanation: implied pace ÷ pace, at most `halved` or at least `doubled`."""

    halved: float = 0.6
    doubled: float = 2.0


LIMITS = FlagLimits()


def with_pace(lines: pd.DataFrame, limits: FlagLimits = LIMITS) -> pd.DataFrame:
    """Return what each line's forecast assumes about the rest of the year (*takt hittills och i prognosen*).

    Parameters
    ----------
    lines : DataFrame
        One row per report and line: ``months`` (elapsed), ``result_tkr`` and ``forecast_tkr``; minus is a deficit.
    limits : FlagLimits
        When a change of pace is flagged.

    Returns
    -------
    DataFrame
        The same lines with ``pace_tkr`` and ``implied_tkr`` (per month), ``straight_line_tkr`` and ``gap_tkr``
        (forecast - straight line; the year), ``rest_tkr``, ``pace_change_pct`` and ``flag`` (empty, `sign_change`,
        `pace_halved`, `pace_doubled`). NaN where result or forecast is missing, where no month is left, and a change
        of no pace.

    Examples
    --------
    >>> lines = pd.DataFrame({"months": [8], "result_tkr": [-28138.0], "forecast_tkr": [-35600.0]})
    >>> with_pace(lines)[["pace_tkr", "straight_line_tkr", "rest_tkr", "implied_tkr", "flag"]].values.tolist()
    [[-3517.25, -42207.0, -7462.0, -1865.5, 'pace_halved']]
    """
    return with_columns(lines, _paces(*_numbers(lines), limits))


def _numbers(lines: pd.DataFrame) -> tuple[Numbers, Numbers, Numbers]:
    """Return months, results and forecasts."""
    months, result, forecast = (
        lines[name].to_numpy(dtype="float64") for name in ("months", "result_tkr", "forecast_tkr")
    )
    return months, result, forecast


def _paces(months: Numbers, result: Numbers, forecast: Numbers, limits: FlagLimits) -> dict[str, Any]:
    """Return the columns that `with_pace` adds."""
    left = MONTHS_PER_YEAR - months
    straight_line, pace, rest = result * MONTHS_PER_YEAR / months, result / months, forecast - result
    implied = _ratio(rest, np.where(left > 0, left, 0.0))
    ratio = _ratio(implied, pace)
    return {
        "pace_tkr": pace,
        "straight_line_tkr": straight_line,
        "gap_tkr": forecast - straight_line,
        "rest_tkr": rest,
        "implied_tkr": implied,
        "pace_change_pct": 100 * (ratio - 1),
        "flag": pd.array(_flags(pace, ratio, limits), dtype="str"),
    }


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    """Return parts of wholes, NaN where the whole is zero."""
    return np.divide(part, whole, out=np.full_like(part, nan), where=whole != 0)


def _flags(pace: Numbers, ratio: Numbers, limits: FlagLimits) -> list[str]:
    """Return the flag of each ratio of implied pace to pace; no ratio, no flag."""
    shown = ratio.round(NOISE)
    is_halved = (pace < 0) & (shown <= limits.halved)
    flags = np.select([shown < 0, is_halved, shown >= limits.doubled], [SIGN_CHANGE, PACE_HALVED, PACE_DOUBLED], "")
    return [str(flag) for flag in flags]


def without_one_offs(totals: pd.DataFrame, notes: pd.DataFrame, limits: FlagLimits = LIMITS) -> pd.DataFrame:
    """Return the pace of each whole report with and without known one-off items (*engångsposter*).

    Parameters
    ----------
    totals : DataFrame
        As from `budget.report_totals`.
    notes : DataFrame
        One row per note (`frames.local.BUDGET_NOTES`); only the kind ``one_off`` counts. An amount is what the item
        did to the result so far, tkr, minus if it made it worse.
    limits : FlagLimits
        When a change of pace is flagged.

    Returns
    -------
    DataFrame
        `with_pace` of the totals, and ``n_one_offs``, ``n_without_amount``, ``one_off_tkr`` (NaN if no amount is
        stated), ``pace_without_tkr``, ``straight_line_without_tkr`` (the items once, the rest at that pace) and
        ``flag_without``. The implied pace is the same: the items lie behind.
    """
    items: dict[tuple[str, int, int], list[float]] = {}
    for *report, amount in rows_of(notes, *REPORT, "amount_tkr", where=notes["kind"] == "one_off"):
        items.setdefault(tuple(report), []).append(amount)
    of_lines = [items.get(report, []) for report in rows_of(totals, *REPORT)]
    stated = [[amount for amount in amounts if not isnan(amount)] for amounts in of_lines]
    one_off = np.array([fsum(amounts) if amounts else nan for amounts in stated], dtype=float)
    n_one_offs, n_stated = (np.array([*map(len, lists)], dtype="int64") for lists in (of_lines, stated))
    months, result, forecast = _numbers(totals)
    paces, pace = _paces(months, result, forecast, limits), (result - one_off) / months
    one_offs = {
        "one_off_tkr": one_off,
        "n_one_offs": n_one_offs,
        "n_without_amount": n_one_offs - n_stated,
        "pace_without_tkr": pace,
        "straight_line_without_tkr": pace * MONTHS_PER_YEAR + one_off,
        "flag_without": pd.array(_flags(pace, _ratio(paces["implied_tkr"], pace), limits), dtype="str"),
    }
    return with_columns(totals.reset_index(drop=True), paces | one_offs)


def forecast_bridge(earlier: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    """Return why each line's forecast has changed between two reports of one year (*prognosbrygga*).

    Parameters
    ----------
    earlier, later : DataFrame
        The lines of one report each (`frames.local.BUDGET` or `budget.report_totals`), the later with more months.

    Returns
    -------
    DataFrame
        One row per line of either report, by section and row: ``level``, ``months_then``, ``months``,
        ``forecast_then_tkr``, ``forecast_tkr``, ``change_tkr``, ``outcome_tkr`` (the months between, against the old
        implied pace), ``assumption_tkr`` (the rest of the year), ``implied_then_tkr`` and ``implied_tkr``. NaN where
        either report lacks the line, its result or its forecast. ``change_tkr`` is the sum of the two parts.

    Examples
    --------
    >>> lines = {"section": "", "row": "Totalt", "level": "grand_total"}
    >>> first = pd.DataFrame([{"months": 4, **lines, "result_tkr": -9000.0, "forecast_tkr": -20000.0}])
    >>> second = pd.DataFrame([{"months": 8, **lines, "result_tkr": -18000.0, "forecast_tkr": -26000.0}])
    >>> forecast_bridge(first, second)[["change_tkr", "outcome_tkr", "assumption_tkr"]].values.tolist()
    [[-6000.0, -3500.0, -2500.0]]
    """
    return bridge_between(bridged(earlier), bridged(later))


def bridged(lines: pd.DataFrame) -> Bridged:
    """Return what a bridge is made of (months, result and forecast), by section, row and level."""
    return {row[:3]: row[3:] for row in rows_of(lines, *BRIDGED)}


def bridge_between(then: Bridged, now: Bridged) -> pd.DataFrame:
    """Return the bridge from an earlier report to a later one, as `forecast_bridge`."""
    keys = sorted(now.keys() | then.keys())
    (months, result, forecast), (months_then, result_then, forecast_then) = (
        np.array([of.get(key, (nan, nan, nan)) for key in keys], dtype=float).reshape(-1, 3).T for of in (now, then)
    )
    left, left_then = (np.maximum(MONTHS_PER_YEAR - at, 0.0) for at in (months, months_then))
    implied_then, rest = _ratio(forecast_then - result_then, left_then), forecast - result
    return pd.DataFrame({
        **{name: pd.array([key[at] for key in keys], dtype="str") for at, name in enumerate((*LINE, "level"))},
        "months_then": _whole_if_known(months_then),
        "months": _whole_if_known(months),
        "forecast_then_tkr": forecast_then,
        "forecast_tkr": forecast,
        "change_tkr": forecast - forecast_then,
        "outcome_tkr": result - result_then - implied_then * (months - months_then),
        "assumption_tkr": rest - implied_then * (MONTHS_PER_YEAR - months),
        "implied_then_tkr": implied_then,
        "implied_tkr": _ratio(rest, left),
    })  # fmt: skip


def _whole_if_known(months: Numbers) -> np.ndarray[Any, Any]:
    return months if np.isnan(months).any() else months.astype("int64")


@dataclass(frozen=True)
class BridgeSum:
    """The bridges of several lines together (tkr), and how many lines lack a side and are not in it."""

    change_tkr: float
    outcome_tkr: float
    assumption_tkr: float
    n_lines: int
    n_incomplete: int


def bridge_sum(bridge: pd.DataFrame) -> BridgeSum:
    """Return the sum of the bridges of the rows (*summerad prognosbrygga*); totals are not added to their own parts."""
    rows = bridge.loc[bridge["level"] == ROW]
    whole = rows.dropna(subset=["outcome_tkr", "assumption_tkr"])
    sums = whole[["change_tkr", "outcome_tkr", "assumption_tkr"]].sum()
    change, outcome, assumption = (float(value) for value in sums)
    return BridgeSum(change, outcome, assumption, len(whole), len(rows) - len(whole))


@dataclass(frozen=True)
class StatedCauses:
    """Stated causes beside the result that they explain (*angivna orsaker*), tkr; minus is a deficit.

    `explained_tkr` is None if no cause has an amount: nothing stated is not zero. The remainder is then the whole
    result. It has the other sign where the causes are more than the result. `remainder_pct` is None beside no result.
    """

    total_tkr: float | None
    explained_tkr: float | None
    remainder_tkr: float | None
    remainder_pct: float | None
    n_causes: int
    n_without_amount: int


def stated_causes(total_tkr: float, notes: pd.DataFrame) -> StatedCauses:
    """Return how much of a result the stated causes explain, and the remainder (*ej förklarat*).

    Parameters
    ----------
    total_tkr : float
        The result that the causes are about, tkr, minus for a deficit; NaN if it is missing.
    notes : DataFrame
        The notes of the same report (`frames.local.BUDGET_NOTES`); only the kind ``cause`` counts.

    Examples
    --------
    >>> notes = pd.DataFrame({"kind": "cause", "amount_tkr": [-3900.0, -1850.0]})
    >>> found = stated_causes(-6400, notes)
    >>> found.explained_tkr, found.remainder_tkr, found.remainder_pct
    (-5750.0, -650.0, 10.15625)
    """
    amounts = [amount for (amount,) in rows_of(notes, "amount_tkr", where=notes["kind"] == "cause")]
    stated = [amount for amount in amounts if not isnan(amount)]
    n_without_amount = len(amounts) - len(stated)
    explained = fsum(stated) if stated else None
    if isnan(total_tkr):
        return StatedCauses(None, explained, None, None, len(amounts), n_without_amount)
    remainder = total_tkr - (explained or 0.0)
    share = 100 * remainder / total_tkr if total_tkr else None
    return StatedCauses(total_tkr, explained, remainder, share, len(amounts), n_without_amount)


def forecast_accuracy(lines: pd.DataFrame) -> pd.DataFrame:
    """Return how earlier forecasts stood against the year's outcome (*träffsäkerhet*).

    Parameters
    ----------
    lines : DataFrame
        Lines of any number of reports (`frames.local.BUDGET` or `budget.report_totals`). The outcome of a year is the
        result of its report of twelve months.

    Returns
    -------
    DataFrame
        One row per line, year and earlier report that has a forecast, where the outcome is known: ``municipality``,
        ``year``, ``months``, ``section``, ``row``, ``level``, ``forecast_tkr``, ``outcome_tkr`` and ``error_tkr``
        (outcome - forecast; minus if it came out worse).
    """
    rows = list(rows_of(lines, *REPORT, *LINE, "level", "result_tkr", "forecast_tkr"))
    outcomes = {
        (code, year, *line): result for code, year, months, *line, _, result, _ in rows if months == MONTHS_PER_YEAR
    }
    found = []
    for code, year, months, *line, level, _, forecast in rows:
        outcome = outcomes.get((code, year, *line), nan)
        if months != MONTHS_PER_YEAR and not isnan(outcome - forecast):
            found.append((code, year, months, *line, level, forecast, outcome, outcome - forecast))
    amounts = dict.fromkeys(["forecast_tkr", "outcome_tkr", "error_tkr"], "float64")
    dtypes = {**REPORT_TYPES, **dict.fromkeys([*LINE, "level"], "str"), **amounts}
    return frame_of(sorted(found, key=lambda line: (*line[:2], *line[3:5], line[2])), dtypes)

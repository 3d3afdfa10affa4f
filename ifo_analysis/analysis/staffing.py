"""How many work there, how many are missing, what does hired staff cost, and how is sick leave beside its target?

Rows of a part (a unit, a profession) are added only where no row tells the whole, and only for what can be added:
persons and costs, never per cent. What hired staff (*inhyrd personal*) costs extra is known only under a stated
assumption: if it costs *r* times as much as one's own for the same work, the extra part is cost · (1 − 1/r).

Known drawbacks: the ratio *r* is somebody's assumption, and the extra cost changes with it. Full-time equivalents
(*årsarbetare*) per 1 000 residents say nothing of what is bought: who buys much has few of its own. Municipalities place
staff in different organisations. Posts needed and recruited are counted on one day each, not over the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.comparison import beside_peers
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

ADDED = (
    *("full_time_equivalents", "caseworkers", "positions_needed", "recruited"),
    *("staff_cost_tkr", "hired_cost_tkr"),
)
FTE, FTE_RATE = "full_time_equivalents", "full_time_equivalents_per_1000"
ROUNDING_PCT = 0.5
KEYS = ["municipality", "year", "measure"]


def whole_or_parts(rows: pd.DataFrame, keys: Sequence[str], part: str, value: str) -> pd.DataFrame:
    """Return one row per key: the row that tells the whole (an empty `part`), else the sum of the parts.

    Returns
    -------
    DataFrame
        The keys, the value, and ``n_parts``: how many parts were added, 0 for a whole that was told.

    Examples
    --------
    >>> rows = pd.DataFrame({"year": [2023, 2023, 2024, 2024], "age": ["", "0–12", "0–12", "13–17"], "n": [9, 4, 5, 6]})
    >>> whole_or_parts(rows, ["year"], "age", "n").values.tolist()
    [[2023, 9, 0], [2024, 11, 2]]
    """
    is_whole = rows[part] == ""
    has_whole = is_whole.groupby([rows[key] for key in keys]).transform("any") if len(rows) else is_whole
    used = rows.loc[is_whole | ~has_whole]
    used = used.assign(n_parts=(used[part] != "").astype("int64"))
    return used.groupby(list(keys), as_index=False)[[value, "n_parts"]].sum()


def staff_totals(staff: pd.DataFrame) -> pd.DataFrame:
    """Return each measure of the whole organisation, by municipality and year.

    Parameters
    ----------
    staff : DataFrame
        As in `frames.local.STAFF`.

    Returns
    -------
    DataFrame
        One row per municipality, year and measure: ``value``. A measure in per cent, and the ratio, is there only
        where the whole is told.
    """
    added = staff.loc[staff["measure"].isin(ADDED)]
    by_unit = whole_or_parts(added, [*KEYS, "unit_name"], "category", "value")
    whole = whole_or_parts(by_unit, KEYS, "unit_name", "value")[[*KEYS, "value"]]
    is_told = ~staff["measure"].isin([*ADDED, "survey_pct"]) & (staff["unit_name"] == "") & (staff["category"] == "")
    found = pd.concat([whole, staff.loc[is_told, [*KEYS, "value"]]])
    return found.sort_values(KEYS, ignore_index=True)


def staff_value(totals: pd.DataFrame, municipality: str, year: int, measure: str) -> float | None:
    """Return one measure of `staff_totals`; None where it isn't known."""
    chosen = (totals["municipality"] == municipality) & (totals["year"] == year) & (totals["measure"] == measure)
    found = totals.loc[chosen, "value"]
    return None if found.empty or isnan(found.iloc[0]) else float(found.iloc[0])


def extra_cost(cost: float, ratio: float) -> float:
    """Return what of a cost of hired staff is extra, if it costs `ratio` times as much as one's own (*merkostnad*).

    Less than zero when hired staff is assumed to cost less.

    Raises
    ------
    DataError
        If the ratio isn't above zero.

    Examples
    --------
    >>> round(extra_cost(4.2, 1.75), 9), extra_cost(4.2, 1)
    (1.8, 0.0)
    """
    if not ratio > 0:
        raise DataError(
            "Kvoten mellan inhyrd och egen personals kostnad ska vara större än noll. Ange den som ett tal, till exempel 1,75."
        )
    return cost * (1 - 1 / ratio)


@dataclass(frozen=True)
class HiredStaff:
    """Hired staff (*inhyrd personal*) of a year: its cost, own staff's cost, the assumed ratio and the extra cost.

    None where a value isn't known: without a ratio there is no extra cost.
    """

    cost_tkr: float
    staff_cost_tkr: float | None
    ratio: float | None
    extra_tkr: float | None


def hired_staff(totals: pd.DataFrame, municipality: str, year: int) -> HiredStaff | None:
    """Return what hired staff costs a municipality in a year; None if its cost isn't known."""
    cost, own, ratio = (
        staff_value(totals, municipality, year, measure)
        for measure in ("hired_cost_tkr", "staff_cost_tkr", "hired_cost_ratio")
    )
    if cost is None:
        return None
    return HiredStaff(cost, own, ratio, None if ratio is None else extra_cost(cost, ratio))


def vacancies(staff: pd.DataFrame, municipality: str, year: int) -> pd.DataFrame:
    """Return posts that are needed, recruited, vacant and recruited beyond the need (*vakanser*), by unit.

    Returns
    -------
    DataFrame
        One row per unit where only units are told and each has both numbers, else one row for the whole: ``unit_name``, ``needed``,
        ``recruited``, ``vacant`` and ``over`` (neither below zero; vacant - over = needed - recruited). Empty if one of the two
        numbers isn't known.

    Examples
    --------
    >>> staff = pd.DataFrame({"municipality": "9901", "year": 2024, "unit_name": "", "category": ["", "våren", "hösten"],
    ...     "measure": ["positions_needed", "recruited", "recruited"], "value": [9.0, 3, 4]})
    >>> vacancies(staff, "9901", 2024)[["needed", "recruited", "vacant", "over"]].values.tolist()
    [[9.0, 7.0, 2.0, 0.0]]
    """
    names = {"positions_needed": "needed", "recruited": "recruited"}
    chosen = (staff["municipality"] == municipality) & (staff["year"] == year) & staff["measure"].isin(names)
    by_unit = whole_or_parts(staff.loc[chosen], ["unit_name", "measure"], "category", "value")
    units = _wide(by_unit, names)
    if "" in units.index or bool(units.isna().any(axis=None)):
        whole = whole_or_parts(by_unit, ["measure"], "unit_name", "value").assign(unit_name="")
        units = _wide(whole, names).dropna()
    gap = units["needed"] - units["recruited"]
    return units.assign(vacant=gap.clip(lower=0.0), over=(-gap).clip(lower=0.0) + 0.0).reset_index()


def _wide(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    wide = rows.pivot_table(index="unit_name", columns="measure", values="value", aggfunc="sum")
    return wide.reindex(columns=list(names)).rename(columns=names).rename_axis(columns=None).astype("float64")


def sick_leave(staff: pd.DataFrame, municipality: str) -> pd.DataFrame:
    """Return sick leave (*sjukfrånvaro*) beside its target, by unit and year.

    Returns
    -------
    DataFrame
        ``unit_name`` (empty for the whole), ``year``, ``sick_leave_pct``, ``target_pct`` (the unit's own, else that of the
        whole; NaN without any) and ``gap_pp``, in percentage points; positive: more sick leave than the target.

    Examples
    --------
    >>> staff = pd.DataFrame({"municipality": "9901", "year": 2017, "unit_name": "", "category": "",
    ...     "measure": ["sick_leave_pct", "sick_leave_target_pct"], "value": [5.64, 4.0]})
    >>> sick_leave(staff, "9901")["gap_pp"].round(2).tolist()
    [1.64]
    """
    own = staff.loc[(staff["municipality"] == municipality) & (staff["category"] == "")]
    keys = ["unit_name", "year"]
    found = own.loc[own["measure"] == "sick_leave_pct", [*keys, "value"]].rename(columns={"value": "sick_leave_pct"})
    targets = own.loc[own["measure"] == "sick_leave_target_pct", [*keys, "value"]]
    found = found.merge(targets.rename(columns={"value": "target_pct"}), on=keys, how="left")
    of_all = targets.loc[targets["unit_name"] == ""].set_index("year")["value"]
    target = found["target_pct"].fillna(found["year"].map(of_all).astype("float64"))
    found = found.assign(target_pct=target, gap_pp=found["sick_leave_pct"] - target)
    return found.sort_values(["year", "unit_name"], ignore_index=True)


def survey(staff: pd.DataFrame, municipality: str, year: int) -> pd.DataFrame:
    """Return the answers of the staff survey (*medarbetarundersökning*) of a year, by unit.

    Returns
    -------
    DataFrame
        ``unit_name``, ``answer``, ``survey_pct``, ``sum_pct`` of the unit's answers, and ``is_whole``: whether they sum to
        100, within half a percentage point for each answer.

    Examples
    --------
    >>> staff = pd.DataFrame({"municipality": "9901", "year": 2016, "unit_name": "", "category": ["Ja", "Neutral", "Nej"],
    ...     "measure": "survey_pct", "value": [53.0, 33, 14]})
    >>> survey(staff, "9901", 2016)[["sum_pct", "is_whole"]].values.tolist()[0]
    [100.0, True]
    """
    chosen = (staff["municipality"] == municipality) & (staff["year"] == year) & (staff["measure"] == "survey_pct")
    rows = staff.loc[chosen, ["unit_name", "category", "value"]]
    rows = rows.set_axis(["unit_name", "answer", "survey_pct"], axis="columns")
    answers = rows.groupby("unit_name")["survey_pct"]
    total, room = answers.transform("sum"), ROUNDING_PCT * answers.transform("size")
    is_whole = (total - 100).abs() <= room + 1e-9
    return rows.assign(sum_pct=total, is_whole=is_whole).reset_index(drop=True)


def staff_per_1000(totals: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Return full-time equivalents per 1 000 residents (*årsarbetare per 1 000 invånare*) of the same year.

    Returns
    -------
    DataFrame
        One row per municipality and year with both numbers: ``full_time_equivalents``, ``residents``, ``value`` and
        ``is_preliminary`` (of the population).
    """
    staff = totals.loc[totals["measure"] == FTE, ["municipality", "year", "value"]].rename(columns={"value": FTE})
    people = population[["municipality", "year", "residents", "is_preliminary"]]
    found = staff.merge(people, on=["municipality", "year"])
    return found.assign(indicator=FTE_RATE, value=1_000 * found[FTE] / found["residents"])


def staff_beside_peers(rates: pd.DataFrame, municipality: str, peers: Sequence[str], year: int) -> pd.DataFrame:
    """Return the own rate of `staff_per_1000` beside the peers' median: one row as from `comparison.beside_peers`."""
    return beside_peers(rates, [FTE_RATE], municipality, peers, year)

"""How do cases flow from report to closing, and how has that changed since the same months of another year?

A period is compared with the same months of another year and with nothing else: what has no such base has no change.
Two counts are compared only if both were made in the same way, whole or of the same age groups. A share is of another
stage in the same period and group. Where either count is below 20 there is no per cent, only the two counts.

Known drawbacks: the cases of one stage in some months aren't those of the stage before it in the same months, so a
share isn't the chance that a report leads on. Months are added as if nothing were counted twice. What a municipality
counts as a report or an intervention can change without a mark in the figures.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.caseload_periods import (
    KEYS,
    Period,
    base_of,
    period_of,
    period_rows,
    places_of,
    rows_by_year,
)
from ifo_analysis.analysis.rows import frame_of, rows_of
from ifo_analysis.analysis.staffing import staff_value
from ifo_analysis.definitions.caseload import groups, stages
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

FEW, VERY_FEW = 20, 5
Count = tuple[str, str, str, int, str]
COUNT_TYPES = {**dict.fromkeys(KEYS, "str"), "count": "int64", "made_of": "str"}
CHANGE_TYPES = {
    **COUNT_TYPES,
    **dict.fromkeys(["base_count", "difference", "change_pct"], "float64"),
    "is_very_few": "bool",
}


def counts(caseload: pd.DataFrame, municipality: str, period: Period) -> pd.DataFrame:
    """Return the counts of a period: each stage of each group in all, and by age where that is known.

    Parameters
    ----------
    caseload : DataFrame
        As in `frames.local.CASELOAD`.

    Returns
    -------
    DataFrame
        One row per stage, group and age group, in all (an empty age group) first: ``count``, and ``made_of``: the age groups
        that were added, empty for a count that was told.
    """
    return frame_of(_counted(period_rows(caseload, municipality, period)), COUNT_TYPES)


def _counted(rows: pd.DataFrame) -> list[Count]:
    """Return the counts of the rows of one period: stage, group, age group, count and what it is made of."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for *key, count in rows_of(rows, *KEYS, "count"):
        sums[tuple(key)] += count
    found: list[Count] = [(*key, count, "") for key, count in sums.items()]
    parts: dict[tuple[str, str], list[str]] = {}
    for stage, group, age in sums:
        if age and (stage, group, "") not in sums:
            parts.setdefault((stage, group), []).append(age)
    for (stage, group), ages in parts.items():
        found.append((stage, group, "", sum(sums[stage, group, age] for age in ages), " ".join(sorted(ages))))
    return sorted(found, key=_place)


def _place(found: Count) -> tuple[int, int, int, str]:
    """Return the place of a count: group by group, in the order of the flow, all ages before each age."""
    stage, group, age, *_ = found
    first_age = re.match(r"\d+", age)
    return [*groups()].index(group), [*stages()].index(stage), int(first_age[0]) if first_age else -1, age


def changes(caseload: pd.DataFrame, municipality: str, period: Period, base: Period | None) -> pd.DataFrame:
    """Return the counts of a period beside those of the same months of another year (*förändring*).

    Parameters
    ----------
    caseload, municipality, period
        As for `counts`.
    base : Period or None
        The same months of another year, as from `base_period`; None if there is none.

    Returns
    -------
    DataFrame
        One row per count of `counts`: ``stage``, ``group``, ``age_group``, ``count``, ``base_count`` (NaN without a
        base that was made in the same way), ``difference``, ``change_pct`` (NaN also where either count is below 20), and
        ``is_very_few``: either count is below 5, and no word of change may be used.

    Raises
    ------
    DataError
        If the base isn't the same months of another year.
    """
    if base is not None and (base.months != period.months or base.year == period.year):
        raise DataError(
            f"Perioden {_told(period)} kan inte jämföras med {_told(base)}: jämförelseperioden ska vara samma månader "
            "ett annat år."
        )
    before = caseload.iloc[:0] if base is None else period_rows(caseload, municipality, base)
    return _changes(period_rows(caseload, municipality, period), before)


def _changes(used: pd.DataFrame, base_used: pd.DataFrame) -> pd.DataFrame:
    before = {(*key, made_of): count for *key, count, made_of in _counted(base_used)}
    rows = []
    for *key, count, made_of in _counted(used):
        base = float(before.get((*key, made_of), nan))
        change_pct = 100 * (count - base) / base if count >= FEW and base >= FEW else nan
        rows.append((*key, count, made_of, base, count - base, change_pct, count < VERY_FEW or base < VERY_FEW))
    return frame_of(rows, CHANGE_TYPES)


def _told(period: Period) -> str:
    return f"{period.year} månad {period.first_month}–{period.last_month}"


@dataclass(frozen=True)
class CaseFlow:
    """The flow of cases (*ärendeflödet*) of a period, beside the same months of another year if there are any.

    `rows` are as from `changes`; `used` and `base_used` are the municipality's rows that they were made of.
    """

    period: Period
    base: Period | None
    rows: pd.DataFrame
    used: pd.DataFrame
    base_used: pd.DataFrame


def case_flow(caseload: pd.DataFrame, municipality: str, year: int) -> CaseFlow | None:
    """Return the flow of cases of a year's period, as `report_period` and `base_period` choose; None without counts."""
    by_year = rows_by_year(caseload, municipality)
    period = period_of(by_year, year)
    if period is None:
        return None
    base = base_of(by_year, period)
    used = [caseload.take(places_of(by_year, at) if at else []) for at in (period, base)]
    return CaseFlow(period, base, _changes(*used), *used)


def change_between(found: pd.DataFrame, stage: str, group: str) -> tuple[int, int]:
    """Return a count and its base, in all ages.

    Parameters
    ----------
    found : DataFrame
        As from `changes`.

    Raises
    ------
    DataError
        If either is missing: a change without a comparable base is never guessed.
    """
    row = found.loc[(found["stage"] == stage) & (found["group"] == group) & (found["age_group"] == "")]
    if row.empty or row["base_count"].isna().any():
        raise DataError(
            f"Förändringen av {stages()[stage].plural} {groups()[group].about} kan inte räknas: antalet i någon av "
            "perioderna saknas, eller är räknat på ett annat sätt. Lämna uppgift för samma månader ett annat år."
        )
    return int(row["count"].iloc[0]), int(row["base_count"].iloc[0])


def flow_shares(counted: pd.DataFrame) -> pd.DataFrame:
    """Return each stage's share of the stage that it is told of, in the same period and group (*ärendeflöde*).

    Parameters
    ----------
    counted : DataFrame
        As from `counts`.

    Returns
    -------
    DataFrame
        One row per stage and group with a known base: ``stage``, ``group``, ``count``, ``base``, ``of_count`` and ``per_100``
        (NaN where the base is below 20). Above 100 is possible: the cases aren't the same.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"stage": ["reports", "investigations"], "group": "children", "age_group": "", "count": [993, 315]})
    >>> flow_shares(rows)["per_100"].round(1).tolist()
    [31.7]
    """
    whole = counted.loc[counted["age_group"] == "", ["stage", "group", "count"]]
    found = whole.assign(base=whole["stage"].map({stage.code: stage.base for stage in stages().values()}))
    of = whole.rename(columns={"stage": "base", "count": "of_count"})
    found = found.merge(of, on=["base", "group"])
    per_100 = (100 * found["count"] / found["of_count"].where(found["of_count"] >= FEW)).astype("float64")
    return found[["stage", "group", "count", "base", "of_count"]].assign(per_100=per_100)


@dataclass(frozen=True)
class CasesPerCaseworker:
    """Cases of a stage per caseworker (*ärenden per handläggare*) in a period.

    `groups` are those whose cases were added; `per_caseworker` is None where fewer than 20 cases are behind it.
    """

    stage: str
    groups: tuple[str, ...]
    count: int
    caseworkers: float
    per_caseworker: float | None


def per_caseworker(
    counted: pd.DataFrame, totals: pd.DataFrame, municipality: str, year: int, stage: str = "investigations"
) -> CasesPerCaseworker | None:
    """Return how many cases of a stage there are for each caseworker; None without cases or caseworkers.

    Parameters
    ----------
    counted : DataFrame
        As from `counts`. Only groups that never overlap are added.
    totals : DataFrame
        As from `staffing.staff_totals`.
    """
    caseworkers = staff_value(totals, municipality, year, "caseworkers")
    whole = [group.code for group in groups().values() if group.is_whole]
    chosen = (counted["stage"] == stage) & (counted["age_group"] == "") & counted["group"].isin(whole)
    rows = counted.loc[chosen]
    if rows.empty or not caseworkers or caseworkers < 0:
        return None
    count = int(rows["count"].sum())
    each = count / caseworkers if count >= FEW else None
    return CasesPerCaseworker(stage, tuple(rows["group"]), count, caseworkers, each)

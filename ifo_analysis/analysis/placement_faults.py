"""Which rows of placements can't be counted with: days below zero, a cost without days, days without a price?

Each fault is told in Swedish with the row that it is about. A form with a cost but no days has no price, so the identity
days × price doesn't hold for it; a form with days but no price can be counted but not split.

Known drawbacks: a fault that two errors hide (days and cost of the wrong form) isn't seen. More days than a person can
have in a year shows a misprint, but fewer show nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ifo_analysis.definitions.placement_types import type_name
from ifo_analysis.errors import DataError
from ifo_analysis.language import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

LONGEST_YEAR = 366
WHERE = "Placeringarna kan inte räknas samman"
NAMED_BY = ("municipality", "year", "basis", "target_group", "age_group", "provider")
WORDS = {
    "outcome": "utfall",
    "budget": "budget",
    "target": "mål",
    "children": "barn",
    "adults": "vuxna",
    "own": "egen regi",
    "purchased": "köpt",
}


def below_zero(placements: pd.DataFrame) -> list[str]:
    """Return the rows with days or a cost below zero, in Swedish; none is good."""
    return [
        *_told(placements, placements["care_days"] < 0, "vårddygnen är under noll ({care_days})"),
        *_told(placements, placements["cost_sek"] < 0, "kostnaden är under noll ({cost_sek} kronor)"),
    ]


def costs_without_days(mixes: pd.DataFrame) -> list[str]:
    """Return the forms that have a cost but no days, in Swedish; none is good."""
    is_alone = (mixes["care_days"] == 0) & (mixes["cost_sek"] > 0)
    return _told(mixes, is_alone, "kostnad utan vårddygn ({cost_sek} kronor)")


def unlikely_days(placements: pd.DataFrame) -> list[str]:
    """Return the rows with more days than their persons can have in a year, in Swedish; none is good.

    Rows without persons aren't tried: a target may be set in days alone.
    """
    persons = placements["persons"]
    is_more = (persons > 0) & (placements["care_days"] > persons * LONGEST_YEAR)
    return _told(placements, is_more, "fler vårddygn ({care_days}) än personerna ({persons}) kan ha på ett år")


def check_days(placements: pd.DataFrame) -> None:
    """Raise a `DataError` that names all rows of `unlikely_days`, if there are any."""
    refuse(unlikely_days(placements))


def is_unpriced(placements: pd.DataFrame) -> pd.Series[bool]:
    """Say of each row whether it has days but no cost (*dygn utan pris*): what it belongs to can't be split."""
    return placements["cost_sek"].isna() & (placements["care_days"] > 0)


def unsplittable(mixes: pd.DataFrame) -> list[str]:
    """Return everything that keeps forms of placement from being split, in Swedish; none is good."""
    return [
        *below_zero(mixes),
        *costs_without_days(mixes),
        *_told(mixes, is_unpriced(mixes), "{care_days} vårddygn saknar pris"),
        *_told(mixes, mixes["residents"].isna(), "antalet invånare saknas"),
    ]


def refuse(faults: Iterable[str]) -> None:
    """Raise a `DataError` that tells all faults; nothing without any."""
    told = list(faults)
    if told:
        raise DataError.of(WHERE, told)


def _told(rows: pd.DataFrame, is_fault: pd.Series[bool], fault: str) -> list[str]:
    """Return a fault of each row that has it, with the row's name before it and its numbers in it."""
    if not is_fault.any():
        return []
    return [f"{_named(row)}: {_filled(fault, row)}" for row in rows.loc[is_fault].to_dict("records")]


def _filled(fault: str, row: Mapping[Any, Any]) -> str:
    numbers = {name: number(row[name]) for name in ("care_days", "cost_sek", "persons") if f"{{{name}}}" in fault}
    return fault.format(**numbers)


def _named(row: Mapping[Any, Any]) -> str:
    """Return what tells a row from others: municipality, year and what else it has, and the form."""
    told = [WORDS.get(str(row[key]), str(row[key])) for key in NAMED_BY if row.get(key)]
    return ", ".join([*told, type_name(row["placement_type"])])

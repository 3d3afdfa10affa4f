"""A register of placements (*placeringsregister*): arrays that stay in memory, one element per row.

No message repeats a cell of a register, except a word for a form of placement that can't be about one person.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ifo_analysis.sources.local.codes import GROUPS
from ifo_analysis.sources.local.converting import parsed
from ifo_analysis.sources.local.register_cells import (
    MISSING,
    NO_DAY,
    NO_END,
    PROVIDERS,
    amounts,
    birth_years,
    coded,
    days,
    forms,
    ordinal,
    persons,
    years_of,
)
from ifo_analysis.sources.local.remarks import rows_told
from ifo_analysis.sources.local.sums import sum_rows
from ifo_analysis.sources.local.tables import manner_of, tell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ifo_analysis.sources.local.files import LocalFile
    from ifo_analysis.sources.local.remarks import Remarks
    from ifo_analysis.sources.local.table import Table

    Whole = NDArray[np.int64]

BIRTHS = {"birth_year", "birth_date"}
LAST_DAY = ordinal(dt.date(9999, 12, 31))
OF_PLACEMENT, OF_REPORT_YEAR = "placement", "report_year"


@dataclass(frozen=True)
class Register:
    """The rows of a register as arrays: days from 1970, amounts in 1/10 000 kr, −1 for what is missing.

    `children` and `adults` are what the form of placement is for either group, `group` is what the register says of it.
    Rows that are not sound lack a person or a day, which has been refused.
    """

    file: LocalFile
    remarks: Remarks
    rows: Whole
    person: Any
    birth_year: Whole
    group: Whole
    children: Whole
    adults: Whole
    provider: Whole
    start: Whole
    end: Whole
    amount: Whole
    is_sound: NDArray[np.bool_]
    is_price: bool
    is_age: bool


def read_register(table: Table, file: LocalFile, own: str, report_year: int, remarks: Remarks) -> Register | None:
    """Return the rows of a register, or None if columns that it needs are missing; what is wrong is said in the remarks."""
    sum_rows(table, file, remarks)
    _demand_columns(set(table.columns), file, report_year, remarks)
    if remarks.faults:
        return None
    _demand_own(table, file, own, remarks)
    start, group = days(table, "start", remarks), coded(table, "target_group", tuple(GROUPS), file, remarks)
    end = days(table, "end", remarks)
    children, adults = forms(table, group, file, remarks)
    person, has_person = persons(table, remarks)
    found = Register(
        file=file,
        remarks=remarks,
        rows=table.rows,
        person=person,
        birth_year=birth_years(table, start, file, remarks),
        group=group,
        children=children,
        adults=adults,
        provider=np.maximum(coded(table, "provider", PROVIDERS, file, remarks), 0),
        start=start,
        end=end,
        amount=amounts(table, file, remarks),
        is_sound=has_person & (start != NO_DAY) & (end != NO_DAY) & (end >= start),
        is_price="price_sek" in table.columns,
        is_age="age" in table.columns and not BIRTHS & set(table.columns),
    )
    _demand_order(found)
    _demand_whole_costs(found)
    return found


def _demand_columns(has: set[str], file: LocalFile, report_year: int, remarks: Remarks) -> None:
    if not has & {*BIRTHS, "age", "target_group"}:
        remarks.refuse("saknar ålder: kolumnen Födelseår, Födelsedatum, Ålder eller Målgrupp behövs")
    if "age" in has and not file.age_on and not has & BIRTHS:
        remarks.refuse("ange age_on i parameterfilen: dagen som åldern gäller, eller start för placeringens första dag")
    if {"cost_sek", "price_sek"} <= has:
        remarks.refuse("har både kostnad och pris per dygn; ange den som inte ska räknas under ignore")
    if file.retrieved < f"{report_year}-12-31":
        remarks.refuse(f"är hämtat {file.retrieved}, innan {report_year} var slut; hämta registret på nytt")


def _demand_own(table: Table, file: LocalFile, own: str, remarks: Remarks) -> None:
    column = table.columns.get("municipality")
    if column is None:
        return
    manner = manner_of("municipality", column.header, table, file, own, remarks)
    found = parsed(column.texts, manner)
    tell(found, column, manner, table.rows, remarks)
    if rows := column.rows_of(np.array([value not in (own, None) for value in found.values]), table.rows):
        remarks.refuse(f"gäller en annan kommun än {own}", rows_told(rows))


def _refuse(found: Register, wrong: NDArray[np.bool_], told: str) -> None:
    if wrong.any():
        found.remarks.refuse(told, rows_told(found.rows[wrong].tolist()))


def _demand_order(found: Register) -> None:
    """Refuse placements that end before they start, or start after the register was made."""
    made = ordinal(dt.date.fromisoformat(found.file.retrieved))
    is_whole = (found.start != NO_DAY) & (found.end != NO_DAY)
    _refuse(found, is_whole & (found.end < found.start), "slutar innan den börjar")
    _refuse(found, found.start > made, "börjar efter den dag då registret hämtades")


def _demand_whole_costs(found: Register) -> None:
    """Refuse costs of which it isn't said, or can't be known, which days they are for."""
    if found.is_price:
        return
    has_cost = (found.amount != MISSING) & found.is_sound
    if not found.file.cost_covers:
        is_across = years_of(found.start) != years_of(np.minimum(found.end, LAST_DAY))
        told = "har en kostnad som kan gälla flera år; ange cost_covers: placement eller cost_covers: report_year"
        _refuse(found, has_cost & is_across, told)
    if found.file.cost_covers == OF_PLACEMENT:
        _refuse(found, has_cost & (found.end == NO_END), "pågår och har ingen hel kostnad; ange pris per dygn")

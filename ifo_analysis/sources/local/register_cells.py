"""The columns of a register of placements as arrays: days from 1970, amounts in 1/10 000 kr, −1 for what is missing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ifo_analysis.definitions.local_files import REGISTER, folded
from ifo_analysis.sources.local.cells import CellError, day
from ifo_analysis.sources.local.codes import GROUPS, by_row, placement_code, tell_unknown, type_codes, type_words
from ifo_analysis.sources.local.converting import Manner, Parsed, parsed
from ifo_analysis.sources.local.remarks import counted, rows_told
from ifo_analysis.sources.local.tables import manner_of, tell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ifo_analysis.sources.local.files import LocalFile
    from ifo_analysis.sources.local.reading import Column
    from ifo_analysis.sources.local.remarks import Remarks
    from ifo_analysis.sources.local.table import Table

    Whole = NDArray[np.int64]

PROVIDERS = ("", "own", "purchased")
TYPE_CODES = type_codes()
OPEN_DAYS = {dt.date(9999, 12, 31), dt.date(2099, 12, 31)}
EPOCH = dt.date(1970, 1, 1).toordinal()
NO_DAY, NO_END = -(2**31), 2**31
MISSING = -1
UNITS_PER_KR = 10_000
LOW_PRICE, HIGH_PRICE = 50, 100_000
_BETWEEN_DIGITS = r"[\s\-+\x{2010}-\x{2015}\x{2212}]"


def ordinal(date: dt.date) -> int:
    """Return a day as days from 1970."""
    return date.toordinal() - EPOCH


def years_of(days: Whole) -> Whole:
    """Return the year of each day."""
    years: Whole = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    return years


def persons(table: Table, remarks: Remarks) -> tuple[Any, NDArray[np.bool_]]:
    """Return the key of each row's person, and which rows have one.

    A personal identity number is one key however it is written.
    """
    column = table.columns["person"]
    empty = pc.equal(column.values, "").to_numpy(zero_copy_only=False)
    if rows := column.rows_of(empty, table.rows):
        remarks.refuse("värde saknas", rows_told(rows), f"kolumnen {column.header} (personnyckel)")
    bare = pc.replace_substring_regex(column.values, _BETWEEN_DIGITS, "")
    is_long = pc.match_substring_regex(bare, r"^(18|19|20)\d{10}$")
    is_short = pc.match_substring_regex(bare, r"^\d{10}$")
    keys = pc.if_else(pc.or_(is_long, is_short), bare, column.values)
    if pc.any(is_long).as_py() and pc.any(is_short).as_py():
        keys = pc.if_else(is_long, pc.utf8_slice_codeunits(keys, 2), keys)
        remarks.repaired("personnycklar med och utan sekel lästes som samma", f"kolumnen {column.header}")
    return pa.DictionaryArray.from_arrays(pa.array(column.places), keys), ~empty[column.places]


def days(table: Table, name: str, remarks: Remarks) -> Whole:
    """Return the days of a column; an end that is empty or far away is no end, and what is wrong is no day."""
    column, is_end = table.columns[name], name == "end"
    found = Parsed([NO_DAY] * len(column.values))
    for place, text in enumerate(column.texts):
        try:
            found.values[place] = NO_END if is_end and not text else _day(text, found, place, is_end=is_end)
        except CellError as error:
            found.faults[place] = str(error)
    tell(found, column, Manner(name, REGISTER.columns[name], {}), table.rows, remarks)
    return np.array(found.values, dtype=np.int64)[column.places]


def _day(text: str, found: Parsed, place: int, *, is_end: bool) -> int:
    if not text:
        raise CellError("värde saknas")
    date = day(text)
    if is_end and date in OPEN_DAYS:
        found.repairs[place] = "slutdatum långt fram i tiden lästes som tills vidare"
        return NO_END
    return ordinal(date)


def coded(table: Table, name: str, codes: tuple[str, ...], file: LocalFile, remarks: Remarks) -> Whole:
    """Return the place of each row's code among the codes, or −1 where the register says nothing."""
    column = table.columns.get(name)
    if column is None:
        return np.full(len(table.rows), MISSING, dtype=np.int64)
    manner = manner_of(name, column.header, table, file, "", remarks)
    found = parsed(column.texts, manner)
    tell(found, column, manner, table.rows, remarks)
    places = [codes.index(value) if value in codes else MISSING for value in found.values]
    return np.array(places, dtype=np.int64)[column.places]


def forms(table: Table, group: Whole, file: LocalFile, remarks: Remarks) -> tuple[Whole, Whole]:
    """Return what each row's word for the form of placement means for children and for adults, or −1 for nothing."""
    column = table.columns["placement_type"]
    local = {folded(word): meaning for word, meaning in file.codes.get("placement_type", {}).items()}
    codes = {code: at for at, code in enumerate(TYPE_CODES)}
    meant = np.array(
        [[codes.get(placement_code(text, name, local), MISSING) for name in GROUPS] for text in column.texts],
        dtype=np.int64,
    )
    unknown = (meant == MISSING).all(axis=1)
    if words := by_row(column, unknown, table.rows):
        tell_unknown("placement_type", column.header, words, type_words(), remarks, is_about_persons=True)
    by_place = meant[column.places]
    for at in range(len(GROUPS)):
        wrong = (group == at) & (by_place[:, at] == MISSING) & ~unknown[column.places]
        if wrong.any():
            rows = table.rows[wrong].tolist()
            told = "placeringsformen finns bara för den andra målgruppen"
            remarks.refuse(told, rows_told(rows), f"kolumnen {column.header}")
    return by_place[:, 0], by_place[:, 1]


def birth_years(table: Table, start: Whole, file: LocalFile, remarks: Remarks) -> Whole:
    """Return the year of birth as the register says it or age gives it, or −1."""
    name = next((each for each in ("birth_date", "birth_year", "age") if each in table.columns), "")
    if not name:
        return np.full(len(table.rows), MISSING, dtype=np.int64)
    column = table.columns[name]
    manner = manner_of(name, column.header, table, file, "", remarks)
    found = parsed(column.texts, manner)
    tell(found, column, manner, table.rows, remarks)
    values = [MISSING if value in (None, "") else int(str(value)[:4]) for value in found.values]
    years = np.array(values, dtype=np.int64)[column.places]
    if name == "age":
        remarks.warned("ålder räknades om till födelseår och kan bli ett år fel", f"kolumnen {column.header}")
        at = years_of(start) if file.age_on == "start" else np.int64(file.age_on[:4])
        return np.where(years == MISSING, MISSING, at - years)
    is_unborn = years_of(start) < years
    if name == "birth_date":
        born = [ordinal(dt.date.fromisoformat(value)) if value else MISSING for value in found.values]
        is_unborn = (start < np.array(born, dtype=np.int64)[column.places]) & (years != MISSING)
    is_unborn &= start != NO_DAY
    if is_unborn.any():
        remarks.refuse("börjar innan personen är född", rows_told(table.rows[is_unborn].tolist()))
    return years


def amounts(table: Table, file: LocalFile, remarks: Remarks) -> Whole:
    """Return cost, or price per day, in whole 1/10 000 kr, so that sums don't depend on the order of rows."""
    name = next((each for each in ("price_sek", "cost_sek") if each in table.columns), "")
    if not name:
        remarks.warned("registret har varken kostnad eller pris: kostnader redovisas inte")
        return np.full(len(table.rows), MISSING, dtype=np.int64)
    column = table.columns[name]
    manner = manner_of(name, column.header, table, file, "", remarks)
    units = np.full(len(column.values), MISSING, dtype=np.int64)
    plain = rf"^\d{{1,9}}([{manner.decimal or ',.'}]\d{{1,2}})?$"  # nearly all: a million are read at once
    is_plain = pc.match_substring_regex(column.values, plain).to_numpy(zero_copy_only=False)
    numbers = pc.replace_substring(column.values.filter(pa.array(is_plain)), ",", ".").cast(pa.float64()).to_numpy()
    units[is_plain] = np.rint(numbers * (UNITS_PER_KR * float(manner.factor))).astype(np.int64)
    others = np.flatnonzero(~is_plain)
    some = parsed(column.values.take(pa.array(others)).to_pylist(), manner)
    for place, value in zip(others.tolist(), some.values, strict=True):
        units[place] = MISSING if value is None else int((value * UNITS_PER_KR).to_integral_value())
    told = ({int(others[at]): text for at, text in each.items()} for each in (some.faults, some.marks, some.repairs))
    tell(Parsed([], *told), column, manner, table.rows, remarks)
    if name == "price_sek":
        _demand_likely(units[column.places], column, remarks)
    return units[column.places]


def _demand_likely(units: Whole, column: Column, remarks: Remarks) -> None:
    """Refuse prices per day that can't be kronor: kr and tkr have been mixed up."""
    known = units[units > 0] / UNITS_PER_KR
    if len(known) and not LOW_PRICE <= np.median(known) <= HIGH_PRICE:
        bounds = f"{LOW_PRICE}–{counted(HIGH_PRICE, 'kr', 'kr')}"
        told = f"priset per dygn är som regel utanför {bounds}; är det i en annan enhet än den som är angiven?"
        remarks.refuse(told, f"kolumnen {column.header}")

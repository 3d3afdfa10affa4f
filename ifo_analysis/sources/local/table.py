"""The cells of a file by the columns of its contract, once nothing stands in them that may stand in no file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from ifo_analysis.frames.contract import PROVENANCE
from ifo_analysis.sources.local.cells import ERROR_CELLS
from ifo_analysis.sources.local.converting import is_day
from ifo_analysis.sources.local.headers import IGNORED, PERSON, header_row, tell_headers
from ifo_analysis.sources.local.personal import personal_cells
from ifo_analysis.sources.local.reading import Column, Sheet, columns_of
from ifo_analysis.sources.local.remarks import rows_told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from ifo_analysis.sources.local.files import LocalFile
    from ifo_analysis.sources.local.headers import Header
    from ifo_analysis.sources.local.remarks import Remarks

REGISTER_NEEDS = ("person", "placement_type", "start", "end")


@dataclass(frozen=True)
class Table:
    """The cells of a file by the contract's columns, with the unit that each header states and the row of each cell."""

    columns: Mapping[str, Column]
    units: Mapping[str, str]
    rows: NDArray[np.int64]


def known_table(sheet: Sheet, file: LocalFile, remarks: Remarks) -> Table | None:
    """Return the cells of a sheet by the contract's columns, or None once it is said why that can't be."""
    found = header_row(sheet, file)
    is_wrong = tell_headers(found, sheet, file, _required(file), remarks)
    arrays, rows = sheet.body(found.place, found.width)
    columns, rows = _filled_rows(columns_of(arrays, sheet.head[found.place]), rows)
    if not len(rows):
        if not remarks.faults:
            remarks.refuse("har inga rader under rubrikraden")
        return None
    by_place = {header.position: header for header in found.headers}
    for column in columns:
        _demand_nothing_personal(column, by_place.get(column.position), rows, remarks)
        _demand_no_errors(column, rows, remarks)
        if not column.header and column.position not in by_place and not _is_blank(column)[column.places].all():
            remarks.refuse(f"kolumn {column.position + 1} har ingen rubrik men har uppgifter")
    if is_wrong:
        return None
    _demand_no_dates(sheet, [header for header in found.headers if header.column != IGNORED], file, rows, remarks)
    known = {header.column: columns[header.position] for header in found.headers if header.column != IGNORED}
    return Table(known, {header.column: header.unit for header in found.headers}, rows)


def _required(file: LocalFile) -> list[str]:
    """Return the columns that a file must have, unless something is said to stand in all rows."""
    kind = file.local_kind
    if kind.holds_persons:
        return [name for name in REGISTER_NEEDS if name not in file.constants]
    given = {"municipality", *PROVENANCE, *kind.defaults, *file.constants}
    return [name for name, item in kind.contract.columns.items() if not item.is_optional and name not in given]


def _is_blank(column: Column) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = pc.equal(column.values, "").to_numpy(zero_copy_only=False)
    return found


def _filled_rows(columns: Sequence[Column], rows: NDArray[np.int64]) -> tuple[list[Column], NDArray[np.int64]]:
    """Return the rows with anything in them."""
    blank = [_is_blank(column) for column in columns]
    if not all(each.any() for each in blank):
        return list(columns), rows
    kept = ~np.logical_and.reduce([each[column.places] for each, column in zip(blank, columns, strict=True)])
    return [column.at(kept) for column in columns], rows[kept]


def _demand_nothing_personal(column: Column, header: Header | None, rows: NDArray[np.int64], remarks: Remarks) -> None:
    """Refuse personal identity numbers everywhere but in the declared key."""
    if header is not None and header.column == PERSON:
        return
    where = f"kolumnen {column.header}" if header is not None else f"kolumn {column.position + 1}"
    found = personal_cells(column.values).to_numpy(zero_copy_only=False)
    if found.any():
        told = "ser ut att innehålla personnummer; ta bort dem ur filen"
        remarks.refuse(told, rows_told(column.rows_of(found, rows)), where)


def _demand_no_errors(column: Column, rows: NDArray[np.int64], remarks: Remarks) -> None:
    hashed = np.flatnonzero(pc.starts_with(column.values, "#").to_numpy(zero_copy_only=False))
    found = np.zeros(len(column.values), dtype=bool)
    found[[at for at in hashed if ERROR_CELLS.fullmatch(column.values[int(at)].as_py())]] = True
    if wrong := column.rows_of(found, rows):
        told = "har ett fel från kalkylbladet i stället för ett värde, till exempel #DIV/0!"
        remarks.refuse(told, rows_told(wrong), f"kolumn {column.position + 1}")


def _demand_no_dates(
    sheet: Sheet, headers: Sequence[Header], file: LocalFile, rows: NDArray[np.int64], remarks: Remarks
) -> None:
    """Refuse dates where none belong: Excel has made them out of something else, such as an age group."""
    kept = set(rows.tolist()) if sheet.dated else set()
    for header in headers:
        dated = [row for row, at in sheet.dated if at == header.position and row in kept]
        if dated and not is_day(file.local_kind.contract.columns[header.column]):
            told = "är ett datum i Excel, fast kolumnen inte har datum; skriv in värdet på nytt som text"
            remarks.refuse(told, rows_told(dated), f"kolumnen {header.text}")

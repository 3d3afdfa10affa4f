"""From the cells of a file to a frame that keeps its contract, with everything that is wrong told by row and column."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ifo_analysis.definitions.local_files import folded
from ifo_analysis.frames import DTYPES
from ifo_analysis.sources.local.cells import MISSING_MARKS
from ifo_analysis.sources.local.codes import by_row, is_form, placement_code, tell_unknown, type_words
from ifo_analysis.sources.local.converting import UNKNOWN, Manner, Parsed, parsed
from ifo_analysis.sources.local.reading import Column
from ifo_analysis.sources.local.remarks import counted, rows_told
from ifo_analysis.sources.local.sums import set_sums, sum_rows, tell_unmarked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from ifo_analysis.sources.local.files import LocalFile
    from ifo_analysis.sources.local.remarks import Remarks
    from ifo_analysis.sources.local.table import Table

TYPE = "placement_type"
PER_KR: Mapping[str, Decimal] = {"kr": Decimal(1), "tkr": Decimal(1000), "mnkr": Decimal(1_000_000)}
AMOUNTS: Mapping[str, str] = {"sek": "kr", "tkr": "tkr"}


def frame_of(table: Table, file: LocalFile, own: str, remarks: Remarks) -> pd.DataFrame:
    """Return a frame with the contract's columns, whose index is the row in the file; faults are said in the remarks."""
    columns = file.local_kind.contract.columns
    sums = sum_rows(table, file, remarks)
    values = {name: _values(name, table, file, own, remarks) for name in columns if name != TYPE}
    if TYPE in columns:
        values[TYPE] = _placement_types(values["target_group"], table, file, remarks)
    set_sums(values, sums, table, file)
    _demand_own(values["municipality"], table, file, own, remarks)
    if remarks.faults:
        return pd.DataFrame()
    frame = pd.DataFrame(
        {name: pd.Series(values[name], dtype=DTYPES[item.kind], index=table.rows) for name, item in columns.items()}
    )
    tell_unmarked(frame, sums, file, remarks)
    _demand_unique(frame, file, remarks)
    return frame


def _values(name: str, table: Table, file: LocalFile, own: str, remarks: Remarks) -> list[Any]:
    """Return the values of one column for each row, from the file, or else what is said or follows for all rows."""
    column, n = table.columns.get(name), len(table.rows)
    if column is None and name in file.constants:
        column = _constant(name, file, n)
    if column is None:
        return [_filled(name, file, own, remarks)] * n
    manner = manner_of(name, column.header, table, file, own, remarks)
    read = parsed(column.texts, manner)
    tell(read, column, manner, table.rows, remarks)
    is_decimal = manner.item.kind == "decimal"
    values = [float("nan" if value is None else value) if is_decimal else value for value in read.values]  # noqa: PD011
    return [values[place] for place in column.places.tolist()]


def _constant(name: str, file: LocalFile, n: int) -> Column:
    text = pa.array([file.constants[name]], pa.string())
    return Column(f"{name} under constants", -1, np.zeros(n, dtype=np.int32), text)


def _filled(name: str, file: LocalFile, own: str, remarks: Remarks) -> Any:  # noqa: ANN401 - of the column's kind
    """Return what stands in every row of a column that the file doesn't have."""
    kind, item = file.local_kind, file.local_kind.contract.columns[name]
    given = {
        "municipality": own,
        "is_preliminary": file.preliminary,
        "label": "raw",
        "publisher": file.publisher,
        "document": file.title,
        "document_year": file.document_year,
        "retrieved": file.retrieved,
        "is_published": file.published,
    }
    if name in given:
        return given[name]
    is_derived = kind.totals is not None and kind.totals.column == name
    if name in kind.defaults and item.kind == "flag" and not is_derived:
        remarks.warned(f"kolumnen {kind.headers[name][0]} saknas: alla rader räknas som nej")
    return kind.defaults.get(name, float("nan") if item.kind == "decimal" else "")


def manner_of(name: str, header: str, table: Table, file: LocalFile, own: str, remarks: Remarks) -> Manner:
    """Return how the cells of a column are to be read."""
    kind = file.local_kind
    item = kind.contract.columns[name]
    words = dict(kind.codes.get(name, {}))
    for word, meaning in file.codes.get(name, {}).items() if words else ():
        if folded(meaning) not in words:
            codes = ", ".join(code for code in item.one_of if code)
            remarks.refuse(f"”{meaning}” är ingen kod för {name}; koder: {codes}", "codes")
        words[folded(word)] = words.get(folded(meaning), meaning)
    return Manner(
        name=name,
        item=item,
        codes=words,
        own=own,
        decimal=file.decimal,
        dash=file.dash,
        is_dash_ambiguous=kind.is_dash_ambiguous,
        percent=kind.percent.get(name, ""),
        factor=_factor(name, header, table, file, remarks),
        is_about_persons=kind.holds_persons,
    )


def _factor(name: str, header: str, table: Table, file: LocalFile, remarks: Remarks) -> Decimal:
    """Return what an amount is multiplied by: its unit is said in the header or the parameter file, never guessed."""
    unit = AMOUNTS.get(name.rpartition("_")[2], "")
    if not unit:
        return Decimal(1)
    in_header = table.units.get(name, "")
    if in_header and file.unit and in_header != file.unit:
        remarks.refuse(f"rubriken säger {in_header}, men unit i parameterfilen {file.unit}", f"kolumnen {header}")
    stated = in_header or file.unit
    if not stated:
        remarks.refuse("enheten är inte angiven; ange unit: kr, tkr eller mnkr i parameterfilen", f"kolumnen {header}")
        return Decimal(1)
    return PER_KR[stated] / PER_KR[unit]


def tell(found: Parsed, column: Column, manner: Manner, rows: NDArray[np.int64], remarks: Remarks) -> None:
    """Say what is wrong, missing and put right in a column, each thing once with its rows."""
    where = f"kolumnen {column.header} ({manner.item.title})"
    for text, places in _grouped(found.faults):
        wrong = column.rows_of(_mask(column, places), rows)
        if wrong and text == UNKNOWN:
            words = by_row(column, _mask(column, places), rows)
            tell_unknown(
                manner.name, column.header, words, manner.codes, remarks, is_about_persons=manner.is_about_persons
            )
        elif wrong:
            remarks.refuse(_sign_told(text, wrong, len(rows), manner), rows_told(wrong), where)
    for mark, places in _grouped(found.marks):
        if count := len(column.rows_of(_mask(column, places), rows)):
            remarks.warned(f"{counted(count, 'värde', 'värden')} utan siffra: {MISSING_MARKS[mark]}", where)
    for text, places in _grouped(found.repairs):
        if count := len(column.rows_of(_mask(column, places), rows)):
            remarks.repaired(f"{text} ({counted(count, 'värde', 'värden')})", where)


def _grouped(told: Mapping[int, str]) -> list[tuple[str, list[int]]]:
    """Return the places of each thing that is told."""
    return [(text, [at for at, other in told.items() if other == text]) for text in dict.fromkeys(told.values())]


def _mask(column: Column, places: list[int]) -> NDArray[np.bool_]:
    found = np.zeros(len(column.values), dtype=bool)
    found[places] = True
    return found


def _sign_told(text: str, wrong: list[int], n: int, manner: Manner) -> str:
    """Return a fault, or that the file has another convention of signs when most amounts are negative."""
    is_amount = manner.name.rpartition("_")[2] in AMOUNTS
    if is_amount and text == "ska vara minst 0" and 2 * len(wrong) > n:
        return "de flesta beloppen är negativa; kostnader ska vara positiva tal här, så vänd tecknet i filen"
    return text


def _placement_types(groups: list[Any], table: Table, file: LocalFile, remarks: Remarks) -> list[str]:
    """Return the form of placement of each row: the same word may mean one for children and another for adults."""
    column = table.columns.get(TYPE) or _constant(TYPE, file, len(groups))
    local = {folded(word): meaning for word, meaning in file.codes.get(TYPE, {}).items()}
    pairs = list(zip(column.places.tolist(), groups, strict=True))
    codes = {(at, group): placement_code(column.texts[at], group, local) for at, group in set(pairs) if group}
    unknown: dict[str, list[int]] = {}
    for row, pair in zip(table.rows.tolist(), pairs, strict=True):
        if not codes.get(pair, TYPE):
            unknown.setdefault(column.texts[pair[0]], []).append(row)
    for word in [word for word in unknown if is_form(word, local)]:
        told = "placeringsformen finns bara för den andra målgruppen"
        remarks.refuse(told, rows_told(unknown.pop(word)), f"kolumnen {column.header}")
    if unknown:
        tell_unknown(TYPE, column.header, unknown, type_words(), remarks)
    return [codes.get(pair, "") for pair in pairs]


def _demand_own(codes: list[Any], table: Table, file: LocalFile, own: str, remarks: Remarks) -> None:
    others = [row for row, code in zip(table.rows.tolist(), codes, strict=True) if code not in (own, None)]
    if others and not file.comparison:
        advice = "; ange comparison: true om de är med för jämförelse" if file.local_kind.is_comparable else ""
        remarks.refuse(f"gäller en annan kommun än {own}{advice}", rows_told(others))


def _demand_unique(frame: pd.DataFrame, file: LocalFile, remarks: Remarks) -> None:
    contract = file.local_kind.contract
    again = frame.duplicated(list(contract.key), keep=False)
    if again.any():
        told = ", ".join(contract.columns[name].title for name in contract.key)
        remarks.refuse(f"står flera gånger med samma {told} ({contract.row})", rows_told(frame.index[again].tolist()))

"""Excel files (.xlsx): the cells of one sheet as text, and what a sender may not have seen, such as hidden rows."""

from __future__ import annotations

import datetime as dt
import io
import unicodedata
import warnings
import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from ifo_analysis.sources.local.reading import DECOMPOSED, ENCODED, HEAD, MOJIBAKE, SPACE, Sheet
from ifo_analysis.sources.local.remarks import RefusedError, Remarks, counted, rows_told

if TYPE_CHECKING:
    from ifo_analysis.sources.local.reading import Body

Cells = list[list[str]]
LARGEST_BYTES, LARGEST_RATIO, SMALL_BYTES = 50_000_000, 100, 1_000_000
NOT_OURS = (
    (b"\xd0\xcf\x11\xe0", "är en äldre Excelfil eller skyddad med lösenord; spara den som .xlsx utan lösenord"),
    (b"<", "är en webbsida och ingen Excelfil; öppna den i Excel och spara som .xlsx"),
)
DECIMALS_THAT_LOOK_LIKE_THOUSANDS = 3


def read_workbook(content: bytes, sheet: str, decimal: str, remarks: Remarks, *, holds_persons: bool) -> Sheet:
    """Return one sheet of an Excel file.

    Parameters
    ----------
    content : bytes
        The file.
    sheet : str
        The name of the sheet; without one there must only be one with cells.
    decimal : str
        The decimal sign that is declared for the file, if any: numbers are written with it.
    remarks : Remarks
        Where faults and warnings are said.
    holds_persons : bool
        Whether names of sheets may be about persons, and are therefore never repeated.

    Raises
    ------
    RefusedError
        If it is no Excel file, is protected, broken or far too large, or the sheet can't be told.
    """
    import openpyxl  # noqa: PLC0415 - slow to import, and most files are csv

    has_formulas = _demand_sound(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and checks that openpyxl doesn't know
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(content)) if has_formulas else None
        except Exception:  # noqa: BLE001 - a broken file breaks openpyxl in many ways
            raise RefusedError("filen är skadad och går inte att öppna; spara den på nytt i Excel") from None
    found = _sheet(book, sheet, remarks, holds_persons=holds_persons)
    remarks.sheet = "" if holds_persons else found.title
    _warn_of_hidden(found, remarks)
    cells, dated = _cells(found, decimal, remarks)
    if formulas is not None:
        _demand_calculated(found, formulas[found.title], remarks)
    return _as_sheet(cells, _merged(found), dated, remarks)


def _demand_sound(content: bytes) -> bool:
    """Return whether any sheet has formulas, once the file is known to be an Excel file of reasonable size."""
    for magic, told in NOT_OURS:
        if content.lstrip()[:4].startswith(magic):
            raise RefusedError(f"filen {told}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            total = sum(part.file_size for part in parts)
            packed = sum(part.compress_size for part in parts) or 1
            if total > LARGEST_BYTES or (total > SMALL_BYTES and total / packed > LARGEST_RATIO):
                raise RefusedError("filen är orimligt stor när den packas upp; dela den, eller exportera den som csv")
            if any(part.flag_bits & 1 for part in parts):
                raise RefusedError("filen är skyddad med lösenord; spara den utan")
            names = {part.filename for part in parts}
            texts = [archive.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))]
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, OSError, ValueError):
        raise RefusedError("filen är ingen hel Excelfil; hämta eller spara den på nytt") from None
    if "xl/workbook.xml" not in names or any(b"<!DOCTYPE" in text or b"<!ENTITY" in text for text in texts):
        raise RefusedError("filen är ingen Excelfil (.xlsx)")
    return any(b"<f>" in text or b"<f " in text for text in texts)


def _sheet(book: Any, name: str, remarks: Remarks, *, holds_persons: bool) -> Any:  # noqa: ANN401 - openpyxl has no types
    """Return the sheet to read: the named one, or the only one that is visible and has cells."""
    filled = [
        each for each in book.worksheets if each.max_row > 1 or each.max_column > 1 or each["A1"].value is not None
    ]
    visible = [each for each in filled if each.sheet_state == "visible"]
    hidden = [each for each in filled if each.sheet_state != "visible"]
    asked = [each for each in filled if each.title == name] if name else visible
    if len(asked) == 1:
        if others := [each for each in hidden if each is not asked[0]]:
            remarks.warned(f"filen har {counted(len(others), 'dolt blad', 'dolda blad')} som inte lästes")
        if asked[0] in hidden:
            remarks.warned("bladet är dolt i filen")
        return asked[0]
    listed = ", ".join(f"”{each.title}”" for each in visible)
    told = counted(len(visible), "blad", "blad") if holds_persons else f"bladen {listed}"
    if not visible and not name:
        raise RefusedError("filen har inget synligt blad med celler")
    raise RefusedError(
        f"bladet som anges med sheet finns inte; filen har {told}"
        if name
        else f"filen har {told}; ange vilket med sheet"
    )


def _warn_of_hidden(sheet: Any, remarks: Remarks) -> None:  # noqa: ANN401 - see _sheet
    """Tell of rows and columns that don't show in Excel: they are read, as in any export."""
    rows = [number for number, size in sheet.row_dimensions.items() if size.hidden and number <= sheet.max_row]
    columns = [letter for letter, size in sheet.column_dimensions.items() if size.hidden]
    if rows:
        why = " av ett filter" if sheet.auto_filter.ref else ""
        remarks.warned(f"{counted(len(rows), 'rad', 'rader')} är dolda i filen{why} och lästes ändå", rows_told(rows))
    if columns:
        remarks.warned(f"kolumner är dolda i filen och lästes ändå: {', '.join(columns)}")


def _cells(sheet: Any, decimal: str, remarks: Remarks) -> tuple[Cells, frozenset[tuple[int, int]]]:  # noqa: ANN401
    """Return all cells as text, and which of them were days; a merged cell stands in each of its places."""
    cells: Cells = []
    dated = set()
    wrong = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        texts = []
        for place, cell in enumerate(row):
            if cell.data_type == "e":
                wrong.append(cell.coordinate)
            if isinstance(cell.value, (dt.date, dt.datetime)):
                dated.add((number, place))
            texts.append(_text(cell.value, str(cell.number_format), decimal))
        cells.append(texts)
    if wrong:
        remarks.refuse(f"har ett fel från Excel i stället för ett värde, till exempel #DIV/0!: {_listed(wrong)}")
    return cells, frozenset(dated)


def _listed(places: list[str]) -> str:
    first = ", ".join(places[:5])
    return f"{first} och {len(places) - 5} till" if len(places) > 5 else first  # noqa: PLR2004


def _text(value: Any, form: str, decimal: str) -> str:  # noqa: ANN401 - whatever a cell holds
    """Return a cell as it would be written, so that no number can be taken for another."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        is_percent = "%" in form
        return _number(value * 100 if is_percent else value, decimal) + (" %" if is_percent else "")
    return str(value)


def _number(value: float, decimal: str) -> str:
    """Return a number as text: fifteen figures as in Excel, and never three decimals, as they look like thousands."""
    if isinstance(value, int):
        return str(value)
    text = np.format_float_positional(float(f"{value:.15g}"), trim="-")
    whole, _, decimals = text.partition(".")
    if len(decimals) == DECIMALS_THAT_LOOK_LIKE_THOUSANDS:
        decimals += "0"
    return f"{whole}{decimal or '.'}{decimals}" if decimals else whole


def _demand_calculated(sheet: Any, formulas: Any, remarks: Remarks) -> None:  # noqa: ANN401 - see _sheet
    empty = [
        cell.coordinate
        for row in formulas.iter_rows()
        for cell in row
        if cell.data_type == "f" and sheet[cell.coordinate].value is None
    ]
    if empty:
        remarks.refuse(f"har formler utan uträknat värde: {_listed(empty)}; öppna filen i Excel, räkna om och spara")


def _merged(sheet: Any) -> list[tuple[int, int, int, int]]:  # noqa: ANN401 - see _sheet
    return sorted((each.min_row, each.max_row, each.min_col, each.max_col) for each in sheet.merged_cells.ranges)


def _as_sheet(
    cells: Cells, merged: list[tuple[int, int, int, int]], dated: frozenset[tuple[int, int]], remarks: Remarks
) -> Sheet:
    for top, bottom, left, right in merged:
        for row in range(top, min(bottom, HEAD) + 1):  # headers only: a merged amount would count in every row
            cells[row - 1][left - 1 : right] = [cells[top - 1][left - 1]] * (right - left + 1)
    if not all(unicodedata.is_normalized("NFC", text) for row in cells for text in row):
        remarks.repaired(DECOMPOSED)
        cells = [[unicodedata.normalize("NFC", text) for text in row] for row in cells]
    if any(each in text for row in cells for text in row for each in MOJIBAKE):
        raise RefusedError("svenska bokstäver är förstörda (till exempel Ã¶ för ö); exportera filen på nytt")

    def body(header: int, width: int) -> Body:
        split = [top for top, bottom, _, _ in merged if bottom > header + 1]
        if split:
            remarks.refuse(
                "har sammanfogade celler under rubrikraden; dela dem i Excel och fyll i varje cell", rows_told(split)
            )
        rows = cells[header + 1 :]
        arrays = [pa.chunked_array([pa.array([row[at] for row in rows], ENCODED)]) for at in range(width)]
        return arrays, np.arange(len(rows), dtype=np.int64) + header + 2

    return Sheet([[cell.strip(SPACE) for cell in row] for row in cells[:HEAD]], body, dated)

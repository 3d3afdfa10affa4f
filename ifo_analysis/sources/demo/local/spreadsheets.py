"""Files as systems export them: Swedish csv, and workbooks whose bytes are the same each time."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

SAVED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - workbooks have no time zone
ZIPPED = (1980, 1, 1, 0, 0, 0)
CHANGED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def csv_bytes(rows: Iterable[Sequence[str]], *, encoding: str = "utf-8-sig", separator: str = ";") -> bytes:
    r"""Return rows as a csv file with Windows line ends, as Excel in Swedish saves it.

    Examples
    --------
    >>> csv_bytes([("År", "Kostnad"), ("2024", "1 234,5")])
    b'\xef\xbb\xbf\xc3\x85r;Kostnad\r\n2024;1 234,5\r\n'
    """
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def workbook_bytes(sheets: dict[str, Iterable[Sequence[Any]]], merged: Sequence[str] = ()) -> bytes:
    """Return sheets of rows as a workbook; the cell ranges of `merged` are merged in every sheet.

    Times are fixed, in the document and in its zip archive, so that the same rows give the same bytes.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - only where a workbook is written

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator, book.properties.created = "Syntetiska data", SAVED
    for title, rows in sheets.items():
        _filled(book.create_sheet(title), rows, merged)
    saved = io.BytesIO()
    book.save(saved)
    return _timeless(saved)


def _filled(sheet: Worksheet, rows: Iterable[Sequence[Any]], merged: Sequence[str]) -> None:
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)


def _timeless(saved: io.BytesIO) -> bytes:
    """Return a saved workbook without the time that it was saved."""
    copied = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(copied, "w") as target:
        for name in source.namelist():
            content = CHANGED.sub(rb"\g<1>" + SAVED.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + rb"\2", source.read(name))
            target.writestr(zipfile.ZipInfo(name, ZIPPED), content, zipfile.ZIP_DEFLATED)
    return copied.getvalue()

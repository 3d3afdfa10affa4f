"""A table as a file for spreadsheets (csv), as Swedish Excel opens it: semicolons, decimal comma, unrounded values."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from ifo_analysis.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ifo_analysis.blocks import Cell, Row, Table

BYTE_ORDER_MARK = "\ufeff"
MARK_WORDS = {"preliminary": "preliminär", "break": "metodbrott"}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def sheet(table: Table) -> str:
    r"""Return a table as csv: header, rows, and after an empty line its notes and sources.

    A value is written unrounded, and as a number when it is one. A text that a spreadsheet would take for a formula
    gets an apostrophe before it. What is preliminary, or stands at a break, is said in a column of its own, so that
    numbers stay numbers. A cell that covers several rows is written once, so that sums don't count it twice.

    Raises
    ------
    ReportError
        A row has more or fewer cells than the table has columns.

    Examples
    --------
    >>> from ifo_analysis.blocks import Cell, Column, Row, Table
    >>> row = Row(cells=(Cell(text="2024"), Cell(text="−20,8", value=-20.7972, mark="preliminary")))
    >>> columns = (Column(header="År"), Column(header="Ekhult", unit="%"))
    >>> print(sheet(Table(id="t", title=(), measure="", columns=columns, rows=(row,), sources=())).replace("\r", ""))
    ﻿År;Ekhult (%);Anmärkning
    2024;-20,7972;Ekhult: preliminär
    <BLANKLINE>
    """
    lines = list(_lines(table))
    has_remarks = any(line[-1] for line in lines[1:])
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerows(line if has_remarks else line[:-1] for line in lines)
    afterwards = [*table.notes, *table.sources]
    writer.writerows([[], *([_text(line)] for line in afterwards)] if afterwards else [])
    return BYTE_ORDER_MARK + file.getvalue()


def _lines(table: Table) -> Iterator[list[str]]:
    yield [*(_text(f"{c.header} ({c.unit})" if c.unit else c.header) for c in table.columns), "Anmärkning"]
    for _, cells in placed_rows(table):
        line = [""] * len(table.columns)
        remarks = []
        for position, cell in cells:
            line[position] = _value(cell)
            if cell.mark:
                remarks.append(f"{table.columns[position].header}: {MARK_WORDS[cell.mark]}")
        yield [*line, _text(", ".join(remarks))]


def placed_rows(table: Table) -> Iterator[tuple[Row, list[tuple[int, Cell]]]]:
    """Return each row with its cells and the column of each, counting cells that reach down from rows above.

    Raises
    ------
    ReportError
        A row has more or fewer cells than there is room for.
    """
    covered = [0] * len(table.columns)
    for number, row in enumerate(table.rows, start=1):
        free = [0] if row.role == "group" else [place for place, rows in enumerate(covered) if not rows]
        if len(free) != len(row.cells):
            fault = f"rad {number} har {len(row.cells)} celler, men plats för {len(free)}"
            raise ReportError.of(f"Tabellen {table.id} går inte ihop", [fault])
        cells = list(zip(free, row.cells, strict=True))
        covered = [max(rows - 1, 0) for rows in covered]
        for place, cell in cells:
            covered[place] = cell.row_span - 1
        yield row, cells


def _value(cell: Cell) -> str:
    if isinstance(cell.value, float | int):
        return f"{Decimal(repr(cell.value)):f}".replace(".", ",")
    return _text(cell.text if cell.value is None else cell.value)


def _text(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA_STARTS) else words

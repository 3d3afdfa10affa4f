"""From a file to cells of text with their place, whatever the system that wrote it; csv here, Excel in `workbook`."""

from __future__ import annotations

import csv
import io
import itertools
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from ifo_analysis.sources.local.remarks import RefusedError, Remarks, rows_told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Body = tuple[list[pa.ChunkedArray], NDArray[np.int64]]

ENCODED = pa.dictionary(pa.int32(), pa.string())
HEAD = 30
HEAD_CHARACTERS = 200_000
DELIMITERS = ";\t,"
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
NOT_TEXT = {
    b"PK\x03\x04": "är en Excelfil eller en zipfil; ge den namnet .xlsx om den är en Excelfil",
    b"\xd0\xcf\x11\xe0": "är en äldre Excelfil eller skyddad med lösenord; spara den som .xlsx utan lösenord",
    b"%PDF": "är en pdf; exportera uppgifterna som csv eller xlsx",
    b"<": "är en webbsida eller xml; exportera uppgifterna som csv eller xlsx",
}
# What UTF-8 looks like when it has been read as cp1252 and saved again, and what is left of letters that were lost.
MOJIBAKE = ("Ã¥", "Ã¤", "Ã¶", "Ã…", "Ã„", "Ã–", "Ã©", "â€“", "â€”", "Â\u00a0", "\ufffd")
SIGNS_OF_MOJIBAKE = ("Ã", "â€", "Â\u00a0", "\ufffd")  # few, as each is looked for in the whole file
DECOMPOSED = "bokstäver som var skrivna i två delar, till exempel a och ring, sattes ihop"
SPACE = " \t\r\n\u00a0\u2007\u2009\u200b\u202f\ufeff"


@dataclass(frozen=True)
class Column:
    """A column of cells: what each row holds, as places among the different texts."""

    header: str
    position: int
    places: NDArray[np.int32]
    values: pa.Array = field(repr=False)

    @cached_property
    def texts(self) -> list[str]:
        """Return the different texts."""
        texts: list[str] = self.values.to_pylist()
        return texts

    def text_at(self, place: int) -> str:
        """Return the text of one row, by its place."""
        text: str = self.values[int(self.places[place])].as_py()
        return text

    def at(self, kept: NDArray[np.bool_]) -> Column:
        """Return the column with some of its rows."""
        return Column(self.header, self.position, self.places[kept], self.values)

    def rows_of(self, found: NDArray[np.bool_], rows: NDArray[np.int64]) -> list[int]:
        """Return the rows whose text is among those found."""
        kept: list[int] = rows[found[self.places]].tolist()
        return kept


@dataclass(frozen=True)
class Sheet:
    """A table as it stands: its first rows as text, and how to get the cells below one of them.

    `body` takes the place of the last header row among `head`, and the width. It gives one array of text per column,
    and the row in the file of each.
    """

    head: list[list[str]]
    body: Callable[[int, int], Body]
    dated: frozenset[tuple[int, int]] = frozenset()
    first_row: int = 1


def columns_of(arrays: list[pa.ChunkedArray], headers: list[str]) -> list[Column]:
    """Return arrays of encoded text as columns, without space around the cells."""
    columns = []
    for position, (array, header) in enumerate(zip(arrays, headers, strict=True)):
        encoded = array.combine_chunks()
        trimmed = pc.utf8_trim(encoded.dictionary, characters=SPACE).dictionary_encode()
        places = encoded.indices.to_numpy()
        if len(trimmed.dictionary) < len(trimmed):  # some were only apart by the space around them
            places = trimmed.indices.to_numpy()[places]
        columns.append(Column(header, position, places, trimmed.dictionary))
    return columns


def decoded(content: bytes, encoding: str, remarks: Remarks) -> str:
    """Return the content of a text file with composed letters.

    Raises
    ------
    RefusedError
        If it is no text, or its letters are broken.
    """
    start = content[:4]
    for magic, told in NOT_TEXT.items():
        if start.startswith(magic):
            raise RefusedError(f"filen {told}")
    marked = next((name for mark, name in BYTE_ORDER_MARKS.items() if start.startswith(mark)), "")
    try:
        text = content.decode(marked or encoding or "utf-8")
    except UnicodeDecodeError:
        advice = "ange encoding: cp1252 om den är sparad så, eller spara den som CSV UTF-8"
        raise RefusedError(f"filen är inte {(marked or encoding or 'utf-8').upper()}; {advice}") from None
    if "\x00" in text:
        raise RefusedError("filen är ingen textfil; exportera uppgifterna som csv eller xlsx")
    if not text or text.isspace():
        raise RefusedError("filen är tom")
    if any(each in text for each in SIGNS_OF_MOJIBAKE) and any(each in text for each in MOJIBAKE):
        raise RefusedError("svenska bokstäver är förstörda (till exempel Ã¶ för ö); exportera filen på nytt som UTF-8")
    if marked == "utf-16" or encoding == "cp1252":
        remarks.repaired(f"lästes som {'UTF-16' if marked else 'cp1252'}")
    if not unicodedata.is_normalized("NFC", text):
        remarks.repaired(DECOMPOSED)
        text = unicodedata.normalize("NFC", text)
    return text


def delimited(text: str, known: Callable[[list[list[str]]], int], remarks: Remarks) -> Sheet:
    """Return a csv text as a sheet.

    Parameters
    ----------
    text : str
        The file.
    known : callable
        How many headers some rows hold that are known: the delimiter that gives the most is the file's.
    remarks : Remarks
        Where faults are said.
    """
    given, start = _given_delimiter(text)
    heads = {sign: _head(text, sign, start) for sign in ([given] if given else DELIMITERS)}
    best = max(heads, key=lambda sign: (known(heads[sign]), max(map(len, heads[sign]), default=0)))

    def body(header: int, width: int) -> Body:
        return _body(text, best, start, header, width, remarks)

    return Sheet(heads[best], body, first_row=start + 1)


def _given_delimiter(text: str) -> tuple[str, int]:
    """Return the delimiter that a line with ``sep=`` gives, and the number of lines before the table."""
    first = text[:20].split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == len("sep=;"):
        return first[-1], 1
    return "", 0


def _head(text: str, sign: str, start: int) -> list[list[str]]:
    try:
        rows = list(itertools.islice(_reader(text, sign, start)[1], HEAD))
    except csv.Error:
        return []
    return [[cell.strip(SPACE) for cell in row] for row in rows]


def _reader(text: str, sign: str, start: int) -> tuple[io.StringIO, Iterator[list[str]]]:
    """Return the first part of a text from the line where its table starts, and a reader of rows from there."""
    lines = io.StringIO(text[:HEAD_CHARACTERS], newline="")
    for _ in range(start):
        lines.readline()
    return lines, csv.reader(lines, delimiter=sign)


def _body(text: str, sign: str, start: int, header: int, width: int, remarks: Remarks) -> Body:
    """Return the cells below a header row; rows are counted as Excel counts them."""
    lines, reader = _reader(text, sign, start)
    for _ in range(header + 1):
        next(reader)
    rest, first = text[lines.tell() :].encode(), start + header + 2
    if not rest or rest.isspace():
        return [pa.chunked_array([pa.array([], ENCODED)]) for _ in range(width)], np.array([], dtype=np.int64)
    table, wrong = _cells(rest, sign, width, is_numbered=False)
    if wrong:  # read by one thread, the rows that don't fit are known by number
        table, wrong = _cells(rest, sign, width, is_numbered=True)
    _tell_wrong(wrong, first, width, remarks)
    numbers = np.arange(len(table) + len(wrong), dtype=np.int64) + first
    return table.columns, np.delete(numbers, [number - 1 for number, _ in wrong])


def _cells(rest: bytes, sign: str, width: int, *, is_numbered: bool) -> tuple[pa.Table, list[tuple[int, int]]]:
    """Return rows of as many cells as the header has, and the number and the cells of each row that has others."""
    wrong: list[tuple[int, int]] = []

    def odd(row: Any) -> str:  # noqa: ANN401 - pyarrow's InvalidRow
        wrong.append((row.number, row.actual_columns))
        return "skip"

    names = [str(at) for at in range(width)]
    parse = pa.csv.ParseOptions(
        delimiter=sign, newlines_in_values=b'"' in rest, ignore_empty_lines=False, invalid_row_handler=odd
    )
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(rest),
            pa.csv.ReadOptions(use_threads=not is_numbered, column_names=names, block_size=1 << 23),
            parse,
            pa.csv.ConvertOptions(column_types=dict.fromkeys(names, ENCODED), strings_can_be_null=False),
        )
    except pa.ArrowInvalid:
        raise RefusedError("filen går inte att läsa som csv; ett citattecken står för sig självt någonstans") from None
    return table.unify_dictionaries(), wrong


def _tell_wrong(wrong: list[tuple[int, int]], first: int, width: int, remarks: Remarks) -> None:
    for is_more, told in ((True, "fler"), (False, "färre")):
        rows = [number + first - 1 for number, cells in wrong if (cells > width) == is_more]
        if rows:
            remarks.refuse(
                f"har {told} celler än rubrikraden, som har {width}; sätt citattecken kring text med skiljetecken i",
                rows_told(rows),
            )

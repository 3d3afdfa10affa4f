"""Which column of a contract each header of a file means, and what to do about those that nobody knows."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifo_analysis.definitions.local_files import folded
from ifo_analysis.sources.local.personal import is_personal
from ifo_analysis.sources.local.remarks import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ifo_analysis.definitions.local_files import LocalKind
    from ifo_analysis.sources.local.files import LocalFile
    from ifo_analysis.sources.local.reading import Sheet
    from ifo_analysis.sources.local.remarks import Remarks

FEWEST_KNOWN, NEAR = 2, 0.8
IGNORED, PERSON = "", "person"
UNITS: Mapping[str, str] = {
    **dict.fromkeys(("kr", "kronor", "sek"), "kr"),
    **dict.fromkeys(("tkr", "kkr", "tusen kronor", "tusentals kronor", "tsek"), "tkr"),
    **dict.fromkeys(("mnkr", "mkr", "miljoner kronor", "msek"), "mnkr"),
}
_UNIT = re.compile(rf"[\s,(\[]+(?:i\s+)?({'|'.join(UNITS)})\s*[)\]]?$", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """A header as it is written: where it stands, the column that it means, and the unit that it states."""

    text: str
    position: int
    column: str
    unit: str = ""


@dataclass(frozen=True)
class HeaderRow:
    """The row of headers among the first rows of a table, and how many columns it has; `row` is its row in the file."""

    place: int
    row: int
    width: int
    headers: tuple[Header, ...]
    unknown: tuple[str, ...]


def known_count(head: Sequence[Sequence[str]], file: LocalFile) -> int:
    """Return how many headers the row with the most of them has that are known."""
    words = _known(file)
    return max((len(_found(head, place, words)) for place in range(len(head))), default=0)


def header_row(sheet: Sheet, file: LocalFile) -> HeaderRow:
    """Return the row of headers: the first of those with the most headers that are known.

    Raises
    ------
    RefusedError
        If no row has at least two. The rows are not repeated, as they may be about persons.
    """
    words, head = _known(file), sheet.head
    counts = [len({header.column for header in _found(head, place, words)}) for place in range(len(head))]
    if not counts or max(counts) < FEWEST_KNOWN:
        counts = [known + _near_count(row, words) for known, row in zip(counts, head, strict=True)]
    if not counts or max(counts) < FEWEST_KNOWN:
        headers = ", ".join(each[0] for name, each in file.local_kind.headers.items() if name not in PROVENANCE_SHOWN)
        raise RefusedError(
            f"ingen rubrikrad känns igen bland de första raderna; kända rubriker: {headers}. "
            "Ange vad filens egna rubriker betyder under columns i parameterfilen"
        )
    place = counts.index(max(counts))
    while place + 1 < len(head) and counts[place + 1] == counts[place] and any(head[place + 1]):
        place += 1  # headers in two rows are known as well by the lower one, which no row of figures is
    found = _found(head, place, words)
    taken = {header.position for header in found}
    others = [text for at, text in enumerate(head[place]) if text and at not in taken]
    return HeaderRow(place, place + sheet.first_row, len(head[place]), tuple(found), tuple(others))


PROVENANCE_SHOWN = ("publisher", "document", "document_year", "retrieved", "is_preliminary")


def tell_headers(row: HeaderRow, sheet: Sheet, file: LocalFile, required: Iterable[str], remarks: Remarks) -> bool:
    """Say everything that is wrong with the headers in one remark, and return whether anything is."""
    headers, kind = [header.column for header in row.headers], file.local_kind
    twice = {name for name in headers if name != IGNORED and headers.count(name) > 1}
    told = [f"okänd kolumn {_shown(text)}{_near(text, kind, headers)}" for text in row.unknown]
    told += [f"flera kolumner betyder {kind.headers[name][0]} ({name})" for name in sorted(twice)]
    told += [f"saknad kolumn {kind.headers[name][0]} ({name})" for name in required if name not in headers]
    if kind.holds_persons and PERSON not in headers:
        told.append("ange under key vilken kolumn som är personnyckel")
    written = {folded(header.text) for header in row.headers}
    told += [
        f"rubriken {_shown(text)} under columns finns inte i filen"
        for text in file.columns
        if folded(text) not in written
    ]
    if told:
        advice = "Ange rubriken under columns i parameterfilen, eller under ignore om kolumnen inte behövs"
        remarks.refuse(f"{'; '.join(told)}. {advice}", f"rubrikraden (rad {row.row})")
    elif row.row > sheet.first_row and any(any(cells) for cells in sheet.head[: row.place]):
        remarks.repaired(f"rubrikraden är rad {row.row}; det som står ovanför lästes inte")
    return bool(told)


def _known(file: LocalFile) -> dict[str, str]:
    words = file.local_kind.known_headers()
    words |= {folded(text): IGNORED for text in file.ignore}
    words |= {folded(text): column for text, column in file.columns.items()}
    return words | ({folded(file.key): PERSON} if file.key else {})


def _found(head: Sequence[Sequence[str]], place: int, words: Mapping[str, str]) -> list[Header]:
    """Return the known headers of a row; one may stand in two rows, its group above it."""
    found = []
    above = head[place - 1] if place else []
    groups = _carried(above)
    for position, text in enumerate(head[place]):
        group = groups[position] if position < len(groups) else ""
        upper = above[position] if position < len(above) else ""
        for written in (f"{group} {text}", text) if text else (upper,):
            header = _header(written.strip(), position, words)
            if header is not None:
                found.append(header)
                break
    return found


def _near_count(row: Sequence[str], words: Mapping[str, str]) -> int:
    """Return how many headers of a row are misspelt ones."""
    return sum(bool(difflib.get_close_matches(folded(text), words, n=1, cutoff=NEAR)) for text in row if text)


def _carried(row: Sequence[str]) -> list[str]:
    """Return a row of groups where each stands over all its columns, as merged cells do."""
    carried: list[str] = []
    for text in row:
        carried.append(text or (carried[-1] if carried else ""))
    return carried


def _header(text: str, position: int, words: Mapping[str, str]) -> Header | None:
    unit = _UNIT.search(text.replace("_", " "))
    stated = UNITS[unit[1].casefold()] if unit else ""
    for written in (text, text[: unit.start()] if unit else text):
        if folded(written) in words:
            return Header(text, position, words[folded(written)], stated)
    return None


def _shown(text: str) -> str:
    """Return a header for a message, unless it can't be a header that somebody has chosen."""
    is_odd = is_personal(text) or not text.isprintable() or len(text) > 60  # noqa: PLR2004
    return "(en rubrik som inte visas)" if is_odd else f"”{text}”"


def _near(text: str, kind: LocalKind, taken: Sequence[str]) -> str:
    """Return the known header that is nearest to an unknown one, if its column isn't there already."""
    words = {folded(word): (word, name) for name, each in kind.headers.items() for word in each if name not in taken}
    near = difflib.get_close_matches(folded(text), words, n=1)
    return f" (menade du {words[near[0]][0]}?)" if near else ""

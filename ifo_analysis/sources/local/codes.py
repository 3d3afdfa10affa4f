"""Words that stand for codes: a municipality's code, forms of placement, and what to say of words that nobody knows."""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ifo_analysis.definitions import COUNTRY, municipalities
from ifo_analysis.definitions.local_files import folded
from ifo_analysis.definitions.placement_types import placement_types, type_named
from ifo_analysis.frames.local import ADULTS, CHILDREN
from ifo_analysis.sources.local.cells import CellError
from ifo_analysis.sources.local.personal import is_personal
from ifo_analysis.sources.local.remarks import counted, rows_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from ifo_analysis.sources.local.reading import Column
    from ifo_analysis.sources.local.remarks import Remarks

COUNTRY_NAMES = {"riket", "hela riket", "sverige"}
LONGEST_WORD, MOST_WORDS, ENOUGH_ROWS = 40, 20, 5
GROUPS: Mapping[str, str] = {CHILDREN: "barn", ADULTS: "vuxna"}
_ZEROS = re.compile(r"[.,]0+$")


@cache
def _names() -> dict[str, str]:
    """Return the code of each municipality by its folded name; names that are also those of regions are left out."""
    found = {}
    for each in municipalities():
        county = each.county.removesuffix(" län").removesuffix("s")
        if county != each.name.removesuffix("s"):
            found[folded(each.name)] = each.code
        found[folded(each.long_name or f"{each.name} kommun")] = each.code
    return found


def municipality_code(text: str, own: str) -> tuple[str, bool]:
    """Return the code of a municipality that is given by code or name, and whether its first zero was put back.

    Codes outside Sweden's table are only known beside an own municipality that is outside it too.

    Raises
    ------
    CellError
        If there is no such municipality, or the name is that of a region as well.

    Examples
    --------
    >>> municipality_code("138", "0138"), municipality_code("Höör", "0138"), municipality_code("0138.0", "0138")
    (('0138', True), ('1267', False), ('0138', False))
    """
    known = {each.code for each in municipalities()} | {own, COUNTRY}
    plain = _ZEROS.sub("", text)
    if plain.isdecimal():
        code = "".join(str(int(each)) for each in plain).zfill(len(COUNTRY))
        if code in known or (own not in {each.code for each in municipalities()} and len(code) == len(COUNTRY)):
            return code, len(plain) < len(code)
        raise CellError("är ingen kommunkod som finns")
    if folded(text) in COUNTRY_NAMES:
        return COUNTRY, False
    if folded(text) in _names():
        return _names()[folded(text)], False
    if any(folded(text) == folded(each.name) for each in municipalities()):
        raise CellError("är namnet på både en kommun och en region; skriv kommunkoden")
    near = difflib.get_close_matches(folded(text), _names(), n=1)
    by_code = {each.code: each.name for each in municipalities()}
    advice = f"; menade du {by_code[_names()[near[0]]]}?" if near else ""
    raise CellError(f"är ingen kommun som finns{advice}")


def placement_code(text: str, group: str, local: Mapping[str, str]) -> str:
    """Return the code of a form of placement, or nothing for an unknown word.

    Examples
    --------
    >>> placement_code("HVB-hem", "children", {}), placement_code("K1", "adults", {"k1": "Familjehem"})
    ('hvb', 'familjehem')
    """
    known = type_named(local.get(folded(text), text), group)
    return known.code if known else ""


def tell_unknown(
    name: str,
    header: str,
    unknown: Mapping[str, Sequence[int]],
    known: Iterable[str],
    remarks: Remarks,
    *,
    is_about_persons: bool = False,
) -> None:
    """Say which words stand for no code, each with its count and rows, and how to give them one.

    Parameters
    ----------
    name, header : str
        The column in the contract, and in the file.
    unknown : mapping
        The rows of each unknown word.
    known : iterable of str
        Words that are known, to tell near misses.
    remarks : Remarks
        Where it is said.
    is_about_persons : bool
        Whether the rows are persons: then a word is only repeated if it is like a known one or stands in several rows.
    """
    words = list(known)
    told = []
    for word, rows in sorted(unknown.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_WORDS]:
        is_odd = not word or is_personal(word) or not word.isprintable() or len(word) > LONGEST_WORD
        is_hidden = is_odd or (is_about_persons and len(rows) < ENOUGH_ROWS and not _is_like(word, words))
        near = "" if is_hidden else _near(word, words)
        told.append(
            f"{f'en kod i {rows_told(rows)}' if is_hidden else f'”{word}”'} ({counted(len(rows), 'rad', 'rader')}{near})"
        )
    more = len(unknown) - len(told)
    rest = f" och {counted(more, 'kod', 'koder')} till" if more else ""
    remarks.refuse(
        f"okända koder: {', '.join(told)}{rest}. Ange vad de betyder under codes: {name} i parameterfilen",
        f"kolumnen {header}",
    )


def _is_like(word: str, known: Sequence[str]) -> bool:
    parts = {part for each in known for part in folded(each).split() if len(part) >= len("hvb")}
    mine = folded(word).split()
    return bool(mine) and (
        all(difflib.get_close_matches(part, parts, n=1, cutoff=0.75) for part in mine)
        or bool(difflib.get_close_matches(folded(word), [folded(each) for each in known], n=1, cutoff=0.75))
    )


def _near(word: str, known: Sequence[str]) -> str:
    by_fold = {folded(each): each for each in known}
    near = difflib.get_close_matches(folded(word), by_fold, n=1, cutoff=0.75)
    return f", menade du {by_fold[near[0]]}?" if near else ""


def is_form(text: str, local: Mapping[str, str]) -> bool:
    """Return whether a word means a form of placement for any target group."""
    return any(placement_code(text, group, local) for group in GROUPS)


def type_codes() -> tuple[str, ...]:
    """Return the codes of the forms of placement, in the order of the alphabet."""
    return tuple(sorted(each.code for each in placement_types()))


def type_words() -> list[str]:
    """Return the names of the forms of placement and the words that are known for them."""
    return list(dict.fromkeys(word for each in placement_types() for word in (each.name, *each.aliases)))


def by_row(column: Column, kept: NDArray[np.bool_], rows: NDArray[np.int64]) -> dict[str, list[int]]:
    """Return the rows of each text of a column that is kept."""
    grouped: dict[str, list[int]] = {}
    found = np.flatnonzero(kept[column.places])
    for place, row in zip(column.places[found].tolist(), rows[found].tolist(), strict=True):
        grouped.setdefault(column.texts[place], []).append(row)
    return grouped

"""The placements of a register in order: which day is whose, so that no day of a person is counted twice.

A day of care is a day on which a person is placed (*vårddygn*): the first and the last day count, each day once. When
one placement ends on the day that another starts, the day belongs to the one that ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from ifo_analysis.sources.local.register_cells import MISSING
from ifo_analysis.sources.local.remarks import rows_told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from ifo_analysis.sources.local.register import Register

FIELDS = ("rows", "birth_year", "group", "children", "adults", "provider", "start", "end", "amount")
SPAN = 2**33  # more than any two days, or a day and no end, are apart


@dataclass(frozen=True)
class Placements:
    """All rows as arrays, ordered by person and start.

    `before` is the last day on which the person was placed by earlier rows, `first` the first day that is a row's own,
    and `file` the place of the row's register.
    """

    columns: Mapping[str, NDArray[np.int64]]
    registers: tuple[Register, ...]

    def refuse(self, wrong: NDArray[np.bool_], told: str) -> None:
        """Say in the remarks of each file which of its rows are wrong."""
        for at, register in enumerate(self.registers):
            rows = self.columns["rows"][wrong & (self.columns["file"] == at)]
            if len(rows):
                register.remarks.refuse(told, rows_told(rows.tolist()))


def placements_of(registers: Sequence[Register]) -> Placements:
    """Return the rows of all registers in one order that doesn't depend on the order in the files.

    Rows that stand twice, placements of one person that overlap, and a person key with several years of birth are
    refused in the remarks of the file where they stand.
    """
    persons = pa.chunked_array([each.person.dictionary_decode() for each in registers]).dictionary_encode()
    columns = {name: np.concatenate([getattr(each, name) for each in registers]) for name in FIELDS}
    columns["person"] = persons.combine_chunks().indices.to_numpy().astype(np.int64)
    columns["file"] = np.repeat(np.arange(len(registers)), [len(each.rows) for each in registers])
    is_sound = np.concatenate([each.is_sound for each in registers])
    if not is_sound.all():
        columns = {name: each[is_sound] for name, each in columns.items()}
    what = ((columns["children"] + 1) * 64 + columns["adults"] + 1) * 4 + columns["provider"]
    order = np.lexsort((columns["end"] * 2**14 + what, columns["person"] * SPAN + columns["start"]))
    columns = {name: each[order] for name, each in columns.items()}
    columns |= _own_days(columns["person"], columns["start"], columns["end"])
    found = Placements(columns, tuple(registers))
    again = _repeats(what[order], *(columns[name] for name in ("person", "start", "end")))
    found.refuse(again, "samma placering står flera gånger, kanske med olika lagrum; behåll en rad")
    told = "överlappar en annan placering av samma person; att en slutar samma dag som nästa börjar går bra"
    found.refuse((columns["start"] < columns["before"]) & ~again, told)
    columns["birth_year"] = _births(found)
    return found


def _own_days(
    person: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64]
) -> dict[str, NDArray[np.int64]]:
    """Return the last day that each row's person was placed before it, and the first day that is the row's own."""
    latest = np.maximum.accumulate(person * SPAN + end) - person * SPAN
    before = np.full(len(start), -SPAN)
    is_same = person[1:] == person[:-1]
    before[1:][is_same] = latest[:-1][is_same]
    return {"before": before, "first": np.where(start == before, start + 1, start)}


def _repeats(*columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return the rows that are like the one before or after."""
    is_same = np.logical_and.reduce([each[1:] == each[:-1] for each in columns])
    found = np.zeros(len(columns[0]), dtype=bool)
    found[1:] |= is_same
    found[:-1] |= is_same
    return found


def _births(found: Placements) -> NDArray[np.int64]:
    """Return one year of birth for each person: the same in all rows, or the earliest that the ages allow."""
    years, person = found.columns["birth_year"], found.columns["person"]
    begins = np.flatnonzero(np.diff(person, prepend=-1))
    low = np.minimum.reduceat(np.where(years == MISSING, SPAN, years), begins)
    high = np.maximum.reduceat(years, begins)
    rows = np.diff(begins, append=len(person))
    slack = int(any(each.is_age for each in found.registers))
    found.refuse(np.repeat(high - low > slack, rows), "samma personnyckel har olika födelseår")
    settled: NDArray[np.int64] = np.repeat(np.where(low == SPAN, MISSING, low), rows)
    return settled

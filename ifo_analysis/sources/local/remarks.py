"""What is said of a file while it is read: faults, repairs and warnings, by place and never by value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ifo_analysis.errors import DataError, IfoError, ParameterError
from ifo_analysis.sources import InputNote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHOWN_ROWS = 5
SHOWN_FAULTS = 50


class RefusedError(Exception):
    """Why a file can't be read at all, in Swedish and without any of what it holds."""


@dataclass
class Remarks:
    """The remarks on one file. `sheet` is told as part of every place, if the file has sheets."""

    file: str
    sheet: str = ""
    is_listing: bool = False
    faults: list[str] = field(default_factory=list)
    notes: list[InputNote] = field(default_factory=list)

    def refuse(self, text: str, *where: str) -> None:
        """Say what makes the file impossible to use."""
        self.faults.append(": ".join(part for part in (self._place(where), text) if part))

    def repaired(self, text: str, *where: str) -> None:
        """Say what was unambiguous and therefore put right."""
        self.notes.append(InputNote(self.file, self._place(where), "repaired", text))

    def warned(self, text: str, *where: str) -> None:
        """Say what a reader of the report should know."""
        self.notes.append(InputNote(self.file, self._place(where), "warned", text))

    def _place(self, where: Iterable[str]) -> str:
        sheet = f"bladet {self.sheet}" if self.sheet else ""
        return ", ".join(part for part in (sheet, *where) if part)


def error_of(remarks: Iterable[Remarks]) -> IfoError | None:
    """Return one error with the faults of all files, the first fifty of them and how many they are.

    Examples
    --------
    >>> remarks = Remarks("budget.csv")
    >>> remarks.refuse("ska vara ett tal", "rad 3", "kolumnen Kostnad")
    >>> print(error_of([remarks]))
    budget.csv:
      - rad 3, kolumnen Kostnad: ska vara ett tal
    1 fel.
    """
    told = [each for each in remarks if each.faults]
    total = sum(len(each.faults) for each in told)
    if not total:
        return None
    lines: list[str] = []
    left = SHOWN_FAULTS
    for each in told:
        shown = each.faults[:left]
        lines += [f"{each.file}:", *(f"  - {fault}" for fault in shown)] if shown else []
        left -= len(shown)
    lines.append(f"{total} fel." if total <= SHOWN_FAULTS else f"{total} fel, varav de första {SHOWN_FAULTS} visas.")
    is_listing = any(each.is_listing for each in told)
    return (ParameterError if is_listing else DataError)("\n".join(lines))


def rows_told(rows: Sequence[int]) -> str:
    """Return rows as they are told: the first few, and how many more.

    Examples
    --------
    >>> rows_told([3]), rows_told([7, 3]), rows_told(range(2, 9))
    ('rad 3', 'rad 3 och 7', 'rad 2, 3, 4, 5, 6 och 2 rader till')
    """
    first = [str(row) for row in sorted(rows)[:SHOWN_ROWS]]
    more = len(rows) - len(first)
    if more:
        return f"rad {', '.join(first)} och {counted(more, 'rad', 'rader')} till"
    return f"rad {', '.join(first[:-1])} och {first[-1]}" if len(first) > 1 else f"rad {first[0]}"


def counted(number: int, one: str, many: str) -> str:
    r"""Return a number with its noun.

    Examples
    --------
    >>> counted(1, "rad", "rader"), counted(12_000, "rad", "rader")
    ('1 rad', '12\xa0000 rader')
    """
    return f"{number:,}".replace(",", "\u00a0") + f" {one if number == 1 else many}"

"""What is decided of each cell in the control of disclosure, and the way to the engine that finds out what to hide.

A cell is *sensitive* if too few persons stand behind it, or if two of them stand for nearly all of its cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from ifo_analysis.analysis.suppression import suppressed
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Key = tuple[str, str, int, str]
NAN = float("nan")
FEW, DOMINATED, ALONE = "few", "dominated", "alone"
FOLLOWS, WAS_HIDDEN = "follows", "was_hidden"
SENSITIVE = (FEW, DOMINATED, ALONE)
"""Reasons that lie in the cell itself; the others come of other cells, or of the report before."""


class Decision(NamedTuple):
    """One cell that isn't published elsewhere: what and whose it is, and why it is hidden; no reason: it is shown."""

    frame: str
    municipality: str
    year: int
    group: str
    part: str
    cell: str
    label: str
    reason: str = ""

    @property
    def key(self) -> Key:
        """Return what the cell is known by from one report to the next."""
        return self.frame, self.municipality, self.year, self.cell


class Proof(NamedTuple):
    """Of one hidden cell of a table: was its interval found, and is it wide enough? Never the interval itself."""

    frame: str
    table: str
    cell: str
    is_proved: bool = True
    width_is_enough: bool = True


@dataclass(frozen=True)
class Rules:
    """How few persons are too few, whose report it is, and what the last published report hid and showed."""

    threshold: int
    municipality: str
    hidden: frozenset[Key] = frozenset()
    shown: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class Protection:
    """What one part of the control makes: frames without hidden numbers, the decisions, and the proofs."""

    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)


class Cell(NamedTuple):
    """A cell of a table, as the engine wants it: see `suppression.suppressed`."""

    cell: str
    value: float
    row: str
    low: float = NAN
    high: float = NAN
    is_known: bool = False
    weight: float = 1.0
    is_whole: bool = True


class Term(NamedTuple):
    """A cell in a sum: factors times values add up to zero."""

    relation: str
    cell: str
    factor: float


class UnprotectableError(DataError):
    """Some cell can't be protected, whatever else is hidden."""


def hidden_cells(frame: str, table: str, cells: Sequence[Cell], sums: Sequence[Term]) -> dict[str, Proof]:
    """Return the cells to hide, each with its proof.

    Raises
    ------
    UnprotectableError
        If a cell can't be protected.
    DataError
        If the engine hid too little.
    """
    if all(pd.isna(cell.low) for cell in cells):
        return {}
    try:
        found = suppressed(pd.DataFrame(cells), pd.DataFrame(sums, columns=list(Term._fields)))
    except DataError as error:
        raise UnprotectableError(str(error)) from None
    is_sensitive = found["low"].notna()
    # Cells that are hidden for the sake of others may be told by their sums: there is nothing in them to protect.
    found["is_wide"] = found["is_proved"] | ~is_sensitive
    found["is_found"] = (found["feasible_low"] <= found["value"] + 1e-3) & (
        found["feasible_high"] >= found["value"] - 1e-3
    )
    chosen = found.loc[found["reason"] != ""]
    proofs = {
        name: Proof(frame, table, name, is_proved=bool(was_found), width_is_enough=bool(is_wide))
        for name, was_found, is_wide in zip(chosen["cell"], chosen["is_found"], chosen["is_wide"], strict=True)
    }
    demand_proof(proofs.values())
    return proofs


def demand_proof(proofs: Iterable[Proof]) -> None:
    """Refuse tables with a hidden cell that isn't proved to be safe.

    Raises
    ------
    DataError
        With the tables.

    Examples
    --------
    >>> demand_proof([Proof("unexecuted", "Ej verkställda beslut", "hvb", is_proved=True, width_is_enough=False)])
    Traceback (most recent call last):
    ifo_analysis.errors.DataError: Röjandekontroll:
      - Ej verkställda beslut: en dold uppgift kan räknas fram; kör rapporten internt
    """
    lacking = [proof.table for proof in proofs if not (proof.is_proved and proof.width_is_enough)]
    if lacking:
        told = "en dold uppgift kan räknas fram; kör rapporten internt"
        raise DataError.of("Röjandekontroll", [f"{table}: {told}" for table in dict.fromkeys(lacking)])


def sensitive_bounds(value: float, threshold: int) -> tuple[float, float]:
    """Return what the interval of a count must reach, if it is small; else NaN.

    Examples
    --------
    >>> sensitive_bounds(3, 5), sensitive_bounds(0, 5)
    ((1.0, 5.0), (nan, nan))
    """
    return (1.0, float(threshold)) if 0 < value < threshold else (NAN, NAN)

"""The forms of placement of a target group by side, and which of them can't be shown by themselves.

Known drawbacks: persons behind several rows are counted as those of the largest row, so more is combined than must be.
Two costly persons are only seen where the register tells of them, and are then taken to be different persons in
different rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from ifo_analysis.analysis.disclosure_cells import ALONE, DOMINATED, FEW

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

OUTCOME, COMBINED = "outcome", "combined"
DOMINANT, COSTLIEST = 0.85, 2
NO_BOUND = 2**31
BASE_LOSS = 0.2
"""What the loss of any form costs, beside its share of the days: few forms are lost rather than many."""


class Side(NamedTuple):
    """A municipality's outcome, budget or target of a year."""

    municipality: str
    year: int
    basis: str


class Row(NamedTuple):
    """Some placements of a side, in one form and with one kind of provider."""

    side: Side
    form: str
    provider: str
    persons: int
    placements: int
    care_days: float
    cost_sek: float
    top_two_cost_sek: float


def fewest(rows: Iterable[Row]) -> int:
    """Return how many persons there are at least behind some rows: they may be the same in all of them."""
    return max((row.persons for row in rows), default=0)


def is_dominated(rows: Sequence[Row]) -> bool:
    """Say whether two persons may stand for nearly all of the cost of some rows (*dominans*)."""
    tops = sorted((row.top_two_cost_sek for row in rows if row.top_two_cost_sek > 0), reverse=True)
    cost = sum(row.cost_sek for row in rows)
    return cost > 0 and sum(tops[:COSTLIEST]) >= DOMINANT * cost


def unsafe(rows: Sequence[Row], threshold: int, at_least: int = 0) -> str:
    """Return why some rows of a side can't be shown as they are, or nothing.

    A plan that doesn't say for how many it is isn't about anybody.
    """
    n = max(fewest(rows), at_least)
    if n < threshold and (n or any(row.side.basis == OUTCOME for row in rows)):
        return FEW
    return DOMINATED if is_dominated(rows) else ""


@dataclass(frozen=True)
class FormTable:
    """A target group's placements that aren't published elsewhere, on all sides.

    `persons` are the persons of a side, each counted once, as far as known. `known` are the cells that the last report
    showed, and `kept` those that it hid.
    """

    name: str
    rows: tuple[Row, ...]
    persons: Mapping[Side, int]
    threshold: int
    known: Collection[tuple[Side, str]] = frozenset()
    kept: Collection[tuple[Side, str]] = frozenset()

    @cached_property
    def cells(self) -> dict[Side, dict[str, list[Row]]]:
        """Return the rows by side and form, in an order that doesn't depend on theirs."""
        found: dict[Side, dict[str, list[Row]]] = {}
        for row in sorted(self.rows, key=lambda row: row[:6]):
            found.setdefault(row.side, {}).setdefault(row.form, []).append(row)
        return found

    @cached_property
    def losses(self) -> dict[str, float]:
        """Return what it costs to lose each form: more if it has many of the days."""
        days: dict[str, float] = {}
        for row in sorted(self.rows, key=lambda row: row[:6]):
            days[row.form] = days.get(row.form, 0.0) + row.care_days
        total = sum(days.values()) or 1.0
        return {form: BASE_LOSS + each / total for form, each in days.items()}

    @cached_property
    def reasons(self) -> dict[tuple[Side, str], str]:
        """Return the forms that can't be shown by themselves, and why."""
        found = {}
        for side, forms in self.cells.items():
            for form, rows in forms.items():
                is_alone = ALONE if form != COMBINED and self._is_everybody(side, form) else ""
                if reason := unsafe(rows, self.threshold) or is_alone:
                    found[side, form] = reason
        return found

    def _is_everybody(self, side: Side, form: str) -> bool:
        """Say whether all persons of a side may be in one form, which says of each of them where (s)he is placed."""
        persons = sum(row.persons for row in self.cells[side][form])
        return side.basis == OUTCOME and (len(self.cells[side]) == 1 or persons >= self.persons.get(side, NO_BOUND))

    def behind(self, side: Side, forms: Collection[str]) -> int:
        """Return how many persons there are at least behind some forms: those who can't be in the others."""
        inside = [row for form in forms for row in self.cells[side].get(form, ())]
        outside = sum(row.persons for form, rows in self.cells[side].items() if form not in forms for row in rows)
        return max(fewest(inside), self.persons.get(side, 0) - outside)

"""Which counts of a table can be told, and which must be left out with them?

A count that is small is left out, and so are those that it could be worked out from. What is left out for one year or
day is left out for all, also where it isn't small: that it is missing then says nothing of whether it grew.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, NamedTuple

from ifo_analysis.analysis.disclosure_cells import (
    FEW,
    FOLLOWS,
    WAS_HIDDEN,
    Cell,
    Term,
    UnprotectableError,
    hidden_cells,
    sensitive_bounds,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ifo_analysis.analysis.disclosure_cells import Decision, Proof, Rules

TOTAL_LOSS = 5.0


class Item(NamedTuple):
    """A count of a table: its place in the frame, what is decided, its name, and the `row` it shares with other years."""

    place: int
    decision: Decision
    name: str
    row: str
    n: int
    is_published: bool
    is_total: bool = False


class Table(NamedTuple):
    """Counts that may be worked out from each other: the items, cells that don't stand in the file, and the sums."""

    frame: str
    name: str
    items: Sequence[Item]
    rests: Sequence[Cell] = ()
    sums: Sequence[Term] = ()


def decided(table: Table, rules: Rules) -> tuple[dict[int, Decision], list[Proof]]:
    """Return what is decided of each count that isn't published elsewhere, by its place, and the proofs.

    If a small count can't be hidden among others, all of the table's are left out.
    """
    own, proofs = _reasons(table, rules)
    linked = {item.row for item in table.items if own.get(item.name) in {FEW, FOLLOWS}}
    reasons = {item.place: own.get(item.name) or (FOLLOWS if item.row in linked else "") for item in table.items}
    ours = [item for item in table.items if not item.is_published]
    return {item.place: item.decision._replace(reason=reasons[item.place]) for item in ours}, proofs


def _reasons(table: Table, rules: Rules) -> tuple[Mapping[str, str], list[Proof]]:
    """Return why each item is left out in its own year, for those that are."""
    small = {item.name: FEW for item in table.items if _is_small(item, rules.threshold)}
    before = {item.name: WAS_HIDDEN for item in table.items if item.decision.key in rules.hidden}
    if not table.sums:
        return before | small, []
    cells = [_cell(item, table, rules) for item in table.items]
    try:
        proofs = hidden_cells(table.frame, table.name, [*cells, *table.rests], table.sums)
    except UnprotectableError:
        return dict.fromkeys((item.name for item in table.items), FOLLOWS) | before | small, []
    return dict.fromkeys(proofs, FOLLOWS) | before | small, list(proofs.values())


def _is_small(item: Item, threshold: int) -> bool:
    return not item.is_published and 0 < item.n < threshold


def _cell(item: Item, table: Table, rules: Rules) -> Cell:
    """Return an item as the engine wants it; one that was hidden before stays so, without regard to other years."""
    is_small, was_hidden = _is_small(item, rules.threshold), item.decision.key in rules.hidden
    low, high = sensitive_bounds(item.n if is_small else 0, rules.threshold)
    if was_hidden and not is_small and item.n:
        low = high = float(item.n)
    loss = TOTAL_LOSS if item.is_total else 1.0 + item.n / (1 + max(each.n for each in table.items))
    room = max(1, min(item.n, rules.threshold - 1))
    is_known = item.is_published or (item.decision.key in rules.shown and isnan(low))
    row = f"{item.name}, redan dold" if was_hidden else item.row
    return Cell(item.name, float(item.n), row, low, high, is_known, loss / room)

"""Which forms of placement must be put together so that no small one can be worked out?

All sides (a municipality's outcome or plan of a year) are one system: for each side, and for persons, placements, days
and cost each, the forms add up to a total that everybody knows. A form that is combined on one side is combined on all,
so that two years can't be set against each other.

That nobody has more days than the year, and nobody fewer placements than one, need not be in the system: persons move
between the hidden forms together with their days and placements, so these bounds never narrow an interval further.

Known drawbacks: a reader who knows what a day usually costs in each form can guess how a sum is divided. That a form has
never been used is told by its never being named.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isnan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.disclosure_cells import (
    ALONE,
    DOMINATED,
    FEW,
    FOLLOWS,
    NAN,
    WAS_HIDDEN,
    Cell,
    Proof,
    Term,
    UnprotectableError,
    hidden_cells,
)
from ifo_analysis.analysis.disclosure_forms import COMBINED, COSTLIEST, fewest, unsafe

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ifo_analysis.analysis.disclosure_forms import FormTable, Side

FRAME = "placements"
MEASURES = {"persons": True, "placements": True, "care_days": False, "cost_sek": False}
"""What is told of a form, and whether it is counted in whole numbers."""
SCALE, EPSILON = 1_000.0, 0.01


@dataclass(frozen=True)
class Combination:
    """The forms that are put together, why (by side and form), and the proofs of what is hidden thereby."""

    forms: frozenset[str]
    reasons: Mapping[tuple[Side, str], str]
    proofs: tuple[Proof, ...]


def combination(table: FormTable) -> Combination:
    """Return the forms to put together so that no small one can be worked out (*kompletterande undertryckning*).

    Raises
    ------
    UnprotectableError
        If there aren't forms enough to hide a small one among.
    """
    forced = {form for _, form in table.kept} | {form for (_, form), why in table.reasons.items() if why == ALONE}
    while True:
        cells, sums = _system(table, forced)
        proofs = hidden_cells(FRAME, table.name, cells, sums)
        hidden = forced | {cell.row for cell in cells if cell.cell in proofs}
        more = _lacking(table, hidden)
        if more is None:
            return Combination(frozenset(hidden), _reasons(table, hidden), _proofs(table, hidden, proofs))
        forced.add(more)


def _system(table: FormTable, forced: Collection[str]) -> tuple[list[Cell], list[Term]]:
    """Return the cells of all sides and measures with their totals, which are known."""
    cells, sums = [], []
    for side in table.cells:
        for measure, is_whole in MEASURES.items():
            name = _name(side, "", measure)
            part = _cells(table, side, measure, forced)
            if part:
                total = sum(cell.value for cell in part)
                cells += [*part, Cell(name, total, name, is_known=True, is_whole=is_whole)]
                sums += [*(Term(name, cell.cell, 1.0) for cell in part), Term(name, name, -1.0)]
    return cells, sums


def _cells(table: FormTable, side: Side, measure: str, forced: Collection[str]) -> list[Cell]:
    """Return one measure of the forms of a side; zeros and unknown costs are no cells."""
    values = {form: sum(getattr(row, measure) for row in rows) for form, rows in table.cells[side].items()}
    values = {form: value for form, value in values.items() if value > 0}
    bounds = {form: _bounds(table, side, form, measure, value) for form, value in values.items()}
    need = max([high - values[form] for form, (_, high) in bounds.items() if not isnan(high)], default=NAN)
    scale = 1.0 if MEASURES[measure] else SCALE / max(sum(values.values()), EPSILON)
    found = []
    for form, value in values.items():
        low, high = bounds[form]
        is_known = (side, form) in table.known and isnan(low)
        if form in forced and isnan(low) and not is_known:
            low = high = value
        room = value if isnan(need) else max(min(value, need), EPSILON * value)
        weight = SCALE * table.losses[form] / (room * scale)
        name = _name(side, form, measure)
        found.append(Cell(name, value * scale, form, low * scale, high * scale, is_known, weight, MEASURES[measure]))
    return found


def _bounds(table: FormTable, side: Side, form: str, measure: str, value: float) -> tuple[float, float]:
    """Return what must remain possible of a sensitive cell: what one and `threshold` persons like these would give."""
    reason, n = table.reasons.get((side, form)), max(fewest(table.cells[side][form]), 1)
    if reason == FEW and measure == "persons":
        return 1.0, float(table.threshold)
    if reason == DOMINATED and not MEASURES[measure]:
        n = COSTLIEST
    elif reason != FEW:
        return NAN, NAN
    low, high = value / n, value * table.threshold / n
    return (float(ceil(low)), float(floor(high))) if MEASURES[measure] else (low, high)


def _lacking(table: FormTable, hidden: Collection[str]) -> str | None:
    """Return one more form to put together with the others, if a sum of them isn't safe or is of one form only."""
    for side, forms in table.cells.items():
        inside = [form for form in forms if form in hidden and (side, form) not in table.known]
        rows = [row for form in inside for row in forms[form]]
        if rows and unsafe(rows, table.threshold, table.behind(side, inside)):
            others = [form for form in forms if form not in hidden and (side, form) not in table.known]
            if not others:
                raise UnprotectableError(f"Röjandekontroll: {table.name} kan inte skyddas.")
            return min(others, key=lambda form: (table.losses[form], form))
    others = [form for form in table.losses if form not in hidden]
    return min(others, key=lambda form: (table.losses[form], form)) if len(hidden) == 1 and others else None


def _reasons(table: FormTable, hidden: Collection[str]) -> dict[tuple[Side, str], str]:
    """Return why each form is hidden, on every side: where it doesn't occur too, so that the list doesn't tell."""
    kept = dict.fromkeys(table.kept, WAS_HIDDEN)
    every = ((side, form) for side in table.cells for form in sorted(hidden))
    return {cell: table.reasons.get(cell) or kept.get(cell) or FOLLOWS for cell in every}


def _proofs(table: FormTable, hidden: Collection[str], found: Mapping[str, Proof]) -> tuple[Proof, ...]:
    """Return the proofs of all measures of the hidden forms on every side; there is nothing to prove of a zero."""
    if len(hidden) == 1:  # the only form there is, which isn't named
        return tuple(Proof(FRAME, table.name, _name(side, COMBINED, each)) for side in table.cells for each in MEASURES)
    names = (_name(side, form, measure) for side in table.cells for form in sorted(hidden) for measure in MEASURES)
    return tuple(found.get(name, Proof(FRAME, table.name, name)) for name in names)


def _name(side: Side, form: str, measure: str) -> str:
    return f"{side.municipality} {side.year} {side.basis}, {form or 'total'}, {measure}"

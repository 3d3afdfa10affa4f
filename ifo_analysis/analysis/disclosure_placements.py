"""What may be told of the placements, the persons behind them and their costs?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.disclosure_cells import FOLLOWS, WAS_HIDDEN, Decision, Protection
from ifo_analysis.analysis.disclosure_costliest import costliest_reasons
from ifo_analysis.analysis.disclosure_forms import COMBINED, OUTCOME, Side, unsafe
from ifo_analysis.analysis.disclosure_group import BOOKED, COSTLIEST, PERSONS, PLACEMENTS, TargetGroup
from ifo_analysis.analysis.disclosure_rows import public_rows
from ifo_analysis.definitions.placement_types import type_name
from ifo_analysis.frames import LOCAL_CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ifo_analysis.analysis.disclosure_cells import Rules

    Year = tuple[str, int]

NAMES = {
    PLACEMENTS: "Alla placeringsformer",
    PERSONS: "Placerade personer",
    COSTLIEST: "Personerna med de högsta kostnaderna",
    BOOKED: "Placeringarnas bokförda kostnad",
}
BASES = {"budget": "budget", "target": "mål"}
ONLY_FORM, PROVIDER = "Placeringsformen", "provider"


def protected_placements(frames: Mapping[str, pd.DataFrame], rules: Rules) -> Protection:
    """Return the frames about placements without hidden numbers (*röjandekontroll av placeringar*).

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Those that there are of placements, placed_persons, costliest and booked_costs, as in `frames.local`.
    rules : Rules
        The threshold, and what the last report told.

    Raises
    ------
    DataError
        If a hidden cell isn't proved to be safe.
    """
    mine = {name: frames[name] for name in NAMES if name in frames and len(frames[name])}
    groups = sorted({group for frame in mine.values() for group in frame["target_group"]})
    found = Protection()
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in mine}
    for group in groups:
        chosen = {name: frame.loc[frame["target_group"] == group] for name, frame in mine.items()}
        shown = _shown(TargetGroup(group, chosen, rules))
        for name, part in _public(shown).items():
            parts[name].append(part)
        found.decisions.extend(_decisions(shown))
        found.proofs.extend(shown.group.scope[1].proofs)
    for name, each in parts.items():
        key = list(LOCAL_CONTRACTS[name].key)
        found.frames[name] = pd.concat(each).sort_values(key, ignore_index=True)
    return found


@dataclass(frozen=True)
class _Shown:
    """A target group with all that is decided of it: the forms that are combined, and those whose providers are."""

    group: TargetGroup
    combined: frozenset[str]
    merged: dict[tuple[Side, str], str]
    costliest: dict[tuple[Year, int], str]


def _shown(group: TargetGroup) -> _Shown:
    combined = group.scope[1].forms
    return _Shown(group, combined, merged_providers(group, combined), costliest_reasons(group))


def _public(shown: _Shown) -> dict[str, pd.DataFrame]:
    """Return the group's frames without what is hidden."""
    group, found = shown.group, dict(shown.group.frames)
    forms = {form for _, form in shown.merged}
    if PLACEMENTS in found:
        everything = frozenset(found[PLACEMENTS]["placement_type"])
        combined = everything if len(shown.combined) == 1 else shown.combined  # else the others' rows tell which it is
        found[PLACEMENTS] = public_rows(found[PLACEMENTS], set(group.scope[0].cells), combined, forms)
    for name in (PERSONS, BOOKED, COSTLIEST):
        if name in found:
            frame = found[name]
            years = zip(frame["municipality"], frame["year"], strict=True)
            is_lost = pd.Series([year in group.left_out for year in years], index=frame.index, dtype="bool")
            found[name] = frame.loc[frame["is_published"] | ~is_lost]
    if COSTLIEST in found:
        frame = found[COSTLIEST]
        cells = zip(zip(frame["municipality"], frame["year"], strict=True), frame["persons"], strict=True)
        is_told = pd.Series([not shown.costliest.get(cell) for cell in cells], index=frame.index, dtype="bool")
        found[COSTLIEST] = frame.loc[frame["is_published"] | is_told]
    return found


def _decisions(shown: _Shown) -> Iterator[Decision]:
    yield from _of_sides(shown.group)
    yield from _of_forms(shown)
    yield from _of_providers(shown)
    yield from _of_frames(shown)


def _of_sides(group: TargetGroup) -> Iterator[Decision]:
    """Yield of each side whether anything is told of it."""
    sides = {*group.sides, *(Side(*year, OUTCOME) for year in group.left_out)}
    for side in sorted(sides):
        lost = group.left_out.get((side.municipality, side.year), WAS_HIDDEN if group.was_hidden(side) else FOLLOWS)
        reason = "" if side in group.scope[0].cells else lost
        yield _placed(group, side, "", NAMES[PLACEMENTS], group.cell(side), reason)
    for (side, form), reason in group.taken_back.items():
        if side not in group.scope[0].cells:
            yield _placed(group, side, form, type_name(form), group.cell(side, form), reason)


def _of_forms(shown: _Shown) -> Iterator[Decision]:
    group, (table, found) = shown.group, shown.group.scope
    is_only = len(shown.combined) == 1
    for (side, form), reason in found.reasons.items():
        part, label = (COMBINED, ONLY_FORM) if is_only else (form, type_name(form))
        yield _placed(group, side, part, label, group.cell(side, part), reason)
    for side, forms in table.cells.items():
        for form in sorted(forms.keys() - shown.combined):
            yield _placed(group, side, form, type_name(form), group.cell(side, form), "")


def _of_providers(shown: _Shown) -> Iterator[Decision]:
    """Yield of each form with several providers whether they are told apart."""
    group, merged = shown.group, shown.merged
    for side, forms in group.scope[0].cells.items():
        for form in sorted(forms.keys() - shown.combined):
            if (side, form) in merged or len({row.provider for row in forms[form]}) > 1:
                label = f"{type_name(form)}: driftform"
                cell = group.cell(side, form, PROVIDER)
                yield _placed(group, side, form, label, cell, merged.get((side, form), ""))


def _placed(group: TargetGroup, side: Side, part: str, label: str, cell: str, reason: str) -> Decision:
    label = label if side.basis == OUTCOME else f"{label}, {BASES[side.basis]}"
    return Decision(PLACEMENTS, side.municipality, side.year, group.name, part, cell, label, reason)


def _of_frames(shown: _Shown) -> Iterator[Decision]:
    """Yield the decisions about persons, the costliest and the accounts.

    Of a group that is left out it isn't told how many sums there were: that would tell how many persons there are.
    """
    group = shown.group
    for name in (PERSONS, BOOKED):
        years = {*group.years(name), *(group.left_out if name == PERSONS else ())}
        for code, year in sorted(years):
            reason = group.left_out.get((code, year), "")
            yield Decision(name, code, year, group.name, "", group.name, NAMES[name], reason)
    for code, year in group.left_out:
        reason = group.left_out[code, year]
        yield Decision(COSTLIEST, code, year, group.name, "", group.name, NAMES[COSTLIEST], reason)
    for ((code, year), n), reason in shown.costliest.items():
        if (code, year) not in group.left_out:
            label = f"De {n} personerna med de högsta kostnaderna"
            yield Decision(COSTLIEST, code, year, group.name, str(n), f"{group.name}/{n}", label, reason)


def merged_providers(group: TargetGroup, combined: frozenset[str]) -> dict[tuple[Side, str], str]:
    """Return the forms, by side, whose providers can't be told apart, and why.

    What can't be told on one side isn't on any.
    """
    found: dict[tuple[Side, str], str] = {}
    table = group.scope[0]
    for side, forms in table.cells.items():
        for form in sorted(forms.keys() - combined):
            parts = [
                [row for row in forms[form] if row.provider == name] for name in {row.provider for row in forms[form]}
            ]
            reasons = sorted({unsafe(rows, table.threshold) for rows in parts} - {""}, reverse=True)
            was_hidden = (
                PLACEMENTS,
                side.municipality,
                side.year,
                group.cell(side, form, PROVIDER),
            ) in group.rules.hidden
            if reasons or was_hidden:
                found[side, form] = reasons[0] if reasons else WAS_HIDDEN
    merged = {form for _, form in found}
    return {
        (side, form): found.get((side, form), FOLLOWS)
        for side, forms in table.cells.items()
        for form in sorted(forms.keys() & merged)
    }

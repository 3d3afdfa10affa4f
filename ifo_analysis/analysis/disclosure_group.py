"""One target group: on which sides can its placements be shown, in which forms, and what else of it?

If a small form can't be hidden among others, plans and other municipalities' unpublished figures are left out first,
and then the whole group: placements, persons, the costliest, and what the accounts say unless it is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ifo_analysis.analysis.disclosure_cells import FEW, FOLLOWS, WAS_HIDDEN, UnprotectableError
from ifo_analysis.analysis.disclosure_combination import Combination, combination
from ifo_analysis.analysis.disclosure_forms import COMBINED, OUTCOME, FormTable, Side, unsafe
from ifo_analysis.analysis.disclosure_rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from ifo_analysis.analysis.disclosure_cells import Key, Rules
    from ifo_analysis.analysis.disclosure_forms import Row

    Year = tuple[str, int]

PLACEMENTS, PERSONS, COSTLIEST, BOOKED = "placements", "placed_persons", "costliest", "booked_costs"
GROUP_NAMES = {"children": "barn och unga", "adults": "vuxna"}


@dataclass(frozen=True)
class TargetGroup:
    """A target group's part of the frames about placements, and what may be shown of it."""

    name: str
    frames: Mapping[str, pd.DataFrame]
    rules: Rules

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Return the placements that aren't published elsewhere."""
        frame = self.frames.get(PLACEMENTS)
        return () if frame is None else rows_of(frame.loc[~frame["is_published"]])

    @cached_property
    def sides(self) -> dict[Side, list[Row]]:
        """Return the unpublished placements by side."""
        found: dict[Side, list[Row]] = {}
        for row in sorted(self.rows, key=lambda row: row[:6]):
            found.setdefault(row.side, []).append(row)
        return found

    @cached_property
    def persons(self) -> dict[Year, int]:
        """Return the persons placed, each counted once, by municipality and year."""
        frame = self.frames.get(PERSONS)
        if frame is None:
            return {}
        rows = frame[["municipality", "year", "persons"]].itertuples(index=False, name=None)
        return {(str(code), int(year)): int(n) for code, year, n in rows}

    @cached_property
    def few(self) -> dict[Year, str]:
        """Return the years of municipalities in which the whole group is too few to be told of, and why."""
        found = {}
        for side, rows in self.sides.items():
            year = side.municipality, side.year
            if side.basis == OUTCOME and (reason := unsafe(rows, self.rules.threshold, self.persons.get(year, 0))):
                found[year] = reason
        found |= {year: FEW for year in self.years(PERSONS) if self.persons[year] < self.rules.threshold}
        return found

    def years(self, name: str) -> list[Year]:
        """Return the municipalities and years of a frame's unpublished rows."""
        frame = self.frames.get(name)
        if frame is None:
            return []
        frame = frame.loc[~frame["is_published"]]
        return sorted({(str(code), int(year)) for code, year in zip(frame["municipality"], frame["year"], strict=True)})

    @cached_property
    def scope(self) -> tuple[FormTable, Combination]:
        """Return the sides that can be shown, with the forms that are put together there."""
        own, few = self.rules.municipality, {code for code, _ in self.few}
        usable = [side for side in self.sides if side.municipality not in few and not self.was_hidden(side)]
        mine = [side for side in usable if side.municipality == own]
        tried = usable, mine, [side for side in mine if side.basis == OUTCOME]
        for sides in dict.fromkeys(map(tuple, tried)):
            table = self._table(sides)
            try:
                return table, combination(table)
            except UnprotectableError:
                continue
        nothing = self._table(())
        return nothing, combination(nothing)

    def was_hidden(self, side: Side) -> bool:
        """Say whether the last report told nothing at all of a side."""
        return (PLACEMENTS, side.municipality, side.year, self.cell(side)) in self.rules.hidden

    def cell(self, side: Side, *parts: str) -> str:
        """Return what a side, or a part of it, is called from one report to the next."""
        return "/".join((side.basis, self.name, *parts))

    def _table(self, sides: tuple[Side, ...]) -> FormTable:
        """Return the table of some sides, with what the last report told of its forms."""
        return FormTable(
            name=f"Placeringar av {GROUP_NAMES[self.name]}",
            rows=tuple(row for side in sides for row in self.sides[side]),
            persons={side: n for side in sides if (n := self._unpublished_persons(side)) > 0},
            threshold=self.rules.threshold,
            known=self._told(sides, self.rules.shown),
            kept=self._told(sides, self.rules.hidden),
        )

    def _unpublished_persons(self, side: Side) -> int:
        """Return how many persons of a side there are at least who aren't in its published rows."""
        everybody = self.persons.get((side.municipality, side.year), 0) if side.basis == OUTCOME else 0
        frame = self.frames[PLACEMENTS]
        is_there = frame["is_published"] & (frame["municipality"] == side.municipality)
        is_there &= (frame["year"] == side.year) & (frame["basis"] == side.basis)
        return everybody - int(frame.loc[is_there, "persons"].sum())

    def _told(self, sides: tuple[Side, ...], keys: frozenset[Key]) -> frozenset[tuple[Side, str]]:
        """Return the forms, by side, that are among some keys of the last report."""
        found = set()
        for frame, code, year, cell in keys:
            basis, _, rest = cell.partition("/")
            group, _, form = rest.partition("/")
            side = Side(code, year, basis)
            is_form = bool(form) and "/" not in form and form != COMBINED
            if frame == PLACEMENTS and side in sides and group == self.name and is_form:
                found.add((side, form))
        return frozenset(found)

    @cached_property
    def taken_back(self) -> dict[tuple[Side, str], str]:
        """Return the forms that the last report showed, though they can't be shown by themselves now, and why."""
        table = self._table(tuple(self.sides))
        return {cell: reason for cell, reason in table.reasons.items() if cell in table.known}

    @cached_property
    def left_out(self) -> dict[Year, str]:
        """Return the years of municipalities of which nothing is told, and why."""
        shown = set(self.scope[0].cells)
        lost = {code for code, _ in self.few}
        lost |= {
            side.municipality
            for side in self.sides
            if side.basis == OUTCOME and side not in shown and not self.was_hidden(side)
        }
        years = {(side.municipality, side.year) for side in self.sides if side.basis == OUTCOME}
        years.update(*(self.years(name) for name in (PERSONS, COSTLIEST, BOOKED)))
        found = {year: self.few.get(year, FOLLOWS) for year in sorted(years) if year[0] in lost}
        return {year: WAS_HIDDEN for year in sorted(years) if self.was_hidden(Side(*year, OUTCOME))} | found

"""Which sums of the persons with the highest costs can be told, without a difference between two sums telling of few?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.disclosure_cells import DOMINATED, FEW, FOLLOWS, WAS_HIDDEN
from ifo_analysis.analysis.disclosure_forms import DOMINANT, OUTCOME, Side
from ifo_analysis.analysis.disclosure_group import COSTLIEST

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.disclosure_group import TargetGroup

    Year = tuple[str, int]

FOLD = 2
"""How many times the threshold the costliest must be: so that two of them seldom are most of the sum."""


def costliest_reasons(group: TargetGroup) -> dict[tuple[Year, int], str]:
    """Return why each sum of a year can't be told; no reason: it can (*de med de högsta kostnaderna*).

    A sum is of at least twice the threshold, leaves at least the threshold outside, and so does the difference between
    two sums that are told: ten persons less nine are one.
    """
    frame = group.frames.get(COSTLIEST)
    if frame is None:
        return {}
    found: dict[tuple[Year, int], str] = {}
    for code, year in group.years(COSTLIEST):
        rows = frame.loc[(frame["municipality"] == code) & (frame["year"] == year)]
        found |= _reasons_of_year(group, (code, year), rows)
    return found


def _reasons_of_year(group: TargetGroup, year: Year, rows: pd.DataFrame) -> dict[tuple[Year, int], str]:
    threshold, placed = group.rules.threshold, group.persons.get(year, 0)
    cells = {int(n): (COSTLIEST, *year, f"{group.name}/{n}") for n in rows["persons"]}
    told = {int(n) for n in rows.loc[rows["is_published"], "persons"]}
    told |= {n for n, cell in cells.items() if cell in group.rules.shown}
    top = max((row.top_two_cost_sek for row in group.sides.get(Side(*year, OUTCOME), ())), default=0.0)
    found = {}
    for n, cost in sorted(rows.loc[~rows["is_published"], ["persons", "cost_sek"]].itertuples(index=False, name=None)):
        reason = ""
        if n < FOLD * threshold or placed - n < threshold:
            reason = FEW
        elif top >= DOMINANT * cost:
            reason = DOMINATED
        elif cells[n] in group.rules.hidden:
            reason = WAS_HIDDEN
        elif any(abs(n - other) < threshold for other in told - {n}):
            reason = FOLLOWS
        else:
            told.add(n)
        found[year, int(n)] = reason
    return found

"""Staff in the municipality's own figures: by unit, the report year and the year before."""

from __future__ import annotations

from math import isnan, nan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.staffing import (
    ADDED,
    FTE,
    hired_staff,
    sick_leave,
    staff_per_1000,
    staff_totals,
    staff_value,
    survey,
    vacancies,
    whole_or_parts,
)
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.figures.beside import EXPLAINED_DASH, cell
from ifo_analysis.figures.captions import once, preliminary_note
from ifo_analysis.findings.staffing import PER_1000
from ifo_analysis.findings.workplace import staff_rows
from ifo_analysis.language import EN_DASH, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ifo_analysis.facts import Facts

ID = "staffing_values"
LABELS = {
    FTE: ("Årsarbetare", 1),
    "caseworkers": ("Handläggare", 1),
    "staff_cost_tkr": ("Kostnad för egen personal, tkr", 0),
    "hired_cost_tkr": ("Kostnad för inhyrd personal, tkr", 0),
}
RATIO_NOTE = "Merkostnaden för inhyrd personal är räknad på kvoten mot egen personal, som är ett antagande."
PARTS_NOTE = "Delar läggs bara ihop där uppgift om helheten saknas, och procenttal läggs aldrig ihop."


def staffing(facts: Facts) -> Table | Absent:
    """Return staff, posts, hired staff, sick leave and survey by unit (*bemanning*), two years beside each other."""
    if staff_rows(facts).empty:
        return Absent(
            id=ID,
            reason=f"Egna uppgifter om personal saknas för {facts.municipality.name} {facts.parameters.report_year}. "
            "Därför visas ingen tabell över den.",
        )
    year = facts.parameters.report_year
    years = (year - 1, year)
    rows = [*_added(facts, years), *_posts(facts, years), *_hired(facts, years), *_sick_leave(facts, years),
            *_survey(facts, years)]  # fmt: skip
    used = facts.local.staff
    used = used.loc[(used["municipality"] == facts.parameters.municipality) & used["year"].isin(years)]
    has_gaps = any(found.text == EN_DASH for row in rows for found in row.cells)
    is_assumed = (used["measure"] == "hired_cost_ratio").any()
    return Table(
        id=ID,
        title=sentence("Personal, vakanser och sjukfrånvaro"),
        measure=f"Kommunens egna uppgifter, {years[0]} och {years[1]}. {facts.municipality.name}.",
        columns=(
            Column(header="Uppgift", align="left", width=0.6),
            *(Column(header=str(at)) for at in years),
        ),
        rows=tuple(rows),
        notes=once(
            PARTS_NOTE, RATIO_NOTE if is_assumed else "", EXPLAINED_DASH if has_gaps else "", preliminary_note(used)
        ),
        sources=once(
            *raw_credits(used, [], facts.origin),
            *own_credits(used, [], facts.origin, what="Summor, vakanser, merkostnad och skillnader"),
        ),
    )


def _row(name: str, values: Sequence[float | None], decimals: int, *, is_signed: bool = False) -> Row | None:
    """Return a row; none where no year has a value."""
    known = [nan if value is None else float(value) for value in values]
    if all(isnan(value) for value in known):
        return None
    return Row(cells=(Cell(text=name), *(cell(value, decimals, is_signed=is_signed) for value in known)))


def _band(name: str, rows: Sequence[Row | None]) -> Iterator[Row]:
    kept = [row for row in rows if row is not None]
    if kept:
        yield Row(role="group", cells=(Cell(text=name),))
        yield from kept


def _added(facts: Facts, years: Sequence[int]) -> Iterator[Row]:
    """Yield what can be added: the whole, and each unit under it."""
    code, staff = facts.parameters.municipality, facts.local.staff
    totals = staff_totals(staff)
    own = staff.loc[(staff["municipality"] == code) & staff["measure"].isin(ADDED) & staff["year"].isin(years)]
    keys = ["measure", "unit_name", "year"]
    by_unit = whole_or_parts(own, keys, "category", "value").set_index(keys)["value"]
    units = sorted({str(name) for name in own["unit_name"] if name})
    rates = staff_per_1000(totals, facts.population)
    rate = rates.loc[rates["municipality"] == code].set_index("year")["value"]
    for measure, (label, decimals) in LABELS.items():
        whole = _row("Hela verksamheten", [staff_value(totals, code, at, measure) for at in years], decimals)
        parts = [_row(unit, [by_unit.get((measure, unit, at)) for at in years], decimals) for unit in units]
        per_1000 = [_row(f"Hela verksamheten, {PER_1000}", [rate.get(at) for at in years], 1)] if measure == FTE else []
        yield from _band(label, [whole, *per_1000, *parts])


def _posts(facts: Facts, years: Sequence[int]) -> Iterator[Row]:
    found = {at: vacancies(facts.local.staff, facts.parameters.municipality, at) for at in years}
    names = {"needed": "Behov", "recruited": "Rekryterade", "vacant": "Vakanta", "over": "Tillsatta utöver behovet"}
    rows = [
        _row(label, [float(found[at][column].sum()) if len(found[at]) else None for at in years], 0)
        for column, label in names.items()
    ]
    has_over = any(float(frame["over"].sum()) > 0 for frame in found.values())
    yield from _band("Tjänster", rows if has_over else rows[:-1])


def _hired(facts: Facts, years: Sequence[int]) -> Iterator[Row]:
    totals = staff_totals(facts.local.staff)
    found = [hired_staff(totals, facts.parameters.municipality, at) for at in years]
    yield from _band(
        "Inhyrd personal mot egen",
        [
            _row("Antagen kvot", [item.ratio if item else None for item in found], 2),
            _row("Merkostnad med den kvoten, tkr", [item.extra_tkr if item else None for item in found], 0),
        ],
    )


def _sick_leave(facts: Facts, years: Sequence[int]) -> Iterator[Row]:
    """Yield sick leave by unit in per cent, and for the whole its target and the distance in percentage points."""
    found = sick_leave(facts.local.staff, facts.parameters.municipality)
    found = found.loc[found["year"].isin(years)].set_index(["unit_name", "year"])
    whole = [
        _row(label, [_at(found, "", at, column) for at in years], 2, is_signed=column == "gap_pp")
        for column, label in (
            ("sick_leave_pct", "Hela verksamheten"),
            ("target_pct", "Mål"),
            ("gap_pp", "Skillnad mot målet, procentenheter"),
        )
    ]
    units = sorted({str(unit) for unit, _ in found.index if unit})
    parts = [_row(unit, [_at(found, unit, at, "sick_leave_pct") for at in years], 2) for unit in units]
    yield from _band("Sjukfrånvaro, procent", [*whole, *parts])


def _at(found: pd.DataFrame, unit: str, year: int, column: str) -> float:
    return float(found.loc[(unit, year), column]) if (unit, year) in found.index else nan  # type: ignore[arg-type]


def _survey(facts: Facts, years: Sequence[int]) -> Iterator[Row]:
    """Yield the answers of the whole, the most common of the report year first, and their sum where it isn't 100."""
    found = {at: survey(facts.local.staff, facts.parameters.municipality, at) for at in years}
    found = {at: frame.loc[frame["unit_name"] == ""].set_index("answer") for at, frame in found.items()}
    last = found[years[-1]].sort_values("survey_pct", ascending=False, kind="stable")
    answers = list(dict.fromkeys([*last.index, *found[years[0]].index]))
    rows = [_row(str(answer), [found[at]["survey_pct"].get(answer) for at in years], 0) for answer in answers]
    if any(not frame["is_whole"].all() for frame in found.values()):
        rows.append(
            _row("Summa", [float(frame["survey_pct"].sum()) if len(frame) else None for frame in found.values()], 0)
        )
    yield from _band("Medarbetarundersökning, procent av svaren", rows)

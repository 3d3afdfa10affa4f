"""What stands behind a budget follow-up: stated causes with the remainder, and how the report adds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.budget import EXACT, ROUNDING, UNTRIED
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.cells import number_cell
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.figures.captions import once
from ifo_analysis.findings.balances import whole_rows
from ifo_analysis.findings.budget_causes import notes_of
from ifo_analysis.findings.comparing import without_data
from ifo_analysis.language import number, sentence
from ifo_analysis.tables.budget import COLUMN_NAMES, SIGN_NOTE, WHAT, dash_note, measure

if TYPE_CHECKING:
    from ifo_analysis.analysis.follow_up import FollowUp
    from ifo_analysis.facts import Facts
    from ifo_analysis.tables.budget import Line


def budget_causes(facts: Facts, followed: FollowUp) -> Table | Absent:
    """Return the stated causes and one-off items with amounts, and the remainder (*orsaker och ej förklarat*)."""
    if not followed.months:
        return Absent(id="budget_causes", reason=without_data(facts, WHAT))
    found, causes, items = followed.causes, notes_of(followed, "cause"), notes_of(followed, "one_off")
    year = facts.parameters.report_year
    if causes.empty and items.empty:
        reason = f"Ingen tabell över orsaker: inga orsaker eller engångsposter är angivna för {year}."
        return Absent(id="budget_causes", reason=reason)
    rows: list[Row] = []
    for title, notes in (("Angivna orsaker", causes), ("Kända engångsposter", items)):
        if len(notes):
            rows.append(Row(role="group", cells=(Cell(text=title),)))
            rows += [_note_row(note) for note in notes.to_dict("records")]
        if len(causes) and notes is causes:
            rows += [
                _sum_row("Summa av de angivna beloppen", found.explained_tkr),
                _sum_row("Inte förklarat", found.remainder_tkr),
                _sum_row("Resultat", found.total_tkr),
            ]
    return Table(
        id="budget_causes",
        title=sentence("Angivna orsaker och det som inte är förklarat"),
        measure=measure(facts, followed, "Belopp {period}"),
        columns=(
            Column(header="Orsak eller post", align="left", width=0.5),
            Column(header="Avsnitt eller rad", align="left", width=0.3),
            Column(header="Belopp"),
        ),
        rows=tuple(rows),
        notes=once("Minus betyder underskott, eller att posten försämrar resultatet.", dash_note(rows)),
        sources=once(
            *raw_credits(pd.concat([followed.notes, whole_rows(followed.lines)]), [], facts.origin),
            *own_credits(followed.notes, [], facts.origin, what="Summa och ej förklarat"),
        ),
    )


def _note_row(note: Line) -> Row:
    amount = number_cell(float(str(note["amount_tkr"])), 0, is_signed=True)
    return Row(cells=(Cell(text=str(note["text"])), Cell(text=str(note["section"])), amount))


def _sum_row(name: str, tkr: float | None) -> Row:
    value = float("nan") if tkr is None else tkr
    return Row(role="total", cells=(Cell(text=name), Cell(text=""), number_cell(value, 0)))


def budget_checks(facts: Facts, followed: FollowUp) -> Table | Absent:
    """Return the lines and totals that differ from their parts within rounding (*kontroll av rader och summor*)."""
    if not followed.months:
        return Absent(id="budget_checks", reason=without_data(facts, WHAT))
    checks = followed.checks
    differing = checks.loc[checks["verdict"] == ROUNDING]
    if differing.empty:
        return Absent(id="budget_checks", reason=f"Ingen rad och ingen summa avviker. {_counts(checks)}")
    return Table(
        id="budget_checks",
        title=sentence("Kontroll av rader och summor i budgetuppföljningen"),
        measure=measure(facts, followed, "Belopp {period} och prognos"),
        columns=(
            Column(header="Rad eller summa", align="left", width=0.3),
            Column(header="Kontroll", align="left", width=0.28),
            Column(header="Uträknat", width=0.12),
            Column(header="I underlaget", width=0.14),
            Column(header="Utfall", align="left", width=0.16),
        ),
        rows=tuple(_check_rows(differing)),
        notes=(
            SIGN_NOTE,
            "Avrundning: skillnaden är högst 0,5 × (antalet termer + 1) tkr. Större skillnader stoppar rapporten.",
            _counts(checks),
        ),
        sources=own_credits(followed.lines, [], facts.origin),
    )


def _counts(checks: pd.DataFrame) -> str:
    """Return how many checks agree exactly, and how many can't be made."""
    exact, untried = (int((checks["verdict"] == verdict).sum()) for verdict in (EXACT, UNTRIED))
    told = f"Kontroller som stämmer exakt: {exact}."
    return f"{told} Ett belopp saknas för de övriga ({untried}), som inte går att göra." if untried else told


def _check_rows(checks: pd.DataFrame) -> list[Row]:
    rows: list[Row] = []
    for section, members in checks.groupby("section", sort=False):
        rows.append(Row(role="group", cells=(Cell(text=str(section)),)))
        rows += [_check_row(check) for check in members.to_dict("records")]
    return rows


def _check_row(check: Line) -> Row:
    column = COLUMN_NAMES[str(check["column"])].lower()
    what = "intäkt + kostnad = resultat" if check["check"] == "row" else f"radernas {column}"
    difference = float(str(check["difference_tkr"]))
    amounts = (number_cell(float(str(check[name])), 0) for name in ("computed_tkr", "printed_tkr"))
    verdict = Cell(text=f"avrundning ±{number(abs(difference))}", value=difference)
    return Row(cells=(Cell(text=str(check["row"])), Cell(text=what), *amounts, verdict))

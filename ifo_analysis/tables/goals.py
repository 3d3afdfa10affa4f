"""Goals with target, outcome and verdict; assignments and guarantees; decisions not carried out; the decision log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from ifo_analysis.analysis.goals import control_totals, overdue
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.cells import MISSING, number_cell
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.figures.captions import once
from ifo_analysis.findings.comparing import without_data
from ifo_analysis.findings.goals import VERDICTS, WHAT, told_decimals
from ifo_analysis.language import date_in_prose, number, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ifo_analysis.analysis.goals import Steering
    from ifo_analysis.facts import Facts

Sign = Literal["", "not_started", "ongoing", "delayed", "waiting", "done", "stopped"]
VERDICT_SIGNS: dict[str, Sign] = {
    "fulfilled": "done",
    "partly": "ongoing",
    "not_fulfilled": "stopped",
    "not_assessed": "",
}
STATUS_WORDS: dict[str, tuple[str, Sign]] = {
    "done": ("färdigt", "done"),
    "ongoing": ("pågår", "ongoing"),
    "not_started": ("ej påbörjat", "not_started"),
    "stopped": ("avbrutet", "stopped"),
}
KINDS = {"special": "Särskilda uppdrag", "committee": "Nämnduppdrag"}
LEVEL_NAMES = {"strategic": "Strategiskt mål", "committee": "Nämndmål"}
DASH_NOTE = "– uppgift saknas; den är inte noll."
FEWEST_FOR_SHARES = 20


def goal_matrix(facts: Facts, steering: Steering) -> Table | Absent:
    """Return goals by area with indicator, target, outcome and verdict (*måluppfyllelse*).

    Parameters
    ----------
    facts : Facts
        The report's facts.
    steering : Steering
        As from `analysis.goals.own_steering`.
    """
    goals = steering.goals
    if goals.empty:
        return _absent(facts, steering, "goal_matrix", "mål")
    has_comments = bool((goals["comment"] != "").any())
    rows: list[Row] = []
    for area, part in goals.groupby("area", sort=False):
        rows.append(Row(role="group", cells=(Cell(text=str(area)),)))
        rows += [Row(cells=tuple(_goal_cells(goal, has_comments=has_comments))) for goal in part.to_dict("records")]
    has_gaps = bool(goals[["target", "outcome"]].isna().any(axis=None))
    return Table(
        id="goal_matrix",
        title=sentence("Mål, utfall och bedömning"),
        measure=f"Mål som följs upp {steering.year}, efter målområde. Bedömningarna är kommunens egna.",
        columns=(
            Column(header="Mål", align="left", width=0.27 if has_comments else 0.34),
            Column(header="Mått", align="left", width=0.2 if has_comments else 0.24),
            Column(header="Målvärde", width=0.11),
            Column(header="Utfall", width=0.09),
            Column(header="Bedömning", align="left", width=0.17 if has_comments else 0.22),
            *([Column(header="Kommentar", align="left", width=0.16)] if has_comments else []),
        ),
        rows=tuple(rows),
        notes=(DASH_NOTE,) if has_gaps else (),
        sources=raw_credits(goals, [], facts.origin),
    )


def _goal_cells(goal: dict[Any, Any], *, has_comments: bool) -> Iterator[Cell]:
    yield Cell(text=f"{LEVEL_NAMES[goal['level']]}: {goal['goal']}")
    yield Cell(text=", ".join(part for part in (goal["indicator"], goal["unit"]) if part) or MISSING)
    known = [goal[name] for name in ("target", "outcome") if not pd.isna(goal[name])]
    places = max((told_decimals(value) for value in known), default=0)
    yield number_cell(goal["target"], places)
    yield number_cell(goal["outcome"], places)
    verdict = goal["assessment"]
    yield Cell(text=VERDICTS[verdict][0], status=VERDICT_SIGNS[verdict])
    if has_comments:
        yield Cell(text=goal["comment"] or MISSING)


def assignments(facts: Facts, steering: Steering) -> Table | Absent:
    """Return assignments with status, and quality guarantees with limit and reason (*uppdrag och garantier*)."""
    given, kept = steering.assignments, steering.guarantees
    if given.empty and kept.empty:
        return _absent(facts, steering, "assignments", "uppdrag och garantier")
    rows: list[Row] = []
    for kind, name in KINDS.items():
        own = given.loc[given["kind"] == kind]
        if len(own):
            rows.append(Row(role="group", cells=(Cell(text=name),)))
            rows += [_assignment_row(item) for item in own.to_dict("records")]
    if len(kept):
        rows.append(Row(role="group", cells=(Cell(text="Kvalitetsgarantier"),)))
        rows += [_guarantee_row(item) for item in kept.to_dict("records")]
    both = [frame for frame in (given, kept) if len(frame)]
    return Table(
        id="assignments",
        title=sentence("Uppdrag och kvalitetsgarantier"),
        measure=f"Status {steering.year}.",
        columns=(
            Column(header="Uppdrag eller garanti", align="left", width=0.42),
            Column(header="Gräns", align="left", width=0.17),
            Column(header="Status", align="left", width=0.17),
            Column(header="Kommentar eller orsak", align="left", width=0.24),
        ),
        rows=tuple(rows),
        sources=once(*(line for frame in both for line in raw_credits(frame, [], facts.origin))),
    )


def _assignment_row(item: dict[Any, Any]) -> Row:
    word, sign = STATUS_WORDS[item["status"]]
    cells = (
        Cell(text=item["assignment"]),
        Cell(text=""),
        Cell(text=word, status=sign),
        Cell(text=item["comment"] or MISSING),
    )
    return Row(cells=cells)


def _guarantee_row(item: dict[Any, Any]) -> Row:
    is_kept = bool(item["is_fulfilled"])
    reason = item["reason"] or (MISSING if is_kept else "orsak anges inte")
    return Row(
        cells=(
            Cell(text=f"{item['area']}: {item['guarantee']}"),
            Cell(text=item["limit"] or MISSING),
            Cell(text="uppfylld" if is_kept else "inte uppfylld", status="done" if is_kept else "stopped",
                 emphasis="" if is_kept else "strong"),
            Cell(text=reason),
        )
    )  # fmt: skip


def unexecuted(facts: Facts, steering: Steering) -> Table | Absent:
    """Return decisions that haven't been carried out by law and kind, with their control total (*ej verkställda beslut*)."""
    waiting = steering.waiting
    if waiting.empty:
        return _absent(facts, steering, "unexecuted", "beslut som inte har verkställts")
    has_shares = any(total.agrees and total.printed >= FEWEST_FOR_SHARES for total in control_totals(waiting))
    rows: list[Row] = []
    for law, part in waiting.groupby("law", sort=True):
        rows.append(Row(role="group", cells=(Cell(text=f"Beslut enligt {law}"),)))
        whole = next((total.printed for total in control_totals(part) if total.agrees), 0)
        for item in part.sort_values("is_total", kind="stable").to_dict("records"):
            share = 100 * item["count"] / whole if whole >= FEWEST_FOR_SHARES else float("nan")
            cells = Cell(text=item["kind"]), number_cell(float(item["count"]), 0)
            shown = (*cells, number_cell(share, 1)) if has_shares else cells
            rows.append(Row(role="total" if item["is_total"] else "body", cells=shown))
    return Table(
        id="unexecuted",
        title=sentence("Beslut som inte har verkställts"),
        measure=f"Antal beslut per {date_in_prose(str(waiting['as_of'].iloc[0]))}, efter slag.",
        columns=(
            Column(header="Slag av beslut", align="left", width=0.5),
            Column(header="Antal"),
            *([Column(header="Andel", unit="%")] if has_shares else []),
        ),
        rows=tuple(rows),
        notes=tuple(_control_notes(waiting)),
        sources=once(
            *raw_credits(waiting, [], facts.origin),
            *(own_credits(waiting, [], facts.origin, what="Andel") if has_shares else ()),
        ),
    )


def _control_notes(waiting: pd.DataFrame) -> Iterator[str]:
    for total in control_totals(waiting):
        printed, parts = number(total.printed), number(total.parts)
        yield (
            f"Kontrollsumma för {total.law}: delarna summerar till {parts}, som den angivna summan."
            if total.agrees
            else f"Kontrollsumma för {total.law}: delarna summerar till {parts}, men den angivna summan är {printed}."
        )


def decision_log(facts: Facts, steering: Steering) -> Table | Absent:
    """Return the committee's decisions with day, assignment, due day, outcome so far and amount (*beslutslogg*)."""
    rows = steering.decisions
    if rows.empty:
        return _absent(facts, steering, "decision_log", "nämndens beslut")
    late = set(overdue(rows, steering.as_of).index)
    return Table(
        id="decision_log",
        title=sentence("Nämndens beslut och vad de har lett till"),
        measure=f"Beslut från {steering.year}, och tidigare beslut utan utfall. Belopp i tkr; minus är en kostnad.",
        columns=(
            Column(header="Beslut", align="left", width=0.27),
            Column(header="Beslutat", align="left", width=0.125),
            Column(header="Uppdrag till", align="left", width=0.15),
            Column(header="Klart senast", align="left", width=0.125),
            Column(header="Utfall hittills", align="left", width=0.22),
            Column(header="Belopp", unit="tkr", width=0.11),
        ),
        rows=tuple(
            _decision_row(item, is_late=at in late)
            for at, item in zip(rows.index, rows.to_dict("records"), strict=True)
        ),
        notes=(DASH_NOTE,),
        sources=raw_credits(rows, [], facts.origin),
    )


def _decision_row(item: dict[Any, Any], *, is_late: bool) -> Row:
    outcome = (
        Cell(text="utfall saknas", status="delayed", emphasis="strong")
        if is_late
        else Cell(text=item["outcome"] or MISSING)
    )
    return Row(
        cells=(
            Cell(text=item["decision"]),
            Cell(text=item["decided"]),
            Cell(text=item["assignment"] or MISSING),
            Cell(text=item["due"] or MISSING),
            outcome,
            number_cell(item["amount_tkr"], 0),
        )
    )


def _absent(facts: Facts, steering: Steering, name: str, what: str) -> Absent:
    """Return why a table isn't shown: one and the same reason when the whole section is without data."""
    if steering.is_empty:
        return Absent(id=name, reason=without_data(facts, WHAT))
    return Absent(
        id=name,
        reason=f"Uppgifter om {what} saknas för {facts.municipality.name} {steering.year}. Därför visas ingen tabell.",
    )

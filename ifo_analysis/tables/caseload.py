"""The flow of cases: counts by stage and group, beside the same months of another year."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.caseload import FEW, per_caseworker
from ifo_analysis.analysis.staffing import staff_totals
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.definitions.caseload import groups, stages
from ifo_analysis.figures.beside import cell
from ifo_analysis.figures.captions import once, preliminary_note
from ifo_analysis.figures.caseload import SAME_NOTE, case_rows, sources_of, without_cases
from ifo_analysis.findings.caseload_words import base_words, period_words
from ifo_analysis.language import EN_DASH, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ifo_analysis.analysis.caseload import CaseFlow
    from ifo_analysis.facts import Facts

ID = "caseload_values"
NOT_APPLICABLE = "."
FEW_NOTE = f"En punkt betyder att talet inte anges: förändring i procent visas bara när båda antalen är minst {FEW}."
MISSING_NOTE = "– uppgift saknas, eller är räknad på ett annat sätt."


def caseload(facts: Facts, flow: CaseFlow | None) -> Table | Absent:
    """Return each stage's count by group and age, its base, and the change (*ärendeflödet*).

    Parameters
    ----------
    facts : Facts
        The report's facts.
    flow : CaseFlow or None
        As from `analysis.caseload.case_flow`.
    """
    if flow is None:
        return Absent(id=ID, reason=without_cases(facts))
    has_base = flow.base is not None
    rows: list[Row] = []
    for group, found in flow.rows.groupby("group", sort=False):
        rows.append(Row(role="group", cells=(Cell(text=groups()[str(group)].name),)))
        rows += [
            _row({str(key): value for key, value in row.items()}, has_base=has_base) for row in found.to_dict("records")
        ]
    rows += _caseworker_rows(facts, flow)
    texts = {found.text for row in rows for found in row.cells}
    columns = [Column(header="Led", align="left", width=0.4), Column(header=_raised(period_words(flow.period)))]
    if flow.base:
        columns.insert(1, Column(header=_raised(period_words(flow.base))))
        columns += [Column(header="Skillnad"), Column(header="Förändring", unit="%")]
    return Table(
        id=ID,
        title=sentence("Ärenden i varje led"),
        measure=f"Antal ärenden, {period_words(flow.period)}"
        + (f" och {base_words(flow.base)}" if flow.base else "")
        + f". {facts.municipality.name}.",
        columns=tuple(columns),
        rows=tuple(rows),
        notes=once(
            SAME_NOTE,
            FEW_NOTE if NOT_APPLICABLE in texts else "",
            MISSING_NOTE if EN_DASH in texts else "",
            preliminary_note(case_rows(flow)),
        ),
        sources=sources_of(facts, flow),
    )


def _raised(words: str) -> str:
    return words[0].upper() + words[1:]


def _row(row: Mapping[str, object], *, has_base: bool) -> Row:
    """Return a stage's row, or that of one of its age groups."""
    age, now, base = str(row["age_group"]), int(str(row["count"])), float(str(row["base_count"]))
    pct, difference = float(str(row["change_pct"])), float(str(row["difference"]))
    name = Cell(text=f"varav {age}\u00a0år" if age else stages()[str(row["stage"])].name)
    if not has_base:
        return Row(cells=(name, cell(now, 0)))
    change = Cell(text=NOT_APPLICABLE) if isnan(pct) and not isnan(base) else cell(pct, 1, is_signed=True)
    return Row(cells=(name, cell(base, 0), cell(now, 0), cell(difference, 0, is_signed=True), change))


def _caseworker_rows(facts: Facts, flow: CaseFlow) -> list[Row]:
    """Return how many investigations there are for each caseworker; nothing where it isn't known for the period."""
    totals, code = staff_totals(facts.local.staff), facts.parameters.municipality
    found = per_caseworker(flow.rows, totals, code, flow.period.year)
    if found is None or found.per_caseworker is None:
        return []
    name, now = Cell(text=f"{stages()[found.stage].name} per handläggare"), found.per_caseworker
    band = Row(role="group", cells=(Cell(text="Handläggare"),))
    if flow.base is None:
        return [band, Row(cells=(name, cell(now, 1)))]
    counted = flow.rows.assign(count=flow.rows["base_count"]).dropna(subset=["count"])
    then = per_caseworker(counted, totals, code, flow.base.year)
    before = then.per_caseworker if then and then.groups == found.groups else None
    difference = None if before is None else now - before
    cells = (cell(before, 1), cell(now, 1), cell(difference, 1, is_signed=True), Cell(text=NOT_APPLICABLE))
    return [band, Row(cells=(name, *cells))]

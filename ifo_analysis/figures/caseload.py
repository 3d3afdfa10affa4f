"""The figure of the flow of cases: counts of a period beside the same months of another year."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.caseload import FEW
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.definitions.caseload import groups, stages
from ifo_analysis.figures import captions
from ifo_analysis.figures.beside import EXPLAINED_DASH, cell
from ifo_analysis.figures.captions import once, preliminary_note, words
from ifo_analysis.figures.caseload_drawing import FlowBars, StageBars, draw_flow
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.findings.caseload_words import base_words, period_words
from ifo_analysis.language import EN_DASH, number

if TYPE_CHECKING:
    from ifo_analysis.analysis.caseload import CaseFlow
    from ifo_analysis.facts import Facts

ID = "caseload"
SAME_NOTE = "Leden räknas för sig: ärendena i ett led är inte desamma som i ledet före."


def without_cases(facts: Facts) -> str:
    """Return why neither figure nor table of cases is shown."""
    return (
        f"Egna uppgifter om ärenden saknas för {facts.municipality.name} {facts.parameters.report_year}. "
        "Avsnittet visas därför utan figur och tabell."
    )


def caseload(facts: Facts, flow: CaseFlow | None) -> Figure | Absent:
    """Return the counts of each stage and group beside those of the same months of another year (*ärendeflödet*).

    Parameters
    ----------
    facts : Facts
        For names, sources and the report year.
    flow : CaseFlow or None
        As from `analysis.caseload.case_flow`.

    Returns
    -------
    Figure or Absent
        Absent without counts, or where every count is below 20: those stand in the table.
    """
    if flow is None:
        return Absent(id=ID, reason=without_cases(facts))
    whole = flow.rows.loc[flow.rows["age_group"] == ""]
    shown = _drawn(whole)
    if shown.empty:
        return Absent(id=ID, reason="Ingen figur över ärendeflödet: antalen är så små att de bara visas i tabellen.")
    content = _content(flow, shown)
    wide, narrow = draw_flow(content, WIDE), draw_flow(content, NARROW)
    title, rows = _title(flow, shown), case_rows(flow)
    compared = f" och {base_words(flow.base)}" if flow.base else ""
    measure = f"Antal ärenden i varje led, {period_words(flow.period)}{compared}. {facts.municipality.name}."
    few = f"Antal under {FEW}, och övriga led och grupper, visas i tabellen." if len(shown) < len(whole) else ""
    notes = once(SAME_NOTE, few, preliminary_note(rows))
    sources = sources_of(facts, flow)
    return Figure(
        id=ID,
        title=words(title),
        measure=measure,
        alt=captions.alt_text(
            f"{title}.", f"Liggande staplar, {measure.partition('. ')[0].lower()}.", _told(shown), few
        ),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading=f"Fylld stapel: {content.period}."
        + (f" Ofylld stapel: {content.base}. Skillnad: antalet nu minus antalet då." if content.base else ""),
        notes=notes,
        sources=sources,
        data=_data(content, title, measure, notes, sources),
    )


def case_rows(flow: CaseFlow) -> pd.DataFrame:
    """Return the municipality's rows of both periods."""
    return pd.concat([flow.used, flow.base_used])


def sources_of(facts: Facts, flow: CaseFlow) -> tuple[str, ...]:
    """Return the source lines: counts as they were told, and what is computed from them."""
    rows = case_rows(flow)
    computed = own_credits(rows, [], facts.origin, what="Summor och skillnader")
    return once(*raw_credits(rows, [], facts.origin), *computed)


def _drawn(whole: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of the flow that aren't small, of the groups that don't overlap if any of those has one."""
    is_many = (whole["count"] >= FEW) & ~(whole["base_count"] < FEW)
    flow = whole.loc[is_many & whole["stage"].isin([stage.code for stage in stages().values() if stage.is_added])]
    of_all = flow.loc[flow["group"].isin([group.code for group in groups().values() if group.is_whole])]
    return of_all if len(of_all) else flow


def _content(flow: CaseFlow, shown: pd.DataFrame) -> FlowBars:
    bars: dict[str, list[StageBars]] = {}
    for row in shown.to_dict("records"):
        before = None if isnan(row["base_count"]) else int(row["base_count"])
        name = groups()[str(row["group"])].name
        bars.setdefault(name, []).append(StageBars(stages()[str(row["stage"])].name, int(row["count"]), before))
    has_base = flow.base is not None and shown["base_count"].notna().any()
    return FlowBars(
        period_words(flow.period),
        base_words(flow.base) if flow.base and has_base else "",
        tuple((name, tuple(found)) for name, found in bars.items()),
    )


def _title(flow: CaseFlow, shown: pd.DataFrame) -> str:
    """Return the first count that is drawn, from its base if it has one."""
    row = shown.iloc[0]
    what = f"{stages()[str(row['stage'])].name} {groups()[str(row['group'])].about}"
    if isnan(row["base_count"]) or flow.base is None:
        return f"{what}: {number(row['count'])} under {period_words(flow.period)}"
    if row["count"] == row["base_count"]:
        return f"{what}: {number(row['count'])} båda åren"
    return f"{what}: från {number(row['base_count'])} till {number(row['count'])}"


def _told(shown: pd.DataFrame) -> str:
    """Return the next two counts in words."""
    told = []
    for row in shown.iloc[1:3].to_dict("records"):
        what = f"{stages()[str(row['stage'])].plural} {groups()[str(row['group'])].about}"
        before = "" if isnan(row["base_count"]) else f", tidigare {number(row['base_count'])}"
        told.append(f"{what[0].upper()}{what[1:]}: {number(row['count'])}{before}.")
    return " ".join(told)


def _data(content: FlowBars, title: str, measure: str, notes: tuple[str, ...], sources: tuple[str, ...]) -> Table:
    rows: list[Row] = []
    for name, found in content.groups:
        rows.append(Row(role="group", cells=(Cell(text=name),)))
        for bars in found:
            base = [] if not content.base else [
                cell(bars.before, 0),
                cell(None if bars.before is None else bars.now - bars.before, 0, is_signed=True),
            ]  # fmt: skip
            rows.append(Row(cells=(Cell(text=bars.name), cell(bars.now, 0), *base)))
    has_gaps = any(found.text == EN_DASH for row in rows for found in row.cells)
    heads = [content.period, *([content.base, "Skillnad"] if content.base else [])]
    return Table(
        id=f"{ID}_data",
        title=words(title),
        measure=measure,
        columns=(Column(header="Led", align="left"), *(Column(header=head[0].upper() + head[1:]) for head in heads)),
        rows=tuple(rows),
        notes=(*notes, *([EXPLAINED_DASH] if has_gaps else [])),
        sources=sources,
    )

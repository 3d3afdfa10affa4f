"""The figure of the deviation by sub-area (*avvikelsen per delverksamhet*): from reference cost to net cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.deviation_split import waterfall_frame
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.cells import number_cell
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.definitions.net_costs import net_costs, whole_and_reference
from ifo_analysis.figures import captions
from ifo_analysis.figures.captions import once, preliminary_note, words
from ifo_analysis.figures.waterfall_drawing import Step, draw_waterfall
from ifo_analysis.findings.deviation_profile import own_rows, split_rows
from ifo_analysis.findings.deviation_split import OWN_SPLIT, largest_area, uncertain, why_not
from ifo_analysis.language import NBSP, direction, genitive, listed, number, number_word, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.analysis.deviation_split import DeviationSplit
    from ifo_analysis.facts import Facts

ID, UNIT = "deviation_split", "kr/inv"
UNCERTAIN = " (osäker riktning)"
SIGN_NOTE = "Plus betyder högre nettokostnad än delens andel av referenskostnaden."
ROUNDED_NOTE = "Värdena är avrundade var för sig och summerar därför inte exakt."


def deviation_split(facts: Facts, split: DeviationSplit) -> Figure | Absent:
    """Return the waterfall from reference cost to net cost, with the peers' shares as weights.

    Parameters
    ----------
    facts : Facts
        For names, sources, the edition of the group and the report year.
    split : DeviationSplit
        As from `analysis.deviation_split.deviation_split`.

    Returns
    -------
    Figure or Absent
        Absent when the deviation can't be split.
    """
    if split.parts.empty:
        return Absent(id=ID, reason=why_not(facts, split))
    steps, rows = _steps(facts, split), split_rows(facts, split)
    svg, svg_narrow, width, height = draw_waterfall(steps, UNIT, 0)
    title, measure, lines, sources = (
        _title(split),
        measured(facts, split),
        split_notes(split, rows),
        credited(facts, rows),
    )
    return Figure(
        id=ID,
        title=words(title),
        measure=measure,
        alt=_alt(facts, split, steps),
        svg=svg,
        svg_narrow=svg_narrow,
        width_mm=width,
        height_mm=height,
        reading="Varje steg är en delverksamhets nettokostnad minus dess andel av referenskostnaden.",
        notes=lines,
        sources=sources,
        data=_data(steps, title, measure, lines, sources),
    )


def _steps(facts: Facts, split: DeviationSplit) -> list[Step]:
    whole, reference = whole_and_reference()
    names = {area.id: area.name if area.id in split.certain else f"{area.name}{UNCERTAIN}" for area in net_costs()}
    names |= {reference: "Referenskostnad", whole: f"{genitive(facts.municipality.name)} nettokostnad", "rest": "Rest"}
    frame = waterfall_frame(split)
    return [
        Step(names[str(step)], float(value), "total" if is_total else "change")
        for step, value, is_total in frame.itertuples(index=False)
    ]


def _title(split: DeviationSplit) -> str:
    top = largest_area(split)
    if top is None:
        return "Från referenskostnad till nettokostnad"
    area, row = top
    size = float(row["peers_part"])
    return f"Störst avvikelse: {area.name.lower()}, {number(abs(size))}{NBSP}kronor {direction(size, 0)}"


def measured(facts: Facts, split: DeviationSplit) -> str:
    """Return what figure and table show: measure, unit, year, and whose shares the weights are."""
    group = f"{number_word(len(split.peers))} liknande kommuner (IFO, utgåva {captions.edition(facts)})"
    return (
        f"Nettokostnad minus referenskostnad per delverksamhet {facts.parameters.report_year}, kronor per invånare. "
        f"{facts.municipality.name}, med andelar från {group}."
    )


def split_notes(split: DeviationSplit, rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the notes that figure and table share."""
    unsure = uncertain(split)
    shown = [rounded(float(value)) for value in waterfall_frame(split)["value_sek"]]
    return once(
        OWN_SPLIT,
        SIGN_NOTE,
        f"Riktningen för {listed(unsure)} beror på valet av vikter." if unsure else "",
        "" if sum(shown[:-1]) == shown[-1] else ROUNDED_NOTE,
        preliminary_note(rows),
    )


def credited(facts: Facts, rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the source lines: the two published totals, and the parts that are our own processing."""
    whole = sorted(whole_and_reference())
    published = raw_credits(own_rows(facts, rows, *whole), whole, facts.origin)
    return once(*published, *own_credits(rows, sorted(set(rows["indicator"])), facts.origin, what="Fördelningen"))


def _alt(facts: Facts, split: DeviationSplit, steps: Sequence[Step]) -> str:
    named = {area.name: area.definite for area in net_costs()}
    told = [
        f"{named[step.name]} {number(abs(step.value))} {direction(step.value, 0)}"
        for step in steps
        if step.name in named
    ]
    ends = f"referenskostnaden {number(split.reference_sek)} till {genitive(facts.municipality.name)} nettokostnad"
    opening = f"Vattenfallsdiagram från {ends} {number(split.net_cost_sek)}{NBSP}kronor per invånare."
    return f"{opening} {listed(told[:3])[0].upper()}{listed(told[:3])[1:]}." if told else opening


def _data(steps: Sequence[Step], title: str, measure: str, lines: tuple[str, ...], sources: tuple[str, ...]) -> Table:
    return Table(
        id=f"{ID}_data",
        title=words(title),
        measure=measure,
        columns=(Column(header="Steg", align="left"), Column(header="Värde", unit=UNIT)),
        rows=tuple(
            Row(
                role="total" if step.kind == "total" else "body",
                cells=(Cell(text=step.name), number_cell(step.value, 0, is_signed=step.kind == "change")),
            )
            for step in steps
        ),
        notes=lines,
        sources=sources,
    )

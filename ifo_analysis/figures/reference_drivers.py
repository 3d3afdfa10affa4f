"""The figure of what sets the reference cost apart (*vad som driver referenskostnaden*): from the peers to the own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.cells import number_cell
from ifo_analysis.credits import own_credits
from ifo_analysis.definitions.cost_model import cost_model
from ifo_analysis.figures import captions
from ifo_analysis.figures.captions import once, preliminary_note, words
from ifo_analysis.figures.waterfall_drawing import Step, draw_waterfall
from ifo_analysis.findings.model_rest import missing_words, stage_words, structure_rows
from ifo_analysis.findings.reference_drivers import NO_CAUSE, factor_of, largest_factor, why_not
from ifo_analysis.language import NBSP, direction, genitive, listed, number, number_word, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.analysis.reference_drivers import ReferenceDrivers
    from ifo_analysis.facts import Facts

ID, UNIT = "reference_drivers", "kr/inv"
SIGN_NOTE = "Plus betyder att faktorn ger ett högre modellvärde än gruppens medelvärde."


def reference_drivers(facts: Facts, drivers: ReferenceDrivers) -> Figure | Absent:
    """Return the waterfall from the peers' mean model value to the own, one step for each structural factor.

    Parameters
    ----------
    facts : Facts
        For names, sources, the edition of the group and the report year.
    drivers : ReferenceDrivers
        As from `analysis.reference_drivers.reference_drivers`.

    Returns
    -------
    Figure or Absent
        Absent without own factors, a known model or enough peers.
    """
    if drivers.lack:
        return Absent(id=ID, reason=why_not(facts, drivers))
    steps = _steps(facts, drivers)
    svg, svg_narrow, width, height = draw_waterfall(steps, UNIT, 0)
    title, measure, lines, sources = (
        _title(drivers),
        measured(facts, drivers),
        notes(facts, drivers),
        credited(facts, drivers),
    )
    return Figure(
        id=ID,
        title=words(title),
        measure=measure,
        alt=captions.alt_text(_alt(facts, drivers, steps), f"{title}."),
        svg=svg,
        svg_narrow=svg_narrow,
        width_mm=width,
        height_mm=height,
        reading="Varje steg är faktorns vikt i modellen gånger skillnaden mot gruppens medelvärde.",
        notes=lines,
        sources=sources,
        data=_data(steps, title, measure, lines, sources),
    )


def _steps(facts: Facts, drivers: ReferenceDrivers) -> list[Step]:
    found = drivers.factors[["factor", "contribution_sek"]].itertuples(index=False)
    changes = [Step(factor_of(drivers, str(name)).name, float(value), "change") for name, value in found]
    first = Step("Gruppens medelvärde", drivers.peers_model_sek, "total")
    return [first, *changes, Step(facts.municipality.name, drivers.model_sek, "total")]


def _title(drivers: ReferenceDrivers) -> str:
    top = largest_factor(drivers)
    if top is None:
        return "Från gruppens modellvärde till det egna"
    factor, row = top
    size = float(row["contribution_sek"])
    name = f"{factor.name[0].lower()}{factor.name[1:]}"
    return f"Störst skillnad i modellen: {name}, {number(abs(size))}{NBSP}kronor {direction(size, 0)}"


def measured(facts: Facts, drivers: ReferenceDrivers) -> str:
    """Return what figure and table show: measure, stage, unit, year and group."""
    return (
        f"Utjämningsmodellens värde {drivers.year} (utjämningsår {drivers.equalisation_year}), {stage_words(drivers)}, "
        f"kronor per invånare. {facts.municipality.name} och {number_word(len(drivers.peers))} liknande kommuner (IFO, "
        f"utgåva {captions.edition(facts)})."
    )


def notes(facts: Facts, drivers: ReferenceDrivers) -> tuple[str, ...]:
    """Return the notes that figure and table share: the model's own source, and what the calculation lacks."""
    return once(
        NO_CAUSE,
        SIGN_NOTE,
        f"I beräkningen saknas {missing_words(drivers)}.",
        f"Modellens vikter: {cost_model(drivers.equalisation_year).source}.",
        preliminary_note(pd.concat(structure_rows(facts, drivers))),
    )


def credited(facts: Facts, drivers: ReferenceDrivers) -> tuple[str, ...]:
    """Return the source lines of the structural factors, which the contributions are computed from."""
    return own_credits(pd.concat(structure_rows(facts, drivers)), [], facts.origin)


def _alt(facts: Facts, drivers: ReferenceDrivers, steps: Sequence[Step]) -> str:
    ends = f"gruppens {number(drivers.peers_model_sek)} till {genitive(facts.municipality.name)} {number(drivers.model_sek)}"
    definite = [factor_of(drivers, str(name)).definite for name in drivers.factors["factor"]]
    told = [
        f"{name} {number(abs(step.value))} {direction(step.value, 0)}"
        for name, step in zip(definite, steps[1:-1], strict=True)
        if rounded(step.value)
    ][:3]
    opening = f"Vattenfallsdiagram från {ends}{NBSP}kronor per invånare."
    return f"{opening} {listed(told)[0].upper()}{listed(told)[1:]}." if told else opening


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

"""The figure of a difference in the cost of placements, from the comparison to the own cost by volume, mix and price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.placement_review import OWN
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.cells import number_cell
from ifo_analysis.figures.captions import alt_text, words
from ifo_analysis.figures.placement_mix_credits import side_notes, sources
from ifo_analysis.figures.waterfall_drawing import Step, draw_waterfall
from ifo_analysis.findings.placement_mix_split import PARTS, parts_of, told_comparisons
from ifo_analysis.findings.placement_mix_words import (
    GROUPS,
    beside,
    block_id,
    in_figures,
    in_sentence,
    is_few,
    no_split,
)
from ifo_analysis.language import MORE_LESS, direction, number, rounded

if TYPE_CHECKING:
    from ifo_analysis.analysis.placement_review import Comparison, PlacementReview
    from ifo_analysis.facts import Facts

STEPS = {
    "volume": "Volym: vårddygn per invånare",
    "mix": "Mix: fördelning på former",
    "price": "Pris: kronor per vårddygn",
}
SIGN_NOTE = "Plus betyder högre kostnad än jämförelsen."
READING = (
    "Volym är antalet vårddygn, mix hur dygnen fördelar sig på former och pris vad ett dygn kostar i samma form. Delarna "
    "beskriver skillnaden, inte orsaken."
)
FEW_WORDS = "Antalet placerade är så litet att kostnaden inte jämförs."


def placement_split(facts: Facts, review: PlacementReview) -> Figure | Absent:
    """Return the difference in cost as a waterfall of volume, mix and price, against the first comparison.

    Parameters
    ----------
    facts, review
        As for `placement_mix`.

    Returns
    -------
    Figure or Absent
        Absent when the cost can't be split, or too few persons are placed.
    """
    name = block_id("placement_split", review)
    if not (comparisons := told_comparisons(review)):
        return Absent(id=name, reason=FEW_WORDS if review.split_comparisons() else no_split(facts, review))
    comparison = comparisons[0]
    parts, unit = parts_of(review, comparison), in_figures(review)
    steps = _steps(facts, review, comparison, parts)
    svg, svg_narrow, width, height = draw_waterfall(steps, unit, 0)
    title = _title(facts, review, comparison, parts)
    measure = (
        f"Kostnad för placeringar, {unit}, {GROUPS[review.target_group]}. Från {in_sentence(steps[0].name)} till "
        f"{steps[-1].name}."
    )
    notes = (*side_notes(facts, review, [OWN, comparison]), SIGN_NOTE, *_rounding(parts))
    credited = sources(facts, review, [OWN, comparison], has_residents=True)
    return Figure(
        id=name,
        title=words(title),
        measure=measure,
        alt=_alt(title, parts),
        svg=svg,
        svg_narrow=svg_narrow,
        width_mm=width,
        height_mm=height,
        reading=READING,
        notes=notes,
        sources=credited,
        data=Table(
            id=f"{name}_data",
            title=words(title),
            measure=measure,
            columns=(Column(header="Steg", align="left"), Column(header="Värde", unit=unit)),
            rows=tuple(Row(cells=(Cell(text=step.name), _cell(step))) for step in steps),
            notes=notes,
            sources=credited,
        ),
    )


def _cell(step: Step) -> Cell:
    return number_cell(step.value, 0, is_signed=step.kind == "change")


def _steps(facts: Facts, review: PlacementReview, comparison: Comparison, parts: dict[str, float]) -> list[Step]:
    return [
        Step(beside(facts, review, comparison).label, parts["base"], "total"),
        *(Step(STEPS[part], parts[part], "change") for part in PARTS),
        Step(f"{facts.municipality.name} {review.year}", parts["own"], "total"),
    ]


def _alt(title: str, parts: dict[str, float]) -> str:
    told = ", ".join(f"{PARTS[part]} {_more(parts[part])}" for part in PARTS)
    ends = (number(parts[end]) for end in ("base", "own"))
    return alt_text(f"{title}.", f"Vattenfallsdiagram från {' till '.join(ends)}\u00a0kronor per invånare: {told}.")


def _more(value: float) -> str:
    word = "" if rounded(value) == 0 else f" {direction(value, 0, words=MORE_LESS)}"
    return f"{number(abs(value))}{word}"


def _rounding(parts: dict[str, float]) -> list[str]:
    shown = sum(rounded(parts[part]) for part in PARTS)
    is_off = shown != rounded(parts["own"]) - rounded(parts["base"])
    return ["Värdena är avrundade var för sig och summerar därför inte exakt."] if is_off else []


def _title(facts: Facts, review: PlacementReview, comparison: Comparison, parts: dict[str, float]) -> str:
    place, gap = beside(facts, review, comparison).place, parts["gap"]
    if rounded(gap) == 0 or is_few(review, comparison):
        return f"Placeringarnas kostnad jämförd med {place.removeprefix('i ')}"
    return f"Placeringarna kostade {number(abs(gap))}\u00a0kronor {direction(gap, 0, words=MORE_LESS)} per invånare än {place}"

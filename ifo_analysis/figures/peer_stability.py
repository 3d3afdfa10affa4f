"""The figure of the gap to the median for each choice of peers (*valet av jämförelsegrupp*)."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from ifo_analysis.analysis.cost_deviation import shown_direction
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.credits import own_credits
from ifo_analysis.figures import captions
from ifo_analysis.figures.captions import deviation_rows, once, signed, words
from ifo_analysis.figures.peer_stability_drawing import Choice, Choices, draw_choices
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.findings.peers import not_compared
from ifo_analysis.findings.stability import structure_rows
from ifo_analysis.language import EN_DASH, NBSP, number_word

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from ifo_analysis.analysis.neighbours import Neighbours
    from ifo_analysis.analysis.peer_sensitivity import PeerSensitivity
    from ifo_analysis.analysis.peers import PeerPosition
    from ifo_analysis.facts import Facts

ID = "peer_stability"
GAP_NOTE = "Högre än noll betyder att kommunens avvikelse är högre än gruppens median."


def peer_stability(
    facts: Facts,
    sensitivity: PeerSensitivity | None,
    neighbours: Neighbours | None,
    position: PeerPosition,
    missing: Sequence[str],
) -> Figure | Absent:
    """Return the gap to the median for each choice of peers, with zero (*känslighet för valet av jämförelsegrupp*).

    Parameters
    ----------
    facts : Facts
        For names, sources and the report year.
    sensitivity : PeerSensitivity or None
        As from `peer_sensitivity.peer_sensitivity`, percentage points; positive: own is higher.
    neighbours : Neighbours or None
        As from `neighbours.own_neighbours`.
    position : PeerPosition
        As from `peers.position`.
    missing : sequence of str
        As from `peers.missing_peers`.

    Returns
    -------
    Figure or Absent
        Absent when the report's own group has no median.
    """
    if sensitivity is None:
        return Absent(id=ID, reason=not_compared(facts, position, missing, captions.edition(facts)))
    year, rows = facts.parameters.report_year, tried_values(facts, sensitivity)
    content = Choices(choice_rows(sensitivity), bool(rows["is_preliminary"].any()))
    wide, narrow = draw_choices(content, WIDE), draw_choices(content, NARROW)
    name = facts.municipality.name
    title = _title(name, sensitivity) + (" (preliminära uppgifter)" if content.is_preliminary else "")
    measure = (
        f"Skillnad mellan {name} och gruppens median i nettokostnadsavvikelse {year}, procentenheter, för varje val av "
        "jämförelsegrupp."
    )
    notes = once(GAP_NOTE, neighbour_note(neighbours), captions.preliminary_note(rows))
    sources = once(
        *captions.own_lines(facts, rows, "Median och skillnad"),
        *neighbour_lines(facts, neighbours, "Närmaste kommuner"),
    )
    return Figure(
        id=ID,
        title=words(title),
        measure=measure,
        alt=captions.alt_text(f"{title}.", _range_words(sensitivity)),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading=(
            "Varje punkt är skillnaden mot medianen i en grupp. Linjen vid rapportens grupp går från den lägsta till den "
            "högsta skillnaden när en kommun i taget utesluts."
        ),
        notes=notes,
        sources=sources,
        data=_data(content, measure, notes, sources),
    )


def tried_values(facts: Facts, sensitivity: PeerSensitivity) -> pd.DataFrame:
    """Return the published rows behind all choices of peers: own and others in the report year."""
    codes = {facts.parameters.municipality, *(code for peers in sensitivity.choices["peers"] for code in peers)}
    return deviation_rows(facts, codes, [facts.parameters.report_year])


def choice_rows(sensitivity: PeerSensitivity) -> tuple[Choice, ...]:
    """Return the choices as they are drawn and tabled, in their order."""
    return tuple(
        Choice(
            name=choice_name(line),
            count=f"{line['n']} av {line['n_group']}",
            gap=float(line["gap_pp"]),
            low=float(line["gap_low_pp"]),
            high=float(line["gap_high_pp"]),
            is_used=bool(line["is_used"]),
        )
        for line in sensitivity.choices.to_dict("records")
    )


def choice_name(line: Mapping[Hashable, Any]) -> str:
    """Return what a choice of peers is called in figures and tables."""
    if line["kind"] == "nearest":
        return f"De {number_word(int(line['size']))} närmaste"
    return f"Rapportens grupp, utgåva {line['edition']}" if line["is_used"] else f"Utgåva {line['edition']}"


def _title(name: str, sensitivity: PeerSensitivity) -> str:
    if not sensitivity.is_robust:
        return f"Om {name} ligger över eller under medianen beror på valet av jämförelsegrupp"
    where = {"higher": "över medianen", "lower": "under medianen"}
    side = where.get(shown_direction(sensitivity.gap_low_pp), "i nivå med medianen")
    return f"{name} ligger {side} i alla prövade jämförelsegrupper"


def _range_words(sensitivity: PeerSensitivity) -> str:
    used = sensitivity.choices.loc[sensitivity.choices["is_used"], "gap_pp"].iloc[0]
    return (
        f"Punktdiagram: {signed(float(used))}{NBSP}procentenheter mot medianen i rapportens grupp, från "
        f"{signed(sensitivity.gap_low_pp)} till {signed(sensitivity.gap_high_pp)} i "
        f"{number_word(sensitivity.n_tried)} prövade grupper."
    )


def neighbour_note(neighbours: Neighbours | None) -> str:
    """Return how the nearest municipalities were chosen, or that they can't be."""
    if neighbours is None:
        return "Närmaste kommuner i folkmängd och referenskostnad går inte att räkna fram på uppgifterna."
    return (
        f"Närmaste kommuner är valda efter folkmängd och referenskostnad {neighbours.year}, bland "
        f"{number_word(neighbours.n_municipalities)} kommuner med båda uppgifterna."
    )


def neighbour_lines(facts: Facts, neighbours: Neighbours | None, what: str) -> tuple[str, ...]:
    """Return the source lines of the structure that the nearest municipalities were chosen by."""
    if neighbours is None:
        return ()
    people, rows = facts.population, structure_rows(facts, neighbours)
    codes = {facts.parameters.municipality, *neighbours.ranked["municipality"]}
    residents = people.loc[(people["year"] == neighbours.year) & people["municipality"].isin(codes)]
    return (
        *own_credits(rows, sorted(set(rows["indicator"])), facts.origin, what=what),
        *own_credits(residents, [], facts.origin, what=what),
    )


def _data(content: Choices, measure: str, notes: tuple[str, ...], sources: tuple[str, ...]) -> Table:
    rows = tuple(
        Row(
            role="own" if choice.is_used else "body",
            cells=(
                Cell(text=choice.name),
                Cell(text=choice.count),
                *map(gap_cell, (choice.gap, choice.low, choice.high)),
            ),
        )
        for choice in content.rows
    )
    return Table(
        id=f"{ID}_data",
        title=words("Skillnad mot medianen för varje val av jämförelsegrupp"),
        measure=measure,
        columns=(
            Column(header="Jämförelsegrupp", align="left"),
            Column(header="Kommuner", unit="med uppgift"),
            Column(header="Skillnad", unit="procentenheter"),
            Column(header="Lägst", unit="en kommun utesluten"),
            Column(header="Högst", unit="en kommun utesluten"),
        ),
        rows=rows,
        notes=(*notes, captions.MISSING_NOTE),
        sources=sources,
    )


def gap_cell(gap_pp: float) -> Cell:
    """Return a gap as a table cell; a dash where there is none."""
    return Cell(text=EN_DASH) if isnan(gap_pp) else Cell(text=signed(gap_pp), value=gap_pp)

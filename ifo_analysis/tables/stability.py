"""How firm the comparison is: the gap for each choice of peers, also in kronor, and the places with their intervals."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from ifo_analysis.analysis.peer_sensitivity import in_kronor, own_reference_cost
from ifo_analysis.analysis.rank_interval import DRAWS
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.cells import MISSING, number_cell
from ifo_analysis.credits import own_credits
from ifo_analysis.definitions import indicators
from ifo_analysis.figures import captions
from ifo_analysis.figures.captions import deviation_rows, once
from ifo_analysis.figures.peer_stability import (
    GAP_NOTE,
    choice_name,
    neighbour_lines,
    neighbour_note,
    tried_values,
)
from ifo_analysis.findings.evidence import noise_rows
from ifo_analysis.findings.gap_in_kronor import reference_rows
from ifo_analysis.findings.peers import not_compared
from ifo_analysis.language import EN_DASH, NBSP, number, sentence
from ifo_analysis.tables.deviation import DASH_NOTE

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from ifo_analysis.analysis.neighbours import Neighbours
    from ifo_analysis.analysis.peer_sensitivity import PeerSensitivity
    from ifo_analysis.analysis.peers import PeerPosition
    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]
NO_SAVING = (
    "Beloppen är skillnaden gånger kommunens egen referenskostnad. De är aritmetik, inte en besparing: behoven kan skilja "
    "sig åt."
)
NO_AMOUNTS = "Belopp visas inte, eftersom kommunens referenskostnad för året inte är känd."


def peer_choices(
    facts: Facts,
    deviation: pd.DataFrame,
    sensitivity: PeerSensitivity | None,
    neighbours: Neighbours | None,
    position: PeerPosition,
    missing: Sequence[str],
) -> Table | Absent:
    """Return the gap to the median for each choice of peers, also in kronor (*valet av jämförelsegrupp*).

    Parameters
    ----------
    facts : Facts
        The report's facts.
    deviation : DataFrame
        As from `analysis.cost_deviation.cost_deviation`: the own reference cost comes from there.
    sensitivity, neighbours
        As from `analysis.peer_sensitivity.peer_sensitivity` and `analysis.neighbours.own_neighbours`; may be None.
    position, missing
        As from `analysis.peers.position` and `analysis.peers.missing_peers`: why there is no comparison.
    """
    if sensitivity is None:
        reason = not_compared(facts, position, missing, captions.edition(facts))
        return Absent(id="peer_choices", reason=reason)
    year, name = facts.parameters.report_year, facts.municipality.name
    reference = own_reference_cost(facts.indicator_values, deviation, year)
    known = [cost for cost in reference if not isnan(cost)]
    rows = [row for line in sensitivity.choices.to_dict("records") for row in _choice_rows(line, reference)]
    units = [unit for unit, cost in zip(("kr/inv", "mnkr"), reference, strict=True) if not isnan(cost)]
    used = tried_values(facts, sensitivity)
    has_gaps = any(cell.text == MISSING for row in rows for cell in row.cells)
    return Table(
        id="peer_choices",
        title=sentence("Skillnaden mot gruppen för olika val av jämförelsegrupp"),
        measure=f"Nettokostnadsavvikelse {year}, procent av referenskostnaden. {name} jämförd med varje grupp.",
        columns=(
            Column(header="Jämförelsegrupp", align="left", width=0.34),
            Column(header="Kommuner", unit="med uppgift"),
            Column(header="Median", unit="%"),
            Column(header="Skillnad", unit="procentenheter"),
            *(Column(header="Skillnad", unit=unit) for unit in units),
        ),
        rows=tuple(rows),
        notes=once(
            GAP_NOTE,
            NO_SAVING if known else NO_AMOUNTS,
            neighbour_note(neighbours),
            captions.preliminary_note(used),
            DASH_NOTE if has_gaps else "",
        ),
        sources=once(
            *captions.own_lines(facts, used, "Median och skillnad"),
            *(_reference_lines(facts) if known else ()),
            *neighbour_lines(facts, neighbours, "Närmaste kommuner"),
        ),
    )


def _choice_rows(line: Mapping[Hashable, Any], reference: tuple[float, float]) -> list[Row]:
    """Return the row of a choice; below the report's group also its range, and the limit of its lowest quarter."""
    gap, median = float(line["gap_pp"]), float(line["median_pct"])
    count = f"{line['n']} av {line['n_group']}"
    if not line["is_used"]:
        return [_row(choice_name(line), count, median, gap, reference)]
    low, high = float(line["gap_low_pp"]), float(line["gap_high_pp"])
    return [
        _row(choice_name(line), count, median, gap, reference, role="own"),
        _row("En kommun utesluten, lägst", "", gap + median - low, low, reference),
        _row("En kommun utesluten, högst", "", gap + median - high, high, reference),
        _row("Gränsen för den lägsta fjärdedelen", "", line["quartile_pct"], line["quartile_gap_pp"], reference),
    ]


def _row(
    name: str,
    count: str,
    value: float,
    gap: float,
    reference: tuple[float, float],
    *,
    role: Literal["body", "own"] = "body",
) -> Row:
    middle = number_cell(value, 1, is_signed=True)
    return Row(role=role, cells=(Cell(text=name), Cell(text=count), middle, *_gap_cells(gap, reference)))


def _gap_cells(gap: float, reference: tuple[float, float]) -> tuple[Cell, ...]:
    """Return a gap in percentage points, and in the units in which the own reference cost is known."""
    amounts = zip(reference, (0, 1), strict=True)
    return (
        number_cell(gap, 1, is_signed=True),
        *(number_cell(in_kronor(gap, cost), decimals, is_signed=True) for cost, decimals in amounts if not isnan(cost)),
    )


def _reference_lines(facts: Facts) -> tuple[str, ...]:
    rows, residents = reference_rows(facts)
    return (
        *own_credits(rows, sorted(set(rows["indicator"])), facts.origin, what="Belopp"),
        *own_credits(residents, [], facts.origin, what="Belopp"),
    )


def rank_intervals(
    facts: Facts,
    intervals: pd.DataFrame | None,
    volatility: Volatility | None,
    position: PeerPosition,
    missing: Sequence[str],
) -> Table | Absent:
    """Return each municipality's place with what normal variation leaves open (*plats med intervall*).

    Parameters
    ----------
    facts : Facts
        The report's facts.
    intervals : DataFrame or None
        As from `analysis.rank_interval.rank_intervals`.
    volatility : Volatility or None
        Normal variation, that the intervals were drawn with.
    position, missing
        As from `analysis.peers.position` and `analysis.peers.missing_peers`: why there is no comparison.
    """
    name, year = facts.municipality.name, facts.parameters.report_year
    if reason := not_compared(facts, position, missing, captions.edition(facts)):
        return Absent(id="rank_intervals", reason=reason)
    if intervals is None or volatility is None:
        return Absent(
            id="rank_intervals",
            reason="Platsernas intervall visas inte: normal variation och folkmängd för alla i jämförelsen behövs.",
        )
    rows = deviation_rows(facts, list(intervals["municipality"]), [year])
    noise, people = noise_rows(facts, volatility, PCT.id)
    early = set(rows.loc[rows["is_preliminary"], "municipality"])
    return Table(
        id="rank_intervals",
        title=sentence("Platserna i gruppen när normal variation räknas in"),
        measure=f"Nettokostnadsavvikelse {year}, procent av referenskostnaden. Plats 1 är det lägsta värdet.",
        columns=(
            Column(header="Kommun", align="left", width=0.3),
            Column(header="Avvikelse", unit="%"),
            Column(header="Plats"),
            Column(header="Plats med normal variation", unit=f"95{NBSP}%"),
            Column(header=f"Går att skilja från {name}", align="left"),
        ),
        rows=tuple(
            Row(
                role="own" if line["is_own"] else "body",
                cells=(
                    Cell(text=facts.names[str(line["municipality"])]),
                    number_cell(
                        line["net_cost_deviation_pct"], 1, is_signed=True, is_preliminary=line["municipality"] in early
                    ),
                    _span_cell(line["place_first"], line["place_last"]),
                    _span_cell(line["place_low"], line["place_high"]),
                    Cell(text="" if line["is_own"] else "nej" if line["is_alike"] else "ja"),
                ),
            )
            for line in intervals.to_dict("records")
        ),
        notes=once(
            f"Intervallet rymmer 95{NBSP}procent av {number(DRAWS)} dragningar inom normal variation. Det omfattar inte "
            "modellfel, skillnader i bokföring eller ändringar av modellen.",
            "Nej: värdena ligger närmare varandra än normal variation.",
            captions.preliminary_note(rows),
        ),
        sources=once(
            *captions.raw_lines(facts, rows),
            *captions.own_lines(facts, pd.concat([rows, noise]), "Plats och intervall"),
            *own_credits(people, [], facts.origin, what="Plats och intervall"),
        ),
    )


def _span_cell(first: int, last: int) -> Cell:
    return Cell(text=str(first), value=int(first)) if first == last else Cell(text=f"{first}{EN_DASH}{last}")

"""Findings about cost by sub-area: the whole beside the peers' median, and where the difference is largest.

Kostnad is counted before revenue and nettokostnad after it. The two are never set beside each other: what is said of the
net cost is said in `reference`, of nothing else.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.blocks import Finding, Inlines, Paragraph, Value
from ifo_analysis.definitions.areas import sub_areas, whole
from ifo_analysis.findings.comparing import (
    Compared,
    compared,
    gap_words,
    is_shown_equal,
    missing_clause,
    not_compared_clause,
    preliminary_clause,
    proved,
    sensitivity_clause,
)
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.level import LARGE_SHARE_OF_NET_COST
from ifo_analysis.findings.reference import equal_cost
from ifo_analysis.language import listed, msek_words, number, quantity_words, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.blocks import Block
    from ifo_analysis.definitions.areas import Area
    from ifo_analysis.facts import Facts

KR = "kronor"
PER = "kronor per invånare"
LARGEST = "störst skillnad"


def subareas(
    facts: Facts, areas: pd.DataFrame, net_costs: pd.DataFrame, peers: Sequence[str], edition: int | None
) -> list[Block]:
    """Return what the cost by sub-area shows (*kostnad per delverksamhet*); nothing without any own value.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    areas : DataFrame
        As from `comparison.beside_peers`, the indicators of `areas.cost_ids`.
    net_costs : DataFrame
        The same of net cost and reference cost per resident (N30005, N30007).
    peers : sequence of str
        The peers' codes.
    edition : int or None
        The edition of the group.
    """
    found: list[Finding | Paragraph | None] = [
        *_cost(facts, areas, peers, edition),
        _largest(facts, areas, peers),
        _missing(facts, areas),
    ]
    if any(found):
        found.append(equal_cost(facts, net_costs, peers))
    return [block for block in found if block is not None]


def _cost(
    facts: Facts, areas: pd.DataFrame, peers: Sequence[str], edition: int | None
) -> tuple[Finding | None, Finding | None]:
    evidence = Evidence(facts, "cost_vs_peers")
    found = compared(facts, evidence, areas, whole().id, peers, KR)
    if found is None:
        return None, None
    name, year = facts.municipality.name, facts.parameters.report_year
    heading = {
        "higher": "Kostnaden per invånare är högre än gruppens",
        "lower": "Kostnaden per invånare är lägre än gruppens",
        "equal": "Kostnaden per invånare är densamma som gruppens",
    }.get(found.direction, "Kostnaden per invånare")
    caveats = (
        not_compared_clause(found),
        missing_clause(facts, found),
        sensitivity_clause(evidence, found, PER, facts.municipality.name, is_lead=True),
        preliminary_clause(year, found),
    )
    lead = proved(
        evidence,
        Finding(
            role="lead",
            id="cost_vs_peers",
            topic="cost",
            heading=sentence(heading),
            content=sentence(
                "Kostnaden för individ- och familjeomsorgen var {own} per invånare i {name} {year}.{beside}",
                own=quantity_words(found.own, KR, found.decimals),
                name=name,
                year=str(year),
                beside=_beside(found, f"liknande kommuner IFO, utgåva {edition}"),
            ),
            caveats=tuple(part for part in caveats if part),
            number=Value(text=number(found.shown_gap().value, found.decimals), claim=found.gap.claim)
            if found.gap
            else None,
            number_label=_label(found, "gruppens median", year),
            direction=found.direction,
            score=4.0 * _size(found),
            robustness=found.robustness,
        ),
    )
    return lead, _gap(facts, found)


def _beside(found: Compared, group: str) -> Inlines:
    if found.median is None:
        return ()
    if is_shown_equal(found):
        return sentence(" Det är lika mycket som medianen för {group}.", group=group)
    return sentence(
        " Det är {gap} än medianen för {group} ({median}).",
        gap=gap_words(found, KR, more="mer", less="mindre"),
        group=group,
        median=quantity_words(found.median, KR, found.decimals),
    )


def _label(found: Compared, what: str, year: int) -> str:
    side = "över" if found.gap is not None and found.gap.value > 0 else "under"
    if found.gap is None or is_shown_equal(found):
        return f"kronor per invånare från {what}, {year}"
    return f"kronor per invånare {side} {what}, {year}"


def _size(found: Compared, of: float | None = None) -> float:
    """Return how large a gap is, 0–1: against two per cent of the own cost."""
    if found.gap is None:
        return 0.0
    whole_cost = float(found.own.value) if of is None else of
    return min(1.0, abs(float(found.gap.value)) / (LARGE_SHARE_OF_NET_COST * whole_cost)) if whole_cost > 0 else 1.0


def _gap(facts: Facts, found: Compared) -> Finding | None:
    """Return the gap in mnkr (*teoretiskt gap*): only when its sign is robust and the residents are known."""
    residents = own_residents(facts)
    if found.gap is None or found.direction in {"", "equal"} or residents.empty:
        return None
    evidence = Evidence(facts, "cost_gap")
    msek = float(found.gap.value) * float(residents["residents"].iloc[0]) / 1e6
    gap = evidence.bind(
        "msek", abs(msek), "mnkr", found.rows, decimals=1, indicators=[whole().id], also=[residents],
        formula="skillnaden mot medianen i kronor per invånare × folkmängd 31 december / 1 000 000",
    )  # fmt: skip
    return proved(
        evidence,
        Finding(
            id="cost_gap",
            topic="cost",
            heading=sentence("Ett teoretiskt gap, inget sparmål"),
            content=sentence(
                "Med gruppens mediankostnad per invånare skulle kostnaden vara {msek} {word}. Det är ett teoretiskt gap och "
                "inget sparmål: behoven kan skilja sig åt.",
                msek=msek_words(gap),
                word="lägre" if msek > 0 else "högre",
            ),
            caveats=(
                sentence("Gapet gäller kostnaden mot gruppens median, inte nettokostnaden mot referenskostnaden."),
            ),
            score=3.0,
            robustness=found.robustness,
        ),
    )


def own_residents(facts: Facts) -> pd.DataFrame:
    """Return the row of the own population in the report year; none if it is unknown."""
    people = facts.population
    own = people["municipality"] == facts.parameters.municipality
    return people.loc[own & (people["year"] == facts.parameters.report_year)]


def largest_gap(areas: pd.DataFrame, of: Sequence[Area]) -> Area | None:
    """Return the area whose own value is farthest from the peers' median; the first of equals, None without any."""
    gaps = areas.set_index("indicator")["gap"].reindex([area.id for area in of]).abs().dropna()
    if gaps.empty or gaps.max() == 0:
        return None
    return next(area for area in of if gaps.get(area.id) == gaps.max())


def largest_words(areas: pd.DataFrame) -> str:
    """Return how a largest difference is called: a sub-area without value or median might have a larger one."""
    gaps = areas.set_index("indicator")["gap"].reindex([area.id for area in sub_areas()])
    return LARGEST if gaps.notna().all() else f"{LARGEST} bland dem som går att jämföra"


def _largest(facts: Facts, areas: pd.DataFrame, peers: Sequence[str]) -> Finding | None:
    area = largest_gap(areas, sub_areas())
    evidence = Evidence(facts, "largest_subarea")
    found = compared(facts, evidence, areas, area.id, peers, KR) if area else None
    if area is None or found is None or found.median is None or is_shown_equal(found):
        return None
    year = facts.parameters.report_year
    total = float(areas.loc[areas["indicator"] == whole().id, "own"].iloc[0])
    words = largest_words(areas)
    caveats = (
        missing_clause(facts, found),
        sensitivity_clause(evidence, found, PER, facts.municipality.name),
        preliminary_clause(year, found),
        sentence("Medianerna är tagna var för sig. Därför summerar skillnaderna inte till skillnaden för helheten."),
    )
    return proved(
        evidence,
        Finding(
            id="largest_subarea",
            topic="subareas",
            heading=sentence("{largest}: {area}", largest=words, area=area.name.lower()),
            content=sentence(
                "{area} kostade {own} per invånare, {gap} än medianen ({median}).",
                area=area.definite,
                own=quantity_words(found.own, KR, found.decimals),
                gap=gap_words(found, KR, more="mer", less="mindre"),
                median=quantity_words(found.median, KR, found.decimals),
            ),
            caveats=tuple(part for part in caveats if part),
            number=Value(text=number(found.shown_gap().value, found.decimals), claim=found.shown_gap().claim),
            number_label=_label(found, "gruppens median", year),
            direction=found.direction,
            score=4.0 * _size(found, None if isnan(total) else total),
            # Of the summary only a difference that is the largest of all.
            robustness=found.robustness if words == LARGEST else 0.0,
        ),
    )


def _missing(facts: Facts, areas: pd.DataFrame) -> Paragraph | None:
    """Return one sentence on what is missing, where something else is there."""
    own = areas.set_index("indicator")["own"]
    missing = [area.definite for area in sub_areas() if isnan(own[area.id])]
    if not own.notna().any() or not (missing or isnan(own[whole().id])):
        return None
    what = [*missing, *(["hela individ- och familjeomsorgen"] if isnan(own[whole().id]) else [])]
    return Paragraph(
        role="absent",
        content=sentence(
            f"Uppgift om kostnaden för {listed(what)} saknas för {facts.municipality.name} {facts.parameters.report_year}."
        ),
    )

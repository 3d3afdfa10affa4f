"""Findings about placed children and young people, and about the costs of open care and of placements.

Open care and placements stand beside each other and are never tied together: no cause, no word of relation. A missing
value is missing: Kolada leaves it out where few persons are behind it, and it is never zero.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.blocks import Finding, Inlines, Paragraph, Value
from ifo_analysis.definitions import indicators
from ifo_analysis.definitions.areas import OPEN_CARE_AND_PLACEMENTS
from ifo_analysis.definitions.areas import placements as forms
from ifo_analysis.findings.comparing import (
    Compared,
    compared,
    gap_ends,
    gap_span,
    gap_words,
    is_shown_equal,
    missing_clause,
    not_compared_clause,
    preliminary_clause,
    proved,
    sensitivity_clause,
)
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import listed, number, quantity_words, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.blocks import Block
    from ifo_analysis.facts import Facts

COUNTS = ("placed_family_homes_count", "placed_hvb_count")
OPEN_CARE, PLACEMENTS = (indicators()[name].id for name in OPEN_CARE_AND_PLACEMENTS)
FEW = 20
RATE = "av 1\u00a0000 invånare"


def placements(facts: Facts, placed: pd.DataFrame, peers: Sequence[str]) -> list[Block]:
    """Return what placements and open care show (*placeringar och öppenvård*); nothing without any own value.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    placed : DataFrame
        As from `comparison.beside_peers`, the indicators of `areas.placement_ids`.
    peers : sequence of str
        The peers' codes.
    """
    found = [_placed(facts, placed, peers), _by_form(facts, placed, peers), _costs(facts, placed, peers)]
    return [block for block in [*found, _missing(facts, placed)] if block is not None]


def is_few(placed: pd.DataFrame) -> bool:
    """Say whether so few are placed that shares aren't compared: fewer than twenty in both forms together."""
    own = placed.set_index("indicator")["own"]
    counts = [own[indicators()[name].id] for name in COUNTS]
    return not any(isnan(count) for count in counts) and sum(counts) < FEW


def _placed(facts: Facts, placed: pd.DataFrame, peers: Sequence[str]) -> Finding | None:
    evidence = Evidence(facts, "placed_per_1000")
    form = forms()[0]
    found = compared(facts, evidence, placed, form.id, peers, "per 1\u00a0000 invånare", places=1)
    if found is None:
        return None
    few = is_few(placed)
    name, year = facts.municipality.name, facts.parameters.report_year
    heading = {
        "higher": "Fler placerade än i gruppen",
        "lower": "Färre placerade än i gruppen",
        "equal": "Lika många placerade som i gruppen",
    }.get("" if few else found.direction, "Placerade barn och unga")
    caveats = (
        (sentence("Antalet placerade är så litet att andelen inte jämförs med gruppens."),)
        if few
        else (
            not_compared_clause(found),
            missing_clause(facts, found),
            sensitivity_clause(evidence, found, "placerade per 1\u00a0000 invånare", name, is_lead=True),
            preliminary_clause(year, found),
        )
    )
    return proved(
        evidence,
        Finding(
            role="lead",
            id="placed_per_1000",
            topic="placements",
            heading=sentence(heading),
            content=sentence(
                "I {name} var {own} {rate} 0–20 år placerade {where} någon gång under {year}.{beside}",
                name=name,
                own=quantity_words(found.own, decimals=found.decimals),
                rate=RATE,
                where=form.definite,
                year=str(year),
                beside=_median(found) if not few else (),
            ),
            caveats=tuple(part for part in caveats if part),
            number=Value(text=number(found.own.value, found.decimals), claim=found.own.claim),
            number_label=f"placerade per 1\u00a0000 invånare 0–20 år, {year}",
            direction="" if few else found.direction,
            score=4.0 * _size(found),
            robustness=0.0 if few else found.robustness,
        ),
    )


def _median(found: Compared) -> Inlines:
    if found.median is None:
        return ()
    return sentence(" Medianen i gruppen var {median}.", median=quantity_words(found.median, decimals=found.decimals))


def _size(found: Compared) -> float:
    """Return how large a gap is, 0–1: against half of the median."""
    if found.gap is None or found.median is None or float(found.median.value) <= 0:
        return 0.0
    return min(1.0, abs(float(found.gap.value)) / (0.5 * float(found.median.value)))


def _by_form(facts: Facts, placed: pd.DataFrame, peers: Sequence[str]) -> Finding | None:
    """Return the rates of each form: a child may have been in both, so they don't add up."""
    evidence = Evidence(facts, "placed_by_form")
    told = []
    for form, key in zip(forms()[1:], ("hvb", "family_homes"), strict=True):
        found = compared(facts, evidence, placed, form.id, peers, "per 1\u00a0000 invånare", key=key, places=1)
        if found is None:
            return None
        own = quantity_words(found.own, decimals=found.decimals)
        beside = _in_parentheses(found) if not is_few(placed) else ()
        told.append((form.definite, own, beside))
    (first, first_own, first_beside), (second, second_own, second_beside) = told
    return proved(
        evidence,
        Finding(
            id="placed_by_form",
            topic="placements",
            heading=sentence("HVB och familjehem"),
            content=sentence(
                "{first} var {first_own} {rate} 0–20 år placerade någon gång under {year}{first_beside}, {second} "
                "{second_own}{second_beside}. Samma person kan räknas i båda.",
                first=first,
                first_own=first_own,
                rate=RATE,
                year=str(facts.parameters.report_year),
                first_beside=first_beside,
                second=second,
                second_own=second_own,
                second_beside=second_beside,
            ),
        ),
    )


def _in_parentheses(found: Compared) -> Inlines:
    if found.median is None:
        return ()
    return sentence(" (medianen {median})", median=quantity_words(found.median, decimals=found.decimals))


def _costs(facts: Facts, placed: pd.DataFrame, peers: Sequence[str]) -> Finding | None:
    evidence = Evidence(facts, "open_care_and_placements")
    care = compared(facts, evidence, placed, OPEN_CARE, peers, "kronor", key="open_care")
    homes = compared(facts, evidence, placed, PLACEMENTS, peers, "kronor", key="placements")
    if care is None or homes is None:
        return None
    caveats = []
    if care.median is None or homes.median is None:
        caveats.append(not_compared_clause(care if care.median is None else homes))
    else:
        caveats += _both_clauses(evidence, care, homes)
    caveats.append(preliminary_clause(facts.parameters.report_year, care, homes))
    return proved(
        evidence,
        Finding(
            id="open_care_and_placements",
            topic="open_care",
            heading=sentence("Öppenvård och placeringar sida vid sida"),
            content=sentence(
                "Öppenvården för barn och unga kostade {care} per invånare 0–20 år{care_beside}. Placeringarna kostade "
                "{homes}{homes_beside}. Uppgifterna visar inte om det ena påverkar det andra.",
                care=quantity_words(care.own, "kronor", care.decimals),
                care_beside=_than_median(care),
                homes=quantity_words(homes.own, "kronor", homes.decimals),
                homes_beside=_than_median(homes),
            ),
            caveats=tuple(part for part in caveats if part),
            score=3.0,
            robustness=min(care.robustness, homes.robustness),
        ),
    )


def _both_clauses(evidence: Evidence, care: Compared, homes: Compared) -> list[Inlines]:
    """Return how the two gaps depend on the choice of peers: in one sentence if neither is equal or changes sign."""
    if "equal" in {care.direction, homes.direction} or not (care.is_robust and homes.is_robust):
        return [
            sensitivity_clause(
                evidence, found, "kronor per invånare", f"kostnaden för {what}", what=f" för {what}", key=key
            )
            for found, what, key in ((care, "öppenvården", "open_care"), (homes, "placeringarna", "placements"))
        ]
    return [
        sentence(
            "När en kommun i taget utesluts är skillnaden {care}\u00a0kronor för öppenvården och {homes}\u00a0kronor för "
            "placeringarna.",
            care=gap_span(*gap_ends(evidence, care, "open_care"), care.decimals),
            homes=gap_span(*gap_ends(evidence, homes, "placements"), homes.decimals),
        )
    ]


def _than_median(found: Compared) -> Inlines:
    if found.median is None:
        return ()
    if is_shown_equal(found):
        return sentence(", lika mycket som medianen")
    return sentence(", {gap} än medianen", gap=gap_words(found, "kronor", more="mer", less="mindre"))


def _missing(facts: Facts, placed: pd.DataFrame) -> Paragraph | None:
    own = placed.set_index("indicator")["own"]
    if not own.notna().any():
        return None
    rates = [form for form in forms() if isnan(own[form.id])]
    told = (
        ["placerade barn och unga"] if len(rates) == len(forms()) else [f"placerade {form.definite}" for form in rates]
    )
    costs = {OPEN_CARE: "kostnaden för öppna insatser", PLACEMENTS: "kostnaden för placeringar"}
    told += [words for name, words in costs.items() if isnan(own[name])]
    if not told:
        return None
    # Where others have a value, Kolada has published: then a value may be hidden rather than not yet there.
    is_published = placed.loc[placed["indicator"].isin([form.id for form in rates]), "n_peers"].any()
    few = " Kolada visar inte uppgifter som bygger på få personer." if is_published else ""
    return Paragraph(
        role="absent",
        content=sentence(
            f"Uppgift om {listed(told)} saknas för {facts.municipality.name} {facts.parameters.report_year}.{few}"
        ),
    )

"""Findings about what is bought from others, as a share of a cost that is always named."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.blocks import Finding, Paragraph, Value
from ifo_analysis.definitions.areas import purchases
from ifo_analysis.findings.comparing import (
    Compared,
    agreeing_decimals,
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
from ifo_analysis.findings.subareas import largest_gap
from ifo_analysis.language import listed, number, quantity_words, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.blocks import Block, Inlines
    from ifo_analysis.definitions.areas import Area
    from ifo_analysis.facts import Facts

WEIGHT, LARGE_PP = 3.0, 10.0


def purchased(facts: Facts, shares: pd.DataFrame, peers: Sequence[str]) -> list[Block]:
    """Return what the shares of bought care show (*köpt verksamhet*); nothing without any own value.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    shares : DataFrame
        As from `comparison.beside_peers`, the indicators of `areas.purchase_ids`, per cent.
    peers : sequence of str
        The peers' codes.
    """
    *parts, total = purchases()
    area = largest_gap(shares, parts)
    # One section, one way to print: if either of the two needs a decimal, both have it.
    places = max((_decimals(shares, found) for found in (total, area) if found), default=0)
    first = _share(facts, shares, total, peers, "purchased_share", places)
    second = _share(facts, shares, area, peers, "purchased_in_area", places) if area else None
    found = [first, second, _missing(facts, shares)]
    return [block for block in found if block is not None]


def _decimals(shares: pd.DataFrame, area: Area) -> int:
    row = shares.loc[shares["indicator"] == area.id].iloc[0]
    own, median = float(row["own"]), float(row["median"])
    return 0 if isnan(own - median) else agreeing_decimals(own, median, 0)


def _share(
    facts: Facts, shares: pd.DataFrame, area: Area, peers: Sequence[str], name: str, places: int
) -> Finding | None:
    evidence = Evidence(facts, name)
    found = compared(facts, evidence, shares, area.id, peers, "procent", places=places)
    if found is None:
        return None
    year, is_lead = facts.parameters.report_year, not area.parts
    caveats = (
        not_compared_clause(found),
        missing_clause(facts, found),
        sensitivity_clause(evidence, found, "procentenheter", facts.municipality.name, is_lead=is_lead),
        preliminary_clause(year, found),
    )
    heading = {
        "higher": "{area}: en större del är köpt än i gruppen",
        "lower": "{area}: en mindre del är köpt än i gruppen",
        "equal": "{area}: en lika stor del är köpt som i gruppen",
    }.get(found.direction, "{area}: köpt verksamhet")
    return proved(
        evidence,
        Finding(
            role="lead" if is_lead else "observation",
            id=name,
            topic="purchased",
            heading=sentence(heading, area=area.name),
            content=sentence(
                "Av kostnaden för {area} gick {own} till köpt verksamhet {year}.{beside}",
                area=area.definite,
                own=quantity_words(found.own, "procent", found.decimals),
                year=str(year),
                beside=_beside(found),
            ),
            caveats=tuple(part for part in caveats if part),
            number=Value(text=number(found.own.value, found.decimals), claim=found.own.claim),
            number_label=f"procent av kostnaden för {area.definite} gick till köpt verksamhet, {year}",
            direction=found.direction,
            score=WEIGHT * _size(found),
            robustness=found.robustness,
        ),
    )


def _beside(found: Compared) -> Inlines:
    if found.median is None:
        return ()
    if is_shown_equal(found):
        return sentence(" Det är samma andel som medianen i gruppen.")
    return sentence(
        " Det är {gap} än medianen i gruppen ({median}).",
        gap=gap_words(found, "procentenheter", more="mer", less="mindre"),
        median=quantity_words(found.median, "procent", found.decimals),
    )


def _size(found: Compared) -> float:
    """Return how large a gap is, 0–1: against ten percentage points."""
    return min(1.0, abs(float(found.gap.value)) / LARGE_PP) if found.gap is not None else 0.0


def _missing(facts: Facts, shares: pd.DataFrame) -> Paragraph | None:
    own = shares.set_index("indicator")["own"]
    missing = [area.definite for area in purchases() if isnan(own[area.id])]
    if not missing or not own.notna().any():
        return None
    return Paragraph(
        role="absent",
        content=sentence(
            f"Uppgift om köpt verksamhet av kostnaden för {listed(missing)} saknas för {facts.municipality.name} "
            f"{facts.parameters.report_year}."
        ),
    )

"""The finding about the trend: does the deviation rise or fall through the years of one model?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import displayed, latest_population
from ifo_analysis.analysis.movement import Trend, trend
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.definitions import indicators
from ifo_analysis.findings.evidence import Evidence, level_words
from ifo_analysis.language import (
    between_words,
    from_to_words,
    number,
    sentence,
    year_span,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]
HALF = 0.5


def over_the_years(facts: Facts, deviation: pd.DataFrame, volatility: Volatility | None) -> Finding | None:
    """Return the finding about the trend (*utveckling*) up to the report year; None with too few years."""
    found = trend(deviation, facts.parameters.report_year, volatility, residents_of(facts))
    if found is None:
        return None
    rows = deviation.loc[deviation["year"].between(found.first_year, found.last_year)]
    evidence = Evidence(facts, "trend")
    if found.direction == "none":
        return _without_direction(evidence, found, rows)
    first, last = (
        evidence.bind(
            key, value, "procent", rows.loc[rows["year"] == year], decimals=1, indicators=[PCT.id], is_signed=True
        )
        for key, value, year in (
            ("first", found.first_pct, found.first_year),
            ("last", found.last_pct, found.last_year),
        )
    )
    total = evidence.bind(
        "total",
        found.last_pct - found.first_pct,
        "procentenheter",
        rows,
        decimals=1,
        indicators=[PCT.id],
        is_signed=True,
        formula="värdet för det sista året minus värdet för det första",
    )
    moved = "stigit" if found.direction == "rising" else "sjunkit"
    opening = sentence(
        "Nettokostnaden har {moved} varje år {span} i förhållande till referenskostnaden",
        moved=moved,
        span=year_span(found.first_year, found.last_year),
    )
    ending = (
        sentence("{o}: {movement}.", o=opening, movement=from_to_words(first, last))
        if found.is_beyond
        else sentence("{o}, men den samlade förändringen ryms inom normal variation.", o=opening)
        if found.limit_pp is not None
        else sentence("{o}. Normal variation över så många år går inte att skatta på uppgifterna.", o=opening)
    )
    return Finding(
        id="trend",
        topic="time",
        heading=sentence("Nettokostnaden har {moved} varje år", moved=moved),
        content=ending,
        number=Value(text=number(float(total.value), 1, is_signed=True), claim=total.claim),
        number_label=f"procentenheter, {year_span(found.first_year, found.last_year)}",
        direction="higher" if found.direction == "rising" else "lower",
        score=3.0,
        robustness=1.0 if found.is_beyond else 0.0,
        claims=evidence.claims(),
    )


def _without_direction(evidence: Evidence, found: Trend, rows: pd.DataFrame) -> Finding:
    low, high = (
        evidence.bind(
            key, value, "procent", rows.loc[rows["year"] == year], decimals=1, indicators=[PCT.id], is_signed=True
        )
        for key, value, year in (
            ("lowest", found.lowest_pct, found.lowest_year),
            ("highest", found.highest_pct, found.highest_year),
        )
    )
    span = year_span(found.first_year, found.last_year)
    content = (
        sentence("Åren {span} har nettokostnaden hela tiden varit {level}.", span=span, level=level_words(high))
        if displayed(found.lowest_pct) == displayed(found.highest_pct)
        else sentence(
            "Åren {span} har nettokostnaden legat {between} än referenskostnaden, utan tydlig riktning.",
            span=span,
            between=between_words(low, high),
        )
    )
    return Finding(
        id="trend",
        topic="time",
        heading=sentence("Ingen tydlig riktning över åren"),
        content=content,
        score=3.0 * HALF,
        robustness=HALF,
        claims=evidence.claims(),
    )


def residents_of(facts: Facts) -> float | None:
    """Return the latest known population of the own municipality, or None (*folkmängd*)."""
    people = latest_population(facts.population, facts.parameters.municipality)
    return people[0] if people else None

"""The finding about how sure the calculated effect is: where nine of ten draws lie, and under which assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.measures import CALCULATED
from ifo_analysis.blocks import Finding, Inlines, Value
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.measures import TKR_PER_MSEK, span_words
from ifo_analysis.language import number, rounded, sentence, sentences

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.scenario import Scenario
    from ifo_analysis.facts import Facts


def interval_of_draws(
    facts: Facts, effects: pd.DataFrame, outcome: Scenario, together: Scenario | None
) -> Finding | None:
    """Return where nine of ten draws lie, and under which assumptions; None if the plan leaves no room for them."""
    evidence = Evidence(facts, "scenario_interval")
    spread = outcome.effect_tkr.times(1 / TKR_PER_MSEK)
    if rounded(spread.p5, 1) == rounded(spread.p95, 1):
        return None
    formula = f"{number(outcome.draws)} dragningar ur planens volymer och priser"
    low, middle, high = (
        evidence.bind(key, value, "mnkr per helår", effects, decimals=1, formula=f"{formula}; {which}")
        for key, value, which in (
            ("p5", spread.p5, "5:e percentilen"),
            ("p50", spread.p50, "medianen"),
            ("p95", spread.p95, "95:e percentilen"),
        )
    )
    return Finding(
        id="scenario_interval",
        topic="measures",
        heading=sentence("Effekten är ett spann, inte ett tal"),
        content=sentence(
            "Med de angivna antagandena hamnar nio av tio beräknade utfall mellan {p5} och {p95}\u00a0miljoner kronor per "
            "helår. Medianen är {p50}\u00a0miljoner kronor.",
            p5=Value(text=number(spread.p5, 1), claim=low.claim),
            p50=Value(text=number(spread.p50, 1), claim=middle.claim),
            p95=Value(text=number(spread.p95, 1), claim=high.claim),
        ),
        caveats=(_assumptions(evidence, effects, outcome, together),),
        score=2.0,
        robustness=0.0,
        claims=evidence.claims(),
    )


def _assumptions(evidence: Evidence, effects: pd.DataFrame, outcome: Scenario, together: Scenario | None) -> Inlines:
    has_range = effects["price_low"].notna() & (effects["effect_status"] == CALCULATED)
    price = (
        "Priset är fast."
        if not has_range.any()
        else "Priset är fast, eller triangelfördelat mellan planens lägsta och högsta."
    )
    volume = "Varje volym mellan planens lägsta och högsta antas vara lika sannolik."
    alike: Inlines = ()
    if together is not None and outcome.n_calculated > 1:
        spread = together.effect_tkr.times(1 / TKR_PER_MSEK)
        low, high = (
            evidence.bind(
                f"together_{key}", value, "mnkr per helår", effects, decimals=1,
                formula="som ovan, men alla volymer och priser stiger och sjunker tillsammans",
            )
            for key, value in (("p5", spread.p5), ("p95", spread.p95))
        )  # fmt: skip
        alike = sentence(
            "Målen antas vara oberoende av varandra; om alla följs åt blir spannet {ends}\u00a0miljoner kronor.",
            ends=span_words(low, high),
        )
    return sentences(volume, price, alike)

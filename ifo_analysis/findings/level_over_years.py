"""The finding about the level over up to three years, weighed with how municipalities differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import displayed, shown_direction
from ifo_analysis.blocks import Finding, Inlines
from ifo_analysis.definitions import indicators
from ifo_analysis.findings.evidence import Evidence, level_words, noise_rows
from ifo_analysis.language import (
    Bound,
    between_words,
    counted_words,
    number,
    quantity_words,
    rounded,
    sentence,
    sentences,
    year_span,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.level_estimate import LevelEstimate
    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]
NOT_IN_THE_BAND = (
    "Intervallet omfattar inte modellfel, skillnader i bokföring mellan kommuner eller ändringar av modellen."
)
MOST_SURE = 99


def level_over_years(
    facts: Facts,
    deviation: pd.DataFrame,
    panel: pd.DataFrame,
    estimate: LevelEstimate | None,
    volatility: Volatility | None,
) -> Finding | None:
    """Return the level over up to three years (*sammanvägd nivå*), weighed with how municipalities differ.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    deviation, panel
        As from `cost_deviation.cost_deviation` and `cost_deviation.deviation_panel`.
    estimate : LevelEstimate or None
        As from `level_estimate.level_estimate`; without it there is nothing to tell.
    volatility : Volatility or None
        Normal variation, that the estimate was made with.
    """
    if estimate is None or volatility is None:
        return None
    evidence = Evidence(facts, "level_over_years")
    years = (estimate.first_year, estimate.last_year)
    own = deviation.loc[deviation["year"].between(*years)]
    used = (panel.loc[panel["year"].between(*years)], *noise_rows(facts, volatility, PCT.id))
    mean = evidence.bind(
        "mean", estimate.mean_pct, "procent", own, decimals=1, indicators=[PCT.id], is_signed=True,
        formula="medelvärdet av årens värden" if estimate.n > 1 else "",
    )  # fmt: skip
    weighed, low, high = (
        evidence.bind(
            key, value, "procent", own, decimals=1, indicators=[PCT.id], is_signed=True, formula=formula, also=used
        )
        for key, value, formula in (
            ("estimate", estimate.estimate_pct, _weighing(estimate)),
            ("low", estimate.interval_pct[0], f"sammanvägd nivå − 1,96 × {number(estimate.sd_pp, 2)}"),
            ("high", estimate.interval_pct[1], f"sammanvägd nivå + 1,96 × {number(estimate.sd_pp, 2)}"),
        )
    )
    return Finding(
        id="level_over_years",
        topic="time",
        heading=sentence(_heading(estimate)),
        content=sentences(
            sentence(_opening(estimate), years=year_span(*years), level=level_words(mean)),
            _weighed_words(evidence, estimate, own, (weighed, low, high)),
            _chance(evidence, estimate, own, used),
        ),
        caveats=tuple(map(sentence, _limits(estimate))),
        direction=shown_direction(estimate.estimate_pct) if estimate.is_clear and estimate.is_lasting else "",
        robustness=0.0,
        claims=evidence.claims(),
    )


def _opening(estimate: LevelEstimate) -> str:
    return "Medelvärdet för {years} var {level}." if estimate.n > 1 else "Värdet för {years} var {level}."


def _weighing(estimate: LevelEstimate) -> str:
    return (
        f"{number(estimate.mu_pct, 1)} + {number(estimate.weight, 3)} × (medelvärdet − {number(estimate.mu_pct, 1)}), där "
        f"vikten är τ² / (τ² + σ² / {estimate.n}) med τ = {number(estimate.tau_pp, 1)} och σ = "
        f"{number(estimate.sigma_pp, 1)} procentenheter"
    )


def _heading(estimate: LevelEstimate) -> str:
    over = "över åren" if estimate.n > 1 else "för året"
    if not estimate.is_clear:
        return f"Det går inte att säga åt vilket håll nivån {over} avviker"
    word = "högre" if estimate.estimate_pct > 0 else "lägre"
    return f"Nivån {over} är {'' if estimate.is_lasting else 'troligen '}{word} än referenskostnaden"


def _weighed_words(
    evidence: Evidence, estimate: LevelEstimate, own: pd.DataFrame, ends: tuple[Bound, Bound, Bound]
) -> Inlines:
    weighed, low, high = ends
    n = evidence.bind(
        "n_municipalities", estimate.n_municipalities, "kommuner", own, indicators=[PCT.id],
        formula="antal kommuner med uppgift för samma år och folkmängd",
    )  # fmt: skip
    said = sentence(
        "Vägd samman med hur nivåerna skiljer sig mellan {n} är nivån {level}",
        n=counted_words(n, "kommun"),
        level=level_words(weighed),
    )
    if displayed(float(low.value)) == displayed(float(high.value)) == 0:
        return sentence("{said}.", said=said)
    return sentence("{said}, med ett intervall {interval}.", said=said, interval=between_words(low, high))


def _chance(evidence: Evidence, estimate: LevelEstimate, own: pd.DataFrame, used: tuple[pd.DataFrame, ...]) -> Inlines:
    """Return how probable the likelier direction is, never surer than 99 per cent."""
    is_higher = estimate.p_higher >= 1 - estimate.p_higher
    chance = 100 * max(estimate.p_higher, 1 - estimate.p_higher)
    is_sure = rounded(chance) > MOST_SURE
    shown = evidence.bind(
        "chance",
        MOST_SURE if is_sure else chance,
        "procent",
        own,
        indicators=[PCT.id],
        formula="normalfördelningens andel på samma sida om noll" + (", som mest 99" if is_sure else ""),
        also=used,
    )
    return sentence(
        "Sannolikheten att den är {word} än referenskostnaden är {more}{chance}.",
        word="högre" if is_higher else "lägre",
        more="mer än " if is_sure else "",
        chance=quantity_words(shown, "procent"),
    )


def _limits(estimate: LevelEstimate) -> list[str]:
    """Return what the interval leaves out."""
    found = []
    if estimate.is_optimistic:
        found.append(
            "Åren är räknade som oberoende av varandra. Värden följer varandra från år till år, så intervallet är för "
            "smalt och sannolikheten för säker."
        )
    if estimate.is_clear and not estimate.is_lasting:
        found.append("Med långsamma svängningar inräknade går det inte att avgöra om nivån är varaktig.")
    return [*found, NOT_IN_THE_BAND]

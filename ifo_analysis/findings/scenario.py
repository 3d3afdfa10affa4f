"""Findings about the deviation after the measures (*scenario*): how large, and whether it would be seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import shown_direction
from ifo_analysis.analysis.measure_effects import TAKEN, goal_progress
from ifo_analysis.analysis.measures import CALCULATED
from ifo_analysis.blocks import Finding, Inlines
from ifo_analysis.definitions import indicators
from ifo_analysis.findings.evidence import Evidence, level_words, noise_rows
from ifo_analysis.findings.measures import gross_word
from ifo_analysis.findings.measures_interval import interval_of_draws
from ifo_analysis.findings.measures_status import opening_count
from ifo_analysis.language import (
    Bound,
    between_words,
    counted_words,
    interval_words,
    joined,
    quantity_words,
    rounded,
    sentence,
    sentences,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.scenario import Percentiles, Scenario
    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.facts import Facts

PCT, MSEK = indicators()["net_cost_deviation_pct"], indicators()["net_cost_deviation_msek"]
NOT_SEEN = (
    "En förändring av den storleken går inte att skilja från normal variation efter ett år. Vårddygn och kostnad per "
    "dygn behöver därför följas."
)
UNSURE = (
    "Om en förändring av den storleken går att skilja från normal variation efter ett år går inte att säga. Vårddygn och "
    "kostnad per dygn behöver därför följas."
)
SEEN = "En förändring av den storleken är större än den normala variationen mellan två år."
NO_FORECAST = "Det är en räkning på planens egna uppgifter, ingen prognos och inget mål."


@dataclass(frozen=True)
class _Told:
    """What the sentences are made from: the evidence, the draws, the plan, and the published deviation."""

    evidence: Evidence
    outcome: Scenario
    effects: pd.DataFrame
    deviation: pd.DataFrame

    def ends(self, key: str, spread: Percentiles, unit: str, formula: str, decimals: int = 1) -> tuple[Bound, Bound]:
        """Return the 5th and the 95th percentile, bound to claims."""
        low, high = (
            self.evidence.bind(
                f"{key}_{end}", value, unit, self.deviation, decimals=decimals, indicators=[PCT.id, MSEK.id],
                formula=formula, also=[self.effects],
            )
            for end, value in (("p5", spread.p5), ("p95", spread.p95))
        )  # fmt: skip
        return low, high


def scenario(
    facts: Facts,
    effects: pd.DataFrame,
    outcome: Scenario | None,
    together: Scenario | None = None,
    volatility: Volatility | None = None,
) -> list[Finding]:
    """Return what the deviation would be after the measures (*efter åtgärderna*); none without a calculated goal.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    effects : DataFrame
        One row per goal, as from `analysis.measures.goal_effects`.
    outcome, together : Scenario or None
        As from `analysis.scenario.scenario`: with goals independent, and with all of them rising and falling together.
    volatility : Volatility or None
        Normal variation, as in the scenarios.
    """
    if outcome is None:
        return []
    values, asked = facts.indicator_values, facts.parameters
    own = values.loc[
        (values["municipality"] == asked.municipality)
        & (values["year"] == outcome.baseline.year)
        & values["indicator"].isin([PCT.id, MSEK.id])
    ]
    found = [
        _against_deviation(_Told(Evidence(facts, "measures_against_deviation"), outcome, effects, own), volatility),
        interval_of_draws(facts, effects, outcome, together),
    ]
    return [finding for finding in found if finding is not None]


def _against_deviation(told: _Told, volatility: Volatility | None) -> Finding | None:
    outcome, start = told.outcome, told.outcome.baseline
    if outcome.pct_after is None:
        return None
    covers = _coverage(told)
    after = told.ends(
        "after", outcome.pct_after, "procent", "(avvikelsen − effekten) ÷ referenskostnaden; 5:e och 95:e percentilen"
    )
    before = told.evidence.bind(
        "before", start.pct, "procent", told.deviation.loc[told.deviation["indicator"] == PCT.id], decimals=1,
        indicators=[PCT.id], is_signed=True,
    )  # fmt: skip
    changed = sentence(
        "Om allt annat vore oförändrat skulle nettokostnaden bli {after} i stället för {before}.",
        after=after_words(*after),
        before=_level_before(before),
    )
    noise, is_seen = _noise(told, volatility)
    caveats = (noise, _taken(told), _left_out(told))
    return Finding(
        id="measures_against_deviation",
        topic="measures",
        heading=sentence(
            "Effekten är större än normal variation" if is_seen else "Effekten går inte säkert att se i avvikelsen"
        )
        if noise
        else sentence("Så skulle avvikelsen bli med planens effekt"),
        content=sentences(covers, changed),
        caveats=tuple(caveat for caveat in caveats if caveat),
        score=4.0,
        robustness=0.0,
        claims=told.evidence.claims(),
    )


def _coverage(told: _Told) -> Inlines:
    """Return the effect as a share of a deviation above zero; without one, why there is no share."""
    outcome, msek = told.outcome, told.outcome.baseline.msek
    if outcome.coverage_pct is None or msek is None:
        return sentence("Nettokostnaden är inte högre än referenskostnaden, så ingen andel av skillnaden räknas.")
    if outcome.effect_tkr.p5 < 0:
        return sentence(
            "Alternativen kan kosta mer än det som de ersätter, så ingen andel av skillnaden mot referenskostnaden räknas."
        )
    gap = told.evidence.bind(
        "gap", msek, "mnkr", told.deviation.loc[told.deviation["indicator"] == MSEK.id], decimals=1,
        indicators=[MSEK.id],
    )  # fmt: skip
    shares = told.ends("coverage", outcome.coverage_pct, "procent", "effekten som andel av avvikelsen i mnkr", 0)
    return sentence(
        "Den beräknade effekten motsvarar {share}\u00a0procent av skillnaden mot referenskostnaden ({gap}).",
        share=interval_words(*shares),
        gap=quantity_words(gap, "miljoner kronor", 1),
    )


def after_words(low: Bound, high: Bound) -> Inlines:
    """Return where the deviation would end up against the reference cost, in words, low and high."""
    shown = [rounded(end.value, 1) for end in (low, high)]
    if not any(shown):
        return level_words(low)
    if shown[0] * shown[1] < 0:
        return joined((between_words(low, high), " än referenskostnaden"))
    sizes = [Bound(abs(float(end.value)), end.claim) for end in (low, high)]
    nearest, farthest = sorted(sizes, key=lambda end: end.value)
    word = "högre" if max(shown) > 0 else "lägre"
    return joined((interval_words(nearest, farthest, 1), f"\u00a0procent {word} än referenskostnaden"))


def _level_before(before: Bound) -> Inlines:
    if shown_direction(float(before.value)) == "equal":
        return level_words(before)
    word = "högre" if before.value > 0 else "lägre"
    return quantity_words(Bound(abs(float(before.value)), before.claim), f"procent {word}", 1)


def _noise(told: _Told, volatility: Volatility | None) -> tuple[Inlines, bool]:
    """Return whether the change would be seen beside normal variation, and the probability that it would."""
    outcome, limit_pp = told.outcome, told.outcome.baseline.limit_pp
    if volatility is None or limit_pp is None or outcome.effect_pp is None or outcome.chance_seen is None:
        return (), False
    rows = noise_rows(told.evidence.facts, volatility, PCT.id)
    limit = told.evidence.bind(
        "limit", limit_pp, "procentenheter", told.deviation, decimals=1, indicators=[PCT.id], also=rows,
        formula="två standardavvikelser för förändringen mellan två år i en kommun av samma storlek",
    )  # fmt: skip
    chance = told.evidence.bind(
        "chance", 100 * outcome.chance_seen, "procent", told.deviation, indicators=[PCT.id], also=[told.effects, *rows],
        formula="andelen dragningar där effekten och normal variation tillsammans ger en större minskning än gränsen",
    )  # fmt: skip
    is_seen, is_hidden = outcome.effect_pp.p5 > limit_pp, outcome.effect_pp.p95 <= limit_pp
    return (
        sentences(
            sentence(SEEN if is_seen else NOT_SEEN if is_hidden else UNSURE),
            sentence(
                "Med den beräknade effekten är sannolikheten {chance} att nettokostnaden på ett år sjunker mer än normal "
                "variation ({limit}) i förhållande till referenskostnaden.",
                chance=quantity_words(chance, "procent"),
                limit=quantity_words(limit, "procentenheter", 1),
            ),
        ),
        is_seen,
    )


def _taken(told: _Told) -> Inlines:
    """Return that effects of goals whose measures are done may be in the deviation already; nothing if there are none."""
    progress = goal_progress(told.effects, told.evidence.facts.measures)
    taken = progress.loc[(progress["progress"] == TAKEN) & (progress["effect_status"] == CALCULATED)]
    if taken.empty:
        return ()
    formula = "antal prissatta mål vars alla åtgärder är genomförda"
    n = told.evidence.bind("n_taken", len(taken), "mål", told.effects, formula=formula)
    return sentence(
        "För {n} är alla åtgärder genomförda. En del av den effekten kan redan finnas i avvikelsen för {year}.",
        n=counted_words(n, "mål"),
        year=str(told.outcome.baseline.year),
    )


def _left_out(told: _Told) -> Inlines:
    """Return what isn't in the effect: goals without a price, and the alternatives' cost."""
    outcome = told.outcome
    unpriced: Inlines = ()
    if outcome.n_unpriced:
        formula = "antal mål utan beräknad effekt"
        n = told.evidence.bind("n_unpriced", outcome.n_unpriced, "mål", told.effects, formula=formula)
        unpriced = sentence("{n} mål utan pris eller volym ingår inte.", n=opening_count(n, "ett"))
    kind = gross_word(told.effects)
    gross = "" if kind == "netto" else f"Effekten är {kind}."
    return sentences(gross, unpriced, NO_FORECAST)

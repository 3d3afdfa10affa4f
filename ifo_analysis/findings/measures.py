"""Findings about the municipality's plan: what the measures give, what waits, and what the plan can't explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.measure_effects import STOPPED, effects_in_year, goal_progress, shared_days
from ifo_analysis.analysis.measure_follow_up import measure_follow_up
from ifo_analysis.analysis.measures import CALCULATED, EffectSum, effect_sum
from ifo_analysis.blocks import Finding, Inlines, Value
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.measures_followup import followed_up
from ifo_analysis.findings.measures_status import adopted_this_year, opening_count, states, waiting, within
from ifo_analysis.language import (
    Bound,
    Phrase,
    counted_words,
    interval,
    interval_words,
    joined,
    listed,
    number,
    number_word,
    rounded,
    sentence,
    sentences,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.facts import Facts

TKR_PER_MSEK = 1_000
GROSS_CLAUSES = {
    "brutto": "brutto, utan avdrag för vad alternativen kostar",
    "delvis brutto": "delvis brutto: vad alternativen kostar är avdraget bara där det är känt",
    "netto": "netto",
}


def measures(facts: Facts, effects: pd.DataFrame, follow_up: pd.DataFrame | None = None) -> list[Finding]:
    """Return the findings about the plan (*mål och åtgärder*); none without a plan.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    effects : DataFrame
        One row per goal, as from `analysis.measures.goal_effects`.
    follow_up : DataFrame, optional
        One row per measure, as from `analysis.measure_follow_up`; counted from the day of the figures unless given.
    """
    if effects.empty:
        return []
    followed = measure_follow_up(facts.measures, facts.goals) if follow_up is None else follow_up
    found = [
        _sum(facts, effects),
        _in_year(facts, effects),
        waiting(facts),
        states(facts),
        followed_up(facts, followed),
        adopted_this_year(facts, effects),
    ]
    return [finding for finding in found if finding is not None]


def _sum(facts: Facts, effects: pd.DataFrame) -> Finding:
    evidence = Evidence(facts, "measures_sum")
    total = effect_sum(effects)
    count = "antal mål i planen"
    n = evidence.bind("n_calculated", total.n_calculated, "mål", effects, formula="antal mål med pris och volym")
    goals = evidence.bind("n_goals", total.n_goals, "mål", effects, formula=count)
    rest = _not_in_the_sum(evidence, effects, total)
    if total.low_tkr is None or total.high_tkr is None:
        return Finding(
            role="lead",
            id="measures_sum",
            topic="measures",
            heading=sentence("Inget mål har en beräknad effekt"),
            content=sentence(
                "Inget av planens {n} mål har en beräknad effekt. Därför anges ingen summa.",
                n=(Value(text=number_word(total.n_goals, gender="ett"), claim=goals.claim),),
            )
            if total.n_goals > 1
            else sentence("Planens enda mål har ingen beräknad effekt. Därför anges ingen summa."),
            caveats=(rest,) if rest else (),
            robustness=0.0,
            claims=evidence.claims(),
        )
    kind = gross_word(effects)
    price = "pris" if kind == "brutto" else "(pris − alternativets pris, där det är känt)"
    formula = f"summan av {price} × volym för de mål som har båda; 365 vårddygn"
    low, high = (
        evidence.bind(key, tkr / TKR_PER_MSEK, "mnkr per helår", effects, decimals=1, formula=formula)
        for key, tkr in (("low", total.low_tkr), ("high", total.high_tkr))
    )
    counts: dict[str, Phrase] = {
        "n": opening_count(n, "ett"),
        "total": (Value(text=number_word(total.n_goals, gender="ett"), claim=goals.claim),),
        "span": span_words(low, high),
        "gross": GROSS_CLAUSES[kind],
    }
    template = _sum_template(total)
    return Finding(
        role="lead",
        id="measures_sum",
        topic="measures",
        heading=sentence(
            "Alla mål har en beräknad effekt"
            if total.n_calculated == total.n_goals
            else "En del av målen är inte prissatta"
        ),
        content=sentence(template, **{key: counts[key] for key in counts if f"{{{key}}}" in template}),
        caveats=tuple(filter(None, (rest, _stopped(evidence, effects), _shared(effects)))),
        number=Value(text=effect_span(float(low.value), float(high.value)), claim=high.claim),
        number_label="miljoner kronor per helår, beräknad effekt av planen",
        score=5.0,
        robustness=1.0,
        claims=evidence.claims(),
    )


def gross_word(effects: pd.DataFrame) -> str:
    """Return whether the calculated effects are *brutto*, *netto* or *delvis brutto*."""
    is_net = effects.loc[effects["effect_status"] == CALCULATED, "is_net"]
    return "netto" if is_net.all() else "delvis brutto" if is_net.any() else "brutto"


def effect_span(low: float, high: float) -> str:
    """Return an effect as a number or an interval; one that goes over zero says *till*.

    >>> effect_span(1.7, 2.5), effect_span(-0.5, 0.5)
    ('1,7–2,5', '−0,5 till 0,5')
    """
    if rounded(low, 1) < 0 < rounded(high, 1):
        return f"{number(low, 1)} till {number(high, 1)}"
    return interval(low, high, 1)


def span_words(low: Bound, high: Bound) -> Inlines:
    """Return an effect in mnkr as a number or an interval, each end bound to its claim."""
    if rounded(low.value, 1) < 0 < rounded(high.value, 1):
        ends = (Value(text=number(end.value, 1), claim=end.claim) for end in (low, high))
        return joined((next(ends), " till ", next(ends)))
    return interval_words(low, high, 1)


def _sum_template(total: EffectSum) -> str:
    if total.n_goals == 1:
        return "Planens enda mål har en beräknad effekt, {span}\u00a0miljoner kronor per helår, {gross}."
    if total.n_calculated == 1:
        return "{n} av {total} mål har en beräknad effekt, {span}\u00a0miljoner kronor per helår, {gross}."
    return (
        "{n} av {total} mål har en beräknad effekt. Tillsammans motsvarar den {span}\u00a0miljoner kronor per helår, "
        "{gross}."
    )


def _not_in_the_sum(evidence: Evidence, effects: pd.DataFrame, total: EffectSum) -> Inlines:
    """Return what is not in the sum: investigated, without volume, not priced; and what is zero."""
    states = (
        ("n_investigated", total.n_investigated, "vars effekt utreds", "För {n} utreds effekten."),
        ("n_no_volume", total.n_no_volume, "med pris men utan volym", "Pris men ingen volym finns för {n}."),
        ("n_not_priced", total.n_not_priced, "utan angiven effekt", "Ingen effekt anges för {n}."),
        ("n_zero", total.n_zero, "med oförändrade kostnader", "Oförändrade kostnader anges för {n}."),
    )
    return sentences(
        *(
            sentence(
                template, n=counted_words(evidence.bind(key, n, "mål", effects, formula=f"antal mål {which}"), "mål")
            )
            for key, n, which, template in states
            if n
        )
    )


def _stopped(evidence: Evidence, effects: pd.DataFrame) -> Inlines:
    """Return that goals whose measures have all been stopped are still in the sum; nothing if there are none."""
    progress = goal_progress(effects, evidence.facts.measures)
    stopped = progress.loc[(progress["progress"] == STOPPED) & (progress["effect_status"] == CALCULATED)]
    if stopped.empty:
        return ()
    formula = "antal prissatta mål vars alla åtgärder är avbrutna"
    n = evidence.bind("n_stopped", len(stopped), "mål", effects, formula=formula)
    return sentence("För {n} i summan är alla åtgärder avbrutna.", n=counted_words(n, "mål"))


def _shared(effects: pd.DataFrame) -> Inlines:
    """Return a question about goals that may count the same days, or nothing."""
    areas = list(dict.fromkeys(within(found.area) for found in shared_days(effects)))
    if not areas:
        return ()
    return sentence(
        "Inom {areas} räknas flera mål i samma enhet. Gäller de samma vårddygn? I så fall ingår dygnen mer än en gång i "
        "summan.",
        areas=listed(areas),
    )


def _in_year(facts: Facts, effects: pd.DataFrame) -> Finding | None:
    """Return how much of the effect falls in the report year, and what it leaves out; None if nothing is known of it."""
    year = facts.parameters.report_year
    of_year = effects_in_year(effects, year)
    calculated = of_year.loc[of_year["effect_status"] == CALCULATED]
    known = calculated.loc[calculated["in_year_low_tkr"].notna()]
    if known.empty:
        return None
    evidence = Evidence(facts, "measures_in_year")
    formula = f"summan av helårseffekt × andel av dagarna {year} − engångskostnad, för de mål som har alla uppgifter"
    low, high = (
        evidence.bind(key, known[column].sum() / TKR_PER_MSEK, "mnkr", known, decimals=1, formula=formula)
        for key, column in (("low", "in_year_low_tkr"), ("high", "in_year_high_tkr"))
    )
    n_left_out = len(calculated) - len(known)
    left_out: Inlines = ()
    if n_left_out:
        count = "antal prissatta mål utan startdatum eller engångskostnad"
        n = evidence.bind("n_left_out", n_left_out, "mål", calculated, formula=count)
        left_out = sentence(
            "För {n} saknas startdatum eller engångskostnad. Målet ingår därför inte."
            if n_left_out == 1
            else "För {n} saknas startdatum eller engångskostnad. Målen ingår därför inte.",
            n=counted_words(n, "mål"),
        )
    return Finding(
        id="measures_in_year",
        topic="measures",
        heading=sentence("Effekten under året är inte densamma som på ett helår"),
        content=sentence(
            "Under {year} motsvarar den beräknade effekten {span}\u00a0miljoner kronor, räknat från målens startdatum och "
            "med engångskostnaderna avdragna.",
            year=str(year),
            span=span_words(low, high),
        ),
        caveats=(left_out,) if left_out else (),
        robustness=0.0,
        claims=evidence.claims(),
    )

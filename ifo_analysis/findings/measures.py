"""Findings about the municipality's plan: what the measures give, what waits, and what the plan can't explain."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from ifo_analysis.analysis.measures import CALCULATED, EffectSum, days_left, effect_sum, status_counts
from ifo_analysis.blocks import Finding, Inlines, Value
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import (
    Bound,
    Phrase,
    counted_words,
    date_in_prose,
    interval,
    interval_words,
    joined,
    listed,
    number,
    number_word,
    quantity_words,
    rounded,
    sentence,
    sentences,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.facts import Facts

TKR_PER_MSEK = 1_000
NAMED_AT_MOST = 4
GROSS_CLAUSES = {
    "brutto": "brutto, utan avdrag för vad alternativen kostar",
    "delvis brutto": "delvis brutto: vad alternativen kostar är avdraget bara där det är känt",
    "netto": "netto",
}


def measures(facts: Facts, effects: pd.DataFrame) -> list[Finding]:
    """Return the findings about the plan (*mål och åtgärder*); none without a plan.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    effects : DataFrame
        One row per goal, as from `analysis.measures.goal_effects`.
    """
    if effects.empty:
        return []
    found = [_sum(facts, effects), _waiting(facts), _delayed(facts), _adopted(facts, effects)]
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
        "n": _opening_count(n, "ett"),
        "total": (Value(text=number_word(total.n_goals, gender="ett"), claim=goals.claim),),
        "span": _span_words(low, high),
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
        caveats=(rest,) if rest else (),
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


def _span_words(low: Bound, high: Bound) -> Inlines:
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


def _opening_count(n: Bound, gender: Literal["en", "ett"] = "en") -> Inlines:
    """Return a count that opens a sentence, which figures never do."""
    word = number_word(int(n.value), gender=gender)
    return joined(("totalt " if word[0].isdigit() else "", Value(text=word, claim=n.claim)))


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


def _waiting(facts: Facts) -> Finding | None:
    waiting = facts.measures.loc[facts.measures["waits_for_decision_by"] == "nämnden"]
    if waiting.empty:
        return None
    evidence = Evidence(facts, "measures_wait_for_decision")
    n = evidence.bind("n", len(waiting), "åtgärder", waiting, formula="antal åtgärder som väntar på nämndens beslut")
    total = evidence.bind("total", len(facts.measures), "åtgärder", facts.measures, formula="antal åtgärder i planen")
    return Finding(
        id="measures_wait_for_decision",
        topic="decision",
        heading=sentence(
            "En åtgärd väntar på nämndens eget beslut"
            if len(waiting) == 1
            else "Åtgärder väntar på nämndens eget beslut"
        ),
        content=sentence("Planens enda åtgärd väntar på nämndens eget beslut{names}.", names=_named(waiting))
        if len(facts.measures) == 1
        else sentence(
            "{n} av {total} åtgärder väntar på nämndens eget beslut{names}.",
            n=_opening_count(n),
            total=(Value(text=number_word(len(facts.measures)), claim=total.claim),),
            names=_named(waiting),
        ),
        number=Value(text=f"{len(waiting)} av {len(facts.measures)}", claim=n.claim),
        number_label="åtgärder väntar på nämndens eget beslut",
        score=4.0,
        robustness=1.0,
        claims=evidence.claims(),
    )


def _delayed(facts: Facts) -> Finding | None:
    counts = status_counts(facts.measures)
    if not counts["all"]:
        return None
    evidence = Evidence(facts, "measures_status")

    words = (
        ("done", "är genomförd", "är genomförda"),
        ("ongoing", "pågår", "pågår"),
        ("waiting", "avvaktar beslut", "avvaktar beslut"),
        ("not_started", "är inte påbörjad", "är inte påbörjade"),
        ("stopped", "är avbruten", "är avbrutna"),
    )
    formulas = {key: f"antal åtgärder som {many.replace('är inte', 'inte är')}" for key, _, many in words} | {
        "delayed": "antal försenade åtgärder"
    }

    def bound(key: str) -> Bound:
        return evidence.bind(key, counts[key], "åtgärder", facts.measures, formula=formulas[key])

    shown = [(key, one if counts[key] == 1 else many) for key, one, many in words if counts[key]]
    joints = ["" if at == 0 else " och " if at == len(shown) - 1 else ", " for at in range(len(shown))]
    told = joined(
        phrase
        for joint, (key, word) in zip(joints, shown, strict=True)
        for phrase in (
            joint,
            Value(text=number_word(counts[key]), claim=bound(key).claim) if joint else _first_count(bound(key)),
            f" {word}",
        )
    )
    late: Inlines = ()
    if counts["delayed"] and counts["all"] == 1:
        late = sentence("Den är försenad.")
    elif counts["delayed"]:
        late = sentence(
            "Av åtgärderna är {n} {late}{names}.",
            n=Value(text=number_word(counts["delayed"]), claim=bound("delayed").claim),
            late="försenad" if counts["delayed"] == 1 else "försenade",
            names=_named(facts.measures.loc[facts.measures["is_delayed"]]),
        )
    return Finding(
        id="measures_status",
        topic="measures",
        heading=sentence("Läget för åtgärderna"),
        content=sentences(sentence("{told}.", told=told), late),
        robustness=0.0,
        claims=evidence.claims(),
    )


def _first_count(n: Bound) -> Inlines:
    return joined((_opening_count(n), " åtgärd" if n.value == 1 else " åtgärder"))


def _named(measures: pd.DataFrame) -> str:
    """Return the measures' own words after a colon, or nothing if they are so many that only a table can hold them."""
    if len(measures) > NAMED_AT_MOST:
        return ""
    return f": {listed([_within(str(name)) for name in measures['measure']])}"


def _within(text: str) -> str:
    """Return a measure's text as it stands inside a sentence."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _adopted(facts: Facts, effects: pd.DataFrame) -> Finding | None:
    """Return that a plan adopted during the report year can't alone explain that year."""
    adopted = str(effects["plan_adopted"].iloc[0])
    if not adopted or int(adopted[:4]) != facts.parameters.report_year:
        return None
    left, share = days_left(dt.date.fromisoformat(adopted))
    evidence = Evidence(facts, "plan_and_outcome")
    days = evidence.bind("days", left, "dagar", effects, formula="dagar från det att planen antogs till årets slut")
    part = evidence.bind(
        "share", 100 * share, "procent", effects, decimals=1, formula="dagarna som återstod, som andel av året"
    )
    return Finding(
        id="plan_and_outcome",
        topic="measures",
        heading=sentence("Planen kan inte ensam förklara året"),
        content=sentence(
            "Planen antogs {adopted}. Då återstod {days} av året ({share}), så den kan inte ensam förklara helåret {year}.",
            adopted=date_in_prose(adopted),
            days=quantity_words(days, "dag" if left == 1 else "dagar"),
            share=quantity_words(part, "procent", 1),
            year=adopted[:4],
        ),
        robustness=0.0,
        claims=evidence.claims(),
    )

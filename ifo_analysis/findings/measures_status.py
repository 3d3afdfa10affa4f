"""Findings about how far the measures have come: what waits for the committee, what is delayed, and what a year allows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from ifo_analysis.analysis.measures import days_left, status_counts
from ifo_analysis.blocks import Finding, Inlines, Value
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import (
    Bound,
    date_in_prose,
    joined,
    listed,
    number_word,
    quantity_words,
    sentence,
    sentences,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.facts import Facts

NAMED_AT_MOST = 4


def opening_count(n: Bound, gender: Literal["en", "ett"] = "en") -> Inlines:
    """Return a count that opens a sentence, which figures never do."""
    word = number_word(int(n.value), gender=gender)
    return joined(("totalt " if word[0].isdigit() else "", Value(text=word, claim=n.claim)))


def waiting(facts: Facts) -> Finding | None:
    """Return what waits for the committee's own decision (*avvaktar beslut*), or None."""
    found = facts.measures.loc[facts.measures["waits_for_decision_by"] == "nämnden"]
    if found.empty:
        return None
    evidence = Evidence(facts, "measures_wait_for_decision")
    n = evidence.bind("n", len(found), "åtgärder", found, formula="antal åtgärder som väntar på nämndens beslut")
    total = evidence.bind("total", len(facts.measures), "åtgärder", facts.measures, formula="antal åtgärder i planen")
    return Finding(
        id="measures_wait_for_decision",
        topic="decision",
        heading=sentence(
            "En åtgärd väntar på nämndens eget beslut" if len(found) == 1 else "Åtgärder väntar på nämndens eget beslut"
        ),
        content=sentence("Planens enda åtgärd väntar på nämndens eget beslut{names}.", names=named(found))
        if len(facts.measures) == 1
        else sentence(
            "{n} av {total} åtgärder väntar på nämndens eget beslut{names}.",
            n=opening_count(n),
            total=(Value(text=number_word(len(facts.measures)), claim=total.claim),),
            names=named(found),
        ),
        number=Value(text=f"{len(found)} av {len(facts.measures)}", claim=n.claim),
        number_label="åtgärder väntar på nämndens eget beslut",
        score=4.0,
        robustness=1.0,
        claims=evidence.claims(),
    )


def states(facts: Facts) -> Finding | None:
    """Return how many measures have each status (*läget för åtgärderna*), with the delayed named; None without measures."""
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
            Value(text=number_word(counts[key]), claim=bound(key).claim) if joint else first_count(bound(key)),
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
            names=named(facts.measures.loc[facts.measures["is_delayed"]]),
        )
    return Finding(
        id="measures_status",
        topic="measures",
        heading=sentence("Läget för åtgärderna"),
        content=sentences(sentence("{told}.", told=told), late),
        robustness=0.0,
        claims=evidence.claims(),
    )


def first_count(n: Bound) -> Inlines:
    """Return a count of measures that opens a sentence."""
    return joined((opening_count(n), " åtgärd" if n.value == 1 else " åtgärder"))


def named(measures: pd.DataFrame) -> str:
    """Return the measures' own words after a colon, or nothing if they are so many that only a table can hold them."""
    if len(measures) > NAMED_AT_MOST:
        return ""
    return f": {listed([within(str(name)) for name in measures['measure']])}"


def within(text: str) -> str:
    """Return a measure's text as it stands inside a sentence."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def adopted_this_year(facts: Facts, effects: pd.DataFrame) -> Finding | None:
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

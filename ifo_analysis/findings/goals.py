"""Findings about the committee's goals, assignments and quality guarantees; `decisions` has those about decisions.

The verdicts are the municipality's own and are told as they stand. Where two things told don't agree, the finding asks
which holds and takes no side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.goals import (
    FULFILLED,
    FULFILLED_NOT_REACHED,
    TWO_VERDICTS,
    assessment_counts,
    contradictions,
)
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.findings.assignments import assignments_and_guarantees
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.decisions import count_word, decisions, state_counts
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import (
    number,
    number_word,
    rounded,
    sentence,
    sentences,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from ifo_analysis.analysis.goals import Contradiction, Steering
    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts

WHAT = "mål, uppdrag, garantier och beslut"
NAMED = 3
LEVEL_WORDS = {"strategic": "strategiska mål", "committee": "nämndmål"}
# One goal, several goals.
VERDICTS = {
    "fulfilled": ("uppfyllt", "uppfyllda"),
    "partly": ("delvis uppfyllt", "delvis uppfyllda"),
    "not_fulfilled": ("inte uppfyllt", "inte uppfyllda"),
    "not_assessed": ("inte bedömt", "inte bedömda"),
}


def goals(facts: Facts, steering: Steering) -> list[Finding]:
    """Return what is told of goals, assignments, guarantees and decisions (*mål, uppdrag, garantier och beslut*).

    Parameters
    ----------
    facts : Facts
        The report's facts.
    steering : Steering
        As from `analysis.goals.own_steering`.

    Returns
    -------
    list
        The verdicts first; what isn't told has no finding.
    """
    found = [
        _assessments(facts, steering),
        _contradictions(facts, steering),
    ]
    first = [finding for finding in found if finding is not None]
    return [*first, *assignments_and_guarantees(facts, steering), *decisions(facts, steering)]


def _assessments(facts: Facts, steering: Steering) -> Finding | None:
    told = [level for level in LEVEL_WORDS if (steering.goals["level"] == level).any()]
    if not told:
        return None
    evidence = Evidence(facts, "goal_assessment")
    parts = [_level(evidence, steering.goals, level, is_only=len(told) == 1) for level in told]
    counts = assessment_counts(steering.goals)
    done = evidence.bind(
        "fulfilled", counts[FULFILLED], "", steering.goals, formula="antal mål med bedömningen uppfyllt"
    )
    return proved(
        evidence,
        Finding(
            role="lead",
            id="goal_assessment",
            topic="goals",
            heading=sentence(_heading(counts)),
            content=sentences(*parts),
            caveats=(sentence("Bedömningarna är kommunens egna. Målen kan omfatta mer än de mått som redovisas."),),
            number=Value(text=f"{number(counts[FULFILLED])} av {number(counts['all'])}", claim=done.claim),
            number_label=f"mål bedömda som uppfyllda, {steering.year}",
            score=4.0,
            robustness=0.5 if contradictions(steering.goals) else 1.0,
        ),
    )


def _heading(counts: Mapping[str, int]) -> str:
    if counts["all"] == counts[FULFILLED]:
        return "Målet är uppfyllt" if counts["all"] == 1 else "Alla mål är uppfyllda"
    if not counts[FULFILLED]:
        return "Inget mål är bedömt som uppfyllt"
    return "En del av målen är uppfyllda"


def _level(evidence: Evidence, goals: pd.DataFrame, level: str, *, is_only: bool) -> Inlines:
    """Return how the goals of one level are judged, in one sentence."""
    rows = goals.loc[goals["level"] == level]
    counts = assessment_counts(rows)
    several = LEVEL_WORDS[level]
    verdict = next(verdict for verdict in VERDICTS if counts[verdict])
    if counts["all"] == 1:
        what = "det enda strategiska målet" if level == "strategic" else "nämndens enda mål"
        return sentence("{what} är {verdict}.", what=what, verdict=VERDICTS[verdict][0])
    total = evidence.bind(f"{level}_all", counts["all"], "mål", rows, formula=f"antal {several}")
    is_first = is_only or level == "strategic"
    if counts[verdict] == counts["all"]:
        return sentence(
            "{every} {total} {what} är {verdict}.",
            every="alla" if is_first else "samtliga",
            total=count_word(total),
            what=several,
            verdict=VERDICTS[verdict][1],
        )
    told = state_counts(evidence, counts, VERDICTS, rows, f"{level}_", "antal mål med den bedömningen")
    opening = "av {total} {what} är {told}." if is_first else "bland {total} {what} är {told}."
    return sentence(opening, total=count_word(total), what=several, told=told)


def _contradictions(facts: Facts, steering: Steering) -> Finding | None:
    found = contradictions(steering.goals)
    if not found:
        return None
    evidence = Evidence(facts, "goal_contradictions")
    n = evidence.bind(
        "n", len(found), "", steering.goals, formula="antal ställen där bedömning och siffror inte stämmer överens"
    )
    rest = len(found) - NAMED
    more = (sentence(f"Ytterligare {number_word(rest, gender='ett')} visas i tabellen."),) if rest > 0 else ()
    return proved(
        evidence,
        Finding(
            id="goal_contradictions",
            topic="data_quality",
            heading=sentence("Bedömningar som inte stämmer överens"),
            content=sentence(
                "På {n} ställe i målen stämmer uppgifterna inte överens. Rapporten ändrar inga bedömningar."
                if len(found) == 1
                else "På {n} ställen i målen stämmer uppgifterna inte överens. Rapporten ändrar inga bedömningar.",
                n=count_word(n),
            ),
            caveats=(*(_told(evidence, steering.goals, item, at) for at, item in enumerate(found[:NAMED])), *more),
            score=4.0,
            robustness=0.0,
        ),
    )


def _told(evidence: Evidence, goals: pd.DataFrame, item: Contradiction, at: int) -> Inlines:
    """Return one contradiction in words, with the question that it raises."""
    rows = goals.loc[list(item.goals)]
    first = rows.iloc[0]
    if item.kind == TWO_VERDICTS:
        second = rows.iloc[1]
        return sentence(
            "Måttet ”{name}” har två olika bedömningar på samma utfall: ”{goal}” är {verdict}, ”{other}” är {other_verdict}. "
            "Vilken gäller?",
            name=str(first["indicator"]),
            goal=str(first["goal"]),
            verdict=VERDICTS[str(first["assessment"])][0],
            other=str(second["goal"]),
            other_verdict=VERDICTS[str(second["assessment"])][0],
        )
    places = max(told_decimals(first["outcome"]), told_decimals(first["target"]))
    outcome, target = (
        evidence.bind(f"{key}_{at}", float(first[key]), str(first["unit"]), rows, decimals=places)
        for key in ("outcome", "target")
    )
    is_met = "är inte nått" if item.kind == FULFILLED_NOT_REACHED else "är nått"
    return sentence(
        "Målvärdet för ”{goal}” {met}: utfallet är {outcome} och målvärdet {target}{unit}. Bedömningen är ändå {verdict}. "
        "Varför?",
        goal=str(first["goal"]),
        met=is_met,
        outcome=Value(text=number(outcome.value, places), claim=outcome.claim),
        target=Value(text=number(target.value, places), claim=target.claim),
        unit=f"\u00a0{first['unit']}" if first["unit"] else "",
        verdict=VERDICTS[str(first["assessment"])][0],
    )


def told_decimals(value: float) -> int:
    """Return how many decimals a figure is told with, at most two."""
    return next((places for places in (0, 1) if rounded(value, places) == rounded(value, 2)), 2)

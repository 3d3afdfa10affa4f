"""Findings about decisions: those that wait to be carried out, those that are followed up, and reports of harm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ifo_analysis.analysis.goals import control_totals, overdue, waiting_counts
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import (
    Bound,
    counted_words,
    date_in_prose,
    joined,
    listed,
    number,
    number_word,
    sentence,
    sentences,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from ifo_analysis.analysis.goals import Steering
    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts

NAMED, LARGEST_WORD = 3, 12
Gender = Literal["en", "ett"]
# Gender, one, several, and the definite form of several.
INCIDENTS: dict[str, tuple[Gender, str, str, str]] = {
    "lex_sarah": ("en", "rapport enligt lex Sarah", "rapporter enligt lex Sarah", "rapporterna enligt lex Sarah"),
    "lex_maria": ("en", "anmälan enligt lex Maria", "anmälningar enligt lex Maria", "anmälningarna enligt lex Maria"),
    "complaints": ("ett", "klagomål", "klagomål", "klagomålen"),
}


def decisions(facts: Facts, steering: Steering) -> list[Finding]:
    """Return what is told of decisions not carried out, of reports of harm, and of the committee's decisions."""
    found = (_waiting(facts, steering), _incidents(facts, steering), _followed_up(facts, steering))
    return [finding for finding in found if finding is not None]


def count_word(bound: Bound, gender: Gender = "ett", beside: int = 0) -> Value:
    """Return a count as a word, bound to its claim; as a figure where a larger one stands beside it in the sentence."""
    count = int(bound.value)
    if count and beside > LARGEST_WORD:
        return Value(text=number(count), claim=bound.claim)
    return Value(
        text=number_word(count, gender=gender) if count else {"en": "ingen", "ett": "inget"}[gender], claim=bound.claim
    )


def enumerated(parts: Sequence[Inlines]) -> Inlines:
    """Return parts as a list in prose, with *och* before the last."""
    joints = ["", *([", "] * (len(parts) - 2)), *([" och "] if len(parts) > 1 else [])] if parts else []
    return joined(phrase for joint, part in zip(joints, parts, strict=True) for phrase in (joint, part))


def state_counts(
    evidence: Evidence,
    counts: Mapping[str, int],
    words: Mapping[str, tuple[str, str]],
    rows: pd.DataFrame,
    key: str,
    formula: str,
) -> Inlines:
    """Return counts by state as a list: *ett uppfyllt, två delvis uppfyllda och ett inte uppfyllt*."""
    told = [
        joined(
            (
                count_word(evidence.bind(key + state, counts[state], "", rows, formula=formula)),
                " ",
                forms[counts[state] != 1],
            )
        )
        for state, forms in words.items()
        if counts[state]
    ]
    return enumerated(told)


def _waiting(facts: Facts, steering: Steering) -> Finding | None:
    """Return how many decisions had not been carried out (*ej verkställda beslut*); None if nothing is told of them."""
    rows = steering.waiting
    if rows.empty:
        return None
    evidence = Evidence(facts, "unexecuted")
    counts = waiting_counts(rows)
    by_law = []
    for law, count in counts.items():
        own = rows.loc[rows["law"] == law]
        totals = own.loc[own["is_total"]]
        formula = "" if len(totals) else "summan av delarna"
        bound = evidence.bind(law, count, "beslut", totals if len(totals) else own, formula=formula)
        by_law.append(joined((count_word(bound, beside=max(counts.values())), f" beslut enligt {law}")))
    day = date_in_prose(str(rows["as_of"].iloc[0]))
    return proved(
        evidence,
        Finding(
            id="unexecuted",
            topic="decision",
            heading=sentence("Beslut som inte har verkställts"),
            content=sentences(
                sentence("Per {day} fanns {counts} som inte hade verkställts.", day=day, counts=enumerated(by_law)),
                _most(evidence, rows),
            ),
            caveats=tuple(_wrong_totals(evidence, rows)),
            score=3.0,
            robustness=0.0,
        ),
    )


def _most(evidence: Evidence, rows: pd.DataFrame) -> Inlines:
    """Return the kind with the most decisions, if there are several kinds and one has more than the others."""
    parts = rows.loc[~rows["is_total"]].sort_values("count", ascending=False, kind="stable")
    if len(parts) == 1 or (parts["count"] == parts["count"].max()).sum() > 1:
        return ()
    most = evidence.bind("most", int(parts["count"].iloc[0]), "beslut", parts.iloc[:1])
    kind = str(parts["kind"].iloc[0])
    return sentence(
        "De flesta gäller {kind} ({n})." if 2 * most.value > parts["count"].sum() else "Flest gäller {kind} ({n}).",
        kind=kind[:1].lower() + kind[1:],
        n=Value(text=number(most.value), claim=most.claim),
    )


def _wrong_totals(evidence: Evidence, rows: pd.DataFrame) -> Iterator[Inlines]:
    for total in control_totals(rows):
        if not total.agrees:
            own = rows.loc[rows["law"] == total.law]
            printed = evidence.bind(f"{total.law}_printed", total.printed, "beslut", own.loc[own["is_total"]])
            parts = evidence.bind(f"{total.law}_parts", total.parts, "beslut", own, formula="summan av delarna")
            yield sentence(
                "Kontrollsumman stämmer inte för {law}: delarna ger {parts}, men den angivna summan är {printed}.",
                law=total.law,
                parts=Value(text=number(parts.value), claim=parts.claim),
                printed=Value(text=number(printed.value), claim=printed.claim),
            )


def _incidents(facts: Facts, steering: Steering) -> Finding | None:
    """Return reports of harm and complaints, the year before beside them; small counts have no words of change."""
    rows = steering.incidents
    now, before = (rows.loc[rows["year"] == year] for year in (steering.year, steering.year - 1))
    if now.empty:
        return None
    evidence = Evidence(facts, "incidents")
    earlier = before.loc[before["kind"].isin(now["kind"])]
    return proved(
        evidence,
        Finding(
            id="incidents",
            topic="decision",
            heading=sentence("Lex Sarah, lex Maria och klagomål"),
            content=sentences(
                sentence(
                    "Under {year} redovisas {counts}.",
                    year=str(steering.year),
                    counts=_incident_counts(evidence, now, ""),
                ),
                _to_inspectorate(evidence, now),
                sentence("Året före var det {counts}.", counts=_incident_counts(evidence, earlier, "before_"))
                if len(earlier)
                else "",
            ),
            caveats=(sentence("Ett lågt antal kan betyda få händelser, eller att få har rapporterats."),),
            score=2.0,
            robustness=0.0,
        ),
    )


def _incident_counts(evidence: Evidence, rows: pd.DataFrame, key: str) -> Inlines:
    told = []
    for kind, (gender, one, several, _) in INCIDENTS.items():
        own = rows.loc[rows["kind"] == kind]
        if len(own):
            count = int(own["count"].iloc[0])
            word = count_word(evidence.bind(key + kind, count, "", own), gender, beside=int(rows["count"].max()))
            told.append(joined((word, " ", several if count > 1 else one)))
    return enumerated(told)


def _to_inspectorate(evidence: Evidence, rows: pd.DataFrame) -> Inlines:
    """Return how many reports under lex Sarah went on to the inspectorate (IVO), if there were any."""
    own = rows.loc[(rows["kind"] == "lex_sarah") & (rows["count"] > 0)]
    if own.empty:
        return ()
    sent = int(own["reported_to_ivo"].iloc[0])
    if own["count"].iloc[0] == 1:
        return sentence("Rapporten enligt lex Sarah anmäldes {sent}till IVO.", sent="" if sent else "inte ")
    n = evidence.bind("lex_sarah_ivo", sent, "", own)
    return sentence("Av {reports} anmäldes {n} till IVO.", reports=INCIDENTS["lex_sarah"][3], n=count_word(n, "en"))


def _followed_up(facts: Facts, steering: Steering) -> Finding | None:
    """Return how many of the committee's decisions have an outcome, and which are past their day without one."""
    rows = steering.decisions
    of_year = rows.loc[rows["decided"].str[:4] == str(steering.year)]
    if rows.empty:
        return None
    evidence = Evidence(facts, "decision_log")
    late = overdue(rows, steering.as_of)
    open_before = len(rows) - len(of_year)
    return proved(
        evidence,
        Finding(
            id="decision_log",
            topic="decision",
            heading=sentence("Beslut utan redovisat utfall" if len(late) else "Uppföljning av nämndens beslut"),
            content=sentences(_outcomes(evidence, steering, of_year), _late(evidence, late, rows)),
            caveats=(
                sentence("Uppgifterna gäller {day}.", day=date_in_prose(steering.as_of)),
                *([_earlier(evidence, rows, open_before)] if open_before else []),
            ),
            score=4.0 if len(late) else 2.0,
            robustness=1.0 if len(late) else 0.0,
        ),
    )


def _outcomes(evidence: Evidence, steering: Steering, of_year: pd.DataFrame) -> Inlines:
    if of_year.empty:
        return ()
    n = evidence.bind("n", len(of_year), "beslut", of_year, formula="antal beslut i beslutsloggen")
    told = evidence.bind(
        "told", int((of_year["outcome"] != "").sum()), "beslut", of_year, formula="antal beslut med utfall"
    )
    return sentence(
        "Beslutsloggen har {n} från {year}. Utfall redovisas för {told}.",
        n=counted_words(n, "beslut"),
        year=str(steering.year),
        told=sentence("alla") if told.value == n.value > 1 else count_word(told),
    )


def _late(evidence: Evidence, late: pd.DataFrame, rows: pd.DataFrame) -> Inlines:
    if late.empty:
        return ()
    n = evidence.bind(
        "late", len(late), "beslut", rows, formula="antal beslut vars slutdatum har passerat och som saknar utfall"
    )
    names = [f"”{name}”" for name in late["decision"][:NAMED]]
    if len(late) == 1:
        return sentence(
            "{n} skulle ha varit klart {day} men saknar utfall: {name}.",
            n=counted_words(n, "beslut"),
            day=date_in_prose(str(late["due"].iloc[0])),
            name=names[0],
        )
    which = listed(names) if len(late) <= NAMED else f"bland annat {listed(names)}"
    return sentence(
        "För {n} har slutdatum passerat utan redovisat utfall: {which}.", n=counted_words(n, "beslut"), which=which
    )


def _earlier(evidence: Evidence, rows: pd.DataFrame, count: int) -> Inlines:
    n = evidence.bind("earlier", count, "beslut", rows, formula="antal beslut från tidigare år utan utfall")
    return sentence("Utfall saknas också för {n} från tidigare år.", n=counted_words(n, "beslut"))

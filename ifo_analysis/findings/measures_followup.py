"""The finding about how the plan is followed up (*uppföljning*): what is overdue, what is missing, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.measure_follow_up import FOLLOW_UP_DAYS
from ifo_analysis.blocks import Finding, Inlines, Value
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.measures_status import opening_count
from ifo_analysis.language import (
    Bound,
    counted_words,
    date_in_prose,
    msek_words,
    number_word,
    sentence,
    sentences,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.facts import Facts


def followed_up(facts: Facts, follow_up: pd.DataFrame) -> Finding | None:
    """Return what the follow-up of the plan shows (*uppföljning av planen*); None without measures.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    follow_up : DataFrame
        One row per measure, as from `analysis.measure_follow_up`.
    """
    if follow_up.empty:
        return None
    evidence = Evidence(facts, "measures_follow_up")
    lacking = _lacking(evidence, follow_up)
    told = sentences(_past_end(evidence, follow_up), _overdue(evidence, follow_up))
    outcome = _outcome(evidence, follow_up)
    everything = sentence("Alla åtgärder har ansvarig och slutdatum, och de som inte är klara är uppföljda i tid.")
    n_past = int(follow_up["is_past_end"].sum())
    return Finding(
        id="measures_follow_up",
        topic="measures",
        heading=sentence(_heading(follow_up, has_gaps=bool(lacking))),
        content=sentences(told, lacking) or everything,
        caveats=(outcome,) if outcome else (),
        score=3.0,
        robustness=1.0 if n_past else 0.0,
        number=Value(text=f"{n_past} av {len(follow_up)}", claim="measures_follow_up.past_end") if n_past else None,
        number_label="åtgärder har passerat sitt slutdatum" if n_past else "",
        claims=evidence.claims(),
    )


def _heading(follow_up: pd.DataFrame, *, has_gaps: bool) -> str:
    n_past = int(follow_up["is_past_end"].sum())
    if n_past:
        return "En åtgärd har passerat sitt slutdatum" if n_past == 1 else "Åtgärder har passerat sina slutdatum"
    if follow_up["is_overdue"].any():
        return "Alla åtgärder är inte uppföljda i tid"
    return "Planen saknar uppgifter om åtgärderna" if has_gaps else "Planen är uppföljd"


def _count(evidence: Evidence, follow_up: pd.DataFrame, key: str, column: str, what: str) -> Bound:
    n = int(follow_up[column].sum())
    return evidence.bind(key, n, "åtgärder", follow_up, formula=f"antal åtgärder {what}")


def _past_end(evidence: Evidence, follow_up: pd.DataFrame) -> Inlines:
    n_past = int(follow_up["is_past_end"].sum())
    if not n_past:
        return ()
    n = _count(evidence, follow_up, "past_end", "is_past_end", "som inte är klara efter sitt slutdatum")
    total = evidence.bind("total", len(follow_up), "åtgärder", follow_up, formula="antal åtgärder i planen")
    return sentence(
        "{n} av {total} åtgärder har passerat "
        + ("sitt slutdatum utan att vara genomförd." if n_past == 1 else "sina slutdatum utan att vara genomförda."),
        n=opening_count(n),
        total=Value(text=number_word(len(follow_up)), claim=total.claim),
    )


def _overdue(evidence: Evidence, follow_up: pd.DataFrame) -> Inlines:
    """Return how many weren't followed up in time, and for how many nobody knows: those are told apart."""
    day, limit = str(follow_up["as_of"].iloc[0]), int(follow_up["limit_days"].iloc[0])
    span = "tre veckor" if limit == FOLLOW_UP_DAYS else f"{limit} dagar"
    late: Inlines = ()
    if follow_up["is_overdue"].any():
        n = _count(evidence, follow_up, "overdue", "is_overdue", f"vars senaste uppföljning är äldre än {limit} dagar")
        is_one = n.value == 1
        late = sentence(
            "Räknat till {day} har {n} som inte är "
            + ("klar" if is_one else "klara")
            + " gått {span} utan uppföljning.",
            day=date_in_prose(day),
            n=counted_words(n, "åtgärd"),
            span=f"mer än {span}",
        )
    unknown: Inlines = ()
    if follow_up["is_never_followed_up"].any():
        n = _count(evidence, follow_up, "never", "is_never_followed_up", "som inte är klara och saknar uppföljning")
        unknown = sentence(
            "För {n} som inte är " + ("klar" if n.value == 1 else "klara") + " saknas datum för uppföljning.",
            n=counted_words(n, "åtgärd"),
        )
    return sentences(late, unknown)


def _lacking(evidence: Evidence, follow_up: pd.DataFrame) -> Inlines:
    """Return how many measures lack somebody responsible, or a last day; nothing if none does."""
    found = {
        key: counted_words(_count(evidence, follow_up, f"lacks_{key}", f"lacks_{key}", f"utan {word}"), "åtgärd")
        for key, word in (("owner", "ansvarig"), ("date", "slutdatum"))
        if follow_up[f"lacks_{key}"].any()
    }
    templates = {
        ("owner", "date"): "Ansvarig saknas för {owner} och slutdatum för {date}.",
        ("owner",): "Ansvarig saknas för {owner}.",
        ("date",): "Slutdatum saknas för {date}.",
    }
    return sentence(templates[tuple(found)], **found) if found else ()


def _outcome(evidence: Evidence, follow_up: pd.DataFrame) -> Inlines:
    """Return what has come of the measures, where the plan says so; nothing if it doesn't."""
    known = follow_up.loc[follow_up["outcome_tkr"].notna()]
    if known.empty:
        return ()
    n = evidence.bind("n_outcome", len(known), "åtgärder", known, formula="antal åtgärder med angivet utfall")
    total = evidence.bind(
        "outcome", known["outcome_tkr"].sum() / 1_000, "mnkr", known, decimals=1, formula="summan av angivna utfall"
    )
    return sentence(
        "Utfall är angivet för {n}: {total}.",
        n=counted_words(n, "åtgärd"),
        total=msek_words(total),
    )

"""Findings about the reimbursement for unaccompanied children and young people (*ersättning för ensamkommande*)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.reimbursement import Coverage, coverage, latest_change, rule_change
from ifo_analysis.blocks import Finding, Inlines, Value
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import (
    EN_DASH,
    Bound,
    date_in_prose,
    msek_words,
    number,
    quantity_words,
    rounded,
    sentence,
    sentences,
)
from ifo_analysis.language.words import MONTHS

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts

ALL = 100
NOT_BOOKED = (
    "Ersättningen är räknad ur reglerna; den är inte det belopp som har betalats ut. Fasta årliga belopp till kommunen "
    "ingår inte."
)


def reimbursement(facts: Facts, paid: pd.DataFrame) -> list[Finding]:
    """Return how much of the cost the reimbursement covers, and what the latest change of rules means; none without data.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    paid : DataFrame
        One row per period and group, as from `analysis.reimbursement.reimbursement`.
    """
    covered = coverage(paid)
    found = [_coverage(facts, paid, covered) if covered and covered.pct is not None else None, _change(facts, paid)]
    return [finding for finding in found if finding is not None]


def period_words(first: str, last: str) -> str:
    """Return a period in prose: whole months and years as such, other days by their dates.

    >>> period_words("2024-01-01", "2024-08-31"), period_words("2024-01-01", "2024-12-31")
    ('januari–augusti 2024', '2024')
    >>> period_words("2024-02-01", "2024-02-29"), period_words("2024-02-02", "2024-02-29")
    ('februari 2024', 'från den 2 februari 2024 till den 29 februari 2024')
    """
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    is_whole = start.day == 1 and (end + dt.timedelta(days=1)).day == 1 and start.year == end.year
    if not is_whole:
        return f"från {date_in_prose(first)} till {date_in_prose(last)}"
    if (start.month, end.month) == (1, len(MONTHS)):
        return str(start.year)
    months = dict.fromkeys((MONTHS[start.month - 1], MONTHS[end.month - 1]))
    return f"{EN_DASH.join(months)} {start.year}"


def _coverage(facts: Facts, paid: pd.DataFrame, found: Coverage) -> Finding:
    evidence = Evidence(facts, "reimbursement_coverage")
    rows = paid.loc[paid["cost_sek"].notna()]
    formula = "beräknad ersättning ÷ faktisk kostnad för samma vårddygn"
    pct = evidence.bind("pct", float(found.pct or 0.0), "procent", rows, formula=formula)
    own = evidence.bind(
        "own", abs(found.own_sek) / 1e6, "mnkr", rows, decimals=1, formula="skillnaden mellan kostnad och ersättning"
    )
    days = evidence.bind("days", found.care_days, "vårddygn", rows, formula="summan av vårddygn")
    shown = rounded(pct.value)
    return Finding(
        role="lead",
        id="reimbursement_coverage",
        topic="reimbursement",
        heading=sentence(
            "Ersättningen täcker inte hela kostnaden"
            if shown < ALL
            else "Ersättningen är större än kostnaden"
            if shown > ALL
            else "Ersättningen motsvarar kostnaden"
        ),
        content=sentences(
            _covered(found, pct, own), sentence("Räkningen omfattar {days}.", days=quantity_words(days, "vårddygn"))
        ),
        caveats=tuple(filter(None, (_without_cost(evidence, paid, found), sentence(NOT_BOOKED)))),
        number=Value(text=number(pct.value), claim=pct.claim),
        number_label=f"procent av kostnaden för ensamkommande täcks av ersättningen, {found.first_day[:4]}",
        score=3.0,
        robustness=0.5 if found.days_without_cost else 1.0,
        claims=evidence.claims(),
    )


def _covered(found: Coverage, pct: Bound, own: Bound) -> Inlines:
    period = period_words(found.first_day, found.last_day)
    share = quantity_words(pct, "procent")
    if rounded(pct.value) == ALL:
        return sentence(
            "Ersättningen motsvarade kostnaden för ensamkommande barn och unga {period} ({share}).",
            share=share,
            period=period,
        )
    if pct.value > ALL:
        return sentence(
            "Ersättningen var {excess} större än kostnaden för ensamkommande barn och unga {period} ({share}).",
            excess=msek_words(own),
            share=share,
            period=period,
        )
    return sentence(
        "Ersättningen täckte {share} av kostnaden för ensamkommande barn och unga {period}. Resten, {own}, betalade "
        "kommunen.",
        share=share,
        own=msek_words(own),
        period=period,
    )


def _without_cost(evidence: Evidence, paid: pd.DataFrame, found: Coverage) -> Inlines:
    if not found.days_without_cost:
        return ()
    n = evidence.bind(
        "without_cost", found.days_without_cost, "vårddygn", paid, formula="summan av vårddygn utan uppgift om kostnad"
    )
    return sentence("Kostnad saknas för {n}, som inte ingår.", n=quantity_words(n, "vårddygn"))


def _change(facts: Facts, paid: pd.DataFrame) -> Finding | None:
    """Return what the same care days would have given by the rules before the latest change; None if nobody can say."""
    day = latest_change(paid)
    if day is None:
        return None
    both = rule_change(paid, day)
    known = both.loc[both["change_sek"].notna()]
    if known.empty:
        return None
    evidence = Evidence(facts, "reimbursement_rule_change")
    day_words = date_in_prose(day.isoformat())
    formula = f"samma vårddygn med reglerna före och från {day_words}"
    old, new, change = (
        evidence.bind(key, amount / 1e6, "mnkr", known, decimals=1, formula=formula)
        for key, amount in (
            ("old", known["old_sek"].sum()),
            ("new", known["new_sek"].sum()),
            ("change", abs(known["change_sek"].sum())),
        )
    )
    less = known["change_sek"].sum() < 0
    return Finding(
        id="reimbursement_rule_change",
        topic="reimbursement",
        heading=sentence(_change_heading(float(known["change_sek"].sum()))),
        content=sentence(
            "Reglerna ändrades {day}. För samma vårddygn ger de nya reglerna {change} {word} än de äldre: {new} mot {old}.",
            day=day_words,
            change=msek_words(change),
            word="mindre" if less else "mer",
            new=msek_words(new),
            old=msek_words(old),
        )
        if rounded(float(change.value) * 1e6, -3)
        else sentence("Reglerna ändrades {day}. För samma vårddygn ger de nya reglerna lika mycket.", day=day_words),
        caveats=_not_in_the_change(evidence, both),
        score=2.0,
        robustness=1.0,
        claims=evidence.claims(),
    )


def _change_heading(change_sek: float) -> str:
    if not rounded(change_sek, -3):
        return "Den senaste regeländringen ger samma ersättning"
    return f"Den senaste regeländringen ger {'mindre' if change_sek < 0 else 'mer'} i ersättning"


def _not_in_the_change(evidence: Evidence, both: pd.DataFrame) -> tuple[Inlines, ...]:
    left_out = both.loc[both["change_sek"].isna(), "care_days"].sum()
    if not left_out:
        return ()
    formula = "summan av vårddygn utan en kontrollerad regel före eller efter, eller utan kostnad"
    n = evidence.bind("left_out", float(left_out), "vårddygn", both, formula=formula)
    return (
        sentence("För {n} saknas en kontrollerad regel eller kostnad. De ingår inte.", n=quantity_words(n, "vårddygn")),
    )

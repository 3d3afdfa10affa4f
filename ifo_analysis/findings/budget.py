"""Findings about budget and forecast (*budgetuppföljning*): result, pace, the rows that stand out, refugee reception.

A change of pace asks for an explanation; it never says that the forecast is wrong.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.budget import OF_WHICH, report_parts
from ifo_analysis.analysis.forecast import MONTHS_PER_YEAR
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.findings.balances import (
    balance,
    balance_noun,
    balance_word,
    bind_tkr,
    is_even,
    month_word,
    period,
    robustness,
    size_of,
    whole_rows,
)
from ifo_analysis.findings.budget_causes import causes, one_offs
from ifo_analysis.findings.budget_changes import accuracy, bridge
from ifo_analysis.findings.budget_pace import flagged, pace
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import joined, sentence, sentences
from ifo_analysis.language.numbers import msek_parts
from ifo_analysis.language.words import MONTHS

if TYPE_CHECKING:
    from ifo_analysis.analysis.follow_up import FollowUp
    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts

PARTS_FORMULA = "summan av avsnittens belopp"


def budget(facts: Facts, followed: FollowUp) -> list[Finding]:
    """Return what the budget follow-up shows (*budgetuppföljning*), the result first; nothing without a report.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    followed : FollowUp
        As from `analysis.follow_up.budget_follow_up`.
    """
    if not followed.months:
        return []
    found = [
        _result(facts, followed),
        pace(facts, followed),
        *flagged(facts, followed),
        _refugees(facts, followed),
        one_offs(facts, followed),
        causes(facts, followed),
        bridge(facts, followed),
        accuracy(facts, followed),
    ]
    return [finding for finding in found if finding is not None]


def _result(facts: Facts, followed: FollowUp) -> Finding:
    evidence, rows = Evidence(facts, "budget_result"), whole_rows(followed.lines)
    year, is_year = facts.parameters.report_year, followed.months == MONTHS_PER_YEAR
    formula = PARTS_FORMULA if followed.total["is_computed"].any() else ""
    lead = Finding(
        role="lead",
        id="budget_result",
        topic="budget",
        heading=_result_heading(followed),
        content=sentence("Uppgift om det samlade resultatet {when} saknas.", when=period(followed.months, year)),
        caveats=(sentence("Uppgifterna är preliminära."),) if rows["is_preliminary"].any() else (),
        robustness=robustness(rows),
    )
    if isnan(followed.result_tkr):
        return lead
    result = bind_tkr(evidence, "result", followed.result_tkr, rows, formula)
    told = "År {when} blev resultatet {balance}." if is_year else "Till och med {when} är resultatet {balance}."
    when = str(year) if is_year else month_word(followed.months, year)
    shown, unit = msek_parts(abs(float(result.value)))
    changes = {
        "content": sentences(
            sentence(told, balance=balance(result), when=when), _forecast_clause(evidence, followed, rows, formula)
        ),
        "number": None if is_even(result) else Value(text=shown, claim=result.claim),
        "number_label": "" if is_even(result) else f"{unit} i {balance_word(result)}, {period(followed.months, year)}",
        "score": 5.0 * size_of(followed, followed.result_tkr),
    }
    return proved(evidence, lead.model_copy(update=changes))


def _forecast_clause(evidence: Evidence, followed: FollowUp, rows: pd.DataFrame, formula: str) -> Inlines:
    """Return the forecast for the year; none when the year is over."""
    if followed.months == MONTHS_PER_YEAR:
        return ()
    if isnan(followed.forecast_tkr):
        return sentence("Prognos för helåret saknas.")
    forecast = bind_tkr(evidence, "forecast", followed.forecast_tkr, rows, formula)
    return sentence("Prognosen för helåret är {balance}.", balance=balance(forecast))


def _result_heading(followed: FollowUp) -> Inlines:
    when = "för året" if followed.months == MONTHS_PER_YEAR else f"till och med {MONTHS[followed.months - 1]}"
    now, then = (_heading_word(tkr) for tkr in (followed.result_tkr, followed.forecast_tkr))
    if not now:
        return sentence("Budget och utfall")
    if followed.months == MONTHS_PER_YEAR or not then:
        return sentence("{now} {when}", now=now, when=when)
    if now == then:
        return sentence("{now} {when} och i prognosen", now=now, when=when)
    return sentence("{now} {when}, {then} i prognosen", now=now, when=when, then=then)


def _heading_word(tkr: float) -> str:
    return "" if isnan(tkr) else "resultat i nivå med budget" if is_even(tkr) else balance_word(tkr)


def _refugees(facts: Facts, followed: FollowUp) -> Finding | None:
    """Return the result with and without refugee reception."""
    scopes = followed.refugees.set_index("scope")
    if scopes.empty or scopes.loc[["refugee", "other"], "result_tkr"].isna().any():
        return None
    evidence, lines = Evidence(facts, "budget_refugees"), followed.lines
    printed = lines.loc[(lines["level"] == OF_WHICH) & lines["is_refugee"]]
    parts = report_parts(lines)
    rows = printed if len(printed) else parts.loc[parts["is_refugee"]]
    both = pd.concat([whole_rows(lines), rows])
    results, forecasts = (scopes[name].astype("float64") for name in ("result_tkr", "forecast_tkr"))
    refugee = bind_tkr(evidence, "refugee", results["refugee"], rows, "" if len(printed) else PARTS_FORMULA)
    other = bind_tkr(evidence, "other", results["other"], both, "resultatet − flyktingmottagandets resultat")
    later: Inlines = ()
    if not isnan(forecasts["other"]) and followed.months < MONTHS_PER_YEAR:
        formula = "prognosen − flyktingmottagandets prognos"
        forecast = bind_tkr(evidence, "other_forecast", forecasts["other"], both, formula)
        later = joined((" och prognosen för helåret ", balance(forecast)))
    return proved(
        evidence,
        Finding(
            id="budget_refugees",
            topic="budget",
            heading=sentence("Med och utan flyktingmottagande"),
            content=sentence(
                "Av resultatet {period} svarar flyktingmottagandet för {refugee}. Utan flyktingmottagandet är resultatet "
                "{other}{later}.",
                period=period(followed.months, facts.parameters.report_year),
                refugee=balance_noun(refugee),
                other=balance(other),
                later=later,
            ),
            robustness=0.0,
        ),
    )

"""Findings about forecasts over time: what has changed since the last report, and how earlier forecasts came out."""

from __future__ import annotations

import calendar
from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.forecast import MONTHS_PER_YEAR
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.findings.balances import (
    balance,
    balance_noun,
    bind_tkr,
    is_even,
    month_word,
    own_reports,
    size_words,
    whole_rows,
)
from ifo_analysis.findings.budget_pace import IMPLIED_FORMULA
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.language import date_in_prose, joined, number_word, sentence, sentences

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.follow_up import FollowUp
    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts
    from ifo_analysis.language import Bound

OUTCOME_FORMULA = "resultatet sedan förra uppföljningen − det som den prognosen räknade med för samma månader"
ASSUMPTION_FORMULA = "det som prognosen räknar med för resten av året − det som den förra räknade med för samma månader"


def bridge(facts: Facts, followed: FollowUp) -> Finding | None:
    """Return why the forecast has changed since the last report (*prognosbrygga*): outcome and changed assumption."""
    year = facts.parameters.report_year
    whole = followed.total_bridge.dropna(subset=["outcome_tkr", "assumption_tkr"])
    if whole.empty:
        return None
    line = whole.iloc[0]
    evidence = Evidence(facts, "forecast_bridge")
    reports = own_reports(facts)
    reports = reports.loc[(reports["year"] == year) & reports["months"].isin([line["months_then"], line["months"]])]
    rows = whole_rows(reports)
    before, now = (
        bind_tkr(evidence, key, float(line[name]), rows.loc[rows["months"] == line[months]])
        for key, name, months in (
            ("forecast_then", "forecast_then_tkr", "months_then"),
            ("forecast", "forecast_tkr", "months"),
        )
    )
    outcome = bind_tkr(evidence, "outcome", float(line["outcome_tkr"]), rows, OUTCOME_FORMULA)
    assumption = bind_tkr(evidence, "assumption", float(line["assumption_tkr"]), rows, ASSUMPTION_FORMULA)
    month = int(line["months_then"])
    day = date_in_prose(f"{year}-{month:02d}-{calendar.monthrange(year, month)[1]}")
    return proved(
        evidence,
        Finding(
            id="forecast_bridge",
            topic="budget",
            heading=sentence(_bridge_heading(float(line["change_tkr"]))),
            content=sentences(
                sentence(
                    "Sedan uppföljningen {day} har prognosen gått från {before} till {now}.",
                    day=day,
                    before=balance_noun(before),
                    now=balance_noun(now),
                ),
                sentence(
                    "Utfallet {outcome}, och nya antaganden om resten av året {assumption}.",
                    outcome=_effect(outcome),
                    assumption=_effect(assumption),
                ),
                _rest_of_year(evidence, line, rows),
            ),
            robustness=0.0,
        ),
    )


def _rest_of_year(evidence: Evidence, line: pd.Series[float], rows: pd.DataFrame) -> Inlines:
    """Return which result per month each of the forecasts counts on; nothing when no month is left."""
    if isnan(float(line["implied_tkr"])):
        return ()
    before, now = (
        bind_tkr(evidence, key, float(line[f"{key}_tkr"]), rows.loc[rows["months"] == line[months]], IMPLIED_FORMULA)
        for key, months in (("implied_then", "months_then"), ("implied", "months"))
    )
    return sentence(
        "För resten av året räknar prognosen nu med {now}, i stället för {before}.",
        now=balance_noun(now, " i månaden"),
        before=balance_noun(before, " i månaden"),
    )


def _bridge_heading(change_tkr: float) -> str:
    if is_even(change_tkr):
        return "Prognosen är oförändrad sedan förra uppföljningen"
    return f"Prognosen har {'försämrats' if change_tkr < 0 else 'förbättrats'} sedan förra uppföljningen"


def _effect(part: Bound) -> Inlines:
    if is_even(part):
        return joined(("ändrar den inte",))
    return joined((f"{'försämrar' if part.value < 0 else 'förbättrar'} den med ", size_words(part)))


def accuracy(facts: Facts, followed: FollowUp) -> Finding | None:
    """Return how earlier forecasts, made as late in the year as this one, stood against the outcome (*träffsäkerhet*)."""
    known = comparable_forecasts(followed)
    if known.empty:
        return None
    line = known.iloc[-1]
    evidence, reports = Evidence(facts, "forecast_accuracy"), own_reports(facts)
    rows = whole_rows(reports.loc[reports["year"].isin(known["year"])])
    last = rows.loc[rows["year"] == line["year"]]
    is_forecast = last["months"] == line["months"]
    forecast = bind_tkr(evidence, "forecast", float(line["forecast_tkr"]), last.loc[is_forecast])
    outcome = bind_tkr(evidence, "outcome", float(line["outcome_tkr"]), last.loc[last["months"] == MONTHS_PER_YEAR])
    error = bind_tkr(evidence, "error", float(line["error_tkr"]), last, "årets resultat − prognosen")
    return proved(
        evidence,
        Finding(
            id="forecast_accuracy",
            topic="budget",
            heading=sentence("Hur den förra prognosen stod sig"),
            content=sentences(
                sentence(
                    "Prognosen efter {month} var {forecast}. Årets resultat blev {outcome}{error}.",
                    month=month_word(int(line["months"]), int(line["year"])),
                    forecast=balance(forecast),
                    outcome=balance(outcome),
                    error=_error(error),
                ),
                _years(evidence, known, rows),
            ),
            robustness=0.0,
        ),
    )


def comparable_forecasts(followed: FollowUp) -> pd.DataFrame:
    """Return earlier whole forecasts with a known outcome, by year, made as late in the year as the newest report.

    When the year is over, they are those made latest in each year.
    """
    known = followed.accuracy
    if followed.months == MONTHS_PER_YEAR:
        return known.sort_values(["year", "months"]).drop_duplicates("year", keep="last")
    return known.loc[known["months"] == followed.months].sort_values("year")


def _error(error: Bound) -> Inlines:
    if is_even(error):
        return joined((", lika mycket som i prognosen",))
    return joined((", ", size_words(error), f" {'sämre' if error.value < 0 else 'bättre'} än prognosen"))


def _years(evidence: Evidence, known: pd.DataFrame, rows: pd.DataFrame) -> Inlines:
    """Return in how many years it came out worse than forecast; nothing about one year."""
    if len(known) == 1:
        return ()
    n_worse = sum(not is_even(tkr) and tkr < 0 for tkr in map(float, known["error_tkr"]))
    n = evidence.bind("n_worse", n_worse, "år", rows, formula="antal år med sämre resultat än prognosen")
    of = evidence.bind("n_years", len(known), "år", rows, formula="antal år med både prognos och resultat")
    worse, years = (
        (Value(text=number_word(int(count.value), gender="ett") if count.value else "inget", claim=count.claim),)
        for count in (n, of)
    )
    return sentence("I {n} av {of} år blev resultatet sämre än prognosen vid samma tid.", n=worse, of=years)

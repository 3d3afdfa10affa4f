"""The waterfall of the budget follow-up: from the last forecast to this one, or the stated causes of the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.figures.captions import ALT_LIMIT, once, words
from ifo_analysis.figures.waterfall_drawing import Step, draw_waterfall
from ifo_analysis.findings.balances import balance_word, is_even, month_word, own_reports, period, whole_rows
from ifo_analysis.findings.budget_causes import notes_of
from ifo_analysis.findings.comparing import without_data
from ifo_analysis.language import EN_DASH, msek, number
from ifo_analysis.language.words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.analysis.follow_up import FollowUp
    from ifo_analysis.facts import Facts

ID = "budget_steps"
WHAT = "budget och utfall"
SIGN_NOTE = "Minus betyder underskott, eller att steget försämrar resultatet."
MAX_CAUSES = 5
READING = "Fyllda staplar är hela belopp. Grå staplar är vad som läggs till eller dras ifrån, mörkare för plus."


def budget_steps(facts: Facts, followed: FollowUp) -> Figure | Absent:
    """Return the bridge between two forecasts (*prognosbrygga*), or the stated causes of the result when there is none.

    Parameters
    ----------
    facts : Facts
        For names, sources and the report year.
    followed : FollowUp
        As from `analysis.follow_up.budget_follow_up`.

    Returns
    -------
    Figure or Absent
        Absent without a report, or with one report and no cause that has an amount.
    """
    if not followed.months:
        return Absent(id=ID, reason=without_data(facts, WHAT))
    bridge = followed.total_bridge.dropna(subset=["outcome_tkr", "assumption_tkr"])
    if len(bridge):
        return _bridge(facts, followed, bridge.iloc[0])
    if followed.causes.explained_tkr is not None and followed.causes.total_tkr is not None:
        return _causes(facts, followed)
    year = facts.parameters.report_year
    return Absent(
        id=ID,
        reason=f"Ingen figur över förändringen: det finns ingen tidigare prognos för {year}, och inga orsaker har belopp.",
    )


def _bridge(facts: Facts, followed: FollowUp, line: pd.Series[float]) -> Figure:
    year, before = facts.parameters.report_year, int(line["months_then"])
    between = MONTHS[before : followed.months]
    months = between[0] if len(between) == 1 else f"{between[0]}{EN_DASH}{between[-1]}"
    change = float(line["change_tkr"])
    steps = [
        Step(f"Prognos efter {MONTHS[before - 1]}", float(line["forecast_then_tkr"]), "total"),
        Step(f"Utfall {months} mot den prognosen", float(line["outcome_tkr"]), "change"),
        Step("Nya antaganden om resten av året", float(line["assumption_tkr"]), "change"),
        Step(f"Prognos efter {MONTHS[followed.months - 1]}", float(line["forecast_tkr"]), "total"),
    ]
    word = "försämrats" if change < 0 else "förbättrats"
    title = "Prognosen är oförändrad" if is_even(change) else f"Prognosen har {word} med {msek(abs(change) / 1000)}"
    reports = own_reports(facts)
    used = reports.loc[(reports["year"] == year) & reports["months"].isin([before, followed.months])]
    measure = (
        f"Prognosen för helåret {year}, tkr, efter {month_word(before, year)} och efter {month_word(followed.months, year)}. "
        f"{facts.municipality.name}."
    )
    sources = once(
        *raw_credits(whole_rows(used), [], facts.origin),
        *own_credits(used, [], facts.origin, what="Utfall och antaganden"),
    )
    return _figure(title, measure, steps, (SIGN_NOTE,), sources)


def _causes(facts: Facts, followed: FollowUp) -> Figure:
    year, found = facts.parameters.report_year, followed.causes
    notes = notes_of(followed, "cause").dropna(subset=["amount_tkr"])
    ranked = notes.assign(size=-notes["amount_tkr"].abs()).sort_values(["size", "text"])
    steps = [
        Step(str(note["text"]), float(note["amount_tkr"]), "change")
        for note in ranked.head(MAX_CAUSES).to_dict("records")
    ]
    if len(ranked) > MAX_CAUSES:
        steps.append(Step("Övriga angivna orsaker", float(ranked["amount_tkr"].iloc[MAX_CAUSES:].sum()), "change"))
    remainder, total = float(found.remainder_tkr or 0.0), float(found.total_tkr or 0.0)
    steps += [
        Step("Inte förklarat", remainder, "change"),
        Step(f"Resultat {period(followed.months, year)}", total, "total"),
    ]
    title = f"Inte förklarat: {msek(abs(remainder) / 1000)} av ett {balance_word(total)} på {msek(abs(total) / 1000)}"
    if is_even(remainder) or is_even(total) or remainder * total < 0 or abs(remainder) > abs(total):
        title = "Angivna orsaker till resultatet och det som inte är förklarat"
    rows = whole_rows(followed.lines)
    measure = f"Angivna orsaker till resultatet, tkr, {period(followed.months, year)}. {facts.municipality.name}."
    missing = (
        f"Belopp saknas för {found.n_without_amount} av {found.n_causes} orsaker." if found.n_without_amount else ""
    )
    sources = once(
        *raw_credits(pd.concat([rows, notes]), [], facts.origin),
        *own_credits(pd.concat([rows, notes]), [], facts.origin, what="Inte förklarat"),
    )
    return _figure(title, measure, steps, once(SIGN_NOTE, missing), sources)


def _figure(
    title: str, measure: str, steps: Sequence[Step], notes: tuple[str, ...], sources: tuple[str, ...]
) -> Figure:
    svg, narrow, width, height = draw_waterfall(steps, "tkr", 0)
    rows = tuple(Row(cells=(Cell(text=step.name), Cell(text=_shown(step), value=step.value))) for step in steps)
    columns = (Column(header="Steg", align="left"), Column(header="Belopp", unit="tkr"))
    return Figure(
        id=ID,
        title=words(title),
        measure=measure,
        alt=_alt(title, steps),
        svg=svg,
        svg_narrow=narrow,
        width_mm=width,
        height_mm=height,
        reading=READING,
        notes=notes,
        sources=sources,
        data=Table(
            id=f"{ID}_data", title=words(title), measure=measure, columns=columns, rows=rows, notes=notes,
            sources=sources,
        ),
    )  # fmt: skip


def _alt(title: str, steps: Sequence[Step]) -> str:
    """Return the message with all steps, or with the last two where all are too long."""
    for told in (steps, steps[-2:]):
        text = f"{title}. Vattenfallsdiagram, tkr: {'; '.join(f'{step.name} {_shown(step)}' for step in told)}."
        if len(text) <= ALT_LIMIT:
            return text
    return f"{title}."


def _shown(step: Step) -> str:
    return number(step.value, is_signed=step.kind == "change")

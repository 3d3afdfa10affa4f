"""Findings about time: change since last year, years in a row, trend, and breaks in the series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import displayed, shown_direction
from ifo_analysis.analysis.movement import Change, change, years_in_a_row
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.credits import KOLADA
from ifo_analysis.definitions import NEW_MODEL, indicators, series_breaks
from ifo_analysis.findings.evidence import Evidence, level_words, noise_rows
from ifo_analysis.findings.trend import over_the_years, residents_of
from ifo_analysis.language import (
    Bound,
    from_to_words,
    number,
    number_word,
    quantity_words,
    sentence,
    year_span,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.facts import Facts

PCT = indicators()["net_cost_deviation_pct"]
MIN_YEARS_IN_A_ROW = 3
RELATIVE_WITH_DECIMAL_BELOW = 20


def movements(facts: Facts, deviation: pd.DataFrame, volatility: Volatility | None) -> list[Finding]:
    """Return the findings about time (*utveckling*), in the order in which the section prints them.

    Nothing crosses a new reference model, except the two values that the municipality itself has published side by
    side: they are printed once, with both values, and with the words that they can't be compared.
    """
    found = [
        _since_last_year(facts, deviation, volatility),
        _in_a_row(facts, deviation),
        over_the_years(facts, deviation, volatility),
        _break(deviation),
    ]
    return [finding for finding in found if finding is not None]


def _since_last_year(facts: Facts, deviation: pd.DataFrame, volatility: Volatility | None) -> Finding | None:
    year = facts.parameters.report_year
    rows = deviation.loc[deviation["year"].isin([year - 1, year])]
    if len(rows) < len((year - 1, year)):
        return None
    found = change(deviation, year - 1, year, volatility, residents_of(facts))
    if found.is_across_break:
        return _published_across_break(facts, found, rows)
    if volatility is None or found.limit_pp is None:
        return None
    return _change(facts, found, rows, volatility)


def _change(facts: Facts, found: Change, rows: pd.DataFrame, volatility: Volatility) -> Finding:
    evidence = Evidence(facts, "change")
    first, last = _ends(evidence, found, rows)
    pp = evidence.bind(
        "pp",
        found.change_pp,
        "procentenheter",
        rows,
        decimals=1,
        indicators=[PCT.id],
        is_signed=True,
        formula="värdet för det senare året minus värdet för det tidigare",
    )
    limit = evidence.bind(
        "limit",
        found.limit_pp or 0.0,
        "procentenheter",
        rows,
        decimals=1,
        indicators=[PCT.id],
        formula="två standardavvikelser för förändringen mellan två år i en kommun av samma storlek",
        also=noise_rows(facts, volatility, PCT.id),
    )
    direction = shown_direction(found.change_pp)
    years = {"y0": str(found.from_year), "y1": str(found.to_year)}
    limit_words = quantity_words(limit, "procentenheter", 1)
    size = quantity_words(Bound(abs(found.change_pp), pp.claim), "procentenheter", 1)
    is_same = displayed(found.from_pct) == displayed(found.to_pct)
    movement = () if is_same else from_to_words(first, last)
    if is_same:
        content = sentence(
            "Nettokostnaden var {level} både {y0} och {y1}.",
            level=level_words(last),
            **years,
        )
        heading = "Ingen förändring som syns"
    elif found.is_beyond:
        content = sentence(
            "Mellan {y0} och {y1} {moved} nettokostnaden i förhållande till referenskostnaden, {movement}. Skillnaden är "
            "{pp}. Förändringen är större än den normala variationen mellan två år ({limit}). Måttet visar inte "
            "orsaken.",
            **years,
            moved="steg" if found.change_pp > 0 else "sjönk",
            movement=movement,
            pp=size,
            limit=limit_words,
        )
        heading = "Förändringen är större än normal variation"
    else:
        content = sentence(
            "Mellan {y0} och {y1} gick nettokostnaden {movement} än referenskostnaden, en skillnad på {pp}. "
            "Förändringen ryms inom den normala variationen mellan två år ({limit}) och säger inte att nivån är ny.",
            **years,
            movement=movement,
            pp=size,
            limit=limit_words,
        )
        heading = "Förändringen ryms inom normal variation"
    return Finding(
        id="change",
        topic="time",
        heading=sentence(heading),
        content=content,
        number=Value(text=number(found.change_pp, 1, is_signed=True), claim=pp.claim),
        number_label=f"procentenheter, {year_span(found.from_year, found.to_year)}",
        direction=direction,
        score=4.0 if found.is_beyond else 2.0,
        robustness=1.0 if found.is_beyond else 0.0,
        claims=evidence.claims(),
    )


def _ends(evidence: Evidence, found: Change, rows: pd.DataFrame) -> tuple[Bound, Bound]:
    first, last = (
        evidence.bind(
            f"pct_{year}",
            value,
            "procent",
            rows.loc[rows["year"] == year],
            decimals=1,
            indicators=[PCT.id],
            is_signed=True,
        )
        for year, value in ((found.from_year, found.from_pct), (found.to_year, found.to_pct))
    )
    return first, last


def _published_across_break(facts: Facts, found: Change, rows: pd.DataFrame) -> Finding | None:
    """Set the two values side by side only if the municipality itself has published both."""
    if (rows["publisher"] == KOLADA).any() or found.change_pct is None:
        return None
    evidence = Evidence(facts, "published_change")
    first, last = _ends(evidence, found, rows)
    formula = "skillnaden mellan de två redovisade värdena, som bygger på olika modeller"
    pp = evidence.bind("pp", abs(found.change_pp), "procentenheter", rows, decimals=1, formula=formula)
    decimals = 1 if abs(found.change_pct) < RELATIVE_WITH_DECIMAL_BELOW else 0
    relative = evidence.bind("relative", abs(found.change_pct), "procent", rows, decimals=decimals, formula=formula)
    return Finding(
        id="published_change",
        topic="time",
        heading=sentence("Två redovisade värden som inte går att jämföra"),
        content=sentence(
            "Kommunen har redovisat {v0} för {y0} och {v1} för {y1}. Räknat på de talen är skillnaden {pp} ({relative}), "
            "men {y1} bygger på en ny modell och åren kan inte jämföras.",
            v0=quantity_words(first, "procent", 1),
            y0=str(found.from_year),
            v1=quantity_words(last, "procent", 1),
            y1=str(found.to_year),
            pp=quantity_words(pp, "procentenheter", 1),
            relative=quantity_words(relative, "procent", decimals),
        ),
        robustness=0.0,
        claims=evidence.claims(),
    )


def _in_a_row(facts: Facts, deviation: pd.DataFrame) -> Finding | None:
    run = years_in_a_row(deviation, facts.parameters.report_year)
    if run.direction == "equal":
        return None
    rows = deviation.loc[deviation["year"].between(run.first_year, run.last_year)]
    word = {"higher": "högre", "lower": "lägre"}[run.direction]
    evidence = Evidence(facts, "years_in_a_row")
    n = evidence.bind(
        "n", run.n, "år", rows, indicators=[PCT.id], formula="antal år i rad med samma riktning, i en modell"
    )
    if run.n < MIN_YEARS_IN_A_ROW:
        return None
    span = year_span(run.first_year, run.last_year)
    return Finding(
        id="years_in_a_row",
        topic="time",
        heading=sentence("{word} än referenskostnaden flera år i rad", word=word),
        content=sentence(
            "Nettokostnaden har varit {word} än referenskostnaden {n} år i rad, {span}.",
            word=word,
            n=Value(text=number_word(run.n), claim=n.claim),
            span=span,
        ),
        number=Value(text=f"{run.n} år", claim=n.claim),
        number_label=f"i rad {word} än referenskostnaden, {span}",
        direction=run.direction,
        score=2.0,
        robustness=1.0,
        claims=evidence.claims(),
    )


def _break(deviation: pd.DataFrame) -> Finding | None:
    """Return the break that lies between the shown years; a small one only as its sentence after it."""
    first, last = int(deviation["year"].min()), int(deviation["year"].max())
    shown = [item for item in series_breaks() if first < item.first_year <= last and PCT.id in item.indicators]
    if not any(item.kind == NEW_MODEL for item in shown):
        return None
    texts = [sentence(item.text) for item in shown]
    return Finding(
        id="method_break",
        topic="time",
        heading=sentence("Äldre värden bygger på en annan modell"),
        content=texts[0],
        caveats=tuple(texts[1:]),
        robustness=0.0,
    )

"""The figure of full-time equivalents per 1 000 residents: beside the peers, or the own over the years."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.comparison import is_robust
from ifo_analysis.analysis.staffing import staff_beside_peers, staff_per_1000, staff_totals
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.credits import own_credits
from ifo_analysis.figures import captions
from ifo_analysis.figures.beside import cell
from ifo_analysis.figures.captions import once, preliminary_note, words
from ifo_analysis.figures.series import MIN_YEARS, SPAN_YEARS
from ifo_analysis.figures.series_drawing import Lines, draw_series
from ifo_analysis.figures.staffing_drawing import Bars, draw_bars
from ifo_analysis.figures.style import MM, NARROW, WIDE, Canvas
from ifo_analysis.findings.staffing import PER_1000, rate_rows
from ifo_analysis.language import NBSP, number, number_word, rounded, year_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.facts import Facts

ID = "staffing"
WHAT = f"Årsarbetare {PER_1000}"
OWN_STAFF_NOTE = "Måttet räknar kommunens egen personal, inte den som finns hos dem som kommunen köper av."
DECIMALS = 1


def staffing(facts: Facts, peers: Sequence[str]) -> Figure | Absent:
    """Return full-time equivalents per 1 000 residents beside the peers (*årsarbetare*); without them, over the years.

    Parameters
    ----------
    facts : Facts
        For staff, population, names, sources and the report year.
    peers : sequence of str
        The peers' codes.

    Returns
    -------
    Figure or Absent
        Absent without an own value, or with fewer than four peers and fewer than four own years.
    """
    asked, name = facts.parameters, facts.municipality.name
    rates = staff_per_1000(staff_totals(facts.local.staff), facts.population)
    beside = staff_beside_peers(rates, asked.municipality, peers, asked.report_year).iloc[0]
    if isnan(beside["own"]):
        reason = f"Ingen figur: egna uppgifter om årsarbetare saknas för {name} {asked.report_year}."
        return Absent(id=ID, reason=reason)
    of_year = rates.loc[rates["year"] == asked.report_year]
    if not isnan(beside["median"]):
        chosen = of_year.loc[of_year["municipality"].isin([asked.municipality, *peers])]
        is_sure = is_robust(float(beside["gap_low"]), float(beside["gap_high"]), DECIMALS)
        return _beside(facts, chosen, float(beside["median"]), len(peers), is_sure=is_sure)
    own = rates.loc[(rates["municipality"] == asked.municipality) & (rates["year"] <= asked.report_year)]
    own = own.loc[own["year"] > asked.report_year - SPAN_YEARS].sort_values("year")
    if len(own) >= MIN_YEARS:
        return _over_years(facts, own)
    return Absent(
        id=ID,
        reason=f"Ingen figur: årsarbetare finns för färre än {number_word(MIN_YEARS)} liknande kommuner och för färre än "
        f"{number_word(MIN_YEARS)} egna år.",
    )


def _beside(facts: Facts, rates: pd.DataFrame, median: float, n_peers: int, *, is_sure: bool) -> Figure:
    asked = facts.parameters
    named = rates.assign(name=rates["municipality"].map(facts.names))
    named = named.sort_values(["value", "name"], ascending=[False, True], ignore_index=True)
    rows = rate_rows(facts, list(named["municipality"]), [asked.report_year])
    content = Bars(
        names=tuple(named["name"]),
        numbers=tuple(float(value) for value in named["value"]),
        own=int(named.index[named["municipality"] == asked.municipality][0]),
        median=median,
        unit=f"årsarbetare {PER_1000}",
        decimals=DECIMALS,
        is_preliminary=bool(rows["is_preliminary"].any()),
    )
    own = content.numbers[content.own]
    difference = rounded(own, DECIMALS) - rounded(median, DECIMALS)
    word = "har fler än" if difference > 0 else "har färre än" if difference < 0 else "har lika många som"
    # A side that one of the peers decides is no finding.
    place = f"{word} gruppens median" if is_sure else "bredvid gruppen"
    title = f"Årsarbetare i förhållande till befolkningen: {facts.municipality.name} {place}"
    missing = n_peers + 1 - len(named)
    note = f"Uppgift saknas för {number_word(missing)} av de liknande kommunerna." if missing else ""
    told = (
        f"Liggande staplar {asked.report_year}. {facts.municipality.name} {number(own, DECIMALS)}, median "
        f"{number(median, DECIMALS)}, högst {number(content.numbers[0], DECIMALS)} ({content.names[0]}), lägst "
        f"{number(content.numbers[-1], DECIMALS)} ({content.names[-1]})."
    )
    measure = (
        f"{WHAT}, {asked.report_year}. {facts.municipality.name} och {number_word(len(named) - 1)} liknande kommuner."
    )
    data = [
        Row(
            role="own" if index == content.own else "body",
            cells=(Cell(text=name), cell(value, DECIMALS, is_preliminary=content.is_preliminary)),
        )
        for index, (name, value) in enumerate(zip(content.names, content.numbers, strict=True))
    ]
    data.append(Row(role="total", cells=(Cell(text="Median"), cell(median, DECIMALS))))
    reading = "Stapel: en kommun. Streckad linje: de liknande kommunernas median."
    drawn = draw_bars(content, WIDE), draw_bars(content, NARROW)
    return _figure(facts, title, measure, (told, note), reading, drawn, rows, ("Kommun", data))


def _over_years(facts: Facts, own: pd.DataFrame) -> Figure:
    years = tuple(range(int(own["year"].min()), int(own["year"].max()) + 1))
    values = {int(year): float(value) for year, value in zip(own["year"], own["value"], strict=True)}
    rows = rate_rows(facts, [facts.parameters.municipality], list(values))
    early = tuple(int(year) for year in own.loc[own["is_preliminary"], "year"])
    empty = (None,) * len(years)
    content = Lines(
        facts.municipality.name, years, tuple(values.get(year) for year in years), empty, empty, DECIMALS, early
    )
    first, last = (number(values[year], DECIMALS) for year in (years[0], years[-1]))
    between = f"mellan {years[0]} och {years[-1]}"
    title = (
        f"Årsarbetare: {last}{NBSP}{PER_1000} både {years[0]} och {years[-1]}"
        if first == last
        else f"Årsarbetare: från {first} till {last}{NBSP}{PER_1000} {between}"
    )
    gaps = [str(year) for year in years if year not in values]
    note = f"Uppgift saknas för {', '.join(gaps)}." if gaps else ""
    measure = f"{WHAT}, {year_span(years[0], years[-1])}. {facts.municipality.name}."
    data = [
        Row(cells=(Cell(text=str(year), value=year), cell(values.get(year), DECIMALS, is_preliminary=year in early)))
        for year in years
    ]
    told = f"Linjediagram {year_span(years[0], years[-1])}, utan jämförelse med andra kommuner."
    drawn = draw_series(content, WIDE), draw_series(content, NARROW)
    return _figure(facts, title, measure, (told, note), "Linje: kommunens egna uppgifter.", drawn, rows, ("År", data))


def _figure(
    facts: Facts,
    title: str,
    measure: str,
    told: tuple[str, str],
    reading: str,
    drawn: tuple[Canvas, Canvas],
    rows: pd.DataFrame,
    data: tuple[str, list[Row]],
) -> Figure:
    """Return a figure of two drawings; `told` is the alternative text and a note, `data` the row header and the rows."""
    notes = once(OWN_STAFF_NOTE, told[1], preliminary_note(rows))
    sources = own_credits(rows, [], facts.origin)
    columns = (Column(header=data[0], align="left"), Column(header="Årsarbetare", unit=PER_1000))
    return Figure(
        id=ID,
        title=words(title),
        measure=measure,
        alt=captions.alt_text(f"{title}.", *told),
        svg=drawn[0].svg(),
        svg_narrow=drawn[1].svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(drawn[0].height / MM, 2),
        reading=reading,
        notes=notes,
        sources=sources,
        data=Table(
            id=f"{ID}_data",
            title=words(title),
            measure=measure,
            columns=columns,
            rows=tuple(data[1]),
            notes=(
                *notes,
                *(["– uppgift saknas."] if any(c.text == "–" for row in data[1] for c in row.cells) else []),
            ),
            sources=sources,
        ),
    )

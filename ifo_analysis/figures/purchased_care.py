"""The figure of bought care in the municipality's own figures: by who sells, over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.purchased_care import SELLERS, share_through_years
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.credits import own_credits
from ifo_analysis.figures import captions
from ifo_analysis.figures.beside import EXPLAINED_DASH, cell
from ifo_analysis.figures.captions import once, preliminary_note, words
from ifo_analysis.figures.purchased_care_drawing import BoughtYear, BoughtYears, draw_bought_years
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.findings.purchased_care import DENOMINATORS, SELLER_WORDS, denominator, own_share, purchase_rows
from ifo_analysis.language import EN_DASH, NBSP, listed, number, year_span

if TYPE_CHECKING:
    from ifo_analysis.analysis.purchased_care import BoughtCare
    from ifo_analysis.facts import Facts

ID = "purchased_care"
SPAN_YEARS = 10
SHARE_NOTE = "Andelen räknas av kostnaden för samma verksamheter, kommunens egen verksamhet inräknad."
MIXED_NOTE = "Täljaren är utfall och nämnaren budget: andelen är av budgeten, inte av kostnaden."


def without_purchases(facts: Facts) -> str:
    """Return why neither figure nor table of bought care is shown."""
    return (
        f"Egna uppgifter om köpt vård som andel av kostnaden saknas för {facts.municipality.name} "
        f"{facts.parameters.report_year}. Därför visas varken figur eller tabell över den."
    )


def purchased_care(facts: Facts, care: BoughtCare) -> Figure | Absent:
    """Return the bought share by who sells, year by year up to the report year (*köpt vård*).

    Parameters
    ----------
    facts : Facts
        For names, sources and the report year.
    care : BoughtCare
        As from `analysis.purchased_care.bought_care`.

    Returns
    -------
    Figure or Absent
        Absent without a share for the report year.
    """
    if own_share(facts, care) is None:
        return Absent(id=ID, reason=without_purchases(facts))
    content = _content(facts, care)
    known = [year for year in content.years if year.parts is not None]
    rows = purchase_rows(facts, care, [facts.parameters.municipality], [year.year for year in known])
    wide, narrow = draw_bought_years(content, WIDE), draw_bought_years(content, NARROW)
    title, span = _title(content), year_span(content.years[0].year, content.years[-1].year)
    measure = f"Köpt vård efter motpart, procent av {denominator(care)}, {span}. {facts.municipality.name}."
    gaps = [str(year.year) for year in content.years if year.parts is None]
    missing = f"Uppgift om samma verksamheter saknas för {listed(gaps)}." if gaps else ""
    notes = once(SHARE_NOTE if care.of == "outcome" else MIXED_NOTE, missing, preliminary_note(rows))
    sources = own_credits(rows, [], facts.origin)
    return Figure(
        id=ID,
        title=words(title),
        measure=measure,
        alt=captions.alt_text(f"{title}.", _parts(content), missing),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading="Stapel: allt som köps. Delarna visar av vem, i samma ordning som namnen. Talet efter stapeln är hela andelen.",
        notes=notes,
        sources=sources,
        data=_data(content, title, measure, notes, sources),
    )


def _content(facts: Facts, care: BoughtCare) -> BoughtYears:
    asked = facts.parameters
    trend = share_through_years(care.shares, asked.municipality, asked.report_year).tail(SPAN_YEARS)
    own = care.by_counterpart.loc[care.by_counterpart["municipality"] == asked.municipality]
    wide = 100 * own.pivot_table(index="year", columns="counterpart", values="purchased_share", aggfunc="sum")
    wide = wide.reindex(index=trend["year"])
    sold = [name for name in SELLERS if name in wide and (wide[name] > 0).any()]
    parts = wide.reindex(columns=sold).fillna(0.0)
    years = tuple(
        BoughtYear(int(year), tuple(values) if run else None, bool(is_preliminary))
        for year, run, is_preliminary, values in zip(
            trend["year"], trend["run"], trend["is_preliminary"], parts.to_numpy().tolist(), strict=True
        )
    )
    unit = f"procent av {DENOMINATORS[care.of]}"
    return BoughtYears(unit, tuple(SELLER_WORDS[name] for name in sold), years)


def _title(content: BoughtYears) -> str:
    """Return the ends of the years that follow each other without a gap; the report year alone if it stands alone."""
    run: list[BoughtYear] = []
    for year in reversed(content.years):
        if year.parts is None:
            break
        run.insert(0, year)
    last, share = run[-1], number(run[-1].whole, 1)
    if len(run) == 1:
        return f"Köpt vård {last.year}: {share}{NBSP}{content.unit}"
    first = number(run[0].whole, 1)
    if first == share:
        return f"Köpt vård: {share}{NBSP}{content.unit} både {run[0].year} och {last.year}"
    return f"Köpt vård: från {first} till {share}{NBSP}{content.unit} mellan {run[0].year} och {last.year}"


def _parts(content: BoughtYears) -> str:
    """Return the last year's parts in words, the largest first."""
    last = content.years[-1]
    found = sorted(zip(last.parts or (), content.names, strict=True), key=lambda part: -part[0])
    told = listed([f"{name} {number(part, 1)}" for part, name in found if part > 0][:4])
    return f"Liggande staplar i delar. Störst delar {last.year}: {told}."


def _data(content: BoughtYears, title: str, measure: str, notes: tuple[str, ...], sources: tuple[str, ...]) -> Table:
    rows = []
    for year in content.years:
        values = (*year.parts, year.whole) if year.parts is not None else (None,) * (len(content.names) + 1)
        cells = (cell(value, 1, is_preliminary=year.is_preliminary) for value in values)
        rows.append(Row(cells=(Cell(text=str(year.year), value=year.year), *cells)))
    has_gaps = any(found.text == EN_DASH for row in rows for found in row.cells)
    heads = [name[0].upper() + name[1:] for name in (*content.names, "allt köpt")]
    return Table(
        id=f"{ID}_data",
        title=words(title),
        measure=measure,
        columns=(Column(header="År", align="left"), *(Column(header=head, unit="%") for head in heads)),
        rows=tuple(rows),
        notes=(*notes, *([EXPLAINED_DASH] if has_gaps else [])),
        sources=sources,
    )

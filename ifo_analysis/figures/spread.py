"""The figure of all municipalities that have a value (*spridning*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import displayed
from ifo_analysis.analysis.peers import MIN_PEERS
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.figures import captions
from ifo_analysis.figures.captions import deviation_rows, extremes, once, place_clause, signed, value_cell, words
from ifo_analysis.figures.spread_drawing import CLASS_PP, Spread, class_start, draw_spread
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.language import NBSP, number, number_word, swedish_key

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.facts import Facts

ID = "spread"
GROUP_NAMES = {"own": "egen", "peer": "liknande kommun", "other": "annan"}


def spread(facts: Facts, spread_frame: pd.DataFrame) -> Figure | Absent:
    """Return the deviation of every municipality that has one in the report year, as stacked dots.

    Parameters
    ----------
    facts : Facts
        For names, sources and the report year.
    spread_frame : DataFrame
        As from `peers.spread`, per cent of the reference cost; positive costs more.

    Returns
    -------
    Figure or Absent
        Absent when the own municipality or all but a few others have no value.
    """
    year, n = facts.parameters.report_year, len(spread_frame)
    if "own" not in set(spread_frame["group"]):
        return Absent(id=ID, reason=f"Ingen figur: uppgift för {year} saknas för {facts.municipality.name}.")
    if n <= MIN_PEERS:
        have = "kommun har" if n == 1 else "kommuner har"
        return Absent(id=ID, reason=f"Ingen figur: bara {number_word(n)} {have} uppgift för {year}.")
    rows = deviation_rows(facts, list(spread_frame["municipality"]), [year])
    content = Spread(
        name=facts.municipality.name,
        pcts=tuple(float(pct) for pct in spread_frame["net_cost_deviation_pct"]),
        groups=tuple(spread_frame["group"]),
        is_preliminary=bool(rows["is_preliminary"].any()),
    )
    wide, narrow = draw_spread(content, WIDE), draw_spread(content, NARROW)
    measure = (
        f"{captions.MEASURE} {year}, {captions.UNIT}, i klasser om {CLASS_PP}; "
        f"{number_word(n)} kommuner, inte ett slumpmässigt urval."
    )
    notes = once(captions.SIGN_NOTE, captions.preliminary_note(rows))
    sources = once(*captions.raw_lines(facts, rows), *captions.own_lines(facts, rows, "Klasser och plats"))
    title = _title(content)
    names = [facts.names.get(code, code) for code in spread_frame["municipality"]]
    return Figure(
        id=ID,
        title=words(title),
        measure=measure,
        alt=captions.alt_text(
            f"{title}.",
            f"Punktdiagram {year}, {captions.UNIT}: {content.name} {signed(content.own)}, "
            f"{extremes(names, content.pcts)}.",
            "Kommunerna är inte ett slumpmässigt urval.",
        ),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading=(
            "Varje punkt är en kommun. Punkter i samma stapel hör till samma klass, "
            f"till exempel från 0 upp till {CLASS_PP}{NBSP}procent."
        ),
        notes=notes,
        sources=sources,
        data=_data(content, names, measure, notes, sources),
    )


def _title(content: Spread) -> str:
    n = len(content.pcts)
    own, shown = displayed(content.own), [displayed(value) for value in content.pcts]
    first = 1 + sum(value < own for value in shown)
    last = sum(value <= own for value in shown)
    place = place_clause(content.name, first, last, n, f"de {number_word(n)} kommuner som har uppgift")
    return place + (" (preliminära uppgifter)" if content.is_preliminary else "")


def _data(content: Spread, names: list[str], measure: str, notes: tuple[str, ...], sources: tuple[str, ...]) -> Table:
    order = sorted(range(len(names)), key=lambda index: (content.pcts[index], swedish_key(names[index])))
    rows = []
    for index in order:
        start = class_start(content.pcts[index])
        group = content.groups[index]
        cells = (
            Cell(text=names[index]),
            Cell(text=GROUP_NAMES[group]),
            Cell(text=f"{number(start)} till {number(start + CLASS_PP)}", value=start),
            value_cell(content.pcts[index], is_preliminary=content.is_preliminary),
        )
        rows.append(Row(role="own" if group == "own" else "body", cells=cells))
    return Table(
        id=f"{ID}_data",
        title=words(f"{captions.MEASURE} per kommun"),
        measure=measure,
        columns=(
            Column(header="Kommun", align="left"),
            Column(header="Grupp", align="left"),
            Column(header="Klass", unit="%"),
            Column(header="Avvikelse", unit="%"),
        ),
        rows=tuple(rows),
        notes=notes,
        sources=sources,
    )

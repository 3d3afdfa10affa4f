"""The figure of the municipality beside those that resemble it (*jämförelse med liknande kommuner*)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.figures import captions
from ifo_analysis.figures.captions import deviation_rows, extremes, once, place_clause, signed, value_cell, words
from ifo_analysis.figures.comparison_drawing import Comparison, draw_comparison
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.findings.peers import not_compared
from ifo_analysis.language import EN_DASH, number_word

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.peers import PeerPosition
    from ifo_analysis.facts import Facts

ID = "peer_comparison"


def peer_comparison(
    facts: Facts, comparison: pd.DataFrame, position: PeerPosition, missing: Sequence[str]
) -> Figure | Absent:
    """Return the deviation of the own municipality and its peers in the report year, sorted, with their median.

    Parameters
    ----------
    facts : Facts
        For names, sources, the edition of the group and the report year.
    comparison : DataFrame
        As from `peers.compare`, per cent of the reference cost; positive costs more.
    position : PeerPosition
        As from `peers.position`.
    missing : sequence of str
        As from `peers.missing_peers`.

    Returns
    -------
    Figure or Absent
        Absent when fewer than four peers have a value, since their median would then say little.
    """
    if position.median_pct is None:
        return Absent(id=ID, reason=not_compared(facts, position, missing, captions.edition(facts)))
    content = Comparison(
        names=tuple(facts.names.get(code, code) for code in comparison["municipality"]),
        pcts=tuple(float(pct) for pct in comparison["net_cost_deviation_pct"]),
        own=[bool(is_own) for is_own in comparison["is_own"]].index(True),
        median=position.median_pct,
        median_name=f"median för de {number_word(position.n_peers)}",
        is_preliminary=bool(comparison["is_preliminary"].any()),
    )
    year = facts.parameters.report_year
    wide, narrow = draw_comparison(content, WIDE), draw_comparison(content, NARROW)
    rows = deviation_rows(facts, list(comparison["municipality"]), [year])
    measure = (
        f"{captions.MEASURE} {year}, {captions.UNIT}. {content.names[content.own]} och "
        f"{number_word(position.n_peers)} liknande kommuner (IFO, utgåva {captions.edition(facts)})."
    )
    notes = once(captions.SIGN_NOTE, captions.preliminary_note(rows), _missing_note(facts, missing))
    sources = once(*captions.raw_lines(facts, rows), *captions.own_lines(facts, rows, "Median och plats"))
    title = _title(content, position)
    return Figure(
        id=ID,
        title=words(title),
        measure=measure,
        alt=captions.alt_text(f"{title}.", _numbers(content, year), _missing_note(facts, missing)),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading=(
            "Varje stapel är en kommun, sorterad efter värde. "
            f"Fet text: {content.names[content.own]}. Streckad linje: {content.median_name} liknande kommunerna."
        ),
        notes=notes,
        sources=sources,
        data=_data(content, comparison, measure, notes, sources),
    )


def _missing_note(facts: Facts, missing: Sequence[str]) -> str:
    return f"Uppgift saknas för {captions.named(facts, missing)}." if missing else ""


def _title(content: Comparison, position: PeerPosition) -> str:
    place = place_clause(
        content.names[content.own], position.place_first, position.place_last, position.n, number_word(position.n)
    )
    return place + (" (preliminära uppgifter)" if content.is_preliminary else "")


def _numbers(content: Comparison, year: int) -> str:
    own = f"{content.names[content.own]} {signed(content.pcts[content.own])}"
    ends = extremes(content.names, content.pcts)
    return f"Liggande staplar {year}, {captions.UNIT}: {own}, {content.median_name} {signed(content.median)}, {ends}."


def _data(
    content: Comparison, comparison: pd.DataFrame, measure: str, notes: tuple[str, ...], sources: tuple[str, ...]
) -> Table:
    rows = []
    for index, (name, pct, first, last) in enumerate(
        zip(content.names, content.pcts, comparison["place_first"], comparison["place_last"], strict=True)
    ):
        place = str(first) if first == last else f"{first}{EN_DASH}{last}"
        cells = (
            Cell(text=name),
            value_cell(pct, is_preliminary=content.is_preliminary),
            Cell(text=place, value=int(first) if first == last else place),
        )
        rows.append(Row(role="own" if index == content.own else "body", cells=cells))
    middle = value_cell(content.median, is_preliminary=content.is_preliminary)
    rows.append(Row(role="total", cells=(Cell(text=content.median_name.capitalize()), middle, Cell(text=""))))
    return Table(
        id=f"{ID}_data",
        title=words(f"{captions.MEASURE} per kommun"),
        measure=measure,
        columns=(
            Column(header="Kommun", align="left"),
            Column(header="Avvikelse", unit="%"),
            Column(header="Plats", unit="lägst först"),
        ),
        rows=tuple(rows),
        notes=notes,
        sources=sources,
    )

"""The figures of placements: placed per 1 000 over the years, and the costs of open care and placements side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.comparison import is_robust, without_value
from ifo_analysis.analysis.peers import MIN_PEERS
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.definitions import indicators
from ifo_analysis.definitions.areas import OPEN_CARE_AND_PLACEMENTS
from ifo_analysis.definitions.areas import placements as forms
from ifo_analysis.figures import captions
from ifo_analysis.figures.beside import cell, indicator_rows, missing_words, notes, source_lines
from ifo_analysis.figures.captions import words
from ifo_analysis.figures.pairs_drawing import Pairs, draw_pairs
from ifo_analysis.figures.series import MIN_YEARS, SeriesWords, series_figure
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.findings.comparing import has_own, without_data
from ifo_analysis.findings.placements import is_few
from ifo_analysis.language import NBSP, number, number_word, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.facts import Facts

TREND_ID, PAIRS_ID = "placed_trend", "open_care"
WHAT = "placeringar och öppenvård"
OPEN_CARE, PLACEMENTS = (indicators()[name].id for name in OPEN_CARE_AND_PLACEMENTS)
PAIRS_NOTE = "Figuren visar var kommunerna ligger. Den visar inte om det ena påverkar det andra."
PLACED_NOTE = "Placeringar är familjehem och HVB. I HVB ingår också SiS-hem och stödboende."


def placed_trend(facts: Facts, placed: pd.DataFrame, trend: pd.DataFrame, peers: Sequence[str]) -> Figure | Absent:
    """Return children and young people placed per 1 000 residents over the years (N33818).

    Parameters
    ----------
    facts : Facts
        For names, sources and the report year.
    placed : DataFrame
        As from `comparison.beside_peers`, the indicators of `areas.placement_ids`.
    trend : DataFrame
        As from `comparison.through_years`.
    peers : sequence of str
        The peers' codes.

    Returns
    -------
    Figure or Absent
        Absent with fewer than four years or few persons, or when the whole section is without data.
    """
    if not has_own(placed):
        return Absent(id=TREND_ID, reason=without_data(facts, WHAT))
    if is_few(placed):
        return Absent(
            id=TREND_ID, reason="Ingen figur över åren: antalet placerade är så litet att andelen inte följs."
        )
    if trend["own"].notna().sum() < MIN_YEARS:
        return Absent(
            id=TREND_ID,
            reason=f"Ingen figur över åren: uppgift om placerade finns för färre än {number_word(MIN_YEARS)} år.",
        )
    told = SeriesWords(
        id=TREND_ID,
        what="Placerade barn och unga",
        measure="Placerade på HVB eller i familjehem någon gång under året, antal per 1\u00a0000 invånare 0–20 år",
        unit="per 1\u00a0000",
        in_prose="per 1\u00a0000 invånare",
        decimals=1,
    )
    return series_figure(facts, told, forms()[0].id, trend, peers)


def open_care(facts: Facts, placed: pd.DataFrame, pairs: pd.DataFrame, peers: Sequence[str]) -> Figure | Absent:
    """Return the costs of open care and of placements side by side, a named dot for each municipality.

    Parameters
    ----------
    facts, placed, peers
        As for `placed_trend`.
    pairs : DataFrame
        As from `comparison.side_by_side`, open care first.

    Returns
    -------
    Figure or Absent
        Absent when the own municipality or all but a few peers lack one of the costs.
    """
    if not has_own(placed):
        return Absent(id=PAIRS_ID, reason=without_data(facts, WHAT))
    name, year = facts.municipality.name, facts.parameters.report_year
    if not pairs["is_own"].any():
        return Absent(
            id=PAIRS_ID,
            reason=f"Ingen figur: uppgift om kostnaden för öppna insatser eller placeringar saknas för {name} {year}.",
        )
    if len(pairs) - 1 < MIN_PEERS:
        return Absent(
            id=PAIRS_ID,
            reason=f"Ingen figur: färre än {number_word(MIN_PEERS)} liknande kommuner har uppgift om kostnaden för både "
            f"öppna insatser och placeringar {year}.",
        )
    return _pairs_figure(facts, placed, pairs, peers)


def _pairs_figure(facts: Facts, placed: pd.DataFrame, pairs: pd.DataFrame, peers: Sequence[str]) -> Figure:
    year = facts.parameters.report_year
    rows = indicator_rows(facts, [OPEN_CARE, PLACEMENTS], list(pairs["municipality"]), [year])
    rows = rows.loc[rows["municipality"].isin(pairs["municipality"])]
    # The medians are those that the text names: of all peers that have the one cost, whether or not they have the other.
    medians = placed.set_index("indicator")["median"]
    content = Pairs(
        names=tuple(facts.names.get(code, code) for code in pairs["municipality"]),
        xs=tuple(float(value) for value in pairs[OPEN_CARE]),
        ys=tuple(float(value) for value in pairs[PLACEMENTS]),
        own=list(pairs["is_own"]).index(True),
        medians=(float(medians[OPEN_CARE]), float(medians[PLACEMENTS])),
        x_words="öppna insatser, kr/inv 0–20 år →",
        y_words="↑ placeringar, kr/inv 0–20 år",
        is_preliminary=bool(rows["is_preliminary"].any()),
    )
    wide, narrow = draw_pairs(content, WIDE), draw_pairs(content, NARROW)
    missing = missing_words(facts, without_value(facts.indicator_values, [OPEN_CARE, PLACEMENTS], peers, year))
    title = _title(facts, placed)
    measure = (
        f"Kostnad {year}, kronor per invånare 0–20 år. {content.names[content.own]} och "
        f"{number_word(len(pairs) - 1)} liknande kommuner (IFO, utgåva {captions.edition(facts)})."
    )
    lines = notes(PAIRS_NOTE, PLACED_NOTE, missing, rows=rows)
    sources = source_lines(facts, rows, "Median")
    return Figure(
        id=PAIRS_ID,
        title=words(title),
        measure=measure,
        alt=captions.alt_text(f"{title}.", _numbers(content), missing),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading=(
            f"Varje punkt är en kommun. Fet text: {content.names[content.own]}. Åt höger: mer för öppna insatser. Uppåt: mer "
            "för placeringar. Streckade linjer: de liknande kommunernas medianer."
        ),
        notes=lines,
        sources=sources,
        data=_data(content, title, measure, lines, sources),
    )


def _title(facts: Facts, placed: pd.DataFrame) -> str:
    """Return on which side of each median the own municipality lies, unless that depends on the choice of peers."""
    sides = []
    for indicator in (OPEN_CARE, PLACEMENTS):
        row = placed.loc[placed["indicator"] == indicator].iloc[0]
        gap = rounded(row["gap"])
        if not is_robust(row["gap_low"], row["gap_high"]) or gap == 0:
            return "Öppna insatser och placeringar sida vid sida"
        sides.append("mer" if gap > 0 else "mindre")
    name = facts.municipality.name
    if sides[0] == sides[1]:
        return f"{name}: {sides[0]} än medianen både för öppna insatser och för placeringar"
    return f"{name}: {sides[0]} än medianen för öppna insatser, {sides[1]} för placeringar"


def _numbers(content: Pairs) -> str:
    own = number(content.xs[content.own]), number(content.ys[content.own])
    middle = number(content.medians[0]), number(content.medians[1])
    return (
        f"Punktdiagram, {number_word(len(content.names))} kommuner: kostnad för öppna insatser och för placeringar, "
        f"kronor per invånare 0–20 år. {content.names[content.own]}: {own[0]} och {own[1]}; medianer {middle[0]} och "
        f"{middle[1]}."
    )


def _data(content: Pairs, title: str, measure: str, lines: tuple[str, ...], sources: tuple[str, ...]) -> Table:
    early = content.is_preliminary
    rows = [
        Row(
            role="own" if index == content.own else "body",
            cells=(Cell(text=name), *(cell(value, 0, is_preliminary=early) for value in (x, y))),
        )
        for index, (name, x, y) in enumerate(zip(content.names, content.xs, content.ys, strict=True))
    ]
    middle = (cell(value, 0, is_preliminary=early) for value in content.medians)
    rows.append(Row(role="total", cells=(Cell(text="Median för de liknande kommunerna"), *middle)))
    unit = f"kr/inv 0–20{NBSP}år"
    return Table(
        id=f"{PAIRS_ID}_data",
        title=words(title),
        measure=measure,
        columns=(
            Column(header="Kommun", align="left"),
            Column(header="Öppna insatser", unit=unit),
            Column(header="Placeringar", unit=unit),
        ),
        rows=tuple(rows),
        notes=lines,
        sources=sources,
    )

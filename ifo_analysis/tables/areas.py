"""Cost by sub-area, purchased share and placements, beside peers and the country."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.comparison import through_years
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.credits import raw_credits
from ifo_analysis.definitions.areas import cost_ids, purchase_ids, purchases, sub_areas, whole
from ifo_analysis.definitions.areas import placements as forms
from ifo_analysis.figures import captions
from ifo_analysis.figures.beside import (
    EXPLAINED_DASH,
    cell,
    group_words,
    indicator_rows,
    missing_by_area,
    notes,
    range_cell,
    source_lines,
)
from ifo_analysis.figures.placements import WHAT as PLACEMENTS_WHAT
from ifo_analysis.figures.purchased import SHARE_NOTE
from ifo_analysis.figures.purchased import WHAT as PURCHASED_WHAT
from ifo_analysis.figures.series import SPAN_YEARS
from ifo_analysis.figures.subareas import GAP_NOTE, by_gap
from ifo_analysis.figures.subareas import WHAT as COST_WHAT
from ifo_analysis.findings.comparing import has_own, without_data
from ifo_analysis.findings.subareas import own_residents
from ifo_analysis.language import EN_DASH, sentence, year_span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from ifo_analysis.facts import Facts

MEDIANS_NOTE = "Medianerna är tagna var för sig och summerar inte till helhetens median."
FEW_NOTE = "– uppgift saknas. Kolada visar inte uppgifter som bygger på få personer; de är inte noll."


def subareas(facts: Facts, areas: pd.DataFrame, peers: Sequence[str]) -> Table | Absent:
    """Return cost per inhabitant by sub-area (*kostnad per delverksamhet*): own, peers and country, and differences.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    areas : DataFrame
        As from `comparison.beside_peers`, the indicators of `areas.cost_ids`, kr per resident.
    peers : sequence of str
        The peers' codes.
    """
    if not has_own(areas):
        return Absent(id="subarea_values", reason=without_data(facts, COST_WHAT))
    residents = own_residents(facts)
    people = float(residents["residents"].iloc[0]) if len(residents) else float("nan")
    rows = [
        Row(
            role="total" if area == whole() else "body",
            cells=(Cell(text=area.name), *_beside(row, 0), *([_msek(row, people)] if len(residents) else [])),
        )
        for area, row in [*by_gap(areas, sub_areas()), *by_gap(areas, [whole()])]
    ]
    year = facts.parameters.report_year
    used = indicator_rows(facts, cost_ids(), peers, [year])
    missing = missing_by_area(facts, [*sub_areas(), whole()], peers)
    people_lines = raw_credits(residents.assign(document_year=""), [], facts.origin) if len(residents) else ()
    return Table(
        id="subarea_values",
        title=sentence("Kostnad per delverksamhet"),
        measure=f"Kostnad per invånare {year}, med den största skillnaden mot medianen först. "
        f"{group_words(facts, len(peers), captions.edition(facts))}.",
        columns=(
            Column(header="Delverksamhet", align="left", width=0.29),
            *_columns(facts, "kr/inv", "kr/inv"),
            *([Column(header="Skillnad", unit="mnkr")] if len(residents) else []),
        ),
        rows=tuple(rows),
        notes=notes(GAP_NOTE, MEDIANS_NOTE, missing, _dash_note(rows, EXPLAINED_DASH), rows=used),
        sources=tuple(dict.fromkeys((*source_lines(facts, used, "Median och skillnad"), *people_lines))),
    )


def purchased(facts: Facts, shares: pd.DataFrame, peers: Sequence[str]) -> Table | Absent:
    """Return the share of each cost that is bought, and from whom (*köpt verksamhet*).

    Parameters
    ----------
    facts, peers
        As for `subareas`.
    shares : DataFrame
        As from `comparison.beside_peers`, the indicators of `areas.purchase_ids`, per cent.
    """
    if not has_own(shares):
        return Absent(id="purchased_values", reason=without_data(facts, PURCHASED_WHAT))
    by_id = {
        str(row["indicator"]): {str(key): value for key, value in row.items()} for row in shares.to_dict("records")
    }
    rows: list[Row] = []
    for area in purchases():
        if area.parts:
            rows.append(Row(role="group", cells=(Cell(text=area.name),)))
        rows.append(
            Row(
                role="body" if area.parts else "total",
                cells=(Cell(text="All köpt verksamhet" if area.parts else area.name), *_beside(by_id[area.id], 1)),
            )
        )
        rows += [Row(cells=(Cell(text=f"varav {seller}"), *_beside(by_id[part.id], 1))) for seller, part in area.parts]
    year = facts.parameters.report_year
    used = indicator_rows(facts, purchase_ids(), peers, [year])
    missing = missing_by_area(facts, purchases(), peers)
    return Table(
        id="purchased_values",
        title=sentence("Köpt verksamhet och av vem"),
        measure=f"Procent av kostnaden för varje verksamhet, {year}. "
        f"{group_words(facts, len(peers), captions.edition(facts))}.",
        columns=(Column(header="Köpt från", align="left", width=0.3), *_columns(facts, "%", "procentenheter")),
        rows=tuple(rows),
        notes=notes(SHARE_NOTE, missing, _dash_note(rows, EXPLAINED_DASH), rows=used),
        sources=source_lines(facts, used, "Median och skillnad"),
    )


def placed(facts: Facts, placements: pd.DataFrame, peers: Sequence[str]) -> Table | Absent:
    """Return placed children and young people per 1 000 by form and year (*placerade barn och unga*).

    Parameters
    ----------
    facts, peers
        As for `subareas`.
    placements : DataFrame
        As from `comparison.beside_peers`, the indicators of `areas.placement_ids`.
    """
    if not has_own(placements):
        return Absent(id="placed_values", reason=without_data(facts, PLACEMENTS_WHAT))
    last = facts.parameters.report_year
    ids = [form.id for form in forms()]
    series = {
        form.id: through_years(
            facts.indicator_values, form.id, facts.parameters.municipality, peers, last - SPAN_YEARS + 1, last
        ).set_index("year")
        for form in forms()
    }
    years = sorted({int(year) for frame in series.values() for year in frame.index})
    if not years:
        return Absent(
            id="placed_values",
            reason=f"Ingen tabell över placerade: uppgift saknas för {facts.municipality.name} {last}.",
        )
    rows: list[Row] = []
    for form in forms():
        rows.append(Row(role="group", cells=(Cell(text=form.name),)))
        rows += _year_rows(facts, series[form.id], years)
    used = indicator_rows(facts, ids, peers, years)
    return Table(
        id="placed_values",
        title=sentence("Placerade barn och unga"),
        measure="Placerade någon gång under året, antal per 1\u00a0000 invånare 0–20 år, "
        f"{year_span(years[0], years[-1])}. {group_words(facts, len(peers), captions.edition(facts))}.",
        columns=(
            Column(header="Placeringsform", align="left", width=0.22),
            *(Column(header=str(year)) for year in years),
        ),
        rows=tuple(rows),
        notes=notes(
            "Samma person kan räknas både i HVB och i familjehem.", _dash_note(rows, FEW_NOTE), rows=used
        ),
        sources=source_lines(facts, used, "Median"),
    )  # fmt: skip


def _beside(row: Mapping[str, object], decimals: int) -> tuple[Cell, ...]:
    own, median, low, high, country, gap = (
        float(str(row[key])) for key in ("own", "median", "low", "high", "country", "gap")
    )
    early = bool(row["is_preliminary"])
    return (
        cell(own, decimals, is_preliminary=early),
        cell(median, decimals, is_preliminary=early),
        range_cell(None if isnan(median) else low, high, decimals),
        cell(country, decimals, is_preliminary=early),
        cell(gap, decimals, is_signed=True, is_preliminary=early),
    )


def _msek(row: Mapping[str, object], people: float) -> Cell:
    return cell(float(str(row["gap"])) * people / 1e6, 1, is_signed=True, is_preliminary=bool(row["is_preliminary"]))


def _columns(facts: Facts, unit: str, difference_unit: str) -> tuple[Column, ...]:
    return (
        Column(header=facts.municipality.name, unit=unit),
        Column(header="Median", unit=unit),
        Column(header="Lägst–högst", unit=unit),
        Column(header="Riket", unit=unit),
        Column(header="Skillnad", unit=difference_unit),
    )


def _dash_note(rows: Sequence[Row], note: str) -> str:
    return note if any(found.text == EN_DASH for row in rows for found in row.cells) else ""


def _year_rows(facts: Facts, frame: pd.DataFrame, years: Sequence[int]) -> list[Row]:
    names = {"own": facts.municipality.name, "median": "Gruppens median", "country": "Riket"}
    wide = frame.reindex(list(years))
    early = {int(year) for year in frame.index[frame["is_preliminary"].astype(bool)]}
    return [
        Row(
            role="own" if column == "own" else "body",
            cells=(
                Cell(text=name),
                *(
                    cell(float(value), 1, is_preliminary=year in early)
                    for year, value in zip(years, wide[column], strict=True)
                ),
            ),
        )
        for column, name in names.items()
    ]

"""The figure of cost per inhabitant by sub-area (*kostnad per delverksamhet*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.comparison import is_robust
from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.definitions.areas import Area, sub_areas
from ifo_analysis.figures.beside import span
from ifo_analysis.figures.range_drawing import Span
from ifo_analysis.figures.ranges import RangeWords, range_figure
from ifo_analysis.findings.comparing import has_own, without_data
from ifo_analysis.findings.subareas import largest_gap, largest_words
from ifo_analysis.language import number, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.facts import Facts

ID = "subareas"
WHAT = "kostnad per delverksamhet"
COST_NOTE = (
    "Kostnad är bruttokostnad minus interna intäkter och försäljning till kommuner och regioner. Den är inte "
    "nettokostnad: bidrag och avgifter är inte avdragna."
)
GAP_NOTE = "Skillnad högre än noll betyder högre kostnad än medianen."


def subareas(facts: Facts, areas: pd.DataFrame, peers: Sequence[str]) -> Figure | Absent:
    """Return cost per inhabitant by sub-area in the report year, the largest difference from the peers' median first.

    Parameters
    ----------
    facts : Facts
        For names, sources and the report year.
    areas : DataFrame
        As from `comparison.beside_peers`, the indicators of `areas.cost_ids`, kr per resident.
    peers : sequence of str
        The peers' codes.

    Returns
    -------
    Figure or Absent
        Absent when the own municipality has no cost for any sub-area.
    """
    if not has_own(areas):
        return Absent(id=ID, reason=without_data(facts, WHAT))
    shown = by_gap(areas, sub_areas())
    spans = [span(area.name, row) for area, row in shown]
    year = facts.parameters.report_year
    if all(row.own is None for row in spans):
        return Absent(id=ID, reason=f"Ingen figur: uppgift om {WHAT} saknas för {facts.municipality.name} {year}.")
    told = RangeWords(
        id=ID,
        title=_title(facts, areas),
        alt=f"Liggande staplar {year}, kronor per invånare. {told_spans(facts, spans, 0)}.",
        measure=f"Kostnad per invånare {year}, kronor, med den största skillnaden mot medianen först.",
        row_header="Delverksamhet",
        unit="kr/inv",
        difference_unit="kr/inv",
        notes=(COST_NOTE, GAP_NOTE),
    )
    return range_figure(facts, told, spans, [area for area, _ in shown], peers)


def by_gap(frame: pd.DataFrame, areas: Sequence[Area]) -> list[tuple[Area, dict[str, object]]]:
    """Return areas with their rows, the one farthest from the peers' median first and those without a gap last."""
    rows = {str(row["indicator"]): row for row in frame.to_dict("records")}
    chosen = frame.loc[frame["indicator"].isin([area.id for area in areas])]
    by_size = chosen.assign(size=chosen["gap"].abs()).sort_values(
        "size", ascending=False, kind="stable", na_position="last"
    )
    order = list(by_size["indicator"])
    by_id = {area.id: area for area in areas}
    return [(by_id[name], {str(key): value for key, value in rows[name].items()}) for name in order]


def told_spans(facts: Facts, spans: Sequence[Span], decimals: int) -> str:
    """Return up to three rows in words: own value and median."""
    name = facts.municipality.name
    told = []
    for row in [row for row in spans if row.own is not None][:3]:
        own = f"{row.name}: {name} {number(row.own or 0.0, decimals)}"
        told.append(own if row.median is None else f"{own}, median {number(row.median, decimals)}")
    return ". ".join(told)


def _title(facts: Facts, areas: pd.DataFrame) -> str:
    area = largest_gap(areas, sub_areas())
    if area is None:
        return f"Kostnaden per delverksamhet i {facts.municipality.name}"
    words = largest_words(areas).replace("skillnad", "skillnad mot medianen", 1)
    largest = words[0].upper() + words[1:]
    row = areas.loc[areas["indicator"] == area.id].iloc[0]
    if not is_robust(row["gap_low"], row["gap_high"]) or rounded(row["gap"]) == 0:
        return f"{largest}: {area.name.lower()}"
    word = "mer" if row["gap"] > 0 else "mindre"
    return f"{largest}: {area.name.lower()}, {number(abs(row['gap']))}\u00a0kronor {word}"

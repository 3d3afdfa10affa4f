"""The figures of what is bought from others (*köpt verksamhet*): by area in the report year, and over the years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.comparison import is_robust
from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.definitions.areas import purchases
from ifo_analysis.figures.beside import span
from ifo_analysis.figures.ranges import RangeWords, range_figure
from ifo_analysis.figures.series import MIN_YEARS, SeriesWords, series_figure
from ifo_analysis.figures.subareas import by_gap, told_spans
from ifo_analysis.findings.comparing import has_own, without_data
from ifo_analysis.language import number_word, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.facts import Facts

ID, TREND_ID = "purchased", "purchased_trend"
WHAT = "köpt verksamhet"
SHARE_NOTE = "Andelen räknas av kostnaden för samma verksamhet, inte av antalet insatser."


def purchased(facts: Facts, shares: pd.DataFrame, peers: Sequence[str]) -> Figure | Absent:
    """Return the share of cost that is bought in the report year, by area, beside the peers' median and the country.

    Parameters
    ----------
    facts : Facts
        For names, sources and the report year.
    shares : DataFrame
        As from `comparison.beside_peers`, the indicators of `areas.purchase_ids`, per cent.
    peers : sequence of str
        The peers' codes.

    Returns
    -------
    Figure or Absent
        Absent when the own municipality has no share for any area.
    """
    if not has_own(shares):
        return Absent(id=ID, reason=without_data(facts, WHAT))
    year = facts.parameters.report_year
    *parts, whole = purchases()
    shown = [*by_gap(shares, parts), *by_gap(shares, [whole])]
    spans = [span(area.name, row) for area, row in shown]
    if all(row.own is None for row in spans):
        return Absent(
            id=ID, reason=f"Ingen figur: uppgift om {WHAT} i allt saknas för {facts.municipality.name} {year}."
        )
    told = RangeWords(
        id=ID,
        title=_title(facts, shares),
        alt=f"Liggande staplar {year}, procent av kostnaden. {told_spans(facts, spans[::-1], 1)}.",
        measure=f"Köpt verksamhet {year}, procent av kostnaden för varje verksamhet.",
        row_header="Verksamhet",
        unit="%",
        difference_unit="procentenheter",
        notes=(SHARE_NOTE,),
    )
    return range_figure(facts, told, spans, [area for area, _ in shown], peers)


def _title(facts: Facts, shares: pd.DataFrame) -> str:
    """Return how many areas lie above or below the median, of those whose side doesn't depend on the group."""
    rows = shares.loc[shares["indicator"].isin([area.id for area in purchases()[:-1]])].dropna(subset=["gap"])
    sure = [row for row in rows.itertuples() if is_robust(float(str(row.gap_low)), float(str(row.gap_high)), 1)]
    signs = [1 if rounded(float(str(row.gap)), 1) > 0 else -1 for row in sure if rounded(float(str(row.gap)), 1)]
    name, n = facts.municipality.name, len(rows)
    for sign, words in ((1, "större"), (-1, "mindre")):
        if n == len(purchases()) - 1 and signs.count(sign) == n:
            return f"{name} köper en {words} del än gruppens median i alla {number_word(n)} verksamheterna"
    return f"Köpt verksamhet i {name}, del av kostnaden"


def purchased_trend(facts: Facts, shares: pd.DataFrame, trend: pd.DataFrame, peers: Sequence[str]) -> Figure | Absent:
    """Return the bought share of the whole cost over the years (N04159).

    Parameters
    ----------
    facts, shares, peers
        As for `purchased`.
    trend : DataFrame
        As from `comparison.through_years`.

    Returns
    -------
    Figure or Absent
        Absent with fewer than four years, or when the whole section is without data.
    """
    if not has_own(shares):
        return Absent(id=TREND_ID, reason=without_data(facts, WHAT))
    if trend["own"].notna().sum() < MIN_YEARS:
        return Absent(
            id=TREND_ID,
            reason=f"Ingen figur över åren: uppgift om {WHAT} finns för färre än {number_word(MIN_YEARS)} år.",
        )
    whole = purchases()[-1]
    told = SeriesWords(
        id=TREND_ID,
        what="Köpt verksamhet",
        measure="Köpt verksamhet, procent av kostnaden för individ- och familjeomsorgen",
        unit="%",
        in_prose="procent",
        decimals=1,
    )
    return series_figure(facts, told, whole.id, trend, peers)

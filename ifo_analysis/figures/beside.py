"""What the figures of several indicators share: the rows behind them, their source lines, notes and cells."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Literal

from ifo_analysis.analysis.comparison import without_value
from ifo_analysis.blocks import Cell
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.definitions import COUNTRY
from ifo_analysis.figures.captions import named, once, preliminary_note
from ifo_analysis.figures.range_drawing import Span
from ifo_analysis.language import EN_DASH, listed, number, number_word

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

    from ifo_analysis.definitions.areas import Area
    from ifo_analysis.facts import Facts

EXPLAINED_DASH = "– uppgift saknas."


def indicator_rows(
    facts: Facts, indicators: Collection[str], peers: Collection[str], years: Collection[int]
) -> pd.DataFrame:
    """Return the published rows of some indicators and years, of the own municipality, its peers and the country."""
    values = facts.indicator_values
    codes = {facts.parameters.municipality, COUNTRY, *peers}
    return values.loc[
        values["indicator"].isin(indicators) & values["municipality"].isin(codes) & values["year"].isin(years)
    ]


def source_lines(facts: Facts, rows: pd.DataFrame, what: str) -> tuple[str, ...]:
    """Return the source lines of published values, and of `what` is computed from them."""
    ids = sorted(set(rows["indicator"]))
    peers = rows.loc[~rows["municipality"].isin([facts.parameters.municipality, COUNTRY])]
    computed = own_credits(rows, ids, facts.origin, what=what) if len(peers) else ()
    return once(*raw_credits(rows, ids, facts.origin), *computed)


def notes(*lines: str, rows: pd.DataFrame) -> tuple[str, ...]:
    """Return the notes under a figure or table, each once, and which years are preliminary."""
    return once(*lines, preliminary_note(rows))


def group_words(facts: Facts, n_peers: int, edition: int | None) -> str:
    """Return whom the figure shows: the own municipality, its group and the country."""
    group = f", {number_word(n_peers)} liknande kommuner (IFO, utgåva {edition})" if edition and n_peers else ""
    return f"{facts.municipality.name}{group} och riket"


def missing_words(facts: Facts, codes: Sequence[str]) -> str:
    """Return a note on the municipalities that lack a value, or nothing."""
    return f"Uppgift saknas för {named(facts, codes)}." if codes else ""


def missing_by_area(facts: Facts, areas: Sequence[Area], peers: Sequence[str]) -> str:
    """Return which peers lack a value of which areas, or nothing; an area that no peer has is no peer's gap."""
    year = facts.parameters.report_year
    found: dict[tuple[str, ...], list[str]] = {}
    for area in areas:
        missing = without_value(facts.indicator_values, [area.id], peers, year)
        if missing and len(missing) < len(peers):
            found.setdefault(missing, []).append(area.name[0].lower() + area.name[1:])
    return " ".join(f"Uppgift om {listed(names)} saknas för {named(facts, codes)}." for codes, names in found.items())


def span(name: str, row: Mapping[str, object]) -> Span:
    """Return a row of `comparison.beside_peers` as it is drawn."""
    own, median, low, high, country, gap = (
        _known(row[key]) for key in ("own", "median", "low", "high", "country", "gap")
    )
    return Span(name, own, median, low, high, country, gap)


def _known(value: object) -> float | None:
    found = float(str(value))
    return None if isnan(found) else found


def cell(value: float | None, decimals: int, *, is_signed: bool = False, is_preliminary: bool = False) -> Cell:
    """Return a value as a table cell; a dash where there is none."""
    if value is None or isnan(value):
        return Cell(text=EN_DASH)
    mark: Literal["", "preliminary"] = "preliminary" if is_preliminary else ""
    return Cell(text=number(value, decimals, is_signed=is_signed), value=float(value), mark=mark)


def range_cell(low: float | None, high: float | None, decimals: int) -> Cell:
    """Return the lowest and the highest value of the peers as one cell."""
    if low is None or high is None or isnan(low) or isnan(high):
        return Cell(text=EN_DASH)
    ends = number(low, decimals), number(high, decimals)
    return Cell(text=ends[0] if ends[0] == ends[1] else EN_DASH.join(ends))

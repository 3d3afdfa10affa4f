"""The parts of the effects: gross, alternative, net, one-off cost, the first year and the report year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ifo_analysis.analysis.measure_effects import effects_in_year
from ifo_analysis.analysis.measures import CALCULATED, ZERO
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.cells import MISSING
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.figures.captions import once
from ifo_analysis.findings.comparing import without_data
from ifo_analysis.findings.measures import effect_span
from ifo_analysis.language import sentence
from ifo_analysis.tables.measures import EFFECT_WORDS, PLAN, TKR_PER_MSEK

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from ifo_analysis.facts import Facts

ID = "measure_effects"
PARTS = (
    ("gross_low_tkr", "gross_high_tkr"),
    ("alternative_low_tkr", "alternative_high_tkr"),
    ("net_low_tkr", "net_high_tkr"),
    ("one_off_cost_tkr", "one_off_cost_tkr"),
    ("first_year_low_tkr", "first_year_high_tkr"),
    ("in_year_low_tkr", "in_year_high_tkr"),
)
DASH_NOTE = "– uppgift saknas; den är inte noll. En summa visas bara där alla prissatta mål har uppgiften."
NO_PARTS = "Ingen tabell över effektens delar: planens prissatta mål saknar alternativets kostnad, engångskostnad och startdatum."
NET_NOTE = (
    "Netto är brutto minus alternativets kostnad. En gång är engångskostnaden; den är avdragen för år ett. Där "
    "alternativets kostnad saknas är också de sista kolumnerna brutto."
)


def effects(facts: Facts, effects: pd.DataFrame) -> Table | Absent:
    """Return the parts of each goal's effect (*brutto, alternativ, netto, engångskostnad*), per full year and this year.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    effects : DataFrame
        One row per goal, as from `analysis.measures.goal_effects`.
    """
    if effects.empty:
        return Absent(id=ID, reason=without_data(facts, PLAN))
    year = facts.parameters.report_year
    parts = _parts(effects, year)
    calculated = parts.loc[parts["effect_status"] == CALCULATED]
    if not calculated[[low for low, _ in PARTS[1:]]].notna().any(axis=None):
        return Absent(id=ID, reason=NO_PARTS)
    rows: list[Row] = []
    for area, goals in parts.groupby("area", sort=False):
        rows.append(Row(role="group", cells=(Cell(text=str(area)),)))
        rows += [Row(cells=(Cell(text=str(goal["goal"])), *_cells(goal))) for goal in goals.to_dict("records")]
    total = {column: calculated[column].sum(skipna=False) for pair in PARTS for column in pair}
    rows.append(Row(role="total", cells=(Cell(text="Summa av de prissatta målen"), *map(_span, *_ends(total)))))
    return Table(
        id=ID,
        title=sentence("Effektens delar, på ett helår och under året"),
        measure=f"Mnkr per helår, det första året och {year}. {effects.iloc[0]['document']}, {effects.iloc[0]['plan_year']}.",
        columns=(
            Column(header="Mål", align="left", width=0.3),
            Column(header="Brutto", unit="mnkr/år"),
            Column(header="Alternativ", unit="mnkr/år"),
            Column(header="Netto", unit="mnkr/år"),
            Column(header="En gång", unit="mnkr"),
            Column(header="År ett", unit="mnkr"),
            Column(header=str(year), unit="mnkr"),
        ),
        rows=tuple(rows),
        notes=(NET_NOTE, DASH_NOTE),
        sources=once(
            *raw_credits(effects, [], facts.origin), *own_credits(effects, [], facts.origin, what="Effekter och summor")
        ),
    )


def _parts(effects: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the effects with the year's share, and net effects only where they are net."""
    parts = effects_in_year(effects, year)
    is_net = parts["is_net"] | (parts["effect_status"] == ZERO)
    return parts.assign(
        net_low_tkr=parts["effect_low_tkr"].where(is_net), net_high_tkr=parts["effect_high_tkr"].where(is_net)
    )


def _cells(goal: Mapping[Hashable, Any]) -> tuple[Cell, ...]:
    """Return a goal's cells: in place of the gross effect, the word for an effect that isn't calculated."""
    cells = [_span(low, high) for low, high in zip(*_ends(goal), strict=True)]
    word = EFFECT_WORDS.get(str(goal["effect_status"]))
    return (Cell(text=word, emphasis="italic") if word else cells[0], *cells[1:])


def _ends(row: Mapping[Any, Any]) -> tuple[list[float], list[float]]:
    low, high = ([float(row[column]) for column in columns] for columns in zip(*PARTS, strict=True))
    return low, high


def _span(low: float, high: float) -> Cell:
    if pd.isna(low) or pd.isna(high):
        return Cell(text=MISSING)
    return Cell(text=effect_span(low / TKR_PER_MSEK, high / TKR_PER_MSEK), value=high / TKR_PER_MSEK)

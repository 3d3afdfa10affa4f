"""The figure of the deviation before and after the measures (*efter åtgärderna*), beside normal variation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.cost_deviation import MSEK, PCT
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.figures import captions
from ifo_analysis.figures.scenario_drawing import Before, Outcome, Outcomes, draw_outcomes
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.findings.comparing import without_data
from ifo_analysis.findings.scenario import NO_FORECAST, after_words
from ifo_analysis.language import Bound, number, plain

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.scenario import Scenario
    from ifo_analysis.facts import Facts

ID = "scenario"
PLAN = "mål och åtgärder"
BAND_NOTE = (
    "Normal variation är två standardavvikelser åt vardera hållet för förändringen mellan två år. Den omfattar inte "
    "modellfel."
)


def scenario(
    facts: Facts, effects: pd.DataFrame, outcome: Scenario | None, together: Scenario | None = None
) -> Figure | Absent:
    """Return the reported deviation, and where it would be after the measures in nine draws of ten.

    Parameters
    ----------
    facts : Facts
        For names and sources.
    effects : DataFrame
        One row per goal, as from `analysis.measures.goal_effects`.
    outcome, together : Scenario or None
        As from `analysis.scenario.scenario`: with goals independent, and with all of them rising and falling together.

    Returns
    -------
    Figure or Absent
        Absent without a plan, a calculated goal, or a deviation in mnkr to set the effect against.
    """
    if reason := _why_absent(facts, effects, outcome):
        return Absent(id=ID, reason=reason)
    content = _outcomes(outcome, together)
    wide, narrow = draw_outcomes(content, WIDE), draw_outcomes(content, NARROW)
    name, year = facts.municipality.name, content.before.year
    title = f"Med planens effekt skulle nettokostnaden bli {_level(content.rows[0])}"
    own = _own_rows(facts, year)
    notes = captions.once(
        captions.SIGN_NOTE, BAND_NOTE if content.before.band else "", NO_FORECAST, captions.preliminary_note(own)
    )
    sources = captions.once(
        *raw_credits(own, [PCT, MSEK], facts.origin),
        *own_credits(own, [PCT, MSEK], facts.origin, what="Efter åtgärderna"),
        *own_credits(effects, [], facts.origin, what="Efter åtgärderna"),
    )
    measure = f"Nettokostnadsavvikelse {year} och efter åtgärderna, procent av referenskostnaden. {name}."
    return Figure(
        id=ID,
        title=captions.words(title),
        measure=measure,
        alt=captions.alt_text(f"{title}.", *_alt(content)),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading="Fylld punkt: redovisat värde. Linje: nio av tio beräknade utfall, med medianen som öppen punkt."
        + (" Grått band: inom normal variation mellan två år." if content.before.band else ""),
        notes=notes,
        sources=sources,
        data=_data(content, measure, notes, sources),
    )


def _why_absent(facts: Facts, effects: pd.DataFrame, outcome: Scenario | None) -> str:
    if effects.empty:
        return without_data(facts, PLAN)
    if outcome is None:
        return "Ingen figur: inget mål i planen har en beräknad effekt."
    if outcome.msek_after is None:
        where = f"{facts.municipality.name} {outcome.baseline.year}"
        return (
            f"Ingen figur: avvikelsen i miljoner kronor är inte publicerad för {where}, så effekten blir ingen procent."
        )
    if outcome.pct_after is None:
        return "Ingen figur: avvikelsen är så liten att referenskostnaden inte kan räknas fram."
    return ""


def _outcomes(outcome: Scenario | None, together: Scenario | None) -> Outcomes:
    if outcome is None or outcome.pct_after is None:
        raise ValueError(outcome)
    start, limit = outcome.baseline, outcome.baseline.limit_pp
    found = [("Efter åtgärderna", outcome.pct_after)]
    if together is not None and together.pct_after is not None and outcome.n_calculated > 1:
        found.append(("Om alla mål följs åt", together.pct_after))
    rows = tuple(Outcome(name, spread.p5, spread.p50, spread.p95) for name, spread in found)
    band = None if limit is None else (start.pct - limit, start.pct + limit)
    return Outcomes(Before(start.year, start.pct, band), rows)


def _level(row: Outcome) -> str:
    return plain(after_words(Bound(row.low, ""), Bound(row.high, "")))


def _alt(content: Outcomes) -> list[str]:
    before = content.before
    values = captions.signed(before.pct), captions.signed(content.rows[0].middle)
    told = [f"Redovisat {before.year}: {values[0]}\u00a0%. Efter åtgärderna: median {values[1]}\u00a0%."]
    if before.band:
        ends = f"{captions.signed(before.band[0])} till {captions.signed(before.band[1])}\u00a0%"
        told.append(f"Normal variation går från {ends}.")
    return told


def _own_rows(facts: Facts, year: int) -> pd.DataFrame:
    values = facts.indicator_values
    is_own = (values["municipality"] == facts.parameters.municipality) & (values["year"] == year)
    return values.loc[is_own & values["indicator"].isin([PCT, MSEK])]


def _data(content: Outcomes, measure: str, notes: tuple[str, ...], sources: tuple[str, ...]) -> Table:
    def cells(*values: float) -> tuple[Cell, ...]:
        return tuple(Cell(text=number(value, 1, is_signed=True), value=value) for value in values)

    before = content.before
    empty = Cell(text="")
    rows = [Row(role="own", cells=(Cell(text=f"Redovisat {before.year}"), empty, *cells(before.pct), empty))]
    if before.band:
        low, high = before.band
        rows.append(Row(cells=(Cell(text="Normal variation mellan två år"), *cells(low), empty, *cells(high))))
    rows += [Row(cells=(Cell(text=row.name), *cells(row.low, row.middle, row.high))) for row in content.rows]
    return Table(
        id=f"{ID}_data",
        title=captions.words("Avvikelsen före och efter åtgärderna"),
        measure=measure,
        columns=(
            Column(header="Läge", align="left"),
            *(Column(header=head, unit="%") for head in ("Lägst", "Värde eller median", "Högst")),
        ),
        rows=tuple(rows),
        notes=notes,
        sources=sources,
    )

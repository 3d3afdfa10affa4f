"""The table of the deviation by sub-area, with both weightings of the reference cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.cells import number_cell
from ifo_analysis.definitions.net_costs import net_costs
from ifo_analysis.figures.captions import once
from ifo_analysis.figures.deviation_split import credited, measured, split_notes
from ifo_analysis.findings.deviation_profile import split_rows
from ifo_analysis.findings.deviation_split import why_not
from ifo_analysis.language import rounded, sentence

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.deviation_split import DeviationSplit
    from ifo_analysis.facts import Facts

ID = "deviation_parts"
LEVEL_NOTE = (
    "Nivå är hela avvikelsen gånger andelen. Profil är det som återstår: att den egna nettokostnaden fördelar sig på ett "
    "annat sätt. Profilerna summerar till noll."
)


def deviation_split(facts: Facts, split: DeviationSplit) -> Table | Absent:
    """Return net cost, weights and parts by sub-area (*avvikelsen per delverksamhet*), the largest part first.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    split : DeviationSplit
        As from `analysis.deviation_split.deviation_split`.
    """
    if split.parts.empty:
        return Absent(id=ID, reason=why_not(facts, split))
    rows = split_rows(facts, split)
    is_early = bool(rows["is_preliminary"].any())
    names = {area.id: area.name for area in net_costs()}
    body = [_row(names[str(row["area"])], row, is_early=is_early) for _, row in split.parts.iterrows()]
    return Table(
        id=ID,
        title=sentence("Avvikelsen per delverksamhet"),
        measure=measured(facts, split),
        columns=_columns(),
        rows=(*body, *_ends(split, is_early=is_early)),
        notes=once(*split_notes(split, rows), LEVEL_NOTE),
        sources=credited(facts, rows),
    )


def _columns() -> tuple[Column, ...]:
    return (
        Column(header="Delverksamhet", align="left", width=0.25),
        Column(header="Nettokostnad", unit="kr/inv"),
        Column(header="Gruppens andel", unit="%"),
        Column(header="Skillnad", unit="kr/inv"),
        Column(header="varav nivå", unit="kr/inv"),
        Column(header="varav profil", unit="kr/inv"),
        Column(header="Rikets andel", unit="%"),
        Column(header="Skillnad", unit="kr/inv"),
    )


def _row(name: str, row: pd.Series[float], *, is_early: bool) -> Row:
    return Row(
        cells=(
            Cell(text=name),
            number_cell(float(row["net_cost_sek"]), 0, is_preliminary=is_early),
            number_cell(100 * float(row["peers_weight"]), 1, is_preliminary=is_early),
            *(_signed(float(row[f"peers_{what}"]), is_early=is_early) for what in ("part", "level", "profile")),
            number_cell(100 * float(row["country_weight"]), 1, is_preliminary=is_early),
            _signed(float(row["country_part"]), is_early=is_early),
        )
    )


def _signed(value: float, *, is_early: bool) -> Cell:
    return number_cell(value, 0, is_signed=True, is_preliminary=is_early)


def _ends(split: DeviationSplit, *, is_early: bool) -> tuple[Row, ...]:
    """Return the rest, where it is shown at all, and the whole."""
    rest, empty = split.rest_sek, Cell(text="")
    gap = _signed(split.deviation_sek, is_early=is_early)
    of_parts = _signed(split.deviation_sek - rest, is_early=is_early)
    whole = Row(
        role="total",
        cells=(
            Cell(text="Hela individ- och familjeomsorgen"),
            number_cell(split.net_cost_sek, 0, is_preliminary=is_early),
            *(number_cell(100, 1), gap, of_parts, number_cell(0, 0), number_cell(100, 1), gap),
        ),
    )
    if rounded(rest) == 0:
        return (whole,)
    cells = (Cell(text="Rest"), _signed(rest, is_early=is_early), empty, _signed(rest, is_early=is_early))
    return Row(cells=(*cells, empty, empty, empty, _signed(rest, is_early=is_early))), whole

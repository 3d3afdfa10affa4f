"""The figure of pace: each row's result per month so far, beside what the forecast assumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.budget import ROW
from ifo_analysis.analysis.forecast import PACE_DOUBLED, PACE_HALVED, SIGN_CHANGE
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.credits import own_credits
from ifo_analysis.figures.budget_drawing import PaceRow, draw_paces
from ifo_analysis.figures.captions import alt_text, once, words
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.findings.balances import period
from ifo_analysis.findings.budget_pace import flagged_rows, line_name
from ifo_analysis.findings.comparing import without_data
from ifo_analysis.language import EN_DASH, listed, number, number_word
from ifo_analysis.language.words import MONTHS

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pandas as pd

    from ifo_analysis.analysis.follow_up import FollowUp
    from ifo_analysis.facts import Facts

PACE_ID = "budget_pace"
WHAT = "budget och utfall"
SIGN_NOTE = "Minus betyder underskott."
MARKS = {SIGN_CHANGE: "vänder", PACE_HALVED: "minskar", PACE_DOUBLED: "ökar"}
MAX_ROWS, MAX_NAMED = 24, 3


def budget_pace(facts: Facts, followed: FollowUp) -> Figure | Absent:
    """Return each row's result per month so far and in the forecast (*takt hittills och i prognosen*).

    Parameters
    ----------
    facts : Facts
        For names, sources and the report year.
    followed : FollowUp
        As from `analysis.follow_up.budget_follow_up`.

    Returns
    -------
    Figure or Absent
        Absent without a report, when the year is over, or when no row has both result and forecast.
    """
    if not followed.months:
        return Absent(id=PACE_ID, reason=without_data(facts, WHAT))
    year = facts.parameters.report_year
    lines = _shown_rows(followed)
    if lines.empty:
        return Absent(
            id=PACE_ID, reason=f"Ingen figur över takten: ingen rad har både resultat och prognos för {year}."
        )
    rows = [_pace_row(line) for line in lines.to_dict("records")]
    wide, narrow = draw_paces(rows, WIDE), draw_paces(rows, NARROW)
    title, measure = _pace_title(followed), _pace_measure(facts, followed)
    missing = _missing_note(followed)
    notes = once(SIGN_NOTE, missing, _cut_note(followed, lines))
    sources = own_credits(lines, [], facts.origin)
    return Figure(
        id=PACE_ID,
        title=words(title),
        measure=measure,
        alt=alt_text(f"{title}.", _pace_alt(followed), missing),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading=_reading(followed),
        notes=notes,
        sources=sources,
        data=Table(
            id=f"{PACE_ID}_data",
            title=words(title),
            measure=measure,
            columns=(
                Column(header="Avsnitt", align="left"),
                Column(header="Rad", align="left"),
                Column(header="Hittills", unit="tkr per månad"),
                Column(header="Resten av året enligt prognosen", unit="tkr per månad"),
                Column(header="Markering", align="left"),
            ),
            rows=tuple(_data_row(row) for row in rows),
            notes=notes,
            sources=sources,
        ),
    )


def _tried_rows(followed: FollowUp) -> pd.DataFrame:
    """Return the rows that have both a result and a forecast, where any month is left."""
    return followed.lines.loc[(followed.lines["level"] == ROW) & followed.lines["implied_tkr"].notna()]


def _shown_rows(followed: FollowUp) -> pd.DataFrame:
    """Return the rows that are drawn, section by section as in the report, the largest deficit per month first."""
    rows = _tried_rows(followed)
    order = {name: place for place, name in enumerate(dict.fromkeys(followed.lines["section"]))}
    largest = rows.assign(size=-rows["gap_tkr"].abs()).sort_values(["size", "section", "row"]).head(MAX_ROWS)
    placed = largest.assign(place=largest["section"].map(order))
    return placed.sort_values(["place", "pace_tkr", "row"]).drop(columns=["size", "place"])


def _pace_row(line: dict[Hashable, object]) -> PaceRow:
    pace, implied = float(str(line["pace_tkr"])), float(str(line["implied_tkr"]))
    return PaceRow(str(line["section"]), str(line["row"]), pace, implied, MARKS.get(str(line["flag"]), ""))


def _pace_title(followed: FollowUp) -> str:
    n = len(flagged_rows(followed))
    if not n:
        return "Takten hittills och i prognosen"
    of = number_word(len(_tried_rows(followed)))
    return f"Prognosen förutsätter en annan takt på {number_word(n)} av {of} rader"


def _pace_measure(facts: Facts, followed: FollowUp) -> str:
    year = facts.parameters.report_year
    first, rest = period(followed.months, year), MONTHS[followed.months :]
    left = rest[0] if len(rest) == 1 else f"{rest[0]}{EN_DASH}{rest[-1]}"
    return f"Resultat per månad, tkr: {first} och det som prognosen förutsätter för {left}. {facts.municipality.name}."


def _pace_alt(followed: FollowUp) -> str:
    told = [
        f"{line_name(followed, line)}: hittills {number(line['pace_tkr'])}, resten av året {number(line['implied_tkr'])}"
        for _, line in flagged_rows(followed).head(3).iterrows()
    ]
    return " ".join(["Två punkter per rad, tkr per månad.", *(f"{text}." for text in told)])


def _missing_note(followed: FollowUp) -> str:
    rows = followed.lines.loc[followed.lines["level"] == ROW]
    missing = rows.loc[rows["implied_tkr"].isna()]
    if missing.empty:
        return ""
    names = listed([line_name(followed, line) for _, line in missing.head(MAX_NAMED).iterrows()])
    if len(missing) > MAX_NAMED:
        names = f"{number_word(len(missing))} rader"
    return f"Resultat eller prognos saknas för {names}."


def _cut_note(followed: FollowUp, lines: pd.DataFrame) -> str:
    n = len(_tried_rows(followed))
    if n == len(lines):
        return ""
    return f"Figuren visar de {len(lines)} av {n} rader där prognosen skiljer sig mest från samma takt hela året."


def _reading(followed: FollowUp) -> str:
    halved, doubled = number(100 * followed.limits.halved), number(100 * followed.limits.doubled)
    return (
        "Ring: resultat per månad hittills. Fylld punkt: det resultat per månad som prognosen förutsätter under resten av "
        f"året. Vänder: från underskott till överskott eller tvärtom. Minskar: underskottet per månad blir högst {halved}\u00a0"
        f"procent av det hittills. Ökar: underskottet eller överskottet blir minst {doubled}\u00a0procent av det hittills."
    )


def _data_row(row: PaceRow) -> Row:
    implied = Cell(text=row.numbers[1], value=row.implied)
    pace = Cell(text=row.numbers[0], value=row.pace)
    return Row(cells=(Cell(text=row.section), Cell(text=row.name), pace, implied, Cell(text=row.mark)))

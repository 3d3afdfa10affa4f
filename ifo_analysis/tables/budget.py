"""Budget, result and forecast: line by line, and by target group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.budget import OF_WHICH, ROUNDING, ROW, SECTION_TOTAL
from ifo_analysis.analysis.forecast import MONTHS_PER_YEAR
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.cells import MISSING, number_cell
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.figures.captions import once
from ifo_analysis.findings.balances import period
from ifo_analysis.findings.comparing import without_data
from ifo_analysis.language import sentence

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from ifo_analysis.analysis.follow_up import FollowUp
    from ifo_analysis.facts import Facts

    Line = Mapping[Hashable, object]

WHAT = "budget och utfall"
SIGN_NOTE = (
    "Intäkt plus (inklusive kommunbidrag), kostnad minus. Minus i resultat, prognos och linjär framskrivning betyder "
    "underskott."
)
DASH_NOTE = "– uppgift saknas. Den räknas aldrig som noll."
GROUP_NAMES = {
    "children": "Barn och unga",
    "adults": "Vuxna",
    "economic_support": "Ekonomiskt bistånd",
    "family_law": "Familjerätt och familjerådgivning",
    "common": "Gemensamt",
    "": "Utan målgrupp",
}
SCOPE_NAMES = {
    "all": "Med flyktingmottagande",
    "refugee": "varav flyktingmottagande",
    "other": "Utan flyktingmottagande",
}
GROUP_AMOUNTS = ("result_tkr", "forecast_tkr", "straight_line_tkr")
COLUMN_NAMES = {"revenue_tkr": "Intäkt", "cost_tkr": "Kostnad", "result_tkr": "Resultat", "forecast_tkr": "Prognos"}


def budget(facts: Facts, followed: FollowUp) -> Table | Absent:
    """Return every line of the newest report (*budget, resultat och prognos*), with its straight line for the year.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    followed : FollowUp
        As from `analysis.follow_up.budget_follow_up`.
    """
    if not followed.months:
        return Absent(id="budget", reason=without_data(facts, WHAT))
    lines = followed.lines
    parts = lines.loc[lines["level"].isin([ROW, SECTION_TOTAL])]
    rows: list[Row] = []
    for section, members in parts.groupby("section", sort=False):
        rows.append(Row(role="group", cells=(Cell(text=str(section)),)))
        ordered = members.sort_values("level", key=lambda level: level == SECTION_TOTAL, kind="stable")
        rows += [_line_row(line) for line in ordered.to_dict("records")]
    whole = lines.loc[~lines["level"].isin([ROW, SECTION_TOTAL])]
    whole = whole.sort_values("level", key=lambda level: level == OF_WHICH, kind="stable")
    if followed.total["is_computed"].any() and len(set(parts["section"])) > 1:
        whole = pd.concat([followed.total.assign(row="Summa av avsnitten", is_preliminary=False), whole])
    rows += [_line_row(line) for line in whole.to_dict("records")]
    return Table(
        id="budget",
        title=sentence("Budget, resultat och prognos"),
        measure=measure(facts, followed, "Intäkt, kostnad och resultat {period}, prognos för helåret"),
        columns=(
            Column(header="Verksamhet", align="left", width=0.34),
            *(
                Column(header=name, unit="helår" if name == "Prognos" else "", width=0.12)
                for name in COLUMN_NAMES.values()
            ),
            Column(header="Linjär framskrivning", unit="helår", width=0.18),
        ),
        rows=tuple(rows),
        notes=once(SIGN_NOTE, _line_note(followed), _rounding_note(followed), dash_note(rows)),
        sources=once(
            *raw_credits(lines, [], facts.origin), *own_credits(lines, [], facts.origin, what="Linjär framskrivning")
        ),
    )


def _line_row(line: Line) -> Row:
    is_total = line["level"] not in {ROW, OF_WHICH}
    name = Cell(text=str(line["row"]), emphasis="italic" if line["level"] == OF_WHICH else "")
    return Row(
        role="total" if is_total else "body", cells=(name, *_amounts(line, [*COLUMN_NAMES, "straight_line_tkr"]))
    )


def _amounts(line: Line, names: Sequence[str]) -> tuple[Cell, ...]:
    early = bool(line.get("is_preliminary", False))
    return tuple(number_cell(float(str(line[name])), 0, is_preliminary=early) for name in names)


def measure(facts: Facts, followed: FollowUp, words: str) -> str:
    """Return what a table shows, with its unit and municipality; ``{period}`` is filled in."""
    told = words.format(period=period(followed.months, facts.parameters.report_year))
    return f"{told}, tkr. {facts.municipality.name}."


def _line_note(followed: FollowUp) -> str:
    if followed.months == MONTHS_PER_YEAR:
        return "Linjär framskrivning är lika med resultatet, eftersom året är slut."
    return f"Linjär framskrivning är resultatet × 12 delat med {followed.months} månader."


def _rounding_note(followed: FollowUp) -> str:
    if not (followed.checks["verdict"] == ROUNDING).any():
        return ""
    return "Vissa rader och summor skiljer sig från sina delar inom avrundning; se tabellen över kontroller."


def dash_note(rows: Sequence[Row]) -> str:
    """Return what a dash means, if there is any."""
    return DASH_NOTE if any(cell.text == MISSING for row in rows for cell in row.cells) else ""


def budget_groups(facts: Facts, followed: FollowUp) -> Table | Absent:
    """Return cost, result and forecast by target group, and with and without refugee reception (*per målgrupp*)."""
    if not followed.months:
        return Absent(id="budget_groups", reason=without_data(facts, WHAT))
    has_groups = bool((followed.groups["target_group"] != "").any())
    rows = [*(_group_rows(followed) if has_groups else []), *_refugee_rows(followed)]
    if not rows:
        reason = "Ingen tabell per målgrupp: raderna i uppföljningen saknar uppgift om målgrupp."
        return Absent(id="budget_groups", reason=reason)
    shares = "Andelen är radens andel av kostnaden för avsnittets målgrupp."
    return Table(
        id="budget_groups",
        title=sentence("Resultat och prognos per målgrupp" if has_groups else "Med och utan flyktingmottagande"),
        measure=measure(facts, followed, "Kostnad och resultat {period}, prognos för helåret"),
        columns=(
            Column(header="Målgrupp", align="left", width=0.34),
            Column(header="Kostnad", width=0.12),
            Column(header="Andel", unit="% av kostnad", width=0.13),
            Column(header="Resultat", width=0.12),
            Column(header="Prognos", unit="helår", width=0.12),
            Column(header="Linjär framskrivning", unit="helår", width=0.17),
        ),
        rows=tuple(rows),
        notes=once(SIGN_NOTE, shares if has_groups else "", _line_note(followed), dash_note(rows)),
        sources=own_credits(followed.lines, [], facts.origin),
    )


def _group_rows(followed: FollowUp) -> list[Row]:
    """Return the sections with a target group: each group's rows with their shares, and their sum."""
    order, groups = list(GROUP_NAMES), followed.groups
    shares = followed.shares.assign(
        straight_line_tkr=followed.lines["straight_line_tkr"].reindex(followed.shares.index)
    )
    rows: list[Row] = []
    for section, members in shares.groupby("section", sort=False):
        if (members["target_group"] == "").all():
            continue
        rows.append(Row(role="group", cells=(Cell(text=str(section)),)))
        for name in sorted(set(members["target_group"]), key=order.index):
            lines = members.loc[members["target_group"] == name]
            total = groups.loc[(groups["section"] == section) & (groups["target_group"] == name)]
            if len(lines) > 1:
                rows += [_share_row(str(line["row"]), line) for line in lines.to_dict("records")]
            rows += [
                _share_row(
                    f"{GROUP_NAMES[name]}, summa" if len(lines) > 1 else GROUP_NAMES[name], line, is_sum=len(lines) > 1
                )
                for line in total.assign(cost_share_pct=100.0).to_dict("records")
            ]
    return rows


def _share_row(name: str, line: Line, *, is_sum: bool = False) -> Row:
    cost, share = float(str(line["cost_tkr"])), float(str(line["cost_share_pct"]))
    cells = (
        Cell(text=name),
        number_cell(cost, 0),
        number_cell(share if pd.notna(cost) else float("nan"), 1),
        *_amounts(line, GROUP_AMOUNTS),
    )
    return Row(role="total" if is_sum else "body", cells=cells)


def _refugee_rows(followed: FollowUp) -> list[Row]:
    if followed.refugees.empty:
        return []
    rows = [Row(role="group", cells=(Cell(text="Med och utan flyktingmottagande"),))]
    for line in followed.refugees.to_dict("records"):
        cost = number_cell(float(str(line["cost_tkr"])), 0)
        name = SCOPE_NAMES[str(line["scope"])]
        rows.append(Row(cells=(Cell(text=name), cost, Cell(text=""), *_amounts(line, GROUP_AMOUNTS))))
    return rows

"""Figures of the placement mix: shares of days by form, and the care ladder with its shares and prices."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.placement_review import OWN
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.definitions.placement_types import type_name
from ifo_analysis.figures.beside import EXPLAINED_DASH, cell
from ifo_analysis.figures.captions import alt_text, words
from ifo_analysis.figures.placement_mix_credits import side_notes, sources
from ifo_analysis.figures.placement_mix_drawing import Bars, Panel, draw_bars
from ifo_analysis.figures.style import MM, NARROW, WIDE
from ifo_analysis.findings.placement_mix_forms import largest_form
from ifo_analysis.findings.placement_mix_words import (
    GROUPS,
    LEAST,
    beside,
    block_id,
    form_order,
    in_sentence,
    is_few,
    no_placements,
)
from ifo_analysis.language import direction, number, rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.analysis.placement_review import Comparison, PlacementReview
    from ifo_analysis.facts import Facts


@dataclass(frozen=True)
class _Told:
    """The words around a figure: its id, its finding, what is drawn, what it says to those who don't see it, the rows."""

    id: str
    title: str
    measure: str
    alt: str
    row_header: str
    reading: str


def placement_mix(facts: Facts, review: PlacementReview) -> Figure | Absent:
    """Return how the days are divided between forms, beside the first comparison (*placeringsmix*).

    Parameters
    ----------
    facts : Facts
        For names, sources and the report year.
    review : PlacementReview
        As from `analysis.placement_review.placement_review`.

    Returns
    -------
    Figure or Absent
        Absent without own placements of the target group.
    """
    name = block_id("placement_mix", review)
    if review.is_empty:
        return Absent(id=name, reason=no_placements(facts, review))
    comparison = next(iter(review.comparisons()), None)
    sides = [OWN, *([comparison] if comparison else [])]
    shares = [_shares(review, side) for side in sides]
    codes = form_order({code for side in shares for code in side})
    values = [tuple(side.get(code, 0.0) for code in codes) for side in shares]
    own_name = f"{facts.municipality.name} {review.year}"
    other_name = beside(facts, review, comparison).label if comparison else ""
    panel = Panel("andel av vårddygnen, %", values[0], values[-1] if comparison else ())
    content = Bars(own_name, other_name, tuple(map(type_name, codes)), (panel,))
    title = _mix_title(facts, review, comparison)
    whom = f"{own_name} och {in_sentence(other_name)}" if comparison else own_name
    told = _Told(
        id=name,
        title=title,
        measure=f"Andel av vårddygnen {review.year} för {GROUPS[review.target_group]}, procent. {whom}.",
        alt=alt_text(f"{title}.", f"Liggande staplar, procent av vårddygnen: {_told_shares(content)}."),
        row_header="Placeringsform",
        reading="Formerna står i ordning från det egna nätverket till institution.",
    )
    return _figure(facts, review, told, content, sides)


def _told_shares(content: Bars) -> str:
    """Return the four largest own shares in words, with the other side's in parentheses."""
    (panel,) = content.panels
    order = sorted(range(len(content.names)), key=lambda at: -(panel.own[at] or 0.0))[:4]
    own, other = ([number(value or 0.0) for value in side] for side in (panel.own, panel.other))
    return ", ".join(f"{content.names[at]} {own[at]}" + (f" ({other[at]})" if other else "") for at in order)


def _shares(review: PlacementReview, side: str) -> dict[str, float]:
    """Return the share of days of the forms that a side uses, per cent."""
    forms = review.forms(side)
    used = forms.loc[forms["care_days"] > 0, "share"]
    return {str(code): 100 * float(share) for code, share in used.items()}


def _mix_title(facts: Facts, review: PlacementReview, comparison: Comparison | None) -> str:
    found = None if comparison is None or is_few(review, comparison) else largest_form(review, comparison)
    if comparison is None or found is None or rounded(found[1]) == 0:
        return f"Vårddygnen för {GROUPS[review.target_group]} fördelade på former"
    code, gap = found
    word = direction(gap, 0, words=("större", "mindre", ""))
    return f"{type_name(code)} är en {word} andel av dygnen än {beside(facts, review, comparison).place}"


def care_ladder(facts: Facts, review: PlacementReview) -> Figure | Absent:
    """Return days, cost and price on each step of the care ladder that is used (*vårdkedja*).

    Parameters
    ----------
    facts, review
        As for `placement_mix`.

    Returns
    -------
    Figure or Absent
        Absent without own placements on the ladder.
    """
    name, ladder = block_id("care_ladder", review), review.ladder
    if ladder.empty:
        return Absent(id=name, reason=no_placements(facts, review))
    panels = (
        Panel("andel av vårddygnen, %", _values(100 * ladder["share"])),
        Panel("andel av kostnaden, %", _values(100 * ladder["cost_share"])),
        Panel("kronor per vårddygn", _values(ladder["sek_per_day"])),
    )
    content = Bars(f"{facts.municipality.name} {review.year}", "", tuple(ladder["name"]), panels)
    title, prices = _ladder_title(review), panels[-1].own
    shown = [f"{step} {number(price)}" for step, price in zip(content.names, prices, strict=True) if price is not None]
    told = _Told(
        id=name,
        title=title,
        measure=f"Andel av vårddygn och kostnad samt kronor per vårddygn {review.year}, {GROUPS[review.target_group]}. "
        f"{content.own_name}.",
        alt=alt_text(f"{title}.", f"Liggande staplar. Kronor per vårddygn: {', '.join(shown)}." if shown else ""),
        row_header="Steg",
        reading="Överst står det steg som ligger närmast det egna nätverket, nederst institution.",
    )
    return _figure(facts, review, told, content, [OWN])


def _ladder_title(review: PlacementReview) -> str:
    """Return the step with the largest share of the cost, of those that hold enough persons."""
    rows = review.ladder.loc[review.ladder["persons"] >= LEAST].dropna(subset=["cost_share"])
    if len(rows) < 2 or is_few(review):  # noqa: PLR2004 - one step alone is no ladder
        return f"Vårdkedjan för {GROUPS[review.target_group]}"
    largest = rows.sort_values("cost_share", kind="stable").iloc[-1]
    days, cost = (number(100 * float(largest[column])) for column in ("share", "cost_share"))
    return f"{largest['name']}: {days}\u00a0procent av dygnen, {cost}\u00a0procent av kostnaden"


def _values(column: pd.Series[float]) -> tuple[float | None, ...]:
    return tuple(None if isnan(value) else float(value) for value in column)


def _figure(facts: Facts, review: PlacementReview, told: _Told, content: Bars, sides: Sequence[str]) -> Figure:
    wide, narrow = draw_bars(content, WIDE), draw_bars(content, NARROW)
    has_gaps = any(value is None for panel in content.panels for value in panel.own)
    notes = (*side_notes(facts, review, sides), *([EXPLAINED_DASH] if has_gaps else []))
    credited = sources(facts, review, sides, has_residents=False)
    return Figure(
        id=told.id,
        title=words(told.title),
        measure=told.measure,
        alt=told.alt,
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading=told.reading,
        notes=notes,
        sources=credited,
        data=Table(
            id=f"{told.id}_data",
            title=words(told.title),
            measure=told.measure,
            columns=_columns(content, told.row_header),
            rows=_rows(content),
            notes=notes,
            sources=credited,
        ),
    )


def _columns(content: Bars, header: str) -> tuple[Column, ...]:
    found = [Column(header=header, align="left")]
    for panel in content.panels:
        what, _, unit = panel.title.partition(", ")
        names = [content.own_name, content.other_name] if panel.other else [what.capitalize()]
        found += [Column(header=name, unit=unit or "kr/dygn") for name in names]
    return tuple(found)


def _rows(content: Bars) -> tuple[Row, ...]:
    columns = [(values, panel.decimals) for panel in content.panels for values in (panel.own, panel.other) if values]
    return tuple(
        Row(cells=(Cell(text=name), *(cell(values[at], decimals) for values, decimals in columns)))
        for at, name in enumerate(content.names)
    )

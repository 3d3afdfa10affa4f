"""The figure of actual cost and reimbursement by group of unaccompanied children and young people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ifo_analysis.analysis.reimbursement import by_rule, coverage
from ifo_analysis.blocks import Absent, Cell, Column, Figure, Row, Table
from ifo_analysis.credits import own_credits, raw_credits
from ifo_analysis.figures import captions, style
from ifo_analysis.figures.placement import Box
from ifo_analysis.figures.style import MM, NARROW, WIDE, Canvas, Variant, house_style, text_width
from ifo_analysis.findings.comparing import without_data
from ifo_analysis.findings.reimbursement import ALL, period_words
from ifo_analysis.language import NBSP, listed, number, rounded

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from ifo_analysis.facts import Facts

ID = "reimbursement"
WHAT = "ensamkommande barn och unga"
BAR, GAP, PAD = 3.7 * MM, 5.0, 6.0


@dataclass(frozen=True)
class Group:
    """One group: its name, what it cost and what the state pays for it, mnkr."""

    name: str
    cost: float
    paid: float

    @property
    def bars(self) -> tuple[tuple[str, float], tuple[str, float]]:
        """Return the words and the length of each bar."""
        share = f" ({number(100 * self.paid / self.cost)}{NBSP}%)" if self.cost else ""
        cost, paid = (f"{number(value, 1)}{NBSP}mnkr" for value in (self.cost, self.paid))
        return (f"kostnad {cost}", self.cost), (f"ersättning {paid}{share}", self.paid)


def reimbursement(facts: Facts, paid: pd.DataFrame) -> Figure | Absent:
    """Return actual cost and reimbursement by group, the costliest first.

    Parameters
    ----------
    facts : Facts
        For names and sources.
    paid : DataFrame
        One row per period and group, as from `analysis.reimbursement.reimbursement`.

    Returns
    -------
    Figure or Absent
        Absent without care days, or without any cost.
    """
    if paid.empty:
        return Absent(id=ID, reason=without_data(facts, WHAT))
    rules, covered = by_rule(paid), coverage(paid)
    known = rules.loc[rules["cost_sek"].notna()]
    if covered is None or known.empty:
        return Absent(id=ID, reason=f"Ingen figur: kostnaden för {WHAT} saknas för {facts.municipality.name}.")
    groups = tuple(
        Group(_name(row, known), row["cost_sek"] / 1e6, row["reimbursement_sek"] / 1e6)
        for row in known.to_dict("records")
    )
    wide, narrow = draw_groups(groups, WIDE), draw_groups(groups, NARROW)
    title = _title(float(covered.pct or 0.0), covered.pct is None)
    missing = [str(who) for who in rules.loc[~rules.index.isin(known.index), "who"]]
    notes = captions.once(
        f"Kostnad saknas för: {listed(missing)}." if missing else "",
        f"Bara vårddygn med känd kostnad ingår; {number(hidden)} dygn saknar den."
        if (hidden := covered.days_without_cost)
        else "",
    )
    sources = captions.once(
        *raw_credits(paid, [], facts.origin), *own_credits(paid, [], facts.origin, what="Ersättning")
    )
    period = period_words(covered.first_day, covered.last_day)
    measure = f"Faktisk kostnad och beräknad ersättning per grupp, mnkr, {period}. {facts.municipality.name}."
    return Figure(
        id=ID,
        title=captions.words(title),
        measure=measure,
        alt=captions.alt_text(f"{title}.", "Liggande staplar, miljoner kronor.", *map(_told, groups)),
        svg=wide.svg(),
        svg_narrow=narrow.svg(),
        width_mm=WIDE.width_mm,
        height_mm=round(wide.height / MM, 2),
        reading="Mörk stapel: faktisk kostnad. Ljus stapel: beräknad ersättning för samma vårddygn.",
        notes=notes,
        sources=sources,
        data=_data(groups, measure, notes, sources),
    )


def _name(row: Mapping[Hashable, Any], known: pd.DataFrame) -> str:
    """Return whom a rule is for, with its rate if the year has two rules for the same group."""
    who = str(row["who"])
    return f"{who}, {number(row['rate_sek'])}{NBSP}kr/dygn" if (known["who"] == who).sum() > 1 else who


def _title(pct: float, is_unknown: bool) -> str:  # noqa: FBT001 - one of two states of one number
    if is_unknown or rounded(pct) == ALL:
        return "Ersättning och kostnad för ensamkommande barn och unga"
    if pct > ALL:
        return f"Ersättningen var större än kostnaden: {number(pct)}\u00a0procent"
    return f"Ersättningen täckte {number(pct)}\u00a0procent av kostnaden"


def _told(group: Group) -> str:
    return f"{group.name}: kostnad {number(group.cost, 1)}, ersättning {number(group.paid, 1)}."


def _data(groups: tuple[Group, ...], measure: str, notes: tuple[str, ...], sources: tuple[str, ...]) -> Table:
    return Table(
        id=f"{ID}_data",
        title=captions.words("Kostnad och ersättning per grupp"),
        measure=measure,
        columns=(
            Column(header="Grupp", align="left"),
            Column(header="Kostnad", unit="mnkr"),
            Column(header="Ersättning", unit="mnkr"),
        ),
        rows=tuple(
            Row(cells=(Cell(text=group.name), *(Cell(text=number(value, 1), value=value) for _, value in group.bars)))
            for group in groups
        ),
        notes=notes,
        sources=sources,
    )


@house_style()
def draw_groups(groups: tuple[Group, ...], variant: Variant) -> Canvas:
    """Return the drawing in one format: each group's name stands over its two bars, whose values stand after them."""
    lane = max(BAR, variant.line)
    row = variant.line + 2 * lane + 2 * PAD
    canvas = Canvas(variant, row * len(groups) + 2)
    highest = max(value for group in groups for _, value in group.bars) or 1.0
    room = GAP + max(text_width(words, variant.size, is_bold=True) for group in groups for words, _ in group.bars)
    for index, group in enumerate(groups):
        top = canvas.height - 1 - index * row
        if index:
            canvas.line([0, variant.width], [top, top], style.RULE, 0.5)
        canvas.text(0, top - variant.line, group.name, colour=style.INK)
        for place, (words, value) in enumerate(group.bars):
            middle = top - variant.line - PAD - (place + 0.5) * lane
            end = max(value, 0.0) / highest * (variant.width - room)
            _draw_bar(canvas, words, end, middle, is_cost=place == 0)
    return canvas


def _draw_bar(canvas: Canvas, words: str, end: float, middle: float, *, is_cost: bool) -> None:
    box = Box(0.4, middle - 0.4 * BAR, max(end, 1.2), middle + 0.4 * BAR)
    canvas.rectangle(box, style.OWN if is_cost else style.PEER_FILL, style.OWN if is_cost else style.PEER_EDGE, 0.8)
    colour = style.OWN if is_cost else style.INK
    canvas.text(box.right + GAP, middle - style.MIDDLE * canvas.variant.size, words, colour=colour, is_bold=is_cost)

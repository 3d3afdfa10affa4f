"""Tables of the placement mix: placements by form, the split of the cost by form, and what-if costs."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.decomposition import PER
from ifo_analysis.analysis.placement_review import OWN
from ifo_analysis.blocks import Absent, Cell, Column, Row, Table
from ifo_analysis.cells import MISSING, number_cell
from ifo_analysis.definitions.placement_types import type_name
from ifo_analysis.figures.placement_mix_credits import side_notes, sources
from ifo_analysis.findings.placement_mix_split import NO_CAUSE, PARTS, parts_of
from ifo_analysis.findings.placement_mix_words import (
    GROUPS,
    beside,
    block_id,
    form_order,
    in_figures,
    in_sentence,
    no_placements,
    no_split,
    per_resident,
)
from ifo_analysis.language import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from ifo_analysis.analysis.placement_review import Comparison, PlacementReview
    from ifo_analysis.facts import Facts

PERSONS_NOTE = "Den som har flera former, utförare eller åldersgrupper räknas i var och en. Raden Alla räknar varje person en gång."
MOST_SINGLE = 10
THOUSAND = "1\u00a0000"
MISSING_NOTE = "– uppgift saknas."
SPLIT_NOTE = (
    "Mix visas mot genomsnittspriset: en form som kostar mer än genomsnittet ger plus när dess andel är större."
)
WHAT_IF_NOTE = (
    "Varje rad byter ut hela faktorer på en gång. Skillnaderna är därför inte desamma som delarna i uppdelningen, och de "
    "summerar inte till skillnaden."
)
WHAT_IFS = {
    "base_mix": "Egen volym och egna priser, jämförelsens mix",
    "base_price": "Egen volym och egen mix, jämförelsens priser",
    "base_mix_price": "Egen volym, jämförelsens mix och priser",
    "base_volume": "Jämförelsens volym, egen mix och egna priser",
}


def placement_mix(facts: Facts, review: PlacementReview) -> Table | Absent:
    """Return the placements by form, beside the shares and prices of the first comparison (*placeringsmix*).

    Parameters
    ----------
    facts : Facts
        For names, sources and the report year.
    review : PlacementReview
        As from `analysis.placement_review.placement_review`.
    """
    name = block_id("placement_mix_values", review)
    if review.is_empty:
        return Absent(id=name, reason=no_placements(facts, review))
    comparison = next(iter(review.comparisons()), None)
    sides = [OWN, *([comparison] if comparison else [])]
    rows = (*_form_rows(review, comparison), _whole_row(review, comparison))
    measure = f"Placeringar {review.year}, {GROUPS[review.target_group]}, {facts.municipality.name}."
    measure += f" Dygn {per_resident(review, THOUSAND)}."
    if comparison:
        measure += f" Jämförelse: {in_sentence(beside(facts, review, comparison).label)}."
    has_gaps = any(cell.text == MISSING for row in rows for cell in row.cells)
    return Table(
        id=name,
        title=sentence("Vårddygn, personer och pris per placeringsform"),
        measure=measure,
        columns=_columns(has_other=comparison is not None),
        rows=rows,
        notes=(PERSONS_NOTE, *side_notes(facts, review, sides), *([MISSING_NOTE] if has_gaps else [])),
        sources=sources(facts, review, sides, has_residents=True),
    )


def _columns(*, has_other: bool) -> tuple[Column, ...]:
    share, price = (
        Column(header="Andel", unit="% av dygn", width=0.085),
        Column(header="Pris", unit="kr/dygn", width=0.085),
    )
    compared = [each.model_copy(update={"header": f"{each.header}, jämf."}) for each in (share, price)]
    return (
        Column(header="Placeringsform", align="left", width=0.25),
        Column(header="Personer", unit="antal", width=0.11),
        Column(header="Vårddygn", unit="antal", width=0.115),
        Column(header="Dygn", unit="per 1\u00a0000 inv", width=0.095),
        share,
        *(compared[:1] if has_other else ()),
        price,
        *(compared[1:] if has_other else ()),
        Column(header="Köpt", unit="% av dygn", width=0.08),
    )


def _form_rows(review: PlacementReview, comparison: Comparison | None) -> list[Row]:
    own = review.forms(OWN).to_dict("index")
    other = review.forms(comparison).to_dict("index") if comparison else {}
    codes = [
        str(code) for code in {*own, *other} if any(side.get(code, {}).get("care_days", 0) for side in (own, other))
    ]
    return [
        Row(cells=(Cell(text=type_name(code)), *_cells(own.get(code), other.get(code, {}), has_other=bool(comparison))))
        for code in form_order(codes)
    ]


def _cells(own: dict[object, float] | None, other: dict[object, float], *, has_other: bool) -> list[Cell]:
    """Return the numbers of a form; a form that the municipality doesn't use has zero days, but no price."""
    known: dict[object, float] = own or {"persons": 0, "care_days": 0, "days_per_1000": 0, "share": 0}
    return [
        number_cell(known["persons"], 0),
        number_cell(known["care_days"], 0),
        number_cell(known["days_per_1000"], 1),
        number_cell(100 * known["share"], 0),
        *([number_cell(100 * other.get("share", 0.0), 0)] if has_other else []),
        number_cell(known.get("sek_per_day", nan), 0),
        *([number_cell(other.get("sek_per_day", nan), 0)] if has_other else []),
        number_cell(100 * known.get("purchased_share", nan), 0),
    ]


def _whole_row(review: PlacementReview, comparison: Comparison | None) -> Row:
    own = {"share": 1.0, **review.side(OWN).to_dict()}
    other = {"share": 1.0, **review.side(comparison).to_dict()} if comparison else {}
    return Row(role="total", cells=(Cell(text="Alla"), *_cells(own, other, has_other=bool(comparison))))


def placement_split(facts: Facts, review: PlacementReview) -> Table | Absent:
    """Return the difference in cost by form, against each comparison (*volym, mix och pris*).

    Parameters
    ----------
    facts, review
        As for `placement_mix`.
    """
    name = block_id("placement_split_values", review)
    comparisons = review.split_comparisons()
    if not comparisons:
        return Absent(id=name, reason=no_split(facts, review))
    unit = in_figures(review)
    rows: list[Row] = []
    for comparison in comparisons:
        rows.append(Row(role="group", cells=(Cell(text=beside(facts, review, comparison).label),)))
        rows += _split_rows(review, comparison)
    rows += _single_rows(facts, review)
    return Table(
        id=name,
        title=sentence("Skillnaden i kostnad delad i volym, mix och pris"),
        measure=f"Egen kostnad minus jämförelsens {review.year}, {unit}, {GROUPS[review.target_group]}.",
        columns=(
            Column(header="Placeringsform", align="left", width=0.36),
            *(Column(header=header, unit="kr/inv") for header in ("Volym", "Mix", "Pris", "Summa")),
        ),
        rows=tuple(rows),
        notes=(
            f"{SPLIT_NOTE} {NO_CAUSE}",
            *side_notes(facts, review, [OWN, *comparisons]),
            "Värdena är avrundade var för sig.",
        ),
        sources=sources(facts, review, [OWN, *comparisons], has_residents=True),
    )


def _split_rows(review: PlacementReview, comparison: Comparison) -> list[Row]:
    by_type = review.splits.by_type
    parts = by_type.loc[by_type["comparison"] == comparison].set_index("placement_type")
    used = set(review.forms(OWN).index) | set(review.forms(comparison).index)
    by_code = parts.to_dict("index")
    whole = parts_of(review, comparison)
    rows = [_signed_row("Alla former", (whole["volume"], None, None, whole["volume"]))]
    for code in form_order(used & set(parts.index)):
        mix, price = by_code[code]["mix"] / PER, by_code[code]["price"] / PER
        rows.append(_signed_row(type_name(code), (None, mix, price, mix + price)))
    return [*rows, _signed_row("Hela skillnaden", [whole[part] for part in (*PARTS, "gap")], is_total=True)]


def _single_rows(facts: Facts, review: PlacementReview) -> list[Row]:
    """Return the split against each of the pooled municipalities alone; nothing for one, or for too many to read."""
    if not 2 <= len(review.singly) <= MOST_SINGLE:  # noqa: PLR2004 - one is the pool itself
        return []
    found = review.singly.sort_values("municipality").to_dict("records")
    rows = [
        _signed_row(
            facts.names.get(row["municipality"], row["municipality"]), [row[part] / PER for part in (*PARTS, "gap")]
        )
        for row in found
    ]
    return [Row(role="group", cells=(Cell(text="En jämförelsekommun i taget"),)), *rows]


def _signed_row(label: str, values: Sequence[float | None], *, is_total: bool = False) -> Row:
    cells = [Cell(text="") if value is None else number_cell(value, 0, is_signed=True) for value in values]
    return Row(role="total" if is_total else "body", cells=(Cell(text=label), *cells))


def placement_counterfactuals(facts: Facts, review: PlacementReview) -> Table | Absent:
    """Return what the own cost would be with one factor of the other side (*kontrafaktiska kostnader*).

    Parameters
    ----------
    facts, review
        As for `placement_mix`.
    """
    name = block_id("placement_counterfactuals", review)
    comparisons = review.split_comparisons()
    if not comparisons:
        return Absent(id=name, reason=no_split(facts, review))
    unit = in_figures(review)
    rows: list[Row] = []
    for comparison in comparisons:
        rows.append(Row(role="group", cells=(Cell(text=beside(facts, review, comparison).label),)))
        rows += _what_if_rows(review, comparison)
    return Table(
        id=name,
        title=sentence("Kostnaden om en del vore som i jämförelsen"),
        measure=f"Räkneexempel {review.year}, {unit}, {GROUPS[review.target_group]}. Inget sparmål.",
        columns=(
            Column(header="Räkneexempel", align="left", width=0.56),
            Column(header="Kostnad", unit="kr/inv"),
            Column(header="Mot egen kostnad", unit="kr/inv"),
        ),
        rows=tuple(rows),
        notes=(WHAT_IF_NOTE, *side_notes(facts, review, [OWN, *comparisons])),
        sources=sources(facts, review, [OWN, *comparisons], has_residents=True),
    )


def _what_if_rows(review: PlacementReview, comparison: Comparison) -> list[Row]:
    found: pd.DataFrame = review.splits.counterfactuals
    costs = found.loc[found["comparison"] == comparison].set_index("counterfactual").to_dict("index")
    own = Row(cells=(Cell(text="Egen kostnad"), number_cell(parts_of(review, comparison)["own"], 0), Cell(text="")))
    return [
        own,
        *(
            Row(
                cells=(
                    Cell(text=words),
                    number_cell(costs[key]["cost"] / PER, 0),
                    number_cell(costs[key]["difference"] / PER, 0, is_signed=True),
                )
            )
            for key, words in WHAT_IFS.items()
        ),
    ]

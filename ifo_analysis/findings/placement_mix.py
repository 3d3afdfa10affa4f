"""Findings about the municipality's own figures of placements: how many days, in which forms and at what price.

The numbers describe; which form a person needs is decided in the single case. Fewer than twenty persons aren't compared
with anything, and no form with fewer than five persons is told apart.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Literal

from ifo_analysis.analysis.placement_review import OWN
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.placement_mix_costs import costliest, ladder_step, residual
from ifo_analysis.findings.placement_mix_forms import form_difference, shares
from ifo_analysis.findings.placement_mix_split import placement_splits
from ifo_analysis.findings.placement_mix_words import (
    GROUPS,
    LEAST,
    beside,
    block_id,
    is_few,
    left_out_words,
    names_of,
    peer_names,
    per_resident,
    resident_rows,
    side_rows,
)
from ifo_analysis.language import (
    MORE_FEWER,
    MORE_LESS,
    Bound,
    direction,
    number,
    quantity_words,
    rounded,
    sentence,
    sentences,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.placement_review import Comparison, PlacementReview
    from ifo_analysis.blocks import Block, Inlines
    from ifo_analysis.facts import Facts
    from ifo_analysis.language.differences import Words

WEIGHT = 3.0
THOUSAND = "1\u00a0000"
ONE_DECIMAL_BELOW = 100
GAP_FORMULA = "eget värde minus jämförelsens"


def placement_mix(facts: Facts, review: PlacementReview) -> list[Block]:
    """Return what the placements of a target group show (*placeringsmix*); nothing without own figures.

    Parameters
    ----------
    facts : Facts
        The report's facts.
    review : PlacementReview
        As from `analysis.placement_review.placement_review`.
    """
    if review.is_empty:
        return []
    found = [
        _lead(facts, review),
        form_difference(facts, review),
        *placement_splits(facts, review),
        ladder_step(facts, review),
        costliest(facts, review),
        residual(facts, review),
    ]
    return [block for block in found if block is not None]


def _lead(facts: Facts, review: PlacementReview) -> Finding:
    evidence = Evidence(facts, block_id("placement_days", review))
    comparison = next(iter(review.comparisons()), None)
    base = None if comparison is None or is_few(review, comparison, LEAST) else comparison
    rows, people = side_rows(review, OWN), resident_rows(facts, review, OWN)
    own = review.side(OWN)
    places = 1 if own["days_per_1000"] < ONE_DECIMAL_BELOW else 0
    unit = f"vårddygn {per_resident(review, THOUSAND)}"
    if isnan(own["days_per_1000"]):
        days = evidence.bind("days", own["care_days"], "vårddygn", rows, formula="summa över formerna")
        unit, places = "vårddygn", 0
    else:
        formula = "1 000 × vårddygn ÷ invånare"
        days = evidence.bind("days", own["days_per_1000"], unit, rows, decimals=places, formula=formula, also=[people])
    gap = None if unit == "vårddygn" else _gap(facts, evidence, review, base, "days_per_1000", places)
    return proved(
        evidence,
        Finding(
            role="lead",
            id=evidence.finding,
            topic="placement_mix",
            heading=_heading(review, gap, places, base),
            content=sentences(
                sentence(
                    "I {name} var det {days}\u00a0{unit} {year}{beside}.",
                    name=facts.municipality.name,
                    days=quantity_words(days, decimals=places),
                    unit=unit,
                    year=str(review.year),
                    beside=_beside(facts, review, gap, base, places, MORE_FEWER),
                ),
                shares(evidence, review, rows),
                _price(facts, evidence, review, rows, base),
            ),
            caveats=_caveats(facts, review, base),
            number=Value(text=number(days.value, places), claim=days.claim),
            number_label=f"{unit}, {review.year}",
            direction="" if gap is None else _side_of(gap, places),
            score=WEIGHT * _size(review, base),
            robustness=0.0 if base is None or is_few(review, base) else 0.7 if rows["is_preliminary"].any() else 1.0,
        ),
    )


def _heading(review: PlacementReview, gap: Bound | None, places: int, base: Comparison | None) -> Inlines:
    whom = GROUPS[review.target_group]
    if gap is None or rounded(gap.value, places) == 0:
        return sentence(f"Placeringar av {whom}")
    than = {"peers": "i jämförelsekommunerna", "last_year": "året före", "target": "i målet"}
    word = direction(gap, places, words=MORE_FEWER)
    return sentence(f"{word} vårddygn för {whom} än {than[base or 'peers']}")


def _side_of(gap: Bound, places: int) -> Literal["higher", "lower", "equal"]:
    shown = rounded(gap.value, places)
    return "higher" if shown > 0 else "lower" if shown < 0 else "equal"


def _gap(
    facts: Facts, evidence: Evidence, review: PlacementReview, base: Comparison | None, column: str, places: int
) -> Bound | None:
    """Return own minus base of a number of the whole side, bound; None if either is unknown."""
    if base is None or isnan(gap := float(review.side(OWN)[column] - review.side(base)[column])):
        return None
    also = [side_rows(review, base)]
    if column.endswith("1000"):
        also.append(resident_rows(facts, review, OWN, base))
    unit = "vårddygn per 1\u00a0000 invånare" if column.endswith("1000") else "kronor per vårddygn"
    return evidence.bind(
        f"{column}_gap",
        gap,
        unit,
        side_rows(review, OWN),
        decimals=places,
        formula=GAP_FORMULA,
        is_signed=True,
        also=also,
    )


def _beside(
    facts: Facts, review: PlacementReview, gap: Bound | None, base: Comparison | None, places: int, words: Words
) -> Inlines:
    """Return a gap as the end of a sentence: *, 12 fler än 2023*."""
    if gap is None or base is None:
        return ()
    place = beside(facts, review, base).place
    if rounded(gap.value, places) == 0:
        return sentence(
            ", {many} som {place}", many="lika många" if words is MORE_FEWER else "lika mycket", place=place
        )
    size = Bound(abs(float(gap.value)), gap.claim)
    return sentence(
        ", {size}{unit} {word} än {place}",
        size=quantity_words(size, decimals=places),
        unit="" if words is MORE_FEWER else "\u00a0kronor",
        word=direction(gap, places, words=words),
        place=place,
    )


def _price(
    facts: Facts, evidence: Evidence, review: PlacementReview, rows: pd.DataFrame, base: Comparison | None
) -> Inlines:
    price = float(review.side(OWN)["sek_per_day"])
    if isnan(price):
        return ()
    own = evidence.bind("price", price, "kronor per vårddygn", rows, formula="kostnad ÷ vårddygn")
    gap = _gap(facts, evidence, review, base, "sek_per_day", 0)
    return sentence(
        "Ett vårddygn kostade i genomsnitt {own}{beside}.",
        own=quantity_words(own, "kronor"),
        beside=_beside(facts, review, gap, base, 0, MORE_LESS),
    )


def _caveats(facts: Facts, review: PlacementReview, base: Comparison | None) -> tuple[Inlines, ...]:
    comparisons = review.comparisons()
    few = "Antalet placerade är så litet att uppgifterna inte jämförs." if comparisons and base is None else ""
    if base is not None and is_few(review, base):
        few = "Antalet placerade är litet, så enstaka placeringar kan ändra siffrorna mycket."
    pooled = (
        f"Jämförelsekommunerna är {peer_names(facts, review.peers)}, räknade tillsammans."
        if base == "peers" and len(review.peers) > 1
        else ""
    )
    nobody = (
        "Antalet invånare i åldersgruppen saknas; antalet i alla åldrar används i stället."
        if not review.population and not isnan(review.side(OWN)["residents"])
        else ""
    )
    unpriced = f"Pris saknas för {names_of(review.unpriced)}." if review.unpriced else ""
    early = f"Uppgifterna för {review.year} är preliminära." if side_rows(review, OWN)["is_preliminary"].any() else ""
    much = (
        "I uppgifterna finns former med fler vårddygn än personerna kan ha på ett år; de bör kontrolleras."
        if review.unlikely
        else ""
    )
    told = (few, pooled, left_out_words(facts, review), nobody, unpriced, early, much)
    return tuple(sentence(words) for words in told if words)


def _size(review: PlacementReview, base: Comparison | None) -> float:
    """Return how large the gap in days is, 0–1: against half of what it is compared with."""
    if base is None:
        return 0.0
    own, other = (float(review.side(side)["days_per_1000"]) for side in (OWN, base))
    return min(1.0, abs(own - other) / (0.5 * other)) if other > 0 and not isnan(own) else 0.0

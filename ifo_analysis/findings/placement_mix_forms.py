"""Findings about the forms of placement: their shares of the days, and the one that differs most from the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.analysis.placement_review import OWN
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.definitions.placement_types import type_name
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.placement_mix_words import (
    LEAST,
    beside,
    block_id,
    definite,
    is_few,
    names_of,
    side_rows,
)
from ifo_analysis.language import MORE_LESS, Bound, direction, joined, number, quantity_words, sentence

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.placement_review import Comparison, PlacementReview
    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts

WEIGHT, LARGE_PP = 3.0, 10.0
TOLD = {"children": ("familjehem", "hvb")}
"""The forms whose shares open the section where both are used; else the two with the most days."""


def shares(evidence: Evidence, review: PlacementReview, rows: pd.DataFrame) -> Inlines:
    """Return the shares of the forms that open the section, as a sentence; nothing if all hold few persons."""
    forms = review.forms(OWN)
    forms = forms.loc[(forms["care_days"] > 0) & (forms["persons"] >= LEAST)]
    told = [code for code in TOLD.get(review.target_group, ()) if code in forms.index]
    codes = told or list(forms.sort_values("care_days", ascending=False, kind="stable").index[:2])
    parts = [
        sentence("{form} stod för {share} av dygnen", form=definite(code), share=quantity_words(bound, "procent"))
        if at == 0
        else sentence(", {form} för {share}", form=definite(code), share=quantity_words(bound, "procent"))
        for at, code in enumerate(codes)
        for bound in [form_share(evidence, review, code, rows)]
    ]
    return joined([*parts, "."]) if parts else ()


def form_share(evidence: Evidence, review: PlacementReview, code: str, rows: pd.DataFrame) -> Bound:
    """Return a form's share of the own days, per cent, bound."""
    share = 100 * float(review.forms(OWN)["share"][code])
    formula = "100 × vårddygn i formen ÷ alla vårddygn"
    return evidence.bind(f"share_{code}", share, "procent", rows, formula=formula)


def largest_form(review: PlacementReview, base: Comparison) -> tuple[str, float] | None:
    """Return the form whose share of the days differs most, and by how much (percentage points); of enough persons."""
    own, other = review.forms(OWN), review.forms(base)
    both = own.merge(other, left_index=True, right_index=True, suffixes=("", "_base"))
    if base != "target":
        both = both.loc[both["persons_base"] >= LEAST]
    both = both.loc[both["persons"] >= LEAST]
    gaps = 100 * (both["share"] - both["share_base"])
    if gaps.dropna().empty:
        return None
    code = str(gaps.abs().idxmax())
    return code, float(gaps[code])


def form_difference(facts: Facts, review: PlacementReview) -> Finding | None:
    """Return the form whose share differs most from what it is compared with."""
    base = next(iter(review.comparisons()), None)
    if base is None or is_few(review, base) or (found := largest_form(review, base)) is None:
        return None
    code, gap = found
    evidence = Evidence(facts, block_id("placement_mix", review))
    rows = side_rows(review, OWN)
    share = form_share(evidence, review, code, rows)
    formula = "egen andel minus jämförelsens"
    difference = evidence.bind(
        "gap", gap, "procentenheter", rows, formula=formula, is_signed=True, also=[side_rows(review, base)]
    )
    word = direction(gap, 0, words=("större", "mindre", ""))
    size = quantity_words(Bound(abs(gap), difference.claim), "procentenheter")
    compared = joined([size, f" {direction(gap, 0, words=MORE_LESS)} än "] if word else ["lika stor andel som "])
    return proved(
        evidence,
        Finding(
            id=evidence.finding,
            topic="placement_mix",
            heading=sentence(f"{type_name(code)}: en {word} andel av dygnen")
            if word
            else sentence("Formernas andelar"),
            content=sentence(
                "Den form vars andel av vårddygnen skiljer sig mest är {form}: {share}, {compared}{place}.",
                form=names_of([code]),
                share=quantity_words(share, "procent"),
                compared=compared,
                place=beside(facts, review, base).place,
            ),
            number=Value(text=number(share.value), claim=share.claim),
            number_label=f"procent av vårddygnen: {type_name(code)}, {review.year}",
            score=WEIGHT * min(1.0, abs(gap) / LARGE_PP),
            robustness=0.7 if rows["is_preliminary"].any() else 1.0,
        ),
    )

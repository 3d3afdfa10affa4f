"""The finding about what volume is made of: how many persons are placed, and how many days each of them has."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.decomposition import PER
from ifo_analysis.analysis.placement_review import OWN
from ifo_analysis.blocks import Finding
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.placement_mix_words import (
    block_id,
    is_few,
    more_words,
    per_resident,
    resident_rows,
    side_rows,
)
from ifo_analysis.language import quantity_words, sentence

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.placement_review import Comparison, PlacementReview
    from ifo_analysis.facts import Facts

FOUR = {"placed": "antalet placerade", "length": "dygnen per placerad"}
FOUR_FORMULA = "delens medelvärde över alla ordningar att byta placerade, dygn per placerad, mix och pris"


def volume_in_two(facts: Facts, review: PlacementReview, comparison: Comparison) -> list[Finding]:
    """Return volume in persons and days per person, where enough persons are known on both sides."""
    four = review.splits.four.set_index("comparison").T.to_dict()
    if comparison not in four or is_few(review, comparison):
        return []
    evidence = Evidence(facts, block_id("placement_persons", review))
    rows, people = side_rows(review, OWN), _people(facts, review, comparison)
    used = [side_rows(review, comparison), people, resident_rows(facts, review, OWN, comparison)]
    bound = {
        name: evidence.bind(
            name,
            float(four[comparison][name]) / PER,
            "kronor",
            rows,
            formula=FOUR_FORMULA,
            is_signed=True,
            also=used,
        )
        for name in FOUR
    }
    length = float(review.side(OWN)["days_per_person"])
    if isnan(length):
        return []
    days = evidence.bind(
        "days_per_person", length, "vårddygn per placerad", rows, formula="vårddygn ÷ personer", also=[people]
    )
    return [
        proved(
            evidence,
            Finding(
                id=evidence.finding,
                topic="placement_split",
                heading=sentence("Volymen delad i placerade och dygn per placerad"),
                content=sentence(
                    "Volymen kan delas i två: {placed} svarar för {one} och {length} för {two}, räknat {whom}. Varje "
                    "placerad hade i genomsnitt {days} {year}.",
                    placed=FOUR["placed"],
                    one=more_words(bound["placed"]),
                    length=FOUR["length"],
                    two=more_words(bound["length"]),
                    whom=per_resident(review),
                    days=quantity_words(days, "vårddygn"),
                    year=str(review.year),
                ),
                caveats=(
                    sentence(
                        "De två delarna är räknade i en uppdelning i fyra, och deras summa kan skilja sig något från volymens del."
                    ),
                ),
            ),
        )
    ]


def _people(facts: Facts, review: PlacementReview, comparison: Comparison) -> pd.DataFrame:
    people, rows = facts.local.placed_persons, side_rows(review, OWN, comparison)
    is_shown = people["municipality"].isin(rows["municipality"]) & people["year"].isin(rows["year"])
    return people.loc[is_shown & (people["target_group"] == review.target_group)]

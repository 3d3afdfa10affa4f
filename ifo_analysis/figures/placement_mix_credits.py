"""What stands under figures and tables of the placement mix: sources, who is pooled, and what is preliminary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifo_analysis.credits import own_credits
from ifo_analysis.figures.captions import once, preliminary_note
from ifo_analysis.findings.placement_mix_words import POOLED, left_out_words, peer_names, resident_rows, side_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.analysis.placement_review import PlacementReview
    from ifo_analysis.facts import Facts


def sources(facts: Facts, review: PlacementReview, sides: Sequence[str], *, has_residents: bool) -> tuple[str, ...]:
    """Return the source lines of what is computed from placements, and from residents if it is per resident."""
    people = own_credits(resident_rows(facts, review, *sides), [], facts.origin) if has_residents else ()
    return once(*own_credits(side_rows(review, *sides), [], facts.origin), *people)


def side_notes(facts: Facts, review: PlacementReview, sides: Sequence[str]) -> tuple[str, ...]:
    """Return the notes under what shows some sides: who is pooled, who is left out, what is preliminary."""
    is_pooled = "peers" in sides and len(review.peers) > 1
    return once(
        f"{POOLED} är {peer_names(facts, review.peers)}, räknade tillsammans." if is_pooled else "",
        left_out_words(facts, review) if "peers" in sides or len(sides) > 1 else "",
        preliminary_note(side_rows(review, *sides)),
    )

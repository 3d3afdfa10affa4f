"""What findings, figures and tables about the placement mix share: names of sides, rows behind numbers, what is few."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from ifo_analysis.analysis.placement_review import OWN, PlacementReview
from ifo_analysis.definitions.placement_types import placement_types, type_name
from ifo_analysis.language import (
    MORE_LESS,
    Bound,
    direction,
    listed,
    number_word,
    quantity_words,
    rounded,
    sentence,
    swedish_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from ifo_analysis.analysis.placement_review import Comparison
    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts

FEW, LEAST = 20, 5
"""The shares of fewer persons than `FEW` aren't compared; of fewer than `LEAST` nothing is compared at all."""
GROUPS = {"children": "barn och unga", "adults": "vuxna"}
POOLED, TARGET = "Jämförelsekommunerna", "Målet"
SUFFIX = {"children": "", "adults": "_adults"}


@dataclass(frozen=True)
class Beside:
    """A comparison in words: a label for figures, and where or when it is in prose (*i jämförelsekommunerna*, *2023*)."""

    label: str
    place: str


def block_id(name: str, review: PlacementReview) -> str:
    """Return the id of a block about a target group."""
    return name + SUFFIX[review.target_group]


def beside(facts: Facts, review: PlacementReview, comparison: Comparison) -> Beside:
    """Return the words for a comparison."""
    if comparison == "last_year":
        return Beside(f"{facts.municipality.name} {review.year - 1}", str(review.year - 1))
    if comparison == "target":
        return Beside(f"{TARGET} för {review.year}", "i målet")
    if len(review.peers) == 1:
        name = facts.names.get(review.peers[0], review.peers[0])
        return Beside(f"{name} {review.year}", f"i {name}")
    return Beside(f"{POOLED} {review.year}", "i jämförelsekommunerna")


def in_sentence(label: str) -> str:
    """Return a label as it stands inside a sentence: a municipality's name keeps its capital.

    Examples
    --------
    >>> in_sentence("Målet för 2024"), in_sentence("Upplands Väsby 2023")
    ('målet för 2024', 'Upplands Väsby 2023')
    """
    return label[0].lower() + label[1:] if label.startswith((POOLED, TARGET)) else label


def peer_names(facts: Facts, codes: Iterable[str]) -> str:
    """Return the names of municipalities as a list in prose."""
    return listed(sorted((facts.names.get(code, code) for code in codes), key=swedish_key))


def per_resident(review: PlacementReview, n: str = "") -> str:
    """Return the denominator in words: *per invånare 0–20 år*."""
    whom = _ages(review) or "i alla åldrar"
    return f"per {n}\u00a0invånare {whom}" if n else f"per invånare {whom}"


def _ages(review: PlacementReview) -> str:
    """Return the ages in prose: *0–20 år*, *21 år och äldre*; empty for all ages."""
    ages = review.population
    return f"{ages[:-1]} år och äldre" if ages.endswith("+") else f"{ages} år" if ages else ""


def in_figures(review: PlacementReview) -> str:
    """Return the unit of a cost per resident in figures and tables."""
    return f"kr/inv {_ages(review)}".strip()


def side_rows(review: PlacementReview, *sides: str) -> pd.DataFrame:
    """Return the rows of placements behind one side or several."""
    return review.rows.loc[review.rows["side"].isin(sides)]


def resident_rows(facts: Facts, review: PlacementReview, *sides: str) -> pd.DataFrame:
    """Return the rows of residents behind one side or several."""
    rows = side_rows(review, *sides)
    ages = facts.local.residents_by_age
    ages = ages.loc[ages["age_group"] == review.population] if review.population else facts.population
    return ages.loc[ages["municipality"].isin(rows["municipality"]) & ages["year"].isin(rows["year"])]


def n_persons(review: PlacementReview, side: str) -> float:
    """Return the persons of a side, each counted once if that is known, else the most of any form."""
    counted = float(review.side(side)["persons"])
    return float(review.forms(side)["persons"].max()) if isnan(counted) else counted


def is_few(review: PlacementReview, comparison: Comparison | None = None, least: int = FEW) -> bool:
    """Say whether fewer than `least` persons are placed: own, or on the other side (a target has no persons)."""
    sides = [OWN, *([comparison] if comparison and comparison != "target" else [])]
    return any(n_persons(review, side) < least for side in sides)


def form_order(codes: Iterable[str]) -> list[str]:
    """Return forms of placement in the order of the care ladder, unknown ones last by name."""
    places = {item.code: place for place, item in enumerate(placement_types())}
    return sorted(codes, key=lambda code: (places.get(code, len(places)), code))


def definite(code: str) -> str:
    """Return a form of placement in definite form: *familjehemmen*, *HVB*.

    Examples
    --------
    >>> definite("familjehem"), definite("hvb"), definite("annan_form")
    ('familjehemmen', 'HVB', 'annan form')
    """
    return {item.code: item.definite for item in placement_types()}.get(code, type_name(code))


def names_of(codes: Iterable[str]) -> str:
    """Return forms of placement as a list in prose: *familjehem och HVB*."""
    return listed(
        [name if name.isupper() or name == "SiS" else name[0].lower() + name[1:] for name in map(type_name, codes)]
    )


def no_placements(facts: Facts, review: PlacementReview) -> str:
    """Return why there is nothing to show about a target group."""
    whom = GROUPS[review.target_group]
    return (
        f"Egna uppgifter om placerade {whom} saknas för {facts.municipality.name} {review.year}. "
        f"Därför visas inga figurer och tabeller om dem."
    )


def no_split(facts: Facts, review: PlacementReview) -> str:
    """Return why the cost isn't split."""
    if review.is_empty:
        return no_placements(facts, review)
    if review.unpriced:
        return f"Kostnaden kan inte delas i volym, mix och pris, eftersom pris saknas för {names_of(review.unpriced)}."
    if isnan(float(review.side(OWN)["residents"])):
        return "Kostnaden kan inte delas i volym, mix och pris, eftersom antalet invånare saknas."
    return (
        "Kostnaden kan inte delas i volym, mix och pris, eftersom det saknas uppgifter att jämföra med: andra kommuner, "
        "året före eller ett mål."
    )


def left_out_words(facts: Facts, review: PlacementReview) -> str:
    """Return which municipalities aren't compared with, or nothing."""
    if not review.left_out:
        return ""
    word = "kommunen" if len(review.left_out) == 1 else f"de {number_word(len(review.left_out))} kommunerna"
    return f"{peer_names(facts, review.left_out)} ingår inte i jämförelsen: {word} saknar pris eller antal invånare."


def more_words(part: Bound) -> Inlines:
    """Return an amount with its direction: *120 kronor mer*; without a direction when it is shown as zero."""
    size = quantity_words(Bound(abs(float(part.value)), part.claim), "kronor")
    if rounded(part.value) == 0:
        return size
    return sentence("{size} {word}", size=size, word=direction(part, 0, words=MORE_LESS))

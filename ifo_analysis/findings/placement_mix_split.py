"""Findings about a difference in the cost of placements, split in volume, mix and price: what it is made of, not why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ifo_analysis.analysis.decomposition import PER
from ifo_analysis.analysis.placement_review import OWN
from ifo_analysis.blocks import Finding, Value
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.placement_mix_persons import volume_in_two
from ifo_analysis.findings.placement_mix_words import (
    LEAST,
    beside,
    block_id,
    is_few,
    more_words,
    per_resident,
    resident_rows,
    side_rows,
)
from ifo_analysis.language import (
    MORE_LESS,
    Bound,
    direction,
    joined,
    number,
    quantity_words,
    rounded,
    sentence,
    sentences,
)
from ifo_analysis.language.differences import from_to_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ifo_analysis.analysis.placement_review import Comparison, PlacementReview
    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts

WEIGHT = 4.0
PARTS = {"volume": "antalet vårddygn", "mix": "sammansättningen", "price": "priset per dygn"}
GENITIVES = {"volume": "volymens", "mix": "sammansättningens", "price": "prisets"}
FORMULA = "delens medelvärde över alla ordningar att byta volym, mix och pris, kronor per invånare"
NO_CAUSE = "Delarna beskriver skillnaden, inte orsaken."


def parts_of(review: PlacementReview, comparison: Comparison) -> dict[str, float]:
    """Return one split in kronor per resident: ``own``, ``base``, ``gap``, ``volume``, ``mix`` and ``price``."""
    row = review.splits.totals.set_index("comparison").T[comparison]
    return {str(name): float(value) / PER for name, value in row.items()}


def largest_part(parts: Mapping[str, float]) -> str | None:
    """Return the part that is largest, or None if all are shown as zero."""
    name = max(PARTS, key=lambda part: abs(parts[part]))
    return name if rounded(parts[name]) else None


def told_comparisons(review: PlacementReview) -> tuple[Comparison, ...]:
    """Return the comparisons that are told in words: those with enough persons on both sides."""
    return tuple(name for name in review.split_comparisons() if not is_few(review, name, LEAST))


def placement_splits(facts: Facts, review: PlacementReview) -> list[Finding]:
    """Return the split against each comparison, the first with what it rests on; nothing without one, as the figure says why."""
    comparisons = told_comparisons(review)
    if not comparisons:
        return []
    found = [_split(facts, review, comparison) for comparison in comparisons]
    return [found[0], *volume_in_two(facts, review, comparisons[0]), *found[1:]]


def _split(facts: Facts, review: PlacementReview, comparison: Comparison) -> Finding:
    evidence = Evidence(facts, block_id(f"placement_split_{comparison}", review))
    parts = parts_of(review, comparison)
    bound = _bound(facts, evidence, review, comparison, parts)
    largest = largest_part(parts)
    is_sure = largest is not None and _is_sure(review, comparison, largest)
    is_early = side_rows(review, OWN, comparison)["is_preliminary"].any()
    return proved(
        evidence,
        Finding(
            id=evidence.finding,
            topic="placement_split",
            heading=_heading(facts, review, comparison, largest if is_sure else None),
            content=_content(facts, review, comparison, bound),
            caveats=tuple(part for part in _caveats(evidence, review, comparison, parts, largest) if part),
            number=Value(text=number(abs(parts["gap"])), claim=bound["gap"].claim),
            number_label=_label(facts, review, comparison, parts["gap"]),
            direction=_side_of(parts["gap"]),
            score=WEIGHT * min(1.0, abs(parts["gap"]) / (0.5 * parts["base"])) if parts["base"] > 0 else 0.0,
            robustness=0.0 if is_few(review, comparison) or not is_sure else 0.7 if is_early else 1.0,
        ),
    )


def _side_of(gap: float) -> Literal["higher", "lower", "equal"]:
    shown = rounded(gap)
    return "higher" if shown > 0 else "lower" if shown < 0 else "equal"


def _label(facts: Facts, review: PlacementReview, comparison: Comparison, gap: float) -> str:
    place = beside(facts, review, comparison).place
    if rounded(gap) == 0:
        return f"kronors skillnad {per_resident(review)} mot {_compared_with(facts, review, comparison)}"
    return f"kronor {direction(gap, 0, words=MORE_LESS)} {per_resident(review)} än {place}"


def _compared_with(facts: Facts, review: PlacementReview, comparison: Comparison) -> str:
    return beside(facts, review, comparison).place.removeprefix("i ")


def _bound(
    facts: Facts, evidence: Evidence, review: PlacementReview, comparison: Comparison, parts: Mapping[str, float]
) -> dict[str, Bound]:
    rows = side_rows(review, OWN)
    used = [side_rows(review, comparison), resident_rows(facts, review, OWN, comparison)]
    formulas = {"own": "kostnad ÷ invånare", "gap": "egen kostnad minus jämförelsens, per invånare"}
    return {
        name: evidence.bind(
            name, value, "kronor", rows, formula=formulas.get(name, FORMULA), is_signed=name != "own", also=used
        )
        for name, value in parts.items()
        if name != "base"
    }


def _heading(facts: Facts, review: PlacementReview, comparison: Comparison, largest: str | None) -> Inlines:
    if largest is None:
        return sentence("Kostnaden delad i volym, mix och pris")
    place = _compared_with(facts, review, comparison)
    return sentence("{part} är den största delen av skillnaden mot {place}", part=PARTS[largest], place=place)


def _content(facts: Facts, review: PlacementReview, comparison: Comparison, bound: Mapping[str, Bound]) -> Inlines:
    place = beside(facts, review, comparison).place
    gap = bound["gap"]
    is_first = comparison == told_comparisons(review)[0]
    compared = joined(["lika mycket som ", place] if rounded(gap.value) == 0 else [more_words(gap), " än ", place])
    opening = (
        sentence(
            "Placeringarna kostade {own} {whom} {year}, {compared}.",
            own=quantity_words(bound["own"], "kronor"),
            whom=per_resident(review),
            year=str(review.year),
            compared=compared,
        )
        if is_first
        else sentence("Kostnaden {whom} var {compared}.", whom=per_resident(review), compared=compared)
    )
    return sentences(opening, _told_parts(bound), sentence(NO_CAUSE))


def _told_parts(bound: Mapping[str, Bound]) -> Inlines:
    """Return the parts by size as a sentence; nothing when all of them are shown as zero."""
    order = sorted(PARTS, key=lambda part: -abs(float(bound[part].value)))
    if rounded(bound[order[0]].value) == 0:
        return ()
    opening = (
        "Volym, mix och pris tar ut varandra: {first} svarar för"
        if rounded(bound["gap"].value) == 0
        else "Av skillnaden svarar {first} för"
    )
    one, two, three = (more_words(bound[part]) for part in order)
    return sentence(
        f"{opening} {{one}}, {{second}} för {{two}} och {{third}} för {{three}}.",
        first=PARTS[order[0]],
        second=PARTS[order[1]],
        third=PARTS[order[2]],
        one=one,
        two=two,
        three=three,
    )


def _is_sure(review: PlacementReview, comparison: Comparison, part: str) -> bool:
    """Say whether a part has the same sign against each of the pooled municipalities alone."""
    if comparison != "peers" or review.singly.empty:
        return True
    return len({float(value) > 0 for value in review.singly[part]}) == 1


def _caveats(
    evidence: Evidence, review: PlacementReview, comparison: Comparison, parts: Mapping[str, float], largest: str | None
) -> list[Inlines]:
    shown = {name: rounded(value) for name, value in parts.items()}
    is_off = shown["volume"] + shown["mix"] + shown["price"] != shown["gap"]
    only = _on_one_side(review, comparison)
    return [
        sentence("Summan av delarna avviker något på grund av avrundning.") if is_off else (),
        sentence("Former som bara finns på ena sidan räknas som sammansättning, inte som pris.") if only else (),
        _sensitivity(evidence, review, comparison, largest),
        sentence("Priserna är löpande, inte omräknade med index.") if comparison == "last_year" else (),
    ]


def _on_one_side(review: PlacementReview, comparison: Comparison) -> bool:
    used = []
    for side in (OWN, comparison):
        forms = review.forms(side)
        used.append(set(forms.index[forms["care_days"] > 0]))
    return used[0] != used[1]


def _sensitivity(evidence: Evidence, review: PlacementReview, comparison: Comparison, largest: str | None) -> Inlines:
    """Return how the largest part varies against each of the pooled municipalities alone (*känslighet*)."""
    if comparison != "peers" or largest is None or len(review.singly) < 2:  # noqa: PLR2004 - one is the pool itself
        return ()
    rows = side_rows(review, OWN, "peers")
    formula = f"{FORMULA}, mot en kommun i taget"
    low, high = (
        evidence.bind(f"{largest}_{end}", value / PER, "kronor", rows, formula=formula, is_signed=True)
        for end, value in (("low", review.singly[largest].min()), ("high", review.singly[largest].max()))
    )
    return sentence(
        "Mot en jämförelsekommun i taget går {whose} del {span}.",
        whose=GENITIVES[largest],
        span=from_to_words(low, high, 0, unit="kronor", words=MORE_LESS),
    )

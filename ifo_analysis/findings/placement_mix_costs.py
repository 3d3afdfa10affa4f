"""Findings about the cost of placements: what a step on the care ladder is worth, the costliest, and what isn't explained."""

from __future__ import annotations

from itertools import pairwise
from math import isnan
from typing import TYPE_CHECKING, Any

from ifo_analysis.analysis.care_ladder import DAYS_PER_YEAR
from ifo_analysis.analysis.placement_review import OWN
from ifo_analysis.blocks import Finding, Paragraph, Value
from ifo_analysis.definitions.placement_types import placement_type
from ifo_analysis.findings.comparing import proved
from ifo_analysis.findings.evidence import Evidence
from ifo_analysis.findings.placement_mix_words import GROUPS, LEAST, block_id, side_rows
from ifo_analysis.language import (
    HIGHER_LOWER,
    MORE_LESS,
    Bound,
    direction,
    msek_words,
    number,
    number_word,
    quantity_words,
    rounded,
    sentence,
)

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.analysis.placement_review import PlacementReview
    from ifo_analysis.facts import Facts

MILLION = 1_000_000
LARGE_RESIDUAL_PCT = 5.0


def steps_told(ladder: pd.DataFrame) -> list[tuple[pd.Series[Any], pd.Series[Any]]]:
    """Return the neighbouring steps that both are priced and hold enough persons, the lower of each pair first."""
    rows = [row for _, row in ladder.iterrows()]
    return [
        (below, step)
        for below, step in pairwise(rows)
        if not isnan(step["step_sek_per_day"]) and min(below["persons"], step["persons"]) >= LEAST
    ]


def ladder_step(facts: Facts, review: PlacementReview) -> Finding | None:
    """Return the dearest step on the care ladder (*vad ett steg är värt*); None without two priced steps."""
    pairs = steps_told(review.ladder)
    if not pairs:
        return None
    below, step = max(pairs, key=lambda pair: abs(float(pair[1]["step_sek_per_day"])))
    evidence = Evidence(facts, block_id("ladder_step", review))
    codes = [*below["placement_types"].split(","), *step["placement_types"].split(",")]
    rows = side_rows(review, OWN)
    rows = rows.loc[rows["placement_type"].isin(codes)]
    day = float(step["step_sek_per_day"])
    per_day = evidence.bind(
        "per_day", day, "kronor per vårddygn", rows, formula="skillnad i kostnad ÷ vårddygn", is_signed=True
    )
    formula = f"skillnaden per vårddygn × {DAYS_PER_YEAR}"
    year = evidence.bind(
        "per_year", day * DAYS_PER_YEAR / MILLION, "mnkr", rows, decimals=1, formula=formula, is_signed=True
    )
    where = [
        " och ".join(placement_type(code).where for code in row["placement_types"].split(",")) for row in (step, below)
    ]
    if rounded(day) == 0:
        return None
    return proved(
        evidence,
        Finding(
            id=evidence.finding,
            topic="placement_mix",
            heading=sentence("Vad ett steg i vårdkedjan motsvarar"),
            content=sentence(
                "Ett vårddygn {dear} kostade i genomsnitt {day} {more} än ett {cheap} {report_year}. På ett helt år blir det "
                "{year} per placering, före kostnaden för stöd på hemmaplan.",
                dear=where[0],
                day=quantity_words(Bound(abs(day), per_day.claim), "kronor"),
                more=direction(day, 0, words=MORE_LESS),
                cheap=where[1],
                report_year=str(review.year),
                year=msek_words(Bound(abs(float(year.value)), year.claim)),
            ),
            caveats=(sentence("Vilken vård en person behöver avgörs i varje enskilt ärende."),),
        ),
    )


def costliest(facts: Facts, review: PlacementReview) -> Finding | None:
    """Return the share of the cost that goes to the costliest (*ytterfall*); None if either part is too few persons."""
    rows = review.costliest.dropna(subset=["cost_share", "all_persons"])
    rows = rows.loc[(rows["persons"] >= LEAST) & (rows["all_persons"] - rows["persons"] >= LEAST)]
    if rows.empty:
        return None
    row = rows.sort_values("persons").iloc[0]
    evidence = Evidence(facts, block_id("costliest", review))
    given, people = facts.local.costliest, facts.local.placed_persons
    given = given.loc[_is_group(given, review) & (given["persons"] == row["persons"])]
    people = people.loc[_is_group(people, review)]
    share = evidence.bind(
        "share", 100 * float(row["cost_share"]), "procent", given, formula="100 × deras kostnad ÷ hela kostnaden",
        also=[side_rows(review, OWN)],
    )  # fmt: skip
    n = evidence.bind("n", float(row["persons"]), "", given)
    everybody = evidence.bind("all", float(row["all_persons"]), "", people)
    return proved(
        evidence,
        Finding(
            id=evidence.finding,
            topic="placement_mix",
            heading=sentence("En del av kostnaden gäller få personer"),
            content=sentence(
                "De {n} personer som hade de högsta kostnaderna stod för {share} av kostnaden för placeringar {year}. I allt "
                "hade {all} personer varit placerade.",
                n=(Value(text=number_word(int(row["persons"])), claim=n.claim),),
                share=quantity_words(share, "procent"),
                year=str(review.year),
                all=(Value(text=number_word(int(row["all_persons"])), claim=everybody.claim),),
            ),
            number=Value(text=number(share.value), claim=share.claim),
            number_label=f"procent av placeringskostnaden gällde {number_word(int(row['persons']))} personer, {review.year}",
            score=1.5,
        ),
    )


def _is_group(frame: pd.DataFrame, review: PlacementReview) -> pd.Series[bool]:
    is_own = (frame["municipality"] == review.municipality) & (frame["year"] == review.year)
    return is_own & (frame["target_group"] == review.target_group)


def residual(facts: Facts, review: PlacementReview) -> Finding | Paragraph | None:
    """Return what the accounts hold beside days × price (*rest*); a sentence if there is nothing to try it against."""
    row = review.residual.iloc[0]
    if isnan(row["computed_sek"]):
        return None
    if isnan(row["residual_sek"]):
        whom = GROUPS[review.target_group]
        return Paragraph(
            role="absent",
            content=sentence(
                f"Uppgift om bokförd kostnad för placeringar av {whom} saknas för {facts.municipality.name} {review.year}. "
                "Dygn gånger pris kan därför inte stämmas av."
            ),
        )
    evidence = Evidence(facts, block_id("placement_residual", review))
    rows, booked = side_rows(review, OWN), facts.local.booked_costs
    booked = booked.loc[_is_group(booked, review)]
    computed, residual_msek = float(row["computed_sek"]) / MILLION, float(row["residual_sek"]) / MILLION
    total = evidence.bind("computed", computed, "mnkr", rows, decimals=1, formula="summan av vårddygn × pris")
    rest = evidence.bind(
        "residual", residual_msek, "mnkr", booked, decimals=1, formula="bokförd kostnad minus vårddygn × pris",
        is_signed=True, also=[rows],
    )  # fmt: skip
    pct = evidence.bind(
        "residual_pct", float(row["residual_pct"]), "procent", booked, decimals=1,
        formula="100 × rest ÷ bokförd kostnad", is_signed=True, also=[rows],
    )  # fmt: skip
    is_equal = rounded(residual_msek * MILLION, -3) == 0
    told = (
        sentence("Den bokförda kostnaden är densamma.")
        if is_equal
        else sentence(
            "Den bokförda kostnaden är {rest} {higher} ({pct}), och den delen är inte förklarad.",
            rest=msek_words(Bound(abs(residual_msek), rest.claim)),
            higher=direction(residual_msek, 6, words=HIGHER_LOWER),
            pct=quantity_words(Bound(abs(float(pct.value)), pct.claim), "procent", 1),
        )
    )
    return proved(
        evidence,
        Finding(
            id=evidence.finding,
            topic="placement_mix",
            heading=sentence("Avstämning mot bokförd kostnad"),
            content=sentence("Dygn gånger pris ger {total}. {told}", total=msek_words(total), told=told),
            score=3.0 if abs(float(row["residual_pct"])) > LARGE_RESIDUAL_PCT else 0.0,
        ),
    )

"""Findings about placements: what is said of days, forms, price and the split, and what is left unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from evidence_checks import assert_numbers_are_proved
from local_rows import local_rows
from placement_rows import (
    BERGSALA,
    CHILDREN,
    EVERYTHING,
    LAST_YEAR,
    NORRVIKEN,
    NOTHING,
    TARGET,
    facts_with,
    persons,
    review_of,
    rows,
)

from ifo_analysis.blocks import Finding, Paragraph
from ifo_analysis.findings.placement_mix import placement_mix
from ifo_analysis.findings.summary import choose
from ifo_analysis.language import faults, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ifo_analysis.blocks import Block
    from ifo_analysis.facts import Facts

NB = "\u00a0"


def blocks(facts: Facts, group: str = "children") -> list[Block]:
    return placement_mix(facts, review_of(facts, group))


def by_id(facts: Facts, group: str = "children") -> dict[str, Finding]:
    return {block.id: block for block in blocks(facts, group) if isinstance(block, Finding)}


def said(finding: Finding) -> str:
    return "\n".join([plain(finding.content), *(plain(caveat) for caveat in finding.caveats)])


FACTS = facts_with()
FOUND = by_id(FACTS)


def test_the_lead_says_days_forms_and_price_beside_the_others() -> None:
    lead = FOUND["placement_days"]
    assert lead.role == "lead"
    assert plain(lead.heading) == "Fler vårddygn för barn och unga än i jämförelsekommunerna"
    assert said(lead) == (
        f"I Ekhult var det 2{NB}041{NB}vårddygn per 1{NB}000{NB}invånare 0–20 år 2024, 682 fler än i jämförelsekommunerna. "
        f"Familjehemmen stod för 60{NB}procent av dygnen, HVB för 17{NB}procent. Ett vårddygn kostade i genomsnitt "
        f"2{NB}389{NB}kronor, 648{NB}kronor mer än i jämförelsekommunerna.\n"
        "Jämförelsekommunerna är Bergsala och Norrviken, räknade tillsammans."
    )
    assert (lead.direction, lead.robustness) == ("higher", 1.0)


def test_the_form_that_differs_most_is_told() -> None:
    assert said(FOUND["placement_mix"]) == (
        f"Den form vars andel av vårddygnen skiljer sig mest är familjehem: 60{NB}procent, 19{NB}procentenheter mindre än i "
        "jämförelsekommunerna."
    )


def test_the_split_says_the_gap_and_its_parts_by_size_and_no_cause() -> None:
    split = FOUND["placement_split_peers"]
    assert plain(split.heading) == "Antalet vårddygn är den största delen av skillnaden mot jämförelsekommunerna"
    assert said(split) == (
        f"Placeringarna kostade 4{NB}876{NB}kronor per invånare 0–20 år 2024, 2{NB}509{NB}kronor mer än i "
        f"jämförelsekommunerna. Av skillnaden svarar antalet vårddygn för 1{NB}407{NB}kronor mer, sammansättningen för "
        f"960{NB}kronor mer och priset per dygn för 142{NB}kronor mer. Delarna beskriver skillnaden, inte orsaken.\n"
        "Former som bara finns på ena sidan räknas som sammansättning, inte som pris.\n"
        f"Mot en jämförelsekommun i taget går volymens del från 1{NB}279 till 1{NB}549{NB}kronor mer."
    )
    assert (split.direction, split.robustness) == ("higher", 1.0)
    assert split.number is not None
    assert (split.number.text, split.number_label) == (
        f"2{NB}509", "kronor mer per invånare 0–20 år än i jämförelsekommunerna"
    )  # fmt: skip


def test_last_year_and_the_target_are_split_too() -> None:
    assert plain(FOUND["placement_split_last_year"].content).startswith(
        f"Kostnaden per invånare 0–20 år var 1{NB}268{NB}kronor mer än 2023. Av skillnaden svarar antalet vårddygn för"
    )
    assert "Priserna är löpande, inte omräknade med index." in said(FOUND["placement_split_last_year"])
    assert "2\u00a0241\u00a0kronor mer än i målet" in said(FOUND["placement_split_target"])
    assert "löpande" not in said(FOUND["placement_split_target"])


def test_volume_is_split_in_persons_and_days_per_person() -> None:
    assert said(FOUND["placement_persons"]) == (
        f"Volymen kan delas i två: antalet placerade svarar för 490{NB}kronor mer och dygnen per placerad för 924{NB}kronor "
        f"mer, räknat per invånare 0–20 år. Varje placerad hade i genomsnitt 290{NB}vårddygn 2024.\n"
        "De två delarna är räknade i en uppdelning i fyra, och deras summa kan skilja sig något från volymens del."
    )


def test_a_step_on_the_ladder_is_worth_a_year_and_decides_nothing() -> None:
    assert said(FOUND["ladder_step"]) == (
        f"Ett vårddygn i konsulentstött familjehem kostade i genomsnitt 1{NB}100{NB}kronor mer än ett i familjehem 2024. På "
        f"ett helt år blir det 402{NB}000{NB}kronor per placering, före kostnaden för stöd på hemmaplan.\n"
        "Vilken vård en person behöver avgörs i varje enskilt ärende."
    )


def test_the_costliest_and_the_residual_are_told() -> None:
    assert said(FOUND["costliest"]) == (
        f"De fem personer som hade de högsta kostnaderna stod för 25{NB}procent av kostnaden för placeringar 2024. I allt "
        "hade 52 personer varit placerade."
    )
    assert said(FOUND["placement_residual"]) == (
        f"Dygn gånger pris ger 36,1{NB}miljoner kronor. Den bokförda kostnaden är 920{NB}000{NB}kronor högre "
        f"(2,5{NB}procent), och den delen är inte förklarad."
    )


@pytest.mark.parametrize("group", ["children", "adults"])
@pytest.mark.parametrize(
    "placements",
    [
        EVERYTHING,
        rows(CHILDREN),
        (*rows(BERGSALA), *rows(CHILDREN, "9911"), *rows(CHILDREN, year=2023)),
        (*rows(CHILDREN), *rows(CHILDREN, year=2023)),
        (*rows(CHILDREN[:1]), *rows(NORRVIKEN, "9912")),
        (*rows(CHILDREN[-1:]), *rows(LAST_YEAR, year=2023)),
        tuple(row | {"is_preliminary": True} for row in EVERYTHING),
        tuple(row | {"cost_sek": NOTHING} for row in EVERYTHING),
        tuple(row | {"provider": ""} for row in EVERYTHING[:9]),
    ],
    ids=["all", "alone", "lower", "equal", "one form", "few", "preliminary", "unpriced", "no provider"],
)
def test_every_number_is_proved_and_every_sentence_is_swedish(
    placements: Iterable[dict[str, object]], group: str
) -> None:
    for block in blocks(facts_with(placements), group):
        if isinstance(block, Finding):
            assert_numbers_are_proved(block)
            assert faults(said(block)) == []
            assert faults(f"{plain(block.heading)}.") == []
        else:
            assert isinstance(block, Paragraph)
            assert faults(plain(block.content)) == []


def test_lower_cost_has_its_direction_in_words() -> None:
    found = by_id(facts_with([*rows(BERGSALA), *rows(CHILDREN, "9911")]))
    assert plain(found["placement_days"].heading) == "Färre vårddygn för barn och unga än i jämförelsekommunerna"
    assert "färre än i Bergsala" in said(found["placement_days"])
    assert found["placement_split_peers"].direction == "lower"
    assert "kronor mindre än i Bergsala" in said(found["placement_split_peers"])
    assert "Mot en jämförelsekommun i taget" not in said(found["placement_split_peers"])


def test_equal_cost_and_days_are_said_to_be_equal() -> None:
    found = by_id(facts_with([*rows(CHILDREN), *rows(CHILDREN, year=2023)]))
    assert plain(found["placement_days"].heading) == "Placeringar av barn och unga"
    assert "2024, lika många som 2023." in said(found["placement_days"])
    assert "kronor, lika mycket som 2023." in said(found["placement_days"])
    assert said(found["placement_split_last_year"]).startswith(
        f"Placeringarna kostade 4{NB}876{NB}kronor per invånare 0–20 år 2024, lika mycket som 2023. Delarna beskriver"
    )
    assert found["placement_split_last_year"].direction == "equal"


def test_parts_that_cancel_out_are_told() -> None:
    own = [("familjehem", "own", 100.0, 7_400_000.0, 30), ("hvb", "own", 100.0, 7_400_000.0, 30)]
    before = [("familjehem", "own", 50.0, 7_400_000.0, 30), ("hvb", "own", 50.0, 7_400_000.0, 30)]
    found = by_id(facts_with([*rows(own), *rows(before, year=2023)]))
    content = plain(found["placement_split_last_year"].content)
    assert "lika mycket som 2023. Volym, mix och pris tar ut varandra: priset per dygn svarar för" in content
    assert faults(content) == []


def test_a_sign_that_depends_on_the_municipality_opens_no_summary() -> None:
    dear = [("familjehem", "own", 60_000.0, 66_000_000.0, 200)]
    found = by_id(facts_with([*rows(CHILDREN), *rows(dear, "9911"), *rows(NORRVIKEN, "9912")]))
    split = found["placement_split_peers"]
    assert plain(split.heading) == "Kostnaden delad i volym, mix och pris"
    assert split.robustness == 0
    assert "går volymens del från" in said(split)
    assert split.id not in {finding.id for finding in choose(found.values())}


def test_fewer_than_five_persons_are_not_compared() -> None:
    few = [("familjehem", "own", 900.0, 900_000.0, 3), ("hvb", "purchased", 300.0, 1_800_000.0, 2)]
    facts = facts_with([*rows(few), *rows(few, year=2023)], placed_persons=persons(children_2024=4, children_2023=4))
    found = by_id(facts)
    assert set(found) == {"placement_days", "placement_residual"}
    assert said(found["placement_days"]).startswith(
        f"I Ekhult var det 162{NB}vårddygn per 1{NB}000{NB}invånare 0–20 år 2024. Ett vårddygn"
    )
    assert "Antalet placerade är så litet att uppgifterna inte jämförs." in said(found["placement_days"])
    assert found["placement_days"].robustness == 0
    assert found["placement_days"].direction == ""


def test_fewer_than_twenty_persons_are_compared_with_a_caveat_and_without_shares() -> None:
    found = by_id(FACTS, "adults")
    assert plain(found["placement_days_adults"].heading) == "Fler vårddygn för vuxna än året före"
    assert "Antalet placerade är litet, så enstaka placeringar kan ändra siffrorna mycket." in said(
        found["placement_days_adults"]
    )
    assert {"placement_mix_adults", "placement_persons_adults"}.isdisjoint(found)
    assert found["placement_days_adults"].robustness == found["placement_split_last_year_adults"].robustness == 0


def test_forms_with_few_persons_are_not_told_apart() -> None:
    told = said(FOUND["placement_days"]) + said(FOUND["ladder_step"]) + said(FOUND["placement_mix"])
    assert "SiS" not in told
    assert "tödboende" not in told


@pytest.mark.parametrize(("n", "is_told"), [(48, False), (47, True)])
def test_the_costliest_are_told_only_if_at_least_five_others_are_left(n: int, is_told: bool) -> None:  # noqa: FBT001
    few = local_rows("costliest", {"target_group": "children", "persons": n, "cost_sek": 9e6})
    assert ("costliest" in by_id(facts_with(costliest=few))) is is_told


def test_a_missing_booked_cost_is_said_once() -> None:
    absent = [
        block for block in blocks(facts_with(booked_costs=local_rows("booked_costs"))) if isinstance(block, Paragraph)
    ]
    assert len(absent) == 1
    assert plain(absent[0].content) == (
        "Uppgift om bokförd kostnad för placeringar av barn och unga saknas för Ekhult 2024. Dygn gånger pris kan därför inte "
        "stämmas av."
    )
    assert absent[0].role == "absent"


@pytest.mark.parametrize(
    ("booked", "words"),
    [
        (36.08e6, "Den bokförda kostnaden är densamma."),
        (
            30e6,
            f"Den bokförda kostnaden är 6,1{NB}miljoner kronor lägre (20,3{NB}procent), och den delen är inte förklarad.",
        ),
    ],
)
def test_a_residual_has_its_direction(booked: float, words: str) -> None:
    frame = local_rows("booked_costs", {"target_group": "children", "cost_sek": booked})
    assert said(by_id(facts_with(booked_costs=frame))["placement_residual"]).endswith(words)


def test_a_missing_price_is_named_and_takes_the_split_with_it() -> None:
    unpriced = [row | {"cost_sek": NOTHING} if row["placement_type"] == "sis" else row for row in EVERYTHING]
    found = blocks(facts_with(unpriced))
    ids = {block.id for block in found if isinstance(block, Finding)}
    assert ids == {"placement_days", "placement_mix", "ladder_step"}
    assert not any(isinstance(block, Paragraph) for block in found)  # the figure says why
    lead = next(block for block in found if isinstance(block, Finding))
    assert "Pris saknas för SiS." in said(lead)
    assert "kostade i genomsnitt" not in said(lead)


def test_municipalities_that_cannot_be_compared_are_named() -> None:
    unpriced = [row | {"cost_sek": NOTHING} if row["municipality"] == "9911" else row for row in EVERYTHING]
    lead = by_id(facts_with(unpriced))["placement_days"]
    assert "Bergsala ingår inte i jämförelsen: kommunen saknar pris eller antal invånare." in said(lead)
    assert "682" not in said(lead)


def test_all_residents_stand_in_for_the_age_group_with_a_caveat() -> None:
    facts = facts_with(rows(CHILDREN), residents_by_age=local_rows("residents_by_age"))
    lead = by_id(facts)["placement_days"]
    assert f"vårddygn per 1{NB}000{NB}invånare i alla åldrar 2024." in said(lead)
    assert "Antalet invånare i åldersgruppen saknas; antalet i alla åldrar används i stället." in said(lead)
    assert faults(said(lead)) == []


def test_preliminary_figures_carry_their_mark() -> None:
    facts = facts_with([row | {"is_preliminary": True} for row in EVERYTHING])
    assert "Uppgifterna för 2024 är preliminära." in said(by_id(facts)["placement_days"])
    assert by_id(facts)["placement_days"].robustness == 0.7


def test_more_days_than_a_year_has_are_to_be_checked() -> None:
    many = [row | {"persons": 6} if row["placement_type"] == "hvb" else row for row in EVERYTHING]
    assert "fler vårddygn än personerna kan ha på ett år" in said(by_id(facts_with(many))["placement_days"])


def test_nothing_is_said_where_nobody_is_placed() -> None:
    assert blocks(facts_with(rows(BERGSALA, "9911"))) == []


def test_a_target_alone_is_a_comparison() -> None:
    found = by_id(facts_with([*rows(CHILDREN), *rows(TARGET, basis="target")]))
    assert plain(found["placement_days"].heading) == "Fler vårddygn för barn och unga än i målet"
    assert "placement_persons" not in found
    assert "placement_split_target" in found


def test_no_two_findings_share_an_id() -> None:
    ids = [block.id for group in ("children", "adults") for block in blocks(FACTS, group) if isinstance(block, Finding)]
    assert len(set(ids)) == len(ids)

"""Findings about placements: rates beside the median, small numbers not compared, and never a cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from areas import PLACED, beside, changed, facts_with
from evidence_checks import assert_numbers_are_proved
from invented import PEERS

from ifo_analysis import findings
from ifo_analysis.blocks import Finding, Paragraph
from ifo_analysis.definitions.areas import placement_ids
from ifo_analysis.language import plain

if TYPE_CHECKING:
    from ifo_analysis.blocks import Block
    from ifo_analysis.facts import Facts

FEW = {"N33812": (9, (), None), "N33813": (10, (), None)}


def blocks(facts: Facts) -> list[Block]:
    return findings.placements(facts, beside(facts, placement_ids()), PEERS)


def told(facts: Facts) -> dict[str, Finding]:
    found = {block.id: block for block in blocks(facts) if isinstance(block, Finding)}
    for finding in found.values():
        assert_numbers_are_proved(finding)
    return found


def paragraphs(facts: Facts) -> list[str]:
    return [plain(block.content) for block in blocks(facts) if isinstance(block, Paragraph)]


def test_the_rate_stands_beside_the_median() -> None:
    found = told(facts_with(PLACED))["placed_per_1000"]
    assert plain(found.heading) == "Fler placerade än i gruppen"
    assert plain(found.content) == (
        "I Ekhult var 7,4 av 1\u00a0000 invånare 0–20 år placerade på HVB eller i familjehem någon gång under 2024. "
        "Medianen i gruppen var 6,1."
    )
    assert [plain(caveat) for caveat in found.caveats] == [
        (
            "Slutsatsen står sig när en kommun i taget utesluts: skillnaden är 1,2–1,5\u00a0placerade per 1\u00a0000 "
            "invånare."
        )
    ]
    assert (found.direction, found.robustness, found.role) == ("higher", 1.0, "lead")


@pytest.mark.parametrize(("own", "heading"), [(5.0, "Färre placerade än i gruppen"), (6.15, "Placerade barn och unga")])
def test_the_heading_has_a_direction_only_when_it_is_robust(own: float, heading: str) -> None:
    assert plain(told(facts_with(changed(PLACED, N33818=own)))["placed_per_1000"].heading) == heading


def test_fewer_than_twenty_are_not_compared() -> None:
    found = told(facts_with({**PLACED, **FEW}))["placed_per_1000"]
    assert plain(found.content) == (
        "I Ekhult var 7,4 av 1\u00a0000 invånare 0–20 år placerade på HVB eller i familjehem någon gång under 2024."
    )
    assert [plain(caveat) for caveat in found.caveats] == [
        "Antalet placerade är så litet att andelen inte jämförs med gruppens."
    ]
    assert (found.direction, found.robustness) == ("", 0.0)
    assert "medianen" not in plain(told(facts_with({**PLACED, **FEW}))["placed_by_form"].content)


def test_twenty_are_compared_and_a_missing_count_is_not_zero() -> None:
    twenty = facts_with({**PLACED, **changed(FEW, N33813=11)})
    hidden = facts_with({**PLACED, **changed(FEW, N33813=None)})
    for facts in (twenty, hidden):
        assert told(facts)["placed_per_1000"].robustness == 1.0


def test_both_forms_are_told_with_their_medians() -> None:
    assert plain(told(facts_with(PLACED))["placed_by_form"].content) == (
        "På HVB var 2,8 av 1\u00a0000 invånare 0–20 år placerade någon gång under 2024 (medianen 2,4), i familjehem 5,0 "
        "(medianen 4,0). Samma person kan räknas i båda."
    )


def test_open_care_and_placements_stand_side_by_side_without_a_cause() -> None:
    found = told(facts_with(PLACED))["open_care_and_placements"]
    assert plain(found.content) == (
        "Öppenvården för barn och unga kostade 1\u00a0150\u00a0kronor per invånare 0–20 år, 90\u00a0kronor mer än "
        "medianen. Placeringarna kostade 2\u00a0640\u00a0kronor, 310\u00a0kronor mer än medianen. Uppgifterna visar inte "
        "om det ena påverkar det andra."
    )
    assert [plain(caveat) for caveat in found.caveats] == [
        (
            "När en kommun i taget utesluts är skillnaden 80–120\u00a0kronor för öppenvården och 275–375\u00a0kronor för "
            "placeringarna."
        )
    ]


def test_less_and_the_same_are_told_as_such() -> None:
    found = told(facts_with(changed(PLACED, N33021=870, N33022=2_330)))["open_care_and_placements"]
    assert plain(found.content).startswith(
        "Öppenvården för barn och unga kostade 870\u00a0kronor per invånare 0–20 år, 190\u00a0kronor mindre än medianen. "
        "Placeringarna kostade 2\u00a0330\u00a0kronor, lika mycket som medianen."
    )
    assert [plain(caveat) for caveat in found.caveats] == [
        "När en kommun i taget utesluts är skillnaden 160–200\u00a0kronor per invånare för öppenvården.",
        (
            "Om kostnaden för placeringarna ligger över eller under medianen beror på valet av jämförelsegrupp. När en "
            "kommun utesluts går skillnaden från 35\u00a0kronor per invånare under till 65\u00a0kronor per invånare över."
        ),
    ]
    assert found.robustness == 0.0


def test_a_hidden_rate_is_missing_and_never_zero() -> None:
    facts = facts_with(changed(PLACED, N33816=None, N33818=None))
    assert set(told(facts)) == {"open_care_and_placements"}
    assert paragraphs(facts) == [
        (
            "Uppgift om placerade på HVB eller i familjehem och placerade på HVB saknas för Ekhult 2024. Kolada visar "
            "inte uppgifter som bygger på få personer."
        )
    ]


def test_rates_that_nobody_has_yet_are_not_called_hidden() -> None:
    costs = {name: PLACED[name] for name in ("N33021", "N33022")}
    assert paragraphs(facts_with(costs)) == ["Uppgift om placerade barn och unga saknas för Ekhult 2024."]


def test_without_any_value_nothing_is_said() -> None:
    assert blocks(facts_with()) == []

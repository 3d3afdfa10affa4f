"""Findings about cost by sub-area: every sentence in full, in its kinds and at its borders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from areas import COSTS, Sides, beside, changed, facts_with, without_residents
from evidence_checks import assert_numbers_are_proved
from invented import PEERS

from ifo_analysis import findings
from ifo_analysis.blocks import Finding, Paragraph
from ifo_analysis.definitions.areas import cost_ids
from ifo_analysis.language import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ifo_analysis.blocks import Block
    from ifo_analysis.facts import Facts

GROUP = "liknande kommuner IFO, utgåva 2024"
NET: Mapping[str, Sides] = {
    "N30005": (5_780, (5_500, 5_600, 5_700, 5_750, 5_800, 5_900, 6_000), 5_700),
    "N30007": (5_115, (5_400, 5_500, 5_600, 5_700, 5_800, 5_900, 6_000), 5_700),
}


def blocks(facts: Facts, peers: Sequence[str] = PEERS) -> list[Block]:
    return findings.subareas(facts, beside(facts, cost_ids(), peers), beside(facts, [*NET], peers), peers, 2024)


def told(facts: Facts, peers: Sequence[str] = PEERS) -> dict[str, Finding]:
    found = {block.id: block for block in blocks(facts, peers) if isinstance(block, Finding)}
    for finding in found.values():
        assert_numbers_are_proved(finding)
    return found


def caveats(finding: Finding) -> list[str]:
    return [plain(caveat) for caveat in finding.caveats]


def test_the_whole_stands_beside_the_median() -> None:
    found = told(facts_with(COSTS))["cost_vs_peers"]
    assert plain(found.heading) == "Kostnaden per invånare är högre än gruppens"
    assert plain(found.content) == (
        "Kostnaden för individ- och familjeomsorgen var 6\u00a0400\u00a0kronor per invånare i Ekhult 2024. Det är "
        f"700\u00a0kronor mer än medianen för {GROUP} (5\u00a0700\u00a0kronor)."
    )
    assert caveats(found) == [
        "Slutsatsen står sig när en kommun i taget utesluts: skillnaden är 600–825\u00a0kronor per invånare."
    ]
    assert found.number is not None
    assert (found.number.text, found.number_label) == ("700", "kronor per invånare över gruppens median, 2024")
    assert (found.role, found.direction, found.robustness, found.score) == ("lead", "higher", 1.0, 4.0)


def test_a_lower_cost_is_told_as_less() -> None:
    found = told(facts_with(changed(COSTS, N30101=5_000)))["cost_vs_peers"]
    assert "Det är 700\u00a0kronor mindre än medianen" in plain(found.content)
    assert (found.direction, found.number_label) == ("lower", "kronor per invånare under gruppens median, 2024")


def test_the_same_cost_is_told_as_the_same() -> None:
    facts = facts_with({"N30101": (5_700, (5_700,) * 7, 5_700)})
    found = told(facts)["cost_vs_peers"]
    assert plain(found.content).endswith(f"Det är lika mycket som medianen för {GROUP}.")
    assert caveats(found) == [
        "Slutsatsen är densamma vilken kommun som än utesluts: Ekhult ligger i nivå med medianen."
    ]
    assert (plain(found.heading), found.direction) == ("Kostnaden per invånare är densamma som gruppens", "equal")
    assert "cost_gap" not in told(facts)


def test_a_side_that_one_peer_decides_has_no_direction_and_no_gap_in_msek() -> None:
    facts = facts_with(changed(COSTS, N30101=5_650), residents=31_000)
    found = told(facts)
    assert caveats(found["cost_vs_peers"]) == [
        (
            "Om Ekhult ligger över eller under medianen beror på valet av jämförelsegrupp. När en kommun utesluts går "
            "skillnaden från 150\u00a0kronor per invånare under till 75\u00a0kronor per invånare över."
        )
    ]
    assert plain(found["cost_vs_peers"].heading) == "Kostnaden per invånare"
    assert (found["cost_vs_peers"].direction, found["cost_vs_peers"].robustness) == ("", 0.0)
    assert "cost_gap" not in found


def test_a_missing_peer_is_named_and_too_few_peers_are_no_median() -> None:
    six = {"N30101": (6_400, (5_200, None, 5_450, 5_700, 5_900, 6_100, 6_600), 5_800)}
    assert caveats(told(facts_with(six))["cost_vs_peers"])[0] == (
        "Uppgift saknas för Norrviken; medianen bygger på de övriga sex kommunerna."
    )
    three = {"N30101": (6_400, (5_200, 5_400, 5_450), 5_800)}
    found = told(facts_with(three))["cost_vs_peers"]
    assert plain(found.content) == (
        "Kostnaden för individ- och familjeomsorgen var 6\u00a0400\u00a0kronor per invånare i Ekhult 2024."
    )
    assert caveats(found)[0] == (
        "Ingen jämförelse visas: minst fyra liknande kommuner behöver ha uppgift, och tre har det."
    )
    assert (found.number, found.robustness) == (None, 0.0)


def test_without_a_group_the_own_cost_stands_alone() -> None:
    found = told(facts_with(COSTS), ())["cost_vs_peers"]
    assert caveats(found) == ["Ingen jämförelse visas, eftersom uppgift om liknande kommuner saknas."]
    assert found.number is None


def test_preliminary_values_are_said_to_be() -> None:
    found = told(facts_with(COSTS, preliminary=True))["cost_vs_peers"]
    assert caveats(found)[-1] == "Värdena för 2024 är preliminära."
    assert found.robustness == 0.7


def test_the_gap_in_msek_is_arithmetic_and_no_target() -> None:
    found = told(facts_with(COSTS, residents=31_000))["cost_gap"]
    assert plain(found.content) == (
        "Med gruppens mediankostnad per invånare skulle kostnaden vara 21,7\u00a0miljoner kronor lägre. Det är ett "
        "teoretiskt gap och inget sparmål: behoven kan skilja sig åt."
    )
    assert caveats(found) == ["Gapet gäller kostnaden mot gruppens median, inte nettokostnaden mot referenskostnaden."]
    assert found.number is None  # it never stands in the summary beside the deviation in mnkr
    higher = told(facts_with(changed(COSTS, N30101=5_000), residents=31_000))["cost_gap"]
    assert "skulle kostnaden vara 21,7\u00a0miljoner kronor högre." in plain(higher.content)


def test_without_residents_there_is_no_gap_in_msek() -> None:
    assert "cost_gap" not in told(without_residents(facts_with(COSTS)))


def test_the_largest_difference_is_that_of_one_sub_area() -> None:
    found = told(facts_with(COSTS))["largest_subarea"]
    assert plain(found.heading) == "Störst skillnad: barn- och ungdomsvård"
    assert plain(found.content) == (
        "Barn- och ungdomsvården kostade 3\u00a0100\u00a0kronor per invånare, 300\u00a0kronor mer än medianen "
        "(2\u00a0800\u00a0kronor)."
    )
    assert caveats(found) == [
        "När en kommun i taget utesluts är skillnaden 250–350\u00a0kronor per invånare.",
        "Medianerna är tagna var för sig. Därför summerar skillnaderna inte till skillnaden för helheten.",
    ]
    less = told(facts_with(changed(COSTS, N31001=500)))["largest_subarea"]
    assert plain(less.content) == (
        "Det ekonomiska biståndet kostade 500\u00a0kronor per invånare, 850\u00a0kronor mindre än medianen "
        "(1\u00a0350\u00a0kronor)."
    )


def test_a_sub_area_without_a_value_is_named_and_might_have_been_the_largest() -> None:
    facts = facts_with(changed(COSTS, N33001=None))
    found = told(facts)["largest_subarea"]
    assert plain(found.heading) == "Störst skillnad bland dem som går att jämföra: ekonomiskt bistånd"
    assert found.robustness == 0.0
    assert [plain(block.content) for block in blocks(facts) if isinstance(block, Paragraph)] == [
        "Uppgift om kostnaden för barn- och ungdomsvården saknas för Ekhult 2024."
    ]


def test_without_any_value_nothing_is_said() -> None:
    assert blocks(facts_with(NET)) == []
    assert blocks(facts_with(changed(COSTS, **dict.fromkeys(COSTS)))) == []


def test_the_same_cost_and_another_deviation_are_told_together() -> None:
    found = told(facts_with({**COSTS, **NET}))["equal_cost_high_deviation"]
    assert plain(found.content) == (
        "Nettokostnaden per invånare är nästan densamma som gruppens (5\u00a0780 mot 5\u00a0750\u00a0kronor), men "
        "13,0\u00a0procent högre än referenskostnaden. Båda uppgifterna stämmer. Referenskostnaden för Ekhult är "
        "585\u00a0kronor lägre än gruppens median, så samma kostnad ger en annan avvikelse."
    )


def test_another_cost_near_the_reference_is_told_together() -> None:
    reverse = changed(NET, N30005=6_300, N30007=6_280)
    found = told(facts_with({**COSTS, **reverse}))["equal_cost_high_deviation"]
    assert plain(found.content) == (
        "Nettokostnaden per invånare är 550\u00a0kronor högre än gruppens median och samtidigt 0,3\u00a0procent högre än "
        "referenskostnaden. Referenskostnaden för Ekhult är 580\u00a0kronor högre än gruppens median."
    )


@pytest.mark.parametrize(("net", "reference"), [(6_400, 5_600), (5_780, 5_700), (None, 5_115), (5_780, None)])
def test_costs_that_agree_need_no_explanation(net: float | None, reference: float | None) -> None:
    facts = facts_with({**COSTS, **changed(NET, N30005=net, N30007=reference)})
    assert "equal_cost_high_deviation" not in told(facts)


def test_kostnad_and_nettokostnad_never_stand_in_one_finding() -> None:
    for finding in told(facts_with({**COSTS, **NET}, residents=31_000)).values():
        used = {name for claim in finding.claims for name in claim.indicators}
        assert not (used & set(NET) and used & set(COSTS))

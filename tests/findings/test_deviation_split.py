"""Findings about the deviation by sub-area: direction only where both weightings agree on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from areas import changed, facts_with
from evidence_checks import assert_numbers_are_proved
from invented import EKHULT, PEERS

from ifo_analysis.analysis.deviation_split import DeviationSplit
from ifo_analysis.analysis.deviation_split import deviation_split as split_of
from ifo_analysis.blocks import Finding
from ifo_analysis.findings.deviation_split import OWN_SPLIT, deviation_split, why_not
from ifo_analysis.language import faults, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from areas import Sides

    from ifo_analysis.facts import Facts

NET: Mapping[str, Sides] = {
    "N33016": (3_100, (2_350,) * 7, 44.76),
    "N31008": (1_500, (1_350,) * 7, 30.93),
    "N35019": (1_200, (900,) * 7, 16.84),
    "N37005": (450, (300,) * 7, 5.54),
    "N37006": (150, (100,) * 7, 1.93),
    "N30005": (6_400, (5_000,) * 7, 100),
    "N30007": (5_600, (5_300,) * 7, 100),
}


def split(facts: Facts) -> DeviationSplit:
    return split_of(facts.indicator_values, EKHULT, PEERS, 2024)


def told(facts: Facts) -> dict[str, Finding]:
    by_id = {block.id: block for block in deviation_split(facts, split(facts)) if isinstance(block, Finding)}
    for finding in by_id.values():
        assert_numbers_are_proved(finding)
        for text in (finding.heading, finding.content, *finding.caveats):
            assert faults(plain(text)) == []
    return by_id


def caveats(finding: Finding) -> list[str]:
    return [plain(caveat) for caveat in finding.caveats]


def test_the_largest_part_is_told_with_both_weightings() -> None:
    found = told(facts_with(NET))["deviation_split"]

    assert plain(found.heading) == "Störst avvikelse: barn- och ungdomsvård"
    assert plain(found.content) == (
        "Nettokostnaden i Ekhult 2024 var 800\u00a0kronor per invånare högre än referenskostnaden. För barn- och "
        "ungdomsvården var den 468\u00a0kronor högre än delens andel av referenskostnaden, fördelad som i gruppen. Med "
        "rikets fördelning är det 593\u00a0kronor högre."
    )
    assert caveats(found) == [OWN_SPLIT]
    assert [claim.formula for claim in found.claims] == [
        "N30005 − N30007",
        "N33016 − referenskostnaden × gruppens andel av nettokostnaden",
        "N33016 − referenskostnaden × rikets andel av nettokostnaden",
    ]
    assert (found.role, found.direction, found.robustness, found.score) == ("lead", "higher", 1.0, 3.0)
    assert found.number is not None
    assert (found.number.text, found.number_label) == (
        "468",
        "kronor per invånare högre än delens andel av referenskostnaden, 2024",
    )


def test_a_part_below_its_share_is_told_as_lower() -> None:
    found = told(facts_with(changed(NET, N31008=500, N30005=5_400)))["deviation_split"]

    assert plain(found.content).startswith("Nettokostnaden i Ekhult 2024 var 200\u00a0kronor per invånare lägre än")
    assert "För det ekonomiska biståndet var den 1\u00a0012\u00a0kronor lägre än delens andel" in plain(found.content)
    assert found.direction == "lower"


def test_a_sub_area_whose_sign_depends_on_the_weights_has_no_direction() -> None:
    found = told(facts_with(changed(NET, N31008=1_650, N35019=1_050)))["deviation_split"]

    assert caveats(found) == [
        OWN_SPLIT,
        "Ingen riktning anges för det ekonomiska biståndet: den beror på valet av vikter.",
    ]


def test_without_one_largest_part_both_answers_are_given() -> None:
    found = told(facts_with(changed(NET, N31008=2_100, N33016=2_900, N30005=6_800)))["deviation_split"]

    assert plain(found.heading) == "Delarnas avvikelse beror på valet av vikter"
    assert plain(found.content).endswith(
        "Med gruppens andelar är skillnaden störst för det ekonomiska biståndet, med rikets andelar för barn- och "
        "ungdomsvården."
    )
    assert (found.number, found.direction, found.robustness) == (None, "", 0.0)


def test_a_largest_part_without_a_sign_says_so() -> None:
    sides = {
        "N33016": (3_200, (2_350,) * 7, 53.0),
        "N31008": (1_600, (1_350,) * 7, 23.5),
        "N35019": (1_088, (900,) * 7, 16.0),
        "N37005": (384, (300,) * 7, 5.5),
        "N37006": (128, (100,) * 7, 2.0),
        "N30005": (6_400, (5_000,) * 7, 100),
        "N30007": (6_400, (5_000,) * 7, 100),
    }
    found = told(facts_with(sides))["deviation_split"]

    assert plain(found.content).endswith(
        "Störst är skillnaden för barn- och ungdomsvården, men åt vilket håll beror på valet av vikter."
    )
    assert (found.number, found.direction, found.robustness) == (None, "", 0.0)


def test_no_deviation_is_told_as_none() -> None:
    found = told(facts_with(changed(NET, N30007=6_400)))["deviation_split"]

    assert plain(found.content).startswith("Nettokostnaden i Ekhult 2024 var lika hög som referenskostnaden.")


def test_parts_that_miss_the_net_cost_are_told_with_both_sides() -> None:
    found = told(facts_with(changed(NET, N30005=6_410)))["deviation_split"]

    assert caveats(found)[1] == (
        "Delarna summerar till 6\u00a0400\u00a0kronor, den publicerade nettokostnaden är 6\u00a0410\u00a0kronor. Skillnaden "
        "är större än avrundningen och visas som rest."
    )


def test_missing_peers_and_preliminary_values_are_told() -> None:
    five = {**NET, "N37006": (150, (100, 100, 100, 100, 100, None, None), 1.93)}
    found = told(facts_with(five, preliminary=True))["deviation_split"]

    assert caveats(found)[1:] == [
        "Uppgift saknas för Hedåsa och Tallmora; gruppens andelar bygger på de övriga fem kommunerna.",
        "Värdena för 2024 är preliminära.",
    ]
    assert found.robustness == 0.7


def test_how_the_net_cost_is_shared_out_stands_beside_the_group() -> None:
    found = told(facts_with(NET))["deviation_profile"]

    assert plain(found.heading) == "En mindre andel till det ekonomiska biståndet än i gruppen"
    assert plain(found.content) == (
        "Av nettokostnaden i Ekhult gick 23,4\u00a0procent till det ekonomiska biståndet, mot 27,0\u00a0procent i gruppen. "
        "Jämfört med gruppens fördelning är den delen 228\u00a0kronor per invånare lägre."
    )
    assert found.robustness == 0.0


def test_the_same_shares_as_the_groups_need_no_profile() -> None:
    alike = changed(NET, N33016=2_350, N31008=1_350, N35019=900, N37005=300, N37006=100, N30005=5_000)

    assert "deviation_profile" not in told(facts_with(alike))


def test_a_share_that_lies_between_the_groups_and_the_countrys_is_no_profile() -> None:
    sides = {**NET, "N31008": (1_500, (1_350,) * 7, 15.0)}  # 23.4 per cent: below the group's 27.0, above the country's

    assert "det ekonomiska biståndet" not in plain(told(facts_with(sides))["deviation_profile"].content)


@pytest.mark.parametrize(
    ("modelled", "words"),
    [(1_400, "100\u00a0kronor högre än"), (1_600, "100\u00a0kronor lägre än"), (1_500, "lika mycket som")],
)
def test_another_model_stands_beside_and_never_in_the_sum(modelled: float, words: str) -> None:
    found = told(facts_with({**NET, "U31004": (modelled, (), None)}))["other_model"]

    assert plain(found.content).startswith(
        f"Nettokostnaden för det ekonomiska biståndet var 1\u00a0500\u00a0kronor per invånare. Det är {words} den "
        f"modellberäknade nettokostnaden"
    )
    assert caveats(found) == ["Modellen är en annan än referenskostnadens. Skillnaden ingår inte i summan."]
    assert "other_model" not in told(facts_with(NET))


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (
            facts_with(changed(NET, N33016=None, N30007=None)),
            (
                "Avvikelsen delas inte upp per delverksamhet: uppgift om nettokostnaden för barn- och ungdomsvården och "
                "referenskostnaden saknas för Ekhult 2024."
            ),
        ),
        (
            facts_with({**NET, "N37006": (150, (100,) * 7, None)}),
            (
                "Avvikelsen delas inte upp per delverksamhet: uppgift om nettokostnaden för familjerätten och "
                "familjerådgivningen saknas för riket 2024."
            ),
        ),
        (
            facts_with({**NET, "N37006": (150, (100,) * 3, 1.93)}),
            (
                "Avvikelsen delas inte upp per delverksamhet: minst fyra liknande kommuner behöver ha uppgift om alla delar, "
                "och tre har det."
            ),
        ),
        (
            facts_with({"N30005": NET["N30005"]}),
            (
                "Uppgifter om nettokostnad per delverksamhet saknas för Ekhult 2024. Avsnittet visas därför utan figur och "
                "tabell."
            ),
        ),
    ],
    ids=["own", "country", "peers", "nothing"],
)
def test_without_a_split_nothing_is_found_and_the_reason_is_a_sentence(facts: Facts, reason: str) -> None:
    assert deviation_split(facts, split(facts)) == []
    assert why_not(facts, split(facts)) == reason
    assert faults(reason) == []

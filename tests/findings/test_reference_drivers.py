"""Findings about the reference cost: the model's weight in words, never a cause, and always the model rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from evidence_checks import assert_numbers_are_proved
from structure import ALIKE, OWN, drivers_of, facts_of_structure

from ifo_analysis.analysis.reference_drivers import ReferenceDrivers
from ifo_analysis.blocks import Finding, Paragraph
from ifo_analysis.findings.reference_drivers import NO_CAUSE, reference_drivers, why_not
from ifo_analysis.language import faults, plain

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts

BEFORE_K = "Beloppen är före korrigeringsfaktorn, som kräver strukturfaktorer och folkmängd för alla kommuner."


def told(facts: Facts, drivers: ReferenceDrivers | None = None) -> dict[str, Finding]:
    found = reference_drivers(facts, drivers or drivers_of(facts))
    by_id = {block.id: block for block in found if isinstance(block, Finding)}
    for finding in by_id.values():
        assert_numbers_are_proved(finding)
        for text in (finding.heading, finding.content, *finding.caveats):
            assert faults(plain(text)) == []
    return by_id


def caveats(finding: Finding) -> list[str]:
    return [plain(caveat) for caveat in finding.caveats]


def test_the_largest_factor_is_told_with_direction_and_values() -> None:
    found = told(facts_of_structure())["reference_drivers"]

    assert plain(found.heading) == "Störst skillnad i modellen: barn i hushåll med låg inkomst"
    assert plain(found.content) == (
        "Utjämningsmodellens värde för Ekhult 2024 var 618\u00a0kronor per invånare högre än gruppens medelvärde. Störst är "
        "skillnaden för andelen barn i hushåll med låg inkomst: 288\u00a0kronor högre. Värdet är 8,0\u00a0procent i Ekhult "
        "och 5,5\u00a0procent i gruppen."
    )
    assert caveats(found) == [NO_CAUSE, "När en kommun i taget utesluts är beloppet 259–317\u00a0kronor.", BEFORE_K]
    assert (found.role, found.direction, found.robustness, found.score) == ("lead", "higher", 1.0, 2.0)
    assert found.number is not None
    assert (found.number.text, found.number_label) == (
        "288",
        "kronor per invånare högre modellvärde än gruppens, 2024",
    )


def test_a_lower_value_is_told_as_lower() -> None:
    found = told(facts_of_structure(own=ALIKE[0]))["reference_drivers"]

    assert "var 284\u00a0kronor per invånare lägre än gruppens medelvärde." in plain(found.content)
    assert (
        "Störst är skillnaden för tätortsbefolkningen: 82\u00a0kronor lägre. Värdet är 4\u00a0000\u00a0invånare i Ekhult"
    ) in plain(found.content)
    assert found.direction == "lower"


def test_a_side_that_one_peer_decides_has_no_direction() -> None:
    peers = [(0.04, 0.02, 20_000, 0.10, 25), *[(0.085, 0.02, 20_000, 0.10, 25)] * 5, (0.081, 0.02, 20_000, 0.10, 25)]
    found = told(facts_of_structure(peers=peers))["reference_drivers"]

    assert plain(found.content).endswith(
        "Störst är skillnaden för andelen barn i hushåll med låg inkomst, men åt vilket håll beror på valet av "
        "jämförelsegrupp. Värdet är 8,0\u00a0procent i Ekhult och 7,8\u00a0procent i gruppen."
    )
    assert (found.direction, found.robustness, found.number) == ("", 0.0, None)
    assert caveats(found) == [NO_CAUSE, BEFORE_K]


def test_values_that_would_look_the_same_have_one_more_decimal() -> None:
    found = told(facts_of_structure(peers=[(0.0797, 0.02, 20_000, 0.10, 25)] * 7))["reference_drivers"]

    assert plain(found.content).endswith("Värdet är 8,00\u00a0procent i Ekhult och 7,97\u00a0procent i gruppen.")


def test_the_same_structure_is_told_as_the_same() -> None:
    found = told(facts_of_structure(peers=[OWN] * 7))["reference_drivers"]

    assert plain(found.heading) == "Ingen strukturfaktor skiljer sig från gruppen"
    assert plain(found.content).startswith(
        "Utjämningsmodellens värde för Ekhult 2024 var lika högt som gruppens medelvärde. Värdet"
    )
    assert (found.direction, found.robustness, found.number) == ("", 0.0, None)


def test_after_the_correction_factor_nothing_is_said_of_before() -> None:
    facts = facts_of_structure()
    corrected = replace(drivers_of(facts), correction=1.1, missing_parts=("overhead",))

    found = told(facts, corrected)["reference_drivers"]
    assert BEFORE_K not in caveats(found)
    assert next(claim.formula for claim in found.claims if claim.id.endswith("contribution")) == (
        "korrigeringsfaktorn × 11\u00a0523,54 × (eget värde − medelvärdet av de liknande kommunernas värden)"
    )


def test_a_year_whose_weights_were_not_read_says_so() -> None:
    found = told(facts_of_structure(year=2022))["reference_drivers"]

    assert caveats(found)[-1] == (
        "Modellens vikter är lästa för utjämningsår 2026. Att de gällde också 2024 är inte kontrollerat."
    )
    assert caveats(found)[-2] == (
        "Beloppen är före korrigeringsfaktorn, som kräver strukturfaktorer och folkmängd för alla kommuner och den "
        "genomsnittliga standardkostnaden för utjämningsåret."
    )


def test_missing_peers_and_preliminary_values_are_told() -> None:
    facts = facts_of_structure(peers=ALIKE[:5])
    early = replace(facts, local=replace(facts.local, structure=facts.local.structure.assign(is_preliminary=True)))
    found = told(early)["reference_drivers"]

    assert caveats(found)[-2:] == [
        "Uppgift saknas för Hedåsa och Tallmora; medelvärdet bygger på de övriga fem kommunerna.",
        "Värdena för 2024 är preliminära.",
    ]
    assert found.robustness == 0.7


def test_the_model_rest_is_told_with_what_is_missing() -> None:
    found = told(facts_of_structure())["model_rest"]

    assert plain(found.content) == (
        "Referenskostnaden var 5\u00a0115\u00a0kronor per invånare i Ekhult 2024. Det är 2\u00a0093\u00a0kronor mer än "
        "modellvärdet, 3\u00a0022\u00a0kronor."
    )
    assert caveats(found) == [
        (
            "Skillnaden kallas modellrest. I beräkningen saknas strukturfaktorer och folkmängd för alla kommuner, löneindex för "
            "alla kommuner, fördelningen av verksamhetsövergripande kostnader och gränspendlingen, vars enhet är oklar."
        ),
        "Rapporten använder den publicerade referenskostnaden.",
    ]
    less = told(facts_of_structure(reference={"N30007": (3_000, (), None)}))["model_rest"]
    assert "Det är 22\u00a0kronor mindre än modellvärdet, 3\u00a0022\u00a0kronor." in plain(less.content)


def test_a_reference_cost_that_is_missing_leaves_a_sentence() -> None:
    facts = facts_of_structure(reference={"N30007": (None, (), None)})
    (_, rest) = reference_drivers(facts, drivers_of(facts))

    assert isinstance(rest, Paragraph)
    assert plain(rest.content) == "Modellresten kan inte visas: referenskostnaden saknas för Ekhult 2024."


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (
            facts_of_structure(year=2025),
            "Utjämningsmodellen för utjämningsår 2027 är inte känd, och en annan modell används inte i stället.",
        ),
        (
            facts_of_structure(peers=ALIKE[:3]),
            "Ingen jämförelse av strukturfaktorer visas: minst fyra liknande kommuner behöver ha uppgift, och tre har det.",
        ),
    ],
    ids=["model", "peers"],
)
def test_without_a_comparison_nothing_is_found_and_the_reason_is_a_sentence(facts: Facts, reason: str) -> None:
    assert reference_drivers(facts, drivers_of(facts)) == []
    assert why_not(facts, drivers_of(facts)) == reason


def test_without_own_factors_the_section_says_so() -> None:
    reason = why_not(facts_of_structure(), ReferenceDrivers(2024, "own"))

    assert reason == (
        "Uppgifter om strukturfaktorer saknas för Ekhult 2024. Avsnittet visas därför utan figur och tabell."
    )

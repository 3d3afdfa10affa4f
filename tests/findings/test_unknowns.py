"""What the report doesn't know, told from the data."""

from __future__ import annotations

from dataclasses import replace

import pytest
from invented import EKHULT, LINDNAS, PEERS, Bench, facts_of, noise, published, with_own, with_plan

from ifo_analysis.blocks import BulletList, Paragraph, Subheading
from ifo_analysis.findings.unknowns import ORDER, unknown_blocks
from ifo_analysis.language import plain


def told(bench: Bench) -> dict[str, list[str]]:
    """Return the sentences of each kind, in order of importance."""
    found: dict[str, list[str]] = {}
    for item in bench.unknowns:
        found.setdefault(item.heading, []).append(plain(item.text))
    return found


def test_ekhult_lacks_a_peer_and_effects_and_has_a_preliminary_year_after_the_report_year() -> None:
    assert told(Bench(facts_of())) == {
        "Uppgifter som saknas": ["Uppgift om nettokostnadsavvikelse för 2024 saknas för Tallmora."],
        "Normal variation": [
            (
                "Normal variation omfattar inte modellfel eller skillnader i bokföring mellan kommuner. Små skillnader "
                "ska inte tolkas."
            ),
            (
                "Bandet för normal variation bygger på årets folkmängd. Normal variation är skattad på åtta kommuner "
                "2019–2025, preliminära värden medräknade, inte på ett slumpmässigt urval."
            ),
        ],
        "Det här säger uppgifterna inget om": ["Kvalitet, behov hos enskilda och orsaker ingår inte i måtten."],
        "Åtgärder utan beräknad effekt": [
            "Rekrytera fler jourfamiljer: volymen saknas.",
            "Pröva eget stödboende: effekten utreds.",
            "Korta handläggningstiden: ingen effekt anges.",
        ],
        "Uppgifter som är preliminära": [
            (
                "Värdet för 2025 är preliminärt, hämtat den 16 augusti 2026. Slutliga uppgifter skulle publiceras den "
                "30 september 2026. Iakttagelserna räknar inte med 2025."
            )
        ],
        "År som inte går att jämföra": [
            (
                "Från och med 2019 beräknas referenskostnaden med en ny modell. Värden till och med 2018 kan inte "
                "jämföras med senare värden."
            )
        ],
    }


def test_measures_without_any_owner_or_date_are_told() -> None:
    facts = facts_of()
    bare = replace(facts, measures=facts.measures.assign(owner="", last_day=""))
    assert told(Bench(bare))["Åtgärder utan beräknad effekt"][-1] == (
        "Uppgift om ansvarig och slutdatum för åtgärderna finns inte i underlaget."
    )


def test_amounts_that_are_not_published_are_missed_first() -> None:
    bench = Bench(facts_of(LINDNAS))
    assert plain(bench.unknowns[0].text) == (
        "Avvikelsen i miljoner kronor är inte publicerad för Lindnäs 2024. Därför visas inga belopp."
    )
    assert plain(Bench(published("0138", 2019)).unknowns[0].text) == (
        "Avvikelsen i miljoner kronor är inte publicerad för Tyresö 2019. Därför visas inga belopp, och åtgärdernas "
        "effekt jämförs inte med avvikelsen."
    )
    assert told(bench)["Uppgifter som saknas"][1] == "Uppgift om liknande kommuner saknas."
    assert (
        "Bandet för normal variation bygger på folkmängden 2021 (12\u00a0418 invånare)."
        in (told(bench)["Normal variation"][1])
    )


def test_a_missing_population_is_told_with_the_last_known_year() -> None:
    assert told(Bench(published("1267", 2024)))["Uppgifter som saknas"] == [
        (
            "Folkmängden för 2024 saknas i underlaget. Därför visas inget belopp per invånare för det året. Senaste år med "
            "uppgift är 2021."
        )
    ]


def test_missing_years_between_the_known_are_told() -> None:
    bench = Bench(with_own(facts_of(), {2019: 1.0, 2021: 2.0, 2024: 3.0}))
    assert "Nettokostnadsavvikelse saknas för 2020, 2022 och 2023." in told(bench)["Uppgifter som saknas"]


def test_all_missing_peers_are_named() -> None:
    assert told(Bench(published("0138", 2019)))["Uppgifter som saknas"][1] == (
        "Uppgift om nettokostnadsavvikelse för 2019 saknas för Falkenberg, Falun, Gotland, Hudiksvall, Lidköping, "
        "Skövde och Örnsköldsvik."
    )


def test_a_preliminary_report_year_matters_more_than_a_later_one() -> None:
    bench = Bench(facts_of(EKHULT, 2025))
    (item,) = [item for item in bench.unknowns if item.heading == "Uppgifter som är preliminära"]
    assert plain(item.text) == (
        "Värdet för 2025 är preliminärt, hämtat den 16 augusti 2026. Slutliga uppgifter skulle publiceras den "
        "30 september 2026."
    )
    assert item.rank == 1


def test_normal_variation_that_cannot_be_estimated_is_told_among_the_first() -> None:
    bench = Bench(facts_of(), is_estimated=False)
    assert told(bench)["Normal variation"] == ["Normal variation går inte att skatta på uppgifterna."]
    assert [item.heading for item in bench.unknowns].index("Normal variation") == 0


def test_a_plan_whose_goals_are_all_priced_leaves_nothing_unpriced() -> None:
    facts = with_plan(facts_of(), [{"effect_status": "calculated"}, {"effect_status": "zero"}], [{}])
    assert "Åtgärder utan beräknad effekt" not in told(Bench(facts))


def test_what_matters_most_comes_first() -> None:
    ranks = [item.rank for item in Bench(facts_of()).unknowns]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("code", [EKHULT, LINDNAS])
def test_the_section_has_a_heading_and_a_list_for_each_kind_in_a_fixed_order(code: str) -> None:
    bench = Bench(facts_of(code))
    blocks = unknown_blocks(bench.unknowns)
    headings = [block.text for block in blocks[::2] if isinstance(block, Subheading)]
    lists = [block for block in blocks[1::2] if isinstance(block, BulletList)]
    assert headings == [heading for heading in ORDER if heading in told(bench)]
    assert len(headings) == len(lists) == len(blocks) / 2
    assert sum(len(block.items) for block in lists) == len(bench.unknowns)


def test_without_any_unknown_the_section_says_so() -> None:
    (block,) = unknown_blocks([])
    assert isinstance(block, Paragraph)
    assert plain(block.content) == "Inga kända luckor i de uppgifter som rapporten använder."


def test_a_municipality_whose_peers_all_have_values_misses_none() -> None:
    facts = facts_of()
    without = replace(facts, peer_groups=facts.peer_groups.loc[facts.peer_groups["peer"] != PEERS[-1]])
    assert "Uppgifter som saknas" not in told(Bench(without, noise()))

"""The peers: distance to their median, place among them, and whether the answer depends on who they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from evidence_checks import assert_numbers_are_proved
from invented import EKHULT, LINDNAS, PEERS, Bench, facts_of, noise, published, with_own, with_peers

from ifo_analysis import findings
from ifo_analysis.analysis.peers import position
from ifo_analysis.blocks import Finding
from ifo_analysis.findings.peers import not_compared
from ifo_analysis.language import plain

GROUP = "liknande kommuner IFO, utgåva 2024,"


def beside(own: float, *peers: float, c: float = 260, preliminary: bool = False) -> Bench:
    """Return the bench of Ekhult with these values for as many of its peers."""
    facts = with_own(facts_of(), {2024: own}, preliminary=[2024] if preliminary else [])
    return Bench(with_peers(facts, dict(zip(PEERS, peers, strict=False))), noise(c))


def level(bench: Bench) -> Finding:
    found = bench.peer_level
    assert found is not None
    assert_numbers_are_proved(found)
    return found


def rank(bench: Bench) -> Finding:
    found = bench.peer_rank
    assert found is not None
    assert_numbers_are_proved(found)
    return found


def test_the_gap_to_the_median_is_told_with_both_levels() -> None:
    found = level(beside(14.6, -6.2, -3.4, 0.04, 2.0, 3.9, 5.5, 12.3))
    assert plain(found.content) == (
        f"Ekhults nettokostnad var 14,6\u00a0procent högre än referenskostnaden 2024. Medianen för {GROUP} var "
        "2,0\u00a0procent högre än referenskostnaden. Skillnaden är 12,6\u00a0procentenheter."
    )
    assert plain(found.heading) == "Ekhult ligger över gruppens median"
    assert (found.direction, found.role, found.topic) == ("higher", "lead", "peers")
    assert found.number is not None
    assert (found.number.text, found.number_label) == (
        "+12,6",
        "procentenheter från medianen för sju liknande kommuner, 2024",
    )


def test_own_value_and_median_at_the_reference_cost_are_told_in_words() -> None:
    found = level(beside(0.02, -3.0, -0.01, 0.01, 0.03, 4.0))
    assert plain(found.content) == (
        f"Ekhults nettokostnad var i nivå med referenskostnaden 2024. Medianen för {GROUP} var i nivå med "
        "referenskostnaden."
    )
    assert (plain(found.heading), found.direction) == ("Ekhult ligger i nivå med gruppens median", "equal")


def test_a_conclusion_that_no_single_peer_decides_is_called_the_same() -> None:
    found = level(beside(14.6, -6.2, -3.4, 0.0, 2.0, 3.8, 5.5, 12.3))
    assert [plain(caveat) for caveat in found.caveats] == [
        (
            "Slutsatsen är densamma vilken av kommunerna som än utesluts: Ekhult ligger 11,7–13,6\u00a0procentenheter över "
            "medianen."
        )
    ]
    assert found.robustness == 1.0


def test_below_the_median_the_smallest_distance_stands_first() -> None:
    found = level(beside(-20.8, -6.2, -3.4, 0.0, 2.0, 3.9, 5.5, 12.3))
    assert plain(found.caveats[0]).endswith("Ekhult ligger 21,8–23,8\u00a0procentenheter under medianen.")
    assert plain(found.heading) == "Ekhult ligger under gruppens median"


def test_a_conclusion_that_depends_on_one_peer_loses_its_direction_and_leaves_the_summary() -> None:
    found = level(beside(1.0, -6.0, -4.0, -3.0, 3.0, 5.0, 6.0))
    assert plain(found.heading) == "Var Ekhult ligger i gruppen beror på valet av jämförelsegrupp"
    assert [plain(caveat) for caveat in found.caveats] == [
        "Uppgift saknas för Tallmora; medianen bygger på de övriga sex kommunerna.",
        (
            "Om Ekhult ligger över eller under medianen beror på valet av jämförelsegrupp: när en kommun utesluts går "
            "skillnaden från 2,0\u00a0procentenheter under till 4,0\u00a0procentenheter över."
        ),
    ]
    assert (found.direction, found.robustness) == ("", 0.0)


def test_a_difference_that_may_close_has_a_number_for_its_zero_end() -> None:
    found = level(beside(3.0, -6.0, -4.0, -3.0, 3.0, 5.0, 6.0))
    assert plain(found.caveats[1]).endswith("går skillnaden från 0,0 till 6,0\u00a0procentenheter över.")
    assert found.robustness == 0.0


def test_a_level_that_stays_at_the_median_whoever_is_left_out_is_robust() -> None:
    found = level(beside(2.0, 2.0, 2.01, 2.02, 2.0, 2.0, 9.0, -3.0))
    assert [plain(caveat) for caveat in found.caveats] == [
        "Slutsatsen är densamma vilken av kommunerna som än utesluts: Ekhult ligger i nivå med medianen."
    ]
    assert (found.direction, found.robustness) == ("equal", 1.0)


def test_missing_peers_are_named_in_alphabetical_order_and_the_rest_counted() -> None:
    found = level(beside(14.6, -6.2, -3.4, 0.0, 2.0))
    assert plain(found.caveats[0]) == (
        "Uppgift saknas för Hedåsa, Tallmora och Älvkulla; medianen bygger på de övriga fyra kommunerna."
    )
    assert found.robustness == 0.5


def test_a_preliminary_comparison_weighs_less() -> None:
    assert level(beside(14.6, -6, -3, 0, 2, 4, 5, 12, preliminary=True)).robustness == 0.7


def test_the_score_grows_with_the_gap_until_the_distance_between_the_quartiles() -> None:
    peers = (-8.0, -4.0, -2.0, 0.0, 2.0, 4.0, 8.0)  # median 0, quartiles −3 and 3
    assert level(beside(3.0, *peers)).score == pytest.approx(2.0)
    assert level(beside(30.0, *peers)).score == 4.0


def test_a_median_is_own_processing_of_named_peers() -> None:
    claims = {claim.id: claim for claim in level(Bench(published("1267", 2024))).claims}
    median = claims["level_vs_peers.median"]
    assert median.source == "Egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16)."
    assert len(median.municipalities) == 7
    assert "1267" not in median.municipalities
    assert claims["level_vs_peers.own"].source == "Källa: Kolada (N30001, 2024, hämtad 2026-08-16)."


@pytest.mark.parametrize(
    ("own", "phrase", "heading", "number"),
    [
        (20.0, "högst", "Ekhult är högst i gruppen", "8 av 8"),
        (6.0, "näst högst", "Ekhult är näst högst i gruppen", "7 av 8"),
        (2.5, "fjärde högst", "Ekhult är fjärde högst i gruppen", "5 av 8"),
        (-9.0, "lägst", "Ekhult är lägst i gruppen", "1 av 8"),
        (-5.0, "näst lägst", "Ekhult är näst lägst i gruppen", "2 av 8"),
    ],
)
def test_a_place_of_ones_own_is_told_from_the_nearer_end(own: float, phrase: str, heading: str, number: str) -> None:
    found = rank(beside(own, -6.0, -4.0, 1.0, 2.0, 3.0, 5.0, 12.0))
    assert plain(found.content) == (
        f"Ekhult har {phrase} nettokostnadsavvikelse av de åtta kommunerna 2024, räknat med Ekhult."
    )
    assert plain(found.heading) == heading
    assert found.number is not None
    assert (found.number.text, found.number_label) == (number, "räknat från det lägsta värdet, 2024")


def test_a_shared_place_is_counted_from_the_same_end_as_the_big_number() -> None:
    found = rank(beside(2.04, -6.0, 2.0, 2.0, 4.0, 5.0, 6.0, 12.0))
    assert plain(found.content) == (
        "Ekhult delar plats 2–4 av 8 i nettokostnadsavvikelse 2024, räknat från det lägsta värdet."
    )
    assert plain(found.heading) == "Platsen i gruppen"
    assert found.number is not None
    assert found.number.text == "2–4 av 8"


def test_the_middle_of_an_odd_number_is_told_as_the_middle() -> None:
    found = rank(beside(2.0, -6.0, -4.0, 1.0, 3.0, 5.0, 12.0))
    assert plain(found.content) == (
        "Ekhult ligger i mitten när kommunerna ordnas efter nettokostnadsavvikelse 2024 (plats 4 av 7)."
    )
    assert plain(found.heading) == "Platsen i gruppen"


def test_values_that_are_all_shown_alike_have_no_place() -> None:
    found = rank(beside(2.0, 2.0, 2.01, 1.99, 2.02))
    assert plain(found.content) == "Alla fem kommuner har samma redovisade nettokostnadsavvikelse 2024."


def test_peers_that_cannot_be_told_apart_are_named() -> None:
    found = rank(beside(6.0, -16.0, -14.0, 5.5, 2.0, 6.3, 15.0, 22.0, c=100))
    assert [plain(caveat) for caveat in found.caveats] == [
        "När normal variation räknas in kan platsen vara 4–6 av 8, räknat från det lägsta värdet.",
        (
            "Två av de andra kommunerna går inte att skilja från Ekhult när normal variation räknas in: Sundby och "
            "Älvkulla."
        ),
    ]


def test_a_municipality_that_stands_alone_is_said_to() -> None:
    found = rank(beside(60.0, -16.0, -14.0, 5.5, 2.0, 6.3, 15.0, 22.0, c=100))
    assert [plain(caveat) for caveat in found.caveats] == [
        "Platsen är densamma när normal variation räknas in.",
        "Ingen av de andra kommunerna har ett värde som ligger inom normal variation från Ekhults.",
    ]


def test_a_shared_place_that_the_unrounded_values_decide_is_told_as_it_is_drawn() -> None:
    found = rank(beside(2.04, -6.0, 2.0, 1.96, 4.0, 5.0, 6.0, 12.0, c=0.1))
    assert plain(found.content).startswith("Ekhult delar plats 2–4 av 8")
    assert plain(found.caveats[0]) == (
        "När normal variation räknas in kan platsen vara 4 av 8, räknat från det lägsta värdet."
    )


@pytest.mark.parametrize(("c", "robustness"), [(100, 1.0), (1_000, 0.5)])
def test_a_place_that_may_be_more_than_half_of_all_weighs_less(c: float, robustness: float) -> None:
    assert rank(beside(6.0, -16.0, -14.0, 5.5, 2.0, 6.3, 15.0, 22.0, c=c)).robustness == robustness


def test_the_interval_of_the_place_is_own_processing_of_values_and_normal_variation() -> None:
    claims = {claim.id: claim for claim in rank(Bench(published("1267", 2024))).claims}
    low = claims["rank_among_peers.place_low"]
    assert (low.value, claims["rank_among_peers.place_high"].value) == (1, 4)
    assert low.formula == ("plats från det lägsta värdet i 95 procent av 20\u00a0000 dragningar inom normal variation")
    assert low.source == (
        "Egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16). Egen bearbetning av uppgifter från SCB."
    )


@pytest.mark.parametrize("is_known", [True, False])
def test_who_is_alike_is_not_told_without_normal_variation_or_a_peers_population(is_known: bool) -> None:  # noqa: FBT001
    bench = beside(6.0, 1, 2, 3, 4, 5)
    facts = bench.facts
    if is_known:
        facts = replace(facts, population=facts.population.loc[facts.population["municipality"] != PEERS[0]])
        assert rank(Bench(facts, noise())).caveats == ()
    else:
        assert rank(Bench(facts, is_estimated=False)).caveats == ()


def test_a_place_takes_five_municipalities_and_a_median_four_peers() -> None:
    four = beside(6.0, 1, 2, 3, 4)
    assert four.peer_level is not None
    assert four.peer_rank is not None
    three = beside(6.0, 1, 2, 3)
    assert (three.peer_level, three.peer_rank) == (None, None)


def told(bench: Bench) -> str:
    return not_compared(bench.facts, position(bench.comparison), bench.missing, bench.edition)


def test_too_few_peers_are_counted_and_the_missing_named() -> None:
    assert told(beside(6.0, 1, 2, 3)) == (
        "Ingen jämförelse visas: minst fyra liknande kommuner behöver ha uppgift för 2024, och tre har det. Uppgift "
        "saknas för Hedåsa, Tallmora, Åminne och Älvkulla."
    )


def test_peers_without_any_value_are_named() -> None:
    facts = facts_of()
    values = facts.indicator_values
    bare = values.loc[~(values["municipality"].isin(PEERS) & (values["year"] == 2024))]
    assert told(Bench(replace(facts, indicator_values=bare))) == (
        "Ingen jämförelse visas: uppgift för 2024 saknas för de liknande kommunerna (Bergsala, Hedåsa, Norrviken, "
        "Sundby, Tallmora, Åminne och Älvkulla)."
    )


def test_a_group_of_three_that_all_have_values_names_nobody() -> None:
    facts = facts_of()
    groups = facts.peer_groups
    small = groups.loc[groups["peer"].isin(PEERS[:3])]
    assert told(Bench(replace(facts, peer_groups=small))) == (
        "Ingen jämförelse visas: minst fyra liknande kommuner behöver ha uppgift för 2024, och tre har det."
    )


def test_a_municipality_without_a_group_is_not_compared() -> None:
    bench = Bench(facts_of(LINDNAS))
    assert told(bench) == "Ingen jämförelse visas: uppgift om liknande kommuner saknas för Lindnäs."
    paragraph = findings.peer_group(bench.facts, bench.peers, bench.edition)
    assert (paragraph.role, plain(paragraph.content)) == (
        "absent",
        "Uppgift om liknande kommuner saknas för Lindnäs.",
    )


def test_enough_peers_need_no_excuse() -> None:
    assert told(Bench(facts_of())) == ""


def test_the_group_is_named_with_its_edition_and_members() -> None:
    bench = Bench(facts_of())
    assert plain(findings.peer_group(bench.facts, bench.peers, bench.edition).content) == (
        "Gruppen är liknande kommuner IFO, utgåva 2024: Bergsala, Hedåsa, Norrviken, Sundby, Tallmora, Åminne och "
        "Älvkulla. Samma utgåva gäller för alla år."
    )


def test_an_edition_that_is_later_than_the_report_year_is_said_to_be() -> None:
    bench = Bench(facts_of(EKHULT, 2020))
    assert plain(findings.peer_group(bench.facts, bench.peers, bench.edition).content).endswith(
        "Samma utgåva gäller för alla år. Någon äldre utgåva än 2021 finns inte bland uppgifterna."
    )

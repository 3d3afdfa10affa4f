"""The tables of the choice of peers and of the places' intervals: rows, amounts, notes, sources, absence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from invented import EKHULT, PEERS, Bench, facts_of, noise, published, with_own, with_peers

from ifo_analysis.analysis.neighbours import own_neighbours
from ifo_analysis.analysis.peer_sensitivity import peer_choices as tried
from ifo_analysis.analysis.peer_sensitivity import peer_sensitivity
from ifo_analysis.analysis.peers import position
from ifo_analysis.analysis.rank_interval import rank_intervals as drawn_places
from ifo_analysis.blocks import Absent, Table
from ifo_analysis.language import faults, plain
from ifo_analysis.tables.stability import peer_choices, rank_intervals

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts

VALUES = (-6.2, -3.4, 0.0, 2.0, 3.8, 5.5, 12.3)
NO_SAVING = (
    "Beloppen är skillnaden gånger kommunens egen referenskostnad. De är aritmetik, inte en besparing: behoven kan skilja "
    "sig åt."
)


def ekhult(own: float = 14.6, msek: float | None = 29.2, *, preliminary: bool = False) -> Facts:
    facts = with_own(
        facts_of(), {2024: own}, None if msek is None else {2024: msek}, preliminary=[2024] if preliminary else []
    )
    return with_peers(facts, dict(zip(PEERS, VALUES, strict=True)))


def choices(facts: Facts) -> Table | Absent:
    bench, asked = Bench(facts, noise()), facts.parameters
    near = own_neighbours(
        bench.panel, facts.indicator_values, facts.population, asked.municipality, asked.report_year, bench.breaks
    )
    found = tried(bench.panel, facts.peer_groups, asked.municipality, asked.report_year, bench.edition, near)
    where = position(bench.comparison)
    return peer_choices(facts, bench.deviation, peer_sensitivity(found), near, where, bench.missing)


def places(facts: Facts, *, is_known: bool = True) -> Table | Absent:
    bench = Bench(facts, noise(500)) if is_known else Bench(facts, is_estimated=False)
    found = drawn_places(bench.comparison, facts.population, bench.volatility)
    return rank_intervals(facts, found, bench.volatility, position(bench.comparison), bench.missing)


def whole(table: Table | Absent) -> Table:
    assert isinstance(table, Table)
    for text in (plain(table.title), table.measure, "\n".join(table.notes)):
        assert faults(text, allowed=frozenset({"Ekhult"})) == []
    return table


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_each_choice_has_its_median_and_its_gap_in_three_units() -> None:
    table = whole(choices(ekhult()))
    assert cells(table) == [
        ["Rapportens grupp, utgåva 2024", "7 av 7", "+2,0", "+12,6", "+813", "+25,2"],
        ["En kommun utesluten, lägst", "", "+2,9", "+11,7", "+755", "+23,4"],
        ["En kommun utesluten, högst", "", "+1,0", "+13,6", "+877", "+27,2"],
        ["Gränsen för den lägsta fjärdedelen", "", "−1,7", "+16,3", "+1\u00a0051", "+32,6"],
        ["Utgåva 2021", "6 av 6", "+1,0", "+13,6", "+877", "+27,2"],
    ]
    assert [row.role for row in table.rows] == ["own", *["body"] * 4]
    assert table.rows[0].cells[5].value == pytest.approx(25.2)
    assert [(column.header, column.unit) for column in table.columns] == [
        *(("Jämförelsegrupp", ""), ("Kommuner", "med uppgift"), ("Median", "%")),
        *(("Skillnad", "procentenheter"), ("Skillnad", "kr/inv"), ("Skillnad", "mnkr")),
    ]
    assert table.measure == (
        "Nettokostnadsavvikelse 2024, procent av referenskostnaden. Ekhult jämförd med varje grupp."
    )
    assert table.notes == (
        "Högre än noll betyder att kommunens avvikelse är högre än gruppens median.",
        NO_SAVING,
        "Närmaste kommuner i folkmängd och referenskostnad går inte att räkna fram på uppgifterna.",
    )


def test_without_a_reference_cost_there_are_no_amounts_and_no_columns_for_them() -> None:
    for facts in (ekhult(msek=None), ekhult(0.5, 1.0)):
        table = whole(choices(facts))
        assert [column.unit for column in table.columns][3:] == ["procentenheter"]
        assert table.notes[1] == "Belopp visas inte, eftersom kommunens referenskostnad för året inte är känd."
        assert NO_SAVING not in table.notes


def test_without_population_there_are_amounts_in_mnkr_alone() -> None:
    facts = ekhult()
    bare = replace(facts, population=facts.population.loc[facts.population["municipality"] != EKHULT])
    table = whole(choices(bare))
    assert [column.unit for column in table.columns][4:] == ["mnkr"]
    assert cells(table)[0][-1] == "+25,2"


def test_preliminary_values_are_noted() -> None:
    assert whole(choices(ekhult(preliminary=True))).notes[-1] == "Preliminär uppgift för 2024, hämtad 2026-08-16."


def test_computed_values_are_credited_as_own_processing() -> None:
    table = choices(published("1267", 2024))
    assert isinstance(table, Table)
    assert table.sources == (
        "Median och skillnad: egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16).",
        "Belopp: egen bearbetning av data från Kolada (N30001, N30026, hämtade 2026-08-16).",
        "Närmaste kommuner: egen bearbetning av data från Kolada (N30001, N30026, hämtade 2026-08-16).",
        "Närmaste kommuner: egen bearbetning av uppgifter från SCB.",
    )
    assert [row[0] for row in cells(table)][-3:] == ["De fem närmaste", "De sju närmaste", "De tio närmaste"]


def test_places_have_their_interval_and_say_who_can_be_told_apart() -> None:
    table = whole(places(ekhult()))
    assert cells(table) == [
        ["Bergsala", "−6,2", "1", "1–2", "ja"],
        ["Norrviken", "−3,4", "2", "1–4", "ja"],
        ["Sundby", "0,0", "3", "1–6", "ja"],
        ["Åminne", "+2,0", "4", "3–6", "ja"],
        ["Älvkulla", "+3,8", "5", "3–6", "ja"],
        ["Hedåsa", "+5,5", "6", "3–7", "ja"],
        ["Tallmora", "+12,3", "7", "6–8", "nej"],
        ["Ekhult", "+14,6", "8", "7–8", ""],
    ]
    assert [row.role for row in table.rows] == [*["body"] * 7, "own"]
    assert table.columns[-1].header == "Går att skilja från Ekhult"
    assert table.notes == (
        (
            "Intervallet rymmer 95\u00a0procent av 20\u00a0000 dragningar inom normal variation. Det omfattar inte "
            "modellfel, skillnader i bokföring eller ändringar av modellen."
        ),
        "Nej: värdena ligger närmare varandra än normal variation.",
    )


def test_a_preliminary_value_is_marked_in_its_own_row() -> None:
    table = whole(places(ekhult(preliminary=True)))
    assert {row.cells[0].text: row.cells[1].mark for row in table.rows}["Ekhult"] == "preliminary"
    assert {row.cells[1].mark for row in table.rows if row.role == "body"} == {""}
    assert table.notes[-1] == "Preliminär uppgift för 2024, hämtad 2026-08-16."


def test_intervals_are_credited_to_what_they_were_drawn_from() -> None:
    table = places(published("1267", 2024))
    assert isinstance(table, Table)
    assert table.sources == (
        "Källa: Kolada (N30001, 2024, hämtad 2026-08-16).",
        "Plats och intervall: egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16).",
        "Plats och intervall: egen bearbetning av uppgifter från SCB.",
    )


def test_without_a_comparison_both_are_absent_for_one_reason() -> None:
    facts = published("0138", 2019)
    found = (choices(facts), places(facts))
    assert [block.id for block in found if isinstance(block, Absent)] == ["peer_choices", "rank_intervals"]
    (reason,) = {block.reason for block in found if isinstance(block, Absent)}
    assert reason == (
        "Ingen jämförelse visas: uppgift för 2019 saknas för de liknande kommunerna (Falkenberg, Falun, Gotland, "
        "Hudiksvall, Lidköping, Skövde och Örnsköldsvik)."
    )


def test_without_normal_variation_the_places_are_absent() -> None:
    assert places(ekhult(), is_known=False) == Absent(
        id="rank_intervals",
        reason="Platsernas intervall visas inte: normal variation och folkmängd för alla i jämförelsen behövs.",
    )

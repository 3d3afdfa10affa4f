"""The figures of sub-areas, bought care and placements: titles, alternative texts, data, and absence with a reason."""

from __future__ import annotations

import pytest
from areas import COSTS, PLACED, SHARES, beside, changed, facts_with
from invented import EKHULT, PEERS

from ifo_analysis import figures
from ifo_analysis.analysis.comparison import side_by_side, through_years
from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.definitions.areas import cost_ids, placement_ids, purchase_ids
from ifo_analysis.facts import Facts
from ifo_analysis.language import faults, plain

GROUP = "Ekhult, sju liknande kommuner (IFO, utgåva 2024) och riket."
ALLOWED = frozenset({"Ekhult"})


def drawn(block: Figure | Absent) -> Figure:
    assert isinstance(block, Figure)
    for text in (plain(block.title), block.measure, block.alt, block.reading, "\n".join(block.notes)):
        assert faults(text, allowed=ALLOWED) == []
    return block


def cells(figure: Figure) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in figure.data.rows]


def subareas(facts: Facts) -> Figure | Absent:
    return figures.subareas(facts, beside(facts, cost_ids()), PEERS)


def purchased(facts: Facts) -> Figure | Absent:
    return figures.purchased(facts, beside(facts, purchase_ids()), PEERS)


def trends(facts: Facts) -> tuple[Figure | Absent, Figure | Absent]:
    values = facts.indicator_values
    share, rate = (through_years(values, name, EKHULT, PEERS, 2015, 2024) for name in ("N04159", "N33818"))
    return (
        figures.purchased_trend(facts, beside(facts, purchase_ids()), share, PEERS),
        figures.placed_trend(facts, beside(facts, placement_ids()), rate, PEERS),
    )


def open_care(facts: Facts) -> Figure | Absent:
    pairs = side_by_side(facts.indicator_values, ["N33021", "N33022"], EKHULT, PEERS, 2024)
    return figures.open_care(facts, beside(facts, placement_ids()), pairs, PEERS)


def test_sub_areas_are_sorted_by_the_size_of_the_difference() -> None:
    figure = drawn(subareas(facts_with(changed(COSTS, N31001=1_100))))
    assert plain(figure.title) == "Störst skillnad mot medianen: barn- och ungdomsvård, 300\u00a0kronor mer"
    assert (
        figure.measure == f"Kostnad per invånare 2024, kronor, med den största skillnaden mot medianen först. {GROUP}"
    )
    assert cells(figure) == [
        ["Barn- och ungdomsvård", "3\u00a0100", "2\u00a0800", "2\u00a0600–3\u00a0200", "2\u00a0850", "+300"],
        ["Ekonomiskt bistånd", "1\u00a0100", "1\u00a0350", "1\u00a0200–1\u00a0550", "1\u00a0360", "−250"],
        ["Missbruksvård för vuxna", "1\u00a0200", "1\u00a0100", "1\u00a0000–1\u00a0300", "1\u00a0100", "+100"],
        ["Övrig vuxenvård", "450", "360", "300–420", "370", "+90"],
        ["Familjerätt och familjerådgivning", "150", "120", "100–140", "120", "+30"],
    ]
    assert figure.alt == (
        "Störst skillnad mot medianen: barn- och ungdomsvård, 300\u00a0kronor mer. Liggande staplar 2024, kronor per "
        "invånare. Barn- och ungdomsvård: Ekhult 3\u00a0100, median 2\u00a0800. Ekonomiskt bistånd: Ekhult 1\u00a0100, "
        "median 1\u00a0350. Missbruksvård för vuxna: Ekhult 1\u00a0200, median 1\u00a0100."
    )


def test_a_title_has_no_direction_that_one_peer_decides() -> None:
    only = {"N33001": (2_790, (2_000, 2_100, 2_200, 2_800, 2_900, 3_000, 3_200), 2_850)}
    costs = dict.fromkeys(COSTS, (120.0, (120.0,) * 7, 120.0)) | only
    assert plain(drawn(subareas(facts_with(costs))).title) == "Störst skillnad mot medianen: barn- och ungdomsvård"
    assert plain(drawn(subareas(facts_with(only))).title) == (
        "Störst skillnad mot medianen bland dem som går att jämföra: barn- och ungdomsvård"
    )


def test_a_missing_area_has_a_dash_and_stands_last() -> None:
    figure = drawn(subareas(facts_with(changed(COSTS, N33001=None))))
    assert cells(figure)[-1] == ["Barn- och ungdomsvård", "–", "2\u00a0800", "2\u00a0600–3\u00a0200", "2\u00a0850", "–"]
    assert figure.data.notes[-1] == "– uppgift saknas."
    assert figure.data.rows[-1].cells[1].value is None


def test_a_peer_without_a_value_is_named() -> None:
    six = {
        name: (own, peers[:6], country) for name, (own, peers, country) in COSTS.items() if name in {"N33001", "N35001"}
    }
    costs = COSTS | six | {"N37002": (150, (), 120)}
    assert drawn(subareas(facts_with(costs))).notes[-1] == (
        "Uppgift om barn- och ungdomsvård och missbruksvård för vuxna saknas för Tallmora."
    )


def test_bought_shares_are_told_together_when_they_agree() -> None:
    figure = drawn(purchased(facts_with(changed(SHARES, N35030=45.0, N30020=9.5))))
    assert plain(figure.title) == "Ekhult köper en större del än gruppens median i alla tre verksamheterna"
    assert [row[0] for row in cells(figure)] == [
        "Missbruksvård för vuxna",
        "Barn- och ungdomsvård",
        "Övrig individ- och familjeomsorg",
        "Hela individ- och familjeomsorgen",
    ]
    assert plain(drawn(purchased(facts_with(SHARES))).title) == "Köpt verksamhet i Ekhult, del av kostnaden"


def test_series_start_with_four_years() -> None:
    three = facts_with({**SHARES, **PLACED}, *[{**SHARES, **PLACED}] * 2)
    assert trends(three) == (
        Absent(
            id="purchased_trend",
            reason="Ingen figur över åren: uppgift om köpt verksamhet finns för färre än fyra år.",
        ),
        Absent(id="placed_trend", reason="Ingen figur över åren: uppgift om placerade finns för färre än fyra år."),
    )
    older = changed({**SHARES, **PLACED}, N04159=20.0, N33818=7.44)
    four = facts_with({**SHARES, **PLACED}, older, older, older)
    share, rate = (drawn(block) for block in trends(four))
    assert plain(share.title) == "Köpt verksamhet: från 20,0 till 25,0\u00a0procent mellan 2021 och 2024"
    assert plain(rate.title) == "Placerade barn och unga: 7,4\u00a0per 1\u00a0000 invånare både 2021 och 2024"
    assert share.alt == (
        "Köpt verksamhet: från 20,0 till 25,0\u00a0procent mellan 2021 och 2024. Linjediagram 2021–2024, procent: Ekhult "
        "från 20,0 till 25,0, medianen från 21,0 till 21,0, riket från 24,5 till 24,5."
    )
    assert cells(share)[0] == ["2021", "20,0", "21,0", "24,5"]


def test_few_placed_have_no_line_over_the_years() -> None:
    few = {"N33812": (9, (), None), "N33813": (10, (), None)}
    facts = facts_with({**PLACED, **few}, PLACED, PLACED, PLACED)
    assert trends(facts)[1] == Absent(
        id="placed_trend", reason="Ingen figur över åren: antalet placerade är så litet att andelen inte följs."
    )


def test_open_care_and_placements_are_named_dots_with_the_medians_of_the_text() -> None:
    figure = drawn(open_care(facts_with(PLACED)))
    assert plain(figure.title) == "Ekhult: mer än medianen både för öppna insatser och för placeringar"
    assert figure.alt == (
        "Ekhult: mer än medianen både för öppna insatser och för placeringar. Punktdiagram, åtta kommuner: kostnad för "
        "öppna insatser och för placeringar, kronor per invånare 0–20 år. Ekhult: 1\u00a0150 och 2\u00a0640; medianer "
        "1\u00a0060 och 2\u00a0330."
    )
    assert len(figure.data.rows) == 9
    assert figure.data.rows[0].role == "own"
    less = drawn(open_care(facts_with(changed(PLACED, N33021=870))))
    assert plain(less.title) == "Ekhult: mindre än medianen för öppna insatser, mer för placeringar"


def test_too_few_dots_are_no_figure() -> None:
    own = facts_with(changed(PLACED, N33022=None))
    peers = facts_with({**PLACED, "N33022": (2_640, (2_000, 2_100, 2_200), None)})
    assert open_care(own) == Absent(
        id="open_care",
        reason="Ingen figur: uppgift om kostnaden för öppna insatser eller placeringar saknas för Ekhult 2024.",
    )
    assert open_care(peers) == Absent(
        id="open_care",
        reason="Ingen figur: färre än fyra liknande kommuner har uppgift om kostnaden för både öppna insatser och "
        "placeringar 2024.",
    )


@pytest.mark.parametrize("make", [subareas, purchased, open_care])
def test_preliminary_values_are_named(make: object) -> None:
    figure = drawn(make(facts_with({**COSTS, **SHARES, **PLACED}, preliminary=True)))  # type: ignore[operator]
    assert figure.notes[-1].startswith("Preliminär uppgift för 2024, hämtad ")
    assert "preliminära uppgifter" in figure.svg
    assert {cell.mark for row in figure.data.rows for cell in row.cells if cell.mark} == {"preliminary"}


def test_a_section_without_data_has_one_and_the_same_reason() -> None:
    facts = facts_with()
    reasons = [
        getattr(block, "reason", "") for block in (subareas(facts), purchased(facts), *trends(facts), open_care(facts))
    ]
    assert reasons == [
        "Uppgifter om kostnad per delverksamhet saknas för Ekhult 2024. Avsnittet visas därför utan figur och tabell.",
        *["Uppgifter om köpt verksamhet saknas för Ekhult 2024. Avsnittet visas därför utan figur och tabell."] * 2,
        *["Uppgifter om placeringar och öppenvård saknas för Ekhult 2024. Avsnittet visas därför utan figur och tabell."] * 2,
    ]  # fmt: skip

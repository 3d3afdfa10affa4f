"""Tables of sub-areas, bought care and placements, and of the checks of the indicators against each other."""

from __future__ import annotations

from areas import COSTS, PLACED, SHARES, beside, changed, facts_with, without_residents
from invented import EKHULT, PEERS

from ifo_analysis import tables
from ifo_analysis.analysis.identities import identity_checks
from ifo_analysis.blocks import Absent, Table
from ifo_analysis.definitions.areas import cost_ids, placement_ids, purchase_ids
from ifo_analysis.facts import Facts
from ifo_analysis.language import faults
from ifo_analysis.sheet import placed_rows


def shown(block: Table | Absent) -> Table:
    assert isinstance(block, Table)
    assert len(list(placed_rows(block))) == len(block.rows)
    for text in (block.measure, *block.notes):
        assert faults(text) == []
    return block


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def subareas(facts: Facts) -> Table | Absent:
    return tables.subareas(facts, beside(facts, cost_ids()), PEERS)


def checks(facts: Facts) -> Table | Absent:
    return tables.checks(facts, identity_checks(facts.indicator_values, EKHULT, facts.parameters.report_year))


def test_differences_stand_in_kr_and_mnkr_when_the_residents_are_known() -> None:
    table = shown(subareas(facts_with(COSTS, residents=31_000)))
    assert [column.unit for column in table.columns] == ["", *["kr/inv"] * 5, "mnkr"]
    assert cells(table)[0] == [
        *("Barn- och ungdomsvård", "3\u00a0100", "2\u00a0800", "2\u00a0600–3\u00a0200", "2\u00a0850", "+300", "+9,3")
    ]
    assert cells(table)[-1] == [
        *("Hela individ- och familjeomsorgen", "6\u00a0400", "5\u00a0700", "5\u00a0200–6\u00a0600", "5\u00a0800"),
        *("+700", "+21,7"),
    ]
    assert table.rows[-1].role == "total"


def test_without_residents_there_is_no_column_in_mnkr() -> None:
    table = shown(subareas(without_residents(facts_with(COSTS))))
    assert [column.unit for column in table.columns] == ["", *["kr/inv"] * 5]


def test_a_missing_value_is_a_dash_and_explained() -> None:
    table = shown(subareas(facts_with(changed(COSTS, N37002=None))))
    row = next(row for row in table.rows if row.cells[0].text == "Familjerätt och familjerådgivning")
    assert [cell.text for cell in row.cells[1:3]] == ["–", "120"]
    assert row.cells[1].value is None
    assert "– uppgift saknas." in table.notes


def test_bought_care_is_told_by_who_sells() -> None:
    sellers = {"N33024": (26.0, (15.0,) * 7, 22.0), "N33025": (3.0, (2.0,) * 7, 3.0), "N33026": (5.0, (4.0,) * 7, 4.0)}
    facts = facts_with({**SHARES, **sellers})
    table = shown(tables.purchased(facts, beside(facts, purchase_ids()), PEERS))
    assert cells(table)[:5] == [
        ["Barn- och ungdomsvård"],
        ["All köpt verksamhet", "34,0", "27,0", "20,0–31,0", "29,5", "+7,0"],
        ["varav privatägda företag", "26,0", "15,0", "15,0", "22,0", "+11,0"],
        ["varav föreningar och stiftelser", "3,0", "2,0", "2,0", "3,0", "+1,0"],
        ["varav andra kommuner", "5,0", "4,0", "4,0", "4,0", "+1,0"],
    ]
    assert cells(table)[-1][0] == "Hela individ- och familjeomsorgen"
    assert "varav privatägda företag" in [row[0] for row in cells(table)[5:]]


def test_placed_are_told_by_form_and_year() -> None:
    facts = facts_with(PLACED, changed(PLACED, N33816=None))
    table = shown(tables.placed(facts, beside(facts, placement_ids()), PEERS))
    assert [column.header for column in table.columns] == ["Placeringsform", "2023", "2024"]
    assert cells(table)[:4] == [
        ["HVB eller familjehem"], ["Ekhult", "7,4", "7,4"], ["Gruppens median", "6,1", "6,1"], ["Riket", "7,0", "7,0"],
    ]  # fmt: skip
    assert cells(table)[5] == ["Ekhult", "–", "2,8"]
    assert table.notes[-1] == (
        "– uppgift saknas. Kolada visar inte uppgifter som bygger på få personer; de är inte noll."
    )


def test_each_check_is_told_with_residual_tolerance_and_verdict() -> None:
    table = shown(checks(facts_with(changed(COSTS, N30101=6_402))))
    assert cells(table)[:3] == [
        ["kr/inv"],
        [
            "Kostnaden är summan av delverksamheternas",
            "N30101 = N33001 + N35001 + N37001 + N31001 + N37002",
            *("6\u00a0402", "6\u00a0400", "+2", "3,0", "avrundning"),
        ],
        [
            "Nettokostnaden är summan av delverksamheternas",
            "N30005 = N33016 + N35019 + N37005 + N31008 + N37006",
            *("–", "–", "–", "–"),
            "kan inte prövas: N30005, N33016, N35019, N37005, N31008 och N37006 saknas",
        ],
    ]
    verdicts = [
        row[-1]
        for total in (6_400, 6_404)
        for row in cells(shown(checks(facts_with(changed(COSTS, N30101=total)))))[1:2]
    ]
    assert verdicts == ["stämmer", "avviker"]


def test_nothing_to_try_is_said_in_a_sentence() -> None:
    assert checks(facts_with()) == Absent(
        id="checks",
        reason="Nyckeltalen för Ekhult 2024 kan inte prövas mot varandra: uppgifter som ska stämma överens saknas.",
    )


def test_a_section_without_data_has_the_reason_of_its_figures() -> None:
    facts = facts_with()
    found = (
        subareas(facts),
        tables.purchased(facts, beside(facts, purchase_ids()), PEERS),
        tables.placed(facts, beside(facts, placement_ids()), PEERS),
    )
    assert [getattr(block, "reason", "").split(" saknas")[0] for block in found] == [
        "Uppgifter om kostnad per delverksamhet",
        "Uppgifter om köpt verksamhet",
        "Uppgifter om placeringar och öppenvård",
    ]

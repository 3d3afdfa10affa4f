"""Tables of the budget follow-up: as printed, with the sign rule under each, dashes for what is missing, and remainders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from budgets import NAN, REPORT, budget, facts_with, followed, line, note, notes, row, whole

from ifo_analysis import tables
from ifo_analysis.blocks import Absent, Table
from ifo_analysis.language import faults, plain
from ifo_analysis.sheet import sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from ifo_analysis.analysis.follow_up import FollowUp
    from ifo_analysis.facts import Facts

SIGN = (
    "Intäkt plus (inklusive kommunbidrag), kostnad minus. Minus i resultat, prognos och linjär framskrivning betyder "
    "underskott."
)
LINE = "Linjär framskrivning är resultatet × 12 delat med 8 månader."
DASH = "– uppgift saknas. Den räknas aldrig som noll."
ALL = (tables.budget, tables.budget_groups, tables.budget_causes, tables.budget_checks)


def shown(make: Callable[[Facts, FollowUp], Table | Absent], facts: Facts) -> Table:
    table = make(facts, followed(facts))
    assert isinstance(table, Table)
    for text in (plain(table.title), table.measure, *table.notes):
        assert [fault for fault in faults(text, allowed=frozenset({"Ekhult"})) if "stort ord" not in fault] == []
    assert sheet(table)
    return table


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in found.cells] for found in table.rows]


def test_the_budget_stands_as_printed_section_by_section() -> None:
    table = shown(tables.budget, facts_with(budget(*REPORT)))
    assert cells(table) == [
        ["Myndighet"],
        ["Placeringar", "10\u00a0000", "−13\u00a0000", "−3\u00a0000", "−4\u00a0800", "−4\u00a0500"],
        ["Öppenvård", "8\u00a0000", "−7\u00a0000", "1\u00a0001", "600", "1\u00a0502"],
        ["Bistånd", "4\u00a0000", "−4\u00a0400", "−400", "−1\u00a0300", "−600"],
        ["Summa myndighet", "22\u00a0000", "−24\u00a0400", "−2\u00a0400", "−5\u00a0500", "−3\u00a0600"],
        ["Mottagande"],
        ["Boende", "5\u00a0000", "−5\u00a0800", "−800", "–", "−1\u00a0200"],
        ["Summa mottagande", "5\u00a0000", "−5\u00a0800", "−800", "−900", "−1\u00a0200"],
        ["Totalt", "27\u00a0000", "−30\u00a0200", "−3\u00a0200", "−6\u00a0400", "−4\u00a0800"],
        ["varav mottagande", "–", "–", "−800", "−900", "−1\u00a0200"],
    ]
    roles = ["group", "body", "body", "body", "total", "group", "body", "total", "total", "body"]
    assert [found.role for found in table.rows] == roles
    assert [(column.header, column.unit) for column in table.columns] == [
        ("Verksamhet", ""), ("Intäkt", ""), ("Kostnad", ""), ("Resultat", ""), ("Prognos", "helår"),
        ("Linjär framskrivning", "helår"),
    ]  # fmt: skip
    assert (table.id, table.measure) == (
        "budget", "Intäkt, kostnad och resultat januari–augusti 2024, prognos för helåret, tkr. Ekhult.",
    )  # fmt: skip
    rounding = "Vissa rader och summor skiljer sig från sina delar inom avrundning; se tabellen över kontroller."
    assert table.notes == (SIGN, LINE, rounding, DASH)
    assert table.rows[2].cells[5].value == pytest.approx(1_501.5)


def test_lines_in_another_order_keep_totals_last() -> None:
    table = shown(tables.budget, facts_with(budget(*[REPORT[at] for at in (7, 3, 0, 1, 2, 6, 5, 4)])))
    assert [found[0] for found in cells(table)] == [
        "Myndighet", "Placeringar", "Öppenvård", "Bistånd", "Summa myndighet", "Mottagande", "Boende", "Summa mottagande",
        "Totalt", "varav mottagande",
    ]  # fmt: skip


def test_without_a_printed_total_the_sections_are_summed() -> None:
    table = shown(tables.budget, facts_with(budget(*REPORT[:6])))
    assert cells(table)[-1] == [
        "Summa av avsnitten", "27\u00a0000", "−30\u00a0200", "−3\u00a0200", "−6\u00a0400", "−4\u00a0800",
    ]  # fmt: skip
    assert cells(shown(tables.budget, facts_with(budget(*REPORT[:4]))))[-1][0] == "Summa myndighet"


def test_a_whole_year_and_a_report_that_adds_up_need_other_notes() -> None:
    table = shown(tables.budget, facts_with(budget({**REPORT[0], "months": 12, "is_preliminary": True})))
    assert table.notes == (SIGN, "Linjär framskrivning är lika med resultatet, eftersom året är slut.")
    assert [cell.mark for cell in table.rows[1].cells] == ["", *["preliminary"] * 5]


def test_target_groups_have_shares_of_cost_and_sums() -> None:
    table = shown(tables.budget_groups, facts_with(budget(*REPORT)))
    assert cells(table) == [
        ["Myndighet"],
        ["Placeringar", "−13\u00a0000", "65,0", "−3\u00a0000", "−4\u00a0800", "−4\u00a0500"],
        ["Öppenvård", "−7\u00a0000", "35,0", "1\u00a0001", "600", "1\u00a0502"],
        ["Barn och unga, summa", "−20\u00a0000", "100,0", "−1\u00a0999", "−4\u00a0200", "−2\u00a0999"],
        ["Ekonomiskt bistånd", "−4\u00a0400", "100,0", "−400", "−1\u00a0300", "−600"],
        ["Med och utan flyktingmottagande"],
        ["Med flyktingmottagande", "−30\u00a0200", "", "−3\u00a0200", "−6\u00a0400", "−4\u00a0800"],
        ["varav flyktingmottagande", "–", "", "−800", "−900", "−1\u00a0200"],
        ["Utan flyktingmottagande", "–", "", "−2\u00a0400", "−5\u00a0500", "−3\u00a0600"],
    ]
    share = "Andelen är radens andel av kostnaden för avsnittets målgrupp."
    assert table.notes == (SIGN, share, LINE, DASH)
    assert table.sources == ("Syntetiska data – inte Kolada.",)


def test_a_missing_cost_hides_the_shares_of_its_group() -> None:
    hidden = {**REPORT[1], "cost_tkr": NAN, "revenue_tkr": NAN}
    table = shown(tables.budget_groups, facts_with(budget(REPORT[0], hidden)))
    assert [found[1:3] for found in cells(table)[1:]] == [["−13\u00a0000", "–"], ["–", "–"], ["–", "–"]]


def test_refugee_reception_alone_is_shown_and_neither_is_said() -> None:
    table = shown(tables.budget_groups, facts_with(budget(*REPORT[4:6])))
    assert (plain(table.title), cells(table)[0]) == (
        "Med och utan flyktingmottagande", ["Med och utan flyktingmottagande"],
    )  # fmt: skip
    facts = facts_with(budget(row("A", -8, -12)))
    assert tables.budget_groups(facts, followed(facts)) == Absent(
        id="budget_groups", reason="Ingen tabell per målgrupp: raderna i uppföljningen saknar uppgift om målgrupp."
    )


def test_causes_end_in_the_remainder_and_one_off_items_stand_apart() -> None:
    told = notes(
        note("Fler placeringar", -4_000, section="Myndighet"), note("Lön", -1_700), note("Annat"),
        note("Skadestånd", -500, "one_off"),
    )  # fmt: skip
    table = shown(tables.budget_causes, facts_with(budget(whole(-7_200, -10_000)), told))
    assert cells(table) == [
        ["Angivna orsaker"],
        ["Fler placeringar", "Myndighet", "−4\u00a0000"],
        ["Lön", "", "−1\u00a0700"],
        ["Annat", "", "–"],
        ["Summa av de angivna beloppen", "", "−5\u00a0700"],
        ["Inte förklarat", "", "−1\u00a0500"],
        ["Resultat", "", "−7\u00a0200"],
        ["Kända engångsposter"],
        ["Skadestånd", "", "−500"],
    ]
    assert table.measure == "Belopp januari–augusti 2024, tkr. Ekhult."
    assert table.notes == ("Minus betyder underskott, eller att posten försämrar resultatet.", DASH)


def test_nothing_stated_is_a_dash_and_not_zero() -> None:
    table = shown(tables.budget_causes, facts_with(budget(whole(-7_200, -10_000)), notes(note("Annat"))))
    assert [found[2] for found in cells(table)[1:]] == ["–", "–", "−7\u00a0200", "−7\u00a0200"]
    only_items = shown(
        tables.budget_causes, facts_with(budget(whole(-7_200, -10_000)), notes(note("Skadestånd", 0, "one_off")))
    )
    assert cells(only_items) == [["Kända engångsposter"], ["Skadestånd", "", "0"]]
    facts = facts_with(budget(whole(-7_200, -10_000)))
    assert tables.budget_causes(facts, followed(facts)) == Absent(
        id="budget_causes", reason="Ingen tabell över orsaker: inga orsaker eller engångsposter är angivna för 2024."
    )


def test_rounding_is_listed_with_its_size() -> None:
    table = shown(tables.budget_checks, facts_with(budget(*REPORT)))
    assert cells(table) == [
        ["Myndighet"],
        ["Öppenvård", "intäkt + kostnad = resultat", "1\u00a0000", "1\u00a0001", "avrundning ±1"],
        ["Summa myndighet", "radernas resultat", "−2\u00a0399", "−2\u00a0400", "avrundning ±1"],
    ]
    assert table.rows[1].cells[4].value == -1
    assert table.notes == (
        SIGN,
        "Avrundning: skillnaden är högst 0,5 × (antalet termer + 1) tkr. Större skillnader stoppar rapporten.",
        "Kontroller som stämmer exakt: 18. Ett belopp saknas för de övriga (4), som inte går att göra.",
    )


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([REPORT[0]], "Kontroller som stämmer exakt: 1."),
        (
            [line("IFO", "A", "row", (NAN, 1, 2, 3))],
            "Kontroller som stämmer exakt: 0. Ett belopp saknas för de övriga (1), som inte går att göra.",
        ),
    ],
)
def test_nothing_to_list_is_said(lines: list[dict[str, object]], told: str) -> None:
    facts = facts_with(budget(*lines))
    assert tables.budget_checks(facts, followed(facts)) == Absent(
        id="budget_checks", reason=f"Ingen rad och ingen summa avviker. {told}"
    )


@pytest.mark.parametrize("make", ALL)
def test_without_a_report_there_is_one_and_the_same_reason(make: Callable[[Facts, FollowUp], Table | Absent]) -> None:
    facts = facts_with(budget())
    found = make(facts, followed(facts))
    assert isinstance(found, Absent)
    assert found.reason == (
        "Uppgifter om budget och utfall saknas för Ekhult 2024. Avsnittet visas därför utan figur och tabell."
    )

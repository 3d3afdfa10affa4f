"""The tables of the effects' parts, and of reimbursement by rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from invented import LINDNAS, Bench, facts_of, published, with_plan
from local_rows import local_rows

from ifo_analysis.analysis.reimbursement import reimbursement
from ifo_analysis.blocks import Absent, Table
from ifo_analysis.facts import Facts
from ifo_analysis.language import faults
from ifo_analysis.tables.reimbursement import reimbursement as reimbursement_table
from ifo_analysis.tables.scenario import NO_PARTS
from ifo_analysis.tables.scenario import effects as effects_table

NOTHING = float("nan")
YEAR = {"first_day": "2024-01-01", "last_day": "2024-12-31", "status": "asylum", "age": 15}


def effects(facts: Facts) -> Table:
    found = effects_table(facts, Bench(facts).effects)
    assert isinstance(found, Table)
    return found


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_parts_of_each_effect_stand_beside_each_other() -> None:
    table = effects(facts_of())

    assert texts(table) == [
        ["Barn- och ungdomsvård"],
        ["Minska antalet vårddygn i HVB för tonåringar", "3,2–4,8", "1,4–2,1", "1,8–2,7", "0,3", "1,5–2,4", "1,1–1,7"],
        ["Rekrytera fler jourfamiljer", "saknar volym", "–", "–", "0,0", "–", "–"],
        ["Missbruks- och beroendevård"],
        ["Förkorta placeringar i skyddat boende", "0,8–1,0", "–", "–", "–", "–", "–"],
        ["Pröva eget stödboende", "utreds", "–", "–", "–", "–", "–"],
        ["Försörjningsstöd"],
        ["Utveckla samverkan mellan enheterna", "–", "–", "0,0", "0,0", "0,0", "0,0"],
        ["Korta handläggningstiden", "ej prissatt", "–", "–", "–", "–", "–"],
        ["Summa av de prissatta målen", "4,0–5,8", "–", "–", "–", "–", "–"],
    ]
    assert [column.header for column in table.columns] == [
        *("Mål", "Brutto", "Alternativ", "Netto", "En gång", "År ett", "2024")
    ]
    assert [faults(text) for text in (table.measure, *table.notes)] == [[], [], []]


def test_a_sum_stands_where_every_priced_goal_has_the_part() -> None:
    priced = {"effect_status": "calculated", "one_off_cost_tkr": 100.0, "first_day": "2024-01-01"}

    assert texts(effects(with_plan(facts_of(), [priced, priced], [])))[-1] == [
        *("Summa av de prissatta målen", "6,4–9,6", "2,8–4,2", "3,6–5,4", "0,2", "3,4–5,2", "3,4–5,2")
    ]
    without = texts(effects(with_plan(facts_of(), [priced, {**priced, "one_off_cost_tkr": NOTHING}], [])))[-1]
    assert without[4:] == ["–", "–", "–"]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (
            facts_of(LINDNAS),
            "Uppgifter om mål och åtgärder saknas för Lindnäs 2024. Avsnittet visas därför utan figur och tabell.",
        ),
        (published("0138", 2019), NO_PARTS),
        (with_plan(facts_of(), [{"effect_status": "investigated"}], []), NO_PARTS),
    ],
    ids=["no plan", "gross alone", "no price"],
)
def test_a_table_of_parts_that_says_nothing_new_is_absent(facts: Facts, reason: str) -> None:
    assert effects_table(facts, Bench(facts).effects) == Absent(id="measure_effects", reason=reason)


def rules(*records: dict[str, object], year: int = 2024) -> Table | Absent:
    days = local_rows("reimbursed_days", *({**YEAR, **record} for record in records))
    return reimbursement_table(replace(facts_of(), origin="published"), reimbursement(days, "9901", year))


def shown(*records: dict[str, object], year: int = 2024) -> Table:
    found = rules(*records, year=year)
    assert isinstance(found, Table)
    return found


def test_each_rule_has_its_source_days_cost_reimbursement_and_change() -> None:
    table = shown(
        {"care_days": 2_000.0, "cost_sek": 3e6},
        {"age": 16, "is_lvu": True, "care_days": 400.0, "cost_sek": 2e6},
        {"age": 19, "status": "permit", "care_days": 800.0, "cost_sek": 1e6},
    )

    assert texts(table) == [
        [
            *("Under 18 år", "1\u00a0000\u00a0kr/dygn"),
            "Förordning (2010:1122) 29 §; Migrationsverket, nyhet 2023-12-27",
            *("2\u00a0000", "3\u00a0000", "2\u00a0000", "67", "−700"),
        ],
        [
            "LVU, under 18 år",
            "1\u00a0000\u00a0kr/dygn, eller faktisk kostnad om den är högre",
            "Förordning (2010:1122) 29 a §",
            *("400", "2\u00a0000", "2\u00a0000", "100", "0"),
        ],
        [
            *("Unga 18–20 år med uppehållstillstånd", "750\u00a0kr/dygn", "Förordning (2010:1122) 30 §"),
            *("800", "1\u00a0000", "600", "60", "0"),
        ],
        ["Alla", "", "", "3\u00a0200", "6\u00a0000", "4\u00a0600", "77", "−700"],
    ]
    assert table.sources == (
        "Källa: Ekhults kommun, Egen uppföljning, 2024.",
        "Ersättning, täckning och ändring: egen bearbetning av uppgifter från Ekhults kommun.",
    )
    assert table.notes[0] == (
        "Ändring är ersättningen med reglerna från den 1 januari 2024 minus den för samma dygn med reglerna före."
    )


def test_what_is_missing_is_a_dash_and_left_out_of_the_sums() -> None:
    table = shown(
        {"care_days": 2_000.0, "cost_sek": 3e6},
        {"age": 16, "is_lvu": True, "care_days": 20.0, "cost_sek": NOTHING},
    )

    assert texts(table)[1][3:] == ["20", "–", "–", "–", "–"]
    assert texts(table)[2][3:] == ["2\u00a0020", "3\u00a0000", "2\u00a0000", "67", "–"]
    assert "Kostnad, ersättning och täckning avser dygn med känd kostnad; 20 dygn saknar den." in table.notes


def test_conditions_and_doubts_of_the_used_rules_stand_under_the_table() -> None:
    notes = " ".join(shown({"first_day": "2018-01-01", "last_day": "2018-06-30", "age": 16, "is_lvu": True,
                            "care_days": 9.0, "cost_sek": 4e4}, year=2018).notes)  # fmt: skip

    assert "LVU, under 18 år: Bygger på Migrationsverkets svar 2017." in notes


def test_before_the_first_change_of_rules_there_is_no_column_for_it() -> None:
    table = shown({"first_day": "2017-01-01", "last_day": "2017-06-30", "care_days": 9.0, "cost_sek": 2e4}, year=2017)

    assert [column.header for column in table.columns][-1] == "Täckning"
    assert {len(row.cells) for row in table.rows} == {7}


def test_without_days_the_table_is_absent_for_the_same_reason_as_the_figure() -> None:
    assert rules({"care_days": 1.0}, year=2030) == Absent(
        id="reimbursement_values",
        reason="Uppgifter om ensamkommande barn och unga saknas för Ekhult 2024. Avsnittet visas därför utan figur och tabell.",
    )

"""Findings and table of cases: the base stands in the sentence, small counts have no per cent, and no cause is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from evidence_checks import assert_numbers_are_proved
from invented import EKHULT, facts_of
from local_rows import local_rows, with_local

from ifo_analysis.analysis.caseload import CaseFlow, case_flow
from ifo_analysis.blocks import Absent, Finding, Table
from ifo_analysis.findings.caseload import caseload
from ifo_analysis.language import faults, plain
from ifo_analysis.tables.caseload import caseload as caseload_table

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts

NB = "\u00a0"
Row = dict[str, object]


def row(count: int, stage: str = "reports", group: str = "children", **told: object) -> Row:
    return {"count": count, "stage": stage, "group": group, "first_month": 1, "last_month": 8, **told}


def both(now: int, before: int, stage: str = "reports", group: str = "children") -> tuple[Row, Row]:
    return row(now, stage, group), row(before, stage, group, year=2023)


FLOW = (
    *both(1_034, 880),
    *both(434, 315, "investigations"),
    *both(260, 240, "interventions"),
    *both(64, 58, "placements"),
)


def facts_with(*rows: Row, caseworkers: float | None = None) -> Facts:
    frames = {"caseload": local_rows("caseload", *rows)}
    if caseworkers is not None:
        frames["staff"] = local_rows("staff", {"measure": "caseworkers", "value": caseworkers})
    return replace(with_local(facts_of(), **frames), origin="published")


def flow_of(facts: Facts) -> CaseFlow | None:
    return case_flow(facts.local.caseload, EKHULT, 2024)


def told(*rows: Row, caseworkers: float | None = None) -> dict[str, Finding]:
    facts = facts_with(*rows, caseworkers=caseworkers)
    found = {block.id: block for block in caseload(facts, flow_of(facts)) if isinstance(block, Finding)}
    for finding in found.values():
        assert_numbers_are_proved(finding)
        assert faults("\n".join(map(plain, (finding.content, *finding.caveats)))) == []
    return found


def lead(*rows: Row) -> str:
    return plain(told(*rows)["caseload_change"].content)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (
            1_034,
            880,
            (
                f"Under januari–augusti 2024 kom 1{NB}034 anmälningar som gäller barn och unga. Det är 154 fler än under samma "
                f"månader 2023 (880), en ökning med 17,5{NB}procent."
            ),
        ),
        (
            100,
            150,
            (
                "Under januari–augusti 2024 kom 100 anmälningar som gäller barn och unga. Det är 50 färre än under samma månader "
                f"2023 (150), en minskning med 33{NB}procent."
            ),
        ),
        (
            463,
            463,
            "Under januari–augusti 2024 kom 463 anmälningar som gäller barn och unga, lika många som under samma månader 2023.",
        ),
        (
            10,
            7,
            (
                "Antalet anmälningar som gäller barn och unga gick från 7 till 10 mellan januari–augusti 2023 och "
                "januari–augusti 2024."
            ),
        ),
        (
            3,
            1,
            "Under januari–augusti 2024 kom tre anmälningar som gäller barn och unga, och under samma månader 2023 en.",
        ),
        (
            0,
            2,
            "Under januari–augusti 2024 kom ingen anmälan som gäller barn och unga, och under samma månader 2023 två.",
        ),
        (
            5_000,
            4_999,
            (
                f"Under januari–augusti 2024 kom 5{NB}000 anmälningar som gäller barn och unga. Det är 1 fler än under samma "
                f"månader 2023 (4{NB}999)."
            ),
        ),
    ],
    ids=["more", "fewer", "equal", "few", "very few", "none", "shown as zero"],
)
def test_a_change_has_its_base_and_small_counts_have_no_per_cent(now: int, before: int, expected: str) -> None:
    assert lead(*both(now, before)) == expected


def test_without_the_same_months_of_another_year_no_change_is_told() -> None:
    found = told(row(463), row(600, year=2023, last_month=12))["caseload_change"]
    assert plain(found.content) == "Under januari–augusti 2024 kom 463 anmälningar som gäller barn och unga."
    assert [plain(caveat) for caveat in found.caveats] == [
        "Ingen förändring anges, eftersom uppgift om samma månader ett tidigare år saknas."
    ]
    other = told(row(463), *both(90, 80, "closed"))["caseload_change"]
    assert plain(other.caveats[0]) == (
        "Ingen förändring anges för anmälningarna: uppgiften för januari–augusti 2023 saknas eller är räknad på ett annat sätt."
    )


def test_whole_years_and_single_months_are_named_as_such() -> None:
    year = [row(40, first_month=1, last_month=12), row(30, first_month=1, last_month=12, year=2023)]
    assert lead(*year).startswith(
        "Under 2024 kom 40 anmälningar som gäller barn och unga. Det är 10 fler än under 2023 (30)"
    )
    month = [row(40, first_month=3, last_month=3), row(30, first_month=3, last_month=3, year=2023)]
    assert "Under mars 2024 kom 40" in lead(*month)
    assert "än under samma månad 2023 (30)" in lead(*month)


def test_shares_are_told_per_hundred_of_cases_that_are_not_the_same() -> None:
    assert plain(told(*FLOW)["caseload_flow"].content) == (
        "För varje hundra anmälningar som gäller barn och unga inleddes 42 utredningar. Per hundra utredningar redovisades 60 "
        "insatser, och per hundra insatser redovisades 25 placeringar. Ärendena i de olika leden är inte desamma."
    )
    assert "caseload_flow" not in told(*both(19, 19), *both(8, 8, "investigations"))
    rare = told(*both(1_000, 900), *both(4, 5, "investigations"))["caseload_flow"]
    assert "inleddes 0,4 utredningar" in plain(rare.content)


def test_open_care_stands_beside_placements_without_a_cause() -> None:
    found = told(*FLOW, *both(180, 172, "open_care"))["caseload_care"]
    assert plain(found.content) == (
        "Under januari–augusti 2024 redovisades 180 insatser i öppenvård som gäller barn och unga. Det är 8 fler än under samma "
        f"månader 2023 (172), en ökning med 4,7{NB}procent. Placeringarna som gäller barn och unga var 64 under januari–augusti "
        f"2024 och 58 under samma månader 2023, en ökning med 10,3{NB}procent. Uppgifterna visar inte om det ena påverkar det "
        "andra."
    )
    assert "caseload_care" not in told(*FLOW)


def test_compulsory_care_and_violence_are_told_in_counts() -> None:
    found = told(
        *FLOW, *both(14, 11, "lvu"), *both(2, 3, "lvm", "adults"), *both(16, 12, "protected_housing", "violence")
    )
    assert plain(found["caseload_compulsory"].content) == (
        "Antalet ärenden enligt LVU som gäller barn och unga gick från 11 till 14 mellan januari–augusti 2023 och "
        "januari–augusti 2024. Ärendena enligt LVM som gäller vuxna var 2 under januari–augusti 2024 och 3 under "
        "samma månader 2023."
    )
    assert plain(found["caseload_violence"].content) == (
        "Antalet ärenden om skyddat boende som gäller våld i nära relation gick från 12 till 16 mellan januari–augusti 2023 och "
        "januari–augusti 2024."
    )


def test_adults_are_told_apart_and_nothing_is_told_twice() -> None:
    found = told(*both(210, 210, group="adults"), *both(120, 131, "investigations", "adults"))
    assert plain(found["caseload_change"].heading) == "Anmälningar som gäller vuxna"
    assert plain(found["caseload_adults"].content).startswith("Under januari–augusti 2024 inleddes 120 utredningar")


def test_cases_per_caseworker_name_both_numbers() -> None:
    rows = (*FLOW, *both(120, 131, "investigations", "adults"))
    assert plain(told(*rows, caseworkers=16.5)["caseload_per_caseworker"].content) == (
        "Under januari–augusti 2024 inleddes 554 utredningar som gäller barn och unga samt vuxna, eller 33,6 per handläggare "
        "(16,5 handläggare)."
    )
    assert "caseload_per_caseworker" not in told(*rows)


def test_months_that_were_added_are_our_own_processing() -> None:
    months = [row(10, first_month=month, last_month=month, year=year) for year in (2023, 2024) for month in range(1, 9)]
    claim = told(*months)["caseload_change"].claims[0]
    assert (claim.value, claim.is_own, claim.formula) == (80, True, "summa över månader eller åldersgrupper")
    whole = told(*both(80, 70))["caseload_change"].claims[0]
    assert (whole.is_own, whole.source) == (False, "Källa: Ekhults kommun, Egen uppföljning, 2024.")


def test_preliminary_counts_are_named() -> None:
    early = told(*({**part, "is_preliminary": True} for part in both(80, 70)))["caseload_change"]
    assert plain(early.caveats[-1]) == "Uppgifterna är preliminära."


def test_without_any_count_nothing_is_said() -> None:
    facts = facts_of()
    assert caseload(facts, flow_of(facts)) == []
    assert caseload_table(facts, None) == Absent(
        id="caseload_values",
        reason="Egna uppgifter om ärenden saknas för Ekhult 2024. Avsnittet visas därför utan figur och tabell.",
    )


def test_the_table_has_both_periods_ages_and_no_per_cent_of_small_counts() -> None:
    facts = facts_with(*FLOW, *both(14, 11, "lvu"), row(610, age_group="0–12"), row(520, age_group="0–12", year=2023),
                       row(90, "closed"), caseworkers=16)  # fmt: skip
    made = caseload_table(facts, flow_of(facts))
    assert isinstance(made, Table)
    assert [column.header for column in made.columns] == [
        *("Led", "Januari–augusti 2023", "Januari–augusti 2024", "Skillnad", "Förändring")
    ]
    cells = [[cell.text for cell in line.cells] for line in made.rows]
    assert cells[:3] == [
        ["Barn och unga"],
        ["Anmälningar", "880", f"1{NB}034", "+154", "+17,5"],
        [f"varav 0–12{NB}år", "520", "610", "+90", "+17,3"],
    ]
    assert ["Avslutade ärenden", "–", "90", "–", "–"] in cells
    assert ["Ärenden enligt LVU", "11", "14", "+3", "."] in cells
    assert cells[-1] == ["Utredningar per handläggare", "–", "27,1", "–", "."]
    assert made.notes[1:] == (
        "En punkt betyder att talet inte anges: förändring i procent visas bara när båda antalen är minst 20.",
        "– uppgift saknas, eller är räknad på ett annat sätt.",
    )


def test_the_table_without_a_base_has_one_period() -> None:
    facts = facts_with(row(40), row(30, "investigations"), caseworkers=10)
    made = caseload_table(facts, flow_of(facts))
    assert isinstance(made, Table)
    assert [[cell.text for cell in line.cells] for line in made.rows] == [
        *(["Barn och unga"], ["Anmälningar", "40"], ["Utredningar", "30"]),
        *(["Handläggare"], ["Utredningar per handläggare", "3,0"]),
    ]

"""Findings and table of staff: an assumption is named as one, and vacancies are never below zero in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from evidence_checks import assert_numbers_are_proved
from invented import PEERS, facts_of
from local_rows import local_rows, with_local

from ifo_analysis.blocks import Absent, Finding, Table
from ifo_analysis.findings.staffing import staffing
from ifo_analysis.language import faults, plain
from ifo_analysis.tables.staffing import staffing as staffing_table

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts

NB = "\u00a0"
Row = dict[str, object]


def row(measure: str, value: float, unit: str = "", category: str = "", **told: object) -> Row:
    return {"measure": measure, "value": float(value), "unit_name": unit, "category": category, **told}


HIRED = (row("hired_cost_tkr", 4_200), row("staff_cost_tkr", 42_000))


def facts_with(*rows: Row) -> Facts:
    return replace(with_local(facts_of(), staff=local_rows("staff", *rows)), origin="published")


def told(*rows: Row) -> dict[str, Finding]:
    found = {block.id: block for block in staffing(facts_with(*rows), PEERS) if isinstance(block, Finding)}
    for finding in found.values():
        assert_numbers_are_proved(finding)
        whole = "\n".join(map(plain, (finding.content, *finding.caveats)))
        assert faults(whole, allowed=frozenset({"Ekhult"})) == []
    return found


def text(name: str, *rows: Row) -> str:
    return plain(told(*rows)[name].content)


def test_extra_cost_stands_beside_its_assumption() -> None:
    found = told(*HIRED, row("hired_cost_ratio", 1.75))["hired_staff"]
    assert plain(found.content) == (
        f"Inhyrd personal kostade 4,2{NB}miljoner kronor 2024. Det motsvarar 10,0{NB}procent av kostnaden för egen personal. Om "
        f"den kostar 1,75{NB}gånger så mycket som egen personal hade samma arbete kostat 1,8{NB}miljoner kronor mindre med "
        "egen personal."
    )
    assert plain(found.caveats[0]) == (
        "Kvoten mot egen personal är ett antagande i kommunens uppgifter, och merkostnaden följer den."
    )


@pytest.mark.parametrize(
    ("ratio", "end"),
    [
        (1, f"Om den kostar 1{NB}gånger så mycket som egen personal finns ingen merkostnad."),
        (0.8, f"hade samma arbete kostat 1,1{NB}miljoner kronor mer med egen personal."),
    ],
)
def test_hired_staff_that_costs_no_more_has_no_extra_cost(ratio: float, end: str) -> None:
    assert text("hired_staff", HIRED[0], row("hired_cost_ratio", ratio)).endswith(end)


def test_without_a_ratio_no_extra_cost_is_computed() -> None:
    found = told(HIRED[0])["hired_staff"]
    assert plain(found.content) == f"Inhyrd personal kostade 4,2{NB}miljoner kronor 2024."
    assert plain(found.caveats[0]) == (
        "Merkostnaden räknas inte, eftersom uppgift saknas om vad inhyrd personal kostar mot egen."
    )


def test_staff_is_told_beside_the_peers_median() -> None:
    peers = [row("full_time_equivalents", 1, municipality=code) for code in PEERS]
    found = told(row("full_time_equivalents", 62), *peers)["staff_per_1000"]
    assert plain(found.content) == (
        f"I Ekhult fanns 2,0{NB}årsarbetare per 1{NB}000 invånare 2024. Medianen för sju liknande kommuner är 0,1, och Ekhult "
        "har 1,9 fler."
    )
    alone = told(row("full_time_equivalents", 62))["staff_per_1000"]
    assert [plain(caveat) for caveat in alone.caveats] == [
        "Måttet räknar kommunens egen personal. Den som köper mycket har färre egna.",
        "Ingen jämförelse visas: uppgift finns för färre än fyra liknande kommuner.",
    ]


@pytest.mark.parametrize(
    ("needed", "recruited", "expected"),
    [
        (9, 7, "Två av nio tjänster är vakanta."),
        (11, 10, "En av elva tjänster är vakant."),
        (9, 9, "Inga tjänster är vakanta. Behovet är nio tjänster."),
        (9, 10, "Inga tjänster är vakanta. Behovet är nio tjänster. Utöver behovet har en tjänst tillsatts."),
        (40, 20, f"Av 40 tjänster är 20 vakanta."),  # noqa: F541 - the others have words
        (9.5, 7, f"Av 9,5{NB}tjänster är 2,5 vakanta."),
    ],
)
def test_vacancies_are_told_and_so_is_more_than_the_need(needed: float, recruited: float, expected: str) -> None:
    assert text("vacancies", row("positions_needed", needed), row("recruited", recruited)) == expected


def test_a_unit_with_more_than_it_needs_hides_no_vacancy() -> None:
    rows = (
        row("positions_needed", 5, "A"),
        row("recruited", 3, "A"),
        row("positions_needed", 4, "B"),
        row("recruited", 5, "B"),
    )
    assert text("vacancies", *rows) == "Två av nio tjänster är vakanta. Utöver behovet har en tjänst tillsatts."


@pytest.mark.parametrize(
    ("pct", "expected"),
    [
        (5.64, f"Sjukfrånvaron var 5,64{NB}procent 2024. Det är 1,64{NB}procentenheter mer än målet (4{NB}procent)."),
        (3.5, f"Sjukfrånvaron var 3,50{NB}procent 2024. Det är 0,50{NB}procentenheter mindre än målet (4{NB}procent)."),
        (4, f"Sjukfrånvaron var 4,00{NB}procent 2024. Det är lika mycket som målet (4{NB}procent)."),
    ],
)
def test_sick_leave_is_told_in_percentage_points_from_its_target(pct: float, expected: str) -> None:
    assert text("sick_leave", row("sick_leave_pct", pct), row("sick_leave_target_pct", 4)) == expected


def test_sick_leave_without_a_target_or_without_a_whole() -> None:
    assert (
        text("sick_leave", row("sick_leave_pct", 5)) == f"Sjukfrånvaron var 5,00{NB}procent 2024. Något mål anges inte."
    )
    assert "sick_leave" not in told(row("sick_leave_pct", 5, "Barn"))


def test_a_survey_that_does_not_sum_to_a_hundred_says_so() -> None:
    answers = [row("survey_pct", share, category=name) for name, share in (("Ja", 53), ("Neutral", 33), ("Nej", 14))]
    whole = told(*answers)["staff_survey"]
    assert plain(whole.content) == f"Vanligaste svaret i medarbetarundersökningen 2024 var ”Ja”, med 53{NB}procent."
    assert whole.caveats == ()
    part = told(*answers[:2])["staff_survey"]
    assert plain(part.caveats[0]) == f"Svaren summerar till 86{NB}procent, inte till 100{NB}procent."


def test_without_any_figure_nothing_is_said() -> None:
    assert staffing(facts_of(), PEERS) == []
    assert staffing(facts_with(row("full_time_equivalents", 9, municipality=PEERS[0])), PEERS) == []
    assert staffing_table(facts_of()) == Absent(
        id="staffing_values",
        reason="Egna uppgifter om personal saknas för Ekhult 2024. Därför visas ingen tabell över den.",
    )


def test_the_table_keeps_two_years_beside_each_other() -> None:
    made = staffing_table(
        facts_with(*HIRED, row("hired_cost_ratio", 1.75), row("caseworkers", 9, "Barn"), row("caseworkers", 7.5, "Vuxna"),
                   row("sick_leave_pct", 5.64), row("sick_leave_target_pct", 4), row("sick_leave_pct", 6, year=2023))
    )  # fmt: skip
    assert isinstance(made, Table)
    cells = [[cell.text for cell in line.cells] for line in made.rows]
    assert ["Hela verksamheten", "–", "16,5"] in cells
    assert ["Merkostnad med den kvoten, tkr", "–", f"1{NB}800"] in cells
    assert cells[-3:] == [
        *(["Hela verksamheten", "6,00", "5,64"], ["Mål", "–", "4,00"]),
        ["Skillnad mot målet, procentenheter", "–", "+1,64"],
    ]
    assert made.sources == (
        "Källa: Ekhults kommun, Egen uppföljning, 2024.",
        "Summor, vakanser, merkostnad och skillnader: egen bearbetning av uppgifter från Ekhults kommun.",
    )

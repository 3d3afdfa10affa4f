"""Findings and table of bought care in the own figures: which cost the share is of stands in every sentence about it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evidence_checks import assert_numbers_are_proved
from invented import EKHULT, PEERS, facts_of
from local_rows import local_rows, with_local

from ifo_analysis.analysis.purchased_care import BoughtCare, bought_care
from ifo_analysis.blocks import Absent, Finding, Paragraph, Table
from ifo_analysis.findings.purchased_care import purchased_care
from ifo_analysis.language import faults, plain
from ifo_analysis.tables.purchased_care import purchased_care as purchased_care_table

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts

NB = "\u00a0"


def row(counterpart: str, cost_tkr: float, area: str = "Barn och unga", **told: object) -> dict[str, object]:
    return {"counterpart": counterpart, "cost_tkr": float(cost_tkr), "area": area, **told}


YEARS = [
    row(seller, cost, year=year)
    for year, sold in ((2022, 25_000), (2023, 30_000), (2024, 30_000))
    for seller, cost in (("own", 66_000), ("companies", sold), ("state", 4_000))
]
GROUP = [
    row(seller, cost, municipality=code)
    for code, share in zip(PEERS, (20, 22, 24, 26, 28, 30, 32), strict=True)
    for seller, cost in (("own", 100 - share), ("companies", share))
]


def facts_with(*rows: dict[str, object], preliminary: bool = False) -> Facts:
    facts = with_local(
        facts_of(), purchases=local_rows("purchases", *({"is_preliminary": preliminary} | r for r in rows))
    )
    return replace(facts, origin="published")


def care(facts: Facts) -> BoughtCare:
    return bought_care(facts.local.purchases, EKHULT, 2024, allow_mixed=True)


def told(facts: Facts) -> dict[str, Finding]:
    found = {block.id: block for block in purchased_care(facts, care(facts), PEERS) if isinstance(block, Finding)}
    for finding in found.values():
        assert_numbers_are_proved(finding)
        whole = "\n".join(map(plain, (finding.content, *finding.caveats)))
        assert faults(whole, allowed=frozenset({"Ekhult"})) == []
    return found


def table(facts: Facts) -> Table:
    made = purchased_care_table(facts, care(facts), PEERS)
    assert isinstance(made, Table)
    return made


def test_the_share_says_of_which_cost() -> None:
    lead = told(facts_with(*YEARS))["purchased_care"]
    assert plain(lead.content) == (
        f"Köpt vård kostade 34,0{NB}miljoner kronor 2024. Det är 34,0{NB}procent av kostnaden för ”Barn och unga” "
        f"(100{NB}miljoner kronor)."
    )
    assert lead.claims[0].source == "Egen bearbetning av uppgifter från Ekhults kommun."
    assert lead.number_label == "procent av kostnaden för ”Barn och unga” gick till köpt vård, 2024"
    assert [plain(caveat) for caveat in lead.caveats] == [
        "Andelen bygger på kommunens egna uppgifter och kan skilja sig från den som Kolada visar."
    ]


def test_outcome_against_budget_is_of_the_budget_and_stays_out_of_the_summary() -> None:
    found = told(
        facts_with(
            row("companies", 18_000), row("own", 22_000, basis="budget"), row("companies", 18_000, basis="budget")
        )
    )
    assert list(found) == ["purchased_care"]
    lead = found["purchased_care"]
    assert f"Det är 45,0{NB}procent av budgeten för ”Barn och unga” (40,0{NB}miljoner kronor)." in plain(lead.content)
    assert plain(lead.caveats[0]) == (
        "Täljare och nämnare har olika grund: köpt vård är utfall, och nämnaren är budget, eftersom utfallet för egen "
        "verksamhet saknas. Det är alltså inte en andel av kostnaden."
    )
    assert lead.robustness == 0


def test_the_years_are_told_up_to_a_gap_and_never_over_it() -> None:
    found = told(facts_with(*YEARS))["purchased_care_change"]
    assert plain(found.content) == (
        f"Andelen köpt vård var 30,5{NB}procent 2022 och 34,0{NB}procent 2024. Det är 3,5{NB}procentenheter mer."
    )
    older = [row(seller, 50_000, year=2019) for seller in ("own", "companies")]
    gap = told(facts_with(*YEARS, *older))["purchased_care_change"]
    assert "2019" not in plain(gap.content)
    assert plain(gap.content).endswith("Tidigare år jämförs inte, eftersom uppgift saknas för något år däremellan.")
    alone = [r for r in YEARS if r["year"] != 2023]
    assert "purchased_care_change" not in told(facts_with(*alone))


def test_the_two_largest_sellers_are_named() -> None:
    assert plain(told(facts_with(*YEARS))["purchased_care_sellers"].content) == (
        f"Störst del av köpen gjordes från privata företag: 30,0{NB}procent av kostnaden. Därnäst kommer staten med 4,0{NB}procent."
    )
    assert "purchased_care_sellers" not in told(facts_with(*(r for r in YEARS if r["counterpart"] != "state")))


def test_the_group_is_told_by_its_median_and_together() -> None:
    found = told(facts_with(*YEARS, *GROUP))["purchased_care_peers"]
    assert plain(found.content) == (
        f"Medianen för sju liknande kommuner är 26,0{NB}procent. Ekhult ligger 8,0{NB}procentenheter över. Om gruppens kostnader "
        f"läggs ihop är den köpta andelen 26,0{NB}procent."
    )
    assert "purchased_care_peers" not in told(facts_with(*YEARS, *GROUP[:6]))
    few = told(facts_with(*YEARS, *GROUP[:8]))["purchased_care_peers"]
    assert plain(few.caveats[0]) == "Uppgift om samma verksamheter saknas för tre av gruppens kommuner."


def test_preliminary_figures_are_named() -> None:
    lead = told(facts_with(*YEARS, preliminary=True))["purchased_care"]
    assert plain(lead.caveats[-1]) == "Uppgifterna är preliminära."


def test_bought_care_without_own_production_is_no_share() -> None:
    facts = facts_with(row("companies", 18_000))
    (block,) = purchased_care(facts, care(facts), PEERS)
    assert isinstance(block, Paragraph)
    assert plain(block.content) == (
        "Köpt vård visas inte som andel: uppgift om kostnaden för egen verksamhet saknas för Ekhult 2024."
    )
    assert purchased_care_table(facts, care(facts), PEERS) == Absent(
        id="purchased_care_values",
        reason="Egna uppgifter om köpt vård som andel av kostnaden saknas för Ekhult 2024. Därför visas varken figur eller "
        "tabell över den.",
    )


def test_without_any_figure_nothing_is_said() -> None:
    assert purchased_care(facts_of(), care(facts_of()), PEERS) == []


def test_the_table_holds_each_area_and_the_peers() -> None:
    made = table(facts_with(*YEARS, *GROUP))
    cells = [[cell.text for cell in line.cells] for line in made.rows]
    assert cells[:5] == [
        ["Barn och unga"],
        ["Egen verksamhet", f"66{NB}000", "66,0", "66,0"],
        ["Privata företag", f"30{NB}000", "30,0", "30,0"],
        ["Staten", f"4{NB}000", "4,0", "4,0"],
        ["Allt köpt", f"34{NB}000", "34,0", "34,0"],
    ]
    assert cells[-2:] == [["Kommunerna tillsammans", "–", "26,0", "–"], ["Median", "–", "26,0", "–"]]
    assert made.notes[1] == "– uppgift saknas."
    both = table(facts_with(*YEARS, *(row(seller, 5_000, "Missbruk") for seller in ("own", "regions"))))
    assert [line.cells[0].text for line in both.rows if line.role == "group"] == [
        *("Barn och unga", "Missbruk", "Alla verksamheter i tabellen")
    ]
    assert both.measure == "Kostnad och andel av kostnaden för ”Barn och unga” och ”Missbruk”. Ekhult."

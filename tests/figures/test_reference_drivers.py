"""Figure and table of what sets the reference cost apart: the same numbers, sources, missing parts and dashes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from structure import ALIKE, drivers_of, facts_of_structure

from ifo_analysis.blocks import Absent, Figure, Table
from ifo_analysis.drawing import inline_drawing
from ifo_analysis.figures.reference_drivers import reference_drivers
from ifo_analysis.findings.model_rest import missing_words
from ifo_analysis.findings.reference_drivers import NO_CAUSE, why_not
from ifo_analysis.language import faults, plain
from ifo_analysis.sheet import placed_rows
from ifo_analysis.tables.reference_drivers import reference_drivers as drivers_table

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts

LAW = (
    "Modellens vikter: förordning (2004:881) om kommunalekonomisk utjämning, 9 och 9 a §§ och bilagan, lydelse t.o.m. SFS "
    "2025:1171."
)


def figure(facts: Facts) -> Figure:
    found = reference_drivers(facts, drivers_of(facts))
    assert isinstance(found, Figure)
    for text in (plain(found.title), found.measure, found.alt, found.reading, *found.notes):
        assert faults(text) == []
    inline_drawing(found.svg, "f", found.alt, "wide")
    inline_drawing(found.svg_narrow, "f", found.alt, "narrow")
    return found


def table(facts: Facts) -> Table:
    found = drivers_table(facts, drivers_of(facts))
    assert isinstance(found, Table)
    assert len(list(placed_rows(found))) == len(found.rows)
    for text in (found.measure, *found.notes):
        assert faults(text) == []
    return found


def cells(found: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in found.rows]


def test_the_figure_goes_from_the_group_to_the_own_value_in_as_many_steps_as_factors() -> None:
    found = figure(facts_of_structure())

    assert plain(found.title) == "Störst skillnad i modellen: barn i hushåll med låg inkomst, 288\u00a0kronor högre"
    assert found.measure == (
        "Utjämningsmodellens värde 2024 (utjämningsår 2026), före korrigeringsfaktorn, kronor per invånare. Ekhult och sju "
        "liknande kommuner (IFO, utgåva 2024)."
    )
    assert found.alt.startswith(
        "Vattenfallsdiagram från gruppens 2\u00a0404 till Ekhults 3\u00a0022\u00a0kronor per invånare. Andelen barn i hushåll "
        "med låg inkomst 288 högre,"
    )
    assert cells(found.data) == [
        ["Gruppens medelvärde", "2\u00a0404"],
        ["Barn i hushåll med låg inkomst", "+288"],
        ["Boende i flerfamiljshus byggda 1965–1975", "+124"],
        ["Tätortsbefolkning", "+121"],
        ["Lågutbildade 20–40 år, födda i Sverige", "+53"],
        ["Ohälsotal", "+32"],
        ["Ekhult", "3\u00a0022"],
    ]


def test_the_notes_name_the_law_what_is_missing_and_that_it_is_no_cause() -> None:
    facts = facts_of_structure()
    for found in (figure(facts), table(facts)):
        assert {NO_CAUSE, LAW, f"I beräkningen saknas {missing_words(drivers_of(facts))}."} <= set(found.notes)


def test_the_sources_are_the_municipalitys_own_and_kolada_for_the_reference_cost_alone() -> None:
    facts = facts_of_structure()
    values = facts.indicator_values.assign(publisher="Kolada")
    facts = replace(facts, origin="published", indicator_values=values)

    assert figure(facts).sources == ("Egen bearbetning av uppgifter från Ekhults kommun.",)
    own, kolada, computed = table(facts).sources
    assert own == "Egen bearbetning av uppgifter från Ekhults kommun."
    assert kolada.startswith("Källa: Kolada (N30007, 2024, ")
    assert computed.startswith("Medelvärde och modellrest: egen bearbetning av data från Kolada (N30007, ")


def test_the_same_bytes_twice_and_a_title_without_direction_where_one_peer_decides() -> None:
    peers = [(0.04, 0.02, 20_000, 0.10, 25), *[(0.085, 0.02, 20_000, 0.10, 25)] * 5, (0.081, 0.02, 20_000, 0.10, 25)]
    found = figure(facts_of_structure(peers=peers))

    assert found == figure(facts_of_structure(peers=peers))
    assert plain(found.title) == "Från gruppens modellvärde till det egna"


def test_the_table_has_values_contributions_marginal_effects_and_the_model_rest() -> None:
    found = table(facts_of_structure())

    assert [column.header for column in found.columns] == [
        *("Strukturfaktor", "Ekhult", "Gruppen", "Bidrag", "Ökning", "Ger")
    ]
    assert cells(found) == [
        ["Barn i hushåll med låg inkomst, procent", "8,0", "5,5", "+288", "1\u00a0procentenhet", "+115,2"],
        ["Boende i flerfamiljshus byggda 1965–1975, procent", "10,0", "5,6", "+124", "1\u00a0procentenhet", "+28,0"],
        ["Tätortsbefolkning, invånare", "20\u00a0000", "9\u00a0014", "+121", "1\u00a0000\u00a0invånare", "+9,1"],
        ["Lågutbildade 20–40 år, födda i Sverige, procent", "2,0", "1,8", "+53", "1\u00a0procentenhet", "+266,1"],
        ["Ohälsotal, dagar", "25,0", "23,1", "+32", "1\u00a0dag", "+17,3"],
        ["Kronor per invånare"],
        ["Modellvärde", "3\u00a0022", "2\u00a0404", "+618", "", ""],
        ["Referenskostnad, publicerad", "5\u00a0115", "5\u00a0150", "−35", "", ""],
        ["Modellrest", "2\u00a0093", "2\u00a0746", "−653", "", ""],
    ]


def test_wages_stand_in_the_table_when_they_are_known() -> None:
    facts = facts_of_structure()
    known = replace(
        drivers_of(facts), correction=1.1, wage_sek=100.0, peers_wage_sek=-20.0, missing_parts=("overhead",)
    )
    found = drivers_table(facts, known)

    assert isinstance(found, Table)
    assert cells(found)[7] == ["Tillägg och avdrag för löner", "100", "−20", "+120", "", ""]
    assert "efter korrigeringsfaktorn" in found.measure


def test_a_reference_cost_that_is_missing_is_a_dash_and_explained() -> None:
    one = (5_115, (5_000, 5_050, 5_100, 5_150, 5_200, 5_250, None), None)
    found = table(facts_of_structure(reference={"N30007": one}))

    assert cells(found)[-2:] == [
        ["Referenskostnad, publicerad", "5\u00a0115", "–", "–", "", ""],
        ["Modellrest", "2\u00a0093", "–", "–", "", ""],
    ]
    assert "– uppgift saknas." in found.notes


def test_figure_and_table_are_absent_for_one_and_the_same_reason() -> None:
    facts = facts_of_structure(peers=ALIKE[:3])
    drivers = drivers_of(facts)
    reason = why_not(facts, drivers)

    assert reference_drivers(facts, drivers) == Absent(id="reference_drivers", reason=reason)
    assert drivers_table(facts, drivers) == Absent(id="reference_factors", reason=reason)

"""Figure and table of the deviation by sub-area: the same numbers, both weightings, and parts that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from areas import Sides, changed, facts_with
from invented import EKHULT, PEERS

from ifo_analysis.analysis.deviation_split import DeviationSplit
from ifo_analysis.analysis.deviation_split import deviation_split as split_of
from ifo_analysis.blocks import Absent, Figure, Table
from ifo_analysis.drawing import inline_drawing
from ifo_analysis.figures.deviation_split import ROUNDED_NOTE, deviation_split
from ifo_analysis.findings.deviation_split import OWN_SPLIT, why_not
from ifo_analysis.language import faults, plain
from ifo_analysis.sheet import placed_rows
from ifo_analysis.tables.deviation_split import deviation_split as split_table

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts

NET: Mapping[str, Sides] = {
    "N33016": (3_100, (2_350,) * 7, 44.76),
    "N31008": (1_500, (1_350,) * 7, 30.93),
    "N35019": (1_200, (900,) * 7, 16.84),
    "N37005": (450, (300,) * 7, 5.54),
    "N37006": (150, (100,) * 7, 1.93),
    "N30005": (6_400, (), None),
    "N30007": (5_600, (), None),
}


def split(facts: Facts) -> DeviationSplit:
    return split_of(facts.indicator_values, EKHULT, PEERS, 2024)


def figure(facts: Facts) -> Figure:
    found = deviation_split(facts, split(facts))
    assert isinstance(found, Figure)
    for text in (plain(found.title), found.measure, found.alt, found.reading, *found.notes):
        assert faults(text) == []
    inline_drawing(found.svg, "f", found.alt, "wide")
    inline_drawing(found.svg_narrow, "f", found.alt, "narrow")
    return found


def table(facts: Facts) -> Table:
    found = split_table(facts, split(facts))
    assert isinstance(found, Table)
    assert len(list(placed_rows(found))) == len(found.rows)
    for text in (found.measure, *found.notes):
        assert faults(text) == []
    return found


def cells(found: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in found.rows]


def test_the_figure_goes_from_the_reference_cost_to_the_net_cost() -> None:
    found = figure(facts_with(NET))

    assert plain(found.title) == "Störst avvikelse: barn- och ungdomsvård, 468\u00a0kronor högre"
    assert found.measure == (
        "Nettokostnad minus referenskostnad per delverksamhet 2024, kronor per invånare. Ekhult, med andelar från sju "
        "liknande kommuner (IFO, utgåva 2024)."
    )
    assert found.alt == (
        "Vattenfallsdiagram från referenskostnaden 5\u00a0600 till Ekhults nettokostnad 6\u00a0400\u00a0kronor per invånare. "
        "Barn- och ungdomsvården 468 högre, missbruksvården för vuxna 192 högre och den övriga vuxenvården 114 högre."
    )
    assert cells(found.data) == [
        ["Referenskostnad", "5\u00a0600"],
        ["Barn- och ungdomsvård", "+468"],
        ["Missbruksvård för vuxna", "+192"],
        ["Övrig vuxenvård", "+114"],
        ["Familjerätt och familjerådgivning", "+38"],
        ["Ekonomiskt bistånd", "−12"],
        ["Ekhults nettokostnad", "6\u00a0400"],
    ]
    assert OWN_SPLIT in found.notes
    assert ROUNDED_NOTE not in found.notes


def test_a_part_without_a_direction_says_so_in_the_drawing_and_has_none_in_words() -> None:
    found = figure(facts_with(changed(NET, N31008=1_650, N35019=1_050)))

    assert "Ekonomiskt bistånd (osäker riktning)" in [row[0] for row in cells(found.data)]
    assert "biståndet" not in found.alt
    assert "Riktningen för det ekonomiska biståndet beror på valet av vikter." in found.notes


def test_a_rest_is_a_step_of_its_own_and_rounding_is_told() -> None:
    found = figure(facts_with(changed(NET, N30005=6_404)))
    assert ["Rest", "+4"] in cells(found.data)

    thirds = {**NET, "N33016": (3_100, (2_353,) * 7, 44.76), "N31008": (1_500, (1_352,) * 7, 30.93)}
    assert ROUNDED_NOTE in figure(facts_with(thirds)).notes


def test_the_table_has_both_weightings_and_profiles_that_add_up_to_nothing() -> None:
    found = table(facts_with(NET))

    assert cells(found)[0] == ["Barn- och ungdomsvård", "3\u00a0100", "47,0", "+468", "+376", "+92", "44,8", "+593"]
    assert cells(found)[4] == ["Ekonomiskt bistånd", "1\u00a0500", "27,0", "−12", "+216", "−228", "30,9", "−232"]
    assert cells(found)[-1] == [
        *("Hela individ- och familjeomsorgen", "6\u00a0400", "100,0", "+800", "+800", "0", "100,0", "+800")
    ]
    assert sum(float(row.cells[5].value or 0) for row in found.rows[:-1]) < 1e-9


def test_a_rest_stands_over_the_whole() -> None:
    found = table(facts_with(changed(NET, N30005=6_404)))

    assert cells(found)[-2] == ["Rest", "+4", "", "+4", "", "", "", "+4"]
    assert cells(found)[-1][1:5] == ["6\u00a0404", "100,0", "+804", "+800"]


def test_the_totals_are_koladas_and_the_parts_our_own() -> None:
    facts = facts_with(NET, preliminary=True)
    facts = replace(facts, origin="published", indicator_values=facts.indicator_values.assign(publisher="Kolada"))
    for found in (figure(facts), table(facts)):
        raw, own = found.sources
        assert raw.startswith("Källa: Kolada (N30005, N30007, 2024, ")
        assert own.startswith("Fördelningen: egen bearbetning av data från Kolada (N30005, N30007, N31008, ")
        assert any(note.startswith("Preliminär uppgift för 2024") for note in found.notes)
    assert table(facts).rows[0].cells[1].mark == "preliminary"


def test_the_same_bytes_twice() -> None:
    assert figure(facts_with(NET)) == figure(facts_with(NET))


def test_figure_and_table_are_absent_for_one_and_the_same_reason() -> None:
    facts = facts_with({"N30005": NET["N30005"]})
    reason = why_not(facts, split(facts))

    assert deviation_split(facts, split(facts)) == Absent(id="deviation_split", reason=reason)
    assert split_table(facts, split(facts)) == Absent(id="deviation_parts", reason=reason)

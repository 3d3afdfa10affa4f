"""The figure of cases: small counts are never drawn, and a missing base has words and no bar."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from invented import EKHULT, facts_of
from local_rows import local_rows, with_local

from ifo_analysis.analysis.caseload import case_flow
from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.facts import Facts
from ifo_analysis.figures.caseload import caseload
from ifo_analysis.figures.caseload_drawing import FlowBars, StageBars, draw_flow
from ifo_analysis.figures.style import NARROW, TOKENS, WIDE, Canvas, Variant
from ifo_analysis.language import faults, plain

NB = "\u00a0"
Row = dict[str, object]
ALL = ("Anmälningar", "Utredningar", "Insatser", "Insatser i öppenvård", "Placeringar", "Avslutade ärenden")
FLOWS = {
    "ordinary": FlowBars("januari–augusti 2024", "samma månader 2023", (
        ("Barn och unga", tuple(StageBars(name, 1_034 - 90 * n, 880 - 90 * n) for n, name in enumerate(ALL))),
        ("Vuxna", (StageBars("Anmälningar", 210, None), StageBars("Utredningar", 20, 20))))),
    "no base": FlowBars("2024", "", (("Barn och unga", (StageBars("Anmälningar", 12_345, None),)),)),
    "alike": FlowBars("september 2024", "samma månad 2023", (("Våld i nära relation", (StageBars(ALL[3], 25, 25),)),)),
}  # fmt: skip


def row(count: int, stage: str = "reports", group: str = "children", **told: object) -> Row:
    return {"count": count, "stage": stage, "group": group, "first_month": 1, "last_month": 8, **told}


def both(now: int, before: int, stage: str = "reports", group: str = "children") -> tuple[Row, Row]:
    return row(now, stage, group), row(before, stage, group, year=2023)


def facts_with(*rows: Row) -> Facts:
    return replace(with_local(facts_of(), caseload=local_rows("caseload", *rows)), origin="published")


def figure_of(facts: Facts) -> Figure | Absent:
    return caseload(facts, case_flow(facts.local.caseload, EKHULT, 2024))


def drawn(*rows: Row) -> Figure:
    block = figure_of(facts_with(*rows))
    assert isinstance(block, Figure)
    for text in (plain(block.title), block.measure, block.alt, block.reading, "\n".join(block.notes)):
        assert faults(text, allowed=frozenset({"Ekhult"})) == []
    return block


def cells(figure: Figure) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in figure.data.rows]


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", FLOWS)
def test_no_words_cover_each_other_or_leave_the_page(
    name: str, variant: Variant, collisions: Callable[[Canvas], list[str]]
) -> None:
    assert collisions(draw_flow(FLOWS[name], variant)) == []


@pytest.mark.parametrize("name", FLOWS)
def test_drawings_use_the_tokens_and_are_the_same_bytes_twice(name: str) -> None:
    svg = draw_flow(FLOWS[name], WIDE).svg()
    assert set(re.findall("#[0-9a-f]{6}", svg)) <= {colour.lower() for colour in TOKENS}
    assert svg == draw_flow(FLOWS[name], WIDE).svg()


def test_a_missing_base_has_words_and_no_change(written: Callable[[Canvas], list[tuple[str, object]]]) -> None:
    texts = [text for text, _ in written(draw_flow(FLOWS["ordinary"], WIDE))]
    assert (texts.count("uppgift saknas"), texts.count("–"), texts.count("+154")) == (1, 1, 6)
    alone = [text for text, _ in written(draw_flow(FLOWS["no base"], WIDE))]
    assert {"uppgift saknas", "skillnad", "–"} & set(alone) == set()


def test_counts_stand_beside_their_base() -> None:
    figure = drawn(*both(1_034, 880), *both(434, 315, "investigations"), row(90, "closed"))
    assert plain(figure.title) == f"Anmälningar som gäller barn och unga: från 880 till 1{NB}034"
    assert figure.measure == "Antal ärenden i varje led, januari–augusti 2024 och samma månader 2023. Ekhult."
    assert figure.alt == (
        f"Anmälningar som gäller barn och unga: från 880 till 1{NB}034. Liggande staplar, antal ärenden i varje led, "
        "januari–augusti 2024 och samma månader 2023. Utredningar som gäller barn och unga: 434, tidigare 315. Avslutade "
        "ärenden som gäller barn och unga: 90."
    )
    assert cells(figure) == [
        ["Barn och unga"],
        ["Anmälningar", f"1{NB}034", "880", "+154"],
        ["Utredningar", "434", "315", "+119"],
        ["Avslutade ärenden", "90", "–", "–"],
    ]
    assert figure.sources == (
        "Källa: Ekhults kommun, Egen uppföljning, 2024.",
        "Summor och skillnader: egen bearbetning av uppgifter från Ekhults kommun.",
    )


def test_small_counts_and_groups_that_overlap_are_in_the_table_alone() -> None:
    figure = drawn(*both(40, 30), *both(40, 19, "investigations"), *both(19, 40, "interventions"), *both(50, 50, "lvu"),
                   *both(90, 66, "investigations", "violence"))  # fmt: skip
    assert cells(figure) == [["Barn och unga"], ["Anmälningar", "40", "30", "+10"]]
    assert figure.notes[1] == "Antal under 20, och övriga led och grupper, visas i tabellen."
    only = drawn(*both(90, 66, "investigations", "violence"))
    assert cells(only)[0] == ["Våld i nära relation"]


def test_without_a_base_there_is_one_bar_and_no_change() -> None:
    figure = drawn(row(463))
    assert plain(figure.title) == "Anmälningar som gäller barn och unga: 463 under januari–augusti 2024"
    assert cells(figure) == [["Barn och unga"], ["Anmälningar", "463"]]
    assert plain(drawn(*both(463, 463)).title) == "Anmälningar som gäller barn och unga: 463 båda åren"


def test_a_figure_of_small_counts_alone_or_of_none_is_absent_with_a_reason() -> None:
    assert figure_of(facts_with(*both(7, 10))) == Absent(
        id="caseload", reason="Ingen figur över ärendeflödet: antalen är så små att de bara visas i tabellen."
    )
    assert figure_of(facts_of()) == Absent(
        id="caseload",
        reason="Egna uppgifter om ärenden saknas för Ekhult 2024. Avsnittet visas därför utan figur och tabell.",
    )

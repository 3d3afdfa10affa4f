"""The figure and the tables of goals, assignments, guarantees and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import facts_of
from local_rows import local_rows, with_local
from matplotlib.patches import Rectangle

from ifo_analysis.analysis.goals import Steering, own_steering
from ifo_analysis.blocks import Absent, Figure, Table
from ifo_analysis.figures.goals import goal_status
from ifo_analysis.figures.status_drawing import Part, StatusRow, draw_statuses
from ifo_analysis.figures.style import NARROW, WIDE
from ifo_analysis.language import faults, plain
from ifo_analysis.tables.goals import assignments, decision_log, goal_matrix, unexecuted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ifo_analysis.facts import Facts
    from ifo_analysis.figures.status_drawing import Fill
    from ifo_analysis.figures.style import Canvas, Variant

Rows = Sequence["Mapping[str, object]"]
GOALS: Rows = [
    {"level": "strategic", "area": "Arbetsgivare", "goal": "Friska medarbetare", "indicator": "Sjukfrånvaro", "target": 4.0,
     "outcome": 5.64, "unit": "procent", "is_lower_better": True, "assessment": "not_fulfilled"},
    {"level": "committee", "area": "Barn", "goal": "Stöd hemma", "assessment": "partly"},
    {"level": "committee", "area": "Barn", "goal": "Korta utredningar", "assessment": "fulfilled"},
]  # fmt: skip
GIVEN: Rows = [
    {"kind": "special", "assignment": "Se över taxor", "status": "done"},
    {"kind": "committee", "assignment": "Egna familjehem", "status": "stopped", "comment": "Pengar saknas"},
]
KEPT: Rows = [
    {"area": "Familjerätt", "guarantee": "Gruppverksamhet", "is_fulfilled": False, "reason": "Personalbrist"},
    {"area": "Missbruk", "guarantee": "Besökstid", "limit": "2 veckor", "is_fulfilled": True},
    {"area": "Växel", "guarantee": "Svar", "is_fulfilled": False},
]
WAITING: Rows = [
    {"as_of": "2024-08-31", "law": "SoL", "kind": kind, "count": count, "is_total": kind == "Totalt"}
    for kind, count in (("Familjehem", 58), ("Öppenvård", 21), ("Avbrott i öppenvård", 3), ("Totalt", 82))
]
DECIDED: Rows = [
    {"decided": "2024-06-13", "decision": "Upphandla", "due": "2024-12-15", "amount_tkr": -150.0},
    {"decided": "2024-02-14", "decision": "Anställ", "assignment": "Enheten", "due": "2024-09-30", "outcome": "Klart"},
]


def steered(**rows: Rows) -> tuple[Facts, Steering]:
    given = {name: local_rows(name, *records) for name, records in rows.items()}
    facts = with_local(replace(facts_of(), origin="published"), is_internal=False, **given)
    own = facts.local
    frames = own.committee_goals, own.assignments, own.guarantees, own.unexecuted, own.incidents, own.decisions
    return facts, own_steering(*frames, municipality="9901", year=2024)


def many(count: int, status: str) -> Rows:
    return [{"kind": "special", "assignment": f"Uppdrag {at}", "status": status} for at in range(count)]


def shown(block: Figure | Table | Absent) -> list[list[str]]:
    table = block.data if isinstance(block, Figure) else block
    assert isinstance(table, Table)
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_figure_counts_each_thing_once_by_status() -> None:
    figure = goal_status(*steered(committee_goals=GOALS, assignments=GIVEN, guarantees=KEPT))
    assert isinstance(figure, Figure)
    assert shown(figure) == [
        ["Strategiska mål", "inte uppfyllt", "1"],
        ["Nämndmål", "uppfyllt", "1"],
        ["Nämndmål", "delvis uppfyllt", "1"],
        ["Uppdrag", "färdigt", "1"],
        ["Uppdrag", "avbrutet", "1"],
        ["Kvalitetsgarantier", "uppfylld", "1"],
        ["Kvalitetsgarantier", "inte uppfyllda", "2"],
    ]
    assert plain(figure.title) == (
        "Ett av tre mål är uppfyllt, ett av två uppdrag är färdigt och en av tre garantier är uppfylld"
    )
    assert figure.alt == (
        "Ett av tre mål är uppfyllt, ett av två uppdrag är färdigt och en av tre garantier är uppfylld. Strategiska mål: 1 "
        "inte uppfyllt. Nämndmål: 1 uppfyllt och 1 delvis uppfyllt. Uppdrag: 1 färdigt och 1 avbrutet. Kvalitetsgarantier: 1 "
        "uppfylld och 2 inte uppfyllda."
    )
    assert figure.sources == ("Antal: egen bearbetning av uppgifter från Ekhults kommun.",)
    for text in (plain(figure.title), figure.measure, figure.alt, figure.reading):
        assert faults(text) == []


def test_a_status_is_told_by_words_in_the_drawing_and_not_by_colour_alone() -> None:
    figure = goal_status(*steered(committee_goals=GOALS, assignments=GIVEN))
    assert isinstance(figure, Figure)
    for svg in (figure.svg, figure.svg_narrow):
        for words in ("1 inte uppfyllt", "1 delvis uppfyllt", "1 färdigt", "1 avbrutet", "Strategiska mål"):
            assert words in svg
    assert figure.svg == goal_status(*steered(committee_goals=GOALS, assignments=GIVEN)).svg  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ({"committee_goals": GOALS[:1]}, "Mål, uppdrag och garantier 2024"),
        ({"assignments": many(2, "ongoing")}, "Inget av två uppdrag är färdigt"),
        ({"assignments": many(13, "done")}, "13 av 13 uppdrag är färdiga"),
    ],
)  # fmt: skip
def test_the_title_says_what_there_is_more_than_one_of(rows: dict[str, Rows], title: str) -> None:
    figure = goal_status(*steered(**rows))
    assert isinstance(figure, Figure)
    assert plain(figure.title) == title


counts = st.tuples(*[st.integers(0, 45)] * 4).filter(any)


FILLS: tuple[Fill, ...] = ("full", "half", "crossed", "dashed")


@given(st.lists(counts, min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_boxes_are_as_many_as_the_counts_and_stay_on_the_page(drawn: list[tuple[int, ...]]) -> None:
    rows = tuple(
        StatusRow(f"Rad {at}", tuple(Part("bedömda så", n, fill) for n, fill in zip(each, FILLS, strict=True) if n))
        for at, each in enumerate(drawn)
    )
    for variant in (WIDE, NARROW):
        canvas = draw_statuses(rows, variant)
        boxes = [patch for patch in canvas.drawing.findobj(Rectangle) if isinstance(patch, Rectangle)]
        assert sum(abs(box.get_width() - 10.0) < 1e-6 for box in boxes) == sum(map(sum, drawn))
        for box in boxes:
            assert 0 <= box.get_x() <= variant.width - box.get_width()
            assert 0 <= box.get_y() <= canvas.height - box.get_height()


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
def test_words_do_not_collide(variant: Variant, collisions: Callable[[Canvas], list[str]]) -> None:
    parts = tuple(
        Part(words, 12, "half") for words in ("uppfyllda", "delvis uppfyllda", "inte uppfyllda", "inte bedömda")
    )
    rows = (StatusRow("Kvalitetsgarantier", parts), StatusRow("Nämndmål", parts[:1]))
    assert collisions(draw_statuses(rows, variant)) == []


def test_goals_stand_by_area_with_figures_and_a_sign_for_the_verdict() -> None:
    table = goal_matrix(*steered(committee_goals=GOALS))
    assert shown(table) == [
        ["Arbetsgivare"],
        ["Strategiskt mål: Friska medarbetare", "Sjukfrånvaro, procent", "4,00", "5,64", "inte uppfyllt"],
        ["Barn"],
        ["Nämndmål: Stöd hemma", "–", "–", "–", "delvis uppfyllt"],
        ["Nämndmål: Korta utredningar", "–", "–", "–", "uppfyllt"],
    ]
    assert isinstance(table, Table)
    assert [row.cells[-1].status for row in table.rows if row.role == "body"] == ["stopped", "ongoing", "done"]
    assert table.notes == ("– uppgift saknas; den är inte noll.",)
    assert table.sources == ("Källa: Ekhults kommun, Egen uppföljning, 2024.",)


def test_comments_have_a_column_when_there_are_any() -> None:
    table = goal_matrix(*steered(committee_goals=[{**GOALS[0], "comment": "Följs upp i höst"}]))
    assert isinstance(table, Table)
    assert table.columns[-1].header == "Kommentar"
    assert shown(table)[1][-1] == "Följs upp i höst"


def test_assignments_and_guarantees_stand_with_status_and_reason() -> None:
    assert shown(assignments(*steered(assignments=GIVEN, guarantees=KEPT))) == [
        ["Särskilda uppdrag"],
        ["Se över taxor", "", "färdigt", "–"],
        ["Nämnduppdrag"],
        ["Egna familjehem", "", "avbrutet", "Pengar saknas"],
        ["Kvalitetsgarantier"],
        ["Familjerätt: Gruppverksamhet", "–", "inte uppfylld", "Personalbrist"],
        ["Missbruk: Besökstid", "2 veckor", "uppfylld", "–"],
        ["Växel: Svar", "–", "inte uppfylld", "orsak anges inte"],
    ]


def test_decisions_that_wait_have_shares_that_are_own_processing_and_a_control_total() -> None:
    table = unexecuted(*steered(unexecuted=WAITING))
    assert shown(table) == [
        ["Beslut enligt SoL"],
        ["Familjehem", "58", "70,7"],
        ["Öppenvård", "21", "25,6"],
        ["Avbrott i öppenvård", "3", "3,7"],
        ["Totalt", "82", "100,0"],
    ]
    assert isinstance(table, Table)
    assert table.notes == ("Kontrollsumma för SoL: delarna summerar till 82, som den angivna summan.",)
    assert table.sources == (
        "Källa: Ekhults kommun, Egen uppföljning, 2024.",
        "Andel: egen bearbetning av uppgifter från Ekhults kommun.",
    )


def test_without_a_control_total_that_agrees_there_are_no_shares() -> None:
    table = unexecuted(*steered(unexecuted=[*WAITING[:2], WAITING[3]]))
    assert shown(table)[1] == ["Familjehem", "58"]
    assert isinstance(table, Table)
    assert table.notes == ("Kontrollsumma för SoL: delarna summerar till 79, men den angivna summan är 82.",)


def test_a_late_decision_is_marked_in_words() -> None:
    table = decision_log(*steered(decisions=DECIDED))
    assert shown(table) == [
        ["Anställ", "2024-02-14", "Enheten", "2024-09-30", "Klart", "–"],
        ["Upphandla", "2024-06-13", "–", "2024-12-15", "utfall saknas", "−150"],
    ]
    assert isinstance(table, Table)
    assert [row.cells[4].status for row in table.rows] == ["", "delayed"]


def test_without_any_figure_the_whole_section_has_one_reason() -> None:
    facts, steering = steered()
    blocks = [draw(facts, steering) for draw in (goal_status, goal_matrix, assignments, unexecuted, decision_log)]
    reason = "Uppgifter om mål, uppdrag, garantier och beslut saknas för Ekhult 2024. Avsnittet visas därför utan figur och tabell."
    assert [block.reason for block in blocks if isinstance(block, Absent)] == [reason] * 5


def test_what_is_lacking_beside_other_figures_says_so() -> None:
    facts, steering = steered(decisions=DECIDED)
    assert goal_status(facts, steering) == Absent(
        id="goal_status", reason="Ingen figur: uppgifter om mål, uppdrag och garantier saknas för Ekhult 2024."
    )
    assert goal_matrix(facts, steering) == Absent(
        id="goal_matrix", reason="Uppgifter om mål saknas för Ekhult 2024. Därför visas ingen tabell."
    )


def test_invented_figures_are_credited_to_nobody() -> None:
    facts, steering = steered(committee_goals=GOALS)
    invented = replace(facts, origin="synthetic")
    for block in (goal_status(invented, steering), goal_matrix(invented, steering)):
        assert not isinstance(block, Absent)
        assert block.sources == ("Syntetiska data – inte Kolada.",)

"""The figure of cost and reimbursement by group."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from invented import facts_of
from local_rows import local_rows

from ifo_analysis.analysis.reimbursement import reimbursement
from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.figures.reimbursement import Group, draw_groups
from ifo_analysis.figures.reimbursement import reimbursement as reimbursement_figure
from ifo_analysis.figures.style import NARROW, TOKENS, WIDE, Canvas, Variant
from ifo_analysis.language import faults, plain

YEAR = {"first_day": "2024-01-01", "last_day": "2024-12-31", "status": "asylum", "age": 15}
NOTHING = float("nan")
LONG = "LVU, unga 18–20 år med uppehållstillstånd"
CONTENTS = {
    "ordinary": (Group("Under 18 år", 3.1, 1.8), Group(LONG, 1.6, 1.6)),
    "one, free of cost": (Group("Under 18 år", 0.0, 0.0),),
    "more than the cost": (Group("Under 18 år", 99.9, 250.4), Group(LONG, 0.01, 0.0)),
}


def figure(*records: dict[str, object], year: int = 2024) -> Figure | Absent:
    days = local_rows("reimbursed_days", *({**YEAR, **record} for record in records))
    return reimbursement_figure(replace(facts_of(), origin="published"), reimbursement(days, "9901", year))


def shown(*records: dict[str, object], year: int = 2024) -> Figure:
    found = figure(*records, year=year)
    assert isinstance(found, Figure)
    return found


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", CONTENTS)
def test_no_words_cover_each_other_or_leave_the_page(
    name: str, variant: Variant, collisions: Callable[[Canvas], list[str]]
) -> None:
    assert collisions(draw_groups(CONTENTS[name], variant)) == []


@pytest.mark.parametrize("name", CONTENTS)
def test_the_drawing_keeps_to_the_house_and_is_the_same_bytes_twice(name: str) -> None:
    svg = draw_groups(CONTENTS[name], WIDE).svg()

    assert {colour.upper() for colour in re.findall("#[0-9a-f]{6}", svg)} <= TOKENS
    assert svg == draw_groups(CONTENTS[name], WIDE).svg()


def test_every_bar_has_its_value_in_print(written: Callable[[Canvas], list[tuple[str, object]]]) -> None:
    texts = {text for text, _ in written(draw_groups(CONTENTS["ordinary"], NARROW))}

    assert {"kostnad 3,1\u00a0mnkr", "ersättning 1,8\u00a0mnkr (58\u00a0%)", "Under 18 år"} <= texts
    assert "ersättning 0,0\u00a0mnkr" in {text for text, _ in written(draw_groups(CONTENTS["one, free of cost"], WIDE))}


def test_the_figure_says_what_the_text_says() -> None:
    found = shown({"care_days": 1_000.0, "cost_sek": 1.6e6}, {"age": 19, "status": "permit", "care_days": 800.0,
                  "cost_sek": 0.9e6})  # fmt: skip

    assert plain(found.title) == "Ersättningen täckte 64\u00a0procent av kostnaden"
    assert found.measure == "Faktisk kostnad och beräknad ersättning per grupp, mnkr, 2024. Ekhult."
    assert found.alt == (
        "Ersättningen täckte 64\u00a0procent av kostnaden. Liggande staplar, miljoner kronor. Under 18 år: kostnad 1,6, "
        "ersättning 1,0. Unga 18–20 år med uppehållstillstånd: kostnad 0,9, ersättning 0,6."
    )
    assert [[cell.text for cell in row.cells] for row in found.data.rows] == [
        ["Under 18 år", "1,6", "1,0"],
        ["Unga 18–20 år med uppehållstillstånd", "0,9", "0,6"],
    ]
    assert found.notes == ()
    assert found.sources == (
        "Källa: Ekhults kommun, Egen uppföljning, 2024.",
        "Ersättning: egen bearbetning av uppgifter från Ekhults kommun.",
    )
    assert [faults(text) for text in (found.measure, found.reading)] == [[], []]


@pytest.mark.parametrize(
    ("cost", "title"),
    [
        (0.8e6, "Ersättningen var större än kostnaden: 125\u00a0procent"),
        (1e6, "Ersättning och kostnad för ensamkommande barn och unga"),
        (0.0, "Ersättning och kostnad för ensamkommande barn och unga"),
    ],
)
def test_the_title_follows_the_coverage(cost: float, title: str) -> None:
    assert plain(shown({"care_days": 1_000.0, "cost_sek": cost}).title) == title


def test_what_lacks_a_cost_is_told_under_the_figure() -> None:
    found = shown(
        {"care_days": 100.0, "cost_sek": 1e5},
        {"age": 14, "care_days": 20.0, "cost_sek": NOTHING},
        {"is_lvu": True, "care_days": 10.0, "cost_sek": NOTHING},
    )

    assert found.notes == (
        "Kostnad saknas för: LVU, under 18 år.",
        "Bara vårddygn med känd kostnad ingår; 30 dygn saknar den.",
    )
    assert len(found.data.rows) == 1


def test_two_rules_for_one_group_are_told_apart_by_their_rate() -> None:
    halves = [
        {"first_day": "2017-01-01", "last_day": "2017-06-30"},
        {"first_day": "2017-07-01", "last_day": "2017-12-31"},
    ]
    found = shown(*({**half, "care_days": 10.0, "cost_sek": 2e4} for half in halves), year=2017)

    assert [row.cells[0].text for row in found.data.rows] == [
        "Under 18 år, 1\u00a0900\u00a0kr/dygn",
        "Under 18 år, 1\u00a0350\u00a0kr/dygn",
    ]


@pytest.mark.parametrize(
    ("cost", "year", "reason"),
    [
        (
            1.0,
            2030,
            (
                "Uppgifter om ensamkommande barn och unga saknas för Ekhult 2024. Avsnittet visas därför utan figur och "
                "tabell."
            ),
        ),
        (NOTHING, 2024, "Ingen figur: kostnaden för ensamkommande barn och unga saknas för Ekhult."),
    ],
)
def test_a_figure_that_cannot_be_drawn_says_why(cost: float, year: int, reason: str) -> None:
    assert figure({"care_days": 10.0, "cost_sek": cost}, year=year) == Absent(id="reimbursement", reason=reason)

"""The figure of the deviation before and after the measures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from invented import LINDNAS, Bench, facts_of, published, with_plan

from ifo_analysis.analysis.scenario import Baseline, Scenario, baseline, scenario
from ifo_analysis.blocks import Absent, Figure
from ifo_analysis.drawing import inline_drawing
from ifo_analysis.facts import Facts
from ifo_analysis.figures.scenario import scenario as scenario_figure
from ifo_analysis.figures.scenario_drawing import Before, Outcome, Outcomes, draw_outcomes
from ifo_analysis.figures.style import NARROW, TOKENS, WIDE, Canvas, Variant
from ifo_analysis.language import faults, plain

AFTER = (Outcome("Efter åtgärderna", 12.8, 13.0, 13.2), Outcome("Om alla mål följs åt", 12.7, 13.0, 13.3))
CONTENTS = {
    "ordinary": Outcomes(Before(2024, 14.6, (10.9, 18.3)), AFTER),
    "one goal": Outcomes(Before(2024, 14.6, (10.9, 18.3)), AFTER[:1]),
    "without a band": Outcomes(Before(2024, 60.0, None), (Outcome("Efter åtgärderna", 49.2, 50.5, 51.7),)),
    "across zero": Outcomes(Before(2024, 1.2, (-2.5, 4.9)), (Outcome("Efter åtgärderna", -0.6, -0.4, -0.2),)),
    "below zero": Outcomes(Before(2024, -30.0, (-49.0, -11.0)), (Outcome("Efter åtgärderna", -31.8, -31.6, -31.4),)),
    "no effect": Outcomes(Before(2024, 14.6, None), (Outcome("Efter åtgärderna", 14.6, 14.6, 14.6),)),
    "at zero": Outcomes(Before(2024, 0.0, None), (Outcome("Efter åtgärderna", 0.0, 0.0, 0.0),)),
    "small municipality": Outcomes(Before(2024, 5.0, (-34.5, 44.5)), (Outcome("Efter åtgärderna", -60.0, -20.0, 2.0),)),
}


def figure(facts: Facts, start: Baseline | None = None) -> Figure | Absent:
    bench = Bench(facts)
    given = start or baseline(bench.deviation, facts.parameters.report_year, bench.volatility, facts.population)
    outcomes: list[Scenario | None] = [scenario(bench.effects, given, how) for how in ("independent", "full")]
    return scenario_figure(facts, bench.effects, *outcomes)


def shown(facts: Facts, start: Baseline | None = None) -> Figure:
    found = figure(facts, start)
    assert isinstance(found, Figure)
    return found


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", CONTENTS)
def test_no_words_cover_each_other_or_leave_the_page(
    name: str, variant: Variant, collisions: Callable[[Canvas], list[str]]
) -> None:
    assert collisions(draw_outcomes(CONTENTS[name], variant)) == []


@pytest.mark.parametrize("name", CONTENTS)
def test_the_drawing_keeps_to_the_house_and_is_the_same_bytes_twice(name: str) -> None:
    svg = draw_outcomes(CONTENTS[name], WIDE).svg()

    assert {colour.upper() for colour in re.findall("#[0-9a-f]{6}", svg)} <= TOKENS
    assert svg == draw_outcomes(CONTENTS[name], WIDE).svg()
    assert inline_drawing(svg, "scenario", "Text", "wide")


def test_every_row_has_its_value_in_print(written: Callable[[Canvas], list[tuple[str, object]]]) -> None:
    for variant in (WIDE, NARROW):
        texts = [text for text, _ in written(draw_outcomes(CONTENTS["ordinary"], variant))]
        assert {"+14,6", "+12,8 till +13,2", "+12,7 till +13,3", "normal variation mellan två år"} <= set(texts)


def test_the_band_is_drawn_only_when_it_is_known() -> None:
    band = "#e4e9ed"
    assert band in draw_outcomes(CONTENTS["ordinary"], WIDE).svg()
    assert band not in draw_outcomes(CONTENTS["without a band"], WIDE).svg()


@pytest.mark.parametrize(
    ("name", "ends"),
    [("ordinary", (10.9, 18.3)), ("across zero", (-2.5, 4.9)), ("below zero", (-49.0, 0.0)), ("at zero", (0.0, 0.0))],
)
def test_zero_is_on_the_scale_unless_it_is_far_off(name: str, ends: tuple[float, float]) -> None:
    assert CONTENTS[name].ends == ends


def test_the_figure_says_what_the_text_says() -> None:
    found = shown(facts_of())

    title = "Med planens effekt skulle nettokostnaden bli 12,8–13,2\u00a0procent högre än referenskostnaden"
    assert plain(found.title) == title
    assert found.alt == (
        f"{title}. Redovisat 2024: +14,6\u00a0%. Efter åtgärderna: median +13,0\u00a0%. Normal variation går från +10,9 till "
        "+18,4\u00a0%."
    )
    assert found.measure == "Nettokostnadsavvikelse 2024 och efter åtgärderna, procent av referenskostnaden. Ekhult."
    for text in (found.measure, found.alt, found.reading, *found.notes):
        assert faults(text) == []
    assert "ingen prognos och inget mål" in found.notes[-1]


def test_the_table_behind_it_has_every_number() -> None:
    rows = [[cell.text for cell in row.cells] for row in shown(facts_of()).data.rows]

    assert rows == [
        ["Redovisat 2024", "", "+14,6", ""],
        ["Normal variation mellan två år", "+10,9", "", "+18,4"],
        ["Efter åtgärderna", "+12,8", "+13,0", "+13,2"],
        ["Om alla mål följs åt", "+12,8", "+13,0", "+13,3"],
    ]


def test_without_normal_variation_there_is_no_band_and_no_word_of_it() -> None:
    found = shown(facts_of(), Baseline(2024, 14.6072, 29.170578, 199.7))

    assert "variation" not in found.reading + found.alt + " ".join(found.notes)
    assert len(found.data.rows) == 3


def test_one_goal_has_no_row_for_dependence() -> None:
    facts = with_plan(facts_of(), [{"effect_status": "calculated"}], [{}])

    assert len(shown(facts).data.rows) == 3


def test_sources_tell_raw_from_own() -> None:
    found = shown(replace(facts_of(), origin="published"))

    assert found.sources == (
        "Källa: Påhittad utgivare.",
        "Efter åtgärderna: egen bearbetning av uppgifter från Påhittad utgivare.",
    )


@pytest.mark.parametrize(
    ("facts", "start", "reason"),
    [
        (
            facts_of(LINDNAS),
            None,
            "Uppgifter om mål och åtgärder saknas för Lindnäs 2024. Avsnittet visas därför utan figur och tabell.",
        ),
        (
            with_plan(facts_of(), [{"effect_status": "investigated"}], []),
            None,
            "Ingen figur: inget mål i planen har en beräknad effekt.",
        ),
        (
            published("0138", 2019),
            None,
            "Ingen figur: avvikelsen i miljoner kronor är inte publicerad för Tyresö 2019, så effekten blir ingen procent.",
        ),
        (
            facts_of(),
            Baseline(2024, 0.4, 0.8),
            "Ingen figur: avvikelsen är så liten att referenskostnaden inte kan räknas fram.",
        ),
    ],
    ids=["no plan", "no price", "no amount", "near zero"],
)
def test_a_figure_that_cannot_be_drawn_says_why(facts: Facts, start: Baseline | None, reason: str) -> None:
    assert figure(facts, start) == Absent(id="scenario", reason=reason)

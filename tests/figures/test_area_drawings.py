"""Drawings of several measures, of years and of pairs: no words on top of each other, missing values have no mark."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from ifo_analysis.figures.pairs_drawing import Pairs, draw_pairs, ticks
from ifo_analysis.figures.range_drawing import Ranges, Span, draw_ranges
from ifo_analysis.figures.series_drawing import Lines, draw_series
from ifo_analysis.figures.style import NARROW, WIDE, Canvas, Variant

NAMES = (
    *("Upplands Väsby", "Örnsköldsvik", "Malung-Sälen", "Å"),
    *("Höör", "Östra Göinge", "Gnosjö", "Lilla Edet"),
)
AREAS = ("Barn- och ungdomsvård", "Missbruksvård för vuxna", "Familjerätt och familjerådgivning", "Övrig vuxenvård")
FULL = tuple(Span(name, 1_861, 3_418, 1_197, 14_459, 3_476, -1_557) for name in AREAS)
RANGES = {
    "ordinary": Ranges("Upplands Väsby", FULL, 0, is_preliminary=False),
    "preliminary shares": Ranges("Å", tuple(Span(n, 100.0, 99.9, 0.0, 100.0, 50.0, 0.1) for n in AREAS), 1, is_preliminary=True),
    "no own": Ranges("Höör", (Span(AREAS[2], None, 116, 67, 227, 132, None), *FULL), 0, is_preliminary=False),
    "own alone": Ranges("Höör", (Span(AREAS[0], 79, None, None, None, None, None),), 0, is_preliminary=False),
    "all zero": Ranges("Höör", tuple(Span(n, 0, 0, 0, 0, 0, 0) for n in AREAS), 0, is_preliminary=False),
}  # fmt: skip
YEARS = tuple(range(2015, 2025))
EMPTY = (None,) * 10
LINES = {
    "ordinary": Lines("Sundby", YEARS, (6.2, 7.9, 7.3, 4.8, 5.8, 6.2, 7.0, 7.3, 8.0, 7.4), (15.0,) * 10, (16.0,) * 10, 1),
    "on one value": Lines("Malung-Sälen", YEARS, (5.0,) * 10, (5.0,) * 10, (5.0,) * 10, 1),
    "gaps and preliminary": Lines(
        "Upplands Väsby", YEARS, (1, None, 3, None, 5, 6, None, 8, 9, 99.9), EMPTY, (50.0,) * 10, 1, (2024,)
    ),
    "all zero": Lines("Å", YEARS[:4], (0.0,) * 4, EMPTY[:4], EMPTY[:4], 1),
    "up and down": Lines("Örnsköldsvik", YEARS, (10.0, 90.0) * 5, (90.0, 10.0) * 5, (50.0,) * 10, 1),
}  # fmt: skip
X, Y = "öppna insatser, kr/inv 0–20 år →", "↑ placeringar, kr/inv 0–20 år"
PAIRS = {
    "ordinary": Pairs(
        NAMES, (5134, 3807, 2226, 6441, 879, 6117, 2759, 4777), (3593, 10467, 7532, 12206, 4209, 11900, 7530, 15108),
        0, (3807, 10467), X, Y, is_preliminary=False,
    ),
    "on one point": Pairs(NAMES, (1_000,) * 8, (2_000,) * 8, 3, (1_000, 2_000), X, Y, is_preliminary=True),
    "in the corners": Pairs(
        NAMES[:5], (0, 9_999, 0, 9_999, 5_000), (0, 0, 9_999, 9_999, 5_000), 1, (0, 9_999), X, Y, is_preliminary=False
    ),
    "all zero": Pairs(NAMES[:5], (0,) * 5, (0,) * 5, 0, (0, 0), X, Y, is_preliminary=False),
}  # fmt: skip
CASES = [
    *((draw_ranges, content) for content in RANGES.values()),
    *((draw_series, content) for content in LINES.values()),
    *((draw_pairs, content) for content in PAIRS.values()),
]
IDS = [f"{kind}: {name}" for kind, all_ in (("ranges", RANGES), ("lines", LINES), ("pairs", PAIRS)) for name in all_]
TOKENS = {
    *("#16202a", "#45525f", "#5c6975", "#0a4d68", "#818c96", "#a9b2ba"),
    *("#2f3a45", "#e4e9ed", "#7f8a94", "#c9d0d6", "#ffffff"),
}


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(("draw", "content"), CASES, ids=IDS)
def test_no_words_cover_each_other_or_leave_the_page(
    draw: Callable[[Any, Variant], Canvas],
    content: object,
    variant: Variant,
    collisions: Callable[[Canvas], list[str]],
) -> None:
    assert collisions(draw(content, variant)) == []


@pytest.mark.parametrize(("draw", "content"), CASES, ids=IDS)
def test_drawings_use_the_tokens_of_the_house_and_are_the_same_bytes_twice(
    draw: Callable[[Any, Variant], Canvas], content: object
) -> None:
    svg = draw(content, WIDE).svg()
    assert set(re.findall("#[0-9a-f]{6}", svg)) <= TOKENS
    assert svg == draw(content, WIDE).svg()


def test_a_missing_own_value_has_words_and_no_bar(written: Callable[[Canvas], list[tuple[str, object]]]) -> None:
    missing = Ranges("Höör", (Span(AREAS[2], None, 116, 67, 227, 132, None),), 0, is_preliminary=False)
    zero = Ranges("Höör", (Span(AREAS[2], 0, 116, 67, 227, 132, -116),), 0, is_preliminary=False)
    assert "uppgift saknas" in [text for text, _ in written(draw_ranges(missing, WIDE))]
    assert "uppgift saknas" not in [text for text, _ in written(draw_ranges(zero, WIDE))]
    assert draw_ranges(missing, WIDE).svg().count("#0a4d68") < draw_ranges(zero, WIDE).svg().count("#0a4d68")


def test_a_row_without_median_has_no_range(written: Callable[[Canvas], list[tuple[str, object]]]) -> None:
    alone = Ranges("Höör", (Span(AREAS[0], 79, None, 60, 90, None, None),), 0, is_preliminary=False)
    assert "#818c96" not in draw_ranges(alone, WIDE).svg()
    assert [text for text, _ in written(draw_ranges(alone, WIDE))].count("–") == 3


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_ends_of_the_own_line_have_their_values(
    variant: Variant, written: Callable[[Canvas], list[tuple[str, object]]]
) -> None:
    for content in LINES.values():
        texts = {text for text, _ in written(draw_series(content, variant))}
        known = [value for value in content.own if value is not None]
        assert {f"{value:.1f}".replace(".", ",") for value in (known[0], known[-1])} <= texts


def test_a_missing_year_breaks_the_line() -> None:
    whole = Lines("Å", YEARS[:3], (1.0, 2.0, 3.0), EMPTY[:3], EMPTY[:3], 1)
    broken = Lines("Å", YEARS[:3], (1.0, None, 3.0), EMPTY[:3], EMPTY[:3], 1)
    thick = "stroke-width: 2.6"
    assert (draw_series(whole, WIDE).svg().count(thick), draw_series(broken, WIDE).svg().count(thick)) == (2, 0)


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_own_dot_always_has_its_name(
    variant: Variant, written: Callable[[Canvas], list[tuple[str, object]]]
) -> None:
    for content in PAIRS.values():
        assert content.names[content.own] in [text for text, _ in written(draw_pairs(content, variant))]


@pytest.mark.parametrize("highest", [0, 0.4, 1, 9, 10, 101, 10_400, 99_999])
def test_ticks_are_few_and_reach_the_highest(highest: float) -> None:
    found = ticks(highest)
    assert found[0] == 0
    assert 2 <= len(found) <= 6
    assert found[-1] >= highest

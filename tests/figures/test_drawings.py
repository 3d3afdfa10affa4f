"""Every drawing: no words on top of each other, tokens only, text as text, the same bytes twice."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
import pytest

from ifo_analysis.blocks import Figure
from ifo_analysis.drawing import inline_drawing
from ifo_analysis.figures import deviation_trend, peer_comparison, spread
from ifo_analysis.figures.comparison_drawing import Comparison, draw_comparison
from ifo_analysis.figures.spread_drawing import Spread, draw_spread
from ifo_analysis.figures.style import NARROW, WIDE, Canvas, Variant, text_width
from ifo_analysis.figures.trend_drawing import draw_trend
from ifo_analysis.figures.trend_plan import Point, Trend

COLOURS = {
    *("#16202a", "#45525f", "#5c6975", "#0a4d68", "#818c96", "#a9b2ba"),
    *("#2f3a45", "#e4e9ed", "#7f8a94", "#c9d0d6", "#ffffff"),
}
LONG_NAMES = (
    *("Upplands Väsby", "Örnsköldsvik", "Malung-Sälen", "Å"),
    *("Höör", "Östra Göinge", "Gnosjö", "Lilla Edet"),
)
MEDIAN = "median för de sju"
FAR = (-150, 150, -149, 148, -150, 149, -150, 150)


def points(
    values: Sequence[float | None], first: int = 2018, preliminary: Sequence[int] = (2025,)
) -> tuple[Point, ...]:
    return tuple(
        Point(year, value, year in preliminary, 2019 if year >= 2019 else 0)
        for year, value in enumerate(values, start=first)
        if value is not None
    )


def peers(values: Sequence[float]) -> tuple[Point, ...]:
    return tuple(point for value in values for point in points([value] * 8))


NEAR = peers([-18, -12, -6, 0, 6, 12, 18])
TRENDS = {
    "150": Trend("Örnsköldsvik", 2024, points(FAR), peers(FAR[:7]), points([3] * 8), MEDIAN, 14.8, 2019),
    "one value": Trend("Upplands Väsby", 2024, points([2] * 8), peers([2] * 7), points([2] * 8), MEDIAN, 3, 2019),
    "missing years": Trend(
        "Malung-Sälen", 2022, points([-4, None, 3, None, None, 8, 9, None, 12, 14], 2015), (), (), "", 22, 2019
    ),
    "two": Trend("Tyresö", 2019, points([20.1, 14.4]), (), (), "", 8.8, 2019),
    "one": Trend("Å", 2019, points([10], 2019), (), (), "", 5, 2019),
    "long figures": Trend("Ekhult", 2024, points([-110.4] * 8), (), (), "", 5, 2019),
    "many years": Trend("Ekhult", 2024, points([21.1, 20.4] * 7, 2012), NEAR, points([3] * 8), MEDIAN, 5, 2019),
    "no band": Trend("Malung-Sälen", 2021, points([-4, None, 3, 0]), (), (), "", None, 0),
    "early report": Trend(
        "Upplands Väsby", 2019, points([20, 14, None, -3, -4, 0, 0.1, -1]), NEAR, points([1] * 8), MEDIAN, 9, 2019
    ),
}
COMPARISONS = {
    "150": Comparison(LONG_NAMES, (-150, -149, -20, -1, 0.4, 30, 149, 150), 2, 15.2, MEDIAN, is_preliminary=False),
    "one value": Comparison(LONG_NAMES, (5,) * 8, 0, 5, MEDIAN, is_preliminary=False),
    "all below": Comparison(LONG_NAMES, (-9, -8, -7, -6, -5, -4, -3, -2), 7, -6, MEDIAN, is_preliminary=True),
    "all zero": Comparison(LONG_NAMES, (0,) * 8, 7, 0, MEDIAN, is_preliminary=False),
    "all alike but one": Comparison(LONG_NAMES[:5], (-2, 150, 150, 150, 150), 4, 150, MEDIAN, is_preliminary=False),
}
FIVES = tuple(range(-150, 151, 5))
SPREADS = {
    "61 on one value": Spread("Upplands Väsby", (1.0,) * 61, ("own",) + ("other",) * 60, is_preliminary=True),
    "highest": Spread("Örnsköldsvik", FIVES, ("peer",) * 7 + ("other",) * 53 + ("own",), is_preliminary=False),
    "lowest": Spread("Malung-Sälen", FIVES, ("own",) + ("peer",) * 7 + ("other",) * 53, is_preliminary=False),
    "beside a tall stack": Spread("Höör", (1.0,) * 60 + (-1.0,), ("other",) * 60 + ("own",), is_preliminary=False),
}
CASES = [
    *((draw_trend, content) for content in TRENDS.values()),
    *((draw_comparison, content) for content in COMPARISONS.values()),
    *((draw_spread, content) for content in SPREADS.values()),
]
IDS = [
    f"{kind}: {name}" for kind, found in (("trend", TRENDS), ("bars", COMPARISONS), ("dots", SPREADS)) for name in found
]


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(("draw", "content"), CASES, ids=IDS)
def test_no_words_cover_each_other_or_leave_the_page(
    draw: Callable[[Any, Variant], Canvas],
    content: object,
    variant: Variant,
    collisions: Callable[[Canvas], list[str]],
) -> None:
    assert collisions(draw(content, variant)) == []


def test_the_ruler_sees_words_that_cover_each_other(collisions: Callable[[Canvas], list[str]]) -> None:
    canvas = Canvas(WIDE, 60)
    canvas.text(10, 20, "Ekhult")
    canvas.text(20, 22, "Lindnäs")
    canvas.text(460, 40, "Bergsala")
    assert collisions(canvas) == ["Ekhult / Lindnäs", "Bergsala / utanför"]


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_report_year_and_both_ends_always_have_their_value(
    variant: Variant, written: Callable[[Canvas], list[tuple[str, object]]]
) -> None:
    for trend in TRENDS.values():
        texts = {text for text, _ in written(draw_trend(trend, variant))}
        shown = {f"{point.pct:+.1f}".replace("-", "−").replace(".", ",") for point in (trend.own[0], trend.own[-1])}
        assert {text.replace("+0,0", "0,0") for text in shown} <= texts


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_own_name_covers_no_dot(
    variant: Variant, written: Callable[[Canvas], list[tuple[str, tuple[float, float, float, float]]]]
) -> None:
    for content in SPREADS.values():
        canvas = draw_spread(content, variant)
        words = f"{content.name} "
        (left, bottom, right, top) = next(box for text, box in written(canvas) if text.startswith(words))
        marks = re.findall(r'<use [^>]*x="([\d.]+)" y="([\d.]+)"', canvas.svg())
        dots = [(float(x), canvas.height - float(y)) for x, y in marks]
        assert len(dots) > 60
        assert [(x, y) for x, y in dots if left < x < right and bottom < y < top] == []


@pytest.fixture
def figures(case: Callable[..., Any]) -> list[Figure]:
    """All three figures of one case."""
    own = (-23.3, -9.3, -4.4, 0.9, -2.2, -9.8, -20.8, -31.5)
    levels = (-12.0, -8.0, 1.0, 6.0, 20.0)
    found = case(own, [[level] * 8 for level in levels], [[level] * 8 for level in (50, 40, -44)])
    blocks = (
        deviation_trend(found.facts, found.deviation, found.panel, found.peers, found.medians, found.volatility),
        peer_comparison(found.facts, found.comparison, found.position, found.missing),
        spread(found.facts, found.spread),
    )
    assert all(isinstance(block, Figure) for block in blocks)
    return [block for block in blocks if isinstance(block, Figure)]


def drawings(figures: Sequence[Figure]) -> list[str]:
    return [svg for figure in figures for svg in (figure.svg, figure.svg_narrow)]


def test_only_tokens_of_the_house_are_used(figures: list[Figure]) -> None:
    for svg in drawings(figures):
        assert set(re.findall("#[0-9a-f]{6}", svg)) <= COLOURS
        assert not re.search("rgb|opacity|: black|: white", svg)


def test_text_is_text_in_our_own_font_in_one_size_and_two_weights(figures: list[Figure]) -> None:
    for figure in figures:
        for svg, size in ((figure.svg, "9.5px"), (figure.svg_narrow, "11px")):
            styles = re.findall('<text style="([^"]*)"', svg)
            assert styles
            assert all(f"font-size: {size}; font-family: 'Source Sans 3'" in style for style in styles)
            assert {weight for style in styles for weight in re.findall("font-weight: (.+?);", style)} == {"700"}


def test_drawings_have_their_printed_width(figures: list[Figure]) -> None:
    for figure in figures:
        height = figure.height_mm * 72 / 25.4
        found = re.search(r'width="470\.551181pt" height="([\d.]+)pt"', figure.svg)
        assert found
        assert float(found[1]) == pytest.approx(height, abs=0.02)
        assert 'width="243.779528pt"' in figure.svg_narrow


def test_drawings_carry_no_metadata_and_can_stand_in_a_page(figures: list[Figure]) -> None:
    for svg in drawings(figures):
        assert svg.startswith("<svg ")
        assert not re.search("metadata|matplotlib|clip-path|<!--", svg)
        assert inline_drawing(svg, "x", "Ett, två", "wide").startswith("<svg ")


def test_drawings_are_the_same_bytes_whatever_the_users_settings_are(case: Callable[..., Any]) -> None:
    found = case((None, 3.0), [(None, value) for value in (1, 2, 4, 5)], report_year=2019)

    def drawn() -> list[object]:
        compared = peer_comparison(found.facts, found.comparison, found.position, found.missing)
        trend = deviation_trend(found.facts, found.deviation, found.panel, found.peers, found.medians, found.volatility)
        return [compared, trend, spread(found.facts, found.spread)]

    first = drawn()
    own: dict[Any, Any] = {
        "svg.fonttype": "path",
        "lines.linestyle": ":",
        "font.size": 30,
        "savefig.pad_inches": 3,
        "figure.dpi": 300,
    }
    with mpl.rc_context(own | {"savefig.bbox": "tight", "text.parse_math": True}):
        before = mpl.rcParams.copy()
        assert drawn() == first
        assert mpl.rcParams.copy() == before


def test_a_name_is_never_read_as_a_formula() -> None:
    canvas = draw_comparison(Comparison(("$x^2$", "B"), (1, 2), 0, 1.5, MEDIAN, is_preliminary=False), WIDE)
    assert ">$x^2$</text>" in canvas.svg()


def test_widths_are_those_of_our_own_font() -> None:
    assert text_width("0", 1000) == pytest.approx(497, abs=1)
    assert text_width("Å", 1000, is_bold=True) > text_width("Å", 1000)


def test_drawing_leaves_no_plotting_state_behind() -> None:
    program = (
        "import sys; from ifo_analysis.figures import style; canvas = style.house_style()(style.Canvas)(style.WIDE, 9);"
        "canvas.text(0, 0, 'Å'); canvas.svg(); print('matplotlib.pyplot' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert ran.stdout == "False\n"

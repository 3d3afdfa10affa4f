"""Waterfalls: from one amount to another, every step with its sign, nothing on top of anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from ifo_analysis.drawing import inline_drawing
from ifo_analysis.figures import style
from ifo_analysis.figures.style import NARROW, WIDE, Canvas, Variant
from ifo_analysis.figures.waterfall_drawing import Step, draw_waterfall, waterfall


def steps(first: float | None, *changes: float, names: Sequence[str] = (), last: bool = True) -> tuple[Step, ...]:
    """Return a waterfall; without a first total the changes start at zero."""
    labels = names or [f"Ändring {at}" for at in range(len(changes))]
    found = [Step(name, value, "change") for name, value in zip(labels, changes, strict=True)]
    start = [] if first is None else [Step("Liknande kommuner 2024", first, "total")]
    end = [Step("Upplands Väsby 2024", (first or 0.0) + sum(changes), "total")] if last else []
    return (*start, *found, *end)


LONG = (
    "Familjerätt, familjerådgivning",
    "Ekonomiskt bistånd och annat stöd",
    "Barn- och ungdomsvård",
    "Missbruksvården",
)
WATERFALLS = {
    "ordinary": steps(2_366, 1_407, 960, -142),
    "far from zero": steps(240_000, 6_043, 944, -3_012),
    "below zero": steps(-8_400, -5_100, 2_100, 1_200, 12_000, 0),
    "from zero": steps(None, 1_210, -300),
    "two steps": steps(100, last=False) + steps(None, 50, last=False),
    "eight long names": steps(1_000, 500, -1_500, 700, -900, 100, 1, names=(*LONG, "Vakanser", "Övrigt")),
    "all zero": steps(0, 0, 0),
    "through zero": steps(50, -120, 30),
    "label beside zero": steps(-100, -900, 980, 10),
    "one equal": steps(500, 0),
    "long word": steps(5, 1, names=("Verksamhetsövergripandekostnadsfördelningsnyckel",)),
    "all below": steps(-240_000, -6_043, 3_012),
}
TOKENS = {
    *("#16202a", "#45525f", "#5c6975", "#0a4d68", "#818c96", "#a9b2ba"),
    *("#2f3a45", "#e4e9ed", "#7f8a94", "#c9d0d6", "#ffffff"),
}
Written = Callable[[Canvas], list[tuple[str, tuple[float, float, float, float]]]]


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", [name for name in WATERFALLS if name != "long word"])
def test_no_words_cover_each_other_or_leave_the_page(
    name: str, variant: Variant, collisions: Callable[[Canvas], list[str]]
) -> None:
    assert collisions(waterfall(WATERFALLS[name], "kr/inv", 0, variant)) == []


@pytest.mark.parametrize("name", WATERFALLS)
def test_waterfalls_use_the_tokens_of_the_house_and_are_the_same_bytes_twice(name: str) -> None:
    wide, narrow, width, height = draw_waterfall(WATERFALLS[name], "kr/inv", 1)
    assert (wide, narrow, width, height) == draw_waterfall(WATERFALLS[name], "kr/inv", 1)
    assert set(re.findall("#[0-9a-f]{6}", wide + narrow)) <= TOKENS
    assert width == 166
    assert 10 < height < 200
    for svg in (wide, narrow):
        assert inline_drawing(svg, "w", "Vattenfall", "wide").startswith("<svg")


@pytest.mark.parametrize("variant", [WIDE, NARROW], ids=["wide", "narrow"])
def test_changes_have_signs_and_totals_have_none(variant: Variant, written: Written) -> None:
    texts = [text for text, _ in written(waterfall(WATERFALLS["ordinary"], "kr/inv", 0, variant))]
    assert {"2\u00a0366", "+1\u00a0407", "+960", "−142", "4\u00a0591"} <= set(texts)
    assert "0" in texts
    assert "kr/inv" in texts


def test_decimals_are_printed_as_asked(written: Written) -> None:
    texts = [text for text, _ in written(waterfall(steps(1.25, -0.5), "mnkr", 1, WIDE))]
    assert {"1,3", "−0,5", "0,8"} <= set(texts)


@pytest.mark.parametrize(("name", "has_zero"), [("far from zero", False), ("all below", False), ("ordinary", True)])
def test_an_axis_that_starts_later_says_so_and_draws_no_bar_for_a_total(
    name: str,
    has_zero: bool,  # noqa: FBT001 - a case
    written: Written,
) -> None:
    canvas = waterfall(WATERFALLS[name], "kr/inv", 0, WIDE)
    texts = [text for text, _ in written(canvas)]
    assert ("kr/inv" if has_zero else "kr/inv (axeln börjar inte vid 0)") in texts
    assert ("0" in texts) is has_zero
    totals = [width for colour, width in bars(canvas) if colour == "own"]
    assert all((width > 10) is has_zero for width in totals)


def bars(canvas: Canvas) -> list[tuple[str, float]]:
    """Return tone and width of each bar, from the top."""
    tones = {style.OWN: "own", style.PEER_EDGE: "up", style.BAND: "down"}
    found = [
        (-patch.get_y(), tones[colour], patch.get_width())
        for patch in canvas.drawing.findobj(Rectangle)
        if isinstance(patch, Rectangle) and (colour := to_hex(patch.get_facecolor()).upper()) in tones
    ]
    return [(tone, width) for _, tone, width in sorted(found)]


def test_steps_up_and_down_differ_in_tone_and_are_as_long_as_their_values() -> None:
    found = bars(waterfall(steps(100, 150, -25), "tkr", 0, WIDE))
    assert [tone for tone, _ in found] == ["own", "up", "down", "own"]
    per_unit = found[0][1] / 100
    assert [width / per_unit for _, width in found] == pytest.approx([100, 150, 25, 225])


def test_a_total_that_isnt_the_sum_is_refused() -> None:
    wrong = (Step("A", 100, "total"), Step("B", 5, "change"), Step("C", 106, "total"))
    with pytest.raises(ValueError, match=r"^”C” är 106, men stegen ovanför ger 105$"):
        draw_waterfall(wrong, "tkr", 0)
    rounding = (Step("A", 0.1, "total"), Step("B", 0.2, "change"), Step("C", 0.3, "total"))
    assert draw_waterfall(rounding, "tkr", 1)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_missing_value_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"^steget ”B” har inget ändligt värde och kan inte ritas$"):
        draw_waterfall((Step("A", 1, "total"), Step("B", value, "change")), "tkr", 0)

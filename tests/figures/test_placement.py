"""The rules that place labels."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ifo_analysis.figures.captions import alt_text, extremes
from ifo_analysis.figures.placement import Box, Obstacle, best_place, in_rows, kept_apart

HEIGHTS = st.lists(st.integers(0, 300), min_size=1, max_size=8).map(sorted)


@given(HEIGHTS)
def test_names_are_kept_apart_in_their_order_and_inside_the_edges(wanted: list[int]) -> None:
    placed = kept_apart(wanted, 12, 0, 300)
    assert all(above - below >= 12 - 1e-9 for below, above in pairwise(placed))
    assert placed[0] >= 0
    assert placed[-1] <= 300


@given(HEIGHTS)
def test_names_with_room_stay_where_they_want(wanted: list[int]) -> None:
    roomy = [40 * index + height / 20 for index, height in enumerate(wanted)]
    assert kept_apart(roomy, 12, 0, 400) == roomy


def test_a_label_takes_the_place_that_covers_least() -> None:
    above, below = Box(0, 10, 20, 20), Box(0, -20, 20, -10)
    mark = Obstacle(5, 15, 2)
    assert best_place([above, below], [], []) == (0, 0)
    assert best_place([above, below], [], [mark]) == (1, 0)
    assert best_place([above, below], [], [mark], reluctance=3) == (0, 2)
    assert best_place([above, below], [below], [mark]) == (0, 2)
    assert best_place([above, below], [above, below], []) is None
    assert best_place([], [], [mark]) is None


def test_boxes_that_only_touch_do_not_overlap() -> None:
    assert not Box(0, 0, 10, 10).overlaps(Box(10, 0, 20, 10))
    assert Box(0, 0, 10, 10).overlaps(Box(9, 9, 20, 20))
    assert Box(1, 1, 2, 2).lies_in(Box(0, 0, 10, 10))
    assert not Box(1, 1, 12, 2).lies_in(Box(0, 0, 10, 10))


def test_a_row_holds_what_there_is_room_for() -> None:
    assert in_rows([60, 30, 30], 100, 10) == [[0, 1], [2]]
    assert in_rows([200, 30], 100, 10) == [[0], [1]]


def test_an_alternative_text_leaves_out_what_has_no_room() -> None:
    first, fitting = "A" * 200 + ".", "B" * 97 + "."
    assert alt_text(first, fitting) == f"{first} {fitting}"
    assert alt_text(first, fitting + ".", "C.") == first


def test_extremes_of_one_value_name_nobody() -> None:
    assert extremes(["A", "B"], [1.0, 1.04]) == "lägst +1,0 (två kommuner), högst +1,0 (två kommuner)"

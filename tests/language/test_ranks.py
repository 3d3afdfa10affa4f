"""Ranks in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifo_analysis.language import rank_phrase, rank_phrase_definite

PLACES = st.integers(min_value=2, max_value=300).flatmap(
    lambda n: st.tuples(st.integers(min_value=1, max_value=n), st.just(n))
)


def test_places_count_from_the_nearer_end() -> None:
    assert [rank_phrase(place, place, 8) for place in range(1, 9)] == [
        *("högst", "näst högst", "tredje högst", "fjärde högst"),
        *("fjärde lägst", "tredje lägst", "näst lägst", "lägst"),
    ]


@given(PLACES)
def test_the_kth_highest_mirrors_the_kth_lowest(drawn: tuple[int, int]) -> None:
    place, n = drawn
    if 2 * place == n + 1 and n > 2:
        assert rank_phrase(place, place, n) == f"i mitten (plats {place} av {n})"
        return
    mirrored = rank_phrase(n + 1 - place, n + 1 - place, n)
    assert rank_phrase(place, place, n).replace("högst", "lägst") == mirrored.replace("högst", "lägst")
    assert ("högst" in rank_phrase(place, place, n)) == ("lägst" in mirrored)


@given(PLACES)
def test_the_definite_phrase_says_the_same(drawn: tuple[int, int]) -> None:
    place, n = drawn
    definite = rank_phrase_definite(place, n, "en")
    expected = "mittersta" if 2 * place == n + 1 else rank_phrase(place, place, n) + "a"
    assert definite == f"den {expected}"


def test_definite_phrases_follow_gender_and_adjective() -> None:
    assert rank_phrase_definite(2, 8, "en") == "den näst högsta"
    assert rank_phrase_definite(7, 8, "ett") == "det näst lägsta"
    assert rank_phrase_definite(1, 8, "en", ("stor", "liten")) == "den största"
    assert rank_phrase(8, 8, 8, stems=("stor", "liten")) == "minst"


def test_far_from_the_ends_the_place_is_a_figure() -> None:
    assert rank_phrase(12, 12, 290) == "tolfte högst"
    assert rank_phrase(13, 13, 290) == "13:e högst"
    assert rank_phrase(21, 21, 290) == "21:a högst"
    assert rank_phrase(111, 111, 290) == "111:e högst"
    assert rank_phrase(269, 269, 290) == "22:a lägst"


def test_ties_share_places() -> None:
    assert rank_phrase(2, 4, 8) == "delar plats 2–4 av 8"
    assert rank_phrase(1, 8, 8) == "alla har samma redovisade värde"


@pytest.mark.parametrize("places", [(0, 1, 8), (3, 2, 8), (8, 9, 8), (1, 1, 1)])
def test_places_that_do_not_exist_are_refused(places: tuple[int, int, int]) -> None:
    low, high, n = places
    with pytest.raises(ValueError, match=rf"^plats {low} till {high} av {n} finns inte$"):
        rank_phrase(low, high, n)


def test_unknown_adjectives_are_refused() -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        rank_phrase(1, 1, 8, stems=("dyr", "billig"))
    assert str(caught.value) == (
        "ingen superlativ är känd för dyr, billig; de kända är hög, låg, stor, liten, lång, kort"
    )

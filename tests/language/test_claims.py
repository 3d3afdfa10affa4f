"""Claim words hold by their limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifo_analysis.language import holds, ratio_holds


@pytest.mark.parametrize(
    ("word", "threshold", "value", "is_true"),
    [
        ("drygt", 30, 28.36, False),
        ("knappt", 30, 28.36, True),
        ("cirka", 30, 28.36, True),
        ("nästan", 30, 28.36, False),
        ("drygt", 30, 31.2, True),
        ("drygt", 30, 33.5, False),
        ("cirka", 30, 33.5, True),
        ("knappt", 35, 33.5, True),
        ("drygt", 40, 41.2, True),
        ("nästan", 20, 19.2, True),
        ("nästan", 50, 47.9, True),
        ("nästan", 50, 46.9, False),
        # the limits themselves
        ("drygt", 30, 30, True),
        ("drygt", 30, 33, False),
        ("drygt", 30, 32.999, True),
        ("knappt", 30, 30, False),
        ("knappt", 30, 27, False),
        ("knappt", 30, 27.001, True),
        ("nära", 30, 28.5, True),
        ("nära", 30, 28.499, False),
        ("nära", 30, 30, False),
        ("cirka", 30, 35, True),
        ("cirka", 30, 35.01, False),
        ("cirka", 35, 37.5, True),
        ("cirka", 35, 37.6, False),
        ("cirka", 7, 7, False),
        ("drygt", 0.1, 0.11, False),
        # signs don't count
        ("knappt", -30, -28.36, True),
        ("drygt", 40, -41.2, True),
    ],
)
def test_words_beside_a_number(word: str, threshold: float, value: float, is_true: bool) -> None:  # noqa: FBT001
    assert holds(word, threshold, value) is is_true


@pytest.mark.parametrize(
    ("word", "ratio", "is_true"),
    [
        ("dubbelt", 1.9, True),
        ("dubbelt", 1.899, False),
        ("dubbelt", 2.0, True),
        ("dubbelt", 2.1, True),
        ("dubbelt", 2.101, False),
        ("nästan dubbelt", 1.75, True),
        ("nästan dubbelt", 1.82, True),
        ("nästan dubbelt", 2.0, False),
        ("hälften", 0.48, True),
        ("hälften", 0.521, False),
        ("en tredjedel", 0.32, True),
        ("en tredjedel", 0.351, False),
        ("en fjärdedel", 0.26, True),
        ("en fjärdedel", 0.239, False),
    ],
)
def test_words_for_a_ratio(word: str, ratio: float, is_true: bool) -> None:  # noqa: FBT001
    assert ratio_holds(word, ratio) is is_true


@given(st.floats(min_value=0.01, max_value=1e6), st.floats(min_value=0.01, max_value=1e6))
def test_drygt_and_knappt_never_both_hold(threshold: float, value: float) -> None:
    assert not (holds("drygt", threshold, value) and holds("knappt", threshold, value))


@given(st.floats(min_value=0.01, max_value=1e6), st.floats(min_value=0.01, max_value=1e6))
def test_what_is_nearly_a_number_is_just_under_it(threshold: float, value: float) -> None:
    assert holds("nästan", threshold, value) <= holds("knappt", threshold, value)


def test_unknown_words_are_refused() -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        holds("typ", 30, 31)
    assert str(caught.value) == "”typ” är inget känt omdömesord; de kända är drygt, knappt, nära, nästan, cirka"
    with pytest.raises(ValueError, match=r".") as caught:
        ratio_holds("drygt", 2)
    assert str(caught.value) == (
        "”drygt” är inget känt omdömesord; de kända är dubbelt, nästan dubbelt, hälften, en tredjedel, en fjärdedel"
    )


def test_a_word_beside_zero_is_refused() -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        holds("drygt", 0, 1)
    assert str(caught.value) == "”drygt 0” säger ingenting: talet efter ordet måste skilja sig från noll"


def test_a_missing_value_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^”nan” är inget ändligt tal och kan varken visas eller prövas$"):
        holds("drygt", 30, float("nan"))

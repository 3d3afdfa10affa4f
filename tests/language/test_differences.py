"""Differences in words, with and without claims."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifo_analysis.blocks import Inlines, Text, Value
from ifo_analysis.language import (
    MORE_FEWER,
    MORE_LESS,
    Bound,
    between_words,
    direction,
    from_to_words,
    interval_words,
    msek_words,
    pct_words,
    plain,
    quantity_words,
    rounded,
)

VALUES = st.floats(min_value=-500, max_value=500)
N = "\u00a0"


@pytest.mark.parametrize(
    ("value", "word"), [(0.05, "högre"), (0.049, "lika"), (-0.049, "lika"), (-0.05, "lägre"), (0.0, "lika")]
)
def test_direction_follows_the_value_as_shown(value: float, word: str) -> None:
    assert direction(value) == word


def test_direction_takes_other_words() -> None:
    assert direction(Bound(51, "c"), 0, words=MORE_FEWER) == "fler"
    assert direction(-350.4, 0, words=MORE_LESS) == "mindre"


@pytest.mark.parametrize(
    ("value", "words"), [(12.96, f"13,0{N}procent högre"), (-7.5, f"7,5{N}procent lägre"), (-0.04, "lika")]
)
def test_a_level_has_size_and_direction(value: float, words: str) -> None:
    assert plain(pct_words(value)) == words


def test_a_level_takes_another_unit() -> None:
    assert plain(pct_words(-240, 0, unit="kronor")) == f"240{N}kronor lägre"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (16.4, 13.0, f"från 16,4 till 13,0{N}procent högre"),
        (-9.1, -2.0, f"från 9,1 till 2,0{N}procent lägre"),
        (2.1, -7.5, f"från 2,1{N}procent högre till 7,5{N}procent lägre"),
        (0.0, -7.5, f"från 0,0 till 7,5{N}procent lägre"),
        (0.04, -7.5, f"från 0,0 till 7,5{N}procent lägre"),
        (7.5, -0.01, f"från 7,5 till 0,0{N}procent högre"),
        (13.0, 13.0, f"från 13,0 till 13,0{N}procent högre"),
    ],
)
def test_direction_stands_once_when_both_ends_agree(first: float, last: float, words: str) -> None:
    assert plain(from_to_words(first, last)) == words


def test_between_has_och() -> None:
    assert plain(between_words(-7.5, 24.6)) == f"mellan 7,5{N}procent lägre och 24,6{N}procent högre"
    assert plain(between_words(1.1, 2.0)) == f"mellan 1,1 och 2,0{N}procent högre"


def test_two_zeros_need_another_sentence() -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        from_to_words(0.04, -0.04)
    assert str(caught.value) == "båda värdena visas som 0,0 procent: skriv en mening utan riktning"


@given(VALUES, VALUES, st.sampled_from([from_to_words, between_words]))
def test_two_ends_never_show_a_sign_or_a_dash(
    first: float, last: float, words: Callable[[float, float], Inlines]
) -> None:
    shown = rounded(first, 1), rounded(last, 1)
    if not any(shown):
        return
    text = plain(words(first, last))
    assert not set(text) & set("-–−+")
    assert text.count("högre") + text.count("lägre") == (2 if shown[0] * shown[1] < 0 else 1)
    assert ("högre" in text) == (max(shown) > 0)
    assert ("lägre" in text) == (min(shown) < 0)


def test_numbers_are_bound_to_their_claims() -> None:
    assert from_to_words(Bound(2.1, "a"), Bound(-7.5, "b")) == (
        Text(text="från "),
        Value(text="2,1", claim="a"),
        Text(text=f"{N}procent högre till "),
        Value(text="7,5", claim="b"),
        Text(text=f"{N}procent lägre"),
    )
    assert pct_words(Bound(-20.7972, "level")) == (Value(text="20,8", claim="level"), Text(text=f"{N}procent lägre"))
    assert quantity_words(Bound(6100, "own"), "kronor") == (
        Value(text=f"6{N}100", claim="own"),
        Text(text=f"{N}kronor"),
    )
    assert msek_words(Bound(0.274, "m")) == (Value(text=f"274{N}000", claim="m"), Text(text=f"{N}kronor"))


def test_bound_intervals_print_as_plain_ones() -> None:
    assert interval_words(Bound(6.2, "low"), Bound(7.4, "high"), 1) == (
        Value(text="6,2", claim="low"),
        Text(text="–"),
        Value(text="7,4", claim="high"),
    )
    assert interval_words(Bound(6.21, "low"), Bound(6.24, "high"), 1) == (Value(text="6,2", claim="low"),)
    assert plain(interval_words(-7.4, -6.2, 1)) == "−7,4 till −6,2"


def test_unbound_numbers_become_one_text() -> None:
    assert from_to_words(16.4, 13.0) == (Text(text=f"från 16,4 till 13,0{N}procent högre"),)

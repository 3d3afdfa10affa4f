"""Numbers in Swedish form."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifo_analysis.language import EN_DASH, MINUS, interval, msek, number, parse_amount, rounded, with_unit

FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)
POSITIVE = st.floats(min_value=0, max_value=1e9)
DECIMALS = st.integers(min_value=0, max_value=4)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (-5560.5, 0, "-5561"),
        (0.5, 0, "1"),
        (2.675, 2, "2.68"),
        (-0.04, 1, "0.0"),
        (273750, -3, "2.74E+5"),
        (Decimal("1.25"), 1, "1.3"),
    ],
)
def test_rounding_is_half_away_from_zero(value: float | Decimal, decimals: int, shown: str) -> None:
    assert str(rounded(value, decimals)) == shown


@given(FINITE, DECIMALS)
def test_rounding_is_symmetric_and_moves_at_most_half_a_step(value: float, decimals: int) -> None:
    shown = rounded(value, decimals)
    assert shown == -rounded(-value, decimals)
    assert abs(shown - Decimal(str(value))) <= Decimal("0.5").scaleb(-decimals)


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_a_half_goes_away_from_zero(whole: int) -> None:
    half = Decimal(whole) + Decimal("0.5").copy_sign(whole)
    assert abs(rounded(half)) == abs(whole) + 1


@pytest.mark.parametrize(
    ("value", "text"), [(float("nan"), "nan"), (float("inf"), "inf"), (-float("inf"), "-inf"), (True, "True")]
)
def test_what_is_no_finite_number_is_refused(value: float, text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        rounded(value)
    assert str(caught.value) == f"”{text}” är inget ändligt tal och kan varken visas eller prövas"


@pytest.mark.parametrize(
    ("value", "decimals", "is_signed", "shown"),
    [
        (28138.4, 0, False, "28\u00a0138"),
        (-5.7, 1, False, "−5,7"),
        (4.4, 1, True, "+4,4"),
        (-4.4, 1, True, "−4,4"),
        (0, 1, True, "0,0"),
        (-0.04, 1, True, "0,0"),
        (0.04, 1, True, "0,0"),
        (1234567.891, 2, False, "1\u00a0234\u00a0567,89"),
        (999.96, 1, False, "1\u00a0000,0"),
        (274321, -3, False, "274\u00a0000"),
        (1e300, 0, False, "1" + "\u00a0000" * 100),
    ],
)
def test_numbers_have_swedish_form(value: float, decimals: int, is_signed: bool, shown: str) -> None:  # noqa: FBT001
    assert number(value, decimals, is_signed=is_signed) == shown


@given(FINITE, DECIMALS, st.booleans())
def test_a_printed_number_reads_back_as_what_was_rounded(value: float, decimals: int, is_signed: bool) -> None:  # noqa: FBT001
    text = number(value, decimals, is_signed=is_signed)
    assert parse_amount(text).low == rounded(value, decimals)
    assert not set(text) & set("-. ")
    assert (MINUS in text) == (rounded(value, decimals) < 0)


def test_a_unit_follows_after_a_no_break_space() -> None:
    assert with_unit(14.5, "mnkr", 1) == "14,5\u00a0mnkr"
    assert with_unit(0.284 * 100, "procent", 1) == "28,4\u00a0procent"
    assert with_unit(28138.4, "tkr") == "28\u00a0138\u00a0tkr"
    assert with_unit(4.4, "%", 1, is_signed=True) == "+4,4\u00a0%"
    assert with_unit(3, "") == "3"


@pytest.mark.parametrize(
    ("low", "high", "decimals", "shown"),
    [
        (6.2, 7.4, 1, "6,2–7,4"),
        (6.21, 6.24, 1, "6,2"),
        (0, 2.5, 1, "0,0–2,5"),
        (-0.04, 2.5, 1, "0,0–2,5"),
        (-7.4, -6.2, 1, "−7,4 till −6,2"),
        (-7.4, 0, 1, "−7,4 till 0,0"),
        (1679, 2518.5, 0, "1\u00a0679–2\u00a0519"),
    ],
)
def test_intervals_have_a_dash_or_close(low: float, high: float, decimals: int, shown: str) -> None:
    assert interval(low, high, decimals) == shown


@pytest.mark.parametrize(
    ("low", "high", "message"),
    [
        (-2, 5, "intervallet från −2 till 5 går över noll: skriv riktningen i ord"),
        (5, 2, "intervallet går från 5 till 2: det lägsta värdet ska stå först"),
    ],
)
def test_an_interval_that_cannot_be_read_is_refused(low: float, high: float, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        interval(low, high)
    assert str(caught.value) == message


@given(POSITIVE, POSITIVE, DECIMALS)
def test_a_printed_interval_reads_back(one: float, other: float, decimals: int) -> None:
    low, high = sorted((one, other))
    text = interval(low, high, decimals)
    amount = parse_amount(text)
    assert (amount.low, amount.high) == (rounded(low, decimals), rounded(high, decimals))
    assert (EN_DASH in text) == (amount.low != amount.high)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (21.7, "21,7\u00a0miljoner kronor"),
        (125.4, "125\u00a0miljoner kronor"),
        (100, "100\u00a0miljoner kronor"),
        (99.94, "99,9\u00a0miljoner kronor"),
        (99.96, "100\u00a0miljoner kronor"),
        (1, "1,0\u00a0miljoner kronor"),
        (0.27375, "274\u00a0000\u00a0kronor"),
        (0.9994, "999\u00a0000\u00a0kronor"),
        (0.9996, "1,0\u00a0miljoner kronor"),
        (0, "0\u00a0kronor"),
        (-0.9, "−900\u00a0000\u00a0kronor"),
        (-28.138, "−28,1\u00a0miljoner kronor"),
    ],
)
def test_amounts_in_prose_follow_their_size(value: float, shown: str) -> None:
    assert msek(value) == shown

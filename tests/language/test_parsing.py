"""Amounts as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifo_analysis.language import parse_amount

SPACES = st.sampled_from([" ", "\u00a0", "\u202f", "\u2009", "\u2007", "\t", "\n", "\r\n "])
MINUSES = st.sampled_from(["-", "−", "–", "\u2010", "\u2011", "\uff0d"])
GENERAL = "skriv ett tal eller ett intervall, med enhet om det har en (1 500 tkr, 2–3, 14 %)"
POINT = "punkt i ett tal kan läsas på två sätt; skriv decimalkomma (1,5) eller mellanslag (1 500)"


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("ca 1,6 Mkr", "1600", "1600", "tkr"),
        ("12,5 miljoner", "12500", "12500", "tkr"),
        ("2 000 kr/dygn", "2000", "2000", "kr/dygn"),
        ("1900kr/dygn", "1900", "1900", "kr/dygn"),
        ("14 %", "14", "14", "%"),
        ("14%", "14", "14", "%"),
        ("14,4 procent", "14.4", "14.4", "%"),
        ("-28 138 tkr", "-28138", "-28138", "tkr"),
        ("−28\u00a0138", "-28138", "-28138", ""),
        ("2-3", "2", "3", ""),
        ("2–3", "2", "3", ""),
        ("2-\n3", "2", "3", ""),
        ("2 – 3 mnkr", "2000", "3000", "tkr"),
        ("6,2–7,4 miljoner kronor", "6200", "7400", "tkr"),
        ("c:a 500 kr per dygn", "500", "500", "kr/dygn"),
        ("274 000 kr", "274", "274", "tkr"),
        ("1,2 miljarder kronor", "1200000", "1200000", "tkr"),
        ("+4,4", "4.4", "4.4", ""),
        ("1,234", "1.234", "1.234", ""),
        ("0", "0", "0", ""),
        ("0,7", "0.7", "0.7", ""),
        (" 5 000 000 kronor ", "5000", "5000", "tkr"),
        ("cirka 30 tkr", "30", "30", "tkr"),
    ],
)
def test_amounts_are_read(text: str, low: str, high: str, unit: str) -> None:
    amount = parse_amount(text)
    assert (amount.low, amount.high, amount.unit) == (Decimal(low), Decimal(high), unit)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "inget tal finns"),
        ("Återkommer efter utredning", "inget tal finns"),
        ("1.234", POINT),
        ("1.234,5 tkr", POINT),
        ("1,234,567", GENERAL),
        ("1 23", GENERAL),
        ("12 3456 tkr", GENERAL),
        ("007", GENERAL),
        ("012 345 tkr", GENERAL),
        ("- 5 tkr", GENERAL),
        ("2 -3", GENERAL),
        ("-2-3", GENERAL),
        ("(28 138)", GENERAL),
        ("2024-08-31", GENERAL),
        ("drygt 30 tkr", GENERAL),
        ("högst 30 tkr", GENERAL),
        ("30 tkr och 40 tkr", "enheten ”tkr och 40 tkr” är inte känd; skriv tkr, mnkr, kr, kr/dygn eller %"),
        ("5 kr/mån", "enheten ”kr/mån” är inte känd; skriv tkr, mnkr, kr, kr/dygn eller %"),
        ("5 helårsplaceringar", "enheten ”helårsplaceringar” är inte känd; skriv tkr, mnkr, kr, kr/dygn eller %"),
        ("3–2", "det högre talet står först"),
        ("١٢", "inget tal finns"),
    ],
)
def test_what_cannot_be_read_in_one_way_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_amount(text)
    assert str(caught.value) == f"Beloppet ”{text}” går inte att läsa: {reason}."


@given(MINUSES, SPACES, SPACES)
def test_every_space_and_minus_reads_alike(minus: str, within: str, before_unit: str) -> None:
    assert parse_amount(f"{minus}28{within}138{before_unit}tkr") == parse_amount("-28 138 tkr")


@given(MINUSES, st.integers(min_value=0, max_value=99999), st.integers(min_value=0, max_value=99999))
def test_every_dash_makes_an_interval(dash: str, one: int, other: int) -> None:
    low, high = sorted((one, other))
    amount = parse_amount(f"{low}{dash}{high}")
    assert (amount.low, amount.high) == (Decimal(low), Decimal(high))


@given(st.text(alphabet="0123456789,.- \n%kr−–atM/dygn", max_size=12))
def test_an_amount_is_read_or_refused_with_a_message(text: str) -> None:
    try:
        amount = parse_amount(text)
    except ValueError as error:
        assert str(error).startswith(f"Beloppet ”{text}” går inte att läsa: ")  # noqa: PT017
    else:
        assert amount.low <= amount.high

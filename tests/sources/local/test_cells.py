"""Cells as Swedish systems write them: one meaning or an error, and never a guess."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifo_analysis.sources.local.cells import CellError, day, flag, missing_mark, number, whole
from ifo_analysis.sources.local.personal import is_personal

AMBIGUOUS = 'kan vara tusental eller decimaler; ange decimal: "," eller "." för filen'
EXPONENT = "är oändligt, tomt eller skrivet med exponent; skriv ut talet"
OTHER_SIGN = "har ett annat decimaltecken än det som är angivet ({})"
SPACES = "\u0020\u00a0\u2000\u2007\u2009\u200a\u202f\u205f\u3000"


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1234,5", "", "1234.5"),
        ("1234.5", "", "1234.5"),
        ("0,234", "", "0.234"),
        ("1234,567", "", "1234.567"),
        ("1.234,5", "", "1234.5"),
        ("1,234.5", "", "1234.5"),
        ("1.234.567", "", "1234567"),
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
        ("1.234", ".", "1.234"),
        ("1.234", ",", "1234"),
        ("+12", "", "12"),
        ("12-", "", "-12"),
        ("- 12", "", "-12"),
        ("１２", "", "12"),
        ("007", "", "7"),
        *((f"1{space}234{space}567,5", "", "1234567.5") for space in SPACES),
        *((f"{minus}1\u00a0234,5", ",", "-1234.5") for minus in "-\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d"),
    ],
)
def test_a_number_has_one_meaning(text: str, decimal: str, value: str) -> None:
    assert number(text, decimal) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "decimal", "told"),
    [
        ("1,234", "", AMBIGUOUS),
        ("1.234", "", AMBIGUOUS),
        ("-999.999", "", AMBIGUOUS),
        *((text, "", EXPONENT) for text in ("NaN", "nan", "inf", "-Infinity", "1e309", "1E5", "1,5e-3")),
        ("1,5", ".", OTHER_SIGN.format(".")),
        ("1.5", ",", OTHER_SIGN.format(",")),
        ("1 234.5", ",", OTHER_SIGN.format(",")),
        *(
            (text, "", "ska vara ett tal")
            for text in ("x", "1 23", "12 34", "1.2.3", "1,2,3", "(5)", "5 kr", "TRUE", "--5")
        ),
    ],
)
def test_what_is_no_number_or_could_be_two_is_told(text: str, decimal: str, told: str) -> None:
    with pytest.raises(CellError) as caught:
        number(text, decimal)
    assert str(caught.value) == told


@given(st.integers(-(10**12), 10**12), st.integers(0, 99), st.sampled_from(SPACES), st.sampled_from("-\u2212\u2013"))
def test_a_number_written_in_swedish_is_read_back(kronor: int, cents: int, space: str, minus: str) -> None:
    written = f"{abs(kronor):,}".replace(",", space) + f",{cents:02}"

    value = number(minus * (kronor < 0) + written)

    assert value == (Decimal(abs(kronor)) + Decimal(cents) / 100).copy_sign(kronor or 1)


@pytest.mark.parametrize(("text", "told"), [("12,5", "ska vara ett heltal"), ("9007199254740993", "är orimligt stort")])
def test_a_count_is_whole(text: str, told: str) -> None:
    with pytest.raises(CellError) as caught:
        whole(number(text))
    assert str(caught.value) == told
    assert whole(number("12,0")) == 12


@pytest.mark.parametrize(
    "text",
    [
        *("2024-02-29", "20240229", "29 februari 2024", "29 feb 2024", "29 feb. 2024", "29\u00a0FEBRUARI 2024"),
        *("2024-02-29 00:00:00", "2024-02-29T00:00", "2024\u201302\u201329"),
    ],
)
def test_a_day_is_read_in_every_form_that_has_one_meaning(text: str) -> None:
    assert day(text) == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *(
            (text, "är ingen dag som finns")
            for text in ("2024-02-30", "2023-02-29", "20241301", "31 april 2024", "1 ju 2024")
        ),
        *(
            (text, "ska vara ett datum av formen ÅÅÅÅ-MM-DD")
            for text in (
                "03/04/2024",
                "03.04.2024",
                "3/4 2024",
                "2024/04/03",
                "2024-4-3",
                "240403",
                "2024-04-03 12:00",
                "x",
            )
        ),
        ("1 jubel 2024", "är ingen dag som finns"),
    ],
)
def test_a_day_that_could_be_another_is_told(text: str, told: str) -> None:
    with pytest.raises(CellError) as caught:
        day(text)
    assert str(caught.value) == told


@given(st.dates(dt.date(1900, 1, 1)))
def test_every_day_is_read_back(date: dt.date) -> None:
    assert day(date.isoformat()) == day(f"{date:%Y%m%d}") == date


@pytest.mark.parametrize(
    ("text", "value"),
    [("Ja", True), ("J", True), ("TRUE", True), ("1", True), ("nej", False), ("N", False), ("0", False)],
)
def test_a_flag_is_ja_or_nej(text: str, value: bool) -> None:  # noqa: FBT001
    assert flag(text) is value


def test_another_word_is_no_flag() -> None:
    with pytest.raises(CellError) as caught:
        flag("kanske")
    assert str(caught.value) == "ska vara ja eller nej"


def test_three_marks_for_what_is_missing_stay_three() -> None:
    assert [missing_mark(text) for text in ("..", ".", "-", "–", "−", "0", "", "...")] == [
        "..",
        ".",
        "-",
        "-",
        "-",
        "",
        "",
        "",
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("19850101-9999", "198501019999", "850101-9999", "8501019999", "850101+9999", "850101 9999", "850101 - 9999"),
        *("850101–9999", "850101−9999", "850161-9999", "19850101-T123", "850101-TF12", "1985-01-01-9999"),
        *("Se 850101-9999.", "nr:8501019999,", "Anna,8501019999", "x8501019999x", "20240131-1234"),
    ],
)
def test_a_personal_identity_number_is_found_in_any_form(text: str) -> None:
    assert is_personal(text)


@pytest.mark.parametrize(
    "text",
    [
        *("2024-01-31", "20240131", "2024-01-01–2024-12-31", "2024-01-01 2024-12-31", "20240101-20241231"),
        *(
            "556677-8899",
            "12 345 678,90",
            "1 234 567 890",
            "0,8501019999",
            "1234567.8901",
            "123456789",
            "12345678901234",
        ),
    ],
)
def test_other_numbers_are_no_personal_identity_numbers(text: str) -> None:
    assert not is_personal(text)

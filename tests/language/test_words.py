"""Forms of words."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifo_analysis.blocks import Text, Value
from ifo_analysis.language import (
    NOUNS,
    Bound,
    counted,
    counted_words,
    date_in_prose,
    genitive,
    listed,
    number_word,
    swedish_key,
    year_span,
)

NAMES = st.text(alphabet="abcåäö", min_size=1)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Tyresö", "Tyresös"),
        ("Höör", "Höörs"),
        ("Malå", "Malås"),
        ("Borås", "Borås"),
        ("Grums", "Grums"),
        ("Bex", "Bex"),
        ("Schulz", "Schulz"),
        ("RKA", "RKA:s"),
        ("HVB", "HVB:s"),
        ("liknande kommuner IFO", "liknande kommuner IFO:s"),
        ("SiS", "SiS"),
        ("Ekhults kommun", "Ekhults kommuns"),
        ("grupp 7", "grupp 7:s"),
    ],
)
def test_genitive_follows_the_end_of_the_name(name: str, form: str) -> None:
    assert genitive(name) == form


@given(st.text(min_size=1))
def test_genitive_never_doubles_an_s(name: str) -> None:
    assert genitive(name).startswith(name)
    assert not genitive(name).casefold().endswith(("sss", "xs", "zs")) or name.casefold().endswith(("s", "x", "z"))


def test_lists_have_och_before_the_last() -> None:
    assert listed(["A"]) == "A"
    assert listed(["A", "B"]) == "A och B"
    assert listed(["A", "B", "C"]) == "A, B och C"


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^en tom lista kan inte stå i löpande text$"):
        listed([])


@given(st.lists(NAMES, min_size=1))
def test_a_list_keeps_every_item_in_order(items: list[str]) -> None:
    assert listed(items).replace(" och ", ", ").split(", ") == items
    assert listed(items).count(" och ") == (len(items) > 1)


def test_counts_to_twelve_are_words() -> None:
    assert [number_word(n) for n in (1, 2, 8, 12, 13, 1250)] == ["en", "två", "åtta", "tolv", "13", "1\u00a0250"]
    assert number_word(1, gender="ett") == "ett"
    assert number_word(0) == "0"


@pytest.mark.parametrize(
    ("n", "noun", "words"),
    [
        (1, "åtgärd", "en åtgärd"),
        (1, "mål", "ett mål"),
        (2, "mål", "två mål"),
        (13, "åtgärd", "13 åtgärder"),
        (0, "åtgärd", "ingen åtgärd"),
        (0, "uppdrag", "inget uppdrag"),
        (3, "anmälan", "tre anmälningar"),
    ],
)
def test_counts_agree_with_their_noun(n: int, noun: str, words: str) -> None:
    assert counted(n, noun) == words


def test_a_count_can_be_bound() -> None:
    assert counted_words(Bound(2, "n"), "mål") == (Value(text="två", claim="n"), Text(text=" mål"))


@pytest.mark.parametrize("n", [-1, 1.5])
def test_what_is_no_count_is_refused(n: float) -> None:
    with pytest.raises(ValueError, match=rf"^{n} är inget antal mål$"):
        counted_words(Bound(n, "n"), "mål")


def test_an_unknown_noun_is_refused() -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        counted(1, "hund")
    assert str(caught.value) == f"”hund” saknas i tabellen över substantiv; de kända är {', '.join(NOUNS)}"


def test_nouns_are_in_swedish_order() -> None:
    assert list(NOUNS) == sorted(NOUNS, key=swedish_key)


def test_dates_in_prose_have_the_month_in_words() -> None:
    assert date_in_prose("2026-08-16") == "den 16 augusti 2026"
    assert date_in_prose("2024-01-01") == "den 1 januari 2024"
    assert date_in_prose("2024-12-31") == "den 31 december 2024"


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 1, 1)))
def test_each_day_has_a_date_of_its_own(day: date) -> None:
    assert date_in_prose(day.isoformat()) != date_in_prose((day + timedelta(days=1)).isoformat())


@pytest.mark.parametrize("text", ["2026-02-30", "20260816", "2026-W33-7", "", "16 augusti 2026", "2026-8-16"])
def test_what_is_no_iso_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        date_in_prose(text)
    assert str(caught.value) == f"”{text}” är inget datum i formen ÅÅÅÅ-MM-DD"


def test_a_span_of_years_has_both_years_whole() -> None:
    assert year_span(2019, 2024) == "2019–2024"
    assert year_span(2024, 2024) == "2024"
    with pytest.raises(ValueError, match=r"^åren står i fel ordning: 2024 till 2019$"):
        year_span(2024, 2019)


def test_swedish_order_has_three_letters_after_z() -> None:
    ordered = ["Alvesta", "Upplands-Bro", "Upplands Väsby", "Vara", "Ystad", "Zinkgruvan", "Åre", "Älmhult", "Öckerö"]
    assert sorted(set(ordered), key=swedish_key) == ordered


def test_case_accents_and_composition_do_not_change_the_order() -> None:
    assert swedish_key("Linné")[0] == swedish_key("LINNE")[0]
    assert swedish_key(unicodedata.normalize("NFD", "Åre")) == swedish_key("Åre")
    assert swedish_key("Müller")[0] == "myller"


@given(st.sets(st.text(alphabet="abzåäö", min_size=1, max_size=3)))
def test_words_sort_by_the_alphabet(words: set[str]) -> None:
    for first, second in pairwise(sorted(words, key=swedish_key)):
        assert ["abzåäö".index(sign) for sign in first] < ["abzåäö".index(sign) for sign in second]

"""Source lines: whose a number is, and that nobody gets credit for what isn't theirs."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.credits import SYNTHETIC, own_credits, raw_credits

KOLADA = {"publisher": "Kolada", "document": "", "document_year": "", "retrieved": "2026-08-16"}
TYRESO = {"publisher": "Tyresö kommun", "document": "Plan för förbättrat resultat", "document_year": "2019"}


def shown(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame([{"is_preliminary": False, "retrieved": "2026-11-21", **row} for row in rows])


def kolada(*years: int, preliminary: tuple[int, ...] = ()) -> pd.DataFrame:
    return shown(*({**KOLADA, "year": year, "is_preliminary": year in preliminary} for year in years))


anybodys_rows = st.lists(
    st.fixed_dictionaries(
        {
            "publisher": st.sampled_from(["Kolada", "SCB", "Tyresö kommun"]),
            "document": st.sampled_from(["", "Folkmängd", "Delårsrapport 2, 31 augusti 2017"]),
            "document_year": st.sampled_from(["", "2017", "2019"]),
            "year": st.integers(1990, 2030),
            "is_preliminary": st.booleans(),
            "retrieved": st.dates().map(str),
        }
    ),
    min_size=1,
).map(pd.DataFrame)
indicators = st.lists(st.sampled_from(["N30001", "N30026"]), unique=True)
whats = st.sampled_from(["", "Median", "Normal variation"])


@pytest.mark.parametrize(
    ("rows", "years"),
    [
        (kolada(2024), "2024"),
        (kolada(2024, 2023), "2023 och 2024"),
        (kolada(2019, 2020, 2021), "2019–2021"),
        (kolada(2021, 2019, 2020, 2019), "2019–2021"),
        (kolada(2019, 2021, 2022), "2019, 2021 och 2022"),
    ],
)
def test_years_are_listed_or_spanned(rows: pd.DataFrame, years: str) -> None:
    assert raw_credits(rows, ["N30001", "N30026"], "published") == (
        f"Källa: Kolada (N30001, N30026, {years}, hämtad 2026-08-16).",
    )


@pytest.mark.parametrize(
    ("preliminary", "told"),
    [((2025,), "; 2025 preliminär uppgift"), ((2024, 2025), "; 2024 och 2025 preliminär uppgift"), ((), "")],
)
def test_preliminary_years_are_named(preliminary: tuple[int, ...], told: str) -> None:
    rows = kolada(2023, 2024, 2025, preliminary=preliminary)

    assert raw_credits(rows, ["N30001"], "published") == (
        f"Källa: Kolada (N30001, 2023–2025, hämtad 2026-08-16{told}).",
    )


def test_rows_without_years_are_credited_too() -> None:
    rows = kolada(2025, preliminary=(2025,)).drop(columns="year")

    assert raw_credits(rows, [], "published") == ("Källa: Kolada (hämtad 2026-08-16; preliminär uppgift).",)


def test_the_newest_retrieval_is_told() -> None:
    rows = kolada(2023, 2024).assign(retrieved=["2026-08-16", "2026-03-01"])

    assert raw_credits(rows, [], "published") == ("Källa: Kolada (2023 och 2024, hämtad 2026-08-16).",)
    assert own_credits(rows, [], "published") == ("Egen bearbetning av data från Kolada (hämtade 2026-08-16).",)


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (TYRESO, "Källa: Tyresö kommun, Plan för förbättrat resultat, 2019."),
        (
            {**TYRESO, "document": "Delårsrapport 2, 31 augusti 2017", "document_year": "2017"},
            "Källa: Tyresö kommun, Delårsrapport 2, 31 augusti 2017.",
        ),
        ({**TYRESO, "document": "Genomlysning", "document_year": ""}, "Källa: Tyresö kommun, Genomlysning."),
        ({**TYRESO, "document": "", "document_year": "2019"}, "Källa: Tyresö kommun, 2019."),
        ({**TYRESO, "document": "", "document_year": ""}, "Källa: Tyresö kommun."),
    ],
)
def test_a_document_is_named_with_its_year_once(row: dict[str, object], line: str) -> None:
    assert raw_credits(shown({**row, "year": 2019}), ["N30001"], "published") == (line,)


def test_every_publisher_and_document_has_its_line() -> None:
    report = {**TYRESO, "document": "Delårsrapport 2", "document_year": "2017"}
    rows = pd.concat([kolada(2019, 2018), shown(*({**row, "year": 2019} for row in (TYRESO, TYRESO, report)))])

    assert raw_credits(rows, ["N30001"], "published") == (
        "Källa: Kolada (N30001, 2018 och 2019, hämtad 2026-08-16).",
        "Källa: Tyresö kommun, Delårsrapport 2, 2017.",
        "Källa: Tyresö kommun, Plan för förbättrat resultat, 2019.",
    )
    assert own_credits(rows, ["N30001"], "published", what="Effekt") == (
        "Effekt: egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16).",
        "Effekt: egen bearbetning av uppgifter från Tyresö kommun.",
    )


def test_nothing_shown_needs_no_credit() -> None:
    assert raw_credits(kolada(2019).iloc[:0], ["N30001"], "published") == ()
    assert own_credits(kolada(2019).iloc[:0], ["N30001"], "published") == ()


@settings(max_examples=30)
@given(rows=anybodys_rows, ids=indicators, what=whats)
def test_invented_figures_are_credited_to_nobody(rows: pd.DataFrame, ids: list[str], what: str) -> None:
    assert raw_credits(rows, ids, "synthetic") == own_credits(rows, ids, "synthetic", what=what) == (SYNTHETIC,)
    assert SYNTHETIC == "Syntetiska data – inte Kolada."


@settings(max_examples=30)
@given(rows=anybodys_rows, ids=indicators, what=whats)
def test_what_we_compute_is_never_given_as_somebody_elses(rows: pd.DataFrame, ids: list[str], what: str) -> None:
    own, raw = own_credits(rows, ids, "published", what=what), raw_credits(rows, ids, "published")

    assert len(own) == rows["publisher"].nunique()
    assert all("gen bearbetning av" in line and "Källa" not in line for line in own)
    assert all(line.startswith(f"{what}: egen" if what else "Egen") for line in own)
    assert all(line.startswith("Källa: ") and "bearbetning" not in line for line in raw)
    assert all("Kolada" in line for line in raw if "hämtad" in line)
    assert any("Kolada" in line for line in raw) is ("Kolada" in set(rows["publisher"]))


@settings(max_examples=30)
@given(rows=anybodys_rows)
def test_the_order_of_rows_says_nothing(rows: pd.DataFrame) -> None:
    kept = rows.copy()

    assert raw_credits(rows.iloc[::-1], ["N30001"], "published") == raw_credits(rows, ["N30001"], "published")
    pd.testing.assert_frame_equal(rows, kept)

"""Contracts of frames: each breach is told, all at once, and never with a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from builders import EXAMPLES, rows

from ifo_analysis.errors import DataError
from ifo_analysis.frames import CONTRACTS, DTYPES, GOALS, INDICATOR_VALUES, KEY_FIGURES, POPULATION, Contract, checked

if TYPE_CHECKING:
    from ifo_analysis.sources.bundled import TableFolder

NAN = float("nan")
EVERY_CONTRACT = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS.keys())


def told(contract: Contract, frame: pd.DataFrame, where: str = "") -> str:
    with pytest.raises(DataError) as caught:
        checked(contract, frame, where)
    return str(caught.value)


@EVERY_CONTRACT
def test_a_good_frame_comes_back_as_it_is(contract: Contract) -> None:
    frame = rows(contract.name)

    assert checked(contract, frame) is frame
    assert [str(dtype) for dtype in frame.dtypes] == [DTYPES[column.kind] for column in contract.columns.values()]


@EVERY_CONTRACT
def test_a_contract_describes_its_rows(contract: Contract) -> None:
    assert set(contract.key) <= set(contract.columns) == set(EXAMPLES[contract.name])
    assert contract.row.startswith("en rad per ")
    assert all(column.title for column in contract.columns.values())
    assert not any(column.is_optional for column in contract.columns.values() if column.kind in {"whole", "flag"})


@EVERY_CONTRACT
def test_the_bundled_table_keeps_its_contract(contract: Contract, published: TableFolder) -> None:
    frame = published.frame(contract.name)

    # The bundled figures hold values only: what isn't published has no row there.
    assert (len(frame) == 0) == (contract.name == "missing_values")
    assert frame.columns.tolist() == list(contract.columns)
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        name: DTYPES[column.kind] for name, column in contract.columns.items()
    }


@EVERY_CONTRACT
def test_every_datatype_is_checked(contract: Contract) -> None:
    other = {"text": "category", "whole": "float64", "decimal": "str", "flag": "int64"}
    for name, column in contract.columns.items():
        assert told(contract, rows(contract.name).astype({name: other[column.kind]})) == (
            f"{contract.name}:\n  - hela tabellen, kolumnen {name} ({column.title}): har fel datatyp"
        )


@EVERY_CONTRACT
def test_a_key_stands_on_one_row(contract: Contract) -> None:
    twice = pd.concat([rows(contract.name)] * 2, ignore_index=True)

    key = ", ".join(contract.key)
    assert told(contract, twice, "tabell.csv") == (
        "tabell.csv:\n"
        f"  - rad 2: samma {key} står på flera rader ({contract.row})\n"
        f"  - rad 3: samma {key} står på flera rader ({contract.row})"
    )


@EVERY_CONTRACT
def test_every_part_of_the_key_tells_rows_apart(contract: Contract) -> None:
    other = {"text": "9903", "whole": 2023}
    for name in contract.key:
        changed: dict[str, object] = {name: other[contract.columns[name].kind]}
        if name == "indicator":
            changed = {"indicator": "N30026"}
        checked(contract, rows(contract.name, {}, changed))


@pytest.mark.parametrize(
    ("contract", "column", "value", "message"),
    [
        (POPULATION, "municipality", "991", "(kommunkod, fyra siffror): har inte rätt form"),
        (POPULATION, "municipality", "99011", "(kommunkod, fyra siffror): har inte rätt form"),
        (POPULATION, "municipality", "9901\n", "(kommunkod, fyra siffror): har inte rätt form"),
        (POPULATION, "year", 1989, "(år): ska vara minst 1990"),
        (POPULATION, "residents", 0, "(folkmängd 31 december): ska vara minst 1"),
        (POPULATION, "label", "egen", "(oförändrad (raw) eller egen bearbetning (own)): ska vara något av: raw, own"),
        (POPULATION, "publisher", "", "(utgivare): har inte rätt form"),
        (POPULATION, "publisher", " SCB", "(utgivare): har inte rätt form"),
        (POPULATION, "retrieved", "2026", "(hämtad): har inte rätt form"),
        (POPULATION, "document_year", "20", "(dokumentets år): har inte rätt form"),
        (INDICATOR_VALUES, "indicator", "X30001", "(nyckeltal): har inte rätt form"),
        (INDICATOR_VALUES, "value", NAN, "(värde): värde saknas"),
        (INDICATOR_VALUES, "value", float("inf"), "(värde): är oändligt"),
        (INDICATOR_VALUES, "value", -float("inf"), "(värde): är oändligt"),
        (INDICATOR_VALUES, "unit", None, "(enhet): värde saknas"),
        (KEY_FIGURES, "year", "19", "(år): har inte rätt form"),
        (GOALS, "price", -0.1, "(pris): ska vara minst 0"),
        (GOALS, "plan_adopted", "2019", "(planen antagen): har inte rätt form"),
        (
            *(GOALS, "price_unit", "kr"),
            "(prisets enhet): ska vara något av: tomt, msek_per_full_year_placement, sek_per_care_day",
        ),
        (
            *(GOALS, "effect_status", "unknown"),
            "(effektens läge): ska vara något av: calculated, zero, investigated, no_volume, not_priced",
        ),
    ],
)
def test_a_breach_is_told_by_row_and_column(contract: Contract, column: str, value: object, message: str) -> None:
    key = next(name for name in contract.key if contract.columns[name].kind == "whole" or name == "period")
    frame = rows(contract.name, {key: "vår" if key == "period" else 1990}, {column: value})

    assert told(contract, frame, "tabell.csv") == f"tabell.csv:\n  - rad 3, kolumnen {column} {message}"


@pytest.mark.parametrize(
    ("contract", "change"),
    [
        (POPULATION, {"year": 1990, "residents": 1, "label": "own", "document": "", "document_year": "2019"}),
        (KEY_FIGURES, {"year": "", "period": "", "note": ""}),
        (
            GOALS,
            {
                "price": NAN,
                "volume_low": 0.0,
                "volume_high": NAN,
                "alternative_price": NAN,
                "plan_adopted": "",
                "price_unit": "",
            },
        ),
    ],
)
def test_what_is_allowed_may_be_missing_or_least(contract: Contract, change: dict[str, object]) -> None:
    frame = rows(contract.name, change)

    assert checked(contract, frame) is frame


def test_all_breaches_are_told_at_once_in_the_order_of_rows() -> None:
    frame = rows("population", {"residents": 0, "publisher": ""}, {"year": 1900}, {"year": 1900}, {"label": "egen"})
    frame = frame.drop(columns="retrieved").assign(extra="12345-6789")

    assert told(POPULATION, frame, "folk.csv") == (
        "folk.csv:\n"
        "  - kolumnen extra ingår inte; tillåtna kolumner: municipality, year, residents, is_preliminary, label, "
        "publisher, document, document_year, retrieved, is_published\n"
        "  - kolumnen retrieved saknas\n"
        "  - rad 2, kolumnen publisher (utgivare): har inte rätt form\n"
        "  - rad 2, kolumnen residents (folkmängd 31 december): ska vara minst 1\n"
        "  - rad 2: samma municipality, year står på flera rader (en rad per kommun och år)\n"
        "  - rad 3, kolumnen year (år): ska vara minst 1990\n"
        "  - rad 3: samma municipality, year står på flera rader (en rad per kommun och år)\n"
        "  - rad 4, kolumnen year (år): ska vara minst 1990\n"
        "  - rad 4: samma municipality, year står på flera rader (en rad per kommun och år)\n"
        "  - rad 5, kolumnen label (oförändrad (raw) eller egen bearbetning (own)): ska vara något av: raw, own\n"
        "  - rad 5: samma municipality, year står på flera rader (en rad per kommun och år)"
    )


def test_half_a_key_proves_no_repetition() -> None:
    frame = rows("population", {"year": 2018}, {"year": 2019}).drop(columns="year")

    assert told(POPULATION, frame) == "population:\n  - kolumnen year saknas"


def test_a_column_stands_once() -> None:
    frame = rows("population")

    assert told(POPULATION, pd.concat([frame, frame[["year"]]], axis=1)) == (
        "population:\n  - samma kolumn står flera gånger: year"
    )


@EVERY_CONTRACT
def test_no_message_repeats_a_value(contract: Contract) -> None:
    person = "19121212-1212"
    wrong = {
        name: {"text": person, "whole": -191212121212, "decimal": -191212121212.0, "flag": True}[column.kind]
        for name, column in contract.columns.items()
    }

    message = told(contract, rows(contract.name, wrong, wrong))

    assert "1912" not in message
    assert "1912" not in told(
        contract, pd.DataFrame([[(person,)] * len(contract.columns)], columns=[*contract.columns])
    )


def test_a_checked_frame_is_not_changed() -> None:
    frame = rows("goals", {"price": -1.0})
    kept = frame.copy()

    told(GOALS, frame)

    pd.testing.assert_frame_equal(frame, kept)

"""Excel files: the same table as from csv, and everything that a sender may not have seen or meant."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl.worksheet.dimensions import ColumnDimension
from own_files import workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from own_files import Desk

HEAD = ("År", "Målgrupp", "Kostnad")
ROWS = (HEAD, (2024, "Barn", 1234.567), (2023, "Barn", 1000))
COLUMNS = ("year", "target_group", "cost_sek")
READ = [(2024, "children", 1234.567), (2023, "children", 1000.0)]
SAID: dict[str, Any] = {"unit": "kr", "path": "fil.xlsx"}
BROKEN = "filen är ingen hel Excelfil; hämta eller spara den på nytt"
PROTECTED = "filen är en äldre Excelfil eller skyddad med lösenord; spara den som .xlsx utan lösenord"
BOMB = "filen är orimligt stor när den packas upp; dela den, eller exportera den som csv"


def zipped(content: bytes, **members: bytes) -> bytes:
    """Return an Excel file with some members added or replaced."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename not in members:
                new.writestr(item, old.read(item))
        for name, body in members.items():
            new.writestr(name, body)
    return packed.getvalue()


@pytest.mark.parametrize("decimal", ["", ",", "."])
def test_a_workbook_gives_the_same_as_a_csv(decimal: str, desk: Desk) -> None:
    assert desk.records("booked_costs", workbook(ROWS), *COLUMNS, **SAID, decimal=decimal) == READ
    assert desk.notes("booked_costs", workbook(ROWS), **SAID, decimal=decimal) == []


@pytest.mark.parametrize("value", [0.1 + 0.2, 1e-7, 123456789.123, -0.001 + 1, 1e14, 2.5, 7])
def test_numbers_of_excel_are_read_as_they_show(value: float, desk: Desk) -> None:
    assert desk.records("booked_costs", workbook([HEAD, (2024, "Barn", value)]), "cost_sek", **SAID) == [
        (pytest.approx(value, abs=0, rel=1e-14),)
    ]


def test_days_flags_and_per_cents_of_excel_are_read(desk: Desk) -> None:
    days = [("Datum", "Lagrum", "Slag", "Antal", "Summa"), (dt.datetime(2024, 8, 31), "SoL", "A", 4, False)]  # noqa: DTZ001
    assert desk.records("unexecuted", workbook(days), "as_of", "count", "is_total", path="f.xlsx") == [
        ("2024-08-31", 4, False)
    ]

    def as_percent(_book: Any, sheet: Any) -> None:  # noqa: ANN401
        sheet["C2"].number_format = "0.0%"

    staff = workbook([("År", "Uppgift", "Värde"), (2024, "Sjukfrånvaro", 0.065)], as_percent)
    assert desk.records("staff", staff, "value", path="f.xlsx") == [(6.5,)]


def test_a_header_over_several_columns_or_rows_is_read(desk: Desk) -> None:
    rows = [("Rapport 2024", None, None), ("År", "Målgrupp", "Utfall"), (None, None, "Belopp"), (2024, "Barn", 5)]

    def merge(_book: Any, sheet: Any) -> None:  # noqa: ANN401
        for cells in ("A1:C1", "A2:A3", "B2:B3"):
            sheet.merge_cells(cells)

    content, said = workbook(rows, merge), {**SAID, "columns": {"Utfall Belopp": "cost_sek"}}
    assert desk.records("booked_costs", content, *COLUMNS, **said) == [(2024, "children", 5.0)]


def hide_rows(_book: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet.row_dimensions[3].hidden = True


def hide_column(_book: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet.column_dimensions["C"] = ColumnDimension(sheet, index="C", hidden=True)


def filter_rows(_book: Any, sheet: Any) -> None:  # noqa: ANN401
    hide_rows(_book, sheet)
    sheet.auto_filter.ref = "A1:C3"


def hide_sheet(book: Any, _sheet: Any) -> None:  # noqa: ANN401
    other = book.create_sheet("Underlag")
    other.append(["x", "y"])
    other.sheet_state = "hidden"


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (hide_rows, ("warned", "bladet Blad1, rad 3", "1 rad är dolda i filen och lästes ändå")),
        (filter_rows, ("warned", "bladet Blad1, rad 3", "1 rad är dolda i filen av ett filter och lästes ändå")),
        (hide_column, ("warned", "bladet Blad1", "kolumner är dolda i filen och lästes ändå: C")),
        (hide_sheet, ("warned", "", "filen har 1 dolt blad som inte lästes")),
    ],
)
def test_what_is_hidden_is_told(change: Callable[[Any, Any], None], note: tuple[str, ...], desk: Desk) -> None:
    assert desk.records("booked_costs", workbook(ROWS, change), *COLUMNS, **SAID) == READ
    assert desk.notes("booked_costs", workbook(ROWS, change), **SAID) == [note]


def formula(_book: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet["C3"] = "=1+2"


def error(_book: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet["C2"] = "#DIV/0!"
    sheet["C2"].data_type = "e"


def merged_amount(_book: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet.merge_cells("C2:C3")


def second_sheet(book: Any, _sheet: Any) -> None:  # noqa: ANN401
    book.create_sheet("Annat").append(["x", "y"])


def empty(_book: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet.delete_rows(1, 3)


def broken_letters(_book: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet["B2"] = "VÃ¤stra"


def a_date(_book: Any, sheet: Any) -> None:  # noqa: ANN401
    sheet["B2"] = dt.date(2024, 2, 1)


@pytest.mark.parametrize(
    ("change", "said", "faults"),
    [
        (formula, {}, ["bladet Blad1: har formler utan uträknat värde: C3; öppna filen i Excel, räkna om och spara"]),
        (error, {}, ["bladet Blad1: har ett fel från Excel i stället för ett värde, till exempel #DIV/0!: C2"]),
        (
            merged_amount,
            {},
            ["bladet Blad1, rad 2: har sammanfogade celler under rubrikraden; dela dem i Excel och fyll i varje cell"],
        ),
        (second_sheet, {}, ["filen har bladen ”Blad1”, ”Annat”; ange vilket med sheet"]),
        (
            second_sheet,
            {"sheet": "Budget"},
            ["bladet som anges med sheet finns inte; filen har bladen ”Blad1”, ”Annat”"],
        ),
        (empty, {}, ["filen har inget synligt blad med celler"]),
        (
            broken_letters,
            {},
            ["bladet Blad1: svenska bokstäver är förstörda (till exempel Ã¶ för ö); exportera filen på nytt"],
        ),
        (
            a_date,
            {},
            [
                (
                    "bladet Blad1, rad 2, kolumnen Målgrupp: är ett datum i Excel, fast kolumnen inte har datum; "
                    "skriv in värdet på nytt som text"
                )
            ],
        ),
    ],
)
def test_what_excel_hides_or_breaks_is_refused(
    change: Callable[[Any, Any], None], said: dict[str, str], faults: list[str], desk: Desk
) -> None:
    assert desk.faults("booked_costs", workbook(ROWS, change), **SAID, **said)[: len(faults)] == faults


def test_a_sheet_is_chosen_by_name(desk: Desk) -> None:
    assert desk.records("booked_costs", workbook(ROWS, second_sheet), *COLUMNS, **SAID, sheet="Blad1") == READ


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", BROKEN),
        (b"\xc5r;M\xe5lgrupp;Kostnad\n", BROKEN),
        (workbook(ROWS)[:-200], BROKEN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, PROTECTED),
        (
            b"<html><table></table></html>",
            "filen är en webbsida och ingen Excelfil; öppna den i Excel och spara som .xlsx",
        ),
        (zipped(workbook(ROWS), **{"xl/media/x.bin": b"\0" * 60_000_000}), BOMB),
        (zipped(workbook(ROWS), **{"xl/worksheets/sheet9.xml": b" " * 20_000_000}), BOMB),
        (
            zipped(workbook(ROWS), **{"xl/sharedStrings.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><sst/>'}),
            "filen är ingen Excelfil (.xlsx)",
        ),
        (
            zipped(workbook(ROWS), **{"xl/workbook.xml": b"<workbook"}),
            "filen är skadad och går inte att öppna; spara den på nytt i Excel",
        ),
    ],
    ids=["empty", "csv", "cut", "xls", "html", "large", "bomb", "entities", "xml"],
)
def test_what_is_no_sound_workbook_is_refused(content: bytes, fault: str, desk: Desk) -> None:
    assert desk.faults("booked_costs", content, **SAID) == [fault]


def test_a_workbook_that_is_called_csv_is_refused(desk: Desk) -> None:
    assert desk.faults("booked_costs", workbook(ROWS), unit="kr") == [
        "filen är en Excelfil eller en zipfil; ge den namnet .xlsx om den är en Excelfil"
    ]


def test_names_of_sheets_in_a_register_are_not_repeated(desk: Desk) -> None:
    def named(book: Any, sheet: Any) -> None:  # noqa: ANN401
        sheet.title = "Kanarie Testsson"
        book.create_sheet("Testa Kanariesson").append(["x", "y"])

    faults = desk.faults("placement_register", workbook([("Personnyckel", "Start"), ("K1", "x")], named), **SAID)

    assert faults == ["filen har 2 blad; ange vilket med sheet"]

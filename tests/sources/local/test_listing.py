"""What a parameter file says of the municipality's own files: strict, in Swedish, and all at once."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ifo_analysis.definitions import municipalities
from ifo_analysis.definitions.local_files import REGISTER, folded, local_kinds
from ifo_analysis.errors import DataError, ParameterError
from ifo_analysis.frames import LOCAL_CONTRACTS
from ifo_analysis.sources.local import read_local

if TYPE_CHECKING:
    from own_files import Desk

ROOT = Path(__file__).parents[3]
COSTS = "År;Målgrupp;Kostnad\n2024;Barn;5\n"
GOOD = {
    "kind": "booked_costs",
    "path": "fil.csv",
    "title": "T",
    "publisher": "P",
    "retrieved": "2025-02-01",
    "unit": "kr",
}
COLUMNS = "municipality, year, target_group, cost_sek, is_preliminary, publisher, document, document_year, retrieved"
KINDS = ", ".join(local_kinds())


def listed(desk: Desk, *rows: dict[str, Any] | str) -> Path:
    lines = ['municipality: "9901"', "report_year: 2024", "files:"]
    for row in rows:
        items = row.items() if isinstance(row, dict) else ()
        lines += (
            [f"  - {row}"]
            if isinstance(row, str)
            else [f"  {'-' if not at else ' '} {name}: {value}" for at, (name, value) in enumerate(items)]
        )
    desk.parameters.write_text("\n".join(lines), "utf-8")
    (desk.folder / "fil.csv").write_text(COSTS, "utf-8")
    return desk.parameters


def refused(desk: Desk, *rows: dict[str, Any] | str) -> list[str]:
    with pytest.raises(ParameterError) as caught:
        read_local(listed(desk, *rows), "9901", 2024)
    name, *faults, count = str(caught.value).splitlines()
    assert (name, count) == (f"{desk.parameters}:", f"{len(faults)} fel.")
    return [fault.removeprefix("  - ") for fault in faults]


def test_a_good_list_is_read(desk: Desk) -> None:
    tables = read_local(listed(desk, GOOD), "9901", 2024)

    assert list(tables.frames) == ["booked_costs"]
    assert [(item.name, item.title, item.sources) for item in tables.inputs] == [("fil.csv", "T", ("P",))]
    assert len(tables.inputs[0].sha256) == 64


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "bokford"}, f"kind: okänt slag; kända: {KINDS}"),
        ({"kind": "booked_cost"}, "kind: okänt slag; menade du booked_costs?"),
        ({"retreived": "2025-02-01"}, "retreived: okänt; menade du retrieved?"),
        ({"retrieved": "idag"}, "retrieved: ska vara ett datum av formen ÅÅÅÅ-MM-DD"),
        ({"retrieved": "20250201"}, "retrieved: ska vara ett datum av formen ÅÅÅÅ-MM-DD"),
        ({"retrieved": "2025-02-30"}, "retrieved: är ingen dag som finns"),
        ({"unit": "miljoner"}, "unit: ska vara ”kr”, ”tkr” eller ”mnkr”"),
        ({"decimal": "'komma'"}, "decimal: ska vara ”,” eller ”.”"),
        ({"encoding": "latin-1"}, "encoding: ska vara ”utf-8” eller ”cp1252”"),
        ({"dash": "ja"}, "dash: ska vara ”zero” eller ”missing”"),
        ({"published": "kanske"}, "published: ska vara true eller false"),
        ({"document_year": "i år"}, "document_year: har inte rätt form"),
        ({"title": "''"}, "title: får inte vara tom"),
        (
            {"title": "Utredning 850101-9999"},
            "path, title, publisher eller sheet ser ut att innehålla ett personnummer; byt namn på filen",
        ),
        ({"columns": "{A: cost_sk}"}, "columns: ”cost_sk” är ingen kolumn för booked_costs; menade du cost_sek?"),
        ({"columns": "{A: xyz}"}, f"columns: ”xyz” är ingen kolumn för booked_costs; kolumner: {COLUMNS}"),
        ({"constants": "{label: own}"}, f"constants: ”label” är ingen kolumn för booked_costs; kolumner: {COLUMNS}"),
        ({"columns": "år"}, "columns: ska vara rader av formen ”namn: värde”"),
        ({"ignore": "{a: b}"}, "ignore: ska vara en lista"),
        ({"key": "Personnummer"}, "key: gäller bara placement_register"),
        ({"kind": "decisions", "comparison": "true"}, "comparison: beslut i nämnden kan bara gälla den egna kommunen"),
        (
            {"kind": "placements", "codes": "{placement_type: {K1: hvbb}}"},
            "codes: ”hvbb” är ingen placeringsform; menade du hvb?",
        ),
        (
            {"kind": "placement_register", "published": "true"},
            "published: ett register över personer kan inte vara publicerat",
        ),
        (
            {"kind": "placement_register", "years": "2024"},
            "years: ska vara en lista med årtal, till exempel [2023, 2024]",
        ),
        (
            {"kind": "placement_register", "age_on": "idag"},
            "age_on: ska vara ett datum av formen ÅÅÅÅ-MM-DD, eller start",
        ),
    ],
)
def test_what_is_wrong_with_a_list_is_told(change: dict[str, str], fault: str, desk: Desk) -> None:
    assert refused(desk, {**GOOD, **change}) == [f"fil 1, rad 4: {fault}"]


def test_all_that_is_wrong_with_a_list_is_told_at_once(desk: Desk) -> None:
    bad = {"kind": "budget", "path": "b.csv", "retrieved": "x", "unti": "kr"}

    assert refused(desk, GOOD, "budget.csv", bad, GOOD) == [
        "fil 2, rad 10: ska vara rader av formen ”namn: värde”, till exempel kind: budget",
        "fil 3, rad 11: title: saknas",
        "fil 3, rad 11: publisher: saknas",
        "fil 3, rad 11: retrieved: ska vara ett datum av formen ÅÅÅÅ-MM-DD",
        "fil 3, rad 11: unti: okänt; menade du unit?",
        "filen fil.csv står två gånger i listan",
    ]


def test_a_name_that_stands_twice_is_told(desk: Desk) -> None:
    file = listed(desk, GOOD)
    file.write_text(
        file.read_text("utf-8") + "\n    unit: tkr\n    codes:\n      basis: {a: utfall, a: budget}\n", "utf-8"
    )

    with pytest.raises(ParameterError) as caught:
        read_local(file, "9901", 2024)

    assert [line for line in str(caught.value).splitlines() if "flera gånger" in line] == [
        "  - rad 9: samma namn står flera gånger",
        "  - rad 10: samma namn står flera gånger",
        "  - rad 12: samma namn står flera gånger",
        "  - rad 12: samma namn står flera gånger",
    ]


@pytest.mark.parametrize("code", ["no", "0114", "12:30", "1e5", "null"])
def test_words_of_yaml_stay_as_they_are_written(code: str, desk: Desk) -> None:
    text = COSTS.replace("Barn", code)
    said = {**GOOD, "codes": f"{{target_group: {{{code}: barn}}}}"}
    file = listed(desk, said)
    (desk.folder / "fil.csv").write_text(text, "utf-8")

    assert read_local(file, "9901", 2024).frames["booked_costs"]["target_group"].tolist() == ["children"]


def test_a_code_that_means_nothing_is_told(desk: Desk) -> None:
    assert desk.faults("booked_costs", COSTS, unit="kr", codes={"target_group": {"B": "ungdomar"}}) == [
        "codes: ”ungdomar” är ingen kod för target_group; koder: children, adults"
    ]


def test_a_parameter_file_about_another_municipality_is_refused(desk: Desk) -> None:
    with pytest.raises(ParameterError) as caught:
        read_local(listed(desk, GOOD), "0138", 2024)
    assert str(caught.value) == f"{desk.parameters}: filen gäller kommun 9901, men rapporten 0138."


@pytest.mark.parametrize("text", ['municipality: "9901"\n', 'municipality: "9901"\ncommittee: nämnden\n'])
def test_a_parameter_file_without_a_list_has_nothing_to_read(text: str, desk: Desk) -> None:
    desk.parameters.write_text(text, "utf-8")

    with pytest.raises(ParameterError) as caught:
        read_local(desk.parameters, "9901", 2024)
    assert str(caught.value) == f"{desk.parameters}: ska ha en lista files med kommunens egna filer."


def test_a_file_that_is_not_there_is_told_with_the_rest(desk: Desk) -> None:
    file = listed(desk, {**GOOD, "path": "borta.csv"}, GOOD)
    (desk.folder / "fil.csv").write_text("År;Målgrupp;Kostnad\n2024;Barn;x\n", "utf-8")

    with pytest.raises(DataError) as caught:
        read_local(file, "9901", 2024)

    assert str(caught.value).splitlines() == [
        "borta.csv:",
        "  - filen finns inte, eller går inte att läsa",
        "fil.csv:",
        "  - rad 2, kolumnen Kostnad (bokförd kostnad, kronor): ska vara ett tal",
        "2 fel.",
    ]


def test_two_files_about_the_same_thing_are_refused(desk: Desk) -> None:
    assert desk.refusal(("booked_costs", COSTS, {"unit": "kr"}), ("booked_costs", COSTS, {"unit": "kr"})) == (
        "Filerna tillsammans:\n"
        "  - flera filer har uppgifter om samma sak (en rad per kommun, år och målgrupp: placeringarnas kostnad i bokföringen); "
        "behåll en av dem\n1 fel."
    )


def test_two_files_about_different_years_are_one_table(desk: Desk) -> None:
    other = COSTS.replace("2024", "2023")
    file = desk.write(
        ("booked_costs", COSTS, {"unit": "kr"}), ("booked_costs", other, {"unit": "kr", "publisher": "Annan"})
    )

    frame = read_local(file, "9901", 2024).frames["booked_costs"]

    assert list(frame[["year", "publisher"]].itertuples(index=False, name=None)) == [
        (2024, "Ekhults kommun"),
        (2023, "Annan"),
    ]


@pytest.mark.parametrize(("published", "is_internal"), [(True, False), (False, True)])
def test_a_file_that_is_not_published_makes_the_report_internal(published: bool, is_internal: bool, desk: Desk) -> None:  # noqa: FBT001
    tables = desk.read("booked_costs", COSTS, unit="kr", published=published)

    assert tables.is_internal is is_internal
    assert tables.frames["booked_costs"]["is_published"].tolist() == [published]


def test_provenance_follows_every_row(desk: Desk) -> None:
    said = {"unit": "kr", "title": "Bokslut", "publisher": "Kommunen", "document_year": "2024", "preliminary": True}
    (row,) = desk.read("booked_costs", COSTS, **said).frames["booked_costs"].to_dict("records")

    assert {
        name: row[name] for name in ("label", "publisher", "document", "document_year", "retrieved", "is_preliminary")
    } == {
        "label": "raw",
        "publisher": "Kommunen",
        "document": "Bokslut",
        "document_year": "2024",
        "retrieved": "2025-02-01",
        "is_preliminary": True,
    }


def test_every_contract_can_be_given_by_some_kind_of_file() -> None:
    kinds = local_kinds()

    made_of_registers = {"placed_persons", "costliest"}
    assert {kind.contract.name for kind in kinds.values()} == {
        *LOCAL_CONTRACTS,
        "goals",
        "measures",
        REGISTER.name,
    } - made_of_registers


@pytest.mark.parametrize("name", local_kinds())
def test_headers_and_codes_of_a_kind_mean_one_thing_each(name: str) -> None:
    kind = local_kinds()[name]
    words = [(folded(word), column) for column, each in kind.headers.items() for word in each]

    assert len({word for word, _ in words}) == len({(word, column) for word, column in words})
    assert all(column in kind.known_headers().values() for column in kind.headers)
    assert {*kind.defaults, *kind.percent, *kind.prose} <= set(kind.contract.columns)
    for column, codes in kind.codes.items():
        assert set(codes.values()) <= set(kind.contract.columns[column].one_of)
    if kind.totals:
        assert kind.totals.column in kind.contract.columns


def test_the_published_files_of_a_municipality_can_be_read() -> None:
    tables = read_local(ROOT / "params" / "0138-tyreso" / "2017.yml", "0138", 2017)

    assert not tables.is_internal
    assert {"budget", "committee_goals", "assignments", "guarantees", "unexecuted"} <= set(tables.frames)


def test_only_published_files_are_kept_by_git() -> None:
    kept = {item.code for item in municipalities()}
    assert "0138" in kept
    paths = [
        "params/1267-hoor/register.csv",
        "params/1267-hoor/b.xlsx",
        "params/0138-tyreso/budget-2017-08.csv",
        "params/1267-hoor/2024.yml",
    ]
    command = ["git", "check-ignore", "--no-index", *paths]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    if done.returncode > 1:
        pytest.skip("no repository")
    assert done.stdout.split() == paths[:2]

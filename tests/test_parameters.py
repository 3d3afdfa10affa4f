"""Report parameters: one strict model, and faults that are told all at once before anything runs."""

from __future__ import annotations

import ast
import json
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from builders import rows, table_folder
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ifo_analysis.definitions import municipalities
from ifo_analysis.errors import ParameterError
from ifo_analysis.parameters import ReportParameters, checked_parameters, find_municipality, read_parameters
from ifo_analysis.sources.local import read_local

if TYPE_CHECKING:
    import pandas as pd

    from ifo_analysis.sources.bundled import TableFolder

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "params").rglob("*.yml"))
GOOD: dict[str, Any] = {"municipality": "1267", "report_year": 2024}
UNQUOTED = (
    'kommunkoden ska stå inom citattecken, till exempel municipality: "0162". '
    "Utan dem läser YAML vissa koder som ett annat tal"
)
FOUR_DIGITS = "En kommunkod har fyra siffror, till exempel 1267 för Höör. Namnet går också bra."
NO_DEVIATION = "nettokostnadsavvikelse för Upplands Väsby (0114) finns inte bland uppgifterna, som omfattar 61 kommuner"
EDITION = "Utgåva av liknande kommuner. 0: den nyaste som inte är senare än året, annars den äldsta"
YEARS = "2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025"


@pytest.fixture(scope="module")
def kommuner(published: TableFolder) -> pd.DataFrame:
    return published.frame("municipalities")


@pytest.fixture(scope="module")
def ekhult(tmp_path_factory: pytest.TempPathFactory) -> TableFolder:
    tables = {name: rows(name) for name in ("municipalities", "indicator_values", "peer_groups")}
    return table_folder(tmp_path_factory.mktemp("ekhult"), tables)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "2024.yml"


def unknown(text: str, kommuner: pd.DataFrame) -> str:
    with pytest.raises(ParameterError) as caught:
        find_municipality(text, kommuner)
    return str(caught.value)


def refused(values: dict[str, Any], source: TableFolder) -> str:
    with pytest.raises(ParameterError) as caught:
        checked_parameters(values, source, "params/2024.yml")
    return str(caught.value)


def refused_file(file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ParameterError) as caught:
        read_parameters(file)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0138", "0138"),
        ("Tyresö", "0138"),
        ("tyresö kommun", "0138"),
        ("TYRESÖ", "0138"),
        ("  Tyresö   kommun ", "0138"),
        (unicodedata.normalize("NFD", "Höör"), "1267"),
        ("höörs kommun", "1267"),
        ("Habo", "0643"),
        ("Håbo", "0305"),
        ("upplands-bro", "0139"),
    ],
)
def test_a_municipality_is_found_by_code_or_name(text: str, code: str, kommuner: pd.DataFrame) -> None:
    assert find_municipality(text, kommuner) == code


@given(st.sampled_from(municipalities()), st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_every_name_finds_its_own_code(municipality: Any, letters: Any) -> None:  # noqa: ANN401
    table = rows("municipalities", *(
        {"municipality": item.code, "name": item.name, "long_name": item.long_name} for item in municipalities()
    ))  # fmt: skip

    assert find_municipality(letters(municipality.name), table) == municipality.code


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hörr", "Kommunen ”hörr” finns inte. Menade du Höör?"),
        ("Höör kommun", "Kommunen ”Höör kommun” finns inte. Menade du Höör?"),
        ("Upplands-Väsby", "Kommunen ”Upplands-Väsby” finns inte. Menade du Upplands Väsby?"),
        ("xyz", "Kommunen ”xyz” finns inte. Ange namnet eller den fyrsiffriga koden."),
        ("", "Kommunen ”” finns inte. Ange namnet eller den fyrsiffriga koden."),
        ("x\x1b[31my\n", "Kommunen ”x?[31my?” finns inte. Ange namnet eller den fyrsiffriga koden."),
        ("120", "Kommunkoden 120 finns inte. En kommunkod har fyra siffror, även nollan först: 0120 är Värmdö."),
        (
            "9999",
            f"Kommunkoden 9999 finns inte. {FOUR_DIGITS}",
        ),
        (
            "12670",
            f"Kommunkoden 12670 finns inte. {FOUR_DIGITS}",
        ),
    ],
)
def test_a_near_miss_is_told_and_never_guessed(text: str, message: str, kommuner: pd.DataFrame) -> None:
    assert unknown(text, kommuner) == message


def test_what_is_repeated_of_a_long_text_is_short(kommuner: pd.DataFrame) -> None:
    assert unknown("y" * 1_000, kommuner).startswith(f"Kommunen ”{'y' * 60}” ")
    assert unknown("1" * 1_000, kommuner).startswith(f"Kommunkoden {'1' * 60} ")


def test_good_parameters_are_kept_as_asked_for(published: TableFolder) -> None:
    asked = {
        "municipality": "0138",
        "report_year": 2019,
        "peer_edition": 2022,
        "committee": "kommunstyrelsen",
        "local_files": "a.yml",
    }

    assert checked_parameters(asked, published).model_dump() == asked
    assert checked_parameters(GOOD, published) == ReportParameters(
        municipality="1267", report_year=2024, peer_edition=0, committee="socialnämnden", local_files=""
    )


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"municipality": 1267}, ["municipality (Kommunkod, fyra siffror som text): ska vara text"]),
        ({"municipality": "126"}, ["municipality (Kommunkod, fyra siffror som text): ska vara fyra siffror"]),
        ({"municipality": "1267\n"}, ["municipality (Kommunkod, fyra siffror som text): ska vara fyra siffror"]),
        ({"municipality": "9999"}, ["municipality: kommunkoden 9999 finns inte"]),
        (
            {"municipality": "0114"},
            [
                f"municipality: {NO_DEVIATION}",
                "peer_edition: Upplands Väsby har ingen grupp i utgåva 2024; utgåvor: ingen",
            ],
        ),
        ({"report_year": "2024"}, ["report_year (Räkenskapsår): ska vara ett heltal"]),
        ({"report_year": 2024.0}, ["report_year (Räkenskapsår): ska vara ett heltal"]),
        ({"report_year": True}, ["report_year (Räkenskapsår): ska vara ett heltal"]),
        ({"report_year": None}, ["report_year (Räkenskapsår): ska vara ett heltal"]),
        ({"report_year": 2017}, [f"report_year: Höör saknar nettokostnadsavvikelse för 2017; år med uppgift: {YEARS}"]),
        (
            {"report_year": 1989},
            [
                "report_year (Räkenskapsår): ska vara minst 1990",
                f"report_year: Höör saknar nettokostnadsavvikelse för 1989; år med uppgift: {YEARS}",
            ],
        ),
        (
            {"report_year": 2101},
            [
                "report_year (Räkenskapsår): ska vara högst 2100",
                f"report_year: Höör saknar nettokostnadsavvikelse för 2101; år med uppgift: {YEARS}",
            ],
        ),
        (
            {"municipality": "0138", "report_year": 2024},
            ["report_year: Tyresö saknar nettokostnadsavvikelse för 2024; år med uppgift: 2018, 2019"],
        ),
        ({"peer_edition": 2023}, ["peer_edition: Höör har ingen grupp i utgåva 2023; utgåvor: 2021, 2022, 2024"]),
        (
            {"peer_edition": True},
            [
                f"peer_edition ({EDITION}): ska vara ett heltal",
            ],
        ),
        ({"committee": 3}, ["committee (Nämnden som rapporten går till): ska vara text"]),
        ({"committee": ""}, ["committee (Nämnden som rapporten går till): får inte vara tom"]),
        ({"committee": "n" * 81}, ["committee (Nämnden som rapporten går till): får ha högst 80 tecken"]),
        ({"committee": "\ud800"}, ["committee (Nämnden som rapporten går till): har ett tecken som inte är text"]),
        ({"Report_yaer": 2024}, ["Report_yaer: okänd parameter; menade du report_year?"]),
        (
            {"x\n": 1},
            ["x?: okänd parameter; tillåtna: municipality, report_year, peer_edition, committee, local_files"],
        ),
    ],
)
def test_a_fault_is_told_with_what_to_do(change: dict[str, Any], faults: list[str], published: TableFolder) -> None:
    asked = {**GOOD, "peer_edition": 2024, **change}

    assert refused(asked, published) == "params/2024.yml:\n" + "\n".join(f"  - {fault}" for fault in faults)


def test_missing_parameters_are_named(published: TableFolder) -> None:
    assert refused({}, published) == "params/2024.yml:\n  - municipality: saknas\n  - report_year: saknas"


def test_all_faults_are_told_at_once(published: TableFolder) -> None:
    asked = {"municipality": "1267", "report_year": 2017, "peer_edition": 2019, "committee": 1, "reportyear": 2024}

    assert refused(asked, published) == (
        "params/2024.yml:\n"
        "  - committee (Nämnden som rapporten går till): ska vara text\n"
        "  - reportyear: okänd parameter; menade du report_year?\n"
        f"  - report_year: Höör saknar nettokostnadsavvikelse för 2017; år med uppgift: {YEARS}\n"
        "  - peer_edition: Höör har ingen grupp i utgåva 2019; utgåvor: 2021, 2022, 2024"
    )


def test_a_year_needs_the_deviation_and_not_another_indicator(tmp_path: Path) -> None:
    tables = {
        "municipalities": rows("municipalities"),
        "indicator_values": rows("indicator_values", {"year": 2023}, {"year": 2024, "indicator": "N30026"}),
    }
    source = table_folder(tmp_path, tables)

    assert refused({"municipality": "9901", "report_year": 2024}, source) == (
        "params/2024.yml:\n  - report_year: Ekhult saknar nettokostnadsavvikelse för 2024; år med uppgift: 2023"
    )


def test_parameters_cannot_be_changed() -> None:
    parameters = ReportParameters(**GOOD)

    with pytest.raises(ValidationError, match="frozen"):
        parameters.report_year = 2023


@given(st.dictionaries(
    st.sampled_from([*ReportParameters.model_fields, "year"]) | st.text(),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.just("9901"),
))  # fmt: skip
def test_whatever_is_asked_for_is_taken_or_told(ekhult: TableFolder, values: dict[str, Any]) -> None:
    try:
        parameters = checked_parameters(values, ekhult)
    except ParameterError as error:
        assert str(error).startswith("Parametrar:\n  - ")  # noqa: PT017 - most examples are refused, not all
    else:
        assert values.items() <= parameters.model_dump().items()


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize("code", ["0162", "0138", "1267"])
def test_a_quoted_code_stays_text(code: str, quote: str, file: Path) -> None:
    file.write_text(f"\ufeff# Danderyd\nmunicipality: {quote}{code}{quote}\nreport_year: 2024\n", encoding="utf-8")

    assert read_parameters(file) == {"municipality": code, "report_year": 2024}


@pytest.mark.parametrize("written", ["0162", "0138", "1267", "!!str 0162", "|\n  0162", "", "null"])
def test_a_code_without_quotes_is_refused_whatever_it_is(written: str, file: Path) -> None:
    assert refused_file(file, f"report_year: 2024\nmunicipality: {written}\n") == f"{file}:\n  - rad 2: {UNQUOTED}"


def test_all_that_is_written_wrong_is_told_at_once(file: Path) -> None:
    text = "municipality: 0162\nreport_year: [2024]\ncommittee: {namn: x}\nreport_year: 2024\n12: x\nnull: y\n"

    assert refused_file(file, text) == (
        f"{file}:\n"
        f"  - rad 1: {UNQUOTED}\n"
        "  - rad 2: report_year ska vara ett enda värde\n"
        "  - rad 3: committee ska vara ett enda värde\n"
        "  - rad 4: report_year står på flera rader\n"
        "  - rad 5: ska börja med namnet på en parameter\n"
        "  - rad 6: ska börja med namnet på en parameter"
    )


FILES_LISTED = 'municipality: "1267"\nfiles:\n  - {kind: budget, path: b.csv, retrieved: 2024-02-30}\n'


def test_a_list_of_own_files_becomes_the_path_of_its_file(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(FILES_LISTED, encoding="utf-8")
    assert read_parameters(file) == {"municipality": "1267", "local_files": file.as_posix()}

    monkeypatch.chdir(tmp_path)
    assert read_parameters(file)["local_files"] == "2024.yml"
    assert read_parameters(Path("2024.yml"))["local_files"] == "2024.yml"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("files:\n  kind: budget\n", ["rad 1: files ska vara en lista över kommunens egna filer"]),
        ("files: []\n", ["rad 1: files ska vara en lista över kommunens egna filer"]),
        ("files: [{kind: a}]\nfiles: [{kind: a}]\n", ["rad 2: files står på flera rader"]),
        ("files: [{kind: a}]\nlocal_files: b.yml\n", ["ange antingen files eller local_files"]),
    ],
)
def test_what_is_wrong_with_a_list_of_own_files_is_told(text: str, faults: list[str], file: Path) -> None:
    assert refused_file(file, text) == f"{file}:\n" + "\n".join(f"  - {fault}" for fault in faults)


def test_local_files_are_a_path_on_one_line(published: TableFolder) -> None:
    assert refused({**GOOD, "local_files": "a\nb"}, published) == (
        "params/2024.yml:\n"
        "  - local_files (Params-fil som beskriver kommunens egna filer. Tom: inga): ska vara en sökväg på en rad"
    )


@pytest.mark.parametrize("text", ["", "# bara en kommentar\n", "- 1267\n- 2024\n", "1267\n", "[]"])
def test_a_file_holds_names_and_values(text: str, file: Path) -> None:
    assert refused_file(file, text) == f"{file}: ska innehålla rader av formen ”namn: värde”."


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("report_year: 2024\ncommittee: [\n", ", rad 3"),
        ('municipality: "1267\n', ", rad 2"),
        ("a: 1\n---\nb: 2\n", ", rad 2"),
        ("committee: *okänd\n", ", rad 1"),
        ("report_year: 2024\ncommittee: !okänd x\n", ", rad 2"),
        ("committee: 2024-02-30\n", ""),
        ("committee: \x00\n", ""),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(text: str, place: str, file: Path) -> None:
    assert refused_file(file, text) == f"{file}{place}: filen är inte giltig YAML."


def test_a_missing_file_is_named(file: Path) -> None:
    with pytest.raises(ParameterError) as caught:
        read_parameters(file)

    assert str(caught.value) == f"{file}: filen finns inte."


def test_a_file_in_another_encoding_is_refused(file: Path) -> None:
    file.write_bytes("committee: socialnämnden".encode("latin-1"))
    with pytest.raises(ParameterError) as caught:
        read_parameters(file)
    assert str(caught.value) == f"{file}: filen går inte att läsa som text i UTF-8."

    with pytest.raises(ParameterError) as caught:
        read_parameters(file.parent)
    assert str(caught.value) == f"{file.parent}: filen går inte att läsa som text i UTF-8."


def test_the_project_has_parameter_files() -> None:
    assert FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_parameter_file_is_right_and_about_its_folder_and_year(path: Path, published: TableFolder) -> None:
    values = read_parameters(path)
    parameters = ReportParameters.model_validate(values)
    if "local_files" in values:  # figures of its own, for a year that the bundled ones may lack
        assert read_local(path, parameters.municipality, parameters.report_year).inputs
    else:
        checked_parameters(values, published, str(path))

    code, slug = path.parent.name.split("-", 1)
    names = {item.code: item.name for item in municipalities()}
    letters = str.maketrans("åäö ", "aao-")
    assert (parameters.municipality, str(parameters.report_year)) == (code, path.stem)
    assert slug == names[code].casefold().translate(letters)


def test_the_notebooks_parameter_cell_has_the_same_fields() -> None:
    notebook = json.loads((ROOT / "notebooks" / "genomlysning.ipynb").read_text(encoding="utf-8"))
    (cell,) = (cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", []))
    source = "".join(cell["source"])
    lines = [line for line in ast.parse(source).body if isinstance(line, ast.AnnAssign)]
    fields = ReportParameters.model_fields

    assert [ast.unparse(line.target) for line in lines] == list(fields)
    for line, text, field in zip(lines, source.splitlines(), fields.values(), strict=True):
        assert line.value is not None
        default = ast.literal_eval(line.value)
        assert field.annotation is not None
        assert ast.unparse(line.annotation) == field.annotation.__name__ == type(default).__name__
        assert field.is_required() or default == field.default
        assert text.endswith(f"  # {field.description}")


@pytest.mark.parametrize("committee", [" ", "nämnden ", "social\nnämnden", "a\x00b"])
def test_a_committee_is_text_on_one_line(committee: str, published: TableFolder) -> None:
    values = {"municipality": "1267", "report_year": 2024, "committee": committee}
    with pytest.raises(ParameterError) as error:
        checked_parameters(values, published)
    assert str(error.value) == (
        "Parametrar:\n  - committee (Nämnden som rapporten går till): ska vara text på en rad, utan mellanslag först och sist"
    )

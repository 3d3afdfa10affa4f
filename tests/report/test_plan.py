"""From what is typed and what stands in files to checked parameters; every fault is told, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ifo_analysis.errors import ParameterError
from ifo_analysis.parameters import ReportParameters
from ifo_analysis.report.plan import USUAL, Request, planned
from ifo_analysis.sources.bundled import bundled

EDITION = "Utgåva av liknande kommuner. 0: den nyaste som inte är senare än året, annars den äldsta"
HOOR = ReportParameters(municipality="1267", report_year=2024)


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def plan(*typed: str, file: Path | None = None) -> ReportParameters:
    return planned(Request(*typed, file=file), bundled())


def refusal(*typed: str, file: Path | None = None) -> str:
    with pytest.raises(ParameterError) as caught:
        plan(*typed, file=file)
    return str(caught.value)


def write(path: str, text: str) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_the_usual_reports_can_be_made() -> None:
    asked = [planned(request, bundled()) for request in USUAL]
    assert [(item.municipality, item.report_year) for item in asked] == [("1267", 2024), ("0138", 2019)]


@pytest.mark.parametrize("name", ["1267", "höör", "HÖÖR", "Höörs kommun"])
def test_a_municipality_is_asked_for_by_code_or_name(name: str) -> None:
    assert plan(name, "2024") == HOOR


def test_without_a_year_it_is_the_newest_that_is_final() -> None:
    frame = bundled().frame("indicator_values")
    assert frame.loc[(frame["municipality"] == "1267") & (frame["year"] == 2025), "is_preliminary"].all()
    assert plan("höör") == HOOR


def test_a_misspelt_name_is_refused_with_the_nearest() -> None:
    assert refusal("hörr", "2024") == "Kommunen ”hörr” finns inte. Menade du Höör?"


def test_a_code_without_its_zero_is_refused_with_the_whole_code() -> None:
    assert refusal("120", "2024") == (
        "Kommunkoden 120 finns inte. En kommunkod har fyra siffror, även nollan först: 0120 är Värmdö."
    )


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert refusal("hörr", "20x4", "ny", "n" * 81).splitlines() == [
        "Kommunen ”hörr” finns inte. Menade du Höör?",
        "report_year (Räkenskapsår): ska vara ett heltal, inte ”20x4”",
        f"peer_edition ({EDITION}): ska vara ett heltal, inte ”ny”",
        "Parametrar:",
        "  - committee (Nämnden som rapporten går till): får ha högst 80 tecken",
    ]


def test_a_municipality_without_data_is_told_once() -> None:
    others = bundled().frame("indicator_values")["municipality"].nunique()
    assert refusal("1260") == (
        "Parametrar:\n  - municipality: nettokostnadsavvikelse för Bjuv (1260) finns inte bland uppgifterna, "
        f"som omfattar {others} kommuner"
    )


def test_a_file_in_its_place_is_read_without_being_asked_for() -> None:
    write("params/1267-hoor/2024.yml", 'municipality: "1267"\ncommittee: vård- och omsorgsnämnden\n')
    assert plan("höör").committee == "vård- och omsorgsnämnden"
    assert plan("höör", "2023").committee == "socialnämnden"


def test_what_is_typed_goes_before_the_file() -> None:
    write("params/1267-hoor/2024.yml", "committee: vård- och omsorgsnämnden\n")
    assert plan("höör", "2024", "", "kommunstyrelsen").committee == "kommunstyrelsen"


def test_a_file_that_is_named_can_hold_everything() -> None:
    file = write("min.yml", 'municipality: "1267"\nreport_year: 2023\npeer_edition: 2022\n')
    assert plan(file=file) == ReportParameters(municipality="1267", report_year=2023, peer_edition=2022)


def test_a_file_about_another_municipality_or_year_than_its_place_is_refused() -> None:
    file = write("params/1267-hoor/2024.yml", 'municipality: "0138"\nreport_year: 2019\n')
    assert refusal(file=file).splitlines() == [
        f"{file}: municipality är 0138 i filen, men filens plats säger 1267",
        f"{file}: report_year är 2019 i filen, men filens plats säger 2024",
    ]


def test_a_file_about_another_municipality_than_the_command_line_is_refused() -> None:
    file = write("min.yml", 'municipality: "0138"\nreport_year: 2019\n')
    assert refusal("höör", file=file) == "min.yml: municipality är 0138 i filen, men på kommandoraden står 1267"


def test_an_unknown_key_is_refused_with_the_nearest() -> None:
    write("params/1267-hoor/2024.yml", "comittee: socialnämnden\n")
    assert refusal("höör", "2024") == (
        "params/1267-hoor/2024.yml:\n  - comittee: okänd parameter; menade du committee?"
    )


def test_a_code_without_quotes_is_refused() -> None:
    file = write("min.yml", "municipality: 0162\nreport_year: 2019\n")
    assert refusal(file=file) == (
        'min.yml:\n  - rad 1: kommunkoden ska stå inom citattecken, till exempel municipality: "0162". '
        "Utan dem läser YAML vissa koder som ett annat tal"
    )


def test_a_file_that_is_not_there_is_told() -> None:
    assert refusal(file=Path("min.yml")) == "min.yml: filen finns inte."

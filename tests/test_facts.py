"""The bundle of facts: what goes into it, and what comes back from its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from builders import rows, table_folder

from ifo_analysis.definitions import Municipality
from ifo_analysis.errors import ParameterError, SourceError
from ifo_analysis.facts import (
    FACTS_VARIABLE,
    OWN_FRAMES,
    SHARED_FRAMES,
    Facts,
    build_facts,
    load_facts,
    read_facts,
    write_facts,
)
from ifo_analysis.frames import CONTRACTS, checked
from ifo_analysis.parameters import ReportParameters

if TYPE_CHECKING:
    from pathlib import Path

    from ifo_analysis.sources.bundled import TableFolder

HOOR = ReportParameters(municipality="1267", report_year=2024)
TYRESO = ReportParameters(municipality="0138", report_year=2019)


def ekhult(year: int = 2024) -> ReportParameters:
    return ReportParameters(municipality="9901", report_year=year)


def assert_same(found: Facts, facts: Facts) -> None:
    assert (found.parameters, found.origin, found.inputs) == (facts.parameters, facts.origin, facts.inputs)
    for name in (*OWN_FRAMES, *SHARED_FRAMES):
        pd.testing.assert_frame_equal(getattr(found, name), getattr(facts, name))


@pytest.fixture(autouse=True)
def outside_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FACTS_VARIABLE, raising=False)


@pytest.fixture
def source(tmp_path: Path) -> TableFolder:
    other = {"municipality": "9902"}
    tables = {
        "municipalities": rows("municipalities", {}, {**other, "name": "Lilla Ån", "long_name": "", "county": ""}),
        "indicator_values": rows("indicator_values", {"retrieved": "2026-08-16"}, {**other, "retrieved": "2026-08-17"}),
        "population": rows("population", {}, other),
        "goals": rows(
            "goals",
            *({"plan_year": year, "goal": f"Mål {year}"} for year in (2020, 2022, 2025)),
            {**other, "plan_year": 2023},
        ),
        "measures": rows(
            "measures", *({"plan_year": year} for year in (2020, 2022, 2025)), {**other, "plan_year": 2023}
        ),
        "key_figures": rows(
            "key_figures",
            *({"year": year, "note": year or "odaterad", "retrieved": "2026-09-01"} for year in ("2023", "", "2025")),
            {**other, "year": "2023", "retrieved": "2026-10-01"},
        ),
    }
    return table_folder(tmp_path, tables)


@pytest.mark.parametrize("parameters", [HOOR, TYRESO], ids=["Höör", "Tyresö"])
def test_what_is_written_is_read(parameters: ReportParameters, published: TableFolder, tmp_path: Path) -> None:
    facts = build_facts(parameters, published)

    write_facts(facts, tmp_path / "facts.json")
    found = read_facts(tmp_path / "facts.json")

    assert_same(found, facts)
    for name in (*OWN_FRAMES, *SHARED_FRAMES):
        checked(CONTRACTS[name], getattr(found, name))


def test_the_same_facts_are_the_same_bytes(published: TableFolder, tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_facts(build_facts(TYRESO, published), tmp_path / name)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_plans_and_key_figures_are_the_municipalitys_own(source: TableFolder) -> None:
    facts = build_facts(ekhult(), source)

    for name in OWN_FRAMES:
        assert set(getattr(facts, name)["municipality"]) == {"9901"}
    for name in ("indicator_values", "population", "municipalities"):
        assert set(getattr(facts, name)["municipality"]) == {"9901", "9902"}


@pytest.mark.parametrize(
    ("year", "plan"), [(2020, [2020]), (2021, [2020]), (2022, [2022]), (2024, [2022]), (2025, [2025]), (2019, [])]
)
def test_the_plan_is_the_latest_that_is_not_later_than_the_year(
    year: int, plan: list[int], source: TableFolder
) -> None:
    facts = build_facts(ekhult(year), source)

    assert facts.goals["plan_year"].tolist() == plan
    assert facts.measures["plan_year"].tolist() == plan


def test_key_figures_of_later_years_are_left_out(source: TableFolder) -> None:
    assert build_facts(ekhult(2022), source).key_figures["note"].tolist() == ["odaterad"]
    assert build_facts(ekhult(2023), source).key_figures["note"].tolist() == ["2023", "odaterad"]
    assert build_facts(ekhult(2025), source).key_figures["note"].tolist() == ["2023", "odaterad", "2025"]


def test_the_date_is_that_of_the_newest_figure_in_the_bundle(source: TableFolder) -> None:
    assert build_facts(ekhult(), source).data_date == "2026-09-01"
    assert build_facts(ReportParameters(municipality="9902", report_year=2024), source).data_date == "2026-10-01"
    assert build_facts(ReportParameters(municipality="9903", report_year=2024), source).data_date == "2026-08-17"


def test_a_municipality_has_its_names(source: TableFolder) -> None:
    facts = build_facts(ekhult(), source)

    assert facts.municipality == Municipality("9901", "Ekhult", "Ekhults kommun", "Ekhults län")
    assert facts.municipality_by_code("9902") == Municipality("9902", "Lilla Ån", "Lilla Ån", "")
    assert facts.names == {"9901": "Ekhult", "9902": "Lilla Ån"}


def test_invented_figures_say_so(source: TableFolder) -> None:
    assert build_facts(ekhult(), source).origin == "synthetic"


def test_an_analyst_sees_what_the_facts_hold(source: TableFolder) -> None:
    assert repr(build_facts(ekhult(), source)) == (
        "Facts(Ekhult 2024, 2026-09-01; rader: indicator_values 2, population 2, peer_groups 0, municipalities 2, "
        "goals 1, measures 1, key_figures 2)"
    )


def test_outside_a_run_the_published_figures_are_loaded(published: TableFolder) -> None:
    assert_same(load_facts(HOOR), build_facts(HOOR, published))


def test_outside_a_run_the_municipalitys_own_files_are_read(tmp_path: Path) -> None:
    about = "kind: booked_costs, path: k.csv, title: T, publisher: P, retrieved: 2025-02-01, unit: tkr"
    (tmp_path / "min.yml").write_text(f"files:\n  - {{{about}}}\n", "utf-8")
    (tmp_path / "k.csv").write_text("År;Målgrupp;Kostnad\n2024;Barn;5\n2025;Barn;6\n", "utf-8")

    facts = load_facts(HOOR.model_copy(update={"local_files": str(tmp_path / "min.yml")}))

    assert facts.local.booked_costs["cost_sek"].tolist() == [5_000.0]
    assert facts.local.is_internal
    assert facts.inputs[-1].name == "k.csv"


def test_outside_a_run_the_notebooks_parameters_are_checked() -> None:
    with pytest.raises(ParameterError) as caught:
        load_facts(ReportParameters(municipality="0138", report_year=2024))

    assert str(caught.value) == (
        "Notebookens parametrar:\n"
        "  - report_year: Tyresö saknar nettokostnadsavvikelse för 2024; år med uppgift: 2018, 2019"
    )


def test_in_a_run_only_the_runs_facts_are_loaded(
    source: TableFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts, path = build_facts(ekhult(), source), tmp_path / "facts.json"
    write_facts(facts, path)
    monkeypatch.setenv(FACTS_VARIABLE, str(path))

    assert_same(load_facts(ekhult()), facts)


@pytest.mark.parametrize("asked", [ekhult(2023), HOOR, ekhult().model_copy(update={"committee": "nämnden"})])
def test_a_run_has_no_facts_about_anything_else(
    asked: ReportParameters, source: TableFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_facts(build_facts(ekhult(), source), tmp_path / "facts.json")
    monkeypatch.setenv(FACTS_VARIABLE, str(tmp_path / "facts.json"))

    with pytest.raises(SourceError) as caught:
        load_facts(asked)

    assert str(caught.value) == (
        "Körningens uppgifter gäller en annan kommun eller ett annat år än notebookens parametrar."
    )

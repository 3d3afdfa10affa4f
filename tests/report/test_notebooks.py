"""The notebook's place, its parameter cell, and what is kept of it after a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sample_notebook import PARAMETER_CELL, sample_notebook

from ifo_analysis.errors import ReportError
from ifo_analysis.report import notebooks
from ifo_analysis.report.notebooks import demand_parameters, shipped_notebook

if TYPE_CHECKING:
    from ifo_analysis.facts import Facts

ROOT = Path(__file__).parents[2]


def refusal(facts: Facts, parameters: str) -> str:
    with pytest.raises(ReportError) as caught:
        demand_parameters(sample_notebook(facts, [], parameters=parameters))
    return str(caught.value)


def test_in_a_checkout_the_notebook_lies_beside_the_package() -> None:
    assert shipped_notebook("genomlysning").text == (ROOT / "notebooks/genomlysning.ipynb").read_text("utf-8")


def test_in_an_installed_package_the_notebook_lies_within(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ifo_analysis/notebooks").mkdir(parents=True)
    (tmp_path / "ifo_analysis/notebooks/genomlysning.ipynb").write_text("{}")
    monkeypatch.setattr(notebooks, "files", lambda _package: tmp_path / "ifo_analysis")
    assert shipped_notebook("genomlysning").text == "{}"


def test_a_notebook_that_is_nowhere_is_told() -> None:
    with pytest.raises(ReportError) as caught:
        shipped_notebook("weather")
    assert str(caught.value) == "Notebooken weather.ipynb finns inte i installationen. Installera om paketet."


def test_the_shipped_notebook_asks_for_what_a_report_has() -> None:
    demand_parameters(shipped_notebook("genomlysning"))


def test_names_that_differ_from_the_reports_parameters_are_all_told(facts: Facts) -> None:
    assert refusal(facts, PARAMETER_CELL.replace("report_year", "year")) == (
        "genomlysning.ipynb: parametercellen:\n  - report_year: saknas\n  - year: är ingen parameter för en rapport"
    )


@pytest.mark.parametrize("line", ["x = 1", "import os", 'committee: str = "igen"'])
def test_a_parameter_cell_holds_only_typed_names_and_each_once(facts: Facts, line: str) -> None:
    assert refusal(facts, f"{PARAMETER_CELL}\n{line}") == (
        "genomlysning.ipynb: parametercellen:\n"
        '  - varje rad ska vara ett namn med typ och värde, till exempel municipality: str = "1267"'
    )


def test_a_notebook_has_one_parameter_cell(facts: Facts) -> None:
    notebook = sample_notebook(facts, [])
    notebook.node.cells[1].metadata.tags = []
    with pytest.raises(ReportError) as caught:
        demand_parameters(notebook)
    assert str(caught.value) == "genomlysning.ipynb: ska ha en cell med taggen parameters, men har 0 sådana."


def test_a_cells_place_is_its_number_and_the_heading_over_it(facts: Facts) -> None:
    notebook = sample_notebook(facts, [], "1")
    assert notebook.place("cell-1") == "Kodcell 1 under rubriken ”Provrapport”"
    assert notebook.place("cell-4") == "Kodcell 3 under rubriken ”Första avsnittet”"
    assert notebook.place("injected") == ""

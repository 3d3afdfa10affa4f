"""One report, strictly run, with a small notebook that needs no analysis."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
from sample_notebook import PARAMETER_CELL, sample_facts, sample_notebook, sample_sections

from ifo_analysis.definitions import documents
from ifo_analysis.errors import ReportError
from ifo_analysis.report import run
from ifo_analysis.report.run import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ifo_analysis.facts import Facts

    Make = Callable[..., Report]

FOLDER = Path("1267-hoor/2024/genomlysning")
FILES = ["genomlysning.html", "genomlysning.ipynb", "genomlysning.pdf", "manifest.json"]


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return where work folders are made; its name is short, since it becomes a part of a socket's."""
    folder = Path(tempfile.mkdtemp())
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def make(facts: Facts, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Make a report from the sample notebook with some cells of the test's own, and leave no work folder."""

    def make_sample(*extra: str, reports: str = "reports", **options: float) -> Report:
        notebook = sample_notebook(facts, sample_sections(), *extra)
        monkeypatch.setattr(run, "shipped_notebook", lambda _name: notebook)
        try:
            return run.make_report(facts, tmp_path / reports, lambda _step: None, **options)
        finally:
            assert list(temporary.iterdir()) == []

    return make_sample


def refused(make: Make, *extra: str, **options: float) -> str:
    with pytest.raises(ReportError) as caught:
        make(*extra, **options)
    return str(caught.value)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_report_is_a_folder_with_four_files(make: Make, tmp_path: Path) -> None:
    report = make()
    assert report == Report("Höör", 2024, tmp_path / "reports" / FOLDER, report.states)
    assert report.states == {"complete": len(documents()["genomlysning"].sections) - 1, "partial": 1}
    assert sorted(contents(report.folder)) == FILES
    assert [path.name for path in report.folder.parent.iterdir()] == ["genomlysning"]


def test_two_runs_give_the_same_bytes(make: Make) -> None:
    cells = "import warnings; warnings.warn('se upp', stacklevel=1)", "print(set('abcdefghåäö'))"
    first, second = (make(*cells, reports=name).folder for name in ("a", "b"))
    assert contents(first) == contents(second)


def test_the_executed_notebook_opens_as_a_notebook_and_says_nothing_of_the_machine(make: Make) -> None:
    report = make("import sys; print('hej'); print('/hem' + 'lig', file=sys.stderr)")
    text = (report.folder / "genomlysning.ipynb").read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert "papermill" not in text
    assert "/hemlig" not in text
    assert str(Path.home()) not in text
    assert tempfile.gettempdir() not in text
    assert [cell.id for cell in notebook.cells][:3] == ["cell-0", "cell-1", "injected-parameters"]
    assert notebook.cells[4].execution_count == 3
    assert [output.text for output in notebook.cells[5].outputs] == ["hej\n"]


def test_every_parameter_reaches_the_notebook_as_it_is(make: Make) -> None:
    make("assert [municipality, report_year, peer_edition, committee] == ['1267', 2024, 0, 'socialnämnden']")


def test_the_kernel_is_this_interpreter_and_reads_no_settings_of_the_user(make: Make, tmp_path: Path) -> None:
    startup = tmp_path / "startup.py"
    startup.write_text("raise SystemExit")
    os.environ["PYTHONSTARTUP"] = str(startup)
    try:
        make(
            f"import os, sys; assert sys.executable == {sys.executable!r}",
            "assert os.getcwd() == os.path.dirname(os.environ['IFO_FACTS'])",
            "assert os.environ['IPYTHONDIR'].startswith(os.getcwd())",
            "assert os.stat(os.getcwd()).st_mode & 0o777 == 0o700",
            "assert not get_ipython().history_manager.enabled",
        )
    finally:
        del os.environ["PYTHONSTARTUP"]


def test_a_run_leaves_environment_and_folder_as_they_were(make: Make) -> None:
    before = dict(os.environ), Path.cwd()
    make()
    assert (dict(os.environ), Path.cwd()) == before


def test_a_failing_cell_is_told_without_its_data(make: Make, tmp_path: Path) -> None:
    assert refused(make, "1 + 1", "raise ValueError('Anna, 19121212-1212')") == (
        "Kodcell 4 under rubriken ”Första avsnittet”: cellen stoppades av ett fel av slaget ValueError. "
        "Kör om med --felsök för att se hela felet."
    )
    assert not (tmp_path / "reports").exists()


def test_our_own_error_in_a_cell_is_told_as_it_stands(make: Make) -> None:
    assert refused(
        make,
        "from ifo_analysis.parameters import read_parameters; import pathlib\nread_parameters(pathlib.Path('x.yml'))",
    ) == ("Kodcell 3 under rubriken ”Första avsnittet”: x.yml: filen finns inte.")


def test_anothers_error_with_the_name_of_ours_is_not_taken_for_ours(make: Make) -> None:
    cell = "class DataError(Exception):\n    pass\nraise DataError('Anna, 19121212-1212')"
    assert "Anna" not in refused(make, cell)


def test_a_notebook_that_takes_too_long_is_stopped(make: Make) -> None:
    start = time.monotonic()
    assert refused(make, "import time; time.sleep(60)", timeout=2) == (
        "Kodcell 3 under rubriken ”Första avsnittet”: körningen tog mer än 2 sekunder och stoppades."
    )
    assert time.monotonic() - start < 15


def test_a_kernel_that_dies_is_told(make: Make) -> None:
    assert refused(make, "import os; os.kill(os.getpid(), 9)") == (
        "Kodcell 3 under rubriken ”Första avsnittet”: kärnan dog. Datorns minne kan ha tagit slut."
    )


def test_a_failed_run_leaves_the_earlier_report_as_it_was(make: Make) -> None:
    report = make()
    before = contents(report.folder)
    refused(make, "1 / 0")
    assert contents(report.folder) == before


def test_a_notebook_about_another_municipality_is_refused(
    facts: Facts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = sample_facts("0138", 2019)
    notebook = sample_notebook(other, sample_sections())
    monkeypatch.setattr(run, "shipped_notebook", lambda _name: notebook)
    with pytest.raises(ReportError) as caught:
        run.make_report(facts, tmp_path, lambda _step: None)
    assert str(caught.value) == (
        "Notebookens dokumenthuvud gäller en annan kommun, ett annat år, en annan nämnd eller en annan dag."
    )


def test_a_notebook_that_asks_for_something_else_is_refused_before_a_kernel_starts(
    facts: Facts, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    notebook = sample_notebook(facts, sample_sections(), parameters=PARAMETER_CELL.replace("report_year", "year"))
    monkeypatch.setattr(run, "shipped_notebook", lambda _name: notebook)
    monkeypatch.setattr(run, "executed", lambda *_arguments: pytest.fail("a kernel was started"))
    with pytest.raises(ReportError, match="report_year: saknas"):
        run.make_report(facts, tmp_path, lambda _step: None)

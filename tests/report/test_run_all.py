"""An analyst who opens the notebook in Jupyter and runs all cells sees the report that the runner makes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ifo_analysis.facts import FACTS_VARIABLE, build_facts
from ifo_analysis.parameters import checked_parameters
from ifo_analysis.report.run import make_report
from ifo_analysis.sources.bundled import bundled

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "genomlysning.ipynb"


def test_running_all_cells_by_hand_gives_the_same_page_as_the_runner(tmp_path: Path) -> None:
    jupyter = [sys.executable, "-m", "jupyter", "nbconvert"]
    environment = {name: value for name, value in os.environ.items() if name != FACTS_VARIABLE}
    for options in (
        ["--to", "notebook", "--execute", str(NOTEBOOK), "--output-dir", str(tmp_path)],
        ["--to", "ifo_html", str(tmp_path / "genomlysning.ipynb")],
    ):
        subprocess.run([*jupyter, *options], check=True, capture_output=True, env=environment)
    parameters = checked_parameters({"municipality": "1267", "report_year": 2024}, bundled())
    report = make_report(build_facts(parameters, bundled()), tmp_path / "reports", lambda _: None)
    assert (tmp_path / "genomlysning.html").read_bytes() == (report.folder / "genomlysning.html").read_bytes()

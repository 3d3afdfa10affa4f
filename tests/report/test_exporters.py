"""nbconvert gives the same files as the runner, from the same executed notebook."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from sample_notebook import executed_notebook, sample_sections

from ifo_analysis.report.assembly import assemble
from ifo_analysis.report.rendering import render

if TYPE_CHECKING:
    from pathlib import Path

    from ifo_analysis.facts import Facts


@pytest.mark.parametrize(("name", "place", "kind"), [("ifo_pdf", 0, ".pdf"), ("ifo_html", 1, ".html")])
def test_an_exporter_gives_the_runners_bytes(facts: Facts, name: str, place: int, kind: str) -> None:
    notebook = executed_notebook(facts, sample_sections())
    output, resources = get_exporter(name)().from_notebook_node(notebook)
    content = output.encode() if isinstance(output, str) else output
    assert content == render(assemble(notebook), lambda _step: None)[place]
    assert resources["output_extension"] == kind


def test_nbconvert_on_the_command_line_gives_the_runners_page(facts: Facts, tmp_path: Path) -> None:
    notebook = executed_notebook(facts, sample_sections())
    nbformat.write(notebook, tmp_path / "executed.ipynb")
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "ifo_html", "executed.ipynb"]
    folders = {"JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "JUPYTER_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | folders, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "executed.html").read_bytes() == render(assemble(notebook), lambda _step: None)[1]

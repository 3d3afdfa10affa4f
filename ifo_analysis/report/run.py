"""One report from checked facts to a published folder: run, assemble, render, count, publish."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifo_analysis.errors import ReportError
from ifo_analysis.report.assembly import DOCUMENT, State, assemble, state
from ifo_analysis.report.execution import executed, work_folder
from ifo_analysis.report.manifest import manifest
from ifo_analysis.report.notebooks import demand_parameters, shipped_notebook, tidied
from ifo_analysis.report.publish import MANIFEST, publish, recover, report_folder
from ifo_analysis.report.rendering import render

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import nbformat

    from ifo_analysis.blocks import Document
    from ifo_analysis.facts import Facts

TIMEOUT = 300.0


@dataclass(frozen=True)
class Report:
    """A finished report: about whom and when, where it lies, and how many of its sections are in which state."""

    municipality: str
    year: int
    folder: Path
    states: Counter[State]


def make_report(
    facts: Facts, reports: Path, tell: Callable[[str], None], *, timeout: float = TIMEOUT, is_kept: bool = False
) -> Report:
    """Run the notebook on the facts, and publish PDF, HTML, notebook and manifest as one folder.

    Parameters
    ----------
    facts : Facts
        The checked facts of one municipality and year.
    reports : Path
        The folder in which reports are published. It is made when there is something to put in it.
    tell : callable
        Is told each step in Swedish.
    timeout : float
        Seconds that the whole notebook may take.
    is_kept : bool
        Keep the work folder of a failed run, with the notebook as far as it came.

    Raises
    ------
    ReportError
        If the report can't be made or published; an earlier report is then as it was.
    """
    template = shipped_notebook(DOCUMENT)
    demand_parameters(template)
    folder = report_folder(reports.absolute(), facts)
    recover(folder)
    tell("notebooken startar")
    with work_folder(is_kept=is_kept) as work:
        notebook = tidied(executed(template, facts, work, tell, timeout), template)
        document = assemble(notebook)
        _demand_the_same(document, facts)
        paper, page = render(document, tell)
    named = {"pdf": paper, "html": page, "ipynb": _notebook_file(notebook)}
    files = {f"{DOCUMENT}.{kind}": content for kind, content in named.items()}
    publish(folder, {**files, MANIFEST: manifest(facts, document, template, files)})
    tell("klart")
    states = Counter(state(section) for section in document.sections)
    return Report(facts.municipality.name, facts.parameters.report_year, folder, states)


def _demand_the_same(document: Document, facts: Facts) -> None:
    """Refuse a document about something else than the facts: one municipality's figures under another's name."""
    head, asked = document.head, facts.parameters
    shown = (head.municipality_code, head.report_year, head.committee, head.data_date)
    if shown != (asked.municipality, asked.report_year, asked.committee, facts.data_date):
        raise ReportError(
            "Notebookens dokumenthuvud gäller en annan kommun, ett annat år, en annan nämnd eller en annan dag."
        )


def _notebook_file(notebook: nbformat.NotebookNode) -> bytes:
    import nbformat  # noqa: PLC0415 - slow to import

    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return f"{text.rstrip()}\n".encode()

"""A small notebook that shows every section of the report with invented content, for the tests of the runner.

Its cells display ready blocks and import nothing heavy, so that a run takes little more than a kernel's start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sample import FIGURE, MEASURES, document, text

from ifo_analysis.blocks import MIME_HEAD, MIME_SECTION, Absent, Block, Paragraph, Section
from ifo_analysis.definitions import documents
from ifo_analysis.facts import build_facts
from ifo_analysis.notebook import head
from ifo_analysis.parameters import ReportParameters
from ifo_analysis.report.notebooks import Notebook
from ifo_analysis.sources.bundled import bundled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ifo_analysis.facts import Facts

FIGURES = ("deviation_trend", "peer_comparison", "spread")
PARAMETER_CELL = (
    'municipality: str = "0000"  # Kommunkod\nreport_year: int = 1\npeer_edition: int = 1\ncommittee: str = ""\n'
    'local_files: str = ""'
)
IMPORTS = "from IPython.display import display"


def sample_facts(code: str = "1267", year: int = 2024) -> Facts:
    return build_facts(ReportParameters(municipality=code, report_year=year), bundled())


def sample_sections() -> list[Section]:
    """Return every section of the report: the sample's finding first, and all figures and tables but one."""
    sections = []
    for item in documents()["genomlysning"].sections:
        blocks: list[Block] = [_shown(name) for name in item.shows]
        if item.id == "summary":
            blocks = list(document().sections[0].blocks)
        elif item.id == "cost_deviation":
            blocks.insert(0, document().sections[1].blocks[0])
        else:
            blocks.insert(0, Paragraph(content=text(f"Text om {item.title}.")))
        sections.append(Section(id=item.id, title=item.title, role=item.role, shows=item.shows, blocks=tuple(blocks)))
    return sections[1:] + sections[:1]


def _shown(name: str) -> Block:
    if name == "spread":
        return Absent(id=name, reason="Ingen figur: uppgift saknas för de liknande kommunerna.")
    if name in FIGURES:
        return FIGURE.model_copy(update={"id": name, "alt": f"Linjediagram {name}, från 9,3 till 20,8 procent."})
    return MEASURES.model_copy(update={"id": name})


def bundles(facts: Facts, sections: Iterable[Section]) -> list[dict[str, Any]]:
    return [
        {MIME_HEAD: head(facts).model_dump(mode="json")},
        *({MIME_SECTION: section.model_dump(mode="json")} for section in sections),
    ]


def executed_notebook(facts: Facts, sections: Iterable[Section]) -> nbformat.NotebookNode:
    """Return a notebook as it is after a run."""
    outputs = [[new_output("display_data", data=bundle)] for bundle in bundles(facts, sections)]
    return _notebook([new_code_cell("show", outputs=output) for output in outputs])


def sample_notebook(
    facts: Facts, sections: Iterable[Section], *extra: str, parameters: str = PARAMETER_CELL
) -> Notebook:
    """Return a notebook that shows the sections when it runs; `extra` cells stand before them."""
    cells = [
        new_markdown_cell("# Provrapport\n\nFörst parametrar."),
        new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        new_markdown_cell("## Första avsnittet"),
        new_code_cell(IMPORTS),
        *(new_code_cell(source) for source in extra),
        new_markdown_cell("## Resten"),
        *(new_code_cell(f"display({bundle!r}, raw=True)") for bundle in bundles(facts, sections)),
    ]
    return Notebook("genomlysning", nbformat.writes(_notebook(cells)))


def _notebook(cells: list[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return new_notebook(cells=cells)

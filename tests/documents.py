"""Documents as a run makes them: the notebook's own code cells, run here, and everything that a reader meets in them."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from unittest import mock

import nbformat
from nbformat.v4 import new_output

from ifo_analysis.blocks import (
    Absent,
    BulletList,
    Document,
    Figure,
    Finding,
    Inlines,
    Lead,
    Panel,
    Paragraph,
    Subheading,
    SummaryRow,
    Table,
)
from ifo_analysis.facts import FACTS_VARIABLE, Facts, write_facts
from ifo_analysis.language import plain
from ifo_analysis.report.assembly import assemble
from ifo_analysis.sheet import placed_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ifo_analysis.blocks import Block

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "genomlysning.ipynb"
MARKS = {"": "", "preliminary": "ᵖ", "break": "ᵇ"}
Kind = Literal["heading", "prose", "label", "caption", "alt", "note", "source", "cell"]


def document(facts: Facts) -> Document:
    """Return the document that the notebook shows for the given facts.

    Only the parameter cell and the variable that names the facts are set, as in a run. What the cells display is
    caught where IPython would have sent it.
    """
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    shown: list[dict[str, Any]] = []
    names: dict[str, Any] = {}

    def display(bundle: dict[str, Any], *, raw: bool) -> None:
        assert raw
        shown.append(json.loads(json.dumps(bundle)))

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "facts.json"
        write_facts(facts, path)
        with (
            mock.patch.dict("os.environ", {FACTS_VARIABLE: str(path)}),
            mock.patch("IPython.display.display", display),
        ):
            for cell in notebook.cells:
                if cell.cell_type != "code":
                    continue
                exec(cell.source, names)  # noqa: S102 - the notebook is what is tested
                if "parameters" in cell.metadata.get("tags", []):
                    names |= facts.parameters.model_dump()
                cell.outputs = [new_output("display_data", bundle) for bundle in shown]  # type: ignore[no-untyped-call]
                shown.clear()
    return assemble(notebook)


@dataclass(frozen=True)
class Line:
    """A line of a document as it is read: where it stands, what it is, and its text.

    A cell has the number of its row, the header being 1, and the header of its column.
    """

    section: str
    block: str
    kind: Kind
    text: str
    row: int = 0
    column: str = ""


def lines(shown: Document) -> Iterator[Line]:
    """Yield everything that a reader of the document meets, in reading order."""
    numbers = shown.numbered()
    for section in shown.sections:
        yield Line(section.id, "", "heading", section.title)
        for block in section.printed():
            name = getattr(block, "id", block.kind)
            for told in _block_lines(block, numbers):
                yield Line(section.id, name, *told)


Told = tuple[Kind, str] | tuple[Kind, str, int, str]


def _block_lines(block: Block, numbers: Mapping[str, str]) -> Iterator[Told]:
    def words(content: Inlines) -> str:
        return plain(content, numbers)

    if isinstance(block, Figure | Table):
        yield from _shown_lines(block, numbers)
    elif isinstance(block, Finding | SummaryRow):
        yield "heading", words(block.heading)
        if block.number:
            yield "label", block.number.text
            yield "label", block.number_label
        yield from (("prose", words(part)) for part in (block.content, *getattr(block, "caveats", ())))
    elif isinstance(block, Paragraph | Lead):
        yield "prose", words(block.content)
    elif isinstance(block, Subheading):
        yield "heading", block.text
    elif isinstance(block, BulletList | Panel):
        if isinstance(block, Panel):
            yield "heading", block.title
        yield from (("prose", words(item)) for item in block.items)
    elif isinstance(block, Absent):
        yield "prose", block.reason


def _shown_lines(block: Figure | Table, numbers: Mapping[str, str]) -> Iterator[Told]:
    yield "heading", plain(block.title, numbers)
    yield "caption", block.measure
    if isinstance(block, Figure):
        yield "alt", block.alt
        if block.reading:
            yield "note", block.reading
        yield from _cells(block.data)
    else:
        yield from _cells(block)
    yield from (("note", note) for note in block.notes)
    yield from (("source", source) for source in block.sources)


def _cells(table: Table) -> Iterator[Told]:
    headers = [column.header for column in table.columns]
    for column in table.columns:
        yield "cell", f"{column.header} ({column.unit})" if column.unit else column.header, 1, "rubrik"
    for number, (row, cells) in enumerate(placed_rows(table), start=2):
        for place, cell in cells:
            yield "cell", f"{MARKS[cell.mark]}{cell.text}", number, "grupp" if row.role == "group" else headers[place]

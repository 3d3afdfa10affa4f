"""The whole text of two documents, as a person has read and accepted it."""

from __future__ import annotations

import os
from difflib import unified_diff
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from documents import Line, document, lines
from invented import EKHULT, LINDNAS, facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ifo_analysis.blocks import Document

ACCEPT = "IFO_ACCEPT_GOLDEN"
HOW = (
    "The text of {name} has changed. Read the difference above as a reader of the report would. To accept it:\n"
    f"  {ACCEPT}=1 pytest tests/golden\n"
    "and read the stored text once more before it is committed."
)
MARKS = {"caption": "[bildtext] ", "alt": "[alt] ", "note": "[not] ", "source": "[källa] ", "label": "[tal] "}


@pytest.mark.parametrize("code", [EKHULT, LINDNAS])
def test_the_document_reads_as_it_was_accepted(code: str) -> None:
    path = Path(__file__).parent / f"genomlysning-{code}-2024.txt"
    found = golden_text(document(facts_of(code)))
    if os.environ.get(ACCEPT):
        path.write_text(found, encoding="utf-8")
    accepted = path.read_text(encoding="utf-8")
    difference = "\n".join(
        unified_diff(accepted.splitlines(), found.splitlines(), "accepted", "found", n=1, lineterm="")
    )
    assert found == accepted, f"\n{difference}\n\n{HOW.format(name=path.name)}"


def golden_text(shown: Document) -> str:
    """Return a document as plain text: a line for each sentence group, caption, note and table row."""
    top = shown.head
    opening = f"{top.title}\n{top.municipality_long} ({top.municipality_code}) {top.report_year}, {top.committee}\n"
    dated = f"Uppgifter hämtade senast {top.data_date}. {top.notice}".strip()
    return "\n".join([opening + dated, *_told(lines(shown))]) + "\n"


def _told(found: Iterator[Line]) -> Iterator[str]:
    for (_, block), group in groupby(found, key=lambda line: (line.section, line.block)):
        yield ""
        for row, own in groupby(group, key=lambda line: line.row):
            if row:
                yield f"  {' | '.join(line.text for line in own)}"
            else:
                yield from (_line(line, is_section=not block) for line in own)


def _line(line: Line, *, is_section: bool) -> str:
    if line.kind == "heading":
        return f"{'##' if is_section else '###'} {line.text}"
    return f"{MARKS.get(line.kind, '')}{line.text}"

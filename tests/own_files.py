"""A folder outside any repository, with a parameter file and a municipality's own files, all invented."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import yaml

from ifo_analysis.errors import IfoError
from ifo_analysis.sources.local import Reading, read_local, reading_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from ifo_analysis.sources import LocalTables

OWN, YEAR = "9901", 2024
ABOUT = {"title": "Egen uppföljning", "publisher": "Ekhults kommun", "retrieved": "2025-02-01"}


@dataclass(frozen=True)
class Desk:
    """Where a municipality's files lie, and what comes of reading them."""

    folder: Path
    municipality: str = OWN
    year: int = YEAR

    @property
    def parameters(self) -> Path:
        return self.folder / "2024.yml"

    def write(self, *files: tuple[str, str | bytes, dict[str, Any]]) -> Path:
        """Write files of some kinds with what the parameter file says of each; return the parameter file."""
        listed = []
        for number, (kind, content, said) in enumerate(files):
            path = said.get("path", "fil.csv" if len(files) == 1 else f"fil{number + 1}.csv")
            place = self.folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)
            listed.append({"kind": kind, "path": path, **ABOUT, **said})
        text = yaml.safe_dump({"files": listed}, allow_unicode=True, sort_keys=False)
        self.parameters.write_text(f'municipality: "{self.municipality}"\nreport_year: {self.year}\n{text}', "utf-8")
        return self.parameters

    def reading(self, kind: str, content: str | bytes, **said: object) -> Reading:
        return reading_of(self.write((kind, content, said)), self.municipality, self.year)

    def read(self, kind: str, content: str | bytes, **said: object) -> LocalTables:
        return read_local(self.write((kind, content, said)), self.municipality, self.year)

    def records(self, kind: str, content: str | bytes, *names: str, **said: object) -> list[tuple[object, ...]]:
        """Return some columns of the only frame that a file gives, row by row."""
        (frame,) = self.read(kind, content, **said).frames.values()
        return list(frame[list(names)].itertuples(index=False, name=None))

    def refusal(self, *files: tuple[str, str | bytes, dict[str, Any]]) -> str:
        with pytest.raises(IfoError) as caught:
            read_local(self.write(*files), self.municipality, self.year)
        return str(caught.value)

    def faults(self, kind: str, content: str | bytes, **said: object) -> list[str]:
        """Return what is wrong with one file, without its name and the count."""
        name, *faults, count = self.refusal((kind, content, said)).splitlines()
        assert name == f"{said.get('path', 'fil.csv').rsplit('/')[-1]}:"
        assert count == f"{len(faults)} fel."
        return [fault.removeprefix("  - ") for fault in faults]

    def notes(self, kind: str, content: str | bytes, **said: object) -> list[tuple[str, str, str]]:
        return [(note.kind, note.where, note.text) for note in self.read(kind, content, **said).notes]


def workbook(
    rows: Sequence[Sequence[object]], change: Callable[[Any, Any], object] = lambda _book, _sheet: None
) -> bytes:
    """Return an Excel file of rows, changed before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Blad1"
    for row in rows:
        sheet.append(list(row))
    change(book, sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()

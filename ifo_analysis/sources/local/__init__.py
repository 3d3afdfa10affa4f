"""A municipality's own files (*kommunens egna filer*): what its parameter file lists, read into checked frames.

Rows about persons never leave this package: of a register only days, costs and persons per year come out.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.errors import DataError, IfoError, ParameterError
from ifo_analysis.frames import CONTRACTS, LOCAL_CONTRACTS, checked
from ifo_analysis.parameters import read_parameters
from ifo_analysis.sources import InputFile, LocalTables
from ifo_analysis.sources.local.aggregates import aggregates
from ifo_analysis.sources.local.counting import placements_of
from ifo_analysis.sources.local.files import listed_files
from ifo_analysis.sources.local.headers import known_count
from ifo_analysis.sources.local.reading import decoded, delimited
from ifo_analysis.sources.local.register import Register, read_register
from ifo_analysis.sources.local.remarks import RefusedError, Remarks, error_of
from ifo_analysis.sources.local.table import known_table
from ifo_analysis.sources.local.tables import frame_of
from ifo_analysis.sources.local.units import register_against_books, suspected_sums, suspected_units
from ifo_analysis.sources.local.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from ifo_analysis.sources.local.files import LocalFile
    from ifo_analysis.sources.local.table import Table

ALL_CONTRACTS = {**CONTRACTS, **LOCAL_CONTRACTS}
EXCEL = (".xlsx", ".xlsm", ".xls")


@dataclass(frozen=True)
class Reading:
    """What came of reading a municipality's own files: the tables, or why they can't be used."""

    tables: LocalTables
    error: IfoError | None


@dataclass(frozen=True)
class _Part:
    """What one file gave: a frame, or the placements of a register, and the remarks on it."""

    file: LocalFile
    remarks: Remarks
    sha256: str = ""
    frame: pd.DataFrame | None = None
    register: Register | None = None


def read_local(parameters_file: Path, municipality: str, report_year: int) -> LocalTables:
    """Return what stands in a municipality's own files (*kommunens egna uppgifter*).

    Parameters
    ----------
    parameters_file : Path
        The parameter file with the list ``files``; paths in it start from its folder.
    municipality : str
        The code of the municipality that the report is about.
    report_year : int
        The year of the report: a register is counted for it and the year before.

    Raises
    ------
    ParameterError
        If the list itself is wrong, or the parameter file is about another municipality.
    DataError
        If any file is: everything that is wrong with all of them at once, by file, row and column, without any value.
    """
    reading = reading_of(parameters_file, municipality, report_year)
    if reading.error:
        raise reading.error
    return reading.tables


def reading_of(parameters_file: Path, municipality: str, report_year: int) -> Reading:
    """Return what came of reading a municipality's own files, whether they can be used or not.

    Raises
    ------
    ParameterError
        If there is no list of files to read, or the parameter file is about another municipality.
    """
    asked = read_parameters(parameters_file).get("municipality", municipality)
    if asked != municipality:
        raise ParameterError(f"{parameters_file}: filen gäller kommun {asked}, men rapporten {municipality}.")
    listing = Remarks(str(parameters_file), is_listing=True)
    together = Remarks("Filerna tillsammans")
    files = listed_files(parameters_file, listing)
    parts = [_part(file, file.place(parameters_file), municipality, report_year) for file in files]
    tables = _tables(parts, municipality, report_year, together)
    return Reading(tables, error_of([listing, *(part.remarks for part in parts), together]))


def _part(file: LocalFile, place: Path, own: str, report_year: int) -> _Part:
    remarks = Remarks(file.name)
    try:
        _demand_protected(file, place)
        content = place.read_bytes()
        table = _table(file, place, content, remarks)
    except OSError:
        remarks.refuse("filen finns inte, eller går inte att läsa")
        return _Part(file, remarks)
    except RefusedError as error:
        remarks.refuse(str(error))
        return _Part(file, remarks)
    sha256 = hashlib.sha256(content).hexdigest()
    if table is None:
        return _Part(file, remarks)
    if file.local_kind.holds_persons:
        return _Part(file, remarks, sha256, register=read_register(table, file, own, report_year, remarks))
    return _Part(file, remarks, sha256, frame=frame_of(table, file, own, remarks))


def _demand_protected(file: LocalFile, place: Path) -> None:
    """Refuse a register of persons that lies in a git work tree, itself or what a link to it points at."""
    folders = {*place.absolute().parents, *place.resolve().parents}
    if file.local_kind.holds_persons and any((folder / ".git").exists() for folder in folders):
        raise RefusedError(
            "ett register över personer får inte ligga i ett git-förråd; flytta det till en skyddad mapp"
        )


def _table(file: LocalFile, place: Path, content: bytes, remarks: Remarks) -> Table | None:
    if place.suffix.lower() in EXCEL:
        sheet = read_workbook(content, file.sheet, file.decimal, remarks, holds_persons=file.local_kind.holds_persons)
    else:
        text = decoded(content, file.encoding, remarks)
        sheet = delimited(text, lambda head: known_count(head, file), remarks)
    return known_table(sheet, file, remarks)


def _tables(parts: Sequence[_Part], own: str, report_year: int, together: Remarks) -> LocalTables:
    """Return the frames of all files; what only shows when they are side by side is refused too."""
    found: dict[str, list[pd.DataFrame]] = {}
    for part in parts:
        if part.frame is not None and not part.remarks.faults:
            found.setdefault(part.file.local_kind.contract.name, []).append(part.frame)
    for name, frame in _counted(parts, own, report_year).items():
        found.setdefault(name, []).append(frame)
    frames = {name: _together(name, several, together) for name, several in found.items()}
    for told in _suspected(frames):
        together.refuse(told)
    return LocalTables(
        frames=frames,
        inputs=tuple(InputFile(each.file.name, each.sha256, each.file.title, (each.file.publisher,)) for each in parts),
        notes=tuple(note for part in parts for note in part.remarks.notes),
        is_internal=any(part.file.local_kind.holds_persons or not part.file.published for part in parts),
    )


def _counted(parts: Sequence[_Part], own: str, report_year: int) -> dict[str, pd.DataFrame]:
    """Return what the registers add up to, if none of them was refused."""
    registers = [part.register for part in parts if part.register is not None and part.register.is_sound.any()]
    if not registers:
        return {}
    placements = placements_of(registers)
    if any(part.remarks.faults for part in parts if part.file.local_kind.holds_persons):
        return {}
    return aggregates(placements, report_year, own)


def _together(name: str, several: Sequence[pd.DataFrame], together: Remarks) -> pd.DataFrame:
    """Return the rows of several files as one frame that keeps its contract."""
    contract = ALL_CONTRACTS[name]
    frame = pd.concat(several, ignore_index=True)
    if len(several) > 1 and frame.duplicated(list(contract.key)).any():
        together.refuse(f"flera filer har uppgifter om samma sak ({contract.row}); behåll en av dem")
        return frame
    try:
        return checked(contract, frame)
    except DataError as error:  # what no reader of cells has seen
        together.refuse(" ".join(str(error).split("\n")))
        return frame


def _suspected(frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    for name, frame in frames.items():
        yield from suspected_units(ALL_CONTRACTS[name], frame)
    if "budget" in frames:
        yield from suspected_sums(frames["budget"])
    yield from register_against_books(frames)

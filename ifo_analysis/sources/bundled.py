"""The published figures that ship with the package: csv tables beside a data package file that describes them.

Any folder with the same layout is a source too: `datapackage.json` (Frictionless Data Package) names each table with
its sha256 and its sources, and says whether the figures are published or synthetic.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ifo_analysis import definitions
from ifo_analysis.errors import DataError, SourceError
from ifo_analysis.frames import CONTRACTS, DTYPES, MUNICIPALITIES, ColumnContract, Contract, checked, empty_frame
from ifo_analysis.sources import InputFile, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from importlib.resources.abc import Traversable

PACKAGE_FILE = "datapackage.json"
FLAGS: Mapping[str, bool] = {"true": True, "false": False}


def bundled() -> TableFolder:
    """Return the figures that ship with the package.

    Examples
    --------
    >>> bundled().origin
    'published'
    """
    return TableFolder(files(__package__) / "tables")


@dataclass(frozen=True)
class TableFolder:
    """A folder of csv tables with a `datapackage.json`.

    Every table is verified against its sha256 and checked against its contract when it is read. A table that the
    folder doesn't have is an empty frame, except for the municipalities: without their own table they are Sweden's 290.
    """

    folder: Traversable = field(default_factory=Path)

    @cached_property
    def _package(self) -> dict[str, Any]:
        where = self.folder / PACKAGE_FILE
        try:
            package = json.loads(where.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise SourceError(
                f"{where}: filen saknas. En mapp med uppgifter ska ha en {PACKAGE_FILE} som beskriver tabellerna."
            ) from None
        except (OSError, ValueError):
            raise SourceError(f"{where}: filen går inte att läsa som JSON. Hämta den på nytt.") from None
        if not isinstance(package, dict) or package.get("origin") not in ("published", "synthetic"):
            raise SourceError(f"{where}: origin ska vara published eller synthetic.")
        return dict(package)

    @property
    def origin(self) -> Origin:
        """Return `published`, or `synthetic` for invented figures."""
        origin: Origin = self._package["origin"]
        return origin

    def inputs(self) -> tuple[InputFile, ...]:
        """Return the tables with sha256, title and sources."""
        try:
            return tuple(
                InputFile(
                    resource["path"],
                    str(resource["hash"]).removeprefix("sha256:"),
                    resource["title"],
                    tuple(source["title"] for source in resource["sources"]),
                )
                for resource in self._package["resources"]
            )
        except (KeyError, TypeError):
            raise SourceError(
                f"{self.folder / PACKAGE_FILE}: varje tabell i resources ska ha path, hash, title och sources."
            ) from None

    def frame(self, name: str) -> pd.DataFrame:
        """Return one table as a checked frame.

        Raises
        ------
        SourceError
            If the file is missing or isn't what the data package says.
        DataError
            If the table breaks its contract, with all faults at once.
        """
        contract = CONTRACTS[name]
        resource = next((item for item in self.inputs() if item.name == f"{name}.csv"), None)
        if resource is None:
            return _swedish_municipalities() if contract is MUNICIPALITIES else empty_frame(contract)
        return read_table(contract, self._verified(resource), resource.name)

    def _verified(self, resource: InputFile) -> str:
        where = self.folder / resource.name
        try:
            body = where.read_bytes()
        except OSError:
            raise SourceError(f"{where}: filen saknas eller går inte att läsa.") from None
        if hashlib.sha256(body).hexdigest() != resource.sha256:
            raise SourceError(
                f"{where}: innehållet stämmer inte med kontrollsumman i {PACKAGE_FILE}. "
                "Filen är skadad eller ändrad. Installera om paketet, eller återställ filen."
            )
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise SourceError(f"{where}: filen är inte UTF-8.") from None


def read_table(contract: Contract, text: str, where: str) -> pd.DataFrame:
    """Return a csv text as a checked frame, with every fault told at once.

    Raises
    ------
    DataError
        If a cell can't be read as its column's kind, or the frame breaks its contract.
    """
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        raise DataError(f"{where}: filen går inte att läsa som csv med komma mellan cellerna.") from None
    header, body = (rows[0], rows[1:]) if rows else ([], [])
    faults = [
        f"rad {number}: har {len(row)} celler, ska ha {len(header)}"
        for number, row in enumerate(body, start=2)
        if len(row) != len(header)
    ]
    if faults:
        raise DataError.of(where, faults)
    columns: dict[str, pd.Series[Any]] = {}
    for position, name in enumerate(header):
        column = contract.columns.get(name, ColumnContract("text", name))
        columns[name], found = _column(name, column, [row[position] for row in body])
        faults += found
    if faults:
        raise DataError.of(where, faults)
    return checked(contract, pd.DataFrame(columns, columns=header), where)


def _whole(text: str) -> int:
    value = int(text)
    if value.bit_length() > 63:  # noqa: PLR2004 - what int64 holds
        raise ValueError(text)
    return value


def _decimal(text: str) -> float:
    return float(text) if text else float("nan")


CONVERTERS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "text": (str, "är ingen text"),
    "whole": (_whole, "är inget heltal"),
    "decimal": (_decimal, "är inget tal"),
    "flag": (FLAGS.__getitem__, "ska vara true eller false"),
}


def _column(name: str, contract: ColumnContract, texts: list[str]) -> tuple[pd.Series[Any], list[str]]:
    convert, told = CONVERTERS[contract.kind]
    values: list[Any] = []
    faults: list[str] = []
    for number, text in enumerate(texts, start=2):
        try:
            values.append(convert(text))
        except (ValueError, KeyError):
            faults.append(f"rad {number}, kolumnen {name} ({contract.title}): {told}")
            values.append(None)
    if faults:
        return pd.Series(values, dtype=object), faults
    return pd.Series(values, dtype=DTYPES[contract.kind]), []


def _swedish_municipalities() -> pd.DataFrame:
    rows = [(item.code, item.name, item.long_name, item.county) for item in definitions.municipalities()]
    return checked(MUNICIPALITIES, pd.DataFrame(rows, columns=list(MUNICIPALITIES.columns), dtype="str"))

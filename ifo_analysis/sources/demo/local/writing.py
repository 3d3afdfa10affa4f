"""The files of a municipality, written to a folder, and the parameters that name them."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

from ifo_analysis.sources.demo.local.layouts import LAYOUTS, Layout
from ifo_analysis.sources.demo.local.spreadsheets import csv_bytes, workbook_bytes
from ifo_analysis.sources.demo.tables import PUBLISHER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ifo_analysis.sources.demo.local.place import Place, Record

PLAN = ("goals", "measures")
HEAD = "# Påhittade uppgifter om en påhittad kommun.\n"


def file_contents(place: Place, register: pd.DataFrame, records: Mapping[str, Iterable[Record]]) -> dict[str, bytes]:
    """Return what each file holds, by its name. What is told of the register is left for the reader to sum up."""
    told = {name: list(rows) for name, rows in records.items()}
    told["placement_register"] = _register_rows(register)
    told |= {name: _plan_rows(place, name) for name in PLAN}
    told["placements"] = [row for row in told["placements"] if not _is_own_outcome(row, place)]
    told["reimbursed_days"] = [
        {**row, "hidden": ("cost_sek",)} if pd.isna(row["cost_sek"]) else row for row in told["reimbursed_days"]
    ]
    return {layout.file: _content(layout, place, told[layout.kind]) for layout in LAYOUTS}


def _plan_rows(place: Place, name: str) -> list[Record]:
    """Return the world's own plan for the municipality."""
    plan = place.world.frame(name)
    rows = plan.loc[plan["municipality"] == place.municipality].to_dict("records")
    return [{str(column): value for column, value in row.items()} for row in rows]


def _is_own_outcome(row: Record, place: Place) -> bool:
    return row.get("municipality", place.municipality) == place.municipality and row.get("basis") != "target"


def _register_rows(register: pd.DataFrame) -> list[Record]:
    days = register.assign(start=register["start"].astype("str"), end=register["end"].astype("str").replace("NaT", ""))
    return [{str(name): value for name, value in row.items()} for row in days.to_dict("records")]


def _content(layout: Layout, place: Place, records: Iterable[Record]) -> bytes:
    usual = {"municipality": place.municipality, "year": place.year, "basis": "outcome"}
    rows = layout.rows([{**usual, **record} for record in records])
    if layout.is_workbook:
        return workbook_bytes({layout.sheet: rows}, layout.merged)
    return csv_bytes(([str(cell) for cell in row] for row in rows), encoding=layout.encoding)


def parameters(place: Place) -> str:
    """Return the parameters of a report that uses the files, as YAML."""
    asked: dict[str, Any] = {
        "municipality": place.municipality,
        "report_year": place.year,
        "files": [_entry(layout, place) for layout in LAYOUTS],
    }
    return HEAD + yaml.safe_dump(asked, allow_unicode=True, sort_keys=False, width=120)


def _entry(layout: Layout, place: Place) -> dict[str, Any]:
    """Return how the list of files tells of one."""
    return {
        "kind": layout.kind,
        "path": layout.file,
        "title": f"{layout.heading} ({place.world.document})",
        "publisher": PUBLISHER,
        "retrieved": place.world.retrieved,
        "published": layout.kind != "placement_register",
        **deepcopy(dict(layout.told)),  # else YAML would refer from one file to another
    }


def write(folder: Path, contents: Mapping[str, bytes], asked: str, name: str) -> Path:
    """Write the files and the parameters to a folder, which is made if there is none; return the parameters' path."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, content in contents.items():
        (folder / file).write_bytes(content)
    path = folder / name
    path.write_text(asked, encoding="utf-8", newline="\n")
    return path

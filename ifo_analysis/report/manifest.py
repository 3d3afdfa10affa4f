"""The manifest: everything that a report stands on, for whoever wants to check it (*härkomst*).

It holds no time, user or path, so that the same inputs give the same manifest.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from importlib.resources import files as package_files
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from ifo_analysis.blocks import Document, Figure, Finding, Reference, Section, Table
from ifo_analysis.report.assembly import DOCUMENT, absences, state

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from ifo_analysis.blocks import Inlines
    from ifo_analysis.facts import Facts
    from ifo_analysis.report.notebooks import Notebook

SCHEMA_VERSION = 1
DISTRIBUTION = "ifo-genomlysning"
LIBRARIES = (
    "jinja2",
    "matplotlib",
    "nbconvert",
    "numpy",
    "pandas",
    "pandera",
    "papermill",
    "pydantic",
    "seaborn",
    "typst",
)


def manifest(facts: Facts, document: Document, template: Notebook, files: Mapping[str, bytes]) -> bytes:
    """Return the manifest of a report as JSON.

    Parameters
    ----------
    facts : Facts
        What the report stands on.
    document : Document
        What the report shows.
    template : Notebook
        The notebook that was run, as it ships.
    files : mapping
        The contents of the report's other files by name.
    """
    content = {
        "schema_version": SCHEMA_VERSION,
        "document": DOCUMENT,
        "parameters": facts.parameters.model_dump(),
        "municipality": facts.municipality.name,
        "data_date": document.head.data_date,
        "origin": facts.origin,
        "inputs": [asdict(item) for item in facts.inputs],
        "notebook": {"name": f"{template.name}.ipynb", "sha256": template.sha256},
        "package": {"name": DISTRIBUTION, "version": version(DISTRIBUTION), "sha256": package_sha256()},
        "versions": {
            "python": ".".join(map(str, sys.version_info[:2])),
            **{library: version(library) for library in LIBRARIES},
        },
        "files": {name: {"sha256": _sha256(content), "bytes": len(content)} for name, content in files.items()},
        "sections": [_section(section) for section in document.sections],
        "findings": [_finding(finding, document.numbered()) for finding in _findings(document)],
        "claims": [claim.model_dump(mode="json") for claim in document.claims()],
    }
    return f"{json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)}\n".encode()


@cache
def package_sha256() -> str:
    """Return one checksum over the package's files, the same in a checkout as in an installed wheel.

    The notebooks are left out, as they lie beside the package in a checkout; the manifest names its notebook.
    """
    total = hashlib.sha256()
    for name, file in sorted(_files(package_files("ifo_analysis"), PurePosixPath())):
        total.update(f"{name}\0{_sha256(file.read_bytes())}\n".encode())
    return total.hexdigest()


def _files(folder: Traversable, place: PurePosixPath) -> Iterator[tuple[str, Traversable]]:
    for item in folder.iterdir():
        if item.is_dir() and item.name not in {"__pycache__", "notebooks"}:
            yield from _files(item, place / item.name)
        elif item.is_file() and not item.name.startswith("."):
            yield str(place / item.name), item


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _section(section: Section) -> dict[str, Any]:
    shown = [block.id for block in section.blocks if isinstance(block, Figure | Table)]
    return {"id": section.id, "state": state(section), "shows": shown, "absent": absences(section)}


def _findings(document: Document) -> list[Finding]:
    blocks = (block for section in document.sections for block in section.blocks)
    return list({block.id: block for block in blocks if isinstance(block, Finding)}.values())


def _finding(finding: Finding, names: Mapping[str, str]) -> dict[str, Any]:
    return {"id": finding.id, "heading": _plain(finding.heading, names), "score": finding.score}


def _plain(inlines: Inlines, names: Mapping[str, str]) -> str:
    return "".join(names[item.target] if isinstance(item, Reference) else item.text for item in inlines)

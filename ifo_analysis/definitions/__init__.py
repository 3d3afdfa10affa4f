"""Dated and sourced data, not code: municipalities, indicators, series breaks and the sections of the documents.

A reviewer who does not program can read the tables beside this file; this module only loads them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import yaml

if TYPE_CHECKING:
    import datetime as dt

NEW_MODEL = "new_model"
COUNTRY = "0000"
"""The code of the country (*riket*) where a source tells of it beside the municipalities."""


@dataclass(frozen=True)
class Municipality:
    """A municipality (*kommun*): four-character code, short name, and the form with *kommun* or *stad*."""

    code: str
    name: str
    long_name: str
    county: str


@dataclass(frozen=True)
class Indicator:
    """An indicator (*nyckeltal*): id and title as published, unit, sign, and whether it is our own processing."""

    name: str
    title: str
    short: str
    unit: str
    sign: str
    is_own: bool
    id: str = ""
    formula: str = ""
    preliminary_date: dt.date | None = None
    final_date: dt.date | None = None
    publication_period: int | None = None


@dataclass(frozen=True)
class SeriesBreak:
    """A break (*metodbrott*): values before `first_year` come from another model (`new_model`) or differ a little."""

    first_year: int
    kind: Literal["new_model", "small"]
    indicators: tuple[str, ...]
    text: str
    short: str
    source: str


@dataclass(frozen=True)
class SectionDefinition:
    """A section of a document: id, heading, role, and the ids of the figures and tables that it declares.

    `needs` names what a municipality must give itself for the section to be there at all; else it is left out.
    """

    id: str
    title: str
    role: Literal["summary", "body", "appendix"]
    shows: tuple[str, ...] = field(default=())
    needs: str = ""


@dataclass(frozen=True)
class DocumentDefinition:
    """A document: its id (also the notebook's name), its title and its sections in reading order."""

    id: str
    title: str
    sections: tuple[SectionDefinition, ...]

    def section(self, section_id: str) -> SectionDefinition:
        """Return one section; raise `KeyError` for an unknown id."""
        return {section.id: section for section in self.sections}[section_id]


def _load(name: str) -> Any:  # noqa: ANN401 - yaml gives whatever the file holds; the dataclasses below check it
    return yaml.safe_load((files(__package__) / name).read_text(encoding="utf-8"))


@cache
def municipalities() -> tuple[Municipality, ...]:
    """Return the 290 municipalities of Sweden, ordered by code.

    Examples
    --------
    >>> len(municipalities()), municipalities()[0].code
    (290, '0114')
    """
    table = (files(__package__) / "municipalities.csv").read_text(encoding="utf-8")
    return tuple(
        Municipality(row["municipality"], row["name"], row["long_name"], row["county"])
        for row in csv.DictReader(table.splitlines())
    )


@cache
def indicators() -> dict[str, Indicator]:
    """Return the indicators by the name that the code uses.

    Examples
    --------
    >>> indicators()["net_cost_deviation_pct"].id
    'N30001'
    """
    return {name: Indicator(name=name, **row) for name, row in _load("indicators.yml")["indicators"].items()}


@cache
def series_breaks() -> tuple[SeriesBreak, ...]:
    """Return the known breaks, oldest first.

    Examples
    --------
    >>> [(item.first_year, item.kind) for item in series_breaks()]
    [(2019, 'new_model'), (2023, 'small')]
    """
    rows = [row | {"indicators": tuple(row["indicators"])} for row in _load("series_breaks.yml")["breaks"]]
    return tuple(sorted((SeriesBreak(**row) for row in rows), key=lambda item: item.first_year))


def model_breaks(indicator_id: str) -> tuple[int, ...]:
    """Return the first years of new models for an indicator: no change, line or count may cross them.

    Examples
    --------
    >>> model_breaks("N30001")
    (2019,)
    """
    return tuple(
        item.first_year for item in series_breaks() if item.kind == NEW_MODEL and indicator_id in item.indicators
    )


@cache
def documents() -> dict[str, DocumentDefinition]:
    """Return the documents by id.

    Examples
    --------
    >>> documents()["genomlysning"].sections[0].title
    'Sammanfattning'
    """
    return {
        name: DocumentDefinition(
            name,
            row["title"],
            tuple(
                SectionDefinition(item["id"], item["title"], item["role"], tuple(item["shows"]), item.get("needs", ""))
                for item in row["sections"]
            ),
        )
        for name, row in _load("sections.yml").items()
    }


@dataclass(frozen=True)
class MethodText:
    """A part of the method section: heading and paragraphs; with `frames` only for a report that has one of them."""

    heading: str
    paragraphs: tuple[str, ...]
    frames: tuple[str, ...] = ()


@cache
def method_texts() -> tuple[MethodText, ...]:
    """Return the fixed parts of the method section (*metod*)."""
    return tuple(
        MethodText(row["heading"], tuple(row["paragraphs"]), tuple(row.get("frames", ())))
        for row in _load("texts.yml")["method"]
    )


@cache
def drawbacks() -> tuple[str, ...]:
    """Return the known drawbacks of the methods, as the report prints them (*metodernas begränsningar*)."""
    return tuple(_load("texts.yml")["drawbacks"])

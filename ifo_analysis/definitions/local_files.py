"""The kinds of files that a municipality may give itself: their contracts, headers and code words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import yaml

from ifo_analysis.frames import CONTRACTS, LOCAL_CONTRACTS, ColumnContract, Contract
from ifo_analysis.frames.contract import ANY_DAY, CODE, DAY
from ifo_analysis.frames.local import TARGET_GROUP

if TYPE_CHECKING:
    from collections.abc import Mapping

REGISTER = Contract(
    "placement_register",
    "en rad per placering",
    (),
    {
        "municipality": CODE,
        "person": ColumnContract("text", "personnyckel", pattern=r"\S.*"),
        "birth_year": ColumnContract("whole", "födelseår", is_optional=True, minimum=1900),
        "birth_date": ColumnContract(ANY_DAY.kind, "födelsedatum", is_optional=True, pattern=ANY_DAY.pattern),
        "age": ColumnContract("whole", "ålder, år", is_optional=True, minimum=0, maximum=120),
        "target_group": ColumnContract("text", "målgrupp", is_optional=True, one_of=TARGET_GROUP.one_of),
        "placement_type": ColumnContract("text", "placeringsform", pattern=r"[a-z_]+"),
        "provider": ColumnContract("text", "driftform", is_optional=True, one_of=("", "own", "purchased")),
        "start": ColumnContract("text", "placeringens första dag", pattern=DAY.pattern),
        "end": ColumnContract("text", "placeringens sista dag", is_optional=True, pattern=ANY_DAY.pattern),
        "cost_sek": ColumnContract("decimal", "placeringens kostnad, kronor", is_optional=True, minimum=0),
        "price_sek": ColumnContract("decimal", "pris per dygn, kronor", is_optional=True, minimum=0),
        "legal_ground": ColumnContract("text", "lagrum", is_optional=True),
    },
)
"""The columns of a register of placements. Its rows never leave the module that reads them."""

MADE_HERE = ("label", "is_published")
"""Columns of provenance that no file may set: they follow from what is said of the file."""

_BETWEEN_WORDS = re.compile(r"[\s_\-\u2010-\u2015\u2212./:]+")


@dataclass(frozen=True)
class Totals:
    """How a contract tells sums apart: the column, and its value for a part, a sum and the sum of it all."""

    column: str
    part: Any
    sum: Any
    whole: Any


@dataclass(frozen=True)
class LocalKind:
    """A kind of file (*slag av fil*): its contract, and what people call its columns and codes.

    `headers` are the words for each column, the one that we suggest first. `codes` are the codes of a column by their
    words, folded as `folded` does. `percent` says of a column whether a per cent sign means ``points`` or a ``share``.
    """

    name: str
    title: str
    contract: Contract
    headers: Mapping[str, tuple[str, ...]] = field(hash=False)
    codes: Mapping[str, Mapping[str, str]] = field(hash=False)
    defaults: Mapping[str, Any] = field(hash=False)
    percent: Mapping[str, Literal["points", "share"]] = field(hash=False)
    prose: tuple[str, ...]
    totals: Totals | None
    is_comparable: bool
    is_dash_ambiguous: bool
    holds_persons: bool

    def known_headers(self) -> dict[str, str]:
        """Return the column that each folded header means."""
        return {folded(word): column for column, words in self.headers.items() for word in words}


def folded(words: str) -> str:
    """Return words as headers and codes are compared: without regard to capitals, hyphens, points and runs of space.

    Examples
    --------
    >>> folded("  T.o.m.  Månad "), folded("Kommun-kod")
    ('t o m månad', 'kommun kod')
    """
    return _BETWEEN_WORDS.sub(" ", unicodedata.normalize("NFC", words)).strip().casefold()


@cache
def local_kinds() -> dict[str, LocalKind]:
    """Return the kinds of files by name.

    Examples
    --------
    >>> kinds = local_kinds()
    >>> kinds["booked_costs"].known_headers()["kostnad"], kinds["booked_costs"].headers["cost_sek"][0]
    ('cost_sek', 'Bokförd kostnad')
    >>> kinds["purchases"].codes["basis"]["utfall"]
    'outcome'
    """
    table = yaml.safe_load((files(__package__) / "local_files.yml").read_text(encoding="utf-8"))
    return {name: _kind(name, row, table["common"]) for name, row in table["kinds"].items()}


def _kind(name: str, row: dict[str, Any], common: dict[str, Any]) -> LocalKind:
    contract = {**CONTRACTS, **LOCAL_CONTRACTS, REGISTER.name: REGISTER}[row["contract"]]
    columns = {column: item for column, item in contract.columns.items() if column not in MADE_HERE}
    return LocalKind(
        name=name,
        title=row["title"],
        contract=contract,
        headers=_headers(columns, {**common["columns"], **row.get("columns", {})}),
        codes={
            column: _words(item, common["codes"].get(column, {}), row.get("codes", {}).get(column, {}))
            for column, item in columns.items()
            if item.one_of
        },
        defaults=row.get("defaults", {}),
        percent=row.get("percent", {}),
        prose=tuple(row.get("prose", ())),
        totals=Totals(**row["totals"]) if "totals" in row else None,
        is_comparable=row.get("comparable", False),
        is_dash_ambiguous=row.get("is_dash_ambiguous", False),
        holds_persons=row.get("holds_persons", False),
    )


def _headers(columns: Mapping[str, ColumnContract], words: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Return the words for each column; its title in the contract is one of them unless it means another one too."""
    found = {name: tuple(words.get(name, ())) for name in columns}
    titles = [folded(item.title) for item in columns.values()]
    taken = {folded(word) for given in found.values() for word in given} | {
        each for each in titles if titles.count(each) > 1
    }
    return {
        name: (*found[name], *(word for word in (_capitalised(item.title), name) if folded(word) not in taken))
        for name, item in columns.items()
    }


def _capitalised(title: str) -> str:
    return title[:1].upper() + title[1:]


def _words(column: ColumnContract, *tables: Mapping[str, list[Any]]) -> dict[str, str]:
    """Return the code for each word; a code always stands for itself."""
    found = {folded(code): code for code in column.one_of}
    for table in tables:
        found |= {folded(str(word)): code for code, words in table.items() for word in words if code in column.one_of}
    return found

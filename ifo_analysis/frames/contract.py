"""What a contract is: the columns of a frame, their kinds and units, its key, and "one row per …"."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["text", "whole", "decimal", "flag"]
DTYPES: Mapping[Kind, str] = {"text": "str", "whole": "int64", "decimal": "float64", "flag": "bool"}


@dataclass(frozen=True)
class ColumnContract:
    """One column: what it holds, and which values it may have. Only text and decimals may be missing."""

    kind: Kind
    title: str
    is_optional: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str = ""
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract:
    """A frame's contract: its name, what a row is, its key and its columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: Mapping[str, ColumnContract] = field(hash=False)


CODE = ColumnContract("text", "kommunkod, fyra siffror", pattern=r"\d{4}")
MONTH = ColumnContract("whole", "månad, 1–12", minimum=1, maximum=12)
DAY = ColumnContract("text", "datum, ÅÅÅÅ-MM-DD", pattern=r"\d{4}-\d{2}-\d{2}")
ANY_DAY = ColumnContract("text", "datum, ÅÅÅÅ-MM-DD", is_optional=True, pattern=r"(\d{4}-\d{2}-\d{2})?")
YEAR = ColumnContract("whole", "år", minimum=1990)
PROVENANCE: Mapping[str, ColumnContract] = {
    "is_preliminary": ColumnContract("flag", "preliminär uppgift"),
    "label": ColumnContract("text", "oförändrad (raw) eller egen bearbetning (own)", one_of=("raw", "own")),
    "publisher": ColumnContract("text", "utgivare", pattern=r"\S.*"),
    "document": ColumnContract("text", "dokument", is_optional=True),
    "document_year": ColumnContract("text", "dokumentets år", is_optional=True, pattern=r"(\d{4})?"),
    "retrieved": ColumnContract("text", "hämtad", pattern=r"\d{4}-\d{2}-\d{2}"),
    "is_published": ColumnContract("flag", "offentligt publicerad"),
}


def empty_frame(contract: Contract) -> pd.DataFrame:
    """Return a frame without rows that keeps a contract.

    Examples
    --------
    >>> contract = Contract("named", "en rad per namn", ("name",), {"name": ColumnContract("text", "namn")})
    >>> empty_frame(contract).columns.tolist()
    ['name']
    """
    return pd.DataFrame({name: pd.Series(dtype=DTYPES[item.kind]) for name, item in contract.columns.items()})

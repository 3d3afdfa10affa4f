"""Frames of a municipality's own figures, written as words, and facts that hold them. Their figures are invented."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from ifo_analysis.frames import DTYPES, LOCAL_CONTRACTS, checked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ifo_analysis.facts import Facts

NOTHING: dict[str, Any] = {"text": "", "whole": 0, "decimal": float("nan"), "flag": False}
OWN_PROVENANCE: dict[str, Any] = {
    "is_preliminary": False,
    "label": "raw",
    "publisher": "Ekhults kommun",
    "document": "Egen uppföljning",
    "document_year": "2024",
    "retrieved": "2025-02-01",
    "is_published": True,
}


def local_rows(name: str, *records: Mapping[str, object]) -> pd.DataFrame:
    """Return a checked frame of a municipality's own figures; what a record doesn't say is empty, zero or false."""
    contract = LOCAL_CONTRACTS[name]
    usual = {"municipality": "9901", "year": 2024, "basis": "outcome", **OWN_PROVENANCE}
    full = [
        {column: record.get(column, usual.get(column, NOTHING[item.kind])) for column, item in contract.columns.items()}
        for record in records
    ]
    frame = pd.DataFrame(
        {
            column: pd.Series([record[column] for record in full], dtype=DTYPES[item.kind])
            for column, item in contract.columns.items()
        }
    )
    return checked(contract, frame)


def with_local(facts: Facts, *, is_internal: bool = False, **frames: pd.DataFrame) -> Facts:
    """Return the facts with these own figures beside them."""
    return replace(facts, local=replace(facts.local, is_internal=is_internal, **frames))

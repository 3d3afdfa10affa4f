"""Rows that sum up other rows: refused, or told apart if the contract has a place for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.compute as pc

from ifo_analysis.sources.local.converting import is_day
from ifo_analysis.sources.local.remarks import rows_told

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from ifo_analysis.sources.local.files import LocalFile
    from ifo_analysis.sources.local.reading import Column
    from ifo_analysis.sources.local.remarks import Remarks
    from ifo_analysis.sources.local.table import Table

SUM_ROW = r"(?i)^(((del|total|slut)?summa|totalt?|sammanlagt)$|(del)?summa |total(t|summa)? )"
WHOLE_SUM = re.compile(r"totalt?|totalsumma|slutsumma|summa totalt|summa summarum|sammanlagt", re.IGNORECASE)
BARE = r"(?i)^((del|total|slut)?summa|totalt?|sammanlagt)$"


def sum_rows(table: Table, file: LocalFile, remarks: Remarks) -> dict[int, bool]:
    """Return the places of rows that are sums, and whether each is the sum of it all.

    Rows of sums are refused where the contract can't tell them apart. Free text, and age groups (where all ages are one
    of the groups), say nothing of it.
    """
    kind = file.local_kind
    found: dict[int, bool] = {}
    for name, column in table.columns.items():
        item = kind.contract.columns[name]
        is_told_there = kind.totals is not None and kind.totals.column == name
        if item.kind != "text" or is_day(item) or name in kind.prose or name == "age_group" or is_told_there:
            continue
        is_sum = _matches(column, BARE if kind.holds_persons else SUM_ROW)
        for place in np.flatnonzero(is_sum[column.places]) if is_sum.any() else ():
            found[int(place)] = bool(WHOLE_SUM.fullmatch(column.text_at(int(place))))
    if found and kind.totals is None:
        told = "ser ut att vara en summa; ta bort den, annars räknas beloppen två gånger"
        remarks.refuse(told, rows_told(table.rows[sorted(found)].tolist()))
    return found


def _matches(column: Column, pattern: str) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = pc.match_substring_regex(column.values, pattern).to_numpy(zero_copy_only=False)
    return found


def set_sums(values: dict[str, Any], sums: Mapping[int, bool], table: Table, file: LocalFile) -> None:
    """Mark the rows of sums as the contract does, if the file doesn't."""
    totals = file.local_kind.totals
    if totals is not None and totals.column not in table.columns and totals.column not in file.constants:
        marked = values[totals.column] = list(values[totals.column])
        for place, is_whole in sums.items():
            marked[place] = totals.whole if is_whole else totals.sum


def tell_unmarked(frame: pd.DataFrame, sums: Mapping[int, bool], file: LocalFile, remarks: Remarks) -> None:
    """Say which rows look like sums where the file itself says that they are ordinary rows."""
    totals = file.local_kind.totals
    if totals is None or not sums:
        return
    marked = frame[totals.column].iloc[sorted(sums)]
    if rows := marked.index[marked == totals.part].tolist():
        header = file.local_kind.headers[totals.column][0]
        told = f"ser ut att vara en summa, men räknas som en vanlig rad, eftersom kolumnen {header} säger det"
        remarks.warned(told, rows_told(rows))

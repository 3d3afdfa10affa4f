"""Rows of placements as the public sees them: summed up, renamed, or left out.

Sums of rows are our own processing, and published only if all of the rows are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ifo_analysis.analysis.disclosure_forms import COMBINED, Row, Side
from ifo_analysis.frames.local import PLACEMENTS

if TYPE_CHECKING:
    from collections.abc import Collection

KEY = list(PLACEMENTS.key)
SIDE = ["municipality", "year", "basis"]
SUMMED = ["care_days", "cost_sek", "persons", "placements"]
TOP = "top_two_cost_sek"
JOINED = ("publisher", "document")
LATEST = ("document_year", "retrieved")


def sides_of(placements: pd.DataFrame) -> list[Side]:
    """Return the side of each row of placements."""
    return [Side(str(code), int(year), str(basis)) for code, year, basis in placements[SIDE].itertuples(index=False)]


def rows_of(placements: pd.DataFrame) -> tuple[Row, ...]:
    """Return placements as rows; where nobody tells of the two costliest persons, their cost is unknown."""
    columns = ["placement_type", "provider", "persons", "placements", "care_days", "cost_sek", TOP]
    told = placements if TOP in placements else placements.assign(**{TOP: float("nan")})
    return tuple(
        Row(side, str(form), str(provider), int(persons), int(count), float(days), float(cost), float(top))
        for side, (form, provider, persons, count, days, cost, top) in zip(
            sides_of(placements), told[columns].itertuples(index=False, name=None), strict=True
        )
    )


def public_rows(
    placements: pd.DataFrame, sides: Collection[Side], combined: Collection[str], merged: Collection[str]
) -> pd.DataFrame:
    """Return placements as they may be shown.

    Parameters
    ----------
    placements : DataFrame
        One target group's, as `frames.PLACEMENTS`.
    sides : collection of Side
        Where rows that aren't published may be shown at all.
    combined : collection of str
        Forms that are put together, on all sides, published or not: else the sides couldn't be compared.
    merged : collection of str
        Forms whose providers are put together.
    """
    is_shown = np.array([side in sides for side in sides_of(placements)], dtype=bool)
    rows = placements.loc[placements["is_published"] | is_shown]
    is_ours, is_combined = ~rows["is_published"], rows["placement_type"].isin(combined)
    is_merged = is_combined | (is_ours & rows["placement_type"].isin(merged))
    rows = rows.assign(
        age_group=rows["age_group"].mask(is_ours | is_combined, ""),
        provider=rows["provider"].mask(is_merged, ""),
        placement_type=rows["placement_type"].mask(is_combined, COMBINED),
    )
    if TOP in rows:
        rows[TOP] = rows[TOP].where(~is_ours)
    return _added(rows)


def _added(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with those of the same key added up."""
    is_many = rows.duplicated(KEY, keep=False)
    if not is_many.any():
        return rows
    groups = rows.loc[is_many].groupby(KEY, sort=True)
    found = groups[SUMMED].sum(skipna=False)
    found["is_preliminary"] = groups["is_preliminary"].any()
    found["is_published"] = groups["is_published"].all()
    found["label"] = "own"
    for name in JOINED:
        found[name] = groups[name].agg(lambda words: ", ".join(sorted({*words} - {""})))
    for name in LATEST:
        found[name] = groups[name].max()
    if TOP in rows:
        found[TOP] = float("nan")
    added = found.reset_index()[list(rows.columns)].astype(rows.dtypes.to_dict())
    return pd.concat([rows.loc[~is_many], added], ignore_index=True)

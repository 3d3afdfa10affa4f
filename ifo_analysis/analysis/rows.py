"""The rows of a frame as plain Python, and back.

One municipality and its peers are a handful of rows. To pick them out once, and to count on them as numbers, costs a
hundredth of what a frame of its own for each step would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.errors import MergeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


def rows_of(frame: pd.DataFrame, *names: str, where: Any = None) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - any mask
    """Return some columns, row by row; with a mask those of the rows where it holds.

    Examples
    --------
    >>> frame = pd.DataFrame({"year": [2023, 2024], "value": [1.5, 2.0], "unit": "%"})
    >>> list(rows_of(frame, "year", "value", where=frame["year"] > 2023))
    [(2024, 2.0)]
    """
    if where is None:
        return zip(*(frame[name].tolist() for name in names), strict=True)
    places = np.flatnonzero(where)
    if not len(places):
        return iter(())
    return zip(*(values_at(frame[name], places).tolist() for name in names), strict=True)


def values_at(column: pd.Series[Any], places: np.ndarray[Any, Any]) -> Any:  # noqa: ANN401 - an array of either kind
    """Return the values of a column at some places, as an array of the column's own kind."""
    values = column.to_numpy() if isinstance(column.dtype, np.dtype) else column.array
    return values.take(places)


def selected(frame: pd.DataFrame, where: Any) -> pd.DataFrame:  # noqa: ANN401 - any mask
    """Return the rows where a mask holds, numbered from zero.

    Rows that stand together are a slice, which costs next to nothing.

    Examples
    --------
    >>> selected(pd.DataFrame({"n": [1, 2, 3]}), [False, True, True])["n"].to_dict()
    {0: 2, 1: 3}
    """
    places = np.flatnonzero(where)
    is_run = len(places) > 0 and places[-1] - places[0] == len(places) - 1
    found = frame.iloc[places[0] : places[-1] + 1] if is_run else frame.take(places)
    return found.reset_index(drop=True)


def by_key(frame: pd.DataFrame, keys: Sequence[str], value: str, where: Any = None) -> dict[Any, Any]:  # noqa: ANN401
    """Return the values of a column by key: one column's value, or a tuple of several.

    Raises
    ------
    MergeError
        If a key stands on more than one row.

    Examples
    --------
    >>> by_key(pd.DataFrame({"code": ["A", "B"], "n": [1, 2]}), ["code"], "n")
    {'A': 1, 'B': 2}
    """
    rows = list(rows_of(frame, *keys, value, where=where))
    found = {row[0] if len(keys) == 1 else row[:-1]: row[-1] for row in rows}
    if len(found) < len(rows):
        raise MergeError(f"{', '.join(keys)}: samma nyckel står på flera rader")
    return found


def frame_of(
    rows: Sequence[Sequence[Any]], dtypes: Mapping[str, str], index: pd.Index[Any] | None = None
) -> pd.DataFrame:
    """Return rows as a frame with columns of the given types, also where there are no rows.

    Examples
    --------
    >>> frame_of([("A", 1), ("B", 2)], {"code": "str", "n": "int64"}).to_dict("list")
    {'code': ['A', 'B'], 'n': [1, 2]}
    """
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in dtypes]
    return pd.DataFrame(
        {
            name: pd.array(column, dtype="str") if dtype == "str" else np.array(column, dtype=dtype)
            for (name, dtype), column in zip(dtypes.items(), columns, strict=True)
        },
        index=index,
    )


def with_columns(frame: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return a frame with new columns after its own, row by row in the same order.

    Examples
    --------
    >>> with_columns(pd.DataFrame({"n": [1, 2]}), {"share": [0.5, 1.0]}).to_dict("list")
    {'n': [1, 2], 'share': [0.5, 1.0]}
    """
    return pd.concat([frame, pd.DataFrame(columns, index=frame.index)], axis="columns")

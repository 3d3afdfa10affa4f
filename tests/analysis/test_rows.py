"""Rows as plain Python and back: what is picked out, in which order, and of which types."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pandas.errors import MergeError

from ifo_analysis.analysis.rows import by_key, frame_of, rows_of, selected, with_columns

FRAME = pd.DataFrame(
    {"code": ["A", "B", "C", "D"], "year": [2021, 2022, 2023, 2024], "value": [1.5, float("nan"), 3.0, 4.0],
     "is_early": [True, False, True, False]}, index=[7, 5, 3, 1],
)  # fmt: skip


def test_rows_are_plain_values_in_the_order_of_the_frame_and_of_the_names() -> None:
    found = list(rows_of(FRAME, "year", "code", "is_early"))

    assert found == [(2021, "A", True), (2022, "B", False), (2023, "C", True), (2024, "D", False)]
    assert [type(value) for value in found[0]] == [int, str, bool]


@pytest.mark.parametrize("as_kind", [list, np.array, lambda mask: pd.Series(mask, index=FRAME.index)])
@pytest.mark.parametrize(
    "mask", [[True] * 4, [False] * 4, [True, False, False, True], [False, True, True, False], [False] * 3 + [True]]
)
def test_a_mask_chooses_rows_and_frames_alike(as_kind: type[list[bool]], mask: list[bool]) -> None:
    codes = [code for code, is_in in zip("ABCD", mask, strict=True) if is_in]

    assert [code for (code,) in rows_of(FRAME, "code", where=as_kind(mask))] == codes
    pd.testing.assert_frame_equal(selected(FRAME, as_kind(mask)), FRAME.loc[mask].reset_index(drop=True))


def test_what_is_selected_can_be_changed_without_changing_the_frame() -> None:
    before = FRAME.copy(deep=True)
    found = selected(FRAME, [False, True, True, False])
    found.loc[0, "value"] = 99.0

    pd.testing.assert_frame_equal(FRAME, before)


def test_values_are_looked_up_by_one_column_or_by_several() -> None:
    assert by_key(FRAME, ["code"], "year", where=FRAME["year"] > 2022) == {"C": 2023, "D": 2024}
    assert by_key(FRAME, ["code", "year"], "is_early")["A", 2021] is True


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(MergeError) as caught:
        by_key(FRAME.assign(code="A"), ["code"], "value")

    assert str(caught.value) == "code: samma nyckel står på flera rader"


@pytest.mark.parametrize("rows", [[], [("A", 1, 2.0, True)]])
def test_a_frame_has_its_types_also_without_rows(rows: list[tuple[object, ...]]) -> None:
    dtypes = {"code": "str", "n": "int64", "value": "float64", "is_early": "bool"}
    found = frame_of(rows, dtypes)

    assert found.columns.tolist() == list(dtypes)
    assert [str(kind) for kind in found.dtypes] == list(dtypes.values())
    assert len(found) == len(rows)


def test_new_columns_come_last_row_by_row_whatever_the_index_is() -> None:
    found = with_columns(FRAME, {"n": np.arange(4), "flag": pd.array(["", "x", "", ""], dtype="str")})

    assert found.columns.tolist() == [*FRAME.columns, "n", "flag"]
    assert (found.index.tolist(), found["n"].tolist()) == ([7, 5, 3, 1], [0, 1, 2, 3])

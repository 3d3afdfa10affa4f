"""No hidden cell can be worked out from what is shown: by brute force on small tables, by proof on random ones."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.suppression import suppressed
from ifo_analysis.errors import DataError

THRESHOLD = 5
TOP = 18


def tables(inner: np.ndarray, known: frozenset[str] = frozenset()) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cells and the sums of a table with all its margins; an index equal to the size is a margin."""
    shape = inner.shape
    cells, sums = [], []
    for place in itertools.product(*[range(size + 1) for size in shape]):
        value = inner[tuple(slice(None) if at == size else at for at, size in zip(place, shape, strict=True))].sum()
        is_small = 0 < value < THRESHOLD
        margins = sum(at == size for at, size in zip(place, shape, strict=True))
        cells.append(
            {
                "cell": str(place),
                "value": float(value),
                "low": 1.0 if is_small else np.nan,
                "high": float(THRESHOLD) if is_small else np.nan,
                "is_known": str(place) in known,
                "weight": 1.0 + 5 * margins,
                "row": str(place),
                "is_whole": True,
            }
        )
        for axis, (at, size) in enumerate(zip(place, shape, strict=True)):
            if at == size:
                name = f"{axis} {place}"
                parts = [(*place[:axis], part, *place[axis + 1 :]) for part in range(size)]
                sums += [(name, str(place), -1.0), *((name, str(part), 1.0) for part in parts)]
    return pd.DataFrame(cells), pd.DataFrame(sums, columns=["relation", "cell", "factor"])


def fillings(result: pd.DataFrame, shape: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Return every table of whole numbers that agrees with what is shown, by trying them all: values by cell.

    A shown cell is what it shows, and a hidden one is at least one.
    """
    shown = {row.cell: int(row.value) for row in result.itertuples() if not row.reason}
    places = list(itertools.product(*map(range, shape)))
    ranges = [[shown[str(place)]] if str(place) in shown else range(1, TOP + 1) for place in places]
    guesses = np.array(list(itertools.product(*ranges)))
    values = {str(place): guesses[:, at] for at, place in enumerate(places)}
    for place in itertools.product(*[range(size + 1) for size in shape]):
        inside = [
            at
            for at, inner in enumerate(places)
            if all(mine in (its, size) for mine, its, size in zip(place, inner, shape, strict=True))
        ]
        values[str(place)] = guesses[:, inside].sum(axis=1)
    fits = np.ones(len(guesses), dtype=bool)
    for cell, found in values.items():
        fits &= found == shown[cell] if cell in shown else found >= 1
    return {cell: found[fits] for cell, found in values.items()}


def parts(table: np.ndarray, cell: str) -> int:
    """Return of how many inner cells that aren't zero a cell is the sum: since zeros are shown, everybody knows it."""
    place = [int(at) for at in cell.strip("()").split(",")]
    chosen = tuple(slice(None) if at == size else at for at, size in zip(place, table.shape, strict=True))
    return int(np.count_nonzero(table[chosen]))


@pytest.mark.parametrize(
    "inner",
    [
        [[2, 7], [9, 8]],
        [[1, 1], [6, 9]],
        [[2, 9, 7], [8, 6, 9]],
        [[3, 0, 7], [5, 6, 9]],
        [[4, 6], [7, 5], [9, 8]],
    ],
)
def test_the_intervals_are_those_of_trying_every_filling(inner: list[list[int]]) -> None:
    table = np.array(inner)
    result = suppressed(*tables(table))
    found = fillings(result, table.shape)
    for row in result.loc[result["reason"] != ""].itertuples():
        values = found[row.cell]
        assert row.value in values
        assert row.feasible_low == values.min()
        assert row.feasible_high == values.max() or row.feasible_high > TOP
        assert row.is_proved
        if row.reason == "primary":
            assert values.min() <= max(1, parts(table, row.cell))
            assert values.max() >= THRESHOLD


shapes = st.sampled_from([(2, 2), (3, 2), (3, 4), (5, 3), (2, 2, 2), (3, 3, 2), (2, 2, 2, 2)])


@st.composite
def inner_tables(draw: st.DrawFn) -> np.ndarray:
    shape = draw(shapes)
    values = draw(st.lists(st.integers(0, 14), min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))
    return np.array(values).reshape(shape)


@settings(max_examples=25, deadline=None)
@given(inner=inner_tables())
def test_no_small_cell_of_a_random_table_can_be_worked_out(inner: np.ndarray) -> None:
    cells, sums = tables(inner)
    try:
        result = suppressed(cells, sums)
    except DataError:  # so few persons in all that nothing can be told apart: the whole table must go
        assert cells["value"].max() < 4 * THRESHOLD
        return
    small = result["value"].between(1, THRESHOLD - 1)
    assert (result.loc[small, "reason"] == "primary").all()
    assert result["is_proved"].all()
    hidden = result.loc[small]
    assert all(row.feasible_low <= max(1, parts(inner, row.cell)) for row in hidden.itertuples())
    assert (hidden["feasible_high"] >= THRESHOLD).all()
    shown = result.loc[result["reason"] == ""]
    assert (shown["feasible_low"] == shown["value"]).all()
    assert (shown["feasible_high"] == shown["value"]).all()


def test_a_table_without_small_cells_is_shown_whole() -> None:
    result = suppressed(*tables(np.array([[5, 0], [12, 7]])))
    assert result["reason"].tolist() == [""] * 9


def test_the_cells_that_cost_least_are_hidden_with_a_small_one() -> None:
    cells, sums = tables(np.array([[2, 9, 9], [9, 9, 9]]))
    dear = cells["cell"].isin(["(0, 1)", "(1, 1)"])
    result = suppressed(cells.assign(weight=cells["weight"].mask(dear, 50.0)), sums)
    assert set(result.loc[result["reason"] != "", "cell"]) == {"(0, 0)", "(0, 2)", "(1, 0)", "(1, 2)"}


def test_what_is_known_from_elsewhere_is_never_hidden_and_counts_as_known() -> None:
    cells, sums = tables(np.array([[2, 9, 9], [9, 9, 9]]), known=frozenset({"(0, 1)", "(0, 2)"}))
    result = suppressed(cells, sums).set_index("cell")
    assert result.loc[["(0, 1)", "(0, 2)"], "reason"].tolist() == ["", ""]
    assert result.loc["(0, 3)", "reason"] == "complementary"


def test_cells_of_one_row_are_hidden_together() -> None:
    cells, sums = tables(np.array([[2, 9], [9, 9]]))
    cost = cells.assign(
        cell="kr " + cells["cell"], value=cells["value"] * 1_000, low=np.nan, high=np.nan, is_whole=False
    )
    both = pd.concat([cells, cost], ignore_index=True)
    more = sums.assign(relation="kr " + sums["relation"], cell="kr " + sums["cell"])
    result = suppressed(both, pd.concat([sums, more], ignore_index=True)).set_index("cell")["reason"]
    for cell in cells["cell"]:
        assert bool(result[cell]) == bool(result[f"kr {cell}"])


def test_a_sum_that_does_not_hold_and_a_small_cell_that_is_known_are_told_at_once() -> None:
    cells, sums = tables(np.array([[2, 9], [9, 9]]), known=frozenset({"(0, 0)"}))
    cells.loc[cells["cell"] == "(1, 2)", "value"] += 1
    with pytest.raises(DataError) as caught:
        suppressed(cells, sums)
    assert str(caught.value) == (
        "Röjandekontroll:\n"
        "  - summan 1 (1, 2) stämmer inte\n"
        "  - summan 0 (2, 2) stämmer inte\n"
        "  - (0, 0): är känslig men redan publicerad"
    )


def test_a_cell_that_nothing_can_hide_stops() -> None:
    cells, sums = tables(np.array([[2, 9]]), known=frozenset({"(0, 1)", "(0, 2)", "(1, 1)", "(1, 2)"}))
    with pytest.raises(DataError) as caught:
        suppressed(cells, sums)
    assert str(caught.value) == (
        "Röjandekontroll: (0, 0) kan inte skyddas, eftersom allt den kan räknas fram ur redan är känt."
    )


@settings(max_examples=6, deadline=None)
@given(inner=inner_tables(), random=st.randoms(use_true_random=False))
def test_the_proof_does_not_depend_on_the_order_of_rows(inner: np.ndarray, random: object) -> None:
    cells, sums = tables(inner)
    try:
        first = suppressed(cells, sums)
    except DataError:
        return
    mixed = cells.sample(frac=1, random_state=random.randrange(2**32))  # type: ignore[attr-defined]
    again = suppressed(mixed.reset_index(drop=True), sums)
    assert again["is_proved"].all()
    assert set(first.loc[first["reason"] == "primary", "cell"]) == set(again.loc[again["reason"] == "primary", "cell"])

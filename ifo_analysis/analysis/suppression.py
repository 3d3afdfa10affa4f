"""Which cells must be hidden so that nobody can work out a small one, and is it proved? (*röjandekontroll*)

A cell that too few persons stand behind is hidden, and that is seldom enough: a total minus the other parts gives it
back. So other cells are hidden with it (*kompletterande undertryckning*), until everything that is shown, taken as one
system of equations, leaves every small cell an interval that is wide enough:

    shown values and sums hold,  every hidden cell ≥ 1 (zeros are shown)
    ⇒  min and max of each sensitive cell reach the bounds that it must at least be left with

The search adds, for one sensitive cell and direction at a time, the cheapest set of cells that can move with it (linear
programming); then it takes back every cell that proves unnecessary. The proof is made apart from the search: for every
hidden cell the smallest and the largest value that agree with all that is shown, in whole numbers where it counts.

Known drawbacks: the search doesn't promise the smallest possible loss, only that no hidden cell can be shown again
by itself. The proof covers what is in the system: what an outsider knows beside it must be put there as known cells.
It says nothing of a reader who knows one of the persons.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

PRIMARY, COMPLEMENTARY = "primary", "complementary"
FREE = 1e-4
"""The cost of moving a cell that is hidden already: nearly nothing, so that such cells are used first."""
NEAR = 1e-6


@dataclass(frozen=True)
class System:
    """Cells and the sums that tie them together, as arrays.

    `sums` has one row per relation, Σ factor · value = 0. `low` and `high` are what a sensitive cell's interval must
    reach; NaN for the others. A cell that is zero, or known from elsewhere, can't be hidden.
    """

    names: tuple[str, ...]
    amounts: NDArray[np.float64]
    sums: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    weights: NDArray[np.float64]
    is_fixed: NDArray[np.bool_]
    is_whole: NDArray[np.bool_]
    groups: NDArray[np.int64]

    @property
    def floor(self) -> NDArray[np.float64]:
        """Return the least that a hidden cell can be: zeros are shown, so a hidden count is at least one."""
        return np.where(self.is_fixed, self.amounts, np.where(self.is_whole, 1.0, 0.0))

    @property
    def is_sensitive(self) -> NDArray[np.bool_]:
        """Return which cells are small, or say too much of one person."""
        return ~np.isnan(self.low)


def suppressed(cells: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Return which cells to hide, and the interval that an outsider is left with for each (*röjandekontroll*).

    Parameters
    ----------
    cells : DataFrame
        One row per cell: ``cell`` (its name), ``value`` (≥ 0), ``low`` and ``high`` (what the interval of a sensitive
        cell must reach; NaN for others), ``is_known`` (published elsewhere: never hidden), ``weight`` (what its loss
        costs), ``is_whole`` (a count) and ``row`` (cells of the same row are hidden together).
    sums : DataFrame
        One row per relation and cell: ``relation``, ``cell``, ``factor``; the factors times the values add up to zero.

    Returns
    -------
    DataFrame
        `cells` with ``reason`` (`primary`, `complementary` or empty for a shown cell), ``feasible_low`` and
        ``feasible_high`` (equal to the value for a shown cell) and ``is_proved``.

    Raises
    ------
    DataError
        If a sum doesn't hold, a sensitive cell is known from elsewhere, or a cell can't be protected.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"cell": ["a", "b", "c", "all"], "value": [2.0, 7.0, 9.0, 18.0], "weight": [1, 1, 2, 9],
    ...     "low": [1.0, None, None, None], "high": [5.0, None, None, None], "is_known": False, "row": range(4),
    ...     "is_whole": True})
    >>> sums = pd.DataFrame({"relation": "all", "cell": ["a", "b", "c", "all"], "factor": [1, 1, 1, -1]})
    >>> suppressed(cells, sums)[["cell", "reason", "feasible_low", "feasible_high"]].values.tolist()[:2]
    [['a', 'primary', 1.0, 8.0], ['b', 'complementary', 1.0, 8.0]]
    """
    system = _with_parts(_system(cells, sums))
    hidden = searched(system)
    low, high = intervals(system, hidden)
    is_sensitive = system.is_sensitive
    is_wide = np.where(is_sensitive, (low <= system.low + NEAR) & (high >= system.high - NEAR), high - low > NEAR)
    reason = np.where(~hidden, "", np.where(is_sensitive, PRIMARY, COMPLEMENTARY))
    return cells.assign(reason=reason, feasible_low=low, feasible_high=high, is_proved=is_wide | ~hidden)


def _system(cells: pd.DataFrame, sums: pd.DataFrame) -> System:
    names = tuple(cells["cell"])
    place = {name: index for index, name in enumerate(names)}
    relations = {name: index for index, name in enumerate(dict.fromkeys(sums["relation"]))}
    matrix = np.zeros((len(relations), len(names)))
    for relation, cell, factor in zip(sums["relation"], sums["cell"], sums["factor"], strict=True):
        matrix[relations[relation], place[cell]] += factor
    values = cells["value"].to_numpy(dtype=float)
    broken = [name for name, index in relations.items() if abs(matrix[index] @ values) > NEAR * max(1, values.max())]
    known = cells["is_known"].to_numpy(dtype=bool)
    low = cells["low"].to_numpy(dtype=float)
    faults = [f"summan {name} stämmer inte" for name in broken]
    faults += [f"{names[at]}: är känslig men redan publicerad" for at in np.flatnonzero(known & ~np.isnan(low))]
    if faults:
        raise DataError.of("Röjandekontroll", faults)
    _, groups = np.unique(cells["row"].astype(str), return_inverse=True)
    return System(
        names=names,
        amounts=values,
        sums=matrix,
        low=low,
        high=cells["high"].to_numpy(dtype=float),
        weights=cells["weight"].to_numpy(dtype=float),
        is_fixed=known | (values == 0),
        is_whole=cells["is_whole"].to_numpy(dtype=bool),
        groups=groups.astype(np.int64),
    )


def _with_parts(system: System) -> System:
    """Return the system where a small sum of several parts, none of them zero, may stay above its number of parts.

    Since zeros are shown, everybody knows that such a sum is at least as large as the number of its parts.
    """
    low, _ = intervals(system, ~system.is_fixed, only=system.is_sensitive)
    return replace(system, low=np.where(system.is_sensitive, np.fmax(system.low, low), np.nan))


def searched(system: System) -> NDArray[np.bool_]:
    """Return which cells to hide: the sensitive ones, and the cheapest found that leave each of them room enough.

    The first round finds what is needed for each cell in turn; the second uses only what is hidden already, and what it
    doesn't use is shown again.
    """
    start = _with_rows(system, system.is_sensitive)
    hidden = start.copy()
    for cell, reach in _wanted(system):
        hidden = _with_rows(system, hidden | _moved(system, cell, reach, hidden))
    used = start.copy()
    for cell, reach in _wanted(system):
        used = _with_rows(system, used | _moved(system, cell, reach, used, within=hidden))
    return used


def _wanted(system: System) -> list[tuple[int, float]]:
    """Return each sensitive cell with the bounds that it must be able to reach, those with the longest way first."""
    cells = np.flatnonzero(system.is_sensitive)
    wanted = [(int(cell), float(bounds[cell])) for cell in cells for bounds in (system.low, system.high)]
    return sorted(wanted, key=lambda item: (-abs(item[1] - system.amounts[item[0]]), item[0], item[1]))


def _with_rows(system: System, hidden: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the hidden cells with all others of their rows, as far as those can be hidden."""
    return np.isin(system.groups, system.groups[hidden & ~system.is_fixed]) & ~system.is_fixed


def _moved(
    system: System, cell: int, reach: float, hidden: NDArray[np.bool_], within: NDArray[np.bool_] | None = None
) -> NDArray[np.bool_]:
    """Return the cheapest cells that can move so that one cell reaches a bound and every sum still holds."""
    from scipy.optimize import linprog  # noqa: PLC0415 - slow to import

    n = len(system.amounts)
    cost = np.where(hidden, FREE, system.weights)
    is_free = ~system.is_fixed if within is None else within & ~system.is_fixed
    down = np.where(is_free, system.amounts - system.floor, 0.0)
    up = np.where(is_free, np.inf, 0.0)
    move = reach - system.amounts[cell]
    up[cell], down[cell] = max(move, 0.0), max(-move, 0.0)
    low = np.zeros(2 * n)
    low[cell], low[n + cell] = up[cell], down[cell]
    found = linprog(
        np.concatenate([cost, cost]),
        A_eq=np.hstack([system.sums, -system.sums]),
        b_eq=np.zeros(len(system.sums)),
        bounds=np.column_stack([low, np.concatenate([up, down])]),
    )
    if found.status != 0:
        raise DataError(
            f"Röjandekontroll: {system.names[cell]} kan inte skyddas, eftersom allt den kan räknas fram ur redan är känt."
        )
    moved: NDArray[np.bool_] = np.abs(found.x[:n] - found.x[n:]) > NEAR
    return moved


def intervals(
    system: System, hidden: NDArray[np.bool_], only: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and the greatest value of each cell (or of `only` some) that agree with everything shown.

    This is the proof, and uses nothing of the search: what a reader with all shown cells and all sums can work out.
    """
    low, high = system.amounts.copy(), system.amounts.copy()
    open_cells = np.flatnonzero(hidden)
    sums = system.sums[:, open_cells]
    is_used = np.any(sums != 0, axis=1)
    rest = -system.sums[np.ix_(is_used, np.flatnonzero(~hidden))] @ system.amounts[~hidden]
    for place, cell in enumerate(open_cells):
        if only is not None and not only[cell]:
            continue
        for sign, bounds in ((1.0, low), (-1.0, high)):
            bounds[cell] = sign * _least(sign, place, sums[is_used], rest, system, open_cells)
    return low, high


def _least(
    sign: float,
    place: int,
    sums: NDArray[np.float64],
    rest: NDArray[np.float64],
    system: System,
    open_cells: NDArray[np.int64],
) -> float:
    """Return the least of a cell (or of its negative), in whole numbers for counts; -inf without a bound."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 - slow to import

    goal = np.zeros(len(open_cells))
    goal[place] = sign
    found = milp(
        goal,
        integrality=system.is_whole[open_cells].astype(int),
        bounds=Bounds(system.floor[open_cells], np.inf),
        constraints=LinearConstraint(sums, rest, rest) if len(rest) else (),
    )
    return float(found.fun) if found.status == 0 else -np.inf

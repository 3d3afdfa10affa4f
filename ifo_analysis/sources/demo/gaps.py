"""What is missing in the world, and how: six states that look alike on a page and aren't."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ifo_analysis.sources.demo.panels import stream
from ifo_analysis.sources.demo.volumes import SELF_MEASURED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.sources.demo.publication import CatalogueRow

Cube = NDArray[np.float64]
States = NDArray[np.int8]


class State(IntEnum):
    """The state of one answer: a value, a null in one of four ways, or no row at all."""

    VALUE = 0
    EMPTY = 1
    MISSING = 2
    NOT_APPLICABLE = 3
    DELETED = 4
    ABSENT = 5


STATUS = {State.MISSING: "Missing", State.NOT_APPLICABLE: "Not applicable"}
CORE = frozenset({"N01951", "N30001", "N30005", "N30007", "N30026", "N30101"})
# What is known without the municipality's own accounts.
NOT_FROM_ACCOUNTS = frozenset({"N30007", "N30014", "N00025", "U31004", "U31002", "U31904", "N31849", "N31857"})
# Persons are counted here: 1 to 3 of them are not shown, nor what could be computed from them.
SECRET = {"N33812": ("N33812", "N33817", "N33818"), "N33813": ("N33813", "N33816", "N33818"), "N35807": ("N35807",)}
FEWEST_SHOWN = 4
NO_ACCOUNTS, SELF_MEASURED_ABSENT = 0.004, 0.3
SINGLE = {State.ABSENT: 0.003, State.EMPTY: 0.003, State.MISSING: 0.002, State.DELETED: 0.0007}


def draw_states(seed: int, values: Cube, rows: Sequence[CatalogueRow], years: NDArray[np.int64], today: str) -> States:
    """Return the state of every value.

    Parameters
    ----------
    values : array
        Indicators × (municipalities and last the country) × years; NaN where nothing applies.
    rows : sequence of CatalogueRow
        The indicators, in the same order.
    years : array
        The years.
    today : str
        The day that the world is read: later figures don't exist yet.
    """
    states = np.full(values.shape, State.VALUE, dtype=np.int8)
    position = {row.id: number for number, row in enumerate(rows)}
    _single_gaps(seed, states, rows)
    _missing_accounts(seed, states, rows)
    own = states[:, :-1]  # the municipalities, without the country
    propensity = stream(seed, "who measures").random((1, values.shape[1] - 1, 1))
    lots = 0.5 * (stream(seed, "measured").random((len(SELF_MEASURED), *own.shape[1:])) + propensity)
    for number, name in enumerate(sorted(SELF_MEASURED)):
        own[position[name]][lots[number] < SELF_MEASURED_ABSENT] = State.ABSENT
    for counts, hidden in SECRET.items():
        is_few = (values[position[counts]] > 0) & (values[position[counts]] < FEWEST_SHOWN)
        for name in hidden:
            states[position[name]][is_few] = State.EMPTY
    own[np.isnan(values[:, :-1])] = State.NOT_APPLICABLE
    states[:, -1][np.isnan(values[:, -1])] = State.ABSENT
    for row, block in zip(rows, states, strict=True):
        block[:, (years < row.first_year) | (years > row.last_year(today))] = State.ABSENT
    return states


def _single_gaps(seed: int, states: States, rows: Sequence[CatalogueRow]) -> None:
    """Mark single gaps here and there, but not in what a report can't do without."""
    lots = stream(seed, "gaps").random(states.shape)
    lots[[row.id in CORE for row in rows]] = 1.0
    lots[:, -1] = 1.0
    reached = 0.0
    for state, share in SINGLE.items():
        states[(lots >= reached) & (lots < reached + share)] = state
        reached += share


def _missing_accounts(seed: int, states: States, rows: Sequence[CatalogueRow]) -> None:
    """Mark whole years of accounts as missing (*bortfall*); the first municipality is always there."""
    is_account = [
        row.unit.startswith(("kr/inv", "kr/v", "kr/b", "mnkr")) or row.area.startswith("kop_") for row in rows
    ]
    from_accounts = np.array(
        [
            (flag or row.id in CORE) and row.id not in NOT_FROM_ACCOUNTS | {"N01951"}
            for flag, row in zip(is_account, rows, strict=True)
        ]
    )
    lots = stream(seed, "accounts").random(states.shape[1:])
    lots[[0, -1]] = 1.0
    states[from_accounts[:, None, None] & (lots < NO_ACCOUNTS)[None]] = State.MISSING

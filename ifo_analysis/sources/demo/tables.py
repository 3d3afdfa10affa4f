"""The frames of the invented world, each under its contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ifo_analysis import definitions
from ifo_analysis.frames import CONTRACTS, DTYPES, MUNICIPALITIES, Contract, checked
from ifo_analysis.sources.demo.gaps import STATUS, State
from ifo_analysis.sources.demo.names import COUNTY
from ifo_analysis.sources.demo.plans import goal_rows, measure_rows

if TYPE_CHECKING:
    from ifo_analysis.sources.demo.world import DemoWorld

PUBLISHER = "Syntetiska data"
STATUSES = np.array(
    ["Deleted" if state == State.DELETED else STATUS.get(state, "") for state in sorted(State)], dtype=object
)
RESIDENTS = "N01951"


def table(world: DemoWorld, name: str) -> pd.DataFrame:
    """Return one of the world's frames, checked against the contract of that name."""
    contract = CONTRACTS[name]
    makers = {
        "indicator_values": indicator_values,
        "missing_values": missing_values,
        "population": population,
        "peer_groups": peers,
        "municipalities": municipalities,
        "goals": goals,
        "measures": measures,
    }
    columns = makers[name](world) if name in makers else {column: [] for column in contract.columns}
    length = len(next(iter(columns.values())))
    if contract is not MUNICIPALITIES:
        columns = _provenance(world, length) | columns
    return checked(contract, _typed(contract, columns), name)


def _typed(contract: Contract, columns: dict[str, Any]) -> pd.DataFrame:
    """Return the contract's columns in its order and types."""
    return pd.DataFrame(
        {name: pd.Series(columns[name], dtype=DTYPES[item.kind]) for name, item in contract.columns.items()}
    )


def _provenance(world: DemoWorld, length: int) -> dict[str, Any]:
    texts = {
        "label": "raw",
        "publisher": PUBLISHER,
        "document": world.document,
        "document_year": "",
        "retrieved": world.retrieved,
    }
    constant = {name: np.full(length, text, dtype=object) for name, text in texts.items()}
    flags = {"is_preliminary": False, "is_published": True}
    return constant | {name: np.full(length, flag) for name, flag in flags.items()}


def indicator_values(world: DemoWorld) -> dict[str, Any]:
    """Return the values that are there, the country's too."""
    places = np.nonzero(world.cells.states == State.VALUE)
    return _answered(world, places) | {
        "value": world.cells.figures[places],
        "unit": np.array([row.unit for row in world.cells.indicators], dtype=object)[places[0]],
    }


def missing_values(world: DemoWorld) -> dict[str, Any]:
    """Return the rows that are there without a value, with the source's word for why."""
    states = world.cells.states
    places = np.nonzero((states != State.ABSENT) & (states != State.VALUE))
    return _answered(world, places) | {"status": STATUSES[states[places]]}


def _answered(world: DemoWorld, places: tuple[Any, ...]) -> dict[str, Any]:
    indicator, place, year = places
    cells = world.cells
    early = np.array(
        [[row.preliminary_year(world.retrieved) == year for year in cells.years] for row in cells.indicators]
    )
    return {
        "municipality": np.array(cells.codes, dtype=object)[place],
        "year": np.array(cells.years)[year],
        "indicator": np.array([row.id for row in cells.indicators], dtype=object)[indicator],
        "is_preliminary": early[indicator, year],
    }


def population(world: DemoWorld) -> dict[str, Any]:
    """Return residents by municipality and year, without the country."""
    residents = world.structure.residents
    codes = [code for code, _ in world.municipalities]
    return {
        "municipality": np.repeat(np.array(codes, dtype=object), len(world.years)),
        "year": np.tile(np.array(world.years), len(codes)),
        "residents": residents.ravel().astype(np.int64),
    }


def peers(world: DemoWorld) -> dict[str, Any]:
    """Return the members of every edition's groups."""
    rows = [
        (code, edition, peer, group.title)
        for edition in world.editions
        for (code, _), group in zip(world.municipalities, world.groups_of(edition), strict=True)
        for peer in group.members
    ]
    names = ("municipality", "edition", "peer", "document")
    return _columns(names, rows) | {"document_year": [str(edition) for _, edition, _, _ in rows]}


def municipalities(world: DemoWorld) -> dict[str, Any]:
    """Return the world's own table of municipalities, or the real one if it borrows the names."""
    if world.real_names:
        rows = [(item.code, item.name, item.long_name, item.county) for item in definitions.municipalities()]
    else:
        rows = [(code, name, f"{name} kommun", COUNTY) for code, name in world.municipalities]
    return _columns(tuple(MUNICIPALITIES.columns), rows)


def goals(world: DemoWorld) -> dict[str, Any]:
    """Return the goals of the plans, adopted late in the year before the last but one."""
    rows = list(goal_rows(world.seed, world.municipalities, world.years[-1] - 1))
    return {name: [row[name] for row in rows] for name in rows[0]}


def measures(world: DemoWorld) -> dict[str, Any]:
    """Return the measures of the plans."""
    rows = list(measure_rows(world.seed, world.municipalities, world.years[-1] - 1))
    return {name: [row[name] for row in rows] for name in rows[0]}


def _columns(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    return {name: [row[position] for row in rows] for position, name in enumerate(names)}

"""A world as a fetch that is finished, so that it is stored and read like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ifo_analysis.sources.archive import Bodies
from ifo_analysis.sources.catalogue import catalogue_frame
from ifo_analysis.sources.store import Draft
from ifo_analysis.sources.values import completeness_frame

if TYPE_CHECKING:
    from typing import Any

    import pyarrow as pa

    from ifo_analysis.sources.demo.world import DemoWorld

KEY = ["municipality", "indicator", "year"]


def draft(world: DemoWorld) -> Draft:
    """Return what a fetch of everything in a world would have brought, but without raw answers.

    Examples
    --------
    >>> from ifo_analysis.sources.demo import DemoWorld
    >>> made = draft(DemoWorld(seed=1, municipalities=2, years=(2023, 2024)))
    >>> made.url, int(made.tables["completeness"]["asked"].iloc[0]) == 104 * 3 * 2
    ('demo:1', True)
    """
    catalogue = catalogue_frame({row.id: row.unit for row in world.indicators}, _metadata(world))
    values = value_table(world)
    codes = [code for code, _ in world.municipalities]
    tables = {
        "values": values,
        "municipalities": world.frame("municipalities"),
        "peer_groups": world.frame("peer_groups"),
        "population": world.frame("population"),
        "catalogue": catalogue,
        "completeness": completeness_frame(values, catalogue, (len(codes) + 1) * len(world.years)),
    }
    plan = {
        "municipalities": sorted(codes),
        "years": list(world.years),
        "indicators": sorted(row.id for row in world.indicators),
        "genders": ["T"],
    }
    return Draft(f"demo:{world.seed}", f"{world.retrieved}T00:00:00Z", plan, Bodies(), tables)


def value_table(world: DemoWorld) -> pa.Table:
    """Return every row of the world, with a value or without, in the form and order of `values.value_table`."""
    import pyarrow as pa  # noqa: PLC0415 - heavy, and only needed where something is stored

    present, absent = world.frame("indicator_values"), world.frame("missing_values")
    units = {row.id: row.unit for row in world.indicators}
    absent = absent.assign(value=np.nan, unit=absent["indicator"].map(units), is_preliminary=False)
    rows = pd.concat([present.assign(status=""), absent], ignore_index=True).assign(gender="T")
    rows = rows.sort_values(KEY, ignore_index=True)
    first = ["municipality", "year", "indicator", "value", "unit", "gender", "status", "is_preliminary"]
    return pa.Table.from_pandas(rows[[*first, *rows.columns.difference(first, sort=False)]], preserve_index=False)


def _metadata(world: DemoWorld) -> Any:  # noqa: ANN401 - the world's records have the shape of the interface's
    return world.kpi()

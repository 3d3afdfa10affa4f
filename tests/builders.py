"""Small frames written as words, for the tests of what comes in and of the analysis. Their figures are invented."""

from __future__ import annotations

import hashlib
import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from ifo_analysis.analysis.volatility import NoiseLaw, Volatility
from ifo_analysis.frames import CONTRACTS, DTYPES
from ifo_analysis.sources.bundled import TableFolder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from random import Random

PROVENANCE: dict[str, Any] = {
    "is_preliminary": False,
    "label": "raw",
    "publisher": "Kolada",
    "document": "",
    "document_year": "",
    "retrieved": "2026-08-16",
    "is_published": True,
}
EXAMPLES: Mapping[str, Mapping[str, object]] = {
    "indicator_values": {
        "municipality": "9901",
        "year": 2024,
        "indicator": "N30001",
        "value": -20.7972,
        "unit": "%",
        **PROVENANCE,
    },
    "missing_values": {"municipality": "9901", "year": 2024, "indicator": "N30001", "status": "Missing", **PROVENANCE},
    "population": {"municipality": "9901", "year": 2019, "residents": 16_000, **PROVENANCE},
    "peer_groups": {"municipality": "9901", "edition": 2024, "peer": "9902", **PROVENANCE},
    "key_figures": {
        "municipality": "9901",
        "year": "2024",
        "period": "helår",
        "indicator": "Anmälningar",
        "value": 880.0,
        "unit": "antal",
        "note": "",
        **PROVENANCE,
    },
    "goals": {
        "municipality": "9901",
        "plan_year": 2024,
        "plan_adopted": "2024-03-01",
        "area": "Barn och unga",
        "goal_no": 1,
        "goal": "Färre vårddygn",
        "target": "",
        "price": 2_300.0,
        "price_low": float("nan"),
        "price_high": float("nan"),
        "price_unit": "sek_per_care_day",
        "volume_low": 2.0,
        "volume_high": 3.0,
        "alternative_price": float("nan"),
        "one_off_cost_tkr": float("nan"),
        "duration": "",
        "first_day": "",
        "last_day": "",
        "effect_status": "calculated",
        **PROVENANCE,
    },
    "measures": {
        "municipality": "9901",
        "plan_year": 2024,
        "area": "Barn och unga",
        "goal_no": 1,
        "measure_no": 1,
        "measure": "Rekrytera fler jourfamiljer",
        "status": "ongoing",
        "is_delayed": False,
        "status_note": "",
        "waits_for_decision_by": "",
        "owner": "",
        "first_day": "",
        "last_day": "",
        "followed_up": "",
        "outcome_tkr": float("nan"),
        **PROVENANCE,
    },
    "municipalities": {
        "municipality": "9901",
        "name": "Ekhult",
        "long_name": "Ekhults kommun",
        "county": "Ekhults län",
    },
}
"""One row that keeps each contract."""


def rows(name: str, *changes: Mapping[str, object]) -> pd.DataFrame:
    """Return a frame that keeps the contract of that name: the example row, once with each of the changes."""
    records = [{**EXAMPLES[name], **change} for change in changes or ({},)]
    return pd.DataFrame(
        {
            column: pd.Series([record[column] for record in records], dtype=DTYPES[contract.kind])
            for column, contract in CONTRACTS[name].columns.items()
        }
    )


def series(values: Mapping[int, float], breaks: Sequence[int] = (2019,)) -> pd.DataFrame:
    """Return one municipality's deviation in per cent by year, as `cost_deviation` gives it."""
    return pd.DataFrame(
        {
            "year": list(values),
            "net_cost_deviation_pct": [float(value) for value in values.values()],
            "model": [max((first for first in breaks if first <= year), default=0) for year in values],
        }
    )


def panel(**municipalities: Mapping[int, float]) -> pd.DataFrame:
    """Return the deviation in per cent of several municipalities by year, as `deviation_panel` gives it."""
    values = [(code, year, float(pct)) for code, series in municipalities.items() for year, pct in series.items()]
    frame = pd.DataFrame(values, columns=["municipality", "year", "net_cost_deviation_pct"])
    return frame.assign(net_cost_deviation_msek=float("nan"), **PROVENANCE)


def one_year(values: Mapping[str, float], year: int = 2024) -> pd.DataFrame:
    """Return a panel of one year: a value per municipality."""
    return panel(**{code: {year: value} for code, value in values.items()})


def residents(year: int = 2019, **municipalities: int) -> pd.DataFrame:
    """Return the population of municipalities in one year."""
    return pd.DataFrame(
        {
            "municipality": list(municipalities),
            "year": year,
            "residents": list(municipalities.values()),
        }
    )


def normal_variation(*constants: float) -> Volatility:
    """Return the law SD = c / sqrt(residents), with one constant c for each horizon from one year."""
    return Volatility(
        laws=tuple(NoiseLaw(horizon, 0.0, c**2, 360) for horizon, c in enumerate(constants, start=1)),
        n_municipalities=60,
        first_year=2019,
        last_year=2025,
        population_year=2019,
        has_preliminary=True,
        share_beyond=0.05,
        c_low=constants[0],
        c_high=constants[0],
    )


def shuffled(frame: pd.DataFrame, random: Random) -> pd.DataFrame:
    """Return the same rows in another order."""
    return frame.sample(frac=1, random_state=random.randrange(2**32))


def as_csv(frame: pd.DataFrame) -> str:
    """Return a frame as the csv text of a table."""
    return frame.map(lambda cell: str(cell).lower() if isinstance(cell, bool) else cell).to_csv(index=False)


def table_folder(
    where: Path, tables: Mapping[str, pd.DataFrame | bytes] = MappingProxyType({}), origin: str = "synthetic"
) -> TableFolder:
    """Write tables, and a data package that describes them, to a folder, and return it as a source."""
    resources: list[dict[str, Any]] = []
    for name, table in tables.items():
        body = table if isinstance(table, bytes) else as_csv(table).encode()
        (where / f"{name}.csv").write_bytes(body)
        resources.append(
            {
                "path": f"{name}.csv",
                "title": name,
                "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
                "sources": [{"title": "Påhittade siffror"}],
            }
        )
    package = {"origin": origin, "resources": resources}
    (where / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return TableFolder(where)

"""The country (*riket*): sums of counts, and means weighted by those whom an indicator is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ifo_analysis.sources.demo.costs import PURCHASE_TOTAL, PURCHASES
from ifo_analysis.sources.demo.volumes import SELF_MEASURED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ifo_analysis.sources.demo.panels import Panel
    from ifo_analysis.sources.demo.structure import Structure

SUMS = frozenset({"antal", "tkr"})
AGES = {
    "kr/inv 0-20 år": "0-20",
    "antal/1000 inv": "0-20",
    "kr/inv 21-64 år": "21-64",
    "antal/inv 21-64 år": "21-64",
    "kr/inv 18-64 år": "18-64",
    "antal/10 000 invånare 0-17 år": "0-17",
    "antal/10 000 vuxna invånare": "18+",
}
# The country has no deviation from itself, no equalisation and no place among municipalities.
NOT_FOR_THE_COUNTRY = frozenset({"N30001", "N30026", "N00025", "U31002", "U31904", "U31003", *SELF_MEASURED})


def country(world: Structure, values: Mapping[str, Panel], units: Mapping[str, str]) -> dict[str, Panel]:
    """Return one row of values for the country, by indicator; NaN where it has none."""
    return {
        name: np.full((1, len(world.years)), np.nan)
        if name in NOT_FOR_THE_COUNTRY
        else _total(panel, None if units[name] in SUMS else _weights(name, units[name], world, values))
        for name, panel in values.items()
    }


def _total(panel: Panel, weights: Panel | None) -> Panel:
    if weights is None:
        return np.asarray(panel.sum(axis=0, keepdims=True), dtype=np.float64)
    known = np.where(np.isnan(panel), 0.0, weights)
    with np.errstate(invalid="ignore"):  # nobody has a value: neither has the country
        return np.asarray((np.nan_to_num(panel) * known).sum(axis=0, keepdims=True) / known.sum(axis=0, keepdims=True))


def _weights(name: str, unit: str, world: Structure, values: Mapping[str, Panel]) -> Panel:
    if unit == "kr/hushåll":
        return values["N31910"]
    if name == "N31814":  # a share of those who have support
        return values["N31825"] * world.residents
    if name == PURCHASE_TOTAL:
        return values["N30101"] * world.residents
    for area, (first, _) in PURCHASES.items():
        if name[:-1] == first[:-1] and first <= name <= f"{first[:-1]}{int(first[-1]) + 3}":
            rest = values["N30101"] - values["N33001"] - values["N35001"]
            return (rest if area == "other" else values[area]) * world.residents
    return world.ages[AGES[unit]] if unit in AGES else world.residents

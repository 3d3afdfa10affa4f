"""The net cost of the sub-areas (*nettokostnad per delverksamhet*): indicators, and names in prose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class NetCost:
    """A sub-area's net cost: the indicator, the sub-area's name and the name in definite form."""

    id: str
    name: str
    definite: str


@cache
def net_costs() -> tuple[NetCost, ...]:
    """Return the net cost of each sub-area; together they are that of the whole.

    Examples
    --------
    >>> [area.id for area in net_costs()]
    ['N33016', 'N35019', 'N37005', 'N31008', 'N37006']
    """
    return tuple(NetCost(**row) for row in _definitions()["sub_areas"])


def net_cost_ids() -> tuple[str, ...]:
    """Return the indicators of net cost by sub-area."""
    return tuple(area.id for area in net_costs())


def whole_and_reference() -> tuple[str, str]:
    """Return the indicators of the whole net cost and of the reference cost.

    Examples
    --------
    >>> whole_and_reference()
    ('N30005', 'N30007')
    """
    return _definitions()["whole"], _definitions()["reference"]


def modelled() -> tuple[str, str]:
    """Return a sub-area's net cost and the indicator that models it: another model than the reference cost.

    Examples
    --------
    >>> modelled()
    ('N31008', 'U31004')
    """
    return _definitions()["modelled"]["of"], _definitions()["modelled"]["id"]


@cache
def _definitions() -> Any:  # noqa: ANN401 - as in the package's own loader: the dataclass checks what the file holds
    return yaml.safe_load((files(__package__) / "net_costs.yml").read_text(encoding="utf-8"))

"""The sub-areas of the service, what is bought in them, and the forms of placement: names in prose and indicators."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ifo_analysis.definitions import Indicator, indicators

OPEN_CARE_AND_PLACEMENTS = ("open_care_sek_per_resident_0_20", "placements_sek_per_resident_0_20")
"""The two costs that are shown side by side, by the code's names."""


@dataclass(frozen=True)
class Area:
    """A part of the service (*delverksamhet*): its name, the name in definite form, and the indicator that measures it.

    `parts` are the indicators that the measured value is made up of, by name.
    """

    name: str
    definite: str
    indicator: Indicator
    parts: tuple[tuple[str, Indicator], ...] = ()

    @property
    def id(self) -> str:
        """Return the indicator's id."""
        return self.indicator.id


@cache
def whole() -> Area:
    """Return the cost of the whole service (*kostnad individ- och familjeomsorg*).

    Examples
    --------
    >>> whole().id, whole().definite
    ('N30101', 'individ- och familjeomsorgen')
    """
    row = _definitions()["whole"]
    return Area(row["name"], row["definite"], indicators()[row["cost"]])


@cache
def sub_areas() -> tuple[Area, ...]:
    """Return the sub-areas (*delverksamheter*) with their cost, which add up to that of the whole service.

    Examples
    --------
    >>> [area.id for area in sub_areas()]
    ['N33001', 'N35001', 'N37001', 'N31001', 'N37002']
    """
    return tuple(Area(row["name"], row["definite"], indicators()[row["cost"]]) for row in _definitions()["sub_areas"])


@cache
def purchases() -> tuple[Area, ...]:
    """Return the areas with the share of their cost that is bought (*köpt verksamhet*), in parts by who sells.

    Examples
    --------
    >>> [(area.id, len(area.parts)) for area in purchases()]
    [('N33023', 3), ('N35030', 3), ('N30020', 3), ('N04159', 0)]
    """
    found = _definitions()
    return tuple(
        Area(
            row["name"],
            row["definite"],
            indicators()[row["share"]],
            tuple(
                (seller, indicators()[name])
                for seller, name in zip(found["sellers"], row["sellers"], strict=bool(row["sellers"]))
            ),
        )
        for row in found["purchases"]
    )


@cache
def placements() -> tuple[Area, ...]:
    """Return the forms of placement (*placeringsformer*), all of them together first.

    Examples
    --------
    >>> [(area.id, area.definite) for area in placements()]
    [('N33818', 'på HVB eller i familjehem'), ('N33816', 'på HVB'), ('N33817', 'i familjehem')]
    """
    return tuple(Area(row["name"], row["where"], indicators()[row["rate"]]) for row in _definitions()["placements"])


def cost_ids() -> tuple[str, ...]:
    """Return the indicators of cost per resident: the sub-areas and the whole (*kostnad per invånare*)."""
    return (*(area.id for area in sub_areas()), whole().id)


def purchase_ids() -> tuple[str, ...]:
    """Return the indicators of bought shares, each area followed by its sellers (*köpt verksamhet*)."""
    return tuple(found for area in purchases() for found in (area.id, *(part.id for _, part in area.parts)))


def placement_ids() -> tuple[str, ...]:
    """Return the indicators of placements: rates, numbers of persons, and the costs of open care and placements."""
    names = ("placed_family_homes_count", "placed_hvb_count", *OPEN_CARE_AND_PLACEMENTS)
    return (*(area.id for area in placements()), *(indicators()[name].id for name in names))


@cache
def _definitions() -> Any:  # noqa: ANN401 - as in the package's own loader: the dataclass checks what the file holds
    return yaml.safe_load((files(__package__) / "sub_areas.yml").read_text(encoding="utf-8"))

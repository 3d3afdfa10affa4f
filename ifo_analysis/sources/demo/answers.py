"""The world in the form that Kolada's interface (version 3) answers in: data rows and metadata as Python dicts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ifo_analysis import definitions
from ifo_analysis.sources.demo.gaps import STATUS, State
from ifo_analysis.sources.demo.panels import stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ifo_analysis.sources.demo.gaps import Cube, States
    from ifo_analysis.sources.demo.publication import CatalogueRow

DIVIDED_BY_GENDER = frozenset(
    [
        "N01951",
        "N31814",
        "N31816",
        "N31825",
        "N33802",
        "N33812",
        "N33813",
        "N33816",
        "N33817",
        "N33818",
        "N33878",
        "U31402",
        "U31462",
        "U31804",
        "U33401",
        "U35400",
    ]
)
GENDERS = ("T", "K", "M")


@dataclass(frozen=True)
class Cells:
    """Every answer of a world: figures and states as indicators × municipalities (the country last) × years."""

    seed: int
    figures: Cube
    states: States
    indicators: tuple[CatalogueRow, ...]
    codes: tuple[str, ...]
    years: tuple[int, ...]
    tilt: Cube = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Draw how much more an indicator is about women than about men."""
        object.__setattr__(self, "tilt", 0.2 * (stream(self.seed, "gender").random(self.figures.shape[:2]) - 0.5))

    def found(self, indicators: Sequence[str], codes: Sequence[str], years: Sequence[int]) -> np.ndarray[Any, Any]:
        """Return the positions (indicator, municipality, year) of all rows that exist, unknown ids left out."""
        chosen = [
            np.flatnonzero(np.isin([row.id for row in self.indicators], list(indicators))),
            np.flatnonzero(np.isin(self.codes, list(codes))),
            np.flatnonzero(np.isin(self.years, list(years))),
        ]
        exists = self.states[np.ix_(*chosen)] != State.ABSENT
        return np.stack([part[hit] for part, hit in zip(chosen, np.nonzero(exists), strict=True)], axis=1)

    def rows(self, found: np.ndarray[Any, Any]) -> Iterator[dict[str, Any]]:
        """Yield one data row for each position."""
        where = tuple(found.T)
        values, states = self.figures[where].tolist(), self.states[where].tolist()
        for (number, place, year), value, state in zip(found.tolist(), values, states, strict=True):
            indicator = self.indicators[number]
            answers = [_answer("T", value, state)]
            if indicator.id in DIVIDED_BY_GENDER:
                answers += self._by_gender(indicator.unit, float(self.tilt[number, place]), value, state)
            yield {
                "kpi": indicator.id,
                "municipality": self.codes[place],
                "period": self.years[year],
                "values": answers,
            }

    def _by_gender(self, unit: str, tilt: float, value: float, state: int) -> list[dict[str, Any]]:
        if unit == "antal":
            women = round(value * (0.5 + tilt / 2)) if state == State.VALUE else 0
            return [_answer("K", float(women), state), _answer("M", value - women, state)]
        return [
            _answer("K", round(value * (1 + tilt), 4), state),
            _answer("M", round(value * (1 - tilt), 4), state),
        ]


def _answer(gender: str, value: float, state: int) -> dict[str, Any]:
    if state == State.VALUE:
        return {"gender": gender, "value": value, "status": "", "count": 1, "isdeleted": False}
    status = STATUS.get(State(state), "")
    return {"gender": gender, "value": None, "status": status, "count": 0, "isdeleted": state == State.DELETED}


def metadata(row: CatalogueRow) -> dict[str, Any]:
    """Return an indicator's metadata. The description is invented, except for what it says about breaks."""
    breaks = [item.text for item in definitions.series_breaks() if row.id in item.indicators]
    return {
        "id": row.id,
        "title": row.title,
        "description": " ".join([f"Påhittad beskrivning av {row.title}.", *breaks, "Källa: SCB."]),
        "is_divided_by_gender": row.id in DIVIDED_BY_GENDER,
        "municipality_type": "K",
        "auspice": "E",
        "operating_area": "Befolkning" if row.area == "namnare" else "Individ- och familjeomsorg",
        "perspective": "Resurser" if row.unit.startswith(("kr", "mnkr", "tkr")) else "Volymer",
        "prel_publication_date": row.preliminary_date or None,
        "publication_date": row.final_date or None,
        "publ_period": row.publication_period or None,
        "has_ou_data": False,
    }

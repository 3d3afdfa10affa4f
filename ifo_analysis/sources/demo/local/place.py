"""What the world says of one municipality in one year: the sizes that its own figures must agree with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ifo_analysis.errors import DataError
from ifo_analysis.frames import DTYPES, LOCAL_CONTRACTS, checked
from ifo_analysis.sources.demo.panels import stream
from ifo_analysis.sources.demo.tables import PUBLISHER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np
    import pandas as pd

    from ifo_analysis.sources.demo.world import DemoWorld

Record = dict[str, Any]
RESIDENTS = "N01951"
PRICE_YEAR, PRICE_GROWTH = 2024, 1.03


@dataclass(frozen=True)
class Place:
    """One municipality of an invented world, and the year that is reported on.

    Raises
    ------
    DataError
        If the world has no such municipality, or has the year but not the year before.
    """

    world: DemoWorld
    municipality: str
    year: int

    def __post_init__(self) -> None:
        """Refuse what the world doesn't have."""
        if self.municipality not in dict(self.world.municipalities):
            raise DataError(f"Kommunen {self.municipality} finns inte i den påhittade världen.")
        if not {self.year - 1, self.year} <= set(self.world.years):
            first, last = self.world.years[0] + 1, self.world.years[-1]
            raise DataError(f"Egna uppgifter kan hittas på för {first}–{last}, inte för {self.year}.")

    @cached_property
    def name(self) -> str:
        """Return the municipality's name."""
        return dict(self.world.municipalities)[self.municipality]

    @cached_property
    def peers(self) -> tuple[str, ...]:
        """Return the codes of the newest group that isn't later than the year, otherwise the oldest."""
        at = [code for code, _ in self.world.municipalities].index(self.municipality)
        editions = self.world.editions
        edition = max((each for each in editions if each <= self.year), default=editions[0])
        return self.world.groups_of(edition)[at].members

    def figure(self, indicator: str, year: int = 0, municipality: str = "") -> float:
        """Return a published figure, whether the world has published it yet or not."""
        cells = self.world.cells
        number = next(at for at, row in enumerate(cells.indicators) if row.id == indicator)
        place = cells.codes.index(municipality or self.municipality)
        return float(cells.figures[number, place, cells.years.index(year or self.year)])

    def cost_sek(self, indicator: str, year: int = 0, municipality: str = "") -> float:
        """Return a cost of kr per resident as kr in all."""
        return self.figure(indicator, year, municipality) * self.figure(RESIDENTS, year, municipality)

    def age_share(self, group: str) -> float:
        """Return how large a part of the residents is of an age; it is the same in all years."""
        at, structure = [code for code, _ in self.world.municipalities].index(self.municipality), self.world.structure
        return float(structure.ages[group][at, 0] / structure.residents[at, 0])

    def at(self, municipality: str) -> Place:
        """Return another municipality of the same world and year."""
        return Place(self.world, municipality, self.year)

    def price(self, level: float, year: int = 0) -> float:
        """Return a price of 2024 in the money of another year."""
        return float(level * PRICE_GROWTH ** ((year or self.year) - PRICE_YEAR))

    def stream(self, name: str, year: int = 0) -> np.random.Generator:
        """Return the random numbers of one kind of figures for this municipality and a year."""
        return stream(self.world.seed, f"own {name} {self.municipality} {year or self.year}")

    def frame(self, name: str, records: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        """Return records as a checked frame; what they don't say of municipality, year and origin is the place's own.

        An amount that a record leaves out is missing, a text empty.
        """
        import pandas as pd  # noqa: PLC0415 - the word is enough for those who only draw

        contract = LOCAL_CONTRACTS[name]
        nothing = {"text": "", "decimal": float("nan"), "flag": False}
        usual = {"municipality": self.municipality, "year": self.year, "basis": "outcome", **self.origin}
        rows = list(records)
        columns = {
            column: pd.Series(
                [row.get(column, usual.get(column, nothing.get(item.kind))) for row in rows], dtype=DTYPES[item.kind]
            )
            for column, item in contract.columns.items()
        }
        return checked(contract, pd.DataFrame(columns), name)

    @cached_property
    def origin(self) -> Record:
        """Return the columns that say where a figure comes from."""
        return {
            "is_preliminary": False,
            "label": "raw",
            "publisher": PUBLISHER,
            "document": self.world.document,
            "document_year": "",
            "retrieved": self.world.retrieved,
            "is_published": True,
        }

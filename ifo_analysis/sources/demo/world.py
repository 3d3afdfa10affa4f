"""The invented world as a source of facts, and as what a server can answer."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ifo_analysis import definitions
from ifo_analysis.sources import InputFile, Origin
from ifo_analysis.sources.demo import tables
from ifo_analysis.sources.demo.answers import Cells, metadata
from ifo_analysis.sources.demo.costs import accounts
from ifo_analysis.sources.demo.country import country
from ifo_analysis.sources.demo.gaps import draw_states
from ifo_analysis.sources.demo.names import COUNTRY, REGIONS, invented
from ifo_analysis.sources.demo.panels import stream
from ifo_analysis.sources.demo.peers import PeerGroup, editions, peer_groups
from ifo_analysis.sources.demo.publication import RETRIEVED, CatalogueRow, catalogue
from ifo_analysis.sources.demo.structure import Structure, draw_structure
from ifo_analysis.sources.demo.volumes import volumes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

DECIMALS = {"antal": 0, "tkr": 0, "mnkr": 6}
OTHER_DECIMALS = 4


class DemoWorld:
    """An invented world (*påhittad värld*): the same seed gives the same figures, another seed another world.

    Parameters
    ----------
    seed : int
        What everything is drawn from.
    municipalities : int
        How many there are; with `real_names` always Sweden's 290.
    years : tuple of int
        The first and the last year.
    real_names : bool
        Borrow the names and codes of the 290 municipalities. The figures are still invented.
    revision : int
        How many times the figures have been revised: each time changes a few municipalities' last two years.
    retrieved : str
        The day that the world is read, as ISO text. It decides what is published, and what is preliminary.

    Raises
    ------
    DataError
        If there are no municipalities, or more than there are names.

    Examples
    --------
    >>> world = DemoWorld(seed=1, municipalities=10)
    >>> world.municipalities[0], world.origin, len(world.indicators), world.groups[0].title
    (('9001', 'Sundnäs'), 'synthetic', 104, 'Liknande kommuner IFO, Sundnäs, 2024')
    """

    def __init__(
        self,
        seed: int = 1,
        municipalities: int = 40,
        years: tuple[int, int] = (2011, 2025),
        *,
        real_names: bool = False,
        revision: int = 0,
        retrieved: str = RETRIEVED,
    ) -> None:
        self.seed = seed
        self.years = tuple(range(years[0], years[1] + 1))
        self.real_names = real_names
        self.revision = revision
        self.retrieved = retrieved
        self._frames: dict[str, pd.DataFrame] = {}
        self.municipalities: list[tuple[str, str]] = (
            [(item.code, item.name) for item in definitions.municipalities()]
            if real_names
            else invented(municipalities, stream(seed, "names"))
        )

    def __repr__(self) -> str:
        """Return a line that tells worlds apart."""
        span = f"{self.years[0]}–{self.years[-1]}"
        return f"DemoWorld(frö {self.seed}, {len(self.municipalities)} kommuner, {span}, revision {self.revision})"

    @property
    def origin(self) -> Origin:
        """Return `synthetic`: every page says so."""
        return "synthetic"

    @property
    def indicators(self) -> tuple[CatalogueRow, ...]:
        """Return the indicators of the catalogue, ordered by id."""
        return catalogue()

    @cached_property
    def structure(self) -> Structure:
        """Return what the municipalities are: residents, ages, reference cost and deviation, unrounded."""
        span = (self.years[0], self.years[-1])
        return draw_structure(self.seed, len(self.municipalities), span, self.revision)

    @cached_property
    def cells(self) -> Cells:
        """Return every answer of the world, rounded as published."""
        units = {row.id: row.unit for row in self.indicators}
        panels = accounts(self.seed, self.structure)
        panels |= volumes(self.seed, self.structure, panels)
        panels = {row.id: panels[row.id] for row in self.indicators}
        whole = country(self.structure, panels, units)
        values = np.stack([np.concatenate([panel, whole[name]]) for name, panel in panels.items()])
        for row, block in zip(self.indicators, values, strict=True):
            places = 0 if row.unit.startswith("kr") else DECIMALS.get(row.unit, OTHER_DECIMALS)
            block[:] = np.round(block, places) + 0.0  # no minus zero
        states = draw_states(self.seed, values, self.indicators, self.structure.years, self.retrieved)
        codes = tuple(code for code, _ in (*self.municipalities, COUNTRY))
        return Cells(self.seed, values, states, self.indicators, codes, self.years)

    def rows(
        self, indicators: Iterable[str], municipalities: Iterable[str], years: Iterable[int]
    ) -> Iterator[dict[str, Any]]:
        """Yield data rows as Kolada's interface gives them, ordered by indicator, municipality and year.

        Ids that don't exist have no rows. Code 0000 is the country (*riket*).

        Examples
        --------
        >>> next(DemoWorld(municipalities=10).rows(["N01951"], ["0000"], [2024]))["values"][0]["status"]
        ''
        """
        return self.cells.rows(self.cells.found(tuple(indicators), tuple(municipalities), tuple(years)))

    def kpi(self, ids: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Return metadata of the indicators asked for, or of all, ordered by id."""
        return [metadata(row) for row in self.indicators if ids is None or row.id in ids]

    def places(self) -> list[dict[str, str]]:
        """Return municipalities (type K), and the country and a few regions (type L), ordered by code."""
        typed = [(*COUNTRY, "L"), *((*item, "L") for item in REGIONS), *((*item, "K") for item in self.municipalities)]
        return [{"id": code, "title": title, "type": kind} for code, title, kind in sorted(typed)]

    @cached_property
    def groups(self) -> tuple[PeerGroup, ...]:
        """Return the newest edition's groups; older ones are overwritten under the same ids."""
        return self.groups_of(self.editions[-1])

    @property
    def editions(self) -> tuple[int, ...]:
        """Return the editions of groups, oldest first."""
        return editions(self.years)

    def groups_of(self, edition: int) -> tuple[PeerGroup, ...]:
        """Return one edition's groups, in the order of the municipalities."""
        return peer_groups(self.structure, self.municipalities, edition)

    @cached_property
    def document(self) -> str:
        """Return what the figures are credited to beside the publisher."""
        return f"Påhittad värld, frö {self.seed}"

    def frame(self, name: str) -> pd.DataFrame:
        """Return one checked frame by the name of its contract; the same object each time.

        Raises
        ------
        KeyError
            If no contract has that name.
        """
        if name not in self._frames:
            self._frames[name] = tables.table(self, name)
        return self._frames[name]

    def inputs(self) -> tuple[InputFile, ...]:
        """Return one entry for the world itself: no file lies behind it, so its hash is that of its figures."""
        cells = self.cells
        content = hashlib.sha256(repr((cells.codes, cells.years)).encode())
        content.update(np.nan_to_num(cells.figures).astype("<f8").tobytes() + cells.states.tobytes())
        size = f"{len(self.municipalities)} kommuner, {self.years[0]}–{self.years[-1]}, revision {self.revision}"
        title = f"{self.document} ({size})"
        return (InputFile(f"demo-{self.seed}", content.hexdigest(), title, (tables.PUBLISHER,)),)

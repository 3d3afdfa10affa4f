"""A municipality's own figures in the invented world: the frames, and the files that its systems would export.

Sizes agree with what the world says of the municipality. Everything is invented, and says so; the same seed gives the
same figures.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ifo_analysis.sources import InputFile, LocalTables
from ifo_analysis.sources.demo.local import economy, flows, governance, people, summed, writing
from ifo_analysis.sources.demo.local.place import Place
from ifo_analysis.sources.demo.local.register import register
from ifo_analysis.sources.demo.tables import PUBLISHER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from ifo_analysis.sources.demo.local.place import Record
    from ifo_analysis.sources.demo.world import DemoWorld

__all__ = ["local_tables", "write_local_files"]


def local_tables(world: DemoWorld, municipality: str, year: int) -> LocalTables:
    """Return a municipality's own figures (*kommunens egna uppgifter*), as if its files had been read.

    Parameters
    ----------
    world : DemoWorld
        The world that the municipality is part of.
    municipality : str
        Its code.
    year : int
        The year that is reported on.

    Returns
    -------
    LocalTables
        All frames of `frames.local`, checked; internal, since there is a register behind them.

    Raises
    ------
    DataError
        If the world has no such municipality or year, or not the year before.

    Examples
    --------
    >>> from ifo_analysis.sources.demo import DemoWorld
    >>> tables = local_tables(DemoWorld(municipalities=10), "9001", 2024)
    >>> len(tables.frames), tables.is_internal, tables.inputs[0].sources
    (18, True, ('Syntetiska data',))
    """
    place = Place(world, municipality, year)
    frames = {name: place.frame(name, rows) for name, rows in records(place, register(place)).items()}
    content = hashlib.sha256(b"".join(frame.to_csv(index=False).encode() for frame in frames.values())).hexdigest()
    title = f"Egna uppgifter för {place.name} {year} ({world.document})"
    inputs = (InputFile(f"demo-{world.seed}-{municipality}-{year}", content, title, (PUBLISHER,)),)
    return LocalTables(frames, inputs, notes=(), is_internal=True)


def write_local_files(world: DemoWorld, municipality: str, year: int, folder: Path) -> Path:
    """Write the same figures as files, the way that a municipality's systems would export them.

    Parameters
    ----------
    world, municipality, year
        As for `local_tables`.
    folder : Path
        Where to write; it is made if there is none. There is a placement register among the files, although nobody in
        it exists.

    Returns
    -------
    Path
        The parameters (YAML) of a report that uses the files.

    Raises
    ------
    DataError
        If the world has no such municipality or year, or not the year before.
    """
    place = Place(world, municipality, year)
    rows = register(place)
    contents = writing.file_contents(place, rows, records(place, rows))
    return writing.write(folder, contents, writing.parameters(place), f"{year}.yml")


def records(place: Place, rows: pd.DataFrame) -> dict[str, Iterable[Record]]:
    """Return the rows of every frame, by the name of its contract, from the place and its placement register."""
    days = summed.days_by_year(rows, (place.year - 1, place.year))
    own = summed.placements(days)
    peers = [row for peer in place.peers for row in summed.peer_placements(place.at(peer))]
    budget = economy.budget(place)
    return {
        "placements": [*own, *peers, *summed.target(own, place.year)],
        "placed_persons": summed.placed_persons(days),
        "costliest": summed.costliest(days),
        "booked_costs": summed.booked_costs(place, days),
        "residents_by_age": people.residents_by_age(place),
        "structure": people.structure(place),
        "purchases": economy.purchases(place),
        "staff": flows.staff(place),
        "caseload": flows.caseload(place, rows),
        "budget": budget,
        "budget_notes": economy.budget_notes(place, budget),
        "reimbursed_days": flows.reimbursed_days(place),
        "committee_goals": governance.committee_goals(place),
        "assignments": governance.assignments(place),
        "guarantees": governance.guarantees(place),
        "unexecuted": governance.unexecuted(place),
        "incidents": governance.incidents(place),
        "decisions": governance.decisions(place),
    }

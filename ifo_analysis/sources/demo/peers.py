"""Groups of alike municipalities (*liknande kommuner*): nearest in size and reference cost, redrawn for each edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ifo_analysis.sources.demo.structure import Structure

PEERS = 7
FIRST_GROUP = 900_001
AGE_OF_EDITIONS = (4, 3, 1)  # years before the last one; as with the published groups one year was left out


@dataclass(frozen=True)
class PeerGroup:
    """A group: stable id, title with edition, and the codes of its members in order of code, not of likeness."""

    id: str
    title: str
    members: tuple[str, ...]


def editions(years: Sequence[int]) -> tuple[int, ...]:
    """Return the editions that a world of these years has had, oldest first.

    Examples
    --------
    >>> editions(range(2011, 2026)), editions([2025])
    ((2021, 2022, 2024), (2025,))
    """
    known = tuple(years[-1] - age for age in AGE_OF_EDITIONS if years[-1] - age >= years[0])
    return known or (years[-1],)


def peer_groups(world: Structure, municipalities: Sequence[tuple[str, str]], edition: int) -> tuple[PeerGroup, ...]:
    """Return one edition's groups in the order of the municipalities. A municipality is never its own peer."""
    year = int(np.searchsorted(world.years, edition))
    points = np.stack([np.log(world.residents[:, year]), world.reference_sek[:, year]])
    spread = points.std(axis=1, keepdims=True)
    scaled = points / np.where(spread > 0, spread, 1.0)
    distance = np.sqrt(((scaled[:, :, None] - scaled[:, None, :]) ** 2).sum(axis=0))
    np.fill_diagonal(distance, np.inf)
    nearest = np.argsort(distance, axis=1, kind="stable")[:, : min(PEERS, len(municipalities) - 1)]
    return tuple(
        PeerGroup(
            f"G{FIRST_GROUP + number}",
            f"Liknande kommuner IFO, {name}, {edition}",
            tuple(municipalities[other][0] for other in sorted(nearest[number])),
        )
        for number, (_, name) in enumerate(municipalities)
    )

"""Where labels go: small, deterministic rules that keep words from covering each other."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True)
class Box:
    """A rectangle in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Return the width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return the height."""
        return self.top - self.bottom

    def grown(self, by: float) -> Box:
        """Return the box with a margin on every side."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def overlaps(self, other: Box) -> bool:
        """Say whether the boxes share any area."""
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def covers(self, x: float, y: float) -> bool:
        """Say whether a point lies inside."""
        return self.left < x < self.right and self.bottom < y < self.top

    def lies_in(self, other: Box) -> bool:
        """Say whether the whole box lies inside another."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.bottom <= self.bottom
            and self.top <= other.top
        )


@dataclass(frozen=True)
class Obstacle:
    """A point of a mark that a label should rather not cover, and how much that costs."""

    x: float
    y: float
    cost: float


def best_place(
    candidates: Sequence[Box], taken: Iterable[Box], obstacles: Iterable[Obstacle], reluctance: float = 0.0
) -> tuple[int, float] | None:
    """Return which candidate covers the least, and the cost of that; None if all of them cover what is taken.

    Candidates stand in order of preference: each step down the list must save at least `reluctance`.

    Examples
    --------
    >>> above, below = Box(0, 1, 2, 2), Box(0, -2, 2, -1)
    >>> best_place([above, below], [], [Obstacle(1, 1.5, 1)])
    (1, 0)
    >>> best_place([above, below], [Box(0, -3, 2, 3)], []) is None
    True
    """
    blocked = list(taken)
    hull = Box(
        min((box.left for box in candidates), default=0),
        min((box.bottom for box in candidates), default=0),
        max((box.right for box in candidates), default=0),
        max((box.top for box in candidates), default=0),
    )
    marks = [mark for mark in obstacles if hull.covers(mark.x, mark.y)]
    costs = [
        (sum(mark.cost for mark in marks if box.covers(mark.x, mark.y)), index)
        for index, box in enumerate(candidates)
        if not any(box.overlaps(other) for other in blocked)
    ]
    if not costs:
        return None
    cost, index = min(costs, key=lambda found: (found[0] + reluctance * found[1], found[1]))
    return index, cost


def kept_apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return heights as near the wanted as they can be, in the same order, at least `gap` apart, from low to high.

    Parameters
    ----------
    wanted : sequence of float
        In rising order.
    gap, low, high : float
        If there is no room for all, they go on above `high`.

    Examples
    --------
    >>> kept_apart([0, 1, 20], 10, -50, 50)
    [-4.5, 5.5, 20.0]
    >>> kept_apart([0, 1], 10, 0, 50)
    [0, 10]
    """
    blocks: list[list[float]] = []
    for index, height in enumerate(wanted):
        blocks.append([height - index * gap])
        while len(blocks) > 1 and fmean(blocks[-2]) > fmean(blocks[-1]):
            last = blocks.pop()
            blocks[-1] += last
    level = [fmean(block) for block in blocks for _ in block]
    ceiling = high - (len(level) - 1) * gap
    return [max(min(height, ceiling), low) + index * gap for index, height in enumerate(level)]


def in_rows(widths: Sequence[float], room: float, gap: float) -> list[list[int]]:
    """Return which items stand in each row when they are set one after the other, as words in a paragraph.

    Examples
    --------
    >>> in_rows([40, 40, 40], 100, 10)
    [[0, 1], [2]]
    """
    rows: list[list[int]] = []
    used = 0.0
    for index, width in enumerate(widths):
        if rows and used + gap + width <= room:
            rows[-1].append(index)
            used += gap + width
        else:
            rows.append([index])
            used = width
    return rows

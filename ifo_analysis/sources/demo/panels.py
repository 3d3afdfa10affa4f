"""Small building blocks of the world: a panel is an array with one row per municipality and one column per year."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

Panel = NDArray[np.float64]
Level = float | NDArray[np.floating[Any]]


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the random numbers of one part of the world, so that no part disturbs another's."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def habit(rng: np.random.Generator, level: Level, like: Panel, spread: float, drift: float) -> Panel:
    """Return a positive quantity around `level`: municipalities keep apart by `spread`, and move by `drift` a year."""
    lasting = rng.standard_normal((like.shape[0], 1)) * spread
    return np.asarray(level * np.exp(lasting + rng.standard_normal(like.shape) * drift), dtype=np.float64)


def parts(total: Panel, weights: Mapping[str, Panel]) -> dict[str, Panel]:
    """Return `total` split in proportion to the weights: the parts add up to it.

    Examples
    --------
    >>> split = parts(np.array([[100.0]]), {"a": np.array([[1.0]]), "b": np.array([[3.0]])})
    >>> {name: float(part.item()) for name, part in split.items()}
    {'a': 25.0, 'b': 75.0}
    """
    whole = sum(weights.values())
    return {name: total * weight / whole for name, weight in weights.items()}


def counted(rng: np.random.Generator, expected: Panel) -> Panel:
    """Return whole counts around what is expected, spread like a Poisson count.

    The noise is drawn apart from the level, so that a revised level changes only its own count.
    """
    noise = np.sqrt(expected) * rng.standard_normal(expected.shape)
    return np.asarray(np.round(np.maximum(expected + noise, 0.0)), dtype=np.float64)


def between(low: float, high: float, values: Panel) -> Panel:
    """Return values kept within what they can be, as shares must."""
    return np.asarray(np.clip(values, low, high), dtype=np.float64)

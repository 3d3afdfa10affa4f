"""What a municipality is before it spends anything: residents, ages, reference cost, and its deviation from that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ifo_analysis import definitions
from ifo_analysis.sources.demo.panels import Panel, stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEVIATION = "N30001"
MEAN_COST_2024, COST_GROWTH = 5_600.0, 1.032
# What happens in a year lasts for three. Then changes over 1, 2 and 3 years have the standard deviations 986·√2,
# 986·2 and 986·√6 percentage points over √residents, and longer ones no more: as in the published figures.
YEARS_THAT_LAST, SHOCK = 3, 986.0
LASTING_SD, BREAK_SD = 18.0, 6.0
LOWEST, HIGHEST = -65.0, 150.0


@dataclass(frozen=True)
class Structure:
    """The municipalities by year. `swing` is the moving part of the deviation as a share of the reference cost."""

    years: NDArray[np.int64]
    residents: Panel
    ages: dict[str, Panel]
    reference_sek: Panel
    deviation_pct: Panel
    swing: Panel

    @property
    def net_cost_sek(self) -> Panel:
        """Return the net cost (*nettokostnad*), kr per resident."""
        return self.reference_sek * (1 + self.deviation_pct / 100)


def draw_structure(seed: int, count: int, years: tuple[int, int], revision: int) -> Structure:
    """Return invented municipalities, the same for the same seed."""
    span = np.arange(years[0], years[1] + 1)
    size = stream(seed, "size").standard_normal((count, 1))
    residents = _residents(seed, size, len(span))
    reference = _reference(seed, size, span)
    swing = _swing(seed, residents)
    deviation = np.clip(_lasting(seed, count, span) + swing, LOWEST, HIGHEST)
    weight = reference * residents
    deviation -= (weight * deviation).sum(axis=0) / weight.sum(axis=0)  # the country has none, by construction
    deviation += _revised(seed, deviation, revision)
    return Structure(span, residents, _ages(seed, residents), reference, deviation, swing / 100)


def _residents(seed: int, size: Panel, length: int) -> Panel:
    rng = stream(seed, "residents")
    growth = 0.003 + 0.004 * size + 0.004 * rng.standard_normal(size.shape)
    steps = growth + 0.003 * rng.standard_normal((len(size), length))
    first = np.clip(np.exp(9.7 + size), 2_600, 900_000)
    return np.asarray(np.round(first * np.exp(np.cumsum(steps, axis=1))), dtype=np.float64)


def _ages(seed: int, residents: Panel) -> dict[str, Panel]:
    rng = stream(seed, "ages")
    young = rng.standard_normal((len(residents), 1)) * 0.015
    return {
        "0-17": residents * (0.195 + young),
        "0-20": residents * (0.228 + young),
        "18+": residents * (0.805 - young),
        "18-64": residents * (0.565 + 0.4 * young),
        "21-64": residents * (0.532 + 0.4 * young),
    }


def _reference(seed: int, size: Panel, span: NDArray[np.int64]) -> Panel:
    rng = stream(seed, "reference")
    need = 0.45 * size + 0.9 * rng.standard_normal(size.shape)
    slow = np.cumsum(0.012 * rng.standard_normal((len(size), len(span))), axis=1)
    log_level = 0.2 * need + slow
    for item in definitions.series_breaks():
        shift = 0.06 * rng.standard_normal(size.shape) if item.kind == definitions.NEW_MODEL else -0.004
        log_level += np.where(span >= item.first_year, shift, 0.0)
    return np.asarray(MEAN_COST_2024 * COST_GROWTH ** (span - 2024) * np.exp(log_level), dtype=np.float64)


def _lasting(seed: int, count: int, span: NDArray[np.int64]) -> Panel:
    rng = stream(seed, "lasting")
    level = np.repeat(LASTING_SD * rng.standard_normal((count, 1)), len(span), axis=1)
    for first_year in definitions.model_breaks(DEVIATION):
        level += np.where(span >= first_year, BREAK_SD * rng.standard_normal((count, 1)), 0.0)
    return level


def _swing(seed: int, residents: Panel) -> Panel:
    count, length = residents.shape
    shocks = stream(seed, "swing").standard_normal((count, length + YEARS_THAT_LAST - 1))
    lasting = np.sum([shocks[:, first : first + length] for first in range(YEARS_THAT_LAST)], axis=0)
    return np.asarray(lasting * SHOCK / np.sqrt(residents.mean(axis=1, keepdims=True)), dtype=np.float64)


def _revised(seed: int, deviation: Panel, revision: int) -> Panel:
    """Return changes (pp) to a few municipalities in the last two years: all that builds on their cost follows."""
    changes = np.zeros_like(deviation)
    for number in range(1, revision + 1):
        rng = stream(seed, f"revision {number}")
        rows = rng.choice(len(deviation), max(1, len(deviation) // 20), replace=False)
        columns = -1 - rng.integers(0, min(2, deviation.shape[1]), len(rows))
        changes[rows, columns] += rng.choice([-1.0, 1.0], len(rows)) * rng.uniform(0.5, 3.0, len(rows))
    return changes

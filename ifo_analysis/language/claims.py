"""Claim words (*omdömesord om tal*): when *drygt 30* and *nästan dubbelt* hold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from ifo_analysis.language.numbers import Number, exact


@dataclass(frozen=True, slots=True)
class Band:
    """Where a ratio must lie for a word to hold; each end belongs to the band or doesn't."""

    low: Decimal
    high: Decimal
    has_low: bool = True
    has_high: bool = True

    def holds(self, value: Decimal, base: Decimal) -> bool:
        """Say whether value ÷ base lies in the band; multiplied, so that the limits are exact."""
        low, high = self.low * base, self.high * base
        return (low <= value if self.has_low else low < value) and (value <= high if self.has_high else value < high)


def _band(low: str, high: str, ends: str = "[]") -> Band:
    return Band(Decimal(low), Decimal(high), has_low=ends[0] == "[", has_high=ends[1] == "]")


NEAR = MappingProxyType(
    {
        "drygt": _band("1", "1.1", "[)"),
        "knappt": _band("0.9", "1", "()"),
        "nära": _band("0.95", "1", "[)"),
        "nästan": _band("0.95", "1", "[)"),
    }
)
"""Words beside a number N, by value ÷ N."""

RATIOS = MappingProxyType(
    {
        "dubbelt": _band("1.9", "2.1"),
        "nästan dubbelt": _band("1.75", "2", "[)"),
        "hälften": _band("0.48", "0.52"),
        "en tredjedel": _band("0.32", "0.35"),
        "en fjärdedel": _band("0.24", "0.26"),
    }
)
"""Words that stand for a ratio."""

ROUND_STEPS = MappingProxyType({10: Decimal(5), 5: Decimal("2.5")})
"""*cirka N*: how far from N the value may lie when N is a multiple of the step."""


def holds(word: str, threshold: Number, value: Number) -> bool:
    """Say whether *drygt, knappt, cirka, nära* or *nästan* `threshold` is true of the unrounded value.

    Signs don't count. *Cirka* takes only a round number, a multiple of five.

    Raises
    ------
    ValueError
        If the word isn't known, or the threshold is zero.

    Examples
    --------
    >>> [word for word in ("drygt", "knappt", "cirka", "nästan") if holds(word, 30, 28.36)]
    ['knappt', 'cirka']

    """
    base, size = abs(exact(threshold)), abs(exact(value))
    if base == 0:
        raise ValueError(f"”{word} 0” säger ingenting: talet efter ordet måste skilja sig från noll")
    if word == "cirka":
        return any(base % step == 0 and abs(size - base) <= reach for step, reach in ROUND_STEPS.items())
    return _known(word, NEAR, "cirka").holds(size, base)


def ratio_holds(word: str, ratio: Number) -> bool:
    """Say whether *dubbelt, nästan dubbelt, hälften, en tredjedel* or *en fjärdedel* is true of the ratio.

    Raises
    ------
    ValueError
        If the word isn't known.

    Examples
    --------
    >>> ratio_holds("dubbelt", 2.05), ratio_holds("nästan dubbelt", 1.82), ratio_holds("hälften", 0.53)
    (True, True, False)

    """
    return _known(word, RATIOS).holds(exact(ratio), Decimal(1))


def _known(word: str, bands: MappingProxyType[str, Band], *also: str) -> Band:
    if word not in bands:
        raise ValueError(f"”{word}” är inget känt omdömesord; de kända är {', '.join((*bands, *also))}")
    return bands[word]

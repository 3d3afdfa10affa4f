"""How much of a difference between two costs lies in each of the factors that the costs are products of?

A cost is factor × factor × … on both sides. The difference is split by Shapley's rule: each factor is changed in turn,
and its effect is the mean over all orders. So the parts add up exactly, no order is preferred, zeros are allowed, and
the sides can be swapped with nothing but the signs changed. For a cost of several kinds, volume × Σ share × price, the
kinds' effects are summed (*volym-, mix- och priseffekt*).

Known drawbacks: the split is arithmetic and shows no cause. What is a change of mix and what is a change of price
depends on how finely the kinds are divided. A kind that only one side has can't have a price effect, so all of it is
mix. An effect isn't what a change of that factor alone would give: that is a counterfactual (*kontrafaktiskt värde*).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import factorial, prod
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MAX_FACTORS = 5
PER = 1_000
"""Residents that costs and volumes are counted per."""


def shapley(own: Sequence[Array], base: Sequence[Array]) -> list[Array]:
    """Return the effect of each factor on the difference between two products, own minus base.

    Parameters
    ----------
    own, base : sequence of ndarray
        The one to five factors of each side, in the same order; they are broadcast against each other.

    Returns
    -------
    list of ndarray
        One effect for each factor, in the unit of the product. They add up to ``prod(own) - prod(base)``.

    Raises
    ------
    ValueError
        If there are no factors, more than five, or not equally many on both sides.

    Examples
    --------
    >>> own, base = [np.array(v) for v in (3.0, 5.0)], [np.array(v) for v in (2.0, 4.0)]
    >>> [float(effect) for effect in shapley(own, base)]
    [4.5, 2.5]
    """
    n = len(own)
    if not 1 <= n <= MAX_FACTORS or len(base) != n:
        raise ValueError(
            f"en till {MAX_FACTORS} faktorer, lika många på båda sidor, kan delas upp; inte {n} och {len(base)}"
        )
    return [(own[at] - base[at]) * _weight(own, base, at) for at in range(n)]


def _weight(own: Sequence[Array], base: Sequence[Array], at: int) -> Array | float:
    """Return the mean product of the other factors, over all orders in which they may have been changed before."""
    n = len(own)
    others = [place for place in range(n) if place != at]
    total: Array | float = 0.0
    for changed in product((False, True), repeat=n - 1):
        share = factorial(sum(changed)) * factorial(n - 1 - sum(changed)) / factorial(n)
        total = total + share * prod(
            own[place] if is_own else base[place] for place, is_own in zip(others, changed, strict=True)
        )
    return total


def lent(own: Array, base: Array) -> tuple[Array, Array]:
    """Return both sides of a factor, where a side that lacks it (NaN) borrows the other's; zero if both lack it.

    Examples
    --------
    >>> lent(np.array([1.0, np.nan, np.nan]), np.array([np.nan, 2.0, np.nan]))
    (array([1., 2., 0.]), array([1., 2., 0.]))
    """
    filled_own, filled_base = np.where(np.isnan(own), base, own), np.where(np.isnan(base), own, base)
    return np.nan_to_num(filled_own, nan=0.0), np.nan_to_num(filled_base, nan=0.0)


@dataclass(frozen=True)
class Side:
    """One side of n comparisons with k kinds of care: days and cost in SEK (n × k), residents and persons (n).

    `persons` are those behind the days, each counted once (NaN if unknown); only the split in four parts needs them.
    """

    days: Array
    cost: Array
    residents: Array
    persons: Array

    @property
    def volume(self) -> Array:
        """Return the days per 1 000 residents (*volym*), n × 1."""
        return _ratio(PER * self.days.sum(axis=1, keepdims=True), self.residents[:, None])

    @property
    def shares(self) -> Array:
        """Return each kind's share of the days (*mix*), n × k; NaN without any days."""
        return _ratio(self.days, self.days.sum(axis=1, keepdims=True))

    @property
    def prices(self) -> Array:
        """Return the SEK per day (*pris per vårddygn*), n × k; NaN for a kind without days."""
        return _ratio(self.cost, self.days)

    @property
    def placed(self) -> Array:
        """Return the persons per 1 000 residents (*placerade*), n × 1."""
        return _ratio(PER * self._persons(), self.residents[:, None])

    @property
    def length(self) -> Array:
        """Return the days per person (*dygn per placerad*), n × 1; NaN without persons."""
        return _ratio(self.days.sum(axis=1, keepdims=True), self._persons())

    def _persons(self) -> Array:
        if np.isnan(self.persons).any():
            raise ValueError("antalet personer saknas, så volymen kan inte delas i placerade och dygn per placerad")
        if ((self.persons == 0) & (self.days.sum(axis=1) > 0)).any():
            raise ValueError("vårddygn utan personer kan inte delas i placerade och dygn per placerad")
        return self.persons[:, None]


@dataclass(frozen=True)
class Split:
    """A difference in cost per 1 000 residents, own minus base, in SEK: both sides and the parts of each comparison.

    `parts` are named effects (n); they add up to ``own - base``. `mix_by_type` (centred: a kind dearer than the average
    adds when its share is larger) and `price_by_type` (n × k) add up to the effects of mix and price.
    """

    own: Array
    base: Array
    parts: dict[str, Array]
    mix_by_type: Array
    price_by_type: Array


def volume_mix_price(own: Side, base: Side) -> Split:
    """Return the split in volume, mix and price (*volym, mix och pris*).

    A kind that one side lacks has share 0 and the other's price there: pure mix. A side without any days borrows the
    other's shares and prices: pure volume.

    Examples
    --------
    >>> residents, persons = np.array([1000.0]), np.array([2.0])
    >>> own = Side(np.array([[80.0, 20.0]]), np.array([[160_000.0, 120_000.0]]), residents, persons)
    >>> peers = Side(np.array([[90.0, 10.0]]), np.array([[180_000.0, 60_000.0]]), residents, persons)
    >>> {name: round(float(effect[0]), 6) for name, effect in volume_mix_price(own, peers).parts.items()}
    {'volume': 0.0, 'mix': 40000.0, 'price': 0.0}
    """
    return _split(own, base, {"volume": (own.volume, base.volume)})


def placed_length_mix_price(own: Side, base: Side) -> Split:
    """Return the split in placed persons, days per person, mix and price (*placerade, dygn per placerad, mix, pris*).

    Mix and price differ a little from those of `volume_mix_price`, since there are more orders to take the mean of.

    Raises
    ------
    ValueError
        If the persons of a side aren't known, or it has days without persons.
    """
    return _split(own, base, {"placed": (own.placed, base.placed), "length": lent(own.length, base.length)})


def _split(own: Side, base: Side, volumes: dict[str, tuple[Array, Array]]) -> Split:
    shares, prices = lent(own.shares, base.shares), lent(own.prices, base.prices)
    sides = [[*(pair[at] for pair in volumes.values()), shares[at], prices[at]] for at in (0, 1)]
    *firsts, mix, price = shapley(sides[0], sides[1])
    middle = sum((shares[at] * prices[at]).sum(axis=1, keepdims=True) for at in (0, 1)) / 2
    centred = shapley(*[[*side[:-1], side[-1] - middle] for side in sides])[-2]
    return Split(
        own=_cost(*sides[0]),
        base=_cost(*sides[1]),
        parts={
            **{name: effect.sum(axis=1) for name, effect in zip(volumes, firsts, strict=True)},
            "mix": mix.sum(axis=1),
            "price": price.sum(axis=1),
        },
        mix_by_type=centred,
        price_by_type=price,
    )


def counterfactuals(own: Side, base: Side) -> dict[str, Array]:
    """Return what a cost per 1 000 residents would be with some factors of the one side and some of the other (n).

    Each changes whole factors at once, so the difference to the own cost isn't an effect of `volume_mix_price`.

    Returns
    -------
    dict of ndarray
        ``base_mix``: own volume and prices; ``base_price``: own volume and mix; ``base_mix_price``: own volume;
        ``base_volume``: own mix and prices.
    """
    shares, prices = lent(own.shares, base.shares), lent(own.prices, base.prices)
    return {
        "base_mix": _cost(own.volume, shares[1], prices[0]),
        "base_price": _cost(own.volume, shares[0], prices[1]),
        "base_mix_price": _cost(own.volume, shares[1], prices[1]),
        "base_volume": _cost(base.volume, shares[0], prices[0]),
    }


def index_and_real(own: Side, base: Side, index_change: float) -> tuple[Array, Array]:
    """Return the effect of price in two parts: what a price index explains, and the rest (*index och realt*).

    Parameters
    ----------
    own, base : Side
        A later and an earlier year.
    index_change : float
        The change of the index between the years: 0.06 is six per cent.

    Returns
    -------
    tuple of ndarray
        Index and real, SEK per 1 000 residents (n); they add up to the effect of price. A kind that only one side has
        is in neither.
    """
    indexed = np.where(np.isnan(own.prices), np.nan, base.prices * (1 + index_change))
    shares, prices = lent(own.shares, base.shares), lent(indexed, np.where(np.isnan(indexed), np.nan, base.prices))
    index = shapley([own.volume, shares[0], prices[0]], [base.volume, shares[1], prices[1]])[2].sum(axis=1)
    return index, volume_mix_price(own, base).parts["price"] - index


def _cost(*factors: Array) -> Array:
    """Return the sum over kinds of the product of the factors (n)."""
    cost: Array = np.asarray(prod(factors)).sum(axis=1)
    return cost


def _ratio(part: Array, whole: Array) -> Array:
    """Return part / whole, NaN where the whole is zero."""
    missing = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    ratio: Array = np.divide(part, whole, out=missing, where=whole != 0)
    return ratio

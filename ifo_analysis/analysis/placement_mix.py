"""How much care do placements give, in which forms and at what price, and how does that split a difference in cost?

    cost per 1 000 residents = days per 1 000 residents · Σ share of days · SEK per day, over the forms of placement

Forms are those of `definitions.placement_types`. The difference to another side (peers, another year, a target) is split
in volume, mix and price by `decomposition`. Several municipalities are one side by the sums of their days, costs and
residents, never by means of their ratios.

Known drawbacks: a person with two forms of placement is counted in both, so persons by form don't add up to the persons
placed. The price of a form is a mean: a change in who is placed in it is seen as a change of price. Days are counted
where the register counts them, and forms are named differently in different municipalities. A municipality without a
single row of placements isn't counted among a side's residents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ifo_analysis.analysis.decomposition import (
    PER,
    Side,
    counterfactuals,
    placed_length_mix_price,
    volume_mix_price,
)
from ifo_analysis.analysis.placement_faults import below_zero, costs_without_days, is_unpriced, refuse, unsplittable
from ifo_analysis.analysis.rows import by_key, with_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

Key = tuple[Any, ...]
KEY = ("municipality", "year", "basis", "target_group")
SUMMED = ("care_days", "cost_sek", "persons", "placements", "own_days", "purchased_days")


def mix(
    placements: pd.DataFrame,
    residents: pd.DataFrame,
    placed_persons: pd.DataFrame | None = None,
    by: Sequence[str] = KEY,
) -> pd.DataFrame:
    """Return the placements of each side by form (*placeringsmix*).

    Parameters
    ----------
    placements : DataFrame
        As `frames.PLACEMENTS`, with the columns of `by`: rows that share them are one side.
    residents : DataFrame
        ``municipality``, ``year`` and ``residents``, the population that the target group is part of.
    placed_persons : DataFrame, optional
        As `frames.PLACED_PERSONS`: persons, each counted once.
    by : sequence of str
        What a side is.

    Returns
    -------
    DataFrame
        One row per side and form, ordered by both: the columns of `by`, ``placement_type``, ``care_days``, ``cost_sek``
        (NaN if days of the form lack a price), ``persons`` (once per form, age group and provider), ``placements``,
        ``own_days``, ``purchased_days``, ``days_per_1000``, ``share`` and ``cost_share`` (of the side's days and cost),
        ``sek_per_day``, ``days_per_placement``, ``purchased_share`` (of the days; NaN if the provider of any is unknown),
        and for the whole side ``residents`` and ``placed_persons`` (NaN if any municipality's is unknown).

    Raises
    ------
    DataError
        If a form has days below zero, or a cost without days; all such rows are named.
    """
    keys = list(by)
    rows = _with_providers(placements, keys)
    found = rows.groupby([*keys, "placement_type"], as_index=False)[[*SUMMED, "unpriced"]].sum()
    found["cost_sek"] = found["cost_sek"].where(found.pop("unpriced") == 0)
    refuse(below_zero(placements) + costs_without_days(found))
    known = by_key(residents, ["municipality", "year"], "residents")
    columns = {"residents": _summed(placements, found, known, keys, ["municipality", "year"])}
    columns["placed_persons"] = np.full(len(found), np.nan)
    if placed_persons is not None:
        on = ["municipality", "year", "target_group"]
        columns["placed_persons"] = _summed(placements, found, by_key(placed_persons, on, "persons"), keys, on)
    return with_columns(found, {**columns, **_ratios(found, keys, columns["residents"])})


def _with_providers(placements: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return what forms are summed by, and what is summed: with the days by provider, and the rows without a price."""
    days, provider = placements["care_days"], placements["provider"]
    given = (name for name in SUMMED if name in placements.columns)
    return pd.DataFrame({
        **{name: placements[name] for name in dict.fromkeys([*keys, "placement_type", *given])},
        "unpriced": is_unpriced(placements),
        "own_days": np.where(provider == "own", days, 0.0),
        "purchased_days": np.where(provider == "purchased", days, 0.0),
    })  # fmt: skip


def _keys_of(frame: pd.DataFrame, keys: Sequence[str]) -> list[Key]:
    """Return the values of some columns, row by row."""
    return list(zip(*(frame[key].tolist() for key in keys), strict=True))


def _summed(
    placements: pd.DataFrame, found: pd.DataFrame, counts: Mapping[Any, float], keys: list[str], on: list[str]
) -> NDArray[np.float64]:
    """Return the sum of a count over the municipalities of each side, NaN if any of them lacks it."""
    each = dict.fromkeys(zip(_keys_of(placements, keys), _keys_of(placements, on), strict=True))
    total: dict[Key, float] = {}
    for side, counted in each:
        total[side] = total.get(side, 0.0) + counts.get(counted, np.nan)
    return np.array([total[side] for side in _keys_of(found, keys)], dtype=float)


def _ratios(found: pd.DataFrame, keys: list[str], residents: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    names = ("care_days", "cost_sek", "placements", "own_days", "purchased_days")
    days, cost, placed, own, purchased = (found[name].to_numpy(dtype=float) for name in names)
    number: dict[Key, int] = {}
    side = np.array([number.setdefault(key, len(number)) for key in _keys_of(found, keys)], dtype=int)
    return {
        "days_per_1000": PER * days / residents,
        "share": _over(days, np.bincount(side, days)[side]),
        "cost_share": _over(cost, np.bincount(side, cost)[side]),
        "sek_per_day": _over(cost, days),
        "days_per_placement": _over(days, placed),
        "purchased_share": np.where(own + purchased == days, _over(purchased, days), np.nan),
    }


def _over(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return part / whole, NaN where the whole is zero."""
    return part / np.where(whole != 0, whole, np.nan)


def totals(mixes: pd.DataFrame, by: Sequence[str] = KEY) -> pd.DataFrame:
    """Return the placements of each side, all forms together.

    Parameters
    ----------
    mixes : DataFrame
        As from `mix`.
    by : sequence of str
        What a side is there.

    Returns
    -------
    DataFrame
        One row per side: the columns of `by`, ``care_days``, ``cost_sek``, ``placements``, ``residents``, ``persons``
        (each counted once), ``days_per_1000``, ``cost_per_1000`` (SEK), ``sek_per_day``, ``days_per_placement``,
        ``days_per_person``, ``purchased_share``. NaN for what isn't known of all forms.
    """
    whole = ["care_days", "cost_sek", "placements", "own_days", "purchased_days"]
    keys = list(by)
    found = mixes.groupby(keys, as_index=False)[whole].sum(skipna=False)
    first = mixes.groupby(keys, as_index=False)[["residents", "placed_persons"]].first()
    residents, persons = first["residents"].to_numpy(dtype=float), first["placed_persons"].to_numpy(dtype=float)
    purchased, own = (found.pop(name).to_numpy(dtype=float) for name in ("purchased_days", "own_days"))
    days, cost, placed = (found[name].to_numpy(dtype=float) for name in ("care_days", "cost_sek", "placements"))
    columns = {
        "residents": residents,
        "persons": persons,
        "days_per_1000": PER * days / residents,
        "cost_per_1000": PER * cost / residents,
        "sek_per_day": _over(cost, days),
        "days_per_placement": _over(days, placed),
        "days_per_person": _over(days, persons),
        "purchased_share": np.where(own + purchased == days, _over(purchased, days), np.nan),
    }
    return with_columns(found, columns)


@dataclass(frozen=True)
class Splits:
    """Differences in cost per 1 000 residents (SEK), own minus base, split in parts; `by` names each comparison.

    `totals`: the columns of `by`, ``own``, ``base``, ``gap``, ``volume``, ``mix``, ``price``. `by_type`: ``mix`` (centred)
    and ``price`` of each ``placement_type``. `four`: ``placed``, ``length``, ``mix`` and ``price`` where the persons of
    both sides are known. `counterfactuals`: ``counterfactual`` (see `decomposition`), ``cost`` and ``difference``
    (counterfactual minus own).
    """

    totals: pd.DataFrame
    by_type: pd.DataFrame
    four: pd.DataFrame
    counterfactuals: pd.DataFrame


def split(own: pd.DataFrame, base: pd.DataFrame, by: Sequence[str] = KEY) -> Splits:
    """Return what volume, mix and price are of the difference in cost (*volym-, mix- och priseffekt*).

    Parameters
    ----------
    own, base : DataFrame
        Two sides by form, as from `mix`: ``placement_type``, ``care_days``, ``cost_sek``, ``residents``,
        ``placed_persons``, and the columns of `by`, which name a comparison.
    by : sequence of str
        A comparison that only one of the frames has is left out: without rows is missing, not zero.

    Raises
    ------
    DataError
        If a form has days without a price, or a side lacks residents; all such rows are named.

    Examples
    --------
    >>> rows = pd.DataFrame({"pair": "a", "placement_type": ["familjehem", "hvb"], "residents": 1000.0,
    ...     "placed_persons": 2.0, "care_days": [80.0, 20.0], "cost_sek": [160_000.0, 120_000.0]})
    >>> peers = rows.assign(care_days=[90.0, 10.0], cost_sek=[180_000.0, 60_000.0])
    >>> found = split(rows, peers, ["pair"])
    >>> found.totals[["gap", "volume", "mix", "price"]].round(6).values.tolist()
    [[40000.0, 0.0, 40000.0, 0.0]]
    >>> found.by_type["mix"].round(6).tolist()
    [6000.0, 34000.0]
    """
    keys = list(by)
    own_keys, base_keys = _keys_of(own, keys), _keys_of(base, keys)
    places = {key: place for place, key in enumerate(sorted(set(own_keys) & set(base_keys)))}
    first = {key: place for place, key in reversed(list(enumerate(own_keys)))}
    pairs = own[keys].take([first[key] for key in places]).reset_index(drop=True)
    types = sorted({*own["placement_type"], *base["placement_type"]})
    at = [np.array([places.get(key, -1) for key in found], dtype=int) for found in (own_keys, base_keys)]
    rows = [frame.loc[pair >= 0].assign(_pair=pair[pair >= 0]) for frame, pair in zip((own, base), at, strict=True)]
    refuse(unsplittable(pd.concat(rows)))
    sides = [_side(frame, len(pairs), types) for frame in rows]
    found = volume_mix_price(*sides)
    gap = found.own - found.base
    return Splits(
        totals=with_columns(pairs, {"own": found.own, "base": found.base, "gap": gap, **found.parts}),
        by_type=_long(pairs, "placement_type", types, mix=found.mix_by_type, price=found.price_by_type),
        four=_four(sides[0], sides[1], pairs),
        counterfactuals=_counterfactuals(sides[0], sides[1], pairs, found.own),
    )


def _side(rows: pd.DataFrame, n: int, types: list[str]) -> Side:
    """Return the rows of one side as matrices; ``_pair`` is the place of their comparison."""
    at, kind = rows["_pair"].to_numpy(), np.searchsorted(types, rows["placement_type"].to_numpy(dtype="str"))
    days, cost = np.zeros((2, n, len(types)))
    days[at, kind] = rows["care_days"]
    cost[at, kind] = rows["cost_sek"].fillna(0.0)
    residents, persons = np.zeros((2, n))
    residents[at], persons[at] = rows["residents"], rows["placed_persons"]
    return Side(days, cost, residents, persons)


def _long(pairs: pd.DataFrame, name: str, kinds: Sequence[str], **values: NDArray[np.float64]) -> pd.DataFrame:
    """Return matrices of pairs × kinds as one row for each pair and kind."""
    repeated = pairs.take(np.repeat(np.arange(len(pairs)), len(kinds))).reset_index(drop=True)
    repeated[name] = list(kinds) * len(pairs)
    return with_columns(repeated, {key: value.ravel() for key, value in values.items()})


def _four(own: Side, base: Side, pairs: pd.DataFrame) -> pd.DataFrame:
    is_known = _has_persons(own) & _has_persons(base)
    parts = placed_length_mix_price(_chosen(own, is_known), _chosen(base, is_known)).parts
    return with_columns(pairs.loc[is_known].reset_index(drop=True), parts)


def _has_persons(side: Side) -> NDArray[np.bool_]:
    """Say of which comparisons the persons are known, and aren't none behind days."""
    has: NDArray[np.bool_] = (side.persons > 0) | ((side.persons == 0) & ~side.days.any(axis=1))
    return has


def _chosen(side: Side, rows: NDArray[np.bool_]) -> Side:
    return Side(side.days[rows], side.cost[rows], side.residents[rows], side.persons[rows])


def _counterfactuals(own: Side, base: Side, pairs: pd.DataFrame, cost: NDArray[np.float64]) -> pd.DataFrame:
    found = counterfactuals(own, base)
    values = np.column_stack(list(found.values()))
    return _long(pairs, "counterfactual", list(found), cost=values, difference=values - cost[:, None])

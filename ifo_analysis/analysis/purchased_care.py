"""How large a part of which cost is bought from others, from whom, since when, and how is it where the peers are?

The share is what is bought divided by the whole cost of the same areas, own production included, on the same basis. What
was spent is never divided by a budget unless somebody asks for it, and then the answer says *mixed_basis*. Without a row
for own production the whole cost isn't known, and there is no share.

Known drawbacks: the share is of cost, not of the number of interventions, and a dear service weighs more than a cheap
one. Municipalities draw the line between bought and own production differently. A counterpart without a row may be zero
or not reported; it isn't counted. The pooled share of the peers is mostly that of the largest of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, isnan, nan
from typing import TYPE_CHECKING, Literal

import pandas as pd

from ifo_analysis.analysis.comparison import beside_peers
from ifo_analysis.analysis.rows import frame_of, rows_of
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Key = tuple[str, int]
Basis = Literal["outcome", "budget", "target"]
OWN = "own"
SELLERS = ("companies", "associations", "municipalities", "regions", "state", "other")
MIXED = "mixed_basis"
SHARE = "purchased_share_pct"
PURCHASE = ("municipality", "year", "area", "basis", "counterpart", "cost_tkr", "is_preliminary")
KEY_TYPES = {"municipality": "str", "year": "int64"}
SHARES = dict.fromkeys(["cost_tkr", "total_tkr", "purchased_share"], "float64")
BASIS_WORDS = {"outcome": "utfall", "budget": "budget", "target": "mål"}


@dataclass(frozen=True)
class BoughtCare:
    """What a municipality's own figures say of bought care (*köpt vård*), with its peers' over the same areas.

    `areas` make up the denominator, on the basis `of`; bought care in the areas `left_out` has no known whole cost.
    `by_counterpart` and `shares` are as from the functions of those names.
    """

    areas: tuple[str, ...]
    left_out: tuple[str, ...]
    of: Basis
    by_counterpart: pd.DataFrame
    shares: pd.DataFrame


def bought_care(purchases: pd.DataFrame, municipality: str, year: int, *, allow_mixed: bool = False) -> BoughtCare:
    """Return what is bought, as a share of the outcome; of the budget if only that is known and `allow_mixed` says so.

    Parameters
    ----------
    purchases : DataFrame
        As in `frames.local.PURCHASES`.
    municipality : str
        Own code.
    year : int
        The year of the report: it decides which areas are compared over the years and with the peers.
    allow_mixed : bool
        As for `shares_by_counterpart`.
    """
    of: Basis = "outcome"
    areas = known_areas(purchases, municipality, year)
    if not areas and allow_mixed:
        of, areas = "budget", known_areas(purchases, municipality, year, of="budget")
    _, bought = _areas(purchases, municipality, year, "outcome")
    left_out = tuple(sorted(bought - set(areas)))
    by_counterpart = shares_by_counterpart(purchases, areas, of=of, allow_mixed=allow_mixed)
    return BoughtCare(areas, left_out, of, by_counterpart, purchased_shares(by_counterpart))


def known_areas(
    purchases: pd.DataFrame, municipality: str, year: int, *, cost: Basis = "outcome", of: Basis = "outcome"
) -> tuple[str, ...]:
    """Return the areas (*verksamheter*) of a municipality whose bought share can be known, in alphabetical order.

    An area needs a row for own production on the basis `of`: else its whole cost isn't known.
    """
    return tuple(sorted(_areas(purchases, municipality, year, of)[0] & _areas(purchases, municipality, year, cost)[1]))


def _areas(purchases: pd.DataFrame, municipality: str, year: int, basis: Basis) -> tuple[set[str], set[str]]:
    """Return the areas with own production on a basis, and those with something bought."""
    own: set[str] = set()
    bought: set[str] = set()
    for *key, counterpart, area in rows_of(purchases, "municipality", "year", "basis", "counterpart", "area"):
        if key == [municipality, year, basis]:
            (own if counterpart == OWN else bought).add(area)
    return own, bought


def shares_by_counterpart(
    purchases: pd.DataFrame,
    areas: Sequence[str],
    *,
    cost: Basis = "outcome",
    of: Basis = "outcome",
    allow_mixed: bool = False,
) -> pd.DataFrame:
    """Return the share of the cost of some areas together that goes to each counterpart (*motpart*).

    Parameters
    ----------
    purchases : DataFrame
        As in `frames.local.PURCHASES`.
    areas : sequence of str
        The areas whose cost is the denominator, as from `known_areas`; who lacks one of them has no share.
    cost, of : str
        The basis of numerator and of denominator.
    allow_mixed : bool
        Accept two different bases; the answer is then named ``mixed_basis``.

    Returns
    -------
    DataFrame
        One row per municipality, year and counterpart, own production included: ``cost_tkr``, ``total_tkr``,
        ``purchased_share`` (0–1; a municipality's shares of a year sum to 1 on one basis), ``basis`` and
        ``is_preliminary``.

    Raises
    ------
    DataError
        If the bases differ and that wasn't asked for.

    Examples
    --------
    >>> rows = pd.DataFrame({"municipality": "9901", "year": 2024, "area": "IFO", "basis": "outcome",
    ...     "counterpart": ["own", "companies", "state"], "cost_tkr": [60.0, 30, 10], "is_preliminary": False})
    >>> shares_by_counterpart(rows, ["IFO"])["purchased_share"].tolist()
    [0.3, 0.6, 0.1]
    """
    if cost != of and not allow_mixed:
        raise DataError(
            f"Köpt vård enligt {BASIS_WORDS[cost]} kan inte delas med kostnad enligt {BASIS_WORDS[of]}: täljare och "
            "nämnare ska ha samma grund. Välj samma grund, eller begär en andel med blandad grund (allow_mixed=True)."
        )
    wanted = set(areas)
    with_own: dict[Key, set[str]] = {}
    whole: dict[Key, list[float]] = {}
    parts: dict[tuple[Key, str], list[tuple[float, bool]]] = {}
    for *key, area, basis, counterpart, cost_tkr, is_preliminary in rows_of(purchases, *PURCHASE):
        if area not in wanted:
            continue
        at = tuple(key)
        if basis == of:
            whole.setdefault(at, []).append(cost_tkr)
            with_own.setdefault(at, set()).update([area] if counterpart == OWN else [])
        if basis == cost:
            parts.setdefault((at, counterpart), []).append((cost_tkr, is_preliminary))
    totals = {at: _sum(costs) for at, costs in whole.items() if with_own[at] == wanted}
    rows = [
        (*at, counterpart, *_shared(found, totals[at]), cost if cost == of else MIXED, any(early for _, early in found))
        for (at, counterpart), found in sorted(parts.items())
        if at in totals
    ]
    return frame_of(rows, {**KEY_TYPES, "counterpart": "str", **SHARES, "basis": "str", "is_preliminary": "bool"})


def _sum(costs: Iterable[float]) -> float:
    return fsum(cost for cost in costs if not isnan(cost))


def _shared(found: Iterable[tuple[float, bool]], total: float) -> tuple[float, float, float]:
    """Return a cost, the total, and the share; NaN without a total."""
    cost = _sum(cost for cost, _ in found)
    return cost, total, cost / total if total > 0 else nan


def purchased_shares(by_counterpart: pd.DataFrame) -> pd.DataFrame:
    """Return the share that is bought from anybody, by municipality and year (*köpt andel*).

    Parameters
    ----------
    by_counterpart : DataFrame
        As from `shares_by_counterpart`.

    Returns
    -------
    DataFrame
        One row per municipality and year in which something is said to be bought: ``cost_tkr``, ``total_tkr``,
        ``purchased_share``, ``basis`` and ``is_preliminary``.
    """
    found: dict[Key, list[tuple[float, float, str, bool]]] = {}
    columns = ("municipality", "year", "cost_tkr", "total_tkr", "basis", "is_preliminary")
    for *key, cost, total, basis, early in rows_of(
        by_counterpart, *columns, where=by_counterpart["counterpart"] != OWN
    ):
        found.setdefault(tuple(key), []).append((cost, total, basis, early))
    rows = []
    for of, parts in sorted(found.items()):
        _, total, basis, _ = parts[0]
        cost, _, share = _shared(((part[0], False) for part in parts), total)
        rows.append((*of, cost, total, basis, any(early for *_, early in parts), share))
    told = {"cost_tkr": "float64", "total_tkr": "float64", "basis": "str", "is_preliminary": "bool"}
    return frame_of(rows, {**KEY_TYPES, **told, "purchased_share": "float64"})


def share_through_years(shares: pd.DataFrame, municipality: str, last_year: int) -> pd.DataFrame:
    """Return the bought share year by year up to a year, with a row also for a year without one.

    Parameters
    ----------
    shares : DataFrame
        As from `purchased_shares`.

    Returns
    -------
    DataFrame
        ``year``, ``cost_tkr``, ``total_tkr``, ``purchased_share`` (NaN in a gap), ``is_preliminary`` and ``run``: years with one
        and the same number follow each other without a gap (0 in a gap). No change may be told between two runs.
    """
    own = shares.loc[(shares["municipality"] == municipality) & (shares["year"] <= last_year)].set_index("year")
    columns = ["cost_tkr", "total_tkr", "purchased_share", "is_preliminary"]
    own = own.loc[own["purchased_share"].notna(), columns].sort_index()
    years = range(int(own.index.min()), int(own.index.max()) + 1) if len(own) else range(0)
    wide = own.reindex(pd.Index(years, name="year"))
    is_known = wide["purchased_share"].notna()
    starts = is_known & ~is_known.shift(1, fill_value=False)
    preliminary = wide["is_preliminary"].eq(True)  # noqa: FBT003 - a gap is not preliminary
    return wide.assign(run=starts.cumsum().where(is_known, 0), is_preliminary=preliminary).reset_index()


def share_beside_peers(shares: pd.DataFrame, municipality: str, peers: Sequence[str], year: int) -> pd.DataFrame:
    """Return the bought share of a year beside the peers' median, in per cent: one row as from `beside_peers`."""
    values = shares.rename(columns={"purchased_share": "value"}).dropna(subset=["value"])
    return beside_peers(values.assign(indicator=SHARE, value=100 * values["value"]), [SHARE], municipality, peers, year)


def pooled_share(shares: pd.DataFrame, peers: Sequence[str], year: int) -> float:
    """Return the bought share of the peers' costs together (*sammanvägd andel*), 0–1; NaN without any.

    Examples
    --------
    >>> shares = pd.DataFrame({"municipality": ["A", "B"], "year": 2024, "cost_tkr": [30.0, 10], "total_tkr": [60.0, 100],
    ...     "purchased_share": [0.5, 0.1]})
    >>> pooled_share(shares, ["A", "B"], 2024)
    0.25
    """
    chosen = shares["municipality"].isin(peers) & (shares["year"] == year) & shares["purchased_share"].notna()
    rows = shares.loc[chosen]
    return float(rows["cost_tkr"].sum() / rows["total_tkr"].sum()) if len(rows) else nan

"""In which sub-areas does the net cost lie above or below the reference cost?

The reference cost isn't published by sub-area (*delverksamhet*): it is one model. So any split of the deviation is our
own, and follows the weights that share the reference out. With the sub-areas' net costs N_k, their sum N, the reference
R and weights w_k that add up to 1:

    D_k = N_k - R · w_k                                    the part of sub-area k; the parts add up to N - R, exactly
    D_k = (N - R) · w_k  +  (N_k - N · w_k)                level part + profile part; the profile parts add up to 0

Two weightings are always shown: the sub-areas' shares of the peers' pooled net cost, and of the country's. A part whose
sign differs between them has no direction. If one N_k is missing there is no split.

Known drawbacks: the weights are averages of what others spend, not of what they would be expected to spend, so a
sub-area with a large need of its own looks as if it lay above the reference. Common costs are booked in different ways.
A net cost that is small, or below zero because of grants, gives a weight that says little.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isnan, nan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ifo_analysis.analysis.peers import MIN_PEERS
from ifo_analysis.analysis.rows import rows_of
from ifo_analysis.definitions import COUNTRY
from ifo_analysis.definitions.net_costs import modelled, net_cost_ids, whole_and_reference
from ifo_analysis.errors import DataError
from ifo_analysis.language import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Numbers = np.ndarray[Any, np.dtype[np.floating[Any]]]
KEY = ["municipality", "year"]
ROUNDING_SEK = 3.0
"""What rounding to whole kronor explains between the net cost and the sum of its five parts: half a krona for each."""
SUM_TOLERANCE = 1e-9
PARTS = (
    *("area", "net_cost_sek", "is_sign_shared"),
    *(f"{whose}_{what}" for whose in ("peers", "country") for what in ("weight", "part", "level", "profile")),
)


def net_cost_table(values: pd.DataFrame) -> pd.DataFrame:
    """Return the net cost of the sub-areas side by side, kr per resident; NaN where one is missing.

    One row per municipality and year (as index), one column per sub-area.
    """
    areas = list(net_cost_ids())
    chosen = values.loc[values["indicator"].isin(areas)]
    return chosen.pivot_table("value", KEY, "indicator", aggfunc="first").reindex(columns=areas)


def split_deviation(net: pd.DataFrame, reference: pd.Series[float], weights: pd.DataFrame) -> pd.DataFrame:
    """Return each sub-area's part of the deviation (*avvikelsen per delverksamhet*), for any number of rows at once.

    Parameters
    ----------
    net : DataFrame
        Net cost, kr per resident: one row per municipality and year (index), one column per sub-area.
    reference : Series
        Reference cost with the same index.
    weights : DataFrame
        The sub-areas' shares of the reference, as `net`; each row adds up to 1.

    Returns
    -------
    DataFrame
        One row per municipality, year and sub-area: the index of `net`, ``area``, ``net_cost_sek``, ``weight``,
        ``part``, ``level`` and ``profile``, kr per resident. Positive: higher net cost than its share of the reference.

    Raises
    ------
    DataError
        If a net cost or a reference is missing, or the weights don't add up to 1.

    Examples
    --------
    >>> index = pd.MultiIndex.from_tuples([("A", 2024)], names=["municipality", "year"])
    >>> net = pd.DataFrame({"x": [3_100.0], "y": [3_300.0]}, index=index)
    >>> weights = pd.DataFrame({"x": [0.4], "y": [0.6]}, index=index)
    >>> split_deviation(net, pd.Series([5_600.0], index=index), weights)["part"].tolist()
    [860.0, -60.0]
    """
    costs = net.to_numpy(dtype="float64")
    of = weights.reindex(index=net.index, columns=net.columns).to_numpy(dtype="float64")
    expected = reference.reindex(net.index).to_numpy(dtype="float64")[:, None]
    _check(net, costs, expected, of)
    parts = {"net_cost_sek": costs, "weight": of, **_split(costs, expected, of)}
    columns = {
        "area": np.tile(net.columns.to_numpy(), len(net)),
        **{name: part.ravel() for name, part in parts.items()},
    }
    return pd.DataFrame(columns, index=net.index.repeat(len(net.columns))).reset_index()


def _split(costs: Numbers, expected: Numbers, weights: Numbers) -> dict[str, Numbers]:
    """Return part, level and profile; the last axis are the sub-areas."""
    total = costs.sum(axis=-1, keepdims=True)
    return {
        "part": costs - expected * weights,
        "level": (total - expected) * weights,
        "profile": costs - total * weights,
    }


def _check(net: pd.DataFrame, costs: np.ndarray, expected: np.ndarray, weights: np.ndarray) -> None:
    named = [str(name) for name in net.index]
    rows, columns = np.nonzero(np.isnan(costs))
    areas = [str(name) for name in net.columns]
    faults = [f"nettokostnad {areas[j]} saknas för {named[i]}" for i, j in zip(rows, columns, strict=True)]
    faults += [f"referenskostnad saknas för {named[i]}" for i in np.nonzero(np.isnan(expected[:, 0]))[0]]
    is_whole = np.abs(weights.sum(axis=1) - 1) <= SUM_TOLERANCE  # False for NaN too
    faults += [f"vikterna för {named[i]} summerar inte till 1" for i in np.nonzero(~is_whole)[0]]
    if faults:
        raise DataError.of("Avvikelsen kan inte delas upp", faults)


def pooled_shares(net: pd.DataFrame) -> pd.Series[float]:
    """Return each sub-area's share of the net cost of some municipalities, pooled (*andel av nettokostnaden*).

    Raises
    ------
    DataError
        If a net cost is missing, or their sum isn't above zero.

    Examples
    --------
    >>> pooled_shares(pd.DataFrame({"x": [300.0, 100.0], "y": [300.0, 300.0]})).tolist()
    [0.4, 0.6]
    """
    return pd.Series(_shares(net.to_numpy(dtype="float64")), index=net.columns)


def _shares(costs: Numbers) -> Numbers:
    sums = costs.sum(axis=0)
    if not sums.sum() > 0:  # NaN isn't either
        raise DataError("Vikterna kan inte beräknas: nettokostnaden saknas för någon, eller är inte större än noll.")
    return np.asarray(sums / sums.sum())


@dataclass(frozen=True)
class DeviationSplit:
    """One municipality's deviation by sub-area (*avvikelsen per delverksamhet*), kr per resident.

    `parts` has a row per sub-area, the largest part first: ``area``, ``net_cost_sek``, ``is_sign_shared`` (both
    weightings give the same sign as shown), and for ``peers`` and ``country`` each ``_weight``, ``_part``, ``_level``
    and ``_profile``. It is empty when something is missing: own indicators, the country's, or peers. `rest_sek` is the
    published net cost minus the sum of the parts. `modelled_sek` is another model's value for one sub-area, beside the
    sum (NaN if unknown).
    """

    parts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(PARTS)))
    net_cost_sek: float = nan
    reference_sek: float = nan
    rest_sek: float = nan
    modelled_sek: float = nan
    peers: tuple[str, ...] = ()
    missing_peers: tuple[str, ...] = ()
    missing_own: tuple[str, ...] = ()
    missing_country: tuple[str, ...] = ()

    @property
    def deviation_sek(self) -> float:
        """Return the whole deviation, kr per resident."""
        return self.net_cost_sek - self.reference_sek

    @cached_property
    def largest(self) -> tuple[str, str]:
        """Return the sub-area with the largest part, by the peers' weights and by the country's."""
        sizes = self.parts.set_index("area")[["peers_part", "country_part"]].astype("float64").abs()
        peers, country = sizes.idxmax()
        return str(peers), str(country)

    @cached_property
    def certain(self) -> frozenset[str]:
        """Return the sub-areas that have a direction: both weightings agree on it."""
        return frozenset(self.parts.loc[self.parts["is_sign_shared"].astype(bool), "area"])

    @property
    def adds_up(self) -> bool:
        """Say whether rounding explains what the sub-areas' sum lacks of the published net cost."""
        return float(rounded(abs(self.rest_sek), 9)) <= ROUNDING_SEK


def deviation_split(values: pd.DataFrame, municipality: str, peers: Sequence[str], year: int) -> DeviationSplit:
    """Return one municipality's deviation split by sub-area with two weightings, or what is missing for it.

    Parameters
    ----------
    values : DataFrame
        One row per municipality, year and indicator (`frames.INDICATOR_VALUES`).
    municipality, peers, year
        Whose deviation, whose shares, and when. A peer without all sub-areas is left out and named.
    """
    known = _known(values, {municipality, COUNTRY, *peers}, year)
    own, country, areas = known.get(municipality, {}), known.get(COUNTRY, {}), net_cost_ids()
    with_all = {code for code, told in known.items() if all(name in told for name in areas)}
    used = [code for code in sorted(peers) if code in with_all]
    split = DeviationSplit(
        modelled_sek=own.get(modelled()[1], nan),
        peers=tuple(used),
        missing_peers=tuple(code for code in sorted(peers) if code not in with_all),
        missing_own=tuple(name for name in (*areas, *whole_and_reference()) if name not in own),
        missing_country=tuple(name for name in areas if name not in country),
    )
    if split.missing_own or split.missing_country or len(used) < MIN_PEERS:
        return split
    net_cost, reference = (own[name] for name in whole_and_reference())
    costs, among, of_country = (
        np.array([[known[code][name] for name in areas] for code in codes], dtype=float)
        for codes in ([municipality], used, [COUNTRY])
    )
    return replace(
        split,
        parts=_parts(costs[0], reference, {"peers": _shares(among), "country": _shares(of_country)}),
        net_cost_sek=net_cost,
        reference_sek=reference,
        rest_sek=net_cost - float(costs.sum()),
    )


def _known(values: pd.DataFrame, codes: set[str], year: int) -> dict[str, dict[str, float]]:
    """Return the values of some municipalities in a year, by indicator."""
    found: dict[str, dict[str, float]] = {}
    for code, name, value in rows_of(values, "municipality", "indicator", "value", where=values["year"] == year):
        if code in codes and not isnan(value):
            found.setdefault(code, {})[name] = value
    return found


def _parts(costs: Numbers, reference: float, weights: Mapping[str, Numbers]) -> pd.DataFrame:
    """Return the parts with both weightings, the largest of the peers' weighting first."""
    columns: dict[str, Any] = {"area": list(net_cost_ids()), "net_cost_sek": costs}
    for whose, of in weights.items():
        split = {"weight": of, **_split(costs, np.asarray(reference), of)}
        columns |= {f"{whose}_{what}": part for what, part in split.items()}
    signs = [[_sign(part) for part in columns[f"{whose}_part"].tolist()] for whose in weights]
    columns["is_sign_shared"] = [one == other != 0 for one, other in zip(*signs, strict=True)]
    order = np.argsort(-np.abs(columns["peers_part"]), kind="stable")
    return pd.DataFrame({name: np.asarray(columns[name])[order].tolist() for name in PARTS})


def _sign(amount: float) -> int:
    shown = rounded(amount)
    return (shown > 0) - (shown < 0)


def waterfall_frame(split: DeviationSplit) -> pd.DataFrame:
    """Return the way from the reference cost to the net cost (*vattenfall*): ``step``, ``value_sek`` and ``is_total``.

    `step` is an indicator, or ``rest`` for what the published net cost has beyond its parts, where it is shown at all.
    """
    whole, reference = whole_and_reference()
    rest = [("rest", split.rest_sek, False)] if rounded(split.rest_sek) != 0 else []
    parts = zip(split.parts["area"], split.parts["peers_part"], strict=True)
    rows = [(reference, split.reference_sek, True), *((area, float(part), False) for area, part in parts), *rest]
    rows.append((whole, split.net_cost_sek, True))
    return pd.DataFrame(rows, columns=["step", "value_sek", "is_total"])

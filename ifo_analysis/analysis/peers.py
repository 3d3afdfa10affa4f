"""How does the municipality stand beside those that resemble it, and does the answer depend on the choice of them?

The peers (*liknande kommuner*) are official groups of seven that RKA publishes by edition. Their middle is the
unweighted median. A municipality without a value is left out and named; it is never counted as zero. Ranks are taken
on displayed values, so that those who look equal share a place.

Known drawbacks: the groups change a lot between editions, and a comparison can move from a new draw alone. A group is
alike in structure, not in need. The rank says nothing of how large the distances are.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from math import isnan
from statistics import median
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.cost_deviation import displayed
from ifo_analysis.analysis.rows import frame_of, rows_of
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MIN_PEERS = 4
COMPARED = ["municipality", "net_cost_deviation_pct", "is_preliminary"]
COMPARISON_TYPES = {
    "municipality": "str",
    "is_own": "bool",
    "net_cost_deviation_pct": "float64",
    "is_preliminary": "bool",
    "place_first": "int64",
    "place_last": "int64",
}


def choose_edition(peer_groups: pd.DataFrame, municipality: str, report_year: int, asked: int = 0) -> int | None:
    """Return the edition (*utgåva*) to use: the newest not later than the report year, else the earliest.

    Parameters
    ----------
    peer_groups : DataFrame
        One row per municipality, edition and peer (`frames.PEER_GROUPS`).
    municipality : str
        Four-character code.
    report_year : int
        The year of the report.
    asked : int
        An edition that is asked for, or 0.

    Returns
    -------
    int or None
        None if the municipality has no group.

    Raises
    ------
    DataError
        If the edition that is asked for doesn't exist.

    Examples
    --------
    >>> groups = pd.DataFrame({"municipality": "0138", "edition": [2021, 2022, 2024], "peer": "0486"})
    >>> [choose_edition(groups, "0138", year) for year in (2019, 2023, 2024)]
    [2021, 2022, 2024]
    """
    known = sorted({year for code, year in rows_of(peer_groups, "municipality", "edition") if code == municipality})
    if asked:
        if asked not in known:
            raise DataError(f"Utgåva {asked} av liknande kommuner finns inte för {municipality}.")
        return asked
    earlier = [edition for edition in known if edition <= report_year]
    return int(earlier[-1]) if earlier else int(known[0]) if known else None


def peer_codes(peer_groups: pd.DataFrame, municipality: str, edition: int | None) -> tuple[str, ...]:
    """Return the codes of the peers of one edition, in order of code; none without an edition."""
    rows = rows_of(peer_groups, "municipality", "edition", "peer")
    return tuple(sorted(peer for code, year, peer in rows if (code, year) == (municipality, edition)))


def compare(panel: pd.DataFrame, municipality: str, peers: Sequence[str], year: int) -> pd.DataFrame:
    """Return own and peers' deviation of one year, lowest first, with places (*plats*).

    Parameters
    ----------
    panel : DataFrame
        As from `cost_deviation.deviation_panel`.
    municipality : str
        Own code.
    peers : sequence of str
        The peers' codes; those without a value are left out here (see `missing_peers`).
    year : int
        The year to compare.

    Returns
    -------
    DataFrame
        One row per municipality with a value: ``municipality``, ``is_own``, ``net_cost_deviation_pct``,
        ``is_preliminary``, and ``place_first``–``place_last`` counted from the lowest; equal displayed values share.

    Examples
    --------
    >>> panel = pd.DataFrame({"municipality": list("ABC"), "year": 2024, "is_preliminary": False,
    ...     "net_cost_deviation_pct": [1.04, -3.0, 1.0]})
    >>> compare(panel, "A", ["B", "C", "D"], 2024)[["municipality", "place_first", "place_last"]].values.tolist()
    [['B', 1, 1], ['A', 2, 3], ['C', 2, 3]]
    """
    group = {municipality, *peers}
    rows = [
        (displayed(pct), code, pct, is_preliminary)
        for code, pct, is_preliminary in rows_of(panel, *COMPARED, where=panel["year"] == year)
        if code in group and not isnan(pct)
    ]
    shown = sorted(value for value, *_ in rows)
    places = (
        (code, code == municipality, pct, is_preliminary, bisect_left(shown, value) + 1, bisect_right(shown, value))
        for value, code, pct, is_preliminary in sorted(rows)
    )
    return frame_of(list(places), COMPARISON_TYPES)


def missing_peers(comparison: pd.DataFrame, peers: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of the peers that have no value: missing is not zero."""
    known = set(comparison["municipality"].tolist())
    return tuple(code for code in sorted(peers) if code not in known)


@dataclass(frozen=True)
class PeerPosition:
    """Where the own municipality stands: its value, the peers' median, the gap, and its place of `n` from the lowest.

    `median_pct` and `gap_pp` are None with fewer than four peers; positive gap: own costs more.
    """

    own_pct: float
    n_peers: int
    median_pct: float | None
    gap_pp: float | None
    place_first: int
    place_last: int
    n: int


def position(comparison: pd.DataFrame) -> PeerPosition:
    """Return the own municipality's position among its peers.

    Raises
    ------
    DataError
        If the own municipality has no value.

    Examples
    --------
    >>> frame = pd.DataFrame({"municipality": list("ABCDE"), "is_own": [True, False, False, False, False],
    ...     "net_cost_deviation_pct": [7.0, 1.0, 2.0, 3.0, 4.0], "place_first": [5, 1, 2, 3, 4],
    ...     "place_last": [5, 1, 2, 3, 4]})
    >>> position(frame).median_pct, position(frame).gap_pp
    (2.5, 4.5)
    """
    rows = list(rows_of(comparison, "is_own", "net_cost_deviation_pct", "place_first", "place_last"))
    own = next((row for row in rows if row[0]), None)
    if own is None:
        raise DataError("Den egna kommunen saknar värde för året och kan inte jämföras.")
    peers = [pct for is_own, pct, *_ in rows if not is_own]
    _, value, place_first, place_last = own
    middle = float(median(peers)) if len(peers) >= MIN_PEERS else None
    return PeerPosition(
        own_pct=float(value),
        n_peers=len(peers),
        median_pct=middle,
        gap_pp=None if middle is None else value - middle,
        place_first=place_first,
        place_last=place_last,
        n=len(rows),
    )


def leave_one_out(comparison: pd.DataFrame) -> pd.DataFrame:
    """Return the gap to the median with each peer left out in turn (*känslighet*).

    Returns
    -------
    DataFrame
        One row per peer: ``without`` (its code), ``median_pct`` of the others, ``gap_pp`` (own - median).
    """
    own = float(comparison.loc[comparison["is_own"], "net_cost_deviation_pct"].iloc[0])
    peers = comparison.loc[~comparison["is_own"]]
    rows = []
    for code in peers["municipality"]:
        median = float(peers.loc[peers["municipality"] != code, "net_cost_deviation_pct"].median())
        rows.append((code, median, own - median))
    return pd.DataFrame(rows, columns=["without", "median_pct", "gap_pp"])


def spread(panel: pd.DataFrame, municipality: str, peers: Sequence[str], year: int) -> pd.DataFrame:
    """Return the deviation of all municipalities that have one in a year (*spridning*), lowest first.

    Returns
    -------
    DataFrame
        One row per municipality: ``municipality``, ``group`` (own, peer or other), ``net_cost_deviation_pct``.
    """
    groups: Mapping[str, str] = {**dict.fromkeys(peers, "peer"), municipality: "own"}
    rows = rows_of(panel, "net_cost_deviation_pct", "municipality", where=panel["year"] == year)
    found = [(code, groups.get(code, "other"), pct) for pct, code in sorted(row for row in rows if not isnan(row[0]))]
    return frame_of(found, {"municipality": "str", "group": "str", "net_cost_deviation_pct": "float64"})


def peer_medians(panel: pd.DataFrame, peers: Sequence[str], breaks: Sequence[int]) -> pd.DataFrame:
    """Return the peers' median year by year (*medianen för liknande kommuner*).

    Returns
    -------
    DataFrame
        One row per year with at least four values: ``year``, ``median_pct``, ``n``, ``is_preliminary``, ``model``.
    """
    by_year: dict[int, list[tuple[float, bool]]] = {}
    for year, pct, is_preliminary in rows_of(
        panel, "year", "net_cost_deviation_pct", "is_preliminary", where=panel["municipality"].isin(peers)
    ):
        if not isnan(pct):
            by_year.setdefault(year, []).append((pct, is_preliminary))
    rows = [
        (year, median(pct for pct, _ in found), len(found), any(early for _, early in found), _model(year, breaks))
        for year, found in sorted(by_year.items())
        if len(found) >= MIN_PEERS
    ]
    dtypes = {"year": "int64", "median_pct": "float64", "n": "int64", "is_preliminary": "bool", "model": "int64"}
    return frame_of(rows, dtypes)


def _model(year: int, breaks: Sequence[int]) -> int:
    return max((first for first in breaks if first <= year), default=0)

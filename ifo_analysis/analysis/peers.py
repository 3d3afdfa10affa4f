"""How does the municipality stand beside those that resemble it, and does the answer depend on the choice of them?

The peers (*liknande kommuner*) are official groups of seven that RKA publishes by edition. Their middle is the
unweighted median. A municipality without a value is left out and named; it is never counted as zero. Ranks are taken
on displayed values, so that those who look equal share a place.

Known drawbacks: the groups change a lot between editions, and a comparison can move from a new draw alone. A group is
alike in structure, not in need. The rank says nothing of how large the distances are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.analysis.cost_deviation import displayed
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MIN_PEERS = 4


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
    known = sorted(set(peer_groups.loc[peer_groups["municipality"] == municipality, "edition"]))
    if asked:
        if asked not in known:
            raise DataError(f"Utgåva {asked} av liknande kommuner finns inte för {municipality}.")
        return asked
    earlier = [edition for edition in known if edition <= report_year]
    return int(earlier[-1]) if earlier else int(known[0]) if known else None


def peer_codes(peer_groups: pd.DataFrame, municipality: str, edition: int | None) -> tuple[str, ...]:
    """Return the codes of the peers of one edition, in order of code; none without an edition."""
    chosen = (peer_groups["municipality"] == municipality) & (peer_groups["edition"] == edition)
    return tuple(sorted(peer_groups.loc[chosen, "peer"]))


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
    chosen = panel["municipality"].isin([municipality, *peers]) & (panel["year"] == year)
    rows = panel.loc[chosen, ["municipality", "net_cost_deviation_pct", "is_preliminary"]]
    rows = rows.dropna(subset=["net_cost_deviation_pct"])
    shown = rows["net_cost_deviation_pct"].map(displayed).astype(float)
    return (
        rows.assign(
            is_own=rows["municipality"] == municipality,
            place_first=shown.rank(method="min").astype(int),
            place_last=shown.rank(method="max").astype(int),
        )
        .sort_values(["place_first", "municipality"], ignore_index=True)
        .loc[
            :,
            ["municipality", "is_own", "net_cost_deviation_pct", "is_preliminary", "place_first", "place_last"],
        ]
    )


def missing_peers(comparison: pd.DataFrame, peers: Sequence[str]) -> tuple[str, ...]:
    """Return the codes of the peers that have no value: missing is not zero."""
    return tuple(code for code in sorted(peers) if code not in set(comparison["municipality"]))


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
    own = comparison.loc[comparison["is_own"]]
    if own.empty:
        raise DataError("Den egna kommunen saknar värde för året och kan inte jämföras.")
    peers = comparison.loc[~comparison["is_own"], "net_cost_deviation_pct"]
    value = float(own["net_cost_deviation_pct"].iloc[0])
    median = float(peers.median()) if len(peers) >= MIN_PEERS else None
    return PeerPosition(
        own_pct=value,
        n_peers=len(peers),
        median_pct=median,
        gap_pp=None if median is None else value - median,
        place_first=int(own["place_first"].iloc[0]),
        place_last=int(own["place_last"].iloc[0]),
        n=len(comparison),
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
    rows = panel.loc[panel["year"] == year, ["municipality", "net_cost_deviation_pct"]]
    rows = rows.dropna(subset=["net_cost_deviation_pct"])
    return (
        rows.assign(group=[groups.get(code, "other") for code in rows["municipality"]])
        .sort_values(["net_cost_deviation_pct", "municipality"], ignore_index=True)
        .loc[:, ["municipality", "group", "net_cost_deviation_pct"]]
    )


def peer_medians(panel: pd.DataFrame, peers: Sequence[str], breaks: Sequence[int]) -> pd.DataFrame:
    """Return the peers' median year by year (*medianen för liknande kommuner*).

    Returns
    -------
    DataFrame
        One row per year with at least four values: ``year``, ``median_pct``, ``n``, ``is_preliminary``, ``model``.
    """
    rows = panel.loc[panel["municipality"].isin(peers)].dropna(subset=["net_cost_deviation_pct"])
    grouped = rows.groupby("year", as_index=False).agg(
        median_pct=("net_cost_deviation_pct", "median"),
        n=("net_cost_deviation_pct", "size"),
        is_preliminary=("is_preliminary", "max"),
    )
    grouped = grouped.loc[grouped["n"] >= MIN_PEERS].reset_index(drop=True)
    return grouped.assign(model=[max((b for b in breaks if b <= year), default=0) for year in grouped["year"]])

"""What do a municipality's placements look like beside those that its figures can be compared with?

Everything about one target group and year in one place: the own side, and beside it the other municipalities that the
figures hold (pooled), the own year before, and a target. The analyses are those of `placement_mix`, `decomposition` and
`care_ladder`; here the rows are sorted onto sides, and what can't be compared is set aside and told.

Known drawbacks: the other municipalities are those that somebody has got figures from, not a chosen group. If nobody
gives residents by age, the population of all ages stands in, and a municipality with many old people seems to place few.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
import pandas as pd

from ifo_analysis.analysis.care_ladder import care_ladder
from ifo_analysis.analysis.placement_costs import costliest_shares, residuals
from ifo_analysis.analysis.placement_faults import is_unpriced, unlikely_days
from ifo_analysis.analysis.placement_mix import KEY, SUMMED, Splits, mix, split, totals
from ifo_analysis.analysis.rows import selected, with_columns

Comparison = Literal["peers", "last_year", "target"]
COMPARISONS: tuple[Comparison, ...] = ("peers", "last_year", "target")
OWN = "own"
AGES = {"children": ("0–20",), "adults": ("21+", "21–64")}
"""The age groups that a target group is part of, the best first."""
USED = (*KEY, "age_group", "provider", "placement_type", *SUMMED[:4])
OLDEST = 999
"""Where an age group without an upper end is taken to end."""


@dataclass(frozen=True)
class PlacementReview:
    """The placements of one target group in one year; frames are empty where there is nothing to show.

    `population` is the age group behind all numbers per 1 000 residents, empty for all ages. `rows` are the placements
    with their ``side``: own, peers, last_year or target. `mixes` and `whole` are as from `placement_mix.mix` and `totals`,
    by ``side``; `splits` by ``comparison``; `singly` is the split against each of `peers` alone. `left_out` are
    municipalities without price or residents. `unlikely` are rows with more days than there are in a year.
    """

    municipality: str
    year: int
    target_group: str
    population: str
    rows: pd.DataFrame
    mixes: pd.DataFrame
    whole: pd.DataFrame
    splits: Splits
    singly: pd.DataFrame
    ladder: pd.DataFrame
    costliest: pd.DataFrame
    residual: pd.DataFrame
    left_out: tuple[str, ...]
    unlikely: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether the municipality has no placements of the group in the year."""
        return OWN not in set(self.mixes["side"])

    @property
    def peers(self) -> tuple[str, ...]:
        """Return the municipalities that are pooled."""
        return tuple(sorted(set(self.rows.loc[self.rows["side"] == "peers", "municipality"])))

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Return the own forms with days but no price, which keep the cost from being split."""
        lacking = self.mixes.loc[(self.mixes["side"] == OWN) & is_unpriced(self.mixes), "placement_type"]
        return tuple(sorted(lacking))

    def comparisons(self) -> tuple[Comparison, ...]:
        """Return what the own side can be compared with, what matters most first."""
        return tuple(name for name in COMPARISONS if not self.is_empty and name in set(self.mixes["side"]))

    def split_comparisons(self) -> tuple[Comparison, ...]:
        """Return the comparisons whose difference in cost is split."""
        return tuple(name for name in COMPARISONS if name in set(self.splits.totals["comparison"]))

    def side(self, side: str) -> pd.Series[float]:
        """Return one side of `whole`."""
        return self.whole.set_index("side").astype("float64").T[side]

    def forms(self, side: str) -> pd.DataFrame:
        """Return the forms of one side, by code."""
        return self.mixes.loc[self.mixes["side"] == side].set_index("placement_type")


def placement_review(
    placements: pd.DataFrame,
    residents: pd.DataFrame,
    placed_persons: pd.DataFrame,
    costliest: pd.DataFrame,
    booked_costs: pd.DataFrame,
    *,
    municipality: str,
    year: int,
    target_group: str,
) -> PlacementReview:
    """Return the placements of a target group beside what they can be compared with (*placeringsmix*).

    Parameters
    ----------
    placements, placed_persons, costliest, booked_costs : DataFrame
        As the contracts of the same names in `frames`.
    residents : DataFrame
        As from `residents_of`.
    municipality : str
        Own code.
    year : int
        The year to review; the year before is a comparison.
    target_group : str
        ``children`` or ``adults``.

    Raises
    ------
    DataError
        If rows have days or a cost below zero, or a cost without days.
    """
    rows = _on_sides(placements, municipality, year, target_group)
    counts = residents.loc[residents["target_group"] == target_group]
    population = str(counts["population"].iloc[0]) if len(counts) else ""
    if OWN not in set(rows["side"]):
        return _nothing(municipality, year, target_group, population)
    rows, left_out = _comparable(rows, counts)
    mixes = mix(_with_peers_alone(rows), counts, placed_persons, ["side"])
    mixes["placed_persons"] = mixes["placed_persons"].where(mixes["side"] != "target")
    splits = _against_own(mixes)
    is_side = mixes["side"].isin([OWN, *COMPARISONS])
    whole = totals(mixes.loc[is_side], ["side"])
    about = {"municipality": municipality, "year": year, "target_group": target_group, "basis": "outcome"}
    outcome = with_columns(whole.loc[whole["side"] == OWN], about)
    return PlacementReview(
        municipality=municipality,
        year=year,
        target_group=target_group,
        population=population,
        rows=rows,
        mixes=mixes.loc[is_side].reset_index(drop=True),
        whole=whole,
        splits=Splits(*(_of_sides(getattr(splits, field.name)) for field in fields(splits))),
        singly=splits.totals.loc[~splits.totals["comparison"].isin(COMPARISONS)]
        .rename(columns={"comparison": "municipality"})
        .reset_index(drop=True),
        ladder=care_ladder(mixes.loc[mixes["side"] == OWN]),
        costliest=costliest_shares(costliest, outcome),
        residual=residuals(outcome, booked_costs),
        left_out=left_out,
        unlikely=tuple(unlikely_days(rows.loc[rows["side"] == OWN])),
    )


def _nothing(municipality: str, year: int, target_group: str, population: str) -> PlacementReview:
    """Return the review of a municipality that has no placements of the group."""
    empty = pd.DataFrame(columns=["side", "comparison", "municipality"])
    splits = Splits(empty, empty, empty, empty)
    return PlacementReview(
        municipality, year, target_group, population, empty, empty, empty, splits, empty, empty, empty, empty, (), ()
    )


def _of_sides(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a split that are about a whole side, not about one of the peers."""
    return frame.loc[frame["comparison"].isin(COMPARISONS)].reset_index(drop=True)


def residents_of(
    residents_by_age: pd.DataFrame, population: pd.DataFrame, municipality: str, year: int
) -> pd.DataFrame:
    """Return the residents that placements are counted per: of the target group's ages, else of all ages.

    Parameters
    ----------
    residents_by_age, population : DataFrame
        As the contracts of the same names in `frames`.
    municipality : str
        Own code.
    year : int
        An age group is used if the municipality's number is known for this year; then it is used for all.

    Returns
    -------
    DataFrame
        ``municipality``, ``year``, ``target_group``, ``residents``, and ``population``, the age group or empty.
    """
    is_own = (residents_by_age["municipality"] == municipality) & (residents_by_age["year"] == year)
    known = set(residents_by_age.loc[is_own, "age_group"])
    key = ["municipality", "year"]
    found = []
    for target_group, ages in AGES.items():
        age, parts = next(((age, parts) for age in ages if (parts := _parts(age, known))), ("", ()))
        rows = residents_by_age.loc[residents_by_age["age_group"].isin(parts)]
        groups = rows.groupby(key, as_index=False)["residents"].agg(["sum", "count"])
        summed = groups.loc[groups["count"] == len(parts)].rename(columns={"sum": "residents"})  # a part is no whole
        frame = summed if parts else population
        found.append(frame[[*key, "residents"]].assign(target_group=target_group, population=age))
    return pd.concat(found, ignore_index=True)


def _parts(age_group: str, known: set[str]) -> tuple[str, ...]:
    """Return the known age groups that make up another one without gap or overlap; none if they don't.

    Examples
    --------
    >>> _parts("0–20", {"0–12", "13–20", "21+"}), _parts("0–20", {"0–12", "21+"}), _parts("21+", {"21–64", "65+"})
    (('0–12', '13–20'), (), ('21–64', '65+'))
    """
    spans = sorted((_ages(age), age) for age in known)
    (start, end), parts = _ages(age_group), []
    if age_group in known:
        return (age_group,)
    for (first, last), age in spans:
        if first == start and last <= end:
            parts.append(age)
            start = last + 1
    return tuple(parts) if start == end + 1 else ()


def _ages(age_group: str) -> tuple[int, int]:
    first, _, last = age_group.removesuffix("+").partition("–")
    return int(first), int(last) if last else OLDEST


def _on_sides(placements: pd.DataFrame, municipality: str, year: int, target_group: str) -> pd.DataFrame:
    """Return the rows that belong to a side, with its name in ``side``."""
    is_group = (placements["target_group"] == target_group).to_numpy()
    is_own = is_group & (placements["municipality"] == municipality).to_numpy()
    is_now = (placements["year"] == year).to_numpy()
    is_outcome = (placements["basis"] == "outcome").to_numpy()
    sides = {
        OWN: is_own & is_now & is_outcome,
        "peers": is_group & ~is_own & is_now & is_outcome,
        "last_year": is_own & (placements["year"] == year - 1).to_numpy() & is_outcome,
        "target": is_own & is_now & (placements["basis"] == "target").to_numpy(),
    }
    side = np.select(list(sides.values()), list(sides), "")
    is_any = side != ""
    return with_columns(selected(placements, is_any), {"side": pd.array(side[is_any], dtype="str")})


def _comparable(rows: pd.DataFrame, counts: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the rows without the peers that lack a price or residents, and those peers' codes."""
    peers = rows.loc[rows["side"] == "peers"]
    known = set(counts.loc[counts["year"].isin(peers["year"]), "municipality"])
    left_out = sorted(set(peers.loc[is_unpriced(peers), "municipality"]) | (set(peers["municipality"]) - known))
    return selected(rows, ~rows["municipality"].isin(left_out)) if left_out else rows, tuple(left_out)


def _with_peers_alone(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows, and those of each peer once more as a side of its own, named by its code."""
    peers = np.flatnonzero(rows["side"] == "peers")
    names = [*rows["side"].tolist(), *rows["municipality"].take(peers).tolist()]
    found = rows[list(USED)].take(np.concatenate([np.arange(len(rows)), peers])).reset_index(drop=True)
    return with_columns(found, {"side": pd.array(names, dtype="str")})


def _against_own(mixes: pd.DataFrame) -> Splits:
    """Return the own side split against all others, each named in ``comparison``; those that lack a price are left out."""
    is_lacking = is_unpriced(mixes) | mixes["residents"].isna()
    lacking = set(mixes.loc[is_lacking, "side"])
    usable = set() if OWN in lacking else set(mixes["side"]) - lacking - {OWN}
    used = mixes[["side", "placement_type", "care_days", "cost_sek", "residents", "placed_persons"]]
    used = used.rename(columns={"side": "comparison"})
    base = used.loc[used["comparison"].isin(usable)]
    places = np.flatnonzero(used["comparison"] == OWN)
    names = np.repeat(np.array(sorted(usable), dtype=object), len(places))
    own = used.take(np.tile(places, len(usable))).assign(comparison=pd.array(names, dtype="str"))
    return split(own, base, ["comparison"])

"""Does the answer depend on whom the municipality is compared with? (*känslighet för valet av jämförelsegrupp*).

The gap to the median is computed again with one thing changed at a time: each peer of the report's own group left out
in turn, the other editions of the official group, and the 5, 7 or 10 municipalities nearest in population and
reference cost. If the gap, as it is shown, doesn't have the same sign in all of them, the verdict is that the answer
depends on the choice (*beror på valet av jämförelsegrupp*), and no direction is told.

The same gap in kronor is arithmetic: how much the net cost would differ if the deviation were that of the median, or
at the limit of the lowest quarter. It is no saving (*ingen besparing*): needs may differ.

Known drawbacks: the choices tried aren't all that are possible, and they share members, so agreement between them is
weaker evidence than their number suggests. With few choices at hand the verdict is easily robust. It says nothing
about noise within a year.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, isnan, nan
from statistics import median
from typing import TYPE_CHECKING, Literal

import pandas as pd

from ifo_analysis.analysis.cost_deviation import shown_direction
from ifo_analysis.analysis.neighbours import REFERENCE_COST, SIZES
from ifo_analysis.analysis.peers import MIN_PEERS
from ifo_analysis.analysis.rows import rows_of
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ifo_analysis.analysis.neighbours import Neighbours

Verdict = Literal["robust", "depends_on_choice"]
CHOICES = (
    *("kind", "edition", "size", "is_used", "peers", "n_group", "n", "median_pct", "quartile_pct"),
    *("gap_pp", "gap_low_pp", "gap_high_pp", "quartile_gap_pp"),
)


@dataclass(frozen=True)
class PeerSensitivity:
    """What the choice of peers means for the gap to their median (*känslighet*), in percentage points.

    `choices` is as from `peer_choices`. The ranges and the number of different groups tried, `n_tried`, are over all
    choices and over the report's own group with one peer at a time left out.
    """

    choices: pd.DataFrame
    n_tried: int
    median_low_pct: float
    median_high_pct: float
    gap_low_pp: float
    gap_high_pp: float
    verdict: Verdict

    @property
    def is_robust(self) -> bool:
        """Return whether the sign of the gap is the same for every choice."""
        return self.verdict == "robust"


def stability_verdict(gaps: Iterable[float]) -> Verdict:
    """Return whether gaps, as they are shown with one decimal, all have the same sign.

    Examples
    --------
    >>> stability_verdict([0.2, 7.0]), stability_verdict([0.04, 7.0]), stability_verdict([0.04, -0.04])
    ('robust', 'depends_on_choice', 'robust')
    """
    return "robust" if len({shown_direction(gap) for gap in gaps}) <= 1 else "depends_on_choice"


def peer_choices(
    panel: pd.DataFrame,
    peer_groups: pd.DataFrame,
    municipality: str,
    report_year: int,
    edition: int | None,
    neighbours: Neighbours | None,
) -> pd.DataFrame:
    """Return the gap to the median for each choice of peers (*val av jämförelsegrupp*).

    Parameters
    ----------
    panel : DataFrame
        As from `cost_deviation.deviation_panel`.
    peer_groups : DataFrame
        One row per municipality, edition and peer (`frames.PEER_GROUPS`).
    municipality : str
        Own code; it must have a value for the report year.
    report_year : int
        The year to compare.
    edition : int or None
        The edition that the report uses.
    neighbours : Neighbours or None
        As from `neighbours.own_neighbours`.

    Returns
    -------
    DataFrame
        One row per choice, the report's first, then other editions from the newest, then the nearest 5, 7 and 10:
        ``kind`` (edition or nearest), ``edition``, ``size`` (0 where it doesn't apply), ``is_used``, ``peers`` (their
        codes), ``n_group``, ``n`` (with a value), ``median_pct``, ``quartile_pct`` (the limit of the lowest quarter),
        ``gap_pp`` and ``quartile_gap_pp`` (own - theirs, NaN with fewer than four values), ``gap_low_pp`` and
        ``gap_high_pp`` (the gap with one peer at a time left out, for the report's group only).

    Raises
    ------
    DataError
        If the own municipality has no value for the report year.
    """
    of_year = rows_of(panel, "municipality", "net_cost_deviation_pct", where=panel["year"] == report_year)
    values = {code: pct for code, pct in of_year if not isnan(pct)}
    if municipality not in values:
        raise DataError(f"Nettokostnadsavvikelse saknas för {municipality} år {report_year}.")
    groups: dict[int, list[str]] = {}
    for year, peer in rows_of(peer_groups, "edition", "peer", where=peer_groups["municipality"] == municipality):
        groups.setdefault(year, []).append(peer)
    newest = sorted(groups, key=lambda year: (year != edition, -year))
    rows = [_choice(values, municipality, groups[year], edition=year, is_used=year == edition) for year in newest]
    if neighbours is not None:
        rows += [_choice(values, municipality, neighbours.codes(size), size=size) for size in SIZES]
    return pd.DataFrame(rows, columns=list(CHOICES))


def _choice(
    values: Mapping[str, float],
    municipality: str,
    peers: Sequence[str],
    *,
    edition: int = 0,
    size: int = 0,
    is_used: bool = False,
) -> tuple[object, ...]:
    own, known = values[municipality], sorted(values[code] for code in set(peers) if code in values)
    has_median = len(known) >= MIN_PEERS
    middle, quartile = (_quantile(known, share) if has_median else nan for share in (0.5, 0.25))
    left_out = (
        [own - median(known[:at] + known[at + 1 :]) for at in range(len(known))] if has_median and is_used else [nan]
    )
    return (
        *("edition" if edition else "nearest", edition, size, is_used, tuple(sorted(peers)), len(peers), len(known)),
        *(middle, quartile, own - middle, min(left_out), max(left_out), own - quartile),
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile, on the line between the two nearest values."""
    place = share * (len(ordered) - 1)
    low, high = ordered[floor(place)], ordered[ceil(place)]
    return low + (high - low) * (place - floor(place))


def peer_sensitivity(choices: pd.DataFrame) -> PeerSensitivity | None:
    """Return ranges and verdict over all choices of peers (*känslighet*); None if the report's group has no median.

    Examples
    --------
    >>> values = dict(zip("ABCDEFGH", [6_400, 5_200, 5_400, 5_450, 5_700, 5_900, 6_100, 6_600]))
    >>> panel = pd.DataFrame({"municipality": values.keys(), "year": 2024, "net_cost_deviation_pct": values.values(),
    ...     "is_preliminary": False})
    >>> groups = pd.DataFrame({"municipality": "A", "edition": 2024, "peer": list("BCDEFGH")})
    >>> found = peer_sensitivity(peer_choices(panel, groups, "A", 2024, 2024, None))
    >>> found.median_low_pct, found.median_high_pct, found.gap_low_pp, found.gap_high_pp, found.n_tried, found.verdict
    (5575.0, 5800.0, 600.0, 825.0, 8, 'robust')
    """
    columns = ("is_used", "peers", "n", "median_pct", "gap_pp", "gap_low_pp", "gap_high_pp")
    told = list(rows_of(choices, *columns, where=choices["gap_pp"].notna()))
    base = next((row for row in told if row[0]), None)
    if base is None:
        return None
    _, _, n, median_pct, gap_pp, *ends = base
    gaps = [*(row[4] for row in told), *ends]
    own = median_pct + gap_pp
    return PeerSensitivity(
        choices=choices,
        n_tried=len({row[1] for row in told}) + n,
        median_low_pct=own - max(gaps),
        median_high_pct=own - min(gaps),
        gap_low_pp=min(gaps),
        gap_high_pp=max(gaps),
        verdict=stability_verdict(gaps),
    )


def own_reference_cost(values: pd.DataFrame, deviation: pd.DataFrame, report_year: int) -> tuple[float, float]:
    """Return the own reference cost (*referenskostnad*) of a year in kr per resident and in mnkr, NaN where unknown.

    Parameters
    ----------
    values : DataFrame
        One row per municipality, year and indicator (`frames.INDICATOR_VALUES`).
    deviation : DataFrame
        As from `cost_deviation.cost_deviation`.
    report_year : int
        The year.

    Notes
    -----
    The published N30007 goes first; else it is the one that the two published deviations imply.
    """
    row = deviation.loc[deviation["year"] == report_year].iloc[0]
    residents = float(row["residents"])
    is_own = (values["municipality"] == row["municipality"]) & (values["year"] == report_year)
    published = values.loc[is_own & (values["indicator"] == REFERENCE_COST), "value"]
    if len(published):
        sek = float(published.iloc[0])
        return sek, sek * residents / 1e6
    msek = float(row["reference_cost_msek"])
    return msek * 1e6 / residents, msek


def in_kronor(gap_pp: float, reference_cost: float) -> float:
    """Return a gap in the deviation as an amount, in the unit of the own reference cost (*skillnad i kronor*).

    Positive: the own net cost is higher than it would be with the other deviation. NaN where either is unknown.

    Examples
    --------
    >>> in_kronor(12.5, 5_600), in_kronor(-10.0, 140)
    (700.0, -14.0)
    """
    return nan if isnan(gap_pp) or isnan(reference_cost) else gap_pp * reference_cost / 100

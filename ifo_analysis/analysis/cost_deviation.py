"""Does the service cost more or less than statistically expected, and by how much?

The net cost deviation (*nettokostnadsavvikelse*) compares a municipality's net cost with its reference cost, which is
the national average adjusted for the municipality's structure:

    deviation in per cent        = 100 · (net cost - reference cost) / reference cost
    deviation in kr per resident = net cost - reference cost, both in kr per resident
    deviation in mnkr            = deviation in kr per resident · residents / 1 000 000

Positive means that the municipality costs more than its reference. A new reference model is a break: no change, count
or trend crosses it.

Known drawbacks: the deviation is relative, about zero for the nation by construction, so zero is average and not right.
The reference model has no variable for addiction, crime or violence. Municipalities share out common costs in
different ways. Reference and net cost in mnkr are derived here from two published figures, and blow up when the
deviation in per cent is near zero.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from pandas.errors import MergeError

from ifo_analysis.analysis.rows import by_key, rows_of, selected, values_at, with_columns
from ifo_analysis.errors import DataError
from ifo_analysis.language import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

PCT, MSEK = "N30001", "N30026"
NEAR_ZERO_PCT = 1.0
SMOOTH = (0.9, 1.2)

KEY = ["municipality", "year"]
TOLD = ["is_preliminary", "publisher", "document", "document_year", "retrieved"]

Direction = Literal["higher", "lower", "equal"]


def deviation_panel(values: pd.DataFrame) -> pd.DataFrame:
    """Return the published deviation (*nettokostnadsavvikelse*) of all municipalities, side by side.

    Parameters
    ----------
    values : DataFrame
        One row per municipality, year and indicator (`frames.INDICATOR_VALUES`).

    Returns
    -------
    DataFrame
        One row per municipality and year: ``municipality``, ``year``, ``net_cost_deviation_pct``,
        ``net_cost_deviation_msek`` (NaN where it isn't published), ``is_preliminary``, ``publisher``, ``document``,
        ``document_year``, ``retrieved``. Positive: higher net cost than the reference cost.

    Examples
    --------
    >>> values = pd.DataFrame({
    ...     "municipality": "1267", "year": 2024, "indicator": ["N30001", "N30026"], "value": [-20.7972, -14.519418],
    ...     "is_preliminary": False, "publisher": "Kolada", "document": "", "document_year": "",
    ...     "retrieved": "2026-08-16"})
    >>> deviation_panel(values)[["year", "net_cost_deviation_pct", "net_cost_deviation_msek"]].values.tolist()
    [[2024.0, -20.7972, -14.519418]]
    """
    indicator = values["indicator"]
    msek = by_key(values, KEY, "value", where=indicator == MSEK)
    is_pct = (indicator == PCT).to_numpy()
    places = dict(zip(rows_of(values, *KEY, where=is_pct), np.flatnonzero(is_pct).tolist(), strict=True))
    if len(places) < is_pct.sum():
        raise MergeError(f"{PCT}: samma kommun och år står på flera rader")
    keys = sorted(places)
    order = np.array([places[key] for key in keys], dtype=int)
    kept = {name: values_at(values[name], order) for name in (*KEY, "value", *TOLD)}
    return pd.DataFrame(
        {
            **{"net_cost_deviation_pct" if name == "value" else name: column for name, column in kept.items()},
            "net_cost_deviation_msek": np.array([msek.get(key, np.nan) for key in keys], dtype=float),
        }
    )


def cost_deviation(
    panel: pd.DataFrame,
    population: pd.DataFrame,
    municipality: str,
    report_year: int,
    breaks: Sequence[int],
) -> pd.DataFrame:
    """Return one municipality's deviation (*nettokostnadsavvikelse*) year by year, in all units that can be had.

    Parameters
    ----------
    panel : DataFrame
        As from `deviation_panel`.
    population : DataFrame
        One row per municipality and year (`frames.POPULATION`).
    municipality : str
        Four-character code.
    report_year : int
        Later years are kept and marked: they are shown, but enter no finding.
    breaks : sequence of int
        The first years of new reference models.

    Returns
    -------
    DataFrame
        One row per year: the columns of `panel`, ``residents`` and ``net_cost_deviation_sek_per_resident`` (NaN where
        the population is unknown), ``reference_cost_msek`` and ``net_cost_msek`` (own processing; NaN without mnkr or
        when the deviation is within 1 per cent of zero), ``model`` (first year of its reference model, 0 for the
        oldest) and ``is_after_report_year``.

    Raises
    ------
    DataError
        If the municipality has no value for the report year.

    Notes
    -----
    Source: the definitions of N30001 and N30026 in Kolada (RKA).
    """
    own = selected(panel, panel["municipality"] == municipality)
    if not own["year"].is_monotonic_increasing:
        own = own.sort_values("year", ignore_index=True)
    years = own["year"].tolist()
    if report_year not in years:
        raise DataError(f"Nettokostnadsavvikelse saknas för {municipality} år {report_year}.")
    people = by_key(population, ["year"], "residents", where=population["municipality"] == municipality)
    residents = np.array([people.get(year, np.nan) for year in years])
    msek = own["net_cost_deviation_msek"].to_numpy()
    reference = implied_reference_cost_msek(own["net_cost_deviation_pct"], own["net_cost_deviation_msek"]).to_numpy()
    columns = {
        "residents": residents,
        "net_cost_deviation_sek_per_resident": msek * 1e6 / residents,
        "reference_cost_msek": reference,
        "net_cost_msek": reference + msek,
        "model": [max((first for first in breaks if first <= year), default=0) for year in years],
        "is_after_report_year": np.array(years) > report_year,
    }
    return with_columns(own, columns)


def implied_reference_cost_msek(pct: pd.Series[float], msek: pd.Series[float]) -> pd.Series[float]:
    """Return the reference cost (*referenskostnad*) in mnkr that the two published figures imply.

    NaN where one is missing, or where the deviation is within 1 per cent of zero and rounding would dominate.

    Examples
    --------
    >>> implied_reference_cost_msek(pd.Series([-17.9712]), pd.Series([-10.049786])).round(4).tolist()
    [55.9216]
    """
    of, part = pct.to_numpy(dtype="float64"), 100 * msek.to_numpy(dtype="float64")
    found = np.divide(part, of, out=np.full_like(of, np.nan), where=np.abs(of) >= NEAR_ZERO_PCT)
    return pd.Series(found, index=pct.index)


def deviation_from_costs(
    net_cost_sek_per_resident: float, reference_cost_sek_per_resident: float, residents: float
) -> tuple[float, float, float]:
    """Return the deviation (*nettokostnadsavvikelse*) in kr per resident, per cent and mnkr.

    Raises
    ------
    DataError
        If the reference cost or the population isn't positive.

    Examples
    --------
    >>> sek, pct, msek = deviation_from_costs(6_400, 5_600, 25_000)
    >>> sek, round(pct, 4), msek
    (800, 14.2857, 20.0)
    """
    if reference_cost_sek_per_resident <= 0 or residents <= 0:
        raise DataError("Avvikelsen kan inte beräknas: referenskostnad och folkmängd ska vara större än noll.")
    sek = net_cost_sek_per_resident - reference_cost_sek_per_resident
    return sek, 100 * sek / reference_cost_sek_per_resident, sek * residents / 1e6


def rounding_tolerance(
    net_cost_sek_per_resident: float, reference_cost_sek_per_resident: float, residents: float
) -> tuple[float, float]:
    """Return how far the published deviation may lie from the computed one when costs are whole kronor (pp, mnkr).

    Examples
    --------
    >>> pp, msek = rounding_tolerance(6_400, 5_600, 25_000)
    >>> round(pp, 4), msek
    (0.0191, 0.025)
    """
    ratio = net_cost_sek_per_resident / reference_cost_sek_per_resident
    return 50 * (1 + ratio) / reference_cost_sek_per_resident, residents / 1e6


def same_sign(deviation: pd.DataFrame) -> pd.DataFrame:
    """Check that per cent and mnkr have the same sign: one row per year with both, ``year`` and ``is_kept``.

    Examples
    --------
    >>> frame = pd.DataFrame({"year": [2024], "net_cost_deviation_pct": [3.0], "net_cost_deviation_msek": [-1.0]})
    >>> same_sign(frame)["is_kept"].tolist()
    [False]
    """
    both = deviation.dropna(subset=["net_cost_deviation_pct", "net_cost_deviation_msek"])
    signs = np.sign(both["net_cost_deviation_pct"]) == np.sign(both["net_cost_deviation_msek"])
    return pd.DataFrame({"year": both["year"], "is_kept": signs}).reset_index(drop=True)


def smooth_reference(deviation: pd.DataFrame) -> pd.DataFrame:
    """Check that the implied reference cost moves smoothly from year to year within one model.

    Returns
    -------
    DataFrame
        One row per pair of neighbouring years of one model where it can be computed: ``from_year``, ``to_year``,
        ``ratio`` and ``is_kept`` (ratio within 0.9–1.2).
    """
    rows = []
    for before, after in _neighbours(deviation):
        ratio = float(after["reference_cost_msek"]) / float(before["reference_cost_msek"])
        if np.isfinite(ratio):
            rows.append((int(before["year"]), int(after["year"]), ratio, SMOOTH[0] <= ratio <= SMOOTH[1]))
    return pd.DataFrame(rows, columns=["from_year", "to_year", "ratio", "is_kept"])


def displayed(pct: float) -> Decimal:
    """Return a deviation as it is shown: one decimal, half away from zero.

    Examples
    --------
    >>> displayed(-0.05), displayed(0.04)
    (Decimal('-0.1'), Decimal('0.0'))
    """
    return rounded(pct, 1)


def shown_direction(value: float) -> Direction:
    """Return the direction of a deviation as it is shown with one decimal."""
    shown = displayed(value)
    return "equal" if shown == 0 else "higher" if shown > 0 else "lower"


def latest_population(population: pd.DataFrame, municipality: str) -> tuple[int, int] | None:
    """Return the latest known population (*folkmängd*) of a municipality as (residents, year), or None."""
    own = rows_of(population, "year", "residents", where=population["municipality"] == municipality)
    latest = max(own, default=None)
    return (int(latest[1]), int(latest[0])) if latest else None


def _neighbours(deviation: pd.DataFrame) -> list[tuple[pd.Series[float], pd.Series[float]]]:
    rows = [row for _, row in deviation.sort_values("year").iterrows()]
    return [
        (before, after)
        for before, after in itertools.pairwise(rows)
        if after["year"] - before["year"] == 1 and after["model"] == before["model"]
    ]

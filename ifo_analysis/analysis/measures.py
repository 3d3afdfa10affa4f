"""What would the planned measures give, how far have they come, and what is not priced?

The economic effect (*ekonomisk effekt*) belongs to the goal, not to each measure under it:

    gross effect      = price per care day · care days · volume, or price per full-year placement · volume
    net effect        = gross effect - cost of the alternative, where the alternative's price is known
    first-year effect = effect - one-off cost, where the one-off cost is known

Amounts are in tkr per full year, low and high: the lowest and the highest that price and volume allow together. A goal
whose effect is being investigated, or has no volume, is missing (NaN) and never zero; *oförändrade kostnader* is zero
and never missing. A one-off cost that isn't stated is missing too.

Known drawbacks: effects are gross where the alternative's price is unknown. Two goals may count the same days. A plan
says what is intended, not what came of it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from math import isnan, nan

import pandas as pd

from ifo_analysis.analysis.rows import frame_of, rows_of
from ifo_analysis.errors import DataError

DAYS_PER_YEAR = 365
MSEK_PER_FULL_YEAR = "msek_per_full_year_placement"
CALCULATED, ZERO = "calculated", "zero"
PRICES = ("price", "price_low", "price_high", "volume_low", "volume_high", "alternative_price", "one_off_cost_tkr")
EFFECT_TYPES = {
    **dict.fromkeys(["effect_per_place_tkr", "gross_low_tkr", "gross_high_tkr"], "float64"),
    **dict.fromkeys(["alternative_low_tkr", "alternative_high_tkr", "effect_low_tkr", "effect_high_tkr"], "float64"),
    **dict.fromkeys(["first_year_low_tkr", "first_year_high_tkr"], "float64"),
    "is_net": "bool",
}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
UNPRICED = ("investigated", "no_volume", "not_priced")


def goal_effects(goals: pd.DataFrame, days: int = DAYS_PER_YEAR) -> pd.DataFrame:
    """Return the economic effect (*ekonomisk effekt*) of each goal.

    Parameters
    ----------
    goals : DataFrame
        One row per goal (`frames.GOALS`).
    days : int
        Care days of a full year, 365 or 366.

    Returns
    -------
    DataFrame
        `goals` with ``effect_low_tkr`` and ``effect_high_tkr`` (tkr per full year, less the alternative where its price
        is known; NaN where not calculated), the parts ``gross_low_tkr``, ``gross_high_tkr``, ``alternative_low_tkr``
        and ``alternative_high_tkr``, ``first_year_low_tkr`` and ``first_year_high_tkr`` (NaN without a one-off cost),
        ``effect_per_place_tkr`` (tkr per full-year place at the likeliest price) and ``is_net``.

    Raises
    ------
    DataError
        If a goal says that its effect is calculated but lacks price, its unit or volume, or if low and high, or first
        and last day, stand in the wrong order.

    Examples
    --------
    >>> nothing = float("nan")
    >>> goals = pd.DataFrame({"area": "Barn", "goal_no": [1], "price": [2_300.0], "price_unit": "sek_per_care_day",
    ...     "price_low": nothing, "price_high": nothing, "volume_low": 2.0, "volume_high": 3.0,
    ...     "alternative_price": nothing, "one_off_cost_tkr": 79.0, "first_day": "", "last_day": "",
    ...     "effect_status": "calculated"})
    >>> goal_effects(goals)[["effect_low_tkr", "effect_high_tkr", "first_year_low_tkr"]].values.tolist()
    [[1679.0, 2518.5, 1600.0]]
    """
    if faults := _contradictions(goals):
        raise DataError.of("Mål i planen", faults)
    rows = [_effect(*row, days=days) for row in rows_of(goals, "effect_status", "price_unit", *PRICES)]
    return pd.concat([goals, frame_of(rows, EFFECT_TYPES, goals.index)], axis="columns")


def _effect(status: str, unit: str, price: float, *numbers: float, days: int) -> tuple[float, ...]:
    """Return the effect of one goal, in the order of `EFFECT_TYPES`."""
    low, high, least, most, alternative, one_off = numbers
    ends = [price if isnan(end) else end for end in (low, high)]
    less = 0.0 if isnan(alternative) else alternative

    def tkr(*prices: float) -> list[float]:
        """Return prices in the goal's own unit as tkr per full-year place."""
        return [of * 1_000 if unit == MSEK_PER_FULL_YEAR else of * days / 1_000 for of in prices]

    def between(*prices: float) -> tuple[float, float]:
        """Return the lowest and the highest of prices · volumes, NaN where not calculated.

        An alternative that is dearer gives a negative effect, which is lowest at the highest volume: all ends count.
        """
        products = [of * volume for of in tkr(*prices) for volume in (least, most)]
        return (min(products), max(products)) if status == CALCULATED else (nan, nan)

    effect = (0.0, 0.0) if status == ZERO else between(*(end - less for end in ends))
    first_year = (end - one_off for end in effect)
    return (*tkr(price - less), *between(*ends), *between(alternative), *effect, *first_year, not isnan(alternative))


def _contradictions(goals: pd.DataFrame) -> list[str]:
    faults = []
    texts = ("area", "goal_no", "price_unit", "effect_status", "first_day", "last_day")
    for area, goal_no, unit, status, first_day, last_day, *numbers in rows_of(goals, *texts, *PRICES[:5]):
        price, price_low, price_high, least, most = numbers
        where = f"{area}, mål {goal_no}"
        needed = {"pris": price, "lägsta volym": least, "högsta volym": most}
        missing = [words for words, value in needed.items() if isnan(value)]
        missing += [] if unit else ["prisets enhet"]
        if status == CALCULATED and missing:
            faults.append(f"{where}: effekten är angiven som beräknad, men {', '.join(missing)} saknas")
        elif least > most:
            faults.append(f"{where}: lägsta volymen är större än den högsta")
        if isnan(price_low) != isnan(price_high):
            faults.append(f"{where}: lägsta och högsta pris ska anges båda två, eller inget av dem")
        elif price_low > price or price > price_high:
            faults.append(f"{where}: priset ligger inte mellan det lägsta och det högsta")
        if last_day and first_day > last_day:
            faults.append(f"{where}: effekten slutar innan den börjar")
    return faults


@dataclass(frozen=True)
class EffectSum:
    """The sum of the calculated effects (tkr per full year), and how many goals stand in each state.

    `low_tkr` and `high_tkr` are None if no goal is calculated: no sum is made of nothing. `is_gross` says that at
    least one effect lacks the price of its alternative.
    """

    low_tkr: float | None
    high_tkr: float | None
    is_gross: bool
    n_goals: int
    n_calculated: int
    n_zero: int
    n_investigated: int
    n_no_volume: int
    n_not_priced: int


def effect_sum(effects: pd.DataFrame) -> EffectSum:
    """Return the sum over goals, each counted once, with what is not in it.

    Parameters
    ----------
    effects : DataFrame
        One row per goal, as from `goal_effects`.

    Raises
    ------
    DataError
        If a goal stands on more than one row, so that its effect would be counted twice.
    """
    if effects.duplicated(["area", "goal_no"]).any():
        raise DataError("Ett mål står på flera rader: effekten hör till målet och får bara räknas en gång.")
    states = effects["effect_status"].value_counts()
    calculated = effects.loc[effects["effect_status"] == CALCULATED]
    has_sum = len(calculated) > 0
    return EffectSum(
        low_tkr=float(calculated["effect_low_tkr"].sum()) if has_sum else None,
        high_tkr=float(calculated["effect_high_tkr"].sum()) if has_sum else None,
        is_gross=bool((~calculated["is_net"]).any()),
        n_goals=len(effects),
        n_calculated=int(states.get(CALCULATED, 0)),
        n_zero=int(states.get(ZERO, 0)),
        n_investigated=int(states.get("investigated", 0)),
        n_no_volume=int(states.get("no_volume", 0)),
        n_not_priced=int(states.get("not_priced", 0)),
    )


def status_counts(measures: pd.DataFrame) -> dict[str, int]:
    """Return how many measures (*åtgärder*) have each status, how many are delayed and how many wait for a decision.

    The delayed ones are also counted under their status.

    Examples
    --------
    >>> measures = pd.DataFrame({"status": ["ongoing", "done", "waiting"], "is_delayed": [True, False, False],
    ...     "waits_for_decision_by": ["", "", "nämnden"]})
    >>> status_counts(measures)
    {'not_started': 0, 'ongoing': 1, 'waiting': 1, 'done': 1, 'stopped': 0, 'delayed': 1, 'all': 3}
    """
    counts = measures["status"].value_counts()
    statuses = ("not_started", "ongoing", "waiting", "done", "stopped")
    return {
        **{status: int(counts.get(status, 0)) for status in statuses},
        "delayed": int(measures["is_delayed"].sum()),
        "all": len(measures),
    }


def sek_per_care_day(msek_per_full_year: float, days: int = DAYS_PER_YEAR) -> float:
    """Return the price per care day (*kr per vårddygn*) of a full-year placement.

    Examples
    --------
    >>> round(sek_per_care_day(1.6), 2), round(sek_per_care_day(0.7, 366), 2)
    (4383.56, 1912.57)
    """
    return msek_per_full_year * 1e6 / days


def break_even_days(alternative_cost_sek: float, price_per_care_day_sek: float) -> float:
    """Return after how many avoided care days (*vårddygn*) an alternative pays for itself.

    Raises
    ------
    DataError
        If the price isn't positive.

    Examples
    --------
    >>> round(break_even_days(1.6e6 / 12, 1.6e6 / 365), 1)
    30.4
    """
    if price_per_care_day_sek <= 0:
        raise DataError("Priset per vårddygn ska vara större än noll.")
    return alternative_cost_sek / price_per_care_day_sek


def days_left(adopted: dt.date) -> tuple[int, float]:
    """Return how many days of its year remained when a plan was adopted, and as a share of the year.

    Examples
    --------
    >>> left, share = days_left(dt.date(2019, 9, 24))
    >>> left, round(100 * share, 1)
    (98, 26.8)
    """
    last = dt.date(adopted.year, 12, 31)
    left = (last - adopted).days
    return left, left / last.timetuple().tm_yday


def plan_days(plan: pd.DataFrame, column: str) -> pd.Series[pd.Timestamp]:
    """Return a column of ISO dates as days, missing (NaT) where it is empty.

    Raises
    ------
    DataError
        If a text isn't a day of the calendar.

    Examples
    --------
    >>> plan = pd.DataFrame({"area": ["Barn"], "goal_no": [1], "first_day": ["2024-02-30"]})
    >>> plan_days(plan, "first_day")
    Traceback (most recent call last):
    ifo_analysis.errors.DataError: Datum i planen:
      - Barn, mål 1, kolumnen first_day: är ingen dag i kalendern
    """
    dates_of(plan, column)
    return pd.to_datetime(plan[column], format="%Y-%m-%d", errors="coerce")


def dates_of(plan: pd.DataFrame, column: str) -> list[dt.date | None]:
    """Return a column of ISO dates as `plan_days` does, as plain dates; None where it is empty."""
    days, faults = [], []
    for area, goal_no, text in rows_of(plan, "area", "goal_no", column):
        days.append(_date(text))
        if text and days[-1] is None:
            faults.append(f"{area}, mål {goal_no}, kolumnen {column}: är ingen dag i kalendern")
    if faults:
        raise DataError.of("Datum i planen", faults)
    return days


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None

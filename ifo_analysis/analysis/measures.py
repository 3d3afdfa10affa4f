"""What would the planned measures give, how far have they come, and what is not priced?

The economic effect (*ekonomisk effekt*) belongs to the goal, not to each measure under it:

    gross effect = price per care day · care days · volume, or price per full-year placement · volume
    net effect   = (price - price of the alternative) · care days · volume, where the alternative's price is known

Amounts are in tkr per full year, low and high. A goal whose effect is being investigated, or has no volume, is missing
(NaN) and never zero; *oförändrade kostnader* is zero and never missing.

Known drawbacks: effects are gross where the alternative's price is unknown. One-off costs and the part of the year
that remains are not in a full-year effect. Two goals may count the same days. A plan says what is intended, not what
came of it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from ifo_analysis.errors import DataError

DAYS_PER_YEAR = 365
MSEK_PER_FULL_YEAR = "msek_per_full_year_placement"
CALCULATED, ZERO = "calculated", "zero"


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
        `goals` with ``effect_low_tkr`` and ``effect_high_tkr`` (tkr per full year, NaN where not calculated),
        ``effect_per_place_tkr`` (tkr per full-year place, NaN without a price) and ``is_net``.

    Raises
    ------
    DataError
        If a goal says that its effect is calculated but lacks price, its unit or volume, or a low volume is above the
        high one.

    Examples
    --------
    >>> goals = pd.DataFrame({"area": "Barn", "goal_no": [1], "price": [2_300.0], "price_unit": "sek_per_care_day",
    ...     "volume_low": [2.0], "volume_high": [3.0], "alternative_price": [float("nan")],
    ...     "effect_status": "calculated"})
    >>> goal_effects(goals)[["effect_low_tkr", "effect_high_tkr"]].values.tolist()
    [[1679.0, 2518.5]]
    """
    faults = _contradictions(goals)
    if faults:
        raise DataError.of("Mål i planen", faults)
    per_unit = goals["price"] - goals["alternative_price"].fillna(0)
    is_msek = goals["price_unit"] == MSEK_PER_FULL_YEAR
    per_place = (per_unit * 1_000).where(is_msek, per_unit * days / 1_000)
    # An alternative that is dearer gives a negative effect, which is lowest at the highest volume.
    ends = goals[["volume_low", "volume_high"]].mul(per_place, axis=0)
    ends = ends.where(goals["effect_status"] == CALCULATED).mask(goals["effect_status"] == ZERO, 0.0)
    return goals.assign(
        effect_per_place_tkr=per_place,
        effect_low_tkr=ends.min(axis=1),
        effect_high_tkr=ends.max(axis=1),
        is_net=goals["alternative_price"].notna(),
    )


def _contradictions(goals: pd.DataFrame) -> list[str]:
    faults = []
    for goal in goals.to_dict("records"):
        where = f"{goal['area']}, mål {goal['goal_no']}"
        needed = {"pris": "price", "lägsta volym": "volume_low", "högsta volym": "volume_high"}
        missing = [words for words, name in needed.items() if pd.isna(goal[name])]
        missing += [] if goal["price_unit"] else ["prisets enhet"]
        if goal["effect_status"] == CALCULATED and missing:
            faults.append(f"{where}: effekten är angiven som beräknad, men {', '.join(missing)} saknas")
        elif goal["volume_low"] > goal["volume_high"]:
            faults.append(f"{where}: lägsta volymen är större än den högsta")
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

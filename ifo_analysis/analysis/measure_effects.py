"""When do the effects of a plan fall, which are already taken, and which goals may count the same days?

A full-year effect (*helårseffekt*) is what a goal gives when it holds for a whole year. The effect of one year is less
when it begins or ends during the year:

    effect of the year = full-year effect · days of the year with the effect / days of the year - one-off cost

The one-off cost falls in the year in which the effect begins. An effect that comes once is not shared out over days:
it belongs whole to the year in which it begins.

Known drawbacks: effects are spread evenly over the days, though measures often work little at first. A goal whose
measures are done may have less, or more, effect than was calculated.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ifo_analysis.analysis.measures import CALCULATED, plan_days

ONE_OFF = "one_off"
TAKEN, TO_COME, STOPPED = "taken", "to_come", "stopped"


def effects_in_year(effects: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return how much of each goal's effect falls in one year (*effekt under året*).

    Parameters
    ----------
    effects : DataFrame
        One row per goal, as from `measures.goal_effects`.
    year : int
        The calendar year.

    Returns
    -------
    DataFrame
        `effects` with ``share_of_year`` (0–1, NaN without a first day), and ``in_year_low_tkr`` and
        ``in_year_high_tkr`` (tkr, less the one-off cost in the year in which the effect begins; NaN where the first day
        or, that year, the one-off cost isn't stated).

    Examples
    --------
    >>> effects = pd.DataFrame({"area": "Barn", "goal_no": 1, "first_day": ["2024-07-01"], "last_day": "", "duration": "lasting",
    ...     "one_off_cost_tkr": 100.0, "effect_low_tkr": 366.0, "effect_high_tkr": 732.0})
    >>> effects_in_year(effects, 2024)[["in_year_low_tkr", "in_year_high_tkr"]].values.tolist()
    [[84.0, 268.0]]
    """
    new_year, after = pd.Timestamp(year, 1, 1), pd.Timestamp(year + 1, 1, 1)
    first, last = plan_days(effects, "first_day"), plan_days(effects, "last_day")
    end = last + pd.Timedelta(days=1)
    days = (end.where(end < after, after) - first.where(first > new_year, new_year)).dt.days.clip(lower=0)
    begins = first.dt.year == year
    share = (days / (after - new_year).days).where(effects["duration"] != ONE_OFF, begins.astype("float64"))
    share = share.where(first.notna())
    one_off = effects["one_off_cost_tkr"].where(begins, 0.0)
    return effects.assign(
        share_of_year=share,
        in_year_low_tkr=effects["effect_low_tkr"] * share - one_off,
        in_year_high_tkr=effects["effect_high_tkr"] * share - one_off,
    )


def goal_progress(effects: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Return whether each goal's measures are already taken or to come (*redan vidtagna och fortsatta åtgärder*).

    Parameters
    ----------
    effects : DataFrame
        One row per goal, as from `measures.goal_effects`.
    measures : DataFrame
        One row per measure (`frames.MEASURES`).

    Returns
    -------
    DataFrame
        `effects` with ``progress``: ``taken`` if every measure that hasn't been stopped is done, ``stopped`` if all have
        been stopped, otherwise ``to_come``, also without measures.
    """
    key = ["area", "goal_no"]
    is_stopped = measures["status"] == STOPPED
    open_or_done = (measures["status"] == "done").where(~is_stopped, other=True)
    of_goal = measures[key].assign(is_taken=open_or_done.astype("bool"), is_stopped=is_stopped).groupby(key).min()
    found = of_goal.reindex(pd.MultiIndex.from_frame(effects[key]), fill_value=False)
    progress = pd.Series(TO_COME, index=effects.index, dtype="str")
    progress = progress.mask(found["is_taken"].to_numpy(), TAKEN).mask(found["is_stopped"].to_numpy(), STOPPED)
    return effects.assign(progress=progress)


@dataclass(frozen=True)
class SharedDays:
    """Goals of one area and one price unit, which may count the same care days (*samma vårddygn*)."""

    area: str
    goal_nos: tuple[int, ...]


def shared_days(effects: pd.DataFrame) -> tuple[SharedDays, ...]:
    """Return the calculated goals that may count the same days, to be asked about before their sum is trusted.

    Examples
    --------
    >>> effects = pd.DataFrame({"area": ["Barn", "Barn", "Vuxna"], "goal_no": [1, 2, 1],
    ...     "price_unit": "sek_per_care_day", "effect_status": "calculated"})
    >>> shared_days(effects)
    (SharedDays(area='Barn', goal_nos=(1, 2)),)
    """
    calculated = effects.loc[effects["effect_status"] == CALCULATED].sort_values(["area", "goal_no"])
    return tuple(
        SharedDays(str(area), tuple(int(number) for number in goals["goal_no"]))
        for (area, _), goals in calculated.groupby(["area", "price_unit"])
        if len(goals) > 1
    )

"""How well is the plan followed up, and what is missing from it?

A plan is followed up about every third week (*ungefär var tredje vecka*). A measure that is neither done nor stopped
is overdue (*inte uppföljd i tid*) when its last follow-up is longer ago than that, counted from a stated day. A
measure without a date of follow-up is told apart: nobody knows whether it is overdue.

Known drawbacks: the day is that of the report's figures, not today. A measure without a last day can't pass it.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from ifo_analysis.analysis.measures import CALCULATED, ZERO, dates_of
from ifo_analysis.analysis.rows import rows_of, with_columns
from ifo_analysis.errors import DataError

FOLLOW_UP_DAYS = 21
CLOSED = ("done", "stopped")


def measure_follow_up(
    measures: pd.DataFrame, goals: pd.DataFrame, as_of: str = "", limit_days: int = FOLLOW_UP_DAYS
) -> pd.DataFrame:
    """Return what each measure (*åtgärd*) lacks, and whether it has passed its last day or its follow-up.

    Parameters
    ----------
    measures, goals : DataFrame
        The plan (`frames.MEASURES`, `frames.GOALS`).
    as_of : str
        The day to count from (ISO); empty for the newest day on which a measure was retrieved.
    limit_days : int
        How many days ago the last follow-up may be.

    Returns
    -------
    DataFrame
        `measures` with ``as_of``, ``limit_days``, ``is_open`` (neither done nor stopped), ``is_past_end`` (open after its
        last day), ``is_overdue`` (open, and last followed up more than `limit_days` before), ``is_never_followed_up``
        (open, without a date of follow-up), ``lacks_owner``, ``lacks_date`` (no last day) and ``lacks_effect`` (its goal
        has no calculated effect, and isn't zero either).

    Raises
    ------
    DataError
        If a day isn't a date, or the limit isn't positive.
    """
    if limit_days <= 0:
        raise DataError("Antalet dagar mellan uppföljningar ska vara större än noll.")
    day = _day(as_of or max(measures["retrieved"], default="1990-01-01"))
    followed, last = dates_of(measures, "followed_up"), dates_of(measures, "last_day")
    is_open = [status not in CLOSED for status in measures["status"]]
    priced = {
        (area, goal_no)
        for area, goal_no, status in rows_of(goals, "area", "goal_no", "effect_status")
        if status in {CALCULATED, ZERO}
    }
    limit = day - dt.timedelta(days=limit_days)
    columns = {
        "as_of": day.isoformat(),
        "limit_days": limit_days,
        "is_open": is_open,
        "is_past_end": [may and at is not None and at < day for may, at in zip(is_open, last, strict=True)],
        "is_overdue": [may and at is not None and at < limit for may, at in zip(is_open, followed, strict=True)],
        "is_never_followed_up": [may and at is None for may, at in zip(is_open, followed, strict=True)],
        "lacks_owner": measures["owner"] == "",
        "lacks_date": [at is None for at in last],
        "lacks_effect": [goal not in priced for goal in rows_of(measures, "area", "goal_no")],
    }
    flags = {name: np.array(told, dtype=bool) for name, told in columns.items() if name not in {"as_of", "limit_days"}}
    return with_columns(measures, {**columns, **flags})


def _day(text: str) -> dt.date:
    try:
        return pd.Timestamp(pd.to_datetime(text, format="%Y-%m-%d")).date()
    except ValueError:
        raise DataError(f"”{text}” är inget datum i formen ÅÅÅÅ-MM-DD.") from None

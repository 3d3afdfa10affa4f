"""Does days × price give the cost that is in the accounts, and how much of the cost lies with few persons?

What the accounts hold beside the identity is a residual (*rest*). It is always told and never spread over anything.

Known drawbacks: a residual has many sources that can't be told apart here: overheads, invoices of another year, care that
the register lacks. The persons with the highest costs change between years, so their share says nothing of any one of
them, and it is larger the fewer the placed are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ifo_analysis.analysis.rows import by_key, selected, with_columns

if TYPE_CHECKING:
    import pandas as pd


def residuals(whole: pd.DataFrame, booked_costs: pd.DataFrame) -> pd.DataFrame:
    """Return what the accounts hold beside days × price (*rest*); it is told, never spread over the parts.

    Parameters
    ----------
    whole : DataFrame
        As from `totals`, one row per municipality, year, basis and target group.
    booked_costs : DataFrame
        As `frames.BOOKED_COSTS`.

    Returns
    -------
    DataFrame
        One row per outcome: ``municipality``, ``year``, ``target_group``, ``computed_sek`` (days × price), ``booked_sek``,
        ``residual_sek`` (booked - computed) and ``residual_pct`` (of the booked cost). NaN where either is unknown.
    """
    keys = ["municipality", "year", "target_group"]
    outcome = whole.loc[whole["basis"] == "outcome", [*keys, "cost_sek"]].reset_index(drop=True)
    outcome = outcome.rename(columns={"cost_sek": "computed_sek"})
    known, computed = by_key(booked_costs, keys, "cost_sek"), by_key(outcome, keys, "computed_sek")
    booked = np.array([known.get(key, np.nan) for key in computed], dtype=float)
    residual = booked - outcome["computed_sek"].to_numpy()
    share = 100 * residual / np.where(booked != 0, booked, np.nan)
    return with_columns(outcome, {"booked_sek": booked, "residual_sek": residual, "residual_pct": share})


def costliest_shares(costliest: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return the share of the cost that goes to the persons with the highest costs (*ytterfall*).

    Parameters
    ----------
    costliest : DataFrame
        As `frames.COSTLIEST`: never fewer than five persons together.
    whole : DataFrame
        As from `totals`, one row per municipality, year, basis and target group.

    Returns
    -------
    DataFrame
        One row per row of `costliest` that has an outcome: its key, ``persons``, ``costliest_sek``, ``all_persons``
        (each counted once), ``cost_sek`` of all and ``cost_share``. NaN where the whole isn't known.
    """
    keys = ["municipality", "year", "target_group"]
    outcome = whole.loc[whole["basis"] == "outcome", [*keys, "persons", "cost_sek"]].reset_index(drop=True)
    places = by_key(outcome.assign(place=outcome.index), keys, "place")
    at = np.array([places.get(key, -1) for key in zip(*(costliest[name].tolist() for name in keys), strict=True)], int)
    few = selected(costliest[[*keys, "persons", "cost_sek"]], at >= 0).rename(columns={"cost_sek": "costliest_sek"})
    persons, cost = (outcome[name].to_numpy().take(at[at >= 0]) for name in ("persons", "cost_sek"))
    share = few["costliest_sek"].to_numpy() / np.where(cost != 0, cost, np.nan)
    return with_columns(few, {"all_persons": persons, "cost_sek": cost, "cost_share": share})

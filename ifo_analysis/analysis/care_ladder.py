"""Where on the way from the person's own network to an institution are the days and the cost, and what is a step worth?

The forms of placement stand in the order of the care ladder (`definitions/care_ladder.yml`). A step's worth is the
difference in price per day to the step below it that the municipality uses, for a whole year:

    worth = (SEK per day on the step - SEK per day on the step below) · 365

Known drawbacks: persons on different steps have different needs, so a step's worth is arithmetic and no saving; support
at home isn't deducted. Prices are means of few placements where few are placed. The order of the ladder is ours, and
protected housing stands beside it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ifo_analysis.analysis.rows import rows_of
from ifo_analysis.definitions.placement_types import placement_types, type_name

DAYS_PER_YEAR = 365
SUMMED = ("care_days", "cost_sek", "persons", "placements")
LADDER = (
    *("step", "placement_types", "name", "care_days", "cost_sek", "persons", "placements"),
    *("share", "cost_share", "sek_per_day", "step_below", "step_sek_per_day", "step_sek_per_year"),
)


def care_ladder(mixes: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of the care ladder that a municipality uses, from its own network up (*vårdkedja*).

    Parameters
    ----------
    mixes : DataFrame
        One side by form, as from `placement_mix.mix`: forms beside the ladder are left out of the rows, but not of what
        shares are shares of.

    Returns
    -------
    DataFrame
        One row per step with days: ``step``, ``placement_types`` (codes with a comma between them), ``name``,
        ``care_days``, ``cost_sek``, ``persons``, ``placements``, ``share`` and ``cost_share`` (of all days and cost),
        ``sek_per_day``, ``step_below`` (the name of the used step below), ``step_sek_per_day`` and ``step_sek_per_year``
        (what the step costs more than that one; NaN on the lowest, and where either isn't priced).

    Examples
    --------
    >>> import pandas as pd
    >>> mixes = pd.DataFrame({"placement_type": ["hvb", "familjehem"], "care_days": [20.0, 80.0],
    ...     "cost_sek": [120_000.0, 160_000.0], "persons": [2, 4], "placements": [2, 4]})
    >>> care_ladder(mixes)[["name", "share", "sek_per_day", "step_sek_per_year"]].values.tolist()[1]
    ['HVB', 0.2, 6000.0, 1460000.0]
    """
    places = {item.code: (place, item.step) for place, item in enumerate(placement_types()) if item.step is not None}
    rows = [row for row in rows_of(mixes, "placement_type", *SUMMED) if row[0] in places and row[1] > 0]
    steps: dict[int, list[tuple[Any, ...]]] = {}
    for row in sorted(rows, key=lambda row: places[row[0]][0]):
        steps.setdefault(int(places[row[0]][1]), []).append(row)
    sums = [[sum(values) for values in list(zip(*used, strict=True))[1:]] for used in steps.values()]
    columns = list(zip(*sums, strict=True)) or [()] * len(SUMMED)
    found: dict[str, Any] = {
        name: np.array(column, mixes[name].to_numpy().dtype) for name, column in zip(SUMMED, columns, strict=True)
    }
    names = [" och ".join(type_name(row[0]) for row in used) for used in steps.values()]
    price = found["cost_sek"] / found["care_days"]
    worth = np.diff(price, prepend=np.nan) if len(price) else price
    return pd.DataFrame({
        "step": np.array(list(steps), dtype="int64"),
        "placement_types": pd.array([",".join(row[0] for row in used) for used in steps.values()], dtype="str"),
        "name": pd.array(names, dtype="str"),
        **found,
        "share": found["care_days"] / mixes["care_days"].sum(),
        "cost_share": found["cost_sek"] / mixes["cost_sek"].sum(skipna=False),
        "sek_per_day": price,
        "step_below": pd.array(["", *names[:-1]] if names else [], dtype="str"),
        "step_sek_per_day": worth,
        "step_sek_per_year": worth * DAYS_PER_YEAR,
    })[list(LADDER)]  # fmt: skip

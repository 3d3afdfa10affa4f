"""What is told of the register: days, costs and persons by form, never a person's row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ifo_analysis.frames.local import CHILDREN
from ifo_analysis.sources.demo.local.register import COVERED, FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ifo_analysis.sources.demo.local.place import Place, Record

COSTLIEST, COSTLIEST_SHARE, FEWEST = (5, 10), 0.1, 5
BOOKED_BEYOND = 0.04  # what the accounts hold beyond the register's day prices, part of them
GROUP = ["year", "target_group", "placement_type", "provider"]
# What is made of a register is our own processing, and isn't published.
OF_REGISTER: dict[str, Any] = {"label": "own", "is_published": False}
PEER_PRICES, PEER_SHARES = 0.06, 0.2
TARGET = 0.85  # of the year's days in institutions: what the plan aims at


def days_by_year(register: pd.DataFrame, years: tuple[int, ...]) -> pd.DataFrame:
    """Return the register's rows once for each year that they touch, with days and cost.

    The first and the last day are counted once each; a row that is still going on is counted to the end of the year.
    """
    return pd.concat([_in_year(register, year) for year in years], ignore_index=True)


def _in_year(register: pd.DataFrame, year: int) -> pd.DataFrame:
    first, last = np.datetime64(f"{year}-01-01"), np.datetime64(f"{year}-12-31")
    end = np.fmin(register["end"].to_numpy(), last)  # one that hasn't come is no day, and the other one counts
    days = (end - np.maximum(register["start"].to_numpy(), first)).astype("timedelta64[D]").astype(np.int64) + 1
    found = register.assign(year=year, care_days=days, cost_sek=days * register["day_cost_sek"])
    return found.loc[found["care_days"] > 0]


def placements(days: pd.DataFrame) -> list[Record]:
    """Return days, cost, persons and placements by year, target group, form and who provides."""
    found = days.groupby(GROUP, sort=True).agg(
        care_days=("care_days", "sum"),
        cost_sek=("cost_sek", "sum"),
        persons=("person", "nunique"),
        placements=("stay", "nunique"),
    )
    costs = days.groupby([*GROUP, "person"])["cost_sek"].sum().sort_values(ascending=False)
    found["top_two_cost_sek"] = costs.groupby(GROUP).head(2).groupby(GROUP).sum()
    return _of_register(found.astype({"care_days": "float64"}))


def placed_persons(days: pd.DataFrame) -> list[Record]:
    """Return how many persons were placed, however many placements they had."""
    found = days.groupby(["year", "target_group"]).agg(persons=("person", "nunique"), placements=("stay", "nunique"))
    return _of_register(found)


def _rows(found: pd.DataFrame) -> list[Record]:
    return [{str(name): value for name, value in row.items()} for row in found.reset_index().to_dict("records")]


def _of_register(found: pd.DataFrame) -> list[Record]:
    return [{**row, **OF_REGISTER} for row in _rows(found)]


def costliest(days: pd.DataFrame) -> Iterator[Record]:
    """Yield what the five, the ten and the tenth of the persons with the highest costs cost together."""
    for key, part in days.groupby(["year", "target_group"]):
        year, group = key
        costs = part.groupby("person")["cost_sek"].sum().sort_values(ascending=False)
        for count in sorted({*COSTLIEST, int(len(costs) * COSTLIEST_SHARE + 0.5)}):
            if FEWEST <= count <= len(costs):
                cost = float(costs.iloc[:count].sum())
                yield {"year": year, "target_group": group, "persons": count, "cost_sek": cost, **OF_REGISTER}


def booked_costs(place: Place, days: pd.DataFrame) -> Iterator[Record]:
    """Yield the placements' cost in the accounts: somewhat more than the register's."""
    rng = place.stream("booked")
    for row in _rows(days.groupby(["year", "target_group"])[["cost_sek"]].sum()):
        more = 1 + BOOKED_BEYOND * rng.uniform(0.3, 1.7)
        yield {**row, "cost_sek": float(np.round(row["cost_sek"] * more, -3))}


def peer_placements(place: Place) -> Iterator[Record]:
    """Yield a comparison municipality's days by form, from what the world says that it spends."""
    rng = place.stream("peer placements")
    draws = np.exp(rng.normal(0, [PEER_SHARES, PEER_PRICES, 0.1], (len(FORMS), 3)))
    sums = dict.fromkeys((form.indicator for form in FORMS), 0.0)
    for form, (share, _, _) in zip(FORMS, draws, strict=True):
        sums[form.indicator] += form.share * share
    fulls = {indicator: sum(form.share for form in FORMS if form.indicator == indicator) for indicator in sums}
    for form, (share, price, stay) in zip(FORMS, draws, strict=True):
        part = form.share * share / sums[form.indicator] * fulls[form.indicator]
        cost = place.cost_sek(form.indicator) * part * COVERED
        days = round(cost / (place.price(form.price_sek) * price))
        persons = max(1, round(days / (0.55 * min(form.length, 365) * stay)))
        if days < 30 * persons:
            continue
        yield {
            "municipality": place.municipality,
            "target_group": form.group,
            "placement_type": form.code,
            "care_days": float(days),
            "cost_sek": float(round(cost, -3)),
            "persons": persons,
            "placements": round(1.15 * persons),
        }


def target(own: list[Record], year: int) -> Iterator[Record]:
    """Yield what the plan aims at: fewer days in institutions, as many more in the municipality's own family homes."""
    known = pd.DataFrame(own)
    known = known.loc[(known["year"] == year) & (known["target_group"] == CHILDREN)]
    now = known.groupby("placement_type")[["care_days", "cost_sek", "persons", "placements"]].sum()
    is_cut = now.index.isin(["hvb", "konsulentstott_familjehem"])
    aims = now["care_days"].where(~is_cut, (TARGET * now["care_days"]).round())
    aims += np.where(now.index == "familjehem", (now["care_days"] - aims).sum(), 0.0)
    aimed = now.mul(aims / now["care_days"], axis="index").round()
    for row in _rows(aimed):
        at_least = {name: max(1, int(row[name])) for name in ("persons", "placements")}
        told = {"basis": "target", "target_group": CHILDREN, "cost_sek": round(row["cost_sek"], -3)}
        yield {**row, **told, **at_least}

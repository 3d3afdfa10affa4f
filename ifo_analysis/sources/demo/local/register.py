"""The placement register (*placeringsregister*): one row per person and decision, drawn so that its cost is the world's.

A row is a decision for some weeks; a placement (*placering*) is the decisions that follow one another without a gap.
No key is like a personal identity number, and nobody in it exists.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ifo_analysis.frames.local import ADULTS, CHILDREN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ifo_analysis.sources.demo.local.place import Place

OWN, BOUGHT = "own", "purchased"
# Part of the booked cost that the register's day prices cover; the rest is travel, equipment and empty places.
COVERED = 0.95
# Days behind one row, within what gives a register at least 320 and at most about 8 000 rows.
DAYS_A_ROW, FEWEST, MOST = 22.0, 320, 8_000
FOLLOWS_ON, LONGEST_GAP, LOOKED_BACK = 0.3, 120, 100
CHILD_LAST, ADULT_FIRST = 20, 23
DEAR = 0.02
DAYS_A_YEAR = 365.2425
COLUMNS = ["person", "birth_year", "target_group", "placement_type", "provider", "stay", "start", "end", "day_cost_sek"]
NO_DAY = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Form:
    """A form of placement (*placeringsform*): what it costs, how long it lasts (days), for whom, and how often bought."""

    group: str
    code: str
    indicator: str
    share: float
    price_sek: float
    length: float
    ages: tuple[int, int]
    bought: float


FORMS = (
    Form(CHILDREN, "hvb", "N33007", 0.66, 6_400, 240, (12, 18), 0.85),
    Form(CHILDREN, "sis", "N33007", 0.16, 9_800, 140, (14, 19), 1.0),
    Form(CHILDREN, "stodboende", "N33007", 0.18, 2_300, 260, (16, 20), 0.6),
    Form(CHILDREN, "natverkshem", "N33008", 0.08, 750, 800, (0, 17), 0.0),
    Form(CHILDREN, "familjehem", "N33008", 0.44, 1_050, 900, (0, 18), 0.0),
    Form(CHILDREN, "konsulentstott_familjehem", "N33008", 0.30, 2_250, 450, (2, 18), 1.0),
    Form(CHILDREN, "jourhem", "N33008", 0.18, 1_700, 110, (0, 17), 0.0),
    Form(ADULTS, "hvb", "N35009", 0.64, 2_900, 120, (23, 64), 0.9),
    Form(ADULTS, "lvm_hem", "N35009", 0.11, 7_200, 110, (23, 60), 1.0),
    Form(ADULTS, "stodboende_vuxna", "N35009", 0.25, 1_150, 220, (23, 64), 0.7),
    Form(ADULTS, "familjehem", "N35010", 0.9, 1_600, 200, (23, 60), 0.5),
    Form(ADULTS, "skyddat_boende", "N37001", 0.25, 2_300, 60, (23, 50), 0.9),
)


def register(place: Place) -> pd.DataFrame:
    """Return the register of the year and the year before, ordered by start and person.

    Returns
    -------
    DataFrame
        `person`, `birth_year`, `target_group`, `placement_type`, `provider`, `stay` (which placement the row belongs
        to), `start`, `end` (NaT: still going on at the end of the year) and `day_cost_sek`.
    """
    stays = _persons(place, pd.concat([_stays(place, form) for form in FORMS], ignore_index=True))
    return _decisions(place, stays)


def _day(year: int, month: int, day: int) -> int:
    return int(np.datetime64(f"{year}-{month:02d}-{day:02d}").astype("datetime64[D]").astype(np.int64))


def _stays(place: Place, form: Form) -> pd.DataFrame:
    """Return placements of one form until their days of the year cost what the world says; days are counted from 1970."""
    rng = place.stream(f"stays {form.group} {form.code}")
    first, new_year, last = (_day(place.year - 1, 1, 1), _day(place.year, 1, 1), _day(place.year, 12, 31))
    wanted = place.cost_sek(form.indicator) * form.share * COVERED / place.price(form.price_sek)
    reach = int(4 * form.length) + last - first
    count = math.ceil(3 * wanted * reach / (365 * form.length)) + 10
    start = last - rng.integers(0, reach, count)
    end = start + 2 + np.round(rng.gamma(1.3, form.length / 1.3, count)).astype(np.int64)
    days = np.maximum(np.minimum(end, last) - np.maximum(start, new_year) + 1, 0)
    is_kept = (np.cumsum(days) - days / 2 <= wanted) & (end >= first)
    price = place.price(form.price_sek) * np.exp(rng.normal(0, 0.12, count))
    price *= np.where(rng.random(count) < DEAR, rng.uniform(1.8, 2.6, count), 1.0)
    ages = rng.integers(form.ages[0], form.ages[1] + 1, count)
    drawn = {
        "start": start,
        "end": end,
        "price": price,
        "age": ages,
        "provider": np.where(rng.random(count) < form.bought, BOUGHT, OWN),
        "follows": rng.random(count) < FOLLOWS_ON,
    }
    told = {"target_group": form.group, "placement_type": form.code, "youngest": form.ages[0], "oldest": form.ages[1]}
    stays: pd.DataFrame = pd.DataFrame(drawn).loc[is_kept].assign(**told)
    return stays


def _persons(place: Place, stays: pd.DataFrame) -> pd.DataFrame:
    """Return the placements with a person each: some follow on an ended placement of another form."""
    stays = stays.sort_values(["start", "end", "price"], ignore_index=True)
    names = place.stream("persons").permutation(90_000)[: len(stays)] + 10_000
    persons: list[int] = []
    births: list[int] = []
    is_last: list[bool] = []
    rows: list[Any] = list(stays.itertuples(index=False))
    for at, stay in enumerate(rows):
        year = 1970 + int(stay.start / DAYS_A_YEAR)
        before = next(
            (
                each
                for each in _recent(at)
                if stay.follows and is_last[each] and _may_follow(rows[each], stay, year - births[each])
            ),
            -1,
        )
        births.append(births[before] if before >= 0 else _birth(place, stay.target_group, year - stay.age))
        persons.append(persons[before] if before >= 0 else int(names[at]))
        is_last.append(True)
        if before >= 0:
            is_last[before] = False
    keys = [f"K{person}" for person in persons]
    return stays.assign(person=keys, birth_year=births, stay=range(len(stays)))


def _recent(at: int) -> range:
    """Return the placements before one that began most recently, newest first."""
    return range(at - 1, max(at - LOOKED_BACK, -1), -1)


def _may_follow(before: Any, stay: Any, age: int) -> bool:  # noqa: ANN401 - named tuples of a frame's rows
    """Return whether the person of an ended placement may begin another."""
    return (
        0 < stay.start - before.end <= LONGEST_GAP
        and stay.target_group == before.target_group
        and stay.placement_type != before.placement_type
        and bool(stay.youngest <= age <= stay.oldest)
    )


def _birth(place: Place, group: str, year: int) -> int:
    """Return a birth year that keeps the person in the same target group in both years."""
    return max(year, place.year - CHILD_LAST) if group == CHILDREN else min(year, place.year - ADULT_FIRST)


def _decisions(place: Place, stays: pd.DataFrame) -> pd.DataFrame:
    """Return one row per decision of each placement, those that touch the two years."""
    first, last = _day(place.year - 1, 1, 1), _day(place.year, 12, 31)
    inside = stays["end"].clip(upper=last) - stays["start"].clip(lower=first) + 1
    usual = min(max(DAYS_A_ROW, inside.sum() / MOST), inside.sum() / FEWEST)
    length = (stays["end"] - stays["start"] + 1).to_numpy()
    times = np.clip(np.ceil(length / usual).astype(np.int64), 1, length)
    rows = stays.loc[stays.index.repeat(times)].reset_index(drop=True)
    number = np.concatenate([np.arange(count) for count in times])
    whole, parts = np.repeat(length, times), np.repeat(times, times)
    begins = rows["start"].to_numpy() + whole * number // parts
    ends = rows["start"].to_numpy() + whole * (number + 1) // parts - 1
    years = 1970 + (begins / DAYS_A_YEAR).astype(np.int64)
    prices = np.round(rows["price"].to_numpy() * 1.03 ** (years - place.year) * 2) / 2
    rows = rows.assign(start=_dates(begins), end=_dates(ends, last), day_cost_sek=prices)
    found: pd.DataFrame = rows.loc[(begins <= last) & (ends >= first), COLUMNS]
    return found.sort_values(["start", "person"], ignore_index=True)


def _dates(days: NDArray[np.int64], last: int = NO_DAY) -> NDArray[np.datetime64]:
    """Return days counted from 1970 as dates; those after `last` haven't come."""
    dates = days.astype("datetime64[D]")
    return np.where(days <= last, dates, np.datetime64("NaT", "D")).astype("datetime64[s]")

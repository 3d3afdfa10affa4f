"""When the effects of a plan fall, which are taken, and which goals may count the same days."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from builders import rows, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.measure_effects import SharedDays, effects_in_year, goal_progress, shared_days
from ifo_analysis.analysis.measures import goal_effects
from ifo_analysis.frames import MEASURE_STATUSES

if TYPE_CHECKING:
    from random import Random

    from ifo_analysis.sources.bundled import TableFolder

NAN = math.nan


def in_year(change: dict[str, object], year: int = 2024) -> tuple[float, float]:
    """Return the share of the year and the lowest effect of a goal that gives 1 679 tkr a full year, cost-free."""
    row = effects_in_year(goal_effects(rows("goals", {"one_off_cost_tkr": 0.0, **change})), year).iloc[0]
    return row["share_of_year"], row["in_year_low_tkr"]


@pytest.mark.parametrize(
    ("change", "share"),
    [
        ({"first_day": "2024-01-01"}, 1),
        ({"first_day": "2019-05-01"}, 1),
        ({"first_day": "2024-12-31"}, 1 / 366),
        ({"first_day": "2025-01-01"}, 0),
        ({"first_day": "2024-07-01"}, 184 / 366),
        ({"first_day": "2024-07-01", "last_day": "2024-07-31"}, 31 / 366),
        ({"first_day": "2023-07-01", "last_day": "2024-01-31"}, 31 / 366),
        ({"first_day": "2022-07-01", "last_day": "2023-12-31"}, 0),
        ({"first_day": "2024-07-01", "duration": "lasting"}, 184 / 366),
        ({"first_day": "2024-07-01", "duration": "one_off"}, 1),  # it comes once, whenever that is
        ({"first_day": "2023-07-01", "duration": "one_off"}, 0),
    ],
)
def test_an_effect_counts_the_days_of_the_year_that_it_holds(change: dict[str, object], share: float) -> None:
    assert in_year(change) == pytest.approx((share, 1_679 * share))


@pytest.mark.parametrize(("year", "tkr"), [(2023, 0), (2024, 1_679 * 184 / 366 - 150), (2025, 1_679)])
def test_the_one_off_cost_falls_in_the_first_year_alone(year: int, tkr: float) -> None:
    assert in_year({"first_day": "2024-07-01", "one_off_cost_tkr": 150.0}, year)[1] == pytest.approx(tkr)


def test_without_a_first_day_nothing_is_known_of_the_year() -> None:
    assert all(math.isnan(value) for value in in_year({}))


def test_a_one_off_cost_that_is_not_stated_is_only_needed_in_the_first_year() -> None:
    unknown: dict[str, object] = {"first_day": "2024-07-01", "one_off_cost_tkr": NAN}

    assert math.isnan(in_year(unknown, 2024)[1])
    assert in_year(unknown, 2025)[1] == 1_679


def test_the_plan_of_tyreso_says_nothing_of_when(published: TableFolder) -> None:
    found = effects_in_year(goal_effects(published.frame("goals")), 2019)

    assert found[["share_of_year", "in_year_low_tkr"]].isna().all(axis=None)


@settings(max_examples=30)
@given(st.dates(min_value=pd.Timestamp("2020-01-01").date(), max_value=pd.Timestamp("2027-12-31").date()), st.randoms())
def test_the_years_of_a_lasting_effect_add_up_to_its_days(first: object, random: Random) -> None:
    goals = rows("goals", {"first_day": str(first), "last_day": "2027-12-31"}, {"goal_no": 2})
    kept = goals.copy()
    effects = goal_effects(goals)

    years = [effects_in_year(effects, year)["share_of_year"].iloc[0] for year in range(2020, 2028)]

    lengths = [366 if year % 4 == 0 else 365 for year in range(2020, 2028)]
    days = sum(share * length for share, length in zip(years, lengths, strict=True))
    assert days == pytest.approx((pd.Timestamp("2027-12-31") - pd.Timestamp(str(first))).days + 1)
    mixed = effects_in_year(shuffled(effects, random), 2024).sort_index()
    pd.testing.assert_frame_equal(mixed, effects_in_year(effects, 2024))
    pd.testing.assert_frame_equal(goals, kept)


def progress(*statuses: str) -> str:
    measures = rows("measures", *({"measure_no": i, "status": status} for i, status in enumerate(statuses, start=1)))
    return str(goal_progress(goal_effects(rows("goals")), measures)["progress"].item())


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        (("done",), "taken"),
        (("done", "done"), "taken"),
        (("done", "stopped"), "taken"),  # what was stopped will not come
        (("done", "ongoing"), "to_come"),
        (("waiting",), "to_come"),
        (("stopped", "stopped"), "stopped"),
    ],
)
def test_a_goal_is_taken_when_all_its_measures_are_done(statuses: tuple[str, ...], told: str) -> None:
    assert progress(*statuses) == told


def test_a_goal_without_measures_is_to_come() -> None:
    effects = goal_effects(rows("goals", {}, {"area": "Vuxna"}))

    found = goal_progress(effects, rows("measures", {"status": "done"}))

    assert found["progress"].tolist() == ["taken", "to_come"]
    assert goal_progress(effects, rows("measures").iloc[:0])["progress"].tolist() == ["to_come"] * 2


@settings(max_examples=20)
@given(st.lists(st.sampled_from(MEASURE_STATUSES), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_measures_says_nothing(statuses: list[str], random: Random) -> None:
    mixed = list(statuses)
    random.shuffle(mixed)

    assert progress(*mixed) == progress(*statuses)


def test_goals_of_one_area_and_one_unit_may_count_the_same_days(published: TableFolder) -> None:
    effects = goal_effects(published.frame("goals"))

    assert shared_days(effects) == (SharedDays("Barn- och ungdomsvård", (1, 2)),)


@pytest.mark.parametrize(
    "other", [{"area": "Vuxna"}, {"price_unit": "msek_per_full_year_placement"}, {"effect_status": "investigated"}]
)
def test_goals_that_differ_in_area_or_unit_or_lack_an_effect_share_no_days(other: dict[str, object]) -> None:
    assert shared_days(goal_effects(rows("goals", {}, {"goal_no": 2, **other}))) == ()

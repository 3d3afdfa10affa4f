"""How the plan is followed up, and what is missing from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from builders import rows, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.measure_follow_up import measure_follow_up
from ifo_analysis.errors import DataError
from ifo_analysis.frames import MEASURE_STATUSES

if TYPE_CHECKING:
    from random import Random

    from ifo_analysis.sources.bundled import TableFolder

DAY = "2024-06-30"
FLAGS = ["is_past_end", "is_overdue", "is_never_followed_up"]


def flags(**change: object) -> list[bool]:
    found = measure_follow_up(rows("measures", change), rows("goals"), DAY)
    return [bool(found[name].item()) for name in FLAGS]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"followed_up": "2024-06-09", "last_day": "2024-06-30"}, [False, False, False]),  # 21 days, and the last day
        ({"followed_up": "2024-06-08"}, [False, True, False]),
        ({"followed_up": ""}, [False, False, True]),
        ({"followed_up": "2024-06-30", "last_day": "2024-06-29"}, [True, False, False]),
        ({"followed_up": "2024-01-01", "last_day": "2024-01-02", "status": "done"}, [False, False, False]),
        ({"followed_up": "", "last_day": "2024-01-02", "status": "stopped"}, [False, False, False]),
        ({"followed_up": "2024-07-15"}, [False, False, False]),
    ],
)
def test_a_measure_is_overdue_three_weeks_after_its_last_follow_up(change: dict[str, object], told: list[bool]) -> None:
    assert flags(**change) == told


def test_the_limit_is_a_setting() -> None:
    measures = rows("measures", {"followed_up": "2024-06-20"})

    found = measure_follow_up(measures, rows("goals"), DAY, limit_days=7)

    assert found[["is_overdue", "limit_days"]].to_numpy().tolist() == [[True, 7]]


def test_without_a_day_it_counts_from_the_newest_retrieval() -> None:
    measures = rows("measures", {"retrieved": "2024-01-01"}, {"measure_no": 2, "retrieved": "2024-05-05"})

    assert set(measure_follow_up(measures, rows("goals"))["as_of"]) == {"2024-05-05"}


def test_what_a_measure_lacks_is_flagged() -> None:
    measures = rows("measures", {"owner": "Chefen", "last_day": "2024-12-31"}, {"measure_no": 2, "goal_no": 2})
    goals = rows("goals", {}, {"goal_no": 2, "effect_status": "investigated"})

    found = measure_follow_up(measures, goals, DAY)

    assert found[["lacks_owner", "lacks_date", "lacks_effect"]].to_numpy().tolist() == [[False] * 3, [True] * 3]


def test_an_effect_of_zero_is_no_missing_effect() -> None:
    assert not measure_follow_up(rows("measures"), rows("goals", {"effect_status": "zero"}), DAY)["lacks_effect"].item()


def test_the_plan_of_tyreso_has_no_follow_up_dates_and_nobody_responsible(published: TableFolder) -> None:
    found = measure_follow_up(published.frame("measures"), published.frame("goals"))

    counts = found[["is_open", *FLAGS, "lacks_owner", "lacks_date"]].sum().tolist()
    assert counts == [10, 0, 0, 10, 13, 13]


def test_a_plan_without_measures_has_nothing_to_follow_up() -> None:
    assert measure_follow_up(rows("measures").iloc[:0], rows("goals")).empty


@pytest.mark.parametrize(
    ("as_of", "limit", "told"),
    [
        ("2024-02-30", 21, "”2024-02-30” är inget datum i formen ÅÅÅÅ-MM-DD."),
        (DAY, 0, "Antalet dagar mellan uppföljningar ska vara större än noll."),
    ],
)
def test_settings_that_make_no_sense_are_refused(as_of: str, limit: int, told: str) -> None:
    with pytest.raises(DataError) as caught:
        measure_follow_up(rows("measures"), rows("goals"), as_of, limit)

    assert str(caught.value) == told


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.sampled_from(MEASURE_STATUSES), st.sampled_from(["", "2024-01-01", "2024-06-29"])),
        min_size=1,
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
def test_order_says_nothing_and_nothing_is_changed(states: list[tuple[str, str]], random: Random) -> None:
    measures = rows(
        "measures",
        *(
            {"measure_no": i, "status": status, "followed_up": day, "last_day": day}
            for i, (status, day) in enumerate(states, start=1)
        ),
    )
    kept, goals = measures.copy(), rows("goals")

    found = measure_follow_up(measures, goals, DAY)

    pd.testing.assert_frame_equal(measure_follow_up(shuffled(measures, random), goals, DAY).sort_index(), found)
    pd.testing.assert_frame_equal(measures, kept)
    assert not (found["is_overdue"] & found["is_never_followed_up"]).any()

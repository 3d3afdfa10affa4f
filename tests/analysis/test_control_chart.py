"""The control chart: centre, limits, which years count, and the laws that they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import series, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.control_chart import ControlChart, control_chart, unbroken_years

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

SIX = {2019: 12.0, 2020: 15.0, 2021: 9.0, 2022: 14.0, 2023: 11.0, 2024: 13.0}
tenths = st.integers(-600, 600).map(lambda number: number / 10)


def chart(values: Mapping[int, float], report_year: int = 2024) -> ControlChart:
    found = control_chart(series(values), report_year)
    assert found is not None
    return found


def test_limits_lie_the_mean_moving_range_from_the_centre() -> None:
    found = chart(SIX)

    assert found.centre == pytest.approx(12.333, abs=5e-4)
    assert found.mean_moving_range == pytest.approx(3.8)
    assert (found.lower, found.upper) == pytest.approx((2.225, 22.441), abs=5e-4)
    assert found.years == tuple(SIX)
    assert found.pcts == tuple(SIX.values())
    assert found.outside == ()


def test_a_year_beyond_a_limit_is_named() -> None:
    steady = {year: 10.0 + year % 2 / 10 for year in range(2011, 2023)}

    found = control_chart(series({**steady, 2020: 14.0, 2022: 6.0}, breaks=()), 2022)

    assert found is not None
    assert found.outside == (2020, 2022)


def test_a_value_on_a_limit_is_inside() -> None:
    assert ControlChart((1, 2), (2.0, 4.0), 3.0, 1.0, 2.0, 4.0).outside == ()
    assert ControlChart((1, 2), (1.9, 4.1), 3.0, 1.0, 2.0, 4.0).outside == (1, 2)


def test_a_series_that_stands_still_has_limits_on_its_centre() -> None:
    found = chart(dict.fromkeys(range(2019, 2025), 7.0))

    assert (found.lower, found.centre, found.upper, found.outside) == (7.0, 7.0, 7.0, ())


@pytest.mark.parametrize(("first", "is_preliminary"), [(2018, True), (2017, False), (2016, False)])
def test_limits_from_fewer_than_eight_years_are_preliminary(first: int, is_preliminary: bool) -> None:  # noqa: FBT001
    values = {year: float(year % 3) for year in range(first, 2025)}
    found = control_chart(series(values, breaks=()), 2024)

    assert found is not None
    assert found.has_preliminary_limits is is_preliminary


def test_fewer_than_four_years_have_no_chart() -> None:
    assert control_chart(series({2022: 1.0, 2023: 2.0, 2024: 3.0}), 2024) is None
    assert control_chart(series({2021: 1.0, 2022: 1.0, 2023: 2.0, 2024: 3.0}), 2024) is not None


def test_an_older_model_a_missing_year_and_later_years_do_not_count() -> None:
    assert chart({2017: 50.0, 2018: -50.0, **SIX}) == chart(SIX)
    assert chart({2019: 99.0, **{year: SIX[year] for year in range(2021, 2025)}}).years == (2021, 2022, 2023, 2024)
    assert chart({**SIX, 2025: 90.0}) == chart(SIX)


def test_an_unknown_value_is_a_missing_year() -> None:
    assert unbroken_years(series({**SIX, 2022: float("nan")}), 2024)["year"].tolist() == [2023, 2024]


@pytest.mark.parametrize("values", [{}, {2023: 1.0}, {2024: float("nan")}])
def test_without_a_value_for_the_report_year_nothing_counts(values: Mapping[int, float]) -> None:
    assert unbroken_years(series(values), 2024).empty
    assert control_chart(series(values), 2024) is None


@settings(max_examples=30)
@given(values=st.lists(tenths, min_size=4, max_size=12), shift=tenths, scale=st.sampled_from([-2.0, 0.5, 3.0]))
def test_limits_move_and_stretch_with_the_values(values: list[float], shift: float, scale: float) -> None:
    years = range(2025 - len(values), 2025)
    plain, other = (
        control_chart(series(dict(zip(years, given_values, strict=True)), breaks=()), 2024)
        for given_values in (values, [scale * value + shift for value in values])
    )
    assert plain is not None
    assert other is not None
    ends = sorted(scale * end + shift for end in (plain.lower, plain.upper))

    assert other.centre == pytest.approx(scale * plain.centre + shift)
    assert (other.lower, other.upper) == pytest.approx(ends)
    assert plain.lower <= plain.centre <= plain.upper


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing_and_the_frame_is_not_changed(random: Random) -> None:
    frame = shuffled(series(SIX), random)
    kept = frame.copy()

    assert control_chart(frame, 2024) == chart(SIX)
    assert frame.equals(kept)

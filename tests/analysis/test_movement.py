"""Changes, years in a row and trends, none of which crosses a new reference model."""

from __future__ import annotations

from itertools import takewhile

import pandas as pd
import pytest
from builders import normal_variation, series
from hypothesis import given
from hypothesis import strategies as st

from ifo_analysis.analysis.cost_deviation import cost_deviation, deviation_from_costs, shown_direction
from ifo_analysis.analysis.movement import (
    Run,
    Trend,
    change,
    cost_change_at_unchanged_reference,
    trend,
    years_in_a_row,
)
from ifo_analysis.analysis.volatility import Volatility
from ifo_analysis.errors import DataError

LEVELS = st.floats(-60, 60)
YEARS = st.dictionaries(st.integers(2012, 2025), LEVELS | st.sampled_from([0.0, 0.04, -0.04, 0.05]), min_size=1)
BREAKS = st.lists(st.integers(2012, 2025), max_size=2)


def without_limit(values: dict[int, float]) -> Trend | None:
    return trend(series(values), max(values), None, None)


# Tyresö kommun, tjänsteskrivelse 2020: 20,1 per cent for 2018 and 14,4 per cent for 2019.
def test_a_published_change_across_a_new_model_allows_no_conclusion(
    published_panel: pd.DataFrame, published_population: pd.DataFrame
) -> None:
    tyreso = cost_deviation(published_panel, published_population, "0138", 2019, (2019,))

    found = change(tyreso, 2018, 2019, normal_variation(1_395), 48_000)

    assert (found.from_year, found.to_year, found.from_pct, found.to_pct) == (2018, 2019, 20.1, 14.4)
    assert found.change_pp == pytest.approx(-5.7)
    assert found.change_pct == pytest.approx(-28.358, abs=5e-4)
    assert found.is_across_break
    assert found.limit_pp is None
    assert not found.is_beyond


def test_a_change_of_the_deviation_is_a_smaller_change_of_the_cost() -> None:
    assert cost_change_at_unchanged_reference(20.1, 14.4) == pytest.approx(-4.746, abs=5e-4)


@given(before=st.floats(3_000, 9_000), after=st.floats(3_000, 9_000), reference=st.floats(3_000, 9_000))
def test_at_an_unchanged_reference_the_cost_changes_by_its_own_share(
    before: float, after: float, reference: float
) -> None:
    first, last = (deviation_from_costs(net, reference, 10_000)[1] for net in (before, after))

    assert cost_change_at_unchanged_reference(first, last) == pytest.approx(100 * (after - before) / before, abs=1e-8)


def test_a_change_within_two_standard_deviations_is_normal_variation() -> None:
    found = change(series({2019: 20.1, 2020: 14.4}), 2019, 2020, normal_variation(1_395), 48_000)

    assert found.limit_pp == pytest.approx(2 * 6.367, abs=1e-3)
    assert found.change_pp / 6.367 == pytest.approx(-0.895, abs=5e-4)
    assert not found.is_beyond


@pytest.mark.parametrize(("to", "is_beyond"), [(10.0, False), (10.1, True), (-10.0, False), (-10.1, True)])
def test_only_more_than_the_limit_is_beyond_it(to: float, is_beyond: bool) -> None:  # noqa: FBT001
    found = change(series({2019: 0.0, 2020: to}), 2019, 2020, normal_variation(500), 10_000)

    assert found.limit_pp == 10.0
    assert found.is_beyond is is_beyond


def test_the_limit_follows_the_number_of_years() -> None:
    found = change(series({2019: 0.0, 2021: 13.0}), 2019, 2021, normal_variation(500, 700), 10_000)

    assert found.limit_pp == 14.0
    assert not found.is_beyond


def test_a_horizon_that_is_not_estimated_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        change(series({2019: 0.0, 2022: 13.0}), 2019, 2022, normal_variation(500, 700), 10_000)

    assert str(caught.value) == "Normal variation är skattad för 1–2 år, inte för 3 år."


@pytest.mark.parametrize(("variation", "people"), [(None, 10_000), (normal_variation(500), None)])
def test_there_is_no_limit_without_a_law_and_a_population(variation: Volatility | None, people: float | None) -> None:
    found = change(series({2019: 0.0, 2020: 99.0}), 2019, 2020, variation, people)

    assert found.limit_pp is None
    assert not found.is_beyond


@pytest.mark.parametrize(
    ("first", "last", "pct"),
    [
        (-20.0, -10.0, -50.0),  # the distance to the reference cost is halved
        (10.0, 15.0, 50.0),
        (5.0, 10.0, 100.0),
        (4.99, 10.0, None),
        (-4.99, -10.0, None),
        (10.0, -10.0, None),
        (-10.0, 10.0, None),
        (10.0, 0.0, None),
    ],
)
def test_a_relative_change_needs_a_base_and_one_sign(first: float, last: float, pct: float | None) -> None:
    found = change(series({2019: first, 2020: last}), 2019, 2020, None, None)

    assert found.change_pct == (None if pct is None else pytest.approx(pct))


def test_years_without_a_value_are_named() -> None:
    with pytest.raises(DataError) as caught:
        change(series({2019: 1.0}), 2017, 2030, None, None)

    assert str(caught.value) == "Nettokostnadsavvikelse saknas för 2017 och 2030."


@given(LEVELS, LEVELS)
def test_a_change_turns_sign_when_the_years_swap(first: float, last: float) -> None:
    there, back = (
        change(series({2019: first, 2020: last}), *years, normal_variation(1_395), 16_000)
        for years in ((2019, 2020), (2020, 2019))
    )

    assert there.change_pp == -back.change_pp == last - first
    assert there.is_beyond is back.is_beyond


@pytest.mark.parametrize(
    ("values", "run"),
    [
        ({2021: 3.0, 2022: -1.0, 2023: -2.0}, Run("lower", 2022, 2023, 2, 2021)),
        ({2021: 3.0, 2022: 1.0, 2023: 2.0}, Run("higher", 2021, 2023, 3, None)),
        ({2021: 3.0, 2023: 2.0}, Run("higher", 2023, 2023, 1, None)),
        ({2021: 3.0, 2022: 0.04, 2023: 2.0}, Run("higher", 2023, 2023, 1, 2022)),
        ({2022: 3.0, 2023: 0.04}, Run("equal", 2023, 2023, 0, None)),
        ({2017: 3.0, 2018: 3.0, 2019: 3.0, 2020: 3.0}, Run("higher", 2019, 2020, 2, None)),
    ],
    ids=["a turn", "the first year known", "a gap", "a year shown as zero", "shown as zero itself", "a new model"],
)
def test_what_ends_the_years_in_a_row(values: dict[int, float], run: Run) -> None:
    assert years_in_a_row(series(values), max(values)) == run


def test_years_after_the_report_year_are_not_counted() -> None:
    found = years_in_a_row(series({2021: 3.0, 2022: 1.0, 2023: 2.0, 2024: -5.0}), 2022)

    assert found == Run("higher", 2021, 2022, 2, None)


@given(values=YEARS, breaks=BREAKS, data=st.data())
def test_years_in_a_row_are_the_longest_unbroken_row(
    values: dict[int, float], breaks: list[int], data: st.DataObject
) -> None:
    year = data.draw(st.sampled_from(sorted(values)))
    wanted = shown_direction(values[year])
    newest_break = max((first for first in breaks if first <= year), default=0)

    found = years_in_a_row(series(values, breaks), year)

    back = takewhile(
        lambda at: at in values and at >= newest_break and shown_direction(values[at]) == wanted != "equal",
        range(year, 2000, -1),
    )
    assert (found.direction, found.last_year, found.n) == (wanted, year, len(list(back)))
    assert found.first_year == (year - found.n + 1 if found.n else year)
    before = found.first_year - 1
    has_before = found.n > 0 and before in values and before >= newest_break
    assert found.before_year == (before if has_before else None)


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        ((1.0, 2.0, 3.0, 4.0), "rising"),
        ((-1.0, -2.0, -3.0, -4.0), "falling"),
        ((1.0, 2.0, 1.9, 4.0), "none"),
        ((12.0, 12.04, 13.0, 14.0), "none"),  # 12,0 and 12,0 as shown
        ((14.0, 13.0, 12.04, 12.0), "none"),
        ((12.0, 12.06, 13.0, 14.0), "rising"),
    ],
)
def test_a_trend_goes_one_way_in_every_value_as_shown(values: tuple[float, ...], direction: str) -> None:
    found = without_limit(dict(enumerate(values, start=2020)))

    assert found is not None
    assert found.direction == direction


@pytest.mark.parametrize(
    "values",
    [
        {2021: 1.0, 2022: 2.0, 2023: 3.0},
        {2018: 1.0, 2019: 1.0, 2020: 2.0, 2021: 3.0},
        {2019: 1.0, 2020: 1.0, 2022: 1.0, 2023: 2.0, 2024: 3.0},
    ],
    ids=["too few years", "a new model", "a gap"],
)
def test_three_unbroken_years_make_no_trend(values: dict[int, float]) -> None:
    assert without_limit(values) is None


def test_a_trend_covers_the_unbroken_years_up_to_the_report_year() -> None:
    values = {2018: 99.0, 2019: 50.0, 2021: 4.0, 2022: -7.0, 2023: 9.0, 2024: 5.0, 2025: 77.0}
    backwards = series(dict(reversed(values.items())))

    found = trend(backwards, 2024, normal_variation(500, 600, 700), 10_000)

    assert found == Trend(
        direction="none",
        first_year=2021,
        last_year=2024,
        first_pct=4.0,
        last_pct=5.0,
        lowest_pct=-7.0,
        lowest_year=2022,
        highest_pct=9.0,
        highest_year=2023,
        limit_pp=14.0,
    )
    assert not found.is_beyond


@pytest.mark.parametrize(("last", "is_beyond"), [(14.0, False), (14.1, True), (-14.1, True)])
def test_a_trend_is_beyond_normal_variation_by_its_two_ends(last: float, is_beyond: bool) -> None:  # noqa: FBT001
    values = {2021: 0.0, 2022: 90.0, 2023: -90.0, 2024: last}

    found = trend(series(values), 2024, normal_variation(500, 600, 700), 10_000)

    assert found is not None
    assert found.is_beyond is is_beyond


@pytest.mark.parametrize(
    ("variation", "people"),
    [(normal_variation(500, 600), 10_000), (None, 10_000), (normal_variation(500, 600, 700), None)],
    ids=["too few horizons", "no law", "no population"],
)
def test_a_trend_without_a_limit_is_never_beyond(variation: Volatility | None, people: float | None) -> None:
    found = trend(series({2021: 0.0, 2022: 1.0, 2023: 2.0, 2024: 99.0}), 2024, variation, people)

    assert found is not None
    assert found.limit_pp is None
    assert not found.is_beyond


@given(values=YEARS, breaks=BREAKS)
def test_a_trend_never_crosses_a_break_or_a_gap(values: dict[int, float], breaks: list[int]) -> None:
    deviation, year = series(values, breaks), max(values)

    found = trend(deviation, year, None, None)

    first = year
    while first - 1 in values and first not in breaks:
        first -= 1
    if year - first < 3:
        assert found is None
    else:
        assert found is not None
        own = {at: values[at] for at in range(first, year + 1)}
        assert (found.first_year, found.first_pct, found.last_pct) == (first, own[first], own[year])
        assert (found.lowest_pct, found.highest_pct) == (min(own.values()), max(own.values()))
        assert (own[found.lowest_year], own[found.highest_year]) == (found.lowest_pct, found.highest_pct)

"""Normal variation: the law of how much the deviation usually moves, and what follows from it."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from builders import normal_variation, panel, residents, shuffled
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.volatility import NoiseLaw, Volatility, estimate_volatility
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

LAW = normal_variation(1_395)
CODES = "ABCDEFG"
SIZES = {"A": 5_000, "B": 9_000, "C": 12_000, "D": 16_000, "E": 25_000, "F": 48_000, "G": 120_000}

levels = st.floats(-60, 60)
sizes = st.integers(2_500, 1_000_000)
panels = st.fixed_dictionaries(
    {
        code: st.dictionaries(st.integers(2019, 2023), levels.map(lambda pct: round(pct, 4)), max_size=5)
        for code in CODES
    }
)


def estimated(values: Mapping[str, Mapping[int, float]], people: Mapping[str, int] = SIZES) -> Volatility | None:
    return estimate_volatility(panel(**values), residents(**people), first_year=2019, population_year=2019, draws=10)


def alternating(steps: Mapping[str, float]) -> dict[str, dict[int, float]]:
    """Return a panel where each municipality moves by its own step, up and down in turn."""
    return {code: {2019 + i: step * (i % 2) for i in range(4)} for code, step in steps.items()}


def mean_squares(values: Mapping[str, Mapping[int, float]], horizon: int) -> dict[str, float]:
    """Return the mean square of each municipality's changes minus their year's median, computed the long way."""
    changes = {
        (code, year): pct - own[year - horizon]
        for code, own in values.items()
        for year, pct in own.items()
        if year - horizon in own
    }
    median = {year: statistics.median(size for (_, at), size in changes.items() if at == year) for _, year in changes}
    squares: dict[str, list[float]] = {}
    for (code, year), size in changes.items():
        squares.setdefault(code, []).append((size - median[year]) ** 2)
    return {code: statistics.fmean(own) for code, own in squares.items()}


def best_fit(squares: Mapping[str, float], *, has_floor: bool = True) -> tuple[float, float]:
    """Return a, b ≥ 0 of the least squares, the best of every choice of unknowns that may differ from zero."""
    y = np.array(list(squares.values()))
    columns = np.array([[float(has_floor), 1 / SIZES[code]] for code in squares])
    found = []
    for chosen in product([False, True], repeat=2):
        own = columns * chosen
        answer = np.linalg.lstsq(own, y, rcond=1e-12)[0] * chosen
        if (answer >= 0).all():
            found.append((float(((own @ answer - y) ** 2).sum()), (float(answer[0]), float(answer[1]))))
    return min(found)[1]


def test_the_published_figures_give_the_known_law(published_variation: Volatility) -> None:
    assert [round(law.c) for law in published_variation.laws] == [1_396, 1_992, 2_312, 2_450, 2_336, 2_289]
    assert [law.horizon for law in published_variation.laws] == [1, 2, 3, 4, 5, 6]
    assert {law.a for law in published_variation.laws} == {0.0}
    assert [law.n_changes for law in published_variation.laws] == [360, 300, 240, 180, 120, 60]
    assert published_variation.n_municipalities == 60
    assert (published_variation.first_year, published_variation.last_year) == (2019, 2025)
    assert published_variation.population_year == 2019
    assert published_variation.has_preliminary
    assert round(100 * published_variation.share_beyond, 1) == 5.6
    assert (round(published_variation.c_low), round(published_variation.c_high)) == (1_235, 1_546)


@pytest.mark.parametrize(("last_year", "population_year", "c"), [(2025, 2021, 1_407), (2024, 2019, 1_426)])
def test_other_years_of_the_published_figures_give_a_similar_law(
    published_panel: pd.DataFrame, published_population: pd.DataFrame, last_year: int, population_year: int, c: int
) -> None:
    years = published_panel.loc[published_panel["year"] <= last_year]

    found = estimate_volatility(years, published_population, first_year=2019, population_year=population_year, draws=10)

    assert found is not None
    assert round(found.laws[0].c) == c
    assert found.last_year == last_year
    assert found.has_preliminary is (last_year == 2025)


@settings(max_examples=60)
@given(panels)
def test_the_law_is_the_best_fit_that_is_not_negative(values: dict[str, dict[int, float]]) -> None:
    expected = {horizon: mean_squares(values, horizon) for horizon in range(1, 7)}

    found = estimated(values)

    assert (found is None) is (len(expected[1]) < 5)
    if found is None:
        return
    floor, slope = best_fit(expected[1])
    assume(floor == 0 or floor > 1e-9)
    assert (found.laws[0].a, found.laws[0].b) == pytest.approx((floor, slope), rel=1e-6, abs=1e-6)
    assert [law.horizon for law in found.laws] == [horizon for horizon, own in expected.items() if own]
    for law in found.laws:
        fit = best_fit(expected[law.horizon], has_floor=floor > 0)
        assert (law.a, law.b) == pytest.approx(fit, rel=1e-6, abs=1e-6)


def test_noise_that_does_not_fall_with_size_is_a_floor() -> None:
    found = estimated(alternating({"A": 4, "B": -4, "C": 4, "D": -4, "E": 4, "F": -4}))

    assert found is not None
    assert (found.laws[0].a, found.laws[0].b, found.laws[0].c) == pytest.approx((16, 0, 0))
    assert found.laws[0].sd_pp(5_000) == found.laws[0].sd_pp(500_000) == pytest.approx(4)


def test_noise_that_falls_with_size_has_no_floor() -> None:
    people = {"A": 5_000, "B": 5_000, "C": 16_000, "D": 16_000, "E": 48_000, "F": 48_000}
    steps = {code: (-1) ** i * 1_000 / math.sqrt(size) for i, (code, size) in enumerate(people.items())}

    found = estimated(alternating(steps), people)

    assert found is not None
    assert found.laws[0].c == pytest.approx(1_000)
    assert found.laws[0].a == pytest.approx(0, abs=1e-9)
    assert found.share_beyond == 0
    assert (found.c_low, found.c_high) == pytest.approx((1_000, 1_000))


def test_the_share_beyond_counts_changes_beyond_two_standard_deviations() -> None:
    still = dict.fromkeys("ABCDEF", 0.0)
    values = alternating(still) | {"G": {2019: 0.0, 2020: 0.0, 2021: 90.0, 2022: 90.0}}

    found = estimated(values, dict.fromkeys(CODES, 10_000))

    assert found is not None
    # One change of 21 is 90; the mean square is 90² / 3 / 7 for everybody, so that 2·SD is 39,3.
    assert found.laws[0].sd_pp(10_000) == pytest.approx(math.sqrt(90**2 / 21))
    assert found.share_beyond == pytest.approx(1 / 21)


@settings(max_examples=20)
@given(panels, st.dictionaries(st.integers(2019, 2023), levels))
def test_what_happens_to_all_in_a_year_is_no_noise(
    values: dict[str, dict[int, float]], shift: dict[int, float]
) -> None:
    moved = {code: {year: pct + shift.get(year, 0) for year, pct in own.items()} for code, own in values.items()}

    found, same = estimated(values), estimated(moved)

    assert (found is None) is (same is None)
    if found and same:
        for law, other in zip(found.laws, same.laws, strict=True):
            assert law.sd_pp(10_000) == pytest.approx(other.sd_pp(10_000), rel=1e-6, abs=1e-6)


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(random: Random) -> None:
    values = panel(**alternating({code: 3.0 * i - 8 for i, code in enumerate(CODES)}))
    people = residents(**SIZES)

    found = estimate_volatility(
        shuffled(values, random), shuffled(people, random), first_year=2019, population_year=2019
    )

    assert found == estimate_volatility(values, people, first_year=2019, population_year=2019)


def test_what_comes_in_is_not_changed() -> None:
    values, people = panel(**alternating(dict.fromkeys(CODES, 4.0))), residents(**SIZES)
    kept_values, kept_people = values.copy(), people.copy()

    estimate_volatility(values, people, first_year=2020, population_year=2019)

    pd.testing.assert_frame_equal(values, kept_values)
    pd.testing.assert_frame_equal(people, kept_people)


def test_a_seed_gives_one_interval(published_panel: pd.DataFrame, published_population: pd.DataFrame) -> None:
    def interval(seed: int) -> tuple[float, float]:
        found = estimate_volatility(
            published_panel, published_population, first_year=2019, population_year=2019, draws=50, seed=seed
        )
        assert found is not None
        assert found.c_low < found.laws[0].c < found.c_high
        return found.c_low, found.c_high

    assert interval(1) == interval(1) != interval(2)


def test_no_law_is_made_of_fewer_than_five_municipalities() -> None:
    steps = {code: 4.0 * (-1) ** i for i, code in enumerate("ABCDE")}
    people = {code: SIZES[code] for code in "ABCDE"}
    without_one = {code: size for code, size in people.items() if code != "E"}
    only_once = alternating(steps) | {"E": {2019: 4.0}}

    assert estimated(alternating(steps), people) is not None
    assert estimated(alternating(steps), without_one) is None
    assert estimated(only_once, people) is None
    assert estimated({code: own for code, own in alternating(steps).items() if code != "E"}, people) is None


def test_no_change_crosses_the_break_or_a_gap() -> None:
    values = alternating({code: 4.0 * (-1) ** i for i, code in enumerate(CODES)})
    before = {code: {2018: 1_000.0, **own} for code, own in values.items()}
    with_gap = {code: {year: pct for year, pct in own.items() if year != 2021} for code, own in values.items()}
    every_other = {code: {year: pct for year, pct in own.items() if year % 2} for code, own in values.items()}

    assert estimated(before) == estimated(values)
    assert estimated(every_other) is None
    found = estimated(with_gap)
    assert found is not None
    assert {law.horizon: law.n_changes for law in found.laws} == {1: 7, 2: 7, 3: 7}


@pytest.mark.parametrize(("year", "is_told"), [(2018, False), (2020, True)])
def test_a_preliminary_value_is_told_if_the_law_stands_on_it(year: int, is_told: bool) -> None:  # noqa: FBT001
    values = panel(**{code: {2018: 1.0, 2019: 2.0, 2020: 3.0} for code in CODES})
    values = values.assign(is_preliminary=values["year"] == year)

    found = estimate_volatility(values, residents(**SIZES), first_year=2019, population_year=2019, draws=10)

    assert found is not None
    assert found.has_preliminary is is_told


def test_a_year_that_only_one_municipality_has_is_no_noise() -> None:
    values = alternating({code: 4.0 * (-1) ** i for i, code in enumerate(CODES)})
    found = estimated(values | {"A": {**values["A"], 2024: 50.0, 2025: 90.0}})

    assert found is not None
    assert found.last_year == 2025
    assert found.laws[0].n_changes == 22


def test_the_deviation_of_eighteen_per_cent_is_above_the_reference_cost() -> None:
    low, high = LAW.level_interval(18.0, 20_000)

    assert (round(low, 1), round(high, 1)) == (4.3, 31.7)


def test_a_single_year_is_less_certain_than_a_change_and_more_than_a_lasting_level() -> None:
    law = normal_variation(1_395, 2_441, 2_300)

    assert law.change_limit_pp(48_000) == pytest.approx(2 * 6.367, abs=1e-3)
    assert law.change_limit_pp(48_000, 3) == pytest.approx(2 * 2_300 / math.sqrt(48_000))
    assert law.level_sd_pp(10_000) == pytest.approx(986 / 100, abs=0.01)
    assert law.level_sd_pp(10_000, is_lasting=True) == pytest.approx(1_726 / 100, abs=0.01)


def test_an_unknown_horizon_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        normal_variation(1_395, 1_995).change_limit_pp(10_000, 3)

    assert str(caught.value) == "Normal variation är skattad för 1–2 år, inte för 3 år."


@pytest.mark.parametrize(("gap", "is_alike"), [(12.0, True), (16.17, True), (16.19, False)])
def test_two_levels_are_alike_within_their_common_noise(gap: float, is_alike: bool) -> None:  # noqa: FBT001
    assert LAW.are_alike(18.0, 20_000, 18.0 - gap, 50_000) is is_alike


@given(pct=levels, size=sizes, other_pct=levels, other_size=sizes)
def test_alike_goes_both_ways(pct: float, size: int, other_pct: float, other_size: int) -> None:
    assert LAW.are_alike(pct, size, pct, other_size)
    assert LAW.are_alike(pct, size, other_pct, other_size) is LAW.are_alike(other_pct, other_size, pct, size)


@given(pct=levels, size=sizes, is_lasting=st.booleans())
def test_an_interval_lies_evenly_around_its_level(pct: float, size: int, is_lasting: bool) -> None:  # noqa: FBT001
    law = normal_variation(1_396, 2_450)

    low, high = law.level_interval(pct, size, is_lasting=is_lasting)

    assert (low + high) / 2 == pytest.approx(pct, abs=1e-9)
    assert (high - low) / 2 == pytest.approx(1.96 * law.level_sd_pp(size, is_lasting=is_lasting), rel=1e-4)


@given(size=sizes, c=st.floats(100, 5_000))
def test_four_times_the_residents_halve_the_noise(size: int, c: float) -> None:
    law = normal_variation(c)

    assert law.change_limit_pp(4 * size) == pytest.approx(law.change_limit_pp(size) / 2)
    assert law.level_sd_pp(4 * size) == pytest.approx(law.level_sd_pp(size) / 2)


@given(size=sizes)
def test_a_floor_is_left_where_size_no_longer_helps(size: int) -> None:
    law = replace(LAW, laws=(NoiseLaw(1, 9.0, 1_395.0**2, 360),))

    assert law.laws[0].sd_pp(size) ** 2 == pytest.approx(9 + 1_395**2 / size)

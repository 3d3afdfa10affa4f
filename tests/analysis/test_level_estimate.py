"""The level over up to three years: shrinkage, what it is estimated from, and when there is none."""

from __future__ import annotations

from statistics import NormalDist, fmean, variance
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from builders import normal_variation, panel, residents, series, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.level_estimate import (
    LevelEstimate,
    between_municipalities,
    level_estimate,
    shrink,
)
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

    from ifo_analysis.analysis.volatility import Volatility

SIGMA = 986 / 20_000**0.5
LAW = normal_variation(986 * 2**0.5, 1_730 * 2**0.5)
CODES = "ABCDEFGHIJKL"
LEVELS = dict(zip(CODES, (-30, -22, -15, -9, -4, 0, 3, 8, 14, 20, 27, 35), strict=True))
PANEL = panel(**{code: {year: level + year % 2 for year in range(2017, 2026)} for code, level in LEVELS.items()})
PEOPLE = residents(2024, **{code: 10_000 + 2_000 * place for place, code in enumerate(CODES)})


def own_series(values: Mapping[int, float], code: str = "J") -> pd.DataFrame:
    return series(values).assign(municipality=code)


def estimate(
    values: Mapping[int, float], year: int = 2024, law: Volatility | None = LAW, people: pd.DataFrame = PEOPLE
) -> LevelEstimate | None:
    others = PANEL.loc[PANEL["municipality"] != "J"]
    return level_estimate(own_series(values), pd.concat([others, panel(J=values)]), people, year, law)


def known(values: Mapping[int, float], year: int = 2024) -> LevelEstimate:
    found = estimate(values, year)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("n", "weight", "level", "sd", "chance"), [(1, 0.8916, 16.05, 6.59, 0.993), (3, 0.9610, 17.30, 3.95, None)]
)
def test_a_level_is_drawn_towards_the_mean_of_all(
    n: int, weight: float, level: float, sd: float, chance: float | None
) -> None:
    found = shrink(18.0, SIGMA, n, 0.0, 20.0)

    assert found[0] == pytest.approx(weight, abs=2e-4)
    assert found[1] == pytest.approx(level, abs=5e-3)
    assert found[2] == pytest.approx(sd, abs=7e-3)
    assert chance is None or found[3] == pytest.approx(chance, abs=5e-4)


def test_the_mean_of_all_need_not_be_zero() -> None:
    assert shrink(18.0, 20.0, 1, 10.0, 20.0)[:2] == (0.5, 14.0)


def test_without_differences_between_municipalities_all_have_the_mean() -> None:
    assert shrink(18.0, SIGMA, 1, -2.0, 0.0) == (0.0, -2.0, 0.0, 0.0)
    assert shrink(18.0, SIGMA, 1, 2.0, 0.0)[3] == 1.0
    assert shrink(18.0, SIGMA, 1, 0.0, 0.0)[3] == 0.5


@pytest.mark.parametrize(("n", "sigma", "tau"), [(0, 1.0, 1.0), (1, 0.0, 1.0), (1, -1.0, 1.0), (1, 1.0, -0.1)])
def test_a_level_of_no_years_or_no_noise_is_refused(n: int, sigma: float, tau: float) -> None:
    with pytest.raises(DataError) as caught:
        shrink(18.0, sigma, n, 0.0, tau)

    assert str(caught.value) == (
        "Den varaktiga nivån kan inte skattas: minst ett år och en normal variation över noll behövs."
    )


@settings(max_examples=40)
@given(
    mean=st.floats(-80, 80),
    sigma=st.floats(0.5, 30),
    n=st.integers(1, 3),
    mu=st.floats(-10, 10),
    tau=st.floats(0.5, 40),
)
def test_the_estimate_lies_between_the_mean_and_that_of_all(
    mean: float, sigma: float, n: int, mu: float, tau: float
) -> None:
    weight, level, sd, chance = shrink(mean, sigma, n, mu, tau)

    assert 0 < weight < 1
    assert min(mean, mu) - 1e-9 <= level <= max(mean, mu) + 1e-9
    assert sd < sigma / n**0.5
    assert chance == pytest.approx(NormalDist(level, sd).cdf(0) * -1 + 1, abs=1e-9)
    mirrored = shrink(-mean, sigma, n, -mu, tau)
    assert mirrored == pytest.approx((weight, -level, sd, 1 - chance), abs=1e-9)
    assert shrink(2 * mean, 2 * sigma, n, 2 * mu, 2 * tau) == pytest.approx((weight, 2 * level, 2 * sd, chance))


def test_differences_between_municipalities_are_those_that_noise_does_not_explain() -> None:
    means, sds = pd.Series([-10.0, 0.0, 10.0]), pd.Series([3.0, 6.0, 9.0])

    assert between_municipalities(means, sds, 1) == pytest.approx((0.0, (100 - 42) ** 0.5))
    assert between_municipalities(means, sds, 3) == pytest.approx((0.0, (100 - 14) ** 0.5))
    assert between_municipalities(means, 2 * sds, 1) == (0.0, 0.0)


def test_three_years_of_the_own_municipality_and_of_all_others_are_used() -> None:
    found = known({2020: 90.0, 2021: 90.0, 2022: 18.0, 2023: 20.0, 2024: 25.0, 2025: -90.0})
    means = [*(level + 1 / 3 for code, level in LEVELS.items() if code != "J"), 21.0]
    noise = fmean(986**2 / (10_000 + 2_000 * place) for place in range(12)) / 3

    assert (found.first_year, found.last_year, found.n, found.n_municipalities) == (2022, 2024, 3, 12)
    assert found.mean_pct == 21.0
    assert found.mu_pct == pytest.approx(fmean(means))
    assert found.tau_pp == pytest.approx((variance(means) - noise) ** 0.5)
    assert found.sigma_pp == pytest.approx(986 / 28_000**0.5)
    assert found.lasting_sigma_pp == pytest.approx(1_730 / 28_000**0.5)
    assert (found.weight, found.estimate_pct, found.sd_pp, found.p_higher) == shrink(
        21.0, found.sigma_pp, 3, found.mu_pct, found.tau_pp
    )
    assert found.interval_pct == pytest.approx(
        (found.estimate_pct - 1.959964 * found.sd_pp, found.estimate_pct + 1.959964 * found.sd_pp)
    )
    assert found.is_optimistic


@pytest.mark.parametrize(
    ("values", "year", "years"),
    [
        ({2022: 5.0, 2024: 7.0}, 2024, (2024, 2024)),
        ({2018: 90.0, 2019: 5.0, 2020: 7.0}, 2020, (2019, 2020)),
        ({2019: 5.0}, 2019, (2019, 2019)),
    ],
)
def test_a_missing_year_and_a_new_model_end_the_years(
    values: Mapping[int, float], year: int, years: tuple[int, int]
) -> None:
    found = known(values, year)

    assert (found.first_year, found.last_year, found.n) == (*years, years[1] - years[0] + 1)
    assert found.is_optimistic is (found.n > 1)


def test_a_level_is_clear_beyond_its_interval_and_lasting_beyond_slow_swings() -> None:
    ends = {value: known({2024: value}) for value in (3.0, 14.0, -16.0, 30.0)}

    assert {value: found.is_clear for value, found in ends.items()} == {3.0: False, 14.0: True, -16.0: True, 30.0: True}
    # 1.96 · 1 730 / √28 000 = 20.3
    assert [value for value, found in ends.items() if found.is_lasting] == [30.0]


def test_there_is_no_level_without_value_variation_population_or_enough_others() -> None:
    values = {2023: 5.0, 2024: 7.0}

    assert estimate({2023: 5.0}) is None
    assert estimate(values, law=None) is None
    assert estimate(values, people=PEOPLE.loc[PEOPLE["municipality"] != "J"]) is None
    assert estimate(values, people=PEOPLE.loc[~PEOPLE["municipality"].isin(["A", "B", "C"])]) is None
    assert estimate(values, people=PEOPLE.loc[~PEOPLE["municipality"].isin(["A", "B"])]) is not None


def test_a_municipality_that_lacks_one_of_the_years_is_left_out() -> None:
    gappy = PANEL.loc[~((PANEL["municipality"] == "A") & (PANEL["year"] == 2023))]
    found = level_estimate(own_series({2022: 1.0, 2023: 2.0, 2024: 3.0}), gappy, PEOPLE, 2024, LAW)

    assert found is not None
    assert found.n_municipalities == 11


def test_the_published_panel_gives_the_spread_between_municipalities(
    published_panel: pd.DataFrame, published_population: pd.DataFrame, published_variation: Volatility
) -> None:
    own = published_panel.loc[published_panel["municipality"] == "1267"].assign(model=2019)
    found = level_estimate(
        own.loc[own["year"] >= 2019], published_panel, published_population, 2024, published_variation
    )

    assert found is not None
    assert found.tau_pp == pytest.approx(22.06, abs=0.01)
    assert found.n_municipalities == 60


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing_and_the_frames_are_not_changed(random: Random) -> None:
    values = {2022: 18.0, 2023: 20.0, 2024: 25.0}
    frames = [shuffled(frame, random) for frame in (own_series(values), PANEL, PEOPLE)]
    kept = [frame.copy() for frame in frames]
    own, side_by_side, people = frames

    found = level_estimate(own, side_by_side, people, 2024, LAW)
    plain = level_estimate(own_series(values), PANEL, PEOPLE, 2024, LAW)

    assert found is not None
    assert plain is not None
    assert found.estimate_pct == pytest.approx(plain.estimate_pct)
    assert found.p_higher == pytest.approx(plain.p_higher)
    for frame, before in zip(frames, kept, strict=True):
        pd.testing.assert_frame_equal(frame, before)

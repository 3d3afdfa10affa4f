"""The deviation after the measures: what is drawn, what comes of it, and whether it would be seen."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from builders import normal_variation, residents, rows, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.cost_deviation import cost_deviation
from ifo_analysis.analysis.measures import goal_effects
from ifo_analysis.analysis.scenario import Baseline, Scenario, baseline, chance_seen, scenario
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from random import Random

    from ifo_analysis.sources.bundled import TableFolder

NAN = math.nan
DRAWS = 10_000
START = Baseline(year=2024, pct=14.2857, msek=20.0, reference_msek=140.0, limit_pp=17.65)
FIXED: dict[str, object] = {"volume_low": 3.0, "volume_high": 3.0}
SHELTER: dict[str, object] = {"volume_low": 2.0, "volume_high": 3.0, "price": 2_300.0}
RANGE: dict[str, object] = {"price_low": 2_100.0, "price_high": 2_600.0}
MILLIONS: dict[str, object] = {"price_unit": "msek_per_full_year_placement"}


def drawn(*goals: dict[str, object], start: Baseline = START, draws: int = DRAWS, **options: object) -> Scenario:
    numbered = [{"goal_no": number, **goal} for number, goal in enumerate(goals, start=1)]
    found = scenario(goal_effects(rows("goals", *numbered)), start, draws=draws, **options)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("goal", "mean", "sd", "kurtosis"),
    [
        (SHELTER, 2_098.75, 242.34, 1.8),
        # Of the product of a uniform and a triangular quantity: near enough for the error of a standard deviation.
        (SHELTER | RANGE, 2_129.17, 263.35, 2.5),
    ],
)
@pytest.mark.parametrize("seed", [1, 2019, 20_190_924])
def test_mean_and_spread_are_those_of_the_stated_distributions(
    goal: dict[str, object], mean: float, sd: float, kurtosis: float, seed: int
) -> None:
    found = drawn(goal, seed=seed, draws=40_000)

    error = sd / math.sqrt(40_000)
    assert found.mean_tkr == pytest.approx(mean, abs=4 * error)
    assert found.sd_tkr == pytest.approx(sd, abs=4 * error * math.sqrt((kurtosis - 1) / 4) + 0.01)


def test_the_percentiles_are_those_of_a_uniform_volume() -> None:
    spread = drawn(SHELTER).effect_tkr

    # A percentile's error is √(p(1 − p) / n) over the density, here 1 / 839.5.
    error = 839.5 * math.sqrt(0.05 * 0.95 / DRAWS)
    assert spread.p5 == pytest.approx(1_720.98, abs=4 * error)
    assert spread.p95 == pytest.approx(2_476.53, abs=4 * error)
    assert spread.p50 == pytest.approx(2_098.75, abs=4 * 839.5 * 0.5 / math.sqrt(DRAWS))


def test_an_effect_lowers_the_deviation_by_its_share_of_the_reference_cost() -> None:
    price: dict[str, object] = {"price": 1.2, **MILLIONS}
    found = drawn(FIXED | price)

    assert (found.effect_tkr.p5, found.effect_tkr.p50, found.effect_tkr.p95) == pytest.approx((3_600,) * 3)
    assert found.effect_pp is not None
    assert found.pct_after is not None
    assert found.msek_after is not None
    assert found.coverage_pct is not None
    assert found.effect_pp.p50 == pytest.approx(2.57, abs=0.005)
    assert found.pct_after.p50 == pytest.approx(11.71, abs=0.005)
    assert found.msek_after.p50 == pytest.approx(16.4)
    assert found.coverage_pct.p50 == pytest.approx(18)


def test_an_effect_within_normal_variation_is_not_seen() -> None:
    limit = normal_variation(1_395.0).change_limit_pp(25_000)
    found = drawn(FIXED | {"price": 1.2, **MILLIONS}, start=replace(START, limit_pp=limit))

    assert limit / 2 == pytest.approx(8.82, abs=0.005)
    assert found.is_beyond == 0
    # Seen if 2.57 pp and a normal quantity of SD 8.82 exceed 17.65 together.
    assert found.chance_seen == pytest.approx(0.5 * math.erfc((2 * 8.8228 - 2.5714) / 8.8228 / math.sqrt(2)), abs=1e-4)


def test_a_large_effect_is_seen() -> None:
    found = drawn(FIXED | {"price": 20.0, **MILLIONS})

    assert found.is_beyond == 1
    assert found.chance_seen == pytest.approx(chance_seen(np.array([60_000 / 1_400]), 17.65))
    assert (found.chance_seen or 0) > 0.99


@pytest.mark.parametrize(("pp", "chance"), [(0.0, 0.02275), (5.0, 0.15866), (10.0, 0.5), (15.0, 0.84134)])
def test_the_chance_is_that_of_a_normal_quantity(pp: float, chance: float) -> None:
    assert chance_seen(np.array([pp]), 10.0) == pytest.approx(chance, abs=5e-5)
    assert chance_seen(np.array([pp, pp + 2]), 10.0) > chance_seen(np.array([pp]), 10.0)


def test_percentiles_turn_when_the_effect_is_taken_off() -> None:
    found = drawn(SHELTER)

    assert found.pct_after is not None
    assert found.msek_after is not None
    assert found.pct_after.p5 < found.pct_after.p50 < found.pct_after.p95
    assert found.msek_after.p5 == pytest.approx(20 - found.effect_tkr.p95 / 1_000)
    assert found.pct_after.p95 == pytest.approx(14.2857 - found.effect_tkr.p5 / 1_400)


@pytest.mark.parametrize("msek", [0.0, -3.0])
def test_a_deviation_that_is_not_above_zero_has_no_coverage(msek: float) -> None:
    found = drawn(SHELTER, start=replace(START, msek=msek, pct=-2.0))

    assert found.coverage_pct is None
    assert found.pct_after is not None


def test_without_an_amount_or_a_limit_only_the_effect_is_told() -> None:
    found = drawn(SHELTER, start=Baseline(2024, 14.4))

    after = (found.msek_after, found.pct_after, found.coverage_pct, found.effect_pp, found.is_beyond, found.chance_seen)
    assert after == (None,) * 6
    assert found.effect_tkr.p50 > 0
    assert drawn(SHELTER, start=replace(START, limit_pp=None)).chance_seen is None
    assert drawn(SHELTER, start=replace(START, limit_pp=None)).pct_after is not None


def test_goals_that_are_not_calculated_are_counted_and_not_drawn() -> None:
    nothing = {"price": NAN, "price_unit": "", "volume_low": NAN, "volume_high": NAN}
    found = drawn(
        SHELTER,
        *({**nothing, "effect_status": status} for status in ("zero", "investigated", "no_volume", "not_priced")),
    )

    assert (found.n_goals, found.n_calculated, found.n_unpriced) == (5, 1, 3)
    assert found.effect_tkr == drawn(SHELTER).effect_tkr


def test_without_a_calculated_goal_there_is_no_scenario() -> None:
    assert scenario(goal_effects(rows("goals", {"effect_status": "investigated"})), START) is None
    assert scenario(goal_effects(rows("goals").iloc[:0]), START) is None


def test_goals_that_rise_and_fall_together_spread_more() -> None:
    apart, together = drawn(SHELTER, SHELTER), drawn(SHELTER, SHELTER, dependence="full")

    error = 242.34 / math.sqrt(DRAWS)
    assert apart.sd_tkr == pytest.approx(math.sqrt(2) * 242.34, abs=4 * math.sqrt(2) * error)
    assert together.sd_tkr == pytest.approx(2 * 242.34, abs=4 * 2 * error)
    assert together.mean_tkr == pytest.approx(2 * 2_098.75, abs=4 * 2 * error)
    assert (apart.dependence, together.dependence) == ("independent", "full")


@pytest.mark.parametrize(
    ("goal", "tkr"),
    [
        (FIXED | {"price": 2_300.0}, 2_518.5),
        (FIXED | {"price": 2_300.0, "price_low": 2_300.0, "price_high": 2_300.0}, 2_518.5),
        (FIXED | {"price": 2_300.0, "alternative_price": 1_300.0}, 1_095.0),
        (FIXED | {"price": 2_300.0, "alternative_price": 2_800.0}, -547.5),
    ],
)
def test_a_plan_without_ranges_leaves_nothing_to_chance(goal: dict[str, object], tkr: float) -> None:
    found = drawn(goal)

    assert (found.effect_tkr.p5, found.effect_tkr.p95) == pytest.approx((tkr, tkr))
    assert found.sd_tkr == pytest.approx(0, abs=1e-9)


def test_a_leap_year_has_another_day() -> None:
    assert drawn(FIXED | {"price": 2_300.0}, days=366).mean_tkr == pytest.approx(2_525.4)


volumes = st.tuples(st.floats(0, 20), st.floats(0, 20)).map(sorted)
spreads = st.none() | st.tuples(st.floats(0, 1), st.floats(0, 1))
goals = st.builds(
    lambda price, volume, spread: {
        "price": price,
        "price_low": price * (1 - spread[0]) if spread else NAN,
        "price_high": price * (1 + spread[1]) if spread else NAN,
        "volume_low": volume[0],
        "volume_high": volume[1],
    },
    st.floats(0, 5_000),
    volumes,
    spreads,
)


@settings(max_examples=15)
@given(st.lists(goals, min_size=1, max_size=4), st.randoms(use_true_random=False), st.floats(0.1, 10))
def test_draws_lie_in_the_range_scale_and_do_not_mind_the_order(
    plan: list[dict[str, object]], random: Random, factor: float
) -> None:
    effects = goal_effects(rows("goals", *({"goal_no": i, **goal} for i, goal in enumerate(plan, start=1))))
    kept = effects.copy()

    found = scenario(effects, START, draws=DRAWS)

    assert found is not None
    low, high = effects["effect_low_tkr"].sum(), effects["effect_high_tkr"].sum()
    slack = 1e-9 * (1 + high)
    assert low - slack <= found.effect_tkr.p5 <= found.effect_tkr.p50 <= found.effect_tkr.p95 <= high + slack
    assert scenario(shuffled(effects, random), START, draws=DRAWS) == found
    pd.testing.assert_frame_equal(effects, kept)
    volume = ["volume_low", "volume_high"]
    larger = scenario(effects.assign(**{name: effects[name] * factor for name in volume}), START, draws=DRAWS)
    assert larger is not None
    assert larger.mean_tkr == pytest.approx(found.mean_tkr * factor)


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    assert drawn(SHELTER) == drawn(SHELTER)
    assert drawn(SHELTER, seed=1).mean_tkr != drawn(SHELTER, seed=2).mean_tkr


def test_too_few_draws_and_goals_on_several_rows_are_refused() -> None:
    effects = goal_effects(rows("goals", {"goal": "Första"}, {"goal": "Andra"}))

    with pytest.raises(DataError) as few:
        scenario(effects, START, draws=9_999)
    with pytest.raises(DataError) as twice:
        scenario(effects, START)

    assert str(few.value) == "Scenariot behöver minst 10\u00a0000 dragningar."
    assert str(twice.value) == "Ett mål står på flera rader: effekten hör till målet och får bara räknas en gång."


def test_a_scenario_starts_from_the_published_deviation(
    published_panel: pd.DataFrame, published_population: pd.DataFrame
) -> None:
    deviation = cost_deviation(published_panel, published_population, "1267", 2024, (2019,))

    start = baseline(deviation, 2024, normal_variation(1_400.0), residents(2021, **{"1267": 16_900}))

    assert (start.year, start.pct, start.msek) == (2024, -20.7972, -14.519418)
    assert start.reference_msek == pytest.approx(100 * -14.519418 / -20.7972)
    assert (start.residents, start.population_year) == (16_900, 2021)
    assert start.limit_pp == pytest.approx(2 * 1_400 / math.sqrt(16_900))


def test_a_scenario_starts_without_what_is_not_published(published: TableFolder, published_panel: pd.DataFrame) -> None:
    nobody = published.frame("population").iloc[:0]
    deviation = cost_deviation(published_panel, nobody, "0138", 2019, (2019,))

    assert baseline(deviation, 2019, None, nobody) == Baseline(2019, 14.4)
    assert baseline(deviation, 2019, normal_variation(1_400.0), nobody).limit_pp is None

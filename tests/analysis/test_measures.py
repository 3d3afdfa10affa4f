"""The effect of a plan's goals, and how far its measures have come."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from builders import rows, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.measures import (
    EffectSum,
    break_even_days,
    days_left,
    effect_sum,
    goal_effects,
    plan_days,
    sek_per_care_day,
    status_counts,
)
from ifo_analysis.errors import DataError
from ifo_analysis.frames import EFFECT_STATUSES, MEASURE_STATUSES
from ifo_analysis.language import interval

if TYPE_CHECKING:
    from random import Random

    from ifo_analysis.sources.bundled import TableFolder

NAN = math.nan
CHILDREN, ADULTS = "Barn- och ungdomsvård", "Beroende och socialpsykiatri"
PRICED = {"price": 2_300.0, "price_unit": "sek_per_care_day", "volume_low": 2.0, "volume_high": 3.0}
UNPRICED = {"price": NAN, "price_unit": "", "volume_low": NAN, "volume_high": NAN}

volumes = st.tuples(st.floats(0, 20), st.floats(0, 20)).map(sorted)
price_ranges = st.none() | st.tuples(st.floats(0, 1), st.floats(0, 1))
priced_goals = st.builds(
    lambda price, unit, volume, alternative, spread, one_off: {
        "price": price,
        "price_low": price * (1 - spread[0]) if spread else NAN,
        "price_high": price * (1 + spread[1]) if spread else NAN,
        "one_off_cost_tkr": one_off,
        "price_unit": unit,
        "volume_low": volume[0],
        "volume_high": volume[1],
        "alternative_price": alternative,
    },
    st.floats(0, 5_000),
    st.sampled_from(["sek_per_care_day", "msek_per_full_year_placement"]),
    volumes,
    st.floats(0, 5_000) | st.just(NAN),
    price_ranges,
    st.floats(0, 1_000) | st.just(NAN),
)
unpriced_goals = st.sampled_from(EFFECT_STATUSES[1:]).map(lambda status: {**UNPRICED, "effect_status": status})
plans = st.lists(priced_goals | unpriced_goals, min_size=1, max_size=6).map(
    lambda goals: rows("goals", *({"goal_no": number, **goal} for number, goal in enumerate(goals, start=1)))
)


@pytest.fixture(scope="session")
def tyreso(published: TableFolder) -> pd.DataFrame:
    """Tyresö kommun, Plan för förbättrat resultat, 2019."""
    return goal_effects(published.frame("goals"))


def goal(effects: pd.DataFrame, area: str, goal_no: int) -> dict[Any, Any]:
    (found,) = effects.loc[(effects["area"] == area) & (effects["goal_no"] == goal_no)].to_dict("records")
    return found


def effect(effects: pd.DataFrame, area: str, goal_no: int) -> tuple[float, float]:
    own = goal(effects, area, goal_no)
    return own["effect_low_tkr"], own["effect_high_tkr"]


@pytest.mark.parametrize(
    ("area", "goal_no", "tkr"),
    [
        (CHILDREN, 1, (4_800, 4_800)),  # 3 × 1,6 mnkr
        (CHILDREN, 2, (700, 700)),  # 1 × 0,7 mnkr
        (ADULTS, 1, (3_500, 3_500)),  # 5 × 0,7 mnkr
        (ADULTS, 5, (1_679, 2_518.5)),  # 2 300 kr × 365 × 2–3
        ("Försörjningsstöd och arbetsmarknad", 1, (0, 0)),  # oförändrade kostnader
    ],
)
def test_an_effect_is_price_times_volume(
    tyreso: pd.DataFrame, area: str, goal_no: int, tkr: tuple[float, float]
) -> None:
    assert effect(tyreso, area, goal_no) == pytest.approx(tkr)


def test_an_effect_without_volume_has_a_price_per_place_only(tyreso: pd.DataFrame) -> None:
    found = goal(tyreso, CHILDREN, 3)

    assert found["effect_per_place_tkr"] == 365  # 1 000 kr less a day
    assert found["is_net"]
    assert all(math.isnan(end) for end in effect(tyreso, CHILDREN, 3))


@pytest.mark.parametrize("goal_no", [2, 3, 4])
def test_an_effect_under_investigation_is_never_zero(tyreso: pd.DataFrame, goal_no: int) -> None:
    assert all(math.isnan(end) for end in effect(tyreso, ADULTS, goal_no))


def test_the_sum_says_what_is_not_in_it(tyreso: pd.DataFrame) -> None:
    assert effect_sum(tyreso) == EffectSum(
        low_tkr=10_679,
        high_tkr=11_518.5,
        is_gross=True,
        n_goals=9,
        n_calculated=4,
        n_zero=1,
        n_investigated=3,
        n_no_volume=1,
        n_not_priced=0,
    )
    without_shelter = tyreso.loc[(tyreso["area"] != ADULTS) | (tyreso["goal_no"] != 5)]
    assert effect_sum(without_shelter).low_tkr == effect_sum(without_shelter).high_tkr == 9_000


def test_amounts_are_printed_as_an_interval_of_rounded_ends(tyreso: pd.DataFrame) -> None:
    total = effect_sum(tyreso)
    assert total.low_tkr is not None
    assert total.high_tkr is not None

    assert interval(total.low_tkr / 1_000, total.high_tkr / 1_000, 1) == "10,7–11,5"
    assert interval(1.679, 2.5185, 1) == "1,7–2,5"


def test_measures_are_counted_by_status(published: TableFolder) -> None:
    measures = published.frame("measures")

    assert status_counts(measures) == {
        "not_started": 1,
        "ongoing": 7,
        "waiting": 2,
        "done": 3,
        "stopped": 0,
        "delayed": 1,
        "all": 13,
    }
    assert set(measures.loc[measures["status"] == "waiting", "waits_for_decision_by"]) == {"nämnden"}


def test_every_status_of_the_contract_is_counted() -> None:
    counts = status_counts(rows("measures", *({"status": status} for status in MEASURE_STATUSES)))

    assert counts == {**dict.fromkeys(MEASURE_STATUSES, 1), "delayed": 0, "all": 5}


def test_every_state_of_the_contract_is_counted() -> None:
    states = [{"goal_no": i, "effect_status": status} for i, status in enumerate(EFFECT_STATUSES, start=1)]

    found = effect_sum(goal_effects(rows("goals", *states)))

    counts = (found.n_calculated, found.n_zero, found.n_investigated, found.n_no_volume, found.n_not_priced)
    assert (*counts, found.n_goals) == (1, 1, 1, 1, 1, 5)
    assert (found.low_tkr, found.high_tkr) == (1_679, 2_518.5)


def test_no_sum_is_made_of_nothing() -> None:
    found = effect_sum(goal_effects(rows("goals", {**UNPRICED, "effect_status": "zero"})))

    assert (found.low_tkr, found.high_tkr, found.n_zero) == (None, None, 1)
    assert not found.is_gross
    assert effect_sum(goal_effects(rows("goals").iloc[:0])).n_goals == 0


@pytest.mark.parametrize(
    ("change", "tkr"),
    [
        ({"price": 1.6, "price_unit": "msek_per_full_year_placement"}, (3_200, 4_800)),
        ({"alternative_price": 1_300.0}, (730, 1_095)),
        ({"price": 1.6, "price_unit": "msek_per_full_year_placement", "alternative_price": 0.4}, (2_400, 3_600)),
        ({"alternative_price": 2_800.0}, (-547.5, -365)),  # the alternative is dearer
        ({"alternative_price": 0.0}, (1_679, 2_518.5)),
    ],
)
def test_the_price_of_the_alternative_is_taken_off(change: dict[str, object], tkr: tuple[float, float]) -> None:
    effects = goal_effects(rows("goals", change))

    assert effect(effects, "Barn och unga", 1) == pytest.approx(tkr)
    assert effect_sum(effects).is_gross is ("alternative_price" not in change)


def test_a_range_of_prices_widens_the_effect_at_both_ends() -> None:
    effects = goal_effects(rows("goals", {"price_low": 2_100.0, "price_high": 2_600.0, "alternative_price": 2_200.0}))

    assert effect(effects, "Barn och unga", 1) == pytest.approx((-100 * 0.365 * 3, 400 * 0.365 * 3))
    assert effects["effect_per_place_tkr"].item() == pytest.approx(100 * 0.365)  # at the likeliest price


def test_the_alternative_and_the_one_off_cost_are_taken_off_in_the_first_year() -> None:
    price = {"price": 1.6, "price_unit": "msek_per_full_year_placement", "alternative_price": 0.4}
    found = goal_effects(rows("goals", {**price, "volume_low": 3.0, "one_off_cost_tkr": 150.0}))

    parts = found[["gross_low_tkr", "alternative_low_tkr", "effect_low_tkr", "first_year_low_tkr"]]
    assert parts.iloc[0].tolist() == pytest.approx([4_800, 1_200, 3_600, 3_450])


def test_parts_that_are_not_stated_are_missing_and_never_zero() -> None:
    found = goal_effects(rows("goals", {}, {**UNPRICED, "goal_no": 2, "effect_status": "zero"}))

    assert found["alternative_low_tkr"].isna().all()
    assert found["first_year_low_tkr"].isna().all()  # no one-off cost is stated
    assert found["gross_low_tkr"].isna().tolist() == [False, True]


def test_a_one_off_cost_of_zero_is_a_cost_that_is_known() -> None:
    found = goal_effects(rows("goals", {"one_off_cost_tkr": 0.0}))

    assert found["first_year_low_tkr"].tolist() == found["effect_low_tkr"].tolist() == [1_679]


@settings(max_examples=25)
@given(plans, st.floats(0.1, 10))
def test_effects_scale_with_volume(goals: pd.DataFrame, factor: float) -> None:
    volume = ["volume_low", "volume_high"]
    larger = goal_effects(goals.assign(**{name: goals[name] * factor for name in volume}))

    for name in ("gross_low_tkr", "effect_low_tkr", "effect_high_tkr"):
        assert larger[name].tolist() == pytest.approx((goal_effects(goals)[name] * factor).tolist(), nan_ok=True)


@settings(max_examples=25)
@given(plans)
def test_a_net_effect_lies_between_its_parts(goals: pd.DataFrame) -> None:
    found = goal_effects(goals)
    net = found.loc[(found["effect_status"] == "calculated") & found["is_net"]]

    slack = 1e-6 * (1 + net["gross_high_tkr"] + net["alternative_high_tkr"])
    assert (net["effect_low_tkr"] >= net["gross_low_tkr"] - net["alternative_high_tkr"] - slack).all()
    assert (net["effect_high_tkr"] <= net["gross_high_tkr"] - net["alternative_low_tkr"] + slack).all()


def test_dates_of_a_plan_are_days_or_missing() -> None:
    plan = rows("goals", {"first_day": "2024-02-29"}, {"goal_no": 2})

    assert plan_days(plan, "first_day").isna().tolist() == [False, True]


def test_days_that_are_not_in_the_calendar_are_told_all_at_once() -> None:
    plan = rows("goals", {"first_day": "2023-02-29"}, {"goal_no": 2, "first_day": "2024-13-01"})

    with pytest.raises(DataError) as caught:
        plan_days(plan, "first_day")

    assert str(caught.value) == (
        "Datum i planen:\n"
        "  - Barn och unga, mål 1, kolumnen first_day: är ingen dag i kalendern\n"
        "  - Barn och unga, mål 2, kolumnen first_day: är ingen dag i kalendern"
    )


def test_a_leap_year_has_another_day() -> None:
    assert effect(goal_effects(rows("goals"), days=366), "Barn och unga", 1) == pytest.approx((1_683.6, 2_525.4))


@settings(max_examples=40)
@given(plans)
def test_effects_add_up_over_the_goals(goals: pd.DataFrame) -> None:
    effects = goal_effects(goals)

    found = effect_sum(effects)

    if (goals["effect_status"] != "calculated").all():
        assert (found.low_tkr, found.high_tkr) == (None, None)
    else:
        parts = [effect_sum(effects.loc[[row]]) for row in effects.index]
        assert found.low_tkr == pytest.approx(math.fsum(part.low_tkr or 0 for part in parts))
        assert found.high_tkr == pytest.approx(math.fsum(part.high_tkr or 0 for part in parts))
    is_missing = effects["effect_low_tkr"].isna()
    assert (is_missing == ~effects["effect_status"].isin(["calculated", "zero"])).all()
    assert (is_missing | (effects["effect_low_tkr"] <= effects["effect_high_tkr"])).all()


@settings(max_examples=15)
@given(plans, st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(goals: pd.DataFrame, random: Random) -> None:
    kept = goals.copy()
    mixed = goal_effects(shuffled(goals, random))

    pd.testing.assert_frame_equal(mixed.sort_index(), goal_effects(goals))
    whole, again = effect_sum(goal_effects(goals)), effect_sum(mixed)
    assert (again.low_tkr or 0, again.high_tkr or 0) == pytest.approx((whole.low_tkr or 0, whole.high_tkr or 0))
    pd.testing.assert_frame_equal(goals, kept)


def test_contradictions_are_told_all_at_once() -> None:
    goals = rows(
        "goals",
        {"goal_no": 1, "price": NAN, "volume_high": NAN},
        {"goal_no": 2, "price_unit": ""},
        {"goal_no": 3, "volume_low": 4.0},
        {"goal_no": 4, "volume_low": 3.0},
        {"goal_no": 5, **UNPRICED, "effect_status": "investigated"},
        {"goal_no": 6, "volume_low": 4.0, "effect_status": "zero"},
        {"goal_no": 7, "volume_low": NAN},
        {"goal_no": 8, "price_low": 2_000.0},
        {"goal_no": 9, "price_low": 2_400.0, "price_high": 2_500.0},
        {"goal_no": 10, "first_day": "2024-05-01", "last_day": "2024-04-30"},
    )

    with pytest.raises(DataError) as caught:
        goal_effects(goals)

    assert str(caught.value) == (
        "Mål i planen:\n"
        "  - Barn och unga, mål 1: effekten är angiven som beräknad, men pris, högsta volym saknas\n"
        "  - Barn och unga, mål 2: effekten är angiven som beräknad, men prisets enhet saknas\n"
        "  - Barn och unga, mål 3: lägsta volymen är större än den högsta\n"
        "  - Barn och unga, mål 6: lägsta volymen är större än den högsta\n"
        "  - Barn och unga, mål 7: effekten är angiven som beräknad, men lägsta volym saknas\n"
        "  - Barn och unga, mål 8: lägsta och högsta pris ska anges båda två, eller inget av dem\n"
        "  - Barn och unga, mål 9: priset ligger inte mellan det lägsta och det högsta\n"
        "  - Barn och unga, mål 10: effekten slutar innan den börjar"
    )


def test_a_goal_is_counted_once() -> None:
    twice = goal_effects(rows("goals", {"goal": "Första åtgärden"}, {"goal": "Andra åtgärden"}))

    with pytest.raises(DataError) as caught:
        effect_sum(twice)

    assert str(caught.value) == ("Ett mål står på flera rader: effekten hör till målet och får bara räknas en gång.")


def test_goals_of_two_areas_may_have_one_number() -> None:
    assert effect_sum(goal_effects(rows("goals", {}, {"area": "Vuxna"}))).low_tkr == 2 * 1_679


@pytest.mark.parametrize(
    ("msek", "days", "sek"), [(1.6, 365, 4_383.56), (1.6, 366, 4_371.58), (0.7, 365, 1_917.81), (0.7, 366, 1_912.57)]
)
def test_a_full_year_placement_has_a_price_per_care_day(msek: float, days: int, sek: float) -> None:
    assert sek_per_care_day(msek, days) == pytest.approx(sek, abs=0.005)


def test_a_treatment_for_a_month_of_care_pays_after_a_month() -> None:
    cost = 1.6e6 / 12  # the plan of Tyresö kommun: MST costs as much as a month of residential care

    assert cost / 1_000 == pytest.approx(133.3, abs=0.05)
    assert break_even_days(cost, sek_per_care_day(1.6)) == pytest.approx(30.4, abs=0.05)


@pytest.mark.parametrize("price", [0, -1])
def test_a_price_that_is_not_positive_is_refused(price: float) -> None:
    with pytest.raises(DataError) as caught:
        break_even_days(1_000, price)

    assert str(caught.value) == "Priset per vårddygn ska vara större än noll."


@pytest.mark.parametrize(
    ("adopted", "left", "share"),
    [
        (dt.date(2019, 9, 24), 98, 98 / 365),  # Tyresö kommun, Plan för förbättrat resultat
        (dt.date(2020, 1, 1), 365, 365 / 366),
        (dt.date(2019, 12, 31), 0, 0),
    ],
)
def test_a_plan_has_the_days_that_are_left_of_its_year(adopted: dt.date, left: int, share: float) -> None:
    assert days_left(adopted) == pytest.approx((left, share))

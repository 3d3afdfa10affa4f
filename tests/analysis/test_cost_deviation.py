"""The net cost deviation in all its units, and the identities between the published figures."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from builders import panel, residents, rows, shuffled
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pandas.errors import MergeError

from ifo_analysis.analysis.cost_deviation import (
    cost_deviation,
    deviation_from_costs,
    deviation_panel,
    displayed,
    implied_reference_cost_msek,
    latest_population,
    rounding_tolerance,
    same_sign,
    shown_direction,
    smooth_reference,
)
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from random import Random

    from ifo_analysis.sources.bundled import TableFolder


def implied(pct: float, msek: float) -> float:
    return float(implied_reference_cost_msek(pd.Series([pct]), pd.Series([msek])).iloc[0])


def published_pair(municipality: str, year: int, pct: float, msek: float | None) -> list[dict[str, object]]:
    where = {"municipality": municipality, "year": year}
    pair = [{**where, "indicator": "N30001", "value": pct}]
    return pair if msek is None else [*pair, {**where, "indicator": "N30026", "value": msek, "unit": "mnkr"}]


VALUES = rows(
    "indicator_values",
    *published_pair("9901", 2018, 10.0, 8.0),
    *published_pair("9901", 2019, 12.5, 10.0),
    *published_pair("9901", 2020, 0.5, 0.4),
    *published_pair("9901", 2021, -12.5, None),
    *published_pair("9902", 2019, 3.0, 1.0),
)
POPULATION = rows("population", {"year": 2018, "residents": 20_000}, {"year": 2019, "residents": 25_000})


def deviation(report_year: int = 2020) -> pd.DataFrame:
    return cost_deviation(deviation_panel(VALUES), POPULATION, "9901", report_year, (2019,))


@pytest.mark.parametrize(
    ("net", "reference", "people", "sek", "pct", "msek"),
    [(6_400, 5_600, 25_000, 800, 14.2857, 20.0), (4_900, 5_600, 25_000, -700, -12.5, -17.5)],
)
def test_a_dearer_municipality_deviates_upwards(
    net: float, reference: float, people: float, sek: float, pct: float, msek: float
) -> None:
    assert deviation_from_costs(net, reference, people) == pytest.approx((sek, pct, msek), abs=5e-5)


def test_whole_kronor_leave_a_small_tolerance() -> None:
    assert rounding_tolerance(6_400, 5_600, 25_000) == pytest.approx((0.019133, 0.025), abs=1e-6)


@pytest.mark.parametrize(("reference", "people"), [(0, 25_000), (-1, 25_000), (5_600, 0), (5_600, -1)])
def test_costs_without_a_base_are_refused(reference: float, people: float) -> None:
    with pytest.raises(DataError) as caught:
        deviation_from_costs(6_400, reference, people)

    assert str(caught.value) == ("Avvikelsen kan inte beräknas: referenskostnad och folkmängd ska vara större än noll.")


def test_the_least_positive_base_is_a_base() -> None:
    assert deviation_from_costs(0.75, 0.5, 1) == (0.25, 50.0, 0.25e-6)
    assert deviation_from_costs(0.75, 1, 0.5) == (-0.25, -25.0, -0.125e-6)


@given(net=st.floats(1_000, 15_000), reference=st.floats(1_000, 15_000), people=st.integers(1_000, 1_000_000))
def test_the_reference_cost_comes_back_from_the_two_deviations(net: float, reference: float, people: int) -> None:
    _, pct, msek = deviation_from_costs(net, reference, people)
    assume(abs(pct) >= 1)

    assert implied(pct, msek) == pytest.approx(reference * people / 1e6, rel=1e-9)
    assert implied(pct, msek) + msek == pytest.approx(net * people / 1e6, rel=1e-9)


@pytest.mark.parametrize(("pct", "is_usable"), [(1.0, True), (-1.0, True), (0.99, False), (-0.99, False), (0.0, False)])
def test_no_reference_cost_is_implied_near_zero(pct: float, is_usable: bool) -> None:  # noqa: FBT001
    assert math.isfinite(implied(pct, 0.5)) is is_usable


def test_no_reference_cost_is_implied_by_one_figure() -> None:
    assert math.isnan(implied(10.0, math.nan))
    assert math.isnan(implied(math.nan, 5.0))


def test_net_cost_and_reference_cost_follow_from_published_figures(
    published_panel: pd.DataFrame, published_population: pd.DataFrame
) -> None:
    # Kolada, N30001 and N30026: Salem 2019, -17,9712 per cent and -10,049786 mnkr.
    salem = cost_deviation(published_panel, published_population, "0128", 2019, (2019,)).set_index("year").loc[2019]

    assert salem["reference_cost_msek"] == pytest.approx(55.9216, abs=5e-5)
    assert salem["net_cost_msek"] == pytest.approx(45.8718, abs=5e-5)
    assert salem["residents"] == 16_750
    assert salem["net_cost_deviation_sek_per_resident"] == pytest.approx(-599.99, abs=0.01)


def test_the_panel_sets_the_two_published_figures_side_by_side() -> None:
    found = deviation_panel(VALUES)

    assert found.columns.tolist() == [
        *("municipality", "year", "net_cost_deviation_pct"),
        *("is_preliminary", "publisher", "document", "document_year", "retrieved", "net_cost_deviation_msek"),
    ]
    assert found["municipality"].tolist() == ["9901", "9901", "9901", "9901", "9902"]
    assert found["net_cost_deviation_pct"].tolist() == [10.0, 12.5, 0.5, -12.5, 3.0]
    assert found["net_cost_deviation_msek"].tolist() == pytest.approx([8.0, 10.0, 0.4, math.nan, 1.0], nan_ok=True)


def test_a_value_that_is_given_twice_is_no_panel() -> None:
    twice = pd.concat([VALUES, VALUES.loc[VALUES["indicator"] == "N30026"].head(1)])

    with pytest.raises(MergeError):
        deviation_panel(twice)


def test_a_population_that_is_given_twice_is_refused() -> None:
    people = pd.concat([POPULATION, POPULATION.head(1)])

    with pytest.raises(MergeError):
        cost_deviation(deviation_panel(VALUES), people, "9901", 2020, (2019,))


def test_the_own_rows_are_numbered_from_zero_with_columns_in_a_fixed_order() -> None:
    found = cost_deviation(deviation_panel(VALUES), POPULATION, "9902", 2019, (2019,))

    assert found.index.tolist() == [0]
    assert found.columns.tolist() == [
        *("municipality", "year", "net_cost_deviation_pct", "is_preliminary", "publisher", "document"),
        *("document_year", "retrieved", "net_cost_deviation_msek", "residents"),
        *("net_cost_deviation_sek_per_resident", "reference_cost_msek", "net_cost_msek", "model"),
        "is_after_report_year",
    ]


def test_the_years_of_the_report_and_of_the_model_are_borders_of_their_own() -> None:
    found = deviation(2019).set_index("year")

    assert found["is_after_report_year"].to_dict() == {2018: False, 2019: False, 2020: True, 2021: True}
    assert found.loc[2019, "net_cost_deviation_sek_per_resident"] == 400.0
    assert found["residents"].tolist() == pytest.approx([20_000, 25_000, math.nan, math.nan], nan_ok=True)


def test_a_report_of_a_municipality_without_any_value_says_so() -> None:
    with pytest.raises(DataError) as caught:
        cost_deviation(deviation_panel(VALUES), POPULATION, "9999", 2020, (2019,))

    assert str(caught.value) == "Nettokostnadsavvikelse saknas för 9999 år 2020."


def test_implied_reference_costs_keep_the_rows_and_are_decimal_numbers() -> None:
    found = implied_reference_cost_msek(
        pd.Series([10, -20, 0], index=[3, 1, 2]), pd.Series([5, -5, 1], index=[3, 1, 2])
    )

    assert found.index.tolist() == [3, 1, 2]
    assert found.dtype == "float64"
    assert found.tolist() == pytest.approx([50.0, 25.0, math.nan], nan_ok=True)


def test_each_year_has_every_unit_that_can_be_had() -> None:
    found = deviation().set_index("year")

    assert found.index.tolist() == [2018, 2019, 2020, 2021]
    assert found["net_cost_deviation_sek_per_resident"].tolist() == pytest.approx(
        [400, 400, math.nan, math.nan], nan_ok=True
    )
    assert found["reference_cost_msek"].tolist() == pytest.approx([80, 80, math.nan, math.nan], nan_ok=True)
    assert found["net_cost_msek"].tolist() == pytest.approx([88, 90, math.nan, math.nan], nan_ok=True)
    assert found["model"].tolist() == [0, 2019, 2019, 2019]
    assert found["is_after_report_year"].tolist() == [False, False, False, True]


def test_each_model_is_named_by_its_first_year() -> None:
    found = cost_deviation(deviation_panel(VALUES), POPULATION, "9901", 2021, (2021, 2019))

    assert found["model"].tolist() == [0, 2019, 2019, 2021]


def test_a_report_needs_a_value_for_its_year() -> None:
    with pytest.raises(DataError) as caught:
        deviation(2023)

    assert str(caught.value) == "Nettokostnadsavvikelse saknas för 9901 år 2023."


@settings(max_examples=10)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(random: Random) -> None:
    side_by_side, people = shuffled(deviation_panel(VALUES), random), shuffled(POPULATION, random)

    pd.testing.assert_frame_equal(deviation_panel(shuffled(VALUES, random)), deviation_panel(VALUES))
    pd.testing.assert_frame_equal(cost_deviation(side_by_side, people, "9901", 2020, (2019,)), deviation())


def test_what_comes_in_is_not_changed() -> None:
    values, people, side_by_side = VALUES.copy(), POPULATION.copy(), deviation_panel(VALUES)
    kept = side_by_side.copy()

    cost_deviation(deviation_panel(values), people, "9901", 2020, (2019,))
    smooth_reference(cost_deviation(side_by_side, people, "9901", 2020, (2019,)))

    pd.testing.assert_frame_equal(values, VALUES)
    pd.testing.assert_frame_equal(people, POPULATION)
    pd.testing.assert_frame_equal(side_by_side, kept)


def test_per_cent_and_mnkr_must_have_the_same_sign() -> None:
    frame = pd.DataFrame(
        {
            "year": [2019, 2020, 2021, 2022, 2023],
            "net_cost_deviation_pct": [3.0, -3.0, 3.0, 0.0, 2.0],
            "net_cost_deviation_msek": [1.0, -1.0, -1.0, 0.0, math.nan],
        }
    )

    found = same_sign(frame)

    assert found.columns.tolist() == ["year", "is_kept"]
    assert found.index.tolist() == [0, 1, 2, 3]
    assert found["year"].tolist() == [2019, 2020, 2021, 2022]
    assert found["is_kept"].tolist() == [True, True, False, True]


def test_years_without_both_values_are_not_checked_and_the_rest_are_numbered_from_zero() -> None:
    frame = pd.DataFrame(
        {"year": [2019, 2020], "net_cost_deviation_pct": [math.nan, 3.0], "net_cost_deviation_msek": [1.0, 1.0]}
    )

    assert same_sign(frame).to_dict("index") == {0: {"year": 2020, "is_kept": True}}


def references(**years: float) -> pd.DataFrame:
    numbers = [int(year.removeprefix("y")) for year in years]
    return pd.DataFrame(
        {
            "year": numbers,
            "reference_cost_msek": list(years.values()),
            "model": [2019 if year >= 2019 else 0 for year in numbers],
        }
    )


def test_the_reference_cost_moves_smoothly_within_a_tenth_down_and_a_fifth_up() -> None:
    found = smooth_reference(references(y2019=100, y2020=120, y2021=108, y2022=130, y2023=116.9))

    assert found.columns.tolist() == ["from_year", "to_year", "ratio", "is_kept"]
    assert found["is_kept"].tolist() == [True, True, False, False]
    assert found["ratio"].tolist() == pytest.approx([1.2, 0.9, 1.2037, 0.8992], abs=1e-4)
    assert found[["from_year", "to_year"]].to_numpy().tolist() == [
        [2019, 2020], [2020, 2021], [2021, 2022], [2022, 2023],
    ]  # fmt: skip


def test_the_reference_cost_is_not_compared_across_a_break_a_gap_or_an_unknown() -> None:
    assert smooth_reference(references(y2018=100, y2019=300)).empty
    assert smooth_reference(references(y2019=100, y2021=300)).empty
    assert smooth_reference(references(y2019=100, y2020=math.nan, y2021=300)).empty


def test_the_published_figures_keep_the_identities(
    published_panel: pd.DataFrame, published_population: pd.DataFrame
) -> None:
    checked_signs = checked_steps = 0
    for municipality, own in published_panel.groupby("municipality"):
        found = cost_deviation(published_panel, published_population, str(municipality), own["year"].max(), (2019,))
        signs, steps = same_sign(found), smooth_reference(found)
        assert signs["is_kept"].all(), municipality
        assert steps["is_kept"].all(), municipality
        checked_signs += len(signs)
        checked_steps += len(steps)

    assert checked_signs == 480  # 60 municipalities, 2018-2025
    assert checked_steps > 300


@pytest.mark.parametrize(
    ("pct", "shown", "direction"),
    [
        (0.05, "0.1", "higher"),
        (0.0499, "0.0", "equal"),
        (0.0, "0.0", "equal"),
        (-0.0499, "0.0", "equal"),
        (-0.05, "-0.1", "lower"),
        (20.1, "20.1", "higher"),
        (-20.7972, "-20.8", "lower"),
    ],
)
def test_the_direction_is_that_of_the_value_as_shown(pct: float, shown: str, direction: str) -> None:
    assert displayed(pct) == Decimal(shown)
    assert shown_direction(pct) == direction


def test_the_latest_population_is_the_newest_year() -> None:
    people = pd.concat([residents(2021, A=300, B=9), residents(2018, A=100), residents(2019, A=200)])

    assert latest_population(people, "A") == (300, 2021)
    assert latest_population(people, "C") is None


def test_a_population_of_another_year_is_no_base() -> None:
    found = cost_deviation(panel(A={2019: 5.0}), residents(2018, A=100), "A", 2019, (2019,))

    assert found["residents"].isna().all()


def test_the_bundled_tables_make_a_panel(published: TableFolder, published_panel: pd.DataFrame) -> None:
    values = published.frame("indicator_values")

    assert len(published_panel) == (values["indicator"] == "N30001").sum()

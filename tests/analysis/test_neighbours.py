"""The nearest municipalities: known distances, an oracle, ties, the year that is used, and when there are none."""

from __future__ import annotations

import math
import statistics
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from builders import rows, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.cost_deviation import deviation_panel
from ifo_analysis.analysis.neighbours import Neighbours, nearest, own_neighbours, structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from random import Random

SIX = {
    "A": (25_000, 5_600.0), "B": (24_000, 5_650.0), "C": (60_000, 5_500.0),
    "D": (27_000, 6_900.0), "E": (9_000, 5_400.0), "F": (120_000, 6_800.0),
}  # fmt: skip
municipalities = st.dictionaries(
    st.sampled_from("BCDEFGHIJK"), st.tuples(st.integers(3_000, 900_000), st.integers(3_000, 9_000)), min_size=1
)


def of_year(places: Mapping[str, tuple[float, float]]) -> pd.DataFrame:
    return pd.DataFrame(
        [(code, *place) for code, place in places.items()],
        columns=["municipality", "residents", "reference_cost_sek_per_resident"],
    )


def distances(places: Mapping[str, tuple[float, float]], own: str = "A") -> dict[str, float]:
    found = nearest(of_year(places), own)
    return dict(zip(found["municipality"], found["distance"], strict=True))


def world(
    years: Iterable[int] = (2023, 2024), n: int = 21, *, near_zero: Iterable[int] = (), report: str = "9900"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return values and population of `n` municipalities: 9900 has 20 000 residents, each next one 1 000 more."""
    values, people = [], []
    for year in years:
        for place in range(n):
            code, size = str(9900 + place), 20_000 + 1_000 * place
            pct = 0.5 if year in near_zero and code == report else 10.0
            where = {"municipality": code, "year": year}
            values += [
                {**where, "indicator": "N30001", "value": pct},
                {**where, "indicator": "N30026", "value": pct / 100 * 5_000 * size / 1e6, "unit": "mnkr"},
            ]
            people.append({**where, "residents": size})
    return rows("indicator_values", *values), rows("population", *people)


def neighbours(
    values: pd.DataFrame, people: pd.DataFrame, report_year: int = 2024, code: str = "9900"
) -> Neighbours | None:
    return own_neighbours(deviation_panel(values), values, people, code, report_year, (2019,))


def test_distances_are_in_sample_standard_deviations_of_both_variables() -> None:
    found = distances(SIX)

    assert list(found) == ["B", "C", "E", "D", "F"]
    assert found == pytest.approx({"B": 0.0864, "C": 0.9990, "E": 1.1898, "D": 1.9028, "F": 2.4928}, abs=5e-5)


def test_the_scale_is_that_of_all_municipalities_with_the_own_among_them() -> None:
    sizes, costs = zip(*SIX.values(), strict=True)

    assert statistics.stdev(map(math.log, sizes)) == pytest.approx(0.885866, abs=5e-7)
    assert statistics.stdev(costs) == pytest.approx(683.9225, abs=5e-5)
    assert distances(SIX)["D"] == pytest.approx(
        math.hypot(math.log(27 / 25) / statistics.stdev(map(math.log, sizes)), 1_300 / statistics.stdev(costs))
    )


def test_ties_go_by_code() -> None:
    twins = {"A": (10_000, 5_000.0), "D": (20_000, 5_000.0), "C": (20_000, 5_000.0), "B": (40_000, 6_000.0)}

    assert list(distances(twins)) == ["C", "D", "B"]


def test_many_at_one_distance_stand_in_order_of_code() -> None:
    many = {f"{number:04}": (20_000, 5_000.0) for number in range(1_000, 1_400)}
    found = nearest(of_year({"A": (10_000, 5_000.0), **many}).sample(frac=1, random_state=1), "A")

    assert found["municipality"].tolist() == list(many)


def test_a_variable_in_which_nobody_differs_adds_no_distance() -> None:
    alike = {code: (size, 5_000.0) for code, (size, _) in SIX.items()}

    assert distances(alike)["B"] == pytest.approx(math.log(25 / 24) / 0.885866, abs=1e-6)
    assert set(distances(dict.fromkeys("ABC", (10_000, 5_000.0))).values()) == {0.0}


@settings(max_examples=40)
@given(municipalities, st.tuples(st.integers(3_000, 900_000), st.integers(3_000, 9_000)))
def test_an_oracle_that_takes_pairs_one_by_one_agrees(others: dict[str, tuple[int, int]], own: tuple[int, int]) -> None:
    places = {"A": own, **others}
    sd_size, sd_cost = (
        statistics.stdev(column)
        for column in zip(*((math.log(size), cost) for size, cost in places.values()), strict=True)
    )
    expected = {
        code: math.hypot(
            (math.log(size) - math.log(own[0])) / sd_size if sd_size > 1e-12 else 0.0,
            (cost - own[1]) / sd_cost if sd_cost else 0.0,
        )
        for code, (size, cost) in others.items()
    }
    found = distances(places)

    assert found == pytest.approx(expected, abs=1e-6)
    assert list(found.values()) == sorted(found.values())


@settings(max_examples=20)
@given(municipalities, st.sampled_from([0.5, 3.0]), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_units_say_nothing(
    others: dict[str, tuple[int, int]], scale: float, random: Random
) -> None:
    places = {"A": (30_000, 5_000), **others}
    frame = shuffled(of_year(places), random)
    kept = frame.copy()
    scaled = {code: (scale * size, scale * cost) for code, (size, cost) in places.items()}

    pd.testing.assert_frame_equal(nearest(frame, "A"), nearest(of_year(places), "A"))
    pd.testing.assert_frame_equal(frame, kept)
    assert distances(scaled) == pytest.approx(distances(places), abs=1e-6)


def test_the_reference_cost_is_the_published_one_or_else_the_implied() -> None:
    values, people = world([2024], 2)
    published = rows(
        "indicator_values",
        {"municipality": "9901", "indicator": "N30007", "value": 5_432.0, "unit": "kr/inv"},
        {"municipality": "9901", "year": 2023, "indicator": "N30007", "value": 1.0, "unit": "kr/inv"},
    )
    both = pd.concat([values, published])
    found = structure(deviation_panel(both), both, people)

    assert found.columns.tolist() == ["municipality", "year", "residents", "reference_cost_sek_per_resident"]
    assert found["municipality"].tolist() == ["9900", "9901"]
    assert found["reference_cost_sek_per_resident"].tolist() == pytest.approx([5_000.0, 5_432.0])


def test_a_municipality_without_population_or_reference_cost_has_no_structure() -> None:
    values, people = world([2024], 4, near_zero=[2024])
    some = people.assign(residents=people["residents"].where(people["municipality"] != "9902", 0))
    some = some.loc[some["municipality"] != "9903"]

    assert structure(deviation_panel(values), values, some)["municipality"].tolist() == ["9901"]


def test_the_nearest_are_those_of_the_latest_year_up_to_the_report_year() -> None:
    values, people = world([2022, 2023, 2024])
    found = neighbours(values, people, 2023)

    assert found is not None
    assert (found.year, found.n_municipalities) == (2023, 21)
    assert found.codes(5) == ("9901", "9902", "9903", "9904", "9905")
    assert found.codes(7)[-2:] == ("9906", "9907")
    assert len(found.codes(100)) == 20
    assert found.ranked.columns.tolist() == [
        *("municipality", "residents", "reference_cost_sek_per_resident", "distance"),
    ]


def test_an_earlier_year_stands_in_where_the_own_reference_cost_is_unknown() -> None:
    found = neighbours(*world(near_zero=[2024]))

    assert found is not None
    assert found.year == 2023


@pytest.mark.parametrize(
    ("years", "n", "near_zero"),
    [([2024], 20, []), ([2018], 21, []), ([2025], 21, []), ([2024], 21, [2024]), ([], 21, [])],
    ids=["too few others", "an older model", "after the report year", "near zero", "nothing"],
)
def test_there_are_none_without_a_year_that_can_be_used(years: list[int], n: int, near_zero: list[int]) -> None:
    if not years:
        values, people = world([2024], n)
        assert neighbours(values, people.loc[people["municipality"] != "9900"]) is None
    else:
        assert neighbours(*world(years, n, near_zero=near_zero)) is None


def test_the_published_figures_have_structure_for_sixty_municipalities(
    published_panel: pd.DataFrame, published_population: pd.DataFrame
) -> None:
    nothing = rows("indicator_values").iloc[:0]
    found = own_neighbours(published_panel, nothing, published_population, "0128", 2024, (2019,))

    assert found is not None
    assert (found.year, found.n_municipalities) == (2021, 57)
    assert found.codes(5) == ("1264", "2523", "0884", "1265", "1266")

"""The comparison of any indicator: worked examples, and what holds whatever the values are."""

from __future__ import annotations

from math import isnan
from random import Random

import pandas as pd
import pytest
from builders import rows, shuffled
from hypothesis import given
from hypothesis import strategies as st

from ifo_analysis.analysis.comparison import (
    BESIDE,
    COUNTRY,
    beside_peers,
    is_robust,
    side_by_side,
    through_years,
    without_value,
)

OWN, PEERS = "9901", ("9902", "9903", "9904", "9905")
ALL = (OWN, *PEERS, COUNTRY)
PARTS = ("N33001", "N35001", "N37001", "N31001", "N37002")
COSTS = st.lists(st.integers(0, 9_000), min_size=len(ALL), max_size=len(ALL))
RANDOMS = st.randoms(use_true_random=False)


def frame(values: dict[tuple[str, int, str], float]) -> pd.DataFrame:
    changes = [
        {"municipality": code, "year": year, "indicator": name, "value": float(value)}
        for (code, year, name), value in values.items()
    ]
    return rows("indicator_values", *changes)


def one(values: dict[str, float], name: str = "N30101", year: int = 2024) -> pd.DataFrame:
    return frame({(code, year, name): value for code, value in values.items()})


def found(values: pd.DataFrame, name: str = "N30101", year: int = 2024) -> pd.Series:  # type: ignore[type-arg]
    return beside_peers(values, [name], OWN, PEERS, year).iloc[0]


def test_own_stands_beside_median_range_and_country() -> None:
    values = one(dict(zip(ALL, (6_400, 5_200, 5_400, 5_700, 6_600, 5_900), strict=True)))
    row = found(values)
    assert list(row.index) == list(BESIDE)
    assert (row["own"], row["median"], row["low"], row["high"], row["country"]) == (6_400, 5_550, 5_200, 6_600, 5_900)
    assert (row["n_peers"], row["gap"], row["country_gap"], row["is_preliminary"]) == (4, 850, 500, False)
    assert (row["gap_low"], row["gap_high"]) == (700, 1_000)


def test_missing_is_not_zero() -> None:
    values = one({OWN: 6_400, **dict.fromkeys(PEERS[:3], 5_000)})
    row = found(values)
    assert (row["low"], row["n_peers"]) == (5_000, 3)
    assert isnan(row["median"])
    assert isnan(row["gap"])
    assert isnan(row["country"])
    assert isnan(found(one(dict.fromkeys(PEERS, 5_000)))["own"])


def test_an_indicator_that_nobody_has_is_a_row_of_its_own() -> None:
    table = beside_peers(one({OWN: 1.0}), ["N33001", "N30101"], OWN, PEERS, 2024)
    assert list(table["indicator"]) == ["N33001", "N30101"]
    assert table.loc[0, ["own", "median", "low", "high", "country", "gap"]].isna().all()
    assert table.loc[0, "n_peers"] == 0


def test_other_years_and_other_municipalities_do_not_count() -> None:
    values = pd.concat([one(dict.fromkeys(ALL, 5_000.0)), one(dict.fromkeys(ALL, 9_000.0), year=2023)])
    values = pd.concat([values, one({"9999": 1.0})], ignore_index=True)
    assert (found(values)["high"], found(values)["low"]) == (5_000, 5_000)


def test_any_preliminary_value_makes_the_row_preliminary() -> None:
    values = one(dict.fromkeys(ALL, 5_000.0))
    early = values.assign(is_preliminary=values["municipality"] == PEERS[0])
    other = pd.concat([values, one({"9999": 1.0}).assign(is_preliminary=True)], ignore_index=True)
    assert found(early)["is_preliminary"]
    assert not found(other)["is_preliminary"]


@given(COSTS, RANDOMS)
def test_the_order_of_rows_and_peers_is_irrelevant(costs: list[int], random: Random) -> None:
    values = one(dict(zip(ALL, map(float, costs), strict=True)))
    peers = random.sample(PEERS, len(PEERS))
    again = beside_peers(shuffled(values, random), ["N30101"], OWN, peers, 2024)
    pd.testing.assert_frame_equal(beside_peers(values, ["N30101"], OWN, PEERS, 2024), again)


@given(COSTS)
def test_swapping_own_and_country_flips_the_sign(costs: list[int]) -> None:
    values = one(dict(zip(ALL, map(float, costs), strict=True)))
    swapped = values.assign(municipality=values["municipality"].replace({OWN: COUNTRY, COUNTRY: OWN}))
    assert found(values)["country_gap"] == -found(swapped)["country_gap"]


@given(COSTS, st.integers(-3_000, 3_000))
def test_the_gap_follows_the_own_value_alone(costs: list[int], more: int) -> None:
    values = dict(zip(ALL, map(float, costs), strict=True))
    before, after = found(one(values)), found(one(values | {OWN: values[OWN] + more}))
    assert after["gap"] - before["gap"] == pytest.approx(more)
    assert (after["median"], after["country"]) == (before["median"], before["country"])


@given(st.lists(COSTS, min_size=len(PARTS), max_size=len(PARTS)))
def test_gaps_of_the_parts_to_the_country_add_up_to_that_of_the_whole(parts: list[list[int]]) -> None:
    values = {(code, 2024, name): float(costs[at]) for name, costs in zip(PARTS, parts, strict=True)
              for at, code in enumerate(ALL)}  # fmt: skip
    values |= {(code, 2024, "N30101"): float(sum(costs[at] for costs in parts)) for at, code in enumerate(ALL)}
    table = beside_peers(frame(values), [*PARTS, "N30101"], OWN, PEERS, 2024).set_index("indicator")
    assert table.loc[list(PARTS), "country_gap"].sum() == pytest.approx(table.loc["N30101", "country_gap"])


def test_gaps_to_medians_need_not_add_up() -> None:
    costs = {"N33001": (0, 0, 0, 9, 9, 0), "N35001": (0, 9, 9, 0, 0, 0)}
    values = {(code, 2024, name): float(c[at]) for name, c in costs.items() for at, code in enumerate(ALL)}
    values |= {(code, 2024, "N30101"): float(sum(c[at] for c in costs.values())) for at, code in enumerate(ALL)}
    table = beside_peers(frame(values), [*costs, "N30101"], OWN, PEERS, 2024)
    assert list(table["gap"]) == [-4.5, -4.5, -9.0]
    lower = {("9905", 2024, "N33001"): 0.0, ("9905", 2024, "N30101"): 0.0}
    table = beside_peers(frame(values | lower), [*costs, "N30101"], OWN, PEERS, 2024)
    assert list(table["gap"]) == [0.0, -4.5, -9.0]


@given(COSTS)
def test_leaving_a_peer_out_moves_the_gap_around_it(costs: list[int]) -> None:
    row = found(one(dict(zip(ALL, map(float, costs), strict=True))))
    assert row["gap_low"] <= row["gap"] <= row["gap_high"]


@pytest.mark.parametrize(
    ("low", "high", "decimals", "answer"),
    [
        (1.0, 5.0, 0, True), (-5.0, -1.0, 0, True), (-0.4, 0.4, 0, True), (0.4, 3.0, 0, False), (0.4, 3.0, 1, True),
        (-1.0, 1.0, 0, False),
    ],
)  # fmt: skip
def test_a_gap_is_robust_when_it_is_shown_with_one_sign(low: float, high: float, decimals: int, answer: bool) -> None:  # noqa: FBT001
    assert is_robust(low, high, decimals) is answer


def test_years_without_any_value_are_left_out_and_gaps_stay_gaps() -> None:
    values = frame({(OWN, 2020, "N04159"): 20.0, (COUNTRY, 2022, "N04159"): 25.0, (OWN, 2025, "N04159"): 9.0})
    table = through_years(values, "N04159", OWN, PEERS, 2019, 2024)
    assert list(table["year"]) == [2020, 2022]
    assert isnan(table["own"][1])
    assert list(table.columns) == ["year", "own", "median", "country", "is_preliminary"]


def test_each_year_is_that_of_the_comparison() -> None:
    values = pd.concat(
        [one(dict(zip(ALL, range(year - 2000, year - 1994), strict=True)), year=year) for year in (2022, 2023, 2024)]
    )
    table = through_years(values, "N30101", OWN, PEERS, 2022, 2024)
    assert [found(values, year=year)["median"] for year in table["year"]] == list(table["median"])


def test_only_those_with_both_values_stand_side_by_side() -> None:
    values = frame({(code, 2024, "N33021"): at for at, code in enumerate(ALL)} | {(OWN, 2024, "N33022"): 7,
                   ("9904", 2024, "N33022"): 8, ("9904", 2023, "N33022"): 1})  # fmt: skip
    table = side_by_side(values, ["N33021", "N33022"], OWN, PEERS, 2024)
    assert table.to_numpy().tolist() == [[OWN, True, 0.0, 7.0], ["9904", False, 3.0, 8.0]]
    assert list(table.columns) == ["municipality", "is_own", "N33021", "N33022"]


def test_who_lacks_any_of_the_values_is_told() -> None:
    values = frame({(code, 2024, "N33021"): 1 for code in PEERS} | {("9903", 2024, "N33022"): 1})
    assert without_value(values, ["N33021"], PEERS, 2024) == ()
    assert without_value(values, ["N33021", "N33022"], PEERS, 2024) == ("9902", "9904", "9905")
    assert without_value(values, ["N33021"], PEERS, 2023) == PEERS

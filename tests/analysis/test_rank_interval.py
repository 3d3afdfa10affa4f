"""Places with intervals: known examples, an oracle that draws one by one, and the laws that they keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from builders import normal_variation, one_year, residents, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.peers import compare
from ifo_analysis.analysis.rank_interval import DRAWS, alike_pairs, level_sds, rank_intervals
from ifo_analysis.analysis.volatility import NoiseLaw, Volatility

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

# c = 986 · √2, so that the level of a year has SD 986 / √residents.
LAW = normal_variation(986 * 2**0.5)
FIVE = {"A": 25.0, "B": 10.0, "C": 6.0, "D": -8.0, "E": -24.0}
SIZES = {"A": 40_000, "B": 20_000, "C": 50_000, "D": 25_000, "E": 60_000}

tenths = st.integers(-300, 300).map(lambda number: number / 10)
values = st.dictionaries(st.sampled_from("ABCDEFGH"), tenths, min_size=1)


def intervals(
    pcts: Mapping[str, float], sizes: Mapping[str, int] = SIZES, law: Volatility | None = LAW, draws: int = DRAWS
) -> pd.DataFrame:
    own, *peers = pcts
    found = rank_intervals(compare(one_year(pcts), own, peers, 2024), residents(2024, **sizes), law, draws=draws)
    assert found is not None
    return found


def spans(found: pd.DataFrame) -> dict[str, tuple[int, int]]:
    return {
        code: (int(low), int(high))
        for code, low, high in zip(found["municipality"], found["place_low"], found["place_high"], strict=True)
    }


def same_sd(sd: float) -> Volatility:
    law = NoiseLaw(1, 2 * sd**2, 0.0, 300)
    return Volatility((law,), 60, 2019, 2025, 2019, has_preliminary=False, share_beyond=0.05, c_low=0, c_high=0)


def test_places_of_five_municipalities_counted_from_the_highest() -> None:
    found = {code: (6 - high, 6 - low) for code, (low, high) in spans(intervals(FIVE)).items()}

    assert found == {"A": (1, 2), "B": (1, 3), "C": (2, 4), "D": (3, 4), "E": (5, 5)}


def test_a_row_has_its_value_its_place_its_spread_and_who_is_alike() -> None:
    found = intervals(FIVE)

    assert found.columns.tolist() == [
        *("municipality", "is_own", "net_cost_deviation_pct", "place_first", "place_last"),
        *("sd_pp", "place_low", "place_high", "is_alike"),
    ]
    assert found["municipality"].tolist() == ["E", "D", "C", "B", "A"]
    assert found["sd_pp"].tolist() == pytest.approx([986 / SIZES[code] ** 0.5 for code in "EDCBA"])
    assert found["is_own"].tolist() == [False, False, False, False, True]
    # 25 − 10 < 1.96 · √(986²/40 000 + 986²/20 000) = 16.7; 25 − 6 is more.
    assert found["is_alike"].tolist() == [False, False, False, True, False]


def test_the_level_of_two_municipalities_may_not_be_told_apart() -> None:
    sds = 1_395 / np.sqrt([40_000.0, 100_000.0])  # the limit is 16.18

    assert alike_pairs(np.array([18.0, 6.0]), sds).tolist() == [[False, True], [True, False]]
    assert alike_pairs(np.array([18.0, 18 - 16.19]), sds).tolist() == [[False, False], [False, False]]
    assert alike_pairs(np.array([18.0, 18 - 16.17]), sds).tolist() == [[False, True], [True, False]]


def test_without_noise_the_interval_is_the_place_and_equal_values_share_theirs() -> None:
    found = intervals({"A": 3.0, "B": 1.0, "C": 3.0, "D": 7.0}, law=same_sd(0.0), draws=50)

    assert spans(found) == {"B": (1, 1), "A": (2, 3), "C": (2, 3), "D": (4, 4)}
    assert found[["place_first", "place_last"]].equals(
        found[["place_low", "place_high"]].set_axis(["place_first", "place_last"], axis=1)
    )


def test_with_endless_noise_any_place_is_possible() -> None:
    assert set(spans(intervals(FIVE, law=same_sd(1e9))).values()) == {(1, 5)}


def test_a_municipality_alone_has_the_only_place() -> None:
    assert spans(intervals({"A": 3.0})) == {"A": (1, 1)}


def test_nothing_is_drawn_without_normal_variation_or_a_population() -> None:
    comparison = compare(one_year(FIVE), "A", list("BCDE"), 2024)
    four = residents(2024, **{code: size for code, size in SIZES.items() if code != "D"})

    assert rank_intervals(comparison, residents(2024, **SIZES), None) is None
    assert rank_intervals(comparison, four, LAW) is None


def test_the_latest_population_is_the_one_that_counts() -> None:
    people = pd.concat([residents(2024, A=10_000), residents(2019, A=90_000, B=40_000)])

    assert level_sds(people, ["B", "A", "C"], LAW).to_dict() == pytest.approx(
        {"B": 4.93, "A": 9.86, "C": float("nan")}, nan_ok=True
    )


def oracle(pcts: Mapping[str, float], sizes: Mapping[str, int], draws: int) -> dict[str, tuple[int, int]]:
    """Rank one draw at a time, from the same stream: code by code, all draws of each."""
    codes = sorted(pcts)
    noise = np.random.default_rng(20_190_101).standard_normal((len(codes), draws))
    lows: dict[str, list[int]] = {code: [] for code in codes}
    highs: dict[str, list[int]] = {code: [] for code in codes}
    for draw in range(draws):
        drawn = {code: pcts[code] + 986 / sizes[code] ** 0.5 * noise[row, draw] for row, code in enumerate(codes)}
        for code in codes:
            lows[code].append(1 + sum(other < drawn[code] for other in drawn.values()))
            highs[code].append(sum(other <= drawn[code] for other in drawn.values()))
    least, most = -(-25 * draws // 1000), -(-975 * draws // 1000)  # rounded up to whole draws
    return {code: (sorted(lows[code])[least - 1], sorted(highs[code])[most - 1]) for code in codes}


@settings(max_examples=15)
@given(values, st.integers(40, 120))
def test_an_oracle_that_ranks_draw_by_draw_agrees(pcts: dict[str, float], draws: int) -> None:
    sizes = {code: 5_000 * (place + 1) for place, code in enumerate("ABCDEFGH")}

    assert spans(intervals(pcts, sizes, draws=draws)) == oracle(pcts, sizes, draws)


@settings(max_examples=15)
@given(values, st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing_and_the_frames_are_not_changed(pcts: dict[str, float], random: Random) -> None:
    own, *peers = pcts
    people = residents(2024, **dict.fromkeys("ABCDEFGH", 20_000))
    comparison = compare(one_year(pcts), own, peers, 2024)
    mixed, mixed_people = shuffled(comparison, random), shuffled(people, random)
    kept, kept_people = mixed.copy(), mixed_people.copy()

    found = rank_intervals(mixed, mixed_people, LAW, draws=200)

    assert found is not None
    pd.testing.assert_frame_equal(found, intervals(pcts, dict.fromkeys("ABCDEFGH", 20_000), draws=200))
    pd.testing.assert_frame_equal(mixed, kept)
    pd.testing.assert_frame_equal(mixed_people, kept_people)


@settings(max_examples=15)
@given(values, st.sampled_from([0.25, 4.0]))
def test_places_stay_when_values_and_noise_are_scaled_alike(pcts: dict[str, float], scale: float) -> None:
    scaled = {code: scale * value for code, value in pcts.items()}

    plain, other = (
        intervals(pcts, law=same_sd(5.0), draws=100, sizes=dict.fromkeys("ABCDEFGH", 1)),
        intervals(scaled, law=same_sd(5.0 * scale), draws=100, sizes=dict.fromkeys("ABCDEFGH", 1)),
    )

    assert spans(plain) == spans(other)


@settings(max_examples=15)
@given(values)
def test_intervals_lie_among_the_places_and_are_in_the_order_of_the_values(pcts: dict[str, float]) -> None:
    found = intervals(pcts, law=same_sd(5.0), sizes=dict.fromkeys("ABCDEFGH", 1))

    assert (found["place_low"] >= 1).all()
    assert (found["place_high"] <= len(found)).all()
    assert (found["place_low"] <= found["place_first"]).all()
    assert (found["place_high"] >= found["place_last"]).all()


def test_another_seed_moves_an_interval_by_a_place_at_most() -> None:
    comparison = compare(one_year(FIVE), "A", list("BCDE"), 2024)
    one, other = (rank_intervals(comparison, residents(2024, **SIZES), LAW, seed=seed) for seed in (1, 2))

    assert one is not None
    assert other is not None
    ends = ["place_low", "place_high"]
    assert (one[ends] - other[ends]).abs().to_numpy().max() <= 1

"""Whether the answer depends on the choice of peers, and the gap in kronor."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from builders import one_year, rows, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.neighbours import Neighbours
from ifo_analysis.analysis.peer_sensitivity import (
    PeerSensitivity,
    in_kronor,
    own_reference_cost,
    peer_choices,
    peer_sensitivity,
    stability_verdict,
)
from ifo_analysis.analysis.peers import compare, leave_one_out, position
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

SEVEN = {"B": 5_200.0, "C": 5_400.0, "D": 5_450.0, "E": 5_700.0, "F": 5_900.0, "G": 6_100.0, "H": 6_600.0}
tenths = st.integers(-300, 300).map(lambda number: number / 10)


def groups(**editions: str) -> pd.DataFrame:
    return pd.concat(
        [
            pd.DataFrame({"municipality": "A", "edition": int(name.removeprefix("e")), "peer": list(peers)})
            for name, peers in editions.items()
        ],
        ignore_index=True,
    )


def near(codes: str) -> Neighbours:
    return Neighbours(2024, pd.DataFrame({"municipality": list(codes)}))


def choices(
    values: Mapping[str, float],
    peer_groups: pd.DataFrame,
    neighbours: Neighbours | None = None,
    edition: int | None = 2024,
) -> pd.DataFrame:
    return peer_choices(one_year(values), peer_groups, "A", 2024, edition, neighbours)


def tried(
    values: Mapping[str, float], peer_groups: pd.DataFrame, neighbours: Neighbours | None = None
) -> PeerSensitivity:
    found = peer_sensitivity(choices(values, peer_groups, neighbours))
    assert found is not None
    return found


def test_the_range_of_median_and_gap_with_each_peer_left_out() -> None:
    found = tried({"A": 6_400.0, **SEVEN}, groups(e2024="BCDEFGH"))

    assert found.choices["median_pct"].tolist() == [5_700.0]
    assert found.choices["gap_pp"].tolist() == [700.0]
    assert (found.median_low_pct, found.median_high_pct) == (5_575.0, 5_800.0)
    assert (found.gap_low_pp, found.gap_high_pp) == (600.0, 825.0)
    assert (found.n_tried, found.verdict, found.is_robust) == (8, "robust", True)


def test_the_lowest_quarter_ends_at_the_first_quartile() -> None:
    found = tried({"A": 6_400.0, **SEVEN}, groups(e2024="BCDEFGH")).choices.iloc[0]

    assert (found["quartile_pct"], found["quartile_gap_pp"]) == (5_425.0, 975.0)


def test_choices_stand_with_the_reports_group_first_then_editions_then_the_nearest() -> None:
    values = {code: float(place) for place, code in enumerate("ABCDEFGHIJKLM")}
    found = choices(values, groups(e2021="BCDE", e2024="BCDEFGH", e2022="FGHI"), near("CDEFGHIJKLM"), edition=2022)

    assert found[["kind", "edition", "size", "is_used", "n_group", "n"]].to_numpy().tolist() == [
        ["edition", 2022, 0, True, 4, 4],
        ["edition", 2024, 0, False, 7, 7],
        ["edition", 2021, 0, False, 4, 4],
        ["nearest", 0, 5, False, 5, 5],
        ["nearest", 0, 7, False, 7, 7],
        ["nearest", 0, 10, False, 10, 10],
    ]
    assert found["peers"].tolist()[3] == tuple("CDEFG")
    assert found["median_pct"].tolist() == [6.5, 4.0, 2.5, 4.0, 5.0, 6.5]
    assert found["gap_low_pp"].isna().tolist() == [False, *[True] * 5]
    assert (found["gap_low_pp"].iloc[0], found["gap_high_pp"].iloc[0]) == (-7.0, -6.0)


def test_another_edition_that_turns_the_sign_makes_the_answer_depend_on_the_choice() -> None:
    values = {"A": 5.0, **dict.fromkeys("BCDEF", 1.0), **dict.fromkeys("GHIJK", 9.0)}
    firm, loose = tried(values, groups(e2024="BCDEF")), tried(values, groups(e2024="BCDEF", e2021="GHIJK"))

    assert (firm.verdict, firm.n_tried) == ("robust", 6)
    assert (loose.verdict, loose.is_robust, loose.n_tried) == ("depends_on_choice", False, 7)
    assert (loose.gap_low_pp, loose.gap_high_pp) == (-4.0, 4.0)
    assert (loose.median_low_pct, loose.median_high_pct) == (1.0, 9.0)


def test_so_do_nearest_municipalities_and_a_peer_left_out() -> None:
    values = {"A": 5.0, **dict.fromkeys("BCDEF", 1.0), **dict.fromkeys("GHIJKLMNOP", 9.0)}
    assert tried(values, groups(e2024="BCDEF"), near("GHIJKLMNOP")).verdict == "depends_on_choice"

    one_decides = {"A": 1.0, "B": -6.0, "C": -4.0, "D": -3.0, "E": 3.0, "F": 5.0, "G": 6.0}
    found = tried(one_decides, groups(e2024="BCDEFG"))
    assert (found.gap_low_pp, found.gap_high_pp, found.verdict) == (-2.0, 4.0, "depends_on_choice")


@pytest.mark.parametrize(
    ("gaps", "verdict"),
    [
        ([], "robust"),
        ([0.05, 9.0], "robust"),
        ([0.04, 9.0], "depends_on_choice"),
        ([-0.04, 0.04], "robust"),
        ([-0.05, -9.0], "robust"),
        ([-0.1, 0.1], "depends_on_choice"),
    ],
)
def test_the_verdict_is_about_the_gaps_as_they_are_shown(gaps: Sequence[float], verdict: str) -> None:
    assert stability_verdict(gaps) == verdict


def test_groups_with_the_same_members_are_tried_once() -> None:
    values = {"A": 6_400.0, **SEVEN}

    assert tried(values, groups(e2024="BCDEFGH", e2022="HGFEDCB"), near("BCDEFGHIJK")).n_tried == 8 + 1 + 1


def test_a_peer_without_a_value_is_left_out_and_a_group_of_three_has_no_median() -> None:
    values = {"A": 5.0, "B": 1.0, "C": 2.0, "D": 3.0, "E": 4.0, "F": float("nan")}
    found = choices(values, groups(e2024="BCDEF", e2021="BCDXY"))

    assert found["n_group"].tolist() == [5, 5]
    assert found["n"].tolist() == [4, 3]
    assert found["median_pct"].tolist() == pytest.approx([2.5, math.nan], nan_ok=True)
    whole = peer_sensitivity(found)
    assert whole is not None
    assert whole.n_tried == 5


@pytest.mark.parametrize(("edition", "members"), [(2024, "BCD"), (None, "BCDE"), (2021, "BCDE")])
def test_without_a_median_of_the_reports_own_group_there_is_no_verdict(edition: int | None, members: str) -> None:
    values = {"A": 5.0, "B": 1.0, "C": 2.0, "D": 3.0, "E": 4.0}

    assert peer_sensitivity(choices(values, groups(e2024=members), near("BCDE"), edition=edition)) is None


def test_a_municipality_without_any_group_has_no_choices() -> None:
    none = groups(e2024="BCDE").iloc[:0]

    assert choices({"A": 5.0}, none, edition=None).empty
    assert peer_sensitivity(choices({"A": 5.0}, none, edition=None)) is None


def test_an_own_value_is_needed() -> None:
    with pytest.raises(DataError) as caught:
        choices({"B": 5.0}, groups(e2024="BCDE"))

    assert str(caught.value) == "Nettokostnadsavvikelse saknas för A år 2024."


@settings(max_examples=30)
@given(tenths, st.dictionaries(st.sampled_from("BCDEFGH"), tenths, min_size=4))
def test_the_reports_group_agrees_with_the_comparison_and_its_peers_left_out(
    own: float, others: dict[str, float]
) -> None:
    panel = one_year({"A": own, **others})
    comparison = compare(panel, "A", list(others), 2024)
    found = tried({"A": own, **others}, groups(e2024="".join(others)))
    where, left = position(comparison), leave_one_out(comparison)

    assert found.choices["gap_pp"].iloc[0] == pytest.approx(where.gap_pp)
    assert (found.gap_low_pp, found.gap_high_pp) == pytest.approx((left["gap_pp"].min(), left["gap_pp"].max()))
    assert found.verdict == stability_verdict([*left["gap_pp"], float(where.gap_pp or 0.0)])


@settings(max_examples=20)
@given(tenths, st.dictionaries(st.sampled_from("BCDEFGH"), tenths, min_size=4), st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing_and_the_frames_are_not_changed(
    own: float, others: dict[str, float], random: Random
) -> None:
    values, peer_groups = {"A": own, **others}, groups(e2024="BCDEFGH", e2022="BCDEX")
    panel, mixed = shuffled(one_year(values), random), shuffled(peer_groups, random)
    kept, kept_groups = panel.copy(), mixed.copy()

    found = peer_choices(panel, mixed, "A", 2024, 2024, near("HGFEDCB"))

    pd.testing.assert_frame_equal(found, choices(values, peer_groups, near("HGFEDCB")))
    pd.testing.assert_frame_equal(panel, kept)
    pd.testing.assert_frame_equal(mixed, kept_groups)


@settings(max_examples=20)
@given(tenths, st.dictionaries(st.sampled_from("BCDEFGH"), tenths, min_size=4))
def test_gaps_follow_the_values_when_all_are_scaled_or_moved(own: float, others: dict[str, float]) -> None:
    plain = choices({"A": own, **others}, groups(e2024="BCDEFGH")).iloc[0]
    moved = {code: 2 * value + 7 for code, value in {"A": own, **others}.items()}
    other = choices(moved, groups(e2024="BCDEFGH")).iloc[0]

    for name in ("gap_pp", "gap_low_pp", "gap_high_pp", "quartile_gap_pp"):
        assert other[name] == pytest.approx(2 * plain[name])
    assert other["median_pct"] == pytest.approx(2 * plain["median_pct"] + 7)


def test_a_gap_in_kronor_is_a_share_of_the_own_reference_cost() -> None:
    assert in_kronor(12.5, 5_600) == 700.0
    assert in_kronor(-10.0, 140) == -14.0
    assert in_kronor(0.0, 140) == 0.0
    assert math.isnan(in_kronor(math.nan, 140))
    assert math.isnan(in_kronor(1.0, math.nan))


def own_row(residents: float, reference_msek: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"municipality": "9901", "year": [2023, 2024], "residents": residents, "reference_cost_msek": reference_msek}
    )


def test_the_own_reference_cost_is_the_published_one_or_else_the_implied() -> None:
    published = rows("indicator_values", {"indicator": "N30007", "value": 5_500.0, "unit": "kr/inv"})
    others = rows(
        "indicator_values",
        {"indicator": "N30007", "value": 1.0, "year": 2023},
        {"indicator": "N30007", "value": 2.0, "municipality": "9902"},
        {"indicator": "N30005", "value": 3.0},
    )
    nothing = published.iloc[:0]
    own = own_row(20_000, 112.0)

    assert own_reference_cost(pd.concat([others, published]), own, 2024) == (5_500.0, 110.0)
    assert own_reference_cost(others, own, 2024) == (5_600.0, 112.0)
    assert own_reference_cost(nothing, own_row(math.nan, 112.0), 2024) == pytest.approx((math.nan, 112.0), nan_ok=True)
    assert own_reference_cost(nothing, own_row(20_000, math.nan), 2024) == pytest.approx(
        (math.nan, math.nan), nan_ok=True
    )
    assert own_reference_cost(published, own_row(math.nan, math.nan), 2024) == pytest.approx(
        (5_500.0, math.nan), nan_ok=True
    )

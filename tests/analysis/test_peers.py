"""The municipality beside those that resemble it: edition, places, median, and what is left out."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from builders import one_year, panel, rows, shuffled
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.cost_deviation import displayed
from ifo_analysis.analysis.peers import (
    choose_edition,
    compare,
    leave_one_out,
    missing_peers,
    peer_codes,
    peer_medians,
    position,
    spread,
)
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from random import Random

GROUPS = rows(
    "peer_groups",
    *({"edition": edition, "peer": peer} for edition in (2022, 2021) for peer in ("9904", "9902")),
    {"municipality": "9905", "edition": 2024, "peer": "9903"},
)
# Regionfakta, kronor per invånare 2018 i Södermanlands län; uppgift saknas för Flen.
SORMLAND = {
    "Eskilstuna": 8_077.0,
    "Gnesta": 2_626.0,
    "Katrineholm": 6_821.0,
    "Nykoping": 4_257.0,
    "Oxelosund": 3_377.0,
    "Strangnas": 3_961.0,
    "Trosa": 1_597.0,
    "Vingaker": 5_972.0,
}
SEVEN = {"B": 5_200.0, "C": 5_400.0, "D": 5_450.0, "E": 5_700.0, "F": 5_900.0, "G": 6_100.0, "H": 6_600.0}

# Values often look alike with one decimal without being equal.
pcts = st.integers(-30, 30).map(lambda tenths: tenths / 20)
groups = st.dictionaries(st.sampled_from("BCDEFGH"), pcts, min_size=1)


@pytest.mark.parametrize(
    ("report_year", "asked", "edition"),
    [(2021, 0, 2021), (2022, 0, 2022), (2025, 0, 2022), (2019, 0, 2021), (2019, 2022, 2022), (2025, 2021, 2021)],
)
def test_the_newest_edition_that_is_not_later_is_used_else_the_earliest(
    report_year: int, asked: int, edition: int
) -> None:
    assert choose_edition(GROUPS, "9901", report_year, asked) == edition


def test_an_edition_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        choose_edition(GROUPS, "9901", 2024, 2024)

    assert str(caught.value) == "Utgåva 2024 av liknande kommuner finns inte för 9901."


def test_a_municipality_without_a_group_has_no_edition_and_no_peers() -> None:
    assert choose_edition(GROUPS, "9902", 2024) is None
    assert peer_codes(GROUPS, "9902", None) == ()


def test_peers_are_those_of_one_edition_in_order_of_code() -> None:
    assert peer_codes(GROUPS, "9901", 2021) == ("9902", "9904")
    assert peer_codes(GROUPS, "9901", 2024) == ()
    assert peer_codes(GROUPS, "9901", None) == ()


def test_a_missing_municipality_is_no_zero() -> None:
    peers = [*SORMLAND, "Flen"]
    comparison = compare(one_year({"Own": 5_000.0, **SORMLAND}, 2018), "Own", peers, 2018)

    found = position(comparison)

    assert (found.n_peers, found.median_pct) == (8, 4_109)
    assert missing_peers(comparison, peers) == ("Flen",)


def test_places_are_counted_among_those_with_a_value() -> None:
    own = "Strangnas"
    peers = [name for name in (*SORMLAND, "Flen") if name != own]

    found = position(compare(one_year(SORMLAND, 2018), own, peers, 2018))

    assert (found.place_first, found.place_last, found.n) == (4, 4, 8)


def test_the_gap_keeps_its_sign_whichever_peer_is_left_out() -> None:
    comparison = compare(one_year({"A": 6_400.0, **SEVEN}), "A", list(SEVEN), 2024)

    found, left = position(comparison), leave_one_out(comparison)

    assert (found.own_pct, found.median_pct, found.gap_pp) == (6_400, 5_700, 700)
    assert sorted(left["without"]) == list(SEVEN)
    assert (left["median_pct"].min(), left["median_pct"].max()) == (5_575, 5_800)
    assert (left["gap_pp"].min(), left["gap_pp"].max()) == (600, 825)


def test_a_comparison_is_one_row_per_municipality_with_a_value_lowest_first() -> None:
    values = one_year({"A": 1.04, "B": -3.0, "C": 1.0, "E": 7.0}).assign(is_preliminary=[True, False, False, False])
    other_year = one_year({"A": 9.0, "D": 9.0}, 2023)
    unknown = one_year({"F": float("nan")})

    found = compare(pd.concat([values, other_year, unknown]), "A", ["B", "C", "D", "F"], 2024)

    assert found.to_dict("list") == {
        "municipality": ["B", "A", "C"],
        "is_own": [False, True, False],
        "net_cost_deviation_pct": [-3.0, 1.04, 1.0],
        "is_preliminary": [False, True, False],
        "place_first": [1, 2, 2],
        "place_last": [1, 3, 3],
    }
    assert missing_peers(found, ["F", "D", "C", "B"]) == ("D", "F")


@settings(max_examples=40)
@given(own=pcts, peers=groups)
def test_places_cover_everybody_and_equals_share(own: float, peers: dict[str, float]) -> None:
    found = compare(one_year({"A": own, **peers}), "A", [*peers, "Z"], 2024)

    shown = [displayed(pct) for pct in found["net_cost_deviation_pct"]]
    assert len(found) == len(peers) + 1
    assert shown == sorted(shown)
    for pct, first, last in zip(shown, found["place_first"], found["place_last"], strict=True):
        assert first == 1 + sum(other < pct for other in shown)
        assert last == sum(other <= pct for other in shown)
    covered = {place for first, last in zip(found["place_first"], found["place_last"], strict=True)
               for place in range(first, last + 1)}  # fmt: skip
    assert covered == set(range(1, len(found) + 1))


@settings(max_examples=40)
@given(own=pcts, peers=groups)
@example(own=1.0, peers={"B": 1.0, "C": 2.0, "D": 4.0})
@example(own=1.0, peers={"B": 1.0, "C": 2.0, "D": 4.0, "E": 9.0})
def test_the_position_is_the_unweighted_median_of_four_or_more(own: float, peers: dict[str, float]) -> None:
    found = position(compare(one_year({"A": own, **peers}), "A", list(peers), 2024))

    assert (found.own_pct, found.n_peers, found.n) == (own, len(peers), len(peers) + 1)
    if len(peers) < 4:
        assert (found.median_pct, found.gap_pp) == (None, None)
    else:
        assert found.median_pct == pytest.approx(statistics.median(peers.values()))
        assert found.gap_pp == pytest.approx(own - statistics.median(peers.values()))


@settings(max_examples=40)
@given(own=pcts, peers=groups.filter(lambda peers: len(peers) > 1))
def test_leaving_one_out_stays_within_the_peers(own: float, peers: dict[str, float]) -> None:
    found = leave_one_out(compare(one_year({"A": own, **peers}), "A", list(peers), 2024))

    assert sorted(found["without"]) == sorted(peers)
    assert found["median_pct"].between(min(peers.values()), max(peers.values())).all()
    for code, median, gap in found.to_numpy():
        others = statistics.median(pct for other, pct in peers.items() if other != code)
        assert (median, gap) == pytest.approx((others, own - others))


@settings(max_examples=40)
@given(own=pcts, peers=groups, data=st.data())
def test_dropping_a_peer_lowers_the_count(own: float, peers: dict[str, float], data: st.DataObject) -> None:
    dropped = data.draw(st.sampled_from(sorted(peers)))
    values = one_year({"A": own, **peers})
    left = values.loc[values["municipality"] != dropped]

    found = compare(left, "A", list(peers), 2024)

    assert position(found).n == position(compare(values, "A", list(peers), 2024)).n - 1
    assert missing_peers(found, list(peers)) == (dropped,)


def test_a_municipality_without_a_value_has_no_position() -> None:
    comparison = compare(one_year({"B": 1.0, "C": 2.0, "D": 3.0, "E": 4.0}), "A", list("BCDE"), 2024)

    with pytest.raises(DataError) as caught:
        position(comparison)

    assert str(caught.value) == "Den egna kommunen saknar värde för året och kan inte jämföras."


def test_the_spread_groups_all_that_have_a_value() -> None:
    values = pd.concat([one_year({"A": 2.0, "B": -1.0, "C": 2.0, "D": float("nan")}), one_year({"A": 9.0}, 2023)])

    found = spread(values, "C", ["B", "D", "C"], 2024)

    assert found.to_numpy().tolist() == [["B", "peer", -1.0], ["A", "other", 2.0], ["C", "own", 2.0]]
    assert found.columns.tolist() == ["municipality", "group", "net_cost_deviation_pct"]


def test_the_median_is_taken_year_by_year_over_four_or_more() -> None:
    values = panel(
        A={2018: 99.0, 2019: 99.0, 2020: 99.0},
        B={2018: 1.0, 2019: 4.0, 2020: 1.0},
        C={2018: 2.0, 2019: 3.0, 2020: 1.0},
        D={2018: 4.0, 2019: 2.0, 2020: 1.0},
        E={2018: 9.0, 2019: 1.0, 2020: float("nan")},
        F={2019: 8.0},
    )
    preliminary = values.assign(is_preliminary=(values["municipality"] == "F"))

    found = peer_medians(preliminary, list("BCDEF"), (2019,))

    assert found.to_dict("list") == {
        "year": [2018, 2019],
        "median_pct": [3.0, 3.0],
        "n": [4, 5],
        "is_preliminary": [False, True],
        "model": [0, 2019],
    }


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_says_nothing(random: Random) -> None:
    values = panel(**{code: {2018: 10.0 * i, 2019: -3.0 * i, 2024: 0.5 * (i % 2)} for i, code in enumerate("ABCDEFG")})
    peers, mixed = list("BCDEFG"), shuffled(values, random)
    random.shuffle(peers)

    pd.testing.assert_frame_equal(compare(mixed, "A", peers, 2024), compare(values, "A", list("BCDEFG"), 2024))
    pd.testing.assert_frame_equal(peer_medians(mixed, peers, (2019,)), peer_medians(values, list("BCDEFG"), (2019,)))
    pd.testing.assert_frame_equal(spread(mixed, "A", peers, 2019), spread(values, "A", list("BCDEFG"), 2019))


def test_what_comes_in_is_not_changed() -> None:
    values = one_year({"A": 6_400.0, **SEVEN})
    kept = values.copy()

    comparison = compare(values, "A", list(SEVEN), 2024)
    kept_comparison = comparison.copy()
    position(comparison)
    leave_one_out(comparison)
    spread(values, "A", list(SEVEN), 2024)
    peer_medians(values, list(SEVEN), (2019,))

    pd.testing.assert_frame_equal(values, kept)
    pd.testing.assert_frame_equal(comparison, kept_comparison)

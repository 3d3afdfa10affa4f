"""The review: which rows are on which side, what can't be compared, and what is split."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import pandas as pd
import pytest
from local_rows import local_rows
from placement_rows import ADULTS, BERGSALA, CHILDREN, EVERYTHING, LAST_YEAR, NOTHING, facts_with, review_of, rows

from ifo_analysis.analysis.placement_mix import mix, split
from ifo_analysis.analysis.placement_review import residents_of
from ifo_analysis.errors import DataError


def test_each_side_holds_its_own_rows() -> None:
    review = review_of(facts_with())
    days = {side: float(review.side(side)["care_days"]) for side in ("own", "peers", "last_year", "target")}
    assert days == {"own": 15_100, "peers": 17_800, "last_year": 13_300, "target": 11_000}
    assert review.comparisons() == review.split_comparisons() == ("peers", "last_year", "target")
    assert review.peers == ("9911", "9912")
    assert (review.population, float(review.side("own")["residents"])) == ("0–20", 7_400)
    assert float(review.side("peers")["residents"]) == 13_100


def test_other_years_budgets_and_groups_are_on_no_side() -> None:
    more = (*EVERYTHING, *rows(CHILDREN, year=2022), *rows(CHILDREN, basis="budget"), *rows(BERGSALA, "9911", 2023))
    first, second = review_of(facts_with()), review_of(facts_with(more))
    pd.testing.assert_frame_equal(first.whole, second.whole)


def test_the_pool_is_the_sum_of_its_municipalities() -> None:
    review = review_of(facts_with())
    peers = review.side("peers")
    assert float(peers["sek_per_day"]) == pytest.approx(31_000_000 / 17_800)
    assert float(peers["persons"]) == 80
    assert review.forms("peers")["share"].to_dict()["hvb"] == pytest.approx(2_300 / 17_800)


def test_each_peer_is_tried_alone() -> None:
    review = review_of(facts_with())
    assert review.singly["municipality"].tolist() == ["9911", "9912"]
    counts = residents_of(facts_with().local.residents_by_age, facts_with().population, "9901", 2024)
    counts = counts.loc[counts["target_group"] == "children"]
    own, other = (
        mix(local_rows("placements", *found), counts, by=["year"]) for found in (rows(CHILDREN), rows(BERGSALA, "9911"))
    )
    expected = split(own, other, ["year"]).totals.iloc[0]
    found = review.singly.set_index("municipality").to_dict("index")["9911"]
    for part in ("gap", "volume", "mix", "price"):
        assert found[part] == pytest.approx(expected[part])


def test_a_peer_without_price_or_residents_is_left_out_and_named() -> None:
    unpriced = [row | {"cost_sek": NOTHING} if row["municipality"] == "9911" else row for row in EVERYTHING]
    review = review_of(facts_with(unpriced))
    assert (review.peers, review.left_out) == (("9912",), ("9911",))
    ages = facts_with().local.residents_by_age
    review = review_of(facts_with(residents_by_age=ages.loc[ages["municipality"] != "9912"]))
    assert (review.peers, review.left_out) == (("9911",), ("9912",))


def test_own_days_without_price_leave_the_mix_and_take_the_split() -> None:
    unpriced = [
        row | {"cost_sek": NOTHING} if (row["year"], row["placement_type"]) == (2024, "sis") else row
        for row in EVERYTHING
    ]
    review = review_of(facts_with(unpriced))
    assert review.unpriced == ("sis",)
    assert review.comparisons() == ("peers", "last_year", "target")
    assert review.split_comparisons() == ()
    assert review.splits.totals.empty
    assert isnan(float(review.side("own")["sek_per_day"]))
    assert isnan(review.ladder.iloc[-1]["step_sek_per_day"])


def test_last_year_without_price_isnt_split() -> None:
    unpriced = [row | {"cost_sek": NOTHING} if row["year"] == 2023 else row for row in EVERYTHING]
    review = review_of(facts_with(unpriced))
    assert review.split_comparisons() == ("peers", "target")
    assert review.unpriced == ()


def test_without_residents_by_age_all_residents_stand_in() -> None:
    facts = facts_with(rows(CHILDREN), residents_by_age=local_rows("residents_by_age"))
    review = review_of(facts)
    population = facts.population
    own = population.loc[(population["municipality"] == "9901") & (population["year"] == 2024), "residents"]
    assert review.population == ""
    assert float(review.side("own")["residents"]) == float(own.iloc[0])


def test_the_best_known_age_group_is_used_for_everybody() -> None:
    ages = pd.DataFrame({
        "municipality": ["9901", "9901", "9911"], "year": 2024, "age_group": ["21–64", "21+", "21–64"],
        "residents": [10, 20, 30],
    })  # fmt: skip
    population = pd.DataFrame({"municipality": ["9901"], "year": [2024], "residents": [99]})
    found = residents_of(ages, population, "9901", 2024)
    assert found.loc[found["target_group"] == "adults", ["municipality", "residents", "population"]].to_numpy().tolist() == [
        ["9901", 20, "21+"]
    ]  # fmt: skip
    assert found.loc[found["target_group"] == "children", ["residents", "population"]].to_numpy().tolist() == [[99, ""]]
    without = residents_of(ages.loc[ages["age_group"] != "21+"], population, "9901", 2024)
    assert without.loc[without["target_group"] == "adults", "population"].unique().tolist() == ["21–64"]


def test_nothing_placed_is_an_empty_review() -> None:
    for placements in ((), rows(BERGSALA, "9911"), rows(ADULTS, group="adults"), rows(LAST_YEAR, year=2023)):
        review = review_of(facts_with(placements))
        assert review.is_empty
        assert review.comparisons() == review.split_comparisons() == ()
        assert review.ladder.empty
        assert review.residual.empty


def test_a_target_has_no_persons() -> None:
    review = review_of(facts_with())
    assert isnan(float(review.side("target")["persons"]))
    assert set(review.splits.four["comparison"]) == {"peers", "last_year"}


def test_costliest_and_residual_are_of_the_own_outcome() -> None:
    review = review_of(facts_with())
    assert review.costliest[["persons", "all_persons", "cost_share"]].to_numpy().tolist() == [
        [5, 52, pytest.approx(9e6 / 36_080_000)]
    ]
    assert review.residual[["computed_sek", "booked_sek", "residual_sek"]].to_numpy().tolist() == [
        [36_080_000, 37_000_000, 920_000]
    ]


def test_too_many_days_are_told_and_a_cost_without_days_stops() -> None:
    many = [
        row | {"persons": 1} if row["placement_type"] == "hvb" and row["year"] == 2024 else row for row in EVERYTHING
    ]
    review = review_of(facts_with(many))
    assert review.unlikely == (
        "9901, 2024, utfall, barn, köpt, HVB: fler vårddygn (2\u00a0500) än personerna (1) kan ha på ett år",
    )
    broken = [*EVERYTHING, *rows([("jourhem", "own", 0, 45_000, 1)])]
    with pytest.raises(DataError) as error:
        review_of(facts_with(broken))
    assert "Jourhem: kostnad utan vårddygn (45\u00a0000 kronor)" in str(error.value)


def test_the_review_changes_nothing_in_the_facts() -> None:
    facts = facts_with()
    before = {name: frame.copy(deep=True) for name, frame in facts.local.frames().items()}
    review_of(facts)
    review_of(replace(facts), "adults")
    for name, frame in facts.local.frames().items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_ages_that_together_make_up_the_target_groups_are_added_where_all_are_known() -> None:
    ages = pd.DataFrame({
        "municipality": ["9901", "9901", "9901", "9911"], "year": 2024,
        "age_group": ["0–12", "13–20", "21–64", "0–12"], "residents": [10, 20, 30, 40],
    })  # fmt: skip
    population = pd.DataFrame({"municipality": ["9901"], "year": [2024], "residents": [99]})
    found = residents_of(ages, population, "9901", 2024)
    assert found[["municipality", "residents", "target_group", "population"]].to_numpy().tolist() == [
        ["9901", 30, "children", "0–20"],
        ["9901", 30, "adults", "21–64"],
    ]

"""Staff: parts are added only where the whole isn't told, per cent never, and no vacancy is below zero in silence."""

from __future__ import annotations

from fractions import Fraction
from math import isnan
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from local_rows import local_rows

from ifo_analysis.analysis.staffing import (
    FTE,
    extra_cost,
    hired_staff,
    sick_leave,
    staff_beside_peers,
    staff_per_1000,
    staff_totals,
    staff_value,
    survey,
    vacancies,
)
from ifo_analysis.errors import DataError

EKHULT, PEERS = "9901", ("9911", "9912", "9913", "9914")
COUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=5)
RANDOMS = st.randoms(use_true_random=False)


def told(measure: str, value: float, unit: str = "", category: str = "", **other: object) -> dict[str, object]:
    return {"measure": measure, "value": float(value), "unit_name": unit, "category": category, **other}


def staff(*rows: dict[str, object]) -> pd.DataFrame:
    return local_rows("staff", *rows)


def value(frame: pd.DataFrame, measure: str, year: int = 2024) -> float | None:
    return staff_value(staff_totals(frame), EKHULT, year, measure)


def people(**residents: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "municipality": [code[1:] for code in residents],
            "year": 2024,
            "residents": list(residents.values()),
            "is_preliminary": False,
        }
    )


def test_the_whole_goes_before_its_parts() -> None:
    frame = staff(told(FTE, 60), told(FTE, 30, "Barn"), told(FTE, 20, "Vuxna"), told("caseworkers", 9, "Barn"),
                  told("caseworkers", 3, "Vuxna", "socionom"), told("caseworkers", 4, "Vuxna", "assistent"))  # fmt: skip
    assert (value(frame, FTE), value(frame, "caseworkers"), value(frame, "recruited")) == (60, 16, None)
    assert value(frame, FTE, 2023) is None


def test_per_cent_is_never_added() -> None:
    frame = staff(
        told("sick_leave_pct", 5, "Barn"), told("sick_leave_pct", 7, "Vuxna"), told("hired_cost_ratio", 1.5, "Barn")
    )
    assert (value(frame, "sick_leave_pct"), value(frame, "hired_cost_ratio")) == (None, None)


def test_hired_staff_costs_extra_only_under_a_stated_assumption() -> None:
    frame = staff(told("hired_cost_tkr", 4_200), told("hired_cost_ratio", 1.75), told("staff_cost_tkr", 41_000))
    found = hired_staff(staff_totals(frame), EKHULT, 2024)
    assert found is not None
    assert found.extra_tkr == pytest.approx(1_800)
    bare = hired_staff(staff_totals(staff(told("hired_cost_tkr", 4_200))), EKHULT, 2024)
    assert bare is not None
    assert (bare.cost_tkr, bare.staff_cost_tkr, bare.ratio, bare.extra_tkr) == (4_200, None, None, None)
    assert hired_staff(staff_totals(frame), EKHULT, 2023) is None


@settings(max_examples=15)
@given(st.integers(1, 10**6), st.fractions(Fraction(1, 4), 5, max_denominator=100))
def test_extra_cost_agrees_with_fractions_and_does_not_care_about_the_unit(cost: int, ratio: Fraction) -> None:
    exact = Fraction(cost) * (1 - 1 / ratio)
    assert extra_cost(cost, float(ratio)) == pytest.approx(float(exact), rel=1e-9, abs=1e-6)
    assert extra_cost(1_000 * cost, float(ratio)) == pytest.approx(1_000 * extra_cost(cost, float(ratio)), abs=1e-6)
    assert (extra_cost(cost, float(ratio)) > 0) == (ratio > 1)


@pytest.mark.parametrize("ratio", [0, -1, float("nan")])
def test_a_ratio_that_is_not_above_zero_is_refused(ratio: float) -> None:
    with pytest.raises(DataError) as caught:
        extra_cost(100, ratio)
    assert str(caught.value) == (
        "Kvoten mellan inhyrd och egen personals kostnad ska vara större än noll. Ange den som ett tal, till exempel 1,75."
    )


def test_need_nine_recruited_three_and_four_leaves_two_vacant() -> None:
    frame = staff(
        told("positions_needed", 9), told("recruited", 3, category="våren"), told("recruited", 4, category="hösten")
    )
    assert vacancies(frame, EKHULT, 2024)[["needed", "recruited", "vacant", "over"]].to_numpy().tolist() == [
        [9, 7, 2, 0]
    ]
    assert vacancies(frame, EKHULT, 2023).empty
    assert vacancies(staff(told("recruited", 3)), EKHULT, 2024).empty


def test_more_recruited_than_needed_in_one_unit_hides_no_vacancy_in_another() -> None:
    frame = staff(
        told("positions_needed", 5, "A"),
        told("recruited", 3, "A"),
        told("positions_needed", 4, "B"),
        told("recruited", 5, "B"),
    )
    found = vacancies(frame, EKHULT, 2024).set_index("unit_name")
    assert (found["vacant"].to_dict(), found["over"].to_dict()) == ({"A": 2, "B": 0}, {"A": 0, "B": 1})
    lacks = staff(told("positions_needed", 5, "A"), told("recruited", 3, "A"), told("positions_needed", 4, "B"))
    assert vacancies(lacks, EKHULT, 2024)[["unit_name", "vacant"]].to_numpy().tolist() == [["", 6]]


@settings(max_examples=15)
@given(COUNTS, RANDOMS)
def test_vacant_minus_over_is_the_gap_and_neither_is_below_zero(counts: list[tuple[int, int]], random: Random) -> None:
    rows = [told(measure, n, f"Enhet {place}") for place, pair in enumerate(counts)
            for measure, n in zip(("positions_needed", "recruited"), pair, strict=True)]  # fmt: skip
    frame = staff(*rows)
    before = frame.copy(deep=True)
    found = vacancies(frame, EKHULT, 2024)
    assert (found["vacant"] - found["over"]).tolist() == [need - got for need, got in counts]
    assert found[["vacant", "over"]].min(axis=None) >= 0
    random.shuffle(rows)
    pd.testing.assert_frame_equal(vacancies(staff(*rows), EKHULT, 2024), found)
    pd.testing.assert_frame_equal(frame, before)


def test_sick_leave_is_beside_its_target_in_percentage_points() -> None:
    frame = staff(told("sick_leave_pct", 5.64), told("sick_leave_target_pct", 4), told("sick_leave_pct", 7, "Barn"),
                  told("sick_leave_pct", 6, year=2023))  # fmt: skip
    found = sick_leave(frame, EKHULT).set_index(["year", "unit_name"])
    assert found.loc[(2024, ""), "gap_pp"] == pytest.approx(1.64)
    assert found.loc[(2024, "Barn"), "gap_pp"] == pytest.approx(3)
    assert isnan(found.loc[(2023, ""), "gap_pp"])


@pytest.mark.parametrize(
    ("answers", "total", "is_whole"), [((53, 33, 14), 100, True), ((53, 33, 15), 101, True), ((53, 33, 10), 96, False)]
)
def test_answers_sum_to_a_hundred_within_rounding(answers: tuple[int, ...], total: int, *, is_whole: bool) -> None:
    frame = staff(*(told("survey_pct", share, category=f"Svar {place}") for place, share in enumerate(answers)))
    found = survey(frame, EKHULT, 2024)
    assert (found["sum_pct"].unique().tolist(), found["is_whole"].unique().tolist()) == ([total], [is_whole])
    assert survey(frame, EKHULT, 2023).empty


def test_rates_stand_beside_the_peers_median_and_lack_who_has_no_population() -> None:
    frame = staff(
        told(FTE, 62), *(told(FTE, 10 * place, municipality=code) for place, code in enumerate(PEERS, start=1))
    )
    population = people(_9901=31_000, _9911=10_000, _9912=10_000, _9913=10_000, _9914=10_000)
    rates = staff_per_1000(staff_totals(frame), population)
    beside = staff_beside_peers(rates, EKHULT, PEERS, 2024).iloc[0]
    assert (beside["own"], beside["median"]) == (2.0, 2.5)
    few = staff_per_1000(staff_totals(frame), population.iloc[:4])
    assert isnan(staff_beside_peers(few, EKHULT, PEERS, 2024).iloc[0]["median"])

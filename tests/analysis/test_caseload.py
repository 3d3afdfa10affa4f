"""The flow of cases: a change has the same months of another year as its base, or it isn't there."""

from __future__ import annotations

from fractions import Fraction
from math import isnan
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from local_rows import local_rows

from ifo_analysis.analysis.caseload import case_flow, change_between, changes, counts, flow_shares, per_caseworker
from ifo_analysis.analysis.caseload_periods import Period, base_period, report_period
from ifo_analysis.analysis.staffing import staff_totals
from ifo_analysis.errors import DataError

EKHULT = "9901"
NOW, BEFORE = Period(2024, 1, 8), Period(2023, 1, 8)
STAGES = ("reports", "investigations", "interventions", "placements", "lvu")
COUNTS = st.dictionaries(
    st.tuples(st.sampled_from(STAGES), st.sampled_from(("children", "adults")), st.sampled_from((2023, 2024))),
    st.integers(0, 900),
    min_size=1,
    max_size=12,
)
RANDOMS = st.randoms(use_true_random=False)


def told(count: int, stage: str = "reports", group: str = "children", **other: object) -> dict[str, object]:
    return {"count": count, "stage": stage, "group": group, "first_month": 1, "last_month": 8, **other}


def cases(*rows: dict[str, object]) -> pd.DataFrame:
    return local_rows("caseload", *rows)


def months(counted: list[int], year: int = 2024, stage: str = "reports") -> list[dict[str, object]]:
    return [
        told(count, stage, year=year, first_month=month, last_month=month)
        for month, count in enumerate(counted, start=1)
    ]


def one(frame: pd.DataFrame, stage: str = "reports", group: str = "children") -> pd.Series:  # type: ignore[type-arg]
    return frame.loc[(frame["stage"] == stage) & (frame["group"] == group) & (frame["age_group"] == "")].iloc[0]


def test_880_to_1034_is_154_more_and_17_5_per_cent() -> None:
    found = one(changes(cases(told(1_034), told(880, year=2023)), EKHULT, NOW, BEFORE))
    assert (found["count"], found["base_count"], found["difference"], found["change_pct"]) == (1_034, 880, 154, 17.5)


@pytest.mark.parametrize(
    ("now", "before", "has_pct", "is_very_few"),
    [(7, 10, False, False), (20, 19, False, False), (20, 20, True, False), (3, 40, False, True)],
)
def test_small_counts_have_no_per_cent(now: int, before: int, *, has_pct: bool, is_very_few: bool) -> None:
    found = one(changes(cases(told(now), told(before, year=2023)), EKHULT, NOW, BEFORE))
    assert (not isnan(found["change_pct"]), bool(found["is_very_few"])) == (has_pct, is_very_few)
    assert found["difference"] == now - before


@pytest.mark.parametrize("base", [Period(2023, 1, 12), Period(2023, 2, 8), Period(2024, 1, 8)])
def test_other_months_or_the_same_year_are_no_base(base: Period) -> None:
    with pytest.raises(DataError) as caught:
        changes(cases(told(9)), EKHULT, NOW, base)
    assert str(caught.value) == (
        f"Perioden 2024 månad 1–8 kan inte jämföras med {base.year} månad {base.first_month}–{base.last_month}: "
        "jämförelseperioden ska vara samma månader ett annat år."
    )


def test_a_change_without_a_base_is_never_guessed() -> None:
    found = changes(cases(told(100), told(90, "closed"), told(80, year=2023)), EKHULT, NOW, BEFORE)
    assert change_between(found, "reports", "children") == (100, 80)
    assert isnan(one(found, "closed")["difference"])
    for stage in ("closed", "lvu"):
        with pytest.raises(DataError):
            change_between(found, stage, "children")
    with pytest.raises(DataError) as caught:
        change_between(changes(cases(told(100)), EKHULT, NOW, None), "reports", "children")
    assert str(caught.value) == (
        "Förändringen av anmälningar som gäller barn och unga kan inte räknas: antalet i någon av perioderna saknas, eller är "
        "räknat på ett annat sätt. Lämna uppgift för samma månader ett annat år."
    )


def test_a_sum_of_other_ages_is_no_base() -> None:
    ages = [told(30, age_group="0–12"), told(25, age_group="13–17"), told(28, year=2023, age_group="0–12")]
    found = changes(cases(*ages), EKHULT, NOW, BEFORE)
    assert (one(found)["count"], one(found)["made_of"]) == (55, "0–12 13–17")
    assert isnan(one(found)["base_count"])
    young = found.loc[found["age_group"] == "0–12"].iloc[0]
    assert (young["count"], young["base_count"]) == (30, 28)


def test_a_told_whole_goes_before_the_sum_of_its_ages() -> None:
    found = counts(cases(told(60), told(30, age_group="0–12"), told(25, age_group="13–17")), EKHULT, NOW)
    assert found[["age_group", "count"]].to_numpy().tolist() == [["", 60], ["0–12", 30], ["13–17", 25]]


def test_months_fill_a_period_without_gap_or_overlap() -> None:
    whole = cases(*months([10] * 8), *months([9] * 12, 2023))
    assert report_period(whole, EKHULT, 2024) == NOW
    assert base_period(whole, EKHULT, NOW) == BEFORE
    flow = case_flow(whole, EKHULT, 2024)
    assert flow is not None
    assert change_between(flow.rows, "reports", "children") == (80, 72)
    gap = cases(*(row for row in months([10] * 8) if row["first_month"] != 3))
    assert counts(gap, EKHULT, NOW).empty
    overlap = cases(*months([10] * 8), told(35, first_month=2, last_month=4))
    assert counts(overlap, EKHULT, NOW).empty


def test_a_told_period_goes_before_its_months_and_persons_in_care_are_never_added() -> None:
    assert one(counts(cases(told(75), *months([10] * 8)), EKHULT, NOW))["count"] == 75
    assert counts(cases(*months([4] * 8, stage="lvu")), EKHULT, NOW).empty


def test_the_report_tells_the_period_with_most_counts_and_then_the_longest() -> None:
    frame = cases(
        told(60), told(20, "investigations"), told(9, "lvu", last_month=12), told(5, first_month=3, last_month=3)
    )
    assert report_period(frame, EKHULT, 2024) == NOW
    assert report_period(frame, EKHULT, 2023) is None
    assert report_period(cases(told(9, "lvu"), told(9, "lvm", last_month=12)), EKHULT, 2024) == Period(2024, 1, 12)
    assert case_flow(frame, "9902", 2024) is None


def test_the_base_is_the_nearest_earlier_year_with_the_same_months() -> None:
    frame = cases(told(60), told(50, year=2021), told(40, year=2020), told(70, year=2023, last_month=12))
    assert base_period(frame, EKHULT, NOW) == Period(2021, 1, 8)
    assert base_period(frame, EKHULT, Period(2020, 1, 8)) is None


def test_shares_are_of_the_stage_before_in_the_same_group() -> None:
    frame = cases(told(993), told(315, "investigations"), told(19, group="adults"), told(8, "investigations", "adults"))
    shares = flow_shares(counts(frame, EKHULT, NOW)).set_index("group")
    assert shares.loc["children", "per_100"] == pytest.approx(float(Fraction(31_500, 993)))
    assert shares.loc["children", "of_count"] == 993
    assert isnan(shares.loc["adults", "per_100"])


def test_only_groups_that_never_overlap_are_added_per_caseworker() -> None:
    counted = counts(
        cases(told(90, "investigations"), told(30, "investigations", "adults"), told(25, "investigations", "violence")),
        EKHULT,
        NOW,
    )
    staff = local_rows("staff", {"measure": "caseworkers", "value": 16.0})
    found = per_caseworker(counted, staff_totals(staff), EKHULT, 2024)
    assert found is not None
    assert (found.groups, found.count, found.per_caseworker) == (("children", "adults"), 120, 7.5)
    assert per_caseworker(counted, staff_totals(staff), EKHULT, 2023) is None
    assert per_caseworker(counted, staff_totals(staff), EKHULT, 2024, "reports") is None
    few = per_caseworker(counts(cases(told(19, "investigations")), EKHULT, NOW), staff_totals(staff), EKHULT, 2024)
    assert few is not None
    assert few.per_caseworker is None


@settings(max_examples=15)
@given(COUNTS, RANDOMS)
def test_order_does_not_matter_and_inputs_stay(found: dict[tuple[str, str, int], int], random: Random) -> None:
    rows = [told(count, stage, group, year=year) for (stage, group, year), count in found.items()]
    frame = cases(*rows)
    before = frame.copy(deep=True)
    result = changes(frame, EKHULT, NOW, BEFORE)
    random.shuffle(rows)
    pd.testing.assert_frame_equal(changes(cases(*rows), EKHULT, NOW, BEFORE), result)
    pd.testing.assert_frame_equal(frame, before)
    for row in result.itertuples():
        now, base = found[(row.stage, row.group, 2024)], found.get((row.stage, row.group, 2023))
        assert row.count == now  # type: ignore[comparison-overlap]
        if base is not None and min(now, base) >= 20:
            assert row.change_pct == pytest.approx(float(Fraction(100 * (now - base), base)))
        else:
            assert isnan(row.change_pct)

"""What the state pays for unaccompanied children and young people, by rules with dates."""

from __future__ import annotations

import datetime as dt
import itertools
import math
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from builders import shuffled
from hypothesis import given, settings
from hypothesis import strategies as st
from local_rows import local_rows

from ifo_analysis.analysis.reimbursement import (
    age_on,
    by_rule,
    coverage,
    latest_change,
    reimbursement,
    rule_change,
)
from ifo_analysis.definitions.reimbursement import ReimbursementRule, reimbursement_rules
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from random import Random

NAN = math.nan


def row(
    age: int, status: str = "asylum", *, lvu: bool = False, day: str = "2018-03-01", **more: object
) -> dict[str, object]:
    base = {"age": age, "status": status, "is_lvu": lvu, "first_day": day, "last_day": day, "care_days": 1.0}
    return {**base, "cost_sek": 1_000.0, **more}


def paid(*records: dict[str, object], year: int | None = None) -> pd.DataFrame:
    days = local_rows("reimbursed_days", *records)
    return reimbursement(days, "9901", year or int(days["first_day"].iloc[0][:4]))


def sek(record: dict[str, object]) -> float:
    return float(paid(record)["reimbursement_sek"].item())


def refusal(*records: dict[str, object]) -> str:
    with pytest.raises(DataError) as caught:
        paid(*records)
    return str(caught.value)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (row(15), 1_350),
        (row(15, "permit"), 1_350),
        (row(19, "permit"), 750),
        (row(19, "asylum"), 0),
        (row(16, lvu=True, cost_sek=4_400.0), 4_400),
        (row(16, lvu=True, cost_sek=900.0), 1_350),
        (row(19, "asylum", lvu=True, cost_sek=4_400.0), 4_400),
        (row(19, "permit", lvu=True, cost_sek=4_400.0), 4_400),
        (row(19, "permit", lvu=True, cost_sek=400.0), 750),
        (row(15, day="2024-03-01"), 1_000),
        (row(16, lvu=True, day="2024-03-01", cost_sek=900.0), 1_000),
        (row(20, "permit", day="2024-03-01"), 750),
        (row(15, day="2017-06-30"), 1_900),
        (row(15, day="2017-07-01"), 1_350),
        (row(15, day="2023-12-31"), 1_350),
        (row(15, day="2024-01-01"), 1_000),
        (row(19, lvu=True, day="2017-05-01", cost_sek=4_400.0), 4_400),
        (row(17), 1_350),
        (row(18, "permit"), 750),  # "fyllt 18 men inte 21 år"
        (row(20, "permit"), 750),
    ],
)
def test_the_rule_follows_age_status_law_and_day(record: dict[str, object], expected: float) -> None:
    assert sek(record) == expected


NO_RULE = "ingen kontrollerad regel finns. Pröva ålder, ställning och datum, eller ta bort raden"
CROSSES = "perioden går över ett regelskifte. Dela raden före den 2017-07-01"


@pytest.mark.parametrize(
    ("record", "who", "told"),
    [
        (row(19, day="2024-03-01"), "19 år, asylsökande, utan LVU, 2024-03-01 till 2024-03-01", NO_RULE),
        (
            row(19, "permit", day="2017-03-01"),
            "19 år, uppehållstillstånd, utan LVU, 2017-03-01 till 2017-03-01",
            NO_RULE,
        ),
        (row(19, lvu=True, day="2024-03-01"), "19 år, asylsökande, med LVU, 2024-03-01 till 2024-03-01", NO_RULE),
        (row(15, day="2016-12-31"), "15 år, asylsökande, utan LVU, 2016-12-31 till 2016-12-31", NO_RULE),
        # Half of it lies after the last rule that is known for the group.
        (
            row(19, day="2023-07-01", last_day="2024-06-30"),
            "19 år, asylsökande, utan LVU, 2023-07-01 till 2024-06-30",
            NO_RULE,
        ),
        (
            row(15, day="2017-06-30", last_day="2017-07-01"),
            "15 år, asylsökande, utan LVU, 2017-06-30 till 2017-07-01",
            CROSSES,
        ),
        (
            row(15, last_day="2018-02-28"),
            "15 år, asylsökande, utan LVU, 2018-03-01 till 2018-02-28",
            "perioden slutar innan den börjar",
        ),
        (
            row(15, last_day="2018-02-30"),
            "15 år, asylsökande, utan LVU, 2018-03-01 till 2018-02-30",
            "är ingen dag i kalendern",
        ),
    ],
)
def test_a_day_outside_the_rules_is_refused_with_advice(record: dict[str, object], who: str, told: str) -> None:
    assert refusal(record) == f"Dygn för ensamkommande:\n  - {who}: {told}"


def test_somebody_of_21_is_not_covered() -> None:
    days = local_rows("reimbursed_days", row(20)).assign(age=21)

    with pytest.raises(DataError) as caught:
        reimbursement(days, "9901", 2018)

    assert str(caught.value) == (
        "Dygn för ensamkommande:\n  - 21 år, asylsökande, utan LVU, 2018-03-01 till 2018-03-01: omfattas inte, ersättning "
        "finns till och med 20 år"
    )


def test_all_rows_that_are_refused_are_told_at_once() -> None:
    assert refusal(row(19, day="2024-03-01"), row(15, day="2024-03-01"), row(18, day="2024-03-01")).count("\n") == 2


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2000-05-17", "2018-05-16", 17),
        ("2000-05-17", "2018-05-17", 18),
        ("2000-05-17", "2021-05-16", 20),
        ("2000-05-17", "2021-05-17", 21),
        ("2004-02-29", "2022-02-28", 17),
        ("2004-02-29", "2022-03-01", 18),
    ],
)
def test_age_is_that_of_the_care_day_by_birthday(born: str, day: str, age: int) -> None:
    assert age_on(dt.date.fromisoformat(born), dt.date.fromisoformat(day)) == age


def test_only_the_own_rows_of_the_year_are_reimbursed() -> None:
    days = local_rows(
        "reimbursed_days", row(15, day="2018-12-31"), row(15, day="2019-01-01"), row(16, municipality="9911")
    )

    assert reimbursement(days, "9901", 2018)["first_day"].tolist() == ["2018-12-31"]
    assert reimbursement(days, "9901", 2020).empty


def test_an_actual_cost_that_is_needed_and_missing_leaves_nothing_to_pay() -> None:
    assert math.isnan(sek(row(16, lvu=True, cost_sek=NAN)))
    assert math.isnan(sek(row(19, lvu=True, cost_sek=NAN)))
    assert sek(row(16, cost_sek=NAN)) == 1_350


def test_coverage_is_that_of_the_days_whose_cost_is_known() -> None:
    found = coverage(paid(row(15, care_days=100.0, cost_sek=200_000.0), row(17, care_days=10.0, cost_sek=NAN)))

    assert found is not None
    assert (found.pct, found.own_sek) == (67.5, 65_000)
    assert (found.care_days, found.days_without_cost) == (100, 10)


def test_without_a_cost_there_is_no_coverage() -> None:
    assert coverage(paid(row(15, cost_sek=NAN))) is None
    free = coverage(paid(row(15, cost_sek=0.0)))
    assert free is not None
    assert free.pct is None


def test_rules_are_summed_over_their_days() -> None:
    found = by_rule(
        paid(
            row(15, care_days=10.0, cost_sek=20_000.0),
            row(16, care_days=5.0, cost_sek=NAN),
            row(19, "permit", care_days=4.0, cost_sek=30_000.0),
            row(18, lvu=True, care_days=4.0, cost_sek=NAN),
        )
    )

    assert found["rule"].tolist() == ["young_permit_2017_07", "child_2017_07", "lvu_young_asylum_2017_07"]
    assert found["care_days"].tolist() == [4, 15, 4]
    assert found["days_without_cost"].tolist() == [0, 5, 4]
    assert found["cost_sek"].tolist() == pytest.approx([30_000, 20_000, NAN], nan_ok=True)
    assert found["reimbursement_sek"].tolist() == pytest.approx([3_000, 13_500, NAN], nan_ok=True)
    assert found["coverage_pct"].tolist() == pytest.approx([10, 67.5, NAN], nan_ok=True)


@pytest.mark.parametrize(
    ("record", "day", "per_day", "pct"),
    [
        (row(15), "2017-07-01", -550, -28.9),
        (row(15), "2024-01-01", -350, -25.9),
        (row(19, "permit"), "2024-01-01", 0, 0),
        (row(16, lvu=True, cost_sek=1_200.0 * 365), "2024-01-01", -150, -11.1),
    ],
)
def test_a_change_of_rules_is_priced_on_the_same_days(
    record: dict[str, object], day: str, per_day: float, pct: float
) -> None:
    found = rule_change(paid({**record, "care_days": 365.0}), dt.date.fromisoformat(day))

    assert found["change_sek"].item() == 365 * per_day
    assert 100 * found["change_sek"].item() / found["old_sek"].item() == pytest.approx(pct, abs=0.05)


def test_a_hundred_and_fifty_children_cost_thirty_million_more_a_year() -> None:
    found = rule_change(paid(row(15, care_days=150 * 365.0)), dt.date(2017, 7, 1))

    assert found["change_sek"].item() / 150 == -200_750
    assert found["change_sek"].item() / 1e6 == pytest.approx(-30.1, abs=0.05)


def test_a_group_that_one_of_the_rules_does_not_know_has_no_change() -> None:
    assert rule_change(paid(row(19)), dt.date(2024, 1, 1))["change_sek"].isna().all()


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2017-06-30", None),
        ("2017-07-01", dt.date(2017, 7, 1)),
        ("2023-12-31", dt.date(2017, 7, 1)),
        ("2024-01-01", dt.date(2024, 1, 1)),
    ],
)
def test_the_latest_change_is_the_last_before_the_days_end(day: str, expected: dt.date | None) -> None:
    assert latest_change(paid(row(15, day=day))) == expected


def test_without_days_there_is_no_change() -> None:
    assert latest_change(paid(row(15), year=2030)) is None


def test_every_rule_has_a_public_source_and_no_two_rules_say_different_things() -> None:
    rules = reimbursement_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.source and rule.who and rule.amount_sek >= 0 for rule in rules)
    assert all(rule.last_day is None or rule.first_day <= rule.last_day for rule in rules)
    assert {rule.basis for rule in rules} == {"flat", "actual", "at_least_flat", "none"}
    for age, status, lvu in itertools.product(range(21), ("asylum", "permit"), (False, True)):
        asked = sorted((r for r in rules if r.is_for(age, status, is_lvu=lvu)), key=lambda rule: rule.first_day)
        for before, after in itertools.pairwise(asked):
            assert before.last_day is not None
            assert before.last_day + dt.timedelta(days=1) == after.first_day, (before.id, after.id)


def test_rules_of_ones_own_take_the_place_of_the_shipped() -> None:
    rule = ReimbursementRule("own", "Alla", (0, 20), ("asylum",), False, dt.date(2018, 1, 1), "flat", 2.0, "Egen")  # noqa: FBT003
    days = local_rows("reimbursed_days", row(15))

    assert reimbursement(days, "9901", 2018, [rule])["reimbursement_sek"].tolist() == [2.0]


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.floats(0, 400), st.floats(0, 2e6)), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
    st.floats(0.1, 10),
)
def test_amounts_add_up_scale_and_do_not_mind_the_order(
    amounts: list[tuple[float, float]], random: Random, factor: float
) -> None:
    kinds = [row(10), row(15), row(16, lvu=True), row(19, "permit"), row(19, lvu=True)]
    days = local_rows(
        "reimbursed_days",
        *({**kind, "care_days": n, "cost_sek": cost} for kind, (n, cost) in zip(kinds, amounts, strict=False)),
    )
    kept = days.copy()

    found = reimbursement(days, "9901", 2018)

    whole, mixed = coverage(found), coverage(reimbursement(shuffled(days, random), "9901", 2018))
    assert whole is not None
    assert mixed is not None
    assert (mixed.cost_sek, mixed.reimbursement_sek) == pytest.approx((whole.cost_sek, whole.reimbursement_sek))
    assert by_rule(found)["reimbursement_sek"].sum() == pytest.approx(whole.reimbursement_sek)
    larger = days.assign(care_days=days["care_days"] * factor, cost_sek=days["cost_sek"] * factor)
    assert coverage(reimbursement(larger, "9901", 2018)).reimbursement_sek == pytest.approx(  # type: ignore[union-attr]
        whole.reimbursement_sek * factor
    )
    pd.testing.assert_frame_equal(days, kept)

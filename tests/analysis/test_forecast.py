"""Pace, flags, bridge, causes, one-off items and accuracy: exact values, edges of the limits, and laws."""

from __future__ import annotations

from fractions import Fraction
from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from budgets import NAN, budget, note, notes, row, whole
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.budget import report_totals
from ifo_analysis.analysis.follow_up import budget_follow_up
from ifo_analysis.analysis.forecast import (
    LIMITS,
    BridgeSum,
    FlagLimits,
    StatedCauses,
    bridge_sum,
    forecast_accuracy,
    forecast_bridge,
    stated_causes,
    with_pace,
    without_one_offs,
)
from ifo_analysis.language import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping

DERIVED = ["pace_tkr", "straight_line_tkr", "gap_tkr", "rest_tkr", "implied_tkr", "pace_change_pct"]


def known(found: Mapping[Any, Any]) -> dict[str, Any]:
    """Return a row with None where a number is missing."""
    return {str(key): None if isinstance(value, float) and isnan(value) else value for key, value in found.items()}


def paced(result: float, forecast: float, months: int = 8, limits: FlagLimits = LIMITS) -> dict[str, Any]:
    lines = pd.DataFrame({"months": [months], "result_tkr": [float(result)], "forecast_tkr": [float(forecast)]})
    return known(with_pace(lines, limits).iloc[0].to_dict())


def flag(result: float, forecast: float, months: int = 6, limits: FlagLimits = LIMITS) -> str:
    return str(paced(result, forecast, months, limits)["flag"])


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True))


def test_pace_straight_line_and_what_the_forecast_assumes() -> None:
    found = paced(-28_138, -35_600)
    assert {name: found[name] for name in DERIVED} == {
        "pace_tkr": -3_517.25,
        "straight_line_tkr": -42_207.0,
        "gap_tkr": 6_607.0,
        "rest_tkr": -7_462.0,
        "implied_tkr": -1_865.5,
        "pace_change_pct": pytest.approx(-46.961404506361505),
    }
    assert found["flag"] == "pace_halved"
    assert (found["months"], found["result_tkr"], found["forecast_tkr"]) == (8, -28_138.0, -35_600.0)


@pytest.mark.parametrize(
    ("result", "shown"), [(-3_707, "-5561"), (-1_977, "-2966"), (-1_885, "-2828"), (447, "671"), (-728, "-1092")]
)
def test_a_straight_line_of_half_a_unit_is_shown_away_from_zero(result: float, shown: str) -> None:
    assert str(rounded(paced(result, 0)["straight_line_tkr"])) == shown


@pytest.mark.parametrize("months", range(1, 13))
def test_pace_is_that_of_exact_fractions(months: int) -> None:
    result, forecast = -7_919, -10_007
    found = paced(result, forecast, months)
    pace = Fraction(result, months)
    assert found["pace_tkr"] == float(pace)
    assert found["straight_line_tkr"] == float(12 * pace)
    assert found["gap_tkr"] == pytest.approx(float(forecast - 12 * pace))
    assert found["rest_tkr"] == forecast - result
    if months == 12:
        assert (found["implied_tkr"], found["pace_change_pct"], found["flag"]) == (None, None, "")
        return
    implied = Fraction(forecast - result, 12 - months)
    assert found["implied_tkr"] == float(implied)
    assert found["pace_change_pct"] == pytest.approx(float(100 * (implied / pace - 1)))


def test_missing_stays_missing() -> None:
    no_forecast, no_result = paced(-800, NAN), paced(NAN, -800)
    assert [no_forecast[name] for name in (*DERIVED, "flag")] == [-100.0, -1_200.0, None, None, None, None, ""]
    assert [no_result[name] for name in (*DERIVED, "flag")] == [None, None, None, None, None, None, ""]


def test_a_zero_is_not_missing() -> None:
    assert [paced(0, 0)[name] for name in DERIVED] == [0.0, 0.0, 0.0, 0.0, 0.0, None]
    assert [paced(-800, 0)[name] for name in DERIVED] == [-100.0, -1_200.0, 1_200.0, 800.0, 200.0, -300.0]


@pytest.mark.parametrize(
    ("result", "forecast", "expected"),
    [
        (-600, -1_200, ""),  # the same pace
        (-600, -960, "pace_halved"),  # exactly 0.6
        (-600, -961, ""),
        (-600, -600, "pace_halved"),  # no more deficit
        (-600, -599, "sign_change"),
        (-600, -1_800, "pace_doubled"),  # exactly 2
        (-600, -1_799, ""),
        (600, 1_800, "pace_doubled"),
        (600, 1_799, ""),
        (600, 900, ""),  # half a surplus is no flag
        (600, 600, ""),
        (3, 4.5, ""),
        (600, 599, "sign_change"),
        (0, -500, ""),  # no pace to compare with
        (0, 500, ""),
        (0, 0, ""),
        (-600, NAN, ""),
        (NAN, -600, ""),
    ],
)
def test_flags_at_their_edges(result: float, forecast: float, expected: str) -> None:
    assert flag(result, forecast) == expected


@pytest.mark.parametrize(
    ("pace", "implied", "months"), [(-3, -1.8, 9), (-7, -4.2, 7), (-0.1, -0.06, 11), (-0.7, -0.42, 5)]
)
def test_exactly_six_tenths_is_flagged_however_it_is_stored(pace: float, implied: float, months: int) -> None:
    result = pace * months
    assert flag(result, result + implied * (12 - months), months) == "pace_halved"


def test_no_month_is_left_after_twelve() -> None:
    assert flag(-600, 600, 12) == ""
    assert flag(-600, 600, 11) == "sign_change"


def test_limits_can_be_set() -> None:
    assert (LIMITS.halved, LIMITS.doubled) == (0.6, 2.0)
    strict = FlagLimits(halved=0.9, doubled=1.1)
    assert [flag(-600, forecast, limits=strict) for forecast in (-1_140, -1_141, -1_259, -1_260)] == [
        "pace_halved", "", "", "pace_doubled",
    ]  # fmt: skip


AMOUNT = st.integers(-(10**6), 10**6)


@settings(max_examples=50)
@given(AMOUNT, AMOUNT, st.integers(1, 12))
def test_flags_are_those_of_exact_fractions(result: int, forecast: int, months: int) -> None:
    expected = ""
    if result and months < 12:
        ratio = Fraction(forecast - result, 12 - months) / Fraction(result, months)
        if ratio < 0:
            expected = "sign_change"
        elif ratio >= 2:
            expected = "pace_doubled"
        elif result < 0 and ratio <= Fraction(6, 10):
            expected = "pace_halved"
    assert flag(result, forecast, months) == expected


def test_lines_keep_their_order_index_and_other_columns() -> None:
    lines = budget(row("A", -600, -960), row("B", -600, -1_800), whole(-1_200, -2_000)).iloc[[2, 0, 1]]
    before = lines.copy(deep=True)
    found = with_pace(lines)
    assert (found.index.tolist(), found["row"].tolist()) == ([2, 0, 1], ["Totalt", "A", "B"])
    same(found[list(lines.columns)], before)
    same(lines, before)
    assert [*found.columns] == [*lines.columns, "pace_tkr", "straight_line_tkr", "gap_tkr", "rest_tkr", "implied_tkr",
                                "pace_change_pct", "flag"]  # fmt: skip


def test_kronor_give_a_thousand_times_as_much_and_the_same_flags() -> None:
    lines = budget(row("A", -600, -960), row("B", -601, -1_803), whole(7, -1_200, months=4))
    scaled = with_pace(lines.assign(result_tkr=lines["result_tkr"] * 1_000, forecast_tkr=lines["forecast_tkr"] * 1_000))
    plain = with_pace(lines)
    money = [name for name in DERIVED if name.endswith("tkr")]
    pd.testing.assert_frame_equal(scaled[money] / 1_000, plain[money])
    pd.testing.assert_frame_equal(scaled[["flag", "pace_change_pct"]], plain[["flag", "pace_change_pct"]])


FIRST, SECOND = whole(-9_000, -20_000, months=4), whole(-18_000, -26_000)


def bridged(earlier: pd.DataFrame, later: pd.DataFrame) -> dict[str, Any]:
    found = forecast_bridge(earlier, later)
    assert len(found) == 1
    return known(found.iloc[0].to_dict())


def test_the_bridge_is_outcome_and_assumption() -> None:
    assert bridged(budget(FIRST), budget(SECOND)) == {
        "section": "Totalt", "row": "Totalt", "level": "grand_total", "months_then": 4, "months": 8,
        "forecast_then_tkr": -20_000.0, "forecast_tkr": -26_000.0, "change_tkr": -6_000.0,
        "outcome_tkr": -3_500.0, "assumption_tkr": -2_500.0, "implied_then_tkr": -1_375.0, "implied_tkr": -2_000.0,
    }  # fmt: skip


def test_at_the_end_of_the_year_only_the_outcome_is_left() -> None:
    found = bridged(budget(FIRST), budget(whole(-25_000, -25_000, months=12)))
    assert (found["change_tkr"], found["outcome_tkr"], found["assumption_tkr"]) == (-5_000.0, -5_000.0, 0.0)
    found = bridged(budget(FIRST), budget(whole(-25_000, -24_000, months=12)))
    assert (found["change_tkr"], found["outcome_tkr"], found["assumption_tkr"]) == (-4_000.0, -5_000.0, 1_000.0)
    assert found["implied_tkr"] is None


@settings(max_examples=40)
@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT, st.integers(1, 11), st.integers(1, 11))
def test_the_bridge_is_exact(r1: int, f1: int, r2: int, f2: int, months: int, further: int) -> None:
    later = min(months + further, 12)
    found = bridged(budget(whole(r1, f1, months)), budget(whole(r2, f2, later)))
    i1 = Fraction(f1 - r1, 12 - months)
    outcome = r2 - r1 - i1 * (later - months)
    assert found["outcome_tkr"] == pytest.approx(float(outcome), abs=1e-6)
    assert found["assumption_tkr"] == pytest.approx(float(f2 - f1 - outcome), abs=1e-6)
    assert found["outcome_tkr"] + found["assumption_tkr"] == pytest.approx(found["change_tkr"], abs=1e-6)
    if later < 12:
        i2 = Fraction(f2 - r2, 12 - later)
        assert found["assumption_tkr"] == pytest.approx(float((i2 - i1) * (12 - later)), abs=1e-6)


def test_rows_are_bridged_one_by_one_and_summed_without_their_totals() -> None:
    first = [row("B", -3_000, -8_000, months=4), row("A", -6_000, -12_000, months=4), FIRST]
    second = [row("A", -10_000, -15_000), row("B", -8_000, -11_000), SECOND]
    bridge = forecast_bridge(budget(*first), budget(*second))
    shown = bridge[["row", "change_tkr", "outcome_tkr", "assumption_tkr"]].to_numpy().tolist()
    assert shown == [["A", -3_000, -1_000, -2_000], ["B", -3_000, -2_500, -500], ["Totalt", -6_000, -3_500, -2_500]]
    assert bridge_sum(bridge) == BridgeSum(-6_000.0, -3_500.0, -2_500.0, 2, 0)
    mixed = forecast_bridge(budget(*first[::-1]), budget(second[1], second[2], second[0]))
    same(mixed, bridge)


def test_a_row_that_lacks_a_side_is_listed_and_not_summed() -> None:
    first = budget(
        row("A", -1, -3, months=4), row("B", -1, -3, months=4), row("C", -1, -3, months=4), row("D", -1, NAN, months=4)
    )
    second = budget(row("A", -2, -3), row("B", -2, NAN), row("D", -2, -4), row("E", -2, -4))
    bridge = forecast_bridge(first, second)
    gaps = bridge.set_index("row")[["outcome_tkr", "assumption_tkr", "change_tkr"]].isna()
    assert gaps.to_numpy().tolist() == [[False] * 3, [False, True, True], [True] * 3, [True] * 3, [True] * 3]
    found = bridge_sum(bridge)
    assert (found.n_lines, found.n_incomplete, found.change_tkr) == (1, 4, 0.0)
    assert (found.outcome_tkr, found.assumption_tkr) == (0.0, 0.0)
    assert bridge_sum(bridge.iloc[:0]) == BridgeSum(0.0, 0.0, 0.0, 0, 0)


def test_rows_of_the_same_name_in_two_sections_are_kept_apart() -> None:
    first = budget(row("A", -1, -3, months=4), {**row("A", -5, -9, months=4), "section": "Regi"})
    second = budget(row("A", -2, -4), {**row("A", -6, -12), "section": "Regi"})
    assert forecast_bridge(first, second)["change_tkr"].tolist() == [-1.0, -3.0]


def test_bridging_changes_no_input() -> None:
    first, second = budget(FIRST), budget(SECOND)
    before = first.copy(deep=True), second.copy(deep=True)
    forecast_bridge(first, second)
    same(first, before[0])
    same(second, before[1])


@pytest.mark.parametrize(
    ("total", "stated", "found"),
    [
        (-6_400, [-3_900, -1_850], StatedCauses(-6_400.0, -5_750.0, -650.0, 10.15625, 2, 0)),
        (-6_400, [-3_900, NAN], StatedCauses(-6_400.0, -3_900.0, -2_500.0, 39.0625, 2, 1)),
        (-6_400, [], StatedCauses(-6_400.0, None, -6_400.0, 100.0, 0, 0)),
        (-6_400, [NAN, NAN], StatedCauses(-6_400.0, None, -6_400.0, 100.0, 2, 2)),
        (-6_400, [0], StatedCauses(-6_400.0, 0.0, -6_400.0, 100.0, 1, 0)),
        (-6_400, [0, NAN], StatedCauses(-6_400.0, 0.0, -6_400.0, 100.0, 2, 1)),
        (-6_400, [-8_000], StatedCauses(-6_400.0, -8_000.0, 1_600.0, -25.0, 1, 0)),
        (-6_400, [1_600], StatedCauses(-6_400.0, 1_600.0, -8_000.0, 125.0, 1, 0)),
        (0, [-100, 300], StatedCauses(0.0, 200.0, -200.0, None, 2, 0)),
        (NAN, [-100, NAN], StatedCauses(None, -100.0, None, None, 2, 1)),
        (NAN, [], StatedCauses(None, None, None, None, 0, 0)),
    ],
)
def test_the_remainder_is_always_written_out(total: float, stated: list[float], found: StatedCauses) -> None:
    told = notes(
        *(note(f"orsak {at}", amount) for at, amount in enumerate(stated)), note("skadestånd", -9_999, "one_off")
    )
    assert stated_causes(float(total), told) == found


def without(*told: dict[str, Any], result: float = -8_000, forecast: float = -11_000) -> dict[str, Any]:
    totals = report_totals(budget(whole(result, forecast)))
    found = without_one_offs(totals, notes(*told))
    assert len(found) == 1
    return known(found.iloc[0].to_dict())


ONE_OFF = [
    "one_off_tkr",
    "n_one_offs",
    "n_without_amount",
    "pace_without_tkr",
    "straight_line_without_tkr",
    "flag_without",
]


def test_one_off_items_are_taken_out_of_the_pace_and_counted_once() -> None:
    found = without(note("skadestånd", -2_400, "one_off"), note("bidrag", 400, "one_off"), note("lön", -99, "cause"))
    assert [found[name] for name in ONE_OFF] == [-2_000.0, 2, 0, -750.0, -11_000.0, ""]
    assert (found["pace_tkr"], found["straight_line_tkr"], found["implied_tkr"]) == (-1_000.0, -12_000.0, -750.0)


def test_without_one_off_items_there_is_nothing_to_compare() -> None:
    assert [without(note("lön", -99))[name] for name in ONE_OFF] == [None, 0, 0, None, None, ""]
    assert [without(note("x", NAN, "one_off"))[name] for name in ONE_OFF] == [None, 1, 1, None, None, ""]


def test_an_item_without_amount_is_counted_and_never_zero() -> None:
    found = without(note("x", NAN, "one_off"), note("y", -800, "one_off"))
    assert [found[name] for name in ONE_OFF] == [-800.0, 2, 1, -900.0, -11_600.0, ""]
    zero = without(note("x", 0, "one_off"))
    assert [zero[name] for name in ONE_OFF] == [0.0, 1, 0, -1_000.0, -12_000.0, ""]


def test_a_flag_may_come_or_go_without_one_off_items() -> None:
    found = without(note("skadestånd", -4_000, "one_off"), forecast=-10_000)
    assert (found["flag"], found["flag_without"]) == ("pace_halved", "")
    found = without(note("bidrag", 6_000, "one_off"), forecast=-11_000)
    assert (found["flag"], found["flag_without"]) == ("", "pace_halved")
    found = without(note("allt", -8_000, "one_off"))
    assert (found["pace_without_tkr"], found["flag_without"]) == (0.0, "")


def test_the_limits_hold_without_one_off_items_too() -> None:
    totals = report_totals(budget(whole(-8_000, -11_000)))
    found = without_one_offs(totals, notes(note("x", 0, "one_off")), FlagLimits(halved=0.75))
    assert found[["flag", "flag_without"]].to_numpy().tolist() == [["pace_halved", "pace_halved"]]


def test_one_off_items_belong_to_their_report() -> None:
    totals = report_totals(budget(whole(-4_000, -11_000, 4), whole(-8_000, -11_000), whole(-8_000, -9_000, year=2023)))
    told = notes(note("x", -100, "one_off"), note("y", -40, "one_off", months=4))
    found = without_one_offs(totals, told)
    assert found["one_off_tkr"].fillna(0).tolist() == [0.0, -40.0, -100.0]
    assert found[["year", "months"]].to_numpy().tolist() == [[2023, 8], [2024, 4], [2024, 8]]
    assert "n_with_amount" not in found


YEARS = (
    whole(-5_000, -15_000, 4, 2022), whole(-9_000, -12_000, 8, 2022), whole(-16_000, NAN, 12, 2022),
    whole(-9_000, -14_000, 8, 2023), whole(-13_500, -13_000, 12, 2023), whole(-9_000, NAN, 4, 2023),
    whole(-7_000, -9_000, 8, 2024), whole(NAN, NAN, 12, 2021), whole(-1, -2, 8, 2021),
)  # fmt: skip


def test_earlier_forecasts_stand_beside_the_outcome_of_their_year() -> None:
    found = forecast_accuracy(report_totals(budget(*YEARS)))
    expected = [
        ["9901", 2022, 4, "", "Totalt", "grand_total", -15_000, -16_000, -1_000],
        ["9901", 2022, 8, "", "Totalt", "grand_total", -12_000, -16_000, -4_000],
        ["9901", 2023, 8, "", "Totalt", "grand_total", -14_000, -13_500, 500],
    ]
    columns = ["municipality", "year", "months", "section", "row", "level", "forecast_tkr", "outcome_tkr", "error_tkr"]
    assert (found.columns.tolist(), found.to_numpy().tolist()) == (columns, expected)
    assert found.index.tolist() == [0, 1, 2]
    same(forecast_accuracy(report_totals(budget(*YEARS[::-1]))), found)


def test_accuracy_is_told_row_by_row() -> None:
    lines = budget(
        row("B", -10, -20), row("A", -1, -2), row("A", -5, NAN, months=12), row("B", -14, NAN, months=12),
        row("C", -14, NAN, months=12), row("D", -14, -20), {**row("A", -3, -4), "section": "Regi"},
        {**row("A", -9, -9, months=12), "municipality": "9911"},
    )  # fmt: skip
    assert forecast_accuracy(lines)[["section", "row", "error_tkr"]].to_numpy().tolist() == [
        ["IFO", "A", -3.0], ["IFO", "B", 6.0],
    ]  # fmt: skip


def test_the_newest_report_of_the_year_is_followed_up() -> None:
    lines = budget(*YEARS, FIRST, {**whole(-1, -1), "municipality": "9911"}, whole(-1, -1, 9, 2025))
    told = notes(note("lön", -500), note("lön", -1, months=4), note("lön", -2, municipality="9911"))
    found = budget_follow_up(lines, told, "9901", 2024)
    assert (found.months, found.result_tkr, found.forecast_tkr) == (8, -7_000.0, -9_000.0)
    assert found.total_bridge[["months_then", "change_tkr"]].to_numpy().tolist() == [[4.0, 11_000.0]]
    assert found.bridge["row"].tolist() == ["Totalt"]
    assert len(found.accuracy) == 3
    assert (found.causes.total_tkr, found.causes.explained_tkr, found.causes.n_causes) == (-7_000.0, -500.0, 1)
    assert (len(found.notes), len(found.lines), len(found.total), len(found.checks)) == (1, 1, 1, 5)
    assert repr(found) == "FollowUp(2024, 8 månader: resultat -7000 tkr, prognos -9000 tkr)"


def test_without_a_report_of_the_year_everything_is_empty() -> None:
    for lines in (budget(*YEARS), budget()):
        found = budget_follow_up(lines, notes(), "9901", 2020)
        assert (found.months, found.bridge.empty, found.total_bridge.empty, found.refugees.empty) == (
            0,
            True,
            True,
            True,
        )
        assert isnan(found.result_tkr)
        assert isnan(found.forecast_tkr)
        assert repr(found) == "FollowUp(ingen uppföljning)"


def test_the_first_report_of_a_year_has_no_bridge() -> None:
    found = budget_follow_up(budget(FIRST), notes(), "9901", 2024)
    assert (found.months, found.bridge.empty, found.total_bridge.empty) == (4, True, True)

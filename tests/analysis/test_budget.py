"""Budget follow-up: rows and sums against an oracle in exact fractions, tolerance at its edge, and parts of a whole."""

from __future__ import annotations

from fractions import Fraction
from math import isnan
from random import Random
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from budgets import NAN, REPORT, budget, line
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.budget import (
    AMOUNTS,
    SumCheck,
    budget_checks,
    checked_sums,
    column_checks,
    cost_shares,
    group_sums,
    refugee_split,
    report_parts,
    report_totals,
    rounding_tolerance,
    row_checks,
    sum_check,
)
from ifo_analysis.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

REPORTED = budget(*REPORT)
KEYS = ["municipality", "year", "months"]


def verdicts(checks: pd.DataFrame) -> list[str]:
    return checks["verdict"].tolist()


def only(frame: pd.DataFrame, **where: object) -> dict[str, Any]:
    """Return the one row of a frame with these values."""
    for name, value in where.items():
        frame = frame.loc[frame[name] == value]
    assert len(frame) == 1, frame
    return {str(key): value for key, value in frame.iloc[0].to_dict().items()}


def amounts(found: dict[str, Any]) -> list[float | None]:
    return [None if isnan(found[name]) else found[name] for name in AMOUNTS]


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True))


def test_tolerance_is_half_a_unit_for_each_term_and_the_sum() -> None:
    assert [rounding_tolerance(n) for n in (0, 1, 2, 10)] == [0.5, 1.0, 1.5, 5.5]
    assert rounding_tolerance(2, 100) == 150


@pytest.mark.parametrize(
    ("parts", "printed", "unit", "found"),
    [
        ([488, 204], 692, 1, SumCheck(692, 692, 0, 1.5, "exact")),
        ([399, 235], 635, 1, SumCheck(634, 635, -1, 1.5, "rounding")),
        ([1, 1], 0.5, 1, SumCheck(2, 0.5, 1.5, 1.5, "rounding")),
        ([1, 1], 3.5, 1, SumCheck(2, 3.5, -1.5, 1.5, "rounding")),
        ([1, 1], 3.6, 1, SumCheck(2, 3.6, -1.6, 1.5, "fault")),
        ([1, 1], 0.4, 1, SumCheck(2, 0.4, 1.6, 1.5, "fault")),
        ([0.1, 0.2], 0.3, 0.1, SumCheck(0.1 + 0.2, 0.3, 0, 0.15000000000000002, "exact")),
        ([12.3, 4.5, 6.7], 23.7, 0.1, SumCheck(23.5, 23.7, -0.2, 0.2, "rounding")),
    ],
)
def test_published_parts_give_their_total_within_rounding(
    parts: Sequence[float], printed: float, unit: float, found: SumCheck
) -> None:
    check = sum_check(parts, printed, unit)
    assert (check.verdict, check.difference, check.tolerance) == (found.verdict, found.difference, found.tolerance)
    assert check.computed == pytest.approx(found.computed)
    assert check.printed == found.printed


def test_published_totals_are_whole_numbers_unless_a_unit_is_given() -> None:
    assert [sum_check([1, 1], printed).verdict for printed in (2, 3.5, 3.6)] == ["exact", "rounding", "fault"]


@pytest.mark.parametrize(
    ("result", "difference", "verdict"),
    [
        (-100, 0, "exact"),
        (-99, -1, "rounding"),
        (-101.5, 1.5, "rounding"),
        (-98.5, -1.5, "rounding"),
        (-101.6, 1.6, "fault"),
        (-98.4, -1.6, "fault"),
        (NAN, NAN, "untried"),
    ],
)
def test_revenue_plus_cost_is_the_result_within_one_and_a_half(result: float, difference: float, verdict: str) -> None:
    checks = row_checks(budget(line("IFO", "A", "row", (900, -1_000, result, NAN))))
    expected = {
        "municipality": "9901",
        "year": 2024,
        "months": 8,
        "section": "IFO",
        "row": "A",
        "level": "row",
        "check": "row",
        "column": "result_tkr",
        "computed_tkr": -100.0,
        "printed_tkr": float(result),
        "difference_tkr": float(difference),
        "n_terms": 2,
        "tolerance_tkr": 1.5,
        "verdict": verdict,
    }
    same(checks, pd.DataFrame([expected]))


@pytest.mark.parametrize("missing", ["revenue_tkr", "cost_tkr"])
def test_a_row_without_a_term_is_not_tried(missing: str) -> None:
    checks = row_checks(REPORTED.assign(**{missing: NAN}))
    assert verdicts(checks) == ["untried"] * 8


def test_the_unit_is_what_the_report_is_rounded_to() -> None:
    rounded = budget(line("IFO", "A", "row", (900, -1_000, -250, NAN)))
    assert verdicts(row_checks(rounded, 100)) == ["rounding"]
    assert verdicts(row_checks(rounded, 99)) == ["fault"]


def test_stored_decimals_make_no_difference() -> None:
    checks = row_checks(budget(line("IFO", "A", "row", (0.1, 0.2, 0.3, NAN))))
    assert (checks["difference_tkr"].tolist(), verdicts(checks)) == ([0.0], ["exact"])


def test_every_total_is_tried_in_every_column() -> None:
    checks = column_checks(REPORTED)
    told = checks[["row", "column", "computed_tkr", "printed_tkr", "n_terms", "tolerance_tkr", "verdict"]]
    known = told.loc[told["verdict"] != "untried"].to_numpy().tolist()
    assert known == [
        ["Summa myndighet", "revenue_tkr", 22_000, 22_000, 3, 2.0, "exact"],
        ["Summa mottagande", "revenue_tkr", 5_000, 5_000, 1, 1.0, "exact"],
        ["Totalt", "revenue_tkr", 27_000, 27_000, 2, 1.5, "exact"],
        ["Summa myndighet", "cost_tkr", -24_400, -24_400, 3, 2.0, "exact"],
        ["Summa mottagande", "cost_tkr", -5_800, -5_800, 1, 1.0, "exact"],
        ["Totalt", "cost_tkr", -30_200, -30_200, 2, 1.5, "exact"],
        ["Summa myndighet", "result_tkr", -2_399, -2_400, 3, 2.0, "rounding"],
        ["Summa mottagande", "result_tkr", -800, -800, 1, 1.0, "exact"],
        ["Totalt", "result_tkr", -3_200, -3_200, 2, 1.5, "exact"],
        ["varav mottagande", "result_tkr", -800, -800, 1, 1.0, "exact"],
        ["Summa myndighet", "forecast_tkr", -5_500, -5_500, 3, 2.0, "exact"],
        ["Totalt", "forecast_tkr", -6_400, -6_400, 2, 1.5, "exact"],
        ["varav mottagande", "forecast_tkr", -900, -900, 1, 1.0, "exact"],
    ]
    untried = told.loc[told["verdict"] == "untried", ["row", "column"]].to_numpy().tolist()
    assert untried == [
        ["varav mottagande", "revenue_tkr"],
        ["varav mottagande", "cost_tkr"],
        ["Summa mottagande", "forecast_tkr"],
    ]
    assert (set(checks["check"]), set(checks["level"]), set(checks["section"])) == (
        {"column"}, {"section_total", "grand_total", "of_which"}, {"Myndighet", "Mottagande", "Totalt"},
    )  # fmt: skip
    assert checks["difference_tkr"].dropna().tolist() == [0.0] * 6 + [1.0] + [0.0] * 6


def test_a_total_without_lines_is_not_tried() -> None:
    checks = column_checks(budget(line("IFO", "Summa", "section_total", (1, 2, 3, 4))))
    assert (verdicts(checks), checks["n_terms"].tolist()) == (["untried"] * 4, [0] * 4)


def test_a_part_that_is_not_refugee_reception_has_no_terms_to_be_tried_against() -> None:
    other = budget(*REPORT, line("Totalt", "varav annat", "of_which", (1, 2, 3, 4)))
    assert "varav annat" not in set(column_checks(other)["row"])


def test_a_section_without_a_total_counts_by_its_rows() -> None:
    lines = [
        line("A", "ett", "row", (1, -3, -2, -5)),
        line("A", "två", "row", (2, -4, -2, -6)),
        line("B", "tre", "row", (7, -9, -2, -7)),
        line("B", "Summa", "section_total", (7, -9, -2, -7)),
        line("Totalt", "Totalt", "grand_total", (10, -16, -6, -18)),
    ]
    assert report_parts(budget(*lines))["row"].tolist() == ["ett", "två", "Summa"]
    totals = column_checks(budget(*lines))
    assert totals.loc[totals["row"] == "Totalt", ["n_terms", "verdict"]].to_numpy().tolist() == [[3, "exact"]] * 4


def test_reports_are_kept_apart() -> None:
    later = [{**found, "months": 12, "result_tkr": found["result_tkr"] * 2} for found in REPORT]
    other = [{**found, "municipality": "9911", "revenue_tkr": NAN} for found in REPORT]
    past = [{**found, "year": 2023, "forecast_tkr": NAN} for found in REPORT]
    alone = column_checks(REPORTED)
    together = column_checks(budget(*REPORT, *later, *other, *past))
    own = together.loc[(together[KEYS] == ["9901", 2024, 8]).all(axis=1)]
    same(own, alone)
    assert len(together) == 4 * len(alone)


def test_all_checks_are_those_of_rows_and_then_those_of_columns() -> None:
    checks = budget_checks(REPORTED, 2.0)
    same(checks, pd.concat([row_checks(REPORTED, 2.0), column_checks(REPORTED, 2.0)]))
    assert checks.index.tolist() == list(range(len(checks)))
    assert checks["tolerance_tkr"].tolist()[:9] == [3.0] * 8 + [4.0]
    same(budget_checks(REPORTED), budget_checks(REPORTED, 1.0))


def test_a_report_that_adds_up_is_returned_as_it_is() -> None:
    assert checked_sums(REPORTED, budget_checks(REPORTED)) is REPORTED


def test_all_faults_are_told_at_once() -> None:
    lines = [
        line("IFO", "Placeringar", "row", (1_000, -2_500, -1_400, -9_999)),
        line("IFO", "Summa", "section_total", (1_000, -2_500, -1_500, -9_997)),
        line("IFO", "Summa igen", "section_total", (1_000, -2_500, -1_500, -9_999)),
        line("Totalt", "Totalt", "grand_total", (NAN, NAN, -3_000, NAN)),
        line("Totalt", "Totalt igen", "grand_total", (NAN, NAN, -3_000, NAN)),
        line("Totalt", "varav mottagande", "of_which", (NAN, NAN, NAN, -1), is_refugee=True),
        line("Totalt", "varav mottagande igen", "of_which", (NAN, NAN, NAN, -1), is_refugee=True),
        line("Totalt", "varav annat", "of_which", (NAN, NAN, NAN, -1)),
        line("Totalt", "varav ännu mer", "of_which", (NAN, NAN, NAN, -1)),
    ]
    frame = budget(*lines)
    with pytest.raises(DataError) as error:
        checked_sums(frame, budget_checks(frame))
    assert str(error.value) == (
        "Budgetuppföljningen går inte ihop. Rätta beloppen i filen:\n"
        "  - 2024, 8 månader, IFO, Placeringar: intäkt plus kostnad blir −1\u00a0500 tkr, men i tabellen står −1\u00a0400 "
        "(avrundning förklarar högst 1,5)\n"
        "  - 2024, 8 månader, IFO, Summa: raderna i kolumnen resultat blir −1\u00a0400 tkr, men i tabellen står −1\u00a0500 "
        "(avrundning förklarar högst 1,0)\n"
        "  - 2024, 8 månader, IFO, Summa igen: raderna i kolumnen resultat blir −1\u00a0400 tkr, men i tabellen står "
        "−1\u00a0500 (avrundning förklarar högst 1,0)\n"
        "  - 2024, 8 månader, IFO, Summa: raderna i kolumnen prognos blir −9\u00a0999 tkr, men i tabellen står −9\u00a0997 "
        "(avrundning förklarar högst 1,0)\n"
        "  - 2024, 8 månader, IFO, Summa igen: samma summa står på flera rader\n"
        "  - 2024, 8 månader, Totalt, Totalt igen: samma summa står på flera rader\n"
        "  - 2024, 8 månader, Totalt, varav mottagande igen: samma summa står på flera rader"
    )


@pytest.mark.parametrize(("column", "word"), [("revenue_tkr", "intäkt"), ("cost_tkr", "kostnad")])
def test_a_fault_names_its_column(column: str, word: str) -> None:
    wrong = REPORTED.assign(**{column: REPORTED[column].mask(REPORTED["row"] == "Summa mottagande", 7.0)})
    with pytest.raises(DataError, match=f"raderna i kolumnen {word} blir"):
        checked_sums(wrong, column_checks(wrong))


def test_the_printed_total_is_the_whole_and_its_gaps_stay() -> None:
    totals = report_totals(budget(*REPORT[:6], line("T", "Netto", "grand_total", (NAN, 5, -3_200, NAN))))
    found = only(totals)
    assert amounts(found) == [None, 5.0, -3_200.0, None]
    assert {name: found[name] for name in ("section", "row", "level", "is_computed", *KEYS)} == {
        "section": "", "row": "Totalt", "level": "grand_total", "is_computed": False,
        "municipality": "9901", "year": 2024, "months": 8,
    }  # fmt: skip


def test_without_a_printed_total_the_parts_are_summed_and_a_missing_part_is_missing() -> None:
    found = only(report_totals(budget(*REPORT[:6])))
    assert (amounts(found), found["is_computed"]) == ([27_000, -30_200, -3_200, -6_400], True)
    found = only(report_totals(budget(*REPORT[:5])))  # the refugee section has a row without forecast, and no total
    assert amounts(found) == [27_000, -30_200, -3_200, None]


def test_totals_come_report_by_report() -> None:
    later = [{**found, "months": 4} for found in REPORT[:6]]
    totals = report_totals(budget(*REPORT, *later))
    assert totals[["months", "is_computed"]].to_numpy().tolist() == [[4, True], [8, False]]
    assert (totals.index.tolist(), totals["level"].tolist()) == ([0, 1], ["grand_total"] * 2)
    assert totals.columns.tolist() == [*KEYS, "section", "row", "level", "is_computed", *AMOUNTS]


def test_target_groups_are_summed_by_section() -> None:
    sums = group_sums(REPORTED)
    keys = ["section", "target_group"]
    assert sums[[*keys, *AMOUNTS[:3], "n_terms"]].to_numpy().tolist() == [
        ["Mottagande", "", 5_000, -5_800, -800, 1],
        ["Myndighet", "children", 18_000, -20_000, -1_999, 2],
        ["Myndighet", "economic_support", 4_000, -4_400, -400, 1],
    ]
    assert amounts(only(sums, section="Mottagande")) == [5_000, -5_800, -800, None]
    assert amounts(only(sums, target_group="children")) == [18_000, -20_000, -1_999, -4_200]


def test_cost_shares_are_of_the_cost_of_section_and_group() -> None:
    shares = cost_shares(REPORTED).set_index("row")["cost_share_pct"]
    assert shares.to_dict() == {
        "Placeringar": pytest.approx(65.0), "Öppenvård": pytest.approx(35.0), "Bistånd": 100.0, "Boende": 100.0,
    }  # fmt: skip
    hidden = REPORTED.assign(cost_tkr=REPORTED["cost_tkr"].mask(REPORTED["row"] == "Öppenvård"))
    assert cost_shares(hidden).set_index("row")["cost_share_pct"].isna().to_dict() == {
        "Placeringar": True, "Öppenvård": True, "Bistånd": False, "Boende": False,
    }  # fmt: skip


def test_refugee_reception_is_the_printed_line_and_the_rest_is_the_whole_without_it() -> None:
    split = refugee_split(REPORTED)
    assert (split.index.tolist(), split["scope"].tolist()) == ([0, 1, 2], ["all", "refugee", "other"])
    assert amounts(only(split, scope="all")) == [27_000, -30_200, -3_200, -6_400]
    assert amounts(only(split, scope="refugee")) == [None, None, -800, -900]
    assert amounts(only(split, scope="other")) == [None, None, -2_400, -5_500]
    assert split.columns.tolist() == [*KEYS, *AMOUNTS, "scope"]


def test_without_a_printed_line_the_refugee_sections_are_summed() -> None:
    split = refugee_split(budget(*REPORT[:7], line("Totalt", "varav annat", "of_which", (1, 2, 3, 4))))
    assert amounts(only(split, scope="refugee")) == [5_000, -5_800, -800, -900]
    assert amounts(only(split, scope="other")) == [22_000, -24_400, -2_400, -5_500]


def test_only_reports_with_refugee_reception_are_split() -> None:
    before = [{**found, "months": 4, "is_refugee": False} for found in REPORT[:4]]
    earlier = [{**found, "months": 2} for found in REPORT]
    split = refugee_split(budget(*REPORT, *before, *earlier))
    assert split[["months", "scope"]].to_numpy().tolist() == [
        [months, scope] for months in (2, 8) for scope in ("all", "refugee", "other")
    ]
    assert refugee_split(budget(*before)).empty


WHOLE = st.integers(-99_999, 99_999)
ROWS = st.lists(st.tuples(WHOLE, WHOLE, WHOLE, st.one_of(WHOLE, st.just(None))), min_size=1, max_size=6)


@settings(max_examples=40)
@given(ROWS, st.tuples(WHOLE, WHOLE, WHOLE, WHOLE), st.integers(-4, 4))
def test_sums_and_verdicts_are_those_of_exact_fractions(
    rows: list[tuple[int | None, ...]], printed: tuple[int, ...], off: int
) -> None:
    exact = [
        None if None in column else sum((Fraction(value) for value in column if value is not None), Fraction(0))
        for column in zip(*rows, strict=True)
    ]
    totals = [other if total is None else int(total) + off for total, other in zip(exact, printed, strict=True)]
    lines = [
        line("A", str(at), "row", tuple(NAN if value is None else value for value in found))
        for at, found in enumerate(rows)
    ]
    checks = column_checks(budget(*lines, line("A", "Summa", "section_total", tuple(totals))))
    limit = Fraction(len(rows) + 1, 2)
    for total, shown, found in zip(exact, totals, checks.to_dict("records"), strict=True):
        if total is None:
            assert (found["verdict"], isnan(found["difference_tkr"])) == ("untried", True)
            continue
        difference = total - shown
        expected = "fault" if abs(difference) > limit else "rounding" if difference else "exact"
        assert (found["verdict"], Fraction(found["difference_tkr"])) == (expected, difference)
        assert Fraction(found["tolerance_tkr"]) == limit


def test_scaled_amounts_give_scaled_checks() -> None:
    in_kronor = REPORTED.assign(**{name: REPORTED[name] * 1_000 for name in AMOUNTS})
    checks, scaled = budget_checks(REPORTED), budget_checks(in_kronor, 1_000)
    amount = ["computed_tkr", "printed_tkr", "difference_tkr", "tolerance_tkr"]
    same(scaled.assign(**{name: scaled[name] / 1_000 for name in amount}), checks)


def test_the_order_of_lines_does_not_matter_and_nothing_is_changed() -> None:
    before = REPORTED.copy(deep=True)
    for seed in range(3):
        mixed = REPORTED.sample(frac=1, random_state=Random(seed).randrange(1_000))  # noqa: S311 - an order
        keys = ["check", "row", "column"]
        same(budget_checks(mixed).sort_values(keys), budget_checks(REPORTED).sort_values(keys))
        for found in (report_totals, group_sums, refugee_split):
            same(found(mixed), found(REPORTED))
        same(cost_shares(mixed).sort_values("row"), cost_shares(REPORTED).sort_values("row"))
    same(REPORTED, before)


def test_no_report_gives_empty_frames() -> None:
    empty = REPORTED.iloc[:0]
    for found in (
        budget_checks(empty),
        report_totals(empty),
        group_sums(empty),
        refugee_split(empty),
        cost_shares(empty),
    ):
        assert found.empty
    assert checked_sums(empty, budget_checks(empty)) is empty

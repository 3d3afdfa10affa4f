"""What Tyresö kommun and Statistics Sweden have printed, tried by the public functions: sums, shares and changes.

Sources: Tyresö kommun, Delårsrapport 2, 31 augusti 2017; SCB, Kostnader för individ- och familjeomsorg 2014–2016. The
budget's tables are tried in test_published_budget.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from invented import PUBLISHED
from local_rows import local_rows

from ifo_analysis.analysis.budget import sum_check
from ifo_analysis.analysis.goals import assessment_counts, control_totals, guarantee_counts, status_counts
from ifo_analysis.analysis.staffing import survey
from ifo_analysis.sources.local import read_local

PARAMETERS = Path(__file__).parents[1] / "params" / "0138-tyreso" / "2017.yml"
KEY_FIGURES = PUBLISHED.frame("key_figures")
SUPPORT = "Ekonomiskt bistånd, "


def printed(year: int, what: str) -> float:
    rows = KEY_FIGURES.loc[(KEY_FIGURES["year"] == str(year)) & (KEY_FIGURES["indicator"] == SUPPORT + what)]
    return float(rows["value"].iloc[0])


@pytest.mark.parametrize(("year", "computed", "verdict"), [(2015, 692, "exact"), (2016, 634, "rounding")])
def test_the_cost_of_financial_support_is_that_of_its_parts(year: int, computed: float, verdict: str) -> None:
    check = sum_check(
        [printed(year, "utbetalt bistånd"), printed(year, "administrativa kostnader")], printed(year, "kostnad totalt")
    )
    assert (check.computed, check.verdict) == (computed, verdict)


@pytest.mark.parametrize(
    ("what", "change"), [("kostnad totalt", -8.2), ("utbetalt bistånd", -18.2), ("administrativa kostnader", 15.2)]
)
def test_changes_between_2015_and_2016(what: str, change: float) -> None:
    assert 100 * (printed(2016, what) / printed(2015, what) - 1) == pytest.approx(change, abs=0.05)


def test_the_share_of_administration_depends_on_which_total_is_meant() -> None:
    administration, paid = printed(2016, "administrativa kostnader"), printed(2016, "utbetalt bistånd")
    assert 100 * administration / printed(2016, "kostnad totalt") == pytest.approx(37.0, abs=0.05)
    assert 100 * administration / (administration + paid) == pytest.approx(37.1, abs=0.05)
    assert 100 * printed(2015, "administrativa kostnader") / printed(2015, "kostnad totalt") == pytest.approx(
        29.5, abs=0.05
    )


def test_the_answers_of_the_staff_survey_add_up_to_hundred() -> None:
    answers = {"Skulle rekommendera": 53, "Skulle inte rekommendera": 33, "Neutral": 14}
    staff = local_rows(
        "staff", *({"measure": "survey_pct", "category": name, "value": float(pct)} for name, pct in answers.items())
    )
    found = survey(staff, "9901", 2024)
    assert (found["sum_pct"].tolist(), found["is_whole"].tolist()) == ([100.0] * 3, [True] * 3)


def test_goals_assignments_guarantees_and_decisions_are_those_of_the_report() -> None:
    frames = read_local(PARAMETERS, "0138", 2017).frames
    goals = frames["committee_goals"].groupby("level")["assessment"].value_counts()
    assert goals.to_dict() == {
        ("committee", "partly"): 2,
        ("committee", "fulfilled"): 1,
        ("strategic", "partly"): 3,
        ("strategic", "not_fulfilled"): 2,
    }
    assert assessment_counts(frames["committee_goals"])["all"] == 8
    assert {name: n for name, n in status_counts(frames["assignments"]).items() if n} == {
        "done": 3,
        "ongoing": 5,
        "all": 8,
    }
    assert guarantee_counts(frames["guarantees"]) == {"fulfilled": 6, "not_fulfilled": 1, "all": 7}
    (total,) = control_totals(frames["unexecuted"])
    assert (total.printed, total.parts, total.n_parts) == (82, 82, 3)
    parts = frames["unexecuted"].loc[~frames["unexecuted"]["is_total"], "count"]
    assert (100 * parts / parts.sum()).round(1).tolist() == [70.7, 25.6, 3.7]


def test_the_countrys_parts_give_the_countrys_total() -> None:
    check = sum_check([19_429, 13_425, 7_309, 2_406, 838], 43_407)
    assert (check.difference, check.tolerance, check.verdict) == (0, 3.0, "exact")
    assert sum_check([19_429, 13_425, 7_309, 2_406, 838], 43_411).verdict == "fault"

"""Goals, verdicts and control totals: what is counted, what contradicts itself, and what is left untried."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from local_rows import local_rows

from ifo_analysis.analysis.goals import (
    FULFILLED_NOT_REACHED,
    REACHED_NOT_FULFILLED,
    TWO_VERDICTS,
    Contradiction,
    Steering,
    assessment_counts,
    contradictions,
    control_totals,
    guarantee_counts,
    ordered_goals,
    overdue,
    own_steering,
    status_counts,
    waiting_counts,
    without_reason,
)
from ifo_analysis.frames import LOCAL_CONTRACTS, empty_frame
from ifo_analysis.frames.local import ASSESSMENTS
from ifo_analysis.sources.local import read_local

if TYPE_CHECKING:
    from collections.abc import Mapping

GOAL: Mapping[str, object] = {
    "level": "committee", "area": "Arbetsgivare", "goal": "Låg sjukfrånvaro", "indicator": "Sjukfrånvaro", "target": 5.0,
    "outcome": 6.0, "unit": "procent", "is_lower_better": True, "assessment": "not_fulfilled",
}  # fmt: skip
TYRESO = Path(__file__).parents[2] / "params/0138-tyreso/2017.yml"
FRAMES = ("committee_goals", "assignments", "guarantees", "unexecuted", "incidents", "decisions")


def goals(*changes: Mapping[str, object]) -> pd.DataFrame:
    """Return ordered goals, each as `GOAL` with these changes and a name of its own."""
    rows = [{**GOAL, "goal": f"Mål {at}", **change} for at, change in enumerate(changes)]
    return ordered_goals(local_rows("committee_goals", *rows))


def steering(**frames: pd.DataFrame) -> Steering:
    given = {name: frames.get(name, empty_frame(LOCAL_CONTRACTS[name])) for name in FRAMES}
    return own_steering(**given, municipality="9901", year=2024)


def waiting(
    *counts: int, total: int | None = None, law: str = "SoL", as_of: str = "2024-08-31"
) -> list[dict[str, object]]:
    rows = [{"as_of": as_of, "law": law, "kind": f"Slag {at}", "count": count} for at, count in enumerate(counts)]
    whole = (
        [{"as_of": as_of, "law": law, "kind": "Totalt", "count": total, "is_total": True}] if total is not None else []
    )
    return [*rows, *whole]


def test_tyresos_decisions_that_wait_add_up_to_82() -> None:
    found = control_totals(local_rows("unexecuted", *waiting(58, 21, 3, total=82)))
    assert [(total.law, total.parts, total.printed, total.n_parts, total.agrees) for total in found] == [
        ("SoL", 82, 82, 3, True)
    ]


def test_a_control_total_that_is_one_off_does_not_agree() -> None:
    [total] = control_totals(local_rows("unexecuted", *waiting(58, 21, 3, total=83)))
    assert (total.parts, total.printed, total.agrees) == (82, 83, False)


def test_a_total_without_parts_and_parts_without_a_total_are_not_tried() -> None:
    rows = local_rows("unexecuted", *waiting(total=7), *waiting(4, 5, law="LSS"))
    assert control_totals(rows) == ()
    assert waiting_counts(rows) == {"LSS": 9, "SoL": 7}


def test_each_law_has_its_own_total() -> None:
    rows = local_rows("unexecuted", *waiting(1, 2, total=3), *waiting(4, total=5, law="LSS"))
    assert [(total.law, total.agrees) for total in control_totals(rows)] == [("LSS", False), ("SoL", True)]


def test_the_same_figure_with_two_verdicts_contradicts_itself() -> None:
    found = goals({"level": "strategic"}, {"level": "committee", "assessment": "partly"})
    assert contradictions(found) == (Contradiction(TWO_VERDICTS, (0, 1)),)


@pytest.mark.parametrize(
    "change",
    [
        {"assessment": "not_fulfilled"},
        {"outcome": 6.1},
        {"target": 4.0},
        {"indicator": "Frisknärvaro"},
        {"assessment": "not_assessed"},
    ],
    ids=["same verdict", "other outcome", "other target", "other indicator", "no verdict"],
)
def test_other_figures_or_the_same_verdict_are_no_contradiction(change: Mapping[str, object]) -> None:
    found = goals({"level": "strategic"}, {"level": "committee", "assessment": "partly", **change})
    assert contradictions(found) == ()


def test_goals_without_an_indicator_are_never_the_same() -> None:
    nothing = {"indicator": "", "target": float("nan"), "outcome": float("nan")}
    assert contradictions(goals({**nothing, "assessment": "partly"}, nothing)) == ()


def test_indicators_are_the_same_whatever_their_capitals_and_without_figures() -> None:
    nothing = {"target": float("nan"), "outcome": float("nan")}
    found = goals({**nothing, "assessment": "partly"}, {**nothing, "indicator": "sjukfrånvaro"})
    assert contradictions(found) == (Contradiction(TWO_VERDICTS, (0, 1)),)


@pytest.mark.parametrize(
    ("outcome", "better", "assessment", "kind"),
    [
        (4.9, "lower", "partly", REACHED_NOT_FULFILLED),
        (5.0, "lower", "not_fulfilled", REACHED_NOT_FULFILLED),
        (5.1, "lower", "fulfilled", FULFILLED_NOT_REACHED),
        (5.1, "higher", "partly", REACHED_NOT_FULFILLED),
        (4.9, "higher", "fulfilled", FULFILLED_NOT_REACHED),
        (4.9, "lower", "fulfilled", ""),
        (5.1, "lower", "partly", ""),
        (4.9, "lower", "not_assessed", ""),
        (float("nan"), "lower", "fulfilled", ""),
    ],
)
def test_a_verdict_is_held_against_the_target(outcome: float, better: str, assessment: str, kind: str) -> None:
    found = contradictions(goals({"outcome": outcome, "is_lower_better": better == "lower", "assessment": assessment}))
    assert [item.kind for item in found] == ([kind] if kind else [])


def test_goals_stand_by_area_in_the_order_of_the_file_with_the_strategic_first() -> None:
    found = goals(
        {"area": "Ö", "level": "committee"}, {"area": "A", "level": "strategic"}, {"area": "Ö", "level": "strategic"}
    )
    assert list(zip(found["area"], found["level"], strict=True)) == [
        ("Ö", "strategic"), ("Ö", "committee"), ("A", "strategic"),
    ]  # fmt: skip
    assert found.index.tolist() == [0, 1, 2]


@given(st.lists(st.tuples(st.sampled_from(("strategic", "committee")), st.sampled_from(ASSESSMENTS)), max_size=8))
@settings(max_examples=30, deadline=None)
def test_verdicts_of_both_levels_add_up_to_all(drawn: list[tuple[str, str]]) -> None:
    frame = pd.DataFrame(drawn, columns=["level", "assessment"])
    parts = [assessment_counts(frame, level) for level in ("strategic", "committee")]
    whole = assessment_counts(frame)
    assert {key: sum(part[key] for part in parts) for key in whole} == whole
    assert sum(whole[verdict] for verdict in ASSESSMENTS) == whole["all"] == len(drawn)


def test_assignments_and_guarantees_are_counted_by_status() -> None:
    given = local_rows(
        "assignments",
        *(
            {"kind": "special", "assignment": f"Uppdrag {at}", "status": status}
            for at, status in enumerate(("done", "ongoing"))
        ),
        {"kind": "committee", "assignment": "Nämndens", "status": "done"},
    )
    assert status_counts(given) == {"done": 2, "ongoing": 1, "not_started": 0, "stopped": 0, "all": 3}
    assert status_counts(given, "committee")["done"] == 1
    kept = local_rows(
        "guarantees",
        {"area": "A", "guarantee": "Uppfylld", "is_fulfilled": True},
        {"area": "A", "guarantee": "Förklarad", "is_fulfilled": False, "reason": "Vakanser"},
        {"area": "A", "guarantee": "Tyst", "is_fulfilled": False, "reason": " "},
    )
    assert guarantee_counts(kept) == {"fulfilled": 1, "not_fulfilled": 2, "all": 3}
    assert without_reason(kept)["guarantee"].tolist() == ["Tyst"]


@pytest.mark.parametrize(("as_of", "names"), [("2024-12-15", []), ("2024-12-16", ["Utan utfall"])])
def test_a_decision_is_overdue_the_day_after_it_was_due(as_of: str, names: list[str]) -> None:
    rows = local_rows(
        "decisions",
        {"decided": "2024-06-13", "decision": "Utan utfall", "due": "2024-12-15"},
        {"decided": "2024-06-13", "decision": "Med utfall", "due": "2024-12-15", "outcome": "Klart"},
        {"decided": "2024-06-13", "decision": "Utan dag"},
    )
    assert overdue(rows, as_of)["decision"].tolist() == names


def test_only_the_own_rows_of_the_year_are_told_and_open_decisions_of_earlier_years() -> None:
    found = steering(
        committee_goals=local_rows(
            "committee_goals", GOAL, {**GOAL, "year": 2023}, {**GOAL, "municipality": "9911"}
        ),
        unexecuted=local_rows("unexecuted", *waiting(1, as_of="2024-04-30"), *waiting(2), *waiting(3, as_of="2023-12-31")),
        incidents=local_rows("incidents", *({"kind": "lex_sarah", "year": year} for year in (2022, 2023, 2024))),
        decisions=local_rows(
            "decisions",
            {"decided": "2023-01-10", "decision": "Öppet"},
            {"decided": "2023-01-10", "decision": "Slutfört", "outcome": "Klart"},
            {"decided": "2024-01-10", "decision": "Årets", "outcome": "Klart"},
        ),
    )  # fmt: skip
    assert len(found.goals) == 1
    assert found.waiting["count"].tolist() == [2]
    assert found.incidents["year"].tolist() == [2023, 2024]
    assert found.decisions["decision"].tolist() == ["Öppet", "Årets"]
    assert found.as_of == "2025-02-01"
    assert not found.is_empty


def test_tyresos_published_tables_keep_what_the_report_says() -> None:
    frames = read_local(TYRESO, "0138", 2017).frames
    given = {name: frames.get(name, empty_frame(LOCAL_CONTRACTS[name])) for name in FRAMES}
    found = own_steering(**given, municipality="0138", year=2017)
    strategic, committee = (assessment_counts(found.goals, level) for level in ("strategic", "committee"))
    assert strategic == {"fulfilled": 0, "partly": 3, "not_fulfilled": 2, "not_assessed": 0, "all": 5}
    assert committee == {"fulfilled": 1, "partly": 2, "not_fulfilled": 0, "not_assessed": 0, "all": 3}
    assert (status_counts(found.assignments)["done"], status_counts(found.assignments)["ongoing"]) == (3, 5)
    assert guarantee_counts(found.guarantees) == {"fulfilled": 6, "not_fulfilled": 1, "all": 7}
    assert control_totals(found.waiting)[0].agrees
    [sick_leave] = contradictions(found.goals)
    assert found.goals.loc[list(sick_leave.goals), "goal"].tolist() == [
        "Sjukfrånvaron är lägre än fyra procent", "Verksamheten bidrar till låg sjukfrånvaro",
    ]  # fmt: skip


def test_without_any_file_there_is_no_steering() -> None:
    assert steering().is_empty
    assert steering().as_of == ""

"""What the report says of the reimbursement for unaccompanied children and young people."""

from __future__ import annotations

import pytest
from evidence_checks import assert_numbers_are_proved
from invented import facts_of
from local_rows import local_rows

from ifo_analysis.analysis.reimbursement import reimbursement
from ifo_analysis.blocks import Finding
from ifo_analysis.findings.reimbursement import NOT_BOOKED, period_words
from ifo_analysis.findings.reimbursement import reimbursement as reimbursement_findings
from ifo_analysis.language import faults, plain

YEAR = {"first_day": "2024-01-01", "last_day": "2024-12-31", "status": "asylum", "age": 15}
NOTHING = float("nan")


def told(*records: dict[str, object], year: int = 2024) -> dict[str, Finding]:
    days = local_rows("reimbursed_days", *({**YEAR, **record} for record in records))
    found = {item.id: item for item in reimbursement_findings(facts_of(), reimbursement(days, "9901", year))}
    for finding in found.values():
        assert_numbers_are_proved(finding)
        for part in (finding.heading, finding.content, *finding.caveats):
            assert faults(plain(part)) == []
    return found


def test_what_is_covered_is_told_with_its_days_and_what_is_left() -> None:
    found = told({"care_days": 1_000.0, "cost_sek": 1.6e6}, {"age": 19, "status": "permit", "care_days": 800.0,
                 "cost_sek": 0.9e6})["reimbursement_coverage"]  # fmt: skip

    assert plain(found.heading) == "Ersättningen täcker inte hela kostnaden"
    assert plain(found.content) == (
        "Ersättningen täckte 64\u00a0procent av kostnaden för ensamkommande barn och unga 2024. Resten, 900\u00a0000\u00a0kronor, "
        "betalade kommunen. Räkningen omfattar 1\u00a0800\u00a0vårddygn."
    )
    assert [plain(caveat) for caveat in found.caveats] == [NOT_BOOKED]
    assert (found.role, found.score, found.robustness) == ("lead", 3.0, 1.0)
    assert found.number is not None
    assert (found.number.text, found.number_label) == (
        "64",
        "procent av kostnaden för ensamkommande täcks av ersättningen, 2024",
    )


@pytest.mark.parametrize(
    ("cost", "heading", "sentence"),
    [
        (
            0.8e6,
            "Ersättningen är större än kostnaden",
            (
                "Ersättningen var 200\u00a0000\u00a0kronor större än kostnaden för ensamkommande barn och unga 2024 "
                "(125\u00a0procent)."
            ),
        ),
        (
            1.001e6,
            "Ersättningen motsvarar kostnaden",
            "Ersättningen motsvarade kostnaden för ensamkommande barn och unga 2024 (100\u00a0procent).",
        ),
    ],
)
def test_more_than_the_cost_and_the_cost_itself_have_words_of_their_own(
    cost: float, heading: str, sentence: str
) -> None:
    found = told({"care_days": 1_000.0, "cost_sek": cost})["reimbursement_coverage"]

    assert plain(found.heading) == heading
    assert plain(found.content).startswith(sentence)


def test_days_without_a_cost_are_counted_and_lower_the_trust() -> None:
    found = told({"care_days": 1_000.0, "cost_sek": 1.6e6}, {"age": 14, "care_days": 30.0, "cost_sek": NOTHING})

    lead = found["reimbursement_coverage"]
    assert plain(lead.caveats[0]) == "Kostnad saknas för 30\u00a0vårddygn, som inte ingår."
    assert lead.robustness == 0.5
    assert "1\u00a0000\u00a0vårddygn" in plain(lead.content)


def test_the_latest_change_of_rules_is_told_on_the_same_days() -> None:
    found = told({"care_days": 2_000.0, "cost_sek": 3e6})["reimbursement_rule_change"]

    assert plain(found.heading) == "Den senaste regeländringen ger mindre i ersättning"
    assert plain(found.content) == (
        "Reglerna ändrades den 1 januari 2024. För samma vårddygn ger de nya reglerna 700\u00a0000\u00a0kronor mindre än de "
        "äldre: 2,0\u00a0miljoner kronor mot 2,7\u00a0miljoner kronor."
    )
    assert found.caveats == ()


def test_days_that_a_rule_does_not_know_are_left_out_of_the_change() -> None:
    lvu: dict[str, object] = {"age": 16, "is_lvu": True, "care_days": 100.0, "cost_sek": NOTHING}
    found = told({"care_days": 2_000.0, "cost_sek": 3e6}, lvu)["reimbursement_rule_change"]

    assert [plain(caveat) for caveat in found.caveats] == [
        "För 100\u00a0vårddygn saknas en kontrollerad regel eller kostnad. De ingår inte."
    ]


def test_a_change_that_changes_nothing_is_told_as_such() -> None:
    found = told({"age": 19, "status": "permit", "care_days": 500.0, "cost_sek": 1e6})["reimbursement_rule_change"]

    assert plain(found.heading) == "Den senaste regeländringen ger samma ersättning"
    assert plain(found.content) == (
        "Reglerna ändrades den 1 januari 2024. För samma vårddygn ger de nya reglerna lika mycket."
    )


def test_before_the_first_change_and_for_a_group_without_older_rules_there_is_no_comparison() -> None:
    early = {"first_day": "2017-01-01", "last_day": "2017-06-30", "care_days": 10.0, "cost_sek": 2e4}
    young = {"first_day": "2018-01-01", "last_day": "2018-06-30", "age": 19, "care_days": 10.0, "cost_sek": 2e4}

    assert set(told(early, year=2017)) == {"reimbursement_coverage"}
    assert set(told(young, year=2018)) == {"reimbursement_coverage"}


def test_without_days_nothing_is_said() -> None:
    assert told({"care_days": 1.0}, year=2030) == {}


def test_without_any_cost_only_the_change_is_told() -> None:
    assert set(told({"care_days": 100.0, "cost_sek": NOTHING})) == {"reimbursement_rule_change"}


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2024-01-01", "2024-12-31", "2024"),
        ("2024-01-01", "2024-06-30", "januari–juni 2024"),
        ("2024-03-01", "2024-03-31", "mars 2024"),
        ("2024-01-02", "2024-06-30", "från den 2 januari 2024 till den 30 juni 2024"),
        ("2023-07-01", "2024-06-30", "från den 1 juli 2023 till den 30 juni 2024"),
    ],
)
def test_periods_are_told_as_prose_does(first: str, last: str, words: str) -> None:
    assert period_words(first, last) == words

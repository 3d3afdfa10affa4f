"""What is said of goals, assignments, guarantees and decisions: counts as they are told, and no side taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from evidence_checks import assert_numbers_are_proved
from invented import facts_of
from local_rows import local_rows, with_local

from ifo_analysis.analysis.goals import own_steering
from ifo_analysis.findings.goals import goals
from ifo_analysis.language import faults, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ifo_analysis.blocks import Finding

Rows = Sequence["Mapping[str, object]"]
GOAL: Mapping[str, object] = {"level": "committee", "area": "Barn", "assessment": "partly"}
SICK: Mapping[str, object] = {
    "area": "Arbetsgivare",
    "indicator": "Sjukfrånvaro",
    "target": 4.0,
    "outcome": 5.64,
    "unit": "procent",
    "is_lower_better": True,
}


def told(**rows: Rows) -> dict[str, Finding]:
    """Return the findings of some own rows, with every number proved and every sentence checked."""
    given = {name: local_rows(name, *records) for name, records in rows.items()}
    facts = with_local(facts_of(), is_internal=False, **given)
    own = facts.local
    steering = own_steering(
        own.committee_goals, own.assignments, own.guarantees, own.unexecuted, own.incidents, own.decisions, "9901", 2024
    )
    found = {finding.id: finding for finding in goals(facts, steering)}
    for finding in found.values():
        assert_numbers_are_proved(finding)
        for part in (finding.heading, finding.content, *finding.caveats):
            assert faults(plain(part)) == []
    return found


def verdicts(level: str, *assessments: str) -> Rows:
    return [{**GOAL, "level": level, "goal": f"Mål {at}", "assessment": each} for at, each in enumerate(assessments)]


def given(*statuses: str) -> Rows:
    return [{"kind": "special", "assignment": f"Uppdrag {at}", "status": each} for at, each in enumerate(statuses)]


def kept(*reasons: str | None) -> Rows:
    """Return guarantees: fulfilled without a reason, and not fulfilled with one, which may be silent."""
    return [
        {"area": "A", "guarantee": f"Garanti {at}", "is_fulfilled": reason is None, "reason": reason or ""}
        for at, reason in enumerate(reasons)
    ]


def test_nothing_told_has_no_finding() -> None:
    assert told() == {}


def test_verdicts_are_told_by_level_with_the_fulfilled_in_large() -> None:
    rows = [
        *verdicts("strategic", "partly", "partly", "partly", "not_fulfilled", "not_fulfilled"),
        *verdicts("committee", "partly", "partly", "fulfilled"),
    ]
    found = told(committee_goals=rows)["goal_assessment"]
    assert plain(found.content) == (
        "Av fem strategiska mål är tre delvis uppfyllda och två inte uppfyllda. Bland tre nämndmål är ett uppfyllt och två "
        "delvis uppfyllda."
    )
    assert plain(found.heading) == "En del av målen är uppfyllda"
    assert found.number is not None
    assert (found.number.text, found.number_label) == ("1 av 8", "mål bedömda som uppfyllda, 2024")
    assert (found.role, found.score, found.robustness) == ("lead", 4.0, 1.0)


@pytest.mark.parametrize(
    ("assessments", "content", "heading"),
    [
        (("fulfilled",), "Nämndens enda mål är uppfyllt.", "Målet är uppfyllt"),
        (("fulfilled", "fulfilled"), "Alla två nämndmål är uppfyllda.", "Alla mål är uppfyllda"),
        (
            ("not_assessed", "partly"),
            "Av två nämndmål är ett delvis uppfyllt och ett inte bedömt.",
            "Inget mål är bedömt som uppfyllt",
        ),
        (("partly",) * 13, "Alla 13 nämndmål är delvis uppfyllda.", "Inget mål är bedömt som uppfyllt"),
    ],
)
def test_few_goals_and_many_have_sentences_of_their_own(
    assessments: tuple[str, ...], content: str, heading: str
) -> None:
    found = told(committee_goals=verdicts("committee", *assessments))["goal_assessment"]
    assert (plain(found.content), plain(found.heading)) == (content, heading)


def test_two_verdicts_on_one_figure_are_a_question_and_take_weight_from_the_lead() -> None:
    found = told(
        committee_goals=[
            {
                **SICK,
                "level": "strategic",
                "goal": "Sjukfrånvaron är lägre än fyra procent",
                "assessment": "not_fulfilled",
            },
            {**SICK, "level": "committee", "goal": "Verksamheten bidrar till låg sjukfrånvaro", "assessment": "partly"},
        ]
    )
    assert found["goal_assessment"].robustness == 0.5
    assert plain(found["goal_contradictions"].content) == (
        "På ett ställe i målen stämmer uppgifterna inte överens. Rapporten ändrar inga bedömningar."
    )
    assert [plain(caveat) for caveat in found["goal_contradictions"].caveats] == [
        (
            "Måttet ”Sjukfrånvaro” har två olika bedömningar på samma utfall: ”Sjukfrånvaron är lägre än fyra procent” är inte "
            "uppfyllt, ”Verksamheten bidrar till låg sjukfrånvaro” är delvis uppfyllt. Vilken gäller?"
        )
    ]


@pytest.mark.parametrize(
    ("outcome", "assessment", "caveat"),
    [
        (
            3.5,
            "partly",
            (
                "Målvärdet för ”Friska” är nått: utfallet är 3,5 och målvärdet 4,0\u00a0procent. Bedömningen är ändå "
                "delvis uppfyllt. Varför?"
            ),
        ),
        (
            5.64,
            "fulfilled",
            (
                "Målvärdet för ”Friska” är inte nått: utfallet är 5,64 och målvärdet 4,00\u00a0procent. Bedömningen är "
                "ändå uppfyllt. Varför?"
            ),
        ),
    ],
)
def test_a_verdict_against_the_target_is_a_question(outcome: float, assessment: str, caveat: str) -> None:
    goal = {**SICK, "level": "committee", "goal": "Friska", "outcome": outcome, "assessment": assessment}
    found = told(committee_goals=[goal])["goal_contradictions"]
    assert [plain(each) for each in found.caveats] == [caveat]


def test_more_than_three_contradictions_are_counted() -> None:
    rows = [
        {**SICK, "level": "committee", "goal": f"Mål {at}", "indicator": f"Mått {at}", "assessment": "fulfilled"}
        for at in range(5)
    ]
    found = told(committee_goals=rows)["goal_contradictions"]
    assert plain(found.content).startswith("På fem ställen i målen")
    assert len(found.caveats) == 4
    assert plain(found.caveats[-1]) == "Ytterligare två visas i tabellen."


@pytest.mark.parametrize(
    ("statuses", "content"),
    [
        (("done",) * 3 + ("ongoing",) * 5, "Tre av åtta uppdrag är färdiga; fem pågår."),
        (("done", "ongoing", "stopped"), "Ett av tre uppdrag är färdigt; ett pågår och ett är avbrutet."),
        (("ongoing", "not_started"), "Inget av de två uppdragen är färdigt: ett pågår och ett är inte påbörjat."),
        (("done", "done"), "Alla två uppdrag är färdiga."),
        (("not_started",), "Det enda uppdraget är inte påbörjat."),
    ],
)
def test_assignments_are_told_by_status(statuses: tuple[str, ...], content: str) -> None:
    assert plain(told(assignments=given(*statuses))["assignments"].content) == content


@pytest.mark.parametrize(
    ("reasons", "content", "caveats"),
    [
        (
            (*[None] * 6, "Personalbrist"),
            (
                "Sex av sju kvalitetsgarantier är uppfyllda. Garantin ”Garanti 6” är inte uppfylld. Angiven "
                "orsak: ”Personalbrist”."
            ),
            [],
        ),
        (
            (None, ""),
            "En av de två kvalitetsgarantierna är uppfylld. Garantin ”Garanti 1” är inte uppfylld.",
            ["Någon orsak anges inte för en garanti som inte är uppfylld."],
        ),
        (
            ("x", "", ""),
            (
                "Ingen av de tre kvalitetsgarantierna är uppfylld. Inte uppfyllda är ”Garanti 0”, ”Garanti 1” och ”Garanti "
                "2”."
            ),
            ["Någon orsak anges inte för två garantier som inte är uppfyllda."],
        ),
        ((None, None), "Alla två kvalitetsgarantier är uppfyllda.", []),
        ((None,), "Den enda kvalitetsgarantin är uppfylld.", []),
        (
            ("x",) * 4,
            (
                "Ingen av de fyra kvalitetsgarantierna är uppfylld. Bland dem som inte är uppfyllda finns ”Garanti 0”, "
                "”Garanti 1” och ”Garanti 2”."
            ),
            [],
        ),
    ],
)
def test_guarantees_that_are_not_kept_are_named(
    reasons: tuple[str | None, ...], content: str, caveats: list[str]
) -> None:
    found = told(guarantees=kept(*reasons))["guarantees"]
    assert plain(found.content) == content
    assert [plain(caveat) for caveat in found.caveats] == caveats
    assert found.score == (2.0 if all(reason is None for reason in reasons) else 4.0)


def waiting(*counts: tuple[str, int], law: str = "SoL", total: int | None = None) -> Rows:
    rows: Rows = [{"as_of": "2024-08-31", "law": law, "kind": kind, "count": count} for kind, count in counts]
    whole: Rows = (
        [{"as_of": "2024-08-31", "law": law, "kind": "Totalt", "count": total, "is_total": True}] if total else []
    )
    return [*rows, *whole]


def test_decisions_that_wait_have_their_printed_total_and_their_largest_kind() -> None:
    found = told(unexecuted=waiting(("Familjehem", 58), ("Öppenvård", 21), ("Avbrott i öppenvård", 3), total=82))[
        "unexecuted"
    ]
    assert plain(found.content) == (
        "Per den 31 augusti 2024 fanns 82 beslut enligt SoL som inte hade verkställts. De flesta gäller familjehem (58)."
    )
    assert found.caveats == ()
    assert [claim.is_own for claim in found.claims] == [False, False]


def test_a_control_total_that_does_not_agree_is_told() -> None:
    found = told(unexecuted=waiting(("Familjehem", 58), ("Öppenvård", 21), total=82))["unexecuted"]
    assert [plain(caveat) for caveat in found.caveats] == [
        "Kontrollsumman stämmer inte för SoL: delarna ger 79, men den angivna summan är 82."
    ]


def test_laws_are_told_side_by_side_and_a_sum_of_parts_is_own_processing() -> None:
    rows = [*waiting(("Familjehem", 30), total=30), *waiting(("Kontaktperson", 2), ("Korttid", 2), law="LSS")]
    found = told(unexecuted=rows)["unexecuted"]
    assert plain(found.content) == (
        "Per den 31 augusti 2024 fanns 4 beslut enligt LSS och 30 beslut enligt SoL som inte hade verkställts. De flesta "
        "gäller familjehem (30)."
    )
    assert {claim.id: claim.formula for claim in found.claims}["unexecuted.LSS"] == "summan av delarna"


@pytest.mark.parametrize(
    ("now", "before", "content"),
    [
        (
            {"lex_sarah": (2, 0), "lex_maria": (0, 0)},
            {},
            (
                "Under 2024 redovisas två rapporter enligt lex Sarah och ingen anmälan "
                "enligt lex Maria. Av rapporterna enligt lex Sarah anmäldes ingen till IVO."
            ),
        ),
        (
            {"lex_sarah": (1, 1)},
            {"lex_sarah": (3, 0), "complaints": (9, 0)},
            (
                "Under 2024 redovisas en rapport enligt lex Sarah. "
                "Rapporten enligt lex Sarah anmäldes till IVO. Året före var det tre rapporter enligt lex Sarah."
            ),
        ),
        (
            {"lex_sarah": (3, 2), "complaints": (26, 0)},
            {},
            (
                "Under 2024 redovisas 3 rapporter enligt lex Sarah och 26 klagomål. Av "
                "rapporterna enligt lex Sarah anmäldes två till IVO."
            ),
        ),
    ],
)
def test_reports_of_harm_are_counts_without_words_of_change(
    now: dict[str, tuple[int, int]], before: dict[str, tuple[int, int]], content: str
) -> None:
    rows: Rows = [
        {"year": year, "kind": kind, "count": count, "reported_to_ivo": sent}
        for year, kinds in ((2023, before), (2024, now))
        for kind, (count, sent) in kinds.items()
    ]
    assert plain(told(incidents=rows)["incidents"].content) == content


def decided(*outcomes: str, year: int = 2024, due: str = "2024-12-15") -> Rows:
    return [
        {"decided": f"{year}-06-{at + 10}", "decision": f"Beslut {at}", "due": due, "outcome": each}
        for at, each in enumerate(outcomes)
    ]


def test_a_decision_past_its_day_without_outcome_is_named() -> None:
    found = told(decisions=decided("Klart", ""))["decision_log"]
    assert plain(found.heading) == "Beslut utan redovisat utfall"
    assert plain(found.content) == (
        "Beslutsloggen har två beslut från 2024. Utfall redovisas för ett. Ett beslut skulle ha varit klart den 15 december "
        "2024 men saknar utfall: ”Beslut 1”."
    )
    assert [plain(caveat) for caveat in found.caveats] == ["Uppgifterna gäller den 1 februari 2025."]
    assert (found.score, found.robustness) == (4.0, 1.0)


def test_decisions_that_are_not_due_yet_are_not_late_and_earlier_ones_are_counted() -> None:
    rows = [*decided("", "Klart", due="2025-06-30"), *decided("", year=2023, due="")]
    found = told(decisions=rows)["decision_log"]
    assert plain(found.content) == "Beslutsloggen har två beslut från 2024. Utfall redovisas för ett."
    assert plain(found.caveats[1]) == "Utfall saknas också för ett beslut från tidigare år."
    assert plain(found.heading) == "Uppföljning av nämndens beslut"


def test_many_late_decisions_name_three() -> None:
    found = told(decisions=decided("", "", "", ""))["decision_log"]
    assert plain(found.content) == (
        "Beslutsloggen har fyra beslut från 2024. Utfall redovisas för inget. För fyra beslut har slutdatum passerat utan "
        "redovisat utfall: bland annat ”Beslut 0”, ”Beslut 1” och ”Beslut 2”."
    )

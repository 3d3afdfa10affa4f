"""The plan: what its goals would give, what waits for the committee, and what it can't explain."""

from __future__ import annotations

import pytest
from evidence_checks import assert_numbers_are_proved
from invented import LINDNAS, Bench, facts_of, published, with_plan

from ifo_analysis import findings
from ifo_analysis.analysis.measure_follow_up import measure_follow_up
from ifo_analysis.blocks import Finding
from ifo_analysis.language import faults, plain

CALCULATED: dict[str, object] = {"effect_status": "calculated", "alternative_price": float("nan")}
INVESTIGATED: dict[str, object] = {"effect_status": "investigated", "price": float("nan"), "price_unit": ""}


def plan(goals: list[dict[str, object]], measures: list[dict[str, object]] | None = None) -> dict[str, Finding]:
    """Return the findings of a plan: full-year placements at 1.6 mnkr, two to three of them, unless changed."""
    steps: list[dict[str, object]] = [{}] if measures is None else measures
    found = Bench(with_plan(facts_of(), goals, steps)).measures
    for finding in found.values():
        assert_numbers_are_proved(finding)
        for part in (finding.heading, finding.content, *finding.caveats):
            assert faults(plain(part)) == []
    return found


def test_tyresos_plan_has_its_sum_and_what_is_not_in_it() -> None:
    found = Bench(published("0138", 2019)).measures["measures_sum"]
    assert plain(found.content) == (
        "Fyra av nio mål har en beräknad effekt. Tillsammans motsvarar den 10,7–11,5\u00a0miljoner kronor per helår, "
        "brutto, utan avdrag för vad alternativen kostar."
    )
    assert [plain(caveat) for caveat in found.caveats] == [
        "För tre mål utreds effekten. Pris men ingen volym finns för ett mål. Oförändrade kostnader anges för ett mål.",
        (
            "Inom barn- och ungdomsvård räknas flera mål i samma enhet. Gäller de samma vårddygn? I så fall ingår dygnen mer "
            "än en gång i summan."
        ),
    ]
    assert plain(found.heading) == "En del av målen är inte prissatta"
    assert found.number is not None
    assert (found.number.text, found.number_label) == (
        "10,7–11,5",
        "miljoner kronor per helår, beräknad effekt av planen",
    )
    assert (found.role, found.score, found.robustness) == ("lead", 5.0, 1.0)
    assert_numbers_are_proved(found)


def test_tyresos_sum_is_own_processing_of_the_plan() -> None:
    claims = {claim.id: claim for claim in Bench(published("0138", 2019)).measures["measures_sum"].claims}
    low, high = claims["measures_sum.low"], claims["measures_sum.high"]
    assert [low.value, high.value] == pytest.approx([10.679, 11.5185])
    assert low.source == "Egen bearbetning av uppgifter från Tyresö kommun."
    assert low.formula == "summan av pris × volym för de mål som har båda; 365 vårddygn"


def test_what_waits_for_the_committee_is_named_and_can_be_acted_on() -> None:
    found = Bench(published("0138", 2019)).measures["measures_wait_for_decision"]
    assert plain(found.content) == (
        "Två av 13 åtgärder väntar på nämndens eget beslut: boendekedja med tränings- och försökslägenheter och erbjuda "
        "träfflokal som komplement till boendestöd."
    )
    assert plain(found.heading) == "Åtgärder väntar på nämndens eget beslut"
    assert (found.topic, found.score) == ("decision", 4.0)
    assert found.number is not None
    assert (found.number.text, found.number_label) == ("2 av 13", "åtgärder väntar på nämndens eget beslut")
    assert_numbers_are_proved(found)


def test_the_state_of_the_measures_is_counted_and_the_delayed_named() -> None:
    found = Bench(published("0138", 2019)).measures["measures_status"]
    assert plain(found.content) == (
        "Tre åtgärder är genomförda, sju pågår, två avvaktar beslut och en är inte påbörjad. Av åtgärderna är en "
        "försenad: kartlägga personer i köpt stödboende och konsekvenser av hänvisning."
    )
    assert found.robustness == 0.0
    assert_numbers_are_proved(found)


def test_a_plan_adopted_during_the_year_cannot_explain_it() -> None:
    found = Bench(published("0138", 2019)).measures["plan_and_outcome"]
    assert plain(found.content) == (
        "Planen antogs den 24 september 2019. Då återstod 98\u00a0dagar av året (26,8\u00a0procent), så den kan inte "
        "ensam förklara helåret 2019."
    )
    assert_numbers_are_proved(found)


@pytest.mark.parametrize(("adopted", "is_told"), [("2024-03-19", True), ("2023-03-19", False), ("", False)])
def test_only_a_plan_of_the_same_year_is_held_against_the_year(adopted: str, is_told: bool) -> None:  # noqa: FBT001
    assert ("plan_and_outcome" in plan([CALCULATED | {"plan_adopted": adopted}])) == is_told


def test_one_day_left_is_told_in_the_singular() -> None:
    found = plan([CALCULATED | {"plan_adopted": "2024-12-30"}])["plan_and_outcome"]
    assert "Då återstod 1\u00a0dag av året (0,3\u00a0procent)" in plain(found.content)
    assert found.claims[0].text == "1\u00a0dag"


def test_one_priced_goal_of_several_is_told_without_a_sum() -> None:
    found = plan([CALCULATED, INVESTIGATED, INVESTIGATED])["measures_sum"]
    assert plain(found.content) == (
        "Ett av tre mål har en beräknad effekt, 3,2–4,8\u00a0miljoner kronor per helår, brutto, utan avdrag för vad "
        "alternativen kostar."
    )
    assert [plain(caveat) for caveat in found.caveats] == ["För två mål utreds effekten."]


def test_a_plan_of_one_priced_goal_has_no_count() -> None:
    found = plan([CALCULATED | {"volume_high": 2.0}])["measures_sum"]
    assert plain(found.content) == (
        "Planens enda mål har en beräknad effekt, 3,2\u00a0miljoner kronor per helår, brutto, utan avdrag för vad "
        "alternativen kostar."
    )
    assert plain(found.heading) == "Alla mål har en beräknad effekt"
    assert found.caveats == ()


@pytest.mark.parametrize(
    ("n", "told"),
    [
        (1, "Planens enda mål har ingen beräknad effekt. Därför anges ingen summa."),
        (2, "Inget av planens två mål har en beräknad effekt. Därför anges ingen summa."),
    ],
)
def test_without_a_priced_goal_there_is_no_sum_and_nothing_to_summarise(n: int, told: str) -> None:
    found = plan([INVESTIGATED] * n)["measures_sum"]
    assert plain(found.content) == told
    assert (plain(found.heading), found.number, found.robustness) == ("Inget mål har en beräknad effekt", None, 0.0)


def test_more_than_twelve_goals_do_not_open_a_sentence_with_a_figure() -> None:
    found = plan([CALCULATED] * 13 + [INVESTIGATED])["measures_sum"]
    assert plain(found.content).startswith("Totalt 13 av 14 mål har en beräknad effekt. Tillsammans motsvarar den 41,6")


@pytest.mark.parametrize(
    ("alternatives", "clause", "word"),
    [
        ((float("nan"), float("nan")), "brutto, utan avdrag för vad alternativen kostar", "brutto"),
        ((0.7, 0.7), "netto", "netto"),
        (
            (0.7, float("nan")),
            "delvis brutto: vad alternativen kostar är avdraget bara där det är känt",
            "delvis brutto",
        ),
    ],
)
def test_gross_net_and_partly_gross_are_told_apart(alternatives: tuple[float, float], clause: str, word: str) -> None:
    goals = [{"effect_status": "calculated", "alternative_price": price} for price in alternatives]
    assert plain(plan(goals)["measures_sum"].content).endswith(f"miljoner kronor per helår, {clause}.")
    effects = Bench(with_plan(facts_of(), goals, [{}])).effects
    assert findings.measures(facts_of(), effects)
    from ifo_analysis.findings.measures import gross_word  # noqa: PLC0415 - beside its clause

    assert gross_word(effects) == word


def test_an_effect_on_both_sides_of_zero_is_told_without_a_dash() -> None:
    dear = {"effect_status": "calculated", "alternative_price": 2.6, "volume_low": 1.0, "volume_high": 3.0}
    gain = {"effect_status": "calculated", "alternative_price": 0.0, "volume_low": 1.0, "volume_high": 1.0}
    found = plan([dear, gain])["measures_sum"]
    assert "motsvarar den −1,4 till 0,6\u00a0miljoner kronor" in plain(found.content)
    assert found.number is not None
    assert found.number.text == "−1,4 till 0,6"


def test_the_same_sum_at_both_ends_is_one_number() -> None:
    found = plan([CALCULATED | {"volume_high": 2.0}] * 2)["measures_sum"]
    assert "motsvarar den 6,4\u00a0miljoner kronor" in plain(found.content)


def waiting(n: int, of: int) -> list[dict[str, object]]:
    wait: dict[str, object] = {"status": "waiting", "waits_for_decision_by": "nämnden", "measure": "Öppna träfflokal"}
    return [wait] * n + [{}] * (of - n)


@pytest.mark.parametrize(
    ("n", "of", "told", "heading"),
    [
        (1, 1, "Planens enda åtgärd väntar på nämndens eget beslut: öppna träfflokal.", "En åtgärd väntar"),
        (1, 3, "En av tre åtgärder väntar på nämndens eget beslut: öppna träfflokal.", "En åtgärd väntar"),
        (
            2,
            3,
            "Två av tre åtgärder väntar på nämndens eget beslut: öppna träfflokal och öppna träfflokal.",
            "Åtgärder",
        ),
        (13, 15, "Totalt 13 av 15 åtgärder väntar på nämndens eget beslut.", "Åtgärder väntar"),
    ],
)
def test_waiting_measures_are_counted_in_the_right_number(n: int, of: int, told: str, heading: str) -> None:
    found = plan([CALCULATED], waiting(n, of))["measures_wait_for_decision"]
    assert plain(found.content) == told
    assert plain(found.heading).startswith(heading)


def test_what_waits_for_somebody_else_is_not_the_committees() -> None:
    steps: list[dict[str, object]] = [{"status": "waiting", "waits_for_decision_by": "kommunstyrelsen"}]
    assert "measures_wait_for_decision" not in plan([CALCULATED], steps)


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([{"status": "done"}], "En åtgärd är genomförd."),
        ([{"status": "done", "is_delayed": True}], "En åtgärd är genomförd. Den är försenad."),
        ([{"status": "stopped"}] * 2, "Två åtgärder är avbrutna."),
        ([{"status": "ongoing"}, {"status": "not_started"}], "En åtgärd pågår och en är inte påbörjad."),
        ([{"status": "ongoing"}] * 14, "Totalt 14 åtgärder pågår."),
        (
            [{"status": "ongoing", "is_delayed": True, "measure": "Öppna lokal"}] * 2,
            "Två åtgärder pågår. Av åtgärderna är två försenade: öppna lokal och öppna lokal.",
        ),
    ],
)
def test_states_agree_with_their_counts(steps: list[dict[str, object]], told: str) -> None:
    assert plain(plan([CALCULATED], steps)["measures_status"].content) == told


def test_a_plan_without_measures_has_only_its_sum() -> None:
    assert set(plan([CALCULATED], [])) == {"measures_sum", "measures_in_year", "plan_and_outcome"}


def test_a_measure_that_opens_with_letters_read_one_by_one_keeps_them() -> None:
    steps: list[dict[str, object]] = [
        {"status": "waiting", "waits_for_decision_by": "nämnden", "measure": "MST på plats"}
    ]
    assert plain(plan([CALCULATED], steps)["measures_wait_for_decision"].content).endswith(": MST på plats.")


def test_without_a_plan_there_is_nothing_to_find() -> None:
    assert Bench(facts_of(LINDNAS)).measures == {}


@pytest.mark.parametrize(
    ("areas", "told"),
    [
        (("Barn", "Barn"), "Inom barn räknas flera mål i samma enhet."),
        (("Barn", "Barn", "HVB", "HVB"), "Inom barn och HVB räknas flera mål i samma enhet."),
        (("Barn", "Vuxna"), ""),
    ],
)
def test_goals_that_may_count_the_same_days_are_asked_about(areas: tuple[str, ...], told: str) -> None:
    asked = [plain(item) for item in plan([CALCULATED | {"area": area} for area in areas])["measures_sum"].caveats]
    assert [item.split(" Gäller")[0] for item in asked] == ([told] if told else [])


@pytest.mark.parametrize(
    ("statuses", "told"),
    [(("stopped", "stopped"), ["För ett mål i summan är alla åtgärder avbrutna."]), (("stopped", "done"), [])],
)
def test_a_goal_that_was_stopped_is_still_in_the_sum_and_told(statuses: tuple[str, ...], told: list[str]) -> None:
    found = plan([CALCULATED], [{"status": status} for status in statuses])["measures_sum"]
    assert [plain(caveat) for caveat in found.caveats] == told


NOTHING = float("nan")


def in_year(*goals: dict[str, object]) -> Finding | None:
    return plan([CALCULATED | {"first_day": "2024-07-01", "one_off_cost_tkr": 0.0} | goal for goal in goals]).get(
        "measures_in_year"
    )


def test_the_effect_of_the_year_is_told_apart_from_that_of_a_full_year() -> None:
    found = in_year({}, {"one_off_cost_tkr": 300.0})
    assert found is not None
    assert plain(found.content) == (
        "Under 2024 motsvarar den beräknade effekten 2,9–4,5\u00a0miljoner kronor, räknat från målens startdatum och med "
        "engångskostnaderna avdragna."
    )
    assert found.caveats == ()
    assert found.robustness == 0.0


@pytest.mark.parametrize(
    ("n", "told"),
    [
        (1, "För ett mål saknas startdatum eller engångskostnad. Målet ingår därför inte."),
        (2, "För två mål saknas startdatum eller engångskostnad. Målen ingår därför inte."),
    ],
)
def test_goals_whose_year_is_unknown_are_counted(n: int, told: str) -> None:
    undated: list[dict[str, object]] = [{"first_day": ""}] * (n - 1)
    found = in_year({}, *undated, {"one_off_cost_tkr": NOTHING})
    assert found is not None
    assert [plain(caveat) for caveat in found.caveats] == [told]


def test_without_any_first_day_nothing_is_said_of_the_year() -> None:
    assert in_year({"first_day": ""}) is None


FOLLOWED: dict[str, object] = {
    "owner": "Chefen",
    "last_day": "2027-01-01",
    "followed_up": "2026-08-16",
    "status": "ongoing",
}


def follow_up(*steps: dict[str, object]) -> Finding:
    return plan([CALCULATED], [FOLLOWED | {"outcome_tkr": NOTHING, **step} for step in steps])["measures_follow_up"]


@pytest.mark.parametrize(
    ("steps", "heading", "told"),
    [
        (
            [{}],
            "Planen är uppföljd",
            "Alla åtgärder har ansvarig och slutdatum, och de som inte är klara är uppföljda i tid.",
        ),
        (
            [{"last_day": "2026-08-15"}, {}],
            "En åtgärd har passerat sitt slutdatum",
            "En av två åtgärder har passerat sitt slutdatum utan att vara genomförd.",
        ),
        (
            [{"last_day": "2026-08-15"}] * 2 + [{}],
            "Åtgärder har passerat sina slutdatum",
            "Två av tre åtgärder har passerat sina slutdatum utan att vara genomförda.",
        ),
        (
            [{"followed_up": "2026-07-25"}],
            "Alla åtgärder är inte uppföljda i tid",
            "Räknat till den 16 augusti 2026 har en åtgärd som inte är klar gått mer än tre veckor utan uppföljning.",
        ),
        (
            [{"followed_up": "2026-07-25"}, {"followed_up": "2026-07-25"}, {"followed_up": ""}],
            "Alla åtgärder är inte uppföljda i tid",
            (
                "Räknat till den 16 augusti 2026 har två åtgärder som inte är klara gått mer än tre veckor utan uppföljning. "
                "För en åtgärd som inte är klar saknas datum för uppföljning."
            ),
        ),
        (
            [{"owner": "", "last_day": ""}, {"owner": ""}],
            "Planen saknar uppgifter om åtgärderna",
            "Ansvarig saknas för två åtgärder och slutdatum för en åtgärd.",
        ),
        ([{"owner": ""}], "Planen saknar uppgifter om åtgärderna", "Ansvarig saknas för en åtgärd."),
        ([{"last_day": ""}], "Planen saknar uppgifter om åtgärderna", "Slutdatum saknas för en åtgärd."),
    ],
    ids=range(8),
)
def test_the_follow_up_says_what_is_late_and_what_is_missing(
    steps: list[dict[str, object]], heading: str, told: str
) -> None:
    found = follow_up(*steps)
    assert (plain(found.heading), plain(found.content)) == (heading, told)
    assert found.caveats == ()


def test_only_measures_past_their_end_reach_the_summary() -> None:
    late = follow_up({"last_day": "2026-08-15"}, {})
    assert late.number is not None
    assert (late.number.text, late.robustness, late.score) == ("1 av 2", 1.0, 3.0)
    assert (follow_up({}).number, follow_up({}).robustness) == (None, 0.0)


def test_what_came_of_the_measures_is_summed_where_it_is_stated() -> None:
    found = follow_up({"outcome_tkr": 650.0}, {"outcome_tkr": 0.0}, {})
    assert [plain(caveat) for caveat in found.caveats] == [
        "Utfall är angivet för två åtgärder: 650\u00a0000\u00a0kronor."
    ]


def test_the_day_and_the_limit_of_the_follow_up_are_settings() -> None:
    facts = with_plan(facts_of(), [CALCULATED], [FOLLOWED | {"followed_up": "2024-06-01"}])
    late = measure_follow_up(facts.measures, facts.goals, "2024-06-30", 14)
    found = {item.id: item for item in findings.measures(facts, Bench(facts).effects, late)}["measures_follow_up"]
    assert plain(found.content) == (
        "Räknat till den 30 juni 2024 har en åtgärd som inte är klar gått mer än 14 dagar utan uppföljning."
    )


def test_tyresos_plan_lacks_what_a_follow_up_needs() -> None:
    found = Bench(published("0138", 2019)).measures["measures_follow_up"]
    assert plain(found.content) == (
        "För tio åtgärder som inte är klara saknas datum för uppföljning. Ansvarig saknas för 13 åtgärder och slutdatum "
        "för 13 åtgärder."
    )
    assert_numbers_are_proved(found)

"""Findings about budget and forecast: direction in words, every number proved, and a flag is a question, not a fault."""

from __future__ import annotations

import pytest
from budgets import NAN, REPORT, budget, facts_with, followed, line, note, notes, row, whole
from evidence_checks import assert_numbers_are_proved

from ifo_analysis.blocks import Finding
from ifo_analysis.facts import Facts
from ifo_analysis.findings.budget import budget as budget_findings
from ifo_analysis.language import faults, plain

NAMES = frozenset({"Ekhult"})


def told(facts: Facts) -> dict[str, Finding]:
    """Return the findings by id, after a check of their evidence and language."""
    found = {finding.id: finding for finding in budget_findings(facts, followed(facts))}
    for finding in found.values():
        assert_numbers_are_proved(finding)
        for text in (finding.heading, finding.content, *finding.caveats):
            assert faults(plain(text), allowed=NAMES) == []
    return found


def texts(facts: Facts) -> dict[str, str]:
    return {name: plain(finding.content) for name, finding in told(facts).items()}


def alone(result: float, forecast: float = NAN, months: int = 8) -> Facts:
    return facts_with(budget(whole(result, forecast, months)))


def test_result_and_forecast_lead_with_their_direction_in_words() -> None:
    found = told(alone(-7_200, -10_000))["budget_result"]
    assert plain(found.content) == (
        "Till och med augusti 2024 är resultatet ett underskott på 7,2\u00a0miljoner kronor. Prognosen för helåret är ett "
        "underskott på 10,0\u00a0miljoner kronor."
    )
    assert (plain(found.heading), found.role, found.topic) == (
        "Underskott till och med augusti och i prognosen", "lead", "budget",
    )  # fmt: skip
    assert found.number is not None
    assert (found.number.text, found.number_label) == ("7,2", "miljoner kronor i underskott, januari–augusti 2024")
    assert (found.score, found.robustness, found.direction, found.caveats) == (5.0, 1.0, "", ())
    assert [(claim.text, claim.unit, claim.formula) for claim in found.claims] == [
        ("−7,2\u00a0mnkr", "mnkr", ""), ("−10,0\u00a0mnkr", "mnkr", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "heading", "content"),
    [
        (
            alone(500, -400, 4),
            "Överskott till och med april, underskott i prognosen",
            (
                "Till och med april 2024 är resultatet ett överskott på 500\u00a0000\u00a0kronor. Prognosen för helåret är ett "
                "underskott på 400\u00a0000\u00a0kronor."
            ),
        ),
        (
            alone(0.4, -0.4),
            "Resultat i nivå med budget till och med augusti och i prognosen",
            "Till och med augusti 2024 är resultatet i nivå med budget. Prognosen för helåret är i nivå med budget.",
        ),
        (
            alone(-800),
            "Underskott till och med augusti",
            (
                "Till och med augusti 2024 är resultatet ett underskott på 800\u00a0000\u00a0kronor. Prognos för helåret "
                "saknas."
            ),
        ),
        (
            alone(1_000, 900, 12),
            "Överskott för året",
            "År 2024 blev resultatet ett överskott på 1,0\u00a0miljoner kronor.",
        ),
        (alone(NAN, -400), "Budget och utfall", "Uppgift om det samlade resultatet januari–augusti 2024 saknas."),
    ],
    ids=["below a million", "even", "no forecast", "a whole year", "no result"],
)
def test_other_results_have_sentences_of_their_own(facts: Facts, heading: str, content: str) -> None:
    found = told(facts)["budget_result"]
    assert (plain(found.heading), plain(found.content)) == (heading, content)


def test_a_result_that_is_shown_as_zero_has_no_large_number() -> None:
    found = told(alone(0, -400))["budget_result"]
    assert (found.number, found.number_label) == (None, "")


def test_a_summed_total_says_so() -> None:
    claims = told(facts_with(budget(*REPORT[:6])))["budget_result"].claims
    assert [claim.formula for claim in claims] == ["summan av avsnittens belopp"] * 2


def test_the_size_is_against_the_cost() -> None:
    assert told(facts_with(budget(*REPORT)))["budget_result"].score == 5.0
    small = [{**found, "result_tkr": NAN, "forecast_tkr": NAN} for found in REPORT[:6]]
    found = told(facts_with(budget(*small, whole(-151, -200))))["budget_result"]
    assert found.score == pytest.approx(5 * 151 / (0.02 * 30_200))


def test_preliminary_figures_are_called_so() -> None:
    found = told(facts_with(budget(whole(-800, -900, is_preliminary=True))))["budget_result"]
    assert ([plain(caveat) for caveat in found.caveats], found.robustness) == (["Uppgifterna är preliminära."], 0.7)


@pytest.mark.parametrize(
    ("result", "forecast", "heading", "content"),
    [
        (
            -7_200, -8_400, "Prognosen förutsätter ett mindre underskott per månad",
            ("Prognosen förutsätter att underskottet per månad blir 300\u00a0000\u00a0kronor resten av året, i stället för "
            "900\u00a0000\u00a0kronor till och med augusti 2024. Det är 67\u00a0procent mindre. Med samma takt hela året "
            "blir resultatet ett underskott på 10,8\u00a0miljoner kronor. Årets resultat blir då 2,4\u00a0miljoner kronor "
            "sämre än prognosen. Vad ska sänka takten?"),
        ),
        (
            -2_000, -5_000, "Prognosen förutsätter ett större underskott per månad",
            ("Prognosen förutsätter att underskottet per månad blir 750\u00a0000\u00a0kronor resten av året, i stället för "
            "250\u00a0000\u00a0kronor till och med augusti 2024. Det är 200\u00a0procent mer. Med samma takt hela året "
            "blir resultatet ett underskott på 3,0\u00a0miljoner kronor. Årets resultat blir då 2,0\u00a0miljoner kronor "
            "bättre än prognosen. Vad bygger det på?"),
        ),
        (
            -8_000, -4_000, "Prognosen förutsätter att resultatet vänder",
            ("Prognosen förutsätter att resultatet vänder: från ett underskott på 1,0\u00a0miljoner kronor i månaden till "
            "ett överskott på 1,0\u00a0miljoner kronor i månaden. Med samma takt hela året blir resultatet ett underskott "
            "på 12,0\u00a0miljoner kronor. Årets resultat blir då 8,0\u00a0miljoner kronor sämre än prognosen. Vad bygger "
            "det på?"),
        ),
        (
            -800, -800, "Prognosen förutsätter ett mindre underskott per månad",
            ("Prognosen förutsätter att underskottet inte växer mer under resten av året. Till och med augusti 2024 är det "
            "100\u00a0000\u00a0kronor i månaden. Med samma takt hela året blir resultatet ett underskott på "
            "1,2\u00a0miljoner kronor. Årets resultat blir då 400\u00a0000\u00a0kronor sämre än prognosen. Vad ska sänka "
            "takten?"),
        ),
        (
            -8_000, -12_000, "Takten i resultatet och i prognosen",
            ("Prognosen förutsätter att underskottet per månad blir lika stort som till och med augusti 2024, "
            "1,0\u00a0miljoner kronor. Med samma takt hela året blir resultatet ett underskott på 12,0\u00a0miljoner "
            "kronor. Det är lika mycket som i prognosen."),
        ),
        (
            0, -500, "Takten i resultatet och i prognosen",
            ("Prognosen förutsätter ett underskott på 125\u00a0000\u00a0kronor i månaden under resten av året. Till och med "
            "augusti 2024 är resultatet i nivå med budget. Med samma takt hela året blir resultatet i nivå med budget. "
            "Årets resultat blir då 500\u00a0000\u00a0kronor bättre än prognosen."),
        ),
    ],
    ids=["halved", "doubled", "turns", "no more", "the same", "from nothing"],
)  # fmt: skip
def test_the_pace_that_a_forecast_assumes(result: float, forecast: float, heading: str, content: str) -> None:
    found = told(alone(result, forecast))["budget_pace"]
    assert (plain(found.heading), plain(found.content)) == (heading, content)


def test_a_flag_asks_and_does_not_say_that_the_forecast_is_wrong() -> None:
    flagged, calm = (told(alone(-7_200, forecast))["budget_pace"] for forecast in (-8_400, -10_800))
    assert [plain(caveat) for caveat in flagged.caveats] == [
        (
            "Takten räknar med att resultatet är jämnt fördelat över året. Årstid och engångsposter kan ge en annan takt, så "
            "skillnaden är en fråga och inget fel i prognosen."
        )
    ]
    assert (calm.caveats, flagged.score, calm.score) == ((), 4.0, 0.0)


@pytest.mark.parametrize("facts", [alone(-800), alone(-800, -900, 12), alone(NAN, -900), alone(0.1, 0.2)])
def test_no_pace_without_both_and_months_left(facts: Facts) -> None:
    assert "budget_pace" not in texts(facts)


ROWS = (
    row("Placeringar", -4_000, -3_600),
    row("Öppenvård", -1_600, -1_680),
    row("Familjehem", 80, 400),
    row("Jourhem", -240, 0),
    row("Bistånd", -800, -1_200),
    {**row("Placeringar", -1, NAN), "section": "Regi"},
)


def test_the_rows_that_stand_out_most_come_first_after_how_many_they_are() -> None:
    found = told(facts_with(budget(*ROWS, whole(-6_560, -6_080))))
    rows = {name: plain(found[name].content) for name in found if name.startswith("budget_row")}
    assert rows == {
        "budget_rows": "För fyra av fem rader förutsätter prognosen en takt som behöver förklaras, enligt gränserna under "
        "figuren. Här beskrivs de där skillnaden mot samma takt hela året är störst.",
        "budget_row_1": "För ”Placeringar” (”IFO”) förutsätter prognosen att resultatet vänder: från ett underskott på "
        "500\u00a0000\u00a0kronor i månaden till ett överskott på 100\u00a0000\u00a0kronor i månaden. Vad bygger det på?",
        "budget_row_2": "För ”Öppenvård” förutsätter prognosen att underskottet per månad blir 20\u00a0000\u00a0kronor "
        "resten av året, i stället för 200\u00a0000\u00a0kronor till och med augusti 2024. Vad ska sänka takten?",
        "budget_row_3": "För ”Jourhem” förutsätter prognosen att resultatet vänder: från ett underskott på "
        "30\u00a0000\u00a0kronor i månaden till ett överskott på 60\u00a0000\u00a0kronor i månaden. Vad bygger det på?",
    }
    assert [plain(found[f"budget_row_{place}"].heading) for place in (1, 2, 3)] == [
        "Resultatet vänder i prognosen för ”Placeringar” (”IFO”)",
        "Mindre underskott per månad i prognosen för ”Öppenvård”",
        "Resultatet vänder i prognosen för ”Jourhem”",
    ]


def test_few_flagged_rows_need_no_count() -> None:
    found = texts(facts_with(budget(*ROWS[2:5], whole(-960, -800))))
    assert [name for name in found if name.startswith("budget_row")] == ["budget_row_1", "budget_row_2"]
    assert found["budget_row_2"] == (
        "För ”Familjehem” förutsätter prognosen att överskottet per månad blir 80\u00a0000\u00a0kronor resten av året, i "
        "stället för 10\u00a0000\u00a0kronor till och med augusti 2024. Vad bygger det på?"
    )


def test_refugee_reception_is_told_apart() -> None:
    found = told(facts_with(budget(*REPORT)))["budget_refugees"]
    assert plain(found.content) == (
        "Av resultatet januari–augusti 2024 svarar flyktingmottagandet för ett underskott på 800\u00a0000\u00a0kronor. "
        "Utan flyktingmottagandet är resultatet ett underskott på 2,4\u00a0miljoner kronor och prognosen för helåret ett "
        "underskott på 5,5\u00a0miljoner kronor."
    )
    assert [claim.formula for claim in found.claims] == [
        "", "resultatet − flyktingmottagandets resultat", "prognosen − flyktingmottagandets prognos",
    ]  # fmt: skip


def test_summed_refugee_sections_and_a_missing_forecast() -> None:
    found = told(facts_with(budget(*REPORT[:5], whole(-3_200, -6_400))))["budget_refugees"]
    assert found.claims[0].formula == "summan av avsnittens belopp"
    assert plain(found.content).endswith(
        "Utan flyktingmottagandet är resultatet ett underskott på 2,4\u00a0miljoner kronor."
    )
    even = line("Mottagande", "Boende", "row", (NAN, NAN, 0, NAN), is_refugee=True)
    content = texts(facts_with(budget(even, row("A", -9_000, NAN))))["budget_refugees"]
    assert "svarar flyktingmottagandet för ett resultat i nivå med budget." in content
    assert "budget_refugees" not in texts(facts_with(budget(*REPORT[:4])))


@pytest.mark.parametrize(
    ("stated", "content"),
    [
        (
            [-4_000, -1_700],
            (
                "De angivna orsakerna motsvarar 5,7\u00a0miljoner kronor av underskottet på 7,2\u00a0miljoner kronor. Resten, "
                "1,5\u00a0miljoner kronor (21\u00a0procent), är inte förklarad."
            ),
        ),
        (
            [-5_700, NAN, NAN],
            (
                "De angivna orsakerna motsvarar 5,7\u00a0miljoner kronor av underskottet på 7,2\u00a0miljoner kronor. Resten, "
                "1,5\u00a0miljoner kronor (21\u00a0procent), är inte förklarad. För två orsaker anges inget belopp."
            ),
        ),
        (
            [-8_000],
            (
                "De angivna orsakerna är tillsammans större än underskottet: 8,0\u00a0miljoner kronor mot 7,2\u00a0miljoner "
                "kronor. Skillnaden är 800\u00a0000\u00a0kronor. Överlappar de, eller finns något som drar åt andra hållet?"
            ),
        ),
        (
            [1_000],
            (
                "De angivna orsakerna är tillsammans ett överskott på 1,0\u00a0miljoner kronor, medan resultatet är ett "
                "underskott på 7,2\u00a0miljoner kronor. Det som inte är förklarat är alltså ett underskott på "
                "8,2\u00a0miljoner kronor."
            ),
        ),
        (
            [-7_200, NAN],
            "De angivna orsakerna motsvarar hela underskottet, 7,2\u00a0miljoner kronor. För en orsak anges inget belopp.",
        ),
        (
            [0],
            (
                "De angivna orsakerna motsvarar 0\u00a0kronor av underskottet på 7,2\u00a0miljoner kronor. Resten, "
                "7,2\u00a0miljoner kronor (100\u00a0procent), är inte förklarad."
            ),
        ),
        (
            [NAN],
            "Den angivna orsaken har inget belopp. Hela underskottet, 7,2\u00a0miljoner kronor, är därmed inte förklarat.",
        ),
        (
            [NAN, NAN],
            (
                "Ingen av de angivna orsakerna har ett belopp. Hela underskottet, 7,2\u00a0miljoner kronor, är därmed inte "
                "förklarat."
            ),
        ),
        (
            [],
            (
                "Inga orsaker till underskottet är angivna. Hela underskottet, 7,2\u00a0miljoner kronor, är därmed inte "
                "förklarat."
            ),
        ),
    ],
)
def test_the_remainder_of_the_causes_is_always_told(stated: list[float], content: str) -> None:
    causes = notes(*(note(f"orsak {at}", amount) for at, amount in enumerate(stated)))
    found = texts(facts_with(budget(whole(-7_200, -10_000)), causes))
    assert found["budget_causes"] == content


def test_no_causes_are_asked_of_a_result_on_budget() -> None:
    assert "budget_causes" not in texts(alone(0, -10_000))
    assert "budget_causes" not in texts(alone(NAN, -10_000))


def test_the_pace_is_told_with_and_without_one_off_items() -> None:
    lines = budget(whole(-8_000, -12_000))
    found = texts(facts_with(lines, notes(note("skadestånd", -2_000, "one_off"), note("x", NAN, "one_off"))))
    assert found["budget_one_offs"] == (
        "Kända engångsposter har försämrat resultatet till och med augusti 2024 med 2,0\u00a0miljoner kronor. Utan dem är "
        "det ett underskott på 750\u00a0000\u00a0kronor i månaden, i stället för ett underskott på 1,0\u00a0miljoner "
        "kronor i månaden. För en engångspost anges inget belopp."
    )
    better = texts(facts_with(lines, notes(note("bidrag", 2_000, "one_off"))))["budget_one_offs"]
    assert better.startswith("Kända engångsposter har förbättrat resultatet")
    unknown = texts(facts_with(lines, notes(*(note(name, NAN, "one_off") for name in "ab"))))["budget_one_offs"]
    assert unknown == "För två engångsposter anges inget belopp."
    assert "budget_one_offs" not in texts(facts_with(lines, notes(note("x", 0, "one_off"))))
    assert "budget_one_offs" not in texts(facts_with(lines))


def bridged(result: float, forecast: float, months: int = 8) -> Finding:
    return told(facts_with(budget(whole(-9_000, -20_000, 4), whole(result, forecast, months))))["forecast_bridge"]


def test_the_bridge_tells_outcome_and_new_assumptions() -> None:
    found = bridged(-18_000, -26_000)
    assert plain(found.heading) == "Prognosen har försämrats sedan förra uppföljningen"
    assert plain(found.content) == (
        "Sedan uppföljningen den 30 april 2024 har prognosen gått från ett underskott på 20,0\u00a0miljoner kronor till "
        "ett underskott på 26,0\u00a0miljoner kronor. Utfallet försämrar den med 3,5\u00a0miljoner kronor, och nya "
        "antaganden om resten av året försämrar den med 2,5\u00a0miljoner kronor. För resten av året räknar prognosen nu "
        "med ett underskott på 2,0\u00a0miljoner kronor i månaden, i stället för ett underskott på 1,4\u00a0miljoner "
        "kronor i månaden."
    )
    assert [claim.formula != "" for claim in found.claims] == [False, False, True, True, True, True]


def test_a_bridge_may_go_both_ways_or_nowhere() -> None:
    found = bridged(-12_000, -17_500)
    assert plain(found.heading) == "Prognosen har förbättrats sedan förra uppföljningen"
    assert (
        "Utfallet förbättrar den med 2,5\u00a0miljoner kronor, och nya antaganden om resten av året ändrar den inte."
        in plain(found.content)
    )
    assert plain(bridged(-14_500, -20_000).heading) == "Prognosen är oförändrad sedan förra uppföljningen"
    assert plain(bridged(-14_500, 0, 12).content).startswith(
        "Sedan uppföljningen den 30 april 2024 har prognosen gått från ett underskott på 20,0\u00a0miljoner kronor till "
        "ett resultat i nivå med budget."
    )
    assert "resten av året räknar" not in plain(bridged(-14_500, 0, 12).content)


def test_no_bridge_without_two_forecasts() -> None:
    assert "forecast_bridge" not in texts(alone(-800, -900))
    assert "forecast_bridge" not in texts(facts_with(budget(whole(-9_000, NAN, 4), whole(-18_000, -26_000))))


PAST = (
    whole(-10_000, -15_000, 8, 2022), whole(-16_000, NAN, 12, 2022),
    whole(-10_000, -12_000, 4, 2023), whole(-10_000, -15_000, 8, 2023), whole(-14_000, NAN, 12, 2023),
)  # fmt: skip


def test_the_last_forecast_made_as_late_stands_beside_its_outcome() -> None:
    found = told(facts_with(budget(*PAST, whole(-9_000, -14_000))))["forecast_accuracy"]
    assert plain(found.content) == (
        "Prognosen efter augusti 2023 var ett underskott på 15,0\u00a0miljoner kronor. Årets resultat blev ett underskott "
        "på 14,0\u00a0miljoner kronor, 1,0\u00a0miljoner kronor bättre än prognosen. I ett av två år blev resultatet "
        "sämre än prognosen vid samma tid."
    )
    assert found.claims[0].years == (2023,)


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (PAST[:2], "16,0\u00a0miljoner kronor, 1,0\u00a0miljoner kronor sämre än prognosen."),
        ((*PAST[3:4], whole(-15_000, NAN, 12, 2023)), "15,0\u00a0miljoner kronor, lika mycket som i prognosen."),
        (
            (*PAST[3:], whole(1, 1, 8, 2022), whole(2, 1, 12, 2022)),
            "I inget av två år blev resultatet sämre än prognosen vid samma tid.",
        ),
    ],
)  # fmt: skip
def test_other_outcomes(lines: tuple[dict[str, object], ...], end: str) -> None:
    assert texts(facts_with(budget(*lines, whole(-9_000, -14_000))))["forecast_accuracy"].endswith(end)


def test_when_the_year_is_over_its_last_forecast_is_told() -> None:
    lines = budget(whole(-9_000, -14_000), whole(-5_000, -13_000, 4), whole(-15_000, NAN, 12))
    assert texts(facts_with(lines))["forecast_accuracy"] == (
        "Prognosen efter augusti 2024 var ett underskott på 14,0\u00a0miljoner kronor. Årets resultat blev ett underskott "
        "på 15,0\u00a0miljoner kronor, 1,0\u00a0miljoner kronor sämre än prognosen."
    )


def test_no_accuracy_without_a_forecast_made_as_late() -> None:
    assert "forecast_accuracy" not in texts(facts_with(budget(*PAST, whole(-9_000, -14_000, 5))))


def test_without_a_report_of_the_year_nothing_is_said() -> None:
    assert told(facts_with(budget(*PAST))) == {}
    assert told(facts_with(budget())) == {}


def test_the_claims_are_those_of_the_report_and_its_municipality() -> None:
    other = line("Totalt", "Totalt", "grand_total", (NAN, NAN, -1, -1), municipality="9911")
    claims = told(facts_with(budget(whole(-800, -900), other)))["budget_result"].claims
    assert {(claim.years, claim.municipalities, claim.retrieved) for claim in claims} == {
        ((2024,), ("9901",), "2025-02-01")
    }

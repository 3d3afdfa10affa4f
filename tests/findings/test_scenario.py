"""What the report says of the deviation after the measures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from evidence_checks import assert_numbers_are_proved
from invented import Bench, facts_of, published, with_plan

from ifo_analysis.analysis.scenario import Baseline, baseline, scenario
from ifo_analysis.findings.scenario import NO_FORECAST, after_words
from ifo_analysis.findings.scenario import scenario as scenario_findings
from ifo_analysis.language import Bound, faults, plain

if TYPE_CHECKING:
    from ifo_analysis.blocks import Finding
    from ifo_analysis.facts import Facts

NOTHING = float("nan")
CALCULATED: dict[str, object] = {"effect_status": "calculated", "alternative_price": NOTHING}
INVESTIGATED: dict[str, object] = {"effect_status": "investigated", "price": NOTHING, "price_unit": ""}


def found_in(facts: Facts, **changes: object) -> dict[str, Finding]:
    """Return the findings of a scenario from the facts, with another start if asked."""
    bench = Bench(facts)
    year = facts.parameters.report_year
    start = replace(baseline(bench.deviation, year, bench.volatility, facts.population), **changes)  # type: ignore[arg-type]
    outcome, together = (scenario(bench.effects, start, how) for how in ("independent", "full"))
    volatility = bench.volatility if start.limit_pp else None
    found = {item.id: item for item in scenario_findings(facts, bench.effects, outcome, together, volatility)}
    for finding in found.values():
        assert_numbers_are_proved(finding)
        for part in (finding.heading, finding.content, *finding.caveats):
            assert faults(plain(part)) == []
        assert finding.robustness == 0.0  # arithmetic on a plan is never a headline
    return found


def of_plan(*goals: dict[str, object], **changes: object) -> dict[str, Finding]:
    return found_in(with_plan(facts_of(), list(goals), [{"status": "ongoing"}]), **changes)


def test_the_effect_is_set_against_the_deviation_and_normal_variation() -> None:
    found = found_in(facts_of())["measures_against_deviation"]

    assert plain(found.heading) == "Effekten går inte säkert att se i avvikelsen"
    assert plain(found.content) == (
        "Den beräknade effekten motsvarar 9–12\u00a0procent av skillnaden mot referenskostnaden (29,2\u00a0miljoner "
        "kronor). Om allt annat vore oförändrat skulle nettokostnaden bli 12,8–13,2\u00a0procent högre än "
        "referenskostnaden i stället för 14,6\u00a0procent högre."
    )
    assert [plain(caveat) for caveat in found.caveats] == [
        (
            "En förändring av den storleken går inte att skilja från normal variation efter ett år. Vårddygn och kostnad per "
            "dygn behöver därför följas. Med den beräknade effekten är sannolikheten 12\u00a0procent att nettokostnaden på "
            "ett år sjunker mer än normal variation (3,7\u00a0procentenheter) i förhållande till referenskostnaden."
        ),
        "För ett mål är alla åtgärder genomförda. En del av den effekten kan redan finnas i avvikelsen för 2024.",
        (
            "Effekten är delvis brutto. Tre mål utan pris eller volym ingår inte. Det är en räkning på planens egna "
            "uppgifter, ingen prognos och inget mål."
        ),
    ]


def test_the_draws_are_told_with_their_assumptions() -> None:
    found = found_in(facts_of())["scenario_interval"]

    assert plain(found.content) == (
        "Med de angivna antagandena hamnar nio av tio beräknade utfall mellan 2,7 och 3,6\u00a0miljoner kronor per helår. "
        "Medianen är 3,1\u00a0miljoner kronor."
    )
    assert [plain(caveat) for caveat in found.caveats] == [
        (
            "Varje volym mellan planens lägsta och högsta antas vara lika sannolik. Priset är fast, eller triangelfördelat "
            "mellan planens lägsta och högsta. Målen antas vara oberoende av varandra; om alla följs åt blir spannet "
            "2,7–3,6\u00a0miljoner kronor."
        )
    ]
    assert found.claims[0].formula == "20\u00a0000 dragningar ur planens volymer och priser; 5:e percentilen"


def test_a_plan_without_ranges_has_no_interval_to_tell() -> None:
    found = of_plan(CALCULATED | {"volume_low": 2.0, "volume_high": 2.0})

    assert set(found) == {"measures_against_deviation"}
    assert "skulle nettokostnaden bli 13,0\u00a0procent högre" in plain(found["measures_against_deviation"].content)


def test_one_goal_has_nobody_to_depend_on() -> None:
    (caveat,) = of_plan(CALCULATED)["scenario_interval"].caveats

    assert plain(caveat) == "Varje volym mellan planens lägsta och högsta antas vara lika sannolik. Priset är fast."


@pytest.mark.parametrize(
    ("limit", "opening", "heading"),
    [
        (0.2, "En förändring av den storleken är större än", "Effekten är större än normal variation"),
        (2.0, "Om en förändring av den storleken går att skilja", "Effekten går inte säkert att se i avvikelsen"),
        (9.0, "En förändring av den storleken går inte att skilja", "Effekten går inte säkert att se i avvikelsen"),
    ],
)
def test_whether_the_change_would_be_seen_follows_its_limit(limit: float, opening: str, heading: str) -> None:
    found = of_plan(CALCULATED, limit_pp=limit)["measures_against_deviation"]

    assert plain(found.heading) == heading
    assert plain(found.caveats[0]).startswith(opening)


def test_without_normal_variation_nothing_is_said_of_it() -> None:
    found = of_plan(CALCULATED, limit_pp=None)["measures_against_deviation"]

    assert plain(found.heading) == "Så skulle avvikelsen bli med planens effekt"
    assert [plain(caveat) for caveat in found.caveats] == [f"Effekten är brutto. {NO_FORECAST}"]


def test_a_net_effect_that_is_all_priced_needs_no_reservation_but_one() -> None:
    found = of_plan(CALCULATED | {"alternative_price": 0.7}, limit_pp=None)["measures_against_deviation"]

    assert [plain(caveat) for caveat in found.caveats] == [NO_FORECAST]


def test_many_goals_without_a_price_do_not_open_with_a_figure() -> None:
    found = of_plan(CALCULATED, *[INVESTIGATED] * 13)["measures_against_deviation"]

    assert "Totalt 13 mål utan pris eller volym ingår inte." in plain(found.caveats[-1])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"pct": -7.5, "msek": -15.0},
            (
                "Nettokostnaden är inte högre än referenskostnaden, så ingen andel av skillnaden räknas. Om allt annat vore "
                "oförändrat skulle nettokostnaden bli 9,1–9,9\u00a0procent lägre än referenskostnaden i stället för "
                "7,5\u00a0procent lägre."
            ),
        ),
        (
            {"pct": 2.0, "msek": 4.0},
            (
                "Den beräknade effekten motsvarar 82–118\u00a0procent av skillnaden mot referenskostnaden (4,0\u00a0miljoner "
                "kronor). Om allt annat vore oförändrat skulle nettokostnaden bli mellan 0,4\u00a0procent lägre och "
                "0,4\u00a0procent högre än referenskostnaden i stället för 2,0\u00a0procent högre."
            ),
        ),
    ],
    ids=["under", "across"],
)
def test_the_direction_stands_in_words_below_and_across_zero(changes: dict[str, object], told: str) -> None:
    assert plain(of_plan(CALCULATED, **changes)["measures_against_deviation"].content) == told


def test_alternatives_that_may_cost_more_cover_nothing() -> None:
    found = of_plan(CALCULATED | {"alternative_price": 2.6})["measures_against_deviation"]

    assert plain(found.content).startswith("Alternativen kan kosta mer än det som de ersätter, så ingen andel")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (8.5, 9.3, "8,5–9,3\u00a0procent högre än referenskostnaden"),
        (-9.3, -8.5, "8,5–9,3\u00a0procent lägre än referenskostnaden"),
        (8.52, 8.54, "8,5\u00a0procent högre än referenskostnaden"),
        (-0.04, 0.04, "i nivå med referenskostnaden"),
        (0.02, 0.5, "0,0–0,5\u00a0procent högre än referenskostnaden"),
        (-0.5, -0.02, "0,0–0,5\u00a0procent lägre än referenskostnaden"),
        (-0.5, 0.02, "0,0–0,5\u00a0procent lägre än referenskostnaden"),
        (-1.2, 0.5, "mellan 1,2\u00a0procent lägre och 0,5\u00a0procent högre än referenskostnaden"),
    ],
)
def test_an_interval_against_the_reference_cost_has_its_direction_in_words(low: float, high: float, words: str) -> None:
    assert plain(after_words(Bound(low, "low"), Bound(high, "high"))) == words


def test_without_an_amount_only_the_effect_itself_is_told() -> None:
    found = found_in(published("0138", 2019))

    assert set(found) == {"scenario_interval"}
    assert "mellan 10,7 och 11,5\u00a0miljoner kronor per helår" in plain(found["scenario_interval"].content)
    assert found["scenario_interval"].claims[0].source == "Egen bearbetning av uppgifter från Tyresö kommun."


def test_without_a_calculated_goal_there_is_no_scenario() -> None:
    assert scenario_findings(facts_of(), Bench(facts_of()).effects, None) == []


def test_amounts_of_the_scenario_are_own_processing_of_both_sources() -> None:
    facts = replace(facts_of(), origin="published")
    bench = Bench(facts)
    outcome = scenario(bench.effects, Baseline(2024, 14.6072, 29.170578, 199.7, 3.7))

    claims = {item.id: item for item in scenario_findings(facts, bench.effects, outcome)[0].claims}

    assert claims["measures_against_deviation.coverage_p5"].source == (
        "Egen bearbetning av uppgifter från Påhittad utgivare."
    )
    assert claims["measures_against_deviation.before"].source.startswith("Källa: Påhittad utgivare")

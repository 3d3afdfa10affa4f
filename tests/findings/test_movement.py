"""Time: what is said of change, years in a row and trend, and that nothing crosses a new reference model."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from evidence_checks import assert_numbers_are_proved
from invented import EKHULT, Bench, facts_of, noise, published, with_own

from ifo_analysis.language import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ifo_analysis.analysis.volatility import Volatility
    from ifo_analysis.blocks import Finding

STEADY = noise(260)  # at 31 012 residents: two standard deviations between two years are 3.0 percentage points


def moved(pct: Mapping[int, float], volatility: Volatility | None = STEADY, *, year: int = 2024) -> dict[str, Finding]:
    facts = with_own(facts_of(EKHULT, year), pct)
    found = Bench(facts, volatility, is_estimated=False).movements
    for finding in found.values():
        assert_numbers_are_proved(finding)
    return found


def test_a_change_beyond_normal_variation_is_told_as_a_change_without_a_cause() -> None:
    found = moved({2023: 2.6, 2024: 13.04})["change"]
    assert plain(found.content) == (
        "Mellan 2023 och 2024 steg nettokostnaden i förhållande till referenskostnaden, från 2,6 till 13,0\u00a0procent "
        "högre. Skillnaden är 10,4\u00a0procentenheter. Förändringen är större än den normala variationen mellan två "
        "år (3,0\u00a0procentenheter). Måttet visar inte orsaken."
    )
    assert plain(found.heading) == "Förändringen är större än normal variation"
    assert (found.direction, found.score, found.robustness) == ("higher", 4.0, 1.0)
    assert found.number is not None
    assert (found.number.text, found.number_label) == ("+10,4", "procentenheter, 2023–2024")


def test_a_change_across_zero_names_both_directions() -> None:
    found = moved({2023: 24.6, 2024: -1.8})["change"]
    assert plain(found.content).startswith(
        "Mellan 2023 och 2024 sjönk nettokostnaden i förhållande till referenskostnaden, från 24,6\u00a0procent högre "
        "till 1,8\u00a0procent lägre. Skillnaden är 26,4\u00a0procentenheter."
    )
    assert found.direction == "lower"


def test_a_change_within_normal_variation_is_told_but_never_summarised() -> None:
    found = moved({2023: 16.4, 2024: 13.94})["change"]
    assert plain(found.content) == (
        "Mellan 2023 och 2024 gick nettokostnaden från 16,4 till 13,9\u00a0procent högre än referenskostnaden, en "
        "skillnad på 2,5\u00a0procentenheter. Förändringen ryms inom den normala variationen mellan två år "
        "(3,0\u00a0procentenheter) och säger inte att nivån är ny."
    )
    assert plain(found.heading) == "Förändringen ryms inom normal variation"
    assert (found.score, found.robustness) == (2.0, 0.0)


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [(5.04, 4.96, "5,0\u00a0procent högre än"), (-0.02, 0.04, "i nivå med"), (-3.0, -3.0, "3,0\u00a0procent lägre än")],
)
def test_two_years_that_are_shown_alike_have_no_change(before: float, after: float, level: str) -> None:
    found = moved({2023: before, 2024: after})["change"]
    assert plain(found.content) == f"Nettokostnaden var {level} referenskostnaden både 2023 och 2024."
    assert (plain(found.heading), found.robustness) == ("Ingen förändring som syns", 0.0)


def test_without_normal_variation_nothing_is_said_of_a_change() -> None:
    assert "change" not in moved({2023: 2.6, 2024: 13.0}, None)


def test_a_missing_year_before_the_report_year_gives_no_change() -> None:
    assert "change" not in moved({2022: 2.6, 2024: 13.0})


def test_a_change_is_credited_to_the_report_and_its_ends_to_kolada() -> None:
    claims = {claim.id: claim for claim in Bench(published("1267", 2024)).movements["change"].claims}
    assert claims["change.pct_2023"].source == "Källa: Kolada (N30001, 2023, hämtad 2026-08-16)."
    own = "Egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16)."
    assert claims["change.pp"].source == own
    assert claims["change.limit"].source == f"{own} Egen bearbetning av uppgifter från SCB."


def test_nothing_is_said_of_a_change_across_a_new_model() -> None:
    found = Bench(published("1267", 2019)).movements
    assert set(found) == {"method_break"}


def test_two_values_that_the_municipality_published_side_by_side_are_told_once_and_not_compared() -> None:
    found = Bench(published("0138", 2019)).movements
    assert list(found) == ["published_change", "method_break"]
    finding = found["published_change"]
    assert plain(finding.content) == (
        "Kommunen har redovisat 20,1\u00a0procent för 2018 och 14,4\u00a0procent för 2019. Räknat på de talen är "
        "skillnaden 5,7\u00a0procentenheter (28\u00a0procent), men 2019 bygger på en ny modell och åren kan inte "
        "jämföras."
    )
    assert plain(finding.heading) == "Två redovisade värden som inte går att jämföra"
    assert not re.search("minska|öka|drygt|knappt|sjönk|steg", plain(finding.content))
    assert (finding.direction, finding.robustness, finding.number) == ("", 0.0, None)
    assert_numbers_are_proved(finding)


def test_published_values_have_sources_that_say_who_published_them() -> None:
    finding = Bench(published("0138", 2019)).movements["published_change"]
    document = "Tjänsteskrivelse: Genomlysning av nettokostnadsavvikelsen inom individ- och familjeomsorgen"
    assert [(claim.id, claim.text, claim.source) for claim in finding.claims] == [
        ("published_change.pct_2018", "+20,1\u00a0procent", f"Källa: Tyresö kommun, {document}, 2020."),
        ("published_change.pct_2019", "+14,4\u00a0procent", f"Källa: Tyresö kommun, {document}, 2020."),
        ("published_change.pp", "5,7\u00a0procentenheter", "Egen bearbetning av uppgifter från Tyresö kommun."),
        ("published_change.relative", "28\u00a0procent", "Egen bearbetning av uppgifter från Tyresö kommun."),
    ]


def test_a_small_relative_difference_has_a_decimal_in_the_text_and_in_its_claim() -> None:
    found = Bench(with_own(published("0138", 2019), {2018: 20.0, 2019: 18.4})).movements["published_change"]
    assert "1,6\u00a0procentenheter (8,0\u00a0procent)" in plain(found.content)
    assert found.claims[-1].text == "8,0\u00a0procent"


@pytest.mark.parametrize("pct", [{2018: 4.0, 2019: 14.4}, {2018: 20.0, 2019: -3.0}])
def test_published_values_without_a_base_to_compare_with_are_not_told_side_by_side(pct: dict[int, float]) -> None:
    assert "published_change" not in Bench(with_own(published("0138", 2019), pct)).movements


@pytest.mark.parametrize("year", [2020, 2021])
def test_years_in_a_row_begin_at_three(year: int) -> None:
    found = moved({2019: 1.0, 2020: 2.0, 2021: 0.5}, year=year)
    assert ("years_in_a_row" in found) == (year == 2021)


def test_years_in_a_row_are_told_with_their_years() -> None:
    found = moved({2021: 1.0, 2022: -2.0, 2023: -0.5, 2024: -3.0})["years_in_a_row"]
    assert plain(found.content) == "Nettokostnaden har varit lägre än referenskostnaden tre år i rad, 2022–2024."
    assert plain(found.heading) == "Lägre än referenskostnaden flera år i rad"
    assert (found.direction, found.number_label) == ("lower", "i rad lägre än referenskostnaden, 2022–2024")
    assert found.number is not None
    assert found.number.text == "3 år"


def test_years_in_a_row_stop_at_the_new_model() -> None:
    found = moved({year: 5.0 + year % 2 for year in range(2016, 2022)}, year=2021)["years_in_a_row"]
    assert plain(found.content) == "Nettokostnaden har varit högre än referenskostnaden tre år i rad, 2019–2021."


@pytest.mark.parametrize("pct", [{2021: 1, 2023: 2, 2024: 3}, {2021: 1, 2022: 0.04, 2023: 2, 2024: 3}, {2024: 0.0}])
def test_a_gap_or_a_zero_ends_the_row(pct: dict[int, float]) -> None:
    assert "years_in_a_row" not in moved(pct)


RISING = {2020: -9.1, 2021: -2.0, 2022: 1.0, 2023: 8.0, 2024: 13.0}


def test_a_rise_every_year_beyond_normal_variation_is_told_with_both_ends() -> None:
    found = moved(RISING, noise(260, 260, 260, 260))["trend"]
    assert plain(found.content) == (
        "Nettokostnaden har stigit varje år 2020–2024 i förhållande till referenskostnaden: från 9,1\u00a0procent lägre "
        "till 13,0\u00a0procent högre."
    )
    assert (plain(found.heading), found.direction) == ("Nettokostnaden har stigit varje år", "higher")
    assert found.number is not None
    assert (found.number.text, found.number_label) == ("+22,1", "procentenheter, 2020–2024")
    assert found.robustness == 1.0


def test_a_fall_every_year_within_normal_variation_is_no_trend_to_summarise() -> None:
    falling = {2021: 4.0, 2022: 3.0, 2023: 2.0, 2024: 1.0}
    found = moved(falling, noise(260, 260, 2_600))["trend"]
    assert plain(found.content) == (
        "Nettokostnaden har sjunkit varje år 2021–2024 i förhållande till referenskostnaden, men den samlade "
        "förändringen ryms inom normal variation."
    )
    assert (found.direction, found.robustness) == ("lower", 0.0)


@pytest.mark.parametrize("volatility", [None, noise(260, 260)])
def test_a_rise_over_more_years_than_normal_variation_is_known_for_is_not_called_normal(
    volatility: Volatility | None,
) -> None:
    found = moved(RISING, volatility)["trend"]
    assert plain(found.content) == (
        "Nettokostnaden har stigit varje år 2020–2024 i förhållande till referenskostnaden. Normal variation över så "
        "många år går inte att skatta på uppgifterna."
    )
    assert found.robustness == 0.0


def test_years_without_direction_are_told_with_lowest_and_highest() -> None:
    found = moved({2019: 1.0, 2020: -7.5, 2021: 24.6, 2022: 3.0, 2023: 4.0, 2024: 2.0})["trend"]
    assert plain(found.content) == (
        "Åren 2019–2024 har nettokostnaden legat mellan 7,5\u00a0procent lägre och 24,6\u00a0procent högre än "
        "referenskostnaden, utan tydlig riktning."
    )
    assert (plain(found.heading), found.direction) == ("Ingen tydlig riktning över åren", "")
    assert (found.number, found.robustness) == (None, 0.5)


@pytest.mark.parametrize(("pct", "level"), [(5.0, "5,0\u00a0procent högre än"), (0.01, "i nivå med")])
def test_years_that_are_all_shown_alike_are_told_as_one_level(pct: float, level: str) -> None:
    found = moved(dict.fromkeys(range(2020, 2025), pct))["trend"]
    assert plain(found.content) == f"Åren 2020–2024 har nettokostnaden hela tiden varit {level} referenskostnaden."


@pytest.mark.parametrize("pct", [{2022: 1, 2023: 2, 2024: 3}, {2020: 1, 2021: 2, 2023: 3, 2024: 4}])
def test_fewer_than_four_unbroken_years_are_no_trend(pct: dict[int, float]) -> None:
    assert "trend" not in moved(pct)


def test_a_trend_never_reaches_into_the_older_model() -> None:
    assert "trend" not in moved({2017: 1, 2018: 2, 2019: 3, 2020: 4, 2021: 5}, year=2021)


def test_a_new_model_between_shown_years_is_told_and_a_smaller_change_after_it() -> None:
    found = moved({2018: 1.0, 2019: 2.0, 2023: 1.0, 2024: 3.0})["method_break"]
    assert plain(found.content) == (
        "Från och med 2019 beräknas referenskostnaden med en ny modell. Värden till och med 2018 kan inte jämföras med "
        "senare värden."
    )
    assert [plain(caveat) for caveat in found.caveats] == [
        "Från och med 2023 ingår inte politisk verksamhet i de gemensamma kostnader som läggs till referenskostnaden."
    ]


@pytest.mark.parametrize("pct", [{2019: 2.0, 2024: 3.0}, {2024: 3.0}])
def test_no_break_is_told_where_all_years_have_one_model(pct: dict[int, float]) -> None:
    assert "method_break" not in moved(pct)


def test_a_break_follows_the_shown_years_even_those_after_the_report_year() -> None:
    assert "method_break" in moved({2018: 1.0, 2019: 2.0}, year=2018)
    assert "method_break" not in moved({2018: 1.0}, year=2018)


def test_without_population_there_is_no_limit_and_no_change() -> None:
    facts = with_own(facts_of(), {2023: 2.6, 2024: 13.0})
    bare = replace(facts, population=facts.population.loc[facts.population["municipality"] != EKHULT])
    assert "change" not in Bench(bare, STEADY).movements

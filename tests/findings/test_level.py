"""The level: what is said of the net cost against the reference cost, and how sure it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from evidence_checks import assert_numbers_are_proved
from invented import EKHULT, LINDNAS, Bench, facts_of, noise, published, with_own

from ifo_analysis import findings
from ifo_analysis.blocks import Finding
from ifo_analysis.credits import SYNTHETIC
from ifo_analysis.findings.level import checks_sentence
from ifo_analysis.language import plain

SMALL, WIDE = noise(260), noise(2_600)
OPENING = "År 2024 var Ekhults nettokostnad för individ- och familjeomsorgen "


def level(
    pct: float, msek: float | None = None, *, is_preliminary: bool = False, c: float = 260, year: int = 2024
) -> Finding:
    facts = with_own(
        facts_of(EKHULT, year),
        {year: pct},
        None if msek is None else {year: msek},
        preliminary=[year] if is_preliminary else [],
    )
    found = Bench(facts, noise(c)).level
    assert_numbers_are_proved(found)
    return found


def words(found: Finding) -> list[str]:
    return [plain(found.content), *map(plain, found.caveats)]


def test_a_level_that_is_known_in_all_units_is_told_in_all_of_them() -> None:
    assert words(level(14.6072, 29.170))[0] == (
        f"{OPENING}14,6\u00a0procent högre än referenskostnaden. Skillnaden motsvarar 941\u00a0kronor per invånare, "
        "sammanlagt 29,2\u00a0miljoner kronor."
    )


def test_a_lower_level_is_told_without_minus() -> None:
    found = level(-7.48, -0.27375)
    assert words(found)[0] == (
        f"{OPENING}7,5\u00a0procent lägre än referenskostnaden. Skillnaden motsvarar 9\u00a0kronor per invånare, "
        "sammanlagt 274\u00a0000\u00a0kronor."
    )
    assert plain(found.heading) == "Nettokostnaden är lägre än referenskostnaden"


def test_without_population_the_amount_per_resident_is_left_out() -> None:
    assert words(level(9.2415, 19.0653, year=2025))[0] == (
        "År 2025 var Ekhults nettokostnad för individ- och familjeomsorgen 9,2\u00a0procent högre än "
        "referenskostnaden. Skillnaden motsvarar sammanlagt 19,1\u00a0miljoner kronor."
    )


def test_with_only_per_cent_published_nothing_is_said_in_kronor() -> None:
    assert words(level(14.6072))[0] == f"{OPENING}14,6\u00a0procent högre än referenskostnaden."


@pytest.mark.parametrize("pct", [0.04, -0.049, 0.0])
def test_a_level_shown_as_zero_is_told_as_level_with_the_reference_cost_and_has_no_amount(pct: float) -> None:
    found = level(pct, 0.08)
    assert words(found)[0] == f"{OPENING}i nivå med referenskostnaden."
    assert plain(found.heading) == "Nettokostnaden är i nivå med referenskostnaden"
    assert found.direction == "equal"
    assert found.number is not None
    assert found.number.text == "0,0\u00a0%"


@pytest.mark.parametrize(("pct", "direction", "word"), [(0.05, "higher", "högre"), (-0.05, "lower", "lägre")])
def test_the_direction_is_that_of_the_displayed_value(pct: float, direction: str, word: str) -> None:
    found = level(pct)
    assert (found.direction, plain(found.heading)) == (direction, f"Nettokostnaden är {word} än referenskostnaden")
    assert f"0,1\u00a0procent {word} än referenskostnaden." in plain(found.content)


def test_a_name_that_ends_in_s_gets_no_second_s_in_the_genitive() -> None:
    found = Bench(facts_of(LINDNAS), SMALL).level
    assert plain(found.content) == (
        "År 2024 var Lindnäs nettokostnad för individ- och familjeomsorgen 7,5\u00a0procent lägre än referenskostnaden."
    )


def test_beyond_normal_variation_is_told_with_the_interval_and_the_population() -> None:
    found = level(14.6072)
    assert words(found)[1] == (
        "Det är mer än den normala variationen mellan enskilda år i en kommun med 31\u00a0012\u00a0invånare (2024): "
        "intervallet går från 12,6 till 16,7\u00a0procent högre än referenskostnaden."
    )
    assert found.robustness == 1.0


def test_beyond_one_years_variation_but_not_the_slow_one_leaves_open_whether_it_lasts() -> None:
    facts = with_own(facts_of(), {2024: 14.6072})
    found = Bench(facts, noise(260, 400, 2_600, 300)).level
    assert words(found)[1].endswith("Om skillnaden är varaktig går ännu inte att avgöra.")
    assert found.robustness == 1.0


def test_within_normal_variation_no_level_is_claimed() -> None:
    found = level(14.6072, c=2_600)
    assert words(found)[1] == (
        "Det ryms inom den normala variationen mellan enskilda år i en kommun med 31\u00a0012\u00a0invånare (2024): "
        "intervallet går från 5,9\u00a0procent lägre till 35,1\u00a0procent högre än referenskostnaden. Därför går det "
        "inte att säga att nivån skiljer sig från den statistiskt förväntade."
    )
    assert found.robustness == 0.5


def test_without_normal_variation_the_finding_says_so() -> None:
    found = Bench(with_own(facts_of(), {2024: 14.6}), None, is_estimated=False).level
    assert words(found)[1] == (
        "Normal variation går inte att skatta på uppgifterna. Därför går det inte att säga om skillnaden är större än "
        "den."
    )
    assert found.robustness == 0.5


def test_without_population_normal_variation_is_unknown() -> None:
    facts = facts_of()
    bare = replace(facts, population=facts.population.loc[facts.population["municipality"] != EKHULT])
    assert words(Bench(bare, SMALL).level)[1].startswith("Normal variation går inte att skatta")


def test_a_preliminary_level_says_when_the_final_one_was_to_come() -> None:
    found = level(9.2415, year=2025, is_preliminary=True)
    assert words(found)[2] == (
        "Värdet för 2025 är preliminärt. Slutliga uppgifter skulle enligt Kolada vid hämtningen den 16 augusti 2026 "
        "publiceras den 30 september 2026."
    )
    assert found.robustness == 0.7


def test_a_preliminary_level_of_another_year_has_no_date_to_give() -> None:
    assert words(level(14.6, is_preliminary=True))[2] == (
        "Värdet för 2024 är preliminärt. Datum för slutliga uppgifter är inte angivet."
    )


def test_preliminary_and_within_normal_variation_weigh_together() -> None:
    assert level(14.6, is_preliminary=True, c=2_600).robustness == pytest.approx(0.35)


@pytest.mark.parametrize(("pct", "shown"), [(14.6072, "+14,6\u00a0%"), (-20.7972, "−20,8\u00a0%")])
def test_the_big_number_has_sign_unit_and_label(pct: float, shown: str) -> None:
    found = level(pct)
    assert found.number is not None
    assert (found.number.text, found.number.claim) == (shown, "cost_level.pct")
    assert found.number_label == "nettokostnadsavvikelse 2024"


def test_the_score_grows_with_the_amount_until_two_per_cent_of_the_net_cost() -> None:
    # The net cost is 100 × 2 / 4 + 2 = 52 mnkr; two per cent of it is 1.04.
    assert level(4.0, 2.0).score == 5.0
    # 100 × 1 / 99 … the deviation of 1 per cent is 0.5 of 50.5 mnkr.
    assert level(1.0, 0.5).score == pytest.approx(5 * 0.5 / (0.02 * 50.5))


def test_without_an_amount_the_score_is_measured_against_the_interval() -> None:
    half = 1.959963984540054 * 260 / 31_012**0.5 / 2**0.5
    assert level(1.0).score == pytest.approx(5 * 1.0 / half)
    assert level(14.6).score == 5.0


def test_the_level_leads_its_section() -> None:
    assert (level(1.0).role, level(1.0).topic) == ("lead", "level")


def test_a_published_value_is_credited_to_kolada_and_a_computed_one_to_the_report() -> None:
    claims = {claim.id: claim for claim in Bench(published("1267", 2019)).level.claims}
    assert claims["cost_level.pct"].source == "Källa: Kolada (N30001, 2019, hämtad 2026-08-16)."
    assert claims["cost_level.msek"].source == "Källa: Kolada (N30026, 2019, hämtad 2026-08-16)."
    assert claims["cost_level.residents"].source == "Källa: SCB, Folkmängd 31 december, 2021."
    both = "Egen bearbetning av data från Kolada ({}, hämtade 2026-08-16). Egen bearbetning av uppgifter från SCB."
    assert claims["cost_level.sek_per_resident"].source == both.format("N30026")
    assert claims["cost_level.interval_low"].source == both.format("N30001")
    assert {name: claim.is_own for name, claim in claims.items()} == {
        "cost_level.pct": False,
        "cost_level.msek": False,
        "cost_level.sek_per_resident": True,
        "cost_level.interval_low": True,
        "cost_level.interval_high": True,
        "cost_level.residents": False,
    }


def test_an_interval_around_the_municipalitys_own_value_also_credits_where_normal_variation_comes_from() -> None:
    claims = {claim.id: claim for claim in Bench(published("0138", 2019)).level.claims}
    assert claims["cost_level.pct"].source == (
        "Källa: Tyresö kommun, Tjänsteskrivelse: Genomlysning av nettokostnadsavvikelsen inom individ- och "
        "familjeomsorgen, 2020."
    )
    assert claims["cost_level.interval_high"].source == (
        "Egen bearbetning av data från Kolada (N30001, hämtade 2026-08-16). Egen bearbetning av uppgifter från SCB. "
        "Egen bearbetning av uppgifter från Tyresö kommun."
    )


def test_the_formula_of_the_interval_gives_the_interval() -> None:
    found = Bench(with_own(facts_of(), {2024: 10.0}), noise(260, floor=1.5)).level
    claims = {claim.id: claim for claim in found.claims}
    assert claims["cost_level.interval_low"].formula == "värdet ± 1,96 × √(1,50 + 67\u00a0600 / 31\u00a0012) / √2"
    half = 1.959963984540054 * (1.5 + 67_600 / 31_012) ** 0.5 / 2**0.5
    assert claims["cost_level.interval_low"].value == pytest.approx(10 - half)
    assert level(10.0).claims[1].formula == "värdet ± 1,96 × 260 / √31\u00a0012 / √2"


@pytest.mark.parametrize("publisher", ["Kolada", "Påhittad utgivare"])
def test_invented_figures_are_credited_to_nobody_whatever_their_publisher(publisher: str) -> None:
    facts = facts_of()
    named = replace(
        facts,
        indicator_values=facts.indicator_values.assign(publisher=publisher),
        population=facts.population.assign(publisher=publisher),
    )
    assert {claim.source for claim in Bench(named).level.claims} == {SYNTHETIC}


def test_values_of_different_sign_call_for_a_check() -> None:
    facts = with_own(facts_of(), {2023: 3.0, 2024: 14.6}, {2023: -1.0, 2024: 29.2})
    (found,) = findings.data_quality(facts, Bench(facts).deviation)
    assert plain(found.heading) == "Uppgifterna behöver kontrolleras"
    assert plain(found.content) == "Värdena för 2023 i procent och i miljoner kronor har olika tecken."
    assert found.robustness == 0.0


def test_a_jump_of_the_implied_reference_cost_calls_for_a_check() -> None:
    facts = with_own(facts_of(), {2023: 10.0, 2024: 10.0}, {2023: 10.0, 2024: 13.5})
    (found,) = findings.data_quality(facts, Bench(facts).deviation)
    assert plain(found.content) == (
        "Mellan 2023 och 2024 ändras den referenskostnad som de publicerade värdena ger med faktorn 1,35, vilket är "
        "mer än väntat."
    )
    assert_numbers_are_proved(found)


def test_good_values_call_for_no_check() -> None:
    assert findings.data_quality(facts_of(), Bench(facts_of()).deviation) == []


def test_the_checks_are_counted_up_to_the_report_year() -> None:
    assert checks_sentence(Bench(facts_of(EKHULT, 2021)).deviation) == (
        "Tecknet är detsamma i procent och i miljoner kronor för 4 av 4 år. Den referenskostnad som värdena ger ändras "
        "med en faktor mellan 0,9 och 1,2 från ett år till nästa i 2 av 2 fall."
    )


def test_checks_that_cannot_be_made_are_not_counted() -> None:
    one = with_own(facts_of(), {2024: 14.6}, {2024: 29.2})
    assert checks_sentence(Bench(one).deviation) == (
        "Tecknet är detsamma i procent och i miljoner kronor för 1 av 1 år."
    )
    assert checks_sentence(Bench(with_own(facts_of(), {2024: 14.6})).deviation) == (
        "Avvikelsen finns bara i procent, så värdena kan inte prövas mot varandra."
    )

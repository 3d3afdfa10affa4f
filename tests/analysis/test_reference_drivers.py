"""What sets the reference cost apart from the peers', and what the calculation lacks."""

from __future__ import annotations

from math import isnan

import pandas as pd
import pytest
from invented import EKHULT, PEERS
from structure import ALIKE, NAMES, OWN, drivers_of, facts_of_structure, structure

from ifo_analysis.analysis.reference_drivers import reference_drivers
from ifo_analysis.definitions import municipalities

CODES = [item.code for item in municipalities()]
PEOPLE = pd.DataFrame({"municipality": CODES, "year": 2024, "residents": 20_000})
VALUES = pd.DataFrame(
    {"municipality": CODES, "year": 2024, "indicator": "N30007", "value": 5_500.0, "is_preliminary": False}
)


def country(wage: float | None = None) -> pd.DataFrame:
    """Return factors of every municipality: the first as `OWN`, all others alike."""
    rows = [OWN, *[ALIKE[0]] * (len(CODES) - 1)]
    found = pd.DataFrame([dict(zip(NAMES, map(float, values), strict=True)) for values in rows])
    wages = [float("nan") if wage is None else wage, *[100.0] * (len(CODES) - 1)]
    return found.assign(municipality=CODES, year=2024, wage_index=wages)


def test_contributions_of_the_factors_make_up_the_difference_before_the_correction_factor() -> None:
    found = drivers_of(facts_of_structure())

    assert (found.lack, found.is_corrected, found.equalisation_year) == ("", False, 2026)
    assert found.factors["contribution_sek"].sum() == pytest.approx(found.model_sek - found.peers_model_sek, rel=1e-9)
    assert found.factors["factor"].tolist() == [
        *("low_income_share", "flats_1965_75_share", "urban_residents", "low_education_share", "sickness_days")
    ]
    assert found.factors["contribution_sek"].abs().is_monotonic_decreasing
    assert found.missing_parts == ("whole_country", "wage_index", "overhead", "border")


def test_the_model_rest_is_always_there() -> None:
    found = drivers_of(facts_of_structure())

    assert found.model_rest_sek == pytest.approx(5_115 - 3_022.4615, abs=1e-3)
    assert found.peers_model_rest_sek == pytest.approx(5_150 - found.peers_model_sek)
    assert isnan(drivers_of(facts_of_structure(reference={})).model_rest_sek)


def test_the_peers_value_of_a_root_is_the_number_whose_root_is_their_mean() -> None:
    peers = [(0.05, 0.015, residents, 0.04, 22) for residents in (10_000, 40_000, 90_000, 160_000)]
    row = drivers_of(facts_of_structure(peers=peers)).factors.set_index("factor").loc["urban_residents"]

    assert row["peers"] == pytest.approx(62_500)  # (100 + 200 + 300 + 400) / 4 = 250


def test_leaving_out_each_peer_gives_the_lowest_and_the_highest_contribution() -> None:
    whole = drivers_of(facts_of_structure()).factors.set_index("factor")
    facts = facts_of_structure()
    each = [
        reference_drivers(
            facts.local.structure,
            facts.indicator_values,
            facts.population,
            EKHULT,
            [p for p in PEERS if p != out],
            2024,
        )
        .factors.set_index("factor")["contribution_sek"]
        .reindex(whole.index)
        for out in PEERS
    ]
    left_out = pd.concat(each, axis=1)

    pd.testing.assert_series_equal(whole["low_sek"], left_out.min(axis=1), check_names=False)
    pd.testing.assert_series_equal(whole["high_sek"], left_out.max(axis=1), check_names=False)


def test_with_every_municipality_of_the_country_the_correction_factor_is_known() -> None:
    found = reference_drivers(country(), VALUES, PEOPLE, CODES[0], CODES[1:8], 2024)

    mean = (3_022.4615 + 289 * 2_120.7473) / 290
    assert found.correction == pytest.approx(5_600 / mean, rel=1e-6)
    assert found.model_sek == pytest.approx(5_600 / mean * 3_022.4615, rel=1e-6)
    assert found.factors["contribution_sek"].sum() == pytest.approx(found.model_sek - found.peers_model_sek, rel=1e-9)
    assert found.missing_parts == ("wage_index", "overhead", "border")
    assert isnan(found.wage_sek)


def test_with_every_wage_index_the_wages_are_told_and_leave_the_model_rest() -> None:
    found = reference_drivers(country(wage=105.0), VALUES, PEOPLE, CODES[0], CODES[1:8], 2024)

    supplement = 0.05 * 0.578 * found.model_sek
    assert found.wage_sek == pytest.approx(supplement * 289 / 290)
    assert found.peers_wage_sek == pytest.approx(-supplement / 290)
    assert found.model_rest_sek == pytest.approx(5_500 - found.model_sek - found.wage_sek)
    assert found.missing_parts == ("overhead", "border")


def test_without_one_municipality_or_the_mean_cost_of_the_year_there_is_no_correction_factor() -> None:
    short = reference_drivers(country().iloc[:-1], VALUES, PEOPLE, CODES[0], CODES[1:8], 2024)
    unpeopled = reference_drivers(country(), VALUES, PEOPLE.iloc[:-1], CODES[0], CODES[1:8], 2024)
    early = reference_drivers(country().assign(year=2023), VALUES, PEOPLE.assign(year=2023), CODES[0], CODES[1:8], 2023)

    assert [found.is_corrected for found in (short, unpeopled, early)] == [False] * 3
    assert early.missing_parts == ("mean_cost", "wage_index", "overhead", "border")


def test_commuting_over_the_border_is_used_when_it_is_asked_for_and_then_not_missing() -> None:
    facts = facts_of_structure()
    rows = facts.local.structure.assign(border=0.1)

    found = reference_drivers(rows, facts.indicator_values, facts.population, EKHULT, PEERS, 2024, with_border=True)

    assert "border" not in found.missing_parts
    assert found.factors["factor"].tolist()[-1] == "border"
    assert found.factors["contribution_sek"].sum() == pytest.approx(found.model_sek - found.peers_model_sek, rel=1e-9)


def test_it_says_why_there_is_nothing_to_compare() -> None:
    facts = facts_of_structure()
    nobody = reference_drivers(structure().iloc[1:], facts.indicator_values, facts.population, EKHULT, PEERS, 2024)

    assert nobody.lack == "own"
    assert drivers_of(facts_of_structure(year=2025)).lack == "model"
    assert drivers_of(facts_of_structure(peers=ALIKE[:3])).lack == "peers"
    assert nobody.factors.empty


def test_a_peer_without_factors_is_left_out_and_named() -> None:
    found = drivers_of(facts_of_structure(peers=ALIKE[:5]))

    assert (len(found.peers), found.missing_peers) == (5, PEERS[5:])


def test_inputs_are_not_changed() -> None:
    facts = facts_of_structure()
    rows, values = facts.local.structure.copy(deep=True), facts.indicator_values.copy(deep=True)

    drivers_of(facts)

    pd.testing.assert_frame_equal(facts.local.structure, rows)
    pd.testing.assert_frame_equal(facts.indicator_values, values)

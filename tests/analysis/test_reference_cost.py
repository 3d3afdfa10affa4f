"""The cost model of the equalisation: its data, each step of it, and contributions that add up exactly."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structure import NAMES, OWN

from ifo_analysis.analysis.reference_cost import (
    contributions,
    correction_factor,
    marginal_effects,
    model_terms,
    model_values,
    standard_costs,
)
from ifo_analysis.definitions import COUNTRY
from ifo_analysis.definitions.cost_model import cost_model, cost_models, mean_cost, missing_part, price_index
from ifo_analysis.errors import DataError
from ifo_analysis.frames import LOCAL_CONTRACTS
from ifo_analysis.language import faults

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MODEL = cost_model(2026)
NATION = {"A": OWN, "B": (0.14, 0.03, 250_000, 0.20, 28), "C": (0.05, 0.015, 4_000, 0.04, 22)}
RESIDENTS = pd.DataFrame({"municipality": [*"ABC"], "year": 2024, "residents": [25_000, 300_000, 9_000]})
WAGES = pd.DataFrame({"municipality": [*"ABC"], "year": 2024, "wage_index": [100.0, 103.0, 98.5]})
COEFFICIENTS = [Fraction(text) for text in ("11523.54", "26610.39", "2.60", "2797.15", "17.29")]

FACTORS = st.tuples(
    st.integers(0, 1_000),
    st.integers(0, 1_000),
    st.integers(0, 1_500).map(lambda root: root**2),  # a whole number as root, so that the oracle is exact
    st.integers(0, 1_000),
    st.integers(0, 600),
)
Raw = tuple[int, int, int, int, int]


def frame(rows: Mapping[str, Sequence[float]], year: int = 2024) -> pd.DataFrame:
    found = pd.DataFrame([dict(zip(NAMES, map(float, values), strict=True)) for values in rows.values()])
    return found.assign(municipality=[*rows], year=year)


def shares(raw: Raw) -> tuple[float, ...]:
    """Return drawn whole numbers as factors: shares in thousandths, days in tenths."""
    return raw[0] / 1_000, raw[1] / 1_000, float(raw[2]), raw[3] / 1_000, raw[4] / 10


def exact_inputs(raw: Raw) -> list[Fraction]:
    return [
        Fraction(raw[0], 1_000), Fraction(raw[1], 1_000), Fraction(isqrt(raw[2])), Fraction(raw[3], 1_000),
        Fraction(raw[4], 10),
    ]  # fmt: skip


def exact_value(raw: Raw) -> Fraction:
    pairs = zip(COEFFICIENTS, exact_inputs(raw), strict=True)
    return Fraction("488.71") + sum(weight * z for weight, z in pairs)


def weights(codes: str, values: list[float] | None = None) -> pd.DataFrame:
    return pd.DataFrame({"municipality": [*codes], "year": 2024, "weight": values or [1.0] * len(codes)})


def of(found: pd.DataFrame, code: str) -> dict[str, float]:
    own = found.loc[found["municipality"] == code]
    return dict(zip(own["factor"], own["contribution_sek"].round(2), strict=True))


def test_the_terms_of_a_municipality_are_those_of_the_formula() -> None:
    terms = model_terms(frame({"A": OWN}), MODEL)

    assert terms["term_sek"].round(4).tolist() == [488.71, 921.8832, 532.2078, 367.6955, 279.715, 432.25]
    assert terms["factor"].tolist() == ["intercept", *NAMES]
    assert round(float(model_values(terms)["model_sek"].iloc[0]), 4) == 3022.4615


def test_a_country_of_three_has_its_correction_supplement_deduction_and_standard_costs() -> None:
    values = model_values(model_terms(frame(NATION), MODEL))
    costs = standard_costs(values, RESIDENTS, WAGES, MODEL, 5_600, price_index(2026))

    assert values["model_sek"].round(4).tolist() == [3022.4615, 5243.8673, 2120.7473]
    assert round(correction_factor(values, RESIDENTS, 5_600), 7) == 1.1214717
    assert costs["adjusted_sek"].round(3).tolist() == [3389.605, 5880.849, 2378.358]
    assert costs["supplement_sek"].round(4).tolist() == [0, 101.9739, 0]
    assert costs["deduction_sek"].round(4).tolist() == [91.5933] * 3
    assert costs["before_index_sek"].round(3).tolist() == [3298.012, 5891.229, 2286.765]
    assert costs["standard_cost_sek"].tolist() == [3431, 6129, 2379]
    assert np.average(costs["before_index_sek"], weights=RESIDENTS["residents"]) == pytest.approx(5_600, rel=1e-12)


def test_a_standard_cost_is_rounded_half_away_from_zero() -> None:
    values = model_values(model_terms(frame({"A": OWN}), MODEL))
    costs = standard_costs(values, RESIDENTS, WAGES, MODEL, 5_600.5, 1.0)

    assert costs["before_index_sek"].tolist() == [5_600.5]
    assert costs["standard_cost_sek"].tolist() == [5_601]


def test_the_mean_cost_in_the_prices_of_the_year_of_equalisation() -> None:
    assert round(mean_cost(2026).sek_per_resident * price_index(2026), 2) == 5825.97


def test_contributions_are_those_of_the_corrected_difference() -> None:
    terms = model_terms(frame(NATION), MODEL)
    correction = correction_factor(model_values(terms), RESIDENTS, 5_600)
    found = contributions(terms, weights("C"), correction=correction)

    assert of(found, "A") == {
        "intercept": 0,
        "low_income_share": 387.70,
        "low_education_share": 149.21,
        "urban_residents": 227.95,
        "flats_1965_75_share": 188.22,
        "sickness_days": 58.17,
    }
    total = found.loc[found["municipality"] == "A", "contribution_sek"].sum()
    assert total == pytest.approx(3_389.6053 - 2_378.3579, abs=1e-3)


def test_one_step_more_of_each_factor_has_its_effect() -> None:
    effects = {name: round(effect, 2) for name, effect in marginal_effects(MODEL, 20_000).items()}

    assert effects == {
        "low_income_share": 115.24,
        "low_education_share": 266.10,
        "urban_residents": 9.08,
        "flats_1965_75_share": 27.97,
        "sickness_days": 17.29,
    }
    doubled = marginal_effects(MODEL, 20_000, correction=2.0)
    assert doubled["urban_residents"] == pytest.approx(2 * marginal_effects(MODEL, 20_000)["urban_residents"])
    urban = frame({str(at): (0, 0, at, 0, 0) for at in (10_000, 100_000, 1_000_000)})
    terms = model_terms(urban, MODEL)
    assert terms.loc[terms["factor"] == "urban_residents", "term_sek"].round(1).tolist() == [260.0, 822.2, 2600.0]


@settings(max_examples=40, deadline=None)
@given(own=FACTORS, others=st.lists(FACTORS, min_size=1, max_size=7))
def test_contributions_add_up_to_the_whole_difference(own: Raw, others: list[Raw]) -> None:
    codes = [f"P{n}" for n in range(len(others))]
    rows = {"own": shares(own)} | {code: shares(raw) for code, raw in zip(codes, others, strict=True)}
    equal = pd.DataFrame({"municipality": codes, "year": 2024, "weight": 1.0})

    found = contributions(model_terms(frame(rows), MODEL), equal)

    total = found.loc[found["municipality"] == "own", "contribution_sek"].sum()
    wanted = exact_value(own) - sum(map(exact_value, others)) / len(others)
    assert total == pytest.approx(float(wanted), rel=1e-9, abs=1e-8)
    each = found.loc[(found["municipality"] == "own") & (found["factor"] != "intercept"), "contribution_sek"]
    means = [sum(column) / len(others) for column in zip(*map(exact_inputs, others), strict=True)]
    for value, weight, z, mean in zip(each, COEFFICIENTS, exact_inputs(own), means, strict=True):
        assert value == pytest.approx(float(weight * (z - mean)), rel=1e-9, abs=1e-8)


@settings(max_examples=25, deadline=None)
@given(own=FACTORS, other=FACTORS)
def test_two_municipalities_that_change_places_flip_every_sign(own: Raw, other: Raw) -> None:
    terms = model_terms(frame({"A": shares(own), "B": shares(other)}), MODEL)
    one, two = of(contributions(terms, weights("B")), "A"), of(contributions(terms, weights("A")), "B")

    assert one == {name: -value for name, value in two.items()}


@settings(max_examples=25, deadline=None)
@given(rows=st.lists(FACTORS, min_size=2, max_size=6), residents=st.data())
def test_against_the_whole_country_contributions_weigh_to_nothing(rows: list[Raw], residents: st.DataObject) -> None:
    codes = "ABCDEF"[: len(rows)]
    people = [float(residents.draw(st.integers(500, 900_000))) for _ in rows]
    terms = model_terms(frame({code: shares(raw) for code, raw in zip(codes, rows, strict=True)}), MODEL)

    found = contributions(terms, weights(codes, people), correction=1.12)

    by_factor = found.pivot_table(index="factor", columns="municipality", values="contribution_sek")
    assert np.abs(by_factor.to_numpy() @ np.array(people)).max() <= 1e-6 * sum(people)


def test_neither_the_order_of_rows_nor_a_row_of_the_country_matters_and_nothing_is_changed() -> None:
    rows = frame(NATION)
    country = frame({COUNTRY: (0.09, 0.02, 9_000_000, 0.12, 24)})
    mixed = pd.concat([rows, country]).sample(frac=1, random_state=5)
    before = mixed.copy(deep=True)

    terms = model_terms(mixed, MODEL)

    pd.testing.assert_frame_equal(terms, model_terms(rows, MODEL))
    pd.testing.assert_frame_equal(mixed, before)
    others, shuffled = weights("BC"), weights("BC").iloc[::-1]
    kept = terms.copy(deep=True)
    pd.testing.assert_frame_equal(contributions(terms, others), contributions(terms, shuffled))
    pd.testing.assert_frame_equal(terms, kept)


def test_many_municipalities_and_years_are_computed_at_once_as_one_by_one() -> None:
    rng = np.random.default_rng(3)
    years = range(2018, 2025)
    parts = [
        frame({f"{code:04d}": (*rng.random(2), 10_000 * rng.random(), *rng.random(2)) for code in range(60)}, year)
        for year in years
    ]
    many = model_values(model_terms(pd.concat(parts), MODEL))

    one = pd.concat([model_values(model_terms(part, MODEL)) for part in parts])
    pd.testing.assert_frame_equal(
        many.sort_values(["year", "municipality"], ignore_index=True),
        one.sort_values(["year", "municipality"], ignore_index=True),
    )


def test_commuting_over_the_border_counts_only_when_it_is_asked_for() -> None:
    with_border = frame({"A": OWN}).assign(border=0.5)

    assert model_values(model_terms(with_border, MODEL)).equals(model_values(model_terms(frame({"A": OWN}), MODEL)))
    terms = model_terms(with_border, MODEL, with_border=True)
    assert round(float(terms["term_sek"].iloc[-1]), 3) == -247.765
    with pytest.raises(DataError) as error:
        model_terms(frame({"A": OWN, "B": OWN}).assign(border=[0.5, float("nan")]), MODEL, with_border=True)
    assert str(error.value) == "Strukturfaktorerna räcker inte till utjämningsmodellen:\n  - border saknas för B"


def test_missing_factors_and_years_of_another_model_are_all_told_at_once() -> None:
    rows = pd.concat([frame({"A": OWN}, 2017), frame({"B": OWN})]).drop(columns="sickness_days")

    with pytest.raises(DataError) as error:
        model_terms(rows, MODEL)

    assert str(error.value) == (
        "Strukturfaktorerna räcker inte till utjämningsmodellen:\n"
        "  - året 2017 hör inte till modellen ifo-2020\n"
        "  - sickness_days saknas för A\n"
        "  - sickness_days saknas för B"
    )


def test_unknown_residents_and_wages_are_named() -> None:
    values = model_values(model_terms(frame(NATION), MODEL))

    with pytest.raises(DataError) as error:
        correction_factor(values, RESIDENTS.iloc[:1], 5_600)
    assert str(error.value) == "Folkmängd saknas för B och C: alla kommuners folkmängd behövs som vikter."
    with pytest.raises(DataError) as error:
        standard_costs(values, RESIDENTS, WAGES.iloc[1:], MODEL, 5_600, 1.0)
    assert str(error.value) == "Löneindex saknas för A: tillägg och avdrag kräver alla kommuners löneindex."


@pytest.mark.parametrize("year", [2019, 2027])
def test_another_years_model_never_takes_the_place_of_an_unknown_one(year: int) -> None:
    with pytest.raises(DataError) as error:
        cost_model(year)
    assert str(error.value) == (
        f"Utjämningsmodellen för utjämningsår {year} är inte känd (kända år: 2020–2026). En annan modell används inte i "
        "stället: lägg till året i definitions/cost_model.yml, med källa."
    )


def test_another_years_mean_cost_or_index_never_takes_the_place_of_an_unknown_one() -> None:
    with pytest.raises(DataError) as error:
        mean_cost(2025)
    assert str(error.value) == (
        "Den genomsnittliga standardkostnaden för utjämningsår 2025 är inte känd (kända år: 2026). Ett annat års värde "
        "används inte i stället."
    )
    with pytest.raises(DataError) as error:
        price_index(2028)
    assert str(error.value) == (
        "Förändringen av KPIF är inte känd för 2027 och 2028. Ett annat års värde används inte i stället."
    )


def test_the_model_is_sourced_dated_and_named_in_columns_of_the_contract() -> None:
    columns = LOCAL_CONTRACTS["structure"].columns
    for model in cost_models():
        assert model.source
        assert all(model.first_year <= year <= model.last_year for year in model.read_years)
        factors = model.used(with_border=True)
        assert {factor.column for factor in factors} <= set(columns)
        texts = [text for factor in factors for text in (factor.name, factor.definition)]
        assert {text: faults(text) for text in texts if faults(text)} == {}
    assert (MODEL.intercept, MODEL.wage_share) == (488.71, 0.578)
    assert [factor.coefficient for factor in MODEL.used(with_border=True)] == [
        *(11_523.54, 26_610.39, 2.60, 2_797.15, 17.29, -495.53)
    ]
    assert missing_part("overhead") == "fördelningen av verksamhetsövergripande kostnader"

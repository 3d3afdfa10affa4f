"""Placements by form: per resident, shares, prices, and the split of the cost for one municipality or for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan, nan
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.decomposition import Side, counterfactuals, placed_length_mix_price, volume_mix_price
from ifo_analysis.analysis.placement_costs import costliest_shares, residuals
from ifo_analysis.analysis.placement_faults import check_days, unlikely_days
from ifo_analysis.analysis.placement_mix import mix, split, totals
from ifo_analysis.errors import DataError

OWN, PEER = "9901", "9911"
TYPES = ("familjehem", "hvb", "sis")
KEY = ["municipality", "year", "basis", "target_group"]


def placements(*rows: Mapping[str, object]) -> pd.DataFrame:
    usual: dict[str, object] = {
        "municipality": OWN, "year": 2024, "basis": "outcome", "target_group": "children", "age_group": "",
        "placement_type": "hvb", "provider": "", "care_days": 100.0, "cost_sek": 500_000.0, "persons": 2, "placements": 4,
    }  # fmt: skip
    frame = pd.DataFrame([{**usual, **row} for row in rows], columns=list(usual))
    return frame.astype({"care_days": "float64", "cost_sek": "float64"})


def residents(**counts: int) -> pd.DataFrame:
    rows = [(code.removeprefix("m"), year, n) for code, n in counts.items() for year in (2023, 2024)]
    return pd.DataFrame(rows, columns=["municipality", "year", "residents"])


def persons(**counts: int) -> pd.DataFrame:
    rows = [(code.removeprefix("m"), 2024, "children", n) for code, n in counts.items()]
    return pd.DataFrame(rows, columns=["municipality", "year", "target_group", "persons"])


EXAMPLE = placements(
    {"placement_type": "familjehem", "provider": "own", "care_days": 600, "cost_sek": 600_000, "persons": 3},
    {"placement_type": "hvb", "provider": "own", "age_group": "0–12", "care_days": 100, "cost_sek": 450_000},
    {"placement_type": "hvb", "provider": "purchased", "age_group": "13–20", "care_days": 300, "cost_sek": 1_950_000},
)
RESIDENTS = residents(m9901=2_000, m9911=4_000)


def one(frame: pd.DataFrame, **where: object) -> dict[str, Any]:
    """Return the only row that has these values."""
    for column, value in where.items():
        frame = frame.loc[frame[column] == value]
    assert len(frame) == 1
    return {str(name): value for name, value in frame.iloc[0].to_dict().items()}


def test_a_form_is_summed_over_ages_and_providers() -> None:
    found = mix(EXAMPLE, RESIDENTS, persons(m9901=5))
    assert found["placement_type"].tolist() == ["familjehem", "hvb"]
    hvb = one(found, placement_type="hvb")
    expected = {
        "municipality": OWN, "year": 2024, "basis": "outcome", "target_group": "children", "placement_type": "hvb",
        "care_days": 400, "cost_sek": 2_400_000, "persons": 4, "placements": 8, "own_days": 100, "purchased_days": 300,
        "residents": 2_000, "placed_persons": 5, "days_per_1000": 200, "share": 0.4, "cost_share": 0.8,
        "sek_per_day": 6_000, "days_per_placement": 50, "purchased_share": 0.75,
    }  # fmt: skip
    assert hvb == expected


def test_all_forms_together_are_the_sums_and_their_ratios() -> None:
    whole = totals(mix(EXAMPLE, RESIDENTS, persons(m9901=5)))
    assert one(whole) == {
        "municipality": OWN, "year": 2024, "basis": "outcome", "target_group": "children",
        "care_days": 1_000, "cost_sek": 3_000_000, "placements": 12, "residents": 2_000, "persons": 5,
        "days_per_1000": 500, "cost_per_1000": 1_500_000, "sek_per_day": 3_000, "days_per_placement": 1_000 / 12,
        "days_per_person": 200, "purchased_share": 0.3,
    }  # fmt: skip


def test_a_price_is_missing_if_any_days_of_the_form_lack_it() -> None:
    rows = placements(
        {"placement_type": "familjehem", "cost_sek": 100_000},
        {"placement_type": "hvb", "age_group": "0–12"},
        {"placement_type": "hvb", "age_group": "13–20", "cost_sek": nan},
    )
    found = mix(rows, RESIDENTS)
    hvb = one(found, placement_type="hvb")
    assert all(isnan(hvb[name]) for name in ("cost_sek", "sek_per_day", "cost_share"))
    assert hvb["share"] == pytest.approx(2 / 3)
    family = one(found, placement_type="familjehem")
    assert (family["sek_per_day"], isnan(family["cost_share"])) == (1_000, True)
    whole = one(totals(found))
    assert whole["care_days"] == 300
    assert all(isnan(whole[name]) for name in ("cost_sek", "cost_per_1000", "sek_per_day"))


def test_no_days_need_no_price() -> None:
    found = mix(placements({}, {"age_group": "0–12", "care_days": 0, "cost_sek": nan}), RESIDENTS)
    assert one(found)["cost_sek"] == 500_000


def test_what_is_bought_is_unknown_if_any_provider_is() -> None:
    rows = placements({"provider": "own"}, {"provider": ""}, {"placement_type": "sis", "provider": "purchased"})
    found = mix(rows, RESIDENTS)
    assert isnan(one(found, placement_type="hvb")["purchased_share"])
    assert one(found, placement_type="sis")["purchased_share"] == 1
    assert isnan(one(totals(found))["purchased_share"])


def test_persons_that_nobody_has_counted_are_missing_and_not_zero() -> None:
    both = placements({}, {"municipality": PEER})
    for counts in (None, persons(m9901=3)):
        found = mix(both, RESIDENTS, counts, ["year"])
        assert isnan(one(found)["placed_persons"])
        assert isnan(one(totals(found, ["year"]))["days_per_person"])
    assert one(mix(both, RESIDENTS, persons(m9901=3, m9911=4), ["year"]))["placed_persons"] == 7


def test_a_side_of_several_municipalities_is_pooled() -> None:
    rows = placements(
        {"municipality": OWN, "care_days": 100, "cost_sek": 400_000},
        {"municipality": PEER, "care_days": 300, "cost_sek": 2_000_000},
        {"municipality": PEER, "placement_type": "sis", "care_days": 100, "cost_sek": 900_000},
    )
    found = mix(rows, RESIDENTS, by=["target_group"])
    hvb = one(found, placement_type="hvb")
    assert (hvb["residents"], hvb["days_per_1000"]) == (6_000, pytest.approx(400 / 6))
    assert (hvb["sek_per_day"], hvb["share"]) == (6_000, 0.8)
    assert one(totals(found, ["target_group"]))["sek_per_day"] == 6_600


def test_residents_are_missing_if_any_municipality_of_the_side_lacks_them() -> None:
    rows = placements({"municipality": OWN}, {"municipality": PEER})
    found = mix(rows, residents(m9901=2_000), by=["year"])
    assert isnan(one(found)["residents"])
    assert isnan(one(found)["days_per_1000"])


def test_a_municipality_has_one_number_of_residents() -> None:
    twice = pd.concat([RESIDENTS, RESIDENTS])
    with pytest.raises(pd.errors.MergeError):
        mix(EXAMPLE, twice)


def test_target_groups_and_years_stand_apart() -> None:
    rows = placements({}, {"year": 2023, "care_days": 50}, {"target_group": "adults", "care_days": 30})
    found = mix(rows, RESIDENTS)
    assert found[["year", "target_group", "care_days"]].to_numpy().tolist() == [
        [2023, "children", 50], [2024, "adults", 30], [2024, "children", 100]
    ]  # fmt: skip
    assert found["share"].tolist() == [1, 1, 1]


def test_a_side_without_days_has_no_shares() -> None:
    found = mix(placements({"care_days": 0, "cost_sek": 0, "placements": 0}), RESIDENTS)
    row = one(found)
    assert row["days_per_1000"] == 0
    assert all(
        isnan(row[name]) for name in ("share", "cost_share", "sek_per_day", "days_per_placement", "purchased_share")
    )
    assert isnan(one(totals(found))["sek_per_day"])


def test_all_rows_with_a_fault_are_named() -> None:
    rows = placements(
        {"care_days": -3},
        {"placement_type": "sis", "provider": "purchased", "age_group": "13–20", "cost_sek": -1_200},
        {"placement_type": "familjehem", "care_days": 0, "cost_sek": 45_000.4, "basis": "target"},
    )
    with pytest.raises(DataError) as error:
        mix(rows, RESIDENTS)
    assert str(error.value) == (
        "Placeringarna kan inte räknas samman:\n"
        "  - 9901, 2024, utfall, barn, HVB: vårddygnen är under noll (−3)\n"
        "  - 9901, 2024, utfall, barn, 13–20, köpt, SiS: kostnaden är under noll (−1\u00a0200 kronor)\n"
        "  - 9901, 2024, mål, barn, Familjehem: kostnad utan vårddygn (45\u00a0000 kronor)"
    )


def test_a_late_invoice_is_part_of_the_price_of_its_form() -> None:
    found = mix(placements({}, {"age_group": "0–12", "care_days": 0, "cost_sek": 20_000}), RESIDENTS)
    assert one(found)["sek_per_day"] == 5_200


def test_more_days_than_there_are_in_a_year_are_named() -> None:
    rows = placements(
        {"care_days": 732, "persons": 2},
        {"care_days": 733, "persons": 2, "target_group": "adults", "provider": "own"},
        {"care_days": 9_000, "persons": 0},
    )
    fault = "9901, 2024, utfall, vuxna, egen regi, HVB: fler vårddygn (733) än personerna (2) kan ha på ett år"
    assert unlikely_days(rows) == [fault]
    with pytest.raises(DataError) as error:
        check_days(rows)
    assert str(error.value) == f"Placeringarna kan inte räknas samman:\n  - {fault}"
    check_days(rows.iloc[[0, 2]])


numbers = st.floats(0.5, 5e3).map(lambda value: round(value, 1))
side_rows = st.dictionaries(st.sampled_from(TYPES), st.tuples(st.one_of(st.just(0.0), numbers), numbers), min_size=1)


def frame_of(rows: Mapping[str, tuple[float, float]], municipality: str = OWN, year: int = 2024) -> pd.DataFrame:
    """Return placements by form from days and prices."""
    return placements(*(
        {"municipality": municipality, "year": year, "placement_type": name, "care_days": days, "cost_sek": days * price}
        for name, (days, price) in rows.items()
    ))  # fmt: skip


def matrices(rows: Mapping[str, tuple[float, float]], n_residents: float, n_persons: float) -> Side:
    table = pd.DataFrame(rows, index=["days", "price"]).T.reindex(list(TYPES)).fillna(0.0).astype("float64")
    days, price = table["days"].to_numpy()[None, :], table["price"].to_numpy()[None, :]
    return Side(days, days * price, np.array([float(n_residents)]), np.array([float(n_persons)]))


@settings(max_examples=12)
@given(side_rows, side_rows)
def test_frames_are_split_as_matrices_are(
    own: dict[str, tuple[float, float]], base: dict[str, tuple[float, float]]
) -> None:
    frames = [
        mix(frame_of(rows, code), RESIDENTS, persons(m9901=3, m9911=4), ["basis", "target_group"])
        for rows, code in ((own, OWN), (base, PEER))
    ]
    found = split(frames[0], frames[1], ["basis", "target_group"])
    sides = matrices(own, 2_000, 3), matrices(base, 4_000, 4)
    three, four = volume_mix_price(*sides), placed_length_mix_price(*sides)
    scale = max(three.own[0], three.base[0], 1.0)
    row = one(found.totals)
    assert (row["own"], row["base"]) == pytest.approx((three.own[0], three.base[0]))
    assert row["gap"] == pytest.approx(three.own[0] - three.base[0], abs=1e-9 * scale)
    for name, effect in three.parts.items():
        assert row[name] == pytest.approx(effect[0], abs=1e-9 * scale)
    assert {name: one(found.four)[name] for name in four.parts} == pytest.approx(
        {name: effect[0] for name, effect in four.parts.items()}, abs=1e-9 * scale
    )
    for name, mixed, priced in zip(TYPES, three.mix_by_type[0], three.price_by_type[0], strict=True):
        if name in {*own, *base}:
            parts = one(found.by_type, placement_type=name)
            assert (parts["mix"], parts["price"]) == pytest.approx((mixed, priced), abs=1e-9 * scale)
    for name, cost in counterfactuals(*sides).items():
        told = one(found.counterfactuals, counterfactual=name)
        assert (told["cost"], told["difference"]) == pytest.approx((cost[0], cost[0] - three.own[0]), abs=1e-9 * scale)


T52 = [
    mix(frame_of(rows), residents(m9901=1_000))
    for rows in (
        {"familjehem": (100, 2_200), "hvb": (30, 6_500)},
        {"familjehem": (90, 2_000), "hvb": (15, 6_000), "sis": (5, 9_000)},
    )
]


def test_the_worked_example_as_frames() -> None:
    found = split(T52[0], T52[1])
    assert list(found.totals.columns) == [*KEY, "own", "base", "gap", "volume", "mix", "price"]
    assert one(found.totals) == pytest.approx(
        {**dict(zip(KEY, (OWN, 2024, "outcome", "children"), strict=True)), "own": 415_000, "base": 315_000,
         "gap": 100_000, "volume": 60_434.73, "mix": 9_439.98, "price": 30_125.29}, abs=0.005
    )  # fmt: skip
    assert found.by_type["placement_type"].tolist() == ["familjehem", "hvb", "sis"]
    assert found.by_type["mix"].tolist() == pytest.approx([5_434.71, 36_579.97, -32_574.70], abs=0.005)
    assert found.by_type["price"].tolist() == pytest.approx([19_032.63, 11_092.66, 0], abs=0.005)
    assert found.counterfactuals["counterfactual"].tolist() == [
        "base_mix",
        "base_price",
        "base_mix_price",
        "base_volume",
    ]
    assert found.counterfactuals["cost"].tolist() == pytest.approx(
        [402_409.09, 380_000, 372_272.73, 351_153.85], abs=0.005
    )
    assert found.counterfactuals["difference"].iloc[:2].tolist() == pytest.approx([-12_590.91, -35_000], abs=0.005)
    assert list(found.by_type.columns) == [*KEY, "placement_type", "mix", "price"]
    assert list(found.counterfactuals.columns) == [*KEY, "counterfactual", "cost", "difference"]
    assert list(found.four.columns) == [*KEY, "placed", "length", "mix", "price"]
    assert found.four.empty


@settings(max_examples=8)
@given(st.lists(side_rows, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_comparisons_doesnt_matter(
    years: list[dict[str, tuple[float, float]]],
    random: Any,  # noqa: ANN401 - random.Random, as hypothesis gives it
) -> None:
    rows = pd.concat([frame_of(one_year, year=2020 + at) for at, one_year in enumerate(years)], ignore_index=True)
    counts = pd.DataFrame({"municipality": OWN, "year": range(2019, 2025), "residents": 1_000})
    order = list(range(len(rows)))
    random.shuffle(order)
    before = rows.copy(deep=True)
    straight, turned = (mix(each, counts) for each in (rows, rows.iloc[order].reset_index(drop=True)))
    pd.testing.assert_frame_equal(straight, turned)
    pd.testing.assert_frame_equal(rows, before)
    kept = straight.copy(deep=True)
    later = [each.assign(year=each["year"] + 1) for each in (straight, turned.iloc[::-1])]
    one_way, other_way = split(straight, later[0]), split(turned.iloc[::-1], later[1])
    pd.testing.assert_frame_equal(one_way.totals, other_way.totals)
    pd.testing.assert_frame_equal(one_way.by_type, other_way.by_type)
    pd.testing.assert_frame_equal(straight, kept)
    assert one_way.totals["year"].tolist() == sorted(set(straight["year"]) & set(later[0]["year"]))


def test_each_comparison_is_split_on_its_own() -> None:
    rows = pd.concat([T52[0].assign(year=2022), T52[1].assign(year=2023), T52[0].assign(year=2024)])
    found = split(rows, rows.assign(year=rows["year"] + 1))
    assert found.totals["year"].tolist() == [2023, 2024]
    assert found.totals["gap"].tolist() == pytest.approx([-100_000, 100_000])
    assert found.by_type["year"].tolist() == [2023] * 3 + [2024] * 3
    assert found.by_type["price"].tolist() == pytest.approx(
        [-19_032.63, -11_092.66, 0, 19_032.63, 11_092.66, 0], abs=0.005
    )
    assert found.counterfactuals["year"].tolist() == [2023] * 4 + [2024] * 4


def test_a_side_without_rows_is_missing_and_not_zero() -> None:
    assert split(T52[0], T52[1].assign(year=2023)).totals.empty
    nothing = mix(placements({"care_days": 0, "cost_sek": 0}), residents(m9901=1_000))
    zero = one(split(T52[0], nothing).totals)
    assert (zero["volume"], zero["mix"], zero["price"]) == pytest.approx((415_000, 0, 0))


def with_persons(frame: pd.DataFrame, counts: Sequence[float]) -> pd.DataFrame:
    """Return a frame of two years in which these persons were placed."""
    return pd.concat([frame.assign(year=year, placed_persons=n) for year, n in zip((2023, 2024), counts, strict=True)])


@pytest.mark.parametrize(
    ("own", "base", "years"),
    [((1, 4), (5, 1), [2023, 2024]), ((nan, 4), (5, 6), [2024]), ((3, 4), (5, nan), [2023]), ((3, 0), (5, 6), [2023])],
)
def test_four_parts_are_told_where_the_persons_of_both_sides_are_known(
    own: tuple[float, float], base: tuple[float, float], years: list[int]
) -> None:
    found = split(with_persons(T52[0], own), with_persons(T52[1], base)).four
    assert found.index.tolist() == list(range(len(years)))
    assert found["year"].tolist() == years
    assert found[["placed", "length", "mix", "price"]].sum(axis=1).tolist() == pytest.approx([100_000] * len(years))
    for year in years:
        at = year - 2023
        sides = (
            matrices({"familjehem": (100, 2_200), "hvb": (30, 6_500)}, 1_000, own[at]),
            matrices({"familjehem": (90, 2_000), "hvb": (15, 6_000), "sis": (5, 9_000)}, 1_000, base[at]),
        )
        expected = {name: effect[0] for name, effect in placed_length_mix_price(*sides).parts.items()}
        assert {name: one(found, year=year)[name] for name in expected} == pytest.approx(expected)


def test_nobody_placed_is_known_too() -> None:
    nobody = mix(placements({"care_days": 0, "cost_sek": 0}), residents(m9901=1_000)).assign(placed_persons=0.0)
    found = one(split(T52[0].assign(placed_persons=4.0), nobody).four)
    assert (found["placed"], found["length"]) == pytest.approx((415_000, 0))


def test_one_placement_has_a_length() -> None:
    found = mix(placements({"care_days": 30, "placements": 1, "persons": 1}), RESIDENTS)
    assert one(found)["days_per_placement"] == 30
    assert one(totals(found))["days_per_placement"] == 30


def test_what_cannot_be_split_is_named() -> None:
    own = mix(placements({"cost_sek": nan}, {"placement_type": "sis"}), residents(m9901=1_000))
    base = mix(placements({}), residents(m9911=1_000))
    with pytest.raises(DataError) as error:
        split(own, base)
    assert str(error.value) == (
        "Placeringarna kan inte räknas samman:\n"
        "  - 9901, 2024, utfall, barn, HVB: 100 vårddygn saknar pris\n"
        "  - 9901, 2024, utfall, barn, HVB: antalet invånare saknas"
    )
    broken = T52[0].assign(care_days=[-1.0, 0.0])
    with pytest.raises(DataError) as error:
        split(broken, T52[1])
    assert str(error.value) == (
        "Placeringarna kan inte räknas samman:\n"
        "  - 9901, 2024, utfall, barn, Familjehem: vårddygnen är under noll (−1)\n"
        "  - 9901, 2024, utfall, barn, HVB: kostnad utan vårddygn (195\u00a0000 kronor)"
    )


def test_a_fault_in_what_isnt_compared_stops_nothing() -> None:
    unpriced = mix(placements({"cost_sek": nan}), residents(m9901=1_000)).assign(year=2020)
    assert len(split(pd.concat([T52[0], unpriced]), T52[1]).totals) == 1


def test_what_the_books_hold_beside_the_identity_is_a_residual() -> None:
    whole = pd.DataFrame({
        "municipality": [OWN, OWN, OWN, PEER], "year": [2024, 2024, 2023, 2024], "target_group": "children",
        "basis": ["outcome", "target", "outcome", "outcome"], "cost_sek": [1_470.0, 9.0, 1_000.0, nan],
    })  # fmt: skip
    booked = pd.DataFrame(
        {"municipality": [OWN, PEER], "year": 2024, "target_group": "children", "cost_sek": [1_512.0, 7.0]}
    )
    found = residuals(whole, booked)
    assert found["computed_sek"].tolist()[:2] == [1_470, 1_000]
    assert found["residual_sek"].tolist()[0] == 42
    assert found["residual_pct"].tolist()[0] == pytest.approx(2.8, abs=0.05)
    assert found[["residual_sek", "residual_pct"]].iloc[1:].isna().all(axis=None)
    free = residuals(whole.iloc[:1], booked.assign(cost_sek=0.0))
    assert (free["residual_sek"].tolist(), isnan(free["residual_pct"].iloc[0])) == ([-1_470], True)


def test_the_share_of_the_costliest_is_of_the_whole_cost() -> None:
    whole = totals(mix(EXAMPLE, RESIDENTS, persons(m9901=12)))
    few = pd.DataFrame({
        "municipality": OWN, "year": [2024, 2024, 2023], "target_group": "children", "persons": [5, 10, 5],
        "cost_sek": [1_200_000.0, 2_400_000.0, 9.0],
    })  # fmt: skip
    found = costliest_shares(few, whole)
    assert found[["persons", "all_persons", "costliest_sek", "cost_sek", "cost_share"]].to_numpy().tolist() == [
        [5, 12, 1_200_000, 3_000_000, 0.4], [10, 12, 2_400_000, 3_000_000, 0.8]
    ]  # fmt: skip
    target = whole.assign(basis="target")
    assert costliest_shares(few, target).empty


@settings(max_examples=10)
@given(side_rows)
def test_shares_add_up_to_one(rows: dict[str, tuple[float, float]]) -> None:
    found = mix(frame_of(rows), RESIDENTS)
    if found["care_days"].sum():
        assert found["share"].sum() == pytest.approx(1, rel=1e-9)
        assert found["cost_share"].sum() == pytest.approx(1, rel=1e-9)


@settings(max_examples=8)
@given(side_rows, side_rows)
def test_thousands_of_kronor_give_effects_in_thousands(
    own: dict[str, tuple[float, float]], base: dict[str, tuple[float, float]]
) -> None:
    frames = [mix(frame_of(rows), RESIDENTS) for rows in (own, base)]
    tkr = [frame.assign(cost_sek=frame["cost_sek"] / 1_000) for frame in frames]
    names = ["own", "base", "gap", "volume", "mix", "price"]
    full, small = (split(each[0], each[1]).totals[names].to_numpy() for each in (frames, tkr))
    assert small == pytest.approx(full / 1_000, abs=1e-9 * max(abs(full).max(), 1.0))


@pytest.mark.slow
def test_time_grows_with_the_rows_and_not_faster() -> None:
    from timeit import timeit  # noqa: PLC0415 - only here

    def seconds(n: int) -> float:
        rows = pd.concat([frame_of(dict.fromkeys(TYPES, (9.0, 5.0)), f"{code:04}") for code in range(n)])
        counts = pd.DataFrame({"municipality": [f"{code:04}" for code in range(n)], "year": 2024, "residents": 9})
        return timeit(lambda: split(mix(rows, counts), mix(rows, counts)), number=3)

    assert seconds(1_600) < 8 * seconds(400)

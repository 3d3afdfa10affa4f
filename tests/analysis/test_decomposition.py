"""The split of a difference in cost: exact, without a preferred order, and the same as brute force with fractions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import permutations
from math import isclose, log, nan, prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.decomposition import (
    Side,
    counterfactuals,
    index_and_real,
    lent,
    placed_length_mix_price,
    shapley,
    volume_mix_price,
)

Rows = Mapping[str, tuple[float, float]]
T52 = (
    {"familjehem": (100, 2_200), "hvb": (30, 6_500)},
    {"familjehem": (90, 2_000), "hvb": (15, 6_000), "sis": (5, 9_000)},
)
TYPES = ("familjehem", "hvb", "sis")


def side(rows: Rows, residents: float = 1_000, persons: float = nan, types: tuple[str, ...] = TYPES) -> Side:
    """Return one side with one comparison: days and price of each form."""
    days = np.array([[float(rows.get(name, (0, 0))[0]) for name in types]])
    cost = np.array([[float(prod(rows.get(name, (0, 0)))) for name in types]])
    return Side(days, cost, np.array([float(residents)]), np.array([float(persons)]))


def parts(own: Side, base: Side) -> dict[str, float]:
    return {name: float(effect[0]) for name, effect in volume_mix_price(own, base).parts.items()}


def brute_force(own: list[list[Fraction]], base: list[list[Fraction]]) -> list[Fraction]:
    """Return the mean effect of each factor over all orders, summed over forms; a factor is one number per form."""
    n, forms = len(own), range(len(own[0]))
    effects = [Fraction(0)] * n
    orders = list(permutations(range(n)))
    for order in orders:
        current = [list(factor) for factor in base]
        for at in order:
            before = sum(prod(factor[form] for factor in current) for form in forms)
            current[at] = own[at]
            effects[at] += sum(prod(factor[form] for factor in current) for form in forms) - before
    return [effect / len(orders) for effect in effects]


def as_fractions(own: Side, base: Side) -> list[list[list[Fraction]]]:
    """Return volume, shares and prices of both sides by the rules of the split, in exact numbers."""
    found = []
    for one, other in ((own, base), (base, own)):
        days = [[Fraction(float(day)) for day in part.days[0]] for part in (one, other)]
        cost = [[Fraction(float(sek)) for sek in part.cost[0]] for part in (one, other)]
        lender = 0 if sum(days[0]) else 1
        total = sum(days[lender])
        shares = [day / total if total else Fraction(0) for day in days[lender]]
        prices = [
            sek / day if day else other_sek / other_day if other_day else Fraction(0)
            for day, sek, other_day, other_sek in zip(days[0], cost[0], days[1], cost[1], strict=True)
        ]
        volume = 1_000 * sum(days[0]) / Fraction(float(one.residents[0]))
        found.append([[volume] * len(shares), shares, prices])
    return found


amounts = st.floats(0.5, 1e4).map(lambda value: round(value, 1))
forms = st.dictionaries(st.sampled_from(TYPES), st.tuples(st.one_of(st.just(0.0), amounts), amounts))
sides = st.builds(side, forms, st.integers(100, 99_999), st.integers(1, 900))


def test_a_larger_share_of_a_dearer_form_alone_is_mix() -> None:
    own = side({"familjehem": (80, 2_000), "hvb": (20, 6_000)})
    peers = side({"familjehem": (90, 2_000), "hvb": (10, 6_000)})
    found = volume_mix_price(own, peers)
    assert (found.own[0], found.base[0]) == pytest.approx((280_000, 240_000))
    assert parts(own, peers) == pytest.approx({"volume": 0, "mix": 40_000, "price": 0}, abs=1e-6)
    assert found.mix_by_type[0] == pytest.approx([6_000, 34_000, 0])


def test_the_worked_example_with_a_form_on_one_side_only() -> None:
    own, peers = (side(rows) for rows in T52)
    found = volume_mix_price(own, peers)
    assert found.own[0] - found.base[0] == pytest.approx(100_000)
    assert parts(own, peers) == pytest.approx({"volume": 60_434.73, "mix": 9_439.98, "price": 30_125.29}, abs=0.005)
    assert found.mix_by_type[0] == pytest.approx([5_434.71, 36_579.97, -32_574.70], abs=0.005)
    assert found.price_by_type[0] == pytest.approx([19_032.63, 11_092.66, 0], abs=0.005)


def test_counterfactuals_change_whole_factors() -> None:
    own, peers = (side(rows) for rows in T52)
    found = {name: float(value[0]) for name, value in counterfactuals(own, peers).items()}
    expected = {"base_mix": 402_409.09, "base_price": 380_000, "base_mix_price": 372_272.73, "base_volume": 351_153.85}
    assert found == pytest.approx(expected, abs=0.005)


def lmdi(own: list[float], base: list[float]) -> list[float]:
    """Return the effects of factors on one product by the logarithmic mean (LMDI-I)."""
    c1, c0 = prod(own), prod(base)
    weight = c1 if isclose(c1, c0) else (c1 - c0) / log(c1 / c0)
    return [weight * log(x1 / x0) for x1, x0 in zip(own, base, strict=True)]


def test_the_split_is_near_the_logarithmic_mean() -> None:
    own, peers = (side({name: row for name, row in rows.items() if name != "sis"}) for rows in T52)
    assert parts(own, peers) == pytest.approx({"volume": 71_936.81, "mix": 42_923.08, "price": 30_140.11}, abs=0.005)
    effects = [
        lmdi([130, s1, p1], [105, s0, p0])
        for s1, p1, s0, p0 in ((100 / 130, 2_200, 90 / 105, 2_000), (30 / 130, 6_500, 15 / 105, 6_000))
    ]
    assert [sum(effect) for effect in zip(*effects, strict=True)] == pytest.approx(
        [71_575.64, 43_556.15, 29_868.21], abs=0.005
    )


def test_a_chain_of_four_factors() -> None:
    own, base = (0.24, 0.008, 180.0, 5_500.0), (0.23, 0.006, 200.0, 5_000.0)
    effects = [float(effect) for effect in shapley([np.array(x) for x in own], [np.array(x) for x in base])]
    assert effects == pytest.approx([69.75, 468.4167, -173.35, 155.9833], abs=5e-5)
    assert sum(effects) == pytest.approx(prod(own) - prod(base))
    assert lmdi(list(own), list(base)) == pytest.approx([69.2244, 467.9228, -171.3717, 155.0246], abs=1e-4)


@settings(max_examples=40)
@given(st.integers(1, 5), st.data())
def test_factors_agree_with_all_orders_in_exact_numbers(n: int, data: st.DataObject) -> None:
    numbers = st.lists(st.integers(-9, 9), min_size=2 * n, max_size=2 * n)
    values = data.draw(numbers)
    own, base = values[:n], values[n:]
    expected = brute_force([[Fraction(x)] for x in own], [[Fraction(x)] for x in base])
    found = shapley([np.array(float(x)) for x in own], [np.array(float(x)) for x in base])
    assert [float(effect) for effect in found] == pytest.approx([float(effect) for effect in expected], abs=1e-6)


@settings(max_examples=50)
@given(st.floats(0.1, 9), st.floats(0.1, 9), st.floats(0.1, 9), st.floats(1.05, 1.5))
def test_one_changed_factor_has_the_sign_and_size_of_the_logarithmic_mean(
    x: float, y: float, z: float, change: float
) -> None:
    own, base = [x * change, y * change, z / change], [x, y, z]
    found = [float(effect) for effect in shapley([np.array(v) for v in own], [np.array(v) for v in base])]
    for effect, oracle in zip(found, lmdi(own, base), strict=True):
        assert effect * oracle > 0
        assert effect == pytest.approx(oracle, rel=0.1)


@settings(max_examples=50)
@given(sides, sides)
def test_three_parts_agree_with_all_orders_in_exact_numbers(own: Side, base: Side) -> None:
    volume, mix, price = brute_force(*as_fractions(own, base))
    found = volume_mix_price(own, base)
    scale = max(found.own[0], found.base[0], 1.0)
    assert parts(own, base) == pytest.approx(
        {"volume": float(volume), "mix": float(mix), "price": float(price)}, abs=1e-9 * scale
    )


@settings(max_examples=50)
@given(sides, sides)
def test_effects_add_up_to_the_whole_gap(own: Side, base: Side) -> None:
    for found in (volume_mix_price(own, base), placed_length_mix_price(own, base)):
        scale = max(found.own[0], found.base[0], 1.0)
        assert sum(float(effect[0]) for effect in found.parts.values()) == pytest.approx(
            found.own[0] - found.base[0], abs=1e-9 * scale
        )
        assert found.mix_by_type.sum() == pytest.approx(found.parts["mix"][0], abs=1e-9 * scale)
        assert found.price_by_type.sum() == pytest.approx(found.parts["price"][0], abs=1e-9 * scale)
        assert found.own[0] == pytest.approx(1_000 * own.cost.sum() / own.residents[0])
        assert found.base[0] == pytest.approx(1_000 * base.cost.sum() / base.residents[0])


@settings(max_examples=50)
@given(sides, sides)
def test_swapped_sides_change_nothing_but_the_signs(own: Side, base: Side) -> None:
    for method in (volume_mix_price, placed_length_mix_price):
        there, back = method(own, base), method(base, own)
        scale = max(there.own[0], there.base[0], 1.0)
        for name in there.parts:
            assert there.parts[name][0] == pytest.approx(-back.parts[name][0], abs=1e-9 * scale)
        assert there.mix_by_type == pytest.approx(-back.mix_by_type, abs=1e-9 * scale)
        assert there.price_by_type == pytest.approx(-back.price_by_type, abs=1e-9 * scale)
        assert (there.own[0], there.base[0]) == pytest.approx((back.base[0], back.own[0]))


@settings(max_examples=25)
@given(sides, sides)
def test_amounts_in_thousands_give_effects_in_thousands(own: Side, base: Side) -> None:
    tkr = [Side(each.days, each.cost / 1_000, each.residents, each.persons) for each in (own, base)]
    scale = max(own.cost.sum(), base.cost.sum(), 1.0)
    expected = {name: effect / 1_000 for name, effect in parts(own, base).items()}
    assert parts(*tkr) == pytest.approx(expected, abs=1e-9 * scale)


@settings(max_examples=25)
@given(sides, sides, st.permutations(range(3)))
def test_the_order_of_forms_doesnt_matter(own: Side, base: Side, order: list[int]) -> None:
    turned = [Side(each.days[:, order], each.cost[:, order], each.residents, each.persons) for each in (own, base)]
    scale = max(own.cost.sum(), base.cost.sum(), 1.0) * 1_000
    assert parts(*turned) == pytest.approx(parts(own, base), abs=1e-9 * scale)
    assert volume_mix_price(*turned).mix_by_type == pytest.approx(
        volume_mix_price(own, base).mix_by_type[:, order], abs=1e-9 * scale
    )


@settings(max_examples=25)
@given(sides, sides)
def test_inputs_are_unchanged(own: Side, base: Side) -> None:
    before = [array.copy() for each in (own, base) for array in (each.days, each.cost, each.residents)]
    volume_mix_price(own, base)
    placed_length_mix_price(own, base)
    counterfactuals(own, base)
    index_and_real(own, base, 0.05)
    after = [array for each in (own, base) for array in (each.days, each.cost, each.residents)]
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))


def test_a_side_without_days_differs_in_volume_alone() -> None:
    own, nothing = side(T52[0]), side({})
    assert parts(own, nothing) == pytest.approx({"volume": 415_000, "mix": 0, "price": 0}, abs=1e-6)
    assert parts(nothing, own) == pytest.approx({"volume": -415_000, "mix": 0, "price": 0}, abs=1e-6)
    assert parts(nothing, nothing) == {"volume": 0, "mix": 0, "price": 0}
    assert not volume_mix_price(own, nothing).mix_by_type.any()


def test_a_form_on_one_side_only_has_no_price_effect() -> None:
    own = side({"familjehem": (50, 2_000), "sis": (50, 9_000)})
    base = side({"familjehem": (100, 1_000)})
    assert volume_mix_price(own, base).price_by_type[0, TYPES.index("sis")] == 0
    assert volume_mix_price(base, own).price_by_type[0, TYPES.index("sis")] == 0
    assert volume_mix_price(own, base).price_by_type[0, 0] > 0


def test_many_comparisons_are_split_as_one_by_one() -> None:
    owns = [side(T52[0], 2_000, 3), side({"hvb": (7, 5_000)}, 900, 2), side({}, 1_000, 0)]
    bases = [side(T52[1], 3_000, 5), side({"sis": (2, 9_000)}, 1_100, 1), side(T52[0], 1_000, 4)]
    stacked = [
        Side(
            *(
                np.concatenate([getattr(each, name) for each in many])
                for name in ("days", "cost", "residents", "persons")
            )
        )
        for many in (owns, bases)
    ]
    for method in (volume_mix_price, placed_length_mix_price):
        together = method(*stacked)
        for at, (own, base) in enumerate(zip(owns, bases, strict=True)):
            alone = method(own, base)
            assert {name: effect[at] for name, effect in together.parts.items()} == pytest.approx(
                {name: effect[0] for name, effect in alone.parts.items()}
            )
            assert together.mix_by_type[at] == pytest.approx(alone.mix_by_type[0])


def test_volume_is_counted_per_thousand_residents() -> None:
    one = side(T52[0], residents=2_000, persons=4)
    assert one.volume == pytest.approx(np.array([[65.0]]))
    assert one.placed == pytest.approx(np.array([[2.0]]))
    assert one.length == pytest.approx(np.array([[32.5]]))
    assert one.shares == pytest.approx(np.array([[100 / 130, 30 / 130, 0]]))
    assert one.prices[0, :2] == pytest.approx([2_200, 6_500])
    assert np.isnan(one.prices[0, 2])
    assert np.isnan(side({}).shares).all()


def test_four_parts_are_those_of_persons_and_days_per_person() -> None:
    own = side({"hvb": (200, 5_000)}, persons=4)
    base = side({"hvb": (100, 4_000)}, persons=1)
    found = placed_length_mix_price(own, base)
    expected = brute_force(
        [[Fraction(4)], [Fraction(50)], [Fraction(1)], [Fraction(5_000)]],
        [[Fraction(1)], [Fraction(100)], [Fraction(1)], [Fraction(4_000)]],
    )
    assert {name: effect[0] for name, effect in found.parts.items()} == pytest.approx(
        dict(zip(("placed", "length", "mix", "price"), map(float, expected), strict=True)), abs=1e-6
    )


def test_nobody_placed_on_one_side_differs_in_persons_alone() -> None:
    found = placed_length_mix_price(side({"hvb": (100, 4_000)}, persons=1), side({}, persons=0))
    assert {name: effect[0] for name, effect in found.parts.items()} == pytest.approx(
        {"placed": 400_000, "length": 0, "mix": 0, "price": 0}, abs=1e-6
    )


def test_four_parts_need_persons() -> None:
    known = side(T52[0], persons=3)
    with pytest.raises(
        ValueError, match=r"^antalet personer saknas, så volymen kan inte delas i placerade och dygn per placerad$"
    ):
        placed_length_mix_price(known, side(T52[1]))
    assert volume_mix_price(known, side(T52[1])).parts["volume"][0] > 0
    with pytest.raises(ValueError, match=r"^vårddygn utan personer kan inte delas i placerade och dygn per placerad$"):
        placed_length_mix_price(side({"hvb": (0.5, 100)}, persons=0), known)


@pytest.mark.parametrize(("n", "m"), [(0, 0), (6, 6), (2, 3), (3, 2)])
def test_other_numbers_of_factors_are_refused(n: int, m: int) -> None:
    message = f"en till 5 faktorer, lika många på båda sidor, kan delas upp; inte {n} och {m}"
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        shapley([np.array(1.0)] * n, [np.array(1.0)] * m)


def test_what_a_side_lacks_it_borrows() -> None:
    own, base = lent(np.array([1.0, np.nan, np.nan, 5.0]), np.array([np.nan, 2.0, np.nan, 6.0]))
    assert own.tolist() == [1, 2, 0, 5]
    assert base.tolist() == [1, 2, 0, 6]


def test_price_is_split_in_index_and_real() -> None:
    later, earlier = side({"hvb": (1, 2_200)}), side({"hvb": (1, 2_000)})
    index, real = index_and_real(later, earlier, 0.06)
    assert (float(index[0]), float(real[0])) == pytest.approx((120, 80))


@settings(max_examples=40)
@given(sides, sides, st.floats(-0.2, 0.2))
def test_index_and_real_add_up_to_the_price_effect(own: Side, base: Side, change: float) -> None:
    index, real = index_and_real(own, base, change)
    price = volume_mix_price(own, base).parts["price"]
    scale = max(own.cost.sum() / own.residents[0], base.cost.sum() / base.residents[0], 1e-3) * 1_000
    assert index + real == pytest.approx(price, abs=1e-9 * scale)


def test_the_index_moves_only_what_both_sides_have() -> None:
    own, base = (side(rows) for rows in T52)
    index, real = index_and_real(own, base, 0.1)
    # With ten per cent, familjehem goes 2 000 → 2 200 by index alone; hvb 6 000 → 6 600, of which 6 500 is reached.
    assert float(index[0]) == pytest.approx(19_032.63 + 1.2 * 11_092.66, abs=0.01)
    assert float(real[0]) == pytest.approx(-0.2 * 11_092.66, abs=0.01)
    alone = side({"hvb": (5, 100)})
    assert [float(part[0]) for part in index_and_real(alone, side({"sis": (5, 100)}), 0.1)] == [0, 0]

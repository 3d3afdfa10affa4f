"""The deviation by sub-area: parts add up exactly, profiles to nothing, and a part that depends on weights has no sign."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ifo_analysis.analysis.deviation_split import (
    DeviationSplit,
    deviation_split,
    net_cost_table,
    pooled_shares,
    split_deviation,
    waterfall_frame,
)
from ifo_analysis.definitions.net_costs import modelled, net_cost_ids, net_costs, whole_and_reference
from ifo_analysis.errors import DataError
from ifo_analysis.language import faults

IDS = ("N33016", "N31008", "N35019", "N37005", "N37006")
NET = (3_100.0, 1_500.0, 1_200.0, 450.0, 150.0)
NATIONAL = (19_429.0, 13_425.0, 7_309.0, 2_406.0, 838.0)  # SCB 2016, mnkr: only their shares count
PEERS_SHARES = (0.47, 0.27, 0.18, 0.06, 0.02)
PEERS_NET = (2_350.0, 1_350.0, 900.0, 300.0, 100.0)
PEERS = ("P1", "P2", "P3", "P4")


def wide(*rows: tuple[float, ...], codes: str = "A") -> pd.DataFrame:
    index = pd.MultiIndex.from_product([[*codes], [2024]], names=["municipality", "year"])
    return pd.DataFrame(rows, index=index, columns=list(IDS))


def values(
    own: tuple[float | None, ...] = NET,
    whole: float | None = 6_400.0,
    peers: tuple[tuple[float | None, ...], ...] = (PEERS_NET,) * 4,
    country: tuple[float | None, ...] = NATIONAL,
    reference: float | None = 5_600.0,
    **extra: float,
) -> pd.DataFrame:
    rows = [("A", name, value) for name, value in zip(IDS, own, strict=True)]
    rows += [("A", "N30005", whole), ("A", "N30007", reference)]
    rows += [("A", name, value) for name, value in extra.items()]
    rows += [(code, *pair) for code, costs in zip(PEERS, peers, strict=False) for pair in zip(IDS, costs, strict=True)]
    rows += [("0000", *pair) for pair in zip(IDS, country, strict=True)]
    found = pd.DataFrame(rows, columns=["municipality", "indicator", "value"]).assign(year=2024)
    return found.dropna(subset=["value"]).astype({"value": "float64"})


def split(**changes: object) -> DeviationSplit:
    return deviation_split(values(**changes), "A", PEERS, 2024)  # type: ignore[arg-type]


def column(found: DeviationSplit, name: str) -> list[float]:
    return [float(value) for value in found.parts.set_index("area").loc[list(IDS), name].round(1)]


def test_the_parts_by_the_countrys_shares() -> None:
    found = split()

    assert column(found, "country_part") == [593.4, -232.0, 257.1, 139.6, 41.9]
    assert column(found, "country_profile") == [235.4, -479.4, 122.3, 95.3, 26.4]
    assert column(found, "country_weight") == [0.4, 0.3, 0.2, 0.1, 0.0]
    assert found.parts["country_part"].sum() == pytest.approx(800, rel=1e-12)


def test_the_parts_by_the_peers_shares() -> None:
    found = split()

    assert column(found, "peers_part") == [468, -12, 192, 114, 38]
    assert found.parts["peers_part"].sum() == pytest.approx(800, rel=1e-12)
    assert found.parts["area"].tolist() == ["N33016", "N35019", "N37005", "N37006", "N31008"]
    assert found.largest == ("N33016", "N33016")
    assert found.certain == set(IDS)


def test_a_part_whose_sign_depends_on_the_weights_has_no_direction() -> None:
    found = split(
        own=(3_100, 1_650, 1_050, 450, 150)
    )  # economic support: +138 by the peers', -82 by the country's shares

    assert found.certain == set(IDS) - {"N31008"}


def test_a_part_that_is_shown_as_zero_has_no_direction() -> None:
    assert split(country=PEERS_NET, own=(3_088, 1_512, 1_200, 450, 150)).certain == set(IDS) - {"N31008"}


ROWS = st.integers(1, 4)
COSTS = st.integers(-50, 20_000)


@settings(max_examples=40, deadline=None)
@given(data=st.data(), n=ROWS)
def test_parts_add_up_to_the_deviation_and_profiles_to_nothing(data: st.DataObject, n: int) -> None:
    net = data.draw(arrays(np.int64, (n, 5), elements=COSTS))
    shares = data.draw(arrays(np.int64, (n, 5), elements=st.integers(1, 5_000)))
    reference = data.draw(arrays(np.int64, n, elements=st.integers(1, 20_000)))
    index = wide(*([NET] * n), codes="ABCD"[:n]).index
    weights = pd.DataFrame(shares / shares.sum(axis=1, keepdims=True), index=index, columns=list(IDS))

    found = split_deviation(
        pd.DataFrame(net.astype(float), index=index, columns=list(IDS)), pd.Series(reference, index=index), weights
    )

    assert np.allclose(found["part"], found["level"] + found["profile"], rtol=1e-9, atol=1e-9)
    sums = found.groupby("municipality")[["part", "profile"]].sum()
    assert sums["part"].tolist() == pytest.approx((net.sum(axis=1) - reference).tolist(), rel=1e-9, abs=1e-7)
    assert np.abs(sums["profile"]).max() <= 1e-7
    for i in range(n):
        for j in range(5):
            exact = Fraction(int(net[i, j])) - Fraction(int(reference[i]) * int(shares[i, j]), int(shares[i].sum()))
            assert found["part"].iloc[5 * i + j] == pytest.approx(float(exact), rel=1e-9, abs=1e-7)


@settings(max_examples=25, deadline=None)
@given(net=st.lists(st.integers(1, 9_000), min_size=5, max_size=5), shares=st.permutations(PEERS_SHARES))
def test_net_cost_and_reference_that_change_places_flip_every_sign(net: list[int], shares: list[float]) -> None:
    own, weights = wide(tuple(map(float, net))), wide(tuple(shares))
    total = pd.Series([float(sum(net))], index=own.index)
    there = split_deviation(own, total * 2, weights)
    back = split_deviation(weights * (2 * sum(net)), total, own / sum(net))

    assert (there["part"] + back["part"]).abs().max() <= 1e-6


def test_many_rows_are_split_at_once_as_one_by_one() -> None:
    rng = np.random.default_rng(1)
    index = pd.MultiIndex.from_product(
        [[f"{n:04d}" for n in range(290)], range(2010, 2025)], names=["municipality", "year"]
    )
    net = pd.DataFrame(rng.integers(50, 4_000, (len(index), 5)).astype(float), index=index, columns=list(IDS))
    reference = pd.Series(rng.integers(3_000, 9_000, len(index)).astype(float), index=index)
    weights = net.div(net.sum(axis=1), axis=0).iloc[::-1]

    found = split_deviation(net, reference, weights)

    assert len(found) == 290 * 15 * 5
    pd.testing.assert_frame_equal(
        found.iloc[-5:].reset_index(drop=True), split_deviation(net.iloc[-1:], reference.iloc[-1:], weights.iloc[:1])
    )


def test_neither_the_order_of_rows_nor_of_peers_matters_and_nothing_is_changed() -> None:
    rows = values(peers=tuple(tuple(float(10 * n + k) for k in range(5)) for n in range(1, 5)))
    shuffled = rows.sample(frac=1, random_state=2)
    before = shuffled.copy(deep=True)

    found = deviation_split(shuffled, "A", PEERS[::-1], 2024)

    pd.testing.assert_frame_equal(found.parts, deviation_split(rows, "A", PEERS, 2024).parts)
    pd.testing.assert_frame_equal(shuffled, before)


def test_what_is_missing_is_named_and_there_is_no_split() -> None:
    found = split(own=(3_100, None, 1_200, 450, None), reference=None)
    assert (found.parts.empty, found.missing_own) == (True, ("N31008", "N37006", "N30007"))
    found = split(country=(None, *NATIONAL[1:]))
    assert (found.parts.empty, found.missing_own, found.missing_country) == (True, (), ("N33016",))
    found = split(peers=((2_350, 1_350, 900, 300, 100),) * 3)
    assert (found.parts.empty, found.peers, found.missing_peers) == (True, PEERS[:3], ("P4",))
    nothing = deviation_split(values().iloc[:0], "A", PEERS, 2024)
    assert nothing.missing_own == (*net_cost_ids(), *whole_and_reference())


def test_a_peer_without_all_sub_areas_is_left_out_of_the_shares() -> None:
    rows = values(peers=((9_000, None, 1, 1, 1), *((2_350, 1_350, 900, 300, 100),) * 3))
    more = pd.DataFrame(
        {"municipality": "P5", "indicator": IDS, "value": [2_350.0, 1_350, 900, 300, 100], "year": 2024}
    )

    found = deviation_split(pd.concat([rows, more]), "A", (*PEERS, "P5"), 2024)

    assert found.missing_peers == ("P1",)
    assert column(found, "peers_part") == [468, -12, 192, 114, 38]


@pytest.mark.parametrize(
    ("whole", "rest", "adds_up"), [(6_400, 0, True), (6_403, 3, True), (6_397, -3, True), (6_404, 4, False)]
)
def test_what_the_net_cost_has_beyond_its_parts_is_told(whole: float, rest: float, *, adds_up: bool) -> None:
    found = split(whole=whole)

    assert (found.rest_sek, found.adds_up) == (rest, adds_up)
    steps = waterfall_frame(found)
    assert steps.loc[~steps["is_total"], "value_sek"].sum() == pytest.approx(whole - 5_600, rel=1e-9)
    assert ("rest" in set(steps["step"])) == (rest != 0)
    assert steps["step"].tolist()[0] == "N30007"
    assert steps["step"].tolist()[-1] == "N30005"


def test_another_models_value_stands_beside_and_not_in_the_sum() -> None:
    found = split(U31004=1_400.0)

    assert found.modelled_sek == 1_400
    pd.testing.assert_frame_equal(found.parts, split().parts)


def test_a_net_cost_below_zero_is_a_part_like_any_other() -> None:
    found = split(own=(3_700, 1_500, 1_200, -150, 150))

    assert column(found, "peers_part") == [1_068, -12, 192, -486, 38]


def test_shares_need_every_cost_and_a_sum_above_zero() -> None:
    for costs in (wide((1.0, 2.0, 3.0, 4.0, float("nan"))), wide((0.0,) * 5)):
        with pytest.raises(DataError) as error:
            pooled_shares(costs)
        assert str(error.value) == (
            "Vikterna kan inte beräknas: nettokostnaden saknas för någon, eller är inte större än noll."
        )


def test_all_faults_of_a_split_are_told_at_once() -> None:
    net = wide((3_100, float("nan"), 1_200, 450, 150))

    with pytest.raises(DataError) as error:
        split_deviation(net, pd.Series([float("nan")], index=net.index), wide((0.5, 0.5, 0.5, 0, 0)))

    assert str(error.value) == (
        "Avvikelsen kan inte delas upp:\n"
        "  - nettokostnad N31008 saknas för ('A', 2024)\n"
        "  - referenskostnad saknas för ('A', 2024)\n"
        "  - vikterna för ('A', 2024) summerar inte till 1"
    )


def test_the_sub_areas_are_the_net_costs_and_named_as_the_house_writes() -> None:
    assert set(net_cost_ids()) == set(IDS)
    assert modelled()[0] in IDS
    assert net_cost_table(values()).columns.tolist() == list(net_cost_ids())
    assert [faults(area.name) + faults(f"X{area.definite}") for area in net_costs()] == [[]] * 5

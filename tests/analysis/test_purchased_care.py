"""Bought care: the share says of which cost, the bases are never mixed unasked, and no gap in the years is bridged."""

from __future__ import annotations

from fractions import Fraction
from math import isnan
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from local_rows import local_rows

from ifo_analysis.analysis.purchased_care import (
    MIXED,
    OWN,
    SELLERS,
    bought_care,
    known_areas,
    pooled_share,
    purchased_shares,
    share_beside_peers,
    share_through_years,
    shares_by_counterpart,
)
from ifo_analysis.errors import DataError

EKHULT, PEERS = "9901", ("9911", "9912", "9913", "9914", "9915")
AREAS = ("Barn och unga", "Missbruk")
COSTS = st.lists(
    st.tuples(st.sampled_from(AREAS), st.sampled_from((OWN, *SELLERS)), st.integers(0, 90_000)),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[:2],
)
RANDOMS = st.randoms(use_true_random=False)


def row(counterpart: str, cost_tkr: float, area: str = "IFO", **told: object) -> dict[str, object]:
    return {"counterpart": counterpart, "cost_tkr": float(cost_tkr), "area": area, **told}


def bought(*rows: dict[str, object]) -> pd.DataFrame:
    return local_rows("purchases", *rows)


def with_own(found: list[tuple[str, str, int]]) -> pd.DataFrame:
    """Return the rows with own production in every area, so that the whole cost is known."""
    given = {(area, seller): cost for area, seller, cost in found}
    return bought(*(row(seller, cost, area) for (area, seller), cost in ({(a, OWN): 7 for a in AREAS} | given).items()))


def share_of(frame: pd.DataFrame, year: int = 2024, code: str = EKHULT) -> float:
    chosen = frame.loc[(frame["municipality"] == code) & (frame["year"] == year), "purchased_share"]
    return float(chosen.iloc[0])


@settings(max_examples=15)
@given(COSTS)
def test_shares_of_own_and_sellers_sum_to_one_and_agree_with_fractions(found: list[tuple[str, str, int]]) -> None:
    purchases = with_own(found)
    shares = shares_by_counterpart(purchases, AREAS)
    assert float(shares["purchased_share"].sum()) == pytest.approx(1, abs=1e-12)
    total = sum(Fraction(int(cost)) for cost in purchases["cost_tkr"])
    for counterpart, part in zip(shares["counterpart"], shares["purchased_share"], strict=True):
        cost = sum(Fraction(int(c)) for c in purchases.loc[purchases["counterpart"] == counterpart, "cost_tkr"])
        assert part == pytest.approx(float(cost / total), rel=1e-12)
    whole = purchased_shares(shares)
    others = float(shares.loc[shares["counterpart"] != OWN, "purchased_share"].sum())
    assert whole["purchased_share"].tolist() == pytest.approx([others] if len(whole) else [])


@settings(max_examples=15)
@given(COSTS, RANDOMS)
def test_order_and_unit_do_not_matter_and_inputs_stay(found: list[tuple[str, str, int]], random: Random) -> None:
    purchases = with_own(found)
    before, order = purchases.copy(deep=True), list(range(len(purchases)))
    random.shuffle(order)
    shares = shares_by_counterpart(purchases, AREAS)
    pd.testing.assert_frame_equal(shares_by_counterpart(purchases.iloc[order], AREAS), shares)
    in_kronor = shares_by_counterpart(purchases.assign(cost_tkr=purchases["cost_tkr"] * 1_000), AREAS)
    assert in_kronor["purchased_share"].tolist() == pytest.approx(shares["purchased_share"].tolist())
    pd.testing.assert_frame_equal(purchases, before)


def test_outcome_over_budget_is_refused_unless_asked_for_and_then_named() -> None:
    purchases = bought(
        row("companies", 18_000), row(OWN, 22_000, basis="budget"), row("companies", 18_000, basis="budget")
    )
    with pytest.raises(DataError) as caught:
        shares_by_counterpart(purchases, ["IFO"], of="budget")
    assert str(caught.value) == (
        "Köpt vård enligt utfall kan inte delas med kostnad enligt budget: täljare och nämnare ska ha samma grund. Välj samma "
        "grund, eller begär en andel med blandad grund (allow_mixed=True)."
    )
    mixed = purchased_shares(shares_by_counterpart(purchases, ["IFO"], of="budget", allow_mixed=True))
    assert (share_of(mixed), mixed["basis"].tolist()) == (0.45, [MIXED])
    assert bought_care(purchases, EKHULT, 2024).areas == ()
    assert bought_care(purchases, EKHULT, 2024, allow_mixed=True).of == "budget"


def test_an_area_without_own_production_has_no_whole_cost() -> None:
    purchases = bought(row(OWN, 60, "A"), row("companies", 40, "A"), row("companies", 50, "B"))
    care = bought_care(purchases, EKHULT, 2024)
    assert (known_areas(purchases, EKHULT, 2024), care.areas, care.left_out) == (("A",), ("A",), ("B",))
    assert share_of(care.shares) == 0.4


def test_the_outcome_goes_before_the_budget() -> None:
    rows = [row(OWN, 60), row("companies", 40), row(OWN, 10, basis="budget"), row("companies", 90, basis="budget")]
    care = bought_care(bought(*rows), EKHULT, 2024, allow_mixed=True)
    assert (care.of, share_of(care.shares)) == ("outcome", 0.4)


def test_no_gap_in_the_years_is_bridged() -> None:
    purchases = bought(
        *(row(OWN, 60, year=year) for year in (2019, 2020, 2022, 2023, 2024)),
        *(row("companies", 40 + year - 2019, year=year) for year in (2019, 2020, 2022, 2023, 2024)),
    )
    trend = share_through_years(bought_care(purchases, EKHULT, 2024).shares, EKHULT, 2023)
    assert trend["year"].tolist() == [2019, 2020, 2021, 2022, 2023]
    assert trend["run"].tolist() == [1, 1, 0, 2, 2]
    assert isnan(trend["purchased_share"].iloc[2])
    assert share_through_years(bought_care(purchases, "9902", 2024).shares, "9902", 2024).empty


def test_a_year_without_one_of_the_areas_is_a_gap() -> None:
    purchases = bought(
        *(row(seller, 50, area, year=year) for year in (2023, 2024) for area in AREAS for seller in (OWN, "companies")
          if (year, area) != (2023, "Missbruk")),
    )  # fmt: skip
    care = bought_care(purchases, EKHULT, 2024)
    assert (care.areas, sorted(care.shares["year"])) == (AREAS, [2024])


def test_peers_are_pooled_and_each_and_those_without_the_areas_are_left_out() -> None:
    shares = (0.5, 0.2, 0.3, 0.4, 0.1)
    rows = [row(seller, cost, municipality=code) for code, share in zip(PEERS, shares, strict=True)
            for seller, cost in ((OWN, 100 * (1 - share)), ("companies", 100 * share))]  # fmt: skip
    rows += [row(OWN, 64), row("companies", 36), row(OWN, 900, "Annat", municipality="9916")]
    care = bought_care(bought(*rows), EKHULT, 2024)
    beside = share_beside_peers(care.shares, EKHULT, (*PEERS, "9916"), 2024).iloc[0]
    assert (beside["own"], beside["median"], beside["n_peers"]) == (36, 30, 5)
    assert beside["gap"] == pytest.approx(6)
    assert pooled_share(care.shares, PEERS, 2024) == pytest.approx(
        float(sum(map(Fraction, ("0.5", "0.2", "0.3", "0.4", "0.1"))) / 5)
    )
    assert isnan(pooled_share(care.shares, PEERS, 2023))
    # 36 against 18 per cent is twice as large a share (T10.4).
    assert share_of(care.shares) / 0.18 == pytest.approx(2.0)


def test_nothing_spent_is_no_share() -> None:
    shares = purchased_shares(shares_by_counterpart(bought(row(OWN, 0), row("companies", 0)), ["IFO"]))
    assert isnan(shares["purchased_share"].iloc[0])
    assert bought_care(bought(), EKHULT, 2024).shares.empty

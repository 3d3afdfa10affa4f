"""The identities of the indicators: worked examples of each kind, and verdicts at their limits."""

from __future__ import annotations

from math import isnan
from random import Random

import pandas as pd
import pytest
from builders import rows, shuffled
from hypothesis import given
from hypothesis import strategies as st

from ifo_analysis.analysis.identities import IDENTITIES, identity_checks
from ifo_analysis.definitions import indicators

PARTS = {"N33001": 3_100.0, "N35001": 1_200.0, "N37001": 450.0, "N31001": 1_500.0, "N37002": 150.0}
RANDOMS = st.randoms(use_true_random=False)


def tried(values: dict[str, float], left: str = "N30101", formula: str = "") -> pd.Series:  # type: ignore[type-arg]
    changes = [{"indicator": name, "value": value} for name, value in values.items()]
    found = identity_checks(rows("indicator_values", *changes), "9901", 2024)
    place = next(at for at, item in enumerate(IDENTITIES) if item.left == left and formula in item.formula)
    return found.loc[place]


def test_every_identity_speaks_of_indicators_that_are_defined() -> None:
    known = {item.id for item in indicators().values()}
    assert {name for item in IDENTITIES for name in (item.left, *item.inputs)} <= known
    assert len({item.text for item in IDENTITIES}) == len(IDENTITIES)


def test_a_sum_that_holds_is_exact() -> None:
    row = tried(PARTS | {"N30101": 6_400.0})
    assert (row["left"], row["right"], row["residual"], row["tolerance"]) == (6_400, 6_400, 0, 3)
    assert (row["verdict"], row["missing"]) == ("exact", ())


@pytest.mark.parametrize(
    ("total", "verdict"), [(6_400.4, "exact"), (6_401, "rounding"), (6_397, "rounding"), (6_403.1, "broken")]
)
def test_a_sum_may_miss_by_half_a_krona_for_each_value(total: float, verdict: str) -> None:
    assert tried(PARTS | {"N30101": total})["verdict"] == verdict


def test_a_missing_part_is_not_zero() -> None:
    row = tried({name: value for name, value in PARTS.items() if name != "N37002"} | {"N30101": 6_250.0})
    assert (row["verdict"], row["missing"], row["left"]) == ("untried", ("N37002",), 6_250)
    assert isnan(row["right"])
    assert isnan(row["residual"])


def test_net_cost_is_cost_minus_revenue() -> None:
    values = {"N30005": 5_900.0, "N30101": 6_400.0, "N30004": 480.0}
    row = tried(values, "N30005", "N30101")
    assert (row["right"], row["residual"], row["tolerance"], row["verdict"]) == (5_920, -20, 1.5, "broken")


@pytest.mark.parametrize(
    ("published", "verdict"), [(14.2857, "exact"), (14.30, "rounding"), (14.4, "small"), (14.5, "broken")]
)
def test_the_deviation_follows_from_net_cost_and_reference_cost(published: float, verdict: str) -> None:
    row = tried({"N30001": published, "N30005": 6_400.0, "N30007": 5_600.0}, "N30001")
    assert row["right"] == pytest.approx(14.2857, abs=1e-4)
    assert row["tolerance"] == pytest.approx(0.0191, abs=1e-4)
    assert row["verdict"] == verdict


@pytest.mark.parametrize(
    ("published", "verdict"), [(20.0, "exact"), (20.02, "rounding"), (20.2, "small"), (20.4, "broken")]
)
def test_the_deviation_in_msek_follows_from_the_residents(published: float, verdict: str) -> None:
    values = {"N30026": published, "N30005": 6_400.0, "N30007": 5_600.0, "N01951": 25_000.0}
    row = tried(values, "N30026")
    assert (row["right"], row["tolerance"], row["verdict"]) == (20.0, 0.025, verdict)


def test_shares_may_miss_by_half_a_tenth_for_each_value() -> None:
    values = {"N33023": 34.0, "N33024": 25.0, "N33025": 4.0}
    assert [tried(values | {"N33026": last}, "N33023")["verdict"] for last in (5.0, 5.15, 5.3)] == [
        "exact",
        "rounding",
        "broken",
    ]


@given(st.lists(st.integers(0, 9_999), min_size=5, max_size=5), RANDOMS)
def test_whole_kronor_that_add_up_are_exact_whatever_their_order(costs: list[int], random: Random) -> None:
    values = dict(zip(PARTS, map(float, costs), strict=True)) | {"N30101": float(sum(costs))}
    frame = rows("indicator_values", *({"indicator": name, "value": value} for name, value in values.items()))
    found = identity_checks(frame, "9901", 2024)
    assert found.loc[0, "verdict"] == "exact"
    pd.testing.assert_frame_equal(found, identity_checks(shuffled(frame, random), "9901", 2024))


@given(st.lists(st.floats(0, 9_999), min_size=6, max_size=6))
def test_rounding_alone_never_breaks_a_sum(costs: list[float]) -> None:
    *parts, _ = costs
    values = {name: float(round(cost)) for name, cost in zip(PARTS, parts, strict=True)}
    assert tried(values | {"N30101": float(round(sum(parts)))})["verdict"] in {"exact", "rounding"}


def test_another_year_or_municipality_is_not_tried() -> None:
    frame = rows("indicator_values", {"indicator": "N30101", "value": 1.0})
    assert set(identity_checks(frame, "9902", 2024)["verdict"]) == {"untried"}
    assert set(identity_checks(frame, "9901", 2023)["verdict"]) == {"untried"}

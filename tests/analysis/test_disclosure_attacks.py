"""Readers who know more than any real one try to work out what a protected report hides, and never can."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from disclosure_attacks import MEASURES, OWN, count_tables, frames_of, reader_of, register, small_counts, small_forms
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ifo_analysis.analysis.disclosure import Protected, protect
from ifo_analysis.frames import LOCAL_CONTRACTS, checked

THRESHOLD = 5
MANY = [5, pytest.param(150, marks=pytest.mark.slow)]
ABOUT_PLACEMENTS = ("placements", "placed_persons", "costliest")
seeds = st.integers(0, 2**32 - 1)


def random_frames(seed: int, years: tuple[int, ...] = (2023, 2024)) -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(seed)
    return frames_of(register(rng, years, int(rng.integers(4, 60)))) | {"caseload": count_tables(rng)}


def is_left_out(found: Protected) -> bool:
    return "Placerade personer" in set(found.hidden["label"])


def demand_room(placements: pd.DataFrame, year: int, *reports: Protected) -> int:
    """Assert that each small form of a year may be of one person and of five, for all that a reader of reports knows.

    Days and cost may be what one such person and five would have; the same goes for the whole number of placements.
    """
    reader, tried = reader_of(placements, (year, "outcome"), reports), 0
    rows = placements.loc[placements["year"] == year]
    for name, n in small_forms(rows, THRESHOLD).items():
        for measure, value in rows.loc[rows["placement_type"] == name, list(MEASURES)].sum().items():
            low, high = reader.interval(name, str(measure))
            one, enough = (1, THRESHOLD) if measure == "persons" else (value / n, value * THRESHOLD / n)
            room = 1 - 1e-6 if measure == "placements" else 1e-6 * enough
            assert low <= one + room, (year, name, measure)
            assert high >= enough - room, (year, name, measure)
            tried += 1
    return tried


@pytest.mark.parametrize("n", MANY)
def test_no_small_form_of_a_random_register_can_be_worked_out(n: int) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=n, deadline=None)
    @given(seed=seeds)
    def attack(seed: int) -> None:
        frames = random_frames(seed)
        found = protect(frames, OWN)
        seen["registers"] += 1
        seen["left out"] += is_left_out(found)
        if not is_left_out(found):
            seen["intervals"] += sum(demand_room(frames["placements"], year, found) for year in (2023, 2024))
            assert (found.frames["placements"]["persons"] >= THRESHOLD).all()

    attack()
    print(dict(seen))  # noqa: T201 - how many were tried
    assert seen["intervals"] > n


@pytest.mark.parametrize("n", MANY)
def test_no_small_form_can_be_worked_out_from_two_reports_in_a_row(n: int) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=n // 2, deadline=None)
    @given(seed=seeds)
    def attack(seed: int) -> None:
        frames = random_frames(seed, (2022, 2023, 2024))
        then = {name: frames[name].query("year <= 2023") for name in ABOUT_PLACEMENTS}
        now = {name: frames[name].query("year >= 2023") for name in ABOUT_PLACEMENTS}
        first = protect(then, OWN)
        second = protect(now, OWN, earlier=first.record)
        seen["pairs"] += 1
        assume(not is_left_out(first) and not is_left_out(second))  # nothing is shown of a group that is left out
        tried = demand_room(frames["placements"], 2023, first, second)
        assume(tried)  # about one in ten has no small form that year
        seen["intervals"] += tried

    attack()
    print(dict(seen))  # noqa: T201 - how many were tried
    assert seen["intervals"] >= n // 2


@pytest.mark.parametrize("n", MANY)
def test_no_small_count_of_a_random_caseload_can_be_worked_out(n: int) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=3 * n, deadline=None)
    @given(seed=seeds)
    def attack(seed: int) -> None:
        counts = count_tables(np.random.default_rng(seed))
        shown = protect({"caseload": counts}, OWN).frames["caseload"]
        for low, high, least in small_counts(counts, shown, THRESHOLD):
            seen["small counts"] += 1
            assert low <= max(1, least)
            assert high >= THRESHOLD

    attack()
    print(dict(seen))  # noqa: T201 - how many were tried
    assert seen["small counts"] > 0


@settings(max_examples=2, deadline=None)
@given(seed=seeds)
def test_the_control_keeps_the_sums_and_the_contracts_and_says_the_same_in_any_order(seed: int) -> None:
    frames = random_frames(seed)
    kept = {name: frame.copy(deep=True) for name, frame in frames.items()}
    found = protect(frames, OWN)
    for name, frame in found.frames.items():
        pd.testing.assert_frame_equal(frames[name], kept[name])
        checked(LOCAL_CONTRACTS[name], frame)
    if not is_left_out(found):
        for measure in ("persons", "placements", "care_days", "cost_sek"):
            sums = [each["placements"].groupby("year")[measure].sum() for each in (frames, found.frames)]
            pd.testing.assert_series_equal(*sums)
    mixed = {name: frame.sample(frac=1, random_state=seed) for name, frame in frames.items()}
    again, twice = protect(mixed, OWN), protect(found.frames, OWN)
    for name, frame in found.frames.items():
        pd.testing.assert_frame_equal(again.frames[name], frame)
        pd.testing.assert_frame_equal(twice.frames[name], frame)
    pd.testing.assert_frame_equal(again.hidden, found.hidden)
    pd.testing.assert_frame_equal(again.proof, found.proof)

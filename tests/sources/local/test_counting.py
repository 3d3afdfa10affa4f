"""Laws of counting: a slow loop over days agrees, and neither order of rows nor splitting changes a figure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd
from builders import shuffled
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ifo_analysis.sources.local.aggregates import aggregates
from ifo_analysis.sources.local.counting import placements_of
from ifo_analysis.sources.local.files import LocalFile
from ifo_analysis.sources.local.headers import known_count
from ifo_analysis.sources.local.reading import delimited
from ifo_analysis.sources.local.register import read_register
from ifo_analysis.sources.local.remarks import Remarks
from ifo_analysis.sources.local.table import known_table

if TYPE_CHECKING:
    from random import Random

Row = tuple[str, int, str, str, dt.date, dt.date | None, int]
YEARS = (2023, 2024)
FORMS = {"HVB": "hvb", "Familjehem": "familjehem", "Skyddat boende": "skyddat_boende"}
PROVIDERS = {"Egen": "own", "Köpt": "purchased"}
HEAD = "Personnyckel;Födelseår;Placeringsform;Driftform;Start;Slut;Dygnspris\n"


@st.composite
def registers(draw: st.DrawFn) -> list[Row]:
    """Draw placements of a few persons that never overlap, though they may touch."""
    rows: list[Row] = []
    for person in range(draw(st.integers(1, 8))):
        born = draw(st.integers(1998, 2012))
        day = dt.date(2022, 6, 1) + dt.timedelta(draw(st.integers(0, 400)))
        for _ in range(draw(st.integers(1, 5))):
            end = day + dt.timedelta(draw(st.sampled_from([0, 1, 5, 30, 200, 400])))
            is_open = draw(st.integers(0, 9)) == 0
            price = draw(st.integers(50, 9000))
            form, provider = draw(st.sampled_from(sorted(FORMS))), draw(st.sampled_from(sorted(PROVIDERS)))
            if day > dt.date(2025, 1, 1):
                break
            rows.append((f"K{person}", born, form, provider, day, None if is_open else end, price))
            day = end + dt.timedelta(draw(st.sampled_from([0, 1, 2, 40])))
            if is_open or (day == end and rows[-1][4] == end):
                break
    return rows


def written(rows: list[Row]) -> str:
    return HEAD + "".join(";".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows)


FILE = LocalFile(
    kind="placement_register",
    path="r.csv",
    title="T",
    publisher="P",
    retrieved="2025-02-01",
    unit="kr",
    years=[*map(str, YEARS)],
)


def counted(rows: list[Row]) -> pd.DataFrame:
    """Return what a register adds up to, without the files around it."""
    remarks = Remarks("r.csv")
    table = known_table(delimited(written(rows), lambda head: known_count(head, FILE), remarks), FILE, remarks)
    assert table is not None
    register = read_register(table, FILE, "9901", YEARS[-1], remarks)
    assert register is not None
    found = aggregates(placements_of([register]), YEARS[-1], "9901")
    assert remarks.faults == []
    return found["placements"]


def by_days(rows: list[Row]) -> dict[tuple[int, str, str, str], tuple[int, int, int]]:
    """Count days, cost and persons one day at a time."""
    days: dict[tuple[int, str, str, str], int] = defaultdict(int)
    costs: dict[tuple[int, str, str, str], int] = defaultdict(int)
    persons: dict[tuple[int, str, str, str], set[str]] = defaultdict(set)
    taken: set[tuple[str, dt.date]] = set()
    for person, born, form, provider, start, end, price in sorted(rows, key=lambda row: (row[0], row[4])):
        day = start
        while day <= (end or dt.date(2024, 12, 31)) and day.year <= YEARS[-1]:
            group = "children" if day.year - born <= 20 else "adults"
            key = (day.year, group, FORMS[form], PROVIDERS[provider])
            if day.year in YEARS:
                persons[key].add(person)
                days[key] += (person, day) not in taken
                costs[key] += price * ((person, day) not in taken)
            taken.add((person, day))
            day += dt.timedelta(1)
    return {key: (days[key], costs[key], len(found)) for key, found in persons.items()}


def by_key(frame: pd.DataFrame) -> dict[tuple[int, str, str, str], tuple[int, int, int]]:
    rows = frame[["year", "target_group", "placement_type", "provider", "care_days", "cost_sek", "persons"]]
    return {tuple(row[:4]): tuple(row[4:]) for row in rows.itertuples(index=False, name=None)}  # type: ignore[misc]


def is_in_report_year(rows: list[Row]) -> bool:
    return any(row[4] <= dt.date(2024, 12, 31) and (row[5] is None or row[5] >= dt.date(2024, 1, 1)) for row in rows)


@settings(max_examples=30)
@given(registers().filter(is_in_report_year))
def test_days_costs_and_persons_are_those_of_a_slow_count(rows: list[Row]) -> None:
    found = counted(rows)

    assert by_key(found) == by_days(rows)
    for year, days in found.groupby("year")["care_days"].sum().items():
        assert days <= len({row[0] for row in rows}) * (366 if year == 2024 else 365)


@settings(max_examples=10)
@given(registers().filter(is_in_report_year), st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(rows: list[Row], random: Random) -> None:
    mixed = [rows[at] for at in shuffled(pd.DataFrame({"at": range(len(rows))}), random)["at"]]

    pd.testing.assert_frame_equal(counted(mixed), counted(rows))


@settings(max_examples=10)
@given(registers().filter(is_in_report_year), st.data())
def test_a_placement_split_in_two_decisions_counts_the_same(rows: list[Row], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(rows) - 1))
    *what, start, end, price = rows[at]
    last = end or dt.date(2024, 12, 31)
    assume((last - start).days >= 3)  # two decisions of one day could be the same as another
    middle = start + dt.timedelta(data.draw(st.integers(1, (last - start).days - 2)))
    parts = [(*what, start, middle, price), (*what, middle + dt.timedelta(1), end, price)]

    pd.testing.assert_frame_equal(counted([*rows[:at], *parts, *rows[at + 1 :]]), counted(rows))  # type: ignore[list-item]

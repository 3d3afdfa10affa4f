"""The invented world keeps the layout of the bundled figures, and says what it is."""

from __future__ import annotations

import hashlib
import json

import pytest
from invented import EKHULT, LINDNAS, PCT, PEERS, WORLD, world

from ifo_analysis.definitions import municipalities
from ifo_analysis.frames import CONTRACTS
from ifo_analysis.sources.bundled import PACKAGE_FILE


def test_the_checksums_are_those_of_the_tables() -> None:
    package = json.loads((WORLD / PACKAGE_FILE).read_text(encoding="utf-8"))
    stated = {item["path"]: item["hash"] for item in package["resources"]}
    actual = {name: f"sha256:{hashlib.sha256((WORLD / name).read_bytes()).hexdigest()}" for name in stated}
    listed = "\n".join(f'  {name}: "hash": "{value}"' for name, value in actual.items())
    assert stated == actual, f"A table has changed. Write these checksums in {WORLD / PACKAGE_FILE}:\n{listed}"


def test_every_table_of_the_folder_is_described() -> None:
    assert {file.name for file in WORLD.glob("*.csv")} == {item.name for item in world().inputs()}


@pytest.mark.parametrize("name", sorted(set(CONTRACTS) & {item.name.removesuffix(".csv") for item in world().inputs()}))
def test_each_table_keeps_its_contract(name: str) -> None:
    assert len(world().frame(name)) > 0


def test_the_world_says_that_it_is_invented() -> None:
    assert world().origin == "synthetic"
    assert {value for name in CONTRACTS for value in world().frame(name).get("publisher", [])} == {"Påhittad utgivare"}


def test_no_municipality_of_the_world_is_real() -> None:
    table = world().frame("municipalities")
    assert not {item.code for item in municipalities()} & set(table["municipality"])
    assert not {item.name.casefold() for item in municipalities()} & {name.casefold() for name in table["name"]}


def test_the_world_has_the_cases_that_the_reports_must_handle() -> None:
    values = world().frame("indicator_values")
    pct = values.loc[values["indicator"] == PCT]
    own, sparse = (pct.loc[pct["municipality"] == code] for code in (EKHULT, LINDNAS))
    assert own["year"].tolist() == list(range(2018, 2026))
    assert own.loc[own["is_preliminary"], "year"].tolist() == [2025]
    assert sparse["year"].tolist() == [2024]
    in_2024 = pct.loc[pct["municipality"].isin(PEERS) & (pct["year"] == 2024)].set_index("municipality")["value"]
    assert set(PEERS) - set(in_2024.index) == {"9917"}
    assert in_2024.abs().min() < 0.05
    names = dict(zip(*(world().frame("municipalities")[name] for name in ("municipality", "name")), strict=True))
    assert names[LINDNAS].endswith("s")
    assert LINDNAS not in set(world().frame("peer_groups")["municipality"])

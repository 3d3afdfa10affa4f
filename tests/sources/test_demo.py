"""The laws of the invented world: what a municipality's figures must keep to whatever the seed."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from ifo_analysis import definitions
from ifo_analysis.analysis.measures import goal_effects
from ifo_analysis.analysis.volatility import estimate_volatility
from ifo_analysis.errors import DataError
from ifo_analysis.frames import CONTRACTS
from ifo_analysis.parameters import find_municipality
from ifo_analysis.sources.demo import DemoWorld
from ifo_analysis.sources.demo.names import possible_names

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEDS = (1, 2, 3)
CELL = ["indicator", "municipality", "year"]
COST_PARTS = {
    "N30101": ("N33001", "N35001", "N37001", "N31001", "N37002"),
    "N30005": ("N33016", "N35019", "N37005", "N31008", "N37006"),
    "N33001": ("N33007", "N33008", "N33009"),
    "N33009": ("N33010", "N33011"),
    "N33022": ("N33002", "N33004"),
    "N33006": ("N33022", "N33021"),
    "N35001": ("N35009", "N35010", "N35011"),
    "N35024": ("N35002", "N35003"),
    "N31001": ("N31002", "N31003"),
}
PURCHASE_PARTS = {
    first: tuple(f"{first[:-1]}{int(first[-1]) + step}" for step in (1, 2, 3))
    for first in ("N30020", "N33023", "N35030")
}


@pytest.fixture(scope="module", params=SEEDS)
def world(request: pytest.FixtureRequest) -> DemoWorld:
    return DemoWorld(seed=request.param, municipalities=40)


@pytest.fixture(scope="module")
def country() -> DemoWorld:
    return DemoWorld(seed=7, municipalities=290)


def shown(world: DemoWorld) -> pd.DataFrame:
    """Return what is published: a column per indicator, a row per municipality and year."""
    frame = world.frame("indicator_values")
    return frame.pivot_table(index=["municipality", "year"], columns="indicator", values="value")


def furthest(total: pd.Series[float], parts: pd.DataFrame) -> float:
    whole = parts.sum(axis=1, skipna=False)
    compared = (total - whole).dropna()
    assert len(compared) > 400
    return float(compared.abs().max())


@pytest.mark.parametrize(("total", "parts"), [*COST_PARTS.items()], ids=[*COST_PARTS])
def test_costs_are_the_sum_of_their_parts_within_rounding(world: DemoWorld, total: str, parts: Sequence[str]) -> None:
    values = shown(world)
    assert furthest(values[total], values[list(parts)]) <= (len(parts) + 1) / 2


@pytest.mark.parametrize(("total", "parts"), [*PURCHASE_PARTS.items()], ids=[*PURCHASE_PARTS])
def test_purchases_are_the_sum_of_the_sellers(world: DemoWorld, total: str, parts: Sequence[str]) -> None:
    values = shown(world)
    assert furthest(values[total], values[list(parts)]) <= 4 * 0.00005 + 1e-9


def test_all_purchases_are_those_of_the_areas_weighted_by_cost(world: DemoWorld) -> None:
    values = shown(world)
    rest = values["N30101"] - values["N33001"] - values["N35001"]
    bought = values["N33023"] * values["N33001"] + values["N35030"] * values["N35001"] + values["N30020"] * rest
    assert (values["N04159"] - bought / values["N30101"]).abs().max() < 0.2


def test_cost_less_revenue_is_net_cost(world: DemoWorld) -> None:
    values = shown(world)
    assert furthest(values["N30005"] + values["N30004"], values[["N30101"]]) <= 1.5


def test_the_deviation_is_net_cost_against_reference_cost(world: DemoWorld) -> None:
    values = shown(world)
    net, reference = values["N30005"], values["N30007"]
    tolerance = 0.5 * 100 * (1 + net / reference) / reference + 0.0001
    assert ((values["N30001"] - 100 * (net - reference) / reference).abs() > tolerance).sum() == 0
    in_msek = (net - reference) * values["N01951"] / 1e6
    assert ((values["N30026"] - in_msek).abs() > values["N01951"] / 1e6 + 1e-6).sum() == 0
    assert (np.sign(values["N30001"]) != np.sign(values["N30026"]))[values["N30001"].notna()].sum() == 0


def test_the_country_has_no_deviation_but_the_same_net_cost_as_reference_cost(world: DemoWorld) -> None:
    riket = shown(world).loc["0000"]
    assert riket["N30001"].isna().all()
    assert riket["N30026"].isna().all()
    assert (riket["N30005"] - riket["N30007"]).abs().max() <= 1
    assert riket["N01951"].tolist() == world.frame("population").groupby("year")["residents"].sum().tolist()


def test_days_times_price_is_nearly_the_cost_of_institutions(world: DemoWorld) -> None:
    values = shown(world)
    ratio = (values["N35804"] * values["N35025"] / values["N35002"]).dropna()
    assert ratio.between(0.85, 1.15).mean() > 0.99
    assert abs(float(ratio.median()) - 1) < 0.01


def test_more_is_spent_where_more_children_are_placed(country: DemoWorld) -> None:
    values = shown(country).drop("0000")
    assert values["N33007"].corr(values["N33816"]) > 0.6
    assert values["N33008"].corr(values["N33817"]) > 0.6


def test_the_deviation_moves_as_the_noise_law_says(country: DemoWorld) -> None:
    values = shown(country).drop("0000").reset_index()
    panel = values[["municipality", "year"]].assign(net_cost_deviation_pct=values["N30001"], is_preliminary=False)
    law = estimate_volatility(
        panel.dropna(), country.frame("population"), first_year=2019, population_year=2019, draws=20
    )
    assert law is not None
    constants = [item.sd_pp(16_000) * np.sqrt(16_000) for item in law.laws]
    expected = [1_395, 1_995, 2_311, 2_441, 2_325, 2_279]
    assert constants == pytest.approx(expected, rel=0.15)
    new_model = panel.loc[panel["year"] >= 2019, "net_cost_deviation_pct"]
    assert 18 < new_model.std() < 27


def test_the_new_model_of_2019_moves_levels_more_than_any_other_year(country: DemoWorld) -> None:
    reference = shown(country).drop("0000").pivot_table("N30007", "municipality", "year")
    wide = reference.pct_change(axis=1, fill_method=None).std()
    assert wide.idxmax() == 2019
    assert wide[2019] > 3 * wide.drop(2019).max()


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    first, again, other = DemoWorld(4, 20), DemoWorld(4, 20), DemoWorld(5, 20)
    for name in CONTRACTS:
        pd.testing.assert_frame_equal(first.frame(name), again.frame(name))
    assert first.inputs() == again.inputs()
    assert first.inputs()[0].sha256 != other.inputs()[0].sha256
    assert first.groups != other.groups
    assert first.municipalities[:4] == other.municipalities[:4]
    assert first.municipalities[4:] != other.municipalities[4:]


def test_another_process_draws_the_same_world() -> None:
    program = "from ifo_analysis.sources.demo import DemoWorld; print(DemoWorld(4, 20).inputs()[0].sha256)"
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == DemoWorld(4, 20).inputs()[0].sha256


def test_no_name_or_code_is_a_real_municipalitys() -> None:
    real = definitions.municipalities()
    names = {form.casefold() for item in real for form in (item.name, item.long_name)}
    drawn = DemoWorld(1, 900).municipalities
    assert not names & {name.casefold() for _, name in drawn}
    assert not names & {name.casefold() for name in possible_names()}
    assert not {item.code for item in real} & {code for code, _ in drawn}
    assert [drawn[0][0], drawn[-1][0]] == ["9001", "9900"]
    assert len({name for _, name in drawn}) == 900


def test_names_that_are_hard_to_write_are_in_every_world() -> None:
    names = [name for _, name in DemoWorld(9, 4).municipalities]
    assert any(name.endswith("s") for name in names)
    assert any(not name.isascii() for name in names)
    assert max(map(len, names)) > 20
    assert any(other.startswith(name) for name in names for other in names if name != other)


def test_a_municipality_is_found_in_the_worlds_own_table() -> None:
    table = DemoWorld(1, 10).frame("municipalities")
    assert find_municipality("västra granskogsbygden", table) == "9004"
    assert find_municipality("9002", table) == "9002"


def test_the_real_list_can_be_borrowed() -> None:
    world = DemoWorld(1, real_names=True)
    assert world.municipalities == [(item.code, item.name) for item in definitions.municipalities()]
    assert world.frame("municipalities")["county"].ne("").all()
    assert world.origin == "synthetic"
    assert set(world.frame("population")["publisher"]) == {"Syntetiska data"}


@pytest.mark.parametrize("count", [0, 901])
def test_a_world_without_room_is_refused(count: int) -> None:
    with pytest.raises(DataError) as caught:
        DemoWorld(1, count)
    assert str(caught.value) == "Antalet påhittade kommuner ska vara mellan 1 och 900."


@pytest.mark.parametrize("count", [1, 2, 8])
def test_a_small_world_keeps_its_contracts_too(count: int) -> None:
    world = DemoWorld(3, count, years=(2023, 2024))
    assert all(len(world.frame(name).columns) == len(contract.columns) for name, contract in CONTRACTS.items())
    assert {len(group.members) for group in world.groups} == {min(7, count - 1)}


def test_every_indicator_is_in_the_world_and_credited_to_nobody_real(world: DemoWorld) -> None:
    frame = world.frame("indicator_values")
    assert set(frame["indicator"]) == {row.id for row in world.indicators}
    assert set(frame["publisher"]) == {"Syntetiska data"}
    assert set(frame["document"]) == {f"Påhittad värld, frö {world.seed}"}
    assert set(frame["year"]) == set(range(2011, 2026))
    assert frame.groupby("indicator")["unit"].first().to_dict() == {row.id: row.unit for row in world.indicators}


def test_all_six_states_occur_and_only_a_normal_row_can_have_a_value(world: DemoWorld) -> None:
    values, missing = world.frame("indicator_values"), world.frame("missing_values")
    assert set(missing["status"]) == {"", "Missing", "Not applicable", "Deleted"}
    assert values["value"].notna().all()
    assert not set(map(tuple, values[CELL].to_numpy())) & set(map(tuple, missing[CELL].to_numpy()))
    assert len(values) + len(missing) < len(world.cells.codes) * 15 * 104
    assert (values["value"] == 0).any()


def test_few_placed_children_are_not_shown(country: DemoWorld) -> None:
    values = shown(country)
    for count, rate in (("N33812", "N33817"), ("N33813", "N33816")):
        assert not values[count].between(1, 3).any()
        missing = country.frame("missing_values").set_index(CELL)
        few = missing.loc[count][lambda rows: rows["status"].eq("")].index
        assert len(few) > 50
        is_shown = country.frame("indicator_values").set_index(CELL)["value"].loc[rate].reindex(few).notna()
        assert is_shown.mean() < 0.4  # single gaps hide a count without hiding its rate


def test_series_end_and_begin_when_they_should(world: DemoWorld) -> None:
    years = world.frame("indicator_values").groupby("indicator")["year"].agg(["min", "max"])
    assert years.loc["U35400", "max"] == 2024  # closed
    assert years.loc["U33401", "max"] == 2024  # dormant
    assert years.loc["N33812", "max"] == 2024  # not yet published on 16 August
    assert years.loc["N30101", "max"] == 2025
    assert years.loc["U30750", "min"] == 2020
    assert (
        DemoWorld(1, 8, retrieved="2026-09-23").frame("indicator_values").query("indicator == 'N33812'")["year"].max()
        == 2025
    )


def test_only_what_is_out_and_not_final_is_preliminary(world: DemoWorld) -> None:
    frame = world.frame("indicator_values")
    early = frame.loc[frame["is_preliminary"]]
    assert set(early["year"]) == {2025}
    assert {"N30001", "N30101", "N33023"} <= set(early["indicator"])
    assert not {"N01951", "N30014", "N31807"} & set(early["indicator"])
    later = DemoWorld(world.seed, 8, retrieved="2026-11-21").frame("indicator_values")
    assert not set(later.loc[later["is_preliminary"], "indicator"]) & {"N30001", "N30101"}


def test_a_revision_changes_a_few_municipalities_late_years_and_keeps_the_identities() -> None:
    before, after = shown(DemoWorld(1, 40)), shown(DemoWorld(1, 40, revision=1))
    changed = ((before != after) & before.notna() & after.notna()).drop(columns=["U31002", "U31003"])  # relative to all
    rows = changed.any(axis=1)
    assert 1 <= len({code for code, _ in rows[rows].index} - {"0000"}) <= 4
    assert {year for _, year in rows[rows].index} <= {2024, 2025}
    assert changed["N30001"].any()
    assert not changed["N01951"].any()
    assert furthest(after["N30101"], after[list(COST_PARTS["N30101"])]) <= 3


def test_peers_are_seven_others_near_in_size_and_reference_cost(country: DemoWorld) -> None:
    codes = [code for code, _ in country.municipalities]
    assert [group.id for group in country.groups] == [f"G{900_001 + number}" for number in range(290)]
    for code, group in zip(codes, country.groups, strict=True):
        assert len(set(group.members)) == 7
        assert code not in group.members
        assert list(group.members) == sorted(group.members)
    size = dict(zip(codes, np.log(country.structure.residents[:, 13]), strict=True))
    gaps = [
        abs(size[code] - size[peer])
        for code, group in zip(codes, country.groups, strict=True)
        for peer in group.members
    ]
    assert np.median(gaps) < 0.3 * np.std(list(size.values()))


def test_editions_share_ids_and_not_members(country: DemoWorld) -> None:
    assert country.editions == (2021, 2022, 2024)
    assert [group.id for group in country.groups_of(2021)] == [group.id for group in country.groups]
    kept = [
        len(set(old.members) & set(new.members))
        for old, new in zip(country.groups_of(2021), country.groups, strict=True)
    ]
    assert 2 < np.mean(kept) < 6
    assert country.groups[0].title == "Liknande kommuner IFO, Sundnäs, 2024"
    assert country.frame("peer_groups").groupby("edition").size().to_dict() == dict.fromkeys((2021, 2022, 2024), 2030)


def test_every_municipality_has_a_plan_whose_effects_can_be_computed(world: DemoWorld) -> None:
    goals, measures = world.frame("goals"), world.frame("measures")
    assert set(goals["municipality"]) == set(measures["municipality"]) == {code for code, _ in world.municipalities}
    one = goals.loc[goals["municipality"] == "9001"]
    assert goal_effects(one)["effect_low_tkr"].notna().sum() == 2
    assert set(one["plan_adopted"].str[:4]) == {"2023"}
    assert world.frame("key_figures").empty


def test_rows_say_the_same_as_the_frame(world: DemoWorld) -> None:
    ids = ["N30001", "N33812", "U31402", "N35023"]
    codes = ["9001", "9005", "0000"]
    totals = {
        (row["municipality"], row["period"], row["kpi"]): row["values"][0]
        for row in world.rows(ids, codes, range(2000, 2030))
    }
    frame = pd.concat([world.frame("indicator_values").assign(status=""), world.frame("missing_values")])
    frame = frame.loc[frame["indicator"].isin(ids) & frame["municipality"].isin(codes)]
    assert len(totals) == len(frame)
    for row in frame.to_dict("records"):
        answer = totals[row["municipality"], row["year"], row["indicator"]]
        assert answer["gender"] == "T"
        assert answer["value"] == (None if pd.isna(row["value"]) else row["value"])
        assert answer["isdeleted"] == (row["status"] == "Deleted")
        assert answer["status"] == ("" if row["status"] == "Deleted" else row["status"])
        assert answer["count"] == (0 if pd.isna(row["value"]) else 1)


def test_women_and_men_are_told_apart_where_kolada_does(world: DemoWorld) -> None:
    for row in world.rows(["N01951", "N33817"], ["9001"], [2024]):
        total, women, men = (item["value"] for item in row["values"])
        assert [item["gender"] for item in row["values"]] == ["T", "K", "M"]
        assert total == (women + men if row["kpi"] == "N01951" else pytest.approx((women + men) / 2, abs=1e-4))
    assert all(len(row["values"]) == 1 for row in world.rows(["N30001"], ["9001"], [2024]))


def test_metadata_have_the_fields_of_version_3_and_can_be_written_as_json(world: DemoWorld) -> None:
    records = world.kpi()
    assert json.loads(json.dumps(records)) == records
    assert len(records) == 104
    one = world.kpi(["N30001"])[0]
    assert one["publ_period"] == "2025"
    assert one["description"].endswith("Källa: SCB.")
    assert "ny modell" in one["description"]
    assert world.kpi(["U33401"])[0]["publication_date"] is None

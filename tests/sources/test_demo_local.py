"""The laws of invented own figures: the same seed gives the same bytes, and every figure agrees with the others."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from typer.testing import CliRunner

from ifo_analysis import cli
from ifo_analysis.errors import DataError
from ifo_analysis.frames import LOCAL_CONTRACTS, checked
from ifo_analysis.sources.demo import DemoWorld
from ifo_analysis.sources.demo.local import local_tables, write_local_files
from ifo_analysis.sources.demo.local.place import Place
from ifo_analysis.sources.demo.local.register import register
from ifo_analysis.sources.local import read_local

if TYPE_CHECKING:
    from pathlib import Path

    from ifo_analysis.sources import LocalTables

YEAR = 2024
FIRST, SMALLEST, LARGEST = "9001", "9019", "9034"  # by residents, among the forty of seed 1
PLACES = pytest.mark.parametrize("code", [FIRST, SMALLEST, LARGEST])


@cache
def world(seed: int = 1) -> DemoWorld:
    return DemoWorld(seed, municipalities=40)


@cache
def tables(code: str = FIRST) -> LocalTables:
    return local_tables(world(), code, YEAR)


@cache
def rows_of(code: str = FIRST) -> pd.DataFrame:
    return register(Place(world(), code, YEAR))


def own(name: str, code: str = FIRST, year: int = YEAR) -> pd.DataFrame:
    """Return the municipality's own outcome of a year."""
    frame = tables(code).frames[name]
    frame = frame.loc[frame["municipality"] == code]
    frame = frame.loc[frame["year"] == year] if "year" in frame else frame
    return frame.loc[frame["basis"] == "outcome"] if "basis" in frame else frame


def written(folder: Path, seed: int = 1) -> dict[str, bytes]:
    write_local_files(world(seed), FIRST, YEAR, folder)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes_in_every_file(tmp_path: Path) -> None:
    fresh = DemoWorld(1, municipalities=40)
    write_local_files(fresh, FIRST, YEAR, tmp_path / "again")
    again = {path.name: path.read_bytes() for path in sorted((tmp_path / "again").iterdir())}
    assert written(tmp_path / "first") == again
    assert {name.rpartition(".")[2] for name in again} == {"csv", "xlsx", "yml"}


def test_another_seed_gives_other_figures_in_every_file(tmp_path: Path) -> None:
    one, other = written(tmp_path / "1", 1), written(tmp_path / "2", 2)
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] == other[name]] == []


def test_a_workbook_does_not_tell_when_it_was_saved(tmp_path: Path) -> None:
    content = written(tmp_path)["budgetuppfoljning.xlsx"]
    assert content.startswith(b"PK\x03\x04")
    assert content[10:14] == b"\x00\x00\x21\x00"  # 1980-01-01, the zip archive's first day


@PLACES
def test_every_frame_keeps_its_contract_and_has_rows(code: str) -> None:
    found = tables(code)
    assert found.frames.keys() == LOCAL_CONTRACTS.keys()
    assert found.is_internal
    for name, frame in found.frames.items():
        assert checked(LOCAL_CONTRACTS[name], frame) is frame
        assert len(frame) > 0
        assert frame["publisher"].eq("Syntetiska data").all()


@PLACES
def test_a_register_has_from_three_hundred_rows_to_some_thousands(code: str) -> None:
    assert 300 <= len(rows_of(code)) <= 12_000


def test_keys_are_not_like_personal_identity_numbers() -> None:
    assert rows_of()["person"].str.fullmatch(r"K\d{5}").all()


@PLACES
def test_nobody_is_in_two_places_at_once(code: str) -> None:
    rows = rows_of(code).assign(last=lambda each: each["end"].fillna(pd.Timestamp("2100-01-01")))
    rows = rows.sort_values(["person", "start"])
    same = rows["person"] == rows["person"].shift()
    assert (rows["start"] > rows["last"].shift())[same].all()
    assert (rows["start"] <= rows["last"]).all()
    assert same.any()


@PLACES
def test_a_person_has_one_birth_year_and_one_target_group(code: str) -> None:
    rows = rows_of(code)
    assert len(rows.drop_duplicates(["person", "birth_year", "target_group"])) == rows["person"].nunique()
    age = YEAR - rows["birth_year"]
    assert (age[rows["target_group"] == "children"] <= 20).all()
    assert (age[rows["target_group"] == "adults"] - 1 >= 21).all()
    assert rows["start"].dt.year.ge(rows["birth_year"]).all()


def test_what_goes_on_at_the_end_of_the_year_has_no_end() -> None:
    rows = rows_of()
    assert rows["end"].isna().sum() > 20
    assert rows["end"].max() <= pd.Timestamp(YEAR, 12, 31)
    assert rows["start"].max() <= pd.Timestamp(YEAR, 12, 31)


def test_days_are_counted_with_their_first_and_last_once_each() -> None:
    days: set[tuple[str, dt.date]] = set()
    rows = rows_of(SMALLEST)
    ends = rows["end"].fillna(pd.Timestamp(YEAR, 12, 31))
    for person, start, end in zip(rows["person"], rows["start"].dt.date, ends.dt.date, strict=True):
        spent = {(person, start + dt.timedelta(days=at)) for at in range((end - start).days + 1)}
        assert not spent & days
        days |= spent
    for year in (YEAR - 1, YEAR):
        assert own("placements", SMALLEST, year)["care_days"].sum() == sum(day.year == year for _, day in days)


def test_costs_of_the_register_are_its_days_at_their_price() -> None:
    rows = rows_of(SMALLEST)
    end = rows["end"].fillna(pd.Timestamp(YEAR, 12, 31))
    inside = rows.loc[(rows["start"].dt.year == YEAR) & (end.dt.year == YEAR)]
    whole = (((end - rows["start"]).dt.days + 1) * rows["day_cost_sek"])[inside.index].sum()
    told = own("placements", SMALLEST)["cost_sek"].sum()
    assert whole < told < 1.6 * whole  # the rest began the year before


@pytest.mark.parametrize("code", [FIRST, LARGEST])
def test_children_s_placements_cost_about_what_the_world_says(code: str) -> None:
    place = Place(world(), code, YEAR)
    published = place.cost_sek("N33007") + place.cost_sek("N33008")
    rows = own("placements", code)
    told = rows.loc[rows["target_group"] == "children", "cost_sek"].sum()
    assert 0.8 * published < told < 1.15 * published


@PLACES
def test_a_few_placements_are_much_dearer_than_others_of_their_form(code: str) -> None:
    rows = rows_of(code)
    usual = rows.groupby(["target_group", "placement_type"])["day_cost_sek"].transform("median")
    assert 0 < (rows["day_cost_sek"] > 1.6 * usual).mean() < 0.1


@PLACES
def test_persons_are_fewer_than_placements_and_than_the_sum_over_forms(code: str) -> None:
    for year in (YEAR - 1, YEAR):
        told = own("placed_persons", code, year).set_index("target_group")
        forms = own("placements", code, year).groupby("target_group")[["persons", "placements"]].sum()
        assert (told["persons"] <= told["placements"]).all()
        assert (told["persons"] <= forms["persons"]).all()
        assert (told["placements"] <= forms["placements"]).all()


@PLACES
def test_the_costliest_cost_less_than_all_and_more_the_more_they_are(code: str) -> None:
    whole = own("placements", code).groupby("target_group")["cost_sek"].sum()
    for group, part in own("costliest", code).groupby("target_group"):
        assert part.sort_values("persons")["cost_sek"].is_monotonic_increasing
        assert part["cost_sek"].max() < whole[group]


@PLACES
def test_the_accounts_hold_somewhat_more_than_the_register(code: str) -> None:
    booked = own("booked_costs", code).set_index("target_group")["cost_sek"]
    told = own("placements", code).groupby("target_group")["cost_sek"].sum()
    assert (booked / told).between(1.0, 1.1).all()


def test_peers_are_told_without_ages_and_a_target_keeps_the_days() -> None:
    frame = tables().frames["placements"]
    peers = frame.loc[frame["municipality"] != FIRST]
    assert set(peers["municipality"]) == set(Place(world(), FIRST, YEAR).peers)
    assert peers["age_group"].eq("").all()
    aimed = frame.loc[(frame["municipality"] == FIRST) & (frame["basis"] == "target")]
    now = own("placements").query("target_group == 'children'")
    assert aimed["care_days"].sum() == now["care_days"].sum()
    assert aimed["cost_sek"].sum() < now["cost_sek"].sum()


@PLACES
def test_budget_rows_add_up_to_their_sums_within_rounding(code: str) -> None:
    amounts = ["revenue_tkr", "cost_tkr", "result_tkr", "forecast_tkr"]
    frame = tables(code).frames["budget"]
    assert (frame["result_tkr"] - frame["revenue_tkr"] - frame["cost_tkr"]).abs().max() <= 1.5
    for _, report in frame.groupby(["year", "months"]):
        rows = report.loc[report["level"] == "row"]
        totals = report.loc[report["level"] == "section_total"].set_index("section")[amounts]
        added = rows.groupby("section")[amounts].sum(min_count=1)
        terms = rows.groupby("section").size()
        gaps = (added - totals).abs().fillna(0.0)
        assert (gaps.max(axis=1) <= (terms + 1) / 2).all()
        whole = report.loc[report["level"] == "grand_total", amounts].iloc[0]
        gap = (rows[amounts].sum(min_count=1) - whole).abs().fillna(0.0)
        assert float(gap.max()) <= (len(rows) + 1) / 2
        refugees = report.loc[(report["level"] == "of_which") & report["is_refugee"], amounts].iloc[0]
        of_section = report.loc[report["is_refugee"] & (report["level"] == "section_total"), amounts].iloc[0]
        assert refugees.fillna(0).tolist() == of_section.fillna(0).tolist()
        assert whole.isna().sum() == (1 if report["months"].eq(12).all() else 0)


def test_budgets_are_followed_up_in_april_and_august_and_beside_the_year_before() -> None:
    frame = tables().frames["budget"]
    assert sorted(set(zip(frame["year"], frame["months"], strict=True))) == [
        (2023, 8),
        (2023, 12),
        (2024, 4),
        (2024, 8),
    ]


@PLACES
def test_explanations_leave_a_part_of_the_result_unexplained(code: str) -> None:
    notes = tables(code).frames["budget_notes"]
    totals = own("budget", code).query("level == 'grand_total'").set_index("months")["result_tkr"]
    explained = notes.groupby("months")["amount_tkr"].sum()
    assert (explained.abs() < totals[explained.index].abs()).all()


@PLACES
def test_no_stage_has_more_cases_than_the_one_before_it(code: str) -> None:
    flow = tables(code).frames["caseload"]
    flow = flow.loc[flow["first_month"] == flow["last_month"]]
    keys = ["year", "first_month", "group"]
    stages = flow.pivot_table(index=keys, columns="stage", values="count", aggfunc="sum")
    for later, earlier in (
        ("investigations", "reports"),
        ("interventions", "investigations"),
        ("placements", "interventions"),
        ("open_care", "interventions"),
        ("closed", "investigations"),
    ):
        known = stages[[later, earlier]].dropna()
        assert len(known) >= 48
        assert (known[later] <= known[earlier]).all()
    assert stages["reports"].notna().sum() == 2 * 12 * 4


@PLACES
def test_ages_add_up_to_all_residents(code: str) -> None:
    residents = world().frame("population").set_index(["municipality", "year"])["residents"]
    told = tables(code).frames["residents_by_age"].groupby(["municipality", "year"])["residents"].sum()
    assert len(told) == 16
    assert (told == residents[told.index]).all()


def test_structure_is_known_for_all_and_gives_reference_costs_like_the_world_s() -> None:
    frame = tables().frames["structure"].set_index("municipality")
    assert len(frame) == 41
    values = world().frame("indicator_values")
    reference = values.loc[(values["indicator"] == "N30007") & (values["year"] == YEAR)].set_index("municipality")[
        "value"
    ]
    need = 11_523.54 * frame["low_income_share"] + 26_610.39 * frame["low_education_share"]
    assert need.drop("0000").corr(reference.drop("0000"), method="spearman") > 0.7


@PLACES
def test_what_is_bought_is_the_share_that_the_world_says(code: str) -> None:
    place = Place(world(), code, YEAR)
    children = own("purchases", code).query("area == 'Barn- och ungdomsvård'").set_index("counterpart")["cost_tkr"]
    share = 100 * children.drop("own").sum() / children.sum()
    assert share == pytest.approx(place.figure("N33023"), abs=0.1)
    assert set(tables(code).frames["purchases"]["year"]) == {2022, 2023, 2024}


@PLACES
def test_staff_and_answers_add_up(code: str) -> None:
    for year in (YEAR - 1, YEAR):
        staff = own("staff", code, year)
        answers = staff.loc[staff["measure"] == "survey_pct", "value"]
        assert (len(answers), answers.sum()) == (3, 100)
        people = staff.loc[staff["measure"] == "full_time_equivalents"]
        whole = people.loc[people["unit_name"] == "", "value"].item()
        assert people.loc[people["unit_name"] != "", "value"].sum() == pytest.approx(whole)


@PLACES
def test_decisions_that_wait_add_up_to_their_total(code: str) -> None:
    waiting = tables(code).frames["unexecuted"]
    assert waiting.loc[~waiting["is_total"], "count"].sum() == waiting.loc[waiting["is_total"], "count"].item()


def test_a_guarantee_that_is_not_kept_says_why() -> None:
    kept = pd.concat([tables(code).frames["guarantees"] for code in (FIRST, SMALLEST, LARGEST)])
    assert 0 < (~kept["is_fulfilled"]).sum() < len(kept)
    assert (kept["reason"].ne("") == ~kept["is_fulfilled"]).all()


@pytest.fixture(scope="module", params=[FIRST, SMALLEST])
def read_back(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, LocalTables]:
    """Return a municipality, and what its files hold when they are read as anybody's are."""
    file = write_local_files(world(), request.param, YEAR, tmp_path_factory.mktemp("own"))
    return request.param, read_local(file, request.param, YEAR)


def test_the_files_read_back_are_the_frames_without_a_fault(read_back: tuple[str, LocalTables]) -> None:
    code, read = read_back
    assert read.is_internal
    assert read.frames.keys() == LOCAL_CONTRACTS.keys() | {"goals", "measures"}
    for name, frame in tables(code).frames.items():
        key = list(LOCAL_CONTRACTS[name].key)
        one, other = (
            side.drop(columns="document").sort_values(key, ignore_index=True) for side in (read.frames[name], frame)
        )
        pd.testing.assert_frame_equal(one, other)


def test_the_plan_reads_back_as_the_world_s_own(read_back: tuple[str, LocalTables]) -> None:
    code, read = read_back
    for name in ("goals", "measures"):
        plan = world().frame(name).query(f"municipality == '{code}'").drop(columns="document")
        pd.testing.assert_frame_equal(read.frames[name].drop(columns="document"), plan.reset_index(drop=True))


def test_the_reader_has_something_to_repair_and_something_to_notice(read_back: tuple[str, LocalTables]) -> None:
    _, read = read_back
    assert {(note.file, note.kind) for note in read.notes} >= {
        ("arendeflode.csv", "repaired"),  # cp1252
        ("ersattningsdygn.csv", "warned"),  # a cost that is hidden
        ("placeringsregister.csv", "warned"),  # placements that go on
        ("strukturfaktorer.csv", "repaired"),  # per cent
    }
    assert len(read.inputs) == 19


def test_own_files_are_not_written_where_a_register_is_never_read_from(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    folder = tmp_path / "uppgifter"
    result = CliRunner().invoke(cli.app, ["demo", "--kommuner", "3", "--ut", str(folder)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"Mappen {folder} ligger i ett git-förråd. Bland filerna finns ett placeringsregister, och sådana läses aldrig ur "
        "ett förråd, inte ens påhittade. Ange en mapp utanför, till exempel i hemkatalogen.\n"
    )
    assert not folder.exists()


@pytest.mark.parametrize(
    ("code", "year", "told"),
    [
        ("1267", 2024, "Kommunen 1267 finns inte i den påhittade världen."),
        ("9001", 2011, "Egna uppgifter kan hittas på för 2012–2025, inte för 2011."),
    ],
)
def test_what_the_world_does_not_have_is_refused(code: str, year: int, told: str) -> None:
    with pytest.raises(DataError) as refused:
        local_tables(world(), code, year)
    assert str(refused.value) == told

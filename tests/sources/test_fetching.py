"""A fetch brings everything that was asked for or nothing, says how whole it is, and keeps what the figures mean."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kolada_server import KoladaServer

from ifo_analysis.errors import IfoError, ParameterError, SourceError
from ifo_analysis.frames import CONTRACTS, PEER_GROUPS, POPULATION, checked
from ifo_analysis.sources.catalogue import asked_indicators, preliminary_period
from ifo_analysis.sources.chunking import IDS_PER_PART, ROWS_PER_PAGE, boxes
from ifo_analysis.sources.fetching import PANEL, FetchPlan, fetch
from ifo_analysis.sources.kolada import KoladaClient
from ifo_analysis.sources.store import SnapshotStore

from .conftest import IDS, NOW, OWN, QUICK, YEARS, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ifo_analysis.sources.demo import DemoWorld
    from ifo_analysis.sources.snapshot import Snapshot

    Fetch = Callable[..., Snapshot]

ROOT = Path(__file__).parents[2]
ALL_YEARS = tuple(range(2011, 2026))
UNTOUCHED = "Inget sparades, och tidigare hämtade uppgifter är orörda."
VALUE_COLUMNS = [
    "municipality",
    "year",
    "indicator",
    "value",
    "unit",
    "gender",
    "status",
    "is_preliminary",
    "label",
    "publisher",
    "document",
    "document_year",
    "retrieved",
    "is_published",
]


def world_values(
    world: DemoWorld, ids: tuple[str, ...], genders: str = "T", years: tuple[int, ...] = YEARS
) -> list[tuple[Any, ...]]:
    """Return what the world has about the own municipality, its peers and the country, in the order of a snapshot."""
    peers = next(
        group.members for group in world.groups if group.title.split(", ")[1] == dict(world.municipalities)[OWN]
    )
    rows = [
        (
            row["municipality"],
            row["period"],
            row["kpi"],
            item["gender"],
            None if item["isdeleted"] else item["value"],
            "Deleted" if item["isdeleted"] else item["status"],
        )
        for row in world.rows(ids, ["0000", OWN, *peers], years)
        for item in row["values"]
        if item["gender"] in genders
    ]
    return sorted(rows, key=lambda row: (row[0], row[2], row[1], row[3]))


def snapshot_values(snapshot: Snapshot) -> list[tuple[Any, ...]]:
    frame = snapshot.frame("values")[["municipality", "year", "indicator", "gender", "value", "status"]]
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in frame.itertuples(index=False)]


def test_the_own_municipality_its_peers_and_the_country_come_with_every_value(fetched: Fetch, world: DemoWorld) -> None:
    ids = tuple(asked_indicators()["id"])
    snapshot = fetched(plan(ids=ids, years=ALL_YEARS))
    right = world_values(world, ids, years=ALL_YEARS)
    assert snapshot_values(snapshot) == right
    assert {row[5] for row in right} >= {"", "Missing", "Not applicable", "Deleted"}


def test_women_and_men_come_when_they_are_asked_for(fetched: Fetch, world: DemoWorld) -> None:
    assert snapshot_values(fetched(plan(genders=("T", "K", "M")))) == world_values(world, IDS, "TKM")


def test_the_frames_keep_their_contracts(fetched: Fetch) -> None:
    snapshot = fetched()
    values = snapshot.frame("values")
    assert list(values.columns) == VALUE_COLUMNS
    assert dict(values.dtypes.astype(str)) == {
        **dict.fromkeys(VALUE_COLUMNS, "str"),
        "year": "int64",
        "value": "float64",
        "is_preliminary": "bool",
        "is_published": "bool",
    }
    provenance = values[["label", "publisher", "document", "document_year", "retrieved", "is_published"]]
    assert provenance.drop_duplicates().to_numpy().tolist() == [["raw", "Kolada", "", "", "2026-11-21", True]]
    for name, contract in CONTRACTS.items():
        checked(contract, snapshot.frame(name))
    assert not len(snapshot.frame("goals")) + len(snapshot.frame("measures")) + len(snapshot.frame("key_figures"))


def test_totals_with_and_without_a_value_are_two_frames(fetched: Fetch) -> None:
    everything = plan(ids=tuple(asked_indicators()["id"]), years=ALL_YEARS, genders=("T", "K", "M"))
    snapshot = fetched(everything, now=dt.datetime(2026, 4, 15, tzinfo=dt.UTC))
    values = snapshot.frame("values")
    totals = values.loc[values["gender"] == "T"].drop(columns="gender")
    present, missing = snapshot.frame("indicator_values"), snapshot.frame("missing_values")
    expected = totals.loc[totals["value"].notna()].drop(columns="status").reset_index(drop=True)
    pd.testing.assert_frame_equal(present, expected)
    expected = totals.loc[totals["value"].isna()].drop(columns=["value", "unit"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(missing, expected)
    assert set(missing["status"]) == {"", "Missing", "Not applicable", "Deleted"}
    is_last = missing["year"] == 2025
    assert set(missing.loc[is_last, "indicator"]) & set(present.loc[present["is_preliminary"], "indicator"])
    assert not missing["is_preliminary"].any()


def test_population_and_peers_come_from_the_same_answers(fetched: Fetch, world: DemoWorld) -> None:
    snapshot = fetched()
    population = snapshot.frame("population")
    assert list(population.columns) == list(POPULATION.columns)
    right = [(row[0], row[1], row[4]) for row in world_values(world, ("N01951",)) if row[4] is not None]
    assert list(population[["municipality", "year", "residents"]].itertuples(index=False, name=None)) == right
    peers = snapshot.frame("peer_groups")
    assert list(peers.columns) == list(PEER_GROUPS.columns)
    groups = {str(code): tuple(group["peer"]) for code, group in peers.groupby("municipality")}
    names = dict(world.municipalities)
    assert groups == {
        code: group.members for code in names for group in world.groups if f", {names[code]}, " in group.title
    }
    own = peers.loc[peers["municipality"] == OWN].iloc[0]
    edition = int(own["edition"])
    assert (own["document"], own["document_year"]) == (f"Liknande kommuner IFO, {names[OWN]}, {edition}", str(edition))


def test_a_name_does_as_well_as_a_code(fetched: Fetch, world: DemoWorld) -> None:
    name = dict(world.municipalities)[OWN]
    assert fetched(plan(name.upper())).covered == fetched(plan(OWN)).covered == (OWN,)


def test_without_municipalities_all_come(client: KoladaClient, store: SnapshotStore, world: DemoWorld) -> None:
    everything = FetchPlan((), (2024,), {"N01951": "antal"})
    snapshot = fetch(client, everything, store, clock=lambda: NOW)
    assert list(snapshot.covered) == [code for code, _ in world.municipalities]


def test_completeness_adds_up(fetched: Fetch, world: DemoWorld) -> None:
    ids = tuple(asked_indicators()["id"])
    table = fetched(plan(ids=ids, years=ALL_YEARS)).completeness
    kinds = ["answered", "empty", "null_value", "missing", "other_status", "deleted"]
    assert (table["asked"] == table[kinds].sum(axis=1)).all()
    total, each = table.iloc[0], table.iloc[1:]
    assert (total[["asked", *kinds]] == each[["asked", *kinds]].sum()).all()
    assert total["asked"] == len(ids) * 9 * len(ALL_YEARS)
    right = world_values(world, ids, years=ALL_YEARS)
    assert total["answered"] == sum(row[4] is not None and not row[5] for row in right)
    assert total["null_value"] == sum(row[4] is None and not row[5] for row in right)
    assert total["missing"] == sum(row[5] == "Missing" for row in right)
    assert total["deleted"] == sum(row[5] == "Deleted" for row in right)
    assert total["other_status"] == sum(row[5] not in {"", "Missing", "Deleted"} for row in right)
    assert total["empty"] == total["asked"] - len(right)
    assert all(total[kind] for kind in kinds)


def served(
    world: DemoWorld, changes: Mapping[str, Mapping[str, Any] | None], store: SnapshotStore, *ids: str
) -> Snapshot:
    with KoladaServer(world, kpi_changes=changes) as server, KoladaClient(server.url, QUICK) as client:
        return fetch(client, plan(ids=ids or IDS), store, clock=lambda: NOW)


def test_an_indicator_that_is_gone_is_withdrawn_and_told(world: DemoWorld, store: SnapshotStore) -> None:
    snapshot = served(world, {"N30101": None}, store)
    table = snapshot.completeness.set_index("indicator")
    assert table.index[table["is_withdrawn"]].tolist() == ["N30101"]
    assert table.loc["N30101", ["asked", "answered", "empty"]].tolist() == [0, 0, 0]
    assert "N30101" not in set(snapshot.frame("indicator_values")["indicator"])


def test_new_indicators_of_ifo_are_in_the_catalogue_but_not_asked_for(world: DemoWorld, store: SnapshotStore) -> None:
    new = {"title": "Ny, kr/inv", "operating_area": "Individ- och familjeomsorg"}
    other = {"title": "Annan, kr/inv", "operating_area": "Kommunen, övergripande"}
    catalogue = served(world, {"N39999": new, "N09999": other}, store).frame("catalogue").set_index("indicator")
    assert catalogue.loc["N39999", ["title", "unit", "is_asked"]].tolist() == ["Ny, kr/inv", "", False]
    assert "N09999" not in catalogue.index


@pytest.mark.parametrize(
    ("preliminary", "final", "period", "on", "expected"),
    [
        ("2026-03-31", "2026-08-28", "2025", "2026-03-30", None),
        ("2026-03-31", "2026-08-28", "2025", "2026-03-31", 2025),
        ("2026-03-31", "2026-08-28", "2025", "2026-08-27", 2025),
        ("2026-03-31", "2026-08-28", "2025", "2026-08-28", None),
        ("2026-06-15", "", "2025", "2026-11-21", 2025),
        ("", "2026-08-28", "2025", "2026-04-01", None),
        ("", "", "", "2026-04-01", None),
    ],
)
def test_a_year_is_preliminary_between_the_two_publications(
    preliminary: str, final: str, period: str, on: str, expected: int | None
) -> None:
    item = {"preliminary_date": preliminary, "final_date": final, "publication_period": period}
    assert preliminary_period(item, dt.date.fromisoformat(on)) == expected


def test_what_is_preliminary_depends_on_the_day_of_the_fetch_and_is_stored(fetched: Fetch) -> None:
    def marked(day: str) -> dict[str, list[int]]:
        snapshot = fetched(now=dt.datetime.fromisoformat(f"{day}T12:00:00+00:00"))
        rows = snapshot.frame("indicator_values").loc[lambda frame: frame["is_preliminary"]]
        assert rows["value"].notna().all()
        return {str(name): sorted(set(group["year"])) for name, group in rows.groupby("indicator")}

    assert marked("2026-03-30") == {}
    assert marked("2026-04-01") == {"N30005": [2025], "N30101": [2025]}
    assert marked("2026-11-21") == {"U31003": [2025]}


def test_publication_dates_that_cannot_be_read_stop_the_fetch(world: DemoWorld, store: SnapshotStore) -> None:
    changes = {"N30101": {"publication_date": "28/8"}, "N30005": {"publ_period": "2024-2025"}}
    with pytest.raises(SourceError) as caught:
        served(world, changes, store)
    told = "N30005: publiceringsperioden är inget år; N30101: publiceringsdatum går inte att läsa"
    assert told in str(caught.value)
    assert store.list() == ()


@pytest.mark.parametrize("text", ["9999", "Finns inte"])
def test_a_municipality_that_does_not_exist_stops_the_fetch(fetched: Fetch, store: SnapshotStore, text: str) -> None:
    with pytest.raises(ParameterError, match="finns inte"):
        fetched(plan(text))
    assert store.list() == ()


def test_a_plan_for_nothing_is_refused() -> None:
    with pytest.raises(SourceError) as caught:
        FetchPlan((OWN,), ())
    assert str(caught.value) == (
        "Det finns inget att hämta: ange minst ett år, ett nyckeltal och ett kön (T, K eller M)."
    )


@pytest.mark.parametrize(
    ("endpoint", "fault", "told"),
    [
        ("municipality", "empty", "(kommunlistan): riket (0000) saknas. Försök igen senare."),
        ("kpi", "empty", "(nyckeltalskatalogen): inget av nyckeltalen finns. Försök igen senare."),
        (
            "municipality_groups",
            "empty",
            "(jämförelsegrupperna): grupp saknas för Västra Granskog. Försök igen senare.",
        ),
        (
            "data",
            "empty",
            "(8 nyckeltal), 0000–9009 (9 kommuner), 2020–2025): 0000–9009 (9 kommuner) saknas i svaret. Försök igen senare.",
        ),
        (
            "data",
            "missing_id",
            "(8 nyckeltal), 0000–9009 (9 kommuner), 2020–2025): 9009 saknas i svaret. Försök igen senare.",
        ),
        (
            "municipality",
            "missing_id",
            "Liknande kommuner IFO, Havlanna, 2024 gäller ingen kommun i kommunlistan. Försök igen senare.",
        ),
    ],
)
def test_what_is_missing_is_named(
    server: KoladaServer, fetched: Fetch, store: SnapshotStore, endpoint: str, fault: str, told: str
) -> None:
    server.set_fault(fault, endpoint, None)
    with pytest.raises(SourceError) as caught:
        fetched()
    assert str(caught.value).endswith(f"{told} {UNTOUCHED}")
    assert store.list() == ()


def test_the_progress_is_told_to_the_end(client: KoladaClient, store: SnapshotStore) -> None:
    steps: list[tuple[int, int]] = []
    ids = tuple(asked_indicators()["id"])
    fetch(client, plan(ids=ids), store, clock=lambda: NOW, progress=lambda done, total: steps.append((done, total)))
    done = [step for step, _ in steps]
    assert done == sorted(done)
    assert steps[-1] == (client.request_count, client.request_count)


def test_two_fetches_of_the_same_are_the_same_snapshot(fetched: Fetch, store: SnapshotStore) -> None:
    first = fetched()
    before = {path: path.read_bytes() for path in first.folder.iterdir()}
    assert fetched() == first
    assert {path: path.read_bytes() for path in first.folder.iterdir()} == before
    assert len(store.list()) == 1


def test_ctrl_c_leaves_the_old_snapshot(client: KoladaClient, fetched: Fetch, store: SnapshotStore) -> None:
    old = fetched()

    def interrupt(done: int, _total: int) -> None:
        if done > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(client, plan("9004"), store, progress=interrupt)
    assert [snapshot.folder for snapshot in store.list()] == [old.folder]
    assert old.faults() == []
    assert sorted(path.name for path in store.folder.iterdir()) == [old.folder.name, "raw"]


FETCHER = """
import datetime as dt, sys
from pathlib import Path
from ifo_analysis.sources.fetching import PANEL, FetchPlan, fetch
from ifo_analysis.sources.kolada import KoladaClient
from ifo_analysis.sources.store import SnapshotStore
from ifo_analysis.sources.transport import Limits
url, folder = sys.argv[1:]
store = SnapshotStore(Path(folder))
print("ready", flush=True)
now = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
while True:
    with KoladaClient(url, Limits(per_second=0)) as client:
        fetch(client, FetchPlan((), tuple(range(2018, 2026))), store, clock=lambda: now)
    now += dt.timedelta(days=1)
"""


def kill_during_fetches(url: str, store: SnapshotStore, old: Snapshot, moments: list[float]) -> Iterator[list[str]]:
    """Start to fetch again and again, kill -9 at each moment, and yield what is then wrong in the store."""
    for moment in moments:
        command = [sys.executable, "-c", FETCHER, url, str(store.folder)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moment)
            os.kill(process.pid, signal.SIGKILL)
        snapshots = store.list()
        wrong = [fault for snapshot in snapshots for fault in snapshot.faults()]
        yield wrong + ([] if old in snapshots else [f"{old.folder.name} is gone"])


@pytest.mark.parametrize("count", [4, pytest.param(30, marks=pytest.mark.slow)])
def test_kill_9_at_a_random_moment_leaves_every_snapshot_whole(
    server: KoladaServer, fetched: Fetch, store: SnapshotStore, count: int
) -> None:
    old = fetched()
    draw = random.Random(count)  # noqa: S311 - moments, no secrets
    moments = [draw.uniform(0, 1.5) for _ in range(count)]
    assert list(kill_during_fetches(server.url, store, old, moments)) == [[]] * count
    fetched(now=NOW + dt.timedelta(days=400))
    assert not list(store.folder.glob(".*"))


def test_a_question_fits_kolada_and_all_cells_are_asked_for_once() -> None:
    @given(st.tuples(st.integers(1, 60), st.integers(1, 60), st.integers(1, 30)))
    def law(size: tuple[int, int, int]) -> None:
        ids, codes, years = (list(range(length)) for length in size)
        cut = boxes([f"N{number:05}" for number in ids], [f"{number:04}" for number in codes], years)
        cells = [
            (kpi, code, year)
            for box in cut
            for kpi in box.indicators
            for code in box.municipalities
            for year in box.years
        ]
        assert len(cells) == len(set(cells)) == size[0] * size[1] * size[2]
        assert all(max(len(box.indicators), len(box.municipalities), len(box.years)) <= IDS_PER_PART for box in cut)
        plain = -(-size[0] // IDS_PER_PART) * -(-size[1] // IDS_PER_PART) * -(-size[2] // IDS_PER_PART)
        pages = sum(box.page_count for box in cut)
        assert max(plain, -(-len(cells) // ROWS_PER_PAGE)) <= pages

    law()


@pytest.mark.parametrize(("municipalities", "pages"), [(9, 5), (41, 14), (291, 93)])
def test_the_number_of_pages_is_known(municipalities: int, pages: int) -> None:
    codes = [f"{number:04}" for number in range(municipalities)]
    cut = boxes(asked_indicators()["id"].tolist(), codes, range(2011, 2026))
    assert sum(box.page_count for box in cut) == pages


def test_every_error_is_one_that_the_command_line_tells(fetched: Fetch, server: KoladaServer) -> None:
    server.set_fault("html", None, None)
    with pytest.raises(IfoError):
        fetched()


def test_the_panel_is_fetched_for_every_municipality_and_the_rest_for_those_near(fetch_panel: Snapshot) -> None:
    values = fetch_panel.frame("values")
    every = set(fetch_panel.frame("municipalities")["municipality"])
    groups = fetch_panel.frame("peer_groups")
    near = {OWN, "0000", *groups.loc[groups["municipality"] == OWN, "peer"]}
    asked = fetch_panel.completeness.set_index("indicator")["asked"]

    assert every - near
    assert every <= set(values.loc[values["indicator"] == "N01951", "municipality"])
    assert set(values.loc[~values["indicator"].isin(PANEL), "municipality"]) <= near
    assert asked["N30001"] == len(every | {"0000"}) * len(YEARS)
    assert asked["N30101"] == len(near) * len(YEARS)
    assert fetch_panel.completeness["empty"].ge(0).all()


@pytest.fixture
def fetch_panel(fetched: Fetch) -> Snapshot:
    ids = {**asked_indicators().set_index("id")["unit"]}
    return fetched(FetchPlan((OWN,), YEARS, indicators={name: ids[name] for name in (*PANEL, "N30101")}, panel=PANEL))

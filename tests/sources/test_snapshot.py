"""A snapshot is whole, verified and the same everywhere; a store keeps several."""

from __future__ import annotations

import datetime as dt
import errno
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from ifo_analysis.errors import SourceError
from ifo_analysis.facts import build_facts
from ifo_analysis.parameters import ReportParameters
from ifo_analysis.sources.store import SnapshotStore, snapshot_folder

from .conftest import NOW, OWN, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from ifo_analysis.sources.demo import DemoWorld
    from ifo_analysis.sources.snapshot import Snapshot

    Fetch = Callable[..., Snapshot]

DAY = dt.timedelta(days=1)
REFETCH = "Hämta uppgifterna på nytt med ifo fetch."


def flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def test_a_snapshot_is_a_dated_folder_with_parquet_and_a_manifest(fetched: Fetch) -> None:
    snapshot = fetched()
    assert sorted(path.name for path in snapshot.folder.iterdir()) == [
        "catalogue.parquet",
        "completeness.parquet",
        "manifest.json",
        "municipalities.parquet",
        "peer_groups.parquet",
        "population.parquet",
        "values.parquet",
    ]
    digest = hashlib.sha256((snapshot.folder / "manifest.json").read_bytes()).hexdigest()
    assert snapshot.folder.name == f"2026-11-21-{digest[:8]}"
    assert snapshot.manifest["fetched_at"] == "2026-11-21T12:30:59Z"
    assert (snapshot.date, snapshot.covered) == ("2026-11-21", (OWN,))


def test_every_answer_is_kept_under_its_checksum(fetched: Fetch, store: SnapshotStore, server: object) -> None:
    snapshot = fetched()
    answers = snapshot.manifest["answers"]
    asked = [answer["url"].partition("/v3")[2] for answer in answers]
    assert asked == [path.removeprefix("/v3") for path in server.requests]  # type: ignore[attr-defined]
    for answer in answers:
        digest = answer["sha256"]
        packed = (store.folder / "raw" / digest[:2] / f"{digest}.json.gz").read_bytes()
        body = gzip.decompress(packed)
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (digest, answer["size"])
        assert packed[4:8] == bytes(4)  # no time of packing
    rows = [len(json.loads(gzip.decompress(path.read_bytes()))["values"]) for path in store.folder.glob("raw/*/*")]
    assert len(rows) == 4


def test_an_analyst_opens_the_parquet_with_pandas(fetched: Fetch) -> None:
    snapshot = fetched()
    plain = pd.read_parquet(snapshot.folder / "values.parquet")
    pd.testing.assert_frame_equal(plain, snapshot.frame("values"), check_dtype=False)
    assert plain.loc[plain["municipality"] == "0000", "indicator"].tolist()


def test_a_snapshot_of_anything_but_kolada_is_synthetic(fetched: Fetch) -> None:
    snapshot = fetched()
    assert snapshot.origin == "synthetic"
    assert {item.sources for item in snapshot.inputs()} == {("Syntetiska data – inte Kolada",)}
    assert [item.name for item in snapshot.inputs()] == [item["name"] for item in snapshot.manifest["files"]]


def test_a_snapshot_of_koladas_own_address_is_published(fetched: Fetch) -> None:
    snapshot = fetched()
    told = {**snapshot.manifest, "url": "https://api.kolada.se/v3"}
    content = json.dumps(told).encode()
    folder = snapshot.folder.with_name(f"2026-11-21-{hashlib.sha256(content).hexdigest()[:8]}")
    shutil.copytree(snapshot.folder, folder)
    (folder / "manifest.json").write_bytes(content)
    published = type(snapshot)(folder)
    assert published.origin == "published"
    assert published.inputs()[0].sources == ("Kolada (RKA), API v3, hämtat 2026-11-21",)


def test_every_flipped_byte_is_found_and_named(fetched: Fetch, store: SnapshotStore) -> None:
    snapshot = fetched()
    assert snapshot.faults() == []
    files = sorted(path for path in store.folder.rglob("*") if path.is_file())
    assert len(files) == 11
    for path in files:
        sound = path.read_bytes()
        flip(path)
        [told] = type(snapshot)(snapshot.folder).faults()
        assert told.startswith(f"{path}: ")
        assert told.endswith(REFETCH)
        path.write_bytes(sound)
    assert type(snapshot)(snapshot.folder).faults() == []


def test_an_answer_in_another_ones_place_is_found(fetched: Fetch, store: SnapshotStore) -> None:
    snapshot = fetched()
    one, other, *_ = store.folder.glob("raw/*/*")
    shutil.copyfile(one, other)
    assert snapshot.faults() == [f"{other}: råsvaret saknas eller är skadat. {REFETCH}"]


def test_a_damaged_frame_is_never_read(fetched: Fetch) -> None:
    snapshot = fetched()
    path = snapshot.folder / "population.parquet"
    flip(path)
    with pytest.raises(SourceError) as caught:
        snapshot.frame("population")
    assert str(caught.value) == (
        f"{path}: filen är skadad, den har inte den kontrollsumma som sattes vid hämtningen. {REFETCH}"
    )
    path.unlink()
    with pytest.raises(SourceError) as caught:
        snapshot.frame("population")
    assert str(caught.value) == f"{path}: filen saknas eller går inte att läsa. {REFETCH}"


def test_a_damaged_answer_is_mended_by_the_next_fetch(fetched: Fetch, store: SnapshotStore) -> None:
    snapshot = fetched()
    flip(next(store.folder.glob("raw/*/*")))
    assert len(snapshot.faults()) == 1
    assert fetched(now=NOW + DAY).faults() == []
    assert snapshot.faults() == []


def test_a_damaged_snapshot_is_replaced_by_the_same_fetch(fetched: Fetch, store: SnapshotStore) -> None:
    snapshot = fetched()
    flip(snapshot.folder / "catalogue.parquet")
    assert fetched().faults() == []
    assert len(store.list()) == 1


def test_a_copy_gives_the_same_frames_and_bytes_and_says_nothing_of_the_machine(fetched: Fetch, tmp_path: Path) -> None:
    snapshot = fetched()
    copy = type(snapshot)(Path(shutil.copytree(snapshot.folder, tmp_path / snapshot.folder.name)))
    for name in ("values", "municipalities", "peer_groups", "population", "catalogue"):
        pd.testing.assert_frame_equal(copy.frame(name), snapshot.frame(name))
    assert copy.inputs() == snapshot.inputs()
    everything = b"".join(path.read_bytes() for path in snapshot.folder.iterdir())
    assert str(tmp_path).encode() not in everything
    assert str(Path.home()).encode() not in everything.replace(b"/raw", b"")


def test_one_municipality_comes_with_its_peers_and_the_country(fetched: Fetch, world: DemoWorld) -> None:
    whole = fetched(plan(*dict(world.municipalities)))
    own = whole.for_municipalities([OWN])
    peers = next(group.members for group in world.groups if dict(world.municipalities)[OWN] in group.title.split(", "))
    assert set(own.frame("peer_groups")["municipality"]) == {OWN}
    assert set(own.frame("population")["municipality"]) == {"0000", OWN, *peers}
    values = whole.frame("indicator_values")
    expected = values.loc[values["municipality"].isin(["0000", OWN, *peers])].reset_index(drop=True)
    pd.testing.assert_frame_equal(own.frame("indicator_values"), expected)
    assert len(own.frame("municipalities")) == 9
    panel = whole.for_municipalities([OWN], panel=["N30001"])
    expected = values.loc[values["municipality"].isin(["0000", OWN, *peers]) | values["indicator"].eq("N30001")]
    pd.testing.assert_frame_equal(panel.frame("indicator_values"), expected.reset_index(drop=True))
    assert len(panel.frame("indicator_values")) > len(own.frame("indicator_values"))
    pd.testing.assert_frame_equal(panel.frame("population"), whole.frame("population"))
    assert own.origin == whole.origin
    assert own.inputs() == whole.inputs()


def test_a_municipality_that_was_not_fetched_is_an_error(fetched: Fetch) -> None:
    snapshot = fetched()
    with pytest.raises(SourceError) as caught:
        snapshot.for_municipalities([OWN, "9004"])
    assert str(caught.value) == f"Ögonblicksbilden {snapshot.folder.name} gäller inte 9004. Hämta med ifo fetch 9004."


def test_facts_are_built_from_a_snapshot(fetched: Fetch, world: DemoWorld) -> None:
    facts = build_facts(ReportParameters(municipality=OWN, report_year=2024), fetched().for_municipalities([OWN]))
    assert (facts.municipality.name, facts.data_date) == (dict(world.municipalities)[OWN], "2026-11-21")


def test_several_snapshots_stand_side_by_side_newest_first(fetched: Fetch, store: SnapshotStore) -> None:
    assert (store.list(), store.latest()) == ((), None)
    first = fetched(plan("9001"))
    later = fetched(plan(OWN), now=NOW + dt.timedelta(hours=2))
    last = fetched(plan("9002"), now=NOW + DAY)
    assert store.list() == (last, later, first)
    assert (store.latest(), store.latest(OWN), store.latest("9001"), store.latest("9009")) == (last, later, first, None)


def test_a_damaged_newest_snapshot_is_not_passed_over(fetched: Fetch, store: SnapshotStore) -> None:
    fetched()
    newest = fetched(now=NOW + DAY)
    flip(newest.folder / "manifest.json")
    found = store.latest()
    assert found == newest
    with pytest.raises(SourceError, match="filen är skadad"):
        found.frame("population")
    assert fetched(now=NOW + DAY) == store.latest()


def test_pruning_keeps_the_newest_and_what_they_refer_to(fetched: Fetch, store: SnapshotStore) -> None:
    old = fetched(plan("9001", years=(2015,)))
    kept = [fetched(now=NOW + days * DAY) for days in (1, 2)]
    raw_before = len(list(store.folder.glob("raw/*/*")))
    (store.folder / ".ny-dead").mkdir()
    assert store.prune(2) == (old.folder.name,)
    assert store.list() == tuple(reversed(kept))
    assert [snapshot.faults() for snapshot in kept] == [[], []]
    assert len(list(store.folder.glob("raw/*/*"))) == raw_before - 1  # only the old one's values
    assert sorted(path.name for path in store.folder.iterdir()) == sorted(["raw", *(item.folder.name for item in kept)])
    assert store.prune(5) == ()


def test_the_last_snapshot_is_never_pruned(store: SnapshotStore) -> None:
    with pytest.raises(SourceError) as caught:
        store.prune(0)
    assert str(caught.value) == "Minst en ögonblicksbild ska vara kvar: ange ett tal från 1."


def test_a_store_that_cannot_be_written_says_so(fetched: Fetch, tmp_path: Path, store: SnapshotStore) -> None:
    store.folder.write_text("en fil", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        fetched()
    assert str(caught.value) == (
        f"Uppgifterna kan inte sparas i {store.folder}: det finns en fil där en mapp ska ligga. Flytta filen, eller välj en "
        "annan mapp med IFO_SNAPSHOTS. Tidigare uppgifter är orörda."
    )
    assert [path.name for path in tmp_path.iterdir()] == [store.folder.name]


@pytest.mark.parametrize("after", range(7))
def test_a_full_disk_leaves_the_old_snapshot(
    fetched: Fetch, store: SnapshotStore, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    old = fetched()
    left = iter(range(after))

    def write_until_full(path: Path, content: bytes) -> None:
        if next(left, None) is None:
            path.write_bytes(content[:10])
            raise OSError(errno.ENOSPC, "")
        path.write_bytes(content)

    monkeypatch.setattr("ifo_analysis.sources.store.write", write_until_full)
    with pytest.raises(SourceError) as caught:
        fetched(now=NOW + DAY)
    assert str(caught.value) == (
        f"Uppgifterna kan inte sparas i {store.folder}: disken är full. Frigör utrymme, eller välj en annan mapp med "
        "IFO_SNAPSHOTS. Tidigare uppgifter är orörda."
    )
    assert store.list() == (old,)
    assert old.faults() == []
    assert sorted(path.name for path in store.folder.iterdir()) == [old.folder.name, "raw"]


def test_a_snapshot_of_another_version_says_so(fetched: Fetch) -> None:
    snapshot = fetched()
    content = json.dumps({**snapshot.manifest, "schema": 2}).encode()
    folder = snapshot.folder.with_name(f"2026-11-22-{hashlib.sha256(content).hexdigest()[:8]}")
    folder.mkdir()
    (folder / "manifest.json").write_bytes(content)
    with pytest.raises(SourceError) as caught:
        _ = type(snapshot)(folder).origin
    told = "ögonblicksbilden är gjord av en annan version av programmet"
    assert str(caught.value) == f"{folder / 'manifest.json'}: {told}. {REFETCH}"


def test_the_folder_is_the_users_own_or_the_one_that_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IFO_SNAPSHOTS", str(tmp_path))
    assert SnapshotStore().folder == tmp_path
    monkeypatch.setenv("IFO_SNAPSHOTS", "")
    assert snapshot_folder().parts[-2:] == ("ifo-genomlysning", "snapshots")


def test_what_is_heavy_is_imported_only_when_it_is_used() -> None:
    code = (
        "import sys, ifo_analysis.sources.fetching, ifo_analysis.sources.store, ifo_analysis.sources.drift;"
        "print(sorted({'httpx', 'stamina', 'pyarrow.parquet', 'platformdirs'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

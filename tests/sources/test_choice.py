"""Which figures a report stands on: the newest that were fetched for it, and never two origins at once."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import time
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from kolada_server import KoladaServer

from ifo_analysis.errors import SourceError
from ifo_analysis.sources import choice
from ifo_analysis.sources.bundled import bundled
from ifo_analysis.sources.choice import choose, is_reachable, stored
from ifo_analysis.sources.demo import DemoWorld
from ifo_analysis.sources.fetching import fetch
from ifo_analysis.sources.kolada import KoladaClient
from ifo_analysis.sources.snapshot import Snapshot
from ifo_analysis.sources.store import SnapshotStore

from .conftest import NOW, OWN, QUICK, YEARS, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    Fetch = Callable[..., Snapshot]

NAME = "Västra Granskog"


def published_copy(snapshot: Snapshot, **changes: object) -> Snapshot:
    """Return the same snapshot as if it were Kolada's."""
    content = json.dumps({**snapshot.manifest, "url": "https://api.kolada.se/v3", **changes}).encode()
    day = json.loads(content)["fetched_at"][:10]
    folder = snapshot.folder.with_name(f"{day}-{hashlib.sha256(content).hexdigest()[:8]}")
    shutil.copytree(snapshot.folder, folder)
    (folder / "manifest.json").write_bytes(content)
    return Snapshot(folder)


@pytest.fixture
def _no_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(choice, "is_reachable", refuse)


@pytest.mark.parametrize("municipality", [OWN, NAME, NAME.upper()])
def test_a_snapshot_that_has_municipality_and_year_is_chosen(
    fetched: Fetch, store: SnapshotStore, municipality: str
) -> None:
    snapshot = fetched()
    found = stored(municipality, YEARS[0], store)
    assert found is not None
    assert (found.label, found.notice) == (f"syntetiska data, ögonblicksbild {snapshot.folder.name}", "")
    assert found.source.origin == "synthetic"
    anyhow = stored(municipality, None, store)
    assert anyhow is not None
    assert anyhow.label == found.label


@pytest.mark.parametrize(("municipality", "year"), [(OWN, YEARS[0] - 1), ("9001", YEARS[0]), ("Höör", YEARS[0])])
def test_a_snapshot_without_municipality_or_year_is_passed_over(
    fetched: Fetch, store: SnapshotStore, municipality: str, year: int
) -> None:
    fetched()
    assert stored(municipality, year, store) is None


def test_a_damaged_snapshot_is_told_and_never_passed_over(fetched: Fetch, store: SnapshotStore) -> None:
    path = fetched().folder / "manifest.json"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(SourceError) as caught:
        stored(OWN, None, store)
    assert str(caught.value).startswith(f"{path}: filen är skadad")


def test_published_figures_go_before_newer_synthetic_ones(fetched: Fetch, store: SnapshotStore) -> None:
    published = published_copy(fetched(), fetched_at="2026-10-01T00:00:00Z")
    found = stored(OWN, None, store)
    assert found is not None
    assert (found.label, found.source.origin) == (f"ögonblicksbild {published.folder.name}", "published")


def test_plans_are_the_bundled_ones_beside_koladas_figures(fetched: Fetch, store: SnapshotStore) -> None:
    snapshot = published_copy(fetched(), fetched_at="2026-12-01T00:00:00Z").for_municipalities((OWN,), choice.PANEL)
    found = stored(OWN, None, store)
    assert found is not None
    for name in ("goals", "measures", "key_figures"):
        pd.testing.assert_frame_equal(found.source.frame(name), bundled().frame(name))
        assert len(found.source.frame(name))
    for name in ("indicator_values", "missing_values", "population", "peer_groups", "municipalities"):
        pd.testing.assert_frame_equal(found.source.frame(name), snapshot.frame(name))
    files = [item.name for item in found.source.inputs()]
    assert sorted(files) == sorted(
        [*(item.name for item in snapshot.inputs()), "goals.csv", "key_figures.csv", "measures.csv"]
    )


def test_no_frame_is_read_twice(fetched: Fetch, store: SnapshotStore) -> None:
    fetched()
    found = stored(OWN, None, store)
    assert found is not None
    assert found.source.frame("indicator_values") is found.source.frame("indicator_values")


def test_plans_are_never_put_beside_synthetic_figures(fetched: Fetch, store: SnapshotStore) -> None:
    fetched()
    found = stored(OWN, None, store)
    assert found is not None
    assert found.source.frame("goals").empty
    assert {item.sources for item in found.source.inputs()} == {("Syntetiska data – inte Kolada",)}


def test_synthetic_figures_about_a_real_municipality_are_only_for_those_who_ask_elsewhere(
    store: SnapshotStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with KoladaServer(DemoWorld(real_names=True)) as real, KoladaClient(real.url, QUICK) as client:
        client.groups()  # the world is drawn first, which takes longer than this client waits
        fetch(client, plan("1267"), store, clock=lambda: NOW)
    found = stored("höör", 2024, store)
    assert found is not None
    assert found.source.origin == "synthetic"
    monkeypatch.setenv("IFO_KOLADA_URL", "")
    assert stored("höör", 2024, store) is None


@pytest.mark.usefixtures("_no_contact")
@pytest.mark.parametrize(("municipality", "year"), [("hörr", 2024), ("9999", None), ("höör", 1066), ("höör", 2999)])
def test_kolada_is_not_asked_for_what_does_not_exist(
    store: SnapshotStore, monkeypatch: pytest.MonkeyPatch, municipality: str, year: int | None
) -> None:
    monkeypatch.setenv("IFO_KOLADA_URL", "")
    found = choose(municipality, year, store)
    assert (found.label, found.notice) == ("medföljande uppgifter", "")


def test_a_look_up_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: time.sleep(1) or [])
    before = time.monotonic()
    assert not is_reachable("http://kolada.invalid/v3", 0.1)
    assert time.monotonic() - before < 0.9


def test_a_server_that_answers_with_an_error_is_reachable(server: KoladaServer) -> None:
    assert is_reachable(server.url)
    assert server.requests == []

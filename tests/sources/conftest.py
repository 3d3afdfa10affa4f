"""A small world on a server, a client that doesn't wait, and the day of the fetch."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kolada_server import KoladaServer

from ifo_analysis.sources.catalogue import asked_indicators
from ifo_analysis.sources.demo import DemoWorld
from ifo_analysis.sources.fetching import FetchPlan, fetch
from ifo_analysis.sources.kolada import KoladaClient
from ifo_analysis.sources.store import SnapshotStore
from ifo_analysis.sources.transport import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ifo_analysis.sources.snapshot import Snapshot

    Fetch = Callable[..., Snapshot]

NOW = dt.datetime(2026, 11, 21, 12, 30, 59, 900_000, tzinfo=dt.UTC)
OWN = "9003"
YEARS = tuple(range(2020, 2026))
IDS = ("N01951", "N30001", "N30005", "N30007", "N30101", "N33816", "U31003", "U35548")
QUICK = Limits(
    per_second=0,
    connect_timeout=1,
    read_timeout=0.2,
    answer_limit=0.3,
    total_limit=20,
    attempts=3,
    wait_initial=0.001,
    wait_max=0.01,
    body_max=1_000_000,
)


def plan(
    *municipalities: str, years: tuple[int, ...] = YEARS, ids: tuple[str, ...] = IDS, **options: object
) -> FetchPlan:
    """Return a plan for a few indicators."""
    units = dict(asked_indicators()[["id", "unit"]].itertuples(index=False))
    return FetchPlan(municipalities or (OWN,), years, {name: units[name] for name in ids}, **options)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def world() -> DemoWorld:
    """Return nine invented municipalities: one more than a group of peers and its own."""
    return DemoWorld(seed=1, municipalities=9, years=(2011, 2025))


@pytest.fixture
def server(world: DemoWorld) -> Iterator[KoladaServer]:
    """Serve the world."""
    with KoladaServer(world) as running:
        running.retry_after, running.big_bytes, running.hold_seconds = 0, 3_000_000, 5.0
        yield running


@pytest.fixture
def client(server: KoladaServer) -> Iterator[KoladaClient]:
    """Return a client for the server that hardly waits."""
    with KoladaClient(server.url, QUICK) as asking:
        yield asking


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    """Return a store that isn't there yet."""
    return SnapshotStore(tmp_path / "ögonblicksbilder")


@pytest.fixture
def fetched(client: KoladaClient, store: SnapshotStore) -> Fetch:
    """Fetch into the store, on the day of these tests unless a test says otherwise."""

    def fetch_it(asked: FetchPlan | None = None, *, now: dt.datetime = NOW) -> Snapshot:
        return fetch(client, asked or plan(), store, clock=lambda: now)

    return fetch_it

"""Kolada itself: run with `-m live`. What is assumed of the interface is looked at once, with few questions."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from ifo_analysis.sources.fetching import FetchPlan, fetch
from ifo_analysis.sources.kolada import KOLADA_URL, KoladaClient
from ifo_analysis.sources.store import SnapshotStore

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.live


@pytest.fixture(autouse=True)
def _network() -> None:
    try:
        socket.create_connection(("api.kolada.se", 443), timeout=3).close()
    except OSError:
        pytest.skip("no network")


def test_one_municipality_is_fetched_whole_from_kolada(tmp_path: Path) -> None:
    with KoladaClient(KOLADA_URL) as client:
        snapshot = fetch(client, FetchPlan(("1267",), tuple(range(2015, 2025))), SnapshotStore(tmp_path))
    assert snapshot.origin == "published"
    assert snapshot.faults() == []
    assert len(snapshot.frame("municipalities")) == 290
    assert snapshot.frame("peer_groups").groupby(["municipality", "edition"]).size().unique().tolist() == [7]
    values = snapshot.frame("indicator_values").set_index(["municipality", "year", "indicator"])["value"]
    assert values["1267", 2024, "N01951"] == pytest.approx(17_000, abs=2_000)
    assert values["1267", 2024, "N30001"] == pytest.approx(
        100 * (values["1267", 2024, "N30005"] / values["1267", 2024, "N30007"] - 1), abs=0.2
    )
    total = snapshot.completeness.iloc[0]
    assert total["answered"] > 0.5 * total["asked"]

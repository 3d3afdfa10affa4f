"""Everything that has changed at the source as one table (*avstämning*), and whether a person has to look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ifo_analysis.language.numbers import number
from ifo_analysis.sources.catalogue import asked_indicators, catalogue_frame
from ifo_analysis.sources.drift import COLUMNS, KEY, compare_catalogue, compare_editions, compare_snapshots
from ifo_analysis.sources.fetching import municipality_frame, peer_frame, utc_now

if TYPE_CHECKING:
    from ifo_analysis.sources.kolada import KoladaClient
    from ifo_analysis.sources.snapshot import Snapshot

DECIMALS = 4
NOTHING = pd.DataFrame(columns=COLUMNS)


def definition_drift(catalogue: pd.DataFrame) -> pd.DataFrame:
    """Return where `definitions/catalogue.csv` differs from a source's catalogue, as `drift.compare_catalogue` does."""
    return compare_catalogue(asked_indicators(), catalogue)


def live_drift(client: KoladaClient, known: Snapshot | None) -> pd.DataFrame:
    """Return what differs at the source now: the catalogue from ours, and the peers from those of a snapshot."""
    table = asked_indicators()
    units = dict(zip(table["id"], table["unit"], strict=True))
    drift = definition_drift(catalogue_frame(units, client.indicators()))
    if known is None:
        return drift
    municipalities = municipality_frame(client, client.municipalities())
    peers = peer_frame(client, client.groups(), municipalities, (), utc_now().date())
    return joined(drift, compare_editions(known.frame("peer_groups"), peers))


def revisions(older: Snapshot, newer: Snapshot) -> pd.DataFrame:
    """Return what differs between two snapshots: new peers, and values that were revised, added or removed.

    Returns
    -------
    DataFrame
        As from `drift.compare_catalogue`: ``kind``, ``subject``, ``was``, ``now``, ``needs_person``. A person has to
        look at what was final and has been changed, since reports may stand on it; preliminary values are meant to
        change, and new values need nobody.
    """
    before, after = older.frame("values"), newer.frame("values")
    changed = compare_snapshots(before, after).merge(before[[*KEY, "is_preliminary"]], on=KEY, how="left")
    changed["needs_person"] = changed["was"].notna() & changed["is_preliminary"].eq(other=False)
    changed["subject"] = [_subject(*row) for row in changed[KEY].itertuples(index=False)]
    for name in ("was", "now"):
        pairs = zip(changed[name], changed[f"{name}_status"], strict=True)
        changed[name] = pd.Series([_told(value, status) for value, status in pairs], index=changed.index, dtype="str")
    return joined(compare_editions(older.frame("peer_groups"), newer.frame("peer_groups")), changed[COLUMNS])


def joined(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return several tables of changes as one, what needs a person first."""
    whole = pd.concat([NOTHING, *parts], ignore_index=True).astype({"needs_person": "bool"})
    return whole.sort_values("needs_person", ascending=False, kind="stable", ignore_index=True)


def _subject(municipality: str, indicator: str, year: int, gender: str) -> str:
    return f"{indicator} {municipality} {year}{'' if gender == 'T' else f' {gender}'}"


def _told(value: float, status: str) -> str:
    if pd.isna(value):
        return status
    whole, _, part = number(value, DECIMALS).partition(",")
    return f"{whole},{part.rstrip('0')}".rstrip(",")

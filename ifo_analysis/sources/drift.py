"""What has changed at the source (*förändringar hos källan*): the catalogue against ours, and one snapshot against another."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pandas as pd

from ifo_analysis.sources.catalogue import IFO_AREA

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = ["kind", "subject", "was", "now", "needs_person"]
KEY = ["municipality", "indicator", "year", "gender"]
CLOSED = re.compile(r"\s*\(\s*-\s*\d{4}\s*\)\s*\Z")
DATES = {"preliminary_date": "preliminärt", "final_date": "slutligt", "publication_period": "period"}


def compare_catalogue(definitions: pd.DataFrame, catalogue: pd.DataFrame) -> pd.DataFrame:
    """Return where a source's catalogue differs from ours (*nyckeltalskatalogen*).

    Parameters
    ----------
    definitions : DataFrame
        What we believe: ``id``, ``title``, ``preliminary_date``, ``final_date``, ``publication_period``, ``is_closed``
        (``true`` or ``false``), all text.
    catalogue : DataFrame
        The frame `catalogue` of a snapshot.

    Returns
    -------
    DataFrame
        ``kind`` (Swedish), ``subject``, ``was``, ``now``, and ``needs_person``: whether definitions have to be
        changed by hand. New dates of publication come every year and need nobody. Ordered by kind and subject.

    Notes
    -----
    Titles are compared without regard to letter case, spaces, hyphens of different kinds and the mark of a closed
    series, since Kolada retitles hundreds of indicators a year.
    """
    ours = {str(row["id"]): row for row in definitions.to_dict("records")}
    theirs = {str(row["indicator"]): row for row in catalogue.to_dict("records") if not row["is_withdrawn"]}
    rows: list[tuple[str, str, str, str, bool]] = []
    for name, own in ours.items():
        if (their := theirs.get(name)) is None:
            rows.append(("borttaget", name, str(own["title"]), "", True))
            continue
        was, now = str(own["title"]), str(their["title"])
        if _normalised(was) != _normalised(now):
            rows.append(("nytt namn", name, was, now, True))
        if CLOSED.search(now) and own["is_closed"] != "true":
            rows.append(("avslutat", name, was, now, True))
        if (before := _dates(own)) != (after := _dates(their)):
            rows.append(("nya publiceringsdatum", name, before, after, False))
    for name, their in theirs.items():
        if name not in ours and IFO_AREA in str(their["operating_area"]).lower():
            rows.append(("nytt inom IFO", name, "", str(their["title"]), True))
    return _table(rows)


def compare_editions(known: pd.DataFrame, current: pd.DataFrame) -> pd.DataFrame:
    """Return the municipalities whose peer group has a new edition or new members (*liknande kommuner*).

    Parameters
    ----------
    known, current : DataFrame
        Two frames `peer_groups`, the older first.

    Returns
    -------
    DataFrame
        As from `compare_catalogue`; the subject is a municipality's code, and the rest its newest edition and members.
    """
    was, now = _newest_groups(known), _newest_groups(current)
    rows = [
        ("ny utgåva av liknande kommuner", code, was[code], now[code], True)
        for code in was.keys() & now.keys()
        if was[code] != now[code]
    ]
    return _table(rows)


def compare_snapshots(older: pd.DataFrame, newer: pd.DataFrame) -> pd.DataFrame:
    """Return the values that differ between two snapshots (*reviderade värden*).

    Parameters
    ----------
    older, newer : DataFrame
        Two frames `values` of snapshots. Municipalities and years that only one of them holds aren't compared.

    Returns
    -------
    DataFrame
        ``kind`` (*reviderat*, *nytt*, *borttaget*), the key, ``was``, ``now`` (the values) and ``was_status``,
        ``now_status``; ordered by the key.
    """
    for column in ("municipality", "year"):
        both = set(older[column]) & set(newer[column])
        older, newer = older.loc[older[column].isin(both)], newer.loc[newer[column].isin(both)]
    columns = [*KEY, "value", "status"]
    pairs = older[columns].merge(
        newer[columns], on=KEY, how="outer", suffixes=("_was", "_now"), indicator=True, validate="1:1"
    )
    is_same_value = pairs["value_was"].eq(pairs["value_now"]) | (pairs["value_was"].isna() & pairs["value_now"].isna())
    is_same = pairs["_merge"].eq("both") & is_same_value & pairs["status_was"].eq(pairs["status_now"])
    kinds = {"both": "reviderat", "left_only": "borttaget", "right_only": "nytt"}
    changed = pairs.loc[~is_same].sort_values(KEY).reset_index(drop=True)
    return pd.DataFrame(
        {
            "kind": changed["_merge"].astype("str").map(kinds).astype("str"),
            **{name: changed[name] for name in KEY},
            "was": changed["value_was"],
            "now": changed["value_now"],
            "was_status": changed["status_was"].fillna(""),
            "now_status": changed["status_now"].fillna(""),
        }
    )


def _normalised(title: str) -> str:
    folded = unicodedata.normalize("NFKC", CLOSED.sub("", title)).casefold().replace("–", "-")
    return " ".join(folded.replace("\\n", " ").split()).rstrip(".")


def _dates(row: Mapping[Any, Any]) -> str:
    told = [f"{label} {row[name]}" for name, label in DATES.items() if row[name]]
    return ", ".join(told) or "ingen kommande publicering"


def _newest_groups(groups: pd.DataFrame) -> dict[str, str]:
    newest = groups.loc[groups["edition"] == groups.groupby("municipality")["edition"].transform("max")]
    return {
        str(code): f"{group['edition'].iloc[0]}: {', '.join(sorted(group['peer']))}"
        for code, group in newest.groupby("municipality")
    }


def _table(rows: list[tuple[str, str, str, str, bool]]) -> pd.DataFrame:
    texts = dict.fromkeys(COLUMNS[:-1], "str")
    return pd.DataFrame(sorted(rows), columns=COLUMNS).astype({**texts, "needs_person": "bool"})

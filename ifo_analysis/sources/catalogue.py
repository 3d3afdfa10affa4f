"""The catalogue of indicators (*nyckeltalskatalogen*): what we ask for, and what Kolada says of it at a fetch.

Kolada has no flag for a preliminary value. What is preliminary follows from the dates of the next publication, and
only at the time of the fetch, so it is settled then and stored.
"""

from __future__ import annotations

import datetime as dt
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ifo_analysis.sources.answers import IndicatorItem

IFO_AREA = "individ- och familjeomsorg"
COLUMNS = (
    "indicator",
    "title",
    "unit",
    "description",
    "operating_area",
    "preliminary_date",
    "final_date",
    "publication_period",
    "is_asked",
    "is_withdrawn",
)


def asked_indicators() -> pd.DataFrame:
    """Return the indicators that a fetch brings (*definitions/catalogue.csv*), one row each, all columns text.

    Examples
    --------
    >>> asked_indicators().loc[0, ["id", "unit"]].tolist()
    ['N00025', 'kr/inv']
    """
    with (files("ifo_analysis.definitions") / "catalogue.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype="str", keep_default_na=False)


def catalogue_frame(asked: Mapping[str, str], items: Iterable[IndicatorItem]) -> pd.DataFrame:
    """Return the catalogue as a frame: one row per indicator that was asked for or belongs to IFO, ordered by id.

    Parameters
    ----------
    asked : mapping
        The unit of each indicator that was asked for, by id.
    items : iterable of IndicatorItem
        What the source says. An id that was asked for and is not there is withdrawn (*borttaget*).
    """
    known = {item["id"]: item for item in items}
    ids = set(asked) | {name for name, item in known.items() if IFO_AREA in (item.get("operating_area") or "").lower()}
    rows = [_row(name, asked, known.get(name)) for name in sorted(ids)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({name: "bool" if name.startswith("is_") else "str" for name in COLUMNS})


def preliminary_period(item: Mapping[Any, Any], on: dt.date) -> int | None:
    """Return the year whose values are preliminary on a day (*preliminär uppgift*), or none.

    Notes
    -----
    A value is preliminary when the preliminary publication has been and the final one is still ahead, for the period
    of that publication. A final date that isn't known yet is ahead.

    Examples
    --------
    >>> cost = {"preliminary_date": "2026-03-31", "final_date": "2026-08-28", "publication_period": "2025"}
    >>> preliminary_period(cost, dt.date(2026, 8, 27)), preliminary_period(cost, dt.date(2026, 8, 28))
    (2025, None)
    """
    preliminary, final, period = (str(item[name]) for name in ("preliminary_date", "final_date", "publication_period"))
    is_out = bool(preliminary) and dt.date.fromisoformat(preliminary) <= on
    is_final = bool(final) and dt.date.fromisoformat(final) <= on
    return int(period) if period and is_out and not is_final else None


def date_faults(catalogue: pd.DataFrame) -> list[str]:
    """Return the indicators that were asked for and whose publication dates can't be read, each with the fault."""
    faults = []
    for row in catalogue.loc[catalogue["is_asked"]].to_dict("records"):
        try:
            preliminary_period(row, dt.date(1900, 1, 1))
        except ValueError:
            faults.append(f"{row['indicator']}: publiceringsdatum går inte att läsa")
        if not re.fullmatch(r"(\d{4})?", str(row["publication_period"])):
            faults.append(f"{row['indicator']}: publiceringsperioden är inget år")
    return faults


def _row(name: str, asked: Mapping[str, str], item: IndicatorItem | None) -> tuple[str | bool, ...]:
    told: Mapping[str, object] = item or {}
    texts = (
        str(told.get(key) or "").strip()
        for key in ("description", "operating_area", "prel_publication_date", "publication_date", "publ_period")
    )
    return (name, str(told.get("title") or ""), asked.get(name, ""), *texts, name in asked, item is None)

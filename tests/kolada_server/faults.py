"""What can go wrong between a client and Kolada, each by a name.

`Faults` decides whether an answer goes wrong. `spoil_page` changes what is answered; how it is sent wrongly is in
`server`.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, field
from typing import Any

FAULTS: tuple[str, ...] = (
    "refuse",
    "reset_mid_body",
    "slow_drip",
    "timeout",
    "too_many",
    "too_many_silent",
    "server_error",
    "html",
    "truncated",
    "wrong_gzip",
    "nan",
    "changed_types",
    "duplicate_page",
    "next_loop",
    "next_other_host",
    "redirect_loop",
    "redirect_other_host",
    "big_body",
    "empty",
    "missing_id",
    "short_count",
)


@dataclass
class Planned:
    """A fault that waits for its request: `after` requests pass first, then it comes `times` times (None: always)."""

    name: str
    endpoint: str | None
    times: int | None
    after: int


@dataclass
class Faults:
    """The planned faults, used up as requests come in."""

    planned: list[Planned] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, name: str | None, endpoint: str | None = None, times: int | None = 1, after: int = 0) -> None:
        """Add a fault; without a name, forget all."""
        if name is not None and name not in FAULTS:
            raise ValueError(f"{name}: okänt fel; de som finns är {', '.join(FAULTS)}")
        with self._lock:
            self.planned = [] if name is None else [*self.planned, Planned(name, endpoint, times, after)]

    def next_for(self, endpoint: str) -> str | None:
        """Return the fault that this request gets, if any."""
        with self._lock:
            for item in self.planned:
                if item.endpoint not in {None, endpoint} or item.times == 0:
                    continue
                if item.after:
                    item.after -= 1
                    continue
                item.times = None if item.times is None else item.times - 1
                return item.name
        return None


@dataclass
class Page:
    """One page of an answer: its values, its number, and where the next and the previous are."""

    values: list[dict[str, Any]]
    number: int
    next_url: str | None
    previous_url: str | None
    own_url: str
    repeat_url: str
    other_host_url: str


def spoil_page(page: Page, fault: str | None) -> dict[str, Any]:
    """Return the envelope of a page, with a fault in its content if there is one.

    What `count` counts is not known for sure. Here it is the number of values in this page.
    """
    values, next_url = list(page.values), page.next_url
    if fault == "empty":
        values = []
    elif fault == "missing_id":
        values = _without_one_id(values)
    elif fault == "changed_types":
        values = [_with_changed_types(value) for value in values]
    elif fault == "duplicate_page":
        next_url = page.repeat_url
    elif fault == "next_loop":
        next_url = page.own_url
    elif fault == "next_other_host":
        next_url = page.other_host_url
    count: Any = len(values)
    if fault == "short_count":
        values = values[:-1] if values else values
        count = max(count, 1)
    elif fault == "nan" and not _put_nan(values):
        count = math.nan
    return {"count": count, "values": values, "next_url": next_url, "previous_url": page.previous_url}


def _without_one_id(values: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out one municipality of data if there are several, else one indicator; of a list, its last record."""
    if not values or "kpi" not in values[0]:
        return values[:-1]
    for part in ("municipality", "kpi"):
        ids = {value[part] for value in values}
        if len(ids) > 1:
            return [value for value in values if value[part] != max(ids)]
    return []


def _with_changed_types(value: dict[str, Any]) -> dict[str, Any]:
    """Return a record with a year and a value as text, or with an id that has become a number or a member a text."""
    if "period" in value:
        answers = [item | {"value": None if item["value"] is None else str(item["value"])} for item in value["values"]]
        return value | {"period": str(value["period"]), "values": answers}
    changed = value | {"id": int(value["id"]) if value["id"].isdecimal() else int(value["id"][1:])}
    return changed | (
        {"members": ", ".join(item["member_id"] for item in value["members"])} if "members" in value else {}
    )


def _put_nan(values: list[dict[str, Any]]) -> bool:
    """Put the literal NaN in place of the first known value; return whether there was one."""
    for number, value in enumerate(values):
        if "period" in value and value["values"][0]["value"] is not None:
            first, *others = value["values"]
            values[number] = value | {"values": [first | {"value": math.nan}, *others]}
            return True
    return False

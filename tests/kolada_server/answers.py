"""What Kolada answers to a path: the routes, the limits and the paging of version 3, about an invented world."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from .faults import Page, spoil_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ifo_analysis.sources.demo import DemoWorld

MAX_IDS, MAX_PER_PAGE = 25, 5000
DEFAULT_PER_PAGE = 100  # not documented for version 3: a client that relies on it gets small pages
FEWEST_SEGMENTS = 2
SEGMENTS = ("kpi", "municipality", "year")
DEPRECATED = {"error": "This endpoint is deprecated. Please use /v3 instead."}
NOT_FOUND = (404, {"detail": "Not Found"})
Answer = tuple[int, Any]


@dataclass
class Kolada:
    """The answers about a world.

    `page_limit` makes pages smaller than asked for. `kpi_changes` are changed, new (an unknown id) or withdrawn (None)
    records of the catalogue. `double_encoded` titles of groups: the first with å, ä or ö ("one"), "all" or "none".
    """

    world: DemoWorld
    page_limit: int = MAX_PER_PAGE
    double_encoded: str = "one"
    kpi_changes: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)

    def answer(self, target: str, base: str, other_base: str, fault: str | None) -> Answer:
        """Return status and JSON for a request target (path and query); `base` is the address of version 3."""
        parts = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        version, *segments = [unquote(segment) for segment in parts.path.strip("/").split("/")]
        if version == "v2":
            return 200, DEPRECATED
        if version != "v3" or not segments or not all(segments):
            return NOT_FOUND
        endpoint, *rest = segments
        if too_much := _beyond_limits(segments, query):
            return 422, {"detail": too_much}
        if endpoint == "data":
            return self._data(rest, query, _Place(parts.path, query, base, other_base), fault)
        lists = {"kpi": self._kpis, "municipality": self._places, "municipality_groups": self._groups}
        if endpoint not in lists or len(rest) > 1:
            return NOT_FOUND
        found = list(lists[endpoint])
        if rest:
            wanted = rest[0].split(",")
            found = [item for item in found if item["id"] in wanted]
        if title := query.get("title", "").casefold():
            found = [item for item in found if title in item["title"].casefold()]
        if region := query.get("region_type"):
            found = [item for item in found if item.get("type") == region]
        if endpoint == "municipality_groups":
            found = [self._encoded(item) for item in found]
        number, size = self._page(query)
        values = found[(number - 1) * size : number * size]
        place = _Place(parts.path, query, base, other_base)
        return 200, spoil_page(place.page(values, number, has_next=number * size < len(found)), fault)

    def _data(self, rest: list[str], query: dict[str, str], place: _Place, fault: str | None) -> Answer:
        names, ids = rest[::2], rest[1::2]
        if not rest:  # the form with a query only: an empty answer and no error
            return 200, {"count": 0, "values": [], "next_url": None, "previous_url": None}
        is_form = len(names) == len(ids) >= FEWEST_SEGMENTS and len(set(names)) == len(names)
        if not is_form or not set(names) <= set(SEGMENTS):
            return NOT_FOUND
        asked = {name: part.split(",") for name, part in zip(names, ids, strict=True)}
        if not all(year.isdecimal() for year in asked.get("year", [])):
            return 422, {"detail": [{"loc": ["path", "year"], "msg": "value is not a valid integer"}]}
        cells = self.world.cells
        withdrawn = {name for name, change in self.kpi_changes.items() if change is None}
        found = cells.found(
            [name for name in asked.get("kpi", [row.id for row in cells.indicators]) if name not in withdrawn],
            asked.get("municipality", cells.codes),
            [int(year) for year in asked["year"]] if "year" in asked else cells.years,
        )
        number, size = self._page(query)
        values = list(cells.rows(found[(number - 1) * size : number * size]))
        return 200, spoil_page(place.page(values, number, has_next=number * size < len(found)), fault)

    def _page(self, query: dict[str, str]) -> tuple[int, int]:
        size = int(query.get("per_page", DEFAULT_PER_PAGE))
        number = int(query.get("page", 1)) - ("repeat" in query)
        return number, min(size, self.page_limit)

    @cached_property
    def _kpis(self) -> list[dict[str, Any]]:
        records = {item["id"]: item for item in self.world.kpi()}
        for name, change in self.kpi_changes.items():
            if change is None:
                records.pop(name, None)
            else:
                records[name] = records.get(name, next(iter(records.values())) | {"id": name}) | dict(change)
        return [records[name] for name in sorted(records)]

    @cached_property
    def _places(self) -> list[dict[str, Any]]:
        return list(self.world.places())

    @cached_property
    def _groups(self) -> list[dict[str, Any]]:
        names = dict(self.world.municipalities)
        groups = [("G900000", "Alla kommuner", tuple(names)), *((g.id, g.title, g.members) for g in self.world.groups)]
        return [
            {"id": id_, "title": title, "members": [{"member_id": code, "member_title": names[code]} for code in codes]}
            for id_, title, codes in groups
        ]

    def _encoded(self, group: dict[str, Any]) -> dict[str, Any]:
        first = next((item["id"] for item in self._groups if not item["title"].isascii()), None)
        is_double = self.double_encoded == "all" or (self.double_encoded == "one" and group["id"] == first)
        return group | {"title": group["title"].encode().decode("latin-1")} if is_double else group


@dataclass(frozen=True)
class _Place:
    """Where a page is, and so where its neighbours are."""

    path: str
    query: dict[str, str]
    base: str
    other_base: str

    def page(self, values: list[dict[str, Any]], number: int, *, has_next: bool) -> Page:
        """Return a page with its addresses. A repeat asks for the next page and gets this one again."""
        shown = number + ("repeat" in self.query)
        return Page(
            values,
            number,
            next_url=self._url(self.base, shown + 1) if has_next else None,
            previous_url=self._url(self.base, shown - 1) if shown > 1 else None,
            own_url=self._url(self.base, shown),
            repeat_url=self._url(self.base, shown + 1, repeat="1"),
            other_host_url=self._url(self.other_base, shown + 1),
        )

    def _url(self, base: str, number: int, **more: str) -> str:
        query = {name: value for name, value in self.query.items() if name not in {"page", "repeat"}}
        root = base.removesuffix("/v3")
        return f"{root}{self.path}?{urlencode({**query, 'page': str(number), **more})}"


def _beyond_limits(segments: list[str], query: dict[str, str]) -> list[dict[str, Any]]:
    """Return the faults of a request that asks for more than Kolada gives."""
    faults = [
        {"loc": ["path", where], "msg": f"ensure this value has at most {MAX_IDS} items", "type": "value_error"}
        for where, part in pairwise(segments)
        if len(part.split(",")) > MAX_IDS
    ]
    for name, highest in (("per_page", MAX_PER_PAGE), ("page", None)):
        text = query.get(name, "1")
        if not text.isdecimal() or int(text) < 1 or (highest and int(text) > highest):
            limit = f" and at most {highest}" if highest else ""
            faults.append(
                {"loc": ["query", name], "msg": f"ensure this value is at least 1{limit}", "type": "value_error"}
            )
    return faults

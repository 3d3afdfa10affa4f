"""Kolada's API v3: every question answered whole, or an error that says what happened.

Kolada is a database of key figures (*nyckeltal*) about Sweden's municipalities, kept by RKA: https://kolada.se/om-oss/api
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, urljoin, urlsplit

from ifo_analysis.errors import SourceError
from ifo_analysis.sources import answers
from ifo_analysis.sources.chunking import ROWS_PER_PAGE, Box, parts
from ifo_analysis.sources.transport import AGAIN, REPORT, Limits, Transport
from ifo_analysis.sources.values import answer_table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa
    from pydantic import TypeAdapter

    from ifo_analysis.sources import Origin

    Keep = Callable[[str, bytes], None]

KOLADA_URL = "https://api.kolada.se/v3"
URL_VARIABLE = "IFO_KOLADA_URL"
PAGE_LIMIT = 100  # no answer has more; a server that goes on is broken
PEER_TITLE = "Liknande kommuner IFO"


def base_url() -> str:
    """Return the address to ask: Kolada's own, unless the environment variable `IFO_KOLADA_URL` names another."""
    return os.environ.get(URL_VARIABLE, "").strip() or KOLADA_URL


def origin_of(url: str) -> Origin:
    """Return what figures from an address are: published only if the address is Kolada's own.

    Examples
    --------
    >>> origin_of("https://api.kolada.se/v3/"), origin_of("http://127.0.0.1:8801/v3")
    ('published', 'synthetic')
    """
    return "published" if url.rstrip("/") == KOLADA_URL else "synthetic"


class KoladaClient:
    """Asks Kolada, politely and patiently. Close it after use, or use it in a `with` statement.

    Parameters
    ----------
    url : str
        The API's address; without one, `base_url`.
    limits : Limits
        Pace, timeouts and sizes.
    clock, sleep : callable
        A clock in seconds that never goes back, and how to wait.

    Raises
    ------
    SourceError
        By every question that isn't answered whole. Nothing is ever answered in part.
    """

    def __init__(
        self,
        url: str = "",
        limits: Limits | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = (url or base_url()).rstrip("/")
        parsed = urlsplit(self.url)
        if parsed.scheme not in {"http", "https"} or not parsed.hostname:
            raise SourceError(
                f"Adressen {self.url} går inte att fråga: den ska börja med https://. Rätta {URL_VARIABLE}."
            )
        self.keep: Keep = lambda _url, _body: None
        name = "Kolada" if origin_of(self.url) == "published" else parsed.netloc.rpartition("@")[2]
        self._line = Transport(name, limits or Limits(), clock, sleep)

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._line.close()

    @property
    def request_count(self) -> int:
        """Return how many requests have been made, those that were made again included."""
        return self._line.request_count

    def begin(self, keep: Keep) -> None:
        """Begin a new fetch: its total time starts now, and `keep` is given the address and the body of each answer."""
        self.keep = keep
        self._line.restart()

    def indicators(self, ids: Sequence[str] = ()) -> list[answers.IndicatorItem]:
        """Return the metadata of indicators: all, or those of the given ids that Kolada knows."""
        if not ids:
            return self._items("/kpi", answers.INDICATORS, "nyckeltalskatalogen")
        return [
            item
            for some in parts(ids)
            for item in self._items(f"/kpi/{','.join(some)}", answers.INDICATORS, "nyckeltalskatalogen")
        ]

    def municipalities(self) -> list[answers.MunicipalityItem]:
        """Return the municipalities, regions and the country."""
        return [_repaired(item) for item in self._items("/municipality", answers.MUNICIPALITIES, "kommunlistan")]

    def groups(self, title: str = PEER_TITLE) -> list[answers.GroupItem]:
        """Return the groups whose titles contain a text."""
        path = f"/municipality_groups?title={quote(title)}"
        return [_repaired(item) for item in self._items(path, answers.GROUPS, "jämförelsegrupperna")]

    def values(self, box: Box, genders: Sequence[str] = ("T",)) -> pa.Table:
        """Return what Kolada has for a question, from `values.answer_table`; what it lacks has no row."""
        rows = self._pages(box.path, answers.ROWS, str(box))
        try:
            return answer_table(rows, box, genders)
        except answers.ShapeError as error:
            raise self._line.fault(str(box), str(error), REPORT) from None

    def fault(self, what: str, why: str, advice: str) -> SourceError:
        """Return an error about one question, in the form that all of them have."""
        return self._line.fault(what, why, advice)

    def _items(self, path: str, shape: TypeAdapter[Any], what: str) -> list[Any]:
        items = self._pages(path, shape, what)
        if len({item["id"] for item in items}) < len(items):
            raise self._line.fault(what, "samma uppgift finns flera gånger i svaret", AGAIN)
        return items

    def _pages(self, path: str, shape: TypeAdapter[Any], what: str) -> list[Any]:
        """Return the values of all pages of an answer."""
        start = f"{self.url}{path}{'&' if '?' in path else '?'}per_page={ROWS_PER_PAGE}"
        url, seen = start, {start}
        values: list[Any] = []
        sizes: list[tuple[int, int | None]] = []
        while url:
            body = self._line.get(url, what)
            try:
                page = answers.read_page(shape, body)
            except answers.ShapeError as error:
                raise self._line.fault(what, str(error), REPORT) from None
            if sizes and (len(sizes) == PAGE_LIMIT or page["values"] == values[-len(page["values"]) or len(values) :]):
                raise self._line.fault(what, "samma sida kommer om och om igen", AGAIN)
            self.keep(url, body)
            values += page["values"]
            sizes.append((len(page["values"]), page.get("count")))
            url = self._next(url, page["next_url"], seen, what)
        self._check_sizes(sizes, what)
        return values

    def _next(self, url: str, next_url: str | None, seen: set[str], what: str) -> str:
        """Return the address of the next page, or none; it must be new, and on the same server."""
        if not next_url:
            return ""
        following = urljoin(url, next_url)
        here, there = urlsplit(self.url), urlsplit(following)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc):
            raise self._line.fault(what, "nästa sida ligger på en annan adress, och det följs inte", REPORT)
        if following in seen:
            raise self._line.fault(what, "sidorna går runt i en slinga", AGAIN)
        seen.add(following)
        return following

    def _check_sizes(self, sizes: list[tuple[int, int | None]], what: str) -> None:
        """Check that no page is short: `count` may be the page's or the whole answer's, but must be right."""
        lengths = [length for length, _ in sizes]
        counts = [count for _, count in sizes]
        total = sum(lengths)
        is_told = all(count in (None, length) for length, count in sizes) or all(c in (None, total) for c in counts)
        is_even = all(length == lengths[0] for length in lengths[:-1]) and lengths[-1] <= lengths[0]
        if not is_told or not is_even or (len(lengths) > 1 and not lengths[0]):
            raise self._line.fault(what, f"svaret är inte helt: {total} uppgifter kom", AGAIN)


def _repaired(item: Any) -> Any:  # noqa: ANN401 - a municipality or a group
    return {**item, "title": answers.repaired(item["title"])}

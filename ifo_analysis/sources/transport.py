"""One polite and patient line to a server: paced, retried where that helps, and limited in time and size.

What comes back is a whole JSON body or an error that says what happened and what to do.
"""

from __future__ import annotations

import logging
import math
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from ifo_analysis.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

UNTOUCHED = "Inget sparades, och tidigare hämtade uppgifter är orörda."
AGAIN = "Försök igen senare."
REPORT = "Källan kan ha ändrats: pröva en nyare version av programmet, och anmäl felet om det består."
OK, TOO_MANY, REDIRECTS, SERVER_FAULTS = 200, 429, range(300, 400), range(500, 600)
logging.getLogger("stamina").addHandler(logging.NullHandler())  # a retry that succeeds is no news to the user


@dataclass(frozen=True)
class Limits:
    """How politely and how long to ask: seconds, bytes, and questions a second (0: no pace)."""

    per_second: float = 5.0
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    answer_limit: float = 120.0
    total_limit: float = 1800.0
    attempts: int = 5
    wait_initial: float = 0.5
    wait_max: float = 30.0
    retry_after_max: float = 60.0
    body_max: int = 20_000_000


class _BusyError(Exception):
    """The server asks us to come back later."""

    def __init__(self, status: int, retry_after: str = "") -> None:
        super().__init__(status)
        self.status, self.retry_after = status, retry_after


class _SlowError(Exception):
    """An answer drips in too slowly."""


class Transport:
    """A line to one server. Close it after use, or use it in a `with` statement.

    Parameters
    ----------
    name : str
        What messages call the server.
    limits : Limits
        Pace, timeouts and sizes.
    clock, sleep : callable
        A clock in seconds that never goes back, and how to wait.
    """

    def __init__(
        self,
        name: str,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        import httpx  # noqa: PLC0415 - heavy, and only needed where something is fetched

        self.name, self.limits = name, limits
        self.request_count = 0
        self._clock, self._sleep = clock, sleep
        self._next_start = clock()
        self._deadline = math.inf
        read, connect = limits.read_timeout, limits.connect_timeout
        self._http = httpx.Client(
            timeout=httpx.Timeout(read, connect=connect),
            headers={"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "ifo-genomlysning"},
            limits=httpx.Limits(max_connections=1),
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        """Return the line itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the line."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def restart(self) -> None:
        """Let the total time start over."""
        self._deadline = self._clock() + self.limits.total_limit

    def fault(self, what: str, why: str, advice: str) -> SourceError:
        """Return an error about one question, in the form that all of them have."""
        return SourceError(f"{self.name} ({what}): {why}. {advice} {UNTOUCHED}")

    def get(self, url: str, what: str) -> bytes:
        """Return the body of an answer, which is JSON as far as its headers can say.

        Parameters
        ----------
        url : str
            The whole address.
        what : str
            What is asked for, in short, for messages.

        Raises
        ------
        SourceError
            If there is no answer, or not one that can be used. Only timeouts, broken connections, 429 and server
            faults are asked again first.
        """
        import httpx  # noqa: PLC0415
        import stamina  # noqa: PLC0415

        limits, tries = self.limits, 0
        try:
            for attempt in stamina.retry_context(
                self._should_wait,
                attempts=limits.attempts,
                timeout=self._seconds_left(what),
                wait_initial=limits.wait_initial,
                wait_max=limits.wait_max,
                wait_jitter=limits.wait_initial,
            ):
                tries = attempt.num
                with attempt:
                    return self._once(url, what)
        except (httpx.HTTPError, _BusyError, _SlowError) as error:
            raise self._explained(error, f"{tries} försök", what) from error
        raise AssertionError(url)

    def _once(self, url: str, what: str) -> bytes:
        self._keep_pace(what)
        self.request_count += 1
        started = self._clock()
        with self._http.stream("GET", url) as answer:
            self._check_head(answer, what)
            return self._body(self._chunks(answer, started), answer.headers.get("Content-Encoding", ""), what)

    def _keep_pace(self, what: str) -> None:
        if self.limits.per_second:
            now = self._clock()
            if now < self._next_start:
                self._sleep(self._next_start - now)
            self._next_start = max(now, self._next_start) + 1 / self.limits.per_second
        self._seconds_left(what)

    def _seconds_left(self, what: str) -> float:
        """Return what is left of the total time, which starts with the first question unless it was restarted."""
        if math.isinf(self._deadline):
            self.restart()
        if (left := self._deadline - self._clock()) > 0:
            return left
        minutes = f"{self.limits.total_limit / 60:.0f}"
        raise self.fault(what, f"hela hämtningen tog mer än {minutes} minuter", AGAIN)

    def _should_wait(self, error: Exception) -> bool | float:
        """Return whether to ask again, and after how long if the server says so."""
        import httpx  # noqa: PLC0415

        if isinstance(error, _BusyError) and error.retry_after.isdecimal():
            return min(float(error.retry_after), self.limits.retry_after_max, max(self._deadline - self._clock(), 0))
        broken = httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError
        return isinstance(error, (_BusyError, _SlowError, *broken))

    def _check_head(self, answer: httpx.Response, what: str) -> None:
        status = answer.status_code
        if status == TOO_MANY or status in SERVER_FAULTS:
            raise _BusyError(status, answer.headers.get("Retry-After", ""))
        if status in REDIRECTS:
            advice = "Kontrollera adressen i IFO_KOLADA_URL, om den är satt."
            raise self.fault(what, f"hänvisar till en annan adress ({status}), och det följs inte", advice)
        if status != OK:
            raise self.fault(what, f"godtar inte frågan ({status})", REPORT)
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            told = kind if kind.replace("/", "").replace("-", "").isalnum() else "okänt innehåll"
            raise self.fault(what, f"svaret är inte JSON ({told})", AGAIN)

    def _chunks(self, answer: httpx.Response, started: float) -> Iterator[bytes]:
        for chunk in answer.iter_raw():
            if self._clock() - started > self.limits.answer_limit:
                raise _SlowError
            yield chunk

    def _body(self, chunks: Iterator[bytes], encoding: str, what: str) -> bytes:
        """Return the decoded body; a body that grows beyond the limit is left before it fills the memory."""
        limit = self.limits.body_max
        too_large = self.fault(what, f"svaret är större än {limit // 1_000_000} MB", REPORT)
        if encoding.lower() not in {"", "identity", "gzip"}:
            raise self.fault(what, "svaret är packat på ett okänt sätt", REPORT)
        body = bytearray()
        unpacker = zlib.decompressobj(wbits=31) if encoding.lower() == "gzip" else None
        for chunk in chunks:
            try:
                body += unpacker.decompress(chunk, limit + 1 - len(body)) if unpacker else chunk
            except zlib.error:
                raise self.fault(what, "svaret är skadat och går inte att packa upp", AGAIN) from None
            if len(body) > limit:
                raise too_large
        if unpacker and unpacker.unused_data:
            raise self.fault(what, "svaret är skadat och går inte att packa upp", AGAIN)
        if unpacker and not unpacker.eof:
            raise self.fault(what, "svaret är avhugget", AGAIN)
        return bytes(body)

    def _explained(self, error: Exception, tries: str, what: str) -> SourceError:
        import httpx  # noqa: PLC0415

        if isinstance(error, _BusyError):
            why = "tar inte emot fler frågor just nu" if error.status == TOO_MANY else "har ett fel hos sig"
            return self.fault(what, f"{why} ({error.status}, {tries})", AGAIN)
        if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
            return self.fault(what, f"ingen kontakt ({tries})", "Kontrollera nätet, och försök igen.")
        if isinstance(error, (httpx.TimeoutException, _SlowError)):
            return self.fault(what, f"svaret kom inte i tid ({tries})", AGAIN)
        return self.fault(what, f"förbindelsen bröts ({tries})", AGAIN)

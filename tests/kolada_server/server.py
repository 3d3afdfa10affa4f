"""The server: HTTP/1.1 over loopback, with keep-alive and gzip, and the faults in how an answer is sent."""

from __future__ import annotations

import gzip
import json
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from .answers import MAX_PER_PAGE, Answer, Kolada
from .delivery import DELIVERY, HOST, OTHER_HOST
from .faults import Faults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from ifo_analysis.sources.demo import DemoWorld

RESET = struct.pack("ii", 1, 0)  # linger on, for 0 seconds: closing resets the connection


class KoladaServer:
    """A server for a world, as a context manager.

    Parameters
    ----------
    world : DemoWorld
        What it knows.
    fault : str or None
        A fault that never ends. `refuse` here means that nothing listens at the port.
    page_limit : int
        The largest page given, whatever is asked for up to Kolada's own 5 000.
    port : int
        0 for any that is free.
    double_encoded, kpi_changes
        See `answers.Kolada`.

    Attributes
    ----------
    requests : list of str
        Every path with query that was asked for, in order.
    foreign_requests : list of str
        Those that came by another host name, as only a client does that follows a link there.
    drip_seconds, hold_seconds, retry_after, big_bytes
        How slow `slow_drip` and `timeout` are, what `too_many` asks for (seconds), and how big `big_body` is.
    """

    def __init__(
        self,
        world: DemoWorld,
        *,
        fault: str | None = None,
        page_limit: int = MAX_PER_PAGE,
        port: int = 0,
        double_encoded: str = "one",
        kpi_changes: Mapping[str, Mapping[str, Any] | None] | None = None,
    ) -> None:
        self.kolada = Kolada(world, page_limit, double_encoded, kpi_changes or {})
        self.faults = Faults()
        self.requests: list[str] = []
        self.foreign_requests: list[str] = []
        self.drip_seconds, self.hold_seconds, self.retry_after, self.big_bytes = 0.1, 30.0, 1, 50_000_000
        self.is_stopping = threading.Event()
        self._is_refusing = fault == "refuse"
        if fault and not self._is_refusing:
            self.set_fault(fault, times=None)
        self.port = port

    @property
    def url(self) -> str:
        """Return the address of version 3 (what `IFO_KOLADA_URL` is to be)."""
        return f"http://{HOST}:{self.port}/v3"

    def set_fault(
        self, name: str | None, endpoint: str | None = None, times: int | None = 1, *, after: int = 0
    ) -> None:
        """Let something go wrong: at one endpoint or all, `times` times or always (None), `after` sound answers.

        Without a name, all faults are forgotten. `refuse` resets the connection before a byte is answered.
        """
        self.faults.plan(name, endpoint, times, after)

    def answer(self, target: str, fault: str | None) -> Answer:
        """Return what Kolada answers, as status and JSON."""
        return self.kolada.answer(target, self.url, f"http://{OTHER_HOST}:{self.port}/v3", fault)

    def __enter__(self) -> Self:
        """Start to listen, unless it refuses."""
        self._server = _Server(self, self.port)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._server.server_bind()
        self.port = int(self._server.server_address[1])
        if not self._is_refusing:
            self._server.server_activate()
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, and close what is open."""
        self.is_stopping.set()
        if not self._is_refusing:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._server.close_connections()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, owner: KoladaServer, port: int) -> None:
        super().__init__((HOST, port), Handler, bind_and_activate=False)
        self.owner = owner
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in the base class
        """Remember the connection, so that it can be closed in the end."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as in the base class
        """Forget the connection when it ends."""
        self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """End the connections that clients keep alive; their threads see it and close them."""
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in the base class
        """Keep silent about clients that hang up, and about nothing else."""
        import sys  # noqa: PLC0415 - only here

        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        """Answer, well or badly."""
        owner = self.server.owner
        owner.requests.append(self.path)
        if not self.headers.get("Host", "").startswith(HOST):
            owner.foreign_requests.append(self.path)
        segments = self.path.split("?")[0].strip("/").split("/")
        fault = owner.faults.next_for(segments[1] if len(segments) > 1 else "")
        if fault in DELIVERY:
            DELIVERY[fault](self)
            return
        self.send_json(*owner.answer(self.path, fault))

    def send_json(self, status: int, content: Any, headers: Mapping[str, str] | None = None) -> None:  # noqa: ANN401
        """Send JSON as Kolada does: UTF-8, zipped if the client can read that."""
        body = json.dumps(content, ensure_ascii=False).encode()
        more = dict(headers or {})
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, compresslevel=1, mtime=0)
            more["Content-Encoding"] = "gzip"
        self.send_body(status, body, {"Content-Type": "application/json", **more})

    def send_body(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        """Send a whole body."""
        self.send_head(status, len(body), headers)
        self.wfile.write(body)
        self.wfile.flush()

    def send_head(self, status: int, length: int, headers: Mapping[str, str]) -> None:
        """Send the head of an answer, so that the client has it before the body."""
        self.send_response(status)
        for name, value in {"Content-Length": str(length), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.flush()

    def sound_body(self) -> bytes:
        """Return the body that ought to be sent, not zipped."""
        return json.dumps(self.server.owner.answer(self.path, None)[1], ensure_ascii=False).encode()

    def reset(self) -> None:
        """Break the connection."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - as in the base class
        """Be silent."""

"""The faults in how an answer is sent, each by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .server import Handler

HOST, OTHER_HOST = "127.0.0.1", "localhost"
CHUNK = 1 << 16
HTML = "<!doctype html><html lang='sv'><title>Underhåll</title><p>Kolada är stängt för underhåll.</p></html>".encode()
JSON = {"Content-Type": "application/json"}


def _reset_mid_body(handler: Handler) -> None:
    body = handler.sound_body()
    handler.send_head(200, len(body), JSON)
    handler.wfile.write(body[: len(body) // 2])
    handler.wfile.flush()
    handler.reset()


def _slow_drip(handler: Handler) -> None:
    body, owner = handler.sound_body(), handler.server.owner
    handler.send_head(200, len(body), JSON)
    for position in range(len(body)):
        if owner.is_stopping.wait(owner.drip_seconds):
            handler.reset()
            return
        handler.wfile.write(body[position : position + 1])
        handler.wfile.flush()


def _timeout(handler: Handler) -> None:
    owner = handler.server.owner
    owner.is_stopping.wait(owner.hold_seconds)
    handler.reset()


def _too_many(handler: Handler) -> None:
    wait = {"Retry-After": str(handler.server.owner.retry_after)}
    handler.send_json(429, {"detail": "Too many requests"}, wait)


def _redirect(handler: Handler, host: str) -> None:
    address = f"http://{host}:{handler.server.owner.port}{handler.path}"
    handler.send_body(302, b"", {"Location": address})


def _truncated(handler: Handler) -> None:
    body = handler.sound_body()
    handler.send_body(200, body[: len(body) // 2], JSON)


def _big_body(handler: Handler) -> None:
    """Send the right answer after very many blanks, which JSON allows."""
    body, size = handler.sound_body(), handler.server.owner.big_bytes
    handler.send_head(200, size + len(body), JSON)
    for start in range(0, size, CHUNK):
        handler.wfile.write(b" " * min(CHUNK, size - start))
    handler.wfile.write(body)
    handler.wfile.flush()


DELIVERY: dict[str | None, Callable[[Handler], None]] = {
    "refuse": lambda handler: handler.reset(),
    "reset_mid_body": _reset_mid_body,
    "slow_drip": _slow_drip,
    "timeout": _timeout,
    "too_many": _too_many,
    "too_many_silent": lambda handler: handler.send_json(429, {"detail": "Too many requests"}),
    "server_error": lambda handler: handler.send_json(500, {"detail": "Internal Server Error"}),
    "html": lambda handler: handler.send_body(200, HTML, {"Content-Type": "text/html; charset=utf-8"}),
    "truncated": _truncated,
    "wrong_gzip": lambda handler: handler.send_body(200, handler.sound_body(), {**JSON, "Content-Encoding": "gzip"}),
    "redirect_loop": lambda handler: _redirect(handler, HOST),
    "redirect_other_host": lambda handler: _redirect(handler, OTHER_HOST),
    "big_body": _big_body,
}

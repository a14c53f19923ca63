"""Stands on the line before a real server and does to an exchange what lines and boxes on the way do."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_HOP = {"connection", "transfer-encoding", "keep-alive"}
CANNED = {
    "html": (200, {"Content-Type": "text/html"}, b"<html><body>Selamat datang di WiFi</body></html>"),
    "500": (500, {"Content-Type": "text/html"}, b"<h1>Internal Server Error</h1>"),
    "502": (502, {"Content-Type": "application/json"}, b'{"message":"upstream"}'),
    "401": (401, {"Content-Type": "text/html"}, b"<h1>Login</h1>"),
    "403": (403, {"Content-Type": "text/html"}, b"<h1>Forbidden</h1>"),
    "403-bare": (403, {"Content-Type": "application/json"}, b'{"ok":false}'),
    "400": (400, {"Content-Type": "text/html"}, b"<h1>Bad Request</h1>"),
    "404": (404, {"Content-Type": "text/html"}, b"<h1>Not Found</h1>"),
    "redirect": (302, {"Location": "https://login.example/"}, b""),
    "array": (200, {"Content-Type": "application/json"}, b"[1, 2"),
}
"""What is answered in the place of the server."""


class Relay:
    """``mode`` is ``pass``, one of CANNED, ``slow``, ``cut`` (half of it), ``lost`` or ``hang`` (none)."""

    def __init__(self, url: str) -> None:
        self.mode = "pass"
        self.only = ""
        """Methods or parts of paths that the mode holds for; empty for all."""
        self.requests = 0
        self.arrived = threading.Event()
        """Set by each request once the server has carried it out."""
        self.ended = threading.Event()
        self._there = urlsplit(url)
        relay = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def handle_any(self) -> None:
                with suppress(OSError, http.client.HTTPException):
                    relay.handle(self)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{self._there.path}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def handle(self, asked: BaseHTTPRequestHandler) -> None:
        body = asked.rfile.read(int(asked.headers.get("Content-Length", 0)))
        self.requests += 1
        mode = self.mode if self.only in f"{asked.command} {asked.path}" else "pass"
        if mode in CANNED:
            status, headers, text = CANNED[mode]
            self._say(asked, status, headers, text)
            return
        if mode == "slow":
            self.ended.wait(30)
            asked.close_connection = True
            return
        line = http.client.HTTPConnection(self._there.hostname or "", self._there.port, timeout=30)
        line.request(asked.command, asked.path, body, dict(asked.headers))
        said = line.getresponse()
        text = said.read()
        line.close()
        self.arrived.set()
        if mode == "hang":
            self.ended.wait(30)
        if mode in {"lost", "hang"}:
            asked.close_connection = True
            return
        headers = {name: value for name, value in said.getheaders() if name.lower() not in _HOP}
        self._say(asked, said.status, headers, text, cut=mode == "cut")

    def _say(
        self, asked: BaseHTTPRequestHandler, status: int, headers: dict[str, str], text: bytes, *, cut: bool = False
    ) -> None:
        asked.send_response_only(status)
        for name, value in headers.items():
            if name.lower() != "content-length":
                asked.send_header(name, value)
        asked.send_header("Content-Length", str(len(text)))
        asked.end_headers()
        asked.wfile.write(text[: len(text) // 2] if cut else text)
        asked.wfile.flush()
        if cut:
            asked.close_connection = True

    def close(self) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def relaying(url: str) -> Iterator[Relay]:
    """Give a relay before ``url`` until the block ends."""
    relay = Relay(url)
    try:
        yield relay
    finally:
        relay.close()

"""Lines between a machine and the centre, without a network: each request meets the fault that was chosen for it."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec

from ekin_tui.server.app import create_app
from ekin_tui.server.database import Database
from ekin_tui.server.envelope import App

URL = "http://localhost"
HTML = b"<html><body>Selamat datang, silakan masuk.</body></html>"


class Killed(BaseException):
    """The program ended here."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may arrive once, twice, or much later."""

    method: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Hall:
    """The real application of the centre, asked within this process. ``start`` after each change of its file."""

    def __init__(self, path: Path, clock: Callable[[], Any]) -> None:
        self.path, self._clock = path, clock
        self._loop = asyncio.new_event_loop()
        self._app: App | None = None

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def start(self) -> None:
        self._app = create_app(self.url, clock=self._clock)

    @property
    def database(self) -> Database:
        """The database, as the application has it open."""
        assert self._app is not None
        found: Database = self._app._app.state.centre.database  # type: ignore[attr-defined]  # Envelope, Litestar
        return found

    def stop(self) -> None:
        if self._app is not None:
            self.database.close()
            self._app = None

    def close(self) -> None:
        self.stop()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def ask(self, request: Request) -> Answer:
        return self._loop.run_until_complete(self._ask(request))

    async def _ask(self, request: Request) -> Answer:
        told: list[dict[str, Any]] = [{"type": "http.request", "body": request.body, "more_body": False}]
        said: list[Any] = []

        async def receive() -> dict[str, Any]:
            return told.pop() if told else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            said.append(message)

        assert self._app is not None
        await self._app(_scope(request), receive, send)
        body = b"".join(message.get("body", b"") for message in said)
        return Answer(said[0]["status"], list(said[0]["headers"]), body)


def _scope(request: Request) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": request.path.encode(),
        "root_path": "",
        "query_string": request.query,
        "headers": list(request.headers),
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "state": {},
    }


class _Cut(httpx.SyncByteStream):
    """Half a body, and then a line that breaks (or, silently, ends)."""

    def __init__(self, body: bytes, *, silent: bool) -> None:
        self._body, self._silent = body, silent

    def __iter__(self) -> Iterator[bytes]:
        yield self._body[: len(self._body) // 2]
        if not self._silent:
            raise httpx.RemoteProtocolError("peer closed connection")


@dataclass
class Wire(httpx.BaseTransport):
    """The line of one machine. ``faults`` are met one a request; after them the line is sound."""

    hall: Hall
    late: list[Request]
    """Requests that are still under way somewhere; shared by all wires."""
    meanwhile: Callable[[str], None] = lambda _: None
    """Does what somebody else does just now."""
    faults: deque[str] = field(default_factory=deque)
    seen: list[str] = field(default_factory=list)
    """What a sound centre must never say, found in its answers."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass ``request`` on, or not."""
        fault, _, what = (self.faults.popleft() if self.faults else "").partition(":")
        asked = Request(request.method, request.url.path, request.url.query, request.headers.raw, request.read())
        if fault in _BEFORE:
            return _BEFORE[fault](self, asked)
        if fault == "meanwhile":
            self.meanwhile(what)
        answer = self._ask(asked)
        if fault == "afterwards":
            self.meanwhile(what)
        return _AFTER.get(fault, _pass)(self, asked, answer)

    def _ask(self, request: Request) -> Answer:
        answer = self.hall.ask(request)
        if "/feeds/" in request.path and answer.status == 200:
            positions = [item["pos"] for item in msgspec.json.decode(answer.body).get("items", ())]
            if positions != sorted(set(positions)):
                self.seen.append(f"positions out of order in {request.path}: {positions}")
        return answer


def _lost(_: Wire, __: Request) -> httpx.Response:
    raise httpx.ConnectError("no route")


def _late(wire: Wire, request: Request) -> httpx.Response:
    wire.late.append(request)
    raise httpx.ReadTimeout("nobody answers")


def _killed(_: Wire, __: Request) -> httpx.Response:
    raise Killed


def _portal(_: Wire, __: Request) -> httpx.Response:
    return httpx.Response(200, headers={"content-type": "text/html"}, stream=httpx.ByteStream(HTML))


def _busy(_: Wire, __: Request) -> httpx.Response:
    return httpx.Response(503, headers={"retry-after": "1"}, stream=httpx.ByteStream(HTML))


def _pass(_: Wire, __: Request, answer: Answer) -> httpx.Response:
    return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(answer.body))


def _unanswered(_: Wire, __: Request, ___: Answer) -> httpx.Response:
    raise httpx.ReadError("reset")


def _killed_after(_: Wire, __: Request, ___: Answer) -> httpx.Response:
    raise Killed


def _broken(_: Wire, __: Request, ___: Answer) -> httpx.Response:
    return httpx.Response(502, stream=httpx.ByteStream(HTML))


def _doubled(wire: Wire, request: Request, _: Answer) -> httpx.Response:
    return _pass(wire, request, wire._ask(request))


def _copied(wire: Wire, request: Request, answer: Answer) -> httpx.Response:
    wire.late.append(request)
    return _pass(wire, request, answer)


def _cut(_: Wire, __: Request, answer: Answer) -> httpx.Response:
    return httpx.Response(answer.status, headers=answer.headers, stream=_Cut(answer.body, silent=False))


def _short(_: Wire, __: Request, answer: Answer) -> httpx.Response:
    return httpx.Response(answer.status, headers=answer.headers, stream=_Cut(answer.body, silent=True))


_BEFORE = {"lost": _lost, "late": _late, "killed": _killed, "portal": _portal, "busy": _busy}
_AFTER = {
    "unanswered": _unanswered,
    "killed-after": _killed_after,
    "broken": _broken,
    "doubled": _doubled,
    "copied": _copied,
    "cut": _cut,
    "short": _short,
}
FAULTS = ("", *_BEFORE, *_AFTER)
"""Every fault but ``meanwhile:`` and ``afterwards:``, which say what happens before and behind the request."""

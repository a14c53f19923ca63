"""What stands around every request and answer: size limits before parsing, and the headers of the protocol."""

import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from ekin_tui import wire
from ekin_tui.server.problems import problem_body

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
_GZIP = 31


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The body can't be taken."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class Envelope:
    """Reads a body within its limits, unpacks it, and stamps each answer. Wraps the whole application."""

    def __init__(self, app: App, epoch: Callable[[], str]) -> None:
        """``epoch`` names the state of the store; a client that knows another one has to repair."""
        self._app, self._epoch = app, epoch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self._stamp(headers)]
            await send(message)

        try:
            _check_protocol(headers)
            body = await _read(headers, receive) if scope["method"] == "POST" else b""
        except Refused as no:
            await _refuse(stamped, no)
            return
        dropped = {b"content-encoding", b"content-length"}
        scope["headers"] = [pair for pair in scope["headers"] if pair[0].lower() not in dropped]
        scope["headers"].append((b"content-length", str(len(body)).encode()))
        await self._app(scope, _replay(body, receive), stamped)

    def _stamp(self, headers: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
        echo = headers.get(b"ekin-request", b"")[:100]
        return [
            (b"ekin-request", echo),
            (b"ekin-protocol", f"{wire.PROTOCOL}; min={wire.PROTOCOL}".encode()),
            (b"ekin-epoch", self._epoch().encode()),
            (b"cache-control", b"no-store"),
            (b"date", format_datetime(datetime.now(UTC), usegmt=True).encode()),
            (b"x-content-type-options", b"nosniff"),
        ]


def _check_protocol(headers: dict[bytes, bytes]) -> None:
    asked = headers.get(b"ekin-protocol", wire.PROTOCOL.encode())
    if asked.partition(b".")[0] != wire.PROTOCOL.partition(".")[0].encode():
        raise Refused(426, "upgrade-required")


async def _read(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != wire.JSON.encode():
        raise Refused(415, "bad-encoding")
    packed = headers.get(b"content-encoding", b"identity").lower()
    if packed not in {b"identity", b"gzip"}:
        raise Refused(415, "bad-encoding")
    raw = b""
    while True:
        message = await receive()
        raw += message.get("body", b"")
        if len(raw) > wire.MAX_BODY or message["type"] == "http.disconnect":
            raise Refused(413, "too-large")
        if not message.get("more_body"):
            break
    return _unpack(raw) if packed == b"gzip" else raw


def _unpack(raw: bytes) -> bytes:
    packer = zlib.decompressobj(_GZIP)
    try:
        body = packer.decompress(raw, wire.MAX_BODY + 1)
    except zlib.error:
        raise Refused(400, "bad-request") from None
    if len(body) > wire.MAX_BODY:
        raise Refused(413, "too-large")
    if not packer.eof or packer.unused_data:
        raise Refused(400, "bad-request")
    return body


def _replay(body: bytes, receive: Receive) -> Receive:
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _refuse(send: Send, no: Refused) -> None:
    more: dict[str, object] = {"max_ops": wire.MAX_OPS, "max_bytes": wire.MAX_BODY} if no.status == 413 else {}
    more |= {"min": wire.PROTOCOL} if no.status == 426 else {}
    body = problem_body(no.status, no.code, **more)
    kind = [(b"content-type", wire.PROBLEM.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": no.status, "headers": kind})
    await send({"type": "http.response.body", "body": body})

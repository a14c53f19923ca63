"""What stands around every request and answer: limits before parsing, the headers of the protocol, the account."""

import asyncio
import time
import zlib
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from ekin_tui import wire
from ekin_tui.server.access import digest
from ekin_tui.server.account import Account, Exchange, holder_of
from ekin_tui.server.limits import Left, Limits
from ekin_tui.server.problems import problem_body

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = dict[bytes, bytes]
BODY_S = 30.0
"""Seconds in which a body has to be here: the largest one at 9 kB a second."""
CROWD = 48
"""Requests being answered at once from which on clients are asked to come less often: three for each thread."""
MOST = 256
"""Requests being answered at once from which on others are turned away unread: the last of them is still answered
before a client gives up, half a minute later. Whoever has given up asks again while the work for the first asking goes
on, so a longer queue would grow until nobody is answered any more."""
_RETRY_S = range(2, 18)
"""Seconds after which those who were turned away may come again, each of them another: so that they don't return at
once."""
BACKOFF_S = b"60"
_GZIP = 31
_FREE = frozenset({"/healthz"})
"""Paths that cost nothing, so that whoever watches the centre is never refused."""
_API = "/ekin/v1/"


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """The request can't be taken."""

    def __init__(self, status: int, code: str, **headers: str) -> None:
        """``headers`` are sent with the answer; an underscore stands for a hyphen."""
        super().__init__(code)
        self.status, self.code = status, code
        self.headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]


class Envelope:
    """Reads a body within its limits, unpacks it, stamps each answer and accounts for it. Wraps the application."""

    def __init__(
        self,
        app: App,
        epoch: Callable[[], str],
        *,
        account: Account | None = None,
        limits: Limits | None = None,
        body_s: float = BODY_S,
    ) -> None:
        """``epoch`` names the state of the store; a client that knows another one has to repair.

        Without ``limits`` everybody may ask as often as they like.
        """
        self._app, self._epoch, self._body_s = app, epoch, body_s
        self._account, self._limits = account or Account(), limits
        self._open = self._working = 0
        """Requests whose answer is not yet sent; those of them that have come whole and are being worked on."""
        self._turned_away = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        seen = Exchange(headers.get(b"ekin-request", b""))
        self._open += 1
        left = self._ask(scope, headers)

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
                rest = [(b"backoff", BACKOFF_S)] if self._open > CROWD and seen.status < 300 else []
                message["headers"] = [*message.get("headers", ()), *self._stamp(headers), *_limit_headers(left), *rest]
            seen.sent += len(message.get("body", b""))
            await send(message)

        try:
            await self._serve(scope, headers, seen, (receive, stamped), left)
        finally:
            self._open -= 1
            self._learn(scope, headers, seen.status)
            self._account.close(scope, seen)

    async def _serve(
        self, scope: Scope, headers: Headers, seen: Exchange, line: tuple[Receive, Send], left: Left | None
    ) -> None:
        receive, send = line
        try:
            _check_rate(left)
            self._check_room(scope)
            _check_protocol(headers)
            body = await self._read(headers, receive, seen) if scope["method"] == "POST" else b""
            self._check_room(scope)
        except Refused as no:
            await _refuse(send, no)
            return
        dropped = {b"content-encoding", b"content-length"}
        scope["headers"] = [pair for pair in scope["headers"] if pair[0].lower() not in dropped]
        scope["headers"].append((b"content-length", str(len(body)).encode()))
        self._working += 1
        try:
            await self._app(scope, _replay(body, receive), send)
        finally:
            self._working -= 1

    def _check_room(self, scope: Scope) -> None:
        if self._working < MOST or not scope["path"].startswith(_API):
            return
        self._turned_away += 1
        wait = _RETRY_S[self._turned_away % len(_RETRY_S)]
        raise Refused(503, "overloaded", retry_after=str(wait))

    async def _read(self, headers: Headers, receive: Receive, seen: Exchange) -> bytes:
        try:
            async with asyncio.timeout(self._body_s):
                return await _read(headers, receive, seen)
        except TimeoutError:
            raise Refused(408, "too-slow", connection="close") from None

    def _ask(self, scope: Scope, headers: Headers) -> Left | None:
        if self._limits is None or scope["path"] in _FREE:
            return None
        return self._limits.ask(_token_of(headers), _peer_of(scope), time.monotonic())

    def _learn(self, scope: Scope, headers: Headers, status: int) -> None:
        """Remember that a token is good, or no more: every 2xx of the protocol's own paths needs a good one."""
        if self._limits is None or not scope.get("path_template", "").startswith(_API):
            return
        token = _token_of(headers)
        if 200 <= status < 300:
            self._limits.proved(token, _peer_of(scope), time.monotonic(), holder_of(scope))
        elif status == 401:
            self._limits.refuted(token)

    def _stamp(self, headers: Headers) -> list[tuple[bytes, bytes]]:
        echo = bytes(byte for byte in headers.get(b"ekin-request", b"")[:100] if 0x20 <= byte < 0x7F)
        return [
            (b"ekin-request", echo),
            (b"ekin-protocol", f"{wire.PROTOCOL}; min={wire.PROTOCOL}".encode()),
            (b"ekin-epoch", self._epoch().encode()),
            (b"cache-control", b"no-store"),
            (b"date", format_datetime(datetime.now(UTC), usegmt=True).encode()),
            (b"x-content-type-options", b"nosniff"),
        ]


def _token_of(headers: Headers) -> str:
    """Return the hash of the bearer token, or nothing."""
    scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    return digest(token.strip()) if scheme.lower() == "bearer" and token.strip() else ""


def _peer_of(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _limit_headers(left: Left | None) -> list[tuple[bytes, bytes]]:
    """Return the headers of draft-ietf-httpapi-ratelimit-headers."""
    if left is None:
        return []
    return [
        (b"ratelimit-policy", f'"requests";q={left.rate.burst};w={left.rate.window_s}'.encode()),
        (b"ratelimit", f'"requests";r={left.requests};t={left.full_s}'.encode()),
    ]


def _check_rate(left: Left | None) -> None:
    if left is not None and left.wait_s:
        raise Refused(429, "rate-limited", retry_after=str(left.wait_s))


def _check_protocol(headers: Headers) -> None:
    asked = headers.get(b"ekin-protocol", wire.PROTOCOL.encode())
    if asked.partition(b".")[0] != wire.PROTOCOL.partition(".")[0].encode():
        raise Refused(426, "upgrade-required")


async def _read(headers: Headers, receive: Receive, seen: Exchange) -> bytes:
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != wire.JSON.encode():
        raise Refused(415, "bad-encoding")
    packed = headers.get(b"content-encoding", b"identity").lower()
    if packed not in {b"identity", b"gzip"}:
        raise Refused(415, "bad-encoding")
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and int(declared) > wire.MAX_BODY:
        raise Refused(413, "too-large")
    raw = b""
    while True:
        message = await receive()
        raw += message.get("body", b"")
        seen.received = len(raw)
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
    await send({"type": "http.response.start", "status": no.status, "headers": [*kind, *no.headers]})
    await send({"type": "http.response.body", "body": body})

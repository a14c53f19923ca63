"""The endpoints: thin, each one question to the database and one answer."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, RawBody
from sqlalchemy import Connection

from ekin_tui import wire
from ekin_tui.server.access import Caller, find_caller
from ekin_tui.server.account import note_holder, note_verdicts
from ekin_tui.server.bearers import Bearer, Subject
from ekin_tui.server.database import Database
from ekin_tui.server.epoch import Standing
from ekin_tui.server.familiar import Familiar
from ekin_tui.server.gate import UNSIGNED, Gate
from ekin_tui.server.health import why_not_ready
from ekin_tui.server.problems import Stop, read_body
from ekin_tui.server.push import take_push
from ekin_tui.server.reads import LIMITS, read_entry, read_feed, read_history, session_of, stored_name, value_of
from ekin_tui.server.repair import compare
from ekin_tui.server.schema import VERSION
from ekin_tui.server.standing import Watched
from ekin_tui.server.subjects import bind

Asked = Request[Any, Any, State]
_session = msgspec.json.Decoder(wire.SessionBody)
_push = msgspec.json.Decoder(wire.PushBody)
_repair = msgspec.json.Decoder(wire.RepairBody)
LAST = 2**63 - 1
"""The largest position that the database can count to."""


@dataclass(frozen=True, slots=True)
class Centre:
    """What the endpoints work on."""

    database: Database
    standing: Watched
    clock: Callable[[], datetime]
    gate: Gate = field(default_factory=Gate)
    familiar: Familiar = field(default_factory=Familiar)

    def now(self) -> datetime:
        """Return the receipt of what comes in at this moment."""
        return self.clock()


def bearer_of(request: Asked, centre: Centre) -> Bearer:
    """Return what the request's token stands for, with no database open: the agency's sign-in may have to be asked.

    Stops with 401 where there is none or it does not hold.
    """
    token = token_of(request)
    if not token:
        raise Stop(401, "token-expired", UNSIGNED)
    bearer = centre.gate.read(token, centre.now())
    if isinstance(bearer, Subject):
        note_holder(request.scope, f"{bearer.issuer} {bearer.subject}")
    return bearer


def caller_of(bearer: Bearer, connection: Connection, now: datetime) -> Caller:
    """Return who asks. Stops with 401 when nobody that we know, with 403 for an account that is nobody's yet."""
    caller = find_caller(connection, bearer, now)
    if caller is None and isinstance(bearer, Subject):
        raise Stop(403, "subject-unbound", args={"subject": bearer.subject})
    if caller is None:
        raise Stop(401, "token-expired", UNSIGNED)
    return caller


def token_of(request: Asked) -> str:
    """Return the bearer token of a request; empty where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def check_caller(request: Asked, centre: Centre, bearer: Bearer) -> None:
    """Let those through who are known, before any work. Stops with 401; whoever was let in just now is not asked."""
    if not centre.familiar.knows(token_of(request), time.monotonic()):
        with centre.database.reading() as connection:
            caller_of(bearer, connection, centre.now())


def bind_first(centre: Centre, bearer: Bearer) -> None:
    """Bind an account that comes for the first time, where the centre trusts a claim of the provider to say whose."""
    if not isinstance(bearer, Subject) or not bearer.nip:
        return
    with centre.database.reading() as connection:
        known = find_caller(connection, bearer, centre.now()) is not None
    if not known:
        centre.database.write(lambda connection: bind(connection, bearer))


def stand(centre: Centre, connection: Connection | None = None) -> Standing:
    """Return how the store stands. Stops with 503 while its file is away: it is being put back."""
    try:
        return centre.standing.now(connection)
    except FileNotFoundError:
        raise Stop(503, "overloaded", {"Retry-After": "5"}) from None


def check_epoch(request: Asked, centre: Centre, connection: Connection | None = None) -> Standing:
    """Return how the store stands. Stops with 409 when the client speaks of another state of it, or of none."""
    standing = stand(centre, connection)
    if request.headers.get("ekin-epoch", "") != standing.epoch:
        raise Stop(409, "epoch-changed", epoch=standing.epoch)
    return standing


@contextmanager
def reading_as(request: Asked, centre: Centre) -> Iterator[tuple[Connection, Caller, str]]:
    """Give a view of the database, who asks, and the epoch. Who asks is known before anything else is looked at."""
    bearer = bearer_of(request, centre)
    with centre.database.reading() as connection:
        caller = caller_of(bearer, connection, centre.now())
        yield connection, caller, check_epoch(request, centre, connection).epoch


def answer(value: object) -> Response[bytes]:
    """Return ``value`` as JSON."""
    return Response(msgspec.json.encode(value), media_type=wire.JSON, status_code=200)


@get("/.well-known/ekin", sync_to_thread=True)
def discover(state: State) -> Response[bytes]:
    """Tell what this centre speaks. Needs no sign-in."""
    centre: Centre = state.centre
    with centre.database.reading() as connection:
        name = value_of(connection, "name")
    trust = centre.gate.trust
    known = {"issuer": trust.issuer, "client_id": trust.client_id} if trust is not None else {}
    said = wire.Discovery(protocol=wire.PROTOCOL, name=name, server_time=centre.now(), limits=LIMITS, **known)
    return answer(said)


@get("/healthz", sync_to_thread=False)
def healthy() -> Response[bytes]:
    """Tell that the process lives."""
    return answer({"status": "ok"})


@get("/readyz", sync_to_thread=True)
def ready(state: State) -> Response[bytes]:
    """Tell whether the centre can do its work; 503 names what keeps it from that."""
    why = why_not_ready(state.centre.database)
    if why is not None:
        raise Stop(503, "not-ready", {"Retry-After": "5"}, reason=why)
    return answer({"status": "ok", "schema": str(VERSION)})


@post("/ekin/v1/session", sync_to_thread=True, status_code=200)
def open_session(request: Asked, state: State, body: RawBody) -> Response[bytes]:
    """Open an exchange: who the caller is, which feeds there are and how far each has come."""
    centre: Centre = state.centre
    standing = stand(centre)
    bearer = bearer_of(request, centre)
    bind_first(centre, bearer)
    with centre.database.reading() as connection:
        now = centre.now()
        caller = caller_of(bearer, connection, now)
        asked = read_body(_session, body)
        if asked.epoch and asked.epoch != standing.epoch:
            raise Stop(409, "epoch-changed", epoch=standing.epoch)
        return answer(session_of(connection, standing, caller, now))


@post("/ekin/v1/push", sync_to_thread=True, status_code=200)
def push(request: Asked, state: State, body: RawBody) -> Response[bytes]:
    """Take ops and give a verdict for each. Nobody unknown has a body read or a writer wait.

    Who asks is looked up in the transaction itself: of a token that ended meanwhile nothing is taken.
    """
    centre: Centre = state.centre
    bearer = bearer_of(request, centre)
    check_caller(request, centre, bearer)
    check_epoch(request, centre)
    ops = read_body(_push, body).ops
    if len(ops) > wire.MAX_OPS:
        raise Stop(413, "too-large", max_ops=wire.MAX_OPS, max_bytes=wire.MAX_BODY)

    def work(connection: Connection) -> list[wire.Verdict]:
        now = centre.now()
        standing = check_epoch(request, centre, connection)  # again: this connection may see another state
        try:
            caller = caller_of(bearer, connection, now)
        except Stop:
            centre.familiar.forget(token_of(request))
            raise
        return take_push(connection, caller, ops, now, standing)

    verdicts = centre.database.write(work)
    centre.familiar.met(token_of(request), time.monotonic())
    if any(op.before for op in ops):
        centre.standing.doubt()
    note_verdicts(request.scope, Counter(verdict.v for verdict in verdicts))
    return answer(wire.PushAnswer(n=len(verdicts), results=verdicts))


@post("/ekin/v1/repair", sync_to_thread=True, status_code=200)
def repair(request: Asked, state: State, body: RawBody) -> Response[bytes]:
    """Tell which ops of the caller the ledger lacks or judges otherwise, after an epoch has changed."""
    centre: Centre = state.centre
    bearer = bearer_of(request, centre)
    with centre.database.reading() as connection:
        caller = caller_of(bearer, connection, centre.now())
        check_epoch(request, centre, connection)
        asked = read_body(_repair, body).ops
        if len(asked) > wire.MAX_REPAIR:
            raise Stop(413, "too-large", max_ops=wire.MAX_REPAIR, max_bytes=wire.MAX_BODY)
        return answer(compare(connection, caller, asked))


def read_cursor(text: str, field: str) -> int:
    """Return the position in a cursor. Stops with 400 naming ``field`` for one that is none of ours."""
    try:
        position = wire.position_of(text)
    except ValueError:
        raise Stop(400, "bad-request", field=field) from None
    if position > LAST:
        raise Stop(400, "bad-request", field=field)
    return position


@get("/ekin/v1/feeds/{feed:str}", sync_to_thread=True)
def feed_page(
    request: Asked, state: State, feed: FromPath[str], after: FromQuery[str] = "c0", limit: FromQuery[int] = wire.PAGE
) -> Response[bytes]:
    """Give the changes of a feed after a cursor."""
    with reading_as(request, state.centre) as (connection, caller, epoch):
        position = read_cursor(after, "after")
        name = stored_name(caller, feed)
        if name is None:
            raise Stop(404, "not-found")
        items, last, more = read_feed(connection, caller, name, position, min(max(limit, 1), wire.PAGE))
    seen = wire.cursor(last)
    page = wire.FeedAnswer(feed=feed, n=len(items), items=items, next=seen, more=more, epoch=epoch)
    return answer(page)


@get("/ekin/v1/entries/{entry:str}", sync_to_thread=True)
def one_entry(request: Asked, state: State, entry: FromPath[str]) -> Response[bytes]:
    """Give one entry, if the caller may see it."""
    bearer = bearer_of(request, state.centre)
    with state.centre.database.reading() as connection:
        doc = read_entry(connection, caller_of(bearer, connection, state.centre.now()), entry)
    if doc is None:
        raise Stop(404, "not-found")
    tag = f'"{msgspec.json.decode(doc, type=wire.EntryDoc).rev}"'
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers={"ETag": tag})
    return Response(doc, media_type=wire.JSON, headers={"ETag": tag})


@get("/ekin/v1/entries/{entry:str}/history", sync_to_thread=True)
def entry_history(request: Asked, state: State, entry: FromPath[str]) -> Response[bytes]:
    """Give the notes and decisions of an entry."""
    bearer = bearer_of(request, state.centre)
    with state.centre.database.reading() as connection:
        found = read_history(connection, caller_of(bearer, connection, state.centre.now()), entry)
    if found is None:
        raise Stop(404, "not-found")
    return answer({"entry": entry, "n": len(found), "notes": found})


HANDLERS = [discover, healthy, ready, open_session, push, repair, feed_page, one_entry, entry_history]
